"""A coarse land outline of the world for base maps: Natural Earth 1:110 million, from npm world-atlas 2.0.2."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import antimeridian
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geodata.build import fetch, publish

FILE = "world-110m.parquet"
ENTRY = {
    "title": "Natural Earth 1:110 million land, 4.1.0",
    "family": "natural-earth",
    "package": "npm world-atlas (land-110m.json)",
    "version": "2.0.2",
    "made_of": "generalised land outline, quantised by the packager; never for a measurement",
    "edition_date": "Natural Earth 4.1.0",
    "licence": "ISC AND LicenseRef-Natural-Earth-public-domain",
    "notice": "Land outline: Natural Earth (public domain), by way of world-atlas, © 2013-2019 Michael Bostock (ISC)",
    "file": FILE,
}


def main() -> None:
    """Fetch, decode and publish the outline."""
    with tempfile.TemporaryDirectory() as name:
        package = fetch.npm("world-atlas", "2.0.2", Path(name))
        topology = json.loads((package / "land-110m.json").read_text("utf-8"))
    parts = [
        Polygon(rings[0], rings[1:])
        for item in topology["objects"]["land"]["geometries"]
        for rings in ([ring(topology, arcs) for arcs in part] for part in item["arcs"])
    ]
    repairs = []
    if not MultiPolygon(parts).is_valid:
        repairs.append(f"made valid and united ({shapely.is_valid_reason(MultiPolygon(parts))})")
    crossing = sum(_crosses(part) for part in parts)
    if crossing:
        repairs.append(f"{crossing} parts cut at the antimeridian, which their rings cross in one step")
    cut = [_cut(part) if _crosses(part) else part for part in parts]
    united = shapely.union_all([shapely.make_valid(part) for part in cut])
    pieces = [piece for piece in shapely.get_parts(united) if piece.geom_type == "Polygon"]
    land = shapely.orient_polygons(MultiPolygon(pieces))
    if not land.is_valid:
        raise SystemExit(shapely.is_valid_reason(land))
    sha256 = publish.write_parquet(publish.BORDERS / FILE, [("", "World", "land", land)])
    document = publish.read_registry()
    document["world_outline"] = {**ENTRY, "sha256": sha256, "repairs": repairs}
    publish.write_registry(document)
    print(f"{FILE}: {(publish.BORDERS / FILE).stat().st_size} bytes, {shapely.get_num_coordinates(land)} vertices")


def _crosses(part: Polygon) -> bool:
    """Whether a ring steps from one side of the antimeridian to the other, so that planar tools take the long way."""
    return any(np.abs(np.diff(shapely.get_coordinates(ring)[:, 0])).max() > 180.0 for ring in shapely.get_rings(part))


def _cut(part: Polygon) -> shapely.Geometry:
    """A part whose ring crosses the antimeridian, as planar parts; Antarctica's ring goes round the pole."""
    around_pole = part.bounds[3] < -60.0
    return antimeridian.fix_polygon(part, fix_winding=True, force_south_pole=around_pole)


def ring(topology: dict[str, Any], arcs: list[int]) -> np.ndarray:
    """A ring of a TopoJSON topology: its arcs one after the other, a negative number meaning backwards."""
    pieces = [_arc(topology, index) if index >= 0 else _arc(topology, ~index)[::-1] for index in arcs]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _arc(topology: dict[str, Any], index: int) -> np.ndarray:
    steps = np.cumsum(np.array(topology["arcs"][index], dtype=float), axis=0)
    scaled: np.ndarray = steps * topology["transform"]["scale"] + topology["transform"]["translate"]
    return np.round(scaled, 5)


if __name__ == "__main__":
    main()
