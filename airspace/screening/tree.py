"""The nearest edge of a zone's border: a tree of boxes in Earth-centred coordinates, one tree to a zone.

A leaf holds up to ``LEAF`` edges that follow one another; leaves are laid along a curve that keeps neighbours
together, and two and two make a box. A chord is never longer than the way over ground, so what a box excludes is
excluded for certain.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.screening.compiled import njit
from airspace.screening.ellipsoid import distance_to_edge_m, slack_m
from airspace.screening.fixes import Floats, Ints
from airspace.screening.pieces import Border

__all__ = ["Tree", "distances", "nearest", "room", "snake"]

LEAF = 8
_SAG_M = 0.05  # an edge of MAX_EDGE_M lies up to 2 cm above its chord
_STACK = 128


class Tree(NamedTuple):
    """Arrays of all trees, as kernels take them.

    ``box``: shape (b, 6), low and high corner of each box, those of zone z from ``first[z]`` on as a heap whose root is
    number 1; ``leaf``: first edge and number of edges of each leaf, those of zone z from ``leaf_first[z]`` on;
    ``leaves``: how many places for leaves a zone's heap has, a power of two. Empty places have boxes that are
    infinitely far.
    """

    box: NDArray[np.float32]
    first: Ints
    leaf: NDArray[np.int32]
    leaf_first: Ints
    leaves: Ints

    @classmethod
    def of(cls, border: Border) -> Tree:
        """The trees of all zones."""
        boxes, leaves, sizes = [], [], []
        for low, high in zip(border.vertex_first[:-1], border.vertex_first[1:], strict=True):
            edge = border.edge[np.searchsorted(border.edge, low) : np.searchsorted(border.edge, high)]
            box, leaf = _of_zone(border.ecef, edge)
            boxes.append(box)
            leaves.append(leaf)
            sizes.append(len(box) // 2)
        first = np.concatenate([[0], np.cumsum([len(box) for box in boxes])]).astype(np.int64)
        leaf_first = np.concatenate([[0], np.cumsum([len(leaf) for leaf in leaves])]).astype(np.int64)
        return cls(np.concatenate(boxes), first, np.concatenate(leaves), leaf_first, np.array(sizes, dtype=np.int64))


def _of_zone(ecef: Floats, edge: Ints) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Boxes and leaves of one zone."""
    breaks = np.flatnonzero(np.diff(edge) != 1) + 1
    starts, ends = np.concatenate([[0], breaks]), np.concatenate([breaks, [edge.size]])
    begin = np.concatenate([np.arange(s, e, LEAF) for s, e in zip(starts, ends, strict=True)])
    count = np.minimum(np.diff(np.append(begin, edge.size)), np.repeat(ends, -(-(ends - starts) // LEAF)) - begin)
    a, b = ecef[edge], ecef[edge + 1]
    low = np.minimum.reduceat(np.minimum(a, b), begin) - _SAG_M
    high = np.maximum.reduceat(np.maximum(a, b), begin) + _SAG_M
    order = np.argsort(_along_curve((low + high) / 2), kind="stable")
    places = 1 << max(0, int(begin.size - 1).bit_length())
    box = np.empty((2 * places, 6), dtype=np.float32)
    box[:, :3], box[:, 3:] = np.inf, -np.inf
    box[places : places + begin.size, :3] = np.nextafter(low[order].astype(np.float32), np.float32(-np.inf))
    box[places : places + begin.size, 3:] = np.nextafter(high[order].astype(np.float32), np.float32(np.inf))
    level = places
    while level > 1:
        pair = box[level : 2 * level].reshape(-1, 2, 6)
        level //= 2
        box[level : 2 * level, :3] = pair[:, :, :3].min(axis=1)
        box[level : 2 * level, 3:] = pair[:, :, 3:].max(axis=1)
    return box, np.stack([edge[begin][order], count[order]], axis=1).astype(np.int32)


def _along_curve(middle: Floats) -> Ints:
    """Place of points along a curve through all cells of a cube, neighbours mostly together.

    In Z order, 20 bits a side.
    """
    span = max(float(np.ptp(middle, axis=0).max()), 1.0)
    whole = ((middle - middle.min(axis=0)) / span * (2**20 - 1)).astype(np.uint64)
    place = np.zeros(len(middle), dtype=np.uint64)
    for axis in range(3):
        v = whole[:, axis]
        for shift, mask in (
            (32, 0x1F00000000FFFF),
            (16, 0x1F0000FF0000FF),
            (8, 0x100F00F00F00F00F),
            (4, 0x10C30C30C30C30C3),
            (2, 0x1249249249249249),
        ):
            v = (v | (v << np.uint64(shift))) & np.uint64(mask)
        place |= v << np.uint64(axis)
    return place.astype(np.int64)


@njit
def _box2(box: Any, k: Any, x: Any, y: Any, z: Any) -> Any:
    """Square of the chord from a point to a box."""
    dx = max(box[k, 0] - x, x - box[k, 3], 0.0)
    dy = max(box[k, 1] - y, y - box[k, 4], 0.0)
    dz = max(box[k, 2] - z, z - box[k, 5], 0.0)
    return dx * dx + dy * dy + dz * dz


@njit
def _chord2(x: Any, y: Any, z: Any, vertex: Any, e: Any) -> Any:
    ax, ay, az = vertex[e, 0], vertex[e, 1], vertex[e, 2]
    bx, by, bz = vertex[e + 1, 0] - ax, vertex[e + 1, 1] - ay, vertex[e + 1, 2] - az
    ax, ay, az = x - ax, y - ay, z - az
    t = min(max((ax * bx + ay * by + az * bz) / (bx * bx + by * by + bz * bz), 0.0), 1.0)
    ax, ay, az = ax - t * bx, ay - t * by, az - t * bz
    return ax * ax + ay * ay + az * az


@njit
def nearest(tree: Any, vertex: Any, zone: Any, x: Any, y: Any, z: Any, hint: Any, stack: Any) -> Any:
    """Distance over ground from a point to the border of a zone, and the edge it is measured to.

    ``hint``: an edge that may be near, or -1; ``stack``: room to work in, from :func:`room`.
    """
    boxes, first, leaf, leaf_first, leaves = tree
    root, from_leaf, places = first[zone], leaf_first[zone], leaves[zone]
    best, best_edge, limit = np.inf, -1, np.inf  # the limit is a square
    if hint >= 0:
        chord = np.sqrt(_chord2(x, y, z, vertex, hint))
        best, best_edge, limit = distance_to_edge_m(x, y, z, vertex, hint), hint, (chord + slack_m(chord)) ** 2
    stack_k, stack_d = stack
    stack_k[0], stack_d[0] = 1, _box2(boxes, root + 1, x, y, z)
    top = 1
    while top > 0:
        top -= 1
        k = stack_k[top]
        if stack_d[top] > limit:
            continue
        while k < places:  # down to a leaf, the nearer child first
            d1, d2 = _box2(boxes, root + 2 * k, x, y, z), _box2(boxes, root + 2 * k + 1, x, y, z)
            k = 2 * k + (d2 < d1)
            if max(d1, d2) <= limit:
                stack_k[top], stack_d[top] = k ^ 1, max(d1, d2)
                top += 1
            if min(d1, d2) > limit:
                break
        else:
            begin, count = leaf[from_leaf + k - places, 0], leaf[from_leaf + k - places, 1]
            for e in range(begin, begin + count):
                square = _chord2(x, y, z, vertex, e)
                if square <= limit and e != hint:
                    way, chord = distance_to_edge_m(x, y, z, vertex, e), np.sqrt(square)
                    if way < best:
                        best, best_edge = way, e
                        limit = min(limit, (chord + slack_m(chord)) ** 2)
    return best, best_edge


@njit
def room() -> Any:
    """Arrays that :func:`nearest` works in: two for each level of a tree are more than it needs."""
    return np.empty(_STACK, dtype=np.int64), np.empty(_STACK)


@njit
def snake(lon: Any, lat: Any) -> Any:
    """An order of points, shape (n,), in which each is near the one before.

    Row by row to and fro, in about as many cells as points.
    """
    n = lon.size
    west, east, south, north = np.inf, -np.inf, np.inf, -np.inf
    for i in range(n):
        west, east, south, north = min(west, lon[i]), max(east, lon[i]), min(south, lat[i]), max(north, lat[i])
    side = min(max(int(np.sqrt(n)), 1), 4096)
    by_lon, by_lat = (side - 1e-6) / max(east - west, 1e-9), (side - 1e-6) / max(north - south, 1e-9)
    cell, first = np.empty(n, dtype=np.int32), np.zeros(side * side + 1, dtype=np.int64)
    for i in range(n):
        row, col = int((lat[i] - south) * by_lat), int((lon[i] - west) * by_lon)
        cell[i] = row * side + (col if row % 2 == 0 else side - 1 - col)
        first[cell[i] + 1] += 1
    for k in range(side * side):
        first[k + 1] += first[k]
    order = np.empty(n, dtype=np.int64)
    for i in range(n):
        order[first[cell[i]]] = i
        first[cell[i]] += 1
    return order


@njit
def distances(tree: Any, vertex: Any, zone: Any, place: Any, order: Any, found: Any, edge: Any) -> None:
    """Write the distance of each point to a zone's border, metres, and the edge it is measured to.

    ``place``: shape (n, 3), Earth-centred metres, taken in ``order`` (:func:`snake`), so that each helps the next.
    """
    hint, stack = -1, room()
    for k in range(order.size):
        i = order[k]
        found[i], hint = nearest(tree, vertex, zone, place[i, 0], place[i, 1], place[i, 2], hint, stack)
        edge[i] = hint
