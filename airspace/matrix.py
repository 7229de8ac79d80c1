"""Claims x tests: one row for each test, one cell for each claim, and whether the row separates the claims.

A cell tells all combinations of readings together and never adds up to a score. A row is *diagnostic* if it weighs
differently on the claims: its findings are not the same for all claims it could be run on, or figures of one fail
where the others state none (R. J. Heuer, *Psychology of Intelligence Analysis*, 1999, chapter 8: evidence that fits
every hypothesis separates none).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from airspace.checks import CHECKS
from airspace.findings import WORDS, Finding, Word, word_told
from airspace.incident import Incident
from airspace.language import _, language, mark, n_

__all__ = ["Cell", "Row", "matrix"]

FAILS: frozenset[Word] = frozenset({"inconsistent", "internally-inconsistent", "differ"})
NOTHING = mark("states nothing that this test needs")
MOST_NUMBERS, SHORT = 3, 16  # numbers of a cell that are told beside each other, and characters of each
LONGER_WORDS = 4  # by so many more characters, where the words are not English


@dataclass(frozen=True, slots=True)
class Cell:
    """All findings of one test about one claim, told together.

    ``value``: the number that decides, of the finding told; ``counts``: how many combinations of readings came out
    how; ``grades``: Admiralty grades of the sources; ``tested``: False where the claim states nothing the test needs.
    """

    finding: Word
    value: str | None
    text: str
    counts: Mapping[Word, int]
    grades: tuple[str, ...]
    tested: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One test across the claims."""

    check: str
    test: str
    diagnostic: bool
    why: str
    cells: Mapping[str, Cell]


def matrix(incident: Incident, claims: Sequence[str], findings: Sequence[Finding]) -> tuple[Row, ...]:
    """The rows in the order of the checks, tests in the order in which they first came up."""
    tests = dict.fromkeys((f.check, f.test) for f in findings)
    order = {check: number for number, check in enumerate(CHECKS)}
    rows = []
    for check, test in sorted(tests, key=lambda key: order.get(key[0], len(order))):
        cells = {
            claim: _cell(incident, [f for f in findings if (f.claim, f.check, f.test) == (claim, check, test)])
            for claim in claims
        }
        diagnostic, why = _diagnostic(cells)
        rows.append(Row(check, test, diagnostic, why, cells))
    return tuple(rows)


def _cell(incident: Incident, findings: list[Finding]) -> Cell:
    if not findings:
        return Cell("untestable", None, _(NOTHING), {}, (), False, ())
    own = [f for f in findings if not f.is_of_variant] or findings
    counts: dict[Word, int] = {}
    for f in own:
        counts[f.word] = counts.get(f.word, 0) + 1
    word = _together(counts)
    told = next((f for f in own if f.word == word), None) or next(f for f in own if f.word in FAILS)
    sources = {name for f in own for s in f.stated for name in s.source_ids}
    grades = tuple(sorted({incident.sources[name].grade for name in sources if name in incident.sources}))
    return Cell(
        word, _value(own, word, told), _text(own, counts, told), counts, grades, word != "untestable", tuple(findings)
    )


def _together(counts: Mapping[Word, int]) -> Word:
    """One word for several combinations: the one they share, or that the answer turns on the reading."""
    words = set(counts) - {"untestable"} or set(counts)
    if len(words) > 1 and not words <= FAILS:
        return "indeterminate"
    return next(word for word in WORDS if word in words)


def _value(own: Sequence[Finding], word: Word, told: Finding) -> str | None:
    """The number that decides; where readings give several short ones, those."""
    if word == "untestable":
        return n_("{count} statement", "{count} statements", len(own))
    if "consistent" in (words := {f.word for f in own}) and words & FAILS:
        good = sum(f.word == "consistent" for f in own)
        holds = _("holds in {good} of {count} readings", good=good, count=len(own))
        return f"{holds}; {told.number}" if told.number else holds
    alike = [f.number for f in own if f.word == told.word and not any(s.derived for s in f.stated)]
    several = [number for number in dict.fromkeys(alike) if number is not None]
    most = SHORT if language() == "en" else SHORT + LONGER_WORDS
    if 1 < len(several) <= MOST_NUMBERS and all(len(number) <= most for number in several):
        return reduce(lambda items, last: _("{items} or {last}", items=items, last=last), several)
    return told.number


def _text(own: Sequence[Finding], counts: Mapping[Word, int], told: Finding) -> str:
    if len(counts) == 1 and len(own) > 1:
        return _("{text} (the same word in all {count} combinations of readings)", text=told.text, count=len(own))
    if len(own) == 1:
        return told.text
    said = ", ".join(
        _("{word} in {count}", word=word_told(word), count=count)
        for word, count in sorted(counts.items(), key=lambda item: -item[1])
    )
    return _(
        "{said} of {count} combinations of readings; for example: {text}", said=said, count=len(own), text=told.text
    )


def _diagnostic(cells: Mapping[str, Cell]) -> tuple[bool, str]:
    tested = {claim: cell for claim, cell in cells.items() if cell.tested}
    if not tested:
        return False, _("no claim can be tested")
    if all(f.is_of_variant for cell in tested.values() for f in cell.findings):
        return False, _("it weighs figures as outlets passed them on, not those of a claim")
    words = {cell.finding for cell in tested.values()}
    fails = [claim for claim, cell in tested.items() if cell.finding in FAILS]
    if len(words) > 1:
        return True, _("the claims it could be run on come out differently")
    if fails and len(tested) < len(cells):
        if len(tested) == 1:
            return True, _("figures of one version fail; the others state none, which says nothing for theirs")
        return True, n_(
            "figures of {count} version fail alike; the others state none, which says nothing for theirs",
            "figures of {count} versions fail alike; the others state none, which says nothing for theirs",
            len(tested),
        )
    if len(tested) == 1:
        if words == {"consistent"}:
            return False, _("only one claim states such figures, and they can be")
        return False, _("only one claim states such figures, and it is open whether they can be")
    return False, _("all claims it could be run on come out the same")
