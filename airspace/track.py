"""A track: fixes joined by geodesic legs, each flown at constant ground speed.

A place on a track is a *leg coordinate* ``u``: ``i + f`` is the fraction ``f`` of leg ``i``, so ``u`` runs
from 0 at the first fix to ``n - 1`` at the last. Time and altitude are linear in ``f``; position lies on
the geodesic. The model is stated, not measured: between fixes no one knows where the aircraft was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from airspace.errors import UnsupportedGeometryError
from airspace.geodesy import MAX_SEGMENT_M, Floats, direct, inverse, wrap_deg

__all__ = ["Basis", "Point", "Track"]

Basis = Literal["measured", "digitised", "reconstructed", "illustrative"]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a track. ``time`` (UTC) and ``alt_m`` are None where the track has none."""

    lon_deg: float
    lat_deg: float
    alt_m: float | None
    time: datetime | None
    along_m: float


@dataclass(frozen=True, eq=False)
class Track:
    """Fixes in order of time. Two tracks are equal only if they are the same object.

    Args:
        name: short name.
        lon_deg, lat_deg: shape (n,), WGS84 degrees, n >= 1; longitudes from -360 to 360.
        alt_m: shape (n,), metres in the track's own altitude reference, or None.
        altitude_reference: what ``alt_m`` is counted from (:mod:`geodata.altitude`); None if that is not known.
        start: time of the first fix (aware), or None for a track without times.
        t_s: shape (n,), seconds since ``start``, strictly increasing; None without times.
        basis: how the track came to be.

    Raises:
        UnsupportedGeometryError: fixes that are not numbers on the globe, times that do not increase, or
            a leg of nearly half the Earth's circumference (``MAX_SEGMENT_M``).
    """

    name: str
    lon_deg: Floats
    lat_deg: Floats
    alt_m: Floats | None = None
    start: datetime | None = None
    t_s: Floats | None = None
    basis: Basis = "measured"
    altitude_reference: str | None = None

    def __post_init__(self) -> None:
        for field in ("lon_deg", "lat_deg", "alt_m", "t_s"):
            value = getattr(self, field)
            if value is not None:
                array = np.array(value, dtype=float, ndmin=1)
                array.setflags(write=False)
                object.__setattr__(self, field, array)
        self._check()

    def _check(self) -> None:
        if self.lon_deg.size == 0 or self.lon_deg.shape != self.lat_deg.shape:
            raise UnsupportedGeometryError(f"track '{self.name}' needs one longitude and one latitude per fix")
        if not ((np.abs(self.lon_deg) <= 360).all() and (np.abs(self.lat_deg) <= 90).all()):  # nor NaN
            raise UnsupportedGeometryError(f"track '{self.name}' has a fix that is not on the globe")
        if (self.start is None) != (self.t_s is None):
            raise UnsupportedGeometryError(f"track '{self.name}' needs a start and seconds, or neither")
        if self.start is not None and self.start.tzinfo is None:
            raise UnsupportedGeometryError(f"track '{self.name}' starts at a time without a zone; UTC is not assumed")
        for name, array in (("times", self.t_s), ("altitudes", self.alt_m)):
            if array is not None and (array.shape != self.lon_deg.shape or not np.isfinite(array).all()):
                raise UnsupportedGeometryError(f"track '{self.name}' needs one finite value of its {name} per fix")
        if self.t_s is not None and (np.diff(self.t_s) <= 0).any():
            raise UnsupportedGeometryError(f"the times of track '{self.name}' do not increase")
        if self.leg_length_m.max(initial=0.0) > MAX_SEGMENT_M:
            raise UnsupportedGeometryError(
                f"track '{self.name}' has a leg of nearly half the Earth's circumference, so that its way is not "
                "determined; add a fix between its ends"
            )

    @property
    def fixes(self) -> int:
        """Number of fixes."""
        return int(self.lon_deg.size)

    @cached_property
    def _legs(self) -> tuple[Floats, Floats, Floats]:
        return inverse(self.lon_deg[:-1], self.lat_deg[:-1], self.lon_deg[1:], self.lat_deg[1:])

    @property
    def leg_azimuth_deg(self) -> Floats:
        """Course at the start of each leg, shape (n-1,)."""
        return self._legs[0]

    @property
    def leg_length_m(self) -> Floats:
        """Geodesic length of each leg, shape (n-1,)."""
        return self._legs[2]

    @cached_property
    def along_m(self) -> Floats:
        """Path length from the first fix to each fix, shape (n,)."""
        return np.asarray(np.concatenate([[0.0], np.cumsum(self.leg_length_m)]))

    @cached_property
    def _numbers(self) -> Floats:
        return np.arange(self.fixes, dtype=float)

    def split_leg(self, u: ArrayLike) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]:
        """Leg index and fraction of leg coordinates."""
        coordinate = np.array(u, dtype=float, ndmin=1)
        leg = np.clip(np.floor(coordinate), 0, max(self.fixes - 2, 0)).astype(np.int64)
        return leg, coordinate - leg

    def position(self, u: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude in [-180, 180) and latitude at leg coordinates; at a fix the fix itself, to the last bit."""
        if self.fixes == 1:
            size = np.size(u)
            return wrap_deg(np.repeat(self.lon_deg, size)), np.repeat(self.lat_deg, size)
        leg, fraction = self.split_leg(u)
        lon, lat, _ = direct(
            self.lon_deg[leg], self.lat_deg[leg], self.leg_azimuth_deg[leg], fraction * self.leg_length_m[leg]
        )
        fix = leg + (fraction == 1.0)
        at_fix = (fraction == 0.0) | (fraction == 1.0)
        return wrap_deg(np.where(at_fix, self.lon_deg[fix], lon)), np.where(at_fix, self.lat_deg[fix], lat)

    def course_deg(self, u: float) -> float:
        """Course over ground at a leg coordinate, degrees in [0, 360); at a fix, of the leg that begins there."""
        if self.fixes == 1:
            raise UnsupportedGeometryError(f"track '{self.name}' has one fix and so no course")
        leg, fraction = self.split_leg(u)
        azi = direct(
            self.lon_deg[leg], self.lat_deg[leg], self.leg_azimuth_deg[leg], fraction * self.leg_length_m[leg]
        )[2]
        return float(azi[0] % 360.0)

    def _linear(self, values: Floats, u: ArrayLike) -> Floats:
        return np.asarray(np.interp(np.array(u, dtype=float, ndmin=1), self._numbers, values))

    def along(self, u: ArrayLike) -> Floats:
        """Path length from the first fix at leg coordinates, metres."""
        return self._linear(self.along_m, u)

    def seconds(self, u: ArrayLike) -> Floats | None:
        """Seconds since ``start`` at leg coordinates; None without times."""
        return None if self.t_s is None else self._linear(self.t_s, u)

    def altitude(self, u: ArrayLike) -> Floats | None:
        """Altitude in metres at leg coordinates; None without altitudes."""
        return None if self.alt_m is None else self._linear(self.alt_m, u)

    def at_time(self, t_s: ArrayLike) -> Floats:
        """Leg coordinates at seconds since ``start`` (clamped to the track's ends)."""
        if self.t_s is None:
            raise UnsupportedGeometryError(f"track '{self.name}' has no times")
        return np.asarray(np.interp(np.array(t_s, dtype=float, ndmin=1), self.t_s, self._numbers))

    def at_along(self, along_m: ArrayLike) -> Floats:
        """Leg coordinates at path lengths from the first fix, metres (clamped to the track's ends)."""
        return np.asarray(np.interp(np.array(along_m, dtype=float, ndmin=1), self.along_m, self._numbers))

    def time(self, t_s: float) -> datetime:
        """UTC instant, to the microsecond, of seconds since ``start``."""
        if self.start is None:
            raise UnsupportedGeometryError(f"track '{self.name}' has no times")
        return self.start.astimezone(UTC) + timedelta(microseconds=round(float(t_s) * 1e6))

    def point(self, u: float) -> Point:
        """Everything known at a leg coordinate."""
        lon, lat = self.position(u)
        alt, seconds = self.altitude(u), self.seconds(u)
        return Point(
            lon_deg=float(lon[0]),
            lat_deg=float(lat[0]),
            alt_m=None if alt is None else float(alt[0]),
            time=None if seconds is None else self.time(float(seconds[0])),
            along_m=float(self.along(u)[0]),
        )
