"""A track's way in short chords, for programs that join points by straight lines, and where it meets the antimeridian.

A chord through the Earth between two points ``d`` apart dips d^2 / (8 R) below the surface, whatever its direction:
0.7 m at 6 km. Along it a point runs evenly, as it does on the geodesic, to less than a millimetre.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import Floats, direct, inverse, wrap_deg
from airspace.track import Track
from geodata.export import ExportPath

__all__ = ["CHORD_M", "MOST_POINTS", "chorded", "with_antimeridian"]

CHORD_M: Final = 6_000.0
"""Longest chord: at most 0.71 m below the ellipsoid (radius of curvature 6,335 to 6,400 km)."""

MOST_POINTS: Final = 2_000_000
"""Most points of one way: a million fixes, or a journey of 12 million km."""

HALVINGS: Final = 60  # of at most half the Earth's circumference: far below a micrometre
EIGHTHS: Final = tuple(eighth / 8 for eighth in range(1, 8))
ROUNDING_DEG: Final = 1e-12  # 0.1 micrometre on the equator


def chorded(track: Track) -> ExportPath:
    """The way of a track with points between its fixes, none farther than ``CHORD_M`` from the next.

    Raises :class:`UnsupportedGeometryError` for a way of more than ``MOST_POINTS`` points.
    """
    parts = np.maximum(np.ceil(track.leg_length_m / CHORD_M), 1).astype(np.int64)
    if parts.sum() > MOST_POINTS:
        raise UnsupportedGeometryError(
            f"track '{track.name}' is too long to be drawn in chords of {CHORD_M / 1000:g} km: {parts.sum()} of them"
        )
    leg = np.repeat(np.arange(parts.size), parts)
    step = np.arange(leg.size) - np.repeat(np.cumsum(parts) - parts, parts)
    even = leg + step / parts[leg] if leg.size else np.empty(0)
    legs = np.flatnonzero(_jumps(wrap_deg(track.lon_deg)))
    meets = legs + _meets_at(track.lon_deg[:-1][legs], track.lat_deg[:-1][legs], track.leg_azimuth_deg[legs],
                             track.leg_length_m[legs])  # fmt: skip
    u = np.unique(np.concatenate([even, meets, [float(track.fixes - 1)]]))
    lon, lat = track.position(u)
    fix = np.where(u == np.floor(u), u, -1).astype(np.int64)
    here = fix >= 0
    lon[here] = _kept(track.lon_deg[fix[here]])
    over = np.isin(u, meets)
    lon[over & ~here] = 180.0
    return ExportPath(lon, lat, track.altitude(u), track.seconds(u), fix, over, _straight_off_m(track))


def _kept(lon_deg: Floats) -> Floats:
    """Longitudes in [-180, 180]: 180 stays what it is."""
    return np.where(np.abs(lon_deg) <= 180.0, lon_deg, wrap_deg(lon_deg))


def _jumps(lon_deg: Floats) -> NDArray[np.bool_]:
    """Which steps between neighbours lead over the antimeridian."""
    return np.abs(np.diff(lon_deg)) > 180.0


def _meets_at(lon: Floats, lat: Floats, azimuth_deg: Floats, length_m: Floats) -> Floats:
    """The fraction of each geodesic at which it is on the antimeridian; each leads over it once.

    Longitude runs one way along a geodesic, so halving finds the place; an end that is on it is the place.
    """
    low, high = np.zeros_like(length_m), np.ones_like(length_m)
    side = np.sign(wrap_deg(lon))
    for _ in range(HALVINGS if lon.size else 0):
        middle = (low + high) / 2
        still = np.sign(wrap_deg(direct(lon, lat, azimuth_deg, middle * length_m)[0])) == side
        low, high = np.where(still, middle, low), np.where(still, high, middle)
    ends = wrap_deg(direct(lon, lat, azimuth_deg, length_m)[0]) if lon.size else lon
    return np.where(_on_it(ends), 1.0, np.where(_on_it(lon), 0.0, high))


def _on_it(lon_deg: Floats) -> NDArray[np.bool_]:
    """Which longitudes are on the antimeridian, but for the rounding of a computation."""
    return np.abs(np.abs(wrap_deg(lon_deg)) - 180.0) < ROUNDING_DEG


def _straight_off_m(track: Track) -> float:
    """How far straight lines in longitude and latitude leave the geodesics from fix to fix, at each eighth of a leg."""
    if track.fixes == 1:
        return 0.0
    legs = np.arange(track.fixes - 1)
    turn = wrap_deg(np.diff(wrap_deg(track.lon_deg)))
    off_m = 0.0
    for share in EIGHTHS:
        straight = track.lon_deg[:-1] + turn * share, track.lat_deg[:-1] + np.diff(track.lat_deg) * share
        off_m = max(off_m, float(inverse(*track.position(legs + share), *straight)[2].max()))
    return off_m


def with_antimeridian(area: MultiPolygon) -> MultiPolygon:
    """The same area with a vertex on the antimeridian wherever an edge, a geodesic, leads over it."""
    coordinates = shapely.get_coordinates(area)
    if area.is_empty or (np.abs(coordinates[:, 0]) <= 180.0).all():
        return area
    return MultiPolygon([Polygon(_met(part.exterior), [_met(hole) for hole in part.interiors]) for part in area.geoms])


def _met(ring: shapely.LinearRing) -> Floats:
    """A ring whose longitudes run on beyond 180, with the vertices at 180 added."""
    points = shapely.get_coordinates(ring)
    lon, lat = points[:, 0], points[:, 1]
    side = np.floor((lon + 180) / 360)
    edge = np.flatnonzero((side[:-1] != side[1:]) & ~_on_it(lon[:-1]) & ~_on_it(lon[1:]))
    azimuth, _, length = inverse(lon[edge], lat[edge], lon[edge + 1], lat[edge + 1])
    share = _meets_at(lon[edge], lat[edge], azimuth, length)
    _, there, _ = direct(lon[edge], lat[edge], azimuth, share * length)
    at = np.copysign(180.0, np.where(np.abs(lon[edge]) > np.abs(lon[edge + 1]), lon[edge], lon[edge + 1]))
    return np.asarray(np.insert(points, edge + 1, np.stack([at, there], axis=1), axis=0))
