"""The report of a case as Markdown: the same tree, to be read as plain text and in a viewer (CommonMark, tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from airspace.answers import spoken
from airspace.certainty import Certainty
from airspace.comparison import Comparison
from airspace.language import _
from airspace.paper import Address, Cell, Commands, Item, Items, Listing, Paper, Paragraph, Part, Section, Table
from maps.markup import is_complete_address, markdown
from maps.reportpage import paper_of
from maps.scene import Scene
from maps.words import date_text

__all__ = ["WIDTH", "paper_markdown", "report_markdown"]

WIDTH = 110
"""Lines are broken here, in characters; rows of tables cannot be."""

_MAY_BEGIN = re.compile(r"(?!\d{1,9}[.)])[^\W_]|[(\"'\\]")
"""A word that may begin a line: nothing that makes a list, a heading or a rule of it."""


def report_markdown(scene: Scene, comparison: Comparison, sure: Certainty | None = None) -> str:
    """The report as Markdown; the same case gives the same bytes."""
    return paper_markdown(paper_of(scene, comparison, sure))


def paper_markdown(paper: Paper) -> str:
    """A report as Markdown; all of its text is outside text."""
    blocks = [
        f"# {markdown(paper.title)}",
        _wrapped(f"{_('Report')} · {date_text(paper.date)} · {markdown(paper.place)}"),
        *([_wrapped(markdown(paper.summary))] if paper.summary else []),
        *(block for section in paper.sections for block in _section(section, 2)),
    ]
    return "\n\n".join(blocks) + "\n"


def _section(section: Section, level: int) -> Iterator[str]:
    title = f"{section.number} {section.title}".strip()
    yield f"{'#' * level} {markdown(title)}"
    for part in section.parts:
        yield from _part(part, level + 1)


def _part(part: Part, level: int) -> Iterator[str]:
    if isinstance(part, Section):
        yield from _section(part, level)
    elif isinstance(part, Paragraph):
        yield _wrapped(markdown(part.text))
    elif isinstance(part, Listing):
        lead = part.lead or (f"{part.fold}:" if part.fold else None)
        if lead:
            yield _wrapped(markdown(lead))
        yield "\n".join(_bullet(markdown(line)) for line in part.lines)
    elif isinstance(part, Table):
        if part.fold:
            yield _wrapped(f"{markdown(part.fold)}:")
        yield _table(part)
    elif isinstance(part, Commands):
        yield "\n".join(f"    {line}" for line in part.lines)
    else:
        yield from _items(part, level)


def _items(part: Items, level: int) -> Iterator[str]:
    if part.lead:
        yield f"{'#' * level} {markdown(part.lead)}"
    if part.note:
        yield _wrapped(markdown(part.note))
    yield "\n".join(_item(item) for item in part.items)


def _item(item: Item) -> str:
    number = f"{item.number} " if item.number is not None else ""
    told = f"**{number}{markdown(item.head)}**"
    if item.word is not None and spoken(item.word) != item.head:
        told += f" ({spoken(item.word)})"
    lines = [_bullet(f"{told}: {markdown(item.text)}")]
    for name, text in item.notes:
        if isinstance(text, str):
            lines.append(_bullet(f"{name}: {markdown(text)}", "  "))
        else:
            lines += [_bullet(f"{name}:", "  "), *(_bullet(markdown(line), "    ") for line in text)]
    return "\n".join(lines)


def _table(part: Table) -> str:
    rows = [part.head, tuple("---" for _ in part.head)]
    cells = [[markdown(cell) for cell in part.head], list(rows[1])]
    cells += [[_cell(cell) for cell in row] for row in part.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Address):
        return markdown(cell)
    return f"<{cell.url}>" if is_complete_address(cell.url) else markdown(cell.url)


def _bullet(text: str, indent: str = "") -> str:
    return _wrapped(text, f"{indent}- ", f"{indent}  ")


def _wrapped(text: str, first: str = "", later: str = "") -> str:
    """Text that is escaped already, broken at spaces before words that do nothing at the start of a line."""
    lines, line = [], first
    for word in text.split(" "):
        full = len(line) + 1 + len(word) > WIDTH and _MAY_BEGIN.match(word)
        if full and line.strip(" -"):
            lines.append(line)
            line = later
        line += word if line in (first, later) else f" {word}"
    return "\n".join([*lines, line])
