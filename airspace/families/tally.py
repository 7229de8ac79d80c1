"""Which draws meet which conditions, and how many meet each set of them.

Conditions on the place of a path are met or not. Conditions on its speed (a duration, a speed, what the type can fly)
each allow an interval of speeds; a path meets a set of them if one speed meets them all. So what is counted is paths,
never paths times speeds.

Depth takes most of the time. In the first ``SURVEY_BATCHES`` it is measured for every stay; after them only where at
most one other condition on the place fails, and counted only in the sets that this settles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airspace.atmosphere import GRAVITY_MPS2
from airspace.families.case import FLYABLE, Condition, FamilyCase
from airspace.families.draw import Ground, Paths
from airspace.families.measure import Rows, meets
from airspace.geodesy import Floats

__all__ = ["SURVEY_BATCHES", "Judged", "Tally", "judge", "speeds_of"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SURVEY_BATCHES = 2
"""Batches in which everything is measured: enough for a share of 1 in 10,000 to be seen ten times."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Rows held against the conditions of a family.

    ``places``: per condition on the place, in their order, which rows meet it. ``low``, ``high``: per condition on the
    speed, in their order, the speeds that meet it in each row, shape (conditions, r); none where low > high.
    ``surveyed``: depths were measured for all.
    """

    rows: Rows
    conditions: tuple[Condition, ...]
    places: tuple[Bools, ...]
    low: Floats
    high: Floats
    surveyed: bool

    def meeting(self, chosen: int) -> Ints:
        """Rows that meet a set of conditions: bit i of ``chosen`` stands for condition i."""
        ok = np.ones(self.rows.size, dtype=bool)
        place = iter(self.places)
        of_speed = []
        for bit, condition in enumerate(self.conditions):
            taken = bool(chosen >> bit & 1)
            if condition.is_of_speed:
                of_speed.append(taken)
            else:
                met = next(place)
                if taken:
                    ok &= met
        low, high = self.speeds(np.array(of_speed, dtype=bool))
        return np.flatnonzero(ok & (low <= high))

    def speeds(self, taken: Bools) -> tuple[Floats, Floats]:
        """The speeds that meet some of the conditions on the speed, and the prior, in each row; metres per second.

        The prior stands last in ``low`` and ``high`` and always counts.
        """
        index = np.append(taken, True)
        return self.low[index].max(axis=0), self.high[index].min(axis=0)

    def settles(self, chosen: int) -> bool:
        """Whether enough depths were measured to say which rows meet a set."""
        places = [bit for bit, c in enumerate(self.conditions) if not c.is_of_speed]
        deep = [bit for bit in places if self.conditions[bit].quantity == "depth"]
        if self.surveyed or not any(chosen >> bit & 1 for bit in deep):
            return True
        return sum(not chosen >> bit & 1 for bit in places) <= 1


def judge(case: FamilyCase, ground: Ground, paths: Paths, rows: Rows, *, survey: bool) -> Judged:
    """Hold rows against the conditions of a family."""
    of_place = [c for c in case.conditions if not c.is_of_speed]
    met: dict[str, Bools] = {c.name: meets(ground, paths, rows, c) for c in of_place if c.quantity != "depth"}
    for condition in of_place:
        if condition.quantity == "depth":
            failed = np.sum([~m for m in met.values()], axis=0) if met else np.zeros(rows.size)
            met[condition.name] = meets(ground, paths, rows, condition, None if survey else failed <= 1)
    speeds = [speeds_of(case, c, paths, rows) for c in case.conditions if c.is_of_speed]
    speeds.append((np.full(rows.size, case.speed.low), np.full(rows.size, case.speed.high)))
    low, high = (np.stack(column) for column in zip(*speeds, strict=True))
    return Judged(rows, case.conditions, tuple(met[c.name] for c in of_place), low, high, survey)


def speeds_of(case: FamilyCase, condition: Condition, paths: Paths, rows: Rows) -> tuple[Floats, Floats]:
    """The speeds over ground that meet a condition on the speed in each row; none where low > high.

    What the type can fly ends for a turn of radius R where the load factor is the greatest: g sqrt(n^2 - 1) R = v^2
    (:mod:`airspace.turns`), v the speed through the air.
    """
    low, high = np.full(rows.size, condition.interval.low), np.full(rows.size, condition.interval.high)
    if condition.quantity == "duration_inside":
        with np.errstate(divide="ignore", invalid="ignore"):
            slowest, fastest = rows.length_m / high, rows.length_m / low
        stays = rows.stays
        slowest = np.where(rows.cut, np.inf if np.isfinite(condition.interval.high) else slowest, slowest)
        none = (0.0, np.inf) if condition.interval.low <= 0 else (np.inf, -np.inf)  # without a stay it lasts 0 s
        return np.where(stays, slowest, none[0]), np.where(stays, fastest, none[1])
    if condition.quantity == FLYABLE and np.isfinite(case.load_limit):
        most = np.sqrt(GRAVITY_MPS2 * np.sqrt(case.load_limit**2 - 1) * paths.radius_m[rows.draw])
        high = np.minimum(high, most + case.wind.high)
    return low, high


class Tally:
    """Draws that meet each set of conditions; bit i of a set stands for condition i."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.conditions = tuple(conditions)
        self.sets = 1 << len(self.conditions)
        self.found = np.zeros(self.sets, np.int64)
        self.draws = np.zeros(self.sets, np.int64)

    @property
    def everything(self) -> int:
        """The set of all conditions."""
        return self.sets - 1

    def add(self, judged: Judged, draws: int) -> None:
        """Count a batch."""
        for chosen in range(self.sets):
            if judged.settles(chosen):
                draw = judged.rows.draw[judged.meeting(chosen)]
                self.found[chosen] += np.count_nonzero(np.diff(draw)) + bool(draw.size)
                self.draws[chosen] += draws

    def clashes(self) -> list[int]:
        """The smallest sets that no draw meets, though each smaller set of their conditions has draws."""
        empty: list[int] = []
        for chosen in sorted(range(1, self.sets), key=lambda s: (s.bit_count(), s)):
            if self.found[chosen] == 0 and not any(chosen & other == other for other in empty):
                empty.append(chosen)
        return empty

    def names(self, chosen: int) -> tuple[str, ...]:
        """The names of a set."""
        return tuple(c.name for bit, c in enumerate(self.conditions) if chosen >> bit & 1)
