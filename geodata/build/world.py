"""From a source's states, all of them, to rows of a world file: whole steps, coast, boxes, gaps.

Nothing is simplified: a simplification of each state by itself would open slivers along every border that two states
share, while rounding to one grid keeps a shared vertex shared. ``docs/editions.md`` says what each way costs in bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Geometry, MultiLineString, MultiPolygon

from geodata.statefile import WorldRow, box_of

__all__ = ["Exact", "Gap", "gaps", "is_caspian", "names", "rows", "whole"]

UNITS = 1e7
KEY = 10**10  # a vertex as one number: longitude steps times this, plus latitude steps
GEOD = Geod(ellps="WGS84")
PACKAGE_NAMES = {  # features without an ISO code, under the code the package gives
    "ATC": "Ashmore and Cartier Islands",
    "BRI": "Brazilian Island",
    "BRT": "Bir Tawil",
    "CLP": "Clipperton Island",
    "CSI": "Coral Sea Islands",
    "ESB": "Dhekelia",
    "IOA": "Indian Ocean Territories",
    "PGA": "Spratly Islands",
    "SCR": "Scarborough Reef",
    "USG": "Guantanamo Bay",
    "WSB": "Akrotiri",
    "XKX": "Kosovo",
}

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Exact = Mapping[str, tuple[MultiPolygon, MultiLineString]]
"""States that are kept to the last bit: area and coast by code."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Land between states that the source gives to none of them: its ring, area and the states around it."""

    ring: Geometry
    area_m2: float
    states: tuple[str, ...]


def whole(geometry: Geometry, code: str) -> tuple[MultiPolygon, list[str]]:
    """A valid, oriented multipolygon on the grid, holes kept, and in words what had to be repaired."""
    repairs = []
    parts = shapely.get_parts(shapely.get_parts(shapely.get_parts(geometry)))  # a collection may hold multipolygons
    area = shapely.transform(MultiPolygon(list(parts)), _on_grid)
    if not area.is_valid:
        repairs.append(f"{code}: made valid ({shapely.is_valid_reason(area)})")
        made = shapely.get_parts(shapely.get_parts(shapely.make_valid(area)))
        area = shapely.transform(MultiPolygon([part for part in made if part.geom_type == "Polygon"]), _on_grid)
    area = shapely.orient_polygons(area)
    if not area.is_valid:
        raise SystemExit(f"{code}: {shapely.is_valid_reason(area)}")
    return area, repairs


def names(codes: list[str]) -> dict[str, str]:
    """English names: those of Unicode's CLDR, or for a code that has none that of the package."""
    from babel import Locale
    from babel.core import get_global

    territories, aliases = Locale.parse("en").territories, get_global("territory_aliases")
    return {code: PACKAGE_NAMES.get(code) or territories[aliases[code][0]] for code in codes}


def rows(areas: Mapping[str, MultiPolygon], exact: Exact, *, land_only: bool) -> tuple[list[WorldRow], list[Gap]]:
    """The rows of a world file in the order of their codes, and the gaps between states.

    With ``land_only`` an edge that no other state has is coast, unless a gap in the land lies beyond it.
    """
    codes = sorted(areas)
    called = names(codes)
    whole_areas = [exact[code][0] if code in exact else areas[code] for code in codes]
    taken = [_taken(area) for area in whole_areas]
    found = gaps(areas) if land_only else []
    coasts = _coasts([edges for *_, edges in taken], found) if land_only else [np.zeros(0, bool)] * len(codes)
    made = []
    for code, area, (vertices, rings, parts, _), coast in zip(codes, whole_areas, taken, coasts, strict=True):
        box = box_of(shapely.get_coordinates(area)[:, 0], *area.bounds)
        flags = coast if land_only else np.zeros(len(vertices), dtype=bool)
        made.append(WorldRow(code, called[code], box, vertices, rings, parts, flags, exact.get(code)))
    return made, found


def gaps(areas: Mapping[str, MultiPolygon]) -> list[Gap]:
    """The holes of all land together, the greatest first; the Caspian Sea is the only one that is water."""
    codes = list(areas)
    united = shapely.union_all(list(areas.values()))
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(united) for ring in part.interiors]
    found = []
    for hole in holes:
        edges = set(_taken(MultiPolygon([hole]))[3].ravel().tolist())
        around = [c for c in codes if not edges.isdisjoint(_taken(areas[c])[3].ravel().tolist())]
        found.append(Gap(hole, abs(float(GEOD.geometry_area_perimeter(hole)[0])), tuple(around)))
    return sorted(found, key=lambda gap: -gap.area_m2)


def _on_grid(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.round(points * UNITS) / UNITS)


def _taken(area: MultiPolygon) -> tuple[Ints, Ints, Ints, Ints]:
    """Vertices in steps without the closing ones, vertices of each ring, rings of each part, edges as pairs of keys."""
    parts = shapely.get_parts(area)
    rings = shapely.get_rings(parts)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.round(points * UNITS).astype(np.int64)
    last = np.append(ring[1:] != ring[:-1], True)
    key = steps[:, 0] * KEY + steps[:, 1]
    start, end = key[~last], key[np.flatnonzero(~last) + 1]
    edges = np.stack([np.minimum(start, end), np.maximum(start, end)], axis=1)
    return steps[~last], np.bincount(ring) - 1, shapely.get_num_interior_rings(parts) + 1, edges


def _coasts(edges: list[Ints], found: list[Gap]) -> list[Bools]:
    """Of each state's edges: whether no other state has it and no gap in the land (all but the Caspian) lies beyond."""
    inland = [_taken(MultiPolygon([gap.ring]))[3] for gap in found if not is_caspian(gap)]
    every = np.concatenate([*edges, *inland, *inland])  # twice, as if two states had them
    _, which, count = np.unique(every, axis=0, return_inverse=True, return_counts=True)
    alone = count[which.ravel()] == 1
    ends = np.cumsum([len(own) for own in edges])
    return np.split(alone[: ends[-1]], ends[:-1])


def is_caspian(gap: Gap) -> bool:
    """Whether a gap is the Caspian Sea: 50.5E 41N lies in it."""
    return bool(shapely.contains_xy(gap.ring, 50.5, 41.0))
