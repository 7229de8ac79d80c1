"""From a source's rings to a state's area and coast. Degrees on WGS84, longitude before latitude."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from pyproj import Geod
from shapely import Geometry, LineString, MultiLineString, MultiPolygon, Polygon

__all__ = ["WGS84", "coast", "golan", "split", "state"]

WGS84 = Geod(ellps="WGS84")


def state(
    geometry: Geometry, iso3: str, holes: str = "inland water", enclaves: tuple[tuple[float, float], ...] = ()
) -> tuple[MultiPolygon, list[str]]:
    """A valid, filled, oriented multipolygon of ``geometry``, and in words what had to be repaired.

    Every hole is filled (the words say it was ``holes``) but those that hold one of the points
    ``enclaves``: the ground of another state.
    """
    repairs = []
    if not geometry.is_valid:
        repairs.append(f"{iso3}: made valid ({shapely.is_valid_reason(geometry)})")
        geometry = shapely.make_valid(geometry)
    filled, sizes_m2 = [], []
    for part in shapely.get_parts(geometry):
        kept = [ring for ring in part.interiors if any(_holds(ring, point) for point in enclaves)]
        sizes_m2 += [_area_m2(ring) for ring in part.interiors if ring not in kept]
        filled.append(Polygon(part.exterior, kept))
    if sizes_m2:
        repairs.append(f"{iso3}: {len(sizes_m2)} holes filled ({holes}), {sum(sizes_m2) / 1e4:.2f} ha together")
    area = shapely.orient_polygons(MultiPolygon(filled))
    if not area.is_valid:
        raise SystemExit(f"{iso3}: {shapely.is_valid_reason(area)}")
    return area, repairs


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


def coast(area: MultiPolygon, neighbours: Iterable[Geometry], within_m: float, reach_m: float = 0.0) -> MultiLineString:
    """The stretches of the outer boundary that no neighbour shares.

    A stretch that never gets farther than ``reach_m`` from a neighbour is no coast: two neighbours' copies of
    one border differ there. A closed ring (an island) always is.
    """
    borders = shapely.union_all([shapely.boundary(neighbour) for neighbour in neighbours])
    _, rest = split(area, borders, within_m)
    return MultiLineString([line for line in rest.geoms if line.is_ring or _reach_m(line, borders) > reach_m])


def golan(stretch: Geometry, note: str) -> dict[str, object]:
    """The registry entry of Syria's boundary at the Golan, its box rounded outward to 0.01 degree."""
    west, south, east, north = shapely.bounds(stretch) * 100
    box = [np.floor(west), np.floor(south), np.ceil(east), np.ceil(north)]
    return {"name": "Golan", "state": "SYR", "bbox": [float(side) / 100 for side in box], "note": note}


def _area_m2(ring: Geometry) -> float:
    return abs(float(WGS84.geometry_area_perimeter(Polygon(ring))[0]))


def _holds(ring: Geometry, point: tuple[float, float]) -> bool:
    return bool(shapely.contains_xy(Polygon(ring), *point))


def _reach_m(line: LineString, borders: Geometry) -> float:
    """Greatest distance of a vertex from ``borders``, at 111 km a degree (only a size is asked for)."""
    return float(shapely.distance(shapely.points(shapely.get_coordinates(line)), borders).max()) * 111_000.0


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
