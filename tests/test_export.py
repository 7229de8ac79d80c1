"""Files for other programs: what comes back through our own readers, what RFC 7946 asks, what is said of the rest."""

from __future__ import annotations

import io
import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from click.testing import CliRunner
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from airspace.chords import CHORD_M, chorded, with_antimeridian
from airspace.cli import main
from airspace.cli.export import FORMAT_NAMES
from airspace.exported import exported_track
from airspace.geodesy import ecef
from airspace.track import Track
from geodata.altitude import ALTITUDE_REFERENCES, AltitudeReference
from geodata.errors import NothingToExportError
from geodata.export import ExportDocument, ExportPoint, ExportTrack, ExportZone, plain_text
from geodata.tracks import TrackData, read_all
from geodata.writing import FORMATS
from geodata.writing.cut import span

START = datetime(2015, 11, 24, 7, 24, 5, 123_456, UTC)
SQUARE = shapely.MultiPolygon([shapely.box(30, 30, 31, 31)])
OVER_180 = shapely.MultiPolygon([shapely.Polygon([(175, 10), (175, 28), (185, 30), (190, 12)])])  # clockwise
READ = ("geojson", "kml", "gpx", "mf-json", "parquet", "csv")  # what our own readers read
REFERENCES: dict[str, set[AltitudeReference]] = {"gpx": {"msl"}, "kml": {"msl", "ground"}, "czml": {"ellipsoid"}}


def track(
    lon: Any = (30.1, 30.2, 30.3),
    lat: Any = (30.1, 30.2, 30.1),
    alt_m: Any = None,
    t_s: Any = (0.0, 10.0, 20.000001),
    reference: AltitudeReference = "unstated",
    name: str = "One: a path (reconstructed)",
    number: int = 1,
) -> ExportTrack:
    timed = None if t_s is None else START
    made = Track(name, np.array(lon, float), np.array(lat, float), alt_m, timed, t_s)
    properties = {"claim": "one", "basis": "reconstructed", "depth_m": 421.5}
    return exported_track(made, f"one/{number}", name, properties, reference, "#d55e00")


def document(*tracks: ExportTrack, zones: tuple[ExportZone, ...] = (), points: tuple[ExportPoint, ...] = ()) -> Any:
    return ExportDocument(
        "A case", "What it is.", tracks, points, zones, ("© Someone, ODbL",), "us", ("claim", "basis")
    )


FULL = document(
    track(alt_m=[6000.0, 6100.0, 6200.0], reference="barometric"),
    track(lon=(30.0, 31.0), lat=(30.0, 30.5), t_s=None, number=2, name="Two: no times (digitised)"),
    zones=(ExportZone("zone/a", "A", SQUARE, 0.0, 3000.0, "msl", START, None, {"edition": "e"}),),
    points=(
        ExportPoint("place/x", "X", "place", 30.5, 30.5),
        ExportPoint("one/1/in", "Entry", "entry", 30.2, 30.2, 6000.0, "barometric", START, {"depth_m": 1.5}, "#d55e00"),
    ),
)  # fmt: skip


def back(name: str, written: ExportDocument) -> tuple[TrackData, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{FORMATS[name].endings[0]}"
        path.write_bytes(FORMATS[name].write(written))
        return read_all(path)


# --- round trips ----------------------------------------------------------------------------------------------------

numbers = st.floats(-1, 1, allow_nan=False)


@st.composite
def tracks(draw: st.DrawFn) -> list[ExportTrack]:
    """One to three tracks, anywhere but at the poles, each with or without times and heights."""
    made = []
    timed = draw(st.booleans())
    for number in range(draw(st.integers(1, 3))):
        size = draw(st.integers(1 if timed else 2, 6))
        middle = draw(st.sampled_from([0.0, 36.1, 179.9, -180.0]))
        lon = [middle + draw(numbers) for _ in range(size)]
        lat = [draw(st.sampled_from([-80.0, 0.0, 35.8])) + draw(numbers) for _ in range(size)]
        steps = [draw(st.integers(1, 10**10)) for _ in range(size)]
        heights = [draw(st.floats(-400, 20_000).map(lambda v: round(v, 4))) for _ in range(size)]
        made.append(
            track(
                (np.array(lon) + 180) % 360 - 180, lat,
                heights if draw(st.booleans()) else None,
                np.cumsum(steps) / 1e6 - steps[0] / 1e6 if timed else None,
                draw(st.sampled_from(ALTITUDE_REFERENCES)), f"Track {number} <&> ç", number,
            )
        )  # fmt: skip
    return made


def assert_same(found: TrackData, given: ExportTrack) -> None:
    turn = (found.lon_deg - given.lon_deg + 180) % 360 - 180
    assert np.abs(turn).max() < 1e-9
    assert np.abs(found.lat_deg - given.lat_deg).max() < 1e-9
    if given.t_s is None:
        assert found.t_s is None
    else:
        assert found.start is not None and found.t_s is not None
        assert given.instants() is not None
        assert found.start == given.instants()[0]
        assert np.abs(found.t_s - given.t_s).max() < 1.5e-6
    if given.alt_m is None:
        assert found.alt_m is None
    else:
        assert found.alt_m is not None
        assert np.abs(found.alt_m - given.alt_m).max() < 1e-9
        assert found.altitude_reference == given.altitude_reference
    assert found.basis == given.properties["basis"]


@pytest.mark.parametrize("name", READ)
@settings(max_examples=12)
@given(data=tracks())
def test_what_is_written_is_read_back_the_same(name: str, data: list[ExportTrack]) -> None:
    if name == "mf-json" and data[0].t_s is None:
        with pytest.raises(NothingToExportError, match=r"none of the .* has any"):
            FORMATS[name].write(document(*data))
        return
    found = back(name, document(*data))
    assert len(found) == len(data)
    for theirs, ours in zip(found, data, strict=True):
        assert_same(theirs, ours)
    if len(data) > 1:  # a track alone is called by its file
        own = [each.id if name in ("csv", "parquet") else each.name for each in data]
        assert [each.name for each in found] == own


@pytest.mark.parametrize("name", READ)
def test_tracks_with_and_without_times_are_read_beside_points_and_zones(name: str) -> None:
    found = back(name, FULL)
    kept = FULL.tracks[:1] if name == "mf-json" else FULL.tracks
    for theirs, ours in zip(found, kept, strict=True):
        assert_same(theirs, ours)


@settings(max_examples=10)
@given(data=tracks())
def test_a_geopackage_holds_the_fixes(data: list[ExportTrack]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(FORMATS["gpkg"].write(document(*data)))
        meta, _, shapes, columns = pyogrio.raw.read(path, layer="fixes")
    table = dict(zip(meta["fields"].tolist(), columns, strict=True))
    xy = shapely.get_coordinates(shapely.from_wkb(shapes))
    assert np.array_equal(xy[:, 0], np.concatenate([each.lon_deg for each in data]))
    assert np.array_equal(xy[:, 1], np.concatenate([each.lat_deg for each in data]))
    if data[0].t_s is not None:
        assert table["time_utc"].tolist() == [text for each in data for text in each.clock() or ()]


# --- GeoJSON --------------------------------------------------------------------------------------------------------


def features(written: ExportDocument) -> list[dict[str, Any]]:
    return list(json.loads(FORMATS["geojson"].write(written))["features"])


def geometry(feature: dict[str, Any]) -> Any:
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def area_m2(polygon: shapely.Polygon) -> float:
    """By geographiclib, with geodesics for edges."""
    area = Geodesic.WGS84.Polygon()
    for lon, lat in polygon.exterior.coords[:-1]:
        area.AddPoint(lat, lon)
    return abs(area.Compute()[2])


def test_a_track_is_cut_where_its_geodesic_meets_the_antimeridian() -> None:
    over = track([170.0, -175.0, -176.0], [10.0, 20.0, 30.0], [0.0, 3000.0, 4000.0], [0.0, 1000.0, 2000.0])
    (feature,) = features(document(over))
    lines, told = feature["geometry"]["coordinates"], feature["properties"]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert [len(line) for line in lines] == [2, 3]
    assert lines[0][-1][0] == 180.0 and lines[1][0][0] == -180.0
    leg = Geodesic.WGS84.InverseLine(10.0, 170.0, 20.0, -175.0)
    low, high = 0.0, leg.s13
    for _ in range(60):
        half = (low + high) / 2
        low, high = (half, high) if leg.Position(half)["lon2"] > 0 else (low, half)
    assert lines[0][-1][1] == pytest.approx(leg.Position(low)["lat2"], abs=1e-9)
    assert told["added_positions"] == [[0, 1], [1, 0]]
    assert told["times"][0][-1] == told["times"][1][0]
    share = low / leg.s13
    assert told["alt_m"][0][-1] == pytest.approx(3000 * share, abs=1e-3)
    assert feature["bbox"] == [170.0, 10.0, -175.0, 30.0]


def test_rings_wind_as_the_standard_has_it_and_are_cut() -> None:
    zones = (ExportZone("z/1", "over", with_antimeridian(OVER_180)), ExportZone("z/2", "square", SQUARE))
    over, square = features(document(zones=zones))
    for feature in (over, square):
        shape = geometry(feature)
        assert shape.is_valid
        assert all(part.exterior.is_ccw and not any(h.is_ccw for h in part.interiors) for part in shape.geoms)
        assert np.abs(shapely.get_coordinates(shape)[:, 0]).max() <= 180
    assert over["bbox"] == [175.0, 10.0, -170.0, 30.0]
    whole, parts = (sum(area_m2(part) for part in shape.geoms) for shape in (OVER_180, geometry(over)))
    assert parts == pytest.approx(whole, rel=1e-12)
    leg = Geodesic.WGS84.Inverse(28, 175, 30, -175)
    cuts = {y for part in over["geometry"]["coordinates"] for x, y in part[0] if abs(x) == 180}
    assert len(cuts) == 2
    for y in cuts:  # on one of the two geodesics that lead over it
        south = Geodesic.WGS84.Inverse(10, 175, 12, -170)
        ends = ((28, 175, leg), (10, 175, south))
        azimuths = [abs(Geodesic.WGS84.Inverse(lat, lon, y, 180)["azi1"] - line["azi1"]) for lat, lon, line in ends]
        assert min(azimuths) < 1e-7


def test_heights_are_third_coordinates_only_above_the_ellipsoid_and_there_is_no_crs() -> None:
    for reference in ALTITUDE_REFERENCES:
        made = document(track(alt_m=[1.0, 2.0, 3.0], reference=reference))
        assert b'"crs"' not in FORMATS["geojson"].write(made)
        (feature,) = features(made)
        assert {len(p) for p in feature["geometry"]["coordinates"]} == {3 if reference == "ellipsoid" else 2}
        assert len(feature["bbox"]) == (6 if reference == "ellipsoid" else 4)
        assert feature["properties"]["altitude_reference"] == reference
        lists = [key for key, value in feature["properties"].items() if isinstance(value, list) and key != "times"]
        assert len(lists) == (0 if reference == "ellipsoid" else 1)


@pytest.mark.parametrize(
    ("stretches", "expected"),
    [
        ([(10, 20), (-5, 12)], (-5, 20)),
        ([(170, 180), (-180, -170)], (170, -170)),
        ([(-170, 170)], (-170, 170)),
        ([(5, 5)], (5, 5)),
        ([(-175, -170), (160, 165), (100, 110)], (100, -170)),
    ],
)
def test_a_box_is_the_shortest_that_holds_all(stretches: Any, expected: tuple[float, float]) -> None:
    assert span(stretches) == expected


def test_a_fix_on_the_antimeridian_is_no_added_position_and_touching_is_not_crossing() -> None:
    (crossing,) = features(document(track([179.0, 180.0, -179.0], [10.0, 10.0, 10.0])))
    assert [[p[0] for p in part] for part in crossing["geometry"]["coordinates"]] == [[179, 180], [-180, -179]]
    assert crossing["properties"]["added_positions"] == [[1, 0]]
    (touching,) = features(document(track([179.0, -180.0, 179.0], [10.0, 11.0, 12.0])))
    assert touching["geometry"]["type"] == "LineString"
    assert [p[0] for p in touching["geometry"]["coordinates"]] == [179, 180, 179]


# --- the way between fixes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lon", "lat"),
    [([36, 37], [35.8, 35.9]), ([170, -120], [60, 50]), ([0, 170], [70, 80]), ([5, 95], [0, 0])],
)  # fmt: skip
def test_chords_stay_within_a_metre_of_the_geodesic_and_of_the_clock(lon: list[float], lat: list[float]) -> None:
    made = Track("x", np.array(lon), np.array(lat), None, START, np.array([0.0, 3600.0]))
    path = chorded(made)
    assert path.fix[[0, -1]].tolist() == [0, 1]
    line = Geodesic.WGS84.InverseLine(lat[0], lon[0], lat[1], lon[1])
    assert path.t_s is not None
    assert path.lon_deg.size >= line.s13 / CHORD_M
    at = np.random.default_rng(1).uniform(0, 3600, 300)
    leg = np.searchsorted(path.t_s, at) - 1
    share = (at - path.t_s[leg]) / (path.t_s[leg + 1] - path.t_s[leg])
    corners = ecef(path.lon_deg, path.lat_deg)
    chord = corners[leg] * (1 - share)[:, None] + corners[leg + 1] * share[:, None]
    places = [line.Position(line.s13 * t / 3600) for t in at]
    real = ecef([p["lon2"] for p in places], [p["lat2"] for p in places])
    assert np.linalg.norm(chord - real, axis=1).max() < 1.0


def test_how_far_straight_lines_leave_the_way_is_told() -> None:
    made = track([0.0, 90.0], [60.0, 60.0], None, [0.0, 36_000.0])
    middle = Geodesic.WGS84.InverseLine(60, 0, 60, 90)
    there = middle.Position(middle.s13 / 2)
    off_m = Geodesic.WGS84.Inverse(there["lat2"], there["lon2"], 60, 45)["s12"]
    assert made.path.straight_off_m == pytest.approx(off_m, abs=1e-3)
    for name in ("geojson", "mf-json", "csv", "parquet", "gpkg"):
        assert any(f"{off_m:,.0f} m off the legs" in loss for loss in FORMATS[name].losses(document(made)))


# --- what is told, and the texts in the files -----------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_it_cannot_carry(name: str) -> None:
    told = " / ".join(FORMATS[name].losses(FULL))
    zones_left_out = name in ("gpx", "mf-json", "parquet", "csv")
    assert ("zone" in told and "left out" in told) == zones_left_out
    assert ("1 track (barometric, 1013.25 hPa)" in told) == (name in REFERENCES)
    assert ("without times" in told) == (name in ("mf-json", "czml"))
    assert ("© Someone, ODbL" in told) == (name == "csv")
    assert ("vertical limits of 1 zone" in told) == (name in ("geojson", "kml", "czml", "gpkg"))
    plain = document(track([30.1, 30.11, 30.12], [30.0, 30.0, 30.0], [1.0, 2.0, 3.0], reference="msl"))
    kept = {"geojson": (), "kml": (), "parquet": ()}
    if name in kept:
        assert FORMATS[name].losses(plain) == kept[name]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_document_gives_the_same_bytes(name: str) -> None:
    assert FORMATS[name].write(FULL) == FORMATS[name].write(FULL)


def text_of(name: str, data: bytes, folder: Path) -> str:
    """All texts of a file."""
    if name == "parquet":
        table = pq.read_table(io.BytesIO(data))
        return str(table.to_pylist()) + str({k.decode(): v.decode() for k, v in table.schema.metadata.items()})
    if name == "gpkg":
        path = folder / "a.gpkg"
        path.write_bytes(data)
        layers = [layer for layer, _ in pyogrio.list_layers(path)]
        return " ".join(str(column.tolist()) for layer in layers for column in pyogrio.raw.read(path, layer=layer)[3])
    return data.decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_says_reconstructed_and_whom_to_credit(name: str, tmp_path: Path) -> None:
    text = text_of(name, FORMATS[name].write(FULL), tmp_path)
    assert "reconstructed" in text
    assert ("© Someone, ODbL" in text) == (name != "csv")


@pytest.mark.parametrize("name", FORMATS)
def test_no_height_is_given_another_name(name: str, tmp_path: Path) -> None:
    """A height with no word for its reference stands beside its own, or in a column that names it."""
    text = text_of(name, FORMATS[name].write(document(track(alt_m=[1.0, 2.0, 3.0], reference="barometric"))), tmp_path)
    if name in ("csv", "parquet", "gpkg", "geojson", "mf-json"):
        assert "alt_baro_m" in text or name == "gpkg"
        assert "'alt_m'" not in text and '"alt_m"' not in text
    if name != "csv":
        assert "barometric" in text or name == "parquet"
    if name == "czml":  # on the ellipsoid, and said to be on the ground
        packet = json.loads(text)[1]
        assert set(packet["position"]["cartographicDegrees"][3::4]) == {0.0}
        assert packet["point"]["heightReference"] == {"heightReference": "CLAMP_TO_GROUND"}
        heights = packet["properties"]["alt_m"]["number"][1::2]
        assert heights[0] == 1.0 and heights[-1] == 3.0 and sorted(heights) == heights
    if name == "kml":
        assert re.findall(r"<altitudeMode>(\w+)<", text) == ["absolute"]
        assert "Heights: barometric, 1013.25 hPa." in text


def test_kml_always_says_what_heights_are_counted_from() -> None:
    modes = {"msl": "absolute", "ground": "relativeToGround"}
    for reference in ALTITUDE_REFERENCES:
        text = FORMATS["kml"].write(document(track(alt_m=[1.0, 2.0, 3.0], reference=reference))).decode()
        assert re.findall(r"<altitudeMode>(\w+)<", text) == [modes.get(reference, "absolute")]
    text = FORMATS["kml"].write(document(track())).decode()
    assert re.findall(r"<altitudeMode>(\w+)<", text) == ["clampToGround"]
    assert "ff005ed5" in text  # #d55e00 as KML writes it


HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> ]]> \x07\x1b[31m\u202e\ud800\ufffe &amp; {{7*7}}"


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_makes_no_broken_file_and_no_markup(name: str, tmp_path: Path) -> None:
    made = Track("x", np.array([1.0, 2.0]), np.array([1.0, 2.0]), None, START, np.array([0.0, 1.0]))
    bad = exported_track(made, HOSTILE, HOSTILE, {"claim": HOSTILE, HOSTILE: HOSTILE}, "unstated", "#d55e00")
    zone = ExportZone(HOSTILE, HOSTILE, SQUARE, properties={HOSTILE: HOSTILE})
    point = ExportPoint(HOSTILE, HOSTILE, HOSTILE, 1.0, 1.0, properties={HOSTILE: HOSTILE})
    whole = ExportDocument(HOSTILE, HOSTILE, (bad,), (point,), (zone,), (HOSTILE,), HOSTILE, ("claim",))
    data = FORMATS[name].write(whole)
    text = text_of(name, data, tmp_path)
    if name in ("kml", "gpx"):
        assert "<script" not in text
        assert not re.search(r"[\x00-\x08\x0b-\x1f\ufffe]", text)
    if name == "kml":  # the description is HTML when it is shown
        assert "&lt;script&gt;" not in "".join(re.findall(r"<description>(.*?)</description>", text))
    if name == "czml":
        assert "<script" not in json.loads(text)[0]["description"]
    if name == "csv":
        assert not re.search(r"(^|,)\"?[=+@]", text, re.MULTILINE)
    if name in READ:
        assert len(back(name, whole)) == 1


def test_plain_text_keeps_what_people_write() -> None:
    assert plain_text("Türk 24\u00a0km, \U0001f6e9 a\tb\nc") == "Türk 24\u00a0km, \U0001f6e9 a\tb\nc"
    assert plain_text("a\x00\x1b\x7f\x9bb\r\ud800") == "ab\ufffd"


@pytest.mark.parametrize("name", ("gpx", "mf-json", "parquet", "csv"))
def test_what_has_no_track_is_refused_by_formats_of_tracks(name: str) -> None:
    with pytest.raises(NothingToExportError, match="choose another format"):
        FORMATS[name].write(document(zones=FULL.zones))


# --- the command ----------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["export", *arguments])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A case with one given path, without times, and one statement: nothing is solved."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "radar.csv").write_text("lon,lat\n36.20,35.83\n35.90,35.84\n", encoding="utf-8")
    area = {
        "type": "Feature",
        "properties": {},
        "geometry": shapely.geometry.mapping(shapely.box(36, 35.8, 36.1, 35.9)),
    }
    (folder / "area.geojson").write_text(json.dumps(area), encoding="utf-8")
    case = {
        "schema": "airspace/incident/1", "id": "small", "title": "A small case", "date": "2015-11-24", "place": "Here",
        "sources": {"paper": {"publisher": "A paper", "grade": "B2", "why": "it is one"}},
        "aircraft": {"jet": {"label": "A jet", "type": "su-24m", "state": "RUS"}},
        "zones": {"closed": {"label": "A closed area", "file": "area.geojson", "kind": "danger", "lower": "1,500 ft",
                             "upper": "FL245", "altitude_reference": "msl", "relied_on_by": "one", "why": "a test"}},
        "claims": {"one": {
            "claimant": "One", "title": "Its version",
            "statements": {"far": {"says": "far away", "source": "paper", "speaker": "A spokesman"}},
            "tracks": {"radar": {"label": "=Radar", "aircraft": "jet", "basis": "digitised", "file": "radar.csv",
                                 "zones": ["TUR", "closed"]}},
        }},
    }  # fmt: skip
    path = folder / "incident.yaml"
    path.write_text(json.dumps(case), encoding="utf-8")
    return str(path)


def test_the_command_knows_the_formats_that_are_written() -> None:
    assert tuple(FORMATS) == FORMAT_NAMES


def test_the_command_writes_a_file_and_says_what_is_not_in_it(small: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "case.csv"
    done = run(small, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "note: no room for this credit" in done.stderr and "ODbL" in done.stderr
    assert "note:" not in done.stdout
    assert out.read_text().splitlines()[0] == "lon,lat,track,claim,aircraft,basis,solved_on"
    assert [path.name for path in out.parent.iterdir()] == ["case.csv"]


def test_the_command_does_not_write_over_a_file_unless_told(small: str, tmp_path: Path) -> None:
    out = tmp_path / "case.geojson"
    out.write_text("mine")
    done = run(small, "--out", str(out))
    assert done.exit_code == 1 and "add --force" in done.stderr
    assert out.read_text() == "mine"
    assert run(small, "--out", str(out), "--force").exit_code == 0
    told = [feature["properties"] for feature in json.loads(out.read_text())["features"]]
    kinds = [its["kind"] for its in told]
    assert kinds[0] == "track" and kinds[-1] == "zone" and {"entry", "deepest", "exit"} & set(kinds)
    assert told[0]["name"] == "One: =Radar (digitised)"
    assert told[0]["verdicts"].startswith("TUR on osm-2026c: ")
    closed = next(its for its in told if its["kind"] == "zone" and its.get("rule") == "closed")
    assert (closed["label"], closed["relied_on_by"]) == ("A closed area", "one")
    assert (closed["lower_m"], closed["altitude_reference"]) == (pytest.approx(457.2), "msl")
    assert (closed["upper_m"], closed["upper_reference"]) == (pytest.approx(7467.6), "barometric")
    assert run(small, "--out", str(tmp_path), "--format", "kml").exit_code == 1


def test_the_command_refuses_what_it_cannot_do_and_leaves_nothing(small: str, tmp_path: Path) -> None:
    done = run(small, "--format", "mf-json", "--out", str(tmp_path / "a.json"))
    assert done.exit_code == 1
    assert "carries tracks with times" in done.stderr
    assert run(small, "--out", str(tmp_path / "a.xyz")).exit_code == 2
    assert run(small, "--out", "-", "--format", "kml").exit_code == 2
    wrong = run(small, "--format", "gpx", "--out", str(tmp_path / "a.kml"))
    assert wrong.exit_code == 2 and "end it in .gpx" in wrong.stderr
    assert run(small, "--claim", "two", "--out", str(tmp_path / "a.kml")).exit_code == 1
    assert run(small, "--edition", "nope", "--out", str(tmp_path / "a.kml")).exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_leaves_nothing(small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = run(small, "--out", str(tmp_path / "a.csv"))
    assert done.exit_code == 1 and "No space left on device" in done.stderr
    assert list(tmp_path.iterdir()) == []
