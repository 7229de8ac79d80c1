"""Kernel that finds where the legs of many flights cross the border of any zone.

A leg is held against the edges of the cells it comes through. Leg and edge are taken as the plane through their ends
and the normal of the ellipsoid between them: it leaves the geodesic by less than a millimetre on a leg of
``LONGEST_LEG_M``. On which side of a leg's plane a vertex lies, and on which side of an edge's a fix, is computed
from the same numbers wherever they are shared, so that no crossing is lost or counted twice where a border bends or a
flight turns.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from airspace.geodesy import RADIUS_MEAN_M, RADIUS_MIN_M
from airspace.screening.compiled import njit
from airspace.screening.ellipsoid import place_of, up
from airspace.screening.lookup import STEPS_M, near_piece, steps_in, subcell

__all__ = ["BEYOND_DEG", "CROSSES", "DOUBTFUL", "GUARD_M", "LONGEST_LEG_M", "NEAR", "scan"]

LONGEST_LEG_M = 50_000.0
"""Longer legs are cut on their geodesic beforehand."""

GUARD_M = 0.13
"""What comes so close to a border without crossing it is noted: the verdict's tolerance and a third more."""

BEYOND_DEG = 87.5
"""Legs of ``LONGEST_LEG_M`` beyond this latitude are clear of every border: none is screened against that goes so
far."""

CROSSES, NEAR, DOUBTFUL = 0, 1, 2
"""Kinds of what is found: a crossing; an edge one end of which comes within ``GUARD_M`` of a leg; and what is
doubtful: a fix within ``GUARD_M`` of an edge, on which side of it is a matter of millimetres, or (with no
edge) a leg on which the crossings found do not lead from the zones at its one end to those at its other."""

_FIRST_EDGES = 4_096
_CALM_DEG = 80.0  # up to here a leg over an eighth of a degree in both bulges by 40 m, and a cell of 1/64 is 300 m wide
_LONGEST_STEP_M = 111_700.0 / 2**30
"""Metres to a step, at the most: a degree of latitude has 111,694 m at the poles."""


@njit
def _plane(p: Any, q: Any, out: Any) -> Any:
    """Unit normal of the plane through two points and the vertical between them; returns their distance."""
    ux, uy, uz = q[0] - p[0], q[1] - p[1], q[2] - p[2]
    nx, ny, nz = up(p[0] + q[0], p[1] + q[1], p[2] + q[2])
    x, y, z = uy * nz - uz * ny, uz * nx - ux * nz, ux * ny - uy * nx
    size = np.sqrt(x * x + y * y + z * z)
    length = np.sqrt(ux * ux + uy * uy + uz * uz)
    out[0], out[1], out[2] = x / size, y / size, z / size
    out[3], out[4], out[5] = ux / length, uy / length, uz / length
    return length


@njit
def _beside(plane: Any, origin: Any, point: Any) -> Any:
    x, y, z = point[0] - origin[0], point[1] - origin[1], point[2] - origin[2]
    return x * plane[0] + y * plane[1] + z * plane[2]


@njit
def _ahead(plane: Any, origin: Any, point: Any) -> Any:
    x, y, z = point[0] - origin[0], point[1] - origin[1], point[2] - origin[2]
    return x * plane[3] + y * plane[4] + z * plane[5]


@njit
def _in_cell(index: Any, c: Any, west: Any, south: Any, box: Any, edges: Any, used: Any) -> Any:
    """Add the edges of a border subcell that come into a box (steps from the grid's corner)."""
    cell_first, ends, edge = index.cell_first, index.ends, index.edge
    for k in range(cell_first[c], cell_first[c + 1]):
        x1, x2 = west + ends[k, 0], west + ends[k, 2]
        y1, y2 = south + ends[k, 1], south + ends[k, 3]
        if max(x1, x2) < box[0] or min(x1, x2) > box[2] or max(y1, y2) < box[1] or min(y1, y2) > box[3]:
            continue
        if used == edges.size:
            return -1
        edges[used] = edge[k]
        used += 1
    return used


@njit
def _in_block(index: Any, b: Any, col: Any, row: Any, part: Any, pad: Any, box: Any, edges: Any, used: Any) -> Any:
    """Add the edges of a block that a part of a leg comes near, bit by bit of a subcell's size."""
    grid, block_first, block_log, sub = index.grid, index.block_first, index.block_log, index.sub
    shift, log = grid[2], block_log[b]
    fine, n = shift - log, 1 << log
    x0, y0 = col << shift, row << shift
    px, py, dx, dy = part
    bits = (max(abs(dx), abs(dy)) >> fine) + 1
    for k in range(bits):
        xa, xb = px + dx * k // bits, px + dx * (k + 1) // bits
        ya, yb = py + dy * k // bits, py + dy * (k + 1) // bits
        box[0], box[2] = min(xa, xb) - pad[0], max(xa, xb) + pad[0]
        box[1], box[3] = min(ya, yb) - pad[1], max(ya, yb) + pad[1]
        for r in range(max((box[1] - y0) >> fine, 0), min((box[3] - y0) >> fine, n - 1) + 1):
            for c in range(max((box[0] - x0) >> fine, 0), min((box[2] - x0) >> fine, n - 1) + 1):
                v = sub[block_first[b] + (r << log) + c]
                if v < 0:
                    used = _in_cell(index, -1 - v, x0 + (c << fine), y0 + (r << fine), box, edges, used)
                    if used < 0:
                        return used
    return used


@njit
def _along(index: Any, px: Any, py: Any, dx: Any, dy: Any, pad: Any, box: Any, edges: Any) -> Any:
    """The edges that a leg comes near, with repeats; -1 for more than there is room for."""
    grid, code = index.grid, index.code
    shift, columns, rows, turn = grid[2], grid[3], grid[4], grid[5]
    bits = (max(abs(dx), abs(dy)) >> shift) + 1
    used = 0
    for k in range(bits):
        xa, xb = px + dx * k // bits, px + dx * (k + 1) // bits
        ya, yb = py + dy * k // bits, py + dy * (k + 1) // bits
        row0, row1 = max((min(ya, yb) - pad[1]) >> shift, 0), min((max(ya, yb) + pad[1]) >> shift, rows - 1)
        for col in range((min(xa, xb) - pad[0]) >> shift, ((max(xa, xb) + pad[0]) >> shift) + 1):
            move = -turn if col >= (turn >> shift) else (turn if col < 0 else 0)
            here = col + (move >> shift)
            if here < 0 or here >= columns:
                continue
            for row in range(row0, row1 + 1):
                v = code[row * columns + here]
                if v < 0:
                    part = (xa + move, ya, xb - xa, yb - ya)
                    used = _in_block(index, -1 - v, here, row, part, pad, box, edges, used)
                    if used < 0:
                        return used
    return used


@njit
def _note(found: Any, used: Any, leg: Any, kind: Any, edge: Any, share: Any, slant: Any) -> Any:
    at, what, value = found
    at[used], what[used, 0], what[used, 1] = leg, kind, edge
    value[used, 0], value[used, 1] = share, slant
    return used + 1


@njit
def _once(edges: Any, count: Any) -> Any:
    """Sort the first edges of a list and drop repeats; returns how many are left."""
    edges[:count].sort()
    kept = 0
    for k in range(count):
        if kept == 0 or edges[k] != edges[kept - 1]:
            edges[kept] = edges[k]
            kept += 1
    return kept


@njit
def _against(p: Any, q: Any, leg: Any, length: Any, vertex: Any, e: Any, work: Any) -> Any:
    """Leg against edge: what it is, at which share of the leg, and the sine of the angle between them."""
    a, b = vertex[e], vertex[e + 1]
    across = _plane(a, b, work)
    da, db = _beside(leg, p, a), _beside(leg, p, b)
    dp, dq = _beside(work, a, p), _beside(work, a, q)
    slant = abs(da - db) / across
    if abs(dp) <= GUARD_M and -GUARD_M <= _ahead(work, a, p) <= across + GUARD_M:
        return DOUBTFUL, 0.0, slant
    if abs(dq) <= GUARD_M and -GUARD_M <= _ahead(work, a, q) <= across + GUARD_M:
        return DOUBTFUL, 1.0, slant
    if (da >= 0.0) != (db >= 0.0) and (dp >= 0.0) != (dq >= 0.0):
        t = da / (da - db)
        lift = 1.0 + t * (1.0 - t) * across * across / (2.0 * RADIUS_MEAN_M * RADIUS_MEAN_M)  # from chord to ground
        x = (a[0] + t * (b[0] - a[0])) * lift - p[0]
        y = (a[1] + t * (b[1] - a[1])) * lift - p[1]
        z = (a[2] + t * (b[2] - a[2])) * lift - p[2]
        way = np.sqrt(x * x + y * y + z * z)
        bend = 24.0 * RADIUS_MEAN_M * RADIUS_MEAN_M
        share = way * (1.0 + way * way / bend) / (length * (1.0 + length * length / bend))
        return CROSSES, min(share, 1.0), slant
    return -1, 0.0, slant


@njit
def _agrees(words: Any, before: Any, after: Any, zone: Any, hits: Any) -> Any:
    """Whether the zones of the crossings on a leg, each turned about once, are those in which its ends differ."""
    differ = 0
    for w in range(words.shape[1]):
        left = words[before, w] ^ words[after, w]
        while left != 0:
            left &= left - np.uint64(1)
            differ += 1
    odd = 0
    for k in range(hits):
        same, first = 0, True
        for j in range(hits):
            if zone[j] == zone[k]:
                same += 1
                first = first and j >= k
        if first and same % 2 == 1:
            bit = np.uint64(1) << np.uint64(zone[k] & 63)
            if ((words[before, zone[k] >> 6] ^ words[after, zone[k] >> 6]) & bit) == 0:
                return False
            odd += 1
    return odd == differ


@njit
def _pads(lat1: Any, lat2: Any, dx: Any, dy: Any, steep: Any, pad: Any) -> None:
    """Steps that a geodesic, and what is within ``GUARD_M`` of it, may lie beside the line straight in lon and lat."""
    high = steep[min(int(max(abs(lat1), abs(lat2))) + 1, 89)]
    low = steep[int(min(abs(lat1), abs(lat2))) if lat1 * lat2 > 0.0 else 0]
    length2 = float(dx) * dx / (1.0 + low * low) + float(dy) * dy
    length2 *= _LONGEST_STEP_M * _LONGEST_STEP_M
    leaves = 1.1 / 8.0 / RADIUS_MIN_M * high * length2 + 2.0 * GUARD_M
    pad[1] = np.int64(leaves * STEPS_M) + 1
    pad[0] = np.int64(leaves * STEPS_M * np.sqrt(1.0 + high * high)) + 1


@njit
def _uniform(index: Any, px: Any, py: Any, dx: Any, dy: Any, pad: Any) -> Any:
    """Whether a short leg lies in top cells that no border touches."""
    grid, code = index.grid, index.code
    shift, columns, rows, turn = grid[2], grid[3], grid[4], grid[5]
    low, high = (px + min(dx, 0) - pad[0]) >> shift, (px + max(dx, 0) + pad[0]) >> shift
    if low < 0 or high >= (turn >> shift) or high - low > 1:
        return False
    south, north = (py + min(dy, 0) - pad[1]) >> shift, (py + max(dy, 0) + pad[1]) >> shift
    if north - south > 1:
        return False
    for row in range(max(south, 0), min(north, rows - 1) + 1):
        for col in range(low, min(high, columns - 1) + 1):
            if code[row * columns + col] < 0:
                return False
    return True


@njit
def _first_fix(index: Any, at: Any, x: Any, y: Any, lat: Any, found: Any, used: Any) -> Any:
    """Note what the first fix of a stretch is close to: a flight of one place has no leg that could tell.

    How many are noted then; -1 for no room.
    """
    grid, code, cell_first, ends, edge = index.grid, index.code, index.cell_first, index.ends, index.edge
    col, row = x >> grid[2], y >> grid[2]
    if col >= grid[3] or row < 0 or row >= grid[4] or code[row * grid[3] + col] >= 0:
        return used
    v, px, py = subcell(index, -1 - code[row * grid[3] + col], x, y)
    if v < 0:
        scale = np.cos(lat * 0.017453292519943295)
        first, last = cell_first[-1 - v], cell_first[-v]
        if used + last - first > found[0].size:
            return -1
        for k in range(first, last):
            if near_piece(ends[k, 0], ends[k, 1], ends[k, 2], ends[k, 3], px, py, scale, GUARD_M * STEPS_M):
                used = _note(found, used, at, DOUBTFUL, edge[k], 0.0, 0.0)
    return used


@njit
def _meetings(
    border: Any, p: Any, q: Any, at: Any, ends: Any, near: Any, edges: Any, zone: Any, found: Any, used: Any,
    planes: Any,
) -> Any:  # fmt: skip
    """Hold a leg against the edges listed and note what it meets."""
    vertex, vertex_first, words = border
    leg, work = planes
    length = _plane(p, q, leg)
    hits = 0
    for k in range(near):
        e = edges[k]
        kind, share, slant = _against(p, q, leg, length, vertex, e, work)
        if kind >= 0:
            used = _note(found, used, at, kind, e, share, slant)
        for end in range(e, e + 2):  # both: a leg beside an edge is near it at either
            if kind != DOUBTFUL and abs(_beside(leg, p, vertex[end])) <= GUARD_M:
                ahead = _ahead(leg, p, vertex[end])
                if -GUARD_M <= ahead <= length + GUARD_M:
                    used = _note(found, used, at, NEAR, e, min(max(ahead / length, 0.0), 1.0), slant)
        if kind == CROSSES:
            zone[hits] = np.searchsorted(vertex_first, e, side="right") - 1
            hits += 1
    if not _agrees(words, ends[0], ends[1], zone, hits):
        used = _note(found, used, at, DOUBTFUL, -1, 0.0, 0.0)
    return used


@njit
def _calm(index: Any, x: Any, y: Any, dx: Any, dy: Any, lat: Any) -> Any:
    """Whether a leg no longer than a top cell begins two cells from every border.

    It then meets none: no bulge of it is as wide as a cell.
    """
    grid = index.grid
    if abs(dx) > 1 << grid[2] or abs(dy) > 1 << grid[2] or abs(lat) > _CALM_DEG:
        return False
    col, row = x >> grid[2], y >> grid[2]
    if col >= grid[3] or row < 0 or row >= grid[4]:
        return False
    return index.calm[row * grid[3] + col]


@njit
def scan(index: Any, border: Any, lon: Any, lat: Any, sets: Any, begins: Any, start: Any, found: Any) -> Any:
    """Go along the legs from node ``start`` and note what they meet.

    Args:
        index: the cell index, :class:`airspace.screening.cells.CellIndex`.
        border: vertices of the border and first vertex of each zone, see :class:`airspace.screening.pieces.Border`;
            and the words of the index.
        lon, lat, sets: nodes, shape (n,): degrees, and the number of the set of zones.
        begins: whether a stretch begins at a node, so that no leg leads to it.
        start: node to begin at.
        found: arrays to write to, shape (m,), (m, 2) and (m, 2): the leg's first node; kind and edge; share of the
            leg and sine of the angle.

    Returns:
        The node to go on from, and how many were noted; from n on, all is done. A leg for which there is no room is
        not begun.
    """
    grid = index.grid
    edges, zone = np.empty(_FIRST_EDGES, dtype=np.int64), np.empty(_FIRST_EDGES, dtype=np.int64)
    pad, box = np.empty(2, dtype=np.int64), np.empty(4, dtype=np.int64)
    planes, p, q = (np.empty(6), np.empty(6)), np.empty(3), np.empty(3)
    steep = np.tan(np.arange(90) * 0.017453292519943295)
    used, half = 0, grid[5] // 2
    x, y = steps_in(grid, lon[start], lat[start])
    for i in range(start, lon.size):
        px, py = x, y
        if begins[i]:
            noted = _first_fix(index, i, x, y, lat[i], found, used)
            if noted < 0:
                return i, used
            used = noted
        if i + 1 == lon.size:
            break
        x, y = steps_in(grid, lon[i + 1], lat[i + 1])
        dx, dy = x - px, y - py
        if begins[i + 1] or (dx == 0 and dy == 0) or min(abs(lat[i]), abs(lat[i + 1])) > BEYOND_DEG:
            continue
        dx += grid[5] if dx < -half else (-grid[5] if dx > half else 0)
        if _calm(index, px, py, dx, dy, lat[i]):
            continue
        _pads(lat[i], lat[i + 1], dx, dy, steep, pad)
        if sets[i] == sets[i + 1] and _uniform(index, px, py, dx, dy, pad):
            continue
        near = _along(index, px, py, dx, dy, pad, box, edges)
        while near < 0:
            edges, zone = np.empty(4 * edges.size, dtype=np.int64), np.empty(4 * edges.size, dtype=np.int64)
            near = _along(index, px, py, dx, dy, pad, box, edges)
        near = _once(edges, near)
        if 3 * near + used + 1 > found[0].size:
            return i, used
        place_of(lon[i], lat[i], p)
        place_of(lon[i + 1], lat[i + 1], q)
        used = _meetings(border, p, q, i, (sets[i], sets[i + 1]), near, edges, zone, found, used, planes)
    return lon.size, used
