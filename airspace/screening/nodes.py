"""Nodes: the fixes of stretches, and cuts on the geodesic of legs that are longer than kernels take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airspace.geodesy import direct, inverse, wrap_deg
from airspace.screening.compiled import njit
from airspace.screening.fixes import Floats, Ints, Stretches
from airspace.screening.legs import LONGEST_LEG_M

__all__ = ["GRID", "Nodes", "on_grid"]

_SURE_DEG = LONGEST_LEG_M / 111_700.0 / np.sqrt(2.0) / 1.05
"""A leg that spans less in longitude and in latitude is shorter: a degree has 111,700 m at most, and 5 % to spare."""


GRID = 2**28
"""Shares of legs are whole parts of this many.

A node coordinate then holds them exactly wherever a stretch stands in its unit, so that answers do not depend on what
else is screened with it. A part is 0.2 mm on a leg of 50 km, 2 us on one of ten minutes.
"""


def on_grid(share: Floats) -> Floats:
    """Shares of legs, rounded to the grid."""
    return np.asarray(np.rint(share * GRID) / GRID)


@dataclass(frozen=True, eq=False)
class Nodes:
    """n nodes of s stretches.

    Args:
        lon_deg, lat_deg: shape (n,).
        fix: shape (n,), place among the fixes: a whole number at a fix, a share of the leg at a cut.
        first: shape (s + 1,), first node of each stretch.
        begins: shape (n,), whether a stretch begins there.
    """

    lon_deg: Floats
    lat_deg: Floats
    fix: Floats
    first: Ints
    begins: NDArray[np.bool_]

    @classmethod
    def of(cls, stretches: Stretches) -> Nodes:
        """The fixes, with long legs cut into equal parts."""
        lon, lat, first = stretches.fixes.lon_deg, stretches.fixes.lat_deg, stretches.first
        begins = np.zeros(lon.size, dtype=bool)
        begins[first[:-1]] = True
        long = np.empty(max(lon.size - 1, 0), dtype=np.int64)
        long = long[: _long_legs(lon, lat, begins, long)]
        if not long.size:
            return cls(lon, lat, np.arange(lon.size, dtype=float), first, begins)
        azi, _, length = inverse(lon[long], lat[long], lon[long + 1], lat[long + 1])
        parts = np.maximum(1, np.ceil(length / LONGEST_LEG_M)).astype(np.int64)
        owner = np.repeat(np.arange(long.size), parts - 1)
        number = np.arange(owner.size) - np.repeat(np.cumsum(parts - 1) - (parts - 1), parts - 1) + 1
        share = on_grid(number / parts[owner])
        cut_lon, cut_lat, _ = direct(lon[long][owner], lat[long][owner], azi[owner], share * length[owner])
        place = np.concatenate([np.arange(lon.size, dtype=float), long[owner] + share])
        order = np.argsort(place, kind="stable")
        moved = np.searchsorted(place[order], first[:-1].astype(float))
        return cls(
            np.concatenate([lon, wrap_deg(cut_lon)])[order],
            np.concatenate([lat, cut_lat])[order],
            place[order],
            np.append(moved, place.size),
            np.concatenate([begins, np.zeros(owner.size, dtype=bool)])[order],
        )

    def fixes_at(self, node: Floats) -> tuple[Ints, Floats]:
        """The fix before each node coordinate, and the share of its leg."""
        whole = np.minimum(node.astype(np.int64), self.fix.size - 1)
        after = np.minimum(whole + 1, self.fix.size - 1)
        fix = self.fix[whole].astype(np.int64)
        return fix, (self.fix[whole] - fix) + (node - whole) * (self.fix[after] - self.fix[whole])


@njit
def _long_legs(lon: Any, lat: Any, begins: Any, found: Any) -> Any:
    """Write the legs, by their first fix, that may be longer than ``LONGEST_LEG_M``; returns how many there are."""
    count = 0
    for i in range(lon.size - 1):
        east, north = abs(lon[i + 1] - lon[i]), abs(lat[i + 1] - lat[i])
        if (min(east, 360.0 - east) > _SURE_DEG or north > _SURE_DEG) and not begins[i + 1]:
            found[count] = i
            count += 1
    return count
