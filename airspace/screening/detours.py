"""The shortest ways by a zone between many pairs of fixes at once: :func:`airspace.prism.least_detour` in columns.

The least detour by a border is taken on it whether or not the straight way passes through: where it does, the place
where it crosses is on the way, and the least by the border is the straight way. So both cases are one search: spheres
about runs of edges, chords to single edges, and the bisection of :mod:`airspace.prism` on what is left. A detour is
asked for only up to a reach, which keeps most edges from being looked at.

Bounds at work: a chord is no longer than the way; a way by a place changes by at most 2 m for each metre it moves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.geodesy import SEMI_MINOR_M, direct, ecef, foot, inverse, norm
from airspace.prism import ARC_EXCESS, BISECTIONS, CONVEX_REACH_M
from airspace.screening.fixes import Floats, Ints

__all__ = ["Detours", "Pairs", "border_distances_m", "least_detours", "sphere_of"]

ROUNDING_M = 1e-6  # ECEF coordinates are right to 1e-9 m
MOST_RADIUS_M = 0.9 * SEMI_MINOR_M  # of a sphere that holds no more than a cap of the Earth
AT_ONCE = 400_000  # pairs of a gap and a run: 10 MB of work arrays

Mask = NDArray[np.bool_]


class Pairs(NamedTuple):
    """Fixes A and B of p gaps, degrees; arrays of shape (p,)."""

    a_lon: Floats
    a_lat: Floats
    b_lon: Floats
    b_lat: Floats

    def take(self, wanted: Ints | Mask) -> Pairs:
        """Some of them."""
        return Pairs(*(column[wanted] for column in self))


class Detours(NamedTuple):
    """Lengths in metres, shape (p,), infinite beyond the reach asked for; not ``exact``: up to 1 km too short."""

    length_m: Floats
    exact: Mask


def sphere_of(edges: Edges) -> tuple[Floats, float]:
    """Centre (ECEF, metres) and radius of a sphere that holds a border and all of the zone it bounds.

    What a sphere cuts out of the ellipsoid is a cap, beyond which no border runs, and where beyond it there is a pole,
    which no zone holds, there is nothing of the zone. A radius too great for that is given as infinite.
    """
    low = (edges.centre - edges.radius[:, None]).min(axis=0)
    high = (edges.centre + edges.radius[:, None]).max(axis=0)
    centre = (low + high) / 2
    radius = float((norm(edges.centre - centre) + edges.radius).max())
    return centre, radius if radius <= MOST_RADIUS_M else np.inf


def least_detours(edges: Edges, pairs: Pairs, reach_m: Floats) -> Detours:
    """The least of s(A,p) + s(p,B) over a zone that holds neither end of any pair.

    Args:
        edges: border of the zone.
        pairs: ends outside of it.
        reach_m: shape (p,), lengths that matter.
    """
    count = pairs.a_lon.size
    length, exact = np.full(count, np.inf), np.ones(count, dtype=np.bool_)
    block = max(1, AT_ONCE // edges.radius.size)
    for start in range(0, count, block):
        part = slice(start, start + block)
        length[part], exact[part] = _block(edges, Pairs(*(column[part] for column in pairs)), reach_m[part])
    return Detours(np.where(length <= reach_m, length, np.inf), exact)


def _block(edges: Edges, pairs: Pairs, reach: Floats) -> Detours:
    at_a, at_b = ecef(pairs.a_lon, pairs.a_lat), ecef(pairs.b_lon, pairs.b_lat)
    length, exact = np.full(reach.size, np.inf), np.ones(reach.size, dtype=np.bool_)
    by_run = norm(at_a[:, None] - edges.centre) + norm(at_b[:, None] - edges.centre)
    enough = np.minimum(reach, _by_vertex(edges, pairs, edges.first[np.argmin(by_run, axis=1)]))
    owner, run = np.nonzero(by_run - 2 * edges.radius <= enough[:, None])
    owner, edge = edges.of_runs(owner, run)
    if owner.size == 0:
        return Detours(length, exact)
    start, end = edges.a[edge], edges.b[edge]
    ends = sum(norm(side - at[owner]) for side in (start, end) for at in (at_a, at_b))
    least = ends / 2 - _length_m(edges, edge)
    nearest = edge[_first_least(least, owner)]
    some = owner[_starts(owner)]
    enough[some] = np.minimum(enough[some], _by_vertex(edges, pairs.take(some), nearest))
    close = least <= enough[owner]
    owner, edge = owner[close], edge[close]
    if owner.size == 0:
        return Detours(length, exact)
    by_start = _by_vertex(edges, pairs.take(owner), edge)
    close = by_start - 2 * _length_m(edges, edge) <= _least(by_start, owner)
    owner, edge = owner[close], edge[close]
    some = owner[_starts(owner)]
    length[some], exact[some] = _by_edges(edges, pairs.take(owner), owner, edge)
    straight = inverse(pairs.a_lon[some], pairs.a_lat[some], pairs.b_lon[some], pairs.b_lat[some])[2]
    length[some] = np.maximum(length[some], straight)
    return Detours(length, exact)


def border_distances_m(edges: Edges, lon_deg: Floats, lat_deg: Floats) -> Floats:
    """What ``edges.nearest`` gives as distances, sooner where the border is far: fewer feet are looked for."""
    block = max(1, AT_ONCE // edges.radius.size)
    parts = [
        _border(edges, lon_deg[start : start + block], lat_deg[start : start + block])
        for start in range(0, lon_deg.size, block)
    ]
    return np.concatenate([np.empty(0), *parts])


def _border(edges: Edges, lon: Floats, lat: Floats) -> Floats:
    at = ecef(lon, lat)
    span = norm(at[:, None] - edges.centre)
    first = edges.first[np.argmin(span, axis=1)]
    enough = inverse(lon, lat, edges.lon_a[first], edges.lat_a[first])[2]
    owner, edge = edges.of_runs(*np.nonzero(span - edges.radius <= enough[:, None]))
    start, end = edges.a[edge], edges.b[edge]
    length = _length_m(edges, edge)
    least = (norm(start - at[owner]) + norm(end - at[owner]) - length) / 2
    nearest = edge[_first_least(least, owner)]
    enough = np.minimum(enough, inverse(lon, lat, edges.lon_a[nearest], edges.lat_a[nearest])[2])
    close = least <= enough[owner]
    owner, edge, length = owner[close], edge[close], length[close]
    to_start = inverse(lon[owner], lat[owner], edges.lon_a[edge], edges.lat_a[edge])[2]
    close = to_start - length <= _least(to_start, owner)
    owner, edge, length, to_start = owner[close], edge[close], length[close], to_start[close]
    to_end = inverse(lon[owner], lat[owner], edges.lon_b[edge], edges.lat_b[edge])[2]
    close = (to_start + to_end - length) / 2 <= _least(np.minimum(to_start, to_end), owner)
    owner, edge = owner[close], edge[close]
    ends = edges.lon_a[edge], edges.lat_a[edge], edges.lon_b[edge], edges.lat_b[edge]
    return np.asarray(np.minimum.reduceat(foot(lon[owner], lat[owner], *ends).distance_m, _starts(owner)))


def _by_vertex(edges: Edges, pairs: Pairs, edge: Ints) -> Floats:
    """Length of the ways by the starts of edges: none is shorter than the least."""
    lon, lat = edges.lon_a[edge], edges.lat_a[edge]
    return np.asarray(inverse(pairs.a_lon, pairs.a_lat, lon, lat)[2] + inverse(pairs.b_lon, pairs.b_lat, lon, lat)[2])


def _by_edges(edges: Edges, pairs: Pairs, owner: Ints, edge: Ints) -> tuple[Floats, Mask]:
    """The least of each owner's edges, as ``airspace.prism`` finds it, and whether it is exact; owners are sorted."""
    starts = _starts(owner)
    number = np.cumsum(np.diff(owner, prepend=owner[0]) != 0)
    start, end = (edges.lon_a[edge], edges.lat_a[edge]), (edges.lon_b[edge], edges.lat_b[edge])
    azi, azi_end, length = inverse(*start, *end)
    f0, slope0, away0 = _ways(pairs, *start, azi)
    f1, slope1, away1 = _ways(pairs, *end, azi_end)
    best = np.minimum.reduceat(np.minimum(f0, f1), starts)
    convex = np.maximum(away0, away1) <= CONVEX_REACH_M
    turns = convex & (slope0 < 0) & (slope1 > 0)
    meet = (f1 - f0 - slope1 * length) / np.where(turns, slope0 - slope1, 1.0)
    turns &= f0 + slope0 * meet < best[number]  # a convex function lies over its tangents
    if turns.any():
        value = _bisect(pairs.take(turns), (start[0][turns], start[1][turns]), azi[turns], length[turns])
        np.minimum.at(best, number[turns], value)
    # elsewhere the way changes by at most 2 m a metre, from either end
    beyond = np.minimum.reduceat(np.where(convex, np.inf, (f0 + f1) / 2 - length), starts)
    return np.minimum(best, beyond), best <= beyond


def _ways(pairs: Pairs, lon: Floats, lat: Floats, azi_deg: Floats) -> tuple[Floats, Floats, Floats]:
    """Length A-p-B, its change per metre that p moves in direction ``azi_deg``, the longer of both parts."""
    _, azi_a, from_a = inverse(pairs.a_lon, pairs.a_lat, lon, lat)
    _, azi_b, from_b = inverse(pairs.b_lon, pairs.b_lat, lon, lat)
    slope = np.cos(np.radians(azi_a - azi_deg)) + np.cos(np.radians(azi_b - azi_deg))
    return from_a + from_b, slope, np.maximum(from_a, from_b)


def _bisect(pairs: Pairs, start: tuple[Floats, Floats], azi: Floats, length: Floats) -> Floats:
    """Length of the least detour by each edge, whose slope changes sign."""
    low, high = np.zeros_like(length), length.copy()
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        falls = _ways(pairs, *direct(*start, azi, middle))[1] < 0
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
    return _ways(pairs, *direct(*start, azi, (low + high) / 2))[0]


def _length_m(edges: Edges, edge: Ints) -> Floats:
    """Upper bound of the length of edges, and what rounding may take from a chord."""
    return np.asarray(norm(edges.b[edge] - edges.a[edge]) * (1 + ARC_EXCESS) + ROUNDING_M)


def _starts(owner: Ints) -> Ints:
    """Where each owner's part begins; owners are sorted."""
    return np.flatnonzero(np.diff(owner, prepend=-1))


def _least(value: Floats, owner: Ints) -> Floats:
    """Least value of each part, repeated over it."""
    starts = _starts(owner)
    return np.repeat(np.minimum.reduceat(value, starts), np.diff(np.append(starts, owner.size)))


def _first_least(value: Floats, owner: Ints) -> Ints:
    """Where each owner's least value is first."""
    hits = np.flatnonzero(value == _least(value, owner))
    return np.asarray(hits[_starts(owner[hits])])
