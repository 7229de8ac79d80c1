"""IGC, Parquet and CSV, and what the command line says of tracks: files whose fixes are known come back to the bit."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from aerofiles.igc import Writer
from click.testing import CliRunner
from track_files import ALT, ISO, LAT, LON, START, T_S, TIMES, TODAY, gpx_file, is_known, put, refusal

from airspace.assessment import track_of
from airspace.cli import main
from geodata import altitude, tracks

# --- IGC --------------------------------------------------------------------------------------------


def igc(fixes: list[tuple[datetime, float, float, int, int]], day: date = TODAY, **change: object) -> bytes:
    """A log by aerofiles."""
    content = io.BytesIO()
    writer = Writer(content)
    writer.write_headers(
        {
            "manufacturer_code": "XCS",
            "logger_id": "ABC",
            "date": day,
            "logger_type": "test",
            "gps_receiver": "test",
            "firmware_version": "1",
            "hardware_version": "1",
            "pilot": "Öz",
            "glider_type": "x",
            "glider_id": "y",
        }
    )
    if "extensions" in change:
        writer.write_fix_extensions(change["extensions"])
    for number, (time, lat, lon, pressure, gnss) in enumerate(fixes):
        more = {"extensions": change["values"][number]} if "values" in change else {}  # type: ignore[index]
        writer.write_fix(time.time(), lat, lon, pressure_alt=pressure, gps_alt=gnss, valid=True, **more)
    return content.getvalue()


LOG = [(TIMES[0], 35.85, 36.04, 5791, 5850), (TIMES[2], -35.5, -36.25, -12, 40)]


def test_a_log_has_both_altitudes(tmp_path: Path) -> None:
    data = tracks.read(put(tmp_path, "flight.igc", igc(LOG)))
    assert data.start == START and data.t_s is not None and data.t_s.tolist() == [0, 17]
    assert np.allclose(data.lon_deg, [36.04, -36.25], atol=1e-9) and np.allclose(
        data.lat_deg, [35.85, -35.5], atol=1e-9
    )
    assert data.altitude_reference == "barometric" and data.alt_m is not None and data.alt_m.tolist() == [5791, -12]
    assert {key: value.tolist() for key, value in data.other_altitudes.items()} == {"ellipsoid": [5850, 40]}
    assert track_of(data).altitude_reference == "barometric"


def test_a_log_passes_midnight_and_does_not_go_backwards(tmp_path: Path) -> None:
    late = datetime(2015, 12, 31, 23, 59, 58, tzinfo=UTC)
    fixes = [(late + timedelta(seconds=4 * i), 35.0 + i / 100, 36.0, 100, 150) for i in range(4)]
    data = tracks.read(put(tmp_path, "a.igc", igc(fixes, late.date())))
    assert data.start == late and data.t_s is not None and data.t_s.tolist() == [0, 4, 8, 12]
    told = refusal(put(tmp_path, "b.igc", igc([LOG[1], LOG[0]])))
    assert len(told) == 1 and "time: goes backwards" in told[0] and told[0].startswith(":")


def test_a_log_without_a_sensor_or_a_fix(tmp_path: Path) -> None:
    no_pressure = tracks.read(put(tmp_path, "a.igc", igc([(*fix[:3], 0, fix[4]) for fix in LOG])))
    assert no_pressure.altitude_reference == "ellipsoid" and no_pressure.other_altitudes == {}
    assert no_pressure.notes == ("no pressure altitudes: all are zero",)
    raw = igc(LOG)
    at = raw.rindex(b"A-0012")
    doubtful = tracks.read(put(tmp_path, "b.igc", raw[:at] + b"V" + raw[at + 1 :]))
    assert np.array_equal(doubtful.other_altitudes["ellipsoid"], [5850, np.nan], equal_nan=True)
    assert doubtful.notes == ("1 of 2 fixes are marked V: no three-dimensional GNSS fix",)
    geoid = raw.replace(b"HFDTM", b"HFALGALTGPS:GEO\r\nHFDTM", 1)
    assert set(tracks.read(put(tmp_path, "c.igc", geoid)).other_altitudes) == {"msl"}


def test_further_digits_of_a_log(tmp_path: Path) -> None:
    raw = igc(LOG, extensions=[("LAD", 2), ("LOD", 2), ("TDS", 1)], values=[["50", "25", "5"], ["00", "00", "0"]])
    data = tracks.read(put(tmp_path, "a.igc", raw))
    assert data.start == START + timedelta(seconds=0.5) and data.t_s is not None and data.t_s[1] == 16.5
    assert abs(data.lat_deg[0] - (35.85 + 0.0005 / 60)) < 1e-9 and abs(data.lon_deg[0] - (36.04 + 0.00025 / 60)) < 1e-9


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((b"HFDTE", b"HFXXX"), "no date before the first fix; add a header such as HFDTE241115"),
        ((b"HFDTE241115", b"HFDTE321315"), "HFDTE: '321315' is no date; write ddmmyy such as HFDTE241115"),
        (
            (b"HFDTM100GPSDATUM:WGS-1984", b"HFDTM004GPSDATUM:ED-50"),
            "HFDTM: positions on the datum 'ED-50'; give WGS84",
        ),
        ((b"N03602", b"N03662"), "B record: 'B0724053551000N03662400EA0579105850' is no fix; B, hhmmss"),
        ((b"B072405", b"B252405"), "is no fix"),
    ],
)
def test_broken_logs(tmp_path: Path, change: tuple[bytes, bytes], told: str) -> None:
    raw = igc(LOG)
    assert change[0] in raw
    assert told in "\n".join(refusal(put(tmp_path, "a.igc", raw.replace(*change))))


# --- Parquet ----------------------------------------------------------------------------------------


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"time": pd.to_datetime(TIMES, utc=True), "lon": LON, "lat": LAT, "alt_msl_m": ALT, **columns})


def parquet(folder: Path, table: pd.DataFrame) -> Path:
    table.to_parquet(folder / "a.parquet")
    return folder / "a.parquet"


def test_parquet_by_pandas(tmp_path: Path) -> None:
    is_known(tracks.read(parquet(tmp_path, frame())), "msl")
    is_known(tracks.read(parquet(tmp_path, frame(time=ISO))), "msl")
    zoned = pd.to_datetime(TIMES, utc=True).tz_convert("Europe/Istanbul").as_unit("ms")
    is_known(tracks.read(parquet(tmp_path, frame(time=zoned))), "msl")
    renamed = frame().rename(columns={"lon": "Boylam", "lat": "Y", "time": "ts"})
    path = parquet(tmp_path, renamed)
    is_known(tracks.read(path, {"lon": "Boylam", "lat": "Y", "time": "ts"}), "msl")
    assert refusal(path) == [
        ": no column 'lon' among 'ts', 'Boylam', 'Y', 'alt_msl_m'; name it so, or type --column lon=Boylam",
        ": no column 'lat' among 'ts', 'Boylam', 'Y', 'alt_msl_m'; name it so, or type --column lat=Y",
    ]
    named = parquet(tmp_path, pd.concat([frame(track="a"), frame(track="b")]))
    for each in tracks.read_all(named):
        is_known(each, "msl")
    assert [each.name for each in tracks.read_all(named)] == ["a", "b"]
    assert len(tracks.read_all(parquet(tmp_path, frame(track=[270, 271, 272])))) == 1  # a course


def test_points_of_geoparquet(tmp_path: Path) -> None:
    table = geopandas.GeoDataFrame({"time": TIMES}, geometry=shapely.points(LON, LAT, ALT), crs="OGC:CRS84")
    for crs, reference in (("OGC:CRS84", "unstated"), ("EPSG:4979", "ellipsoid")):
        table.set_crs(crs, allow_override=True).to_parquet(tmp_path / "a.parquet")
        is_known(tracks.read(tmp_path / "a.parquet"), reference)
    table.to_parquet(tmp_path / "b.parquet", geometry_encoding="geoarrow")
    is_known(tracks.read(tmp_path / "b.parquet"), "unstated")
    table.to_crs(3857).to_parquet(tmp_path / "c.parquet")
    assert refusal(tmp_path / "c.parquet") == [
        ": coordinates in 'WGS 84 / Pseudo-Mercator'; give WGS84 longitude and latitude (OGC:CRS84)"
    ]
    table.loc[1, "geometry"] = None
    table.to_parquet(tmp_path / "d.parquet")
    assert refusal(tmp_path / "d.parquet") == [": row 2: geometry: no geometry; each row is one Point"]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            {"time": [time.replace(tzinfo=None) for time in TIMES]},
            "the times in column 'time' have no zone; write them",
        ),
        ({"time": ["2015-11-24T07:24:05"] * 3}, "row 1: time: '2015-11-24T07:24:05' has no offset from UTC"),
        ({"time": pd.to_datetime(TIMES, utc=True) + pd.Timedelta(1, "ns")}, "finer than a microsecond"),
        ({"time": [1.5, 2, 3]}, "column 'time' holds double, not times"),
        ({"lat": [1, 2, 95]}, "row 3: lat: latitude 95 is outside -90 to 90"),
        ({"lon": ["1", "2", "3"]}, "lon: column 'lon' holds dictionary<values=string"),
        ({"lon": [1, None, 3]}, "row 2: lon: None is not a number"),
        ({"alt_msl_ft": ALT}, "both 'alt_msl_m' and 'alt_msl_ft' are given; leave one of the columns out"),
    ],
)
def test_tables_that_are_refused(tmp_path: Path, columns: dict[str, object], told: str) -> None:
    assert told in "\n".join(refusal(parquet(tmp_path, frame(**columns))))


# --- CSV --------------------------------------------------------------------------------------------


def csv_text(header: str, *columns: list[object]) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in zip(*columns, strict=True))]) + "\n"


def test_columns_named_by_the_user(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", csv_text("ts,Longitude,Lat (deg),GPS alt,heading", ISO, LON, LAT, ALT, [1, 2, 3]))
    assert refusal(path) == [
        ":1: no column 'lon' among 'ts', 'Longitude', 'Lat (deg)', 'GPS alt', 'heading'; name it so, or type "
        "--column lon=Longitude",
        ":1: no column 'lat' among 'ts', 'Longitude', 'Lat (deg)', 'GPS alt', 'heading'; name it so, or type "
        "--column 'lat=Lat (deg)'",
    ]
    named = {"lon": "Longitude", "lat": "Lat (deg)", "time": "ts", "alt_ellipsoid_m": "GPS alt"}
    is_known(tracks.read(path, named), "ellipsoid")
    assert "no column 'Longitud' for 'lon' among 'ts'" in refusal(path, lon="Longitud", lat="lat (deg)")[0]
    assert refusal(put(tmp_path, "a.gpx", "<gpx/>"), lon="x") == [
        ": columns are named for a file that has none; --column is for CSV and Parquet"
    ]


def test_a_suggestion_repeats_no_name_that_a_shell_would_run(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", '"lon\';reboot;\'","lat`x`"\n1,2\n')
    assert all(told.endswith("=COLUMN") for told in refusal(path))


def test_feet_counted_times_and_several_altitudes(tmp_path: Path) -> None:
    counted = [f"{time.timestamp():.6f}" for time in TIMES]
    header = "time_unix_s,lon,lat,alt_baro_ft,alt_ellipsoid_m,track"
    path = put(tmp_path, "a.csv", csv_text(header, counted, LON, LAT, [19000, 19000, 19010], [1, "", 3], [270] * 3))
    data = tracks.read(path)
    assert data.start == START and data.t_s is not None and data.t_s.tolist() == T_S
    assert data.altitude_reference == "barometric" and data.alt_m is not None
    assert data.alt_m.tolist() == [5791.200000000001, 5791.200000000001, 5794.2480000000005]  # times 0.3048
    assert np.array_equal(data.other_altitudes["ellipsoid"], [1, np.nan, 3], equal_nan=True)
    path = put(tmp_path, "b.csv", csv_text("time_unix_ms,lon,lat", [1448349845000, "soon", 1448349862000], LON, LAT))
    assert ":3: time_unix_ms: 'soon' is no time counted from 1970" in refusal(path)[0]


def test_tracks_named_in_a_column(tmp_path: Path) -> None:
    rows = (ISO * 2, LON * 2, LAT * 2, ALT * 2, ["a", "a", "a", "b", "b", "b"])
    found = tracks.read_all(put(tmp_path, "a.csv", csv_text("time,lon,lat,alt_m,track", *rows)))
    assert [each.name for each in found] == ["a", "b"]
    for each in found:
        is_known(each, "unstated")


def test_every_reference_has_its_columns_and_words() -> None:
    assert {reference for reference, _ in altitude.ALTITUDE_FIELDS.values()} == set(altitude.ALTITUDE_REFERENCES)
    assert sorted(altitude.ORDER) == sorted(altitude.ALTITUDE_REFERENCES)
    assert len({altitude.altitude_words(each) for each in altitude.ALTITUDE_REFERENCES}) == 5


# --- the command line -------------------------------------------------------------------------------

SQUARE = {"type": "Polygon", "coordinates": [[[36.02, 35], [37, 35], [37, 36], [36.02, 36], [36.02, 35]]]}


def test_each_track_of_a_file_is_a_row(tmp_path: Path) -> None:
    zone = put(tmp_path, "zone.geojson", json.dumps(SQUARE))
    result = CliRunner().invoke(main, ["check", str(gpx_file(tmp_path)), "--zone", str(zone), "--json"])
    assert result.exit_code == 0
    rows = json.loads(result.stdout)["results"]
    assert [row["track"] for row in rows] == ["first", "first (2)", "second"]
    assert {(row["verdict"], row["claim"], row["aircraft"]) for row in rows} == {("inside", None, None)}
    assert "first: 1 waypoints left out" in result.stderr
    page = CliRunner().invoke(main, ["check", str(gpx_file(tmp_path)), "--zone", str(zone)]).stdout
    assert "first (2)" in page and "second" in page


def test_validate_says_what_altitudes_are_counted_from(tmp_path: Path) -> None:
    path = put(tmp_path, "flight.igc", igc(LOG))
    told = CliRunner().invoke(main, ["validate", str(path)]).stdout
    assert told == (
        f"{path}: a track, 2 fixes, from 2015-11-24T07:24:05Z for 17 s, with altitudes (barometric; also ellipsoid); "
        "no fault found\n"
    )
    table = put(tmp_path, "a.csv", csv_text("x,y", LON, LAT))
    options = ["--column", "lon=x", "--column", "lat=y"]
    assert "3 fixes, no times, no altitudes" in CliRunner().invoke(main, ["validate", str(table), *options]).stdout
    for wrong in (["--column", "lon"], ["--column", "height=x"], ["--column", "lon=x", "--column", "lon=y"]):
        assert CliRunner().invoke(main, ["validate", str(table), *wrong]).exit_code == 2
    assert CliRunner().invoke(main, ["validate", "su24-2015", *options]).exit_code == 2
