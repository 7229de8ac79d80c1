"""Geometry made fit for drawing: thinned, rounded, cut down to what a page can carry.

For pictures only. Nothing here feeds a number: the engine works on the edition as it is, and a legend states
the tolerance that the drawn line was thinned with. Coordinates are lon/lat degrees on WGS84.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

__all__ = ["Drawn", "Frame", "coded", "drawn", "elsewhere", "positions"]

Floats = NDArray[np.float64]

DECIMALS = 6  # of a degree: at most 0.11 m
FAR_DECIMALS = 4  # outside the frame: 11 m, well below the tolerance there
_M_PER_DEG = 111_320.0  # of latitude, and of longitude at the equator; for tolerances of drawing only


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of longitude and latitude in degrees: the place a map opens on."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(
        cls, lon_deg: ArrayLike, lat_deg: ArrayLike, *, margin: float = 0.15, at_least_m: float = 2000.0
    ) -> Frame:
        """The rectangle round some points, widened by a share of its size and never below a size in metres."""
        lon, lat = _unwrapped(lon_deg), np.asarray(lat_deg, float)
        shrink = max(0.01, math.cos(math.radians(float(np.mean(lat)))))
        half_x = max((1 + 2 * margin) * float(np.ptp(lon)), at_least_m / _M_PER_DEG / shrink) / 2
        half_y = max((1 + 2 * margin) * float(np.ptp(lat)), at_least_m / _M_PER_DEG) / 2
        x, y = float(lon.min() + lon.max()) / 2, float(lat.min() + lat.max()) / 2
        return cls(x - half_x, max(-85.0, y - half_y), x + half_x, min(85.0, y + half_y))

    def grown(self, times: float) -> Frame:
        """The same rectangle, ``times`` as wide and as high."""
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        half_x, half_y = (self.east - self.west) / 2 * times, (self.north - self.south) / 2 * times
        return Frame(x - half_x, max(-85.0, y - half_y), x + half_x, min(85.0, y + half_y))

    def facing(self, lon_deg: ArrayLike) -> Floats:
        """Longitudes turned by whole circles to lie within 180 degrees of the middle, for the antimeridian."""
        lon, middle = np.asarray(lon_deg, float), (self.west + self.east) / 2
        return np.asarray(lon + 360 * np.round((middle - lon) / 360), float)

    @property
    def corners(self) -> list[list[float]]:
        """South-west and north-east as Leaflet wants them, latitude first."""
        return [[self.south, self.west], [self.north, self.east]]

    def holds(self, points: Floats) -> NDArray[np.bool_]:
        """Which of the (n, 2) lon/lat points lie in it."""
        low, high = (self.west, self.south), (self.east, self.north)
        return np.asarray(((points >= low) & (points <= high)).all(axis=1))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape as it is drawn, with how far the drawing may lie from the data (metres)."""

    geometry: Any
    near_m: float
    far_m: float
    vertices: int


def drawn(geometry: Any, frame: Frame | None = None, *, near_m: float = 1.0, far_m: float = 250.0) -> Drawn:
    """A shape thinned for drawing: to ``near_m`` inside ``frame``, to ``far_m`` outside it, and rounded.

    What thins to nothing is left out. Without a frame everything counts as near. With one, each part is
    turned by whole circles to the frame's side of the antimeridian.
    """

    def thin(points: Floats) -> Floats:
        return _thinned(points, frame, near_m, far_m)

    facing = geometry if frame is None else _faced(geometry, frame)
    shape = _rebuilt(facing, thin)
    return Drawn(shape, near_m, far_m, int(shapely.get_num_coordinates(shape)))


def elsewhere(world: Any, areas: Iterable[Any]) -> Any:
    """The coarse outline of the world without the areas that are drawn better; areas with their sea are best."""
    known = shapely.union_all([shapely.make_valid(area) for area in areas])
    rest = shapely.difference(shapely.make_valid(world), known)
    return shapely.MultiPolygon([part for part in shapely.get_parts(rest) if part.geom_type == "Polygon"])


def positions(lon_deg: ArrayLike, lat_deg: ArrayLike) -> list[list[float]]:
    """Points as Leaflet wants them, latitude first, rounded; a line across the antimeridian runs on beyond 180."""
    pairs = np.column_stack([np.asarray(lat_deg, float), _unwrapped(lon_deg)])
    if not np.isfinite(pairs).all():
        raise ValueError("a position to draw is not a finite number")
    return [[float(lat), float(lon)] for lat, lon in np.round(pairs, DECIMALS)]


def coded(lon_deg: ArrayLike, lat_deg: ArrayLike, degrees: float) -> list[int]:
    """A line as whole numbers of ``degrees``: longitude, latitude, then the steps; equal neighbours count once."""
    points = np.round(np.column_stack([np.asarray(lon_deg, float), np.asarray(lat_deg, float)]) / degrees)
    points = points.astype(np.int64)
    steps = np.diff(points, axis=0)
    kept = np.vstack([points[:1], steps[np.any(steps != 0, axis=1)]])
    return [int(number) for number in kept.ravel()]


def _unwrapped(lon_deg: ArrayLike) -> Floats:
    return np.asarray(np.unwrap(np.asarray(lon_deg, float), period=360.0), float)


def _faced(geometry: Any, frame: Frame) -> Any:
    """Each part moved as a whole: by how many circles its middle has to turn."""

    def turned(part: Any) -> Any:
        middle = (part.bounds[0] + part.bounds[2]) / 2
        turn = float(frame.facing(middle)) - middle
        return part if turn == 0 else shapely.transform(part, lambda points: points + np.array([turn, 0.0]))

    if not hasattr(geometry, "geoms"):
        return turned(geometry)
    return type(geometry)([turned(part) for part in geometry.geoms])


def _rebuilt(geometry: Any, thin: Callable[[Floats], Floats]) -> Any:
    if isinstance(geometry, shapely.Polygon):
        shell = thin(shapely.get_coordinates(geometry.exterior))
        if len(shell) < 4:
            return shapely.Polygon()
        holes = (thin(shapely.get_coordinates(ring)) for ring in geometry.interiors)
        return shapely.Polygon(shell, [hole for hole in holes if len(hole) >= 4])
    if isinstance(geometry, shapely.LineString):
        points = thin(shapely.get_coordinates(geometry))
        return shapely.LineString(points) if len(points) > 1 else shapely.LineString()
    if isinstance(geometry, shapely.MultiPolygon | shapely.MultiLineString):
        return type(geometry)([part for part in _parts(geometry, thin) if not part.is_empty])
    raise TypeError(f"a {geometry.geom_type} is not drawn as an area or a line")


def _parts(geometry: Any, thin: Callable[[Floats], Floats]) -> Iterable[Any]:
    return (_rebuilt(part, thin) for part in geometry.geoms)


def _thinned(points: Floats, frame: Frame | None, near_m: float, far_m: float) -> Floats:
    """Thin runs inside and outside the frame apart, so that the frame's edge moves no line inside it."""
    metres = np.array([_M_PER_DEG * max(0.01, math.cos(math.radians(float(points[:, 1].mean())))), _M_PER_DEG])
    near = np.ones(len(points), bool) if frame is None else frame.holds(points)
    near = near | np.roll(near, 1) | np.roll(near, -1)
    cuts = np.flatnonzero(np.diff(near.astype(np.int8))) + 1
    runs = []
    for start, end in zip([0, *cuts], [*cuts, len(points)], strict=True):
        piece = points[max(0, start - 1) : end]  # runs share a vertex
        kept = _simplified(piece * metres, near_m if near[start] else far_m) / metres
        kept = np.round(kept, DECIMALS if near[start] else FAR_DECIMALS)
        runs.append(kept if start == 0 else kept[1:])
    whole = np.concatenate(runs)
    moved = np.append(True, np.any(np.diff(whole, axis=0) != 0, axis=1))
    return np.asarray(whole[moved], float)


def _simplified(points_m: Floats, tolerance_m: float) -> Floats:
    if len(points_m) < 3:
        return points_m
    line = shapely.simplify(shapely.LineString(points_m), tolerance_m, preserve_topology=False)
    return np.asarray(shapely.get_coordinates(line), float)
