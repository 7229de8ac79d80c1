"""Flights screened all at once and checked one by one by the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from airspace.decisive import decisive
from airspace.geodesy import direct, wrap_deg
from airspace.screening import answers, store
from airspace.screening.answers import track_of
from airspace.screening.fixes import Stretches
from airspace.screening.nodes import Nodes
from airspace.screening.screener import Screener
from airspace.screening.store import CACHE_VARIABLE, cache_folder, national_screener
from airspace.screening.worth import worth
from airspace.violation import check_violation, stays_along
from airspace.zone import national_zone
from tests.screening_flights import START_US, STEP_US, agree, along_border, stretches_of, wandering
from tests.test_screening_index import zone_of

TIGHT_M = [0.0, 0.001, 0.02, 0.05, 0.1, 0.13, 0.2, 1.0, 30.0]
SQUARE = shapely.box(30, 40, 30.2, 40.2)


@pytest.fixture(scope="module")
def two():
    return Screener.of([national_zone("TUR"), national_zone("SYR")], ["TUR", "SYR"])


def test_flights_that_wander_about_a_border(two):
    rng = np.random.default_rng(11)
    paths = wandering(rng, 60, 40, (35.7, 35.6, 36.9, 37.0), 1500.0)
    found = two.stays(stretches_of(paths))
    agree(two, stretches_of(paths), found)
    assert found.count > 60
    assert found.exact.mean() < 0.1  # most are clear without the engine


@pytest.mark.parametrize(("state", "edition"), [("SYR", "osm-2026c"), ("FJI", "osm-maritime"), ("NOR", "ne-10m")])
def test_flights_on_the_border_itself(state, edition):
    """Fixes on vertices and within the tolerance of them; round the antimeridian; at 80 degrees north."""
    screener = Screener.of([national_zone(state, edition)], [state])
    rng = np.random.default_rng(12)
    paths = along_border(rng, screener.edges(0), 25, 3, 0.3, TIGHT_M)
    paths += along_border(rng, screener.edges(0), 25, 60, 0.0, [0.1, 500.0, 2000.0])
    stretches = stretches_of(paths)
    found = screener.stays(stretches)
    agree(screener, stretches, found)
    assert found.exact.any() and (found.verdict == 0).any()  # the engine was asked, and some only touch


def test_long_legs_are_cut_on_their_geodesic(two):
    rng = np.random.default_rng(13)
    stretches = stretches_of(wandering(rng, 25, 4, (25.0, 33.0, 46.0, 44.0), 250_000.0))
    found = two.stays(stretches)
    assert agree(two, stretches, found)["length_m"] < 0.01
    assert found.count > 10
    assert Nodes.of(stretches).fix.size > 3 * stretches.fixes.count


def saw_zone(teeth, east):
    """A zone north of 39.9 N whose northern border is a saw of 55 m, and that saw's vertices."""
    lon = np.linspace(30.0, east, teeth + 1)
    saw = np.stack([lon, 40.0 + 0.0005 * (np.arange(lon.size) % 2)], axis=1)
    return Screener.of([zone_of(shapely.Polygon([*saw, (east, 39.9), (30.0, 39.9)]))], ["saw"]), saw


def test_a_leg_beside_thousands_of_edges(monkeypatch):
    """More edges come near one leg than there is room for at first, in every array that holds them."""
    screener, _ = saw_zone(6000, 30.4)
    monkeypatch.setattr(answers, "_FIRST_ROOM", 50)
    stretches = stretches_of(
        [(np.array([29.9, 30.5]), np.array([40.0002, 40.0003])), (np.array([30.2]), np.array([39.95]))]
    )
    found = screener.stays(stretches)
    stays, deep = stays_along(track_of(stretches, 0), screener.zones[0])
    assert deep
    assert 200 < len(stays) == (found.stretch == 0).sum()
    late = found.start_us[found.stretch == 0] - START_US - np.array([u0 for u0, _ in stays]) * STEP_US
    assert np.abs(late).max() <= 1.0
    assert found.begins_inside[-1] and found.stretch[-1] == 1


def test_a_thin_stay_along_an_edge_is_no_stay():
    """The leg crosses one edge next to its end and keeps within the tolerance of the next: on real borders."""
    screener = Screener.of([national_zone(state, "osm-maritime") for state in ("VAT", "ITA")], ["VAT", "ITA"])
    ends = np.array([12.438680062200671, 12.453931849582727]), np.array([41.90187614238064, 41.90053974850008])
    stretches = stretches_of([ends])
    found = screener.stays(stretches)
    agree(screener, stretches, found)
    assert found.zone.tolist() == [0, 1]


@pytest.mark.parametrize("north_deg", [0.0013, 0.0021, 0.0129])
@pytest.mark.parametrize("back", [-180.0, -179.85])
def test_a_flight_on_the_antimeridian_itself(north_deg, back):
    """A zone that files cut in two there: a vertex on the cut is one place, from whichever side it is written."""
    lat = 12.3
    west = shapely.Polygon([(179.99, lat), (180, lat + 0.001), (180, lat + 0.003), (179.99, lat + 0.004)])
    east = shapely.transform(west, lambda xy: xy * np.array([-1.0, 1.0]))
    far = shapely.box(-179.86, lat, -179.84, lat + 0.01)
    screener = Screener.of([zone_of(shapely.MultiPolygon([west, east, far]))], ["cut"])
    path = (
        np.array([-180.0, -180.0, back]),
        np.array([lat - 0.01, lat + north_deg, lat - 0.01 if back == -180 else lat + 0.002]),
    )
    stretches = stretches_of([path, (path[0][::-1], path[1][::-1])])
    found = screener.stays(stretches)
    agree(screener, stretches, found)
    there, back_again = (found.duration_s[found.stretch == number] for number in (0, 1))
    assert there.size and np.allclose(there, back_again[::-1], atol=1e-5)


def test_a_first_fix_on_a_border_and_a_leg_beside_many_edges(monkeypatch):
    """What is noted of the fix must not pass for going on along the leg, for which there is no room yet."""
    screener, saw = saw_zone(800, 30.1)
    monkeypatch.setattr(answers, "_FIRST_ROOM", 40)
    stretches = stretches_of([(np.array([saw[2, 0], 30.02]), np.array([saw[2, 1], 40.0002]))])
    found = screener.stays(stretches)
    agree(screener, stretches, found)
    assert found.count > 40


def test_what_touches_is_told_and_what_grazes_is_undetermined():
    screener = Screener.of([zone_of(SQUARE)], ["square"])
    edges = screener.edges(0)
    at = int(np.argmin(np.hypot(edges.lon_a - 30.1, edges.lat_a - 40.0)))
    (lon,), (lat,), _ = direct(edges.lon_a[[at]], edges.lat_a[[at]], [180.0], [0.05])
    paths = [
        (np.array([lon]), np.array([lat])),  # one fix 5 cm outside
        (np.array([lon, lon]), np.array([lat, lat])),  # the same place twice
        (np.array([30.1]), np.array([40.1])),  # one fix inside
        (np.array([30.2, 30.3]), np.array([40.2, 40.2])),  # from a corner away
        (np.array([29.9, 30.3]), np.array([39.9, 39.9])),
    ]
    stretches = stretches_of(paths)
    found = screener.stays(stretches)
    agree(screener, stretches, found)
    assert found.stretch.tolist() == [0, 1, 2, 3]
    assert found.touch.tolist() == [True, True, False, True]
    assert found.verdict.tolist() == [0, 0, 1, 0]
    assert found.margin_m[0] == pytest.approx(-0.05, abs=0.001)
    assert (found.duration_s[2], found.length_m[2]) == (0.0, 0.0)


def test_limits_of_height_and_time_are_the_engines():
    later = datetime.fromtimestamp(START_US / 1e6 + 20, UTC)
    zones = [
        zone_of(SQUARE, lower_m=1002.0, altitude_reference="msl"),
        zone_of(SQUARE, valid_to=later),
        zone_of(SQUARE),
    ]
    screener = Screener.of(zones, ["high", "early", "plain"])
    path = np.linspace(29.9, 30.3, 12), np.linspace(40.1, 40.12, 12)
    stretches = stretches_of([path])
    found = screener.stays(stretches)
    agree(screener, stretches, found)
    assert found.zone.tolist() == [0, 1, 2]
    assert found.end_us[1] == START_US + 20_000_000
    unknown = replace(stretches.fixes, alt_m=np.full(12, np.nan))
    assert screener.stays(Stretches(unknown, stretches.first)).verdict.tolist() == [0, 1, 1]


def test_without_depth_times_and_places_are_the_same(two):
    stretches = stretches_of(wandering(np.random.default_rng(14), 40, 30, (35.7, 35.6, 36.9, 37.0), 2000.0))
    whole, short = two.stays(stretches), two.stays(stretches, depth=False)
    for name in ("stretch", "zone", "start_us", "end_us", "start_lon_deg", "end_lat_deg", "duration_s", "verdict"):
        assert (getattr(whole, name) == getattr(short, name)).all()
    assert np.isnan(short.max_depth_m).all() and np.isnan(short.length_m).all()


def figures(found):
    return np.stack([found.length_m, found.max_depth_m, found.duration_s, found.margin_m], axis=1)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(-300, 300), st.booleans())
def test_turned_about_the_globe_flown_backwards_and_zones_in_another_order(seed, turn_deg, backwards):
    rng = np.random.default_rng(seed)
    shapes = [shapely.box(0, 50, 1, 51), shapely.Polygon([(0.3, 50.2), (1.4, 50.7), (0.2, 51.3)])]
    paths = wandering(rng, 4, 12, (-0.3, 49.7, 1.5, 51.4), 15_000.0)
    plain = Screener.of([zone_of(shape) for shape in shapes], ["a", "b"]).stays(stretches_of(paths))
    moved = [zone_of(turned(shape, turn_deg)) for shape in reversed(shapes)]
    step = -1 if backwards else 1
    other = [(wrap_deg(lon + turn_deg)[::step], lat[::step]) for lon, lat in paths]
    found = Screener.of(moved, ["b", "a"]).stays(stretches_of(other))
    assert found.count == plain.count
    rank = [np.lexsort((s.start_us * step, z, s.stretch)) for s, z in ((plain, plain.zone), (found, 1 - found.zone))]
    assert np.allclose(
        figures(plain)[np.lexsort((plain.start_us, plain.zone, plain.stretch))], figures(found)[rank[1]], atol=0.05
    )


def turned(shape, turn_deg):
    """A shape with all longitudes shifted, cut at the antimeridian as files do."""
    moved = shapely.transform(shape, lambda xy: xy + np.array([turn_deg % 360, 0.0]))
    west = shapely.intersection(moved, shapely.box(-180, -90, 180, 90))
    east = shapely.transform(
        shapely.intersection(moved, shapely.box(180, -90, 540, 90)), lambda xy: xy - np.array([360.0, 0.0])
    )
    parts = [part for half in (west, east) for part in shapely.get_parts(half) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


@pytest.mark.parametrize(
    ("state", "edition"), [("TUR", "osm-2026c"), ("SYR", "ne-10m"), ("EGY", "ne-10m"), ("TUR", "dcw")]
)
def test_what_an_edition_can_carry_is_judged_as_the_check_does(state, edition):
    zone = national_zone(state, edition)
    screener = Screener.of([zone], [state])
    rng = np.random.default_rng(15)
    west, south, east, north = zone.shape.geometry.bounds
    paths = wandering(rng, 15, 8, (west, south, east, north), 60_000.0)
    paths += along_border(rng, zone.edges, 12, 5, 0.2, [0.05, 100.0, 2000.0, 20_000.0])
    stretches = stretches_of(paths)
    found = screener.stays(stretches)
    held, why = worth(screener, found, [edition])
    assert 0 < held.sum() < held.size
    for row in range(found.count):
        violation = check_violation(track_of(stretches, int(found.stretch[row])), zone)
        fit, said = decisive(violation, edition, "measured", state=state)
        assert (held[row], why[row] is None) == (fit, fit)
        for word, phrase in (("coast", "is a coast"), ("margin", "than the margin"), ("question", "than the question")):
            assert (word in (why[row] or "").split("; ")) == (phrase in str(said or ""))


def test_the_border_of_a_file_is_not_judged():
    screener = Screener.of([zone_of(SQUARE)], ["square"])
    found = screener.stays(stretches_of([(np.linspace(29.9999, 30.0001, 3), np.full(3, 40.1))]))
    assert worth(screener, found, [None]) == (np.array([True]), [None])


def test_a_kept_index_is_the_one_that_was_built(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "kept"))
    told = []
    built = national_screener(["SYR", "TUR"], "osm-2026c", say=told.append)
    assert told == ["indexing SYR (1 of 2)", "indexing TUR (2 of 2)"]
    loaded = national_screener(["SYR", "TUR"], "osm-2026c", say=told.append)
    assert len(told) == 2  # nothing was built again
    lon, lat = np.random.default_rng(16).uniform(30, 40, (2, 2000))
    assert (built.sets_at(lon, lat) == loaded.sets_at(lon, lat)).all()
    stretches = stretches_of(wandering(np.random.default_rng(17), 20, 20, (35.7, 35.6, 36.9, 37.0), 3000.0))
    assert np.array_equal(figures(built.stays(stretches)), figures(loaded.stays(stretches)))
    (folder,) = cache_folder().iterdir()
    for name in ("lon_a", "lat_b", "a", "b", "first", "centre", "radius", "lon_reach", "line"):
        assert np.array_equal(getattr(loaded.edges(1), name), getattr(national_zone("TUR").edges, name)), name
    (folder / "edges" / "00000.npz").unlink()
    assert national_screener(["SYR", "TUR"], "osm-2026c").edges(0).count == national_zone("SYR").edges.count
    (folder / "vertex.npy").write_bytes(b"broken")
    assert national_screener(["SYR", "TUR"], "osm-2026c", say=told.append).sets == built.sets
    assert len(told) == 4  # what cannot be read is made anew
    national_screener(["TUR", "SYR"], "osm-2026c", say=told.append)
    assert len(list(cache_folder().iterdir())) == 2  # another order is another index
    monkeypatch.setattr(store, "MOST_KEPT", 1)
    national_screener(["SYR"], "osm-2026c")
    assert [path.name for path in cache_folder().iterdir()] == [
        path.name for path in cache_folder().glob("screening-*")
    ]
    assert len(list(cache_folder().iterdir())) == 1
