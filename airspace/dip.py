"""A path that goes into a zone, so deep and for so long, and turns back: turn, straight, turn.

Depth, time and speed do not determine such a path. Among those that meet them, in a given area and about a
given heading, the one with the least load factor is taken; that is an assumption, and the path's crossing
course is a result that can be held against a stated one. A straight part between the turns makes them
tighter, so the least load factor leaves none: the path comes in straight, turns through a half circle of one
radius about its middle, and goes out straight. Other shapes that meet the figures are named, not drawn.

Level turn: R = V^2 / (g sqrt(n^2 - 1)), n the load factor (any text on flight mechanics).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray

from airspace import numbers
from airspace.edges import Edges
from airspace.extremes import deepest
from airspace.geodesy import Floats, Gnomonic, direct, ecef
from airspace.language import Later, _
from airspace.sweep import Area
from airspace.theatre import meetings
from airspace.track import Track

__all__ = ["Dip", "DipSolved", "solve_dip", "straight_border_dip"]

ARC_STEP_M = 100.0  # fixes on an arc: the chord of 100 m on a radius of 2 km sags by 0.6 m
HALF_TURN_DEG = 90.0  # each of the two turns; its part outside the zone is not judged
GRID_M = 250.0  # first look at the border: distances are read off a grid of this step
MARGIN_M = 15_000.0  # border beyond the area that can matter to a dip in it
RADIUS_SHARES = np.linspace(2.0, 0.25, 29)  # radii tried, as shares of the one for a straight border
TRIAL_STEP_M = 150.0  # a trial dip is looked at every so many metres
TRIALS_SETTLED = 12  # trials handed to the exact solver before giving up
LENGTH_MET_M = 0.01
DEPTH_MET_M = 0.05


def straight_border_dip(depth_m: float, length_m: float, turn_deg: float | None) -> tuple[float, float, float]:
    """Turn, straight, turn across a straight border: radius, flat part, angle between course and border.

    Each turn begins at the border. With ``turn_deg`` None there is no flat part: one arc, the largest radius.
    Depth = R (1 - cos a), length = 2 R a + flat.
    """
    if turn_deg is None:
        low, high = 1e-3, np.pi
        for _ in range(100):
            a = (low + high) / 2
            low, high = (a, high) if (1 - np.cos(a)) / (2 * a) < depth_m / length_m else (low, a)
        return depth_m / (1 - np.cos(a)), 0.0, float(np.degrees(a))
    a = np.radians(turn_deg)
    radius = depth_m / (1 - np.cos(a))
    return float(radius), float(length_m - 2 * radius * a), turn_deg


@dataclass(frozen=True, slots=True)
class Dip:
    """A dip's shape: middle point, heading there, radius; turn is +1 to the right, -1 to the left."""

    lon_deg: float
    lat_deg: float
    heading_deg: float
    radius_m: float
    turn: int

    def fixes(self, lead_in_m: float, lead_out_m: float) -> tuple[Floats, Floats, Floats]:
        """Longitude, latitude and path length from the middle (negative before it) of the fixes."""
        ahead, aside, along = _shape(self.radius_m, lead_in_m, lead_out_m)
        bearing = self.heading_deg + np.degrees(np.arctan2(self.turn * aside, ahead))
        lon, lat, _ = direct(self.lon_deg, self.lat_deg, bearing, np.hypot(ahead, aside))
        return lon, lat, along


def _shape(radius_m: float, lead_in_m: float, lead_out_m: float) -> tuple[Floats, Floats, Floats]:
    """The dip in its own frame: metres ahead of and aside (toward the turn) of its middle, and along it."""
    turn = np.radians(HALF_TURN_DEG)
    arc = np.linspace(0.0, turn, max(3, int(np.ceil(radius_m * turn / ARC_STEP_M)) + 1))
    ahead, aside = radius_m * np.sin(arc), radius_m * (1 - np.cos(arc))

    def half(lead_m: float) -> tuple[Floats, Floats, Floats]:
        straight = max(lead_m - radius_m * turn, 1_000.0)
        return (
            np.append(ahead, ahead[-1] + straight * np.cos(turn)),
            np.append(aside, aside[-1] + straight * np.sin(turn)),
            np.append(radius_m * arc, radius_m * turn + straight),
        )

    before, after = half(lead_in_m), half(lead_out_m)
    return (
        np.concatenate([-before[0][:0:-1], after[0]]),
        np.concatenate([before[1][:0:-1], after[1]]),
        np.concatenate([-before[2][:0:-1], after[2]]),
    )


@dataclass(frozen=True, slots=True)
class DipSolved:
    """The dip taken, or why there is none and the nearest that can be flown.

    ``places``: how many places on the grid fit; 1 where the area was not ``searched``.
    """

    dip: Dip | None
    places: int
    why: str | None = None
    nearest: str | None = None
    searched: bool = True


def solve_dip(
    edges: Edges,
    area: Area,
    heading_deg: float,
    turn: int,
    depth_m: float,
    length_m: float,
    lead_in_m: float,
    lead_out_m: float,
    near: Dip | None = None,
) -> DipSolved:
    """Dip of this depth and path length inside, in one stay, with the least load factor in the area.

    The middle is looked for on a grid over the area; radius and distance from the border are then solved
    with the engine's own measures to ``DEPTH_MET_M`` and ``LENGTH_MET_M``. A dip ``near`` by, that met other figures,
    is bent to these first; if that succeeds the area is not searched, which takes a fifth of the time, and the load
    factor need not be the least.
    """
    if near is not None:
        start = replace(near, heading_deg=heading_deg, turn=turn)
        bent = _settle(edges, start, depth_m, length_m, lead_in_m, lead_out_m)
        if bent is not None and area.holds(bent.lon_deg, bent.lat_deg):
            return DipSolved(bent, 1, searched=False)
    field = _Field(edges, area, heading_deg, turn, depth_m + 4 * GRID_M)
    candidates = field.search(depth_m, length_m, lead_in_m, lead_out_m)
    for dip in candidates[:TRIALS_SETTLED]:
        settled = _settle(edges, dip, depth_m, length_m, lead_in_m, lead_out_m)
        if settled is not None and area.holds(settled.lon_deg, settled.lat_deg):
            return DipSolved(settled, len(candidates))
    return DipSolved(None, 0, Later(partial(_nowhere, length_m, heading_deg, depth_m)), field.best_miss)


def _nowhere(length_m: float, heading_deg: float, depth_m: float) -> str:
    return _(
        "nowhere in the area does one stay of {length} m about heading {heading} degrees reach {depth} m into the zone",
        length=numbers.number(length_m, 1.0), heading=f"{heading_deg:.0f}", depth=numbers.number(depth_m, 1.0),
    )  # fmt: skip


def _nearest_dip(length_m: float, depth_m: float) -> str:
    return _(
        "the nearest is about {length} m long and {depth} m deep",
        length=numbers.number(length_m, 1.0), depth=numbers.number(depth_m, 1.0),
    )  # fmt: skip


class _Field:
    """Signed distance to the border on a grid (positive inside), in a frame turned to the heading.

    Beyond ``far_m`` it is not measured: no point there can be the deepest of the dip wanted.
    """

    def __init__(self, edges: Edges, area: Area, heading_deg: float, turn: int, far_m: float) -> None:
        self.area, self.heading_deg, self.turn = area, heading_deg, turn
        self.plane = Gnomonic(*area.centre)
        h = np.radians(heading_deg)
        self.ahead = np.array([np.sin(h), np.cos(h)])
        self.aside = turn * np.array([np.cos(h), -np.sin(h)])
        corners = np.stack(
            self.plane.forward(
                [area.west, area.west, area.east, area.east], [area.south, area.north, area.south, area.north]
            )
        )
        a, s = self.ahead @ corners, self.aside @ corners
        self.a0, self.s0 = a.min() - MARGIN_M, s.min() - MARGIN_M
        self.na = int((a.max() + MARGIN_M - self.a0) / GRID_M) + 2
        self.ns = int((s.max() + MARGIN_M - self.s0) / GRID_M) + 2
        self._best = np.inf
        self.best_miss = Later(lambda: _("no dip there makes one single stay at all"))
        self._fill(edges, float(np.hypot(*corners.max(axis=1))), far_m)

    def _fill(self, edges: Edges, span_m: float, far_m: float) -> None:
        grid_a = self.a0 + GRID_M * np.arange(self.na)
        grid_s = self.s0 + GRID_M * np.arange(self.ns)
        x = grid_a[:, None] * self.ahead[0] + grid_s[None, :] * self.aside[0]
        y = grid_a[:, None] * self.ahead[1] + grid_s[None, :] * self.aside[1]
        here = ecef([self.area.centre[0]], [self.area.centre[1]])
        _, edge = edges.candidates(here, here, span_m + 3 * MARGIN_M)
        ends = np.stack(
            [
                np.stack(self.plane.forward(edges.lon_a[edge], edges.lat_a[edge]), axis=1),
                np.stack(self.plane.forward(edges.lon_b[edge], edges.lat_b[edge]), axis=1),
            ],
            axis=1,
        )
        border = shapely.STRtree(shapely.linestrings(ends))
        points = shapely.points(x.ravel(), y.ravel())
        near, found = border.query_nearest(points, max_distance=far_m, return_distance=True, all_matches=False)
        distance = np.full(x.size, far_m)
        distance[near[0]] = found
        distance = distance.reshape(x.shape)
        self.signed = np.where(self._parity(edges, ends, x, y), distance, -distance)

    def _parity(self, edges: Edges, ends: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Inside or not: along each grid row from its first point, which the engine decides."""
        inside = np.zeros(x.shape, dtype=bool)
        a = ends @ self.ahead
        s = ends @ self.aside
        lon, lat = self.plane.backward(x[:, 0], y[:, 0])
        first = edges.contains(lon, lat)
        for i in range(self.na):
            row = self.a0 + GRID_M * i
            cut = (a[:, 0] < row) != (a[:, 1] < row)
            share = (row - a[cut, 0]) / (a[cut, 1] - a[cut, 0])
            at = np.sort(s[cut, 0] + share * (s[cut, 1] - s[cut, 0]))
            grid_s = self.s0 + GRID_M * np.arange(self.ns)
            passed = np.searchsorted(at, grid_s) - np.searchsorted(at, grid_s[0])
            inside[i] = (passed % 2 == 1) ^ first[i]
        return inside

    def _read(self, a: Floats, s: Floats) -> Floats:
        """Signed distance at points, bilinear; outside the grid its edge value."""
        fi, fj = (a - self.a0) / GRID_M, (s - self.s0) / GRID_M
        np.clip(fi, 0, self.na - 1.001, out=fi)
        np.clip(fj, 0, self.ns - 1.001, out=fj)
        i0, j0 = fi.astype(np.int64), fj.astype(np.int64)
        fi -= i0
        fj -= j0
        k = i0 * self.ns + j0  # one flat index and work in place: half the time
        value = self._along_row(k, fj)
        value *= 1 - fi
        above = self._along_row(k + self.ns, fj)
        above *= fi
        value += above
        return value

    def _along_row(self, k: NDArray[np.int64], share: Floats) -> Floats:
        """Between a grid point and the next of its row."""
        flat = self.signed.ravel()
        value = flat.take(k) * (1 - share)
        after = flat.take(k + 1)
        after *= share
        value += after
        return np.asarray(value)

    def search(self, depth_m: float, length_m: float, lead_in_m: float, lead_out_m: float) -> list[Dip]:
        """Dips that fit on the grid, the least load factor first.

        For each place along the heading and each radius the middle is moved aside until the depth fits; where
        the length then passes the wanted one between two radii, a dip is found by linear interpolation.
        """
        along_axis = np.arange(self.a0 + MARGIN_M, self.a0 + self.na * GRID_M - MARGIN_M, 2 * GRID_M)
        aside_axis = np.arange(self.s0 + MARGIN_M, self.s0 + self.ns * GRID_M - MARGIN_M, GRID_M)
        grid_a, grid_s = np.meshgrid(along_axis, aside_axis, indexing="ij")
        near_middle = self._read(grid_a, grid_s)
        keep = (near_middle > 0) & (near_middle < depth_m + 2 * GRID_M)
        found: list[Dip] = []
        last: tuple[float, Floats, Floats] | None = None
        for radius in RADIUS_SHARES * straight_border_dip(depth_m, length_m, None)[0]:
            length, depth = (np.full(grid_a.shape, np.nan) for _ in range(2))
            length[keep], depth[keep] = self._tried(radius, grid_a[keep], grid_s[keep], lead_in_m, lead_out_m)
            self._note_nearest(length, depth, length_m, depth_m)
            fit = _crossing_columns(depth - depth_m, aside_axis, length)
            if last is not None:
                found += self._between(along_axis, last, (radius, *fit), length_m)
            last = (radius, *fit)
        held = [dip for dip in found if self.area.holds(dip.lon_deg, dip.lat_deg)]
        return sorted(held, key=lambda dip: -dip.radius_m)

    def _tried(
        self, radius_m: float, a: Floats, s: Floats, lead_in_m: float, lead_out_m: float
    ) -> tuple[Floats, Floats]:
        """Length inside and depth of dips about middles; not a number where a dip makes no single stay."""
        ahead, aside, along = _resampled(radius_m, lead_in_m, lead_out_m)
        signed = self._read(a[:, None] + ahead, s[:, None] + aside)
        before, after = signed[:, :-1], signed[:, 1:]
        stays = ((before <= 0) & (after > 0)).sum(axis=1)
        single = (stays == 1) & (signed[:, 0] <= 0) & (signed[:, -1] <= 0)
        share = np.clip(np.maximum(before, after) / np.where(before == after, 1.0, np.abs(after - before)), 0.0, 1.0)
        length = (share * np.diff(along)).sum(axis=1, where=(before > 0) | (after > 0))
        return np.where(single, length, np.nan), np.where(single, signed.max(axis=1), np.nan)

    def _note_nearest(self, length: Floats, depth: Floats, length_m: float, depth_m: float) -> None:
        miss = np.hypot(length - length_m, depth - depth_m)
        if np.isfinite(miss).any() and float(np.nanmin(miss)) < self._best:
            self._best = float(np.nanmin(miss))
            k = np.unravel_index(int(np.nanargmin(miss)), miss.shape)
            self.best_miss = Later(partial(_nearest_dip, float(length[k]), float(depth[k])))

    def _between(
        self,
        along_axis: Floats,
        first: tuple[float, Floats, Floats],
        second: tuple[float, Floats, Floats],
        length_m: float,
    ) -> list[Dip]:
        """Dips where the length passes the wanted one between two radii."""
        (r1, s1, l1), (r2, s2, l2) = first, second
        found = []
        for k in np.flatnonzero((l1 - length_m) * (l2 - length_m) <= 0):
            share = 0.0 if l1[k] == l2[k] else float((length_m - l1[k]) / (l2[k] - l1[k]))
            lon, lat = self._place(float(along_axis[k]), float(s1[k] + share * (s2[k] - s1[k])))
            found.append(Dip(lon, lat, self.heading_deg, float(r1 + share * (r2 - r1)), self.turn))
        return found

    def _place(self, a: float, s: float) -> tuple[float, float]:
        x, y = a * self.ahead + s * self.aside
        (lon,), (lat,) = self.plane.backward([x], [y])
        return float(lon), float(lat)


def _resampled(radius_m: float, lead_in_m: float, lead_out_m: float) -> tuple[Floats, Floats, Floats]:
    """The dip's shape at even steps."""
    ahead, aside, along = _shape(radius_m, lead_in_m, lead_out_m)
    even = np.arange(along[0], along[-1], TRIAL_STEP_M)
    return np.interp(even, along, ahead), np.interp(even, along, aside), even


def _crossing_columns(miss: Floats, axis: Floats, carried: Floats) -> tuple[Floats, Floats]:
    """Row by row, where ``miss`` first changes sign along ``axis``, and ``carried`` there; NaN if nowhere."""
    change = miss[:, :-1] * miss[:, 1:] <= 0
    rows, first = np.arange(miss.shape[0]), change.argmax(axis=1)
    low, high = miss[rows, first], miss[rows, first + 1]
    share = low / np.where(low == high, 1.0, low - high)
    at = axis[first] + share * (axis[first + 1] - axis[first])
    value = carried[rows, first] + share * (carried[rows, first + 1] - carried[rows, first])
    none = ~change.any(axis=1)
    return np.where(none, np.nan, at), np.where(none, np.nan, value)


def _settle(edges: Edges, dip: Dip, depth_m: float, length_m: float, lead_in_m: float, lead_out_m: float) -> Dip | None:
    """Solve radius and distance from the border by secants on the engine's measures; None if they wander."""
    value = _measure(edges, dip, lead_in_m, lead_out_m)
    for _round in range(12):
        if value is None:
            return None
        miss = np.array([value[0] - length_m, value[1] - depth_m])
        if abs(miss[0]) < LENGTH_MET_M and abs(miss[1]) < DEPTH_MET_M:
            return dip
        steps = (20.0, 10.0)
        wider = _measure(edges, _moved(dip, steps[0], 0.0), lead_in_m, lead_out_m)
        deeper = _measure(edges, _moved(dip, 0.0, steps[1]), lead_in_m, lead_out_m)
        if wider is None or deeper is None:
            return None
        jacobian = np.stack([np.subtract(wider, value) / steps[0], np.subtract(deeper, value) / steps[1]], axis=1)
        if abs(np.linalg.det(jacobian)) < 1e-6:
            return None
        change = np.clip(-np.linalg.solve(jacobian, miss), -600.0, 600.0)
        dip = _moved(dip, float(change[0]), float(change[1]))
        value = _measure(edges, dip, lead_in_m, lead_out_m)
    return None


def _moved(dip: Dip, radius_m: float, away_m: float) -> Dip:
    """The dip with its radius changed and its middle moved away from the side it turns to."""
    lon, lat, _ = direct(dip.lon_deg, dip.lat_deg, dip.heading_deg - 90.0 * dip.turn, away_m)
    return Dip(float(lon), float(lat), dip.heading_deg, max(dip.radius_m + radius_m, 300.0), dip.turn)


def _measure(edges: Edges, dip: Dip, lead_in_m: float, lead_out_m: float) -> tuple[float, float] | None:
    """Path length inside and depth of a dip that makes one single stay; None if it does not."""
    lon, lat, _ = dip.fixes(lead_in_m, lead_out_m)
    track = Track("trial", lon, lat)
    nodes = np.unique(np.concatenate([[0.0], meetings(track, edges), [track.fixes - 1.0]]))
    along = track.along(nodes)
    real = np.diff(along) > 1e-3
    middles = ((nodes[1:] + nodes[:-1]) / 2)[real]
    inside = edges.contains(*track.position(middles))
    if inside[0] or inside[-1] or (np.diff(inside.astype(np.int8)) == 1).sum() != 1:
        return None
    first, last = np.flatnonzero(inside)[[0, -1]]
    start, end = float(nodes[:-1][real][first]), float(nodes[1:][real][last])
    length = float(track.along(end)[0] - track.along(start)[0])
    return length, deepest(track, edges, start, end).distance_m
