"""A raster of the border in a plane: how far away it is at least, which edges are near, which side a cell is on.

Every cell that an edge may touch is *marked*. An unmarked cell is wholly inside or wholly outside, and about it lies a
square free of border whose size is read from one number: that is what lets long paths be passed over in few steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.geodesy import Floats
from airspace.many.plane import Theatre

__all__ = ["Raster"]

Ints = NDArray[np.int64]

FINEST_M = 60.0
"""Smallest cell: about the mean edge of the finest border in use, so that a marked cell holds few edges."""

EMPTY_M = 600.0
"""Smallest cell where there is no border; three of them still lie within what a theatre looks at beyond its circle."""

MOST_CELLS = 1_500_000
"""Cells of a raster at most: larger areas get larger cells."""

TOUCH_M = 0.01
"""An edge marks every cell it comes this close to: far above what rounding moves it, far below a cell."""

_RINGS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)


@dataclass(frozen=True, eq=False)
class Raster:
    """Cells of a rectangle in the plane of a theatre.

    Args:
        x0, y0: its corner; cell: width of a cell, metres. Cell (i, j) is number ``i * rows + j``.
        columns, rows: how many.
        clear_m: per cell, how far in x and y from any of its points no border lies within the rectangle, metres; 0
            beside marked ones and -1 for marked ones. What lies beyond the rectangle is not looked at.
        inside: per cell, whether it is inside; of marked cells nothing is said.
        first, edge: edges of each marked cell: ``edge[first[c]:first[c + 1]]``.
        a, b: ends of those edges, cut to the width of a cell, shape (e, 2).
        of: for each, the edge of the theatre it was cut from.
    """

    x0: float
    y0: float
    cell: float
    columns: int
    rows: int
    clear_m: Floats
    inside: NDArray[np.bool_]
    first: Ints
    edge: Ints
    a: Floats
    b: Floats
    of: Ints

    @classmethod
    def of_box(cls, theatre: Theatre, low: tuple[float, float], high: tuple[float, float]) -> Raster:
        """The raster over a rectangle of the plane, widened by a cell or two."""
        wide, tall = high[0] - low[0], high[1] - low[1]
        cell = max(FINEST_M, float(np.sqrt(wide * tall / MOST_CELLS)), max(wide, tall) / 20_000)
        if not theatre.index.size:  # far inside, or far away
            cell = max(cell, EMPTY_M)
        columns, rows = int(np.ceil(wide / cell)) + 4, int(np.ceil(tall / cell)) + 4
        x0, y0 = low[0] - 2 * cell, low[1] - 2 * cell
        a, b, of = _cut(theatre.a, theatre.b, cell)
        near = (np.maximum(a[:, 0], b[:, 0]) >= x0 - cell) & (np.minimum(a[:, 0], b[:, 0]) <= x0 + (columns + 1) * cell)
        near &= (np.maximum(a[:, 1], b[:, 1]) >= y0 - cell) & (np.minimum(a[:, 1], b[:, 1]) <= y0 + (rows + 1) * cell)
        a, b, of = a[near], b[near], of[near]
        owner, number = _touched(a, b, x0, y0, cell, columns, rows)
        order = np.argsort(number, kind="stable")
        first = np.searchsorted(number[order], np.arange(columns * rows + 1))
        marked = (np.diff(first) > 0).reshape(columns, rows)
        inside = _sides(theatre.edges, theatre, a, b, (x0, y0, cell, columns, rows))
        return cls(
            x0, y0, cell, columns, rows, _clear(marked, cell).ravel(), inside.ravel(),
            first.astype(np.int64), owner[order], a, b, of,
        )  # fmt: skip

    def number(self, x: Floats, y: Floats) -> Ints:
        """The cells of places; the nearest at the rim for places outside."""
        i = ((x - self.x0) * (1 / self.cell)).astype(np.int32)
        j = ((y - self.y0) * (1 / self.cell)).astype(np.int32)
        np.clip(i, 0, self.columns - 1, out=i)
        np.clip(j, 0, self.rows - 1, out=j)
        i *= self.rows
        i += j
        return i  # type: ignore[return-value]

    def clear(self, x: Floats, y: Floats) -> Floats:
        """``clear_m`` at places."""
        return self.clear_m[self.number(x, y)]


def _cut(a: Floats, b: Floats, longest: float) -> tuple[Floats, Floats, Ints]:
    """Edges in pieces no longer than asked for, and the edge each comes from; joints are the same to the last bit."""
    count = np.maximum(1, np.ceil(np.hypot(*(b - a).T) / longest)).astype(np.int64)
    of = np.repeat(np.arange(count.size), count)
    step = np.arange(of.size) - np.repeat(np.cumsum(count) - count, count)
    start = a[of] + (step / count[of])[:, None] * (b - a)[of]
    end = a[of] + ((step + 1) / count[of])[:, None] * (b - a)[of]
    last = step + 1 == count[of]
    end[last] = b[of[last]]
    return start, end, of


def _touched(a: Floats, b: Floats, x0: float, y0: float, cell: float, columns: int, rows: int) -> tuple[Ints, Ints]:
    """Pairs (edge, cell) of edges and the cells that their boxes touch; at most 3 x 3 for an edge of a cell's width."""
    low = np.floor((np.minimum(a, b) - TOUCH_M - (x0, y0)) / cell).astype(np.int64)
    high = np.floor((np.maximum(a, b) + TOUCH_M - (x0, y0)) / cell).astype(np.int64)
    owners, numbers = [], []
    for di in range(3):
        for dj in range(3):
            i, j = low[:, 0] + di, low[:, 1] + dj
            held = (i <= high[:, 0]) & (j <= high[:, 1]) & (i >= 0) & (i < columns) & (j >= 0) & (j < rows)
            owners.append(np.flatnonzero(held))
            numbers.append((i * rows + j)[held])
    return np.concatenate(owners), np.concatenate(numbers)


def _clear(marked: NDArray[np.bool_], cell: float) -> Floats:
    """How far in x and y from any point of each cell no cell is marked, by sums over growing squares."""
    columns, rows = marked.shape
    total = np.zeros((columns + 1, rows + 1), dtype=np.int32)
    total[1:, 1:] = np.cumsum(np.cumsum(marked, axis=0, dtype=np.int32), axis=1, dtype=np.int32)
    clear = np.where(marked, -1.0, 0.0)
    i, j = np.arange(columns), np.arange(rows)
    free = ~marked
    for ring in _RINGS:
        if ring >= max(columns, rows):
            break
        low_i, high_i = np.maximum(i - ring, 0), np.minimum(i + ring + 1, columns)
        low_j, high_j = np.maximum(j - ring, 0), np.minimum(j + ring + 1, rows)
        held = total[high_i][:, high_j] - total[low_i][:, high_j] - total[high_i][:, low_j] + total[low_i][:, low_j]
        free = free & (held == 0)
        if not free.any():
            break
        clear[free] = ring * cell
    return clear


def _sides(
    edges: Edges, theatre: Theatre, a: Floats, b: Floats, grid: tuple[float, float, float, int, int]
) -> NDArray[np.bool_]:
    """Whether the middle of each cell is inside: known for the first column, toggled at each edge a column passes."""
    x0, y0, cell, columns, rows = grid
    y = y0 + (np.arange(rows) + 0.5) * cell
    lon, lat = theatre.map.plane.backward(np.full(rows, x0 + cell / 2), y)
    start = edges.contains(lon, lat)
    ja, jb = (np.ceil((p[:, 1] - y0) / cell - 0.5) for p in (a, b))
    first, last = np.minimum(ja, jb).astype(np.int64), np.maximum(ja, jb).astype(np.int64)
    toggles = np.zeros((columns + 1, rows), dtype=np.int32)
    for step in range(int((last - first).max(initial=0))):
        row = first + step
        held = (row < last) & (row >= 0) & (row < rows)
        row, p, q = row[held], a[held], b[held]
        x = p[:, 0] + (y[row] - p[:, 1]) / (q[:, 1] - p[:, 1]) * (q[:, 0] - p[:, 0])
        column = np.ceil((x - x0) / cell - 0.5)
        passed = column > 0  # west of the first middle changes nothing from there on
        np.add.at(toggles, (np.minimum(column[passed], columns).astype(np.int64), row[passed]), 1)
    return np.asarray((np.cumsum(toggles, axis=0)[:columns] % 2 == 1) ^ start[None, :])
