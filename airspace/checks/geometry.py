"""Geometry: does any path across this border have the stated figures together, where, and what would go with each.

Straight paths are searched on every edition, on courses ``COURSE_STEP_DEG`` apart over the interval of the assumed
course (:mod:`airspace.across`). That none fits excludes neither a bent path nor a course between, so it alone is never
"inconsistent"; what no path at all can do is the business of depth-length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from airspace import numbers
from airspace.across import Across, StraightStay, across
from airspace.case import Case
from airspace.findings import Finding, Value, Word, conflict_word, finding
from airspace.geodesy import inverse
from airspace.interval import Interval
from airspace.readings import Stated, one_speaker
from airspace.stayfield import MAX_REACH_M
from airspace.sweep import Area
from airspace.wording import as_printed, listed, span

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Geometry of the border"
QUESTION = "Does any straight path across the border, on any course tried and any edition, have the figures together?"
RULE = (
    "A straight path that crosses the zone at a place has one length, one depth and one northing there, so two stated "
    "figures have to occur together somewhere along the border, whatever else the path crosses; only the courses tried "
    "are looked at, and a path that bends is not excluded"
)
RULE_BASE = "The distance of a known place from the border is a matter of measuring, on each edition"
LONGEST_M = 12_000.0
"""Longer stays are not tabulated, unless a longer one is stated: they are far beyond a few kilometres."""


PLANE_SHARE = 1e-3  # by which lengths in the plane of a table exceed those over ground at most, tenfold: 1e-4 at 60 km


@dataclass(frozen=True, slots=True)
class _Kind:
    """The second figure beside a length: depth, or how far north of a place the stay reaches."""

    quantity: str
    name: str

    def both(self, table: Across, length: Interval, other: Interval) -> StraightStay | None:
        return table.both(length, other) if self.name == "depth" else table.both_north(length, other)

    def of(self, stay: StraightStay) -> float:
        return stay.depth_m if self.name == "depth" else float(stay.north_m or 0.0)


@lru_cache(maxsize=512)
def _with_length(kind: _Kind, table: Across, length: Interval) -> Interval | None:
    """What depths (or northings) go with a length."""
    ends = (table.depth_range if kind.name == "depth" else table.north_range)(length.low, length.high)
    return None if ends is None else Interval(kind.of(ends[0]), max(kind.of(ends[0]), kind.of(ends[1])))


@lru_cache(maxsize=512)
def _lengths_with(kind: _Kind, table: Across, other: Interval) -> Interval | None:
    """What lengths go with a depth (or a northing)."""
    ends = (table.length_range if kind.name == "depth" else table.length_range_north)(other.low, other.high)
    return None if ends is None else Interval(ends[0].length_m, max(ends[0].length_m, ends[1].length_m))


KINDS = (_Kind("depth", "depth"), _Kind("distance_north_of", "north"))


def run(case: Case, claim_id: str) -> list[Finding]:
    """Depth with length, northing with length, and distances of bases."""
    found: list[Finding] = []
    if case.area is not None and case.courses is not None:
        for kind in KINDS:
            for other, length in case.combinations(claim_id, (kind.quantity,), ("length_inside",)):
                passed_on = other.variant_of or length.variant_of
                drawn = case.has_border(length.zone) and _in_reach(case.area[1], length)
                drawn = drawn and (kind.name == "depth" or _is_known(case, other.place))
                if drawn and not passed_on and _worth_it(kind, other, length):
                    found.append(_together(case, kind, other, length))
    return [*found, *_bases(case, claim_id)]


def _worth_it(kind: _Kind, other: Stated, length: Stated) -> bool:
    """Whether geometry adds to what depth-length says: not of two voices whose figures no path at all can have."""
    return not _no_path_can(kind, other, length) or one_speaker((other, length))


def _in_reach(area: Area, length: Stated) -> bool:
    """Whether the area and the longest stay lie within what a table of stays holds."""
    corners = inverse(*area.centre, [area.west, area.west, area.east, area.east], [area.south, area.north] * 2)[2]
    return float(np.max(corners)) + _longest_m(length) <= MAX_REACH_M * (1 - PLANE_SHARE)


def _is_known(case: Case, place: str | None) -> bool:
    """Whether a place can be found on every edition."""
    return all(case.place(place, edition_id) is not None for edition_id in case.editions)


def _table(case: Case, kind: _Kind, other: Stated, length: Stated, edition_id: str) -> Across:
    assert case.area is not None and case.courses is not None  # noqa: S101 - run asks for both
    norths = case.readings(length.claim, "distance_north_of")
    of = other.place if kind.name == "north" else norths[0].place if norths else None  # one table serves both questions
    north = None if of is None else case.place(of, edition_id)
    lat = None if north is None else north.lat_deg
    return across(str(length.zone), edition_id, case.area[1], case.courses[0], _longest_m(length), lat)


def _longest_m(length: Stated) -> float:
    return max(LONGEST_M, 2 * length.interval.low)


def _together(case: Case, kind: _Kind, other: Stated, length: Stated) -> Finding:
    fits: dict[str, StraightStay] = {}
    with_length: dict[str, Interval] = {}
    with_other: dict[str, Interval] = {}
    for edition_id in case.editions:
        table = _table(case, kind, other, length, edition_id)
        if not _no_path_can(kind, other, length):
            stay = kind.both(table, length.interval, other.interval)
            if stay is not None:
                fits[edition_id] = stay
        for answers, answer in (
            (with_length, _with_length(kind, table, length.interval)),
            (with_other, _lengths_with(kind, table, other.interval)),
        ):
            if answer is not None:
                answers[edition_id] = answer
    word = _word(case, kind, fits, (other, length))
    return _told(case, kind, (other, length), word, fits, with_length, with_other)


def _no_path_can(kind: _Kind, other: Stated, length: Stated) -> bool:
    """Whether the figures exclude each other on a path of any shape: the depth is more than half the length."""
    return kind.name == "depth" and 2 * other.interval.low > length.interval.high


def _word(case: Case, kind: _Kind, fits: Mapping[str, StraightStay], taken: tuple[Stated, Stated]) -> Word:
    if len(fits) == len(case.editions):
        return "consistent"
    return conflict_word(taken) if not fits and _no_path_can(kind, *taken) else "indeterminate"


def _told(
    case: Case,
    kind: _Kind,
    taken: tuple[Stated, Stated],
    word: Word,
    fits: Mapping[str, StraightStay],
    with_length: Mapping[str, Interval],
    with_other: Mapping[str, Interval],
) -> Finding:
    other, length = taken
    goes = Interval.hull(with_length.values()) if with_length else None
    lengths = Interval.hull(with_other.values()) if with_other else None
    place = case.place_name(other.place)
    what = "deep" if kind.name == "depth" else f"north of the {place[:1].lower()}{place[1:]}"
    short = "deep" if kind.name == "depth" else "north of it"
    where = "on every edition" if word == "consistent" else f"on {listed(list(fits))} only"
    fitting = f"one fits {where}" if fits else "none fits on any edition"
    deeper = (
        f"a stay of that length is {span(goes, 'length')} {short}" if goes is not None else "no stay has that length"
    )
    longer = (
        f"a stay {other.text} {short} is {span(lengths, 'length')} long"
        if lengths is not None
        else f"no stay is {other.text} {short}"
    )
    computed: dict[str, Value] = {
        f"{kind.name}_with_the_length_m": {e: [i.low, i.high] for e, i in with_length.items()},
        f"length_with_the_{kind.name}_m": {e: [i.low, i.high] for e, i in with_other.items()},
        "fits": {e: _place(kind, stay) for e, stay in fits.items()},
    }
    steps = [as_printed(s) for s in taken]
    for edition_id in case.editions:
        a, b = with_length.get(edition_id), with_other.get(edition_id)
        steps.append(
            f"{edition_id}: {what} with the length {span(a, 'length') if a else 'none'}; length with the "
            f"{'depth' if kind.name == 'depth' else 'northing'} {span(b, 'length') if b else 'none'}"
        )
    return finding(
        "geometry",
        f"{kind.name if kind.name == 'depth' else 'northing'} and length across {length.zone}",
        taken,
        word,
        RULE,
        f"{length.text} long and {other.text} {what}: of the straight paths on {_courses(case)} {fitting}; on these "
        f"{deeper}, {longer}",
        computed=computed,
        steps=tuple(steps),
        number=f"{span(goes, 'length')} {what.split()[0]}" if goes is not None else None,
        conflict=not fits,
        assumed=_assumed(case, length),
        would_hold_if=None if fits else _needs(kind, taken, goes, lengths),
    )


def _courses(case: Case) -> str:
    """The courses tried, in words."""
    tried = case.courses[0] if case.courses is not None else ()
    ends = span(Interval(tried[0], tried[-1]), "angle")
    if len(tried) == 1:
        return f"course {ends}"
    return f"courses of {ends}, every {(tried[-1] - tried[0]) / (len(tried) - 1):.3g}°,"


def _assumed(case: Case, length: Stated) -> tuple[str, ...]:
    """The courses, the area, and that the path is straight."""
    if case.courses is None or case.area is None:
        return ()
    name, box = case.area
    longest = span(Interval.at(_longest_m(length)), "length")
    return (
        case.courses[1].line,
        f"area: the middle of the stay lies in '{name}' (longitude {box.west:g} to {box.east:g}°, latitude "
        f"{box.south:g} to {box.north:g}°), where the incident's paths are looked for; stays of up to {longest}",
        "shape: a straight path; a bent one is not looked at",
    )


def _needs(kind: _Kind, taken: tuple[Stated, Stated], goes: Interval | None, lengths: Interval | None) -> str:
    """What would have to be true where no path tried fits."""
    options = [] if _no_path_can(kind, *taken) else ["the path was bent, or on a course not tried"]
    if goes is not None:
        options.append(f"the {'depth' if kind.name == 'depth' else 'northing'} was {span(goes, 'length')}")
    if lengths is not None:
        options.append(f"the length was {span(lengths, 'length')}")
    return "; or ".join(options) or "one of the two figures is of another thing"


def _place(kind: _Kind, stay: StraightStay) -> dict[str, Value]:
    return {
        "course_deg": stay.course_deg,
        "entry": [*stay.entry],
        "exit": [*stay.exit],
        "length_m": stay.length_m,
        f"{kind.name}_m": kind.of(stay),
    }


def _bases(case: Case, claim_id: str) -> Iterator[Finding]:
    for stated in case.readings(claim_id, "base_distance"):
        if not case.has_border(stated.zone):
            continue
        away: dict[str, float] = {}
        for edition_id in case.editions:
            place = case.place(stated.place, edition_id)
            if place is None:
                break
            edges = case.zone(str(stated.zone), edition_id).edges
            away[edition_id] = float(edges.nearest(np.array([place.lon_deg]), np.array([place.lat_deg])).distance_m[0])
        if len(away) < len(case.editions):
            continue
        reach = Interval(min(away.values()), max(away.values()))
        held = [name for name, m in away.items() if m in stated.interval]
        fits = len(held) == len(away)
        yield finding(
            "geometry",
            f"distance of a base from {stated.zone}",
            (stated,),
            "consistent" if fits else "indeterminate" if held else "inconsistent",
            RULE_BASE,
            f"{case.place_name(stated.place)} lies {span(reach, 'length')} from the border of {stated.zone}; stated: "
            f"{stated.text}{'' if fits or not held else f', which holds on {listed(held)} only'}",
            computed={"distance_m": dict(away)},
            number=span(reach, "length"),
            steps=tuple(f"{name}: {numbers.distance(m)}" for name, m in away.items()),
            would_hold_if=None if fits else f"it was {span(reach, 'length')}, or another place or border is meant",
        )
