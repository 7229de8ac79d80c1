"""Falls against closed forms, a slow integrator of its own, published falls and what must hold of any fall."""

from __future__ import annotations

from functools import cache
from math import cos, cosh, hypot, log, radians, sin, sqrt
from pathlib import Path

import numpy as np
import pytest
from engine_helpers import GEOD, SAME_EVERY_TIME, apart
from hypothesis import given, settings
from hypothesis import strategies as st

from airspace import fall
from airspace.errors import GeodesyError
from airspace.fall import (
    STEP_S,
    Air,
    FallPriors,
    Wind,
    crash_points,
    descend,
    ellipse_of,
    hit_points,
    matching,
    quantiles,
    sample_falls,
    speed_for_throw,
    transonic_drag_factor,
)
from airspace.interval import Interval

G_MPS2 = 9.80665
FT_M = 0.3048
KMH = 3.6
LETTER = {"height_m": 19_000 * FT_M, "ground_m": 600.0, "climb_deg": 0.0}  # Turkey's height, the methods' ground
PAGE = (Path(__file__).parent.parent / "docs" / "fall.md").read_text("utf-8")
NAMES = ("height_m", "ground_m", "speed_mps", "climb_deg", "bc_kgpm2")
SPEEDS, COEFFICIENTS, HEIGHTS = st.floats(1, 450), st.floats(300, 20_000), st.floats(200, 10_500)


def falls(*each):
    """Up to 40 falls at once, as one array for each of their figures."""
    return st.lists(st.tuples(*each), min_size=1, max_size=40).map(lambda rows: np.array(rows, dtype=float).T)


def level(value):
    return Air(lambda height: np.full_like(height, value), lambda height: np.full_like(height, 340.0))


class TestClosedForms:
    def test_a_level_start_in_vacuum(self):
        """t = sqrt(2 h / g), x = v t; the figures are those of a published use: 4,414.5 m, 980 km/h."""
        found = descend(height_m=4414.5, ground_m=0, speed_mps=272.2, climb_deg=0, bc_kgpm2=np.inf)
        assert found.time_s[0] == pytest.approx(30.0051, abs=5e-5)
        assert found.along_m[0] == pytest.approx(8167.4, abs=0.05)
        assert found.time_s[0] == pytest.approx(sqrt(2 * 4414.5 / G_MPS2), rel=1e-9)
        assert found.along_m[0] == pytest.approx(272.2 * sqrt(2 * 4414.5 / G_MPS2), rel=1e-9)
        assert found.impact_speed_mps[0] == pytest.approx(sqrt(272.2**2 + 2 * G_MPS2 * 4414.5), rel=1e-9)
        assert cos(radians(found.impact_angle_deg[0])) == pytest.approx(272.2 / found.impact_speed_mps[0], rel=1e-9)

    @settings(SAME_EVERY_TIME, max_examples=12)
    @given(falls(st.floats(0.001, 10_000), st.floats(-400, 3000), st.floats(0, 400), st.floats(-90, 90)))
    def test_any_start_in_vacuum_whatever_the_wind(self, drawn):
        drop_m, ground_m, speed, climb = drawn
        start = {"height_m": ground_m + drop_m, "ground_m": ground_m, "speed_mps": speed, "climb_deg": climb}
        found = descend(**start, bc_kgpm2=np.inf, wind=Wind(30.0, 30.0, 0.0, -30.0))
        up = speed * np.sin(np.radians(climb))
        time_s = (up + np.sqrt(up**2 + 2 * G_MPS2 * drop_m)) / G_MPS2
        assert found.time_s == pytest.approx(time_s, rel=1e-6, abs=1e-6)
        assert found.along_m == pytest.approx(speed * np.cos(np.radians(climb)) * time_s, rel=1e-6, abs=1e-3)
        assert not found.across_m.any()

    def test_a_drop_in_air_of_one_density(self):
        """h = (vt^2 / g) ln cosh(g t / vt), v = vt tanh(g t / vt)."""
        found = descend(height_m=3000, ground_m=0, speed_mps=0, climb_deg=0, bc_kgpm2=500, air=level(1.0))
        assert found.time_s[0] == pytest.approx(37.287506, rel=1e-7)
        assert found.impact_speed_mps[0] == pytest.approx(98.90572, rel=1e-7)
        terminal = sqrt(2 * G_MPS2 * 500 / 1.0)
        assert terminal**2 / G_MPS2 * log(cosh(G_MPS2 * found.time_s[0] / terminal)) == pytest.approx(3000, rel=1e-7)
        assert found.impact_angle_deg[0] == pytest.approx(90)

    @settings(SAME_EVERY_TIME, max_examples=5)
    @given(falls(st.floats(0, 250), st.floats(-30, 30), COEFFICIENTS))
    def test_a_steady_wind_carries_everything_along(self, drawn):
        """The fall of a body in moving air is that in calm air, seen from a moving ground."""
        through_air, wind, bc = drawn
        through_air = np.maximum(through_air, -wind)  # a speed over ground is not negative
        start = {"height_m": 4000, "ground_m": 100, "bc_kgpm2": bc, "climb_deg": 0}
        calm = descend(**start, speed_mps=through_air)
        moved = descend(**start, speed_mps=through_air + wind, wind=Wind(wind))
        assert moved.time_s == pytest.approx(calm.time_s, rel=1e-9)
        assert moved.along_m == pytest.approx(calm.along_m + wind * calm.time_s, rel=1e-9, abs=1e-5)

    def test_a_body_at_rest_in_a_crosswind(self):
        start = {"height_m": 3000, "ground_m": 0, "climb_deg": 0, "bc_kgpm2": 700}
        calm = descend(**start, speed_mps=20)
        blown = descend(**start, speed_mps=0, wind=Wind(0.0, -20.0))
        assert blown.along_m[0] == pytest.approx(0, abs=1e-9)
        assert blown.across_m[0] == pytest.approx(-20 * calm.time_s[0] + calm.along_m[0], rel=1e-7)


def density(height_m):
    """Of the lowest 11 km, by the textbook."""
    height = 6_356_766 * height_m / (6_356_766 + height_m)
    kelvin = 288.15 - 0.0065 * height
    return 101_325 * (kelvin / 288.15) ** 5.25588 / (287.05287 * kelvin), sqrt(1.4 * 287.05287 * kelvin)


def slowly(height, ground, speed, climb, bc, wind_top, wind_ground, step=0.02):
    """A fall by the midpoint rule, body by body and number by number: time, along, across."""

    def pull(state):
        share = (state[2] - ground) / (height - ground)
        air = [low + share * (top - low) for top, low in zip(wind_top, wind_ground, strict=True)]
        u = (state[3] - air[0], state[4] - air[1], state[5])
        size = sqrt(u[0] ** 2 + u[1] ** 2 + u[2] ** 2)
        rho, sound = density(state[2])
        x = min(max((size / sound - 0.8) / 0.4, 0), 1)
        drag = rho * (1 + 6 * x**5 - 15 * x**4 + 10 * x**3) * size / (2 * bc)
        return (*state[3:], -drag * u[0], -drag * u[1], -drag * u[2] - G_MPS2)

    state = (0.0, 0.0, height, speed * cos(radians(climb)), 0.0, speed * sin(radians(climb)))
    time = 0.0
    while True:
        middle = tuple(s + step / 2 * r for s, r in zip(state, pull(state), strict=True))
        then = tuple(s + step * r for s, r in zip(state, pull(middle), strict=True))
        if then[2] <= ground:
            share = (state[2] - ground) / (state[2] - then[2])
            return time + share * step, *(s + share * (t - s) for s, t in zip(state[:2], then[:2], strict=True))
        state, time = then, time + step


@pytest.mark.parametrize(
    "case",
    [
        (5791.2, 600.0, 272.2, 0.0, 1000.0, (0.0, 0.0), (0.0, 0.0)),
        (5791.2, 600.0, 272.2, -10.0, 400.0, (25.0, -15.0), (5.0, 8.0)),
        (9000.0, 0.0, 420.0, 20.0, 2500.0, (-30.0, 10.0), (0.0, 0.0)),  # from Mach 1.4 down
        (6000.0, -300.0, 100.0, -80.0, 200.0, (10.0, 10.0), (-10.0, -10.0)),
    ],
)
def test_against_a_slow_integrator(case):
    found = descend(**dict(zip(NAMES, case[:5], strict=True)), wind=Wind(*case[5], *case[6]))
    time_s, along_m, across_m = slowly(*case)
    assert found.time_s[0] == pytest.approx(time_s, rel=1e-5)
    assert found.along_m[0] == pytest.approx(along_m, abs=0.1)
    assert found.across_m[0] == pytest.approx(across_m, abs=0.1)


class TestNumbersWorkedOutBefore:
    """By another program, with another integrator, without a drag rise; 980 km/h from 19,000 ft to 600 m."""

    @pytest.mark.parametrize(
        ("bc", "time_s", "throw_km"),
        [(np.inf, 32.5, 8.9), (4000, 37.5, 6.9), (2000, 41.5, 5.6), (1000, 48, 4.1), (500, 59, 2.6)],
    )
    def test_times_and_throws(self, bc, time_s, throw_km):
        found = descend(**LETTER, speed_mps=980 / KMH, bc_kgpm2=bc, drag_factor=None)
        assert found.time_s[0] == pytest.approx(time_s, abs=0.05 if time_s % 1 else 0.5)
        assert found.throw_m[0] / 1000 == pytest.approx(throw_km, abs=0.06)

    @pytest.mark.parametrize(("bc", "speed_kmh"), [(np.inf, 885), (4000, 1187), (2000, 1706), (1000, None)])
    def test_speeds_for_eight_kilometres(self, bc, speed_kmh):
        speed = speed_for_throw(throw_m=8000, bc_kgpm2=bc, drag_factor=None, **LETTER)
        assert (speed and round(speed * KMH)) == speed_kmh

    def test_drift_in_a_crosswind(self):
        """Not 20 m/s times the time, 963 m."""
        start = {**LETTER, "speed_mps": 272.2, "bc_kgpm2": 1000, "wind": Wind(0.0, 20.0)}
        assert descend(**start, drag_factor=None).across_m[0] == pytest.approx(666, abs=0.5)
        assert descend(**start).across_m[0] == pytest.approx(666, abs=0.5)


class TestWhatHoldsOfAnyFall:
    @settings(SAME_EVERY_TIME, max_examples=5)
    @given(falls(HEIGHTS, SPEEDS, st.floats(-80, 60), COEFFICIENTS, st.floats(1.001, 50)))
    def test_a_greater_coefficient_never_lands_nearer(self, drawn):
        height, speed, climb, bc, more = drawn
        start = {"height_m": height, "ground_m": 0, "speed_mps": speed, "climb_deg": climb}
        less, greater, most = (descend(**start, bc_kgpm2=value).along_m for value in (bc, bc * more, np.inf))
        assert (less <= greater * (1 + 1e-6)).all()
        assert (greater <= most * (1 + 1e-6)).all()

    @settings(SAME_EVERY_TIME, max_examples=5)
    @given(falls(HEIGHTS, SPEEDS, COEFFICIENTS, st.floats(1.001, 2)))
    def test_a_faster_start_lands_farther(self, drawn):
        height, speed, bc, more = drawn
        start = {"height_m": height, "ground_m": 0, "climb_deg": 0, "bc_kgpm2": bc}
        assert (descend(**start, speed_mps=speed * more).along_m > descend(**start, speed_mps=speed).along_m).all()

    @settings(SAME_EVERY_TIME, max_examples=5)
    @given(falls(HEIGHTS, SPEEDS, st.floats(-60, 60), COEFFICIENTS, st.floats(-30, 30)))
    def test_left_and_right_are_alike(self, drawn):
        height, speed, climb, bc, wind = drawn
        start = {"height_m": height, "ground_m": 0, "speed_mps": speed, "climb_deg": climb, "bc_kgpm2": bc}
        right, left = (descend(**start, wind=Wind(5.0, side * wind, 0.0, 0.0)) for side in (1, -1))
        assert np.array_equal(right.across_m, -left.across_m)
        assert np.array_equal(right.time_s, left.time_s)
        assert np.array_equal(right.along_m, left.along_m)

    def test_each_body_falls_for_itself(self):
        """Bodies that land together, or long after one another, do not disturb each other."""
        bc = np.array([5000.0, 500.0, np.inf, 400.0, 400.0])
        height = np.array([200.0, 9000.0, 6000.0, 2000.0, 2000.0])
        together = descend(height_m=height, ground_m=10, speed_mps=200, climb_deg=5, bc_kgpm2=bc)
        for i in range(5):
            alone = descend(height_m=height[i], ground_m=10, speed_mps=200, climb_deg=5, bc_kgpm2=bc[i])
            assert together.time_s[i] == pytest.approx(alone.time_s[0], rel=1e-12)
            assert together.along_m[i] == pytest.approx(alone.along_m[0], rel=1e-12)

    @pytest.mark.parametrize(("highest_m", "allowed_m"), [(10_500, 0.001), (13_000, 0.005)])
    def test_halving_the_step_changes_nothing(self, highest_m, allowed_m):
        """1 mm, 1e-7 of 10 km, below the kink of the standard atmosphere at 11 km; faster than sound included."""
        rng = np.random.default_rng(7)
        n = 120
        start = {
            "height_m": rng.uniform(3000, highest_m, n),
            "ground_m": rng.uniform(0, 1500, n),
            "speed_mps": rng.uniform(0, 420, n),
            "climb_deg": rng.uniform(-20, 20, n),
            "bc_kgpm2": np.exp(rng.uniform(log(200), log(8000), n)),
            "wind": Wind(rng.uniform(-30, 30, n), rng.uniform(-30, 30, n)),
        }
        found, finer = (descend(**start, step_s=step) for step in (STEP_S, STEP_S / 2))
        assert np.hypot(found.along_m - finer.along_m, found.across_m - finer.across_m).max() < allowed_m
        assert np.abs(found.time_s / finer.time_s - 1).max() < 1e-7
        assert np.abs(found.impact_speed_mps / finer.impact_speed_mps - 1).max() < 1e-7

    def test_the_drag_rise(self):
        factor = transonic_drag_factor(np.array([0.0, 0.8, 0.9, 1.0, 1.1, 1.2, 3.0]))
        assert factor[[0, 1, 3, 5, 6]].tolist() == pytest.approx([1, 1, 1.5, 2, 2])
        assert factor[2] + factor[4] == pytest.approx(3)
        assert (np.diff(factor) >= 0).all()


class TestRefusals:
    @pytest.mark.parametrize(
        "changed",
        [
            *({name: float("nan")} for name in NAMES),
            {"height_m": 100.0},
            {"speed_mps": -1.0},
            {"bc_kgpm2": 0.0},
            {"step_s": 0.0},
            {"height_m": 60_000.0},
            {"ground_m": -3000.0},
            {"climb_deg": 90.0, "speed_mps": 1000.0, "bc_kgpm2": np.inf},
            {"height_m": []},
            {"height_m": [[5000.0]]},
            {"wind": Wind(float("nan"))},
        ],
    )
    def test_of_a_fall(self, changed):
        start = {"height_m": 5000.0, "ground_m": 100.0, "speed_mps": 200.0, "climb_deg": 0.0, "bc_kgpm2": 900.0}
        assert descend(**start).time_s.shape == (1,)
        with pytest.raises(ValueError, match=r"fall|air"):
            descend(**{**start, **changed})

    def test_a_fall_without_end(self, monkeypatch):
        monkeypatch.setattr(fall, "MOST_STEPS", 50)
        with pytest.raises(ValueError, match="no end"):
            descend(height_m=5000, ground_m=0, speed_mps=0, climb_deg=0, bc_kgpm2=[1000, 1])

    def test_of_figures_without_sense(self):
        with pytest.raises(ValueError, match="both parts"):
            Wind(1.0, 1.0, along_ground_mps=0.0)
        with pytest.raises(ValueError, match="ballistic"):
            FallPriors(bc_kgpm2=Interval(0.0, 100.0))
        with pytest.raises(ValueError, match="wind"):
            FallPriors(wind_mps=Interval(-1.0, 10.0))
        with pytest.raises(ValueError, match="throw"):
            speed_for_throw(5000, 0, -1, 1000)
        with pytest.raises(ValueError, match="three points"):
            ellipse_of([0, 1], [0, 1])
        with pytest.raises(ValueError, match="share"):
            ellipse_of([0, 1, 2], [0, 1, 0], share=0)


class TestSpeedForThrow:
    @pytest.mark.parametrize(("height", "speed", "bc"), [(500, 9, 8000), (5800, 272.2, 1500), (3000, 430, 500)])
    def test_it_is_the_speed_that_was_flown(self, height, speed, bc):
        throw = descend(height_m=height, ground_m=0, speed_mps=speed, climb_deg=0, bc_kgpm2=bc).throw_m[0]
        assert speed_for_throw(height, 0, throw, bc) == pytest.approx(speed, abs=1e-5)

    def test_it_ends_at_the_bound(self):
        assert speed_for_throw(5000, 0, 0, 1000) == 0
        reach = descend(height_m=5000, ground_m=0, speed_mps=300, climb_deg=0, bc_kgpm2=1000).throw_m[0]
        assert speed_for_throw(5000, 0, reach, 1000, fastest_mps=300) == pytest.approx(300)
        assert speed_for_throw(5000, 0, reach + 1, 1000, fastest_mps=300) is None


FALL_OF_2015 = (Interval(5791.0, 6000.0), Interval(300.0, 1000.0), Interval(250.0, 280.0))


@cache
def drawn():
    return sample_falls(*FALL_OF_2015, n=1500, seed=3)


class TestSamples:
    def test_a_seed_gives_the_same_falls(self):
        first, again, other = (sample_falls(*FALL_OF_2015, n=100, seed=seed) for seed in (3, 3, 4))
        assert np.array_equal(first.descent.throw_m, again.descent.throw_m)
        assert np.array_equal(first.bc_kgpm2, again.bc_kgpm2)
        assert not np.isin(first.bc_kgpm2, other.bc_kgpm2).any()

    def test_they_are_spread_as_stated(self):
        falls = drawn()
        priors = FallPriors()
        wind = np.hypot(falls.wind_along_mps, falls.wind_across_mps)
        given_and_found = [*zip(FALL_OF_2015, (falls.height_m, falls.ground_m, falls.speed_mps), strict=True)]
        given_and_found += [(priors.climb_deg, falls.climb_deg), (priors.wind_mps, wind)]
        given_and_found.append((Interval(log(200), log(8000)), np.log(falls.bc_kgpm2)))
        for interval, values in given_and_found:
            share = (values - interval.low) / (interval.high - interval.low)
            assert share.min() > -1e-12
            assert share.max() < 1 + 1e-12
            gap = np.abs(np.sort(share) - (np.arange(share.size) + 0.5) / share.size).max()
            assert gap < 1.95 / sqrt(share.size)  # Kolmogorov: passed by 999 of 1,000 even samples
        assert abs(falls.wind_across_mps.mean()) < 1.5
        assert abs(falls.wind_along_mps.mean()) < 1.5

    def test_a_fall_is_the_one_its_numbers_give(self):
        falls, i = drawn(), 17
        wind = Wind(falls.wind_along_mps[i], falls.wind_across_mps[i])
        alone = descend(**{name: getattr(falls, name)[i] for name in NAMES}, wind=wind)
        assert falls.descent.throw_m[i] == pytest.approx(alone.throw_m[0], rel=1e-12)
        assert falls.descent.throw_m[i] == pytest.approx(hypot(alone.along_m[0], alone.across_m[0]))

    def test_quantiles(self):
        assert quantiles(np.arange(101.0)) == (5, 50, 95)
        for found, values in ((drawn().throw_m, drawn().descent.throw_m), (drawn().time_s, drawn().descent.time_s)):
            assert [(values < q).mean() for q in found] == pytest.approx([0.05, 0.5, 0.95], abs=0.002)

    def test_what_matches_is_what_a_loop_finds(self):
        falls, throw_m, time_s = drawn(), Interval(4000.0, 6000.0), Interval(36.0, 45.0)
        met = {"throw": [], "time": [], "both": []}
        for bc, far, long in zip(falls.bc_kgpm2, falls.descent.throw_m, falls.descent.time_s, strict=True):
            kinds = [name for name, ok in (("throw", far in throw_m), ("time", long in time_s)) if ok]
            for name in kinds + ["both"] * (len(kinds) == 2):
                met[name].append(bc)
        found = matching(falls, throw_m, time_s)
        for name, bcs in met.items():
            assert 0 < len(bcs) < 1500
            assert getattr(found, f"share_{name}") == pytest.approx(len(bcs) / 1500)
            assert getattr(found, f"bc_{name}_kgpm2") == Interval(min(bcs), max(bcs))

    def test_nothing_matches(self):
        found = matching(drawn(), Interval(7950.0, 8050.0), Interval(1.0, 2.0))
        assert (found.share_time, found.share_both, found.bc_time_kgpm2, found.bc_both_kgpm2) == (0, 0, None, None)


class TestEllipse:
    def test_of_a_normal_distribution(self):
        """Semi-axes of sqrt(-2 ln(1 - p)) standard deviations; 2.4477 for 95 %."""
        turn, n = radians(30), 40_000
        major, minor = np.random.default_rng(1).normal(size=(2, n)) * [[500], [120]]
        along = 4000 + major * cos(turn) - minor * sin(turn)
        across = -70 + major * sin(turn) + minor * cos(turn)
        found = ellipse_of(along, across)
        assert found[:2] == pytest.approx((4000, -70), abs=8)
        assert found.semi_major_m == pytest.approx(2.4477 * 500, rel=0.02)
        assert found.semi_minor_m == pytest.approx(2.4477 * 120, rel=0.02)
        assert found.angle_deg == pytest.approx(30, abs=0.5)

    @pytest.mark.parametrize("share", [0.5, 0.9, 0.95])
    def test_it_holds_the_share(self, share):
        fallen = drawn().descent
        found = ellipse_of(fallen.along_m, fallen.across_m, share)
        turn = radians(found.angle_deg)
        x, y = fallen.along_m - found.along_m, fallen.across_m - found.across_m
        u, v = x * cos(turn) + y * sin(turn), -x * sin(turn) + y * cos(turn)
        inside = (u / found.semi_major_m) ** 2 + (v / found.semi_minor_m) ** 2 <= 1 + 1e-9
        assert inside.sum() == np.ceil(share * 1500)

    @pytest.mark.parametrize(("way", "angle"), [((1, 0), 0), ((0, 1), -90), ((3, 3), 45), ((3, -3), -45)])
    def test_of_a_line(self, way, angle):
        shares = np.linspace(-1, 1, 21)
        found = ellipse_of(100 + way[0] * shares, 5 + way[1] * shares, share=1)
        assert found[:2] == pytest.approx((100, 5))
        assert found.semi_major_m == pytest.approx(hypot(*way))
        assert found.semi_minor_m == 0
        assert found.angle_deg == pytest.approx(angle)


class TestPlaces:
    def test_directions(self):
        """Flying west: along is west, across to the right is north."""
        lon, lat = crash_points(36.0, 35.8, 270.0, [4000.0, 0.0, 0.0], [0.0, 300.0, -300.0])
        assert lon[0] < 36.0
        assert abs(lat[0] - 35.8) < 2e-5
        assert lat[1] > 35.8 > lat[2]
        assert [apart((36.0, 35.8), p) for p in zip(lon, lat, strict=True)] == pytest.approx([4000, 300, 300], abs=1e-6)

    @SAME_EVERY_TIME
    @given(
        st.floats(-180, 180),
        st.floats(-88, 88),
        st.floats(0, 360),
        st.tuples(st.floats(-5000, 30_000), st.floats(-8000, 8000)),
    )
    def test_the_way_back_leads_to_the_hit(self, lon, lat, course, throw):
        crash = crash_points(lon, lat, course, *throw)
        back = hit_points(*crash, course, *throw)
        assert apart((lon, lat), (float(back[0]), float(back[1]))) < 1e-3

    def test_by_pyproj_alone(self):
        fallen = drawn().descent
        lon, lat = hit_points(36.0, 35.8, 265.0, fallen.along_m, fallen.across_m)
        bearing = 265.0 + np.degrees(np.arctan2(fallen.across_m, fallen.along_m))
        end = GEOD.fwd(lon, lat, bearing, fallen.throw_m)
        miss = GEOD.inv(end[0], end[1], np.full(1500, 36.0), np.full(1500, 35.8))[2]
        assert miss.max() < 1e-3

    def test_no_throw_is_the_place_itself(self):
        assert np.allclose(hit_points(36.0, 35.8, 123.0, 0.0, 0.0), (36.0, 35.8), atol=1e-12)

    def test_at_the_pole_a_course_determines_nothing(self):
        with pytest.raises(GeodesyError, match="hit"):
            hit_points(0.0, 90.0, 90.0, 5000.0, 0.0)


def row(*cells):
    """A row of a table of docs/fall.md."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"


class TestPublishedFalls:
    """The figures of docs/fall.md, so that the error of the model is the one stated there."""

    EXIT_M, FREE_FALL_M, TOP_MPS, TOTAL_S = 38_969.4, 36_402.6, 1357.6 / KMH, 260.0  # FAI; 4:20 by Red Bull

    def jump(self, bc, drag_factor, exit_m, end_m):
        """Top speed, time to it, time of the fall: each height on the way is taken as a ground."""
        heights = np.linspace(exit_m - 3000, end_m, 500)
        start = dict(zip(NAMES, (exit_m, heights, 0, -90, bc), strict=True))
        found = descend(**start, drag_factor=drag_factor)
        top = int(np.argmax(found.impact_speed_mps))
        return found.impact_speed_mps[top], found.time_s[top], found.time_s[-1]

    @pytest.mark.parametrize(
        ("rise", "met", "bc"),
        [("off", "top speed", 193.4), ("off", "time", 152.6), ("on", "top speed", 366.8), ("on", "time", 160.6)],
    )
    def test_baumgartner(self, rise, met, bc):
        factor = transonic_drag_factor if rise == "on" else None
        speed, to_top, total = self.jump(bc, factor, self.EXIT_M, self.EXIT_M - self.FREE_FALL_M)
        off_speed, off_time = speed / self.TOP_MPS - 1, total / self.TOTAL_S - 1
        assert abs(off_speed if met == "top speed" else off_time) < 5e-4
        told = (f"{speed:.0f} m/s", f"{off_speed:+.1%}", f"{total:.0f} s", f"{off_time:+.1%}")
        assert row(rise, met, bc, *told) in PAGE
        assert to_top == pytest.approx(50, abs=1.5 if rise == "off" else 8)

    def test_the_jump_before_from_the_coefficient_of_the_jump_after(self):
        """15 March 2012: nothing is fitted to it."""
        speed, to_top, total = self.jump(152.6, None, 21_828.3, 2_502.6)
        assert speed == pytest.approx(163.03, rel=0.007)
        assert to_top == pytest.approx(30, abs=0.5)
        assert total / 220.2 - 1 == pytest.approx(-0.051, abs=0.001)
        told = (f"{speed:.0f} m/s", f"{speed / 163.03 - 1:+.1%}", f"{total:.0f} s", "-5.1%")
        assert row("off", "nothing", 152.6, *told) in PAGE

    def mh17(self, bc):
        return descend(height_m=33_000 * FT_M, ground_m=250, speed_mps=254, climb_deg=0, bc_kgpm2=bc)

    @pytest.mark.parametrize("bc", [3239, 2094, 992, 577])
    def test_mh17_is_not_met_by_one_coefficient(self, bc):
        found = self.mh17(bc)
        time_s, throw_m = found.time_s[0], found.throw_m[0]
        assert row(f"{bc:,}", f"{time_s:.0f} s", f"{throw_m / 1000:.1f} km", f"{throw_m / 8500 - 1:+.0%}") in PAGE
        assert not (60 <= time_s <= 90 and abs(throw_m - 8500) < 900)

    def test_no_coefficient_at_all_meets_mh17(self):
        found = self.mh17(np.geomspace(200, 1e5, 200))
        timely = (found.time_s >= 60) & (found.time_s <= 90)
        assert timely.any()
        assert found.throw_m[timely].max() < 0.88 * 8500

    @pytest.mark.parametrize("bc", [np.inf, 8000, 4000, 2000, 1000, 500])
    def test_the_example(self, bc):
        """8 km and 30 s after 980 km/h: from 19,000 ft to 600 m."""
        found = descend(**LETTER, speed_mps=980 / KMH, bc_kgpm2=bc)
        needed = speed_for_throw(throw_m=8000, bc_kgpm2=bc, **LETTER)
        speed = f"{needed * KMH:,.0f} km/h" if needed else "none"
        label = "no drag" if np.isinf(bc) else f"{bc:,}"
        assert row(label, f"{found.time_s[0]:.1f} s", f"{found.throw_m[0] / 1000:.1f} km", speed) in PAGE

    def test_thirty_seconds_need_a_dive_or_high_ground(self):
        """Without drag and with a level start 30 s are 4,413 m, so the ground is at 1,378 m."""
        drop_m = G_MPS2 * 30**2 / 2
        assert f"{19_000 * FT_M - drop_m:,.0f} m" in PAGE

    def test_the_page_names_the_defaults(self):
        assert FallPriors() == FallPriors(Interval(200, 8000), Interval(-10, 10), Interval(0, 30))
        for text in ("200 to 8,000 kg/m2", "-10 to 10 degrees", "0 to 30 m/s"):
            assert text in PAGE
