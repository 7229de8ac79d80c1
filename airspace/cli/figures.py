"""Figures as a table prints them: SI, rounded to what is known, intervals in square brackets, UTC."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airspace.incident import ResolvedInput

__all__ = ["figure", "metres", "moment", "seconds"]

_UNITS = {
    "length": "m",
    "altitude": "m",
    "duration": "s",
    "speed": "m/s",
    "angle": "deg",
    "count": "",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def figure(found: ResolvedInput) -> str | None:
    """Value and interval of a stated or assumed figure; ``None`` for a choice, a place, an exact count."""
    exact = found.interval_si[0] == found.interval_si[1]
    if math.isnan(found.value_si) or (found.dimension == "count" and exact):
        return None
    low, high = found.interval_si
    if found.dimension == "time":
        return f"{_clock(found.value_si)} [{_clock(low)} to {_clock(high)}]"
    half = (high - low) / 2 if math.isfinite(high) else max(found.value_si - low, 0.0)
    decimals = 1 if found.dimension == "count" else _decimals(half)
    shown = f"{found.value_si:,.{decimals}f} {_UNITS.get(found.dimension, '')}".strip()
    if exact:
        return f"{shown}, fixed"
    upper = f"{high:,.{decimals}f}" if math.isfinite(high) else "no upper end"
    return f"{shown} [{low:,.{decimals}f} to {upper}]"


def _decimals(half_width: float) -> int:
    """Decimals that show an interval's ends to a tenth of its half-width, three at most."""
    return 0 if half_width <= 0 else min(3, max(0, 1 - math.floor(math.log10(half_width) + 1e-9)))


def _clock(seconds: float) -> str:
    return moment(_EPOCH + timedelta(seconds=round(seconds, 3)))


def moment(time: datetime | None, places: int | None = None) -> str:
    """A time of day in UTC, ``07:24:05Z``, with as many decimals as it has or as are asked for."""
    if time is None:
        return "-"
    utc = time.astimezone(UTC)
    if places is not None:
        utc += timedelta(seconds=0.5 * 10**-places)  # so that cutting off rounds
        fraction = f".{utc.microsecond:06d}"[: places + 1] if places else ""
    else:
        fraction = f".{utc.microsecond:06d}".rstrip("0") if utc.microsecond else ""
    return f"{utc:%H:%M:%S}{fraction}Z"


def metres(value: float | None) -> str:
    """A length, to the metre; below ten metres, where a verdict may hang on it, to the centimetre."""
    if value is None:
        return "-"
    return f"{value:,.2f} m" if 0 < abs(value) < 10 else f"{value:,.0f} m"


def seconds(value: float | None) -> str:
    """A duration, to a tenth of a second."""
    return "-" if value is None else f"{value:,.1f} s"
