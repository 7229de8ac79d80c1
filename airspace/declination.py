"""Magnetic declination from the International Geomagnetic Reference Field, for bearings counted from magnetic north.

IGRF-14 (International Association of Geomagnetism and Aeronomy, 2024) as the package ppigrf evaluates it, on the
surface of the ellipsoid. It is the field of the Earth's core: what rocks and the day's currents add is not in it, and
is why a compass reads otherwise by some tenths of a degree.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache

from airspace.errors import FigureError
from airspace.language import _
from airspace.numbers import number

__all__ = ["FIRST_DAY", "LAST_DAY", "MODEL", "Declination", "declination"]

MODEL = "IGRF-14"
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2029, 12, 31)
"""What the coefficients of IGRF-14 cover: 1900.0 to 2030.0."""

CORE_SIGMA_DEG = 0.26
CRUST_SIGMA_DEG_NT = 5417.0
"""Standard error of a declination in degrees: the root of 0.26^2 + (5417 / H)^2, H the horizontal field in nT. It is
what the World Magnetic Model 2025 gives for itself (technical report, error model), made of the same observations."""

POLE_DEG = 89.9999  # at the pole itself "north" has no direction, and the model divides by zero


@dataclass(frozen=True, slots=True)
class Declination:
    """Declination in degrees, east positive, and its standard error."""

    east_deg: float
    sigma_deg: float

    def told(self) -> str:
        """The declination as it is printed: "5.0° E"."""
        return f"{number(abs(self.east_deg), 0.1)}° {_('E') if self.east_deg >= 0 else _('W')}"


@lru_cache(maxsize=64)
def declination(lon_deg: float, lat_deg: float, on: dt.date) -> Declination:
    """Magnetic declination at a point at sea level on a day.

    Raises:
        FigureError: the day is outside what the model covers.
    """
    if not FIRST_DAY <= on <= LAST_DAY:
        raise FigureError(
            f"{MODEL} gives no declination for {on.isoformat()}, only for {FIRST_DAY.year} to {LAST_DAY.year}; give "
            "'declination' in degrees, east positive"
        )
    import ppigrf  # imports pandas, which no check needs

    lat = min(POLE_DEG, max(-POLE_DEG, lat_deg))
    field = ppigrf.igrf(lon_deg, lat, 0.0, dt.datetime(on.year, on.month, on.day))
    east, north = (float(part.ravel()[0]) for part in field[:2])
    across_nt = math.hypot(east, north)
    return Declination(
        math.degrees(math.atan2(east, north)), min(180.0, math.hypot(CORE_SIGMA_DEG, CRUST_SIGMA_DEG_NT / across_nt))
    )
