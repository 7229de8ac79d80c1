"""The comparison of any incident: three invented sentences, parties with their names swapped, a check that is added."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cases import SKELETON, filled
from ruamel.yaml import YAML

from airspace.casefile import load_incident, validate_text
from airspace.checks import CHECKS
from airspace.comparedoc import compare_document
from airspace.comparison import compare
from airspace.incident import Incident
from geodata.library import incident_path

ROOT = Path(__file__).parent.parent

THREE_SENTENCES: dict[str, Any] = {
    "schema": "airspace/incident/1",
    "id": "invented",
    "title": "An invented incident",
    "date": "2031-05-04",
    "place": "Nowhere",
    "sources": {"letter": {"publisher": "A paper", "grade": "C3", "why": "invented"}},
    "aircraft": {"kite": {"label": "A kite", "type": "Paper kite", "state": "XAA"}},
    "claims": {
        "one": {
            "claimant": "One side",
            "title": "Deep inside",
            "defaults": {"speaker": "its spokesman", "source": "letter", "about": "kite"},
            "statements": {
                "stay": {
                    "says": "It was 4 km deep inside for 20 seconds, over 3 km of path.",
                    "readings": {
                        "depth": {"quantity": "depth", "zone": "XBB", "value": "4.0 km", "figure": "depth"},
                        "length": {"quantity": "length_inside", "zone": "XBB", "value": "3.0 km", "figure": "length"},
                        "time": {"quantity": "duration_inside", "zone": "XBB", "value": "20 s"},
                    },
                },
                "mood": {
                    "says": "It looked hostile.",
                    "untestable": {"why": "an impression", "would_settle": "nothing measurable"},
                },
            },
        },
        "two": {
            "claimant": "Other side",
            "title": "Never inside",
            "defaults": {"speaker": "her minister", "source": "letter", "about": "kite"},
            "statements": {
                "away": {
                    "says": "It never came nearer than 2 km.",
                    "readings": {"closest": {"quantity": "closest_distance", "zone": "XBB", "value": "2.0 km"}},
                }
            },
        },
    },
}


def invented() -> Incident:
    return validate_text(json.dumps(THREE_SENTENCES))


def test_three_sentences_run_through_every_check_that_has_data() -> None:
    found = compare(invented())
    by_check = {f.check: f for f in found.findings}
    assert by_check["depth-length"].word == "internally-inconsistent"
    assert by_check["depth-length"].computed["least_length_m"] == pytest.approx(2 * 3950)
    assert by_check["speed"].word == "untestable"  # no performance figures of a paper kite
    assert by_check["speed"].computed["ground_speed_mps"] == pytest.approx([2950 / 20.5, 3050 / 19.5])
    assert by_check["intruder"].computed["least_speed_mps"] == pytest.approx(2 * 3950 / 20.5)
    assert {f.check for f in found.findings} == {"depth-length", "speed", "intruder", "untestable"}


def test_the_rest_is_reported_untestable() -> None:
    told = {f.statements[0]: f for f in compare(invented()).findings if f.check == "untestable"}
    assert set(told) == {"mood", "away"}
    assert "an impression" in told["mood"].text
    assert "closest distance" in told["away"].text and told["away"].would_hold_if is not None


def test_the_solver_of_three_sentences() -> None:
    (row,) = [c for c in compare(invented()).consistency if c.claim == "one"]
    (solution,) = row.solutions
    assert solution.conflicts == (("stay/depth", "stay/length"),) and solution.by == ("intervals",)
    nearest = {n.statement: n.value_si for n in solution.nearest}
    assert nearest == pytest.approx({"stay/depth": 3050 / 2, "stay/length": 2 * 3950})


def test_every_part_of_the_file_can_be_compared() -> None:
    """The incident that uses every part of the format, a given track and a border among them."""
    incident = validate_text(json.dumps(filled(lambda place, most: place[:most], SKELETON)))
    with pytest.raises(LookupError):
        compare(incident)  # its track file does not stand beside a text
    found = compare(incident, ("three",))
    assert {f.word for f in found.findings} == {"untestable"}


# --- no party is known to the code ---------------------------------------------------------------------------


@cache
def su24() -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(incident_path("su24-2015").read_text("utf-8")))


def swapped() -> dict[str, Any]:
    """The case with the names of its two parties exchanged: ids of the claims and claimants."""
    data = json.loads(json.dumps(su24(), default=str))
    names = {"turkey": "russia", "russia": "turkey"}
    claimants = {"Turkey": "Russia", "Russia": "Turkey"}
    for claim in data["claims"].values():
        claim["claimant"] = claimants.get(claim["claimant"], claim["claimant"])
    data["claims"] = {names.get(name, name): claim for name, claim in data["claims"].items()}
    return dict(data)


def renamed(value: Any) -> Any:
    """A document with the ids of the two claims exchanged, back again."""
    names = {"turkey": "russia", "russia": "turkey"}
    if isinstance(value, dict):
        return {names.get(k, k): renamed(v) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(v) for v in value]
    return names.get(value, value) if isinstance(value, str) else value


def test_swapping_the_names_of_the_parties_changes_no_number_and_no_finding() -> None:
    before = compare_document(compare(load_incident(incident_path("su24-2015"))))
    after = renamed(compare_document(compare(validate_text(json.dumps(swapped())))))
    assert len(before["findings"]) > 200
    for part in ("findings", "common_ground", "disputed", "consistency", "solver", "matrix"):
        assert before[part] == after[part], part


def test_the_order_of_the_claims_changes_no_finding() -> None:
    data = json.loads(json.dumps(su24(), default=str))
    data["claims"] = dict(reversed(data["claims"].items()))
    before = compare_document(compare(load_incident(incident_path("su24-2015")), ("russia", "leuven")))
    after = compare_document(compare(validate_text(json.dumps(data)), ("leuven", "russia")))

    def sorted_text(document: dict[str, Any], part: str) -> list[str]:
        return sorted(json.dumps(entry, sort_keys=True) for entry in document[part])

    for part in ("findings", "consistency", "solver"):
        assert sorted_text(before, part) == sorted_text(after, part)


# --- adding a check ------------------------------------------------------------------------------------------

NEW_CHECK = '''"""A check made in a test: how many aircraft are spoken of."""

from airspace.findings import finding

__all__ = ["QUESTION", "TITLE", "run"]
TITLE = "Aircraft"
QUESTION = "How many aircraft does the claim speak of?"


def run(case, claim_id):
    return [
        finding("aircraft-named", "aircraft named", [f.readings[0]], "consistent", "A rule", "one aircraft")
        for f in case.figures(claim_id)[:1]
    ]
'''


def test_adding_a_check_is_one_new_file_and_one_line(tmp_path: Path) -> None:
    for wing in ("airspace", "geodata"):
        shutil.copytree(ROOT / wing, tmp_path / wing, ignore=shutil.ignore_patterns("__pycache__", "build"))
    registry = tmp_path / "airspace" / "checks" / "__init__.py"
    text = registry.read_text("utf-8")
    line = '    "untestable",\n'
    assert text.count(line) == 1
    registry.write_text(text.replace(line, f'    "aircraft-named",\n{line}'), "utf-8")
    (registry.parent / "aircraft_named.py").write_text(NEW_CHECK, "utf-8")
    (tmp_path / "incident.yaml").write_text(json.dumps(THREE_SENTENCES), "utf-8")
    command = [sys.executable, "-m", "airspace.cli", "compare", str(tmp_path / "incident.yaml"), "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    rows = [row["check"] for row in document["matrix"]]
    assert rows.index("aircraft-named") == len(rows) - 2  # before untestable, as in the registry
    assert {f["check"] for f in document["findings"]} == {
        "depth-length",
        "speed",
        "intruder",
        "aircraft-named",
        "untestable",
    }
    assert "aircraft-named" not in CHECKS  # this process has the shipped registry
