"""The dossier of the first incident, opened in Chromium without a network, at a desk and on a phone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, PHONE, Browser, Visit
from cases import filled, saved
from playwright.sync_api import Locator

from airspace import numbers
from airspace.assessment import Assessment, assess
from airspace.casefile import load_incident
from airspace.certainty import certainty
from airspace.comparison import compare
from airspace.document import check_document
from geodata.editions import edition, registry
from maps.dossier import dossier_files

CLAIMS = ("turkey", "russia", "us-officials", "leuven", "flight-plan")
DRAWN = ("claim-turkey", "claim-russia", "claim-us-officials", "claim-leuven", "all-claims")
MAPS = (*DRAWN, "claim-flight-plan")
PAGES = (*MAPS, "borders", "index", "data", "summary")
SURE = tuple(f"sure-{claim}" for claim in CLAIMS if claim != "flight-plan")  # nothing of that claim can be drawn
COMPARED = ("compare", "matrix", *(f"findings-{claim}" for claim in CLAIMS), "report")  # have tests of their own
OTHER = {"check.json", "compare.json", "report.md", "sure.json"}
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def text_of(visit: Visit) -> str:
    """All text of a page as a reader can come to see it, folds open."""
    visit.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    return visit.page.locator("body").inner_text().replace("\u00a0", " ")


def layer(visit: Visit, name: str) -> Locator:
    """The path of exactly that name in the switch; its family and its flip stand in groups of their own."""
    visit.switch()
    paths = visit.page.locator("fieldset[data-section=paths] label")
    return paths.filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))


def lines_drawn(visit: Visit, kind: str) -> int:
    return visit.page.locator(f"path.{kind}").count()


# --- the folder ---------------------------------------------------------------------------------------------


def test_the_folder_holds_a_page_for_each_claim_and_no_more(dossier: Path) -> None:
    assert {path.name for path in dossier.iterdir()} == {f"{name}.html" for name in (*PAGES, *SURE, *COMPARED)} | OTHER
    assert {path.stem for path in dossier.glob("claim-*")} == {f"claim-{claim}" for claim in CLAIMS}


def test_no_page_is_heavy(dossier: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in dossier.glob("*.html")}
    assert max(sizes.values()) < 1_500_000, sizes


def test_the_check_is_the_document(dossier: Path) -> None:
    found = json.loads((dossier / "check.json").read_text("utf-8"))
    assert (found["schema"], found["incident"]) == ("airspace/check/1", "su24-2015")
    assert {result["edition"] for result in found["results"]} == set(registry())
    assert {result["claim"] for result in found["results"]} == set(CLAIMS) - {"flight-plan"}


@pytest.mark.parametrize("name", [*PAGES, *SURE, *COMPARED])
def test_links_lead_to_files_of_the_folder_or_out(dossier: Path, name: str) -> None:
    markup = re.sub(r"<script.*?</script>", "", (dossier / f"{name}.html").read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r'href="([^"]*)"', markup):
        if not target.startswith(("https://", "http://", "#")):
            assert (dossier / target.partition("#")[0]).is_file(), target


def test_the_index_leads_everywhere(dossier: Path) -> None:
    linked = set(re.findall(r'href="([^"#]*)["#]', (dossier / "index.html").read_text("utf-8")))
    assert {path.name for path in dossier.iterdir()} - {"index.html"} <= linked


# --- every page ---------------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("name", [*PAGES, *SURE])
def test_a_page_opens_calmly(
    browser: Browser, dossier: Path, results: list[dict[str, Any]], name: str, size: tuple[int, int]
) -> None:
    """At a desk the same visit looks at the credits of a map, and at figures that are inputs."""
    with browser.visit(dossier / f"{name}.html", size=size) as visit:
        policy = visit.page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert visit.page.locator("h1").count() == 1 and visit.page.locator("html[lang=en]").count() == 1
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0], "nothing makes the page wider than the window"
        if size == DESKTOP and name in MAPS:
            assert_credits(visit)
        if size == DESKTOP:
            assert_no_input_is_printed_bare(text_of(visit), results, name)
        visit.use_everything()
        visit.assert_calm()


@pytest.mark.parametrize("name", ["claim-turkey", "index"])
def test_times_are_utc_wherever_the_reader_is(browser: Browser, dossier: Path, name: str) -> None:
    shown: list[tuple[int, str]] = []
    for zone in ("America/New_York", "Europe/Moscow"):
        with browser.visit(dossier / f"{name}.html", time_zone=zone) as visit:
            offset = visit.page.evaluate("new Date(Date.UTC(2015, 10, 24)).getTimezoneOffset()")
            visit.use_everything()
            # what stands where the mouse and the view were left is no text of the page
            passing = ".coordinates, .graticule-label, .leaflet-tooltip-pane, .leaflet-popup-pane"
            emptied = "what => document.querySelectorAll(what).forEach(box => { box.textContent = ''; })"
            visit.page.evaluate(emptied, passing)
            shown.append((offset, text_of(visit)))
    assert [offset for offset, _ in shown] == [300, -180]
    assert shown[0][1] == shown[1][1]
    assert "07:24:05" in shown[0][1]


def assert_credits(visit: Visit) -> None:
    """A map credits what it draws."""
    corner = visit.page.locator(".leaflet-control-attribution")
    assert edition("osm-2026c").notice in corner.inner_text()
    assert corner.locator("svg, img").count() == 0, "no emblem"
    assert corner.inner_text().startswith("Leaflet")
    text = text_of(visit)
    for other in registry().values():
        assert other.notice in text, other.id
    assert "BSD-2-Clause" in text and "Vladimir Agafonkin" in text and "jQuery" in text


# --- maps ---------------------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("name", DRAWN)
def test_the_origin_of_a_path_is_seen_at_once(
    browser: Browser, dossier: Path, name: str, size: tuple[int, int]
) -> None:
    with browser.visit(dossier / f"{name}.html", size=size) as visit:
        words = visit.page.get_by_text(re.compile("[Rr]econstructed from")).locator("visible=true").first
        box = words.bounding_box()
        assert box is not None and box["y"] + 20 < size[1] and box["x"] >= 0, "without a click, without scrolling"
        panel = visit.page.locator(".side").bounding_box()
        for mark in visit.page.locator(".point.entry, .point.exit, .point.closest").all():
            at = mark.bounding_box()
            assert at is not None and panel is not None
            x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
            inside = panel["x"] < x < panel["x"] + panel["width"] and panel["y"] < y < panel["y"] + panel["height"]
            assert not inside, "the panel hides a decisive place"
            top = visit.page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.closest('.side, .legend')", [x, y])
            assert y > size[1] or top is None, "something of the page lies over a decisive place"


@SIZES
@pytest.mark.parametrize("name", MAPS)
def test_each_layer_goes_on_and_off_by_click(browser: Browser, dossier: Path, name: str, size: tuple[int, int]) -> None:
    with browser.visit(dossier / f"{name}.html", size=size) as visit:
        layers = visit.switch()
        assert layers.count() >= 6
        for number in range(layers.count()):
            before = visit.page.locator(".leaflet-overlay-pane, .leaflet-map-pane").first.inner_html()
            box = visit.switch().nth(number).locator("input")
            was = box.is_checked()
            visit.switch().nth(number).click()
            assert box.is_checked() is not was
            assert visit.page.locator(".leaflet-map-pane").inner_html() != before, "what is drawn changes"
            visit.switch().nth(number).click()
            assert box.is_checked() is was
        visit.assert_calm()


def test_another_border_and_another_path_appear_and_their_lines_in_the_legend(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "claim-turkey.html") as visit:
        legend = visit.page.locator(".legend li")
        borders, paths = lines_drawn(visit, "border"), lines_drawn(visit, "path")
        other = edition("dcw").title
        assert not legend.filter(has_text=other).is_visible()
        visit.switch().filter(has_text="Digital Chart").click()
        assert lines_drawn(visit, "border") > borders and lines_drawn(visit, "border-other") > 0
        assert legend.filter(has_text=other).is_visible()
        assert edition("dcw").notice in visit.page.locator(".leaflet-control-attribution").inner_text()
        line = legend.filter(has_text="Letter, nautical miles: reconstructed path")
        assert not line.is_visible()
        layer(visit, "Letter, nautical miles").click()
        assert lines_drawn(visit, "path") > paths and line.is_visible()
        for wanted in ("Letter, nautical miles", "Letter, statute miles", "Graphic, statute miles"):
            layer(visit, wanted).click()
        assert lines_drawn(visit, "path") == 0 and visit.page.locator(".point.entry").count() == 0
        assert not legend.filter(has_text="stretch inside").is_visible()


def clicked_in_the_middle(visit: Visit, selector: str) -> None:
    """A real click on a drawn line, halfway along it where it is seen."""
    at = visit.page.locator(selector).first.evaluate(
        """line => {
            const shift = line.getScreenCTM(), length = line.getTotalLength();
            for (const share of [0.5, 0.45, 0.55, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
                const at = line.getPointAtLength(length * share).matrixTransform(shift);
                if (document.elementFromPoint(at.x, at.y)?.matches("path.leaflet-interactive")) return [at.x, at.y];
            }
            return null;
        }"""
    )
    assert at is not None, f"{selector} is seen nowhere"
    visit.page.mouse.click(*at)


def assert_popup_names_its_origin(visit: Visit, size: tuple[int, int], *names: str) -> None:
    popup = visit.page.locator(".leaflet-popup-content")
    popup.wait_for()
    visit.settle()
    text = popup.inner_text()
    for name in names:
        assert name in text, (name, text)
    assert re.fullmatch("[A-F][1-6]", popup.locator("abbr").first.inner_text())
    box = visit.page.locator(".leaflet-popup").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= size[0], "not cut off"


def place_in_view(visit: Visit, selector: str) -> tuple[float, float]:
    """Where a mark can be clicked, nothing lying over it; if there is none, after zooming out by the button."""
    for _ in range(3):
        at = visit.page.locator(selector).evaluate_all(
            """marks => {
                for (const mark of marks) {
                    const box = mark.getBoundingClientRect();
                    const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
                    if (mark.contains(document.elementFromPoint(x, y))) return [x, y];
                }
                return null;
            }"""
        )
        if at is not None:
            return float(at[0]), float(at[1])
        visit.page.get_by_label("Zoom out").click()
        visit.settle()
    raise AssertionError(f"{selector} is seen nowhere")


ORIGIN = ("Figure", "Statement", "Reading", "Speaker", "Source")


@SIZES
@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_an_entry_and_a_warning_tell_their_origin(
    browser: Browser, dossier: Path, way: str, size: tuple[int, int]
) -> None:
    with browser.visit(dossier / "claim-turkey.html", size=size) as visit:
        for selector in (".point.entry", ".point.warning"):
            if way == "mouse":
                visit.page.mouse.click(*place_in_view(visit, selector))
            else:
                mark = visit.page.locator(selector).locator("visible=true").first
                mark.focus()
                assert mark.get_attribute("role") == "button"
                visit.page.keyboard.press("Enter")
            assert_popup_names_its_origin(visit, size, *ORIGIN)
            if way == "mouse":
                visit.page.locator(".leaflet-popup-close-button").click()
            else:
                visit.page.keyboard.press("Escape")
            visit.settle()
            assert visit.page.locator(".leaflet-popup-content").count() == 0


@SIZES
@pytest.mark.parametrize("name", DRAWN)
def test_a_path_tells_its_origin(browser: Browser, dossier: Path, name: str, size: tuple[int, int]) -> None:
    with browser.visit(dossier / f"{name}.html", size=size) as visit:
        visit.page.locator(".leaflet-container").scroll_into_view_if_needed()
        clicked_in_the_middle(visit, "path.path")
        assert_popup_names_its_origin(visit, size, *ORIGIN)


def test_the_mouse_is_told_where_it_is(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "claim-turkey.html") as visit:
        visit.page.mouse.move(900, 640)
        shown = visit.page.locator(".coordinates").inner_text()
        assert re.search(r"35\.\d+.*N.*36\.\d+.*E|35\.\d+.*36\.\d+", shown), shown
        assert visit.page.get_by_label("Full screen").is_visible()
        assert visit.page.locator(".leaflet-control-scale-line").is_visible()
        assert visit.page.locator("path.arrow").count() > 0


# --- inputs are not results ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(dossier: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((dossier / "check.json").read_text("utf-8"))["results"]
    return found


def test_a_verdict_by_construction_is_marked_as_input(
    browser: Browser, dossier: Path, results: list[dict[str, Any]]
) -> None:
    for claim in CLAIMS[:4]:
        own = [result for result in results if result["claim"] == claim]
        assert own
        with browser.visit(dossier / f"claim-{claim}.html") as visit:
            visit.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
            for result in own:
                table = visit.page.locator(f"table[data-track='{result['track']}'][data-zone='{result['zone']}']")
                row = table.locator(f"tr[data-edition='{result['edition']}']")
                said = row.locator("td").first.inner_text()
                fixed = "verdict" in result["by_construction"]
                assert ("(input)" in said) is fixed, (said, result["by_construction"])
                assert fixed or said.startswith(result["verdict"] if result["decisive"] else "undetermined"), said


def assert_no_input_is_printed_bare(text: str, results: list[dict[str, Any]], name: str) -> None:
    """A figure by construction is marked as input wherever a page prints it."""
    for result in results:
        if result["edition"] != result["solved_on"] or name not in ("index", "all-claims", f"claim-{result['claim']}"):
            continue
        if "length_m" in result["by_construction"]:
            figure = numbers.distance(result["length_m"]).replace("\u00a0", " ")
            assert re.search(rf"{re.escape(figure)} inside (?!\S* ?\(input\))\w+,", text) is None, figure
        if "closest_approach_m" in result["by_construction"]:
            figure = numbers.distance(result["closest_approach_m"]).replace("\u00a0", " ")
            assert re.search(rf"closest to the border {re.escape(figure)}(?! \(input\))", text) is None, figure


def test_where_the_border_cannot_decide_the_index_says_undetermined(
    browser: Browser, dossier: Path, results: list[dict[str, Any]]
) -> None:
    moved = [
        r
        for r in results
        if (r["claim"], r["track"]) == ("turkey", "letter-statute") and r["edition"] != r["solved_on"]
    ]
    assert any(not result["decisive"] for result in moved)
    with browser.visit(dossier / "index.html") as visit:
        row = visit.page.locator("tbody tr").first.inner_text()
        assert "undetermined" in row and "inside on" not in row


# --- any incident -------------------------------------------------------------------------------------------

NAMES = {
    "title": "Düşürülen uçak: Iğdır’dan Şırnak’a, ğüşöçı İĞ",
    "claims.one.claimant": "Минобороны России: «Ёлка» в Хмеймиме",
    "claims.two.claimant": "وزارة الدفاع التركية: إسقاط الطائرة",
    "claims.three.claimant": "Ηνωμένα Έθνη",
    "place": "ياي\u200cلاداغي \u200f– Yayladağı",
}


def in_four_scripts() -> dict[str, Any]:
    incident = filled(lambda place, _: NAMES.get(place, f"{place} Şğı Жё ط"))
    del incident["claims"]["two"]["tracks"]["chase"]  # slow to solve, and its texts are like the others'
    return incident


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A small incident in four scripts, on two borders."""
    return made_of(saved(in_four_scripts(), tmp_path_factory.mktemp("named")))[1]


def made_of(path: Path) -> tuple[Assessment, dict[str, str]]:
    incident, editions = load_incident(path), ("osm-2026c", "ne-10m")
    assessment = assess(incident, editions=editions)
    return assessment, dossier_files(assessment, compare(incident, editions=editions), certainty(assessment))


def test_every_script_can_be_read(browser: Browser, named: dict[str, str], tmp_path: Path) -> None:
    with browser.visit(named["index.html"]) as visit:
        text = text_of(visit)
        for name in NAMES.values():
            assert name in text, name
        assert visit.page.title() == NAMES["title"]
        visit.shot(tmp_path / "names.png")
        assert (tmp_path / "names.png").stat().st_size > 20_000
        visit.assert_calm()
    for number, (claim, label) in enumerate((("one", "letter"), ("two", "near"))):
        with browser.visit(named[f"claim-{claim}.html"], size=(DESKTOP, PHONE)[number]) as visit:
            assert NAMES[f"claims.{claim}.claimant"] in text_of(visit)
            assert layer(visit, f"claims.{claim}.tracks.{label}.label Şğı Жё ط").count() == 1
            visit.use_everything()
            visit.assert_calm()


def test_a_given_track_is_drawn_beside_solved_ones(browser: Browser, named: dict[str, str]) -> None:
    with browser.visit(named["claim-one.html"]) as visit:
        assert "A given track, basis: illustrative" in text_of(visit)
        assert visit.switch().count() >= 6


def test_the_same_assessment_gives_the_same_bytes(
    named: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assessment, again = made_of(saved(in_four_scripts(), tmp_path_factory.mktemp("again")))
    assert again == named
    assert list(again) == list(named)
    assert json.loads(again["check.json"]) == check_document(assessment)
