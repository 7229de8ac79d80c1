"""Claims x tests and the findings of each claim, opened in Chromium without a network, at a desk and on a phone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
from browser import DESKTOP, PHONE, Browser, Visit

from airspace.casefile import load_incident
from airspace.comparison import Comparison
from airspace.findings import WORDS, Finding, Value, Word
from airspace.incident import Incident
from airspace.matrix import Cell, Row
from geodata.library import incident_path
from maps.findingcards import merged
from maps.findingwords import MEANINGS, anchors, counts_text, figure_text, number_text, zones_named
from maps.indexpage import telling
from maps.theme import FINDINGS, GROUND

CLAIMS = ("turkey", "russia", "us-officials", "leuven", "flight-plan")
PAGES = ("matrix", *(f"findings-{claim}" for claim in CLAIMS))
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
OPEN_ALL = "document.querySelectorAll('details').forEach(box => { box.open = true; })"


def plain(text: str) -> str:
    """Text without the difference between kinds of space."""
    return " ".join(text.split())


def opened(visit: Visit) -> str:
    visit.page.evaluate(OPEN_ALL)
    return plain(visit.page.locator("body").inner_text())


@pytest.fixture(scope="module")
def document(dossier: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((dossier / "compare.json").read_text("utf-8"))
    return found


# --- every page -------------------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_calmly_and_tells_no_word_by_colour_alone(
    browser: Browser, dossier: Path, name: str, size: tuple[int, int]
) -> None:
    """Opened light at a desk and dark on a phone, and then in the other light."""
    with browser.visit(dossier / f"{name}.html", size=size, dark=size == PHONE) as visit:
        policy = visit.page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert visit.page.locator("h1").count() == 1
        words = visit.page.locator(".word").evaluate_all(
            "all => all.map(word => [word.className, word.textContent, word.querySelectorAll('svg path').length])"
        )
        for _ in range(2):  # folded, then with all folds open
            for light in ("light", "dark"):
                visit.page.emulate_media(color_scheme=light)
                assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0], "wider than the window"
            visit.page.evaluate(OPEN_ALL)
        visit.assert_calm()
    assert len(words) >= len(WORDS)
    assert {c.removeprefix("word ") for c, _, _ in words} <= set(WORDS)
    for css_class, text, marks in words:
        assert (text, marks) == (css_class.removeprefix("word ").replace("-", " "), 1)


@pytest.mark.parametrize("name", [*PAGES, "index", "report"])
def test_every_link_leads_to_a_place_that_is_there(dossier: Path, name: str) -> None:
    text = (dossier / f"{name}.html").read_text("utf-8").split("<script>")[0]
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids)), "an id stands twice"
    targets = {t for t in re.findall(r'href="([^"]*)"', text) if not re.match("https?://", t)}
    assert len(targets) >= 5
    for target in sorted(targets):
        file, _, place = target.partition("#")
        held = (dossier / file).read_text("utf-8") if file else text
        assert not place or "=" in place or f' id="{place}"' in held, target  # "lang=en": a state, no place


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_can_be_read_on_their_ground(dark: bool) -> None:
    assert set(FINDINGS) == set(WORDS) == set(MEANINGS)
    for word, colours in FINDINGS.items():
        for ground in ("paper", "card"):
            pair = sorted((luminance(colours[dark]), luminance(GROUND[ground][dark])))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (word, ground)


# --- claims x tests ---------------------------------------------------------------------------------------------


def place(check: str, test: str) -> str:
    """Where a test stands on every page, if its name has letters and digits of its own."""
    return re.sub("[^a-z0-9]+", "-", f"{check}-{test}".lower()).strip("-")


def test_a_cell_says_what_the_document_says(browser: Browser, dossier: Path, document: dict[str, Any]) -> None:
    tests = [row for row in document["matrix"] if row["check"] != "untestable"]
    with browser.visit(dossier / "matrix.html") as visit:
        visit.page.evaluate(OPEN_ALL)
        assert visit.page.locator("table.matrix tbody tr[id]").count() == len(tests) > 30
        for row in tests:
            line = visit.page.locator(f"tr[id='{place(row['check'], row['test'])}']")
            cells = [plain(text) for text in line.locator("td").all_inner_texts()]
            assert len(cells) == len(row["cells"]) == len(CLAIMS)
            for said, cell in zip(cells, row["cells"].values(), strict=True):
                if not cell["counts"]:
                    assert said == "– not stated"
                    continue
                assert said.startswith(cell["finding"].replace("-", " ")), said
                for part in (cell["value"] or "").split("; "):
                    assert plain(zones_named(part)) in said
                for grade in cell["grades"]:
                    assert grade in said
                assert str(sum(cell["counts"].values())) in said or "One combination" in said
            assert ("not diagnostic: " in line.locator("th").inner_text()) is not row["diagnostic"]


def test_what_separates_nothing_is_folded_and_what_separates_is_not(
    browser: Browser, dossier: Path, document: dict[str, Any]
) -> None:
    passed_on = {f["test"] for f in document["findings"]} - {
        f["test"] for f in document["findings"] if not f["passed_on"]
    }
    assert passed_on and all("passed on" in test for test in passed_on)
    with browser.visit(dossier / "matrix.html") as visit:
        for row in document["matrix"]:
            if row["check"] != "untestable":
                line = visit.page.locator(f"tr[id='{place(row['check'], row['test'])}']")
                assert line.is_visible() is (row["diagnostic"] and row["test"] not in passed_on), row["test"]


def test_the_head_stays_in_sight_at_a_desk_and_a_phone_names_each_claim(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "matrix.html") as visit:
        row = visit.page.locator("table.matrix").first.locator("tbody tr").last
        row.scroll_into_view_if_needed()
        head = visit.page.locator("table.matrix thead th").nth(1).bounding_box()
        assert head is not None and 0 <= head["y"] < 5
        assert not visit.page.locator("table.matrix .who").first.is_visible()
    with browser.visit(dossier / "matrix.html", size=PHONE) as visit:
        row = visit.page.locator("table.matrix tbody tr[id]").first
        names = [plain(text) for text in row.locator(".who").all_inner_texts()]
        assert [name.rstrip(",") for name in names][:2] == ["Turkey", "Russia"]
        assert all(who.is_visible() for who in row.locator(".who").all())
        tops = [box["y"] for td in row.locator("td:not(.silent)").all() if (box := td.bounding_box())]
        assert tops == sorted(tops) and len(set(tops)) == len(tops), "claims beneath each other"


def test_the_page_says_how_to_read_it_and_that_there_is_no_winner(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "matrix.html") as visit:
        text = opened(visit)
    assert "no score and no winner" in text and "law, fault or intent" in text
    for word, meaning in MEANINGS.items():
        assert f"{word.replace('-', ' ')} {plain(meaning)}" in text
    assert re.search("prove|lied|lying|illegal|guilty", text) is None


def test_common_ground_and_differences_come_first(browser: Browser, dossier: Path, document: dict[str, Any]) -> None:
    assert document["common_ground"] and document["disputed"]
    with browser.visit(dossier / "matrix.html") as visit:
        agreed = plain(visit.page.locator("section:has(#agreed)").inner_text())
        disputed = plain(visit.page.locator("section:has(#disputed)").inner_text())
    for ground in document["common_ground"]:
        name = ground["quantity"].removesuffix("_side").replace("_", " ")
        assert name.capitalize() in agreed and (ground["choice"] or "as stated") in agreed
    for ground in document["disputed"]:
        assert ground["quantity"].replace("_", " ").capitalize() in disputed
        for stated in ground["by_claim"].values():
            assert any(plain(reading["text"]) in disputed for reading in stated)


# --- findings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_finding_is_on_the_page_of_its_claim(
    browser: Browser, dossier: Path, document: dict[str, Any], claim: str
) -> None:
    own = [f for f in document["findings"] if f["claim"] == claim]
    assert own
    with browser.visit(dossier / f"findings-{claim}.html") as visit:
        visit.page.evaluate(OPEN_ALL)
        shown = {
            test: [plain(text) for text in visit.page.locator(f"[id='{test}'] details.finding").all_inner_texts()]
            for test in {place(f["check"], f["test"]) for f in own}
        }
    for f in own:
        text = f["text"] if f["check"] == "untestable" else zones_named(f["text"])
        said = [c for c in shown[place(f["check"], f["test"])] if plain(text[1:].rstrip(".")) in c]
        readings = [f"{s.replace('-', ' ')}: {r.replace('-', ' ')}" for s, r in f["reading"].items()]
        used = [(s.replace("-", " "), r.split(" + ")[0].replace("-", " ")) for s, r in f["reading"].items()]
        held = [
            c for c in said if "; ".join(readings) in c or all(f"{s}, read as {r}" in c for s, r in used)
        ]  # fmt: skip
        assert held, (f["test"], f["reading"])
        assert any(c.startswith(f["finding"].replace("-", " ")) for c in held)
        for part in ("rule", "would_hold_if"):
            words = plain(zones_named((f[part] or "").removeprefix("it could be settled by: "))[1:].rstrip("."))
            assert any(words in c for c in held), part
        assert any(all(plain(zones_named(step)) in c for step in f["derivation"]) for c in held)
        assert any(all(plain(line) in c for line in f["assumed"]) for c in held)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_statement_stands_with_its_speaker_sources_and_tests(
    browser: Browser, dossier: Path, document: dict[str, Any], claim: str
) -> None:
    incident = load_incident(incident_path("su24-2015"))
    with browser.visit(dossier / f"findings-{claim}.html") as visit:
        for name in incident.claims[claim].statements:
            statement = incident.statement(claim, name)
            line = visit.page.locator(f"[id='statement-{name}']")
            text = plain(line.inner_text())
            assert plain(statement.says) in text and plain(statement.speaker or "speaker not stated") in text
            for source in statement.source_ids:
                assert incident.sources[source].publisher in text and incident.sources[source].grade in text
            tested = {place(f["check"], f["test"]) for f in document["findings"]
                      if f["claim"] == claim and name in f["statements"]}  # fmt: skip
            linked = line.locator("a[href^='#']").evaluate_all("all => all.map(a => a.getAttribute('href').slice(1))")
            assert set(linked) == tested


def test_a_link_from_the_matrix_opens_at_the_finding(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "matrix.html") as visit:
        visit.page.evaluate(OPEN_ALL)
        target = visit.page.locator("table.matrix td a").first
        href = target.get_attribute("href") or ""
        target.click()
        visit.page.wait_for_url("**/findings-*.html#*")
        at = visit.page.locator(f"[id='{href.partition('#')[2]}']").bounding_box()
        assert at is not None and 0 <= at["y"] < 300


def test_the_solver_is_told(browser: Browser, dossier: Path, document: dict[str, Any]) -> None:
    for row in document["consistency"]:
        with browser.visit(dossier / f"findings-{row['claim']}.html") as visit:
            parts = visit.page.locator("#standing ~ .standing-of")
            text = plain(" ".join(parts.all_inner_texts()))
        if row["combinations"] > 1:
            assert f"{row['combinations']} combinations of readings" in text
        if row["speaker"]:
            assert plain(row["speaker"]) in text


# --- the index --------------------------------------------------------------------------------------------------


def test_the_index_says_what_all_agree_on_and_what_follows(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "index.html") as visit:
        agreed = plain(visit.page.locator("p.agreed").inner_text())
        rows = [plain(text) for text in visit.page.locator("table.claims tbody tr").all_inner_texts()]
    assert "crash inside Syria" in agreed and "07:24:00 UTC" in agreed and "altitude" in agreed
    assert "internally inconsistent Depth and length in Türkiye" in rows[0] and "379–406 km/h" in rows[0]
    assert rows[0].index("internally inconsistent") < rows[0].index("indeterminate"), "conflicts first"
    assert "ground fire" in rows[1]
    assert all("findings" in row for row in rows)


# --- pieces -----------------------------------------------------------------------------------------------------


def row(check: str, test: str, diagnostic: bool = False, **words: Word) -> Row:
    """A row of the matrix in which each claim has one finding with the word given for it."""
    cells = {}
    for claim, word in words.items():
        found = Finding(claim, check, test, (), word, "rule", f"{check} {test}", named=(f"{check}-{test}",))
        cells[claim] = Cell(word, "1 m", found.text, {word: 1}, (), True, (found,))
    return Row(check, test, diagnostic, "", cells)


def comparison(*rows: Row) -> Comparison:
    return Comparison(cast("Incident", None), ("a",), (), (), (), (), (), rows)


def test_anchors_are_made_of_the_names_alone() -> None:
    one, two = row("speed", "stretch 'fall'", a="consistent"), row("speed", "stretch: fall!", a="consistent")
    alone, both = anchors(comparison(one)), anchors(comparison(one, two))
    assert alone == {("speed", "stretch 'fall'"): "speed-stretch-fall"}
    assert len(set(both.values())) == 2 and all(
        re.fullmatch("speed-stretch-fall-[0-9a-f]{8}", a) for a in both.values()
    )
    assert both == anchors(comparison(two, one)), "whatever the order"
    other = anchors(comparison(row("speed", "полёт", a="consistent"), row("speed", "İniş", a="consistent")))
    assert len(set(other.values())) == 2 and all(re.fullmatch("[a-z0-9-]+", a) for a in other.values())


def test_conflicts_are_told_first_and_one_row_of_a_check_where_nothing_fails() -> None:
    found = comparison(
        row("speed", "one", True, a="consistent"),
        row("speed", "two", True, a="consistent"),
        row("fall", "three", a="indeterminate"),
        row("missile", "four", a="untestable"),
        row("coherence", "five", a="differ"),
        row("coherence", "six", True, a="differ"),
        row("depth-length", "seven", a="internally-inconsistent"),
    )
    assert [r.test for r in telling(found, "a")] == ["seven", "six", "five", "three"]


def test_counts_tell_the_whole() -> None:
    assert counts_text({"consistent": 1}) == "One combination of readings."
    assert counts_text({"differ": 3}) == "The same in all 3 combinations of readings."
    text = counts_text({"consistent": 2, "internally-inconsistent": 5})
    assert text == "Internally inconsistent in 5, consistent in 2 of 7 combinations of readings."


def test_no_unit_is_parted_from_its_figure() -> None:
    assert number_text("1 km / 5.5 km outside TUR") == "1\u00a0km / 5.5\u00a0km outside Türkiye"
    assert number_text("10 / 21 ABC") == "10 / 21 ABC"


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("ground_speed_mps", [100.0, 110.0], ("ground speed", "360–396 km/h")),
        ("least_length_m", 4361.3, ("least length", "4,361 m")),
        ("speed_for_depth_mps", [250.0, None], ("speed for depth", "at least 900 km/h")),
        ("depth_m/first-letter", [2181.0, 2197.0], ("depth (first letter)", "2,181–2,197 m")),
        ("hit_time_unix_s", [1448349810.0, 1448349900.0], ("hit time", "07:23:30–07:25:00 UTC")),
        ("warnings_count_count", [10.0, 10.0], ("warnings count", "10")),
        ("most_impulse_ns", 228000.0, ("most impulse", "228000 N s")),
        ("mass_kg", float("nan"), ("mass", "not available")),
        ("fits", {}, ("fits", "none")),
        ("fits", {"e": {"length_m": 250.0, "entry": [36.1, 35.8]}}, ("fits", "e: length: 250 m; entry: 36.1, 35.8")),
        ("depth_m", {"e": [1.0, 2.0], "f": [3.0, 4.0]}, ("depth", "e: 1–2 m; f: 3–4 m")),
        ("way_m", [3.0, 2.0], ("way", "3 m, 2 m")),
        ("holds", False, ("holds", "no")),
        ("cause", "ground fire", ("cause", "ground fire")),
        ("nothing_m", None, ("nothing", "not available")),
    ],
)
def test_a_figure_is_told_with_its_unit(key: str, value: Value, shown: tuple[str, str]) -> None:
    name, text = figure_text(key, value)
    assert (name, plain(text)) == shown


def test_findings_share_a_fold_only_if_they_say_the_same() -> None:
    one = Finding("a", "c", "t", (), "consistent", "r", "x", computed={"length_m": 1.0})
    other = Finding("a", "c", "t", (), "consistent", "r", "x", computed={"length_m": 2.0})
    assert [len(group) for group in merged([one, other, one])] == [2, 1]
