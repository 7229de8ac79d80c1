"""Every text of a page can be translated, and each translation is there and says it of the same figures."""

from __future__ import annotations

import gettext
import importlib.util
import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cases import filled, saved

import airspace.language
from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.certainty import certainty
from airspace.telling import tell
from geodata.editions import registry
from maps.dossier import dossier_files

SCRIPT = Path(__file__).parent.parent / "scripts" / "texts.py"
EDITIONS = ("osm-2026c", "wdbii")


def texts_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("texts", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("spoken", ["tr", "ru"])
def test_every_text_has_its_translation(spoken: str) -> None:
    assert texts_script().faults(spoken) == []


# --- no text of a page goes past the catalogue --------------------------------------------------------------------


class _Bracketed(gettext.NullTranslations):
    """A language in which each text is itself between brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


WORDS_ATTRIBUTES = {"title", "aria-label", "alt", "placeholder", "data-name", "data-more", "data-less", "data-light",
                    "data-dark"}  # fmt: skip


class _Reader(HTMLParser):
    """What a reader comes to see of a page: its text, words in attributes, and the texts that scripts are given."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.islands: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.within = tag
        if tag == "script":
            self.within = "island" if given.get("type") == "application/json" else "code"
        elif given.get("class") in ("address", "commands"):
            self.within = "code"
        self.found += [value for name, value in attrs if value and name in WORDS_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        if self.within == "island":
            self.islands.append(data)
        elif self.within not in ("code", "style"):
            self.found.append(data)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


POPUP = re.compile(r'"((?:[^"\\]|\\.)*)"')


def read(page: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    found = reader.found
    for island in reader.islands:
        for text in strings(json.loads(island)):
            inner = _Reader()
            inner.feed(text)
            found += inner.found
    return found


FOREIGN = (
    "Leaflet (BSD-2-Clause)",
    "jQuery",
    "geographiclib-geodesic (MIT)",
    *(text for e in registry().values() for text in strings_of(e)),
) if False else ()


ALLOWED = (
    "Leaflet", "OpenStreetMap", "Natural Earth",
)  # fmt: skip


def outside(text: str, known: Iterable[str] = ()) -> str:
    """What of a text stands outside brackets, without what is known to be no text of ours."""
    for phrase in known:
        text = text.replace(phrase, " · ")
    before = None
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", " · ", text)
    return re.sub(r"^[^⟦]*⟧|⟦.*$", " · ", text, flags=re.DOTALL)


ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[ \u00a0,]+[A-Za-z]{2,})+\b")
