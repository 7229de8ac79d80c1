"""A report as a tree of plain text: sections with paragraphs, tables, lists and items. No markup of any kind.

Whoever prints it (:mod:`maps.reportpage`, :mod:`maps.markdown`) takes every string for outside text and escapes it.
Numbers of sections and items are part of the tree, so that they are the same wherever it is printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from airspace.findings import Word

__all__ = ["Address", "Commands", "Item", "Items", "Listing", "Paper", "Paragraph", "Part", "Section", "Table"]


@dataclass(frozen=True, slots=True)
class Address:
    """An outside address as seen; it may be shortened or no address at all."""

    url: str


Cell = str | Address
Note = tuple[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``minor`` if it explains rather than tells."""

    text: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, each row as long as the head. ``fold``: the line to show for a table that may stay closed at first."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    fold: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines under one another, with a line before them. ``fold`` as for a table."""

    lines: tuple[str, ...]
    lead: str | None = None
    fold: str | None = None


@dataclass(frozen=True, slots=True)
class Commands:
    """What to type to get the same again."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One answer: about whom, the word, the sentence, and notes under it as (name, text), or (name, lines).

    ``number`` is None for an item that is not numbered. ``claim``, ``check``, ``test`` and ``sets`` (the sets of
    statements that took part) say where it comes from; ``see`` is the number of the section that tells more.
    """

    head: str
    text: str
    word: Word | None = None
    number: str | None = None
    notes: tuple[Note, ...] = ()
    claim: str | None = None
    check: str | None = None
    test: str | None = None
    sets: tuple[tuple[str, ...], ...] = ()
    see: str | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """Answers under a common name. ``fold``: the line to show where they may stay closed at first."""

    items: tuple[Item, ...]
    lead: str | None = None
    note: str | None = None
    fold: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section: number ("2.1", "" for none), title, what it holds, and the claim it is about, if any.

    ``anchor``: where a section without a number stands on a page, the same in every language.
    """

    number: str
    title: str
    parts: tuple[Part, ...]
    claim: str | None = None
    anchor: str | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in it that have a number."""
        return tuple(part for part in self.parts if isinstance(part, Section) and part.number)


Part = Paragraph | Table | Listing | Commands | Items | Section


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report."""

    title: str
    date: dt.date
    place: str
    summary: str | None
    sections: tuple[Section, ...]

    def items(self) -> Iterator[Item]:
        """Every numbered item, in order."""
        yield from (item for section in self.sections for item in _items(section) if item.number is not None)


def _items(section: Section) -> Iterator[Item]:
    for part in section.parts:
        if isinstance(part, Section):
            yield from _items(part)
        elif isinstance(part, Items):
            yield from part.items
