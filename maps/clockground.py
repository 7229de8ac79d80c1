"""The ground of the comparison page: land, the tested zone, every edition's border, coded once for all of its maps.

For looking at only: cut to the region of the paths, thinned as the legend says, and at most :data:`MOST_VERTICES` in
all. Lines are coded as whole numbers of a hundred-thousandth of a degree (at most 1.1 m), each point less the one
before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from airspace.assessment import TrackCase
from airspace.geodesy import Floats
from geodata import editions as borders
from maps.scene import Scene, sampled
from maps.shapes import Frame, coded, drawn, elsewhere
from maps.theme import edition_style

__all__ = ["GROUND_DEGREES", "MOST_VERTICES", "Ground", "ground_of", "main_zone", "region_of"]

GROUND_DEGREES: Final = 1e-5
"""What a whole number of a coded line of the ground stands for."""

MOST_VERTICES: Final = 40_000
"""Of everything that is drawn as ground; beyond it both tolerances are doubled until it holds."""

NEAR_M, FAR_M = 2.0, 50.0
"""How far a drawn line may lie from the data, near the decisive place and away from it, to begin with."""

WORLD_M = 1_000.0
PAD = 0.35
"""The region reaches this share of its size beyond the paths."""


@dataclass(frozen=True, slots=True)
class Ground:
    """``island``: coded shapes by name; ``near_m``, ``far_m``: how far they may lie from the data."""

    island: Mapping[str, Any]
    near_m: float
    far_m: float
    vertices: int


def main_zone(scene: Scene) -> str | None:
    """The state whose airspace the paths are tested against first; None where the zone is none of the editions'."""
    tested = dict.fromkeys(result.zone for result in scene.assessment.results)
    return next((zone for zone in tested if zone in borders.load(scene.edition)), None)


def region_of(scene: Scene, cases: Sequence[TrackCase]) -> Frame:
    """What the maps of the page can show: the decisive place and all of the paths, with some room."""
    detail = scene.detail
    lon, lat = [np.array([detail.west, detail.east])], [np.array([detail.south, detail.north])]
    for case in cases:
        if case.track is not None:
            path = sampled(case.track)
            lon.append(detail.facing(path[0]))
            lat.append(path[1])
    return Frame.around(np.concatenate(lon), np.concatenate(lat), margin=PAD)


def ground_of(scene: Scene, region: Frame) -> Ground:
    """Everything the maps draw as ground within a region."""
    near, far = NEAR_M, FAR_M
    raw = _Raw(scene, region)
    while True:
        island = raw.island(near, far)
        vertices = raw.vertices
        if vertices <= MOST_VERTICES:
            return Ground(island, near, far, vertices)
        near, far = near * 2, far * 2


class _Raw:
    """The shapes of a region as the editions have them, to be thinned until they fit."""

    def __init__(self, scene: Scene, region: Frame) -> None:
        self.scene, self.region, self.vertices = scene, region, 0
        land = borders.load(scene.land_edition)
        self._land = [self._cut(land[code].geometry) for code in scene.states(scene.land_edition)]
        zone = main_zone(scene)
        self._zone = [self._cut(borders.load(scene.edition)[zone].geometry)] if zone is not None else []
        self._borders = {name: self._outline(name) for name in scene.assessment.editions}
        areas = (borders.load(scene.edition)[code].geometry for code in scene.states())
        self._world = [self._cut(elsewhere(borders.world_outline(), areas))]

    def _faced(self, geometry: Any) -> Any:
        """The parts that the region sees, each turned by whole circles to its side of the antimeridian."""
        found = []
        for part in shapely.get_parts(geometry):
            middle = (part.bounds[0] + part.bounds[2]) / 2
            turn = float(self.region.facing(middle)) - middle
            found.append(shapely.transform(part, lambda at, by=turn: at + np.array([by, 0.0])) if turn else part)
        return found

    def _cut(self, geometry: Any) -> list[Any]:
        box = (self.region.west, self.region.south, self.region.east, self.region.north)
        cut = (shapely.clip_by_rect(part, *box) for part in self._faced(geometry))
        return [piece for part in cut for piece in shapely.get_parts(part) if not piece.is_empty]

    def _outline(self, edition_id: str) -> list[Any]:
        """Every border of an edition within the region, once, also where two states share it."""
        held = borders.load(edition_id)
        lines = [line for code in self.scene.states(edition_id) for line in self._cut(held[code].geometry.boundary)]
        whole = shapely.line_merge(shapely.union_all(lines)) if lines else shapely.LineString()
        return [part for part in shapely.get_parts(whole) if not part.is_empty]

    def island(self, near_m: float, far_m: float) -> dict[str, Any]:
        """All of it thinned to two tolerances and coded."""
        self.vertices = 0
        editions = []
        for number, name in enumerate(self.scene.assessment.editions):
            lines = self._lines(self._borders[name], near_m, far_m)
            entry = {"id": name, "credit": borders.edition(name).notice, "lines": lines}
            editions.append({**entry, "dash": edition_style(number).dash, "shown": name == self.scene.edition})
        return {
            "degrees": GROUND_DEGREES,
            "land": [area for shapes in self._land for area in self._areas(shapes, near_m, far_m)],
            "zone": [area for shapes in self._zone for area in self._areas(shapes, near_m, far_m)],
            "world": [area for shapes in self._world for area in self._areas(shapes, WORLD_M, WORLD_M)],
            "borders": editions,
        }

    def _areas(self, shapes: Iterable[Any], near_m: float, far_m: float) -> list[list[list[int]]]:
        """Polygons as lists of rings."""
        found = []
        for shape in shapes:
            if shape.geom_type != "Polygon":
                continue
            thin = drawn(shape, self.scene.detail, near_m=near_m, far_m=far_m).geometry
            if not thin.is_empty:
                found.append([self._line(ring) for ring in (thin.exterior, *thin.interiors)])
        return found

    def _lines(self, shapes: Iterable[Any], near_m: float, far_m: float) -> list[list[int]]:
        thin = (drawn(shape, self.scene.detail, near_m=near_m, far_m=far_m).geometry for shape in shapes)
        return [self._line(line) for line in thin if not line.is_empty]

    def _line(self, line: Any) -> list[int]:
        points: Floats = shapely.get_coordinates(line)
        numbers = coded(points[:, 0], points[:, 1], GROUND_DEGREES)
        self.vertices += len(numbers) // 2
        return numbers
