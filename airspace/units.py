"""Stated figures ("1.36 mi", "09:24:05 local") read into SI, with the interval their printing allows.

The rules of printed precision, all of them:

- A figure with a decimal point is good to half of its last printed place: 1.15 -> [1.145, 1.155]. Zeros
  after the point count: 1.0 -> [0.95, 1.05].
- Zeros that end a whole number are taken as not significant, so half of the place of the last digit that is
  not zero: 19,000 -> +-500, 300 -> +-50, 810 -> +-5, 17 -> +-0.5. This is the wider, safer reading. "19 thousand"
  is 19,000.
- A leading zero says the figure is printed to the unit: a bearing "020 deg" -> +-0.5.
- A flight level is printed in hundreds of feet: FL190 -> +-50 ft.
- A count is exact, unless it is called "about" so many; then the rule of whole numbers holds.
- A duration in whole seconds, minutes or hours is counted, so it is good to half its unit, ending zeros
  included: 40 s -> [39.5, 40.5]. "About 40 s" follows the rule of whole numbers: [35, 45].
- "2-3 s", "2 to 3 s" and "between 2 and 3 s" are the interval they say; the value is its middle.
- "at most 2 mi" ("not more than", "up to", "within") runs from 0 to the upper end of 2 mi; "at least 2 mi" ("not less
  than") from the lower end of 2 mi without limit (``math.inf``). The value stays the printed one.
- "less than 10 km" ("under", "below", "fewer than") runs from 0 to 10 km, "more than 10 km" ("over", "above") from
  10 km without limit: the printed figure itself is the bound, and belongs to the interval.
- "about" widens nothing but counts, durations and clocks: it carries no number, and one is not invented for it.
  "Nearly", "almost", "just under" and "just over" are "about": they say on which side, but not how near.
- In "1 min 40 s" the last part carries the precision (the parts before it are exact).
- A clock printed to a step (a second, a minute) may be rounded or cut off, and nothing says which; the
  interval covers both: from half a step before to a whole step after. 10:24 -> [10:23:30, 10:25:00]. A clock
  called "about" whose minutes end in zero is printed to ten minutes: "about 09:20" -> [09:15, 09:30]. "Between
  09:20 and 09:24" is the interval it says.
- Lengths, durations, speeds and counts are not negative: a lower end below zero is zero.

A comma or a space before groups of three digits separates thousands. "19.000" is nineteen or nineteen
thousand and is refused: 19,000, or, with a leading zero that says "decimal", 019.000. A bare "mile" has no unit and is
refused: a reading says mi or NM. :mod:`airspace.phrases` lists what such a phrase can mean.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from airspace.clocks import looks_like_a_time, parse_offset, read_clock, read_clocks
from airspace.errors import FigureError
from airspace.interval import Interval
from airspace.printed import FLIGHT_LEVEL, Part, Printed, read_number, take_apart
from airspace.unitnames import (
    DIMENSIONS,
    FACTORS,
    FLIGHT_LEVEL_M,
    FOOT_M,
    MILE_M,
    NAUTICAL_MILE_M,
    SI_UNITS,
    SPELLINGS,
    Dimension,
    is_bare_mile,
    kinds,
    known_unit,
    times_thousand,
    unit_hint,
    without_datum,
)

__all__ = [
    "DIMENSIONS",
    "FOOT_M",
    "MAX_TEXT",
    "MILE_M",
    "NAUTICAL_MILE_M",
    "SI_UNITS",
    "Dimension",
    "Figure",
    "Interval",
    "dimensions_of",
    "parse_figure",
    "parse_offset",
]

MAX_TEXT = 200  # characters; the longest figure of a communique is far shorter


@dataclass(frozen=True, slots=True)
class Figure:
    """A stated figure: the text as printed, its value and interval in the SI unit of its dimension.

    Angles are in degrees; times in seconds since 1970-01-01T00:00:00Z. ``unit`` is the unit as stated.
    """

    text: str
    dimension: Dimension
    value_si: float
    interval_si: Interval
    unit: str

    @property
    def time(self) -> datetime | None:
        """The instant in UTC if this is a time, else ``None``."""
        return datetime.fromtimestamp(self.value_si, UTC) if self.dimension == "time" else None


def dimensions_of(text: str, clocks: Collection[str] = ()) -> frozenset[Dimension]:
    """The dimensions a text can be read as; empty if it states no figure (a choice such as "even").

    ``clocks`` are the names of the file's clocks. Raises :class:`FigureError` for a number whose unit is not known.
    """
    stripped = " ".join(text.split())
    if looks_like_a_time(stripped, clocks):
        return frozenset({"time"})
    printed = take_apart(stripped)
    if printed is None:
        if not re.search(r"\d", stripped):
            return frozenset()
        raise FigureError(f"'{text}' is no figure; give a number and its unit, such as '1.36 mi' or '17 s'")
    given = printed.parts[0].unit
    if given == FLIGHT_LEVEL:
        return frozenset({"altitude"})
    given, above_sea = without_datum(times_thousand(given)[1])
    if not given:
        return frozenset({"count"})
    _refuse_bare_mile(text, given)
    unit = known_unit(given)
    if unit is None:
        raise FigureError(f"'{given}' in '{text}' is no unit known here; {unit_hint(given, SPELLINGS)}")
    of = frozenset(dimension for dimension, factors in FACTORS.items() if unit in factors)
    return of & {"altitude"} if above_sea else of


def parse_figure(
    text: str,
    dimension: Dimension,
    *,
    on: date | None = None,
    clocks: Mapping[str, str] | None = None,
) -> Figure:
    """Read a stated figure of a known dimension.

    ``on`` is the calendar day of a clock time that names none; ``clocks`` maps the names of the file's clocks
    to offsets such as "+02:00". Raises :class:`FigureError`, whose message says what would be right.
    """
    stripped = " ".join(text.split())
    if not stripped or len(stripped) > MAX_TEXT:
        wrong = "an empty text is no figure" if not stripped else f"a text of {len(text)} characters is no figure"
        raise FigureError(f"{wrong}; {_example(dimension)}")
    if dimension == "time":
        return _clock_time(text, stripped, on, clocks or {})
    printed = take_apart(stripped)
    if printed is None or (printed.parts[0].unit == FLIGHT_LEVEL and dimension != "altitude"):
        raise FigureError(f"'{text}' states no {dimension}; {_example(dimension)}")
    if printed.is_range:
        return _between(text, dimension, printed)
    value, half, unit = _sum_of_parts(text, printed, dimension)
    low, high = value - half, value + half
    match printed.lead:
        case "at most":
            low = 0.0
        case "less than":
            low, high = 0.0, value
        case "at least":
            high = math.inf
        case "more than":
            low, high = value, math.inf
        case _:
            pass
    return _figure(text, dimension, value, low, high, unit)


def _figure(text: str, dimension: Dimension, value: float, low: float, high: float, unit: str) -> Figure:
    if dimension in ("length", "duration", "speed", "count"):
        if value < 0:
            raise FigureError(f"'{text}' is negative; a {dimension} is not: leave the sign out")
        low = max(low, 0.0)
    if low > high:  # "less than -300 m", an altitude
        raise FigureError(f"'{text}' leaves nothing; write the two ends, lower first: -400 to -300 m")
    if dimension == "angle" and not 0 <= value <= 360:
        raise FigureError(f"'{text}' is no direction; write degrees from 0 to 360, clockwise from north")
    return Figure(text, dimension, value, Interval(low, high), unit)


def _between(text: str, dimension: Dimension, printed: Printed) -> Figure:
    ends = []
    for part in printed.parts:
        unit, factor = _unit(text, part.unit, dimension)
        ends.append(read_number(text, part.number).value * factor)
    low, high = ends
    if low > high:
        raise FigureError(f"'{text}' runs backwards; write the smaller end first")
    value = (low + high) / 2
    if printed.lead in ("at most", "less than"):
        low = 0.0
    elif printed.lead in ("at least", "more than"):
        high = math.inf
    return _figure(text, dimension, value, low, high, unit)


def _sum_of_parts(text: str, printed: Printed, dimension: Dimension) -> tuple[float, float, str]:
    """Value, half-width and last unit of "17 s" or "1 min 40 s"."""
    if len(printed.parts) > 1 and dimension != "duration":
        raise FigureError(f"'{text}' has more than one number; {_example(dimension)}")
    value, half, unit, last_factor = 0.0, 0.0, "", math.inf
    for part in printed.parts:
        number, half_width = _number(text, part)
        if dimension == "duration" and printed.lead is None:
            half_width = min(half_width, 0.5)
        unit, factor = _unit(text, part.unit, dimension)
        if factor >= last_factor:
            raise FigureError(f"'{text}' does not go from larger to smaller units; write it as 1 min 40 s")
        if dimension == "count" and printed.lead is None:
            half_width = 0.0
        value, half, last_factor = value + number * factor, half_width * factor, factor
    return value, half, unit


def _number(text: str, part: Part) -> tuple[float, float]:
    """Value of a printed number and half of its last significant place."""
    if part.unit == FLIGHT_LEVEL:
        return float(part.number), 0.5
    number = read_number(text, part.number)
    return number.value, number.half


def _unit(text: str, name: str, dimension: Dimension) -> tuple[str, float]:
    if name == FLIGHT_LEVEL:
        return FLIGHT_LEVEL, FLIGHT_LEVEL_M
    times, given = times_thousand(name)
    if dimension == "count":
        if given.strip(" ."):
            raise FigureError(f"'{text}' has a unit ('{given.strip()}'); a count has none, write the bare number")
        return "1", times
    if dimension == "altitude":
        given, _ = without_datum(given)
        if re.search(r"\b(?:agl|above ground(?: level)?)$", given, re.I):
            raise FigureError(
                f"'{text}' is a height above ground, and the ground there is not known; write the height above sea "
                "level if a source gives it"
            )
    _refuse_bare_mile(text, given)
    factors = FACTORS[dimension]
    if not given.strip(" ."):
        raise FigureError(f"'{text}' has no unit; {_example(dimension)}")
    unit = known_unit(given)
    if unit is None or unit not in factors:
        kind = f"a unit of {kinds(unit)}, not of {dimension}" if unit else "no unit known here"
        hint = unit_hint("" if unit else given, factors)
        raise FigureError(f"'{given.strip()}' in '{text}' is {kind}; {hint}")
    return unit, times * factors[unit]


def _refuse_bare_mile(text: str, name: str) -> None:
    if is_bare_mile(name):
        raise FigureError(
            f"'{text}' does not say which mile; write mi (statute, {MILE_M:,} m) or NM (nautical, "
            f"{NAUTICAL_MILE_M:,.0f} m), one reading each if the source leaves it open"
        )


def _example(dimension: Dimension) -> str:
    example = {
        "length": "1.36 mi",
        "duration": "17 s",
        "speed": "810 km/h",
        "angle": "190 deg",
        "altitude": "19,000 ft",
        "count": "10",
        "time": "09:24:05 local",
    }[dimension]
    return "write a whole number" if dimension == "count" else f"write it as '{example}'"


def _clock_time(text: str, stripped: str, on: date | None, clocks: Mapping[str, str]) -> Figure:
    if span := read_clocks(stripped, on, clocks):
        low, high = (end.instant_s for end in span)
        return Figure(text, "time", (low + high) / 2, Interval(low, high), span[1].zone)
    clock = read_clock(stripped, on, clocks)
    at, step = clock.instant_s, clock.step_s
    return Figure(text, "time", at, Interval(at - step / 2, at + step), clock.zone)
