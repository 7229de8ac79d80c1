"""Copies of a track all at once against the single check of each: verdict, stays, times, lengths, depths, places."""

from __future__ import annotations

import numpy as np
import pytest
from engine_helpers import GEOD, SAME_EVERY_TIME, go, zone
from hypothesis import given, settings
from hypothesis import strategies as st
from many_helpers import PLACES, TABLE, agree, equal, noise, one_by_one, timed
from shapely import MultiPolygon, Polygon

from airspace.many.check import CopyCheck, check_copies
from airspace.zone import national_zone

SALIENT = timed(np.linspace(36.35, 35.75, 11), np.linspace(35.835, 35.825, 11))
TRACKS = {
    "salient": SALIENT,
    "begins inside": timed([36.05, 36.1, 36.3, 36.6], [36.2, 35.9, 35.7, 35.9]),
    "ends inside": timed([36.4, 36.2, 36.1], [35.7, 35.85, 36.3]),
    "all inside": timed([36.05, 36.15, 36.1], [36.2, 36.3, 36.4]),
    "all outside": timed([35.9, 36.3], [35.5, 35.45]),
    "along": timed([35.92, 36.17, 36.2, 36.38], [35.93, 35.82, 36.0, 36.22]),
    "coast": timed([27.2, 27.6, 27.3, 27.8], [37.3, 37.0, 36.8, 36.7]),
}


def test_a_hundred_copies_across_the_salient():
    """With depths and without."""
    zone_ = national_zone("TUR")
    east, north = noise(1, 100, 11, 500, 100)
    rows, decided = one_by_one(SALIENT, zone_, east, north)
    found = check_copies(SALIENT, zone_, east, north)
    assert decided.all()
    assert 0.5 < found.inside.mean() <= 1
    assert agree(found, rows, decided)
    bare = check_copies(SALIENT, zone_, east, north, depth=False)
    assert np.isnan(bare.max_depth_m).all()
    assert equal(found, bare, [name for name in (*TABLE, *PLACES, "inside") if name != "max_depth_m"])


@pytest.mark.parametrize(
    ("name", "state", "edition", "model"),
    [
        ("begins inside", "TUR", "osm-2026c", "geodesic"),
        ("begins inside", "SYR", "ne-10m", "planar"),
        ("ends inside", "TUR", "dcw", "rhumb"),
        ("ends inside", "SYR", "osm-maritime", "geodesic"),
        ("all inside", "TUR", "wdbii", "geodesic"),
        ("all inside", "SYR", "dcw", "geodesic"),
        ("all outside", "TUR", "osm-maritime", "rhumb"),
        ("along", "TUR", "osm-2026c", "rhumb"),
        ("along", "SYR", "osm-2026c", "geodesic"),
        ("coast", "TUR", "osm-2026c", "geodesic"),
        ("coast", "TUR", "osm-maritime", "planar"),
    ],
)
def test_other_tracks_borders_and_edge_models(name, state, edition, model):
    track, zone_ = TRACKS[name], national_zone(state, edition, model)
    east, north = noise(2, 5, track.fixes, 2_000, 300)
    found = check_copies(track, zone_, east, north)
    rows, decided = one_by_one(track, zone_, east, north)
    assert decided.mean() > 0.9
    assert agree(found, rows, decided)


@settings(SAME_EVERY_TIME, max_examples=14)
@given(
    seed=st.integers(0, 10**6),
    state=st.sampled_from(["TUR", "SYR"]),
    edition=st.sampled_from(["osm-2026c", "osm-maritime", "dcw", "wdbii", "ne-10m"]),
    model=st.sampled_from(["geodesic", "rhumb", "planar"]),
    fixes=st.integers(2, 20),
    step_m=st.sampled_from([300.0, 3_000.0, 25_000.0]),
    common_m=st.sampled_from([0.0, 50.0, 5_000.0]),
    own_m=st.sampled_from([1.0, 200.0]),
)
def test_wiggly_tracks_anywhere_along_a_border(seed, state, edition, model, fixes, step_m, common_m, own_m):
    zone_ = national_zone(state, edition, model)
    rng = np.random.default_rng(seed)
    k = rng.integers(zone_.edges.count)
    at = [(zone_.edges.lon_a[k], zone_.edges.lat_a[k])]
    azi = np.cumsum(np.append(rng.uniform(0, 360), rng.normal(0, 60, fixes)))
    for turn in azi[:-1]:
        at.append(GEOD.fwd(*at[-1], turn, rng.exponential(step_m) + 1.0)[:2])
    track = timed(*np.array(at[1:]).T) if fixes > 1 else timed(*np.array(at).T)
    east, north = noise(seed + 1, 4, track.fixes, common_m, own_m)
    found = check_copies(track, zone_, east, north)
    rows, decided = one_by_one(track, zone_, east, north)
    assert agree(found, rows, decided, seconds=5e-5, length_m=1e-2)


def test_without_times():
    track = timed([36.4, 36.2, 36.1], [35.7, 35.85, 36.3])
    bare = type(track)("bare", track.lon_deg, track.lat_deg)
    east, north = noise(4, 10, 3, 500, 100)
    found = check_copies(bare, national_zone("TUR"), east, north)
    rows, decided = one_by_one(bare, national_zone("TUR"), east, north)
    assert np.isnan(found.duration_s).all()
    assert np.isnan(found.entry_s).all()
    assert agree(found, rows, decided)


class TestLongLegs:
    def test_a_thousand_kilometres_in_parts(self):
        """One leg of 1,000 km, cut five times, through a zone in pieces of all sizes."""
        ring = [go(36.0, 37.0, 80, s) for s in (150e3, 450e3, 455e3, 900e3)]
        boxes = [Polygon([go(*p, azi, 60e3) for azi in (20, 110, 200, 290)]) for p in ring[::3]]
        boxes.append(Polygon([go(*ring[1], 170, 70e3), go(*ring[2], 170, 70e3), go(*ring[2], 350, 70e3), go(*ring[1], 350, 70e3)]))  # fmt: skip  # noqa: E501
        zone_ = zone(MultiPolygon(boxes))
        track = timed(*np.array([(36.0, 37.0), go(36.0, 37.0, 80, 1_000e3)]).T)
        east, north = noise(5, 8, 2, 3_000, 3_000)
        check = CopyCheck(track, zone_, 20e3)
        found = check.run(east, north)
        assert agree(found, *one_by_one(track, zone_, east, north))
        assert (found.stays == 3).all()

    def test_stays_that_go_on_over_joints_are_one(self):
        zone_ = national_zone("TUR")
        track = timed([25.0, 33.0, 46.0], [39.5, 39.6, 38.5])
        east, north = noise(6, 3, 3, 3_000, 3_000)
        found = check_copies(track, zone_, east, north)
        assert agree(found, *one_by_one(track, zone_, east, north), depth_m=0.45)
        assert found.length_m.min() > 1_000e3

    def test_the_ends_of_a_stay_of_several_parts(self):
        """Begins inside, ends inside, or both: an entry or exit is only what the border makes."""
        whole = zone(Polygon([(30.0, 36.0), (36.0, 36.0), (36.0, 41.0), (30.0, 41.0)]))
        for lon in ([29.0, 34.0], [32.0, 37.5], [31.0, 35.0], [29.0, 37.5]):
            track = timed(lon, [38.5, 38.6])
            east, north = noise(7, 3, 2, 5_000, 5_000)
            found = check_copies(track, whole, east, north)
            assert agree(found, *one_by_one(track, whole, east, north))
            assert np.isnan(found.entry_s).all() == (lon[0] > 30)
            assert np.isnan(found.exit_s).all() == (lon[1] < 36)

    def test_a_border_at_the_joint(self):
        """The border passes within a hair of where a leg is cut: the copy enters there all the same."""
        start, azi = (30.0, 38.0), 90.0
        track = timed(*np.array([start, go(*start, azi, 350e3)]).T)
        cut = go(*start, azi, 175e3)
        course = GEOD.inv(*start, *cut)[1] - 180
        for gap in (-0.2, -0.05, -1e-3, -1e-6, 0.0, 1e-6, 1e-3, 0.05, 0.2):
            near = go(*cut, course, gap)
            zone_ = zone(Polygon([go(*near, course - 90, 30e3), go(*near, course + 90, 30e3), go(*near, course, 90e3)]))
            found = check_copies(track, zone_, np.zeros((1, 1)), np.zeros((1, 1)))
            rows, _ = one_by_one(track, zone_, np.zeros((1, 1)), np.zeros((1, 1)))
            assert found.stays.tolist() == [1]
            assert abs(found.entry_s[0] - rows[0, 1]) < 0.11 / 250
            assert abs(found.length_m[0] - rows[0, 4]) < 0.11
            assert found.exit_s[0] == pytest.approx(rows[0, 2], abs=1e-5)

    def test_sideways_between_far_fixes(self):
        """Moved north at both ends, a leg of 3,000 km along the equator is moved 3 % farther in its middle."""
        track = timed([-20.0, -20.0 + 3_000 / 111.32], [0.0, 0.0])
        square = zone(Polygon([go(-20.0 + 1_500 / 111.32, 0.9, azi, 20e3) for azi in (45, 135, 225, 315)]))
        east, north = np.zeros((3, 1)), np.array([[-99e3], [0.0], [99e3]])
        found = check_copies(track, square, east, north)
        rows, decided = one_by_one(track, square, east, north)
        assert found.inside.tolist() == [False, False, True]
        assert agree(found, rows, decided)


@pytest.mark.parametrize("lat", [-84.0, -36.0, 0.0, 60.0, 84.0])
@pytest.mark.parametrize("lon", [36.0, 180.0])
def test_other_latitudes_and_the_antimeridian(lon, lat):
    ring = [go(lon, lat, azi, 40e3) for azi in (30, 100, 170, 300)]
    zone_ = zone(Polygon([(x % 360, y) for x, y in ring])) if lon == 180 else zone(Polygon(ring))
    track = timed(*np.array([go(lon, lat, azi, way) for azi, way in ((270, 60e3), (20, 10e3), (95, 70e3))]).T)
    east, north = noise(8, 12, 3, 10_000, 2_000)
    found = check_copies(track, zone_, east, north)
    assert agree(found, *one_by_one(track, zone_, east, north))
    assert found.inside.any()
    assert (np.abs(found.entry_lon_deg[found.inside]) <= 180).all()


def test_far_from_any_border():
    track = timed([100.0, 101.0], [10.0, 10.0])
    found = check_copies(track, national_zone("TUR"), *noise(9, 10, 2, 500, 100))
    assert not found.inside.any()
    assert (found.length_m == 0).all()
    assert (found.max_depth_m == 0).all()
    assert (found.duration_s == 0).all()


def test_deep_inside_with_no_border_near():
    zone_ = national_zone("TUR")
    track = timed([33.3, 33.8], [39.2, 39.3])
    east, north = noise(10, 15, 2, 500, 100)
    found = check_copies(track, zone_, east, north)
    assert agree(found, *one_by_one(track, zone_, east, north))
    assert found.max_depth_m.min() > 200e3


def test_a_zone_smaller_than_a_cell():
    corner = (36.0, 36.0)
    zone_ = zone(Polygon([corner, go(*corner, 90, 8.0), go(*corner, 45, 11.0), go(*corner, 0, 8.0)]))
    track = timed(*np.array([go(*corner, 240, 500.0), go(*corner, 60, 500.0)]).T)
    east, north = noise(11, 60, 2, 3, 1)
    found = check_copies(track, zone_, east, north)
    assert agree(found, *one_by_one(track, zone_, east, north))
    assert 0.2 < found.inside.mean() < 1
