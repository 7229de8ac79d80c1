"""Kernels that say of points in which set of zones they lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from airspace.screening.cellkernels import side
from airspace.screening.compiled import njit

__all__ = ["NEAR_M", "STEPS_M", "UNSURE", "cells_at", "near_piece", "sets_at", "steps_in", "subcell"]

NEAR_M = 0.02
"""A point this close to a piece goes to the exact engine: twice what a piece may lie from its geodesic."""

UNSURE = -1
"""The answer for such a point."""

STEPS_M = 2**30 / 110_570.0
"""Steps of latitude to a metre, at the most: a degree has 110,574 m at the least, on the equator."""

_BATCH = 4096
_NEAR_STEPS = NEAR_M * STEPS_M


@njit
def near_piece(x1: Any, y1: Any, x2: Any, y2: Any, px: Any, py: Any, scale: Any, pad: Any) -> Any:
    """Whether a point lies within ``pad`` steps of a piece; ``scale``: a step of longitude over one of latitude."""
    if py < min(y1, y2) - pad or py > max(y1, y2) + pad:
        return False
    wide = pad / scale
    if px < min(x1, x2) - wide or px > max(x1, x2) + wide:
        return False
    dx, dy = (x2 - x1) * scale, float(y2 - y1)
    gap = dx * (py - y1) - dy * ((px - x1) * scale)
    return gap * gap <= pad * pad * (dx * dx + dy * dy)


@njit
def _turned(ends: Any, bit: Any, first: Any, last: Any, px: Any, py: Any, scale: Any) -> Any:
    """Which of a subcell's zones change between its corner and a point, as bits; -1 if it is near a piece."""
    turned = 0
    for k in range(first, last):
        x1, y1 = np.int64(ends[k, 0]), np.int64(ends[k, 1])
        x2, y2 = np.int64(ends[k, 2]), np.int64(ends[k, 3])
        if near_piece(x1, y1, x2, y2, px, py, scale, _NEAR_STEPS):
            return -1
        over, beside = (x1 <= px) != (x2 <= px), (y1 <= 0) != (y2 <= 0)
        if over or beside:
            below = side(x1, y1, x2, y2, px, 0)
            if over and below != side(x1, y1, x2, y2, px, py):
                turned ^= 1 << bit[k]
            if beside and below != side(x1, y1, x2, y2, 0, 0):
                turned ^= 1 << bit[k]
    return turned


@njit
def steps_in(grid: Any, lon: Any, lat: Any) -> Any:
    """Steps east and north of the grid's corner."""
    x = np.int64((lon + 180.0) * 1073741824.0) - grid[0]
    y = np.int64((lat + 90.0) * 1073741824.0) - grid[1]
    if x < 0:
        x += grid[5]
    elif x >= grid[5]:
        x -= grid[5]
    return x, y


@njit
def subcell(index: Any, b: Any, x: Any, y: Any) -> Any:
    """Code of the subcell of a block at steps from the grid's corner, and the steps from its own."""
    grid, block_first, block_log, sub = index.grid, index.block_first, index.block_log, index.sub
    shift = grid[2]
    fine = shift - block_log[b]
    inside = (1 << shift) - 1
    fx, fy = x & inside, y & inside
    v = sub[block_first[b] + ((fy >> fine) << block_log[b]) + (fx >> fine)]
    small = (1 << fine) - 1
    return v, fx & small, fy & small


@njit
def _in_blocks(index: Any, lon: Any, lat: Any, left: Any, waiting: Any, work: Any, found: Any) -> Any:
    """Answer the points whose top cell is a block; returns how many are ``UNSURE``.

    In passes over all of them, so that the memory they wait for is fetched for many at a time.
    """
    grid, block_first, block_log, sub = index.grid, index.block_first, index.block_log, index.sub
    cell_first, cell_table, table, ends, bit = index.cell_first, index.cell_table, index.table, index.ends, index.bit
    at, east, north, fine, cosine = work
    shift, inside = grid[2], (1 << grid[2]) - 1
    for k in range(waiting):
        i = left[k]
        x, y = steps_in(grid, lon[i], lat[i])
        b, fx, fy = -1 - found[i], x & inside, y & inside
        fine[k] = shift - block_log[b]
        at[k] = block_first[b] + ((fy >> fine[k]) << block_log[b]) + (fx >> fine[k])
        small = (1 << fine[k]) - 1
        east[k], north[k] = fx & small, fy & small
    few = 0
    for k in range(waiting):
        v = sub[at[k]]
        i = left[k]
        found[i] = v
        left[few], at[few], east[few], north[few] = i, -1 - v, east[k], north[k]
        few += v < 0
    for k in range(few):
        fine[k] = cell_first[at[k]]
    unsure = 0
    for k in range(few):
        i, c = left[k], at[k]
        begin, scale = cell_table[c], cosine[int(lat[i] + 90.0)]
        turned = _turned(ends, bit, fine[k], cell_first[c + 1], east[k], north[k], scale) if begin >= 0 else -1
        found[i] = table[begin + turned] if turned >= 0 else UNSURE
        unsure += turned < 0
    return unsure


@njit
def sets_at(index: Any, lon: Any, lat: Any, found: Any) -> Any:
    """Write the number of the set at each point; return how many are ``UNSURE``.

    Points of uniform cells are answered in a first pass without a branch, those of blocks in a second one.
    """
    grid, code = index.grid, index.code
    shift = grid[2]
    per = float(1 << (30 - shift))
    west, south, turn = np.int32(grid[0] >> shift), np.int32(grid[1] >> shift), np.int32(grid[5] >> shift)
    columns, rows = np.int32(grid[3]), np.int32(grid[4])
    outside = np.int32(columns * rows)  # the entry after the last cell: no zone
    cell, left = np.empty(_BATCH, dtype=np.int32), np.empty(_BATCH, dtype=np.int32)
    whole = np.empty(_BATCH, dtype=np.int64), np.empty(_BATCH, dtype=np.int64), np.empty(_BATCH, dtype=np.int64)
    # A degree's own cosine is at most 2 % less than that of its points up to 40 degrees, and half up to 89.
    cosine = np.cos(np.minimum(np.abs(np.arange(-90, 91) + 1.0 * (np.arange(-90, 91) >= 0)), 89.5) * 0.0174532925199433)
    work = (whole[0], whole[1], whole[2], np.empty(_BATCH, dtype=np.int64), cosine)
    unsure = 0
    for start in range(0, lon.size, _BATCH):
        n = min(_BATCH, lon.size - start)
        x, y, out = lon[start : start + n], lat[start : start + n], found[start : start + n]
        for i in range(n):
            col = np.int32((x[i] + 180.0) * per)
            col = col - turn if col >= turn else col
            col = col - west
            col = col + turn if col < 0 else col
            row = np.int32((y[i] + 90.0) * per) - south
            held = (col >= 0) & (col < columns) & (row >= 0) & (row < rows)
            cell[i] = row * columns + col if held else outside
        for i in range(n):
            out[i] = code[cell[i]]
        waiting = 0
        for i in range(n):
            left[waiting] = i
            waiting += out[i] < 0
        unsure += _in_blocks(index, x, y, left, waiting, work, out)
    return unsure


@njit
def cells_at(index: Any, lon: Any, lat: Any, found: Any) -> None:
    """Write of each point which border subcell it lies in; -1 for none."""
    grid, code = index.grid, index.code
    shift, columns, rows = grid[2], grid[3], grid[4]
    for i in range(lon.size):
        x, y = steps_in(grid, lon[i], lat[i])
        col, row = x >> shift, y >> shift
        found[i] = -1
        if col < columns and row >= 0 and row < rows:
            v = code[row * columns + col]
            if v < 0:
                v, _, _ = subcell(index, -1 - v, x, y)
                if v < 0:
                    found[i] = -1 - v
