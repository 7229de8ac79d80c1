"""Monte Carlo over whole tracks: half planes with known answers, coverage of simulated truths, the same bytes."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from engine_helpers import START, go, shape, track
from shapely import box

from airspace.chance.errormodel import draw
from airspace.chance.heldinputs import held_in, sensitivity
from airspace.chance.montecarlo import Estimate, coverage_interval, propagate
from airspace.chance.uncertainty import CUT_SIGMAS, Copies, Scenario, Uncertainty, assess_uncertainty, greatest_offset_m
from airspace.edges import EdgeModel
from airspace.errorinputs import (
    AltitudeError,
    BorderShift,
    ClockError,
    EdgeModels,
    Inputs,
    PositionError,
    RadarError,
)
from airspace.errors import GeodesyError, UnsupportedGeometryError
from airspace.many.check import CopyCheck
from airspace.track import Track
from airspace.zone import Zone

PHI = NormalDist().cdf
SIGMA_M = 185.2
NORTH = box(0, 0, 2, 1)  # north of the equator, where a geodesic is straight; its other sides are 100 km away
WHY = {"text": "x", "why": "a test"}
FEW = 10_000  # copies where the share is far from 0 and 1: known to half a per cent
ENTRY = 10.0  # seconds after the start at which the crossing track is on the border


def half_plane(model: EdgeModel, **facts: Any) -> Zone:
    return Zone.of(shape(NORTH, **facts), model)


def beside(north_m: float, fixes: int = 60) -> Track:
    """A track along the equator at 100 m/s, so far north of it, a fix each second."""
    start = go(1.0, 0.0, 0.0 if north_m > 0 else 180.0, abs(north_m))
    places = [go(*start, 90.0, 100.0 * k) for k in range(fixes)]
    return track([(lon, start[1]) for lon, _ in places], np.arange(float(fixes)))


def across(speed_mps: float = 100.0, fixes: int = 41) -> Track:
    """A track due north at one speed, a fix each second, over the equator after ten."""
    places = [go(1.0, 0.0, 0.0, speed_mps * (k - ENTRY)) for k in range(fixes)]
    return track([(1.0, lat) for _, lat in places], np.arange(float(fixes)))


def position(sigma_m: float = SIGMA_M, bias: float = 0.0, white: float = 0.0) -> PositionError:
    return PositionError(sigma_m, bias, white, **WHY)


def assessed(flown: Track, inputs: Inputs, **settings: Any) -> Uncertainty:
    return assess_uncertainty(flown, half_plane, inputs, **settings)


def only(found: Uncertainty) -> Scenario:
    (scenario,) = found.scenarios
    return scenario


def close(scenario: Scenario, share: float, known_to: float = 0.0) -> bool:
    """Whether a share is met within four standard errors, and what the other is known to."""
    error = math.sqrt(share * (1 - share) / scenario.inside.trials)
    return abs(scenario.inside.share - share) <= 4 * error + known_to


# how often


def test_the_closed_forms_of_a_track_beside_a_border() -> None:
    """60 fixes 500 m outside: of a bias Phi(-d / sigma), of independent fixes 1 - (1 - p)^60. The northernmost place
    of a path is a fix, so that looking at whole legs finds no more."""
    found = assessed(beside(-500.0), Inputs(position(), correlation_s=(0.0, math.inf)))
    none, always = found.scenarios
    p = PHI(-500 / SIGMA_M)
    assert p == pytest.approx(0.003469, abs=5e-7) and 1 - (1 - p) ** 60 == pytest.approx(0.188211, abs=5e-7)
    assert close(none, 1 - (1 - p) ** 60) and close(always, p)
    assert (none.correlation_s, always.correlation_s) == (0.0, math.inf)
    assert 10_000 <= always.inside.trials < none.inside.trials <= 50_000 and found.stopped == "settled"


def test_the_share_over_correlation_times() -> None:
    """Table of 2.4 in the research notes, an AR(1) at one second: known to about a third of a per cent."""
    table = {1.0: 0.181, 5.0: 0.112, 10.0: 0.078, 30.0: 0.039, 100.0: 0.018, 1000.0: 0.007}
    found = assessed(beside(-500.0), Inputs(position(), correlation_s=tuple(table)))
    shares = [scenario.inside.share for scenario in found.scenarios]
    assert shares == sorted(shares, reverse=True)
    assert all(close(scenario, table[scenario.correlation_s or 0.0], 0.003) for scenario in found.scenarios)


@pytest.mark.parametrize(("bias", "share"), [(0.5, 0.086), (0.8, 0.034), (0.95, 0.013)])
def test_the_share_over_the_part_that_is_a_bias(bias: float, share: float) -> None:
    found = only(assessed(beside(-500.0), Inputs(position(SIGMA_M, bias, 1 - bias))))
    assert close(found, share, 0.003)


@pytest.mark.parametrize(("border_m", "share"), [(250.0, 0.99935), (500.0, 0.9696)])
def test_a_border_in_error_adds_its_variance(border_m: float, share: float) -> None:
    inputs = Inputs(position(SIGMA_M, bias=1.0), border=BorderShift(border_m, **WHY))
    found = only(assessed(beside(1000.0), inputs, most=FEW))
    exact = PHI(1000 / math.hypot(SIGMA_M, border_m))
    assert exact == pytest.approx(share, abs=5e-5) and close(found, exact)
    assert found.depth_m is not None and found.depth_m.mean == pytest.approx(1000, abs=60)


def test_the_border_shift_is_one_for_the_whole_track() -> None:
    found = only(assessed(beside(-500.0), Inputs(border=BorderShift(SIGMA_M, **WHY)), most=FEW))
    assert close(found, PHI(-500 / SIGMA_M))


def test_the_mean_time_inside_is_over_all_copies() -> None:
    """Of independent fixes the time inside is that of whole legs and parts of legs: at least the share of fixes."""
    found = only(assessed(beside(0.0), Inputs(border=BorderShift(SIGMA_M, **WHY)), most=FEW))
    assert found.time_inside_s is not None and found.duration_s is not None
    assert found.time_inside_s.n == found.inside.trials and found.duration_s.n == found.inside.successes
    assert found.duration_s.mean == pytest.approx(59.0)  # beside it all the way, or not at all
    assert found.time_inside_s.mean == pytest.approx(59.0 * found.inside.share)
    assert close(found, 0.5)


# when, how long, how deep


def normal(found: Estimate | None, mean: float, std: float) -> bool:
    """Whether an estimate is that of a normal distribution, within four standard errors."""
    assert found is not None
    error = std / math.sqrt(found.n)
    ends = all(
        abs(end - (mean + side * 1.959964 * std)) < 4 * 2.67 * error for end, side in ((found.low, -1), (found.high, 1))
    )
    return abs(found.mean - mean) < 4 * error and abs(found.std / std - 1) < 4 / math.sqrt(2 * found.n) and ends


def test_entry_and_depth_of_a_track_that_crosses_at_right_angles() -> None:
    """The whole track is off by a normal error: the entry by that over the speed, the depth of its end by that."""
    found = only(assessed(across(), Inputs(position(bias=1.0))))
    assert found.inside.successes == found.inside.trials
    assert normal(found.entry_s, ENTRY, SIGMA_M / 100)
    assert normal(found.duration_s, 30.0, SIGMA_M / 100)
    assert normal(found.length_m, 3000.0, SIGMA_M)
    assert normal(found.depth_m, 3000.0, SIGMA_M)
    assert found.exit_s is None  # the track ends inside


def test_a_shift_of_the_border_moves_the_entry_the_other_way() -> None:
    """A border farther north is met later and leaves less of the track inside."""
    copies = assessed(across(), Inputs(border=BorderShift(SIGMA_M, **WHY)), most=2_000).copies
    rng = np.random.default_rng(3)
    drawn = draw(copies.inputs, copies.track, rng, 100, math.inf)
    found = copies.checked(drawn)
    assert np.allclose(found["entry_s"], ENTRY + drawn.border_north_m / 100, atol=1e-3)
    assert np.allclose(found["depth_m"], 3000 - drawn.border_north_m, atol=0.5)


def test_a_clock_in_error_moves_the_entry_and_nothing_else() -> None:
    uniform = only(assessed(across(), Inputs(clock=ClockError(half_width_s=2.0, **WHY)), most=FEW))
    entry, duration = uniform.entry_s, uniform.duration_s
    assert entry is not None and duration is not None
    assert entry.mean == pytest.approx(ENTRY, abs=0.05) and entry.std == pytest.approx(2 / math.sqrt(3), rel=0.03)
    assert (entry.low, entry.high) == pytest.approx((ENTRY - 1.9, ENTRY + 1.9), abs=0.02)
    assert duration.mean == pytest.approx(30.0) and duration.std < 1e-6
    assert normal(only(assessed(across(), Inputs(clock=ClockError(sigma_s=2.0, **WHY)), most=FEW)).entry_s, ENTRY, 2.0)


def test_altitudes_in_error_against_a_limit_in_height() -> None:
    """Level 100 m below the lower limit: only a bias of more than that lifts a copy into the zone."""
    flown = beside(5000.0)
    flown = replace(flown, alt_m=np.full(60, 2900.0))
    inputs = Inputs(altitude=AltitudeError(100.0, 1.0, **WHY))
    found = assess_uncertainty(flown, lambda model: half_plane(model, lower_m=3000.0), inputs, most=FEW)
    assert close(only(found), PHI(-1.0))
    unlimited = only(assessed(flown, inputs, most=FEW)).inside
    assert unlimited.successes == unlimited.trials


def test_each_copy_is_checked_under_the_edge_model_drawn_for_it() -> None:
    """A parallel of 2 degrees at 60 N: the geodesic runs 420 m north of it, so 200 m north of it is out or in."""
    zone = box(0, 60, 2, 61)
    middle = go(1.0, 60.0, 0.0, 200.0)
    flown = track([(0.99, middle[1]), (1.01, middle[1])], [0.0, 10.0])
    choices: tuple[EdgeModel, ...] = ("geodesic", "planar", "rhumb")
    inputs = Inputs(edge_model=EdgeModels(choices, **WHY))
    found = assess_uncertainty(flown, lambda model: Zone.of(shape(zone), model), inputs)
    assert close(only(found), 2 / 3)
    alone = {
        model: only(assess_uncertainty(flown, lambda m: Zone.of(shape(zone), m), Inputs(), edge_model=model))
        for model in choices
    }
    assert [alone[model].inside.share for model in choices] == [0.0, 1.0, 1.0]


# coverage


def covered(inputs: Inputs, tau_s: float, cases: int, copies: int = 200, fixes: int = 21) -> tuple[float, float]:
    """Share of simulated cases whose interval holds the true entry and the true length inside.

    In each case the aircraft flew ``across()``; what was seen of it is drawn from the model; the copies are drawn about
    what was seen, by the code that :func:`assess_uncertainty` draws with. Offsets add, so one batch holds many cases.
    """
    flown = across(fixes=fixes)
    inside_m = 100.0 * (fixes - 1 - ENTRY)
    rng = np.random.default_rng(2015)
    seen = draw(inputs, flown, rng, cases, tau_s)
    check = CopyCheck(flown, half_plane("geodesic"), 2 * greatest_offset_m(inputs, flown))
    hits = np.zeros(2)
    for part in np.array_split(np.arange(cases), cases // 50):
        drawn = draw(inputs, flown, rng, part.size * copies, tau_s)
        east, north = (
            np.repeat(of_case[part], copies, axis=0) + error
            for of_case, error in ((seen.east_m, drawn.east_m), (seen.north_m, drawn.north_m))
        )
        clock = np.repeat(seen.clock_s[part], copies) + drawn.clock_s
        found = check.run(east, north, clock_s=clock, depth=False)
        for number, (values, truth) in enumerate(((found.entry_s, ENTRY), (found.length_m, inside_m))):
            ends = np.array([coverage_interval(row) for row in values.reshape(part.size, copies)])
            hits[number] += np.count_nonzero((ends[:, 0] <= truth) & (truth <= ends[:, 1]))
    return float(hits[0] / cases), float(hits[1] / cases)


@pytest.mark.parametrize(
    ("inputs", "tau_s"),
    [
        (Inputs(position(bias=1.0), clock=ClockError(sigma_s=1.0, **WHY)), math.inf),
        (Inputs(position(60.0, bias=0.5)), 60.0),
    ],
)
def test_ninety_five_of_a_hundred_intervals_hold_the_truth(inputs: Inputs, tau_s: float) -> None:
    """Of 200 copies the interval holds 190 / 201 = 94.5 % on average; 4,000 cases know that to 0.4 %."""
    entry, length = covered(inputs, tau_s, cases=4_000)
    assert 0.93 <= entry <= 0.97
    assert tau_s < math.inf or 0.93 <= length <= 0.97  # a path with errors of its own in each fix is longer than it was


def test_what_errors_anew_at_each_fix_do_to_a_length_as_quoted() -> None:
    """The limit that the page on uncertainty tells: copies are more crooked than the flight, so longer by far."""
    entry, length = covered(Inputs(position()), 0.0, cases=500, fixes=41)
    assert 0.80 < entry < 0.90 and length == 0


def test_the_interval_of_one_seen_track_is_what_the_cases_above_are_given() -> None:
    flown = across()
    inputs = Inputs(position(bias=1.0))
    seen = draw(inputs, flown, np.random.default_rng(7), 1, math.inf)
    lon, lat = zip(
        *(
            go(x, y, math.degrees(math.atan2(e, n)), math.hypot(e, n))
            for x, y, e, n in zip(flown.lon_deg, flown.lat_deg, seen.east_m[0], seen.north_m[0], strict=True)
        ),
        strict=True,
    )
    found = only(assessed(track(list(zip(lon, lat, strict=True)), flown.t_s), inputs))
    assert normal(found.entry_s, ENTRY - float(seen.north_m[0, 0]) / 100, SIGMA_M / 100)


# scenarios


def test_correlation_is_asked_for_only_where_it_bears_on_the_answer() -> None:
    def times(flown: Track, inputs: Inputs) -> tuple[list[float | None], str]:
        found = assessed(flown, inputs, most=2_000)
        return [scenario.correlation_s for scenario in found.scenarios], found.correlation_why or ""

    untimed = track(list(zip(beside(-500.0).lon_deg, beside(-500.0).lat_deg, strict=True)))
    assert times(beside(-500.0), Inputs(position())) == ([0.0, 10.0, 60.0, math.inf], "")
    assert times(beside(-500.0), Inputs(position(bias=0.4, white=0.6)))[0] == [None]
    assert times(beside(-500.0), Inputs(border=BorderShift(9.0, **WHY)))[0] == [None]
    ends, why = times(untimed, Inputs(position()))
    assert ends == [0.0, math.inf] and "has no times" in why
    assert times(untimed, Inputs(position(), correlation_s=(0.0, 30.0)))[0] == [0.0]
    assert times(untimed, Inputs(position(), correlation_s=(30.0,)))[0] == [0.0, math.inf]
    one, why = times(track([(1.0, 0.001)], [0.0]), Inputs(position()))
    assert one == [None] and "one fix" in why
    high = replace(beside(-500.0), alt_m=np.full(60, 100.0))
    assert times(high, Inputs(altitude=AltitudeError(10.0, **WHY)))[0] == [None]  # no limit in height


def test_a_track_without_times_has_no_time_inside() -> None:
    flown = across()
    found = only(assessed(track(list(zip(flown.lon_deg, flown.lat_deg, strict=True))), Inputs(position(bias=1.0))))
    assert (found.time_inside_s, found.duration_s, found.entry_s, found.exit_s) == (None, None, None, None)
    assert normal(found.length_m, 3000.0, SIGMA_M)


def test_a_single_fix() -> None:
    one = track([go(1.0, 0.0, 0.0, SIGMA_M)], [0.0])
    found = only(assessed(one, Inputs(position())))
    assert close(found, PHI(1.0))
    assert found.length_m is not None and found.length_m.mean == 0 and found.duration_s is None
    assert found.depth_m is not None and found.depth_m.n == found.inside.successes


def test_none_of_all_copies_is_a_bound() -> None:
    found = only(assessed(beside(-3000.0), Inputs(position(bias=1.0))))
    assert found.inside.text.replace("\u00a0", " ") == "< 0.04 % (0 of 10,000)"
    assert (found.duration_s, found.length_m, found.depth_m, found.entry_s) == (None, None, None, None)
    assert found.time_inside_s is not None and found.time_inside_s.mean == 0


# the bound


def test_the_bound_of_an_offset() -> None:
    flown = beside(-500.0)
    both = Inputs(position(300.0), border=BorderShift(400.0, **WHY))
    assert greatest_offset_m(both, flown) == pytest.approx(CUT_SIGMAS * 500)
    assert greatest_offset_m(Inputs(), flown) == 0
    site = go(1.0, 0.0, 180.0, 50_000.0)
    radar = RadarError(*site, 0.0, 100.0, 70.0, 0.1, 0.08, "corrected", **WHY)
    bound = greatest_offset_m(Inputs(radar=radar), flown)
    assert bound == pytest.approx(9 * 70.0 + math.hypot(100, 50_000 * math.radians(0.1)), rel=0.02)
    high = replace(flown, alt_m=np.full(60, 5791.2))
    slant = replace(radar, slant="uncorrected")
    assert greatest_offset_m(Inputs(radar=slant), high) > bound + 200
    drawn = draw(Inputs(radar=slant), high, np.random.default_rng(5), 5_000, 10.0)
    assert np.hypot(drawn.east_m, drawn.north_m).max() < greatest_offset_m(Inputs(radar=slant), high)


def test_errors_beyond_the_bound_are_drawn_back_onto_it() -> None:
    copies = assessed(beside(-500.0), Inputs(position(bias=1.0)), most=2_000).copies
    drawn = draw(copies.inputs, copies.track, np.random.default_rng(5), 3, math.inf)
    far = replace(drawn, east_m=np.zeros((3, 60)), north_m=np.full((3, 60), 1e6))
    assert copies.checked(far)["depth_m"] == pytest.approx(copies.reach_m - 500, abs=1.0)


def test_what_the_engine_cannot_hold_is_refused_in_words() -> None:
    with pytest.raises(GeodesyError, match="one plane"):
        assessed(beside(-500.0), Inputs(position(50_000.0)))
    radar = RadarError(1.0, 0.5, 0.0, 1.0, 1.0, 0.1, 0.1, "unknown", **WHY)
    with pytest.raises(UnsupportedGeometryError, match="no altitudes"):
        assessed(beside(-500.0), Inputs(radar=radar))


# inputs held


def test_holding_an_input_takes_its_part_of_the_variance() -> None:
    inputs = Inputs(position(400.0, bias=1.0), clock=ClockError(sigma_s=2.0, **WHY), border=BorderShift(300.0, **WHY))
    found = assessed(across(), inputs)
    rows = sensitivity(found)
    assert [row.name for row in rows] == ["position", "border", "clock"]
    assert all(row.share_variance is None for row in rows)  # every copy is inside
    by_name = {row.name: row for row in rows}
    assert by_name["position"].depth_variance == pytest.approx(400**2 / 500**2, abs=0.02)
    assert by_name["border"].duration_variance == pytest.approx(300**2 / 500**2, abs=0.03)
    assert by_name["clock"].depth_variance == pytest.approx(0.0, abs=1e-9)
    assert normal(by_name["position"].depth_m, 3000.0, 300.0) and normal(by_name["border"].duration_s, 30.0, 4.0)
    assert all(row.share_change == 0 and row.inside.trials == found.n for row in rows)


def test_holding_an_input_changes_the_share() -> None:
    found = assessed(
        beside(-500.0), Inputs(position(), border=BorderShift(300.0, **WHY), correlation_s=(0.0, math.inf))
    )
    assert held_in(found).correlation_s == math.inf
    border, place = sensitivity(found)
    assert (border.name, place.name) == ("border", "position")
    base = held_in(found).inside.share
    assert border.share_change == pytest.approx(PHI(-500 / SIGMA_M) - base, abs=0.003)
    assert place.share_change == pytest.approx(PHI(-500 / 300) - base, abs=0.006)
    assert border.share_variance == pytest.approx(
        1 - border.inside.share * (1 - border.inside.share) / (base * (1 - base))
    )
    assert border.effect == max(border.share_variance, border.depth_variance or 0.0, border.duration_variance or 0.0)
    assert sensitivity(assessed(beside(-500.0), Inputs(position()), most=2_000)) == ()


# the same bytes


def everything() -> Inputs:
    return Inputs(
        position(300.0, 0.3, 0.2),
        clock=ClockError(half_width_s=1.0, **WHY),
        border=BorderShift(200.0, **WHY),
        edge_model=EdgeModels(("geodesic", "planar"), **WHY),
        correlation_s=(0.0, 30.0),
    )


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_workers() -> None:
    flown = across(fixes=12)

    def run(seed: int, workers: int) -> tuple[Any, ...]:
        found = assessed(flown, everything(), seed=seed, workers=workers, most=6_000)
        return repr(found.scenarios), repr(sensitivity(found, workers=workers))

    first = run(1, 1)
    assert first == run(1, 2) == run(1, 3)
    assert run(2, 1) != first


def test_copies_of_a_long_track_come_in_smaller_batches() -> None:
    long = beside(-50_000.0, fixes=3_000)
    copies = Copies(long, half_plane, Inputs(border=BorderShift(1.0, **WHY)))
    assert copies.batch_copies == 333 and copies.batch_copies * long.fixes <= 1_000_000


def test_values_of_a_batch_are_those_of_the_copies() -> None:
    flown = across()
    copies = assessed(flown, Inputs(position(bias=1.0)), most=2_000).copies
    samples = propagate(copies.batch(None), seed=1, least=2_000, most=2_000)
    values = samples.values
    assert set(values) == {"inside", "time_inside_s", "duration_s", "length_m", "depth_m", "entry_s", "exit_s"}
    assert np.allclose(values["duration_s"], values["length_m"] / 100, rtol=1e-6)
    assert flown.time(float(np.mean(values["entry_s"]))) > START
