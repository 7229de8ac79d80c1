"""Small data sets of flights about a square, and runs of the command over them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from click.testing import CliRunner, Result

from airspace.cli import main

WEST, SOUTH, EAST, NORTH = 30.0, 40.0, 31.0, 41.0
START_S = 1_448_349_845


def flights_table(flights: int = 12, fixes: int = 30, seed: int = 1) -> pa.Table:
    """Flights that wander across the square; every third has a gap of an hour in its middle."""
    draw = np.random.default_rng(seed)
    columns: dict[str, list[Any]] = {name: [] for name in ("flight", "time", "lon", "lat", "alt_m")}
    for number in range(flights):
        course = draw.uniform(0, 2 * np.pi)
        steps = np.column_stack(
            [draw.normal(np.sin(course) * 0.05, 0.02, fixes), draw.normal(np.cos(course) * 0.04, 0.02, fixes)]
        )
        lon, lat = (
            draw.uniform(WEST, EAST) + np.cumsum(steps[:, 0]),
            draw.uniform(SOUTH, NORTH) + np.cumsum(steps[:, 1]),
        )
        seconds = np.arange(fixes) * 30.0 + 1000 * number
        if number % 3 == 0:
            seconds[fixes // 2 :] += 3600
        columns["flight"] += [f"F{number:03d}"] * fixes
        columns["time"] += [round((START_S + s) * 1e6) for s in seconds.tolist()]
        columns["lon"] += lon.tolist()
        columns["lat"] += lat.tolist()
        columns["alt_m"] += [9000.0] * fixes
    times = pa.array(columns.pop("time"), pa.timestamp("us", tz="UTC"))
    return pa.table({**columns, "time": times})


def shuffled(table: pa.Table, seed: int = 2) -> pa.Table:
    return table.take(np.random.default_rng(seed).permutation(table.num_rows))


def write(path: Path, table: pa.Table, rows: int | None = None) -> Path:
    pq.write_table(table, path, row_group_size=rows or table.num_rows)
    return path


def square(folder: Path, *names: str, file: str = "square.geojson") -> Path:
    """A zone file of one square, or of the same square under several names."""
    ring = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name in names or ("square",)
    ]
    path = folder / file
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["screen", *map(str, arguments)], catch_exceptions=False)


def done(*arguments: str | Path) -> dict[str, Any]:
    """The document of a run that ends well."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def refused(*arguments: str | Path) -> str:
    """The reason of a refusal: one line on stderr, nothing on stdout."""
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: ").rstrip("\n")


def bytes_of(out: Path) -> dict[str, bytes]:
    """The three files of a run."""
    side = ".csv" if out.suffix == ".geojson" else out.suffix
    names = (out.name, f"{out.stem}.gaps{side}", f"{out.stem}.aside{side}")
    return {name: (out.parent / name).read_bytes() for name in names}
