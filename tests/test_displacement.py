"""The least shift that flips a verdict, held to constructed truths, brute force and the single check."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from engine_helpers import SAME_EVERY_TIME, apart, go, track, zone
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from airspace.displacement import ACCURACY_M, LIMIT_M, displacement, shifted
from airspace.track import Track
from airspace.violation import TOLERANCE_M, check_violation

SQUARE = zone(box(0.0, 0.0, 0.2, 0.2))


def flip(path, held):
    """The displacement, with its verification: across at the flip, not yet a metre before, never below the margin."""
    before = check_violation(path, held)
    found, why = displacement(path, held, before)
    assert found is not None, why
    after = check_violation(shifted(path, found.distance_m, found.bearing_deg), held)
    assert after.verdict == found.becomes != before.verdict
    if found.distance_m > ACCURACY_M:
        nearly = check_violation(shifted(path, found.distance_m - ACCURACY_M, found.bearing_deg), held)
        assert nearly.verdict == before.verdict or (before.verdict == "outside" and nearly.max_depth_m <= TOLERANCE_M)
    assert found.at_least_m <= found.distance_m
    if before.margin_m is not None:
        assert found.distance_m >= abs(before.margin_m)
        assert found.at_least_m >= abs(before.margin_m) - 2 * TOLERANCE_M
    assert apart(found.at, found.to) == pytest.approx(found.distance_m, abs=0.001)
    return found


def turned(a, b):
    """Degrees between two bearings."""
    return abs((a - b + 180) % 360 - 180)


def test_a_path_across_a_corner_leaves_over_the_corner() -> None:
    """The straight cut has its deepest point 0.707 as deep as the corner is far from it."""
    corner = (0.2, 0.2)
    middle = go(*corner, 225.0, 1000.0)
    path = track([go(*middle, 315.0, 30_000.0), go(*middle, 135.0, 30_000.0)])
    found = flip(path, SQUARE)
    assert found.distance_m == pytest.approx(1000.0, abs=ACCURACY_M)
    assert turned(found.bearing_deg, 45.0) < 1.0
    assert found.margin_m == pytest.approx(1000.0 * math.sqrt(0.5), rel=0.01)


def test_a_long_way_out_of_a_strip() -> None:
    """Across a strip 2,200 m wide only the shorter end leads out, seven times as far as the path is deep."""
    strip = zone(box(-1.0, 0.0, 1.0, 0.02))
    path = track([(0.0, -0.05), (0.0, 0.10)])
    found = flip(path, strip)
    assert found.distance_m == pytest.approx(apart((0.0, -0.05), (0.0, 0.02)), abs=ACCURACY_M)
    assert turned(found.bearing_deg, 0.0) < 0.1
    assert found.distance_m > 6.9 * found.margin_m
    assert found.at_least_m > found.distance_m - ACCURACY_M


def test_of_two_stays_the_longer_tooth_counts() -> None:
    teeth = [(0, 0.02), (0.01, 0.02), (0.01, 0.05), (0.05, 0.05), (0.05, 0.03), (0.06, 0.03)]
    comb = Polygon([(0, 0.1), *teeth, (0.06, 0.1)])
    path = track([(-0.3, 0.035), (0.3, 0.035)])
    held = zone(comb)
    assert len(check_violation(path, held).incursions) == 2
    found = flip(path, held)
    assert found.distance_m == pytest.approx(apart((0.0, 0.02), (0.0, 0.035)), abs=ACCURACY_M)
    assert turned(found.bearing_deg, 180.0) < 0.5


def test_a_shift_that_enters_elsewhere_is_no_flip() -> None:
    """West of the path's island lies another, nearer than the path is long: the way out west leads into it."""
    islands = MultiPolygon([box(0.0, 0.0, 0.01, 0.2), box(-0.05, 0.0, -0.002, 0.2)])
    path = track([(0.0015, 0.1), (0.0055, 0.1)])
    found = flip(path, zone(islands))
    alone = flip(path, zone(box(0.0, 0.0, 0.01, 0.2)))
    assert alone.distance_m == pytest.approx(apart((0.0055, 0.1), (0.0, 0.1)), abs=ACCURACY_M)
    assert turned(alone.bearing_deg, 270.0) < 1.0
    assert found.distance_m == pytest.approx(apart((0.0015, 0.1), (0.01, 0.1)), abs=ACCURACY_M)
    assert turned(found.bearing_deg, 90.0) < 1.0


@pytest.mark.parametrize(("west", "bearing"), [(-0.3, 180.0), (0.0035, 90.0)])
def test_out_of_a_salient_the_nearer_way(west: float, bearing: float) -> None:
    """A salient 0.004 wide and 0.01 long: south over its tip, or sideways if the path ends in it."""
    down = [(0, 0.1), (0, 0.09), (0.004, 0.09), (0.004, 0.1)]
    salient = zone(Polygon([(-0.2, 0.3), (-0.2, 0.1), *down, (0.2, 0.1), (0.2, 0.3)]))
    path = track([(west, 0.095), (0.3, 0.095)])
    found = flip(path, salient)
    truth = apart((0.0, 0.095), (0.0, 0.09)) if bearing == 180.0 else apart((0.0035, 0.095), (0.004, 0.095))
    assert found.distance_m == pytest.approx(truth, abs=ACCURACY_M)
    assert turned(found.bearing_deg, bearing) < 1.0


@pytest.mark.parametrize(
    ("path", "border", "bearing"),
    [
        ([(0.05, 0.21), (0.15, 0.22)], (0.05, 0.2), 180.0),  # beside a side
        ([(0.21, 0.21), (0.3, 0.3)], (0.2, 0.2), 225.0),  # beyond a corner
    ],
)
def test_into_a_square_from_outside(path, border, bearing) -> None:
    found = flip(track(path), SQUARE)
    assert found.distance_m == pytest.approx(apart(path[0], border), abs=ACCURACY_M)
    assert turned(found.bearing_deg, bearing) < 1.0
    assert found.becomes == "inside"
    assert found.at == pytest.approx(path[0])


def test_into_a_spike_a_touch_is_no_entry() -> None:
    """Sides at 2 degrees to the axis: the tolerance is met 0.1 / sin(2) = 2.87 m from the tip, and not before."""
    side, half = 20_000.0, 2.0
    tip = (0.0, 0.0)
    spike = zone(Polygon([tip, go(*tip, 90 - half, side), go(*tip, 90 + half, side)]))
    path = track([go(*go(*tip, 270, 1000.0), 0, 5000.0), go(*go(*tip, 270, 1000.0), 180, 5000.0)])
    found = flip(path, spike)
    assert found.distance_m == pytest.approx(1000.0 + TOLERANCE_M / math.sin(math.radians(half)), abs=0.5)
    assert turned(found.bearing_deg, 90.0) < 1.0
    assert found.at_least_m == pytest.approx(1000.0 + TOLERANCE_M, abs=0.01)


def test_into_a_needle_finer_than_the_tolerance_nothing_is_found() -> None:
    needle = zone(Polygon([(0, 0), (0.1, 0.0000004), (0.1, -0.0000004)]))
    path = track([(-0.01, -0.05), (-0.01, 0.05)])
    found, why = displacement(path, needle, check_violation(path, needle))
    assert found is None
    assert "comes to a point" in str(why)


def test_one_fix() -> None:
    inside, outside = track([(0.19, 0.1)]), track([(0.23, 0.1)])
    assert flip(inside, SQUARE).distance_m == pytest.approx(apart((0.19, 0.1), (0.2, 0.1)), abs=ACCURACY_M)
    found = flip(outside, SQUARE)
    assert found.distance_m == pytest.approx(apart((0.23, 0.1), (0.2, 0.1)), abs=ACCURACY_M)
    assert turned(found.bearing_deg, 270.0) < 1.0


def test_a_hole_is_a_way_out() -> None:
    held = zone(box(0, 0, 0.5, 0.5) - box(0.2, 0.2, 0.24, 0.24))
    found = flip(track([(0.15, 0.22), (0.16, 0.22)]), held)
    assert found.distance_m == pytest.approx(apart((0.15, 0.22), (0.2, 0.22)), abs=ACCURACY_M)
    assert turned(found.bearing_deg, 90.0) < 1.0


@pytest.mark.parametrize(("half", "known_to_m"), [(10.0, ACCURACY_M), (4.0, 3.0)])
def test_out_over_a_spike_it_is_said_how_well_the_answer_is_known(half, known_to_m) -> None:
    """Across a spike 1,500 m from its tip: the tolerance is met 0.6 m from it at 10 degrees, 1.4 m at 4 degrees."""
    tip = (0.0, 0.0)
    spike = Polygon([tip, go(*tip, 90 - half, 20_000.0), go(*tip, 90 + half, 20_000.0)])
    middle = go(*tip, 90, 1500.0)
    found = flip(track([go(*middle, 0, 8000.0), go(*middle, 180, 8000.0)]), zone(spike))
    truth = 1500.0 - TOLERANCE_M / math.sin(math.radians(half))
    assert found.distance_m == pytest.approx(truth, abs=ACCURACY_M)
    assert found.at_least_m <= truth
    assert found.distance_m - found.at_least_m <= known_to_m


def test_what_has_no_flip_says_why() -> None:
    along = track([(0.2, -0.1), (0.2, 0.3)])
    assert check_violation(along, SQUARE).verdict == "undetermined"
    found, why = displacement(along, SQUARE, check_violation(along, SQUARE))
    assert found is None
    assert "undetermined as it stands" in str(why)
    deep = zone(box(-5.0, -5.0, 5.0, 5.0))
    within = track([(-0.1, 0.0), (0.1, 0.0)])
    found, why = displacement(within, deep, check_violation(within, deep))
    assert found is None
    assert f"{LIMIT_M / 1000:.0f}" in str(why)
    far = track([(2.0, 0.0), (2.1, 0.0)])
    found, why = displacement(far, SQUARE, check_violation(far, SQUARE))
    assert found is None
    assert "takes the path in" in str(why)
    long = track([(-30.0, 0.1), (30.0, 0.1)])
    found, why = displacement(long, SQUARE, check_violation(long, SQUARE))
    assert found is None
    assert "leg" in str(why)


BENT = Polygon([(0, 0), (0.11, 0.01), (0.12, 0.07), (0.05, 0.06), (0.04, 0.10), (-0.01, 0.11)])
WAY = [(0.13, 0.02), (0.08, 0.035), (0.06, 0.03), (0.10, -0.02)]


def test_turned_round_mirrored_and_carried_along_it_is_the_same_flip() -> None:
    first = flip(track(WAY), zone(BENT))
    back = flip(track(WAY[::-1]), zone(BENT))
    assert back.distance_m == pytest.approx(first.distance_m, abs=0.1)
    assert turned(back.bearing_deg, first.bearing_deg) < 0.5

    def moved(points, sign, by):
        return [(sign * lon + by, lat) for lon, lat in points]

    for sign, by in ((1, 100.0), (1, 179.95), (-1, 0.0)):
        there = flip(track(moved(WAY, sign, by)), zone(Polygon(moved(BENT.exterior.coords, sign, by))))
        assert there.distance_m == pytest.approx(first.distance_m, abs=0.1)
        assert turned(there.bearing_deg, sign * first.bearing_deg) < 0.5


def test_by_brute_force_over_a_grid_of_shifts() -> None:
    """No shift of a grid that is shorter than the flip leads out, and one hardly longer does."""
    path, held = track(WAY), zone(BENT)
    found = flip(path, held)
    step = found.distance_m / 6
    side = np.arange(-8, 9) * step
    east, north = (v.ravel() for v in np.meshgrid(side, side))
    way = np.hypot(east, north)
    out = np.array(
        [
            check_violation(shifted(path, w, b), held).verdict != "inside"
            for w, b in zip(way, np.degrees(np.arctan2(east, north)), strict=True)
        ]
    )
    assert out.any()
    assert way[out].min() > found.distance_m - ACCURACY_M
    assert way[out].min() < found.distance_m + step


polygon = st.lists(st.floats(2_000.0, 9_000.0), min_size=5, max_size=9)
fixes = st.lists(st.tuples(st.floats(-0.12, 0.12), st.floats(-0.12, 0.12)), min_size=2, max_size=4, unique=True)


@settings(SAME_EVERY_TIME, max_examples=25)
@given(rays=polygon, points=fixes)
def test_no_flip_is_smaller_than_the_margin(rays, points) -> None:
    ring = [go(0.0, 0.0, 360 * k / len(rays), ray) for k, ray in enumerate(rays)]
    path, held = track(points), zone(Polygon(ring))
    before = check_violation(path, held)
    if before.verdict == "undetermined":
        assert displacement(path, held, before)[0] is None
        return
    found = flip(path, held)
    away = check_violation(shifted(path, found.at_least_m * 0.98, found.bearing_deg + 40.0), held)
    assert away.verdict == before.verdict


def test_limits_in_height_let_only_part_of_a_path_count() -> None:
    """A path that sinks below the upper limit beside the zone: only its low part can be moved in."""
    held = zone(box(0.0, 0.0, 0.2, 0.2), upper_m=5000.0)
    path = track([(0.05, 0.3), (0.05, 0.25), (0.3, 0.25), (0.3, 0.1)], alt_m=[9000.0, 9000.0, 5000.0, 3000.0])
    found = flip(path, held)
    # Of the north side nothing is low enough; the low leg runs along 0.3, a tenth of a degree east of the zone.
    assert found.distance_m == pytest.approx(apart((0.3, 0.1), (0.2, 0.1)), abs=ACCURACY_M)
    assert turned(found.bearing_deg, 270.0) < 1.0
    above = replace(path, alt_m=np.full(4, 9000.0))
    none, why = displacement(above, held, check_violation(above, held))
    assert none is None
    assert "wherever it is moved" in str(why)


def test_a_path_over_the_zone_but_too_high_can_come_in_with_its_low_end() -> None:
    held = zone(box(0.0, 0.0, 0.2, 0.2), upper_m=5000.0)
    path = track([(0.1, 0.1), (0.25, 0.1), (0.35, 0.1)], alt_m=[9000.0, 7000.0, 4000.0])
    before = check_violation(path, held)
    assert (before.verdict, before.margin_m) == ("outside", None)
    low = 0.25 + 0.1 * 2 / 3  # where it comes down through 5,000 m
    found = flip(path, held)
    assert found.distance_m == pytest.approx(apart((low, 0.1), (0.2, 0.1)), abs=ACCURACY_M)
    assert turned(found.bearing_deg, 270.0) < 1.0


def test_without_heights_a_zone_with_limits_is_entered_undetermined() -> None:
    held = zone(box(0.0, 0.0, 0.2, 0.2), upper_m=5000.0)
    found = flip(track([(0.21, 0.05), (0.21, 0.15)]), held)
    assert found.becomes == "undetermined"


def test_a_shift_keeps_heights_and_times() -> None:
    path = Track("t", np.array([0.0, 0.1]), np.array([0.0, 0.0]), np.array([1.0, 2.0]))
    moved = shifted(path, 1000.0, 90.0)
    assert moved.alt_m is not None
    assert list(moved.alt_m) == [1.0, 2.0]
    ends = zip(moved.lon_deg, moved.lat_deg, strict=True)
    assert [apart(p, q) for p, q in zip([(0.0, 0.0), (0.1, 0.0)], ends, strict=True)] == pytest.approx([1000.0, 1000.0])
