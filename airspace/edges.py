"""The edges of a border, and the question "which edge is nearest?" answered exactly and quickly.

An edge is the line between two neighbouring vertices of a polygon. What line that is, is a choice that is
recorded: ``geodesic`` (default), ``rhumb`` (constant course) or ``planar`` (straight in longitude and
latitude). Long edges are cut on their own line, and rhumb and planar ones into pieces so short that a
geodesic follows them to ``MODEL_TOLERANCE_M``; from there on everything is geodesic.

Edges are held in runs of neighbours, each with a bounding sphere in Earth-centred coordinates. A chord is
never longer than the way over ground, so a sphere's distance is a proven bound and whatever lies beyond it
is left out without being looked at: no box in longitude and latitude, hence no trouble at the antimeridian.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from airspace.geodesy import (
    ARC_REACH_M,
    RADIUS_MAX_M,
    RADIUS_MEAN_M,
    RADIUS_MIN_M,
    Floats,
    arc_from_chord,
    ecef,
    foot,
    inverse,
    norm,
    wrap_deg,
)
from airspace.rings import MAX_EDGE_M, EdgeModel, ring_edges

__all__ = ["EdgeModel", "Edges", "Nearest", "pair_distance"]

Ints = NDArray[np.int64]

RUN = 64  # edges per bounding sphere: a border of 70,000 edges is 1,100 spheres, scanned in 0.1 ms a point
BULGE_DEG = 1e-3
"""A meridian meets an edge within this of its ends' latitudes: at ``POLE_LIMIT_DEG`` it bulges by 2e-5."""
_PAIRS_AT_ONCE = 400_000  # keeps the work arrays under 100 MB


class Nearest(NamedTuple):
    """The nearest point of a border to each of n points; arrays of shape (n,)."""

    distance_m: Floats
    edge: Ints
    lon_deg: Floats
    lat_deg: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Edges:
    """All edges of a polygon's rings, at most about ``MAX_EDGE_M`` long, indexed.

    Arrays of shape (e,) or (e, 3): ends in degrees and ECEF, and what :class:`airspace.rings.RingEdges` says.
    Per run, shape (r,) or (r, 3): bounding spheres, and
    the reach in longitude; ``first`` holds the first edge of each run, shape (r + 1,).
    """

    lon_a: Floats
    lat_a: Floats
    lon_b: Floats
    lat_b: Floats
    file_lon: Floats
    file_lat: Floats
    line: Ints
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
            UnsupportedGeometryError: see :func:`airspace.rings.ring_edges`.
        """
        lon_a, lat_a, lon_b, lat_b, file_lon, file_lat, line = ring_edges(geometry, edge_model)
        a, b = ecef(lon_a, lat_a), ecef(lon_b, lat_b)
        breaks = np.flatnonzero((np.abs(a[1:] - b[:-1]) > 1e-6).any(axis=1)) + 1
        starts = np.concatenate([[0], breaks])
        ends = np.concatenate([breaks, [lon_a.size]])
        first = np.concatenate([np.arange(s, e, RUN) for s, e in zip(starts, ends, strict=True)])
        size = np.diff(np.append(first, lon_a.size))
        run = np.repeat(np.arange(first.size), size)
        centre = (np.add.reduceat(a, first) + np.add.reduceat(b, first)) / (2 * size[:, None])
        ends_out = np.maximum(norm(a - centre[run]), norm(b - centre[run]))
        radius = np.maximum.reduceat(ends_out + _sag(norm(b - a)), first)
        east = wrap_deg(np.stack([lon_a, lon_b]) - lon_a[first][run])
        west_end = np.minimum.reduceat(east.min(axis=0), first)
        east_end = np.maximum.reduceat(east.max(axis=0), first)
        lon_middle = lon_a[first] + (west_end + east_end) / 2
        lon_reach = (east_end - west_end) / 2 + 1e-9
        return cls(
            wrap_deg(lon_a), lat_a, wrap_deg(lon_b), lat_b, file_lon, file_lat, line, a, b,
            np.append(first, lon_a.size), centre, radius, lon_middle, lon_reach,
        )  # fmt: skip

    def candidates(self, a: Floats, b: Floats, reach_m: float) -> tuple[Ints, Ints]:
        """Pairs (segment, edge) that may come within ``reach_m`` of each other.

        Args:
            a, b: ECEF ends of geodesic segments, shape (s, 3).
            reach_m: metres over ground or along the chord: the chord is the shorter, so none is missed.
        """
        reach = reach_m + _sag(norm(b - a))
        segments, runs = [], []
        block = max(1, _PAIRS_AT_ONCE // self.radius.size)
        for start in range(0, a.shape[0], block):
            part = slice(start, start + block)
            gap = _to_chord(self.centre[None, :, :], a[part, None, :], b[part, None, :]) - self.radius
            s, r = np.nonzero(gap <= reach[part, None])
            segments.append(s + start)
            runs.append(r)
        segment, edge = self.of_runs(np.concatenate(segments), np.concatenate(runs))
        close = _near_chord(a[segment], b[segment], self.a[edge], self.b[edge], reach[segment])
        return segment[close], edge[close]

    def of_runs(self, owner: Ints, runs: Ints) -> tuple[Ints, Ints]:
        """From pairs (owner, run), shape (n,), to pairs (owner, edge): all edges of these runs."""
        size = (self.first[1:] - self.first[:-1])[runs]
        offset = np.repeat(np.cumsum(size) - size, size)
        edges = np.repeat(self.first[runs], size) + np.arange(int(size.sum())) - offset
        return np.repeat(owner, size), edges

    def nearest(self, lon: Floats, lat: Floats, *, exact: bool = True) -> Nearest:
        """Nearest border point to each point.

        With ``exact=False`` the distance is that of :func:`pair_distance`, right to 1 mm within 1,000 km, and the
        border point is left at the edge's start; with ``exact=True`` foot and distance are geodesic, right to 1e-8 m.
        """
        lon, lat = np.atleast_1d(lon), np.atleast_1d(lat)
        block = max(1, _PAIRS_AT_ONCE // self.radius.size)
        parts = [self._nearest(lon[i : i + block], lat[i : i + block], exact) for i in range(0, lon.size, block)]
        return Nearest(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _nearest(self, lon: Floats, lat: Floats, exact: bool) -> Nearest:
        point = ecef(lon, lat)
        span = norm(point[:, None, :] - self.centre[None, :, :])
        limit = (span + self.radius).min(axis=1)
        owner, run = np.nonzero(span - self.radius <= (limit + _slack(limit))[:, None])
        owner, edge = self.of_runs(owner, run)
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

        A meridian is a geodesic, and on which side of an edge a point lies is read from azimuths: both are
        exact on the ellipsoid. A point within about 1e-8 m of the border may fall to either side.
        """
        lon, lat = wrap_deg(np.atleast_1d(lon)), np.atleast_1d(np.asarray(lat, dtype=float))
        inside = np.zeros(lon.size, dtype=bool)
        block = max(1, _PAIRS_AT_ONCE // self.radius.size)
        for i in range(0, lon.size, block):
            inside[i : i + block] = self._north_crossings(lon[i : i + block], lat[i : i + block]) % 2 == 1
        return inside

    def _north_crossings(self, lon: Floats, lat: Floats) -> Ints:
        owner, run = np.nonzero(np.abs(wrap_deg(self.lon_middle[None, :] - lon[:, None])) <= self.lon_reach)
        owner, edge = self.of_runs(owner, run)
        a, b = wrap_deg(self.lon_a[edge] - lon[owner]), wrap_deg(self.lon_b[edge] - lon[owner])
        # Half-open in longitude, so that a vertex on the meridian counts once; not round the far side.
        cut = ((a >= 0) != (b >= 0)) & (np.abs(a - b) < 180)
        owner, edge, eastward = owner[cut], edge[cut], (b > a)[cut]
        low, high = np.minimum(self.lat_a[edge], self.lat_b[edge]), np.maximum(self.lat_a[edge], self.lat_b[edge])
        north = low - BULGE_DEG > lat[owner]
        unsure = ~north & (high + BULGE_DEG >= lat[owner])
        if unsure.any():
            point, line = owner[unsure], edge[unsure]
            start = self.lon_a[line], self.lat_a[line]
            to_point = inverse(*start, lon[point], lat[point])[0]
            to_end = inverse(*start, self.lon_b[line], self.lat_b[line])[0]
            on_right = np.sin(np.radians(to_point - to_end)) > 0  # right of an edge that runs east is south of it
            north[unsure] = on_right == eastward[unsure]
        return np.bincount(owner[north], minlength=lon.size)


def pair_distance(point: Floats, a: Floats, b: Floats) -> Floats:
    """Distance over ground from points to edges a-b, all ECEF of shape (n, 3), by the chord's foot.

    The foot is lifted to the ground. For edges of ``MAX_EDGE_M`` right to 1 mm within 1,000 km, never too short
    beyond and too long by up to 4 cm at 3,000 km, where the chord's foot is not the arc's.
    """
    ab = b - a
    square = np.einsum("ij,ij->i", ab, ab)
    t = np.clip(np.einsum("ij,ij->i", point - a, ab) / np.where(square == 0, 1.0, square), 0.0, 1.0)
    on_chord = a + t[:, None] * ab
    lift = t * (1 - t) * square / (2 * RADIUS_MEAN_M**2)
    return arc_from_chord(point, on_chord * (1 + lift)[:, None])


def _sag(length_m: Floats | float) -> Floats:
    """How far a geodesic can lie from its chord, metres; an upper bound for chords up to 1,400 km."""
    return np.asarray(np.asarray(length_m) ** 2 / (7.9 * RADIUS_MIN_M))


def _slack(chord_m: Floats) -> Floats:
    """How much longer a chord may be and its arc still the shortest: curvature by direction, and sag.

    An arc over chord c is c + c^3 / 24 R^2 + ..., R between the least and the greatest radius of curvature.
    Beyond ``ARC_REACH_M`` the higher terms count: arcs over one chord then differ by up to 0.3% of it at
    11,400 km; a two-hundredth is let in, and nearer the antipode everything.
    """
    spread = 1 / RADIUS_MIN_M**2 - 1 / RADIUS_MAX_M**2
    near = chord_m**3 / 24 * spread * 1.2
    far = np.where(chord_m > 1.8 * RADIUS_MIN_M, 2 * RADIUS_MAX_M, chord_m / 200)
    return np.asarray(np.where(chord_m > ARC_REACH_M, far, near) + 2 * _sag(MAX_EDGE_M))


def _to_chord(point: Floats, a: Floats, b: Floats) -> Floats:
    ab = b - a
    square = np.einsum("...i,...i->...", ab, ab)
    t = np.einsum("...i,...i->...", point - a, ab) / np.where(square == 0, 1.0, square)
    return norm(point - a - np.clip(t, 0.0, 1.0)[..., None] * ab)


def _near_chord(p: Floats, q: Floats, a: Floats, b: Floats, reach: Floats) -> NDArray[np.bool_]:
    """Whether edges a-b may come within ``reach`` of chords p-q: their middles' distance less their halves."""
    return np.asarray(_to_chord((a + b) / 2, p, q) <= reach + norm(b - a) / 2 + _sag(norm(b - a)))


def _argmin_by_owner(value: Floats, owner: Ints, starts: Ints) -> Ints:
    """Index of the smallest value of each owner; owners are sorted and each has one."""
    order = np.lexsort((value, owner))
    return np.asarray(order[starts])
