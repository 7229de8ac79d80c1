"""Closed intervals and their arithmetic: what a printed figure allows, carried through a computation.

The result of an operation holds every value that the operands' values can give, and nothing else (R. E. Moore,
*Interval Analysis*, 1966): exact where each operand stands once in a formula, which is how the checks use it. Ends
may be infinite. Bounds are not rounded outward: double precision is 1e-13 of figures printed to two or three digits.
Two ends that arithmetic leaves ``ROUNDING`` apart are one point: whether "1 km in 4 s" can be 400 km/h must not hang on
the order in which it is computed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["ANY", "NOT_NEGATIVE", "ROUNDING", "Interval"]

ROUNDING = 1e-14
"""Share by which two ends may differ and be the same: 45 times the spacing of doubles, 2**-52; ten steps keep it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval in the SI unit of its dimension; either end may be infinite."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"an interval runs from low to high, not from {self.low} to {self.high}")

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    @classmethod
    def at(cls, value: float) -> Interval:
        """The interval that holds one value."""
        return cls(value, value)

    @classmethod
    def hull(cls, parts: Iterable[Interval]) -> Interval:
        """The smallest interval that holds all parts, of which there is at least one."""
        held = list(parts)
        return cls(min(part.low for part in held), max(part.high for part in held))

    @property
    def middle(self) -> float:
        """Half way between the ends; the finite end if one is infinite."""
        if math.isinf(self.low) or math.isinf(self.high):
            return self.low if math.isfinite(self.low) else self.high
        return (self.low + self.high) / 2

    def overlaps(self, other: Interval) -> bool:
        """Whether the two have a point in common."""
        return self.meet(other) is not None

    def within(self, other: Interval) -> bool:
        """Whether the other holds all of this one."""
        return other.low <= self.low and self.high <= other.high

    def meet(self, other: Interval) -> Interval | None:
        """What the two have in common; None if nothing."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low <= high:
            return Interval(low, high)
        return Interval.at(low) if math.isclose(low, high, rel_tol=ROUNDING) else None

    def gap(self, other: Interval) -> float:
        """How far apart two intervals are; 0 if they have a point in common."""
        return max(0.0, self.low - other.high, other.low - self.high)

    def clamp(self, value: float) -> float:
        """The value of this interval that is nearest to another value."""
        return min(max(value, self.low), self.high)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval | float) -> Interval:
        if not isinstance(other, Interval):
            other = Interval.at(other)
        products = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(products), max(products))

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient by an interval without negative values; without limit where the divisor may be zero.

        Raises:
            ZeroDivisionError: the divisor holds nothing but zero, or negative values.
        """
        if other.low < 0 or other.high == 0:
            raise ZeroDivisionError(f"division by [{other.low}, {other.high}]")
        least = 1 / other.high if math.isfinite(other.high) else 0.0
        return self * Interval(least, 1 / other.low if other.low > 0 else math.inf)


def _product(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b  # 0 times infinity: the factor is exactly zero


ANY = Interval(-math.inf, math.inf)
NOT_NEGATIVE = Interval(0.0, math.inf)
