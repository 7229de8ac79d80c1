"""Which of a claim's statements can hold together: largest sets, smallest removals, nearest values.

For one combination of readings every figure is an interval of a quantity. Relations join the quantities
(:mod:`airspace.relations`): length = speed x time, twice the depth at most the length, sums of times. A *conflict* is a
smallest set of statements that leaves nothing. Conflicts that a check finds by geometry are taken from its findings.
The smallest removals are the minimal sets that hit every conflict (R. Reiter, "A theory of diagnosis from first
principles", Artificial Intelligence 32 (1987)); what a removal leaves is a largest set that can hold together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from airspace.interval import Interval
from airspace.readings import Stated, StatedFigure, in_one_sense
from airspace.relations import Box, Name, narrowed
from airspace.system import System, names_of

__all__ = ["MOST_COMBINATIONS", "Conflict", "Nearest", "Solution", "minimal_hitting_sets", "solve"]

MOST_COMBINATIONS = 2_000
"""Combinations of one claim that are gone through; a file that asks for more is answered for the first ones."""

Key = tuple[str, str]
"""Statement and figure."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A smallest set of readings that cannot all hold; ``by`` is the check that found it, or "intervals"."""

    readings: frozenset[Stated]
    by: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The value nearest to a stated one with which everything else can stay: SI, in the unit of the dimension."""

    statement: str
    value_si: float
    dimension: str


@dataclass(frozen=True, slots=True)
class Solution:
    """One combination of readings of the statements that are in some conflict.

    ``conflicts`` are its smallest sets of statements that cannot all hold, ``by`` the check that says so of each, or
    "intervals". ``maximal_sets`` and ``minimal_removals`` hold statement ids (with the figure, where a statement has
    several), the largest sets and the smallest removals first.
    """

    claim: str
    reading: Mapping[str, str]
    conflicts: tuple[tuple[str, ...], ...]
    by: tuple[str, ...]
    maximal_sets: tuple[tuple[str, ...], ...]
    minimal_removals: tuple[tuple[str, ...], ...]
    nearest: tuple[Nearest, ...]

    @property
    def consistent(self) -> bool:
        """Whether all statements can hold under this combination."""
        return not self.conflicts

    @property
    def consistent_if_bent(self) -> bool:
        """Whether nothing but the geometry of straight paths speaks against all statements together."""
        return set(self.by) == {"geometry"}


def solve(system: System, figures: Sequence[StatedFigure], known: Iterable[Conflict] = ()) -> tuple[Solution, ...]:
    """Every combination of readings of the figures that are in some conflict; empty if none is.

    Args:
        system: the relations of the claim.
        figures: the claim's figures, without those that only pass on another statement.
        known: conflicts that checks have found.
    """
    search = _Search(system, list(known))
    contested = search.contested(figures)
    labels = _labels(contested)
    return tuple(search.solution(chosen, labels) for chosen in _combinations(contested))


def _combinations(figures: Sequence[StatedFigure]) -> Iterator[tuple[Stated, ...]]:
    """One reading for each figure, in every way that takes senses together; as many as are gone through."""
    every = product(*(f.readings for f in figures)) if figures else iter(())
    return islice((chosen for chosen in every if in_one_sense(chosen)), MOST_COMBINATIONS)


def _labels(figures: Sequence[StatedFigure]) -> dict[Key, str]:
    """Statement ids, with the figure where several figures of one statement take part."""
    names = [f.statement for f in figures]
    return {
        (f.statement, f.figure): f.statement if names.count(f.statement) == 1 else f"{f.statement}/{f.figure}"
        for f in figures
    }


def minimal_hitting_sets(conflicts: Iterable[frozenset[Stated]]) -> list[frozenset[Stated]]:
    """All minimal sets that have a member in common with every conflict (C. Berge, *Hypergraphs*, 1989, chapter 2)."""
    sets: list[frozenset[Stated]] = [frozenset()]
    for conflict in conflicts:
        hit = [s for s in sets if s & conflict]
        grown = {s | {member} for s in sets if not s & conflict for member in conflict}
        sets = hit + [g for g in grown if not any(h <= g for h in hit)]
        sets = [s for s in sets if not any(other < s for other in sets)]
    return sets


class _Search:
    """Conflicts found so far, each used for every combination that holds its readings."""

    def __init__(self, system: System, known: list[Conflict]) -> None:
        self.system = system
        self.found = [c for c in known if not any(o.readings < c.readings for o in known)]
        self._left: dict[frozenset[Stated], bool] = {}

    def holds(self, readings: frozenset[Stated]) -> bool:
        """Whether the relations leave something for these readings."""
        if readings not in self._left:
            self._left[readings] = self.box(readings) is not None
        return self._left[readings]

    def box(self, readings: Iterable[Stated]) -> Box | None:
        """What the relations leave of every quantity."""
        box: Box = dict(self.system.base)
        for stated in readings:
            for name in names_of(stated):
                if name in box:
                    left = box[name].meet(stated.interval)
                    if left is None:
                        return None
                    box[name] = left
        return narrowed(box, self.system.relations)

    def conflicts(self, chosen: Sequence[Stated]) -> list[frozenset[Stated]]:
        """All smallest conflicts among chosen readings."""
        every = frozenset(chosen)
        while True:
            here = [c.readings for c in self.found if c.readings <= every]
            removals = minimal_hitting_sets(here)
            broken = next((every - r for r in removals if not self.holds(every - r)), None)
            if broken is None:
                return _smallest(here)
            self.found.append(Conflict(self._shrunk(broken), "intervals"))

    def _shrunk(self, readings: frozenset[Stated]) -> frozenset[Stated]:
        """A smallest conflict within readings that cannot all hold."""
        core = set(readings)
        for stated in sorted(readings, key=lambda s: (s.statement, s.figure, s.reading)):
            if not self.holds(frozenset(core - {stated})):
                core.discard(stated)
        return frozenset(core)

    def contested(self, figures: Sequence[StatedFigure]) -> list[StatedFigure]:
        """The figures that are in a conflict under some combination of readings.

        Figures that no relation joins, over others or directly, cannot be in one conflict: each group is gone through
        by itself, so that combinations do not multiply over figures that have nothing to do with each other.
        """
        for group in self._groups(figures):
            for chosen in _combinations(group):
                self.conflicts(chosen)
        inside = {(s.statement, s.figure) for c in _smallest([c.readings for c in self.found]) for s in c}
        return [f for f in figures if (f.statement, f.figure) in inside]

    def _groups(self, figures: Sequence[StatedFigure]) -> list[list[StatedFigure]]:
        """Figures of one group have quantities in common or joined by relations, in one of their readings."""
        base = self.system.base
        parts: list[set[Name]] = [{n for s in f.readings for n in names_of(s) if n in base} for f in figures]
        groups: list[set[Name]] = []
        for names in (*parts, *(set(rule.names) for rule in self.system.relations)):
            joined = [group for group in groups if group & names]
            groups = [group for group in groups if not group & names] + [names.union(*joined)]
        return [[f for f, names in zip(figures, parts, strict=True) if names & group] for group in groups]

    def solution(self, chosen: Sequence[Stated], labels: Mapping[Key, str]) -> Solution:
        """The answer for one combination."""

        def ids(readings: Iterable[Stated]) -> tuple[str, ...]:
            return tuple(labels[(s.statement, s.figure)] for s in chosen if s in set(readings))

        conflicts = sorted(self.conflicts(chosen), key=ids)
        removals = sorted(minimal_hitting_sets(conflicts), key=lambda r: (len(r), ids(r)))
        every = frozenset(chosen)
        return Solution(
            claim=chosen[0].claim,
            reading={labels[(s.statement, s.figure)]: s.reading for s in chosen},
            conflicts=tuple(ids(c) for c in conflicts),
            by=tuple(self._found_by(c) for c in conflicts),
            maximal_sets=tuple(ids(every - r) for r in removals),
            minimal_removals=tuple(ids(r) for r in removals if r),
            nearest=tuple(n for r in removals if len(r) == 1 for n in self._nearest(every - r, next(iter(r)), labels)),
        )

    def _found_by(self, readings: frozenset[Stated]) -> str:
        """The check that found a conflict; one that the relations see themselves is theirs, whoever found it first."""
        return "intervals" if not self.holds(readings) else next(c.by for c in self.found if c.readings == readings)

    def _nearest(self, rest: frozenset[Stated], moved: Stated, labels: Mapping[Key, str]) -> Iterable[Nearest]:
        box = self.box(rest)
        named = [name for name in names_of(moved) if box is not None and name in box]
        if (
            box is None
            or not named
            or any(c.by != "intervals" and moved in c.readings for c in self._only_geometric(rest, moved))
        ):
            return []
        allowed = box[named[0]]
        for name in named[1:]:
            left = allowed.meet(box[name])
            if left is None:
                return []
            allowed = left
        label, value = labels[(moved.statement, moved.figure)], allowed.clamp(moved.value_si)
        if self.box([*rest, replace(moved, interval=Interval.at(value))]) is None:
            return []  # an end that is come near to and not reached: some speed, but none that is nearest to zero
        return [Nearest(label, value, str(moved.dimension))]

    def _only_geometric(self, rest: frozenset[Stated], moved: Stated) -> list[Conflict]:
        """Conflicts with the moved reading that the relations alone do not see: no nearest value follows from them."""
        mine = [c for c in self.found if moved in c.readings and c.readings <= rest | {moved}]
        return [c for c in mine if self.holds(c.readings)]


def _smallest(conflicts: Sequence[frozenset[Stated]]) -> list[frozenset[Stated]]:
    unique = list(dict.fromkeys(conflicts))
    return [c for c in unique if not any(other < c for other in unique)]
