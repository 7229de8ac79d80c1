"""``airspace new``: a starting file that holds as it stands, made of what was told and of nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
import string
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from airspace.casefile import load_incident, validate_text
from airspace.cli import main
from airspace.errors import FigureError
from airspace.fields import ID_PATTERN, LINE_PATTERN
from airspace.nearest import plain_id
from airspace.newcase import Asked, GivenTrack, case_text, claim_ids
from airspace.stated import stated
from airspace.yamltree import read_tree

BASE = [
    "--title", "Two accounts", "--date", "2015-11-24", "--place", "Hatay", "--claimant", "Turkey",
    "--claimant", "Russia",
]  # fmt: skip
FULL = [
    *BASE, "--clock", "local=+02:00", "--zone", "TUR", "--aircraft", "Su-24M, RUS", "--say", "Turkey: depth 1,36 miles",
    "--say", "Turkey: inside for 17 seconds", "--say", "Turkey: entered at 09:24:05 local",
    "--say", "russia: closest 1 km", "--say", "Russia: never crossed it",
    "--track", "Radar 1.CSV", "--track-claim", "Russia",
]  # fmt: skip
TRACK = "time,lon,lat,alt_m\n2015-11-24T07:23:00Z,36.20,35.83,6000\n2015-11-24T07:25:00Z,35.90,35.84,6000\n"
DAY = dt.date(2015, 11, 24)


def run(*words: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(main, ["new", *words], input=answers)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("Radar 1.CSV").write_text(TRACK, "utf-8")
    return tmp_path


# --- what is written -----------------------------------------------------------------------------------


def test_what_was_told_is_in_the_file_and_nothing_else() -> None:
    result = run("my-case", *FULL)
    assert result.exit_code == 0, result.output
    case = load_incident("my-case")
    assert (case.id, case.title, case.place, case.date.isoformat()) == (
        "my-case",
        "Two accounts",
        "Hatay",
        "2015-11-24",
    )
    assert {name: [claim.claimant, list(claim.statements)] for name, claim in case.claims.items()} == {
        "turkey": ["Turkey", ["depth", "duration-inside", "entry-time"]],
        "russia": ["Russia", ["closest-distance", "said"]],
    }
    depth = case.claims["turkey"].statements["depth"]
    assert depth.says == "depth 1,36 miles"
    assert {name: reading.value for name, reading in depth.readings.items()} == {
        "statute": "1.36 mi", "nautical": "1.36 NM",
    }  # fmt: skip
    assert case.resolve("turkey", "depth/statute").value_si == pytest.approx(1.36 * 1609.344)
    assert case.resolve("turkey", "entry-time/stated").value_time is not None
    assert case.claims["russia"].statements["said"].says == "never crossed it"
    assert not case.claims["russia"].statements["said"].readings
    track = case.claims["russia"].tracks["radar-1"]
    assert (track.file, track.basis, track.zones) == ("radar-1.csv", "illustrative", ("TUR",))
    assert Path("my-case/radar-1.csv").read_text("utf-8") == TRACK
    assert not (case.places or case.areas or case.rings or case.assumptions or case.not_available)
    assert {source.grade for source in case.sources.values()} == {"F6"}  # neither can be judged


def test_figures_are_said_back_on_stderr() -> None:
    result = run("my-case", *FULL)
    told = result.stderr
    assert "Turkey: 'depth 1,36 miles'\n  is read as depth: 1.36 statute miles = 2,189 m" in told
    assert "\n  or as depth: 1.36 nautical miles = 2,519 m" in told
    assert "Russia: 'never crossed it'\n  is kept as words" in told
    assert "radar-1.csv: 2 fixes, with times, basis 'illustrative'" in told
    assert result.stdout.splitlines()[0] == "my-case: incident.yaml, incident.schema.json, radar-1.csv"


def test_the_file_names_its_schema_and_meets_it() -> None:
    run("my-case", *FULL)
    text = Path("my-case/incident.yaml").read_text("utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=incident.schema.json"
    schema = json.loads(Path("my-case/incident.schema.json").read_text("utf-8"))
    assert (Path(__file__).parent.parent / "docs" / "incident.schema.json").read_text("utf-8") == Path(
        "my-case/incident.schema.json"
    ).read_text("utf-8")
    jsonschema.Draft202012Validator(schema).validate(read_tree(text, "x").data)


@pytest.mark.parametrize("options", [BASE, FULL], ids=["least", "full"])
def test_every_example_in_a_comment_holds_once_its_mark_is_taken_away(options: list[str]) -> None:
    run("my-case", *options)
    text = Path("my-case/incident.yaml").read_text("utf-8")
    live = re.sub(r"(?m)^( *)# ( *(?:[a-z][\w-]*:|- ).*)$", r"\1\2", text.partition("\n")[2])
    case = validate_text(live)
    assert case.claims["turkey"].tracks["example-path"].solve is not None
    assert "example-unmeasured" in case.claims["turkey"].statements
    assert case.not_available and case.summary and case.claims["russia"].summary
    assert case.statement("russia", next(iter(case.claims["russia"].statements))).said_on == case.date


def test_a_case_with_nothing_stated_says_so() -> None:
    assert run("bare", *BASE).exit_code == 0
    case = load_incident("bare")
    (only,) = case.claims["turkey"].statements.values()
    assert only.untestable is not None and "no figure" in only.says
    done = CliRunner().invoke(main, ["check", "bare"])
    assert (done.exit_code, "no path can be built" in done.stdout) == (0, True)


HOSTILE = [
    "a: b", "- a", "# no", "*x", "&x", "!x y", "{{ 7*7 }}", "<img src=x onerror=alert(1)>", "x\" : 'y", "yes", "null",
    "1.5", "a\\nb", "%s {0} {claimant}", "Åland — 东", "[", "@", "`x`", "|", ">", "~", "2015-11-24", "'", "x #y",
    "a\u0301",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_outside_text_stays_text(text: str) -> None:
    asked = Asked(
        "x", text, DAY, text, (text, "Other"), aircraft={"a": (text, "TUR")},
        stated={text: [stated(text, None, DAY, {})]},
        track=GivenTrack("x.csv", text, "measured"),
    )  # fmt: skip
    case = validate_text(case_text(asked, "osm-2026c"))
    first = next(iter(case.claims.values()))
    assert {case.title, case.place, first.claimant, case.aircraft["a"].type, first.statements["said"].says} == {text}
    assert first.title == f"The version of {text}"


@settings(max_examples=60)
@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda t: bool(re.fullmatch(LINE_PATTERN, t)))
)
def test_any_line_is_read_back_as_it_was_told(text: str) -> None:
    asked = Asked("x", text, DAY, text, (text, "Other party"))
    case = validate_text(case_text(asked, "osm-2026c"))
    assert (case.title, next(iter(case.claims.values())).claimant) == (text, text)


@given(st.lists(st.text(max_size=80), max_size=4))
def test_ids_made_of_names_are_ids_and_differ(names: list[str]) -> None:
    ids = claim_ids(dict.fromkeys(names))
    assert len(set(ids.values())) == len(ids) and all(re.fullmatch(ID_PATTERN, made) for made in ids.values())
    assert plain_id("Türkiye (MoD)") == "turkiye-mod"


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"--zone": "TRU"}, 2, "'TRU' is no state; did you mean TUR (Türkiye)?"),
        ({"--zone": "Turkey"}, 2, "did you mean TUR"),
        ({"--date": "24.11.2015"}, 2, "write it as 2015-11-24"),
        ({"--date": "2015-02-30"}, 2, "is no date"),
        ({"--clock": "local"}, 2, "write it as local=+03:00"),
        ({"--clock": "local=+3"}, 1, "is no offset from UTC; write it as +02:00"),
        ({"--aircraft": "Su-24M"}, 2, "does not say whose it is"),
        ({"--say": "Turky: depth 1 km"}, 1, "Did you mean 'Turkey'?"),
        ({"--say": "Turkey: depth 1 furlong"}, 1, "--say 'Turkey: depth 1 furlong': 'furlong'"),
        ({"--say": "Turkey: depth 17 seconds"}, 1, "is a unit of duration, not of length"),
        ({"--say": "Turkey: entered at 09:24 lokal"}, 1, "did you mean 'local'?"),
        ({"--title": "a\u202eb"}, 2, "without control characters"),
        ({"--title": "x" * 300}, 2, "1 to 200 characters"),
        ({"--track": "none.csv"}, 1, "none.csv: no such file"),
        ({"--track": "x.exe"}, 1, "not a track by its file name ending"),
        ({"--track-claim": "Syria"}, 1, "unknown claimant of --track-claim 'Syria'"),
    ],
    ids=lambda value: next(iter(value.items())) if isinstance(value, dict) else "",
)
def test_a_wrong_word_is_told_and_nothing_is_written(change: dict[str, str], status: int, says: str) -> None:
    words = list(FULL)
    for option, value in change.items():
        words[words.index(option) + 1] = value
    result = run("my-case", *words)
    assert result.exit_code == status, result.output
    assert says in result.stderr and result.stdout == ""
    assert sorted(path.name for path in Path().iterdir()) == ["Radar 1.CSV"]


def test_what_must_be_told_is_asked_for_all_at_once() -> None:
    result = run("my-case", "--claimant", "Turkey")
    assert result.exit_code == 2
    assert "Give --title, --date, --place, --claimant (two or more)" in result.stderr
    assert "is no id" in (told := run("My Case", *BASE).stderr) and "such as my-case" in told
    assert "two names" in run("my-case", *BASE[:6], "--claimant", "A", "--claimant", "A").stderr
    assert "--aircraft" in run("my-case", *BASE, "--track", "Radar 1.CSV", "--track-claim", "Turkey").stderr
    assert "name the claimant" in run("my-case", *BASE, "--aircraft", "x, TUR", "--track", "Radar 1.CSV").stderr


def test_nothing_is_written_over_without_being_told() -> None:
    assert run("my-case", *BASE).exit_code == 0
    before = Path("my-case/incident.yaml").read_bytes()
    again = run("my-case", *FULL)
    assert (again.exit_code, "add --force" in again.stderr) == (1, True)
    assert Path("my-case/incident.yaml").read_bytes() == before
    assert run("my-case", *FULL, "--force").exit_code == 0
    assert Path("my-case/radar-1.csv").exists()
    Path("my-case/notes.txt").write_text("mine", "utf-8")
    assert "notes.txt" in run("my-case", *FULL, "--force").stderr
    assert run("my-case", *BASE, "--out", "elsewhere/deep").exit_code == 0
    assert load_incident("elsewhere/deep").id == "my-case"


def test_the_same_answers_give_the_same_bytes() -> None:
    run("my-case", *FULL, "--out", "a")
    run("my-case", *FULL, "--out", "b")
    assert {path.name: path.read_bytes() for path in Path("a").iterdir()} == {
        path.name: path.read_bytes() for path in Path("b").iterdir()
    }


# --- what is asked on a terminal -----------------------------------------------------------------------


def test_a_terminal_is_asked_and_a_wrong_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airspace.cli.new.on_terminal", lambda: True)
    answers = [
        "Two accounts", "24.11.2015", "2015-11-24", "Hatay", "Turkey", "TURKEY", "Russia", "", "turkey", "TUR",
        "Su-24M, RUS", "", "local=+02:00", "", "depth 1 furlong", "depth 1.36 miles", "position 36 N 36 E", "",
        "closest 1 km", "", "none.csv", "Radar 1.CSV", "Syria", "Russia", "recorded", "measured",
    ]  # fmt: skip
    result = run("my-case", answers="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    case = load_incident("my-case")
    assert list(case.claims) == ["turkey", "russia"] and list(case.claims["turkey"].statements) == ["depth", "said"]
    assert case.claims["russia"].tracks["radar-1"].aircraft == "su-24m"
    assert case.claims["russia"].tracks["radar-1"].basis == "measured"
    for said in (
        "is no date",
        "named already",
        "did you mean TUR",
        "furlong",
        "no such file",
        "use one of: Turkey, Russia",
        "use one of: measured, digitised, illustrative",
        "a position needs a place",
    ):
        assert said in result.stderr, said
    assert "--date" not in result.stderr
    assert result.stdout.startswith("my-case: ")


def test_a_terminal_asks_nothing_when_options_tell_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airspace.cli.new.on_terminal", lambda: True)
    result = run("my-case", *FULL, "--track-basis", "measured", answers="")
    assert result.exit_code == 0, result.output
    assert "Another party" not in result.stderr


def test_ending_the_questions_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airspace.cli.new.on_terminal", lambda: True)
    assert run("my-case", answers="Two accounts\n").exit_code != 0
    assert sorted(path.name for path in Path().iterdir()) == ["Radar 1.CSV"]


# --- what a text states --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quantity", "values"),
    [
        ("inside for 17 seconds", "duration_inside", ["17 s"]),
        ("inside for 2 km", "length_inside", ["2 km"]),
        ("Depth: 26 NM", "depth", ["26 NM"]),
        ("depth of 1.36 miles", "depth", ["1.36 mi", "1.36 NM"]),
        ("ground_speed = 810 km/h", "ground_speed", ["810 km/h"]),
        ("ground speed 810 km/h", "ground_speed", ["810 km/h"]),
        ("altitude FL190", "altitude", ["FL190"]),
        ("turn side left", "turn_side", ["left"]),
        ("closest at 07:24Z", "closest_time", ["07:24Z"]),
        ("closest at least 2 km", "closest_distance", ["at least 2 km"]),
        ("warnings 10", "warnings_count", ["10"]),
        ("entered 09:24:05Z", "entry_time", ["09:24:05Z"]),
        ("left 09:24:22Z", "exit_time", ["09:24:22Z"]),
        ("about 15 km from the coast", "distance_from_coast", ["about 15 km"]),
    ],
)
def test_what_a_text_begins_with_is_what_is_measured(text: str, quantity: str, values: list[str]) -> None:
    found = stated(text, "TUR", DAY, {})
    assert (found.quantity, list(found.readings.values())) == (quantity, values)
    assert found.says == text


@pytest.mark.parametrize(
    "text", ["left engine on fire", "entered Turkish airspace at 09:24Z", "5 km from the coast of X"]
)
def test_a_word_that_begins_like_a_measure_is_kept(text: str) -> None:
    found = stated(text, "TUR", DAY, {})
    assert found.quantity is None and "kept as words" in found.told[0]


@given(st.text(string.printable, max_size=60))
@settings(max_examples=100)
def test_any_text_is_read_kept_or_refused_in_words(text: str) -> None:
    try:
        found = stated(text, None, DAY, {})
    except FigureError:
        return
    assert found.told and found.says == " ".join(text.split())
