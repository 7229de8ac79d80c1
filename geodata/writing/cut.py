"""Lines and areas cut at the antimeridian, and boxes around them, as RFC 7946 (sections 3.1.6, 3.1.9, 5.2) has them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import antimeridian
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geodata.errors import NothingToExportError
from geodata.export import ExportPath, ExportTrack

__all__ = ["Part", "cut_area", "cut_line", "line_shape", "span"]

HALF_TURN = 180.0


@dataclass(slots=True)
class Part:
    """A stretch of a track on one side of the antimeridian: longitudes, points of the path, places that are no fix."""

    lon_deg: list[float]
    at: list[int]
    added: list[int]

    def add(self, lon_deg: float, at: int, *, added: bool) -> None:
        """Append the point ``at`` of the path."""
        if added:
            self.added.append(len(self.at))
        self.lon_deg.append(lon_deg)
        self.at.append(at)


def cut_line(track: ExportTrack) -> list[Part]:
    """The fixes of a track, in as many parts as it crosses the antimeridian, and one more.

    A part ends on the antimeridian with the sign of its own side; the next begins there with the other sign. Such a
    position is "added" unless it is a fix; a fix on it is the end of the part before.
    """
    path = track.path
    chosen = np.flatnonzero((path.fix >= 0) | path.over)
    parts = [Part([], [], [])]
    for place, at in enumerate(chosen.tolist()):
        lon = float(path.lon_deg[at])
        after = _side(path, chosen[place + 1 :]) if path.over[at] else 0.0
        before = _side(path, chosen[:place][::-1]) if path.over[at] else 0.0
        added = bool(path.fix[at] < 0)
        if before * after < 0:
            parts[-1].add(before * HALF_TURN, at, added=added)
            parts.append(Part([after * HALF_TURN], [at], [0]))
        elif abs(lon) == HALF_TURN:
            near = next((x for x in reversed(parts[-1].lon_deg)), 0.0) or _side(path, chosen[place + 1 :])
            parts[-1].add(float(np.copysign(HALF_TURN, near or lon)), at, added=added)
        else:
            parts[-1].add(lon, at, added=added)
    return parts


def _side(path: ExportPath, points: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    """On which side of the antimeridian the first of these points lies that is not on it: 1 east, -1 west, 0 none."""
    for at in points:
        if abs(path.lon_deg[at]) < HALF_TURN:
            return float(np.sign(path.lon_deg[at]))
    return 0.0


def line_shape(track: ExportTrack) -> shapely.Geometry:
    """A track as a MultiLineString cut at the antimeridian, without heights; of one fix, a MultiPoint."""
    parts = [np.stack([part.lon_deg, track.path.lat_deg[part.at]], axis=1) for part in cut_line(track)]
    if track.fixes == 1:
        return shapely.MultiPoint(parts[0])
    return shapely.MultiLineString([part for part in parts if len(part) > 1])


def cut_area(area: MultiPolygon, name: str) -> MultiPolygon:
    """An area with exterior rings counter-clockwise, in [-180, 180] and cut at the antimeridian.

    Raises :class:`~geodata.errors.NothingToExportError` for an area that cannot be cut.
    """
    parts: list[Polygon] = []
    for part in area.geoms:
        coordinates = shapely.get_coordinates(part)
        steps = [np.abs(np.diff(shapely.get_coordinates(ring)[:, 0])).max() for ring in shapely.get_rings(part)]
        if np.abs(coordinates[:, 0]).max() <= HALF_TURN and max(steps) <= HALF_TURN:
            parts.append(part)
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", antimeridian.FixWindingWarning)
                cut = shapely.remove_repeated_points(antimeridian.fix_polygon(part, fix_winding=True))
        except (ValueError, AssertionError) as error:
            raise NothingToExportError(f"zone '{name}' cannot be cut at the antimeridian; leave it out") from error
        parts += [piece for piece in shapely.get_parts(cut) if not piece.is_empty]
    return MultiPolygon(shapely.orient_polygons(MultiPolygon(parts)))


def span(stretches: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """West and east end of the shortest stretch of longitudes that holds all of these.

    Each is (west, east) in degrees, west <= east; of the answer west > east where it lies over the antimeridian.
    """
    covered: list[list[float]] = []
    for west, east in sorted(stretches):
        if covered and west <= covered[-1][1]:
            covered[-1][1] = max(covered[-1][1], east)
        else:
            covered.append([west, east])
    gaps = [(after[0] - before[1], i + 1) for i, (before, after) in enumerate(pairwise(covered))]
    outer = covered[0][0] + 2 * HALF_TURN - covered[-1][1]
    widest, first = max(gaps, default=(0.0, 0))
    if widest <= outer:
        return covered[0][0], covered[-1][1]
    return covered[first][0], covered[first - 1][1]
