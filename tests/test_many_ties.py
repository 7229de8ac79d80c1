"""Fixes exactly on vertices and edges, legs along edges and through vertices: no crossing is lost or counted twice.

In the plane of a theatre they can be laid onto each other to the last bit, which copies of a track never are.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from engine_helpers import go, zone
from shapely import LineString, Polygon

from airspace.many.plane import PlaneMap, Theatre
from airspace.many.planecheck import PlaneCheck
from airspace.zone import national_zone

CENTRE = (36.0, 36.0)
STEP_M = 1_000.0
COMB = [(-4, -4), (4, -4), (4, 4), (2, 4), (2, 0), (1, 0), (1, 4), (-1, 4), (-1, 2), (-2, 1), (-3, 2), (-4, 0)]
"""A polygon on a lattice: teeth, a notch of slanting edges, edges that run up, down, left and right."""


def ends_inside(check, x, y):
    """Which paths end inside, by their stays alone."""
    stays = check.stays(x, y, depth=False)
    found = np.zeros(len(x), dtype=bool)
    found[stays.path[stays.ends_inside]] = True
    return found, np.bincount(stays.path, stays.length_m, len(x))


@pytest.fixture(scope="module")
def lattice():
    """The comb, its vertices on the lattice to the last bit, and the same as a plane polygon."""
    corners = np.array(COMB) * STEP_M
    lon, lat = PlaneMap(*CENTRE, 10_000.0).plane.backward(*corners.T)
    theatre = Theatre.about(zone(Polygon(np.stack([lon, lat], axis=1))).edges, [CENTRE[0]], [CENTRE[1]], 9_000.0)
    offset = np.array(theatre.map.plane.forward(*CENTRE))
    assert np.abs(offset).max() < 1e-3
    a, b = (np.round(ends / 1e-3) * 1e-3 for ends in (theatre.a, theatre.b))
    for ends in (a, b):  # edges were cut on the way: only ends on the lattice are put there
        near = np.abs(ends - np.round(ends / STEP_M) * STEP_M) < 0.01
        ends[near] = (np.round(ends / STEP_M) * STEP_M)[near]
    return PlaneCheck(replace(theatre, a=a, b=b), (-7e3, -7e3), (7e3, 7e3)), Polygon(corners)


def test_paths_over_a_lattice(lattice):
    """Every fix but the last on a lattice point, so that legs run along edges and through vertices all the time."""
    check, polygon = lattice
    rng = np.random.default_rng(1)
    fixes = rng.integers(-6, 7, (3_000, 6, 2)) * STEP_M
    fixes[:, -1] += rng.choice([-0.5, 0.5], (3_000, 2)) * STEP_M  # clear of all lines of the lattice
    fixes[:, 2] = np.where(rng.random((3_000, 1)) < 0.2, fixes[:, 1], fixes[:, 2])  # some are repeated
    found, length = ends_inside(check, fixes[..., 0], fixes[..., 1])
    lines = [LineString(path) for path in fixes]
    clear = shapely.distance(polygon.boundary, shapely.points(fixes[:, -1])) > 1.0
    assert clear.mean() > 0.8
    assert np.array_equal(found[clear], shapely.contains(polygon, shapely.points(fixes[:, -1]))[clear])
    # what runs along the border may belong to a stay or not
    open_ = [sum(_length(leg, polygon.buffer(-0.5)) for leg in _legs(line)) for line in lines[:400]]
    closed = [sum(_length(leg, polygon.buffer(0.5)) for leg in _legs(line)) for line in lines[:400]]
    assert (length[:400] >= np.array(open_) - 0.1).all()
    assert (length[:400] <= np.array(closed) + 0.1).all()


def _legs(line):
    corners = shapely.get_coordinates(line)
    return [LineString(pair) for pair in pairwise(corners)]


def _length(leg, polygon):
    return leg.intersection(polygon).length if leg.length else 0.0


@pytest.mark.parametrize("name", ["star", "TUR", "SYR"])
def test_fixes_on_vertices_of_a_border(name):
    star = Polygon([go(*CENTRE, azi, 9e3 if k % 2 else 3e3) for k, azi in enumerate(range(0, 360, 20))])
    edges = {"star": zone(star), "TUR": national_zone("TUR"), "SYR": national_zone("SYR", "dcw")}[name].edges
    middle, half = (CENTRE, 15e3) if name == "star" else ((36.1, 35.9), 20e3)
    theatre = Theatre.about(edges, [middle[0]], [middle[1]], half * 1.42)
    check = PlaneCheck(theatre, (-half, -half), (half, half))
    held = theatre.a[(np.abs(theatre.a) < half).all(axis=1)]
    rng = np.random.default_rng(2)
    fixes = rng.uniform(-half, half, (3_000, 5, 2))
    fixes[:, 1:4] = held[rng.integers(0, len(held), (3_000, 3))]
    found, _ = ends_inside(check, fixes[..., 0], fixes[..., 1])
    sure = check.raster.clear(*fixes[:, -1].T) >= 0
    wanted = edges.contains(*theatre.map.plane.backward(*fixes[:, -1].T))
    assert sure.mean() > 0.9
    assert np.array_equal(found[sure], wanted[sure])
