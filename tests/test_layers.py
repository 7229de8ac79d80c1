"""Zones made of a state's territory, zones of an incident file, and heights of unlike references."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import folium
import numpy as np
import pytest
import shapely
from pyproj import Geod

from airspace import layers
from airspace.assessment import assess, assess_track
from airspace.casefile import load_incident, validate_text
from airspace.errors import IncidentFileError, LayerError, LayerRefusedError, UnknownNameError
from airspace.incident import Incident
from airspace.language import speaking
from airspace.layers import is_layer, layer_shape, layer_title, parse_layer, state_of
from airspace.references import mixed_references
from airspace.track import Track
from airspace.zone import Zone, national_zone
from airspace.zonerules import out_of_date, rule_ids, rule_targets, targets_of
from geodata.altitude import AltitudeReference
from geodata.editions import load
from geodata.library import incident_path
from geodata.tracks import TrackData
from geodata.zones import ZoneShape, national
from maps.controls import Group
from maps.drawing import drawing
from maps.scene import Scene
from maps.zonelayers import add_zones, zones_html

GEOD = Geod(ellps="WGS84")
SEA_M = 22_224.0


# --- what is written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "width_m", "shown"),
    [
        ("IRN/land", "land", 0.0, "IRN/land"),
        ("IRN/sea-12NM", "sea", 22_224.0, "IRN/sea-12NM"),
        ("IRN/sea-6 nm", "sea", 11_112.0, "IRN/sea-6NM"),
        ("CHN/contiguous-24NM", "contiguous", 44_448.0, "CHN/contiguous-24NM"),
        ("SYR/buffer-5mi", "buffer", 8_046.72, "SYR/buffer-5mi"),
        ("SYR/buffer-5.5km", "buffer", 5_500.0, "SYR/buffer-5.5km"),
    ],
)
def test_a_layer_is_read_with_its_unit(text: str, kind: str, width_m: float, shown: str) -> None:
    layer = parse_layer(text)
    assert (layer.kind, layer.width_m, layer.text) == (kind, pytest.approx(width_m), shown)
    assert is_layer(text)
    assert state_of(text) == text[:3]
    assert parse_layer(layer.text) == layer


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("IRN/seas-12NM", "did you mean 'IRN/sea-12NM'"),
        ("IRN/territorial-6NM", "did you mean 'IRN/sea-6NM'"),
        ("SYR/bufer-5mi", "did you mean 'SYR/buffer-5mi'"),
        ("SYR/buffer-5 miles", "which mile"),
        ("SYR/buffer-5", "no unit"),
        ("SYR/buffer", "how wide; write it as 'SYR/buffer-5mi'"),
        ("SYR/buffer-at least 5mi", "no breadth"),
        ("SYR/buffer-5000km", "370,400"),
        ("IRN/land-5km", "'IRN/land'"),
        ("IRN/", "write IRN"),
        ("IR/sea-12NM", "did you mean 'IRN/sea-12NM'"),
        ("QQQ/sea-12NM", "no state"),
        ("IRN/eez-200NM", "nothing that is made"),
        ("IRN/sea-12NM" + "0" * 100, "write IRN"),
    ],
)
def test_a_wrong_one_says_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(LayerError, match=told):
        parse_layer(text)


def test_titles_are_whole_phrases_in_every_language() -> None:
    layer = parse_layer("SYR/buffer-5mi")
    assert "5" in layer_title(layer)
    for spoken in ("tr", "ru"):
        with speaking(spoken):
            assert layer_title(layer) != "SYR/buffer-5mi"


# --- where it lies --------------------------------------------------------------------------------------------


def away(lon: np.ndarray, lat: np.ndarray, lines: shapely.Geometry) -> np.ndarray:
    """Distance to lines by brute force with pyproj: every 200 m or so of them."""
    found = []
    for line in shapely.get_parts(lines):
        points = shapely.get_coordinates(shapely.segmentize(line, 0.002))
        found.append(points)
    border = np.concatenate(found)
    west, south, east, north = lon.min() - 1, lat.min() - 1, lon.max() + 1, lat.max() + 1
    border = border[(border[:, 0] > west) & (border[:, 0] < east) & (border[:, 1] > south) & (border[:, 1] < north)]
    result = [
        GEOD.inv(np.full(len(border), x), np.full(len(border), y), border[:, 0], border[:, 1])[2].min()
        for x, y in zip(lon, lat, strict=True)
    ]
    return np.array(result)


def test_the_sea_is_measured_from_the_coast_and_divided_with_the_neighbour() -> None:
    """Off the mouth of the Orontes, against distances to both coasts by brute force."""
    zone = layer_shape("SYR/sea-12NM", "ne-10m").geometry
    states = load("ne-10m")
    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(35.4, 35.95, 120), rng.uniform(35.3, 36.3, 120)
    land = shapely.union_all([states[code].geometry for code in ("SYR", "TUR")])
    at_sea = ~shapely.contains_xy(land, lon, lat)
    lon, lat = lon[at_sea], lat[at_sea]
    own, other = (away(lon, lat, states[code].coast) for code in ("SYR", "TUR"))
    clear = (np.abs(own - other) > 150) & (np.abs(own - SEA_M) > 150)  # what brute force can tell
    expected = (own < SEA_M) & (own < other)
    found = shapely.contains_xy(zone, lon, lat)
    assert 20 < expected[clear].sum() < clear.sum() - 20
    assert (found == expected)[clear].all()


def test_the_sea_holds_the_land_and_no_other_states_land() -> None:
    zone, states = layer_shape("SYR/sea-12NM", "ne-10m"), load("ne-10m")
    assert zone.geometry.buffer(1e-9).covers(states["SYR"].geometry)
    for other in ("TUR", "LBN"):
        assert shapely.intersection(zone.geometry, states[other].geometry).area < 1e-6
    assert (zone.name, zone.edition, zone.land_only, zone.coast) == ("SYR/sea-12NM", "ne-10m", False, None)
    assert "baselines" in str(zone.note)
    assert "article 33" in str(layer_shape("SYR/contiguous-24NM", "ne-10m").note)


def test_an_edition_with_sea_cannot_tell_the_land() -> None:
    for text in ("SYR/land", "SYR/sea-12NM"):
        with pytest.raises(LayerRefusedError, match=r"land-only editions: .*ne-10m"):
            layer_shape(text, "osm-2026c")
    with pytest.raises(LayerRefusedError, match="without a coast"):
        layer_shape("CHE/sea-12NM", "ne-10m")


def test_land_is_the_edition_as_it_is_and_its_coast_is_an_edge_like_any_other() -> None:
    shape, whole = layer_shape("SYR/land", "ne-10m"), national("SYR", "ne-10m")
    assert shape.geometry.equals(whole.geometry)
    coast = shapely.get_coordinates(whole.coast)[40]
    assert national_zone("SYR", "ne-10m").boundary_kind(*coast) == "coast"
    assert Zone.of(shape).boundary_kind(*coast) is None


def test_a_widened_border_is_as_weak_as_the_border_it_was_measured_from() -> None:
    wide = national_zone("SYR/buffer-5mi", "ne-10m")
    assert wide.boundary_kind(35.6, 35.3) == "coast"
    assert wide.boundary_kind(38.5, 36.95) is None
    assert national_zone("SYR/sea-12NM", "ne-10m").boundary_kind(35.5, 35.3) is None


def line_track(
    *points: tuple[float, float], alt_m: float | None = None, reference: AltitudeReference | None = None
) -> TrackData:
    lon, lat = np.array(points).T
    alt = None if alt_m is None else np.full(len(points), alt_m)
    return TrackData("t", None, None, lon, lat, alt, "a test", reference)


def test_a_part_of_a_large_state_gives_what_the_whole_gives_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "MOST_SEEN_VERTICES", 100)
    monkeypatch.setattr(layers, "SEEN_M", 30_000.0)
    part = layer_shape("SYR/buffer-5mi", "ne-10m", "geodesic", (35.7, 35.2, 36.0, 35.6))
    whole = layer_shape("SYR/buffer-5mi", "ne-10m")
    window = shapely.box(35.5, 35.0, 36.2, 35.8)
    assert shapely.symmetric_difference(part.geometry & window, whole.geometry & window).area < 1e-9
    assert shapely.symmetric_difference(part.geometry, whole.geometry).area > 0.1  # the far border is as it was
    assert part.geometry.buffer(1e-9).covers(national("SYR", "ne-10m").geometry)


@pytest.mark.parametrize("name", ["RUS/buffer-5mi", "RUS/sea-12NM"])
def test_a_track_on_the_other_side_of_the_world_is_far_from_a_large_state(name: str) -> None:
    found = assess_track(line_track((-60.0, -30.0), (-59.0, -30.0)), [name], ["ne-10m"])
    (result,) = found.results
    assert result.violation.verdict == "outside"
    assert result.violation.closest is not None and result.violation.closest.distance_m > 10_000_000


def test_a_check_names_the_layer_and_leaves_out_editions_that_cannot_answer() -> None:
    data = line_track((35.2, 35.4), (35.9, 35.5))
    found = assess_track(data, ["SYR/sea-12NM", "SYR"], ["osm-2026c", "ne-10m"])
    assert [(r.zone, r.edition) for r in found.results] == [
        ("SYR/sea-12NM", "ne-10m"), ("SYR", "osm-2026c"), ("SYR", "ne-10m"),
    ]  # fmt: skip
    (left,) = found.left_out
    assert (left.zone, left.edition) == ("SYR/sea-12NM", "osm-2026c")
    sea, _osm, land = found.results
    assert sea.decisive
    assert not land.decisive
    with pytest.raises(LayerRefusedError):
        assess_track(data, ["SYR/sea-12NM"], ["osm-2026c"])
    alone = assess_track(data, ["SYR/sea-12NM"])
    assert [r.edition for r in alone.results] == ["dcw"]  # no edition was named: the first that can answer


# --- heights --------------------------------------------------------------------------------------------------

BOX = shapely.MultiPolygon([shapely.box(36, 36, 37, 37)])


def box(lower: float | None, upper: float | None, reference: str | None, other: str | None = None) -> Zone:
    return Zone.of(
        ZoneShape("b", BOX, None, False, None, (), lower, upper, reference, None, None, "a test", other)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("alt_m", "reference", "zone", "mixed"),
    [
        (6000.0, "barometric", box(None, 5943.6, "msl"), True),
        (6000.0, "msl", box(None, 5943.6, "msl"), False),
        (6000.0, "msl", box(None, 5943.6, "AMSL"), False),
        (6000.0, None, box(None, 5943.6, "msl"), True),
        (6000.0, "barometric", box(None, 5943.6, None), True),
        (6000.0, None, box(None, 5943.6, None), False),
        (9000.0, "barometric", box(None, 5943.6, "msl"), False),
        (4000.0, "barometric", box(None, 5943.6, "msl"), False),
        (6000.0, "barometric", box(300.0, 5943.6, "barometric", "msl"), True),
        (2000.0, "barometric", box(300.0, 2100.0, "msl", "barometric"), False),
        (8000.0, "barometric", box(300.0, None, "ground"), True),
    ],
)
def test_heights_of_unlike_references_leave_it_open_near_a_limit(
    alt_m: float, reference: str | None, zone: Zone, mixed: bool
) -> None:
    over = Track("t", [35.5, 37.5], [36.5, 36.5], [alt_m, alt_m], altitude_reference=reference)
    beside = Track("t", [35.5, 37.5], [38.5, 38.5], [alt_m, alt_m], altitude_reference=reference)
    assert (mixed_references(over, zone) is not None) is mixed
    assert mixed_references(beside, zone) is None


def test_a_climb_through_the_limit_is_seen_and_the_verdict_is_not_decisive() -> None:
    track = Track("t", [35.5, 37.5], [36.5, 36.5], [1000.0, 12000.0], altitude_reference="barometric")
    zone = box(None, 5943.6, "msl")
    assert "barometric" in str(mixed_references(track, zone))
    data = line_track((35.5, 36.5), (37.5, 36.5), alt_m=5900.0, reference="barometric")
    (result,) = assess_track(data, [zone.shape]).results
    assert result.violation.verdict == "inside"
    assert not result.decisive
    assert "hundreds of metres" in str(result.why)


# --- the incident file ----------------------------------------------------------------------------------------

ZONES = """zones:
  rule:
    label: A rule of engagement
    layer: TUR/buffer-5mi
    relied_on_by: turkey
    since: 2012-06-26
    why: a test
  later:
    label: A later rule
    layer: SYR/sea-12NM
    since: 2016-01-01
    why: a test
  closed:
    label: A closed area
    file: closed.geojson
    kind: prohibited
    relied_on_by: [turkey, russia]
    lower: FL95
    upper: 19,500 ft
    altitude_reference: msl
    why: a test
"""


@pytest.fixture(scope="module")
def text() -> str:
    whole = incident_path("su24-2015").read_text("utf-8")
    made = whole.replace("claims:\n", ZONES + "claims:\n", 1)
    at = made.index("basis:", made.index("    tracks:\n"))
    return made[:at] + "zones: [rule, later, closed]\n        " + made[at:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, text: str) -> Path:
    place = tmp_path_factory.mktemp("case")
    (place / "incident.yaml").write_text(text, "utf-8")
    square = {"type": "Polygon", "coordinates": [[[36, 35.7], [36.3, 35.7], [36.3, 36], [36, 36], [36, 35.7]]]}
    feature = {"type": "Feature", "properties": {"name": "A"}, "geometry": square}
    (place / "closed.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return place


@pytest.fixture(scope="module")
def case(folder: Path) -> Incident:
    return load_incident(folder)


def test_a_zone_of_the_file_is_checked_under_its_rule_on_the_day(case: Incident) -> None:
    track = next(iter(case.claims["turkey"].tracks))
    assert rule_ids(case, "turkey", track) == ("rule", "later", "closed")
    targets, left = targets_of(case, ["TUR", "rule", "later", "closed"])
    assert targets[:2] == ("TUR", "TUR/buffer-5mi")
    assert isinstance(targets[2], ZoneShape)
    assert targets[2].name == "closed"
    assert targets[2].limits == ((pytest.approx(2895.6), "barometric"), (pytest.approx(5943.6), "msl"))
    assert [one.zone for one in left] == ["later"]
    assert "2016-01-01" in left[0].sentence
    assert out_of_date(case, "rule") is None
    with pytest.raises(UnknownNameError, match="Did you mean 'closed'"):
        targets_of(case, ["close"])


@pytest.mark.parametrize(("day", "held"), [("2012-06-25", False), ("2012-06-26", True), ("2015-12-01", True)])
def test_the_first_day_counts(case: Incident, day: str, held: bool) -> None:
    moved = case.model_copy(update={"date": date.fromisoformat(day)})
    assert (out_of_date(moved, "rule") is None) is held


def test_the_check_of_an_incident_tells_what_it_left_out(case: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "MOST_SEEN_VERTICES", 100)  # only the part of Turkey near the path is widened
    found = assess(case, ["turkey"], ["ne-10m"], solve_again=False)
    first = [r for r in found.results if r.track_id == found.cases[0].track_id]
    assert [(r.zone, r.edition) for r in first] == [
        ("TUR", "ne-10m"), ("TUR/buffer-5mi", "ne-10m"), ("closed", None),
    ]  # fmt: skip
    assert [left.zone for left in found.left_out] == ["later"]
    plain, wide, closed = first
    assert plain.violation.verdict == "outside"  # on this edition
    assert wide.violation.max_depth_m == pytest.approx(8_046.72 + plain.violation.margin_m, abs=0.5)
    assert closed.shape is not None
    assert not closed.decisive  # the track does not say what its altitude is counted from


def test_a_feature_can_be_named(case: Incident) -> None:
    zones = {**case.zones, "closed": case.zones["closed"].model_copy(update={"feature": "B"})}
    with pytest.raises(UnknownNameError, match="Known: A"):
        rule_targets(case.model_copy(update={"zones": zones}), "closed")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("relied_on_by: turkey", "relied_on_by: turky", r"zones.rule.relied_on_by: unknown claim 'turky'; did you"),
        ("TUR/buffer-5mi", "TUR/bufer-5mi", r"zones.rule.layer: .*did you mean 'TUR/buffer-5mi'"),
        ("TUR/buffer-5mi", "TUR/buffer-5 miles", r"zones.rule.layer: .*which mile"),
        ("since: 2016-01-01", "since: 2016-01-01\n    until: 2015-01-01", r"zones.later.until: .*before 'since'"),
        ("file: closed.geojson", "file: closd.geojson", r"zones.closed.file: there is no file .*'closed.geojson'"),
        ("file: closed.geojson", "file: ../closed.geojson", r"zones.closed.*file"),
        ("kind: prohibited", "kind: forbidden", r"zones.closed.*kind"),
        ("lower: FL95", "lower: FL250", r""),
        ("lower: FL95", "lower: '9500'", r"zones.closed.lower: .*no unit"),
        ("lower: FL95", "lower: 20,000 ft", r"zones.closed.upper: the upper limit is not above"),
        ("    altitude_reference: msl\n", "", r"zones.closed.upper: .*counted from; add altitude_reference"),
        ("zones: [rule, later, closed]", "zones: [rul]", r"zones\[0\]: unknown zone 'rul'; did you mean 'rule'"),
        ("    layer: TUR/buffer-5mi\n", "", r"zones.rule"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_line_and_field(folder: Path, text: str, old: str, new: str, told: str) -> None:
    assert old in text
    changed = text.replace(old, new, 1)
    if not told:
        validate_text(changed, folder=folder)
        return
    with pytest.raises(IncidentFileError, match=told):
        validate_text(changed, folder=folder)


# --- on the map -----------------------------------------------------------------------------------------------


def test_the_map_has_a_layer_for_each_zone_and_tells_what_is_known_of_it(
    case: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "MOST_SEEN_VERTICES", 100)
    zones = {name: zone for name, zone in case.zones.items() if name != "rule"}
    zones["closed"] = zones["closed"].model_copy(update={"label": "<img src=x onerror=alert(1)>{{7*7}}"})
    changed = case.model_copy(update={"zones": zones})
    scene = Scene(assess(changed, ["flight-plan"], ["ne-10m"], solve_again=False))
    with drawing():
        map_ = folium.Map()
        legend = add_zones(scene, map_, "russia")
        groups = {group.key: group for group in map_._children.values() if isinstance(group, Group)}
    assert len(legend) == 2
    assert {key: (group.section, group.show) for key, group in groups.items()} == {
        "zone.later": ("zones", False),  # not in force on the day
        "zone.closed": ("zones", True),
    }
    told = str(zones_html(scene, "russia"))
    assert "<img" not in told
    assert "{{7" not in told
    for words in ("Prohibited area", "2,896", "pressure altitude", "5,944", "above mean sea level"):
        assert words in told.replace("\u00a0", " "), words
    assert zones_html(scene, "leuven") is None
    assert "2016-01-01" in str(zones_html(scene, "turkey"))
