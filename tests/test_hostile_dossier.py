"""A hostile incident file and its hostile translations, from load_incident to browser and paper: text, run nowhere."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, Visit
from cases import SKELETON, filled, saved, texts

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.certainty import certainty
from airspace.cli import printing
from airspace.telling import tell
from airspace.translated import own_texts, prose
from geodata.settlements import Settlement
from maps import settlements
from maps.dossier import dossier_files
from maps.markup import html, visible

RUN = "{{ cycler.__init__.__globals__.os.system('touch made') }}"
PAYLOADS = (
    "<img src=x onerror=window.PWN=1>",
    "</script><script>window.PWN=1</script>",
    "${window.PWN=1}",
    "`+(window.PWN=1)+`",
    "\\`+(window.PWN=1)+`",
    "\\\\`;window.PWN=1//",
    '"+(window.PWN=1)+"',
    "'+(window.PWN=1)+'",
    RUN,
    "{% set x = 1 %}{# gone #}",
    "{% if",
    "javascript:window.PWN=1",
    '" onmouseover="window.PWN=1" autofocus onfocus="window.PWN=1',
    "<svg onload=window.PWN=1><a href=javascript:window.PWN=1>x</a></svg>",
    "</title></style><!--<script>window.PWN=1</script>",
    "<iframe src=https://example.org></iframe>",
    "&lt;img src=x onerror=window.PWN=1&gt; &#60;b&#62;",
    "](javascript:window.PWN=1)",
    "\u200f\u200e\u061cabc\U000e0041\ufff9x\ufffb\u0300\u0489",  # direction marks, tags, annotation, marks
)
LINE = 200
SPOKEN = ("en", "tr", "ru", "en")  # what the pages of each line speak
FORMATS = "{0} {name.__class__} {claimant} %(x)s {"  # before each text in its translations
CHOICE = "<img src=x onerror=window.PWN=true> {{ cycler.__init__ }} {% if `${window.PWN=true}"  # without a figure in it


def packed(payloads: tuple[str, ...], room: int) -> list[str]:
    """The payloads joined into as few texts as fit."""
    made: list[str] = []
    for payload in payloads:
        if made and len(made[-1]) + 1 + len(payload) <= room:
            made[-1] += f" {payload}"
        else:
            made.append(payload)
    return made


LINES = packed(PAYLOADS, LINE)


def hostile(number: int) -> dict[str, Any]:
    """The whole incident; short fields get the payloads of one line, long ones all of them.

    Of the names that every object of JavaScript has, one is a legal id: a claim and a path bear it.
    """
    everything = " ".join(PAYLOADS)
    incident = filled(lambda _, most: LINES[number] if most <= LINE else everything[:most])
    incident["assumptions"]["spacing"]["value"] = CHOICE
    incident["sources"]["linked"]["url"] = f"javascript:window.PWN=1//{LINES[number]}"
    incident["claims"] = {"constructor" if key == "two" else key: value for key, value in incident["claims"].items()}
    tracks = incident["claims"]["constructor"]["tracks"]
    tracks["constructor"] = tracks.pop("near")
    if number:
        del tracks["chase"]  # slow to solve, and its texts are like the others'
    return incident


def written(text: str) -> str:
    """A text in a gettext catalogue."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def catalogue(english: tuple[str, ...], spoken: str) -> str:
    """Hostile translations of hostile texts."""
    told = [f"msgid {written(text)}\nmsgstr {written(f'{spoken} {FORMATS} {text}')}\n" for text in english]
    return "\n".join(['msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n', *told])


def somewhere(name: str) -> Any:
    """In place of the gazetteer: one large settlement of that name, in the middle of whatever is asked for."""

    def near(west: float, south: float, east: float, north: float, at_most: int) -> tuple[Settlement, ...]:
        return (Settlement(name, (west + east) / 2, (south + north) / 2, 5_000_000),)

    return near


@dataclass(frozen=True)
class Made:
    """The dossier of a line in the language that its pages speak."""

    number: int
    files: dict[str, str]

    @property
    def pages(self) -> dict[str, str]:
        return {name: text for name, text in self.files.items() if name.endswith(".html")}

    def told(self, spoken: str | None = None) -> str:
        """The line as the pages show it, in their language or another: translated where there are translations."""
        spoken, own = spoken or SPOKEN[self.number], SPOKEN[self.number] != "en"
        return f"{spoken} {FORMATS} {LINES[self.number]}" if own and spoken != "en" else LINES[self.number]


@pytest.fixture(scope="module", params=range(len(LINES)), ids=lambda number: f"line-{number}")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A dossier of it, built in an empty folder in which nothing may appear."""
    number, spoken = request.param, SPOKEN[request.param]
    path = saved(hostile(number), tmp_path_factory.mktemp("hostile"))
    empty, before = tmp_path_factory.mktemp("empty"), Path.cwd()
    os.chdir(empty)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settlements, "near", somewhere(LINES[number]))
            incident = load_incident(path)
            for other in ("tr", "ru") if spoken != "en" else ():
                (path.parent / f"{other}.po").write_text(catalogue(prose(incident), other), "utf-8")
            assessment = assess(incident, editions=("osm-2026c",))
            telling = tell(assessment, certainty(assessment), spoken)
            files = dossier_files(assessment, telling.comparison, telling.certainty, tellings={spoken: telling})
    finally:
        os.chdir(before)
    assert list(empty.iterdir()) == [], "a text ran as Python"
    return Made(number, files)


def test_every_text_of_the_schema_is_hostile() -> None:
    incident = hostile(0)
    harmless = set(texts(SKELETON))
    spoilt = [text for text in texts(incident) if "window.PWN" in text]
    assert len(spoilt) > 100
    assert [t for t in texts(incident) if "window.PWN" not in t and t not in harmless] == []
    assert sum(map(len, LINES)) + len(LINES) - 1 == len(" ".join(PAYLOADS))
    assert len(" ".join(PAYLOADS)) <= 1500 and len(SPOKEN) == len(LINES)


def test_hostile_translations_are_read_as_they_are_written(tmp_path: Path) -> None:
    incident = load_incident(saved(hostile(1), tmp_path))
    (tmp_path / "tr.po").write_text(catalogue(prose(incident), "tr"), "utf-8")
    assert dict(own_texts(incident, "tr")) == {text: f"tr {FORMATS} {text}" for text in prose(incident)}
    assert {LINES[1], " ".join(PAYLOADS)} <= set(prose(incident))


def test_it_is_shown_as_it_was_written(made: Made) -> None:
    for name, text in made.pages.items():
        assert html(made.told()) in text, name
        assert "<script>window.PWN" not in text and "<img" not in text, name
    for spoken in ("en", "tr", "ru"):
        assert html(made.told(spoken)) in made.files["compare.html"]
    joined = "".join(made.files.values())
    assert html(RUN) in joined and RUN not in "".join(made.pages.values())


def test_nothing_runs_and_nothing_breaks(browser: Browser, made: Made) -> None:
    for name, text in made.pages.items():
        with browser.visit(text) as visit:
            popups = visit.use_everything()
            page = visit.page
            assert page.locator("body script[src], iframe, img[src='x'], link, [onerror], [onload]").count() == 0, name
            assert page.locator("a[href^='javascript' i], [onmouseover], [autofocus]").count() == 0, name
            if name == "index.html":
                assert page.title().split() == visible(made.told()).split()
                assert page.locator("svg.picture").count() == 1
                assert page.locator("tbody tr").count() == 3
            elif name in ("claim-one.html", "claim-constructor.html", "all-claims.html"):
                assert page.locator("path.path").count() > 0, name
                assert len([text for text in popups if plain(made.told()) in plain(text)]) >= 3, name
                assert set(page.locator(".settlement bdi").all_text_contents()) == {visible(LINES[made.number])}
            elif name == "compare.html":
                for spoken in ("tr", "ru", "en") if SPOKEN[made.number] != "en" else ("tr",):
                    compared(visit, plain(LINES[made.number]), plain(made.told(spoken)), spoken)
            visit.assert_calm()


def plain(text: str) -> str:
    """What is seen of a text: no difference between kinds of white space."""
    return " ".join(visible(text).split())


def compared(visit: Visit, own: str, told: str, spoken: str) -> None:
    """The comparison page with every claim and every path, played for a moment in a language."""
    page = visit.page
    page.evaluate("spoken => document.querySelector(`[data-language=${spoken}]`).click()", spoken)
    for box in ("[data-claim-box]", "[data-path-box]"):
        page.evaluate("which => document.querySelectorAll(`${which}:not(:checked)`).forEach(box => box.click())", box)
    popups = visit.use_everything()
    names = dict.fromkeys((".pane-head .name:visible", ".tabs button", ".strip-name", "[data-path-box] + span"), told)
    for where, name in {**names, ".aircraft-name": own}.items():  # a type of aircraft has no translation
        shown = [plain(text) for text in page.locator(where).all_text_contents()]
        assert shown and all(name in text for text in shown), (spoken, where, shown)
    assert len([text for text in popups if told in plain(text)]) >= 3
    assert told in plain(page.title())
    before = page.locator("#clock-time").get_attribute("data-t")
    page.evaluate("document.getElementById('play').click()")
    page.wait_for_timeout(400)
    page.evaluate("document.getElementById('play').click()")
    assert page.locator("#clock-time").get_attribute("data-t") != before


def test_its_summary_is_printed_and_asks_for_nothing(made: Made, tmp_path: Path) -> None:
    page = made.files["summary.html"]
    fake = tmp_path / "chromium"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "${0%/*}/asked"\nexit 7\n', "utf-8")
    fake.chmod(0o755)
    with pytest.raises(Exception, match="failed with status 7"):
        printing.pdf_of(page, str(fake))
    asked = (tmp_path / "asked").read_text("utf-8")
    assert not re.search("PWN|cycler|onerror|[<>{}`$]", asked), "no text of the case on the command line"
    assert "--host-resolver-rules=MAP * ~NOTFOUND\n" in asked and "page.html" in asked.splitlines()[-1]
    assert "default-src 'none'" in page and "img-src data:;" in page
    if made.number == 0:
        printed = printing.pdf_of(page, printing.browser())
        assert b"/URI (javascript" not in printed and b"/JavaScript" not in printed and b"/Launch" not in printed
