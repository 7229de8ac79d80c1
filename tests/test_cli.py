"""The command line: what it prints, where, with which status, and what it leaves behind."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from airspace.cli import main
from airspace.cli.group import COMMANDS

HEAVY = ("numpy", "shapely", "pyproj", "geopandas", "pandas", "folium", "pydantic", "pyarrow", "ruamel", "rich")
BROKEN = Path(__file__).parent / "broken_tracks"
BROKEN_INCIDENTS = Path(__file__).parent / "broken_incidents"
ESCAPE = "\x1b"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def run_apart(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "airspace.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def refused(result: Result) -> str:
    """The reason of a refusal: status 1, on stderr, and nothing on stdout."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    return result.stderr.removeprefix("Error: ").rstrip("\n")


# --- help --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_imports_nothing_heavy(command: str | None) -> None:
    arguments = [command, "--help"] if command else ["--help"]
    script = f"""
import sys
from airspace.cli import main
try:
    main({arguments!r})
except SystemExit as end:
    assert end.code == 0
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert done.stdout.startswith("Usage: ") and all(len(line) <= 80 for line in done.stdout.splitlines())


def test_help_answers_in_under_three_tenths_of_a_second() -> None:
    """Processor time, which on an idle machine is the time waited: other work is not what is measured."""
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run_apart("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.3


def test_help_names_every_command() -> None:
    text = run("--help").stdout
    assert all(f"\n  {command} " in text for command in COMMANDS)


# --- how a run ends ----------------------------------------------------------------------------------


def test_wrong_usage_ends_with_two() -> None:
    assert run("no-such-command").exit_code == 2
    assert run("editions", "--no-such-option").exit_code == 2
    assert run("show").exit_code == 2


def test_a_version() -> None:
    assert run("--version").stdout.startswith("airspace, version ")


def test_a_fault_of_the_program_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.editions.registry", lambda: 1 / 0)
    assert isinstance(run("editions").exception, ZeroDivisionError)


def test_interruption_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geodata.editions.registry", interrupt)
    result = run("editions")
    assert (result.exit_code, result.output) == (130, "")


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m airspace.cli editions --json | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{\n", "")


# --- editions, incidents, show, validate ---------------------------------------------------------------


def plain(text: str) -> None:
    """A page that is not on a terminal: no escape sequence, 80 columns, no blanks at line ends."""
    assert ESCAPE not in text and text.endswith("\n")
    for line in text.splitlines():
        assert len(line) <= 80 and line == line.rstrip(), line


def test_editions_as_a_table() -> None:
    result = run("editions")
    assert result.exit_code == 0 and result.stderr == ""
    plain(result.stdout)
    for words in ("osm-2026c", "ne-10m", "ODbL-1.0", "not stated", "German", "Golan", "time zones"):
        assert words in result.stdout


def test_editions_as_json() -> None:
    document = json.loads(run("editions", "--json").stdout)
    assert document["schema"] == "airspace/editions/1"
    assert document["editions"][0]["id"] == "osm-2026c"
    assert {"family", "licence", "sha256", "spacing_m", "accuracy_source"} <= set(document["editions"][0])


def test_the_library() -> None:
    result = run("incidents")
    plain(result.stdout)
    assert [line[:21] for line in result.stdout.splitlines()[2:] if line[:1] != " "] == [
        "ep3-2001   2001-04-01", "rf4e-2012  2012-06-22", "rq4a-2019  2019-06-20", "su24-2015  2015-11-24",
    ]  # fmt: skip
    document = json.loads(run("incidents", "--json").stdout)
    claims = {incident["id"]: incident["claims"] for incident in document["incidents"]}
    assert set(claims) == {"ep3-2001", "rf4e-2012", "rq4a-2019", "su24-2015"} and "turkey" in claims["su24-2015"]


def test_show_gives_figures_as_stated_and_in_si() -> None:
    result = run("show", "su24-2015")
    assert result.exit_code == 0 and result.stderr == ""
    plain(result.stdout)
    text = " ".join(result.stdout.split())
    assert "1.15 mi = 1,850.7 m [1,842.7 to 1,858.8]" in text
    assert "1.15 NM = 2,129.8 m" in text
    assert "09:24:05 local = 07:24:05Z" in text
    assert "Assumptions" in text and "Sources" in text and "[C2]" in text


def test_show_one_claim() -> None:
    text = run("show", "su24-2015", "--claim", "turkey").stdout
    assert "Claim turkey" in text and "Claim russia" not in text
    assert "unknown claim 'turky'. Did you mean 'turkey'?" in refused(run("show", "su24-2015", "--claim", "turky"))


def test_unknown_incident() -> None:
    told = refused(run("show", "su24-2014"))
    assert "Known:" in told and "su24-2015" in told


def test_validate_says_what_is_in_a_file(tmp_path: Path) -> None:
    assert "no fault found" in run("validate", "su24-2015").stdout
    path = tmp_path / "radar.csv"
    path.write_text("time,lon,lat\n2015-11-24T07:24:05Z,36,35\n2015-11-24T07:24:07.5Z,36.1,35\n")
    told = " ".join(run("validate", path).stdout.split())
    assert told.endswith("a track, 2 fixes, from 2015-11-24T07:24:05Z for 2.5 s, no altitudes; no fault found")


@pytest.mark.parametrize("path", sorted(BROKEN.iterdir()), ids=lambda path: path.name)
def test_validate_refuses_a_broken_track(path: Path) -> None:
    assert str(path) in refused(run("validate", path))


@pytest.mark.parametrize("path", sorted(BROKEN_INCIDENTS.iterdir()), ids=lambda path: path.name)
@pytest.mark.parametrize("command", ["validate", "show", "check"])
def test_a_broken_incident_is_refused(path: Path, command: str) -> None:
    assert path.name in refused(run(command, path))


def test_several_faults_are_listed_and_many_are_counted(tmp_path: Path) -> None:
    several = refused(run("validate", BROKEN / "latitude-95.csv")).splitlines()
    assert several[0] == "the input has these faults:" and len(several) == 3
    many = refused(run("validate", BROKEN / "every-fault.csv")).splitlines()
    assert len(many) == 22 and many[-1].endswith("... and 40 more; the first 20 are listed")


def test_validate_reads_the_files_that_an_incident_names(tmp_path: Path) -> None:
    track = tmp_path / "gnss.csv"
    track.write_text("time,lon,lat\n2024-06-12T08:12:20Z,12.2,63\n2024-06-12T08:12:30Z,12.2,63.1\n")
    told = "--title T --date 2024-06-12 --place P --zone NOR --claimant Norway --claimant Sweden --aircraft"
    case = tmp_path / "case"
    begun = (*told.split(), "C208, SWE", "--track", track, "--track-claim", "Sweden")
    assert run("new", "case", "--out", case, *begun).exit_code == 0
    assert "no fault found" in run("validate", case).stdout
    text, field = (case / "incident.yaml").read_text("utf-8"), "claims.sweden.tracks.gnss.file"
    line = next(n for n, said in enumerate(text.splitlines(), 1) if said.strip() == "file: gnss.csv")

    (case / "gnss.csv").write_text("time,lon,lat\n2024-06-12T08:12:20,12.2,63\n")
    fault = "gnss.csv:2: time: '2024-06-12T08:12:20' has no offset from UTC; end it with Z"
    assert f"{case}/incident.yaml:{line}: {field}: {fault}" in refused(run("validate", case))
    found = refused(run("check", case))
    assert found.startswith(f"{field}: ") and "gnss.csv:2: time: " in found
    (case / "gnss.csv").unlink()
    assert f"{case}/incident.yaml:{line}: {field}: gnss.csv: no such file" in refused(run("validate", case))

    (case / "gnss.kmz").write_bytes(b"no archive")
    zone = """zones:
  danger: {label: D, file: danger.geojson, kind: danger, why: w}
"""
    (case / "danger.geojson").write_text("{")
    (case / "incident.yaml").write_text(text.replace("gnss.csv", "gnss.kmz") + zone, "utf-8")
    found = refused(run("validate", case))
    assert f":{line}: {field}: gnss.kmz: " in found and "zones.danger.file: danger.geojson" in found


def test_positions_are_said_back() -> None:
    said = run("validate", "rq4a-2019", "--say").stdout
    assert "Iran's point: 25.99528 N 57.04028 E, known to 21 m, as degrees, minutes and seconds" in said
    assert "from Iran's point" in said  # one that is reckoned
    assert "35.40110 N 35.94870 E, as typed in degrees" in run("validate", "su24-2015", "--say").stdout


@pytest.mark.parametrize("command", ["map", "dossier"])
def test_a_page_is_no_folder(tmp_path: Path, command: str) -> None:
    result = run(command, "su24-2015", "--out", tmp_path / "map.html")
    assert result.exit_code == 2 and "is the name of a page, and a folder is written" in result.stderr
    assert not list(tmp_path.iterdir())


# --- hostile text --------------------------------------------------------------------------------------


def test_a_hostile_file_name_cannot_command_the_terminal() -> None:
    told = refused(run("validate", "\x1b]0;owned\x07\x1b[2J\nfake[bold]\u202egnp.csv"))
    assert ESCAPE not in told and "\u202e" not in told and "\n" not in told
    assert "[bold]" in told  # markup is text like any other
    told = refused(run("show", "\x1b[31mred\x9b1m"))
    assert "'red'" in told


HOSTILE = """
schema: airspace/incident/1
id: hostile
title: "[blink]{{ 7*7 }}[/blink] Başlık"
date: 2020-01-01
place: "<img src=x> :boom:"
sources:
  press: {publisher: "[link=x]P[/link]", date: 2020-01-01, url: "javascript:alert(1)", grade: C2, why: "[red]"}
claims:
  one:
    claimant: "${x} `y`"
    title: "[/]"
    statements:
      said: {says: "[bold not closed", speaker: "محمد", source: press}
"""


def test_hostile_text_of_an_incident_is_shown_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "incident.yaml"
    path.write_text(HOSTILE, "utf-8")
    result = run("show", path)
    assert result.exit_code == 0, result.output
    plain(result.stdout)
    assert "hostile: [blink]{{ 7*7 }}[/blink] Başlık" in result.stdout
    for text in ("<img src=x> :boom:", "[link=x]P[/link]", "${x} `y`", "[/]", "[bold not closed", "[red]", "محمد"):
        assert text in result.stdout
    assert run("validate", tmp_path).exit_code == 0
    assert run("check", path).stdout == "one  (no path can be built)\n"


def test_a_narrow_encoding_changes_drawing_characters_not_the_result() -> None:
    done = run_apart("editions", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0 and "-----" in done.stdout and "osm-2026c" in done.stdout
