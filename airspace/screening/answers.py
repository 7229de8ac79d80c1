"""The stays of many stretches of flight in many zones, with the figures of the single-track engine."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from airspace.geodesy import foot, geodetic, wrap_deg
from airspace.screening import deep, legs
from airspace.screening.fixes import Fixes, Floats, Ints, Stretches
from airspace.screening.legs import DOUBTFUL
from airspace.screening.nodes import Nodes, on_grid
from airspace.screening.stays import DEEP_M, Found, Runs, refined, runs_of
from airspace.screening.windows import mended
from airspace.track import Point, Track
from airspace.violation import Violation, check_violation

if TYPE_CHECKING:
    from airspace.screening.screener import Screener

__all__ = ["INSIDE", "UNDETERMINED", "VERDICTS", "Stays", "find_stays", "track_of"]

Bools = NDArray[np.bool_]

INSIDE, UNDETERMINED = 1, 0
"""Codes of verdicts; a stretch that is outside has no row."""

VERDICTS = ("undetermined", "inside")
"""Words of verdicts; a code is the index of its word."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_ROOM = 65_536
_FEW_LEGS = 8


@dataclass(frozen=True, eq=False)
class Stays:
    """m stays, sorted by stretch, zone and time; arrays of shape (m,).

    ``verdict`` and ``margin_m`` are those of the stretch against the zone. ``begins_inside``, ``ends_inside``: the
    stretch does, so that ``start_...`` or ``end_...`` is a fix and no crossing. ``touch``: the stretch comes within
    the tolerance of the border without a stay; the row then tells where, and how far outside (``margin_m``, not above
    0). Altitudes are NaN where they are not known; lengths and depths where they were not asked for.
    """

    stretch: Ints
    zone: Ints
    verdict: NDArray[np.int8]
    margin_m: Floats
    begins_inside: Bools
    ends_inside: Bools
    touch: Bools
    start_us: Ints
    start_lon_deg: Floats
    start_lat_deg: Floats
    start_alt_m: Floats
    end_us: Ints
    end_lon_deg: Floats
    end_lat_deg: Floats
    end_alt_m: Floats
    duration_s: Floats
    length_m: Floats
    max_depth_m: Floats
    deepest_us: Ints
    deepest_lon_deg: Floats
    deepest_lat_deg: Floats
    deepest_alt_m: Floats
    border_lon_deg: Floats
    border_lat_deg: Floats
    exact: Bools

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self.stretch.size)


_KINDS = (
    {"verdict": np.int8, "stretch": np.int64, "zone": np.int64}
    | dict.fromkeys(("begins_inside", "ends_inside", "touch", "exact"), np.bool_)
    | dict.fromkeys(("start_us", "end_us", "deepest_us"), np.int64)
)


def find_stays(screener: Screener, stretches: Stretches, measure: bool) -> Stays:
    """The stays of stretches in a screener's zones; ``measure``: with lengths and depths."""
    nodes = Nodes.of(stretches)
    sets = screener.sets_at(nodes.lon_deg, nodes.lat_deg).astype(np.int64)
    zones = len(screener.names)
    found, edge = _found(screener, nodes, sets)
    found = mended(screener, refined(found, edge, nodes, screener.vertex), nodes, sets)
    runs, thin = _runs(screener, nodes, sets, found)
    if thin.any():  # these too are answered on the few legs about them, if they can be
        found = mended(screener, _with_doubt(found, runs, thin, zones), nodes, sets)
        runs, thin = _runs(screener, nodes, sets, found)
    runs = runs.without(runs.watched[thin])
    table = _clear(screener, nodes, stretches.fixes, runs, measure)
    rows = [row for key in runs.exact.tolist() for row in _by_engine(screener, stretches, divmod(key, zones), measure)]
    names = [field.name for field in fields(Stays)]
    columns = {
        name: np.concatenate([table[name], np.array([row[name] for row in rows], dtype=_KINDS.get(name, float))])
        for name in names
    }
    order = np.lexsort((columns["start_us"], columns["zone"], columns["stretch"]))
    return Stays(**{name: column[order] for name, column in columns.items()})


def _runs(screener: Screener, nodes: Nodes, sets: Ints, found: Found) -> tuple[Runs, Bools]:
    """Stays, and which of those watched may be no deeper than the verdict's tolerance."""
    zones = len(screener.names)
    runs = runs_of(found, nodes, screener.sets, sets, zones)
    runs = runs.without(runs.key[np.isin(runs.key % zones, screener.limited)])
    depth = _deepest(screener, nodes, runs.watched % zones, runs.watched_start, runs.watched_end, DEEP_M)[1]
    return runs, depth < DEEP_M


def _with_doubt(found: Found, runs: Runs, thin: Bools, zones: int) -> Found:
    """What was found, and as doubtful the ends of stays and gaps that are thin and of few legs."""
    few = thin & (runs.watched_end - runs.watched_start < _FEW_LEGS)
    leg = np.concatenate([runs.watched_start[few], np.maximum(np.ceil(runs.watched_end[few]) - 1, 0)]).astype(np.int64)
    share = np.repeat([0.0, 1.0], int(few.sum()))
    zone = np.tile(runs.watched[few] % zones, 2)
    added = (leg, share, np.full(leg.size, DOUBTFUL), zone, np.ones(leg.size))
    old = (found.leg, found.share, found.kind, found.zone, found.slant)
    return Found(*(np.concatenate(pair) for pair in zip(old, added, strict=True)))


def _found(screener: Screener, nodes: Nodes, sets: Ints) -> tuple[Found, Ints]:
    """What kernels note along all legs, and the edge of each."""
    border = screener.vertex, screener.prepared.vertex_first, screener.cells.words
    room, start, parts = max(_FIRST_ROOM, nodes.fix.size // 8), 0, list[Any]()
    while not parts or start < nodes.fix.size:  # once at least: there may be no node
        found = np.empty(room, dtype=np.int64), np.empty((room, 2), dtype=np.int64), np.empty((room, 2))
        before = start
        start, used = legs.scan(screener.cells, border, nodes.lon_deg, nodes.lat_deg, sets, nodes.begins, start, found)
        parts.append([column[:used] for column in found])
        room *= 1 if start > before else 4  # a leg may come near more edges than there is room for
    leg, what, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    edge = what[:, 1]
    zone = np.where(edge < 0, -1, np.searchsorted(screener.prepared.vertex_first, edge, side="right") - 1)
    return Found(leg, on_grid(value[:, 0]), what[:, 0], zone, value[:, 1]), edge


def _deepest(
    screener: Screener, nodes: Nodes, zone: Ints, start: Floats, end: Floats, enough_m: float = np.inf
) -> tuple[Floats, Floats, Ints]:
    """Where stays are deepest (node coordinate, metres, edge); the search for one ends where it is ``enough_m``."""
    at, depth, edge = np.empty(zone.size), np.empty(zone.size), np.empty(zone.size, dtype=np.int64)
    deep.deepest(
        screener.trees, screener.vertex, nodes.lon_deg, nodes.lat_deg, zone, (start, end), enough_m, (at, depth, edge)
    )
    return at, depth, edge


def _clear(screener: Screener, nodes: Nodes, fixes: Fixes, runs: Runs, measure: bool) -> dict[str, Any]:
    """The columns of what kernels answer."""
    zones, count = len(screener.names), runs.key.size
    columns: dict[str, Any] = {
        "stretch": runs.key // zones,
        "zone": runs.key % zones,
        "verdict": np.full(count, INSIDE, dtype=np.int8),
        "begins_inside": runs.begins,
        "ends_inside": runs.ends,
        "touch": np.zeros(count, dtype=bool),
        "exact": np.zeros(count, dtype=bool),
        "length_m": np.full(count, np.nan),
        "max_depth_m": np.full(count, np.nan),
        "margin_m": np.full(count, np.nan),
        "border_lon_deg": np.full(count, np.nan),
        "border_lat_deg": np.full(count, np.nan),
    }
    columns |= _at(nodes, fixes, runs.start, "start") | _at(nodes, fixes, runs.end, "end")
    columns["duration_s"] = (columns["end_us"] - columns["start_us"]) / 1e6
    if not measure:
        return columns | _at(nodes, fixes, runs.start, "deepest")
    deep.path_m(nodes.lon_deg, nodes.lat_deg, runs.start, runs.end, columns["length_m"])
    at, _, edge = _deepest(screener, nodes, columns["zone"], runs.start, runs.end)
    columns |= _at(nodes, fixes, at, "deepest")
    (lon_a, lat_a), (lon_b, lat_b) = (geodetic(screener.vertex[edge + k]) for k in (0, 1))
    if count:
        near = foot(columns["deepest_lon_deg"], columns["deepest_lat_deg"], lon_a, lat_a, lon_b, lat_b)
        columns |= {
            "max_depth_m": near.distance_m,
            "border_lon_deg": wrap_deg(near.lon_deg),
            "border_lat_deg": near.lat_deg,
        }
        value, group = np.unique(runs.key, return_inverse=True)
        margin = np.zeros(value.size)
        np.maximum.at(margin, group, near.distance_m)
        columns["margin_m"] = margin[group]
    return columns


def _at(nodes: Nodes, fixes: Fixes, node: Floats, name: str) -> dict[str, Any]:
    """Time, place and altitude at node coordinates; at a fix the fix itself."""
    fix, share = nodes.fixes_at(node)
    after = np.minimum(fix + 1, fixes.count - 1)
    place = np.empty((node.size, 3))
    deep.on_legs(nodes.lon_deg, nodes.lat_deg, node, place)
    lon, lat = geodetic(place)
    on_fix = share == 0.0
    step = np.rint(share * (fixes.t_us[after] - fixes.t_us[fix])).astype(np.int64)
    rise = fixes.alt_m[after] - fixes.alt_m[fix]
    return {
        f"{name}_us": fixes.t_us[fix] + step,
        f"{name}_lon_deg": np.where(on_fix, fixes.lon_deg[fix], wrap_deg(lon)),
        f"{name}_lat_deg": np.where(on_fix, fixes.lat_deg[fix], lat),
        f"{name}_alt_m": np.where(on_fix, fixes.alt_m[fix], fixes.alt_m[fix] + share * rise),
    }


def track_of(stretches: Stretches, number: int) -> Track:
    """One stretch as a track of the engine; without altitudes if one is missing."""
    fixes = stretches.fixes
    part = slice(stretches.first[number], stretches.first[number + 1])
    alt = fixes.alt_m[part]
    return Track(
        fixes.names[fixes.flight[part.start]],
        fixes.lon_deg[part],
        fixes.lat_deg[part],
        alt if np.isfinite(alt).all() else None,
        _EPOCH + timedelta(microseconds=int(fixes.t_us[part.start])),
        (fixes.t_us[part] - fixes.t_us[part.start]) / 1e6,
    )


def _by_engine(screener: Screener, stretches: Stretches, pair: tuple[int, int], measure: bool) -> list[dict[str, Any]]:
    """Rows of one pair of stretch and zone, answered by the engine."""
    stretch, zone = pair
    track = track_of(stretches, stretch)
    violation = check_violation(track, screener.zones[zone])
    if violation.verdict == "outside":
        return []
    shared = {
        "stretch": stretch,
        "zone": zone,
        "verdict": INSIDE if violation.verdict == "inside" else UNDETERMINED,
        "margin_m": violation.margin_m if measure else np.nan,
        "exact": True,
    }
    if not violation.incursions:
        return [shared | _touch(violation)]
    rows = []
    for stay in violation.incursions:
        measured = {"length_m": stay.length_m, "max_depth_m": stay.max_depth_m} if measure else {}
        rows.append(
            shared
            | {"begins_inside": stay.entry is None, "ends_inside": stay.exit is None, "touch": False}
            | _point(stay.start, "start")
            | _point(stay.end, "end")
            | _point(stay.deepest, "deepest")
            | {"duration_s": stay.duration_s, "length_m": np.nan, "max_depth_m": np.nan}
            | measured
            | {"border_lon_deg": stay.border_lon_deg, "border_lat_deg": stay.border_lat_deg}
        )
    return rows


def _touch(violation: Violation) -> dict[str, Any]:
    near = violation.closest
    assert near is not None  # noqa: S101 - outside and undetermined is decided by a closest approach
    return {
        "begins_inside": False, "ends_inside": False, "touch": True, "duration_s": 0.0, "length_m": 0.0,
        "max_depth_m": 0.0, "border_lon_deg": near.border_lon_deg, "border_lat_deg": near.border_lat_deg,
        **_point(near.at, "start"), **_point(near.at, "end"), **_point(near.at, "deepest"),
    }  # fmt: skip


def _point(point: Point, name: str) -> dict[str, Any]:
    assert point.time is not None  # noqa: S101 - every fix has a time
    return {
        f"{name}_us": round((point.time - _EPOCH) / timedelta(microseconds=1)),
        f"{name}_lon_deg": point.lon_deg,
        f"{name}_lat_deg": point.lat_deg,
        f"{name}_alt_m": np.nan if point.alt_m is None else point.alt_m,
    }
