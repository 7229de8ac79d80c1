"""A picture laid on the ground: pixels to positions by control points, and how exact that is.

Control points are places that can be seen on the picture and whose position is known. A transformation from pixels to
a plane is fitted to them by least squares, and traced pixels go the same way. The plane is azimuthal equidistant about
the control points: a point lies there at its geodesic distance and azimuth from the centre. A plane is fine as far as
the picture's own projection is nearly straight in it. How far it is not is computed and counted in: the same fit is
made to a faultless picture in each of ``PROJECTIONS``, and what it misses at a point is its ``bend``.

Pixels are counted from the top left, x to the right and y down. Lengths are metres, positions degrees on WGS84.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, get_args

import numpy as np
import shapely

from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import Floats, direct, ecef, geodetic, inverse, wrap_deg
from airspace.picturespec import FitKind

__all__ = ["FAR_OUTSIDE", "LEAST_POINTS", "PictureFit", "Placed", "fit_picture", "radius_factor"]

LEAST_POINTS: Final[Mapping[FitKind, int]] = {"similarity": 2, "affine": 3, "projective": 4}
"""Control points that determine a transformation; only further ones tell how exact it is."""

_PARAMETERS: Final[Mapping[FitKind, int]] = {"similarity": 4, "affine": 6, "projective": 8}

THIN = 0.02
"""Control points that are spread less than this across, of what they are along, lie on a line."""

LOOSE = 1e-3
"""Below this ratio of singular values a projective transformation is not held: four well spread points have 0.1."""

SAME_PX, SAME_M = 0.5, 1.0
"""Two control points so near each other are one."""

MAX_REACH_M = 1_000_000.0
"""Farther from the centre a picture is no map that a plane could stand for."""

FAR_OUTSIDE = 0.25
"""A point farther outside the control points than this share of their extent is far outside, and is told."""

SHARE = 0.95
"""Share of the errors that the radii hold."""

PROJECTIONS = ("mercator", "plate carree")
"""What most maps of news pictures are drawn in. A similarity fits no plate carree, which is not drawn to one scale."""

_MERCATOR_DEG = 85.0  # web maps end there
_STEPS = 100
_DONE = 1e-12  # of the extent: under a micrometre on 1,000 km


def radius_factor(freedom: float) -> float:
    """Radius that holds 95 % of the errors, over the standard deviation per axis as estimated with ``freedom``.

    The squared distance over twice the estimated variance is F-distributed with 2 and ``freedom`` degrees, whose
    quantile has a closed form; without end it is sqrt(-2 ln 0.05) = 2.448, that of a known deviation (Rayleigh).
    """
    if math.isinf(freedom):
        return math.sqrt(-2 * math.log(1 - SHARE))
    return math.sqrt(freedom * ((1 - SHARE) ** (-2 / freedom) - 1))


@dataclass(frozen=True)
class Placed:
    """Pixels as positions, arrays of shape (n,).

    ``radius_m`` holds 95 % of the errors: fit, picking and ``bend_m`` together, widened outside the control points by
    the share of their extent that ``outside_m`` is. ``common`` is the share of the variance that neighbouring points
    have in common, that of the fit, the rest being each point's own.
    """

    lon_deg: Floats
    lat_deg: Floats
    radius_m: Floats
    outside_m: Floats
    bend_m: Floats
    common: Floats


@dataclass(frozen=True)
class PictureFit:
    """A picture laid on the ground.

    ``residual_m``: how far each control point, in the order given, lies from where the fit has it; ``rms_m`` over all
    of them. ``freedom``: numbers that the control points give beyond those that the fit takes. ``sigma_m``: standard
    deviation per axis from the residuals; None without freedom, and then ``pixel_error_px`` and ``known_to_m`` stand
    in. ``scale_m``: metres to a pixel at the middle, ``up_deg`` the direction there of the picture's upper side.
    ``extent_m``: from one control point to another at the most.
    """

    kind: FitKind
    pixel_error_px: float
    known_to_m: float
    residual_m: Floats
    rms_m: float
    freedom: int
    sigma_m: float | None
    scale_m: float
    up_deg: float
    extent_m: float
    _plane: _Plane
    _held: _Held
    _order: np.ndarray[tuple[int], np.dtype[np.int64]]

    @property
    def points(self) -> int:
        """Number of control points."""
        return int(self.residual_m.size)

    @property
    def worst(self) -> int:
        """Index of the control point with the largest residual."""
        return int(np.argmax(self.residual_m))

    @cached_property
    def predicted_m(self) -> Floats:
        """How far each control point lies from where the fit to all others has it; NaN where they do not hold it."""
        return _predicted(self._held, self.kind)[np.argsort(self._order)]

    def place(self, x_px: Floats, y_px: Floats) -> Placed:
        """Where pixels lie, and how exactly.

        Raises:
            UnsupportedGeometryError: a pixel at or beyond the horizon of a projective fit, or far off all others.
        """
        held, plane = self._held, self._plane
        uv = held.normal(np.column_stack([x_px, y_px]))
        ground, gradient = held.model.at(uv)
        if not (held.model.facing(uv) and np.isfinite(ground).all()):
            raise UnsupportedGeometryError(
                "a point lies at or beyond the horizon of the picture as the control points lay it; check its pixel, "
                "or use fit: affine"
            )
        if np.hypot(*ground.T).max(initial=0.0) > MAX_REACH_M:
            raise UnsupportedGeometryError(
                f"a point lies more than {MAX_REACH_M / 1000:,.0f} km from the control points; check its pixel"
            )
        cov = np.einsum("nij,jk,nlk->nil", gradient, held.cofactor, gradient)
        leverage = np.trace(cov, axis1=1, axis2=2) / 2
        if self.sigma_m is None:
            picked = self.pixel_error_px * held.model.scale(uv) / held.size_px * radius_factor(math.inf)
            spread = np.hypot(picked, self.known_to_m)
        else:
            spread = np.full(len(uv), self.sigma_m * radius_factor(self.freedom))
        lon, lat = plane.to_globe(ground)
        bend = _bend(self.kind, plane, held.ground, ground, lon, lat)
        outside = np.asarray(shapely.distance(shapely.points(ground), shapely.MultiPoint(held.ground).convex_hull))
        radius = np.hypot(spread * np.sqrt(1 + leverage), bend) * (1 + outside / self.extent_m)
        own = spread**2 / np.maximum(spread**2 * (1 + leverage) + bend**2, 1e-300)
        return Placed(lon, lat, radius, outside, bend, 1 - own)


def fit_picture(
    x_px: Floats,
    y_px: Floats,
    lon_deg: Floats,
    lat_deg: Floats,
    kind: FitKind,
    pixel_error_px: float,
    known_to_m: float = 0.0,
) -> PictureFit:
    """Fit a picture to control points, arrays of shape (n,), in any order.

    Args:
        pixel_error_px: standard deviation per axis with which a point of the picture can be picked.
        known_to_m: how far a control point can lie from its position as printed, at the most. Both count only where
            there are no spare points, for the residuals of spare ones hold them already.

    Raises:
        UnsupportedGeometryError: control points that are too few, one and the same, on one line, too far apart, or that
            show the picture as in a mirror. The message says what is wrong and, after "; ", what would be right.
    """
    pixel = np.column_stack([x_px, y_px]).astype(float)
    lon, lat = np.array(lon_deg, dtype=float), np.array(lat_deg, dtype=float)
    _check_points(pixel, lon, lat, kind)
    order = np.lexsort([lat, lon, pixel[:, 1], pixel[:, 0]])  # the same sums whatever the order of the file
    plane = _Plane.about(lon[order], lat[order])
    ground = plane.to_plane(lon[order], lat[order])
    if np.hypot(*ground.T).max() > MAX_REACH_M:
        raise UnsupportedGeometryError(
            f"the control points lie more than {MAX_REACH_M / 1000:,.0f} km from their middle; use nearer ones"
        )
    held = _held(pixel[order], ground, kind)
    apart = held.ground - held.model.at(held.uv)[0]
    freedom = 2 * len(order) - _PARAMETERS[kind]
    middle = held.uv.mean(axis=0)[None]
    up = np.ravel(held.model.linear(middle)[0] @ np.array([0.0, 1.0]))
    squares = float((apart**2).sum())
    return PictureFit(
        kind,
        pixel_error_px,
        known_to_m,
        np.hypot(*apart.T)[np.argsort(order)],
        math.sqrt(squares / len(order)),
        freedom,
        math.sqrt(squares / freedom) if freedom > 0 else None,
        float(held.model.scale(middle)[0]) / held.size_px,
        float(math.degrees(math.atan2(up[0], up[1])) % 360),
        float(max(np.hypot(*(ground - one).T).max() for one in ground)),
        plane,
        held,
        order,
    )


def _check_points(pixel: Floats, lon: Floats, lat: Floats, kind: FitKind) -> None:
    if kind not in get_args(FitKind):
        raise UnsupportedGeometryError(f"'{kind}' is no fit; use one of: {', '.join(get_args(FitKind))}")
    if len(pixel) < LEAST_POINTS[kind]:
        raise UnsupportedGeometryError(
            f"{len(pixel)} control points are too few for fit: {kind}; give {LEAST_POINTS[kind]}, better "
            f"{LEAST_POINTS[kind] + 3}: only spare ones tell how exact the fit is"
        )
    for i in range(len(pixel) - 1):
        near_px = np.hypot(*(pixel[i + 1 :] - pixel[i]).T) < SAME_PX
        near_m = inverse(lon[i], lat[i], lon[i + 1 :], lat[i + 1 :])[2] < SAME_M
        for what, near in (("pixel", near_px), ("place", near_m)):
            if near.any():
                other = i + 2 + int(np.argmax(near))
                raise UnsupportedGeometryError(
                    f"control points {i + 1} and {other} have one {what}; leave one out, or write what it should be"
                )


# --- the plane --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plane:
    """Azimuthal equidistant about a centre: east and north in metres, shape (n, 2)."""

    lon_deg: float
    lat_deg: float

    @classmethod
    def about(cls, lon: Floats, lat: Floats) -> _Plane:
        """The plane about the middle of points."""
        middle = ecef(lon, lat).mean(axis=0)
        if np.linalg.norm(middle) < 1.0:
            raise UnsupportedGeometryError("the control points lie all round the globe; use nearer ones")
        centre_lon, centre_lat = geodetic(middle[None])
        return cls(float(centre_lon[0]), float(centre_lat[0]))

    def to_plane(self, lon: Floats, lat: Floats) -> Floats:
        azimuth, _, distance = inverse(self.lon_deg, self.lat_deg, lon, lat)
        angle = np.radians(azimuth)
        return np.asarray(np.column_stack([distance * np.sin(angle), distance * np.cos(angle)]))

    def to_globe(self, ground: Floats) -> tuple[Floats, Floats]:
        azimuth = np.degrees(np.arctan2(ground[:, 0], ground[:, 1]))
        lon, lat, _ = direct(self.lon_deg, self.lat_deg, azimuth, np.hypot(*ground.T))
        return wrap_deg(lon), lat


def _bend(kind: FitKind, plane: _Plane, control: Floats, ground: Floats, lon: Floats, lat: Floats) -> Floats:
    """How far the same fit to a faultless picture in a usual projection misses each point, metres: the most of them."""
    control_lon, control_lat = plane.to_globe(control)
    worst = np.zeros(len(ground))
    for name in PROJECTIONS[:1] if kind == "similarity" else PROJECTIONS:
        try:
            drawn, wanted = (_drawn(name, plane, *of) for of in ((control_lon, control_lat), (lon, lat)))
            held = _held(drawn, control, kind)
        except UnsupportedGeometryError:  # no such picture holds these points
            continue
        worst = np.maximum(worst, np.hypot(*(held.model.at(held.normal(wanted))[0] - ground).T))
    return worst


def _drawn(name: str, plane: _Plane, lon: Floats, lat: Floats) -> Floats:
    """Pixels, y down, of a map in a projection: it is the map that is planar here, and not the globe."""
    if np.abs(lat).max() > _MERCATOR_DEG:
        raise UnsupportedGeometryError("no web map reaches so far north or south")
    x, y = wrap_deg(lon - plane.lon_deg), lat
    if name == "mercator":
        y = np.degrees(np.arctanh(np.sin(np.radians(lat))))
    return np.asarray(np.column_stack([x, -y]) * 1e4)


# --- the transformation -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Model:
    """A transformation from normal pixels (u to the right, v up) to the plane, by its parameters."""

    kind: FitKind
    parameters: Floats

    def at(self, uv: Floats) -> tuple[Floats, Floats]:
        """Places, shape (n, 2), and their derivatives by the parameters, shape (n, 2, p)."""
        a, (u, v), one = self.parameters, uv.T, np.ones(len(uv))
        if self.kind == "similarity":
            rows = np.stack([np.stack([one, 0 * u, u, -v], axis=1), np.stack([0 * u, one, v, u], axis=1)], axis=1)
            return rows @ a, rows
        flat, zero = np.stack([one, u, v], axis=1), np.zeros((len(uv), 3))
        rows = np.stack([np.hstack([flat, zero]), np.hstack([zero, flat])], axis=1)
        if self.kind == "affine":
            return rows @ a, rows
        with np.errstate(divide="ignore", invalid="ignore"):
            below = (1 + a[6] * u + a[7] * v)[:, None]
            place = (rows @ a[:6]) / below
            bent = -place[:, :, None] * np.stack([u, v], axis=1)[:, None, :] / below[:, :, None]
            return place, np.concatenate([rows / below[:, :, None], bent], axis=2)

    def linear(self, uv: Floats) -> Floats:
        """Derivatives of the place by u and v, shape (n, 2, 2)."""
        a = self.parameters
        if self.kind == "similarity":
            return np.repeat(np.array([[[a[2], -a[3]], [a[3], a[2]]]]), len(uv), axis=0)
        flat = np.array([a[1:3], a[4:6]])
        if self.kind == "affine":
            return np.repeat(flat[None], len(uv), axis=0)
        below = 1 + uv @ a[6:8]
        return np.asarray((flat[None] - self.at(uv)[0][:, :, None] * a[6:8]) / below[:, None, None])

    def scale(self, uv: Floats) -> Floats:
        """Metres to a unit of u and v: root mean square of both axes."""
        return np.asarray(np.sqrt((self.linear(uv) ** 2).sum(axis=(1, 2)) / 2))

    def facing(self, uv: Floats) -> bool:
        """Whether all points lie on this side of the picture's horizon."""
        return self.kind != "projective" or bool((1 + uv @ self.parameters[6:8] > 0).all())


@dataclass(frozen=True)
class _Held:
    """A model fitted to control points: ``cofactor`` is the covariance of its parameters at unit variance."""

    model: _Model
    centre_px: Floats
    size_px: float
    uv: Floats
    ground: Floats
    cofactor: Floats

    def normal(self, pixel: Floats) -> Floats:
        """Pixels about the middle of the control points, in units of their extent, y turned up."""
        return np.asarray((pixel - self.centre_px) / self.size_px * np.array([1.0, -1.0]))


def _held(pixel: Floats, ground: Floats, kind: FitKind) -> _Held:
    """Fit by least squares of the distances on the ground. Raises :class:`UnsupportedGeometryError`."""
    centre = pixel.mean(axis=0)
    size = float(np.hypot(*(pixel - centre).T).max())
    uv = (pixel - centre) / size * np.array([1.0, -1.0])
    if kind != "similarity":
        for what, points in (("on the picture", uv), ("on the ground", ground)):
            along, across = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
            if across < THIN * along:
                raise UnsupportedGeometryError(
                    f"the control points lie on one line {what}, so that across it nothing holds the picture; "
                    "add one well off the line"
                )
    start = np.zeros(_PARAMETERS[kind])
    model = _Model(kind, start)
    if kind == "projective":
        model = _projective(uv, ground)
    else:
        rows = model.at(uv)[1].reshape(-1, len(start))
        model = _Model(kind, np.asarray(np.linalg.lstsq(rows, ground.ravel(), rcond=None)[0], dtype=float))
    if np.linalg.det(model.linear(np.zeros((1, 2))))[0] <= 0 or not model.facing(uv):
        raise UnsupportedGeometryError(
            "the control points show the picture as in a mirror, or folded; count pixels from the top left, x to the "
            "right and y down, and check which point is which"
        )
    rows = model.at(uv)[1].reshape(-1, len(start))
    return _Held(model, centre, size, uv, ground, np.asarray(np.linalg.pinv(rows.T @ rows), dtype=float))


def _projective(uv: Floats, ground: Floats) -> _Model:
    """Gauss and Newton's steps from the linear solution, which minimises no distance and so is a start only."""
    size = float(np.hypot(*ground.T).max())
    rows = _Model("affine", np.zeros(6)).at(uv)[1]
    near = ground / size
    linear = np.concatenate([rows, -near[:, :, None] * uv[:, None, :]], axis=2).reshape(-1, 8)
    spread = np.linalg.svd(linear, compute_uv=False)
    if spread[-1] < LOOSE * spread[0]:
        raise UnsupportedGeometryError(
            "too many of the control points lie on one line for fit: projective; add one off it, or use fit: affine"
        )
    found = np.linalg.lstsq(linear, near.ravel(), rcond=None)[0]
    best = _squares(found, uv, near)
    for _ in range(_STEPS):
        place, gradient = _Model("projective", found).at(uv)
        step = np.linalg.lstsq(gradient.reshape(-1, 8), (near - place).ravel(), rcond=None)[0]
        share = 1.0
        while share > 1e-6 and not _squares(found + share * step, uv, near) <= best:  # nor NaN
            share /= 2
        if share <= 1e-6:
            break
        found, best = found + share * step, _squares(found + share * step, uv, near)
        if np.abs(step).max() * share < _DONE:
            break
    return _Model("projective", found * np.array([size] * 6 + [1.0, 1.0]))


def _squares(parameters: Floats, uv: Floats, ground: Floats) -> float:
    model = _Model("projective", parameters)
    return float(((model.at(uv)[0] - ground) ** 2).sum()) if model.facing(uv) else math.inf


def _predicted(all_: _Held, kind: FitKind) -> Floats:
    pixel, ground = all_.uv * np.array([1.0, -1.0]), all_.ground
    found = np.full(len(pixel), math.nan)
    if len(pixel) <= LEAST_POINTS[kind]:
        return found
    for i in range(len(pixel)):
        try:
            held = _held(np.delete(pixel, i, axis=0), np.delete(ground, i, axis=0), kind)
        except UnsupportedGeometryError:
            continue
        uv = held.normal(pixel[i][None])
        if held.model.facing(uv):
            found[i] = float(np.hypot(*(held.model.at(uv)[0] - ground[i])[0]))
    return found
