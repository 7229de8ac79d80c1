"""Straight paths that meet a claim: one stay of a stated length, or a stated distance from a border.

Nothing here knows of claims: it is given numbers and a border, and returns paths or says why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from airspace.edges import Edges
from airspace.errors import GeodesyError
from airspace.extremes import closest
from airspace.geodesy import Floats, direct, inverse
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

    ``count`` paths meet the constraints; ``line`` is the one taken, None if there is none. Then ``why`` says
    what cannot be met and ``nearest`` the nearest that can.
    """

    line: Line | None
    count: int
    why: str | None = None
    nearest: str | None = None


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
) -> Solved:
    """Southernmost path on a course whose one stay in the zone has this length.

    A path counts if the stay's middle lies in the area, if the path makes no other stay between the ends of
    its leads, and if the stay keeps the north limit.
    """
    reach = max(lead_in_m, lead_out_m) + length_m + 60_000.0
    sweep = Sweep(edges, area, course_deg, reach)
    found, index = sweep.with_length(length_m)
    stays = sweep.stays
    single = [
        (path, i)
        for path, i in zip(found, index, strict=True)
        if area.holds(*sweep.point((path[1] + path[2]) / 2, path[0]))
        and stays.before[i] > lead_in_m
        and stays.after[i] > lead_out_m
    ]
    kept = [
        path
        for path, _ in single
        if north_limit is None or _north_m(sweep, path, north_limit) <= north_limit.limit_m
    ]
    if kept:
        return Solved(_line(sweep, *kept[0], lead_in_m, lead_out_m), len(kept))
    if single and north_limit is not None:
        north = min(_north_m(sweep, path, north_limit) for path, _ in single)
        return Solved(
            None, 0,
            f"every path with a stay of {length_m:,.0f} m reaches farther north than {north_limit.limit_m:,.0f} m",
            f"the southernmost reaches {north:,.0f} m north",
        )  # fmt: skip
    return Solved(None, 0, *_no_stay(sweep, length_m, lead_in_m, lead_out_m))


def _no_stay(sweep: Sweep, length_m: float, lead_in_m: float, lead_out_m: float) -> tuple[str, str]:
    stays = sweep.stays
    middle_x = (stays.enter_low + stays.leave_low) / 2
    lon, lat = sweep.plane.backward(
        middle_x * sweep._along[0] + stays.low * sweep._abeam[0],
        middle_x * sweep._along[1] + stays.low * sweep._abeam[1],
    )
    box = sweep.area
    held = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
    held &= (stays.before > lead_in_m) & (stays.after > lead_out_m)
    why = f"no path on this course makes one single stay of {length_m:,.0f} m in the area"
    if not held.any():
        return why, "no path on this course makes one single stay there at all"
    lengths = np.concatenate([stays.length_low[held], stays.length_high[held]])
    best = float(lengths[np.argmin(np.abs(lengths - length_m))])
    return why, f"the nearest single stay is {best:,.0f} m long"


def _north_m(sweep: Sweep, path: tuple[float, float, float], limit: NorthLimit) -> float:
    """How far north of the limit's point a stay reaches, along the meridian, metres."""
    ends = [sweep.point(x, path[0]) for x in path[1:]]
    reached = [float(inverse(lon, limit.lat_deg, lon, lat)[2]) * np.sign(lat - limit.lat_deg) for lon, lat in ends]
    return float(max(reached))


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
    for _ in range(60):
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
                return Solved(None, 0, "the border point nearest to the path lies outside the area",
                              f"it lies at {near.border_lon_deg:.4f}, {near.border_lat_deg:.4f}")  # fmt: skip
            return Solved(Line(line.lon_deg, line.lat_deg, line.azimuth_deg, line.length_m, lead_in_m + moved), 1)
        offset += miss
        x += moved
    raise GeodesyError(f"no path at {distance_m:,.0f} m from the border settled on course {course_deg:.1f}")
