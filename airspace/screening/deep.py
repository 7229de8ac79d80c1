"""Kernels that measure stays: how long the path inside is, and where it is deepest.

Depth is found by the branch and bound of :mod:`airspace.extremes`, with its bounds: a metre for each metre of path,
and the distance to one edge, which along a geodesic is convex but for the bend of the Earth. A stay of many legs is
halved as a whole first, so that most of its fixes are never measured.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from airspace.extremes import DEPTH_TOLERANCE_M
from airspace.geodesy import RADIUS_MEAN_M, SEMI_MAJOR_M, SEMI_MINOR_M
from airspace.screening.compiled import njit
from airspace.screening.ellipsoid import arc_m, distance_to_edge_m, place_of, up
from airspace.screening.nodes import GRID
from airspace.screening.tree import nearest, room

__all__ = ["along_leg", "deepest", "on_legs", "path_m"]

_OPEN = 512  # parts of a path that wait at one time: a hundred halvings leave no more


@njit
def along_leg(p: Any, q: Any, share: Any, out: Any) -> None:
    """The point at a share of the way from p to q: in the plane of the chord and the vertical at its middle."""
    ux, uy, uz = q[0] - p[0], q[1] - p[1], q[2] - p[2]
    chord = np.sqrt(ux * ux + uy * uy + uz * uz)
    nx, ny, nz = up(p[0] + q[0], p[1] + q[1], p[2] + q[2])
    half = chord / (2.0 * RADIUS_MEAN_M)
    turn = (2.0 * share - 1.0) * np.arcsin(half)
    t = 0.5 + np.sin(turn) / (2.0 * half) if half > 0.0 else share
    h = RADIUS_MEAN_M * (np.cos(turn) - np.sqrt(1.0 - half * half))
    x, y, z = p[0] + t * ux + h * nx, p[1] + t * uy + h * ny, p[2] + t * uz + h * nz
    to_ground = 1.0 / np.sqrt((x * x + y * y) / (SEMI_MAJOR_M * SEMI_MAJOR_M) + z * z / (SEMI_MINOR_M * SEMI_MINOR_M))
    out[0], out[1], out[2] = x * to_ground, y * to_ground, z * to_ground


@njit
def _node(lon: Any, lat: Any, w: Any, p: Any, q: Any, out: Any) -> None:
    """The point at a node coordinate."""
    i = int(w)
    if w == i:
        place_of(lon[i], lat[i], out)
    else:
        place_of(lon[i], lat[i], p)
        place_of(lon[i + 1], lat[i + 1], q)
        along_leg(p, q, w - i, out)


@njit
def on_legs(lon: Any, lat: Any, w: Any, found: Any) -> None:
    """Write the Earth-centred places at node coordinates, shape (m, 3)."""
    p, q = np.empty(3), np.empty(3)
    for k in range(w.size):
        _node(lon, lat, w[k], p, q, found[k])


@njit
def path_m(lon: Any, lat: Any, start: Any, end: Any, found: Any) -> None:
    """Write the length of path between node coordinates ``start`` and ``end``, shape (m,)."""
    p, q, work1, work2 = np.empty(3), np.empty(3), np.empty(3), np.empty(3)
    for k in range(start.size):
        _node(lon, lat, start[k], work1, work2, p)
        total = 0.0
        for i in range(int(start[k]) + 1, int(np.ceil(end[k]))):
            place_of(lon[i], lat[i], q)
            total += arc_m(p[0], p[1], p[2], q[0], q[1], q[2])
            p, q = q, p
        _node(lon, lat, end[k], work1, work2, q)
        found[k] = total + arc_m(p[0], p[1], p[2], q[0], q[1], q[2])


@njit
def _beatable(best: Any) -> Any:
    return best + min(max(best / 100.0, 0.001), DEPTH_TOLERANCE_M)


@njit
def _bound(vertex: Any, low: Any, high: Any, d0: Any, d1: Any, e0: Any, e1: Any, half: Any) -> Any:
    """What the distance cannot exceed between two points of a leg, and where on it the most is to be expected.

    In metres, and as a share of the leg; infinite where edges are too far for the bound.
    """
    f1 = distance_to_edge_m(high[0], high[1], high[2], vertex, e0)
    g0 = distance_to_edge_m(low[0], low[1], low[2], vertex, e1)
    fall = (f1 - d0) - (d1 - g0)
    share = min(max((g0 - d0) / (fall if fall != 0.0 else 1.0), 0.0), 1.0)
    meet = max(min(d0, g0), min(f1, d1))
    meet = max(meet, min(d0 + share * (f1 - d0), g0 + share * (d1 - g0)))
    far = max(d0, f1, g0, d1)
    if far > 5.0e6:
        return np.inf, 0.5
    bend = np.tan(1.05 * far / SEMI_MINOR_M) / SEMI_MINOR_M
    return meet + bend * half * half / 2.0, share if 0.05 < share < 0.95 else 0.5


@njit
def _split(along: Any, lo: Any, hi: Any) -> Any:
    """The node nearest to the middle of a part of several legs."""
    first, last = int(lo) + 1, int(np.ceil(hi)) - 1
    middle = (along[first] + along[last]) / 2.0
    return float(min(max(np.searchsorted(along[first : last + 1], middle) + first, first), last))


@njit
def _part(open_: Any, top: Any, lo: Any, hi: Any, d0: Any, d1: Any, e0: Any, e1: Any) -> Any:
    open_[top, 0], open_[top, 1], open_[top, 2], open_[top, 3] = lo, hi, d0, d1
    open_[top, 4], open_[top, 5] = e0, e1
    return top + 1


@njit
def _way(along: Any, w: Any) -> Any:
    i = int(w)
    return along[i] if w == i else along[i] + (w - i) * (along[i + 1] - along[i])


@njit
def _along(lon: Any, lat: Any, first: Any, last: Any, along: Any) -> None:
    """Path length from node ``first`` at each node to ``last``."""
    p, q = np.empty(3), np.empty(3)
    place_of(lon[first], lat[first], p)
    along[first] = 0.0
    for i in range(first + 1, last + 1):
        place_of(lon[i], lat[i], q)
        along[i] = along[i - 1] + arc_m(p[0], p[1], p[2], q[0], q[1], q[2])
        p, q = q, p


@njit
def _deepest(
    tree: Any, vertex: Any, zone: Any, lon: Any, lat: Any, along: Any, start: Any, end: Any, enough: Any, work: Any
) -> Any:
    """Node coordinate, distance and edge of one stay's deepest place, or of one that is deep enough."""
    open_, stack, p, q, a, b, m = work
    _node(lon, lat, start, p, q, a)
    d0, e0 = nearest(tree, vertex, zone, a[0], a[1], a[2], -1, stack)
    _node(lon, lat, end, p, q, b)
    d1, e1 = nearest(tree, vertex, zone, b[0], b[1], b[2], e0, stack)
    best, best_w, best_e = (d0, start, e0) if d0 >= d1 else (d1, end, e1)
    top = _part(open_, 0, start, end, d0, d1, e0, e1)
    while top > 0 and best < enough:
        top -= 1
        lo, hi, d0, d1 = open_[top, 0], open_[top, 1], open_[top, 2], open_[top, 3]
        e0, e1 = int(open_[top, 4]), int(open_[top, 5])
        half = (_way(along, hi) - _way(along, lo)) / 2.0
        if (d0 + d1) / 2.0 + half <= _beatable(best) or top + 2 >= _OPEN:
            continue
        if int(lo) + 1 < hi:  # there is a node between
            w = _split(along, lo, hi)
        else:
            _node(lon, lat, lo, p, q, a)
            _node(lon, lat, hi, p, q, b)
            bound, share = _bound(vertex, a, b, d0, d1, e0, e1, half)
            if bound <= _beatable(best):
                continue
            w = lo + share * (hi - lo)
        _node(lon, lat, w, p, q, m)
        d, e = nearest(tree, vertex, zone, m[0], m[1], m[2], e0 if d0 < d1 else e1, stack)
        if d > best:
            best, best_w, best_e = d, w, e
        if d0 < d1:  # the part that promises more is looked at first
            top = _part(open_, top, lo, w, d0, d, e0, e)
            top = _part(open_, top, w, hi, d, d1, e, e1)
        else:
            top = _part(open_, top, w, hi, d, d1, e, e1)
            top = _part(open_, top, lo, w, d0, d, e0, e)
    return best_w, best, best_e


@njit
def deepest(tree: Any, vertex: Any, lon: Any, lat: Any, zone: Any, ends: Any, enough: Any, found: Any) -> None:
    """Write where each stay between node coordinates ``ends`` is deepest, or deep ``enough``.

    ``found``: arrays for the node coordinate, the distance to the border in metres and the edge it is measured to.
    """
    (start, end), (at, depth, edge) = ends, found
    along = np.empty(lon.size)
    small = np.empty(3), np.empty(3), np.empty(3), np.empty(3), np.empty(3)
    work = (np.empty((_OPEN, 6)), room(), small[0], small[1], small[2], small[3], small[4])
    for k in range(zone.size):
        base = int(start[k])  # counted from here, so that it does not matter where in a unit a stretch stands
        lo, hi, x, y = start[k] - base, end[k] - base, lon[base:], lat[base:]
        _along(x, y, 0, int(np.ceil(hi)), along)
        w, depth[k], edge[k] = _deepest(tree, vertex, zone[k], x, y, along, lo, hi, enough, work)
        at[k] = base + np.rint(w * GRID) / GRID
