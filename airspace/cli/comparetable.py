"""The comparison as a page for the terminal: common ground first, then test by test, then each claim with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airspace.cli.terminal import grid, table, words

if TYPE_CHECKING:
    from airspace.comparison import Comparison, Consistency
    from airspace.ground import Ground
    from airspace.matrix import Row

__all__ = ["compare_page"]

_STYLES = {
    "consistent": "green",
    "inconsistent": "red",
    "internally-inconsistent": "red",
    "differ": "yellow",
    "indeterminate": "yellow",
    "untestable": "dim",
}


def compare_page(found: Comparison) -> list[Any]:
    """The parts of the page."""
    parts: list[Any] = [words(found.incident.title, "bold"), ""]
    parts += [words("What the claims agree on", "bold"), grid([_ground(g) for g in found.common_ground], indent=2), ""]
    if found.disputed:
        parts += [
            words("What they state differently", "bold"),
            grid([_ground(g) for g in found.disputed], indent=2),
            "",
        ]
    parts += _tests(found)
    parts += ["", words("Each claim with itself", "bold")]
    parts += [part for row in found.consistency for part in _standing(row)]
    parts += ["", words(_CLOSING)]
    return parts


_CLOSING = (
    "Findings say whether figures can hold together, not what happened; no score, no winner, nothing about law, fault "
    "or intent. All readings and derivations: --json, or airspace dossier."
)


def _ground(ground: Ground) -> tuple[str, str]:
    from airspace.wording import span

    name = ground.quantity.replace("_", " ") + (f", {ground.zone}" if ground.zone else "")
    who = ", ".join(ground.claims)
    if ground.choice is not None:
        return name, f"{ground.choice} ({who})"
    if ground.interval is not None and ground.stated is not None:
        stated, fits = (span(interval, ground.dimension) for interval in (ground.stated, ground.interval))
        return name, f"{stated} as stated, {fits} fits all of them ({who})"
    each = [
        f"{claim} {' / '.join(dict.fromkeys(s.choice or s.text for s in stated_))}"
        for claim, stated_ in ground.by_claim.items()
    ]
    return name, "; ".join(each)


def _tests(found: Comparison) -> list[Any]:
    from airspace.checks import check

    parts: list[Any] = [words("A row marked ~ does not separate the claims (not diagnostic).", "dim")]
    last = ""
    for row in found.matrix:
        if row.check == "untestable":
            continue
        if row.check != last:
            parts += ["", words(check(row.check).TITLE, "bold"), words(f"  {check(row.check).QUESTION}", "dim")]
            last = row.check
        parts += [words(f"  {row.test}" if row.diagnostic else f"~ {row.test}"), _cells(row)]
    return [*parts, "", *_untestable(found)]


def _cells(row: Row) -> Any:
    from rich.padding import Padding

    made = table(("claim", "finding", "number that decides"), whole=("claim",))
    made.show_header = False
    for claim, cell in row.cells.items():
        if cell.counts:
            made.add_row(words(claim), words(cell.finding, _STYLES[cell.finding]), words(cell.value or cell.text))
    return Padding(made, (0, 0, 0, 4))


def _untestable(found: Comparison) -> list[Any]:
    counts = {
        claim: sum(f.word == "untestable" and f.check == "untestable" for f in found.of(claim))
        for claim in found.claims
    }
    told = ", ".join(f"{claim} {count}" for claim, count in counts.items() if count)
    return [words("Untestable statements", "bold"), words(f"  {told}. Each with its reason: --json")] if told else []


def _standing(row: Consistency) -> list[Any]:
    from airspace.standing import conditions, conflicts_told, nearest_told, removals_told, standing

    name = f"  {row.claim}" + (f", {row.speaker}" if row.speaker else "")
    rows: list[tuple[str, object]] = []
    for conflict, by, count in conflicts_told(row):
        rows.append(("cannot hold", f"{' + '.join(conflict)}: {by} ({count} of {row.combinations})"))
    rows += [("holds", text) for text in conditions(row)]
    rows += [("or without", f"{' + '.join(r)} ({count} of {row.combinations})") for r, count in removals_told(row)]
    rows += [("or with", text) for text in nearest_told(row)]
    return [words(f"{name}: {standing(row)}"), *([grid(rows, indent=4)] if rows else [])]
