"""Edition ``osm-maritime``: OpenStreetMap states with their territorial sea, simplified to 10 m at source."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import shapely
from shapely.geometry import shape

from geodata.build import fetch, publish, shapes

SAME_M = 50.0  # the package simplified each state by itself
GOLAN = (
    "this edition's Syria leaves the Golan out: 35.8E 33.0N lies in its Israel; the boundary here is where its "
    "Syria ends (Quneitra, 35.82E 33.125N, is in Syria)"
)
ENTRY = {
    "id": "osm-maritime",
    "title": "OpenStreetMap maritime borders, 10 m",
    "family": "openstreetmap",
    "package": "npm @osm_borders/maritime_10m",
    "version": "1.1.0",
    "made_of": (
        "state areas with their territorial sea, simplified to 10 m before they were packaged "
        "(the 10 m is that simplification, not an accuracy)"
    ),
    "point_of_view": None,
    "edition_date": "not stated in the package",
    "licence": "ODbL-1.0",
    "notice": "© OpenStreetMap contributors, ODbL 1.0; by way of @osm_borders/maritime_10m",
    "accuracy_m": None,
    "accuracy_source": "not stated",
    "with_sea": True,
    "note": (
        "Same family as osm-2026c at another date: not a second witness. Hatay (36.16E 36.20N) is drawn to Türkiye. "
        "No holes: the Turkish plot that osm-2026c has inside Syria is not in it. Licence read in README.md and "
        "package.json of the package."
    ),
}


def main() -> None:
    """Fetch, check and publish the edition."""
    with tempfile.TemporaryDirectory() as name:
        package = fetch.npm("@osm_borders/maritime_10m", "1.1.0", Path(name))
        features = json.loads((package / "borders.geo.json").read_text("utf-8"))["features"]
    states = {item["properties"]["isoA3"]: shape(item["geometry"]) for item in features}
    areas, repairs = {}, []
    for iso3 in ("TUR", "SYR"):
        areas[iso3], words = shapes.state(states[iso3], iso3)
        repairs += words
    beside = shapely.MultiPolygon(shapely.get_parts(states["ISR"]).tolist())
    stretch, _ = shapes.split(areas["SYR"], beside.boundary, SAME_M)
    entry = {**ENTRY, "disputed": [shapes.golan(stretch, GOLAN)], "repairs": repairs}
    publish.publish(entry, areas)


if __name__ == "__main__":
    main()
