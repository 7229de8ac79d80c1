"""Broken and hostile files: one clear error each, exit status 1, nothing written, no traceback."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hostile_files import GOOD_CSV, TRACKS, ZONE, ZONES, Case

from airspace import explain
from airspace.casefile import validate_text
from airspace.cli import main
from airspace.errors import AirspaceError
from airspace.incident import Incident

MEMORY_BYTES = 2 * 1024**3
"""Address space of the processes that are held to it; a third of it is resident, the libraries' own included."""


def put(folder: Path, case: Case) -> Path:
    path = folder / case[0]
    path.write_bytes(case[1])
    return path


def is_told(stderr: str, name: str, told: str) -> None:
    """One error of the form: file, what is wrong; what would be right."""
    lines = stderr.splitlines()
    assert stderr.startswith("Error: ") and "Traceback" not in stderr
    assert told in stderr, stderr
    faults = lines if len(lines) == 1 else lines[1:]
    assert all((name in fault and "; " in fault) or fault.startswith("  ... and") for fault in faults), stderr
    assert len(lines) <= 22 and all(each.isprintable() for each in lines)


@pytest.mark.parametrize("case", TRACKS, ids=lambda case: case[0])
def test_a_hostile_track_is_refused(tmp_path: Path, case: Case) -> None:
    zone = tmp_path / "zone.geojson"
    zone.write_text(json.dumps(ZONE), encoding="utf-8")
    path = put(tmp_path, case)
    for arguments in (["check", str(path), "--zone", str(zone), "--json"], ["validate", str(path)]):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 1 and result.stdout == "", result.stderr
        is_told(result.stderr, case[0], case[2])
    assert sorted(tmp_path.iterdir()) == sorted([path, zone])


@pytest.mark.parametrize("case", ZONES, ids=lambda case: case[0])
def test_a_hostile_zone_is_refused(tmp_path: Path, case: Case) -> None:
    path, track = put(tmp_path, case), tmp_path / "good.csv"
    track.write_text(GOOD_CSV, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(track), "--zone", str(path), "--json"])
    assert result.exit_code == 1 and result.stdout == "", result.stderr
    is_told(result.stderr, case[0], case[2])
    assert sorted(tmp_path.iterdir()) == sorted([path, track])


def test_there_are_sixty_and_more() -> None:
    assert len(TRACKS) + len(ZONES) >= 60
    assert len({case[0] for case in TRACKS}) == len(TRACKS) and len({case[0] for case in ZONES}) == len(ZONES)


@pytest.mark.parametrize("name", ["rows.parquet", "bomb.kmz"])
def test_a_bomb_goes_off_in_little_memory(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, next(case for case in TRACKS if case[0] == name))
    done = subprocess.run(
        [sys.executable, "-m", "airspace.cli", "validate", str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES)),
    )
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith(f"Error: {path}: ") and "Traceback" not in done.stderr


@pytest.mark.parametrize("end", ['b: "open', "b: \x07"])
def test_an_incident_that_breaks_off_after_a_hundred_faults(tmp_path: Path, end: str) -> None:
    path = tmp_path / "incident.yaml"
    path.write_text("a: 1\n" * 101 + end, encoding="utf-8")  # a hundred keys that occur twice, and no end
    result = CliRunner().invoke(main, ["validate", str(path)])
    assert result.exit_code == 1 and result.stderr.startswith("Error: ")


def test_the_schema_is_made_once_however_many_faults_a_file_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was made anew for each fault: a file of 134 kB took eight seconds."""
    made: list[object] = []
    original = Incident.model_json_schema.__func__  # type: ignore[attr-defined]

    def counted(model: type[Incident], **options: object) -> object:
        made.append(model)
        return original(model, **options)

    monkeypatch.setattr(Incident, "model_json_schema", classmethod(counted))
    explain._schema.cache_clear()
    claims = "".join(f"  c{number}: {{speaker: x}}\n" for number in range(40))
    with pytest.raises(AirspaceError, match="claimant"):
        validate_text(f"schema: airspace/incident/1\nclaims:\n{claims}")
    assert len(made) == 1
