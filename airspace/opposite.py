"""Ground that is nearer to other coasts than to one's own: what is on the far side of the line of equal distance.

Worked out patch by patch from the Voronoi cells of points laid along both coasts (:mod:`airspace.buffer`), in a plane
about the patch: right to some metres where coasts lie more than a few hundred metres apart. Degrees on WGS84.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj
from shapely import Polygon

from airspace.buffer import Points, folded, patches, plane_about, polygons, refuse_reach, widened_patch
from airspace.geodesy import Floats, ecef, wrap_deg

__all__ = ["around_until_equal"]

TWO_COASTS_M = 1.0
"""A point of another coast this close to one of the own is shared by both: it divides nothing."""

STEP_M = 500.0
"""The dividing line is drawn with a point at least this often."""


class _Sorted:
    """Points sorted by one of their three coordinates, to find those near a place."""

    def __init__(self, points: Points) -> None:
        at = ecef(*points)
        self._order = np.argsort(at[:, 0])
        self._at = at[self._order]

    def within(self, middle: Floats, reach_m: float) -> NDArray[np.int64]:
        """The points within a distance of a place, straight through the Earth."""
        first, last = np.searchsorted(self._at[:, 0], [middle[0] - reach_m, middle[0] + reach_m])
        close = ((self._at[first:last] - middle) ** 2).sum(axis=1) <= reach_m**2
        return np.asarray(self._order[first:last][close])


def around_until_equal(own: Points, others: Points, distance_m: float) -> tuple[list[Polygon], bool]:
    """The circles about own points up to where other points are nearer, and whether any were near enough to matter.

    Polygons between -180 and 180 degrees that overlap one another.
    """
    refuse_reach(own, distance_m)
    found: list[Polygon] = []
    divided = False
    own_at, other_at = _Sorted(own), _Sorted(others)
    for part in patches(own):
        lon, lat = own[0][part], own[1][part]
        pieces = widened_patch(lon, lat, distance_m)
        at = ecef(lon, lat)
        middle = at.mean(axis=0)
        reach_m = float(np.sqrt(((at - middle) ** 2).sum(axis=1)).max()) + 2 * distance_m
        near = other_at.within(middle, reach_m)
        if near.size:
            beside = own_at.within(middle, reach_m)
            plane = plane_about(lon, lat)
            theirs = _nearer(plane, (own[0][beside], own[1][beside]), (others[0][near], others[1][near]), float(lon[0]))
            if theirs is not None:
                left = shapely.difference(shapely.union_all(pieces), theirs)
                divided |= bool(shapely.intersects(shapely.union_all(pieces), theirs))
                pieces = list(polygons(left).geoms)
        found += folded(pieces)
    return found, divided


def _nearer(plane: Proj, own: Points, others: Points, lon_deg: float) -> shapely.Geometry | None:
    """The part of the plane nearer to other points than to own ones, in degrees about a longitude."""
    mine, theirs = (np.stack(plane(*points), axis=1) for points in (own, others))
    tree = shapely.STRtree(shapely.points(mine))
    shared = np.unique(tree.query(shapely.points(theirs), predicate="dwithin", distance=TWO_COASTS_M)[0])
    theirs = np.delete(theirs, shared, axis=0)
    if not theirs.shape[0]:
        return None
    both = np.round(np.concatenate([mine, theirs]), 3)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(both), ordered=True))
    area = shapely.segmentize(shapely.coverage_union_all(cells[mine.shape[0] :]), STEP_M)

    def to_degrees(points: Floats) -> Floats:
        lon, lat = plane(points[:, 0], points[:, 1], inverse=True)
        return np.stack([lon_deg + wrap_deg(np.asarray(lon) - lon_deg), lat], axis=1)

    made = shapely.transform(area, to_degrees)
    return made if made.is_valid else shapely.make_valid(made)
