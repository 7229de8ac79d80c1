"""A path family laid out for computing: its conditions as intervals, its priors, the border and the area.

Everything comes from the incident file and from performance data; nothing is added here. Units are SI, angles degrees.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial

from airspace.envelope import assumptions_shown, max_load_factor, speed_ceiling_mps, speed_floor_mps
from airspace.errors import UnknownNameError
from airspace.familyspec import FamilySpec, prior_fields
from airspace.incident import Incident
from airspace.interval import NOT_NEGATIVE, Interval
from airspace.language import Later, _
from airspace.numbers import localised
from airspace.places import place_point
from airspace.sweep import Area
from airspace.terms import role_name
from airspace.wording import span
from airspace.zone import Zone, national_zone
from geodata.editions import edition as border_edition
from geodata.performance import Performance, performance

__all__ = ["FLYABLE", "SPEED_QUANTITIES", "Condition", "FamilyCase", "Prior", "family_case", "family_ids"]

FLYABLE = "flyable"
"""Name of the one condition that no one states: that the type can fly the path at the speed it takes."""

SPEED_QUANTITIES = frozenset({"duration_inside", "ground_speed", FLYABLE})
"""Quantities that bear on how fast a path is flown, and not on where it lies."""

STILL_AIR = Interval(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a path is held against.

    Args:
        name: "statement/reading" of the claim, or ``FLYABLE``.
        quantity: its id in :mod:`airspace.quantities`, or ``FLYABLE`` (an interval of ground speeds).
        interval: what meets it, SI or degrees.
        text: as stated.
        lat_deg: latitude from which a northing counts, otherwise None.
    """

    name: str
    quantity: str
    interval: Interval
    text: str
    lat_deg: float | None = None

    @property
    def statement(self) -> str:
        """The id of the statement, or ``FLYABLE``."""
        return self.name.partition("/")[0]

    @property
    def told(self) -> str:
        """The text, in the language spoken."""
        return _(self.text) if isinstance(self.text, Later) else localised(self.text)

    @property
    def is_of_speed(self) -> bool:
        """Whether it bears on the speed and not on the place of a path."""
        return self.quantity in SPEED_QUANTITIES

    @property
    def keeps_out(self) -> bool:
        """Whether only a path without a stay over the area meets it."""
        return self.quantity == "closest_distance" or (self.quantity == "violation_count" and self.interval.high < 1)

    @property
    def needs_stay(self) -> bool:
        """Whether only a path with a stay over the area meets it."""
        if self.quantity == "violation_count":
            return self.interval.low > 0
        return self.quantity == "distance_north_of" or (
            self.quantity in ("length_inside", "depth", "duration_inside") and self.interval.low > 0
        )


@dataclass(frozen=True, slots=True)
class Prior:
    """What paths are drawn from: what it is to a path, what it allows (SI, degrees), where that stands, and why.

    ``why`` is None for a prior that the claim states.
    """

    role: str
    interval: Interval
    ref: str
    why: str | None = None

    @property
    def line(self) -> str:
        """All of it in one line."""
        dimension = {"speed": "speed", "wind": "speed", "altitude": "altitude"}.get(self.role, "angle")
        why = f"; {self.why}" if self.why is not None else ""
        return f"{role_name(self.role)}: {span(self.interval, dimension)} ({self.ref}){why}"


@dataclass(frozen=True)
class FamilyCase:
    """A family of a claim on one border.

    ``course``: at the area's centre. ``turn``: change of course along the path, right positive; None for straight
    paths. ``speed``: over ground, without limit where nothing is assumed; ``wind``: tail wind. ``load_limit``: greatest
    load factor of a turn, infinite if not known. ``performance``: what was taken of the type, a line each.
    ``dropped``: conditions that were set aside.
    """

    claim: str
    id: str
    label: str
    note: str | None
    aircraft: str
    zone_state: str
    edition: str
    zone: Zone
    area_id: str
    area: Area
    conditions: tuple[Condition, ...]
    course: Interval
    turn: Interval | None = None
    speed: Interval = NOT_NEGATIVE
    wind: Interval = STILL_AIR
    load_limit: float = math.inf
    priors: tuple[Prior, ...] = ()
    performance: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def assumed(self) -> tuple[str, ...]:
        """A line for each prior, with its reason, and for what was taken of the type."""
        return (*(prior.line for prior in self.priors), *map(_, self.performance))

    def without(self, names: Collection[str]) -> FamilyCase:
        """The family without some conditions, by statement, by "statement/reading", or ``FLYABLE``."""
        out = tuple(c.name for c in self.conditions if c.name in names or c.statement in names)
        kept = tuple(c for c in self.conditions if c.name not in out)
        return replace(self, conditions=kept, dropped=(*self.dropped, *out))


def family_ids(incident: Incident, claim_id: str) -> tuple[str, ...]:
    """The families of a claim, in the order of the file.

    Raises:
        UnknownNameError: no such claim, or it has no family; then the message names the claims that have some.
    """
    found = tuple(incident.claim(claim_id).families)
    if not found:
        raise UnknownNameError("claim with families", claim_id, [n for n, c in incident.claims.items() if c.families])
    return found


def family_case(incident: Incident, claim_id: str, family_id: str, edition: str | None = None) -> FamilyCase:
    """A family of a claim, on its own border edition or on another.

    Raises:
        UnknownNameError: no such claim, family or edition, or the edition does not hold the zone.
    """
    known = family_ids(incident, claim_id)
    if family_id not in known:
        raise UnknownNameError(f"family of claim '{claim_id}'", family_id, known)
    spec = incident.claim(claim_id).families[family_id]
    edition_id = border_edition(edition or spec.edition).id
    priors = {role: incident.resolve(claim_id, ref) for role, ref in prior_fields(spec.priors).items()}
    ends = {role: Interval(*found.interval_si) for role, found in priors.items()}
    wind = ends.get("wind", STILL_AIR)
    type_ = performance(incident.aircraft[spec.aircraft].type)
    alt = ends.get("altitude")
    flyable, lines = _flyable(type_, None if alt is None else alt.low, wind)
    conditions = _conditions(incident, claim_id, spec, edition_id)
    load = None if type_ is None else max_load_factor(type_)
    return FamilyCase(
        claim=claim_id,
        id=family_id,
        label=spec.label,
        note=spec.note,
        aircraft=spec.aircraft,
        zone_state=spec.zone,
        edition=edition_id,
        zone=national_zone(spec.zone, edition_id),
        area_id=spec.within,
        area=Area(*incident.areas[spec.within].bbox),
        conditions=conditions if flyable is None else (*conditions, flyable),
        course=ends["course"],
        turn=ends.get("turn"),
        speed=ends.get("speed", NOT_NEGATIVE),
        wind=wind,
        load_limit=math.inf if load is None else load[1],
        priors=tuple(_priors(incident, spec, ends)),
        performance=lines,
    )


def _priors(incident: Incident, spec: FamilySpec, ends: dict[str, Interval]) -> Iterator[Prior]:
    for role, ref in prior_fields(spec.priors).items():
        kind, _slash, name = ref.partition("/")
        yield Prior(role, ends[role], ref, incident.assumptions[name].why if kind == "assumption" else None)


def _conditions(incident: Incident, claim_id: str, spec: FamilySpec, edition_id: str) -> tuple[Condition, ...]:
    found = []
    for ref in spec.constraints:
        given = incident.resolve(claim_id, ref)
        lat = None
        if given.quantity == "distance_north_of" and given.place is not None:
            lat = place_point(incident, given.place, edition_id).lat_deg
        found.append(Condition(ref, given.quantity or "", Interval(*given.interval_si), given.text, lat))
    return tuple(found)


def _flyable(
    type_: Performance | None, alt_m: float | None, wind: Interval
) -> tuple[Condition | None, tuple[str, ...]]:
    """The ground speeds a type can fly, from the lowest estimate of its slowest flight to the highest top speed.

    None where the data give neither; the lines say what was taken. At the lowest altitude, where flight is slowest.
    """
    if type_ is None:
        return None, (Later(lambda: _("speed: no performance data for the type, so no path is too slow or too fast")),)
    floor, ceiling = speed_floor_mps(type_, alt_m), speed_ceiling_mps(type_)
    if floor is None and ceiling is None:
        return None, (Later(partial(_no_speeds, type_.name)),)
    low = 0.0 if floor is None else max(0.0, floor[0] + wind.low)
    high = math.inf if ceiling is None else ceiling[1] + wind.high
    interval = Interval(low, high)
    text, line = Later(partial(_over_ground, interval)), Later(partial(_flown, interval, type_.name))
    shown = (Later(partial(_shown, type_, k)) for k in range(len(assumptions_shown(type_))))
    return Condition(FLYABLE, FLYABLE, interval, text), (line, *shown)


def _shown(type_: Performance, number: int) -> str:
    return assumptions_shown(type_)[number]


def _no_speeds(type_name: str) -> str:
    return _("speed: the data on {aircraft} give neither a slowest nor a top speed", aircraft=type_name)


def _over_ground(interval: Interval) -> str:
    return _("{speed} over ground", speed=span(interval, "speed"))


def _flown(interval: Interval, type_name: str) -> str:
    return _(
        "flyable: {speed}, from the lowest estimate of slowest level flight to the highest published top speed of "
        "{aircraft}, with the wind",
        speed=_over_ground(interval), aircraft=type_name,
    )  # fmt: skip
