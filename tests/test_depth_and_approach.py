"""Greatest depth and closest approach against brute force: every border point, every 0.2 m of the path.

Brute force is right to 0.1 m from below (depth) and from above (approach); the engine promises 0.02 m. The bar
is 0.2 m.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from engine_helpers import Brute, apart, course, go, track, unwrapped, zone
from shapely import MultiPolygon, Polygon

from airspace.edges import Edges
from airspace.extremes import DEPTH_TOLERANCE_M
from airspace.violation import check_violation
from airspace.zone import national_zone

SALIENT = (36.15, 35.82)  # the southern tip of Hatay


def stays_as_paths(points, found):
    """The fixes of each stay, its ends included."""
    along = np.cumsum([0.0, *(apart(p, q) for p, q in pairwise(points))])
    for stay in found.incursions:
        inner = [p for p, s in zip(points, along, strict=True) if stay.start.along_m < s < stay.end.along_m]
        yield stay, [(stay.start.lon_deg, stay.start.lat_deg), *inner, (stay.end.lon_deg, stay.end.lat_deg)]


def compare(points, in_zone, brute):
    """Check every stay, or the closest approach, of a path against brute force; how many stays there were."""
    found = check_violation(track(points), in_zone)
    for stay, piece in stays_as_paths(points, found):
        expected = brute.deepest(piece)
        assert expected - DEPTH_TOLERANCE_M <= stay.max_depth_m <= expected + 0.1
        at = (stay.deepest.lon_deg, stay.deepest.lat_deg)
        assert apart(at, (stay.border_lon_deg, stay.border_lat_deg)) == pytest.approx(stay.max_depth_m, abs=1e-6)
    if not found.incursions:
        expected = brute.closest(points)
        assert expected - 0.1 <= found.closest_approach_m <= expected + 1e-6
        at, near = found.closest.at, found.closest
        assert apart((at.lon_deg, at.lat_deg), (near.border_lon_deg, near.border_lat_deg)) == pytest.approx(
            near.distance_m, abs=1e-6
        )
    return len(found.incursions)


@pytest.fixture(scope="module")
def near_salient():
    in_zone = national_zone("TUR", "osm-2026c")
    return in_zone, Brute(in_zone.shape.geometry, 20.0, box=(35.5, 35.3, 36.9, 36.5))


class TestRealBorder:
    """Turkey, edition osm-2026c: 73,000 edges."""

    @pytest.mark.parametrize("azi", [90, 60, 250, 300])
    @pytest.mark.parametrize("north_m", [2e3, 6e3])
    def test_across_the_salient(self, near_salient, azi, north_m):
        middle = go(*SALIENT, 0, north_m)
        points = [go(*middle, azi, d) for d in np.linspace(-9e3, 9e3, 7)]
        assert compare(points, *near_salient) >= 1

    @pytest.mark.parametrize("azi", [90, 75, 110])
    def test_past_the_salient(self, near_salient, azi):
        middle = go(*SALIENT, 180, 2.5e3)
        assert compare([go(*middle, azi, d) for d in (-7e3, -1e3, 6e3)], *near_salient) == 0

    def test_400_km_deep_inside(self):
        in_zone = national_zone("TUR", "osm-2026c")
        brute = Brute(in_zone.shape.geometry, 500.0)
        assert compare([go(33.5, 39.2, 90, d) for d in (-2e5, 2e5)], in_zone, brute) == 1


def regular(centre, corners, size_m, turn=0.0):
    return [go(*centre, turn + 360 * k / corners, size_m) for k in range(corners)]


def shapes(centre, size_m):
    """Zones with edges from a fifth of their size to twice it."""
    outer = regular(centre, 4, size_m, 20)
    hole = regular(go(*centre, 80, size_m / 4), 3, size_m / 4, 50)
    notched = [*outer[:2], go(*centre, 250, size_m / 10), *outer[2:]]
    other = regular(go(*centre, 60, 1.6 * size_m), 3, size_m / 2, 10)
    return {
        "hole": Polygon(unwrapped(outer), [hole]),
        "notch": Polygon(unwrapped(notched)),
        "parts": MultiPolygon([Polygon(unwrapped(outer)), Polygon(unwrapped(other))]),
    }


@pytest.mark.parametrize(
    ("kind", "centre"),
    [
        ("hole", (36.0, 36.0)),
        ("hole", (15.0, 78.0)),
        ("notch", (36.0, 36.0)),
        ("notch", (100.0, 2.0)),
        ("parts", (36.0, 36.0)),
        ("parts", (-70.0, -52.0)),
    ],
)
def test_long_edges(kind, centre):
    """Edges of 20 to 200 km, a path of three legs through and past them."""
    rng = np.random.default_rng(int(centre[1]) + 100)
    polygon = shapes(centre, 1e5)[kind]
    in_zone, brute = zone(polygon), Brute(polygon, 100.0)
    points = [go(*centre, azi, 1e5 * rng.uniform(0.3, 1.3)) for azi in rng.uniform(0, 360, 4)]
    stays = compare(points, in_zone, brute)
    stays += compare([go(*centre, azi, 2.6e5) for azi in (200, 240, 290)], in_zone, brute)
    assert stays >= 1


class TestBesideAnEdge:
    """A path parallel to a border of 500 km, where a bound that only knows 'a metre per metre' would stall."""

    AZI, START = 80.0, (30.0, 40.0)

    def strip(self):
        south = [go(*self.START, self.AZI, d) for d in (-2.5e5, 2.5e5)]
        return Polygon([*south, *(go(*p, self.AZI - 90, 3e5) for p in reversed(south))])

    def beside(self, off_m):
        return [go(*go(*self.START, self.AZI, d), course(*self.START, self.AZI, d) - 90, off_m) for d in (-2e5, 2e5)]

    @pytest.mark.parametrize("off_m", [0.05, 1.0, 500.0, 20e3])
    def test_inside(self, off_m):
        """The path is nowhere nearer than at its ends and bulges by the Earth's curvature: d L^2 / 8 R^2."""
        found = check_violation(track(self.beside(off_m)), zone(self.strip()))
        bulge = off_m * (4e5) ** 2 / (8 * 6.37e6**2)
        assert found.max_depth_m == pytest.approx(off_m + bulge, rel=1e-5, abs=DEPTH_TOLERANCE_M)

    @pytest.mark.parametrize("off_m", [0.3, 500.0])
    def test_outside(self, off_m):
        found = check_violation(track(self.beside(-off_m)), zone(self.strip()))
        assert found.closest_approach_m == pytest.approx(off_m, abs=1e-6)

    @pytest.mark.parametrize(
        ("model", "off_m", "most"), [("geodesic", 500.0, 100), ("geodesic", 0.05, 3000), ("rhumb", 500.0, 30_000)]
    )
    def test_it_stays_quick(self, model, off_m, most, monkeypatch):
        """Counted, not timed: how many places of the path are measured."""
        asked = []
        original = Edges.nearest

        def counted(self, lon, lat, **how):
            asked.append(np.size(lon))
            return original(self, lon, lat, **how)

        monkeypatch.setattr(Edges, "nearest", counted)
        points = self.beside(off_m)
        if model == "rhumb":  # parallel to a parallel
            polygon = Polygon([(20, 49), (30, 49), (30, 55), (20, 55)])
            points = [(lon, 49 + off_m / 111.2e3) for lon in np.linspace(22, 27, 100)]
            assert check_violation(track(points), zone(polygon, "rhumb")).verdict == "inside"
        else:
            check_violation(track(points), zone(self.strip()))
        assert sum(asked) < most
