"""Where a track meets a border: topology in a gnomonic plane, one plane per theatre.

A theatre is a stretch of track of at most ``THEATRE_M`` with the edges that can touch it. In the plane
about its middle geodesics are straight to 0.2 mm, so "does it cross" is decided there; where it crosses is
then found by re-centring, exactly. Longer legs are cut on the geodesic; a cut is no place of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.geodesy import Floats, Gnomonic, crossing, ecef, foot, inverse
from airspace.track import Track

__all__ = ["THEATRE_M", "cut_track", "meetings"]

Ints = NDArray[np.int64]

THEATRE_M = 250_000.0
"""Longest stretch in one plane: a gnomonic plane of 250 km radius bends a 100 km line by 1 mm."""

TOUCH_M = 0.5
"""Edge ends this close to the track are looked at one by one: far above the plane's error (0.2 mm)."""


def cut_track(track: Track, longest_m: float) -> Floats:
    """Leg coordinates of all fixes and of cuts between them, so that no piece is longer than asked."""
    if track.fixes == 1:
        return np.zeros(1)
    pieces = np.maximum(1, np.ceil(track.leg_length_m / longest_m)).astype(np.int64)
    leg = np.repeat(np.arange(pieces.size), pieces)
    step = np.arange(leg.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return np.append(leg + step / pieces[leg], float(track.fixes - 1))


def meetings(track: Track, edges: Edges) -> Floats:
    """Leg coordinates, sorted, at which the track crosses or touches an edge.

    Every crossing is among them. Extra places (an edge's end within half a metre) do no harm: what lies
    between two neighbouring places is classified on its own.
    """
    if track.fixes == 1:
        return np.empty(0)
    nodes = cut_track(track, THEATRE_M)
    along = track.along(nodes)
    found: list[Floats] = []
    start = 0
    while start < nodes.size - 1:
        end = int(np.searchsorted(along, along[start] + THEATRE_M * (1 + 1e-9), side="right")) - 1
        end = max(end, start + 1)
        found.append(_in_theatre(track, edges, nodes[start : end + 1]))
        start = end
    return np.unique(np.concatenate(found))


def _in_theatre(track: Track, edges: Edges, nodes: Floats) -> Floats:
    lon, lat = track.position(nodes)
    at = ecef(lon, lat)
    piece, edge = edges.candidates(at[:-1], at[1:], 2 * TOUCH_M)
    if piece.size == 0:
        return np.empty(0)
    (lon0,), (lat0,) = track.position(track.at_along(track.along([nodes[0], nodes[-1]]).mean()))
    plane = Gnomonic(float(lon0), float(lat0))
    px, py = plane.forward(lon, lat)
    used, back = np.unique(edge, return_inverse=True)
    ax, ay = plane.forward(edges.lon_a[used], edges.lat_a[used])
    bx, by = plane.forward(edges.lon_b[used], edges.lat_b[used])
    p = np.stack([px, py], axis=1)
    a, b = np.stack([ax, ay], axis=1)[back], np.stack([bx, by], axis=1)[back]
    side_a, side_b = _beside(p[piece], p[piece + 1], a), _beside(p[piece], p[piece + 1], b)
    side_p, side_q = _beside(a, b, p[piece]), _beside(a, b, p[piece + 1])
    meet = _straddle(side_a, side_b) & _straddle(side_p, side_q)
    clean = (side_a * side_b < 0) & (side_p * side_q < 0)
    clear = np.min(np.abs([side_a, side_b, side_p, side_q]), axis=0) > TOUCH_M
    found = [_exact(track, edges, nodes, (lon, lat), int(i), int(j)) for i, j in zip(piece[meet & clean], edge[meet & clean], strict=True)]
    touch = meet & ~(clean & clear)
    found += list(_touches(track, edges, nodes, piece[touch], edge[touch]))
    return np.array(found, dtype=float)


def _beside(a: Floats, b: Floats, p: Floats) -> Floats:
    """Signed distance in the plane of points from lines a-b; 0 for a line without length."""
    ab, ap = b - a, p - a
    length = np.hypot(ab[:, 0], ab[:, 1])
    return np.asarray((ab[:, 0] * ap[:, 1] - ab[:, 1] * ap[:, 0]) / np.where(length == 0, 1.0, length))


def _straddle(first: Floats, second: Floats) -> NDArray[np.bool_]:
    return np.asarray((np.minimum(first, second) <= TOUCH_M) & (np.maximum(first, second) >= -TOUCH_M))


def _exact(
    track: Track, edges: Edges, nodes: Floats, at: tuple[Floats, Floats], piece: int, edge: int
) -> float:
    """Leg coordinate of a clean crossing, by re-centring."""
    lon, lat = at
    place = crossing(
        (float(lon[piece]), float(lat[piece])),
        (float(lon[piece + 1]), float(lat[piece + 1])),
        (float(edges.lon_a[edge]), float(edges.lat_a[edge])),
        (float(edges.lon_b[edge]), float(edges.lat_b[edge])),
    )
    if place is None:  # parallel to the last bit: the edge's own end stands for it
        place = float(edges.lon_a[edge]), float(edges.lat_a[edge])
    from_start = inverse(lon[piece], lat[piece], *place)[2]
    length = inverse(lon[piece], lat[piece], lon[piece + 1], lat[piece + 1])[2]
    share = float(np.clip(from_start / length, 0.0, 1.0))
    return float(nodes[piece] + share * (nodes[piece + 1] - nodes[piece]))


def _touches(track: Track, edges: Edges, nodes: Floats, piece: Ints, edge: Ints) -> Floats:
    """Leg coordinates next to the ends of edges, and of piece ends, that lie on the other line or nearly."""
    if piece.size == 0:
        return np.empty(0)
    lon, lat = track.position(nodes)
    i = np.concatenate([piece, piece])
    ends = np.concatenate([edges.lon_a[edge], edges.lon_b[edge]]), np.concatenate([edges.lat_a[edge], edges.lat_b[edge]])
    near = foot(*ends, lon[i], lat[i], lon[i + 1], lat[i + 1])
    length = inverse(lon[i], lat[i], lon[i + 1], lat[i + 1])[2]
    share = near.along_m / np.where(length == 0, 1.0, length)
    at = nodes[i] + share * (nodes[i + 1] - nodes[i])
    node = np.concatenate([piece, piece + 1])
    edge2 = np.concatenate([edge, edge])
    gap = foot(lon[node], lat[node], edges.lon_a[edge2], edges.lat_a[edge2], edges.lon_b[edge2], edges.lat_b[edge2])
    return np.concatenate([at[near.distance_m <= TOUCH_M], nodes[node[gap.distance_m <= TOUCH_M]]])
