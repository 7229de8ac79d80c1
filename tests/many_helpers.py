"""Copies of a track checked one by one: what the vectorised check must answer for all of them at once."""

from __future__ import annotations

import numpy as np
from engine_helpers import GEOD, START

from airspace.track import Track
from airspace.violation import check_violation

LENGTH_M, SECONDS, DEPTH_M = 1e-3, 5e-6, 0.41
"""Agreement held to: a millimetre, five microseconds (instants are rounded to one), the depth's own tolerance."""

TABLE = ("stays", "entry_s", "exit_s", "duration_s", "length_m", "max_depth_m")
PLACES = ("entry_lon_deg", "entry_lat_deg", "exit_lon_deg", "exit_lat_deg")


def moved(track, east, north, alt_m=None, late_s=0.0):
    """One copy: each fix moved along the geodesic that leaves it in the direction of its offset."""
    azi, way = np.degrees(np.arctan2(east, north)), np.hypot(east, north)
    lon, lat, _ = GEOD.fwd(track.lon_deg.copy(), track.lat_deg.copy(), azi, way)
    t_s = None if track.t_s is None else track.t_s + late_s
    return Track("copy", lon, lat, track.alt_m if alt_m is None else alt_m, track.start, t_s)


def single(track, zone):
    """The row of ``TABLE`` and ``PLACES`` that the single check gives; None where it cannot decide."""
    found = check_violation(track, zone)
    if found.verdict == "undetermined":
        return None
    entry = found.incursions[0].entry if found.incursions else None
    leave = found.incursions[-1].exit if found.incursions else None
    times = [np.nan if p is None or p.time is None else (p.time - START).total_seconds() for p in (entry, leave)]
    where = [v for p in (entry, leave) for v in ((np.nan, np.nan) if p is None else (p.lon_deg, p.lat_deg))]
    duration = np.nan if found.duration_s is None else found.duration_s
    return [len(found.incursions), *times, duration, found.length_m, found.max_depth_m, *where]


def one_by_one(track, zone, east, north, alt_m=None, clock_s=None):
    """Rows for all copies, and which of them the single check decides."""
    shape = (len(east), track.fixes)
    east, north = np.broadcast_to(east, shape), np.broadcast_to(north, shape)
    rows = [
        single(
            moved(
                track, east[i], north[i], None if alt_m is None else alt_m[i], 0.0 if clock_s is None else clock_s[i]
            ),
            zone,
        )
        for i in range(len(east))
    ]
    decided = np.array([row is not None for row in rows], dtype=bool)
    blank = [np.nan] * (len(TABLE) + len(PLACES))
    return np.array([blank if row is None else row for row in rows], float), decided


def differences(found, rows, decided):
    """Greatest difference of each column of ``TABLE``; infinite where one side has a value and the other none."""
    table = np.stack([np.asarray(getattr(found, name), float) for name in TABLE], axis=1)[decided]
    wanted = rows[decided, : len(TABLE)]
    gap = np.abs(table - wanted)
    gap[np.isnan(table) & np.isnan(wanted)] = 0.0
    gap[np.isnan(gap)] = np.inf
    return dict(zip(TABLE, gap.max(axis=0, initial=0.0), strict=True))


def places_apart_m(found, rows, decided):
    """Greatest distance of the entries and of the exits, metres."""
    ours = np.stack([getattr(found, name) for name in PLACES], axis=1)[decided]
    wanted = rows[decided, len(TABLE) :]
    most = 0.0
    for k in (0, 2):
        held = ~np.isnan(wanted[:, k])
        assert (np.isnan(ours[:, k]) == ~held).all()
        ends = [np.ascontiguousarray(v) for v in (*ours[held, k : k + 2].T, *wanted[held, k : k + 2].T)]
        most = max(most, float(np.max(GEOD.inv(*ends)[2], initial=0.0)))
    return most


def agree(found, rows, decided, *, length_m=LENGTH_M, seconds=SECONDS, depth_m=DEPTH_M):
    """Whether all columns are within these of the single check; False, with the figures printed, if not."""
    gap = differences(found, rows, decided)
    bounds = {"stays": 0, "entry_s": seconds, "exit_s": seconds, "duration_s": seconds, "length_m": length_m,
              "max_depth_m": depth_m}  # fmt: skip
    inside = np.array_equal(found.inside[decided], rows[decided, 0] > 0)
    close = places_apart_m(found, rows, decided) <= length_m
    bad = {name: gap[name] for name in TABLE if not gap[name] <= bounds[name]}
    if bad or not inside or not close:
        print(bad, inside, places_apart_m(found, rows, decided))  # noqa: T201
    return not bad and inside and close


def equal(one, other, names=None):
    """Whether two results are the same to the last bit."""
    names = names or (*TABLE, *PLACES, "inside")
    return all(np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in names)


def timed(lon, lat, speed_mps=250.0, alt_m=None):
    """A track through places at one ground speed, from ``START``."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    way = GEOD.inv(lon[:-1].copy(), lat[:-1].copy(), lon[1:].copy(), lat[1:].copy())[2]
    t_s = np.concatenate([[0.0], np.cumsum(np.maximum(way / speed_mps, 1.0))])
    return Track("t", lon, lat, alt_m, START, t_s)


def noise(seed, n, fixes, common_m, own_m):
    """Offsets of ``n`` copies: one common to all fixes and one for each."""
    rng = np.random.default_rng(seed)
    return [rng.normal(0, common_m, (n, 1)) + rng.normal(0, own_m, (n, fixes)) for _ in range(2)]
