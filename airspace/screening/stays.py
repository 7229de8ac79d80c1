"""From what kernels find on the legs to stays: which are clear, and which are answered by the exact engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.geodesy import crossing, geodetic, inverse
from airspace.screening.deep import on_legs
from airspace.screening.fixes import Floats, Ints
from airspace.screening.legs import CROSSES, DOUBTFUL, GUARD_M, NEAR
from airspace.screening.nodes import Nodes, on_grid

__all__ = ["DEEP_M", "Found", "Runs", "refined", "runs_of"]

Bools = NDArray[np.bool_]

SLANT = 0.02
"""Sine of the angle between leg and border below which a crossing is solved on the ellipsoid: the plane's error,
under a millimetre beside the leg, is 50 times that along it."""

TOO_SLANT = 1e-5
"""Below this the exact engine decides what a crossing is."""

DEEP_M = 0.102
"""A stay, or a gap, that has a place so far from the border is beyond the verdict's tolerance of 0.1 m for certain."""


@dataclass(frozen=True, eq=False)
class Found:
    """What kernels noted of legs; arrays of shape (m,).

    Args:
        leg: its first node.
        share: how far along the leg, from 0 to 1.
        kind: one of ``CROSSES``, ``NEAR``, ``DOUBTFUL`` of :mod:`airspace.screening.legs`.
        zone: number of the zone; -1 where the leg as a whole is doubtful.
        slant: sine of the angle between leg and border.
    """

    leg: Ints
    share: Floats
    kind: Ints
    zone: Ints
    slant: Floats

    @property
    def node(self) -> Floats:
        """Node coordinate."""
        return self.leg + self.share


class Runs(NamedTuple):
    """Stays between node coordinates, shape (r,), sorted; and what is not clear yet.

    ``key``: stretch times the number of zones, plus zone. ``begins``, ``ends``: whether the stretch begins, or ends,
    inside. ``exact``: keys that the exact engine is to answer; no run is of one. ``watched``, ``watched_start``,
    ``watched_end``: key, and node coordinates, of stays and of gaps between stays that come near the border on their
    way: where one is nowhere deeper than ``DEEP_M`` its key is for the exact engine too.
    """

    key: Ints
    start: Floats
    end: Floats
    begins: Bools
    ends: Bools
    exact: Ints
    watched: Ints
    watched_start: Floats
    watched_end: Floats

    def without(self, keys: Ints) -> Runs:
        """The same, with further keys for the exact engine."""
        exact = np.union1d(self.exact, keys)
        keep = ~np.isin(self.key, exact)
        return self._replace(
            key=self.key[keep], start=self.start[keep], end=self.end[keep],
            begins=self.begins[keep], ends=self.ends[keep], exact=exact,
        )  # fmt: skip


def refined(found: Found, edge: Ints, nodes: Nodes, vertex: Floats) -> Found:
    """Crossings at a small angle solved on the ellipsoid; those that are not to be found there become doubtful."""
    slant = np.flatnonzero((found.kind == CROSSES) & (found.slant < SLANT))
    if not slant.size:
        return found
    i = found.leg[slant]
    (lon_a, lat_a), (lon_b, lat_b) = (geodetic(vertex[edge[slant] + k]) for k in (0, 1))
    p, q = (nodes.lon_deg[i], nodes.lat_deg[i]), (nodes.lon_deg[i + 1], nodes.lat_deg[i + 1])
    length, across = inverse(*p, *q)[2], inverse(lon_a, lat_a, lon_b, lat_b)[2]
    start = found.share[slant] * length
    met = crossing(p, q, (lon_a, lat_a), (lon_b, lat_b), near=(start, across / 2))
    with np.errstate(invalid="ignore"):
        sure = (np.abs(met.along_a_m - start) < 1.0) & (found.slant[slant] > TOO_SLANT)
    share, kind = found.share.copy(), found.kind.copy()
    solved = on_grid(np.clip(np.where(sure, met.along_a_m, 0.0) / length, 0.0, 1.0))
    share[slant] = np.where(sure, solved, found.share[slant])
    kind[slant] = np.where(sure, CROSSES, DOUBTFUL)
    return Found(found.leg, share, kind, found.zone, found.slant)


def runs_of(found: Found, nodes: Nodes, members: tuple[tuple[int, ...], ...], sets: Ints, zones: int) -> Runs:
    """Stays from crossings, and which pairs of stretch and zone are not clear.

    Args:
        found: crossings and what else was noted.
        nodes: the nodes.
        members, sets: zones of each set; number of the set at each node.
        zones: how many zones there are.
    """
    stretch = np.searchsorted(nodes.first, found.leg, side="right") - 1
    size, pool = (
        np.array([len(some) for some in members]),
        np.array([z for some in members for z in some], dtype=np.int64),
    )
    at = np.cumsum(size) - size

    def inside(node: Ints, of: Ints) -> tuple[Ints, Ints]:
        """Zones at nodes: pairs (stretch and zone as one number, index into ``node``)."""
        number = sets[node]
        owner = np.repeat(np.arange(node.size), size[number])
        step = np.arange(owner.size) - np.repeat(np.cumsum(size[number]) - size[number], size[number])
        return of[owner] * zones + pool[at[number[owner]] + step], owner

    every = np.arange(nodes.first.size - 1)
    begin, begin_of = inside(nodes.first[:-1], every)
    end, end_of = inside(nodes.first[1:] - 1, every)
    hit = found.kind == CROSSES
    key = np.concatenate([begin, stretch[hit] * zones + found.zone[hit], end])
    where = np.concatenate([nodes.first[:-1][begin_of].astype(float), found.node[hit], (nodes.first[1:] - 1.0)[end_of]])
    sort = np.repeat([0, 1, 2], [begin.size, int(hit.sum()), end.size])
    slant = np.concatenate([np.ones(begin.size), found.slant[hit], np.ones(end.size)])
    order = np.lexsort((sort, where, key))
    key, where, sort, slant = key[order], where[order], sort[order], slant[order]
    doubt = found.kind == DOUBTFUL
    named = doubt & (found.zone >= 0)
    lost = found.leg[doubt & ~named]
    around = [inside(node, stretch[doubt & ~named])[0] for node in (lost, lost + 1)]
    met = hit & np.isin(found.leg, lost)  # on a leg that does not add up no crossing can be trusted
    around.append(stretch[met] * zones + found.zone[met])
    exact = np.unique(np.concatenate([_odd(key), *around, stretch[named] * zones + found.zone[named]]))
    even = ~np.isin(key, exact)
    key, where, sort, slant = key[even], where[even], sort[even], slant[even]
    none = np.empty(0, dtype=np.int64), np.empty(0), np.empty(0)
    runs = Runs(key[::2], where[::2], where[1::2], sort[::2] == 0, sort[1::2] == 2, exact, *none)
    near = found.kind == NEAR
    runs = runs.without(np.setdiff1d(stretch[near] * zones + found.zone[near], runs.key))  # a touch, if anything
    left = slant[np.repeat(~np.isin(key[::2], runs.exact), 2)]
    short, reach = _short(runs, left, nodes), _reach(runs, left, nodes)
    return _watched(runs, short, reach, stretch[near] * zones + found.zone[near], found.node[near])


def _odd(key: Ints) -> Ints:
    """Keys that stand an odd number of times: what was found does not add up."""
    value, count = np.unique(key, return_counts=True)
    return np.asarray(value[count % 2 == 1])


def _chord_m(nodes: Nodes, start: Floats, end: Floats) -> Floats:
    places = []
    for node in (start, end):
        place = np.empty((node.size, 3))
        on_legs(nodes.lon_deg, nodes.lat_deg, node, place)
        places.append(place)
    return np.asarray(np.sqrt(((places[0] - places[1]) ** 2).sum(axis=1)))


def _short(runs: Runs, slant: Floats, nodes: Nodes) -> tuple[Ints, Ints]:
    """Stays, and stays before gaps, that are so short that they may be no deeper than the tolerance.

    With no vertex near, a path is within ``GUARD_M`` of an edge that it crosses for that over the sine of their angle.
    """
    wide = GUARD_M / np.maximum(slant, TOO_SLANT)
    stay = np.flatnonzero(~(runs.begins & runs.ends))
    room = (wide[::2] + wide[1::2])[stay] + 2 * GUARD_M
    short = stay[_chord_m(nodes, runs.start[stay], runs.end[stay]) < room]
    gap = np.flatnonzero(runs.key[1:] == runs.key[:-1])
    room = wide[1::2][gap] + wide[::2][gap + 1] + 2 * GUARD_M
    return short, gap[_chord_m(nodes, runs.end[gap], runs.start[gap + 1]) < room]


def _reach(runs: Runs, slant: Floats, nodes: Nodes) -> tuple[Floats, Floats]:
    """Starts and ends of runs, moved out as far as a vertex within ``GUARD_M`` of the leg may lie beside a crossing."""
    wide = GUARD_M / np.maximum(slant, TOO_SLANT) + GUARD_M
    moved = []
    for end, room, sign in ((runs.start, wide[::2], -1.0), (runs.end, wide[1::2], 1.0)):
        leg = np.minimum(end.astype(np.int64), nodes.fix.size - 2)
        leg = np.maximum(np.where((sign > 0) & (leg == end), leg - 1, leg), 0)
        length = _chord_m(nodes, leg.astype(float), leg + 1.0)
        moved.append(end + sign * room / np.maximum(length, 1e-3))
    return moved[0], moved[1]


def _watched(runs: Runs, short: tuple[Ints, Ints], reach: tuple[Floats, Floats], key: Ints, node: Floats) -> Runs:
    """Runs with the stays and gaps that are to be looked at: short ones, and those near the border on their way.

    Args:
        runs: the runs.
        short: stays, and stays before gaps, that are short.
        reach: starts and ends of the runs, moved out.
        key, node: of places near the border.
    """
    inside, between = short
    if key.size and runs.key.size:
        low, high = reach
        # By key and place, so that one search finds the run that begins last before each place: exact, unlike a sum.
        kind = np.repeat([0, 1], [runs.key.size, key.size])
        order = np.lexsort((kind, np.append(runs.start, node), np.append(runs.key, key)))
        before = np.empty(order.size, dtype=np.int64)
        before[order] = np.cumsum(order < runs.key.size) - 1
        before = before[runs.key.size :]
        # The run or the gap that holds a place, and those beside it that end within the reach of a crossing.
        for k in (before - 1, before, before + 1):
            at = np.clip(k, 0, runs.key.size - 1)
            mine = (k == at) & (runs.key[at] == key)
            inside = np.union1d(inside, at[mine & (low[at] <= node) & (node <= high[at])])
            after = np.minimum(at + 1, runs.key.size - 1)
            gap = mine & (after != at) & (runs.key[after] == key)
            gap &= (node >= 2 * runs.end[at] - high[at]) & (node <= 2 * runs.start[after] - low[after])
            between = np.union1d(between, at[gap])
    return runs._replace(
        watched=np.concatenate([runs.key[inside], runs.key[between]]),
        watched_start=np.concatenate([runs.start[inside], runs.end[between]]),
        watched_end=np.concatenate([runs.end[inside], runs.start[between + 1]]),
    )
