from __future__ import annotations

import base64
import hashlib
import re
import threading
from html.parser import HTMLParser
from typing import Any

import branca.element
import folium
import jinja2
import pytest
import shapely
from branca.element import CssLink, JavascriptLink
from browser import PHONE, Browser

from airspace.errors import ChecksumError, MissingAssetError
from maps import layers, page, selfcontained
from maps.drawing import drawing
from maps.markup import tag
from maps.shapes import Frame, drawn
from maps.theme import claim_style, swatch
from maps.tiles import Tiles

FRAME = Frame(36.0, 35.7, 36.3, 35.9)
SALIENT = shapely.Polygon([(36.0, 36.2), (36.12, 35.84), (36.15, 35.8), (36.17, 35.84), (36.3, 36.2)])


def small_map(tiles: Tiles | None = None) -> str:
    """A page with one of everything; build it inside no drawing() block of the caller's."""
    style = claim_style(0)
    with drawing():
        made = layers.base_map(FRAME, land=shapely.box(30, 30, 40, 40), world=shapely.box(0, 0, 9, 9), tiles=tiles)
        ground = layers.group(made, "Ground", listed=False)
        layers.zone(ground, SALIENT)
        edge = layers.group(made, "Border")
        layers.border(edge, SALIENT, "Border of 2026", credit="© someone")
        track = layers.group(made, "Path")
        layers.path(track, [36.3, 36.0], [35.82, 35.82], style, tooltip="Path", popup="A path")
        layers.inside(track, [36.16, 36.14], [35.82, 35.82], style)
        layers.point(track, 36.16, 35.82, "entry", "Entry", style=style, label="07:24:05", popup="Entry popup")
        layers.measured(track, (36.15, 35.82), (36.15, 35.80), "2.2 km", style=style)
        layers.finish(made)
        return page.map_page(
            made,
            title="A map",
            panel=page.facts("Heading", sentence="One sentence.", built_from="Built from: nothing.", style=style),
            legend=[page.LegendItem(swatch("path", style), "Path", (track,)), page.LegendItem(swatch("zone"), "Zone")],
            credits_=["© someone, licence"],
            islands={"data": {"a": 1}},
        )


class Parts(HTMLParser):
    """Scripts, styles and the policy of a page, read as a browser would."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.policy: dict[str, list[str]] = {}
        self.attributes: list[tuple[str, str, str | None]] = []
        self._into: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        given = dict(attrs)
        if given.get("http-equiv") == "Content-Security-Policy":
            for part in (given["content"] or "").split("; "):
                name, *values = part.split(" ")
                self.policy[name] = values
        self._into = None
        if tag == "style" or (tag == "script" and given.get("type") is None):
            self._into = self.styles if tag == "style" else self.scripts
            self._into.append("")

    def handle_endtag(self, tag: str) -> None:
        self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


def hashes(texts: list[str]) -> list[str]:
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    return [f"'sha256-{digest}'" for digest in digests]


# --- the file alone -----------------------------------------------------------------------------------------


def test_the_policy_names_every_script_and_style_by_hash_and_nothing_else() -> None:
    parts = Parts(small_map())
    assert parts.policy == {
        "default-src": ["'none'"],
        "script-src": hashes(parts.scripts),
        "style-src": hashes(parts.styles),
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    assert len(parts.scripts) > 5


def test_nothing_in_the_page_loads_or_acts_by_attribute() -> None:
    parts = Parts(small_map())
    names = {name for _, name, _ in parts.attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"src", "srcset", "style", "action", "data", "srcdoc"}
    assert not [value for tag_, name, value in parts.attributes if name == "href"]


def test_styles_hold_no_address() -> None:
    targets = {found for text in Parts(small_map()).styles for found in re.findall(r"url\((.{0,16})", text)}
    assert targets == {"data:image/png;b"}


def test_head_says_language_title_and_leaves_zoom_to_the_reader() -> None:
    text = small_map()
    assert '<html lang="en" dir="ltr">' in text
    assert "<title>A map</title>" in text
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert "user-scalable" not in text
    assert '<meta name="referrer" content="no-referrer">' in text
    assert text.count("<main>") == text.count("<h1>") == 1


def test_licence_notices_of_the_inlined_code_are_on_the_page() -> None:
    text = small_map()
    assert "Leaflet 1.9.3" in text
    assert "Redistributions in binary form must reproduce" in text
    assert "Copyright OpenJS Foundation and other contributors" in text
    assert "© someone, licence" in text


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = small_map(), small_map()
    assert first == second
    assert not re.search(r"[0-9a-f]{32}", first), "a random element id is left"


def test_an_empty_map_is_small() -> None:
    assert len(small_map().encode()) < 400_000


# --- the lock -----------------------------------------------------------------------------------------------


def test_an_unknown_address_is_an_error() -> None:
    with drawing():
        made = layers.base_map(FRAME)
        made.get_root().header.add_child(JavascriptLink("https://cdn.example.org/plugin.js"))
        with pytest.raises(MissingAssetError, match=r"https://cdn\.example\.org/plugin\.js"):
            selfcontained.inlined(made.get_root())


def test_a_plugin_of_folium_that_is_not_locked_is_an_error() -> None:
    from folium.plugins import Fullscreen

    with drawing():
        made = layers.base_map(FRAME)
        Fullscreen().add_to(made)
        with pytest.raises(MissingAssetError, match=r"Control\.FullScreen"):
            selfcontained.inlined(made.get_root())


@pytest.mark.parametrize(
    "text", ['<script src="https://a.example/x.js"></script>', '<link href="https://a.example/x.css">']
)
def test_a_link_written_by_hand_is_an_error(text: str) -> None:
    for place in ("header", "html"):
        with drawing():
            made = layers.base_map(FRAME)
            getattr(made.get_root(), place).add_child(branca.element.Element(text))
            with pytest.raises(MissingAssetError, match=r"a\.example"):
                selfcontained.inlined(made.get_root())


def test_a_script_in_the_body_is_an_error() -> None:
    with drawing():
        made = layers.base_map(FRAME)
        made.get_root().html.add_child(branca.element.Element("<script>1</script>"))
        with pytest.raises(MissingAssetError, match="own script"):
            selfcontained.inlined(made.get_root())


def test_other_bytes_than_the_locked_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    selfcontained._locked_bytes.cache_clear()
    selfcontained._locked_text.cache_clear()
    monkeypatch.setitem(selfcontained._SHA256, "data/leaflet.js", "0" * 64)
    try:
        with pytest.raises(ChecksumError, match="not the locked"):
            small_map()
    finally:
        selfcontained._locked_bytes.cache_clear()
        selfcontained._locked_text.cache_clear()


def test_every_address_of_an_empty_folium_map_is_locked_or_known_as_not_needed() -> None:
    for _, address in (*folium.Map.default_js, *folium.Map.default_css):
        assert address in selfcontained._ADDRESSES or address in selfcontained._NOT_NEEDED
    assert CssLink  # the two kinds of link that inlined() knows
    with pytest.raises(MissingAssetError, match="no-such"):
        selfcontained.asset("no-such.js")


def test_script_text_cannot_end_its_element() -> None:
    assert selfcontained._script_text('x = "</ScRipt><!-- ";') == 'x = "<\\/ScRipt><\\!-- ";\n'
    with pytest.raises(ValueError, match="end its element"):
        page.document(page.Page(title="", body=tag("p"), body_class="x", styles=(), scripts=("</script>",)))


# --- the block ----------------------------------------------------------------------------------------------


def test_drawing_puts_everything_back_even_after_an_error() -> None:
    before = branca.element.Template, branca.element.Element.__dict__["_generate_id"]
    with pytest.raises(ZeroDivisionError), drawing():
        assert branca.element.Template is not jinja2.Template
        raise ZeroDivisionError
    assert (branca.element.Template, branca.element.Element.__dict__["_generate_id"]) == before
    assert branca.element.Template is jinja2.Template


def test_drawing_is_not_nested_and_one_thread_at_a_time() -> None:
    with drawing(), pytest.raises(RuntimeError, match="one page at a time"), drawing():
        pass
    pages: list[str] = []
    threads = [threading.Thread(target=lambda: pages.append(small_map())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pages) == 4
    assert len(set(pages)) == 1


def test_a_map_built_outside_the_block_is_refused() -> None:
    made: Any = folium.Map(tiles=None)
    with pytest.raises(RuntimeError, match="inside one drawing"):
        selfcontained.inlined(made.get_root())
    with drawing(), pytest.raises(RuntimeError, match="inside one drawing"):
        selfcontained.inlined(made.get_root())


# --- tiles, only when asked for -----------------------------------------------------------------------------


def test_tiles_open_the_policy_for_their_host_alone() -> None:
    text = small_map(Tiles("https://{s}.tile.example.org/{z}/{x}/{y}.png", "© tiles"))
    assert Parts(text).policy["img-src"] == ["data:", "https://*.tile.example.org"]
    assert Parts(text).policy["default-src"] == ["'none'"]
    assert "The background is loaded from https://*.tile.example.org" in text


@pytest.mark.parametrize(
    "address",
    [
        "http://tile.example.org/{z}/{x}/{y}.png",
        "https://tile.example.org/{z}/{x}.png",
        "https://tile.example.org/{z}/{x}/{y}.png; script-src *",
        "https://{{ 7*7 }}.example.org/{z}/{x}/{y}.png",
        "https://a'b.example.org/{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}",
        "javascript:{z}{x}{y}",
    ],
)
def test_other_tile_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="tile address"):
        Tiles(address, "x")


# --- in Chromium --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_the_page_is_calm_and_works(browser: Browser, size: tuple[int, int]) -> None:
    with browser.visit(small_map(), size=size) as visit:
        seen = visit.page
        assert seen.locator("path.claim-1.path").count() == 1
        assert seen.locator("path.arrow").count() > 0
        assert seen.locator("h1").inner_text() == "Heading"
        seen.locator(".leaflet-control-layers-toggle").press("Enter")
        if size == PHONE:
            box = seen.locator(".stage").bounding_box()
            assert box is not None
            assert box["height"] > 0.6 * size[1]
            assert seen.evaluate("document.documentElement.scrollWidth") == size[0]
        seen.get_by_label("Path", exact=True).uncheck()
        assert seen.locator("path.claim-1.path").count() == seen.locator("path.arrow").count() == 0
        seen.get_by_label("Path", exact=True).check()
        assert seen.locator("path.arrow").count() > 0
        seen.get_by_label("Parallels and meridians").check()
        assert seen.locator("path.graticule").count() > 3
        seen.locator(".point.entry").press("Enter")
        assert seen.locator(".leaflet-popup-content").inner_text() == "Entry popup"
        seen.keyboard.press("Escape")
        seen.get_by_label("Zoom out").click()
        seen.get_by_label("Zoom out").click()
        visit.settle()
        seen.get_by_label("Back to where the map opened").click()
        seen.mouse.move(size[0] / 2, size[1] * 0.7)
        visit.settle()
        assert re.fullmatch(r"35\.\d+° N, 36\.\d+° E", seen.locator(".coordinates").inner_text())
        visit.assert_calm()


def test_the_legend_follows_the_layers(browser: Browser) -> None:
    with browser.visit(small_map()) as visit:
        line = visit.page.locator("#legend-0")
        assert line.is_visible()
        visit.switch()
        visit.page.get_by_label("Path", exact=True).uncheck()
        assert not line.is_visible()
        assert visit.page.locator("#legend-1").is_visible()
        visit.assert_calm()


def test_credits_of_a_border_stand_on_the_map_while_it_is_shown(browser: Browser) -> None:
    with browser.visit(small_map()) as visit:
        credit = visit.page.locator(".leaflet-control-attribution")
        assert credit.inner_text() == "Leaflet | © someone"
        assert credit.locator("svg").count() == 0
        visit.switch()
        visit.page.get_by_label("Border", exact=True).uncheck()
        assert credit.inner_text() == "Leaflet"
        visit.assert_calm()


def test_light_and_dark(browser: Browser) -> None:
    ground = "getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor"
    with browser.visit(small_map(), dark=True) as visit:
        dark = visit.page.evaluate(ground)
        visit.page.locator("#theme").click()
        light = visit.page.evaluate(ground)
        visit.assert_calm()
    with browser.visit(small_map()) as visit:
        assert visit.page.evaluate(ground) == light != dark


def test_tiles_are_the_only_request(browser: Browser) -> None:
    with browser.visit(small_map(Tiles("https://tile.example.org/{z}/{x}/{y}.png", "© tiles"))) as visit:
        assert visit.strayed
        assert all(re.fullmatch(r"https://tile\.example\.org/\d+/\d+/\d+\.png", url) for url in visit.strayed)


def test_a_marker_of_folium_finds_its_picture_in_the_page(browser: Browser) -> None:
    with drawing():
        made = layers.base_map(FRAME)
        folium.Marker([35.8, 36.15]).add_to(made)
        text = page.map_page(made, title="x", panel=page.facts("x", sentence="x"), legend=[], credits_=[])
    with browser.visit(text) as visit:
        assert visit.page.evaluate("document.querySelector('img.leaflet-marker-icon').naturalWidth") > 0
        visit.assert_calm()


def test_a_text_page_is_calm(browser: Browser) -> None:
    text = page.text_page(
        "Data", tag("p", "Text."), kicker="2015", lead="Lead", credits_=["© someone"], islands={"data": [1]}
    )
    assert text == page.text_page(
        "Data", tag("p", "Text."), kicker="2015", lead="Lead", credits_=["© someone"], islands={"data": [1]}
    )
    parts = Parts(text)
    assert parts.policy["script-src"] == hashes(parts.scripts)
    assert parts.policy["style-src"] == hashes(parts.styles)
    with browser.visit(text, size=PHONE) as visit:
        assert visit.page.evaluate("JSON.parse(document.getElementById('data').textContent)[0]") == 1
        assert visit.page.locator("h1").inner_text() == "Data"
        visit.assert_calm()


def test_a_drawn_shape_states_its_tolerance() -> None:
    shape = drawn(SALIENT, FRAME, near_m=2.0, far_m=100.0)
    assert (shape.near_m, shape.far_m) == (2.0, 100.0)
