"""The border of many zones as vertices in one array and as pieces that are straight in longitude and latitude.

A border edge is a geodesic of at most ``MAX_EDGE_M``. For the index it is cut until a line straight in longitude and
latitude follows it to ``PLANE_BOUND_M``; ends of pieces are rounded to whole steps of ``1 / UNITS`` degree (0.1 mm), so
that which side of a piece a point lies on is decided in whole numbers, without rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.geodesy import RADIUS_MIN_M, direct, ecef, inverse
from airspace.screening.fixes import Floats, Ints

__all__ = ["PLANE_BOUND_M", "ROUND", "UNITS", "Border", "Outline", "chain_places", "outline", "steps"]

PLANE_BOUND_M = 0.01
"""How far a piece may lie from the geodesic it stands for."""

UNITS = 2**30
"""Steps to a degree: a power of two, so that the corners of cells are whole steps."""

ROUND = 360 * UNITS
"""Steps round the globe."""

_BEND = 1.1  # a line straight in longitude and latitude curves by 1.089 tan(lat) / R at most


@dataclass(frozen=True, eq=False)
class Outline:
    """The border of one zone.

    Args:
        lon_deg, lat_deg, ecef: vertices, shape (v,), (v,) and (v, 3); an edge runs from a vertex to the next one.
        edge: shape (e,), the vertices that an edge begins at; the others end a chain.
        piece_edge: shape (p,), first vertex of the edge that a piece is part of.
        ax, ay, bx, by: shape (p,), ends of the pieces in steps, from 180 W and from the south pole; ``ax`` in
            [0, ``ROUND``), ``bx`` beyond these where a piece crosses the antimeridian.
    """

    lon_deg: Floats
    lat_deg: Floats
    ecef: Floats
    edge: Ints
    piece_edge: Ints
    ax: Ints
    ay: Ints
    bx: Ints
    by: Ints


@dataclass(frozen=True, eq=False)
class Border:
    """The outlines of all zones in one: arrays as of :class:`Outline`, and of what zone a piece is.

    ``vertex_first``: shape (z + 1,), the first vertex of each zone.
    """

    ecef: Floats
    edge: Ints
    vertex_first: Ints
    piece_zone: Ints
    piece_edge: Ints
    ax: Ints
    ay: Ints
    bx: Ints
    by: Ints

    @classmethod
    def of(cls, outlines: list[Outline]) -> Border:
        """Outlines, in the order of their zones, joined."""
        first = np.concatenate([[0], np.cumsum([one.ecef.shape[0] for one in outlines])]).astype(np.int64)
        zone = np.repeat(np.arange(len(outlines)), [one.ax.size for one in outlines])
        moved = [
            np.concatenate([getattr(one, name) + first[k] for k, one in enumerate(outlines)])
            for name in ("edge", "piece_edge")
        ]
        ends = [np.concatenate([getattr(one, name) for one in outlines]) for name in ("ax", "ay", "bx", "by")]
        return cls(np.concatenate([one.ecef for one in outlines]), moved[0], first, zone, moved[1], *ends)


def steps(lon_deg: Floats, lat_deg: Floats) -> tuple[Ints, Ints]:
    """Points in whole steps, east in [0, ``ROUND``) from 180 W, north from the south pole."""
    x = np.rint((lon_deg + 180.0) * UNITS).astype(np.int64) % ROUND
    return x, np.rint((lat_deg + 90.0) * UNITS).astype(np.int64)


def chain_places(edges: Edges) -> tuple[Ints, NDArray[np.bool_]]:
    """Place of each edge's first vertex when chains of edges share theirs, and whether a chain ends with the edge."""
    ends = np.append((edges.lon_b[:-1] != edges.lon_a[1:]) | (edges.lat_b[:-1] != edges.lat_a[1:]), True)
    return np.arange(edges.count) + np.concatenate([[0], np.cumsum(ends)[:-1]]), ends


def outline(edges: Edges) -> Outline:
    """The border of a zone in vertices and pieces."""
    at, ends_chain = chain_places(edges)
    vertices = edges.count + int(ends_chain.sum())
    lon, lat = np.empty(vertices), np.empty(vertices)
    lon[at], lat[at] = edges.lon_a, edges.lat_a
    last = at[ends_chain] + 1
    lon[last], lat[last] = edges.lon_b[ends_chain], edges.lat_b[ends_chain]
    place = ecef(lon, lat)  # of longitudes in [-180, 180): both banks of the seam are then one place to the last bit
    count = _pieces_of(edges)
    whole_x, whole_y = steps(lon, lat)
    owner = np.repeat(np.arange(edges.count), count)
    number = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
    ax, ay = whole_x[at][owner], whole_y[at][owner]
    bx, by = whole_x[at + 1][owner], whole_y[at + 1][owner]
    inner = np.flatnonzero(number > 0)
    if inner.size:
        e = owner[inner]
        azi, _, length = inverse(edges.lon_a[e], edges.lat_a[e], edges.lon_b[e], edges.lat_b[e])
        cut_lon, cut_lat, _ = direct(edges.lon_a[e], edges.lat_a[e], azi, length * number[inner] / count[e])
        ax[inner], ay[inner] = steps(cut_lon, cut_lat)
        bx[inner - 1], by[inner - 1] = ax[inner], ay[inner]
    bx += np.where(bx - ax > ROUND // 2, -ROUND, np.where(ax - bx > ROUND // 2, ROUND, 0))
    return Outline(lon, lat, place, at, at[owner], ax, ay, bx, by)


def _pieces_of(edges: Edges) -> Ints:
    """In how many pieces each edge is cut."""
    chord = edges.b - edges.a
    square = np.einsum("ij,ij->i", chord, chord)
    steep = np.tan(np.radians(np.maximum(np.abs(edges.lat_a), np.abs(edges.lat_b))))
    leaves = _BEND * steep / RADIUS_MIN_M * square / 8
    return np.asarray(np.maximum(1, np.ceil(np.sqrt(leaves / PLANE_BOUND_M))), dtype=np.int64)
