"""Straight paths that meet a claim: one stay of a stated length, or a stated distance from a border.

Nothing here knows of claims: it is given numbers and a border, and returns paths or says why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from airspace import numbers
from airspace.edges import Edges
from airspace.errors import GeodesyError
from airspace.extremes import closest
from airspace.geodesy import Floats, direct, inverse
from airspace.language import Later, _
from airspace.sweep import Area, Sweep
from airspace.theatre import meetings
from airspace.track import Track

__all__ = ["Line", "NorthLimit", "Solved", "line_at_distance", "line_with_stay"]

MARK_M = 5_000.0
"""Fixes are set this far apart on a straight path, so that a reader of the file sees its course."""

DISTANCE_MET_M = 1e-4
"""A stated closest distance is met to this."""


@dataclass(frozen=True, slots=True)
class NorthLimit:
    """A stay lies no farther north of a point than this, measured along the meridian."""

    lat_deg: float
    limit_m: float


@dataclass(frozen=True, slots=True)
class Line:
    """A geodesic: start, course there, and path length to its end; ``zero_m`` is the place times count from."""

    lon_deg: float
    lat_deg: float
    azimuth_deg: float
    length_m: float
    zero_m: float

    def fixes(self) -> tuple[Floats, Floats, Floats]:
        """Longitudes, latitudes and path lengths of fixes at most ``MARK_M`` apart."""
        count = max(2, int(np.ceil(self.length_m / MARK_M)) + 1)
        along = np.linspace(0.0, self.length_m, count)
        lon, lat, _ = direct(self.lon_deg, self.lat_deg, self.azimuth_deg, along)
        return lon, lat, along


@dataclass(frozen=True, slots=True)
class Solved:
    """The answer of a solver.

    ``count`` paths meet the constraints; ``line`` is the one taken, ``length_m`` the length of its stay; None if
    there is none. Then ``why`` says what cannot be met, ``nearest`` the nearest that can, and ``missing_m`` by how
    much that misses, where it is a length.
    """

    line: Line | None
    count: int
    length_m: float | None = None
    why: str | None = None
    nearest: str | None = None
    missing_m: float | None = None


def _line(sweep: Sweep, offset: float, enter: float, leave: float, lead_in_m: float, lead_out_m: float) -> Line:
    """The path through an entry and an exit, with its leads; times count from the entry."""
    start, end = sweep.point(enter, offset), sweep.point(leave, offset)
    azimuth, _, length = inverse(*start, *end)
    lon, lat, back = direct(*start, float(azimuth) + 180.0, lead_in_m)
    total = lead_in_m + float(length) + lead_out_m
    return Line(float(lon), float(lat), (float(back) + 180.0) % 360.0, total, lead_in_m)


def line_with_stay(
    edges: Edges,
    area: Area,
    course_deg: float,
    length_m: float,
    lead_in_m: float,
    lead_out_m: float,
    north_limit: NorthLimit | None = None,
    interval_m: tuple[float, float] | None = None,
) -> Solved:
    """Southernmost path on a course whose one stay in the zone has this length.

    A path counts if the stay's middle lies in the area, if the path makes no other stay between the ends of
    its leads, and if the stay keeps the north limit. If none has the length itself, the one with the nearest
    length within ``interval_m`` (what the figure was printed to) is taken.
    """
    reach = max(lead_in_m, lead_out_m) + length_m + 60_000.0
    search = _Search(Sweep(edges, area, course_deg, reach), lead_in_m, lead_out_m, north_limit)
    found, index = search.sweep.with_length(length_m)
    single = [path for path, i in zip(found, index, strict=True) if search.is_single(path, int(i))]
    kept = sorted((path for path in single if search.north_m(path) <= search.limit_m), key=search.southernness)
    if kept:
        return Solved(_line(search.sweep, *kept[0], lead_in_m, lead_out_m), len(kept), length_m)
    if interval_m is not None:
        near = search.nearest_within(length_m, interval_m)
        if near is not None:
            return Solved(_line(search.sweep, *near[1], lead_in_m, lead_out_m), 1, near[0])
    if single:
        north = min(search.north_m(path) for path in single)
        why = Later(partial(_too_far_north, length_m, search.limit_m))
        return Solved(None, 0, None, why, Later(partial(_southernmost, north)), north - search.limit_m)
    return Solved(None, 0, None, *_no_stay(search.sweep, length_m, lead_in_m, lead_out_m))


_OUTSIDE_AREA = Later(lambda: _("the border point nearest to the path lies outside the area"))

Path = tuple[float, float, float]
"""A path of a sweep: offset, and x of entry and exit."""


@dataclass(frozen=True, slots=True)
class _Search:
    """What a path must keep beside the length of its stay."""

    sweep: Sweep
    lead_in_m: float
    lead_out_m: float
    limit: NorthLimit | None

    @property
    def limit_m(self) -> float:
        return float("inf") if self.limit is None else self.limit.limit_m

    def is_single(self, path: Path, i: int) -> bool:
        """Whether the stay's middle is in the area and no other stay lies within the leads."""
        stays = self.sweep.stays
        middle = self.sweep.point((path[1] + path[2]) / 2, path[0])
        free = stays.before[i] > self.lead_in_m and stays.after[i] > self.lead_out_m
        return bool(free) and self.sweep.area.holds(*middle)

    def southernness(self, path: Path) -> tuple[float, float]:
        """Latitude, then longitude, of the stay's middle."""
        lon, lat = self.sweep.point((path[1] + path[2]) / 2, path[0])
        return lat, lon

    def north_m(self, path: Path) -> float:
        """How far north of the limit's point a stay reaches, along the meridian; minus infinity without a limit."""
        if self.limit is None:
            return float("-inf")
        reached = []
        for x in path[1:]:
            lon, lat = self.sweep.point(x, path[0])
            along = float(inverse(lon, self.limit.lat_deg, lon, lat)[2])
            reached.append(along if lat >= self.limit.lat_deg else -along)
        return max(reached)

    def nearest_within(self, length_m: float, interval_m: tuple[float, float]) -> tuple[float, Path] | None:
        """The length nearest to the wanted one, within the interval, that a path has; and that path."""
        stays = self.sweep.stays
        free = np.flatnonzero((stays.before > self.lead_in_m) & (stays.after > self.lead_out_m))
        free = free[_in_area(self.sweep, free)]
        low, high = self.sweep.lengths(free)
        inset = 1e-3 * np.abs(high - low)  # off the ends of the stay, where its neighbour takes over
        least, greatest = np.minimum(low, high) + inset, np.maximum(low, high) - inset
        wanted = np.clip(np.clip(length_m, least, greatest), *interval_m)
        can = (wanted >= least) & (wanted <= greatest)
        for k in np.flatnonzero(can)[np.argsort(np.abs(wanted[can] - length_m), kind="stable")]:
            path = self.sweep.settle(int(free[k]), float(wanted[k]))
            if self.is_single(path, int(free[k])) and self.north_m(path) <= self.limit_m:
                return float(wanted[k]), path
        return None


def _in_area(sweep: Sweep, index: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the middles of stays lie in the area, at their low offset."""
    lon, lat = sweep.middles(index)
    box = sweep.area
    return np.asarray((lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north))


def _no_stay(sweep: Sweep, length_m: float, lead_in_m: float, lead_out_m: float) -> tuple[str, str, float | None]:
    stays = sweep.stays
    held = _in_area(sweep, np.arange(stays.low.size)) & (stays.before > lead_in_m) & (stays.after > lead_out_m)
    why = Later(partial(_no_single_stay, length_m))
    if not held.any():
        return why, Later(lambda: _("no path on this course makes one single stay there at all")), None
    lengths = np.concatenate([stays.length_low[held], stays.length_high[held]])
    best = float(lengths[np.argmin(np.abs(lengths - length_m))])
    return why, Later(partial(_nearest_stay, best)), abs(best - length_m)


def _too_far_north(length_m: float, limit_m: float) -> str:
    length, limit = numbers.number(length_m, 1.0), numbers.number(limit_m, 1.0)
    return _("every path with a stay of {length} m reaches farther north than {limit} m", length=length, limit=limit)


def _southernmost(north_m: float) -> str:
    return _("the southernmost reaches {metres} m north", metres=numbers.number(north_m, 1.0))


def _no_single_stay(length_m: float) -> str:
    length = numbers.number(length_m, 1.0)
    return _("no path on this course makes one single stay of {length} m in the area", length=length)


def _nearest_stay(length_m: float) -> str:
    return _("the nearest single stay is {length} m long", length=numbers.number(length_m, 1.0))


def _border_point(lon_deg: float, lat_deg: float) -> str:
    lon, lat = (numbers.localised(f"{angle:.4f}") for angle in (lon_deg, lat_deg))
    return _("it lies at {lon}, {lat}", lon=lon, lat=lat)


def line_at_distance(
    edges: Edges, area: Area, course_deg: float, distance_m: float, lead_in_m: float, lead_out_m: float
) -> Solved:
    """Path on a course that keeps outside and comes as close as this, on the area's southern side.

    Seen from the south the distance falls steadily until the path touches the border, so there is one such
    path at most. Times count from the closest approach, which must be to a border point in the area.
    """
    reach = max(lead_in_m, lead_out_m) + distance_m + 60_000.0
    sweep = Sweep(edges, area, course_deg, reach)
    offset, x = sweep.lowest()
    offset -= distance_m
    for _round in range(60):
        line = _line(sweep, offset, x - 500.0, x + 500.0, lead_in_m - 500.0, lead_out_m - 500.0)
        track = Track("trial", *line.fixes()[:2])
        if meetings(track, edges).size:
            offset -= distance_m / 2
            continue
        near = closest(track, edges)
        moved = float(track.along(near.u)[0]) - lead_in_m
        miss = near.distance_m - distance_m
        if abs(miss) < DISTANCE_MET_M and abs(moved) < 1.0:
            if not area.holds(near.border_lon_deg, near.border_lat_deg):
                where = Later(partial(_border_point, near.border_lon_deg, near.border_lat_deg))
                return Solved(None, 0, None, _OUTSIDE_AREA, where)
            return Solved(Line(line.lon_deg, line.lat_deg, line.azimuth_deg, line.length_m, lead_in_m + moved), 1)
        offset += miss
        x += moved
    raise GeodesyError(f"no path at {distance_m:,.0f} m from the border settled on course {course_deg:.1f}")
