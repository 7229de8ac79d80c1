"""The rows that a run writes: one for each incursion, each gap that hides something, each position set aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from airspace.screening.answers import VERDICTS, Stays
from airspace.screening.clean import REASONS, Aside
from airspace.screening.fixes import Stretches
from airspace.screening.gaps import GAP_ANSWERS, Gaps
from airspace.screening.settings import ZoneSet

__all__ = ["ASIDE", "GAPS", "SCHEMAS", "VIOLATIONS", "Judge", "aside_rows", "gap_rows", "violation_rows"]

Judge = Callable[[Stays], tuple[NDArray[np.bool_], list[str | None]]]
"""Whether the border can carry each verdict of some stays, and if not, why."""

INSTANT = pa.timestamp("us", tz="UTC")


def _place(name: str) -> list[tuple[str, pa.DataType]]:
    numbers = [(f"{name}_{part}", pa.float64()) for part in ("lon", "lat", "alt_m")]
    return [(f"{name}_time", INSTANT), *numbers]


_END = (("time", INSTANT), ("lon", pa.float64()), ("lat", pa.float64()), ("inside", pa.bool_()))

VIOLATIONS = pa.schema(
    [
        ("flight", pa.string()),
        ("stretch", pa.int64()),
        ("zone", pa.string()),
        ("edition", pa.string()),
        ("verdict", pa.string()),
        ("decisive", pa.bool_()),
        ("why", pa.string()),
        *_place("entry"),
        *_place("exit"),
        ("start_time", INSTANT),
        ("end_time", INSTANT),
        ("begins_inside", pa.bool_()),
        ("ends_inside", pa.bool_()),
        ("duration_s", pa.float64()),
        ("length_m", pa.float64()),
        ("max_depth_m", pa.float64()),
        *_place("deepest"),
        ("mean_speed_mps", pa.float64()),
        ("margin_m", pa.float64()),
        ("geometry", pa.binary()),
    ]
)
"""One row for each stay of a stretch in a zone; ``geometry``: where it starts, where it is deepest, where it ends."""

ASIDE = pa.schema(
    [
        ("row", pa.int64()),
        ("flight", pa.string()),
        ("reason", pa.string()),
        ("time", INSTANT),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("alt_m", pa.float64()),
        ("speed_mps", pa.float64()),
    ]
)
"""One row for each position set aside, as it was given; ``row`` counts from 0 over the data set."""

GAPS = pa.schema(
    [
        ("flight", pa.string()),
        ("stretch", pa.int64()),
        ("zone", pa.string()),
        ("edition", pa.string()),
        ("answer", pa.string()),
        ("gap_s", pa.float64()),
        ("required_speed_mps", pa.float64()),
        ("exact", pa.bool_()),
        ("impossible", pa.bool_()),
        ("earliest_entry_time", INSTANT),
        ("latest_exit_time", INSTANT),
        ("longest_stay_s", pa.float64()),
        *[(f"{end}_{name}", kind) for end in ("before", "after") for name, kind in _END],
    ]
)
"""One row for each gap and each zone that a path within the bound can have entered in it; ``stretch`` ends with it."""

SCHEMAS: dict[str, pa.Schema] = {"violations": VIOLATIONS, "gaps": GAPS, "aside": ASIDE}
"""The tables of a run by name."""


def violation_rows(stretches: Stretches, stays: Stays, zones: ZoneSet, judge: Judge | None) -> pa.Table:
    """A row for each stay, in the order of the stays: by flight, stretch, zone and time.

    Without a ``judge`` nothing is said of whether the border can carry a verdict.
    """
    flight = stretches.fixes.flight[stretches.first[:-1]]
    stretch = stays.stretch
    decisive, why = (None, None) if judge is None else judge(stays)
    enters = ~(stays.begins_inside | stays.touch)
    leaves = ~(stays.ends_inside | stays.touch)
    duration = np.where(stays.duration_s > 0, stays.duration_s, np.nan)
    columns: dict[str, pa.Array] = {
        "flight": _named(stretches.fixes.names, flight[stretch]),
        "stretch": pa.array(_numbers(stretches)[stretch]),
        "zone": _named(zones.names, stays.zone),
        "edition": _named(zones.editions, stays.zone),
        "verdict": _named(VERDICTS, stays.verdict),
        "decisive": pa.nulls(stretch.size, pa.bool_()) if decisive is None else pa.array(decisive),
        "why": pa.array(why or [None] * stretch.size, pa.string()),
        **_at(stays, "start", "entry", enters),
        **_at(stays, "end", "exit", leaves),
        "start_time": _instants(stays.start_us),
        "end_time": _instants(stays.end_us),
        "begins_inside": pa.array(stays.begins_inside),
        "ends_inside": pa.array(stays.ends_inside),
        "duration_s": _numbers_or_null(stays.duration_s),
        "length_m": _numbers_or_null(stays.length_m),
        "max_depth_m": _numbers_or_null(stays.max_depth_m),
        **_at(stays, "deepest", "deepest", None),
        "mean_speed_mps": _numbers_or_null(stays.length_m / duration),
        "margin_m": _numbers_or_null(stays.margin_m),
        "geometry": _geometry(stays),
    }
    return pa.table(columns).select(VIOLATIONS.names).cast(VIOLATIONS)


def gap_rows(stretches: Stretches, gaps: Gaps, zones: ZoneSet) -> pa.Table:
    """A row for each gap and zone, in the order of the answers: by flight, stretch and zone."""
    columns: dict[str, pa.Array] = {
        "flight": _named(stretches.fixes.names, gaps.flight),
        "stretch": pa.array(_numbers(stretches)[gaps.stretch]),
        "zone": _named(zones.names, gaps.zone),
        "edition": _named(zones.editions, gaps.zone),
        "answer": _named(GAP_ANSWERS, gaps.answer),
        "gap_s": _numbers_or_null(gaps.gap_s),
        "required_speed_mps": _numbers_or_null(gaps.required_speed_mps),
        "exact": pa.array(gaps.exact),
        "impossible": pa.array(gaps.impossible),
        "earliest_entry_time": _instants(gaps.earliest_entry_us),
        "latest_exit_time": _instants(gaps.latest_exit_us),
        "longest_stay_s": _numbers_or_null(gaps.longest_stay_s),
    }
    for end, fix in (("before", "a"), ("after", "b")):
        columns[f"{end}_time"] = _instants(getattr(gaps, f"{fix}_us"))
        columns[f"{end}_lon"] = pa.array(getattr(gaps, f"{fix}_lon_deg"))
        columns[f"{end}_lat"] = pa.array(getattr(gaps, f"{fix}_lat_deg"))
        columns[f"{end}_inside"] = pa.array(getattr(gaps, f"inside_{end}"))
    return pa.table(columns).cast(GAPS)


def aside_rows(aside: Aside) -> pa.Table:
    """A row for each position set aside, in order of row."""
    columns = {
        "row": pa.array(aside.row),
        "flight": _named((*aside.names, None), aside.flight),  # -1, no flight, is the last
        "reason": _named(REASONS, aside.reason),
        "time": _instants(aside.t_us, ~aside.no_time),
        "lon": _numbers_or_null(aside.lon_deg),
        "lat": _numbers_or_null(aside.lat_deg),
        "alt_m": _numbers_or_null(aside.alt_m),
        "speed_mps": _numbers_or_null(aside.speed_mps),
    }
    return pa.table(columns).cast(ASIDE)


def _instants(t_us: NDArray[np.int64], known: NDArray[np.bool_] | None = None) -> pa.Array:
    """Times of microseconds since 1970 UTC, null where not known."""
    return pa.array(t_us, pa.int64(), mask=None if known is None else ~known).cast(INSTANT)


def _numbers_or_null(values: NDArray[np.float64]) -> pa.Array:
    """Numbers, null where there is none that is finite."""
    return pa.array(values, pa.float64(), mask=~np.isfinite(values))


def _numbers(stretches: Stretches) -> NDArray[np.int64]:
    """Number of each stretch in its flight, from 0."""
    flight = stretches.fixes.flight[stretches.first[:-1]]
    return np.arange(flight.size) - np.searchsorted(flight, flight)


def _at(stays: Stays, name: str, column: str, known: NDArray[np.bool_] | None) -> dict[str, pa.Array]:
    """Time, longitude, latitude and altitude of a place of each stay, null where it is none."""
    found = {f"{column}_time": _instants(getattr(stays, f"{name}_us"), known)}
    for part, field in (("lon", "lon_deg"), ("lat", "lat_deg"), ("alt_m", "alt_m")):
        values = getattr(stays, f"{name}_{field}")
        found[f"{column}_{part}"] = _numbers_or_null(values if known is None else np.where(known, values, np.nan))
    return found


def _named(names: tuple[str | None, ...], codes: NDArray[Any]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(codes % len(names) if len(names) else codes, pa.int64()))


def _geometry(stays: Stays) -> pa.Array:
    """Start, deepest place and end of each stay as one MultiPoint, WKB."""
    lon = np.column_stack([stays.start_lon_deg, stays.deepest_lon_deg, stays.end_lon_deg])
    lat = np.column_stack([stays.start_lat_deg, stays.deepest_lat_deg, stays.end_lat_deg])
    owner = np.repeat(np.arange(lon.shape[0]), 3)
    shapes = shapely.multipoints(np.column_stack([lon.ravel(), lat.ravel()]), indices=owner) if owner.size else []
    return pa.array(shapely.to_wkb(shapes), pa.binary()) if owner.size else pa.array([], pa.binary())
