"""The cell index: for every place on the globe the set of zones it lies in, or the few pieces of border that decide.

Two levels. Cells of the top grid that no border touches hold the number of their set. The others are blocks of
subcells, the more the more border there is; a subcell is uniform too, or holds its pieces of border and the set at
its south-west corner. A set is counted, not named, so zones may overlap in any way.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.errors import UnsupportedGeometryError
from airspace.screening import cellkernels
from airspace.screening.fixes import Ints
from airspace.screening.pieces import ROUND, UNITS, Border

__all__ = ["CellIndex", "Grid"]

MOST_TOP_CELLS = 600_000
"""Cells of the top grid beyond which it gets no finer: more would not stay in the memory beside the processor."""

STEPS_DEG_LOG = (6, 5, 4, 3)
"""Sizes of top cells that are tried, as powers of a half: from 1/64 to 1/8 degree."""

PER_SUBCELL = 6
"""Pieces that a subcell on a border is meant to hold."""

MOST_LOG = 5  # of subcells along a side of a block: 32

MOST_SETS = 65_536
MOST_LOCAL = 6
"""Zones in one subcell beyond which its points go to the exact engine: a table of all their sets has 2 to the power
of it."""

_HASH = 2**19


class Grid(NamedTuple):
    """The top grid in steps: its south-west corner, a cell's side as a power of two, columns, rows, once round."""

    west: int
    south: int
    shift: int
    columns: int
    rows: int
    turn: int


class CellIndex(NamedTuple):
    """Arrays of the index, as kernels take them.

    ``code``: of each top cell, row by row from the south-west: the number of a set, or -1 - block; at its end that of
    all else, the empty set. ``block_first``, ``block_log``: where a block's subcells begin in ``sub``, and the power
    of two along its side. ``sub``: the number of a set, or -1 - subcell. ``cell_first``: of the border subcells'
    pieces; ``cell_set``: the set at their corner; ``cell_zone_first``, ``cell_zones``: the zones in each;
    ``cell_table``: where ``table`` holds, for every combination of these that is turned about, the set that results;
    -1 for too many. ``ends``, ``edge``, ``bit``: of each piece its ends in steps from the subcell's corner, its edge,
    and which of the subcell's zones it bounds. ``words``: the sets, a bit for each zone. ``calm``: whether there is
    no border within two cells of a top cell.
    """

    grid: Ints
    code: NDArray[np.int32]
    block_first: Ints
    block_log: NDArray[np.int8]
    sub: NDArray[np.int32]
    cell_first: Ints
    cell_set: NDArray[np.int32]
    cell_zone_first: Ints
    cell_zones: NDArray[np.int32]
    cell_table: Ints
    table: NDArray[np.int32]
    ends: NDArray[np.int32]
    edge: NDArray[np.int32]
    bit: NDArray[np.int8]
    words: NDArray[np.uint64]
    calm: NDArray[np.bool_]

    @classmethod
    def of(cls, border: Border) -> CellIndex:
        """Build the index.

        Raises:
            UnsupportedGeometryError: more than ``MOST_SETS`` combinations of overlapping zones; a border that is not
            closed.
        """
        pieces = border.ax, border.ay, border.bx, border.by
        grid = _grid(border)
        cells = grid.columns * grid.rows
        count = np.zeros(cells, dtype=np.int64)
        cellkernels.count_in_top(pieces, tuple(grid), count)
        first = _offsets(count)
        found = np.empty(first[-1], dtype=np.int32)
        cellkernels.fill_top(pieces, tuple(grid), first, np.zeros(cells, dtype=np.int64), found)
        on_border = np.flatnonzero(count)
        code = np.zeros(cells, dtype=np.int32)
        code[on_border] = -1 - np.arange(on_border.size)
        log = np.clip(np.ceil(np.log2(np.maximum(count[on_border] / PER_SUBCELL, 1))), 0, MOST_LOG).astype(np.int8)
        block_first = _offsets(4 ** log.astype(np.int64))
        held = np.zeros(block_first[-1], dtype=np.int32)
        of_top = pieces, tuple(grid), on_border, first, found, log, block_first
        cellkernels.count_in_subcells(*of_top, held)
        sub, cell_of, cell_first = _numbered(held)
        ends, piece = np.empty((cell_first[-1], 4), dtype=np.int32), np.empty(cell_first[-1], dtype=np.int32)
        cellkernels.fill_subcells(
            *of_top, cell_of, cell_first, np.zeros(cell_first.size - 1, dtype=np.int32), ends, piece
        )
        zones = int(border.vertex_first.size - 1)
        sets = _sets(zones)
        cell_set = np.zeros(cell_first.size - 1, dtype=np.int32)
        status = cellkernels.walk(
            pieces, border.piece_zone, sets, tuple(grid), first, found, code, log, block_first,
            sub, cell_first, cell_set, ends, piece,
        )  # fmt: skip
        _refuse(status)
        zone_first, cell_zones, bit = _local_zones(cell_first, border.piece_zone[piece], zones)
        cell_table, table = _tables(zone_first, cell_zones, cell_set, sets)
        words, edge = sets[0][: sets[1][0]].copy(), border.piece_edge[piece].astype(np.int32)
        calm = _calm(code.reshape(grid.rows, grid.columns) < 0, grid)
        return cls(
            np.array(grid, dtype=np.int64), np.append(code, np.int32(0)), block_first, log, sub, cell_first, cell_set,
            zone_first, cell_zones, cell_table, table, ends, edge, bit, words, calm,
        )  # fmt: skip

    def members(self) -> tuple[tuple[int, ...], ...]:
        """The zones of each set."""
        bits = np.unpackbits(self.words.view(np.uint8), axis=1, bitorder="little")
        return tuple(tuple(int(zone) for zone in np.flatnonzero(row)) for row in bits)

    @property
    def bytes(self) -> int:
        """How much memory the index takes."""
        return int(sum(array.nbytes for array in self))


def _offsets(count: Any) -> Ints:
    return np.concatenate([[0], np.cumsum(count, dtype=np.int64)])


def _grid(border: Border) -> Grid:
    """The grid about all zones: whole degrees, cut where the globe is widest empty."""
    degrees = np.zeros(360, dtype=bool)
    low, high = np.minimum(border.ax, border.bx) // UNITS, np.maximum(border.ax, border.bx) // UNITS
    for step in range(int((high - low).max(initial=0)) + 1):
        degrees[np.minimum(low + step, high) % 360] = True
    taken = np.flatnonzero(degrees)
    gaps = np.diff(np.append(taken, taken[0] + 360))
    k = int(np.argmax(gaps))
    west, width = int(taken[(k + 1) % taken.size]), int(360 - gaps[k] + 1)
    if gaps[k] <= 3:
        west, width = 0, 360
    else:  # a degree of room on either side
        west, width = (west - 1) % 360, width + 2
    ends = np.concatenate([border.ay, border.by])
    south, north = max(int(ends.min() // UNITS) - 1, 0), min(int(ends.max() // UNITS) + 2, 180)
    for log in STEPS_DEG_LOG:
        columns, rows = width << log, (north - south) << log
        if columns * rows <= MOST_TOP_CELLS:
            break
    return Grid(west * UNITS, south * UNITS, 30 - log, columns, rows, ROUND)


def _calm(on_border: NDArray[np.bool_], grid: Grid) -> NDArray[np.bool_]:
    """Cells that have no border within two cells; those at a side of the grid are not, if it does not go round."""
    for axis, closed in ((0, False), (1, grid.columns << grid.shift == grid.turn)):
        wide = np.pad(on_border, [(2, 2) if k == axis else (0, 0) for k in (0, 1)], mode="wrap" if closed else "edge")
        count = on_border.shape[axis]
        on_border = np.logical_or.reduce([wide.take(np.arange(k, k + count), axis=axis) for k in range(5)])
    return ~on_border.ravel()


def _numbered(held: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32], Ints]:
    """Subcells with pieces, numbered: codes of all, numbers of all, and where each one's pieces begin."""
    on_border = np.flatnonzero(held)
    cell_of = np.zeros(held.size, dtype=np.int32)
    cell_of[on_border] = np.arange(on_border.size)
    sub = np.zeros(held.size, dtype=np.int32)
    sub[on_border] = -1 - np.arange(on_border.size)
    return sub, cell_of, _offsets(held[on_border])


def _sets(zones: int) -> tuple[Any, Any, Any, Any]:
    words = np.zeros((MOST_SETS, zones // 64 + 1), dtype=np.uint64)
    keys = np.full(_HASH, -1, dtype=np.int64)
    return words, np.array([1, 0], dtype=np.int64), keys, np.zeros(_HASH, dtype=np.int32)


def _refuse(status: int) -> None:
    if status == 1:
        raise UnsupportedGeometryError(
            f"the zones overlap in more than {MOST_SETS} combinations; screen against fewer of them at a time"
        )
    if status == 2:
        raise UnsupportedGeometryError("the border of a zone is not closed: an index of it would be wrong")


def _local_zones(cell_first: Ints, zone: Ints, zones: int) -> tuple[Ints, NDArray[np.int32], NDArray[np.int8]]:
    """The different zones in each subcell, in order, and which of them each piece bounds."""
    cell = np.repeat(np.arange(cell_first.size - 1), np.diff(cell_first))
    pair, inverse = np.unique(cell * zones + zone, return_inverse=True)
    first = np.concatenate([[0], np.cumsum(np.bincount(pair // zones, minlength=cell_first.size - 1))]).astype(np.int64)
    bit = np.minimum(inverse - first[cell], 127).astype(np.int8)
    return first, (pair % zones).astype(np.int32), bit


def _tables(first: Ints, cell_zones: Any, cell_set: Any, sets: Any) -> tuple[Ints, NDArray[np.int32]]:
    """Of each subcell the sets that can result; subcells of the same corner set and zones share a table."""
    count = np.diff(first)
    padded = np.full((count.size, MOST_LOCAL), -1, dtype=np.int32)
    small = np.flatnonzero(count <= MOST_LOCAL)
    for k in range(MOST_LOCAL):
        has = small[count[small] > k]
        padded[has, k] = cell_zones[first[has] + k]
    kinds, kind = np.unique(np.column_stack([cell_set, padded]), axis=0, return_inverse=True)
    table: list[int] = []
    begin = np.empty(len(kinds), dtype=np.int64)
    for number, row in enumerate(kinds.tolist()):
        begin[number] = len(table)
        made = [row[0]]
        for zone in row[1:]:
            if zone >= 0:
                made += [cellkernels.toggled(sets, one, zone) for one in made]
                _refuse(int(min(made) < 0))
        table += made
    cell_table = begin[kind.ravel()]
    cell_table[count > MOST_LOCAL] = -1
    return cell_table, np.array(table, dtype=np.int32)
