"""Geodesics on the WGS84 ellipsoid: the only place where they are computed.

Conventions: longitude before latitude, degrees; lengths in metres; azimuths in degrees clockwise from
north. Arrays broadcast. "Segment" is the shortest geodesic between two points.

Inverse and direct problems are pyproj.Geod's. What is built on them here, crossings and feet, is solved
on a sphere about the last solution until it stands still, so the sphere's error vanishes with the step
(C. F. F. Karney, "Geodesic intersections", 2023, section 3, and "Algorithms for geodesics", J. Geodesy 87
(2013), section 8, which also defines the ellipsoidal gnomonic projection).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Proj

from airspace.errors import GeodesyError

__all__ = [
    "GEOD",
    "MAX_SEGMENT_M",
    "RADIUS_MAX_M",
    "RADIUS_MEAN_M",
    "RADIUS_MIN_M",
    "Crossing",
    "Floats",
    "Foot",
    "Gnomonic",
    "arc_from_chord",
    "area_m2",
    "crossing",
    "direct",
    "ecef",
    "foot",
    "geodetic",
    "inverse",
    "norm",
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

RADIUS_MEAN_M = (2 * SEMI_MAJOR_M + SEMI_MINOR_M) / 3

MAX_SEGMENT_M = 19_900_000.0
"""Longest segment accepted: beyond pi b = 19,970 km the shortest geodesic need not be the only one."""

CONVERGED_M = 1e-8  # an iteration stops when its step is below this: far under any tolerance in use
CROSSING_STEPS = 15  # 3 are enough for segments of 500 km, 6 for an ocean
FOOT_STEPS = 15  # likewise; the error shrinks at least 50-fold a step within NEWTON_REACH_M
PARALLEL_RAD = 1e-12  # lines at a smaller angle cross at a place that double precision does not hold
NEWTON_REACH_M = 8_000_000.0  # farther away, distance along a segment is no longer safely convex
BISECTIONS = 45  # of at most MAX_SEGMENT_M: 1e-6 m
ARC_REACH_M = 500_000.0  # where arc_from_chord is still right to 1 mm


def wrap_deg(angle_deg: ArrayLike) -> Floats:
    """Bring an angle or longitude into [-180, 180); one that is there keeps its last bit."""
    angle = np.array(angle_deg, dtype=float)
    inside = (angle >= -180.0) & (angle < 180.0)
    return angle if inside.all() else np.where(inside, angle, (angle + 180.0) % 360.0 - 180.0)


def inverse(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Azimuth at 1, azimuth at 2 (both in the direction 1 to 2) and distance in metres."""
    lon1_b, lat1_b, lon2_b, lat2_b = (
        np.array(v, dtype=float, order="C") for v in np.broadcast_arrays(lon1, lat1, lon2, lat2)
    )
    azi1, back, dist = GEOD.inv(lon1_b, lat1_b, lon2_b, lat2_b)
    return np.asarray(azi1), wrap_deg(np.asarray(back) + 180.0), np.asarray(dist)


def direct(lon: ArrayLike, lat: ArrayLike, azi_deg: ArrayLike, dist_m: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Point reached and azimuth there: longitude, latitude, forward azimuth."""
    lon_b, lat_b, azi_b, dist_b = (
        np.array(v, dtype=float, order="C") for v in np.broadcast_arrays(lon, lat, azi_deg, dist_m)
    )
    lon2, lat2, back = GEOD.fwd(lon_b, lat_b, azi_b, dist_b)
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


def geodetic(point: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude of points given in ECEF, shape (n, 3), that lie on the ellipsoid.

    A metre above or below moves the answer by under 1 mm.
    """
    p_axis = np.hypot(point[:, 0], point[:, 1])
    lon = np.degrees(np.arctan2(point[:, 1], point[:, 0]))
    return lon, np.degrees(np.arctan2(point[:, 2], p_axis * (1 - ECC2)))


def norm(vector: Floats) -> Floats:
    """Length of vectors, shape (...,), of components of shape (..., 3)."""
    return np.asarray(np.sqrt(np.einsum("...i,...i->...", vector, vector)))


def arc_from_chord(point: Floats, other: Floats) -> Floats:
    """Length over ground between points of the ellipsoid given in ECEF, shape (n, 3); right to 1 mm.

    Up to ``ARC_REACH_M`` the chord is bent to the radius of curvature of the normal section at its middle
    (Euler's formula), which costs a tenth of the inverse problem; beyond, the inverse problem is solved.
    """
    delta = other - point
    chord = np.sqrt(np.einsum("ij,ij->i", delta, delta))
    middle = (point + other) / 2
    p_axis = np.maximum(np.hypot(middle[:, 0], middle[:, 1]), 1e-9)  # not zero on the polar axis
    sin2 = np.sin(np.arctan(middle[:, 2] / p_axis / (1 - ECC2))) ** 2
    meridian = SEMI_MAJOR_M * (1 - ECC2) / (1 - ECC2 * sin2) ** 1.5
    prime = SEMI_MAJOR_M / np.sqrt(1 - ECC2 * sin2)
    east = (-middle[:, 1] * delta[:, 0] + middle[:, 0] * delta[:, 1]) / p_axis
    share_east = np.clip((east / np.where(chord == 0, 1.0, chord)) ** 2, 0.0, 1.0)
    radius = 1 / (share_east / prime + (1 - share_east) / meridian)
    arc = np.asarray(2 * radius * np.arcsin(np.clip(chord / (2 * radius), 0.0, 1.0)))
    far = chord > ARC_REACH_M
    if far.any():
        arc[far] = inverse(*geodetic(point[far]), *geodetic(other[far]))[2]
    return arc


def area_m2(polygon: shapely.Geometry) -> float:
    """Area on the ellipsoid of a polygon or multipolygon in lon/lat degrees, its edges geodesics, holes taken out.

    Karney (2013), section 6, as pyproj has it: to 0.1 m2 for a polygon of any size, but for rounding of its vertices.
    """
    area, _ = GEOD.geometry_area_perimeter(shapely.orient_polygons(polygon))
    return abs(float(area))


class Gnomonic:
    """Ellipsoidal gnomonic projection about a centre: geodesics become straight lines near it.

    Only topology is read from the plane (does it cross, on which side); never a length.

    Raises:
        GeodesyError: see :func:`self_test`.
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

    PROJ before 9.2 silently used a sphere, 190 m off here. The value is Karney's formula worked with
    geographiclib: centre 36N 36E, point 36.5N 36.7E.

    Raises:
        GeodesyError: if the projection is off by more than a millimetre.
    """
    x, y = _gnomonic(36.0, 36.0)(36.7, 36.5)
    if abs(x - 62717.6409) > 1e-3 or abs(y - 55711.1245) > 1e-3:
        raise GeodesyError(
            f"PROJ's gnomonic projection gives ({x:.4f}, {y:.4f}) m where the ellipsoidal one gives "
            "(62717.6409, 55711.1245) m: this PROJ is too old for crossings to be right; install pyproj >= 3.6"
        )


class Crossing(NamedTuple):
    """Where two geodesic lines cross, measured along each from its start; arrays of one shape.

    All four are NaN where the lines are parallel to working precision or the solution did not settle. Of one
    line given twice the answer is NaN or some point of it.
    """

    along_a_m: Floats
    along_b_m: Floats
    lon_deg: Floats
    lat_deg: Floats


def crossing(
    a1: tuple[ArrayLike, ArrayLike],
    a2: tuple[ArrayLike, ArrayLike],
    b1: tuple[ArrayLike, ArrayLike],
    b2: tuple[ArrayLike, ArrayLike],
    *,
    near: tuple[ArrayLike, ArrayLike] | None = None,
) -> Crossing:
    """Where the geodesic lines through ``a1 a2`` and ``b1 b2`` cross, exact to about 1e-8 m.

    Each step solves, on a sphere, the triangle between a trial point of either line and their crossing,
    and moves both points there; the sphere's error shrinks with the triangle.

    Args:
        a1, a2, b1, b2: (lon, lat) in degrees. The lines are extended beyond these points.
        near: path lengths in metres along a and b from which the search starts; the halves by default.
            Of the many crossings of two closed lines the one near the start is found.
    """
    lon1, lat1, lon2, lat2, lon3, lat3, lon4, lat4 = _columns(*a1, *a2, *b1, *b2)
    azi_a, _, length_a = inverse(lon1, lat1, lon2, lat2)
    azi_b, _, length_b = inverse(lon3, lat3, lon4, lat4)
    along_a, along_b = (length_a / 2, length_b / 2) if near is None else _columns(*near)
    settled = np.zeros(lon1.shape, dtype=bool)
    with np.errstate(invalid="ignore"):
        for _ in range(CROSSING_STEPS):
            lon_p, lat_p, azi_p = direct(lon1, lat1, azi_a, along_a)
            lon_q, lat_q, azi_q = direct(lon3, lat3, azi_b, along_b)
            azi_pq, azi_qp, gap = inverse(lon_p, lat_p, lon_q, lat_q)
            settled |= gap < CONVERGED_M
            if settled.all():
                break
            step_a, step_b = _triangle(gap, azi_p - azi_pq, azi_q - azi_qp)
            along_a = np.where(settled, along_a, along_a + step_a)
            along_b = np.where(settled, along_b, along_b + step_b)
    lost = ~settled
    return Crossing(*(np.where(lost, np.nan, v) for v in (along_a, along_b, wrap_deg(lon_p), lat_p)))


def _triangle(base_m: Floats, angle_a_deg: Floats, angle_b_deg: Floats) -> tuple[Floats, Floats]:
    """Ways along two lines to their crossing, which start at the ends of a base on the mean sphere.

    Both angles are clockwise from the direction of the base; a way is negative if the lines meet behind.
    The four-part formula of spherical trigonometry; NaN for parallel lines.
    """
    z, a, b = base_m / RADIUS_MEAN_M, np.radians(angle_a_deg), np.radians(angle_b_deg)
    sin_a, cos_a, sin_b, cos_b = np.sin(a), np.cos(a), np.sin(b), np.cos(b)
    x = np.arctan2(np.sin(z) * sin_b, np.cos(z) * cos_a * sin_b - sin_a * cos_b)
    y = np.arctan2(np.sin(z) * sin_a, sin_b * cos_a - np.cos(z) * cos_b * sin_a)
    other_side = np.abs(x) + np.abs(y) > np.pi  # the antipode is nearer
    scale = np.where(np.abs(np.sin(b - a)) < PARALLEL_RAD, np.nan, RADIUS_MEAN_M)
    way_a = np.where(other_side, x - np.copysign(np.pi, x), x) * scale
    way_b = np.where(other_side, y - np.copysign(np.pi, y), y) * scale
    return way_a, way_b


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
    it is taken about the new foot until it vanishes, and clamped to the segment's ends. About a quarter of
    the globe away that part is no longer defined; there the foot is found by bisection, to 1e-6 m.
    """
    lon_p, lat_p, lon1, lat1, lon2, lat2 = _columns(lon, lat, lon_a, lat_a, lon_b, lat_b)
    azi, _, length = inverse(lon1, lat1, lon2, lat2)
    along, moving = np.zeros_like(length), np.ones(length.shape, dtype=bool)
    lon_q, lat_q, azi_q = lon1, lat1, azi
    for _ in range(FOOT_STEPS):
        azi_qp, _, dist = inverse(lon_q, lat_q, lon_p, lat_p)
        arc = dist / RADIUS_MEAN_M
        step = RADIUS_MEAN_M * np.arctan2(np.sin(arc) * np.cos(np.radians(azi_qp - azi_q)), np.cos(arc))
        moved = np.clip(along + step, 0.0, length)
        moving = np.abs(moved - along) > CONVERGED_M
        along = moved
        lon_q, lat_q, azi_q = direct(lon1, lat1, azi, along)
        if not moving.any():
            break
    dist = inverse(lon_q, lat_q, lon_p, lat_p)[2]
    far = moving | (dist > NEWTON_REACH_M)
    if far.any():
        along[far] = _foot_far(lon_p[far], lat_p[far], lon1[far], lat1[far], azi[far], length[far])
        lon_q, lat_q, _ = direct(lon1, lat1, azi, along)
        dist = inverse(lon_q, lat_q, lon_p, lat_p)[2]
    return Foot(along, lon_q, lat_q, dist)


def _foot_far(lon_p: Floats, lat_p: Floats, lon1: Floats, lat1: Floats, azi: Floats, length: Floats) -> Floats:
    """Way along each segment to its nearest point: the better of both ends and of where the distance turns."""
    low, high = np.zeros_like(length), length.copy()
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        lon_q, lat_q, azi_q = direct(lon1, lat1, azi, middle)
        ahead = np.cos(np.radians(inverse(lon_q, lat_q, lon_p, lat_p)[0] - azi_q)) > 0
        low, high = np.where(ahead, middle, low), np.where(ahead, high, middle)
    trial = np.stack([np.zeros_like(length), length, (low + high) / 2])
    lon_q, lat_q, _ = direct(lon1, lat1, azi, trial)
    best = np.argmin(inverse(lon_q, lat_q, lon_p, lat_p)[2], axis=0)
    return np.asarray(np.take_along_axis(trial, best[None, :], axis=0)[0])


def _columns(*values: ArrayLike) -> list[Floats]:
    """The values as writable arrays of one common shape, at least (1,)."""
    return [np.array(v, dtype=float, ndmin=1) for v in np.broadcast_arrays(*values)]
