"""Where an aircraft can have been between two fixes, and whether that reaches a zone: the space-time prism.

Between fixes A and B, ``dt`` apart, an aircraft no faster than ``vmax`` can have been wherever the way
A-p-B is at most ``vmax * dt`` long (T. Hagerstrand 1970; H. J. Miller 2005). So a zone P is in reach if and
only if the least of f(p) = s(A,p) + s(p,B) over P is at most that; that least detour over ``dt`` is
published as a speed, for whoever holds another bound to be right.

The least detour is exact. If A or B is in P, or the geodesic AB passes through it, it is s(A,B). Otherwise
it is taken on the border: the way from A to a place inside crosses the border at some q, and f(q) is no
greater. Along a geodesic edge f is convex while p is within a quarter of the globe of A and B, as
s'' = sin(angle)^2 m'/m, with reduced length m, and m'/m >= cot(s/b)/b where the curvature is at most
1/b^2 (Riccati comparison; on the ellipsoid 1/b^2 is met at the equator). So the sign of
f' = cos(azi_A - theta) + cos(azi_B - theta) is bisected, with the azimuths at p of the geodesics from A and
from B, and theta the edge's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.edges import BULGE_DEG, Edges
from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import RADIUS_MAX_M, SEMI_MINOR_M, Floats, direct, ecef, inverse, norm, wrap_deg
from airspace.rings import MAX_EDGE_M
from airspace.theatre import meetings
from airspace.track import Track

__all__ = [
    "CONVEX_REACH_M",
    "DEPTH_DETOUR_TOLERANCE_M",
    "Alibi",
    "Answer",
    "DepthDetour",
    "Detour",
    "Whole",
    "alibi",
    "least_detour",
    "least_detour_to_depth",
    "track_alibis",
    "whole",
]

Answer = Literal["must", "may", "cannot"]
Ints = NDArray[np.int64]

CONVEX_REACH_M = math.pi / 2 * SEMI_MINOR_M - 2 * MAX_EDGE_M
"""Along edges no farther than this, 9,983 km, from A and B detours are convex: two edges short of a quarter globe."""

DEPTH_DETOUR_TOLERANCE_M = 1.0
"""How far apart the two bounds of a detour to a depth may stay: 0.06 km/h over a minute."""

BISECTIONS = 40  # of an edge of 1 km: 1e-9 m, and the detour is flat there
FIRST_RUNS = 4  # runs of edges measured to have a first detour, beyond which nothing is looked at
ARC_EXCESS = 1e-6  # an arc of 1 km is longer than its chord by 1e-9 of it
DEPTH_ERROR_M = 2e-3  # twice what Edges.nearest(exact=False) promises within 1,000 km
DEPTH_ERROR_SHARE = 1e-7  # and beyond
MOST_CELLS = 20_000  # places that a search for a depth looks at in one round: seconds in all
MOST_ROUNDS = 80  # halvings of the globe down to 1 mm


@dataclass(frozen=True, slots=True)
class Detour:
    """The shortest way from A to B by way of a zone.

    ``length_m`` is its length, ``direct_m`` that of the geodesic AB, ``lon_deg`` and ``lat_deg`` the place
    where it meets the zone first. ``meets``: the geodesic AB passes through the zone, or an end lies in it. Where
    not ``exact`` (the place is beyond ``CONVEX_REACH_M``) the length is a lower bound, at most 1 km short.
    """

    length_m: float
    direct_m: float
    lon_deg: float
    lat_deg: float
    meets: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class DepthDetour:
    """Bounds of the shortest way from A to B by way of a place at least so deep in a zone.

    ``at_least_m`` is a rigorous lower bound, infinite if no place is so deep. ``at_most_m`` is the way by
    ``lon_deg``, ``lat_deg``, which is so deep; infinite, and the place None, if none was found.
    """

    at_least_m: float
    at_most_m: float
    lon_deg: float | None
    lat_deg: float | None


@dataclass(frozen=True, slots=True)
class Alibi:
    """What a bound on speed says about a zone and the time between two fixes.

    Args:
        answer: ``must``: a fix lies inside with its whole error disc (no more is claimed by it); ``cannot``: no
            path within the bound reaches the zone; ``may``: neither.
        required_speed_mps: no path slower than this meets both fixes and the zone.
        impossible: no path within the bound meets both fixes, zone or not. They contradict the bound, and the
            answer then says nothing about the zone.
        earliest_entry_s, latest_exit_s: seconds from A; a path within the bound is not inside before or after.
        longest_stay_s: upper bound of the time inside. The three are None if ``cannot`` or ``impossible``.
        detour: between the fixes as given, without their discs.
    """

    answer: Answer
    required_speed_mps: float
    impossible: bool
    earliest_entry_s: float | None
    latest_exit_s: float | None
    longest_stay_s: float | None
    detour: Detour


@dataclass(frozen=True, slots=True)
class Whole:
    """Alibis of several legs taken together.

    Args:
        answer: ``must`` if any leg must, ``cannot`` if all cannot, ``may`` otherwise.
        leg: number, from 0, of the leg with the least required speed.
        required_speed_mps: that speed: an aircraft that was never so fast entered on no leg.
        impossible: some leg contradicts the bound.
    """

    answer: Answer
    leg: int
    required_speed_mps: float
    impossible: bool


class _Fix(NamedTuple):
    lon: float
    lat: float
    inside: bool
    border_m: float

    @property
    def zone_m(self) -> float:
        """Distance to the zone."""
        return 0.0 if self.inside else self.border_m


def least_detour(edges: Edges, a: tuple[float, float], b: tuple[float, float]) -> Detour:
    """The least of s(A,p) + s(p,B) over the zone that the edges bound, and where it is taken.

    Args:
        edges: border of the zone.
        a, b: (lon, lat) in degrees.

    Raises:
        UnsupportedGeometryError: a place not on the globe, or places nearly half the Earth's circumference apart.
    """
    return _least_detour(edges, *_fixes(edges, _leg(a, b)))


def alibi(
    edges: Edges,
    a: tuple[float, float],
    b: tuple[float, float],
    dt_s: float,
    vmax_mps: float,
    radius_a_m: float = 0.0,
    radius_b_m: float = 0.0,
) -> Alibi:
    """Whether an aircraft at A, and at B ``dt_s`` later, no faster than ``vmax_mps``, entered the zone.

    The true place of each fix may lie anywhere in a disc about it. A metre of disc takes at most a metre off
    a distance to it, so what is subtracted here is a rigorous bound, and discs only loosen the answer.

    Args:
        edges: border of the zone.
        a, b: (lon, lat) in degrees.
        dt_s, vmax_mps: positive.
        radius_a_m, radius_b_m: error discs of the fixes, not negative.

    Raises:
        UnsupportedGeometryError: see :func:`least_detour`; a time, speed or radius that cannot be.
    """
    _check(dt_s, vmax_mps, radius_a_m, radius_b_m)
    return _alibi(edges, _fixes(edges, _leg(a, b)), dt_s, vmax_mps, (radius_a_m, radius_b_m))


def track_alibis(track: Track, edges: Edges, vmax_mps: float, radius_m: float = 0.0) -> tuple[Alibi, ...]:
    """The alibi of each leg of a track, all fixes with one error disc; nothing is assumed about the legs' ways.

    Raises:
        UnsupportedGeometryError: a track without times; a speed or radius that cannot be.
    """
    if track.t_s is None:
        raise UnsupportedGeometryError(f"track '{track.name}' has no times, so no speed bounds where it can have been")
    dt = [float(step) for step in np.diff(track.t_s)]
    _check(min(dt, default=1.0), vmax_mps, radius_m)
    fixes = _fixes(edges, track)
    legs = zip(fixes[:-1], fixes[1:], dt, strict=True)
    return tuple(_alibi(edges, [a, b], step, vmax_mps, (radius_m, radius_m)) for a, b, step in legs)


def whole(alibis: Sequence[Alibi]) -> Whole:
    """The answers of a track's legs taken together.

    Raises:
        UnsupportedGeometryError: if there is none.
    """
    if not alibis:
        raise UnsupportedGeometryError("a track with one fix has no leg, so there is nothing to combine")
    answers = {one.answer for one in alibis}
    answer: Answer = "must" if "must" in answers else "cannot" if answers == {"cannot"} else "may"
    leg = min(range(len(alibis)), key=lambda i: alibis[i].required_speed_mps)
    return Whole(answer, leg, alibis[leg].required_speed_mps, any(one.impossible for one in alibis))


def _check(dt_s: float, vmax_mps: float, *radii_m: float) -> None:
    if not (0 < dt_s < math.inf and 0 < vmax_mps < math.inf and all(0 <= r < math.inf for r in radii_m)):
        raise UnsupportedGeometryError(
            f"a prism needs a positive time and speed and radii that are not negative, not {dt_s:g} s, "
            f"{vmax_mps:g} m/s and {', '.join(f'{r:g}' for r in radii_m)} m"
        )


def _leg(a: tuple[float, float], b: tuple[float, float]) -> Track:
    return Track("leg", *np.array([a, b], dtype=float).T)


def _fixes(edges: Edges, track: Track) -> list[_Fix]:
    inside, border = edges.contains(track.lon_deg, track.lat_deg), edges.nearest(track.lon_deg, track.lat_deg)
    columns = (track.lon_deg, track.lat_deg, inside, border.distance_m)
    return [_Fix(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _alibi(edges: Edges, fixes: list[_Fix], dt_s: float, vmax_mps: float, radii_m: tuple[float, float]) -> Alibi:
    detour = _least_detour(edges, *fixes)
    reach = vmax_mps * dt_s
    to_zone, from_zone = (max(0.0, fix.zone_m - radius) for fix, radius in zip(fixes, radii_m, strict=True))
    # The way to the zone alone, or from it, binds where the other fix's disc reaches into it.
    required = max(detour.length_m - sum(radii_m), to_zone, from_zone)
    impossible = detour.direct_m - sum(radii_m) > reach
    must = any(fix.inside and fix.border_m > radius for fix, radius in zip(fixes, radii_m, strict=True))
    answer: Answer = "must" if must else "cannot" if required > reach else "may"
    speed = required / dt_s
    if answer == "cannot" or impossible:
        return Alibi(answer, speed, impossible, None, None, None, detour)
    entry, leave = to_zone / vmax_mps, dt_s - from_zone / vmax_mps
    return Alibi(answer, speed, impossible, entry, leave, max(0.0, leave - entry), detour)


def _least_detour(edges: Edges, a: _Fix, b: _Fix) -> Detour:
    straight = float(inverse(a.lon, a.lat, b.lon, b.lat)[2])
    entry = _entry(edges, a, b, straight)
    if entry is not None:
        return Detour(straight, straight, *entry, meets=True, exact=True)
    length, lon, lat, exact = _by_border(edges, a, b)
    return Detour(max(length, straight), straight, float(wrap_deg(lon)), lat, meets=False, exact=exact)


def _entry(edges: Edges, a: _Fix, b: _Fix, straight_m: float) -> tuple[float, float] | None:
    """Where the geodesic AB is first inside, if it is anywhere; touching is not entering."""
    if a.inside:
        return float(wrap_deg(a.lon)), a.lat
    if straight_m > 0:
        leg = _leg((a.lon, a.lat), (b.lon, b.lat))
        nodes = np.unique(np.concatenate([[0.0], meetings(leg, edges), [1.0]]))
        within = edges.contains(*leg.position((nodes[1:] + nodes[:-1]) / 2))
        if within.any():
            (lon,), (lat,) = leg.position(nodes[np.argmax(within)])
            return float(lon), float(lat)
    return (float(wrap_deg(b.lon)), b.lat) if b.inside else None


def _by_border(edges: Edges, a: _Fix, b: _Fix) -> tuple[float, float, float, bool]:
    """Least detour by a border point: length, longitude, latitude, whether it is exact."""
    edge = _shortlist(edges, a, b)
    start, end = (edges.lon_a[edge], edges.lat_a[edge]), (edges.lon_b[edge], edges.lat_b[edge])
    azi, azi_end, length = inverse(*start, *end)
    f0, slope0, away0 = _detour(*start, azi, a, b)
    f1, slope1, away1 = _detour(*end, azi_end, a, b)
    value, lon, lat = np.concatenate([f0, f1]), np.append(start[0], end[0]), np.append(start[1], end[1])
    k = int(np.argmin(value))
    best = float(value[k]), float(lon[k]), float(lat[k])
    convex = np.maximum(away0, away1) <= CONVEX_REACH_M
    turns = convex & (slope0 < 0) & (slope1 > 0)
    meet = (f1 - f0 - slope1 * length) / np.where(turns, slope0 - slope1, 1.0)
    turns &= f0 + slope0 * meet < best[0]  # a convex function lies over its tangents
    if turns.any():
        lon, lat, value = _bisect((start[0][turns], start[1][turns]), azi[turns], length[turns], a, b)
        k = int(np.argmin(value))
        best = min(best, (float(value[k]), float(lon[k]), float(lat[k])))
    # Elsewhere f changes by at most 2 m a metre, from either end.
    beyond = float(((f0 + f1) / 2 - length)[~convex].min(initial=math.inf))
    if beyond < best[0]:
        return beyond, *best[1:], False
    return *best, True


def _shortlist(edges: Edges, a: _Fix, b: _Fix) -> Ints:
    """Edges that may hold the least detour. A chord is never longer than the way, so none is missed."""
    at_a, at_b = ecef(a.lon, a.lat), ecef(b.lon, b.lat)
    by_run = norm(edges.centre - at_a) + norm(edges.centre - at_b)
    first = _of_runs(edges, np.isin(np.arange(by_run.size), np.argsort(by_run)[:FIRST_RUNS]))
    enough = _detour(edges.lon_a[first], edges.lat_a[first], np.zeros(1), a, b)[0].min()
    edge = _of_runs(edges, by_run - 2 * edges.radius <= enough)
    start, end = edges.a[edge], edges.b[edge]
    ends = norm(start - at_a) + norm(start - at_b) + norm(end - at_a) + norm(end - at_b)
    return np.asarray(edge[ends / 2 - norm(end - start) * (1 + ARC_EXCESS) <= enough])


def _of_runs(edges: Edges, runs: NDArray[np.bool_]) -> Ints:
    return np.flatnonzero(np.repeat(runs, np.diff(edges.first)))


def _detour(lon: Floats, lat: Floats, azi_deg: Floats, a: _Fix, b: _Fix) -> tuple[Floats, Floats, Floats]:
    """Length of the ways A-p-B, its change per metre that p moves in direction ``azi_deg``, the longer of both parts.

    At A itself the azimuth from A is arbitrary; any value is the slope of a tangent there.
    """
    _, azi_a, from_a = inverse(a.lon, a.lat, lon, lat)
    _, azi_b, from_b = inverse(b.lon, b.lat, lon, lat)
    slope = np.cos(np.radians(azi_a - azi_deg)) + np.cos(np.radians(azi_b - azi_deg))
    return from_a + from_b, slope, np.maximum(from_a, from_b)


def _bisect(
    start: tuple[Floats, Floats], azi: Floats, length: Floats, a: _Fix, b: _Fix
) -> tuple[Floats, Floats, Floats]:
    """Longitude, latitude and length of the least detour by each edge whose slope changes sign."""
    low, high = np.zeros_like(length), length.copy()
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        falls = _detour(*direct(*start, azi, middle), a, b)[1] < 0
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
    lon, lat, azi_there = direct(*start, azi, (low + high) / 2)
    return lon, lat, _detour(lon, lat, azi_there, a, b)[0]


def least_detour_to_depth(edges: Edges, a: tuple[float, float], b: tuple[float, float], depth_m: float) -> DepthDetour:
    """Bounds of the least of s(A,q) + s(q,B) over places q inside, at least ``depth_m`` from the border.

    Branch and bound over cells of a box about the zone. Within a cell of radius r about c the depth is at
    most depth(c) + r, and the detour at least f(c) - r |grad f(c)| as f is convex; beyond a quarter of the
    globe f(c) - 2 r. It ends with bounds ``DEPTH_DETOUR_TOLERANCE_M`` apart or, where very many places are
    about as good, after ``MOST_CELLS``, with bounds that are as true and wider.

    Args:
        edges: border of the zone.
        a, b: (lon, lat) in degrees, inside or outside.
        depth_m: not negative.

    Raises:
        UnsupportedGeometryError: see :func:`least_detour`; a depth that cannot be.
    """
    if not 0 <= depth_m < math.inf:
        raise UnsupportedGeometryError(f"a depth is a number of metres that is not negative, not {depth_m:g}")
    fixes = _fixes(edges, _leg(a, b))
    at_least, at_most = _least_detour(edges, *fixes).length_m, math.inf
    place: tuple[float, float] | None = None
    lon, lat, half = _box(edges)
    for _ in range(MOST_ROUNDS):
        radius = _cell_radius(lat, half)
        depth, error = _depth(edges, lon, lat)
        value, bound = _cell_detour(lon, lat, radius, *fixes)
        deep = np.where(depth - error >= depth_m, value, math.inf)
        if deep.min() < at_most:
            k = int(np.argmin(deep))
            at_most, place = float(deep[k]), (float(wrap_deg(lon[k])), float(lat[k]))
        open_ = (depth + error + radius >= depth_m) & (bound < at_most)
        at_least = max(at_least, min(at_most, float(bound[open_].min(initial=math.inf))))
        if at_most - at_least <= DEPTH_DETOUR_TOLERANCE_M or not 0 < 2 * open_.sum() <= MOST_CELLS:
            break
        lon, lat, half = _halved(lon[open_], lat[open_], half)
    return DepthDetour(at_least, at_most, *(place or (None, None)))


def _box(edges: Edges) -> tuple[Floats, Floats, tuple[float, float]]:
    """One cell that holds the zone: middle, and half its sides in degrees.

    No zone holds a pole, so every meridian through it meets its border: longitudes of the border are enough.
    """
    east = wrap_deg(edges.lon_middle - edges.lon_middle[0])
    west_end, east_end = float((east - edges.lon_reach).min()), float((east + edges.lon_reach).max())
    ends = np.concatenate([edges.lat_a, edges.lat_b])
    low, high = float(ends.min()) - BULGE_DEG, float(ends.max()) + BULGE_DEG
    middle = edges.lon_middle[:1] + (west_end + east_end) / 2
    return middle, np.array([(low + high) / 2]), ((east_end - west_end) / 2, (high - low) / 2)


def _cell_radius(lat: Floats, half: tuple[float, float]) -> Floats:
    """Upper bound of the way from the middle of cells to any of their points, metres.

    That of the way straight in longitude and latitude, whose metres per degree are bounded by the greatest
    radius of curvature and, to the east, by those of the cell's parallel next to the equator.
    """
    widest = np.cos(np.radians(np.maximum(np.abs(lat) - half[1], 0.0)))
    return np.asarray(RADIUS_MAX_M * np.hypot(np.radians(half[1]), np.radians(half[0]) * widest))


def _depth(edges: Edges, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Distance to the border, negative outside, and how wrong it may be."""
    away = edges.nearest(lon, lat, exact=False).distance_m
    return np.where(edges.contains(lon, lat), away, -away), DEPTH_ERROR_M + DEPTH_ERROR_SHARE * away


def _cell_detour(lon: Floats, lat: Floats, radius: Floats, a: _Fix, b: _Fix) -> tuple[Floats, Floats]:
    """Length of the ways A-c-B, and a lower bound of that by any place within the radius of c."""
    _, azi_a, from_a = inverse(a.lon, a.lat, lon, lat)
    _, azi_b, from_b = inverse(b.lon, b.lat, lon, lat)
    steepest = 2 * np.abs(np.cos(np.radians(azi_a - azi_b) / 2))
    convex = np.maximum(from_a, from_b) + radius <= CONVEX_REACH_M
    value = from_a + from_b
    return value, value - radius * np.where(convex, steepest, 2.0)


def _halved(lon: Floats, lat: Floats, half: tuple[float, float]) -> tuple[Floats, Floats, tuple[float, float]]:
    """Cells cut in two across their longer side."""
    if half[0] * float(np.cos(np.radians(lat)).max()) > half[1]:
        step = half[0] / 2
        return np.concatenate([lon - step, lon + step]), np.concatenate([lat, lat]), (step, half[1])
    step = half[1] / 2
    return np.concatenate([lon, lon]), np.concatenate([lat - step, lat + step]), (half[0], step)
