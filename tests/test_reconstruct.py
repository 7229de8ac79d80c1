"""Solvers against shapes whose answer is known, and against what they were asked for."""

import math

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from airspace.dip import solve_dip, straight_border_dip
from airspace.edges import Edges
from airspace.straight import NorthLimit, line_at_distance, line_with_stay
from airspace.sweep import Area, Sweep
from airspace.track import Track
from airspace.turns import GRAVITY_MPS2, load_factor
from airspace.violation import check_violation
from airspace.zone import Zone
from geodata.zones import ZoneShape

WGS84 = Geodesic.WGS84
APEX = (36.0, 35.8)
AREA = Area(35.8, 35.7, 36.2, 36.1)


def offset_point(lon, lat, azi, dist):
    found = WGS84.Direct(lat, lon, azi, dist)
    return found["lon2"], found["lat2"]


def wedge(half_angle_deg=30.0, side_m=40_000.0):
    """A triangle that points south: its sides are geodesics from the apex."""
    return Polygon([APEX, offset_point(*APEX, half_angle_deg, side_m), offset_point(*APEX, -half_angle_deg, side_m)])


def zone(*polygons):
    shape = ZoneShape(
        name="test", geometry=MultiPolygon(polygons), edition=None, land_only=False, coast=None, disputed=(),
        lower_m=None, upper_m=None, altitude_reference=None, valid_from=None, valid_to=None, source="constructed",
    )  # fmt: skip
    return Zone.of(shape)


def checked(line, in_zone):
    lon, lat, _ = line.fixes()
    return check_violation(Track("t", lon, lat), in_zone)


@given(course=st.floats(200, 340), length_m=st.floats(200, 6000), half=st.floats(15, 60), lead_m=st.floats(2000, 30000))
def test_the_stay_has_the_length_asked_for(course, length_m, half, lead_m):
    in_zone = zone(wedge(half))
    solved = line_with_stay(in_zone.edges, Area(35.7, 35.6, 36.3, 36.2), course, length_m, lead_m, lead_m)
    if solved.line is None:
        # the course runs along the wedge: then the reason is said
        assert solved.why
        assert solved.nearest
        return
    found = checked(solved.line, in_zone)
    assert len(found.incursions) == 1
    assert found.length_m == pytest.approx(length_m, abs=1e-3)
    assert found.incursions[0].start.along_m == pytest.approx(lead_m, abs=1e-3)


def test_across_a_wedge_the_place_is_known():
    """Due west across a triangle of half-angle 30 degrees a chord of L lies L / (2 tan 30) above the apex."""
    in_zone = zone(wedge(30.0))
    solved = line_with_stay(in_zone.edges, AREA, 270.0, 2000.0, 20_000.0, 20_000.0)
    assert solved.count == 1
    deepest = checked(solved.line, in_zone).incursions[0]
    middle_lat = (deepest.start.lat_deg + deepest.end.lat_deg) / 2
    height = WGS84.Inverse(APEX[1], APEX[0], middle_lat, APEX[0])["s12"]
    assert height == pytest.approx(2000.0 / (2 * math.tan(math.radians(30))), abs=1.0)


def test_every_path_is_found_and_the_southernmost_taken():
    """A rhombus has two chords of each length: one below its waist, one above."""
    west, east = offset_point(36.0, 35.85, 270, 4000), offset_point(36.0, 35.85, 90, 4000)
    north, south = (36.0, 35.9), (36.0, 35.8)
    in_zone = zone(Polygon([south, east, north, west]))
    solved = line_with_stay(in_zone.edges, AREA, 270.0, 3000.0, 20_000.0, 20_000.0)
    assert solved.count == 2
    assert checked(solved.line, in_zone).incursions[0].start.lat_deg < 35.85


def test_a_path_with_a_second_stay_in_its_leads_does_not_count():
    other = Polygon([(36.1, 35.4), (36.2, 35.4), (36.2, 36.05), (36.1, 36.05)])
    in_zone = zone(wedge(30.0), other)
    assert line_with_stay(in_zone.edges, AREA, 270.0, 2000.0, 30_000.0, 5_000.0).line is None
    assert line_with_stay(in_zone.edges, AREA, 270.0, 2000.0, 5_000.0, 5_000.0).line is not None


def test_what_cannot_be_met_is_said_with_the_nearest_that_can():
    in_zone = zone(Polygon([(35.99, 35.8), (36.01, 35.8), (36.01, 35.9), (35.99, 35.9)]))  # 1.8 km wide
    solved = line_with_stay(in_zone.edges, AREA, 270.0, 3000.0, 5_000.0, 5_000.0)
    assert solved.line is None
    assert "3,000 m" in solved.why
    assert "1,80" in solved.nearest  # 0.02 degrees of longitude at 35.8 N


def test_the_north_limit_is_kept_or_named():
    in_zone = zone(wedge(30.0))
    height = 2000.0 / (2 * math.tan(math.radians(30)))
    tight = line_with_stay(in_zone.edges, AREA, 270.0, 2000.0, 9_000.0, 9_000.0, NorthLimit(APEX[1], height - 50))
    assert tight.line is None
    assert "1,732 m north" in tight.nearest
    assert (
        line_with_stay(in_zone.edges, AREA, 270.0, 2000.0, 9_000.0, 9_000.0, NorthLimit(APEX[1], height + 50)).line
        is not None
    )


@given(course=st.floats(225, 315), distance_m=st.floats(20, 9000))
def test_the_closest_distance_is_the_one_asked_for(course, distance_m):
    in_zone = zone(wedge(20.0))
    solved = line_at_distance(in_zone.edges, Area(35.7, 35.6, 36.3, 36.2), course, distance_m, 20_000.0, 20_000.0)
    found = checked(solved.line, in_zone)
    assert found.verdict == "outside"
    assert found.closest_approach_m == pytest.approx(distance_m, abs=1e-3)
    lon, lat, _ = solved.line.fixes()
    brute = min(WGS84.Inverse(APEX[1], APEX[0], y, x)["s12"] for x, y in zip(lon, lat, strict=True))
    assert found.closest_approach_m <= brute + 1e-6


def test_a_dip_across_a_straight_border_is_the_closed_form():
    """Depth = R (1 - cos a), length = 2 R a: 2 km and 9 km give 55 degrees and 4,685 m."""
    radius, flat, angle = straight_border_dip(2000.0, 9000.0, None)
    assert flat == 0.0
    assert radius * (1 - math.cos(math.radians(angle))) == pytest.approx(2000.0, abs=1e-6)
    assert 2 * radius * math.radians(angle) == pytest.approx(9000.0, abs=1e-3)
    assert angle == pytest.approx(55.0, abs=0.1)
    south = Polygon([(35.0, 35.0), (37.0, 35.0), (37.0, 35.9), (35.0, 35.9)])
    in_zone = zone(south)
    solved = solve_dip(in_zone.edges, AREA, 270.0, 1, 2000.0, 9000.0, 12_000.0, 12_000.0)
    assert solved.dip is not None
    lon, lat, _ = solved.dip.fixes(12_000.0, 12_000.0)
    found = check_violation(Track("f", lon, lat), in_zone)
    assert found.length_m == pytest.approx(9000.0, abs=0.05)
    assert found.max_depth_m == pytest.approx(2000.0, abs=0.1)
    # the geodesic border bulges 0.1 km over the width of the box: a slight curve, so not to the metre
    assert solved.dip.radius_m == pytest.approx(radius, rel=0.02)


def test_a_stated_course_fixes_the_turns():
    radius, flat, _ = straight_border_dip(2000.0, 9000.0, 80.0)
    assert radius == pytest.approx(2420.3, abs=0.1)
    assert flat == pytest.approx(2241.3, abs=0.1)
    assert load_factor(225.0, radius) == pytest.approx(2.36, abs=0.01)


def test_load_factor_of_a_textbook_turn():
    """A 60 degree bank is 2 g: R = V^2 / (g sqrt(3))."""
    speed = 61.73
    assert load_factor(speed, speed**2 / (GRAVITY_MPS2 * math.sqrt(3))) == pytest.approx(2.0, abs=1e-9)


def test_stays_of_a_sweep_agree_with_the_engine():
    rng = np.random.default_rng(7)
    angles = np.sort(rng.uniform(0, 360, 40))
    ring = [offset_point(36.0, 35.9, a, r) for a, r in zip(angles, rng.uniform(4000, 12000, 40), strict=True)]
    in_zone = zone(Polygon(ring))
    sweep = Sweep(in_zone.edges, AREA, 250.0, 40_000.0)
    stays = sweep.stays
    for i in rng.choice(stays.low.size, 60):
        share = rng.uniform(0.05, 0.95)
        offset = float(stays.low[i] + share * (stays.high[i] - stays.low[i]))
        ends = [sweep.point(x, offset) for x in (-39_000.0, 39_000.0)]
        found = check_violation(Track("s", [e[0] for e in ends], [e[1] for e in ends]), in_zone)
        length = float(stays.length_low[i] + share * (stays.length_high[i] - stays.length_low[i]))
        assert min(abs(stay.length_m - length) for stay in found.incursions) < 0.05


def test_edges_are_only_those_of_the_shape():
    assert Edges.of(wedge()).count >= 3


def test_the_nearest_length_within_the_printed_precision_is_taken():
    """A strip 1,806 m wide has no chord of 1,900 m square across it, but one of 1,806 m."""
    in_zone = zone(Polygon([(35.99, 35.8), (36.01, 35.8), (36.01, 35.9), (35.99, 35.9)]))
    asked = (in_zone.edges, AREA, 270.0, 1900.0, 5_000.0, 5_000.0)
    assert line_with_stay(*asked).line is None
    assert line_with_stay(*asked, interval_m=(1850.0, 1950.0)).line is None
    near = line_with_stay(*asked, interval_m=(1800.0, 2000.0))
    assert checked(near.line, in_zone).length_m == pytest.approx(near.length_m, abs=1e-3)
    assert 1800.0 < near.length_m < 1810.0


def test_on_a_course_due_south_the_southernmost_is_taken_too():
    """Two plots, the eastern one farther south: the path through that one is taken."""
    north_west = Polygon([(35.95, 35.90), (35.99, 35.90), (35.97, 35.96)])
    south_east = Polygon([(36.02, 35.80), (36.06, 35.80), (36.04, 35.86)])
    in_zone = zone(north_west, south_east)
    solved = line_with_stay(in_zone.edges, AREA, 180.0, 3000.0, 3_000.0, 3_000.0)
    assert solved.count == 4
    assert checked(solved.line, in_zone).incursions[0].start.lon_deg > 36.0
