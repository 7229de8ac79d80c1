"""From a source's rings to a state's area and coast. Degrees on WGS84, longitude before latitude."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from pyproj import Geod
from shapely import Geometry, LineString, MultiLineString, MultiPolygon, Polygon

__all__ = ["WGS84", "coast", "fill", "split", "state"]

WGS84 = Geod(ellps="WGS84")


def state(geometry: Geometry, iso3: str, enclaves: tuple[tuple[float, float], ...] = ()) -> tuple[MultiPolygon, list[str]]:
    """A valid, filled, oriented multipolygon of ``geometry``, and in words what had to be repaired."""
    repairs = []
    if not geometry.is_valid:
        repairs.append(f"{iso3}: made valid ({shapely.is_valid_reason(geometry)})")
        geometry = shapely.make_valid(geometry)
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    filled, words = fill(parts, iso3, enclaves)
    area = shapely.orient_polygons(MultiPolygon(filled))
    if not area.is_valid:
        raise SystemExit(f"{iso3}: {shapely.is_valid_reason(area)}")
    return area, repairs + words


def fill(
    parts: Iterable[Polygon], iso3: str, enclaves: tuple[tuple[float, float], ...] = ()
) -> tuple[list[Polygon], list[str]]:
    """Drop every hole but those that hold one of the points ``enclaves`` (another state's ground)."""
    filled, dropped, size_m2 = [], 0, 0.0
    for part in parts:
        kept = [ring for ring in part.interiors if any(_holds(ring, point) for point in enclaves)]
        lakes = [ring for ring in part.interiors if ring not in kept]
        dropped += len(lakes)
        size_m2 += sum(abs(WGS84.geometry_area_perimeter(Polygon(ring))[0]) for ring in lakes)
        filled.append(Polygon(part.exterior, kept))
    words = [f"{iso3}: {dropped} holes filled as inland water, {size_m2 / 1e6:.1f} km2"] if dropped else []
    return filled, words


def split(area: MultiPolygon, other: Geometry, within_m: float) -> tuple[MultiLineString, MultiLineString]:
    """The outer boundary of ``area`` as (stretches shared with ``other``, the rest).

    A segment is shared if both its ends and its middle lie within ``within_m`` of the boundary ``other``.
    """
    tolerance_deg = within_m / 111_000.0  # a degree of longitude is shorter: the test is only stricter there
    tree = shapely.STRtree(_segments(other))
    shared: list[LineString] = []
    rest: list[LineString] = []
    for part in area.geoms:
        coordinates = shapely.get_coordinates(part.exterior)
        middles = (coordinates[1:] + coordinates[:-1]) / 2
        near_vertex = _near(tree, coordinates, tolerance_deg)
        near = near_vertex[1:] & near_vertex[:-1] & _near(tree, middles, tolerance_deg)
        segments = shapely.linestrings(np.stack([coordinates[:-1], coordinates[1:]], axis=1))
        shared.extend(segments[near])
        rest.extend(segments[~near])
    return _merged(shared), _merged(rest)


def coast(
    area: MultiPolygon, neighbours: Iterable[Geometry], within_m: float, not_coast: Geometry | None = None
) -> MultiLineString:
    """The stretches of the outer boundary that no neighbour shares, less those inside ``not_coast``."""
    borders = shapely.union_all([shapely.boundary(neighbour) for neighbour in neighbours])
    _, rest = split(area, borders, within_m)
    if not_coast is not None:
        rest = _merged([line for line in _segments(rest) if not line.intersects(not_coast)])
    return rest


def _holds(ring: Geometry, point: tuple[float, float]) -> bool:
    return bool(shapely.contains_xy(Polygon(ring), *point))


def _near(tree: shapely.STRtree, coordinates: np.ndarray, tolerance_deg: float) -> np.ndarray:
    found = tree.query(shapely.points(coordinates), predicate="dwithin", distance=tolerance_deg)[0]
    near = np.zeros(len(coordinates), dtype=bool)
    near[found] = True
    return near


def _segments(lines: Geometry) -> np.ndarray:
    found = []
    for line in shapely.get_parts(lines):
        coordinates = shapely.get_coordinates(line)
        found.append(shapely.linestrings(np.stack([coordinates[:-1], coordinates[1:]], axis=1)))
    return np.concatenate(found) if found else np.array([], dtype=object)


def _merged(segments: Iterable[Geometry]) -> MultiLineString:
    merged = shapely.line_merge(MultiLineString(list(segments)))
    return MultiLineString([line for line in shapely.get_parts(merged) if not line.is_empty])
