"""The longest chain of fixes that one aircraft can have flown under a bound on speed: compiled loops.

Two fixes of one flight are *reachable* if the later one is later and lies no farther over ground than the bound times
the time between, and a slack of metres.

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

from airspace.geodesy import RADIUS_MAX_M
from airspace.screening.compiled import njit
from airspace.screening.ellipsoid import arc_m, place
from airspace.screening.fixes import Floats, Ints

__all__ = ["MOST_TRIED", "broken_legs", "longest_chains"]

MOST_TRIED = 256
"""Earlier fixes that are tried for one fix. Beyond, only the end of the longest chain so far is: one more try."""

LEAP_MARGIN_M = 0.1  # what the distances of one run may break the triangle inequality by

Mask = NDArray[np.bool_]


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
        x1, y1, z1 = place(lon[i - 1], lat[i - 1])
        x2, y2, z2 = place(lon[i], lat[i])
        if arc_m(x1, y1, z1, x2, y2, z2) > reach:
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
        excess = arc_m(place[i, 0], place[i, 1], place[i, 2], place[j, 0], place[j, 1], place[j, 2])
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
                way = arc_m(place[j - 1, 0], place[j - 1, 1], place[j - 1, 2], x, y, z)
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
