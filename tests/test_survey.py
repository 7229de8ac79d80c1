"""One path on all editions: counted by family, in words that hide no number; and when an edition is too coarse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from su24 import EDITIONS, assessment

from airspace import assessment as assessments
from airspace.assessment import TrackCase, TrackResult, assess
from airspace.casefile import load_incident
from airspace.decisive import SEGMENTS_ACROSS, decisive
from airspace.incident import Incident
from airspace.reconstruct import Reconstruction, reconstruct
from airspace.survey import FEW_WORDS, EditionRow, Survey, survey
from airspace.track import Point
from airspace.violation import ClosestApproach, Violation, check_violation
from airspace.zone import national_zone
from geodata import editions as borders
from geodata.library import incident_path

TRACK = "time,lon,lat\n2015-11-24T07:23:00Z,36.20,35.83\n2015-11-24T07:25:00Z,35.90,35.84\n"
SMALL = """
schema: airspace/incident/1
id: small
title: small
date: 2015-11-24
place: here
sources: {paper: {publisher: paper, grade: B2, why: made up}}
aircraft: {jet: {label: jet, type: jet, state: RUS}}
areas: {box: {bbox: [35.93, 35.75, 36.35, 36.10], why: made up}}
assumptions:
  course: {value: 270 deg, interval: [240, 300], why: made up}
  lead: {value: 10 km, interval: [10, 10], why: made up}
claims:
  one:
    claimant: one
    title: one
    defaults: {speaker: one, source: paper, about: jet}
    statements:
      length: {says: so long, readings: {only: {quantity: length_inside, zone: TUR, value: LENGTH}}}
    tracks:
      letter:
        label: letter
        aircraft: jet
        basis: reconstructed
        solve: {crosses: TUR, edition: osm-2026c, within: box, course: assumption/course, length: length/only,
                lead_in: assumption/lead, lead_out: assumption/lead}
      radar: {label: radar, aircraft: jet, basis: illustrative, file: radar.csv, zones: [TUR]}
"""
OFF_M = {"dcw": 455, "wdbii": 686, "ne-10m": 938}
"""How far off the letter's path is, moved: docs/reconstruction.md."""


def case_of(track_id: str) -> TrackCase:
    return next(case for case in assessment().cases if case.track_id == track_id)


def surveyed(track_id: str) -> Survey:
    return survey(assessment(), case_of(track_id))


def row_of(found: Survey, edition: str) -> EditionRow:
    return next(row for row in found.rows if row.edition == edition)


def made(*rows: EditionRow, basis: str = "reconstructed", solved_on: str | None = "osm-2026c") -> Survey:
    return Survey("one", "path", "TUR", basis, solved_on, rows)


def moved(edition: str, margin_m: float, decisive: bool = True, verdict: str = "") -> EditionRow:
    told = verdict or ("inside" if margin_m > 0 else "outside")
    return EditionRow(edition, borders.edition(edition).family, told, margin_m, decisive)  # type: ignore[arg-type]


def test_the_letters_path_moved_and_solved() -> None:
    found = surveyed("letter-statute")
    assert [row.edition for row in found.rows] == list(EDITIONS)
    own, copy = row_of(found, "osm-2026c"), row_of(found, "osm-maritime")
    assert own.moved_margin_m == pytest.approx(421, abs=1) and own.moved == copy.moved == "inside"
    assert own.moved_margin_m == own.solved_margin_m and copy.moved_margin_m == pytest.approx(335, abs=1)
    for edition, off_m in OFF_M.items():
        row = row_of(found, edition)
        assert row.moved == "outside" and row.moved_margin_m == pytest.approx(-off_m, abs=1)
    assert [row.solved for row in found.rows] == [True] * 5
    margins = [row.solved_margin_m for row in found.rows if row.solved_margin_m is not None]
    assert (min(margins), max(margins)) == (pytest.approx(251, abs=1), pytest.approx(706, abs=1))
    assert [row.missing_m for row in found.rows] == [None] * 5


def test_the_sentence_of_the_letters_path() -> None:
    assert surveyed("letter-statute").sentence.replace("\u00a0", " ") == (
        "Built from the claim's statements on osm-2026c (reconstructed); moved to the other border families it is "
        "inside Türkiye on 0 of 3, outside on 3 (by 455 m on dcw, 686 m on wdbii, 938 m on ne-10m), which is finer "
        "than dcw and ne-10m can answer; solved anew, a path exists on all 4 families (251–706 m deep)."
    )


def test_the_page_on_editions_quotes_that_sentence() -> None:
    page = (Path(__file__).parent.parent / "docs" / "editions.md").read_text("utf-8")
    assert f"*{' '.join(surveyed('letter-statute').sentence.split())}*" in " ".join(page.split())


@pytest.mark.parametrize("case", assessment().cases, ids=lambda case: case.track_id)
def test_every_sentence_is_short_plain_and_complete(case: TrackCase) -> None:
    found = survey(assessment(), case)
    text = found.sentence
    assert "TUR" not in text and "SYR" not in text and "None" not in text
    sentences = text.rstrip(".").split(". ")
    assert len(sentences) <= 2 and all(len(part.split()) <= FEW_WORDS for part in sentences)
    assert len(found.moved) == 3 and len(found.solved) == 4
    for family in found.moved:
        assert f"{abs(family.margin_m or 0):,.0f}\u00a0m on {family.edition}" in text  # also where it is too fine
        assert not family.decisive or f"than {family.edition}" not in text
    assert ("by construction" in text) == (
        "margin_m" in case.reconstruction.by_construction if case.reconstruction else True
    )


def test_rows_are_the_results_of_the_assessment() -> None:
    for case in assessment().cases:
        for row in survey(assessment(), case).rows:
            (result,) = (
                r for r in assessment().results if r.track_id == case.track_id and r.edition == row.edition
            )  # fmt: skip
            told = (row.moved, row.moved_margin_m, row.moved_decisive, row.moved_why)
            assert told == (result.violation.verdict, result.violation.margin_m, result.decisive, result.why)


def test_editions_of_one_family_are_one_witness() -> None:
    found = made(moved("dcw", -455), moved("osm-2026c", 300), moved("osm-maritime", 250), solved_on="dcw")
    (family,) = found.moved
    assert (family.family, family.answer, family.edition) == ("openstreetmap", "inside", "osm-maritime")
    assert (
        "moved to the other border family it is inside Türkiye on 1 of 1 (by 250\u00a0m on osm-maritime)"
        in found.sentence
    )
    divided = made(moved("dcw", -455), moved("osm-2026c", 300), moved("osm-maritime", -20), solved_on="dcw")
    assert divided.moved[0].answer == "divided"
    assert "divided on 1 (among the editions of openstreetmap)" in divided.sentence


def test_what_is_too_fine_is_told_and_keeps_its_number() -> None:
    all_fine = made(moved("osm-2026c", 421), moved("dcw", -30, False), moved("wdbii", 20, False)).sentence
    assert "inside Türkiye on 1 of 2 (by 20\u00a0m on wdbii), outside on 1 (by 30\u00a0m on dcw)" in all_fine
    assert all_fine.endswith("which is finer than these borders can answer.")
    assert (
        "finer than wdbii can answer" in made(moved("dcw", -3000), moved("wdbii", -20, False), solved_on=None).sentence
    )


def small(folder: Path, length: str = "1.15 mi") -> Incident:
    (folder / "radar.csv").write_text(TRACK, encoding="utf-8")
    (folder / "incident.yaml").write_text(SMALL.replace("LENGTH", length), encoding="utf-8")
    return load_incident(folder / "incident.yaml")


def test_a_given_path_is_held_against_the_borders(tmp_path: Path) -> None:
    incident = small(tmp_path)
    done = assess(incident, ["one"], EDITIONS)
    case = next(case for case in done.cases if case.track_id == "radar")
    found = survey(done, case)
    assert found.solved_on is None and found.solved == () and len(found.moved) == 4
    assert found.sentence.startswith("Held against 4 border families (illustrative), it is inside Türkiye on ")
    assert "solved" not in found.sentence and "Built" not in found.sentence
    with pytest.raises(ValueError, match="not checked against 'IRQ'"):
        survey(done, case, "IRQ")


def test_where_no_path_exists_the_nearest_is_told() -> None:
    row = replace(moved("ne-10m", -900.0, False), solved=False, solved_why="no such stay", missing_m=312.4)
    own = replace(moved("osm-2026c", 400), solved=True, solved_margin_m=400.0, solved_by_construction=False)
    text = made(own, row).sentence
    assert "a path exists on 1 of 2 families (400\u00a0m deep); none on ne-10m (312\u00a0m are missing)" in text


def test_a_claim_that_no_border_can_meet(tmp_path: Path) -> None:
    done = assess(small(tmp_path, "300 mi"), ["one"], EDITIONS)
    case = next(case for case in done.cases if case.track_id == "letter")
    found = survey(done, case)
    assert case.track is None and {row.moved for row in found.rows} == {None} and found.moved == ()
    assert [row.solved for row in found.rows] == [False] * 5
    assert all(row.missing_m is not None and 300_000 < row.missing_m < 300 * 1609.344 for row in found.rows)
    assert found.sentence.startswith("On osm-2026c no path meets the claim's statements: ")
    assert "a path exists on 0 of 4 families; none on dcw (" in found.sentence


def missing(**overrides: float) -> Reconstruction:
    return reconstruct(load_incident(incident_path("su24-2015")), "turkey", "letter-statute", overrides=overrides)


def test_how_much_is_missing_is_the_distance_to_the_nearest_stay() -> None:
    """No line crosses 40 km of land in the area; the longest single stay it says there is can be had, and no longer."""
    none = missing(length=400_000.0)
    assert none.track is None and none.missing_m is not None and none.nearest is not None
    longest = 400_000.0 - none.missing_m
    assert none.nearest == f"the nearest single stay is {longest:,.0f} m long"
    again = missing(length=400_000.0 + 1_000.0)
    assert again.missing_m == pytest.approx(none.missing_m + 1_000.0, abs=50)


# --- decisive -----------------------------------------------------------------------------------------------------


def outside(distance_m: float) -> Violation:
    near = ClosestApproach(Point(36.0, 35.8, None, None, 0.0), 36.0, 35.9, distance_m)
    return Violation("outside", -distance_m, None, 0.0, 0.0, near, (), "geodesic", (), None)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_is_too_coarse_for_what_is_narrower_than_two_segments(edition: str) -> None:
    this = borders.edition(edition)
    far = outside(50_000.0)
    assert SEGMENTS_ACROSS == 2
    fit, why = decisive(far, edition, "reconstructed", 2 * this.spacing_m + 1)
    assert fit and why is None
    fit, why = decisive(far, edition, "reconstructed", 2 * this.spacing_m - 1)
    assert not fit and why is not None and "coarser than the question" in why and "margin" not in why
    assert decisive(outside(max(this.spacing_m, this.disagreement_m) + 1), edition, "measured")[0]
    if this.spacing_m > this.disagreement_m:
        fit, why = decisive(outside(this.spacing_m - 1), edition, "measured")
        assert not fit and why is not None and "bulge" in why


def test_a_zone_of_the_users_own_has_no_grain() -> None:
    assert decisive(outside(1.0), None, "measured", 10.0) == (True, None)


def test_a_two_kilometre_salient_is_not_for_natural_earth() -> None:
    """methods.md's example. And what the default edition could carry, it still can."""
    for result in assessment().results:
        margin, edition = result.violation.margin_m or 0.0, borders.edition(result.edition or "")
        if result.edition == "ne-10m" and result.track_id != "target-5500m":
            assert not result.decisive and "4,261 m long on average" in (result.why or "")
        if result.edition == "osm-2026c":
            assert result.decisive == (abs(margin) >= edition.disagreement_m)


def test_the_question_is_the_stay_that_was_asked_for() -> None:
    def asked(track_id: str, zone: str = "TUR") -> float | None:
        return assessments._asked_stay_m(case_of(track_id), zone)

    assert asked("letter-statute") == pytest.approx(1.15 * 1609.344)
    assert asked("f16-40s", "SYR") == pytest.approx(40 * 810 / 3.6)
    assert asked("closest-1km") is None and asked("letter-statute", "SYR") is None


def test_both_directions_are_judged_by_one_rule() -> None:
    """A path turned round is the same path: nothing of the rule knows who flew it."""
    for case in assessment().cases[:2]:
        assert case.track is not None
        for edition in EDITIONS:
            zone = national_zone("TUR", edition)
            track = case.track
            back = replace(
                track, lon_deg=track.lon_deg[::-1], lat_deg=track.lat_deg[::-1], start=None, t_s=None, alt_m=None
            )
            there = decisive(check_violation(replace(track, start=None, t_s=None), zone), edition, "measured")
            assert decisive(check_violation(back, zone), edition, "measured") == there


def test_results_of_a_users_zone_are_no_rows() -> None:
    done = assessment()
    stripped: list[TrackResult] = [replace(r, edition=None) for r in done.results]
    with pytest.raises(ValueError, match="on any border edition"):
        survey(replace(done, results=tuple(stripped), solved_again=()), done.cases[0])
