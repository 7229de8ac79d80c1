"""Random flights that are hard on a screening: near a border, on its vertices, round the globe's seam, at rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from screening_common import GEOD

NEAR_M, FAR_M, LONGEST_M = 2_000.0, 300_000.0, 300_000.0
START_US, SPAN_US = 1_448_323_200_000_000, 86_400_000_000
"""2015-11-24 00:00 UTC, and the day after it."""
SLOWEST_MPS, FASTEST_MPS = 40.0, 320.0
ALTITUDES_SHARE = 0.5

Places = tuple[np.ndarray, np.ndarray]


def random_track(edges: Any, rng: np.random.Generator) -> tuple[str, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Kind, and lon, lat, alt_m, t_us of the fixes; half of all have each fix within ``NEAR_M`` of the border."""
    near = rng.random() < 0.5
    makers = NEAR if near else FAR
    kind = list(makers)[int(rng.integers(len(makers)))]
    lon, lat = makers[kind](edges, rng)
    if lon.size > 2 and rng.random() < 0.15:
        at = int(rng.integers(1, lon.size))
        lon, lat = np.insert(lon, at, lon[at - 1]), np.insert(lat, at, lat[at - 1])  # a stop
        kind += ", with a stop"
    lon = (lon + 180.0) % 360.0 - 180.0 if ((lon < -180) | (lon >= 180)).any() else lon
    length = np.asarray(GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])
    legs_s = np.maximum(length / rng.uniform(SLOWEST_MPS, FASTEST_MPS), rng.choice([0.01, 1.0, 30.0]))
    t_us = START_US + int(rng.integers(SPAN_US)) + np.concatenate([[0], np.cumsum(np.rint(legs_s * 1e6))])
    known = rng.random() < ALTITUDES_SHARE
    alt = np.full(lon.size, np.nan) if not known else 6_000.0 + np.cumsum(rng.normal(0, 30, lon.size))
    return kind, lon, lat, alt, t_us.astype(np.int64)


def _stepped(lon: np.ndarray, lat: np.ndarray, way_m: np.ndarray, rng: np.random.Generator) -> Places:
    x, y, _ = GEOD.fwd(lon.copy(), lat.copy(), rng.uniform(0, 360, lon.size), way_m)
    return np.asarray(x), np.asarray(y)


def _along(edges: Any, rng: np.random.Generator, fixes: int) -> Places:
    """Vertices of the border, a few apart, as they follow one another in the index."""
    stride = int(rng.choice([1, 1, 2, 5, 20]))
    first = int(rng.integers(edges.count))
    which = (first + stride * np.arange(fixes)) % edges.count
    lon, lat = edges.lon_a[which], edges.lat_a[which]
    apart = np.asarray(GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]) > LONGEST_M
    end = int(np.argmax(apart)) + 1 if apart.any() else fixes  # the next ring may be far away
    return lon[:end].copy(), lat[:end].copy()


def beside(edges: Any, rng: np.random.Generator) -> Places:
    """Each fix anywhere within reach of a vertex."""
    lon, lat = _along(edges, rng, int(rng.integers(2, 25)))
    return _stepped(lon, lat, rng.uniform(0, NEAR_M, lon.size), rng)


def hand_beside(edges: Any, rng: np.random.Generator) -> Places:
    """Fixes from a millimetre to ten metres beside vertices."""
    lon, lat = _along(edges, rng, int(rng.integers(2, 12)))
    return _stepped(lon, lat, 10.0 ** rng.uniform(-3, 1, lon.size), rng)


def on_vertices(edges: Any, rng: np.random.Generator) -> Places:
    """Fixes on vertices to the last bit, some of them; the others beside."""
    lon, lat = _along(edges, rng, int(rng.integers(2, 10)))
    way = np.where(rng.random(lon.size) < 0.6, 0.0, rng.uniform(0, NEAR_M, lon.size))
    x, y = _stepped(lon, lat, way, rng)
    return np.where(way == 0, lon, x), np.where(way == 0, lat, y)


def to_and_fro(edges: Any, rng: np.random.Generator) -> Places:
    """Many fixes about one vertex."""
    count = int(rng.integers(3, 20))
    which = np.full(count, int(rng.integers(edges.count)))
    reach = float(rng.choice([1.0, 50.0, NEAR_M]))
    return _stepped(edges.lon_a[which], edges.lat_a[which], rng.uniform(0, reach, count), rng)


def one_fix(edges: Any, rng: np.random.Generator) -> Places:
    """One fix, near the border or on it."""
    which = np.array([int(rng.integers(edges.count))])
    way = np.array([float(rng.choice([0.0, 0.05, 0.15, 30.0, 1_500.0]))])
    x, y = _stepped(edges.lon_a[which], edges.lat_a[which], way, rng)
    return (edges.lon_a[which].copy(), edges.lat_a[which].copy()) if way[0] == 0 else (x, y)


def _start(edges: Any, rng: np.random.Generator, *, where: np.ndarray | None = None) -> tuple[float, float]:
    choices = np.arange(edges.count) if where is None or not where.size else where
    which = rng.choice(choices, 1)
    x, y = _stepped(edges.lon_a[which], edges.lat_a[which], np.array([rng.uniform(0, FAR_M)]), rng)
    return float(x[0]), float(y[0])


def _flown(start: tuple[float, float], course: np.ndarray, legs: np.ndarray) -> Places:
    lon, lat = [start[0]], [start[1]]
    for azimuth, way in zip(course, legs, strict=True):
        x, y, _ = GEOD.fwd(lon[-1], lat[-1], float(azimuth), float(way))
        lon.append(float(x))
        lat.append(float(y))
    return np.array(lon), np.array(lat)


def long_legs(edges: Any, rng: np.random.Generator) -> Places:
    """A few legs of up to 300 km."""
    count = int(rng.integers(1, 4))
    course = rng.uniform(0, 360) + rng.normal(0, 40, count)
    return _flown(_start(edges, rng), course, rng.uniform(1_000, LONGEST_M, count))


def wandering(edges: Any, rng: np.random.Generator) -> Places:
    """Many legs of one to ten kilometres."""
    count = int(rng.integers(5, 40))
    course = rng.uniform(0, 360) + np.cumsum(rng.normal(0, 20, count))
    return _flown(_start(edges, rng), course, rng.uniform(1_000, 10_000, count))


def over_the_seam(edges: Any, rng: np.random.Generator) -> Places:
    """Near the antimeridian where the zone comes near it, else anywhere."""
    near = np.flatnonzero(np.abs(np.abs(edges.lon_a) - 180.0) < 3.0)
    course = rng.choice([90.0, 270.0]) + rng.normal(0, 30, 6)
    return _flown(_start(edges, rng, where=near), course, rng.uniform(5_000, 60_000, 6))


def far_north(edges: Any, rng: np.random.Generator) -> Places:
    """Where the zone is farthest from the equator."""
    limit = np.quantile(np.abs(edges.lat_a), 0.98)
    course = rng.uniform(0, 360) + rng.normal(0, 60, 8)
    return _flown(
        _start(edges, rng, where=np.flatnonzero(np.abs(edges.lat_a) >= limit)), course, rng.uniform(500, 50_000, 8)
    )


def far_fix(edges: Any, rng: np.random.Generator) -> Places:
    """One fix, anywhere about."""
    x, y = _start(edges, rng)
    return np.array([x]), np.array([y])


NEAR: dict[str, Callable[[Any, np.random.Generator], Places]] = {
    "beside": beside,
    "a hand beside": hand_beside,
    "on vertices": on_vertices,
    "to and fro": to_and_fro,
    "one fix at the border": one_fix,
}
FAR: dict[str, Callable[[Any, np.random.Generator], Places]] = {
    "long legs": long_legs,
    "wandering": wandering,
    "over the seam": over_the_seam,
    "far north": far_north,
    "one fix": far_fix,
}
