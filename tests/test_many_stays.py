"""Stays of copies on zones whose answer is known beside any engine: squares, half-planes, limits of height and time."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from engine_helpers import START, course, go, track, zone
from many_helpers import agree, equal, noise, one_by_one
from shapely import MultiPolygon, Polygon

from airspace.many.check import check_copies
from airspace.violation import check_violation

A = (36.0, 36.0)
SIDE_M = 40_000.0
NOWHERE = np.zeros((1, 1)), np.zeros((1, 1))


def frame(x, y):
    """A place ``x`` metres along the square's southern edge from A and ``y`` metres to the left of it (inside)."""
    return go(*go(*A, 90, x), course(*A, 90, x) - 90, y)


SQUARE = Polygon([frame(0, 0), frame(SIDE_M, 0), frame(SIDE_M, SIDE_M), frame(0, SIDE_M)])
ZONE = zone(SQUARE)


def path(*places, **given):
    return track([frame(*p) for p in places], **given)


def only(path_, zone_=ZONE, **given):
    """The copy that is not moved; checked to be what the single check says, where that decides."""
    found = check_copies(path_, zone_, *NOWHERE, **given)
    if not given:
        assert agree(found, *one_by_one(path_, zone_, *NOWHERE))
    return {name: getattr(found, name)[0] for name in found.__dataclass_fields__}


class TestSquare:
    def test_in_and_out(self):
        found = only(path((20e3, -3e3), (20e3, 5e3), (26e3, -3e3), t_s=[0, 80, 180]))
        assert found["inside"]
        assert found["stays"] == 1
        assert found["entry_s"] == pytest.approx(30, abs=1e-4)
        assert found["exit_s"] == pytest.approx(142.5, abs=1e-3)
        assert found["duration_s"] == pytest.approx(112.5, abs=1e-3)
        assert found["length_m"] == pytest.approx(11_250, abs=0.5)
        assert found["max_depth_m"] == pytest.approx(5e3, abs=0.41)
        assert (found["entry_lon_deg"], found["entry_lat_deg"]) == pytest.approx(frame(20e3, 0), abs=1e-8)

    def test_several(self):
        found = only(path((-1e3, -500), (5e3, 700), (10e3, -500), (20e3, 900), (30e3, -500), t_s=[0, 20, 40, 60, 80]))
        assert found["stays"] == 2
        assert found["max_depth_m"] == pytest.approx(900, abs=0.41)

    @pytest.mark.parametrize(
        ("places", "entry", "leave"),
        [
            (((20e3, 4e3), (20e3, -4e3)), False, True),
            (((20e3, -4e3), (20e3, 4e3)), True, False),
            (((10e3, 4e3), (30e3, 4e3)), False, False),
        ],
    )
    def test_begins_or_ends_inside(self, places, entry, leave):
        found = only(path(*places, t_s=[0, 40]))
        assert found["entry_s"] == pytest.approx(20 if entry else np.nan, abs=1e-4, nan_ok=True)
        assert found["exit_s"] == pytest.approx(20 if leave else np.nan, abs=1e-4, nan_ok=True)
        assert found["duration_s"] == pytest.approx(20 if entry or leave else 40, abs=1e-4)

    def test_half_plane_moved_across(self):
        """Copies of a path along the border, moved north: inside by as much as they are moved."""
        north = np.array([[-500.0], [-1.0], [1.0], [250.0], [500.0]])
        flown = path((10e3, 0), (30e3, 0), t_s=[0, 100])
        found = check_copies(flown, ZONE, np.zeros((5, 1)), north)
        assert found.inside.tolist() == [False, False, True, True, True]
        # the meridians converge by 1e-3 rad over the 20 km, and the path bows north by a few metres less than its ends
        assert found.max_depth_m[2:] == pytest.approx(north[2:, 0], abs=0.5)
        assert found.duration_s[2:] == pytest.approx([100] * 3, abs=1e-6)

    def test_hovering_counts_its_time(self):
        """Fixes repeated, in the middle, at the end, and all of them; the copies keep their places."""
        places = (5e3, -1e3), (5e3, 1e3), (5e3, 1e3), (5e3, 1e3), (5e3, -1e3)
        assert only(path(*places, t_s=[0, 10, 60, 100, 110]))["duration_s"] == pytest.approx(100, abs=1e-4)
        assert only(path(*places[:3], t_s=[0, 10, 60]))["duration_s"] == pytest.approx(55, abs=1e-4)
        assert only(path(*places[1:3], t_s=[0, 60]))["duration_s"] == 60
        assert only(path(*places[1:3], t_s=[0, 60]))["length_m"] == 0
        assert not only(path(places[0], places[0], t_s=[0, 60]))["inside"]

    def test_an_enclave_and_several_parts(self):
        hole = [frame(*p) for p in ((15e3, 10e3), (25e3, 10e3), (25e3, 20e3), (15e3, 20e3))]
        part = Polygon([frame(*p) for p in ((45e3, 0), (50e3, 0), (50e3, 30e3), (45e3, 30e3))])
        found = only(
            path((5e3, 15e3), (55e3, 15e3), t_s=[0, 500]), zone(MultiPolygon([Polygon(SQUARE.exterior, [hole]), part]))
        )
        assert found["stays"] == 3
        assert found["duration_s"] == pytest.approx(100 + 150 + 50, abs=0.1)
        assert np.isnan(found["entry_s"])


class TestOnTheBorder:
    """Fixes on it, and paths that only touch it: undetermined, or as the single check has it."""

    @pytest.mark.parametrize("x", [0.0, 7e3, 20e3, SIDE_M])
    def test_begins_on_the_border_or_a_vertex(self, x):
        found = only(path((x, 0), (20e3, 5e3), t_s=[0, 40]))
        assert found["entry_s"] == pytest.approx(0, abs=1e-6)
        assert found["duration_s"] == pytest.approx(40, abs=1e-6)

    @pytest.mark.parametrize("y", [-0.05, -1e-6, 0.0, 1e-6, 0.05])
    def test_ends_beside_the_border(self, y):
        found = only(path((20e3, 5e3), (20e3, y), t_s=[0, 40]))
        assert np.isnan(found["entry_s"])
        assert found["exit_s"] == pytest.approx(40, abs=1e-3)

    @pytest.mark.parametrize("x", [0.0, 7e3, SIDE_M])
    def test_touches_from_outside(self, x):
        assert check_violation(path((x - 3e3, -2e3), (x, 0), (x + 3e3, -2e3)), ZONE).verdict == "undetermined"
        found = only(path((x - 3e3, -2e3), (x, 0), (x + 3e3, -2e3)))
        assert not found["inside"]
        assert found["length_m"] == 0

    @pytest.mark.parametrize("y", [-0.09, 0.0, 0.09])
    def test_a_touch_from_inside_parts_nothing(self, y):
        found = only(path((10e3, 2e3), (20e3, y), (30e3, 2e3), t_s=[0, 50, 100]))
        assert found["stays"] == 1
        assert found["duration_s"] == pytest.approx(100, abs=1e-6)

    @pytest.mark.parametrize("y", [-0.05, 0.05])
    def test_along_an_edge_within_the_tolerance(self, y):
        """The southern edge is one geodesic: from 1 km to 2 km a line beside it is as far from it all the way."""
        along = [frame(x, y) for x in np.linspace(1e3, 2e3, 5)]
        found = check_copies(track(along), ZONE, *NOWHERE)
        assert not found.inside[0]
        inward = check_copies(track([*along, frame(5e3, 3e3)], t_s=[0, 1, 2, 3, 4, 20]), ZONE, *NOWHERE)
        assert agree(inward, *one_by_one(track([*along, frame(5e3, 3e3)], t_s=[0, 1, 2, 3, 4, 20]), ZONE, *NOWHERE))

    def test_through_a_vertex(self):
        found = only(path((-3e3, -3e3), (3e3, 3e3), t_s=[0, 60]))
        assert found["entry_s"] == pytest.approx(30, abs=1e-3)

    def test_repeated_vertices(self):
        """A border with each vertex three times, crossed at vertices and edges."""
        ring = [frame(*p) for p in ((0, 0), (10e3, 0), (20e3, 4e3), (30e3, 0), (40e3, 0), (20e3, 30e3))]
        thrice = zone(Polygon([p for p in ring for _ in range(3)]))
        once = zone(Polygon(ring))
        east, north = noise(1, 40, 3, 3_000, 500)
        flown = path((10e3, -4e3), (20e3, 4e3), (30e3, -4e3), t_s=[0, 50, 100])
        assert equal(check_copies(flown, thrice, east, north), check_copies(flown, once, east, north))
        assert agree(check_copies(flown, thrice, *NOWHERE), *one_by_one(flown, thrice, *NOWHERE))

    def test_fixes_drawn_onto_vertices(self):
        """Paths from vertex to vertex of a star: sides never get lost.

        Neighbours are left out: how much of a leg that runs on the border itself belongs to a stay is rounding.
        """
        star = [go(*A, azi, 9e3 if k % 2 else 3e3) for k, azi in enumerate(range(0, 360, 20))]
        zone_ = zone(Polygon(star))
        rng = np.random.default_rng(2)
        for _ in range(20):
            drawn = np.cumsum(rng.choice([*range(2, len(star) - 1), 0], 5)) % len(star)
            far = go(*A, float(rng.uniform(0, 360)), 15e3)
            flown = track([far, *(star[k] for k in drawn), go(*far, 10, 100.0)], t_s=np.arange(7) * 30.0)
            found = check_copies(flown, zone_, *NOWHERE)
            assert agree(found, *one_by_one(flown, zone_, *NOWHERE), seconds=5e-4, length_m=0.15)


class TestHeight:
    LIMITED = zone(SQUARE, lower_m=1_000.0, upper_m=2_000.0)
    FLOWN = ((10e3, 5e3), (20e3, 5e3), (30e3, 5e3))

    @pytest.mark.parametrize(
        ("alt", "duration", "stays"),
        [
            ([500, 1_500, 2_500], 50, 1),
            ([500, 2_500, 500], 50, 2),
            ([1_000, 1_000, 1_000], 100, 1),
            ([2_000, 2_000, 2_000], 100, 1),
            ([1_000, 2_000, 1_000], 100, 1),
            ([999.9, 999.9, 999.9], 0, 0),
            ([3_000, 2_000, 3_000], 0, 0),
            ([500, 1_000, 500], 0, 0),
            ([2_000, 3_000, 3_000], 0, 0),
            ([3_000, 3_000, 2_000], 0, 0),
            ([3_000, 2_000, 2_000], 50, 1),
            ([1_500, 1_000, 500], 50, 1),
        ],
    )
    def test_passed_met_and_touched(self, alt, duration, stays):
        """Limits are inclusive; to meet one at a single place takes no time and is no stay."""
        found = only(path(*self.FLOWN, t_s=[0, 50, 100], alt_m=alt), self.LIMITED)
        assert found["stays"] == stays
        assert found["duration_s"] == pytest.approx(duration, abs=1e-6)
        assert found["max_depth_m"] == (0 if not stays else pytest.approx(5e3, abs=2))

    def test_both_limits_at_one_height(self):
        level = zone(SQUARE, lower_m=1_500.0, upper_m=1_500.0)
        for alt, duration in (([1_500, 1_500, 2_000], 50), ([1_000, 2_000, 1_500], 0), ([1_500, 2_000, 1_500], 0)):
            found = only(path(*self.FLOWN, t_s=[0, 50, 100], alt_m=alt), level)
            assert found["duration_s"] == pytest.approx(duration, abs=1e-6)

    def test_only_one_limit(self):
        for limits, duration in (({"lower_m": 1_000.0}, 75), ({"upper_m": 1_000.0}, 25)):
            found = only(path(*self.FLOWN, t_s=[0, 50, 100], alt_m=[500, 1_500, 1_500]), zone(SQUARE, **limits))
            assert found["duration_s"] == pytest.approx(duration, abs=1e-5)

    def test_each_copy_has_its_heights(self):
        flown = path((10e3, -5e3), (20e3, 5e3), (30e3, 5e3), t_s=[0, 50, 100], alt_m=[500, 1_500, 2_500])
        east, north = noise(3, 25, 3, 1_000, 300)
        alt = np.array([500, 1_500, 2_500]) + np.random.default_rng(4).normal(0, 500, (25, 3))
        found = check_copies(flown, self.LIMITED, east, north, alt_m=alt)
        assert agree(found, *one_by_one(flown, self.LIMITED, east, north, alt_m=alt))
        assert found.inside.any()

    def test_a_limit_passed_on_a_long_leg(self):
        """Halfway up a leg of 190 km is halfway over ground, which is not halfway in the plane."""
        wide = zone(Polygon([go(*A, azi, 400e3) for azi in (45, 135, 225, 315)]), lower_m=1_000.0)
        for lead in (0.0, 90e3):
            flown = track([go(*A, 70, lead), go(*go(*A, 70, lead), 75, 190e3)], t_s=[0, 1_000], alt_m=[500, 1_500])
            found = only(flown, wide)
            assert found["entry_s"] == pytest.approx(500, abs=1e-6)
            assert found["length_m"] == pytest.approx(95e3, abs=1e-3)

    def test_without_altitudes_limits_are_not_held_against_a_track(self):
        flown = path(*self.FLOWN)
        assert check_violation(flown, self.LIMITED).verdict == "undetermined"
        assert only(flown, self.LIMITED)["inside"]


class TestTime:
    FLOWN = path((10e3, 5e3), (20e3, 5e3), (30e3, 5e3), t_s=[0, 50, 100])

    @pytest.mark.parametrize(
        ("first", "last", "duration"),
        [
            (20, None, 80),
            (None, 20, 20),
            (20, 70, 50),
            (0, 100, 100),
            (100, None, 0),
            (None, 0, 0),
            (50, 50, 0),
            (200, 300, 0),
        ],
    )
    def test_validity(self, first, last, duration):
        ends = [None if s is None else START + timedelta(seconds=s) for s in (first, last)]
        found = only(self.FLOWN, zone(SQUARE, valid_from=ends[0], valid_to=ends[1]))
        assert found["duration_s"] == pytest.approx(duration, abs=1e-6)
        assert found["inside"] == (duration > 0)

    def test_a_late_clock(self):
        """It moves times, and what a zone that begins at an instant sees of the copy."""
        zone_ = zone(SQUARE, valid_from=START + timedelta(seconds=30))
        clock = np.array([-40.0, -10.0, 0.0, 25.0, 40.0])
        found = check_copies(self.FLOWN, zone_, np.zeros((5, 1)), np.zeros((5, 1)), clock_s=clock)
        rows, decided = one_by_one(self.FLOWN, zone_, np.zeros((5, 1)), np.zeros((5, 1)), clock_s=clock)
        assert agree(found, rows, decided)
        assert found.duration_s == pytest.approx([30, 60, 70, 95, 100], abs=1e-6)

    def test_height_and_time_together(self):
        zone_ = zone(SQUARE, lower_m=1_000.0, valid_from=START + timedelta(seconds=30), valid_to=START + timedelta(80))
        flown = path((10e3, -5e3), (20e3, 5e3), (30e3, 5e3), t_s=[0, 50, 100], alt_m=[1_500, 1_200, 500])
        east, north = noise(5, 20, 3, 1_000, 300)
        clock = np.random.default_rng(6).normal(0, 15, 20)
        found = check_copies(flown, zone_, east, north, clock_s=clock)
        assert agree(found, *one_by_one(flown, zone_, east, north, clock_s=clock))

    def test_one_limit_ends_as_the_other_begins(self):
        zone_ = zone(SQUARE, upper_m=1_000.0, valid_from=START + timedelta(seconds=25))
        flown = path((10e3, 5e3), (20e3, 5e3), t_s=[0, 50], alt_m=[500, 1_500])
        assert not only(flown, zone_)["inside"]
