"""The case of 24 November 2015 from end to end: what its paths give on real borders.

Expected figures come from the statements (1.15 statute miles, 17 seconds, ...), not from a run: what a path was
built from must come back, what was stated and not built in must not be made to fit.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from su24 import assessment, incident

from airspace.assessment import assess
from airspace.casefile import validate_text
from airspace.constraints import ref_fields
from airspace.document import check_document
from airspace.units import parse_figure
from geodata.editions import DEFAULT_EDITION, registry
from geodata.library import incident_path

MILE_M, NAUTICAL_MILE_M = 1609.344, 1852.0  # international mile (1959); nautical mile (1929)
STATED_LENGTH_M = 1.15 * MILE_M
STATED_DEPTH_M = 1.36 * MILE_M
ENTERED = datetime(2015, 11, 24, 7, 24, 5, tzinfo=UTC)
EDITIONS = ("osm-2026c", "osm-maritime", "dcw", "wdbii", "ne-10m")
TRACKS = {
    ("turkey", "letter-statute"): "TUR",
    ("turkey", "letter-nautical"): "TUR",
    ("turkey", "map-statute"): "TUR",
    ("turkey", "map-nautical"): "TUR",
    ("russia", "closest-1km"): "TUR",
    ("russia", "target-5500m"): "TUR",
    ("russia", "f16-40s"): "SYR",
    ("us-officials", "two-miles"): "TUR",
    ("leuven", "two-km"): "TUR",
}
RESULT = [
    "claim", "track", "aircraft", "zone", "edition", "edge_model", "basis", "solved_on", "by_construction", "verdict",
    "decisive", "why", "margin_m", "duration_s", "length_m", "max_depth_m", "closest_approach_m", "incursions",
]  # fmt: skip
INCURSION = ["entry", "exit", "duration_s", "length_m", "max_depth_m", "deepest", "mean_speed_mps"]
POINT = ["time", "lon", "lat", "alt_m"]

Result = dict[str, Any]


@cache
def document() -> dict[str, Any]:
    return check_document(assessment())


def moved(claim: str, track: str, edition: str = DEFAULT_EDITION) -> Result:
    """A path as solved on its own edition, checked on this one."""
    wanted = (claim, track, edition)
    (found,) = (r for r in document()["results"] if (r["claim"], r["track"], r["edition"]) == wanted)
    return dict(found)


def solved(claim: str, track: str, edition: str = DEFAULT_EDITION) -> dict[str, Any]:
    """What solving a path anew on an edition gives."""
    wanted = (claim, track, edition)
    (found,) = (r for r in document()["reconstructions"] if (r["claim"], r["track"], r["edition"]) == wanted)
    return dict(found)


def instant(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def test_every_track_on_every_edition() -> None:
    assert tuple(registry()) == EDITIONS
    keys = [(r["claim"], r["track"], r["zone"], r["edition"]) for r in document()["results"]]
    assert len(keys) == len(set(keys))
    assert set(keys) == {(*track, zone, edition) for track, zone in TRACKS.items() for edition in EDITIONS}
    again = [(r["claim"], r["track"], r["zone"], r["edition"]) for r in document()["reconstructions"]]
    assert sorted(again) == sorted(keys)


def test_every_key_of_the_document() -> None:
    assert list(document()) == ["schema", "incident", "results", "reconstructions"]
    assert (document()["schema"], document()["incident"]) == ("airspace/check/1", "su24-2015")
    again = [r["result"] for r in document()["reconstructions"]]
    for result in (*document()["results"], *again):
        assert list(result) == RESULT
        assert (result["basis"], result["edge_model"]) == ("reconstructed", "geodesic")
        for stay in result["incursions"]:
            assert list(stay) == INCURSION
            assert all(list(stay[place]) == POINT for place in ("entry", "exit", "deepest"))


def test_plain_json() -> None:
    text = json.dumps(document(), allow_nan=False)  # ValueError at a NaN or an infinity
    assert json.loads(text) == document()


def test_sums_and_margins_agree() -> None:
    for result in document()["results"]:
        stays = result["incursions"]
        assert result["length_m"] == pytest.approx(sum(stay["length_m"] for stay in stays))
        assert result["max_depth_m"] == max([stay["max_depth_m"] for stay in stays], default=0.0)
        if result["verdict"] == "inside":
            assert result["margin_m"] == result["max_depth_m"] > 0 and result["closest_approach_m"] is None
        else:
            assert result["verdict"] == "outside" and result["margin_m"] == -result["closest_approach_m"] < 0
        assert result["decisive"] == (result["why"] is None)


def test_letter_in_statute_miles() -> None:
    result = moved("turkey", "letter-statute")
    (stay,) = result["incursions"]
    assert result["verdict"] == "inside" and result["solved_on"] == DEFAULT_EDITION
    assert stay["length_m"] == pytest.approx(1851, abs=1)
    assert stay["length_m"] == pytest.approx(STATED_LENGTH_M, abs=1e-4)
    assert stay["duration_s"] == pytest.approx(17.0, abs=0.001)
    assert stay["mean_speed_mps"] == pytest.approx(STATED_LENGTH_M / 17, abs=0.01)
    assert abs(instant(stay["entry"]["time"]) - ENTERED) < timedelta(milliseconds=1)
    assert abs(instant(stay["exit"]["time"]) - ENTERED - timedelta(seconds=17)) < timedelta(milliseconds=1)
    assert stay["entry"]["alt_m"] == pytest.approx(19_000 * 0.3048)
    assert {"verdict", "length_m", "duration_s"} <= set(result["by_construction"])


@pytest.mark.parametrize("track", ["letter-statute", "letter-nautical", "map-statute", "map-nautical"])
def test_the_stated_depth_is_computed_and_does_not_come_out(track: str) -> None:
    result = moved("turkey", track)
    assert not {"max_depth_m", "margin_m"} & set(result["by_construction"])
    assert 0 < result["max_depth_m"] < 0.6 * STATED_DEPTH_M
    assert result["max_depth_m"] <= result["length_m"] / 2  # no point is farther from both ends of the stay


def test_letter_depth_is_far_below_the_stated_one() -> None:
    assert moved("turkey", "letter-statute")["max_depth_m"] < STATED_DEPTH_M / 4


@pytest.mark.parametrize("edition", EDITIONS[1:])
@pytest.mark.parametrize("track", TRACKS, ids="/".join)
def test_moved_to_another_edition_a_verdict_is_no_longer_by_construction(track: tuple[str, str], edition: str) -> None:
    result = moved(*track, edition)
    assert result["solved_on"] == DEFAULT_EDITION != result["edition"]
    assert set(result["by_construction"]) <= {"mean_speed_mps"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_solved_again_on_each_edition(edition: str) -> None:
    again = solved("turkey", "letter-statute", edition)
    assert again["path_exists"] and again["solutions"] >= 1
    result = again["result"]
    (stay,) = result["incursions"]
    assert (result["edition"], result["solved_on"]) == (edition, edition)
    assert "verdict" in result["by_construction"] and "max_depth_m" not in result["by_construction"]
    assert stay["length_m"] == pytest.approx(STATED_LENGTH_M, abs=1e-4)
    assert stay["duration_s"] == pytest.approx(17.0, abs=0.001)
    assert stay["max_depth_m"] < STATED_DEPTH_M / 2


@pytest.mark.parametrize(("track", "distance_m"), [("closest-1km", 1000.0), ("target-5500m", 5500.0)])
def test_russian_paths_pass_at_the_stated_distance(track: str, distance_m: float) -> None:
    for edition in EDITIONS:
        result = solved("russia", track, edition)["result"]
        assert result["verdict"] == "outside" and result["incursions"] == []
        assert result["margin_m"] == pytest.approx(-distance_m, abs=0.1)
        assert {"verdict", "closest_approach_m", "margin_m"} <= set(result["by_construction"])
    assert moved("russia", track)["margin_m"] == pytest.approx(-distance_m, abs=0.1)


def test_f16_goes_in_as_deep_and_as_long_as_stated() -> None:
    result, again = moved("russia", "f16-40s"), solved("russia", "f16-40s")
    (stay,) = result["incursions"]
    assert stay["duration_s"] == pytest.approx(40.0, abs=0.01)
    assert stay["length_m"] == pytest.approx(40 * 810 / 3.6, abs=1)
    assert stay["max_depth_m"] == pytest.approx(2000, abs=1)
    assert {"verdict", "duration_s", "length_m", "max_depth_m", "margin_m"} <= set(result["by_construction"])
    figures = again["figures"]
    centripetal = (810 / 3.6) ** 2 / figures["turn_radius_m"]
    assert figures["load_factor"] == pytest.approx(math.sqrt(1 + (centripetal / 9.80665) ** 2), rel=1e-6)
    assert 0 <= figures["crossing_course_deg"] < 360 and figures["stated_course_deg"] == 190
    assert "load_factor" not in result["by_construction"] and len(again["alternatives"]) == 2
    assert stay["entry"]["alt_m"] is None  # its height over Syria is not stated


def test_a_length_without_a_duration_gives_no_times() -> None:
    for edition in EDITIONS:
        result = moved("us-officials", "two-miles", edition)
        assert result["duration_s"] is None
        for stay in result["incursions"]:
            assert stay["duration_s"] is None and stay["mean_speed_mps"] is None
            assert {stay[place]["time"] for place in ("entry", "exit", "deepest")} == {None}
            assert {stay[place]["alt_m"] for place in ("entry", "exit", "deepest")} == {None}
    result = moved("us-officials", "two-miles")
    assert result["length_m"] == pytest.approx(2 * MILE_M, abs=1e-4)
    assert result["by_construction"] == ["verdict", "length_m"]


def test_leuven_seconds_follow_from_length_and_speed() -> None:
    result = moved("leuven", "two-km")
    assert result["length_m"] == pytest.approx(2000, abs=1e-4)
    assert result["duration_s"] == pytest.approx(7.35, abs=0.01)
    assert "duration_s" in result["by_construction"]  # length and speed were inputs, so their quotient is no finding


@pytest.mark.parametrize("track", [track for claim, track in TRACKS if claim == "turkey"])
def test_ten_warnings_before_the_entry(track: str) -> None:
    (case,) = (c for c in assessment().cases if (c.claim_id, c.track_id) == ("turkey", track))
    before = [(mark.at.time - ENTERED) / timedelta(seconds=1) for mark in case.warnings if mark.at.time is not None]
    assert before == pytest.approx(list(range(-300, 0, 30)), abs=0.001)
    assert [mark.number for mark in case.warnings] == list(range(1, 11))
    spec = incident().claims["turkey"].tracks[track].warnings
    assert spec is not None and spec.spacing.startswith("assumption/")


def test_only_the_turkish_paths_carry_warnings() -> None:
    assert {case.claim_id for case in assessment().cases if case.warnings} == {"turkey"}


def test_no_input_comes_from_another_claim() -> None:
    for claim_id, track_id in TRACKS:
        claim = incident().claims[claim_id]
        solve = claim.tracks[track_id].solve
        assert solve is not None
        given = incident().inputs(claim_id, track_id)
        assert set(given) == set(ref_fields(solve))
        for found in given.values():
            head, _, tail = found.ref.partition("/")
            if found.kind == "assumption":
                assert head == "assumption" and found.why and found.speaker is None
                assert found.text == incident().assumptions[tail].value
            else:
                assert found.text == claim.statements[head].readings[tail].value
                assert found.says == claim.statements[head].says and found.speaker and found.source_ids
        written = solved(claim_id, track_id)["inputs"]
        assert {role: value["ref"] for role, value in written.items()} == {r: f.ref for r, f in given.items()}


def test_a_statement_of_another_claim_is_refused() -> None:
    text = incident_path("su24-2015").read_text("utf-8")
    lent = text.replace("length: length/length, speed: speed/speed", "length: length/length, speed: f16-speed/speed")
    assert lent != text
    with pytest.raises(ValueError, match="f16-speed"):
        validate_text(lent)


def swapped(claims: dict[str, Any]) -> dict[str, Any]:
    """The claims with the two states' labels exchanged: ids and claimants; and in another order."""
    other = {"turkey": "russia", "russia": "turkey"}
    name = {"turkey": claims["russia"].claimant, "russia": claims["turkey"].claimant}
    return {
        other.get(claim_id, claim_id): claim.model_copy(update={"claimant": name.get(claim_id, claim.claimant)})
        for claim_id, claim in reversed(claims.items())
    }


def test_swapping_the_claimants_changes_no_number() -> None:
    turned = incident().model_copy(update={"claims": swapped(dict(incident().claims))})
    assert turned.claims["russia"].claimant == "Russia" and "letter-statute" in turned.claims["russia"].tracks
    found = check_document(assess(turned, editions=(DEFAULT_EDITION,)))
    for part in ("results", "reconstructions"):
        assert _unlabelled(found[part]) == _unlabelled(r for r in document()[part] if r["edition"] == DEFAULT_EDITION)


def _unlabelled(records: Any) -> list[str]:
    """Records without the claim they belong to, in an order of their own."""
    bare = [{**r, "claim": None, "result": {**(r.get("result") or {}), "claim": None}} for r in records]
    return sorted(json.dumps(record, sort_keys=True) for record in bare)


@pytest.mark.parametrize("model", ["rhumb", "planar"])
def test_edge_models_differ_by_less_than_a_metre_here(model: Any) -> None:
    """The path is the same; only the lines between neighbouring vertices, 31 m apart here, are drawn otherwise."""
    found = assess(incident(), ("turkey",), edge_model=model, solve_again=False)
    for result in found.results:
        geodesic = moved("turkey", result.track_id)
        assert result.edge_model == model
        assert result.violation.max_depth_m == pytest.approx(geodesic["max_depth_m"], abs=1)
        assert result.violation.length_m == pytest.approx(geodesic["length_m"], abs=1)


ARTICLE = [
    # claim, statement, words that must be there: the seven items of the article of 27 November 2015
    ("turkey", "warnings", "Ten warnings"),
    ("russia", "no-warning", "dismissed"),
    ("flight-plan", "hit-there-and-then", "exactly there and at that time"),
    ("russia", "s-400", "S-400"),
    ("turkey", "would-have-warned-differently", "warned it differently; no apology"),
    ("russia", "crew", "One airman was killed by Syrian rebels"),
    ("turkey", "measures-stay", "measures to defend the country"),
]


@pytest.mark.parametrize(("claim", "statement", "words"), ARTICLE, ids=[row[1] for row in ARTICLE])
def test_the_article_is_in_the_case(claim: str, statement: str, words: str) -> None:
    found = incident().statement(claim, statement)
    assert words in found.says and "independent" in found.source_ids and found.speaker
    assert found.readings or (found.untestable is not None and found.untestable.why)


def test_flight_plan_claim_is_kept_and_called_untestable() -> None:
    claim = incident().claims["flight-plan"]
    assert claim.tracks == {} and claim.statements
    assert all(statement.untestable and statement.untestable.would_settle for statement in claim.statements.values())


def test_stated_units_are_read_as_stated() -> None:
    assert parse_figure("1.15 mi", "length").value_si == pytest.approx(STATED_LENGTH_M)
    assert parse_figure("1.15 NM", "length").value_si == pytest.approx(1.15 * NAUTICAL_MILE_M)
    assert moved("turkey", "letter-nautical")["length_m"] == pytest.approx(1.15 * NAUTICAL_MILE_M, abs=1e-4)
    assert moved("turkey", "map-statute")["length_m"] == pytest.approx(1.7 * MILE_M, abs=1e-4)
    assert moved("turkey", "map-nautical")["length_m"] == pytest.approx(1.7 * NAUTICAL_MILE_M, abs=1e-4)
