"""Places along a border: how far from its southernmost point in an area, measured along the border itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.geodesy import Floats, arc_from_chord, inverse
from airspace.sweep import Area

__all__ = ["BorderLine"]

Ints = NDArray[np.int64]

SIDE_M = 1_000.0
"""So far on either side of the southernmost point it is asked which way is east."""


@dataclass(frozen=True, eq=False)
class BorderLine:
    """The ring of a border that holds its southernmost vertex in an area.

    Args:
        lon_deg, lat_deg: that vertex, from which places are counted, positive to the side that leaves it to the east.
        first, last: edges of the ring, from the one to before the other.
        before_m: way along the ring from its first vertex to the start of each edge, one more than edges.
        zero_m: that of the southernmost vertex.
        sign: whether the ring's own direction is the one counted in.
    """

    edges: Edges
    lon_deg: float
    lat_deg: float
    first: int
    last: int
    before_m: Floats
    zero_m: float
    sign: float

    @classmethod
    def of(cls, edges: Edges, area: Area) -> BorderLine | None:
        """The ring with the southernmost vertex in an area; None if no vertex lies in it."""
        lon, lat = edges.lon_a, edges.lat_a
        held = np.flatnonzero((lon >= area.west) & (lon <= area.east) & (lat >= area.south) & (lat <= area.north))
        if not held.size:
            return None
        tip = int(held[np.argmin(lat[held])])
        breaks = np.flatnonzero((np.abs(edges.a[1:] - edges.b[:-1]) > 1e-6).any(axis=1)) + 1
        ends = np.concatenate([[0], breaks, [lon.size]])
        ring = int(np.searchsorted(ends, tip, side="right")) - 1
        first, last = int(ends[ring]), int(ends[ring + 1])
        way = arc_from_chord(edges.a[first:last], edges.b[first:last])
        before = np.concatenate([[0.0], np.cumsum(way)])
        zero = float(before[tip - first])

        def lon_at(way_m: float) -> float:
            edge = int(np.searchsorted(before, way_m % before[-1], side="right")) - 1
            return float(lon[first + min(edge, last - first - 1)])

        east = (lon_at(zero + SIDE_M) - lon_at(zero - SIDE_M) + 180.0) % 360.0 - 180.0
        return cls(edges, float(lon[tip]), float(lat[tip]), first, last, before, zero, 1.0 if east >= 0 else -1.0)

    def along_m(self, lon_deg: Floats, lat_deg: Floats) -> Floats:
        """Where places on or near the border lie along it, metres from the southernmost vertex, positive to the east.

        Counted the shorter way round the ring; NaN for places nearest to another ring.
        """
        if not lon_deg.size:
            return np.empty(0)
        near = self.edges.nearest(lon_deg, lat_deg)
        edge = near.edge
        own = (edge >= self.first) & (edge < self.last)
        start = self.before_m[np.where(own, edge - self.first, 0)]
        on_edge = inverse(self.edges.lon_a[edge], self.edges.lat_a[edge], near.lon_deg, near.lat_deg)[2]
        whole = float(self.before_m[-1])
        away = (start + on_edge - self.zero_m + whole / 2) % whole - whole / 2
        return np.asarray(np.where(own, self.sign * away, np.nan))
