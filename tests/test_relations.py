"""What relations leave of intervals: exact where they form no ring, never too little, in any order."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.interval import NOT_NEGATIVE, Interval
from airspace.relations import AtMost, Box, Name, Product, Relation, Sum, Without, narrowed
from airspace.units import parse_figure

A, B, C, D, E, F, G = (("length", letter) for letter in "abcdefg")
inf = math.inf


def box_of(**ends: tuple[float, float]) -> Box:
    return {("length", letter): Interval(*pair) for letter, pair in ends.items()}


def ends_of(box: Box | None) -> dict[str, tuple[float, float]] | None:
    return None if box is None else {name[1]: (i.low, i.high) for name, i in box.items()}


class TestByHand:
    def test_a_product_narrows_all_three(self) -> None:
        """10 to 12 m in 2 to 3 s at 1 to 5 m/s: at least 10/3 m/s, and at most 5 m/s asks for 2 s, which is there."""
        left = narrowed(box_of(a=(10, 12), b=(1, 5), c=(2, 3)), [Product(A, B, C)])
        assert ends_of(left) == {"a": (10, 12), "b": (pytest.approx(10 / 3), 5), "c": (2, 3)}
        left = narrowed(box_of(a=(0, 100), b=(1, 5), c=(2, 3)), [Product(A, B, C)])
        assert ends_of(left) == {"a": (2, 15), "b": (1, 5), "c": (2, 3)}
        left = narrowed(box_of(a=(12, 100), b=(1, 5), c=(0, 3)), [Product(A, B, C)])
        assert ends_of(left) == {"a": (12, 15), "b": (4, 5), "c": (pytest.approx(2.4), 3)}

    @pytest.mark.parametrize(
        ("total", "known", "found"),
        [((12, 100), (0, 3), (4, inf)), ((0.5, 10), (0, 2), (0.25, inf)), ((0, 10), (1, 2), (0, 10))],
    )
    def test_a_factor_that_nobody_states_is_bounded_where_the_other_may_be_small(
        self, total: tuple[float, float], known: tuple[float, float], found: tuple[float, float]
    ) -> None:
        """At least 12 m in at most 3 s is at least 4 m/s, though the time may be next to nothing."""
        left = narrowed({A: Interval(*total), B: NOT_NEGATIVE, C: Interval(*known)}, [Product(A, B, C)])
        assert ends_of(left) == {"a": total, "b": found, "c": known}
        left = narrowed({A: Interval(*total), B: NOT_NEGATIVE, C: Interval(*known)}, [Product(A, C, B)])
        assert ends_of(left) == {"a": total, "b": found, "c": known}

    def test_a_sum_narrows_all_three(self) -> None:
        left = narrowed(box_of(a=(10, 12), b=(1, 9), c=(2, 30)), [Sum(A, B, C)])
        assert ends_of(left) == {"a": (10, 12), "b": (1, 9), "c": (2, 11)}
        left = narrowed(box_of(a=(0, 4), b=(1, 9), c=(2, 30)), [Sum(A, B, C)])
        assert ends_of(left) == {"a": (3, 4), "b": (1, 2), "c": (2, 3)}

    def test_twice_the_depth_is_at_most_the_length(self) -> None:
        left = narrowed(box_of(a=(3, 9), b=(1, 8)), [AtMost(A, B, 2.0)])
        assert ends_of(left) == {"a": (3, 4), "b": (6, 8)}
        assert narrowed(box_of(a=(4.1, 9), b=(1, 8)), [AtMost(A, B, 2.0)]) is None
        assert narrowed(box_of(a=(4.1, 9), b=(1, 8)), [AtMost(A, B)]) is not None

    def test_not_both(self) -> None:
        left = narrowed(box_of(a=(1, 9), b=(0, 8)), [Without(A, B)])
        assert ends_of(left) == {"a": (1, 9), "b": (0, 0)}
        left = narrowed(box_of(a=(0, 9), b=(2, 8)), [Without(A, B)])
        assert ends_of(left) == {"a": (0, 0), "b": (2, 8)}
        assert ends_of(narrowed(box_of(a=(0, 9), b=(0, 8)), [Without(A, B)])) == {"a": (0, 9), "b": (0, 8)}
        assert narrowed(box_of(a=(1, 9), b=(2, 8)), [Without(A, B)]) is None

    def test_zero_is_anything_times_zero(self) -> None:
        """No path inside and no time inside leave every speed, and so does no path where the time may be none."""
        for stay in ((0, 0), (0, 5)):
            left = narrowed(box_of(a=(0, 0), b=(100, 500), c=stay), [Product(A, B, C)])
            assert ends_of(left) == {"a": (0, 0), "b": (100, 500), "c": (0, 0)}
        left = narrowed(box_of(a=(0, 0), b=(0, 500), c=(0, 5)), [Product(A, B, C)])
        assert ends_of(left) == {"a": (0, 0), "b": (0, 500), "c": (0, 5)}
        assert narrowed(box_of(a=(0, 0), b=(100, 500), c=(1, 5)), [Product(A, B, C)]) is None
        assert narrowed(box_of(a=(1, 2), b=(100, 500), c=(0, 0)), [Product(A, B, C)]) is None

    def test_what_nobody_states_is_found(self) -> None:
        left = narrowed({A: Interval(100, 110), B: NOT_NEGATIVE, C: Interval(10, 20)}, [Product(A, B, C)])
        assert ends_of(left) == {"a": (100, 110), "b": (5, 11), "c": (10, 20)}

    def test_it_goes_on_until_nothing_moves_any_more(self) -> None:
        """A chain written from its far end: each sweep reaches one relation farther."""
        chain = [("length", str(n)) for n in range(12)]
        box = dict.fromkeys(chain, Interval(0, 100))
        box[chain[-1]] = Interval(0, 1)
        rules = [AtMost(small, big, 2.0) for small, big in pairwise(chain)]
        left = narrowed(box, rules)
        assert left is not None
        assert [left[name].high for name in chain] == [0.5 ** (11 - n) for n in range(12)]

    def test_the_box_that_comes_in_stays_as_it_is(self) -> None:
        box = box_of(a=(0, 4), b=(1, 9), c=(2, 30))
        before = dict(box)
        narrowed(box, [Sum(A, B, C)])
        assert box == before

    @pytest.mark.parametrize("rule", [Product(A, B, C), Sum(A, B, C), AtMost(A, B), Without(A, B)])
    def test_a_relation_names_what_it_joins(self, rule: Relation) -> None:
        assert rule.names == ((A, B, C) if isinstance(rule, Product | Sum) else (A, B))


GRID = 7  # values 0 .. 6: sums and products of the grid are whole numbers, so nothing is lost between its points


def holds(rule: Relation, value: dict[Name, Fraction]) -> bool:
    if isinstance(rule, Product):
        return value[rule.total] == value[rule.first] * value[rule.second]
    if isinstance(rule, Sum):
        return value[rule.total] == value[rule.first] + value[rule.second]
    if isinstance(rule, AtMost):
        return Fraction(rule.factor) * value[rule.small] <= value[rule.big]
    return value[rule.one] == 0 or value[rule.other] == 0


@st.composite
def systems(draw: st.DrawFn) -> tuple[Box, list[Relation]]:
    """A box of whole ends, and relations without a ring: each new one has one quantity in common with those before."""
    names: list[Name] = [A]
    fresh = [B, C, D, E, F]
    rules: list[Relation] = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from([Product, Sum, AtMost, Without]))
        count = 2 if kind in (Product, Sum) else 1
        if len(fresh) < count:
            break
        joined = [draw(st.sampled_from(names)), *(fresh.pop() for _ in range(count))]
        names += joined[1:]
        joined = draw(st.permutations(joined))
        extra = (float(draw(st.sampled_from([1, 2]))),) if kind is AtMost else ()
        rules.append(kind(*joined, *extra))
    whole = st.integers(0, GRID - 1)
    box = {}
    for name in names:
        low, high = sorted((draw(whole), draw(whole)))
        box[name] = Interval(low, high)
    return box, draw(st.permutations(rules))


def solutions(box: Box, rules: Sequence[Relation]) -> list[dict[Name, Fraction]]:
    """All solutions in whole numbers, by trying them."""
    names = list(box)
    pools = [[Fraction(n) for n in range(GRID) if n in box[name]] for name in names]
    every = (dict(zip(names, values, strict=True)) for values in product(*pools))
    return [value for value in every if all(holds(rule, value) for rule in rules)]


@given(system=systems())
def test_nothing_that_is_part_of_a_solution_is_cut_away(system: tuple[Box, list[Relation]]) -> None:
    box, rules = system
    found = solutions(box, rules)
    left = narrowed(box, rules)
    if left is None:
        assert not found
        return
    for name in box:
        assert all(value[name] in left[name] for value in found)
        assert left[name].within(box[name])


def pick(interval: Interval, share: Fraction) -> Fraction:
    low, high = Fraction(interval.low), Fraction(min(interval.high, 1e6))
    return low + (high - low) * share


def extended(name: Name, value: Fraction, box: Box, rules: Sequence[Relation], share: Fraction) -> bool:
    """Whether one value is part of a solution in the box: walk outward over the relations, which form no ring."""
    for rule in (r for r in rules if name in r.names):
        rest = [r for r in rules if r is not rule]
        others = [n for n in rule.names if n != name]
        if not any(
            all(n in box and extended(n, v, box, rest, share) for n, v in zip(others, partners, strict=True))
            for partners in partners_of(rule, name, value, box, share)
        ):
            return False
    return True


def partners_of(rule: Relation, name: Name, value: Fraction, box: Box, share: Fraction) -> list[tuple[Fraction, ...]]:
    """Values of the other quantities of a relation that go with one, at the ends of what is possible and between."""
    if isinstance(rule, AtMost):
        other = box[rule.big if name == rule.small else rule.small]
        near = [Fraction(other.low), Fraction(other.high)]
        pairs = [{name: value, (rule.big if name == rule.small else rule.small): v} for v in near]
    elif isinstance(rule, Without):
        other_name = rule.other if name == rule.one else rule.one
        pairs = [{name: value, other_name: v} for v in (Fraction(0), pick(box[other_name], share))]
    else:
        pairs = list(_thirds(rule, name, value, box, share))
    good = [p for p in pairs if holds(rule, p) and all(inside(v, box[n]) for n, v in p.items())]
    return [tuple(p[n] for n in rule.names if n != name) for p in good]


def _thirds(rule: Product | Sum, name: Name, value: Fraction, box: Box, share: Fraction) -> list[dict[Name, Fraction]]:
    """Given one of three: the second at its ends, between, and where the third is at its ends; the third follows."""
    one, other = (n for n in rule.names if n != name)
    found = []
    for second, third in ((one, other), (other, one)):
        for v in (Fraction(box[second].low), Fraction(box[second].high), pick(box[second], share)):
            third_value = _third(rule, {name: value, second: v}, third)
            if third_value is None:  # any will do
                found += [{name: value, second: v, third: Fraction(x)} for x in (box[third].low, box[third].high)]
            else:
                found.append({name: value, second: v, third: third_value})
    return found


def _third(rule: Product | Sum, known: dict[Name, Fraction], third: Name) -> Fraction | None:
    first, second = known.get(rule.first), known.get(rule.second)
    if third == rule.total:
        assert first is not None
        assert second is not None
        return first * second if isinstance(rule, Product) else first + second
    factor = first if first is not None else second
    assert factor is not None
    if isinstance(rule, Sum):
        return known[rule.total] - factor
    if factor == 0:
        return None if known[rule.total] == 0 else Fraction(-1)
    return known[rule.total] / factor


def inside(value: Fraction, interval: Interval) -> bool:
    """To within the rounding of the ends."""
    slack = Fraction(1, 10**9)
    return interval.low - slack <= value <= interval.high + slack


@given(system=systems(), share=st.fractions(0, 1, max_denominator=7), place=st.fractions(0, 1, max_denominator=5))
def test_every_value_left_is_part_of_a_solution(
    system: tuple[Box, list[Relation]], share: Fraction, place: Fraction
) -> None:
    box, rules = system
    left = narrowed(box, rules)
    if left is None:
        return
    for name in box:
        for at in (Fraction(0), place, Fraction(1)):
            value = pick(left[name], at)
            assert extended(name, value, left, rules, share), (name, value, left, rules)


@given(system=systems())
def test_what_is_left_leaves_itself(system: tuple[Box, list[Relation]]) -> None:
    box, rules = system
    left = narrowed(box, rules)
    if left is not None:
        again = narrowed(left, rules)
        assert again is not None
        for name in box:
            assert (again[name].low, again[name].high) == pytest.approx((left[name].low, left[name].high), rel=1e-12)


@given(system=systems())
def test_the_order_of_the_relations_changes_nothing(system: tuple[Box, list[Relation]]) -> None:
    box, rules = system
    found = [narrowed(box, order) for order in permutations(rules)]
    assert len({left is None for left in found}) == 1
    for left in found:
        for name in box if left is not None else ():
            assert (left[name].low, left[name].high) == pytest.approx(
                (found[0][name].low, found[0][name].high), rel=1e-12, abs=1e-12
            )


def test_a_ring_loses_no_solution() -> None:
    """As a path kept apart from a zone: no length and no time inside, and whatever speed."""
    length, speed, stay, closest = A, B, C, D
    rules = [Without(closest, length), Product(length, speed, stay), Without(closest, stay)]
    box = {length: NOT_NEGATIVE, speed: Interval(90, 500), stay: Interval(0, 0.5), closest: Interval(500, 1500)}
    for order in permutations(rules):
        left = narrowed(box, order)
        assert left is not None
        assert left[length] == left[stay] == Interval.at(0)
        assert left[speed] == Interval(90, 500)


@pytest.mark.parametrize(
    ("length", "duration", "speed", "touches_kmh"),
    [
        ("1 km", "4 s", "350-400 km/h", 400),  # 500 m in 4.5 s
        ("5 km", "40 s", "350-400 km/h", 400),  # 4,500 m in 40.5 s
        ("3 km", "53 s", "240-290 km/h", 240),  # 3,500 m in 52.5 s
        ("5 km", "23 s", "880-930 km/h", 880),  # 5,500 m in 22.5 s
    ],
)
def test_figures_that_just_touch_hold_in_any_direction(
    length: str, duration: str, speed: str, touches_kmh: int
) -> None:
    way, time, pace = (
        parse_figure(length, "length"), parse_figure(duration, "duration"), parse_figure(speed, "speed")
    )  # fmt: skip
    slowest = Fraction(round(way.interval_si.low)) / Fraction(time.interval_si.high) * Fraction(36, 10)
    fastest = Fraction(round(way.interval_si.high)) / Fraction(time.interval_si.low) * Fraction(36, 10)
    assert touches_kmh in (slowest, fastest)
    assert (way.interval_si / time.interval_si).overlaps(pace.interval_si)
    box = {A: way.interval_si, B: pace.interval_si, C: time.interval_si}
    assert narrowed(box, [Product(A, B, C)]) is not None
    assert narrowed(box, [Product(A, C, B)]) is not None
    low, high = pace.interval_si.low, pace.interval_si.high
    less = Interval(low, high * (1 - 1e-9)) if touches_kmh == slowest else Interval(low * (1 + 1e-9), high)
    assert narrowed({**box, B: less}, [Product(A, B, C)]) is None


def test_a_sum_leaves_something_exactly_where_whole_numbers_add_up() -> None:
    random_ = random.Random(1)
    kinds = set()
    for _ in range(60):
        ends = [sorted(random_.sample(range(GRID), 2)) for _ in range(3)]
        box = {name: Interval(*pair) for name, pair in zip((A, B, C), ends, strict=True)}
        rules = [Sum(A, B, C)]
        left = narrowed(box, rules)
        assert (left is None) == (not solutions(box, rules))
        kinds.add(left is None)
    assert kinds == {True, False}
