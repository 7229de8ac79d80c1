"""Paths in the plane of one theatre against a border: their stays, measured."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.errors import GeodesyError
from airspace.geodesy import Floats
from airspace.many.deep import Deepest, deepest
from airspace.many.near import NearEdges
from airspace.many.plane import Theatre
from airspace.many.raster import Raster
from airspace.many.stays import Changes, Stays, lengths, pieces, stays_inside
from airspace.violation import TOLERANCE_M

__all__ = ["MeasuredStays", "PlaneCheck"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ROOM_M = 500.0
"""How far beyond the stays seen so far lists of near edges are laid, so that the next ones need no new lists."""


class MeasuredStays(NamedTuple):
    """Stays in the order of the paths and along each, arrays of shape (s,).

    ``begins_s``, ``ends_s``: times on the clock of the fixes; NaN without times. ``depth_m``: NaN where not asked for.
    ``*_x``, ``*_y``: places in the plane where the stay begins, ends and is deepest. ``begins``, ``ends``: leg and
    share of the leg in the plane, as one number.
    """

    path: Ints
    begins_inside: Bools
    ends_inside: Bools
    length_m: Floats
    begins_s: Floats
    ends_s: Floats
    depth_m: Floats
    begins_x: Floats
    begins_y: Floats
    ends_x: Floats
    ends_y: Floats
    deepest_x: Floats
    deepest_y: Floats
    begins: Floats
    ends: Floats


@dataclass(eq=False)
class PlaneCheck:
    """A border laid ready for many paths.

    Args:
        theatre: the plane and its border.
        low, high: the rectangle of the plane that holds all fixes to come.
    """

    theatre: Theatre
    low: tuple[float, float]
    high: tuple[float, float]

    def __post_init__(self) -> None:
        self.raster = Raster.of_box(self.theatre, self.low, self.high)
        self._near: NearEdges | None = None
        self._lock = threading.Lock()

    def stays(
        self,
        x: Floats,
        y: Floats,
        t_s: Floats | None = None,
        others: tuple[Changes, ...] = (),
        *,
        depth: bool = True,
    ) -> MeasuredStays:
        """The stays of paths with fixes at ``x``, ``y`` (n, fixes >= 2) at ``t_s`` (fixes,) or (n, fixes).

        Raises:
            GeodesyError: a fix lies outside the rectangle, or is not a number.
        """
        for value, low, high in zip((x, y), self.low, self.high, strict=True):
            if value.size and not (low <= value.min() and value.max() <= high):  # NaN is not within either
                raise GeodesyError("a fix lies outside the rectangle that was laid ready, or is not a number")
        laid = self.theatre.map
        found = self._settled(x, y, stays_inside(self.raster, laid, x, y, others))
        starts = _places(x, y, found.path, found.begins)
        ends = _places(x, y, found.path, found.ends)
        nothing = np.full(found.path.size, np.nan)
        begins_s = nothing if t_s is None else self._seconds(x, y, t_s, found.path, found.begins, starts)
        ends_s = nothing if t_s is None else self._seconds(x, y, t_s, found.path, found.ends, ends)
        deep, deep_x, deep_y = nothing, nothing, nothing
        if depth and found.path.size:
            deep, deep_x, deep_y = self._deepest(x, y, found.path, found.begins, found.ends)
        return MeasuredStays(
            found.path, found.begins_inside, found.ends_inside, found.length_m, begins_s, ends_s, deep,
            *starts, *ends, deep_x, deep_y, found.begins, found.ends,
        )  # fmt: skip

    def near_edges(self) -> NearEdges:
        """Lists of near edges for the whole rectangle, laid once; stays are then measured with them too."""
        corners = np.array([self.low[0], self.high[0]]), np.array([self.low[1], self.high[1]])
        return self._lists(corners, corners)

    def clear(self, x: Floats, y: Floats) -> Bools:
        """Whether places (n,) within the rectangle lie farther from the border than the tolerance."""
        if not x.size:
            return np.zeros(0, dtype=bool)
        chord, _ = self._lists((x, y), (x, y)).nearest(x, y, self.theatre.map.ecef(x, y))
        return chord > TOLERANCE_M

    def _deepest(self, x: Floats, y: Floats, path: Ints, begins: Floats, ends: Floats) -> Deepest:
        owner, first, last = pieces(x, y, path, begins, ends)
        return deepest(self._lists(first, last), self.theatre.map, path.size, owner, first, last)

    def _settled(self, x: Floats, y: Floats, stays: Stays) -> Stays:
        """The stays by the tolerance of the single check: to graze is not to enter, nor to leave.

        Stays that are nowhere deeper than the tolerance are dropped; those that only such stays and gaps part are one.
        """
        if not stays.path.size:
            return stays
        deep = self._is_deep(x, y, stays.path, stays.begins, stays.ends)
        follows = np.flatnonzero(stays.path[1:] == stays.path[:-1]) + 1
        parted = np.ones(stays.path.size, dtype=bool)
        parted[follows] = self._is_deep(x, y, stays.path[follows], stays.ends[follows - 1], stays.begins[follows])
        group = np.cumsum(parted)[deep]
        kept = stays.take(deep)
        first = np.flatnonzero(np.append(True, group[1:] != group[:-1])) if group.size else np.empty(0, np.int64)
        last = np.append(first[1:], group.size)[: first.size] - 1
        path, begins, ends = kept.path[first], kept.begins[first], kept.ends[last]
        length = kept.length_m[first]
        joined = np.flatnonzero(first != last)
        length[joined] = lengths(self.theatre.map, x, y, path[joined], begins[joined], ends[joined])
        return Stays(path, begins, ends, kept.begins_inside[first], kept.ends_inside[last], length)

    def _is_deep(self, x: Floats, y: Floats, path: Ints, begins: Floats, ends: Floats) -> Bools:
        """Whether stretches of paths go farther from the border than the tolerance: mostly their middles do."""
        deep = np.zeros(path.size, dtype=bool)
        if path.size:
            deep = self.clear(*_places(x, y, path, (begins + ends) / 2))
            shallow = np.flatnonzero(~deep)
            if shallow.size:
                far = self._deepest(x, y, path[shallow], begins[shallow], ends[shallow])
                deep[shallow] = far.depth_m > TOLERANCE_M
        return deep

    def _seconds(
        self, x: Floats, y: Floats, t_s: Floats, path: Ints, at: Floats, place: tuple[Floats, Floats]
    ) -> Floats:
        """Times at places of paths: each leg is flown at one ground speed."""
        leg = np.minimum(at.astype(np.int64), x.shape[1] - 2)
        x0, y0, x1, y1 = x[path, leg], y[path, leg], x[path, leg + 1], y[path, leg + 1]
        whole = self.theatre.map.length(x0, y0, x1, y1)
        way = self.theatre.map.length(x0, y0, *place)
        # A fix that is repeated is a leg without length: there the share in the plane stands for itself.
        share = np.where(whole == 0, at - leg, way / np.where(whole == 0, 1.0, whole))
        times = np.broadcast_to(t_s, x.shape)
        return np.asarray(times[path, leg] + share * (times[path, leg + 1] - times[path, leg]))

    def _lists(self, first: tuple[Floats, Floats], last: tuple[Floats, Floats]) -> NearEdges:
        """Lists of near edges that hold these places; laid anew, and wider, where the last ones do not.

        What is found with them does not depend on how wide they are.
        """
        xs, ys = zip(first, last, strict=True)
        low = float(min(v.min() for v in xs)), float(min(v.min() for v in ys))
        high = float(max(v.max() for v in xs)), float(max(v.max() for v in ys))
        with self._lock:
            near = self._near
            if near is None or not near.holds(low, high):
                low, high = (low[0] - ROOM_M, low[1] - ROOM_M), (high[0] + ROOM_M, high[1] + ROOM_M)
                if near is not None:
                    low = min(low[0], near.low[0]), min(low[1], near.low[1])
                    high = max(high[0], near.high[0]), max(high[1], near.high[1])
                near = self._near = NearEdges.of_box(self.theatre, low, high)
        return near


def _places(x: Floats, y: Floats, path: Ints, at: Floats) -> tuple[Floats, Floats]:
    """Plane places of paths at (leg + share)."""
    leg = np.minimum(at.astype(np.int64), x.shape[1] - 2)
    share = at - leg
    x0, y0 = x[path, leg], y[path, leg]
    return x0 + share * (x[path, leg + 1] - x0), y0 + share * (y[path, leg + 1] - y0)
