"""Any incident that the validator takes can be compared: made-up claims of every quantity, and what must hold of each.

The figures are drawn as people print them, zeros and open ends among them; nothing here knows what the answer is. What
is asked of it: no check fails, every finding is whole and speaks in the words, every statement is spoken of, the
solver's answers fit each other, the page fits a terminal, and the names of the claims carry no weight.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_checks_tracks import fixes
from test_checks_tracks import incident as given_track
from test_readings import claim, reading, said
from test_readings import incident as small

from airspace.case import Case
from airspace.casefile import load_incident, validate_text
from airspace.checks import CHECKS, geometry
from airspace.cli.comparetable import compare_page
from airspace.cli.terminal import emit
from airspace.comparedoc import compare_document
from airspace.comparison import Comparison, compare
from airspace.errors import IncidentFileError
from airspace.findings import WORDS, Finding
from airspace.incident import Incident
from airspace.quantities import QUANTITIES
from airspace.readings import round_figure
from geodata.library import incident_path

Data = dict[str, Any]

FIGURES = {
    "length": ["0 m", "0.0 km", "200 m", "1.15 mi", "1,15 mi", "2 km", "about 5 km", "at most 2 km", "at least 2 km",
               "1-2 NM", "0-0 km", "0-3 km", "19,000 ft", "80 km", "400 km", "9,000 km", "30,000 km"],
    "duration": ["0 s", "0-0 s", "0.0 s", "7 s", "17 s", "40 s", "2-3 s", "at least 5 min", "at most 10 s",
                 "about 10 min", "1 min 40 s", "1 h 15 min", "0-1 min", "90,000,000 h"],
    "speed": ["0 km/h", "0-0 km/h", "980 km/h", "about 450 kt", "at most 300 m/s", "at least 100 kt", "0-2,000 km/h",
              "9,000 km/h", "12 m/s"],
    "angle": ["0 deg", "90 deg", "020 deg", "180 deg", "360 deg", "at least 45 deg", "90-100 deg", "0-0 deg"],
    "altitude": ["FL190", "0 m", "6,000 m", "-300 m", "at least 5 km", "at most 6,000 m", "about 19,000 ft", "60 km"],
    "time": ["09:24:05 local", "about 09:20 local", "09:24 local", "07:24:05Z", "00:00 local", "23:59:59Z",
             "10:26 +03:00"],
    "count": ["0", "1", "10", "about 10", "21", "at least 5", "at most 3"],
}  # fmt: skip
"""Figures as people print them: round, zero, open to one side or both, with a comma for a point."""

AIRCRAFT = {
    "su24": {"label": "Su-24M", "type": "Su-24M", "state": "RUS"},
    "f16": {"label": "F-16", "type": "F-16", "state": "TUR"},
    "kite": {"label": "a kite", "type": "Paper kite", "state": "XAA"},
}
PLACES = {
    "base": {"name": "A base", "lat": 35.4, "lon": 35.95, "source": "s"},
    "town": {"name": "A town inside", "lat": 36.2, "lon": 36.16, "source": "s"},
    "tip": {"name": "Tip of the salient", "derived": "southernmost", "zone": "TUR", "within": "salient"},
    "nowhere": {"name": "A tip of no known border", "derived": "northernmost", "zone": "XAA", "within": "salient"},
}
AREA = {"salient": {"bbox": [35.93, 35.75, 36.35, 36.10], "why": "w"}}


def assumed(value: str, *interval: float | str) -> Data:
    return {"value": value, "interval": interval, "why": "w"} if interval else {"value": value, "why": "w"}


ASSUMPTIONS: dict[str, list[Data]] = {
    "course": [assumed("270 deg", 260, 280), assumed("270 deg", 270, 270)],
    "wind": [assumed("0 km/h", -108, 108), assumed("0 km/h", -9000, 9000), assumed("calm")],
    "missile-mean-speed": [assumed("0 m/s", 0, 0), assumed("5 m/s", -10, 900), assumed("5 km", 1, 9)],
    "missile-flight-time": [assumed("5 s", -5, 30), assumed("5 s", 0, 5)],
    "missile-speed-at-hit": [assumed("0 m/s", 0, 0), assumed("9,000 m/s", 0, 9000)],
    "ground-height": [assumed("500 m", 0, 9000), assumed("0 m", -9000, 0)],
}
LEADS = {
    "lead": assumed("10 km", 10, 10),
    "fast": assumed("800 km/h", 0, 2000),
    "noon": assumed("09:24:05 local", "09:24:00 local", "09:24:10 local"),
    "even": assumed("even"),
    "left": assumed("left"),
    "deep": assumed("1 km", 0, 2),
    "forty": assumed("40 s", 0, 60),
    "many": assumed("10", 0, 20),
    "heading": assumed("190 deg", 180, 200),
    "course": ASSUMPTIONS["course"][0],
}

LEAD = {"lead_in": "assumption/lead", "lead_out": "assumption/lead", "within": "salient", "edition": "ne-10m"}
PATHS: list[Data] = [
    {"crosses": "TUR", "course": "assumption/course", "length": "assumption/deep", "speed": "assumption/fast", **LEAD},
    {"crosses": "TUR", "course": "assumption/course", "length": "assumption/deep", "lasts": "assumption/forty",
     "enters": "assumption/noon", **LEAD},
    {"passes": "TUR", "course": "assumption/course", "distance": "assumption/deep", "speed": "assumption/fast", **LEAD},
    {"dips": "SYR", "depth": "assumption/deep", "lasts": "assumption/forty", "speed": "assumption/fast",
     "heading": "assumption/heading", "turn": "assumption/left", "shape": "assumption/even", **LEAD},
]  # fmt: skip
WARNED = {"count": "assumption/many", "over": "assumption/forty", "before": "entry", "spacing": "assumption/even"}

GROUPS = (
    ("length_inside", "depth", "duration_inside", "ground_speed", "distance_north_of", "entry_time", "exit_time"),
    ("warnings_count", "warnings_span", "warnings_spacing", "first_warning_distance", "first_warning_lead",
     "length_inside", "duration_inside", "position"),
    ("hit_time", "cause", "altitude", "crash_side", "crash_distance", "launch_range", "fired_from_side",
     "fired_at_side", "duration_inside", "ground_speed", "excluded_turn_angle"),
    ("path_length", "path_duration", "fall_height", "ground_speed", "altitude", "preparation_time", "response_time",
     "available_time"),
    ("take_off_time", "detection_time", "hit_time", "tracked_for", "lead_time", "entry_time", "engagement_time",
     "closest_distance", "distance_from_border", "patrol_start", "patrol_end", "patrol_duration"),
    tuple(QUANTITIES),
)  # fmt: skip
"""Quantities that one check or another joins, so that their tests come up; and all of them."""


@st.composite
def readings(draw: st.DrawFn, quantities: tuple[str, ...]) -> Data:
    quantity = QUANTITIES[draw(st.sampled_from(quantities))]
    made: Data = {"quantity": quantity.id}
    if quantity.dimension == "choice":
        made["value"] = draw(st.sampled_from(quantity.choices))
    elif quantity.dimension != "place":
        made["value"] = draw(st.sampled_from(FIGURES[quantity.dimension]))
    if "zone" in quantity.needs or draw(st.integers(0, 9)) == 0:
        made["zone"] = draw(st.sampled_from(["TUR", "TUR", "SYR", "XAA"]))
    if "place" in quantity.needs or draw(st.integers(0, 4)) == 0:
        made["place"] = draw(st.sampled_from(sorted(PLACES)))
    more = {"of": ["hit", "fall", "detection"], "sense": ["one", "two"], "figure": ["f", "g"]}
    for key, values in more.items():
        if draw(st.integers(0, 3)) == 0:
            made[key] = draw(st.sampled_from(values))
    if draw(st.integers(0, 5)) == 0:
        made["about"] = draw(st.lists(st.sampled_from(sorted(AIRCRAFT)), max_size=2, unique=True))
    return made


@st.composite
def statements(draw: st.DrawFn, name: str, quantities: tuple[str, ...]) -> Data:
    made: Data = {"says": "It was said."}
    count = draw(st.sampled_from([0, 1, 1, 1, 2, 3]))
    made["readings"] = {f"r{n}": draw(readings(quantities)) for n in range(count)}
    if draw(st.integers(0, 2)) == 0:
        made["speaker"] = draw(st.sampled_from(["A spokesman (letter)", "A spokesman (talk)", "B", "C"]))
    if name != "s0" and draw(st.integers(0, 5)) == 0:
        made["variant_of"] = "s0"
    if not count or draw(st.integers(0, 9)) == 0:
        made["untestable"] = {"why": "an impression", "would_settle": "nothing"}
    return made


@st.composite
def claims(draw: st.DrawFn, with_tracks: bool) -> Data:
    quantities = draw(st.sampled_from(GROUPS))
    names = [f"s{n}" for n in range(draw(st.integers(1, 7)))]
    about = draw(st.sampled_from([["su24"], ["su24"], ["f16"], ["kite"], [], ["su24", "f16"]]))
    made: Data = {
        "claimant": draw(st.sampled_from(["One side", "Other side"])),
        "title": "A version",
        "defaults": {"speaker": "A spokesman", "source": "s", "about": about},
        "statements": {name: draw(statements(name, quantities)) for name in names},
    }
    if with_tracks:
        made["tracks"] = {
            f"t{n}": {"label": "A path", "aircraft": draw(st.sampled_from(sorted(AIRCRAFT))), "basis": "reconstructed",
                      "solve": draw(st.sampled_from(PATHS)),
                      **({"warnings": WARNED} if draw(st.booleans()) else {})}
            for n in range(draw(st.integers(1, 2)))
        }  # fmt: skip
    return made


@st.composite
def incidents(draw: st.DrawFn) -> Data:
    with_tracks = draw(st.integers(0, 7)) == 0
    some = {name: draw(st.sampled_from(made)) for name, made in ASSUMPTIONS.items() if draw(st.integers(0, 3)) == 0}
    return {
        "schema": "airspace/incident/1",
        "id": "made-up",
        "title": "A made-up incident",
        "date": draw(st.sampled_from(["2015-11-24", "1958-09-02"])),
        "place": "Nowhere",
        "clocks": {"local": "+02:00"},
        "sources": {"s": {"publisher": "A paper", "grade": "C3", "why": "w"}},
        "aircraft": AIRCRAFT,
        "areas": AREA,
        "places": PLACES,
        "assumptions": {**some, **(LEADS if with_tracks else {})},
        "claims": {f"c{n}": draw(claims(with_tracks)) for n in range(draw(st.integers(1, 3)))},
    }


def read(data: Data) -> Incident:
    """The incident, if the validator takes it."""
    try:
        return validate_text(json.dumps(data))
    except IncidentFileError as error:
        assume(False)
        raise AssertionError from error


# --- what must hold ------------------------------------------------------------------------------------------


def every_text(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for value in document.values():
            yield from every_text(value)
    elif isinstance(document, list):
        for value in document:
            yield from every_text(value)
    elif isinstance(document, str):
        yield document


BROKEN = re.compile(r"\bnan\b|\binf(inity)?\b|\bNone\b(?! of its)|  | ,|not available|\(\)|''|(least|most) any|∞")
"""What a sentence holds if a number in it is none."""


def is_whole(incident: Incident, document: Data) -> None:
    """Every finding speaks in the words, with its claim, check, test, rule and text; every statement is spoken of."""
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    spoken: set[tuple[str, str]] = set()
    for finding in document["findings"]:
        assert finding["finding"] in WORDS and finding["check"] in CHECKS and finding["claim"] in incident.claims
        assert finding["test"] and finding["rule"] and finding["text"]
        spoken |= {(finding["claim"], name) for name in finding["statements"]}
        if finding["finding"] in ("inconsistent", "internally-inconsistent", "differ"):
            assert finding["would_hold_if"], finding["text"]
    assert spoken == {(c, s) for c, claim in incident.claims.items() for s in claim.statements}
    for text in every_text(document):
        assert not BROKEN.search(text), text
    for row in document["matrix"]:
        assert set(row["cells"]) == set(incident.claims) and row["why"]
        assert all(cell["finding"] in WORDS and cell["text"] for cell in row["cells"].values())


def fits_itself(found: Comparison) -> None:
    """What is kept and what is removed are complements; a conflict lies in no kept set; a removal hits every one."""
    for row in found.consistency:
        assert row.consistent <= row.combinations == len(row.solutions)
        for solution in row.solutions:
            every = set(solution.reading)
            kept = [set(s) for s in solution.maximal_sets]
            taken = [set(s) for s in solution.minimal_removals] or [set()]
            assert sorted(map(sorted, kept)) == sorted(sorted(every - t) for t in taken)
            for conflict in map(set, solution.conflicts):
                assert all(conflict & t for t in taken) and not any(conflict <= k for k in kept)


def page(found: Comparison) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        emit(*compare_page(found))
    return printed.getvalue()


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(k, k): renamed(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(v, names) for v in value]
    return names.get(value, value) if isinstance(value, str) else value


@settings(max_examples=90, suppress_health_check=[HealthCheck.too_slow])
@given(incidents())
def test_any_incident_can_be_compared(data: Data) -> None:
    incident = read(data)
    found = compare(incident, editions=("ne-10m",))
    document = compare_document(found)
    is_whole(incident, document)
    fits_itself(found)
    printed = page(found)
    assert max(map(len, printed.splitlines())) <= 80 and not BROKEN.search(re.sub(r"\s+", " ", printed)), printed
    if "tracks" in data["claims"]["c0"]:
        return  # once is enough where paths are solved
    names = {"c0": "zulu", "c1": "alpha", "c2": "x" * 64}
    other = {**data, "claims": {names[name]: claim for name, claim in data["claims"].items()}}
    again = compare(read(other), editions=("ne-10m",))
    assert renamed(compare_document(again), {new: old for old, new in names.items()}) == document
    assert max(map(len, page(again).splitlines())) <= 80


# --- what drawn incidents and a hostile reading showed, each by itself -----------------------------------------


def findings(check: str, **statements: Data) -> list[Finding]:
    found = compare(small(one=claim(**statements)), editions=("ne-10m",))
    return [f for f in found.findings if f.check == check]


def test_two_statements_in_the_same_words_are_both_told() -> None:
    told = findings("untestable", a=said(r=reading("altitude", "6,000 m")), b=said(r=reading("course", "90 deg")))
    assert {f.statements for f in told} == {("a",), ("b",)}


def test_a_decimal_comma_is_no_separator_of_thousands() -> None:
    assert round_figure("1,15 mi") == round_figure("1.15 mi") != []
    assert round_figure("1,150 mi") == round_figure("1150 mi")


def test_a_stay_without_an_upper_end_leaves_all_of_it_for_a_launch() -> None:
    side, stay = said(r=reading("fired_at_side", "inside")), said(r=reading("duration_inside", "at least 5 min"))
    (found,) = findings("missile", a=side, b=stay)
    low, high = found.computed["share_of_stay"]  # type: ignore[misc]
    assert (low, high) == (pytest.approx((270 - 12) / 270), 1.0)  # "5 min" may be 4.5; a missile flies 2 to 12 s


@pytest.mark.parametrize(
    ("lasted", "word", "conflict"),
    [("40 s", "consistent", False), ("25 s", "indeterminate", False), ("20 s", "inconsistent", True)],
)
def test_between_the_published_top_speeds_it_is_open_whether_the_type_can_fly_it(
    lasted: str, word: str, conflict: bool
) -> None:
    """2 x 5.25 km in 40.5, 25.5, 20.5 s: 933, 1,482, 1,844 km/h; published are 1,250 to 1,700, the wind adds 108."""
    (found,) = findings("intruder", a=said(r=reading("depth", "5.3 km")), b=said(r=reading("duration_inside", lasted)))
    assert (found.word, found.conflict) == (word, conflict)
    assert found.assumed and found.assumed[0].startswith("wind")


def test_a_zone_out_of_reach_speaks_only_against_a_claim_that_it_was_entered() -> None:
    """From 35 N 36 E Turkey is some 90 km away: not to be had in 100 s."""
    start = {"a": said(r=reading("take_off_time", "09:22:20 local", place="base")),
             "b": said(r=reading("hit_time", "09:24:00 local"))}  # fmt: skip
    (away,) = findings("prism", **start, c=said(r=reading("closest_distance", "80 km")))
    assert (away.word, away.conflict) == ("consistent", False)
    (inside,) = findings("prism", **start, c=said(r=reading("length_inside", "2 km")))
    assert (inside.word, inside.conflict, inside.statements) == ("inconsistent", True, ("a", "b", "c"))
    other = said(r=reading("length_inside", "2 km")) | {"speaker": "another"}
    (voices,) = findings("prism", **start, c=other)
    assert voices.word == "differ"


def test_an_aircraft_may_enter_before_it_is_seen_but_not_leave_before_it_enters() -> None:
    entry = said(r=reading("entry_time", "09:24:05 local"))
    assert not findings("timeline", a=entry, b=said(r=reading("detection_time", "09:26 local")))
    (found,) = findings("timeline", a=entry, b=said(r=reading("exit_time", "09:20:05 local")))
    assert found.word == "internally-inconsistent" and found.conflict


def test_times_of_two_aircraft_do_not_add_up_to_one() -> None:
    times = {
        "a": said(r=reading("take_off_time", "08:42 local")),
        "b": said(r=reading("lead_time", "10 min", of="detection")),
        "c": said(r=reading("hit_time", "09:24 local", about="mate")),
        "d": said(r=reading("tracked_for", "38 min")),
    }
    assert not [f for f in findings("timeline", **times) if "radar" in f.test]


def test_words_are_passed_on_as_words() -> None:
    first, copy = said(r=reading("hit_side", "inside")), said(r=reading("hit_side", "inside")) | {"variant_of": "a"}
    assert [f.word for f in findings("coherence", a=first, b=copy)] == ["consistent"]
    other = said(r=reading("hit_side", "outside")) | {"variant_of": "a"}
    assert [f.word for f in findings("coherence", a=first, b=other)] == ["differ"]


def test_a_figure_is_passed_on_in_any_of_its_readings() -> None:
    first = said(r=reading("depth", "2.19 km"))
    copy = said(nautical=reading("depth", "1.36 NM"), statute=reading("depth", "1.36 mi")) | {"variant_of": "a"}
    (found,) = findings("coherence", a=first, b=copy)
    assert found.word == "consistent" and found.reading["b"] == "statute"  # 1.36 mi = 2.189 km


def test_a_fall_longer_than_without_air_is_no_contradiction() -> None:
    """40 s without air are 7.8 km; with air a body from 5 km takes that long."""
    height, time = reading("fall_height", "5.0 km", of="fall"), reading("path_duration", "40 s", of="fall")
    (found,) = findings("fall", a=said(r=height), b=said(r=time))
    assert (found.word, found.conflict) == ("indeterminate", False) and "no air" in found.assumed[0]


def test_the_speed_of_another_aircraft_says_nothing_of_a_turn() -> None:
    turn = said(r=reading("excluded_turn_angle", "90 deg"))
    speed = said(r=reading("ground_speed", "980 km/h"))
    assert len(findings("turn", a=turn, b=speed)) == 1
    assert not findings("turn", a=turn, b=said(r=reading("ground_speed", "980 km/h", about="mate")))


def test_a_small_turn_may_be_that_of_a_hit() -> None:
    """A missile of some 150 kg at 1,500 m/s has 80 % of the momentum of 24 t at 11.5 m/s, and twice that at 4.5 m/s."""
    turn, speed = said(r=reading("excluded_turn_angle", "90 deg")), said(r=reading("ground_speed", "12 m/s"))
    (slow,) = findings("turn", a=turn, b=speed)
    assert slow.word == "consistent" and "cannot turn" in slow.text
    (slower,) = findings("turn", a=turn, b=said(r=reading("ground_speed", "5 m/s")))
    assert slower.word == "indeterminate" and "may turn" in slower.text


def test_what_would_do_does_not_depend_on_who_is_named_first() -> None:
    near, far = said(r=reading("depth", "1.0 km")), said(r=reading("depth", "9.0 km"))
    (one,) = findings("coherence", a=near, b=far)
    (other,) = findings("coherence", a=far, b=near)
    assert one.would_hold_if == other.would_hold_if
    assert one.would_hold_if is not None and one.would_hold_if.endswith("off by at least 7,900\u00a0m")


@pytest.mark.parametrize(
    ("readings_", "word"),
    [
        ({"r": reading("depth", "at most 2 km", about="jet")}, "indeterminate"),  # it may be 0: says neither
        ({"r": reading("depth", "2 km", about="jet")}, "inconsistent"),
        ({"r": reading("entry_time", "1958-09-02T10:00:00Z", about="jet")}, "inconsistent"),  # before 1970 too
        ({"r": reading("violation_count", "0", about="jet")}, "consistent"),
    ],
)
def test_what_a_track_that_cannot_have_entered_means(tmp_path: Path, readings_: Data, word: str) -> None:
    found = given_track(tmp_path, fixes((0, 36.30, 35.60), (60, 36.00, 35.60)), {"a": said(**readings_)})
    (told,) = (f for f in found.findings if f.check == "prism")
    assert told.word == word
    assert any("greatest ground speed" in line for line in told.assumed)
    assert any("within 100" in line for line in told.assumed)


def test_a_straight_path_is_said_to_be_of_the_courses_tried_wherever_it_counts() -> None:
    """The letter, north of the tip: no straight path tried has it, and a bent one or another course may."""
    case = Case(load_incident(incident_path("su24-2015")), ("turkey",), editions=("ne-10m",))
    found = [f for f in geometry.run(case, "turkey") if "northing" in f.test and f.conflict]
    assert found
    for f in found:
        assert f.word == "indeterminate" and "courses of 240–300°, every 10°" in f.text and "courses tried" in f.rule
        assert f.would_hold_if is not None and f.would_hold_if.startswith("the path was bent, or on a course not tried")
        assert {line.split(":")[0] for line in f.assumed} == {"assumption/course", "area", "shape"}
