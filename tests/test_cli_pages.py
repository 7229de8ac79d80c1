"""``airspace map`` and ``airspace dossier``: a whole folder, or none and a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cases import filled, saved
from click.testing import CliRunner, Result

from airspace.assessment import Assessment
from airspace.cli import main, options
from airspace.cli.output import MARKER
from airspace.language import LANGUAGES
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

    def certain(assessment: Any, workers: int, progress: Any) -> tuple[str, int]:
        return ("how sure", workers)

    def tell(assessment: Any, sure: Any, spoken: str, progress: Any) -> Any:
        assert sure[0] == "how sure"
        return SimpleNamespace(comparison=(assessment.incident.id, assessment.editions), spoken=spoken)

    def pages(
        assessment: Any, comparison: Any, sure: Any, tiles: Any, progress: Any, tellings: Any, pdf: Any
    ) -> dict[str, str]:
        asked.extend([comparison, tiles, [(spoken, telling.spoken) for spoken, telling in tellings.items()], pdf])
        named = [f"{spoken}/" if number else "" for number, spoken in enumerate(tellings)]
        written = {"index.html": "<p>İskenderun</p>\n", "summary.html": "<title>Sheet</title>\n"}
        return {f"{folder}{name}": text for folder in named for name, text in written.items()}

    monkeypatch.setattr("airspace.assessment.assess", assess)
    monkeypatch.setattr("airspace.telling.tell", tell)
    monkeypatch.setattr("airspace.certainty.certainty", certain)
    monkeypatch.setattr("maps.dossier.dossier_files", pages)
    return asked


def test_a_dossier_is_one_folder(tmp_path: Path, rendered: list[Any]) -> None:
    out = tmp_path / "out" / "case"
    result = run("dossier", "su24-2015", "--out", out, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [f"{out}: 2 files, 0.0 MB", f"open {out / 'index.html'}"]
    assert {path.name for path in out.iterdir()} == {"index.html", "summary.html", MARKER}
    assert (out / "index.html").read_bytes() == "<p>İskenderun</p>\n".encode()
    # all claims on every edition; no tiles, one language, no PDF
    editions = tuple(registry())
    assert rendered == [("su24-2015", (), editions), ("su24-2015", editions), None, [("en", "en")], None]


@pytest.mark.parametrize(
    ("named", "told"),
    [([], ["en", "tr", "ru"]), (["tr", "en", "tr"], ["tr", "en"]), (["ru", "ru"], ["ru"])],
)
def test_the_first_language_stands_in_the_folder_itself(
    tmp_path: Path, rendered: list[Any], named: list[str], told: list[str]
) -> None:
    asked = [word for spoken in named for word in ("--lang", spoken)]
    assert run("dossier", "su24-2015", "--out", tmp_path / "case", *asked).exit_code == 0
    assert [spoken for spoken, _ in rendered[3]] == told
    assert rendered[1][0] == "su24-2015", "the comparison for JSON, in English whatever is spoken"
    found = {path.relative_to(tmp_path / "case").as_posix() for path in (tmp_path / "case").rglob("*.html")}
    folders = ["", *(f"{spoken}/" for spoken in told[1:])]
    assert found == {f"{folder}{name}" for folder in folders for name in ("index.html", "summary.html")}


@pytest.mark.parametrize("spoken", ["xx", "TR", "", "tr/../..", "__proto__", "en,tr", "<b>", "\u202etr"])
@pytest.mark.parametrize("command", ["dossier", "map"])
def test_a_language_that_no_page_speaks_is_wrong_usage(tmp_path: Path, command: str, spoken: str) -> None:
    assert options.LANGUAGES == LANGUAGES
    result = run(command, "su24-2015", "--out", tmp_path / "case", "--lang", "en", "--lang", spoken)
    assert result.exit_code == 2 and result.stderr.count("Error: ") == 1
    assert "is not one of 'en', 'tr', 'ru'" in result.stderr and "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_each_summary_is_printed_beside_itself(
    tmp_path: Path, rendered: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("airspace.cli.printing.browser", lambda: "a browser")
    monkeypatch.setattr("airspace.cli.printing.pdf_of", lambda page, program: f"%PDF {program} {page}".encode())
    out = tmp_path / "case"
    assert run("dossier", "su24-2015", "--out", out, "--lang", "en", "--lang", "ru", "--pdf").exit_code == 0
    assert rendered[4] == "summary.pdf"
    for folder in (out, out / "ru"):
        assert (folder / "summary.pdf").read_bytes() == b"%PDF a browser <title>Sheet</title>\n"
    assert sorted(path.name for path in out.rglob("*.pdf")) == ["summary.pdf", "summary.pdf"]


def test_without_a_browser_nothing_is_begun(
    tmp_path: Path, rendered: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("dossier", "su24-2015", "--out", tmp_path / "case", "--pdf")
    assert (result.exit_code, result.stdout, rendered) == (1, "", [])
    assert result.stderr.startswith("Error: no browser to print with: none of chromium, ")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_translation_is_told_before_anything_is_computed(tmp_path: Path, rendered: list[Any]) -> None:
    path = saved(filled(lambda place, most: place[-most:]), tmp_path / "small")
    (path.parent / "ru.po").write_text('msgid "title\n', "utf-8")
    result = run("dossier", path, "--out", tmp_path / "case")
    assert (result.exit_code, result.stdout, rendered) == (1, "", [])
    assert "ru.po:1:" in result.stderr and not (tmp_path / "case").exists()
    result = run("dossier", path, "--out", tmp_path / "case", "--lang", "tr")
    assert (result.exit_code, rendered) == (1, []), "the comparison page speaks every language"


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


def test_a_map_in_one_language(tmp_path: Path) -> None:
    path = saved(filled(lambda place, most: place[-most:]), tmp_path / "small")
    (path.parent / "tr.po").write_text('msgid "claims.one.title"\nmsgstr "Birinci anlatım"\n', "utf-8")
    assert run("map", path, "--claim", "one", "--out", tmp_path / "maps", "--lang", "tr").exit_code == 0
    page = (tmp_path / "maps" / "claim-one.html").read_text("utf-8")
    assert '<html lang="tr" dir="ltr">' in page and "<h1>Birinci anlatım</h1>" in page
    assert 'class="languages"' not in page, "the same map in no other language stands beside it"
