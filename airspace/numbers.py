"""Numbers as a page or a sentence prints them: with their unit, rounded to what is known, never finer.

Every function takes SI and degrees. ``known_to`` is the size of the uncertainty in the same unit as the
value; the last digit printed is the place of its first digit. ``None`` and NaN print as "not available".
Signs between digits, units and words are those of the language spoken (:mod:`airspace.language`).
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from airspace.language import _, language, mark, n_, symbols
from airspace.unitnames import SPELLINGS, Lead, lead_pattern

__all__ = [
    "altitude",
    "bearing",
    "coordinates",
    "distance",
    "duration",
    "localised",
    "not_available",
    "number",
    "span",
    "speed",
    "unit_name",
    "utc",
]

_NBSP = "\u00a0"
_COMPASS: Final = (
    mark("north"), mark("north-northeast"), mark("northeast"), mark("east-northeast"),
    mark("east"), mark("east-southeast"), mark("southeast"), mark("south-southeast"),
    mark("south"), mark("south-southwest"), mark("southwest"), mark("west-southwest"),
    mark("west"), mark("west-northwest"), mark("northwest"), mark("north-northwest"),
)  # fmt: skip
_UNITS: Final = frozenset(
    {
        *(mark("m"), mark("km"), mark("mi"), mark("NM"), mark("ft"), mark("FL")),
        *(mark("s"), mark("min"), mark("h"), mark("ms")),
        *(mark("km/h"), mark("m/s"), mark("kt"), mark("mph")),
        *(mark("kg"), mark("t"), mark("g"), mark("deg"), mark("%"), mark("m\u00b2")),
    }
)
_M_PER_DEG = 100_000.0  # near enough to choose how many digits of a coordinate to print


def not_available() -> str:
    """What a page prints where no source gives a value."""
    return _("not available")


def number(value: float | None, known_to: float) -> str:
    """``value`` rounded to the decimal place of ``known_to``, thousands apart as the language has them."""
    if value is None or not math.isfinite(value):
        return not_available()
    if not known_to > 0 or not math.isfinite(known_to):
        raise ValueError(f"known_to must be a positive size, not {known_to!r}")
    exponent = math.floor(math.log10(known_to) + 1e-9)
    rounded = round(value, -exponent)
    text = _in_digits(f"{abs(rounded):,.{max(0, -exponent)}f}")
    return f"\u2212{text}" if rounded < 0 else text


def _in_digits(text: str) -> str:
    """A figure with English signs in the signs of the language spoken."""
    if language() == "en":
        return text
    group, point = symbols(language())
    return text.translate({ord(","): group, ord("."): point})


def unit_name(unit: str) -> str:
    """A unit as the language spoken writes it; one that is not known stays as it is."""
    return _(unit) if unit in _UNITS else unit


_FIGURE = re.compile(
    r"(?<![\w:.,-])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+)(?![\w:-])(?:([ \u00a0]?)([A-Za-z/%\u00b2]+)(?!\w))?"
)


_BETWEEN = re.compile(r"(?:between\s+)?(\d[\d.,]*)\s*(?:-|\u2013|to|and)\s*(\d[\d.,]*)\s*([A-Za-z/%]+)", re.I)
_TO = re.compile(r"(\d[\d.,]*) to (\d[\d.,]*)")
_ENDS = re.compile(r"(?:between|from) (\S*\d.*?) (?:and|to) (\S*\d.*)", re.I)
_CLOCK = re.compile(r"(\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:\u2013\d\d?:\d\d(?::\d\d)?)?) ([a-z][a-z-]*)")
_CLOCKS = re.compile(r"(?:between|from) (\d\d?:\d\d(?::\d\d)?) (?:and|to) (\d\d?:\d\d(?::\d\d)?)", re.I)
_LEADS: Final[tuple[tuple[Lead, str], ...]] = (
    ("about", mark("about {figure}")),
    ("at most", mark("at most {figure}")),
    ("at least", mark("at least {figure}")),
    ("more than", mark("more than {figure}")),
    ("less than", mark("less than {figure}")),
)
_LED: Final = tuple((re.compile(rf"(?:{lead_pattern(lead)})\s*(?=\d|FL\d)", re.I), told) for lead, told in _LEADS)
"""Words before a figure as stated (:mod:`airspace.units`)."""
_WRITTEN_OUT: Final = {way: unit for unit, ways in SPELLINGS.items() for way in ways.split(", ") if len(way) > 3}
_UNIT_WORDS = re.compile(
    rf"(?<=\d) ?({'|'.join(sorted(map(re.escape, _WRITTEN_OUT), key=len, reverse=True))})(?![\w/])", re.I
)


def localised(text: str) -> str:
    """A figure as stated, ``about 1,300 ft``, with its words, digits and units as the language spoken has them.

    In English it stays as it was printed. Times of day, dates and names are left alone.
    """
    if language() == "en":
        return text
    text = _UNIT_WORDS.sub(lambda found: f" {_WRITTEN_OUT.get(found[1].lower(), found[1])}", text)
    for lead, told in _LED:
        if found := lead.match(text):
            return _(told, figure=_localised(text[found.end() :], led=True))
    return _localised(text)


def _localised(text: str, *, led: bool = False) -> str:
    """A figure without a word before it; ``led``: one stands there, which in some languages bends the unit."""
    if text[:1] == "-" and text[1:2].isdigit():
        return f"\u2212{_localised(text[1:])}"
    if found := _BETWEEN.fullmatch(text):
        low, high, unit = found.groups()
        return f"{_in_digits(low)}\u2013{_figure(high, ' ', unit, led=led)}"
    text = _CLOCKS.sub("\\1\u2013\\2", text)
    if found := _ENDS.fullmatch(text):
        return f"{_localised(found[1], led=led)}\u2013{_localised(found[2], led=led)}"
    if found := _TO.fullmatch(text):
        return "\u2013".join(map(_in_digits, found.groups()))
    if found := _CLOCK.fullmatch(text):
        time, clock = found.groups()
        if clock == "local":
            return _("{time} local time", time=time)
        return _("{time} by the clock '{clock}'", time=time, clock=clock)
    return _FIGURE.sub(lambda match: _figure(match[1], match[2] or "", match[3] or "", led=led), text)


def _figure(digits: str, gap: str, unit: str, *, led: bool) -> str:
    """A figure in the language spoken, its unit in the form that goes with the figure."""
    told = _in_digits(digits)
    if unit == "%" and language() == "tr":
        return f"%{told}"
    if unit == "deg":
        return f"{told}{unit_name(unit)}"
    count = 0 if "." in digits else int(digits.replace(",", ""))
    of_part = "." in digits or (led and count == 1)
    count = 5 if led else count  # "not more than 2 miles" has the form that goes with five
    match unit:
        case "mi":
            name = _("of a mile") if of_part else n_("mile", "miles", count)
        case "NM":
            name = _("of a nautical mile") if of_part else n_("nautical mile", "nautical miles", count)
        case "ft":
            name = _("of a foot") if of_part else n_("foot", "feet", count)
        case _other:
            name = unit_name(unit)
    return f"{told}{gap}{name}"


def _with_unit(text: str, unit: str) -> str:
    if text == not_available():
        return text
    if unit == "%" and language() == "tr":
        return f"%{text}"
    return f"{text}{_NBSP}{unit_name(unit)}"


def distance(value_m: float | None, known_to_m: float = 1.0) -> str:
    """A length in metres below 10 km, else in kilometres."""
    if value_m is not None and abs(value_m) >= 10_000:
        return _with_unit(number(value_m / 1000, max(known_to_m, 10.0) / 1000), "km")
    return _with_unit(number(value_m, known_to_m), "m")


def bearing(azimuth_deg: float) -> str:
    """A direction from true north in whole degrees with its word of the compass, ``213° (south-southwest)``."""
    whole = round(azimuth_deg) % 360
    return f"{whole}° ({_(_COMPASS[round(whole / 22.5) % 16])})"


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
    if "\u2212" in "".join(ends):
        return _("{low} to {high}", low=ends[0], high=_with_unit(ends[1], unit))
    return _with_unit("\u2013".join(ends), unit)


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
        return f"{at + timedelta(seconds=30):%H:%M} UTC"  # a time of day looks the same in every language here
    decimals = min(6, max(0, -math.floor(math.log10(known_to_s) + 1e-9)))
    at += timedelta(seconds=0.5 * 10**-decimals)  # half a unit of the last digit, so that cutting rounds
    fraction = f".{at.microsecond:06d}"[: decimals + 1] if decimals else ""
    return f"{at:%H:%M:%S}{fraction} UTC"


def coordinates(lon_deg: float, lat_deg: float, known_to_m: float = 10.0) -> str:
    """A position in degrees, latitude first as people write it, with as many digits as are known."""
    size_deg = known_to_m / _M_PER_DEG
    lat, lon = (number(abs(angle), size_deg) for angle in (lat_deg, lon_deg))
    return f"{lat}°{_NBSP}{_('N') if lat_deg >= 0 else _('S')}, {lon}°{_NBSP}{_('E') if lon_deg >= 0 else _('W')}"
