"""Why no path meets a family's conditions: the smallest sets that exclude each other, and how firmly that is known.

Three answers, from the firmest: a rule that holds for every path on any border, whatever was drawn; a search through
all straight paths on courses over the interval of the prior (:mod:`airspace.across`), which says nothing of a path that
bends or of a course between; and the draws, which say only that paths so rare were not met.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from airspace.across import Across
from airspace.case import COURSE_STEP_DEG
from airspace.chance.probability import Proportion
from airspace.families.case import FLYABLE, Condition, FamilyCase
from airspace.families.tally import Tally
from airspace.interval import Interval
from airspace.wording import span

__all__ = ["Clash", "clashes", "rules"]

LONGEST_M = 12_000.0
"""Longer stays are not searched, unless a longer one is stated: see :mod:`airspace.checks.geometry`."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A set of conditions that no draw meets.

    ``rule``: why no path at all can, or None. ``searched``: what a search through straight paths found, or None.
    ``share``: none of so many draws; None where a rule was found and the draws do not bear on it. ``alone``: how many
    draws met each by itself.
    """

    conditions: tuple[str, ...]
    rule: str | None
    searched: str | None
    share: Proportion | None
    alone: dict[str, int]

    @property
    def proven(self) -> bool:
        """Whether a rule says so, independent of what was drawn."""
        return self.rule is not None

    @property
    def text(self) -> str:
        """How firmly it is known, in words."""
        if self.rule is not None:
            return f"independent of the draws: {self.rule}"
        draws = "" if self.share is None else f"none in {self.share.trials:,} draws (share {self.share.text})"
        return "; ".join(part for part in (draws, self.searched) if part)


def clashes(case: FamilyCase, tally: Tally) -> tuple[Clash, ...]:
    """The smallest sets that no draw meets, those that a rule excludes first."""
    named = dict(rules(case))
    alone = {c.name: int(tally.found[1 << bit]) for bit, c in enumerate(case.conditions)}
    found = []
    for names, rule in named.items():
        chosen = sum(1 << bit for bit, c in enumerate(case.conditions) if c.name in names)
        share = Proportion(int(tally.found[chosen]), int(tally.draws[chosen]))
        found.append(Clash(names, rule, None, share, {n: alone[n] for n in names}))
    for chosen in tally.clashes():
        names = tally.names(chosen)
        if any(set(other) <= set(names) for other in named):
            continue
        share = Proportion(0, int(tally.draws[chosen]))
        found.append(Clash(names, None, _searched(case, names), share, {n: alone[n] for n in names}))
    return tuple(found)


def rules(case: FamilyCase) -> Iterator[tuple[tuple[str, ...], str]]:
    """Sets of conditions that exclude each other on any border and for a path of any shape, and why."""
    for a, b in combinations(case.conditions, 2):
        why = _pair(a, b)
        if why is not None:
            yield (a.name, b.name), why
    speeds = [c for c in case.conditions if c.quantity in ("ground_speed", FLYABLE)]
    prior = Condition("speed prior", "ground_speed", case.speed, "the assumed speed")
    for time in (c for c in case.conditions if c.quantity == "duration_inside" and c.interval.high > 0):
        for way in (c for c in case.conditions if c.quantity in ("length_inside", "depth")):
            if way.quantity == "depth":
                needed, what = Interval(2 * way.interval.low, float("inf")) / time.interval, "twice the depth"
            else:
                needed, what = way.interval / time.interval, "the length"
            for speed in (*speeds, prior):
                if not needed.overlaps(speed.interval):
                    names = tuple(c.name for c in (way, time, speed) if c is not prior)
                    yield (
                        names,
                        (
                            f"{what} in that time asks {span(needed, 'speed')}, and {speed.text} is "
                            f"{span(speed.interval, 'speed')}"
                        ),
                    )


def _pair(a: Condition, b: Condition) -> str | None:
    """Why two conditions exclude each other on any path, or None."""
    kinds = {a.quantity: a, b.quantity: b}
    if a.quantity == b.quantity and a.lat_deg == b.lat_deg and a.quantity != "course":
        if not a.interval.overlaps(b.interval):
            return f"{a.text} and {b.text} are two values of one thing"
    elif {a.quantity, b.quantity} == {"ground_speed", FLYABLE} and not a.interval.overlaps(b.interval):
        return f"{kinds['ground_speed'].text} lies outside {kinds[FLYABLE].text}, what the type can fly"
    elif kinds.keys() >= {"depth", "length_inside"}:
        depth, length = kinds["depth"].interval, kinds["length_inside"].interval
        if 2 * depth.low > length.high:
            return (
                f"a path that goes in and out again is at least twice as long as it is deep, on any border: "
                f"{span(Interval.at(2 * depth.low), 'length')} are needed, and the length is {span(length, 'length')}"
            )
    if (a.keeps_out and b.needs_stay) or (b.keeps_out and a.needs_stay):
        return f"{a.text} is said of a path {_side(a)}, {b.text} of one {_side(b)}"
    return None


def _side(condition: Condition) -> str:
    return "that stays outside" if condition.keeps_out else "that goes in"


def _searched(case: FamilyCase, names: tuple[str, ...]) -> str | None:
    """What a search through all straight paths on some courses says of a length with a depth or a northing."""
    chosen = {c.quantity: c for c in case.conditions if c.name in names}
    if case.turn is not None or len(names) != 2 or "length_inside" not in chosen:
        return None
    length = chosen["length_inside"].interval
    other = chosen.get("depth") or chosen.get("distance_north_of")
    if other is None or length.low == float("inf"):
        return None
    count = max(1, round((case.course.high - case.course.low) / COURSE_STEP_DEG))
    step = (case.course.high - case.course.low) / count
    courses = tuple(dict.fromkeys(case.course.low + step * i for i in range(count + 1)))
    table = Across(case.zone.edges, case.area, courses, max(LONGEST_M, 2 * length.low), other.lat_deg)
    both = table.both if other.quantity == "depth" else table.both_north
    stay = both(length, other.interval)
    tried = f"all straight paths on courses {courses[0]:g} to {courses[-1]:g} degrees, every {step:g}"
    if stay is None:
        return f"a search through {tried}, finds none either; a course between or a bent path is not excluded"
    return f"a search through {tried}, finds one on course {stay.course_deg:g}: such paths exist and are rare"
