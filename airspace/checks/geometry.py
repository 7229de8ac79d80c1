"""Geometry: does any path across this border have the stated figures together, where, and what would go with each.

Straight paths over the interval of the assumed course are searched on every edition (:mod:`airspace.across`). That no
straight path fits does not exclude a bent one; what no path at all can do is the business of depth-length.
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
from airspace.interval import Interval
from airspace.places import place_point
from airspace.readings import Stated, one_speaker
from airspace.wording import as_printed, listed, span

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Geometry of the border"
QUESTION = "Does any straight path across the border, on any edition, have the stated figures together?"
RULE = (
    "A straight path that crosses the zone at a place has one length and one depth there, so the two stated figures "
    "have to occur together somewhere along the border, whatever else the path crosses; a path that bends is not "
    "excluded"
)
RULE_BASE = "The distance of a known place from the border is a matter of measuring, on each edition"
LONGEST_M = 12_000.0
"""Longer stays are not tabulated, unless a longer one is stated: they are far beyond a few kilometres."""


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
                if case.has_border(length.zone) and not passed_on and _worth_it(kind, other, length):
                    found.append(_together(case, kind, other, length))
    return [*found, *_bases(case, claim_id)]


def _worth_it(kind: _Kind, other: Stated, length: Stated) -> bool:
    """Whether geometry adds to what depth-length says: not of two voices whose figures no path at all can have."""
    no_path_can = kind.name == "depth" and 2 * other.interval.low > length.interval.high
    return not no_path_can or one_speaker((other, length))


def _table(case: Case, kind: _Kind, other: Stated, length: Stated, edition_id: str) -> Across:
    assert case.area is not None and case.courses is not None  # noqa: S101 - run asks for both
    norths = case.readings(length.claim, "distance_north_of")
    of = other.place if kind.name == "north" else norths[0].place if norths else None  # one table serves both questions
    north = None if of is None else place_point(case.incident, of, edition_id).lat_deg
    longest = max(LONGEST_M, 2 * length.interval.low)
    return across(str(length.zone), edition_id, case.area[1], case.courses[0], longest, north)


def _together(case: Case, kind: _Kind, other: Stated, length: Stated) -> Finding:
    fits: dict[str, StraightStay] = {}
    with_length: dict[str, Interval] = {}
    with_other: dict[str, Interval] = {}
    for edition_id in case.editions:
        table = _table(case, kind, other, length, edition_id)
        if kind.name != "depth" or 2 * other.interval.low <= length.interval.high:  # else no path can: see depth-length
            stay = kind.both(table, length.interval, other.interval)
            if stay is not None:
                fits[edition_id] = stay
        for answers, answer in (
            (with_length, _with_length(kind, table, length.interval)),
            (with_other, _lengths_with(kind, table, other.interval)),
        ):
            if answer is not None:
                answers[edition_id] = answer
    word = _word(case, fits, (other, length))
    return _told(case, kind, (other, length), word, fits, with_length, with_other)


def _word(case: Case, fits: Mapping[str, StraightStay], taken: tuple[Stated, ...]) -> Word:
    if len(fits) == len(case.editions):
        return "consistent"
    return "indeterminate" if fits else conflict_word(taken)


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
    answers = {"consistent": "on every edition", "indeterminate": f"on {listed(list(fits))} only"}
    fitting = f"a straight path fits {answers[word]}" if word in answers else "no straight path fits on any edition"
    deeper = (
        f"a stay of that length is {span(goes, 'length')} {what}" if goes is not None else "no stay has that length"
    )
    longer = (
        f"a stay {other.text} {what} is {span(lengths, 'length')} long"
        if lengths is not None
        else f"no stay is {other.text} {what}"
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
    assumed = case.courses[1] if case.courses is not None else None
    no_path_can = kind.name == "depth" and 2 * other.interval.low > length.interval.high
    bent = "" if no_path_can else "the path was bent; or "
    return finding(
        "geometry",
        f"{kind.name if kind.name == 'depth' else 'northing'} and length across {length.zone}",
        taken,
        word,
        RULE,
        f"{length.text} long and {other.text} {what}: {fitting}; {deeper}, {longer}",
        computed=computed,
        steps=tuple(steps),
        number=f"{span(goes, 'length')} {what.split()[0]}" if goes is not None else None,
        conflict=not fits,
        assumed=(assumed.line,) if assumed is not None else (),
        would_hold_if=None if fits else f"{bent}{deeper.replace('a stay of that length is', 'the figure was')}",
    )


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
            place = place_point(case.incident, str(stated.place), edition_id)
            edges = case.zone(str(stated.zone), edition_id).edges
            away[edition_id] = float(edges.nearest(np.array([place.lon_deg]), np.array([place.lat_deg])).distance_m[0])
        reach = Interval(min(away.values()), max(away.values()))
        fits = reach.overlaps(stated.interval)
        yield finding(
            "geometry",
            f"distance of a base from {stated.zone}",
            (stated,),
            "consistent" if fits else "inconsistent",
            RULE_BASE,
            f"{case.place_name(stated.place)} lies {span(reach, 'length')} from the border of {stated.zone}; stated: "
            f"{stated.text}",
            computed={"distance_m": dict(away)},
            number=span(reach, "length"),
            steps=tuple(f"{name}: {numbers.distance(m)}" for name, m in away.items()),
            would_hold_if=None if fits else f"it was {span(reach, 'length')}, or another place or border is meant",
        )
