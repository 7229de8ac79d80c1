"""Crossings whose place and instant are known because border and track were built outward from them.

A border edge and a leg are laid through a chosen point with geographiclib's Direct; nothing of the engine is
used to make them. The bars are 0.1 m and 1 ms; what is asserted is what was measured, with some room.
"""

from __future__ import annotations

import numpy as np
import pytest
from engine_helpers import KARNEY, apart, course, go, seconds, shape, track, unwrapped
from shapely import MultiPolygon, Polygon

from airspace.edges import Edges
from airspace.errors import UnsupportedGeometryError
from airspace.violation import check_violation
from airspace.zone import Zone

PLACE_M = 1e-6  # measured: 1.1e-7 m
TIME_S = 2e-6  # measured: 5e-7 s, the rounding to a microsecond

LENGTHS_M = (1e3, 1e4, 1e5, 5e5)
LATITUDES = (0.0, 15.0, 36.0, 60.0, 80.0, 85.0)


def border_through(place, azi, length_m, share, depth_m):
    """A zone to the right of an edge through ``place`` that has ``share`` of its length before it."""
    start, end = go(*place, azi, -share * length_m), go(*place, azi, (1 - share) * length_m)
    back = [
        go(*p, course(*place, azi, d) + 90, depth_m)
        for p, d in ((end, (1 - share) * length_m), (start, -share * length_m))
    ]
    return unwrapped([start, end, *back])


def leg_through(place, azi, length_m, share, speed_mps):
    """Two fixes and their times; the leg passes ``place`` at ``share`` of its length."""
    ends = [go(*place, azi, -share * length_m), go(*place, azi, (1 - share) * length_m)]
    return track(ends, [0.0, length_m / speed_mps]), share * length_m / speed_mps


def cut_at_seam(ring):
    """A ring that goes beyond 180 as RFC 7946 wants it: two polygons, cut on the geodesics' own crossings."""
    west, east = [], []
    for p, q in zip(ring, ring[1:] + ring[:1], strict=True):
        (west if p[0] <= 180 else east).append(p)
        if (p[0] < 180) != (q[0] < 180):
            low, high = 0.0, apart(p, q)
            azi = KARNEY.Inverse(p[1], p[0], q[1], q[0])["azi1"]
            for _ in range(80):
                middle = (low + high) / 2
                lon = go(*p, azi, middle)[0] % 360
                low, high = (middle, high) if (lon < 180) == (p[0] < 180) else (low, middle)
            lat = go(*p, azi, (low + high) / 2)[1]
            west.append((180.0, lat))
            east.append((180.0, lat))
    return MultiPolygon([Polygon(west), Polygon([(x - 360, y) for x, y in east])])


def nearest_crossing(found, place):
    points = [p for stay in found.incursions for p in (stay.entry, stay.exit) if p is not None]
    return min(points, key=lambda p: apart((p.lon_deg, p.lat_deg), place))


def check(place, polygon, leg_azi, rng, leg_m, model="geodesic"):
    """Miss in metres and seconds of one crossing; None if chance made a zone at a pole."""
    path, when = leg_through(place, leg_azi, leg_m, rng.uniform(0.2, 0.8), rng.uniform(100, 900))
    try:
        zone = Zone.of(shape(polygon), model)
    except UnsupportedGeometryError:
        return None
    found = check_violation(path, zone)
    assert found.verdict == "inside"
    at = nearest_crossing(found, place)
    return apart((at.lon_deg, at.lat_deg), place), abs(seconds(at.time) - when)


@pytest.mark.parametrize("hemisphere", [1, -1])
@pytest.mark.parametrize("lat", LATITUDES)
@pytest.mark.parametrize("length_m", LENGTHS_M)
def test_one_crossing(length_m, lat, hemisphere):
    """Any course, crossed at 2 to 178 degrees to either side, edge and leg of unlike lengths up to ``length_m``."""
    rng = np.random.default_rng([int(length_m), int(lat), hemisphere + 1])
    misses = []
    for _ in range(10):
        place = float(rng.uniform(-180, 180)), hemisphere * lat
        # the zone is on the side of the equator, so that it stays clear of the pole
        azi = rng.uniform(45, 135) if hemisphere > 0 else rng.uniform(225, 315)
        azi = rng.uniform(0, 360) if lat < 80 else azi
        polygon = Polygon(border_through(place, azi, length_m, rng.uniform(0.1, 0.9), length_m / 2))
        turn = rng.uniform(2, 178) * rng.choice([-1, 1])
        misses.append(check(place, polygon, azi + turn, rng, length_m * rng.uniform(0.1, 1)))
    misses = [m for m in misses if m is not None]
    assert len(misses) >= 8
    metres, times = np.max(misses, axis=0)
    assert metres < PLACE_M
    assert times < TIME_S


@pytest.mark.parametrize("angle", [2.0, 5.0, 90.0, 178.0])
def test_shallow_and_square_crossings_of_long_edges(angle):
    rng = np.random.default_rng(int(angle))
    for _ in range(6):
        place = float(rng.uniform(-180, 180)), float(rng.uniform(-75, 75))
        azi = rng.uniform(0, 360)
        polygon = Polygon(border_through(place, azi, 5e5, 0.5, 2e5))
        metres, times = check(place, polygon, azi + angle, rng, 5e5)
        assert metres < PLACE_M
        assert times < TIME_S


@pytest.mark.parametrize("written", ["beyond 180", "below -180", "cut", "one jump"])
@pytest.mark.parametrize("length_m", LENGTHS_M)
def test_across_the_antimeridian(length_m, written):
    rng = np.random.default_rng(int(length_m))
    for _ in range(6):
        place = float(180 + rng.uniform(-1, 1) * length_m / 4e5), float(rng.uniform(-70, 70))
        azi = rng.uniform(0, 360)
        ring = border_through((place[0] % 360, place[1]), azi, length_m, rng.uniform(0.2, 0.8), length_m / 2)
        ring = [(x % 360, y) for x, y in ring]
        if written == "cut":
            if not min(x for x, _ in ring) < 180 < max(x for x, _ in ring):
                continue
            polygon = cut_at_seam(ring)
        else:
            low = {"beyond 180": 0, "below -180": -360, "one jump": -180}[written]
            polygon = Polygon([((x - low) % 360 + low, y) for x, y in ring])
        metres, times = check(place, polygon, azi + rng.uniform(10, 170), rng, length_m)
        assert metres < PLACE_M
        assert times < TIME_S


@pytest.mark.parametrize("length_m", LENGTHS_M)
def test_in_through_one_edge_and_out_through_another(length_m):
    """Both crossings, the stay's duration and its length are known."""
    rng = np.random.default_rng(int(length_m) + 1)
    done = 0
    for _ in range(16):
        start, azi, speed = (float(rng.uniform(-180, 180)), float(rng.uniform(-70, 70))), rng.uniform(0, 360), 250.0
        s_in, s_out, end_m = 0.3 * length_m, 0.7 * length_m, length_m
        edges = []
        for s, flip in ((s_in, 0), (s_out, 180)):
            place, tilt = go(*start, azi, s), course(*start, azi, s) + flip + rng.uniform(60, 120)
            edges.append([go(*place, tilt, d * length_m) for d in (0.3, -0.3)])
        ring = unwrapped([*edges[0], *edges[1]])
        polygon = Polygon(ring)
        if not polygon.is_valid or polygon.area == 0:
            continue
        done += 1
        path = track([start, go(*start, azi, end_m)], [0.0, end_m / speed])
        found = check_violation(path, Zone.of(shape(polygon)))
        (stay,) = found.incursions
        for at, s in ((stay.entry, s_in), (stay.exit, s_out)):
            assert apart((at.lon_deg, at.lat_deg), go(*start, azi, s)) < PLACE_M
            assert seconds(at.time) == pytest.approx(s / speed, abs=TIME_S)
            assert at.along_m == pytest.approx(s, abs=PLACE_M)
        assert found.duration_s == pytest.approx((s_out - s_in) / speed, abs=1e-7)
        assert found.length_m == pytest.approx(s_out - s_in, abs=PLACE_M)
        assert stay.mean_speed_mps == pytest.approx(speed, rel=1e-6)
        assert 0 < found.max_depth_m <= found.length_m / 2 + 1e-6
    assert done >= 8


@pytest.mark.parametrize("beside_m", [0.05, 0.3, 2.0, 400.0])
@pytest.mark.parametrize("angle", [2.0, 30.0, 150.0])
def test_a_vertex_near_the_crossing_does_not_move_it(beside_m, angle):
    """The border bends by a degree shortly after the crossing; within half a metre the vertex is a node too."""
    rng = np.random.default_rng(int(angle))
    for _ in range(4):
        place, azi = (float(rng.uniform(-180, 180)), float(rng.uniform(-70, 70))), rng.uniform(0, 360)
        start, bend = go(*place, azi, -3e4), go(*place, azi, beside_m)
        end = go(*bend, course(*place, azi, beside_m) + rng.uniform(-1, 1), 3e4)
        ring = unwrapped([start, bend, end, go(*end, azi + 90, 3e4), go(*start, azi + 90, 3e4)])
        metres, times = check(place, Polygon(ring), azi + angle, rng, 2e4)
        assert metres < PLACE_M
        assert times < TIME_S


def test_leg_through_a_vertex_crosses_there():
    rng = np.random.default_rng(21)
    for _ in range(25):
        corner = float(rng.uniform(-180, 180)), float(rng.uniform(-75, 75))
        azi, size = rng.uniform(0, 360), 10 ** rng.uniform(3, 5.5)
        ring = unwrapped([corner, go(*corner, azi + 40, size), go(*corner, azi - 40, size)])
        path, when = leg_through(corner, azi + rng.uniform(-30, 30), 0.5 * size, 0.5, 200.0)
        found = check_violation(path, Zone.of(shape(Polygon(ring))))
        (stay,) = found.incursions
        assert stay.exit is None
        assert apart((stay.entry.lon_deg, stay.entry.lat_deg), corner) < PLACE_M
        assert seconds(stay.entry.time) == pytest.approx(when, abs=TIME_S)


def test_a_leg_of_5000_km_crosses_an_edge_of_2000_km():
    """Legs are cut, edges are cut: neither length is a limit."""
    place = (30.0, 45.0)
    ring = border_through(place, 100.0, 2e6, 0.4, 5e5)
    path, when = leg_through(place, 170.0, 5e6, 0.55, 250.0)
    found = check_violation(path, Zone.of(shape(Polygon(ring))))
    at = nearest_crossing(found, place)
    assert apart((at.lon_deg, at.lat_deg), place) < PLACE_M
    assert seconds(at.time) == pytest.approx(when, abs=TIME_S)
    assert Edges.of(Polygon(ring)).count > 4000
