"""The least detour by a zone and what follows from it, against mirrors, brute force and paths that were flown."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from engine_helpers import GEOD, SAME_EVERY_TIME, Brute, apart, course, go, track, unwrapped
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from airspace import prism
from airspace.edges import Edges
from airspace.errors import UnsupportedGeometryError
from airspace.prism import (
    CONVEX_REACH_M,
    DEPTH_DETOUR_TOLERANCE_M,
    alibi,
    least_detour,
    least_detour_to_depth,
    track_alibis,
    whole,
)
from airspace.zone import national_zone

KMH = 3.6
SALIENT_A, SALIENT_B = (36.0, 35.70), (36.3, 35.72)  # south of the southern tip of Hatay


def detour(a, p, b):
    return apart(a, p) + apart(p, b)


def box(west, south, east, north):
    return Edges.of(Polygon([(west, south), (east, south), (east, north), (west, north)]))


def ways(a, b, lon, lat):
    """Lengths A-p-B for many p, by pyproj alone."""
    n = len(lon)
    return sum(GEOD.inv(np.full(n, p[0]), np.full(n, p[1]), lon, lat)[2] for p in (a, b))


def on_edge(p, q, shares):
    azi, _, length = GEOD.inv(*p, *q)
    n = len(shares)
    lon, lat, _ = GEOD.fwd(np.full(n, p[0]), np.full(n, p[1]), np.full(n, azi), shares * length)
    return np.asarray(lon), np.asarray(lat), length


def brute(a, b, sides, points=2001):
    """Least detour by the best of many points of each side, and by as many about that one; the last spacing."""
    found = []
    for p, q in sides:
        shares = np.linspace(0, 1, points)
        values = ways(a, b, *on_edge(p, q, shares)[:2])
        found.append((float(values.min()), float(shares[np.argmin(values)]), p, q))
    first, share, p, q = min(found)
    near = np.linspace(max(0, share - 1 / (points - 1)), min(1, share + 1 / (points - 1)), points)
    lon, lat, length = on_edge(p, q, near)
    return first, float(ways(a, b, lon, lat).min()), length * (near[1] - near[0])


class TestMirrors:
    """Heron: the shortest way by a straight line is as long as the straight way to the mirror image.

    The equator and every meridian are geodesics about which the ellipsoid is symmetric.
    """

    def test_a_number_worked_out_before(self):
        """With geographiclib, from the geodesic to the mirror image."""
        found = least_detour(box(5, -5, 15, 0), (10, 0.30), (10.9, 0.45))
        assert found.length_m == pytest.approx(130057.250520968, abs=1e-6)
        assert found.exact
        assert not found.meets

    @SAME_EVERY_TIME
    @given(st.floats(-180, 180), *[st.tuples(st.floats(-3, 3), st.floats(0.01, 2)) for _ in range(2)])
    def test_the_equator(self, middle, a, b):
        edges = Edges.of(Polygon([(middle - 6, -3), (middle + 6, -3), (middle + 6, 0), (middle - 6, 0)]))
        a, b = (middle + a[0], a[1]), (middle + b[0], b[1])
        found = least_detour(edges, a, b)
        assert found.length_m == pytest.approx(apart(a, (b[0], -b[1])), abs=1e-6)
        assert detour(a, (found.lon_deg, found.lat_deg), b) == pytest.approx(found.length_m, abs=1e-6)

    @SAME_EVERY_TIME
    @given(
        st.sampled_from([36.0, 180.0, -75.0]),
        st.floats(-70, 70),
        *[st.tuples(st.floats(0.01, 2), st.floats(-1.5, 1.5)) for _ in range(2)],
    )
    def test_a_meridian(self, meridian, middle, a, b):
        edges = box(meridian, middle - 4, meridian + 3, middle + 4)
        a, b = (meridian - a[0], middle + a[1]), (meridian - b[0], middle + b[1])
        found = least_detour(edges, a, b)
        assert found.length_m == pytest.approx(apart(a, (2 * meridian - b[0], b[1])), abs=1e-6)

    def test_far_away(self):
        """Exact up to a quarter of the globe; beyond, a bound that is at most 1 km short."""
        a, b = (-42, 3), (42, 5)
        found = least_detour(box(-80, -5, 80, 0), a, b)
        assert found.exact
        assert found.length_m == pytest.approx(apart(a, (42, -5)), abs=1e-6)
        # over 90 degrees away a corner of this square is nearest, less than that the middle of its side
        away = box(-0.5, -0.5, 0.5, 0.5)
        a = b = (100.0, 0.0)
        found = least_detour(away, a, b)
        assert not found.exact
        nearest = 2 * apart(a, (0.5, 0.5))
        assert nearest - 1001 < found.length_m <= nearest
        a = b = (89.0, 0.0)
        found = least_detour(away, a, b)
        assert found.exact
        assert found.length_m == pytest.approx(2 * apart(a, (0.5, 0.0)), abs=1e-6)
        assert apart(a, (0.5, 0.0)) < CONVEX_REACH_M < apart((100.0, 0.0), (0.5, 0.0))


def stars(count):
    """Polygons of 3 to 8 corners anywhere up to 80 degrees, 20 to 400 km wide, with A and B about them."""
    rng = np.random.default_rng(4)
    for _ in range(count):
        centre = float(rng.uniform(-180, 180)), float(rng.uniform(-80, 80))
        size, n = float(10 ** rng.uniform(4, 5.3)), int(rng.integers(3, 9))
        ring = [go(*centre, 360 * k / n, size * rng.uniform(0.3, 1)) for k in range(n)]
        a, b = (go(*centre, rng.uniform(0, 360), size * rng.uniform(0.8, 2.5)) for _ in range(2))
        yield unwrapped(ring), a, b


def test_random_polygons_are_never_beaten_by_brute_force_and_never_unmatched():
    outside = 0
    for ring, a, b in stars(40):
        found = least_detour(Edges.of(Polygon(ring)), a, b)
        first, value, spacing = brute(a, b, list(pairwise([*ring, ring[0]])))
        if found.meets:
            assert found.length_m == found.direct_m
            continue
        outside += 1
        assert found.length_m <= first + 1e-6
        assert value - spacing - 1e-6 <= found.length_m <= value + 1e-6
        assert detour(a, (found.lon_deg, found.lat_deg), b) == pytest.approx(found.length_m, abs=1e-6)
    assert outside > 15  # the rest is met by the direct way


def test_a_direct_way_through_a_zone_is_the_least_detour():
    edges = box(10, 40, 11, 41)
    found = least_detour(edges, (9, 40.5), (12, 40.5))
    assert found.meets
    assert found.length_m == found.direct_m == pytest.approx(apart((9, 40.5), (12, 40.5)), abs=1e-6)
    assert found.lon_deg == pytest.approx(10, abs=1e-8)  # where it enters
    assert least_detour(edges, (10.5, 40.5), (12, 40.5)).lon_deg == 10.5
    assert least_detour(edges, (12, 40.5), (10.5, 40.5)).lon_deg == pytest.approx(11, abs=1e-8)


def test_one_place_twice_is_there_and_back():
    edges = box(10, 0, 11, 5)
    assert least_detour(edges, (9, 0.0), (9, 0.0)).length_m == pytest.approx(2 * apart((9, 0), (10, 0)), abs=1e-6)
    assert least_detour(edges, (10.5, 1), (10.5, 1)).length_m == 0


def test_an_end_on_the_border_is_no_detour():
    found = least_detour(box(10, 40, 11, 41), (10, 40), (9, 39))
    assert found.length_m == pytest.approx(apart((10, 40), (9, 39)), abs=1e-6)


class TestRealBorder:
    """Turkey, edition osm-2026c: 73,000 edges."""

    @pytest.mark.parametrize(
        ("a", "b"), [(SALIENT_A, SALIENT_B), ((44.0, 33.0), (35.0, 33.0)), ((43.0, 45.0), (30.0, 44.5))]
    )
    def test_against_every_vertex_and_2001_points_of_every_edge_that_may_matter(self, a, b):
        zone = national_zone("TUR", "osm-2026c")
        found = least_detour(zone.edges, a, b)
        rings = shapely.get_rings(shapely.get_parts(zone.shape.geometry))
        corners = [shapely.get_coordinates(ring) for ring in rings]
        p, q = (np.concatenate([ring[part] for ring in corners]) for part in (slice(-1), slice(1, None)))
        at_p, at_q = ways(a, b, *p.T.copy()), ways(a, b, *q.T.copy())
        length = GEOD.inv(*p.T.copy(), *q.T.copy())[2]
        may = (at_p + at_q) / 2 - length <= at_p.min()
        _, value, spacing = brute(a, b, [(tuple(s), tuple(e)) for s, e in zip(p[may], q[may], strict=True)])
        assert not found.meets
        assert value - spacing - 1e-6 <= found.length_m <= value + 1e-6

    def test_few_edges_are_looked_at(self, monkeypatch):
        """Counted, not timed: places measured exactly, of 147,000 ends of edges."""
        asked = []
        original = prism.inverse

        def counted(*args):
            asked.append(max(np.size(arg) for arg in args))
            return original(*args)

        edges = national_zone("TUR", "osm-2026c").edges
        monkeypatch.setattr(prism, "inverse", counted)
        least_detour(edges, SALIENT_A, SALIENT_B)
        assert sum(asked) < 3000


# a straight border and a leg of 12 km beside it, 3 km off: 60 s

BASE, AZI = (30.0, 40.0), 80.0
LEG_S = 60.0


def beside(along_m, off_m):
    return go(*go(*BASE, AZI, along_m), course(*BASE, AZI, along_m) + 90, off_m)


A, B = beside(-6e3, 3e3), beside(6e3, 3e3)


@pytest.fixture(scope="module")
def straight():
    south = [go(*BASE, AZI, d) for d in (-6e4, 6e4)]
    return Edges.of(Polygon([*south, *(go(*p, AZI - 90, 8e4) for p in reversed(south))]))


def plane(depth_m):
    """2 sqrt(6000^2 + (3000 + depth)^2): 13416.4, 14422.2, 15620.5 m."""
    return 2 * float(np.hypot(6e3, 3e3 + depth_m))


class TestStraightBorder:
    @pytest.mark.parametrize(("depth_m", "kmh"), [(0.0, 805), (1e3, 865), (2e3, 937)])
    def test_speeds_as_published(self, straight, depth_m, kmh):
        found = least_detour_to_depth(straight, A, B, depth_m)
        assert found.at_most_m - found.at_least_m <= DEPTH_DETOUR_TOLERANCE_M
        assert found.at_least_m <= plane(depth_m) + 0.01  # the plane is off by 8 mm here
        assert found.at_most_m >= plane(depth_m) - 0.01
        assert found.at_least_m / LEG_S * KMH == pytest.approx(kmh, abs=0.5)

    def test_touching(self, straight):
        found = alibi(straight, A, B, LEG_S, 250.0)
        assert found.detour.length_m == pytest.approx(plane(0), abs=0.01)
        assert found.required_speed_mps * KMH == pytest.approx(805, abs=0.5)
        assert found.answer == "may"

    def test_cannot_below_that_speed_and_may_above(self, straight):
        speed = plane(0) / LEG_S
        below, above = (alibi(straight, A, B, LEG_S, speed * f) for f in (1 - 1e-5, 1 + 1e-5))
        assert (below.answer, above.answer) == ("cannot", "may")
        assert below.earliest_entry_s is below.latest_exit_s is below.longest_stay_s is None
        assert not below.impossible

    def test_times(self, straight):
        found = alibi(straight, A, B, LEG_S, 300.0, 600.0, 900.0)
        assert found.required_speed_mps == pytest.approx((plane(0) - 1500) / LEG_S, abs=1e-3)
        assert found.earliest_entry_s == pytest.approx((3000 - 600) / 300, abs=1e-4)
        assert found.latest_exit_s == pytest.approx(LEG_S - (3000 - 900) / 300, abs=1e-4)
        assert found.longest_stay_s == pytest.approx(LEG_S - (2400 + 2100) / 300, abs=1e-4)

    def test_a_disc_that_reaches_into_the_zone_leaves_the_way_from_the_other_fix(self, straight):
        found = alibi(straight, A, B, LEG_S, 300.0, 12e3, 0.0)
        assert found.required_speed_mps == pytest.approx(3000 / LEG_S, abs=1e-5)
        assert found.earliest_entry_s == 0

    def test_must(self, straight):
        inside = beside(0, -2e3)
        for a, b, radii in [(inside, B, (0, 5e3)), (inside, B, (1999.9, 0)), (A, inside, (9e3, 1999.9))]:
            assert alibi(straight, a, b, LEG_S, 300.0, *radii).answer == "must"
        for radii in [(2000.1, 0), (2500, 9e3)]:
            assert alibi(straight, inside, B, LEG_S, 300.0, *radii).answer == "may"
        both = alibi(straight, inside, beside(5e3, -2e3), LEG_S, 300.0)
        assert (both.earliest_entry_s, both.latest_exit_s, both.longest_stay_s) == (0, LEG_S, LEG_S)

    def test_fixes_that_contradict_the_bound(self, straight):
        assert alibi(straight, A, B, LEG_S, 199.0).impossible
        assert not alibi(straight, A, B, LEG_S, 199.0, 40.0, 40.0).impossible
        assert not alibi(straight, A, B, LEG_S, 201.0).impossible
        found = alibi(straight, beside(0, -2e3), B, 1.0, 201.0)
        assert (found.answer, found.impossible, found.longest_stay_s) == ("must", True, None)

    @pytest.mark.parametrize(
        "values", [(0.0, 300.0), (-1.0, 300.0), (60.0, 0.0), (np.nan, 300.0), (60.0, np.inf), (60.0, 300.0, -1.0)]
    )
    def test_what_cannot_be_is_refused(self, straight, values):
        with pytest.raises(UnsupportedGeometryError, match="positive"):
            alibi(straight, A, B, *values)

    def test_places_off_the_globe_are_refused(self, straight):
        with pytest.raises(UnsupportedGeometryError, match="globe"):
            least_detour(straight, (10.0, 91.0), B)


# properties


@st.composite
def scenes(draw):
    """A star-shaped zone of 20 or 200 km, and two places in or about it."""
    radii = draw(st.lists(st.floats(0.25, 1.0), min_size=3, max_size=6))
    size, centre = draw(st.sampled_from([1e4, 1e5])), (36.0, 36.0)
    ring = [go(*centre, 360 * i / len(radii), size * r) for i, r in enumerate(radii)]
    a, b = (go(*centre, draw(st.floats(0, 360)), size * draw(st.floats(0.05, 3))) for _ in range(2))
    return ring, a, b


@SAME_EVERY_TIME
@given(scenes())
def test_exchanging_the_fixes_changes_nothing(scene):
    ring, a, b = scene
    edges = Edges.of(Polygon(ring))
    one, other = least_detour(edges, a, b), least_detour(edges, b, a)
    assert one.meets == other.meets
    assert one.length_m == pytest.approx(other.length_m, abs=1e-6)
    there, back = alibi(edges, a, b, 600.0, 300.0, 10.0, 500.0), alibi(edges, b, a, 600.0, 300.0, 500.0, 10.0)
    assert there.answer == back.answer
    if there.earliest_entry_s is not None:
        assert there.earliest_entry_s == pytest.approx(600.0 - back.latest_exit_s, abs=1e-8)


@SAME_EVERY_TIME
@given(scenes(), st.sampled_from([143.7, 143.99, -216.2, 100.0]))
def test_turning_the_globe_changes_nothing(scene, shift):
    """Some turns bring the zone onto the antimeridian."""
    ring, a, b = scene
    turned = unwrapped([(lon + shift, lat) for lon, lat in ring])
    far = [((lon + shift + 180) % 360 - 180, lat) for lon, lat in (a, b)]
    one, other = least_detour(Edges.of(Polygon(ring)), a, b), least_detour(Edges.of(Polygon(turned)), *far)
    assert one.meets == other.meets
    assert one.length_m == pytest.approx(other.length_m, abs=1e-6)


@SAME_EVERY_TIME
@given(scenes(), st.floats(0.01, 5e4), st.floats(0, 360))
def test_discs_only_loosen(scene, radius, azi):
    ring, a, b = scene
    edges = Edges.of(Polygon(ring))
    sharp, blurred = (alibi(edges, a, b, 600.0, 300.0, r, r / 2) for r in (0.0, radius))
    allowed = {"must": {"must", "may"}, "may": {"may"}, "cannot": {"cannot", "may"}}
    assert blurred.answer in allowed[sharp.answer]
    assert blurred.required_speed_mps <= sharp.required_speed_mps
    assert sharp.impossible or not blurred.impossible
    if sharp.earliest_entry_s is not None:
        assert blurred.earliest_entry_s <= sharp.earliest_entry_s
        assert blurred.latest_exit_s >= sharp.latest_exit_s
    # and no place that the disc allows needs less
    moved = least_detour(edges, go(*a, azi, radius * 0.999), go(*b, azi + 77, radius * 0.499))
    assert moved.length_m / 600.0 >= blurred.required_speed_mps - 1e-9


@SAME_EVERY_TIME
@given(scenes(), st.floats(0, 1), st.floats(0.05, 1.0), st.floats(0, 3e3), st.floats(0, 360))
def test_a_path_that_was_flown_is_never_ruled_out(scene, share, inward, radius, azi):
    """From near A straight to a place in the zone and on to near B, at the bound's speed all the way."""
    ring, a, b = scene
    edges = Edges.of(Polygon(ring))
    k = int(share * (len(ring) - 1))
    p = go(36.0, 36.0, 360 * k / len(ring), apart((36.0, 36.0), ring[k]) * inward)
    true_a, true_b = go(*a, azi, radius), go(*b, -azi, radius)
    arrive, dt = apart(true_a, p) / 300.0, detour(true_a, p, true_b) / 300.0 + 1e-9
    found = alibi(edges, a, b, dt, 300.0, radius + 1e-6, radius + 1e-6)
    assert found.answer in {"may", "must"}
    assert not found.impossible
    assert found.required_speed_mps <= 300.0
    assert found.earliest_entry_s <= arrive + 1e-6
    assert found.latest_exit_s >= arrive - 1e-6


# depth


@pytest.mark.parametrize("depth_m", [500.0, 2000.0])
def test_depth_against_a_grid(depth_m):
    """A notched zone 20 km wide: places every 100 m, their depth from border points every 5 m."""
    centre = (36.0, 36.0)
    ring = [go(*centre, azi, r) for azi, r in [(10, 9e3), (80, 6e3), (150, 1e4), (190, 1.5e3), (230, 9e3), (310, 7e3)]]
    edges, border = Edges.of(Polygon(ring)), Brute(Polygon(ring), 5.0)
    a, b = go(*centre, 200, 1.4e4), go(*centre, 140, 1.6e4)
    found = least_detour_to_depth(edges, a, b, depth_m)
    assert 0 <= found.at_most_m - found.at_least_m <= DEPTH_DETOUR_TOLERANCE_M
    place = (found.lon_deg, found.lat_deg)
    assert detour(a, place, b) == pytest.approx(found.at_most_m, abs=1e-6)
    assert shapely.contains_xy(Polygon(ring), *place)
    assert border.distance(*(np.array([v]) for v in place))[0] >= depth_m - 0.01

    lon, lat = (v.ravel() for v in np.meshgrid(np.linspace(35.88, 36.12, 216), np.linspace(35.9, 36.1, 222)))
    within = shapely.contains_xy(Polygon(ring), lon, lat)
    lon, lat = lon[within], lat[within]
    low = ways(a, b, lon, lat) < found.at_most_m + 300.0
    lon, lat = lon[low], lat[low]
    deep = border.rough(lon, lat) >= depth_m
    best = ways(a, b, lon[deep], lat[deep]).min()
    assert found.at_least_m <= best + 0.1
    assert best - found.at_least_m < 300.0


def test_a_depth_that_no_place_has():
    edges = box(30, 0, 30.1, 0.1)  # 11.1 km wide
    assert least_detour_to_depth(edges, (29, 0), (31, 1), 5600.0).at_least_m == np.inf
    assert least_detour_to_depth(edges, (29, 0), (31, 1), 5600.0).lon_deg is None
    found = least_detour_to_depth(edges, (29, 0), (31, 1), 5500.0)
    assert found.at_most_m - found.at_least_m <= DEPTH_DETOUR_TOLERANCE_M


def test_a_direct_way_that_is_deep_enough_needs_no_detour(straight):
    a, b = beside(-2e4, -5e3), beside(2e4, -5e3)
    found = least_detour_to_depth(straight, a, b, 4e3)
    assert found.at_least_m == pytest.approx(apart(a, b), abs=1e-6)
    assert found.at_most_m <= found.at_least_m + DEPTH_DETOUR_TOLERANCE_M


def test_depth_across_the_antimeridian():
    one = least_detour_to_depth(box(30, 40, 31, 41), (29.9, 40.2), (29.9, 40.6), 3e3)
    other = least_detour_to_depth(box(179.5, 40, 180.5, 41), (179.4, 40.2), (179.4, 40.6), 3e3)
    assert abs(one.at_least_m - other.at_least_m) <= DEPTH_DETOUR_TOLERANCE_M
    assert abs(one.at_most_m - other.at_most_m) <= DEPTH_DETOUR_TOLERANCE_M


def test_a_search_that_is_cut_short_ends_with_bounds_that_hold(straight, monkeypatch):
    monkeypatch.setattr(prism, "MOST_CELLS", 40)
    found = least_detour_to_depth(straight, A, B, 1e3)
    assert plane(0) - 0.01 < found.at_least_m < plane(1e3) - DEPTH_DETOUR_TOLERANCE_M < found.at_most_m


@pytest.mark.parametrize("depth_m", [-1.0, np.nan, np.inf])
def test_a_depth_that_cannot_be_is_refused(straight, depth_m):
    with pytest.raises(UnsupportedGeometryError, match="depth"):
        least_detour_to_depth(straight, A, B, depth_m)


# tracks


class TestTracks:
    POINTS = (beside(-30e3, 20e3), beside(-18e3, 20e3), A, B, beside(6e3, -2e3))
    T_S = (0.0, 60.0, 180.0, 240.0, 300.0)

    def test_one_alibi_a_leg(self, straight):
        found = track_alibis(track(self.POINTS, self.T_S), straight, 250.0, 100.0)
        single = [
            alibi(straight, p, q, t2 - t1, 250.0, 100.0, 100.0)
            for (p, q), (t1, t2) in zip(pairwise(self.POINTS), pairwise(self.T_S), strict=True)
        ]
        assert [one.answer for one in found] == ["cannot", "may", "may", "must"]
        for one, other in zip(found, single, strict=True):
            assert one.answer == other.answer
            assert one.required_speed_mps == pytest.approx(other.required_speed_mps, abs=1e-9)

    def test_taken_together(self, straight):
        found = track_alibis(track(self.POINTS, self.T_S), straight, 250.0)
        assert [whole(found[:n]).answer for n in (1, 2, 3, 4)] == ["cannot", "may", "may", "must"]
        speeds = [one.required_speed_mps for one in found]
        assert whole(found[:3]).required_speed_mps == min(speeds[:3])
        assert whole(found[:3]).leg == int(np.argmin(speeds[:3]))
        assert not whole(found).impossible
        assert whole(track_alibis(track(self.POINTS, self.T_S), straight, 199.0)).impossible

    def test_no_times_and_no_legs_are_refused(self, straight):
        with pytest.raises(UnsupportedGeometryError, match="no times"):
            track_alibis(track(self.POINTS), straight, 250.0)
        one_fix = track_alibis(track([A], [0.0]), straight, 250.0)
        assert one_fix == ()
        with pytest.raises(UnsupportedGeometryError, match="no leg"):
            whole(one_fix)
