"""Propagation of distributions: the examples of JCGM 101:2008, closed forms, brute force, and the same bytes always."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from threading import get_ident

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from airspace.chance.montecarlo import SHARE_TOLERANCE, Samples, coverage_interval, propagate, shortest_interval
from airspace.chance.probability import wilson

Array = NDArray[np.float64]
Draws = Mapping[str, NDArray[np.float64] | NDArray[np.bool_]]

ROOT3 = math.sqrt(3)  # half width of a rectangle of standard deviation 1


def one(draw: Callable[[np.random.Generator, int], Array]) -> Callable[[np.random.Generator, int], Draws]:
    return lambda rng, size: {"y": draw(rng, size)}


def four_normal(rng: np.random.Generator, size: int) -> Array:
    return np.asarray(rng.normal(size=(size, 4)).sum(axis=1))


def four_rectangular(rng: np.random.Generator, size: int) -> Array:
    return np.asarray(rng.uniform(-ROOT3, ROOT3, (size, 4)).sum(axis=1))


def one_dominates(rng: np.random.Generator, size: int) -> Array:
    return np.asarray((rng.uniform(-ROOT3, ROOT3, (size, 4)) * (1, 1, 1, 10)).sum(axis=1))


@pytest.mark.parametrize(
    ("draw", "u", "printed", "end"),
    [
        (four_normal, 2.0, "2.0", 3.92),
        (four_rectangular, 2.0, "2.0", 3.88),
        (one_dominates, math.sqrt(3 + 10**2), "10.1", 17.0),
    ],
)
def test_the_additive_models_of_jcgm_101(draw: Callable[..., Array], u: float, printed: str, end: float) -> None:
    """JCGM 101:2008, 9.2.2 to 9.2.4, tables 2 to 4; u is exact, as variances add. Four standard errors are allowed."""
    n = 500_000
    found = propagate(one(draw), seed=101, least=n, most=n).estimate("y")
    ends_se = 2.67 * u / math.sqrt(n)  # sqrt(.975 * .025) over the density at 1.96, of a normal; less for the others
    assert f"{u:.1f}" == printed
    assert abs(found.mean) < 4 * found.se_mean
    assert found.std == pytest.approx(u, rel=4 / math.sqrt(2 * n))
    last_digit = 0.05 if end == 17.0 else 0.005
    for ends in ((found.low, found.high), (found.shortest_low, found.shortest_high)):
        assert ends[1] - ends[0] == pytest.approx(2 * end, abs=4 * ends_se + 2 * last_digit)
    assert (found.low, found.high) == pytest.approx((-end, end), abs=4 * ends_se + last_digit)


def test_the_exact_end_of_four_rectangles() -> None:
    """JCGM 101 9.2.3: the 95 % end is 2 sqrt(3) (2 - (3/5)^(1/4)), from the exact distribution."""
    found = propagate(one(four_rectangular), seed=7, least=500_000, most=500_000).estimate("y")
    exact = 2 * ROOT3 * (2 - 0.6**0.25)
    assert (found.low, found.high) == pytest.approx((-exact, exact), abs=0.025)


def test_the_comparison_loss_of_jcgm_101() -> None:
    """JCGM 101 9.4.2.2, x = 0: Y = X1^2 + X2^2 with u = 0.005 is exponential with mean 2 u^2."""

    def loss(rng: np.random.Generator, size: int) -> Array:
        return np.asarray((rng.normal(0, 0.005, (size, 2)) ** 2).sum(axis=1))

    found = propagate(one(loss), seed=94, least=500_000, most=500_000).estimate("y")
    scale = 2 * 0.005**2
    assert (found.mean, found.std) == pytest.approx((50e-6, 50e-6), rel=0.01)
    assert (found.shortest_low, found.shortest_high) == pytest.approx((0, 150e-6), abs=1.5e-6)
    assert (found.low, found.high) == pytest.approx((-scale * math.log(0.975), -scale * math.log(0.025)), rel=0.02)


P_OUT = NormalDist().cdf(-500 / 185.2)


def beside_a_border(rng: np.random.Generator, size: int) -> Draws:
    """60 points 500 m outside a straight border, 185.2 m: one error for all of them, and one for each."""
    shared = rng.normal(0, 185.2, size)
    own = rng.normal(0, 185.2, (size, 60))
    return {"bias": shared > 500, "independent": (own > 500).any(axis=1)}


def test_a_track_beside_a_border_under_a_shared_and_under_independent_errors() -> None:
    samples = propagate(beside_a_border, seed=2015, least=200_000, most=200_000)
    exact = {"bias": P_OUT, "independent": 1 - (1 - P_OUT) ** 60}
    assert exact == pytest.approx({"bias": 0.003469, "independent": 0.188211}, abs=1e-6)
    for name, share in exact.items():
        low, high = samples.proportion(name).interval
        assert low < share < high


def same(a: Samples, b: Samples) -> bool:
    named = zip(a.values.items(), b.values.items(), strict=True)
    return (a.n, a.stopped) == (b.n, b.stopped) and all(
        x == y and u.dtype == v.dtype and u.tobytes() == v.tobytes() for (x, u), (y, v) in named
    )


def mixed(rng: np.random.Generator, size: int) -> Draws:
    x = rng.normal(size=size)
    return {"x": x, "over": x > 0.3, "when": np.where(x > 0.3, x**2, np.nan)}


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_workers() -> None:
    runs = [propagate(mixed, seed=24, workers=workers) for workers in (1, 2, 3)]
    assert same(runs[0], runs[1])
    assert same(runs[0], runs[2])
    for name in ("x", "when"):
        assert len({repr(run.estimate(name)) for run in runs}) == 1
    assert not same(runs[0], propagate(mixed, seed=25))


def test_a_run_that_goes_on_begins_with_the_shorter_one() -> None:
    short = propagate(mixed, seed=24, least=10_000, most=10_000)
    long = propagate(mixed, seed=24, workers=3, least=14_000, most=14_000)
    assert (short.n, long.n) == (10_000, 14_000)
    assert long.values["x"][:10_000].tobytes() == short.values["x"].tobytes()


def test_an_easy_quantity_stops_early_and_a_hard_one_at_the_most() -> None:
    """A rectangle settles before the ends of a Cauchy, whose standard deviation never does."""
    easy = propagate(one(lambda rng, size: rng.uniform(0, 1, size)), seed=1, digits=1)
    hard = propagate(one(lambda rng, size: rng.standard_cauchy(size)), seed=1)
    assert (easy.n, easy.stopped) == (10_000, "settled")
    assert (hard.n, hard.stopped) == (100_000, "most")


def test_what_is_settled_holds_to_its_digits() -> None:
    """Standard normal, u = 1.0: tolerance 0.05. Of 20 seeds each figure may exceed it about once (two errors)."""
    exact = (0.0, 1.0, -1.959964, 1.959964)
    misses = 0
    for seed in range(20):
        samples = propagate(one(lambda rng, size: rng.normal(size=size)), seed=seed)
        found = samples.estimate("y")
        assert samples.stopped == "settled"
        figures = (found.mean, found.std, found.low, found.high)
        misses += sum(abs(a - b) > 0.05 for a, b in zip(figures, exact, strict=True))
    assert misses <= 4


def test_a_share_settles_when_two_standard_errors_are_half_a_percent() -> None:
    """A half needs p (1 - p) (1.96 / 0.005)^2 = 38,416 copies at least, two in a hundred 3,012."""

    def coin(p: float) -> Samples:
        return propagate(lambda rng, size: {"hit": rng.random(size) < p}, seed=3)

    half, rare, never = coin(0.5), coin(0.02), coin(0.0)
    assert half.stopped == rare.stopped == never.stopped == "settled"
    assert half.n >= 38_416
    assert rare.n == never.n == 10_000
    low, high = half.proportion("hit").interval
    assert high - low <= 2 * SHARE_TOLERANCE


def test_batches_that_share_a_draw_do_not_settle_a_share() -> None:
    """The binomial law alone would be content at 40,000 copies; from batch to batch the share is 0 or 1."""
    samples = propagate(lambda rng, size: {"hit": np.full(size, rng.random() < 0.5)}, seed=3)
    assert samples.stopped == "most"


def test_only_what_is_named_must_settle() -> None:
    def batch(rng: np.random.Generator, size: int) -> Draws:
        return {"easy": rng.random(size) < 0.01, "hard": rng.standard_cauchy(size)}

    assert propagate(batch, seed=5).stopped == "most"
    assert propagate(batch, seed=5, settle=["easy"]).stopped == "settled"


def test_copies_without_a_value_are_left_out() -> None:
    samples = propagate(mixed, seed=24)
    found, x = samples.estimate("when"), samples.values["x"]
    kept = x[x > 0.3] ** 2
    assert found.n == samples.proportion("over").successes == kept.size
    assert (found.mean, found.std) == pytest.approx((float(np.mean(kept)), float(np.std(kept, ddof=1))), rel=1e-12)
    assert found.se_mean == pytest.approx(found.std / math.sqrt(kept.size), rel=1e-12)


@pytest.mark.parametrize(("share", "stopped"), [(0.0, "settled"), (0.002, "most"), (0.5, "settled")])
def test_a_quantity_that_few_copies_define_cannot_settle(share: float, stopped: str) -> None:
    def batch(rng: np.random.Generator, size: int) -> Draws:
        return {"when": np.where(rng.random(size) < share, rng.uniform(0, 1, size), np.nan)}

    samples = propagate(batch, seed=8, digits=1)
    found = samples.estimate("when")
    assert samples.stopped == stopped
    assert math.isnan(found.mean) == math.isnan(found.low) == (share == 0)


@pytest.mark.parametrize("value", [0.0, 0.1, 1448349845.1])
def test_one_value_everywhere_is_settled(value: float) -> None:
    samples = propagate(one(lambda rng, size: np.full(size, value)), seed=8)
    found = samples.estimate("y")
    assert (samples.n, samples.stopped) == (10_000, "settled")
    assert (found.low, found.high, found.shortest_low, found.shortest_high) == (value,) * 4


def test_too_few_values_have_no_interval() -> None:
    few = np.arange(19.0)
    assert all(math.isnan(end) for end in (*coverage_interval(few), *shortest_interval(few)))
    samples = propagate(one(lambda rng, size: np.array([1.0])), seed=1, batch_size=1, least=1, most=1)
    found = samples.estimate("y")
    assert (found.n, found.mean, samples.stopped) == (1, 1.0, "most")
    assert all(math.isnan(figure) for figure in (found.std, found.low, found.se_mean))


def test_intervals_of_small_samples_by_the_rules_of_jcgm_101() -> None:
    """7.7.2 by hand. M = 100: q = 95, r = 3. M = 20: q = 19, r = 1. M = 30: pM = 28.5, q = 29, r = 1."""
    assert coverage_interval(np.arange(1.0, 101)) == (3, 98)
    assert coverage_interval(np.arange(1.0, 21)) == (1, 20)
    assert coverage_interval(np.arange(1.0, 31)) == (1, 30)
    assert coverage_interval(np.arange(1.0, 11), 0.5) == (3, 8)
    assert shortest_interval(np.arange(1.0, 101) ** 2) == (1, 96**2)
    assert shortest_interval(-(np.arange(1.0, 101) ** 2)) == (-(96**2), -1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=20, max_size=80), st.sampled_from([0.5, 0.9, 0.95]))
def test_the_shortest_interval_is_the_shortest_of_all_that_hold_enough(values: list[float], level: float) -> None:
    """Brute force over every pair of values; the interval holds q + 1 of them, and so at least the level."""
    low, high = shortest_interval(np.array(values), level)
    enough = math.floor(round(level * len(values) + 0.5, 6)) + 1
    held = [b - a for a in values for b in values if sum(a <= v <= b for v in values) >= enough]
    assert high - low == min(held)
    assert sum(low <= v <= high for v in values) >= max(enough, level * len(values))


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(math.nan)), min_size=20, max_size=200))
def test_the_symmetric_interval_has_even_tails_and_skips_what_is_not_defined(values: list[float]) -> None:
    """The tails differ by one value at most, where no two values are equal, and together hold 5 % at most."""
    defined = sorted(v for v in values if not math.isnan(v))
    low, high = coverage_interval(np.array(values))
    if len(defined) < 20:
        assert math.isnan(low)
        assert math.isnan(high)
        return
    assert (low, high) == coverage_interval(np.array(defined))
    below, above = sum(v < low for v in defined), sum(v > high for v in defined)
    if len(set(defined)) == len(defined):
        assert abs(below - above) <= 1
    assert below + above <= 0.05 * len(defined)
    assert sum(low <= v <= high for v in defined) >= 0.95 * len(defined)


def test_progress_counts_copies_from_the_thread_that_asked() -> None:
    told: list[tuple[int, bool]] = []
    here = get_ident()
    propagate(mixed, seed=1, workers=3, most=10_000, progress=lambda done: told.append((done, get_ident() == here)))
    assert told == [(done, True) for done in (2_000, 4_000, 6_000, 8_000, 10_000)]


def test_whole_batches_are_drawn_and_cannot_be_written_to() -> None:
    samples = propagate(mixed, seed=1, least=0, most=13_999)
    assert samples.n == 12_000 or samples.stopped == "settled"
    assert samples.n % samples.batch_size == 0
    with pytest.raises(ValueError, match="read-only"):
        samples.values["x"][0] = 1


def test_a_batch_function_may_use_its_arrays_again() -> None:
    kept = np.empty(2_000)

    def batch(rng: np.random.Generator, size: int) -> Draws:
        kept[:] = rng.random(size)
        return {"y": kept}

    fresh = propagate(one(lambda rng, size: rng.random(size)), seed=6, most=10_000)
    assert same(propagate(batch, seed=6, most=10_000), fresh)


def test_each_kind_of_quantity_has_its_own_answer() -> None:
    samples = propagate(mixed, seed=1, most=10_000)
    with pytest.raises(ValueError, match="proportion"):
        samples.estimate("over")
    with pytest.raises(ValueError, match="estimate"):
        samples.proportion("x")
    with pytest.raises(KeyError):
        samples.estimate("nothing")
    assert samples.proportion("over").interval == wilson(int(samples.values["over"].sum()), samples.n)


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ({"seed": -1}, "seed"),
        ({"workers": 0}, "workers"),
        ({"batch_size": 0}, "batch_size"),
        ({"least": 20_000, "most": 10_000}, "exceed"),
        ({"least": 0, "most": 1_999}, "batch"),
        ({"digits": 3}, "digits"),
        ({"settle": []}, "settle"),
        ({"settle": "x"}, "settle"),
        ({"settle": ["depth"]}, "depth"),
    ],
)
def test_settings_out_of_range_are_refused(setting: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        propagate(mixed, **{"seed": 1, **setting})
    assert propagate(mixed, seed=1, most=10_000).n == 10_000


@pytest.mark.parametrize(
    ("batch", "word"),
    [
        (lambda rng, size: {}, "quantit"),
        (lambda rng, size: {"y": np.zeros(size - 1)}, "shape"),
        (lambda rng, size: {"y": np.zeros((size, 2))}, "shape"),
        (lambda rng, size: {"y": np.full(size, np.inf)}, "infinite"),
        (lambda rng, size: {"a" if rng.random() < 0.5 else "b": np.zeros(size)}, "same quantities"),
    ],
)
def test_batches_that_do_not_fit_are_refused(batch: Callable[..., Draws], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        propagate(batch, seed=1, workers=2)
    assert word


def test_a_fault_in_a_batch_is_not_swallowed() -> None:
    def batch(rng: np.random.Generator, size: int) -> Draws:
        raise RuntimeError("no border here")

    with pytest.raises(RuntimeError, match="no border") as raised:
        propagate(batch, seed=1, workers=2)
    assert raised.type is RuntimeError
