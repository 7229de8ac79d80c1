"""Depth and length: a path that goes in and out again is at least twice as long as it is deep.

The distance to the border changes by at most a metre per metre of path (it is 1-Lipschitz). At an entry and at an
exit it is zero, so between them a path of length L cannot get farther from the border than L / 2, whatever the border
and whatever the shape of the path. One that ends at its deepest point gets no farther than L.
"""

from __future__ import annotations

from airspace.case import Case
from airspace.findings import Finding, Value, conflict_word, finding, interval_list
from airspace.interval import Interval
from airspace.readings import Stated
from airspace.wording import as_printed, span

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Depth and length"
QUESTION = "Can one stay be as deep and as long as stated, if depth is the distance to the nearest border?"
RULE = (
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
    single = Interval(depth.interval.low, float("inf"))
    least = span(Interval(least_m, float("inf")), "length")
    ends_inside = greatest_m >= depth.interval.low
    deepest_m = greatest_m / 2
    steps = [
        as_printed(depth),
        as_printed(length),
        f"least length of an in-and-out path = 2 x least depth = {span(Interval.at(least_m), 'length')}",
        f"greatest depth of an in-and-out path = greatest length / 2 = {span(Interval.at(deepest_m), 'length')}",
    ]
    computed: dict[str, Value] = {
        "least_length_m": least_m,
        "greatest_depth_m": deepest_m,
        "holds_if_it_ends_at_its_deepest": ends_inside,
    }
    needs = _needs(case, depth, length, least_m, deepest_m, computed)
    if fits:
        long = span(length.interval, "length")
        text = f"{depth.text} deep and {length.text} long: {long} is enough for an in-and-out path"
    else:
        tail = (
            ""
            if ends_inside
            else f"; not even if the length ends at the deepest point, which asks {span(single, 'length')}"
        )
        text = (
            f"{depth.text} deep and {length.text} long cannot both hold if depth is the distance to the nearest "
            f"border: the path is {span(length.interval, 'length')} long and would have to be {least}{tail}"
        )
    return finding(
        "depth-length",
        f"depth and length in {depth.zone}",
        (depth, length),
        "consistent" if fits else conflict_word((depth, length)),
        RULE,
        text,
        computed=computed,
        steps=tuple(steps),
        number=f"{span(length.interval, 'length')} long, {least} needed",
        would_hold_if=None if fits else needs,
        conflict=not fits,
    )


def _needs(
    case: Case, depth: Stated, length: Stated, least_m: float, deepest_m: float, computed: dict[str, Value]
) -> str:
    """What would have to be true; with a stated duration, the speed that the depth would then ask for."""
    options = [
        "'depth' is not the distance to the nearest border",
        f"the path inside was {span(Interval(least_m, float('inf')), 'length')} long",
        f"it was at most {span(Interval.at(deepest_m), 'length')} deep",
    ]
    for stay in case.readings(depth.claim, "duration_inside"):
        shared = set(stay.aircraft) & set(depth.aircraft) & set(length.aircraft)
        if stay.zone == depth.zone and shared and not stay.variant_of and stay.interval.low > 0:
            speed = Interval(least_m, float("inf")) / stay.interval
            computed["speed_for_depth_mps"] = interval_list(speed)
            options[1] += f" ({span(speed, 'speed')} in {stay.text})"
            break
    return "; or ".join(options)
