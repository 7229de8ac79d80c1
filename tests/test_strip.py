"""The charts over time in a browser, under the policy of a page, with a clock and a page of the test's own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browser import Browser, Visit

from airspace.language import in_each
from maps.markup import tag
from maps.page import Page, document
from maps.selfcontained import asset
from maps.stripwords import strip_words
from maps.theme import page_css
from maps.vendored import vendored

START_S = 1_448_349_600.0

HARNESS = r"""
(function () {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent), words = read("words"), heard = [];
  const clock = { t0_s: 1448349600, t1_s: 1448349700, t_s: 1448349620, playing: false, pause() { this.playing = false; },
    set(t_s) { this.t_s = t_s; heard.forEach((listen) => listen(t_s)); }, onChange(listen) { heard.push(listen); } };
  let language = "en", change = null;
  const page = {
    say(key, values) {
      if (!(key in words[language])) throw new Error(`no text ${key}`);
      return words[language][key].replace(/\{(\w+)\}/g, (whole, name) => values[name]);
    },
    number: (value, digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    time: (t_s) => new Date(t_s * 1000).toISOString().slice(11, 19), text: (texts) => texts[language],
    onLanguage(listen) { change = listen; }, onTheme() {}, onZone() {},
    colour: (element, name) => getComputedStyle(element).getPropertyValue(name).trim(),
  };
  const strip = airspaceStrip(document.getElementById("strip"), read("series"), clock, page);
  window.harness = { clock, strip, speak(wanted) { language = wanted; change(); } };
}());
"""  # noqa: E501


def line(name: str, number: int, own_m: list[float], **more: Any) -> dict[str, Any]:
    texts = dict.fromkeys(("en", "tr", "ru"), name)
    times = [START_S + 25 * step for step in range(len(own_m))]
    blank = dict.fromkeys(("editions_low_m", "editions_high_m", "assumption_low_m", "assumption_high_m", "alt_m"))
    marks = [{"kind": "entry", "index": 1}, {"kind": "deepest", "index": 2}]
    style = {"claimClass": f"claim-{number}", "dash": [9, 6], "zone": "TUR", "marks": marks}
    return {"claim": name, "name": texts, "label": texts, "t_s": times, "own_m": own_m, **style, **blank,
            "speed_mps": [200.0] * len(own_m), **more}  # fmt: skip


@pytest.fixture(scope="module")
def text() -> str:
    own = [-4000.0, 0.0, 1000.0, 0.0, -4000.0]
    band = {"editions_low_m": [v - 500 for v in own], "editions_high_m": [v + 200 for v in own]}
    series = [line("First", 1, own, alt_m=[6000.0] * 5, **band), line("<b>Second</b>", 2, [v - 3000 for v in own])]
    return document(
        Page(
            title="Strip",
            body=tag("main", tag("h1", "Strip"), tag("section", id="strip")),
            body_class="text-page",
            styles=(page_css(), vendored("uPlot.min.css"), asset("compare/strip.css")),
            scripts=(vendored("uPlot.iife.min.js"), asset("compare/strip.js"), HARNESS),
            islands={"series": series, "words": in_each(strip_words)},
        )
    )


def values(visit: Visit) -> list[str]:
    return visit.page.locator(".strip-key li:visible .strip-value").all_inner_texts()


def test_the_strip_follows_the_clock_and_sets_it(browser: Browser, text: str) -> None:
    with browser.visit(text) as visit:
        page = visit.page
        assert values(visit) == ["0.80 km outside", "3.80 km outside"]
        page.evaluate(f"harness.clock.set({START_S + 50})")
        assert values(visit) == ["1.00 km inside", "2.00 km outside"]
        chart = page.locator(".strip-distance .u-over").bounding_box()
        assert chart is not None
        page.mouse.move(chart["x"] + chart["width"] / 2, chart["y"] + 20)
        visit.settle()
        assert page.evaluate("harness.clock.t_s") == pytest.approx(START_S + 50, abs=1)
        hand = page.locator(".strip-distance .strip-now").bounding_box()
        assert hand is not None and hand["x"] + 1 == pytest.approx(chart["x"] + chart["width"] / 2, abs=2)
        page.evaluate("harness.clock.playing = true")
        page.mouse.move(chart["x"] + 20, chart["y"] + 20)
        visit.settle()
        assert page.evaluate("harness.clock.t_s") == pytest.approx(START_S + 50, abs=1), "a running clock is left alone"
        page.mouse.click(chart["x"] + 20, chart["y"] + 20)
        visit.settle()
        assert not page.evaluate("harness.clock.playing")
        assert page.evaluate("harness.clock.t_s") < START_S + 40
        visit.assert_calm()


def test_the_strip_speaks_each_language_and_shows_what_is_chosen(browser: Browser, text: str) -> None:
    with browser.visit(text, dark=True) as visit:
        page = visit.page
        assert page.locator(".strip-band:visible").count() == 1, "no path over an assumption, so no legend of it"
        page.evaluate("harness.speak('ru')")
        assert values(visit)[0] == "0,80 км снаружи"
        page.locator(".strip-more").evaluate("fold => { fold.open = true; }")
        rows = page.locator("#strip tbody tr").all_inner_texts()
        assert len(rows) == 4 and rows[1].split("\t")[4:6] == ["1,00 км внутри", "0,50 км внутри — 1,20 км внутри"]
        assert "<b>Second</b>" in page.locator(".strip-altitude .strip-note").inner_text()
        page.evaluate("harness.strip.show((line) => line.claim === 'First')")
        assert len(values(visit)) == 1 and page.locator("#strip tbody tr").count() == 2
        page.evaluate("harness.strip.show(() => false)")
        assert values(visit) == []
        visit.assert_calm()


def test_the_script_asks_for_no_text_that_is_not_there() -> None:
    known, script = set(strip_words()), asset("compare/strip.js")
    asked = {f"strip-{key}" for key in re.findall(r'\bsay\("([a-z-]+)"', script)}
    made = re.compile(r"strip-(axis|told|no|column|mark|band|near|whole|value)\b")
    assert asked and asked <= known
    assert {key for key in known - asked if not made.match(key)} == set()
