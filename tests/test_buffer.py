"""Areas made wider: every distance measured again with geographiclib, point by point."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiPolygon, Point, Polygon

from airspace.buffer import Near, around, border_points, buffer, folded, line_points
from airspace.discs import outline
from airspace.errors import UnsupportedGeometryError
from airspace.opposite import around_until_equal

SEA_M = 22_224.0
WGS84 = Geodesic.WGS84
FINE = Geod(ellps="WGS84")
OFF_M = 1.0  # what is promised; 0.3 is what it comes to


def densified(area: MultiPolygon, every_m: float) -> np.ndarray:
    """Points along all geodesic edges of an area, shape (n, 2), by pyproj alone."""
    found = []
    for part in area.geoms:
        for ring in (part.exterior, *part.interiors):
            for (lon1, lat1), (lon2, lat2) in zip(ring.coords[:-1], ring.coords[1:], strict=True):
                if abs(lon1) == abs(lon2) == 180.0:
                    continue  # the seam of the file is no border
                count = max(2, int(FINE.inv(lon1, lat1, lon2, lat2)[2] / every_m))
                found += [(lon1, lat1), *FINE.npts(lon1, lat1, lon2, lat2, count)]
    return np.array(found)


def distance_m(lon: float, lat: float, border: np.ndarray) -> float:
    """Distance to a border by brute force: all its points with pyproj, the nearest once more with geographiclib."""
    away = FINE.inv(np.full(len(border), lon), np.full(len(border), lat), border[:, 0], border[:, 1])[2]
    near = border[int(np.argmin(away))]
    return float(WGS84.Inverse(lat, lon, near[1], near[0])["s12"])


def edge_points(area: MultiPolygon, count: int, seed: int = 1) -> list[tuple[float, float]]:
    """Random points on the geodesic edges of an area: ends as well as middles."""
    rng = np.random.default_rng(seed)
    edges = []
    for part in area.geoms:
        for ring in (part.exterior, *part.interiors):
            coords = np.asarray(ring.coords)
            keep = ~((np.abs(coords[:-1, 0]) == 180.0) & (np.abs(coords[1:, 0]) == 180.0))
            edges.append(np.hstack([coords[:-1][keep], coords[1:][keep]]))
    every = np.concatenate(edges)
    found = []
    for lon1, lat1, lon2, lat2 in every[rng.integers(0, len(every), count)]:
        line = WGS84.InverseLine(lat1, lon1, lat2, lon2)
        at = line.Position(line.s13 * rng.random())
        found.append((at["lon2"], at["lat2"]))
    return found


def off(area: MultiPolygon, wide: MultiPolygon, distance: float, count: int = 80) -> np.ndarray:
    border = densified(area, math.sqrt(8 * distance * 0.02))  # brute force is at most 2 cm too long
    return np.array([distance_m(lon, lat, border) - distance for lon, lat in edge_points(wide, count)])


def speck(lon: float, lat: float) -> MultiPolygon:
    return MultiPolygon([Polygon([(lon, lat), (lon + 1e-7, lat), (lon, lat + 1e-7)])])


BAY = Polygon([(30, 36), (30.5, 36.06), (30.36, 36.2), (30.3, 36.5), (30.12, 36.2), (30.06, 36.45), (29.9, 36.1)])
RING = Polygon(
    [(10, 78.6), (13, 78.6), (13, 79.4), (10, 79.4)],
    [[(10.6, 78.8), (12.4, 78.8), (12.4, 79.2), (10.6, 79.2)]],
)
ACROSS = MultiPolygon(
    [
        Polygon([(179.6, -17.2), (180, -17.2), (180, -16.8), (179.7, -16.7)]),
        Polygon([(-180, -17.2), (-179.7, -17.1), (-180, -16.8)]),
    ]
)
SMALL = Polygon([(5, 52), (5.03, 52.001), (5.02, 52.01), (5.01, 52.002), (5.0, 52.012)])


@pytest.mark.parametrize(
    ("area", "distance"),
    [
        (MultiPolygon([BAY]), SEA_M),
        (MultiPolygon([BAY]), 8_046.72),
        (MultiPolygon([RING]), SEA_M),
        (ACROSS, SEA_M),
        (MultiPolygon([Polygon([(-60, -79), (-58, -79.5), (-59, -78.8)])]), SEA_M),
        (MultiPolygon([Polygon([(0, -0.3), (1.5, 0.2), (0.2, 0.4)])]), 2 * SEA_M),
        (MultiPolygon([SMALL]), 150.0),
        (MultiPolygon([BAY]), 370_400.0),
    ],
    ids=["bay", "5 mi", "hole at 79 N", "antimeridian", "79 S", "24 NM at the equator", "150 m", "200 NM"],
)
def test_the_edge_lies_at_the_distance(area: MultiPolygon, distance: float) -> None:
    wide = buffer(area, distance)
    assert wide.is_valid
    found = off(area, wide, distance)
    assert np.abs(found).max() < OFF_M, found
    assert found.min() > -0.4
    assert found.max() < 0.1


@pytest.mark.parametrize(("lon", "lat"), [(30, 40), (-179.99, 10), (179.95, -60), (0, 0), (100, 79.9), (-5, -79.9)])
def test_a_point_becomes_a_geodesic_circle(lon: float, lat: float) -> None:
    wide = buffer(speck(lon, lat), SEA_M)
    found = [
        WGS84.Inverse(lat, lon, y, x)["s12"] - SEA_M
        for part in wide.geoms
        for x, y in part.exterior.coords
        if abs(x) < 180
    ]
    assert min(found) > -0.2
    assert max(found) < 0.03
    size = sum(abs(WGS84_area(part)) for part in wide.geoms)
    radius = 6_371_000.0
    cap = 2 * math.pi * radius**2 * (1 - math.cos(SEA_M / radius))
    assert size == pytest.approx(cap, rel=1e-4)  # the sphere's: the ellipsoid's differs by d^2 / R^2 times flattening


def WGS84_area(polygon: Polygon) -> float:
    made = WGS84.Polygon()
    for lon, lat in polygon.exterior.coords[:-1]:
        made.AddPoint(lat, lon)
    return float(made.Compute()[2])


def test_nothing_within_is_left_out_and_nothing_beyond_is_in() -> None:
    area = MultiPolygon([BAY])
    wide, border = buffer(area, SEA_M), densified(area, 100.0)
    rng = np.random.default_rng(3)
    for lon, lat in zip(rng.uniform(29.5, 30.9, 150), rng.uniform(35.7, 36.8, 150), strict=True):
        away = distance_m(lon, lat, border)
        if area.contains(Point(lon, lat)) or away < SEA_M - OFF_M:
            assert wide.covers(Point(lon, lat)), (lon, lat, away)
        elif away > SEA_M + OFF_M:
            assert not wide.covers(Point(lon, lat)), (lon, lat, away)


def test_a_hole_shrinks_and_closes() -> None:
    wide = buffer(MultiPolygon([RING]), 8_000.0)
    assert sum(len(part.interiors) for part in wide.geoms) == 1
    assert not any(part.interiors for part in buffer(MultiPolygon([RING]), 30_000.0).geoms)


def test_across_the_antimeridian_it_is_cut_there_and_not_drawn_round_the_globe() -> None:
    wide = buffer(ACROSS, SEA_M)
    assert shapely.bounds(wide)[0] == -180.0
    assert shapely.bounds(wide)[2] == 180.0
    assert wide.covers(Point(179.5, -17)) and wide.covers(Point(-179.6, -17))
    assert not wide.covers(Point(0, -17))


def test_folded_cuts_what_runs_on_beyond_180() -> None:
    parts = folded(MultiPolygon([shapely.box(179, 0, 182, 1)]))
    assert sorted(part.bounds for part in parts) == [(-180, 0, -178, 1), (179, 0, 180, 1)]


def test_of_a_far_border_only_what_is_near_is_widened_and_nothing_is_cut_off() -> None:
    area = MultiPolygon([shapely.box(27, 42, 30, 42.6)])
    near = Near.box(29.9, 42.2, 30.1, 42.3, 30_000.0)
    part, whole = buffer(area, SEA_M, near=near), buffer(area, SEA_M)
    assert part.covers(area.buffer(-1e-9))
    window = shapely.box(29.9, 42.1, 30.5, 42.5)
    assert shapely.symmetric_difference(part & window, whole & window).area < 1e-9
    assert not part.covers(Point(26.95, 42.3))
    assert whole.covers(Point(26.95, 42.3))


@pytest.mark.parametrize(
    ("area", "distance", "told"),
    [
        (MultiPolygon([BAY]), 20.0, "100"),
        (MultiPolygon([BAY]), 400_000.0, "370,400"),
        (speck(10, 83.9), SEA_M, "84"),
        (MultiPolygon(), SEA_M, "empty"),
    ],
)
def test_what_is_refused(area: MultiPolygon, distance: float, told: str) -> None:
    with pytest.raises(UnsupportedGeometryError, match=told):
        buffer(area, distance)


# --- circles in the plane -------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=25, unique=True),
    st.integers(3, 25),
)
def test_the_outline_of_circles_is_that_of_their_union(centres: list[tuple[int, int]], radius: int) -> None:
    points = np.array(centres, float) + np.random.default_rng(len(centres)).random((len(centres), 2))
    found = outline(points, float(radius))
    length = float(np.radians(found.sweep_deg).sum()) * radius
    union = shapely.union_all(shapely.buffer(shapely.points(points), radius, quad_segs=400))
    assert length == pytest.approx(union.length, rel=1e-4)
    assert len(found.rings()) == sum(1 + len(part.interiors) for part in shapely.get_parts(union))


# --- the line of equal distance ---------------------------------------------------------------------------------


def test_two_coasts_share_a_narrow_sea_at_the_line_of_equal_distance() -> None:
    own, other = LineString([(30, 36), (30.6, 36.1)]), LineString([(30, 36.2), (30.3, 36.25), (30.6, 36.35)])
    mine, theirs = (line_points(shapely.MultiLineString([line]), SEA_M) for line in (own, other))
    pieces, divided = around_until_equal(mine, theirs, SEA_M)
    area = shapely.union_all(pieces)
    assert divided
    rng = np.random.default_rng(5)
    ends = [np.array(FINE.npts(*a, *b, 700)) for a, b in [own.coords, other.coords[:2], other.coords[1:]]]
    coast, far = ends[0], np.concatenate(ends[1:])
    for lon, lat in zip(rng.uniform(29.8, 30.8, 150), rng.uniform(35.8, 36.5, 150), strict=True):
        near_m, far_m = distance_m(lon, lat, coast), distance_m(lon, lat, far)
        if min(abs(near_m - far_m), abs(near_m - SEA_M)) > 60.0:  # half the step of the brute force
            assert area.covers(Point(lon, lat)) == (near_m < min(far_m, SEA_M)), (lon, lat, near_m, far_m)


def test_a_far_coast_divides_nothing() -> None:
    own = line_points(shapely.MultiLineString([[(30, 36), (30.2, 36)]]), SEA_M)
    far = line_points(shapely.MultiLineString([[(33, 36), (33.2, 36)]]), SEA_M)
    pieces, divided = around_until_equal(own, far, SEA_M)
    assert not divided
    assert shapely.union_all(pieces).equals(shapely.union_all(around(own, SEA_M)))


def test_points_of_a_border_are_close_enough_and_the_seam_is_none_of_it() -> None:
    lon, lat = border_points(ACROSS, SEA_M)
    on_seam = np.abs(np.abs(lon) - 180.0) < 1e-9
    assert set(np.round(lat[on_seam], 6)) <= {-17.2, -16.8}
