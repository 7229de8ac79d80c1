"""The envelope of a type against figures worked by hand, and what it says where the data are silent."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.envelope import (
    assumptions_shown,
    max_load_factor,
    speed_ceiling_mps,
    speed_floor_mps,
    stall_interval_mps,
)
from geodata.performance import SOURCES, performance, read_performance

SU24, F16, AIM120 = (performance(name) for name in ("Su-24M", "F-16", "AIM-120"))
FEET_19000_M = 5_791.2
WEIGHT = """
[sources.nighthawk]
publisher = "P"
date = "1999"
address = "p.example"
[[type]]
name = "Glider"
kind = "aircraft"
[[type.figure]]
quantity = "mass"
low = 800
high = 1000
unit = "kg"
source = "nighthawk"
note = "with water"
"""
WING = """
[[type.figure]]
quantity = "wing_area"
low = 10
high = 12
unit = "m2"
source = "nighthawk"
[[type.figure]]
quantity = "cl_max"
low = 1.0
high = 1.5
unit = "1"
unsourced = true
why = "a guess"
"""


def kmh(interval):
    return tuple(end * 3.6 for end in interval)


def test_the_slowest_flight_of_the_su24_at_sea_level_and_at_19000_feet():
    """By hand: 55 m2, 1.0 to 1.6, 24 to 32 t give 237 to 347 km/h EAS, 320 to 467 km/h TAS at 19,000 ft."""
    assert kmh(speed_floor_mps(SU24, None)) == pytest.approx((237, 347), abs=1.0)
    assert kmh(speed_floor_mps(SU24, FEET_19000_M)) == pytest.approx((320, 467), abs=1.1)
    assert speed_floor_mps(SU24, None) == speed_floor_mps(SU24, 0.0)


def test_the_ends_are_light_with_most_lift_and_heavy_with_least():
    glider = read_performance(WEIGHT + WING)[1][0]
    low, high = stall_interval_mps(glider, 1.0)
    assert 0.5 * 1.0 * low**2 * 12 * 1.5 == pytest.approx(800 * 9.80665)
    assert 0.5 * 1.0 * high**2 * 10 * 1.0 == pytest.approx(1000 * 9.80665)


@given(st.floats(24_000, 32_000), st.floats(1.0, 1.6), st.floats(0.0, 11_000.0))
def test_no_mass_and_lift_within_the_assumptions_stalls_outside(mass_kg, lift, alt_m):
    """With the density from the closed form of the lowest layer."""
    density = 1.225 * (1 - 0.0065 * alt_m / 288.15) ** 4.25588
    stall = math.sqrt(2 * mass_kg * 9.80665 / (density * 55 * lift))
    low, high = speed_floor_mps(SU24, alt_m)
    assert low * (1 - 1e-5) <= stall <= high * (1 + 1e-5)


def test_nothing_is_estimated_without_data_or_air():
    assert speed_floor_mps(F16, 5_000.0) is None
    assert speed_floor_mps(SU24, 60_000.0) is None
    assert speed_floor_mps(SU24, math.nan) is None
    assert stall_interval_mps(SU24, 0.0) is None
    assert speed_ceiling_mps(AIM120) is None
    assert max_load_factor(AIM120) is None
    assert assumptions_shown(F16) == ()
    assert stall_interval_mps(read_performance(WEIGHT)[1][0], 1.0) is None


def test_the_published_top_speeds_and_load_factors():
    assert kmh(speed_ceiling_mps(SU24)) == pytest.approx((1250, 1700))
    assert kmh(speed_ceiling_mps(F16)) == pytest.approx((2414, 2414), abs=0.1)
    assert max_load_factor(SU24) == (6.5, 6.5)
    assert max_load_factor(F16) == (9.0, 9.0)


def test_what_the_estimate_took_is_said_with_its_origin():
    mass, area, lift, how = assumptions_shown(SU24)
    assert mass.startswith("Su-24M: mass 24 to 32 t (no source; ")
    assert area.startswith("Su-24M: wing area 55 m² (no source; ")
    assert lift.startswith("Su-24M: greatest lift coefficient 1 to 1.6 (no source; ")
    assert "at sea level" in how

    lines = assumptions_shown(read_performance(WEIGHT + WING)[1][0])
    shipped = SOURCES["nighthawk"]  # by its key, a figure's source is found among the shipped ones
    assert lines[0] == f"Glider: mass 800 to 1,000 kg ({shipped.publisher}, {shipped.date}; with water)"
    assert lines[2].endswith("(no source; a guess)")
