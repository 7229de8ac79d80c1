"""Map pages where no script runs: the sentence, the folds, and a still picture with the claim's path."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import PHONE, Browser
from test_dossier import CLAIMS, DRAWN, MAPS


@pytest.mark.parametrize("name", [*MAPS, "borders"])
def test_a_map_page_reads_without_script(browser: Browser, dossier: Path, name: str) -> None:
    with browser.visit(dossier / f"{name}.html", script=False) as visit:
        page = visit.page
        assert page.locator(".facts .sentence").is_visible()
        assert not page.locator(".stage").is_visible(), "an empty map is no content"
        assert page.locator("svg.still-map").count() == (name != "claim-flight-plan"), "no path, no picture"
        fold = page.locator(".facts details").first
        fold.locator("summary").first.click()
        assert fold.locator(":scope > :not(summary)").first.is_visible()
        assert not (visit.console or visit.errors or visit.strayed)


@pytest.mark.parametrize("name", DRAWN)
def test_the_still_picture_shows_the_path_of_the_claim(browser: Browser, dossier: Path, name: str) -> None:
    claim = name.removeprefix("claim-")
    numbers = [CLAIMS.index(claim) + 1] if claim in CLAIMS else range(1, 5)
    with browser.visit(dossier / f"{name}.html", size=PHONE, script=False) as visit:
        picture = visit.page.locator("svg.still-map")
        box = picture.bounding_box()
        assert box is not None and 300 < box["width"] <= PHONE[0] and box["height"] > 200
        for number in numbers:
            assert picture.locator(f"path.still-path.claim-{number}").count() >= 1
        assert picture.locator("path.still-border").count() >= 1
        words = picture.locator("text").all_text_contents()
        assert any(text.endswith("km") for text in words), "a scale"
        assert "Türkiye" in words
        for text in picture.locator("text:not(.roomy)").all():
            place = text.bounding_box()
            assert (
                place is not None and place["x"] >= box["x"] and place["x"] + place["width"] <= box["x"] + box["width"]
            )


def test_the_borders_are_told_apart_by_dash(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "borders.html", script=False) as visit:
        lines = visit.page.locator("svg.still-map path.still-edition")
        dashes = {line.get_attribute("stroke-dasharray") for line in lines.all()}
        assert len(dashes) == 5


def test_a_page_with_script_shows_its_map_and_no_still_picture(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "claim-turkey.html") as visit:
        assert visit.page.locator(".leaflet-container").is_visible()
        assert not visit.page.locator(".still").is_visible()
