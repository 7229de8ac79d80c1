"""The zone of disagreement: ground that some border editions put in one state and others in another.

The areas are an overlay of the editions' polygons as their files draw them, straight in longitude and latitude. That is
for drawing, for areas and for counting; nothing is decided by it. No drawn edge lies farther from its geodesic than
:attr:`Disagreement.off_geodesic_m`. Where one point or a path lies is asked of the engine, edge model and all.

Editions of one family are one witness. An edition that draws a place into neither state says nothing about it: one that
ends at the coast does not put the sea into anyone's territory, so there it disagrees with nobody.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from airspace.edges import EdgeModel, Edges
from airspace.geodesy import RADIUS_MIN_M, Gnomonic, area_m2, inverse
from airspace.sweep import Area
from airspace.theatre import meetings
from airspace.track import Track
from airspace.violation import Violation
from airspace.zone import national_zone
from geodata import editions as borders

__all__ = [
    "Disagreement",
    "Disputed",
    "PathShare",
    "Placing",
    "Summary",
    "Widest",
    "disagreement",
    "path_share",
    "summary",
]

Bools = NDArray[np.bool_]
Ids = tuple[str, ...]

LEAST_M2 = 1.0
"""A smaller face is left out: it is what rounding leaves along a line that two editions share to 0.1 m or less."""

AREA_STEP_DEG = 0.01
"""Edges are cut this fine before an area is taken: a geodesic then follows the drawn line to 2 cm (1.1 km at 36 N)."""

CIRCLE_TOLERANCE_M = 0.5
"""The widest place is looked for to this; its width is then measured over ground."""

BENT_MOST = 1.09
"""A line straight in lon/lat bends off the geodesic by at most this x tan(latitude) / R.

Its course a turns by sin(a) tan(latitude) / R as a rhumb line's does, and by sin(a) cos(a)^2 tan(latitude) / R since it
is none; the sum is greatest, 1.089, where sin(a)^2 = 2/3.
"""


@dataclass(frozen=True, slots=True)
class Placing:
    """Which editions put a place in the one state and which in the other, by id.

    ``in_neither``: in neither of the two, be it another state's or nobody's. ``in_both``: an edition whose two areas
    overlap there, which so is no witness for either.
    """

    in_first: tuple[str, ...]
    in_second: tuple[str, ...]
    in_neither: tuple[str, ...]
    in_both: tuple[str, ...] = ()

    @property
    def families_first(self) -> tuple[str, ...]:
        """Families with an edition that says the first; a family can stand on both sides."""
        return _families(self.in_first)

    @property
    def families_second(self) -> tuple[str, ...]:
        """Families with an edition that says the second."""
        return _families(self.in_second)

    @property
    def disputed(self) -> bool:
        """Whether editions disagree about the place."""
        return bool(self.in_first and self.in_second)

    @property
    def between_families(self) -> bool:
        """Whether independent families disagree, and not only two copies of one map."""
        return self.disputed and len({*self.families_first, *self.families_second}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed(Placing):
    """A connected area on which editions disagree, all over it in the same way: lon/lat degrees, geodesic area."""

    polygon: shapely.Polygon
    area_m2: float


@dataclass(frozen=True)
class Disagreement:
    """Two states in a box, as all the editions draw them.

    ``disputed``: the largest area first. ``off_geodesic_m``: no drawn edge in the box is farther from its geodesic.
    """

    first: str
    second: str
    box: Area
    editions: tuple[str, ...]
    edge_model: EdgeModel
    disputed: tuple[Disputed, ...]
    off_geodesic_m: float

    def sides(self, lon_deg: ArrayLike, lat_deg: ArrayLike) -> tuple[Bools, Bools]:
        """Whether each edition puts each of n points in the first state, and in the second: shape (editions, n).

        By the engine, on its own edges: exact, also outside the box.
        """
        lon, lat = np.atleast_1d(np.asarray(lon_deg, dtype=float)), np.atleast_1d(np.asarray(lat_deg, dtype=float))
        first, second = (
            np.stack([national_zone(state, e, self.edge_model).edges.contains(lon, lat) for e in self.editions])
            for state in (self.first, self.second)
        )
        return first, second

    def which_editions(self, lon_deg: float, lat_deg: float) -> Placing:
        """Who puts one place where."""
        first, second = self.sides(lon_deg, lat_deg)
        return Placing(*_named(self.editions, first[:, 0], second[:, 0]))


def disagreement(
    first: str,
    second: str,
    box: Area,
    editions: Sequence[str] = (),
    edge_model: EdgeModel = "geodesic",
) -> Disagreement:
    """Overlay two states (ISO 3166 alpha-3) of several editions (all that hold both, if none is named) in a box.

    Raises:
        UnknownNameError: an edition or a state that is not there.
    """
    ids = tuple(editions) or borders.editions_of([first, second])
    frame = shapely.box(box.west, box.south, box.east, box.north)
    whole = [[national_zone(state, e, edge_model).shape.geometry for e in ids] for state in (first, second)]
    cut = [[shapely.intersection(geometry, frame) for geometry in row] for row in whole]
    lines = [shapely.boundary(geometry) for row in cut for geometry in row]
    faces = np.array(shapely.get_parts(shapely.polygonize([shapely.union_all([*lines, shapely.boundary(frame)])])))
    inside = [_held(row, faces) for row in cut]
    found = _disputed(ids, faces, inside[0], inside[1])
    return Disagreement(first, second, box, ids, edge_model, found, _off_geodesic_m(whole[0] + whole[1], frame))


def _held(areas: Sequence[shapely.Geometry], faces: NDArray[np.object_]) -> Bools:
    """Whether each edition's area holds each face, by a point of the face: shape (editions, faces)."""
    inner = shapely.point_on_surface(faces)
    for area in areas:
        shapely.prepare(area)
    return np.stack([shapely.contains_properly(area, inner) for area in areas])


def _disputed(ids: Ids, faces: NDArray[np.object_], first: Bools, second: Bools) -> tuple[Disputed, ...]:
    """Faces of one constellation joined, and cut into connected areas."""
    wanted = np.flatnonzero((first & ~second).any(axis=0) & (second & ~first).any(axis=0))
    if not wanted.size:
        return ()
    kinds, kind = np.unique(np.vstack([first, second])[:, wanted], axis=1, return_inverse=True)
    found = []
    for k in range(kinds.shape[1]):
        joined = shapely.union_all(faces[wanted[kind.ravel() == k]])
        names = _named(ids, kinds[: len(ids), k], kinds[len(ids) :, k])
        for polygon in shapely.get_parts(joined):
            area = area_m2(shapely.segmentize(polygon, AREA_STEP_DEG))
            if area >= LEAST_M2:
                found.append(Disputed(*names, polygon=polygon, area_m2=area))
    return tuple(sorted(found, key=lambda disputed: -disputed.area_m2))


def _named(ids: Ids, first: Bools, second: Bools) -> tuple[Ids, Ids, Ids, Ids]:
    """Ids in the first only, in the second only, in neither, in both."""

    def held(where: Bools) -> Ids:
        return tuple(name for name, is_in in zip(ids, where, strict=True) if is_in)

    return held(first & ~second), held(second & ~first), held(~(first | second)), held(first & second)


def _families(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(borders.edition(name).family for name in ids))


def _off_geodesic_m(areas: Sequence[shapely.Geometry], frame: shapely.Polygon) -> float:
    """How far a drawn edge that meets the frame can lie from its geodesic: a chord's sagitta, L^2 / 8 R."""
    most = 0.0
    west, south, east, north = shapely.bounds(frame)
    for area in areas:
        for ring in shapely.get_rings(shapely.get_parts(area)):
            x, y = shapely.get_coordinates(ring).T
            meets = (np.minimum(x[1:], x[:-1]) <= east) & (np.maximum(x[1:], x[:-1]) >= west)
            meets &= (np.minimum(y[1:], y[:-1]) <= north) & (np.maximum(y[1:], y[:-1]) >= south)
            k = np.flatnonzero(meets)
            if k.size:
                long_m = inverse(x[k], y[k], x[k + 1], y[k + 1])[2]
                tangent = np.tan(np.radians(np.maximum(np.abs(y[k]), np.abs(y[k + 1]))))
                most = max(most, float((BENT_MOST * tangent * long_m**2 / (8 * RADIUS_MIN_M)).max()))
    return most


@dataclass(frozen=True, slots=True)
class Widest:
    """The greatest circle that fits: its diameter, measured over ground, and its centre."""

    width_m: float
    lon_deg: float
    lat_deg: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The zone of disagreement in figures.

    ``area_m2``: where independent families disagree. ``within_family_m2``: where only copies of one map do, which is
    no part of the former. ``widest``: within the box; None if families agree everywhere.
    """

    area_m2: float
    within_family_m2: float
    widest: Widest | None


def summary(found: Disagreement) -> Summary:
    """Area and widest place of the zone on which independent families disagree."""
    zone = [disputed for disputed in found.disputed if disputed.between_families]
    area = math.fsum(disputed.area_m2 for disputed in zone)
    rest = math.fsum(disputed.area_m2 for disputed in found.disputed if not disputed.between_families)
    widest = None
    for polygon in sorted(_connected(zone), key=shapely.area, reverse=True):
        if widest is None or 2 * np.sqrt(area_m2(polygon) / np.pi) > widest.width_m:  # no wider than a disc of its area
            widest = max(filter(None, (widest, _widest(polygon))), key=lambda place: place.width_m)
    return Summary(area, rest, widest)


def _connected(zone: Sequence[Disputed]) -> list[shapely.Polygon]:
    return list(shapely.get_parts(shapely.union_all([disputed.polygon for disputed in zone])))


def _widest(polygon: shapely.Polygon) -> Widest:
    """Where the circle is, is read from the plane about the polygon's middle; how wide it is, is measured."""
    middle = shapely.centroid(polygon)
    plane = Gnomonic(middle.x, middle.y)
    flat = shapely.transform(polygon, lambda at: np.stack(plane.forward(*at.T), axis=1))
    circle = shapely.maximum_inscribed_circle(flat, CIRCLE_TOLERANCE_M)
    (lon,), (lat,) = plane.backward(*shapely.get_coordinates(circle)[:1].T)
    radius = Edges.of(polygon, "planar").nearest(np.array([lon]), np.array([lat])).distance_m
    return Widest(2 * float(radius[0]), float(lon), float(lat))


@dataclass(frozen=True, slots=True)
class PathShare:
    """How much of a path lies where independent families disagree, metres over ground.

    ``share``: of the stay in the zone that was checked; None for a path that makes none.
    """

    path_m: float
    path_disputed_m: float
    stay_m: float
    stay_disputed_m: float

    @property
    def share(self) -> float | None:
        """Share of the stay, from 0 to 1."""
        return self.stay_disputed_m / self.stay_m if self.stay_m > 0 else None


def path_share(found: Disagreement, track: Track, violation: Violation) -> PathShare:
    """Hold a path against the zone of disagreement, by the engine's own crossings; also outside the box."""
    if track.fixes == 1:
        return PathShare(0.0, 0.0, 0.0, 0.0)
    zones = [national_zone(s, e, found.edge_model) for s in (found.first, found.second) for e in found.editions]
    stays = np.array([[stay.start.along_m, stay.end.along_m] for stay in violation.incursions]).reshape(-1, 2)
    ends = np.concatenate([[0.0, track.fixes - 1.0], track.at_along(stays.ravel())])
    nodes = np.unique(np.concatenate([ends, *(meetings(track, zone.edges) for zone in zones)]))
    middles, length = (nodes[1:] + nodes[:-1]) / 2, np.diff(track.along(nodes))
    disputed = _between(found.editions, *found.sides(*track.position(middles)))
    along = track.along(middles)
    staying = ((along[:, None] > stays[:, 0]) & (along[:, None] < stays[:, 1])).any(axis=1)
    return PathShare(*(float(length[kept].sum()) for kept in (along >= 0, disputed, staying, staying & disputed)))


def _between(ids: Ids, first: Bools, second: Bools) -> Bools:
    """Whether independent families disagree at each of n points."""
    of = np.array([borders.edition(name).family for name in ids])
    one, two = (
        np.stack([held[of == family].any(axis=0) for family in dict.fromkeys(of)])
        for held in (first & ~second, second & ~first)
    )
    return np.asarray(one.any(axis=0) & two.any(axis=0) & ((one | two).sum(axis=0) > 1))
