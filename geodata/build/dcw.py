"""Edition ``dcw``: Digital Chart of the World, 1:1 million, as the GMT project packages it (gmt-dcw 2.1.1).

Needs Debian's ``gmt`` program, which unpacks the quantised coordinates.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from shapely import MultiPolygon, Polygon

from geodata.build import fetch, publish, shapes

NEIGHBOURS = {"TUR": ("GR", "BG", "GE", "AM", "AZ", "IR", "IQ", "SY"), "SYR": ("TR", "IQ", "JO", "IL", "LB")}
CODES = {"TUR": "TR", "SYR": "SY"}
SAME_M = 100.0  # each state is quantised by itself (up to 30 m), so a shared line is shared only to within that
ENTRY = {
    "id": "dcw",
    "title": "Digital Chart of the World 1:1 million (DCW-GMT 2.1.1)",
    "family": "dcw",
    "package": "Debian gmt-dcw",
    "version": "2.1.1",
    "made_of": "land areas of states from charts for pilots at 1:1,000,000, quantised by the packagers",
    "point_of_view": None,
    "disputed": [],
    "edition_date": "2022-05-20 (processing date; the charts are older)",
    "licence": "LGPL-3.0-or-later",
    "notice": "Digital Chart of the World, © The GMT Team (DCW-GMT 2.1.1), LGPL-3.0-or-later",
    "accuracy_m": None,
    "accuracy_source": "not stated",
    "with_sea": False,
    "note": "",
}


def main() -> None:
    """Fetch, check and publish the edition."""
    with tempfile.TemporaryDirectory() as name:
        data = fetch.debian("gmt-dcw", "2.1.1", Path(name)) / "usr/share/gmt-dcw"
        codes = sorted({code for around in NEIGHBOURS.values() for code in around})
        countries = {code: polygons(code, data) for code in codes}
    areas, coasts, repairs = {}, {}, []
    for iso3, around in NEIGHBOURS.items():
        areas[iso3], words = shapes.state(countries[CODES[iso3]], iso3)
        repairs += words
        coasts[iso3] = shapes.coast(areas[iso3], [countries[code] for code in around], SAME_M)
    publish.publish({**ENTRY, "repairs": repairs}, areas, coasts)


def polygons(code: str, data: Path) -> MultiPolygon:
    """The polygons of a country (ISO 3166 alpha-2) as ``gmt coast`` dumps them."""
    command = ["gmt", "coast", f"-E{code}", "-M", f"--DIR_DCW={data}", "--FORMAT_FLOAT_OUT=%.12g"]
    text = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout
    rings: list[list[tuple[float, float]]] = []
    for line in text.splitlines():
        if line.startswith(">"):
            rings.append([])
        elif not line.startswith("#"):
            lon, lat = line.split()[:2]
            rings[-1].append((float(lon), float(lat)))
    return MultiPolygon([Polygon(ring) for ring in rings if len(ring) > 3])


if __name__ == "__main__":
    main()
