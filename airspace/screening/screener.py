"""The screener: zones made ready once, and the questions that are asked of millions of fixes.

What kernels find is taken as it is where it is clear. Whatever comes within a stated bound of a border (points within
``NEAR_M``, stretches that touch, graze or leave by about the verdict's tolerance, legs whose crossings do not add up)
is answered by the exact engine instead, so that both give the same answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import ecef
from airspace.layers import is_layer
from airspace.screening import lookup, tree
from airspace.screening.answers import Stays, find_stays
from airspace.screening.cells import CellIndex
from airspace.screening.detours import MOST_RADIUS_M
from airspace.screening.fixes import Floats, Ints, Stretches
from airspace.screening.legs import BEYOND_DEG, LONGEST_LEG_M
from airspace.screening.pieces import Border, Outline, outline
from airspace.screening.tree import Tree
from airspace.zone import Zone
from geodata.zones import ZoneShape

__all__ = ["ANTIPODAL_M", "FARTHEST_DEG", "LazyShapes", "Prepared", "Screener"]

ANTIPODAL_M = 19_700_000.0
"""Nearer to the antipode of a border than some 300 km the kernels' iteration does not settle; the engine answers."""

FARTHEST_DEG = BEYOND_DEG - LONGEST_LEG_M / 111_000.0
"""A zone whose border goes beyond this latitude is not screened against."""


@runtime_checkable
class LazyShapes(Protocol):
    """Zones that tell their shape without their border being indexed."""

    def shape(self, at: int) -> ZoneShape:
        """The shape of a zone."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """All that kernels need of the zones: vertices (v, 3), first vertex of each zone, cells and trees."""

    vertex: Floats
    vertex_first: Ints
    cells: CellIndex
    trees: Tree

    @classmethod
    def of(cls, outlines: Iterable[Outline], names: Sequence[str]) -> Prepared:
        """Index the outlines of zones.

        Raises:
            UnsupportedGeometryError: a border beyond ``FARTHEST_DEG``; see also :meth:`CellIndex.of`.
        """
        held = []
        for one, name in zip(outlines, names, strict=True):
            if np.abs(one.lat_deg).max() > FARTHEST_DEG:
                raise UnsupportedGeometryError(
                    f"{name}: its border goes beyond {FARTHEST_DEG:.1f} degrees of latitude; check it track by track"
                )
            held.append(one)
        border = Border.of(held)
        return cls(border.ecef, border.vertex_first, CellIndex.of(border), Tree.of(border))

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        held = (self.vertex, self.vertex_first, *self.trees)
        return self.cells.bytes + int(sum(array.nbytes for array in held))


class Screener:
    """Zones, and an index of their borders.

    Args:
        zones: the zones; any sequence, so that it may hold what it is asked for only.
        names: what each is called in results.
        prepared: the index of these zones.
        limited: those with limits of height or time, by number: what flies over one is answered by the exact engine.
    """

    def __init__(
        self, zones: Sequence[Zone], names: Sequence[str], prepared: Prepared, *, limited: Collection[int]
    ) -> None:
        self.zones, self.names, self.prepared = zones, tuple(names), prepared
        self.limited = np.array(sorted(limited), dtype=np.int64)
        self._sets = list(prepared.cells.members())
        self._numbers = {members: number for number, members in enumerate(self._sets)}
        self._cells = prepared.cells

    @classmethod
    def of(cls, zones: Sequence[Zone], names: Sequence[str]) -> Screener:
        """Index zones that are at hand.

        Raises:
            UnsupportedGeometryError: see :meth:`Prepared.of`.
        """
        limited = [number for number, zone in enumerate(zones) if _has_limits(zone)]
        return cls(zones, names, Prepared.of((outline(zone.edges) for zone in zones), names), limited=limited)

    @property
    def sets(self) -> tuple[tuple[int, ...], ...]:
        """The zones of each set, by its number."""
        return tuple(self._sets)

    def sets_at(self, lon_deg: Floats, lat_deg: Floats) -> NDArray[np.int32]:
        """Number of the set of zones that each point lies in, shape (n,); degrees, longitude from -180 to 180.

        Points within ``NEAR_M`` of a border are asked of the exact engine one zone at a time.
        """
        lon, lat = np.ascontiguousarray(lon_deg, dtype=float), np.ascontiguousarray(lat_deg, dtype=float)
        found = np.empty(lon.size, dtype=np.int32)
        if lookup.sets_at(self._cells, lon, lat, found):
            unsure = np.flatnonzero(found < 0)
            found[unsure] = self._exact_sets(lon[unsure], lat[unsure])
        return found

    def _exact_sets(self, lon: Floats, lat: Floats) -> NDArray[np.int32]:
        """The sets at points that the index leaves open."""
        cells = self.prepared.cells
        cell = np.empty(lon.size, dtype=np.int64)
        lookup.cells_at(self._cells, lon, lat, cell)
        inside = [set(self._sets[cells.cell_set[c]]) for c in cell]
        local = [cells.cell_zones[cells.cell_zone_first[c] : cells.cell_zone_first[c + 1]].tolist() for c in cell]
        for zone in sorted({zone for some in local for zone in some}):
            asked = [k for k, some in enumerate(local) if zone in some]
            for k, held in zip(asked, self.edges(zone).contains(lon[asked], lat[asked]), strict=True):
                (inside[k].add if held else inside[k].discard)(zone)
        return np.array([self._number(tuple(sorted(some))) for some in inside], dtype=np.int32)

    def _number(self, members: tuple[int, ...]) -> int:
        """The number of a set; a new one if it was in no cell."""
        if members not in self._numbers:
            self._numbers[members] = len(self._sets)
            self._sets.append(members)
            words = np.zeros((1, self._cells.words.shape[1]), dtype=np.uint64)
            for zone in members:
                words[0, zone // 64] |= np.uint64(1) << np.uint64(zone % 64)
            self._cells = self._cells._replace(words=np.concatenate([self._cells.words, words]))
        return self._numbers[members]

    def shape(self, zone: int) -> tuple[ZoneShape, Zone | None]:
        """Shape and facts of a zone, and what it was measured from, if it was; without indexing its border."""
        if isinstance(self.zones, LazyShapes) and not is_layer(self.names[zone]):
            return self.zones.shape(zone), None
        return self.zones[zone].shape, self.zones[zone].base

    def edges(self, zone: int) -> Edges:
        """The border of a zone as the exact engine has it."""
        return self.zones[zone].edges

    def inside(self, zone: int, lon_deg: Floats, lat_deg: Floats) -> NDArray[np.bool_]:
        """Whether each point lies in a zone, shape (n,)."""
        sets = self.sets_at(lon_deg, lat_deg)
        return np.array([zone in members for members in self._sets])[sets]

    def border_distance_m(self, zone: int, lon_deg: Floats, lat_deg: Floats) -> Floats:
        """Way over ground from each point to the border of a zone, shape (n,), whichever side it lies on."""
        lon, lat = np.ascontiguousarray(lon_deg, dtype=float), np.ascontiguousarray(lat_deg, dtype=float)
        found, edge = np.empty(lon.size), np.empty(lon.size, dtype=np.int64)
        tree.distances(self.trees, self.vertex, zone, ecef(lon, lat), tree.snake(lon, lat), found, edge)
        opposite = found > ANTIPODAL_M
        if opposite.any():
            found[opposite] = self.edges(zone).nearest(lon[opposite], lat[opposite]).distance_m
        return found

    @property
    def spheres(self) -> tuple[Floats, Floats]:
        """Centre, shape (z, 3), and radius, shape (z,), of a sphere about each zone's border, Earth-centred metres.

        Infinite where it is no cap of the Earth, within which a zone would have to lie with its border.
        """
        boxes = self.prepared.trees.box[self.prepared.trees.first[:-1] + 1].astype(float)
        radius = np.sqrt(((boxes[:, 3:] - boxes[:, :3]) ** 2).sum(axis=1)) / 2
        return (boxes[:, 3:] + boxes[:, :3]) / 2, np.where(radius <= MOST_RADIUS_M, radius, np.inf)

    @property
    def cells(self) -> CellIndex:
        """The cell index, with the sets that were met and are in no cell of it."""
        return self._cells

    @property
    def vertex(self) -> Floats:
        """Vertices of all borders, Earth-centred metres, shape (v, 3)."""
        return self.prepared.vertex

    @property
    def trees(self) -> Tree:
        """The trees of edges."""
        return self.prepared.trees

    def stays(self, stretches: Stretches, *, depth: bool = True) -> Stays:
        """The stays of stretches of flight in all zones.

        Args:
            stretches: fixes, in order of time.
            depth: lengths and depths too; without, these are NaN, and of times and places nothing changes.
        """
        return find_stays(self, stretches, depth)


def _has_limits(zone: Zone) -> bool:
    shape = zone.shape
    return zone.has_vertical_limits or shape.valid_from is not None or shape.valid_to is not None
