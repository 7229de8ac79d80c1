"""Data sets of many flights: what is read is what pandas, GeoPandas and Arrow wrote; what cannot be is said once."""

from __future__ import annotations

import pickle
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import fsspec
import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.dataset import Dataset, open_dataset
from geodata.dataset_columns import Columns
from geodata.errors import MissingExtraError, TrackFileError

START = datetime(2015, 11, 24, 7, 24, 5, 123456, tzinfo=UTC)
START_US = 1_448_349_845_123_456
UTC_US = pa.timestamp("us", tz="UTC")


def table(flights: list[Any], first: int = 0, **other: object) -> pa.Table:
    """A row for each flight, a second and a hundredth of a degree apart; columns that are ``None`` are left out."""
    n = len(flights)
    at = np.arange(first, first + n)
    columns: dict[str, object] = {
        "flight": flights,
        "time": pa.array(START_US + at * 1_000_000, UTC_US),
        "lon": 36 + at / 100,
        "lat": 35 - at / 100,
        "alt_m": 1000.0 + at,
        **other,
    }
    return pa.table({name: values for name, values in columns.items() if values is not None})


def put(path: Path, content: pa.Table, rows_of_group: int = 1_000) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(content, path, row_group_size=rows_of_group)
    return str(path)


def everything(data: Dataset, **how: Any) -> tuple[list[str | None], np.ndarray, np.ndarray, np.ndarray]:
    parts = [data.read(part, **how) for part in data.parts]
    names = [None if code < 0 else part.names[code] for part in parts for code in part.flight]
    times = [np.where(part.t_known, part.t_us, -1) for part in parts]
    lon, lat = (np.concatenate([getattr(part, name) for part in parts]) for name in ("lon_deg", "lat_deg"))
    return names, np.concatenate(times), lon, lat


def refused(where: object, **columns: str) -> str:
    with pytest.raises(TrackFileError) as caught:
        data = open_dataset(str(where), columns)
        for part in data.parts:
            data.read(part)
    return str(caught.value)


def one(content: pa.Table, path: Path, **columns: str) -> Columns:
    data = open_dataset(put(path / "one.parquet", content), columns)
    assert len(data.parts) == 1
    return data.read(data.parts[0])


# --- files and parts ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files in folders, of one to three row groups, one of them empty; and what is no part of the data set."""
    root = tmp_path_factory.mktemp("data") / "set"
    put(root / "b.parquet", table(["C", "C", "D"], 5), 2)
    put(root / "a" / "day=2" / "x.parquet", table(["A", "B", "B", "B", "B"], 0), 2)
    put(root / "a" / "empty.parquet", table(["A"]).slice(0, 0))
    for name in ("_metadata.parquet", ".hidden.parquet", "_tmp/y.parquet", "a/notes.txt"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"no Parquet")
    return root


def test_a_folder_is_read_in_the_order_of_its_names(folder: Path) -> None:
    data = open_dataset(str(folder))
    assert [file.name for file in data.files] == ["a/day=2/x.parquet", "a/empty.parquet", "b.parquet"]
    assert [(p.file_number, p.row_group, p.rows, p.first_row) for p in data.parts] == [
        (0, 0, 2, 0),
        (0, 1, 2, 2),
        (0, 2, 1, 4),
        (2, 0, 2, 5),
        (2, 1, 1, 7),
    ]
    names, t_us, lon, lat = everything(data)
    assert data.rows == 8 and names == list("ABBBBCCD")
    assert (t_us == START_US + np.arange(8) * 1_000_000).all()
    assert (lon == 36 + np.arange(8) / 100).all() and (lat == 35 - np.arange(8) / 100).all()
    assert data.altitude_reference == "unstated"


@pytest.mark.parametrize("pattern", ["**/*.parquet", "*/**/*.parquet", "b.parq*", "[ab]*"])
def test_a_glob_names_some_of_them(folder: Path, pattern: str) -> None:
    names = {file.name for file in open_dataset(str(folder / pattern)).files}
    all_of_them = {"a/day=2/x.parquet", "a/empty.parquet", "b.parquet"}
    wanted = {"*/**/*.parquet": all_of_them - {"b.parquet"}, "**/*.parquet": all_of_them}.get(pattern, {"b.parquet"})
    assert names == wanted


def test_an_address_is_read_as_a_path_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local = open_dataset(str(folder))
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/store/set", recursive=True)
    for where in (f"file://{folder}", "memory://store/set", "memory://store/set/**/*.parquet"):
        data = pickle.loads(pickle.dumps(open_dataset(where)))
        assert [file.name for file in data.files] == [file.name for file in local.files]
        assert data.fingerprint() == local.fingerprint()
        assert everything(data)[0] == everything(local)[0]
    assert open_dataset("memory://store/set/b.parquet").rows == 3
    assert "no such file or folder" in refused("memory://store/none")
    told = refused("nosuch://someone:word@host/x")
    assert "Protocol not known" in told and "word" not in told
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(MissingExtraError, match=r"memory:// needs fsspec.*airspace-incidents\[screen\]"):
        open_dataset("memory://store/set")


def test_the_fingerprint_follows_the_data_and_not_the_dates(folder: Path, tmp_path: Path) -> None:
    first = open_dataset(str(folder)).fingerprint()
    shutil.copytree(folder, tmp_path / "copy")
    assert open_dataset(str(tmp_path / "copy")).fingerprint() == first
    data = open_dataset(str(tmp_path / "copy"))
    put(tmp_path / "copy" / "b.parquet", table(["C", "C", "D"], 6), 2)
    assert open_dataset(str(tmp_path / "copy")).fingerprint() != first
    assert open_dataset(str(folder), {"time_unix_s": "lon"}).fingerprint() != first
    with pytest.raises(TrackFileError, match="it was changed while it was in use"):
        data.read(data.parts[-1])


def test_some_fields_and_some_rows_at_a_time(folder: Path) -> None:
    data = open_dataset(str(folder / "a" / "day=2" / "x.parquet"))
    some = data.read(data.parts[1], ("lon", "alt_m"))
    assert (
        some.lon_deg.tolist() == [36.02, 36.03]
        and some.alt_m.tolist() == [1002, 1003]
        and not some.lon_deg.flags.writeable
    )
    assert (
        some.rows == 2 and some.first_row == 2 and some.names == () and not some.flight.size and not some.lat_deg.size
    )
    big = open_dataset(put(folder.parent / "big.parquet", table([f"F{i // 7}" for i in range(1000)]), 600))
    for part in big.parts:
        whole = big.read(part)
        pieces = list(big.batches(part, 64))
        assert [piece.first_row for piece in pieces] == list(range(part.first_row, part.first_row + part.rows, 64))
        assert all(len(piece.names) <= 11 for piece in pieces)  # only those of its own rows
        said = [piece.names[code] for piece in pieces for code in piece.flight]
        assert said == [f"F{(part.first_row + at) // 7}" for at in range(part.rows)]
        assert said == [whole.names[code] for code in whole.flight]
        for name in ("t_us", "t_known", "lon_deg", "lat_deg", "alt_m"):
            joined = np.concatenate([getattr(piece, name) for piece in pieces])
            assert (joined == getattr(whole, name)).all()


# --- columns ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coded", [False, True])
def test_flights_are_text_or_numbers(tmp_path: Path, coded: bool) -> None:
    def read(values: pa.Array, **more: Any) -> list[str | None]:
        values = values.dictionary_encode() if coded else values
        columns = one(table([0] * len(values), flight=values, **more), tmp_path)
        return [None if code < 0 else columns.names[code] for code in columns.flight]

    text = [" THY1  ", "THY1", None, "", "  ", "Öz\n1", "THY1"]
    wanted = ["THY1", "THY1", None, None, None, "Öz 1", "THY1"]
    for kind in (pa.string(), pa.large_string()):
        assert read(pa.array(text, kind)) == wanted
    assert read(pa.array([b"\xff1", b"a", b"a"], pa.binary())) == ["\ufffd1", "a", "a"]
    assert read(pa.array([7, 7, None, 2**63 - 1])) == ["7", "7", None, str(2**63 - 1)]


def test_the_column_of_flights_is_not_guessed(tmp_path: Path) -> None:
    other = {"flight": None, "icao24": ["a1", "b2"], "callsign": ["X", "Y"]}
    path = put(tmp_path / "x.parquet", table([0, 0], track=[270.5, 90.0], **other))
    told = refused(path)
    assert "no column 'flight'" in told and "--column flight=callsign or --column flight=icao24" in told
    assert everything(open_dataset(path, {"flight": "icao24"}))[0] == ["a1", "b2"]
    assert "--column flight=callsign" in refused(path, flight="calsign")
    put(tmp_path / "x.parquet", table([0, 0], track=["P", "Q"], **other))
    assert everything(open_dataset(path))[0] == ["P", "Q"]


def test_every_fault_of_the_columns_is_told_at_once(tmp_path: Path) -> None:
    path = put(
        tmp_path / "x.parquet", pa.table({"Longitude": [1.0], "latitude": [1.0], "timestamp": [1], "hex": ["a"]})
    )
    told = refused(path).splitlines()
    assert len(told) == 4
    for name, column in (("lon", "Longitude"), ("lat", "latitude"), ("flight", "hex"), ("time", "timestamp")):
        assert any(f"no column '{name}'" in line and f"--column {name}={column}" in line for line in told)
    path = put(tmp_path / "x.parquet", table([1.5], lat=["35"], time=[1]))
    told = refused(path).splitlines()
    assert len(told) == 3 and "--column time_unix_s=time, or time_unix_ms" in told[1]
    assert "flight: column 'flight' holds double, not names" in told[0] and "lat: column 'lat' holds string" in told[2]
    assert "no field 'speed'" in refused(path, speed="x")


@pytest.mark.parametrize(
    ("named", "reference", "factor"),
    [("alt_baro_ft", "barometric", 0.3048), ("alt_msl_m", "msl", 1.0), ("alt_ft", "unstated", 0.3048)],
)
def test_altitudes_have_a_unit_and_a_reference(tmp_path: Path, named: str, reference: str, factor: float) -> None:
    content = table(["A"] * 3, alt_m=None, alt_ellipsoid_m=[5.0, 6.0, 7.0], altitude=pa.array([100, None, 35000]))
    path = put(tmp_path / "x.parquet", content)
    data = open_dataset(path, {named: "altitude"})
    assert data.altitude_reference == reference
    alt_m = data.read(data.parts[0]).alt_m
    assert np.allclose(alt_m, [100 * factor, np.nan, 35000 * factor], rtol=1e-15, equal_nan=True)
    assert open_dataset(path).altitude_reference == "ellipsoid"
    bare = one(table(["A"] * 3, alt_m=None), tmp_path)
    assert np.isnan(bare.alt_m).all() and bare.alt_m.shape == (3,)


def test_numbers_of_every_kind(tmp_path: Path) -> None:
    lon = pa.array([36.5, None, float("nan"), -200.0], pa.float32())
    lat = pa.array([Decimal("35.25"), None, Decimal("-91.00"), Decimal("0.10")], pa.decimal128(9, 2))
    columns = one(table(["A"] * 4, lon=lon, lat=lat), tmp_path)
    assert np.array_equal(columns.lon_deg, [36.5, np.nan, np.nan, -200], equal_nan=True)
    assert np.array_equal(columns.lat_deg, [35.25, np.nan, -91, 0.1], equal_nan=True)


@pytest.mark.parametrize("form", ["WKB", "geoarrow"])
@pytest.mark.parametrize("height", [False, True])
def test_points_of_geoparquet(tmp_path: Path, form: str, height: bool) -> None:
    x, y, z = np.array([36.0, 36.1, -70.2]), np.array([35.0, 35.1, -5.2]), np.array([1.0, 2.0, 3.0])
    frame = geopandas.GeoDataFrame(
        {"flight": ["A", "A", "B"], "time": pd.to_datetime([START] * 3)},
        geometry=geopandas.points_from_xy(x, y, z if height else None),
        crs="EPSG:4979" if height else "EPSG:4326",
    )
    frame.to_parquet(tmp_path / "x.parquet", geometry_encoding=form)
    data = open_dataset(str(tmp_path / "x.parquet"))
    read = data.read(data.parts[0])
    assert (read.lon_deg == x).all() and (read.lat_deg == y).all() and read.t_us.tolist() == [START_US] * 3
    assert np.array_equal(read.alt_m, z if height else [np.nan] * 3, equal_nan=True)
    assert data.altitude_reference == ("ellipsoid" if height else "unstated")
    assert data.read(data.parts[0], ("lat",)).lat_deg.tolist() == y.tolist()


def test_geometries_that_are_no_points_have_no_position(tmp_path: Path) -> None:
    shapes = geopandas.GeoSeries.from_wkt(["POINT (1 2)", "LINESTRING (1 2, 3 4)", None, "POINT EMPTY", "POINT (5 6)"])
    frame = geopandas.GeoDataFrame({"flight": "A", "time_unix_s": range(5)}, geometry=shapes, crs="EPSG:4326")
    frame.to_parquet(tmp_path / "x.parquet")
    _, t_us, lon, lat = everything(open_dataset(str(tmp_path / "x.parquet")))
    assert np.array_equal(lon, [1, np.nan, np.nan, np.nan, 5], equal_nan=True)
    assert np.array_equal(lat, [2, np.nan, np.nan, np.nan, 6], equal_nan=True)
    assert t_us.tolist() == [0, 10**6, 2 * 10**6, 3 * 10**6, 4 * 10**6]
    frame.to_crs("EPSG:3857").to_parquet(tmp_path / "x.parquet")
    assert "give WGS84 longitude and latitude" in refused(tmp_path / "x.parquet")


# --- times ---------------------------------------------------------------------------------------------

EAST = timezone(timedelta(hours=5, minutes=30))


@settings(max_examples=25)
@given(st.lists(st.datetimes(timezones=st.sampled_from([UTC, EAST])), min_size=1, max_size=8), st.sampled_from("sun"))
def test_times_are_those_that_were_written(moments: list[datetime], unit: str) -> None:
    whole = [each if unit != "s" else each.replace(microsecond=0) for each in moments]
    exact = [(each - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) for each in whole]
    first, last = -62_135_596_800_000_000, 253_402_300_799_999_999  # years 1 and 9999, by Python's own calendar
    kept = [value if first <= value <= last else -1 for value in exact]
    if unit == "n":  # years 1678 to 2262
        kept = [value if abs(value) < 9_000_000_000_000_000 else -1 for value in exact]
        values: pa.Array = pa.array([None if k == -1 else v * 1000 + 999 for k, v in zip(kept, exact, strict=True)])
        content = values.cast(pa.timestamp("ns", tz="Asia/Kolkata"))
    else:
        content = pa.array(exact, UTC_US).cast(pa.timestamp("s" if unit == "s" else "us", tz="UTC"))
    assert _times(content) == kept
    assert _times(pa.array([each.isoformat() for each in whole])) == [v if first <= v <= last else -1 for v in exact]


def _times(content: pa.Array, field: str = "time") -> list[int]:
    from geodata.dataset_times import times
    from geodata.fixes import Faults

    t_us, known = times(content, field, Faults("x"), "time")
    assert t_us.dtype == np.int64 and (t_us[~known] == 0).all()
    return np.where(known, t_us, -1).tolist()


def test_times_counted_from_1970(tmp_path: Path) -> None:
    seconds = [1448349845.123456, None, float("nan"), float("inf"), 1e300, -1.5, 0.0]
    wanted = [START_US, -1, -1, -1, -1, -1_500_000, 0]
    assert _times(pa.array(seconds), "time_unix_s") == wanted
    assert _times(pa.array([1448349845123, None, -(2**63)]), "time_unix_ms") == [START_US - 456, -1, -1]
    assert _times(pa.array([2**64 - 1, 5], pa.uint64()), "time_unix_s") == [-1, 5_000_000]
    content = table(["A"] * 2, time=[1448349845, 1448349846])  # as OpenSky writes it
    path = put(tmp_path / "x.parquet", content)
    assert everything(open_dataset(path, {"time_unix_s": "time"}))[1].tolist() == [START_US - 123456, START_US + 876544]


@pytest.mark.parametrize("coded", [False, True])
def test_times_as_text_of_every_spelling(coded: bool) -> None:
    text = ["2015-11-24T07:24:05.123456Z", "20151124T092405,123456789+0200", " 2015-11-24 07:24:05.123456+00:00 "]
    text += ["2015-11-24T07:24:05.123456-00:00", "2015-W48-2T07:24:05.1234561Z"]
    bad = [None, "", "noon", "2015-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "2015-11-24T25:00:00Z", "9" * 5000]
    mixed = pa.array([*text, *bad, *text])
    assert _times(mixed.dictionary_encode() if coded else mixed) == [START_US] * 5 + [-1] * 7 + [START_US] * 5
    assert _times(pa.array([b"\xff\xfe", text[0].encode()])) == [-1, START_US]


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    told = refused(put(path, table(["A"], time=pa.array([START_US], pa.timestamp("us")))))
    assert "have no zone" in told and "which clock they follow is not guessed" in told
    assert told.endswith("with pandas: df['time'] = df['time'].dt.tz_localize('UTC')")
    told = refused(put(path, table(["A"] * 2, time=["2015-11-24T07:24:05Z", "2015-11-24T07:24:05"])))
    assert "x.parquet, row group 0: time: '2015-11-24T07:24:05' has no offset from UTC; end it with Z" in told


@pytest.mark.parametrize(
    ("column", "written"), [("it's", '"it\'s"'), ("a\nb", "'a\\nb'"), ("t" * 60, "'COLUMN'"), ("\x1b" * 20, "'COLUMN'")]
)
def test_the_way_out_names_the_column(tmp_path: Path, column: str, written: str) -> None:
    content = table(["A"], time=None, **{column: pa.array([START_US], pa.timestamp("us"))})
    told = refused(put(tmp_path / "x.parquet", content), time=column)
    assert told.endswith(f"df[{written}] = df[{written}].dt.tz_localize('UTC')") and "\n" not in told
    compile(told.partition("with pandas: ")[2], "told", "exec")


# --- order ---------------------------------------------------------------------------------------------


def torn(flights: list[str | None]) -> bool:
    """By brute force: whether a flight comes again after another."""
    seen: list[str] = []
    for name in flights:
        if name is not None and (not seen or seen[-1] != name):
            seen.append(name)
    return len(seen) != len(set(seen))


@settings(max_examples=40)
@given(
    runs=st.lists(st.tuples(st.sampled_from([*"abcdefgh", None]), st.integers(1, 5)), min_size=1, max_size=9),
    rows=st.integers(1, 6),
)
def test_order_by_brute_force(
    runs: list[tuple[str | None, int]], rows: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    flights = [name for name, count in runs for _ in range(count)]
    path = put(
        tmp_path_factory.getbasetemp() / "order.parquet",
        table([0] * len(flights), flight=pa.array(flights, pa.string())),
        rows,
    )
    data = open_dataset(path)
    told: list[tuple[int, int]] = []
    order = data.order(lambda done, of: told.append((done, of)))
    assert order.contiguous == (not torn(flights))
    assert told[-1][1] == len(flights)
    if not order.contiguous:
        assert order.leading == ()
        return
    assert told[-1][0] == len(flights) and order.flights == len({name for name in flights if name})
    for part, leading in zip(data.parts, order.leading, strict=True):
        before = next((name for name in reversed(flights[: part.first_row]) if name), None)
        rest = flights[part.first_row : part.first_row + part.rows]
        other = (at for at, name in enumerate(rest) if name is not None and name != before)
        assert leading == (0 if before is None else next(other, part.rows))


def test_flights_torn_over_files_are_noticed(tmp_path: Path) -> None:
    for day in range(12):
        put(tmp_path / f"{day:02}.parquet", table([f"F{day}", f"F{day + 1}"]), 1)
    assert open_dataset(str(tmp_path)).order().leading == tuple(int(at > 0 and at % 2 == 0) for at in range(24))
    put(tmp_path / "12.parquet", table(["F3"]))
    assert not open_dataset(str(tmp_path)).order().contiguous


# --- refusals ------------------------------------------------------------------------------------------


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "nothing.parquet").write_bytes(b"")
    (tmp_path / "text.parquet").write_bytes(b"flight,time\n")
    assert "none.parquet: no such file or folder" in refused(tmp_path / "none.parquet")
    assert "no *.parquet file in this folder" in refused(tmp_path / "empty")
    assert "no file has such a name" in refused(tmp_path / "*.pq")
    told = refused(tmp_path / "text.parquet")
    assert "not Parquet by its first bytes; see docs/screening.md for how to make Parquet of it" in told
    assert "nothing.parquet: it is empty (0 bytes); copy or write it again" in refused(tmp_path / "nothing.parquet")
    assert "no rows" in refused(put(tmp_path / "x.parquet", table(["A"]).slice(0, 0)))
    assert "no such file or folder" in refused("a\0b") and "no name" in refused("")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"alt_m": None}, "alt_m: nothing here, 'alt_m' in a.parquet"),
        ({"alt_m": None, "alt_msl_m": [1.0]}, "alt_m: 'alt_msl_m' here, 'alt_m' in a.parquet"),
        ({"time": ["2015-11-24T07:24:05Z"]}, "time: 'text' here, 'timestamps' in a.parquet"),
        ({"flight": [5]}, "flight: 'whole numbers' here, 'text' in a.parquet"),
    ],
)
def test_files_hold_the_same_columns(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    put(tmp_path / "a.parquet", table(["A"]))
    put(tmp_path / "b.parquet", table(["A"], **change))
    assert f"b.parquet: {told}" in refused(tmp_path)
    put(tmp_path / "b.parquet", table(["B"], time=pa.array([1], pa.timestamp("ns", tz="Asia/Tokyo")), alt_m=[5], Z=[1]))
    assert everything(open_dataset(str(tmp_path)))[0] == ["A", "B"]  # other units and further columns are no difference


@pytest.mark.parametrize("name", ["x" * 201, "ä" * 300, "x" * 100_000])
def test_a_name_has_an_end(tmp_path: Path, name: str) -> None:
    assert "at most 200 letters" in refused(put(tmp_path / "x.parquet", table(["A", name])))


def _other_pages(raw: bytes) -> bytes:
    return raw[:4] + b"\xff" * 300 + raw[304:]


def _other_footer(raw: bytes) -> bytes:
    return raw[:-200] + b"\x7f" * 100 + raw[-100:]


@pytest.mark.parametrize("left", [4, 11, 0.5, -1])
def test_a_file_that_is_cut_off_is_said_to_be(tmp_path: Path, left: float) -> None:
    path = Path(put(tmp_path / "x.parquet", table([f"F{i}" for i in range(100)])))
    raw = path.read_bytes()
    path.write_bytes(raw[: int(left * len(raw)) if isinstance(left, float) else left])
    assert "x.parquet: it is cut off: no Parquet footer at its end; copy or write it again" in refused(path)


@pytest.mark.parametrize("broken", [_other_pages, _other_footer])
def test_a_broken_file_is_one_error(tmp_path: Path, broken: Callable[[bytes], bytes]) -> None:
    path = Path(put(tmp_path / "x.parquet", table([f"F{i}" for i in range(100)])))
    path.write_bytes(broken(path.read_bytes()))
    told = refused(path)
    assert "no readable Parquet" in told and "x.parquet" in told and "\n" not in told
