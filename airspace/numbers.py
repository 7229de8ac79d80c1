"""Numbers as a page or a sentence prints them: with their unit, rounded to what is known, never finer.

Every function takes SI and degrees. ``known_to`` is the size of the uncertainty in the same unit as the
value; the last digit printed is the place of its first digit. ``None`` and NaN print as "not available".
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

__all__ = [
    "altitude",
    "bearing",
    "coordinates",
    "distance",
    "duration",
    "not_available",
    "number",
    "span",
    "speed",
    "utc",
]

_NBSP = "\u00a0"
_COMPASS = (
    "north", "north-northeast", "northeast", "east-northeast", "east", "east-southeast", "southeast", "south-southeast",
    "south", "south-southwest", "southwest", "west-southwest", "west", "west-northwest", "northwest", "north-northwest",
)  # fmt: skip
_M_PER_DEG = 100_000.0  # near enough to choose how many digits of a coordinate to print


def not_available() -> str:
    """What a page prints where no source gives a value."""
    return "not available"


def number(value: float | None, known_to: float) -> str:
    """``value`` rounded to the decimal place of ``known_to``, thousands separated by commas."""
    if value is None or not math.isfinite(value):
        return not_available()
    if not known_to > 0 or not math.isfinite(known_to):
        raise ValueError(f"known_to must be a positive size, not {known_to!r}")
    exponent = math.floor(math.log10(known_to) + 1e-9)
    rounded = round(value, -exponent)
    text = f"{abs(rounded):,.{max(0, -exponent)}f}"
    return f"\u2212{text}" if rounded < 0 else text


def _with_unit(text: str, unit: str) -> str:
    return text if text == not_available() else f"{text}{_NBSP}{unit}"


def distance(value_m: float | None, known_to_m: float = 1.0) -> str:
    """A length in metres below 10 km, else in kilometres."""
    if value_m is not None and abs(value_m) >= 10_000:
        return _with_unit(number(value_m / 1000, max(known_to_m, 10.0) / 1000), "km")
    return _with_unit(number(value_m, known_to_m), "m")


def bearing(azimuth_deg: float) -> str:
    """A direction from true north in whole degrees with its word of the compass, ``213° (south-southwest)``."""
    whole = round(azimuth_deg) % 360
    return f"{whole}° ({_COMPASS[round(whole / 22.5) % 16]})"


def altitude(value_m: float | None, known_to_m: float = 100.0) -> str:
    """A height in metres."""
    return _with_unit(number(value_m, known_to_m), "m")


def duration(value_s: float | None, known_to_s: float = 0.1) -> str:
    """A duration in seconds."""
    return _with_unit(number(value_s, known_to_s), "s")


def speed(value_mps: float | None, known_to_mps: float = 1.0) -> str:
    """A speed in kilometres per hour, rounded to the decade of its uncertainty in that unit."""
    kmh = None if value_mps is None else value_mps * 3.6
    return _with_unit(number(kmh, known_to_mps * 3.6), "km/h")


def span(low: float, high: float, known_to: float, unit: str) -> str:
    """An interval in one unit, ``379–406 km/h``; one figure where both ends print the same."""
    ends = (number(low, known_to), number(high, known_to))
    if ends[0] == ends[1]:
        return _with_unit(ends[0], unit)
    between = " to " if "\u2212" in "".join(ends) else "\u2013"
    return _with_unit(between.join(ends), unit)


def utc(moment: datetime | None, known_to_s: float = 1.0) -> str:
    """A time of day in UTC, ``07:24:05 UTC``; to the minute where it is not known to the second.

    Raises ``ValueError`` for a time without a zone.
    """
    if moment is None:
        return not_available()
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is not printed: which clock is it?")
    at = moment.astimezone(UTC)
    if known_to_s > 30:
        return f"{at + timedelta(seconds=30):%H:%M} UTC"
    decimals = min(6, max(0, -math.floor(math.log10(known_to_s) + 1e-9)))
    at += timedelta(seconds=0.5 * 10**-decimals)  # half a unit of the last digit, so that cutting rounds
    fraction = f".{at.microsecond:06d}"[: decimals + 1] if decimals else ""
    return f"{at:%H:%M:%S}{fraction} UTC"


def coordinates(lon_deg: float, lat_deg: float, known_to_m: float = 10.0) -> str:
    """A position in degrees, latitude first as people write it, with as many digits as are known."""
    size_deg = known_to_m / _M_PER_DEG
    lat, lon = (number(abs(angle), size_deg) for angle in (lat_deg, lon_deg))
    return f"{lat}°{_NBSP}{'N' if lat_deg >= 0 else 'S'}, {lon}°{_NBSP}{'E' if lon_deg >= 0 else 'W'}"
