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
REACH_M = 10_000.0  # two states' copies of one border differ by up to 4.3 km; a coast goes farther off than that
GOLAN = "this edition draws the Golan to Syria (35.8E 33.0N is inside): the boundary here is the line to its Israel"
ENTRY = {
    "id": "dcw",
    "title": "Digital Chart of the World 1:1 million (DCW-GMT 2.1.1)",
    "family": "dcw",
    "package": "Debian gmt-dcw",
    "version": "2.1.1",
    "made_of": "land areas of states from charts for pilots at 1:1,000,000, quantised by the packagers",
    "point_of_view": None,
    "edition_date": "2022-05-20 (processing date; the charts are older)",
    "licence": "LGPL-3.0-or-later",
    "notice": "Digital Chart of the World, © The GMT Team (DCW-GMT 2.1.1), LGPL-3.0-or-later",
    "accuracy_m": None,
    "accuracy_source": "not stated",
    "with_sea": False,
    "note": (
        "Land only: the seaward boundary is a coast. Hatay (36.16E 36.20N) is drawn to Türkiye. The island of Arwad "
        "(35.86E 34.86N) is missing in the source. Inland, the source's own neighbours differ from Syria's line by up "
        "to 2 km (Lebanon, Jordan, Iraq) and from Türkiye's by up to 4.3 km (Iraq, Iran); the line to each other is "
        "one line to within its quantisation (steps of about 26 m east-west and 11 m north-south). Licence read in "
        "/usr/share/doc/gmt-dcw/copyright and README.md.gz of the package."
    ),
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
        coasts[iso3] = shapes.coast(areas[iso3], [countries[code] for code in around], SAME_M, REACH_M)
    stretch, _ = shapes.split(areas["SYR"], countries["IL"].boundary, SAME_M)
    entry = {**ENTRY, "disputed": [shapes.golan(stretch, GOLAN)], "repairs": repairs}
    publish.publish(entry, areas, coasts)


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
