"""From the rings of a polygon to edges: what is refused, the seam of files, and the cutting of long edges.

Longitudes and latitudes are degrees on WGS84. Under ``geodesic`` and ``rhumb`` an edge goes the shorter way
round; ``planar`` takes longitudes as they stand, so that a jump over the antimeridian would mean the way
round the globe: that is refused.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj

from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import (
    MAX_SEGMENT_M,
    RADIUS_MAX_M,
    RADIUS_MIN_M,
    SEMI_MAJOR_M,
    Floats,
    direct,
    ecef,
    inverse,
    wrap_deg,
)

__all__ = ["MAX_EDGE_M", "MODEL_TOLERANCE_M", "POLE_LIMIT_DEG", "EdgeModel", "RingEdges", "ring_edges"]

EdgeModel = Literal["geodesic", "rhumb", "planar"]
Ints = NDArray[np.int64]

MODEL_TOLERANCE_M = 0.005
"""A rhumb or planar edge is cut until geodesic pieces follow it so closely: a twentieth of the verdict's tolerance."""

MAX_EDGE_M = 1_000.0
"""Longer edges are cut on their own line: their chords then sag by 2 cm, which is corrected for to 0.1 mm."""

POLE_LIMIT_DEG = 89.5
"""No border beyond: round a smaller circle a run of edges could go half-way, and longitude lose its order."""

BEND = 1.1
"""A rhumb line curves by tan(lat) / R at most, a line straight in longitude and latitude by 1.089 times that."""

SEAM_DEG = 1.5e-7
"""A vertex this close to the antimeridian (17 mm) lies on it: files are rounded to seven decimals (11 mm)."""


class RingEdges(NamedTuple):
    """What :func:`ring_edges` returns; arrays of shape (e,), degrees."""

    lon_a: Floats
    lat_a: Floats
    lon_b: Floats
    lat_b: Floats
    file_lon: Floats
    file_lat: Floats
    line: Ints


def ring_edges(geometry: shapely.Geometry, edge_model: EdgeModel) -> RingEdges:
    """Edges of all rings, cut to at most ``MAX_EDGE_M`` on the line that ``edge_model`` says they are.

    Returns:
        The ends; ``file_lon``, ``file_lat``: the middle, in the file's plane, of the file's edge that each is
        part of; ``line``: the number of the geodesic it lies on, which pieces of one geodesic edge share.

    Raises:
        UnsupportedGeometryError: no border at all; coordinates that are not on the globe; a pole inside or
            within half a degree; an edge of which it is not certain which way it goes.
    """
    a, b = _without_seam(*_vertices(geometry, edge_model))
    moved = (a != b).any(axis=1)
    a, b = a[moved], b[moved]
    if not len(a):
        raise UnsupportedGeometryError("the zone has no border: its rings have no length")
    lon_a, lat_a, lon_b, lat_b = a[:, 0], a[:, 1], b[:, 0], b[:, 1]
    pieces = np.maximum(1, np.ceil(_greatest_length(lon_a, lat_a, lon_b, lat_b, edge_model))).astype(np.int64)
    middle = (a + b) / 2
    line = np.arange(pieces.size)
    if (pieces > 1).any():
        index = np.repeat(np.arange(pieces.size), pieces)
        step = np.arange(index.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        whole = lon_a[index], lat_a[index], lon_b[index], lat_b[index]
        start = _on_edge(*whole, step / pieces[index], edge_model)
        end = _on_edge(*whole, (step + 1) / pieces[index], edge_model)
        lon_a, lat_a, lon_b, lat_b, middle = *start, *end, middle[index]
        line = index if edge_model == "geodesic" else np.arange(index.size)
    _refuse_poles(np.concatenate([lat_a, lat_b]))
    return RingEdges(lon_a, lat_a, lon_b, lat_b, middle[:, 0], middle[:, 1], line)


def _vertices(geometry: shapely.Geometry, edge_model: EdgeModel) -> tuple[Floats, Floats]:
    """Both ends of every edge, shape (e, 2), after what can be refused by looking at vertices."""
    rings = shapely.get_rings(shapely.get_parts(geometry))
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    if coords.size == 0:
        raise UnsupportedGeometryError("the zone is empty: it has no border to cross")
    if not np.isfinite(coords).all() or (np.abs(coords) > (360, 90)).any():
        raise UnsupportedGeometryError("the zone has a vertex that is not on the globe (degrees, longitude first)")
    _refuse_poles(coords[:, 1])
    same = ring[1:] == ring[:-1]
    a, b = coords[:-1][same], coords[1:][same]
    _refuse_unclear(a, b, edge_model)
    turns = np.bincount(ring[1:][same], weights=wrap_deg(b[:, 0] - a[:, 0]))
    if edge_model != "planar" and (np.abs(turns) > 180).any():  # in the plane no ring goes round a pole
        raise UnsupportedGeometryError("the zone has a ring round a pole; such zones are not supported")
    for ends in (a, b):
        near = np.abs(np.abs(ends[:, 0]) - 180) < SEAM_DEG
        ends[near, 0] = np.copysign(180.0, ends[near, 0])
    return a, b


def _refuse_poles(lat: Floats) -> None:
    if (np.abs(lat) > POLE_LIMIT_DEG).any():
        raise UnsupportedGeometryError(
            f"the zone's border comes within {90 - POLE_LIMIT_DEG:.1f} degree of a pole; such zones are not supported"
        )


def _refuse_unclear(a: Floats, b: Floats, edge_model: EdgeModel) -> None:
    span = np.abs(b[:, 0] - a[:, 0])
    round_globe = (span > 360 - SEAM_DEG) & (a[:, 1] == b[:, 1])
    unclear = {
        "geodesic": _length(a[:, 0], a[:, 1], b[:, 0], b[:, 1]) > MAX_SEGMENT_M,
        "rhumb": np.abs(span - 180) < SEAM_DEG,
        "planar": span > 180 + SEAM_DEG,
    }[edge_model] | round_globe
    if unclear.any():
        (lon1, lat1), (lon2, lat2) = a[unclear][0], b[unclear][0]
        raise UnsupportedGeometryError(
            f"it is not certain which way the zone's edge from {lon1:g}, {lat1:g} to {lon2:g}, {lat2:g} (longitude, "
            f"latitude) goes as a {edge_model} line; add a vertex between, or cut the polygon at the antimeridian"
        )


def _without_seam(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Drop the two banks of the cut that files make along the antimeridian; it is no border.

    Only stretches with land on both banks go: what is left of one bank alone stays an edge.
    """
    on_seam = (np.abs(np.abs(a[:, 0]) - 180) < SEAM_DEG) & (np.abs(np.abs(b[:, 0]) - 180) < SEAM_DEG)
    on_seam &= a[:, 1] != b[:, 1]
    if not on_seam.any():
        return a, b
    cuts = np.unique(np.concatenate([a[on_seam, 1], b[on_seam, 1]]))
    middle = (cuts[1:] + cuts[:-1]) / 2
    low, high = np.minimum(a[on_seam, 1], b[on_seam, 1]), np.maximum(a[on_seam, 1], b[on_seam, 1])
    banks = np.searchsorted(np.sort(low), middle) - np.searchsorted(np.sort(high), middle)  # how many cover it
    single = banks % 2 == 1
    kept_a = np.stack([np.full(single.sum(), 180.0), cuts[:-1][single]], axis=1)
    kept_b = np.stack([np.full(single.sum(), 180.0), cuts[1:][single]], axis=1)
    return np.concatenate([a[~on_seam], kept_a]), np.concatenate([b[~on_seam], kept_b])


def _length(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Length of geodesic edges; of those too short to be cut the chord will do."""
    delta = ecef(lon_b, lat_b) - ecef(lon_a, lat_a)
    length = np.sqrt(np.einsum("ij,ij->i", delta, delta))
    long = length > 0.99 * MAX_EDGE_M
    length[long] = inverse(lon_a[long], lat_a[long], lon_b[long], lat_b[long])[2]
    return np.asarray(length)


def _greatest_length(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats, edge_model: EdgeModel) -> Floats:
    """Upper bound of each edge's length in pieces of the length allowed to it."""
    if edge_model == "geodesic":
        return _length(lon_a, lat_a, lon_b, lat_b) / MAX_EDGE_M
    steep = np.tan(np.radians(np.maximum(np.abs(lat_a), np.abs(lat_b))))
    # A line of curvature k leaves its chord by k L^2 / 8.
    by_bend = np.sqrt(8 * RADIUS_MIN_M * MODEL_TOLERANCE_M / (BEND * np.maximum(steep, 1e-3)))
    nearest_equator = np.where(lat_a * lat_b <= 0, 0.0, np.minimum(np.abs(lat_a), np.abs(lat_b)))
    widest = np.cos(np.radians(nearest_equator))  # a piece is longest where its line is nearest the equator
    if edge_model == "planar":
        angle = np.radians(np.hypot((lon_b - lon_a) * widest, lat_b - lat_a))
    else:
        rise = (_mercator_y(lat_b) - _mercator_y(lat_a)) / SEMI_MAJOR_M
        angle = np.hypot(np.radians(wrap_deg(lon_b - lon_a)), rise) * widest
    return np.asarray(angle * RADIUS_MAX_M / np.minimum(MAX_EDGE_M, by_bend))


def _on_edge(
    lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats, share: Floats, edge_model: EdgeModel
) -> tuple[Floats, Floats]:
    """Points at shares of edges; at 0 and 1 the vertices themselves, so that neighbours meet exactly."""
    lon, lat = np.where(share < 1, lon1, lon2), np.where(share < 1, lat1, lat2)
    inner = (share > 0) & (share < 1)
    lon1, lat1, lon2, lat2, share = lon1[inner], lat1[inner], lon2[inner], lat2[inner], share[inner]
    if edge_model == "planar":
        lon[inner], lat[inner] = lon1 + share * (lon2 - lon1), lat1 + share * (lat2 - lat1)
    elif edge_model == "rhumb":
        # On the ellipsoidal Mercator chart a rhumb line is straight; x is the longitude itself.
        y1, y2 = _mercator_y(lat1), _mercator_y(lat2)
        lat[inner] = _mercator()(np.zeros_like(lat1), y1 + share * (y2 - y1), inverse=True)[1]
        lon[inner] = lon1 + share * wrap_deg(lon2 - lon1)
    else:
        azi, _, length = inverse(lon1, lat1, lon2, lat2)
        lon[inner], lat[inner], _ = direct(lon1, lat1, azi, share * length)
    return lon, lat


def _mercator() -> Proj:
    return Proj("+proj=merc +ellps=WGS84")


def _mercator_y(lat: Floats) -> Floats:
    return np.asarray(_mercator()(np.zeros_like(lat), lat)[1])
