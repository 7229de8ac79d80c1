"""How long a check takes, beside peers in the same run: ``pytest benchmarks/bench_check.py``.

The zone is Turkey in the default edition (73,000 edges), loaded and indexed beforehand. The bars: 50 ms for a
path of 60 km with 20 fixes across the salient, 500 ms for a stay of 400 km deep inside, depth included.

The peers answer less. ``planar`` is Shapely on longitude and latitude: the stretch inside and the distances of
its vertices to the border, in degrees. ``geod`` measures a place every 10 km to every border vertex with
pyproj.Geod. Processor time, so that a busy machine fails no bar.
"""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely
from pyproj import Geod

from airspace.geodesy import direct
from airspace.track import Track
from airspace.violation import check_violation
from airspace.zone import national_zone

pytestmark = pytest.mark.benchmark(timer=time.process_time)

PATHS = {
    # middle, course, half length in metres, fixes, bar in seconds
    "salient-60km": ((36.15, 35.86), 90.0, 30e3, 20, 0.050),
    "inside-400km": ((33.5, 39.2), 90.0, 200e3, 40, 0.500),
}


@pytest.fixture(scope="module")
def zone():
    return national_zone("TUR")


def flown(name):
    (lon, lat), azi, half, fixes, _ = PATHS[name]
    x, y, _ = direct(lon, lat, azi, np.linspace(-half, half, fixes))
    return Track(name, x, y)


@pytest.mark.parametrize("name", PATHS)
def test_engine(benchmark, zone, name):
    benchmark.group = name
    track = flown(name)
    found = benchmark.pedantic(check_violation, (track, zone), rounds=30, warmup_rounds=2)
    assert found.verdict == "inside"
    assert benchmark.stats.stats.median < PATHS[name][-1]


@pytest.mark.parametrize("name", PATHS)
def test_planar(benchmark, zone, name):
    benchmark.group = name
    track = flown(name)
    polygon, line = zone.shape.geometry, shapely.LineString(np.stack([track.lon_deg, track.lat_deg], axis=1))
    boundary = polygon.boundary

    def planar():
        inside = shapely.intersection(polygon, line)
        return max(shapely.distance(boundary, shapely.points(shapely.get_coordinates(inside))))

    assert benchmark.pedantic(planar, rounds=10) > 0


@pytest.mark.parametrize("name", ["salient-60km"])
def test_geod(benchmark, zone, name):
    benchmark.group = name
    track = flown(name)
    vertex = shapely.get_coordinates(zone.shape.geometry)
    lon, lat = track.position(np.linspace(0, track.fixes - 1, int(track.along_m[-1] / 10e3) + 1))
    geod = Geod(ellps="WGS84")

    def brute():
        here = np.empty(len(vertex)), np.empty(len(vertex))
        least = []
        for x, y in zip(lon, lat, strict=True):
            here[0][:], here[1][:] = x, y
            least.append(geod.inv(*here, *vertex.T.copy())[2].min())
        return max(least)

    assert benchmark.pedantic(brute, rounds=1) > 0


def test_load_and_index(benchmark):
    benchmark.group = "load"

    def load():
        national_zone.cache_clear()
        return national_zone("TUR")

    assert benchmark.pedantic(load, rounds=3).edges.count > 70_000
