"""The edges of a border, and the question "which edge is nearest?" answered exactly and quickly.

An edge is the line between two neighbouring vertices of a polygon. What line that is, is a choice that is
recorded: ``geodesic`` (default), ``rhumb`` (constant course) or ``planar`` (straight in longitude and
latitude). The last two are cut into pieces so short that a geodesic differs from them by under
``MODEL_TOLERANCE_M``; from there on everything is geodesic.

Edges are held in runs of neighbours, each with a bounding sphere in Earth-centred coordinates. A chord is
never longer than the way over ground, so a sphere's distance is a proven bound and whatever lies beyond it
is left out without being looked at: no box in longitude and latitude, hence no trouble at the antimeridian.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj

from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import (
    RADIUS_MAX_M,
    RADIUS_MIN_M,
    Floats,
    Gnomonic,
    arc_from_chord,
    direct,
    ecef,
    foot,
    inverse,
    wrap_deg,
)

__all__ = ["EdgeModel", "Edges", "Nearest", "pair_distance"]

EdgeModel = Literal["geodesic", "rhumb", "planar"]
Ints = NDArray[np.int64]

MODEL_TOLERANCE_M = 0.005  # a rhumb or planar edge is cut until geodesic pieces follow it this closely
MAX_EDGE_M = 1_000.0  # longer edges are cut on their own line: a chord then sags by at most 2 cm
RUN = 64  # edges per bounding sphere
POLE_LIMIT_DEG = 89.9
_PAIRS_AT_ONCE = 4_000_000  # keeps the work arrays under about 100 MB


class Nearest(NamedTuple):
    """The nearest point of a border to each of n points; arrays of shape (n,)."""

    distance_m: Floats
    edge: Ints
    lon_deg: Floats
    lat_deg: Floats


@dataclass(frozen=True)
class Edges:
    """All edges of a polygon's rings, cut to at most ``MAX_EDGE_M`` and indexed.

    Arrays of shape (e,) or (e, 3); ``first`` holds the first edge of each run, shape (r + 1,).
    """

    lon_a: Floats
    lat_a: Floats
    lon_b: Floats
    lat_b: Floats
    a: Floats
    b: Floats
    first: Ints
    centre: Floats
    radius: Floats
    lon_middle: Floats
    lon_reach: Floats

    @property
    def count(self) -> int:
        """Number of edges after cutting."""
        return int(self.lon_a.size)

    @classmethod
    def of(cls, geometry: shapely.Geometry, edge_model: EdgeModel = "geodesic") -> Edges:
        """Edges of a polygon or multipolygon in longitude and latitude degrees.

        Raises:
            UnsupportedGeometryError: the shape is empty, holds a pole, or comes within 0.1 degree of one.
        """
        lon_a, lat_a, lon_b, lat_b = _ring_edges(geometry)
        lon_a, lat_a, lon_b, lat_b = _cut(lon_a, lat_a, lon_b, lat_b, edge_model)
        a, b = ecef(lon_a, lat_a), ecef(lon_b, lat_b)
        breaks = np.flatnonzero((np.abs(a[1:] - b[:-1]) > 1e-6).any(axis=1)) + 1
        starts = np.concatenate([[0], breaks])
        ends = np.concatenate([breaks, [lon_a.size]])
        first = np.concatenate([np.arange(s, e, RUN) for s, e in zip(starts, ends, strict=True)])
        size = np.diff(np.append(first, lon_a.size))
        centre = (np.add.reduceat(a, first) + np.add.reduceat(b, first)) / (2 * size[:, None])
        run = np.repeat(np.arange(first.size), size)
        reach = np.maximum(_norm(a - centre[run]), _norm(b - centre[run]))
        radius = np.maximum.reduceat(reach, first) + _sag(MAX_EDGE_M)
        east = wrap_deg(np.stack([lon_a, lon_b]) - lon_a[first][run])
        west_end = np.minimum.reduceat(east.min(axis=0), first)
        east_end = np.maximum.reduceat(east.max(axis=0), first)
        lon_middle = lon_a[first] + (west_end + east_end) / 2
        lon_reach = (east_end - west_end) / 2 + 1e-9
        first = np.append(first, lon_a.size)
        return cls(
            wrap_deg(lon_a), lat_a, wrap_deg(lon_b), lat_b, a, b, first, centre, radius, lon_middle, lon_reach
        )  # fmt: skip

    def runs_near(self, a: Floats, b: Floats, reach_m: Floats | float) -> tuple[Ints, Ints]:
        """Pairs (segment, run) where a run may come within ``reach_m`` of the geodesic over chord a-b.

        Args:
            a, b: ECEF ends of s segments, shape (s, 3).
            reach_m: metres, scalar or shape (s,); chord metres, so never less than needed.
        """
        reach = np.broadcast_to(np.asarray(reach_m, dtype=float) + _sag(_norm(b - a)), a.shape[:1])
        segments, runs = [], []
        block = max(1, _PAIRS_AT_ONCE // max(1, self.radius.size))
        for start in range(0, a.shape[0], block):
            part = slice(start, start + block)
            gap = _to_chord(self.centre[None, :, :], a[part, None, :], b[part, None, :]) - self.radius
            s, r = np.nonzero(gap <= reach[part, None])
            segments.append(s + start)
            runs.append(r)
        return np.concatenate(segments), np.concatenate(runs)

    def expand(self, owner: Ints, runs: Ints) -> tuple[Ints, Ints]:
        """From pairs (owner, run) to pairs (owner, edge)."""
        size = (self.first[1:] - self.first[:-1])[runs]
        total = int(size.sum())
        offset = np.repeat(np.cumsum(size) - size, size)
        edges = np.repeat(self.first[runs], size) + np.arange(total) - offset
        return np.repeat(owner, size), edges

    def candidates(self, a: Floats, b: Floats, reach_m: Floats | float) -> tuple[Ints, Ints]:
        """Pairs (segment, edge) that may come within ``reach_m`` of each other."""
        return self.expand(*self.runs_near(a, b, reach_m))

    def nearest(self, lon: Floats, lat: Floats, *, exact: bool = True) -> Nearest:
        """Nearest border point to each point.

        With ``exact=False`` the distance comes from the chord (2 cm at worst on the longest edges, the
        foot left at the edge's start); with ``exact=True`` foot and distance are geodesic.
        """
        lon, lat = np.atleast_1d(lon), np.atleast_1d(lat)
        block = max(1, _PAIRS_AT_ONCE // max(1, self.radius.size))
        parts = [self._nearest(lon[i : i + block], lat[i : i + block], exact) for i in range(0, lon.size, block)]
        return Nearest(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _nearest(self, lon: Floats, lat: Floats, exact: bool) -> Nearest:
        point = ecef(lon, lat)
        span = _norm(point[:, None, :] - self.centre[None, :, :])
        limit = (span + self.radius).min(axis=1)
        owner, run = np.nonzero(span - self.radius <= (limit + _slack(limit))[:, None])
        owner, edge = self.expand(owner, run)
        chord = _to_chord(point[owner], self.a[edge], self.b[edge])
        best = np.minimum.reduceat(chord, np.searchsorted(owner, np.arange(lon.size)))
        keep = chord <= (best + _slack(best))[owner]
        owner, edge = owner[keep], edge[keep]
        starts = np.searchsorted(owner, np.arange(lon.size))
        if exact:
            feet = foot(lon[owner], lat[owner], self.lon_a[edge], self.lat_a[edge], self.lon_b[edge], self.lat_b[edge])
            pick = _argmin_by_owner(feet.distance_m, owner, starts)
            return Nearest(feet.distance_m[pick], edge[pick], wrap_deg(feet.lon_deg[pick]), feet.lat_deg[pick])
        dist = pair_distance(point[owner], self.a[edge], self.b[edge])
        pick = _argmin_by_owner(dist, owner, starts)
        return Nearest(dist[pick], edge[pick], self.lon_a[edge[pick]], self.lat_a[edge[pick]])

    def contains(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Whether each point lies inside, by counting the edges that the meridian to the north crosses.

        A meridian is a geodesic, so the count is exact on the ellipsoid; a point within the tolerance of
        the border is not for this function to decide.
        """
        lon, lat = np.atleast_1d(lon), np.atleast_1d(lat)
        inside = np.zeros(lon.size, dtype=bool)
        for i in range(lon.size):
            inside[i] = self._north_crossings(float(lon[i]), float(lat[i])) % 2 == 1
        return inside

    def _north_crossings(self, lon: float, lat: float) -> int:
        runs = np.flatnonzero(np.abs(wrap_deg(self.lon_middle - lon)) <= self.lon_reach)
        _, edge = self.expand(runs, runs)
        a, b = wrap_deg(self.lon_a[edge] - lon), wrap_deg(self.lon_b[edge] - lon)
        cuts = edge[((a >= 0) != (b >= 0)) & (np.abs(a - b) < 180)]
        if cuts.size == 0:
            return 0
        low = np.minimum(self.lat_a[cuts], self.lat_b[cuts])
        high = np.maximum(self.lat_a[cuts], self.lat_b[cuts])
        bulge = 0.01  # degrees: an edge of 1 km within 89.9 degrees of the equator strays far less from its ends
        sure = low - bulge > lat
        unsure = cuts[~sure & (high + bulge >= lat)]
        count = int(sure.sum())
        if unsure.size:
            x, y = Gnomonic(lon, lat).forward(
                np.stack([self.lon_a[unsure], self.lon_b[unsure]]), np.stack([self.lat_a[unsure], self.lat_b[unsure]])
            )
            count += int(((y[0] * x[1] - y[1] * x[0]) / (x[1] - x[0]) > 0).sum())
        return count


def pair_distance(point: Floats, a: Floats, b: Floats) -> Floats:
    """Distance over ground from points to edges a-b, all ECEF of shape (n, 3), by the chord's foot."""
    ab = b - a
    square = np.einsum("ij,ij->i", ab, ab)
    t = np.einsum("ij,ij->i", point - a, ab) / np.where(square == 0, 1.0, square)
    return arc_from_chord(point, a + np.clip(t, 0.0, 1.0)[:, None] * ab)


def _norm(vector: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("...i,...i->...", vector, vector)))


def _sag(length_m: Floats | float) -> Floats:
    """How far a geodesic can lie from its chord, metres."""
    return np.asarray(np.asarray(length_m) ** 2 / (7.9 * RADIUS_MIN_M))


def _slack(chord_m: Floats) -> Floats:
    """How much longer a chord may be and its arc still the shortest: curvature by direction, and sag."""
    spread = 1 / RADIUS_MIN_M**2 - 1 / RADIUS_MAX_M**2
    return np.asarray(chord_m**3 / 24 * spread * 1.2 + 2 * _sag(MAX_EDGE_M))


def _to_chord(point: Floats, a: Floats, b: Floats) -> Floats:
    ab = b - a
    square = np.einsum("...i,...i->...", ab, ab)
    t = np.einsum("...i,...i->...", point - a, ab) / np.where(square == 0, 1.0, square)
    return _norm(point - a - np.clip(t, 0.0, 1.0)[..., None] * ab)


def _argmin_by_owner(value: Floats, owner: Ints, starts: Ints) -> Ints:
    """Index of the smallest value of each owner; owners are sorted and each has one."""
    order = np.lexsort((value, owner))
    return np.asarray(order[starts])


def _ring_edges(geometry: shapely.Geometry) -> tuple[Floats, Floats, Floats, Floats]:
    rings = shapely.get_rings(shapely.get_parts(geometry))
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    if coords.size == 0:
        raise UnsupportedGeometryError("the zone is empty: it has no border to cross")
    if (np.abs(coords[:, 1]) > POLE_LIMIT_DEG).any():
        raise UnsupportedGeometryError(
            f"the zone comes within {90 - POLE_LIMIT_DEG:.1f} degree of a pole; such zones are not supported"
        )
    turn = np.where(ring[1:] == ring[:-1], wrap_deg(np.diff(coords[:, 0])), 0.0)
    if (np.abs(np.bincount(ring[1:], weights=turn, minlength=ring[-1] + 1)) > 180).any():
        raise UnsupportedGeometryError("the zone has a ring round a pole; such zones are not supported")
    same = ring[1:] == ring[:-1]
    a, b = coords[:-1][same], coords[1:][same]
    a, b = _without_seam(a, b)
    moved = (a != b).any(axis=1)
    a, b = a[moved], b[moved]
    return a[:, 0], a[:, 1], b[:, 0], b[:, 1]


def _without_seam(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Drop the two banks of the cut that files make along the antimeridian; it is no border.

    Only stretches with land on both banks go: what is left of one bank alone stays an edge.
    """
    on_seam = (np.abs(np.abs(a[:, 0]) - 180) < 1e-9) & (np.abs(np.abs(b[:, 0]) - 180) < 1e-9)
    if not on_seam.any():
        return a, b
    cuts = np.unique(np.concatenate([a[on_seam, 1], b[on_seam, 1]]))
    middle = (cuts[1:] + cuts[:-1]) / 2
    low, high = np.minimum(a[on_seam, 1], b[on_seam, 1]), np.maximum(a[on_seam, 1], b[on_seam, 1])
    covers = (low[:, None] < middle) & (middle < high[:, None])
    single = covers.sum(axis=0) % 2 == 1
    kept_a = np.stack([np.full(single.sum(), 180.0), cuts[:-1][single]], axis=1)
    kept_b = np.stack([np.full(single.sum(), 180.0), cuts[1:][single]], axis=1)
    return np.concatenate([a[~on_seam], kept_a]), np.concatenate([b[~on_seam], kept_b])


def _cut(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats, edge_model: EdgeModel) -> tuple[Floats, ...]:
    """Cut edges into pieces that geodesics follow, at most ``MAX_EDGE_M`` long."""
    chord = _norm(ecef(lon_b, lat_b) - ecef(lon_a, lat_a))
    limit = np.full(chord.size, MAX_EDGE_M)
    if edge_model != "geodesic":
        # A parallel leaves the geodesic by L^2 tan(lat) / 8R; oblique planar lines by a tenth more.
        steep = np.tan(np.radians(np.maximum(np.abs(lat_a), np.abs(lat_b))))
        limit = np.minimum(limit, np.sqrt(8 * RADIUS_MIN_M * MODEL_TOLERANCE_M / (1.5 * np.maximum(steep, 0.05))))
        if edge_model == "planar":
            chord = np.hypot((lon_b - lon_a) * 111_700, (lat_b - lat_a) * 111_700)
    pieces = np.maximum(1, np.ceil(chord / limit)).astype(np.int64)
    if (pieces == 1).all():
        return lon_a, lat_a, lon_b, lat_b
    index = np.repeat(np.arange(pieces.size), pieces)
    step = np.arange(index.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    start = _on_edge(lon_a, lat_a, lon_b, lat_b, index, step / pieces[index], edge_model)
    end = _on_edge(lon_a, lat_a, lon_b, lat_b, index, (step + 1) / pieces[index], edge_model)
    return start[0], start[1], end[0], end[1]


def _on_edge(
    lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats, index: Ints, share: Floats, edge_model: EdgeModel
) -> tuple[Floats, Floats]:
    lon1, lat1, lon2, lat2 = lon_a[index], lat_a[index], lon_b[index], lat_b[index]
    if edge_model == "planar":
        lon, lat = lon1 + share * (lon2 - lon1), lat1 + share * (lat2 - lat1)
    elif edge_model == "rhumb":
        # On the ellipsoidal Mercator chart a rhumb line is straight; x is the longitude itself.
        chart = Proj("+proj=merc +ellps=WGS84")
        y1, y2 = chart(np.zeros_like(lat1), lat1)[1], chart(np.zeros_like(lat2), lat2)[1]
        lat = np.asarray(chart(np.zeros_like(lat1), y1 + share * (y2 - y1), inverse=True)[1])
        lon = lon1 + share * wrap_deg(lon2 - lon1)
    else:
        azi, _, length = inverse(lon1, lat1, lon2, lat2)
        lon, lat, _ = direct(lon1, lat1, azi, share * length)
    # Ends are the vertices themselves, so that neighbours meet exactly.
    lon = np.where(share == 0, lon1, np.where(share == 1, lon2, lon))
    lat = np.where(share == 0, lat1, np.where(share == 1, lat2, lat))
    return lon, lat
