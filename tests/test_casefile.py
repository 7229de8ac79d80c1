"""An incident file read from disk: every fault with file, line, field, what is wrong and what would be right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from airspace.casefile import MAX_BYTES, load_incident, validate_text
from airspace.errors import IncidentFileError

BROKEN = Path(__file__).parent / "broken_incidents"
SU24 = Path(__file__).parent.parent / "geodata" / "incidents" / "su24-2015"

SOUND = """\
schema: airspace/incident/1
id: example
title: "An example"
date: 2020-02-29
place: "Somewhere"
sources:
  report: {publisher: A newspaper, grade: B2, why: "names its source"}
claims:
  one:
    claimant: One side
    title: "Outside"
    statements:
      distance:
        says: "1 km"
        speaker: "a minister"
        source: report
        readings:
          closest: {quantity: closest_distance, zone: TUR, value: 1 km}
"""

# the broken file, the line and the field it must name, and words of what is wrong and of what would be right
CASES = [
    ("a-list", None, None, "is not a block of keys", "begin it with 'schema: airspace/incident/1'"),
    ("alias-bomb", 7, "b", "an alias (*a) is used", "write the content out again"),
    ("bad-date", 4, "date", "'2021-02-29' is no date", "write a real date as 2015-11-24"),
    ("bad-grade", 8, "sources.report.grade", "'very good'", "a letter A-F for the source and a digit 1-6"),
    ("bad-id", 10, "aircraft.First Aircraft", "'First Aircraft' is no id", "lower-case letters, digits and hyphens"),
    ("bad-time", 35, "claims.one.statements.entered.readings.local.value", "no time of day", "hours run to 23"),
    ("bare-mile", 27, "claims.one.statements.length.readings.statute.value", "does not say which mile", "NM (nautical"),
    ("binary", None, None, "binary", "plain UTF-8 text"),
    ("borrowed-statement", 41, "claims.one.tracks.path.solve.length", "belongs to claim 'other'", "is not borrowed"),
    ("control-character", 5, "place", "'Some\\u001bwhere'", "leave line breaks and control characters out"),
    ("deep", 2, "id[0][0][0][0][0][0][0]", "nested too deeply", "16 levels"),
    ("duplicate-id", 28, "claims.one.statements.length", "occurs twice, first on line 24", "keep one"),
    ("empty", None, None, "the file is empty", "begin it with 'schema: airspace/incident/1'"),
    ("latitude-95", 14, "places.base.lat", "'95.4' is out of range", "degrees from -90 to 90"),
    ("missing-field", 8, "sources.report.publisher", "'publisher' is missing", "say who published it"),
    ("no-interval", 16, "assumptions.course.value", "has no interval", "interval: [low, high]"),
    ("no-zone", 31, "claims.one.statements.lasted.readings.stay", "names no zone", "add zone: TUR"),
    ("not-utf8", 5, None, "is not UTF-8 text", "save the file as UTF-8"),
    ("not-yaml", 44, None, "not YAML", "mend this line"),
    ("python-tag", 3, None, "a tag ('tag:yaml.org,2002:python/object/apply:os.system')", "plain data"),
    ("unknown-area", 41, "claims.one.tracks.path.solve.within", "unknown area 'bocks'", "use one of: box"),
    ("unknown-assumption", 41, "claims.one.tracks.path.solve.course", "assumption 'cours'", "did you mean 'course'?"),
    ("unknown-clock", 35, "claims.one.statements.entered.readings.local.value", "'lokal'", "+02:00, local"),
    ("unknown-edition", 41, "claims.one.tracks.path.solve.edition", "'osm-2026'", "did you mean 'osm-2026c'?"),
    ("unknown-key", 44, "claims.other.titel", "unknown key 'titel'", "did you mean 'title'?"),
    (
        "unknown-quantity",
        27,
        "claims.one.statements.length.readings.statute.quantity",
        "'lenght_inside'",
        "did you mean 'length_inside'?",
    ),
    ("unknown-reading", 41, "claims.one.tracks.path.solve.length", "has no reading 'nautical'", "statute"),
    ("unknown-source", 49, "claims.other.statements.distance.source", "'raport'", "did you mean 'report'?"),
    ("unknown-variant", 30, "claims.one.statements.lasted.variant_of", "unknown statement 'lenght'", "mean 'length'?"),
    ("variant-of-variant", 31, "claims.one.statements.lasted.variant_of", "is a variant itself", "was passed on"),
    (
        "unknown-aircraft-of-reading",
        31,
        "claims.one.statements.lasted.readings.stay.about",
        "unknown aircraft 'frist'",
        "did you mean 'first'?",
    ),
    ("unknown-statement", 41, "claims.one.tracks.path.solve.length", "statement 'lenght'", "did you mean 'length'?"),
    (
        "wrong-dimension",
        41,
        "claims.one.tracks.path.solve.length",
        "'lasted/stay' is a reading of duration_inside (duration)",
        "'length' needs a reading of length_inside or an assumption",
    ),
    (
        "wrong-unit",
        31,
        "claims.one.statements.lasted.readings.stay.value",
        "'furlongs' in '17 furlongs' is no unit known here",
        "use one of: s, min, h",
    ),
    ("wrong-zone", 41, "claims.one.tracks.path.solve.length", "about SYR, but the track about TUR", "a reading of TUR"),
]


def faults_of(text: str) -> list[tuple[str | None, str]]:
    with pytest.raises(IncidentFileError) as caught:
        validate_text(text, "x.yaml")
    return [(problem.field, f"{problem.wrong}; {problem.right}") for problem in caught.value.problems]


def test_the_sound_file_is_sound() -> None:
    incident = validate_text(SOUND)
    assert incident.resolve("one", "distance/closest").value_si == 1000


@pytest.mark.parametrize(("name", "line", "field", "wrong", "right"), CASES, ids=[case[0] for case in CASES])
def test_one_clear_message(name: str, line: int | None, field: str | None, wrong: str, right: str) -> None:
    path = BROKEN / f"{name}.yaml"
    with pytest.raises(IncidentFileError) as caught:
        load_incident(path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == (str(path), line, field)
    assert wrong in problem.wrong
    assert right in problem.right
    message = str(caught.value)
    assert message.startswith(str(path) + (f":{line}:" if line else ":"))
    assert "\n" not in message


def test_every_broken_file_has_its_case() -> None:
    assert {path.stem for path in BROKEN.glob("*.yaml")} == {case[0] for case in CASES} | {"six-faults"}


def test_all_faults_are_shown_in_the_order_of_the_file() -> None:
    with pytest.raises(IncidentFileError) as caught:
        load_incident(BROKEN / "six-faults.yaml")
    assert [problem.field for problem in caught.value.problems] == [
        "date",
        "sources.report.grade",
        "places.base.lat",
        "claims.one.statements.lasted.readings.stay.value",
        "claims.one.tracks.path.solve.within",
        "claims.other.statements.distance.readings.closest.quantity",
    ]


def test_a_tag_runs_nothing() -> None:
    code = f"""
import os, sys
os.system = lambda *_: sys.exit(9)
from airspace.casefile import load_incident
try:
    load_incident({str(BROKEN / "python-tag.yaml")!r})
except ValueError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "a tag" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_folder_stands_for_its_file_and_is_remembered() -> None:
    assert load_incident(SU24).folder == load_incident(SU24 / "incident.yaml").folder == SU24.resolve()
    assert validate_text(SOUND).folder is None


def test_a_missing_file_and_one_too_large_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IncidentFileError, match="No such file"):
        load_incident(tmp_path / "none.yaml")
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(IncidentFileError, match=r"the file has 2,000,001 bytes; at most 2,000,000"):
        load_incident(large)


def test_a_byte_order_mark_is_no_fault() -> None:
    assert validate_text(b"\xef\xbb\xbf" + SOUND.encode()).id == "example"


@pytest.mark.parametrize("text", ["no", "yes", "9:24:05", "0o17", "2015-11-24", "1_000", "0x1f", ".inf", "=", "<<"])
def test_words_that_other_yaml_turns_into_something_else_stay_text(text: str) -> None:
    assert validate_text(SOUND.replace('"Somewhere"', text)).place == text


@pytest.mark.parametrize("text", ["Где-то", "某处", "مكان", "Yayladağı", "a — b", "{{ 7*7 }}x", "<img onerror=x>"])
def test_text_in_any_script_is_kept_as_it_is(text: str) -> None:
    assert validate_text(SOUND.replace('"Somewhere"', f'"{text}"')).place == text


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('"Somewhere"', '"a\\u202eb"', "place", "leave line breaks and control characters out"),
        ('"Somewhere"', '"a\\ud800b"', None, "half of a surrogate pair"),
        ('"Somewhere"', '"' + "x" * 300 + '"', "place", "too long; at most 200 characters"),
        ('"Somewhere"', '""', "place", "this is empty"),
        ('"Somewhere"', "", "place", "nothing is written here"),
        ('"Somewhere"', "[a, b]", "place", "no text"),
        ("incident/1", "incident/2", "schema", "use 'airspace/incident/1'"),
        ("source: report", "source:", "claims.one.statements.distance.source", "nothing is written here"),
        ("        source: report\n", "", "claims.one.statements.distance", "no source is given"),
        ('        speaker: "a minister"\n', "", "claims.one.statements.distance", "no speaker is given"),
        ("TUR", "TURKEY", "claims.one.statements.distance.readings.closest.zone", "three capital letters"),
        (", value: 1 km", "", "claims.one.statements.distance.readings.closest", "no value is given"),
        ("value: 1 km", "value: 1.5", "claims.one.statements.distance.readings.closest.value", "with its unit"),
        ("value: 1 km", "value: 1", "claims.one.statements.distance.readings.closest.value", "has no unit"),
        ("publisher: A newspaper", "publisher: 1984", "sources.report.publisher", "'1984' is no text"),
        ("  report: {", "  re port: {", "sources.re port", "is no id"),
        ("claims:", 'clocks: {local: "+2"}\nclaims:', "clocks.local", 'such as "+02:00"'),
        ("claims:", 'clocks: {local: "+25:00"}\nclaims:', "clocks.local", "no offset from UTC"),
        ("claims:", "areas: {b: {bbox: [9, 0, 1, 1], why: x}}\nclaims:", "areas.b.bbox", "west < east"),
        ("claims:", "areas: {b: {bbox: [9, 0], why: x}}\nclaims:", "areas.b.bbox", "an entry of the list is missing"),
        ("claims:", "---\nclaims:", None, "a second document"),
    ],
)
def test_more_faults(old: str, new: str, field: str | None, says: str) -> None:
    found = faults_of(SOUND.replace(old, new, 1))
    assert [(where, text) for where, text in found if where == field and says in text], found


TRACK = """
    tracks:
      path:
        label: "x"
        aircraft: jet
        basis: reconstructed
        solve: {passes: TUR, edition: osm-2026c, within: box, course: assumption/course,
                distance: distance/closest, lead_in: assumption/lead, lead_out: assumption/lead}
aircraft: {jet: {label: x, type: x, state: RUS}}
areas: {box: {bbox: [35, 35, 37, 37], why: x}}
places: {a: {name: x, lat: 1, lon: 2, source: report}}
assumptions:
  course: {value: 270 deg, interval: [240, 300], why: x}
  lead: {value: 5 km, interval: [5, 5], why: x}
  wait: {value: 5 min, interval: [5, 5], why: x}
  word: {value: even, why: x}
"""


def test_the_track_of_the_next_tests_is_sound() -> None:
    incident = validate_text(SOUND + TRACK)
    assert incident.tested_zones("one", "path") == ("TUR",)


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("lead_in: assumption/lead", "lead_in: assumption/wait", "solve.lead_in", "the track has no speed"),
        ("lead_in: assumption/lead", "lead_in: assumption/word", "solve.lead_in", "is a choice in words"),
        ("lead_in: assumption/lead", "lead_in: distance/closest", "solve.lead_in", "reading of closest_distance"),
        ("lead_in: assumption/lead,", "lead_in: lead,", "solve.lead_in", "'statement/reading' of the same claim"),
        ("lead_in: assumption/lead, ", "", "solve.lead_in", "'lead_in' is missing"),
        ("passes: TUR, ", "", "solve", "begin with one of: crosses, passes, dips"),
        ("passes: TUR", "passes: TUR, depth: a/b", "solve.depth", "unknown key 'depth'"),
        ("aircraft: jet", "aircraft: jett", "aircraft", "did you mean 'jet'?"),
        ("basis: reconstructed", "basis: measured", "basis", "a solved track is 'reconstructed'"),
        ("basis: reconstructed", "basis: guessed", "basis", "'guessed' is not known here"),
        ("solve: {", "file: x.csv\n        solve: {", "", "both 'solve' and 'file'"),
        ("solve: {", "file: ../x.csv\n        solve: {", "file", "without a path"),
    ],
)
def test_faults_of_a_track(old: str, new: str, field: str, says: str) -> None:
    found = faults_of((SOUND + TRACK).replace(old, new, 1))
    path = "claims.one.tracks.path" + (f".{field}" if field else "")
    assert [text for where, text in found if where == path and says in text], found


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("interval: [240, 300]", "interval: [280, 300]", "assumptions.course.value", "outside its interval"),
        ("interval: [240, 300]", "interval: [300, 240]", "assumptions.course.value", "outside its interval"),
        ("value: even,", "value: even, interval: [1, 2],", "assumptions.word.interval", "a choice in words"),
        ("270 deg", "270 dogs", "assumptions.course.value", "no unit known"),
        ("lat: 1, lon: 2", "derived: southernmost, zone: TUR, within: bx", "places.a.within", "did you mean 'box'?"),
        (
            "lat: 1, lon: 2",
            "derived: bearing-range, from: a, bearing: 020 deg, range: 26 miles, north: true, why: x",
            "places.a.range",
            "which mile",
        ),
        (
            "lat: 1, lon: 2",
            "derived: bearing-range, from: a, bearing: 020 deg, range: 26 NM, north: true, declination: 4, why: x",
            "places.a.north",
            "give 'declination'",
        ),
        ("lat: 1, lon: 2", "derived: northmost, zone: TUR, within: box", "places.a.derived", "'northernmost'"),
    ],
)
def test_faults_of_the_setting(old: str, new: str, field: str, says: str) -> None:
    text = (SOUND + TRACK).replace(old, new, 1)
    if "derived" in new and "bearing-range" not in new:
        text = text.replace(", source: report}}", "}}")
    found = faults_of(text)
    assert [line for where, line in found if where == field and says in line], found


def test_a_reference_to_a_broken_entry_is_no_second_fault() -> None:
    text = (SOUND + TRACK).replace("270 deg", "270 deg, nonsense: 1", 1)
    assert [field for field, _ in faults_of(text)] == ["assumptions.course.nonsense"]
    text = (SOUND + TRACK).replace("zone: TUR, value", "zone: TURKEY, value", 1)
    assert [field for field, _ in faults_of(text)] == ["claims.one.statements.distance.readings.closest.zone"]


def test_places_reckoned_from_each_other_are_refused() -> None:
    """Two bearings that lead in a ring give no point; followed, they would never end."""
    ring = "places:\n"
    for name, origin in (("a", "b"), ("b", "a")):
        ring += (
            f"  {name}: {{name: {name}, derived: bearing-range, from: {origin}, bearing: 020 deg, range: 5 km, "
            f'north: true, why: "a clip", source: report}}\n'
        )
    with pytest.raises(IncidentFileError) as caught:
        validate_text(SOUND.replace("claims:\n", ring + "claims:\n", 1), "ring.yaml")
    said = [(problem.field, problem.wrong) for problem in caught.value.problems]
    assert said == [(f"places.{name}.from", "the place is reckoned from itself") for name in ("a", "b")]
