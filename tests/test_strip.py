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

SCRIPTS = ("search.js", "stripwords.js", "stripdraw.js", "stripchart.js", "stripkey.js", "striptable.js", "strip.js")
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
    texts = dict.fromkeys(("en", "tr", "ru"), "too coarse")
    built = {"verdict": {"built": True, "decisive": True, "why": None}, "speedBasis": "assumed", "altBasis": "stated"}
    built |= {"assumption_low_m": own, "assumption_high_m": own, "role": "heading", "values": 3, "tried": 5}
    built["marks"] = [
        {"kind": "entry", "index": 1, "input": False, "timeInput": True},
        {"kind": "deepest", "index": 2, "input": True, "timeInput": False},
    ]
    weak = {
        "verdict": {"built": False, "decisive": False, "why": texts},
        "speed_mps": [100.0, 200.0, 300.0, 200.0, 100.0],
    }
    weak["clock"] = {"earlier_s": 30.0, "later_s": 60.0, "assumed": False, "text": dict.fromkeys(texts, "10:24")}
    series = [
        line("First", 1, own, alt_m=[6000.0] * 5, **band),
        line("<b>Second</b>", 2, [v - 3000 for v in own]),
        line("Built", 3, own, zone="SYR", alt_m=[5000.0] * 5, shown=False, **built),
        line("Weak", 4, own, zone="SYR", shown=False, **weak),
    ]
    return document(
        Page(
            title="Strip",
            body=tag("main", tag("h1", "Strip"), tag("section", id="strip")),
            body_class="text-page",
            styles=(page_css(), vendored("uPlot.min.css"), asset("compare/strip.css")),
            scripts=(vendored("uPlot.iife.min.js"), *(asset(f"compare/{name}") for name in SCRIPTS), HARNESS),
            islands={"series": series, "words": in_each(strip_words)},
        )
    )


def values(visit: Visit) -> list[str]:
    return visit.page.locator(".strip-key li:visible .strip-value").all_inner_texts()


def test_the_strip_follows_the_clock_and_sets_it(browser: Browser, text: str) -> None:
    with browser.visit(text) as visit:
        page = visit.page
        assert values(visit) == ["0.80 km outside TUR", "3.80 km outside TUR"]
        page.evaluate(f"harness.clock.set({START_S + 50})")
        assert values(visit) == ["1.00 km inside TUR", "2.00 km outside TUR"]
        chart = page.locator(".strip-distance:visible .u-over").bounding_box()
        assert chart is not None
        page.mouse.move(chart["x"] + chart["width"] / 2, chart["y"] + 20)
        visit.settle()
        assert page.evaluate("harness.clock.t_s") == pytest.approx(START_S + 50, abs=1)
        hand = page.locator(".strip-distance:visible .strip-now").bounding_box()
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
        assert page.locator(".strip-band:visible").count() == 1, "no legend of what is not drawn"
        page.evaluate("harness.speak('ru')")
        assert values(visit)[0] == "TUR: 0,80 км снаружи"
        page.locator(".strip-more").evaluate("fold => { fold.open = true; }")
        rows = page.locator("#strip tbody tr").all_inner_texts()
        assert len(rows) == 4 and rows[1].split("\t")[4:7] == [
            "TUR",
            "1,00 км внутри",
            "0,50 км внутри — 1,20 км внутри",
        ]
        assert "<b>Second</b>" in page.locator(".strip-altitude .strip-note").inner_text()
        page.evaluate("harness.strip.show((line) => line.claim === 'First')")
        assert len(values(visit)) == 1 and page.locator("#strip tbody tr").count() == 2
        page.evaluate("harness.strip.show(() => false)")
        assert values(visit) == []
        visit.assert_calm()


def test_each_zone_has_its_chart_and_each_line_says_what_its_side_is_worth(browser: Browser, text: str) -> None:
    with browser.visit(text) as visit:
        page = visit.page
        page.evaluate("harness.strip.show((line) => line.claim !== 'First')")
        page.evaluate(f"harness.clock.set({START_S + 50})")
        captions = page.locator(".strip-distance:visible figcaption").all_inner_texts()
        assert captions == ["Distance to the border of TUR, km", "Distance to the border of SYR, km"]
        assert values(visit) == [
            "2.00 km outside TUR",
            "as built: 1.00 km inside SYR",
            "as drawn: 1.00 km inside SYR",
        ]
        assert page.locator(".strip-undecided").all_inner_texts() == ["", "", "", "verdict undetermined"]
        assert "paths over the assumed heading: 3 of 5 values fit" in page.locator(".strip-key").inner_text()
        assert page.locator(".strip-band:visible .strip-reach").count() == 1, "one line's clock is open"
        page.evaluate("harness.strip.show((line) => line.zone === 'TUR')")
        assert page.locator(".strip-distance:visible").count() == 1
        visit.assert_calm()


def test_what_was_put_in_and_what_a_figure_rests_on_is_said(browser: Browser, text: str) -> None:
    with browser.visit(text) as visit:
        page = visit.page
        page.evaluate("harness.strip.show((line) => line.zone === 'SYR')")
        page.locator(".strip-more").evaluate("fold => { fold.open = true; }")
        rows = [row.split("\t") for row in page.locator("#strip tbody tr").all_inner_texts()]
        entry, deepest = rows[0], rows[1]
        assert entry[3].endswith("(input)") and deepest[5] == "1.00 km inside (input)" and "input" not in deepest[3]
        assert entry[7] == deepest[7] == "by construction", "no range of what the assumption cannot move"
        assert entry[8:] == ["5,000 m stated", "720 km/h assumed"]
        notes = page.locator(".strip-notes").inner_text()
        assert "Verdict undetermined: too coarse." in notes and "30 s earlier to 60 s later" in notes
        visit.assert_calm()


def test_speed_is_read_as_steps(browser: Browser, text: str) -> None:
    with browser.visit(text) as visit:
        page = visit.page
        page.evaluate("harness.strip.show((line) => line.claim === 'Weak')")
        page.locator(".strip-more").evaluate("fold => { fold.open = true; }")
        visit.settle()
        heights = []
        for ahead_s in (26, 49, 51):
            page.evaluate(f"harness.clock.set({START_S + ahead_s})")
            dot = page.locator(".strip-speed .strip-dot.claim-4").bounding_box()
            assert dot is not None
            heights.append(dot["y"])
        assert heights[0] == pytest.approx(heights[1], abs=0.5) and heights[2] < heights[1] - 5


def test_the_script_asks_for_no_text_that_is_not_there() -> None:
    known, script = set(strip_words()), "".join(asset(f"compare/{name}") for name in SCRIPTS)
    asked = {f"strip-{key}" for key in re.findall(r'\bsay\("([a-z-]+)"', script)}
    made = re.compile(r"strip-(axis|told|no|column|mark|near|whole|value|basis|note)\b")
    assert asked and asked <= known
    assert {key for key in known - asked if not made.match(key)} == set()
