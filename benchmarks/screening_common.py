"""What the benchmarks of screening share: options, turns, borders, random flights, the table.

A peer that is not installed is left out of the table and named on stderr; ``requirements-peers.txt`` has them all.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Geod

ROOT = Path(__file__).parent.parent
GEOD = Geod(ellps="WGS84")
SAG_RADIUS_M = 5_750_000.0
"""The least radius of curvature of WGS84, 6,335 km, over 1.1: a line straight in longitude and latitude curves by up to
1.089 tan(lat) / R."""


@dataclass(frozen=True)
class Row:
    """One line of a table: what was timed, on how many items, the seconds of each round, what else is to be said."""

    name: str
    called: str
    items: int
    spent: tuple[float, ...]
    note: str = ""

    @property
    def rate(self) -> float:
        """Items a second, by the median of the rounds."""
        return self.items / statistics.median(self.spent)

    def ratio(self, base: Row) -> float:
        """How many times as long an item takes as one of ``base``: the median over the rounds, each by itself.

        Both were timed one after the other in a round, so that a busy minute slows both.
        """
        if len(self.spent) != len(base.spent):
            return base.rate / self.rate
        return statistics.median(a / b for a, b in zip(self.spent, base.spent, strict=True)) * base.items / self.items


def options(about: str, **more: Any) -> argparse.Namespace:
    """The options that all scripts have; ``more``: name to default of options of the same type."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything: does it run, not how fast")
    parser.add_argument("--rounds", type=int, default=3, help="rounds in which all take turns (default 3)")
    parser.add_argument("--only", default="", help="peers whose name holds this text, and ours")
    parser.add_argument("--to", type=Path, help="write the table here too")
    for name, default in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    return parser.parse_args()


def versions(*packages: str) -> str:
    """``name version`` of distributions, those that are there."""
    found = []
    for package in packages:
        try:
            found.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def peer(make: Callable[[], Callable[[], Any]], name: str, only: str) -> dict[str, Callable[[], Any]]:
    """The peer laid ready, under its name; nothing if it is not asked for or its package is not installed."""
    if only and only not in name:
        return {}
    try:
        return {name: make()}
    except ImportError as error:
        say(f"left out, not installed: {name} ({error})")
        return {}


def alternate(tasks: Mapping[str, Callable[[], Any]], rounds: int) -> tuple[dict[str, list[float]], dict[str, Any]]:
    """Run all in turns; seconds of each round and the last result."""
    spent: dict[str, list[float]] = {name: [] for name in tasks}
    results: dict[str, Any] = {}
    for turn in range(rounds):
        for name, task in tasks.items():
            results.pop(name, None)
            begin = time.perf_counter()
            results[name] = task()
            spent[name].append(time.perf_counter() - begin)
            say(f"round {turn + 1}: {name} {spent[name][-1]:.3f} s")
    return spent, results


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def report(rows: Sequence[Row], remarks: Sequence[str], base: str, unit: str, target: Path | None) -> None:
    """Print :func:`section`, and keep it in a file."""
    text = section(rows, remarks, base, unit)
    print(text)
    if target is not None:
        target.write_text(text, "utf-8")


def section(rows: Sequence[Row], remarks: Sequence[str], base: str, unit: str) -> str:
    """Rows as a markdown table with ratios to the row ``base``, how each was called, and the remarks."""
    ours = next((row for row in rows if row.name == base), None)
    noted = any(row.note for row in rows)
    lines = [
        f"| method | {unit} | {unit}/s | times as long as ours |" + (" |" if noted else ""),
        "|---|---|---|---|" + ("---|" if noted else ""),
    ]
    for row in rows:
        ratio = "" if ours is None else figure(row.ratio(ours))
        cells = [row.name, f"{row.items:,}", figure(row.rate), ratio, *([row.note] if noted else [])]
        lines.append(f"| {' | '.join(cells)} |")
    called = [f"- {row.name}: {row.called}" for row in rows]
    found = [text if text.startswith(" ") else f"- {text}" for text in remarks]
    return "\n".join([*lines, "", "Called as:", "", *called, "", "What was found:", "", *found])


def figure(value: float) -> str:
    """A figure to three digits, without an exponent."""
    digits = float(f"{value:.3g}")
    return f"{digits:,.0f}" if digits >= 100 else f"{digits:g}"


def densified(geometry: shapely.Geometry, sag_m: float) -> shapely.Geometry:
    """The polygon with vertices added on its geodesic edges, until straight pieces in lon/lat leave them by ``sag_m``.

    A straight line in longitude and latitude bends away from the geodesic by its length squared times the tangent
    of the latitude over 8 R; written anew here, so that peers do not get what our own code made.
    """
    parts = []
    for polygon in shapely.get_parts(geometry):
        shell, *holes = (_ring(shapely.get_coordinates(ring), sag_m) for ring in shapely.get_rings(polygon))
        parts.append(shapely.Polygon(shell, holes))
    return shapely.MultiPolygon(parts)


def _ring(ring: np.ndarray, sag_m: float) -> np.ndarray:
    a, b = ring[:-1], ring[1:]
    azimuth, _, length = GEOD.inv(*_columns(a), *_columns(b))
    tangent = np.tan(np.radians(np.minimum(89.0, np.abs([a[:, 1], b[:, 1]]).max(axis=0))))
    pieces = np.maximum(1, np.ceil(np.sqrt(length**2 * tangent / (8 * SAG_RADIUS_M * sag_m)))).astype(int)
    # two vertices on one meridian, or on either side of the antimeridian as a cut, are straight either way
    pieces[a[:, 0] == b[:, 0]] = 1
    edge = np.repeat(np.arange(pieces.size), pieces)
    step = np.arange(edge.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    lon, lat, _ = GEOD.fwd(*_columns(a[edge]), azimuth[edge].copy(), length[edge] * step / pieces[edge])
    lon = a[edge, 0] + (np.asarray(lon) - a[edge, 0] + 180.0) % 360.0 - 180.0
    made = np.stack([lon, lat], axis=1)
    made[step == 0] = a
    return np.concatenate([made, made[:1]])


def _columns(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return points[:, 0].copy(), points[:, 1].copy()


def border_distance_m(zone: Any, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Distance of each point to the zone's border, by the engine's own exact answer for one point at a time."""
    return np.asarray(zone.edges.nearest(lon, lat).distance_m)
