"""Geodesy for compiled kernels, one point at a time.

The formulas are those of :mod:`airspace.geodesy`, against which they are tested. Chords are turned into ways over
ground as :func:`airspace.geodesy.arc_from_chord` does; beyond ``ARC_REACH_M`` the inverse problem is solved by
T. Vincenty's iteration (Survey Review 23 (1975), 88-93), right to 0.1 mm short of the antipode.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from airspace.geodesy import ARC_REACH_M, ECC2, FLATTENING, RADIUS_MEAN_M, SEMI_MAJOR_M, SEMI_MINOR_M
from airspace.screening.compiled import njit

__all__ = ["arc_m", "distance_to_edge_m", "place", "place_of", "slack_m", "up"]

_RAD = np.pi / 180.0
_STEPS = 40  # of Vincenty's iteration; 5 are enough away from the antipode
_SPREAD = 5.02e-16
"""1 / Rmin^2 - 1 / Rmax^2, of the ellipsoid's radii of curvature, per square metre; rounded up by 1 %."""


@njit
def place(lon_deg: Any, lat_deg: Any) -> Any:
    """Earth-centred coordinates, metres, of a point on the ellipsoid."""
    lam, phi = lon_deg * _RAD, lat_deg * _RAD
    s, c = np.sin(phi), np.cos(phi)
    normal = SEMI_MAJOR_M / np.sqrt(1.0 - ECC2 * s * s)
    return normal * c * np.cos(lam), normal * c * np.sin(lam), normal * (1.0 - ECC2) * s


@njit
def place_of(lon_deg: Any, lat_deg: Any, out: Any) -> None:
    """Write the Earth-centred coordinates, shape (3,) in metres, of a point on the ellipsoid."""
    out[0], out[1], out[2] = place(lon_deg, lat_deg)


@njit
def up(x: Any, y: Any, z: Any) -> Any:
    """The unit normal of the ellipsoid through a point on or near it."""
    w = z / (1.0 - ECC2)
    size = np.sqrt(x * x + y * y + w * w)
    return x / size, y / size, w / size


@njit
def arc_m(x1: Any, y1: Any, z1: Any, x2: Any, y2: Any, z2: Any) -> Any:
    """Way over ground between two points of the ellipsoid, Earth-centred, metres."""
    dx, dy, dz = x2 - x1, y2 - y1, z2 - z1
    chord = np.sqrt(dx * dx + dy * dy + dz * dz)
    if chord == 0.0:
        return 0.0
    if chord > ARC_REACH_M:
        return _vincenty(x1, y1, z1, x2, y2, z2)
    mx, my, mz = x1 + x2, y1 + y2, (z1 + z2) / (1.0 - ECC2)
    axis2 = mx * mx + my * my
    sin2 = mz * mz / (axis2 + mz * mz)
    w = 1.0 - ECC2 * sin2
    prime = SEMI_MAJOR_M / np.sqrt(w)
    meridian = prime * (1.0 - ECC2) / w
    east = (mx * dy - my * dx) / chord
    share = east * east / axis2 if axis2 > 1e-12 else 0.0
    radius = 1.0 / (share / prime + (1.0 - share) / meridian)
    return 2.0 * radius * np.arcsin(chord / (2.0 * radius))


@njit
def _vincenty(x1: Any, y1: Any, z1: Any, x2: Any, y2: Any, z2: Any) -> Any:
    # Reduced latitudes straight from the coordinates: tan(beta) = z / b over p / a.
    p1, p2 = np.hypot(x1, y1) / SEMI_MAJOR_M, np.hypot(x2, y2) / SEMI_MAJOR_M
    q1, q2 = z1 / SEMI_MINOR_M, z2 / SEMI_MINOR_M
    n1, n2 = np.hypot(p1, q1), np.hypot(p2, q2)
    c1, s1, c2, s2 = p1 / n1, q1 / n1, p2 / n2, q2 / n2
    away = np.arctan2(x1 * y2 - y1 * x2, x1 * x2 + y1 * y2)
    lam, sigma, sin_s, cos_s, cos2a, cos2m = away, 0.0, 0.0, 1.0, 0.0, 0.0
    for _ in range(_STEPS):
        sin_l, cos_l = np.sin(lam), np.cos(lam)
        sin_s = np.hypot(c2 * sin_l, c1 * s2 - s1 * c2 * cos_l)
        cos_s = s1 * s2 + c1 * c2 * cos_l
        if sin_s == 0.0:
            return 0.0
        sigma = np.arctan2(sin_s, cos_s)
        sin_a = c1 * c2 * sin_l / sin_s
        cos2a = 1.0 - sin_a * sin_a
        cos2m = cos_s - 2.0 * s1 * s2 / cos2a if cos2a > 1e-15 else 0.0
        k = FLATTENING / 16.0 * cos2a * (4.0 + FLATTENING * (4.0 - 3.0 * cos2a))
        bend = cos2m + k * cos_s * (2.0 * cos2m * cos2m - 1.0)
        new = away + (1.0 - k) * FLATTENING * sin_a * (sigma + k * sin_s * bend)
        done = abs(new - lam) < 1e-13
        lam = new
        if done:
            break
    u2 = cos2a * (SEMI_MAJOR_M**2 - SEMI_MINOR_M**2) / SEMI_MINOR_M**2
    a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)))
    b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)))
    mid = cos_s * (2.0 * cos2m * cos2m - 1.0)
    mid -= b / 6.0 * cos2m * (4.0 * sin_s * sin_s - 3.0) * (4.0 * cos2m * cos2m - 3.0)
    return SEMI_MINOR_M * a * (sigma - b * sin_s * (cos2m + b / 4.0 * mid))


@njit
def slack_m(chord: Any) -> Any:
    """How much longer than ``chord`` another may be and its arc still the shorter one: see ``airspace.edges``."""
    if chord > 3.0e6:
        return 2.0 * SEMI_MAJOR_M if chord > 1.1e7 else chord / 200.0
    return chord * chord * chord / 24.0 * _SPREAD * 1.5 + 0.05


@njit
def distance_to_edge_m(x: Any, y: Any, z: Any, vertex: Any, e: Any) -> Any:
    """Way over ground from a point to the edge that begins at vertex ``e``, metres.

    By the chord's foot, lifted to the ground, as :func:`airspace.edges.pair_distance` has it.
    """
    ax, ay, az = vertex[e, 0], vertex[e, 1], vertex[e, 2]
    bx, by, bz = vertex[e + 1, 0] - ax, vertex[e + 1, 1] - ay, vertex[e + 1, 2] - az
    square = bx * bx + by * by + bz * bz
    t = ((x - ax) * bx + (y - ay) * by + (z - az) * bz) / square
    t = min(max(t, 0.0), 1.0)
    lift = 1.0 + t * (1.0 - t) * square / (2.0 * RADIUS_MEAN_M * RADIUS_MEAN_M)
    return arc_m(x, y, z, (ax + t * bx) * lift, (ay + t * by) * lift, (az + t * bz) * lift)
