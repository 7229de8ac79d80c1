"""Edition ``osm-2026c``: OpenStreetMap country boundaries by way of the time zones of release 2026c.

Türkiye is the zone Europe/Istanbul and Syria the zone Asia/Damascus: each belongs to one state only. The
zones reach out to the limit of the territorial sea. Asia/Damascus leaves out the Golan.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import shapely
from shapely import MultiPolygon

from geodata.build import fetch, publish

ZONES = {"TUR": "Europe/Istanbul", "SYR": "Asia/Damascus"}
READ = """
import json, sys
from timezonefinder import TimezoneFinder
finder = TimezoneFinder()
def plain(ring): return [[float(value) for value in axis] for axis in ring]
zones = {name: [[plain(ring) for ring in part] for part in finder.get_geometry(tz_name=name)] for name in sys.argv[2:]}
open(sys.argv[1], "w").write(json.dumps(zones))
"""
ENTRY = {
    "id": "osm-2026c",
    "title": "OpenStreetMap, time-zone release 2026c",
    "family": "openstreetmap",
    "package": "PyPI timezonefinder-data (read with timezonefinder 9.0.0)",
    "version": "3.2026.3.post1",
    "made_of": (
        "time zones, not a country layer: TUR is Europe/Istanbul, SYR is Asia/Damascus; "
        "both reach out to the limit of the territorial sea"
    ),
    "point_of_view": None,
    "disputed": [
        {
            "name": "Golan",
            "state": "SYR",
            "bbox": [35.6, 32.65, 36.05, 33.45],
            "note": (
                "this edition's Syria leaves the Golan out: the zone Asia/Damascus ends at the line of 1974, "
                "and the point 35.8E 33.0N lies in Asia/Jerusalem"
            ),
        }
    ],
    "edition_date": "2026c (data package of 2026-09-10)",
    "licence": "ODbL-1.0",
    "notice": "© OpenStreetMap contributors, ODbL 1.0; by way of timezone-boundary-builder 2026c and timezonefinder",
    "accuracy_m": None,
    "accuracy_source": "not stated",
    "with_sea": True,
    "repairs": [],
    "note": (
        "Kept as a real enclave: the Turkish plot at 38.1056E 36.8794N (22 vertices, 0.15 ha; the site of the "
        "tomb of Süleyman Şah), a hole in Syria and a second part of Türkiye. No other hole. Hatay "
        "(36.16E 36.20N) is drawn to Türkiye. Coordinates as in the package (steps of 1e-6 degree). Licence read in "
        "timezonefinder_data-3.2026.3.post1.dist-info/licenses/DATA_LICENSE."
    ),
}


def main() -> None:
    """Fetch, check and publish the edition."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = folder / "site"
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--target", str(site), "timezonefinder==9.0.0",
             "timezonefinder-data==3.2026.3.post1"],
            check=True,
        )  # fmt: skip
        dump = folder / "zones.json"
        environment = {**os.environ, "PYTHONPATH": str(site)}
        subprocess.run([sys.executable, "-c", READ, str(dump), *ZONES.values()], check=True, env=environment)
        zones = json.loads(dump.read_text("utf-8"))
    publish.publish(ENTRY, {iso3: area(zones[zone]) for iso3, zone in ZONES.items()})


def area(parts: list[list[list[list[float]]]]) -> MultiPolygon:
    """A zone as a multipolygon; the package's integers of 1e-7 degree give back exactly those decimals."""
    polygons = []
    for part in parts:
        shell, *holes = (np.round(np.column_stack(ring), 7) for ring in part)
        polygons.append(shapely.Polygon(shell, holes))
    zone = shapely.orient_polygons(MultiPolygon(polygons))
    if not zone.is_valid:
        raise SystemExit(shapely.is_valid_reason(zone))
    return zone


if __name__ == "__main__":
    main()
