"""Many copies of one track against one zone: the question of :func:`airspace.violation.check_violation`, vectorised.

A copy is the track with each fix moved over ground. The answer for each copy is that of the single check on the moved
track: lengths to a few millimetres, times to what these take, depths to half a metre (:mod:`airspace.many.deep`).
A path that only touches, which the single check leaves undetermined, makes no stay. A track without altitudes or times
is not held against such limits of the zone; there the single check leaves every copy undetermined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.errors import GeodesyError, UnsupportedGeometryError
from airspace.geodesy import SEMI_MINOR_M, Floats, direct, inverse, wrap_deg
from airspace.many.plane import Polynomial, Theatre
from airspace.many.planecheck import MeasuredStays, PlaneCheck
from airspace.many.stays import Changes
from airspace.track import Track
from airspace.zone import Zone

__all__ = ["CopyCheck", "CopyResults", "check_copies"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PART_M = 200_000.0
"""Longest stretch of a track that is looked at in one plane; longer legs are cut on the geodesic of each copy."""


@dataclass(frozen=True)
class CopyResults:
    """What each of n copies does, arrays of shape (n,).

    ``inside``: some stay is deeper than the tolerance. ``stays``: how many such. ``entry_s``: time of the first entry,
    seconds since the start of the track, NaN if it begins inside (by more than the tolerance) or never enters;
    ``exit_s``: of the last exit. ``duration_s``, ``length_m``: sums over the stays. ``max_depth_m``: 0
    outside, NaN if not asked for. Times and durations are NaN without times. ``entry_lon_deg`` and so on: where the
    first stay begins and the last ends, NaN where ``entry_s`` would be.
    """

    inside: Bools
    stays: Ints
    entry_s: Floats
    exit_s: Floats
    duration_s: Floats
    length_m: Floats
    max_depth_m: Floats
    entry_lon_deg: Floats
    entry_lat_deg: Floats
    exit_lon_deg: Floats
    exit_lat_deg: Floats


@dataclass(frozen=True)
class _Part:
    """Some legs of the track in one plane: number of the first fix, and per fix the way from offsets to the plane.

    None for a fix that was cut into a leg: it follows from the ends of the leg, copy by copy.
    """

    first: int
    check: PlaneCheck
    place: tuple[Polynomial | None, ...]


class CopyCheck:
    """A track and a zone laid ready for batches of copies.

    Batches of about 5,000 are the fastest. A copy of ten legs takes 4 kB while it is checked: a million at once, 4 GB.

    Args:
        track: at least two fixes.
        zone: with its limits in height and time, if it has any.
        reach_m: no fix of a copy lies farther than this from the fix it is a copy of.

    Raises:
        UnsupportedGeometryError: a track of one fix.
        GeodesyError: copies spread over more than one plane holds.
    """

    def __init__(self, track: Track, zone: Zone, reach_m: float) -> None:
        if track.fixes < 2:
            raise UnsupportedGeometryError(f"track '{track.name}' has one fix; copies are made of at least one leg")
        self.track, self.zone, self.reach_m = track, zone, max(reach_m, 1.0)
        self._fix, self._fraction = _cuts(track)
        # Moved sideways at both ends, a great circle is moved farther between them.
        self._room_m = self.reach_m / float(np.cos(track.leg_length_m / (2 * SEMI_MINOR_M)).min())
        lon, lat = track.position(self._fix + self._fraction)
        self._parts = tuple(self._part(lon, lat, a, b) for a, b in _stretches(lon, lat))

    def _part(self, lon: Floats, lat: Floats, first: int, last: int) -> _Part:
        held = slice(first, last + 1)
        theatre = Theatre.about(self.zone.edges, lon[held], lat[held], self._room_m)
        x, y = theatre.map.plane.forward(lon[held], lat[held])
        room = self._room_m * 1.01 + 10.0  # the plane stretches lengths by up to 0.5 % at its rim
        low, high = (float(x.min()) - room, float(y.min()) - room), (float(x.max()) + room, float(y.max()) + room)
        place = tuple(
            theatre.map.about(float(lon[k]), float(lat[k]), self.reach_m) if self._fraction[k] == 0 else None
            for k in range(first, last + 1)
        )
        return _Part(first, PlaneCheck(theatre, low, high), place)

    def run(
        self,
        east_m: Floats,
        north_m: Floats,
        *,
        alt_m: Floats | None = None,
        clock_s: Floats | None = None,
        depth: bool = True,
    ) -> CopyResults:
        """Check copies.

        Args:
            east_m, north_m: how far each fix lies from that of the track, shape (n, fixes) or (n, 1).
            alt_m: altitudes of the copies, (n, fixes); those of the track if None.
            clock_s: what each copy's clock is late, (n,): added to the times of all its fixes.
            depth: also measure depths, which takes most of the time.

        Raises:
            GeodesyError: a fix is moved by more than ``reach_m``, or a value is not a finite number.
        """
        _refuse_infinite(east_m=east_m, north_m=north_m, alt_m=alt_m, clock_s=clock_s)
        shape = (east_m.shape[0], self.track.fixes)
        east, north = np.broadcast_to(east_m, shape), np.broadcast_to(north_m, shape)
        if east.size and float(np.max(np.hypot(east, north))) > self.reach_m * (1 + 1e-9):
            raise GeodesyError(f"a fix is moved by more than the {self.reach_m:,.0f} m that were laid ready")
        parts = []
        for part in self._parts:
            x, y = self._placed(part, east, north)
            limits = self._limits(part, x, y, alt_m, clock_s)
            parts.append((part, part.check.stays(x, y, self._times(part, clock_s), limits, depth=depth)))
        return _summed(shape[0], parts, self.track.t_s is not None, depth)

    def _placed(self, part: _Part, east: Floats, north: Floats) -> tuple[Floats, Floats]:
        x = np.empty((east.shape[0], len(part.place)))
        y = np.empty_like(x)
        for column, place in enumerate(part.place):
            fix = int(self._fix[part.first + column])
            if place is not None:
                x[:, column], y[:, column] = place(east[:, fix], north[:, fix])
            else:
                ends = [
                    direct(
                        np.full(east.shape[0], self.track.lon_deg[k]), np.full(east.shape[0], self.track.lat_deg[k]),
                        np.degrees(np.arctan2(east[:, k], north[:, k])), np.hypot(east[:, k], north[:, k]),
                    )[:2]
                    for k in (fix, fix + 1)
                ]  # fmt: skip
                azimuth, _, way = inverse(*ends[0], *ends[1])
                lon, lat, _ = direct(*ends[0], azimuth, way * self._fraction[part.first + column])
                x[:, column], y[:, column] = part.check.theatre.map.plane.forward(lon, lat)
        return x, y

    def _columns(self, part: _Part, values: Floats) -> Floats:
        """Values of the fixes (..., fixes), linear between them, at the fixes and cuts of a part."""
        held = slice(part.first, part.first + len(part.place))
        fix, fraction = self._fix[held], self._fraction[held]
        after = np.minimum(fix + 1, self.track.fixes - 1)
        return np.asarray(values[..., fix] + fraction * (values[..., after] - values[..., fix]))

    def _times(self, part: _Part, clock_s: Floats | None) -> Floats | None:
        if self.track.t_s is None:
            return None
        times = self._columns(part, self.track.t_s)
        return times if clock_s is None else times[None, :] + clock_s[:, None]

    def _limits(
        self, part: _Part, x: Floats, y: Floats, alt_m: Floats | None, clock_s: Floats | None
    ) -> tuple[Changes, ...]:
        """Where copies pass the limits of the zone in height and time; of both, only what zone and track have."""
        shape, found = self.zone.shape, []
        alt = self.track.alt_m if alt_m is None else alt_m
        if alt is not None and self.zone.has_vertical_limits:
            found.append(_band(self._columns(part, alt), x, y, part.check, shape.lower_m, shape.upper_m))
        times = self._times(part, clock_s)
        if times is not None and self.track.start is not None and (shape.valid_from or shape.valid_to):
            start = self.track.start
            ends = [
                None if end is None else (end - start).total_seconds() for end in (shape.valid_from, shape.valid_to)
            ]
            found.append(_band(times, x, y, part.check, *ends))
        return tuple(found)


def check_copies(
    track: Track,
    zone: Zone,
    east_m: Floats,
    north_m: Floats,
    *,
    alt_m: Floats | None = None,
    clock_s: Floats | None = None,
    depth: bool = True,
) -> CopyResults:
    """Check copies of a track once; see :class:`CopyCheck`, which serves several batches."""
    _refuse_infinite(east_m=east_m, north_m=north_m)
    reach = float(np.max(np.hypot(east_m, north_m), initial=0.0))
    check = CopyCheck(track, zone, reach)
    return check.run(east_m, north_m, alt_m=alt_m, clock_s=clock_s, depth=depth)


def _refuse_infinite(**given: Floats | None) -> None:
    for name, values in given.items():
        if values is not None and not np.isfinite(values).all():
            raise GeodesyError(f"{name} of the copies holds a value that is not a finite number")


def _cuts(track: Track) -> tuple[Ints, Floats]:
    """Fixes, and cuts in legs too long for one plane: number of the fix before, and fraction of the leg from it on."""
    pieces = np.maximum(1, np.ceil(track.leg_length_m / PART_M)).astype(np.int64)
    leg = np.repeat(np.arange(pieces.size), pieces)
    step = np.arange(leg.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return np.append(leg, track.fixes - 1), np.append(step / pieces[leg], 0.0)


def _stretches(lon: Floats, lat: Floats) -> list[tuple[int, int]]:
    """First and last fix of stretches of at most ``PART_M``; each begins where the one before ends."""
    along = np.concatenate([[0.0], np.cumsum(inverse(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])])
    found, first = [], 0
    while first < lon.size - 1:
        last = int(np.searchsorted(along, along[first] + PART_M * (1 + 1e-9), side="right")) - 1
        found.append((first, max(last, first + 1)))
        first = found[-1][1]
    return found


def _band(values: Floats, x: Floats, y: Floats, check: PlaneCheck, low: float | None, high: float | None) -> Changes:
    """Where values that are linear over ground along each leg, (n, fixes) or (fixes,), leave or enter [low, high]."""
    values = np.broadcast_to(values, x.shape)
    paths, places = [], []
    out = np.zeros(x.shape[0], dtype=bool)
    for limit, is_low in ((low, True), (high, False)):
        if limit is None:
            continue
        beyond = values < limit if is_low else values > limit  # both limits are inclusive
        out |= beyond[:, 0]
        path, leg = np.nonzero(beyond[:, 1:] != beyond[:, :-1])
        before, after = values[path, leg], values[path, leg + 1]
        paths.append(path)
        places.append(leg + _plane_share(check, x, y, path, leg, (limit - before) / (after - before)))
    return Changes(np.concatenate(paths), np.concatenate(places), out)


def _plane_share(check: PlaneCheck, x: Floats, y: Floats, path: Ints, leg: Ints, fraction: Floats) -> Floats:
    """Share of a leg in the plane for a fraction of its length over ground: two steps from the fraction itself.

    Lengths in the plane are stretched by a few thousandths at most; each step leaves as much of the error.
    """
    laid = check.theatre.map
    x0, y0 = x[path, leg], y[path, leg]
    dx, dy = x[path, leg + 1] - x0, y[path, leg + 1] - y0
    whole = laid.length(x0, y0, x0 + dx, y0 + dy)
    share = fraction
    for _ in range(2):
        way = laid.length(x0, y0, x0 + share * dx, y0 + share * dy)
        share = np.where(whole == 0, fraction, share + fraction - way / np.where(whole == 0, 1.0, whole))
    return np.asarray(np.clip(share, 0.0, 1.0 - 1e-15))


def _summed(copies: int, parts: list[tuple[_Part, MeasuredStays]], timed: bool, depth: bool) -> CopyResults:
    """Stays of all parts put together along each copy, then summed over it.

    At the joint of two parts the tolerance is not carried over: a stay that reaches over it by no more than that ends
    there.
    """
    path = np.concatenate([stays.path for _, stays in parts])
    number = np.repeat(np.arange(len(parts)), [stays.path.size for _, stays in parts])
    order = np.lexsort((np.arange(path.size), number, path))
    path, number = path[order], number[order]
    table = {
        name: np.concatenate([getattr(stays, name) for _, stays in parts])[order]
        for name in ("begins_inside", "ends_inside", "begins_s", "ends_s", "length_m", "depth_m")
    }
    goes_on = np.zeros(path.size, dtype=bool)
    goes_on[1:] = (path[1:] == path[:-1]) & (number[1:] == number[:-1] + 1)
    goes_on[1:] &= table["ends_inside"][:-1] & table["begins_inside"][1:]
    first = np.flatnonzero(~goes_on)
    last = np.append(first[1:], path.size) - 1 if path.size else first
    deep = np.maximum.reduceat(table["depth_m"], first) if path.size else np.empty(0)
    length = np.add.reduceat(table["length_m"], first) if path.size else np.empty(0)
    entered, left = _uncrossed(parts, "begins")[order], _uncrossed(parts, "ends")[order]
    entry = _ends(copies, path[first], first, entered, _ground(parts, order, "begins"), leading=True)
    leave = _ends(copies, path[last], last, left, _ground(parts, order, "ends"), leading=False)
    seconds = table["ends_s"][last] - table["begins_s"][first]
    owner = path[first]
    stays = np.bincount(owner, minlength=copies)
    deepest = np.zeros(copies) if depth else np.full(copies, np.nan)
    if depth:
        np.maximum.at(deepest, owner, deep)
    return CopyResults(
        inside=stays > 0,
        stays=stays,
        entry_s=entry.pick(table["begins_s"]),
        exit_s=leave.pick(table["ends_s"]),
        duration_s=np.asarray(np.bincount(owner, seconds, copies), float) if timed else np.full(copies, np.nan),
        length_m=np.asarray(np.bincount(owner, length, copies), float),
        max_depth_m=deepest,
        entry_lon_deg=entry.lon_deg,
        entry_lat_deg=entry.lat_deg,
        exit_lon_deg=leave.lon_deg,
        exit_lat_deg=leave.lat_deg,
    )


class _End(NamedTuple):
    """The first entry or last exit of each copy: row of the stays' table it stands in, -1 if there is none."""

    row: Ints
    lon_deg: Floats
    lat_deg: Floats

    def pick(self, values: Floats) -> Floats:
        return np.where(self.row >= 0, values[self.row], np.nan) if values.size else np.full(self.row.shape, np.nan)


def _ends(
    copies: int, path: Ints, rows: Ints, uncrossed: Bools, place: tuple[Floats, Floats], *, leading: bool
) -> _End:
    """Where copies enter first (``leading``) or leave last; none where the copy begins or ends inside."""
    row = np.full(copies, -1, np.int64)
    order = slice(None, None, -1) if leading else slice(None)
    row[path[order]] = rows[order]  # of several rows of a copy the last one written stays
    row[(row >= 0) & (uncrossed[row] if uncrossed.size else False)] = -1
    made = _End(row, np.empty(0), np.empty(0))
    return made._replace(lon_deg=made.pick(place[0]), lat_deg=made.pick(place[1]))


def _uncrossed(parts: list[tuple[_Part, MeasuredStays]], end: str) -> Bools:
    """Whether stays begin (or end) where their copy does, clear of the border: there they are not entered (or left)."""
    outer = 0 if end == "begins" else len(parts) - 1
    found = [np.zeros(stays.path.size, dtype=bool) for _, stays in parts]
    part, stays = parts[outer]
    row = np.flatnonzero(getattr(stays, f"{end}_inside"))
    found[outer][row] = part.check.clear(getattr(stays, f"{end}_x")[row], getattr(stays, f"{end}_y")[row])
    return np.concatenate(found)


def _ground(parts: list[tuple[_Part, MeasuredStays]], order: Ints, end: str) -> tuple[Floats, Floats]:
    """Longitude and latitude at which the stays begin, or end."""
    found = [
        part.check.theatre.map.plane.backward(getattr(stays, f"{end}_x"), getattr(stays, f"{end}_y"))
        for part, stays in parts
    ]
    lon, lat = (np.concatenate(v)[order] for v in zip(*found, strict=True))
    return wrap_deg(lon), lat
