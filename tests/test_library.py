"""The incidents of the library beside the Su-24: what the checks of places and distances find in each.

Distances are held against geodesics from pyproj.Geod to a coast cut every few metres, speeds and rates against
arithmetic done here by hand.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from airspace.assessment import assess
from airspace.case import Case
from airspace.casefile import load_incident, validate_text
from airspace.checks import distances, position
from airspace.coverage import incident_editions
from airspace.errors import LayerRefusedError
from airspace.findings import Finding
from airspace.incident import Incident
from airspace.offshore import BREADTH, breadth_of
from airspace.positionmath import between, coast_editions, derived_from, from_coast, sea_editions, spot
from airspace.survey import EditionRow, Survey, survey
from geodata import editions
from geodata.library import incident_path
from geodata.performance import performance
from maps.clockdata import clock_of
from maps.picture import picture
from maps.scene import Scene
from maps.words import path_sentence

GEOD = Geod(ellps="WGS84")
NM, MILE = 1852.0, 1609.344
IRAN = (57 + 2 / 60 + 25 / 3600, 25 + 59 / 60 + 43 / 3600)  # 25°59'43"N 57°02'25"E
POINT = (56 + 58 / 60 + 22 / 3600, 25 + 57 / 60 + 42 / 3600)
"""A point between the two, as a test's own: 22.7 km from the coast and 7.7 km from Iran's."""
NEW = ("rq4a-2019", "rf4e-2012", "ep3-2001")


@cache
def incident(name: str) -> Incident:
    return load_incident(incident_path(name))


@cache
def findings(name: str) -> tuple[Finding, ...]:
    return found_in(incident(name))


def found_in(this: Incident) -> tuple[Finding, ...]:
    case = Case(this, editions=tuple(editions.registry()))
    return tuple(f for claim in case.claims for check in (position, distances) for f in check.run(case, claim))


def told(name: str, claim: str, test: str, **readings: str) -> list[Finding]:
    """The findings of a claim whose test holds these words, with these readings by statement."""
    found = [f for f in findings(name) if f.claim == claim and test in f.test]
    return [f for f in found if all(f.reading.get(key.replace("_", "-")) == value for key, value in readings.items())]


def one(name: str, claim: str, test: str, **readings: str) -> Finding:
    (found,) = told(name, claim, test, **readings)
    return found


def coast_m(state: str, lon: float, lat: float, edition: str = "ne-10m") -> float:
    """Least distance to a coast by brute force: every segment of it within a degree, cut every 20 m."""
    near = shapely.box(lon - 1, lat - 1, lon + 1, lat + 1)
    segments = [pair for line in editions.load(edition)[state].coast.geoms for pair in pairwise(line.coords)]
    points = [end for pair in segments if shapely.LineString(pair).intersects(near) for end in cut(*pair)]
    lons, lats = np.array(points).T
    return float(np.min(GEOD.inv(np.full(lons.size, lon), np.full(lons.size, lat), lons, lats)[2]))


def cut(one: tuple[float, ...], other: tuple[float, ...]) -> list[tuple[float, ...]]:
    """The points of a geodesic, 20 m apart."""
    count = max(1, int(GEOD.inv(*one, *other)[2] / 20.0))
    return [one, *GEOD.npts(*one, *other, count), other]


@cache
def with_a_point(*, passed_on: bool) -> tuple[Finding, ...]:
    """The findings of the first of them with a point more, stated for the United States or passed on for their own."""
    text = incident_path("rq4a-2019").read_text("utf-8")
    variant = "        variant_of: map-point\n" if passed_on else ""
    stated = (
        f'      loose:\n        says: "A point."\n        speaker: "an outlet"\n{variant}        readings:\n'
        "          stated: {quantity: position, place: loose-point, zone: IRN, of: hit}\n"
    )
    place = f'  loose-point: {{name: "A point", lat: {POINT[1]!r}, lon: {POINT[0]!r}, source: cnn-copy}}\n'
    at = text.index('      altitude:\n        says: "It flew')
    made = text[:at] + stated + text[at:]
    return found_in(validate_text(made.replace("\nzones:\n", f"{place}\nzones:\n", 1)))


# --- distances against brute force ----------------------------------------------------------------------------------


def test_each_stated_point_lies_as_far_from_the_coast_as_brute_force_has_it() -> None:
    us = GEOD.fwd(*IRAN, 225.0, 9 * NM)[:2]
    expected = {"iran-point": IRAN, "us-point": us}
    for place, at in expected.items():
        found = from_coast("IRN", "ne-10m", spot(incident("rq4a-2019"), place))
        assert found is not None
        assert not found.on_land
        assert found.distance_m == pytest.approx(coast_m("IRN", *at), abs=0.1), place
    site = from_coast("SYR", "ne-10m", spot(incident("rf4e-2012"), "named-site"))
    assert site is not None
    assert site.distance_m == pytest.approx(coast_m("SYR", 35.5099, 35.8335), abs=0.1)
    assert site.distance_m / NM == pytest.approx(14.1, abs=0.05)


def test_irans_point_is_8_2_nautical_miles_off_and_that_is_nearer_to_8_nautical_than_to_8_statute_miles() -> None:
    metres = coast_m("IRN", *IRAN)
    assert round(metres / NM, 1) == 8.2
    assert abs(metres - 8 * NM) < abs(metres - 8 * MILE)
    nautical = one("rq4a-2019", "iran", "stated distance", position="stated", distance="nautical")
    statute = one("rq4a-2019", "iran", "stated distance", position="stated", distance="statute")
    assert (nautical.word, statute.word) == ("consistent", "indeterminate")
    assert "8.2 NM, 9.4 statute miles" in nautical.text
    assert nautical.computed["distance_m"]["ne-10m"] == pytest.approx([metres - 21, metres + 21], abs=5)  # type: ignore[index]


def test_each_side_of_the_limit_is_found_on_both_kinds_of_edition() -> None:
    iran = one("rq4a-2019", "iran", "by its place")
    assert iran.word == "consistent"
    assert iran.computed["margin_m"]["ne-10m"] == pytest.approx(12 * NM - coast_m("IRN", *IRAN), abs=15)  # type: ignore[index]
    wide = one("rq4a-2019", "united-states", "by its place", map_point="eight-winds")
    assert wide.word == "consistent"
    assert all(margin < -7_000 for margin in wide.computed["margin_m"].values())  # type: ignore[union-attr]
    (loose,) = (f for f in with_a_point(passed_on=True) if "by its place" in f.test and "loose" in f.reading)
    assert loose.word == "indeterminate"  # inside on one edition, outside on the other
    assert {m > 0 for m in loose.computed["margin_m"].values()} == {True, False}  # type: ignore[union-attr]


def test_the_us_point_is_short_of_34_km() -> None:
    us = GEOD.fwd(*IRAN, 225.0, 9 * NM)[:2]
    assert coast_m("IRN", *us) == pytest.approx(30_000, abs=100)
    middle = one("rq4a-2019", "united-states", "stated distance", map_point="sixteen-winds", distance="nearest-land")
    assert middle.word == "indeterminate"


def test_a_point_at_another_range_than_stated_is_told() -> None:
    own = [f for f in with_a_point(passed_on=True) if "loose" in f.reading]
    (off,) = (f for f in own if "stated distance" in f.test and f.reading.get("distance") == "nearest-land")
    assert off.word == "differ"
    azimuth, _, metres = GEOD.inv(*IRAN, *POINT)
    (between_them,) = (f for f in own if "stated range" in f.test and f.reading.get("map-point") == "range")
    assert between_them.word == "differ"
    assert between_them.computed["distance_m"] == pytest.approx(metres, abs=0.01)
    assert between_them.computed["bearing_deg"] == pytest.approx(azimuth % 360, abs=1e-6)


def test_two_claims_places_of_one_event_are_as_far_apart_for_either() -> None:
    both = [f for f in with_a_point(passed_on=False) if "placed by two versions" in f.test]
    assert [f.claim for f in both] == ["iran", "united-states"]
    assert {f.word for f in both} == {"indeterminate"}
    assert [f.computed["distance_m"] for f in both] == pytest.approx([GEOD.inv(*IRAN, *POINT)[2]] * 2)
    passed_on = with_a_point(passed_on=True)
    assert not [f for f in passed_on if "placed by two versions" in f.test]  # passed on, so of no claim


def test_a_place_reckoned_from_the_other_sides_point_is_not_held_against_its_own_inputs() -> None:
    this = incident("rq4a-2019")
    assert derived_from(this, "us-point", "iran-point")
    assert not derived_from(this, "iran-point", "us-point")
    assert not told("rq4a-2019", "united-states", "stated range", map_point="eight-winds + range")


# --- distances without places ---------------------------------------------------------------------------------------


def test_both_sides_of_the_collision_put_it_far_outside_twelve_miles() -> None:
    china = one("ep3-2001", "china", "by its distance")
    assert china.computed["margin_m"] == pytest.approx([12 * NM - 104_500, 12 * NM - 103_500])
    assert china.assumed
    usa = one("ep3-2001", "united-states", "by its distance", distance="coast")
    assert usa.computed["margin_m"][1] == pytest.approx(12 * NM - 65 * NM)  # type: ignore[index]
    assert {china.word, usa.word} == {"consistent"}
    assert not usa.assumed  # the United States state the breadth, China does not
    first = told("ep3-2001", "china", "two versions")[0]
    assert first.word == "consistent"
    assert "15.9\u00a0km seaward" in first.text  # 65 NM, the least that 70 NM as printed leaves, less 104.5 km


def test_from_the_collision_to_the_landing_takes_a_least_speed() -> None:
    found = one("ep3-2001", "china", "to the landing")
    low, high = found.computed["least_speed_mps"]  # type: ignore[misc]
    assert low == pytest.approx(103_500 / (27.5 * 60))  # 09:06:30 to 09:34:00
    assert high == pytest.approx(104_500 / (24.5 * 60))  # 09:08:00 to 09:32:30
    assert found.word == "consistent"
    assert not told("ep3-2001", "united-states", "to the landing")  # no time of landing is borrowed


def test_the_gun_reaches_what_syria_states_and_not_what_turkey_states() -> None:
    assert {f.word for f in told("rf4e-2012", "syria", "reach", hit_distance="from-shore")} == {"consistent"}
    assert {f.word for f in told("rf4e-2012", "turkey", "reach")} == {"indeterminate"}  # the range is not Turkey's
    apart = told("rf4e-2012", "turkey", "reach", hit_distance="from-coast")[0].computed["apart_m"]
    assert apart == pytest.approx(12.5 * NM - 2_550)
    gun = next(f for f in told("rf4e-2012", "syria", "reach") if f.word == "indeterminate")
    assert gun.reading == {"gun": "range"}  # of a figure of the other side nothing is claimed


def test_heights_and_instants_give_rates() -> None:
    found = one("rf4e-2012", "turkey", "climb and descent")
    assert found.word == "consistent"
    assert found.number == "7.9 m/s (1,550 ft/min)"  # (21,000 - 8,600) ft / 8 min
    out = told("rf4e-2012", "turkey", "way from the exit", hit_distance="from-coast")[0]
    low, high = out.computed["speed_mps"]  # type: ignore[misc]
    assert low == pytest.approx(0.5 * NM / (12.5 * 60))
    assert high == pytest.approx(1.5 * NM / (9.5 * 60))


# --- what must not change the answer --------------------------------------------------------------------------------


def swapped(name: str, first: str, second: str) -> Incident:
    """The incident with the claims and the claimants of two parties exchanged."""
    this = incident(name)
    claims = dict(this.claims)
    names = claims[first].claimant, claims[second].claimant
    claims[first], claims[second] = (
        claims[second].model_copy(update={"claimant": names[0]}),
        claims[first].model_copy(update={"claimant": names[1]}),
    )
    return this.model_copy(update={"claims": claims})


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [("rq4a-2019", "iran", "united-states"), ("rf4e-2012", "turkey", "syria"), ("ep3-2001", "china", "united-states")],
)
def test_exchanging_the_parties_changes_no_number_and_no_word(name: str, first: str, second: str) -> None:
    def plain(found: tuple[Finding, ...]) -> list[str]:
        return sorted(json.dumps([f.test, f.word, f.text, f.reading, f.computed], default=str) for f in found)

    assert plain(found_in(swapped(name, first, second))) == plain(findings(name))


def test_a_breadth_is_stated_or_assumed_and_an_incident_may_assume_its_own() -> None:
    case = Case(incident("rq4a-2019"))
    assert BREADTH.value_si == 12 * NM
    stated, assumed = breadth_of(case, "iran", "IRN"), breadth_of(case, "united-states", "IRN")
    assert stated.interval_m.low == stated.interval_m.high == assumed.interval_m.low == 12 * NM
    assert (len(stated.stated), stated.assumed, assumed.stated, len(assumed.assumed)) == (1, (), (), 1)
    text = (
        incident_path("ep3-2001")
        .read_text("utf-8")
        .replace(
            "\nclaims:",
            "\nassumptions:\n  territorial-sea-breadth: {value: 6 NM, interval: [3, 6], why: tried}\n\nclaims:",
            1,
        )
    )
    own = breadth_of(Case(validate_text(text)), "china", "CHN")
    assert (own.interval_m.low, own.interval_m.high) == (3 * NM, 6 * NM)


def test_a_place_on_land_has_no_distance_at_sea() -> None:
    text = incident_path("rq4a-2019").read_text("utf-8").replace("25°59'43\\\"N 57°02'25\\\"E", "27.0N 57.0E")
    on_land = validate_text(text)
    where = from_coast("IRN", "ne-10m", spot(on_land, "iran-point"))
    assert where is not None
    assert where.on_land
    assert not [f for f in found_in(on_land) if f.claim == "iran" and "stated distance" in f.test]


@settings(max_examples=10, deadline=None)
@given(st.floats(0, 360), st.floats(10, 20_000))
def test_a_place_moved_by_so_much_is_no_farther_from_the_coast_by_more(azimuth: float, moved_m: float) -> None:
    lon, lat, _ = GEOD.fwd(*IRAN, azimuth, moved_m)
    text = (
        incident_path("rq4a-2019").read_text("utf-8").replace("25°59'43\\\"N 57°02'25\\\"E", f"{lat:.6f}N {lon:.6f}E")
    )
    there, here = spot(validate_text(text), "iran-point"), spot(incident("rq4a-2019"), "iran-point")
    one_m, other_m = (from_coast("IRN", "ne-10m", at).distance_m for at in (here, there))  # type: ignore[union-attr]
    assert abs(one_m - other_m) <= moved_m + 0.2
    assert between(here, there)[0] == pytest.approx(moved_m, abs=0.2)


# --- the library ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NEW)
def test_each_incident_has_two_sides_and_says_what_is_missing(name: str) -> None:
    this = incident(name)
    assert len({claim.claimant for claim in this.claims.values()}) >= 2
    assert len(this.not_available) >= 5
    assert all(performance(aircraft.type) is not None for aircraft in this.aircraft.values())
    for source in this.sources.values():
        assert source.url is None or "..." not in source.url or source.link is None


def test_editions_of_land_and_of_sea_are_told_apart() -> None:
    assert coast_editions("IRN") == ("ne-10m",)
    assert sea_editions("IRN") == ("osm-maritime",)
    assert coast_editions("SYR", ("dcw",)) == ("dcw",)
    assert coast_editions("SYR", ("osm-2026c",)) == ("dcw", "wdbii", "ne-10m")
    assert coast_editions("ZZZ") == ()


def test_an_edition_that_ends_at_the_coast_counts_for_nothing_at_sea() -> None:
    sea = EditionRow("osm-maritime", "openstreetmap", "inside", 8_090.0, True)
    land = EditionRow("ne-10m", "natural-earth", "outside", -15_130.0, False, moved_at_coast=True)
    told = Survey("iran", "point", "IRN", "reconstructed", None, (sea, land)).sentence
    assert "inside Iran on 1 of 1 (by 8,090" in told
    assert told.endswith("no answer on ne-10m: no territorial sea.")
    here = scene("rq4a-2019")
    (case,) = here.cases("united-states")
    assert [row.edition for row in survey(here.assessment, case).rows if row.moved_at_coast] == ["ne-10m"]


# --- pages without a path -------------------------------------------------------------------------------------------


@cache
def scene(name: str) -> Scene:
    return Scene(assess(incident(name), editions=incident_editions(incident(name))))


def test_an_incident_without_a_path_has_a_picture_of_its_place() -> None:
    drawn = str(picture(scene("rf4e-2012")))
    assert drawn.count('class="pic-zone"') >= 1
    assert drawn.count('class="pic-border"') >= 1
    assert "polyline" not in drawn
    assert "Named site" in drawn
    assert clock_of(scene("rf4e-2012")) is None


def test_a_lone_position_has_a_sentence_a_mark_and_room_on_the_clock() -> None:
    iran, us = (scene("rq4a-2019").cases(claim)[0] for claim in ("iran", "united-states"))
    here = scene("rq4a-2019")
    assert path_sentence(iran, here.result(iran)).startswith("One position, inside Iran: 8,0")
    assert path_sentence(us, here.result(us)).startswith("Outside Iran")
    assert str(picture(here)).count("from the border") == 2
    start, end, at = clock_of(here) or (0.0, 0.0, 0.0)
    assert start < at < end
    frame = here.frame([iran])
    assert frame.east > 57.2  # the coast is on the map, 15 km east of the point


def test_a_zone_of_the_incident_that_a_named_edition_cannot_answer_is_left_out_and_one_asked_for_is_refused() -> None:
    this = incident("rq4a-2019")
    found = assess(this, ("iran",), ("osm-maritime",), solve_again=False)
    assert [result.zone for result in found.results] == ["IRN"]
    assert "ne-10m" in found.left_out[0].why
    with pytest.raises(LayerRefusedError):
        assess(this, ("iran",), ("osm-maritime",), ("IRN/sea-12NM",), solve_again=False)
