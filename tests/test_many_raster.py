"""The raster of a border against searches over the whole border, place by place."""

from __future__ import annotations

import numpy as np
import pytest
from engine_helpers import go, zone
from shapely import Polygon

from airspace.many.plane import Theatre
from airspace.many.raster import Raster
from airspace.zone import national_zone

BOXES = {
    # state, edition, middle, half widths of the box in metres
    "salient": ("TUR", "osm-2026c", (36.1, 35.9), (30e3, 8e3)),
    "coast": ("TUR", "osm-2026c", (27.3, 37.0), (25e3, 25e3)),
    "sea": ("SYR", "osm-maritime", (35.7, 35.6), (40e3, 20e3)),
    "coarse": ("SYR", "ne-10m", (36.5, 36.2), (90e3, 60e3)),
    "thin": ("TUR", "dcw", (36.2, 35.95), (80e3, 40.0)),
    "wide": ("TUR", "wdbii", (41.0, 38.0), (180e3, 180e3)),
    "inland": ("TUR", "osm-2026c", (33.5, 39.3), (20e3, 20e3)),
    "abroad": ("TUR", "osm-2026c", (38.0, 34.0), (20e3, 20e3)),
}


def laid(name):
    state, edition, middle, half = BOXES[name]
    theatre = Theatre.about(national_zone(state, edition).edges, [middle[0]], [middle[1]], max(half) * 1.42)
    return theatre, Raster.of_box(theatre, (-half[0], -half[1]), half), half


@pytest.fixture(scope="module", params=BOXES)
def box(request):
    return laid(request.param)


def places(half, count, seed=0):
    rng = np.random.default_rng(seed)
    return rng.uniform(-half[0], half[0], count), rng.uniform(-half[1], half[1], count)


def test_the_side_of_unmarked_cells(box):
    theatre, raster, half = box
    x, y = places(half, 3000)
    number = raster.number(x, y)
    sure = raster.clear_m[number] >= 0
    assert sure.mean() > 0.5
    wanted = theatre.edges.contains(*theatre.map.plane.backward(x, y))
    assert np.array_equal(raster.inside[number][sure], wanted[sure])


@pytest.mark.parametrize("gap", [-45.0, -15.0, 15.0, 45.0, 75.0])
def test_a_border_beside_the_middles_of_the_first_column(gap):
    """The border runs up ``gap`` metres east of the raster's rim; the first middles are known, and lie 30 m in."""
    square = zone(Polygon([go(36.0, 36.0, azi, 30e3) for azi in (45, 135, 225, 315)])).edges
    theatre = Theatre.about(square, [36.0], [36.0], 40e3)
    rim = theatre.map.plane.forward(*go(*go(36.0, 36.0, 225, 30e3), 0, 21_213.0))[0]
    raster = Raster.of_box(theatre, (float(rim) - gap + 120.0, -300.0), (float(rim) + 2e3, 300.0))
    assert raster.cell == 60.0
    assert raster.inside.reshape(raster.columns, raster.rows)[3:].all()


def test_the_square_about_a_place_is_clear(box):
    """No border point of the rectangle, of very many, lies in the square about a place."""
    theatre, raster, half = box
    x, y = places(half, 300, seed=1)
    clear = raster.clear(x, y)
    at = (theatre.a + np.linspace(0, 1, 9)[:, None, None] * (theatre.b - theatre.a)).reshape(-1, 2)
    at = at[(np.abs(at) <= half).all(axis=1)]
    least = [np.max(np.abs(at - p), axis=1).min(initial=np.inf) for p in np.stack([x, y], axis=1)]
    assert (least >= clear - 1e-6).all()
    assert (clear > raster.cell).any()


def test_cells_far_from_the_border_say_so(box):
    """Growing squares are at most a third apart, so a place's number is no less than its distance allows."""
    theatre, raster, half = box
    x, y = places(half, 400, seed=2)
    clear = raster.clear(x, y)
    away = theatre.edges.nearest(*theatre.map.plane.backward(x, y), exact=False).distance_m
    least = np.minimum(away / np.sqrt(2) / 2 - 2 * raster.cell, max(raster.columns, raster.rows) / 2 * raster.cell)
    assert (clear >= np.minimum(least, 512 * raster.cell)).all()


def test_an_edge_marks_every_cell_it_passes(box):
    theatre, raster, half = box
    share = np.linspace(0, 1, 41)[:, None, None]
    at = theatre.a + share * (theatre.b - theatre.a)
    edge = np.broadcast_to(np.arange(len(theatre.a)), at.shape[:2])
    held = (np.abs(at) <= half).all(axis=-1)
    numbers, edge = raster.number(at[..., 0][held], at[..., 1][held]), edge[held]
    listed = np.repeat(np.arange(raster.first.size - 1), np.diff(raster.first))
    pairs = set(zip(listed.tolist(), raster.of[raster.edge].tolist(), strict=True))
    assert (raster.clear_m[numbers] == -1).all()
    assert set(zip(numbers.tolist(), edge.tolist(), strict=True)) <= pairs


def test_marked_cells_and_only_they_have_edges(box):
    _, raster, _ = box
    assert np.array_equal(np.diff(raster.first) > 0, raster.clear_m == -1)


@pytest.mark.parametrize(("name", "inside"), [("inland", True), ("abroad", False)])
def test_a_box_without_border(name, inside):
    _, raster, half = laid(name)
    assert not (raster.clear_m == -1).any()
    assert (raster.inside == inside).all()
    assert raster.clear(np.zeros(1), np.zeros(1))[0] >= half[0] / 2


def test_a_border_out_of_reach():
    theatre = Theatre.about(national_zone("TUR").edges, [100.0], [10.0], 5_000.0)
    raster = Raster.of_box(theatre, (-5e3, -5e3), (5e3, 5e3))
    assert theatre.index.size == 0
    assert not raster.inside.any()
    assert (raster.clear_m > 0).all()


def test_a_zone_smaller_than_a_cell():
    corner = (36.0, 36.0)
    ring = [corner, go(*corner, 90, 8.0), go(*corner, 45, 11.0), go(*corner, 0, 8.0)]
    theatre = Theatre.about(zone(Polygon(ring)).edges, [36.0], [36.0], 1_000.0)
    raster = Raster.of_box(theatre, (-1e3, -1e3), (1e3, 1e3))
    assert 1 <= (raster.clear_m == -1).sum() <= 4
    assert not raster.inside[raster.clear_m >= 0].any()


def test_places_outside_fall_to_the_rim():
    _, raster, _ = laid("inland")
    far = np.array([-1e9, 1e6, 0.0, 3e4]), np.array([0.0, 1e6, -1e9, 0.0])
    number = raster.number(*far)
    column, row = np.divmod(number, raster.rows)
    assert column.tolist()[:2] == [0, raster.columns - 1]
    assert row.tolist()[1:3] == [raster.rows - 1, 0]
