"""What is set aside before screening, against constructed faults and a search that tries every chain."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from engine_helpers import GEOD, SAME_EVERY_TIME, apart, go
from hypothesis import given
from hypothesis import strategies as st

from airspace.errors import UnsupportedGeometryError
from airspace.screening import chains
from airspace.screening.clean import (
    DEFAULT_MAX_SPEED_MPS,
    POSITION_SLACK_M,
    REASONS,
    clean,
    split,
)
from airspace.screening.ellipsoid import arc_m, place
from airspace.screening.positions import Positions
from geodata.performance import performance

T0 = 1_448_000_000_000_000
START = (36.0, 36.0)
NAN = math.nan


def columns(fixes, names=("a", "b", "c")):
    """From rows (flight, seconds or None, lon, lat) or (..., alt_m)."""
    rows = [row if len(row) == 5 else (*row, 1000.0) for row in fixes]
    flight, t_s, lon, lat, alt = zip(*rows, strict=True) if rows else ((),) * 5
    return Positions(
        names,
        np.array(flight, dtype=np.int64),
        np.array([T0 + round(1e6 * (t or 0)) for t in t_s], dtype=np.int64),
        np.array([t is None for t in t_s], dtype=np.bool_),
        *(np.array(v, dtype=np.float64) for v in (lon, lat, alt)),
        np.arange(len(rows), dtype=np.int64),
    )


def north(n, flight=0, step_s=10.0, speed_mps=250.0, start=START):
    return [(flight, i * step_s, *go(*start, 0, i * step_s * speed_mps)) for i in range(n)]


def reasons(fixes, **given_):
    kept, aside = clean(columns(fixes), **given_)
    assert sorted([*kept.row.tolist(), *aside.row.tolist()]) == list(range(len(fixes)))
    return dict(zip(aside.row.tolist(), (REASONS[code] for code in aside.reason), strict=True)), kept, aside


class TestReasons:
    def test_clean_positions_stay_as_they_are(self):
        found, kept, aside = reasons(north(5) + north(3, flight=2))
        assert found == {}
        assert aside.counts() == {}
        assert kept.row.tolist() == list(range(8))
        assert kept.flight.tolist() == [0] * 5 + [2] * 3

    @pytest.mark.parametrize(
        ("fix", "reason"),
        [
            ((-1, 25.0, *START), "no flight"),
            ((3, 25.0, *START), "no flight"),
            ((-1, None, NAN, NAN), "no flight"),
            ((0, None, *START), "no time"),
            ((0, 25.0, NAN, 36.0), "no position"),
            ((0, 25.0, 36.0, math.inf), "no position"),
            ((0, 25.0, 1000.0, 36.0), "not on the globe"),
            ((0, 25.0, 36.0, 400.0), "not on the globe"),
            ((0, 25.0, 120.0, 95.0), "not on the globe"),
            ((0, 25.0, 36.0, 95.0), "longitude and latitude swapped"),
            ((0, 25.0, 0.0, 0.0), "jump"),
        ],
    )
    def test_one_position(self, fix, reason):
        found, _, aside = reasons([*north(5), fix])
        assert found == {5: reason}
        assert aside.counts() == {reason: 1}
        assert aside.flight.tolist() == [fix[0] if 0 <= fix[0] < 3 else -1]
        assert np.array_equal(aside.lon_deg, [fix[2]], equal_nan=True)
        assert aside.no_time.tolist() == [fix[1] is None]

    def test_where_zero_and_zero_are_flown_over_they_stay(self):
        assert reasons([*north(5, start=(0.0, -0.045)), (1, 0.0, 0.0, 0.0)])[0] == {}

    def test_a_longitude_is_brought_into_range_and_an_endless_altitude_is_none(self):
        _, kept, _ = reasons([(0, 0.0, 190.0, 1.0, math.inf), (0, 9.0, -170.0, 1.0, NAN), (1, 0.0, 180.0, 1.0, 7.0)])
        assert kept.lon_deg.tolist() == [-170.0, -170.0, -180.0]
        assert np.array_equal(kept.alt_m, [NAN, NAN, 7.0], equal_nan=True)

    def test_the_later_row_of_one_place_at_one_time_is_a_duplicate(self):
        fixes = north(5)
        assert reasons([*fixes, (*fixes[2][:4], 5000.0), fixes[2]])[0] == {5: "duplicate", 6: "duplicate"}
        assert reasons(fixes + north(5, flight=1))[0] == {}

    def test_of_two_places_at_one_time_the_one_that_fits_stays(self):
        fixes = north(5)
        far = (0, 20.0, *go(*START, 90, 300e3))
        assert reasons([*fixes, far])[0] == {5: "two places at one time"}
        assert reasons([far, *fixes])[0] == {0: "two places at one time"}
        near = (0, 20.0, *go(*fixes[2][2:], 90, 50))
        assert reasons([*fixes, near])[0] == {5: "two places at one time"}
        assert reasons([near, *fixes])[0] == {3: "two places at one time"}  # both fit: the earlier row

    def test_a_place_between_two_that_came_again_does_not_hide_the_duplicate(self):
        fixes = north(3)
        at, other = fixes[1], (0, 10.0, *go(*fixes[1][2:], 90, 60))
        assert reasons([*fixes, other, at, other])[0] == {3: "two places at one time", 4: "duplicate", 5: "duplicate"}

    def test_a_jump_and_its_speed(self):
        fixes = north(5)
        there = go(*fixes[2][2:], 90, 80e3)
        fixes[2] = (0, 20.0, *there)
        found, _, aside = reasons(fixes)
        assert found == {2: "jump"}
        want = max(apart(there, fixes[1][2:]), apart(there, fixes[3][2:])) / 10
        assert aside.speed_mps[0] == pytest.approx(want, rel=1e-12)

    def test_one_swapped_fix_of_a_flight(self):
        fixes = [(0, 10.0 * i, *go(36.0, 40.0, 0, 2500.0 * i)) for i in range(6)]
        for i in (0, 3, 5):
            wrong = list(fixes)
            wrong[i] = (0, fixes[i][1], fixes[i][3], fixes[i][2])
            found, _, aside = reasons(wrong)
            assert found == {i: "longitude and latitude swapped"}
            assert np.isnan(aside.speed_mps).all()

    def test_a_wrong_first_fix_condemns_no_other(self):
        assert reasons([(0, -10.0, 0.0, 0.0), *north(4)])[0] == {0: "jump"}

    @pytest.mark.parametrize(("speed", "least_s"), [(700.0, 11), (600.0, 13)])
    def test_a_position_that_stood_still_and_caught_up_costs_what_it_must(self, speed, least_s):
        """31 s of 250 m/s, 7,750 m less 185 m, take so many whole seconds from the last fix that stays."""
        flown = north(10, step_s=1.0)
        held = [(0, 10.0 + i, *flown[9][2:]) for i in range(30)]
        after = [(0, 40.0 + i, *go(*START, 0, (40.0 + i) * 250.0)) for i in range(30)]
        found, _, _ = reasons(flown + held + after, max_speed_mps=speed)
        assert found == dict.fromkeys(range(41 - least_s, 40), "jump")

    def test_noise_of_two_messages_close_in_time_is_no_jump(self):
        fixes = north(3)
        assert reasons([*fixes, (0, 10.004, *go(*fixes[1][2:], 90, 180.0))])[0] == {}
        assert reasons([*fixes, (0, 10.004, *go(*fixes[1][2:], 90, 192.0))])[0] == {3: "jump"}

    def test_the_antimeridian_and_the_pole_are_no_jump(self):
        over = [(0, 10.0 * i, *go(179.98, 75.0, 90, 2500.0 * i)) for i in range(5)]
        pole = [(1, 10.0 * i, *go(20.0, 89.96, 0, 2500.0 * i)) for i in range(5)]
        assert reasons(over + pole)[0] == {}

    def test_hostile_times_do_not_overflow(self):
        ends = np.iinfo(np.int64)
        given_ = columns([(0, 0.0, *START), (0, 1.0, *START), (0, 2.0, 100.0, 0.0)])
        kept, _ = clean(replace(given_, t_us=np.array([ends.max, ends.min, 0])))
        assert kept.t_us.tolist() == [ends.min, 0, ends.max]
        assert split(kept, 60.0).first.tolist() == [0, 1, 2, 3]

    def test_nothing_given(self):
        kept, aside = clean(columns([]))
        assert (kept.count, aside.count) == (0, 0)
        assert split(kept, 60.0).count == 0

    @pytest.mark.parametrize("speed", [0.0, -1.0, NAN, math.inf])
    def test_a_speed_that_cannot_be(self, speed):
        with pytest.raises(UnsupportedGeometryError, match="positive"):
            clean(columns(north(2)), max_speed_mps=speed)


def reachable(p, q, speed):
    way = GEOD.inv(p[2], p[3], q[2], q[3])[2]
    return q[1] > p[1] and way <= speed * (q[1] - p[1]) + POSITION_SLACK_M


def longest(fixes, speed):
    """Length of the longest chain of one flight in order, and how many are that long, by trying all pairs."""
    best, ways = [], []
    for j, fix in enumerate(fixes):
        before = [i for i in range(j) if reachable(fixes[i], fix, speed)]
        most = max((best[i] for i in before), default=0)
        best.append(most + 1)
        ways.append(sum(ways[i] for i in before if best[i] == most) or 1)
    most = max(best)
    return most, sum(n for b, n in zip(best, ways, strict=True) if b == most)


def messy(seed):
    """A flight with fixes that stand still, lie elsewhere, come at one time, or are another aircraft's."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 40))
    t_s = np.cumsum(rng.integers(0 if rng.random() < 0.5 else 1, 20, n)).astype(float)
    place = [go(*START, 70, 240.0 * t) for t in t_s]
    for _ in range(int(rng.integers(0, 5))):
        i, size = int(rng.integers(n)), int(rng.integers(1, 8))
        kind = rng.integers(3)
        shift = go(*START, rng.uniform(0, 360), 10 ** rng.uniform(3.5, 6.3))
        for k in range(i, min(n, i + size)):
            if kind == 0:
                place[k] = place[i]
            elif kind == 1:
                place[k] = (place[k][0] + shift[0] - START[0], place[k][1] + shift[1] - START[1])
            else:
                place[k] = (float(rng.uniform(-180, 180)), float(rng.uniform(-80, 80)))
    return [(0, t, (lon + 180) % 360 - 180, min(max(lat, -90), 90)) for t, (lon, lat) in zip(t_s, place, strict=True)]


class TestChain:
    @SAME_EVERY_TIME
    @given(st.integers(0, 10**6))
    def test_it_is_the_longest_there_is(self, seed):
        fixes = messy(seed)
        _, kept, aside = reasons(fixes)
        rows = [fixes[i] for i in kept.row]
        assert all(reachable(p, q, DEFAULT_MAX_SPEED_MPS) for p, q in pairwise(rows))
        once = [fixes[i] for i in range(len(fixes)) if i not in aside.row[aside.reason == REASONS.index("duplicate")]]
        assert len(rows) == longest(once, DEFAULT_MAX_SPEED_MPS)[0]
        assert np.all(aside.speed_mps[aside.reason == REASONS.index("jump")] > DEFAULT_MAX_SPEED_MPS)

    @SAME_EVERY_TIME
    @given(st.integers(0, 10**6))
    def test_read_from_its_end_a_flight_sets_the_same_aside(self, seed):
        fixes = messy(seed)
        found, kept, _ = reasons(fixes)
        back, kept_back, _ = reasons([(f, -t, lon, lat) for f, t, lon, lat in fixes])
        assert kept.count == kept_back.count
        if longest([f for i, f in enumerate(fixes) if found.get(i) != "duplicate"], DEFAULT_MAX_SPEED_MPS)[1] == 1:
            assert found == back

    @SAME_EVERY_TIME
    @given(st.integers(0, 10**6), st.integers(0, 10**6))
    def test_nothing_vanishes_and_the_order_of_rows_decides_nothing_but_ties(self, seed, other):
        rng = np.random.default_rng(seed)
        fixes = [(0, *f[1:]) for f in messy(seed)] + [(1, *f[1:]) for f in messy(other)]
        odd = [
            (0, None, 1.0, 1.0),
            (-1, 2.0, 1.0, 1.0),
            (1, 5.0, NAN, 2.0),
            (0, 5.0, 500.0, 2.0),
            (1, 5.0, 80.0, -170.0),
        ]
        fixes += [odd[i] for i in rng.integers(0, len(odd), int(rng.integers(0, 9)))]
        order = rng.permutation(len(fixes))
        found, kept, aside = reasons([fixes[i] for i in order])
        straight = reasons(fixes)[2]
        key = np.lexsort((kept.row, kept.t_us, kept.flight))
        assert np.array_equal(key, np.arange(kept.count))
        assert aside.row.tolist() == sorted(found)
        assert aside.counts().keys() >= {r for r, n in straight.counts().items() if n and REASONS.index(r) < 4}
        assert Counter(found.values()).total() == straight.count

    def test_what_one_flight_holds_does_not_touch_another(self):
        fixes = [(0, *f[1:]) for f in messy(7)] + [(2, *f[1:]) for f in messy(8)]
        both = reasons(fixes)[0]
        n = len(messy(7))
        alone = reasons(fixes[:n])[0] | {k + n: v for k, v in reasons(fixes[n:])[0].items()}
        assert both == alone

    def test_of_two_aircraft_under_one_name_the_longer_chain_stays(self):
        here = north(30)
        there = [(0, t + 3.0, *place) for _, t, *place in north(20, start=(50.0, 20.0))]
        mixed = sorted(here + there, key=lambda fix: fix[1])
        assert set(reasons(mixed)[0]) == {i for i, fix in enumerate(mixed) if fix in there}

    def test_where_more_is_wrong_than_is_tried_the_flight_is_still_found(self):
        rng = np.random.default_rng(3)
        n = 2 * chains.MOST_TRIED
        burst = [(0, 50.0 + 0.01 * i, float(rng.uniform(-180, 180)), float(rng.uniform(-80, 80))) for i in range(n)]
        good = north(200, step_s=1.0)
        found, _, _ = reasons(good[:50] + burst + good[60:])
        assert set(found) == set(range(50, 50 + n))


class TestDistance:
    def test_it_is_the_ellipsoids(self):
        rng = np.random.default_rng(5)
        for reach in (500e3, 5000e3, 15000e3):
            for _ in range(100):
                p = float(rng.uniform(-180, 180)), float(rng.uniform(-90, 90))
                way = reach * float(rng.uniform(0.3, 1.0))
                q = go(*p, float(rng.uniform(0, 360)), way)
                assert arc_m(*place(*p), *place(*q)) == pytest.approx(way, rel=3e-9)

    def test_the_bound_is_above_every_published_speed(self):
        for kind in ("RF-4E", "F-16", "J-8", "Su-24M"):
            for figure in performance(kind).figures:
                if figure.quantity == "top_speed":
                    assert figure.high_si < DEFAULT_MAX_SPEED_MPS


class TestSplit:
    def test_at_flights_and_at_gaps_longer_than_asked(self):
        fixes = [(0, t, *go(*START, 0, 250.0 * t)) for t in (0, 60, 120, 181, 200)] + [
            (1, 0.0, *START),
            (2, 0.0, *START),
        ]
        kept, _ = clean(columns(fixes))
        assert split(kept, 60.0).first.tolist() == [0, 3, 5, 6, 7]
        assert split(kept, 61.0).first.tolist() == [0, 5, 6, 7]

    @pytest.mark.parametrize("gap", [0.0, NAN, math.inf])
    def test_a_gap_that_cannot_be(self, gap):
        with pytest.raises(UnsupportedGeometryError, match="longest gap"):
            split(clean(columns(north(2)))[0], gap)
