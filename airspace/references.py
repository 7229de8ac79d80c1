"""Heights of a track against limits of a zone that are counted from something else: where that leaves the answer open.

Barometric altitude, height above mean sea level, above the ellipsoid and above ground are four things
(:mod:`geodata.altitude`). They are compared as they stand, and where a difference between them could turn the answer
the verdict is not decisive.
"""

from __future__ import annotations

import numpy as np

from airspace.geodesy import Floats
from airspace.language import Later, _, mark
from airspace.theatre import meetings
from airspace.track import Track
from airspace.zone import Zone
from geodata.limits import reference_named

__all__ = ["APART_M", "mixed_references"]

APART_M = 1_000.0
"""A limit farther than this from every height over the zone decides whatever both are counted from.

Pressure altitude is off a height above mean sea level by 8 m for each hPa that sea-level pressure is off 1013.25 (the
extremes on record are about 870 and 1084 hPa: 1,150 m, in the eye of a typhoon) and by some 4 % of the height for
each 10 K (ICAO Doc 7488, standard atmosphere); geoid and ellipsoid lie at most 107 m apart (EGM96). Height above
ground is never far enough off to tell: the ground under the track is not known here.
"""

_WORDS = {
    "barometric": mark("barometric"),
    "msl": mark("above mean sea level"),
    "ellipsoid": mark("above the ellipsoid"),
    "ground": mark("above ground"),
}


def mixed_references(track: Track, zone: Zone) -> str | None:
    """Why the track's heights cannot be held against the zone's limits, in words; None where they can, or need not.

    A limit counts only where the track lies over the zone. Where neither the track nor the limit says what it is
    counted from, they are taken to be counted alike.
    """
    if track.alt_m is None:
        return None
    own = reference_named(track.altitude_reference or "")
    heights: Floats | None = None
    for limit_m, stated in zone.shape.limits:
        other = reference_named(stated or "")
        if other == own:
            continue
        heights = _over(track, zone) if heights is None else heights
        gap_m = np.abs(heights - limit_m).min(initial=np.inf) if heights.size else np.inf
        crosses = bool(heights.size) and heights.min() <= limit_m <= heights.max()
        if crosses or gap_m < APART_M or (heights.size and "ground" in (own, other)):
            return Later(lambda: _said(own, other))  # noqa: B023 - returned at once
    return None


def _over(track: Track, zone: Zone) -> Floats:
    """Heights at the ends of every stretch of the track that lies over the zone: between them they are linear."""
    if track.fixes == 1:
        nodes = np.zeros(1)
        over = zone.edges.contains(*track.position(nodes))
        ends = nodes[over]
    else:
        nodes = np.unique(np.concatenate([np.arange(track.fixes, dtype=float), meetings(track, zone.edges)]))
        over = zone.edges.contains(*track.position((nodes[1:] + nodes[:-1]) / 2))
        ends = np.concatenate([nodes[:-1][over], nodes[1:][over]])
    found = track.altitude(ends)
    return np.empty(0) if found is None else found


def _said(own: str, other: str) -> str:
    if other == "unstated":
        return _(
            "altitudes are {altitudes}, and a limit of the zone does not say what it is counted from: they can differ "
            "by hundreds of metres",
            altitudes=_(_WORDS[own]),
        )
    limits = _(_WORDS[other])
    if own == "unstated":
        return _(
            "the zone's limits are {limits} and the track does not say what its altitudes are counted from: they can "
            "differ by hundreds of metres",
            limits=limits,
        )
    return _(
        "altitudes are {altitudes}, the zone's limits {limits}: they can differ by hundreds of metres",
        altitudes=_(_WORDS[own]), limits=limits,
    )  # fmt: skip
