"""Relations between intervals, and their propagation: what is left of each quantity if all relations hold.

Each relation narrows the intervals it joins to the values that have a partner in the others (hull consistency;
F. Benhamou and W. J. Older, "Applying interval arithmetic to real, integer and boolean constraints", J. Logic
Programming 32 (1997)). Where the relations of a system form no ring, what is left is exact: every value of every
interval is part of a solution. Propagation only ever takes away what cannot be, so "none is left" holds in any case.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from airspace.interval import NOT_NEGATIVE, Interval

__all__ = ["AtMost", "Box", "Name", "Product", "Relation", "Sum", "Without", "narrowed"]

Name = tuple[str, ...]
"""A quantity with what it belongs to: (quantity, aircraft, zone, of, place)."""

Box = dict[Name, Interval]
SWEEPS = 60  # a system without rings settles in as many sweeps as it has relations in a row: about five


@dataclass(frozen=True, slots=True)
class Product:
    """total = first x second, none of them negative."""

    total: Name
    first: Name
    second: Name

    def narrow(self, box: Box) -> bool:
        """Narrow in place; False if nothing is left."""
        product = box[self.first] * box[self.second]
        return (
            _cut(box, self.total, product)
            and _cut(box, self.first, _quotient(box[self.total], box[self.second]))
            and _cut(box, self.second, _quotient(box[self.total], box[self.first]))
        )

    @property
    def names(self) -> tuple[Name, ...]:
        """The quantities that are joined."""
        return self.total, self.first, self.second


@dataclass(frozen=True, slots=True)
class Sum:
    """total = first + second."""

    total: Name
    first: Name
    second: Name

    def narrow(self, box: Box) -> bool:
        """Narrow in place; False if nothing is left."""
        return (
            _cut(box, self.total, box[self.first] + box[self.second])
            and _cut(box, self.first, box[self.total] - box[self.second])
            and _cut(box, self.second, box[self.total] - box[self.first])
        )

    @property
    def names(self) -> tuple[Name, ...]:
        """The quantities that are joined."""
        return self.total, self.first, self.second


@dataclass(frozen=True, slots=True)
class AtMost:
    """factor x small <= big."""

    small: Name
    big: Name
    factor: float = 1.0

    def narrow(self, box: Box) -> bool:
        """Narrow in place; False if nothing is left."""
        small, big = box[self.small], box[self.big]
        return _cut(box, self.small, Interval(-math.inf, big.high / self.factor)) and _cut(
            box, self.big, Interval(self.factor * small.low, math.inf)
        )

    @property
    def names(self) -> tuple[Name, ...]:
        """The quantities that are joined."""
        return self.small, self.big


@dataclass(frozen=True, slots=True)
class Without:
    """Not both: of two quantities that are not negative, at least one is zero."""

    one: Name
    other: Name

    def narrow(self, box: Box) -> bool:
        """Narrow in place; False if nothing is left."""
        zero = Interval.at(0.0)
        if box[self.one].low > 0 and not _cut(box, self.other, zero):
            return False
        return not (box[self.other].low > 0 and not _cut(box, self.one, zero))

    @property
    def names(self) -> tuple[Name, ...]:
        """The quantities that are joined."""
        return self.one, self.other


Relation = Product | Sum | AtMost | Without


def _cut(box: Box, name: Name, to: Interval) -> bool:
    left = box[name].meet(to)
    if left is None:
        return False
    box[name] = left
    return True


def _quotient(total: Interval, divisor: Interval) -> Interval:
    if total.low <= 0 and divisor.low <= 0:
        return NOT_NEGATIVE  # zero is anything times zero
    return total / divisor


def narrowed(box: Box, relations: Iterable[Relation]) -> Box | None:
    """What is left of each interval if all relations hold; None if nothing is."""
    rules = tuple(relations)
    left = dict(box)
    for _ in range(SWEEPS):
        before = dict(left)
        if not all(rule.narrow(left) for rule in rules):
            return None
        if left == before:
            break
    return left
