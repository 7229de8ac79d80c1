"""Paths drawn across an area: straight ones, or ones with one turn, in the plane in which geodesics are straight.

A base line is drawn as in :mod:`airspace.sweep`: course at the area's centre, evenly over the prior's interval; offset
from the centre, evenly over the range in which a line of that course crosses the area. The area is the four-cornered
figure of the plane between its corners: its north and south sides are geodesics and leave the parallels by 20 m over
40 km. A straight path is the base line itself. One that turns is tangent to it at the middle of its arc: the turn is
drawn evenly over its interval, the way flown in the turn evenly from nothing to the width of the area there, and where
it lies evenly among the places that hold it. So the radius follows from the path, and which speeds it allows is asked
afterwards.

Draws of a batch depend on seed and number of the batch alone: families that share course, turn and area share paths.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from airspace.geodesy import Floats, Gnomonic
from airspace.interval import Interval
from airspace.many.near import NearEdges
from airspace.many.plane import Theatre
from airspace.many.planecheck import PlaneCheck
from airspace.sweep import Area
from airspace.zone import Zone

__all__ = ["ARC_LEGS", "Ground", "Paths", "draw", "ground"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ARC_LEGS = 8
"""A turn is drawn with so many equal chords: of an arc of 20 km through 30 degrees they lie within 20 m."""

ROOM_M = 200.0  # rectangles are laid this much wider than the paths need

_ROWS = 6  # numbers drawn per path: course, offset, turn, arc, place, speed


@dataclass(frozen=True, eq=False)
class Ground:
    """An area and the border about it, laid ready for paths.

    Args:
        area: where paths are looked for; ``corners`` of it in the plane, shape (4, 2), anticlockwise.
        check: the border in the plane.
        near: lists of near edges for all places of all paths.
        beyond_m: how far beyond the area straight paths are drawn.
        frame: half the sides of the rectangle about the centre at which paths that turn end.
    """

    zone: Zone
    area: Area
    corners: Floats
    beyond_m: float
    frame: tuple[float, float]
    check: PlaneCheck
    near: NearEdges

    @property
    def theatre(self) -> Theatre:
        """The plane and its border."""
        return self.check.theatre

    def lonlat(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Longitude and latitude of places of the plane."""
        return self.theatre.map.plane.backward(x, y)

    def holds(self, x: Floats, y: Floats) -> Bools:
        """Whether places (n,) of the plane lie in the area."""
        inside = np.ones(x.shape, dtype=bool)
        for a, b in zip(self.corners, np.roll(self.corners, -1, axis=0), strict=True):
            inside &= (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) >= 0
        return inside


@lru_cache(maxsize=8)
def ground(zone: Zone, area: Area, beyond_m: float, most_turn_deg: float = 0.0) -> Ground:
    """An area laid ready, kept for the next family on it.

    Args:
        beyond_m: how far beyond the area paths reach.
        most_turn_deg: greatest turn of a path.

    Raises:
        GeodesyError: the area is too large for one plane.
    """
    lon, lat = area.centre
    corner_lon = np.array([area.west, area.east, area.east, area.west])
    corner_lat = np.array([area.south, area.south, area.north, area.north])
    corners = np.stack(Gnomonic(lon, lat).forward(corner_lon, corner_lat), axis=1)
    half = np.abs(corners).max(axis=0)
    # An arc leaves its tangent by at most an eighth of its length times its angle.
    aside = float(np.hypot(*half)) * np.radians(most_turn_deg) / 4
    frame = half + beyond_m
    rim = frame + aside + ROOM_M
    theatre = Theatre.about(zone.edges, [lon], [lat], float(rim.max()) * 1.01)
    corners = np.stack(theatre.map.plane.forward(corner_lon, corner_lat), axis=1)
    check = PlaneCheck(theatre, (-float(rim[0]), -float(rim[1])), (float(rim[0]), float(rim[1])))
    return Ground(zone, area, corners, beyond_m, (float(frame[0]), float(frame[1])), check, check.near_edges())


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths in the plane of a ground: fixes ``x``, ``y`` of shape (n, fixes), the rest (n,).

    ``course_deg``, ``offset_m``: of the base line. ``turn_deg``: right positive; ``radius_m``: infinite for a straight
    path. ``first``, ``last``: where the path comes over the area and leaves it, leg and share as one number.
    ``speed_share``: a number from 0 to 1 drawn for the speed.
    """

    x: Floats
    y: Floats
    course_deg: Floats
    offset_m: Floats
    turn_deg: Floats
    radius_m: Floats
    first: Floats
    last: Floats
    speed_share: Floats

    @property
    def count(self) -> int:
        """Number of paths."""
        return int(self.course_deg.size)

    def take(self, index: Ints) -> Paths:
        """Some of the paths."""
        return Paths(*(column[index] for column in self._columns()))

    def joined(self, other: Paths) -> Paths:
        """These paths and others of the same number of fixes."""
        return Paths(*(np.concatenate(pair) for pair in zip(self._columns(), other._columns(), strict=True)))

    def places(self, path: Ints, at: Floats) -> tuple[Floats, Floats]:
        """Plane places of paths, given by number, at leg and share."""
        leg = np.minimum(at.astype(np.int64), self.x.shape[1] - 2)
        share = at - leg
        x0, y0 = self.x[path, leg], self.y[path, leg]
        return x0 + share * (self.x[path, leg + 1] - x0), y0 + share * (self.y[path, leg + 1] - y0)

    def _columns(self) -> tuple[Floats, ...]:
        return (
            self.x, self.y, self.course_deg, self.offset_m, self.turn_deg, self.radius_m, self.first, self.last,
            self.speed_share,
        )  # fmt: skip


def draw(ground: Ground, course: Interval, turn: Interval | None, seed: int, batch: int, count: int) -> Paths:
    """``count`` paths of a batch."""
    share = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(batch,))).random((_ROWS, count))
    theta = course.low + share[0] * (course.high - course.low)
    along = np.stack([np.sin(np.radians(theta)), np.cos(np.radians(theta))])
    abeam = _abeam(theta)
    across = ground.corners @ abeam
    offset = across.min(axis=0) + share[1] * (across.max(axis=0) - across.min(axis=0))
    start, end = _over(ground, along, abeam * offset)
    if turn is None:
        x, y = (
            np.stack([abeam[k] * offset + t * along[k] for t in (start - ground.beyond_m, end + ground.beyond_m)], 1)
            for k in (0, 1)
        )
        room = ground.beyond_m / (end - start + 2 * ground.beyond_m)
        straight = np.zeros(count), np.full(count, np.inf)
        return Paths(x, y, theta, offset, *straight, room, 1 - room, share[5])
    angle = np.radians(turn.low + share[2] * (turn.high - turn.low))
    arc = share[3] * (end - start)
    middle = start + arc / 2 + share[4] * (end - start - arc)
    x, y = _turning(ground, along, abeam * offset + middle * along, angle, arc)
    first, last = _over_area(ground, x, y)
    radius = arc / np.where(angle == 0, np.nan, np.abs(angle))
    radius = np.where(np.isnan(radius), np.inf, radius)
    return Paths(x, y, theta, offset, np.degrees(angle), radius, first, last, share[5])


def _abeam(theta_deg: Floats) -> Floats:
    """Direction in which offsets count, shape (2, n): to the north, or to the east of a course due north or south."""
    normal = np.stack([np.cos(np.radians(theta_deg)), -np.sin(np.radians(theta_deg))])
    northward = np.where(np.abs(normal[1]) > 1e-9, normal[1], normal[0])
    return np.asarray(normal * np.where(northward > 0, 1.0, -1.0))


def _over(ground: Ground, along: Floats, foot: Floats) -> tuple[Floats, Floats]:
    """Where lines from a foot along a direction, shapes (2, n), come over the area and leave it."""
    everywhere = np.full(foot.shape[1], np.inf)
    start, end = _clipped(ground, along, foot, -everywhere, everywhere)
    return start, np.maximum(end, start)


def _turning(ground: Ground, along: Floats, middle: Floats, angle: Floats, arc: Floats) -> tuple[Floats, Floats]:
    """Fixes of paths with one turn, shapes (n, ARC_LEGS + 3): from side to side of the frame about the area."""
    right = np.stack([along[1], -along[0]])
    part = np.linspace(-0.5, 0.5, ARC_LEGS + 1)[:, None]
    bend = part * angle
    # R sin and R (1 - cos) of the angle from the middle, with R = arc / angle; well defined for no turn at all.
    ahead = arc * part * np.sinc(bend / np.pi)
    aside = arc * part * np.sinc(bend / (2 * np.pi)) * np.sin(bend / 2)
    fixes = [middle[k] + ahead * along[k] + aside * right[k] for k in (0, 1)]
    ends = []
    for row, sign in ((0, -1.0), (-1, 1.0)):
        turned = sign * angle / 2
        way = [sign * (np.cos(turned) * along[k] + np.sin(turned) * right[k]) for k in (0, 1)]
        x, y = fixes[0][row], fixes[1][row]
        with np.errstate(divide="ignore"):
            rooms = [(half - np.sign(w) * v) / np.abs(w) for half, w, v in zip(ground.frame, way, (x, y), strict=True)]
        room = np.maximum(np.minimum(*rooms), 1.0)
        ends.append([x + room * way[0], y + room * way[1]])
    x, y = (np.vstack([ends[0][k], fixes[k], ends[1][k]]).T for k in (0, 1))
    return x, y


def _over_area(ground: Ground, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The first and the last place of paths over the area, leg and share as one number; NaN if there is none."""
    count, legs = x.shape[0], x.shape[1] - 1
    foot = np.stack([x[:, :-1].ravel(), y[:, :-1].ravel()])
    along = np.stack([x[:, 1:].ravel(), y[:, 1:].ravel()]) - foot
    start, end = _clipped(ground, along, foot, np.zeros(foot.shape[1]), np.ones(foot.shape[1]))
    start, end = start.reshape(count, legs), end.reshape(count, legs)
    held = end > start
    leg = np.arange(legs)
    first = np.where(held, leg + start, np.inf).min(axis=1)
    last = np.where(held, leg + end, -np.inf).max(axis=1)
    none = ~held.any(axis=1)
    return np.where(none, np.nan, first), np.where(none, np.nan, last)


def _clipped(ground: Ground, along: Floats, foot: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The part of lines between two multiples of ``along`` that lies over the area; end < start where none does."""
    for a, b in zip(ground.corners, np.roll(ground.corners, -1, axis=0), strict=True):
        side = b - a
        away = side[0] * (foot[1] - a[1]) - side[1] * (foot[0] - a[0])  # positive within
        gain = side[0] * along[1] - side[1] * along[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            at = -away / gain
        start = np.where(gain > 0, np.fmax(start, at), start)
        end = np.where(gain < 0, np.fmin(end, at), end)
        end = np.where((gain == 0) & (away < 0), -np.inf, end)
    return start, end
