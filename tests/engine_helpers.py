"""Zones, tracks and second methods for the tests of the engine.

Nothing here calls the code under test to find an answer: truth is constructed with geographiclib's pure
Python geodesics (C. Karney), or found by brute force with pyproj.Geod and no index, bound or projection.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import HealthCheck, settings
from pyproj import Geod
from shapely import MultiPolygon, Polygon

from airspace.track import Track
from airspace.zone import Zone
from geodata.zones import ZoneShape

KARNEY = Geodesic.WGS84
GEOD = Geod(ellps="WGS84")
START = datetime(2015, 11, 24, 7, 0, tzinfo=UTC)

SAME_EVERY_TIME = settings(
    derandomize=True, deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)


def shape(geometry, **facts):
    if isinstance(geometry, Polygon):
        geometry = MultiPolygon([geometry])
    blank = {
        "name": "test", "geometry": geometry, "edition": None, "land_only": False, "coast": None, "disputed": (),
        "lower_m": None, "upper_m": None, "altitude_reference": None, "valid_from": None, "valid_to": None,
        "source": "constructed",
    }  # fmt: skip
    return ZoneShape(**{**blank, **facts})


def zone(geometry, edge_model="geodesic", **facts):
    return Zone.of(shape(geometry, **facts), edge_model)


def track(points, t_s=None, alt_m=None):
    lon, lat = np.array(points, dtype=float).T
    return Track("t", lon, lat, alt_m, None if t_s is None else START, t_s)


def go(lon, lat, azi_deg, dist_m):
    """Point (lon, lat) reached from another along a geodesic, by geographiclib."""
    found = KARNEY.Direct(lat, lon, azi_deg, dist_m)
    return found["lon2"], found["lat2"]


def course(lon, lat, azi_deg, dist_m):
    """Azimuth at the point reached."""
    return KARNEY.Direct(lat, lon, azi_deg, dist_m)["azi2"]


def apart(p, q):
    """Distance over ground of two points (lon, lat), by geographiclib."""
    return KARNEY.Inverse(p[1], p[0], q[1], q[0])["s12"]


def unwrapped(points):
    """Longitudes made continuous, so that a ring across the antimeridian goes beyond 180."""
    points = np.array(points, dtype=float)
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    return [tuple(map(float, p)) for p in points]


def seconds(instant):
    return (instant - START).total_seconds()


def gnomonic(lon0, lat0, lon, lat):
    """Karney's ellipsoidal gnomonic projection with geographiclib: rho = m12 / M12 in the direction azi1."""
    mask = Geodesic.AZIMUTH | Geodesic.REDUCEDLENGTH | Geodesic.GEODESICSCALE
    line = KARNEY.Inverse(lat0, lon0, lat, lon, mask)
    rho, azi = line["m12"] / line["M12"], np.radians(line["azi1"])
    return rho * np.sin(azi), rho * np.cos(azi)


def gnomonic_back(lon0, lat0, x, y):
    """Inverse of :func:`gnomonic` by Newton's method (Karney 2013, section 8)."""
    rho, azi = np.hypot(x, y), np.degrees(np.arctan2(x, y))
    line = KARNEY.Line(lat0, lon0, azi, KARNEY.ALL)
    s = KARNEY.a * np.arctan(rho / KARNEY.a)
    for _ in range(10):
        at = line.Position(s, KARNEY.ALL)
        s -= (at["m12"] / at["M12"] - rho) * at["M12"] ** 2
    at = line.Position(s)
    return at["lon2"], at["lat2"]


def crossing_by_recentring(a1, a2, b1, b2, guess):
    """Crossing of two geodesics: straight lines of a gnomonic plane that is moved to the last answer."""
    for _ in range(8):
        (x1, y1), (x2, y2), (x3, y3), (x4, y4) = (gnomonic(*guess, *p) for p in (a1, a2, b1, b2))
        det = (x2 - x1) * (y4 - y3) - (y2 - y1) * (x4 - x3)
        t = ((x3 - x1) * (y4 - y3) - (y3 - y1) * (x4 - x3)) / det
        guess = gnomonic_back(*guess, x1 + t * (x2 - x1), y1 + t * (y2 - y1))
    return guess


def along(p, q, spacing_m):
    """Points of the geodesic from p to q, both included, at most so far apart, by pyproj.Geod."""
    length = GEOD.inv(*p, *q)[2]
    between = int(length // spacing_m)
    return [p, *(GEOD.npts(*p, *q, between) if between else []), q]


class Brute:
    """Distance to a border made of many points, by looking at all of them."""

    def __init__(self, polygon, spacing_m, box=None):
        """``box``: (west, south, east, north); border outside it is left out."""
        edges = []
        for ring in shapely.get_rings(shapely.get_parts(polygon)):
            coords = shapely.get_coordinates(ring)
            edges += list(zip(map(tuple, coords[:-1]), map(tuple, coords[1:]), strict=True))
        if box is not None:
            west, south, east, north = box
            edges = [(p, q) for p, q in edges if west <= p[0] <= east and south <= p[1] <= north]
        self.edges, self.spacing_m = edges, spacing_m
        parts = [along(p, q, spacing_m)[:-1] for p, q in edges]
        self.owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        self.share = np.concatenate([np.arange(len(part)) / len(part) for part in parts])
        self.at = _ecef(*np.array([point for part in parts for point in part]).T)

    def rough(self, lon, lat):
        """Distance to the nearest of the points, which is right to 2 m where it is over ``spacing_m ** 2 / 8``."""
        parts = np.array_split(_ecef(lon, lat), len(lon) // 20 + 1)
        chord = np.concatenate([np.sqrt(((self.at - p[:, None, :]) ** 2).sum(axis=-1).min(axis=1)) for p in parts])
        return 2 * KARNEY.a * np.arcsin(chord / (2 * KARNEY.a))

    def distance(self, lon, lat, fine_m=0.5):
        """To each point, from border points ``fine_m`` apart wherever the nearest may lie: right to 0.03 m over 1 m."""
        border = self._finer(_ecef(lon, lat), fine_m)
        at, least = _ecef(*border.T), np.full(len(lon), np.inf)
        for part in np.array_split(np.arange(len(lon)), len(lon) * len(at) // 2_000_000 + 1):
            chord = np.linalg.norm(at - _ecef(lon[part], lat[part])[:, None, :], axis=-1)
            # of chords that differ by a metre the longer may have the shorter arc (0.7 m over 300 km)
            i, k = np.nonzero(chord <= chord.min(axis=1, keepdims=True) + np.where(chord > 5e4, 1.0, 1e-3))
            arc = GEOD.inv(lon[part][i], lat[part][i], *border[k].T.copy())[2]
            np.minimum.at(least, part[i], arc)
        return least

    def _finer(self, at, fine_m):
        """Points ``fine_m`` apart on the edges beside the points that may be nearest to any of some places."""
        near = set()
        for p in at:
            chord = np.linalg.norm(self.at - p, axis=1)
            near |= set(np.flatnonzero(chord <= chord.min() + self.spacing_m + 2.0).tolist())
        found = []
        for edge in np.unique(self.owner[list(near)]):
            start, end = self.edges[edge]
            azi, _, length = GEOD.inv(*start, *end)
            s = np.append(np.arange(0, length, fine_m), length)
            shares = np.array([self.share[k] for k in near if self.owner[k] == edge])
            away = np.abs(s[:, None] - shares * length).min(axis=1) if len(s) * len(shares) < 5e7 else np.zeros(len(s))
            s = s[away <= 1.1 * self.spacing_m]
            found.append(np.stack(GEOD.fwd(*(np.full(len(s), v) for v in (*start, azi)), s)[:2], axis=1))
        return np.concatenate(found)

    def deepest(self, points):
        """Greatest distance of a path to the border, to 0.1 m."""
        return self._extreme(points, 1)

    def closest(self, points):
        """Least distance of a path to the border, to 0.1 m."""
        return self._extreme(points, -1)

    def _extreme(self, points, sign):
        """Sampled every 2 km, then tenfold wherever it could be exceeded."""
        windows = [(p, q, 0.0, 1.0) for p, q in pairwise(points)]
        for spacing in (2000.0, 200.0, 20.0, 2.0, 0.2):
            samples = [_samples(*window, spacing) for window in windows]
            lon, lat = (np.concatenate([s[i] for s in samples]) for i in (2, 3))
            fine = spacing < 20.0
            value = sign * (self.distance(lon, lat) if fine else self.rough(lon, lat))
            # distance changes by at most a metre per metre; where a top is so flat that many may still hold more,
            # the best will do
            may = value >= max(value.max() - spacing / 2 - (0.0 if fine else 4.0), np.sort(value)[-100:][0])
            places = [(p, q, f, step) for p, q, _, _, share, step in samples for f in share]
            windows = [
                (p, q, max(0.0, f - step / 2), min(1.0, f + step / 2))
                for (p, q, f, step), keep in zip(places, may, strict=True)
                if keep
            ]
        return sign * float(value.max())


def _samples(p, q, f0, f1, spacing):
    azi, _, length = GEOD.inv(*p, *q)
    n = max(2, int((f1 - f0) * length / spacing) + 2)
    share = np.linspace(f0, f1, n)
    lon, lat, _ = GEOD.fwd(*(np.full(n, v) for v in (*p, azi)), share * length)
    return p, q, lon, lat, share, (f1 - f0) / (n - 1)


def _ecef(lon, lat):
    lam, phi = np.radians(lon), np.radians(lat)
    e2 = KARNEY.f * (2 - KARNEY.f)
    n = KARNEY.a / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    return np.stack([n * np.cos(phi) * np.cos(lam), n * np.cos(phi) * np.sin(lam), n * (1 - e2) * np.sin(phi)], -1)
