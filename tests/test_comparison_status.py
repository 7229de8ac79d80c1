"""What the comparison page says a path is worth: built in, undetermined or found; put in, stated, computed, assumed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, Visit
from comparing import island, set_clock
from engine_helpers import track

from airspace.assessment import TrackCase
from airspace.geodesy import inverse
from maps.words import path_sentence


def stay_of(data: dict[str, Any]) -> tuple[float, float]:
    entry, exit_ = (
        next(
            m["t"] for m in data["moments"] if (m["claim"], m["kind"], m["track"]) == ("turkey", kind, "letter-statute")
        )
        for kind in ("entry", "exit")
    )
    return entry, exit_


def test_a_side_that_was_built_in_is_never_told_as_found(compared: Visit) -> None:
    data = island(Path(compared.address.removeprefix("file://")))
    entry, exit_ = stay_of(data)
    status = compared.page.locator("#pane-turkey .pane-status")
    for t_s, word in ((entry - 2, "outside"), (entry + 3, "inside"), (exit_ - 1, "inside"), (exit_ + 2, "outside")):
        set_clock(compared, t_s - data["clock"]["t0"])
        assert status.inner_text().startswith(f"as built: {word} Türkiye, "), t_s
        assert "verdict undetermined" in status.inner_text(), "the border it was built on cannot decide"
        assert compared.page.locator(".is-inside").count() == 0
    assert compared.page.locator("#pane-russia .pane-status").inner_text().startswith("as built: outside Türkiye, ")
    assert "undetermined" not in compared.page.locator("#pane-russia .pane-status").inner_text()


def test_only_a_side_that_was_found_stands_out(browser: Browser, comparison_file: Path) -> None:
    data, text = island(comparison_file), comparison_file.read_text("utf-8")
    found = re.sub(r'"built": ?true', '"built":false', text)
    assert found != text
    entry, _exit = stay_of(data)
    with browser.visit(found) as visit:
        visit.page.evaluate("location.hash = 'claims=turkey&paths-turkey=letter-statute,map-nautical'")
        visit.settle()
        set_clock(visit, entry + 3 - data["clock"]["t0"])
        lines = visit.page.locator("#pane-turkey .pane-status > span")
        weak, sure = lines.all_inner_texts()
        assert "as drawn: inside Türkiye" in weak and "verdict undetermined" in weak
        assert re.search(r" · inside Türkiye, .* deep$", sure), sure
        assert visit.page.locator(".is-inside").all_inner_texts() == [sure]


def test_paths_of_two_aircraft_are_each_told_of_their_own_state(compared: Visit) -> None:
    data = island(Path(compared.address.removeprefix("file://")))
    compared.page.evaluate("location.hash = 'claims=russia,turkey&paths-russia=closest-1km,f16-40s'")
    compared.settle()
    set_clock(compared, stay_of(data)[0] - data["clock"]["t0"])
    lines = compared.page.locator("#pane-russia .pane-status > span").all_inner_texts()
    assert ["Türkiye" in lines[0], "inside Syria" in lines[1]] == [True, True] and len(lines) == 2
    names = [
        path["names"]["en"]["label"] for claim in data["claims"] if claim["id"] == "russia" for path in claim["tracks"]
    ]
    assert lines[0].startswith(f"{names[0]} · ") and lines[1].startswith(f"{names[2]} · ")
    captions = compared.page.locator(".strip-distance:visible figcaption").all_inner_texts()
    assert ["Türkiye" in captions[0], "Syria" in captions[1]] == [True, True] and len(captions) == 2
    values = compared.page.locator(".strip-key li:visible .strip-value").all_inner_texts()
    assert [text.rsplit(" ", 1)[-1] for text in values] == ["Türkiye", "Türkiye", "Syria"]


def test_the_page_says_of_every_figure_whether_it_was_put_in(comparison_file: Path) -> None:
    data = island(comparison_file)
    given = {
        (claim["id"], path["id"], point["kind"]): (point["input"], point["timeInput"])
        for claim in data["claims"]
        for path in claim["tracks"]
        for point in path["points"]
    }
    assert given["turkey", "letter-statute", "entry"] == given["turkey", "letter-statute", "exit"] == (False, True)
    assert given["turkey", "letter-statute", "deepest"] == (False, False)
    assert given["russia", "closest-1km", "closest"] == (True, True)
    assert given["russia", "f16-40s", "deepest"][0] and given["leuven", "two-km", "entry"] == (False, True)
    bases = {path["id"]: (path["altBasis"], path["speedBasis"]) for claim in data["claims"] for path in claim["tracks"]}
    assert bases["letter-statute"] == ("stated", "computed") and bases["closest-1km"] == ("stated", "assumed")


def test_a_line_says_how_open_its_clock_and_how_weak_the_other_borders_are(comparison_file: Path) -> None:
    lines = {(one["claim"], one["track"]): one for one in island(comparison_file)["series"]}
    russia, turkey = lines["russia", "closest-1km"], lines["turkey", "letter-statute"]
    assert {key: russia["clock"][key] for key in ("earlier_s", "later_s", "assumed")} == {
        "earlier_s": 30.0, "later_s": 60.0, "assumed": False,
    }  # fmt: skip
    assert (turkey["clock"]["earlier_s"], turkey["clock"]["later_s"]) == (0.5, 1.0)
    assert russia["speedOpen"]["high_mps"] > russia["speedOpen"]["low_mps"] and turkey["speedOpen"] is None
    counts = [[one["editions"][key] for key in ("count", "families", "weak")] for one in (turkey, russia)]
    assert counts == [[4, 3, 3], [4, 3, 1]]
    assert (russia["role"], russia["values"], russia["tried"]) == ("course", 5, 5)
    assert lines["russia", "f16-40s"]["role"] == "heading" and lines["russia", "f16-40s"]["zone"] == "SYR"


def test_a_path_tested_against_no_zone_is_not_told_to_have_none(browser: Browser, comparison_file: Path) -> None:
    case = TrackCase("one", "path", "A path", "jet", "measured", None, None, track([(0, 0), (0, 1)]), ())
    assert path_sentence(case, None) == "Tested against no airspace."
    text = re.sub(r'"verdict": ?\{.*?"why": ?(null|\{.*?\})\}', '"verdict":null', comparison_file.read_text("utf-8"))
    with browser.visit(text) as visit:
        texts = visit.page.locator(".pane-status:visible").all_inner_texts()
        assert texts and set(texts) == {"tested against no airspace"}


def test_the_bar_of_the_scale_is_as_long_as_it_says(compared: Visit) -> None:
    ends = compared.page.evaluate(
        """() => {
            const pane = document.getElementById("pane-russia"), map = window[pane.querySelector(".folium-map").id];
            const bar = pane.querySelector(".leaflet-control-scale-line"), size = map.getSize();
            const half = parseFloat(bar.style.width) / 2;
            const ends = [-half, half].map((x) => map.containerPointToLatLng([size.x / 2 + x, size.y / 2]));
            return [bar.textContent, ends.flatMap((at) => [at.lng, at.lat])];
        }"""
    )
    number, unit = ends[0].split("\u00a0")
    length_m = float(number) * {"m": 1, "km": 1000}[unit]
    assert float(inverse(*ends[1])[2]) == pytest.approx(length_m, rel=0.02)
