"""Turns: how tightly an aircraft can turn, and what becomes of a path whose corners are drawn as points.

No aircraft turns on a point. A drawn corner is held against flight by replacing it with the arc of a level turn that
is tangent to both legs; the arc passes the corner on its inner side and begins well before it.

Level turn: load factor n = 1 / cos(bank), R = V^2 / (g tan(bank)) = V^2 / (g sqrt(n^2 - 1)), turn rate V / R (any text
on flight mechanics). Wind is left out: on the ground a turn through moving air is no circle.

A corner of a track is a fix where the course changes by more than ``SMALLEST_CORNER_DEG``; angles are positive to
the right. Lengths are metres, speeds metres per second over ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from airspace.atmosphere import GRAVITY_MPS2
from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import Floats, direct, inverse, wrap_deg
from airspace.language import _
from airspace.numbers import localised
from airspace.terms import choice_word
from airspace.track import Track

__all__ = [
    "GRAVITY_MPS2",
    "MAX_LEAD_M",
    "SMALLEST_CORNER_DEG",
    "Corner",
    "corner_cut_m",
    "corners",
    "impulse_turn_deg",
    "lead_m",
    "load_factor",
    "needed_impulse_ns",
    "radius_m",
    "rounded",
    "stall_speed_mps",
    "turn_time_s",
]

SMALLEST_CORNER_DEG = 0.5
"""A lesser change of course is none: on a radius of 10 km it moves the path by 0.1 m, the tolerance of a verdict."""

MAX_LEAD_M = 60_000.0
"""Longest way from a corner to the beginning of its arc: there the plane about the corner is 1 m in 70 km wrong."""

STRAIGHT_M = 0.1  # fixes nearer than this to the line through a corner lie on it: the tolerance of a verdict
SAME_PLACE_M = 0.01  # a leg shorter than this has no course of its own
ARC_SAG_M = 0.05  # the legs of an arc stay so close to it: half the tolerance of a verdict
TURNED_BACK_DEG = 179.9  # from here on no arc joins the legs: it would begin 1,100 radii before the corner
FIT_SHARE = 1e-9  # rounding of a radius that was computed to fit exactly


def load_factor(speed_mps: float, radius_m: float) -> float:
    """Load factor (in g) of a level turn; both arguments are greater than zero."""
    return float(np.hypot(1.0, speed_mps**2 / (GRAVITY_MPS2 * radius_m)))


def radius_m(speed_mps: float, load_factor: float) -> float:
    """Radius of a level turn at a load factor (in g); infinite at 1 g, which is straight flight.

    Raises:
        ValueError: a load factor below 1 does not hold an aircraft level.
    """
    if not load_factor >= 1.0:
        raise ValueError(f"a level turn has a load factor of 1 or more, not {load_factor}")
    centripetal_mps2 = GRAVITY_MPS2 * float(np.sqrt(load_factor**2 - 1.0))
    return speed_mps**2 / centripetal_mps2 if centripetal_mps2 > 0 else float("inf")


def turn_time_s(speed_mps: float, load_factor: float, angle_deg: float) -> float:
    """Time of a level turn through an angle of either sign: R a / V. Speed greater than zero; see :func:`radius_m`."""
    if angle_deg == 0:
        return 0.0
    return radius_m(speed_mps, load_factor) * float(np.radians(abs(angle_deg))) / speed_mps


def corner_cut_m(radius_m: float, angle_deg: float) -> float:
    """How far the rounded path stays from the corner: R (1 / cos(a/2) - 1); for 90 degrees (sqrt 2 - 1) R.

    Angles of either sign; infinite from 180 degrees on, where no arc joins the legs.
    """
    half = np.radians(abs(angle_deg)) / 2
    return float(radius_m * (1 / np.cos(half) - 1)) if abs(angle_deg) < 180 else float("inf")


def lead_m(radius_m: float, angle_deg: float) -> float:
    """Way before the corner at which the turn must begin: R tan(a/2). Angles as in :func:`corner_cut_m`."""
    return float(radius_m * np.tan(np.radians(abs(angle_deg)) / 2)) if abs(angle_deg) < 180 else float("inf")


def impulse_turn_deg(mass_kg: float, speed_mps: float, impulse_ns: float) -> float:
    """Largest change of course that an impulse (in N s) from any direction can give to a mass.

    Momenta add as vectors: with J < m v the course changes most, by asin(J / m v), if the new momentum is at a right
    angle to the impulse. A greater impulse can stop the mass and send it anywhere: 180. An upper limit, as
    it takes the impulse to be handed over whole, in the direction that turns most.
    """
    share = impulse_ns / (mass_kg * speed_mps)
    return float(np.degrees(np.arcsin(share))) if share < 1 else 180.0


def needed_impulse_ns(mass_kg: float, speed_mps: float, angle_deg: float) -> float:
    """Impulse that turns a mass by an angle and leaves its speed as it was: 2 m v sin(a/2); 90 degrees: sqrt 2 m v.

    If the speed may drop, the least impulse is m v sin(a), and m v from 90 degrees on; see :func:`impulse_turn_deg`.
    """
    return float(2 * mass_kg * speed_mps * np.sin(np.radians(abs(angle_deg)) / 2))


def stall_speed_mps(
    mass_kg: float, wing_area_m2: float, cl_max: float, density_kgpm3: float, load_factor: float = 1.0
) -> float:
    """True air speed at which the greatest lift just carries the weight: sqrt(2 n m g / (rho S CLmax))."""
    lift_share = density_kgpm3 * wing_area_m2 * cl_max
    return float(np.sqrt(2 * load_factor * mass_kg * GRAVITY_MPS2 / lift_share))


@dataclass(frozen=True, slots=True)
class Corner:
    """A fix where the course changes.

    ``turn_deg`` is positive to the right. ``largest_radius_m`` is that of the widest arcs, equal at this corner and at
    its neighbours, that are tangent to the legs and end before the next arc begins, none farther than ``MAX_LEAD_M``
    from its corner; 0 where the path turns back on itself. ``speed_mps`` is the mean of the speeds on both legs and
    ``load_factor`` that of a level turn at the largest radius (infinite at radius 0); both are None for a track
    without times.
    """

    fix: int
    lon_deg: float
    lat_deg: float
    turn_deg: float
    side: Literal["left", "right"]
    largest_radius_m: float
    speed_mps: float | None
    load_factor: float | None


def corners(track: Track) -> tuple[Corner, ...]:
    """The corners of a track in order; empty for a straight one.

    :func:`rounded` takes a radius if and only if it is not greater than the ``largest_radius_m`` of any of them.
    """
    return tuple(bend.corner for bend in _bends(track))


def rounded(track: Track, radius_m: float) -> Track:
    """The track with every corner replaced by an arc of one radius that is tangent to both legs.

    An arc is drawn in the azimuthal equidistant plane about its corner, in which its ends lie on the legs exactly. With
    s the way from the corner to its ends and a the Earth's radius, the arc's radius is right to a share s^2 / (6 a^2)
    of itself: 1e-7 at 5 km, 1.5e-5 at 60 km. Its geodesic legs stay within ``ARC_SAG_M`` of it and a fix stands at its
    middle.

    Each point of an arc takes time and altitude of the point that divides the drawn way from the arc's beginning to
    its end in the same ratio. So times increase, nothing outside the arcs moves, and since an arc is shorter than the
    way round by the corner, the speed on it is lower than drawn (by 21 per cent at 90 degrees).

    Returns a new track with the basis "illustrative"; the track itself if it has no corner.

    Raises:
        UnsupportedGeometryError: the radius is not positive, or its arcs do not fit between the corners.
    """
    if not radius_m > 0:
        raise UnsupportedGeometryError(f"a turn has a radius greater than 0 m, not {radius_m}")
    bends = _bends(track)
    if not bends:
        return track
    for bend in bends:
        _must_fit(track, bend, radius_m)
    u, lon, lat = _joined(track, [_arc(bend, radius_m) for bend in bends])
    return Track(track.name, lon, lat, track.altitude(u), track.start, track.seconds(u), "illustrative")


def _joined(track: Track, arcs: list[_Arc]) -> tuple[Floats, Floats, Floats]:
    """Leg coordinates on the drawn track, longitudes and latitudes of its fixes between arcs and of the arcs."""
    parts: list[tuple[Floats, Floats, Floats]] = []
    done_m = -np.inf
    for arc in arcs:
        between = (track.along_m > done_m + SAME_PLACE_M) & (track.along_m < arc.along_m[0] - SAME_PLACE_M)
        parts.append((np.flatnonzero(between).astype(float), track.lon_deg[between], track.lat_deg[between]))
        new = slice(1 if arc.along_m[0] - done_m < SAME_PLACE_M else 0, None)  # this arc begins where the last ends
        parts.append((track.at_along(arc.along_m[new]), arc.lon_deg[new], arc.lat_deg[new]))
        done_m = float(arc.along_m[-1])
    after = track.along_m > done_m + SAME_PLACE_M
    parts.append((np.flatnonzero(after).astype(float), track.lon_deg[after], track.lat_deg[after]))
    u, lon, lat = (np.concatenate(column) for column in zip(*parts, strict=True))
    return u, lon, lat


@dataclass(frozen=True, slots=True)
class _Bend:
    """A corner with the course on which it is reached and its place along the track."""

    corner: Corner
    course_in_deg: float
    along_m: float


@dataclass(frozen=True, slots=True)
class _Arc:
    """Fixes of an arc; ``along_m`` are the path lengths on the drawn track whose time and altitude they take."""

    along_m: Floats
    lon_deg: Floats
    lat_deg: Floats


def _arc(bend: _Bend, radius_m: float) -> _Arc:
    """From tangent point to tangent point, in metres ahead of the corner on the course in and to its right."""
    turn_deg = bend.corner.turn_deg
    turn, lead = np.radians(abs(turn_deg)), lead_m(radius_m, turn_deg)
    step = min(2 * np.arccos(1 - min(ARC_SAG_M / radius_m, 1.0)), np.radians(10.0))
    legs = 2 * int(np.ceil(turn / step / 2))  # an even number, so that a fix stands at the middle
    share = np.linspace(0.0, 1.0, legs + 1)
    ahead = -lead + radius_m * np.sin(share * turn)
    right = np.sign(turn_deg) * radius_m * (1 - np.cos(share * turn))
    bearing = bend.course_in_deg + np.degrees(np.arctan2(right, ahead))
    lon, lat, _ = direct(bend.corner.lon_deg, bend.corner.lat_deg, bearing, np.hypot(ahead, right))
    return _Arc(bend.along_m + lead * (2 * share - 1), wrap_deg(lon), lat)


def _must_fit(track: Track, bend: _Bend, radius_m: float) -> None:
    corner = bend.corner
    if radius_m <= corner.largest_radius_m * (1 + FIT_SHARE):
        return
    if corner.largest_radius_m == 0:
        why = _("that is a return on the same line, which no arc joins")
    else:
        why = _(
            "an arc of radius {radius} m begins {lead} m before the corner, and the legs up to the neighbouring "
            "corners hold no radius above {largest} m",
            radius=localised(f"{radius_m:,.0f}"),
            lead=localised(f"{lead_m(radius_m, corner.turn_deg):,.0f}"),
            largest=localised(f"{corner.largest_radius_m:,.0f}"),
        )
    # a finding prints this text, so it speaks the language of the page; elsewhere that is English
    raise UnsupportedGeometryError(
        _(
            "track '{track}' turns by {angle} degrees to the {side} at fix {fix} of {fixes}: {why}",
            track=track.name,
            angle=localised(f"{abs(corner.turn_deg):.1f}"),
            side=choice_word(corner.side),
            fix=corner.fix + 1,
            fixes=track.fixes,
            why=why,
        )
    )


def _bends(track: Track) -> list[_Bend]:
    moving = np.flatnonzero(track.leg_length_m > SAME_PLACE_M)
    if moving.size < 2:
        return []
    out, into, _ = inverse(
        track.lon_deg[moving], track.lat_deg[moving], track.lon_deg[moving + 1], track.lat_deg[moving + 1]
    )
    turn = wrap_deg(out[1:] - into[:-1])
    at = np.flatnonzero(np.abs(turn) > SMALLEST_CORNER_DEG)
    fix = moving[at] + 1
    largest = _largest_radii(track, fix, turn[at], into[at], out[at + 1])
    found = []
    for k, i in enumerate(at):
        lon, lat = track.position(float(fix[k]))
        speed = _mean_speed_mps(track, int(moving[i]), int(moving[i + 1]))
        load = None if speed is None else load_factor(speed, largest[k]) if largest[k] > 0 else float("inf")
        side: Literal["left", "right"] = "right" if turn[i] > 0 else "left"
        corner = Corner(int(fix[k]), float(lon[0]), float(lat[0]), float(turn[i]), side, float(largest[k]), speed, load)
        found.append(_Bend(corner, float(into[i]), float(track.along_m[fix[k]])))
    return found


def _mean_speed_mps(track: Track, *legs: int) -> float | None:
    if track.t_s is None:
        return None
    return float(np.mean([track.leg_length_m[leg] / (track.t_s[leg + 1] - track.t_s[leg]) for leg in legs]))


def _largest_radii(track: Track, fix: NDArray[np.int64], turn: Floats, into: Floats, out: Floats) -> Floats:
    """Widest radius at each corner if each leg is shared in the ratio of the leads that one radius asks for."""
    joins = np.abs(turn) < TURNED_BACK_DEG
    tangent = np.where(joins, np.tan(np.radians(np.abs(turn)) / 2), np.inf)
    ends = np.concatenate([[0], fix, [track.fixes - 1]])
    asked = np.concatenate([[0.0], tangent, [0.0]])
    largest = np.zeros(fix.size)
    for k in np.flatnonzero(joins):
        before, here, after = ends[k], ends[k + 1], ends[k + 2]
        back_m = _straight_m(track, int(here), np.arange(here - 1, before - 1, -1), into[k] + 180.0)
        ahead_m = _straight_m(track, int(here), np.arange(here + 1, after + 1), out[k])
        along = track.along_m
        largest[k] = min(
            min(back_m, ahead_m, MAX_LEAD_M) / tangent[k],
            (along[here] - along[before]) / (tangent[k] + asked[k]),
            (along[after] - along[here]) / (tangent[k] + asked[k + 2]),
        )
    return largest


def _straight_m(track: Track, corner: int, fixes: NDArray[np.int64], azimuth_deg: float) -> float:
    """Path length from a corner over fixes, in order outward, while they lie on the line that leaves it so."""
    if fixes.size > 1:
        azi, _, dist = inverse(track.lon_deg[corner], track.lat_deg[corner], track.lon_deg[fixes], track.lat_deg[fixes])
        off = np.radians(azi - azimuth_deg)
        bad = np.flatnonzero((np.abs(dist * np.sin(off)) > STRAIGHT_M) | (dist * np.cos(off) < -STRAIGHT_M))
        fixes = fixes[: bad[0]] if bad.size else fixes
    return float(abs(track.along_m[fixes[-1]] - track.along_m[corner]))
