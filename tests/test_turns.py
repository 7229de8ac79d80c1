"""Turns against published numbers and closed forms; rounded tracks against geographiclib and against the plane."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest
from engine_helpers import START, apart, course, go, track
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from airspace.errors import UnsupportedGeometryError
from airspace.track import Track
from airspace.turns import (
    GRAVITY_MPS2,
    MAX_LEAD_M,
    SMALLEST_CORNER_DEG,
    corner_cut_m,
    corners,
    impulse_turn_deg,
    lead_m,
    load_factor,
    needed_impulse_ns,
    radius_m,
    rounded,
    stall_speed_mps,
    turn_time_s,
)

KMH_980 = 980 / 3.6


def bent(lon, lat, course_deg, lengths_m, turns_deg, seconds=None, alt_m=None):
    """A track of geodesic legs with given lengths and changes of course, laid out by geographiclib."""
    points, azi = [(lon, lat)], course_deg
    for k, length in enumerate(lengths_m):
        points.append(go(*points[-1], azi, length))
        if k < len(turns_deg):
            azi = course(*points[-2], azi, length) + turns_deg[k]
    return track(points, seconds, alt_m)


def nearest_to(path, place, spacing_m=1.0):
    """Least distance of a track from a place, every leg looked at a metre apart."""
    least = math.inf
    for lon, lat, lon2, lat2 in zip(path.lon_deg, path.lat_deg, path.lon_deg[1:], path.lat_deg[1:], strict=False):
        line = Geodesic.WGS84.InverseLine(lat, lon, lat2, lon2)
        for s in np.linspace(0, line.s13, max(2, int(line.s13 / spacing_m) + 1)):
            at = line.Position(s)
            least = min(least, apart((at["lon2"], at["lat2"]), place))
    return least


class TestFormulas:
    @pytest.mark.parametrize(
        ("g", "radius", "seconds", "cut"),
        [(2, 4363, 25, 1807), (4, 1951, 11.3, 808), (6, 1277, 7.4, 529), (6.5, 1177, 6.8, 487)],
    )
    def test_a_turn_of_90_degrees_at_980_kmh(self, g, radius, seconds, cut):
        assert radius_m(KMH_980, g) == pytest.approx(radius, abs=0.6)
        assert turn_time_s(KMH_980, g, -90.0) == pytest.approx(seconds, abs=0.5 if g == 2 else 0.06)
        assert corner_cut_m(radius_m(KMH_980, g), 90.0) == pytest.approx(cut, abs=0.6)
        assert load_factor(KMH_980, radius_m(KMH_980, g)) == pytest.approx(g, rel=1e-12)

    def test_the_textbook_turn_of_120_knots_at_60_degrees_of_bank(self):
        """Pilots' examination: 120 kt, 60 degrees, g taken as 10 m/s2: 220 m. 60 degrees of bank are 2 g."""
        speed = 120 * 1852 / 3600
        assert radius_m(speed, 2.0) * GRAVITY_MPS2 / 10.0 == pytest.approx(220.0, abs=0.05)
        assert load_factor(speed, speed**2 / (GRAVITY_MPS2 * math.tan(math.radians(60)))) == pytest.approx(2.0)

    def test_a_turn_of_90_knots_at_30_degrees_of_bank(self):
        """A published turn calculator: about 1,240 ft and 7 degrees a second."""
        speed, g = 90 * 1852 / 3600, 1 / math.cos(math.radians(30))
        assert radius_m(speed, g) / 0.3048 == pytest.approx(1240, abs=6)
        assert 360 / turn_time_s(speed, g, 360.0) == pytest.approx(7.0, abs=0.06)

    def test_straight_flight_and_less(self):
        assert radius_m(200.0, 1.0) == math.inf
        assert turn_time_s(200.0, 1.0, 10.0) == math.inf
        assert turn_time_s(200.0, 1.0, 0.0) == 0.0
        for bad in (0.9, 0.0, -2.0, math.nan):
            with pytest.raises(ValueError, match="1 or more"):
                radius_m(200.0, bad)

    def test_lead_and_cut_of_a_right_angle_and_beyond(self):
        assert lead_m(1_000.0, 90.0) == pytest.approx(1_000.0)
        assert corner_cut_m(1_000.0, -90.0) == pytest.approx(1_000 * (math.sqrt(2) - 1))
        assert lead_m(1_000.0, -120.0) == pytest.approx(1_000 * math.sqrt(3))
        assert corner_cut_m(1_000.0, 120.0) == pytest.approx(1_000.0)
        assert lead_m(1.0, 180.0) == corner_cut_m(1.0, 200.0) == math.inf

    @given(st.floats(1.0, 1e5), st.floats(0.0, 179.0))
    def test_lead_cut_and_radius_are_the_sides_of_one_right_triangle(self, radius, angle):
        lead, cut = lead_m(radius, angle), corner_cut_m(radius, angle)
        assert math.hypot(radius, lead) == pytest.approx(radius + cut, rel=1e-9)

    def test_a_missile_cannot_turn_a_bomber_by_90_degrees(self):
        """sqrt(2) m v = 1.15e7 N s for 30 t at 272 m/s; 157 kg at 1,000 m/s carry 1.6e5: 74 times too little."""
        needed, given_ns = needed_impulse_ns(30_000.0, 272.0, 90.0), 157.0 * 1_000.0
        assert needed == pytest.approx(1.15e7, rel=5e-3)
        assert needed == pytest.approx(math.sqrt(2) * 30_000 * 272)
        assert needed / given_ns == pytest.approx(74, abs=0.6)
        assert impulse_turn_deg(30_000.0, 272.0, given_ns) == pytest.approx(1.1, abs=0.01)

    @given(st.floats(0.0, 0.999))
    def test_no_direction_of_an_impulse_turns_more_than_the_limit(self, share):
        """Vectors added by brute force, the mass flying north with unit momentum."""
        direction = np.radians(np.linspace(0, 180, 20_001))
        turned = np.degrees(np.arctan2(share * np.sin(direction), 1 + share * np.cos(direction))).max()
        limit = impulse_turn_deg(2.0, 0.5, share)
        assert turned <= limit + 1e-9
        assert turned == pytest.approx(limit, abs=0.05)

    def test_an_impulse_greater_than_the_momentum_turns_anywhere(self):
        assert impulse_turn_deg(10.0, 5.0, 50.0) == impulse_turn_deg(10.0, 5.0, 51.0) == 180.0

    @given(st.floats(0.0, 180.0))
    def test_the_needed_impulse_joins_two_momenta_of_one_size(self, angle):
        a = math.radians(angle)
        chord = 30.0 * math.hypot(math.cos(a) - 1, math.sin(a))
        assert needed_impulse_ns(10.0, 3.0, angle) == pytest.approx(chord, abs=1e-9)

    def test_stall_speeds(self):
        """24 t with CL 1.6 and 32 t with CL 1.0 on 55 m2 at sea level: 237 and 347 km/h; 4 g doubles a stall speed."""
        low, high = stall_speed_mps(24e3, 55.0, 1.6, 1.225), stall_speed_mps(32e3, 55.0, 1.0, 1.225)
        assert (low * 3.6, high * 3.6) == (pytest.approx(237, abs=1), pytest.approx(347, abs=1))
        assert stall_speed_mps(24e3, 55.0, 1.6, 1.225, 4.0) == pytest.approx(2 * low)


class TestCorners:
    def test_a_right_and_a_left_turn(self):
        path = bent(36.0, 36.0, 270.0, [10e3, 6e3, 8e3], [90.0, -60.0], [0, 40, 70, 102], None)
        right, left = corners(path)
        assert (right.fix, right.side, left.fix, left.side) == (1, "right", 2, "left")
        assert right.turn_deg == pytest.approx(90.0, abs=1e-6)
        assert left.turn_deg == pytest.approx(-60.0, abs=1e-6)
        assert apart((left.lon_deg, left.lat_deg), (path.lon_deg[2], path.lat_deg[2])) < 1e-6
        assert right.speed_mps == pytest.approx((250 + 200) / 2, rel=1e-6)
        assert left.speed_mps == pytest.approx((200 + 250) / 2, rel=1e-6)

    def test_the_largest_radius_shares_the_leg_between_its_corners(self):
        """tan 45 and tan 30 degrees on 6 km: R = 6000 / (1 + 0.57735); the other legs leave more."""
        path = bent(36.0, 36.0, 270.0, [10e3, 6e3, 8e3], [90.0, -60.0], [0, 40, 70, 102])
        shared = 6_000 / (1 + math.tan(math.radians(30)))
        for corner in corners(path):
            assert corner.largest_radius_m == pytest.approx(shared, rel=1e-6)
            assert corner.load_factor == pytest.approx(math.hypot(1, 225**2 / (9.80665 * shared)), rel=1e-5)

    def test_an_outer_leg_is_a_corners_own(self):
        (corner,) = corners(bent(36.0, 36.0, 0.0, [3e3, 9e3], [90.0]))
        assert corner.largest_radius_m == pytest.approx(3_000, rel=1e-6)
        assert corner.speed_mps is None
        assert corner.load_factor is None

    def test_fixes_on_a_straight_leg_do_not_shorten_it(self):
        (corner,) = corners(bent(36.0, 36.0, 40.0, [1e3, 1e3, 1e3, 2e3, 2e3], [0.0, 0.0, -90.0, 0.0]))
        assert corner.fix == 3
        assert corner.largest_radius_m == pytest.approx(3_000, rel=1e-6)

    def test_a_slight_bend_is_no_corner_but_ends_the_straight(self):
        (corner,) = corners(bent(36.0, 36.0, 40.0, [5e3, 2e3, 9e3], [0.9 * SMALLEST_CORNER_DEG, 90.0]))
        assert corner.fix == 2
        assert corner.largest_radius_m == pytest.approx(2_000, rel=1e-6)

    @pytest.mark.parametrize("lengths", [[5e3], [5e3, 5e3, 5e3]])
    def test_a_straight_track_has_none(self, lengths):
        path = bent(36.0, 36.0, 40.0, lengths, [0.0] * (len(lengths) - 1))
        assert corners(path) == ()
        assert rounded(path, 2_000.0) is path

    def test_one_fix_has_none(self):
        assert corners(track([(36.0, 36.0)])) == ()

    def test_a_stop_at_a_corner_hides_it_not(self):
        plain = bent(36.0, 36.0, 0.0, [3e3, 9e3], [90.0])
        lon, lat = np.insert(plain.lon_deg, 1, plain.lon_deg[1]), np.insert(plain.lat_deg, 1, plain.lat_deg[1])
        stop = Track("t", lon, lat, None, START, [0.0, 12.0, 20.0, 56.0])
        (corner,) = corners(stop)
        assert (corner.fix, corner.side) == (1, "right")
        assert corner.speed_mps == pytest.approx(250.0, rel=1e-6)
        soft = rounded(stop, 1_000.0)
        assert (np.diff(soft.t_s) > 0).all()
        assert nearest_to(soft, (corner.lon_deg, corner.lat_deg), 50.0) == pytest.approx(414.2, abs=0.1)

    def test_a_path_that_turns_back_leaves_no_radius(self):
        back = track([(36.0, 36.0), (36.1, 36.0), (36.0, 36.0)], [0, 60, 120])
        (corner,) = corners(back)
        assert abs(corner.turn_deg) == pytest.approx(180, abs=1e-6)
        assert (corner.largest_radius_m, corner.load_factor) == (0.0, math.inf)
        with pytest.raises(UnsupportedGeometryError, match="return on the same line"):
            rounded(back, 0.1)

    def test_a_far_away_arc_is_beyond_the_plane(self):
        (corner,) = corners(bent(36.0, 36.0, 0.0, [300e3, 300e3], [90.0]))
        assert corner.largest_radius_m == pytest.approx(MAX_LEAD_M)

    def test_a_known_circle_is_found_again(self):
        """A path already flown round a circle of 3 km, a fix every 5 degrees: that radius is the largest."""
        on_circle = [go(36.0, 36.0, azi, 3_000.0) for azi in range(0, 95, 5)]
        for corner in corners(track(on_circle))[1:-1]:
            assert corner.turn_deg == pytest.approx(5.0, abs=1e-3)
            assert corner.largest_radius_m == pytest.approx(3_000 * math.cos(math.radians(2.5)), rel=1e-5)


LEGS = st.lists(st.tuples(st.floats(500.0, 9e3), st.floats(2.0, 150.0), st.booleans()), min_size=2, max_size=5)


def zigzag(legs, where=(36.0, 36.0, 300.0), with_time=True):
    lengths = [length for length, _, _ in legs]
    turns = [angle if right else -angle for _, angle, right in legs[:-1]]
    seconds = np.concatenate([[0.0], np.cumsum([length / 230.0 for length in lengths])]) if with_time else None
    return bent(*where, lengths, turns, seconds, np.linspace(5e3, 6e3, len(lengths) + 1))


class TestRounded:
    @pytest.mark.parametrize("g", [2.0, 4.0, 6.5])
    def test_a_right_angle_at_980_kmh_stays_as_far_from_its_corner_as_the_formula_says(self, g):
        path = bent(36.0, 35.9, 270.0, [9e3, 9e3], [-90.0])
        place = float(path.lon_deg[1]), float(path.lat_deg[1])
        radius = radius_m(KMH_980, g)
        soft = rounded(path, radius)
        assert nearest_to(soft, place, 5.0) == pytest.approx((math.sqrt(2) - 1) * radius, abs=2e-3)

    @pytest.mark.parametrize("turn", [-170.0, -120.0, -30.0, 1.0, 45.0, 90.0, 150.0])
    @pytest.mark.parametrize("radius", [300.0, 2_000.0, 5_200.0])
    def test_arcs_lie_on_a_circle_tangent_to_both_legs(self, turn, radius):
        lead = radius * math.tan(math.radians(abs(turn)) / 2)
        path = bent(36.0, 36.0, 200.0, [lead + 2e3, lead + 3e3], [turn])
        soft = rounded(path, radius)
        into = course(float(path.lon_deg[0]), float(path.lat_deg[0]), 200.0, lead + 2e3)
        inner = (180 - abs(turn)) / 2
        toward = into + 180 - math.copysign(inner, turn)  # from the corner to the middle of the circle
        centre = go(float(path.lon_deg[1]), float(path.lat_deg[1]), toward, radius / math.cos(math.radians(turn / 2)))
        wrong = radius * lead**2 / (6 * 6.37e6**2) + 1e-5
        on_arc = [(lon, lat) for lon, lat in zip(soft.lon_deg[1:-1], soft.lat_deg[1:-1], strict=True)]
        for place in on_arc:
            assert apart(place, centre) == pytest.approx(radius, abs=wrong)
        # the ends of the arc lie on the drawn legs, at the lead from the corner
        assert apart(on_arc[0], go(36.0, 36.0, 200.0, 2e3)) < 1e-5
        last = float(path.lon_deg[2]), float(path.lat_deg[2])
        assert apart(on_arc[-1], last) == pytest.approx(3e3, abs=1e-5)
        # and no leg of it strays from the circle by more than the named sag, nor turns by more than a step
        middles = [soft.position(k + 0.5) for k in range(1, soft.fixes - 2)]
        sag = [radius - apart((float(lon[0]), float(lat[0])), centre) for lon, lat in middles]
        assert max(sag) < 0.051 + wrong
        bends = np.abs((np.diff(soft.leg_azimuth_deg) + 180) % 360 - 180)
        assert bends.sum() == pytest.approx(abs(turn), abs=0.1)

    def test_the_arc_is_as_long_as_its_angle_says_and_the_rest_is_untouched(self):
        path = bent(36.0, 36.0, 270.0, [10e3, 9e3, 8e3], [90.0, -60.0])
        soft = rounded(path, 2_000.0)
        drawn = 27e3
        for a in (math.radians(90), math.radians(60)):
            drawn += 2_000 * a - 2 * 2_000 * math.tan(a / 2)
        assert soft.along_m[-1] == pytest.approx(drawn, abs=0.5)
        for end in (0, -1):
            assert (soft.lon_deg[end], soft.lat_deg[end]) == (path.lon_deg[end], path.lat_deg[end])

    def test_times_and_heights_outside_the_arc_are_as_drawn(self):
        path = bent(36.0, 36.0, 270.0, [10e3, 10e3], [90.0], [0, 40, 90], [5_000, 5_400, 6_400])
        soft = rounded(path, 2_000.0)
        assert (soft.name, soft.basis, soft.start) == ("t", "illustrative", START)
        # the arc begins 2 km before the corner and ends 2 km after it: 8 and 10 s at 250 and 200 m/s
        assert soft.t_s[[0, 1, -2, -1]] == pytest.approx([0, 32, 50, 90], abs=1e-6)
        assert soft.alt_m[[0, 1, -2, -1]] == pytest.approx([5_000, 5_320, 5_600, 6_400], abs=1e-4)
        middle = soft.fixes // 2
        assert (soft.t_s[middle], soft.alt_m[middle]) == (pytest.approx(40), pytest.approx(5_400))
        speed = soft.leg_length_m / np.diff(soft.t_s)
        assert speed[1] == pytest.approx(250 * math.pi / 4, rel=1e-4)
        assert soft.time(soft.t_s[-1]) == START + timedelta(seconds=90)

    def test_without_times_there_are_none(self):
        soft = rounded(bent(36.0, 36.0, 0.0, [3e3, 9e3], [90.0]), 1_000.0)
        assert (soft.t_s, soft.start, soft.alt_m) == (None, None, None)

    def test_fixes_on_the_straight_beside_an_arc_stay_and_those_under_it_go(self):
        path = bent(36.0, 36.0, 40.0, [1e3, 1e3, 1e3, 2e3, 2e3], [0.0, 0.0, -90.0, 0.0], [0, 4, 8, 12, 20, 28])
        soft = rounded(path, 1_500.0)
        kept = {(lon, lat) for lon, lat in zip(soft.lon_deg, soft.lat_deg, strict=True)}
        stays = [(lon, lat) in kept for lon, lat in zip(path.lon_deg, path.lat_deg, strict=True)]
        assert stays == [True, True, False, False, True, True]

    @pytest.mark.parametrize("share", [1.0, 0.999999])
    def test_the_largest_radius_fits_to_the_last_metre(self, share):
        """Both arcs then meet on the leg between them."""
        path = bent(36.0, 36.0, 270.0, [10e3, 6e3, 8e3], [90.0, 90.0], [0, 40, 70, 102])
        largest = min(corner.largest_radius_m for corner in corners(path))
        assert largest == pytest.approx(3_000, rel=1e-6)
        soft = rounded(path, largest * share)
        assert soft.along_m[-1] == pytest.approx(24e3 - 4 * 3e3 + math.pi * 3e3, abs=0.1)  # two quarter circles
        assert (soft.leg_length_m > 1e-3).all()

    def test_a_radius_that_does_not_fit_is_refused_in_words(self):
        path = bent(36.0, 36.0, 270.0, [10e3, 6e3, 8e3], [90.0, 90.0])
        with pytest.raises(UnsupportedGeometryError) as refused:
            rounded(path, 3_100.0)
        said = str(refused.value)
        assert "by 90.0 degrees to the right at fix 2 of 4" in said
        assert "radius 3,100 m begins 3,100 m before the corner" in said
        assert "no radius above 3,000 m" in said
        for bad in (0.0, -5.0, math.nan):
            with pytest.raises(UnsupportedGeometryError, match="greater than 0 m"):
                rounded(path, bad)

    @pytest.mark.parametrize("where", [(179.99, 52.0, 80.0), (-179.98, -10.0, 260.0), (10.0, 89.95, 0.0)])
    def test_at_the_antimeridian_and_beside_the_pole(self, where):
        path = bent(*where, [6e3, 6e3], [90.0])
        place = float(path.lon_deg[1]), float(path.lat_deg[1])
        assert nearest_to(rounded(path, 2_000.0), place, 20.0) == pytest.approx(828.43, abs=0.02)

    @given(LEGS, st.floats(0.05, 1.0))
    def test_any_zigzag_in_the_plane(self, legs, share):
        """Time runs on, ends stay, and length, height and arcs are those of plane geometry."""
        path = zigzag(legs)
        found = corners(path)
        radius = share * min(corner.largest_radius_m for corner in found)
        assume(radius > 5.0)
        soft = rounded(path, radius)
        assert (np.diff(soft.t_s) > 0).all()
        assert soft.alt_m.min() >= 5e3 and soft.alt_m.max() <= 6e3
        drawn = sum(length for length, _, _ in legs)
        for _, angle, _ in legs[:-1]:
            a = math.radians(angle)
            drawn += radius * (a - 2 * math.tan(a / 2))
        # a leg of an arc is shorter than it by 8/3 sag^2 / length: far below this
        assert soft.along_m[-1] == pytest.approx(drawn, rel=1e-4)
        with pytest.raises(UnsupportedGeometryError):
            rounded(path, 1.001 * radius / share)

    @given(LEGS)
    def test_a_track_flown_backward_has_the_same_corners_mirrored(self, legs):
        path = zigzag(legs)
        back = Track(
            "back", path.lon_deg[::-1], path.lat_deg[::-1], None, START, float(path.t_s[-1]) - path.t_s[::-1]
        )  # fmt: skip
        ahead, behind = corners(path), corners(back)[::-1]
        assert len(ahead) == len(behind) == len(legs) - 1
        for a, b in zip(ahead, behind, strict=True):
            assert a.fix == path.fixes - 1 - b.fix
            assert a.turn_deg == pytest.approx(-b.turn_deg, abs=1e-6)
            assert a.side != b.side
            assert a.largest_radius_m == pytest.approx(b.largest_radius_m, rel=1e-7)
            assert a.load_factor == pytest.approx(b.load_factor, rel=1e-7)
        radius = 0.7 * min(corner.largest_radius_m for corner in ahead)
        assume(radius > 5.0)
        one, other = rounded(path, radius), rounded(back, radius)
        assert one.fixes == other.fixes
        pairs = zip(one.lon_deg, one.lat_deg, other.lon_deg[::-1], other.lat_deg[::-1], strict=True)
        assert max(apart(p[:2], p[2:]) for p in pairs) < 1e-5

    @given(LEGS, st.floats(-180.0, 180.0))
    def test_turning_the_globe_moves_no_corner(self, legs, shift):
        here, there = zigzag(legs), zigzag(legs, (36.0 + shift, 36.0, 300.0))
        for a, b in zip(corners(here), corners(there), strict=True):
            assert (a.turn_deg, a.largest_radius_m) == (
                pytest.approx(b.turn_deg, abs=1e-6), pytest.approx(b.largest_radius_m, rel=1e-6),
            )  # fmt: skip
