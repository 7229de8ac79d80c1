"""A claim's relations against the checks, which know nothing of them: made-up claims, every quantity, the library."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product

import pytest
from test_readings import Data, claim, incident, reading, said
from test_solver import leaves

from airspace.case import Case
from airspace.casefile import load_incident
from airspace.checks import check, coherence
from airspace.comparison import compare
from airspace.findings import Finding
from airspace.interval import ANY, NOT_NEGATIVE
from airspace.quantities import QUANTITIES
from airspace.readings import EACH_ITS_OWN
from airspace.relations import Without
from airspace.solver import Conflict, solve
from airspace.system import names_of, system_of
from geodata.library import incident_path


def laid_out(**statements: Data) -> Case:
    return Case(incident(one=claim(**statements)))


LENGTH, STAY, DEPTH = "length_inside", "duration_inside", "depth"
WARNED = said(r=reading("warnings_count", "10"))
"""Warnings are tested where some are stated; their number takes no part."""

CONSTRUCTED: dict[str, tuple[str, dict[str, Data]]] = {
    "too fast for the type": ("speed", {"a": said(r=reading(LENGTH, "10 km")), "b": said(r=reading(STAY, "8 s"))}),
    "too slow for the type": ("speed", {"a": said(r=reading(LENGTH, "0.50 km")), "b": said(r=reading(STAY, "45 s"))}),
    "not the stated speed": (
        "speed",
        {
            "a": said(r=reading(LENGTH, "2.0 km")),
            "b": said(r=reading(STAY, "11 s")),
            "c": said(r=reading("ground_speed", "555 km/h")),
        },
    ),
    "not the speed stated of the stretch": (
        "speed",
        {
            "a": said(r=reading("path_length", "2.0 km", of="run")),
            "b": said(r=reading("path_duration", "11 s", of="run")),
            "c": said(r=reading("ground_speed", "555 km/h", of="run")),
        },
    ),
    "a stretch too fast for the type": (
        "speed",
        {
            "a": said(r=reading("path_length", "10 km", of="run")),
            "b": said(r=reading("path_duration", "8 s", of="run")),
        },
    ),
    "deeper than half the length": (
        "depth-length",
        {"a": said(r=reading(DEPTH, "1.4 km")), "b": said(r=reading(LENGTH, "2.0 km"))},
    ),
    "in and out too fast for the type": (
        "intruder",
        {"a": said(r=reading(DEPTH, "5.0 km")), "b": said(r=reading(STAY, "9 s"))},
    ),
    "in and out too fast for the stated speed": (
        "intruder",
        {
            "a": said(r=reading(DEPTH, "2.0 km")),
            "b": said(r=reading(STAY, "18 s")),
            "c": said(r=reading("ground_speed", "555 km/h")),
        },
    ),
    "a patrol that does not add up": (
        "timeline",
        {
            "a": said(r=reading("patrol_start", "09:11:00 local")),
            "b": said(r=reading("patrol_duration", "75 min")),
            "c": said(r=reading("patrol_end", "10:21:00 local")),
        },
    ),
    "a stay that does not add up": (
        "timeline",
        {
            "a": said(r=reading("entry_time", "09:24:05 local")),
            "b": said(r=reading(STAY, "17 s")),
            "c": said(r=reading("exit_time", "09:24:52 local")),
        },
    ),
    "a response that does not add up": (
        "timeline",
        {
            "a": said(r=reading("preparation_time", "15 min")),
            "b": said(r=reading("path_duration", "31 min")),
            "c": said(r=reading("response_time", "55 min")),
        },
    ),
    "a time on radar that does not add up": (
        "timeline",
        {
            "a": said(r=reading("take_off_time", "08:42 local")),
            "b": said(r=reading("lead_time", "10 min", of="detection")),
            "c": said(r=reading("hit_time", "09:24 local")),
            "d": said(r=reading("tracked_for", "38 min")),
        },
    ),
    "a time on radar after a take-off at a place": (
        "timeline",
        {
            "a": said(r=reading("tracked_for", "28 min")),
            "b": said(r=reading("hit_time", "09:24 local")),
            "c": said(r=reading("lead_time", "10 min", of="detection")),
            "d": said(r=reading("take_off_time", "08:42 local", place="base")),
        },
    ),
    "a first warning farther off than the flight to the border": (
        "warnings",
        {
            "a": said(r=reading("first_warning_distance", "35 km")),
            "b": said(r=reading("first_warning_lead", "90 s")),
            "warned": WARNED,
            "c": said(r=reading(LENGTH, "2.0 km")),
            "d": said(r=reading(STAY, "10 s")),
        },
    ),
    "a first warning farther off than all the warnings last": (
        "warnings",
        {
            "a": said(r=reading("first_warning_distance", "35 km")),
            "b": said(r=reading("warnings_span", "90 s")),
            "warned": WARNED,
            "c": said(r=reading(LENGTH, "2.0 km")),
            "d": said(r=reading(STAY, "10 s")),
        },
    ),
    "nearer when hit than ever": (
        "coherence",
        {
            "a": said(r=reading("closest_distance", "5.5 km")),
            "b": said(r=reading("distance_from_border", "1.0 km", of="hit")),
        },
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTED)
def test_what_a_check_finds_in_a_constructed_claim_the_relations_find(name: str) -> None:
    """And no more: without any one of the statements that took part the rest holds."""
    check_id, statements = CONSTRUCTED[name]
    case = laid_out(**statements)
    found = [f for f in check(check_id).run(case, "one") if f.conflict]
    assert [set(f.statements) for f in found] == [set(statements) - {"warned"}]
    system = system_of(case, "one")
    for one in found:
        assert not leaves(system, one.stated)
        for left_out in one.stated:
            assert leaves(system, [s for s in one.stated if s != left_out])


TOGETHER = {
    "a length and a time of two stretches": (
        reading("path_length", "10 km", of="run"), reading("path_duration", "8 s", of="leg")
    ),
    "a length and a time of two aircraft on one stretch": (
        reading("path_length", "10 km", of="run"), reading("path_duration", "8 s", of="run", about="mate")
    ),
    "a time, and another aircraft's length, on one stretch": (
        reading("path_length", "10 km", of="run", about="mate"), reading("path_duration", "8 s", of="run")
    ),
    "a length without a time": (reading("path_length", "10 km", of="run"),),
    "a time without a length": (reading("path_duration", "8 s", of="run"),),
    "an entry and an exit without a time between": (
        reading("entry_time", "09:24:05 local"), reading("exit_time", "09:24:52 local")
    ),
    "a time inside and an exit without an entry": (reading(STAY, "17 s"), reading("exit_time", "09:24:52 local")),
    "an entry of one zone and an exit of another": (
        reading("entry_time", "09:24:05 local", zone="SYR"), reading("exit_time", "09:24:52 local"),
        reading(STAY, "17 s"),
    ),
    "a stay in one zone and the times of another": (
        reading("entry_time", "09:24:05 local"), reading("exit_time", "09:24:52 local"),
        reading(STAY, "17 s", zone="SYR"),
    ),
    "a response and a flight of another stretch": (
        reading("preparation_time", "15 min"), reading("response_time", "55 min"),
        reading("path_duration", "31 min", of="another"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
def test_figures_of_two_things_are_not_joined(name: str) -> None:
    case = laid_out(**{f"s{n}": said(r=made) for n, made in enumerate(TOGETHER[name])})
    assert leaves(system_of(case, "one"), [f.readings[0] for f in case.figures("one")])
    assert solve(system_of(case, "one"), case.figures("one")) == ()


@pytest.mark.parametrize("altitude", [None, "6,000 m"])
def test_the_limits_of_the_type_are_those_of_the_check_of_speeds(altitude: str | None) -> None:
    """Every 5 m/s, so that a limit set wrong by the wind (30 m/s) or taken at the wrong end would show."""
    high = {} if altitude is None else {"high": said(r=reading("altitude", altitude))}
    fails = []
    for speed_mps in range(5, 800, 5):
        case = laid_out(a=said(r=reading(LENGTH, f"{speed_mps * 20}.0 m")), b=said(r=reading(STAY, "20.0 s")), **high)
        (found,) = check("speed").run(case, "one")
        assert leaves(system_of(case, "one"), found.stated) == (not found.conflict), found.text
        fails.append(found.conflict)
    changes = sum(a != b for a, b in pairwise(fails))
    assert (fails[0], changes, fails[-1]) == (True, 2, True)


def test_depth_and_length_turn_where_the_check_turns() -> None:
    """A path of 2,000 m, to 1 m, is deep by 1,000.5 m at most."""
    fails = []
    for depth_m in range(951, 1060, 2):
        case = laid_out(a=said(r=reading(DEPTH, f"{depth_m} m")), b=said(r=reading(LENGTH, "2001 m")))
        (found,) = check("depth-length").run(case, "one")
        assert leaves(system_of(case, "one"), found.stated) == (not found.conflict) == (2 * depth_m - 1 <= 2001.5)
        fails.append(found.conflict)
    assert (fails[0], fails[-1]) == (False, True)


OUTSIDE = {
    "order of events": (
        "timeline",
        "the relations add instants and durations up and put no two instants in order",
        {
            "a": said(r=reading("take_off_time", "09:42 local")),
            "b": said(r=reading("hit_time", "09:24 local")),
        },
    ),
    "speed over the stretch 'run'": (
        "speed",
        "a speed that is stated of a stretch may be one that the speaker rejects, so no limit of the type bounds it",
        {
            "a": said(r=reading("path_length", "10 km", of="run")),
            "b": said(r=reading("path_duration", "8 s", of="run")),
            "c": said(r=reading("ground_speed", "4,500 km/h", of="run")),
        },
    ),
    "speed over the stated stretch": (
        "speed",
        "a length and a time that name no stretch are joined by no relation: they may be of two",
        {"a": said(r=reading("path_length", "10 km")), "b": said(r=reading("path_duration", "8 s"))},
    ),
}
"""Tests whose conflicts the relations do not know; the solver takes them over from the findings."""


@pytest.mark.parametrize("test", OUTSIDE)
def test_what_only_the_check_knows_is_taken_over(test: str) -> None:
    check_id, _, statements = OUTSIDE[test]
    case = laid_out(**statements)
    (found,) = (f for f in check(check_id).run(case, "one") if f.conflict)
    assert found.test == test
    system = system_of(case, "one")
    assert leaves(system, found.stated)
    solutions = solve(system, case.figures("one"), [Conflict(frozenset(found.stated), found.check)])
    assert [s.conflicts for s in solutions] == [((found.stated[0].statement, found.stated[1].statement),)]
    assert [s.nearest for s in solutions] == [()]


NUMERIC = sorted(q.id for q in QUANTITIES.values() if q.dimension not in ("place", "choice"))
TWO_FIGURES = {
    "length": ("1 km", "9 km"),
    "altitude": ("1,000 m", "-100 m"),
    "duration": ("10 s", "90 s"),
    "angle": ("0 deg", "90 deg"),
    "speed": ("500 km/h", "900 km/h"),
    "time": ("09:24 local", "10:24 local"),
    "count": ("1", "9"),
}


@pytest.mark.parametrize("quantity", NUMERIC)
def test_two_figures_for_a_quantity_fail_where_the_check_of_coherence_says_so(quantity: str) -> None:
    """Any quantity; each figure alone holds. Some name an event of their own each time, so that two are not of one."""
    one, other = TWO_FIGURES[QUANTITIES[quantity].dimension]
    case = laid_out(a=said(r=reading(quantity, one)), b=said(r=reading(quantity, other)))
    system = system_of(case, "one")
    both = [f.readings[0] for f in case.figures("one")]
    conflict = any(f.conflict for f in coherence.run(case, "one"))
    assert leaves(system, both) == (not conflict)
    assert conflict == (quantity not in EACH_ITS_OWN)
    assert all(leaves(system, [s]) for s in both)
    for name in names_of(both[0]):
        if name in system.base and quantity != "ground_speed":
            instant_or_height = QUANTITIES[quantity].dimension in ("time", "altitude")
            assert system.base[name] == (ANY if instant_or_height else NOT_NEGATIVE)
    assert bool(solve(system, case.figures("one"))) == conflict


def test_figures_of_two_aircraft_zones_events_or_places_are_of_two_things() -> None:
    case = laid_out(
        a=said(r=reading("distance_from_border", "1 km", of="hit")),
        b=said(r=reading("distance_from_border", "9 km", of="target")),
        c=said(r=reading("distance_from_border", "5 km", of="hit", zone="SYR")),
        d=said(r=reading("distance_from_border", "7 km", of="hit", about="mate")),
        e=said(r=reading("range", "7 km")),
        f=said(r=reading("range", "20 km", place="town")),
    )
    assert solve(system_of(case, "one"), case.figures("one")) == ()


def test_what_is_said_of_two_aircraft_is_said_of_each() -> None:
    case = laid_out(
        a=said(r=reading("altitude", "6,000 m", about=["jet", "mate"])),
        b=said(r=reading("altitude", "2,000 m", about="mate")),
    )
    (found,) = solve(system_of(case, "one"), case.figures("one"))
    assert found.conflicts == (("a", "b"),)


def test_a_statement_that_passes_on_another_is_left_out() -> None:
    copy = said(stay=reading(STAY, "70 s"), run=reading("path_length", "9 km")) | {"variant_of": "a"}
    system = system_of(laid_out(a=said(r=reading(STAY, "17 s")), b=copy), "one")
    assert system == system_of(laid_out(a=said(r=reading(STAY, "17 s"))), "one")


def test_words_and_places_are_no_quantities() -> None:
    words = {
        "b": said(side=reading("hit_side", "inside"), cause=reading("cause", "other")),
        "c": said(r=reading("position")),
    }
    system = system_of(laid_out(a=said(r=reading(STAY, "17 s")), **words), "one")
    assert system == system_of(laid_out(a=said(r=reading(STAY, "17 s"))), "one")


class TestWhole:
    def test_an_order_that_cannot_be_reaches_the_consistency_of_the_claim(self) -> None:
        _, _, statements = OUTSIDE["order of events"]
        (row,) = compare(incident(one=claim(**statements))).consistency
        assert (row.claim, row.speaker, row.combinations, row.consistent) == ("one", None, 1, 0)
        assert row.solutions[0].minimal_removals == (("a",), ("b",))

    def test_a_speaker_in_conflict_with_himself_has_a_row_of_his_own(self) -> None:
        statements = {
            "a": said(r=reading("altitude", "6,000 m")) | {"speaker": "Ann Lee (letter)"},
            "b": said(r=reading("altitude", "2,000 m")) | {"speaker": "Ann Lee (interview)"},
            "c": said(r=reading("altitude", "9,000 m")) | {"speaker": "Bo Lee"},
        }
        rows = compare(incident(one=claim(**statements))).consistency
        assert [(r.speaker, r.combinations, r.solutions[0].conflicts) for r in rows] == [
            (None, 1, (("a", "b"), ("a", "c"), ("b", "c"))), ("Ann Lee", 1, (("a", "b"),))
        ]  # fmt: skip


AGREEING = ("speed", "depth-length", "intruder", "timeline", "coherence")


@cache
def su24() -> tuple[Case, dict[str, list[Finding]]]:
    """The incident of the library, and what the checks find in each claim that does not rest on a border."""
    case = Case(load_incident(incident_path("su24-2015")), editions=("osm-2026c",))
    return case, {c: [f for name in AGREEING for f in check(name).run(case, c)] for c in case.claims}


def numeric(found: Finding) -> bool:
    return all(s.choice is None and s.dimension != "place" for s in found.stated) and not found.is_of_variant


def test_relations_and_checks_agree_on_every_finding_of_the_library() -> None:
    """Two methods that share no code beyond the arithmetic of intervals, both ways round; OUTSIDE does not occur."""
    case, findings = su24()
    tried: dict[tuple[str, bool], int] = {}
    for claim_id, found in findings.items():
        system = system_of(case, claim_id)
        for one in filter(numeric, found):
            assert leaves(system, one.stated) == (not one.conflict), (claim_id, one.check, one.text)
            tried[one.check, one.conflict] = tried.get((one.check, one.conflict), 0) + 1
    assert {name for name, conflict in tried if not conflict} == {"speed", "intruder", "timeline", "coherence"}
    assert {name for name, conflict in tried if conflict} == {"speed", "depth-length", "coherence"}
    assert sum(n for (_, conflict), n in tried.items() if conflict) >= 40


def test_the_letter_of_the_library_fails_in_each_of_its_readings_as_depth_and_length() -> None:
    """2 x 1.355 mi is more than 1.155 mi, in any one mile or two; 1.0 NM as converted reaches 1.05 NM = 1.21 mi."""
    case, _ = su24()
    figures = {f.statement: f for f in case.figures("turkey")}
    system = system_of(case, "turkey")
    depths = [s for s in figures["depth"].readings if s.quantity == DEPTH and s.sense is None]
    lengths = [s for s in figures["length"].readings if s.quantity == LENGTH]
    assert {s.reading for s in depths} == {"statute", "nautical"}
    assert {s.reading for s in lengths} == {"statute", "nautical", "statute-from-1.0-nm"}
    for depth, length in product(depths, lengths):
        assert 2 * 1.355 * 1609.344 > 1.155 * 1852 > length.interval.low
        assert not leaves(system, [depth, length])


def test_a_path_that_stays_outside_has_no_stay() -> None:
    case = laid_out(
        a=said(r=reading("closest_distance", "1.0 km")), b=said(r=reading(STAY, "0 s")), c=said(r=reading(STAY, "17 s"))
    )
    system = system_of(case, "one")
    assert any(isinstance(rule, Without) for rule in system.relations)
    closest, none, some = (f.readings[0] for f in case.figures("one"))
    assert leaves(system, [closest, none])
    assert not leaves(system, [closest, some])
