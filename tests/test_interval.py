"""Interval arithmetic: published figures, what printed figures give, and every pointwise result."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from airspace.interval import ANY, NOT_NEGATIVE, ROUNDING, Interval
from airspace.units import parse_figure

inf = math.inf
Pair = tuple[float, float]
Operation = Callable[[Interval, Interval], Interval]

ADD, SUB, MUL, DIV = operator.add, operator.sub, operator.mul, operator.truediv

PUBLISHED = [
    # R. E. Moore, Mathematical Elements of Scientific Computing (1975), as worked by E. Shore on hpmuseum.org (2022)
    (ADD, (13, 29), (10, 14), (23, 43)),
    (SUB, (13, 29), (10, 14), (-1, 19)),
    (MUL, (13, 29), (10, 14), (130, 406)),
    (DIV, (13, 29), (10, 14), (0.928571428572, 2.9)),
    # solutions of exercises 2.7 to 2.9 of Abelson and Sussman, Structure and Interpretation of Computer Programs (1996)
    (MUL, (-5, 5), (-1, 1), (-5, 5)),
    (MUL, (0, 10), (0, 2), (0, 20)),
    (MUL, (1, 2), (3, 4), (3, 8)),
    (DIV, (2, 3), (1, 2), (1, 3)),
    (DIV, (3, 4), (2, 3), (1, 2)),
    # R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to Interval Analysis (2009), chapter 2
    (ADD, (0, 2), (-1, 1), (-1, 3)),
    (SUB, (-1, 0), (1, 2), (-3, -1)),
    (MUL, (-1, 0), (1, 2), (-2, 0)),
    (MUL, (-1, 2), (3, 4), (-4, 8)),
]


@pytest.mark.parametrize(("operation", "one", "other", "result"), PUBLISHED)
def test_published_results(operation: Operation, one: Pair, other: Pair, result: Pair) -> None:
    found = operation(Interval(*one), Interval(*other))
    assert (found.low, found.high) == pytest.approx(result, rel=1e-11)


@pytest.mark.parametrize(
    ("length", "duration", "middle_kmh", "low_kmh", "high_kmh"),
    [("1.15 mi", "17 s", 391.9, 379.1, 405.6), ("1.15 NM", "17 s", 451.0, 436.2, 466.7)],
)
def test_a_printed_length_in_a_printed_time(
    length: str, duration: str, middle_kmh: float, low_kmh: float, high_kmh: float
) -> None:
    """The speeds of the letter of 24 November 2015, reckoned by hand: 1842.70 m in 17.5 s to 1858.79 m in 16.5 s."""
    run, time = parse_figure(length, "length"), parse_figure(duration, "duration")
    speed = run.interval_si / time.interval_si * 3.6
    assert (speed.low, speed.high) == pytest.approx((low_kmh, high_kmh), abs=0.05)
    assert run.value_si / time.value_si * 3.6 == pytest.approx(middle_kmh, abs=0.05)


ends = st.floats(-1e6, 1e6)
not_negative = st.floats(0, 1e6)


@st.composite
def intervals(draw: st.DrawFn, numbers: st.SearchStrategy[float] = ends) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    return Interval(low, high)


shares = st.floats(0, 1)


def point_of(interval: Interval, share: float) -> float:
    return interval.clamp(interval.low + share * (interval.high - interval.low))


@pytest.mark.parametrize("operation", [ADD, SUB, MUL])
@given(one=intervals(), other=intervals(), a=shares, b=shares)
def test_every_pointwise_result_is_held_and_the_ends_are_attained(
    operation: Operation, one: Interval, other: Interval, a: float, b: float
) -> None:
    found = operation(one, other)
    assert operation(point_of(one, a), point_of(other, b)) in found
    corners = {operation(x, y) for x, y in product((one.low, one.high), (other.low, other.high))}
    assert {found.low, found.high} <= corners


@given(one=intervals(), other=intervals(st.floats(1e-3, 1e6)), a=shares, b=shares)
def test_every_quotient_is_held_and_the_ends_are_attained(one: Interval, other: Interval, a: float, b: float) -> None:
    found = one / other
    quotient = point_of(one, a) / point_of(other, b)
    assert found.low - abs(found.low) * 1e-15 <= quotient <= found.high + abs(found.high) * 1e-15
    corners = [x / y for x, y in product((one.low, one.high), (other.low, other.high))]
    assert (found.low, found.high) == pytest.approx((min(corners), max(corners)), rel=1e-15, abs=0)


class TestInfiniteEnds:
    def test_a_divisor_down_to_zero_leaves_the_quotient_without_limit(self) -> None:
        assert Interval(1, 2) / Interval(0, 4) == Interval(0.25, inf)
        assert Interval(-2, 1) / Interval(0, 4) == ANY

    def test_a_divisor_without_limit_takes_the_quotient_down_to_zero(self) -> None:
        assert Interval(1, 2) / Interval(4, inf) == Interval(0, 0.5)
        assert Interval(1, inf) / Interval(4, inf) == NOT_NEGATIVE

    def test_zero_times_anything_is_zero(self) -> None:
        assert Interval.at(0) * ANY == ANY * Interval.at(0) == Interval.at(0)
        assert NOT_NEGATIVE * Interval(0, 2) == NOT_NEGATIVE
        assert Interval(0, 2) * NOT_NEGATIVE == NOT_NEGATIVE
        assert Interval(3, 4) * NOT_NEGATIVE == NOT_NEGATIVE
        assert Interval(-1, 2) * Interval(3, inf) == ANY

    def test_sums(self) -> None:
        assert Interval(1, 2) + NOT_NEGATIVE == Interval(1, inf)
        assert Interval(1, 2) - NOT_NEGATIVE == Interval(-inf, 2)

    @pytest.mark.parametrize("divisor", [(0, 0), (-1, 2), (-2, -1), (-1, 0)])
    def test_what_is_no_divisor_is_refused(self, divisor: Pair) -> None:
        with pytest.raises(ZeroDivisionError, match=r"division by \["):
            Interval(1, 2) / Interval(*divisor)

    def test_the_middle_is_the_finite_end_of_an_open_interval(self) -> None:
        assert Interval(2, 5).middle == 3.5
        assert Interval(2, inf).middle == 2
        assert Interval(-inf, 5).middle == 5


def test_a_factor_scales_both_ends() -> None:
    assert Interval(2, 5) * 3.0 == Interval(6, 15)
    assert Interval(2, 5) * -1.0 == Interval(-5, -2)


@pytest.mark.parametrize("ends", [(2, 1), (math.nan, 1), (1, math.nan), (inf, -inf)])
def test_what_runs_from_high_to_low_is_no_interval(ends: Pair) -> None:
    with pytest.raises(ValueError, match="from low to high"):
        Interval(*ends)


whole = st.integers(-4, 4)


@given(one=intervals(whole), other=intervals(whole))
def test_common_points_are_those_of_the_sets(one: Interval, other: Interval) -> None:
    """Whole ends, so the points of a grid of halves decide."""
    grid = [n / 2 for n in range(-10, 11)]
    both = [x for x in grid if x in one and x in other]
    met = one.meet(other)
    assert one.overlaps(other) == bool(both)
    assert (met is None) == (not both)
    if met is not None:
        assert (met.low, met.high) == (both[0], both[-1])
    apart = min(abs(x - y) for x in grid for y in grid if x in one and y in other)
    assert one.gap(other) == apart == other.gap(one)
    assert one.within(other) == all(x in other for x in grid if x in one)
    hull = Interval.hull([one, other])
    assert (hull.low, hull.high) == (min(one.low, other.low), max(one.high, other.high))


@given(one=intervals(whole), value=st.integers(-9, 9))
def test_the_nearest_value_of_an_interval(one: Interval, value: int) -> None:
    nearest = min((n / 2 for n in range(-20, 21) if n / 2 in one), key=lambda x: abs(x - value))
    assert one.clamp(value) == nearest


class TestRounding:
    def test_ends_that_arithmetic_leaves_apart_are_one_point(self) -> None:
        """0.1 + 0.2 is 0.3 and comes out 5.6e-17 above it."""
        one, other = Interval(0, 0.3), Interval(0.1, 1) + Interval.at(0.2)
        assert one.high < other.low
        assert one.overlaps(other)
        assert other.overlaps(one)
        met = one.meet(other)
        assert met is not None
        assert met.low == met.high == pytest.approx(0.3)

    @given(end=st.floats(1e-3, 1e10), share=st.floats(2 * ROUNDING, 1))
    def test_a_gap_of_more_is_a_gap(self, end: float, share: float) -> None:
        above = end * (1 + share)
        assume(above > end * (1 + 1.5 * ROUNDING))
        assert not Interval(0, end).overlaps(Interval(above, inf))
        assert Interval(-inf, -above).meet(Interval(-end, 0)) is None

    def test_a_millisecond_of_a_clock_time_is_a_gap(self) -> None:
        noon_s = 1448366400.0  # 24 November 2015, 12:00 UTC
        assert not Interval(0, noon_s).overlaps(Interval(noon_s + 1e-3, inf))

    @pytest.mark.parametrize("end", [inf, -inf])
    def test_an_infinite_end_is_near_to_no_finite_one(self, end: float) -> None:
        assert not Interval.at(end).overlaps(Interval(-1e300, 1e300))
