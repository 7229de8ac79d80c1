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
from airspace.language import _, language, mark
from airspace.readings import Stated, one_speaker
from airspace.stayfield import MAX_REACH_M
from airspace.sweep import Area
from airspace.wording import as_printed, as_stated, either, listed, span, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Geometry of the border")
QUESTION = mark(
    "Does any straight path across the border, on any course tried and any edition, have the figures together?"
)
RULE = mark(
    "A straight path that crosses the zone at a place has one length, one depth and one northing there, so two stated "
    "figures have to occur together somewhere along the border, whatever else the path crosses; only the courses tried "
    "are looked at, and a path that bends is not excluded"
)
RULE_BASE = mark("The distance of a known place from the border is a matter of measuring, on each edition")
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
    goes = Interval.hull(with_length.values()) if with_length else None
    lengths = Interval.hull(with_other.values()) if with_other else None
    computed: dict[str, Value] = {
        f"{kind.name}_with_the_length_m": {e: [i.low, i.high] for e, i in with_length.items()},
        f"length_with_the_{kind.name}_m": {e: [i.low, i.high] for e, i in with_other.items()},
        "fits": {e: _place(kind, stay) for e, stay in fits.items()},
    }
    other, length = taken
    test = _("northing and length across {zone}", zone=length.zone)
    if kind.name == "depth":
        test = _("depth and length across {zone}", zone=length.zone)
    return finding(
        "geometry",
        test,
        taken,
        word,
        _(RULE),
        _said(case, kind, taken, _fitting(word, fits), goes, lengths),
        computed=computed,
        steps=(
            *(as_printed(s) for s in taken),
            *(_step(case, kind, other, name, with_length.get(name), with_other.get(name)) for name in case.editions),
        ),
        number=_reaches(kind, goes),
        conflict=not fits,
        assumed=_assumed(case, length),
        would_hold_if=None if fits else _needs(kind, taken, goes, lengths),
    )


def _said(
    case: Case,
    kind: _Kind,
    taken: tuple[Stated, Stated],
    fitting: str,
    goes: Interval | None,
    lengths: Interval | None,
) -> str:
    """The answer in a sentence: whether a path fits, and what goes with each of the two figures."""
    other, length = map(as_stated, taken)
    said = {
        "length": length,
        "other": other,
        "courses": _courses(case),
        "fitting": fitting,
        "deeper": _goes_with_length(kind, goes),
        "longer": _goes_with_other(kind, other, lengths),
    }
    if kind.name == "depth":
        return _(
            "{length} long and {other} deep: of the straight paths on {courses} {fitting}; on these {deeper}, {longer}",
            **said,
        )
    return _(
        "{length} long and {other} north of the {place}: of the straight paths on {courses} {fitting}; on these "
        "{deeper}, {longer}",
        place=_within(case.place_name(taken[0].place)),
        **said,
    )


def _within(place: str) -> str:
    """A place's name within an English sentence, where it begins small."""
    return f"{place[:1].lower()}{place[1:]}" if language() == "en" else place


def _fitting(word: Word, fits: Mapping[str, StraightStay]) -> str:
    if not fits:
        return _("none fits on any edition")
    if word == "consistent":
        return _("one fits on every edition")
    return _("one fits on {editions} only", editions=listed(list(fits)))


def _goes_with_length(kind: _Kind, goes: Interval | None) -> str:
    if goes is None:
        return _("no stay has that length")
    reach = span(goes, "length")
    if kind.name == "depth":
        return _("a stay of that length is {reach} deep", reach=reach)
    return _("a stay of that length is {reach} north of it", reach=reach)


def _goes_with_other(kind: _Kind, other: str, lengths: Interval | None) -> str:
    if kind.name == "depth":
        if lengths is None:
            return _("no stay is {depth} deep", depth=other)
        return _("a stay {depth} deep is {length} long", depth=other, length=span(lengths, "length"))
    if lengths is None:
        return _("no stay is {reach} north of it", reach=other)
    return _("a stay {reach} north of it is {length} long", reach=other, length=span(lengths, "length"))


def _step(
    case: Case, kind: _Kind, other: Stated, edition_id: str, reach: Interval | None, lengths: Interval | None
) -> str:
    """What goes with each figure on one edition."""
    said = {
        "edition": edition_id,
        "reach": span(reach, "length") if reach else _("none"),
        "length": span(lengths, "length") if lengths else _("none"),
    }
    if kind.name == "depth":
        return _("{edition}: deep with the length {reach}; length with the depth {length}", **said)
    return _(
        "{edition}: north of the {place} with the length {reach}; length with the northing {length}",
        place=_within(case.place_name(other.place)),
        **said,
    )


def _reaches(kind: _Kind, goes: Interval | None) -> str | None:
    """The number that decides: the depths or northings that go with the length."""
    if goes is None:
        return None
    reach = span(goes, "length")
    return _("{reach} deep", reach=reach) if kind.name == "depth" else _("{reach} north", reach=reach)


def _courses(case: Case) -> str:
    """The courses tried, in words."""
    tried = case.courses[0] if case.courses is not None else ()
    ends = span(Interval(tried[0], tried[-1]), "angle")
    if len(tried) == 1:
        return _("course {course}", course=ends)
    step = numbers.localised(f"{(tried[-1] - tried[0]) / (len(tried) - 1):.3g}")
    return _("courses of {courses}, every {step}°,", courses=ends, step=step)


def _assumed(case: Case, length: Stated) -> tuple[str, ...]:
    """The courses, the area, and that the path is straight."""
    if case.courses is None or case.area is None:
        return ()
    name, box = case.area
    west, east, south, north = (numbers.localised(f"{v:g}") for v in (box.west, box.east, box.south, box.north))
    return (
        case.courses[1].line,
        _(
            "area: the middle of the stay lies in '{area}' (longitude {west} to {east}°, latitude {south} to "
            "{north}°), where the incident's paths are looked for; stays of up to {longest}",
            area=name,
            west=west,
            east=east,
            south=south,
            north=north,
            longest=value(_longest_m(length), "length"),
        ),
        _("shape: a straight path; a bent one is not looked at"),
    )


def _needs(kind: _Kind, taken: tuple[Stated, Stated], goes: Interval | None, lengths: Interval | None) -> str:
    """What would have to be true where no path tried fits."""
    options = [] if _no_path_can(kind, *taken) else [_("the path was bent, or on a course not tried")]
    if goes is not None and kind.name == "depth":
        options.append(_("the depth was {depth}", depth=span(goes, "length")))
    elif goes is not None:
        options.append(_("the northing was {northing}", northing=span(goes, "length")))
    if lengths is not None:
        options.append(_("the length was {length}", length=span(lengths, "length")))
    return either(options) or _("one of the two figures is of another thing")


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
        allowed: dict[str, Interval] = {}
        for edition_id in case.editions:
            place = case.place(stated.place, edition_id)
            if place is None:
                break
            edges = case.zone(str(stated.zone), edition_id).edges
            away[edition_id] = float(edges.nearest(np.array([place.lon_deg]), np.array([place.lat_deg])).distance_m[0])
            allowed[edition_id] = place.allows(away[edition_id])
        if len(away) < len(case.editions):
            continue
        reach = Interval.hull(allowed.values())
        held = [name for name, distance in allowed.items() if distance.overlaps(stated.interval)]
        fits = len(held) == len(away)
        said = {
            "place": case.place_name(stated.place),
            "distance": span(reach, "length"),
            "zone": stated.zone,
            "stated": as_stated(stated),
        }
        if fits or not held:
            text = _("{place} lies {distance} from the border of {zone}; stated: {stated}", **said)
        else:
            text = _(
                "{place} lies {distance} from the border of {zone}; stated: {stated}, which holds on {editions} only",
                editions=listed(held),
                **said,
            )
        yield finding(
            "geometry",
            _("distance of a base from {zone}", zone=stated.zone),
            (stated,),
            "consistent" if fits else "indeterminate" if held else "inconsistent",
            _(RULE_BASE),
            text,
            computed={"distance_m": dict(away)},
            number=span(reach, "length"),
            steps=tuple(
                f"{name}: {numbers.distance(m)}"
                if allowed[name] == Interval.at(m)
                else f"{name}: {span(allowed[name], 'length')}"
                for name, m in away.items()
            ),
            would_hold_if=None
            if fits
            else _("it was {distance}, or another place or border is meant", distance=span(reach, "length")),
        )
