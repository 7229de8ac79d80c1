"""Fixes of many flights as columns, and the unbroken stretches they are looked at in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fixes", "Floats", "Ints", "Stretches"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Fixes:
    """n fixes, those of one flight together and in order of time.

    Args:
        names: of flights.
        flight: shape (n,), index into ``names``, never falling.
        t_us: shape (n,), microseconds since 1970 UTC, rising within a flight.
        lon_deg, lat_deg: shape (n,), WGS84 degrees, longitude in [-180, 180).
        alt_m: shape (n,), metres in the data's own altitude reference; NaN where there is none.
        row: shape (n,), row of the data set, counted from 0 over all its files.
    """

    names: tuple[str, ...]
    flight: Ints
    t_us: Ints
    lon_deg: Floats
    lat_deg: Floats
    alt_m: Floats
    row: Ints

    @property
    def count(self) -> int:
        """Number of fixes."""
        return int(self.t_us.size)

    def take(self, wanted: Ints | NDArray[np.bool_]) -> Fixes:
        """Some of the fixes, by index or mask; the names stay."""
        return Fixes(
            self.names, self.flight[wanted], self.t_us[wanted],
            self.lon_deg[wanted], self.lat_deg[wanted], self.alt_m[wanted], self.row[wanted],
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Stretches:
    """Fixes cut where no answer is given by a straight line: between flights and at long gaps.

    Args:
        fixes: all of them.
        first: shape (s + 1,), index of the first fix of each stretch; the last entry is the number of fixes.
    """

    fixes: Fixes
    first: Ints

    @property
    def count(self) -> int:
        """Number of stretches."""
        return int(self.first.size - 1)
