"""Moments: what the paths of a small incident give, what its statements say, and what is by construction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cases import SKELETON, filled, saved

from airspace.assessment import TrackCase, track_case
from airspace.casefile import load_incident
from airspace.incident import Incident
from airspace.moments import Moment, moments
from airspace.violation import check_violation
from airspace.zone import national_zone
from geodata.library import incident_path

TRACKS = (("one", "letter"), ("one", "radar"), ("two", "near"))


def small(folder: Path, swapped: bool = False) -> tuple[Incident, list[TrackCase]]:
    """The incident of the tests with the tracks that solve at once; the ids of its claims swapped if asked."""
    name = {"one": "two", "two": "one", "three": "three"} if swapped else {"one": "one", "two": "two", "three": "three"}
    given: dict[str, Any] = filled(lambda place, most: "words"[:most])
    given["claims"] = {name[key]: claim for key, claim in given["claims"].items()}
    incident = load_incident(saved(given, folder))
    return incident, [track_case(incident, name[claim], track, None, "geodesic") for claim, track in TRACKS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Incident, list[TrackCase]]:
    return small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def found(made: tuple[Incident, list[TrackCase]]) -> tuple[Moment, ...]:
    return moments(*made)


def of(found: tuple[Moment, ...], track: str | None, kind: str) -> list[Moment]:
    return [moment for moment in found if (moment.track_id, moment.kind) == (track, kind)]


def at(text: str) -> float:
    return datetime.fromisoformat(f"2015-11-24T{text}").replace(tzinfo=UTC).timestamp()


def test_moments_stand_in_order_of_time(found: tuple[Moment, ...]) -> None:
    assert [m.t_s for m in found] == sorted(m.t_s for m in found)
    assert {m.basis for m in found} == {"computed", "stated", "assumed"}


def test_a_stated_instant_keeps_its_words_its_interval_and_its_reading(found: tuple[Moment, ...]) -> None:
    (entry,) = of(found, None, "entry")
    assert (entry.basis, entry.claim_id, entry.statement, entry.reading) == ("stated", "one", "entered", "local")
    assert (entry.text, entry.speaker, entry.zone, entry.aircraft) == ("09:24:05 local", "words", "TUR", ("jet",))
    assert (entry.low_s, entry.t_s, entry.high_s) == (at("07:24:04.5"), at("07:24:05"), at("07:24:06"))
    assert not entry.by_construction


def test_only_an_instant_that_was_put_in_is_by_construction(found: tuple[Moment, ...]) -> None:
    (entry,), (leaving,), (deep,) = (of(found, "letter", kind) for kind in ("entry", "exit", "deepest"))
    assert entry.t_s == pytest.approx(at("07:24:05"), abs=0.01) and leaving.t_s - entry.t_s == pytest.approx(
        17, abs=0.1
    )
    assert entry.by_construction and leaving.by_construction and not deep.by_construction
    assert entry.t_s < deep.t_s < leaving.t_s and deep.low_s is not None and deep.high_s is not None
    assert (deep.t_s - deep.low_s, deep.high_s - deep.t_s) == pytest.approx((0.5, 1.0)), "the whole path moves"
    assert not (entry.assumed_clock or deep.assumed_clock), "the letter states its time"
    assert leaving.low_s is not None and leaving.high_s is not None
    assert (leaving.t_s - leaving.low_s, leaving.high_s - leaving.t_s) == pytest.approx((1.0, 1.5)), (
        "16.5 to 17.5 seconds after an entry that is itself open"
    )
    (near,) = of(found, "near", "closest")
    assert near.assumed_clock and near.clock_ref == "assumption/minute" and near.low_s is not None
    assert near.t_s == pytest.approx(at("07:24:00"), abs=1) and near.t_s - near.low_s == pytest.approx(30)


def changed(tmp_path: Path, track: str, solve: dict[str, str], without: str) -> tuple[Moment, ...]:
    """The moments of a track of claim one that is solved from other inputs."""
    given = filled(lambda place, most: "words"[:most])
    spec = given["claims"]["one"]["tracks"][track]
    spec["solve"] = {role: ref for role, ref in (spec["solve"] | solve).items() if role != without}
    incident = load_incident(saved(given, tmp_path))
    return moments(incident, [track_case(incident, "one", track, None, "geodesic")])


def test_an_exit_that_follows_from_a_speed_was_not_put_in(tmp_path: Path) -> None:
    found = changed(tmp_path, "letter", {"speed": "assumption/speed"}, "lasts")
    (entry,), (leaving,) = (of(found, "letter", kind) for kind in ("entry", "exit"))
    assert entry.by_construction and not leaving.by_construction
    assert leaving.low_s is not None and leaving.t_s - leaving.low_s == pytest.approx(0.5), "of its clock only"


def test_a_path_on_an_assumed_time_says_so_at_all_its_instants(tmp_path: Path) -> None:
    found = changed(tmp_path, "letter", {"enters": "assumption/minute"}, "")
    computed = [m for m in found if m.basis == "computed"]
    assert {m.kind for m in computed} == {"entry", "exit", "deepest"} and all(m.assumed_clock for m in computed)


def test_a_path_that_dips_has_its_time_in_the_middle_of_its_stay() -> None:
    incident = load_incident(incident_path("su24-2015"))
    found = moments(incident, [track_case(incident, "russia", "f16-40s", None, "geodesic")])
    (entry,), (leaving,) = (of(found, "f16-40s", kind) for kind in ("entry", "exit"))
    assert (entry.t_s + leaving.t_s) / 2 == pytest.approx(at("07:24:00"), abs=0.01)
    assert leaving.t_s - entry.t_s == pytest.approx(40, abs=0.01)
    assert not (entry.by_construction or leaving.by_construction) and entry.assumed_clock and leaving.assumed_clock


def test_a_given_track_hangs_on_no_input(made: tuple[Incident, list[TrackCase]], found: tuple[Moment, ...]) -> None:
    track = made[1][1].track
    assert track is not None
    held = check_violation(track, national_zone("TUR"))
    assert held.incursions and held.incursions[0].entry is not None and held.incursions[0].entry.time is not None
    entries = of(found, "radar", "entry")
    assert entries[0].t_s == held.incursions[0].entry.time.timestamp()
    deep = held.incursions[0].deepest.time
    assert deep is not None and of(found, "radar", "deepest")[0].t_s == deep.timestamp()
    assert all(not m.by_construction and m.clock_ref is None and m.low_s == m.t_s == m.high_s for m in entries)


def test_warnings_are_assumed_and_numbered(found: tuple[Moment, ...]) -> None:
    warned = of(found, "letter", "warning")
    assert [m.number for m in warned] == [1, 2, 3, 4] and {m.basis for m in warned} == {"assumed"}
    assert [m.t_s - at("07:24:05") for m in warned] == pytest.approx([-100, -75, -50, -25], abs=0.01)
    assert {(m.statement, m.reading, m.text) for m in warned} == {("warned", "count", "4")}


def test_readings_of_one_statement_stay_apart(tmp_path: Path) -> None:
    given = filled(lambda place, most: "words"[:most], SKELETON)
    readings = given["claims"]["one"]["statements"]["entered"]["readings"]
    readings["other"] = {**readings["local"], "value": "09:24:05Z"}
    stated = [m for m in moments(load_incident(saved(given, tmp_path)), ()) if m.basis == "stated"]
    assert [(m.reading, m.t_s) for m in stated] == [("local", at("07:24:05")), ("other", at("09:24:05"))]


def test_claims_not_asked_for_are_left_out(made: tuple[Incident, list[TrackCase]]) -> None:
    assert {m.claim_id for m in moments(*made, claims=["two"])} == {"two"}


def test_swapping_the_labels_of_claims_changes_nothing(tmp_path: Path, found: tuple[Moment, ...]) -> None:
    def plain(moment: Moment, name: dict[str, str]) -> dict[str, Any]:
        return asdict(moment) | {"claim_id": name.get(moment.claim_id, moment.claim_id)}

    swapped = moments(*small(tmp_path, swapped=True))
    assert [plain(m, {"one": "two", "two": "one"}) for m in swapped] == [plain(m, {}) for m in found]


def test_the_first_case_states_its_instants_on_one_clock() -> None:
    incident = load_incident(incident_path("su24-2015"))
    stated = {(m.claim_id, m.kind, m.t_s) for m in moments(incident, ())}
    assert {
        ("turkey", "entry", at("07:24:05")),
        ("turkey", "engagement", at("07:24:00")),
        ("russia", "hit", at("07:24:00")),
        ("russia", "take-off", at("06:42:00")),
        ("russia", "patrol-start", at("06:11:00")),
    } <= stated
