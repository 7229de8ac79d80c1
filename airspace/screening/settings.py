"""What is asked of a screening, and the assumptions that no data state."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from airspace import __version__
from airspace.coverage import chosen_editions, states_of
from airspace.errors import UnknownEditionError, UnknownStateError
from airspace.screening.clean import DEFAULT_MAX_SPEED_MPS
from airspace.zone import Zone, national_zone
from geodata import editions
from geodata.zones import ZoneShape

__all__ = [
    "MAX_GAP_S",
    "UNIT_ROWS",
    "WORLD",
    "WORLD_EDITION",
    "Settings",
    "ZoneSet",
    "zone_set",
    "zones_of",
]

MAX_GAP_S = 600.0
"""Longest time between two fixes that is still answered by the geodesic between them: an assumption, 1 min to 30 min.

An airliner at 900 km/h flies 150 km in it, the length of a route leg, and receivers that lose it behind the horizon
see it again sooner. A longer gap is answered by what is possible in it, not by a line.
"""

UNIT_ROWS = 1_000_000
"""Rows that are worked on at once, about: some 200 MB with all that is made of them."""

WORLD = "world"
"""The zone that stands for every state of an edition."""

WORLD_EDITION = "osm-maritime"
"""The edition that the world is taken from where none is named: the finest that holds it."""


@dataclass(frozen=True)
class ZoneSet:
    """Zones of one run, in the order asked for: states and what is made of them by name, zones of files as shapes.

    ``edition`` is None where every zone is a file's.
    """

    zones: tuple[ZoneShape | str, ...]
    edition: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each zone, as it stands in results: the second of a file that is called 'box' is 'box (2)'."""
        taken = {zone for zone in self.zones if isinstance(zone, str)}
        names, last = [], Counter[str]()
        for zone in self.zones:
            name = plain = zone if isinstance(zone, str) else zone.name
            while name in taken and not isinstance(zone, str):
                last[plain] += 1
                name = f"{plain} ({last[plain] + 1})"
            taken.add(name)
            names.append(name)
        return tuple(names)

    @property
    def editions(self) -> tuple[str | None, ...]:
        """Edition of each zone; None for those of files."""
        return tuple(self.edition if isinstance(zone, str) else None for zone in self.zones)

    @property
    def fingerprint(self) -> str:
        """Changes when a border does."""
        known = editions.edition(self.edition).sha256 if self.edition else None
        parts = [zone if isinstance(zone, str) else _shape_facts(zone) for zone in self.zones]
        return _digest([self.edition, known, parts])


@dataclass(frozen=True)
class Settings:
    """What is asked: data, zones and assumptions.

    Args:
        tracks: file, folder, pattern or address of the positions.
        columns: pairs (field, column) that were named.
        zones: the zones and their edition.
        max_gap_s: a flight is cut where two fixes are farther apart in time, seconds.
        max_speed_mps: no position that needs more, and no gap is taken to allow more, metres per second.
        unit_rows: rows worked on at once, about.
    """

    tracks: str
    columns: tuple[tuple[str, str], ...]
    zones: ZoneSet
    max_gap_s: float = MAX_GAP_S
    max_speed_mps: float = DEFAULT_MAX_SPEED_MPS
    unit_rows: int = UNIT_ROWS

    def fingerprint(self, data: str) -> str:
        """Changes with anything that can change a result; ``data`` is the fingerprint of the positions."""
        asked: list[Any] = [__version__, data, list(self.columns), self.zones.fingerprint]
        return _digest([*asked, self.max_gap_s, self.max_speed_mps, self.unit_rows])


def zone_set(asked: Sequence[ZoneShape | str], edition: str | None) -> ZoneSet:
    """The zones asked for, each once, on the edition named or else the first that holds them.

    ``world`` is every state of the edition, in its order.

    Raises:
        UnknownEditionError, UnknownStateError: an edition that does not exist, or does not hold a state.
    """
    zones = tuple(dict.fromkeys(asked))
    if edition == "all":  # which elsewhere asks every edition; here it would be answered by the first of them
        raise UnknownEditionError("edition (one a run)", edition, list(editions.registry()))
    if WORLD in zones:
        chosen = editions.edition(edition or WORLD_EDITION)
        if not chosen.is_world:
            worlds = [this.id for this in editions.registry().values() if this.is_world]
            raise UnknownEditionError("edition of the world", chosen.id, worlds)
        held = dict.fromkeys(chosen.states)
        others = [zone for zone in zones if zone != WORLD and zone not in held]
        for state in states_of(others):
            if state not in held:
                raise UnknownStateError(
                    f"state on edition '{chosen.id}':", state, chosen.states, editions.holding([state])
                )
        return ZoneSet((*held, *others), chosen.id)
    states = states_of(zones)
    if states or edition:
        chosen_id = chosen_editions((edition,) if edition else (), states)[0]
        return ZoneSet(zones, chosen_id if states else None)
    return ZoneSet(zones, None)


@lru_cache(maxsize=2)
def zones_of(zones: ZoneSet) -> tuple[Zone, ...]:
    """The zones with their borders indexed, in order; kept, so that a process makes them once."""
    return tuple(
        national_zone(zone, zones.edition or editions.DEFAULT_EDITION) if isinstance(zone, str) else Zone.of(zone)
        for zone in zones.zones
    )


def _shape_facts(shape: ZoneShape) -> list[Any]:
    limits = [shape.lower_m, shape.upper_m, shape.altitude_reference, shape.upper_reference]
    valid = [None if moment is None else moment.isoformat() for moment in (shape.valid_from, shape.valid_to)]
    return [shape.name, shape.geometry.wkb_hex, limits, valid]


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, allow_nan=False).encode()).hexdigest()
