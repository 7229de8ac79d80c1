"""Rows of Parquet a second, and whether memory grows with rows; how large the index of the world is.

    python benchmarks/screening_memory.py [--quick] [--rows N] [--more N] [--zone Z] [--folder DIR] [--to FILE]

Writes data sets of ``--rows`` and ``--more`` rows (10 and 50 million) in row groups of a million, each flight's rows
together, and one of ``--rows`` in which flights are mixed as in a recording, sorted by time. Then, each in a fresh
process whose peak memory is the system's own figure (``ru_maxrss``):

- classification: every row of a data set, which of 23 states it lies in, read and asked part by part;
- the whole command ``airspace screen``;
- the index of the world in an empty cache folder, and from it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from screening_common import Row, figure, options, report, say, versions
from screening_flights import START_US
from screening_points import EDITION, STATES

GROUP_ROWS = 1_000_000
FLIGHT_ROWS = 2_000
STEP_S, STEP_DEG = 5.0, 0.008
BEGIN = (22.0, 34.0, 48.0, 44.0)
"""West, south, east, north of where flights begin; they fly for 16 degrees at most."""
MB = 1e6
OURS = "airspace, read and classified, one thread"
WORLD_EDITION = "osm-maritime"
CACHE_VARIABLE = "AIRSPACE_CACHE_DIR"


def main() -> int:
    asked = options(__doc__ or "", rows=10_000_000, more=50_000_000, zone="TUR", folder="")
    rows, more = (n // (10 if asked.quick else 1) for n in (asked.rows, asked.more))
    with tempfile.TemporaryDirectory(dir=asked.folder or None) as temporary:
        folder = Path(temporary)
        files = {count: written(folder / f"rows-{count}.parquet", count) for count in (rows, more)}
        mixed = written(folder / f"mixed-{rows}.parquet", rows, mixed=True)
        few = written(folder / "few.parquet", min(rows, GROUP_ROWS))
        lines, remarks = classified(files, few, asked.rounds)
        remarks += commanded(files, mixed, asked.zone, folder)
        remarks += world(folder / "cache")
        report(lines, remarks, OURS, "rows", asked.to)
    return 0


def written(path: Path, count: int, *, mixed: bool = False) -> Path:
    """A data set of flights of ``FLIGHT_ROWS`` fixes; ``mixed``: the fixes of a row group's flights sorted by time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(5)
    schema = pa.schema(
        [("flight", pa.string()), ("time", pa.timestamp("us", "UTC"))]
        + [(name, pa.float64()) for name in ("lon", "lat", "alt_m")]
    )
    with pq.ParquetWriter(path, schema) as out:
        for first in range(0, count, GROUP_ROWS):
            size = min(GROUP_ROWS, count - first)
            flight = (first + np.arange(size)) // FLIGHT_ROWS
            columns = flown(flight, size, rng)
            names = pa.array([f"flight-{i:07d}" for i in range(flight[0], flight[-1] + 1)])
            coded = pa.DictionaryArray.from_arrays(pa.array(flight - flight[0]), names).cast(pa.string())
            table = pa.table([coded, pa.array(columns[0], pa.timestamp("us", "UTC")), *columns[1:]], schema=schema)
            out.write_table(table.take(np.argsort(columns[0], kind="stable")) if mixed else table, GROUP_ROWS)
    say(f"{path.name}: {path.stat().st_size / MB:,.0f} MB")
    return path


def flown(flight: np.ndarray, size: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Instants, longitudes, latitudes and heights of slowly turning flights, some 150 m/s fast."""
    flights, step = flight[-1] - flight[0] + 1, np.arange(size) % FLIGHT_ROWS
    number = flight - flight[0]
    begin_lon, begin_lat = rng.uniform(BEGIN[0], BEGIN[2], flights), rng.uniform(BEGIN[1], BEGIN[3], flights)
    course, turn = rng.uniform(0, 2 * np.pi, flights), rng.normal(0, 1e-3, flights)
    angle = course[number] + turn[number] * step
    straight = np.abs(turn[number]) < 1e-9
    way = np.where(straight, 1.0, turn[number])
    east = (np.sin(angle) - np.sin(course[number])) / way
    north = (np.cos(course[number]) - np.cos(angle)) / way
    t_us = START_US + (step * STEP_S * 1e6).astype(np.int64) + number * 1_000
    lon, lat = begin_lon[number] + STEP_DEG * east, begin_lat[number] + STEP_DEG * north
    return t_us, lon, lat, np.full(size, 10_000.0)


def fresh(work: Callable[..., Any], *given: Any) -> Any:
    """What a function returns in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def peak_mb() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB


def classified(files: dict[int, Path], few: Path, rounds: int) -> tuple[list[Row], list[str]]:
    """Rows a second of classification and of the peer, and how memory stands after few rows and many."""
    lines, remarks, peaks = [], [], {}
    try:
        for count, path in files.items():
            found = [fresh(classify, path) for _ in range(rounds)]
            kernel, inside = statistics.median(one[1] for one in found), found[0][3]
            peaks[count] = max(one[2] for one in found)
            note = f"{figure(count / kernel)} rows/s without reading; {inside:.0%} of rows in one of the states"
            name = f"{OURS}, more rows" if lines else OURS
            lines.append(Row(name, versions("numba", "pyarrow"), count, tuple(one[0] for one in found), note))
        remarks.append(f"classification, peak memory: {grown(peaks)}")
    except ImportError as error:
        say(f"left out: ours ({error})")
    try:
        seconds = tuple(fresh(dask_classify, few) for _ in range(rounds))
        called = versions("dask-geopandas", "dask") + ": `read_parquet`, `points_from_xy`, `sjoin(predicate='within')`"
        lines.append(Row("dask_geopandas, read and joined", called, min(GROUP_ROWS, *files), seconds))
    except ImportError as error:
        say(f"left out, not installed: dask_geopandas ({error})")
    return lines, remarks


def classify(path: Path) -> tuple[float, float, float, float]:
    """Seconds with and without reading, peak memory, and the share of rows inside any state."""
    from airspace.screening.screener import Screener
    from airspace.zone import national_zone
    from geodata.dataset import open_dataset

    screener = Screener.of([national_zone(state, EDITION) for state in STATES], STATES)
    data = open_dataset(str(path))
    few = next(data.batches(data.parts[0], 10, ("lon", "lat")))
    screener.sets_at(few.lon_deg, few.lat_deg)  # compiled for arrays as these are: they cannot be written to
    begin, kernel, inside = time.perf_counter(), 0.0, 0
    for part in data.parts:
        columns = data.read(part, ("lon", "lat"))
        asked = time.perf_counter()
        sets = screener.sets_at(columns.lon_deg, columns.lat_deg)
        kernel += time.perf_counter() - asked
        inside += int(np.count_nonzero(sets))
    return time.perf_counter() - begin, kernel, peak_mb(), inside / data.rows


def dask_classify(path: Path) -> float:
    """Seconds in which dask-geopandas reads and joins all rows, four partitions on its threads."""
    import dask.dataframe
    import dask_geopandas
    import geopandas

    from airspace.zone import national_zone

    shapes = [national_zone(state, EDITION).shape.geometry for state in STATES]
    states = geopandas.GeoDataFrame({"k": np.arange(len(STATES))}, geometry=shapes, crs=4326)
    begin = time.perf_counter()
    frame = dask.dataframe.read_parquet(path, columns=["lon", "lat"]).repartition(npartitions=4)
    points = dask_geopandas.points_from_xy(frame, "lon", "lat", crs=4326)
    where = dask_geopandas.from_dask_dataframe(frame, geometry=points)
    len(dask_geopandas.sjoin(where, states, predicate="within").compute())
    return time.perf_counter() - begin


def commanded(files: dict[int, Path], mixed: Path, zone: str, folder: Path) -> list[str]:
    """Seconds and peak memory of ``airspace screen``."""
    remarks, peaks = [], {}
    for number, (label, path) in enumerate(
        [*((f"{count:,}", path) for count, path in files.items()), ("mixed", mixed)]
    ):
        out = folder / f"out-{number}.parquet"
        command = [
            sys.executable,
            "-m",
            "airspace.cli",
            "screen",
            str(path),
            "--zone",
            zone,
            "--out",
            str(out),
            "--json",
        ]
        begin = time.perf_counter()
        with (folder / "said").open("wb") as said, (folder / "document").open("wb") as document:
            child = subprocess.Popen(command, stdout=document, stderr=said)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        seconds, peak = time.perf_counter() - begin, usage.ru_maxrss * 1024 / MB
        if child.returncode:
            say((folder / "said").read_text("utf-8")[-2_000:])
            return [*remarks, f"airspace screen ended with {child.returncode} on {label} rows"]
        remarks.append(
            f"airspace screen, {label} rows: {seconds:,.1f} s, peak {peak:,.0f} MB, {_counted(folder / 'document')}"
        )
        if number < len(files):
            peaks[list(files)[number]] = peak
    return [*remarks, f"airspace screen, peak memory: {grown(peaks)}"]


def _counted(document: Path) -> str:
    """Those figures of the command's document that are whole numbers."""
    found = json.loads(document.read_text("utf-8"))
    return ", ".join(f"{key} {value:,}" for key, value in found.items() if isinstance(value, int))


def grown(peaks: dict[int, float]) -> str:
    (few, before), (many, after) = peaks.items()
    return f"{before:,.0f} MB at {few:,} rows, {after:,.0f} MB at {many:,} rows: {after / before - 1:+.1%}"


def world(cache: Path) -> list[str]:
    """How long the index of the world takes to build and to load, and the memory it takes."""
    from geodata.editions import edition

    names = edition(WORLD_EDITION).states
    kept = os.environ.get(CACHE_VARIABLE)
    os.environ[CACHE_VARIABLE] = str(cache)
    try:
        fresh(indexed, ("TUR",))  # code is compiled
        remarks = []
        for word in ("built", "loaded from the cache"):
            seconds, grown_mb, held_mb, peak = fresh(indexed, names)
            remarks.append(
                f"index of {len(names)} zones of {WORLD_EDITION} {word} in {seconds:.2f} s; "
                f"{held_mb:,.0f} MB of arrays, {grown_mb:,.0f} MB more memory after it, peak {peak:,.0f} MB"
            )
        size = sum(file.stat().st_size for file in cache.rglob("*") if file.is_file())
        return [*remarks, f"files of the cache: {size / MB:,.0f} MB"]
    except ImportError as error:
        say(f"left out: the index ({error})")
        return []
    finally:
        os.environ.pop(CACHE_VARIABLE)
        if kept is not None:
            os.environ[CACHE_VARIABLE] = kept


def indexed(names: tuple[str, ...]) -> tuple[float, float, float, float]:
    """Seconds until there is a screener of these states, MB of memory that it adds, MB of arrays, peak."""
    import psutil

    from airspace.screening.store import national_screener

    held = psutil.Process().memory_info().rss
    begin = time.perf_counter()
    screener = national_screener(names, WORLD_EDITION)
    seconds = time.perf_counter() - begin
    screener.sets_at(np.array([35.0]), np.array([39.0]))
    grown_mb = (psutil.Process().memory_info().rss - held) / MB
    return seconds, grown_mb, screener.prepared.bytes / MB, peak_mb()


if __name__ == "__main__":
    sys.exit(main())
