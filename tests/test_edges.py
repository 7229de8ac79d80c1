"""Borders: what is refused, where edges run, which is nearest, what lies inside. Against searches without an index."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from engine_helpers import KARNEY, SAME_EVERY_TIME, gnomonic, go, track, unwrapped, zone
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon

from airspace import edges as edges_module
from airspace.edges import Edges, pair_distance
from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import RADIUS_MEAN_M, RADIUS_MIN_M, direct, ecef, foot, inverse
from airspace.rings import MAX_EDGE_M, MODEL_TOLERANCE_M, ring_edges
from airspace.violation import check_violation
from airspace.zone import national_zone


def box(west, south, east, north):
    return Polygon([(west, south), (east, south), (east, north), (west, north)])


class TestRefusals:
    @pytest.mark.parametrize(
        ("shape", "words"),
        [
            (MultiPolygon(), "empty"),
            (Polygon(), "empty"),
            (Point(36, 36), "empty"),
            (Polygon([(0, 5), (0, 5), (0, 5)]), "no length"),
            (Polygon([(0, 0), (1, 0), (1, 95)]), "not on the globe"),
            (Polygon([(0, 0), (400, 0), (1, 5)]), "not on the globe"),
            (Polygon([(0, 80), (120, 80), (240, 80)]), "round a pole"),
            (Polygon([(-180, 70), (-60, 70), (60, 70), (180, 70), (180, 90), (-180, 90)]), "of a pole"),
            (box(10, 80, 40, 89.9), "of a pole"),
            (box(0, 60, 179.9, 50), "of a pole"),  # an edge over the pole between vertices far from it
            (box(-180, 80, 180, 85), "which way"),
            (Polygon([(0, 0), (179.9, 0.1), (90, 40)]), "which way"),
        ],
    )  # fmt: skip
    def test_in_words(self, shape, words):
        with pytest.raises(UnsupportedGeometryError, match=words):
            Edges.of(shape)

    def test_no_numbers(self):
        with np.errstate(invalid="ignore"):
            shape = Polygon([(0, 0), (1, 0), (np.nan, 1)])
        with pytest.raises(UnsupportedGeometryError, match="not on the globe"):
            Edges.of(shape)

    def test_straight_in_longitude_the_long_way_round_is_refused_and_beyond_180_it_is_not(self):
        with pytest.raises(UnsupportedGeometryError, match="planar"):
            Edges.of(Polygon([(179, 10), (-179, 10), (-179, 20), (179, 20)]), "planar")
        with pytest.raises(UnsupportedGeometryError, match="rhumb"):
            Edges.of(box(-90, 10, 90, 20), "rhumb")
        assert bool(Edges.of(box(179, 10, 181, 20), "planar").contains(-179.5, 15))


class TestSeam:
    """One zone of 4 x 2 degrees across the antimeridian, written in four ways."""

    WRITTEN = (
        Polygon([(178, 50), (182, 50), (182, 52), (178, 52)]),
        Polygon([(-182, 50), (-178, 50), (-178, 52), (-182, 52)]),
        Polygon([(178, 50), (-178, 50), (-178, 52), (178, 52)]),
    )

    @pytest.mark.parametrize("polygon", WRITTEN)
    def test_however_it_is_written(self, polygon):
        edges = Edges.of(polygon)
        lon = np.array([177.9, 178.1, 180, -180, -178.1, -177.9, 0])
        assert edges.contains(lon, np.full(7, 51.0)).tolist() == [False, True, True, True, True, False, False]

    def test_the_cut_of_a_file_is_no_border(self):
        """RFC 7946: cut at 180 into two polygons; the cut's banks have different vertices."""
        top = go(178, 52, *_half(178, 52, 182, 52))[1]
        bottom = go(178, 50, *_half(178, 50, 182, 50))[1]
        cut = MultiPolygon(
            [
                Polygon([(178, 50), (180, bottom), (180, 51), (180, top), (178, 52)]),
                Polygon([(-180, bottom), (-178, 50), (-178, 52), (-180, top), (-180, 51.5), (-180, 50.7)]),
            ]
        )
        whole, edges = Edges.of(self.WRITTEN[0]), Edges.of(cut)
        lon, lat = np.meshgrid(np.linspace(177.5, 182.5, 11), np.linspace(49.5, 52.5, 13))
        lon, lat = lon.ravel(), lat.ravel()
        assert (edges.contains(lon, lat) == whole.contains(lon, lat)).all()
        assert edges.nearest(lon, lat).distance_m == pytest.approx(whole.nearest(lon, lat).distance_m, abs=1e-6)
        assert edges.nearest(180.0, 51.0).distance_m[0] > 100_000

    def test_land_on_one_bank_only_keeps_its_border_there(self):
        cut = MultiPolygon([box(178, 50, 180, 52), box(-180, 51, -178, 53)])
        edges = Edges.of(cut)
        assert edges.contains([179.9, 179.9, -179.9, -179.9], [50.5, 52.5, 50.5, 52.5]).tolist() == [1, 0, 0, 1]
        assert edges.nearest(180.0, 51.5).distance_m[0] > 30_000  # land on both sides
        assert edges.nearest([180.0, 180.0], [50.5, 52.5]).distance_m.max() < 1e-6


def _half(lon1, lat1, lon2, lat2):
    line = KARNEY.Inverse(lat1, lon1, lat2, lon2)
    return line["azi1"], line["s12"] / 2


class TestEdgeModels:
    def test_long_edges_are_cut_on_the_geodesic(self):
        found = ring_edges(Polygon([(10, 40), (40, 60), (10, 60)]), "geodesic")
        assert inverse(*found[:4])[2].max() <= MAX_EDGE_M + 1e-6
        first = found.line == 0
        away = foot(found.lon_b[first], found.lat_b[first], 10, 40, 40, 60).distance_m
        assert away.max() < 1e-7
        assert set(found.line) == {0, 1, 2}

    @pytest.mark.parametrize("lat", [0.5, 36.0, 60.0, 80.0, -45.0])
    def test_a_rhumb_edge_keeps_longitude_in_step_with_isometric_latitude(self, lat):
        """q = asinh(tan lat) - e atanh(e sin lat); pieces lie on the line, and geodesics follow it to 5 mm."""
        start, end = (20.0, lat), (26.0, lat + 3.0)
        found = ring_edges(Polygon([start, end, (20.0, lat + 3.0)]), "rhumb")
        first = slice(0, int(np.flatnonzero((found.lon_b == end[0]) & (found.lat_b == end[1]))[0]) + 1)
        lon, lat_b = found.lon_b[first], found.lat_b[first]
        q0, q1 = _isometric(start[1]), _isometric(end[1])
        expected = start[0] + (end[0] - start[0]) * (_isometric(lat_b) - q0) / (q1 - q0)
        assert np.abs(np.radians(lon - expected) * np.cos(np.radians(lat_b))).max() * RADIUS_MEAN_M < 1e-6
        self.check_pieces(found, first, lambda share: _on_rhumb(found, first, share))

    @pytest.mark.parametrize("lat", [0.5, 36.0, 60.0, 80.0, -45.0])
    @pytest.mark.parametrize("rise", [0.0, 3.0])
    def test_a_planar_edge_is_straight_in_longitude_and_latitude(self, lat, rise):
        start, end = (20.0, lat), (26.0, lat + rise)
        found = ring_edges(Polygon([start, end, (20.0, lat + 4.0)]), "planar")
        first = slice(0, int(np.flatnonzero((found.lon_b == end[0]) & (found.lat_b == end[1]))[0]) + 1)
        assert found.lat_b[first] == pytest.approx(lat + rise * (found.lon_b[first] - 20.0) / 6.0, abs=1e-12)
        self.check_pieces(
            found,
            first,
            lambda share: (
                found.lon_a[first] + share * (found.lon_b[first] - found.lon_a[first]),
                found.lat_a[first] + share * (found.lat_b[first] - found.lat_a[first]),
            ),
        )

    def check_pieces(self, found, part, on_line):
        ends = found.lon_a[part], found.lat_a[part], found.lon_b[part], found.lat_b[part]
        assert inverse(*ends)[2].max() <= MAX_EDGE_M
        for share in (0.25, 0.5, 0.75):
            assert foot(*on_line(share), *ends).distance_m.max() < MODEL_TOLERANCE_M

    @pytest.mark.parametrize(
        ("leg_km", "rhumb_m", "planar_m"),
        [
            (1, 0.0142, 0.0154),
            (5, 0.356, 0.386),
            (20, 5.69, 6.18),
            (50, 35.6, 38.7),
            (100, 142.2, 155.5),
            (200, 569, 627),
        ],
    )
    def test_how_far_models_leave_the_geodesic_at_36_north(self, leg_km, rhumb_m, planar_m):
        """Figures found with geographiclib beforehand: the worst of twelve courses from 36N 36E.

        A zone whose equatorward edge is the leg, a track on the geodesic between the same ends: its depth in
        the zone read as rhumb or planar is the distance of the two lines.
        """
        worst = {"rhumb": 0.0, "planar": 0.0}
        for azi in (30, 60, 90, 120, 150):
            leg = [(36.0, 36.0), go(36.0, 36.0, azi, leg_km * 1e3)]
            corners = [go(*p, azi - 90, 2e5) for p in reversed(leg)]  # to the left of an eastward leg: poleward
            for model in worst:
                found = check_violation(track(leg), zone(Polygon(leg + corners), model))
                worst[model] = max(worst[model], found.max_depth_m)
        assert worst["rhumb"] == pytest.approx(rhumb_m, abs=MODEL_TOLERANCE_M + 0.005 * rhumb_m)
        assert worst["planar"] == pytest.approx(planar_m, abs=MODEL_TOLERANCE_M + 0.005 * planar_m)

    @pytest.mark.parametrize(("lat", "leg_km"), [(10, 100), (36, 20), (36, 100), (36, 200), (60, 100), (-75, 50)])
    def test_the_closed_form_for_an_east_west_edge(self, lat, leg_km):
        """sag = L^2 tan(lat) / 8R, read from the closest approach of one fix a kilometre off the middle."""
        start = (20.0, lat)
        end = _same_parallel(start, leg_km * 1e3)
        poleward = 2.0 if lat > 0 else -2.0
        polygon = Polygon([start, end, (end[0], lat + poleward), (start[0], lat + poleward)])
        line = KARNEY.Inverse(lat, start[0], lat, end[0])
        middle = KARNEY.Direct(lat, start[0], line["azi1"], line["s12"] / 2)
        off = go(middle["lon2"], middle["lat2"], middle["azi2"] + (90 if lat > 0 else -90), 1000.0 + 3 * leg_km)
        straight = check_violation(track([off]), zone(polygon)).closest_approach_m
        sag = leg_km**2 * 1e6 * np.tan(np.radians(abs(lat))) / (8 * RADIUS_MEAN_M)
        for model in ("rhumb", "planar"):  # along a parallel they are one line
            bent = check_violation(track([off]), zone(polygon, model))
            assert straight + bent.margin_m == pytest.approx(sag, rel=0.005, abs=MODEL_TOLERANCE_M)
            assert bent.edge_model == model


def _isometric(lat):
    e = np.sqrt(KARNEY.f * (2 - KARNEY.f))
    phi = np.radians(lat)
    return np.arcsinh(np.tan(phi)) - e * np.arctanh(e * np.sin(phi))


def _on_rhumb(found, part, share):
    """Points of rhumb pieces by bisection of the isometric latitude."""
    target = _isometric(found.lat_a[part]) * (1 - share) + _isometric(found.lat_b[part]) * share
    low = np.minimum(found.lat_a[part], found.lat_b[part]) - 1e-9
    high = np.maximum(found.lat_a[part], found.lat_b[part]) + 1e-9
    for _ in range(45):
        middle = (low + high) / 2
        below = _isometric(middle) < target
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return found.lon_a[part] + share * (found.lon_b[part] - found.lon_a[part]), (low + high) / 2


def _same_parallel(start, length_m):
    """The point of the same latitude so far away along the geodesic."""
    low, high = 0.0, 90.0
    for _ in range(60):
        middle = (low + high) / 2
        short = KARNEY.Inverse(start[1], start[0], start[1], start[0] + middle)["s12"] < length_m
        low, high = (middle, high) if short else (low, middle)
    return start[0] + low, start[1]


class TestNearest:
    def test_no_edge_is_overlooked(self):
        """Against every one of the 5,162 edges of an edition, from on the border to the antipode."""
        edges = national_zone("SYR", "dcw").edges
        rng = np.random.default_rng(11)
        pick = rng.integers(edges.count, size=8)
        away = np.array([0.3, 20.0, 3e3, 1e5, 8e5, 5e6, 1.2e7, 1.98e7])
        lon, lat, _ = direct(edges.lon_a[pick], edges.lat_a[pick], rng.uniform(0, 360, 8), away)
        near, rough = edges.nearest(lon, lat), edges.nearest(lon, lat, exact=False)
        for i in range(8):
            feet = foot(lon[i], lat[i], edges.lon_a, edges.lat_a, edges.lon_b, edges.lat_b)
            assert near.distance_m[i] == pytest.approx(feet.distance_m.min(), abs=1e-6)
            assert rough.distance_m[i] == pytest.approx(feet.distance_m.min(), rel=3e-8, abs=1e-3)
            assert inverse(lon[i], lat[i], near.lon_deg[i], near.lat_deg[i])[2] == pytest.approx(near.distance_m[i])

    @pytest.mark.parametrize(("decades", "too_long_m"), [((-3, 6), 1e-3), ((6, 6.48), 0.04)])
    def test_distance_by_the_chords_foot(self, decades, too_long_m):
        """Right to a millimetre within 1,000 km, too long by up to 4 cm at 3,000 km."""
        rng = np.random.default_rng(12)
        n = 4000
        lon, lat = rng.uniform(-180, 180, n), rng.uniform(-89, 89, n)
        azi = rng.uniform(0, 360, n)
        b = direct(lon, lat, azi, MAX_EDGE_M)[:2]
        at = direct(lon, lat, azi, rng.uniform(-500, 1500, n))
        p = direct(at[0], at[1], at[2] + 90, 10 ** rng.uniform(*decades, n))[:2]
        over = pair_distance(ecef(*p), ecef(lon, lat), ecef(*b)) - foot(*p, lon, lat, *b).distance_m
        assert over.min() > -1e-3
        assert over.max() < too_long_m

    def test_no_candidate_is_missed(self):
        """Every edge with an end within reach of a dense sample of a segment is among the candidates."""
        edges = national_zone("TUR", "dcw").edges
        rng = np.random.default_rng(13)
        for reach in (1.0, 3e3, 1e5):
            lon, lat = rng.uniform(25, 45, 5), rng.uniform(35, 43, 5)
            azi, length = rng.uniform(0, 360, 5), rng.uniform(10, 250e3, 5)
            end = direct(lon, lat, azi, length)[:2]
            segment, edge = edges.candidates(ecef(lon, lat), ecef(*end), reach)
            for i in range(5):
                on = ecef(*direct(lon[i], lat[i], azi[i], np.linspace(0, 1, 200) * length[i])[:2])
                chord = np.min([np.linalg.norm(edges.a - p, axis=1) for p in on], axis=0)
                assert set(np.flatnonzero(chord <= reach)) <= set(edge[segment == i])

    def test_the_slack_covers_how_arcs_over_one_chord_differ(self):
        """If a longer chord has the shorter arc, it is longer by less than the slack: 400,000 pairs of points."""
        rng = np.random.default_rng(14)
        n = 400_000
        lon, lat = rng.uniform(-180, 180, n), rng.choice([0, 90, -45, 20.0], n)
        azi, far = rng.uniform(0, 360, n), np.exp(rng.uniform(np.log(1e3), np.log(1.5e7), n))
        other = direct(lon, lat, azi, far)[:2]
        chord = np.linalg.norm(ecef(lon, lat) - ecef(*other), axis=1)
        half = np.clip(chord / (2 * RADIUS_MEAN_M), 0, 1)
        excess = (far - 2 * RADIUS_MEAN_M * np.arcsin(half)) * np.sqrt(1 - half**2)  # as a difference of chords
        bins = np.digitize(chord, np.geomspace(1e3, 1.8 * RADIUS_MIN_M, 60))
        for k in range(1, 60):
            here = bins == k
            assert np.ptp(excess[here]) < edges_module._slack(chord[here]).max()


def star(rng_radii, centre=(36.0, 36.0), size_m=20e3, spacing_m=150.0):
    """A star-shaped polygon with edges so short that it is the same in the plane and on the ellipsoid."""
    n = len(rng_radii)
    corners = [go(*centre, 360 * i / n, size_m * r) for i, r in enumerate(rng_radii)]
    ring = np.array([*corners, corners[0]])
    return shapely.segmentize(Polygon(ring), spacing_m / 111e3)


class TestContains:
    @SAME_EVERY_TIME
    @given(radii=st.lists(st.floats(0.2, 1.0), min_size=3, max_size=12), seed=st.integers(0, 10**6))
    def test_like_the_plane_where_edges_are_short(self, radii, seed):
        polygon = star(radii)
        rng = np.random.default_rng(seed)
        lon, lat = rng.uniform(35.75, 36.25, 60), rng.uniform(35.8, 36.2, 60)
        clear = shapely.distance(polygon.boundary, shapely.points(lon, lat)) > 1e-5  # a metre
        inside = shapely.contains_xy(polygon, lon, lat)
        assert (Edges.of(polygon).contains(lon, lat)[clear] == inside[clear]).all()

    @pytest.mark.parametrize("lat0", [0.0, 45.0, -70.0, 84.0])
    @pytest.mark.parametrize("lon0", [10.0, 180.0])
    def test_long_edges_against_a_gnomonic_plane_about_the_point(self, lat0, lon0):
        """Edges of 100 to 1,000 km: parity on a ray in geographiclib's plane, in which edges are straight enough."""
        rng = np.random.default_rng(15)
        ring = unwrapped([go(lon0, lat0, a + rng.uniform(-15, 15), rng.uniform(1.5e5, 6e5)) for a in range(0, 360, 60)])
        edges = Edges.of(Polygon(ring))
        decided = 0
        for _ in range(40):
            p = go(lon0, lat0, rng.uniform(0, 360), rng.uniform(0, 7e5))
            if abs(p[1]) > 89 or edges.nearest(*p).distance_m[0] < 200:
                continue
            plane = [gnomonic(*p, *q) for q in ring]
            parity = Polygon(plane).buffer(0).covers(Point(0, 0)) if Polygon(plane).is_valid else None
            if parity is not None:
                decided += 1
                assert bool(edges.contains(*p)[0]) == parity
        assert decided > 20

    def test_exactly_north_of_a_vertex_and_on_a_meridian_edge(self):
        edges = Edges.of(Polygon([(36, 36), (37, 35), (38, 36), (37, 37)]))
        assert edges.contains([37, 37, 36.5, 36, 38, 37], [36, 34.9, 36, 35, 35, 37.1]).tolist() == [1, 0, 1, 0, 0, 0]
        square = Edges.of(box(36, 35, 37, 36))
        lon = [36.5, 36.5, 35.99999, 36.00001, 36.99999, 37.00001]
        assert square.contains(lon, [35.5, 34, 35.5, 35.5, 35.5, 35.5]).tolist() == [1, 0, 0, 1, 1, 0]

    def test_poles_lie_outside_and_are_no_trouble(self):
        edges = Edges.of(box(0, 80, 90, 88))
        assert edges.contains([0, 45, 45, 45], [90, 90, 85, -90]).tolist() == [False, False, True, False]

    def test_a_hole_is_outside_and_an_island_in_it_inside(self):
        ring = Polygon(box(30, 30, 36, 36).exterior, [box(31, 31, 35, 35).exterior])
        shape = MultiPolygon([ring, box(32, 32, 34, 34)])
        assert Edges.of(shape).contains([30.5, 31.5, 33], [33, 33, 33]).tolist() == [True, False, True]
