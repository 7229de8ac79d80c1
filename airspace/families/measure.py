"""What drawn paths do: their stays, and each quantity a statement can be held against, for many paths at once.

A *row* is one stay of one path, or a path without a stay. A stay belongs to the area if its middle along the path lies
there; what a path does elsewhere does not count, inside or outside, since a claim speaks of one place. So a path stays
outside if no part of any stay lies between its first and its last place over the area, and its closest approach is
that of this stretch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from airspace.families.case import Condition
from airspace.families.draw import Ground, Paths, draw
from airspace.geodesy import Floats, inverse
from airspace.interval import Interval
from airspace.many.approach import Approach, closest
from airspace.many.deep import DEPTH_TOLERANCE_M, Deepest, deepest
from airspace.many.stays import pieces

__all__ = ["Rows", "closest_of", "course_of", "deepest_of", "meets", "north_of", "rows_of", "rows_of_batch"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CLOSEST_AT_ONCE = 5_000
"""Paths whose closest approach is sought together: some hundred pieces of each are open at a time."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a batch in the order of its paths, and along each; arrays of shape (r,).

    ``draw``: number of the path. ``length_m``, ``begins``, ``ends`` (leg and share as one number): of the stay, NaN
    without one. ``cut``: the stay reaches the end of what is drawn of the path; it is longer, and may be deeper and
    reach farther north, than what is measured, and meets no condition with an upper end. ``count``: stays of the path
    that belong to the area; NaN where only stays that belong elsewhere reach over it. ``outside``: no stay reaches
    over it.
    """

    draw: Ints
    length_m: Floats
    begins: Floats
    ends: Floats
    cut: Bools
    count: Floats
    outside: Bools

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self.draw.size)

    @property
    def stays(self) -> Bools:
        """Which rows are stays."""
        return ~np.isnan(self.length_m)

    def take(self, index: Ints, draw: Ints | None = None) -> Rows:
        """Some of the rows, under other numbers of their paths if these are given."""
        number = self.draw[index] if draw is None else draw
        return Rows(
            number, self.length_m[index], self.begins[index], self.ends[index], self.cut[index], self.count[index],
            self.outside[index],
        )  # fmt: skip

    def joined(self, other: Rows, moved: int) -> Rows:
        """These rows and others, whose paths get numbers greater by ``moved``."""
        return Rows(
            np.concatenate([self.draw, other.draw + moved]),
            np.concatenate([self.length_m, other.length_m]),
            np.concatenate([self.begins, other.begins]),
            np.concatenate([self.ends, other.ends]),
            np.concatenate([self.cut, other.cut]),
            np.concatenate([self.count, other.count]),
            np.concatenate([self.outside, other.outside]),
        )


@lru_cache(maxsize=40)
def rows_of_batch(ground: Ground, course: Interval, turn: Interval | None, seed: int, batch: int, count: int) -> Rows:
    """The rows of a drawn batch, kept for other families on the same paths (about 3 MB each)."""
    return rows_of(ground, draw(ground, course, turn, seed, batch, count))


def rows_of(ground: Ground, paths: Paths) -> Rows:
    """The rows of some paths."""
    found = ground.check.stays(paths.x, paths.y, depth=False)
    reaches = (found.begins < paths.last[found.path]) & (found.ends > paths.first[found.path])
    outside = ~np.isnan(paths.first)
    outside[found.path[reaches]] = False
    own = ground.holds(*_middles(paths, found.path, found.begins, found.ends))
    count = np.bincount(found.path[own], minlength=paths.count).astype(float)
    none = np.flatnonzero(count == 0)
    count[none[~outside[none]]] = np.nan
    nothing = np.full(none.size, np.nan)
    owner = np.concatenate([found.path[own], none])
    order = np.argsort(owner, kind="stable")
    length, begins, ends = (
        np.concatenate([v[own], nothing])[order] for v in (found.length_m, found.begins, found.ends)
    )
    cut = np.concatenate([(found.begins_inside | found.ends_inside)[own], np.zeros(none.size, bool)])[order]
    owner = owner[order]
    return Rows(owner, length, begins, ends, cut, count[owner], outside[owner])


def _middles(paths: Paths, path: Ints, begins: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """Places half way along stays, in the plane."""
    if paths.x.shape[1] == 2:
        return paths.places(path, (begins + ends) / 2)
    way = np.hypot(np.diff(paths.x, axis=1), np.diff(paths.y, axis=1))[path]
    along = np.concatenate([np.zeros((path.size, 1)), np.cumsum(way, axis=1)], axis=1)
    row = np.arange(path.size)

    def at(u: Floats) -> Floats:
        leg = np.minimum(u.astype(np.int64), way.shape[1] - 1)
        return np.asarray(along[row, leg] + (u - leg) * way[row, leg])

    wanted = (at(begins) + at(ends)) / 2
    leg = np.clip((along <= wanted[:, None]).sum(axis=1) - 1, 0, way.shape[1] - 1)
    return paths.places(path, leg + (wanted - along[row, leg]) / way[row, leg])


def deepest_of(ground: Ground, paths: Paths, rows: Rows) -> Deepest:
    """How deep stays go, and where; rows without a stay are not asked for."""
    owner, first, last = pieces(paths.x, paths.y, rows.draw, rows.begins, rows.ends)
    return deepest(ground.near, ground.theatre.map, rows.size, owner, first, last)


def closest_of(ground: Ground, paths: Paths, path: Ints, wanted: Interval | None = None) -> Approach:
    """How close paths that stay outside come over the area, and where; see :func:`airspace.many.approach.closest`."""
    limits = None if wanted is None else (wanted.low, wanted.high)
    parts = []
    for start in range(0, max(path.size, 1), CLOSEST_AT_ONCE):
        some = path[start : start + CLOSEST_AT_ONCE]
        owner, first, last = pieces(paths.x, paths.y, some, paths.first[some], paths.last[some])
        parts.append(closest(ground.near, ground.theatre.map, some.size, owner, first, last, limits))
    return Approach(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def north_of(ground: Ground, paths: Paths, rows: Rows, lat_deg: float) -> Floats:
    """How far north of a latitude the northernmost points of stays lie, along the meridian; negative to the south.

    Along a straight piece the latitude is a parabola to 1 mm in 40 km; its top is taken if it lies on the piece.
    """
    owner, (x0, y0), (x1, y1) = pieces(paths.x, paths.y, rows.draw, rows.begins, rows.ends)
    start, middle, end = (ground.lonlat(x0 + s * (x1 - x0), y0 + s * (y1 - y0)) for s in (0.0, 0.5, 1.0))
    rise, bend = end[1] - start[1], 2 * (end[1] + start[1] - 2 * middle[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(bend < 0, np.clip(0.5 - rise / (2 * bend), 0.0, 1.0), np.where(rise > 0, 1.0, 0.0))
    lon, lat = ground.lonlat(x0 + share * (x1 - x0), y0 + share * (y1 - y0))
    away = inverse(lon, np.full(lat.shape, lat_deg), lon, lat)[2]
    north = np.full(rows.size, -np.inf)
    np.maximum.at(north, owner, np.where(lat >= lat_deg, away, -away))
    return north


def course_of(ground: Ground, paths: Paths, rows: Rows) -> Floats:
    """True course half way along the stay, or along the stretch over the area where there is none, 0 to 360."""
    begins = np.where(rows.stays, rows.begins, paths.first[rows.draw])
    ends = np.where(rows.stays, rows.ends, paths.last[rows.draw])
    middle = np.nan_to_num((begins + ends) / 2)
    leg = np.minimum(middle.astype(np.int64), paths.x.shape[1] - 2)
    here = ground.lonlat(*paths.places(rows.draw, middle))
    ahead = ground.lonlat(paths.x[rows.draw, leg + 1], paths.y[rows.draw, leg + 1])
    return np.asarray(inverse(*here, *ahead)[0] % 360.0)


def meets(ground: Ground, paths: Paths, rows: Rows, condition: Condition, asked: Bools | None = None) -> Bools:
    """Which rows meet a condition on the place of a path; depths are measured for the rows asked for alone."""
    wanted = condition.interval
    if condition.quantity == "length_inside":
        return _within(rows.length_m, wanted) & ~_too_far(rows, wanted)
    if condition.quantity == "violation_count":
        return _within(rows.count, wanted)
    if condition.quantity == "course":
        return np.asarray((course_of(ground, paths, rows) - wanted.low) % 360.0 <= wanted.high - wanted.low)
    met = np.zeros(rows.size, dtype=bool)
    if condition.quantity == "closest_distance":
        index = np.flatnonzero(rows.outside)
        met[index] = _within(closest_of(ground, paths, rows.draw[index], wanted).distance_m, wanted)
        return met
    stays = rows.stays & ~_too_far(rows, wanted)
    if asked is not None:
        stays &= asked
    if condition.quantity == "depth":  # twice as long as deep at least, by the rule; so most need not be measured
        stays &= rows.length_m >= 2 * (wanted.low - DEPTH_TOLERANCE_M)
    index = np.flatnonzero(stays)
    if condition.quantity == "depth":
        met[index] = _within(deepest_of(ground, paths, rows.take(index)).depth_m, wanted)
    elif condition.lat_deg is not None:
        met[index] = _within(north_of(ground, paths, rows.take(index), condition.lat_deg), wanted)
    return met


def _too_far(rows: Rows, wanted: Interval) -> Bools:
    """Rows of which too little is drawn to say that they meet a condition: cut stays, if it has an upper end."""
    return rows.cut if np.isfinite(wanted.high) else np.zeros(rows.size, dtype=bool)


def _within(value: Floats, interval: Interval) -> Bools:
    return np.asarray((value >= interval.low) & (value <= interval.high))
