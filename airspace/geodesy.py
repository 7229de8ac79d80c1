"""Geodesics on the WGS84 ellipsoid: the only place where they are computed.

Conventions: longitude before latitude, degrees; lengths in metres; azimuths in degrees clockwise from
north. Arrays broadcast. "Segment" is the shortest geodesic between two points.

Sources of the formulas: C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013), 43-55,
section 8 (ellipsoidal gnomonic projection; its straight lines are geodesics near the centre, and
re-centring on the last solution makes the answer exact). Inverse and direct problems: pyproj.Geod.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Proj

from airspace.errors import GeodesyError

__all__ = [
    "GEOD",
    "RADIUS_MAX_M",
    "RADIUS_MIN_M",
    "Floats",
    "Foot",
    "Gnomonic",
    "arc_from_chord",
    "crossing",
    "direct",
    "ecef",
    "foot",
    "inverse",
    "self_test",
    "wrap_deg",
]

Floats = NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
SEMI_MAJOR_M = 6_378_137.0  # WGS84, NGA.STND.0036
FLATTENING = 1 / 298.257223563  # WGS84
ECC2 = FLATTENING * (2 - FLATTENING)
SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
RADIUS_MIN_M = SEMI_MINOR_M**2 / SEMI_MAJOR_M  # meridian radius of curvature at the equator
RADIUS_MAX_M = SEMI_MAJOR_M**2 / SEMI_MINOR_M  # radius of curvature at the poles

CONVERGED_M = 1e-8  # an iteration stops when its step is below this: far under any tolerance in use


def wrap_deg(angle_deg: ArrayLike) -> Floats:
    """Bring an angle or longitude into [-180, 180)."""
    return np.asarray((np.asarray(angle_deg, dtype=float) + 180.0) % 360.0 - 180.0)


def inverse(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Azimuth at 1, azimuth at 2 (both in the direction 1 to 2) and distance in metres."""
    lon1_b, lat1_b, lon2_b, lat2_b = (
        np.array(v, dtype=float, order="C") for v in np.broadcast_arrays(lon1, lat1, lon2, lat2)
    )
    azi1, back, dist = GEOD.inv(lon1_b, lat1_b, lon2_b, lat2_b)
    return np.asarray(azi1), wrap_deg(np.asarray(back) + 180.0), np.asarray(dist)


def direct(lon: ArrayLike, lat: ArrayLike, azi_deg: ArrayLike, dist_m: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Point reached and azimuth there: longitude, latitude, forward azimuth."""
    args = (np.array(v, dtype=float, order="C") for v in np.broadcast_arrays(lon, lat, azi_deg, dist_m))
    lon2, lat2, back = GEOD.fwd(*args)
    return np.asarray(lon2), np.asarray(lat2), wrap_deg(np.asarray(back) + 180.0)


def ecef(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Earth-centred coordinates, shape (..., 3) in metres, of points on the ellipsoid.

    The chord between two such points is never longer than the geodesic, so a distance measured here is
    a proven lower bound for the distance over ground.
    """
    lam, phi = np.radians(lon), np.radians(lat)
    normal = SEMI_MAJOR_M / np.sqrt(1 - ECC2 * np.sin(phi) ** 2)
    return np.stack(
        [normal * np.cos(phi) * np.cos(lam), normal * np.cos(phi) * np.sin(lam), normal * (1 - ECC2) * np.sin(phi)],
        axis=-1,
    )


def arc_from_chord(point: Floats, other: Floats) -> Floats:
    """Length over ground between points given in ECEF, shape (n, 3); within 2 mm up to 500 km.

    The chord is bent to the radius of curvature of the normal section at its middle (Euler's formula).
    """
    delta = other - point
    chord = np.sqrt(np.einsum("ij,ij->i", delta, delta))
    middle = (point + other) / 2
    p_axis = np.hypot(middle[:, 0], middle[:, 1])
    tan_phi = middle[:, 2] / np.where(p_axis == 0, 1e-9, p_axis) / (1 - ECC2)
    phi = np.arctan(tan_phi)
    sin2 = np.sin(phi) ** 2
    meridian = SEMI_MAJOR_M * (1 - ECC2) / (1 - ECC2 * sin2) ** 1.5
    prime = SEMI_MAJOR_M / np.sqrt(1 - ECC2 * sin2)
    east = (-middle[:, 1] * delta[:, 0] + middle[:, 0] * delta[:, 1]) / np.where(p_axis == 0, 1e-9, p_axis)
    share_east = np.clip((east / np.where(chord == 0, 1.0, chord)) ** 2, 0.0, 1.0)
    radius = 1 / (share_east / prime + (1 - share_east) / meridian)
    return np.asarray(2 * radius * np.arcsin(np.clip(chord / (2 * radius), 0.0, 1.0)))


class Gnomonic:
    """Ellipsoidal gnomonic projection about a centre: geodesics become straight lines near it.

    Only topology is read from the plane (does it cross, on which side); never a length.
    """

    def __init__(self, lon_deg: float, lat_deg: float) -> None:
        self_test()
        self._proj = _gnomonic(lon_deg, lat_deg)

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Plane coordinates in metres; infinite beyond the horizon of the centre."""
        x, y = self._proj(np.array(lon, dtype=float), np.array(lat, dtype=float))
        return np.asarray(x), np.asarray(y)

    def backward(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude of plane coordinates in metres."""
        lon, lat = self._proj(np.array(x, dtype=float), np.array(y, dtype=float), inverse=True)
        return np.asarray(lon), np.asarray(lat)


def _gnomonic(lon_deg: float, lat_deg: float) -> Proj:
    return Proj(f"+proj=gnom +lat_0={float(lat_deg)!r} +lon_0={float(lon_deg)!r} +ellps=WGS84")


@cache
def self_test() -> None:
    """Refuse to work on a PROJ whose gnomonic projection is the spherical one.

    Older releases silently used a sphere. The value is Karney's formula worked with geographiclib:
    centre 36N 36E, point 36.5N 36.7E.

    Raises:
        GeodesyError: if the projection is off by more than a millimetre.
    """
    x, y = _gnomonic(36.0, 36.0)(36.7, 36.5)
    if abs(x - 62717.6409) > 1e-3 or abs(y - 55711.1245) > 1e-3:
        raise GeodesyError(
            f"PROJ's gnomonic projection gives ({x:.4f}, {y:.4f}) m where the ellipsoidal one gives "
            "(62717.6409, 55711.1245) m: this PROJ is too old for crossings to be right; install pyproj >= 3.6"
        )




def crossing(
    a1: tuple[float, float], a2: tuple[float, float], b1: tuple[float, float], b2: tuple[float, float]
) -> tuple[float, float] | None:
    """Where the geodesic lines through ``a1 a2`` and ``b1 b2`` cross, or None if they are parallel.

    Points are (lon, lat). The lines are extended beyond their ends; the crossing nearest to the segments'
    middle is returned. Exact to about 1e-8 m: the projection is re-centred until it stands still.
    """
    lon, lat = _first_guess(a1, a2, b1, b2)
    for _ in range(12):
        plane = Gnomonic(lon, lat)
        x, y = plane.forward([a1[0], a2[0], b1[0], b2[0]], [a1[1], a2[1], b1[1], b2[1]])
        if not np.all(np.isfinite(x)):
            raise GeodesyError("a segment reaches beyond the horizon of its crossing; split it first")
        dax, day, dbx, dby = x[1] - x[0], y[1] - y[0], x[3] - x[2], y[3] - y[2]
        det = dax * dby - day * dbx
        if abs(det) <= 1e-12 * np.hypot(dax, day) * np.hypot(dbx, dby):
            return None
        t = ((x[2] - x[0]) * dby - (y[2] - y[0]) * dbx) / det
        px, py = x[0] + t * dax, y[0] + t * day
        (lon,), (lat,) = plane.backward([px], [py])
        if np.hypot(px, py) < CONVERGED_M:
            return float(lon), float(lat)
    raise GeodesyError(f"the crossing of {a1}-{a2} and {b1}-{b2} did not converge")


def _first_guess(
    a1: tuple[float, float], a2: tuple[float, float], b1: tuple[float, float], b2: tuple[float, float]
) -> tuple[float, float]:
    """Crossing of the two great circles on the auxiliary sphere, on the segments' side of the globe."""
    corners = ecef([a1[0], a2[0], b1[0], b2[0]], [a1[1], a2[1], b1[1], b2[1]])
    corners /= np.linalg.norm(corners, axis=1, keepdims=True)
    line = np.cross(np.cross(corners[0], corners[1]), np.cross(corners[2], corners[3]))
    middle = corners.sum(axis=0)
    if np.linalg.norm(line) < 1e-15:
        line = middle
    if line @ middle < 0:
        line = -line
    lon = float(np.degrees(np.arctan2(line[1], line[0])))
    lat = float(np.degrees(np.arctan2(line[2], np.hypot(line[0], line[1]) * (1 - ECC2))))
    return lon, lat


class Foot(NamedTuple):
    """The point of a segment that is nearest to another point; arrays of one shape."""

    along_m: Floats
    lon_deg: Floats
    lat_deg: Floats
    distance_m: Floats


def foot(
    lon: ArrayLike, lat: ArrayLike, lon_a: ArrayLike, lat_a: ArrayLike, lon_b: ArrayLike, lat_b: ArrayLike
) -> Foot:
    """Nearest point of each segment a-b to each point, exact on the ellipsoid (to about 1e-8 m).

    Newton's step from a trial foot is the along-track part of the distance, solved on the local sphere;
    it is taken about the new foot until it vanishes, and clamped to the segment's ends.
    """
    lon_p, lat_p, lon1, lat1, lon2, lat2 = (
        np.array(v, dtype=float, ndmin=1) for v in np.broadcast_arrays(lon, lat, lon_a, lat_a, lon_b, lat_b)
    )
    azi, _, length = inverse(lon1, lat1, lon2, lat2)
    radius = 0.5 * (RADIUS_MIN_M + RADIUS_MAX_M)
    along = np.zeros_like(length)
    lon_q, lat_q, azi_q = lon1, lat1, azi
    for _ in range(30):
        azi_qp, _, dist = inverse(lon_q, lat_q, lon_p, lat_p)
        cos = np.cos(np.radians(azi_qp - azi_q))
        step = radius * np.arctan2(np.sin(dist / radius) * cos, np.cos(dist / radius))
        moved = np.clip(along + step, 0.0, length)
        still = np.max(np.abs(moved - along), initial=0.0) < CONVERGED_M
        along = moved
        lon_q, lat_q, azi_q = direct(lon1, lat1, azi, along)
        if still:
            break
    else:
        raise GeodesyError("the nearest point of a segment did not converge")
    return Foot(along, lon_q, lat_q, inverse(lon_q, lat_q, lon_p, lat_p)[2])
