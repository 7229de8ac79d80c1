"""Why no path meets a family's conditions: the smallest sets that exclude each other, and how firmly that is known.

Three answers, from the firmest: a rule that holds for every path on any border, whatever was drawn; a search through
all straight paths on courses over the interval of the prior (:mod:`airspace.across`), which says nothing of a path that
bends or of a course between; and the draws, which say only that paths so rare were not met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from airspace.across import Across
from airspace.case import COURSE_STEP_DEG
from airspace.chance.probability import Proportion
from airspace.families.case import FLYABLE, Condition, FamilyCase
from airspace.families.tally import Tally
from airspace.interval import Interval
from airspace.language import Later, _
from airspace.numbers import localised, number
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
            return _("independent of the draws: {rule}", rule=_(self.rule))
        told = []
        if self.share is not None:
            draws = number(self.share.trials, 1.0)
            told.append(_("none in {draws} draws (share {share})", draws=draws, share=self.share.text))
        if self.searched:
            told.append(_(self.searched))
        return "; ".join(told)


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
    prior = Condition("speed prior", "ground_speed", case.speed, Later(lambda: _("the assumed speed")))
    for time in (c for c in case.conditions if c.quantity == "duration_inside" and c.interval.high > 0):
        for way in (c for c in case.conditions if c.quantity in ("length_inside", "depth")):
            if way.quantity == "depth":
                needed = Interval(2 * way.interval.low, float("inf")) / time.interval
            else:
                needed = way.interval / time.interval
            for speed in (*speeds, prior):
                if not needed.overlaps(speed.interval):
                    names = tuple(c.name for c in (way, time, speed) if c is not prior)
                    yield names, Later(partial(_too_fast, way, needed, speed))


def _too_fast(way: Condition, needed: Interval, speed: Condition) -> str:
    figures = {"needed": span(needed, "speed"), "speed": speed.told, "interval": span(speed.interval, "speed")}
    if way.quantity == "depth":
        return _("twice the depth in that time asks {needed}, and {speed} is {interval}", **figures)
    return _("the length in that time asks {needed}, and {speed} is {interval}", **figures)


def _pair(a: Condition, b: Condition) -> str | None:
    """Why two conditions exclude each other on any path, or None."""
    kinds = {a.quantity: a, b.quantity: b}
    if a.quantity == b.quantity and a.lat_deg == b.lat_deg and a.quantity != "course":
        if not a.interval.overlaps(b.interval):
            return Later(lambda: _("{first} and {second} are two values of one thing", first=a.told, second=b.told))
    elif {a.quantity, b.quantity} == {"ground_speed", FLYABLE} and not a.interval.overlaps(b.interval):
        return Later(partial(_not_flyable, kinds["ground_speed"], kinds[FLYABLE]))
    elif kinds.keys() >= {"depth", "length_inside"}:
        depth, length = kinds["depth"].interval, kinds["length_inside"].interval
        if 2 * depth.low > length.high:
            return Later(partial(_too_deep, depth, length))
    if a.keeps_out and b.needs_stay:
        return Later(
            lambda: _(
                "{first} is said of a path that stays outside, {second} of one that goes in",
                first=a.told, second=b.told,
            )
        )  # fmt: skip
    if b.keeps_out and a.needs_stay:
        return Later(
            lambda: _(
                "{first} is said of a path that goes in, {second} of one that stays outside",
                first=a.told, second=b.told,
            )
        )  # fmt: skip
    return None


def _not_flyable(stated: Condition, flown: Condition) -> str:
    return _("{speed} lies outside {interval}, what the type can fly", speed=stated.told, interval=flown.told)


def _too_deep(depth: Interval, length: Interval) -> str:
    return _(
        "a path that goes in and out again is at least twice as long as it is deep, on any border: {needed} are "
        "needed, and the length is {length}",
        needed=span(Interval.at(2 * depth.low), "length"), length=span(length, "length"),
    )  # fmt: skip


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
    return Later(partial(_tried, courses, step, None if stay is None else stay.course_deg))


def _tried(courses: Sequence[float], step: float, found_deg: float | None) -> str:
    low, high, every = (localised(f"{angle:g}") for angle in (courses[0], courses[-1], step))
    if found_deg is None:
        return _(
            "a search through all straight paths on courses {low} to {high} degrees, every {step}, finds none either; "
            "a course between or a bent path is not excluded",
            low=low, high=high, step=every,
        )  # fmt: skip
    return _(
        "a search through all straight paths on courses {low} to {high} degrees, every {step}, finds one on course "
        "{course}: such paths exist and are rare",
        low=low, high=high, step=every, course=localised(f"{found_deg:g}"),
    )  # fmt: skip
