"""The peers of tracks that bring their own objects: movingpandas, pymeos, traffic."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from screening_flights import START_US, Flights, Stays

MARGIN_DEG = 0.01


def clips(polygon: shapely.Geometry, flights: Flights) -> np.ndarray:
    """The polygon clipped to each flight's box and a little more, so that no flight meets the clip's own sides."""
    lon, lat = flights.lon_deg, flights.lat_deg
    low = np.stack([lon.min(axis=1), lat.min(axis=1)], axis=1) - MARGIN_DEG
    high = np.stack([lon.max(axis=1), lat.max(axis=1)], axis=1) + MARGIN_DEG
    return np.array([shapely.clip_by_rect(polygon, *a, *b) for a, b in zip(low, high, strict=True)])


def _frame(flights: Flights) -> Any:
    import pandas

    count, fixes = flights.lon_deg.shape
    return pandas.DataFrame(
        {
            "flight": np.repeat(np.arange(count), fixes),
            "t": pandas.to_datetime(START_US + np.rint(flights.t_s.ravel() * 1e6).astype(np.int64), unit="us"),
            "longitude": flights.lon_deg.ravel(),
            "latitude": flights.lat_deg.ravel(),
        }
    )


def _seconds(moment: Any) -> float:
    """Seconds since the flights' start of a moment of pandas or the standard library, a naive one being UTC."""
    import pandas

    stamp = pandas.Timestamp(moment)
    stamp = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp
    return (stamp - pandas.Timestamp(START_US, unit="us", tz="UTC")) / pandas.Timedelta(seconds=1)


def movingpandas_clip(flights: Flights, polygon: shapely.Geometry, *, to_box: bool = False) -> Callable[[], Stays]:
    """The collection clipped at once; ``to_box``: each trajectory by the polygon clipped to its own box."""
    import geopandas
    import movingpandas

    frame = _frame(flights)
    points = geopandas.GeoDataFrame(
        frame[["flight", "t"]], geometry=geopandas.points_from_xy(frame["longitude"], frame["latitude"]), crs=4326
    )
    collection = movingpandas.TrajectoryCollection(points, traj_id_col="flight", t="t")

    def run() -> Stays:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas announces its future at every clip
            if to_box:
                pairs = zip(collection.trajectories, clips(polygon, flights), strict=True)
                parts = [part for whole, clip in pairs for part in whole.clip(clip).trajectories]
            else:
                parts = collection.clip(polygon).trajectories
        ends = [(int(part.parent.id), part.df.index[0], part.df.index[-1]) for part in parts]
        return Stays.sorted([f for f, _, _ in ends], [_seconds(a) for _, a, _ in ends], [_seconds(b) for *_, b in ends])

    return run


def pymeos_at(flights: Flights, polygon: shapely.Geometry, *, to_box: bool = False) -> Callable[[], Stays]:
    """Each sequence restricted to the polygon; ``to_box``: clipped to the sequence's own box."""
    import pandas
    import pymeos

    pymeos.pymeos_initialize()
    sequences = []
    for lon, lat, t_s in zip(flights.lon_deg, flights.lat_deg, flights.t_s, strict=True):
        stamps = pandas.to_datetime(START_US + np.rint(t_s * 1e6).astype(np.int64), unit="us", utc=True)
        fixes = (
            f"POINT({x!r} {y!r})@{s.isoformat()}" for x, y, s in zip(lon.tolist(), lat.tolist(), stamps, strict=True)
        )
        sequences.append(pymeos.TGeomPointSeq(f"SRID=4326;[{', '.join(fixes)}]"))
    where = shapely.set_srid(polygon, 4326)

    def run() -> Stays:
        found: list[tuple[int, Any, Any]] = []
        wheres = shapely.set_srid(clips(polygon, flights), 4326) if to_box else [where] * flights.count
        for flight, sequence in enumerate(sequences):
            inside = None if wheres[flight].is_empty else sequence.at(wheres[flight])
            if inside is not None:
                spans = inside.time()
                spans = [spans] if isinstance(spans, pymeos.TsTzSpan) else spans.spans()
                found += [(flight, span.lower(), span.upper()) for span in spans]
        return Stays.sorted(
            [f for f, _, _ in found], [_seconds(a) for _, a, _ in found], [_seconds(b) for _, _, b in found]
        )

    return run


def traffic_clip(flights: Flights, polygon: shapely.Geometry) -> Callable[[], Stays]:
    from traffic.core import Flight

    frame = _frame(flights).rename(columns={"t": "timestamp"})
    frame["timestamp"] = frame["timestamp"].dt.tz_localize("UTC")
    frame["altitude"] = 30_000.0
    made = [
        Flight(part.assign(callsign=f"F{flight}", icao24=f"{flight:06x}").drop(columns="flight"))
        for flight, part in frame.groupby("flight")
    ]

    def run() -> Stays:
        found = [(number, flight.clip(polygon)) for number, flight in enumerate(made)]
        inside = [(number, part.start, part.stop) for number, part in found if part is not None]
        return Stays.sorted(
            [f for f, _, _ in inside], [_seconds(a) for _, a, _ in inside], [_seconds(b) for _, _, b in inside]
        )

    return run
