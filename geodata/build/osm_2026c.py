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

from geodata.build import publish, shapes

ZONES = {"TUR": "Europe/Istanbul", "SYR": "Asia/Damascus"}
BESIDE_GOLAN = "Asia/Jerusalem"
SAME_M = 0.01  # neighbouring zones share their vertices
GOLAN = (
    "this edition's Syria leaves the Golan out: 35.8E 33.0N lies in the zone Asia/Jerusalem; the boundary here is "
    "where Asia/Damascus ends (Quneitra, 35.82E 33.125N, is in Syria)"
)
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
    "edition_date": "2026c (data package of 2026-09-10)",
    "licence": "ODbL-1.0",
    "notice": "© OpenStreetMap contributors, ODbL 1.0; by way of timezone-boundary-builder 2026c and timezonefinder",
    "accuracy_m": None,
    "accuracy_source": "not stated",
    "with_sea": True,
    "note": (
        "Kept as an enclave: a plot of 0.18 ha at 38.1056E 36.8794N that the source gives to Türkiye, a hole in Syria "
        "(the place where encyclopedias put the tomb of Süleyman Şah since 2015). No other hole. Hatay (36.16E "
        "36.20N) is drawn to Türkiye. Coordinates as in the package (steps of 1e-6 degree). Licence read in "
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
        command = [sys.executable, "-c", READ, str(dump), *ZONES.values(), BESIDE_GOLAN]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(site)})
        zones = json.loads(dump.read_text("utf-8"))
    enclaves = tuple(part.representative_point().coords[0] for part in area(zones[ZONES["TUR"]]).geoms)
    areas, repairs = {}, []
    for iso3, zone in ZONES.items():
        areas[iso3], words = shapes.state(area(zones[zone]), iso3, enclaves=enclaves)
        repairs += words
    stretch, _ = shapes.split(areas["SYR"], area(zones[BESIDE_GOLAN]).boundary, SAME_M)
    entry = {**ENTRY, "disputed": [shapes.golan(stretch, GOLAN)], "repairs": repairs}
    publish.publish(entry, areas)


def area(parts: list[list[list[list[float]]]]) -> MultiPolygon:
    """A zone as a multipolygon; the package's integers of 1e-7 degree give back exactly those decimals."""
    polygons = []
    for part in parts:
        shell, *holes = (np.round(np.column_stack(ring), 7) for ring in part)
        polygons.append(shapely.Polygon(shell, holes))
    return MultiPolygon(polygons)


if __name__ == "__main__":
    main()
