"""Claims x tests and the findings of each claim, opened in Chromium without a network, at a desk and on a phone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, PHONE, Browser, Visit

from airspace.comparison import Comparison, compare
from airspace.findings import WORDS, Finding
from airspace.incident import Incident
from airspace.matrix import Row
from geodata.library import incident_path
from maps.findingcards import merged
from maps.findingwords import MEANINGS, anchors, counts_text, figure_text, told, zones_named
from maps.indexpage import telling
from maps.theme import FINDINGS, GROUND

CLAIMS = ("turkey", "russia", "us-officials", "leuven", "flight-plan")
PAGES = ("matrix", *(f"findings-{claim}" for claim in CLAIMS))
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
FAILS = ("internally-inconsistent", "inconsistent", "differ")
OPEN_ALL = "document.querySelectorAll('details').forEach(box => { box.open = true; })"


def plain(text: str) -> str:
    """Text without the difference between kinds of space."""
    return " ".join(text.split())


def opened(visit: Visit) -> str:
    visit.page.evaluate(OPEN_ALL)
    return plain(visit.page.locator("body").inner_text())


@pytest.fixture(scope="module")
def document(dossier: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((dossier / "compare.json").read_text("utf-8"))
    return found


# --- every page -------------------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_calmly(browser: Browser, dossier: Path, name: str, dark: bool, size: tuple[int, int]) -> None:
    with browser.visit(dossier / f"{name}.html", size=size, dark=dark) as visit:
        policy = visit.page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert visit.page.locator("h1").count() == 1
        for _ in range(2):  # folded, then with all folds open
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0], "wider than the window"
            visit.page.evaluate(OPEN_ALL)
        visit.assert_calm()


@pytest.mark.parametrize("name", [*PAGES, "index"])
def test_every_link_leads_to_a_place_that_is_there(dossier: Path, name: str) -> None:
    text = (dossier / f"{name}.html").read_text("utf-8").split("<script>")[0]
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids)), "an id stands twice"
    targets = {t for t in re.findall(r'href="([^"]*)"', text) if not re.match("https?://", t)}
    assert len(targets) > 10
    for target in sorted(targets):
        file, _, place = target.partition("#")
        held = (dossier / file).read_text("utf-8") if file else text
        assert not place or f' id="{place}"' in held, target


@pytest.mark.parametrize("name", PAGES)
def test_a_word_is_never_told_by_colour_alone(browser: Browser, dossier: Path, name: str) -> None:
    with browser.visit(dossier / f"{name}.html") as visit:
        words = visit.page.locator(".word").evaluate_all(
            "all => all.map(word => [word.className, word.textContent, word.querySelectorAll('svg path').length])"
        )
    assert len(words) >= len(WORDS)
    assert {c.removeprefix("word ") for c, _, _ in words} <= set(WORDS)
    for css_class, text, marks in words:
        assert (text, marks) == (css_class.removeprefix("word ").replace("-", " "), 1)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_can_be_read_on_their_ground(dark: bool) -> None:
    assert set(FINDINGS) == set(WORDS) == set(MEANINGS)
    for word, colours in FINDINGS.items():
        for ground in ("paper", "card"):
            pair = sorted((luminance(colours[dark]), luminance(GROUND[ground][dark])))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (word, ground)


# --- claims x tests ---------------------------------------------------------------------------------------------


def test_a_cell_says_what_the_document_says(browser: Browser, dossier: Path, document: dict[str, Any]) -> None:
    with browser.visit(dossier / "matrix.html") as visit:
        rows = visit.page.locator("table.matrix tbody tr[id]")
        shown = rows.evaluate_all(
            """rows => rows.map(row => [...row.querySelectorAll("td")].map(cell => {
                 const word = cell.querySelector(".word");
                 return [word ? word.textContent : null, cell.textContent];
               }))"""
        )
        calm = rows.evaluate_all("rows => rows.map(row => row.classList.contains('calm'))")
        whys = rows.evaluate_all("rows => rows.map(row => (row.querySelector('.why') || {}).textContent)")
    tests = [row for row in document["matrix"] if row["check"] != "untestable"]
    assert len(shown) == len(tests)
    wanted = {
        tuple((c["finding"].replace("-", " ") if c["counts"] else None, c["value"] or "") for c in row["cells"].values()):
        row for row in tests
    }  # fmt: skip
    for cells in shown:
        assert len(cells) == len(CLAIMS)
        assert all(word is not None or "not stated" in text for word, text in cells)
    told_values = [plain(zones_named(part)) for key in wanted for _, value in key for part in value.split("; ") if part]
    everything = plain(" ".join(text for cells in shown for _, text in cells))
    assert [value for value in told_values if value not in everything] == []
    words = sorted([word for word, _ in cells] for cells in map(list, shown)) if False else [[w for w, _ in c] for c in shown]
    meant = [[word for word, _ in key] for row in tests for key in [_key(row)]]
    assert sorted(map(str, words)) == sorted(map(str, meant))
    assert calm.count(True) == sum(not row["diagnostic"] for row in tests)
    assert all(("not diagnostic: " in (why or "")) is quiet for why, quiet in zip(whys, calm, strict=True))


def _key(row: dict[str, Any]) -> list[tuple[str | None, str]]:
    return [(c["finding"].replace("-", " ") if c["counts"] else None, c["value"] or "") for c in row["cells"].values()]
