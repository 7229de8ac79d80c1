"""The solver's answers about one claim: which of its statements can hold together, and what would have to give way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airspace.comparison import Comparison, Consistency
from airspace.incident import Incident
from airspace.interval import Interval
from airspace.language import _, n_
from airspace.solver import Solution
from airspace.standing import conditions, conflicts_told, nearest_told, removals_told, standing
from airspace.terms import reading_name
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
    who = _("The claim as a whole") if row.speaker is None else row.speaker
    parts: list[tuple[str, list[Html]]] = [
        (_("Can hold"), [tag("li", sentence(text)) for text in conditions(row)]),
        (_("Cannot hold together"), [_counted(names, s, n, row, by) for s, by, n in conflicts_told(row)]),
        (_("The rest can hold without"), [_counted(names, s, n, row) for s, n in removals_told(row)]),
        (_("Or with another value of one"), [tag("li", text) for text in nearest_told(row)]),
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
    share = _("in {count} of {total}", count=count, total=row.combinations)
    return tag(
        "li", statement_links(names, statements), tag("span", f" {share}{f', {by}' if by else ''}", class_="muted")
    )


def _combinations(row: Consistency, names: Mapping[str, str]) -> Html:
    """Every combination of readings, those with the same conflicts together."""
    groups: dict[tuple[tuple[str, ...], ...], list[Solution]] = {}
    for solution in row.solutions:
        groups.setdefault(solution.conflicts, []).append(solution)
    blocks = [_outcome(solutions, names) for solutions in groups.values()]
    title = n_(
        "All {count} combination of readings, {outcomes}",
        "All {count} combinations of readings, {outcomes}",
        len(row.solutions),
        outcomes=n_("{count} outcome", "{count} outcomes", len(groups)),
    )
    return tag("details", tag("summary", title), *blocks, class_="more")


def _outcome(solutions: Sequence[Solution], names: Mapping[str, str]) -> Html:
    first = solutions[0]
    conflicts = [tag("li", statement_links(names, conflict)) for conflict in first.conflicts]
    removals = [tag("li", statement_links(names, removal)) for removal in first.minimal_removals[:MOST_REMOVALS]]
    if len(first.minimal_removals) > MOST_REMOVALS:
        more = len(first.minimal_removals) - MOST_REMOVALS
        removals.append(tag("li", n_("{count} more way: compare.json", "{count} more ways: compare.json", more)))
    near = [
        tag("li", names.get(n.statement, n.statement), f": {_near(n.value_si, n.dimension)}") for n in first.nearest
    ]
    parts = [
        tag("p", tag("strong", _led(first, len(solutions)))),
        tag("ul", *conflicts) if conflicts else "",
        join([tag("p", _("The rest can hold without:")), tag("ul", *removals)]) if removals else "",
        join([tag("p", _("Or with another value, in the first of them:")), tag("ul", *near)]) if near else "",
        tag("ol", *(tag("li", _reading(s)) for s in solutions[:MOST_SHOWN]), class_="combinations"),
    ]
    if len(solutions) > MOST_SHOWN:
        rest = n_("{count} more: compare.json", "{count} more: compare.json", len(solutions) - MOST_SHOWN)
        parts.append(tag("p", rest, class_="muted"))
    return tag("section", *parts, class_="outcome")


def _led(solution: Solution, count: int) -> str:
    """What the combinations of an outcome have in common, and how many they are."""
    if solution.consistent:
        return _("All figures can hold, in {count} of them", count=count)
    if solution.consistent_if_bent:
        return _("Some cannot hold together, unless the path was bent, in {count} of them", count=count)
    return _("Some cannot hold together, in {count} of them", count=count)


def _near(value_si: float, dimension: str) -> str:
    return span(Interval.at(value_si), dimension)


def _reading(solution: Solution) -> str:
    return "; ".join(f"{s.replace('-', ' ')}: {reading_name(r)}" for s, r in solution.reading.items())
