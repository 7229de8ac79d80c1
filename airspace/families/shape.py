"""A path family as it can be drawn and told: its band and middle, where it enters and leaves, its distributions."""

from __future__ import annotations

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from airspace.borderline import BorderLine
from airspace.families.family import Family, ground_of
from airspace.families.members import Members
from airspace.geodesy import Floats, wrap_deg

__all__ = [
    "DRAWN",
    "SHARES",
    "Envelope",
    "Quantiles",
    "Spread",
    "distributions",
    "drawn_members",
    "envelope",
    "spreads",
]

Ints = NDArray[np.int64]

SHARES = (0.05, 0.50, 0.95)
"""Of the members, those below the low end, the middle and the high end of a range."""

DRAWN = 12
"""Members to draw on a map."""

STATIONS = 41
"""Places along the mean course at which the band is measured."""

COVERED = 0.9
"""A band is given where so many of the members have a place."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of ``count`` members with a value: below ``low`` lie 5 %, below ``median`` half, below ``high`` 95 %."""

    count: int
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Where members enter, leave, or come closest, along the border.

    ``along_m``: metres from the border's southernmost point in the area, positive to the side that leaves it to the
    east. ``points``: longitude and latitude on the border at the low end, the middle and the high end. ``ways_m``: of
    each member that has such a place, shape (m,), as ``along_m`` is counted.
    """

    from_lon_deg: float
    from_lat_deg: float
    along_m: Quantiles
    points: tuple[tuple[float, float], ...]
    ways_m: Floats = field(compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Envelope:
    """The band that holds 90 % of the members at each station, and their middle; arrays of shape (s,).

    Stations lie along the mean course through the area's centre; at each the places of the members are ordered across
    it. So no line of the band need be a path of the family. ``low`` is the side to the south (to the west of a course
    due north or south): longitudes and latitudes.
    """

    course_deg: float
    station_m: Floats
    low: tuple[Floats, Floats]
    median: tuple[Floats, Floats]
    high: tuple[Floats, Floats]


_FOUND: WeakKeyDictionary[Members, dict[str, Spread]] = WeakKeyDictionary()


def distributions(family: Family) -> dict[str, Quantiles]:
    """Quantiles of what is known of the members, by name: metres, seconds, metres per second, degrees."""
    m = family.members
    middle = (family.case.course.low + family.case.course.high) / 2
    columns = {
        "length_m": m.length_m,
        "depth_m": m.depth_m,
        "closest_m": m.closest_m,
        "duration_s": m.duration_s,
        "speed_mps": m.speed_mps,
        "course_deg": middle + wrap_deg(m.path_course_deg - middle),
    }
    if family.case.turn is not None:
        columns |= {"turn_deg": m.turn_deg, "radius_m": np.where(np.isfinite(m.radius_m), m.radius_m, np.nan)}
    columns |= {f"north_m {name}": north for name, north in m.north_m.items()}
    found = {name: _quantiles(values) for name, values in columns.items()}
    return {name: each for name, each in found.items() if each is not None}


def spreads(family: Family) -> dict[str, Spread]:
    """Where the members enter ("entry") and leave ("exit") the zone, or come closest to it ("closest").

    For the closest approach it is the border point nearest to the path. Empty where the border has no vertex in the
    area. Found once for the members of a family, which pages of several kinds and languages tell.
    """
    found = _FOUND.get(family.members)
    if found is None:
        found = _FOUND[family.members] = _spreads(family)
    return found


def _spreads(family: Family) -> dict[str, Spread]:
    line = BorderLine.of(family.case.zone.edges, family.case.area)
    if line is None:
        return {}
    m, found = family.members, {}
    for name, lon, lat in (
        ("entry", m.entry_lon_deg, m.entry_lat_deg),
        ("exit", m.exit_lon_deg, m.exit_lat_deg),
        ("closest", m.closest_lon_deg, m.closest_lat_deg),
    ):
        known = np.flatnonzero(~np.isnan(lon))
        along = line.along_m(lon[known], lat[known])
        quantiles = _quantiles(along)
        if quantiles is None:
            continue
        order = np.argsort(along, kind="stable")[: quantiles.count]  # NaN stand last
        picked = known[order[np.round(np.array(SHARES) * (order.size - 1)).astype(np.int64)]]
        border = line.edges.nearest(lon[picked], lat[picked])
        points = tuple(zip(border.lon_deg.tolist(), border.lat_deg.tolist(), strict=True))
        found[name] = Spread(line.lon_deg, line.lat_deg, quantiles, points, along[np.isfinite(along)])
    return found


def envelope(family: Family, stations: int = STATIONS) -> Envelope | None:
    """The band of a family; None without members, or where fewer than 90 % of them have a place at any station."""
    m = family.members
    if not m.count:
        return None
    ground, paths = ground_of(family.case), m.found.paths
    course = np.radians(m.course_deg)
    mean = float(np.arctan2(np.sin(course).mean(), np.cos(course).mean()))
    along, abeam = _axes(mean)
    corner = ground.corners @ along
    station = np.linspace(float(corner.min()), float(corner.max()), stations)
    forward = paths.x * along[0] + paths.y * along[1]
    aside = paths.x * abeam[0] + paths.y * abeam[1]
    place = _places_at(forward, aside, station)
    known = np.flatnonzero((~np.isnan(place)).mean(axis=0) >= COVERED)
    if not known.size:
        return None
    station = station[known]
    lines = [
        ground.lonlat(*(station * along[k] + across * abeam[k] for k in (0, 1)))
        for across in np.nanquantile(place[:, known], SHARES, axis=0)
    ]
    return Envelope(float(np.degrees(mean) % 360.0), station, lines[0], lines[1], lines[2])


def _axes(course_rad: float) -> tuple[Floats, Floats]:
    """Directions in the plane along a course and across it, to the north (to the east if it runs due north)."""
    along = np.array([np.sin(course_rad), np.cos(course_rad)])
    abeam = np.array([along[1], -along[0]])
    northward = abeam[1] if abs(abeam[1]) > 1e-9 else abeam[0]
    return along, abeam if northward > 0 else -abeam


def _places_at(forward: Floats, aside: Floats, station: Floats) -> Floats:
    """How far aside paths (n, fixes) lie at stations (s,), shape (n, s); NaN where they do not come by."""
    start, end = forward[:, :-1, None], forward[:, 1:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (station - start) / (end - start)
    on_leg = (share >= 0) & (share <= 1)
    leg = np.argmax(on_leg, axis=1)  # the first leg that comes by
    row = np.arange(forward.shape[0])[:, None]
    share = share[row, leg, np.arange(station.size)]
    place = aside[row, leg] + share * (aside[row, leg + 1] - aside[row, leg])
    return np.where(on_leg.any(axis=1), place, np.nan)


def drawn_members(family: Family, most: int = DRAWN) -> Ints:
    """Numbers of a handful of members, evenly taken in the order of their offsets; all if they are fewer."""
    order = np.argsort(family.members.offset_m, kind="stable")
    if order.size <= most:
        return order
    return np.asarray(order[np.round(np.linspace(0, order.size - 1, most)).astype(np.int64)])


def _quantiles(values: Floats) -> Quantiles | None:
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, median, high = (float(v) for v in np.quantile(known, SHARES))
    return Quantiles(int(known.size), low, median, high)
