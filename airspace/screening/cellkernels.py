"""Kernels that build the cell index: which pieces lie in which cells, and the set of zones at every corner.

All in whole steps (:mod:`airspace.screening.pieces`). A corner or a point is taken as if moved by an infinitesimal to
the east and a still smaller one to the north, so that it never lies on a piece: every answer is then that of one and
the same figure in general position, and it does not matter on which way a point is reached.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from airspace.screening.compiled import njit

__all__ = [
    "count_in_subcells",
    "count_in_top",
    "crosses_along",
    "crosses_up",
    "fill_subcells",
    "fill_top",
    "side",
    "toggled",
    "walk",
]

PAD = 2048
"""Steps (20 cm of latitude) by which cells are widened when pieces are sorted into them: beyond ``NEAR_M`` and
``GUARD_M``."""

_EQUATOR = 90 * 2**30  # steps from the south pole


@njit
def side(x1: Any, y1: Any, x2: Any, y2: Any, px: Any, py: Any) -> Any:
    """Whether the point lies to the left of the line 1-2."""
    dx, dy = x2 - x1, y2 - y1
    o = dx * (py - y1) - dy * (px - x1)
    if o != 0:
        return o > 0
    return dy < 0 or (dy == 0 and dx > 0)


@njit
def crosses_along(x1: Any, y1: Any, x2: Any, y2: Any, px: Any, qx: Any, y: Any) -> Any:
    """Whether the way from (px, y) east to (qx, y) crosses the piece 1-2."""
    if (y1 <= y) == (y2 <= y):
        return False
    return side(x1, y1, x2, y2, px, y) != side(x1, y1, x2, y2, qx, y)


@njit
def crosses_up(x1: Any, y1: Any, x2: Any, y2: Any, x: Any, py: Any, qy: Any) -> Any:
    """Whether the way from (x, py) north to (x, qy) crosses the piece 1-2."""
    if (x1 <= x) == (x2 <= x):
        return False
    return side(x1, y1, x2, y2, x, py) != side(x1, y1, x2, y2, x, qy)


@njit
def _meets(x1: Any, y1: Any, x2: Any, y2: Any, west: Any, south: Any, size: Any, pad_x: Any) -> Any:
    """Whether a piece comes into a cell that is widened by the pads."""
    east, north = west + size, south + size
    if max(x1, x2) < west - pad_x or min(x1, x2) > east + pad_x:
        return False
    if max(y1, y2) < south - PAD or min(y1, y2) > north + PAD:
        return False
    dx, dy = x2 - x1, y2 - y1
    # twice the middle of the cell, so that it is whole
    gap = dx * (south + north - 2 * y1) - dy * (west + east - 2 * x1)
    return abs(gap) <= abs(dx) * (size + 2 * PAD) + abs(dy) * (size + 2 * pad_x)


@njit
def _pad_x(y1: Any, y2: Any) -> Any:
    """Steps of longitude that are as wide as ``PAD``, or wider, all along a piece from ``y1`` to ``y2``."""
    y = max(abs(y1 - _EQUATOR), abs(y2 - _EQUATOR)) + _EQUATOR
    lat = (y / 1073741824.0 - 90.0) * 0.017453292519943295
    return int(PAD / max(np.cos(lat), 1e-3)) + 1


@njit
def _reach(one: Any, other: Any, pad: Any, origin: Any, shift: Any, cells: Any) -> Any:
    """First and last of the cells of a row, or a column, that a padded piece may come into."""
    return max((min(one, other) - pad - origin) >> shift, 0), min((max(one, other) + pad - origin) >> shift, cells - 1)


@njit
def count_in_top(pieces: Any, grid: Any, count: Any) -> None:
    """Add up how many pieces come into each cell of the top grid."""
    ax, ay, bx, by = pieces
    for i in range(ax.size):
        _each_top(ax[i], ay[i], bx[i], by[i], grid, count, i, count, count, False)


@njit
def fill_top(pieces: Any, grid: Any, first: Any, used: Any, found: Any) -> None:
    """List the pieces of each cell of the top grid, in their order."""
    ax, ay, bx, by = pieces
    for i in range(ax.size):
        _each_top(ax[i], ay[i], bx[i], by[i], grid, used, i, first, found, True)


@njit
def _each_top(
    x1: Any, y1: Any, x2: Any, y2: Any, grid: Any, used: Any, i: Any, first: Any, found: Any, fill: Any
) -> None:
    west, south, shift, nx, ny, turn = grid
    size = 1 << shift
    pad = _pad_x(y1, y2)
    row0, row1 = _reach(y1, y2, PAD, south, shift, ny)
    for k in range(-1, 2):  # a piece at the seam stands on both sides of it
        p1, p2 = x1 + k * turn, x2 + k * turn
        col0, col1 = _reach(p1, p2, pad, west, shift, nx)
        for row in range(row0, row1 + 1):
            for col in range(col0, col1 + 1):
                if _meets(p1, y1, p2, y2, west + (col << shift), south + (row << shift), size, pad):
                    cell = row * nx + col
                    if fill:
                        found[first[cell] + used[cell]] = i
                    used[cell] += 1


@njit
def _shifted(x1: Any, x2: Any, west: Any, size: Any, turn: Any) -> Any:
    """By how much a piece is turned about the globe to stand next to a cell."""
    middle = (x1 + x2) // 2 - west - size // 2
    if middle > turn // 2:
        return -turn
    if middle < -(turn // 2):
        return turn
    return 0


@njit
def count_in_subcells(
    pieces: Any, grid: Any, border: Any, first: Any, found: Any, log: Any, block_first: Any, count: Any
) -> None:
    """Add up how many pieces come into each subcell of each top cell on a border."""
    ends = np.empty((0, 4), dtype=np.int32)
    _each_subcell(pieces, grid, border, first, found, log, block_first, count, first, count, ends, count, False)


@njit
def fill_subcells(
    pieces: Any, grid: Any, border: Any, first: Any, found: Any, log: Any, block_first: Any,
    cell_of: Any, cell_first: Any, used: Any, ends: Any, piece: Any,
) -> None:  # fmt: skip
    """Write the pieces of each border subcell, their ends counted from its south-west corner."""
    _each_subcell(pieces, grid, border, first, found, log, block_first, cell_of, cell_first, used, ends, piece, True)


@njit
def _each_subcell(
    pieces: Any, grid: Any, border: Any, first: Any, found: Any, log: Any, block_first: Any,
    cell_of: Any, cell_first: Any, used: Any, ends: Any, piece: Any, fill: Any,
) -> None:  # fmt: skip
    """Count the pieces of each subcell in ``used``, or ``fill``: count those of border subcells, and write them."""
    ax, ay, bx, by = pieces
    west, south, shift, nx, _, turn = grid
    for b in range(border.size):
        cell = border[b]
        x0, y0 = west + ((cell % nx) << shift), south + ((cell // nx) << shift)
        fine = shift - log[b]
        n = 1 << log[b]
        for j in range(first[cell], first[cell + 1]):
            i = found[j]
            move = _shifted(ax[i], bx[i], x0, 1 << shift, turn)
            x1, y1, x2, y2 = ax[i] + move, ay[i], bx[i] + move, by[i]
            pad = _pad_x(y1, y2)
            row0, row1 = _reach(y1, y2, PAD, y0, fine, n)
            col0, col1 = _reach(x1, x2, pad, x0, fine, n)
            for row in range(row0, row1 + 1):
                for col in range(col0, col1 + 1):
                    cx, cy = x0 + (col << fine), y0 + (row << fine)
                    if not _meets(x1, y1, x2, y2, cx, cy, 1 << fine, pad):
                        continue
                    c = block_first[b] + row * n + col
                    if fill:
                        c = cell_of[c]
                        k = cell_first[c] + used[c]
                        ends[k, 0], ends[k, 1], ends[k, 2], ends[k, 3] = x1 - cx, y1 - cy, x2 - cx, y2 - cy
                        piece[k] = i
                    used[c] += 1


@njit
def toggled(sets: Any, now: Any, zone: Any) -> Any:
    """The set that has ``zone`` where ``now`` has it not, and the other way round; made if there is none yet.

    ``sets``: words of bits (s, w), number of sets in use (1,), hash keys and values. -1 if no room is left.
    """
    words, used, keys, values = sets
    key = now * 1048576 + zone
    mask = keys.size - 1
    slot = np.int64((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
    while keys[slot] != -1:
        if keys[slot] == key:
            return values[slot]
        slot = (slot + 1) & mask
    new = used[0]
    if new >= words.shape[0] or used[1] * 2 > keys.size:
        return -1
    for w in range(words.shape[1]):
        words[new, w] = words[now, w]
    words[new, zone >> 6] ^= np.uint64(1) << np.uint64(zone & 63)
    for s in range(used[0]):
        same = True
        for w in range(words.shape[1]):
            if words[s, w] != words[new, w]:
                same = False
                break
        if same:
            new = s
            break
    if new == used[0]:
        used[0] += 1
    used[1] += 1
    keys[slot], values[slot] = key, new
    return new


@njit
def _over_top(
    pieces: Any, zone: Any, sets: Any, grid: Any, first: Any, found: Any, row: Any, col: Any, now: Any, up: Any
) -> Any:
    """The set at the next corner of the top grid, to the east or to the north."""
    ax, ay, bx, by = pieces
    west, south, shift, nx, _, turn = grid
    cell = row * nx + col
    x0, y0, size = west + (col << shift), south + (row << shift), 1 << shift
    for j in range(first[cell], first[cell + 1]):
        i = found[j]
        move = _shifted(ax[i], bx[i], x0, size, turn)
        x1, x2 = ax[i] + move, bx[i] + move
        if up:
            hit = crosses_up(x1, ay[i], x2, by[i], x0, y0, y0 + size)
        else:
            hit = crosses_along(x1, ay[i], x2, by[i], x0, x0 + size, y0)
        if hit:
            now = toggled(sets, now, zone[i])
            if now < 0:
                return now
    return now


@njit
def _block(
    ends: Any, piece: Any, zone: Any, sets: Any, sub: Any, cell_first: Any, cell_set: Any, n: Any, size: Any, now: Any
) -> Any:
    """The sets at the corners of one block's subcells, beginning with that at its south-west corner."""
    for row in range(n):
        here = now
        for col in range(n):
            c = -sub[row * n + col] - 1
            if c < 0:  # no border in it
                sub[row * n + col] = here
                continue
            cell_set[c] = here
            up = here
            for k in range(cell_first[c], cell_first[c + 1]):
                x1, y1, x2, y2 = ends[k, 0], ends[k, 1], ends[k, 2], ends[k, 3]
                if crosses_along(x1, y1, x2, y2, 0, size, 0):
                    here = toggled(sets, here, zone[piece[k]])
                if col == 0 and crosses_up(x1, y1, x2, y2, 0, 0, size):
                    up = toggled(sets, up, zone[piece[k]])
                if here < 0 or up < 0:
                    return -1
            if col == 0:
                now = up
    return 0


@njit
def walk(
    pieces: Any, zone: Any, sets: Any, grid: Any, first: Any, found: Any, code: Any, log: Any, block_first: Any,
    sub: Any, cell_first: Any, cell_set: Any, ends: Any, piece: Any,
) -> Any:  # fmt: skip
    """Find the set of zones at every corner; 0, or 1 if there are too many sets, or 2 if a row does not close."""
    shift, nx, ny = grid[2], grid[3], grid[4]
    begin = 0
    for row in range(ny):
        now = begin
        for col in range(nx):
            cell = row * nx + col
            b = -code[cell] - 1
            if b < 0:
                code[cell] = now
                continue
            n = 1 << log[b]
            part = sub[block_first[b] : block_first[b] + n * n]
            if _block(ends, piece, zone, sets, part, cell_first, cell_set, n, 1 << (shift - log[b]), now) < 0:
                return 1
            if col == 0:
                above = _over_top(pieces, zone, sets, grid, first, found, row, col, now, True)
            now = _over_top(pieces, zone, sets, grid, first, found, row, col, now, False)
            if now < 0 or (col == 0 and above < 0):
                return 1
        if now != begin:
            return 2
        b = -code[row * nx] - 1
        begin = begin if b < 0 else above
    return 0
