"""Flights for the tests of screening, and what the single-track engine says of them."""

from __future__ import annotations

import numpy as np

from airspace.geodesy import direct, wrap_deg
from airspace.screening.answers import track_of
from airspace.screening.fixes import Fixes, Stretches
from airspace.violation import check_violation

START_US = 1_448_349_840_000_000
STEP_US = 7_000_000


def stretches_of(paths):
    """Stretches of (lon, lat) arrays, a fix every seven seconds, climbing a metre a fix."""
    size = np.array([len(lon) for lon, _ in paths])
    first = np.concatenate([[0], np.cumsum(size)])
    step = np.arange(first[-1]) - np.repeat(first[:-1], size)
    fixes = Fixes(
        tuple(f"F{k}" for k in range(size.size)),
        np.repeat(np.arange(size.size), size),
        START_US + step * STEP_US,
        wrap_deg(np.concatenate([lon for lon, _ in paths])),
        np.concatenate([lat for _, lat in paths]),
        1000.0 + step,
        np.arange(first[-1]),
    )
    return Stretches(fixes, first)


def wandering(rng, count, fixes, box, step_m):
    """Paths that wander from somewhere in a box (west, south, east, north)."""
    lon, lat = rng.uniform(box[0], box[2], count), rng.uniform(box[1], box[3], count)
    azi = rng.uniform(0, 360, count)
    lons, lats = [lon], [lat]
    for _ in range(fixes - 1):
        azi = azi + rng.normal(0, 10, count)
        lon, lat, _ = direct(lon, lat, azi, step_m * rng.uniform(0.3, 1.7, count))
        lons.append(lon)
        lats.append(lat)
    return list(zip(np.array(lons).T, np.array(lats).T, strict=True))


def along_border(rng, edges, count, hops, on_vertex, offsets_m):
    """Paths whose fixes lie on vertices of a border, or beside one by one of ``offsets_m``."""
    paths = []
    for _ in range(count):
        n = int(rng.integers(1, 9))
        at = (rng.integers(edges.count) + np.cumsum(rng.integers(-hops, hops + 1, n))) % edges.count
        away = rng.choice(offsets_m, n) * rng.uniform(0.5, 1.0, n)
        lon, lat, _ = direct(edges.lon_a[at], edges.lat_a[at], rng.uniform(0, 360, n), away)
        exact = rng.random(n) < on_vertex
        paths.append((np.where(exact, edges.lon_a[at], lon), np.where(exact, edges.lat_a[at], lat)))
    return paths


def agree(screener, stretches, found):
    """Assert that rows are what the engine says of each stretch and zone; the greatest differences."""
    worst = {"time_us": 0.0, "depth_m": 0.0, "length_m": 0.0}
    for number in range(stretches.count):
        track = track_of(stretches, number)
        for zone in range(len(screener.names)):
            violation = check_violation(track, screener.zones[zone])
            rows = np.flatnonzero((found.stretch == number) & (found.zone == zone))
            if violation.verdict == "outside":
                assert rows.size == 0, (number, zone)
                continue
            if not violation.incursions:
                assert found.touch[rows].tolist() == [True]
                assert abs(found.margin_m[rows[0]] - violation.margin_m) < 0.001
                continue
            assert rows.size == len(violation.incursions), (number, zone, rows.size, violation)
            assert (found.verdict[rows] == (violation.verdict == "inside")).all()
            assert np.abs(found.margin_m[rows] - violation.margin_m).max() < 0.2
            for row, stay in zip(rows, violation.incursions, strict=True):
                assert found.begins_inside[row] == (stay.entry is None), (number, zone)
                assert found.ends_inside[row] == (stay.exit is None), (number, zone)
                for name, point in (("start", stay.start), ("end", stay.end)):
                    late = getattr(found, f"{name}_us")[row] - point.time.timestamp() * 1e6
                    worst["time_us"] = max(worst["time_us"], abs(late))
                    assert abs(getattr(found, f"{name}_alt_m")[row] - point.alt_m) < 0.001
                worst["depth_m"] = max(worst["depth_m"], abs(found.max_depth_m[row] - stay.max_depth_m))
                worst["length_m"] = max(worst["length_m"], abs(found.length_m[row] - stay.length_m))
    assert worst["time_us"] < 1000 and worst["depth_m"] < 0.2 and worst["length_m"] < 0.1, worst
    return worst
