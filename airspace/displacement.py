"""The displacement that flips a verdict: the least shift of the whole path over ground after which it is the other one.

Shifted as a whole means: every fix moved the same metres east and north, each on the geodesic that leaves it that way.

*A path that is inside.* The least shift after which no stay deeper than the tolerance is left. That is not monotone in
the shift, for other parts of the path may enter elsewhere, so it is looked for among all shifts at once, by branch and
bound over squares of shifts: a shift by d metres more changes the greatest depth by at most d (by ``_stretch`` times d,
exactly), so a square whose middle is deeper than its half diagonal holds no flip. What is left is halved until the
least shift not excluded (``at_least_m``) is within ``ACCURACY_M`` of the least one found.

*A path that is outside.* The closest approach and the tolerance, toward the nearest border point, for the same reason;
where that touches and does not enter (a spike of the zone), the shifts about it are tried.

Either answer is verified by the single check on the shifted track: across at the flip, not yet ``ACCURACY_M`` before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace import numbers
from airspace.errors import GeodesyError
from airspace.extremes import closest
from airspace.geodesy import RADIUS_MIN_M, Floats, direct, inverse, wrap_deg
from airspace.language import Later, _
from airspace.many.check import CopyCheck
from airspace.track import Track
from airspace.violation import TOLERANCE_M, Verdict, Violation, check_violation
from airspace.zone import Zone

__all__ = ["ACCURACY_M", "LIMIT_M", "Displacement", "displacement", "shifted"]

Bools = NDArray[np.bool_]

ACCURACY_M = 1.0
"""No shift smaller by more than this flips the verdict as well, unless ``at_least_m`` says otherwise.

It does where a path leaves over a spike of the zone so sharp that for metres it is hardly deeper than the tolerance.
"""

LIMIT_M = 100_000.0
"""Farthest shift looked at. Beyond it the path is another path, and no source of error is as large."""

FIRST_REACH = 2.0
"""Shifts are looked at up to this times the margin, then twice as far and so on up to ``LIMIT_M``.

Nothing below the margin can flip, and mostly a path leaves not far from there.
"""

LEAST_REACH_M = 100.0  # of the first look, for margins of centimetres

LONGEST_LEG_M = 1_500_000.0
"""Of a longer leg the middle goes up to 1 % farther than the ends that are moved: no more a path moved as a whole."""

MOST_SQUARES = 50_000  # looked at in one round; where more are open, the search ends with what it has excluded
MOST_PLACES = 4_000_000  # fixes of copies computed with at once: some 100 MB

SMALLEST_M = 0.01  # half a side of the smallest square looked at
COARSE, PROBES = 8, 5
"""Squares down to an eighth of the reach are excluded by some points of the path alone: the deepest and five along its
deepest stay. To lay a border ready for whole paths deep inside would take most of the time."""
RAY, RAY_ROUNDS = 24, 3  # places tried along a way out; each round narrows it as much
FAN = 121  # bearings tried about the best one
CLEAR_M = (0.0, 0.01 * TOLERANCE_M, 2 * TOLERANCE_M, 4 * TOLERANCE_M, ACCURACY_M / 2)
"""How much farther than the flip from inside a path is clear of the border: where the depth falls to the tolerance it
still touches. Twice the tolerance if it leaves square to the border, more if aslant; a millimetre parts the engines."""
ENTRY_M = (1.01 * TOLERANCE_M, 1.2 * TOLERANCE_M, 2 * TOLERANCE_M, 4 * TOLERANCE_M, ACCURACY_M)
"""How much farther than the closest approach a path is deeper in than the tolerance, likewise."""

SPIKE_M = 200.0
"""How far about the touching shift an entry is looked for.

A spike with an angle of a degree between its sides is wide enough for the tolerance 12 m from its tip.
"""
SPIKE_RAYS, SPIKE_RINGS = 1440, 40  # every quarter of a degree; rings widen by a fifth each
SPIKE_GRID, SPIKE_ROUNDS = 41, 5  # then squares of so many places each way about the best, each a quarter as wide


@dataclass(frozen=True, slots=True)
class Displacement:
    """The least rigid shift that flips a verdict.

    ``bearing_deg``: from true north, in [0, 360), at every fix. ``at``: the deepest point of the path (outside: its
    closest to the border), from which an arrow is drawn to ``to``; lon/lat degrees. ``margin_m``: as the check
    gives it, signed, None where height or time keeps the path out. ``at_least_m``: no smaller shift flips.
    ``becomes``: the verdict there; "undetermined" where the way out is too narrow to be clear of the border, or where
    an altitude or a time is missing.
    """

    distance_m: float
    bearing_deg: float
    at: tuple[float, float]
    to: tuple[float, float]
    margin_m: float | None
    at_least_m: float
    becomes: Verdict

    @property
    def told_m(self) -> float:
        """The distance as it is printed: rounded up, so that a path moved by that much is on the other side."""
        step = 1.0 if self.distance_m < 10_000 else 10.0
        return math.ceil(self.distance_m / step) * step


class _Shift(NamedTuple):
    """Metres over ground; ``at_least_m`` as above."""

    east_m: float
    north_m: float
    at_least_m: float = 0.0

    @property
    def distance_m(self) -> float:
        return math.hypot(self.east_m, self.north_m)

    @property
    def bearing_deg(self) -> float:
        return math.degrees(math.atan2(self.east_m, self.north_m)) % 360.0


def shifted(track: Track, distance_m: float, bearing_deg: float) -> Track:
    """The track with every fix moved on the geodesic that leaves it at a bearing; heights and times are kept."""
    lon, lat, _ = direct(track.lon_deg, track.lat_deg, bearing_deg, distance_m)
    return replace(track, lon_deg=lon, lat_deg=lat)


def displacement(track: Track, zone: Zone, violation: Violation) -> tuple[Displacement | None, str | None]:
    """The least shift that flips the verdict of a track against a zone.

    Args:
        violation: what :func:`check_violation` says of them.

    Returns:
        The displacement; or None, and why there is none.
    """
    if violation.verdict == "undetermined":
        return None, Later(lambda: _("the verdict is undetermined as it stands: {why}", why=_(str(violation.why))))
    longest = float(track.leg_length_m.max(initial=0.0))
    if longest > LONGEST_LEG_M:
        return None, Later(
            lambda: _(
                "a leg of {length} is too long for its ends to move it as a whole", length=numbers.distance(longest)
            )
        )
    try:
        if violation.verdict == "inside":
            return _out_of(track, zone, violation)
        return _into(track, zone, violation)
    except GeodesyError as error:
        return None, str(error)


_KEPT_OUT = Later(lambda: _("its height or its time keeps the path out wherever it is moved"))
_NONE_OUT = Later(
    lambda: _("no shift of up to {distance} takes the path out", distance=numbers.distance(LIMIT_M))
)  # fmt: skip
_NONE_IN = Later(
    lambda: _("no shift of up to {distance} takes the path in", distance=numbers.distance(LIMIT_M))
)  # fmt: skip
_SPIKED = Later(
    lambda: _(
        "the zone comes to a point where the path is closest: no shift within {distance} of the one that touches it "
        "was found to enter",
        distance=numbers.distance(SPIKE_M),
    )
)


def _too_narrow(away_m: float) -> str:
    away = numbers.distance(away_m)
    return _("the way out, {distance} away, is too narrow to be told from none", distance=away)


# --- from inside ---------------------------------------------------------------------------------------------------


def _out_of(track: Track, zone: Zone, violation: Violation) -> tuple[Displacement | None, str | None]:
    margin = violation.max_depth_m
    stay = max(violation.incursions, key=lambda stay: stay.max_depth_m)
    probes = track.at_along(
        [stay.deepest.along_m, *np.linspace(stay.start.along_m, stay.end.along_m, PROBES + 2)[1:-1]]
    )
    reach = max(FIRST_REACH * margin, LEAST_REACH_M)
    found = _least_out(track, zone, probes, min(reach, LIMIT_M)) if margin < LIMIT_M else None
    while found is None and margin < LIMIT_M and reach < LIMIT_M:
        reach *= 2
        found = _least_out(track, zone, probes, min(reach, LIMIT_M))
    if found is None:
        return None, _NONE_OUT
    bearing = found.bearing_deg
    tried = [found.distance_m + more for more in CLEAR_M]
    seen = [check_violation(shifted(track, far, bearing), zone) for far in tried]
    left = [k for k, at in enumerate(seen) if not _enters(at)]
    if not left:
        return None, Later(partial(_too_narrow, tried[0]))
    clear = next((k for k in left if seen[k].verdict == "outside"), left[0])
    far, becomes = tried[clear], seen[clear].verdict
    while not _enters(check_violation(shifted(track, max(far - ACCURACY_M, 0.0), bearing), zone)):
        far -= ACCURACY_M
    deepest = (stay.deepest.lon_deg, stay.deepest.lat_deg)
    least = max(found.at_least_m, (margin - TOLERANCE_M) / _stretch(track))
    return _made(deepest, far, bearing, violation.margin_m, least, becomes), None


def _least_out(track: Track, zone: Zone, probes: Floats, reach_m: float) -> _Shift | None:
    """Branch and bound over the shifts of up to a distance; None if none of them takes the path out.

    Args:
        probes: leg coordinates of points of the path; where one of them stays deep enough the rest is not looked at.
    """
    check, stretch = CopyCheck(_two_fixes(track), zone, reach_m), _stretch(track)
    east, north, half = np.zeros(1), np.zeros(1), reach_m
    best: _Shift | None = None
    while True:
        nearest = np.hypot(np.maximum(np.abs(east) - half, 0.0), np.maximum(np.abs(north) - half, 0.0))
        at_least = reach_m if best is None else best.distance_m - ACCURACY_M / 2
        open_ = nearest < at_least
        east, north = east[open_], north[open_]
        at_least = float(nearest[open_].min(initial=at_least))
        if not east.size or east.size > MOST_SQUARES or half < SMALLEST_M:
            break
        needed = TOLERANCE_M + stretch * math.sqrt(2.0) * half
        for some in np.split(probes, [1]):
            unknown = _probed(track, zone, some, east, north) <= needed
            east, north = east[unknown], north[unknown]
        if half <= reach_m / COARSE:
            inside, depth = _seen(check, east, north)
            if not inside.all():
                best = _nearer(check, best, east[~inside], north[~inside])
            east, north = east[depth <= needed], north[depth <= needed]
        half /= 2
        east = np.concatenate([east + sign * half for sign in (-1, -1, 1, 1)])
        north = np.concatenate([north + sign * half for sign in (-1, 1, -1, 1)])
    return None if best is None else _squared(check, best._replace(at_least_m=max(at_least, 0.0)))


def _probed(track: Track, zone: Zone, probes: Floats, east: Floats, north: Floats) -> Floats:
    """Greatest depth of some points of the path, by their leg coordinates, in copies (n,); 0 where none is inside."""
    leg, share = track.split_leg(probes)
    way, bearing = np.hypot(east, north)[:, None], np.degrees(np.arctan2(east, north))[:, None]
    after = np.minimum(leg + 1, track.fixes - 1)
    lon, lat, _ = direct(track.lon_deg[leg], track.lat_deg[leg], bearing, way)
    end_lon, end_lat, _ = direct(track.lon_deg[after], track.lat_deg[after], bearing, way)
    azimuth, _, length = inverse(lon, lat, end_lon, end_lat)
    lon, lat, _ = direct(lon, lat, azimuth, share * length)
    lon, lat = wrap_deg(lon).ravel(), lat.ravel()
    depth, held = np.zeros(lon.size), zone.edges.contains(lon, lat)
    if held.any():
        depth[held] = zone.edges.nearest(lon[held], lat[held], exact=False).distance_m
    return np.asarray(depth.reshape(east.size, probes.size).max(axis=1))


def _seen(check: CopyCheck, east: Floats, north: Floats) -> tuple[Bools, Floats]:
    """Whether copies are inside, and how deep. Beyond the reach nothing is looked at: inside by no depth, so far."""
    inside, depth = np.ones(east.shape, dtype=bool), np.zeros(east.shape)
    within = np.flatnonzero(np.hypot(east, north) <= check.reach_m)
    for some in np.array_split(within, 1 + within.size * check.track.fixes // MOST_PLACES):
        found = check.run(east[some, None], north[some, None])
        inside[some], depth[some] = found.inside, found.max_depth_m
    return inside, depth


def _inside(check: CopyCheck, east: Floats, north: Floats) -> Bools:
    """Whether copies are inside, of any shape."""
    flat = np.stack([east.ravel(), north.ravel()])
    parts = np.array_split(flat, 1 + flat.shape[1] * check.track.fixes // MOST_PLACES, axis=1)
    found = [check.run(e[:, None], n[:, None], depth=False).inside for e, n in parts]
    return np.concatenate(found).reshape(east.shape)


def _nearer(check: CopyCheck, best: _Shift | None, east: Floats, north: Floats) -> _Shift:
    """The least of some shifts that lead out, drawn in along its bearing to where the path first is out."""
    k = int(np.argmin(np.hypot(east, north)))
    found = _Shift(float(east[k]), float(north[k]))
    if best is not None and best.distance_m <= found.distance_m:
        return best
    low, high = 0.0, 1.0
    for _round in range(RAY_ROUNDS):
        share = np.linspace(low, high, RAY + 1)[1:]
        first = int(np.argmin(_inside(check, share * found.east_m, share * found.north_m)))  # the last is out
        low, high = share[first] - (high - low) / RAY, float(share[first])
    return _Shift(high * found.east_m, high * found.north_m)


def _squared(check: CopyCheck, best: _Shift) -> _Shift:
    """The least shift over a fan of bearings about the best one, on the way from what is excluded to it.

    Where the way out is square to a straight border, nothing is gained but the bearing: 0.5 m in 455 are 3 degrees.
    """
    far, near = best.distance_m, min(best.at_least_m, best.distance_m)
    wide = math.acos(max(1.0 - ACCURACY_M / max(far, ACCURACY_M), -1.0))
    bearing = math.radians(best.bearing_deg) + np.linspace(-wide, wide, FAN)[:, None]
    way = np.linspace(near, far, RAY + 1)[None, :]
    out = ~_inside(check, way * np.sin(bearing), way * np.cos(bearing))
    first = np.where(out.any(axis=1), np.argmax(out, axis=1), RAY + 1)
    least = np.flatnonzero(first == first.min())
    if first.min() > RAY:
        return best
    k = int(least[least.size // 2])  # in the middle of those that are as good
    metres, angle = float(way[0, first[k]]), float(bearing[k, 0])
    return _Shift(metres * math.sin(angle), metres * math.cos(angle), best.at_least_m)


# --- from outside --------------------------------------------------------------------------------------------------


def _into(track: Track, zone: Zone, violation: Violation) -> tuple[Displacement | None, str | None]:
    parts = _admitted(track, zone)
    if not parts:
        return None, _KEPT_OUT
    near, part = min(((closest(part, zone.edges), part) for part in parts), key=lambda found: found[0].distance_m)
    if near.distance_m > LIMIT_M:
        return None, _NONE_IN
    at = part.point(near.u)
    bearing = float(inverse(at.lon_deg, at.lat_deg, near.border_lon_deg, near.border_lat_deg)[0]) % 360.0
    least = (near.distance_m + TOLERANCE_M) / _stretch(track)
    seen = (
        (far, check_violation(shifted(track, far, bearing), zone))
        for far in (near.distance_m + more for more in ENTRY_M)
    )
    entry = next(((far, bearing, found) for far, found in seen if _enters(found)), None)
    if entry is None:
        entry = _spike(track, zone, near.distance_m, bearing)
    if entry is None:
        return None, _SPIKED
    far, bearing, found = entry
    while far > ACCURACY_M and _enters(at_less := check_violation(shifted(track, far - ACCURACY_M, bearing), zone)):
        far, found = far - ACCURACY_M, at_less
    return _made((at.lon_deg, at.lat_deg), far, bearing, violation.margin_m, least, found.verdict), None


def _admitted(track: Track, zone: Zone) -> list[Track]:
    """The stretches of a track whose height and time the zone's limits allow; the track itself if it has none."""
    breaks = zone.limit_breaks(track)
    nodes = np.unique(np.concatenate([[0.0, track.fixes - 1.0], breaks]))
    judged = nodes if track.fixes == 1 else (nodes[1:] + nodes[:-1]) / 2
    allowed = zone.admits(track, judged)
    if allowed.all():
        return [track]
    cut = []
    for k in np.flatnonzero(allowed) if track.fixes > 1 else ():
        u = np.unique(np.concatenate([nodes[k : k + 2], np.arange(np.ceil(nodes[k]), nodes[k + 1])]))
        cut.append(Track(track.name, *track.position(u)))
    return cut


def _spike(track: Track, zone: Zone, closest_m: float, bearing_deg: float) -> tuple[float, float, Violation] | None:
    """The least entry found about a shift that only touches: on rings about it, then on ever finer squares."""
    touch = np.radians(bearing_deg)
    east0, north0 = closest_m * math.sin(touch), closest_m * math.cos(touch)
    check = CopyCheck(_two_fixes(track), zone, closest_m + 2 * SPIKE_M)
    ring = SPIKE_M * np.geomspace(TOLERANCE_M / SPIKE_M, 1.0, SPIKE_RINGS)[:, None]
    ray = np.linspace(0.0, 2 * math.pi, SPIKE_RAYS, endpoint=False)[None, :]
    found = _least_in(check, east0 + ring * np.sin(ray), north0 + ring * np.cos(ray))
    if found is None:
        return None
    side = np.linspace(-1.0, 1.0, SPIKE_GRID)
    size = math.hypot(found.east_m - east0, found.north_m - north0)
    for _round in range(SPIKE_ROUNDS):
        east, north = np.meshgrid(found.east_m + size * side, found.north_m + size * side)
        found, size = _least_in(check, east, north) or found, size / 4
    seen = check_violation(shifted(track, found.distance_m, found.bearing_deg), zone)
    return (found.distance_m, found.bearing_deg, seen) if _enters(seen) else None


def _least_in(check: CopyCheck, east: Floats, north: Floats) -> _Shift | None:
    within = np.hypot(east, north) <= check.reach_m
    inside = _inside(check, east[within], north[within])
    if not inside.any():
        return None
    east, north = east[within][inside], north[within][inside]
    k = int(np.argmin(np.hypot(east, north)))
    return _Shift(float(east[k]), float(north[k]))


# --- both ----------------------------------------------------------------------------------------------------------


def _enters(violation: Violation) -> bool:
    """Whether a stay is deeper than the tolerance, be the verdict open for want of heights or times."""
    return bool(violation.incursions) and violation.max_depth_m > TOLERANCE_M


def _two_fixes(track: Track) -> Track:
    """A track that copies can be made of: one fix is set twice, without height and time, which its verdict has met."""
    if track.fixes > 1:
        return track
    return Track(track.name, np.repeat(track.lon_deg, 2), np.repeat(track.lat_deg, 2))


def _stretch(track: Track) -> float:
    """How much farther than its ends the middle of a leg can go: geodesics between moved ends spread on a ball."""
    longest = float(track.leg_length_m.max(initial=0.0))
    return 1.0 / math.cos(longest / (2 * RADIUS_MIN_M))


def _made(
    at: tuple[float, float], distance_m: float, bearing_deg: float, margin_m: float | None, least_m: float, to: Verdict
) -> Displacement:
    lon, lat, _ = direct(*at, bearing_deg, distance_m)
    return Displacement(distance_m, bearing_deg, at, (float(lon), float(lat)), margin_m, min(least_m, distance_m), to)
