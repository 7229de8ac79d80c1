"""Realisations of what is not known of a track and of a border (:mod:`airspace.errorinputs`).

A realisation is one way things can have been, given the track as it stands: every fix is moved, every altitude
changed, the clock and the border shifted. Whole tracks are drawn, never fixes. Offsets are metres over ground,
east and north of a fix on WGS84, in its tangent plane. Propagation is that of JCGM 101:2008.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airspace.accuracy import sigma_of_nacp, sigma_of_radius
from airspace.errorinputs import (
    CORRELATION_S,
    INPUT_NAMES,
    TAKEN_BACK,
    AltitudeError,
    BorderShift,
    ClockError,
    EdgeModels,
    Input,
    Inputs,
    PositionError,
    RadarError,
    Slant,
    border_from_edition,
    markov_share,
)
from airspace.errors import UnknownNameError, UnsupportedGeometryError
from airspace.geodesy import RADIUS_MEAN_M, Floats, inverse
from airspace.track import Track

__all__ = [
    "CORRELATION_S",
    "INPUT_NAMES",
    "RADAR_REACH_M",
    "AltitudeError",
    "BorderShift",
    "ClockError",
    "Draw",
    "EdgeModels",
    "Input",
    "Inputs",
    "PositionError",
    "RadarError",
    "Slant",
    "border_from_edition",
    "draw",
    "sigma_of_nacp",
    "sigma_of_radius",
    "slant_excess_m",
]

RADAR_REACH_M = 1_000_000.0  # to here distance times angle is the way across on a sphere to 0.4 %


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """n realisations for a track of m fixes; metres and seconds to be added to what stands.

    ``east_m`` and ``north_m``, shape (n, m), move each fix over ground; ``alt_m``, shape (n, m), raises it, and is
    None where altitudes stay as they are. ``clock_s``, shape (n,), is added to all times. ``border_east_m`` and
    ``border_north_m``, shape (n,), move the border, which is to move the track the other way. ``edge_model``, shape
    (n,), counts through ``Inputs.edge_models``.
    """

    east_m: Floats
    north_m: Floats
    alt_m: Floats | None
    clock_s: Floats
    border_east_m: Floats
    border_north_m: Floats
    edge_model: NDArray[np.int64]


def draw(
    inputs: Inputs,
    track: Track,
    rng: np.random.Generator,
    n: int,
    tau_s: float,
    frozen: frozenset[str] = frozenset(),
) -> Draw:
    """``n`` realisations of all inputs, for one correlation time ``tau_s`` (0: none; infinite: as a bias).

    Inputs named in ``frozen`` are held at their expected value: no error, of an unknown slant range half, and the
    first edge model. Every input draws from a generator of its own, spawned from ``rng`` in a fixed order: with a
    generator fresh from the same seed, the others draw the same numbers whatever is frozen, given, or ``tau_s``.

    Raises:
        UnknownNameError: ``frozen`` names what is no input.
        UnsupportedGeometryError: the track has no times that a correlation time could be measured in, no altitudes to
            correct slant ranges with, or a fix out of reach of the radar.
    """
    for name in sorted(frozen - set(INPUT_NAMES)):
        raise UnknownNameError("input", name, INPUT_NAMES)
    if n < 1 or not tau_s >= 0:
        raise ValueError(f"at least one realisation and a correlation time from 0 s are needed, not {n} and {tau_s}")
    rngs = dict(zip(INPUT_NAMES, rng.spawn(len(INPUT_NAMES)), strict=True))
    east, north = np.zeros((track.fixes, n)), np.zeros((track.fixes, n))
    if inputs.position and "position" not in frozen:
        east, north = (
            inputs.position.sigma_m * _mixture(axis_rng, inputs.position, track, n, tau_s)
            for axis_rng in rngs["position"].spawn(2)
        )
    elif inputs.radar:
        east, north = _radar(inputs.radar, track, rngs["radar"], n, tau_s, held="radar" in frozen)
    altitude = None
    if inputs.altitude and "altitude" not in frozen and track.alt_m is not None:
        altitude = (inputs.altitude.sigma_m * _mixture(rngs["altitude"], inputs.altitude, track, n, tau_s)).T
    clock, shift, model = np.zeros(n), np.zeros((2, n)), np.zeros(n, dtype=np.int64)
    if inputs.clock and "clock" not in frozen:
        clock = _clock(inputs.clock, rngs["clock"], n)
    if inputs.border and "border" not in frozen:
        shift = inputs.border.sigma_m * rngs["border"].standard_normal((2, n))
    if inputs.edge_model and "edge_model" not in frozen:
        model = rngs["edge_model"].integers(len(inputs.edge_model.choices), size=n)
    return Draw(east.T, north.T, altitude, clock, shift[0], shift[1], model)


def slant_excess_m(range_m: Floats, alt_m: Floats, site_alt_m: float) -> Floats:
    """How far too far out a fix stands whose slant range was plotted as a distance over ground, metres.

    The chord from the antenna at ``site_alt_m`` to a target at ``alt_m`` is ``range_m`` long; the ground between them
    follows from the triangle with the centre of the mean sphere. On a flat Earth it would be r - sqrt(r² - h²); the
    curvature adds about r h / 2R. A target nearer than its height has no ground under it but the site's.
    """
    low, high = RADIUS_MEAN_M + site_alt_m, RADIUS_MEAN_M + alt_m
    half_sine = np.sqrt(np.maximum(range_m**2 - (high - low) ** 2, 0.0) / (4 * low * high))
    return np.asarray(range_m - 2 * RADIUS_MEAN_M * np.arcsin(np.minimum(half_sine, 1.0)))


def _radar(
    radar: RadarError, track: Track, rng: np.random.Generator, n: int, tau_s: float, *, held: bool
) -> tuple[Floats, Floats]:
    """Offsets east and north of each fix, shape (fixes, n); ``held``: without what is drawn."""
    _, azimuth_deg, distance_m = inverse(radar.site_lon_deg, radar.site_lat_deg, track.lon_deg, track.lat_deg)
    if distance_m.max() > RADAR_REACH_M:
        raise UnsupportedGeometryError(
            f"track '{track.name}' has a fix {distance_m.max() / 1000:,.0f} km from the radar's site; at most "
            f"{RADAR_REACH_M / 1000:,.0f} km are modelled: look at the site's latitude and longitude"
        )
    along, across = np.zeros((track.fixes, n)), np.zeros((track.fixes, n))
    range_rng, range_noise, azimuth_rng, azimuth_noise, slant_rng = rng.spawn(5)
    if not held:
        along = radar.range_bias_m * range_rng.uniform(-1, 1, n)
        along = along + radar.range_noise_m * _gauss_markov(range_noise, track, n, tau_s)
        angle_deg = radar.azimuth_bias_deg * azimuth_rng.uniform(-1, 1, n)
        angle_deg = angle_deg + radar.azimuth_noise_deg * _gauss_markov(azimuth_noise, track, n, tau_s)
        across = distance_m[:, None] * np.radians(angle_deg)
    if radar.slant != "corrected":
        if track.alt_m is None:
            raise UnsupportedGeometryError(
                f"track '{track.name}' has no altitudes, so its slant ranges cannot be corrected; "
                "give altitudes, or say 'slant: corrected'"
            )
        least, most = TAKEN_BACK[radar.slant]
        share = (least + most) / 2 if held else slant_rng.uniform(least, most, n)
        along = along - slant_excess_m(distance_m, track.alt_m, radar.site_alt_m)[:, None] * share
    sin, cos = np.sin(np.radians(azimuth_deg))[:, None], np.cos(np.radians(azimuth_deg))[:, None]
    return along * sin + across * cos, along * cos - across * sin


def _mixture(
    rng: np.random.Generator, error: PositionError | AltitudeError, track: Track, n: int, tau_s: float
) -> Floats:
    """Errors of unit variance, shape (fixes, n): a bias, a white and a Gauss-Markov part."""
    bias_rng, white_rng, markov_rng = rng.spawn(3)
    total = np.zeros((track.fixes, n))
    if error.bias_share > 0:
        total += math.sqrt(error.bias_share) * bias_rng.standard_normal(n)
    if error.white_share > 0:
        total += math.sqrt(error.white_share) * white_rng.standard_normal((track.fixes, n))
    if (rest := markov_share(error)) > 0:
        total += math.sqrt(rest) * _gauss_markov(markov_rng, track, n, tau_s)
    return total


def _gauss_markov(rng: np.random.Generator, track: Track, n: int, tau_s: float) -> Floats:
    """A stationary process of unit variance and correlation exp(-dt / tau) at the fixes, shape (fixes, n).

    Between two fixes the exact solution: x' = rho x + sqrt(1 - rho²) z, rho = exp(-dt / tau) (R. G. Brown and
    P. Y. C. Hwang, Introduction to Random Signals and Applied Kalman Filtering).
    """
    if math.isinf(tau_s):  # the first fix draws first, so these are the same numbers
        return np.broadcast_to(rng.standard_normal((1, n)), (track.fixes, n))
    values = rng.standard_normal((track.fixes, n))
    if tau_s == 0 or track.fixes == 1:
        return values
    if track.t_s is None:
        raise UnsupportedGeometryError(
            f"track '{track.name}' has no times, so errors cannot be correlated over {tau_s:g} s along it; "
            "take a correlation of 0 s or always, or give times"
        )
    step = np.diff(track.t_s) / tau_s
    keep, renew = np.exp(-step), np.sqrt(-np.expm1(-2 * step))
    for fix in range(1, track.fixes):
        values[fix] = keep[fix - 1] * values[fix - 1] + renew[fix - 1] * values[fix]
    return values


def _clock(clock: ClockError, rng: np.random.Generator, n: int) -> Floats:
    if clock.half_width_s is not None:
        return clock.half_width_s * rng.uniform(-1, 1, n)
    return (clock.sigma_s or 0.0) * rng.standard_normal(n)
