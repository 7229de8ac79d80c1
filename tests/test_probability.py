"""Proportions: published Wilson intervals, the equation that defines them, and what may be printed."""

from __future__ import annotations

import math
import re
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.chance.probability import Proportion, icd203_word, wilson

counts = st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_table_of_newcombe(found: int, of: int, low: float, high: float) -> None:
    """Newcombe, Stat. Med. 17 (1998) 857, table I, method 3."""
    assert wilson(found, of) == pytest.approx((low, high), abs=5e-5)


@given(counts, st.sampled_from([0.8, 0.95, 0.99]))
def test_each_end_lies_as_many_standard_errors_from_the_share_as_the_level_asks(
    pair: tuple[int, int], level: float
) -> None:
    """What Wilson's ends solve: |share - p| = z sqrt(p (1 - p) / n), squared to keep the ends at 0 and 1 exact."""
    found, of = pair
    z = NormalDist().inv_cdf((1 + level) / 2)
    for end in wilson(found, of, level):
        assert (found / of - end) ** 2 == pytest.approx(z * z * end * (1 - end) / of, rel=1e-6, abs=1e-16)


@given(counts)
def test_wilson_stays_within_0_and_1_and_contains_the_share(pair: tuple[int, int]) -> None:
    found, of = pair
    low, high = wilson(found, of)
    assert 0 <= low <= found / of <= high <= 1
    assert (low == 0) == (found == 0)
    assert (high == 1) == (found == of)


@given(counts)
def test_counting_the_others_mirrors_the_interval(pair: tuple[int, int]) -> None:
    found, of = pair
    low, high = wilson(of - found, of)
    assert (1 - high, 1 - low) == pytest.approx(wilson(found, of), abs=1e-12)


@given(counts, st.integers(2, 50))
def test_more_trials_of_the_same_share_narrow_the_interval(pair: tuple[int, int], times: int) -> None:
    found, of = pair
    few, many = wilson(found, of), wilson(found * times, of * times)
    assert many[1] - many[0] < few[1] - few[0]


@pytest.mark.parametrize("of", [30, 1_000, 10_000, 10**6])
def test_no_hit_stays_between_the_rule_of_three_and_z_squared_over_n(of: int) -> None:
    """Hanley and Lippman-Hand, JAMA 249 (1983) 1743: 3 / n. Wilson, at 0 of n: z^2 / (n + z^2)."""
    high = wilson(0, of)[1]
    assert 3 / of < high < 3.8415 / of
    assert high == pytest.approx(3.841459 / (of + 3.841459), rel=1e-6)


@pytest.mark.parametrize(
    ("found", "of", "level"),
    [
        (1, 0, 0.95),
        (0, 0, 0.95),
        (-1, 5, 0.95),
        (6, 5, 0.95),
        (1.5, 5, 0.95),
        (1, 5, 0.0),
        (1, 5, 1.0),
        (1, 5, math.nan),
    ],
)
def test_counts_that_are_none_are_refused(found: int, of: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"trial|whole|level"):
        wilson(found, of, level)
    if level == 0.95:
        with pytest.raises(ValueError, match=r"trial|whole"):
            Proportion(found, of)
    assert Proportion(int(np.int64(1)), 5).share == 0.2


@pytest.mark.parametrize(
    ("found", "of", "text"),
    [
        (0, 10_000, "< 0.04 % (0 of 10,000)"),
        (10_000, 10_000, "> 99.96 % (10,000 of 10,000)"),
        (1_230, 10_000, "12.3 % (1,230 of 10,000; sampling alone: 11.7 to 13.0 %)"),
        (1, 10_000, "0.010 % (1 of 10,000; sampling alone: 0.002 to 0.057 %)"),
        (9_999, 10_000, "99.990 % (9,999 of 10,000; sampling alone: 99.943 to 99.998 %)"),
        (3, 7, "43 % (3 of 7; sampling alone: 16 to 75 %)"),
        (9, 10, "90 % (9 of 10; sampling alone: 60 to 98 %)"),
        (0, 1, "< 80 % (0 of 1)"),
        (1, 1, "> 20 % (1 of 1)"),
    ],
)
def test_a_share_is_printed_with_what_the_sampling_carries(found: int, of: int, text: str) -> None:
    """0 of 10,000: z^2 / (n + z^2) is 0.0384 %. 3 of 7 and 9 of 10: Wilson 15.8 to 75.0 and 59.6 to 98.2 %."""
    assert plain(Proportion(found, of).text) == text


def percents(text: str) -> list[float]:
    shares = text.partition(" (")[0] + text.partition("sampling alone:")[2]
    return [float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", shares)]


@given(counts)
def test_no_share_is_printed_as_0_or_100_percent(pair: tuple[int, int]) -> None:
    found, of = pair
    printed = percents(plain(Proportion(found, of).text))
    assert len(printed) == (1 if found in (0, of) else 3)
    assert all(0 < figure < 100 for figure in printed)


@given(st.integers(1, 10**7))
def test_a_printed_bound_is_a_bound(of: int) -> None:
    """z^2 / (n + z^2), computed here; one significant digit may at most double it."""
    exact = 100 * 3.841458820694124 / (of + 3.841458820694124)
    least, most = percents(plain(Proportion(0, of).text))[0], percents(plain(Proportion(of, of).text))[0]
    assert exact * (1 - 1e-9) <= least <= 2 * exact
    assert 100 - most == pytest.approx(least, rel=1e-6)


@given(counts)
def test_printed_figures_round_what_they_stand_for(pair: tuple[int, int]) -> None:
    found, of = pair
    if 0 < found < of:
        low, high = (100 * end for end in wilson(found, of))
        half = (high - low) / 2
        middle, start, end = percents(plain(Proportion(found, of).text))
        assert start <= middle <= end
        for figure, exact in ((start, low), (middle, 100 * found / of), (end, high)):
            assert abs(figure - exact) <= 0.5001 * half


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.03, "almost no chance"),
        (0.10, "very unlikely"),
        (0.30, "unlikely"),
        (0.50, "roughly even chance"),
        (0.70, "likely"),
        (0.90, "very likely"),
        (0.97, "almost certain"),
        (0.0, "below the scale (less than almost no chance)"),
        (0.009, "below the scale (less than almost no chance)"),
        (0.995, "above the scale (more than almost certain)"),
        (1.0, "above the scale (more than almost certain)"),
        (0.45, "unlikely to roughly even chance"),
    ],
)
def test_a_share_has_the_word_of_icd_203(share: float, word: str) -> None:
    """ICD 203 (2015) D.6.e(2)(a): 1-5, 5-20, 20-45, 45-55, 55-80, 80-95, 95-99 %."""
    assert icd203_word(share, share) == word


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.43, 0.47, "unlikely to roughly even chance"),
        (0.20, 0.45, "unlikely"),
        (0.10, 0.90, "very unlikely to very likely"),
        (0.002, 0.02, "below the scale to almost no chance"),
        (0.98, 0.999, "almost certain to above the scale"),
        (0.0, 0.01, "below the scale (less than almost no chance)"),
    ],
)
def test_an_interval_over_two_terms_has_both(low: float, high: float, word: str) -> None:
    assert icd203_word(low, high) == word


MIRROR = {
    "almost no chance": "almost certain",
    "very unlikely": "very likely",
    "unlikely": "likely",
    "roughly even chance": "roughly even chance",
    "below the scale": "above the scale",
    "below the scale (less than almost no chance)": "above the scale (more than almost certain)",
}
MIRROR |= {right: left for left, right in MIRROR.items()}


@given(st.integers(0, 1024), st.integers(0, 1024))
def test_the_word_for_the_opposite_is_the_mirrored_word(a: int, b: int) -> None:
    """In 1024ths, whose complements are exact. Neither side of a question gets the stronger word."""
    low, high = min(a, b) / 1024, max(a, b) / 1024
    terms = icd203_word(low, high).split(" to ")
    assert icd203_word(1 - high, 1 - low).split(" to ") == [MIRROR[term] for term in reversed(terms)]


def test_a_proportion_takes_its_word_from_its_interval() -> None:
    assert Proportion(0, 10_000).word == "below the scale (less than almost no chance)"
    assert Proportion(450, 1_000).word == "unlikely to roughly even chance"
    assert Proportion(450, 1_000).interval == wilson(450, 1_000)


@pytest.mark.parametrize(("low", "high"), [(-0.1, 0.5), (0.5, 1.1), (0.6, 0.5), (math.nan, 0.5), (0.5, math.nan)])
def test_what_is_no_probability_has_no_word(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        icd203_word(low, high)
    assert icd203_word(0.5, 0.5) == "roughly even chance"
