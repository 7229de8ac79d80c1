"""The tutorial, followed to the letter: its files saved, its pieces pasted, its commands run, its output compared."""

from __future__ import annotations

import re
import runpy
from itertools import pairwise
from pathlib import Path

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).parent.parent / "scripts" / "tutorial.py"))
PAGE = SCRIPT["PAGE"].read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which everything was done; what the page quotes was printed."""
    made = tmp_path_factory.mktemp("tutorial")
    assert SCRIPT["followed"](PAGE, made) == PAGE, "run scripts/tutorial.py and read what changed"
    return made


def test_it_ends_in_the_dossier_it_shows(folder: Path) -> None:
    names = {path.name for path in (folder / "pages").iterdir()}
    assert {"index.html", "compare.html", "claim-norway.html", "claim-sweden.html", "report.html"} <= names
    index = (folder / "pages" / "index.html").read_text("utf-8")
    assert "A survey flight along the border" in index and "Norway" in index and "Sweden" in index


def test_every_command_shows_its_output() -> None:
    blocks = [(language, block.split()[:2]) for language, block in SCRIPT["BLOCK"].findall(PAGE)]
    for (language, words), (after, _) in pairwise(blocks):
        assert language != "sh" or words[0] != "airspace" or after == "text", words
    ran = [words[1] for language, words in blocks if language == "sh" and words[0] == "airspace"]
    assert ran == ["new", "validate", "validate", "check", "compare", "dossier"]


def test_figures_in_the_text_are_printed_by_the_commands() -> None:
    said = SCRIPT["BLOCK"].sub("", PAGE)
    printed = "".join(block for language, block in SCRIPT["BLOCK"].findall(PAGE) if language == "text")
    figures = re.findall(r"\d,\d{3}(?= or|\b)", said.replace("3,000 feet", ""))
    assert len(figures) == 5 and all(figure in printed for figure in figures), figures


def test_an_output_that_differs_is_seen() -> None:
    assert SCRIPT["quoted"]("a\nb \n", "a\nc\n") == "a\nb\n"
    assert SCRIPT["quoted"]("a\nb\n", "...\nc\n") == "...\nb\n"


def test_the_event_is_said_to_be_invented() -> None:
    said = " ".join(PAGE.split())
    assert "**The event is invented for this page.** No such flight took place" in said
    assert not re.search(r"\b(illegal|lied|guilty|violat)", said)
