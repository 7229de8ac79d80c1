"""The standard atmosphere against the published tables, and against the hydrostatic equation integrated by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace import atmosphere
from airspace.atmosphere import (
    calibrated_mps,
    density_kgpm3,
    equivalent_mps,
    geopotential_m,
    mach,
    pressure_pa,
    sound_speed_mps,
    temperature_k,
    true_from_equivalent_mps,
)

FEET_19000_M = 19_000 * 0.3048
KNOT_MPS = 1852 / 3600

# Geopotential altitude (m), temperature (K), pressure (Pa), density (kg/m3) as the U.S. Standard Atmosphere 1976
# prints them; ICAO Doc 7488 differs by less than one in the last place
PUBLISHED = [
    (0, 288.15, 101_325.0, 1.22500),
    (5_000, 255.65, 54_019.9, 0.736116),
    (11_000, 216.65, 22_632.1, 0.363918),
    (20_000, 216.65, 5_474.89, 0.0880349),
    (32_000, 228.65, 868.02, 0.0132250),
    (47_000, 270.65, 110.906, 0.00142753),
]


@pytest.mark.parametrize(("alt_m", "kelvin", "pascal", "density"), PUBLISHED)
def test_the_published_tables(alt_m, kelvin, pascal, density):
    assert temperature_k(alt_m) == pytest.approx(kelvin, abs=1e-9)
    assert pressure_pa(alt_m) == pytest.approx(pascal, rel=6e-6)
    assert density_kgpm3(alt_m) == pytest.approx(density, rel=6e-6)


@pytest.mark.parametrize(("alt_m", "published_mps"), [(0, 340.294), (11_000, 295.069), (20_000, 295.069)])
def test_the_published_speed_of_sound(alt_m, published_mps):
    assert sound_speed_mps(alt_m) == pytest.approx(published_mps, abs=6e-4)


def test_the_table_by_height_above_sea_level():
    """Printed for 5,000 m geometric: 255.676 K, 54,048 Pa, 0.73643 kg/m3, 320.55 m/s."""
    alt_m = geopotential_m(5_000)
    assert alt_m == pytest.approx(4_996.07, abs=0.01)
    assert temperature_k(alt_m) == pytest.approx(255.6755, abs=6e-4)
    assert pressure_pa(alt_m) == pytest.approx(54_048, abs=0.6)
    assert density_kgpm3(alt_m) == pytest.approx(0.73643, abs=6e-6)
    assert sound_speed_mps(alt_m) == pytest.approx(320.55, abs=6e-3)


def test_nineteen_thousand_feet():
    assert temperature_k(FEET_19000_M) == pytest.approx(250.51, abs=6e-3)
    assert pressure_pa(FEET_19000_M) == pytest.approx(48_548, abs=0.6)
    assert density_kgpm3(FEET_19000_M) == pytest.approx(0.6751, abs=6e-5)
    assert sound_speed_mps(FEET_19000_M) == pytest.approx(317.29, abs=6e-3)


@pytest.mark.parametrize(("kmh", "number", "knots"), [(391.9, 0.343, 158), (451.0, 0.395, 183)])
def test_the_speeds_of_a_stay_of_seventeen_seconds(kmh, number, knots):
    assert mach(kmh / 3.6, FEET_19000_M) == pytest.approx(number, abs=6e-4)
    assert calibrated_mps(kmh / 3.6, FEET_19000_M) / KNOT_MPS == pytest.approx(knots, abs=0.5)


def test_pressure_is_the_hydrostatic_equation_integrated():
    """dp / p = -g dH / (R T), temperatures joined by hand, Simpson's rule from sea level up and down."""
    for alt_m in (-2_000.0, -430.0, 3_000.0, 11_000.0, 15_500.0, 20_000.0, 28_000.0, 39_000.0, 47_000.0):
        knots = [k for k in (11_000.0, 20_000.0, 32_000.0) if k < alt_m]
        ends = [0.0, *knots, alt_m]
        total = 0.0
        for low, high in pairwise(ends):
            h = np.linspace(low, high, 2_001)
            t = np.interp(h, [-2e3, 11e3, 20e3, 32e3, 47e3], [301.15, 216.65, 216.65, 228.65, 270.65])
            f = 9.80665 / (287.05287 * t)
            total += (h[1] - h[0]) / 3 * (f[0] + f[-1] + 4 * f[1:-1:2].sum() + 2 * f[2:-1:2].sum())
        assert pressure_pa(alt_m) == pytest.approx(101_325 * np.exp(-total), rel=1e-10)


@pytest.mark.parametrize("function", [temperature_k, pressure_pa, density_kgpm3, sound_speed_mps])
def test_layers_join_and_arrays_keep_their_shape(function):
    for base in (11_000.0, 20_000.0, 32_000.0):
        below, above = function([base - 1e-3, base + 1e-3])
        assert above == pytest.approx(below, rel=1e-6)
    grid = np.array([[0.0, 12_000.0, 25_000.0], [40_000.0, 5_000.0, -1_000.0]])
    assert function(grid).shape == (2, 3)
    one_by_one = [float(function(v)) for v in grid.ravel()]
    assert function(grid).ravel() == pytest.approx(one_by_one, rel=1e-14)


@pytest.mark.parametrize("alt_m", [-2_000.1, 47_000.1, np.nan, np.inf])
def test_outside_the_model_nothing_is_made_up(alt_m):
    for function in (temperature_k, pressure_pa, density_kgpm3, sound_speed_mps):
        assert np.isnan(function(alt_m))
        assert np.isfinite(function([alt_m, 0.0])[1])  # and spoils none beside it
    assert np.isnan(mach(200.0, alt_m))


def test_a_fall_from_39_km_stays_within_the_model():
    assert geopotential_m(38_969.4) == pytest.approx(38_732, abs=1.0)
    assert np.isfinite(density_kgpm3(geopotential_m(38_969.4)))


class TestCalibratedSpeed:
    def test_at_sea_level_it_is_the_true_speed(self):
        for speed in (0.0, 50.0, 150.0, 300.0, 340.0):
            assert calibrated_mps(speed, 0.0) == pytest.approx(speed, abs=1e-9)

    def test_it_is_refused_from_mach_1_on_and_below_zero(self):
        sound = float(sound_speed_mps(10_000.0))
        assert np.isnan(calibrated_mps([sound, 1.2 * sound, -1.0], 10_000.0)).all()
        assert np.isfinite(calibrated_mps(0.999 * sound, 10_000.0))

    @given(st.floats(0.01, 0.99), st.floats(0.0, 20_000.0))
    def test_it_lies_between_the_equivalent_and_the_true_speed(self, number, alt_m):
        """Air that is compressed before the tube reads more than its dynamic pressure, and less so in dense air."""
        true = number * float(sound_speed_mps(alt_m))
        assert float(equivalent_mps(true, alt_m)) - 1e-9 <= float(calibrated_mps(true, alt_m)) <= true + 1e-9


@given(st.floats(0.0, 700.0), st.floats(atmosphere.LOWEST_M, atmosphere.HIGHEST_M))
def test_the_equivalent_speed_has_the_same_dynamic_pressure_and_turns_back(true, alt_m):
    equivalent = float(equivalent_mps(true, alt_m))
    assert 1.225 * equivalent**2 == pytest.approx(float(density_kgpm3(alt_m)) * true**2, rel=1e-6)
    assert true_from_equivalent_mps(equivalent, alt_m) == pytest.approx(true, rel=1e-12)
