"""How deep, and how close: the greatest and the least distance between a path and a border.

Both are found by branch and bound to a named tolerance, not by sampling.

Depth. The distance to the border changes by at most a metre per metre of path, so between two ends it
cannot exceed their mean by more than half the way. That alone stalls where a path runs beside a straight
border; there the distance to one single edge k helps, which is convex along a geodesic but for the Earth's
curvature: with half-length h and distance d it exceeds its greater end by at most d h^2 / (2 R^2).

Closest approach. Between two lines that do not cross, the least distance is met at an end of one of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airspace.edges import Edges, pair_distance
from airspace.geodesy import RADIUS_MIN_M, Floats, ecef, foot, inverse, wrap_deg
from airspace.theatre import cut_track
from airspace.track import Track

__all__ = ["DEPTH_TOLERANCE_M", "Extreme", "closest", "deepest"]

DEPTH_TOLERANCE_M = 0.02
"""No point of the path lies deeper than the one found by more than this: a fifth of the verdict's tolerance."""

APPROACH_PIECE_M = 10_000.0
"""Path is looked at in pieces of this length: their chords sag by 2 m, so bounds stay tight."""


class Extreme(NamedTuple):
    """A place on the path and the border point it is measured to."""

    u: float
    distance_m: float
    border_lon_deg: float
    border_lat_deg: float


def deepest(track: Track, edges: Edges, u_from: float, u_to: float, *, enough_m: float = np.inf) -> Extreme:
    """Point between two leg coordinates that is farthest from the border, on whichever side.

    Args:
        enough_m: stop as soon as a point at least this far is found.
    """
    inner = np.arange(np.floor(u_from) + 1, np.ceil(u_to))
    ends = np.unique(np.concatenate([[u_from], inner, [u_to]]))
    dist = _distance(track, edges, ends)
    top = int(np.argmax(dist))
    best, u_best = float(dist[top]), float(ends[top])
    low, high, d_low, d_high = ends[:-1], ends[1:], dist[:-1], dist[1:]
    while low.size and best < enough_m:
        half = (track.along(high) - track.along(low)) / 2
        open_ = (d_low + d_high) / 2 + half > best + DEPTH_TOLERANCE_M
        low, high, d_low, d_high, half = (v[open_] for v in (low, high, d_low, d_high, half))
        if low.size == 0:
            break
        mid = (low + high) / 2
        near = edges.nearest(*track.position(mid), exact=False)
        top = int(np.argmax(near.distance_m))
        if near.distance_m[top] > best:
            best, u_best = float(near.distance_m[top]), float(mid[top])
        a, b = edges.a[near.edge], edges.b[near.edge]
        far_end = np.maximum(pair_distance(_at(track, low), a, b), pair_distance(_at(track, high), a, b))
        bound = far_end + 1.01 * far_end * half**2 / (2 * RADIUS_MIN_M**2)
        open_ = bound > best + DEPTH_TOLERANCE_M
        low, high, mid = low[open_], high[open_], mid[open_]
        d_mid = near.distance_m[open_]
        d_low, d_high = np.concatenate([d_low[open_], d_mid]), np.concatenate([d_mid, d_high[open_]])
        low, high = np.concatenate([low, mid]), np.concatenate([mid, high])
    return _measured(track, edges, u_best)


def closest(track: Track, edges: Edges) -> Extreme:
    """Place where a track that does not meet the border comes nearest to it."""
    nodes = cut_track(track, APPROACH_PIECE_M)
    lon, lat = track.position(nodes)
    dist = edges.nearest(lon, lat, exact=False).distance_m
    best = _measured(track, edges, float(nodes[int(np.argmin(dist))]))
    if track.fixes == 1:
        return best
    at = ecef(lon, lat)
    piece, edge = edges.candidates(at[:-1], at[1:], best.distance_m)
    if piece.size == 0:
        return best
    ends = np.concatenate([edges.a[edge], edges.b[edge]])
    end_lon = np.concatenate([edges.lon_a[edge], edges.lon_b[edge]])
    end_lat = np.concatenate([edges.lat_a[edge], edges.lat_b[edge]])
    i = np.concatenate([piece, piece])
    rough = pair_distance(ends, at[i], at[i + 1])
    sag = APPROACH_PIECE_M**2 / (8 * RADIUS_MIN_M)
    keep = rough <= min(float(rough.min()) + 2 * sag, best.distance_m + 2 * sag)
    i, end_lon, end_lat = i[keep], end_lon[keep], end_lat[keep]
    if i.size == 0:
        return best
    feet = foot(end_lon, end_lat, lon[i], lat[i], lon[i + 1], lat[i + 1])
    k = int(np.argmin(feet.distance_m))
    if feet.distance_m[k] >= best.distance_m:
        return best
    length = float(inverse(lon[i[k]], lat[i[k]], lon[i[k] + 1], lat[i[k] + 1])[2])
    share = 0.0 if length == 0 else float(feet.along_m[k]) / length
    u = float(nodes[i[k]] + share * (nodes[i[k] + 1] - nodes[i[k]]))
    return Extreme(u, float(feet.distance_m[k]), float(wrap_deg(end_lon[k])), float(end_lat[k]))


def _at(track: Track, u: Floats) -> Floats:
    return ecef(*track.position(u))


def _distance(track: Track, edges: Edges, u: Floats) -> Floats:
    return edges.nearest(*track.position(u), exact=False).distance_m


def _measured(track: Track, edges: Edges, u: float) -> Extreme:
    near = edges.nearest(*track.position(u))
    return Extreme(u, float(near.distance_m[0]), float(near.lon_deg[0]), float(near.lat_deg[0]))
