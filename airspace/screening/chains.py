"""The longest chain of fixes that one aircraft can have flown under a bound on speed: compiled loops.

Two fixes of one flight are *reachable* if the later one is later and lies no farther over ground than the bound times
the time between, and a slack of metres. Distance is that of :func:`airspace.geodesy.arc_from_chord`, the chord bent to
the curvature at its middle: right to 1 mm within 500 km, to 1.6e-5 of it within 5,000 km and 3.1e-4 within 10,000 km.

A *run* is a row of fixes each of which is reachable from the one before. In a run the length of the best chain that
ends at a fix rises from fix to fix, so of each run only the latest fix that reaches counts. It is found by leaps: if
the way is too long by e, then it stays too long from every earlier fix of the run as long as way flown and bound times
time from there come to less than e together (triangle inequality), and a bisection passes over all of those.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airspace.geodesy import ECC2, RADIUS_MAX_M, SEMI_MAJOR_M
from airspace.screening.compiled import njit
from airspace.screening.fixes import Floats, Ints

__all__ = ["MOST_TRIED", "broken_legs", "longest_chains"]

MOST_TRIED = 256
"""Earlier fixes that are tried for one fix. Beyond, only the end of the longest chain so far is: one more try."""

LEAP_MARGIN_M = 0.1  # what the distances of one run may break the triangle inequality by

Mask = NDArray[np.bool_]


@njit
def _arc_m(x1: float, y1: float, z1: float, x2: float, y2: float, z2: float) -> float:
    """Length over ground between two places of the ellipsoid, ECEF metres; one way is as long as the other."""
    dx, dy, dz = x2 - x1, y2 - y1, z2 - z1
    chord = math.sqrt(dx * dx + dy * dy + dz * dz)
    if chord == 0.0:
        return 0.0
    mx, my, mz = (x1 + x2) / 2, (y1 + y2) / 2, (z1 + z2) / 2
    axis = max(math.sqrt(mx * mx + my * my), 1e-9)  # not zero on the polar axis
    tangent = mz / axis / (1 - ECC2)
    sin2 = tangent * tangent / (1 + tangent * tangent)
    prime = SEMI_MAJOR_M / math.sqrt(1 - ECC2 * sin2)
    meridian = prime * (1 - ECC2) / (1 - ECC2 * sin2)
    east = (mx * dy - my * dx) / axis / chord
    east = min(east * east, 1.0)
    radius = 1 / (east / prime + (1 - east) / meridian)
    return 2 * radius * math.asin(min(chord / (2 * radius), 1.0))


@njit
def _place(lon_deg: float, lat_deg: float) -> tuple[float, float, float]:
    lam, phi = math.radians(lon_deg), math.radians(lat_deg)
    sine = math.sin(phi)
    normal = SEMI_MAJOR_M / math.sqrt(1 - ECC2 * sine * sine)
    ring = normal * math.cos(phi)
    return ring * math.cos(lam), ring * math.sin(lam), normal * (1 - ECC2) * sine


@njit
def broken_legs(
    flight: Ints, t_us: Ints, row: Ints, lon: Floats, lat: Floats, speed_mps: float, slack_m: float, broken: Mask
) -> int:
    """Mark each fix that is not reachable from the one before it in its flight.

    Nearly all legs are let through by an upper bound without a sine: the line straight in longitude and latitude is no
    shorter than the way, and no longer than its degrees times the greatest radius of curvature.

    Args:
        flight, t_us, row, lon, lat: columns, degrees; longitude in [-180, 180).
        speed_mps, slack_m: the bound and the slack.
        broken: shape (n,), false; written to.

    Returns:
        The number of marks, or -1 if the rows are not in order of flight, time, row (the marks are then void).
    """
    count = 0
    metres_per_deg = math.radians(RADIUS_MAX_M)
    for i in range(1, flight.size):
        if flight[i] != flight[i - 1]:
            if flight[i] < flight[i - 1]:
                return -1
            continue
        if t_us[i] <= t_us[i - 1]:
            if t_us[i] < t_us[i - 1] or row[i] < row[i - 1]:
                return -1
            broken[i] = True
            count += 1
            continue
        reach = speed_mps * 1e-6 * (float(t_us[i]) - float(t_us[i - 1])) + slack_m
        east = abs(lon[i] - lon[i - 1])
        if east > 180.0:
            east = 360.0 - east
        north = lat[i] - lat[i - 1]
        limit = reach / metres_per_deg
        if north * north + east * east <= limit * limit:
            continue
        x1, y1, z1 = _place(lon[i - 1], lat[i - 1])
        x2, y2, z2 = _place(lon[i], lat[i])
        if _arc_m(x1, y1, z1, x2, y2, z2) > reach:
            broken[i] = True
            count += 1
    return count


@njit
def _leap(key: Floats, begin: int, i: int, excess_m: float) -> int:
    """The latest fix before ``i`` from which the way may no longer be too long; ``begin - 1`` if none of its run is."""
    wanted = key[i] - excess_m + LEAP_MARGIN_M
    start, end = begin - 1, i
    while end - start > 1:
        middle = (start + end) // 2
        if key[middle] <= wanted:
            start = middle
        else:
            end = middle
    return start


@njit
def _before(j: int, moment: int, low: int, work: Any, speed_mps: float, slack_m: float) -> tuple[int, int, int]:
    """The longest chain that fix ``j`` can follow: its length, its last fix (-1 for none), how many were tried.

    ``moment``: the first fix of the instant of ``j``; ``low``: the first of its flight.
    """
    t_s, place, run, key, best, top = work
    found, source, tried = 0, -1, 0
    i = moment - 1
    while i >= low and best[top[i]] >= found and tried <= MOST_TRIED:
        if tried == MOST_TRIED:
            i = top[i]
        tried += 1
        excess = _arc_m(place[i, 0], place[i, 1], place[i, 2], place[j, 0], place[j, 1], place[j, 2])
        excess -= speed_mps * (t_s[j] - t_s[i]) + slack_m
        if excess > 0.0:
            i = _leap(key, run[i], i, excess)
            continue
        if best[i] >= found:
            found, source = best[i], i
        i = run[i] - 1
    return found, source, tried


@njit
def longest_chains(
    first: Ints, t_s: Floats, place: Floats, speed_mps: float, slack_m: float, best: Ints, keep: Mask
) -> int:
    """Mark the longest chain of each flight; of equally long ones that with the earlier fixes.

    A fix tries at most ``MOST_TRIED`` earlier ones, with a bisection each. Where that is not enough the chain found may
    not be the longest; it is a chain all the same.

    Args:
        first: shape (f + 1,), index of the first fix of each flight.
        t_s: shape (n,), seconds, never falling within a flight.
        place: shape (n, 3), ECEF metres.
        speed_mps, slack_m: the bound and the slack.
        best: shape (n,), for work: length of the longest chain that ends at each fix.
        keep: shape (n,), false; written to.

    Returns:
        The number of fixes for which ``MOST_TRIED`` was not enough.
    """
    cut = 0
    # key: way and bound times time since the run began
    run, back, top = np.empty_like(best), np.empty_like(best), np.empty_like(best)
    key = np.empty(best.size)
    for f in range(first.size - 1):
        low, high = first[f], first[f + 1]
        moment = low  # first fix of the same instant
        for j in range(low, high):
            x, y, z = place[j, 0], place[j, 1], place[j, 2]
            run[j], key[j] = j, 0.0
            if j > low and t_s[j] > t_s[j - 1]:
                moment = j
                way = _arc_m(place[j - 1, 0], place[j - 1, 1], place[j - 1, 2], x, y, z)
                dt = t_s[j] - t_s[j - 1]
                if way <= speed_mps * dt + slack_m:
                    run[j], key[j] = run[j - 1], key[j - 1] + way + speed_mps * dt
            found, back[j], tried = _before(j, moment, low, (t_s, place, run, key, best, top), speed_mps, slack_m)
            cut += tried > MOST_TRIED
            best[j] = found + 1
            top[j] = j if j == low or best[top[j - 1]] < best[j] else top[j - 1]
        i = top[high - 1]
        while i >= 0:
            keep[i] = True
            i = back[i]
    return cut
