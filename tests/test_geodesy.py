"""Geodesics against published numbers and against geographiclib."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from engine_helpers import KARNEY, apart, crossing_by_recentring, gnomonic, gnomonic_back, go
from geographiclib.test.test_geodesic import GeodesicTest

from airspace import geodesy
from airspace.errors import GeodesyError
from airspace.geodesy import (
    Gnomonic,
    arc_from_chord,
    crossing,
    direct,
    ecef,
    foot,
    geodetic,
    inverse,
    self_test,
    wrap_deg,
)

PUBLISHED = [case[:7] for case in GeodesicTest.testcases]  # lat1 lon1 azi1 lat2 lon2 azi2 s12


def somewhere(rng, n):
    return rng.uniform(-180, 180, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))


@pytest.mark.parametrize("case", PUBLISHED, ids=range(1, len(PUBLISHED) + 1))
def test_karneys_twenty_published_geodesics(case):
    lat1, lon1, azi1, lat2, lon2, azi2, s12 = case
    found1, found2, dist = inverse(lon1, lat1, lon2, lat2)
    assert dist == pytest.approx(s12, abs=1e-8)
    # an azimuth counts by what it moves the other end
    sideways = abs(KARNEY.Inverse(lat1, lon1, lat2, lon2, KARNEY.ALL)["m12"])
    assert abs(np.radians(wrap_deg(found1 - azi1))) * sideways < 1e-7
    assert abs(np.radians(wrap_deg(found2 - azi2))) * sideways < 1e-7
    lon, lat, azi = direct(lon1, lat1, azi1, s12)
    assert apart((lon, lat), (lon2, lat2)) < 1e-8
    assert wrap_deg(azi - azi2) == pytest.approx(0, abs=1e-11)


def test_inverse_and_direct_broadcast_and_undo_each_other():
    rng = np.random.default_rng(1)
    (lon1, lat1), (lon2, lat2) = somewhere(rng, 300), somewhere(rng, 300)
    azi, azi2, dist = inverse(lon1, lat1, lon2, lat2)
    lon, lat, arrived = direct(lon1, lat1, azi, dist)
    assert inverse(lon, lat, lon2, lat2)[2].max() < 1e-7
    assert np.abs(wrap_deg(arrived - azi2)).max() < 1e-6
    assert inverse(36.0, 36.0, np.array([36.5, 37.0]), 36.0)[2].shape == (2,)
    assert direct(36.0, 36.0, 90.0, [[1.0], [2.0]])[0].shape == (2, 1)


@pytest.mark.parametrize(("angle", "wrapped"), [(180, -180), (-180, -180), (540.5, -179.5), (-190, 170), (0, 0)])
def test_wrapping(angle, wrapped):
    assert wrap_deg(angle) == pytest.approx(wrapped)


def test_earth_centred_coordinates_are_projs_own_and_invert():
    rng = np.random.default_rng(2)
    lon, lat = somewhere(rng, 500)
    to_ecef = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    expected = np.stack(to_ecef.transform(lon, lat, np.zeros_like(lon)), axis=-1)
    assert np.abs(ecef(lon, lat) - expected).max() < 1e-8
    back_lon, back_lat = geodetic(expected)
    assert inverse(lon, lat, back_lon, back_lat)[2].max() < 1e-8


@pytest.mark.parametrize("distance_m", [1.0, 1e3, 1e4, 1e5, 5e5, 5.01e5, 3e6, 1.2e7, 1.99e7])
def test_the_arc_over_a_chord_is_right_to_a_millimetre(distance_m):
    rng = np.random.default_rng(3)
    lon, lat = somewhere(rng, 500)
    lat[:4] = 0, 90, -90, 89.999
    lon2, lat2, _ = direct(lon, lat, rng.uniform(0, 360, 500), distance_m)
    assert np.abs(arc_from_chord(ecef(lon, lat), ecef(lon2, lat2)) - distance_m).max() < 1e-3


class TestGnomonic:
    def test_it_is_karneys_ellipsoidal_projection(self):
        rng = np.random.default_rng(4)
        for _ in range(50):
            lon0, lat0 = (float(v[0]) for v in somewhere(rng, 1))
            p = go(lon0, lat0, rng.uniform(0, 360), rng.uniform(0, 250e3))
            x, y = Gnomonic(lon0, lat0).forward(*p)
            assert (float(x), float(y)) == pytest.approx(gnomonic(lon0, lat0, *p), abs=1e-7)
            assert apart(tuple(map(float, Gnomonic(lon0, lat0).backward(x, y))), p) < 1e-7

    def test_the_values_of_the_self_test_are_geographiclibs(self):
        assert gnomonic(36.0, 36.0, 36.7, 36.5) == pytest.approx((62717.6409, 55711.1245), abs=5e-5)
        self_test()

    def test_a_spherical_projection_is_refused(self, monkeypatch):
        sphere = pyproj.Proj("+proj=gnom +lat_0=36 +lon_0=36 +R=6378137")
        monkeypatch.setattr(geodesy, "_gnomonic", lambda *_: sphere)
        self_test.cache_clear()
        try:
            with pytest.raises(GeodesyError, match="too old"):
                Gnomonic(36.0, 36.0)
        finally:
            self_test.cache_clear()

    def test_within_a_theatre_geodesics_are_straight_to_half_a_millimetre(self):
        """The plane's centre is within 125 km of every place of a theatre (airspace.theatre.THEATRE_M / 2)."""
        rng = np.random.default_rng(5)
        worst = 0.0
        for _ in range(150):
            centre = float(rng.uniform(-180, 180)), float(rng.uniform(-89, 89))
            plane = Gnomonic(*centre)
            ends = [go(*centre, rng.uniform(0, 360), 125e3 * np.sqrt(rng.uniform(0.2, 1))) for _ in range(2)]
            azi, _, length = inverse(*ends[0], *ends[1])
            lon, lat, _ = direct(*ends[0], azi, np.linspace(0, 1, 21) * length)
            x, y = plane.forward(lon, lat)
            dx, dy = x[-1] - x[0], y[-1] - y[0]
            worst = max(worst, np.abs((x - x[0]) * dy - (y - y[0]) * dx).max() / np.hypot(dx, dy))
        assert worst < 5e-4  # measured: 0.39 mm, at 45 degrees of latitude


class TestCrossing:
    def test_karneys_example(self):
        """Istanbul-Washington and Reykjavik-Accra (GeographicLib forum)."""
        found = crossing((29.0, 42.0), (-77.0, 39.0), (-22.0, 64.0), (0.0, 6.0))
        assert apart((found.lon_deg[0], found.lat_deg[0]), (-14.56385574430775, 54.7170296089477)) < 1e-6

    def test_baselgas_example(self):
        """Baselga and Martinez-Llario 2018: segments of 13 to 22 km."""
        found = crossing((14.5, 54.0), (14.6, 54.2), (14.4, 54.1), (14.7, 54.0))
        assert apart((found.lon_deg[0], found.lat_deg[0]), (14.5285478498717, 54.0573013091912)) < 1e-6

    @pytest.mark.parametrize("size_m", [1e3, 2e4, 1e5, 5e5, 3e6])
    def test_constructed(self, size_m):
        """Lines built outward from the crossing with geographiclib, anywhere, at 2 to 178 degrees."""
        rng = np.random.default_rng(6)
        places, ends, ways = [], [], []
        for _ in range(200):
            place = tuple(float(v[0]) for v in somewhere(rng, 1))
            azi, turn = rng.uniform(0, 360), rng.uniform(2, 178)
            d = size_m * rng.uniform(0.05, 1, 4)
            places.append(place)
            ends.append([*go(*place, azi, -d[0]), *go(*place, azi, d[1]),
                         *go(*place, azi + turn, -d[2]), *go(*place, azi + turn, d[3])])  # fmt: skip
            ways.append((d[0], d[2]))
        e = np.array(ends).T
        found = crossing((e[0], e[1]), (e[2], e[3]), (e[4], e[5]), (e[6], e[7]))
        off = inverse(found.lon_deg, found.lat_deg, *np.array(places).T)[2]
        assert off.max() < 1e-6
        assert np.abs(found.along_a_m - np.array(ways)[:, 0]).max() < 1e-6
        assert np.abs(found.along_b_m - np.array(ways)[:, 1]).max() < 1e-6

    def test_it_agrees_with_recentred_gnomonic_planes(self):
        rng = np.random.default_rng(7)
        for _ in range(25):
            middle = tuple(float(v[0]) for v in somewhere(rng, 1))
            ends = (go(*middle, azi + rng.uniform(-20, 20), rng.uniform(1e4, 3e5)) for azi in (0, 180, 90, 270))
            a1, a2, b1, b2 = ends
            found = crossing(a1, a2, b1, b2)
            assert apart((found.lon_deg[0], found.lat_deg[0]), crossing_by_recentring(a1, a2, b1, b2, middle)) < 1e-6

    def test_lines_are_extended_forward_and_backward(self):
        place = (36.0, 36.0)
        a1, a2 = go(*place, 10, 5e3), go(*place, 10, 9e3)
        b1, b2 = go(*place, 70, -9e3), go(*place, 70, -5e3)
        found = crossing(a1, a2, b1, b2)
        assert apart((found.lon_deg[0], found.lat_deg[0]), place) < 1e-6
        assert found.along_a_m[0] == pytest.approx(-5e3, abs=1e-6)
        assert found.along_b_m[0] == pytest.approx(9e3, abs=1e-6)

    def test_one_line_twice_has_no_crossing_and_spoils_none_beside_it(self):
        a1, a2 = ([0.0, 0.0, 14.5], [0.0, 0.0, 54.0]), ([1.0, 1.0, 14.6], [0.0, 0.0, 54.2])
        b1, b2 = ([0.2, 0.1, 14.4], [0.0, 0.0, 54.1]), ([0.8, 0.5, 14.7], [0.0, 0.0, 54.0])
        found = crossing(a1, a2, b1, b2)
        assert (np.isnan(found.lat_deg[:2]) | (np.abs(found.lat_deg[:2]) < 1e-12)).all()
        assert found.lat_deg[2] == pytest.approx(54.0573013091912, abs=1e-11)


class TestFoot:
    def test_baselgas_example(self):
        """Published to 1e-4 seconds of arc (3 mm): 51 50 45.9212 N, 5 15 37.5426 E."""
        found = foot(5.5, 52.0, 5.0, 52.0, 6.0, 51.4)
        published = 5 + 15 / 60 + 37.5426 / 3600, 51 + 50 / 60 + 45.9212 / 3600
        assert found.lat_deg[0] == pytest.approx(published[1], abs=0.5e-4 / 3600)
        assert found.lon_deg[0] == pytest.approx(published[0], abs=0.5e-4 / 3600)
        assert found.distance_m[0] == pytest.approx(23767.724, abs=1e-3)

    @pytest.mark.parametrize("away_m", [1.0, 1e4, 3e5, 4e6, 7.99e6, 8.01e6, 1e7, 1.3e7, 1.99e7])
    @pytest.mark.parametrize("size_m", [500.0, 2e6])
    def test_nothing_on_the_segment_is_nearer(self, away_m, size_m):
        """Against 1,001 points of each segment, near and on the far side of the globe."""
        rng = np.random.default_rng(8)
        lon, lat = somewhere(rng, 40)
        mid = direct(lon, lat, rng.uniform(0, 360, 40), away_m)[:2]
        azi = rng.uniform(0, 360, 40)
        a = direct(*mid, azi, -size_m * rng.uniform(-0.2, 1.2, 40))[:2]
        b = direct(*a, azi, size_m)[:2]
        found = foot(lon, lat, *a, *b)
        azi_ab, _, length = inverse(*a, *b)
        on = direct(*a, azi_ab, np.linspace(0, 1, 1001)[:, None] * length)[:2]
        dense = inverse(lon, lat, *on)[2].min(axis=0)
        assert (found.distance_m - dense).max() < 1e-6
        assert (dense - found.distance_m).max() < max(size_m / 1000, 1e-6)  # and it is a distance to the segment
        assert np.abs(inverse(found.lon_deg, found.lat_deg, *direct(*a, azi_ab, found.along_m)[:2])[2]).max() < 1e-7

    def test_a_right_angle_at_the_foot(self):
        rng = np.random.default_rng(9)
        for _ in range(100):
            q = tuple(float(v[0]) for v in somewhere(rng, 1))
            azi, away = rng.uniform(0, 360), rng.uniform(1, 3e5)
            p = go(*q, azi + 90, away)
            found = foot(*p, *go(*q, azi, -rng.uniform(1e3, 4e5)), *go(*q, azi, rng.uniform(1e3, 4e5)))
            assert found.distance_m[0] == pytest.approx(away, abs=1e-7)
            assert apart((found.lon_deg[0], found.lat_deg[0]), q) < 1e-6

    def test_a_segment_without_length_is_its_point(self):
        found = foot(36.0, 36.0, 37.0, 36.0, 37.0, 36.0)
        assert found.along_m[0] == 0
        assert found.distance_m[0] == pytest.approx(apart((36.0, 36.0), (37.0, 36.0)), abs=1e-8)


def test_the_inverse_gnomonic_of_these_tests_undoes_the_forward():
    assert apart(gnomonic_back(36.0, 36.0, *gnomonic(36.0, 36.0, 38.0, 35.0)), (38.0, 35.0)) < 1e-7
