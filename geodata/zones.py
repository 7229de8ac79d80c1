"""Zones: the national airspace of a state in an edition, and polygons from a user's file.

Coordinates are degrees on WGS84, longitude before latitude; limits are metres.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import MultiLineString, MultiPolygon

from geodata import editions, zonefile
from geodata.editions import DEFAULT_EDITION, DisputedStretch
from geodata.errors import Problem, UnknownStateError, ZoneFileError
from geodata.fixes import BadValueError, microseconds, moment, number, shown

__all__ = ["ZoneShape", "from_file", "national"]

_MAX_LISTED = 20
_MAX_NAME = 200
_NEEDS_POLYGON = "a zone is a Polygon or a MultiPolygon"


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """The shape of an airspace and what is known of its limits.

    ``geometry`` is lon/lat degrees on WGS84. ``land_only`` says that the seaward boundary is a coast and no
    border, ``coast`` where it is; ``disputed`` lists stretches whose course is a political question.
    ``lower_m`` and ``upper_m`` are metres above ``altitude_reference``, the upper limit above ``upper_reference``
    where that is another; ``None`` means unlimited. The zone applies from ``valid_from`` until ``valid_to`` (UTC),
    without limit where ``None``. ``note``: what a reader has to know of it, if anything.
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
    upper_reference: str | None = None
    note: str | None = None

    @property
    def limits(self) -> tuple[tuple[float, str | None], ...]:
        """Each vertical limit in metres, with what it is counted from; None where that is not stated."""
        both = (
            (self.lower_m, self.altitude_reference),
            (self.upper_m, self.upper_reference or self.altitude_reference),
        )
        return tuple((metres, reference) for metres, reference in both if metres is not None)


def national(state: str, edition_id: str = DEFAULT_EDITION) -> ZoneShape:
    """The national airspace of a state (ISO 3166 alpha-3) in an edition, without vertical limits.

    Raises :class:`UnknownEditionError`, :class:`UnknownStateError` or :class:`ChecksumError`.
    """
    this = editions.edition(edition_id)
    states = editions.load(edition_id)
    if state not in states:
        raise UnknownStateError("state", state, sorted(states), editions.holding([state]))
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


def from_file(path: Path | str) -> tuple[ZoneShape, ...]:
    """The zones of a file: one for each feature, named by its ``name`` or by the file's stem.

    Optional properties: ``lower_m``, ``upper_m`` (metres), ``altitude_reference`` (text; ``upper_reference`` where the
    upper limit has another), ``valid_from``, ``valid_to`` (ISO-8601 with Z or an offset), ``note``. Shapes come to
    WGS84 from the coordinate system the file states; none stated means WGS84. A longitude beyond 180 is taken as it is,
    so that a zone can cross the antimeridian.

    Raises :class:`~geodata.errors.ZoneFileError` with every fault found: no polygon, a ring that crosses itself
    (and where), a number that is not finite, a latitude beyond 90, too many vertices, a format that is refused.
    """
    path = Path(path)
    found = zonefile.features(path)
    if not found:
        raise ZoneFileError(Problem(path.name, "no features", "it must hold at least one polygon"))
    unnamed = sum("name" not in feature.properties for feature in found)
    zones: list[ZoneShape] = []
    problems: list[Problem] = []
    for feature in found:
        stem = path.stem if unnamed == 1 else f"{path.stem} {feature.at}"
        faults: list[Problem] = []
        zone = _zone(feature, path, stem, faults)
        problems += faults
        if not faults:
            zones.append(zone)
    if problems:
        more = len(problems) - _MAX_LISTED
        extra = [Problem(path.name, f"... and {more} more", f"the first {_MAX_LISTED} are listed")]
        raise ZoneFileError(problems[:_MAX_LISTED] + (extra if more > 0 else []))
    return tuple(zones)


def _zone(feature: zonefile.Feature, path: Path, stem: str, faults: list[Problem]) -> ZoneShape:
    """One feature as a zone; its faults go to ``faults``, and with any the zone is not to be used."""

    def take(name: str, parse: Any) -> Any:
        raw = feature.properties.get(name)
        if raw is None or raw == "":
            return None
        try:
            return parse(raw)
        except BadValueError as fault:
            faults.append(Problem(path.name, fault.wrong, fault.right, field=f"feature {feature.at}: {name}"))
            return None

    geometry = MultiPolygon()
    try:
        geometry = _polygons(feature.geometry)
    except BadValueError as fault:
        faults.append(Problem(path.name, fault.wrong, fault.right, field=f"feature {feature.at}"))
    zone = ZoneShape(
        name=take("name", _text) or stem,
        geometry=geometry,
        edition=None,
        land_only=False,
        coast=None,
        disputed=(),
        lower_m=take("lower_m", _metres),
        upper_m=take("upper_m", _metres),
        altitude_reference=take("altitude_reference", _text),
        valid_from=take("valid_from", _time),
        valid_to=take("valid_to", _time),
        source=f"{path.name} ({feature.crs})",
        upper_reference=take("upper_reference", _text),
        note=take("note", _text),
    )
    for low, high in (("lower_m", "upper_m"), ("valid_from", "valid_to")):
        first, last = getattr(zone, low), getattr(zone, high)
        if first is not None and last is not None and first >= last:
            where = f"feature {feature.at}: {high}"
            faults.append(Problem(path.name, f"{high} is not above {low}", "swap or mend them", field=where))
    return zone


def _polygons(geometry: Any) -> MultiPolygon:
    """A usable area, or :class:`BadValueError` that says what is wrong with it and where."""
    if geometry is None or geometry.is_empty:
        raise BadValueError("no geometry", _NEEDS_POLYGON)
    if geometry.geom_type not in ("Polygon", "MultiPolygon"):
        raise BadValueError(f"a {geometry.geom_type}", _NEEDS_POLYGON)
    area = shapely.force_2d(geometry)
    coordinates = shapely.get_coordinates(area)
    if not np.isfinite(coordinates).all():
        raise BadValueError("a coordinate is not a finite number", "give every vertex a longitude and a latitude")
    for column, name, limit in ((1, "latitude", 90.0), (0, "longitude", 360.0)):
        worst = float(coordinates[np.abs(coordinates[:, column]).argmax(), column])
        if abs(worst) > limit:
            right = "write longitude before latitude, degrees on WGS84, or state the coordinate system"
            raise BadValueError(f"{name} {worst:g} is outside -{limit:g} to {limit:g}", right)
    if not area.is_valid:
        raise BadValueError(_why_invalid(area), "mend the ring so that it encloses one area")
    for ring in shapely.get_rings(shapely.get_parts(area)):  # of a multipolygon itself it gives none
        if np.abs(np.diff(shapely.get_coordinates(ring)[:, 0])).max() > 180.0:
            raise BadValueError(
                "an edge spans more than 180 degrees of longitude",
                "write longitudes beyond 180 where the zone crosses the antimeridian, or add vertices",
            )
    parts = [part for part in shapely.get_parts(area) if not part.is_empty]
    return MultiPolygon(parts)


def _why_invalid(area: Any) -> str:
    reason = str(shapely.is_valid_reason(area))
    place = re.fullmatch(r"(.*)\[(\S+) (\S+)\]", reason)
    if place is None:
        return f"not a valid area ({reason})"
    what = "crosses or touches itself" if "elf-inters" in place[1] else f"not a valid area ({place[1]})"
    return f"{what} at longitude {float(place[2]):.6f}, latitude {float(place[3]):.6f}"


def _metres(raw: Any) -> float:
    return number(raw.item() if isinstance(raw, np.generic) else raw)


def _text(raw: Any) -> str:
    text = str(raw).strip()
    if not text or len(text) > _MAX_NAME or not text.isprintable():
        raise BadValueError(f"{shown(raw)} is no usable text", f"write at most {_MAX_NAME} printable characters")
    return text


def _time(raw: Any) -> datetime:
    return moment(microseconds(raw.isoformat() if isinstance(raw, datetime) else raw))
