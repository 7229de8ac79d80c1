"""``airspace screen``: what it writes, in which formats, what it refuses; rows against the engine's own answers."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from screening_data import START_S, bytes_of, done, flights_table, refused, run, shuffled, square, write
from screening_oracle import EngineScreener

from airspace.cli.screen import screen as command
from airspace.cli.screentable import screen_page
from airspace.cli.terminal import emit
from airspace.errors import UnknownEditionError
from airspace.screening import plan, settings, unit
from airspace.screening.clean import DEFAULT_MAX_SPEED_MPS, clean, split
from airspace.screening.plan import Plan, spans
from airspace.screening.positions import Positions
from airspace.screening.settings import MAX_GAP_S, WORLD, zone_set
from airspace.screening.shuffle import bucket_of
from airspace.zone import Zone
from geodata import editions
from geodata.writing import streamed
from geodata.zones import from_file

TABLE = flights_table()


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    return square(tmp_path)


@pytest.fixture
def tracks(tmp_path: Path) -> Path:
    return write(tmp_path / "tracks.parquet", TABLE)


def rows(path: Path) -> list[dict[str, object]]:
    return pq.read_table(path).to_pylist()


# --- what is written ---------------------------------------------------------------------------------


def test_rows_are_the_engines_answers(tmp_path: Path, tracks: Path, zone: Path) -> None:
    """Cleaning does nothing to this table, so the engine is asked of it directly."""
    document = done(tracks, "--zone", zone, "--out", tmp_path / "out.parquet")
    found = rows(tmp_path / "out.parquet")
    names = tuple(sorted(set(TABLE["flight"].to_pylist())))
    flight = np.array([names.index(name) for name in TABLE["flight"].to_pylist()])
    t_us = TABLE["time"].cast(pa.int64()).to_numpy()
    lon, lat, alt = (TABLE[name].to_numpy() for name in ("lon", "lat", "alt_m"))
    at = np.arange(t_us.size)
    fixes, aside = clean(Positions(names, flight, t_us, np.zeros(t_us.size, dtype=bool), lon, lat, alt, at))
    assert aside.count == 0
    stretches = split(fixes, MAX_GAP_S)
    stays = EngineScreener([Zone.of(from_file(zone)[0])], ["square"]).stays(stretches)
    assert len(found) == stays.stretch.size == sum(document["incursions"].values()) > 10
    of = stretches.fixes.flight[stretches.first[:-1]]
    for row, number in zip(found, range(stays.stretch.size), strict=True):
        assert row["flight"] == names[of[stays.stretch[number]]]
        assert row["zone"] == "square" and row["edition"] is None
        assert row["verdict"] == ("inside" if stays.verdict[number] else "undetermined")
        for column, name in (("start_time", "start_us"), ("end_time", "end_us"), ("deepest_time", "deepest_us")):
            assert abs(row[column].timestamp() * 1e6 - getattr(stays, name)[number]) < 1000, column  # type: ignore[attr-defined]
        for column in ("length_m", "duration_s", "max_depth_m", "margin_m"):
            assert row[column] == pytest.approx(getattr(stays, column)[number], abs=0.2, rel=1e-6), column
        assert row["begins_inside"] == stays.begins_inside[number] == (row["entry_time"] is None)
        assert row["ends_inside"] == stays.ends_inside[number] == (row["exit_lon"] is None)
        assert row["mean_speed_mps"] == pytest.approx(row["length_m"] / row["duration_s"])  # type: ignore[operator]


def test_a_stretch_counts_from_its_flights_first(tmp_path: Path, tracks: Path, zone: Path) -> None:
    document = done(tracks, "--zone", zone, "--out", tmp_path / "out.parquet")
    found = rows(tmp_path / "out.parquet")
    gaps = rows(tmp_path / "out.gaps.parquet")
    with_gap = {f"F{number:03d}" for number in range(0, 12, 3)}
    assert {row["flight"] for row in found if row["stretch"] == 1} <= with_gap
    assert {row["flight"] for row in gaps} <= with_gap and {row["stretch"] for row in gaps} == {0}
    assert {row["gap_s"] for row in gaps} == {3630.0}
    assert document["gap_count"] == len(with_gap) == sum(document["gaps"].values())
    one = done(tracks, "--zone", zone, "--out", tmp_path / "one.parquet", "--max-gap", "2 h")
    assert one["gap_count"] == 0 and one["max_gap_s"] == 7200.0


def test_every_row_is_used_or_set_aside(tmp_path: Path, zone: Path) -> None:
    broken = TABLE.to_pylist()
    broken[3]["lon"] = None
    broken[40]["lat"] = 500.0
    broken[41]["lon"] += 60.0
    broken[77] = dict(broken[76])
    broken[99]["time"] = None
    broken[100]["flight"] = None
    path = write(tmp_path / "broken.parquet", pa.Table.from_pylist(broken, schema=TABLE.schema), 50)
    document = done(path, "--zone", zone, "--out", tmp_path / "out.parquet", "--max-speed", "0.85 km/s")
    aside = {row["row"]: row["reason"] for row in rows(tmp_path / "out.aside.parquet")}
    assert aside == {
        3: "no position",
        40: "not on the globe",
        41: "jump",
        77: "duplicate",
        99: "no time",
        100: "no flight",
    }
    assert document["rows"] == TABLE.num_rows and sum(document["aside"].values()) == 6
    assert document["max_speed_mps"] == 850.0


def test_geoparquet_is_read_by_another_program(tmp_path: Path, tracks: Path, zone: Path) -> None:
    done(tracks, "--zone", zone, "--out", tmp_path / "out.parquet")
    frame = geopandas.read_parquet(tmp_path / "out.parquet")
    assert set(frame.geom_type) == {"MultiPoint"} and frame.crs.to_string() == "OGC:CRS84"
    first = frame.iloc[0]
    start, deepest, end = first.geometry.geoms
    assert (deepest.x, deepest.y) == (first.deepest_lon, first.deepest_lat)
    assert (
        frame.total_bounds.tolist()
        == json.loads(pq.read_metadata(tmp_path / "out.parquet").metadata[b"geo"])["columns"]["geometry"]["bbox"]
    )
    assert str(frame.dtypes["start_time"]) == "datetime64[us, UTC]" and start != end


def test_formats_hold_the_same(tmp_path: Path, tracks: Path, zone: Path) -> None:
    for name in ("out.parquet", "out.csv", "map.geojson"):
        done(tracks, "--zone", zone, "--out", tmp_path / name)
    table = pq.read_table(tmp_path / "out.parquet").drop_columns("geometry")
    with (tmp_path / "out.csv").open(newline="") as stream:
        cells = list(csv.DictReader(stream))
    features = json.loads((tmp_path / "map.geojson").read_text())["features"]
    for row, cell, feature in zip(table.to_pylist(), cells, features, strict=True):
        properties = feature["properties"]
        assert list(row) == list(cell) == list(properties)
        assert feature["geometry"]["type"] == "MultiPoint" and len(feature["geometry"]["coordinates"]) == 3
        for name, value in row.items():
            if hasattr(value, "isoformat"):
                text = value.isoformat(timespec="microseconds").replace("+00:00", "Z")
                assert cell[name] == properties[name] == text
            elif value is None:
                assert cell[name] == "" and properties[name] is None
            elif isinstance(value, bool):
                assert cell[name] == str(value).lower() and properties[name] is value
            else:
                assert type(value)(cell[name]) == properties[name] == value
    assert (tmp_path / "out.gaps.csv").read_text().startswith("flight,stretch,zone,edition,answer,")
    assert (tmp_path / "out.aside.csv").read_text() == "row,flight,reason,time,lon,lat,alt_m,speed_mps\n"


def test_report_in_words(tmp_path: Path, tracks: Path, zone: Path) -> None:
    text = run(tracks, "--zone", zone, "--out", tmp_path / "out.parquet").stdout
    assert "360 rows of 12 flights" in text and "square" in text and "4 gaps" in text
    assert all(len(line) <= 80 for line in text.splitlines() if str(tmp_path) not in line)


def test_summaries_count_the_rows(tmp_path: Path, tracks: Path, zone: Path) -> None:
    document = done(
        tracks, "--zone", zone, "--out", tmp_path / "out.parquet", "--summary", "zone", "--summary", "flight"
    )
    found = rows(tmp_path / "out.parquet")
    (whole,) = document["summaries"]["zone"]
    assert whole["zone"] == "square" and whole["incursions"] == document["incursions"]["inside"]
    assert whole["total_time_s"] == pytest.approx(sum(row["duration_s"] for row in found))  # type: ignore[misc]
    by_flight = {row["flight"]: row["incursions"] for row in document["summaries"]["flight"] if row["incursions"]}
    names = [row["flight"] for row in found]
    assert by_flight == {name: names.count(name) for name in names}
    text = run(tracks, "--zone", zone, "--out", tmp_path / "out.parquet", "--force", "--summary", "flight").stdout
    assert "By flight" in text and all(name in text for name in by_flight)


def test_what_no_border_can_carry_is_counted(tmp_path: Path, zone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A flight that turns on the border, another through the square and one with a name that fills a line."""
    long, touch = "X" * 100, [(31.5, 40.2), (31.0, 40.5), (31.5, 40.8)]
    through = [(29.5, 40.5), (30.5, 40.5), (31.5, 40.5)]
    fixes = [(name, *at) for name, path in (("A", touch), ("B", through), (long, through)) for at in path]
    times = pa.array([(START_S + 300 * number) * 1_000_000 for number in range(9)], pa.timestamp("us", tz="UTC"))
    columns = {name: [fix[at] for fix in fixes] for at, name in enumerate(("flight", "lon", "lat"))}
    path = write(tmp_path / "touch.parquet", pa.table({**columns, "time": times}))
    asked = (path, "--zone", zone, "--out", tmp_path / "out.parquet", "--force", "--summary", "flight")
    document = done(*asked)
    assert document["incursions"] == {"inside": 2, "undetermined": 1} and document["not_decisive"] == 1
    assert [row["not_decisive"] for row in document["summaries"]["flight"]] == [1, 0, 0]
    page = run(*asked).stdout
    assert "of these, 1 not decisive: see column why" in page
    text = page.partition("By flight")[2]
    assert text.count("X") == 100 and "…" not in text and all(len(line) <= 80 for line in text.splitlines())
    (row,) = (row for row in document["summaries"]["flight"] if row["flight"] == long)
    (first,) = (line.split() for line in text.splitlines() if line.startswith("X") and len(line.split()) > 1)
    figures = [row["total_time_s"] / 60, row["total_length_m"] / 1000, row["max_depth_m"] / 1000]
    assert first[1:] == ["1", "0", "0", *(f"{figure:,.1f}" for figure in figures), "0", "0"]
    row |= {"total_time_s": 7e6, "total_length_m": 1e9, "gaps_must": 12_345, "gaps_may": 12_345}  # as wide as it gets
    document["summaries"]["flight"] = [row]
    capsys.readouterr()
    emit(*screen_page(document))
    wide = capsys.readouterr().out.partition("By flight")[2]
    assert wide.count("X") == 100 and "116,667  1,000,000" in wide and wide.count("12,345") == 2


def test_zones_of_one_name_are_told_apart(tmp_path: Path, tracks: Path) -> None:
    two, other = square(tmp_path, "box", "box (2)", file="a.geojson"), square(tmp_path, "box", file="b.geojson")
    document = done(tracks, "--zone", two, "--zone", other, "--out", tmp_path / "out.csv", "--summary", "zone")
    assert document["zones"] == ["box", "box (2)", "box (3)"]
    assert len({row["incursions"] for row in document["summaries"]["zone"]}) == 1
    shape = replace(from_file(other)[0], name="TUR")
    higher = replace(shape, lower_m=3000.0)  # of the same file
    assert zone_set((shape, higher, shape), None).names == ("TUR", "TUR (2)")
    assert zone_set((shape, "TUR", shape), None).names == ("TUR (2)", "TUR")  # a state keeps its name


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".geojson"])
def test_pieces_make_no_difference(
    tmp_path: Path, tracks: Path, zone: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table written at once, row by row and in odd pieces: the same bytes, in row groups of one size."""
    monkeypatch.setattr(streamed, "ROW_GROUP_ROWS", 4)
    done(tracks, "--zone", zone, "--out", tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet").replace_schema_metadata()
    written = []
    for size in (table.num_rows, 1, 5):
        stream = io.BytesIO()
        writer = streamed.table_writer(ending, stream, table.schema, {"title": "Stays"})
        for first in range(0, table.num_rows, size):
            writer.write(table.slice(first, size))
        writer.close()
        written.append(stream.getvalue())
    assert written[0] == written[1] == written[2]
    if ending == ".parquet":
        meta = pq.read_metadata(io.BytesIO(written[0]))
        assert {meta.row_group(at).num_rows for at in range(meta.num_row_groups - 1)} == {4}
        assert pq.read_table(io.BytesIO(written[0])).equals(table)


def test_help_tells_the_defaults() -> None:
    helps = {parameter.name: getattr(parameter, "help", "") or "" for parameter in command.params}
    assert f"[default: {MAX_GAP_S / 60:g} min]" in helps["max_gap"]
    assert f"[default: {DEFAULT_MAX_SPEED_MPS:g} m/s]" in helps["max_speed"]


def cells(path: Path) -> list[tuple[str, ...]]:
    """Rows of a CSV file, to the last digit: in which unit a flight is screened changes nothing of them."""
    with path.open(newline="") as stream:
        return [tuple(row.values()) for row in csv.DictReader(stream)]


# --- however the rows lie ----------------------------------------------------------------------------


@pytest.mark.parametrize("group", [7, 30, 100])
def test_flights_across_row_groups(
    tmp_path: Path, tracks: Path, zone: Path, group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flight over several parts, parts of several flights, units of one part and of more: the same rows in order."""
    done(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    small = write(tmp_path / "small.parquet", TABLE, group)
    for unit_rows in (1, 45):
        monkeypatch.setattr(settings, "UNIT_ROWS", unit_rows)
        done(small, "--zone", zone, "--out", tmp_path / "small.csv", "--force")
        assert cells(tmp_path / "small.csv") == cells(tmp_path / "out.csv")
        assert list(bytes_of(tmp_path / "small.csv").values())[1:] == list(bytes_of(tmp_path / "out.csv").values())[1:]


def test_rows_in_any_order(tmp_path: Path, tracks: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rows come out, bucket by bucket; files in a folder are one data set; large parts are read in batches."""
    done(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    folder = tmp_path / "many"
    folder.mkdir()
    mixed = shuffled(TABLE)
    for number in range(4):
        write(folder / f"{number}.parquet", mixed.slice(number * 90, 90), 40)
    wanted = sorted(cells(tmp_path / "out.csv"))
    for group_rows in (1000, 20):
        monkeypatch.setattr(settings, "UNIT_ROWS", 100)
        monkeypatch.setattr(plan, "MOST_GROUP_ROWS", group_rows)
        monkeypatch.setattr(unit, "MOST_GROUP_ROWS", group_rows)
        document = done(folder, "--zone", zone, "--out", tmp_path / "mixed.csv", "--force")
        assert sorted(cells(tmp_path / "mixed.csv")) == wanted
        assert document["flights"] == 12 and document["rows"] == 360
    again = bytes_of(tmp_path / "mixed.csv")
    done(f"{folder}/*.parquet", "--zone", zone, "--out", tmp_path / "glob.csv")
    assert list(bytes_of(tmp_path / "glob.csv").values()) == list(again.values())


def test_buckets_are_the_same_everywhere() -> None:
    """Stored places of names: another hash would tear flights apart between two machines."""
    assert [bucket_of(name, 1000) for name in ("THY1", "SYR42", "")] == [
        int.from_bytes(bytes.fromhex(digest), "little") % 1000 for digest in DIGESTS
    ]
    counts = np.bincount([bucket_of(f"F{number}", 8) for number in range(8000)])
    assert counts.min() > 850 and counts.max() < 1150


# BLAKE2b with a digest of 8 bytes, by b2sum -l 64
DIGESTS = ("f6cee8cee2c1685f", "6474b2bd362fd17d", "e4a6a0577479b2b4")


def test_spans_cover_every_row_once() -> None:
    """Brute force: rows with their flights, dealt to units by the unit their flight begins in."""
    draw = np.random.default_rng(5)
    for _ in range(300):
        sizes = draw.integers(1, 9, draw.integers(1, 9))
        flight = np.sort(draw.integers(0, draw.integers(1, 12), sizes.sum()))
        first = np.concatenate([[0], np.cumsum(sizes)])
        leading = [0] + [int((flight[a:b] == flight[a - 1]).sum()) for a, b in pairwise(first[1:])]
        whole = Plan("contiguous", tuple(sizes.tolist()), tuple(leading), 0, int(draw.integers(1, 20)))
        taken: list[int] = []
        for span in spans(whole):
            mine = list(range(first[span.first] + span.skip, first[span.stop]))
            for at, head in enumerate(span.heads, span.stop):
                mine += range(first[at], first[at] + head)
            assert not set(flight[mine]) & set(flight[taken]), "a flight in two units"
            taken += mine
        assert sorted(taken) == list(range(flight.size))


# --- what is refused ---------------------------------------------------------------------------------


def test_refusals_are_one_clear_line(tmp_path: Path, tracks: Path, zone: Path) -> None:
    out = tmp_path / "out.parquet"
    for wrong, right in (
        ("TRU", "TUR"),
        ("tur", "TUR"),
        ("TURK", "TUR"),
        ("turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("World", "world"),
    ):
        assert f"unknown zone '{wrong}'. Did you mean '{right}'?" == refused(tracks, "--zone", wrong, "--out", out)
    for wrong in ("qqqqqqqq", "area", "QQQQQQQ"):
        told = refused(tracks, "--zone", wrong, "--out", out)
        assert told.endswith("three capital letters, such as TUR (see: airspace editions); a file needs its ending")
    assert "No border edition holds this state" in refused(tracks, "--zone", "ASC", "--out", out)
    assert "edition (one a run) 'all'" in refused(tracks, "--zone", "TUR", "--edition", "all", "--out", out)
    assert "flight" in refused(tracks, "--zone", zone, "--out", out, "--column", "flight=callsign")
    text = tmp_path / "text.parquet"
    text.write_text("time,lon,lat\n" * 9)
    assert "not Parquet" in refused(text, "--zone", zone, "--out", out)
    empty = write(tmp_path / "empty.parquet", TABLE.slice(0, 0), 1)
    assert "no rows" in refused(empty, "--zone", zone, "--out", out)
    assert "no such file" in refused(tmp_path / "none.parquet", "--zone", zone, "--out", out)
    assert "there is no folder" in refused(tracks, "--zone", zone, "--out", tmp_path / "none" / "out.parquet")
    assert ".geojson" in refused(tracks, "--zone", zone, "--out", tmp_path / "out.xlsx")
    assert "--max-gap" in refused(tracks, "--zone", zone, "--out", out, "--max-gap", "10")
    assert "greater than 0" in refused(tracks, "--zone", zone, "--out", out, "--max-speed", "0 m/s")
    assert "osm-maritime" in refused(tracks, "--zone", "FRA", "--edition", "osm-2026c", "--out", out)
    assert "edition of the world" in refused(tracks, "--zone", "world", "--edition", "osm-2026c", "--out", out)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "empty.parquet", "square.geojson", "text.parquet", "tracks.parquet",
    ]  # fmt: skip


def test_without_numba_the_extra_is_named(tmp_path: Path, tracks: Path, zone: Path) -> None:
    """And nothing else asks for it: a new process, so that it is not imported yet."""
    blocked = (
        "import sys; sys.modules.update(dict.fromkeys(('numba', 'fsspec', 'distributed'))); import geodata.dataset\n"
    )
    begin = f"{blocked}from airspace.cli import main; main()"
    for words in (("--help",), ("screen", "--help"), ("editions",)):
        assert subprocess.run([sys.executable, "-c", begin, *words], capture_output=True, check=False).returncode == 0
    asked = [sys.executable, "-c", begin, "screen", tracks, "--zone", zone, "--out", tmp_path / "out.parquet"]
    result = subprocess.run(asked, capture_output=True, text=True, check=False)
    said = "Error: screening needs numba, which is not installed: pip install 'airspace-incidents[screen]'\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", said)


def test_nothing_is_replaced_without_force(tmp_path: Path, tracks: Path, zone: Path) -> None:
    (tmp_path / "out.gaps.csv").write_text("mine")
    assert "out.gaps.csv exists; add --force" in refused(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    assert (tmp_path / "out.gaps.csv").read_text() == "mine" and not (tmp_path / "out.csv").exists()
    done(tracks, "--zone", zone, "--out", tmp_path / "out.csv", "--force")
    assert (tmp_path / "out.gaps.csv").read_text() != "mine"
    assert not list(tmp_path.glob(".*"))


def test_positions_are_never_written_over(tmp_path: Path, tracks: Path, zone: Path) -> None:
    before = tracks.read_bytes()
    assert "among the positions" in refused(tracks, "--zone", zone, "--out", tracks, "--force")
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder / "a.parquet", TABLE)
    assert "among the positions" in refused(folder, "--zone", zone, "--out", folder / "out.parquet")
    for glob in ("*.parquet", "*", "o*.parquet", "**/[a-z]*.parquet"):  # what the next run would read too
        write(folder / "old.parquet", TABLE)
        assert "among the positions" in refused(folder / glob, "--zone", zone, "--out", folder / "out.parquet")
    assert tracks.read_bytes() == before and {path.name for path in folder.iterdir()} == {"a.parquet", "old.parquet"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--dask", "nonsense"), "'nonsense' is no address of a Dask scheduler"),
        (("--column", "lon=lat", "--column", "lat=lat"), "column 'lat' is named for lon and for lat"),
    ],
)
def test_wrong_usage_ends_at_once(tmp_path: Path, tracks: Path, zone: Path, words: tuple[str, ...], told: str) -> None:
    result = run(tracks, "--zone", zone, "--out", tmp_path / "out.csv", *words)
    assert result.exit_code == 2 and result.stdout == "" and told in " ".join(result.stderr.split())
    assert not list(tmp_path.glob("*out*"))


@pytest.mark.parametrize("full_at", [2, 9, 14])
def test_a_full_disk_is_one_line_and_the_next_run_goes_on(
    tmp_path: Path, tracks: Path, zone: Path, full_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UNIT_ROWS", 120)
    write(tracks, TABLE, 30)
    out = tmp_path / "out.csv"
    done(tracks, "--zone", zone, "--out", tmp_path / "whole.csv")
    wrote, fsync = count(), os.fsync

    def full(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode) and next(wrote) >= full_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        told = refused(tracks, "--zone", zone, "--out", out)
    assert "cannot be written (No space left on device)" in told and "it goes on where it was" in told
    assert not list(tmp_path.glob("out*"))
    again = run(tracks, "--zone", zone, "--out", out)
    assert again.exit_code == 0 and ("going on: " in again.stderr) == (full_at > 4)
    assert list(bytes_of(out).values()) == list(bytes_of(tmp_path / "whole.csv").values())


@pytest.mark.parametrize("mixed", [False, True])
def test_a_flight_without_end_is_refused(
    tmp_path: Path, zone: Path, mixed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (plan, unit):
        monkeypatch.setattr(module, "MOST_FLIGHT_ROWS", 25)
    monkeypatch.setattr("airspace.screening.shuffle.MOST_FLIGHT_ROWS", 25)
    path = write(tmp_path / "t.parquet", shuffled(TABLE) if mixed else TABLE, 50)
    reason = refused(path, "--zone", zone, "--out", tmp_path / "out.csv")
    assert "more than 25 rows" in reason and "--column flight=" in reason
    assert not (tmp_path / "out.csv").exists()


def test_the_world_is_every_state_of_an_edition() -> None:
    world = zone_set((WORLD, "TUR"), None)
    assert world.edition == "osm-maritime" and world.names == editions.edition("osm-maritime").states
    with pytest.raises(UnknownEditionError, match="edition of the world 'osm-2026c'"):
        zone_set((WORLD,), "osm-2026c")
    assert zone_set(("FRA",), None).edition == editions.default_for(("FRA",))
    assert zone_set(("TUR",), "dcw").fingerprint != zone_set(("TUR",), "osm-2026c").fingerprint


def test_columns_may_have_other_names(tmp_path: Path, tracks: Path, zone: Path) -> None:
    done(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    other = TABLE.rename_columns(["icao24", "x", "y", "height", "seen"])
    write(tmp_path / "other.parquet", other)
    named = [f"--column={pair}" for pair in ("flight=icao24", "lon=x", "lat=y", "alt_m=height", "time=seen")]
    done(tmp_path / "other.parquet", "--zone", zone, "--out", tmp_path / "other.csv", *named)
    assert list(bytes_of(tmp_path / "other.csv").values()) == list(bytes_of(tmp_path / "out.csv").values())
    assert pc.min(TABLE["alt_m"]).as_py() == 9000.0
