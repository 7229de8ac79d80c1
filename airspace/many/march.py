"""Where straight stretches of a plane cross the border: halved while they may, then tried against edges near them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.geodesy import Floats
from airspace.many.raster import Raster

__all__ = ["Crossings", "crossings"]

Ints = NDArray[np.int64]

SHORT = 0.999  # of a cell: such a piece touches no third cell in a row, however its ends are rounded


class Crossings(NamedTuple):
    """Crossings of stretches with the border, arrays of shape (c,), in no order.

    ``share``: of the stretch, in the plane, at which it crosses; ``x``, ``y``: where; ``edge``: edge of the theatre.
    """

    stretch: Ints
    share: Floats
    x: Floats
    y: Floats
    edge: Ints


class _Pieces(NamedTuple):
    """Pieces of stretches: their ends, what is free of border about each end, and the stretch."""

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    free0: Floats
    free1: Floats
    of: Ints

    def take(self, keep: NDArray[np.bool_]) -> _Pieces:
        return _Pieces(
            self.x0[keep],
            self.y0[keep],
            self.x1[keep],
            self.y1[keep],
            self.free0[keep],
            self.free1[keep],
            self.of[keep],
        )


def crossings(raster: Raster, start: tuple[Floats, Floats], end: tuple[Floats, Floats]) -> Crossings:
    """All crossings of the stretches from ``start`` to ``end``, each (x, y) of arrays (n,), with the border.

    A stretch that passes through a vertex of the border crosses it once or not at all, as its ends lie; counted along
    a path, crossings always change the side.
    """
    (x0, y0), (x1, y1) = start, end
    free0, free1 = raster.clear(x0, y0), raster.clear(x1, y1)
    near = _near(x0, y0, x1, y1, free0, free1)
    of = np.flatnonzero(near)
    pieces = _Pieces(x0[of], y0[of], x1[of], y1[of], free0[of], free1[of], of)
    short: list[_Pieces] = []
    while pieces.of.size:
        small = np.maximum(np.abs(pieces.x1 - pieces.x0), np.abs(pieces.y1 - pieces.y0)) <= SHORT * raster.cell
        if small.any():
            short.append(pieces.take(small))
            pieces = pieces.take(~small)
        pieces = _halved(raster, pieces)
    if not short:
        return Crossings(np.empty(0, np.int64), *(np.empty(0),) * 3, np.empty(0, np.int64))
    last = _Pieces(*(np.concatenate(column) for column in zip(*short, strict=True)))
    stretch, edge = _pairs(raster, last)
    return _met(raster, stretch, edge, (x0[stretch], y0[stretch]), (x1[stretch], y1[stretch]))


def _near(x0: Floats, y0: Floats, x1: Floats, y1: Floats, free0: Floats, free1: Floats) -> NDArray[np.bool_]:
    """Whether the squares free of border about both ends leave a part of the way between them uncovered."""
    way = np.abs(x1 - x0)
    np.maximum(way, np.abs(y1 - y0), out=way)
    # A mark (-1) on the other end must not shorten what an end covers alone.
    return np.asarray(np.maximum(free0, 0.0) + np.maximum(free1, 0.0) <= way) | (free0 < 0) | (free1 < 0)


def _halved(raster: Raster, pieces: _Pieces) -> _Pieces:
    """Both halves of each piece, without those that cannot meet the border."""
    if not pieces.of.size:
        return pieces
    x, y = (pieces.x0 + pieces.x1) * 0.5, (pieces.y0 + pieces.y1) * 0.5
    free = raster.clear(x, y)
    one = np.flatnonzero(_near(pieces.x0, pieces.y0, x, y, pieces.free0, free))
    two = np.flatnonzero(_near(x, y, pieces.x1, pieces.y1, free, pieces.free1))

    def both(first: Floats, second: Floats) -> Floats:
        return np.concatenate([first[one], second[two]])

    return _Pieces(
        both(pieces.x0, x), both(pieces.y0, y), both(x, pieces.x1), both(y, pieces.y1),
        both(pieces.free0, free), both(free, pieces.free1), np.concatenate([pieces.of[one], pieces.of[two]]),
    )  # fmt: skip


def _pairs(raster: Raster, pieces: _Pieces) -> tuple[Ints, Ints]:
    """Pairs (stretch, edge of the raster) to try: the edges of the at most four cells that a short piece touches."""
    here, there = raster.number(pieces.x0, pieces.y0), raster.number(pieces.x1, pieces.y1)
    across, along = raster.number(pieces.x0, pieces.y1), raster.number(pieces.x1, pieces.y0)
    corner = (across != here) & (across != there)
    cells = np.concatenate([here, there[there != here], across[corner], along[corner]])
    of = np.concatenate([pieces.of, pieces.of[there != here], pieces.of[corner], pieces.of[corner]])
    key = np.sort(of * raster.clear_m.size + cells)  # pieces of a stretch share cells
    of, cells = np.divmod(key[np.append(True, key[1:] != key[:-1])], raster.clear_m.size)
    first = raster.first[cells]
    count = raster.first[cells + 1] - first
    held = count > 0
    of, first, count = of[held], first[held], count[held]
    offset = np.repeat(np.cumsum(count) - count, count)
    edge = raster.edge[np.repeat(first, count) + np.arange(offset.size) - offset]
    return np.repeat(of, count), edge


def _met(
    raster: Raster, stretch: Ints, edge: Ints, start: tuple[Floats, Floats], end: tuple[Floats, Floats]
) -> Crossings:
    """Of pairs of whole stretches and edges those that cross, each once.

    Each side is computed from the same numbers wherever a vertex or a fix is shared, so no crossing is lost or doubled.
    Where one lies on the other, sides are those of a path that is moved by an infinitesimal (e, e * e), the same for
    all (H. Edelsbrunner, E. P. Muecke, "Simulation of simplicity", ACM Trans. Graphics 9, 1990): a vertex then lies to
    the left of a stretch that runs up, and a fix to the left of an edge that runs down.
    """
    ax, ay, bx, by = (ends[:, axis][edge] for ends in (raster.a, raster.b) for axis in (0, 1))
    dx, dy = end[0] - start[0], end[1] - start[1]
    side_a = dx * (ay - start[1]) - dy * (ax - start[0])
    side_b = dx * (by - start[1]) - dy * (bx - start[0])
    up = (dy > 0) | ((dy == 0) & (dx < 0))
    kept = _left(side_a, up) != _left(side_b, up)
    if not kept.all():
        stretch, edge, ax, ay, bx, by = (v[kept] for v in (stretch, edge, ax, ay, bx, by))
        start, end = (start[0][kept], start[1][kept]), (end[0][kept], end[1][kept])
    ex, ey = bx - ax, by - ay
    side_p = ex * (start[1] - ay) - ey * (start[0] - ax)
    side_q = ex * (end[1] - ay) - ey * (end[0] - ax)
    down = (ey < 0) | ((ey == 0) & (ex > 0))
    meet = np.flatnonzero(_left(side_p, down) != _left(side_q, down))
    key = stretch[meet] * raster.of.size + edge[meet]
    meet = meet[np.unique(key, return_index=True)[1]]
    share = side_p[meet] / (side_p[meet] - side_q[meet])
    x0, y0 = start[0][meet], start[1][meet]
    x, y = x0 + share * (end[0][meet] - x0), y0 + share * (end[1][meet] - y0)
    return Crossings(stretch[meet], share, x, y, raster.of[edge[meet]])


def _left(side: Floats, on_it: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether something lies to the left; ``on_it``: where it is taken to lie if neither left nor right."""
    return np.where(side == 0, on_it, side > 0)
