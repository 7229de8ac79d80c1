"""Edition ``osm-maritime``: OpenStreetMap states with their territorial sea, simplified to 10 m at source, the world.

The package writes at most seven decimals, so whole steps of 1e-7 degree lose nothing. Its 2,053,282 vertices in
the file (zstd 19):

==================================================  ========
doubles as WKB                                      22.4 MB
steps of 1e-7 degree, delta-coded, lossless: chosen 9.09 MB
steps of 1e-6 degree (11 cm), delta-coded           7.37 MB
simplified to 10, 25, 50 m, then steps of 1e-7      9.08, 6.53, 4.61 MB
==================================================  ========

Simplifying each state by itself would open slivers along every border that two states share.
"""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import shapely
from shapely import MultiPolygon
from shapely.geometry import shape

from geodata.build import fetch, publish, shapes, world
from geodata.build.contested import contested

SAME_M = 50.0  # the package simplified each state by itself
GOLAN = (
    "this edition's Syria leaves the Golan out: 35.8E 33.0N lies in its Israel; the boundary here is where its "
    "Syria ends (Quneitra, 35.82E 33.125N, is in Syria)"
)
BOTH = "this edition draws this ground to both states, so a point may lie in either and in both"
OVERLAPS = {
    "Crimea": ("RUS", "UKR"),
    "Western Sahara": ("MAR", "ESH"),
    "Kafia Kingi": ("SDN", "SSD"),
    "Southern Patagonian Ice Field": ("ARG", "CHL"),
    "Dixon Entrance": ("CAN", "USA"),
    "Navassa": ("HTI", "USA"),
}
WIDE = "sea of 200 NM"
WIDE_NOTE = (
    "this edition draws the sea of this state out to 200 NM from its coast here; a territorial sea reaches 12 NM at "
    "the most by the UN Convention on the Law of the Sea (article 3), and no other state of this edition is drawn like "
    "this but Peru and Ecuador: ask for the state's sea-12NM too"
)
SIDRA_NOTE = (
    "this edition closes the gulf along 32.5N and draws the sea 12 NM beyond that line, up to 104 NM from the coast of "
    "ne-10m"
)
OFF_SHORE = (  # the limits at sea that lie farther than 60 NM from land of ne-10m and round no islet; no land border
    (WIDE, "PER", (-84.65, -20.2, -80.8, -3.3), WIDE_NOTE),
    (WIDE, "PER", (-80.8, -20.2, -70.65, -13.0), WIDE_NOTE),
    (WIDE, "ECU", (-84.5, -3.45, -80.6, 1.5), WIDE_NOTE),
    (WIDE, "ECU", (-80.6, 1.45, -79.1, 1.5), WIDE_NOTE),
    (WIDE, "ECU", (-95.35, -4.8, -85.9, 5.05), WIDE_NOTE),
    ("Gulf of Sidra", "LBY", (15.1, 32.65, 20.1, 32.75), SIDRA_NOTE),
)
LEFT_OUT = "ATA"
CHECKED = ("TUR", "SYR")  # made as before the edition held the world: holes would be filled, and there are none
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
        "Türkiye and Syria have no holes: the Turkish plot that osm-2026c has inside Syria is not in it. All states "
        "and territories; Antarctica is left out. Coordinates as in the package (steps of 1e-7 degree). Codes are "
        "those of the package: ISO 3166 alpha-3, XKX for Kosovo. Areas overlap where the source draws them so: "
        "territories are in themselves and in their state (French Guiana in GUF and FRA), Crimea is in Russia and "
        "Ukraine, Western Sahara in ESH and Morocco. The British bases on Cyprus, Bir Tawil, the Senkaku Islands and "
        "the middle of the Caspian Sea are in none. Licence read in README.md and package.json of the package."
    ),
}


def main() -> None:
    """Fetch, check and publish the edition."""
    with tempfile.TemporaryDirectory() as name:
        package = fetch.npm("@osm_borders/maritime_10m", "1.1.0", Path(name))
        features = json.loads((package / "borders.geo.json").read_text("utf-8"))["features"]
    states = {item["properties"]["isoA3"]: shape(item["geometry"]) for item in features}
    areas, repairs = {}, []
    for code, geometry in states.items():
        if code == LEFT_OUT:
            continue
        areas[code], words = shapes.state(geometry, code) if code in CHECKED else world.whole(geometry, code)
        repairs += words
    beside = shapely.MultiPolygon(shapely.get_parts(states["ISR"]).tolist())
    stretch, _ = shapes.split(areas["SYR"], beside.boundary, SAME_M)
    golan = shapes.golan(stretch, GOLAN)
    disputed = [golan, {**golan, "state": "ISR"}, *_overlapping(areas), *_off_shore()]
    disputed += contested(set(areas), disputed)
    rows, _ = world.rows(areas, {}, land_only=False)
    publish.publish_world({**ENTRY, "disputed": disputed, "repairs": repairs}, rows)


def _off_shore() -> list[dict[str, object]]:
    """Limits at sea that no state of this edition else has: whose they are, and the boxes that hold them."""
    return [{"name": name, "state": state, "bbox": list(bbox), "note": note} for name, state, bbox, note in OFF_SHORE]


def _overlapping(areas: dict[str, MultiPolygon]) -> list[dict[str, object]]:
    """Ground that the source draws to two states: the box of its greatest piece, for either."""
    found: list[dict[str, object]] = []
    for name, (one, other) in OVERLAPS.items():
        piece = max(shapely.get_parts(shapely.intersection(areas[one], areas[other])), key=shapely.area)
        west, south, east, north = (float(side) * 100 for side in piece.bounds)
        sides = [math.floor(west) / 100, math.floor(south) / 100, math.ceil(east) / 100, math.ceil(north) / 100]
        found += [{"name": name, "state": state, "bbox": sides, "note": BOTH} for state in (one, other)]
    return found


if __name__ == "__main__":
    main()
