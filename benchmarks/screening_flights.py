"""Made-up flights for the benchmarks of screening, and what is compared of their stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from screening_common import GEOD

FIXES, LEG_M, LEG_S = 200, 1_000.0, 5.0
START_US = 1_448_323_200_000_000
"""2015-11-24 00:00 UTC."""
WANDER_DEG = 15.0
"""How far a wandering flight turns at a fix, one standard deviation."""


@dataclass(frozen=True, eq=False)
class Flights:
    """Flights of as many fixes each: shape (tracks, fixes), degrees; seconds since ``START_US``."""

    lon_deg: np.ndarray
    lat_deg: np.ndarray
    t_s: np.ndarray

    @property
    def count(self) -> int:
        return len(self.lon_deg)

    def first(self, number: int) -> Flights:
        """The first flights."""
        return self.take(np.arange(number))

    def take(self, which: np.ndarray) -> Flights:
        """Some of the flights."""
        return Flights(self.lon_deg[which], self.lat_deg[which], self.t_s[which])

    def lines(self) -> np.ndarray:
        """Coordinates with the seconds as the third, shape (tracks, fixes, 3)."""
        return np.stack([self.lon_deg, self.lat_deg, self.t_s], axis=2)


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays inside, sorted by flight and time: seconds since ``START_US``."""

    flight: np.ndarray
    start_s: np.ndarray
    end_s: np.ndarray

    @classmethod
    def sorted(cls, flight: Any, start_s: Any, end_s: Any) -> Stays:
        flight, start_s, end_s = np.asarray(flight, int), np.asarray(start_s, float), np.asarray(end_s, float)
        order = np.lexsort((start_s, flight))
        return cls(flight[order], start_s[order], end_s[order])


def around(box: tuple[float, float, float, float], count: int, seed: int) -> Flights:
    """Flights that begin anywhere in a box: every other one straight, the others wandering; legs of one kilometre."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(box[0], box[2], count), rng.uniform(box[1], box[3], count)
    turns = rng.normal(0, WANDER_DEG, (count, FIXES)) * (np.arange(count) % 2)[:, None]
    course = rng.uniform(0, 360, count)
    made_lon, made_lat = np.empty((count, FIXES)), np.empty((count, FIXES))
    for i in range(FIXES):
        made_lon[:, i], made_lat[:, i] = lon, lat
        lon, lat, back = GEOD.fwd(lon.copy(), lat.copy(), course + turns[:, i], np.full(count, LEG_M))
        course = np.asarray(back) + 180.0
    return Flights(made_lon, made_lat, np.tile(np.arange(FIXES) * LEG_S, (count, 1)))


def stretches(flights: Flights) -> Any:
    """The flights as our screener takes them."""
    from airspace.screening.fixes import Fixes, Stretches

    count, fixes = flights.lon_deg.shape
    t_us = START_US + np.rint(flights.t_s * 1e6).astype(np.int64)
    made = Fixes(
        names=tuple(f"f{i}" for i in range(count)),
        flight=np.repeat(np.arange(count), fixes),
        t_us=t_us.ravel(),
        lon_deg=flights.lon_deg.ravel(),
        lat_deg=flights.lat_deg.ravel(),
        alt_m=np.full(count * fixes, np.nan),
        row=np.arange(count * fixes),
    )
    return Stretches(made, np.arange(0, count * fixes + 1, fixes))


def of_crossings(flight: np.ndarray, t_s: np.ndarray, inside_first: np.ndarray, last_s: np.ndarray) -> Stays:
    """Stays from the instants at which flights cross a border, in any order, and whether each begins inside."""
    crossed = np.bincount(flight, minlength=inside_first.size) + inside_first
    begins, ends = np.flatnonzero(inside_first), np.flatnonzero(crossed % 2)
    flight = np.concatenate([begins, flight, ends])
    t_s = np.concatenate([np.zeros(begins.size), t_s, last_s[ends]])
    order = np.lexsort((t_s, flight))
    flight, t_s = flight[order].reshape(-1, 2), t_s[order].reshape(-1, 2)
    return Stays(flight[:, 0], t_s[:, 0], t_s[:, 1])


@dataclass(frozen=True)
class Comparison:
    """How two lists of stays of the same flights differ; ``matched``: pairs of indices of stays."""

    differing: tuple[int, ...]
    matched: tuple[np.ndarray, np.ndarray]

    @classmethod
    def of(cls, one: Stays, other: Stays, count: int) -> Comparison:
        """Match stays by flight and order; flights with different numbers of stays are ``differing``."""
        mine = np.bincount(one.flight[one.flight < count], minlength=count)
        theirs = np.bincount(other.flight[other.flight < count], minlength=count)
        same = mine == theirs
        pick = np.flatnonzero(np.append(same, False)[np.minimum(one.flight, count)])
        pick_other = np.flatnonzero(np.append(same, False)[np.minimum(other.flight, count)])
        return cls(tuple(map(int, np.flatnonzero(~same))), (pick, pick_other))


def planar_bound_s(flights: Flights, flight: np.ndarray, t_s: np.ndarray, zone: Any, border_m: float) -> np.ndarray:
    """How far a crossing instant may move if a leg is straight in longitude and latitude and not geodesic, seconds.

    The leg's points move by what is measured here at that instant; the crossing by that, and by ``border_m``, over the
    sine of the angle at which leg and border meet, and the flight's speed.
    """
    leg = np.clip((t_s / LEG_S).astype(int), 0, FIXES - 2)
    part = t_s / LEG_S - leg
    a = flights.lon_deg[flight, leg], flights.lat_deg[flight, leg]
    b = flights.lon_deg[flight, leg + 1], flights.lat_deg[flight, leg + 1]
    azimuth, _, length = GEOD.inv(*a, *b)
    lon, lat, back = GEOD.fwd(*a, azimuth, length * part)
    moved = GEOD.inv(lon, lat, a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))[2]
    edges = zone.edges
    edge = edges.nearest(np.asarray(lon), np.asarray(lat), exact=False).edge
    border = GEOD.inv(edges.lon_a[edge], edges.lat_a[edge], edges.lon_b[edge], edges.lat_b[edge])[0]
    sine = np.abs(np.sin(np.radians(np.asarray(back) - np.asarray(border))))
    with np.errstate(divide="ignore"):
        return np.asarray((moved + border_m) / (sine * LEG_M / LEG_S))
