"""Propagation of distributions by a Monte Carlo method, after JCGM 101:2008. It knows nothing of what is drawn.

A batch is a function of a random generator and a number of copies; it returns named arrays, one value per copy, float
or boolean. NaN says that a quantity is not defined in that copy (the entry time of a path that never enters), and such
copies are left out of that quantity's statistics. Units are the caller's.

Batch i draws from ``SeedSequence(seed, spawn_key=(i,))``, batches are kept in their order, and whether to stop is asked
after rounds of a fixed number of batches. So the result depends on the seed and the batch size, to the byte, and never
on the number of workers.

When to stop: the adaptive procedure of 7.9. Twice the standard error, from batch to batch, of a quantity's mean,
standard deviation and both ends of its 95 % interval must be within the numerical tolerance of 7.9.2. It differs from
the document in two ways, both to the safe side: it looks first after ``FEWEST_BATCHES`` batches, not after 2, whose
spread is hardly known; and it treats shares, of which the document does not speak (``SHARE_TOLERANCE``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from airspace.chance.probability import Proportion, wilson
from airspace.interval import ROUNDING

__all__ = [
    "BATCHES_PER_ROUND",
    "FEWEST_BATCHES",
    "LEVEL",
    "SHARE_TOLERANCE",
    "Batch",
    "Estimate",
    "Samples",
    "coverage_interval",
    "propagate",
    "shortest_interval",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Values = Floats | Bools
Batch = Callable[[np.random.Generator, int], Mapping[str, Values]]

LEVEL = 0.95
"""Coverage probability of every interval of an ``Estimate`` and of the stop rule."""
BATCHES_PER_ROUND = 5
"""Batches between two looks at the stop rule. Fixed: tied to the workers it would tie the result to them. Five batches
of the usual size are the least number of copies, so that the first look comes when it may."""
FEWEST_BATCHES = 5
"""Batches that must have a figure before its spread is used: from 5 a standard error is known to about a third,
1 / sqrt(2 (5 - 1)), from the 2 with which JCGM 101 7.9.4 begins to about 70 %."""
SHARE_TOLERANCE = 0.005
"""Tolerance of a boolean quantity's share: that of a share given in whole per cent, 10^l / 2 with l = -2 (7.9.2)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the copies say of one quantity, in the quantity's unit; NaN where too few copies define it.

    ``n`` copies define it. ``low`` and ``high`` are the probabilistically symmetric 95 % coverage interval,
    ``shortest_low`` and ``shortest_high`` the shortest one. ``se_mean``, the standard deviation over the root of n, is
    the numerical uncertainty of the mean by sampling alone.
    """

    name: str
    n: int
    mean: float
    std: float
    low: float
    high: float
    shortest_low: float
    shortest_high: float
    se_mean: float


@dataclass(frozen=True, slots=True)
class Samples:
    """All copies drawn: ``values`` has one read-only array of length ``n`` per quantity, in the order of the batches.

    ``stopped`` is "settled" where the stop rule held, "most" where the copies ran out before it did.
    """

    seed: int
    n: int
    batch_size: int
    stopped: Literal["settled", "most"]
    values: Mapping[str, Values]

    def estimate(self, name: str) -> Estimate:
        """Mean, standard deviation (7.6, with n - 1) and both 95 % intervals (7.7) over the copies that define it.

        Raises:
            KeyError: no such quantity.
            ValueError: a boolean quantity, which has a proportion instead.
        """
        values = self.values[name]
        if values.dtype == np.bool_:
            raise ValueError(f"{name} is yes or no: ask for its proportion")
        defined = _defined(values)
        n = defined.size
        mean = float(defined.mean()) if n else math.nan
        std = float(defined.std(ddof=1)) if n > 1 else math.nan
        symmetric, shortest = coverage_interval(defined), shortest_interval(defined)
        return Estimate(name, n, mean, std, *symmetric, *shortest, se_mean=std / math.sqrt(n) if n else math.nan)

    def proportion(self, name: str) -> Proportion:
        """How many of all copies have a boolean quantity.

        Raises:
            KeyError: no such quantity.
            ValueError: a quantity with a size, which has an estimate instead.
        """
        values = self.values[name]
        if values.dtype != np.bool_:
            raise ValueError(f"{name} is not yes or no: ask for its estimate")
        return Proportion(int(np.count_nonzero(values)), self.n)


def coverage_interval(values: Floats, level: float = LEVEL) -> tuple[float, float]:
    """The probabilistically symmetric coverage interval of sampled values (JCGM 101 7.7.1 and 7.7.2); NaN are left out.

    Of M sorted values it runs from the r-th to the (r + q)-th: q is pM, or the integer part of pM + 1/2; r is
    (M - q) / 2, or the integer part of (M - q + 1) / 2. Both ends are NaN for fewer than 1 / (1 - p) values, which
    do not reach into the tails.

    Raises:
        ValueError: the level is not between 0 and 1.
    """
    fewest = _fewest(level)
    ordered = np.sort(_defined(values))
    if ordered.size < fewest:
        return math.nan, math.nan
    low, high = _symmetric(ordered[np.newaxis], np.array([ordered.size]), level)
    return float(low[0]), float(high[0])


def shortest_interval(values: Floats, level: float = LEVEL) -> tuple[float, float]:
    """The shortest coverage interval of sampled values (JCGM 101 7.7.3), the lowest of equally short ones.

    NaN are left out; both ends are NaN for fewer than 1 / (1 - p) values.

    Raises:
        ValueError: the level is not between 0 and 1.
    """
    fewest = _fewest(level)
    ordered = np.sort(_defined(values))
    if ordered.size < fewest:
        return math.nan, math.nan
    q = int(_covered(np.array(ordered.size), level))
    first = int(np.argmin(ordered[q:] - ordered[:-q]))
    return float(ordered[first]), float(ordered[first + q])


def _nobody(done: int) -> None:
    """Progress that nobody watches."""


def propagate(
    batch: Batch,
    *,
    seed: int,
    workers: int = 1,
    batch_size: int = 2_000,
    least: int = 10_000,
    most: int = 100_000,
    digits: int = 2,
    settle: Sequence[str] | None = None,
    progress: Callable[[int], None] = _nobody,
) -> Samples:
    """Draw batches until the quantities of ``settle`` (all of them if None) are settled, or ``most`` copies are drawn.

    ``digits`` significant digits of the standard deviation are meant to hold (7.9.2: one or two). ``least`` is rounded
    up to whole rounds and ``most`` down to whole batches. A batch of 2,000 copies is 100 / (1 - p), the least that
    7.9.4 b knows; in smaller ones the ends of the interval are coarse. A quantity that no copy defines has nothing to
    settle and holds nothing up; one that too few define cannot settle. ``progress`` is told the number of copies done,
    from the calling thread. ``batch`` is called from up to ``workers`` threads at a time.

    Raises:
        ValueError: a setting out of range, an unknown name in ``settle``, or a batch whose arrays do not fit: other
            names than before, not one value per copy, or an infinite value.
    """
    _check_settings(seed, workers, batch_size, least, most, digits, settle)
    batches = most // batch_size
    parts: list[Mapping[str, Values]] = []

    def draw(index: int) -> Mapping[str, Values]:
        generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index,)))
        return _checked(batch(generator, batch_size), batch_size)

    stopped: Literal["settled", "most"] = "most"
    with ThreadPoolExecutor(workers) as pool:
        while len(parts) < batches and stopped == "most":
            round_end = min(len(parts) + BATCHES_PER_ROUND, batches)
            for part in pool.map(draw, range(len(parts), round_end)):
                parts.append(part)
                _check_names(parts, settle)
                progress(len(parts) * batch_size)
            if len(parts) * batch_size >= least and _all_settled(parts, settle, digits):
                stopped = "settled"
    values = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for array in values.values():
        array.setflags(write=False)
    return Samples(seed, len(parts) * batch_size, batch_size, stopped, MappingProxyType(values))


def _check_settings(
    seed: int, workers: int, batch_size: int, least: int, most: int, digits: int, settle: Sequence[str] | None
) -> None:
    for name, value, smallest in (("seed", seed, 0), ("workers", workers, 1), ("batch_size", batch_size, 1)):
        if value < smallest:
            raise ValueError(f"{name} must be at least {smallest}, and is {value}")
    if not 0 <= least <= most or most < batch_size:
        raise ValueError(f"least {least:,} must not exceed most {most:,}, which must hold a batch of {batch_size:,}")
    if digits not in (1, 2):
        raise ValueError(f"one or two significant digits of a standard deviation can be asked for, not {digits}")
    if settle is not None and (isinstance(settle, str) or not settle):
        raise ValueError(f"settle names at least one quantity, in a sequence, and is {settle!r}")


def _check_names(parts: Sequence[Mapping[str, Values]], settle: Sequence[str] | None) -> None:
    first, last = parts[0].keys(), parts[-1].keys()
    if first != last or not first:
        raise ValueError(f"every batch has the same quantities, at least one: {sorted(first)}, then {sorted(last)}")
    if unknown := set(settle or ()) - first:
        raise ValueError(f"settle names {sorted(unknown)}, the quantities are {sorted(first)}")


def _checked(part: Mapping[str, Values], size: int) -> dict[str, Values]:
    """Copies, so that a batch function may use its arrays again."""
    arrays: dict[str, Values] = {}
    for name, values in part.items():
        if np.shape(values) != (size,):
            raise ValueError(f"{name} has shape {np.shape(values)}: a batch of {size} copies has one value for each")
        if np.asarray(values).dtype == np.bool_:
            arrays[name] = np.array(values, dtype=np.bool_)
            continue
        numbers = np.array(values, dtype=np.float64)
        if np.isinf(numbers).any():
            raise ValueError(f"{name} is infinite in a copy: a value that is not defined is NaN")
        arrays[name] = numbers
    return arrays


def _all_settled(parts: Sequence[Mapping[str, Values]], settle: Iterable[str] | None, digits: int) -> bool:
    if len(parts) < FEWEST_BATCHES:
        return False
    names = parts[0].keys() if settle is None else settle
    return all(_settled([part[name] for part in parts], digits) for name in names)


def _settled(parts: Sequence[Values], digits: int) -> bool:
    """Whether one quantity is settled."""
    rows = np.stack(parts)
    if rows.dtype == np.bool_:
        return _share_settled(np.count_nonzero(rows, axis=1), rows.size)
    return _number_settled(rows.astype(np.float64), digits)


def _number_settled(rows: Floats, digits: int) -> bool:
    defined, count = _defined(rows), np.count_nonzero(~np.isnan(rows), axis=1)
    if defined.size == 0 or np.ptp(defined) <= ROUNDING * np.abs(defined).max():
        return True  # nothing to settle, or one value up to rounding
    enough = count >= _fewest(LEVEL)
    if np.count_nonzero(enough) < FEWEST_BATCHES:
        return False
    rows, count = np.sort(rows[enough], axis=1), count[enough]  # NaN are sorted to the end
    within = np.arange(rows.shape[1]) < count[:, np.newaxis]
    mean, std = rows.mean(axis=1, where=within), rows.std(axis=1, ddof=1, where=within)
    errors = [_standard_error(figure) for figure in (mean, std, *_symmetric(rows, count, LEVEL))]
    return 2 * max(errors) <= _tolerance(float(defined.std(ddof=1)), digits)


def _share_settled(found: NDArray[np.intp], copies: int) -> bool:
    """Batch to batch, and by the binomial law: batches that share a draw differ more than their copies should."""
    low, high = wilson(int(found.sum()), copies)
    between = 2 * _standard_error(found.astype(np.float64) * (found.size / copies))
    return max(between, (high - low) / 2) <= SHARE_TOLERANCE


def _standard_error(figures: Floats) -> float:
    """Of the average of one figure over batches, 7.9.4 g."""
    return float(figures.std(ddof=1)) / math.sqrt(figures.size)


def _tolerance(std: float, digits: int) -> float:
    """The numerical tolerance of 7.9.2: 10^l / 2, for a standard deviation c 10^l where c has ``digits`` digits."""
    exponent = int(f"{std:.{digits - 1}e}".partition("e")[2])
    return float(10.0 ** (exponent - (digits - 1)) / 2)


def _defined(values: Values) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    return np.asarray(array[~np.isnan(array)])


def _fewest(level: float) -> int:
    """Values below which an interval of this level holds all of them."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, such as 0.95, and is not {level!r}")
    return max(2, math.ceil(round(1 / (1 - level), 6)))


def _covered(count: NDArray[np.intp], level: float) -> NDArray[np.intp]:
    """q of 7.7.2; pM that is whole up to rounding is whole."""
    return np.floor(np.round(level * count + 0.5, 6)).astype(np.intp)


def _symmetric(ordered: Floats, count: NDArray[np.intp], level: float) -> tuple[Floats, Floats]:
    """Ends of the symmetric interval of each row, of which the first ``count`` values are sorted numbers."""
    q = _covered(count, level)
    first = (count - q + 1) // 2  # the document's r, counted from 1
    row = np.arange(len(ordered))
    return ordered[row, first - 1], ordered[row, first - 1 + q]
