"""How deep, and how close: the greatest and the least distance between a path and a border.

Both are found by branch and bound to a named tolerance, not by sampling.

Depth. The distance to the border changes by at most a metre per metre of path, so between two ends it
cannot exceed their mean by more than half the way. That alone stalls where a path runs beside a straight
border; there the distance f to one single edge helps, which is convex along a geodesic but for the Earth's
curvature: f'' >= -tan(f / b) / b, as the curvature of the ellipsoid is nowhere above 1 / b^2. Two such edges,
one nearest to each end, bound a stretch so closely that about ten halvings do where metre per metre needs twenty.

Closest approach. Between two geodesics that do not cross, the least distance is met at an end of one of
them: on a surface that curves like a ball they draw together towards both sides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges, pair_distance
from airspace.geodesy import RADIUS_MEAN_M, SEMI_MINOR_M, Floats, ecef, foot, inverse, wrap_deg
from airspace.theatre import cut_track
from airspace.track import Track

__all__ = ["DEPTH_TOLERANCE_M", "Extreme", "closest", "deepest", "distance_at"]

Ints = NDArray[np.int64]

DEPTH_TOLERANCE_M = 0.02
"""No point of the path lies deeper than the one found by more than this: a fifth of the verdict's tolerance.

Below 2 m it is a hundredth of the depth, but 1 mm at least: there the verdict hangs on it.
"""

CONVEX_REACH_M = 1_000_000.0
"""Half-lengths of path up to which the bound by one edge is proven, at distances up to five times that."""

APPROACH_PIECE_M = 10_000.0
"""Path that may be nearest is looked at in pieces of this length: their chords sag by 2 m, so bounds stay tight."""

APPROACH_FIRST_M = 300_000.0
"""Pieces begin this long and are halved while they may hold the nearest place."""

FAR_ERROR = 1e-7
"""Distances of thousands of kilometres that are not exact may be too long by this share."""


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
    fixes = np.arange(np.floor(u_from) + 1, np.ceil(u_to))
    ends = np.unique(np.concatenate([[u_from], fixes, [u_to]]))
    dist, edge = _distance(track, edges, ends)
    best, u_best = _better(0.0, u_from, dist, ends)
    low, high = _Ends(ends[:-1], dist[:-1], edge[:-1]), _Ends(ends[1:], dist[1:], edge[1:])
    while best < enough_m:
        half = (track.along(high.u) - track.along(low.u)) / 2
        open_ = (low.dist + high.dist) / 2 + half > _beatable(best)
        low, high, half = low.where(open_), high.where(open_), half[open_]
        bound, share = _bound(track, edges, low, high, half)
        open_ = bound > _beatable(best)
        if not open_.any():
            break
        low, high, share = low.where(open_), high.where(open_), share[open_]
        u = low.u + share * (high.u - low.u)
        mid = _Ends(u, *_distance(track, edges, u))
        best, u_best = _better(best, u_best, mid.dist, u)
        low, high = low.joined(mid), mid.joined(high)
    return distance_at(track, edges, u_best)


class _Ends(NamedTuple):
    """Ends of stretches of path: leg coordinate, distance to the border, the edge it is measured to."""

    u: Floats
    dist: Floats
    edge: Ints

    def where(self, keep: NDArray[np.bool_]) -> _Ends:
        return _Ends(self.u[keep], self.dist[keep], self.edge[keep])

    def joined(self, other: _Ends) -> _Ends:
        return _Ends(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))


def _better(best: float, u_best: float, dist: Floats, u: Floats) -> tuple[float, float]:
    top = int(np.argmax(dist))
    return (float(dist[top]), float(u[top])) if dist[top] > best else (best, u_best)


def _bound(track: Track, edges: Edges, low: _Ends, high: _Ends, half_m: Floats) -> tuple[Floats, Floats]:
    """What distance stretches of a leg cannot exceed, and at which share of them the greatest is to be expected.

    The distance to the edge nearest to one end lies under the straight line between its values at both ends,
    but for the bend of the Earth; so does that to the edge nearest to the other end; and the distance to the
    border is under both. Where the two lines meet is the greatest distance that this leaves.
    """
    f0, f1 = low.dist, _to_line(track, edges, high, low.edge)
    g0, g1 = _to_line(track, edges, low, high.edge), high.dist
    fall = (f1 - f0) - (g1 - g0)
    share = np.clip((g0 - f0) / np.where(fall == 0, 1.0, fall), 0.0, 1.0)
    meet = np.maximum(np.minimum(f0, g0), np.minimum(f1, g1))
    meet = np.maximum(meet, np.minimum(f0 + share * (f1 - f0), g0 + share * (g1 - g0)))
    far = np.maximum(np.maximum(f0, f1), np.maximum(g0, g1))
    proven = (half_m <= CONVEX_REACH_M) & (far <= 5 * CONVEX_REACH_M)
    # The greatest distance itself, at most 1.05 times the far one, sets the bend.
    bend = np.tan(np.where(proven, 1.05 * far, 0.0) / SEMI_MINOR_M) / SEMI_MINOR_M
    bound = np.where(proven, meet + bend * half_m**2 / 2, np.inf)
    return bound, np.where((share > 0.05) & (share < 0.95), share, 0.5)


def _to_line(track: Track, edges: Edges, end: _Ends, edge: Ints) -> Floats:
    """Distance of path ends to the geodesics that other edges lie on: known if it is the one they are nearest to."""
    dist = end.dist.copy()
    other = edges.line[end.edge] != edges.line[edge]
    if other.any():
        dist[other] = pair_distance(ecef(*track.position(end.u[other])), edges.a[edge[other]], edges.b[edge[other]])
    return dist


def _beatable(best_m: float) -> float:
    """The depth that a stretch must be able to hold to be looked at again."""
    return best_m + min(max(best_m / 100, 0.001), DEPTH_TOLERANCE_M)


def closest(track: Track, edges: Edges) -> Extreme:
    """Place where a track that does not cross the border comes nearest to it."""
    if track.fixes == 1:
        return distance_at(track, edges, 0.0)
    u = cut_track(track, APPROACH_FIRST_M)
    nodes = _Ends(u, *_distance(track, edges, u))
    best, u_best = float(nodes.dist.min()), float(u[np.argmin(nodes.dist)])
    low, high = nodes.where(np.arange(u.size) < u.size - 1), nodes.where(np.arange(u.size) > 0)
    while True:
        length = track.along(high.u) - track.along(low.u)
        may = (low.dist + high.dist - length) / 2 <= best * (1 + FAR_ERROR) + DEPTH_TOLERANCE_M
        low, high, length = low.where(may), high.where(may), length[may]
        split = length > APPROACH_PIECE_M
        if not split.any():
            break
        u = (low.u[split] + high.u[split]) / 2
        mid = _Ends(u, *_distance(track, edges, u))
        if mid.dist.min() < best:
            best, u_best = float(mid.dist.min()), float(u[np.argmin(mid.dist)])
        low, high = (
            low.where(~split).joined(low.where(split)).joined(mid),
            high.where(~split).joined(mid).joined(high.where(split)),
        )
    first = distance_at(track, edges, u_best)
    return min((first, *_approaches(track, edges, np.stack([low.u, high.u]), first)), key=lambda e: e.distance_m)


def _approaches(track: Track, edges: Edges, u: Floats, best: Extreme) -> list[Extreme]:
    """What may be nearer than the best so far: piece ends measured exactly, and ends of edges beside pieces.

    Args:
        u: leg coordinates of the pieces' ends, shape (2, p).
    """
    (lon1, lon2), (lat1, lat2) = (v.reshape(u.shape) for v in track.position(u.ravel()))
    at1, at2 = ecef(lon1, lat1), ecef(lon2, lat2)
    ends = np.unique(u)
    near = edges.nearest(*track.position(ends))
    k = int(np.argmin(near.distance_m))
    found = [Extreme(float(ends[k]), float(near.distance_m[k]), float(near.lon_deg[k]), float(near.lat_deg[k]))]
    piece, edge = edges.candidates(at1, at2, min(best.distance_m, found[0].distance_m))
    if piece.size == 0:
        return found
    piece = np.concatenate([piece, piece])
    end_lon = np.concatenate([edges.lon_a[edge], edges.lon_b[edge]])
    end_lat = np.concatenate([edges.lat_a[edge], edges.lat_b[edge]])
    end = np.concatenate([edges.a[edge], edges.b[edge]])
    rough = pair_distance(end, at1[piece], at2[piece])
    keep = rough <= float(rough.min()) + 2 * APPROACH_PIECE_M**2 / (8 * RADIUS_MEAN_M)
    piece, end_lon, end_lat = piece[keep], end_lon[keep], end_lat[keep]
    feet = foot(end_lon, end_lat, lon1[piece], lat1[piece], lon2[piece], lat2[piece])
    k = int(np.argmin(feet.distance_m))
    i = int(piece[k])
    length = float(inverse(lon1[i], lat1[i], lon2[i], lat2[i])[2])
    share = 0.0 if length == 0 else min(float(feet.along_m[k]) / length, 1.0)
    place = float(u[0, i] + share * (u[1, i] - u[0, i]))
    found.append(Extreme(place, float(feet.distance_m[k]), float(wrap_deg(end_lon[k])), float(end_lat[k])))
    return found


def distance_at(track: Track, edges: Edges, u: float) -> Extreme:
    """The nearest border point to one place on the track, exact."""
    near = edges.nearest(*track.position(u))
    return Extreme(u, float(near.distance_m[0]), float(near.lon_deg[0]), float(near.lat_deg[0]))


def _distance(track: Track, edges: Edges, u: Floats) -> tuple[Floats, Ints]:
    near = edges.nearest(*track.position(u), exact=False)
    return near.distance_m, near.edge
