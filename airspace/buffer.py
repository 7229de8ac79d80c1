"""An area made wider by a distance over ground: every point that lies no farther from it.

How: the border is laid out in points so close that circles about them stand for it (``POINTS_OFF_M``), patch by patch
in planes about the patch, where the outline of the circles is found (:mod:`airspace.discs`). From the planes only
topology is taken; every point of the result is then placed on the ellipsoid at the distance from the point of the
border that it belongs to. What is left is that arcs are drawn as edges (``ARC_OFF_M``) and thinned (``THINNED_M``):
the result lies at most 0.3 m inside the true line, and at most 0.05 m outside it.

Degrees on WGS84, longitude before latitude; distances in metres. Edges of what comes in and of what goes out are
geodesics. A result that crosses the antimeridian is cut there, as files are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj
from shapely import MultiLineString, MultiPolygon, Polygon

from airspace.discs import Outline, outline
from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import Floats, direct, ecef, geodetic, inverse, wrap_deg
from airspace.rings import SEAM_DEG, EdgeModel, ring_edges

__all__ = [
    "HIGHEST_DEG",
    "MAX_DISTANCE_M",
    "MIN_DISTANCE_M",
    "Near",
    "Points",
    "around",
    "border_points",
    "buffer",
    "folded",
    "line_points",
    "patches",
    "plane_about",
    "polygons",
    "refuse_reach",
    "widened_patch",
]

MIN_DISTANCE_M, MAX_DISTANCE_M = 100.0, 370_400.0
"""Least and greatest distance: below, too many points; above (200 NM), planes bend what lies at their edge."""

HIGHEST_DEG = 84.0
"""No part of a result beyond this latitude."""

POINTS_OFF_M = 0.08
"""Between two points of the border the circles about them fall short of its own outline by at most this."""

ARC_OFF_M = 0.1
"""An edge of the result lies at most this far inside the arc that it stands for."""

THINNED_M = 0.12
"""Points of the result are left out where it moves by less than this."""

EDGE_DEG = 0.006
"""Longest edge of the result in degrees: a geodesic leaves the line straight in degrees by 0.1 m there (84 N)."""

PATCH_M = 40_000.0
"""Side of the cubes that the border is sorted into: patches are at most 70 km across, in a straight line."""

MAX_POINTS = 3_000_000
"""Most points that a border is laid out in."""

_SIDES = 2
"""Near points are sorted by cubes with a side of this part of the distance."""

_DEG_M = 111_320.0  # a degree of latitude, at most: for thinning, where the lesser tolerance is the safer
_STEPS = 2
"""Steps of Newton that put a corner at the distance from its two points: the plane's fault, squared each time."""

Points = tuple[Floats, Floats]
"""Longitudes and latitudes of points, degrees."""


class Near:
    """What lies within a distance of some points, and some of what lies up to three times as far.

    Args:
        points: degrees.
        reach_m: the distance, metres along the chord; over ground it is never less.
    """

    def __init__(self, points: Points, reach_m: float) -> None:
        self.reach_m = reach_m
        own = np.unique(self._cubes(points), axis=0)
        side = range(-_SIDES, _SIDES + 1)
        steps = np.array([(i, j, k) for i in side for j in side for k in side])
        self._keys = np.unique(self._key((own[:, None, :] + steps[None, :, :]).reshape(-1, 3)))

    @classmethod
    def box(cls, west: float, south: float, east: float, north: float, reach_m: float) -> Near:
        """What lies near a box in degrees; ``east`` may run on beyond 180."""
        lon = np.linspace(west, east, 2 + int((east - west) * _DEG_M / reach_m * 4))
        lat = np.linspace(south, north, 2 + int((north - south) * _DEG_M / reach_m * 4))
        grid = np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2)
        return cls((grid[:, 0], grid[:, 1]), 1.25 * reach_m)  # no place of the box is farther off a point of the grid

    def _cubes(self, points: Points) -> NDArray[np.int64]:
        return np.floor(ecef(*points) / (self.reach_m / _SIDES)).astype(np.int64)

    @staticmethod
    def _key(cubes: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.asarray((cubes[:, 0] * 2_000_003 + cubes[:, 1]) * 2_000_003 + cubes[:, 2])

    def holds(self, points: Points) -> NDArray[np.bool_]:
        """Whether each point is among what lies near."""
        return np.isin(self._key(self._cubes(points)), self._keys)


def buffer(
    area: MultiPolygon, distance_m: float, *, edge_model: EdgeModel = "geodesic", near: Near | None = None
) -> MultiPolygon:
    """Every point within ``distance_m`` over ground of an area, to 0.5 m (see the top of the module).

    Args:
        area: degrees; what line joins two of its vertices says ``edge_model``.
        near: widen only the border that lies near here. The area stays whole: the rest of its border is still there,
            where it was.

    Raises:
        UnsupportedGeometryError: an empty area, a distance or a latitude out of bounds, or what
            :func:`airspace.rings.ring_edges` refuses.
    """
    points = border_points(area, distance_m, edge_model=edge_model, near=near)
    return polygons(shapely.union_all([*folded(area), *around(points, distance_m)]))


def around(points: Points, distance_m: float) -> list[Polygon]:
    """The circles about points, joined patch by patch; polygons between -180 and 180 that overlap one another."""
    refuse_reach(points, distance_m)
    lon, lat = points
    found: list[Polygon] = []
    for part in patches(points):
        found += folded(widened_patch(lon[part], lat[part], distance_m))
    return found


def refuse_reach(points: Points, distance_m: float) -> None:
    """Raise :class:`UnsupportedGeometryError` for a distance, or a latitude reached, that is out of bounds."""
    if not MIN_DISTANCE_M <= distance_m <= MAX_DISTANCE_M:
        raise UnsupportedGeometryError(
            f"a distance of {distance_m:,.0f} m; zones are widened by {MIN_DISTANCE_M:,.0f} to {MAX_DISTANCE_M:,.0f} m"
        )
    if (np.abs(points[1]) + distance_m / 111_000.0 > HIGHEST_DEG).any():
        raise UnsupportedGeometryError(f"the widened zone would reach beyond {HIGHEST_DEG:g} degrees of latitude")


def patches(points: Points) -> Iterator[NDArray[np.int64]]:
    """The points sorted by cubes of ``PATCH_M``: the indices in each; nothing of no points, as where all are far."""
    if not points[0].size:
        return
    cube = np.floor(ecef(*points) / PATCH_M).astype(np.int64)
    order = np.lexsort(cube.T)
    cuts = np.flatnonzero((np.diff(cube[order], axis=0) != 0).any(axis=1)) + 1
    yield from np.split(order, cuts)


def plane_about(lon: Floats, lat: Floats) -> Proj:
    """The azimuthal equidistant plane about the middle of some points that lie near one another."""
    middle = ecef(lon, lat).mean(axis=0)
    middle /= np.sqrt((middle**2).sum())
    (lon_0,), (lat_0,) = geodetic(middle[None, :] * 6_371_000.0)
    return Proj(f"+proj=aeqd +lat_0={float(lat_0)!r} +lon_0={float(lon_0)!r} +ellps=WGS84")


# --- the border in points --------------------------------------------------------------------------------------


def border_points(
    area: MultiPolygon, distance_m: float, *, edge_model: EdgeModel = "geodesic", near: Near | None = None
) -> Points:
    """All rings of an area as points close enough for a distance; the cut along the antimeridian is no border."""
    edges = ring_edges(area, edge_model)
    return _laid_out(edges.lon_a, edges.lat_a, edges.lon_b, edges.lat_b, distance_m, near)


def line_points(lines: MultiLineString, distance_m: float, near: Near | None = None) -> Points:
    """Geodesic lines as points close enough for a distance; stretches along the antimeridian are left out."""
    coords, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    same = line[1:] == line[:-1]
    a, b = coords[:-1][same], coords[1:][same]
    seam = (np.abs(np.abs(np.concatenate([a[:, :1], b[:, :1]], axis=1)) - 180) < SEAM_DEG).all(axis=1)
    a, b = a[~seam], b[~seam]
    return _laid_out(a[:, 0], a[:, 1], b[:, 0], b[:, 1], distance_m, near)


def _laid_out(
    lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats, distance_m: float, near: Near | None
) -> Points:
    """Ends of geodesic edges, and points between, no farther apart than a circle's sagitta allows."""
    step_m = np.sqrt(8 * distance_m * POINTS_OFF_M)
    if near is not None:
        chord = np.sqrt(((ecef(lon_b, lat_b) - ecef(lon_a, lat_a)) ** 2).sum(axis=1))
        kept = near.holds((lon_a, lat_a)) | near.holds((lon_b, lat_b)) | (chord > near.reach_m)
        lon_a, lat_a, lon_b, lat_b = (np.ascontiguousarray(v[kept]) for v in (lon_a, lat_a, lon_b, lat_b))
    azimuth, _back, length = inverse(lon_a, lat_a, lon_b, lat_b)
    pieces = np.maximum(1, np.ceil(length / step_m)).astype(np.int64)
    if pieces.sum() > MAX_POINTS:
        raise UnsupportedGeometryError(
            f"the border would be laid out in {pieces.sum():,} points to widen it by {distance_m:,.0f} m; at most "
            f"{MAX_POINTS:,} are taken: take a part of the zone"
        )
    index = np.repeat(np.arange(pieces.size), pieces)
    number = np.arange(index.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    lon, lat = lon_a[index], lat_a[index]
    inner = number > 0
    edge, share = index[inner], number[inner] / pieces[index[inner]]
    lon[inner], lat[inner], _ = direct(lon_a[edge], lat_a[edge], azimuth[edge], share * length[edge])
    place = np.unique(wrap_deg(np.concatenate([lon, lon_b])) + 1j * np.concatenate([lat, lat_b]))
    return np.ascontiguousarray(place.real), np.ascontiguousarray(place.imag)


# --- one patch -------------------------------------------------------------------------------------------------


def widened_patch(lon: Floats, lat: Floats, distance_m: float) -> list[Polygon]:
    """The joined circles about points that lie near one another (see :func:`patches`); longitudes run on beyond 180."""
    plane = plane_about(lon, lat)
    x, y = plane(lon, lat)
    found = outline(np.stack([x, y], axis=1), distance_m)
    corner_lon, corner_lat = plane(found.place[:, 0], found.place[:, 1], inverse=True)
    corners = _settled(found, (lon, lat), (np.asarray(corner_lon), np.asarray(corner_lat)), distance_m)
    lon_all, lat_all, arc = _drawn(found, (lon, lat), (np.asarray(x), np.asarray(y)), corners, plane, distance_m)
    first = np.searchsorted(arc, np.arange(found.centre.size))
    last = np.searchsorted(arc, np.arange(found.centre.size), side="right")
    rings = []
    for ring in found.rings():
        where = np.concatenate([np.arange(first[i], last[i]) for i in ring])
        if where.size >= 3:
            east = lon[0] + wrap_deg(lon_all[where] - lon[0])
            rings.append(np.stack([east, lat_all[where]], axis=1))
    return [part for part in map(_thinned, _nested(rings)) if not part.is_empty]


def _settled(found: Outline, points: Points, corners: Points, distance_m: float) -> Points:
    """The corners moved so that each lies at the distance from both of its points, over ground."""
    (lon, lat), (corner_lon, corner_lat) = points, corners
    for _step in range(_STEPS):
        rows, gaps = [], []
        for centre in (found.first, found.second):
            _, at_corner, apart = inverse(lon[centre], lat[centre], corner_lon, corner_lat)
            rows.append(np.stack([np.sin(np.radians(at_corner)), np.cos(np.radians(at_corner))], axis=1))
            gaps.append(distance_m - apart)
        u, v = rows
        # Least step that mends both distances; where the two directions are nearly one, their common part.
        dot = np.einsum("ij,ij->i", u, v)
        det = (1 + _DAMPING) ** 2 - dot**2
        by_u = ((1 + _DAMPING) * gaps[0] - dot * gaps[1]) / det
        by_v = ((1 + _DAMPING) * gaps[1] - dot * gaps[0]) / det
        move = by_u[:, None] * u + by_v[:, None] * v
        size = np.hypot(move[:, 0], move[:, 1])
        corner_lon, corner_lat, _ = direct(
            corner_lon, corner_lat, np.degrees(np.arctan2(move[:, 0], move[:, 1])), size
        )  # fmt: skip
    return corner_lon, corner_lat


_DAMPING = 1e-7


def _drawn(
    found: Outline, points: Points, flat: Points, corners: Points, plane: Proj, distance_m: float
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """The vertices of all arcs, each arc from its first corner up to the next arc's, and the arc of each vertex."""
    most = np.degrees(2 * np.sqrt(2 * ARC_OFF_M / distance_m))
    steps = np.maximum(1, np.ceil(found.sweep_deg / most)).astype(np.int64)
    arc = np.repeat(np.arange(steps.size), steps)
    number = np.arange(arc.size) - np.repeat(np.cumsum(steps) - steps, steps)
    lon, lat = np.empty(arc.size), np.empty(arc.size)
    at_corner = (number == 0) & (found.start[arc] >= 0)
    lon[at_corner], lat[at_corner] = (values[found.start[arc[at_corner]]] for values in corners)
    inner = ~at_corner
    which = arc[inner]
    angle = np.radians(found.start_deg[which] + found.sweep_deg[which] * number[inner] / steps[which])
    centre = found.centre[which]
    east, north = plane(
        flat[0][centre] + distance_m * np.cos(angle), flat[1][centre] + distance_m * np.sin(angle), inverse=True
    )  # fmt: skip
    azimuth = inverse(points[0][centre], points[1][centre], east, north)[0]
    lon[inner], lat[inner], _ = direct(points[0][centre], points[1][centre], azimuth, distance_m)
    return lon, lat, arc


def _nested(rings: Sequence[Floats]) -> list[Polygon]:
    """Polygons of rings that do not cross: those that run counterclockwise are shells, the others holes in them."""
    shells: list[Polygon] = []
    holes: list[Polygon] = []
    for ring in rings:
        made = Polygon(ring)
        (shells if made.exterior.is_ccw else holes).append(made)
    inside: list[list[Floats]] = [[] for _ in shells]
    for hole in holes:
        point = shapely.Point(hole.exterior.coords[0])
        around_it = [i for i, shell in enumerate(shells) if shell.covers(point)]
        if around_it:
            inside[min(around_it, key=lambda i: shells[i].area)].append(np.asarray(hole.exterior.coords))
    return [Polygon(np.asarray(shell.exterior.coords), cut) for shell, cut in zip(shells, inside, strict=True)]


def _thinned(polygon: Polygon) -> Polygon:
    made = shapely.segmentize(shapely.simplify(polygon, THINNED_M / _DEG_M), EDGE_DEG)
    return made if made.is_valid else shapely.make_valid(made)


# --- longitudes ------------------------------------------------------------------------------------------------


def folded(shapes: MultiPolygon | Sequence[Polygon]) -> list[Polygon]:
    """Polygons brought between -180 and 180 degrees, cut along the antimeridian where they cross it."""
    found: list[Polygon] = []
    for part in shapely.get_parts(list(getattr(shapes, "geoms", shapes))):
        west, _south, east, _north = part.bounds
        if west >= -180.0 and east <= 180.0:
            found.append(part)
            continue
        for turn in range(int((west + 180.0) // 360.0), int((east + 180.0) // 360.0) + 1):
            window = shapely.box(360.0 * turn - 180.0, -90.0, 360.0 * turn + 180.0, 90.0)
            piece = shapely.transform(shapely.intersection(part, window), _turned_by(-360.0 * turn))
            found += [p for p in shapely.get_parts(piece) if p.geom_type == "Polygon" and not p.is_empty]
    return found


def _turned_by(degrees: float) -> Callable[[Floats], Floats]:
    return lambda points: points + np.array([degrees, 0.0])


def polygons(shape: shapely.Geometry) -> MultiPolygon:
    """The polygons of a shape; lines and points, which an overlay can leave behind, are dropped."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon" and not part.is_empty])
