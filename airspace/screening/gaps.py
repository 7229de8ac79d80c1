"""What the gaps of a flight hide: which zones it can have entered between two fixes, at a bound on speed.

Between two stretches of a flight nothing is known but its ends, so no line is drawn across. The answers are those of
:func:`airspace.prism.alibi` for fixes without error discs: ``must`` (an end lies inside), ``may`` (some path within
the bound reaches the zone) and ``cannot``, which is nearly all of them and is only counted.

Two things are added to the prism, which knows the ground alone. Where a zone has vertical limits, ``must`` asks of an
end that it lie within these too, and ``may`` is all that is said otherwise: the path may have passed above or below.
Where a zone applies for a time, only that part of the gap is asked about; it cannot have been entered outside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import ecef, inverse, norm
from airspace.screening.detours import Pairs, border_distances_m, least_detours, sphere_of
from airspace.screening.fixes import Fixes, Floats, Ints, Stretches
from airspace.zone import Zone

__all__ = ["GAP_ANSWERS", "MAY", "MUST", "Gaps", "gap_answers"]

GAP_ANSWERS = ("may", "must")
"""Answers by code; ``cannot`` has no row."""

MAY, MUST = range(len(GAP_ANSWERS))

Mask = NDArray[np.bool_]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class Gaps:
    """m answers about a gap and a zone, in order of gap and zone. Microseconds since 1970 UTC, WGS84 degrees.

    Args:
        flight: shape (m,), index into the names of flights.
        stretch: shape (m,), the stretch before the gap; the one after is the next.
        zone: shape (m,), index of the zone.
        answer: shape (m,), index into ``GAP_ANSWERS``.
        required_speed_mps: shape (m,), no path slower than this meets both fixes and the zone.
        exact: shape (m,); where not, the zone is about a quarter of the globe away and the required speed a lower
            bound, at most 1 km short in length.
        impossible: shape (m,), no path within the bound meets both fixes: they contradict the bound.
        earliest_entry_us, latest_exit_us: shape (m,), a path within the bound is not inside before or after; rounded
            outward. The ends of the gap where it is impossible.
        longest_stay_s: shape (m,), upper bound of the time inside; NaN where impossible.
        a_us, a_lon_deg, a_lat_deg, b_us, b_lon_deg, b_lat_deg: shape (m,), the last fix before and the first after.
        inside_before, inside_after: shape (m,), whether these lie inside over ground.
        gap_s: shape (m,), seconds between them.
        gaps: number of gaps there were.
        cannot: number of pairs of a gap and a zone that no path within the bound joins.
    """

    flight: Ints
    stretch: Ints
    zone: Ints
    answer: NDArray[np.int8]
    required_speed_mps: Floats
    exact: Mask
    impossible: Mask
    earliest_entry_us: Ints
    latest_exit_us: Ints
    longest_stay_s: Floats
    a_us: Ints
    a_lon_deg: Floats
    a_lat_deg: Floats
    b_us: Ints
    b_lon_deg: Floats
    b_lat_deg: Floats
    inside_before: Mask
    inside_after: Mask
    gap_s: Floats
    gaps: int
    cannot: int

    @property
    def count(self) -> int:
        """Number of answers."""
        return int(self.zone.size)


@dataclass(frozen=True, eq=False)
class _Open:
    """The gaps of all flights: last fix before, first fix after, and what the bound makes of them."""

    stretch: Ints
    a: Fixes
    b: Fixes
    at_a: Floats
    at_b: Floats
    dt_s: Floats
    straight_m: Floats
    reach_m: Floats

    @classmethod
    def of(cls, stretches: Stretches, max_speed_mps: float) -> _Open:
        fixes, begins = stretches.fixes, stretches.first[1:-1]
        follows = np.flatnonzero(fixes.flight[begins - 1] == fixes.flight[begins])
        a, b = fixes.take(begins[follows] - 1), fixes.take(begins[follows])
        dt_s = np.asarray((b.t_us - a.t_us).view(np.uint64) * 1e-6, dtype=np.float64)
        straight = inverse(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)[2]
        places = ecef(a.lon_deg, a.lat_deg), ecef(b.lon_deg, b.lat_deg)
        return cls(follows, a, b, *places, dt_s, straight, max_speed_mps * dt_s)

    @property
    def pairs(self) -> Pairs:
        return Pairs(self.a.lon_deg, self.a.lat_deg, self.b.lon_deg, self.b.lat_deg)


def gap_answers(
    stretches: Stretches,
    zones: Sequence[Zone],
    max_speed_mps: float,
    spheres: tuple[Floats, Floats] | None = None,
) -> Gaps:
    """What each gap between two stretches of one flight hides of each zone.

    Args:
        stretches: of flights; see :func:`airspace.screening.clean.split`.
        zones: the zones, whose numbers the answers give; one that is out of reach of ``spheres`` is not asked for.
        max_speed_mps: greatest ground speed taken to be possible; the same that positions were set aside by, or more,
            so that no gap is impossible but by their slack.
        spheres: centre, shape (z, 3), and radius, shape (z,), of a sphere about each zone, Earth-centred metres: a zone
            whose sphere no gap reaches is then not so much as loaded.

    Raises:
        UnsupportedGeometryError: a speed that cannot be.
    """
    if not 0 < max_speed_mps < math.inf:
        raise UnsupportedGeometryError(f"the greatest speed must be positive and finite, not {max_speed_mps:g} m/s")
    gaps = _Open.of(stretches, max_speed_mps)
    possible = int((gaps.straight_m <= gaps.reach_m).sum())
    numbers = range(len(zones)) if spheres is None else _in_reach(gaps, *spheres)
    found = [_of_zone(gaps, zones[number], number, max_speed_mps) for number in numbers] if gaps.dt_s.size else []
    empty = _columns(gaps, np.arange(0), np.arange(0))
    table = {name: np.concatenate([empty[name], *(part[name] for part in found)]) for name in empty}
    order = np.lexsort((table["zone"], table["stretch"]))
    cannot = possible * len(zones) - int((~table["impossible"]).sum())
    return Gaps(**{name: column[order] for name, column in table.items()}, gaps=gaps.dt_s.size, cannot=cannot)


def _in_reach(gaps: _Open, centre: Floats, radius: Floats) -> list[int]:
    """Numbers of the zones whose sphere some gap may reach."""
    reach = np.maximum(gaps.reach_m, gaps.straight_m)
    found = []
    for number in range(radius.size):
        way = sum(np.maximum(norm(at - centre[number]) - radius[number], 0.0) for at in (gaps.at_a, gaps.at_b))
        if (way <= reach).any():
            found.append(number)
    return found


def _columns(gaps: _Open, pick: Ints, zone: Ints, **more: NDArray[np.generic]) -> dict[str, NDArray[np.generic]]:
    """Columns of :class:`Gaps` for some of the gaps; those that are not given are blank."""
    a, b = gaps.a, gaps.b
    known: dict[str, NDArray[np.generic]] = {
        "flight": a.flight[pick], "stretch": gaps.stretch[pick], "zone": zone, "gap_s": gaps.dt_s[pick],
        "impossible": (gaps.straight_m > gaps.reach_m)[pick],
        "a_us": a.t_us[pick], "a_lon_deg": a.lon_deg[pick], "a_lat_deg": a.lat_deg[pick],
        "b_us": b.t_us[pick], "b_lon_deg": b.lon_deg[pick], "b_lat_deg": b.lat_deg[pick],
    }  # fmt: skip
    blank = {
        "answer": np.int8, "required_speed_mps": np.float64, "exact": np.bool_, "earliest_entry_us": np.int64,
        "latest_exit_us": np.int64, "longest_stay_s": np.float64, "inside_before": np.bool_, "inside_after": np.bool_,
    }  # fmt: skip
    known |= {name: np.zeros(pick.size, dtype=dtype) for name, dtype in blank.items()} | more
    return {field.name: known[field.name] for field in fields(Gaps) if field.name in known}


def _of_zone(gaps: _Open, zone: Zone, number: int, max_speed_mps: float) -> dict[str, NDArray[np.generic]]:
    """Answers about one zone but ``cannot``."""
    centre, radius = sphere_of(zone.edges)
    to_zone, from_zone = (np.maximum(norm(at - centre) - radius, 0.0) for at in (gaps.at_a, gaps.at_b))
    from_us, to_us = _validity(zone)
    apart = (gaps.b.t_us < from_us) | (gaps.a.t_us > to_us)
    # an impossible gap keeps its ends, which may lie inside
    near = np.flatnonzero((to_zone + from_zone <= np.maximum(gaps.reach_m, gaps.straight_m)) & ~apart)
    if near.size == 0:
        return _columns(gaps, near, near)
    pairs = gaps.pairs.take(near)
    inside = zone.edges.contains(pairs.a_lon, pairs.a_lat), zone.edges.contains(pairs.b_lon, pairs.b_lat)
    length, exact = gaps.straight_m[near].copy(), np.ones(near.size, dtype=np.bool_)
    out = np.flatnonzero(~inside[0] & ~inside[1])
    length[out], exact[out] = least_detours(zone.edges, pairs.take(out), gaps.reach_m[near[out]])
    held = (length <= gaps.reach_m[near]) | inside[0] | inside[1]
    near, length, exact, inside = near[held], length[held], exact[held], (inside[0][held], inside[1][held])
    if near.size == 0:
        return _columns(gaps, near, near)
    ends = gaps.a.take(near), gaps.b.take(near)
    border = [border_distances_m(zone.edges, end.lon_deg, end.lat_deg) for end in ends]
    sure = [i & (m > 0) & _admits(zone, end) for i, m, end in zip(inside, border, ends, strict=True)]
    must = sure[0] | sure[1]
    entry_us, exit_us, stay_s = _times(
        gaps, near, [np.where(i, 0.0, m) for i, m in zip(inside, border, strict=True)], zone, max_speed_mps
    )
    # a gap that reaches into the period of validity may still be too short to come there in it
    stays = must | (entry_us <= exit_us)
    more: dict[str, NDArray[np.generic]] = {
        "earliest_entry_us": entry_us,
        "latest_exit_us": exit_us,
        "longest_stay_s": stay_s,
        "answer": np.where(must, MUST, MAY).astype(np.int8),
        "required_speed_mps": length / gaps.dt_s[near],
        "exact": exact,
        "inside_before": inside[0],
        "inside_after": inside[1],
    }
    return _columns(
        gaps, near[stays], np.full(int(stays.sum()), number), **{name: column[stays] for name, column in more.items()}
    )


def _times(
    gaps: _Open, near: Ints, away_m: list[Floats], zone: Zone, max_speed_mps: float
) -> tuple[Ints, Ints, Floats]:
    """Earliest entry, latest exit and longest stay, within the zone's validity."""
    a_us, b_us, dt_s = gaps.a.t_us[near], gaps.b.t_us[near], gaps.dt_s[near]
    impossible = gaps.straight_m[near] > gaps.reach_m[near]
    entry_s, left_s = (np.where(impossible, 0.0, away / max_speed_mps) for away in away_m)
    from_us, to_us = _validity(zone)
    entry_us = np.maximum(a_us + np.floor(entry_s * 1e6).astype(np.int64), from_us)
    exit_us = np.minimum(b_us - np.floor(left_s * 1e6).astype(np.int64), to_us)
    stay_s = np.maximum(dt_s - left_s - entry_s, 0.0)
    clipped = (entry_us == from_us) | (exit_us == to_us)
    within_s = np.maximum(exit_us - entry_us, 0) * 1e-6
    stay_s = np.where(clipped, np.minimum(stay_s, within_s), stay_s)
    return entry_us, exit_us, np.where(impossible, np.nan, stay_s)


def _validity(zone: Zone) -> tuple[int, int]:
    """Microseconds from and to which the zone applies."""
    ends = np.iinfo(np.int64)
    begin, end = zone.shape.valid_from, zone.shape.valid_to
    return (
        ends.min if begin is None else (begin - EPOCH) // timedelta(microseconds=1),
        ends.max if end is None else (end - EPOCH) // timedelta(microseconds=1),
    )


def _admits(zone: Zone, fixes: Fixes) -> Mask:
    """Whether fixes are within a zone's limits of height and time; a height that is not known is not."""
    from_us, to_us = _validity(zone)
    allowed = (fixes.t_us >= from_us) & (fixes.t_us <= to_us)
    if zone.shape.lower_m is not None:
        allowed &= fixes.alt_m >= zone.shape.lower_m
    if zone.shape.upper_m is not None:
        allowed &= fixes.alt_m <= zone.shape.upper_m
    return allowed
