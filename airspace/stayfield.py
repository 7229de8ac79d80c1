"""All stays of straight paths across an area, as cells between whose ends everything is known or bounded.

Between two neighbouring vertices of the border a stay's entry and exit move on straight lines of the gnomonic
plane (:mod:`airspace.sweep`). A cell is such a stretch of offsets, at most ``STEP_M`` of them. In it the length is
linear, and the depth changes by at most a metre per metre of offset: a point of one path either lies beside a
point of the other's stay, or the border runs between the two. That holds from cell to cell as long as a stay goes
on, so depths taken at a few offsets (marks) bound those at all others; no path falls between two samples unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.geodesy import (
    ECC2,
    RADIUS_MIN_M,
    SEMI_MAJOR_M,
    SEMI_MINOR_M,
    Floats,
    Gnomonic,
    ecef,
    inverse,
    wrap_deg,
)
from airspace.sweep import Area, Sweep

__all__ = ["STEP_M", "Cells", "PlaneBorder", "StayTable", "shares_between"]

Ints = NDArray[np.int64]

STEP_M = 50.0
"""No cell is higher than this, and marks stand at most twice this far apart."""

SAME_M = 1e-4
"""Ends of stays on one path, of the slabs below and above it, this close are one: rounding is 1e-7 m."""

ROUGH_M = 1.0
"""For the marks the border is thinned to lines that keep within this of it."""

MOVE_M = 2_000.0
"""In no cell an entry or exit moves on by more along its edge, where that runs nearly along the course."""

DEPTH_AT_M = 0.05
"""The depth of one path, asked for by itself, is found to this in the plane."""

NORTH_AT_M = 0.05
"""The northing of one path is found to this: what its formula leaves out of 12 km is 0.01 m up to 70 N."""

AXIS_M = 10_000.0
"""Far enough from the centre for a direction of the plane to be exact."""

MAX_REACH_M = 60_000.0
"""Farther from the centre lengths in the plane are no longer right to 1e-4, and those of the table to a millimetre."""

MARK_TOLERANCE_M = 1.0
"""The depth at a mark, on the thinned border, is found to this."""

SHORT_M = 2 * STEP_M
"""A stay of at most this length needs no mark: its depth lies between zero and half of it."""


@dataclass(frozen=True)
class Cells:
    """Stays of neighbouring paths, arrays of shape (n,): plane metres but for ``length_*``, which is over ground.

    ``course``: index of the sweep. ``ribbon``: cells of one number, in the order of their offsets, are one stay
    that moves without a jump. ``enter``, ``leave``: places along the course.
    """

    course: Ints
    ribbon: Ints
    low: Floats
    high: Floats
    enter_low: Floats
    enter_high: Floats
    leave_low: Floats
    leave_high: Floats
    length_low: Floats
    length_high: Floats

    @property
    def size(self) -> int:
        """Number of cells."""
        return int(self.low.size)

    def take(self, index: Ints | NDArray[np.bool_]) -> Cells:
        """Some of the cells."""
        return Cells(*(getattr(self, field.name)[index] for field in fields(self)))

    def cut(self, from_share: Floats, to_share: Floats) -> Cells:
        """Each cell between two shares of its height; cells of which nothing is left are dropped."""
        kept = from_share <= to_share
        cells, a, b = self.take(kept), from_share[kept], to_share[kept]
        whole: dict[str, Any] = {"course": cells.course, "ribbon": cells.ribbon}
        for low, high in (("low", "high"), *((f"{n}_low", f"{n}_high") for n in ("enter", "leave", "length"))):
            start, end = getattr(cells, low), getattr(cells, high)
            whole[low], whole[high] = start + a * (end - start), start + b * (end - start)
        return Cells(**whole)

    def at(self, index: Ints, share: Floats) -> tuple[Floats, Floats, Floats]:
        """Offset, entry and exit of the path at a share of the height of cells."""

        def between(low: Floats, high: Floats) -> Floats:
            return np.asarray(low[index] + share * (high[index] - low[index]))

        return (
            between(self.low, self.high),
            between(self.enter_low, self.enter_high),
            between(self.leave_low, self.leave_high),
        )


def shares_between(at_low: Floats, at_high: Floats, least: float, most: float) -> tuple[Floats, Floats]:
    """Shares of each cell between which a quantity that is linear in it lies between two values.

    Where it never does, the first share is greater than the second.
    """
    level = at_high == at_low
    rise = np.where(level, 1.0, at_high - at_low)
    one, two = (least - at_low) / rise, (most - at_low) / rise
    first = np.maximum(np.minimum(one, two), 0.0)
    last = np.minimum(np.maximum(one, two), 1.0)
    holds = (at_low >= least) & (at_low <= most)
    return (
        np.asarray(np.where(level, np.where(holds, 0.0, 1.0), first)),
        np.asarray(np.where(level, np.where(holds, 1.0, 0.0), last)),
    )


class PlaneBorder:
    """The border about a place in its gnomonic plane: how deep straight stays go there.

    Args:
        plane: projection about the place.
        edges: the border.
        centre: longitude and latitude of the place.
        radius_m: border farther from the place than this is left out.
    """

    def __init__(self, plane: Gnomonic, edges: Edges, centre: tuple[float, float], radius_m: float) -> None:
        here = ecef([centre[0]], [centre[1]])
        edge = np.sort(edges.candidates(here, here, radius_m)[1])
        a = np.stack(plane.forward(edges.lon_a[edge], edges.lat_a[edge]), axis=1)
        b = np.stack(plane.forward(edges.lon_b[edge], edges.lat_b[edge]), axis=1)
        self._ends = a, b

    @cached_property
    def _fine(self) -> tuple[Floats, shapely.STRtree]:
        lines = np.concatenate(self._ends, axis=1)
        return lines, shapely.STRtree(shapely.linestrings(lines.reshape(-1, 2, 2)))

    @cached_property
    def _rough(self) -> tuple[Floats, shapely.STRtree]:
        lines = _thinned(*self._ends)
        return lines, shapely.STRtree(shapely.linestrings(lines.reshape(-1, 2, 2)))

    def _near(self, points: Floats, rough: bool) -> tuple[Floats, Floats]:
        """Distance of points to the border, and the edge it is measured to, shape (n, 4)."""
        lines, tree = self._rough if rough else self._fine
        (_, found), distance = tree.query_nearest(shapely.points(points), return_distance=True, all_matches=False)
        return np.asarray(distance), lines[found]

    def depths(self, start: Floats, end: Floats, tolerance_m: float, *, rough: bool = False) -> Floats:
        """Greatest distance to the border on each straight stay, by branch and bound.

        The distance to one edge is convex along a line of the plane, so that between two places it lies under
        the straight line between its values there: :mod:`airspace.extremes`, without the bend of the Earth.

        Args:
            start, end: where each stay begins and ends, on the border: shape (n, 2), plane metres.
            tolerance_m: no place of the stay is deeper than the answer by more.
            rough: on the border thinned to ``ROUGH_M``, which adds that much.

        Returns:
            Plane metres, shape (n,).
        """
        length = np.hypot(*(end - start).T)
        ahead = (end - start) / np.where(length == 0, 1.0, length)[:, None]
        owner = np.arange(length.size)
        best = np.zeros(length.size)
        zero = np.zeros(length.size)
        low = _Ends(zero, zero, np.concatenate([start, start], axis=1))
        high = _Ends(length, zero, np.concatenate([end, end], axis=1))
        while owner.size:
            bound, share = _bound(start[owner], ahead[owner], low, high)
            deeper = bound > best[owner] + tolerance_m
            owner, low, high, share = owner[deeper], low.where(deeper), high.where(deeper), share[deeper]
            along = low.along + share * (high.along - low.along)
            mid = _Ends(along, *self._near(start[owner] + along[:, None] * ahead[owner], rough))
            np.maximum.at(best, owner, mid.depth)
            owner, low, high = np.concatenate([owner, owner]), low.joined(mid), mid.joined(high)
        return best


@dataclass(frozen=True, slots=True)
class _Ends:
    """Ends of stretches of stays: way along the stay, distance to the border there, the edge it is measured to."""

    along: Floats
    depth: Floats
    edge: Floats

    def where(self, keep: NDArray[np.bool_]) -> _Ends:
        return _Ends(self.along[keep], self.depth[keep], self.edge[keep])

    def joined(self, other: _Ends) -> _Ends:
        return _Ends(
            np.concatenate([self.along, other.along]),
            np.concatenate([self.depth, other.depth]),
            np.concatenate([self.edge, other.edge]),
        )


def _bound(start: Floats, ahead: Floats, low: _Ends, high: _Ends) -> tuple[Floats, Floats]:
    """What depth a stretch cannot exceed, and at which share of it the greatest is to be expected."""
    f0, f1 = low.depth, _to_edge(start + high.along[:, None] * ahead, low.edge)
    g0, g1 = _to_edge(start + low.along[:, None] * ahead, high.edge), high.depth
    fall = (f1 - f0) - (g1 - g0)
    share = np.clip((g0 - f0) / np.where(fall == 0, 1.0, fall), 0.0, 1.0)
    meet = np.maximum(np.minimum(f0, g0), np.minimum(f1, g1))
    meet = np.maximum(meet, np.minimum(f0 + share * (f1 - f0), g0 + share * (g1 - g0)))
    return meet, np.where((share > 0.05) & (share < 0.95), share, 0.5)


def _to_edge(point: Floats, edge: Floats) -> Floats:
    """Distance in the plane of points to edges, row by row."""
    a, ab = edge[:, :2], edge[:, 2:] - edge[:, :2]
    square = np.einsum("ij,ij->i", ab, ab)
    t = np.clip(np.einsum("ij,ij->i", point - a, ab) / np.where(square == 0, 1.0, square), 0.0, 1.0)
    return np.asarray(np.hypot(*(point - a - t[:, None] * ab).T))


def _thinned(a: Floats, b: Floats) -> Floats:
    """Edges joined where one ends at the next one's start, thinned (Douglas and Peucker), and taken apart again."""
    line = np.cumsum(np.concatenate([[True], np.abs(a[1:] - b[:-1]).max(axis=1) > SAME_M])) - 1
    last = np.append(np.flatnonzero(np.diff(line)), line.size - 1)
    order = np.argsort(np.concatenate([line, line[last]]), kind="stable")
    lines = shapely.linestrings(np.concatenate([a, b[last]])[order], indices=np.concatenate([line, line[last]])[order])
    at, owner = shapely.get_coordinates(shapely.simplify(lines, ROUGH_M, preserve_topology=False), return_index=True)
    same = owner[1:] == owner[:-1]
    return np.concatenate([at[:-1][same], at[1:][same]], axis=1)


class StayTable:
    """Stays of straight paths on some courses, with their middles in an area, and bounds for each.

    Args:
        edges: the border.
        area: where the middle of a stay must lie.
        courses_deg: courses at the area's centre, at least one.
        longest_m: longer stays are left out.
        north_of_lat: latitude from which northings count, degrees, or None.

    Raises:
        ValueError: no course, or an area and a longest stay that together reach beyond ``MAX_REACH_M``.
    """

    def __init__(
        self,
        edges: Edges,
        area: Area,
        courses_deg: Sequence[float],
        longest_m: float,
        north_of_lat: float | None = None,
    ) -> None:
        if not courses_deg:
            raise ValueError("no course is given")
        self.area, self.longest_m, self.north_of_lat = area, longest_m, north_of_lat
        self.plane = Gnomonic(*area.centre)
        corners = self.plane.forward(
            [area.west, area.west, area.east, area.east], [area.south, area.north, area.south, area.north]
        )
        self.reach_m = float(np.hypot(*corners).max()) + longest_m
        if not self.reach_m <= MAX_REACH_M:
            raise ValueError(
                f"the area and the longest stay reach {self.reach_m:,.0f} m from its centre, "
                f"more than {MAX_REACH_M:,.0f} m"
            )
        self.plane_share = 1.05 * (self.reach_m / RADIUS_MIN_M) ** 2
        self.border = PlaneBorder(self.plane, edges, area.centre, self.reach_m)
        sag = np.degrees(self._bend * self.reach_m**2 / RADIUS_MIN_M)  # of a parallel below the line of its ends
        swept = Area(area.west, area.south - sag, area.east, area.north + sag)
        sweeps = [Sweep(edges, swept, course, self.reach_m) for course in courses_deg]
        known = self.plane.backward([AXIS_M, 0.0], [0.0, AXIS_M])
        self._axes = np.stack([np.stack(sweep.rotate(*known)) for sweep in sweeps]) / AXIS_M
        self.cells = _joined([self._cells(k, sweep) for k, sweep in enumerate(sweeps)])

    def _cells(self, k: int, sweep: Sweep) -> Cells:
        """The cells of one course, in the order of ribbons and offsets."""
        stays, area = sweep.stays, self.area
        shorter = np.minimum(stays.length_low, stays.length_high)
        pick = np.flatnonzero(shorter <= self.longest_m * (1 + self.plane_share))
        low, high = stays.low[pick], stays.high[pick]
        enter, leave = (stays.enter_low[pick], stays.enter_high[pick]), (stays.leave_low[pick], stays.leave_high[pick])
        ribbon = _ribbons(low, high, enter, leave)
        length = tuple(self.over_ground(enter[i], leave[i], (low, high)[i]) for i in (0, 1))
        cells = Cells(np.full(pick.size, k), ribbon, low, high, *enter, *leave, *length)
        cells = _divided(cells.take(np.lexsort((low, ribbon))))
        cells = cells.cut(*shares_between(cells.length_low, cells.length_high, 0.0, self.longest_m))
        for axis, half in ((0, (area.east - area.west) / 2), (1, (area.north - area.south) / 2)):
            at_low, at_high = (self._middle(cells, end)[axis] for end in (0, 1))
            cells = cells.cut(*shares_between(at_low, at_high, -half, half))
        return cells

    def _middle(self, cells: Cells, end: int) -> tuple[Floats, Floats]:
        """Degrees east and north of the area's centre of the middles of stays, at their low or high end."""
        offset, enter, leave = cells.at(np.arange(cells.size), np.full(cells.size, float(end)))
        lon, lat = self.plane.backward(*self.plane_xy(cells.course, (enter + leave) / 2, offset))
        return wrap_deg(lon - self.area.centre[0]), lat - self.area.centre[1]

    def plane_xy(self, course: Ints, x: Floats, offset: Floats) -> tuple[Floats, Floats]:
        """Plane coordinates (east, north) of places on paths: way along the course and offset, metres."""
        axes = self._axes[course]
        return x * axes[:, 0, 0] + offset * axes[:, 1, 0], x * axes[:, 0, 1] + offset * axes[:, 1, 1]

    def ends(self, cell: int, share: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Longitude and latitude of entry and exit on the path at a share of the height of a cell."""
        index = np.array([cell])
        offset, enter, leave = self.cells.at(index, np.array([share]))
        found = []
        for x in (enter, leave):
            (lon,), (lat,) = self.plane.backward(*self.plane_xy(self.cells.course[index], x, offset))
            found.append((float(wrap_deg(lon)), float(lat)))
        return found[0], found[1]

    def over_ground(self, enter: Floats, leave: Floats, offset: Floats) -> Floats:
        """Lengths over ground of stays given in the plane, metres.

        Those of the plane of a sphere of the centre's Gaussian radius: right to a millimetre within reach.
        """
        radius = SEMI_MINOR_M / (1 - ECC2 * np.sin(np.radians(self.area.centre[1])) ** 2)
        across = np.hypot(radius, offset)
        return np.asarray(radius * (np.arctan(leave / across) - np.arctan(enter / across)))

    def depth_at(self, index: Ints, share: Floats) -> tuple[Floats, Floats]:
        """Least and greatest depth that the path at a share of each cell's height may have, metres over ground."""
        found = self._depths(self.cells.course[index], *self.cells.at(index, share), DEPTH_AT_M)
        return found * (1 - self.plane_share), found + DEPTH_AT_M

    def _depths(
        self, course: Ints, offset: Floats, enter: Floats, leave: Floats, tolerance_m: float, rough: bool = False
    ) -> Floats:
        start, end = (np.stack(self.plane_xy(course, x, offset), axis=1) for x in (enter, leave))
        return self.border.depths(start, end, tolerance_m, rough=rough)

    @cached_property
    def depth(self) -> tuple[Floats, Floats]:
        """Bounds of the depth of every path of each cell, metres over ground, from the depths at the marks."""
        cells = self.cells
        low, high = np.zeros(cells.size), np.maximum(cells.length_low, cells.length_high) / 2
        longest = np.zeros(int(cells.ribbon.max(initial=-1)) + 1)
        np.maximum.at(longest, cells.ribbon, 2 * high)
        long_ = np.flatnonzero(longest[cells.ribbon] > SHORT_M)
        if long_.size == 0:
            return low, high
        kept = cells.take(long_)
        mark, before, after = _marks(kept)
        offset, enter, leave = kept.at(mark % kept.size, (mark >= kept.size).astype(float))
        found = self._depths(kept.course[mark % kept.size], offset, enter, leave, MARK_TOLERANCE_M, rough=True)
        least, most = np.maximum(found * (1 - self.plane_share) - ROUGH_M, 0), found + MARK_TOLERANCE_M + ROUGH_M
        for at, way in ((before, kept.high - offset[before]), (after, offset[after] - kept.low)):
            low[long_] = np.maximum(low[long_], least[at] - way)
            high[long_] = np.minimum(high[long_], most[at] + way)
        return low, high

    @cached_property
    def depth_spread(self) -> Floats:
        """How much the depth may change from one end of each cell to the other."""
        return self.cells.high - self.cells.low

    def north_at(self, index: Ints, share: Floats) -> tuple[Floats, Floats]:
        """Least and greatest northing of the path at a share of each cell's height: see :meth:`north`."""
        offset, enter, leave = self.cells.at(index, share)
        lat = [self.plane.backward(*self.plane_xy(self.cells.course[index], x, offset))[1] for x in (enter, leave)]
        ends = [self._northing(v) for v in lat]
        length = np.maximum(self.over_ground(enter, leave, offset), 1e-9)
        rise = (ends[1] - ends[0]) / length
        bend = _bend((lat[0] + lat[1]) / 2) * (1 - np.minimum(rise**2, 1.0))
        between = (ends[0] + ends[1]) / 2 + bend * length**2 / 4
        arch = np.abs(rise) < bend * length
        between += np.where(arch, rise**2 / (4 * np.where(arch, bend, 1.0)), 0.0)
        found = np.where(arch, between, np.maximum(*ends))
        return found - NORTH_AT_M, found + NORTH_AT_M

    @cached_property
    def north_spread(self) -> Floats:
        """How much the northing may change from one end of each cell to the other.

        A place of a stay moves no farther than the stay's ends, but for the change of its bend.
        """
        cells = self.cells
        way = np.maximum(np.abs(cells.enter_high - cells.enter_low), np.abs(cells.leave_high - cells.leave_low))
        moved = np.hypot(way, cells.high - cells.low)
        return np.asarray(moved * (1 + 2 * self._bend * self.longest_m))

    @cached_property
    def north(self) -> tuple[Floats, Floats]:
        """Bounds of how far north of the reference, along the meridian, the stays of each cell reach, metres."""
        least, most = self.north_at(np.arange(self.cells.size), np.zeros(self.cells.size))
        return least - self.north_spread, most + self.north_spread

    @cached_property
    def _bend(self) -> float:
        """The greatest bend of a geodesic in reach, in either hemisphere."""
        return float(_bend(abs(self.area.centre[1]) + np.degrees(self.reach_m / RADIUS_MIN_M)))

    def _northing(self, lat_deg: Floats) -> Floats:
        """Way along the meridian from the reference, positive to the north: interpolated, right to 1 mm.

        Raises:
            ValueError: there is no reference.
        """
        if self.north_of_lat is None:
            raise ValueError("northings need a latitude to count from")
        middle = self.area.centre[1]
        knots = np.linspace(lat_deg.min(initial=middle), lat_deg.max(initial=middle), 65)
        way = np.copysign(inverse(0.0, self.north_of_lat, 0.0, knots)[2], knots - self.north_of_lat)
        return np.asarray(np.interp(lat_deg, knots, way))


def _bend(lat_deg: Floats | float) -> Floats:
    """A geodesic of length s to the east lies up to this times s^2 / 4 north of the line between its ends.

    Half of tan(latitude) / R, R the radius across the meridian.
    """
    phi = np.radians(lat_deg)
    return np.asarray(np.tan(phi) * np.sqrt(1 - ECC2 * np.sin(phi) ** 2) / (2 * SEMI_MAJOR_M))


def _ribbons(low: Floats, high: Floats, enter: tuple[Floats, Floats], leave: tuple[Floats, Floats]) -> Ints:
    """Numbers of the ribbons that stays belong to, given slab by slab from low to high and along the course."""
    level = np.unique(np.concatenate([low, high]))
    span = np.ptp(np.concatenate([*enter, [0.0]])) + 1.0
    key_low = np.searchsorted(level, low) * span + enter[0]
    key_high = np.searchsorted(level, high) * span + enter[1]
    after = np.minimum(np.searchsorted(key_low, key_high - SAME_M), max(low.size - 1, 0))
    goes_on = (np.abs(key_low[after] - key_high) <= 2 * SAME_M) & (np.abs(leave[0][after] - leave[1]) <= 2 * SAME_M)
    root = np.arange(low.size)
    root[after[goes_on]] = np.flatnonzero(goes_on)
    while not np.array_equal(root, root[root]):
        root = root[root]
    return np.asarray(np.unique(root, return_inverse=True)[1])


def _divided(cells: Cells) -> Cells:
    """The same cells, none of them higher than ``STEP_M`` nor with an end that moves on by more than ``MOVE_M``."""
    moved = np.maximum(np.abs(cells.enter_high - cells.enter_low), np.abs(cells.leave_high - cells.leave_low))
    parts = np.ceil(np.maximum((cells.high - cells.low) / STEP_M, moved / MOVE_M)).astype(np.int64)
    parts = np.maximum(parts, 1)
    index = np.repeat(np.arange(cells.size), parts)
    part = np.arange(index.size) - np.repeat(np.cumsum(parts) - parts, parts)
    return cells.take(index).cut(part / parts[index], (part + 1) / parts[index])


def _joined(parts: Sequence[Cells]) -> Cells:
    """All cells of several courses; ribbons are numbered through."""
    first = np.cumsum([0, *(int(part.ribbon.max(initial=-1)) + 1 for part in parts)])
    columns = {f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Cells)}
    columns["ribbon"] = np.concatenate([part.ribbon + start for part, start in zip(parts, first, strict=False)])
    return Cells(**columns)


def _marks(cells: Cells) -> tuple[Ints, Ints, Ints]:
    """Paths whose depth bounds that of all: about one per ``STEP_M`` of each ribbon, and one at its upper end.

    Args:
        cells: in the order of ribbons and offsets.

    Returns:
        Marks, as the number n of the cell at whose low end they are, or n + ``cells.size`` for its high end;
        and for each cell the places in that list of the mark below it and of the one above.
    """
    step = np.floor(cells.low / STEP_M)
    new = np.concatenate([[True], cells.ribbon[1:] != cells.ribbon[:-1]])
    marked = new | np.concatenate([[True], step[1:] != step[:-1]])
    ends = np.append(np.flatnonzero(new)[1:] - 1, cells.size - 1)
    at = np.flatnonzero(marked)
    before = np.cumsum(marked) - 1
    nth_ribbon = np.cumsum(new) - 1
    above = np.minimum(before + 1, at.size - 1)
    same = (before + 1 < at.size) & (nth_ribbon[at[above]] == nth_ribbon)
    return np.concatenate([at, ends + cells.size]), before, np.where(same, above, at.size + nth_ribbon)
