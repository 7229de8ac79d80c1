"""Tracks through stated positions: one fix and several, from the file to the page."""

from __future__ import annotations

import copy
import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from browser import USE, Browser
from click.testing import CliRunner
from geographiclib.geodesic import Geodesic

from airspace.assessment import Assessment, assess
from airspace.casefile import load_incident, validate_text
from airspace.chance.trackinputs import AS_PRINTED_WHY, inputs_for
from airspace.cli import main
from airspace.document import check_document
from airspace.errors import IncidentFileError
from airspace.exactness import exactness_text, finer_text
from airspace.moments import moments
from airspace.survey import survey
from airspace.swings import swings
from geodata.editions import registry
from geodata.zones import national
from maps.claim import claim_page
from maps.comparison import comparison_page
from maps.scene import Scene

HOSTILE = "<img src=x onerror=window.PWN=1>{{ 7*7 }}${window.PWN=1}"
HIT, EARLY, MIDDLE, LATE = (36.02, 35.84), (36.30, 35.83), (36.16, 35.823), (36.00, 35.80)
PLACES = {
    name: {"name": f"Place {name}", "lon": lon, "lat": lat, "source": "letter"}
    for name, (lon, lat) in {"hit": HIT, "early": EARLY, "middle": MIDDLE, "late": LATE}.items()
}


def said(says: str, **readings: dict[str, Any]) -> dict[str, Any]:
    return {"says": says, "readings": readings}


def place(name: str) -> dict[str, Any]:
    return {"quantity": "position", "place": name}


CASE: dict[str, Any] = {
    "schema": "airspace/incident/1", "id": "stated-positions", "title": "Stated positions", "date": "2015-11-24",
    "place": "Hatay", "clocks": {"local": "+02:00"},
    "sources": {"letter": {"publisher": "Paper", "date": "2015-11-24", "grade": "C3", "why": "a test"}},
    "aircraft": {"jet": {"label": "Jet", "type": "Su-24M", "state": "RUS"}},
    "areas": {"box": {"bbox": [35.93, 35.75, 36.35, 36.10], "why": "a test"}},
    "places": {
        **PLACES,
        "tip": {"name": "Tip", "derived": "southernmost", "zone": "TUR", "within": "box"},
        "off-tip": {"name": "Off the tip", "derived": "bearing-range", "from": "tip", "bearing": "180 deg",
                    "range": "2 km", "north": True, "why": "a test", "source": "letter"},
    },
    "assumptions": {"height": {"value": "5000 m", "interval": [4000, 6000], "why": "a test"},
                    "when": {"value": "07:26:00Z", "interval": ["07:25:30Z", "07:27:00Z"], "why": "a test"}},
    "claims": {
        "one": {
            "claimant": "One side", "title": "One position",
            "defaults": {"speaker": "A speaker", "said_on": "2015-11-24", "source": "letter", "about": "jet"},
            "statements": {
                "hit": said("hit there", printed=place("hit"),
                            local={"quantity": "hit_time", "value": "09:24:20 local"}),
                "tip": said("at the tip", tip=place("tip"), off=place("off-tip")),
                "apart": said("7 km off", km={"quantity": "closest_distance", "zone": "TUR", "value": "7 km"}),
            },
            "tracks": {"hit": {"label": "The hit", "aircraft": "jet", "basis": "reconstructed", "zones": ["TUR", "SYR"],
                               "solve": {"through": [{"place": "hit/printed", "at": "hit/local"}]}}},
        },
        "two": {
            "claimant": "Another side", "title": "Three positions",
            "defaults": {"speaker": "A speaker", "said_on": "2015-11-25", "source": "letter", "about": "jet"},
            "statements": {
                "first": said("first", place=place("early"),
                              local={"quantity": "detection_time", "value": "09:22:00 local"},
                              height={"quantity": "altitude", "value": "19,000 ft"}),
                "second": said("second", place=place("middle"),
                               local={"quantity": "hit_time", "value": "09:23:20 local"}),
                "third": said("third", place=place("late")),
            },
            "tracks": {
                "way": {"label": "Three stated positions", "aircraft": "jet", "basis": "reconstructed",
                        "zones": ["TUR"],
                        "solve": {"through": [
                            {"place": "first/place", "at": "first/local", "altitude": "first/height"},
                            {"place": "second/place", "at": "second/local", "altitude": "assumption/height"},
                            {"place": "third/place", "at": "assumption/when", "altitude": "assumption/height"}]}},
                "timeless": {"label": "Two of them", "aircraft": "jet", "basis": "reconstructed", "zones": ["TUR"],
                             "solve": {"through": [{"place": "second/place"}, {"place": "third/place"}]}},
            },
        },
    },
}  # fmt: skip


def changed(*keys: str | int, to: Any) -> dict[str, Any]:
    made = copy.deepcopy(CASE)
    at: Any = made
    for key in keys[:-1]:
        at = at[key]
    if to is None:
        del at[keys[-1]]
    else:
        at[keys[-1]] = to
    return made


def assessed(case: dict[str, Any], **how: Any) -> Assessment:
    return assess(validate_text(json.dumps(case)), **how)


@pytest.fixture(scope="module")
def everywhere() -> Assessment:
    return assessed(CASE, editions=tuple(registry()))


# the path


def test_one_stated_position_is_a_track_of_one_fix(everywhere: Assessment) -> None:
    case = everywhere.cases[0]
    assert case.track is not None and case.stated is not None and case.reconstruction is None
    assert (case.track.fixes, case.track.lon_deg[0], case.track.lat_deg[0]) == (1, *HIT)
    assert case.track.start == datetime(2015, 11, 24, 7, 24, 20, tzinfo=UTC)
    assert (case.basis, case.solved_on, case.track.alt_m) == ("reconstructed", None, None)


def test_its_margin_is_the_distance_of_the_point_from_the_border(everywhere: Assessment) -> None:
    """In an azimuthal equidistant projection about the point, whose distances from the centre are geodesic ones."""
    plane = pyproj.Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lon_0={HIT[0]} +lat_0={HIT[1]}", always_xy=True)
    for result in everywhere.results[: 2 * len(everywhere.editions)]:
        assert result.edition is not None
        near = shapely.clip_by_rect(shapely.boundary(national(result.zone, result.edition).geometry), 35, 35, 37, 37)
        lines = shapely.transform(near, lambda at: np.column_stack(plane.transform(*at.T)))
        away = float(shapely.distance(shapely.Point(0, 0), lines))
        inside = result.zone == "SYR"
        assert result.violation.verdict == ("inside" if inside else "outside"), result.edition
        assert result.violation.margin_m == pytest.approx(away if inside else -away, abs=1.0)
        if inside:
            (stay,) = result.violation.incursions
            assert (stay.length_m, stay.duration_s, stay.entry, stay.exit) == (0, 0, None, None)


def test_several_positions_are_joined_by_geodesics_at_their_times(everywhere: Assessment) -> None:
    track = everywhere.cases[1].track
    assert track is not None and track.t_s is not None and track.alt_m is not None
    assert track.t_s.tolist() == [0, 80, 240]
    assert track.alt_m.tolist() == pytest.approx([19_000 * 0.3048, 5000, 5000])
    for leg, (start, end) in enumerate([(EARLY, MIDDLE), (MIDDLE, LATE)]):
        found = Geodesic.WGS84.Inverse(start[1], start[0], end[1], end[0])
        assert track.leg_length_m[leg] == pytest.approx(found["s12"], abs=1e-6)
        half = Geodesic.WGS84.Direct(start[1], start[0], found["azi1"], found["s12"] / 2)
        lon, lat = track.position(leg + 0.5)
        assert (lon[0], lat[0]) == pytest.approx((half["lon2"], half["lat2"]), abs=1e-11)


def test_it_is_the_same_on_every_border_and_never_solved_again(everywhere: Assessment) -> None:
    assert everywhere.solved_again == ()
    assert {result.solved_on for result in everywhere.results} == {None}
    told = survey(everywhere, everywhere.cases[1]).sentence
    assert told.startswith("Held against ") and "solved anew" not in told


def test_only_places_and_times_of_stops_are_inputs(everywhere: Assessment) -> None:
    fixed = {(r.track_id, r.zone, r.violation.verdict): r.by_construction for r in everywhere.results}
    put_in = tuple(f"incursions.deepest.{name}" for name in ("time", "lon", "lat"))
    assert fixed["hit", "SYR", "inside"] == put_in and fixed["hit", "TUR", "outside"] == ()
    assert fixed["way", "TUR", "inside"] == () and fixed["timeless", "TUR", "inside"] == ()


def test_a_stop_inside_decides_where_the_border_is_fine_enough(everywhere: Assessment) -> None:
    """No stay of 0 m is too narrow for an edition: the land about a point is twice as wide as the point is deep."""
    by_edition = {r.edition: r for r in everywhere.results if (r.track_id, r.zone) == ("hit", "SYR")}
    assert by_edition["osm-2026c"].decisive and by_edition["osm-2026c"].why is None
    for name, result in by_edition.items():
        assert result.decisive or "coarser" in str(result.why) or "coast" in str(result.why), name


def test_moments_at_a_stop_are_inputs_and_between_two_lie_between_their_intervals(everywhere: Assessment) -> None:
    assert everywhere.incident is not None
    found = moments(everywhere.incident, everywhere.cases)
    computed = {(m.track_id, m.kind, m.zone): m for m in found if m.basis == "computed"}
    hit = computed["hit", "closest", "TUR"]
    assert hit.by_construction and (hit.low_s, hit.high_s) == (hit.t_s - 0.5, hit.t_s + 1)
    out = computed["way", "exit", "TUR"]
    assert not out.by_construction and out.low_s is not None and out.high_s is not None
    zero = datetime(2015, 11, 24, 7, 23, 20, tzinfo=UTC).timestamp()
    share = (out.t_s - zero) / 160  # 0.5 s before and 1 s after at one stop, 30 s before and 60 s after at the next
    assert out.t_s - out.low_s == pytest.approx(0.5 + share * 29.5, abs=1e-6)
    assert out.high_s - out.t_s == pytest.approx(1 + share * 59, abs=1e-6)


# how exact the positions are


def printed(text: str) -> dict[str, Any]:
    return changed("places", "hit", to={"name": "Place", "at": text, "source": "letter"})


def test_the_digits_of_a_position_say_how_exact_it_is() -> None:
    found = assessed(printed("35.84N 36.02E"), editions=("osm-2026c",))
    case, result = found.cases[0], found.results[0]
    half = Geodesic.WGS84.Inverse(35.84, 36.02, 35.845, 36.025)["s12"]
    assert case.radius_m == pytest.approx(half, rel=0.01)
    assert "known to 720\u00a0m" in str(exactness_text(case)) and finer_text(case, result) is None
    inputs, notes = inputs_for(found.incident, case, "osm-2026c")
    assert inputs.position is not None and inputs.position.why == AS_PRINTED_WHY and not notes
    assert inputs.position.sigma_m == pytest.approx(half / math.sqrt(-2 * math.log(0.05)), rel=0.01)
    assert inputs.position.white_share == 1


def test_what_the_margin_hangs_on_is_its_positions_and_the_border() -> None:
    found = assessed(printed("35.84N 36.02E"), editions=("osm-2026c", "ne-10m"))
    assert found.incident is not None
    case, first, second = found.cases[0], *(r.violation.margin_m or 0.0 for r in found.results[:2])
    radius = case.radius_m or 0.0
    by_kind = {swing.kind: swing for swing in swings(found.incident, case, found)}
    by_place, by_border = by_kind["statement"], by_kind["edition"]
    assert (by_place.margin_low_m, by_place.margin_high_m) == (first - radius, first + radius)
    assert (by_border.margin_low_m, by_border.margin_high_m) == (min(first, second), max(first, second))


def test_a_margin_finer_than_its_positions_is_told() -> None:
    """Printed to a tenth of a degree, 7.2 km: not enough 0.6 km from the border, enough 8.8 km from it."""
    near, far = (assessed(printed(text), editions=("osm-2026c",)) for text in ("35.9N 36.0E", "35.8N 36.0E"))
    assert "is smaller than that" in str(finer_text(near.cases[0], near.results[0]))
    assert finer_text(far.cases[0], far.results[0]) is None


# the file


@pytest.mark.parametrize(
    ("keys", "to", "field", "words"),
    [
        (("one", "hit", "zones"), None, "zones", "names no zone"),
        (("one", "hit", "solve", "through"), [], "through", "is empty"),
        (("one", "hit", "solve", "through", 0, "place"), "assumption/height", "0.place", "needs a reading of position"),
        (("one", "hit", "solve", "through", 0, "place"), "apart/km", "0.place", "reading of closest_distance"),
        (("one", "hit", "solve", "through", 0, "place"), "first/place", "0.place", "belongs to claim 'two'"),
        (("one", "hit", "solve", "through", 0, "place"), "tip/tip", "0.place", "taken from the border"),
        (("one", "hit", "solve", "through", 0, "place"), "tip/off", "0.place", "taken from the border"),
        (("one", "hit", "solve", "through", 0, "at"), "apart/km", "0.at", "reading of closest_distance"),
        (("one", "hit", "solve", "through", 0, "at"), "assumption/height", "0.at", "of dimension time"),
        (("one", "hit", "solve", "through", 0, "altitude"), "assumption/when", "0.altitude", "is of dimension time"),
        (("one", "hit", "basis"), "measured", "basis", "the basis is 'measured'"),
        (("one", "hit", "file"), "hit.csv", "hit", "both 'solve' and 'file'"),
        (("two", "way", "solve", "through", 1, "at"), None, "through[1]", "stop 2 has no 'at'"),
        (("two", "way", "solve", "through", 2, "altitude"), None, "through[2]", "give 'altitude' for every stop"),
        (("two", "way", "solve", "through", 1, "at"), "first/local", "through[1].at", "is not after"),
        (("two", "way", "solve", "through", 1, "hour"), "x", "hour", "unknown key 'hour'"),
    ],
)
def test_a_fault_is_told_where_it_is(keys: tuple[str | int, ...], to: Any, field: str, words: str) -> None:
    claim, track, *rest = keys
    with pytest.raises(IncidentFileError) as caught:
        validate_text(json.dumps(changed("claims", claim, "tracks", track, *rest, to=to)))
    (problem,) = [p for p in caught.value.problems if words in str(p)]
    assert field.replace("0.", "") in str(problem)


def test_stops_on_opposite_sides_of_the_globe_are_refused() -> None:
    case = changed("places", "late", to={"name": "There", "lon": -143.84, "lat": -35.82, "source": "letter"})
    with pytest.raises(IncidentFileError, match="nearly opposite"):
        validate_text(json.dumps(case))


# what people read


def test_the_command_line_tells_what_it_was_built_from(tmp_path: Path) -> None:
    (tmp_path / "incident.yaml").write_text(json.dumps(printed("35.84N 36.02E")), "utf-8")
    shown = CliRunner().invoke(main, ["show", str(tmp_path), "--claim", "one"])
    assert "place 1" in shown.output and "hit/printed" in shown.output
    done = CliRunner().invoke(main, ["check", str(tmp_path), "--claim", "one", "--edition", "osm-2026c"])
    text = " ".join(done.output.split())
    assert done.exit_code == 0, done.output
    assert "position 1 Place, time 1 09:24:20 local" in text and "known to 720" in text
    assert "closest distance 7 km (7,000 m); this path gives 3,986 m" in text


def test_the_document_has_the_stops(everywhere: Assessment) -> None:
    first = check_document(everywhere)["positions"][0]
    page = (Path(__file__).parent.parent / "docs" / "json.md").read_text("utf-8")
    assert all(f"`{key}`" in page for key in (*first, *first["stops"][0]))
    assert (first["claim"], first["track"], first["origin"], first["radius_m"]) == ("one", "hit", "through", None)
    assert first["stops"] == [
        {"ref": "hit/printed", "place": "hit", "lon": HIT[0], "lat": HIT[1], "radius_m": None,
         "time": "2015-11-24T07:24:20.000000Z", "alt_m": None}
    ]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    case = changed("places", "early", "name", to=HOSTILE)
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "incident.yaml").write_text(json.dumps(case), "utf-8")
    return assess(load_incident(folder), editions=("osm-2026c",))


def test_the_map_of_a_claim_shows_the_stops(browser: Browser, hostile: Assessment) -> None:
    with browser.visit(claim_page(Scene(hostile), "two", {})) as visit:
        assert "Built through the claim's stated positions: <img" in visit.page.locator(".built").first.inner_text()
        assert visit.page.locator(".point.event").count() == 3  # of the path that is shown
        opened: list[str] = visit.page.locator(".point.event").evaluate_all(USE)
        assert any(text.startswith(f"Stated position 1: {HOSTILE}") for text in opened)
        visit.assert_calm()


def test_the_map_of_one_fix_is_about_it(hostile: Assessment) -> None:
    page = claim_page(Scene(hostile), "one", {})
    assert "The claim&#39;s stated position: Place hit (35.8400" in page
    assert "Stated position 1: Place hit: The hit" in page


def test_a_single_fix_has_its_instant_on_the_common_clock(browser: Browser, hostile: Assessment) -> None:
    with browser.visit(comparison_page(hostile, {})) as visit:
        visit.page.evaluate("location.hash = 't=2015-11-24T07:24:20Z'")
        visit.page.reload()
        visit.settle()
        assert "4.0\u00a0km from the border" in visit.page.locator("body").inner_text()
        drawn = visit.page.locator(".aircraft[data-claim=one] path").get_attribute("d")
        assert drawn is not None and "A6" in drawn  # a dot: one fix has no course
        visit.assert_calm()
