"""Zones: the national airspace of a state in an edition, and polygons from a user's file.

Coordinates are degrees on WGS84, longitude before latitude; limits are metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shapely import MultiLineString, MultiPolygon

from geodata import editions
from geodata.editions import DEFAULT_EDITION, DisputedStretch
from geodata.errors import UnknownStateError

__all__ = ["ZoneShape", "national"]


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """The shape of an airspace and what is known of its limits.

    ``geometry`` is lon/lat degrees on WGS84. ``land_only`` says that the seaward boundary is a coast and no
    border, ``coast`` where it is; ``disputed`` lists stretches whose course is a political question.
    ``lower_m`` and ``upper_m`` are metres above ``altitude_reference``; ``None`` means unlimited. The zone
    applies from ``valid_from`` until ``valid_to`` (UTC), without limit where ``None``.
    """

    name: str
    geometry: MultiPolygon
    edition: str | None
    land_only: bool
    coast: MultiLineString | None
    disputed: tuple[DisputedStretch, ...]
    lower_m: float | None
    upper_m: float | None
    altitude_reference: str | None
    valid_from: datetime | None
    valid_to: datetime | None
    source: str


def national(state: str, edition_id: str = DEFAULT_EDITION) -> ZoneShape:
    """The national airspace of a state (ISO 3166 alpha-3) in an edition, without vertical limits.

    Raises :class:`UnknownEditionError`, :class:`UnknownStateError` or :class:`ChecksumError`.
    """
    this = editions.edition(edition_id)
    states = editions.load(edition_id)
    if state not in states:
        raise UnknownStateError("state", state, sorted(states))
    area = states[state]
    return ZoneShape(
        name=state,
        geometry=area.geometry,
        edition=edition_id,
        land_only=not this.with_sea,
        coast=None if area.coast.is_empty else area.coast,
        disputed=tuple(stretch for stretch in this.disputed if stretch.state in (None, state)),
        lower_m=None,
        upper_m=None,
        altitude_reference=None,
        valid_from=None,
        valid_to=None,
        source=f"{this.title} ({this.package} {this.version})",
    )
