"""When did each of 10,000 flights enter and leave Turkey? Ours beside peers.

    python benchmarks/screening_tracks.py [--quick] [--rounds N] [--only TEXT] [--to FILE] [--tracks N]

Flights of 200 fixes and legs of one kilometre that begin anywhere around Turkey, half of them straight. All peers get
the edition's polygon (``osm-2026c``) with vertices added until it follows its geodesic edges to ``SAG_M``; their legs
are straight in longitude and latitude. Slow peers get fewer flights. What they need as objects (lines, trajectories,
frames) is made before the clock starts.

Four ways of Shapely, since it depends on the writer: the polygon clipped to each flight's box, as a line is cut by it
(the bar's); the same only for flights that a prepared polygon does not settle; the whole polygon; leg by leg with a
prepared polygon. A fifth lays an index over the border's edges with Shapely's tree and asks it with all legs at once;
making two million lines of legs is part of it, and a row says what it takes without.

Crossing instants are compared with those of the bar's Shapely. A planar leg moves an instant by more than a
millisecond where it meets the border at a small angle; the bound is worked out for each crossing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import shapely
from screening_common import Row, alternate, densified, options, peer, report, say, versions
from screening_flights import Comparison, Flights, Stays, around, of_crossings, planar_bound_s, stretches
from screening_trackpeers import clips, movingpandas_clip, pymeos_at, traffic_clip

from airspace.zone import Zone, national_zone

STATE, EDITION = "TUR", "osm-2026c"
BOX = (24.6, 34.8, 45.8, 43.3)
"""West, south, east, north: Turkey's box and a degree beyond."""
SAG_M = 0.01
AGREED_S = 1e-3
ROUNDED_S = 1.5e-6
"""Ours gives instants to the microsecond."""
OURS, DEEP = "airspace Screener.stays, one thread", "airspace Screener.stays with length and depth, one thread"
CLIPPED = "shapely, clipped to each flight's box"
LISTED = 10


def main() -> int:
    asked = options(__doc__ or "", tracks=10_000)
    flights = around(BOX, asked.tracks // (10 if asked.quick else 1), seed=20151124)
    zone = national_zone(STATE, EDITION)
    polygon = densified(zone.shape.geometry, SAG_M)
    tasks: dict[str, Callable[[], Any]] = ours(zone, flights)
    sizes = dict.fromkeys(tasks, flights.count)
    for name, (make, most) in PEERS.items():
        part = flights.first(min(most // (10 if asked.quick else 1), flights.count))
        tasks |= peer(lambda make=make, part=part: make(part, polygon), name, asked.only)  # type: ignore[misc]
        sizes[name] = part.count
    spent, results = alternate(tasks, asked.rounds)
    rows = [Row(name, CALLED[name], sizes[name], tuple(spent[name])) for name in tasks]
    crossing = int(shapely.intersects(polygon.boundary, shapely.linestrings(flights.lines()[:, :, :2])).sum())
    remarks = [
        f"{STATE} of {EDITION}: {shapely.get_num_coordinates(zone.shape.geometry):,} vertices, "
        f"{shapely.get_num_coordinates(polygon):,} on geodesic edges to {SAG_M} m; {crossing:,} of {flights.count:,} "
        "flights cross the border",
        *agreement({name: results[name] for name in tasks}, sizes, flights, zone),
    ]
    report(rows, remarks, OURS, "flights", asked.to)
    return 0


def ours(zone: Zone, flights: Flights) -> dict[str, Callable[[], Any]]:
    """Our screener with and without depth, index built and code compiled; nothing where it is not installed."""
    try:
        from airspace.screening.screener import Screener
    except ImportError as error:
        say(f"left out: ours ({error})")
        return {}
    screener = Screener.of([zone], [STATE])
    few, all_of_them = stretches(flights.first(20)), stretches(flights)
    for depth in (False, True):
        screener.stays(few, depth=depth)
    return {
        OURS: lambda: screener.stays(all_of_them, depth=False),
        DEEP: lambda: screener.stays(all_of_them, depth=True),
    }


def crossings(lines: np.ndarray, borders: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the line and time of each point in which a line with times as heights meets a border."""
    parts, line = shapely.get_parts(shapely.intersection(lines, borders), return_index=True)
    point = (shapely.get_type_id(parts) == shapely.GeometryType.POINT) & ~shapely.is_empty(parts)
    return line[point], shapely.get_z(parts[point])


def clipped(flights: Flights, polygon: shapely.Geometry) -> Callable[[], Stays]:
    lines = shapely.linestrings(flights.lines())
    shapely.prepare(polygon)

    def run() -> Stays:
        line, t_s = crossings(lines, shapely.boundary(clips(polygon, flights)))
        inside = shapely.contains_xy(polygon, flights.lon_deg[:, 0], flights.lat_deg[:, 0])
        return of_crossings(line, t_s, inside, flights.t_s[:, -1])

    return run


def settled_first(flights: Flights, polygon: shapely.Geometry) -> Callable[[], Stays]:
    lines, border = shapely.linestrings(flights.lines()), shapely.boundary(polygon)
    shapely.prepare([polygon, border])

    def run() -> Stays:
        inside = shapely.contains_xy(polygon, flights.lon_deg[:, 0], flights.lat_deg[:, 0])
        open_ = np.flatnonzero(shapely.intersects(border, lines))
        line, t_s = crossings(lines[open_], shapely.boundary(clips(polygon, flights.take(open_))))
        return of_crossings(open_[line], t_s, inside, flights.t_s[:, -1])

    return run


def whole(flights: Flights, polygon: shapely.Geometry) -> Callable[[], Stays]:
    lines = shapely.linestrings(flights.lines())
    shapely.prepare(polygon)

    def run() -> Stays:
        line, t_s = crossings(lines, shapely.boundary(polygon))
        inside = shapely.contains_xy(polygon, flights.lon_deg[:, 0], flights.lat_deg[:, 0])
        return of_crossings(line, t_s, inside, flights.t_s[:, -1])

    return run


def legs_of(flights: Flights) -> np.ndarray:
    ends = flights.lines()
    return shapely.linestrings(np.stack([ends[:, :-1], ends[:, 1:]], axis=2).reshape(-1, 2, 3))


def per_leg(flights: Flights, polygon: shapely.Geometry) -> Callable[[], Stays]:
    """Legs that a prepared polygon does not settle are cut by it; pieces that touch in time are one stay."""
    legs, each = legs_of(flights), flights.lon_deg.shape[1] - 1
    shapely.prepare(polygon)

    def run() -> Stays:
        within = shapely.contains_properly(polygon, legs)
        pieces = np.where(within, legs, None)
        cut = np.flatnonzero(~within & shapely.intersects(polygon, legs))
        pieces[cut] = shapely.intersection(legs[cut], polygon)
        parts, leg = shapely.get_parts(pieces, return_index=True)
        line = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(parts)
        parts, flight = parts[line], leg[line] // each
        ends = [shapely.get_coordinates(shapely.get_point(parts, i), include_z=True)[:, 2] for i in (0, -1)]
        return joined(flight, np.minimum(*ends), np.maximum(*ends))

    return run


def joined(flight: np.ndarray, start_s: np.ndarray, end_s: np.ndarray) -> Stays:
    """Pieces of stays that follow one another without a gap as one stay."""
    order = np.lexsort((start_s, flight))
    flight, start_s, end_s = flight[order], start_s[order], end_s[order]
    goes_on = (flight[1:] == flight[:-1]) & (start_s[1:] - end_s[:-1] < 1e-9)
    first, last = np.flatnonzero(np.append(True, ~goes_on)), np.flatnonzero(np.append(~goes_on, True))
    return Stays(flight[first], start_s[first], end_s[last])


def tree_of_edges(flights: Flights, polygon: shapely.Geometry, *, legs_before: bool) -> Callable[[], Stays]:
    """``legs_before``: the legs, which no one has as lines of their own, are made before the clock starts."""
    made, each = legs_of(flights) if legs_before else None, flights.lon_deg.shape[1] - 1
    rings = [shapely.get_coordinates(ring) for part in shapely.get_parts(polygon) for ring in shapely.get_rings(part)]
    edges = shapely.linestrings(np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings]))
    shapely.prepare(polygon)
    tree = shapely.STRtree(edges)

    def run() -> Stays:
        legs = legs_of(flights) if made is None else made
        leg, edge = tree.query(legs, predicate="intersects")
        line, t_s = crossings(legs[leg], edges[edge])
        inside = shapely.contains_xy(polygon, flights.lon_deg[:, 0], flights.lat_deg[:, 0])
        return of_crossings(leg[line] // each, t_s, inside, flights.t_s[:, -1])

    return run


PEERS: dict[str, tuple[Callable[..., Callable[[], Stays]], int]] = {
    CLIPPED: (clipped, 10_000),
    "shapely, prepared first, the rest clipped": (settled_first, 10_000),
    "shapely, tree of the border's edges": (partial(tree_of_edges, legs_before=False), 10_000),
    "shapely, tree of the border's edges, legs made before": (partial(tree_of_edges, legs_before=True), 10_000),
    "shapely, whole polygon": (whole, 1_000),
    "shapely, leg by leg": (per_leg, 1_000),
    "movingpandas": (movingpandas_clip, 20),
    "movingpandas, clipped to each flight's box": (partial(movingpandas_clip, to_box=True), 200),
    "pymeos": (pymeos_at, 50),
    "pymeos, clipped to each flight's box": (partial(pymeos_at, to_box=True), 2_000),
    "traffic": (traffic_clip, 500),
}
CALLED = {
    OURS: versions("numba", "numpy"),
    DEEP: versions("numba", "numpy"),
    CLIPPED: versions("shapely")
    + ": `clip_by_rect` for each, `intersection(lines, boundary(clips))`, times as heights",
    "shapely, prepared first, the rest clipped": versions("shapely")
    + ": `prepare`, `intersects(boundary, lines)`, then the same for those that do",
    "shapely, tree of the border's edges": versions("shapely")
    + ": `STRtree(edges)` built before; `linestrings` of legs, `query(legs, predicate='intersects')`, `intersection`",
    "shapely, tree of the border's edges, legs made before": versions("shapely")
    + ": the same, lines of the legs made before",
    "shapely, whole polygon": versions("shapely") + ": `intersection(lines, boundary(polygon))`",
    "shapely, leg by leg": versions("shapely")
    + ": `contains_properly` and `intersects` of the prepared polygon, then `intersection`",
    "movingpandas": versions("movingpandas", "geopandas") + ": `TrajectoryCollection.clip(polygon)`",
    "pymeos": versions("pymeos") + ": `TGeomPointSeq.at(polygon)`, one by one",
    "movingpandas, clipped to each flight's box": versions("movingpandas", "geopandas")
    + ": `clip_by_rect` and `Trajectory.clip(clip)` for each",
    "pymeos, clipped to each flight's box": versions("pymeos")
    + ": `clip_by_rect` and `TGeomPointSeq.at(clip)` for each",
    "traffic": versions("traffic", "pandas")
    + ": `Flight.clip(polygon)`, one by one; its ends are fixes, not crossings",
}


def of_ours(found: Any) -> Stays:
    from screening_flights import START_US

    entered = (found.verdict == 1) & ~found.touch
    times = [(column[entered] - START_US) / 1e6 for column in (found.start_us, found.end_us)]
    return Stays(found.stretch[entered], *times)


def agreement(results: dict[str, Any], sizes: dict[str, int], flights: Flights, zone: Zone) -> list[str]:
    """Remarks: how far instants lie apart, each list of stays beside that of the bar's Shapely."""
    remarks: list[str] = []
    reference = results.get(CLIPPED)
    if reference is None:
        return remarks
    for name, found in results.items():
        if name in (CLIPPED, "traffic"):
            continue
        stays = of_ours(found) if name in (OURS, DEEP) else found
        apart = Comparison.of(stays, reference, sizes[name])
        mine, theirs = apart.matched
        gap = np.abs(
            np.stack([stays.start_s[mine] - reference.start_s[theirs], stays.end_s[mine] - reference.end_s[theirs]])
        )
        remarks.append(
            f"{name}: {theirs.size:,} stays of {sizes[name]:,} flights as {CLIPPED}, the greatest difference of an "
            f"entry or exit {gap.max(initial=0.0) * 1e3:.3f} ms; another number of stays in "
            f"{len(apart.differing)} flights"
        )
        if name == OURS:
            remarks += bounded(gap, stays, mine, flights, zone)
            remarks += [differing(flight, stays, reference, flights, zone) for flight in apart.differing[:LISTED]]
    return remarks


def bounded(gap: np.ndarray, stays: Stays, mine: np.ndarray, flights: Flights, zone: Zone) -> list[str]:
    """How the differences stand to what planar legs allow, and which exceed it."""
    flight = np.tile(stays.flight[mine], 2)
    t_s, gap = np.concatenate([stays.start_s[mine], stays.end_s[mine]]), gap.ravel()
    crossed = (t_s > 0) & (t_s < flights.t_s[0, -1])
    flight, t_s, gap = flight[crossed], t_s[crossed], gap[crossed]
    bound = planar_bound_s(flights, flight, t_s, zone, SAG_M) + ROUNDED_S
    short = bound < AGREED_S
    beyond = np.flatnonzero(gap > np.maximum(bound, 0))
    remarks = [
        f"crossings where planar legs allow {AGREED_S * 1e3:g} ms: {short.sum():,} of {gap.size:,}; there the greatest "
        f"difference is {gap[short].max(initial=0.0) * 1e3:.4f} ms, and {(gap[short] > AGREED_S).sum()} are over "
        f"{AGREED_S * 1e3:g} ms; elsewhere {gap[~short].max(initial=0.0) * 1e3:.3f} ms",
        f"crossings that differ by more than planar legs and the border's pieces explain: {beyond.size}",
    ]
    for i in beyond[np.argsort(-gap[beyond])][:LISTED]:
        remarks.append(
            f"    flight {flight[i]} at {t_s[i]:.6f} s: {gap[i] * 1e3:.4f} ms, explained {bound[i] * 1e3:.4f}"
        )
    return remarks


def differing(flight: int, one: Stays, other: Stays, flights: Flights, zone: Zone) -> str:
    """What stays of Shapely ours has not, and how deep they are: the engine counts none of 0.1 m or less."""
    mine, theirs = one.flight == flight, other.flight == flight
    texts = []
    for a, b in zip(other.start_s[theirs], other.end_s[theirs], strict=True):
        if not ((one.start_s[mine] < b) & (one.end_s[mine] > a)).any():
            texts.append(f"{a:.6f}-{b:.6f} s, {_depth_m(flight, a, b, flights, zone):.3f} m deep")
    return f"    flight {flight}: ours {mine.sum()} stays, Shapely {theirs.sum()}; only Shapely's: {'; '.join(texts)}"


def _depth_m(flight: int, start_s: float, end_s: float, flights: Flights, zone: Zone) -> float:
    t_s = np.linspace(start_s, end_s, 21)
    lon = np.interp(t_s, flights.t_s[flight], flights.lon_deg[flight])
    lat = np.interp(t_s, flights.t_s[flight], flights.lat_deg[flight])
    return float(zone.edges.nearest(lon, lat).distance_m.max())


if __name__ == "__main__":
    sys.exit(main())
