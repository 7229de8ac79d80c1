"""``airspace map`` and ``airspace dossier``: a whole folder, or none and a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from airspace.assessment import Assessment
from airspace.cli import main
from airspace.cli.output import MARKER
from geodata.editions import registry

BROKEN = Path(__file__).parent / "broken_incidents" / "six-faults.yaml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Stands in for the assessment and the pages, which have tests of their own; notes what it was asked for."""
    asked: list[Any] = []

    def assess(incident: Any, claims: Any, editions: Any, progress: Callable[[str], None]) -> Assessment:
        asked.append((incident.id, claims, editions))
        progress("assessing")
        for claim in claims:
            incident.claim(claim)
        return Assessment(incident, (), (), (), tuple(editions))

    def compare(incident: Any, editions: Any, progress: Any, solved: Any) -> tuple[Any, ...]:
        return (incident.id, solved, editions)

    def certain(assessment: Any, workers: int, progress: Any) -> tuple[str, int]:
        return ("how sure", workers)

    def pages(assessment: Any, comparison: Any, sure: Any, tiles: Any = None, progress: Any = None) -> dict[str, str]:
        assert sure[0] == "how sure"
        asked.extend([comparison, tiles])
        return {"index.html": "<p>İskenderun</p>\n", "claim-turkey.html": "<p>\n"}

    monkeypatch.setattr("airspace.assessment.assess", assess)
    monkeypatch.setattr("airspace.comparison.compare", compare)
    monkeypatch.setattr("airspace.certainty.certainty", certain)
    monkeypatch.setattr("maps.dossier.dossier_files", pages)
    return asked


def test_a_dossier_is_one_folder(tmp_path: Path, rendered: list[Any]) -> None:
    out = tmp_path / "out" / "case"
    result = run("dossier", "su24-2015", "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [f"{out}: 2 files, 0.0 MB", f"open {out / 'index.html'}"]
    assert {path.name for path in out.iterdir()} == {"index.html", "claim-turkey.html", MARKER}
    assert (out / "index.html").read_bytes() == "<p>İskenderun</p>\n".encode()
    asked = ("su24-2015", (), tuple(registry()))
    # all claims on every edition, in both, the second with the tracks of the first (here none); no tiles
    assert rendered == [asked, asked, None]


def test_tiles_only_if_asked_for(tmp_path: Path, rendered: list[Any]) -> None:
    assert run("dossier", "su24-2015", "--out", tmp_path / "case", "--tiles").exit_code == 0
    assert rendered[2].credit == "© OpenStreetMap contributors"


@pytest.mark.usefixtures("rendered")
def test_a_second_run_needs_force(tmp_path: Path) -> None:
    out = tmp_path / "case"
    assert run("dossier", "su24-2015", "--out", out).exit_code == 0
    again = run("dossier", "su24-2015", "--out", out)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == f"Error: {out} exists; add --force to replace it, or give another --out\n"
    assert run("dossier", "su24-2015", "--out", out, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["dossier", "nowhere"], "unknown incident"),
        (["dossier", str(BROKEN)], "six-faults.yaml"),
        (["map", "su24-2015", "--claim", "atlantis"], "unknown claim 'atlantis'"),
    ],
)
def test_a_refused_input_writes_nothing(tmp_path: Path, arguments: list[str], told: str) -> None:
    result = run(*arguments, "--out", tmp_path / "out" / "case")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ") and told in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_fault_while_rendering_writes_nothing(
    tmp_path: Path, rendered: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maps.dossier.dossier_files", lambda *_: 1 / 0)
    assert isinstance(run("dossier", "su24-2015", "--out", tmp_path / "case").exception, ZeroDivisionError)
    assert list(tmp_path.iterdir()) == [] and len(rendered) == 1


def test_out_is_needed() -> None:
    assert run("dossier", "su24-2015").exit_code == 2
    assert run("map", "su24-2015").exit_code == 2


def test_the_map_of_one_claim(tmp_path: Path) -> None:
    result = run("map", "su24-2015", "--claim", "leuven", "--claim", "leuven", "--out", tmp_path / "maps")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "maps").iterdir()} == {"claim-leuven.html", MARKER}
    page = (tmp_path / "maps" / "claim-leuven.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "Content-Security-Policy" in page
