"""A claim as a system of quantities and relations, for the solver.

Each quantity is named with the aircraft, zone, event and place it belongs to; relations are laid between those that a
claim's statements name, and to those in between that nobody states (a speed from a length and a time).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from airspace.case import Case
from airspace.checks import timeline
from airspace.checks.speed import WIND, stated_altitude
from airspace.envelope import speed_ceiling_mps, speed_floor_mps
from airspace.interval import ANY, NOT_NEGATIVE, Interval
from airspace.readings import EACH_ITS_OWN, Stated
from airspace.relations import AtMost, Box, Name, Product, Relation, Sum, Without

__all__ = ["System", "names_of", "system_of"]

SUMS = tuple(quantities for _, *quantities in timeline.SUMS)
"""Quantities of a + b = c."""


@dataclass(frozen=True, slots=True)
class System:
    """Every quantity with all it could be before anything is stated, and the relations between them."""

    base: Box
    relations: tuple[Relation, ...]


def names_of(stated: Stated) -> tuple[Name, ...]:
    """The quantities that a reading gives: one for each aircraft it speaks of."""
    return tuple(
        (stated.quantity, aircraft, stated.zone or "", stated.of or "", stated.place or "")
        for aircraft in (stated.aircraft or ("",))
    )


def system_of(case: Case, claim_id: str) -> System:
    """The system of a claim's statements; statements that only pass on another one are left out."""
    stated = [s for f in case.figures(claim_id) for s in f.readings if not s.variant_of and s.choice is None]
    stated = [s for s in stated if s.dimension != "place"]
    names = dict.fromkeys(name for s in stated for name in names_of(s))
    relations = tuple(dict.fromkeys(_relations(list(names))))
    base: Box = {}
    for name in (*(n for n in names if n[0] not in EACH_ITS_OWN), *(n for r in relations for n in r.names)):
        base.setdefault(name, _domain(case, claim_id, name))
    return System(base, relations)


def _domain(case: Case, claim_id: str, name: Name) -> Interval:
    quantity, aircraft = name[:2]
    if quantity.endswith("_time") and quantity not in ("response_time", "preparation_time", "available_time"):
        return ANY
    if quantity in ("patrol_start", "patrol_end", "detected", "altitude"):
        return ANY
    if quantity == "ground_speed" and aircraft and not name[3]:
        return _flyable(case, claim_id, aircraft)
    return NOT_NEGATIVE


def _flyable(case: Case, claim_id: str, aircraft: str) -> Interval:
    """Ground speeds that the type can have, with all that is uncertain in its limits and in the wind."""
    type_ = case.performance([aircraft])
    if type_ is None:
        return NOT_NEGATIVE
    wind = case.assumed(WIND).interval
    height = stated_altitude(case, claim_id, [aircraft])
    floor = speed_floor_mps(type_, None if height is None else height.middle)
    ceiling = speed_ceiling_mps(type_)
    low = max(0.0, floor[0] + wind.low) if floor is not None else 0.0
    high = ceiling[1] + wind.high if ceiling is not None else math.inf
    return Interval(low, high) if low <= high else NOT_NEGATIVE  # so high up none can be: the check of speeds says it


def _named(quantity: str, like: Name, *, zone: bool = True, of: str | None = None) -> Name:
    """The name of another quantity of the same aircraft, zone and stretch."""
    return (quantity, like[1], like[2] if zone else "", like[3] if of is None else of, "")


def _relations(names: list[Name]) -> Iterator[Relation]:
    for name in names:
        quantity = name[0]
        if quantity in ("length_inside", "depth", "duration_inside"):
            yield from _stay(name)
        elif quantity in ("path_length", "path_duration") and name[3]:
            yield from _stretch(name, names)
        elif quantity == "closest_distance":
            yield AtMost(name, _named("distance_from_border", name, of="hit"))
            yield Without(name, _named("duration_inside", name))
            yield Without(name, _named("length_inside", name))
        elif quantity == "first_warning_distance":
            way = _named("way_from_first_warning", name)
            yield Product(way, _named("ground_speed", name, zone=False), _lead(name, names))
            yield AtMost(name, way)
        elif quantity == "tracked_for":
            seen = ("detected", name[1], "", "", "")
            yield Sum(
                seen,
                ("take_off_time", name[1], "", "", _place(names, "take_off_time", name[1])),
                ("lead_time", name[1], "", "detection", ""),
            )
            yield Sum(("hit_time", name[1], "", "", ""), seen, name)
    yield from _sums(names)


def _place(known: list[Name], quantity: str, aircraft: str) -> str:
    """The place under which a quantity of an aircraft is named."""
    return next((name[4] for name in known if name[:2] == (quantity, aircraft)), "")


def _lead(name: Name, known: list[Name]) -> Name:
    lead = _named("first_warning_lead", name)
    return lead if lead in known else _named("warnings_span", name, zone=False)


def _stay(name: Name) -> Iterator[Relation]:
    length, stay = _named("length_inside", name), _named("duration_inside", name)
    yield Product(length, _named("ground_speed", name, zone=False, of=""), stay)
    yield AtMost(_named("depth", name), length, 2.0)


def _stretch(name: Name, known: list[Name]) -> Iterator[Relation]:
    own = _named("ground_speed", name, zone=False)
    speed = own if own in known else _named("ground_speed", name, zone=False, of="")
    lengths = [n for n in known if n[:1] == ("path_length",) and n[1:4] == name[1:4]]
    times = [n for n in known if n[:1] == ("path_duration",) and n[1:4] == name[1:4]]
    if lengths and times:
        yield Product(lengths[0], speed, times[0])


def _sums(names: list[Name]) -> Iterator[Relation]:
    for first, second, total in SUMS:
        for end in (n for n in names if n[0] == total):
            a = next((n for n in names if n[0] == first and n[1:4] == end[1:4]), None)
            b = next((n for n in names if n[0] == second and n[1:4] == end[1:4]), None)
            if a is not None and b is not None:
                yield Sum(end, a, b)
