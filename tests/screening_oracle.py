"""What the screener must answer, by the engine: one stretch and one zone at a time, slow and right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airspace.screening.fixes import Floats, Stretches
from airspace.track import Point, Track
from airspace.violation import Incursion, Violation, check_violation
from airspace.zone import Zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

INTS = ("stretch", "zone", "start_us", "end_us", "deepest_us")
BOOLS = ("begins_inside", "ends_inside", "touch")


class EngineScreener:
    """The same questions as the screener takes, each answered by the single-track engine."""

    def __init__(self, zones: Sequence[Zone], names: Sequence[str]) -> None:
        self.zones = tuple(zones)
        self.names = tuple(names)
        self.sets: tuple[tuple[int, ...], ...] = ((),)

    @classmethod
    def of(cls, zones: Sequence[Zone], names: Sequence[str]) -> EngineScreener:
        return cls(zones, names)

    def inside(self, zone: int, lon_deg: Floats, lat_deg: Floats) -> NDArray[np.bool_]:
        return self.zones[zone].edges.contains(lon_deg, lat_deg)

    def border_distance_m(self, zone: int, lon_deg: Floats, lat_deg: Floats) -> Floats:
        return self.zones[zone].edges.nearest(lon_deg, lat_deg).distance_m

    def sets_at(self, lon_deg: Floats, lat_deg: Floats) -> NDArray[np.int32]:
        within = np.column_stack([self.inside(zone, lon_deg, lat_deg) for zone in range(len(self.zones))])
        sets = [tuple(np.flatnonzero(row).tolist()) for row in within]
        self.sets = tuple(dict.fromkeys([*self.sets, *sets]))
        return np.array([self.sets.index(one) for one in sets], dtype=np.int32)

    def stays(self, stretches: Stretches, *, depth: bool = True) -> Any:
        rows: list[dict[str, Any]] = []
        for stretch in range(stretches.count):
            track = track_of(stretches, stretch)
            for number, zone in enumerate(self.zones):
                rows += [{"stretch": stretch, "zone": number, **row} for row in stays_of(check_violation(track, zone))]
        names = list(rows[0]) if rows else list(_row(None, [], 0.0))
        kinds = dict.fromkeys(INTS, np.int64) | dict.fromkeys(BOOLS, np.bool_) | {"verdict": np.int8}
        names = list(dict.fromkeys(["stretch", "zone", *names]))
        return SimpleNamespace(
            **{name: np.array([row[name] for row in rows], dtype=kinds.get(name, np.float64)) for name in names}
        )


def track_of(stretches: Stretches, number: int) -> Track:
    """One stretch as the engine has it."""
    fixes = stretches.fixes
    part = slice(int(stretches.first[number]), int(stretches.first[number + 1]))
    t_us, alt = fixes.t_us[part], fixes.alt_m[part]
    start = EPOCH + timedelta(microseconds=int(t_us[0]))
    heights = None if np.isnan(alt).any() else alt
    return Track("track", fixes.lon_deg[part], fixes.lat_deg[part], heights, start, (t_us - t_us[0]) / 1e6)


def stays_of(found: Violation) -> list[dict[str, Any]]:
    """The stays of a violation; a touch without any is one of length 0."""
    if found.incursions:
        return [_row(found, [stay.start, stay.deepest, stay.end], 0.0, stay) for stay in found.incursions]
    if found.verdict == "undetermined" and found.closest is not None:
        return [_row(found, [found.closest.at] * 3, 0.0)]
    return []


def _row(found: Violation | None, points: list[Point], zero: float, stay: Incursion | None = None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "verdict": int(found is not None and found.verdict == "inside"),
        "margin_m": found.margin_m if found else zero,
        "begins_inside": stay is not None and stay.entry is None,
        "ends_inside": stay is not None and stay.exit is None,
        "length_m": stay.length_m if stay else zero,
        "duration_s": stay.duration_s if stay else zero,
        "max_depth_m": stay.max_depth_m if stay else zero,
        "border_lon_deg": stay.border_lon_deg
        if stay
        else found.closest.border_lon_deg
        if found and found.closest
        else 0,
        "border_lat_deg": stay.border_lat_deg
        if stay
        else found.closest.border_lat_deg
        if found and found.closest
        else 0,
        "touch": stay is None,
    }
    for name, point in zip(("start", "deepest", "end"), points or [None] * 3, strict=True):
        row[f"{name}_us"] = (point.time - EPOCH) // MICROSECOND if point and point.time else 0
        row[f"{name}_lon_deg"] = point.lon_deg if point else zero
        row[f"{name}_lat_deg"] = point.lat_deg if point else zero
        row[f"{name}_alt_m"] = point.alt_m if point and point.alt_m is not None else np.nan
    return row
