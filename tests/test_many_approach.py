"""The vectorised closest approach against the single one, and against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from engine_helpers import zone
from shapely import Polygon

from airspace.extremes import closest as single
from airspace.geodesy import Floats, inverse
from airspace.many.approach import APPROACH_TOLERANCE_M, closest
from airspace.many.near import NearEdges
from airspace.many.plane import Theatre
from airspace.track import Track
from airspace.zone import Zone, national_zone

REACH_M = 30_000.0
TIP = (36.152, 35.806)


def laid(border: Zone, lon: float, lat: float) -> tuple[Theatre, NearEdges]:
    theatre = Theatre.about(border.edges, [lon], [lat], REACH_M)
    return theatre, NearEdges.of_box(theatre, (-REACH_M, -REACH_M), (REACH_M, REACH_M))


def lines_outside(border: Zone, theatre: Theatre, count: int, legs: int, seed: int) -> tuple[Floats, Floats]:
    """Bent lines that do not meet the border, shapes (n, legs + 1): those of many drawn that touch no edge."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-0.9 * REACH_M, 0.9 * REACH_M, (2, 6 * count, legs + 1))
    lon, lat = theatre.map.plane.backward(x.ravel(), y.ravel())
    lon, lat = lon.reshape(x.shape), lat.reshape(x.shape)
    from airspace.theatre import meetings

    tracks = [Track("t", lon[i], lat[i]) for i in range(x.shape[0])]
    kept = [i for i, t in enumerate(tracks) if not meetings(t, border.edges).size][:count]
    return x[kept], y[kept]


def asked(theatre: Theatre, near: NearEdges, x: Floats, y: Floats, wanted: tuple[float, float] | None = None):
    legs = x.shape[1] - 1
    owner = np.repeat(np.arange(x.shape[0]), legs)
    start, end = (x[:, :-1].ravel(), y[:, :-1].ravel()), (x[:, 1:].ravel(), y[:, 1:].ravel())
    return closest(near, theatre.map, x.shape[0], owner, start, end, wanted)


def track_of(theatre: Theatre, x: Floats, y: Floats) -> Track:
    return Track("t", *theatre.map.plane.backward(x, y))


@pytest.mark.parametrize("legs", [1, 3])
def test_agrees_with_the_single_closest_approach_on_a_state_border(legs: int) -> None:
    border = national_zone("TUR", "osm-2026c")
    theatre, near = laid(border, *TIP)
    x, y = lines_outside(border, theatre, 25, legs, seed=legs)
    found = asked(theatre, near, x, y)
    alone = [single(track_of(theatre, x[i], y[i]), border.edges).distance_m for i in range(x.shape[0])]
    assert x.shape[0] >= 20
    np.testing.assert_allclose(found.distance_m, alone, atol=APPROACH_TOLERANCE_M)


def test_the_place_found_is_on_the_path_and_at_the_distance() -> None:
    border = national_zone("TUR", "osm-2026c")
    theatre, near = laid(border, *TIP)
    x, y = lines_outside(border, theatre, 20, 1, seed=5)
    found = asked(theatre, near, x, y)
    lon, lat = theatre.map.plane.backward(found.x, found.y)
    np.testing.assert_allclose(border.edges.nearest(lon, lat).distance_m, found.distance_m, atol=0.01)
    cross = (x[:, 1] - x[:, 0]) * (found.y - y[:, 0]) - (y[:, 1] - y[:, 0]) * (found.x - x[:, 0])
    assert np.abs(cross / np.hypot(x[:, 1] - x[:, 0], y[:, 1] - y[:, 0])).max() < 0.01


def test_a_path_beside_a_corner_and_one_along_a_side() -> None:
    border = zone(Polygon([(10.0, 0.1), (10.2, 0.1), (10.2, 0.3), (10.0, 0.3)]))
    theatre, near = laid(border, 10.1, 0.1)
    lon, lat = np.array([[9.95, 9.95], [9.9, 10.05]]), np.array([[0.15, 0.25], [0.05, 0.05]])
    x, y = (v.reshape(lon.shape) for v in theatre.map.plane.forward(lon.ravel(), lat.ravel()))
    found = asked(theatre, near, x, y)
    beside = float(inverse(9.95, 0.25, 10.0, 0.25)[2])  # meridians draw together to the north
    below = float(inverse(10.05, 0.05, 10.05, 0.1)[2])
    np.testing.assert_allclose(found.distance_m, [beside, below], atol=APPROACH_TOLERANCE_M)


def test_if_only_a_range_is_asked_for_each_path_comes_back_on_its_side_of_it() -> None:
    border = national_zone("TUR", "osm-2026c")
    theatre, near = laid(border, *TIP)
    x, y = lines_outside(border, theatre, 40, 1, seed=3)
    full = asked(theatre, near, x, y).distance_m
    low, high = np.quantile(full, [0.3, 0.6])
    some = asked(theatre, near, x, y, (float(low), float(high))).distance_m
    clear = (np.abs(full - low) > 2) & (np.abs(full - high) > 2)
    wanted = (full >= low) & (full <= high)
    assert ((np.sign(some - low) == np.sign(full - low)) & (np.sign(some - high) == np.sign(full - high)))[clear].all()
    assert 0 < wanted.sum() < wanted.size and (some >= full - APPROACH_TOLERANCE_M).all()


def test_a_piece_without_length_and_two_pieces_of_one_path() -> None:
    border = zone(Polygon([(10.0, 0.1), (10.2, 0.1), (10.2, 0.3), (10.0, 0.3)]))
    theatre, near = laid(border, 10.1, 0.1)
    x, y = theatre.map.plane.forward(np.array([9.9, 9.98]), np.array([0.2, 0.2]))
    found = closest(near, theatre.map, 1, np.array([0, 0]), (x, y), (x, y))
    assert found.distance_m[0] == pytest.approx(float(inverse(9.98, 0.2, 10.0, 0.2)[2]), abs=APPROACH_TOLERANCE_M)
    assert found.x[0] == x[1]
