"""The page on which the borders disagree: its figures are the engine's, its texts stay text, it opens calmly."""

from __future__ import annotations

import re

import folium
import numpy as np
import pytest
import shapely
from browser import DESKTOP, PHONE, Browser, Visit
from cases import filled, saved
from su24 import assessment

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.disagreement import disagreement, path_share, summary
from airspace.geodesy import area_m2
from airspace.sweep import Area
from airspace.zone import national_zone
from geodata.editions import edition, registry
from maps.borderlayers import add_editions
from maps.borderspage import borders_page
from maps.disputed import disputed_ground, lying_in, shade, witnesses
from maps.drawing import drawing, elements
from maps.markup import html
from maps.scene import Scene
from maps.theme import disputed_class

SALIENT = Area(35.93, 35.75, 36.35, 36.10)  # the incident file's box
HOSTILE = "<img src=x onerror=window.PWN=1> ${window.PWN=1} `+(window.PWN=1)+` {{ cycler.__init__ }}"

# What can be used but has no name.
UNNAMED = """() => [...document.querySelectorAll('button, a, input, summary, [tabindex="0"]')]
    .filter(box => box.offsetParent && !box.matches('.leaflet-container') && !box.querySelector('.spoken'))
    .filter(box => !(box.textContent || box.title || box.ariaLabel || box.labels?.[0]?.textContent || '').trim())
    .map(box => box.outerHTML)"""


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(assessment())


@pytest.fixture(scope="module")
def page(scene: Scene) -> str:
    made = borders_page(scene)
    assert made is not None
    return made


def opened(visit: Visit) -> str:
    visit.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    return visit.page.locator(".side").inner_text().replace("\u00a0", " ")


# --- which ground -------------------------------------------------------------------------------------------


def test_the_states_and_the_box_are_those_of_the_incident(scene: Scene) -> None:
    ground = disputed_ground(scene)
    assert ground is not None
    assert (ground.found.first, ground.found.second, ground.found.box) == ("TUR", "SYR", SALIENT)
    assert ground.found.editions == tuple(registry())
    assert ground.families == len({edition(name).family for name in registry()})
    assert ground.told == summary(disagreement("TUR", "SYR", SALIENT))


def test_one_edition_or_one_family_makes_no_page(scene: Scene) -> None:
    incident = scene.incident
    assert borders_page(Scene(assess(incident, editions=("osm-2026c",)))) is None
    assert borders_page(Scene(assess(incident, editions=("osm-2026c", "osm-maritime")))) is None


def test_an_incident_without_tracks_makes_no_page(scene: Scene) -> None:
    only = assess(scene.incident, ("flight-plan",), editions=("osm-2026c", "dcw"))
    assert disputed_ground(Scene(only)) is None


def test_where_one_state_is_tested_its_neighbour_is_found(scene: Scene) -> None:
    ground = disputed_ground(Scene(assess(scene.incident, ("turkey",), editions=("osm-2026c", "dcw"))))
    assert ground is not None
    assert (ground.found.first, ground.found.second) == ("TUR", "SYR")


def test_shades_grow_with_the_witnesses(scene: Scene) -> None:
    ground = disputed_ground(scene)
    assert ground is not None
    shades = [int(shade(ground, whole, divided).removeprefix("disputed-")) for whole, divided in
              ((0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1))]  # fmt: skip
    assert shades == sorted(set(shades)), "each half of a witness is a darker shade"
    assert disputed_class(1.0) == "disputed-10" and disputed_class(1e-9) == "disputed-1"


# --- figures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESKTOP], ids=["desktop"])
def test_the_panel_tells_what_the_overlay_gives(browser: Browser, page: str, size: tuple[int, int]) -> None:
    told = summary(disagreement("TUR", "SYR", SALIENT))
    assert told.widest is not None
    with browser.visit(page, size=size) as visit:
        text = opened(visit)
    said = re.search(r"disagree about ([\d.]+) km²", text)
    assert said is not None and float(said[1]) == pytest.approx(told.area_m2 / 1e6, rel=5e-3)
    wide = re.search(r"a circle ([\d,]+) m across", text)
    assert wide is not None and float(wide[1].replace(",", "")) == pytest.approx(told.widest.width_m, abs=0.5)
    assert "box of 38 by 39 km" in text  # 0.42 degrees of longitude at 36 N, 0.35 of latitude


def test_each_path_has_the_share_that_the_engine_gives(browser: Browser, scene: Scene, page: str) -> None:
    found = disagreement("TUR", "SYR", SALIENT)
    with browser.visit(page) as visit:
        opened(visit)
        rows = {
            row.get_attribute("data-track"): row.locator("td").all_inner_texts()
            for row in visit.page.locator("tr[data-track]").all()
        }
    ground = disputed_ground(scene)
    assert ground is not None
    assert len(rows) == len(list(lying_in(scene, ground))) == 9
    for case in scene.assessment.cases:
        result = scene.result(case)
        if case.track is None or result is None:
            continue
        share, said = path_share(found, case.track, result.violation), rows[case.track_id]
        if share.share is None:
            assert said == ["none", "–"]
        else:
            printed = {"all": 100.0, "none": 0.0}.get(said[1])
            printed = float(said[1].removesuffix("\u00a0%")) if printed is None else printed
            assert printed == pytest.approx(100 * share.share, abs=0.5)
            assert ("(input)" in said[0]) is ("length_m" in result.by_construction)


def test_every_disputed_area_is_drawn_and_says_who_puts_it_where(browser: Browser, page: str) -> None:
    found = disagreement("TUR", "SYR", SALIENT)
    with browser.visit(page) as visit:
        assert visit.page.locator("path.disputed").count() == len(found.disputed)
        popups = [" ".join(text.split()) for text in visit.use_everything()]
    largest = found.disputed[0]
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(largest.polygon))[0]
    there = found.which_editions(lon, lat)
    wanted = [text for text in popups if f"In Türkiye on {', '.join(there.in_first)} In Syria on" in text]
    size = f"{area_m2(shapely.segmentize(largest.polygon, 0.01)) / 1e6:.1f}"
    assert any(f"{size} km²" in text and ", ".join(there.in_second) in text for text in wanted), (size, popups[:3])


def test_an_area_on_which_a_family_is_divided_says_so(scene: Scene) -> None:
    ground = disputed_ground(scene)
    assert ground is not None
    counts = np.array([witnesses(area) for area in ground.found.disputed])
    for area, (whole, divided) in zip(ground.found.disputed, counts, strict=True):
        families = [{edition(name).family for name in names} for names in (area.in_first, area.in_second)]
        assert (whole, divided) == (len(families[0] - families[1]), len(families[0] & families[1]))
    assert (counts[:, 1] > 0).any() and (counts.sum(axis=1) <= ground.families).all()


# --- in the browser -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (PHONE, True)], ids=["desktop-light", "phone-dark"])
def test_it_opens_calmly(browser: Browser, page: str, size: tuple[int, int], dark: bool) -> None:
    with browser.visit(page, size=size, dark=dark) as visit:
        policy = visit.page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert visit.page.locator("h1").count() == 1 and visit.page.locator("html[lang=en]").count() == 1
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        unnamed = visit.page.evaluate(UNNAMED)
        assert unnamed == []
        visit.use_everything()
        visit.assert_calm()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_credits_of_five_borders_do_not_cover_the_legend(
    browser: Browser, page: str, size: tuple[int, int]
) -> None:
    with browser.visit(page, size=size) as visit:
        legend = visit.page.locator("details.legend")
        was_open = legend.evaluate("fold => fold.open")
        legend.locator("summary").click(timeout=5_000)  # a real click: what lies over it would take it
        assert legend.evaluate("fold => fold.open") is not was_open


def test_every_edition_is_a_layer_that_is_shown_and_credited(browser: Browser, page: str) -> None:
    with browser.visit(page) as visit:
        corner = visit.page.locator(".leaflet-control-attribution").inner_text()
        legend = visit.page.locator(".legend li")
        patterns = set()
        for other in registry().values():
            assert other.notice in corner, other.id
            label = visit.switch().filter(has_text=other.title)
            assert label.locator("input").is_checked()
            line = legend.filter(has_text=re.compile(f"border of {other.id}$"))
            patterns.add(line.locator("line").get_attribute("stroke-dasharray"))
            before = visit.page.locator("path.compared").count()
            label.click()
            assert visit.page.locator("path.compared").count() == before - 1 and not line.is_visible()
            visit.switch().filter(has_text=other.title).click()
        assert len(patterns) == len(registry()), "told apart without colour"


def test_each_line_has_its_name_on_it(scene: Scene, browser: Browser, page: str) -> None:
    ground = disputed_ground(scene)
    assert ground is not None
    with drawing():
        map_ = scene.base(scene.detail)
        add_editions(scene, map_, ground)
        marks = [e for e in elements(map_) if isinstance(e, folium.Marker)]
    for name, mark in zip(registry(), marks, strict=True):
        lat, lon = mark.location
        off = national_zone("TUR", name).edges.nearest(np.array([lon]), np.array([lat])).distance_m
        assert off[0] < 3.0, "drawn to 2 m"
    with browser.visit(page) as visit:
        assert set(visit.page.locator(".line-name .label").all_inner_texts()) <= set(registry())
        assert visit.page.locator(".line-name .label").count() == len(registry())


def test_hostile_names_stay_text(browser: Browser, tmp_path: pytest.TempPathFactory) -> None:
    path = saved(filled(lambda _, most: HOSTILE[:most]), tmp_path)  # type: ignore[arg-type]
    made = borders_page(Scene(assess(load_incident(path), editions=("osm-2026c", "ne-10m"))))
    assert made is not None and html(HOSTILE) in made and "<img" not in made
    with browser.visit(made) as visit:
        popups = visit.use_everything()
        assert any("window.PWN" in text for text in popups), "seen as it was written"
        assert visit.page.locator("img[src='x'], [onerror], iframe").count() == 0
        visit.assert_calm()


def test_the_same_assessment_gives_the_same_bytes(scene: Scene, page: str) -> None:
    assert borders_page(Scene(scene.assessment)) == page
