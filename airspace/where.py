"""Whose airspace a point lies in, by edition, and how far the nearest borders are.

A world edition holds hundreds of states of up to 80,000 vertices. States are looked at in the order of a lower bound of
their distance, from their boxes; the chords of their edges narrow that down; and only the borders that can be among the
nearest are indexed and asked by the engine (:meth:`airspace.edges.Edges.nearest`). Degrees on WGS84, distances over
ground in metres.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from airspace.errors import FigureError
from airspace.geodesy import RADIUS_MAX_M, RADIUS_MIN_M, Floats, ecef, wrap_deg
from airspace.rings import SEAM_DEG
from airspace.zone import national_zone
from geodata import editions
from geodata.statefile import Box

__all__ = ["MOST_NEAREST", "NearBorder", "Whereabouts", "where", "where_document"]

MOST_NEAREST = 5
"""Borders of an edition that are told."""

SAME_BORDER_M = 50.0
"""Two states' copies of one border may lie so far apart (osm-maritime thinned each by itself, to 10 m)."""

BENT_M = 50_000.0
"""A drawn edge leaves its geodesic by less: by 5 km where it is longest, 750 km between Mali and Algeria."""


@dataclass(frozen=True, slots=True)
class NearBorder:
    """The border of a state (ISO 3166 alpha-3), and how far it is over ground."""

    state: str
    distance_m: float


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What one edition says of a point: the states it lies in, and the nearest borders, nearest first."""

    edition: str
    states: tuple[str, ...]
    nearest: tuple[NearBorder, ...]


def where(lon_deg: float, lat_deg: float) -> tuple[Whereabouts, ...]:
    """What each edition says of a point, in the order of the registry.

    An edition that holds only some states answers where it can: the point lies in one of them, or the border that is
    nearest by an edition of the world is one of theirs.

    Raises :class:`~airspace.errors.FigureError` for a longitude beyond 180 or a latitude beyond 90 degrees.
    """
    _check(lon_deg, lat_deg)
    every = editions.registry().values()
    world = {this.id: _on(this.id, this.states, lon_deg, lat_deg) for this in every if this.is_world}
    first = {border.state for found in world.values() for border in _first(found)}
    told = []
    for this in every:
        if this.is_world:
            told.append(world[this.id])
        elif first.intersection(this.states) or _may_hold(this, lon_deg, lat_deg):
            found = _on(this.id, this.states, lon_deg, lat_deg)
            if found.states or first.intersection(this.states):
                told.append(found)
    return tuple(told)


def _may_hold(this: editions.Edition, lon_deg: float, lat_deg: float) -> bool:
    """Whether a point lies in the box of a state, so that the engine has to be asked; half-way round it is slow."""
    held = editions.load(this.id)
    return any(_box_distance(held.box(state), lon_deg, lat_deg) == 0.0 for state in this.states)


def where_document(lon_deg: float, lat_deg: float) -> dict[str, Any]:
    """:func:`where` as a JSON document, ``airspace/where/1``; distances to 0.1 m."""
    found = where(lon_deg, lat_deg)
    return {
        "schema": "airspace/where/1",
        "lon": lon_deg,
        "lat": lat_deg,
        "editions": [
            {
                "edition": of.edition,
                "states": list(of.states),
                "nearest": [{"state": b.state, "distance_m": round(b.distance_m, 1)} for b in of.nearest],
            }
            for of in found
        ],
    }


def _check(lon_deg: float, lat_deg: float) -> None:
    if abs(lon_deg) <= 180.0 and abs(lat_deg) <= 90.0:  # nor NaN
        return
    wrong = f"longitude {lon_deg:g}, latitude {lat_deg:g}: longitude comes first and runs from -180 to 180, "
    swapped = abs(lat_deg) <= 180.0 and abs(lon_deg) <= 90.0
    hint = f"; did you mean {lat_deg:g} {lon_deg:g}?" if swapped else ""
    raise FigureError(f"{wrong}latitude from -90 to 90, in degrees{hint}")


def _first(found: Whereabouts) -> Iterator[NearBorder]:
    """The nearest border, and others that are the same one."""
    for border in found.nearest:
        if border.distance_m <= found.nearest[0].distance_m + SAME_BORDER_M:
            yield border


def _on(edition_id: str, states: tuple[str, ...], lon_deg: float, lat_deg: float) -> Whereabouts:
    """One edition's answer, by branch and bound over the boxes of its states."""
    held = editions.load(edition_id)
    bounds = np.array([_box_distance(held.box(state), lon_deg, lat_deg) for state in states])
    between: dict[str, tuple[float, float]] = {}
    for k in np.argsort(bounds, kind="stable"):
        if len(between) >= MOST_NEAREST and bounds[k] > _of_rank(high for _, high in between.values()):
            break
        between[states[k]] = _between(held[states[k]].geometry, lon_deg, lat_deg)
    reach = _of_rank(high for _, high in between.values())
    lon, lat = np.array([lon_deg]), np.array([lat_deg])
    inside, near = [], []
    for state, (low, _) in between.items():
        in_plane = shapely.contains_xy(held[state].geometry, lon_deg, lat_deg)
        if not in_plane and low > max(reach, BENT_M):
            continue
        edges = national_zone(state, edition_id).edges
        near.append(NearBorder(state, float(edges.nearest(lon, lat).distance_m[0])))
        if edges.contains(lon, lat)[0]:
            inside.append(state)
    near.sort(key=lambda border: (round(border.distance_m, 3), border.state))  # neighbours share a border
    return Whereabouts(edition_id, tuple(sorted(inside)), tuple(near[:MOST_NEAREST]))


def _of_rank(highs: Iterator[float]) -> float:
    """The distance that ``MOST_NEAREST`` states are within, at the most."""
    ranked = sorted(highs)
    return ranked[min(MOST_NEAREST, len(ranked)) - 1]


def _box_distance(box: Box, lon_deg: float, lat_deg: float) -> float:
    """A lower bound of the distance to a box, metres: on a sphere of the least radius of curvature."""
    west, south, east, north = box
    width = 360.0 if east - west >= 360 else (east - west) % 360
    if (lon_deg - west) % 360 <= width:
        return float(np.radians(max(south - lat_deg, lat_deg - north, 0.0)) * RADIUS_MIN_M)
    lat, found = np.radians(lat_deg), []
    for side in (west, east):
        turn = np.radians(wrap_deg(side - lon_deg)[()])
        foot = np.arctan2(np.sin(lat), np.cos(lat) * np.cos(turn))  # of the perpendicular to the side's meridian
        for at in (np.radians(south), np.radians(north), np.clip(foot, np.radians(south), np.radians(north))):
            half = np.sin((at - lat) / 2) ** 2 + np.cos(lat) * np.cos(at) * np.sin(turn / 2) ** 2
            found.append(2 * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
    return float(min(found) * RADIUS_MIN_M)


def _between(geometry: shapely.Geometry, lon_deg: float, lat_deg: float) -> tuple[float, float]:
    """A lower and an upper bound of the distance to a border, metres, from the chords of its edges.

    An edge leaves its chord by at most L^2 / 8 R; no chord is longer than the way over ground, which is at most a
    quarter of a circle over the chord's. Edges on the antimeridian may be no border: they count for the lower bound.
    """
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(geometry)), return_index=True)
    same = ring[1:] == ring[:-1]
    at = ecef(points[:, 0], points[:, 1])
    a, b = at[:-1][same], at[1:][same]
    point = ecef(np.array([lon_deg]), np.array([lat_deg]))[0]
    seam = np.abs(np.abs(points[:, 0]) - 180) < SEAM_DEG
    long_m = np.linalg.norm(b - a, axis=1)
    low = np.maximum(_to_chords(point, a, b) - long_m**2 / (7.9 * RADIUS_MIN_M), 0.0).min()
    ends = np.linalg.norm(at[~seam] - point, axis=1)
    chord = min(float(ends.min()) if ends.size else np.inf, 2 * RADIUS_MIN_M)
    return float(low), 2 * RADIUS_MAX_M * float(np.arcsin(min(1.0, chord / (2 * RADIUS_MIN_M))))


def _to_chords(point: Floats, a: Floats, b: Floats) -> Floats:
    along = b - a
    square = np.einsum("ij,ij->i", along, along)
    share = np.einsum("ij,ij->i", point - a, along) / np.where(square == 0, 1.0, square)
    return np.asarray(np.linalg.norm(point - a - np.clip(share, 0.0, 1.0)[:, None] * along, axis=1))
