"""``airspace check --uncertainty``: which inputs, the document, the page, the statuses, the same bytes."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cases import SKELETON, filled, saved
from click.testing import CliRunner, Result

from airspace.assessment import track_case
from airspace.casefile import load_incident, validate_text
from airspace.chance.inputfile import validate_inputs
from airspace.chance.trackinputs import EXACT_FIXES_FILE, EXACT_FIXES_INCIDENT, EXACT_ZONE, RECONSTRUCTED, inputs_for
from airspace.cli import main
from airspace.errorinputs import Inputs
from airspace.errors import IncidentFileError

PAGE = Path(__file__).parent.parent / "docs" / "json.md"
TRACK = """time,lon,lat,alt_m
2015-11-24T07:23:40Z,36.22,35.798,5791
2015-11-24T07:24:00Z,36.18,35.80,5791
2015-11-24T07:24:20Z,36.14,35.80,5791
2015-11-24T07:24:40Z,36.10,35.80,5791
"""
FAR = "time,lon,lat\n2015-11-24T07:23:40Z,36.20,35.60\n2015-11-24T07:24:40Z,36.10,35.60\n"
ACCURACY = """\
schema: airspace/inputs/1
position: {R95: 1 km, why: an example}
clock: {within: 2 s, source: a log}
border: {sigma: 50 m, why: an example}
correlation: [0 s, 30 s, always]
"""
ENTRY = [
    "claim", "track", "zone", "edition", "by_construction", "seed", "n", "stopped", "inputs", "scenarios",
    "correlation_why", "sensitivity", "sensitivity_correlation_s", "note",
]  # fmt: skip
SHARE = ["copies", "incursions", "share", "share_low", "share_high", "probability_text", "word"]
FIGURES = ["duration_s", "length_m", "depth_m", "entry_time", "exit_time"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def document(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--uncertainty", "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def track(tmp_path: Path) -> Path:
    path = tmp_path / "radar.csv"
    path.write_text(TRACK)
    return path


@pytest.fixture
def accuracy(tmp_path: Path) -> Path:
    path = tmp_path / "accuracy.yaml"
    path.write_text(ACCURACY)
    return path


def words(name: str, most: int) -> str:
    return "text"[:most]


def incident(folder: Path, **given: Any) -> Path:
    """The small incident, its track file with what is given of its accuracy."""
    skeleton = copy.deepcopy(SKELETON)
    spec = skeleton["claims"]["one"]["tracks"]["radar"]
    del spec["position_uncertainty"], spec["uncertainty"]
    spec.update(given, basis="measured")
    return saved(filled(words, skeleton), folder)


# the document


def test_the_document_of_a_track_with_an_accuracy(track: Path, accuracy: Path) -> None:
    found = document(track, "--zone", "TUR", "--inputs", accuracy)
    assert list(found) == ["schema", "incident", "results", "reconstructions", "uncertainty"]
    (entry,) = found["uncertainty"]
    assert list(entry) == ENTRY
    assert (entry["claim"], entry["track"], entry["zone"], entry["edition"]) == (None, "radar", "TUR", "osm-2026c")
    assert (entry["seed"], entry["stopped"], entry["note"], entry["by_construction"]) == (1, "settled", None, [])
    assert [given["name"] for given in entry["inputs"]] == ["position", "clock", "border", "edge_model"]
    assert entry["inputs"][1]["source"] == "a log" and "sigma 409 m per axis" in entry["inputs"][0]["distribution"]
    assert [scenario["correlation_s"] for scenario in entry["scenarios"]] == [0.0, 30.0, "always"]
    assert entry["correlation_why"] is None
    assert entry["n"] == sum(scenario["copies"] for scenario in entry["scenarios"])
    for scenario in entry["scenarios"]:
        assert list(scenario) == ["correlation_s", *SHARE, "stopped", "time_inside_mean_s", *FIGURES]
        assert 0 < scenario["share_low"] < scenario["share"] == scenario["incursions"] / scenario["copies"]
        assert scenario["duration_s"]["copies"] == scenario["incursions"]
        assert scenario["time_inside_mean_s"] == pytest.approx(scenario["share"] * scenario["duration_s"]["mean"])
        assert list(scenario["entry_time"]) == ["copies", "std_s", "mean", "low", "high"]
        assert scenario["entry_time"]["low"] < scenario["entry_time"]["mean"] < scenario["entry_time"]["high"]
        assert scenario["entry_time"]["mean"].endswith("Z")
    assert entry["sensitivity_correlation_s"] == "always"
    assert {row["held"] for row in entry["sensitivity"]} == {"position", "clock", "border", "edge_model"}
    assert entry["sensitivity"][0]["held"] == "position"
    effects = [row["effect"] for row in entry["sensitivity"]]
    assert effects == sorted(effects, reverse=True)


def test_the_key_is_absent_unless_asked_for(track: Path) -> None:
    result = run(track, "--zone", "TUR", "--json")
    assert "uncertainty" not in json.loads(result.stdout)
    assert "How sure" not in run(track, "--zone", "TUR").stdout


def test_the_same_seed_gives_the_same_bytes(track: Path, accuracy: Path) -> None:
    arguments = (track, "--zone", "TUR", "--inputs", accuracy, "--uncertainty", "--json")
    first = run(*arguments, "--seed", "7").stdout
    assert first == run(*arguments, "--seed", "7", "--workers", "2").stdout
    other = run(*arguments).stdout
    assert other != first and json.loads(other)["results"] == json.loads(first)["results"]
    assert "worker" not in first and "elapsed" not in first


def test_an_entry_for_each_result_in_their_order(track: Path, tmp_path: Path) -> None:
    """Two zones of one name, of which the track crosses the second alone."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": "area"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[36.12, south], [36.18, south], [36.18, south + 0.1], [36.12, south + 0.1],
                                 [36.12, south]]],
            },
        }
        for south in (35.0, 35.75)
    ]  # fmt: skip
    zones = tmp_path / "areas.geojson"
    zones.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = document(track, "--zone", zones, "--zone", "SYR", "--edition", "osm-2026c", "--edition", "ne-10m")
    assert len(found["results"]) == 4
    for result, entry in zip(found["results"], found["uncertainty"], strict=True):
        assert (result["zone"], result["edition"]) == (entry["zone"], entry["edition"])
    below, over, *states = found["uncertainty"]
    assert (below["scenarios"][0]["share"], over["scenarios"][0]["share"]) == (0, 1)
    assert [given["name"] for given in over["inputs"]] == ["edge_model"] and EXACT_ZONE in over["note"]
    assert over["sensitivity"] == []
    sigmas = [given["distribution"] for entry in states for given in entry["inputs"] if given["name"] == "border"]
    assert len(set(sigmas)) == 2  # each edition has an error of its own


def test_none_of_all_is_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "far.csv"
    path.write_text(FAR)
    (entry,) = document(path, "--zone", "TUR")["uncertainty"]
    (scenario,) = entry["scenarios"]
    assert (scenario["share"], scenario["share_low"], scenario["incursions"]) == (0, 0, 0)
    assert scenario["probability_text"] == "< 0.04 % (0 of 10,000)"
    assert scenario["word"] == "below the scale (less than almost no chance)"
    assert [scenario[name] for name in FIGURES] == [None] * 5 and scenario["time_inside_mean_s"] == 0
    page = run(path, "--zone", "TUR", "--uncertainty").stdout
    assert "< 0.04 % (0 of 10,000)" in page and "time inside  no copy inside" in page
    assert " 0 %" not in page and "NaN" not in page


def test_a_track_without_times(tmp_path: Path, accuracy: Path) -> None:
    path = tmp_path / "drawn.csv"
    path.write_text("lon,lat\n36.22,35.798\n36.10,35.80\n")
    (entry,) = document(path, "--zone", "TUR", "--inputs", accuracy)["uncertainty"]
    assert [scenario["correlation_s"] for scenario in entry["scenarios"]] == [0.0, "always"]
    assert "no times" in entry["correlation_why"]
    for scenario in entry["scenarios"]:
        assert [scenario[name] for name in ("time_inside_mean_s", "duration_s", "entry_time")] == [None] * 3
    page = run(path, "--zone", "TUR", "--inputs", accuracy, "--uncertainty").stdout
    assert "the track has no times, so only the two ends can be drawn" in " ".join(page.split())


def test_every_key_is_documented(tmp_path: Path, accuracy: Path) -> None:
    path = tmp_path / "far.csv"
    path.write_text(FAR)
    (entry,) = document(path, "--zone", "TUR", "--inputs", accuracy)["uncertainty"]
    sections = dict(part.split("\n", 1) for part in PAGE.read_text("utf-8").split("\n## ")[1:])
    for head, keys in (
        ("An uncertainty", entry),
        ("A scenario", entry["scenarios"][0]),
        ("An input held", entry["sensitivity"][0]),
    ):
        named = [row.split("|")[1] for row in sections[head].splitlines() if row.startswith("| `")]
        assert sorted(re.findall(r"`(\w+)`", " ".join(named))) == sorted(keys)


# a reconstruction


def test_a_reconstructed_path_has_no_error_of_its_own(accuracy: Path) -> None:
    found = document("su24-2015", "--claim", "turkey", "--inputs", accuracy)
    for result, entry in zip(found["results"], found["uncertainty"], strict=True):
        assert entry["by_construction"] == result["by_construction"] and "verdict" in entry["by_construction"]
        assert [given["name"] for given in entry["inputs"]] == ["border", "edge_model"]
        assert entry["note"] == RECONSTRUCTED and "no position was measured" in RECONSTRUCTED
        (scenario,) = entry["scenarios"]
        assert scenario["correlation_s"] is None and scenario["share"] > 0.5
    assert found["uncertainty"][0]["inputs"][0]["stated"] == "sigma 50 m"


def test_the_page_of_a_reconstruction() -> None:
    result = run("su24-2015", "--claim", "leuven", "--uncertainty")
    assert result.exit_code == 0 and all(len(line) <= 80 for line in result.stdout.splitlines())
    text = " ".join(result.stdout.split())
    assert "leuven / two-km against TUR on osm-2026c" in text
    assert "reconstructed: no position was measured" in text and "varied border, edge model" in text
    assert "* by construction: drawn about an input of the reconstruction, so it is no finding" in text
    assert "sampling alone" in text and "Drawn: circular normal, sigma 735 m per axis" in text


# the page


def test_the_page_of_a_track(track: Path, accuracy: Path) -> None:
    result = run(track, "--zone", "TUR", "--uncertainty", "--inputs", accuracy)
    assert result.exit_code == 0 and result.stderr == ""
    lines = result.stdout.splitlines()
    assert all(len(line) <= 80 for line in lines)
    text = " ".join(result.stdout.split())
    assert "How sure: copies drawn from what is not known, seed 1" in text
    for part in ("errors correlated over", "30 s", "always", "in words", "time inside", "enters", "leaves", "depth"):
        assert part in text
    assert "━━" in text and "Source: a log." in text and "Why: an example." in text
    assert "*" not in text.partition("How sure")[2]


def test_exact_positions_are_said_to_be_so(track: Path) -> None:
    (entry,) = document(track, "--zone", "TUR")["uncertainty"]
    assert entry["note"] == EXACT_FIXES_FILE
    assert [given["name"] for given in entry["inputs"]] == ["border", "edge_model"]
    text = " ".join(run(track, "--zone", "TUR", "--uncertainty").stdout.split())
    assert "no accuracy of the positions was given" in text and "--inputs FILE" in text


# usage


def test_options_that_go_with_uncertainty(track: Path, accuracy: Path) -> None:
    for extra in (["--inputs", accuracy], ["--seed", "3"], ["--workers", "2"], ["--seed", "0"]):
        result = run(track, "--zone", "TUR", *extra)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"{extra[0]} goes with --uncertainty" in result.stderr
    for extra in (["--seed", "-1"], ["--workers", "0"], ["--seed", "x"]):
        assert run(track, "--zone", "TUR", "--uncertainty", *extra).exit_code == 2


def test_a_broken_file_of_inputs(track: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("schema: airspace/inputs/1\nposition: {R95: 500, why: x}\n")
    for file, said in ((path, "bad.yaml:2: position.R95"), (tmp_path / "none.yaml", "none.yaml")):
        result = run(track, "--zone", "TUR", "--uncertainty", "--inputs", file)
        assert (result.exit_code, result.stdout) == (1, "")
        assert said in result.stderr and "Traceback" not in result.stderr


def test_fail_on_keeps_its_meaning(track: Path) -> None:
    assert run(track, "--zone", "TUR", "--uncertainty", "--fail-on", "outside").exit_code == 3


# which inputs


def stated(path: Path, given: Inputs | None = None) -> tuple[Inputs, tuple[str, ...]]:
    found = load_incident(path)
    return inputs_for(found, track_case(found, "one", "radar", None, "geodesic"), "osm-2026c", "rhumb", given)


def test_what_an_incident_file_says_of_a_track(tmp_path: Path) -> None:
    inputs, notes = stated(incident(tmp_path / "a", position_uncertainty="500 m"))
    assert inputs.position is not None and inputs.position.sigma_m == pytest.approx(500 / 2.4477, rel=1e-4)
    assert inputs.border is not None and inputs.border.sigma_m == pytest.approx(735, abs=0.5) and notes == ()
    assert inputs.edge_models == ("rhumb", "geodesic", "planar")  # the nominal one first
    spec = {"position": {"CEP": "100 m", "why": "x"}, "edge_model": ["geodesic"]}
    inputs, _ = stated(incident(tmp_path / "b", position_uncertainty="500 m", uncertainty=spec))
    assert inputs.position is not None and inputs.position.text == "CEP 100 m"
    assert inputs.edge_models == ("geodesic",) and inputs.border is not None
    clock = {"clock": {"within": "2 s", "why": "x"}}
    inputs, _ = stated(incident(tmp_path / "c", position_uncertainty="500 m", uncertainty=clock))
    assert inputs.position is not None and inputs.clock is not None
    inputs, notes = stated(incident(tmp_path / "d"))
    assert inputs.position is None and notes == (EXACT_FIXES_INCIDENT,)


def test_a_file_of_inputs_stands_in_for_the_incident_file(tmp_path: Path) -> None:
    inputs, notes = stated(incident(tmp_path / "a", position_uncertainty="500 m"), validate_inputs(ACCURACY.encode()))
    assert inputs.border is not None and inputs.border.sigma_m == 50 and inputs.clock is not None
    assert inputs.position is not None and inputs.position.text == "R95 1 km" and notes == ()


def test_the_document_of_an_incident_with_a_track_file(tmp_path: Path) -> None:
    path = incident(tmp_path / "a", uncertainty={"position": {"R95": "300 m", "why": "a log"}})
    found = document(path, "--claim", "one")
    rows = {entry["track"]: entry for entry in found["uncertainty"]}
    assert len(rows["radar"]["scenarios"]) == 4 and rows["radar"]["inputs"][0]["why"] == "a log"
    assert len(rows["letter"]["scenarios"]) == 1 and rows["letter"]["note"] == RECONSTRUCTED


def faults(track: str, **given: Any) -> str:
    broken = filled(words)
    broken["claims"]["one"]["tracks"][track].update(given)
    with pytest.raises(IncidentFileError) as caught:
        validate_text(json.dumps(broken))
    return "\n".join(str(problem) for problem in caught.value.problems)


def test_faults_of_an_uncertainty_in_an_incident_file() -> None:
    place = "claims.one.tracks.radar.uncertainty"
    both = {"position": {"R95": "300", "why": "x"}, "clock": {"within": "2 s"}}
    found = faults("radar", uncertainty=both)
    assert f"{place}.position.R95" in found and "has no unit" in found
    assert f"{place}.clock" in found and "neither 'source' nor 'why' is given" in found
    assert "NIC" in faults("radar", uncertainty={"position": {"NIC": 8, "why": "x"}})
    nothing = faults("radar", uncertainty={"correlation": ["0 s"]}, position_uncertainty=None)
    assert "no input is given" in nothing
    solved = faults("letter", uncertainty={"clock": {"within": "2 s", "why": "x"}})
    assert "a reconstructed track has no uncertainty of its own" in solved
