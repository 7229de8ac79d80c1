"""How close paths come to a border they do not cross: branch and bound over all of them together.

The distance to the border changes by at most a metre per metre of path, so between two ends it is at least their mean
less half the way. Pieces that may hold the nearest place are halved until they lie in one cell of the lists of near
edges, or are shorter than the smallest cell. In the cells such a piece touches every edge that can be nearest to it is
listed, and between a piece and an edge that do not cross the least distance is met at an end of one of them
(:mod:`airspace.extremes`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.edges import pair_distance
from airspace.geodesy import Floats
from airspace.many.near import NearEdges, Nodes, chord_squared
from airspace.many.plane import PlaneMap

__all__ = ["APPROACH_TOLERANCE_M", "Approach", "closest"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

APPROACH_TOLERANCE_M = 1.0
"""No place of a path is nearer to the border than the one found by more than this.

Straight distances stand for those over ground, which are longer by 0.1 m in 30 km; the chord of an edge of 1 km lies
0.02 m below it."""


class Approach(NamedTuple):
    """Per path: least distance to the border in metres, and the plane place of the path where it is met."""

    distance_m: Floats
    x: Floats
    y: Floats


def closest(
    near: NearEdges,
    laid: PlaneMap,
    paths: int,
    owner: Ints,
    start: tuple[Floats, Floats],
    end: tuple[Floats, Floats],
    wanted: tuple[float, float] | None = None,
) -> Approach:
    """The closest approach of each of ``paths`` paths, given as straight pieces with their owners (each has one).

    Args:
        start, end: ends of the pieces in the plane, within the rectangle of ``near``; no piece crosses the border.
        wanted: if all that is asked is whether the closest approach lies between these two: a path of which that is
            known is measured no further, and what is returned for it lies on the same side of both.
    """
    low, high = _nodes(near, laid, *start), _nodes(near, laid, *end)
    best, place = np.full(paths, np.inf), np.zeros((2, paths))
    for nodes in (low, high):
        _keep_best(best, place, owner, nodes.dist, nodes.x, nodes.y)
    # A piece as long as a cell might touch three in a row.
    cell = 0.999 * min((near.high[0] - near.low[0]) / near.columns, (near.high[1] - near.low[1]) / near.rows)
    while owner.size:
        length = _length(low, high)
        least = (low.dist + high.dist - length) / 2
        open_ = least < best[owner] - APPROACH_TOLERANCE_M / 2
        if wanted is not None:
            open_ &= _undecided(owner, least, best, wanted)
        ready = open_ & ((low.number == high.number) | (length <= cell))
        _at_edges(near, (low.take(ready), high.take(ready), owner[ready]), best, place)
        open_ &= ~ready
        low, high, owner = low.take(open_), high.take(open_), owner[open_]
        mid = _nodes(near, laid, (low.x + high.x) / 2, (low.y + high.y) / 2)
        _keep_best(best, place, owner, mid.dist, mid.x, mid.y)
        low, high, owner = low.joined(mid), mid.joined(high), np.concatenate([owner, owner])
    at = laid.ecef(place[0], place[1])
    _, edge = near.nearest(place[0], place[1], at)
    return Approach(pair_distance(at, near.edges.a[edge], near.edges.b[edge]), place[0], place[1])


def _nodes(near: NearEdges, laid: PlaneMap, x: Floats, y: Floats) -> Nodes:
    at = laid.ecef(x, y)
    i, j = _cell(near, x, y)
    return Nodes(x, y, at, near.nearest(x, y, at)[0] if x.size else np.empty(0), near.leaf[i * near.rows + j])


def _cell(near: NearEdges, x: Floats, y: Floats) -> tuple[Ints, Ints]:
    """Column and row of the smallest cells that places lie in."""
    i = (x - near.low[0]) * (near.columns / (near.high[0] - near.low[0]))
    j = (y - near.low[1]) * (near.rows / (near.high[1] - near.low[1]))
    return np.clip(i.astype(np.int64), 0, near.columns - 1), np.clip(j.astype(np.int64), 0, near.rows - 1)


def _length(low: Nodes, high: Nodes) -> Floats:
    delta = high.at - low.at
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", delta, delta)) * (1 + 1e-6))  # the way over ground is longer


def _keep_best(best: Floats, place: Floats, owner: Ints, dist: Floats, x: Floats, y: Floats) -> None:
    """Take over, for each path, the least of some distances if it is less than the best so far."""
    if not owner.size:
        return
    order = np.lexsort((-dist, owner))
    last = order[np.append(owner[order][1:] != owner[order][:-1], True)]
    better = last[dist[last] < best[owner[last]]]
    best[owner[better]] = dist[better]
    place[0, owner[better]], place[1, owner[better]] = x[better], y[better]


def _undecided(owner: Ints, least: Floats, best: Floats, wanted: tuple[float, float]) -> Bools:
    """Which pieces are of paths of which it is not known whether they come as close as wanted, and no closer.

    A path's bound is the least of its pieces and of the best so far; pieces left out may be nearer by the tolerance.
    """
    bound = best.copy()
    order = np.lexsort((least, owner))
    first = order[np.append(True, owner[order][1:] != owner[order][:-1])] if order.size else order
    bound[owner[first]] = np.minimum(bound[owner[first]], least[first])
    low, high = wanted
    within = (best <= high) & (bound >= low + APPROACH_TOLERANCE_M)
    without = (best < low) | (bound > high + APPROACH_TOLERANCE_M)
    return np.asarray(~(within | without)[owner])


def _at_edges(near: NearEdges, pieces: tuple[Nodes, Nodes, Ints], best: Floats, place: Floats) -> None:
    """Hold short pieces against the ends of the edges that can be nearest to them."""
    low, high, owner = pieces
    if not owner.size:
        return
    piece, pick = _pairs(near, low, high)
    for ends in (near.a, near.b):
        point = ends[pick]
        a, b = low.at[piece], high.at[piece]
        dist = np.sqrt(chord_squared(point, a, b))
        ab = b - a
        square = np.einsum("ij,ij->i", ab, ab)
        share = np.clip(np.einsum("ij,ij->i", point - a, ab) / np.where(square == 0, 1.0, square), 0.0, 1.0)
        x = low.x[piece] + share * (high.x - low.x)[piece]
        y = low.y[piece] + share * (high.y - low.y)[piece]
        _keep_best(best, place, owner[piece], dist, x, y)


def _pairs(near: NearEdges, low: Nodes, high: Nodes) -> tuple[Ints, Ints]:
    """Pairs (piece, number in the lists) of the edges listed for the at most four cells that a short piece touches.

    Of a piece within one cell these are that one, or the small ones at its corners: a few edges too many.
    """
    columns, rows = zip(*(_cell(near, nodes.x, nodes.y) for nodes in (low, high)), strict=True)
    cells = np.concatenate([near.leaf[i * near.rows + j] for i in columns for j in rows])
    piece = np.tile(np.arange(low.x.size), 4)
    key = np.unique(piece * near.first.size + cells)
    piece, listed = np.divmod(key, near.first.size)
    first = near.first[listed]
    count = near.first[listed + 1] - first
    offset = np.repeat(np.cumsum(count) - count, count)
    return np.repeat(piece, count), np.repeat(first, count) + np.arange(offset.size) - offset
