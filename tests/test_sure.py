"""How sure the first incident is: the document, the pages, and the figures that others computed on their own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, PHONE, Browser

from airspace.assessment import Assessment, assess, track_case
from airspace.casefile import load_incident
from airspace.certainty import Certainty, ClaimSure, certainty
from airspace.reconstruct import reconstruct
from airspace.sensitivity import over_assumption
from airspace.violation import check_violation
from airspace.zone import national_zone
from geodata.editions import registry
from geodata.library import incident_path

ROOT = Path(__file__).parent.parent
CLAIMS = ("turkey", "russia", "us-officials", "leuven")


@pytest.fixture(scope="module")
def found(dossier: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((dossier / "sure.json").read_text("utf-8"))
    return document


@pytest.fixture(scope="module")
def checked(dossier: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((dossier / "check.json").read_text("utf-8"))
    return document


def track_of(found: dict[str, Any], claim: str, name: str) -> dict[str, Any]:
    (track,) = (t for t in found["claims"][claim]["tracks"] if t["track"] == name)
    return dict(track)


def test_both_questions_are_answered_for_every_path_and_edition(found: dict[str, Any], checked: dict[str, Any]) -> None:
    moved = {(r["claim"], r["track"], r["zone"], r["edition"]): r for r in checked["results"]}
    anew = {(r["claim"], r["track"], r["edition"]): r for r in checked["reconstructions"]}
    count = 0
    for claim, sure in found["claims"].items():
        for track in sure["tracks"]:
            survey = track["survey"]
            assert [row["edition"] for row in survey["editions"]] == list(registry())
            for row in survey["editions"]:
                result = moved[claim, track["track"], survey["zone"], row["edition"]]
                assert (row["moved"], row["moved_margin_m"]) == (result["verdict"], result["margin_m"])
                assert row["solved"] == anew[claim, track["track"], row["edition"]]["path_exists"]
                count += 1
    assert count == 9 * 5


def test_the_path_of_the_letter_on_each_border(found: dict[str, Any]) -> None:
    rows = {row["edition"]: row for row in track_of(found, "turkey", "letter-statute")["survey"]["editions"]}
    moved = {name: round(row["moved_margin_m"]) for name, row in rows.items()}
    assert moved == {"osm-2026c": 421, "osm-maritime": 335, "dcw": -455, "wdbii": -686, "ne-10m": -938}
    assert all(row["solved"] for row in rows.values())
    assert [round(rows[name]["solved_margin_m"]) for name in ("ne-10m", "dcw")] == [251, 706]
    assert not rows["ne-10m"]["moved_decisive"] and "ne-10m" not in rows["ne-10m"]["moved_why"]


def test_what_would_turn_the_first_path_of_each_claim(found: dict[str, Any]) -> None:
    least = {claim: found["claims"][claim]["tracks"][0]["flips"][0] for claim in CLAIMS}
    shift = {claim: flip["displacement"]["distance_m"] for claim, flip in least.items()}
    assert shift == pytest.approx({"turkey": 602, "russia": 1000, "us-officials": 2289, "leuven": 636}, abs=1.0)
    assert all(flip["by_construction"] and flip["hangs_on"] for flip in least.values())
    assert all(flip["displacement"]["distance_m"] >= abs(flip["margin_m"]) for flip in least.values())


def test_the_letter_with_depth_to_the_nearest_border_has_no_path_and_says_why(found: dict[str, Any]) -> None:
    families = {family["family"]: family for family in found["claims"]["turkey"]["families"]}
    for mile in ("statute", "nautical"):
        empty = families[f"letter-{mile}-depth"]
        assert empty["members"] == 0
        assert [clash["conditions"] for clash in empty["empty_because"]] == [[f"length/{mile}", f"depth/{mile}"]]
        assert families[f"letter-{mile}"]["members"] > 100


def test_no_path_of_the_letter_stays_outside_and_none_of_the_other_side_goes_in(found: dict[str, Any]) -> None:
    pairs = {(p["first"]["family"], p["second"]["family"]): p for p in found["shared"]}
    pair = pairs["letter-statute", "closest-1km"]
    assert (pair["first"]["allowed_by_the_other"], pair["second"]["allowed_by_the_other"]) == (0, 0)
    assert ["never-inside/violations"] in pair["first"]["excluded_by"]
    assert ["length/statute"] in pair["second"]["excluded_by"]
    graphic = pairs["graphic-statute", "two-miles"]
    assert graphic["first"]["allowed_by_the_other"] == graphic["first"]["members"]


@pytest.mark.parametrize("claim", CLAIMS)
def test_headlines_name_the_input_and_what_borders_cannot_decide(found: dict[str, Any], claim: str) -> None:
    track = found["claims"][claim]["tracks"][0]
    answers = {
        row["family"]: row["moved"] if row["moved_decisive"] else "undetermined"
        for row in track["survey"]["editions"]
        if row["family"] != "openstreetmap"
    }
    for answer in set(answers.values()):
        assert f"{answer} on {list(answers.values()).count(answer)}" in track["headline"]
    assert re.search(r"because its .+ \(.+\) says so", track["headline"])
    assert " as a whole it would be " in track["headline"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("claim", CLAIMS)
def test_the_page_says_what_the_document_says(
    browser: Browser, dossier: Path, found: dict[str, Any], claim: str, size: tuple[int, int]
) -> None:
    with browser.visit(dossier / f"sure-{claim}.html", size=size) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        text = " ".join(visit.page.locator("body").inner_text().replace("\u00a0", " ").split())
        assert found["claims"][claim]["headline"] in text
        for track in found["claims"][claim]["tracks"]:
            assert track["survey"]["sentence"].replace("\u00a0", " ") in text
            assert track["flips"][0]["sentence"].replace("\u00a0", " ") in text
        assert visit.page.locator("li.multiple").count() == 5 * len(found["claims"][claim]["tracks"])
        visit.assert_calm()


def test_each_course_is_moved_to_each_border(found: dict[str, Any]) -> None:
    track = track_of(found, "turkey", "letter-statute")
    rows = {row["value_deg"]: row for row in track["over_course"]}
    assert list(rows) == [240.0, 255.0, 270.0, 285.0, 300.0]
    moved = {row["edition"]: row["moved_margin_m"] for row in track["survey"]["editions"]}
    assert rows[270.0]["margins_m"] == pytest.approx(moved)
    assert all(set(row["margins_m"]) == set(registry()) for row in rows.values())
    turning = [name for name in registry() if len({row["margins_m"][name] > 0 for row in rows.values()}) == 2]
    assert turning and f"(on {' and '.join(turning)} that turns with the assumed course)" in track["headline"]
    assert all(row["margins_m"]["osm-2026c"] > 0 for row in rows.values()), "built to be inside there on any course"


def test_the_own_edition_over_the_course_is_the_reconstruction() -> None:
    incident = load_incident(incident_path("su24-2015"))
    case = track_case(incident, "us-officials", "two-miles", None, "geodesic")
    rows = over_assumption(incident, case, ("osm-2026c", "wdbii"), steps=3)
    assert [row.at.value_si for row in rows] == [240.0, 270.0, 300.0]
    for row in rows:
        solved = reconstruct(incident, "us-officials", "two-miles", overrides={"course": row.at.value_si})
        assert solved.track is not None and row.at.violation is not None
        for edition in ("osm-2026c", "wdbii"):
            held = check_violation(solved.track, national_zone("TUR", edition))
            assert row.margins_m[edition] == pytest.approx(held.margin_m, abs=1e-3)
        assert row.at.violation.margin_m == row.margins_m["osm-2026c"]


def test_every_key_is_documented(found: dict[str, Any]) -> None:
    text = (ROOT / "docs" / "json-sure.md").read_text("utf-8")
    track = track_of(found, "turkey", "letter-statute")
    keys = {*found, *track, *track["survey"], *track["survey"]["editions"][0], *track["swings"][0]}
    keys |= {*track["over_course"][0], *found["shared"][0], *found["shared"][0]["first"]}
    keys |= {*track["flips"][0]["displacement"]} - {"lon", "lat"}
    assert {key for key in keys if f"`{key}`" not in text} == set()


def test_a_track_file_is_no_case() -> None:
    with pytest.raises(ValueError, match="asked of an incident"):
        certainty(Assessment(None, (), (), (), ("osm-2026c",)))


def test_the_same_case_and_seed_give_the_same_sentences_with_two_workers() -> None:
    path = ROOT / "geodata" / "incidents" / "su24-2015"
    assessment = assess(load_incident(path), claims=("us-officials",), editions=("osm-2026c", "wdbii"))

    def told(found: Certainty) -> list[tuple[str, ...]]:
        return [(sure.headline, *sure.brief) for sure in found.claims.values()]

    assert told(certainty(assessment, workers=1)) == told(certainty(assessment, workers=2))
    assert ClaimSure("none", (), ()).headline.startswith("No path can be built")
