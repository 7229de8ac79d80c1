"""The members of a path family: the drawn paths that meet its conditions, with all that is known of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airspace.families.case import FamilyCase
from airspace.families.draw import Ground, Paths
from airspace.families.measure import Rows, closest_of, course_of, deepest_of, north_of
from airspace.families.tally import Judged
from airspace.geodesy import Floats, wrap_deg
from airspace.track import Track

__all__ = ["Found", "Members", "found_in", "members_of"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Found:
    """Paths that meet all conditions: paths, their rows (one each) and the speeds each allows."""

    paths: Paths
    rows: Rows
    low_mps: Floats
    high_mps: Floats

    def joined(self, other: Found) -> Found:
        """These and others."""
        return Found(
            self.paths.joined(other.paths),
            self.rows.joined(other.rows, self.paths.count),
            np.concatenate([self.low_mps, other.low_mps]),
            np.concatenate([self.high_mps, other.high_mps]),
        )

    def take(self, index: Ints) -> Found:
        """Some of them."""
        rows = self.rows.take(index, np.arange(index.size))
        return Found(self.paths.take(index), rows, self.low_mps[index], self.high_mps[index])


def found_in(judged: Judged, paths: Paths) -> Found:
    """The paths of a batch that meet all conditions, by the first stay that does."""
    index = judged.meeting((1 << len(judged.conditions)) - 1)
    draw = judged.rows.draw[index]
    index = index[np.append(True, draw[1:] != draw[:-1])] if index.size else index
    low, high = judged.speeds(np.ones(len(judged.low) - 1, dtype=bool))
    rows = judged.rows.take(index, np.arange(index.size))
    return Found(paths.take(judged.rows.draw[index]), rows, low[index], high[index])


@dataclass(frozen=True, eq=False)
class Members:
    """The members of a family, arrays of shape (m,); degrees, metres, seconds, metres per second.

    ``found``: the paths in the plane. ``lon_deg``, ``lat_deg``: fixes, shape (m, fixes). ``course_deg`` is that of the
    base line, ``path_course_deg`` the true course half way along the stay, or over the area. ``speed_mps`` is drawn
    evenly among the speeds that the path allows; NaN, as is ``duration_s``, where nothing limits it. Of the stay
    (NaN for a path that stays outside): ``length_m``, ``depth_m``, entry, exit and deepest place. ``closest_m`` and its
    place: of a path that stays outside. ``north_m``: per condition that asks for a northing, by its name.
    """

    found: Found
    lon_deg: Floats
    lat_deg: Floats
    course_deg: Floats
    path_course_deg: Floats
    offset_m: Floats
    turn_deg: Floats
    radius_m: Floats
    speed_mps: Floats
    length_m: Floats
    duration_s: Floats
    depth_m: Floats
    closest_m: Floats
    entry_lon_deg: Floats
    entry_lat_deg: Floats
    exit_lon_deg: Floats
    exit_lat_deg: Floats
    deepest_lon_deg: Floats
    deepest_lat_deg: Floats
    closest_lon_deg: Floats
    closest_lat_deg: Floats
    north_m: dict[str, Floats]

    @property
    def count(self) -> int:
        """Number of members."""
        return int(self.course_deg.size)

    def track(self, index: int) -> Track:
        """A member as a track without times, for the single check."""
        return Track(f"member {index + 1}", self.lon_deg[index], self.lat_deg[index])


def members_of(case: FamilyCase, ground: Ground, found: Found) -> Members:
    """Measure the paths of a family."""
    paths, rows = found.paths, found.rows
    stay, out = np.flatnonzero(rows.stays), np.flatnonzero(rows.outside)
    places = {name: np.full((2, rows.size), np.nan) for name in ("entry", "exit", "deepest", "closest")}
    depth, near = np.full(rows.size, np.nan), np.full(rows.size, np.nan)
    if stay.size:
        inside = rows.take(stay)
        deep = deepest_of(ground, paths, inside)
        depth[stay] = deep.depth_m
        places["deepest"][:, stay] = ground.lonlat(deep.x, deep.y)
        for name, at in (("entry", inside.begins), ("exit", inside.ends)):
            places[name][:, stay] = ground.lonlat(*paths.places(inside.draw, at))
    if out.size:
        approach = closest_of(ground, paths, out)
        near[out] = approach.distance_m
        places["closest"][:, out] = ground.lonlat(approach.x, approach.y)
    north = {}
    for condition in case.conditions:
        if condition.lat_deg is not None:
            north[condition.name] = np.full(rows.size, np.nan)
            north[condition.name][stay] = north_of(ground, paths, rows.take(stay), condition.lat_deg)
    lon, lat = ground.lonlat(paths.x.ravel(), paths.y.ravel())
    with np.errstate(invalid="ignore"):
        speed = found.low_mps + paths.speed_share * (found.high_mps - found.low_mps)
    speed = np.where(np.isfinite(speed) & (speed > 0), speed, np.nan)
    columns = {
        f"{name}_{axis}_deg": value[k] for name, value in places.items() for k, axis in enumerate(("lon", "lat"))
    }
    return Members(
        found=found,
        lon_deg=wrap_deg(lon).reshape(paths.x.shape),
        lat_deg=lat.reshape(paths.x.shape),
        course_deg=paths.course_deg % 360.0,
        path_course_deg=course_of(ground, paths, rows),
        offset_m=paths.offset_m,
        turn_deg=paths.turn_deg,
        radius_m=paths.radius_m,
        speed_mps=speed,
        length_m=rows.length_m,
        duration_s=rows.length_m / speed,
        depth_m=depth,
        closest_m=near,
        north_m=north,
        **columns,
    )
