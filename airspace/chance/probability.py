"""Proportions as they may be printed: the share, what the sampling can carry, and a word for it.

A proportion is "so many of so many drawn copies". Its Wilson interval is the NUMERICAL uncertainty of the sampling
alone: how far the share would move if more copies were drawn. It says nothing of whether the copies were drawn from the
right distribution; that stands with the inputs and is reported apart. So 0 of n is printed as a bound and never as 0 %,
n of n never as 100 %.

The words are those of Intelligence Community Directive 203, *Analytic Standards* (ODNI, 2 January 2015), D.6.e(2)(a).
They speak of how likely something is, given the inputs. They never grade a source: that is the Admiralty grade
(reliability A to F, credibility 1 to 6), which speaks of who said it. The two are kept apart, and a page that needs
both prints both.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from statistics import NormalDist

from airspace.language import _, mark
from airspace.numbers import number

__all__ = ["COARSEST_DIGIT_PERCENT", "Proportion", "icd203_word", "wilson"]

COARSEST_DIGIT_PERCENT = 1.0
"""However few copies there are, a share is printed to the whole per cent: tens would move an end by up to 5 %."""

_BELOW, _ABOVE = mark("below the scale"), mark("above the scale")
# upper end of each term and the term, ICD 203 D.6.e(2)(a); the directive leaves out what is below 1 % and above 99 %
_SCALE = (
    (0.01, _BELOW),
    (0.05, mark("almost no chance")),
    (0.20, mark("very unlikely")),
    (0.45, mark("unlikely")),
    (0.55, mark("roughly even chance")),
    (0.80, mark("likely")),
    (0.95, mark("very likely")),
    (0.99, mark("almost certain")),
    (1.00, _ABOVE),
)
_ALONE = {
    _BELOW: mark("below the scale (less than almost no chance)"),
    _ABOVE: mark("above the scale (more than almost certain)"),
}


def wilson(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """The score interval of a binomial share: both ends are within [0, 1] and are exact at 0 and at n successes.

    E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, J. Am. Stat. Assoc. 22 (1927)
    209-212; without continuity correction (method 3 of R. G. Newcombe, Stat. Med. 17 (1998) 857-872).

    Raises:
        ValueError: no trial, a count that is no whole number or out of range, or a level not between 0 and 1.
    """
    successes, trials = _counts(successes, trials)
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, such as 0.95, and is not {level!r}")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = successes / trials, z * z / trials
    half_width = math.sqrt(spread * (share * (1 - share) + spread / 4))
    low, high = ((share + spread / 2 + side * half_width) / (1 + spread) for side in (-1, 1))
    # exact at the ends, where centre and half width add up to 0 or 1 and rounding would leave a rest
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


def icd203_word(low: float, high: float) -> str:
    """The term of ICD 203 for a probability between ``low`` and ``high``, or both terms if it reaches over two.

    The directive's terms meet at their ends and its table runs from 1 to 99 %. An interval that ends where two terms
    meet takes the one it has more than a point in common with; a single point there takes both. So the word for the
    opposite is always the mirrored word. Outside the table the answer says so. The word is one for probability: it
    never grades a source.

    Raises:
        ValueError: the ends are not 0 <= low <= high <= 1.
    """
    if not 0 <= low <= high <= 1:
        raise ValueError(f"a probability runs from low to high within 0 and 1, not from {low!r} to {high!r}")
    rows = [(bottom, top, term) for (bottom, _below), (top, term) in zip(((0.0, ""), *_SCALE), _SCALE, strict=False)]
    terms = [term for bottom, top, term in rows if low < top and high > bottom]
    terms = terms or [term for bottom, top, term in rows if low <= top and high >= bottom]
    if len(terms) == 1:
        return _(_ALONE.get(terms[0], terms[0]))
    return _("{low} to {high}", low=_(terms[0]), high=_(terms[-1]))


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many copies.

    Raises:
        ValueError: no trial, or a count that is no whole number or out of range.
    """

    successes: int
    trials: int

    def __post_init__(self) -> None:
        _counts(self.successes, self.trials)

    @property
    def share(self) -> float:
        """The share itself, 0 to 1. Print ``text`` instead."""
        return self.successes / self.trials

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson 95 % interval: numerical uncertainty of the sampling only, not of the inputs."""
        return wilson(self.successes, self.trials)

    @property
    def text(self) -> str:
        """The share in per cent with its counts, never 0 % and never 100 %.

        None of n and all of n are printed as bounds: the Wilson end, rounded outward to one significant digit of the
        distance from 0 or 100 %. In between, the last digit is the place of the first digit of the interval's half
        width, finer where a figure would round to 0 or 100 %; the ends are rounded to nearest. The ends are numerical
        uncertainty of the sampling only, as the words "sampling alone" say.
        """
        counts = _("{count} of {of}", count=number(self.successes, 1), of=number(self.trials, 1))
        low, high = self.interval
        if self.successes == 0:
            return f"< {_percent(*_bound(high))} ({counts})"
        if self.successes == self.trials:
            bound, place = _bound(1 - low)
            return f"> {_percent(100 - bound, place)} ({counts})"
        shares = (100 * low, 100 * self.share, 100 * high)
        place = 10.0 ** math.floor(math.log10(min(COARSEST_DIGIT_PERCENT, (shares[2] - shares[0]) / 2)))
        while not all(place / 2 < share < 100 - place / 2 for share in shares):
            place /= 10
        ends = {"low": number(shares[0], place), "high": _percent(shares[2], place)}
        return _(
            "{share} ({counts}; sampling alone: {low} to {high})",
            share=_percent(shares[1], place), counts=counts, **ends,
        )  # fmt: skip

    @property
    def word(self) -> str:
        """The term of ICD 203 for the Wilson 95 % interval. It speaks of the sampled share, never of a source."""
        return icd203_word(*self.interval)


def _counts(successes: int, trials: int) -> tuple[int, int]:
    try:
        found, of = operator.index(successes), operator.index(trials)
    except TypeError:
        raise ValueError(f"counts are whole numbers, not {successes!r} of {trials!r}") from None
    if not 0 <= found <= of or of == 0:
        raise ValueError(f"a proportion has at least one trial and 0 to that many successes, not {found} of {of}")
    return found, of


def _bound(share: float) -> tuple[float, float]:
    """A share in per cent, rounded up to one significant digit, and the place of that digit."""
    exact = Decimal(share) * 100
    place = Decimal(1).scaleb(exact.adjusted())
    return float(exact.quantize(place, rounding=ROUND_CEILING)), float(place)


def _percent(percent: float, place: float) -> str:
    return _("{number}\u00a0%", number=number(percent, place))
