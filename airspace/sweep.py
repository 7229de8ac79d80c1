"""All straight paths on one course across an area, and every stay each of them makes in a zone.

The paths are the geodesics that cross, at right angles, the geodesic drawn from the area's centre abeam the
course; a path's *offset* is where on that line it passes, positive toward the north (toward the east if the
course runs due north or south). In the gnomonic plane about the centre they are the parallels y = offset, so
between two neighbouring vertices of the border the length of a stay is linear in the offset and every path
with a stay of a wanted length is found, none by luck of a step size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.errors import GeodesyError
from airspace.geodesy import Floats, Gnomonic, ecef, inverse

__all__ = ["Area", "Stays", "Sweep"]

Ints = NDArray[np.int64]

PLANE_SHARE = 1e-4
"""Lengths in the plane differ from those over ground by less than this share: (60 km / 6,371 km)^2, within reach."""

RADIUS_STEP_M = 20_000.0
"""Edges are taken up to a multiple of this, so that neighbouring courses and lengths share them; more do no harm."""

SETTLED_M = 1e-5
"""The length of a solved stay is met to this: a hundredth of a millimetre."""


@dataclass(frozen=True, slots=True)
class Area:
    """A box in which a path is looked for: degrees, WGS84."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the middle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def holds(self, lon_deg: float, lat_deg: float) -> bool:
        """Whether a point lies in the box, its edge included."""
        return self.west <= lon_deg <= self.east and self.south <= lat_deg <= self.north


@dataclass(frozen=True)
class Stays:
    """Stays of the paths between two neighbouring offsets, arrays of shape (n,), plane metres.

    ``x`` counts along the course from abeam the centre. ``before`` and ``after``: free way to the stay
    before and to the one after on the same path, infinite if there is none within the sweep's reach.
    """

    low: Floats
    high: Floats
    enter_low: Floats
    enter_high: Floats
    leave_low: Floats
    leave_high: Floats
    before: Floats
    after: Floats

    @property
    def length_low(self) -> Floats:
        """Length of the stay on the path at ``low``."""
        return self.leave_low - self.enter_low

    @property
    def length_high(self) -> Floats:
        """Length of the stay on the path at ``high``."""
        return self.leave_high - self.enter_high


class Sweep:
    """The paths of one course across an area, against one border.

    Args:
        edges: the border.
        area: where offsets are taken from; a path crosses it somewhere.
        course_deg: course at the area's centre.
        reach_m: how far along the course, either way from abeam the centre, stays are looked for.
    """

    def __init__(self, edges: Edges, area: Area, course_deg: float, reach_m: float) -> None:
        self.edges, self.area, self.reach_m = edges, area, reach_m
        self.plane = Gnomonic(*area.centre)
        course = np.radians(course_deg)
        self._along = np.array([np.sin(course), np.cos(course)])
        normal = np.array([np.cos(course), -np.sin(course)])
        northward = normal[1] if abs(normal[1]) > 1e-9 else normal[0]
        self._abeam = normal if northward > 0 else -normal
        corners = self.rotate(
            np.array([area.west, area.west, area.east, area.east]),
            np.array([area.south, area.north, area.south, area.north]),
        )
        self.offset_min, self.offset_max = float(corners[1].min()), float(corners[1].max())
        self._ends = self._edge_ends()

    def rotate(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Plane coordinates (along the course, abeam) of points."""
        return self._turned(*self.plane.forward(lon, lat))

    def _turned(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return x * self._along[0] + y * self._along[1], x * self._abeam[0] + y * self._abeam[1]

    def point(self, x: float, offset: float) -> tuple[float, float]:
        """Longitude and latitude of a place on a path."""
        east, north = x * self._along + offset * self._abeam
        (lon,), (lat,) = self.plane.backward([east], [north])
        return float(lon), float(lat)

    def _edge_ends(self) -> tuple[Floats, Floats, Floats, Floats]:
        radius = float(np.hypot(self.reach_m, max(abs(self.offset_min), abs(self.offset_max)))) * 1.01
        xa, ya, xb, yb = _in_plane(self.edges, *self.area.centre, np.ceil(radius / RADIUS_STEP_M) * RADIUS_STEP_M)
        return *self._turned(xa, ya), *self._turned(xb, yb)

    @cached_property
    def stays(self) -> Stays:
        """Every stay between every two neighbouring border vertices' offsets."""
        xa, ya, xb, yb = self._ends
        levels = np.concatenate([ya, yb, [self.offset_min, self.offset_max]])
        levels = np.unique(levels[(levels >= self.offset_min) & (levels <= self.offset_max)])
        first = np.searchsorted(levels, np.minimum(ya, yb))
        last = np.searchsorted(levels, np.minimum(np.maximum(ya, yb), self.offset_max))
        first = np.where(np.minimum(ya, yb) < self.offset_min, 0, first)
        count = np.maximum(last - first, 0)
        edge = np.repeat(np.arange(ya.size), count)
        slab = np.repeat(first, count) + np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)
        low, high = levels[slab], levels[slab + 1]
        slope = (xb[edge] - xa[edge]) / (yb[edge] - ya[edge])
        x_low, x_high = xa[edge] + (low - ya[edge]) * slope, xa[edge] + (high - ya[edge]) * slope
        middle = (x_low + x_high) / 2
        seen = np.abs(middle) < self.reach_m
        order = np.lexsort((middle[seen], slab[seen]))
        slab, x_low, x_high, middle = (v[seen][order] for v in (slab, x_low, x_high, middle))
        return _pair(levels, slab, x_low, x_high, middle, self._starts_inside((levels[1:] + levels[:-1]) / 2))

    def _starts_inside(self, offset: Floats) -> NDArray[np.bool_]:
        """Whether each path is inside where the sweep's reach begins."""
        xa, ya, xb, yb = self._ends
        cut = np.flatnonzero((xa < -self.reach_m) != (xb < -self.reach_m))
        y = ya[cut] + (-self.reach_m - xa[cut]) / (xb[cut] - xa[cut]) * (yb[cut] - ya[cut])
        lon, lat = self.point(-self.reach_m, float(offset[0]))
        first = bool(self.edges.contains(np.array([lon]), np.array([lat]))[0])
        passed = np.searchsorted(np.sort(y), offset) - np.searchsorted(np.sort(y), offset[0])
        return np.asarray((passed % 2 == 1) ^ first)

    def with_length(self, length_m: float) -> tuple[list[tuple[float, float, float]], Ints]:
        """Paths with a stay of this length.

        Returns:
            A list of (offset, x of entry, x of exit) in the order of their offsets, and for each the index
            into ``stays``.
        """
        stays = self.stays
        least = np.minimum(stays.length_low, stays.length_high)
        greatest = np.maximum(stays.length_low, stays.length_high)
        bend = PLANE_SHARE * length_m + 0.01  # how far a length in the plane may be from that over ground
        index = np.flatnonzero((least <= length_m + bend) & (greatest >= length_m - bend))
        low, high = self.lengths(index)
        index = index[(low <= length_m) != (high <= length_m)]
        found = [self.settle(int(i), length_m) for i in index]
        order = np.argsort([f[0] for f in found], kind="stable").astype(np.int64) if found else np.empty(0, np.int64)
        return [found[i] for i in order], np.asarray(index[order], dtype=np.int64)

    def middles(self, index: Ints) -> tuple[Floats, Floats]:
        """Longitude and latitude of the middles of stays, at their low offset."""
        s = self.stays
        x, offset = (s.enter_low[index] + s.leave_low[index]) / 2, s.low[index]
        return self.plane.backward(*(x * self._along[k] + offset * self._abeam[k] for k in (0, 1)))

    def lengths(self, index: Ints) -> tuple[Floats, Floats]:
        """Geodesic lengths of stays, at their low and at their high offset, metres."""
        s = self.stays

        def over_ground(enter: Floats, leave: Floats, offset: Floats) -> Floats:
            ends = [
                self.plane.backward(*(x * self._along[k] + offset * self._abeam[k] for k in (0, 1)))
                for x in (enter, leave)
            ]
            return inverse(*ends[0], *ends[1])[2]

        return (
            over_ground(s.enter_low[index], s.leave_low[index], s.low[index]),
            over_ground(s.enter_high[index], s.leave_high[index], s.high[index]),
        )

    def settle(self, i: int, length_m: float) -> tuple[float, float, float]:
        """Offset, entry and exit of the path on which stay ``i`` has this geodesic length.

        Raises:
            GeodesyError: the stay has that length nowhere between its two offsets.
        """
        s = self.stays
        low, high = float(s.low[i]), float(s.high[i])
        (short,), (long_,) = self.lengths(np.array([i]))

        def at(offset: float) -> tuple[float, float]:
            share = (offset - low) / (high - low)
            enter = float(s.enter_low[i] + share * (s.enter_high[i] - s.enter_low[i]))
            return enter, float(s.leave_low[i] + share * (s.leave_high[i] - s.leave_low[i]))

        change = float(long_ - short) / (high - low)
        offset = low + (length_m - float(short)) / change if change else low
        for _ in range(8):
            enter, leave = at(offset)
            start, end = self.point(enter, offset), self.point(leave, offset)
            miss = float(inverse(*start, *end)[2]) - length_m
            if abs(miss) < SETTLED_M:
                return offset, enter, leave
            if not change:
                break
            offset = min(max(offset - miss / change, low), high)
        raise GeodesyError(f"a stay of {length_m:,.3f} m did not settle: it is missed by {miss:.6f} m")

    def lowest(self) -> tuple[float, float]:
        """Offset and x of the border vertex in the area that a path coming from the low side meets first."""
        lon, lat = self.edges.lon_a, self.edges.lat_a
        box = self.area
        held = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
        if not held.any():
            raise ValueError("no border in the area")
        x, y = self.rotate(lon[held], lat[held])
        k = int(np.argmin(y))
        return float(y[k]), float(x[k])


@lru_cache(maxsize=16)
def _in_plane(edges: Edges, lon: float, lat: float, radius_m: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Both ends, in the gnomonic plane about a point, of all edges that come within a radius of it.

    Kept, since a path is looked for on many courses over the same border and projecting it is half of the work.
    """
    here = ecef([lon], [lat])
    _, edge = edges.candidates(here, here, radius_m)
    plane = Gnomonic(lon, lat)
    ends = (
        *plane.forward(edges.lon_a[edge], edges.lat_a[edge]),
        *plane.forward(edges.lon_b[edge], edges.lat_b[edge]),
    )
    for array in ends:
        array.setflags(write=False)
    return ends


def _pair(
    levels: Floats, slab: Ints, x_low: Floats, x_high: Floats, middle: Floats, inside: NDArray[np.bool_]
) -> Stays:
    """Pair each entry with the exit that follows it on the same path."""
    start = np.searchsorted(slab, slab)
    ordinal = np.arange(slab.size) - start
    enters = (ordinal + inside[slab]) % 2 == 0
    follows = np.zeros(slab.size, dtype=bool)
    follows[:-1] = slab[1:] == slab[:-1]
    entry = np.flatnonzero(enters & follows)
    leave = entry + 1
    before = np.where(ordinal[entry] > 0, middle[entry] - middle[np.maximum(entry - 1, 0)], np.inf)
    after_index = np.minimum(leave + 1, slab.size - 1)
    after = np.where(follows[leave], middle[after_index] - middle[leave], np.inf)
    return Stays(
        levels[slab[entry]], levels[slab[entry] + 1],
        x_low[entry], x_high[entry], x_low[leave], x_high[leave], before, after,
    )  # fmt: skip
