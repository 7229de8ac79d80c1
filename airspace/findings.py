"""What a check returns: a finding with its numbers, the rule in a sentence, and what would have to be true.

The words, all of them. ``consistent``: what is stated and what is allowed have values in common; not "it was so".
``inconsistent``: they have none. ``internally-inconsistent``: figures of one speaker cannot all hold together.
``differ``: figures of different speakers of one side cannot; none of them contradicts himself. ``indeterminate``: the
answer turns within the interval of an input, between border editions, or between readings. ``untestable``: there
is nothing to hold the statement against.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from airspace.interval import Interval
from airspace.language import _, mark
from airspace.readings import Stated, one_speaker

__all__ = [
    "CALENDAR",
    "SETTLED",
    "WORDS",
    "Finding",
    "Value",
    "Word",
    "conflict_word",
    "finding",
    "in_calendar",
    "interval_list",
    "settling",
    "stated_values",
    "unit_key",
    "word_told",
]

Word = Literal["consistent", "inconsistent", "internally-inconsistent", "differ", "indeterminate", "untestable"]
WORDS: tuple[Word, ...] = (
    "internally-inconsistent",
    "inconsistent",
    "differ",
    "indeterminate",
    "consistent",
    "untestable",
)
"""From what weighs most against a claim to what weighs nothing."""

_TOLD = (
    *(mark("internally-inconsistent"), mark("inconsistent"), mark("differ"), mark("indeterminate")),
    *(mark("consistent"), mark("untestable")),
)

CALENDAR = Interval(-62_135_596_800.0, 253_402_300_799.0)
"""Instants that a date can name, seconds since 1970: from 0001-01-01 to the last second of 9999."""

SETTLED = mark("it could be settled by: {datum}")
"""What :attr:`Finding.would_hold_if` says of what cannot be tested."""

Value = float | str | bool | None | Sequence["Value"] | Mapping[str, "Value"]
_SUFFIX = {
    "length": "m",
    "altitude": "m",
    "duration": "s",
    "speed": "mps",
    "angle": "deg",
    "count": "count",
    "time": "unix_s",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One test of one claim under one combination of readings.

    Args:
        claim, check, test: whose, by which check, and which of its tests (a row of the matrix).
        stated: the readings that took part.
        word: see the module.
        given: the stated figures, SI, unit in the key; an interval is [low, high], an open end None.
        computed: likewise what follows from them.
        rule: why this follows, in a sentence that holds for any claim.
        text: the answer in a sentence with its numbers.
        would_hold_if: what would have to be true for the figures to hold; None where they do.
        steps: the derivation, line by line.
        assumed: what no one stated but the test needed, with its interval and reason.
        number: the figure that decides, as printed in a cell of the matrix.
        conflict: whether the readings that took part cannot all hold, by this test alone.
        named: statements that the finding is about and that have no reading.
    """

    claim: str
    check: str
    test: str
    stated: tuple[Stated, ...]
    word: Word
    rule: str
    text: str
    given: Mapping[str, Value] = field(default_factory=dict)
    computed: Mapping[str, Value] = field(default_factory=dict)
    would_hold_if: str | None = None
    steps: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    number: str | None = None
    conflict: bool = False
    named: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of the statements that took part or are named, each once."""
        return tuple(dict.fromkeys((*(s.statement for s in self.stated), *self.named)))

    @property
    def reading(self) -> Mapping[str, str]:
        """Statement id to reading id; two figures of one statement are joined with a plus."""
        found: dict[str, list[str]] = {}
        for s in self.stated:
            found.setdefault(s.statement, []).append(s.reading)
        return {name: " + ".join(dict.fromkeys(readings)) for name, readings in found.items()}

    @property
    def is_of_variant(self) -> bool:
        """Whether a statement that only passes on another one took part."""
        return any(s.variant_of for s in self.stated)


def conflict_word(stated: Sequence[Stated], *, alone: Word = "inconsistent") -> Word:
    """The word for figures that cannot all hold: by one speaker, by several; ``alone`` for a single figure."""
    if len(stated) == 1:
        return alone
    return "internally-inconsistent" if one_speaker(stated) else "differ"


def word_told(word: Word) -> str:
    """A finding's word within a sentence, in the language spoken; in code it is an id."""
    return _(word) if word in _TOLD else word


def settling(would_hold_if: str | None) -> str | None:
    """The datum that would settle what cannot be tested; None for a condition of another kind, or for none."""
    before, name, after = _(SETTLED).partition("{datum}")
    if not would_hold_if or not name or not would_hold_if.startswith(before):
        return None
    return would_hold_if.removeprefix(before).removesuffix(after)


def in_calendar(*instants: Interval) -> bool:
    """Whether dates can name the ends of intervals of instants; an open end needs none."""
    return all(math.isinf(end) or end in CALENDAR for i in instants for end in (i.low, i.high))


def unit_key(name: str, dimension: str) -> str:
    """A key that carries its unit: ``depth_m``."""
    return f"{name}_{_SUFFIX[dimension]}" if dimension in _SUFFIX else name


def interval_list(interval: Interval) -> list[Value]:
    """[low, high] for JSON; an open end is None."""
    return [end if math.isfinite(end) else None for end in (interval.low, interval.high)]


def stated_values(stated: Iterable[Stated]) -> dict[str, Value]:
    """The stated figures under keys with their unit: the interval that the printing allows, or the word chosen.

    A quantity that several statements give is told for each of them, under ``quantity_unit/statement``.
    """
    rows = list(stated)
    names = [s.quantity for s in rows]
    found: dict[str, Value] = {}
    for s in rows:
        value: Value = (
            s.choice if s.choice is not None else s.place if s.dimension == "place" else interval_list(s.interval)
        )
        key = unit_key(s.quantity, s.dimension)
        found[key if names.count(s.quantity) == 1 else f"{key}/{s.statement}"] = value
    return found


def finding(
    check: str, test: str, stated: Sequence[Stated], word: Word, rule: str, text: str, **more: object
) -> Finding:
    """A finding about readings of one claim, its stated figures filled in; ``claim`` names it where none took part."""
    claim = str(more.pop("claim", "")) or stated[0].claim
    made: dict[str, object] = {"given": stated_values(stated), **more}
    return Finding(claim, check, test, tuple(stated), word, rule, text, **made)  # type: ignore[arg-type]
