"""How far a path is from a border at each instant: signed metres over ground, positive inside.

The sign is that of ``margin_m``: depth inside, minus the distance outside. Height and the period of validity of a zone
are not looked at. Two bands go with the line, and they mean different things: the same path held against *other
editions* of the border, and *other paths*, solved on the same border at other values of the assumption that sets the
direction. Both are taken instant by instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from airspace.assessment import TrackCase
from airspace.edges import EdgeModel, Edges
from airspace.errors import UnknownNameError
from airspace.geodesy import Floats
from airspace.sensitivity import MovedRow
from airspace.track import Track
from airspace.violation import Violation, check_violation
from airspace.zone import Zone, national_zone
from geodata.editions import DEFAULT_EDITION

__all__ = [
    "MOST_SAMPLES",
    "Mark",
    "MarkKind",
    "Separation",
    "own_check",
    "own_edition",
    "separation",
    "signed_distance",
]

MarkKind = Literal["entry", "exit", "deepest", "closest"]

MOST_SAMPLES = 400
"""Samples of a path at most: at two pixels each a chart of 800."""

MOST_FIXES = 240
"""A path of more fixes is sampled at even steps and at its marks only; between fixes it is read as its legs are."""

MOST_MARKS = 60

ABOUT_MARKS_S = 30.0
"""From so long before the first mark to so long after the last, what is left of the samples lies closer together."""

STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
"""Steps between samples; beyond the last its whole multiples."""

SAME_S = 1e-6  # instants are printed to the microsecond


@dataclass(frozen=True, slots=True)
class Mark:
    """A sample at which the engine found something: its kind, and its index in the arrays."""

    kind: MarkKind
    index: int


@dataclass(frozen=True)
class Separation:
    """The signed distance of one timed path to the border of one zone, arrays of shape (n,).

    ``t_s``: seconds since 1970, strictly increasing; even steps, smaller ones about the marks, with the fixes (of a
    path of at most ``MOST_FIXES``) and the marks between them. ``own_m``: on ``edition``, the one the path was solved
    on. ``editions_low_m`` and ``editions_high_m``: least and greatest on the ``others``, all other editions asked for
    that hold the zone, however coarse; None without any. ``assumption_low_m`` and so on: over this path and those
    solved over the assumption of a ``role``, where they are flown at that instant (a path fits at ``values`` of the
    ``tried`` values of it); None without. ``alt_m`` in the track's own reference, ``speed_mps`` over ground, of the leg
    that begins at a fix; None where the track has none.
    """

    claim_id: str
    track_id: str
    zone: str
    edition: str
    others: tuple[str, ...]
    role: str | None
    values: int
    tried: int
    t_s: Floats
    own_m: Floats
    editions_low_m: Floats | None
    editions_high_m: Floats | None
    assumption_low_m: Floats | None
    assumption_high_m: Floats | None
    alt_m: Floats | None
    speed_mps: Floats | None
    marks: tuple[Mark, ...]


def separation(
    case: TrackCase,
    zone: str,
    editions: Sequence[str] = (DEFAULT_EDITION,),
    assumed: Sequence[MovedRow] = (),
    edge_model: EdgeModel = "geodesic",
) -> Separation | None:
    """Distances of a path to the national airspace of a state (ISO 3166-1 alpha-3) over its time.

    Args:
        editions: border editions asked for; a given track is held against the first of them as its own.
        assumed: the path over the interval of its assumption (:func:`airspace.sensitivity.over_assumption`).

    Returns:
        None for a case without a path, or whose path has no times: it is not on any clock.
    """
    track = case.track
    if track is None or track.t_s is None or track.start is None:
        return None
    own = own_edition(case, editions)
    border = national_zone(zone, own, edge_model)
    u, marks = _samples(track, own_check(track, border))
    seconds = track.seconds(u)
    assert seconds is not None  # noqa: S101 - a track with times
    own_m = signed_distance(track, u, border.edges)
    others, moved = _on_others(track, u, zone, [name for name in editions if name != own], edge_model)
    role, turned = _assumed(track, seconds, border.edges, assumed)
    spread = np.vstack([own_m, *turned]) if turned else None
    return Separation(
        case.claim_id,
        case.track_id,
        zone,
        own,
        others,
        role,
        len(turned),
        len(assumed),
        track.start.timestamp() + seconds,
        own_m,
        np.min(moved, axis=0) if moved else None,
        np.max(moved, axis=0) if moved else None,
        None if spread is None else np.nanmin(spread, axis=0),
        None if spread is None else np.nanmax(spread, axis=0),
        track.altitude(u),
        _speed(track, u),
        marks,
    )


@lru_cache(maxsize=64)
def own_check(track: Track, zone: Zone) -> Violation:
    """:func:`airspace.violation.check_violation`, kept: samples and moments of one path ask the same."""
    return check_violation(track, zone)


def own_edition(case: TrackCase, editions: Sequence[str] = (DEFAULT_EDITION,)) -> str:
    """The edition a path was solved on; for a given one the first of those asked for."""
    return case.solved_on or (editions[0] if editions else DEFAULT_EDITION)


def signed_distance(track: Track, u: Floats, edges: Edges) -> Floats:
    """Distance over ground to the border at leg coordinates in increasing order, metres, positive inside.

    Right to 1 mm within 1,000 km. Where two neighbours are farther from the border, together, than the path between
    them is long, there is no border between them: which side is asked once for each such run.
    """
    lon, lat = track.position(u)
    distance = edges.nearest(lon, lat, exact=False).distance_m
    way = np.diff(track.along(u))
    apart = np.concatenate([[True], distance[1:] + distance[:-1] <= way * (1 + 1e-6) + 1.0])
    first = np.flatnonzero(apart)
    inside = edges.contains(lon[first], lat[first])[np.cumsum(apart) - 1]
    return np.asarray(np.where(inside, distance, 0.0 - distance))


def _on_others(
    track: Track, u: Floats, zone: str, editions: Sequence[str], edge_model: EdgeModel
) -> tuple[tuple[str, ...], list[Floats]]:
    """The path as it is on other editions; one that does not hold the state says nothing about its border."""
    found = {}
    for name in dict.fromkeys(editions):
        try:
            border = national_zone(zone, name, edge_model)
        except UnknownNameError:
            continue
        found[name] = signed_distance(track, u, border.edges)
    return tuple(found), list(found.values())


def _assumed(track: Track, seconds: Floats, edges: Edges, rows: Sequence[MovedRow]) -> tuple[str | None, list[Floats]]:
    """Role of the assumption, and the paths solved at its values at the same instants; NaN before and after them."""
    found = []
    for row in rows:
        other = row.track
        if other is None or other.t_s is None or other.start is None or track.start is None:
            continue
        at = seconds + (track.start - other.start).total_seconds()
        there = (at >= other.t_s[0] - SAME_S) & (at <= other.t_s[-1] + SAME_S)
        distance = np.full(seconds.size, np.nan)
        if there.any():
            distance[there] = signed_distance(other, other.at_time(at[there]), edges)
        found.append(distance)
    return (rows[0].at.role if found else None), found


# --- which instants -------------------------------------------------------------------------------------------------


def _samples(track: Track, found: Violation) -> tuple[Floats, tuple[Mark, ...]]:
    """Leg coordinates of the samples, in order of time, and which of them are marks."""
    marked = _marked(track, found)
    fixes = np.arange(track.fixes, dtype=float) if track.fixes <= MOST_FIXES else np.array([0.0, track.fixes - 1.0])
    at_marks = np.array([place for _, place in marked])
    left = MOST_SAMPLES - fixes.size - at_marks.size
    even = _even(track, 0.0, track.fixes - 1.0, left // 2)
    if marked:
        even = np.concatenate([even, _even(track, at_marks.min(), at_marks.max(), left - even.size, ABOUT_MARKS_S)])
    u = np.concatenate([at_marks, fixes, track.at_time(even)])
    seconds = track.seconds(u)
    assert seconds is not None  # noqa: S101 - a track with times
    tick = np.round(seconds / SAME_S)
    ticks, first = np.unique(tick, return_index=True)  # of those at one instant the first: a mark before a fix
    places = np.searchsorted(ticks, tick[: len(marked)])
    return u[first], tuple(Mark(kind, int(i)) for (kind, _), i in zip(marked, places, strict=True))


def _marked(track: Track, found: Violation) -> list[tuple[MarkKind, float]]:
    """What the engine found on the path, as leg coordinates; of very many stays the first ones and the deepest."""
    marked: list[tuple[MarkKind, float]] = []
    if found.closest is not None:
        marked.append(("closest", _u(track, found.closest.at.along_m)))
    if found.incursions:
        deep = max(found.incursions, key=lambda stay: stay.max_depth_m)
        marked.append(("deepest", _u(track, deep.deepest.along_m)))
    for stay in found.incursions[: MOST_MARKS // 2]:
        if stay.entry is not None:
            marked.append(("entry", _u(track, stay.entry.along_m)))
        if stay.exit is not None:
            marked.append(("exit", _u(track, stay.exit.along_m)))
    return marked


def _u(track: Track, along_m: float) -> float:
    return float(track.at_along(along_m)[0])


def _even(track: Track, first_u: float, last_u: float, most: int, margin_s: float = 0.0) -> Floats:
    """Even instants of the clock (UTC) between two leg coordinates, with a margin, within the track: seconds since the
    start, at most so many."""
    ends = track.seconds([first_u, last_u])
    assert track.t_s is not None and track.start is not None and ends is not None  # noqa: S101 - a track with times
    zero = track.start.timestamp()
    low, high = zero + max(ends[0] - margin_s, track.t_s[0]), zero + min(ends[1] + margin_s, track.t_s[-1])
    most = max(most, 2) - 1
    step = next(
        (s for s in STEPS_S if high - low <= most * s), np.ceil((high - low) / most / STEPS_S[-1]) * STEPS_S[-1]
    )
    return np.asarray(np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step - zero)


def _speed(track: Track, u: Floats) -> Floats | None:
    """Speed over ground on the legs, metres per second; None without legs."""
    if track.t_s is None or track.fixes == 1:
        return None
    leg, _ = track.split_leg(u)
    return np.asarray((track.leg_length_m / np.diff(track.t_s))[leg])
