"""What reaches a terminal: text made harmless, tables 80 columns wide, JSON and nothing beside it, progress.

Results go to stdout, everything else to stderr. Where stdout is no terminal there are no colours and the width
is 80. Outside text (a file name, a figure as stated, a source's title) passes :func:`clean` before it is shown,
and is never read as markup.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["WIDTH", "clean", "emit", "emit_json", "grid", "line", "progress", "table", "words"]

WIDTH = 80
"""Columns of a page that is not shown on a terminal, and the most that any table needs."""

_WIDEST = 120
"""Columns of a page on a wide terminal: longer lines are hard to read."""

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_].*?(?:\x1b\\|\x07|\x9c|$)"  # OSC, DCS, SOS, PM, APC: titles, links, clipboard
    r"|\x1b[ -/]*[0-~]"  # the short ones
    r"|\x9b[0-?]*[ -/]*[@-~]",  # CSI as one character
    re.DOTALL,
)
_JOINERS = "\u200c\u200d"  # format characters that Persian and Indic words are written with
_PLAIN_DRAWING = str.maketrans(
    {"─": "-", "━": "-", "│": "|", "·": "-", "–": "-", "—": "-", "−": "-", "…": ".", "°": " deg", "\u00a0": " "}
)


def clean(text: object) -> str:
    """One line of text that a terminal shows and does not obey: no escape sequence, no control character.

    Line breaks and tabs become spaces; characters that reorder or hide what follows are left out.
    """
    kept = []
    for character in _ESCAPES.sub("", str(text)):
        kind = unicodedata.category(character)
        if character in "\n\r\t" or kind in ("Zl", "Zp"):
            kept.append(" ")
        elif kind == "Cs":
            kept.append("\N{REPLACEMENT CHARACTER}")
        elif kind not in ("Cc", "Cf") or character in _JOINERS:
            kept.append(character)
    return "".join(kept)


def words(text: object, style: str = "") -> Any:
    """Outside text as something that can stand in a table: clean, and no markup in it is obeyed."""
    from rich.text import Text

    return Text(clean(text), style=style)


def table(headings: Sequence[str], *, right: Sequence[str] = (), whole: Sequence[str] = ()) -> Table:
    """An empty table; the columns named in ``right`` are aligned right, those in ``whole`` never wrapped."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for heading in headings:
        made.add_column(
            heading,
            justify="right" if heading in right else "left",
            no_wrap=heading in whole or heading in right,
            overflow="fold",
        )
    return made


def grid(rows: Sequence[tuple[str, object]], indent: int = 0) -> RenderableType:
    """Names and values under each other; values are outside text, long ones are wrapped in their column."""
    from rich.padding import Padding
    from rich.table import Table

    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows:
        made.add_row(words(name), value if hasattr(value, "__rich_console__") else words(value))
    return Padding(made, (0, 0, 0, indent))


def emit(*parts: RenderableType) -> None:
    """Print parts of a page to stdout, in one go, so that a failure before it prints nothing."""
    from rich.console import Console

    on_terminal = sys.stdout.isatty()
    width = min(Console().width, _WIDEST) if on_terminal else WIDTH
    page = io.StringIO()
    console = Console(
        file=page,
        width=width,
        force_terminal=on_terminal,
        color_system="auto" if on_terminal else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for part in parts:
        console.print(part)
    text = page.getvalue().replace("\u00a0", " ")  # which has kept a number and its unit on one line by now
    lines = (line.rstrip() for line in text.splitlines())
    _write("\n".join(lines) + "\n")


def emit_json(document: Any) -> None:
    """Print one JSON document to stdout, in ASCII, with a newline at its end; NaN is an error."""
    _write(json.dumps(document, indent=2, allow_nan=False) + "\n")


def _write(text: str) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN_DRAWING).encode(encoding, "replace").decode(encoding)
    click.echo(text, nl=False)


def line(text: object) -> None:
    """Print one line of outside text to stdout; it is not wrapped, so that a path in it can be copied."""
    _write(f"{clean(text)}\n")


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """Show on stderr what is being done, if stderr is a terminal; the value changes the text."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True, markup=False, emoji=False).status(words(what)) as status:
        yield lambda text: status.update(words(text))
