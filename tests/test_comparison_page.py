"""The comparison page of the first incident in Chromium: one clock, maps that move as one, a link that keeps all."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from browser import PHONE, Browser, Visit
from comparing import OPENED, STATE, island, set_clock

from airspace.assessment import TrackCase, track_case
from airspace.casefile import load_incident
from airspace.geodesy import inverse
from airspace.language import LANGUAGES
from geodata.library import incident_path
from maps.clockground import MOST_VERTICES
from maps.comparetexts import KINDS, TEXTS

MOST_BYTES = 2_000_000
SAME_VIEW_DEG = 2e-4  # of a degree: about two pixels where the page opens

VIEWS = """() => Object.fromEntries([...document.querySelectorAll(".pane:not([hidden])")]
    .filter((pane) => pane.querySelector(".folium-map"))
    .map((pane) => [pane.dataset.claim, window[pane.querySelector(".folium-map").id]])
    .map(([claim, map]) => [claim, [map.getCenter().lat, map.getCenter().lng, map.getZoom()]]))"""


def drag(visit: Visit, claim: str) -> None:
    box = visit.page.locator(f"#pane-{claim} .folium-map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 60
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x - 40, y - 15, steps=4)
    visit.page.mouse.move(x - 90, y - 25, steps=4)
    visit.page.mouse.up()
    visit.page.wait_for_timeout(700)  # a thrown map slides on


# --- what it weighs and what it says ----------------------------------------------------------------------------------


def test_the_page_is_light(comparison_file: Path) -> None:
    assert comparison_file.stat().st_size < MOST_BYTES
    ground = island(comparison_file)["ground"]
    rings = [ring for name in ("land", "zone", "world") for area in ground[name] for ring in area]
    lines = [line for border in ground["borders"] for line in border["lines"]]
    assert 2_000 < sum(len(steps) // 2 for steps in (*rings, *lines)) <= MOST_VERTICES


def test_it_opens_with_the_claims_that_have_a_path_in_time(compared: Visit) -> None:
    state = compared.page.evaluate(STATE)
    assert tuple(state["shown"]) == OPENED
    assert [one.partition("/")[0] for one in state["aircraft"]] == sorted(OPENED)
    for claim in OPENED:
        head = compared.page.locator(f"#pane-{claim} .pane-head")
        assert head.locator(".sentence:visible").count() == 1
        assert head.locator(".built:visible").inner_text().startswith("Reconstructed from")
        assert head.locator("a:visible").get_attribute("href") == f"claim-{claim}.html"


def test_every_text_stands_in_every_language(comparison_file: Path) -> None:
    data, html = island(comparison_file), comparison_file.read_text("utf-8")
    wanted = set(TEXTS) | {f"kind_{kind}" for kind in KINDS}
    for spoken in LANGUAGES:
        assert wanted <= set(data["texts"][spoken])
    same = {key for key in wanted if data["texts"]["en"][key] == data["texts"]["tr"][key]}
    assert same <= {"at_event", "status_of", "slider_now", "speed_times", "unit_m", "unit_km"}, "a text left in English"
    counts = [len(re.findall(rf'lang="{spoken}" class="said', html)) for spoken in LANGUAGES]
    assert counts[0] > 100 and len(set(counts)) == 1


@pytest.mark.parametrize(("spoken", "title", "height"), [("tr", "Tek saatte", "5.791"), ("ru", "Сравнение", "5 791")])
def test_the_language_changes_while_the_page_is_open(compared: Visit, spoken: str, title: str, height: str) -> None:
    compared.page.click(f"[data-language={spoken}]")
    assert compared.page.locator("html").get_attribute("lang") == spoken
    assert compared.page.title().startswith(title)
    assert compared.page.locator("h1").inner_text().startswith(title)
    label = compared.page.locator(".aircraft[data-claim=turkey] .aircraft-label").inner_text().replace("\u00a0", " ")
    assert height in label
    assert compared.page.locator(f".said:visible:not([lang={spoken}])").count() == 0
    english = island(Path(compared.address.removeprefix("file://")))["texts"]["en"]
    for element in compared.page.locator("[data-say]:visible").all():
        assert element.inner_text() != english[str(element.get_attribute("data-say"))]


def test_the_legend_follows_what_is_shown(compared: Visit) -> None:
    def signs() -> set[str]:
        shown = compared.page.locator("[data-sign]:visible").all()
        return {str(line.get_attribute("data-sign")) for line in shown}

    compared.page.click("#menu-layers summary")
    assert signs() == {"path", "inside", "measure", "computed", "on-assumed", "stated", "assumed"}
    compared.page.evaluate("location.hash = 'claims=russia'")
    compared.settle()
    assert signs() == {"path", "measure", "computed", "stated"}, "no stay and no warning in that claim"


# --- maps -------------------------------------------------------------------------------------------------------------


def test_the_maps_move_together_until_they_are_unlocked(compared: Visit) -> None:
    before = compared.page.evaluate(VIEWS)
    assert tuple(before) == OPENED
    drag(compared, "russia")
    after = compared.page.evaluate(VIEWS)
    assert abs(after["russia"][1] - before["russia"][1]) > 10 * SAME_VIEW_DEG, "it was dragged"
    for claim in OPENED:
        np.testing.assert_allclose(after[claim], after["russia"], atol=SAME_VIEW_DEG)
    compared.page.click("#lock")
    compared.page.locator("#pane-turkey .map-buttons button").first.click()
    apart = compared.page.evaluate(VIEWS)
    assert apart["turkey"][2] > apart["russia"][2]
    assert apart["russia"] == after["russia"] and apart["leuven"] == after["leuven"]
    compared.page.click("#lock")
    again = compared.page.evaluate(VIEWS)
    assert again["russia"] == again["turkey"] == apart["turkey"], "all take the view of the one moved last"


def test_the_cross_hair_is_shown_on_every_map(compared: Visit) -> None:
    compared.page.locator("#pane-turkey .folium-map").hover(position={"x": 60, "y": 120})
    assert compared.page.locator(".cross.flat:visible").count() == len(OPENED)
    assert re.fullmatch(
        r"35\.\d{4}° N, 36\.\d{4}° E", compared.page.locator("#position").inner_text().replace("\u00a0", " ")
    )
    compared.page.locator("h1").hover()
    assert compared.page.locator(".cross:visible").count() == 0


# --- the clock --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cases() -> list[TrackCase]:
    incident = load_incident(incident_path("su24-2015"))
    firsts = [(claim, next(iter(incident.claims[claim].tracks))) for claim in OPENED]
    return [track_case(incident, claim, track, None, "geodesic") for claim, track in firsts]


def test_each_aircraft_is_where_its_path_is_at_that_instant(compared: Visit, cases: list[TrackCase]) -> None:
    t0_s = island(Path(compared.address.removeprefix("file://")))["clock"]["t0"]
    seen = 0
    for ahead_s in (0.0, 61.3, 200.0, 355.5, 372.0, 399.9, 421.0):
        set_clock(compared, ahead_s)
        t_s = float(compared.page.locator("#clock-time").get_attribute("data-t") or "nan")
        assert t_s == pytest.approx(t0_s + ahead_s, abs=1e-3)
        for case in cases:
            track, symbol = case.track, compared.page.locator(f".aircraft[data-claim={case.claim_id}]")
            assert track is not None and track.start is not None and track.t_s is not None
            at_s = t_s - track.start.timestamp()
            there = float(track.t_s[0]) <= at_s <= float(track.t_s[-1])
            assert symbol.locator("svg").is_visible() == there, (case.claim_id, ahead_s)
            if not there:
                continue
            u = float(track.at_time(at_s)[0])
            lon, lat = track.position(u)
            shown_lat, shown_lon = map(float, (symbol.get_attribute("data-at") or "nan,nan").split(","))
            course_deg = float(symbol.get_attribute("data-course") or "nan")
            assert float(inverse(shown_lon, shown_lat, lon[0], lat[0])[2]) < 1.0
            assert abs((course_deg - track.course_deg(u) + 180) % 360 - 180) < 1.0
            seen += 1
    assert seen >= 15


# --- the link ---------------------------------------------------------------------------------------------------------


def test_a_reload_brings_everything_back(compared: Visit) -> None:
    web = compared.page
    web.click("[data-language=tr]")
    web.select_option("#zone-choice select", "local")
    web.click("#menu-claims summary")
    web.locator("[data-claim-box=us-officials]").check()
    web.locator("[data-claim-box=leuven]").uncheck()
    web.keyboard.press("Escape")
    web.click("#menu-layers summary")
    web.locator("[data-layer=border-dcw]").check()
    web.locator("[data-layer=names]").uncheck()
    web.keyboard.press("Escape")
    web.click("#pane-russia .paths summary")
    web.locator("#pane-russia [data-path-box=f16-40s]").check()
    web.keyboard.press("Escape")
    set_clock(compared, 365.5)
    drag(compared, "turkey")
    web.click("#lock")
    web.wait_for_timeout(500)
    state, views, address = web.evaluate(STATE), web.evaluate(VIEWS), web.url
    assert state["shown"] == ["turkey", "russia", "us-officials"] and state["locked"] == "false"
    assert "russia/f16-40s" in state["aircraft"] and "border-dcw" in state["layers"] and "names" not in state["layers"]
    web.reload(wait_until="load")
    compared.settle()
    assert web.evaluate(STATE) == state
    again = web.evaluate(VIEWS)
    assert all(np.allclose(again[claim], views[claim], atol=SAME_VIEW_DEG) for claim in views)
    web.wait_for_timeout(400)
    assert web.url == address


HOSTILE = (
    "at=91,36,12",
    "at=NaN,NaN,NaN",
    "at=1e99,36,12",
    "t=2015-11-24T07:24:99999999Z",
    "t=javascript:window.PWN=1",
    "claims=<img src=x onerror=window.PWN=1>",
    "claims=__proto__,constructor",
    "layers=<svg onload=window.PWN=1>,toString",
    "lang=__proto__",
    "lang=constructor",
    "lang=<img src=x onerror=window.PWN=1>",
    "__proto__=1&constructor=at&paths-__proto__=x&__proto__[PWN]=1",
    "paths-russia=__proto__,nobody",
    "%253Cscript%253Ewindow.PWN%253D1%253C/script%253E",
    "clock=<script>window.PWN=1</script>",
    "lock=yes",
    "paths-nobody=letter-statute",
    "%%%&&==&at=&t",
    "claims=" + "a" * 100_000,
)


def test_a_hostile_address_changes_nothing(browser: Browser, comparison_file: Path) -> None:
    with browser.visit(comparison_file) as visit:
        before, views = visit.page.evaluate(STATE), visit.page.evaluate(VIEWS)
        for text in HOSTILE:
            for fragment in (text, quote(text)):
                visit.page.evaluate("text => { location.hash = text; }", fragment)
                visit.page.wait_for_timeout(60)
                assert visit.page.evaluate(STATE) == before, fragment[:80]
                assert visit.page.evaluate(VIEWS) == views, fragment[:80]
        assert visit.page.evaluate("({}).PWN === undefined"), "no prototype was written to"
        visit.page.evaluate("location.hash = 'claims=<b>,russia&t=2015-11-24T07:20:00Z&at=0,0,99&lang=xx'")
        visit.page.wait_for_timeout(300)
        state, view = visit.page.evaluate(STATE), visit.page.evaluate(VIEWS)
        assert state["shown"] == ["russia"] and state["language"] == "en", "what fits is taken, the rest left out"
        assert state["time"] == datetime(2015, 11, 24, 7, 20, tzinfo=UTC).timestamp()
        assert 34 < view["russia"][0] < 37 and view["russia"][2] <= 19, "the view stays with the paths"
        visit.assert_calm()


# --- by keyboard ------------------------------------------------------------------------------------------------------


def tab_to(visit: Visit, selector: str) -> None:
    for _again in range(150):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("what => document.activeElement.matches(what)", selector):
            outline = visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline not in ("none", ""), f"{selector} shows that it has the focus"
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_everything_by_keyboard_alone(browser: Browser, comparison_file: Path) -> None:
    def now() -> float:
        return float(visit.page.locator("#clock-time").get_attribute("data-t") or "nan")

    with browser.visit(comparison_file) as visit:
        keys, start = visit.page.keyboard, now()
        keys.press("ArrowLeft")
        visit.page.wait_for_timeout(60)
        assert now() == start - 1
        keys.press("Shift+ArrowLeft")
        visit.page.wait_for_timeout(60)
        assert now() == start - 11
        keys.press("Space")
        visit.page.wait_for_timeout(500)
        keys.press("Space")
        stopped = now()
        assert stopped > start - 11
        visit.page.wait_for_timeout(200)
        assert now() == stopped
        visit.page.evaluate("document.getElementById('events').scrollIntoView()")
        below = visit.page.evaluate("scrollY")
        keys.press("Space")
        visit.page.wait_for_timeout(400)
        assert now() == stopped and visit.page.evaluate("scrollY") > below, "at the list Space scrolls the page"
        visit.page.evaluate("scrollTo(0, 0)")
        tab_to(visit, "#menu-layers > summary")
        keys.press("Enter")
        tab_to(visit, "[data-layer=border-wdbii]")
        keys.press("Space")
        assert "border-wdbii" in visit.page.evaluate(STATE)["layers"]
        keys.press("Escape")
        assert not visit.page.locator("#menu-layers[open]").count()
        tab_to(visit, "#copy")
        keys.press("Enter")
        visit.page.wait_for_timeout(200)
        assert (
            visit.page.locator("#status").inner_text().startswith(("Link to this view copied", "The link is selected"))
        )
        tab_to(visit, "#pane-turkey .point.entry")
        keys.press("Enter")
        visit.page.wait_for_timeout(200)
        popup = visit.page.locator(".leaflet-popup-content")
        assert "07:24:05 UTC (input)" in popup.inner_text() and "Letter" in popup.inner_text()
        assert "m stated" in popup.inner_text() and "km/h computed" in popup.inner_text()
        tab_to(visit, "#slider")
        before = now()
        keys.press("ArrowRight")
        visit.page.wait_for_timeout(60)
        assert now() == pytest.approx(before + 1)
        assert "07:2" in (visit.page.locator("#slider").get_attribute("aria-valuetext") or "")
        visit.assert_calm()


# --- claims that are not on the clock; a phone; no script; paper ------------------------------------------------------


def test_a_claim_without_times_or_without_a_path_says_so(compared: Visit) -> None:
    compared.page.evaluate("location.hash = 'claims=us-officials,flight-plan'")
    compared.settle()
    pane = compared.page.locator("#pane-us-officials")
    assert pane.locator(".aircraft").count() == 0
    assert "no times stated" in pane.locator(".pane-status").inner_text()
    assert pane.locator(".point.entry").is_visible()
    text = compared.page.locator("#pane-flight-plan")
    assert text.locator(".folium-map").count() == 0
    assert "No path can be built" in text.inner_text() and "Untestable" in text.inner_text()
    group = text.get_by_role("group", name="Russia The United States knew where and when", exact=True)
    assert group.count() == 1, "it bears the claim's name"


def test_on_a_phone_one_map_at_a_time_with_strip_and_clock_in_view(browser: Browser, comparison_file: Path) -> None:
    with browser.visit(comparison_file, size=PHONE) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        for number, claim in enumerate(OPENED):
            visit.page.locator(".tabs button:visible").nth(number).click()
            visit.page.wait_for_timeout(900)
            box = visit.page.locator(f"#pane-{claim} .folium-map").bounding_box()
            assert box is not None and abs(box["x"]) < 2 and box["width"] <= PHONE[0] and box["height"] >= 200
            assert visit.page.locator(f"#pane-{claim} .aircraft svg").is_visible()
        for selector in ("#play", "#slider", "#strip canvas"):
            box = visit.page.locator(selector).first.bounding_box()
            assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= PHONE[1], selector
        visit.assert_calm()


def test_without_script_it_is_words_pictures_and_a_table(browser: Browser, comparison_file: Path) -> None:
    with browser.visit(comparison_file, script=False) as visit:
        assert visit.page.locator("svg.still-map:visible").count() == 4, "one for each claim with a path"
        assert visit.page.locator(".folium-map:visible, .deck:visible, .tools:visible").count() == 0
        assert visit.page.locator(".pane .sentence:visible").count() >= 8
        assert "07:24:05" in visit.page.locator(".events").inner_text()
        assert visit.page.locator(".said:visible:not([lang=en])").count() == 0
        assert not (visit.console or visit.errors or visit.strayed)


def test_on_paper_it_is_words_pictures_and_a_table(compared: Visit) -> None:
    compared.page.emulate_media(media="print")
    assert compared.page.locator("svg.still-map:visible").count() == len(OPENED)
    assert compared.page.locator(".folium-map:visible, .deck:visible, button:visible").count() == 0
    assert compared.page.locator("tr[data-moment]:visible").count() > 20


def test_using_everything_stays_calm(browser: Browser, comparison_file: Path) -> None:
    with browser.visit(comparison_file) as visit:
        popups = visit.use_everything()
        assert any("Warning" in text and "assumed" in text for text in popups)
        for name in ("#play", "#theme", "#back", "#home"):
            visit.page.locator(name).click()
            visit.settle()
        for box in visit.page.locator("[data-layer], [data-claim-box], [data-path-box]").all():
            box.dispatch_event("click")
        visit.settle()
        assert tuple(visit.page.evaluate(STATE)["shown"]) == ("us-officials", "flight-plan")
        visit.assert_calm()
