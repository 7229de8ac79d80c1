"""The solver against brute force over all subsets of statements, and published hitting sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.interval import NOT_NEGATIVE, Interval
from airspace.readings import Stated, StatedFigure, in_one_sense
from airspace.relations import AtMost, Name, Product, Relation, Sum, narrowed
from airspace.solver import MOST_COMBINATIONS, Conflict, Nearest, Solution, minimal_hitting_sets, solve
from airspace.system import System, names_of

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
            high, quantity = low + draw(st.integers(0, 4)), draw(st.sampled_from("abcdef"))
            meant = "each" if sense and reading_ == "y" else None
            readings.append(stated(f"s{number}", reading_, low, high, quantity=quantity, sense=meant))
        offers = frozenset(r.sense for r in readings if r.sense)
        figures.append(figure(*(replace(r, offers=offers) for r in readings)))
    known = []
    for _ in range(draw(st.integers(0, 2))):
        pair = draw(st.lists(st.sampled_from(figures), min_size=2, max_size=3, unique=True))
        chosen = frozenset(draw(st.sampled_from(f.readings)) for f in pair)
        if in_one_sense(tuple(chosen)):
            known.append(Conflict(chosen, "geometry"))
    return system, figures, known


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


def ids_of(conflict: Ids) -> Ids:
    return tuple(sorted(conflict))


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
        assert list(solution.conflicts) == sorted(solution.conflicts)
        seen = {ids(c): "geometry" if leaves(system, c) else "intervals" for c in conflicts}
        assert {ids_of(c): by for c, by in zip(solution.conflicts, solution.by, strict=True)} == seen
        assert solution.consistent == (not conflicts)
        assert solution.consistent_if_bent == (set(seen.values()) == {"geometry"})
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
            if name in nearest:
                assert not seen_elsewhere
                check_nearest(truth, rest, chosen[name], nearest.pop(name))
            else:
                assert seen_elsewhere or not reached(system, rest, chosen[name])
        assert not nearest


def reached(system: System, rest: frozenset[Stated], moved: Stated) -> bool:
    """Whether there is a nearest value: none is nearest to zero where any above it will do."""
    box = dict(system.base)
    for s in rest:
        for name in names_of(s):
            box[name] = box[name].meet(s.interval) or pytest.fail("the rest holds")
    left = narrowed(box, system.relations)
    assert left is not None
    end = left[names_of(moved)[0]].clamp(moved.value_si)
    return leaves(system, [*rest, stated(moved.statement, "moved", end, end, quantity=moved.quantity)])


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
        assert as_sets(found.minimal_removals) == {
            ("deep", "long"), ("deep", "fast"), ("deep", "stay"), ("fast", "long"), ("long", "stay")
        }  # fmt: skip
        assert found.nearest == ()

    def test_a_value_that_is_only_come_near_to_is_not_given(self) -> None:
        """1 m in some time at 0 m/s: any speed above zero would do, so none is nearest."""
        long, still = stated("long", "r", 1, 1, quantity="a"), stated("still", "r", 0, 0, quantity="b")
        (found,) = self.solved(figure(long), figure(still))
        assert found.minimal_removals == (("long",), ("still",))
        assert found.nearest == (Nearest("long", 0.0, "length"),)

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
        deep = figure(stated("deep", "r", 1, 2, quantity="d"), stated("deep", "s", 3, 4, quantity="d"))
        assert self.solved(deep) == ()

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

    def test_each_conflict_is_told_with_the_check_that_found_it(self) -> None:
        one, other, third = (stated(name, "r", 1, 2, quantity="d") for name in ("one", "other", "third"))
        known = [Conflict(frozenset({other, third}), "warnings"), Conflict(frozenset({one, other}), "geometry")]
        (found,) = self.solved(figure(one), figure(other), figure(third), known=known)
        assert (found.conflicts, found.by) == ((("one", "other"), ("other", "third")), ("geometry", "warnings"))
        assert not found.consistent_if_bent
        (found,) = self.solved(figure(one), figure(other), known=known[1:])
        assert found.consistent_if_bent


class TestSeveralAircraft:
    """A figure said of two aircraft is one value, so the nearest one suits both."""

    FAST = ("jet", "mate")

    @staticmethod
    def system(**limits: tuple[float, float]) -> System:
        return System({("a", aircraft, "", "", ""): Interval(*ends) for aircraft, ends in limits.items()}, ())

    def test_the_nearest_value_suits_both(self) -> None:
        fast = figure(stated("fast", "r", 200, 210, aircraft=self.FAST))
        (found,) = solve(self.system(jet=(0, 100), mate=(0, 80)), [fast])
        assert found.nearest == (Nearest("fast", 80.0, "length"),)
        (found,) = solve(self.system(jet=(0, 80), mate=(0, 100)), [fast])
        assert found.nearest == (Nearest("fast", 80.0, "length"),)

    def test_there_is_none_where_nothing_suits_both(self) -> None:
        (found,) = solve(
            self.system(jet=(0, 50), mate=(60, 100)), [figure(stated("fast", "r", 200, 210, aircraft=self.FAST))]
        )
        assert (found.conflicts, found.nearest) == ((("fast",),), ())

    def test_an_aircraft_that_no_relation_knows_sets_no_limit(self) -> None:
        for aircraft in (self.FAST, self.FAST[::-1]):
            (found,) = solve(self.system(jet=(0, 100)), [figure(stated("fast", "r", 200, 210, aircraft=aircraft))])
            assert found.nearest == (Nearest("fast", 100.0, "length"),)


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

    def test_a_combination_that_was_not_gone_through_in_search_of_conflicts_is_so_for_its_answer(self) -> None:
        """The others, all alike, fill the 2,000 combinations in which the first two are read as x."""
        system = System({NAMES[0]: NOT_NEGATIVE}, ())
        first = figure(stated("s0", "x", 10, 20), stated("s0", "y", 10, 40))
        second = figure(stated("s1", "x", 30, 40), stated("s1", "y", 50, 60))
        others = [figure(*(stated(f"w{n}", r, 0, 100) for r in "xy")) for n in range(11)]
        assert 2 ** len(others) > MOST_COMBINATIONS
        found = solve(system, [first, second, *others])
        assert [("".join(s.reading.values()), s.consistent) for s in found] == [
            ("xx", False), ("xy", False), ("yx", True), ("yy", False)
        ]  # fmt: skip

    def test_each_combination_given_is_answered_for_itself(self) -> None:
        """More than are gone through, all about one quantity; whether a combination holds is seen from its readings."""
        system = System({NAMES[0]: NOT_NEGATIVE}, ())
        figures = [
            figure(
                *(
                    stated(f"s{n:02}", name, low, high)
                    for name, low, high in (("x", 10, 20), ("y", 15, 30), ("z", 25, 40))
                )
            )
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
