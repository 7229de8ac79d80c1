"""``airspace check``: the document, the table, the statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from airspace.cli import main

TRACK = """time,lon,lat,alt_m
2015-11-24T07:23:40Z,36.20,35.83,5791
2015-11-24T07:24:40Z,36.10,35.83,5791
"""
KEYS = [
    "claim", "track", "aircraft", "zone", "edition", "edge_model", "basis", "solved_on", "by_construction",
    "verdict", "decisive", "why", "margin_m", "duration_s", "length_m", "max_depth_m", "closest_approach_m",
    "incursions",
]  # fmt: skip
POINT = ["time", "lon", "lat", "alt_m"]
STAY = ["entry", "exit", "duration_s", "length_m", "max_depth_m", "deepest", "mean_speed_mps"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def document(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == "" and result.stdout.endswith("}\n")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refused(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    return result.stderr


@pytest.fixture
def track(tmp_path: Path) -> Path:
    path = tmp_path / "radar.csv"
    path.write_text(TRACK)
    return path


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    ring = [[36.12, 35.8], [36.18, 35.8], [36.18, 35.9], [36.12, 35.9], [36.12, 35.8]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"name": "[red]Box[/red]"}, "geometry": shape}
    path = tmp_path / "box.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def test_the_document_of_a_track_file(track: Path) -> None:
    found = document(track, "--zone", "TUR")
    assert (found["schema"], found["incident"]) == ("airspace/check/1", None)
    (result,) = found["results"]
    assert list(result) == KEYS
    assert (result["claim"], result["aircraft"], result["track"]) == (None, None, "radar")
    assert (result["zone"], result["edition"], result["verdict"]) == ("TUR", "osm-2026c", "inside")
    assert result["margin_m"] == result["max_depth_m"] > 0 and result["closest_approach_m"] is None
    (stay,) = result["incursions"]
    assert list(stay) == STAY and list(stay["entry"]) == list(stay["exit"]) == list(stay["deepest"]) == POINT
    assert stay["entry"]["time"].endswith("Z") and len(stay["entry"]["time"]) == len("2015-11-24T07:24:05.000000Z")


def test_the_document_of_an_incident() -> None:
    found = document("su24-2015", "--claim", "turkey")
    assert found["incident"] == "su24-2015"
    first = found["results"][0]
    assert list(first) == KEYS and first["claim"] == "turkey" and first["solved_on"] == "osm-2026c"
    assert "length_m" in first["by_construction"] and abs(first["length_m"] - 1850.75) < 1
    assert abs(first["duration_s"] - 17) < 0.05
    assert {result["claim"] for result in found["results"]} == {"turkey"}


def test_every_edition_is_asked(track: Path) -> None:
    editions = [result["edition"] for result in document(track, "--zone", "TUR", "--edition", "all")["results"]]
    assert editions == ["osm-2026c", "osm-maritime", "dcw", "wdbii", "ne-10m"]
    two = document(track, "--zone", "TUR", "--edition", "dcw", "--edition", "dcw", "--edition", "ne-10m")["results"]
    assert [result["edition"] for result in two] == ["dcw", "ne-10m"]


def test_a_zone_from_a_file(track: Path, zone: Path) -> None:
    found = document(track, "--zone", zone, "--zone", "SYR")["results"]
    assert [(result["zone"], result["edition"]) for result in found] == [
        ("[red]Box[/red]", None),
        ("SYR", "osm-2026c"),
    ]
    assert found[0]["verdict"] == "inside" and found[0]["margin_m"] > 2000
    assert "[red]Box[/red]" in run(track, "--zone", zone).stdout  # no markup in a name is obeyed


@pytest.mark.parametrize("model", ["geodesic", "rhumb", "planar"])
def test_edge_models(track: Path, zone: Path, model: str) -> None:
    found = document(track, "--zone", zone, "--edge-model", model)["results"]
    assert found[0]["edge_model"] == model


def test_the_table_of_a_track_file(track: Path) -> None:
    result = run(track, "--zone", "TUR", "--edition", "all")
    assert result.exit_code == 0 and result.stderr == ""
    lines = result.stdout.splitlines()
    assert all(len(line) <= 80 for line in lines) and "\x1b" not in result.stdout
    assert lines[0] == "radar  (measured)"
    assert sum(line.startswith("TUR ") for line in lines) == 5
    assert "by construction" not in result.stdout  # nothing was reconstructed
    assert "times in UTC" in result.stdout


def test_the_table_tells_findings_from_inputs() -> None:
    result = run("su24-2015", "--claim", "turkey", "--claim", "russia")
    assert result.exit_code == 0
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    text = " ".join(result.stdout.split())
    assert "turkey / letter-statute (su24-2, reconstructed on osm-2026c)" in text
    assert "17.0 s * 1,851 m *" in text and "m deep *" not in text.partition("russia /")[0]
    assert "1,000 m off *" in text
    assert "course 270 deg (assumed)" in text and "length 1.15 mi," in text
    assert "* by construction: an input of the reconstruction, so it is no finding" in text
    assert "[1] geometrically inside by construction, but the edition is coarser" in text


def test_solved_anew_on_other_editions() -> None:
    text = " ".join(run("su24-2015", "--claim", "turkey", "--edition", "all").stdout.split())
    assert "anew on dcw" in text and "anew on osm-2026c" not in text


def test_fail_on(track: Path) -> None:
    assert run(track, "--zone", "TUR", "--fail-on", "inside").exit_code == 3
    assert run(track, "--zone", "TUR", "--fail-on", "inside", "--json").exit_code == 3
    assert run(track, "--zone", "TUR", "--fail-on", "outside").exit_code == 0


def test_wrong_usage(track: Path) -> None:
    for arguments in ([track], [track, "--zone", "TUR", "--claim", "turkey"], [track, "--edge-model", "flat"]):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")


def test_unknown_names(track: Path, tmp_path: Path) -> None:
    assert "unknown zone" in refused(run(track, "--zone", "TÜR"))
    assert "Did you mean 'TUR'?" in refused(run(track, "--zone", "TURK"))
    assert "unknown edition 'dcv'. Did you mean 'dcw'?" in refused(run(track, "--zone", "TUR", "--edition", "dcv"))
    assert "unknown claim" in refused(run("su24-2015", "--claim", "atlantis"))
    assert "no such file" in refused(run(tmp_path / "none.csv", "--zone", "TUR"))
    assert "none.geojson" in refused(run(track, "--zone", tmp_path / "none.geojson"))
    assert "unknown incident" in refused(run("nowhere"))


def test_one_fix_and_no_times(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("lon,lat\n36.15,35.85\n")
    (result,) = document(path, "--zone", "TUR")["results"]
    (stay,) = result["incursions"]
    assert (stay["entry"], stay["exit"], stay["length_m"], stay["duration_s"]) == (None, None, 0, None)
    assert "begins inside to ends inside" in run(path, "--zone", "TUR").stdout


def test_a_path_solved_anew_is_marked_where_it_repeats_its_input() -> None:
    text = " ".join(run("su24-2015", "--claim", "russia", "--edition", "dcw").stdout.split())
    assert "anew on dcw a path exists, 1,000 m off *" in text
