"""Track files: what is read is exact, what is broken is refused with every fault in words."""

from __future__ import annotations

import csv
import json
import math
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.errors import TrackFileError
from geodata import fixes, jsontext, tracks

BROKEN = Path(__file__).parent / "broken_tracks"
ROW = "2015-11-24T07:24:05Z,36.04,35.85,5791\n"

# what each broken file is told, line by line, after "FILE"
TOLD = {
    "a-list.json": [':1: not a GeoJSON object; it starts with {"type": ...'],
    "bad-time.csv": [
        ":2: time: '24.11.2015 07:24:05' is not an ISO-8601 time; write it like 2015-11-24T07:24:05Z",
        ":3: time: '2015-11-24T07:24:61Z' is not an ISO-8601 time; write it like 2015-11-24T07:24:05Z",
        ":4: time: '2015-11-24T07:24:07.1234567Z' is finer than a microsecond; round it to six decimals",
    ],
    "binary-junk.csv": [": holds binary data; a track is UTF-8 text"],
    "column-twice.csv": [":1: column 'lat' stands twice; name each column once"],
    "cut-off.geojson": [":3: not JSON: Expecting ',' delimiter; mend column 15"],
    "empty.csv": [": the file is empty; a track has at least one fix"],
    "latitude-95.csv": [
        ":2: lat: latitude 95 is outside -90 to 90; give degrees north",
        ":3: lon: longitude 361 is outside -360 to 360; give degrees east",
    ],
    "naive-time.csv": [
        ":3: time: '2015-11-24T07:24:06' has no offset from UTC; end it with Z or an offset such as +02:00"
    ],
    "nested.geojson": [": nested too deeply; a GeoJSON track is nested five levels deep"],
    "no-features.geojson": [": no features; a track has at least one fix"],
    "no-lon.csv": [":1: no column 'lon' among 'time', 'longitude', 'lat'; name it so, or type --column lon=longitude"],
    "not-a-number.csv": [
        ":2: lon: 'NaN' is not a finite number; leave out fixes without a position",
        ":3: lat: 'inf' is not a finite number; leave out fixes without a position",
        ":4: alt_m: '19000 ft' is not a number; write a number such as 36.0251",
    ],
    "not-utf8.csv": [":3: byte 0xff is not UTF-8; save the file as UTF-8"],
    "only-header.csv": [": no fixes; a track has at least one fix"],
    "open-quote.csv": [":3: the CSV breaks off: unexpected end of data; close every quote"],
    "points-backwards.geojson": [
        ":4: features[1].properties.time: goes backwards, from 2015-11-24T07:24:05Z to 2015-11-24T07:24:03Z;"
        " order the fixes by time",
        ":5: features[1].geometry.coordinates[2]: missing here, given for other fixes; give it for all fixes"
        " or for none",
        ":6: features[2].geometry: no geometry; a track is one LineString, or Points",
    ],
    "polygon.geojson": [":2: geometry.type: 'Polygon' is no track; a track is one LineString, or Points"],
    "positions.geojson": [
        ":2: properties.times[1]: 1448349846000 is not text; write it like 2015-11-24T07:24:05Z",
        ":2: properties.times[2]: missing here, given for other fixes; give it for all fixes or for none",
        ":4: geometry.coordinates[0][1]: latitude 95 is outside -90 to 90; give degrees north",
        ":5: geometry.coordinates[1]: ['36.03', 35.85] is no position; give [lon, lat] or [lon, lat, alt_m]",
        ":6: geometry.coordinates[2][1]: nan is not a finite number; leave out fixes without a position",
        ":7: geometry.coordinates[3]: [36.01] is no position; give [lon, lat] or [lon, lat, alt_m]",
    ],
    "same-time-elsewhere.csv": [
        ":3: time: 2015-11-24T07:24:05Z has a second, different position; give one position for each time"
    ],
    "semicolons.csv": [":1: the columns are separated by semicolons; separate them by commas"],
    "short-row.csv": [":3: 2 values in this row; the header has 4 columns"],
    "some-times.csv": [
        ":3: time: missing here, given for other fixes; give it for all fixes or for none",
        ":4: alt_m: missing here, given for other fixes; give it for all fixes or for none",
    ],
    "time-backwards.csv": [
        ":3: time: goes backwards, from 2015-11-24T07:24:05Z to 2015-11-24T07:24:04.500000Z; order the fixes by time"
    ],
    "times-too-few.geojson": [":2: properties.times: 2 times for 3 positions; give one time for each position"],
    "two-lines.geojson": [
        ":3: features[1].geometry: one file holds one track, and this is a second shape;"
        " a track is one LineString, or Points"
    ],
    "utf16.csv": [": the text is UTF-16; save it as UTF-8"],
    "web-mercator.geojson": [":2: crs: coordinates in 'urn:ogc:def:crs:EPSG::3857'; give WGS84 longitude and latitude"],
}


def refusal(path: Path) -> list[str]:
    with pytest.raises(TrackFileError) as caught:
        tracks.read(path)
    told = str(caught.value).splitlines()
    assert all(line.startswith(str(path)) for line in told)
    return [line.removeprefix(str(path)) for line in told]


def write(folder: Path, text: str, name: str = "track.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_broken_file_is_refused_with_all_its_faults(name: str) -> None:
    assert refusal(BROKEN / name) == TOLD[name]


def test_every_broken_file_is_tested() -> None:
    assert {path.name for path in BROKEN.iterdir()} == {*TOLD, "every-fault.csv"}


def test_of_many_faults_the_first_twenty_are_shown_and_the_rest_counted() -> None:
    told = refusal(BROKEN / "every-fault.csv")
    assert len(told) == 21
    assert told[-1] == ": ... and 40 more; the first 20 are listed"
    assert {line.split(":")[2].strip() for line in told[:-1]} == {"lon", "lat", "alt_m", "time"}


# --- files that are no tracks ------------------------------------------------------------------------


def test_missing_folder_and_unknown_ending(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert refusal(tmp_path / "none.csv") == [": no such file; give the path of a track file"]
    assert refusal(tmp_path / "folder.csv") == [": not a regular file; give the path of a track file"]
    assert refusal(write(tmp_path, ROW, "track.txt")) == [
        ": not a track by its file name ending; tracks end in .csv, .geojson, .geoparquet, .gpx, .igc, .json, .kml,"
        " .kmz, .mfjson, .parquet"
    ]


def test_a_file_beyond_the_ceiling_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(tracks.MAX_BYTES + 1)
    assert refusal(path) == [": larger than 64 MiB; split the track or leave fixes out"]
    monkeypatch.setattr(fixes, "MAX_FIXES", 3)
    many = write(tmp_path, "lon,lat\n" + "36,35\n" * 5)
    assert refusal(many) == [":5: more than 3 fixes; split the track or leave fixes out"]


# --- CSV --------------------------------------------------------------------------------------------


def test_columns_in_any_order_with_others_between_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeffLat, callsign ,ALT_M,lon,time\n\n35.85,X,5791,36.04,2015-11-24T09:24:05+02:00\n"
    data = tracks.read(write(tmp_path, text))
    assert (data.lon_deg.tolist(), data.lat_deg.tolist()) == ([36.04], [35.85])
    assert data.alt_m is not None and data.alt_m.tolist() == [5791]
    assert data.t_s is not None and data.t_s.tolist() == [0]
    assert data.start == datetime(2015, 11, 24, 7, 24, 5, tzinfo=UTC) and data.start.tzinfo is UTC
    assert (data.name, data.source) == ("track", str(tmp_path / "track.csv"))


@pytest.mark.parametrize("text", [",", "\n , ,\n", '""'])
def test_a_header_of_nothing(tmp_path: Path, text: str) -> None:
    assert "no column 'lon' among" in refusal(write(tmp_path, text))[0]


@given(raw=st.binary(max_size=80) | st.text('time,lonalt_m3620Z:-T.\n\r"\0', max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for name in ("track.csv", "track.geojson"):
        (folder / name).write_bytes(raw)
        try:
            assert tracks.read(folder / name).lon_deg.size
        except TrackFileError as error:
            assert str(error)


def test_position_alone_is_enough(tmp_path: Path) -> None:
    data = tracks.read(write(tmp_path, "lon,lat\r\n36.04,35.85\r\n36.04,35.85\r\n"))
    assert data.lon_deg.size == 2  # without times nothing says that the second is the first again
    assert data.start is data.t_s is data.alt_m is None


def test_blank_columns_are_columns_not_given(tmp_path: Path) -> None:
    data = tracks.read(write(tmp_path, "time,lon,lat,alt_m\n,36.04,35.85, \n,36.05,35.85,\n"))
    assert data.t_s is None and data.alt_m is None


@pytest.mark.parametrize(("given_deg", "read_deg"), [(190, -170), (-190, 170), (360, 0), (-180, -180), (180, 180)])
def test_longitudes_are_brought_into_one_turn(tmp_path: Path, given_deg: float, read_deg: float) -> None:
    assert tracks.read(write(tmp_path, f"lon,lat\n{given_deg},0\n")).lon_deg.tolist() == [read_deg]


def test_the_same_fix_twice_is_one(tmp_path: Path) -> None:
    data = tracks.read(write(tmp_path, "time,lon,lat,alt_m\n" + ROW * 3 + ROW.replace(":05Z", ":06Z")))
    assert data.t_s is not None and data.t_s.tolist() == [0, 1]


def test_the_same_time_at_another_altitude_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "time,lon,lat,alt_m\n" + ROW + ROW.replace("5791", "5800"))
    assert "has a second, different position" in refusal(path)[0]


def test_numbers_as_only_python_writes_them_are_refused(tmp_path: Path) -> None:
    assert "'3_6' is not a number" in refusal(write(tmp_path, "lon,lat\n3_6,35\n"))[0]


def test_hostile_text_in_a_value_is_shown_harmlessly(tmp_path: Path) -> None:
    told = refusal(write(tmp_path, "lon,lat\n\x1b[31m\u202e,35\n"))[0]
    assert "\x1b" not in told and "\u202e" not in told and r"\x1b[31m\u202e" in told


def test_arrays_cannot_be_changed(tmp_path: Path) -> None:
    data = tracks.read(write(tmp_path, "time,lon,lat,alt_m\n" + ROW))
    for array in (data.lon_deg, data.lat_deg, data.alt_m, data.t_s):
        assert array is not None
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


FIXES = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=10**10),  # microseconds since the fix before
        st.floats(-180, 180),
        st.floats(-90, 90),
        st.floats(-500, 40_000),
        st.integers(min_value=-23, max_value=23),  # hours of the offset it is written with
    ),
    min_size=1,
    max_size=30,
)


@given(fixes=FIXES, first=st.datetimes(datetime(1903, 12, 17), datetime(2100, 1, 1)))
def test_csv_round_trip_is_exact(
    fixes: list[tuple[int, float, float, float, int]],
    first: datetime,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("round") / "track.csv"
    moment, moments = first.replace(tzinfo=UTC), []
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["time", "lon", "lat", "alt_m"])
        for step, lon, lat, alt, hours in fixes:
            moment += timedelta(microseconds=step)
            moments.append(moment)
            stated = moment.astimezone(timezone(timedelta(hours=hours)))
            writer.writerow([stated.isoformat(), repr(lon), repr(lat), repr(alt)])
    data = tracks.read(path)
    assert data.start == moments[0] and data.t_s is not None and data.alt_m is not None
    assert [data.start + timedelta(seconds=t) for t in data.t_s.tolist()] == moments
    assert data.lon_deg.tolist() == [fix[1] for fix in fixes]
    assert data.lat_deg.tolist() == [fix[2] for fix in fixes]
    assert data.alt_m.tolist() == [fix[3] for fix in fixes]


def test_a_hundred_thousand_fixes_are_read_in_seconds(tmp_path: Path) -> None:
    start = datetime(2015, 11, 24, tzinfo=UTC)
    rows = (f"{(start + timedelta(seconds=i)).isoformat()},36.{i:06},35.5,1000\n" for i in range(100_000))
    path = write(tmp_path, "time,lon,lat,alt_m\n" + "".join(rows))
    began = time.process_time()  # other work on the machine is not what is measured
    data = tracks.read(path)
    assert time.process_time() - began < 5
    assert data.t_s is not None and np.array_equal(data.t_s, np.arange(100_000))


# --- GeoJSON ----------------------------------------------------------------------------------------

LINE = {"type": "LineString", "coordinates": [[36.04, 35.85, 5791], [36.03, 35.85, 5790]]}
TIMES = ["2015-11-24T07:24:05Z", "2015-11-24T07:24:06.25Z"]


def geojson(folder: Path, document: object) -> tracks.TrackData:
    return tracks.read(write(folder, json.dumps(document, indent=1), "case.geojson"))


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_line_with_times(tmp_path: Path, wrapped: bool) -> None:
    line = feature(LINE, times=TIMES)
    data = geojson(tmp_path, collection(line) if wrapped else line)
    assert data.t_s is not None and data.t_s.tolist() == [0, 1.25]
    assert data.alt_m is not None and data.alt_m.tolist() == [5791, 5790]
    assert data.lon_deg.tolist() == [36.04, 36.03] and data.name == "case"


def test_a_bare_geometry_is_a_track_without_times(tmp_path: Path) -> None:
    assert geojson(tmp_path, LINE).t_s is None
    single = geojson(tmp_path, {"type": "Point", "coordinates": [190, 35.85]})
    assert single.lon_deg.tolist() == [-170] and single.alt_m is None


def test_points_with_times(tmp_path: Path) -> None:
    points = [
        feature({"type": "Point", "coordinates": position[:2]}, time=time)
        for position, time in zip(LINE["coordinates"], TIMES, strict=True)
    ]
    data = geojson(tmp_path, collection(*points))
    assert data.t_s is not None and data.t_s.tolist() == [0, 1.25] and data.alt_m is None


def test_wgs84_said_in_the_old_way_is_accepted(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert geojson(tmp_path, {**collection(feature(LINE)), "crs": crs}).lon_deg.size == 2


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"type": "FeatureCollection"}, "features: not a list; a FeatureCollection lists its features"),
        (collection("x"), ':4: features[0]: not a Feature; each feature has "type": "Feature"'),
        (collection(feature({"type": "LineString"})), "features[0].geometry.coordinates: not a list"),
        (feature(LINE, times="now"), "properties.times: not a list; give one time for each position"),
        (feature({"type": "LineString", "coordinates": []}), "no fixes; a track has at least one fix"),
        (feature({"type": "Point", "coordinates": [True, 35]}), "True is not a number"),
        (feature({"type": "Point", "coordinates": [10**400, 35]}), "is not a number"),
        ({"kind": "track"}, ": type: no geometry; a track is one LineString, or Points"),
        (collection(feature(LINE), feature({"type": "Point", "coordinates": [1, 2]})), "second shape"),
    ],
)
def test_documents_that_are_no_track(tmp_path: Path, document: object, told: str) -> None:
    assert told in refusal(write(tmp_path, json.dumps(document, indent=1), "case.json"))[0]


def test_deep_nesting_inside_the_limit_of_the_parser_is_refused_too(tmp_path: Path) -> None:
    text = '{"type": "LineString", "coordinates": [' + "[" * 800 + "]" * 800 + "]}"
    assert "is no position" in refusal(write(tmp_path, text, "deep.geojson"))[0]


def test_lines_are_found_and_given_up_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{"a": [1,\n 2],\n "b": {"c": null}}'
    assert jsontext.Lines(text).line(("a", 1)) == 2
    assert jsontext.Lines(text).line(("b", "c")) == 3
    assert jsontext.Lines(text).line(("b", "none")) == 3
    assert jsontext.Lines(text).line(("none",)) is None
    monkeypatch.setattr(jsontext, "_LARGEST", 3)
    assert jsontext.Lines(text).line(("a", 1)) is None


# --- single values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2015-11-24T09:24:05+02:00", "2015-11-24T07:24:05Z"),
        ("2015-11-24 07:24:05.000001Z", "2015-11-24T07:24:05.000001Z"),
        ("20151124T072405Z", "2015-11-24T07:24:05Z"),
        ("2015-11-24T07:24:05.1000000Z", "2015-11-24T07:24:05.100000Z"),
    ],
)
def test_times_as_they_are_written(text: str, utc: str) -> None:
    assert fixes.utc(fixes.microseconds(text)) == utc


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"])
def test_times_beyond_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(fixes.BadValueError, match="outside the years"):
        fixes.microseconds(text)


def test_numbers_must_be_finite() -> None:
    for value in (math.nan, math.inf, "nan", "-Infinity"):
        with pytest.raises(fixes.BadValueError, match="not a finite number"):
            fixes.number(value)
