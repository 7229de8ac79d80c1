"""Real flights against two states each: entries and exits agree with an independent computation to 10 ms.

The flights are samples of the ``traffic`` package (Xavier Olive, MIT licence), read out of its wheel, which
``make test`` fetches and which is not installed: it needs an older pandas. The independent computation knows
nothing of the engine: borders and legs are cut into short pieces by geographiclib, crossings found by shapely in
longitude and latitude, and the instant of each by halving the leg until a microsecond is left.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from geographiclib.geodesic import Geodesic

from airspace.cli import main
from geodata import editions

WHEELS = Path(sys.prefix) / "share" / "peers"
PIECE_M = 50.0
"""A chord in longitude and latitude strays from a geodesic of this length by less than a millimetre."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FLIGHTS = [
    ("featured/airbus_tree", ("DEU", "DNK"), "ne-10m"),
    ("gliders/alto_adige", ("ITA", "AUT"), "ne-10m"),
    ("featured/elal747", ("GRC", "CYP"), "osm-maritime"),
]


class Fix(NamedTuple):
    """One fix: milliseconds since 1970, degrees, metres."""

    ms: int
    lon: float
    lat: float
    alt_m: float | None


def flight(name: str) -> list[Fix]:
    """The fixes of a sample in order of time, one for each instant."""
    (wheel,) = WHEELS.glob("traffic-*.whl")
    with zipfile.ZipFile(wheel) as archive, archive.open(f"traffic/data/samples/{name}.json.gz") as packed:
        rows = json.loads(gzip.decompress(packed.read()))
    found = {int(row["timestamp"]): row for row in rows if row["latitude"] is not None}
    return [Fix(ms, row["longitude"], row["latitude"], None) for ms, row in sorted(found.items())]


def pieces(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """The corners of a line of geodesics and points between them, at most ``PIECE_M`` apart."""
    found: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in zip(zip(lon, lat, strict=True), zip(lon[1:], lat[1:], strict=True), strict=False):
        line = Geodesic.WGS84.InverseLine(float(y0), float(x0), float(y1), float(x1))
        count = max(1, int(np.ceil(line.s13 / PIECE_M)))
        for k in range(count):
            at = line.Position(line.s13 * k / count)
            found.append((at["lon2"], at["lat2"]))
    return np.array([*found, (float(lon[-1]), float(lat[-1]))])


def fine_area(state: str, edition: str, fixes: list[Fix]) -> Any:
    """A state's area near a flight, with its long edges cut into geodesic pieces."""
    lon, lat = np.array([fix.lon for fix in fixes]), np.array([fix.lat for fix in fixes])
    window = shapely.box(lon.min() - 1.0, lat.min() - 1.0, lon.max() + 1.0, lat.max() + 1.0)
    near = shapely.LineString(np.column_stack([lon, lat])).buffer(0.05)
    parts = []
    for part in shapely.get_parts(editions.load(edition)[state].geometry):
        if part.intersects(window):
            rings = [_fine_ring(shapely.get_coordinates(ring), near) for ring in shapely.get_rings(part)]
            parts.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.union_all(parts)


def _fine_ring(points: np.ndarray, near: Any) -> np.ndarray:
    edges = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
    close = shapely.dwithin(edges, near, 0.02)
    cut = [pieces(edge[:, 0], edge[:, 1])[:-1] if c else edge[:1] for edge, c in
           zip(np.stack([points[:-1], points[1:]], axis=1), close, strict=True)]  # fmt: skip
    return np.concatenate([*cut, points[-1:]])


def crossings(fixes: list[Fix], area: Any) -> list[tuple[float, bool]]:
    """(milliseconds since 1970, whether inward) of every crossing, by halving."""
    shapely.prepare(area)
    found = []
    for first, second in pairwise(fixes):
        line = Geodesic.WGS84.InverseLine(first.lat, first.lon, second.lat, second.lon)
        count = max(1, int(np.ceil(line.s13 / PIECE_M)))
        shares = np.linspace(0.0, 1.0, count + 1)
        ends = [(first.lon, first.lat), (second.lon, second.lat)]
        if shapely.dwithin(area.boundary, shapely.LineString(ends), 0.01):
            at = [line.Position(line.s13 * share) for share in shares]
            inside = [bool(shapely.contains_xy(area, place["lon2"], place["lat2"])) for place in at]
        else:
            inside = [bool(shapely.contains_xy(area, *ends[0]))] * (count + 1)
        for k in np.flatnonzero(np.diff(np.array(inside, int))):
            low, high = shares[k], shares[k + 1]
            while (high - low) * (second.ms - first.ms) > 1e-3:
                middle = (low + high) / 2
                place = line.Position(line.s13 * middle)
                same = bool(shapely.contains_xy(area, place["lon2"], place["lat2"])) == inside[k]
                low, high = (middle, high) if same else (low, middle)
            found.append((first.ms + (low + high) / 2 * (second.ms - first.ms), inside[k + 1]))
    return found


@pytest.mark.parametrize(("name", "states", "edition"), FLIGHTS)
def test_entries_and_exits_of_a_real_flight(tmp_path: Path, name: str, states: tuple[str, str], edition: str) -> None:
    fixes = flight(name)
    file = tmp_path / "flight.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["time", "lon", "lat"])
        for fix in fixes:
            time = (EPOCH + timedelta(milliseconds=fix.ms)).isoformat().replace("+00:00", "Z")
            writer.writerow([time, repr(fix.lon), repr(fix.lat)])
    zones = [word for state in states for word in ("--zone", state)]
    result = CliRunner().invoke(main, ["check", str(file), *zones, "--edition", edition, "--json"])
    assert result.exit_code == 0, result.stderr
    compared = 0
    for told in json.loads(result.stdout)["results"]:
        ends = [(stay[end], end == "entry") for stay in told["incursions"] for end in ("entry", "exit")]
        ours = [((datetime.fromisoformat(at["time"]) - EPOCH) / timedelta(milliseconds=1), inward)
                for at, inward in ends if at is not None]  # fmt: skip
        theirs = crossings(fixes, fine_area(told["zone"], edition, fixes))
        assert [inward for _, inward in ours] == [inward for _, inward in theirs], told["zone"]
        assert [ms for ms, _ in ours] == pytest.approx([ms for ms, _ in theirs], abs=10.0, rel=0.0)
        compared += len(ours)
    assert compared >= 2, "the flight crosses a border"
