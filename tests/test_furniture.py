"""What stands round a map: the switch of the layers, measuring, the link to a view, the overview, and their words."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from browser import DESKTOP, PHONE, Browser, Visit

from airspace import numbers
from airspace.geodesy import GEOD
from airspace.language import LANGUAGES, speaking
from geodata.editions import world_outline
from maps import layers, page
from maps.controls import Behaviour
from maps.controlwords import control_words
from maps.drawing import drawing
from maps.overview import overview
from maps.shapes import Frame
from maps.theme import claim_style, swatch

ASSETS = Path(page.__file__).parent / "assets"
FRAME = Frame(36.0, 35.7, 36.3, 35.9)
SALIENT = shapely.Polygon([(36.0, 36.2), (36.12, 35.84), (36.15, 35.8), (36.17, 35.84), (36.3, 36.2)])
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MEASURE, LINK = ".buttons button[aria-pressed]", ".buttons button:not([aria-pressed]):last-child"


def made(language: str = "en", frame: Frame = FRAME) -> str:
    """A map with a layer or two in most groups."""
    style = claim_style(0)
    with speaking(language), drawing():
        map_ = layers.base_map(frame, outline=world_outline())
        edges = [layers.group(map_, name, section="borders", key=f"border.{name}", show=name == "a") for name in "ab"]
        layers.border(edges[0], SALIENT, "a")
        layers.border(edges[1], shapely.affinity.translate(SALIENT, 0.01), "b", other=True)
        path = layers.group(map_, "one", section="paths", key="path.one", of="Second", rank=1)
        layers.path(path, [36.3, 36.0], [35.82, 35.82], style, popup="A path")
        layers.point(path, 36.16, 35.82, "warning", "Warning", style=style, popup="x")
        layers.group(map_, "one", section="paths", key="path.other", of="First", rank=0)
        warnings = layers.group(map_, "warnings", section="events", key="warnings")
        Behaviour("airspaceFilter", map_, "warnings").add_to(warnings)
        layers.finish(map_)
        legend = [page.LegendItem(swatch("warning", style), "a warning", (path,), (warnings,))]
        return page.map_page(
            map_, title="A map", panel=page.facts("Heading", sentence="One."), legend=legend, credits_=["© someone"]
        )


@pytest.fixture
def seen(browser: Browser) -> Iterator[Visit]:
    with browser.visit(made()) as visit:
        yield visit
        visit.assert_calm()


# --- the switch ---------------------------------------------------------------------------------------------


def test_layers_stand_in_groups_in_a_fixed_order(seen: Visit) -> None:
    seen.switch()
    legends = seen.page.locator(".leaflet-control-layers legend").all_inner_texts()
    assert legends == ["Borders by edition", "Paths: First", "Paths: Second", "Events and measures", "Grid"]
    assert seen.page.locator(".leaflet-control-layers label").all_inner_texts()[:4] == ["a", "b", "one", "one"]
    assert seen.page.locator("fieldset[data-section=borders] .pick button").all_inner_texts() == ["All", "None"]


def test_a_group_goes_on_and_off_as_a_whole(seen: Visit) -> None:
    seen.switch()
    group, drawn = seen.page.locator("fieldset[data-section=borders]"), seen.page.locator("path.border")
    group.get_by_role("button", name="All").click()
    assert drawn.count() == 2 and all(box.is_checked() for box in group.locator("input").all())
    group.get_by_role("button", name="None").click()
    assert drawn.count() == 0 and not any(box.is_checked() for box in group.locator("input").all())


def test_the_switch_is_used_by_keyboard_and_gives_the_focus_back(seen: Visit) -> None:
    toggle, keys = seen.page.locator(".leaflet-control-layers-toggle"), seen.page.keyboard
    toggle.focus()
    keys.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "true"
    for key in ("Tab", "Tab", "Tab", "Space"):  # past "All" and "None"
        keys.press(key)
    assert seen.page.locator("path.border").count() == 0
    assert seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keys.press("Escape")
    assert toggle.get_attribute("aria-expanded") == "false"
    assert not seen.page.locator("#layers-panel").is_visible()
    assert toggle.evaluate("button => button === document.activeElement")


@SIZES
def test_the_switch_leaves_a_good_part_of_the_map(browser: Browser, size: tuple[int, int]) -> None:
    with browser.visit(made(), size=size) as visit:
        visit.switch()
        panel = visit.page.locator(".leaflet-control-layers").bounding_box()
        stage = visit.page.locator(".stage").bounding_box()
        assert panel is not None and stage is not None
        assert panel["width"] * panel["height"] < 0.55 * stage["width"] * stage["height"]
        assert panel["x"] >= 0 and panel["x"] + panel["width"] <= size[0]
        visit.page.locator(".leaflet-control-layers-toggle").click(timeout=5_000)
        assert not visit.page.locator("#layers-panel").is_visible()


def test_marks_of_one_kind_go_with_their_line_in_the_legend(seen: Visit) -> None:
    mark, line = seen.page.locator(".point.warning"), seen.page.locator("#legend-0")
    assert mark.is_visible() and line.is_visible()
    seen.switch()
    box = seen.page.get_by_label("warnings")
    box.uncheck()
    assert not mark.is_visible() and not line.is_visible()
    box.check()
    assert mark.is_visible() and line.is_visible()


@SIZES
def test_every_target_is_large_enough(browser: Browser, size: tuple[int, int]) -> None:
    with browser.visit(made(), size=size) as visit:
        visit.page.locator(MEASURE).click()
        visit.switch()
        small = visit.page.evaluate(
            """[...document.querySelectorAll("button, label, summary, .leaflet-bar a")]
                .filter(box => box.checkVisibility({visibilityProperty: true}))
                .map(box => [box.outerHTML.slice(0, 80), box.getBoundingClientRect()])
                .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
        )
        assert small == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@SIZES
def test_axe_finds_nothing(browser: Browser, size: tuple[int, int], dark: bool) -> None:
    with browser.visit(made(), size=size, dark=dark) as visit:
        visit.page.locator(MEASURE).click()
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("ArrowLeft")
        visit.settle()
        visit.page.keyboard.press("Enter")
        visit.switch()
        visit.page.get_by_label("Parallels and meridians").check()
        found = Axe().run(visit.page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


# --- measuring ----------------------------------------------------------------------------------------------


def measured(visit: Visit) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Points set (lon, lat) and, for each leg, length in metres and course in degrees as told to the page."""
    told = visit.page.locator(".told")
    pairs = (point.split(",") for point in (told.get_attribute("data-points") or "").split())
    legs = told.locator("li").evaluate_all("legs => legs.map(leg => [+leg.dataset.lengthM, +leg.dataset.courseDeg])")
    return [(float(lon), float(lat)) for lat, lon in pairs], [tuple(leg) for leg in legs]


def test_a_length_between_two_clicks_is_that_of_the_geodesic(seen: Visit) -> None:
    seen.page.locator(MEASURE).click()
    for x, y in ((900, 600), (1100, 300), (700, 450)):
        seen.page.mouse.click(x, y)
    points, legs = measured(seen)
    assert len(points) == 3 and len(legs) == 2
    for (start, end), (length, course) in zip(itertools.pairwise(points), legs, strict=True):
        azimuth, _back, wanted = GEOD.inv(*start, *end)
        assert length == pytest.approx(wanted, abs=0.1)
        assert course == pytest.approx(azimuth % 360, abs=1e-6)
    said = seen.page.locator(".told").inner_text()
    total = re.search(r"Total: ([\d.]+) km \(([\d.]+) NM\)", said)
    assert total is not None, said
    assert float(total[1]) * 1000 == pytest.approx(sum(leg[0] for leg in legs), abs=51)
    assert float(total[2]) * 1852 == pytest.approx(sum(leg[0] for leg in legs), abs=94)
    assert seen.page.locator(".told").get_attribute("role") == "status"


def test_a_long_leg_is_drawn_as_a_geodesic(browser: Browser) -> None:
    with browser.visit(made(frame=Frame(-100.0, 20.0, 30.0, 65.0))) as visit:
        visit.page.locator(MEASURE).click()
        for x in (600, 1250):
            visit.page.mouse.click(x, 500)
        (start, end), ((length, course),) = measured(visit)
        lon, lat, _back = GEOD.fwd(*start, course, length / 2)
        middle = visit.page.evaluate(
            """([lat, lon]) => {
                const line = document.querySelector("path.measuring-line");
                const map = Object.values(window).find(each => each instanceof L.Map);
                const at = map.latLngToLayerPoint([lat, lon]), box = line.getBBox();
                return [Math.abs(at.y - box.y), box.height];
            }""",
            [lat, lon],
        )
        assert start[1] == pytest.approx(end[1]) and middle[0] < 2, "it bulges to where the geodesic is highest"
        assert middle[1] > 40, "no straight line"


def test_measuring_works_by_keyboard_alone(seen: Visit) -> None:
    button, keys = seen.page.locator(MEASURE), seen.page.keyboard
    button.focus()
    keys.press("Enter")
    assert button.get_attribute("aria-pressed") == "true" and seen.page.locator(".cross-hair").is_visible()
    keys.press("Enter")
    keys.press("ArrowRight")
    seen.page.wait_for_timeout(600)  # the map glides
    keys.press("Enter")
    points, legs = measured(seen)
    assert len(legs) == 1 and legs[0][1] == pytest.approx(90, abs=0.2)
    assert points[1][0] > points[0][0]
    keys.press("Backspace")
    assert len(measured(seen)[0]) == 1
    keys.press("Escape")
    assert not seen.page.locator(".measuring-box").is_visible()
    assert button.get_attribute("aria-pressed") == "false"
    assert button.evaluate("button => button === document.activeElement")
    assert seen.page.locator(".measuring-point").count() == 0


def test_while_measuring_a_click_on_a_path_sets_a_point(seen: Visit) -> None:
    seen.page.locator(MEASURE).click()
    box = seen.page.locator(".point.warning").bounding_box()
    assert box is not None
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert seen.page.locator(".leaflet-popup").count() == 0 and len(measured(seen)[0]) == 1


# --- the link -----------------------------------------------------------------------------------------------

STATE = """() => {
    const map = Object.values(window).find(each => each instanceof L.Map), at = map.getCenter();
    const on = [...document.querySelectorAll("fieldset input")].map(box => box.checked);
    return [[at.lat, at.lng, map.getZoom()], on];
}"""


def test_a_link_opens_the_same_view_with_the_same_layers(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(made(), encoding="utf-8")
    with browser.visit(path) as visit:
        assert visit.page.url == path.as_uri(), "the address stays plain until something is changed"
        visit.page.get_by_label("Zoom in").click()
        visit.settle()
        visit.switch()
        visit.page.get_by_label("b", exact=True).check()
        visit.page.locator(LINK).click()
        note = visit.page.locator(".note")
        note.get_by_text("link", exact=False).wait_for()
        address, state = visit.page.url, visit.page.evaluate(STATE)
    with browser.visit(path) as visit:
        visit.page.goto(address)
        visit.page.reload()
        again = visit.page.evaluate(STATE)
        assert again[0] == pytest.approx(state[0], abs=1e-5) and again[1] == state[1]
        assert visit.page.locator("path.border").count() == 2


BROKEN = (
    "at=91,36,12",
    "at=35.8,36.1",
    "at=NaN,NaN,NaN&layers=nothing",
    "at=1e1,2e1,3&layers=__proto__,constructor",
    "layers=%00%ff,<img src=x onerror=window.PWN=1>",
    "%E0%A4%A",
    "text",
    "at=35.8,36.1,99",
    "at=<script>window.PWN=1</script>&lang=<img src=x onerror=window.PWN=1>",
    "at=%3Cscript%3Ewindow.PWN%3D1%3C%2Fscript%3E&claims=__proto__",
    "__proto__=1&constructor=at&toString=layers&__proto__[PWN]=1",
    "javascript:window.PWN=1",
    "layers=" + "a," * 50_000,
    "at=" + "9" * 100_000,
)


def test_a_broken_link_opens_the_map_as_it_is(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(made(), encoding="utf-8")
    with browser.visit(path) as visit:
        plain = visit.page.evaluate(STATE)
        for fragment in BROKEN:
            visit.page.goto(f"{path.as_uri()}#{fragment}")
            visit.page.reload()
            assert visit.page.evaluate(STATE) == plain, fragment[:80]
            assert visit.page.evaluate("window.PWN === undefined && ({}).PWN === undefined"), fragment[:80]
        visit.page.goto(f"{path.as_uri()}#at=35.8,36.1,9&layers=<b>,__proto__,border.b")
        assert visit.page.evaluate(STATE)[0] == [35.8, 36.1, 9], "what fits is taken, the rest left out"
        assert visit.page.locator("fieldset input:checked").count() == 1
        visit.assert_calm()


# --- the overview -------------------------------------------------------------------------------------------


def test_the_overview_frames_the_view(seen: Visit) -> None:
    centre = """() => {
        const box = document.querySelector(".overview-view");
        return ["x", "width", "y", "height"].map(name => +box.getAttribute(name));
    }"""
    x, width, y, height = seen.page.evaluate(centre)
    assert x + width / 2 == pytest.approx(84, abs=2) and y + height / 2 == pytest.approx(63, abs=2)
    for _ in range(4):
        seen.page.get_by_label("Zoom out").click()
        seen.settle()
    assert seen.page.evaluate(centre)[1] > width, "a wider view, a wider frame"
    assert seen.page.locator(".overview-land").count() == 1
    seen.page.locator(".overview summary").click()
    assert not seen.page.locator(".overview svg").is_visible()


def test_there_is_no_overview_on_a_phone(browser: Browser) -> None:
    with browser.visit(made(), size=PHONE) as visit:
        assert not visit.page.locator(".overview").is_visible()


def test_the_land_of_the_overview_lies_where_it_is_also_across_the_antimeridian() -> None:
    land = shapely.box(170, -10, 180, 10).union(shapely.box(-180, -10, -175, 10))
    path, (west, _south, east, _north), (width, _height) = overview(land, Frame(179.0, -1.0, 181.0, 1.0))
    across = [float(x) for x in re.findall(r"[ML]([\d.-]+) ", path)]
    assert min(across) == pytest.approx((170 - west) / (east - west) * width, abs=0.1)
    assert max(across) == pytest.approx((185 - west) / (east - west) * width, abs=0.1)


# --- words --------------------------------------------------------------------------------------------------

SCRIPTS = {path.name: path.read_text("utf-8") for path in sorted(ASSETS.glob("*.js"))}


def test_scripts_take_every_text_from_python() -> None:
    whole = "\n".join(SCRIPTS.values())
    asked = set(re.findall(r'airspaceWord\(\s*"([^"]+)"', whole)) | {"zoom-in", "zoom-out"}
    for one, other in re.findall(r'airspaceWord\([^")]*\? "([^"]+)" : "([^"]+)"', whole):
        asked |= {one, other}
    given = set(control_words())
    assert asked <= given
    assert given <= asked | {"all", "none", "N", "S", "E", "W"}, "told and never shown"
    shown = r'(?:textContent|title|innerHTML)\s*=\s*["`]\s*[A-Za-z]|"aria-label",\s*["`][A-Za-z]'
    assert not [name for name, text in SCRIPTS.items() if re.search(shown, text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_the_scripts_are_those_of_python(browser: Browser, language: str) -> None:
    cases = [(1850.7, 1.0), (1850.7, 30.0), (-488.2, 10.0), (12.3456, 0.01), (1_234_567.8, 0.1), (-0.2, 1.0)]
    with speaking(language), browser.visit(made(language)) as visit:
        printed = visit.page.evaluate("cases => cases.map(([value, known]) => airspaceNumber(value, known))", cases)
        assert printed == [numbers.number(value, known_to) for value, known_to in cases]


def test_a_map_speaks_its_language(browser: Browser) -> None:
    with browser.visit(made("tr")) as visit:
        seen = visit.page
        assert seen.locator("html[lang=tr]").count() == 1
        seen.get_by_label("Yakınlaştır").hover()
        seen.locator(MEASURE).click()
        seen.mouse.click(900, 600)
        seen.mouse.click(1100, 300)
        seen.mouse.move(1000, 500)
        told = seen.locator(".told").inner_text()
        assert re.search(r"\d,\d+ km \(\d+,\d+ deniz mili\), ilk rota", told), told
        assert re.fullmatch(r"35,\d+° K, 36,\d+° D", seen.locator(".coordinates").inner_text())
        assert seen.locator(".north text").text_content() == "K"
        words = json.loads(seen.locator("#words").text_content() or "")
        with speaking("tr"):
            assert words == control_words()
        visit.switch()
        assert seen.locator("legend").first.inner_text() == "Verilerine göre sınırlar"
        visit.assert_calm()
