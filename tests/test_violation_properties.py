"""What must not change the answer, and what must hold whatever the answer is."""

from __future__ import annotations

import itertools

import numpy as np
from engine_helpers import KARNEY, SAME_EVERY_TIME, START, apart, go, shape, zone
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from airspace.errors import UnsupportedGeometryError
from airspace.extremes import DEPTH_TOLERANCE_M
from airspace.track import Track
from airspace.violation import TOLERANCE_M, check_violation
from airspace.zone import Zone

LENGTH_M = 1e-5
"""Lengths and closest approaches: crossings are right to 1e-7 m square on, to 4e-6 m at two degrees."""

DEPTH_M = DEPTH_TOLERANCE_M + 1e-6
"""Two searches may each stop this far below the same greatest depth."""

CENTRE = (36.0, 36.0)


@st.composite
def scenes(draw):
    """A star-shaped zone with edges of 10 to 150 km, and a path of two to six fixes about it."""
    radii = draw(st.lists(st.floats(0.25, 1.0), min_size=3, max_size=8))
    size = draw(st.sampled_from([2e4, 1e5]))
    ring = [go(*CENTRE, 360 * i / len(radii), size * r) for i, r in enumerate(radii)]
    fixes = draw(st.lists(st.tuples(st.floats(0, 360), st.floats(0.05, 1.6)), min_size=2, max_size=6))
    points = [go(*CENTRE, azi, size * r) for azi, r in fixes]
    gaps = draw(st.lists(st.floats(1, 600), min_size=len(points), max_size=len(points)))
    return Polygon(ring), np.array(points), np.cumsum(gaps) - gaps[0]


def fly(points, t_s, in_zone, lon_shift=0.0):
    lon = (points[:, 0] + lon_shift + 180) % 360 - 180
    return check_violation(Track("t", lon, points[:, 1], None, START, t_s), in_zone)


def in_doubt(found):
    """Whether a nanometre could change the number of stays or the verdict: not a case for these tests."""
    near = [found.margin_m is not None and abs(abs(found.margin_m) - TOLERANCE_M) < DEPTH_M]
    near += [abs(stay.max_depth_m - TOLERANCE_M) < DEPTH_M for stay in found.incursions]
    return any(near) or found.verdict == "undetermined"


def check_same(one, other, time_scale=1.0):
    assert one.verdict == other.verdict
    assert len(one.incursions) == len(other.incursions)
    assert abs(one.duration_s * time_scale - other.duration_s) < 1e-6 * time_scale * max(1, len(one.incursions))
    assert abs(one.length_m - other.length_m) < LENGTH_M * max(1, len(one.incursions))
    assert abs(one.margin_m - other.margin_m) < (DEPTH_M if one.verdict == "inside" else LENGTH_M)
    assert abs(one.max_depth_m - other.max_depth_m) < DEPTH_M


@SAME_EVERY_TIME
@given(scenes())
def test_flown_backwards(scene):
    polygon, points, t_s = scene
    in_zone = zone(polygon)
    one = fly(points, t_s, in_zone)
    assume(not in_doubt(one))
    other = fly(points[::-1], t_s[-1] - t_s[::-1], in_zone)
    check_same(one, other)
    for stay, back in zip(one.incursions, reversed(other.incursions), strict=True):
        assert (stay.entry is None) == (back.exit is None)
        assert (stay.exit is None) == (back.entry is None)
        if stay.entry is not None:
            assert apart((stay.entry.lon_deg, stay.entry.lat_deg), (back.exit.lon_deg, back.exit.lat_deg)) < LENGTH_M


@SAME_EVERY_TIME
@given(scenes(), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4, unique=True))
def test_legs_split(scene, shares):
    """Fixes added on the legs, at the time they are passed."""
    polygon, points, t_s = scene
    in_zone = zone(polygon)
    one = fly(points, t_s, in_zone)
    assume(not in_doubt(one))
    new, when = [], []
    for (p, q), t0, t1 in zip(itertools.pairwise(points), t_s[:-1], t_s[1:], strict=True):
        line = KARNEY.Inverse(p[1], p[0], q[1], q[0])
        for share in (0.0, *sorted(shares)):
            new.append(go(*p, line["azi1"], share * line["s12"]))
            when.append(t0 + share * (t1 - t0))
    check_same(one, fly(np.array([*new, points[-1]]), np.array([*when, t_s[-1]]), in_zone))


@SAME_EVERY_TIME
@given(scenes(), st.one_of(st.sampled_from([144.0, -216.0, 143.9, 90.0, 180.0]), st.floats(-320, 320)))
def test_longitudes_shifted(scene, shift):
    """Zone and path moved together, over the antimeridian too: the ellipsoid is the same all round."""
    polygon, points, t_s = scene
    one = fly(points, t_s, zone(polygon))
    assume(not in_doubt(one))
    moved = Polygon([(x + shift, y) for x, y in polygon.exterior.coords])
    check_same(one, fly(points, t_s, zone(moved), shift))


@SAME_EVERY_TIME
@given(scenes(), st.integers(1, 7), st.booleans())
def test_ring_started_elsewhere_and_turned_round(scene, start, reverse):
    polygon, points, t_s = scene
    one = fly(points, t_s, zone(polygon))
    assume(not in_doubt(one))
    ring = list(polygon.exterior.coords)[:-1]
    ring = ring[start % len(ring) :] + ring[: start % len(ring)]
    check_same(one, fly(points, t_s, zone(Polygon(ring[::-1] if reverse else ring))))


@SAME_EVERY_TIME
@given(scenes(), st.integers(1, 4))
def test_edges_split(scene, pieces):
    """Vertices added on the geodesic edges."""
    polygon, points, t_s = scene
    one = fly(points, t_s, zone(polygon))
    assume(not in_doubt(one))
    ring = []
    coords = list(polygon.exterior.coords)
    for p, q in itertools.pairwise(coords):
        line = KARNEY.Inverse(p[1], p[0], q[1], q[0])
        ring += [go(*p, line["azi1"], line["s12"] * k / pieces) for k in range(pieces)]
    check_same(one, fly(points, t_s, zone(Polygon(ring))))


@SAME_EVERY_TIME
@given(scenes(), st.floats(0.01, 100))
def test_time_scaled(scene, factor):
    polygon, points, t_s = scene
    in_zone = zone(polygon)
    one = fly(points, t_s, in_zone)
    assume(not in_doubt(one))
    check_same(one, fly(points, t_s * factor, in_zone), factor)


@SAME_EVERY_TIME
@given(scenes())
def test_inside_and_outside_share_the_path(scene):
    """The zone and its complement in a larger box: what is inside one is outside the other."""
    polygon, points, t_s = scene
    box = [(30.0, 31.0), (42.0, 31.0), (42.0, 41.0), (30.0, 41.0)]
    one = fly(points, t_s, zone(polygon))
    assume(not in_doubt(one))
    other = fly(points, t_s, zone(Polygon(box, [polygon.exterior.coords])))
    assume(not in_doubt(other))
    total = Track("t", points[:, 0], points[:, 1]).along_m[-1]
    assert abs(one.length_m + other.length_m - total) < 10 * LENGTH_M
    assert abs(one.duration_s + other.duration_s - t_s[-1]) < 1e-5


@SAME_EVERY_TIME
@given(scenes())
def test_what_always_holds(scene):
    polygon, points, t_s = scene
    found = fly(points, t_s, zone(polygon))
    path = Track("t", points[:, 0], points[:, 1])
    stays = found.incursions
    assert found.length_m == sum(stay.length_m for stay in stays)
    assert found.length_m <= path.along_m[-1] + LENGTH_M
    assert found.max_depth_m == max((stay.max_depth_m for stay in stays), default=0.0)
    assert (found.closest is None) == bool(stays)
    assert (found.verdict == "undetermined") == (abs(found.margin_m) <= TOLERANCE_M)
    assert (found.verdict == "inside") == (found.margin_m > TOLERANCE_M)
    for stay in stays:
        if stay.entry is not None and stay.exit is not None:
            # the distance to the border changes by a metre per metre, and is nothing at both ends
            assert stay.max_depth_m <= stay.length_m / 2 + TOLERANCE_M
        assert 0 <= stay.start.along_m <= stay.deepest.along_m <= stay.end.along_m
        for crossing in (stay.entry, stay.exit):
            if crossing is not None:
                edge = zone(polygon).edges.nearest(crossing.lon_deg, crossing.lat_deg)
                assert edge.distance_m[0] <= TOLERANCE_M
    for before, after in itertools.pairwise(stays):
        assert before.end.along_m <= after.start.along_m


@settings(SAME_EVERY_TIME, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=3, max_size=7, unique=True),
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=6),
    st.sampled_from([1e-7, 1e-5, 0.01, 1.0]),
)
def test_fixes_and_vertices_of_one_grid(ring, fixes, step_deg):
    """Everything coincides: vertices on legs, fixes on vertices, legs on edges, fixes repeated. Nothing breaks."""
    polygon = Polygon([(36 + step_deg * x, 36 + step_deg * y) for x, y in ring])
    assume(polygon.is_valid and polygon.area > 0)
    points = np.array([(36 + step_deg * x, 36 + step_deg * y) for x, y in fixes], dtype=float)
    found = fly(points, np.arange(len(fixes), dtype=float), zone(polygon))
    back = fly(points[::-1], np.arange(len(fixes), dtype=float), zone(polygon))
    assert (found.verdict == "undetermined") == (abs(found.margin_m) <= TOLERANCE_M)
    if not in_doubt(found) and not in_doubt(back):
        check_same(found, back)


@settings(SAME_EVERY_TIME, max_examples=8)
@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=6),
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=4),
)
def test_anything_on_the_globe_is_answered_or_refused_in_words(ring, fixes):
    polygon = Polygon(ring)
    assume(polygon.is_valid)
    try:
        in_zone = Zone.of(shape(MultiPolygon([polygon])))
        found = check_violation(Track("t", *np.array(fixes).T), in_zone)
    except UnsupportedGeometryError as refused:
        assert len(str(refused)) > 20
        return
    assert found.verdict in ("inside", "outside", "undetermined")
