"""What would change a verdict: the library's incident figure by figure, track files, and the words."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from engine_helpers import START, apart, shape
from shapely import box

from airspace import numbers
from airspace.assessment import Assessment, assess, assess_track
from airspace.casefile import load_incident
from airspace.displacement import ACCURACY_M, shifted
from airspace.flip import Flip, flip_of, flips
from airspace.flipdoc import flip_document
from airspace.violation import TOLERANCE_M, check_violation
from airspace.zone import national_zone
from geodata.editions import registry
from geodata.library import incident_path
from geodata.tracks import TrackData

CASES = {
    "letter-statute": ("inside", "outside", ["length inside"], ["dcw", "wdbii", "ne-10m"]),
    "letter-nautical": ("inside", "outside", ["length inside"], ["dcw", "wdbii", "ne-10m"]),
    "map-statute": ("inside", "outside", ["length inside"], []),
    "map-nautical": ("inside", "outside", ["length inside"], []),
    "closest-1km": ("outside", "inside", ["closest distance"], []),
    "target-5500m": ("outside", "inside", ["closest distance"], []),
    "f16-40s": ("inside", "outside", ["depth", "duration inside"], []),
    "two-miles": ("inside", "outside", ["length inside"], []),
    "two-km": ("inside", "outside", ["length inside"], ["dcw", "wdbii", "ne-10m"]),
}
"""Tracks on the edition they were built on: verdict, what it flips to, what it hangs on, who contradicts it."""


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return assess(load_incident(incident_path("su24-2015")), (), tuple(registry()), solve_again=False)


@pytest.fixture(scope="module")
def found(assessment) -> tuple[Flip, ...]:
    return flips(assessment)


def own(found, track_id):
    return next(f for f in found if f.case.track_id == track_id and f.by_construction)


@pytest.mark.parametrize("track_id", CASES)
def test_each_track_on_its_own_border(found, track_id) -> None:
    verdict, becomes, decides, contradicted_by = CASES[track_id]
    flip = own(found, track_id)
    shift, margin = flip.displacement, flip.result.violation.margin_m
    assert flip.result.violation.verdict == verdict
    assert flip.result.edition == flip.result.solved_on
    assert [given.name for given in flip.hangs_on if given.decides] == decides
    assert [answer.edition for answer in flip.editions] == contradicted_by
    assert [abs(a.margin_m) for a in flip.editions] == sorted(abs(a.margin_m) for a in flip.editions)
    assert not any(edge.flips for edge in flip.edge_models)
    assert {edge.edge_model for edge in flip.edge_models} == {"rhumb", "planar"}
    assert shift.becomes == becomes
    assert shift.distance_m >= abs(margin)
    assert shift.distance_m - shift.at_least_m < 2 * ACCURACY_M
    if verdict == "outside":
        assert shift.distance_m == pytest.approx(-margin + TOLERANCE_M, abs=ACCURACY_M)
    text = flip.sentence.replace("\u00a0", " ")
    metres, bearing = re.search(r"Moved ([\d,]+) m toward (\d+)° \([a-z-]+\) as a whole it would be", text).groups()
    assert 0 <= int(metres.replace(",", "")) - shift.distance_m < 1
    assert abs((int(bearing) - shift.bearing_deg + 180) % 360 - 180) <= 0.5
    assert text.startswith(f"Built to be {verdict}: its {decides[0]} (")
    assert all(name in text for name in contradicted_by)


def test_the_shifts_flip_by_the_single_check(found) -> None:
    assert len(found) == 18
    for flip in found:
        held = national_zone(flip.result.zone, flip.result.edition, flip.result.edge_model)
        shift, before = flip.displacement, flip.result.violation.verdict
        for far, verdict in ((shift.distance_m, shift.becomes), (shift.distance_m - ACCURACY_M, before)):
            assert check_violation(shifted(flip.case.track, far, shift.bearing_deg), held).verdict == verdict


def test_a_grid_of_shifts_finds_no_smaller_one(found) -> None:
    """Letter, statute miles: rings of bearings every 15 degrees, by the single check alone."""
    flip = own(found, "letter-statute")
    held = national_zone("TUR", "osm-2026c", "geodesic")
    metres = flip.displacement.distance_m

    def out(share):
        seen = (check_violation(shifted(flip.case.track, metres * share, b), held) for b in np.arange(0.0, 360.0, 15.0))
        return [k for k, at in enumerate(seen) if at.verdict != "inside"]

    assert [out(share) for share in (0.3, 0.6, 0.8, 0.9, 0.99)] == [[]] * 5
    assert [15 * k for k in out(1.02)] == [180]
    assert len(out(1.2)) > 1


def test_the_sentence_of_a_path_inside_and_of_one_outside(found) -> None:
    inside = own(found, "letter-statute").sentence.replace("\u00a0", " ")
    assert inside == (
        "Built to be inside: its length inside (1.15 mi) says so, and its entry time and duration inside presume it. "
        "Without the length inside there is no such path, and the verdict is open. "
        "Moved 603 m toward 180° (south) as a whole it would be outside; on the borders of dcw, wdbii and ne-10m it is "
        "outside as it stands; dcw and ne-10m cannot decide it."
    )
    outside = own(found, "closest-1km").sentence.replace("\u00a0", " ")
    assert outside == (
        "Built to be outside: its closest distance (1 km) says so, and its closest time presumes it. "
        "Without the closest distance there is no such path, and the verdict is open. "
        "Moved 1,001 m toward 0° (north) as a whole it would be inside; on none of the 4 other borders is it inside as "
        "it stands."
    )


def test_the_editions_that_contradict_have_a_flip_of_their_own(found) -> None:
    theirs = [f for f in found if f.case.track_id == "letter-statute" and not f.by_construction]
    assert [f.result.edition for f in theirs] == ["dcw", "wdbii", "ne-10m"]
    for flip in theirs:
        assert flip.hangs_on == ()
        assert flip.displacement.distance_m == pytest.approx(-flip.result.violation.margin_m + TOLERANCE_M, abs=1.0)
        assert [a.edition for a in flip.editions] == ["osm-maritime", "osm-2026c"]
        assert "on osm-2026c by construction" in flip.sentence
        assert ("which cannot decide it" in flip.sentence) == (not flip.result.decisive)


def test_inputs_say_which_presume_the_verdict(found) -> None:
    flip = own(found, "map-statute")
    assert [given.role for given in flip.hangs_on if given.presumes] == ["length", "enters", "lasts", "north_limit"]
    assert {given.kind for given in flip.hangs_on if given.role in ("course", "lead_in")} == {"assumption"}
    assert "stated_course" not in [given.role for given in own(found, "f16-40s").hangs_on]


def test_the_document_is_plain(found) -> None:
    document = json.loads(json.dumps(flip_document(own(found, "closest-1km")), allow_nan=False))
    assert document["displacement"]["distance_m"] == pytest.approx(1000.1, abs=0.5)
    ends = [tuple(document["displacement"][end].values()) for end in ("from", "to")]
    assert apart(*ends) == pytest.approx(document["displacement"]["distance_m"], abs=0.01)
    assert document["by_construction"] is True
    assert [given["role"] for given in document["hangs_on"] if given["decides"]] == ["distance"]
    assert document["clock"]["sentence"] == "No error of a clock moves the path over ground."
    assert document["clock"]["shift_s"] is None
    assert document["sentence"] == own(found, "closest-1km").sentence


# --- track files --------------------------------------------------------------------------------------------------


def data(points, alt_m=None, t_s=None):
    lon, lat = np.array(points, dtype=float).T
    alt, times = (None if v is None else np.array(v, dtype=float) for v in (alt_m, t_s))
    start = None if t_s is None else START
    return TrackData(name="radar", lon_deg=lon, lat_deg=lat, alt_m=alt, start=start, t_s=times, source="constructed")


def test_a_track_file_against_zones_of_a_file_of_one_name() -> None:
    """Two zones of one name are told apart; a height is told where only height keeps the path out."""
    zones = (
        replace(shape(box(0, 0, 0.2, 0.2)), upper_m=5000.0),
        shape(box(0.3, 0, 0.5, 0.2)),
    )
    told = []
    found = flips(assess_track(data([(0.05, 0.1), (0.25, 0.1)], alt_m=[6000.0, 6000.0]), zones), zones, told.append)
    assert [f.result.violation.verdict for f in found] == ["outside", "outside"]
    assert told == ["radar", "radar"]
    high, beside = found
    assert high.displacement is None
    assert high.sentence == (
        "It is outside. No displacement is given: its height or its time keeps the path out wherever it is moved. "
        "Flown 1,000\u00a0m lower all along it would be inside."
    )
    assert beside.displacement.distance_m == pytest.approx(apart((0.25, 0.1), (0.3, 0.1)), abs=ACCURACY_M)
    assert (beside.altitude.shift_m, beside.by_construction, beside.hangs_on) == (None, False, ())
    assert len(beside.edge_models) == 2


def test_a_result_carries_its_zone_and_without_one_it_has_to_be_given() -> None:
    zones = (shape(box(0, 0, 0.2, 0.2)),)
    found = assess_track(data([(0.05, 0.1), (0.25, 0.1)]), zones)
    assert flips(found) == flips(found, zones)
    bare = replace(found, results=tuple(replace(result, shape=None) for result in found.results))
    assert len(flips(bare, zones)) == 1
    with pytest.raises(ValueError, match="'test' is not among"):
        flips(bare)


def test_an_edge_model_that_flips_is_told() -> None:
    """A parallel is a rhumb line and straight in degrees; the geodesic between its ends runs north of it."""
    zones = (shape(box(0.0, 50.0, 3.0, 51.0)),)
    (found,) = flips(assess_track(data([(1.4, 50.002), (1.6, 50.002)]), zones), zones)
    assert found.result.violation.verdict == "outside"
    assert [edge.edge_model for edge in found.edge_models if edge.flips] == ["rhumb", "planar"]
    assert "With the edges of the border drawn as rhumb lines it would be inside." in found.sentence


def test_a_measured_track_on_editions_stands_for_the_default_one() -> None:
    track = data([(36.0, 35.9), (36.1, 35.95)])
    found = flips(assess_track(track, ("TUR",), ("dcw", "osm-2026c")))
    assert found[0].result.edition == "osm-2026c"
    assert found[0].sentence.startswith("On the border of osm-2026c")


def test_what_is_undetermined_has_nothing_to_flip() -> None:
    zones = (shape(box(0, 0, 0.2, 0.2)),)
    (found,) = flips(assess_track(data([(0.2, -0.1), (0.2, 0.3)]), zones), zones)
    assert found.sentence.startswith("It is undetermined. There is nothing to flip: ")
    assert found.displacement is None
    assert flip_document(found)["displacement_why"].startswith("the verdict is undetermined as it stands")


def test_a_case_without_a_path_is_refused(assessment) -> None:
    case = replace(assessment.cases[0], track=None)
    with pytest.raises(ValueError, match="no path"):
        flip_of(case, assessment.results[0], national_zone("TUR", "osm-2026c", "geodesic"))


@pytest.mark.parametrize(
    ("azimuth_deg", "told"),
    [(0.0, "0° (north)"), (359.7, "0° (north)"), (213.4, "213° (south-southwest)"), (90.0, "90° (east)"),
     (11.0, "11° (north)"), (12.0, "12° (north-northeast)"), (292.5, "292° (west-northwest)")],
)  # fmt: skip
def test_bearings_carry_a_word(azimuth_deg, told) -> None:
    assert numbers.bearing(azimuth_deg) == told
