"""The case on one sheet: what it tells, that it fits on paper, and that paper is light."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import DESKTOP, PHONE, Browser
from cases import filled, saved

import airspace
from airspace import numbers
from airspace.assessment import Assessment, assess
from airspace.casefile import load_incident
from airspace.certainty import Certainty, certainty
from airspace.cli.printing import browser as program
from airspace.cli.printing import pdf_of
from airspace.language import LANGUAGES, speaking
from airspace.telling import tell
from maps.indexpage import telling
from maps.scene import Scene
from maps.summarypage import FINDINGS, summary_page
from maps.words import built_from, path_sentence

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, Certainty]:
    incident = filled(lambda place, most: place[-most:])
    del incident["claims"]["two"]["tracks"]["chase"]  # slow to solve
    path = saved(incident, tmp_path_factory.mktemp("small"))
    assessment = assess(load_incident(path), editions=("osm-2026c",), solve_again=False)
    return assessment, certainty(assessment)


def sheet(assessment: Assessment, sure: Certainty, spoken: str = "en", pdf: str | None = None) -> str:
    told = tell(assessment, sure, spoken)
    with speaking(spoken):
        return summary_page(Scene(told.assessment), told.comparison, told.certainty, pdf)


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", pdf))


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_first_incident_fits_on_one_page(sheets: Path, spoken: str) -> None:
    printed = pdf_of((sheets / f"{spoken}.html").read_text("utf-8"), program())
    assert page_count(printed) == 1
    width, height = (float(side) for side in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert (width, height) == pytest.approx((210 / 25.4 * 72, 297 / 25.4 * 72), abs=1), "A4"
    assert f"/Lang ({spoken})".encode() in printed and b"/StructTreeRoot" in printed


def test_many_claims_flow_on_and_break_between_claims(case: tuple[Assessment, Certainty], browser: Browser) -> None:
    text = sheet(*case)
    claims = re.findall(r'<li class="claim-\d+">.*?</li>(?=<li class="claim|</ul><p)', text)
    assert len(claims) == 3
    text = text.replace(claims[0], claims[0] * 9)
    assert page_count(pdf_of(text, program())) == 2
    with browser.visit(text) as visit:
        visit.page.emulate_media(media="print")
        rules = visit.page.locator(".parties > li").evaluate_all(
            "claims => claims.map(claim => getComputedStyle(claim).breakInside)"
        )
        assert rules == ["avoid"] * 11


def test_it_tells_each_claim_with_its_figures(case: tuple[Assessment, Certainty], browser: Browser) -> None:
    assessment, sure = case
    told = tell(assessment, sure, "en")
    scene = Scene(assessment)
    with browser.visit(sheet(*case)) as visit:
        parts = visit.page.locator(".parties > li").all_inner_texts()
        whole = visit.page.locator("main").inner_text().replace("\u00a0", " ")
        visit.assert_calm()
    for claim_id, part in zip(scene.incident.claims, parts, strict=True):
        shown, claim = part.replace("\u00a0", " "), scene.incident.claims[claim_id]
        assert claim.claimant in shown and claim.title in shown
        for first in scene.cases(claim_id)[:1]:
            for sentence in (path_sentence(first, scene.result(first)), built_from(first)):
                assert sentence.replace("\u00a0", " ") in shown
            assert all(line.replace("\u00a0", " ") in shown for line in sure.claims[claim_id].brief)
        words = [row.cells[claim_id].finding.replace("-", " ") for row in telling(told.comparison, claim_id)[:FINDINGS]]
        assert re.findall("internally inconsistent|differ(?= )|indeterminate|(?<!in)consistent", shown) == words
    assert "No path can be built from what is stated." in parts[2]
    for line in (scene.incident.not_available[0].what, "not law, not fault, not intent", "seed 1", "ODbL-1.0",
                 f"airspace {airspace.__version__}", "airspace dossier FOLDER --out DIR --lang en"):  # fmt: skip
        assert line in whole, line


def test_an_input_is_marked_as_one(case: tuple[Assessment, Certainty]) -> None:
    text = sheet(*case).replace("\u00a0", " ")
    result = case[0].results[0]
    assert "length_m" in result.by_construction
    figure = numbers.distance(result.violation.length_m).replace("\u00a0", " ")
    assert f"{figure} inside Türkiye (input)" in text


def test_the_same_case_gives_the_same_sheet(case: tuple[Assessment, Certainty]) -> None:
    assert sheet(*case) == sheet(*case)
    assert 'href="summary.pdf"' in sheet(*case, pdf="summary.pdf") and "summary.pdf" not in sheet(*case)


def test_more_text_is_set_more_closely(case: tuple[Assessment, Certainty], monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'class="summary"' in sheet(*case)
    monkeypatch.setattr("maps.summarypage.CLOSER", (("closest", 10**6), ("closer", 100), ("close", 10)))
    assert 'class="summary closer"' in sheet(*case)


@pytest.mark.parametrize("chosen", ["system", "button"])
def test_paper_is_light(case: tuple[Assessment, Certainty], browser: Browser, chosen: str) -> None:
    colours = "['--ink', '--card'].map(name => getComputedStyle(document.documentElement).getPropertyValue(name))"
    with browser.visit(sheet(*case), dark=chosen == "system") as visit:
        if chosen == "button":
            visit.page.locator("#theme").click()
        dark = visit.page.evaluate(colours)
        visit.page.emulate_media(media="print", color_scheme="dark" if chosen == "system" else "light")
        light = visit.page.evaluate(colours)
        assert (dark, light) == (["#eceef0", "#1c1f24"], ["#1c1d22", "#ffffff"])
        assert not visit.page.locator(".settings, .ways").first.is_visible()


@SIZES
def test_on_a_screen_it_is_a_sheet(case: tuple[Assessment, Certainty], browser: Browser, size: tuple[int, int]) -> None:
    with browser.visit(sheet(*case), size=size) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        width = visit.page.locator("main").bounding_box()["width"]  # type: ignore[index]
        assert width == pytest.approx(210 / 25.4 * 96 if size == DESKTOP else size[0], abs=2)
        assert visit.page.locator("h1").count() == 1
        visit.assert_calm()
