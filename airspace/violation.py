"""Track against zone: did it enter, when, for how long, how deep, and by what margin.

The answer is geometric. "Inside" says that a path lies within a polygon; it says nothing about law, fault
or intent. Touching is not entering: a stay no deeper than the tolerance leaves the verdict undetermined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from airspace.edges import EdgeModel
from airspace.extremes import Extreme, closest, deepest
from airspace.geodesy import Floats
from airspace.theatre import meetings
from airspace.track import Point, Track
from airspace.zone import Zone

__all__ = ["TOLERANCE_M", "ClosestApproach", "Incursion", "Verdict", "Violation", "check_violation"]

Verdict = Literal["inside", "outside", "undetermined"]

TOLERANCE_M = 0.1
"""A margin within this is undetermined.

It is ten times what the arithmetic can be wrong by (2 cm: chords of the longest edges) and a hundredth of
the coordinate rounding of the finest border in use; no border is known to 0.1 m.
"""


@dataclass(frozen=True, slots=True)
class Incursion:
    """One stay inside a zone.

    ``entry`` is None where the track begins inside, ``exit`` where it ends inside; ``duration_s`` and
    ``mean_speed_mps`` are None without times. ``border_lon_deg``, ``border_lat_deg``: the border point that
    ``max_depth_m`` is measured to from ``deepest``.
    """

    entry: Point | None
    exit: Point | None
    start: Point
    end: Point
    duration_s: float | None
    length_m: float
    max_depth_m: float
    deepest: Point
    border_lon_deg: float
    border_lat_deg: float
    mean_speed_mps: float | None


@dataclass(frozen=True, slots=True)
class ClosestApproach:
    """Where a path outside comes nearest to the border, and the border point it is measured to."""

    at: Point
    border_lon_deg: float
    border_lat_deg: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Violation:
    """Verdict and figures of one track against one zone.

    ``margin_m``: greatest depth if inside, minus the closest approach if outside; no smaller shift over
    ground can flip the verdict. None where height or time, not place, keeps the track outside.
    ``decided_at``: kinds of border (see Zone.boundary_kind) at the points that decide. ``why`` says in words
    what stands in the way of a plain answer.
    """

    verdict: Verdict
    margin_m: float | None
    duration_s: float | None
    length_m: float
    max_depth_m: float
    closest: ClosestApproach | None
    incursions: tuple[Incursion, ...]
    edge_model: EdgeModel
    decided_at: tuple[str, ...]
    why: str | None

    @property
    def closest_approach_m(self) -> float | None:
        """Distance of the closest approach over ground; None if inside."""
        return None if self.closest is None else self.closest.distance_m


def check_violation(track: Track, zone: Zone) -> Violation:
    """Check one track against one zone.

    Raises:
        UnsupportedGeometryError, GeodesyError: what the engine cannot answer rightly it refuses.
    """
    nodes, status = _classify(track, zone)
    runs = _runs(status, wanted=1)
    grazing = not runs
    if grazing:  # nothing deeper than the tolerance: list what lies inside at all
        runs = _runs(np.where(status == 0, _inside(track, zone, _middles(nodes)).astype(int), status), wanted=1)
        runs = [] if track.fixes == 1 and status[0] == -1 else runs
    incursions = tuple(_stay(track, zone, nodes, first, last) for first, last in runs)
    if incursions:
        return _inside_result(track, zone, incursions, undetermined=grazing)
    return _outside_result(track, zone, horizontal=_inside_horizontally(track, zone, nodes))


def _middles(nodes: Floats) -> Floats:
    return nodes if nodes.size == 1 else (nodes[1:] + nodes[:-1]) / 2


def _classify(track: Track, zone: Zone) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.int_]]]:
    """Nodes along the track and, between them, +1 inside, -1 outside, 0 within tolerance of the border."""
    if track.fixes == 1:
        nodes = np.zeros(1)
    else:
        ends = np.array([0.0, track.fixes - 1.0])
        nodes = np.unique(np.concatenate([ends, meetings(track, zone.edges), zone.limit_breaks(track)]))
    middles = _middles(nodes)
    status = np.where(_inside(track, zone, middles), 1, -1)
    near = zone.edges.nearest(*track.position(middles), exact=False).distance_m
    for i in np.flatnonzero(near <= TOLERANCE_M):
        if track.fixes == 1:
            status[i] = 0
            continue
        far = deepest(track, zone.edges, nodes[i], nodes[i + 1], enough_m=TOLERANCE_M)
        status[i] = 0 if far.distance_m <= TOLERANCE_M else (1 if _inside(track, zone, np.array([far.u]))[0] else -1)
    status[~zone.admits(track, middles)] = -1
    return nodes, status


def _inside(track: Track, zone: Zone, u: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return zone.edges.contains(*track.position(u))


def _inside_horizontally(track: Track, zone: Zone, nodes: Floats) -> bool:
    """Whether some of the track lies over the zone, whatever its height and time."""
    return bool(_inside(track, zone, _middles(nodes)).any())


def _runs(status: np.ndarray[tuple[int], np.dtype[np.int_]], wanted: int) -> list[tuple[int, int]]:
    """Index ranges (first, last) of unbroken runs; a stretch on the border between two of them joins them."""
    runs: list[tuple[int, int]] = []
    for i in np.flatnonzero(status == wanted):
        if runs and (status[runs[-1][1] + 1 : i] == 0).all():
            runs[-1] = (runs[-1][0], int(i))
        else:
            runs.append((int(i), int(i)))
    return runs


def _stay(track: Track, zone: Zone, nodes: Floats, first: int, last: int) -> Incursion:
    """Measure the stay between node ``first`` and node ``last + 1``."""
    u0, u1 = float(nodes[first]), float(nodes[min(last + 1, nodes.size - 1)])
    start, end = track.point(u0), track.point(u1)
    far = deepest(track, zone.edges, u0, u1) if u1 > u0 else _single(track, zone, u0)
    length = end.along_m - start.along_m
    duration = None
    seconds = track.seconds([u0, u1])
    if seconds is not None:
        duration = float(seconds[1] - seconds[0])
    return Incursion(
        entry=None if _begins_inside(track, zone, u0, 0.0) else start,
        exit=None if _begins_inside(track, zone, u1, track.fixes - 1.0) else end,
        start=start,
        end=end,
        duration_s=duration,
        length_m=length,
        max_depth_m=far.distance_m,
        deepest=track.point(far.u),
        border_lon_deg=far.border_lon_deg,
        border_lat_deg=far.border_lat_deg,
        mean_speed_mps=length / duration if duration else None,
    )


def _single(track: Track, zone: Zone, u: float) -> Extreme:
    near = zone.edges.nearest(*track.position(u))
    return Extreme(u, float(near.distance_m[0]), float(near.lon_deg[0]), float(near.lat_deg[0]))


def _begins_inside(track: Track, zone: Zone, u: float, end_of_track: float) -> bool:
    """Whether an end of a stay is the end of the track rather than a crossing."""
    if u != end_of_track:
        return False
    return bool(track.fixes == 1 or _single(track, zone, u).distance_m > TOLERANCE_M)


def _inside_result(track: Track, zone: Zone, stays: tuple[Incursion, ...], undetermined: bool) -> Violation:
    depth = max(stay.max_depth_m for stay in stays)
    top = max(stays, key=lambda stay: stay.max_depth_m)
    places = [(top.border_lon_deg, top.border_lat_deg)]
    places += [(p.lon_deg, p.lat_deg) for stay in stays for p in (stay.entry, stay.exit) if p is not None]
    why = None
    if undetermined:
        why = f"no point of the path lies more than {TOLERANCE_M} m inside: it touches the border"
    elif zone.has_vertical_limits and track.alt_m is None:
        undetermined, why = True, "the zone has vertical limits and the track no altitude"
    elif (zone.shape.valid_from or zone.shape.valid_to) and track.t_s is None:
        undetermined, why = True, "the zone is valid for a time only and the track has no times"
    durations = [stay.duration_s for stay in stays if stay.duration_s is not None]
    return Violation(
        verdict="undetermined" if undetermined else "inside",
        margin_m=depth,
        duration_s=sum(durations) if durations else None,
        length_m=sum(stay.length_m for stay in stays),
        max_depth_m=depth,
        closest=None,
        incursions=stays,
        edge_model=zone.edge_model,
        decided_at=_kinds(zone, places),
        why=why,
    )


def _outside_result(track: Track, zone: Zone, *, horizontal: bool) -> Violation:
    duration = None if track.t_s is None else 0.0
    if horizontal:
        return Violation(
            "outside", None, duration, 0.0, 0.0, None, (), zone.edge_model, (),
            "the path lies over the zone, but outside its vertical limits or its time of validity",
        )  # fmt: skip
    near = closest(track, zone.edges)
    touches = near.distance_m <= TOLERANCE_M
    approach = ClosestApproach(track.point(near.u), near.border_lon_deg, near.border_lat_deg, near.distance_m)
    return Violation(
        verdict="undetermined" if touches else "outside",
        margin_m=-near.distance_m,
        duration_s=duration,
        length_m=0.0,
        max_depth_m=0.0,
        closest=approach,
        incursions=(),
        edge_model=zone.edge_model,
        decided_at=_kinds(zone, [(near.border_lon_deg, near.border_lat_deg)]),
        why=f"the path comes within {TOLERANCE_M} m of the border without entering" if touches else None,
    )


def _kinds(zone: Zone, places: list[tuple[float, float]]) -> tuple[str, ...]:
    kinds = (zone.boundary_kind(lon, lat) for lon, lat in places)
    return tuple(dict.fromkeys(kind for kind in kinds if kind is not None))
