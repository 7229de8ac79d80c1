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

__all__ = ["Nodes"]

_SURE_DEG = LONGEST_LEG_M / 111_700.0 / np.sqrt(2.0) / 1.05
"""A leg that spans less in longitude and in latitude is shorter: a degree has 111,700 m at most, and 5 % to spare."""


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
        share = number / parts[owner]
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

    def fixes_at(self, node: Floats) -> Floats:
        """Place among the fixes at node coordinates."""
        whole = np.minimum(node.astype(np.int64), self.fix.size - 1)
        after = np.minimum(whole + 1, self.fix.size - 1)
        return np.asarray(self.fix[whole] + (node - whole) * (self.fix[after] - self.fix[whole]))


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
