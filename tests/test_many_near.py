"""Lists of near edges against the search over the whole border, at thousands of places."""

from __future__ import annotations

import numpy as np
import pytest
from engine_helpers import go, zone
from shapely import Polygon

from airspace.geodesy import ecef
from airspace.many.near import NearEdges, chord_squared
from airspace.many.plane import Theatre
from airspace.zone import national_zone

BOXES = {
    # state, edition, edge model, middle, half widths of the box in metres, places
    "50m": ("TUR", "osm-2026c", "geodesic", (36.0, 35.9), (25.0, 25.0), 1500),
    "salient": ("TUR", "osm-2026c", "geodesic", (36.1, 35.9), (30e3, 8e3), 1500),
    "coast": ("TUR", "osm-2026c", "geodesic", (27.3, 37.0), (15e3, 15e3), 1000),
    "deep": ("TUR", "osm-2026c", "geodesic", (33.5, 39.3), (60e3, 60e3), 300),
    "deeper": ("TUR", "osm-2026c", "geodesic", (38.5, 39.0), (100e3, 1e3), 300),
    "200km": ("TUR", "osm-2026c", "geodesic", (38.0, 37.0), (100e3, 100e3), 800),
    "thin": ("SYR", "osm-maritime", "geodesic", (36.0, 35.9), (60e3, 0.2), 800),
    "upright": ("SYR", "ne-10m", "geodesic", (36.5, 36.0), (3.0, 90e3), 800),
    "a place": ("SYR", "dcw", "geodesic", (36.5, 35.9), (0.0, 0.0), 20),
    "rhumb": ("TUR", "dcw", "rhumb", (36.3, 36.0), (40e3, 40e3), 1000),
    "planar": ("SYR", "wdbii", "planar", (40.0, 36.5), (80e3, 50e3), 1000),
    "abroad": ("TUR", "osm-2026c", "geodesic", (38.0, 34.5), (40e3, 40e3), 500),
    "far abroad": ("TUR", "osm-2026c", "geodesic", (60.0, 10.0), (20e3, 20e3), 60),
}


@pytest.mark.parametrize("name", BOXES)
def test_nearest(name):
    """The edge is one of those that are nearest, and the chord is the shortest of all.

    The whole border is searched over ground: of edges whose chords differ by less than the Earth's curvature lets
    arcs differ, either may come first, so the edges found are compared by their chords.
    """
    state, edition, model, middle, half, count = BOXES[name]
    edges = national_zone(state, edition, model).edges
    theatre = Theatre.about(edges, [middle[0]], [middle[1]], max(*half, 100.0) * 1.42)
    near = NearEdges.of_box(theatre, (-half[0], -half[1]), half)
    rng = np.random.default_rng(5)
    x, y = rng.uniform(-half[0], half[0], count), rng.uniform(-half[1], half[1], count)
    x[:4], y[:4] = np.array([-1, -1, 1, 1]) * half[0], np.array([-1, 1, -1, 1]) * half[1]
    at = theatre.map.ecef(x, y)
    chord, edge = near.nearest(x, y, at)
    wanted = edges.nearest(*theatre.map.plane.backward(x, y), exact=False)
    other = np.sqrt(chord_squared(at, edges.a[wanted.edge], edges.b[wanted.edge]))
    assert (chord <= other + 1e-9).all()
    assert np.sqrt(chord_squared(at, edges.a[edge], edges.b[edge])) == pytest.approx(chord, abs=1e-9)
    # arc less chord is s^3 / 24 R^2, within 1 % for any R of the ellipsoid; 3 cm: a chord runs below its edge
    excess = wanted.distance_m**3 / 24 / 6.37e6**2
    assert np.abs(chord - (wanted.distance_m - excess)).max() < 0.03 + 0.02 * excess.max()


@pytest.mark.parametrize("name", ["salient", "coast", "thin", "rhumb"])
def test_nearest_of_all_chords(name):
    """Against the chords of every edge of the border, without any index."""
    state, edition, model, middle, half, _ = BOXES[name]
    edges = national_zone(state, edition, model).edges
    theatre = Theatre.about(edges, [middle[0]], [middle[1]], max(half) * 1.42)
    near = NearEdges.of_box(theatre, (-half[0], -half[1]), half)
    rng = np.random.default_rng(6)
    x, y = rng.uniform(-half[0], half[0], 60), rng.uniform(-half[1], half[1], 60)
    at = ecef(*theatre.map.plane.backward(x, y))
    chord, _ = near.nearest(x, y, at)
    every = [np.sqrt(chord_squared(np.broadcast_to(p, edges.a.shape), edges.a, edges.b).min()) for p in at]
    assert chord == pytest.approx(every, abs=1e-9)


def test_places_beside_the_border():
    """On vertices and edges, and a hair beside them, where lists are shortest."""
    edges = national_zone("TUR").edges
    theatre = Theatre.about(edges, [36.1], [35.9], 15e3)
    low, high = (-9e3, -9e3), (9e3, 9e3)
    near = NearEdges.of_box(theatre, low, high)
    rng = np.random.default_rng(7)
    share = rng.uniform(-0.02, 1.02, (len(theatre.a), 1)).clip(0, 1)
    at = theatre.a + share * (theatre.b - theatre.a) + rng.normal(0, 1e-3, theatre.a.shape)
    at = at[(np.abs(at) < 9e3).all(axis=1)]
    chord, _ = near.nearest(at[:, 0], at[:, 1], theatre.map.ecef(at[:, 0], at[:, 1]))
    assert len(at) > 100
    assert chord.max() < 0.03  # a chord of 1 km runs 2 cm below its edge


def test_wider_lists_find_the_same_to_the_last_bit():
    edges = national_zone("TUR").edges
    theatre = Theatre.about(edges, [36.1], [35.9], 60e3)
    rng = np.random.default_rng(8)
    x, y = rng.uniform(-2e3, 2e3, (2, 2000))
    at = theatre.map.ecef(x, y)
    found = [NearEdges.of_box(theatre, (-s, -t), (t, s)).nearest(x, y, at) for s, t in ((2e3, 2e3), (7e3, 31e3))]
    assert np.array_equal(found[0][0], found[1][0])
    assert np.array_equal(found[0][1], found[1][1])


def test_holds():
    square = zone(Polygon([(36.0, 36.0), go(36.0, 36.0, 90, 4e3), go(36.0, 36.0, 45, 5e3)])).edges
    near = NearEdges.of_box(Theatre.about(square, [36.0], [36.0], 10e3), (-1e3, -2e3), (1e3, 2e3))
    assert near.holds((-1e3, -2e3), (1e3, 2e3))
    assert not near.holds((-1e3, -2001.0), (0.0, 0.0))
    assert not near.holds((0.0, 0.0), (1001.0, 0.0))


def test_no_places():
    edges = national_zone("TUR").edges
    near = NearEdges.of_box(Theatre.about(edges, [36.1], [35.9], 5e3), (-1e3, -1e3), (1e3, 1e3))
    chord, edge = near.nearest(np.empty(0), np.empty(0), np.empty((0, 3)))
    assert chord.size == edge.size == 0
