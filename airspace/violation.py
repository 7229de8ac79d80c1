"""Track against zone: did it enter, when, for how long, how deep, and by what margin.

The answer is geometric. "Inside" says that a path lies within a polygon; it says nothing about law, fault
or intent. Touching is not entering: a stay no deeper than the tolerance leaves the verdict undetermined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace import numbers
from airspace.edges import EdgeModel
from airspace.extremes import closest, deepest, distance_at
from airspace.geodesy import Floats
from airspace.language import Later, _
from airspace.theatre import meetings
from airspace.track import Point, Track
from airspace.zone import Zone

__all__ = ["TOLERANCE_M", "ClosestApproach", "Incursion", "Verdict", "Violation", "check_violation", "stays_along"]

Verdict = Literal["inside", "outside", "undetermined"]
Ints = NDArray[np.int64]

TOLERANCE_M = 0.1
"""A margin within this is undetermined.

It is five times what a depth can be too small by (``DEPTH_TOLERANCE_M``), and about the rounding of the
finest border in use (six decimals of a degree); no border is known to 0.1 m.
"""

JUDGED_M = TOLERANCE_M + 0.001
"""From here a point is clear of the border though its distance is only right to 1 mm (``exact=False``)."""

ON_BORDER_M = 1e-6
"""A stretch no deeper than this runs along the border; which side it is on is a matter of rounding."""

DEEP, GRAZING, BESIDE, OUTSIDE = 2, 1, 0, -1
"""What a stretch between two nodes is: inside; inside, but nowhere by more than the tolerance; on the border
or outside by no more than the tolerance; outside, or kept out by height or time."""


_TOUCHES = Later(
    lambda: _(
        "no point of the path lies more than {metres} m inside: it touches the border",
        metres=numbers.number(TOLERANCE_M, TOLERANCE_M),
    )
)
_COMES_CLOSE = Later(
    lambda: _(
        "the path comes within {metres} m of the border without entering",
        metres=numbers.number(TOLERANCE_M, TOLERANCE_M),
    )
)
_NO_ALTITUDE = Later(lambda: _("the zone has vertical limits and the track no altitude"))
_NO_TIMES = Later(lambda: _("the zone is valid for a time only and the track has no times"))
_KEPT_OUT = Later(lambda: _("the path lies over the zone, but outside its vertical limits or its time of validity"))


@dataclass(frozen=True, slots=True)
class Incursion:
    """One stay inside a zone.

    ``entry`` is None where the track begins inside, ``exit`` where it ends inside; ``duration_s`` and
    ``mean_speed_mps`` are None without times. ``border_lon_deg``, ``border_lat_deg``: the border point that
    ``max_depth_m`` is measured to from ``deepest``.

    A stay that leaves the zone by no more than ``TOLERANCE_M`` before it goes on is one stay.
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
    stretches = _classify(track, zone)
    runs = _stays(stretches)
    if runs:
        return _inside_result(track, zone, tuple(_stay(track, zone, u0, u1) for u0, u1 in runs))
    return _outside_result(track, zone, over=stretches.over)


def stays_along(track: Track, zone: Zone) -> tuple[tuple[tuple[float, float], ...], bool]:
    """Leg coordinates between which a track is inside, without measuring; and whether any stay is beyond the tolerance.

    Raises as :func:`check_violation`.
    """
    stretches = _classify(track, zone)
    return _stays(stretches), bool((stretches.status == DEEP).any())


class _Stretches(NamedTuple):
    """A track cut at its nodes. ``over``: some of it lies over the zone, whatever its height and time."""

    nodes: Floats
    status: Ints
    over: bool


def _classify(track: Track, zone: Zone) -> _Stretches:
    """Cut the track where it meets the border or a limit, and judge each stretch by one of its points.

    Between two nodes the track does not cross, so any point that is clear of the border will do: the
    middle, or where that is within the tolerance, the point farthest from the border.
    """
    if track.fixes == 1:
        nodes, judged = np.zeros(1), np.zeros(1)
    else:
        ends = np.array([0.0, track.fixes - 1.0])
        nodes = np.unique(np.concatenate([ends, meetings(track, zone.edges), zone.limit_breaks(track)]))
        judged = (nodes[1:] + nodes[:-1]) / 2
    distance = zone.edges.nearest(*track.position(judged), exact=False).distance_m
    admitted = zone.admits(track, judged)
    for first, last in _runs_of(distance <= JUDGED_M):
        if deepest(track, zone.edges, nodes[first], nodes[min(last + 1, nodes.size - 1)]).distance_m <= TOLERANCE_M:
            near = slice(first, last + 1)  # all of them near the border, and their middles with them
            distance[near] = zone.edges.nearest(*track.position(judged[near])).distance_m
            continue
        for i in range(first, last + 1):
            far = deepest(track, zone.edges, nodes[i], nodes[min(i + 1, nodes.size - 1)], enough_m=JUDGED_M)
            judged[i], distance[i] = far.u, far.distance_m
    inside = zone.edges.contains(*track.position(judged))
    place = np.where(
        distance > TOLERANCE_M,
        np.where(inside, DEEP, OUTSIDE),
        np.where(inside & (distance > ON_BORDER_M), GRAZING, BESIDE),
    )
    return _Stretches(nodes, np.where(admitted, place, OUTSIDE), bool((place >= GRAZING).any()))


def _runs(status: Ints, seed: int) -> list[tuple[int, int]]:
    """Index ranges (first, last) of stays: unbroken runs that hold at least one stretch of the kind ``seed``.

    To leave by no more than the tolerance is not to leave: such stretches join what lies on both sides. A
    grazing stretch at an end belongs to the stay, so that it begins and ends where the border is crossed.
    """
    runs: list[tuple[int, int]] = []
    for i in map(int, np.flatnonzero(status == seed)):
        if runs and (status[runs[-1][1] + 1 : i] >= BESIDE).all():
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return [_extended(status, first, last) for first, last in runs]


def _runs_of(wanted: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Index ranges (first, last) of neighbours that are all wanted."""
    edge = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(int)))
    return [(int(a), int(b) - 1) for a, b in edge.reshape(-1, 2)]


def _extended(status: Ints, first: int, last: int) -> tuple[int, int]:
    while first > 0 and status[first - 1] == GRAZING:
        first -= 1
    while last < status.size - 1 and status[last + 1] == GRAZING:
        last += 1
    return first, last


def _stays(stretches: _Stretches) -> tuple[tuple[float, float], ...]:
    """Leg coordinates of the stays. If nothing is deeper than the tolerance, what lies inside at all is listed."""
    nodes = stretches.nodes
    runs = _runs(stretches.status, seed=DEEP) or _runs(stretches.status, seed=GRAZING)
    return tuple((float(nodes[first]), float(nodes[min(last + 1, nodes.size - 1)])) for first, last in runs)


def _stay(track: Track, zone: Zone, u0: float, u1: float) -> Incursion:
    """Measure the stay between two leg coordinates."""
    start, end = track.point(u0), track.point(u1)
    far = deepest(track, zone.edges, u0, u1)
    length = end.along_m - start.along_m
    seconds = track.seconds([u0, u1])
    duration = None if seconds is None else float(seconds[1] - seconds[0])
    begins_inside = u0 == 0.0 and _clear(track, zone, u0)
    ends_inside = u1 == track.fixes - 1.0 and _clear(track, zone, u1)
    return Incursion(
        entry=None if begins_inside else start,
        exit=None if ends_inside else end,
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


def _clear(track: Track, zone: Zone, u: float) -> bool:
    """Whether an end of a stay that is an end of the track is no crossing; one fix alone never is."""
    return track.fixes == 1 or distance_at(track, zone.edges, u).distance_m > TOLERANCE_M


def _inside_result(track: Track, zone: Zone, stays: tuple[Incursion, ...]) -> Violation:
    depth = max(stay.max_depth_m for stay in stays)
    top = max(stays, key=lambda stay: stay.max_depth_m)
    ends = [(p.lon_deg, p.lat_deg) for stay in stays for p in (stay.entry, stay.exit) if p is not None]
    places = [(top.border_lon_deg, top.border_lat_deg), *_on_border(zone, ends)]
    why = None
    if depth <= TOLERANCE_M:
        why = _TOUCHES
    elif zone.has_vertical_limits and track.alt_m is None:
        why = _NO_ALTITUDE
    elif (zone.shape.valid_from or zone.shape.valid_to) and track.t_s is None:
        why = _NO_TIMES
    durations = [stay.duration_s for stay in stays if stay.duration_s is not None]
    return Violation(
        verdict="inside" if why is None else "undetermined",
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


def _outside_result(track: Track, zone: Zone, *, over: bool) -> Violation:
    duration = None if track.t_s is None else 0.0
    if over:
        return Violation(
            "outside", None, duration, 0.0, 0.0, None, (), zone.edge_model, (), _KEPT_OUT
        )  # fmt: skip
    near = closest(track, zone.edges)
    touches = near.distance_m <= TOLERANCE_M
    approach = ClosestApproach(track.point(near.u), near.border_lon_deg, near.border_lat_deg, near.distance_m)
    return Violation(
        verdict="undetermined" if touches else "outside",
        margin_m=0.0 - near.distance_m,  # no minus zero
        duration_s=duration,
        length_m=0.0,
        max_depth_m=0.0,
        closest=approach,
        incursions=(),
        edge_model=zone.edge_model,
        decided_at=_kinds(zone, [(near.border_lon_deg, near.border_lat_deg)]),
        why=_COMES_CLOSE if touches else None,
    )


def _on_border(zone: Zone, places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Those of the places that are on the border, not ends of a stay by height or time."""
    if not places:
        return []
    distance = zone.edges.nearest(*np.array(places).T, exact=False).distance_m
    return [place for place, away in zip(places, distance, strict=True) if away <= JUDGED_M]


def _kinds(zone: Zone, places: list[tuple[float, float]]) -> tuple[str, ...]:
    kinds = (zone.boundary_kind(lon, lat) for lon, lat in places)
    return tuple(dict.fromkeys(kind for kind in kinds if kind is not None))
