"""Edition ``osm-maritime``: OpenStreetMap states with their territorial sea, simplified to 10 m at source."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from shapely.geometry import shape

from geodata.build import fetch, publish, shapes

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
    "disputed": [
        {
            "name": "Golan",
            "state": "SYR",
            "bbox": [35.6, 32.65, 36.05, 33.45],
            "note": (
                "this edition's Syria leaves the Golan out: the point 35.8E 33.0N lies in its Israel, "
                "Quneitra (35.82E 33.125N) in its Syria"
            ),
        }
    ],
    "edition_date": "not stated in the package",
    "licence": "ODbL-1.0",
    "notice": "© OpenStreetMap contributors, ODbL 1.0; by way of @osm_borders/maritime_10m",
    "accuracy_m": None,
    "accuracy_source": "not stated",
    "with_sea": True,
    "note": (
        "Same family as osm-2026c, at an older date: not a second witness. Hatay (36.16E 36.20N) is drawn to "
        "Türkiye. No holes in either state. Licence read in README.md and package.json of the package."
    ),
}


def main() -> None:
    """Fetch, check and publish the edition."""
    with tempfile.TemporaryDirectory() as name:
        package = fetch.npm("@osm_borders/maritime_10m", "1.1.0", Path(name))
        features = json.loads((package / "borders.geo.json").read_text("utf-8"))["features"]
    areas, repairs = {}, []
    for iso3 in ("TUR", "SYR"):
        (feature,) = (item for item in features if item["properties"]["isoA3"] == iso3)
        areas[iso3], words = shapes.state(shape(feature["geometry"]), iso3)
        repairs += words
    publish.publish({**ENTRY, "repairs": repairs}, areas)


if __name__ == "__main__":
    main()
