"""The vertical section along a path: what is drawn where, and the same told in figures."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browser import DESKTOP, PHONE, Browser

from airspace.assessment import Assessment, assess
from airspace.casefile import load_incident
from geodata.library import incident_path
from maps.markup import Html
from maps.scene import Scene
from maps.section import path_section, sections


@lru_cache(maxsize=1)
def found() -> Assessment:
    return assess(load_incident(incident_path("su24-2015")), solve_again=False)


def section(track_id: str) -> Html:
    scene = Scene(found())
    return path_section(scene, next(case for case in found().cases if case.track_id == track_id))


def percents(html: Html, css: str, attribute: str) -> list[float]:
    root = ElementTree.fromstring(html)
    return [float(part.get(attribute, "").rstrip("%")) for part in root.iter() if part.get("class") == css]


def text(html: Html) -> str:
    return " ".join("".join(ElementTree.fromstring(html).itertext()).replace("\u00a0", " ").split())


def test_crossings_bound_the_shade_and_the_deepest_point_lies_between() -> None:
    drawn = section("letter-statute")
    entry, exit_ = percents(drawn, "crossing-line", "x1")
    (left,), (width,) = percents(drawn, "within-zone", "x"), percents(drawn, "within-zone", "width")
    (deepest,) = percents(drawn, "deepest-point", "cx")
    assert (left, left + width) == pytest.approx((entry, exit_), abs=0.02)
    assert entry < deepest < exit_


def test_a_stay_has_the_share_of_the_width_that_it_has_of_what_is_shown() -> None:
    drawn = section("letter-statute")
    entry, exit_ = percents(drawn, "crossing-line", "x1")
    length_m = next(r for r in found().results if r.track_id == "letter-statute").violation.length_m
    shown = re.search(r"Shown: ([\d.]+) km of 45.4 km", text(drawn))
    assert shown is not None
    assert (exit_ - entry) / 100 == pytest.approx(length_m / 1000 / float(shown.group(1)), rel=0.01)


def test_an_altitude_is_called_stated_and_told_as_stated() -> None:
    assert "Altitude 19,000 ft = 5,791 m (altitude as stated, not measured)" in text(section("letter-statute"))
    assert "Entry at 39.2 km, 07:24:05 UTC" in text(section("letter-statute"))


def test_without_an_altitude_none_is_drawn_and_none_is_told() -> None:
    drawn = section("two-miles")
    assert "no altitude stated" in text(drawn) and " m (altitude" not in text(drawn)
    assert not percents(drawn, "altitude", "d") and "UTC" not in text(drawn), "neither altitude nor time is stated"


def test_a_path_outside_shows_its_closest_approach() -> None:
    drawn = section("closest-1km")
    assert percents(drawn, "nearest-line", "x1") == pytest.approx([50.0], abs=0.1)
    assert not percents(drawn, "within-zone", "x")
    assert "Closest at 80.0 km, 07:24:00 UTC, 1,000 m (input) from the border" in text(drawn)


def test_there_is_a_section_for_each_path_that_the_map_opens_with() -> None:
    scene = Scene(found())
    counts = {claim: (sections(scene, claim) or "").count("<figure") for claim in scene.incident.claims}
    assert counts == {"turkey": 2, "russia": 3, "us-officials": 1, "leuven": 1, "flight-plan": 0}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_section_is_read_within_the_panel(browser: Browser, dossier: Path, size: tuple[int, int]) -> None:
    with browser.visit(dossier / "claim-russia.html", size=size) as visit:
        panel = visit.page.locator(".facts")
        panel.get_by_text("Vertical section", exact=True).click()
        figure = panel.locator("figure.section").first
        box, outer = figure.bounding_box(), panel.bounding_box()
        assert box is not None and outer is not None and box["width"] > 280
        assert panel.evaluate("box => box.scrollWidth") <= outer["width"] + 1
        for words in figure.locator("text").all():
            place = words.bounding_box()
            assert (
                place is not None
                and place["x"] >= outer["x"]
                and place["x"] + place["width"] <= outer["x"] + outer["width"]
            )
