"""How far and how long a hit aircraft falls: a plausibility bracket, not a way to place a hit or a crash.

A point mass falls through still or moving air. Its drag is that of a ballistic coefficient BC = m / (Cd A), in kg/m2:

    dv/dt = g - rho(h) F(M) |u| u / (2 BC),   u = v - wind(h)

(any text on exterior ballistics; terminal speed sqrt(2 g BC / rho)). F is the drag rise near the speed of sound. Left
out: lift, thrust, break-up, the curve of the Earth (1 m in 4 km), the decrease of gravity (0.2 % at 6 km). Lift or
thrust carries farther than any fall here. BC is not known to a factor, so it is drawn at random. docs/fall.md holds
the model against published falls.

Frame: ``along`` is the course at the hit, ``across`` is positive to its right, both metres over flat ground.
Heights are metres above mean sea level; speeds are metres per second relative to the ground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from airspace.atmosphere import GRAVITY_MPS2, density_kgpm3, geopotential_m, sound_speed_mps
from airspace.errors import GeodesyError
from airspace.geodesy import Floats, direct, inverse, wrap_deg
from airspace.interval import Interval

__all__ = [
    "CALM",
    "DRAG_RISE_FACTOR",
    "FASTEST_MPS",
    "STANDARD_AIR",
    "STEP_S",
    "Air",
    "Descent",
    "Ellipse",
    "FallPriors",
    "Falls",
    "Matching",
    "Quantiles",
    "Wind",
    "crash_points",
    "descend",
    "ellipse_of",
    "hit_points",
    "matching",
    "quantiles",
    "sample_falls",
    "speed_for_throw",
    "transonic_drag_factor",
]

STEP_S = 0.25
"""Longest step of the integration.

Of falls from below 11 km, with a BC from 200 kg/m2, halving it moves a crash by under 1 mm and changes times and
speeds by under 1e-7; across the kink of the standard atmosphere at 11 km under 5 mm (tests/test_fall.py).
"""

DAMPING_S = 16.0  # where drag alone would slow a body e-fold in less than this, steps shrink in proportion
MOST_STEPS = 50_000  # of one fall; enough from 6 km for a ballistic coefficient of 5 kg/m2, which is a sheet
LANDING_STEPS = 12  # Newton steps for the instant of the ground; 4 are enough
LANDED_M = 1e-6  # a landing is solved to this height

DRAG_RISE_FROM_MACH, DRAG_RISE_TO_MACH = 0.8, 1.2  # the transonic range of any textbook
DRAG_RISE_FACTOR = 2.0
"""Drag coefficient above the speed of sound, relative to that below Mach 0.8: an assumption, of a range from 1 to 3.

For thin shapes "2 or 3 times" is quoted (heli-air.net, "Drag rise in the transonic region", 2016). A man in a pressure
suit had a fifth of the rise that was expected (M. Guerster, U. Walter, PLoS ONE 12(12), 2017, e0187798).
"""

FASTEST_MPS = 1000.0
"""Speeds looked at by :func:`speed_for_throw`: twice the greatest that is published for a Su-24 (1,700 km/h)."""

SPEEDS_AT_ONCE = 201  # each look narrows a bracket of speeds 200-fold
SPEED_LOOKS = 4  # 1,000 m/s / 200^4: 6e-7 m/s

PLACED_M = 1e-5  # a hit point is settled when its crash point is so near to the given one
PLACE_STEPS = 25  # 3 are enough but beside a pole

Function = Callable[[Floats], Floats]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Air:
    """Density in kg/m3 and speed of sound in m/s as functions of arrays of heights above sea level in metres."""

    density_kgpm3: Function
    sound_speed_mps: Function


STANDARD_AIR = Air(
    lambda height_m: density_kgpm3(geopotential_m(height_m)), lambda height_m: sound_speed_mps(geopotential_m(height_m))
)
"""The ICAO Standard Atmosphere, from 2 km below sea level to 47 km."""


@dataclass(frozen=True, slots=True)
class Wind:
    """Where the air moves, in m/s along and across the course: numbers, or arrays with a value per fall.

    Constant with height unless both values at the ground are given; then linear between the ground and the start.
    """

    along_mps: ArrayLike = 0.0
    across_mps: ArrayLike = 0.0
    along_ground_mps: ArrayLike | None = None
    across_ground_mps: ArrayLike | None = None

    def __post_init__(self) -> None:
        if (self.along_ground_mps is None) != (self.across_ground_mps is None):
            raise ValueError("a wind at the ground needs both parts, along and across")


CALM = Wind()


@dataclass(frozen=True, slots=True)
class Descent:
    """Where, when and how falls end; arrays of shape (n,).

    Args:
        time_s: from the hit to the ground.
        along_m, across_m: of the crash, seen from the point of the ground below the hit.
        impact_speed_mps: relative to the ground.
        impact_angle_deg: of the path below the horizontal; 90 is straight down.
    """

    time_s: Floats
    along_m: Floats
    across_m: Floats
    impact_speed_mps: Floats
    impact_angle_deg: Floats

    @property
    def throw_m(self) -> Floats:
        """Distance over ground from below the hit to the crash."""
        return np.asarray(np.hypot(self.along_m, self.across_m))


def transonic_drag_factor(mach: Floats) -> Floats:
    """A generic drag rise: 1 up to Mach 0.8, ``DRAG_RISE_FACTOR`` from Mach 1.2 on, a smooth S between (assumption).

    The S is 6 x^5 - 15 x^4 + 10 x^3 of the way between. The slow decrease afterwards, which real bodies show, is left
    out.
    """
    share = np.clip((mach - DRAG_RISE_FROM_MACH) / (DRAG_RISE_TO_MACH - DRAG_RISE_FROM_MACH), 0.0, 1.0)
    return np.asarray(1 + (DRAG_RISE_FACTOR - 1) * share**3 * (share * (6 * share - 15) + 10))


@dataclass(frozen=True, slots=True)
class _Bodies:
    """What does not change while n bodies fall; winds of shape (2, n), the rest (n,)."""

    ground_m: Floats
    start_m: Floats
    half_per_bc: Floats
    wind_mps: Floats
    shear_ps: Floats
    air: Air
    drag_factor: Function | None

    def some(self, chosen: Flags) -> _Bodies:
        kept = {name: getattr(self, name)[..., chosen] for name in self.__slots__ if name not in ("air", "drag_factor")}
        return replace(self, **kept)

    def rates(self, state: Floats) -> tuple[Floats, Floats]:
        """Change of (along, across, height, and their rates) per second, and drag per speed, 1/s."""
        height = state[2]
        through_air = state[3:].copy()
        through_air[:2] -= self.wind_mps + self.shear_ps * (height - self.start_m)
        speed = np.sqrt(np.einsum("ij,ij->j", through_air, through_air))
        damping = self.half_per_bc * self.air.density_kgpm3(height) * speed
        if self.drag_factor is not None:
            damping = damping * self.drag_factor(speed / self.air.sound_speed_mps(height))
        change = np.concatenate([state[3:], -damping * through_air])
        change[5] -= GRAVITY_MPS2
        return change, damping

    def step(self, state: Floats, first: Floats, step_s: Floats) -> Floats:
        """One step of the classical Runge-Kutta method of order 4, each body with its own length of step."""
        second = self.rates(state + step_s / 2 * first)[0]
        third = self.rates(state + step_s / 2 * second)[0]
        fourth = self.rates(state + step_s * third)[0]
        return np.asarray(state + step_s / 6 * (first + 2 * second + 2 * third + fourth))


def descend(
    *,
    height_m: ArrayLike,
    ground_m: ArrayLike,
    speed_mps: ArrayLike,
    climb_deg: ArrayLike,
    bc_kgpm2: ArrayLike,
    wind: Wind = CALM,
    air: Air = STANDARD_AIR,
    drag_factor: Function | None = transonic_drag_factor,
    step_s: float = STEP_S,
) -> Descent:
    """Fall from a height to level ground; arguments broadcast to n falls.

    Runge-Kutta of order 4; the ground is met within the last step by Newton's method on the length of that step.

    Args:
        height_m, ground_m: above mean sea level, the first greater.
        speed_mps: over the ground along the path, at the start.
        climb_deg: flight path angle at the start, positive upwards.
        bc_kgpm2: ballistic coefficient below Mach 0.8; infinite: no drag.
        air: of what the air is made; ``STANDARD_AIR`` by default.
        drag_factor: drag coefficient by Mach number, relative to the subsonic one; None: the same at every speed.
        step_s: longest step, for a check of the error; others shrink with it.

    Raises:
        ValueError: a start that is not above ground, a figure that makes no sense, a path that leaves the heights for
            which the air is known, or a fall too long to follow.
    """
    start = [np.atleast_1d(np.asarray(v, dtype=float)) for v in (height_m, ground_m, speed_mps, climb_deg, bc_kgpm2)]
    at_start = [np.atleast_1d(np.asarray(v, dtype=float)) for v in (wind.along_mps, wind.across_mps)]
    at_ground = at_start
    if wind.along_ground_mps is not None and wind.across_ground_mps is not None:
        at_ground = [np.asarray(v, dtype=float) for v in (wind.along_ground_mps, wind.across_ground_mps)]
    height, ground, speed, climb, bc, w_along, w_across, g_along, g_across = np.broadcast_arrays(
        *start, *at_start, *at_ground
    )
    if height.ndim != 1 or not height.size:
        raise ValueError(f"falls are numbers or arrays of shape (n,), not {height.shape}")
    if not (bool(np.all(height > ground)) and bool(np.all(speed >= 0)) and bool(np.all(bc > 0)) and step_s > 0):
        raise ValueError("a fall needs a start above the ground, a speed of 0 or more, a ballistic coefficient above 0")
    winds = np.stack([w_along, w_across])
    shear = (winds - np.stack([g_along, g_across])) / (height - ground)
    slope = np.radians(climb)
    nothing = np.zeros_like(speed)
    state = np.stack([nothing, nothing, height, speed * np.cos(slope), nothing, speed * np.sin(slope)])
    ended, time_s = _fall(_Bodies(ground, height, 0.5 / bc, winds, shear, air, drag_factor), state, step_s)
    level = np.hypot(ended[3], ended[4])
    angle = np.degrees(np.arctan2(-ended[5], level))
    return Descent(time_s, ended[0], ended[1], np.hypot(level, ended[5]), angle)


def _fall(bodies: _Bodies, state: Floats, longest_s: float) -> tuple[Floats, Floats]:
    """State at the ground, shape (6, n), and time of each body; see :func:`descend`."""
    left, now, moving = bodies, state, np.arange(state.shape[1])
    before, last_s = np.full_like(state, np.nan), np.full(state.shape[1], np.nan)
    time_s = np.zeros(state.shape[1])
    for _ in range(MOST_STEPS):
        first, damping = left.rates(now)
        step = longest_s / np.maximum(1.0, damping * DAMPING_S)
        then = left.step(now, first, step)
        flying = then[2] > left.ground_m  # false of NaN, so that a body out of the air's range stops too
        if flying.all():
            time_s[moving] += step
            now = then
            continue
        down = moving[~flying]
        before[:, down], last_s[down] = now[:, ~flying], np.where(np.isnan(then[2]), np.nan, step)[~flying]
        moving, now, left = moving[flying], then[:, flying], left.some(flying)
        time_s[moving] += step[flying]
        if not moving.size:
            break
    if not np.isfinite(last_s).all():
        raise ValueError("a fall leaves the heights for which the air is known, has no end, or starts from no number")
    first = bodies.rates(before)[0]
    for _ in range(LANDING_STEPS):
        ended = bodies.step(before, first, last_s)
        miss = ended[2] - bodies.ground_m
        if np.abs(miss).max() < LANDED_M:
            return ended, time_s + last_s
        last_s = np.maximum(last_s - miss / ended[5], 0.0)
    raise ValueError("the instant of the ground was not found")


@dataclass(frozen=True, slots=True)
class FallPriors:
    """What sources seldom state and a fall needs. Every default is an assumption.

    Args:
        bc_kgpm2: drawn log-uniformly, since not even its order of size is known. From about that of a falling man
            (154 to 198 fit Baumgartner's jump), below which only sheets and light pieces lie, to beyond the 3,500
            that a largely whole airliner would have needed (MH17), towards a fall without drag. Not a whole aircraft
            in trim, which flies on.
        climb_deg: drawn evenly. Sources seldom state the path angle: level flight, or a shallow dive or climb.
        wind_mps: speed drawn evenly, direction evenly from all around, the same at all heights, which drifts most. Up
            to 30 m/s, a strong wind at 6 km, since seldom any is stated.
    """

    bc_kgpm2: Interval = field(default=Interval(200.0, 8000.0))
    climb_deg: Interval = field(default=Interval(-10.0, 10.0))
    wind_mps: Interval = field(default=Interval(0.0, 30.0))

    def __post_init__(self) -> None:
        if not (self.bc_kgpm2.low > 0 and self.bc_kgpm2.high < np.inf and self.wind_mps.low >= 0):
            raise ValueError("ballistic coefficients lie above 0 and have an end; wind speeds are 0 or more")


class Quantiles(NamedTuple):
    """The 5, 50 and 95 % quantiles of a quantity."""

    p05: float
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Falls:
    """Falls drawn at random and how they end; arrays of shape (n,). Keys as in :func:`descend` and :class:`Wind`."""

    height_m: Floats
    ground_m: Floats
    speed_mps: Floats
    climb_deg: Floats
    bc_kgpm2: Floats
    wind_along_mps: Floats
    wind_across_mps: Floats
    descent: Descent

    @property
    def throw_m(self) -> Quantiles:
        """Quantiles of the distance over ground."""
        return quantiles(self.descent.throw_m)

    @property
    def time_s(self) -> Quantiles:
        """Quantiles of the time from hit to ground."""
        return quantiles(self.descent.time_s)


def quantiles(values: ArrayLike) -> Quantiles:
    """The 5, 50 and 95 % quantiles of some values, linear between them."""
    return Quantiles(*(float(q) for q in np.quantile(np.asarray(values, dtype=float), [0.05, 0.5, 0.95])))


def sample_falls(
    height_m: Interval,
    ground_m: Interval,
    speed_mps: Interval,
    priors: FallPriors | None = None,
    *,
    n: int = 4000,
    seed: int = 0,
    drag_factor: Function | None = transonic_drag_factor,
    step_s: float = STEP_S,
) -> Falls:
    """Draw falls evenly from intervals, independently of each other, and let them fall; same seed, same falls.

    The shares that come out are shares of these assumptions, not probabilities of what happened. ``step_s`` as in
    :func:`descend`.

    Raises:
        ValueError: see :func:`descend`.
    """
    priors = priors or FallPriors()
    rng = np.random.default_rng(seed)

    def even(interval: Interval) -> Floats:
        return rng.uniform(interval.low, interval.high, n)

    height, ground, speed, climb = even(height_m), even(ground_m), even(speed_mps), even(priors.climb_deg)
    bc = np.exp(even(Interval(float(np.log(priors.bc_kgpm2.low)), float(np.log(priors.bc_kgpm2.high)))))
    wind, toward = even(priors.wind_mps), even(Interval(0.0, 2 * np.pi))
    along, across = wind * np.cos(toward), wind * np.sin(toward)
    start: dict[str, Any] = {"height_m": height, "ground_m": ground, "speed_mps": speed, "climb_deg": climb}
    start["bc_kgpm2"] = bc
    descent = descend(**start, wind=Wind(along, across), drag_factor=drag_factor, step_s=step_s)
    return Falls(**start, wind_along_mps=along, wind_across_mps=across, descent=descent)


class Ellipse(NamedTuple):
    """An ellipse on the ground; ``angle_deg`` of the major axis from along towards across, in [-90, 90)."""

    along_m: float
    across_m: float
    semi_major_m: float
    semi_minor_m: float
    angle_deg: float


def ellipse_of(along_m: ArrayLike, across_m: ArrayLike, share: float = 0.95) -> Ellipse:
    """The ellipse about the mean, shaped like the covariance, that holds a share of the points.

    It is scaled until it holds them, so it needs no normal distribution; of one, the scale is sqrt(-2 ln(1 - share)).
    Points on a line give a semi-minor axis of 0.

    Raises:
        ValueError: fewer than three points, or a share outside (0, 1].
    """
    points = np.stack([np.asarray(along_m, dtype=float), np.asarray(across_m, dtype=float)])
    if points.ndim != 2 or points.shape[1] < 3 or not 0 < share <= 1:
        raise ValueError("an ellipse needs three points or more and a share above 0, at most 1")
    centre = points.mean(axis=1)
    variance, axes = np.linalg.eigh(np.cov(points))
    spread = np.sqrt(np.maximum(variance, 0.0))
    spread[spread < 1e-9 * spread[1]] = 0.0  # rounding of points on a line
    turned = axes.T @ (points - centre[:, None])
    scaled = turned / np.where(spread > 0, spread, np.inf)[:, None]
    scale = float(np.quantile(np.hypot(*scaled), share, method="inverted_cdf"))
    angle = float(np.degrees(np.arctan2(axes[1, 1], axes[0, 1])))
    minor, major = (float(scale * s) for s in spread)
    return Ellipse(float(centre[0]), float(centre[1]), major, minor, (angle + 90.0) % 180.0 - 90.0)


def crash_points(
    lon: ArrayLike, lat: ArrayLike, course_deg: ArrayLike, along_m: ArrayLike, across_m: ArrayLike
) -> tuple[Floats, Floats]:
    """Longitude and latitude of crashes: from each hit the geodesic at the angle and of the length of its throw."""
    along, across = np.asarray(along_m, dtype=float), np.asarray(across_m, dtype=float)
    azimuth = np.asarray(course_deg, dtype=float) + np.degrees(np.arctan2(across, along))
    crash_lon, crash_lat, _ = direct(lon, lat, azimuth, np.hypot(along, across))
    return crash_lon, crash_lat


def hit_points(
    crash_lon: ArrayLike, crash_lat: ArrayLike, course_deg: ArrayLike, along_m: ArrayLike, across_m: ArrayLike
) -> tuple[Floats, Floats]:
    """Longitude and latitude of the hits from which :func:`crash_points` leads to the given crashes, to 0.01 mm.

    ``course_deg`` is the course at the hit. Its direction at the crash differs by the convergence of meridians, which
    is found by going back, looking how far the course is off, and turning by that.

    Raises:
        GeodesyError: no hit was found; beside a pole a course need not determine one.
    """
    along, across = np.asarray(along_m, dtype=float), np.asarray(across_m, dtype=float)
    wanted = np.asarray(course_deg, dtype=float) + np.degrees(np.arctan2(across, along))
    throw = np.hypot(along, across)
    back = wanted + 180.0
    for _ in range(PLACE_STEPS):
        lon, lat, _ = direct(crash_lon, crash_lat, back, throw)
        off = wrap_deg(wanted - inverse(lon, lat, crash_lon, crash_lat)[0])
        if (np.radians(np.abs(off)) * throw < PLACED_M).all():
            return lon, lat
        back = back + off
    raise GeodesyError("no point of the hit was found from which the given course and throw lead to the crash")


def speed_for_throw(
    height_m: float,
    ground_m: float,
    throw_m: float,
    bc_kgpm2: float,
    *,
    climb_deg: float = 0.0,
    air: Air = STANDARD_AIR,
    drag_factor: Function | None = transonic_drag_factor,
    fastest_mps: float = FASTEST_MPS,
) -> float | None:
    """Speed at which a fall without wind comes so far, in m/s; None if no speed up to the fastest is enough.

    The faster, the farther, so a bracket is narrowed; it is right to 1e-6 m/s.

    Raises:
        ValueError: see :func:`descend`; or a negative throw.
    """
    if not throw_m >= 0:
        raise ValueError(f"a throw is a distance of 0 or more, not {throw_m} m")
    start: dict[str, Any] = {"height_m": height_m, "ground_m": ground_m, "climb_deg": climb_deg, "bc_kgpm2": bc_kgpm2}
    start |= {"air": air, "drag_factor": drag_factor}
    low, high = 0.0, float(fastest_mps)
    for _ in range(SPEED_LOOKS):
        speeds = np.linspace(low, high, SPEEDS_AT_ONCE)
        enough = np.flatnonzero(descend(**start, speed_mps=speeds).throw_m >= throw_m)
        if not enough.size:
            return None
        low, high = float(speeds[max(enough[0] - 1, 0)]), float(speeds[enough[0]])
    return high


@dataclass(frozen=True, slots=True)
class Matching:
    """Which falls meet a stated throw and a stated time: shares from 0 to 1, and the BC of those that do, or None."""

    share_throw: float
    share_time: float
    share_both: float
    bc_throw_kgpm2: Interval | None
    bc_time_kgpm2: Interval | None
    bc_both_kgpm2: Interval | None


def matching(falls: Falls, throw_m: Interval, time_s: Interval) -> Matching:
    """Hold drawn falls against a throw and a time, each an interval: under which ballistic coefficients are they met?

    A range of BC is that of the drawn falls that meet the statement: its ends, not a claim that all between meet it.
    """
    throw, time = falls.descent.throw_m, falls.descent.time_s
    far = (throw >= throw_m.low) & (throw <= throw_m.high)
    long = (time >= time_s.low) & (time <= time_s.high)
    both = far & long

    def bc_range(kind: Flags) -> Interval | None:
        bc = falls.bc_kgpm2[kind]
        return Interval(float(bc.min()), float(bc.max())) if bc.size else None

    shares = (float(far.mean()), float(long.mean()), float(both.mean()))
    return Matching(*shares, bc_range(far), bc_range(long), bc_range(both))
