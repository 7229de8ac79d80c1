"""Findings told together: what one test says of one claim, over combinations of readings and sets of statements.

Two findings of one claim and test are one answer if they come out the same. A set of statements whose word changes with
the reading is an answer of its own, and its word is ``indeterminate``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from airspace.findings import WORDS, Finding, Word, word_told
from airspace.language import _, mark, n_
from airspace.matrix import FAILS
from airspace.wording import either

__all__ = ["Answer", "answers", "spoken"]

MOST_NUMBERS: Final = 2
"""Deciding figures that differ with the reading are told up to here, the others counted."""

_UNHYPHENED: Final = mark("internally inconsistent")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one test says of one claim for some sets of statements.

    ``of``: combinations of readings that the test went through for this claim in all; ``passed_on``: figures that
    outlets transcribed took part, so it counts for no claim.
    """

    claim: str
    check: str
    test: str
    word: Word
    passed_on: bool
    findings: tuple[Finding, ...]
    of: int

    @property
    def sets(self) -> tuple[tuple[str, ...], ...]:
        """The sets of statements, each once."""
        return tuple(dict.fromkeys(f.statements for f in self.findings))

    @property
    def text(self) -> str:
        """The answer in a sentence; where it turns on the reading, what it is one way and the other."""
        first = {f.word: f.text for f in reversed(self.findings)}
        told = [first[word] for word in WORDS if word in first]
        if len(told) == 1:
            return told[0]
        ways = reduce(lambda one, other: _("{one}; but {other}", one=one, other=other), told)
        return _("it turns on the reading: {ways}", ways=ways)

    @property
    def number(self) -> str | None:
        """The figures that decide, by reading; None if the test has none."""
        numbers = list(dict.fromkeys(f.number for f in self.findings if f.number is not None))
        more = len(numbers) - MOST_NUMBERS
        told = either(numbers[:MOST_NUMBERS])
        if more <= 0:
            return told or None
        return n_(
            "{told}; and {count} more by other readings",
            "{told}; and {count} more by other readings",
            more,
            told=told,
        )

    @property
    def would_hold_if(self) -> str | None:
        """What would have to be true, for the first combination that has to be told it."""
        return next((f.would_hold_if for f in self.findings if f.would_hold_if), None)

    @property
    def share(self) -> str:
        """In how many combinations of readings."""
        if self.of == 1:
            return _("one combination of readings")
        return _("{some} of {count} combinations of readings", some=len(self.findings), count=self.of)


def answers(findings: Iterable[Finding]) -> tuple[Answer, ...]:
    """The findings as answers, in the order in which they came; what is untestable is left out."""
    sets: dict[tuple[object, ...], list[Finding]] = {}
    for f in findings:
        if f.word != "untestable":
            sets.setdefault((f.is_of_variant, f.claim, f.check, f.test, f.statements), []).append(f)
    merged: dict[tuple[object, ...], list[Finding]] = {}
    for key, own in sets.items():
        merged.setdefault((*key[:-1], frozenset(f.word for f in own)), []).extend(own)
    counts: dict[tuple[object, ...], int] = {}
    for key, own in merged.items():
        counts[key[:-1]] = counts.get(key[:-1], 0) + len(own)
    return tuple(_answer(tuple(own), counts[key[:-1]]) for key, own in merged.items())


def _answer(findings: tuple[Finding, ...], of: int) -> Answer:
    f = findings[0]
    return Answer(f.claim, f.check, f.test, _together(findings), f.is_of_variant, findings, of)


def _together(findings: Sequence[Finding]) -> Word:
    words = {f.word for f in findings}
    if len(words) == 1 or words <= FAILS:
        return next(word for word in WORDS if word in words)
    return "indeterminate"


def spoken(word: Word) -> str:
    """A finding's word as it is read: without its hyphen."""
    return _(_UNHYPHENED) if word == "internally-inconsistent" else word_told(word)
