"""Doubtful places answered by the exact engine on the few legs about them, so that a long flight is not checked whole.

A window is a stretch of nodes about places at the border whose ends are clear of it, so that what the engine finds
between them can stand in the place of what kernels found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from airspace.screening.fixes import Ints
from airspace.screening.legs import CROSSES, DOUBTFUL, NEAR
from airspace.screening.nodes import Nodes, on_grid
from airspace.screening.stays import Found
from airspace.track import Track
from airspace.violation import stays_along

if TYPE_CHECKING:
    from airspace.screening.screener import Screener

__all__ = ["mended"]

CLEAR_M = 1.0
"""A window's ends lie at least this far from the border: ten times the verdict's tolerance."""

WIDEST = 64
"""Nodes in a window; a flight that keeps to the border for longer is checked whole."""


class _Window(NamedTuple):
    """Nodes ``low`` to ``high`` of one stretch against one zone; ``cross``: node coordinates of its crossings."""

    zone: int
    low: int
    high: int
    cross: tuple[float, ...]


def mended(screener: Screener, found: Found, nodes: Nodes, sets: Ints) -> Found:
    """What was found, with doubtful fixes replaced by what the engine says of the legs about them, where it can be."""
    spots = np.flatnonzero((found.kind == DOUBTFUL) & (found.zone >= 0) & ~np.isin(found.zone, screener.limited))
    if not spots.size:
        return found
    stretch = np.searchsorted(nodes.first, found.leg, side="right") - 1
    places: dict[tuple[int, int], list[int]] = {}
    for k in spots.tolist():
        node = int(found.leg[k] + np.rint(found.share[k]))
        places.setdefault((int(stretch[k]), int(found.zone[k])), []).append(node)
    windows = [
        window
        for (number, zone), some in places.items()
        for window in _windows(screener, nodes, sets, number, zone, sorted(set(some)))
    ]
    keep = np.ones(found.leg.size, dtype=bool)
    for window in windows:
        within = (found.leg >= window.low) & (found.leg < window.high)
        keep[within & (found.zone == window.zone)] = False
    for k in np.flatnonzero((found.kind == DOUBTFUL) & (found.zone < 0)).tolist():
        keep[k] = not _settled(screener, windows, sets, found, int(found.leg[k]))
    leg = [int(at) for window in windows for at in window.cross or (window.low,)]
    share = [at - int(at) for window in windows for at in window.cross or (float(window.low),)]
    kind = [CROSSES if window.cross else NEAR for window in windows for _ in window.cross or (0,)]
    zone_of = [window.zone for window in windows for _ in window.cross or (0,)]
    columns = (leg, share, kind, zone_of, [1.0] * len(leg))
    old = (found.leg, found.share, found.kind, found.zone, found.slant)
    joined = [np.concatenate([a[keep], np.array(b, dtype=a.dtype)]) for a, b in zip(old, columns, strict=True)]
    return Found(*joined)


def _settled(screener: Screener, windows: list[_Window], sets: Ints, found: Found, leg: int) -> bool:
    """Whether a leg that did not add up lies in windows of every zone in question.

    In question is a zone that is met on the leg, and one in which its ends differ.
    """
    members = screener.sets
    asked = {int(zone) for zone in found.zone[found.leg == leg] if zone >= 0}
    asked |= set(members[sets[leg]]) ^ set(members[sets[leg + 1]])
    return asked <= {window.zone for window in windows if window.low <= leg < window.high}


def _windows(screener: Screener, nodes: Nodes, sets: Ints, stretch: int, zone: int, places: list[int]) -> list[_Window]:
    """Windows about places of one stretch and zone; none if one cannot be answered by itself."""
    first, last = int(nodes.first[stretch]), int(nodes.first[stretch + 1]) - 1

    def at_border(node: int) -> bool:
        place = nodes.lon_deg[node : node + 1], nodes.lat_deg[node : node + 1]
        return bool(screener.border_distance_m(zone, *place)[0] <= CLEAR_M)

    made: list[_Window] = []
    for place in places:
        if made and place <= made[-1].high:
            continue
        low, high = max(place - 1, first), min(place + 1, last)
        while low > first and at_border(low) and place - low < WIDEST:
            low -= 1
        while high < last and at_border(high) and high - place < WIDEST:
            high += 1
        if low == place or high == place or at_border(low) or at_border(high) or (made and low < made[-1].high):
            return []
        window = _answered(screener, nodes, sets, _Window(zone, low, high, ()))
        if window is None:
            return []
        made.append(window)
    return made


def _answered(screener: Screener, nodes: Nodes, sets: Ints, window: _Window) -> _Window | None:
    """A window with its crossings; None if the engine sees its beginning otherwise than the index."""
    part = slice(window.low, window.high + 1)
    track = Track("window", nodes.lon_deg[part], nodes.lat_deg[part])
    stays, deep = stays_along(track, screener.zones[window.zone])
    if not deep:
        stays = ()
    end = float(track.fixes - 1)
    begins, ends = any(u0 == 0.0 for u0, _ in stays), any(u1 == end for _, u1 in stays)
    members = screener.sets
    if (begins, ends) != tuple(window.zone in members[sets[node]] for node in (window.low, window.high)):
        return None
    cross = tuple(window.low + float(on_grid(np.array(u))) for stay in stays for u in stay if 0.0 < u < end)
    return window._replace(cross=cross)
