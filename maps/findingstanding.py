"""The solver's answers about one claim: which of its statements can hold together, and what would have to give way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airspace.comparison import Comparison, Consistency
from airspace.incident import Incident
from airspace.interval import Interval
from airspace.solver import Solution
from airspace.standing import conditions, conflicts_told, nearest_told, removals_told, standing
from airspace.wording import sentence, span
from maps.findingwords import named, statement_links
from maps.markup import Html, join, tag

__all__ = ["standings"]

MOST_REMOVALS = 8
"""Smallest removals of one outcome that a page lists, those of fewest statements first."""

MOST_SHOWN = 40
"""Combinations of one outcome that a page lists; the document beside it holds them all."""


def standings(found: Comparison, claim_id: str) -> Html:
    """The claim as a whole, then each of its speakers who has figures that can be in conflict."""
    return join([_row(found.incident, row) for row in found.consistency if row.claim == claim_id])


def _row(incident: Incident, row: Consistency) -> Html:
    names = named(incident, row)
    who = "The claim as a whole" if row.speaker is None else row.speaker
    parts: list[tuple[str, list[Html]]] = [
        ("Can hold", [tag("li", sentence(text)) for text in conditions(row)]),
        ("Cannot hold together", [_counted(names, s, n, row, by) for s, by, n in conflicts_told(row)]),
        ("The rest can hold without", [_counted(names, s, n, row) for s, n in removals_told(row)]),
        ("Or with another value of one", [tag("li", text) for text in nearest_told(row)]),
    ]
    listed = [join([tag("dt", name), tag("dd", tag("ul", *items))]) for name, items in parts if items]
    return tag(
        "section",
        tag("p", tag("strong", f"{who}: "), standing(row)),
        tag("dl", *listed, class_="answers") if listed else "",
        _combinations(row, names) if row.solutions else "",
        class_="standing-of",
    )


def _counted(names: Mapping[str, str], statements: Sequence[str], count: int, row: Consistency, by: str = "") -> Html:
    share = f" in {count} of {row.combinations}{f', {by}' if by else ''}"
    return tag("li", statement_links(names, statements), tag("span", share, class_="muted"))


def _combinations(row: Consistency, names: Mapping[str, str]) -> Html:
    """Every combination of readings, those with the same conflicts together."""
    groups: dict[tuple[tuple[str, ...], ...], list[Solution]] = {}
    for solution in row.solutions:
        groups.setdefault(solution.conflicts, []).append(solution)
    blocks = [_outcome(solutions, names) for solutions in groups.values()]
    count = f"{len(row.solutions)} combination{'s' if len(row.solutions) != 1 else ''} of readings"
    outcomes = f"{len(groups)} outcome{'s' if len(groups) != 1 else ''}"
    return tag("details", tag("summary", f"All {count}, {outcomes}"), *blocks, class_="more")


def _outcome(solutions: Sequence[Solution], names: Mapping[str, str]) -> Html:
    first = solutions[0]
    lead = "All figures can hold" if first.consistent else "Some cannot hold together"
    lead += ", unless the path was bent" if first.consistent_if_bent else ""
    conflicts = [tag("li", statement_links(names, conflict)) for conflict in first.conflicts]
    removals = [tag("li", statement_links(names, removal)) for removal in first.minimal_removals[:MOST_REMOVALS]]
    if len(first.minimal_removals) > MOST_REMOVALS:
        removals.append(tag("li", f"{len(first.minimal_removals) - MOST_REMOVALS} more ways: compare.json"))
    near = [
        tag("li", names.get(n.statement, n.statement), f": {_near(n.value_si, n.dimension)}") for n in first.nearest
    ]
    parts = [
        tag("p", tag("strong", f"{lead}, in {len(solutions)} of them")),
        tag("ul", *conflicts) if conflicts else "",
        join([tag("p", "The rest can hold without:"), tag("ul", *removals)]) if removals else "",
        join([tag("p", "Or with another value, in the first of them:"), tag("ul", *near)]) if near else "",
        tag("ol", *(tag("li", _reading(s)) for s in solutions[:MOST_SHOWN]), class_="combinations"),
    ]
    if len(solutions) > MOST_SHOWN:
        parts.append(tag("p", f"{len(solutions) - MOST_SHOWN} more: compare.json", class_="muted"))
    return tag("section", *parts, class_="outcome")


def _near(value_si: float, dimension: str) -> str:
    return span(Interval.at(value_si), dimension)


def _reading(solution: Solution) -> str:
    return "; ".join(f"{s.replace('-', ' ')}: {r.replace('-', ' ')}" for s, r in solution.reading.items())
