"""Path families on constructed zones: shares that can be worked out, rules, sets of conditions, bad entries."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from engine_helpers import zone
from family_helpers import AREA, ROOMY, case, condition, north_of, square, strip
from shapely import Polygon

from airspace.borderline import BorderLine
from airspace.errors import UnsupportedGeometryError
from airspace.families.case import FLYABLE
from airspace.families.clash import rules
from airspace.families.draw import ARC_LEGS, draw, ground
from airspace.families.family import BATCH, sample
from airspace.families.overlap import overlap
from airspace.families.shape import distributions, drawn_members, envelope, spreads
from airspace.families.tally import Judged, Tally
from airspace.geodesy import inverse
from airspace.interval import Interval
from airspace.sweep import Area

WIDTH_M = 2 * float(inverse(0.0, 0.0, 0.0, 0.05)[2]) / np.cos(np.radians(3.0))  # the edges bulge away from the equator
WIDE, TALL = (float(inverse(0.0, 0.0, *end)[2]) * 2 for end in ((0.5, 0.0), (0.0, 0.02)))
"""Sides of the area."""


def near(share: Any, expected: float) -> bool:
    """Within four standard errors of the sampling, and a ten-thousandth for the shape of the Earth."""
    error = np.sqrt(max(expected * (1 - expected), 1e-9) / share.trials)
    return abs(share.share - expected) <= 4 * error + 1e-4


def crossing_share(low_m: float, high_m: float, course: tuple[float, float]) -> float:
    """Share of lines across the area whose stay in the strip is so long and has its middle in the area.

    On course t a stay is w / cos t long. Of the offsets W cos t + H sin t that cross the area, W cos t have their
    middle, which lies on the equator, in it.
    """
    t = np.radians(np.linspace(*course, 200_001))
    length = WIDTH_M / np.cos(t)
    own = WIDE * np.cos(t) / (WIDE * np.cos(t) + TALL * np.abs(np.sin(t)))
    return float(np.mean(own * ((length >= low_m) & (length <= high_m))))


@pytest.mark.parametrize(("low", "high"), [(11_100.0, 12_000.0), (12_000.0, 14_000.0), (15_000.0, 15_600.0)])
def test_lengths_across_a_strip_have_the_share_of_their_courses(low: float, high: float) -> None:
    found = sample(case(strip(), condition("a/b", "length_inside", low, high), course=(0.0, 45.0)), enough=5_000)
    assert near(found.share, crossing_share(low, high, (0.0, 45.0)))


def test_members_across_a_strip_are_as_long_as_their_course_says() -> None:
    m = sample(case(strip(), condition("a/b", "length_inside", 11_000, 13_000), course=(0.0, 45.0))).members
    np.testing.assert_allclose(m.length_m, WIDTH_M / np.cos(np.radians(m.course_deg)), rtol=1e-4)
    np.testing.assert_allclose(m.depth_m, WIDTH_M / 2, rtol=1e-3)


def test_distances_from_a_half_plane_have_the_share_of_their_offsets() -> None:
    edge = 0.1  # north of the area: every path keeps out
    wanted = condition("a/b", "closest_distance", 9_000, 11_000)
    short = Area(-0.05, AREA.south, 0.05, AREA.north)
    found = sample(case(north_of(edge), wanted, course=(90.0, 90.0), area=short), most=BATCH)
    lies = float(inverse(0, 0, 0, edge)[2]) / np.cos(np.radians(3.0))
    low, high = max(lies - 11_000, -TALL / 2), min(lies - 9_000, TALL / 2)
    assert near(found.share, (high - low) / TALL)
    np.testing.assert_allclose(found.members.closest_m, lies - found.members.offset_m, rtol=1e-3)


def test_depths_in_a_square_have_the_share_of_their_offsets() -> None:
    found = sample(case(square(), condition("a/b", "depth", 2_000, 5_000)), enough=5_000)
    assert near(found.share, 2 * 3_000 / WIDE)
    side = float(inverse(0, 0, 0.1, 0)[2])
    np.testing.assert_allclose(found.members.depth_m, side - np.abs(found.members.offset_m), atol=1.0, rtol=1e-4)


def test_northings_count_from_their_latitude() -> None:
    found = sample(case(square(), condition("a/b", "distance_north_of", -1e6, 1e6, lat_deg=0.05)))
    np.testing.assert_allclose(found.members.north_m["a/b"], float(inverse(0, 0.05, 0, 0.1)[2]), atol=0.1)
    assert near(found.alone["a/b"], 0.2 * float(inverse(0, 0, 1, 0)[2]) / WIDE)


def test_stays_are_counted_that_have_their_middle_in_the_area() -> None:
    area = Area(-0.5, -0.5, 0.5, 0.5)
    one = sample(case(square(), condition("a/b", "violation_count", 1, 1), course=(0, 90), area=area))
    none = sample(case(square(), condition("a/b", "violation_count", 0, 0), course=(0, 90), area=area))
    assert one.share.share + none.share.share == pytest.approx(1.0, abs=0.01)
    assert np.isnan(none.members.length_m).all() and (one.members.length_m > 0).all()
    assert (none.members.closest_m > 0).all() and np.isnan(one.members.closest_m).all()


def test_a_duration_is_met_if_one_speed_within_the_prior_does() -> None:
    stay = condition("time/s", "duration_inside", 100, 110)
    slow, fast = WIDTH_M / 110, WIDTH_M / 100  # straight across, on course north
    for speed, expected in (((slow - 20, slow - 1), 0), ((slow - 20, slow + 1), 1), ((fast - 1, fast + 9), 1)):
        found = sample(case(strip(), stay, speed=Interval(*speed)), most=BATCH)
        assert found.share.share == expected
        assert (found.members.speed_mps >= speed[0]).all() and (found.members.speed_mps <= speed[1]).all()
        assert ((found.members.duration_s >= 100) & (found.members.duration_s <= 110)).all()


def test_two_times_are_met_together_only_by_one_speed() -> None:
    conditions = condition("time/s", "duration_inside", 100, 110), condition("v/s", "ground_speed", 150, 160)
    found = sample(case(strip(), *conditions), most=BATCH)
    assert [found.alone[c.name].share for c in conditions] == [1.0, 1.0]
    assert found.share.successes == 0 and found.clashes[0].conditions == ("time/s", "v/s")


def test_a_tight_turn_is_flown_only_as_fast_as_the_load_allows() -> None:
    flyable = condition(FLYABLE, FLYABLE, 100, 400)
    bent = case(strip(), flyable, course=(0, 0), turn=Interval(60, 90), load_limit=2.0)
    found = sample(bent, most=BATCH)
    m = found.members
    load = np.hypot(1, m.speed_mps**2 / (9.80665 * m.radius_m))
    assert 0 < found.share.share < 1 and load.max() <= 2.0 + 1e-9 and m.speed_mps.min() >= 100


def test_a_turning_path_is_one_arc_between_its_tangents() -> None:
    laid = ground(case(strip()).zone, AREA, 5_000.0, 90.0)
    paths = draw(laid, Interval(80, 100), Interval(-90, 90), 4, 0, 500)
    assert paths.x.shape == (500, ARC_LEGS + 3)
    heading = np.unwrap(np.arctan2(np.diff(paths.x, axis=1), np.diff(paths.y, axis=1)), axis=1)
    np.testing.assert_allclose(np.degrees(heading[:, -1] - heading[:, 0]), paths.turn_deg, atol=1e-6)
    chord = np.hypot(np.diff(paths.x, axis=1), np.diff(paths.y, axis=1))[:, 1:-1]
    step = np.radians(np.abs(paths.turn_deg)) / ARC_LEGS
    np.testing.assert_allclose(chord, (2 * paths.radius_m * np.sin(step / 2))[:, None] * np.ones(ARC_LEGS), rtol=1e-6)
    middle = heading[:, ARC_LEGS // 2 : ARC_LEGS // 2 + 2].mean(axis=1)
    np.testing.assert_allclose(np.degrees(middle), paths.course_deg, atol=1e-6)


def test_the_area_is_where_first_and_last_say() -> None:
    laid = ground(case(strip()).zone, AREA, 5_000.0)
    for turn in (None, Interval(-20, 20)):
        paths = draw(laid, Interval(0, 360), turn, 2, 0, 400)
        share = np.linspace(0.01, 0.99, 25)
        for s in share:
            at = paths.first + s * (paths.last - paths.first)
            known = np.flatnonzero(~np.isnan(at))
            inside = laid.holds(*paths.places(known, at[known]))
            assert inside.mean() > (0.999 if turn is None else 0.95)  # a bent path may leave the area and come back
        if turn is None:
            ends = paths.places(np.arange(400), paths.first - 1e-6)
            assert not laid.holds(*ends).any()


def test_leaving_a_condition_out_never_shrinks_the_share() -> None:
    conditions = (
        condition("length/a", "length_inside", 5_000, 15_000),
        condition("depth/a", "depth", 1_000, 6_000),
        condition("time/a", "duration_inside", 30, 60),
        condition("north/a", "distance_north_of", -20_000, 8_000, lat_deg=0.0),
    )
    wide = case(square(), *conditions, course=(0, 90), speed=Interval(100, 300), area=ROOMY)
    found = sample(wide, enough=10**9, most=3 * BATCH)  # one batch beyond those in which every depth is measured
    shares = [found.left_out[c.name].share for c in conditions]
    assert min(shares) >= found.share.share > 0
    assert all(found.alone[c.name].share >= found.share.share for c in conditions)


def test_the_same_seed_gives_the_same_members_whatever_the_workers() -> None:
    family = case(square(), condition("a/b", "length_inside", 5_000, 5_200), course=(0, 90), area=ROOMY)
    one, two, other = (sample(family, seed=s, workers=w) for s, w in ((7, 1), (7, 3), (8, 1)))
    np.testing.assert_array_equal(one.members.lon_deg, two.members.lon_deg)
    np.testing.assert_array_equal(one.members.speed_mps, two.members.speed_mps)
    assert one.share == two.share and one.left_out == two.left_out
    assert one.members.count and not np.array_equal(one.members.lon_deg[:5], other.members.lon_deg[:5])


def test_a_mirrored_border_gives_a_mirrored_family() -> None:
    lobe = square().union(strip(0.02))
    wanted = condition("a/b", "length_inside", 8_000, 12_000)
    shapes = [type(lobe)([(s * x + 0.01 * s * y, y) for x, y in lobe.exterior.coords]) for s in (1, -1)]
    there = sample(case(shapes[0], wanted, course=(20, 80)), enough=5_000)
    back = sample(case(shapes[1], wanted, course=(280, 340)), enough=5_000)
    assert near(there.share, back.share.share)
    a, b = distributions(there), distributions(back)
    assert a["course_deg"].median == pytest.approx(360 - b["course_deg"].median, abs=2.0)
    assert a["depth_m"].median == pytest.approx(b["depth_m"].median, rel=0.03)


def test_every_rule_is_kept_by_the_draws() -> None:
    kinds = (
        condition("a/a", "length_inside", 5_000, 6_000), condition("b/a", "depth", 3_100, 3_200),
        condition("c/a", "closest_distance", 10, 500), condition("d/a", "violation_count", 0, 0),
        condition("e/a", "violation_count", 1, 9), condition("f/a", "duration_inside", 10, 11),
        condition("g/a", "ground_speed", 100, 200),
    )  # fmt: skip
    roomy = case(square(), *kinds, course=(0, 90), speed=Interval(50, 900), area=ROOMY)
    excluded = {names for names, _ in rules(roomy)}
    assert {("a/a", "b/a"), ("c/a", "e/a"), ("d/a", "e/a"), ("a/a", "f/a", "g/a"), ("b/a", "f/a", "g/a")} <= excluded
    assert ("a/a", "f/a") not in excluded  # 500 m/s lie within the prior
    for a, b in combinations(kinds, 2):
        found = sample(replace(roomy, conditions=(a, b)), enough=1, most=BATCH)
        if (a.name, b.name) in excluded:
            assert found.stopped == "rule" and found.share.successes == 0


def test_clashing_sets_are_those_that_brute_force_finds() -> None:
    rng = np.random.default_rng(5)
    conditions = [condition(f"{c}/x", "length_inside", 0, 1) for c in "abcd"]
    for _ in range(30):
        places = tuple(rng.random(12) < 0.35 for _ in conditions)
        rows = type("Rows", (), {"size": 12, "draw": np.arange(12)})()
        limits = np.zeros((1, 12)), np.ones((1, 12))
        tally = Tally(conditions)
        tally.add(Judged(rows, tuple(conditions), places, *limits, surveyed=True), 12)
        empty = [
            s for k in range(1, 5) for s in combinations(range(4), k) if not np.all([places[i] for i in s], 0).any()
        ]
        smallest = {s for s in empty if not any(set(o) < set(s) for o in empty)}
        assert {tuple(i for i in range(4) if c >> i & 1) for c in tally.clashes()} == smallest


def test_an_unlikely_set_is_told_as_a_bound_and_not_as_excluded() -> None:
    pair = condition("a/a", "length_inside", 1_000, 1_001), condition("b/a", "depth", 400, 400.01)
    found = sample(case(square(), *pair, course=(1, 89), area=ROOMY), most=2 * BATCH)
    assert found.members.count == 0 and found.empty_because is not None
    clash = found.empty_because[0]
    assert clash.rule is None and clash.share is not None and "< " in clash.share.text and "draws" in clash.text


def test_overlap_tells_what_excludes_the_other() -> None:
    inside = sample(case(square(), condition("in/a", "length_inside", 5_000, 20_000), course=(0, 90), area=ROOMY))
    same = case(square(), condition("in/b", "depth", 100, 4_000), course=(0, 90), area=ROOMY)
    out = sample(replace(same, conditions=(condition("out/a", "violation_count", 0, 0),)))
    both = overlap(inside, sample(same))
    assert both.forth.share is not None and both.forth.share.successes == both.forth.allowed.size > 0
    depths = inside.members.depth_m
    assert set(both.forth.allowed) == set(np.flatnonzero((depths >= 100) & (depths <= 4_000)))
    none = overlap(inside, out)
    assert none.forth.excluded_by == (("out/a",),) and none.back.excluded_by == (("in/a",),)
    with pytest.raises(UnsupportedGeometryError, match="one edition"):
        overlap(inside, sample(replace(same, area=AREA), most=BATCH))


def test_the_band_holds_nine_of_ten_members_at_each_station() -> None:
    found = sample(case(square(), condition("a/b", "length_inside", 5_000, 20_000), course=(60, 120), area=ROOMY))
    band = envelope(found, stations=11)
    assert band is not None and band.course_deg == pytest.approx(90.0, abs=3.0)
    m = found.members
    for k in range(band.station_m.size):
        lon = band.median[0][k]
        share = (lon - m.lon_deg[:, 0]) / (m.lon_deg[:, 1] - m.lon_deg[:, 0])
        lat = m.lat_deg[:, 0] + share * (m.lat_deg[:, 1] - m.lat_deg[:, 0])  # straight enough beside the equator
        known = lat[(share >= 0) & (share <= 1)]
        held = (known >= band.low[1][k] - 1e-3) & (known <= band.high[1][k] + 1e-3)
        assert held.mean() > 0.85
        assert band.low[1][k] < band.median[1][k] < band.high[1][k]


def test_a_handful_of_members_covers_the_offsets() -> None:
    found = sample(case(square(), condition("a/b", "length_inside", 5_000, 20_000), course=(60, 120), area=ROOMY))
    picked = found.members.offset_m[drawn_members(found)]
    assert picked.size == 12 and (np.diff(picked) > 0).all()
    assert (picked[0], picked[-1]) == (found.members.offset_m.min(), found.members.offset_m.max())


def test_places_along_a_border_are_counted_from_its_southernmost_point() -> None:
    for ring in ([(-0.1, 0.1), (0.0, -0.1), (0.1, 0.1)], [(0.1, 0.1), (0.0, -0.1), (-0.1, 0.1)]):
        edges = zone(Polygon(ring)).edges
        line = BorderLine.of(edges, Area(-0.2, -0.2, 0.2, 0.2))
        assert line is not None and (line.lon_deg, line.lat_deg) == pytest.approx((0.0, -0.1))
        along = line.along_m(np.array([0.05, -0.05, 0.0]), np.array([0.0, 0.0, -0.1]))
        side = float(inverse(0, -0.1, 0.05, 0)[2])
        np.testing.assert_allclose(along, [side, -side, 0.0], rtol=1e-4, atol=1e-6)
    assert BorderLine.of(edges, Area(10, 10, 11, 11)) is None


def test_entries_and_exits_lie_where_the_paths_cross() -> None:
    through = condition("a/b", "length_inside", 20_000, 30_000)
    where = spreads(sample(case(square(), through, area=ROOMY)))
    assert set(where) == {"entry", "exit"}
    assert all(lat == pytest.approx(-0.1, abs=1e-6) for _, lat in where["entry"].points)
    assert all(lat == pytest.approx(0.1, abs=1e-6) for _, lat in where["exit"].points)
    across = condition("a/b", "length_inside", 10_000, 30_000)
    assert spreads(sample(case(strip(), across))) == {}  # no vertex of this border lies in the flat area
