"""Straight paths across a zone: zones whose answer is a formula, and the engine on paths of its own."""

from __future__ import annotations

import numpy as np
import pytest
from engine_helpers import GEOD, SAME_EVERY_TIME, apart, course, gnomonic_back, go
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon

from airspace.across import MET_M, RANGE_TOLERANCE_M, Across, across
from airspace.edges import Edges
from airspace.extremes import deepest
from airspace.interval import Interval
from airspace.stayfield import NORTH_AT_M, StayTable
from airspace.sweep import Area
from airspace.theatre import meetings
from airspace.track import Track
from airspace.units import parse_figure
from airspace.zone import national_zone

SALIENT = Area(35.93, 35.75, 36.35, 36.10)
EVERY = Interval(0.0, float("inf"))
LETTER_LENGTH, LETTER_DEPTH = (parse_figure(text, "length").interval_si for text in ("1.15 mi", "1.36 mi"))


def ring(points, centre=(30.0, 50.0)):
    """A polygon given in the gnomonic plane about a point, metres: its edges are geodesics and lines there."""
    return Edges.of(Polygon([gnomonic_back(*centre, x, y) for x, y in points]))


def box(half_m, centre=(30.0, 50.0)):
    """A box whose sides lie so far from its centre."""
    east, north = go(*centre, 90.0, half_m)[0] - centre[0], go(*centre, 0.0, half_m)[1] - centre[1]
    return Area(centre[0] - east, centre[1] - north, centre[0] + east, centre[1] + north)


def strip():
    """Two kilometres from south to north, endless from west to east."""
    return ring([(-60e3, -1000), (60e3, -1000), (60e3, 1000), (-60e3, 1000)])


def figures(stay):
    return stay.length_m, stay.depth_m


# zones with a formula


def test_across_a_strip_the_depth_is_half_the_way_straight_across() -> None:
    table = Across(strip(), box(5000), [0.0], 6000.0)
    for stay in (*table.depth_range(1990, 2010), *table.length_range(950, 1050)):
        assert figures(stay) == pytest.approx((2000, 1000), abs=0.05)
    assert figures(table.both(Interval(1999, 2001), Interval(999, 1001))) == pytest.approx((2000, 1000), abs=0.05)
    assert table.both(Interval(1990, 2010), Interval(1001, 1100)) is None
    assert table.both(Interval(2001, 2010), Interval(900, 1100)) is None
    assert table.depth_range(2001, 5000) is None
    assert table.length_range(1001, 3000) is None


def test_aslant_across_a_strip_the_way_grows_and_the_depth_does_not() -> None:
    slant = Across(strip(), box(5000), [60.0, 45.0], 6000.0)
    shortest, longest = slant.length_range(950, 1050)
    assert figures(shortest) == pytest.approx((2000 * 2**0.5, 1000), abs=0.1)
    assert figures(longest) == pytest.approx((4000, 1000), abs=0.1)
    assert (shortest.course_deg, longest.course_deg) == (45.0, 60.0)
    assert Across(strip(), box(5000), [60.0], 3999.0).depth_range(0, 6000) is None, "longer stays are left out"


HALF_APEX = np.radians(25.0)


def wedge():
    """Its tip in the middle, opening to the north with 25 degrees on either side."""
    return ring([(0, 0), (60e3 * np.tan(HALF_APEX), 60e3), (-60e3 * np.tan(HALF_APEX), 60e3)])


@pytest.mark.parametrize("turned_deg", [0.0, 15.0, -30.0])
def test_in_a_wedge_depth_goes_with_length(turned_deg) -> None:
    """A path makes with the sides a triangle with angles p and q: depth = length sin p sin q / (sin p + sin q)."""
    p, q = np.pi / 2 - HALF_APEX + np.radians([turned_deg, -turned_deg])
    share = np.sin(p) * np.sin(q) / (np.sin(p) + np.sin(q))
    table = Across(wedge(), box(20e3), [270.0 + turned_deg], 8000.0)
    least, greatest = table.depth_range(3000, 3100)
    assert least.depth_m == pytest.approx(3000 * share, abs=RANGE_TOLERANCE_M)
    assert greatest.depth_m == pytest.approx(3100 * share, abs=RANGE_TOLERANCE_M)
    shortest, longest = table.length_range(1000, 1100)
    assert shortest.length_m == pytest.approx(1000 / share, abs=RANGE_TOLERANCE_M + MET_M / share)
    assert longest.length_m == pytest.approx(1100 / share, abs=RANGE_TOLERANCE_M + MET_M / share)
    for stay in (least, greatest, shortest, longest):
        assert stay.depth_m == pytest.approx(stay.length_m * share, abs=0.1)
        assert apart(stay.entry, stay.exit) == pytest.approx(stay.length_m, abs=1e-6)


def test_in_a_wedge_height_goes_with_length() -> None:
    table = Across(wedge(), box(20e3), [270.0], 8000.0, north_of_lat=50.0)
    shortest, longest = table.length_range_north(2000, 2100)
    assert shortest.length_m == pytest.approx(4000 * np.tan(HALF_APEX), abs=1.0)
    assert longest.length_m == pytest.approx(4200 * np.tan(HALF_APEX), abs=1.0)
    least, greatest = table.north_range(3000, 3100)
    assert least.north_m == pytest.approx(1500 / np.tan(HALF_APEX), abs=1.0)
    assert greatest.north_m == pytest.approx(1550 / np.tan(HALF_APEX), abs=1.0)
    met = table.both_north(Interval(3000, 3100), Interval(3250, 3300))
    assert met.length_m == pytest.approx(2 * met.north_m * np.tan(HALF_APEX), abs=0.2)
    assert table.both_north(Interval(3000, 3100), Interval(3325, 3400)) is None
    assert table.nearest_north(Interval(3000, 3100), Interval(3400, 3500)).north_m == pytest.approx(3400, abs=0.3)


def test_the_nearest_is_the_one_that_misses_by_least() -> None:
    """Depth grows with less than half the length, so the sum of both misses is least where the length is met."""
    table = Across(wedge(), box(20e3), [270.0], 8000.0)
    stay = table.nearest(Interval(2000, 2010), Interval(1500, 1600))
    assert stay.length_m == pytest.approx(2010, abs=0.4)
    assert stay.depth_m == pytest.approx(2010 / 2 * np.cos(HALF_APEX), abs=0.2)


def test_in_a_disc_depth_is_the_rise_of_the_chord() -> None:
    radius, corners = 5000.0, 720  # the sides keep within 0.05 m of the circle
    turn = np.arange(corners) * 2 * np.pi / corners
    table = Across(
        ring(np.stack([radius * np.sin(turn), radius * np.cos(turn)], axis=1)), box(6000), [17.0, 80.0], 9500.0
    )

    def rise(length_m):
        return radius - np.sqrt(radius**2 - (length_m / 2) ** 2)

    for low, high in ((900, 1000), (4000, 4100), (9000, 9100)):
        least, greatest = table.depth_range(low, high)
        assert least.depth_m == pytest.approx(rise(low), abs=0.7)
        assert greatest.depth_m == pytest.approx(rise(high), abs=0.7)
        assert greatest.depth_m == pytest.approx(rise(greatest.length_m), abs=0.1)
    for depth in (100, 1000, 3000):
        for stay in table.length_range(depth - 1, depth + 1):
            assert stay.length_m == pytest.approx(2 * np.sqrt(radius**2 - (radius - depth) ** 2), abs=30)
            assert stay.depth_m == pytest.approx(depth, abs=1 + MET_M)


def test_the_northernmost_point_may_lie_between_the_ends() -> None:
    """Ten kilometres from east to west at 60 N rise 3.4 m above the parallel."""
    centre = (30.0, 60.0)
    column = ring([(-5000, -40e3), (5000, -40e3), (5000, 40e3), (-5000, 40e3)], centre)
    for course_deg in (270.0, 270.02, 275.0):
        table = Across(column, box(3000, centre), [course_deg], 11e3, north_of_lat=60.0)
        for stay in table.north_range(9000, 11e3):
            azi, _, length = GEOD.inv(*stay.entry, *stay.exit)
            many = np.linspace(0, length, 5001)
            lon, lat, _ = GEOD.fwd(*(np.full(many.size, v) for v in (*stay.entry, azi)), many)
            top = int(np.argmax(lat))
            way = apart((lon[top], 60.0), (lon[top], lat[top])) * np.sign(lat[top] - 60.0)
            assert stay.north_m == pytest.approx(way, abs=1e-3)
            ends = max(stay.entry[1], stay.exit[1])
            assert (lat[top] - ends) * 111_400 == pytest.approx(3.4, abs=0.1) or course_deg != 270.0


# what holds for any zone


@st.composite
def stars(draw):
    """Polygons seen whole from their middle, with 5 to 24 corners at 1 to 6 km."""
    count = draw(st.integers(5, 24))
    turn = (np.arange(count) + draw(st.lists(st.floats(0, 0.9), min_size=count, max_size=count))) * 2 * np.pi / count
    away = np.array(draw(st.lists(st.floats(1000, 6000), min_size=count, max_size=count)))
    return np.stack([away * np.sin(turn), away * np.cos(turn)], axis=1)


@settings(SAME_EVERY_TIME, max_examples=15)
@given(stars(), st.floats(0, 360), st.floats(100, 5000))
def test_no_stay_is_deeper_than_half_its_length_and_none_is_left_out(points, course_deg, wanted_m) -> None:
    edges, area = ring(points), box(4000)
    table = Across(edges, area, [course_deg], 12e3)
    low, high = wanted_m, wanted_m * 1.2
    found = table.depth_range(low, high)
    paths = engine_stays(edges, area, course_deg, np.linspace(-5500, 5500, 12))
    assert all(2 * depth <= length + 0.05 for length, depth in paths)
    here = [(length, depth) for length, depth in paths if low <= length <= high]
    if found is None:
        assert not here
        assert table.both(Interval(low, high), EVERY) is None
        return
    for stay in found:
        assert 2 * stay.depth_m <= stay.length_m + 0.05
        assert low - 0.02 <= stay.length_m <= high + 0.02
    for _, depth in here:
        assert found[0].depth_m - RANGE_TOLERANCE_M <= depth <= found[1].depth_m + RANGE_TOLERANCE_M
    for length, depth in paths:
        shortest, longest = table.length_range(depth - 1, depth + 1)
        assert shortest.length_m - RANGE_TOLERANCE_M <= length <= longest.length_m + RANGE_TOLERANCE_M
        assert abs(table.nearest(Interval.at(length), Interval.at(depth)).length_m - length) <= MET_M


def engine_stays(edges, area, course_deg, offsets_m, half_m=20e3):
    """(length, depth) of the stays with their middle in the area, by the engine, of paths laid with geographiclib."""
    found = []
    for offset in offsets_m:
        aside = course_deg + 90.0
        at = go(*area.centre, aside, float(offset))
        ahead = course(*area.centre, aside, float(offset)) - 90.0
        lon, lat = zip(go(*at, ahead + 180.0, half_m), at, go(*at, ahead, half_m), strict=True)
        track = Track("t", np.array(lon), np.array(lat))
        u = np.unique(np.concatenate([[0.0], meetings(track, edges), [2.0]]))
        inside = edges.contains(*track.position((u[:-1] + u[1:]) / 2))
        # a corner within half a metre of the path is a meeting too, but ends no stay
        starts = np.flatnonzero(inside & ~np.append(False, inside[:-1]))
        ends = np.flatnonzero(inside & ~np.append(inside[1:], False)) + 1
        for enter, leave in zip(u[starts], u[ends], strict=True):
            along = track.along([enter, leave])
            (lon_m,), (lat_m,) = track.position(track.at_along(along.mean()))
            if np.ptp(along) > 0.01 and area.holds(float(lon_m), float(lat_m)):
                found.append((float(np.ptp(along)), deepest(track, edges, enter, leave).distance_m))
    return found


def far_north():
    turn = np.arange(9) * 2 * np.pi / 9
    away = 1000.0 * np.array([9, 3, 7, 8, 4, 9, 5, 6, 7])
    return ring(np.stack([away * np.sin(turn), away * np.cos(turn)], axis=1), (20.0, 69.0)), box(6000, (20.0, 69.0))


@pytest.mark.parametrize("place", ["osm-2026c", "wdbii", "far north"])
def test_bounds_of_the_table_hold_for_paths_between_its_marks(place) -> None:
    edges, area = far_north() if place == "far north" else (national_zone("TUR", place).edges, SALIENT)
    table = StayTable(edges, area, (240.0, 270.0, 300.0), 12e3, north_of_lat=35.8)
    chosen = np.random.default_rng(7)
    cell, share = chosen.integers(0, table.cells.size, 100), chosen.uniform(0.01, 0.99, 100)
    length = table.cells.length_low + 0.0
    north_low, north_high = table.north_at(cell, share)
    depth_low, depth_high = table.depth_at(cell, share)
    for k, i in enumerate(cell):
        entry, leaving = table.ends(int(i), float(share[k]))
        track = Track("t", np.array([entry[0], leaving[0]]), np.array([entry[1], leaving[1]]))
        way = float(track.leg_length_m[0])
        linear = length[i] + share[k] * (table.cells.length_high[i] - length[i])
        assert way == pytest.approx(linear, abs=0.03)  # an edge's end moves up to 2 km in a cell
        depth = deepest(track, edges, 0.0, 1.0).distance_m
        assert table.depth[0][i] <= depth + 0.02
        assert depth <= table.depth[1][i]
        assert depth_low[k] - 0.02 <= depth <= depth_high[k]
        many = track.position(np.linspace(0, 1, 400))[1].max()
        north = apart((36.0, 35.8), (36.0, float(many))) * np.sign(many - 35.8)
        assert north_low[k] <= north <= north_high[k]
        assert north_high[k] - north_low[k] == pytest.approx(2 * NORTH_AT_M)
        assert table.north[0][i] <= north <= table.north[1][i]


@pytest.mark.parametrize("east_deg", [100.0, -150.0])
def test_turning_the_globe_changes_nothing(east_deg) -> None:
    """The second turn lays the area across the antimeridian."""
    answers = []
    for centre in ((-30.0, 40.0), (-30.0 + east_deg, 40.0)):
        points = [(0, -3000), (4000, -1000), (2500, 500), (5000, 4000), (-4000, 3500), (-1500, 100)]
        table = Across(ring(points, centre), box(4000, centre), [200.0, 260.0], 9000.0, north_of_lat=39.99)
        answers.append(
            [
                (s.length_m, s.depth_m, s.north_m)
                for pair in (table.depth_range(2000, 4000), table.length_range(500, 900), table.north_range(2000, 2500))
                for s in pair
            ]
        )
    np.testing.assert_allclose(answers[0], answers[1], atol=0.02)


def test_there_and_back_are_one_path() -> None:
    edges = national_zone("TUR", "ne-10m").edges
    there, back = (Across(edges, SALIENT, [c], 12e3, 35.8) for c in (250.0, 70.0))
    for one, other in zip(
        (*there.depth_range(1800, 2200), *there.length_range(2100, 2300), *there.north_range(1800, 2200)),
        (*back.depth_range(1800, 2200), *back.length_range(2100, 2300), *back.north_range(1800, 2200)),
        strict=True,
    ):
        assert figures(one) == pytest.approx(figures(other), abs=0.02)
        assert apart(one.entry, other.exit) < 0.1
        assert apart(one.exit, other.entry) < 0.1


# the case


def test_the_engine_finds_no_path_beyond_the_ranges_in_the_salient() -> None:
    edges = national_zone("TUR", "osm-2026c").edges
    for course_deg in (240.0, 290.0):
        table = across("TUR", "osm-2026c", SALIENT, (course_deg,), 12e3)
        paths = [p for p in engine_stays(edges, SALIENT, course_deg, np.linspace(-17e3, 17e3, 30), 45e3) if p[0] < 12e3]
        assert len(paths) >= 10
        for length, depth in paths:
            least, greatest = table.depth_range(length - 1, length + 1)
            assert least.depth_m - RANGE_TOLERANCE_M <= depth <= greatest.depth_m + RANGE_TOLERANCE_M
            shortest, longest = table.length_range(depth - 1, depth + 1)
            assert shortest.length_m - RANGE_TOLERANCE_M <= length <= longest.length_m + RANGE_TOLERANCE_M
            met = table.both(Interval(length - 1, length + 1), Interval(depth - 1, depth + 1))
            assert met is not None
            assert (met.length_m, met.depth_m) == pytest.approx((length, depth), abs=1 + MET_M)


def test_no_straight_path_has_the_depth_and_the_length_of_the_letter() -> None:
    """The depth of 1.36 mi takes 2.7 mi of path at least: whatever border is taken, 1.15 mi goes a fraction as deep."""
    courses = range(240, 301, 10)
    for edition_id in ("osm-2026c", "osm-maritime", "dcw", "wdbii", "ne-10m"):
        table = across("TUR", edition_id, SALIENT, courses, 12e3)
        _, deepest_one = table.depth_range(LETTER_LENGTH.low, LETTER_LENGTH.high)
        assert 400 < deepest_one.depth_m < LETTER_LENGTH.high / 2
        shortest, _ = table.length_range(LETTER_DEPTH.low, LETTER_DEPTH.high)
        assert shortest.length_m > 2 * LETTER_DEPTH.low
        assert table.both(LETTER_LENGTH, LETTER_DEPTH) is None
        near = table.nearest(LETTER_LENGTH, LETTER_DEPTH)
        assert LETTER_LENGTH.gap(Interval.at(near.length_m)) + LETTER_DEPTH.gap(Interval.at(near.depth_m)) > 1200
    assert across("TUR", "dcw", SALIENT, list(courses), 12e3) is across("TUR", "dcw", SALIENT, courses, 12e3)


# what is refused, and where nothing is


def test_where_there_is_no_border_there_is_no_stay() -> None:
    table = Across(strip(), box(1000, (30.0, 51.0)), [0.0, 90.0], 6000.0, 50.0)
    assert table.depth_range(0, 6000) is None
    assert table.length_range(0, 6000) is None
    assert table.north_range(0, 6000) is None
    assert table.both(EVERY, EVERY) is None
    assert table.nearest(EVERY, EVERY) is None


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="no course"):
        Across(strip(), box(5000), [], 6000.0)
    with pytest.raises(ValueError, match=r"reach 67,\d{3} m from its centre"):
        Across(strip(), box(5000), [0.0], 60e3)
    table = Across(strip(), box(5000), [0.0], 6000.0)
    assert table.depth_range(0, 6000)[0].north_m is None
    with pytest.raises(ValueError, match="latitude to count from"):
        table.north_range(0, 6000)
