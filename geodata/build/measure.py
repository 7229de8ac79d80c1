"""Measure the Turkey-Syria land border of every edition against every other, and enter it in the registry.

Run after all editions are published. Each line is sampled every 50 m or closer; the nearest place on the other
line is found in a conformal projection and its distance measured on the WGS84 ellipsoid.
"""

from __future__ import annotations

from itertools import combinations
from statistics import median
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely import Geometry, LineString

from geodata import editions
from geodata.build import publish, shapes

STEP_M = 50.0
SALIENT = (35.93, 35.75, 36.35, 36.10)  # west, south, east, north
SHARED_M = {"dcw": 100.0, "osm-maritime": 50.0}  # quantised, simplified state by state; elsewhere the same vertices
SAME_M = 0.01
COAST_EDITION = "wdbii"  # where the land ends, for the editions that reach out to sea
PLANE = Transformer.from_crs(
    "OGC:CRS84", "+proj=lcc +lat_1=36 +lat_2=37.3 +lat_0=36.6 +lon_0=39 +ellps=WGS84 +type=crs", always_xy=True
)


def main() -> None:
    """Measure and write ``spacing_m``, ``disagreement_m`` and the table ``turkey_syria_border``."""
    document = publish.read_registry()
    lines = {entry["id"]: land_border(entry["id"]) for entry in document["editions"]}
    whole = separations(lines)
    box = shapely.box(*SALIENT)
    near = {name: line.intersection(box) for name, line in lines.items()}
    salient = separations(near)
    families = {entry["id"]: entry["family"] for entry in document["editions"]}
    for entry in document["editions"]:
        entry["spacing_m"] = round(spacing_m(lines[entry["id"]]), 1)
        entry["disagreement_m"] = round(disagreement_m(entry["id"], families, whole), 1)
    document["turkey_syria_border"] = {
        "method": (
            f"land border from the coast to Iraq, the enclave left out; sampled every {STEP_M:g} m or closer; distance "
            "on the WGS84 ellipsoid to the nearest place of the other line; mean: average of both directions; p95 and "
            "max: the larger of the two"
        ),
        "length_m": {name: round(shapes.WGS84.geometry_length(line)) for name, line in lines.items()},
        "separation_m": whole,
        "salient": {
            "bbox": list(SALIENT),
            "southernmost": {name: southernmost(line) for name, line in near.items()},
            "spacing_m": {name: round(spacing_m(line), 1) for name, line in near.items()},
            "disagreement_m": {name: round(disagreement_m(name, families, salient), 1) for name in near},
            "separation_m": salient,
        },
    }
    publish.write_registry(document)


def land_border(edition_id: str) -> Geometry:
    """The boundary that Türkiye's main part shares with Syria, on land only."""
    states = editions.load(edition_id)
    turkey, syria = (max(states[iso3].geometry.geoms, key=lambda part: part.area) for iso3 in ("TUR", "SYR"))
    shared, _ = shapes.split(shapely.MultiPolygon([turkey]), syria.exterior, SHARED_M.get(edition_id, SAME_M))
    line = longest(shared)
    if editions.edition(edition_id).with_sea:
        land = shapely.union_all([area.geometry for area in editions.load(COAST_EDITION).values()])
        line = longest(line.intersection(land))
    return line


def longest(lines: Geometry) -> LineString:
    """The longest of several lines; whatever else there is must be small, or the border has a gap."""
    parts = sorted(shapely.get_parts(shapely.line_merge(lines)), key=lambda part: -part.length)
    rest = sum(part.length for part in parts[1:])
    print(f"   pieces {len(parts)}, left out {rest * 100:.2f} km of {parts[0].length * 100:.0f} km")
    return parts[0]


def separations(lines: dict[str, Geometry]) -> dict[str, dict[str, dict[str, float]]]:
    """Mean, 95th percentile and greatest separation of every pair, metres."""
    table: dict[str, dict[str, Any]] = {name: {} for name in lines}
    for one, other in combinations(lines, 2):
        there, back = distances_m(lines[one], lines[other]), distances_m(lines[other], lines[one])
        row = {
            "mean": round(float(there.mean() + back.mean()) / 2, 1),
            "p95": round(float(max(np.percentile(there, 95), np.percentile(back, 95))), 1),
            "max": round(float(max(there.max(), back.max())), 1),
        }
        table[one][other] = table[other][one] = row
    return table


def distances_m(line: Geometry, other: Geometry) -> np.ndarray:
    """Geodesic distances from places every 50 m or closer along ``line`` to the nearest place on ``other``."""
    places = shapely.points(np.concatenate([_places(part) for part in shapely.get_parts(_plane(line))]))
    segments = np.concatenate([_segments(part) for part in shapely.get_parts(_plane(other))])
    which, nearest = shapely.STRtree(segments).query_nearest(places, all_matches=False)
    feet = shapely.get_coordinates(shapely.shortest_line(places[which], segments[nearest]))
    lon, lat = PLANE.transform(feet[:, 0], feet[:, 1], direction="INVERSE")
    distance: np.ndarray = shapes.WGS84.inv(lon[0::2], lat[0::2], lon[1::2], lat[1::2])[2]
    return distance


def disagreement_m(name: str, families: dict[str, str], table: dict[str, dict[str, dict[str, float]]]) -> float:
    """Median, over the other families, of the mean separation; a family speaks by its first edition."""
    speakers: dict[str, str] = {}
    for other, family in families.items():
        if family != families[name]:
            speakers.setdefault(family, other)
    return median(table[name][other]["mean"] for other in speakers.values())


def spacing_m(line: Geometry) -> float:
    """Mean length of a segment, metres."""
    segments = sum(len(part.coords) - 1 for part in shapely.get_parts(line))
    return float(shapes.WGS84.geometry_length(line)) / segments


def southernmost(line: Geometry) -> list[float]:
    """The southernmost vertex, [lon, lat]."""
    coordinates = shapely.get_coordinates(line)
    return [round(float(value), 7) for value in coordinates[coordinates[:, 1].argmin()]]


def _plane(line: Geometry) -> Geometry:
    return shapely.transform(line, PLANE.transform, interleaved=False)


def _places(part: LineString) -> np.ndarray:
    """Evenly spaced places on one plane line: the middles of pieces of at most ``STEP_M``."""
    coordinates = shapely.get_coordinates(part)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(coordinates, axis=0).T))])
    count = int(np.ceil(along[-1] / STEP_M))
    middles = (np.arange(count) + 0.5) * along[-1] / count
    return np.stack([np.interp(middles, along, coordinates[:, axis]) for axis in (0, 1)], axis=1)


def _segments(line: LineString) -> np.ndarray:
    coordinates = shapely.get_coordinates(line)
    segments: np.ndarray = shapely.linestrings(np.stack([coordinates[:-1], coordinates[1:]], axis=1))
    return segments


if __name__ == "__main__":
    main()
