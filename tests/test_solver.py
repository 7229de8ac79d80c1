"""The solver against brute force over all subsets, published hitting sets, and the checks, which know nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_readings import Data, claim, incident, reading, said

from airspace.case import Case
from airspace.casefile import load_incident
from airspace.checks import check, coherence
from airspace.comparison import compare
from airspace.findings import Finding
from airspace.interval import NOT_NEGATIVE, Interval
from airspace.quantities import QUANTITIES
from airspace.readings import EACH_ITS_OWN, Stated, StatedFigure, in_one_sense
from airspace.relations import AtMost, Name, Product, Relation, Sum, Without, narrowed
from airspace.solver import MOST_COMBINATIONS, Conflict, Nearest, Solution, minimal_hitting_sets, solve
from airspace.system import System, names_of, system_of
from geodata.library import incident_path

Ids = tuple[str, ...]


def subsets(members: Iterable[Any]) -> Iterator[frozenset[Any]]:
    held = list(members)
    return map(frozenset, chain.from_iterable(combinations(held, n) for n in range(len(held) + 1)))


def smallest(sets: Iterable[frozenset[Any]]) -> set[frozenset[Any]]:
    every = set(sets)
    return {s for s in every if not any(other < s for other in every)}


class TestHittingSets:
    """Members are numbers or names here; the solver's are readings."""

    @pytest.mark.parametrize(
        ("conflicts", "found"),
        [
            # the input of kaityo256/mhs_cpp (README.md), an implementation of K. Murakami and T. Uno (2014)
            (["7642", "8742", "8732", "6542"], ["2", "43", "84", "86", "74", "75", "76"]),
            # R. Reiter (1987): the full adder; x and y its two exclusive-or gates, a and b the and gates, o the or gate
            (["xy", "xbo"], ["x", "yb", "yo"]),
            # J. de Kleer and B. C. Williams (1987): the polybox; multipliers 1 2 3, adders a b
            (["a12", "ab13"], ["a", "1", "2b", "23"]),
            ([], [""]),
            (["1", "2"], ["12"]),
            (["12", "12"], ["1", "2"]),
            (["12", ""], []),
        ],
    )
    def test_published_ones(self, conflicts: list[str], found: list[str]) -> None:
        sets = minimal_hitting_sets(frozenset(c) for c in conflicts)  # type: ignore[misc]
        assert len(sets) == len(found)
        assert set(sets) == {frozenset(f) for f in found}

    @given(st.lists(st.frozensets(st.integers(0, 6), max_size=4), max_size=7))
    def test_by_trying_every_set(self, conflicts: list[frozenset[int]]) -> None:
        hitting = [s for s in subsets(range(7)) if all(s & c for c in conflicts)]
        sets = minimal_hitting_sets(conflicts)  # type: ignore[arg-type]
        assert len(sets) == len(set(sets))
        assert set(sets) == smallest(hitting)


NAMES: tuple[Name, ...] = tuple((quantity, "", "", "", "") for quantity in "abcdef")


def stated(statement: str, name: str, low: float, high: float, **more: Any) -> Stated:
    """A reading made by hand, of a quantity that the registry does not know."""
    filled: dict[str, Any] = {
        "claim": "one", "statement": statement, "figure": "length", "reading": name, "quantity": "a",
        "dimension": "length", "text": name, "value_si": (low + high) / 2, "interval": Interval(low, high),
        "choice": None, "zone": None, "place": None, "of": None, "aircraft": (), "says": "x", "speaker": "x",
        "said_on": None, "source_ids": (), "note": None, "variant_of": (), "sense": None, "offers": frozenset(),
    }  # fmt: skip
    return Stated(**(filled | more))


def figure(*readings: Stated) -> StatedFigure:
    return StatedFigure("one", readings[0].statement, readings[0].figure, readings)


def leaves(system: System, readings: Iterable[Stated]) -> bool:
    """Whether readings leave something of every quantity: the definition of "can hold together"."""
    box = dict(system.base)
    for s in readings:
        for name in names_of(s):
            if name in box:
                met = box[name].meet(s.interval)
                if met is None:
                    return False
                box[name] = met
    return narrowed(box, system.relations) is not None


RULES: tuple[Relation, ...] = (
    Product(NAMES[0], NAMES[1], NAMES[2]),
    AtMost(NAMES[3], NAMES[0], 2.0),
    Sum(NAMES[4], NAMES[2], NAMES[5]),
)
"""No ring: length = speed x time, twice the depth at most the length, end = time + time."""


@st.composite
def claims(draw: st.DrawFn) -> tuple[System, list[StatedFigure], list[Conflict]]:
    rules = tuple(draw(st.permutations(RULES))[: draw(st.integers(1, 3))])
    system = System(dict.fromkeys(NAMES, NOT_NEGATIVE), rules)
    figures = []
    for number in range(draw(st.integers(2, 5))):
        readings = []
        sense = draw(st.booleans())
        for reading_ in "xy"[: draw(st.integers(1, 2))]:
            low = draw(st.integers(0, 12))
            readings.append(
                stated(
                    f"s{number}", reading_, low, low + draw(st.integers(0, 4)), quantity=draw(st.sampled_from("abcdef")),
                    sense="each" if sense and reading_ == "y" else None,
                )
            )  # fmt: skip
        offers = frozenset(r.sense for r in readings if r.sense)
        figures.append(figure(*(stated_with(r, offers) for r in readings)))
    known = []
    for _ in range(draw(st.integers(0, 2))):
        pair = draw(st.lists(st.sampled_from(figures), min_size=2, max_size=3, unique=True))
        chosen = frozenset(draw(st.sampled_from(f.readings)) for f in pair)
        if in_one_sense(tuple(chosen)):
            known.append(Conflict(chosen, "geometry"))
    return system, figures, known


def stated_with(reading_: Stated, offers: frozenset[str]) -> Stated:
    return stated(
        reading_.statement, reading_.reading, reading_.interval.low, reading_.interval.high,
        quantity=reading_.quantity, sense=reading_.sense, offers=offers,
    )  # fmt: skip


class Truth:
    """The answers by trying every subset of every combination."""

    def __init__(self, system: System, figures: Sequence[StatedFigure], known: Sequence[Conflict]) -> None:
        self.system, self.figures, self.known = system, figures, known
        self.can: dict[frozenset[Stated], bool] = {}

    def holds(self, readings: frozenset[Stated]) -> bool:
        if readings not in self.can:
            free = not any(c.readings <= readings for c in self.known)
            self.can[readings] = free and leaves(self.system, readings)
        return self.can[readings]

    def combinations(self, figures: Sequence[StatedFigure]) -> list[tuple[Stated, ...]]:
        return [chosen for chosen in product(*(f.readings for f in figures)) if in_one_sense(chosen)]

    def conflicts(self, chosen: Sequence[Stated]) -> set[frozenset[Stated]]:
        return smallest(s for s in subsets(chosen) if not self.holds(s))

    def contested(self) -> list[StatedFigure]:
        inside = {s.statement for chosen in self.combinations(self.figures) for c in self.conflicts(chosen) for s in c}
        return [f for f in self.figures if f.statement in inside]


def ids(readings: Iterable[Stated]) -> Ids:
    return tuple(sorted(s.statement for s in readings))


def as_sets(found: tuple[Ids, ...]) -> set[Ids]:
    assert len(set(found)) == len(found)
    return {tuple(sorted(one)) for one in found}


@given(claims())
def test_conflicts_largest_sets_and_smallest_removals_by_trying_every_subset(
    made: tuple[System, list[StatedFigure], list[Conflict]],
) -> None:
    system, figures, known = made
    truth = Truth(*made)
    contested = truth.contested()
    solutions = solve(system, figures, known)
    wanted = truth.combinations(contested) if contested else []
    assert [dict(s.reading) for s in solutions] == [{s.statement: s.reading for s in chosen} for chosen in wanted]
    for solution, chosen in zip(solutions, wanted, strict=True):
        every = frozenset(chosen)
        conflicts = truth.conflicts(chosen)
        removals = smallest(s for s in subsets(chosen) if truth.holds(every - s))
        largest = {s for s in subsets(chosen) if truth.holds(s) and not any(truth.holds(s | {m}) for m in every - s)}
        assert as_sets(solution.conflicts) == {ids(c) for c in conflicts}
        assert solution.consistent == (not conflicts)
        assert as_sets(solution.minimal_removals) == {ids(r) for r in removals if r}
        assert as_sets(solution.maximal_sets) == {ids(m) for m in largest}
        assert [len(r) for r in solution.minimal_removals] == sorted(len(r) for r in removals if r)
        assert [len(m) for m in solution.maximal_sets] == sorted((len(m) for m in largest), reverse=True)


@given(claims())
def test_a_nearest_value_holds_and_no_nearer_one_does(
    made: tuple[System, list[StatedFigure], list[Conflict]],
) -> None:
    system, figures, known = made
    truth = Truth(*made)
    for solution in solve(system, figures, known):
        chosen = {f.statement: r for f in figures for r in f.readings if solution.reading.get(f.statement) == r.reading}
        nearest = {n.statement: n for n in solution.nearest}
        for (name,) in (r for r in solution.minimal_removals if len(r) == 1):
            rest = frozenset(s for s in chosen.values() if s.statement != name)
            seen_elsewhere = any(
                chosen[name] in c.readings and c.readings <= rest | {chosen[name]} and leaves(system, c.readings)
                for c in known
            )
            assert (name in nearest) == (not seen_elsewhere)
            if name in nearest:
                check_nearest(truth, rest, chosen[name], nearest.pop(name))
        assert not nearest


def check_nearest(truth: Truth, rest: frozenset[Stated], moved: Stated, nearest: Nearest) -> None:
    """The rest holds with the value; a value a thousandth nearer to the stated one does not."""
    value, given_si = nearest.value_si, moved.value_si
    assert nearest.dimension == moved.dimension
    assert truth.holds(rest)
    assert value != given_si
    nearer = value + (given_si - value) * 1e-3
    at = [stated(moved.statement, "moved", v, v, quantity=moved.quantity) for v in (value, nearer)]
    assert leaves(truth.system, [*rest, at[0]])
    assert not leaves(truth.system, [*rest, at[1]])


class TestByHand:
    """2 km deep, 3 km long, 20 s, 100 m/s: each pair of the four fails in its own way."""

    SYSTEM = System(dict.fromkeys(NAMES, NOT_NEGATIVE), RULES[:2])

    def solved(self, *figures: StatedFigure, known: Sequence[Conflict] = ()) -> tuple[Solution, ...]:
        return solve(self.SYSTEM, figures, known)

    def test_one_conflict(self) -> None:
        deep, long = stated("deep", "r", 1950, 2050, quantity="d"), stated("long", "r", 2950, 3050, quantity="a")
        (found,) = self.solved(figure(deep), figure(long))
        assert found.conflicts == (("deep", "long"),)
        assert found.minimal_removals == (("deep",), ("long",))
        assert found.maximal_sets == (("long",), ("deep",))
        assert found.nearest == (Nearest("deep", 1525.0, "length"), Nearest("long", 3900.0, "length"))
        assert not found.consistent

    def test_two_conflicts_with_a_statement_in_common(self) -> None:
        deep, long = stated("deep", "r", 1950, 2050, quantity="d"), stated("long", "r", 2950, 3050, quantity="a")
        fast, stay = stated("fast", "r", 99, 101, quantity="b"), stated("stay", "r", 19.5, 20.5, quantity="c")
        (found,) = self.solved(figure(deep), figure(long), figure(fast), figure(stay))
        assert set(found.conflicts) == {("deep", "long"), ("long", "fast", "stay"), ("deep", "fast", "stay")}
        assert found.minimal_removals == (("deep", "fast"), ("deep", "long"), ("deep", "stay"), ("fast", "long"), (
            "long", "stay")) or {tuple(sorted(r)) for r in found.minimal_removals} == {
            ("deep", "long"), ("deep", "fast"), ("deep", "stay"), ("fast", "long"), ("long", "stay")
        }  # fmt: skip
        assert found.nearest == ()

    def test_a_reading_without_a_conflict_is_a_combination_of_its_own(self) -> None:
        deep = figure(stated("deep", "far", 1950, 2050, quantity="d"), stated("deep", "near", 900, 1000, quantity="d"))
        long = figure(stated("long", "r", 2950, 3050, quantity="a"))
        apart = figure(stated("apart", "x", 1, 2, quantity="f"), stated("apart", "y", 3, 4, quantity="f"))
        found = self.solved(deep, long, apart)
        assert [(dict(s.reading), s.consistent) for s in found] == [
            ({"deep": "far", "long": "r"}, False), ({"deep": "near", "long": "r"}, True)
        ]  # fmt: skip
        assert found[1].maximal_sets == (("deep", "long"),)
        assert found[1].minimal_removals == ()

    def test_figures_of_one_statement_are_named(self) -> None:
        deep = stated("both", "r", 1950, 2050, quantity="d", figure="deep")
        long = stated("both", "r", 2950, 3050, quantity="a", figure="long")
        (found,) = self.solved(figure(deep), figure(long))
        assert found.conflicts == (("both/deep", "both/long"),)
        assert {n.statement for n in found.nearest} == {"both/deep", "both/long"}

    def test_a_single_statement_can_be_a_conflict(self) -> None:
        system = System({NAMES[0]: Interval(0, 100)}, ())
        (found,) = solve(system, [figure(stated("fast", "r", 200, 210, quantity="a"))])
        assert (found.conflicts, found.minimal_removals, found.maximal_sets) == ((("fast",),), (("fast",),), ((),))
        assert found.nearest == (Nearest("fast", 100.0, "length"),)

    def test_no_conflict_no_combination(self) -> None:
        assert self.solved(figure(stated("deep", "r", 1, 2, quantity="d"), stated("deep", "s", 2, 3, quantity="d"))) == ()

    def test_a_conflict_seen_elsewhere_is_taken_over_and_has_no_nearest_value(self) -> None:
        deep, long = stated("deep", "r", 100, 200, quantity="d"), stated("long", "r", 2950, 3050, quantity="a")
        (found,) = self.solved(figure(deep), figure(long), known=[Conflict(frozenset({deep, long}), "geometry")])
        assert found.conflicts == (("deep", "long"),)
        assert found.minimal_removals == (("deep",), ("long",))
        assert found.nearest == ()

    def test_what_the_relations_see_too_keeps_its_nearest_value(self) -> None:
        deep, long = stated("deep", "r", 1950, 2050, quantity="d"), stated("long", "r", 2950, 3050, quantity="a")
        (found,) = self.solved(figure(deep), figure(long), known=[Conflict(frozenset({deep, long}), "depth-length")])
        assert len(found.nearest) == 2

    def test_a_larger_conflict_seen_elsewhere_contests_nothing_more(self) -> None:
        """A check that names a third statement beside two that fail alone: the third is in no smallest conflict."""
        deep, long = stated("deep", "r", 1950, 2050, quantity="d"), stated("long", "r", 2950, 3050, quantity="a")
        speeds = [stated("fast", name, 99, 101, quantity="b") for name in "xy"]
        known = [Conflict(frozenset({deep, long, speeds[0]}), "intruder")]
        (found,) = self.solved(figure(deep), figure(long), figure(*speeds), known=known)
        assert dict(found.reading) == {"deep": "r", "long": "r"}

    def test_words_can_be_in_a_conflict_seen_elsewhere(self) -> None:
        one, other = (
            stated(name, "r", 0, 1, quantity="cause", dimension="choice", choice=name, figure="cause")
            for name in ("ground fire", "collision")
        )
        (found,) = self.solved(figure(one), figure(other), known=[Conflict(frozenset({one, other}), "coherence")])
        assert found.conflicts == (("ground fire", "collision"),)
        assert found.nearest == ()


class TestManyReadings:
    def test_figures_that_nothing_joins_do_not_multiply(self) -> None:
        """4,096 combinations, of which a conflict of the first figure would come after the 2,000th."""
        names = [(f"q{n}", "", "", "", "") for n in range(12)]
        system = System({name: Interval(0, 100) for name in names}, ())
        figures = [
            figure(*(stated(f"s{n}", r, 10, 200 if n else 20, quantity=f"q{n}") for r in "xy")) for n in range(1, 12)
        ]
        first = figure(stated("s0", "x", 10, 20, quantity="q0"), stated("s0", "y", 300, 400, quantity="q0"))
        assert 2 ** len([first, *figures]) > 2 * MOST_COMBINATIONS
        found = solve(system, [first, *figures])
        assert [(dict(s.reading), s.conflicts) for s in found] == [({"s0": "x"}, ()), ({"s0": "y"}, (("s0",),))]

    def test_each_combination_given_is_answered_for_itself(self) -> None:
        """More than are gone through, all about one quantity; whether a combination holds is seen from its readings."""
        system = System({NAMES[0]: NOT_NEGATIVE}, ())
        figures = [
            figure(stated(f"s{n:02}", "x", 10, 20), stated(f"s{n:02}", "y", 15, 30 + n), stated(f"s{n:02}", "z", 25, 40))
            for n in range(7)
        ]
        assert 3 ** len(figures) > MOST_COMBINATIONS
        found = solve(system, figures)
        assert len(found) == MOST_COMBINATIONS
        for solution in found:
            both = {"x", "z"} <= set(solution.reading.values())
            assert solution.consistent == (not both)
            pairs = {
                tuple(sorted((a, b)))
                for a, r in solution.reading.items() for b, q in solution.reading.items() if (r, q) == ("x", "z")
            }  # fmt: skip
            assert {tuple(sorted(c)) for c in solution.conflicts} == pairs


def laid_out(**statements: Data) -> Case:
    return Case(incident(one=claim(**statements)))


LENGTH, STAY, DEPTH = "length_inside", "duration_inside", "depth"
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
    assert [set(f.statements) for f in found] == [set(statements)]
    system = system_of(case, "one")
    for one in found:
        assert not leaves(system, one.stated)
        for left_out in one.stated:
            assert leaves(system, [s for s in one.stated if s != left_out])


OUTSIDE = {
    "order of events": (
        "timeline",
        "no relation orders two instants: a stay may begin before a take-off that another statement gives",
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
    "length": ("1 km", "9 km"), "altitude": ("1,000 m", "-100 m"), "duration": ("10 s", "90 s"), "angle": ("0 deg", "90 deg"),
    "speed": ("500 km/h", "900 km/h"), "time": ("09:24 local", "10:24 local"), "count": ("1", "9"),
}  # fmt: skip


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
        a=said(r=reading("altitude", "6,000 m", about=["jet", "mate"])), b=said(r=reading("altitude", "2,000 m", about="mate"))
    )
    (found,) = solve(system_of(case, "one"), case.figures("one"))
    assert found.conflicts == (("a", "b"),)


def test_a_statement_that_passes_on_another_is_left_out() -> None:
    case = laid_out(
        a=said(r=reading("duration_inside", "17 s")), b=said(r=reading("duration_inside", "70 s")) | {"variant_of": "a"}
    )
    system = system_of(case, "one")
    assert system.base == system_of(laid_out(a=said(r=reading("duration_inside", "17 s"))), "one").base


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


def test_a_product_is_bounded_by_both_limits_of_the_type() -> None:
    """The system of a claim knows how slow and how fast the type is: Without() keeps a path outside without a stay."""
    case = laid_out(
        a=said(r=reading("closest_distance", "1.0 km")), b=said(r=reading(STAY, "0 s")), c=said(r=reading(STAY, "17 s"))
    )
    system = system_of(case, "one")
    assert any(isinstance(rule, Without) for rule in system.relations)
    closest, none, some = (f.readings[0] for f in case.figures("one"))
    assert leaves(system, [closest, none])
    assert not leaves(system, [closest, some])
