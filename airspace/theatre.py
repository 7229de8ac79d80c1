"""Where a track meets a border: topology in a gnomonic plane, one plane per theatre.

A theatre is a stretch of track of at most ``THEATRE_M`` with the edges that can touch it. In the plane
about its middle geodesics are straight to 0.4 mm, so "does it cross" is decided there; where it crosses is
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
"""Longest stretch in one plane, whose centre is its middle: within 125 km of it a line bends by at most 0.4 mm."""

TOUCH_M = 0.5
"""Edge ends this close to the track are looked at one by one: far above the plane's error (0.4 mm)."""


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
    p = np.stack(plane.forward(lon, lat), axis=1)
    a = np.stack(plane.forward(edges.lon_a[edge], edges.lat_a[edge]), axis=1)
    b = np.stack(plane.forward(edges.lon_b[edge], edges.lat_b[edge]), axis=1)
    side_a, side_b = _beside(p[piece], p[piece + 1], a), _beside(p[piece], p[piece + 1], b)
    side_p, side_q = _beside(a, b, p[piece]), _beside(a, b, p[piece + 1])
    meet = _straddle(side_a, side_b) & _straddle(side_p, side_q)
    clean = meet & (side_a * side_b < 0) & (side_p * side_q < 0)
    clear = np.min(np.abs([side_a, side_b, side_p, side_q]), axis=0) > TOUCH_M
    touch = meet & ~(clean & clear)
    share = side_p[clean] / (side_p - side_q)[clean]
    across = side_a[clean] / (side_a - side_b)[clean]
    crossed = _crossings(edges, nodes, (lon, lat), piece[clean], edge[clean], (share, across))
    return np.concatenate([crossed, _touches(edges, nodes, (lon, lat), piece[touch], edge[touch])])


def _beside(a: Floats, b: Floats, p: Floats) -> Floats:
    """Signed distance in the plane of points from lines a-b; 0 for a line without length."""
    ab, ap = b - a, p - a
    length = np.hypot(ab[:, 0], ab[:, 1])
    return np.asarray((ab[:, 0] * ap[:, 1] - ab[:, 1] * ap[:, 0]) / np.where(length == 0, 1.0, length))


def _straddle(first: Floats, second: Floats) -> NDArray[np.bool_]:
    return np.asarray((np.minimum(first, second) <= TOUCH_M) & (np.maximum(first, second) >= -TOUCH_M))


def _crossings(
    edges: Edges,
    nodes: Floats,
    at: tuple[Floats, Floats],
    piece: Ints,
    edge: Ints,
    shares: tuple[Floats, Floats],
) -> Floats:
    """Leg coordinates of crossings, exact; ``shares`` are those of the plane, from which the search starts.

    Where piece and edge are so nearly parallel that their lines cross off the piece, or nowhere, the plane's
    place is kept: it lies within a millimetre of the border, and no place along it is better founded.
    """
    if piece.size == 0:
        return np.empty(0)
    lon, lat = at
    p, q = (lon[piece], lat[piece]), (lon[piece + 1], lat[piece + 1])
    a, b = (edges.lon_a[edge], edges.lat_a[edge]), (edges.lon_b[edge], edges.lat_b[edge])
    length, across = inverse(*p, *q)[2], inverse(*a, *b)[2]
    start = shares[0] * length
    along = crossing(p, q, a, b, near=(start, shares[1] * across)).along_a_m
    with np.errstate(invalid="ignore"):
        on_piece = (along >= -TOUCH_M) & (along <= length + TOUCH_M)
    share = np.clip(np.where(on_piece, along, start) / length, 0.0, 1.0)
    return np.asarray(nodes[piece] + share * (nodes[piece + 1] - nodes[piece]))


def _touches(edges: Edges, nodes: Floats, at: tuple[Floats, Floats], piece: Ints, edge: Ints) -> Floats:
    """Leg coordinates next to the ends of edges, and of piece ends, that lie on the other line or nearly."""
    if piece.size == 0:
        return np.empty(0)
    lon, lat = at
    i = np.concatenate([piece, piece])
    end_lon = np.concatenate([edges.lon_a[edge], edges.lon_b[edge]])
    end_lat = np.concatenate([edges.lat_a[edge], edges.lat_b[edge]])
    near = foot(end_lon, end_lat, lon[i], lat[i], lon[i + 1], lat[i + 1])
    length = inverse(lon[i], lat[i], lon[i + 1], lat[i + 1])[2]
    share = np.clip(near.along_m / np.where(length == 0, 1.0, length), 0.0, 1.0)
    beside = (nodes[i] + share * (nodes[i + 1] - nodes[i]))[near.distance_m <= TOUCH_M]
    node = np.concatenate([piece, piece + 1])
    j = np.concatenate([edge, edge])
    gap = foot(lon[node], lat[node], edges.lon_a[j], edges.lat_a[j], edges.lon_b[j], edges.lat_b[j])
    return np.concatenate([beside, nodes[node[gap.distance_m <= TOUCH_M]]])
