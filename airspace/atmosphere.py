"""The ICAO Standard Atmosphere from 2 km below sea level to 47 km, and the air speeds that follow from it.

Altitudes are geopotential, which in the standard atmosphere is also pressure altitude; :func:`geopotential_m` turns a
height above sea level into one. Nothing here says what the air was on a given day: with air 20 K warmer or colder than
the standard a Mach number changes by 4 per cent.

Source of constants and layers: ICAO Doc 7488/3, Manual of the ICAO Standard Atmosphere, 1993; up to 47 km it agrees
with the U.S. Standard Atmosphere 1976. Calibrated air speed: the subsonic impact pressure of a perfect gas
(Saint-Venant), as air speed indicators are graduated.

Every function takes numbers or arrays, which broadcast, and returns an array of their shape. Outside the altitudes of
the model, and wherever a formula does not hold, the value is not a number (NaN), never an extrapolation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from airspace.geodesy import Floats

__all__ = [
    "GRAVITY_MPS2",
    "HIGHEST_M",
    "LOWEST_M",
    "calibrated_mps",
    "density_kgpm3",
    "equivalent_mps",
    "geopotential_m",
    "mach",
    "pressure_pa",
    "sound_speed_mps",
    "temperature_k",
    "true_from_equivalent_mps",
]

LOWEST_M, HIGHEST_M = -2_000.0, 47_000.0  # geopotential; from below any land to above a fall from 39 km
GRAVITY_MPS2 = 9.80665  # standard gravity, ISO 80000-3; also Doc 7488
GAS_CONSTANT_JPKGK = 287.05287  # Doc 7488: specific gas constant of dry air
HEAT_RATIO = 1.4  # Doc 7488
EARTH_RADIUS_M = 6_356_766.0  # Doc 7488: the radius by which geopotential is reckoned
SEA_LEVEL_K = 288.15  # Doc 7488
SEA_LEVEL_PA = 101_325.0  # Doc 7488

BASE_M = np.array([LOWEST_M, 11_000.0, 20_000.0, 32_000.0])  # Doc 7488; the first layer holds from -5 km
LAPSE_KPM = np.array([-0.0065, 0.0, 0.0010, 0.0028])  # Doc 7488


def _ratio(step_m: Floats, base_k: Floats, lapse_kpm: Floats) -> Floats:
    """Pressure relative to that at a layer's base: the hydrostatic equation with a linear temperature."""
    exponent = GRAVITY_MPS2 / GAS_CONSTANT_JPKGK
    flat = lapse_kpm == 0
    power = -exponent / np.where(flat, 1.0, lapse_kpm)
    sloped = (1 + lapse_kpm * step_m / base_k) ** power
    return np.asarray(np.where(flat, np.exp(-exponent * step_m / base_k), sloped))


def _bases() -> tuple[Floats, Floats]:
    """Temperature and pressure at the base of each layer, from sea level downward and upward."""
    steps = np.diff(BASE_M)
    kelvin = SEA_LEVEL_K + LAPSE_KPM[0] * LOWEST_M + np.concatenate([[0.0], np.cumsum(steps * LAPSE_KPM[:-1])])
    ratio = np.cumprod(np.concatenate([[1.0], _ratio(steps, kelvin[:-1], LAPSE_KPM[:-1])]))
    from_lowest = _ratio(np.array(-LOWEST_M), kelvin[0], LAPSE_KPM[0])
    return kelvin, np.asarray(SEA_LEVEL_PA / from_lowest * ratio)


BASE_K, BASE_PA = _bases()


def _layer(alt_m: ArrayLike) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """Altitudes, NaN outside the model, and the layer each lies in."""
    alt = np.asarray(alt_m, dtype=float)
    alt = np.where((alt >= LOWEST_M) & (alt <= HIGHEST_M), alt, np.nan)
    layer = np.clip(np.searchsorted(BASE_M, alt, side="right") - 1, 0, BASE_M.size - 1)
    return alt, np.asarray(layer)


def geopotential_m(geometric_m: ArrayLike) -> Floats:
    """Geopotential altitude of a height above mean sea level: 5,000 m is 4,996.1 m, 39 km is 38.76 km.

    H = r h / (r + h), r the nominal radius of the Earth (Doc 7488).
    """
    height = np.asarray(geometric_m, dtype=float)
    return np.asarray(EARTH_RADIUS_M * height / (EARTH_RADIUS_M + height))


def temperature_k(alt_m: ArrayLike) -> Floats:
    """Air temperature in kelvin at geopotential altitudes in metres."""
    alt, layer = _layer(alt_m)
    return np.asarray(BASE_K[layer] + LAPSE_KPM[layer] * (alt - BASE_M[layer]))


def pressure_pa(alt_m: ArrayLike) -> Floats:
    """Air pressure in pascal at geopotential altitudes in metres."""
    alt, layer = _layer(alt_m)
    return np.asarray(BASE_PA[layer] * _ratio(alt - BASE_M[layer], BASE_K[layer], LAPSE_KPM[layer]))


def density_kgpm3(alt_m: ArrayLike) -> Floats:
    """Air density at geopotential altitudes in metres: p / (R T)."""
    return np.asarray(pressure_pa(alt_m) / (GAS_CONSTANT_JPKGK * temperature_k(alt_m)))


def sound_speed_mps(alt_m: ArrayLike) -> Floats:
    """Speed of sound at geopotential altitudes in metres: sqrt(kappa R T)."""
    return np.asarray(np.sqrt(HEAT_RATIO * GAS_CONSTANT_JPKGK * temperature_k(alt_m)))


def mach(tas_mps: ArrayLike, alt_m: ArrayLike) -> Floats:
    """Mach number of a true air speed at an altitude."""
    return np.asarray(np.asarray(tas_mps, dtype=float) / sound_speed_mps(alt_m))


def calibrated_mps(tas_mps: ArrayLike, alt_m: ArrayLike) -> Floats:
    """Calibrated air speed (CAS) of a true air speed at an altitude: what a perfect indicator shows.

    Impact pressure qc = p ((1 + 0.2 M^2)^3.5 - 1), CAS = a0 sqrt(5 ((qc / p0 + 1)^(2/7) - 1)). The formula is the
    subsonic one: from Mach 1 on there is a shock before the tube and the value is NaN, as it is for a negative speed.
    """
    number = mach(tas_mps, alt_m)
    number = np.where((number >= 0) & (number < 1), number, np.nan)
    impact_pa = pressure_pa(alt_m) * ((1 + 0.2 * number**2) ** 3.5 - 1)
    return np.asarray(sound_speed_mps(0.0) * np.sqrt(5 * ((impact_pa / SEA_LEVEL_PA + 1) ** (2 / 7) - 1)))


def equivalent_mps(tas_mps: ArrayLike, alt_m: ArrayLike) -> Floats:
    """Equivalent air speed (EAS): the speed at sea level with the same dynamic pressure, TAS sqrt(rho / rho0)."""
    return np.asarray(np.asarray(tas_mps, dtype=float) * np.sqrt(density_kgpm3(alt_m) / density_kgpm3(0.0)))


def true_from_equivalent_mps(eas_mps: ArrayLike, alt_m: ArrayLike) -> Floats:
    """True air speed of an equivalent air speed at an altitude."""
    return np.asarray(np.asarray(eas_mps, dtype=float) * np.sqrt(density_kgpm3(0.0) / density_kgpm3(alt_m)))
