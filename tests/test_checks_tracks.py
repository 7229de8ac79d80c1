"""Checks of given tracks: corners rounded and held against the border again, and what a gap leaves open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from airspace.casefile import load_incident
from airspace.comparison import Comparison, compare
from airspace.findings import Finding
from airspace.geodesy import inverse
from airspace.turns import corner_cut_m, radius_m
from airspace.violation import check_violation
from airspace.zone import national_zone

ZONE, EDITION = "TUR", "osm-2026c"
TIP = (36.1523, 35.8059)  # southernmost vertex of the salient on osm-2026c, to 10 m

STATEMENTS: dict[str, Any] = {
    "never": {
        "says": "It never entered.",
        "readings": {"none": {"quantity": "violation_count", "zone": ZONE, "value": 0}},
    }
}


def incident(folder: Path, track: str, statements: dict[str, Any] = STATEMENTS, type_: str = "Su-24M") -> Comparison:
    folder.mkdir(exist_ok=True)
    (folder / "radar.csv").write_text("time,lon,lat\n" + track, "utf-8")
    data = {
        "schema": "airspace/incident/1",
        "id": "given",
        "title": "A given track",
        "date": "2031-05-04",
        "place": "Beside the salient",
        "sources": {"letter": {"publisher": "A paper", "grade": "C3", "why": "made for a test"}},
        "aircraft": {"jet": {"label": "A jet", "type": type_, "state": "XAA"}},
        "claims": {
            "one": {
                "claimant": "One side",
                "title": "Its track",
                "defaults": {"speaker": "its spokesman", "source": "letter", "about": "jet"},
                "statements": statements,
                "tracks": {
                    "radar": {
                        "label": "Radar", "aircraft": "jet", "basis": "measured", "file": "radar.csv", "zones": [ZONE],
                        "position_uncertainty": "100 m",
                    }
                },
            }
        },
    }  # fmt: skip
    (folder / "incident.yaml").write_text(json.dumps(data), "utf-8")
    return compare(load_incident(folder))


def by_test(found: Comparison, check: str) -> dict[str, Finding]:
    return {f.test: f for f in found.findings if f.check == check}


def fixes(*rows: tuple[int, float, float]) -> str:
    return "".join(f"2031-05-04T10:{s // 60:02d}:{s % 60:02d}Z,{lon:.6f},{lat:.6f}\n" for s, lon, lat in rows)


# Two legs that meet at right angles, nearly, with their corner 330 m north of the tip: at 250 m/s.
UP_AND_DOWN = fixes((0, 36.30, 35.69), (74, TIP[0], TIP[1] + 0.0030), (148, 36.00, 35.69))


def test_a_corner_that_pokes_into_the_zone_does_not_when_it_is_flown(tmp_path: Path) -> None:
    found = by_test(incident(tmp_path, UP_AND_DOWN), "turn")
    corner: Any = found["corners of the track"].computed["corners"]
    assert len(corner) == 1 and 75 < abs(corner[0]["turn_deg"]) < 105
    rounded = found[f"crossing of {ZONE} with corners rounded"]
    assert rounded.computed["changed"] == [f"inside becomes outside on {EDITION}"] and rounded.word == "indeterminate"
    radius = rounded.computed["radius_m"]
    assert radius == pytest.approx(radius_m(corner[0]["speed_mps"], 6.5), rel=1e-6)  # the load factor on file
    assert corner_cut_m(float(str(radius)), abs(corner[0]["turn_deg"])) > 300


def test_a_corner_far_inside_stays_inside(tmp_path: Path) -> None:
    deep = fixes((0, 36.30, 35.82), (74, TIP[0], 35.93), (148, 36.00, 35.82))
    found = by_test(incident(tmp_path, deep), "turn")
    rounded = found[f"crossing of {ZONE} with corners rounded"]
    assert rounded.computed["changed"] == [] and rounded.word == "consistent"


def test_a_corner_too_tight_to_fly_is_no_finding_of_a_crossing(tmp_path: Path) -> None:
    zigzag = fixes((0, 36.30, 35.70), (2, 36.296, 35.70), (4, 36.296, 35.703), (6, 36.292, 35.703))
    found = by_test(incident(tmp_path, zigzag), "turn")
    assert found["corners of the track"].word == "inconsistent"
    assert "cannot be rounded" in found[f"crossing of {ZONE} with corners rounded"].text


@pytest.mark.parametrize(
    ("rows", "answer", "word"),
    [
        (((0, 36.30, 35.79), (60, 36.00, 35.79)), "may", "indeterminate"),  # passes the tip by 1.8 km, slack of 7 km
        (((0, 36.30, 35.60), (60, 36.00, 35.60)), "cannot", "consistent"),  # 23 km off
        (((0, 36.15, 35.90), (120, 36.00, 35.60)), "must", "inconsistent"),  # begins well inside, and "never entered"
    ],
)
def test_between_two_fixes(tmp_path: Path, rows: Any, answer: str, word: str) -> None:
    found = by_test(incident(tmp_path, fixes(*rows)), "prism")[f"reach of {ZONE} between fixes"]
    assert found.computed["answer"] == {EDITION: answer} and found.word == word
    needed: Any = found.computed["required_speed_mps"]
    (_, lon1, lat1), (_, lon2, lat2) = rows
    direct = float(inverse(lon1, lat1, lon2, lat2)[2])
    assert needed[EDITION] >= (direct - 200) / rows[1][0] - 1e-6  # two discs of 100 m


def test_fixes_that_no_speed_joins_say_so_first(tmp_path: Path) -> None:
    found = by_test(incident(tmp_path, fixes((0, 36.30, 35.60), (10, 36.00, 35.60))), "prism")
    assert set(found) == {"speed between fixes"}  # 27 km in 10 s
    told = found["speed between fixes"]
    assert told.word == "inconsistent"
    assert told.computed["speed_mps"] == pytest.approx(float(inverse(36.30, 35.60, 36.00, 35.60)[2]) / 10)


def test_claims_of_entering_are_held_the_other_way_round(tmp_path: Path) -> None:
    entered = {
        "in": {
            "says": "It was inside.",
            "readings": {"some": {"quantity": "violation_count", "zone": ZONE, "value": 1}},
        }
    }
    found = incident(tmp_path, fixes((0, 36.30, 35.60), (60, 36.00, 35.60)), entered)
    assert by_test(found, "prism")[f"reach of {ZONE} between fixes"].word == "inconsistent"


def test_a_type_without_data_is_not_bounded(tmp_path: Path) -> None:
    found = incident(tmp_path, UP_AND_DOWN, type_="Paper kite")
    assert not by_test(found, "prism") and not by_test(found, "turn")


def test_the_track_is_what_it_is_said_to_be(tmp_path: Path) -> None:
    """The drawn corner is inside by the engine itself, by 100 m and more: the constructed case is what it claims."""
    incident(tmp_path, UP_AND_DOWN)
    from airspace.assessment import track_of
    from geodata.tracks import read

    result = check_violation(track_of(read(tmp_path / "radar.csv")), national_zone(ZONE, EDITION))
    assert result.verdict == "inside" and 100 < result.max_depth_m < 900
