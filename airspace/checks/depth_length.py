"""Depth and length: a path that goes in and out again is at least twice as long as it is deep.

The distance to the border changes by at most a metre per metre of path (it is 1-Lipschitz). At an entry and at an
exit it is zero, so between them a path of length L cannot get farther from the border than L / 2, whatever the border
and whatever the shape of the path. One that ends at its deepest point gets no farther than L.
"""

from __future__ import annotations

from airspace.case import Case
from airspace.findings import Finding, Value, conflict_word, finding, interval_list
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.readings import Stated
from airspace.wording import as_printed, as_stated, span, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Depth and length")
QUESTION = mark("Can one stay be as deep and as long as stated, if depth is the distance to the nearest border?")
RULE = mark(
    "The distance to the border changes by at most one metre per metre of path, so a path that goes in and out again "
    "is at least twice as long as it is deep, on any border; even one that ends at its deepest point is at least as "
    "long"
)


def run(case: Case, claim_id: str) -> list[Finding]:
    """Every combination of a depth and a length of one aircraft in one zone."""
    pairs = case.combinations(claim_id, ("depth",), ("length_inside",))
    return [_finding(case, depth, length) for depth, length in pairs]


def _finding(case: Case, depth: Stated, length: Stated) -> Finding:
    least_m, greatest_m = 2 * depth.interval.low, length.interval.high
    fits = Interval(least_m, float("inf")).overlaps(length.interval)
    least = span(Interval(least_m, float("inf")), "length")
    ends_inside = greatest_m >= depth.interval.low
    deepest_m = greatest_m / 2
    steps = [
        as_printed(depth),
        as_printed(length),
        _("least length of an in-and-out path = 2 x least depth = {length}", length=value(least_m, "length")),
        _("greatest depth of an in-and-out path = greatest length / 2 = {depth}", depth=value(deepest_m, "length")),
    ]
    computed: dict[str, Value] = {
        "least_length_m": least_m,
        "greatest_depth_m": deepest_m,
        "holds_if_it_ends_at_its_deepest": ends_inside,
    }
    needs = _needs(case, depth, length, least_m, deepest_m, computed)
    return finding(
        "depth-length",
        _("depth and length in {zone}", zone=depth.zone),
        (depth, length),
        "consistent" if fits else conflict_word((depth, length)),
        _(RULE),
        _told(depth, length, least, fits=fits, ends_inside=ends_inside),
        computed=computed,
        steps=tuple(steps),
        number=_("{length} long, {least} needed", length=span(length.interval, "length"), least=least),
        would_hold_if=None if fits else needs,
        conflict=not fits,
    )


def _told(depth: Stated, length: Stated, least: str, *, fits: bool, ends_inside: bool) -> str:
    figures = {"depth": as_stated(depth), "length": as_stated(length), "range": span(length.interval, "length")}
    if fits:
        return _("{depth} deep and {length} long: {range} is enough for an in-and-out path", **figures)
    if ends_inside:
        return _(
            "{depth} deep and {length} long cannot both hold if depth is the distance to the nearest border: the path "
            "is {range} long and would have to be {least}",
            least=least,
            **figures,
        )
    return _(
        "{depth} deep and {length} long cannot both hold if depth is the distance to the nearest border: the path is "
        "{range} long and would have to be {least}; not even if the length ends at the deepest point, which asks "
        "{single}",
        least=least,
        single=span(Interval(depth.interval.low, float("inf")), "length"),
        **figures,
    )


def _needs(
    case: Case, depth: Stated, length: Stated, least_m: float, deepest_m: float, computed: dict[str, Value]
) -> str:
    """What would have to be true; with a stated duration, the speed that the depth would then ask for."""
    deepest, least = value(deepest_m, "length"), span(Interval(least_m, float("inf")), "length")
    for stay in case.readings(depth.claim, "duration_inside"):
        shared = set(stay.aircraft) & set(depth.aircraft) & set(length.aircraft)
        if stay.zone == depth.zone and shared and not stay.variant_of and stay.interval.low > 0:
            speed = Interval(least_m, float("inf")) / stay.interval
            computed["speed_for_depth_mps"] = interval_list(speed)
            return _(
                "'depth' is not the distance to the nearest border; or the path inside was {least} long ({speed} in "
                "{stay}); or it was at most {deepest} deep",
                least=least,
                speed=span(speed, "speed"),
                stay=as_stated(stay),
                deepest=deepest,
            )
    return _(
        "'depth' is not the distance to the nearest border; or the path inside was {least} long; or it was at most "
        "{deepest} deep",
        least=least,
        deepest=deepest,
    )
