"""From crossings to stays: which stretches of many paths lie inside, from where to where.

A path's place is written as (leg, share): the share of the straight leg in the plane, and ``at`` as their sum. What
keeps a path outside although it lies over the zone, height or time, comes as further changes of state along it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airspace.geodesy import Floats
from airspace.many.march import crossings
from airspace.many.plane import PlaneMap
from airspace.many.raster import Raster

__all__ = ["Changes", "Stays", "lengths", "pieces", "stays_inside"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_STAY = 1e-12
"""Least extent of a stay, in legs: a limit that is touched at one place lets a path in for no longer than rounding."""


class Changes(NamedTuple):
    """Places where something switches a path between admitted and not, beside the border: height or time.

    ``path``, ``at``: of each change, shape (c,). ``starts_out``: per path, whether it begins not admitted.
    Several kinds of reasons are several of these.
    """

    path: Ints
    at: Floats
    starts_out: Bools


class Stays(NamedTuple):
    """Stays of paths inside, in the order of the paths and along each; arrays of shape (s,).

    ``begins``, ``ends``: leg and share as one number; ``begins_inside``: the path begins there, ``ends_inside``:
    it ends there. ``length_m``: over ground, along the path.
    """

    path: Ints
    begins: Floats
    ends: Floats
    begins_inside: Bools
    ends_inside: Bools
    length_m: Floats

    def take(self, keep: Bools) -> Stays:
        """Some of the stays."""
        return Stays(
            self.path[keep], self.begins[keep], self.ends[keep],
            self.begins_inside[keep], self.ends_inside[keep], self.length_m[keep],
        )  # fmt: skip


def stays_inside(raster: Raster, laid: PlaneMap, x: Floats, y: Floats, others: tuple[Changes, ...] = ()) -> Stays:
    """The stays of paths whose fixes lie at ``x``, ``y`` of the plane, shape (n, fixes >= 2)."""
    legs = x.shape[1] - 1
    met = crossings(raster, (x[:, :-1].ravel(), y[:, :-1].ravel()), (x[:, 1:].ravel(), y[:, 1:].ravel()))
    path, leg = np.divmod(met.stretch, legs)
    at = leg + np.minimum(met.share, 1.0 - 1e-15)
    starts_in = _starts_inside(raster, x[:, 0], y[:, 0])
    path, at, inside = _switched(path, at, starts_in, others)
    stays = _paired(path, at, inside, _admitted(starts_in, others), legs)
    stays = stays.take(stays.ends - stays.begins > NO_STAY)
    return stays._replace(length_m=lengths(laid, x, y, stays.path, stays.begins, stays.ends))


def _admitted(starts_in: Bools, others: tuple[Changes, ...]) -> Bools:
    for change in others:
        starts_in = starts_in & ~change.starts_out
    return starts_in


def _starts_inside(raster: Raster, x: Floats, y: Floats) -> Bools:
    """Whether each path begins inside: read from its cell, or counted on the way to the nearest cell that says so."""
    cell = raster.number(x, y)
    inside = raster.inside[cell].copy()
    unsure = np.flatnonzero(raster.clear_m[cell] < 0)
    if unsure.size:
        sure = int(np.argmax(raster.clear_m))
        column, row = divmod(sure, raster.rows)
        to_x = np.full(unsure.size, raster.x0 + (column + 0.5) * raster.cell)
        to_y = np.full(unsure.size, raster.y0 + (row + 0.5) * raster.cell)
        met = crossings(raster, (x[unsure], y[unsure]), (to_x, to_y))
        odd = np.bincount(met.stretch, minlength=unsure.size) % 2 == 1
        inside[unsure] = raster.inside[sure] ^ odd
    return np.asarray(inside)


def _switched(path: Ints, at: Floats, starts_in: Bools, others: tuple[Changes, ...]) -> tuple[Ints, Floats, Bools]:
    """All changes of all kinds in order, and whether the path is inside and admitted after each; only real changes."""
    kinds = [(path, at), *((c.path, c.at) for c in others)]
    first = [starts_in, *(~c.starts_out for c in others)]
    path, at = (np.concatenate(column) for column in zip(*kinds, strict=True))
    kind = np.repeat(np.arange(len(kinds)), [p.size for p, _ in kinds])
    order = np.lexsort((at, path))
    path, at, kind = path[order], at[order], kind[order]
    begins = np.searchsorted(path, path)  # where the changes of each one's path begin
    before = _admitted(starts_in, others)
    after = np.ones(path.size, dtype=bool)
    for number, start in enumerate(first):
        count = np.cumsum(kind == number)
        own = count - (count - (kind == number))[begins] if path.size else count
        after &= start[path] ^ (own % 2 == 1)
    if len(kinds) == 1:
        return path, at, after
    previous = np.where(np.arange(path.size) == begins, before[path], np.roll(after, 1))
    real = after != previous
    return path[real], at[real], after[real]


def _paired(path: Ints, at: Floats, inside: Bools, starts_in: Bools, legs: int) -> Stays:
    """Each change to inside with the next change of its path, or with the path's end."""
    head = np.flatnonzero(starts_in)
    begins_path = np.concatenate([head, path[inside]])
    begins_at = np.concatenate([np.zeros(head.size), at[inside]])
    order = np.lexsort((begins_at, begins_path))
    begins_inside = (np.arange(begins_path.size) < head.size)[order]
    begins_path, begins_at = begins_path[order], begins_at[order]
    last = np.zeros(starts_in.size, dtype=bool)
    last[:] = starts_in
    if path.size:
        end = np.flatnonzero(np.append(path[1:] != path[:-1], True))
        last[path[end]] = inside[end]
    tail = np.flatnonzero(last)
    ends_path = np.concatenate([path[~inside], tail])
    ends_at = np.concatenate([at[~inside], np.full(tail.size, float(legs))])
    order = np.lexsort((ends_at, ends_path))
    ends_inside = (np.arange(ends_path.size) >= ends_path.size - tail.size)[order]
    none = np.zeros(begins_path.size)
    return Stays(begins_path, begins_at, ends_at[order], begins_inside, ends_inside, none)


def lengths(laid: PlaneMap, x: Floats, y: Floats, path: Ints, begins: Floats, ends: Floats) -> Floats:
    """Length over ground of paths between two of their places, shape (s,), metres."""
    owner, (x0, y0), (x1, y1) = pieces(x, y, path, begins, ends)
    way = laid.length(x0, y0, x1, y1)
    return np.asarray(np.bincount(owner, weights=way, minlength=path.size), float)


def pieces(
    x: Floats, y: Floats, path: Ints, begins: Floats, ends: Floats
) -> tuple[Ints, tuple[Floats, Floats], tuple[Floats, Floats]]:
    """The straight pieces of paths between two of their places: owner (index into ``path``), start and end.

    In the order of the owners and along each.
    """
    legs = x.shape[1] - 1
    first = np.minimum(begins.astype(np.int64), legs - 1)
    last = np.maximum(np.minimum(np.ceil(ends).astype(np.int64) - 1, legs - 1), first)
    count = last - first + 1
    owner = np.repeat(np.arange(path.size), count)
    step = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
    leg = first[owner] + step
    low = np.where(step == 0, begins[owner] - leg, 0.0)
    high = np.where(step == count[owner] - 1, ends[owner] - leg, 1.0)
    of = path[owner]
    x0, y0 = x[of, leg], y[of, leg]
    dx, dy = x[of, leg + 1] - x0, y[of, leg + 1] - y0
    return owner, (x0 + low * dx, y0 + low * dy), (x0 + high * dx, y0 + high * dy)
