"""What is drawn, held to closed forms, published factors and a case worked by hand; nothing of a border is computed."""

from __future__ import annotations

import dataclasses
import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from pyproj import Transformer

from airspace.chance.errormodel import (
    AltitudeError,
    BorderShift,
    ClockError,
    Draw,
    EdgeModels,
    Inputs,
    PositionError,
    RadarError,
    Slant,
    border_from_edition,
    draw,
    sigma_of_nacp,
    sigma_of_radius,
    slant_excess_m,
)
from airspace.errors import FigureError, UnknownNameError, UnsupportedGeometryError
from airspace.track import Track
from geodata.editions import edition, registry

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
SEED = 20151124
TOLD: dict[str, Any] = {"text": "as stated", "why": "a test"}


def track_of(times: list[float] | None, alt_m: float | None = None) -> Track:
    fixes = 3 if times is None else len(times)
    return Track(
        "path",
        36 + 0.002 * np.arange(fixes),
        np.full(fixes, 36.0),
        None if alt_m is None else np.full(fixes, alt_m),
        None if times is None else NOON,
        None if times is None else np.array(times),
    )


def drawn(inputs: Inputs, track: Track, n: int, tau_s: float, frozen: frozenset[str] = frozenset()) -> Draw:
    return draw(inputs, track, np.random.default_rng(SEED), n, tau_s, frozen)


def position(sigma_m: float, bias_share: float = 0.0, white_share: float = 0.0) -> Inputs:
    return Inputs(position=PositionError(sigma_m, bias_share, white_share, **TOLD))


# stated accuracies


@pytest.mark.parametrize(
    ("measure", "factor"),
    [("CEP", 1.1774), ("DRMS", 1.4142), ("CE90", 2.1460), ("R95", 2.4477), ("EPU", 2.4477), ("CE99", 3.0349)],
)
def test_radius_over_sigma_is_the_published_factor(measure: str, factor: float) -> None:
    assert 1000 / sigma_of_radius(measure, 1000.0) == pytest.approx(factor, abs=6e-5)


@pytest.mark.parametrize(
    ("measure", "share"), [("CEP", 0.5), ("DRMS", 0.632), ("CE90", 0.9), ("R95", 0.95), ("CE99", 0.99)]
)
def test_the_stated_share_of_drawn_errors_lies_within_the_radius(measure: str, share: float) -> None:
    n = 100_000
    found = drawn(position(sigma_of_radius(measure, 250.0)), track_of([0.0]), n, 0.0)
    within = (np.hypot(found.east_m, found.north_m) < 250).mean()
    assert within == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / n) + 2e-4)


@pytest.mark.parametrize(
    ("category", "sigma_m"), [(5, 378), (6, 227), (7, 75.7), (8, 37.8), (9, 12.3), (10, 4.1), (11, 1.2)]
)
def test_sigma_of_a_navigation_accuracy_category(category: int, sigma_m: float) -> None:
    assert sigma_of_nacp(category) == pytest.approx(sigma_m, abs=0.5 if sigma_m > 100 else 0.05)


def test_nic_is_refused_in_words() -> None:
    with pytest.raises(FigureError) as caught:
        sigma_of_radius("NIC", 185.2)
    assert str(caught.value) == (
        "NIC is a bound on integrity, not an accuracy: it says beyond which radius the system would raise an alarm, "
        "and nothing of how errors are spread within it; give NACp, or a radius: CEP, DRMS, CE90, R95, EPU, CE99"
    )


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: sigma_of_nacp(4), "NACp 4 is not from 5 to 11; for a coarser one write the radius: EPU: 1852 m"),
        (lambda: sigma_of_radius("2DRMS", 9.0), "'2DRMS' is no measure of accuracy known here; use one of: CEP"),
        (lambda: sigma_of_radius("CEP", math.nan), "CEP is nan m; it runs from 0 to 1,000,000 m"),
        (lambda: PositionError(-1.0, **TOLD), "sigma_m is -1 m; it runs from 0 to 1,000,000 m"),
        (lambda: PositionError(1.0, 0.7, 0.4, **TOLD), "add to 1.1; together they are at most 1"),
        (lambda: AltitudeError(1.0, 1.5, **TOLD), "bias_share is 1.5; it runs from 0 to 1"),
        (lambda: ClockError(1.0, 1.0, **TOLD), "give one of the two"),
        (lambda: EdgeModels((), **TOLD), "name each once"),
        (lambda: Inputs(correlation_s=(-1.0,)), "a correlation time is missing or negative"),
        (lambda: Inputs(border=BorderShift(1.0, text="1 m")), "the input 'border' has neither source nor why"),
        (lambda: RadarError(36, 36, 0, 0, 0, 0, 3, "unknown", **TOLD), "azimuth_noise_deg is 3 deg; it runs from 0"),
        (lambda: RadarError(36, 36, 0, 0, 0, 0, 0, "perhaps", **TOLD), "corrected, unknown, uncorrected"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_is_refused(refused: Any, words: str) -> None:
    with pytest.raises(FigureError) as caught:
        refused()
    assert words in str(caught.value)


def test_position_and_radar_exclude_each_other() -> None:
    with pytest.raises(FigureError, match="give one of the two"):
        Inputs(position=PositionError(1.0, **TOLD), radar=radar())


# correlation in time


@pytest.mark.parametrize("tau_s", [0.0, 3.0, 20.0, math.inf])
@pytest.mark.parametrize(("bias", "white"), [(0.0, 0.0), (0.5, 0.1), (0.3, 0.7), (1.0, 0.0)])
def test_moments_and_correlations_at_unequal_times(tau_s: float, bias: float, white: float) -> None:
    times, n = [0.0, 0.5, 2.0, 9.0, 10.0, 60.0], 40_000
    found = drawn(position(100.0, bias, white), track_of(times), n, tau_s)
    lag = np.abs(np.subtract.outer(times, times))
    kept = np.where(lag == 0, 1.0, 0.0) if tau_s == 0 else np.exp(-lag / tau_s)
    expected = bias + (1 - bias - white) * kept + white * np.eye(6)
    for axis in (found.east_m, found.north_m):
        assert axis.shape == (n, 6)
        assert np.abs(axis.mean(axis=0)).max() < 4.5 * 100 / math.sqrt(n)
        assert np.cov(axis.T) / 100**2 == pytest.approx(expected, abs=4.5 * math.sqrt(2 / n))
    across = np.corrcoef(found.east_m.T, found.north_m.T)[:6, 6:]
    assert np.abs(across).max() < 4.5 / math.sqrt(n)


def test_the_limits_of_the_correlation_time_are_limits() -> None:
    inputs, track = position(100.0), track_of([0.0, 1.0, 2.0])
    assert drawn(inputs, track, 50, 1e-3).east_m == pytest.approx(drawn(inputs, track, 50, 0.0).east_m)
    always = drawn(inputs, track, 50, math.inf).east_m
    assert (always == always[:, :1]).all()
    assert drawn(inputs, track, 50, 1e12).east_m == pytest.approx(always, abs=0.01)


def test_without_times_only_none_and_always_can_be_drawn() -> None:
    track = track_of(None)
    with pytest.raises(UnsupportedGeometryError) as caught:
        drawn(position(100.0), track, 10, 10.0)
    assert str(caught.value) == (
        "track 'path' has no times, so errors cannot be correlated over 10 s along it; "
        "take a correlation of 0 s or always, or give times"
    )
    assert drawn(position(100.0), track, 10, 0.0).east_m.std() > 0
    assert drawn(position(100.0), track, 10, math.inf).east_m.std() > 0
    assert drawn(position(100.0, 0.7, 0.3), track, 10, 10.0).east_m.std() > 0  # nothing of it is Gauss-Markov


# 60 fixes at 1 s, 500 m outside a straight border, 185.2 m per axis: the share of tracks with a fix inside


def share_inside(inputs: Inputs, tau_s: float) -> float:
    track, rng = track_of([float(second) for second in range(60)]), np.random.default_rng(SEED)
    inside = [(draw(inputs, track, rng, 20_000, tau_s).north_m.max(axis=1) > 500).sum() for _ in range(10)]
    return float(sum(inside)) / 200_000


def below(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2


def sampling(p: float) -> float:
    return 4 * math.sqrt(p * (1 - p) / 200_000)


@pytest.mark.parametrize(
    ("tau_s", "share"),
    [(0, 0.188), (1, 0.181), (5, 0.112), (10, 0.078), (30, 0.039), (100, 0.018), (1000, 0.007), (math.inf, 0.0035)],
)
def test_the_worked_case_over_the_correlation_time(tau_s: float, share: float) -> None:
    printed_to = 0.00005 if share == 0.0035 else 0.0005
    assert share_inside(position(185.2), tau_s) == pytest.approx(share, abs=1.5 * sampling(share) + printed_to)


@pytest.mark.parametrize(("bias", "share"), [(0.0, 0.189), (0.5, 0.086), (0.8, 0.034), (0.95, 0.013), (1.0, 0.0035)])
def test_the_worked_case_over_the_share_of_the_bias(bias: float, share: float) -> None:
    """Against the printed figure, and the integral over the bias of 1 - P(no fix inside | bias)."""
    found = share_inside(position(185.2, bias, 1 - bias), 10.0)
    assert found == pytest.approx(share, abs=1.5 * sampling(share) + 0.0005)
    if bias < 1:
        z = np.linspace(-8, 8, 4001)
        inner = [below((500 / 185.2 - math.sqrt(bias) * b) / math.sqrt(1 - bias)) ** 60 for b in z]
        weight = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
        exact = float((weight * (1 - np.array(inner))).sum())
    else:
        exact = below(-500 / 185.2)
        assert exact == pytest.approx(0.003469, abs=5e-7)
    assert found == pytest.approx(exact, abs=sampling(exact))


# radar


def radar(slant: Slant = "corrected", alt_m: float = 0.0, **errors: float) -> RadarError:
    given = {"range_bias_m": 0.0, "range_noise_m": 0.0, "azimuth_bias_deg": 0.0, "azimuth_noise_deg": 0.0} | errors
    return RadarError(36.0, 36.0, alt_m, slant=slant, **given, **TOLD)


def seen(bearing_deg: float, distance_m: float, alt_m: float | None = None) -> tuple[Track, float]:
    """A track of one fix so far from the site, and the bearing of the line of sight there."""
    there = Geodesic.WGS84.Direct(36.0, 36.0, bearing_deg, distance_m)
    alt = None if alt_m is None else np.array([alt_m])
    return Track("fix", np.array([there["lon2"]]), np.array([there["lat2"]]), alt), there["azi2"]


def along_and_across(found: Draw, bearing_deg: float) -> tuple[np.ndarray, np.ndarray]:
    sin, cos = math.sin(math.radians(bearing_deg)), math.cos(math.radians(bearing_deg))
    east, north = found.east_m[:, 0], found.north_m[:, 0]
    return east * sin + north * cos, east * cos - north * sin


@pytest.mark.parametrize(("distance_m", "across_m"), [(50_000, 70), (150_000, 209), (300_000, 419)])
@pytest.mark.parametrize("bearing_deg", [0, 63, 90, 200])
def test_noise_of_the_azimuth_is_across_the_line_of_sight(
    bearing_deg: float, distance_m: float, across_m: float
) -> None:
    track, there_deg = seen(bearing_deg, distance_m)
    found = drawn(Inputs(radar=radar(azimuth_noise_deg=0.08)), track, 40_000, 0.0)
    along, across = along_and_across(found, there_deg)
    assert across.std() == pytest.approx(across_m, abs=0.5 + 4 * across_m / math.sqrt(80_000))
    assert np.abs(along).max() < 1e-6 * across_m


def test_errors_of_range_and_azimuth_have_their_own_axes_and_sizes() -> None:
    track, there_deg = seen(63, 150_000)
    n = 40_000
    inputs = Inputs(radar=radar(range_bias_m=100, range_noise_m=70, azimuth_bias_deg=0.1, azimuth_noise_deg=0.08))
    along, across = along_and_across(drawn(inputs, track, n, 0.0), there_deg)
    across_m = 150_000 * math.radians(1)
    assert along.var() == pytest.approx(100**2 / 3 + 70**2, rel=4 * math.sqrt(2 / n))
    assert across.var() == pytest.approx((0.1**2 / 3 + 0.08**2) * across_m**2, rel=4 * math.sqrt(2 / n))
    assert abs(np.corrcoef(along, across)[0, 1]) < 4 / math.sqrt(n)


def test_a_bias_of_the_radar_stays_within_its_limit_and_is_one_for_all_fixes() -> None:
    (first, bearing_deg), (second, _) = seen(90, 50_000), seen(90, 60_000)
    lon, lat = (np.concatenate([getattr(t, name) for t in (first, second)]) for name in ("lon_deg", "lat_deg"))
    track = Track("two", lon, lat, None, NOON, np.array([0.0, 40.0]))
    found = drawn(Inputs(radar=radar(range_bias_m=100, azimuth_bias_deg=0.1)), track, 5_000, 10.0)
    along, across = along_and_across(found, bearing_deg)
    assert 99 < np.abs(along).max() < 100 + 1e-9
    assert np.hypot(found.east_m, found.north_m)[:, 1] == pytest.approx(np.hypot(along, across * 60 / 50), rel=1e-9)


def test_noise_of_the_radar_keeps_its_correlation() -> None:
    track, n = track_of([0.0, 5.0, 10.0]), 40_000
    south = dataclasses.replace(radar(range_noise_m=70), site_lat_deg=35.5)
    found = drawn(Inputs(radar=south), track, n, 10.0)
    assert np.corrcoef(found.north_m.T)[0, 1:] == pytest.approx([math.exp(-0.5), math.exp(-1)], abs=4 / math.sqrt(n))


@pytest.mark.parametrize(("range_m", "flat_m"), [(20_000.0, 857), (50_000.0, 337), (150_000.0, 112)])
def test_slant_range_not_corrected_at_5791_m(range_m: float, flat_m: float) -> None:
    """The figures are r - sqrt(r² - h²), for a flat Earth; a round one adds r h / 2R, less the bow of the chord."""
    radius_m = 6_371_000.0
    curvature_m = range_m * 5791 / (2 * radius_m) - range_m**3 / (24 * radius_m**2)
    found = slant_excess_m(np.array([range_m]), np.array([5791.0]), 0.0)[0]
    assert found - curvature_m == pytest.approx(flat_m, abs=1.0)


@pytest.mark.parametrize("ground_m", [5_000.0, 20_000.0, 150_000.0, 300_000.0])
def test_slant_range_against_the_chord_on_the_ellipsoid(ground_m: float) -> None:
    to_ecef = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    there = Geodesic.WGS84.Direct(36.0, 36.0, 63.0, ground_m)
    site, target = to_ecef.transform(36.0, 36.0, 400.0), to_ecef.transform(there["lon2"], there["lat2"], 9000.0)
    chord_m = math.dist(site, target)
    assert chord_m - slant_excess_m(np.array([chord_m]), np.array([9000.0]), 400.0)[0] == pytest.approx(ground_m, abs=2)


def test_slant_range_takes_fixes_back_towards_the_site() -> None:
    """A range plotted as ground has put the fix too far out; where it can have been is nearer to the site."""
    track, there_deg = seen(63, 50_000, alt_m=5791.0)
    excess_m = slant_excess_m(np.array([50_000.0]), np.array([5791.0]), 100.0)[0]
    n = 20_000
    for slant, low, high in (("corrected", 0, 0), ("unknown", 0, 1), ("uncorrected", 1, 1)):
        along, across = along_and_across(drawn(Inputs(radar=radar(slant, 100.0)), track, n, 0.0), there_deg)  # type: ignore[arg-type]
        assert along.mean() == pytest.approx(-excess_m * (low + high) / 2, abs=4 * excess_m / math.sqrt(12 * n))
        assert -along.max() >= low * excess_m - 1e-6
        assert -along.min() <= high * excess_m + 1e-6
        assert np.abs(across).max() < 1e-6
        held = drawn(Inputs(radar=radar(slant, 100.0)), track, 3, 0.0, frozenset({"radar"}))  # type: ignore[arg-type]
        assert along_and_across(held, there_deg)[0] == pytest.approx(-excess_m * (low + high) / 2)


def test_a_fix_nearer_than_its_height_goes_no_farther_than_the_site() -> None:
    assert slant_excess_m(np.array([3_000.0]), np.array([5791.0]), 0.0) == pytest.approx([3_000.0])


def test_slant_ranges_need_altitudes_and_a_radar_its_reach() -> None:
    with pytest.raises(UnsupportedGeometryError) as caught:
        drawn(Inputs(radar=radar("unknown")), seen(63, 50_000)[0], 10, 0.0)
    assert str(caught.value) == (
        "track 'fix' has no altitudes, so its slant ranges cannot be corrected; "
        "give altitudes, or say 'slant: corrected'"
    )
    with pytest.raises(UnsupportedGeometryError) as caught:
        drawn(Inputs(radar=radar()), seen(63, 1_200_000)[0], 10, 0.0)
    assert str(caught.value) == (
        "track 'fix' has a fix 1,200 km from the radar's site; at most 1,000 km are modelled: "
        "look at the site's latitude and longitude"
    )


# the other inputs


def test_clock_border_and_edge_model() -> None:
    n = 40_000
    inputs = Inputs(
        clock=ClockError(2.0, **TOLD),
        border=BorderShift(50.0, **TOLD),
        edge_model=EdgeModels(("geodesic", "planar"), **TOLD),
    )
    found = drawn(inputs, track_of(None), n, 10.0)
    assert 1.999 < np.abs(found.clock_s).max() <= 2
    assert found.clock_s.var() == pytest.approx(4 / 3, rel=4 * math.sqrt(0.8 / n))  # kurtosis of the uniform: 1.8
    for axis in (found.border_east_m, found.border_north_m):
        assert axis.shape == (n,)
        assert axis.std() == pytest.approx(50, rel=4 / math.sqrt(2 * n))
    assert found.edge_model.mean() == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(n))
    assert inputs.edge_models == ("geodesic", "planar")
    assert not found.east_m.any()
    normal = drawn(Inputs(clock=ClockError(sigma_s=3.0, **TOLD)), track_of(None), n, 0.0).clock_s
    assert normal.std() == pytest.approx(3, rel=4 / math.sqrt(2 * n))


def test_altitudes_are_moved_where_there_are_any() -> None:
    inputs = Inputs(altitude=AltitudeError(30.0, 0.5, 0.5, **TOLD))
    found = drawn(inputs, track_of(None, 5000.0), 40_000, 0.0).alt_m
    assert found is not None
    assert found.std() == pytest.approx(30, rel=0.02)
    assert np.corrcoef(found.T)[0, 1] == pytest.approx(0.5, abs=0.02)
    assert drawn(inputs, track_of(None), 10, 0.0).alt_m is None


def test_of_nothing_given_nothing_is_drawn() -> None:
    found = drawn(Inputs(), track_of(None), 5, 10.0)
    assert found.east_m.shape == found.north_m.shape == (5, 3)
    assert not any(getattr(found, field.name) is not None and getattr(found, field.name).any() for field in FIELDS)
    assert Inputs().edge_models == ("geodesic",)


# common random numbers

FIELDS = dataclasses.fields(Draw)
OF_INPUT = {
    "position": {"east_m", "north_m"},
    "radar": {"east_m", "north_m"},
    "altitude": {"alt_m"},
    "clock": {"clock_s"},
    "border": {"border_east_m", "border_north_m"},
    "edge_model": {"edge_model"},
}
EVERYTHING = Inputs(
    position=PositionError(100.0, 0.3, 0.2, **TOLD),
    altitude=AltitudeError(30.0, **TOLD),
    clock=ClockError(2.0, **TOLD),
    border=BorderShift(50.0, **TOLD),
    edge_model=EdgeModels(("geodesic", "rhumb", "planar"), **TOLD),
)
WITH_RADAR = dataclasses.replace(EVERYTHING, position=None, radar=radar(range_bias_m=100, azimuth_noise_deg=0.1))


@pytest.mark.parametrize("inputs", [EVERYTHING, WITH_RADAR], ids=["position", "radar"])
@pytest.mark.parametrize("name", OF_INPUT)
def test_freezing_one_input_leaves_the_numbers_of_the_others(name: str, inputs: Inputs) -> None:
    track = track_of([0.0, 1.0, 5.0], 5000.0)
    whole, held = drawn(inputs, track, 40, 10.0), drawn(inputs, track, 40, 10.0, frozenset({name}))
    absent = drawn(dataclasses.replace(inputs, **{name: None}), track, 40, 10.0)
    for field in FIELDS:
        before, after = getattr(whole, field.name), getattr(held, field.name)
        if field.name in OF_INPUT[name] and getattr(inputs, name) is not None:
            assert after is None or not after.any()
            assert before.any()
        else:
            assert (before == after).all()
        assert (getattr(absent, field.name) == after) is True or (getattr(absent, field.name) == after).all()


def test_the_same_seed_draws_the_same_and_the_next_batch_other_numbers() -> None:
    track, rng = track_of([0.0, 1.0, 5.0], 5000.0), np.random.default_rng(SEED)
    first, second = (draw(EVERYTHING, track, rng, 40, 10.0) for _ in range(2))
    assert (first.east_m == drawn(EVERYTHING, track, 40, 10.0).east_m).all()
    assert not (first.east_m == second.east_m).any()


def test_frozen_names_what_there_is() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown input 'bordr'. Did you mean 'border'\?"):
        drawn(EVERYTHING, track_of([0.0, 1.0], 5000.0), 4, 0.0, frozenset({"bordr"}))


# borders


@pytest.mark.parametrize("name", list(registry()))
def test_a_border_without_a_stated_accuracy_is_as_far_off_as_the_families_are_apart(name: str) -> None:
    this = edition(name)
    shift = border_from_edition(this)
    found = drawn(Inputs(border=shift), track_of(None), 100_000, 0.0)
    assert np.abs(found.border_east_m).mean() == pytest.approx(this.disagreement_m, rel=4 * 0.756 / math.sqrt(100_000))
    assert shift.why is not None
    assert "upper figure" in shift.why
    assert "sqrt(2/pi)" in shift.why


def test_a_stated_accuracy_of_a_border_is_read_as_ce90() -> None:
    stated = dataclasses.replace(edition("dcw"), accuracy_m=214.6, accuracy_source="its specification")
    shift = border_from_edition(stated)
    assert shift.sigma_m == pytest.approx(100, abs=0.01)
    assert (shift.text, shift.source) == ("dcw: stated accuracy 215 m", "its specification")
    assert shift.why == "the stated accuracy is taken as CE90, a radius that holds 90 % of the errors"


# words


def test_distributions_in_words() -> None:
    assert [held.distribution for held in EVERYTHING.given] == [
        "circular normal, sigma 100 m per axis; variance: 30 % one bias per realisation, 20 % anew at each fix, "
        "50 % Gauss-Markov",
        "normal, sigma 30 m; variance: 100 % Gauss-Markov",
        "uniform within ±2 s, once per realisation",
        "circular normal, sigma 50 m per axis, one shift of the whole per realisation",
        "geodesic or rhumb or planar, each as often as the other",
    ]
    assert radar("unknown", range_bias_m=100, azimuth_noise_deg=0.08).distribution == (
        "range: bias uniform within ±100 m, once per realisation, and normal noise of sigma 0 m, Gauss-Markov; "
        "azimuth: bias uniform within ±0 deg, once per realisation, and normal noise of sigma 0.08 deg, Gauss-Markov; "
        "of the slant range error a share uniform between 0 and 1 is taken back, once per realisation"
    )
