"""Distances over time: constructed borders whose distances are known, and the engine's figures on the first case."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
import shapely
from engine_helpers import GEOD, START, track, zone

from airspace import separation as module
from airspace.assessment import TrackCase, track_case
from airspace.casefile import load_incident
from airspace.errors import UnknownStateError
from airspace.sensitivity import IntervalRow, MovedRow, over_assumption
from airspace.separation import MOST_SAMPLES, separation, signed_distance
from airspace.violation import check_violation
from airspace.zone import national_zone
from geodata.library import incident_path

SQUARE = shapely.Polygon([(-1, 0), (1, 0), (1, 1), (-1, 1)])  # its south side is a geodesic, the equator
EPOCH_S = START.timestamp()


def case(path, **changed) -> TrackCase:
    made = TrackCase("one", "path", "A path", "jet", "measured", None, None, path, ())
    return replace(made, **changed)


@pytest.fixture
def borders(monkeypatch: pytest.MonkeyPatch):
    """National zones by edition, put in the place of the shipped ones; the same object each time, as those are."""

    def put(**shapes) -> None:
        zones = {name: zone(shape) for name, shape in shapes.items()}

        def national(state: str, edition: str, edge_model: str = "geodesic"):
            if edition not in zones:
                raise UnknownStateError("state", state, ())
            return zones[edition]

        monkeypatch.setattr(module, "national_zone", national)

    return put


def northward(*, to: float = 0.1):
    """From the south over the equator along the Greenwich meridian, 100 s."""
    return track([(0, -0.1), (0, to)], [0.0, 100.0], [5000.0, 6000.0])


def meridian_m(lat: float) -> float:
    return float(np.copysign(GEOD.inv(0, 0, 0, lat)[2], lat))


def test_the_distance_to_the_equator_is_the_meridian_s_and_its_sign_flips_at_the_entry(borders) -> None:
    borders(own=SQUARE)
    path = northward()
    found = separation(case(path), "ZZZ", ("own",))
    assert found is not None
    _, lat = path.position(path.at_time(found.t_s - EPOCH_S))
    assert found.own_m == pytest.approx([meridian_m(v) for v in lat], abs=2e-3)
    (entry,) = (mark.index for mark in found.marks if mark.kind == "entry")
    assert (found.own_m[:entry] < -1).all() and abs(found.own_m[entry]) < 1e-3 and (found.own_m[entry + 1 :] > 1).all()
    assert found.t_s[entry] - EPOCH_S == pytest.approx(50.0, abs=0.01)
    assert found.alt_m is not None and found.alt_m[entry] == pytest.approx(5500.0, abs=0.2)
    assert found.speed_mps == pytest.approx(path.leg_length_m[0] / 100)


def test_the_band_of_editions_is_the_same_path_on_the_others(borders) -> None:
    moved = [shapely.transform(SQUARE, lambda xy, d=d: xy + np.array([0, d])) for d in (0.01, -0.02)]
    borders(own=SQUARE, north=moved[0], south=moved[1])
    path = northward()
    found = separation(case(path), "ZZZ", ("own", "north", "elsewhere", "south"))
    assert found is not None and found.edition == "own"
    assert found.others == ("north", "south"), "an edition without the state is left out"
    u = path.at_time(found.t_s - EPOCH_S)
    each = [signed_distance(path, u, zone(shape).edges) for shape in moved]
    assert found.editions_low_m == pytest.approx(np.minimum(*each)) and (found.editions_low_m < found.own_m).all()
    assert found.editions_high_m == pytest.approx(np.maximum(*each)) and (found.editions_high_m > found.own_m).all()
    alone = separation(case(path), "ZZZ", ("own",))
    assert alone is not None and alone.editions_low_m is None and alone.editions_high_m is None


def test_the_band_of_an_assumption_holds_the_path_and_ends_with_the_paths_of_it(borders) -> None:
    borders(own=SQUARE)
    at = IntervalRow("course", 0.0, 1, None, None, MappingProxyType({}), ())
    faster = track([(0, -0.1), (0, 0.2)], [0.0, 60.0])  # on the clock for the first 60 s only
    rows = [MovedRow(at, {}, northward()), MovedRow(at, {}, faster), MovedRow(at, {}, None)]
    found = separation(case(northward()), "ZZZ", ("own",), rows)
    assert found is not None and (found.role, found.values, found.tried) == ("course", 2, 3)
    assert found.assumption_low_m is not None and found.assumption_high_m is not None
    assert found.assumption_low_m == pytest.approx(found.own_m)
    late = found.t_s - EPOCH_S > 60
    assert found.assumption_high_m[late] == pytest.approx(found.own_m[late])
    early = (found.t_s - EPOCH_S > 1) & ~late
    assert (found.assumption_high_m[early] > found.own_m[early]).all()


def test_the_side_is_right_where_it_is_asked_once_for_a_run() -> None:
    rng = np.random.default_rng(5)
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    radius = rng.uniform(0.1, 1.0, 60)
    jagged = zone(shapely.Polygon(np.column_stack([30 + radius * np.cos(angle), 40 + radius * np.sin(angle)])))
    path = track(np.column_stack([30 + rng.uniform(-1, 1, 40), 40 + rng.uniform(-1, 1, 40)]), np.arange(40.0))
    u = np.sort(np.concatenate([np.arange(40.0), rng.uniform(0, 39, 600)]))
    found = signed_distance(path, u, jagged.edges)
    inside = jagged.edges.contains(*path.position(u))
    assert np.array_equal(found > 0, inside) and 0.1 < inside.mean() < 0.9


@pytest.mark.parametrize("fixes", [1, 2, 200, 2000])
def test_there_are_few_samples_in_order_with_the_fixes_and_the_marks(borders, fixes: int) -> None:
    borders(own=SQUARE)
    lon = 0.01 * np.sin(np.linspace(0, 9, fixes))
    path = track(np.column_stack([lon, np.linspace(-0.05, 0.005, fixes)]), np.linspace(0.0, 777.0, fixes))
    found = separation(case(path), "ZZZ", ("own",))
    assert found is not None and found.t_s.size <= MOST_SAMPLES and (np.diff(found.t_s) > 0).all()
    assert (found.t_s[0], found.t_s[-1]) == (EPOCH_S, EPOCH_S + (777.0 if fixes > 1 else 0.0))
    assert path.t_s is not None
    assert fixes > 240 or np.isin(EPOCH_S + path.t_s, found.t_s).all()
    index = {mark.kind: mark.index for mark in found.marks}
    held = check_violation(path, zone(SQUARE))
    if fixes == 1:
        assert set(index) == {"closest"} and held.closest_approach_m is not None
        assert found.own_m[index["closest"]] == pytest.approx(-held.closest_approach_m, abs=0.1)
    else:
        assert set(index) == {"deepest", "entry"}
        assert found.own_m[index["deepest"]] == pytest.approx(held.max_depth_m, abs=0.1)
        about = np.abs(found.t_s - found.t_s[index["entry"]]) < 20
        assert np.diff(found.t_s[about]).max() <= 1, "closer together about the marks"


def test_a_path_without_times_is_on_no_clock(borders) -> None:
    borders(own=SQUARE)
    assert separation(case(track([(0, -0.1), (0, 0.1)])), "ZZZ", ("own",)) is None
    assert separation(case(None), "ZZZ", ("own",)) is None


def test_the_label_of_a_claim_changes_no_number(borders) -> None:
    borders(own=SQUARE)
    one, two = (separation(case(northward(), claim_id=name), "ZZZ", ("own",)) for name in ("one", "two"))
    assert one is not None and two is not None and (one.claim_id, two.claim_id) == ("one", "two")
    assert np.array_equal(one.own_m, two.own_m) and np.array_equal(one.t_s, two.t_s) and one.marks == two.marks


@pytest.mark.parametrize(("claim", "name"), [("turkey", "letter-statute"), ("russia", "closest-1km")])
def test_on_the_first_case_the_line_meets_the_engine_s_figures(claim: str, name: str) -> None:
    incident = load_incident(incident_path("su24-2015"))
    solved = track_case(incident, claim, name, None, "geodesic")
    rows = over_assumption(incident, solved, (), steps=3)
    found = separation(solved, "TUR", ("osm-2026c", "wdbii", "ne-10m"), rows)
    assert found is not None and solved.track is not None and found.assumption_low_m is not None
    held = check_violation(solved.track, national_zone("TUR"))
    values = {mark.kind: found.own_m[mark.index] for mark in found.marks}
    if claim == "turkey":
        assert values["deepest"] == pytest.approx(held.max_depth_m, abs=0.1) == found.own_m.max()
        assert values["entry"] == pytest.approx(0, abs=0.1) and values["exit"] == pytest.approx(0, abs=0.1)
    else:
        assert held.closest_approach_m is not None
        assert values["closest"] == pytest.approx(-held.closest_approach_m, abs=0.1) == found.own_m.max()
    on_wdbii = check_violation(solved.track, national_zone("TUR", "wdbii"))
    on_coarse = check_violation(solved.track, national_zone("TUR", "ne-10m"))
    assert found.editions_high_m is not None and on_wdbii.margin_m is not None and on_coarse.margin_m is not None
    # the greatest between samples 1 s apart can be missed by what is flown in half of one, not more
    assert found.editions_high_m.max() == pytest.approx(max(on_wdbii.margin_m, on_coarse.margin_m), abs=112)
    assert (found.values, found.role) == (3, "course") and (found.assumption_low_m <= found.own_m).all()
