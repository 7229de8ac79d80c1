"""Positions that cannot be right are set aside, each with its reason; what is left is in order. Nothing is lost.

What one position says is looked at first, then what a flight's positions say of each other. Of those the longest chain
is kept in which each fix can be reached from the one before it at a bound on speed: one wrong fix, the first of a
flight too, condemns no other, and the answer is the same if a flight is read from its end. The bound on speed is an
assumption, and published with every answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import ecef, inverse, wrap_deg
from airspace.screening.chains import broken_legs, longest_chains
from airspace.screening.fixes import Fixes, Floats, Ints, Stretches
from airspace.screening.positions import Positions

__all__ = [
    "DEFAULT_MAX_SPEED_MPS",
    "DUPLICATE",
    "JUMP",
    "NOT_ON_GLOBE",
    "NO_FLIGHT",
    "NO_POSITION",
    "NO_TIME",
    "POSITION_SLACK_M",
    "REASONS",
    "SWAPPED",
    "TWO_PLACES",
    "Aside",
    "clean",
    "split",
]

DEFAULT_MAX_SPEED_MPS = 1000.0
"""Greatest ground speed taken to be possible, 3,600 km/h: an assumption.

It is above the record of an SR-71A of 28 July 1976, 1,905.81 kt = 980.4 m/s, the fastest a crewed aircraft with
air-breathing engines has officially flown (FAI; as printed on thesr71blackbird.com and elsewhere), so above all in
service, of which the MiG-31 is often given 3,000 km/h = 833 m/s. The fastest figure with a source in
``geodata/performance.toml`` is the record of an F-4 of 1961, 1,604 mph = 717 m/s. Rockets and missiles are faster.
"""

POSITION_SLACK_M = 2 * 0.05 * 1852.0
"""Metres that two fixes may be apart beyond the bound, 185 m: what both may be wrong by.

0.05 NM is the accuracy that 14 CFR 91.227(c)(1)(i) asks of positions sent by ADS-B. Without it two messages a few
milliseconds apart would be a jump by their noise alone. It also takes in the steps positions are sent in, about 5 m.
No allowance is made for times: rounded to whole seconds they make a leg of one second up to twice as fast as it was,
and half the default bound is still 500 m/s.
"""

REASONS = (
    "no flight",
    "no time",
    "no position",
    "not on the globe",
    "longitude and latitude swapped",
    "duplicate",
    "two places at one time",
    "jump",
)
"""Why a position was set aside, by code, in plain words."""

NO_FLIGHT, NO_TIME, NO_POSITION, NOT_ON_GLOBE, SWAPPED, DUPLICATE, TWO_PLACES, JUMP = range(len(REASONS))

KEPT = -1
Codes = NDArray[np.int8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Aside:
    """m positions that were set aside, in order of row.

    Args:
        names: of flights.
        row: shape (m,), row of the data set.
        flight: shape (m,), index into ``names``; -1 for none.
        reason: shape (m,), index into ``REASONS``.
        no_time: shape (m,), whether there is no time; ``t_us`` then says nothing.
        t_us: shape (m,), microseconds since 1970 UTC.
        lon_deg, lat_deg, alt_m: shape (m,), as they were given.
        speed_mps: shape (m,), for a jump the greater of the speeds from the fix that is kept before it and to the one
            kept after; NaN otherwise.
    """

    names: tuple[str, ...]
    row: Ints
    flight: Ints
    reason: Codes
    no_time: Mask
    t_us: Ints
    lon_deg: Floats
    lat_deg: Floats
    alt_m: Floats
    speed_mps: Floats

    @property
    def count(self) -> int:
        """Number of positions set aside."""
        return int(self.row.size)

    def counts(self) -> dict[str, int]:
        """How many were set aside for each reason, in the order of ``REASONS``; a reason without any is left out."""
        by_code = np.bincount(self.reason, minlength=len(REASONS)).tolist()
        return {reason: n for reason, n in zip(REASONS, by_code, strict=True) if n}


def clean(positions: Positions, *, max_speed_mps: float = DEFAULT_MAX_SPEED_MPS) -> tuple[Fixes, Aside]:
    """Fixes that can be right, in order of flight, time and row, and the rest with reasons.

    Reasons are asked in the order of ``REASONS``. ``swapped``: the latitude is beyond 90 and the pair the other way
    round is on the globe; or the fix is a jump and that pair is none. Of one place given twice at one time the later
    row is a duplicate, whatever its altitude. Of several places at one time the one in the chain stays. Fixes whose
    order is not decided by the bound are settled for the earlier one. A flight all of whose pairs are swapped shows no
    jump and is not found out. An altitude that is infinite is taken to be unknown.

    Args:
        positions: in any order, longitude from -360 to 360, each row once; all of a flight must be given at once. A
            ``flight`` outside of ``names`` is none.
        max_speed_mps: positive; greatest ground speed taken to be possible.

    Raises:
        UnsupportedGeometryError: a speed that cannot be.
    """
    if not 0 < max_speed_mps < math.inf:
        raise UnsupportedGeometryError(f"the greatest speed must be positive and finite, not {max_speed_mps:g} m/s")
    nothing = np.empty(0, dtype=np.int8), np.empty(0)
    names, flight, t_us, row = positions.names, positions.flight, positions.t_us, positions.row
    places = positions.lon_deg, positions.lat_deg, positions.alt_m
    given = Aside(names, row, flight, nothing[0], positions.no_time, t_us, *places, nothing[1])
    alone = _alone(positions)
    fixes = Fixes(names, flight, t_us, *places, row)
    at = None if alone is None else np.flatnonzero(alone == KEPT)  # rows of what is left, where they are not all
    fixes = fixes if at is None else fixes.take(at)
    endless = np.isinf(fixes.alt_m)
    alt_m = np.where(endless, np.nan, fixes.alt_m) if endless.any() else fixes.alt_m
    fixes, order, broken = _in_order(replace(fixes, lon_deg=wrap_deg(fixes.lon_deg), alt_m=alt_m), max_speed_mps)
    if alone is None and broken is None:
        return fixes, _aside(given, None, None)
    reason = np.full(flight.size, KEPT, dtype=np.int8) if alone is None else alone
    speed = np.full(flight.size, np.nan)
    if broken is not None:
        at = np.arange(flight.size) if at is None else at
        at = at if order is None else at[order]
        reason[at], speed[at] = _together(fixes, broken, max_speed_mps)
        fixes = fixes.take(reason[at] == KEPT)
    return fixes, _aside(given, reason, speed)


def split(fixes: Fixes, max_gap_s: float) -> Stretches:
    """Cut fixes where another flight begins and where no position is known for longer than ``max_gap_s`` seconds.

    A gap exactly that long does not cut.

    Raises:
        UnsupportedGeometryError: a gap that cannot be.
    """
    if not 0 < max_gap_s < math.inf:
        raise UnsupportedGeometryError(f"the longest gap must be positive and finite, not {max_gap_s:g} s")
    longest = np.uint64(min(round(max_gap_s * 1e6), 2**63))
    # unsigned: times as far apart as 64 bits hold do not turn negative
    cut = np.diff(fixes.t_us).view(np.uint64) > longest
    cut |= fixes.flight[1:] != fixes.flight[:-1]
    ends = [] if fixes.count == 0 else [fixes.count]
    return Stretches(fixes, np.concatenate([[0], np.flatnonzero(cut) + 1, ends]).astype(np.int64))


def _alone(given: Positions) -> Codes | None:
    """Reasons that a position alone gives; None if there is no such position."""
    flight, lon, lat = given.flight, given.lon_deg, given.lat_deg
    named = (flight >= 0) & (flight < len(given.names))
    # a comparison with NaN is false, so this is all that clean data costs
    fine = (np.abs(lon) <= 360.0) & (np.abs(lat) <= 90.0) & ~given.no_time & named
    if fine.all():
        return None
    reason = np.full(flight.size, KEPT, dtype=np.int8)
    wrong = np.flatnonzero(~fine)
    lon, lat = lon[wrong], lat[wrong]
    found = np.full(wrong.size, NOT_ON_GLOBE, dtype=np.int8)
    found[(np.abs(lat) > 90.0) & (np.abs(lat) <= 360.0) & (np.abs(lon) <= 90.0)] = SWAPPED
    found[~(np.isfinite(lon) & np.isfinite(lat))] = NO_POSITION
    found[given.no_time[wrong]] = NO_TIME
    found[~named[wrong]] = NO_FLIGHT
    reason[wrong] = found
    return reason


def _in_order(fixes: Fixes, speed_mps: float) -> tuple[Fixes, Ints | None, Mask | None]:
    """Fixes sorted by flight, time, row; how, if they were not; and marks of what is not reached from before."""
    order: Ints | None = None
    for sort in (None, _by_flight, _by_all):  # the cheapest that does
        if sort is not None:
            more = sort(fixes)
            order = more if order is None else order[more]
            fixes = fixes.take(more)
        broken = np.zeros(fixes.count, dtype=np.bool_)
        columns = (fixes.flight, fixes.t_us, fixes.row, fixes.lon_deg, fixes.lat_deg)
        count = broken_legs(*columns, speed_mps, POSITION_SLACK_M, broken)
        if count >= 0:
            break
    return fixes, order, broken if count else None


def _by_flight(fixes: Fixes) -> Ints:
    """Fixes in order of time stay so in their flights; numpy sorts 16 bits in one pass."""
    short = fixes.flight.astype(np.uint16) if len(fixes.names) <= 2**16 else fixes.flight
    return np.argsort(short, kind="stable")


def _by_all(fixes: Fixes) -> Ints:
    return np.lexsort((fixes.row, fixes.t_us, fixes.flight))


def _together(fixes: Fixes, broken: Mask, speed_mps: float) -> tuple[Codes, Floats]:
    """Reasons that a flight's fixes give each other, and the speeds of jumps; one for each fix."""
    code, speed = np.full(fixes.count, KEPT, dtype=np.int8), np.full(fixes.count, np.nan)
    flights = np.unique(fixes.flight[broken])
    starts, ends = np.searchsorted(fixes.flight, flights), np.searchsorted(fixes.flight, flights, side="right")
    size = ends - starts
    at = np.repeat(starts - np.cumsum(size) + size, size) + np.arange(int(size.sum()))
    again = _duplicates(fixes, at)
    code[at[again]] = DUPLICATE
    at = at[~again]
    some = fixes.take(at)
    first = np.append(np.searchsorted(some.flight, flights), some.count)
    begun = np.repeat(some.t_us[first[:-1]], np.diff(first))
    t_s = (some.t_us - begun).view(np.uint64) * 1e-6
    keep, best = np.zeros(some.count, dtype=np.bool_), np.zeros(some.count, dtype=np.int64)
    place = ecef(some.lon_deg, some.lat_deg)
    longest_chains(first, t_s, place, speed_mps, POSITION_SLACK_M, best, keep)
    code[at[~keep]], speed[at[~keep]] = _why(some, t_s, first, keep, speed_mps)
    return code, speed


def _duplicates(fixes: Fixes, at: Ints) -> Mask:
    """Which of the fixes ``at`` are at the time and place of one in an earlier row."""
    again = np.zeros(at.size, dtype=np.bool_)
    same = (np.diff(fixes.t_us[at]) == 0) & (np.diff(fixes.flight[at]) == 0)
    some = np.flatnonzero(np.append(same, False) | np.append(False, same))
    keys = [column[at[some]] for column in (fixes.flight, fixes.t_us, fixes.lon_deg, fixes.lat_deg)]
    order = np.lexsort((fixes.row[at[some]], *reversed(keys)))
    alike = np.ones(max(order.size - 1, 0), dtype=np.bool_)
    for key in keys:
        alike &= key[order][1:] == key[order][:-1]
    again[some[order[1:][alike]]] = True
    return again


class _Beside(NamedTuple):
    """The nearest kept fix of the same flight at another time, if there is one, and whether one is at the same time."""

    at: Ints
    has: Mask
    same: Mask


def _beside(held: Ints, place: Ints, step: int, ends: tuple[Ints, Ints], t_s: Floats, out: Ints) -> _Beside:
    """The kept fix at ``place`` of ``held``, or ``step`` on where that is at the same time; each within ``ends``."""

    def within(where: Ints) -> tuple[Ints, Mask]:
        at = held[np.clip(where, 0, held.size - 1)]
        return at, (where >= 0) & (where < held.size) & (at >= ends[0]) & (at < ends[1])

    at, has = within(place)
    same = has & (t_s[at] == t_s[out])
    return _Beside(*within(place + np.where(same, step, 0)), same)


def _why(fixes: Fixes, t_s: Floats, first: Ints, keep: Mask, speed_mps: float) -> tuple[Codes, Floats]:
    """Reason and speed of each fix that is not in its flight's chain."""
    out, held = np.flatnonzero(~keep), np.flatnonzero(keep)
    flight = np.searchsorted(first, out, side="right") - 1
    ends = first[flight], first[flight + 1]
    place = np.searchsorted(held, out)
    sides = [_beside(held, place + (step - 1) // 2, step, ends, t_s, out) for step in (-1, 1)]
    lon, lat = fixes.lon_deg[out], fixes.lat_deg[out]
    other_lon, other_lat = lat, np.clip(lon, -90.0, 90.0)
    fits, swaps, speed = np.ones(out.size, dtype=np.bool_), np.abs(lon) <= 90.0, np.full(out.size, -np.inf)
    for side in sides:
        dt = np.where(side.has, np.abs(t_s[out] - t_s[side.at]), 1.0)
        reach = speed_mps * dt + POSITION_SLACK_M
        to = fixes.lon_deg[side.at], fixes.lat_deg[side.at]
        way = inverse(lon, lat, *to)[2]
        fits &= ~side.has | (way <= reach)
        swaps &= ~side.has | (inverse(other_lon, other_lat, *to)[2] <= reach)
        speed = np.where(side.has, np.maximum(speed, way / dt), speed)
    code = np.where(sides[0].same | sides[1].same, TWO_PLACES, JUMP)
    code[~fits & swaps] = SWAPPED
    return code.astype(np.int8), np.where((code == JUMP) & np.isfinite(speed), speed, np.nan)


def _aside(given: Aside, reason: Codes | None, speed: Floats | None) -> Aside:
    """Those of the given rows that have a reason."""
    if reason is None or speed is None:
        out = np.arange(0)
    else:
        out = np.flatnonzero(reason != KEPT)
        out = out[np.argsort(given.row[out], kind="stable")]
        given = replace(given, reason=reason, speed_mps=speed)
    columns = {field.name: getattr(given, field.name)[out] for field in fields(Aside) if field.name != "names"}
    known = (columns["flight"] >= 0) & (columns["flight"] < len(given.names))
    return Aside(given.names, **{**columns, "flight": np.where(known, columns["flight"], -1)})
