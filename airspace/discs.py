"""The outline of many equal circles laid over one another, in a plane, exactly.

A circle shows at the outline where its centre is the nearest of all: in its Voronoi cell. So the corners of the
outline are the points of Voronoi edges that lie at the radius from their two centres, and between two corners the
outline is an arc. Nothing is approximated, and no polygon is laid over another (buffers of GEOS thin their input by a
hundredth of the distance, 200 m here). Delaunay triangles are GEOS's; centres are metres in a plane.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from airspace.geodesy import Floats

__all__ = ["Outline", "outline"]

Ints = NDArray[np.int64]

SAME_M = 1e-3
"""Centres this close are one."""

FAR = 50.0
"""Three points, this many times as far off as anything, close the triangulation and come near no circle."""


class Outline(NamedTuple):
    """The arcs of an outline, each along its circle counterclockwise, interior on the left.

    ``centre``: the circle of each arc; ``start_deg``, ``sweep_deg``: where it begins, counterclockwise from the first
    axis, and how far it goes; ``start``: its first corner, or -1 for a whole circle; ``following``: the arc after
    it. Of each corner: the two centres (``first``, ``second``) and its place, shape (c, 2).
    """

    centre: Ints
    start_deg: Floats
    sweep_deg: Floats
    start: Ints
    following: Ints
    first: Ints
    second: Ints
    place: Floats

    def rings(self) -> list[Ints]:
        """The arcs of each closed ring in their order."""
        left = np.ones(self.centre.size, dtype=bool)
        found = []
        for begin in range(self.centre.size):
            ring, arc = [], begin
            while left[arc]:
                left[arc] = False
                ring.append(arc)
                arc = int(self.following[arc])
            if ring:
                found.append(np.array(ring, dtype=np.int64))
        return found


def outline(centres: Floats, radius_m: float) -> Outline:
    """The outline of circles of one radius about centres of shape (n, 2), all in metres."""
    points, index = _apart(centres)
    real = points.shape[0] - 3
    p, q, left_m, right_m = _voronoi(points)
    pair = (p < real) & (q < real)
    p, q, left_m, right_m = p[pair], q[pair], left_m[pair], right_m[pair]
    along = points[q] - points[p]
    apart = np.hypot(along[:, 0], along[:, 1])
    alone = np.ones(real, dtype=bool)
    alone[p[apart < 2 * radius_m]] = False
    alone[q[apart < 2 * radius_m]] = False
    with np.errstate(invalid="ignore"):
        reach = np.sqrt(radius_m**2 - (apart / 2) ** 2)  # NaN where the circles do not meet: no comparison holds
        upper, lower = (right_m < reach) & (reach < left_m), (right_m < -reach) & (-reach < left_m)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / apart[:, None]
    middle = (points[p] + points[q]) / 2
    place = np.concatenate([(middle + reach[:, None] * normal)[upper], (middle - reach[:, None] * normal)[lower]])
    # Above the line from p to q the outline comes round q, meets the corner and goes on round p; below likewise.
    begins = np.concatenate([p[upper], q[lower]])
    ends = np.concatenate([q[upper], p[lower]])
    return _arcs(points, index, begins, ends, place, np.flatnonzero(alone))


def _apart(centres: Floats) -> tuple[Floats, Ints]:
    """The centres, each once, in a fixed order and with three far points behind them; the index of each."""
    _, index = np.unique(_paired(np.round(centres / SAME_M)), return_index=True)
    kept = centres[index]
    middle = (kept.min(axis=0) + kept.max(axis=0)) / 2
    size = float(np.abs(kept - middle).max()) + 1e6
    angle = np.radians([95.0, 215.0, 335.0])
    far = middle + FAR * size * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.concatenate([kept, far]), index


def _voronoi(points: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """The pairs (p, q) of neighbours, and from where to where their Voronoi edge runs, measured from their middle.

    The edge is the line across the middle of p and q; to the left of the direction from p to q is positive. An edge
    that is open to a side runs to infinity there.
    """
    made = shapely.get_parts(shapely.delaunay_triangles(shapely.MultiPoint(points)))
    corner = _numbered(points, shapely.get_coordinates(made).reshape(-1, 4, 2)[:, :3].reshape(-1, 2)).reshape(-1, 3)
    a, b, c = (points[corner[:, i]] for i in range(3))
    turned = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]) < 0
    corner[turned] = corner[turned][:, [0, 2, 1]]  # counterclockwise, so that the third lies left of each side
    start = corner.ravel()
    end = np.roll(corner, -1, axis=1).ravel()
    apex = np.roll(corner, -2, axis=1).ravel()
    low, high = np.minimum(start, end), np.maximum(start, end)
    key, where = np.unique(low * points.shape[0] + high, return_inverse=True)
    p, q = key // points.shape[0], key % points.shape[0]
    left, right = np.full(key.size, np.inf), np.full(key.size, -np.inf)
    side = _circumcentre(points[low], points[high], points[apex])
    forward = start < end
    left[where[forward]] = side[forward]
    right[where[~forward]] = side[~forward]
    return p, q, left, right


def _circumcentre(p: Floats, q: Floats, apex: Floats) -> Floats:
    """How far left of the middle of p and q the centre of the circle through all three lies."""
    along, up = q - p, apex - (p + q) / 2
    length = np.hypot(along[:, 0], along[:, 1])
    height = (along[:, 0] * up[:, 1] - along[:, 1] * up[:, 0]) / length
    with np.errstate(divide="ignore"):
        return np.asarray((np.einsum("ij,ij->i", up, up) - length**2 / 4) / (2 * height))


def _numbered(points: Floats, copies: Floats) -> Ints:
    """The number of the point that each copy repeats to the last bit."""
    known = _paired(points)
    order = np.argsort(known)
    return np.asarray(order[np.searchsorted(known[order], _paired(copies))])


def _paired(points: Floats) -> NDArray[np.complex128]:
    """Both coordinates as one number, which sorts much faster than rows do."""
    return np.asarray(points[:, 0] + 1j * points[:, 1])


def _arcs(points: Floats, index: Ints, begins: Ints, ends: Ints, place: Floats, alone: Ints) -> Outline:
    """Arcs from the corners: at each one arc begins and one ends; round a centre the next end closes a beginning."""
    corners = np.arange(begins.size)
    angle_begin = _angle(place - points[begins])
    angle_end = _angle(place - points[ends])
    centre = np.concatenate([begins, ends])
    order = np.lexsort((np.concatenate([angle_begin, angle_end]), centre))
    is_begin = np.concatenate([np.ones(begins.size, bool), np.zeros(ends.size, bool)])[order]
    corner = np.concatenate([corners, corners])[order]
    owner = centre[order]
    first = np.searchsorted(owner, owner)  # where the run of each centre starts
    last = np.searchsorted(owner, owner, side="right") - 1
    at = np.arange(owner.size)
    after = np.where(at == last, first, at + 1)
    start, end = corner[is_begin], corner[after[is_begin]]
    turn = (angle_end[end] - angle_begin[start]) % 360.0
    arc_of = np.full(begins.size, -1, dtype=np.int64)
    arc_of[start] = np.arange(start.size)
    whole = np.full(alone.size, -1, dtype=np.int64)
    own = start.size + np.arange(alone.size)
    return Outline(
        centre=index[np.concatenate([begins[start], alone])],
        start_deg=np.concatenate([angle_begin[start], np.zeros(alone.size)]),
        sweep_deg=np.concatenate([turn, np.full(alone.size, 360.0)]),
        start=np.concatenate([start, whole]),
        following=np.concatenate([arc_of[end], own]).astype(np.int64),
        first=index[begins],
        second=index[ends],
        place=place,
    )


def _angle(vector: Floats) -> Floats:
    return np.asarray(np.degrees(np.arctan2(vector[:, 1], vector[:, 0])))
