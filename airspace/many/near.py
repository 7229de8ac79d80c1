"""Which edges can be nearest to the places of a rectangle: short lists for its cells, proven complete.

A cell's list is its parent's without the edges that cannot be nearest anywhere in it. For a fixed border point f and an
edge k, |p - f|^2 - d_k(p)^2 is the greatest of some linear functions of the place p, so it is convex: over the flat
cell between four corners it is greatest at a corner. If k is farther than f from all four, it is farther everywhere in
the cell; the bend of the Earth within the cell is let in as slack. Tried are the border points nearest to its middle
and its corners. Cells are quartered until their list is short. All distances are straight ones in space, as those that
are then compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.geodesy import RADIUS_MIN_M, Floats, ecef
from airspace.many.plane import PlaneMap, Theatre

__all__ = ["NearEdges", "Nodes", "chord_squared"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHORT = 6
"""Edges of a list that is not cut further: to try as many costs about as much as to find the cell."""

SMALLEST_M = 40.0
"""Cells are not cut below this: about the mean edge of the finest border in use."""

MOST_ROOTS = 8
"""Cells along a side of the rectangle to begin with, at most: about square ones."""

MOST_LEAVES = 2048
"""Smallest cells along a side of the rectangle at most."""

SLACK_M = 0.01  # what places may be off by, tenfold


@dataclass(frozen=True, eq=False)
class NearEdges:
    """Lists of edges for the cells of a rectangle in the plane of a theatre.

    Args:
        edges: the whole border.
        low, high: corners of the rectangle, metres; ``columns`` by ``rows`` smallest cells.
        leaf: per smallest cell, its list; the list of ``n`` is ``edge[first[n]:first[n + 1]]``, edges of the whole
            border.
        a, b: ECEF ends of those edges, shape (e, 3), in the order of ``edge``.
    """

    edges: Edges
    low: tuple[float, float]
    high: tuple[float, float]
    columns: int
    rows: int
    leaf: Ints
    first: Ints
    edge: Ints
    a: Floats
    b: Floats

    @classmethod
    def of_box(cls, theatre: Theatre, low: tuple[float, float], high: tuple[float, float]) -> NearEdges:
        """Lists for a rectangle within the reach of the theatre's plane; the nearest border may lie outside it."""
        edges = theatre.edges
        sides = np.array([max(high[0] - low[0], 1.0), max(high[1] - low[1], 1.0)])
        roots = np.clip(np.round(sides / sides.min()), 1, MOST_ROOTS).astype(np.int64)
        most = int(np.log2(MOST_LEAVES / roots.max()))
        levels = int(np.clip(np.ceil(np.log2(float((sides / roots).max()) / SMALLEST_M)), 0, most))
        edge = _in_question(theatre, low, (low[0] + sides[0], low[1] + sides[1]))
        i, j = (v.ravel() for v in np.meshgrid(np.arange(roots[0]), np.arange(roots[1]), indexing="ij"))
        owner, listed = np.repeat(np.arange(i.size), edge.size), np.tile(np.arange(edge.size), i.size)
        leaf = np.zeros(tuple(roots * 2**levels), np.int64)
        done_lists: list[tuple[Ints, Ints]] = []
        leaves = 0
        for level in range(levels + 1):
            count = roots * 2**level
            corners = _corners(theatre.map, low, sides / count, i, j)
            keep = _possible(corners, owner, edges.a[edge[listed]], edges.b[edge[listed]])
            owner, listed = owner[keep], listed[keep]
            size = np.bincount(owner, minlength=i.size)
            done = (size <= SHORT) if level < levels else np.ones(i.size, bool)
            _fill(leaf, i[done], j[done], count, leaves)
            done_lists.append((listed[done[owner]], size[done]))
            leaves += int(done.sum())
            i, j, owner, listed = _quartered(i, j, owner, listed, done)
        held = edge[np.concatenate([index for index, _ in done_lists])]
        first = np.concatenate([[0], np.cumsum(np.concatenate([size for _, size in done_lists]))])
        columns, rows = leaf.shape
        return cls(
            edges, low, (low[0] + float(sides[0]), low[1] + float(sides[1])), columns, rows, leaf.ravel(),
            first, held, edges.a[held], edges.b[held],
        )  # fmt: skip

    def holds(self, low: tuple[float, float], high: tuple[float, float]) -> bool:
        """Whether a rectangle lies within this one."""
        below = all(own <= other for own, other in zip(self.low, low, strict=True))
        return below and all(own >= other for own, other in zip(self.high, high, strict=True))

    def nearest(self, x: Floats, y: Floats, at: Floats) -> tuple[Floats, Ints]:
        """Straight distance to the nearest edge of places (n,), and which edge it is.

        Args:
            x, y: places in the plane, within the rectangle.
            at: the same in ECEF, shape (n, 3).
        """
        scale_x = self.columns / (self.high[0] - self.low[0])
        scale_y = self.rows / (self.high[1] - self.low[1])
        i = np.clip(((x - self.low[0]) * scale_x).astype(np.int64), 0, self.columns - 1)
        j = np.clip(((y - self.low[1]) * scale_y).astype(np.int64), 0, self.rows - 1)
        listed = self.leaf[i * self.rows + j]
        first = self.first[listed]
        count = self.first[listed + 1] - first
        starts = np.cumsum(count) - count
        owner = np.repeat(np.arange(x.size), count)
        pick = np.arange(owner.size) - np.repeat(starts - first, count)
        square = chord_squared(at[owner], self.a[pick], self.b[pick])
        least, winner = _least(square, owner, starts)
        return np.sqrt(least), self.edge[pick[winner]]


class Nodes(NamedTuple):
    """Ends of pieces of paths: place in the plane and in ECEF, distance to the border, and a number kept with each.

    ``number``: the nearest edge, or the cell, as whoever keeps the nodes needs it.
    """

    x: Floats
    y: Floats
    at: Floats
    dist: Floats
    number: Ints

    def take(self, keep: Bools) -> Nodes:
        """Some of them."""
        return Nodes(self.x[keep], self.y[keep], self.at[keep], self.dist[keep], self.number[keep])

    def joined(self, other: Nodes) -> Nodes:
        """These and others."""
        return Nodes(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))


def chord_squared(point: Floats, a: Floats, b: Floats) -> Floats:
    """Squares of the straight distances of points to the chords a-b, ECEF of shape (n, 3)."""
    foot = _chord_foot(point, a, b)
    foot -= point
    return np.asarray(np.einsum("ij,ij->i", foot, foot))


def _chord_foot(point: Floats, a: Floats, b: Floats) -> Floats:
    ab = b - a
    square = np.einsum("ij,ij->i", ab, ab)
    t = np.einsum("ij,ij->i", point - a, ab) / np.where(square == 0, 1.0, square)
    ab *= np.clip(t, 0.0, 1.0)[:, None]
    ab += a
    return np.asarray(ab)


def _least(value: Floats, owner: Ints, starts: Ints) -> tuple[Floats, Ints]:
    """The least value of each owner and where it stands, the first of equals; owners are sorted and each has one."""
    if not value.size:
        return value, np.empty(0, np.int64)
    least = np.minimum.reduceat(value, starts)
    winner = np.flatnonzero(value == least[owner])
    best = np.empty(starts.size, np.int64)
    best[owner[winner][::-1]] = winner[::-1]
    return least, best


def _in_question(theatre: Theatre, low: tuple[float, float], high: tuple[float, float]) -> Ints:
    """Edges that can be nearest to some place of a rectangle: within its size of the one nearest to its middle."""
    x, y = np.array([low[0], high[0], low[0], high[0]]), np.array([low[1], low[1], high[1], high[1]])
    lon, lat = theatre.map.plane.backward([x.mean()], [y.mean()])
    away = float(theatre.edges.nearest(lon, lat, exact=False).distance_m[0])
    here = ecef(lon, lat)
    half = float(np.sqrt(((theatre.map.ecef(x, y) - here) ** 2).sum(axis=1).max()))
    return np.sort(theatre.edges.candidates(here, here, (away + 2 * half) * 1.01 + 100.0)[1])


def _corners(laid: PlaneMap, low: tuple[float, float], size: Floats, i: Ints, j: Ints) -> list[Floats]:
    """Corners of cells and their middles in ECEF: five arrays of shape (cells, 3)."""
    shifts = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.5))
    return [laid.ecef(low[0] + (i + dx) * size[0], low[1] + (j + dy) * size[1]) for dx, dy in shifts]


def _possible(corners: list[Floats], owner: Ints, a: Floats, b: Floats) -> Bools:
    """Which pairs (cell, edge) stay: the edge may be nearest somewhere in the cell. Pairs are sorted by cell."""
    starts = np.searchsorted(owner, np.arange(corners[0].shape[0]))
    away, feet = [], []
    for place in corners:
        point = place[owner]
        foot = _chord_foot(point, a, b)
        point -= foot
        square = np.einsum("ij,ij->i", point, point)
        away.append(np.sqrt(square))
        feet.append(foot[_least(square, owner, starts)[1]])
    across = corners[3] - corners[0]
    bulge = np.einsum("ij,ij->i", across, across) / (8 * RADIUS_MIN_M)  # of the ground over the flat cell
    keep = np.ones(owner.size, dtype=bool)
    for foot in feet:
        some = np.zeros(owner.size, dtype=bool)
        for corner, dist in zip(corners[:4], away[:4], strict=True):
            gap = corner - foot
            reach = np.sqrt(np.einsum("ij,ij->i", gap, gap)) + 2 * bulge + SLACK_M
            some |= dist <= reach[owner]
        keep &= some
    return keep


def _fill(leaf: Ints, i: Ints, j: Ints, count: Ints, first: int) -> None:
    """Write the numbers of finished cells, of which there are ``count`` along the sides, into the smallest cells."""
    if i.size:
        coarse = np.full(tuple(count), -1, np.int64)
        coarse[i, j] = np.arange(first, first + i.size)
        block = leaf.shape[0] // int(count[0])
        fine = np.repeat(np.repeat(coarse, block, axis=0), block, axis=1)
        np.copyto(leaf, fine, where=fine >= 0)


def _quartered(i: Ints, j: Ints, owner: Ints, listed: Ints, done: Bools) -> tuple[Ints, Ints, Ints, Ints]:
    """The quarters of the cells that are not done, each with its parent's list."""
    parent = np.flatnonzero(~done)
    i4 = (2 * i[parent][:, None] + np.array([0, 0, 1, 1])).ravel()
    j4 = (2 * j[parent][:, None] + np.array([0, 1, 0, 1])).ravel()
    of = np.repeat(parent, 4)
    first = np.searchsorted(owner, of)
    count = np.searchsorted(owner, of, side="right") - first
    offset = np.repeat(np.cumsum(count) - count, count)
    picked = np.repeat(first, count) + np.arange(offset.size) - offset
    return i4, j4, np.repeat(np.arange(of.size), count), listed[picked]
