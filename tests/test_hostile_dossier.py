"""A hostile incident file, from load_incident to the browser: read as text everywhere, run nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from browser import Browser
from cases import SKELETON, filled, saved, texts

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.certainty import certainty
from airspace.comparison import compare
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


def hostile(number: int) -> dict[str, object]:
    """The whole incident; short fields get the payloads of one line, long ones all of them."""
    everything = " ".join(PAYLOADS)
    incident = filled(lambda _, most: LINES[number] if most <= LINE else everything[:most])
    incident["assumptions"]["spacing"]["value"] = CHOICE
    incident["sources"]["linked"]["url"] = f"javascript:window.PWN=1//{LINES[number]}"
    if number:
        del incident["claims"]["two"]["tracks"]["chase"]  # slow to solve, and its texts are like the others'
    return incident


@pytest.fixture(scope="module", params=range(len(LINES)), ids=lambda number: f"line-{number}")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str]]:
    """A dossier of it, built in an empty folder in which nothing may appear."""
    path = saved(hostile(request.param), tmp_path_factory.mktemp("hostile"))
    empty, before = tmp_path_factory.mktemp("empty"), Path.cwd()
    os.chdir(empty)
    try:
        incident = load_incident(path)
        assessment = assess(incident, editions=("osm-2026c",))
        files = dossier_files(assessment, compare(incident), certainty(assessment))
    finally:
        os.chdir(before)
    assert list(empty.iterdir()) == [], "a text ran as Python"
    return request.param, files


def test_every_text_of_the_schema_is_hostile() -> None:
    incident = hostile(0)
    harmless = set(texts(SKELETON))
    spoilt = [text for text in texts(incident) if "window.PWN" in text]
    assert len(spoilt) > 100
    assert [t for t in texts(incident) if "window.PWN" not in t and t not in harmless] == []
    assert sum(map(len, LINES)) + len(LINES) - 1 == len(" ".join(PAYLOADS))
    assert len(" ".join(PAYLOADS)) <= 1500


def test_it_is_shown_as_it_was_written(made: tuple[int, dict[str, str]]) -> None:
    number, files = made
    for name, text in files.items():
        if name.endswith(".html"):
            assert html(LINES[number]) in text, name
            assert "<script>window.PWN" not in text and "<img" not in text, name
    joined = "".join(files.values())
    assert html(RUN) in joined and RUN not in "".join(t for n, t in files.items() if n.endswith(".html"))


def test_nothing_runs_and_nothing_breaks(browser: Browser, made: tuple[int, dict[str, str]]) -> None:
    number, files = made
    for name, text in files.items():
        if not name.endswith(".html"):
            continue
        with browser.visit(text) as visit:
            popups = visit.use_everything()
            page = visit.page
            assert page.locator("body script[src], iframe, img[src='x'], link, [onerror], [onload]").count() == 0, name
            assert page.locator("a[href^='javascript' i], [onmouseover], [autofocus]").count() == 0, name
            if name == "index.html":
                assert page.title().split() == visible(LINES[number]).split()
                assert page.locator("svg.picture").count() == 1
                assert page.locator("tbody tr").count() == 3
            elif name in ("claim-one.html", "claim-two.html", "all-claims.html"):
                assert page.locator("path.path").count() > 0, name
                shown = visible(LINES[number]).split()
                assert len([text for text in popups if " ".join(shown) in " ".join(text.split())]) >= 3, name
            visit.assert_calm()
