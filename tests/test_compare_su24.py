"""The case of 24 November 2015, compared: what has to be found from the data, held to numbers worked out by hand.

Expected figures are arithmetic on the printed statements (1.15 mi, 17 s, ...) or stand in published analyses; none is
taken from a run.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from airspace.casefile import load_incident
from airspace.checks import CHECKS
from airspace.comparedoc import compare_document
from airspace.comparison import Comparison, compare
from airspace.findings import WORDS, Finding
from geodata.editions import registry
from geodata.library import incident_path

MILE_M, NAUTICAL_MILE_M = 1609.344, 1852.0  # international mile (1959); nautical mile (1929)
KMH = 3.6
EDITIONS = ("osm-2026c", "osm-maritime", "dcw", "wdbii", "ne-10m")
CLAIMS = ("turkey", "russia", "us-officials", "leuven", "flight-plan")


@cache
def comparison() -> Comparison:
    return compare(load_incident(incident_path("su24-2015")), editions=EDITIONS)


@cache
def document() -> dict[str, Any]:
    return compare_document(comparison())


def found(claim: str, check: str, *statements: str, **readings: str) -> list[Finding]:
    """Findings of a claim by a check that rest on exactly these statements, under these readings."""
    wanted = {name.replace("_", "-"): reading for name, reading in readings.items()}
    return [
        f
        for f in comparison().findings
        if (f.claim, f.check) == (claim, check)
        and set(f.statements) == set(statements)
        and all(f.reading.get(name) == reading for name, reading in wanted.items())
    ]


def the(claim: str, check: str, *statements: str, **readings: str) -> Finding:
    (one,) = found(claim, check, *statements, **readings)
    return one


def kmh(value: Any) -> tuple[float, float]:
    return value[0] * KMH, value[1] * KMH


# --- the letter ---------------------------------------------------------------------------------------------


UNITS = [(d, n) for d in ("statute", "nautical") for n in ("statute", "nautical")]


@pytest.mark.parametrize(("depth", "length"), UNITS)
def test_depth_and_length_cannot_both_hold_in_any_units(depth: str, length: str) -> None:
    finding = the("turkey", "depth-length", "depth", "length", depth=depth, length=length)
    assert finding.word == "internally-inconsistent" and finding.conflict
    unit = {"statute": MILE_M, "nautical": NAUTICAL_MILE_M}
    assert finding.computed["least_length_m"] == pytest.approx(2 * 1.355 * unit[depth])
    assert finding.computed["greatest_depth_m"] == pytest.approx(1.155 * unit[length] / 2)
    assert finding.computed["holds_if_it_ends_at_its_deepest"] is False  # 1.355 mi > 1.155 NM = 1.329 mi
    assert "twice as long" in finding.rule and "not even if the length ends at the deepest point" in finding.text
    assert finding.would_hold_if is not None and "not the distance to the nearest border" in finding.would_hold_if


@pytest.mark.parametrize(("depth", "length"), UNITS)
def test_no_straight_path_has_both_on_any_edition(depth: str, length: str) -> None:
    finding = the("turkey", "geometry", "depth", "length", depth=depth, length=length)
    assert finding.word == "internally-inconsistent" and not finding.computed["fits"]
    depths: Any = finding.computed["depth_with_the_length_m"]
    unit = {"statute": MILE_M, "nautical": NAUTICAL_MILE_M}[length]
    assert set(depths) == set(EDITIONS)
    for low, high in depths.values():
        assert 0 < low <= high <= 1.155 * unit / 2 + 0.5  # no stay is deeper than half its length
    lengths: Any = finding.computed["length_with_the_depth_m"]
    for low, _ in lengths.values():
        assert low >= 2 * 1.355 * {"statute": MILE_M, "nautical": NAUTICAL_MILE_M}[depth] - 0.5


@pytest.mark.parametrize(("unit", "low", "high"), [("statute", 379, 406), ("nautical", 436, 467)])
def test_speed_of_the_letter(unit: str, low: int, high: int) -> None:
    finding = the("turkey", "speed", "length", "lasted", length=unit, lasted="stay")
    assert [round(v) for v in kmh(finding.computed["ground_speed_mps"])] == [low, high]
    assert f"{low}–{high}\u00a0km/h" in finding.text
    assert finding.word == "indeterminate"  # beside an estimated stall speed and an unknown wind


def test_the_length_is_a_round_number_of_nautical_miles() -> None:
    derived = {f.reading["length"] for f in comparison().of("turkey") if "length" in f.reading}
    assert "statute-from-1.0-nm" in derived
    (stated,) = {s for f in comparison().of("turkey") for s in f.stated if s.reading == "statute-from-1.0-nm"}
    assert stated.derived is not None and "1.0 NM to 0.07%" in stated.derived


def test_mach_and_calibrated_speed_of_the_letter() -> None:
    """methods.md 3.2: Mach .343 and 158 kt at the stated values, 19,000 ft."""
    finding = the("turkey", "speed", "length", "lasted", length="statute", lasted="stay")
    mach: Any = finding.computed["mach"]
    assert mach[0] < 0.343 < mach[1]
    calibrated: Any = finding.computed["calibrated_mps"]
    assert calibrated[0] / (1852 / 3600) < 158 < calibrated[1] / (1852 / 3600)
    assert kmh(finding.computed["stall_estimate_mps"]) == pytest.approx((320, 467), abs=2)


def test_letter_and_map_differ_by_about_half() -> None:
    finding = the("turkey", "coherence", "length", "graphic-length", length="statute", graphic_length="statute")
    assert finding.word == "differ" and finding.conflict
    assert finding.computed["ratio"] == pytest.approx(1.7 / 1.15, rel=1e-6)  # 1.48: about half as much again
    assert finding.computed["apart_m"] == pytest.approx((1.65 - 1.155) * MILE_M)


def test_ten_warnings_do_not_contradict_seventeen_seconds() -> None:
    finding = the("turkey", "warnings", "warnings", "lasted", lasted="stay")
    assert finding.word == "consistent" and "do not contradict 17 s" in finding.text
    assert finding.computed["most_within_the_stay"] <= 1  # one every 27 to 37 s
    assert any("21" in step for step in finding.steps) and any("more frequent" in step for step in finding.steps)


def test_the_position_called_is_outside_on_every_edition() -> None:
    positions = found("turkey", "warnings", "radio-position")
    assert len(positions) == 3
    for finding in positions:
        assert finding.computed["inside_on"] == []
    away: Any = the("turkey", "warnings", "radio-position", radio_position="true-nautical").computed["distance_m"]
    assert min(away.values()) > 900 and max(away.values()) < 3_500  # facts: 1.4 to 3.1 km by edition


# --- Russia -------------------------------------------------------------------------------------------------


def test_one_and_five_and_a_half_kilometres_by_reading() -> None:
    agree = the("russia", "coherence", "one-kilometre", "target", one_kilometre="at-hit", target="target")
    assert agree.word == "consistent" and "two places" in agree.text
    differ = the("russia", "coherence", "one-kilometre", "target", one_kilometre="at-hit", target="at-hit")
    assert differ.word == "differ" and differ.conflict  # two speakers
    crew = the("russia", "coherence", "one-kilometre", "crew-distance", one_kilometre="at-hit", crew_distance="closest")
    assert crew.word == "differ" and crew.would_hold_if is not None and "target" in crew.would_hold_if


def test_first_ground_fire_then_a_missile() -> None:
    finding = the("russia", "coherence", "first-version", "missile")
    assert finding.word == "internally-inconsistent" and "one speaker" in finding.text


def test_f16_needs_360_km_h_as_stated_267_with_rounding() -> None:
    finding = the("russia", "intruder", "f16-depth", "f16-stay", "f16-speed")
    assert finding.word == "consistent"
    assert finding.computed["least_speed_as_stated_mps"] == pytest.approx(2 * 2000 / 40)
    assert finding.computed["least_speed_mps"] == pytest.approx(2 * 1500 / 40.5)
    assert "360 km/h as stated, 267 km/h with printed rounding" in finding.text
    (row,) = [r for r in comparison().matrix if r.check == "intruder" and "SYR" in r.test]
    assert not row.diagnostic
    (turn,) = [f for f in comparison().of("russia") if f.check == "turn"]
    assert turn.word == "consistent"


@pytest.mark.parametrize(
    ("statements", "word"),
    [
        (("f16-patrol",), "consistent"),  # 09:11 + 75 min = 10:26
        (("f16-patrol", "f16-patrol-duration-variant"), "differ"),  # 09:11 + 105 min = 10:56
        (("f16-patrol", "f16-patrol-start-variant"), "differ"),  # 09:08 + 75 min = 10:23
    ],
)
def test_patrol_arithmetic(statements: tuple[str, ...], word: str) -> None:
    findings = [f for f in found("russia", "timeline", *statements) if f.test == "patrol adds up"]
    assert findings and {f.word for f in findings} == {word}


def test_fifteen_and_thirty_one_are_forty_six() -> None:
    (finding,) = [f for f in found("russia", "timeline", "ground-alert") if "adds up" in f.test]
    assert finding.word == "consistent" and "46" in finding.text
    (needed,) = [f for f in found("russia", "timeline", "ground-alert") if "needed" in f.test]
    assert needed.computed["short_by_s"] == pytest.approx([33 * 60, 35 * 60])


def test_thirty_four_minutes_on_radar() -> None:
    finding = the("russia", "timeline", "take-off", "under-radar", "hit")
    assert finding.word == "consistent"  # 06:52 and 06:50, within "about 10 min"


def test_the_range_alone_does_not_tell_the_side_of_the_launcher() -> None:
    (finding,) = [f for f in comparison().of("russia") if f.test == "side of the launcher"]
    assert finding.word == "indeterminate"
    shares: Any = finding.computed["share_of_directions"]
    assert all(0.5 < share < 1 for share in shares.values())


# --- the others ---------------------------------------------------------------------------------------------


def test_eight_kilometres_in_thirty_seconds_is_960_and_980_lies_within() -> None:
    finding = the("leuven", "speed", "fall-distance", "fall-time", "speed")
    assert finding.word == "consistent" and not finding.conflict
    low, high = kmh(finding.computed["ground_speed_mps"])
    assert low == pytest.approx(7.5 / 30.5 * 3600) and high == pytest.approx(8.5 / 29.5 * 3600)
    assert "960 km/h as stated" in finding.text and "no inconsistency" in finding.text


def test_a_hit_alone_makes_no_square_corner_but_a_pilot_can() -> None:
    """methods.md 3.2: sqrt(2) m v against 157 kg at 1,000 m/s: some 74 times; R = 1,951 m at 4 g."""
    (finding,) = [f for f in comparison().of("leuven") if f.check == "turn"]
    assert finding.word == "consistent" and "a pilot, or lift that is left" in finding.text
    times = float(finding.number.split()[0]) if finding.number else math.nan
    assert 60 < times < 90
    radii: Any = finding.computed["radius_m"]
    assert radii["4 g"] == pytest.approx(1951, abs=2)
    most: Any = finding.computed["most_turn_deg"]
    assert most < 5


def test_two_miles_in_two_to_three_seconds_is_not_flyable_and_the_voices_differ() -> None:
    finding = the("us-officials", "speed", "two-miles", "two-to-three-seconds", two_miles="statute")
    assert finding.word == "differ" and finding.conflict
    low, high = kmh(finding.computed["ground_speed_mps"])
    assert low == pytest.approx(1.5 * MILE_M / 3 * KMH) and high == pytest.approx(2.5 * MILE_M / 2 * KMH)


def test_the_outlet_s_misprint_is_told_as_the_outlet_s() -> None:
    passed_on = {f.test: f for f in found("leuven", "coherence", "five-minutes-misprint", "five-minutes")}
    assert all(f.is_of_variant for f in passed_on.values())
    assert passed_on["path duration, as passed on"].word == "differ"  # 80 s for 5 min
    assert passed_on["path length, as passed on"].word == "consistent"  # 80 km for 80 km
    assert not [f for f in comparison().of("leuven") if f.conflict and not f.is_of_variant]  # theirs hold together


# --- the whole ----------------------------------------------------------------------------------------------


def test_what_all_agree_on() -> None:
    ground = {g["quantity"]: g for g in document()["common_ground"]}
    hit = ground["hit_time"]
    assert hit["stated"] == ["2015-11-24T07:24:00.000000Z"] * 2 and set(hit["claims"]) == {"turkey", "russia"}
    altitude = ground["altitude"]
    assert altitude["stated"] == pytest.approx([19_000 * 0.3048, 6_000]) and "turkey" in altitude["claims"]
    low, high = altitude["interval"]
    assert 5_639 <= low <= high <= 5_944
    assert ground["crash_side"]["choice"] == "inside" and ground["crash_side"]["zone"] == "SYR"
    disputed = {g["quantity"] for g in document()["disputed"]}
    assert {"warnings_count", "duration_inside", "violation_count"} <= disputed


def test_the_document_s_keys() -> None:
    keys = ["schema", "incident", "claims", "common_ground", "findings", "solver", "matrix"]
    assert set(keys) <= set(document()) and document()["schema"] == "airspace/compare/1"
    wanted = {"claim", "check", "statements", "reading", "finding", "stated", "computed", "rule", "would_hold_if"}
    for finding in document()["findings"]:
        assert wanted <= set(finding)
        assert finding["finding"] in WORDS and finding["check"] in CHECKS and finding["claim"] in CLAIMS
        assert finding["statements"] or finding["check"] in ("turn", "prism")
        assert finding["rule"] and finding["text"]
    for entry in document()["solver"]:
        assert {"claim", "reading", "maximal_sets", "minimal_removals", "nearest"} <= set(entry)
    for row in document()["matrix"]:
        assert set(row["cells"]) == set(CLAIMS) and isinstance(row["diagnostic"], bool)
        assert all({"finding", "value", "text"} <= set(cell) for cell in row["cells"].values())


def test_plain_json() -> None:
    text = json.dumps(document(), allow_nan=False)
    assert json.loads(text) == document()


def test_every_check_speaks_and_every_claim_is_spoken_of() -> None:
    at_sea = {"position", "distances"}  # nothing of this incident lay at sea
    assert {f.check for f in comparison().findings} == set(CHECKS) - at_sea
    assert {f.claim for f in comparison().findings} == set(CLAIMS)
    assert set(registry()) == set(EDITIONS)


def test_every_statement_is_tested_or_said_to_be_untestable() -> None:
    incident = comparison().incident
    for claim in CLAIMS:
        spoken = {name for f in comparison().of(claim) for name in f.statements}
        assert spoken == set(incident.claims[claim].statements)


def texts() -> Iterator[str]:
    for f in comparison().findings:
        yield from filter(None, (f.text, f.rule, f.would_hold_if, f.number, *f.steps))
    for row in comparison().matrix:
        yield from (row.why, row.test, *(cell.text for cell in row.cells.values()))


def test_no_text_breaks_off_or_prints_a_machine_s_words() -> None:
    for text in texts():
        assert "nan" not in text.split() and "inf" not in text.split() and "None" not in text, text
        assert "  " not in text and " ," not in text, text


# --- the solver ---------------------------------------------------------------------------------------------


def test_the_letter_holds_together_if_depth_is_something_else() -> None:
    (letter,) = [c for c in comparison().consistency if c.speaker and "permanent representative" in c.speaker]
    assert 0 < letter.consistent < letter.combinations
    for solution in letter.solutions:
        nearest_border = solution.reading["depth"] in ("statute", "nautical")
        path_inside = not solution.reading["length"].startswith("one-aircraft")
        assert solution.consistent != path_inside  # north of the tip, no straight path has the length either
        assert solution.consistent_if_bent == (path_inside and not nearest_border)
        if nearest_border and path_inside:
            assert solution.by == ("intervals",)
            assert set(solution.minimal_removals) == {("depth",), ("length",)}
            values = {n.statement: n.value_si for n in solution.nearest}
            deep = {"statute": MILE_M, "nautical": NAUTICAL_MILE_M}[solution.reading["depth"]]
            assert values["length"] == pytest.approx(2 * 1.355 * deep, rel=1e-9)
            assert values["depth"] <= 0.5 * 1.155 * NAUTICAL_MILE_M + 1e-6


def test_removals_and_kept_sets_are_complements() -> None:
    for row in comparison().consistency:
        for solution in row.solutions:
            every = set(solution.reading)
            kept = [set(s) for s in solution.maximal_sets]
            taken = [set(s) for s in solution.minimal_removals] or [set()]
            assert sorted(map(sorted, kept)) == sorted(sorted(every - t) for t in taken)
            for conflict in solution.conflicts:
                assert all(set(conflict) & t for t in taken)
