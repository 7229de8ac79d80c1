"""How a claim stands with itself, in sentences: in how many combinations of readings, under which, and what would do.

Made from the solver's answers alone; used by the command line, the pages and the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from airspace.checks import check
from airspace.comparison import Consistency
from airspace.findings import in_calendar
from airspace.interval import Interval
from airspace.language import _, language, mark
from airspace.solver import Solution
from airspace.terms import reading_name
from airspace.wording import listed, span

__all__ = ["conditions", "conflicts_told", "nearest_told", "removals_told", "standing"]

MOST_TOLD = 6
_BY = {
    "intervals": mark("by arithmetic"),
    "geometry": mark("on a straight path, on any course tried"),
    "coherence": mark("two words for one thing"),
}


def standing(row: Consistency) -> str:
    """One sentence or two: consistent with itself or not, in how many combinations of readings."""
    if not row.combinations:
        return _("None of its figures that can be held against each other are in conflict.")
    told = _of_speaker(row) if row.speaker is not None else _of_claim(row)
    bent = sum(s.consistent_if_bent for s in row.solutions)
    if not bent:
        return told
    if row.combinations == 1:
        only = _("They can only if the path was bent, or on a course not tried: no straight one tried fits.")
    else:
        only = _(
            "In {count} more only if the path was bent, or on a course not tried: no straight one tried fits.",
            count=bent,
        )
    return f"{told} {only}"


def _of_speaker(row: Consistency) -> str:
    if row.combinations == 1:
        return _("Its figures cannot all hold together as they are read.")
    if row.consistent == 0:
        return _(
            "Its figures cannot all hold together in any of {count} combinations of readings.", count=row.combinations
        )
    return _(
        "Its figures can all hold together in {good} of {count} combinations of readings.",
        good=row.consistent,
        count=row.combinations,
    )


def _of_claim(row: Consistency) -> str:
    if row.combinations == 1:
        return _("The figures of all its voices cannot all hold together as they are read.")
    if row.consistent == 0:
        return _(
            "The figures of all its voices cannot all hold together in any of {count} combinations of readings.",
            count=row.combinations,
        )
    return _(
        "The figures of all its voices can all hold together in {good} of {count} combinations of readings.",
        good=row.consistent,
        count=row.combinations,
    )


def conditions(row: Consistency) -> tuple[str, ...]:
    """Under which readings all figures can hold: for each statement, the readings left and those that never do."""
    good = [s for s in row.solutions if s.consistent]
    if not good:
        return ()
    told = []
    for statement in row.solutions[0].reading:
        every = list(dict.fromkeys(s.reading[statement] for s in row.solutions))
        counts = Counter(s.reading[statement] for s in good)
        total = Counter(s.reading[statement] for s in row.solutions)
        always = [r for r in every if counts[r] == total[r]]
        never = [r for r in every if not counts[r]]
        if always and len(always) < len(every):
            told.append(
                _(
                    "whenever '{statement}' is read as {readings}",
                    statement=statement,
                    readings=listed(_plain(always), "or"),
                )
            )
        if never:
            told.append(
                _(
                    "never if '{statement}' is read as {readings}",
                    statement=statement,
                    readings=listed(_plain(never), "or"),
                )
            )
    return tuple(told)


def _plain(names: Sequence[str]) -> list[str]:
    return [reading_name(name) for name in names]


def conflicts_told(row: Consistency) -> tuple[tuple[tuple[str, ...], str, int], ...]:
    """Sets of statements that cannot all hold, why not, and in how many combinations."""
    counts = Counter(told for s in row.solutions for told in zip(s.conflicts, s.by, strict=True))
    told = counts.most_common(MOST_TOLD)
    return tuple((names, _found_by(by), count) for (names, by), count in told)


def _found_by(by: str) -> str:
    if by in _BY:
        return _(_BY[by])
    return _("by the check of {check}", check=by if language() == "en" else _(check(by).TITLE))


def removals_told(row: Consistency) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The smallest sets of statements without which the rest can hold, with the number of combinations for each."""
    counts = Counter(removal for s in row.solutions for removal in _least(s))
    return tuple(counts.most_common(MOST_TOLD))


def _least(solution: Solution) -> list[tuple[str, ...]]:
    least = min((len(r) for r in solution.minimal_removals), default=0)
    return [r for r in solution.minimal_removals if len(r) == least]


def nearest_told(row: Consistency) -> tuple[str, ...]:
    """For each statement that could be the one at fault, the value with which everything else can stay."""
    values: dict[tuple[str, str], list[float]] = {}
    for solution in row.solutions:
        for near in solution.nearest:
            values.setdefault((near.statement, near.dimension), []).append(near.value_si)
    return tuple(
        _("'{statement}' at {value}", statement=statement, value=span(Interval(min(found), max(found)), dimension))
        for (statement, dimension), found in values.items()
        if dimension != "time" or in_calendar(Interval(min(found), max(found)))
    )
