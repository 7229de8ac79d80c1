"""The cell index against the exact engine, and compiled geodesy against PROJ's."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import GEOD, arc_from_chord, direct, ecef
from airspace.screening import cells, ellipsoid
from airspace.screening.answers import track_of
from airspace.screening.deep import along_leg
from airspace.screening.screener import Screener
from airspace.zone import Zone, national_zone
from geodata.zones import ZoneShape
from tests.screening_flights import agree, stretches_of


def zone_of(geometry, name="zone", **facts):
    held = (
        dict.fromkeys(("lower_m", "upper_m", "altitude_reference", "valid_from", "valid_to", "edition", "coast"))
        | facts
    )
    polygons = shapely.MultiPolygon([geometry]) if geometry.geom_type == "Polygon" else geometry
    return Zone.of(ZoneShape(name=name, geometry=polygons, land_only=False, disputed=(), source="test", **held))


def members(screener, lon, lat):
    sets = screener.sets
    return [set(sets[number]) for number in screener.sets_at(np.array(lon, dtype=float), np.array(lat, dtype=float))]


@pytest.fixture(scope="module")
def two():
    return Screener.of([national_zone("TUR"), national_zone("SYR")], ["TUR", "SYR"])


def test_compiled_places_and_arcs_are_those_of_the_engine():
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-180, 180, 4000), np.degrees(np.arcsin(rng.uniform(-1, 1, 4000)))
    place = np.empty((lon.size, 3))
    for k in range(lon.size):
        ellipsoid.place_of(lon[k], lat[k], place[k])
    assert np.abs(place - ecef(lon, lat)).max() < 1e-8
    way = np.where(np.arange(lon.size) % 2, 10 ** rng.uniform(0, 5.7, lon.size), rng.uniform(5e5, 1.9e7, lon.size))
    far_lon, far_lat, _ = direct(lon, lat, rng.uniform(0, 360, lon.size), way)
    other = ecef(far_lon, far_lat)
    got = np.array([ellipsoid.arc_m(*p, *q) for p, q in zip(place, other, strict=True)])
    true = np.array(GEOD.inv(lon, lat, far_lon, far_lat)[2])
    assert np.abs(got - true)[way < 5e5].max() < 1e-3
    assert np.abs(got - true)[way < 1.8e7].max() < 2e-3
    near = way < 4e5
    assert np.abs(got[near] - arc_from_chord(place[near], other[near])).max() < 1e-6


@pytest.mark.parametrize("length_m", [1.0, 900.0, 20_000.0, 50_000.0])
def test_a_share_of_a_leg_lies_on_its_geodesic(length_m):
    rng = np.random.default_rng(2)
    for _ in range(40):
        lon, lat, azi, share = rng.uniform(-180, 180), rng.uniform(-85, 85), rng.uniform(0, 360), rng.uniform()
        (end_lon,), (end_lat,), _ = direct([lon], [lat], [azi], [length_m])
        (at_lon,), (at_lat,), _ = direct([lon], [lat], [azi], [share * length_m])
        out = np.empty(3)
        along_leg(ecef(lon, lat), ecef(end_lon, end_lat), share, out)
        assert np.linalg.norm(out - ecef(at_lon, at_lat)) < 0.005


def test_points_lie_where_the_engine_says(two):
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(34, 38, 4000), rng.uniform(34.5, 38, 4000)
    edges = two.edges(0)
    at = rng.integers(0, edges.count, 2000)
    beside = direct(edges.lon_a[at], edges.lat_a[at], rng.uniform(0, 360, at.size), 10 ** rng.uniform(-4, 2, at.size))
    lon = np.concatenate([lon, beside[0], edges.lon_a[at[:500]]])
    lat = np.concatenate([lat, beside[1], edges.lat_a[at[:500]]])
    for zone in (0, 1):
        want = two.edges(zone).contains(lon, lat)
        assert (two.inside(zone, lon, lat) == want).all()
        assert 0.1 < want.mean() < 0.9


def test_far_from_every_zone_there_is_none(two):
    assert (
        members(two, [0.0, -179.9, 180.0, 36.0, 36.0, np.nan, 36.0], [0.0, -80.0, 10.0, 89.9, -89.9, 36.0, np.nan])
        == [set()] * 7
    )


def test_zones_overlap_and_a_border_on_the_cells_own_lines():
    """Squares of whole degrees, whose sides run along the sides of cells and whose corners are corners of cells."""
    boxes = [shapely.box(30, 40, 32, 42), shapely.box(31, 41, 33, 43), shapely.box(31, 40, 31.5, 41)]
    zones = [zone_of(box) for box in boxes]
    screener = Screener.of(zones, ["a", "b", "c"])
    lon = [30.5, 31.5, 31.25, 32.5, 30.5, 31.25, 29.999999]
    lat = [41.5, 41.5, 40.5, 42.5, 42.5, 41.5, 41.0]
    assert members(screener, lon, lat) == [{0}, {0, 1}, {0, 2}, {1}, set(), {0, 1}, set()]
    rng = np.random.default_rng(4)
    grid_lon = np.concatenate([rng.integers(29 * 64, 34 * 64, 3000) / 64, rng.uniform(29, 34, 3000)])
    grid_lat = np.concatenate([rng.integers(39 * 64, 44 * 64, 3000) / 64, rng.integers(39 * 8, 44 * 8, 3000) / 8])
    for number, zone in enumerate(zones):
        away = zone.edges.nearest(grid_lon, grid_lat).distance_m
        clear = away > 1e-6  # on the border itself either side is right
        want = zone.edges.contains(grid_lon, grid_lat)
        assert (screener.inside(number, grid_lon, grid_lat) == want)[clear].all()


def test_across_the_antimeridian_and_round_the_world():
    whole = shapely.MultiPolygon([shapely.box(175, -20, 180, -10), shapely.box(-180, -20, -178, -10)])
    zones = [zone_of(whole), zone_of(shapely.box(-10, 0, 10, 70)), zone_of(shapely.box(100, -40, 130, 10))]
    for held in (zones, zones[:1]):
        screener = Screener.of(held, ["a", "b", "c"][: len(held)])
        lon = np.array([179.9999, -179.9999, 180.0, -180.0, -177.9, 174.9, 176.0])
        assert screener.inside(0, lon, np.full(7, -15.0)).tolist() == [True, True, True, True, False, False, True]
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(-180, 180, 5000), rng.uniform(-60, 75, 5000)
    screener = Screener.of(zones, ["a", "b", "c"])
    for number, zone in enumerate(zones):
        assert (screener.inside(number, lon, lat) == zone.edges.contains(lon, lat)).all()


def test_distances_are_those_of_a_search_over_all_edges(two):
    rng = np.random.default_rng(6)
    lon, lat = rng.uniform(26, 45, 200), rng.uniform(30, 42, 200)
    lon[:3], lat[:3] = [-100, 36, 0], [40, 80, 0]  # thousands of kilometres off
    for zone in (0, 1):
        want = two.edges(zone).nearest(lon, lat).distance_m
        got = two.border_distance_m(zone, lon, lat)
        assert np.abs(got - want)[want < 1e6].max() < 0.001
        assert np.abs(got / want - 1).max() < 1e-7


def star(rng, count):
    """Triangles that meet in one place, and the place."""
    west, south = rng.uniform(-179, 170), rng.uniform(-80, 75)
    turn = np.sort(rng.uniform(0, 2 * np.pi, 2 * count))
    corners = np.stack([west + 2 * np.cos(turn), south + np.sin(turn)], axis=1)
    return [zone_of(shapely.Polygon([(west, south), *corners[2 * k : 2 * k + 2]])) for k in range(count)], west, south


def test_distances_from_the_other_side_of_the_globe():
    screener = Screener.of([zone_of(shapely.box(30, 40, 31, 41))], ["a"])
    lon, lat = np.array([-149.5, -149.0, -148.0, -140.0]), np.array([-40.5, -40.9, -41.5, -30.0])
    want = screener.edges(0).nearest(lon, lat).distance_m
    assert want.max() > 1.98e7
    assert np.abs(screener.border_distance_m(0, lon, lat) - want).max() < 0.1


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9))
def test_a_star_of_any_number_of_zones(seed, count):
    """More zones in one cell than a table holds: still the engine's answer."""
    rng = np.random.default_rng(seed)
    zones, west, south = star(rng, count)
    screener = Screener.of(zones, [str(k) for k in range(count)])
    lon, lat = west + rng.normal(0, 0.01, 60), south + rng.normal(0, 0.01, 60)
    lon, lat = np.append(lon, west), np.append(lat, south)
    for number, zone in enumerate(zones):
        clear = zone.edges.nearest(lon, lat).distance_m > 1e-6
        assert (screener.inside(number, lon, lat) == zone.edges.contains(lon, lat))[clear].all()


def test_legs_after_a_set_was_met_that_is_in_no_cell():
    zones, west, south = star(np.random.default_rng(1), 9)
    screener = Screener.of(zones, list("abcdefghi"))
    known = len(screener.sets)
    screener.sets_at(np.array([west]), np.array([south]))
    assert len(screener.sets) == known + 1
    path = west + np.array([-0.5, 0.001, 0.5]), south + np.array([-0.3, 0.001, 0.4])
    stretches = stretches_of([path])
    agree(screener, stretches, screener.stays(stretches))


def test_a_border_near_a_pole_is_refused_in_words():
    with pytest.raises(UnsupportedGeometryError, match=r"polar: its border goes beyond 87\.0 degrees"):
        Screener.of([zone_of(shapely.box(0, 80, 20, 88))], ["polar"])


def test_more_sets_than_there_is_room_for_are_refused(monkeypatch):
    """Strips that overlap in every combination: five zones make 32 sets."""
    strips = [[shapely.box(2 * j / 2**k, 0, (2 * j + 1) / 2**k, 0.01) for j in range(2**k)] for k in range(5)]
    zones = [zone_of(shapely.MultiPolygon(some)) for some in strips]
    assert len(Screener.of(zones, list("abcde")).sets) == 32
    monkeypatch.setattr(cells, "MOST_SETS", 31)
    with pytest.raises(UnsupportedGeometryError, match="the zones overlap in more than 31 combinations"):
        Screener.of(zones, list("abcde"))


def test_a_stretch_is_a_track_of_the_engine():
    track = track_of(stretches_of([(np.array([1.0, 2.0]), np.array([3.0, 4.0]))]), 0)
    assert (track.fixes, track.name, track.seconds([1.0])[0]) == (2, "F0", 7.0)
