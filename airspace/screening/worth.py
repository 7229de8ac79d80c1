"""Whether a border edition can carry what a screening found.

The tests are those of :mod:`airspace.decisive`, for many stays at once. Reasons are words from ``REASONS``, joined by
semicolons; a disputed stretch stands with its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from airspace.decisive import SEGMENTS_ACROSS
from airspace.geodesy import ecef
from airspace.layers import is_layer, state_of
from airspace.screening import tree
from airspace.screening.answers import INSIDE, Stays
from airspace.screening.fixes import Floats, Ints
from airspace.screening.pieces import chain_places
from airspace.screening.screener import Screener
from airspace.zone import COAST_MATCH_DEG, Zone
from geodata import editions as borders

__all__ = ["REASONS", "worth"]

REASONS = {
    "tolerance": "the verdict is within the tolerance of the engine, or the zone has limits the fixes say nothing of",
    "coast": "the nearest boundary is a coast, and the edition has no territorial sea",
    "disputed": "a disputed stretch of the border decides",
    "margin": "the edition is coarser than the margin: it lies as far from others, or states to be no better",
    "question": "the edition is coarser than the question: its segments are too long for a stay of that length",
}

Bools = NDArray[np.bool_]


def worth(screener: Screener, stays: Stays, editions: Sequence[str | None]) -> tuple[Bools, list[str | None]]:
    """Whether each row's verdict is decisive, and if not, why; every row of one stretch and zone has the same answer.

    Args:
        editions: id of each zone's border edition; None for a zone of a file, whose border is not judged.
    """
    key = stays.stretch * len(screener.names) + stays.zone
    _, pair, row_pair = np.unique(key, return_index=True, return_inverse=True)
    weak: dict[str, Bools] = {"tolerance": stays.verdict != INSIDE}
    names: dict[int, list[str]] = {}
    top = _deepest_rows(stays, row_pair, pair.size)
    weak["margin"], weak["question"] = _coarse(screener, stays, top, editions)
    weak["coast"] = np.zeros(key.size, dtype=bool)
    for zone in np.unique(stays.zone).tolist():
        _kinds(screener, stays, zone, top, weak["coast"], names)
    said: list[list[str]] = [[] for _ in range(pair.size)]
    for reason in REASONS:
        for row in np.flatnonzero(weak.get(reason, np.empty(0))).tolist():
            if reason not in said[row_pair[row]]:
                said[row_pair[row]].append(reason)
    for row, found in names.items():
        said[row_pair[row]] += [f"disputed: {name}" for name in found]
    why = ["; ".join(dict.fromkeys(reasons)) or None for reasons in said]
    return np.array([text is None for text in why], dtype=bool)[row_pair], [why[k] for k in row_pair]


def _deepest_rows(stays: Stays, row_pair: Ints, pairs: int) -> Bools:
    """The rows that hold the greatest depth of their stretch and zone."""
    order = np.lexsort((-np.arange(row_pair.size), stays.max_depth_m, row_pair))
    last = np.append(row_pair[order][1:] != row_pair[order][:-1], True) if pairs else np.empty(0, dtype=bool)
    top = np.zeros(row_pair.size, dtype=bool)
    top[order[last]] = True
    return top


def _coarse(screener: Screener, stays: Stays, top: Bools, editions: Sequence[str | None]) -> tuple[Bools, Bools]:
    """Rows whose margin, and rows whose stay, is too small for the edition."""
    worths = [_worth_m(name, edition) for name, edition in zip(screener.names, editions, strict=True)]
    blur, spacing = np.array(worths).reshape(-1, 2).T
    margin = np.abs(stays.margin_m) < blur[stays.zone]
    cut = (stays.begins_inside | stays.ends_inside) & (2 * stays.max_depth_m > stays.length_m)
    width = np.where(cut, 2 * stays.max_depth_m, stays.length_m)
    width = np.where(stays.touch, 2 * np.abs(stays.margin_m), width)
    return margin, top & (width < SEGMENTS_ACROSS * spacing[stays.zone])


def _worth_m(name: str, edition: str | None) -> tuple[float, float]:
    """How far the border of a zone may be off, and the mean length of its segments, metres; none of a file's zone."""
    if edition is None:
        return 0.0, 0.0
    this, state = borders.edition(edition), state_of(name) if is_layer(name) else name
    return this.disagreement_at(state) if this.accuracy_m is None else this.accuracy_m, this.spacing_at(state)


def _kinds(screener: Screener, stays: Stays, zone: int, top: Bools, coast: Bools, names: dict[int, list[str]]) -> None:
    """Mark rows of a zone that are decided at a coast or a disputed stretch.

    That is asked at crossings, and of the border next to the deepest place.
    """
    mine = stays.zone == zone
    asked = (
        (mine & top, stays.border_lon_deg, stays.border_lat_deg),
        (mine & ~stays.begins_inside & ~stays.touch, stays.start_lon_deg, stays.start_lat_deg),
        (mine & ~stays.ends_inside & ~stays.touch, stays.end_lon_deg, stays.end_lat_deg),
    )
    shape, base = screener.shape(zone)
    for rows, lon, lat in asked:
        at = np.flatnonzero(rows)
        if not at.size:
            continue
        if base is not None:
            kinds = [screener.zones[zone].boundary_kind(lon[k], lat[k]) for k in at]
            coast[at] |= np.array([kind == "coast" for kind in kinds])
            for k, kind in zip(at.tolist(), kinds, strict=True):
                if kind not in (None, "coast"):
                    names.setdefault(k, []).append(str(kind))
            continue
        on_coast = _on_coast(screener, zone, lon[at], lat[at])
        coast[at] |= on_coast
        left = ~on_coast  # as the engine has it, one kind to a place, a coast first
        for stretch in shape.disputed:
            west, south, east, north = stretch.bbox
            held = left & (west <= lon[at]) & (lon[at] <= east) & (south <= lat[at]) & (lat[at] <= north)
            left &= ~held
            for k in at[held].tolist():
                names.setdefault(k, []).append(stretch.name)


def _on_coast(screener: Screener, zone: int, lon: Floats, lat: Floats) -> Bools:
    """Whether the border next to each place is a coast of a land-only edition."""
    shape = screener.shape(zone)[0]
    if not shape.land_only or shape.coast is None:
        return np.zeros(lon.size, dtype=bool)
    away, vertex = np.empty(lon.size), np.empty(lon.size, dtype=np.int64)
    tree.distances(screener.trees, screener.vertex, zone, ecef(lon, lat), tree.snake(lon, lat), away, vertex)
    coast, at = _coast_edges(screener.zones[zone])
    return np.asarray(coast[np.searchsorted(at, vertex - screener.prepared.vertex_first[zone])])


@lru_cache(maxsize=16)
def _coast_edges(zone: Zone) -> tuple[Bools, Ints]:
    """Of each edge whether it is coast, and the place of its first vertex among those of the outline."""
    middle = shapely.points(zone.edges.file_lon, zone.edges.file_lat)
    return shapely.dwithin(zone.shape.coast, middle, COAST_MATCH_DEG), chain_places(zone.edges)[0]
