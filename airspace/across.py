"""Straight paths across a zone: which depths go with a length, which lengths with a depth, and where.

Every straight path on some courses whose stay has its middle in an area is looked at, none by luck of a step:
what lies between two offsets is bounded (:mod:`airspace.stayfield`) and cut finer while it may hold the answer.
The courses are a sample: what holds for them need not hold for one between two of them. A stay counts whether or
not its path makes other stays elsewhere; a party that states one stay may mean any of them.

Depth is the greatest distance of a stay to the nearest border. It changes by at most a metre per metre of path, so
twice the depth never exceeds the length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.extremes import deepest
from airspace.geodesy import Floats, direct, inverse
from airspace.interval import NOT_NEGATIVE, Interval
from airspace.stayfield import StayTable, shares_between
from airspace.sweep import Area
from airspace.track import Track
from airspace.zone import national_zone

__all__ = ["MET_M", "RANGE_TOLERANCE_M", "Across", "StraightStay", "across"]

Ints = NDArray[np.int64]

Quantity = Literal["depth", "north"]
"""What is held against the length."""

MET_M = 0.3
"""A stay whose figures miss their intervals by at most this meets them; no path that meets them is left out."""

RANGE_TOLERANCE_M = 0.5
"""No path has less, or more, than the end of a range that is given by more than this."""

MISS_TOLERANCE_M = 0.1
"""No path misses by less than the nearest by more than this."""

SETTLED_M = 0.05
"""Cells in which neither length nor depth changes by more are not cut again."""

BATCH = 256  # cells looked at in one go, the most promising first

_INSET = 1e-6  # off the ends of a cell, where the path touches a border vertex


@dataclass(frozen=True)
class StraightStay:
    """One stay of one straight path, measured with the engine: lengths right to 0.1 m.

    Args:
        course_deg: course of the path at the area's centre.
        entry, exit: longitude and latitude, degrees.
        length_m: over ground.
        north_m: how far north of the reference latitude, along the meridian, the stay's northernmost point lies,
            negative to the south; None without a reference.
        border: the edges its depth is measured to.
    """

    course_deg: float
    entry: tuple[float, float]
    exit: tuple[float, float]
    length_m: float
    north_m: float | None
    border: Edges = field(repr=False, compare=False)

    @cached_property
    def depth_m(self) -> float:
        """Greatest distance to the nearest border along the stay; measured when asked for, northings do not ask."""
        return deepest(_leg(self.entry, self.exit), self.border, 0.0, 1.0).distance_m


class Across:
    """The stays of all straight paths on some courses across an area.

    Args:
        edges: the border of the zone.
        area: where the middle of a stay must lie.
        courses_deg: courses at the area's centre, at least one.
        longest_m: longer stays are left out.
        north_of_lat: latitude from which northings count, or None.

    Raises:
        ValueError: see :class:`airspace.stayfield.StayTable`; so do the questions about northings without a
            reference.
    """

    def __init__(
        self,
        edges: Edges,
        area: Area,
        courses_deg: Iterable[float],
        longest_m: float,
        north_of_lat: float | None = None,
    ) -> None:
        self.edges, self.courses_deg = edges, tuple(courses_deg)
        self._table = StayTable(edges, area, self.courses_deg, longest_m, north_of_lat)

    def depth_range(self, length_low_m: float, length_high_m: float) -> tuple[StraightStay, StraightStay] | None:
        """The least deep and the deepest stay among those with a length in an interval; None if there is none."""
        return self._pair("depth", Interval(length_low_m, length_high_m), None)

    def length_range(self, depth_low_m: float, depth_high_m: float) -> tuple[StraightStay, StraightStay] | None:
        """The shortest and the longest stay among those with a depth in an interval; None if there is none."""
        return self._pair("depth", None, Interval(depth_low_m, depth_high_m))

    def north_range(self, length_low_m: float, length_high_m: float) -> tuple[StraightStay, StraightStay] | None:
        """The stays that reach least and most far north among those with a length in an interval, or None."""
        return self._pair("north", Interval(length_low_m, length_high_m), None)

    def length_range_north(self, north_low_m: float, north_high_m: float) -> tuple[StraightStay, StraightStay] | None:
        """The shortest and the longest stay among those that reach so far north; None if there is none."""
        return self._pair("north", None, Interval(north_low_m, north_high_m))

    def both(self, length_m: Interval, depth_m: Interval) -> StraightStay | None:
        """A stay that meets both, to ``MET_M`` each; None if no path on the courses does."""
        return self._both("depth", length_m, depth_m)

    def both_north(self, length_m: Interval, north_m: Interval) -> StraightStay | None:
        """A stay that meets both, to ``MET_M`` each; None if no path on the courses does."""
        return self._both("north", length_m, north_m)

    def nearest(self, length_m: Interval, depth_m: Interval) -> StraightStay | None:
        """The stay with the smallest miss: metres of length plus metres of depth; None if there is no stay at all."""
        return self._nearest("depth", length_m, depth_m)

    def nearest_north(self, length_m: Interval, north_m: Interval) -> StraightStay | None:
        """The stay with the smallest miss: metres of length plus metres of northing; None if there is no stay."""
        return self._nearest("north", length_m, north_m)

    def _pair(
        self, quantity: Quantity, length_m: Interval | None, other_m: Interval | None
    ) -> tuple[StraightStay, StraightStay] | None:
        """The two ends of the quantity for a length, or of the length for the quantity: one interval is given."""
        search, ends = self._search(quantity), []
        for sign in (1, -1):
            found = search.extreme(length_m, other_m, sign)
            if found is None:
                return None
            ends.append(self._measured(*found))
        return ends[0], ends[1]

    def _both(self, quantity: Quantity, length_m: Interval, other_m: Interval) -> StraightStay | None:
        found = self._search(quantity).least_miss(length_m, other_m, exact_length=True)
        if found is None or found[2] > MISS_TOLERANCE_M:
            return None
        return self._measured(*found[:2])

    def _nearest(self, quantity: Quantity, length_m: Interval, other_m: Interval) -> StraightStay | None:
        found = self._search(quantity).least_miss(length_m, other_m, exact_length=False)
        return None if found is None else self._measured(*found[:2])

    def _search(self, quantity: Quantity) -> _Search:
        table = self._table
        if quantity == "depth":
            return _Search(table, *table.depth, table.depth_spread, table.depth_at)
        return _Search(table, *table.north, table.north_spread, table.north_at)

    def _measured(self, cell: int, share: float) -> StraightStay:
        """The stay at a share of the height of a cell, by the engine."""
        table = self._table
        entry, leaving = table.ends(cell, min(max(share, _INSET), 1 - _INSET))
        track = _leg(entry, leaving)
        return StraightStay(
            self.courses_deg[int(table.cells.course[cell])],
            entry,
            leaving,
            float(track.leg_length_m[0]),
            None if table.north_of_lat is None else _northing(track, table.north_of_lat),
            self.edges,
        )


@lru_cache(maxsize=16)
def _across(
    state: str, edition_id: str, area: Area, courses_deg: tuple[float, ...], longest_m: float, north: float | None
) -> Across:
    return Across(national_zone(state, edition_id).edges, area, courses_deg, longest_m, north)


def across(
    zone_state: str,
    edition_id: str,
    area: Area,
    courses_deg: Iterable[float],
    longest_m: float,
    north_of_lat: float | None = None,
) -> Across:
    """:class:`Across` for the national airspace of a state in a border edition, tabulated once."""
    return _across(zone_state, edition_id, area, tuple(courses_deg), longest_m, north_of_lat)


def _leg(start: tuple[float, float], end: tuple[float, float]) -> Track:
    return Track("stay", np.array([start[0], end[0]]), np.array([start[1], end[1]]))


def _northing(track: Track, of_lat_deg: float) -> float:
    """How far north of a latitude the northernmost point of a track of one leg lies, along its meridian."""
    low, high = 0.0, float(track.leg_length_m[0])
    for _ in range(4):  # the latitude has one top: a step of a 100th, thrice, is 1e-6 of the leg
        along = np.linspace(low, high, 101)
        lon, lat, _ = direct(track.lon_deg[0], track.lat_deg[0], track.leg_azimuth_deg[0], along)
        top = int(np.argmax(lat))
        low, high = float(along[max(top - 1, 0)]), float(along[min(top + 1, 100)])
    way = float(inverse(lon[top], of_lat_deg, lon[top], lat[top])[2])
    return way if lat[top] >= of_lat_deg else -way


Cost = Callable[[Floats, Floats, Floats, Floats], Floats]
"""Lower bound of what is made least, from the bounds (low, high) of length and of the other quantity; inf: no use."""


def _gap(low: Floats, high: Floats, wanted: Interval | None) -> Floats:
    """How far apart ranges and an interval are, at least."""
    if wanted is None:
        return np.zeros(low.shape)
    return np.asarray(np.maximum(np.maximum(low - wanted.high, wanted.low - high), 0.0))


@dataclass(frozen=True)
class _Search:
    """Branch and bound over the cells of a table.

    Args:
        low, high: bounds of the quantity for all paths of each cell.
        spread: how much it may change between the ends of each cell.
        at: bounds of it for the paths at shares of the height of cells.
    """

    table: StayTable
    low: Floats
    high: Floats
    spread: Floats
    at: Callable[[Ints, Floats], tuple[Floats, Floats]]

    def extreme(self, length_m: Interval | None, other_m: Interval | None, sign: int) -> tuple[int, float] | None:
        """Cell and share of the least (``sign`` 1) or greatest (-1): of what no interval is given for."""

        def aim(length: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Floats:
            low, high = other if other_m is None else length
            return low if sign == 1 else -high

        def cost(slack_m: float) -> Cost:
            def bound(length_low: Floats, length_high: Floats, low: Floats, high: Floats) -> Floats:
                useless = _gap(low, high, other_m) > slack_m
                return np.asarray(np.where(useless, np.inf, aim((length_low, length_high), (low, high))))

            return bound

        found = self._least(length_m, cost(0.0), cost(MISS_TOLERANCE_M), RANGE_TOLERANCE_M, -np.inf)
        return None if found is None else found[:2]

    def least_miss(
        self, length_m: Interval, other_m: Interval, *, exact_length: bool
    ) -> tuple[int, float, float] | None:
        """Cell, share and miss of the path whose length and other quantity miss by least, summed in metres.

        With ``exact_length`` the length is met and only the other may miss.
        """

        def cost(length_low: Floats, length_high: Floats, low: Floats, high: Floats) -> Floats:
            miss = _gap(low, high, other_m)
            return miss if exact_length else miss + _gap(length_low, length_high, length_m)

        return self._least(length_m if exact_length else None, cost, cost, MISS_TOLERANCE_M, 0.0)

    def _least(
        self, length_m: Interval | None, of_cell: Cost, of_path: Cost, tolerance_m: float, enough: float
    ) -> tuple[int, float, float] | None:
        """Where the cost is least, to a tolerance, among paths with a length in the interval; stops at enough."""
        cells = self.table.cells
        kept = length_m or NOT_NEGATIVE
        first, last = shares_between(cells.length_low, cells.length_high, kept.low, kept.high)
        cell = np.flatnonzero(first <= last)
        open_ = _Open(cell, first[cell], last[cell], self.low[cell], self.high[cell])
        bound = of_cell(*self._lengths(open_), open_.low, open_.high)
        best: tuple[int, float, float] | None = None
        while True:
            worst = np.inf if best is None else best[2]
            promising = np.isfinite(bound) & (bound < worst - tolerance_m)
            if worst <= enough or not promising.any():
                return best
            open_, bound = open_.take(promising), bound[promising]
            chosen = np.zeros(bound.size, dtype=bool)
            chosen[np.argpartition(bound, min(BATCH, bound.size) - 1)[:BATCH]] = True
            now, waiting = open_.take(chosen), open_.take(~chosen)
            middle = (now.first + now.last) / 2
            low, high = self.at(now.cell, middle)
            length = self._length(now.cell, middle)
            value = of_path(length, length, low, high)
            top = int(np.argmin(value))
            if value[top] < worst:
                best = int(now.cell[top]), float(middle[top]), float(value[top])
            halves = self._halved(now, middle, low, high)
            new = of_cell(*self._lengths(halves), halves.low, halves.high)
            open_, bound = waiting.joined(halves), np.concatenate([bound[~chosen], new])

    def _halved(self, now: _Open, middle: Floats, low: Floats, high: Floats) -> _Open:
        """Both halves of parts of cells, with what is known of them now; none of those that are settled."""
        reach = self.spread[now.cell] * (now.last - now.first) / 2
        low, high = np.maximum(now.low, low - reach), np.minimum(now.high, high + reach)
        change = np.abs(self.table.cells.length_high - self.table.cells.length_low)[now.cell] * (now.last - now.first)
        cut = (change > SETTLED_M) | (2 * reach > SETTLED_M)
        return (
            _Open(now.cell, now.first, middle, low, high)
            .take(cut)
            .joined(_Open(now.cell, middle, now.last, low, high).take(cut))
        )

    def _length(self, cell: Ints, share: Floats) -> Floats:
        cells = self.table.cells
        return np.asarray(cells.length_low[cell] + share * (cells.length_high - cells.length_low)[cell])

    def _lengths(self, part: _Open) -> tuple[Floats, Floats]:
        """Least and greatest length in parts of cells."""
        one, two = self._length(part.cell, part.first), self._length(part.cell, part.last)
        return np.minimum(one, two), np.maximum(one, two)


@dataclass(frozen=True, slots=True)
class _Open:
    """Parts of cells not yet settled: from which share of the height to which, and bounds of the quantity."""

    cell: Ints
    first: Floats
    last: Floats
    low: Floats
    high: Floats

    def _columns(self) -> tuple[NDArray[np.generic], ...]:
        return self.cell, self.first, self.last, self.low, self.high

    def take(self, index: Ints | NDArray[np.bool_]) -> _Open:
        return _Open(self.cell[index], self.first[index], self.last[index], self.low[index], self.high[index])

    def joined(self, other: _Open) -> _Open:
        return _Open(*(np.concatenate(pair) for pair in zip(self._columns(), other._columns(), strict=True)))
