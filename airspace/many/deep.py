"""How deep stays go: branch and bound over all of them together, to a named tolerance.

The bounds are those of the single check (:mod:`airspace.extremes`): the distance to the border changes by at most a
metre per metre; and the distances to the two edges nearest to the ends of a piece lie under straight lines but for the
bend of the Earth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.edges import pair_distance
from airspace.geodesy import RADIUS_MEAN_M, SEMI_MINOR_M, Floats
from airspace.many.near import NearEdges, Nodes, chord_squared
from airspace.many.plane import PlaneMap

__all__ = ["DEPTH_TOLERANCE_M", "Deepest", "deepest"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DEPTH_TOLERANCE_M = 0.4
"""No point of a stay lies deeper than the one found by more than this, nor by more than a hundredth (or a millimetre):
what a verdict hangs on is as fine as in the single check, and what is deep is right to half a metre."""

SPLIT_FROM, SPLIT_TO = 0.05, 0.95  # a piece is not cut nearer to its end: the rest would be as long as before


class Deepest(NamedTuple):
    """Per stay: greatest distance to the border in metres, and the plane place where it is met."""

    depth_m: Floats
    x: Floats
    y: Floats


def deepest(
    near: NearEdges,
    laid: PlaneMap,
    stays: int,
    owner: Ints,
    start: tuple[Floats, Floats],
    end: tuple[Floats, Floats],
) -> Deepest:
    """The deepest place of each of ``stays`` stays, given as straight pieces with their owners (sorted, each has one).

    Args:
        start, end: ends of the pieces in the plane, within the rectangle of ``near``.
    """
    low, high = _nodes(near, laid, *start), _nodes(near, laid, *end)
    half = _half(low, high)
    best = np.zeros(stays)
    place = np.zeros((2, stays))
    for nodes in (low, high):
        _keep_best(best, place, owner, nodes)
    while owner.size:
        enough = best[owner] + np.clip(best[owner] / 100, 0.001, DEPTH_TOLERANCE_M)
        open_ = (low.dist + high.dist) / 2 + half > enough
        low, high, half, owner, enough = low.take(open_), high.take(open_), half[open_], owner[open_], enough[open_]
        bound, share = _bound(near, low, high, half)
        open_ = bound > enough
        low, high, owner, share = low.take(open_), high.take(open_), owner[open_], share[open_]
        mid = _nodes(near, laid, low.x + share * (high.x - low.x), low.y + share * (high.y - low.y))
        _keep_best(best, place, owner, mid)
        low, high, owner = low.joined(mid), mid.joined(high), np.concatenate([owner, owner])
        half = _half(low, high)
    return Deepest(_measured(near, laid, place), place[0], place[1])


def _nodes(near: NearEdges, laid: PlaneMap, x: Floats, y: Floats) -> Nodes:
    at = laid.ecef(x, y)
    chord, edge = near.nearest(x, y, at)
    return Nodes(x, y, at, _arc(chord), edge)


def _arc(chord: Floats) -> Floats:
    """Over ground on the mean sphere: right to 0.13 m at 300 km; the deepest places are measured better at the end."""
    return np.asarray(2 * RADIUS_MEAN_M * np.arcsin(np.minimum(chord / (2 * RADIUS_MEAN_M), 1.0)))


def _half(low: Nodes, high: Nodes) -> Floats:
    delta = high.at - low.at
    return _arc(np.sqrt(np.einsum("ij,ij->i", delta, delta))) / 2


def _keep_best(best: Floats, place: Floats, owner: Ints, nodes: Nodes) -> None:
    """Take over, for each stay, the greatest distance among the nodes if it is greater than the best so far."""
    before = best[owner]
    np.maximum.at(best, owner, nodes.dist)
    better = np.flatnonzero((nodes.dist > before) & (nodes.dist == best[owner]))
    place[0, owner[better]], place[1, owner[better]] = nodes.x[better], nodes.y[better]


def _bound(near: NearEdges, low: Nodes, high: Nodes, half: Floats) -> tuple[Floats, Floats]:
    """What pieces cannot exceed, and the share of them at which the greatest is to be expected: see extremes."""
    f0, f1 = low.dist, _to_edge(near, high.at, low.number)
    g0, g1 = _to_edge(near, low.at, high.number), high.dist
    fall = (f1 - f0) - (g1 - g0)
    share = np.clip((g0 - f0) / np.where(fall == 0, 1.0, fall), 0.0, 1.0)
    meet = np.maximum(np.minimum(f0, g0), np.minimum(f1, g1))
    meet = np.maximum(meet, np.minimum(f0 + share * (f1 - f0), g0 + share * (g1 - g0)))
    far = 1.05 * np.maximum(np.maximum(f0, f1), np.maximum(g0, g1))
    bend = np.tan(far / SEMI_MINOR_M) / SEMI_MINOR_M
    return meet + bend * half**2 / 2, np.where((share > SPLIT_FROM) & (share < SPLIT_TO), share, 0.5)


def _to_edge(near: NearEdges, at: Floats, edge: Ints) -> Floats:
    return _arc(np.sqrt(chord_squared(at, near.edges.a[edge], near.edges.b[edge])))


def _measured(near: NearEdges, laid: PlaneMap, place: Floats) -> Floats:
    """Distance over ground of the deepest places to the edges nearest to them."""
    at = laid.ecef(place[0], place[1])
    _, edge = near.nearest(place[0], place[1], at)
    return pair_distance(at, near.edges.a[edge], near.edges.b[edge])
