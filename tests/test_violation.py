"""Every kind of stay, touch and miss, on zones whose answer can be worked out beside the engine."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from engine_helpers import KARNEY, START, apart, course, go, seconds, shape, track, unwrapped, zone
from shapely import MultiLineString, MultiPolygon, Polygon

from airspace.errors import UnsupportedGeometryError
from airspace.track import Track
from airspace.violation import TOLERANCE_M, check_violation
from airspace.zone import Zone
from geodata.editions import DisputedStretch

A = (36.0, 36.0)
SIDE_M = 40_000.0


def frame(x, y, azi=90.0):
    """A place ``x`` metres along the zone's southern edge from A and ``y`` metres to the left of it (inside)."""
    return go(*go(*A, azi, x), course(*A, azi, x) - 90, y)


SQUARE = Polygon([frame(0, 0), frame(SIDE_M, 0), frame(SIDE_M, SIDE_M), frame(0, SIDE_M)])
ZONE = zone(SQUARE)


def path(*places, **given):
    return track([frame(*p) for p in places], **given)


class TestStays:
    def test_in_and_out(self):
        found = check_violation(path((20e3, -3e3), (20e3, 5e3), (26e3, -3e3), t_s=[0, 80, 180]), ZONE)
        (stay,) = found.incursions
        assert found.verdict == "inside"
        assert found.why is None
        assert found.closest is None
        assert found.closest_approach_m is None
        assert found.margin_m == found.max_depth_m == stay.max_depth_m == pytest.approx(5e3, abs=0.02)
        assert (stay.deepest.lon_deg, stay.deepest.lat_deg) == pytest.approx(frame(20e3, 5e3), abs=1e-6)
        assert apart((stay.border_lon_deg, stay.border_lat_deg), frame(20e3, 0)) < 0.1
        assert apart((stay.entry.lon_deg, stay.entry.lat_deg), frame(20e3, 0)) < 1e-3
        assert stay.duration_s == pytest.approx(50 + 62.5, abs=0.01)
        assert found.duration_s == stay.duration_s
        assert stay.start == stay.entry
        assert stay.end == stay.exit
        assert found.length_m == pytest.approx(5e3 + 6.25e3, abs=0.5)

    def test_several(self):
        found = check_violation(path((-1e3, -500), (5e3, 700), (10e3, -500), (20e3, 900), (30e3, -500)), ZONE)
        assert len(found.incursions) == 2
        assert found.max_depth_m == pytest.approx(900, abs=0.02)
        assert [stay.max_depth_m for stay in found.incursions] == pytest.approx([700, 900], abs=0.02)
        assert found.length_m == pytest.approx(sum(stay.length_m for stay in found.incursions))
        assert found.duration_s is None
        assert found.incursions[0].mean_speed_mps is None
        assert found.incursions[0].entry.time is None

    def test_begins_inside(self):
        (stay,) = check_violation(path((20e3, 4e3), (20e3, -4e3), t_s=[0, 40]), ZONE).incursions
        assert stay.entry is None
        assert seconds(stay.exit.time) == pytest.approx(20, abs=1e-3)
        assert stay.start.along_m == 0
        assert stay.duration_s == pytest.approx(20, abs=1e-3)

    def test_ends_inside(self):
        (stay,) = check_violation(path((20e3, -4e3), (20e3, 4e3), t_s=[0, 40]), ZONE).incursions
        assert stay.exit is None
        assert seconds(stay.entry.time) == pytest.approx(20, abs=1e-3)
        assert seconds(stay.end.time) == 40

    def test_wholly_inside(self):
        found = check_violation(path((10e3, 4e3), (30e3, 4e3), t_s=[0, 100]), ZONE)
        (stay,) = found.incursions
        assert stay.entry is None
        assert stay.exit is None
        assert found.duration_s == 100
        assert stay.mean_speed_mps == pytest.approx(200, rel=1e-3)

    def test_hovering_counts_its_time(self):
        found = check_violation(path((5e3, -1e3), (5e3, 1e3), (5e3, 1e3), (5e3, 1e3), (5e3, -1e3), t_s=[0, 10, 60, 100, 110]), ZONE)  # fmt: skip  # noqa: E501
        (stay,) = found.incursions
        assert stay.duration_s == pytest.approx(100, abs=1e-3)
        assert stay.length_m == pytest.approx(2e3, abs=0.01)

    def test_hovering_all_the_time(self):
        inside = check_violation(path((5e3, 1e3), (5e3, 1e3), t_s=[0, 60]), ZONE)
        assert (inside.verdict, inside.duration_s, inside.length_m) == ("inside", 60, 0)
        assert inside.margin_m == pytest.approx(1e3, abs=1e-3)
        assert inside.incursions[0].mean_speed_mps == 0
        outside = check_violation(path((5e3, -1e3), (5e3, -1e3), t_s=[0, 60]), ZONE)
        assert (outside.verdict, outside.duration_s) == ("outside", 0)
        assert outside.margin_m == pytest.approx(-1e3, abs=1e-3)

    def test_an_enclave_is_left_and_entered_again(self):
        hole = [frame(*p) for p in ((15e3, 10e3), (25e3, 10e3), (25e3, 20e3), (15e3, 20e3))]
        found = check_violation(path((5e3, 15e3), (35e3, 15e3), t_s=[0, 300]), zone(Polygon(SQUARE.exterior, [hole])))
        first, second = found.incursions
        assert first.entry is None
        assert second.exit is None
        assert seconds(first.exit.time) == pytest.approx(100, abs=0.1)
        assert seconds(second.entry.time) == pytest.approx(200, abs=0.1)
        assert [first.max_depth_m, second.max_depth_m] == pytest.approx([7.5e3, 7.5e3], abs=5)

    def test_a_concave_notch_and_several_parts(self):
        """A comb: two teeth point south, a third part lies apart."""
        comb = Polygon([frame(*p) for p in ((0, 0), (4e3, 0), (4e3, 6e3), (8e3, 6e3), (8e3, 0), (12e3, 0), (12e3, 9e3), (0, 9e3))])  # fmt: skip  # noqa: E501
        apart_part = Polygon([frame(*p) for p in ((20e3, 0), (24e3, 0), (24e3, 4e3), (20e3, 4e3))])
        found = check_violation(path((-2e3, 2e3), (30e3, 2e3)), zone(MultiPolygon([comb, apart_part])))
        assert [round(stay.length_m, -2) for stay in found.incursions] == [4e3, 4e3, 4e3]
        assert [stay.max_depth_m for stay in found.incursions] == pytest.approx([2e3] * 3, abs=5)

    def test_across_the_antimeridian(self):
        seam = (180.0, 65.0)
        ring = [(x % 360, y) for x, y in (go(*seam, azi, 50e3) for azi in (45, 135, 225, 315))]
        for polygon in (Polygon(ring), Polygon([(x - 360, y) for x, y in ring])):
            ends = [go(*seam, 90, -60e3), go(*seam, 90, 60e3)]
            found = check_violation(track(ends, [0, 600]), zone(polygon))
            (stay,) = found.incursions
            assert (stay.entry.lon_deg > 0, stay.exit.lon_deg < 0) == (True, True)
            assert found.duration_s == pytest.approx(found.length_m / 200, rel=1e-6)
            assert -180 <= stay.deepest.lon_deg < 180

    def test_fixes_beyond_180_are_the_same_places(self):
        seam = (180.0, 65.0)
        polygon = Polygon(unwrapped([go(*seam, azi, 50e3) for azi in (45, 135, 225, 315)]))
        near, far = track([(179.0, 65.0), (-179.0, 65.0)]), track([(179.0, 65.0), (181.0, 65.0)])
        assert check_violation(near, zone(polygon)) == check_violation(far, zone(polygon))

    def test_over_the_pole(self):
        ring = [(0, 80), (90, 80), (90, 88), (0, 88)]
        found = check_violation(track([(45, 79), (-135, 85)], [0, 3600]), zone(Polygon(ring)))
        assert len(found.incursions) == 1
        entry, out = found.incursions[0].entry, found.incursions[0].exit
        # the middles of the southern and the northern edge, which are no parallels
        for at, lat in ((entry, 80), (out, 88)):
            middle = go(0, lat, *_half((0, lat), (90, lat)))
            assert apart((at.lon_deg, at.lat_deg), middle) < 1e-3


def _half(p, q):
    line = KARNEY.Inverse(p[1], p[0], q[1], q[0])
    return line["azi1"], line["s12"] / 2


class TestOneFix:
    def test_inside(self):
        found = check_violation(path((20e3, 3e3), t_s=[0], alt_m=[6000]), ZONE)
        (stay,) = found.incursions
        assert (found.verdict, found.length_m, found.duration_s) == ("inside", 0, 0)
        assert (stay.entry, stay.exit, stay.mean_speed_mps) == (None, None, None)
        assert found.margin_m == pytest.approx(3e3, abs=1e-3)
        assert stay.deepest.alt_m == 6000
        assert stay.deepest.time == START

    def test_outside(self):
        found = check_violation(path((20e3, -3e3)), ZONE)
        assert (found.verdict, found.incursions, found.length_m, found.duration_s) == ("outside", (), 0, None)
        assert found.closest_approach_m == pytest.approx(3e3, abs=1e-3)
        assert apart((found.closest.border_lon_deg, found.closest.border_lat_deg), frame(20e3, 0)) < 1e-3

    @pytest.mark.parametrize(("off_m", "stays"), [(0.05, 1), (-0.05, 0), (0.0999, 1), (-0.0999, 0)])
    def test_on_the_border(self, off_m, stays):
        found = check_violation(path((20e3, off_m)), ZONE)
        assert found.verdict == "undetermined"
        assert found.margin_m == pytest.approx(off_m, abs=1e-5)
        assert len(found.incursions) == stays
        assert found.why

    @pytest.mark.parametrize(("off_m", "verdict"), [(0.1001, "inside"), (-0.1001, "outside")])
    def test_just_clear_of_it(self, off_m, verdict):
        assert check_violation(path((20e3, off_m)), ZONE).verdict == verdict

    def test_on_a_vertex(self):
        found = check_violation(track([A]), ZONE)
        assert (found.verdict, found.margin_m) == ("undetermined", pytest.approx(0, abs=1e-9))


class TestTouching:
    def test_a_vertex_from_outside(self):
        """The path passes a corner exactly: a touch, no entry."""
        ends = [go(*A, 135, -5e3), go(*A, 135, 5e3)]
        found = check_violation(track(ends), ZONE)
        assert (found.verdict, found.incursions) == ("undetermined", ())
        assert found.margin_m == pytest.approx(0, abs=1e-6)
        assert "without entering" in found.why

    def test_a_reflex_vertex_from_inside_does_not_end_the_stay(self):
        notched = Polygon([frame(*p) for p in ((0, 0), (18e3, 0), (20e3, 5e3), (22e3, 0), (SIDE_M, 0), (SIDE_M, SIDE_M), (0, SIDE_M))])  # fmt: skip  # noqa: E501
        tip = frame(20e3, 5e3)
        ends = [go(*tip, 90, -10e3), go(*tip, 90, 10e3)]
        (stay,) = check_violation(track(ends, [0, 100]), zone(notched)).incursions
        assert stay.entry is None
        assert stay.exit is None
        assert stay.duration_s == 100

    @pytest.mark.parametrize("off_m", [0.0, 0.05, -0.05, 0.0999, -0.0999])
    def test_along_an_edge(self, off_m):
        """Both ends this far to one side; in between the two geodesics part by 0.1 mm at most."""
        found = check_violation(path((5e3, off_m), (10e3, off_m)), ZONE)
        assert found.verdict == "undetermined"
        assert found.margin_m == pytest.approx(off_m, abs=1e-3)
        assert len(found.incursions) == (1 if off_m > 0 else 0)
        assert abs(found.margin_m) <= TOLERANCE_M

    @pytest.mark.parametrize("shift", [1, -1])
    def test_the_whole_border_itself(self, shift):
        found = check_violation(track(list(SQUARE.exterior.coords)[::shift]), ZONE)
        assert (found.verdict, found.incursions) == ("undetermined", ())
        assert found.margin_m == pytest.approx(0, abs=1e-6)

    def test_the_border_of_every_edge_cut_in_two(self):
        """Fixes on edges, to the rounding of a coordinate: to and fro across the border by nanometres."""
        edges = zone(SQUARE).edges
        lon, lat = np.append(edges.lon_a[::7], edges.lon_a[0]), np.append(edges.lat_a[::7], edges.lat_a[0])
        found = check_violation(Track("t", lon, lat), ZONE)
        assert found.verdict in ("undetermined", "inside")  # a leg past a corner cuts it off
        assert check_violation(Track("t", lon[1:5], lat[1:5]), ZONE).verdict == "undetermined"

    @pytest.mark.parametrize(("dip_m", "verdict"), [(0.05, "undetermined"), (0.0999, "undetermined"), (0.101, "inside"), (0.2, "inside")])  # fmt: skip  # noqa: E501
    def test_penetration(self, dip_m, verdict):
        found = check_violation(path((19e3, -30), (20e3, dip_m), (21e3, -30), t_s=[0, 10, 20]), ZONE)
        assert found.verdict == verdict
        assert found.margin_m == pytest.approx(dip_m, abs=1e-5)
        (stay,) = found.incursions
        assert stay.length_m == pytest.approx(2 * 1e3 * dip_m / (30 + dip_m), rel=1e-2)
        assert (found.why is None) == (verdict == "inside")

    def test_leaving_by_less_than_the_tolerance_is_not_leaving(self):
        out = path((15e3, 500), (20e3, -0.05), (25e3, 500), t_s=[0, 25, 50])
        (stay,) = check_violation(out, ZONE).incursions
        assert (stay.entry, stay.exit, stay.duration_s) == (None, None, 50)
        farther = path((15e3, 500), (20e3, -0.2), (25e3, 500), t_s=[0, 25, 50])
        assert len(check_violation(farther, ZONE).incursions) == 2

    def test_in_along_the_border_and_in_again(self):
        """Enters, comes to the edge, runs along it for 5 km, goes in again: one stay."""
        found = check_violation(path((5e3, -1e3), (8e3, 1e3), (12e3, 0), (17e3, 0), (20e3, 1e3), (23e3, -1e3)), ZONE)
        (stay,) = found.incursions
        assert stay.max_depth_m == pytest.approx(1e3, abs=0.02)
        assert apart((stay.entry.lon_deg, stay.entry.lat_deg), frame(6.5e3, 0)) < 2
        assert apart((stay.exit.lon_deg, stay.exit.lat_deg), frame(21.5e3, 0)) < 2

    def test_starting_and_ending_on_the_border_is_entering_and_leaving(self):
        (stay,) = check_violation(path((10e3, 0), (15e3, 2e3), (20e3, 0)), ZONE).incursions
        assert apart((stay.entry.lon_deg, stay.entry.lat_deg), frame(10e3, 0)) < 1e-6
        assert apart((stay.exit.lon_deg, stay.exit.lat_deg), frame(20e3, 0)) < 1e-6

    def test_fixes_on_vertices_and_a_leg_along_the_edge_between(self):
        found = check_violation(path((-5e3, -5e3), (0, 0), (SIDE_M, 0), (SIDE_M + 5e3, -5e3)), ZONE)
        assert (found.verdict, found.incursions) == ("undetermined", ())
        found = check_violation(path((0, 0), (20e3, 20e3), (SIDE_M, 0)), ZONE)
        (stay,) = found.incursions
        assert found.verdict == "inside"
        assert stay.entry.along_m == 0
        assert stay.max_depth_m == pytest.approx(20e3, abs=100)

    def test_a_leg_along_a_diagonal_from_vertex_to_vertex(self):
        found = check_violation(path((0, 0), (SIDE_M, SIDE_M)), ZONE)
        assert found.length_m == pytest.approx(SIDE_M * np.sqrt(2), rel=1e-3)
        assert found.margin_m == pytest.approx(SIDE_M / 2, rel=1e-3)


class TestLimits:
    def test_climbing_through_the_floor_is_the_entry(self):
        limited = zone(SQUARE, lower_m=3000.0, altitude_reference="MSL")
        found = check_violation(path((10e3, 5e3), (20e3, 5e3), t_s=[0, 100], alt_m=[1000, 5000]), limited)
        (stay,) = found.incursions
        assert found.verdict == "inside"
        assert stay.entry.alt_m == pytest.approx(3000)
        assert seconds(stay.entry.time) == pytest.approx(50, abs=1e-6)
        assert stay.exit is None
        assert found.length_m == pytest.approx(5e3, rel=1e-3)

    def test_through_a_layer_while_crossing_the_border(self):
        limited = zone(SQUARE, lower_m=1000.0, upper_m=3000.0)
        found = check_violation(path((20e3, -10e3), (20e3, 10e3), t_s=[0, 200], alt_m=[0, 4000]), limited)
        (stay,) = found.incursions
        assert stay.entry.alt_m == pytest.approx(2000, abs=1)  # the border
        assert stay.exit.alt_m == pytest.approx(3000)  # the ceiling
        assert found.duration_s == pytest.approx(50, abs=0.1)

    def test_over_it(self):
        limited = zone(SQUARE, upper_m=3000.0)
        found = check_violation(path((10e3, 5e3), (30e3, 5e3), t_s=[0, 100], alt_m=[4000, 4000]), limited)
        assert (found.verdict, found.margin_m, found.incursions, found.duration_s) == ("outside", None, (), 0)
        assert found.closest_approach_m is None
        assert "vertical limits" in found.why

    def test_at_the_limit_is_inside(self):
        limited = zone(SQUARE, lower_m=4000.0, upper_m=4000.0)
        assert check_violation(path((10e3, 5e3), (30e3, 5e3), alt_m=[4000, 4000]), limited).verdict == "inside"

    def test_no_altitude(self):
        limited = zone(SQUARE, upper_m=3000.0)
        found = check_violation(path((10e3, 5e3), (30e3, 5e3)), limited)
        assert found.verdict == "undetermined"
        assert "no altitude" in found.why
        assert len(found.incursions) == 1
        beside = check_violation(path((10e3, -5e3), (30e3, -5e3)), limited)
        assert (beside.verdict, beside.why) == ("outside", None)
        assert beside.margin_m == pytest.approx(-5e3, abs=5)

    def test_valid_from_until(self):
        limited = zone(SQUARE, valid_from=START + timedelta(seconds=30), valid_to=START + timedelta(seconds=70))
        found = check_violation(path((10e3, 5e3), (30e3, 5e3), t_s=[0, 100]), limited)
        (stay,) = found.incursions
        assert (seconds(stay.entry.time), seconds(stay.exit.time)) == pytest.approx((30, 70))
        assert found.duration_s == pytest.approx(40)
        late = check_violation(path((10e3, 5e3), (30e3, 5e3), t_s=[80, 100]), limited)
        assert (late.verdict, late.margin_m) == ("outside", None)
        timeless = check_violation(path((10e3, 5e3), (30e3, 5e3)), limited)
        assert timeless.verdict == "undetermined"
        assert "no times" in timeless.why


class TestWhatDecides:
    def test_coast_of_a_land_only_edition(self):
        """An edge of 40 km: the geodesic leaves the file's straight line by 25 m, and it is coast all the same."""
        south, north = SQUARE.exterior.coords[:2], SQUARE.exterior.coords[2:4]
        land = zone(SQUARE, land_only=True, coast=MultiLineString([south]))
        assert check_violation(path((20e3, 2e3)), land).decided_at == ("coast",)
        assert check_violation(path((20e3, -2e3)), land).decided_at == ("coast",)
        assert check_violation(path((20e3, 38e3)), land).decided_at == ()
        assert check_violation(path((20e3, 2e3)), zone(SQUARE, land_only=True, coast=MultiLineString([north]))).decided_at == ()  # fmt: skip  # noqa: E501
        assert check_violation(path((20e3, 38e3), (20e3, 45e3)), land).decided_at == ()
        through = check_violation(path((20e3, 38e3), (20e3, -5e3)), land)
        assert through.decided_at == ("coast",)

    def test_an_end_by_height_does_not_decide_by_the_border_near_it(self):
        """Begins and ends its stay by height over the coast's half of the zone, and is deepest to the north."""
        south = SQUARE.exterior.coords[:2]
        land = zone(SQUARE, land_only=True, coast=MultiLineString([south]), lower_m=1000.0)
        found = check_violation(path((20e3, 5e3), (20e3, 30e3), (20e3, 5e3), alt_m=[0, 9000, 0]), land)
        assert found.incursions[0].entry.alt_m == pytest.approx(1000)
        assert found.decided_at == ()

    def test_disputed_stretch(self):
        west, south = frame(15e3, -1e3)
        east, north = frame(25e3, 1e3)
        here = DisputedStretch("somewhere", None, (west, south, east, north), "")
        disputed = zone(SQUARE, disputed=(here,))
        assert check_violation(path((20e3, 2e3)), disputed).decided_at == ("somewhere",)
        assert check_violation(path((5e3, -2e3)), disputed).decided_at == ()


class TestRefusals:
    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"lon_deg": [], "lat_deg": []}, "one longitude and one latitude"),
            ({"lon_deg": [1, 2], "lat_deg": [1]}, "one longitude and one latitude"),
            ({"lon_deg": [1, np.nan], "lat_deg": [1, 2]}, "not on the globe"),
            ({"lon_deg": [1, 2], "lat_deg": [1, 95]}, "not on the globe"),
            ({"lon_deg": [1, 1e6], "lat_deg": [1, 2]}, "not on the globe"),
            ({"lon_deg": [0, 179.9], "lat_deg": [0, 0.1]}, "nearly half"),
            ({"lon_deg": [0, 0], "lat_deg": [90, -90]}, "nearly half"),
            ({"lon_deg": [1, 2], "lat_deg": [1, 2], "start": START}, "or neither"),
            ({"lon_deg": [1, 2], "lat_deg": [1, 2], "t_s": [0, 1]}, "or neither"),
            ({"lon_deg": [1, 2], "lat_deg": [1, 2], "start": START, "t_s": [0, 0]}, "do not increase"),
            ({"lon_deg": [1, 2], "lat_deg": [1, 2], "start": START, "t_s": [0, np.nan]}, "finite"),
            ({"lon_deg": [1, 2], "lat_deg": [1, 2], "start": START.replace(tzinfo=None), "t_s": [0, 1]}, "UTC"),
            ({"lon_deg": [1, 2], "lat_deg": [1, 2], "alt_m": [0, np.inf]}, "finite"),
            ({"lon_deg": [1, 2], "lat_deg": [1, 2], "alt_m": [0]}, "finite"),
        ],
    )
    def test_tracks(self, given, words):
        with pytest.raises(UnsupportedGeometryError, match=words):
            Track("t", **given)

    def test_what_a_track_does_not_have(self):
        with pytest.raises(UnsupportedGeometryError, match="no times"):
            track([A, (37, 36)]).at_time(1.0)
        with pytest.raises(UnsupportedGeometryError, match="no times"):
            track([A, (37, 36)]).time(1.0)
        with pytest.raises(UnsupportedGeometryError, match="no course"):
            track([A]).course_deg(0.0)

    def test_a_track_cannot_be_changed(self):
        with pytest.raises(ValueError, match="read-only"):
            track([A]).lon_deg[0] = 1.0


class TestTrack:
    def test_places_times_and_heights_between_fixes(self):
        there = track([A, (37.0, 36.5), (37.0, 36.5), (38.0, 36.0)], [0, 100, 150, 300], [0, 1000, 2000, 1500])
        half = there.point(0.5)
        expected = go(*A, there.leg_azimuth_deg[0], there.leg_length_m[0] / 2)
        assert (half.lon_deg, half.lat_deg) == pytest.approx(expected, abs=1e-12)
        assert (half.alt_m, seconds(half.time)) == (500, 50)
        assert there.along_m[-1] == pytest.approx(apart(A, (37.0, 36.5)) + apart((37.0, 36.5), (38.0, 36.0)))
        assert there.at_time([0, 125, 225, 999]) == pytest.approx([0, 1.5, 2.5, 3])
        assert there.at_along([-5, half.along_m])[:] == pytest.approx([0, 0.5])
        assert there.course_deg(0.5) == pytest.approx(course(*A, there.leg_azimuth_deg[0], half.along_m), abs=1e-9)
        assert there.point(1.0).lon_deg == 37.0

    def test_fixes_are_kept_to_the_last_bit(self):
        fixes = [(36.1, 35.9), (179.999, 12.3), (-179.5, -12.3)]
        there = track(fixes)
        assert [(there.point(u).lon_deg, there.point(u).lat_deg) for u in (0.0, 1.0, 2.0)] == fixes


def test_a_zone_says_what_edges_it_was_read_with():
    assert check_violation(path((0, -5)), Zone.of(shape(SQUARE), "rhumb")).edge_model == "rhumb"


@pytest.mark.parametrize("lon", [100.0, 126.0, -144.0, -143.99])
def test_the_far_side_of_the_globe_is_outside(lon):
    found = check_violation(track([(lon, -35.9), (lon + 0.5, -36.1)]), ZONE)
    assert found.verdict == "outside"
    ends = [apart(p, q) for p in ((lon, -35.9), (lon + 0.5, -36.1)) for q in SQUARE.exterior.coords]
    assert found.closest_approach_m <= min(ends) + 1e-6
