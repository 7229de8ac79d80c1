"""The plane of a theatre, in which geodesics are straight: places into it, and lengths over ground out of it.

The plane is the ellipsoidal gnomonic one of the single check (:mod:`airspace.theatre`). What PROJ would compute point
by point is laid once as polynomials, fitted to exact places and held to ``FIT_M`` at others, so that a hundred thousand
paths take milliseconds: offsets over ground to the plane, and the plane to Earth-centred coordinates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airspace.edges import Edges
from airspace.errors import GeodesyError
from airspace.geodesy import Floats, Gnomonic, arc_from_chord, direct, ecef, geodetic, inverse

__all__ = ["LARGEST_M", "PlaneMap", "Polynomial", "Theatre"]

Ints = NDArray[np.int64]

FIT_M = 1e-4
"""What a polynomial may miss a place by: a thousandth of the tolerance of a verdict.

Where a path and the border all but run along each other the crossing moves many times as far. A degree more costs a
twentieth of the time, and tenfold finer is usually hundredfold."""

LARGEST_M = 300_000.0
"""Farthest place from the centre of a theatre: a geodesic there leaves the straight line by at most 14 mm.

Within 125 km it is 0.4 mm, and the copies of a stretch of 200 km lie that near unless they are moved by kilometres."""

_DEGREES = range(2, 13)
_SIDE = 21  # places fitted to, each way: 441 for at most 91 coefficients


@dataclass(frozen=True)
class Polynomial:
    """Some polynomials in two variables scaled by ``reach``: ``terms`` of shape (outputs, degree + 1, degree + 1).

    ``terms[k, i, j]`` belongs to the i-th power of the first and the j-th of the second variable.
    """

    reach: float
    terms: Floats

    @classmethod
    def fitted(cls, exact: Callable[[Floats, Floats], Floats], reach: float) -> Polynomial:
        """Least degree that gives what ``exact`` gives over a square of half-width ``reach``, to ``FIT_M``.

        Args:
            exact: from two arrays (n,) to an array (outputs, n), metres.

        Raises:
            GeodesyError: no degree in use does; the square is too large.
        """
        side = np.cos(np.pi * (np.arange(_SIDE) + 0.5) / _SIDE)  # Chebyshev's places: no ripples at the rim
        u, v = (w.ravel() for w in np.meshgrid(side, side))
        between = np.linspace(-1.0, 1.0, _SIDE - 1)
        s, t = (w.ravel() for w in np.meshgrid(between, between))
        wanted, held = exact(u * reach, v * reach), exact(s * reach, t * reach)
        for degree in _DEGREES:
            made = cls(reach, _least_squares(u, v, wanted, degree))
            if np.abs(made(s * reach, t * reach) - held).max() < FIT_M:
                return made
        raise GeodesyError(
            f"places {reach / 1000:,.0f} km about one point are not laid in a plane to {FIT_M * 1000} mm"
        )

    def __call__(self, first: Floats, second: Floats) -> Floats:
        """The polynomials at points; array (outputs, ...)."""
        u, v = first / self.reach, second / self.reach
        degree = self.terms.shape[1] - 1
        out = np.empty((self.terms.shape[0], *u.shape))
        for k, terms in enumerate(self.terms):
            total = np.full(u.shape, terms[degree, 0])
            for i in range(degree - 1, -1, -1):
                row = np.full(u.shape, terms[i, degree - i])
                for j in range(degree - i - 1, -1, -1):
                    row *= v
                    row += terms[i, j]
                total *= u
                total += row
            out[k] = total
        return out


def _least_squares(u: Floats, v: Floats, wanted: Floats, degree: int) -> Floats:
    powers = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
    design = np.stack([u**i * v**j for i, j in powers], axis=1)
    found = np.linalg.lstsq(design, wanted.T, rcond=None)[0]
    terms = np.zeros((wanted.shape[0], degree + 1, degree + 1))
    for (i, j), column in zip(powers, found, strict=True):
        terms[:, i, j] = column
    return terms


class PlaneMap:
    """The gnomonic plane about a place, with a way to Earth-centred coordinates out to a distance.

    Args:
        lon_deg, lat_deg: the centre.
        reach_m: how far from the centre, along either axis of the plane, places are laid.
    """

    def __init__(self, lon_deg: float, lat_deg: float, reach_m: float) -> None:
        self.centre = (lon_deg, lat_deg)
        self.reach_m = reach_m
        self.plane = Gnomonic(lon_deg, lat_deg)
        self._origin = ecef(lon_deg, lat_deg)
        self._to_ecef = Polynomial.fitted(self._exact, reach_m)

    def _exact(self, x: Floats, y: Floats) -> Floats:
        return np.asarray((ecef(*self.plane.backward(x, y)) - self._origin).T)

    def ecef(self, x: Floats, y: Floats) -> Floats:
        """Earth-centred coordinates, shape (n, 3), of plane places (n,), to ``FIT_M``.

        In rows, however many places there are: sums over them then come out the same to the last bit.
        """
        return np.asarray(np.add(self._to_ecef(x, y).T, self._origin, order="C"))

    def length(self, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> Floats:
        """Length over ground between plane places (n,), metres."""
        return arc_from_chord(self.ecef(x0, y0), self.ecef(x1, y1))

    def about(self, lon_deg: float, lat_deg: float, reach_m: float) -> Polynomial:
        """From an offset over ground (metres east, metres north) from a place to the plane, out to ``reach_m``.

        The offset is gone along the geodesic that leaves the place in its direction.
        """

        def exact(east: Floats, north: Floats) -> Floats:
            azimuth, way = np.degrees(np.arctan2(east, north)), np.hypot(east, north)
            lon, lat, _ = direct(np.full(way.shape, lon_deg), np.full(way.shape, lat_deg), azimuth, way)
            return np.stack(self.plane.forward(lon, lat))

        return Polynomial.fitted(exact, max(reach_m, 1.0))


@dataclass(frozen=True, eq=False)
class Theatre:
    """A stretch of paths with the border that can matter to it, in one plane.

    Args:
        edges: the whole border, of which ``index`` says which edges are in the plane.
        map: the plane.
        index: edges near enough, shape (e,).
        a, b: their ends in the plane, shape (e, 2), metres.
    """

    edges: Edges
    map: PlaneMap
    index: Ints
    a: Floats
    b: Floats

    @classmethod
    def about(cls, edges: Edges, lon_deg: Any, lat_deg: Any, beyond_m: float) -> Theatre:
        """The theatre of some places and what lies within ``beyond_m`` of them.

        Raises:
            GeodesyError: it would reach farther than ``LARGEST_M`` from its centre.
        """
        lon, lat = np.atleast_1d(np.asarray(lon_deg, float)), np.atleast_1d(np.asarray(lat_deg, float))
        at = ecef(lon, lat)
        middle = (at.min(axis=0) + at.max(axis=0)) / 2
        (lon0,), (lat0,) = geodetic(middle[None, :])
        radius = float(inverse(lon0, lat0, lon, lat)[2].max()) + beyond_m
        if radius > LARGEST_M:
            raise GeodesyError(
                f"the paths spread {radius / 1000:,.0f} km about their middle; at most {LARGEST_M / 1000:,.0f} km are "
                "looked at in one plane"
            )
        laid = PlaneMap(float(lon0), float(lat0), radius * 1.1 + 1000.0)
        here = ecef([lon0], [lat0])
        # A rectangle about places in a circle reaches to its corners; a raster adds a few cells.
        index = np.sort(edges.candidates(here, here, radius * 1.45 + 3000.0)[1])
        a = np.stack(laid.plane.forward(edges.lon_a[index], edges.lat_a[index]), axis=1)
        b = np.stack(laid.plane.forward(edges.lon_b[index], edges.lat_b[index]), axis=1)
        return cls(edges, laid, index, a, b)
