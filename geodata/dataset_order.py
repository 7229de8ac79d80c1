"""Whether the rows of each flight stand together in a data set, so that it can be read flight by flight.

Of each flight only 64 bits are kept, a hash of its name: 8 MB for a million flights, three times that while they are
compared. Two names with one hash would make flights look torn apart, never together.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from geodata.dataset_columns import Columns

__all__ = ["Order", "Ordering"]

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Order:
    """How flights lie in a data set.

    Args:
        contiguous: whether the rows of each flight stand together over all parts. Rows that name no flight are counted
            with the flight before them.
        leading: for each part, how many of its first rows belong to the flight that the part before ends with; all of
            them where it goes on. Empty where ``contiguous`` is false.
        flights: how many there are; 0 where ``contiguous`` is false.
    """

    contiguous: bool
    leading: tuple[int, ...] = ()
    flights: int = 0


class Ordering:
    """What was seen of the flights of a data set so far; rows are given in their order, part by part."""

    def __init__(self) -> None:
        self.contiguous = True
        self._leading: list[int] = []
        self._carried = False  # whether no other flight was met in this part yet
        self._last: np.uint64 | None = None
        self._seen = _Seen()

    def begin_part(self) -> None:
        """The rows that follow are of the next part."""
        self._leading.append(0)
        self._carried = self._last is not None

    def add(self, columns: Columns) -> None:
        """Rows of the part, with their flights."""
        at = np.flatnonzero(columns.flight >= 0)
        flight = columns.flight[at]
        begins = np.flatnonzero(np.diff(flight, prepend=-1))
        hashed = _hashes(columns.names)[flight[begins]]
        if hashed.size and self._last is not None and hashed[0] == self._last:
            begins, hashed = begins[1:], hashed[1:]
        if self._carried:
            self._leading[-1] += int(at[begins[0]]) if begins.size else columns.rows
            self._carried = not begins.size
        if hashed.size:
            self._last = hashed[-1]
            self.contiguous = self._seen.add(hashed) and self.contiguous

    def result(self) -> Order:
        """What the rows tell, once all were given."""
        if not (self.contiguous and self._seen.all_different()):
            return Order(False)
        return Order(True, tuple(self._leading), self._seen.count)


def _hashes(names: tuple[str, ...]) -> Hashes:
    raw = b"".join(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names)
    return np.frombuffer(raw, dtype="<u8")


class _Seen:
    """Hashes that must not come twice: those looked at, in order, and those that wait until they are as many."""

    def __init__(self) -> None:
        self._sorted: Hashes = np.zeros(0, dtype=np.uint64)
        self._waiting: list[Hashes] = []
        self._held = 0

    @property
    def count(self) -> int:
        return int(self._sorted.size) + self._held

    def add(self, hashes: Hashes) -> bool:
        """Take hashes; false once one is known to have come twice."""
        self._waiting.append(hashes)
        self._held += hashes.size
        return self._held < self._sorted.size or self.all_different()

    def all_different(self) -> bool:
        """Whether each came once."""
        merged = np.sort(np.concatenate((self._sorted, *self._waiting)))
        self._sorted, self._waiting, self._held = merged, [], 0
        return not (merged[1:] == merged[:-1]).any()
