"""What the comparison page holds, on small incidents: paths as the engine has them, and a page without a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import Browser
from numpy.typing import NDArray

from airspace.assessment import Assessment, assess
from airspace.casefile import load_incident
from airspace.geodesy import inverse
from maps.clockdata import PATH_DEGREES, Tellers, claims_island, clock_of, first_aircraft, points_of, shown_at_first
from maps.clockground import GROUND_DEGREES
from maps.comparison import comparison_page
from maps.shapes import coded

LONG = """time,lon,lat,alt_m
2015-11-24T07:00:00Z,30.0,60.0,9000
2015-11-24T07:10:00Z,33.1,61.2,9500
2015-11-24T07:11:00Z,33.2,61.3,9500
2015-11-24T07:30:00Z,36.4,58.8,3000
"""
TIMELESS = "lon,lat\n36.3,35.82\n36.0,35.83\n"


def incident(folder: Path, **tracks: str) -> Assessment:
    """An incident in which each claim gives one track file."""
    claims: dict[str, Any] = {}
    for name, text in tracks.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
        claims[name] = {
            "claimant": f"Party {name}", "title": "gives a track",
            "defaults": {"source": "paper", "about": "jet", "speaker": "A speaker"},
            "statements": {"said": {"says": "a track"}},
            "tracks": {"given": {"label": "given", "aircraft": "jet", "basis": "digitised", "zones": ["TUR"],
                                 "file": f"{name}.csv"}},
        }  # fmt: skip
    path = folder / "incident.yaml"
    source = {"publisher": "Paper", "date": "2015-11-24", "grade": "C3", "why": "a test"}
    content = {
        "schema": "airspace/incident/1", "id": "small", "title": "Small", "date": "2015-11-24", "place": "there",
        "sources": {"paper": source}, "aircraft": {"jet": {"label": "Jet", "type": "Su-24M", "state": "RUS"}},
        "claims": claims,
    }  # fmt: skip
    path.write_text(json.dumps(content), "utf-8")
    return assess(load_incident(path))


def undone(steps: list[int], unit: float) -> NDArray[np.float64]:
    return np.cumsum(steps) * unit


def test_a_coded_line_comes_back_to_its_rounding() -> None:
    turns = np.random.default_rng(5).normal(0, 0.01, (2, 500)).cumsum(axis=1)
    lon, lat = 179.9 + turns[0], -40 + turns[1]
    pairs = np.array(coded(lon, lat, GROUND_DEGREES)).reshape(-1, 2).cumsum(axis=0) * GROUND_DEGREES
    assert len(pairs) <= 500
    np.testing.assert_allclose(pairs[[0, -1]], np.column_stack([lon, lat])[[0, -1]], atol=GROUND_DEGREES / 2 + 1e-12)
    assert coded([1.0, 1.0, 1.0], [2.0, 2.0, 2.0], GROUND_DEGREES) == [100_000, 200_000], (
        "a point that stays is told once"
    )


def test_a_path_joined_straight_is_the_engines_path_to_half_a_metre(tmp_path: Path) -> None:
    """Legs of 170 km at 60 degrees north, where a straight line on the map strays by hundreds of metres."""
    assessment = incident(tmp_path, one=LONG)
    tellers = Tellers(assessment)
    clock = clock_of(tellers.scene)
    track = assessment.cases[0].track
    assert clock is not None and track is not None and track.start is not None
    path = claims_island(tellers, clock[0])[0]["tracks"][0]
    t_s = undone(path["t"], 1e-3) + clock[0] - track.start.timestamp()
    wanted_s = np.sort(np.random.default_rng(7).uniform(0, 1800, 400))
    lon, lat = (np.interp(wanted_s, t_s, undone(path[name], PATH_DEGREES)) for name in ("lng", "lat"))
    there = track.position(track.at_time(wanted_s))
    away_m = inverse(lon, lat, *there)[2]
    assert float(np.max(away_m)) < 0.5
    assert len(t_s) < 600
    height = track.altitude(track.at_time(wanted_s))
    assert height is not None
    np.testing.assert_allclose(np.interp(wanted_s, t_s, undone(path["alt"], 0.1)), height, atol=0.1)


INSIDE = """time,lon,lat,alt_m
2015-11-24T07:20:00Z,36.30,35.82,
2015-11-24T07:26:00Z,36.00,35.83,
"""


def test_the_clock_opens_at_the_same_instant_whoever_comes_first(tmp_path: Path) -> None:
    stands = []
    for number, names in enumerate((("one", "two"), ("two", "one"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        tracks = {"one": INSIDE, "two": INSIDE.replace("T07:", "T08:")}
        scene = Tellers(incident(folder, **{name: tracks[name] for name in names})).scene
        stands.append(clock_of(scene))
        points = [p["t"] for case in scene.assessment.cases for p in points_of(scene, case) if p["t"] is not None]
    assert stands[0] == stands[1] and stands[0] is not None
    assert 5 <= min(points) - stands[0][2] < 6 and stands[0][0] < stands[0][2]


def test_the_same_case_gives_the_same_bytes_and_claims_keep_their_order(tmp_path: Path) -> None:
    assessment = incident(tmp_path, late=TIMELESS, early=LONG)
    tellers = Tellers(assessment)
    assert first_aircraft(tellers.scene) == "jet"
    assert shown_at_first(tellers.scene) == ["early"], "only what has a place on the clock"
    code = (
        "import sys; from airspace.assessment import assess; from airspace.casefile import load_incident;"
        "from maps.comparison import comparison_page;"
        "sys.stdout.buffer.write(comparison_page(assess(load_incident(sys.argv[1])), {}).encode())"
    )
    # whatever the order in which sets are gone through here, there it is another
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
        check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.decode() == comparison_page(assessment, {})


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desktop", "phone"])
def test_without_any_times_there_are_maps_and_no_clock(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    assessment = incident(tmp_path, one=TIMELESS, two=TIMELESS)
    with browser.visit(comparison_page(assessment, {}), size=size) as visit:
        assert visit.page.locator(".folium-map:visible").count() == 2
        assert visit.page.locator("#deck:visible").count() == 0
        assert "no times stated" in visit.page.locator("#pane-one .pane-status").inner_text()
        visit.use_everything()
        visit.page.keyboard.press("Space")
        visit.assert_calm()
