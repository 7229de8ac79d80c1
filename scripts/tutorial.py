"""Follow ``docs/tutorial.md`` to the letter and write its output into it anew; a test asserts that nothing changes.

A file is saved where the page says "Save it as", a piece put where it says "Paste above the line" or "Replace the lines
from", a word changed where it says "In that line, replace". Every command of ``airspace`` is run, and the block of text
after it is its output; one that begins with ``...`` shows only the end of it.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import tempfile
from pathlib import Path

from click.testing import CliRunner

from airspace.cli import main

PAGE = Path(__file__).parent.parent / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CASE = Path("survey-flight/incident.yaml")


def followed(page: str, folder: Path) -> str:
    """The page as it is after its steps were done in a folder: the same, if what it quotes is so."""
    parts = BLOCK.split(page)
    made, printed = "", ""
    with contextlib.chdir(folder):
        for said, language, block in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
            change(said)
            if language == "text":
                made += f"{said}```text\n{quoted(printed, block)}```"
                continue
            made += f"{said}```{language}\n{block}```"
            if language == "csv":
                Path(told(r"Save it as `(.+?)`:\s*$", said)[1]).write_text(block, "utf-8")
            elif language == "yaml":
                put(said, block)
            elif block.startswith("airspace "):
                result = CliRunner().invoke(main, shlex.split(block.replace("\\\n", " "))[1:], catch_exceptions=False)
                printed = result.output
    return made + parts[-1]


def told(pattern: str, said: str) -> re.Match[str]:
    """What the text before a block says is to be done."""
    found = re.search(pattern, said)
    if found is None:
        raise ValueError(f"the page does not say what to do: {said[-200:]!r}")
    return found


def quoted(printed: str, before: str) -> str:
    """Output as the page quotes it: whole, or its last lines."""
    lines = [line.rstrip() for line in printed.splitlines()]
    if before.startswith("...\n"):
        lines = ["...", *lines[-(before.count("\n") - 1) :]]
    return "".join(f"{line}\n" for line in lines)


def put(said: str, piece: str) -> None:
    """Put a piece of the incident file where the sentence before it says."""
    text = CASE.read_text("utf-8")
    if said.rstrip().endswith("to the next empty line by:"):
        first = told(r"Replace the lines from `(.+?)` to the next empty line by:\s*$", said)[1]
        text = text.replace(told(rf"(?m)^{re.escape(first)}\n(?:.+\n)+", text)[0], piece)
    else:
        below = told(r"Paste above the line\s+`(.+?)`:\s*$", said)[1]
        if text.count(f"\n{below}\n") != 1:
            raise ValueError(f"the file has no single line {below!r}")
        text = text.replace(f"\n{below}\n", f"\n{piece}{below}\n")
    CASE.write_text(text, "utf-8")


def change(said: str) -> None:
    """Change a word of the incident file, where the text before a block says so."""
    if word := re.search(r"In that line, replace `(.+?)` by `(.+?)`", said):
        text = CASE.read_text("utf-8")
        if text.count(word[1]) != 1:
            raise ValueError(f"the file has no single {word[1]!r}")
        CASE.write_text(text.replace(word[1], word[2]), "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        PAGE.write_text(followed(PAGE.read_text("utf-8"), Path(scratch)), "utf-8")
