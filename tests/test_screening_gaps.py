"""What gaps hide, against the prism asked about each pair of a gap and a zone, and by constructed places."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest
from engine_helpers import GEOD, START, apart, go, zone
from shapely import MultiPolygon, Polygon, box

from airspace.errors import UnsupportedGeometryError
from airspace.prism import alibi
from airspace.screening.detours import Pairs, border_distances_m, least_detours, sphere_of
from airspace.screening.fixes import Fixes, Stretches
from airspace.screening.gaps import GAP_ANSWERS, gap_answers
from airspace.zone import national_zone

T0 = round(START.timestamp() * 1e6)


def stretches(flights):
    """One stretch for each fix: rows (seconds, lon, lat) or (..., alt_m) of each flight."""
    rows = [
        (number, *(fix if len(fix) == 4 else (*fix, math.nan))) for number, fixes in enumerate(flights) for fix in fixes
    ]
    flight, t_s, lon, lat, alt = (np.array(column) for column in zip(*rows, strict=True))
    names = tuple(map(str, range(len(flights))))
    t_us = T0 + np.round(t_s * 1e6).astype(np.int64)
    columns = flight.astype(np.int64), t_us, lon.astype(float), lat.astype(float), alt, np.arange(len(rows))
    return Stretches(Fixes(names, *columns), np.arange(len(rows) + 1))


def gaps_about(places, n, seed, hours=1.0):
    """Flights of two fixes each near some places, flown at 100 to 300 m/s."""
    rng = np.random.default_rng(seed)
    flights = []
    for _ in range(n):
        a = rng.normal(places[rng.integers(len(places))], 4)
        dt_s = float(rng.uniform(60, 3600 * hours))
        b = go(*a, float(rng.uniform(0, 360)), dt_s * float(rng.uniform(0, 300)))
        flights.append([(0.0, *map(float, a)), (dt_s, *b)])
    return flights


def by_alibi(flights, zones, speed):
    """The prism's answers by (flight, zone), those that are not ``cannot``."""
    found = {}
    for f, ((_, *a), (dt_s, *b)) in enumerate(flights):
        for z, one in enumerate(zones):
            said = alibi(one.edges, tuple(a[:2]), tuple(b[:2]), round(dt_s * 1e6) * 1e-6, speed)
            if said.answer != "cannot":
                found[f, z] = said
    return found


def star(lon, lat, radius_m, seed, points=60):
    rng = np.random.default_rng(seed)
    return Polygon([go(lon, lat, azi, radius_m * rng.uniform(0.3, 1)) for azi in np.linspace(0, 360, points + 1)[:-1]])


def several():
    far = go(36, 36, 60, 900e3)
    ring = Polygon(star(34, 40, 300e3, 3).exterior, [star(34, 40, 60e3, 4).exterior])
    apart_ = MultiPolygon([star(36.0, 33.0, 80e3, 5), star(*far, 100e3, 6), star(-178.0, 60.0, 50e3, 7)])
    shapes = [star(36, 36, 150e3, 1), star(41, 34, 400e3, 2), ring, apart_, box(28, 35.5, 29, 36)]
    return [zone(shape) for shape in shapes] + [national_zone("TUR")]


ZONES = several()
SQUARE = zone(box(36, 36, 37, 37))


class TestSameAsThePrism:
    @pytest.mark.parametrize(("speed", "hours"), [(300.0, 1.0), (1000.0, 0.5)])
    def test_every_pair_and_every_number(self, speed, hours):
        flights = gaps_about([(36, 36), (34, 40)], 25, 11, hours)
        want = by_alibi(flights, ZONES, speed)
        found = gap_answers(stretches(flights), ZONES, speed)
        assert list(zip(found.flight, found.zone, strict=True)) == sorted(want)
        assert found.cannot == len(flights) * len(ZONES) - len(want)
        assert found.gaps == len(flights)
        kinds = dict.fromkeys(("must", "may"), 0)
        for i, key in enumerate(sorted(want)):
            said = want[key]
            assert GAP_ANSWERS[found.answer[i]] == said.answer
            kinds[said.answer] += 1
            assert found.required_speed_mps[i] * found.gap_s[i] == pytest.approx(said.detour.length_m, abs=1e-6)
            assert found.longest_stay_s[i] == pytest.approx(said.longest_stay_s, abs=1e-6)
            entry_s, exit_s = ((t[i] - found.a_us[i]) * 1e-6 for t in (found.earliest_entry_us, found.latest_exit_us))
            assert said.earliest_entry_s - 2e-6 <= entry_s <= said.earliest_entry_s + 1e-7
            assert said.latest_exit_s - 1e-7 <= exit_s <= said.latest_exit_s + 2e-6
            assert found.exact[i] == said.detour.exact
            assert not found.impossible[i]
        assert min(kinds.values()) > 5

    def test_border_distances_are_those_of_the_edges(self):
        rng = np.random.default_rng(4)
        lon, lat = rng.normal(36, 8, 25), rng.normal(38, 5, 25)
        for one in (ZONES[3], ZONES[5]):
            assert np.array_equal(border_distances_m(one.edges, lon, lat), one.edges.nearest(lon, lat).distance_m)

    def test_a_sphere_holds_its_zone(self):
        for one in ZONES:
            centre, radius = sphere_of(one.edges)
            ends = np.concatenate([one.edges.a, one.edges.b])
            assert np.sqrt(((ends - centre) ** 2).sum(axis=1)).max() <= radius < 5e6

    def test_detours_beyond_a_quarter_of_the_globe_are_lower_bounds(self):
        edges = SQUARE.edges
        a, b = (-150.0, -40.0), (-140.0, -45.0)
        found = least_detours(edges, Pairs(*(np.array([v]) for v in (*a, *b))), np.array([1e9]))
        corners = [apart(a, p) + apart(p, b) for p in ((36, 36), (37, 36), (37, 37), (36, 37))]
        assert not found.exact[0]
        assert min(corners) - 2e3 <= found.length_m[0] <= min(corners)


class TestConstructed:
    """A square of one degree; its southern neighbour place lies ``away`` metres due south of the middle of its side."""

    SOUTH = 100e3
    A = go(36.5, 36.0, 180, SOUTH)

    def side_m(self):
        """From A to the southern edge, a geodesic that bulges to the north of the parallel."""
        azi, _, length = GEOD.inv(36, 36, 37, 36)
        return apart(self.A, go(36, 36, azi, length / 2))

    def test_there_and_back(self):
        dt_s = 1000.0
        need = 2 * self.side_m() / dt_s
        s = stretches([[(0.0, *self.A), (dt_s, *self.A)]])
        (found,) = (gap_answers(s, [SQUARE], need * 1.001),)
        assert found.required_speed_mps == pytest.approx([need], rel=1e-9)
        assert GAP_ANSWERS[found.answer[0]] == "may"
        assert (found.latest_exit_us - found.earliest_entry_us)[0] * 1e-6 == pytest.approx(
            dt_s * (1 - 1 / 1.001), abs=1e-5
        )
        assert found.longest_stay_s[0] == pytest.approx(dt_s * (1 - 1 / 1.001), abs=1e-5)
        assert not (found.inside_before[0] or found.inside_after[0])
        less = gap_answers(s, [SQUARE], need * 0.999)
        assert (less.count, less.cannot, less.gaps) == (0, 1, 1)

    def test_an_end_inside_is_a_must_and_the_hidden_part_has_no_line(self):
        inside = go(36.5, 36.5, 0, 0)
        s = stretches([[(0.0, *self.A), (1000.0, *inside), (2000.0, *inside)], [(0.0, *inside)]])
        found = gap_answers(s, [SQUARE], 300.0)
        assert [GAP_ANSWERS[a] for a in found.answer] == ["must", "must"]
        assert found.stretch.tolist() == [0, 1]
        assert found.inside_before.tolist() == [False, True]
        assert found.inside_after.tolist() == [True, True]
        assert found.required_speed_mps.tolist() == pytest.approx([apart(self.A, inside) / 1000, 0.0])
        assert found.b_lat_deg.tolist() == [36.5, 36.5]
        assert found.gap_s.tolist() == [1000.0, 1000.0]

    def test_no_gap_between_flights_and_none_at_all(self):
        found = gap_answers(stretches([[(0.0, *self.A)], [(9.0, *self.A)]]), [SQUARE], 300.0)
        assert (found.count, found.gaps, found.cannot) == (0, 0, 0)
        empty = Fixes((), *(np.empty(0, dtype=t) for t in (int, int, float, float, float, int)))
        assert gap_answers(Stretches(empty, np.zeros(1, dtype=np.int64)), [SQUARE], 300.0).count == 0

    @pytest.mark.parametrize(
        ("alt_m", "answer"), [(1500.0, "must"), (1000.0, "must"), (900.0, "may"), (2100.0, "may"), (math.nan, "may")]
    )
    def test_an_end_must_be_within_the_limits_of_height(self, alt_m, answer):
        limited = zone(box(36, 36, 37, 37), lower_m=1000.0, upper_m=2000.0)
        s = stretches([[(0.0, *self.A, 1500.0), (1000.0, 36.5, 36.5, alt_m)]])
        found = gap_answers(s, [limited], 300.0)
        assert GAP_ANSWERS[found.answer[0]] == answer
        assert found.inside_after[0]

    def test_a_zone_is_asked_about_only_while_it_applies(self):
        def asked(begin_s, end_s):
            until = {"valid_from": START + timedelta(seconds=begin_s), "valid_to": START + timedelta(seconds=end_s)}
            return gap_answers(
                stretches([[(0.0, *self.A), (1000.0, 36.5, 36.5)]]), [zone(box(36, 36, 37, 37), **until)], 300.0
            )

        first = self.side_m() / 300.0
        assert asked(-100, -1).cannot == 1
        assert asked(1001, 2000).cannot == 1
        assert asked(0, first - 1).cannot == 1  # it applies, and could not be reached while it did
        found = asked(0, first + 10)
        assert GAP_ANSWERS[found.answer[0]] == "may"
        assert found.longest_stay_s[0] == pytest.approx(10.0, abs=1e-5)
        assert abs(found.latest_exit_us[0] - T0 - (first + 10) * 1e6) <= 1
        assert GAP_ANSWERS[asked(500, 1000).answer[0]] == "must"

    def test_fixes_that_contradict_the_bound_say_where_they_lie_and_no_more(self):
        s = stretches([[(0.0, *self.A), (10.0, 36.5, 36.5)], [(0.0, *self.A), (10.0, *go(*self.A, 0, 300e3))]])
        found = gap_answers(s, [SQUARE, ZONES[0]], 300.0)
        assert found.cannot == 0
        inside = [(f, z) for f, z, out in zip(found.flight, found.zone, found.impossible, strict=True) if out]
        assert (0, 0) in inside
        assert all(found.impossible)
        assert np.isnan(found.longest_stay_s).all()
        assert found.earliest_entry_us.tolist() == found.a_us.tolist()
        assert found.latest_exit_us.tolist() == found.b_us.tolist()
        assert (found.required_speed_mps > 300).all()

    def test_over_the_antimeridian(self):
        pacific = zone(Polygon([(179, -1), (181, -1), (181, 1), (179, 1)]))
        found = gap_answers(stretches([[(0.0, -178.5, 0.0), (600.0, 178.5, 0.0)]]), [pacific, SQUARE], 1000.0)
        assert found.zone.tolist() == [0]
        assert found.required_speed_mps[0] == pytest.approx(apart((-178.5, 0), (178.5, 0)) / 600, rel=1e-12)

    @pytest.mark.parametrize("speed", [0.0, math.nan, math.inf])
    def test_a_speed_that_cannot_be(self, speed):
        with pytest.raises(UnsupportedGeometryError, match="positive"):
            gap_answers(stretches([[(0.0, *self.A)]]), [SQUARE], speed)
