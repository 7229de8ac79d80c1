"""Stated figures ("1.36 mi", "09:24:05 local") read into SI, with the interval their printing allows.

The rules of printed precision, all of them:

- A figure with a decimal point is good to half of its last printed place: 1.15 -> [1.145, 1.155]. Zeros
  after the point count: 1.0 -> [0.95, 1.05].
- Zeros that end a whole number are taken as not significant, so half of the place of the last digit that is
  not zero: 19,000 -> +-500, 300 -> +-50, 810 -> +-5, 17 -> +-0.5. This is the wider, safer reading.
- A leading zero says the figure is printed to the unit: a bearing "020 deg" -> +-0.5.
- A flight level is printed in hundreds of feet: FL190 -> +-50 ft.
- A count is exact, unless it is called "about" so many; then the rule of whole numbers holds.
- A duration in whole seconds, minutes or hours is counted, so it is good to half its unit, ending zeros
  included: 40 s -> [39.5, 40.5]. "About 40 s" follows the rule of whole numbers: [35, 45].
- "2-3 s", "2 to 3 s" and "between 2 and 3 s" are the interval they say; the value is its middle.
- "at most 2 mi" runs from 0 to the upper end of 2 mi; "at least 2 mi" from the lower end of 2 mi without
  limit (``math.inf``). The value stays the printed one.
- "about" widens nothing but counts, durations and clocks: it carries no number, and one is not invented for it.
- In "1 min 40 s" the last part carries the precision (the parts before it are exact).
- A clock printed to a step (a second, a minute) may be rounded or cut off, and nothing says which; the
  interval covers both: from half a step before to a whole step after. 10:24 -> [10:23:30, 10:25:00]. A clock
  called "about" whose minutes end in zero is printed to ten minutes: "about 09:20" -> [09:15, 09:30].
- Lengths, durations, speeds and counts are not negative: a lower end below zero is zero.

A comma or a space before groups of three digits separates thousands. "19.000" is nineteen or nineteen
thousand and is refused. A bare "mile" has no unit and is refused: a reading says mi or NM.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal, get_args

from airspace.errors import FigureError
from airspace.interval import Interval

__all__ = [
    "DIMENSIONS",
    "FOOT_M",
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

FOOT_M = 0.3048  # international foot, exact since 1 July 1959
MILE_M = 1609.344  # statute mile = 5280 international feet, exact
NAUTICAL_MILE_M = 1852.0  # international nautical mile, exact (Monaco 1929)
KNOT_MPS = NAUTICAL_MILE_M / 3600.0
FLIGHT_LEVEL_M = 100.0 * FOOT_M  # one level = 100 ft on the standard-pressure altimeter setting (1013.25 hPa)

Dimension = Literal["length", "duration", "speed", "angle", "altitude", "time", "count"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
SI_UNITS: Mapping[Dimension, str] = {
    "length": "m",
    "duration": "s",
    "speed": "m/s",
    "angle": "deg",
    "altitude": "m",
    "time": "s since 1970-01-01T00:00:00Z",
    "count": "1",
}

_LENGTH = {"m": 1.0, "km": 1000.0, "ft": FOOT_M, "mi": MILE_M, "NM": NAUTICAL_MILE_M}
_FACTORS: Mapping[Dimension, Mapping[str, float]] = {
    "length": _LENGTH,
    "altitude": {"m": 1.0, "km": 1000.0, "ft": FOOT_M},
    "duration": {"s": 1.0, "min": 60.0, "h": 3600.0},
    "speed": {"m/s": 1.0, "km/h": 1 / 3.6, "kt": KNOT_MPS, "mph": MILE_M / 3600.0},
    "angle": {"deg": 1.0},
}
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "m": ("m", "metre", "metres", "meter", "meters"),
    "km": ("km", "kilometre", "kilometres", "kilometer", "kilometers"),
    "ft": ("ft", "foot", "feet"),
    "mi": ("mi", "statute mile", "statute miles"),
    "NM": ("nm", "nmi", "nautical mile", "nautical miles"),
    "s": ("s", "sec", "second", "seconds"),
    "min": ("min", "minute", "minutes"),
    "h": ("h", "hr", "hour", "hours"),
    "m/s": ("m/s",),
    "km/h": ("km/h", "kph", "kmh"),
    "kt": ("kt", "kts", "kn", "knot", "knots"),
    "mph": ("mph",),
    "deg": ("deg", "degree", "degrees", "°"),
}
_UNIT_OF = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}

_MAX_TEXT = 200
_NUMBER = r"\d[\d., ' ’  ]*\d|\d"
_ABOUT = r"about|approximately|approx\.?|around|some|~"
_LEAD = re.compile(rf"^(?P<word>{_ABOUT}|at most|no more than|up to|at least)\s*", re.I | re.A)
_PART = re.compile(rf"(?P<number>[-−]?(?:{_NUMBER}))\s*(?P<unit>[^\d\s][^\d]*)?", re.A)
_RANGE = re.compile(rf"^(?:between\s+)?({_NUMBER})\s*(?:-|–|to|and)\s*({_NUMBER})\s*([^\d\s][^\d]*)$", re.I | re.A)
_ABOUT_CLOCK = re.compile(rf"^(?:{_ABOUT})\s*", re.I | re.A)
_NUMBERS = re.compile(rf"^(?:between\s+)?[-−]?(?:{_NUMBER})(?:\s*(?:-|–|to|and)\s*(?:{_NUMBER}))?", re.I | re.A)
_LEVEL = re.compile(r"^FL\s?(\d{2,3})$", re.I | re.A)
_CLOCK = re.compile(
    r"^(?:(?P<date>\d{4}-\d\d-\d\d)[T ])?(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?P<f>\.\d{1,6})?)?"
    r"\s*(?P<zone>[^\s].*)?$",
    re.A,
)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)", re.A)


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


def parse_offset(text: str) -> timezone:
    """The clock whose distance from UTC is written "+02:00". Raises :class:`FigureError`."""
    match = _OFFSET.fullmatch(text)
    minutes = 60 * int(match[2]) + int(match[3]) if match else 0
    if match is None or int(match[3]) > 59 or minutes > 14 * 60:
        raise FigureError(f"{text!r} is no offset from UTC; write it as +02:00 (between -14:00 and +14:00)")
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))


def dimensions_of(text: str) -> frozenset[Dimension]:
    """The dimensions a text can be read as; empty if it states no figure (a choice such as "even").

    Raises :class:`FigureError` for a number whose unit is not known.
    """
    stripped = " ".join(text.split())
    if _LEVEL.match(stripped):
        return frozenset({"altitude"})
    if _CLOCK.match(_ABOUT_CLOCK.sub("", stripped)):
        return frozenset({"time"})
    rest = _LEAD.sub("", stripped)
    if not re.search(r"\d", rest):
        return frozenset()
    name = re.match(r"\s*([^\d]*)", _NUMBERS.sub("", rest))
    given = name[1].strip() if name else ""
    if not given:
        return frozenset({"count"})
    _refuse_bare_mile(text, given)
    unit = _known_unit(given)
    if unit is None:
        known = ", ".join(_SPELLINGS)
        raise FigureError(f"'{given}' in '{text}' is no unit known here; use one of: {known}")
    return frozenset(dimension for dimension, factors in _FACTORS.items() if unit in factors)


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
    if not stripped or len(stripped) > _MAX_TEXT:
        wrong = "an empty text is no figure" if not stripped else f"a text of {len(text)} characters is no figure"
        raise FigureError(f"{wrong}; {_example(dimension)}")
    if dimension == "time":
        return _clock_time(text, stripped, on, clocks or {})
    level = _LEVEL.match(stripped)
    if level and dimension == "altitude":
        metres, half = int(level[1]) * FLIGHT_LEVEL_M, FLIGHT_LEVEL_M / 2
        return Figure(text, dimension, metres, Interval(metres - half, metres + half), "FL")
    lead = _LEAD.match(stripped)
    word = lead["word"].lower() if lead else ""
    body = stripped[lead.end() :] if lead else stripped
    between = _RANGE.match(body)
    if between:
        return _between(text, dimension, between)
    value, half, unit = _sum_of_parts(text, body, dimension, about=bool(word))
    low, high = value - half, value + half
    if word in ("at most", "no more than", "up to"):
        low = 0.0
    elif word == "at least":
        high = math.inf
    return _figure(text, dimension, value, low, high, unit)


def _figure(text: str, dimension: Dimension, value: float, low: float, high: float, unit: str) -> Figure:
    if dimension in ("length", "duration", "speed", "count"):
        if value < 0:
            raise FigureError(f"'{text}' is negative; a {dimension} is not: leave the sign out")
        low = max(low, 0.0)
    if dimension == "angle" and not 0 <= value <= 360:
        raise FigureError(f"'{text}' is no direction; write degrees from 0 to 360, clockwise from north")
    return Figure(text, dimension, value, Interval(low, high), unit)


def _between(text: str, dimension: Dimension, match: re.Match[str]) -> Figure:
    unit, factor = _unit(text, match[3], dimension)
    low, high = (_number(text, match[i])[0] * factor for i in (1, 2))
    if low > high:
        raise FigureError(f"'{text}' runs backwards; write the smaller end first")
    return _figure(text, dimension, (low + high) / 2, low, high, unit)


def _sum_of_parts(text: str, body: str, dimension: Dimension, *, about: bool) -> tuple[float, float, str]:
    """Value, half-width and last unit of "17 s" or "1 min 40 s"."""
    parts = list(_PART.finditer(body))
    if not parts or "".join(match[0] for match in parts).replace(" ", "") != body.replace(" ", ""):
        raise FigureError(f"'{text}' states no {dimension}; {_example(dimension)}")
    if len(parts) > 1 and dimension != "duration":
        raise FigureError(f"'{text}' has more than one number; {_example(dimension)}")
    value, half, unit, last_factor = 0.0, 0.0, "", math.inf
    for part in parts:
        number, half_width = _number(text, part["number"])
        if dimension == "duration" and not about:
            half_width = min(half_width, 0.5)
        unit, factor = _unit(text, part["unit"] or "", dimension)
        if factor >= last_factor:
            raise FigureError(f"'{text}' does not go from larger to smaller units; write it as 1 min 40 s")
        if dimension == "count" and not about:
            half_width = 0.0
        value, half, last_factor = value + number * factor, half_width * factor, factor
    return value, half, unit


def _unit(text: str, name: str, dimension: Dimension) -> tuple[str, float]:
    plain = _plain(name)
    if dimension == "count":
        if plain:
            raise FigureError(f"'{text}' has a unit ('{name.strip()}'); a count has none, write the bare number")
        return "1", 1.0
    _refuse_bare_mile(text, name)
    factors = _FACTORS[dimension]
    if not plain:
        raise FigureError(f"'{text}' has no unit; {_example(dimension)}")
    unit = _known_unit(name)
    if unit is None or unit not in factors:
        kind = f"a unit of {_kinds(unit)}, not of {dimension}" if unit else "no unit known here"
        raise FigureError(f"'{name.strip()}' in '{text}' is {kind}; use one of: {', '.join(factors)}")
    return unit, factors[unit]


def _known_unit(name: str) -> str | None:
    return None if name.strip() == "M" else _UNIT_OF.get(_plain(name))  # M: a mile, a Mach number, a slip for m


def _refuse_bare_mile(text: str, name: str) -> None:
    if _plain(name) in ("mile", "miles"):
        raise FigureError(
            f"'{text}' does not say which mile; write mi (statute, {MILE_M:,} m) or NM (nautical, "
            f"{NAUTICAL_MILE_M:,.0f} m), one reading each if the source leaves it open"
        )


def _kinds(unit: str) -> str:
    return " or ".join(dimension for dimension, factors in _FACTORS.items() if unit in factors)


def _plain(name: str) -> str:
    return " ".join(name.lower().rstrip(" .").split())


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


def _number(text: str, printed: str) -> tuple[float, float]:
    """Value of a printed number and half of its last significant place."""
    sign = -1.0 if printed[0] in "-−" else 1.0
    digits = re.sub(r"(?<=\d)[ ' ’  ](?=\d{3}(?:\D|$))", ",", printed.lstrip("-−").strip())
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits) or re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", digits):
        digits = digits.replace(",", "") if "," in digits else digits.replace(".", "")
    elif re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits):
        raise FigureError(
            f"'{printed}' in '{text}' is a decimal or a number of thousands; write "
            f"{digits.replace('.', ',')} for thousands, or the decimal in a smaller unit"
        )
    elif re.fullmatch(r"\d+,\d+", digits):
        digits = digits.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", digits):
        raise FigureError(f"'{printed}' in '{text}' is no number; write it as 1.36 or 19,000")
    whole, _, fraction = digits.partition(".")
    if fraction:
        place = 10.0 ** -len(fraction)
    elif whole.startswith("0") or not whole.strip("0"):
        place = 1.0
    else:
        place = 10.0 ** (len(whole) - len(whole.rstrip("0")))
    return sign * float(digits), place / 2


def _clock_time(text: str, stripped: str, on: date | None, clocks: Mapping[str, str]) -> Figure:
    about = _ABOUT_CLOCK.match(stripped)
    match = _CLOCK.match(stripped[about.end() :] if about else stripped)
    names = ", ".join(["Z", "an offset such as +02:00", *clocks])
    if match is None:
        raise FigureError(f"'{text}' is no clock time; write it as 07:24:05Z, or 09:24:05 and a clock: {names}")
    name = match["zone"]
    if name is None:
        raise FigureError(f"'{text}' does not say by which clock; add one of: {names}")
    if name in clocks:
        clock = parse_offset(clocks[name])
    elif name.upper() in ("Z", "UTC"):
        clock = UTC
    elif _OFFSET.match(name):
        clock = parse_offset(name)
    else:
        raise FigureError(f"'{name}' in '{text}' is no known clock; use one of: {names}")
    hour, minute, second = int(match["h"]), int(match["m"]), int(match["s"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise FigureError(f"'{text}' is no time of day; hours run to 23, minutes and seconds to 59")
    day = on
    if match["date"]:
        try:
            day = date.fromisoformat(match["date"])
        except ValueError:
            raise FigureError(f"'{text}' has no real date; write it as 2015-11-24T07:24:05Z") from None
    if day is None:
        raise FigureError(f"'{text}' has no date; write it as 2015-11-24T07:24:05Z")
    instant = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=clock).timestamp()
    fraction = match["f"] or ""
    step = 10.0 ** -(len(fraction) - 1) if fraction else (1.0 if match["s"] else 60.0)
    if about and not match["s"] and minute % 10 == 0:
        step = 600.0
    instant += float(fraction or 0.0)
    return Figure(text, "time", instant, Interval(instant - step / 2, instant + step), name)
