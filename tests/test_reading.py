"""GPX, KML and JSON: files by hand and by other libraries, whose fixes are known, come back to the bit."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from pathlib import Path

import geopandas
import pandas as pd
import pytest
from track_files import ALT, ISO, LAT, LON, TIMES, gpx_file, is_known, put, refusal

from airspace.errors import TrackFileError
from geodata import tracks

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # fastkml's aside on lxml
    from fastkml import gx, kml, times
    from fastkml.enums import AltitudeMode
    from pygeoif import Point


# --- GPX --------------------------------------------------------------------------------------------


def test_every_segment_of_a_gpx_is_a_track(tmp_path: Path) -> None:
    path = gpx_file(tmp_path)
    found = tracks.read_all(path)
    assert [each.name for each in found] == ["first", "first (2)", "second"]
    for each in found:
        is_known(each, "msl")
        assert each.notes == ("1 waypoints left out", "2 points of routes left out")
    with pytest.raises(TrackFileError, match=r"3 tracks: 'first', 'first \(2\)', 'second'; one track is wanted here"):
        tracks.read(path)


def gpx(*points: str, head: str = "") -> str:
    rows = "\n".join(points)
    return f'<?xml version="1.0"?>{head}\n<gpx version="1.1"><trk><name>a</name><trkseg>\n{rows}\n</trkseg></trk></gpx>'


def test_faults_of_a_gpx_have_their_line(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "a.gpx",
        gpx(
            '<trkpt lat="35" lon="36"><time>2015-11-24T07:24:05</time></trkpt>',
            '<trkpt lat="95" lon="36"><time>24.11.2015</time></trkpt>',
            '<trkpt lon="36"><ele>high</ele><time>2015-11-24T07:24:07Z</time></trkpt>',
            '<trkpt lat="NaN" lon="36"><time>2015-11-24T07:24:06Z</time><x><time>x</time></x></trkpt>',
        ),
    )
    assert refusal(path) == [
        ":3: time: '2015-11-24T07:24:05' has no offset from UTC; end it with Z or an offset such as +02:00",
        ":4: trkpt lat: latitude 95 is outside -90 to 90; give degrees north",
        ":4: time: '24.11.2015' is not an ISO-8601 time; write it like 2015-11-24T07:24:05Z",
        ":5: trkpt lat: missing; a trkpt has lon and lat, in degrees",
        ":6: trkpt lat: 'NaN' is not a finite number; leave out fixes without a position",
        ":6: time: goes backwards, from 2015-11-24T07:24:07Z to 2015-11-24T07:24:06Z; order the fixes by time",
    ]


def test_a_gpx_alone_is_called_by_its_file(tmp_path: Path) -> None:
    text = gpx('<trkpt lat="35.85" lon="36.04"><ele>12</ele></trkpt>')
    (only,) = tracks.read_all(put(tmp_path, "radar.gpx", text))
    assert only.name == "radar" and only.notes == () and only.start is None
    stated = text.replace(
        "<trkseg>", "<extensions><altitude_reference>barometric</altitude_reference></extensions><trkseg>"
    )
    assert tracks.read(put(tmp_path, "stated.gpx", stated)).altitude_reference == "barometric"


def test_encodings_of_xml(tmp_path: Path) -> None:
    point = '<trkpt lat="35.85" lon="36.04"/>'
    for encoding in ("UTF-16", "windows-1251", "ISO-8859-9"):
        text = gpx(point).replace('version="1.0"', f'version="1.0" encoding="{encoding}"', 1)
        assert tracks.read(put(tmp_path, "a.gpx", text.encode(encoding))).lon_deg.tolist() == [36.04]


# --- KML --------------------------------------------------------------------------------------------


def fast_kml(mode: AltitudeMode) -> str:
    """A gx:Track by fastkml."""
    items = [
        gx.TrackItem(when=times.KmlDateTime(time), coord=Point(lon, lat, alt))
        for time, lon, lat, alt in zip(TIMES, LON, LAT, ALT, strict=True)
    ]
    track = gx.Track(altitude_mode=mode, track_items=items)
    return str(kml.KML(features=[kml.Placemark(name="Su", kml_geometry=track)]).to_string())


def kml_text(body: str) -> str:
    space = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return f"<kml {space}><Document>\n{body}\n</Document></kml>"


@pytest.mark.parametrize(
    ("mode", "reference"),
    [(AltitudeMode.absolute, "msl"), (AltitudeMode.relative_to_ground, "ground"), (AltitudeMode.clamp_to_ground, None)],
)
def test_a_gx_track_by_fastkml(tmp_path: Path, mode: AltitudeMode, reference: str | None) -> None:
    data = tracks.read(put(tmp_path, "a.kml", fast_kml(mode)))
    is_known(data, reference, alt=reference is not None)
    assert data.notes == (() if reference else ("altitudes left out: altitudeMode is clampToGround",))


def track_of_kml(pairs: list[tuple[str | None, str | None]], prefix: str = "gx:") -> str:
    whens = "".join(f"<when>{when}</when>\n" for when, _ in pairs if when is not None)
    coords = "".join(f"<{prefix}coord>{coord}</{prefix}coord>\n" for _, coord in pairs if coord is not None)
    mode = "<altitudeMode>absolute</altitudeMode>"
    return f"<Placemark><{prefix}Track>{mode}\n{whens}{coords}</{prefix}Track></Placemark>"


def test_a_track_of_kml_2_3_and_a_place_that_is_missing(tmp_path: Path) -> None:
    rows = [(time, f"{lon} {lat} {alt}") for time, lon, lat, alt in zip(ISO, LON, LAT, ALT, strict=True)]
    pairs: list[tuple[str | None, str | None]] = [*rows[:1], ("2015-11-24T07:24:05.5Z", ""), *rows[1:]]
    data = tracks.read(put(tmp_path, "a.kml", kml_text(track_of_kml(pairs, prefix=""))))
    is_known(data, "msl")
    assert data.notes == ("1 time without a position left out",)
    pairs[1] = ("", "36 35 5")
    assert ":4: when: empty; give the time of each coord" in refusal(
        put(tmp_path, "b.kml", kml_text(track_of_kml(pairs)))
    )
    pairs[1] = (None, "36 35 5")
    assert refusal(put(tmp_path, "c.kml", kml_text(track_of_kml(pairs)))) == [
        ":2: Track: 3 when for 4 coord; a Track has one coord for each when"
    ]


def test_points_with_times_lines_and_pins(tmp_path: Path) -> None:
    mode = "<altitudeMode>relativeToGround</altitudeMode>"
    points = "".join(
        f"<Placemark><TimeStamp><when>{time}</when></TimeStamp><Point>{mode}<coordinates>\n {lon},{lat},{alt}"
        "</coordinates></Point></Placemark>"
        for time, lon, lat, alt in zip(ISO, LON, LAT, ALT, strict=True)
    )
    at = " ".join(f"{lon},{lat},{alt}" for lon, lat, alt in zip(LON, LAT, ALT, strict=True))
    line = f"<Placemark><name>way</name><LineString><coordinates>{at}</coordinates></LineString></Placemark>"
    pin = "<Placemark><Point><coordinates>1,2</coordinates></Point></Placemark>"
    folders = f"<Folder><name>A</name>{points}{pin}</Folder><Folder>{points}<name>B</name></Folder>"
    both = tracks.read_all(put(tmp_path, "a.kml", kml_text(folders + line)))
    assert [each.name for each in both] == ["A", "B"]
    for each in both:
        is_known(each, "ground")
        assert each.notes == ("1 point without time left out", "1 line without times left out")
    is_known(tracks.read(put(tmp_path, "b.kml", kml_text(line + pin))), None, timed=False, alt=False)
    assert refusal(put(tmp_path, "c.kml", kml_text(pin))) == [
        ": no track (1 point without time); a track is a gx:Track, Points with TimeStamp, or a LineString"
    ]


def test_a_kmz_is_the_kml_in_it(tmp_path: Path) -> None:
    def packed(*members: tuple[str, str]) -> Path:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in members:
                archive.writestr(name, text)
        return put(tmp_path, "flight.kmz", content.getvalue())

    good, picture = fast_kml(AltitudeMode.absolute), ("files/icon.png", "x")
    is_known(tracks.read(packed(("any.kml", good), picture)), "msl")
    is_known(tracks.read(packed(("other.kml", "<kml/>"), ("doc.kml", good))), "msl")
    assert refusal(packed(("a.kml", good), ("b.kml", good))) == [
        ": an archive with 2 .kml files; zip one .kml file, called doc.kml"
    ]


# --- Moving Features --------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", ["iso", "milliseconds"])
def test_moving_features_by_movingpandas(tmp_path: Path, clock: str) -> None:
    rows = pd.DataFrame({"id": ["a"] * 3 + ["b"] * 3, "t": TIMES * 2})
    frame = geopandas.GeoDataFrame(rows, geometry=geopandas.points_from_xy(LON * 2, LAT * 2), crs=4326)
    encode = {"iso": lambda t: t.isoformat(), "milliseconds": lambda t: round(t.timestamp() * 1000)}[clock]
    from movingpandas.io import gdf_to_mf_json  # slow to import

    document = gdf_to_mf_json(frame, "id", "t", datetime_encoder=encode, interpolation="Linear")
    found = tracks.read_all(put(tmp_path, "a.json", json.dumps(document)))
    assert [each.name for each in found] == ["a", "b"]
    for each in found:
        is_known(each, None, alt=False)


def moving(**changes: object) -> dict[str, object]:
    """A moving point as MobilityDB's asMFJSON writes it."""
    return {
        "type": "MovingPoint",
        "crs": {"type": "Name", "properties": {"name": "EPSG:4326"}},
        "coordinates": [list(position) for position in zip(LON, LAT, ALT, strict=True)],
        "datetimes": [time.replace("+00:00", "+00") for time in ISO],
        "lower_inc": True,
        "upper_inc": True,
        "interpolation": "Linear",
        **changes,
    }


def mf(folder: Path, document: object) -> Path:
    return put(folder, "a.mfjson", json.dumps(document, indent=1))


def test_moving_points_in_all_their_forms(tmp_path: Path) -> None:
    is_known(tracks.read(mf(tmp_path, moving())), "ellipsoid")
    whole = moving()
    one = {key: whole[key] for key in ("coordinates", "datetimes")}
    parts = {"type": "MovingPoint", "sequences": [one, one], "interpolation": "Linear"}
    for each in tracks.read_all(mf(tmp_path, parts)):
        is_known(each, "ellipsoid")
    prisms = {"type": "MovingGeometryCollection", "prisms": [moving(), moving()]}
    trs = {"type": "Link", "properties": {"href": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}}
    feature = {"type": "Feature", "properties": {"name": "Su"}, "trs": trs, "temporalGeometry": prisms}
    assert [each.name for each in tracks.read_all(mf(tmp_path, feature))] == ["Su", "Su (2)"]
    line = {"type": "LineString", "coordinates": whole["coordinates"]}
    heights = {"datetimes": ISO, "altitude_reference": "msl", "alt_baro_m": [5800, 5801, 5802]}
    data = tracks.read(mf(tmp_path, {"type": "Feature", "geometry": line, "properties": heights}))
    assert (
        data.altitude_reference == "barometric" and data.alt_m is not None and data.alt_m.tolist() == [5800, 5801, 5802]
    )
    assert data.other_altitudes["msl"].tolist() == ALT
    single = moving(coordinates=[36.04, 35.85], datetimes=ISO[0], interpolation="None")
    assert tracks.read(mf(tmp_path, single)).lon_deg.tolist() == [36.04]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"interpolation": "Step"}, "interpolation: interpolation 'Step'; a track moves linearly"),
        ({"interpolations": ["Discrete"], "interpolation": None}, "a track moves linearly"),
        ({"datetimes": ["2015-11-24 07:24:05"] * 3}, "has no offset from UTC"),
        ({"datetimes": ISO[:2]}, "2 datetimes for 3 positions; give one time for each position"),
        ({"datetimes": [None] * 3}, "no time; a moving point has a time for each position"),
        ({"datetimes": [1448349845000.5, True, 1e300]}, "True is no time counted from 1970"),
        ({"crs": {"type": "Name", "properties": {"name": "EPSG:3857"}}}, "crs: coordinates in 'EPSG:3857'"),
        ({"trs": {"type": "Name", "properties": {"name": "julian"}}}, "trs: times in 'julian'; give UTC"),
        ({"type": "MovingPolygon"}, "'MovingPolygon' is no moving point"),
        ({"coordinates": None}, "coordinates: not a list"),
    ],
)
def test_moving_points_that_are_refused(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    assert told in "\n".join(refusal(mf(tmp_path, {**moving(), **changes})))


def test_geojson_says_what_its_heights_are_counted_from(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": moving()["coordinates"]}
    stated = {"times": ISO, "altitude_reference": "barometric"}
    is_known(tracks.read(put(tmp_path, "a.json", json.dumps({**feature(line), "properties": stated}))), "barometric")
    wrong = {**feature(line), "properties": {"altitude_reference": "QNH"}}
    assert (
        "'QNH' is no reference; write one of barometric, msl" in refusal(put(tmp_path, "b.json", json.dumps(wrong)))[0]
    )
    both = {**feature(line), "properties": {**stated, "alt_m": [1, 2, 3]}}
    data = tracks.read(put(tmp_path, "c.json", json.dumps(both)))
    assert data.alt_m is not None and data.alt_m.tolist() == [1, 2, 3] and data.altitude_reference == "barometric"
    assert data.other_altitudes["ellipsoid"].tolist() == ALT


def feature(geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"times": ISO}, "geometry": geometry}
