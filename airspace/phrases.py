"""What a phrase can mean: every reading of a figure as a person wrote it, and each said back in a sentence.

"1,36 miles" is 1.36 statute miles or 1.36 nautical miles; "19.000 ft" nineteen thousand feet or nineteen; "09:24" a
time by any of the clocks of a file. :func:`understand` lists them all and prefers none. A comma before three digits
separates thousands ("19,000"), any other comma is a decimal one ("1,36"): these are read in one way only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from airspace.clocks import read_clock, read_clocks
from airspace.errors import FigureError
from airspace.printed import FLIGHT_LEVEL, Part, Printed, read_number, take_apart
from airspace.unitnames import (
    DIMENSIONS,
    LEADS,
    SPELLINGS,
    Dimension,
    is_bare_mile,
    known_unit,
    lead_pattern,
    times_thousand,
    without_datum,
)
from airspace.units import MAX_TEXT, Figure, dimensions_of, parse_figure

__all__ = ["Understood", "say", "understand"]

_WORDS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"), 1)},
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.I)
_THOUSANDS = re.compile(r"(?<![\d.,:])[1-9]\d{0,2}\.\d{3}(?![\d.,:])")
_TAILS = (
    (re.compile(r" or (?:more|over|above)$", re.I), "at least"),
    (re.compile(r" or (?:less|under)$", re.I), "at most"),
    (re.compile(r" or so$", re.I), "about"),
)
_BEFORE = re.compile(r"^(?:at|since|for|in|of|by|on) (?=(?:about |around |~)?\d)", re.I)
_THINGS = re.compile(
    r" (?:warnings?|times|aircraft|planes?|jets?|drones?|helicopters?|missiles?|rockets?|shots?|violations?|calls?)$",
    re.I,
)
_TOLD: Mapping[str, tuple[str, str]] = {
    "m": ("metre", "metres"), "km": ("kilometre", "kilometres"), "ft": ("foot", "feet"),
    "mi": ("statute mile", "statute miles"), "NM": ("nautical mile", "nautical miles"),
    "s": ("second", "seconds"), "min": ("minute", "minutes"), "h": ("hour", "hours"),
    "kt": ("knot", "knots"), "mph": ("mph", "mph"), "deg": ("degree", "degrees"),
}  # fmt: skip
_SI: Mapping[Dimension, str] = {
    "length": "m", "altitude": "m", "duration": "s", "speed": "m/s", "angle": "deg", "count": "", "time": "",
}  # fmt: skip


_WAYS = sorted((way for ways in SPELLINGS.values() for way in ways.split(", ")), key=len, reverse=True)
_UNIT = rf"(?:{'|'.join(map(re.escape, _WAYS))}|mil|mil[ei]s?|mille?s|мил[ьия]|meilen?)(?![\w/])"
_LEAD = "|".join(lead_pattern(lead) for lead in LEADS)
_DIGITS = r"\d[\d.,]*(?: \d{3})*"
_SPAN = rf"(?:{_DIGITS} ?(?:{_UNIT})? ?(?:-|–|—|to|and) ?)?{_DIGITS} ?{_UNIT}"
_WITHIN = re.compile(
    rf"(?<![\w.,])(?:(?:{_LEAD}) ?)?(?:(?:between|from) )?(?:{_SPAN}|(?:FL|flight level) ?\d{{2,3}})", re.I
)
_RIGHT = "give the number and its unit, such as '1.36 mi', '17 s' or '19,000 ft'"


@dataclass(frozen=True, slots=True)
class Understood:
    """One reading of a phrase.

    ``value`` is the figure written without doubt, as an incident file takes it; ``choice`` says in which way this
    reading differs from the others ("statute miles", "thousands", "by the clock 'local'"), and is empty where there are
    none. ``said_back`` is one English sentence with the value and its interval.
    """

    text: str
    value: str
    figure: Figure
    said_back: str
    choice: str = ""


def understand(
    text: str,
    on: date | None = None,
    clocks: Mapping[str, str] | None = None,
    dimension: Dimension | None = None,
) -> tuple[Understood, ...]:
    """Every possible reading of a phrase, each with its figure.

    ``on`` is the day of a time that names none, ``clocks`` the file's clocks with their offsets ("+02:00");
    ``dimension`` leaves only readings of that dimension. A length that can as well be an altitude is read as a length
    unless an altitude is asked for. A figure within other words ("8 miles off the coast") is found if it is the only
    one. Raises :class:`FigureError` with what would be right if the phrase has no reading.
    """
    phrase = _tidied(text, dimension)
    zones = clocks or {}
    try:
        return _readings(text, phrase, on, zones, dimension)
    except FigureError:
        within = _figures_within(phrase)
        if len(within) > 1:
            listed = "', '".join(within)
            raise FigureError(f"'{text}' states more than one figure; give one at a time: '{listed}'") from None
        if not within or within[0] == phrase:
            raise
    return _readings(text, within[0], on, zones, dimension)


def _readings(
    text: str, phrase: str, on: date | None, clocks: Mapping[str, str], dimension: Dimension | None
) -> tuple[Understood, ...]:
    found: dict[tuple[str, Dimension], Understood] = {}
    refused: FigureError | None = None
    for choices, candidate in _candidates(phrase, clocks, dimension):
        try:
            of = dimension or _dimension(candidate, clocks)
            figure = parse_figure(candidate, of, on=on, clocks=clocks)
            value = _without_doubt(candidate, of, on, clocks)
        except FigureError as error:
            refused = refused or error
            continue
        figure = Figure(text, figure.dimension, figure.value_si, figure.interval_si, figure.unit)
        found.setdefault((value, of), Understood(text, value, figure, say(value, figure), ", ".join(choices)))
    if not found:
        raise refused or FigureError(f"'{text}' states no figure; {_RIGHT}")
    return tuple(found.values())


def _figures_within(phrase: str) -> list[str]:
    """The figures with a unit that a phrase holds."""
    return [found[0].strip() for found in _WITHIN.finditer(phrase)]


def _tidied(text: str, dimension: Dimension | None) -> str:
    """The phrase in one line, number words as digits, without what stands around the figure."""
    phrase = " ".join(text.split()).strip(" \"'“”«»;,!?")
    if not phrase or len(phrase) > MAX_TEXT:
        what = "an empty phrase" if not phrase else f"a phrase of {len(text)} characters"
        raise FigureError(f"{what} states no figure; write the figure as it was printed, such as '1.36 miles'")
    phrase = re.sub(
        r"(?<=\d)-(?=(?:mile|km|kilomet|nautical|met|f[oe]o?t|second|minute|hour|deg))", " ", phrase, flags=re.I
    )
    if re.search(r"\bmach\b", phrase, re.I):
        raise FigureError(f"'{text}' is a Mach number, and no speed without the air's temperature; {_RIGHT}")
    if re.search(r"\bagl\b|\babove (?:the )?ground\b", phrase, re.I):
        raise FigureError(
            f"'{text}' is a height above ground, and the ground there is not known; give the height above sea level "
            "if a source has it"
        )
    if not re.search(r"\d", phrase):
        phrase = _WORD.sub(lambda word: str(_WORDS[word[0].lower()]), phrase, count=2)
    phrase = _BEFORE.sub("", phrase)
    for tail, lead in _TAILS:
        if tail.search(phrase):
            phrase = f"{lead} {tail.sub('', phrase)}"
    if dimension in (None, "count"):
        phrase = _THINGS.sub("", phrase)
    return phrase


def _candidates(
    phrase: str, clocks: Mapping[str, str], dimension: Dimension | None
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The phrase with each doubt settled in each way, and the words for the ways taken."""
    if (times := _clocked(phrase, clocks, dimension)) is not None:
        yield from times
        return
    numbers: list[tuple[tuple[str, ...], str]] = [((), phrase)]
    if _THOUSANDS.search(phrase):
        numbers = [
            (("thousands",), _THOUSANDS.sub(lambda number: number[0].replace(".", ","), phrase)),
            (("a decimal",), _THOUSANDS.sub(lambda number: f"0{number[0]}", phrase)),
        ]
    for choices, candidate in numbers:
        printed = take_apart(candidate)
        unit = times_thousand(printed.parts[-1].unit)[1] if printed else ""
        if not is_bare_mile(unit):
            yield choices, candidate
            continue
        for symbol in ("mi", "NM"):
            settled = re.sub(rf"\b{re.escape(unit.strip(' .'))}\b\.?", symbol, candidate)
            yield (*choices, _TOLD[symbol][1]), settled


def _clocked(
    phrase: str, clocks: Mapping[str, str], dimension: Dimension | None
) -> list[tuple[tuple[str, ...], str]] | None:
    """A time without a clock, by each of the clocks there are; None if the phrase is no such time."""
    if dimension not in (None, "time"):
        return None
    loose = dimension == "time"
    shape = r"\d{1,2}[:.]\d\d" if loose else r"(?:\d{1,2}:\d\d|0\d\.\d\d|\d{1,2}\.\d\d\.\d\d)"
    if not re.search(rf"{shape}|^\d{{4}}$" if loose else shape, phrase) and not re.search(
        r"\d ?[ap]\.? ?m\b", phrase, re.I
    ):
        return None
    day = date(2000, 1, 1)
    try:
        read_clocks(phrase, day, clocks) or read_clock(phrase, day, clocks)
    except FigureError as error:
        if "by which clock" not in str(error):
            return None
    else:
        return [((), phrase)]
    every = [*clocks, "Z"]
    return [((f"by the clock '{name}'" if name != "Z" else "in UTC",), f"{phrase} {name}") for name in every]


def _dimension(candidate: str, clocks: Mapping[str, str]) -> Dimension:
    known = dimensions_of(candidate, clocks)
    if not known:
        raise FigureError(f"'{candidate}' states no figure; {_RIGHT}")
    if "count" in known and re.search(r"\d[.,]\d{1,2}$", candidate):
        raise FigureError(f"'{candidate}' has no unit, and a count is a whole number; {_RIGHT}")
    return next(name for name in DIMENSIONS if name in known)


def _without_doubt(candidate: str, dimension: Dimension, on: date | None, clocks: Mapping[str, str]) -> str:
    """A figure as an incident file takes it, with its unit's symbol and English signs."""
    if dimension == "time":
        if span := read_clocks(candidate, on, clocks):
            begin, end = (clock.plain for clock in span)
            return f"between {begin.removesuffix(f' {span[0].zone}').removesuffix('Z')} and {end}"
        return read_clock(candidate, on, clocks).plain
    printed = take_apart(candidate)
    if printed is None:  # it was a figure a moment ago
        raise FigureError(f"'{candidate}' states no {dimension}; {_RIGHT}")
    return _plain(candidate, printed)


def _plain(text: str, printed: Printed) -> str:
    parts = [_part(text, part) for part in printed.parts]
    lead = f"{printed.lead} " if printed.lead else ""
    if not printed.is_range:
        return lead + " ".join(" ".join(filter(None, part)) for part in parts)
    (low, unit), (high, last) = parts
    if unit == last and not low.startswith(FLIGHT_LEVEL):
        return f"{lead}{low}-{high} {last}".rstrip()
    return f"{lead}between {low} {unit}".rstrip() + f" and {high} {last}".rstrip()


def _part(text: str, part: Part) -> tuple[str, str]:
    """Number and unit symbol of a part."""
    if part.unit == FLIGHT_LEVEL:
        return f"{FLIGHT_LEVEL}{part.number}", ""
    times, name = times_thousand(part.unit)
    number = read_number(text, part.number).plain
    unit = known_unit(without_datum(name)[0]) or ""
    if times == 1:
        return number, unit
    whole, _point, decimals = number.partition(".")
    if not decimals and not number.startswith("0"):
        return f"{number},000", unit
    if 0 < len(decimals) < 3 and decimals[-1] != "0" and whole.lstrip("0"):  # 19.5 thousand: to 50, as 19,500
        return f"{whole},{decimals.ljust(3, '0')}", unit
    return number, f"thousand {unit}".strip()


def say(value: str, figure: Figure) -> str:
    """A figure said back in one sentence: "1.36 statute miles = 2,189 m, as printed 2,181 to 2,197 m".

    ``value`` is the figure as an incident file takes it, :attr:`Understood.value`.
    """
    told = _told(value)
    low, high = figure.interval_si.low, figure.interval_si.high
    if figure.dimension == "time":
        day = f"{datetime.fromtimestamp(figure.value_si, UTC):%Y-%m-%d}"
        if value.startswith("between"):
            return f"{told} = {_moment(low)} to {_moment(high)} UTC on {day}"
        return f"{told} = {_moment(figure.value_si)} UTC on {day}, as printed {_moment(low)} to {_moment(high)} UTC"
    unit = _SI[figure.dimension]
    if low == high:
        exact = "an exact count" if figure.dimension == "count" else f"exactly {low:,g} {unit}"
        return f"{told}, {exact}"
    places = _places(low, high, figure.value_si)
    gap = " " if unit else ""
    middle, least, most = (f"{end:,.{places}f}" for end in (figure.value_si, low, high))
    printed = take_apart(value)
    lead = printed.lead if printed else None
    if math.isinf(high):
        least = f"{math.ceil(low):,}" if figure.dimension == "count" else least
        return f"{told} = {least}{gap}{unit} and more"
    if lead in ("at most", "less than"):
        return f"{told} = {least} to {most}{gap}{unit}"
    one = printed is None or len(printed.parts) == 1
    own_unit = figure.dimension in ("angle", "count") or known_unit(figure.unit) == unit
    if printed and printed.is_range:
        ends = "" if own_unit and printed.parts[0].unit == printed.parts[1].unit else f" = {least} to {most}{gap}{unit}"
        return f"{told}{ends}, the middle {middle}{gap}{unit}"
    head = told if one and own_unit else f"{told} = {middle}{gap}{unit}"
    return f"{head}, as printed {least} to {most}{gap}{unit}"


def _places(low: float, high: float, value: float) -> int:
    """Decimals that show the interval's ends to a fifth of its half-width, six at most."""
    half = (high - low) / 2 if math.isfinite(high) else value - low
    return 0 if half <= 0 else min(6, max(0, -math.floor(math.log10(half / 2) + 1e-9)))


def _told(value: str) -> str:
    """A figure with the names of its units in words, without the zero that marks a decimal."""
    value = re.sub(r"\b0(?=[1-9]\d*\.\d{3}\b)", "", value)
    printed = take_apart(value)
    if printed is None or not any(part.unit for part in printed.parts):
        return value
    if printed.parts[0].unit == FLIGHT_LEVEL:
        return re.sub(rf"\b{FLIGHT_LEVEL}(?=\d)", "flight level ", value)

    def name(found: re.Match[str]) -> str:
        one, many = _TOLD[found[2]]
        return f"{found[1]} {one if found[1] == '1' else many}"

    symbols = "|".join(symbol for symbol in SPELLINGS if symbol in _TOLD)
    return re.sub(rf"((?<![\d.,-])1|[\d.,]*\d|thousand) ({symbols})(?![\w/])", name, value)


def _moment(seconds: float) -> str:
    at = datetime.fromtimestamp(0, UTC) + timedelta(seconds=round(seconds, 3))
    fraction = f".{at.microsecond:06d}".rstrip("0") if at.microsecond else ""
    return f"{at:%H:%M:%S}{fraction}"
