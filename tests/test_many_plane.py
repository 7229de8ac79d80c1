"""The plane of a theatre: polynomials against exact geodesics, lengths against the inverse problem."""

from __future__ import annotations

import numpy as np
import pytest
from engine_helpers import GEOD, KARNEY, gnomonic, gnomonic_back, go, unwrapped, zone
from shapely import Polygon

from airspace.errors import GeodesyError
from airspace.many.plane import FIT_M, LARGEST_M, PlaneMap, Polynomial, Theatre
from airspace.zone import national_zone

CENTRES = [(36.0, 0.0), (36.0, 36.0), (36.0, 60.0), (36.0, 84.0), (-70.0, -36.0), (20.0, -84.0), (179.95, 65.0)]
REACHES = (1_000.0, 60_000.0, 330_000.0)


def ecef(lon, lat):
    """Earth-centred coordinates from the ellipsoid's own definition."""
    lam, phi, f = np.radians(lon), np.radians(lat), KARNEY.f
    normal = KARNEY.a / np.sqrt(np.cos(phi) ** 2 + (1 - f) ** 2 * np.sin(phi) ** 2)
    flat = normal * np.cos(phi)
    return np.stack([flat * np.cos(lam), flat * np.sin(lam), normal * (1 - f) ** 2 * np.sin(phi)], axis=-1)


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("reach", REACHES)
def test_plane_places_in_space(centre, reach):
    laid = PlaneMap(*centre, reach)
    x, y = np.random.default_rng(1).uniform(-reach, reach, (2, 60))
    lon, lat = np.array([gnomonic_back(*centre, *p) for p in zip(x, y, strict=True)]).T
    assert np.linalg.norm(laid.ecef(x, y) - ecef(lon, lat), axis=1).max() < 2 * FIT_M


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("reach", [100.0, 3_000.0, 150_000.0])
def test_offsets_over_ground(centre, reach):
    laid = PlaneMap(*centre, 300_000.0)
    place = go(*centre, 70.0, 50_000.0)
    laid_about = laid.about(*place, reach)
    east, north = np.random.default_rng(2).uniform(-reach, reach, (2, 60))
    goals = [go(*place, np.degrees(np.arctan2(e, n)), np.hypot(e, n)) for e, n in zip(east, north, strict=True)]
    wanted = np.array([gnomonic(*centre, *goal) for goal in goals]).T
    assert np.hypot(*(laid_about(east, north) - wanted)).max() < 2 * FIT_M


@pytest.mark.parametrize("centre", CENTRES)
def test_lengths(centre):
    laid = PlaneMap(*centre, 330_000.0)
    rng = np.random.default_rng(3)
    x, y = rng.uniform(-230_000, 230_000, (2, 2, 300))
    x[1, :150], y[1, :150] = x[0, :150] + rng.normal(0, 50, 150), y[0, :150] + rng.normal(0, 50, 150)
    lon, lat = laid.plane.backward(x, y)
    wanted = GEOD.inv(lon[0].copy(), lat[0].copy(), lon[1].copy(), lat[1].copy())[2]
    assert np.abs(laid.length(x[0], y[0], x[1], y[1]) - wanted).max() < 1e-3


@pytest.mark.parametrize("centre", CENTRES)
def test_straight_lines_are_geodesics(centre):
    """Middle of the geodesic against the line between its ends, 125 km and 300 km from the centre."""
    laid = PlaneMap(*centre, LARGEST_M)
    for reach, bound in ((125_000.0, 0.4e-3), (300_000.0, 14e-3)):
        for azi in range(0, 360, 30):
            for turn in (60, 120, 180):
                p, q = go(*centre, azi, reach), go(*centre, azi + turn, reach)
                middle = GEOD.npts(*p, *q, 1)[0]
                (x, y), (x0, y0), (x1, y1) = (laid.plane.forward(*place) for place in (middle, p, q))
                off = ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / np.hypot(x1 - x0, y1 - y0)
                assert abs(float(off)) < bound


def test_a_single_place_and_any_shape():
    made = Polynomial(2.0, np.array([[[1.0, 3.0], [2.0, 0.0]]]))  # 1 + 3 v + 2 u, of u / 2 and v / 2
    assert made(np.array(4.0), np.array(2.0)) == pytest.approx([8.0])
    assert made(np.ones((3, 4)), np.zeros((3, 4))).shape == (1, 3, 4)


def test_what_no_polynomial_follows_is_refused():
    with pytest.raises(GeodesyError, match="not laid in a plane"):
        Polynomial.fitted(lambda u, v: np.abs(u - v)[None, :], 1_000.0)


def test_too_wide_a_theatre_is_refused():
    edges = national_zone("TUR").edges
    held = Theatre.about(edges, [33.0, 36.0], [39.0, 39.0], 100_000.0)
    assert held.index.size > 0
    with pytest.raises(GeodesyError, match="at most 300 km"):
        Theatre.about(edges, [33.0, 36.0], [39.0, 39.0], 180_000.0)
    with pytest.raises(GeodesyError, match="at most 300 km"):
        Theatre.about(edges, [30.0, 40.0], [39.0, 39.0], 0.0)


@pytest.mark.parametrize("beyond", [0.0, 5_000.0, 200_000.0])
def test_a_theatre_holds_every_edge_of_its_rectangle(beyond):
    """By trying all edges of the border: none within the rectangle about the circle is left out."""
    edges = national_zone("TUR").edges
    held = Theatre.about(edges, [35.9, 36.4], [35.9, 36.1], beyond)
    x, y = held.map.plane.forward(edges.lon_a, edges.lat_a)
    px, py = held.map.plane.forward([35.9, 36.4], [35.9, 36.1])
    inside = (x > px.min() - beyond) & (x < px.max() + beyond) & (y > py.min() - beyond) & (y < py.max() + beyond)
    assert inside.any()
    assert set(np.flatnonzero(inside)) <= set(held.index)


def test_joints_of_edges_are_the_same_to_the_last_bit():
    held = Theatre.about(national_zone("TUR").edges, [36.1], [35.9], 30_000.0)
    following = np.flatnonzero(np.diff(held.index) == 1)
    joined = held.b[following] == held.a[following + 1]
    assert following.size > 100
    assert joined.all(axis=1).mean() > 0.99  # but for ends of rings


def test_across_the_antimeridian():
    ring = unwrapped([go(180.0, 65.0, azi, 50e3) for azi in (45, 135, 225, 315)])
    held = Theatre.about(zone(Polygon(ring)).edges, [179.9, -179.9], [65.0, 65.0], 80_000.0)
    assert np.abs(held.a).max() < 60_000
    assert held.index.size == zone(Polygon(ring)).edges.count
    assert abs(abs(held.map.centre[0]) - 180) < 1e-9
