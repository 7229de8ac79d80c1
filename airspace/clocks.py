"""Times of day as people print them, by a named clock, read into instants.

"09:24:05 local", "09.24.05 local", "0924Z", "07:24 GMT", "9:24 a.m. local", "9h24 local", "07:24:05 UTC+2" and
"2015-11-24T07:24:05Z". Every time names its clock: Z (UTC, GMT), an offset from UTC, or one of the file's clocks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from airspace.errors import FigureError
from airspace.nearest import closest
from airspace.unitnames import lead_pattern

__all__ = ["Clock", "looks_like_a_time", "parse_offset", "read_clock", "read_clocks"]

_ABOUT = re.compile(rf"^(?:{lead_pattern('about')}) ?(?=[0-9])", re.I)
_TIME = (
    r"(?:(?P<date{n}>\d{{4}}-\d\d-\d\d)[T ])?"
    r"(?:(?P<h{n}>\d{{1,2}})(?P<sep{n}>[:.])(?P<m{n}>\d\d)(?:(?P=sep{n})(?P<s{n}>\d\d)(?P<f{n}>\.\d{{1,6}})?)?"
    r"|(?P<hh{n}>\d{{1,2}}) ?h ?(?P<hm{n}>\d\d)(?: ?m(?:in)?(?![a-z]))?(?: ?(?P<hs{n}>\d\d)(?: ?s(?![a-z]))?)?"
    r"|(?P<ch{n}>\d\d)(?P<cm{n}>\d\d)(?P<cs{n}>\d\d)?)"
    r" ?(?P<half{n}>[ap]\.? ?m\b\.?)?"
)
_ZONE = r"(?: ?(?:hours|hrs)\b)? ?(?P<zone>[^\s\d:.,].*|[+-]\d.*)?"
_CLOCK = re.compile(f"^{_TIME.format(n=1)}{_ZONE}$", re.I | re.A)
_CLOCKS = re.compile(
    f"^(?:between |from )?{_TIME.format(n=1)} ?(?:-|–|—|to|and|until) ?{_TIME.format(n=2)}{_ZONE}$", re.I | re.A
)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)", re.A)
_LOOSE_OFFSET = re.compile(r"(?:UTC|GMT) ?([+-−]) ?(\d{1,2})(?::?(\d\d))?", re.I | re.A)
_UTC_NAMES = ("z", "utc", "gmt", "zulu")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as printed: instant in seconds since 1970-01-01T00:00:00Z, the step it is printed to, its clock.

    ``plain`` is how it is written without doubt, in 24 hours and with its clock.
    """

    instant_s: float
    step_s: float
    zone: str
    plain: str


def parse_offset(text: str) -> timezone:
    """The clock whose distance from UTC is written "+02:00". Raises :class:`FigureError`."""
    match = _OFFSET.fullmatch(text)
    minutes = 60 * int(match[2]) + int(match[3]) if match else 0
    if match is None or int(match[3]) > 59 or minutes > 14 * 60:
        raise FigureError(f"{text!r} is no offset from UTC; write it as +02:00 (between -14:00 and +14:00)")
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))


def looks_like_a_time(text: str, clocks: Collection[str] = ()) -> bool:
    """Whether a text is a time of day; one printed without a colon is, if it names a clock that is known."""
    body = _ABOUT.sub("", text)
    spans = _CLOCKS.match(body)
    match = spans if spans and spans["zone"] else _CLOCK.match(body) or spans
    if match is None:
        return False
    known = match["zone"] is not None and _named(match["zone"], dict.fromkeys(clocks, "+00:00")) is not None
    return match["sep1"] == ":" or bool(match["date1"]) or known or match["half1"] is not None


def read_clock(text: str, on: date | None, clocks: Mapping[str, str]) -> Clock:
    """A time of day on a day, unless it carries its own. Raises :class:`FigureError`."""
    about = _ABOUT.match(text)
    match = _CLOCK.match(text[about.end() :] if about else text)
    if match is None:
        names = _names(clocks)
        raise FigureError(f"'{text}' is no clock time; write it as 07:24:05Z, or 09:24:05 and a clock: {names}")
    return _clock(text, match, 1, on, clocks, about=bool(about))


def read_clocks(text: str, on: date | None, clocks: Mapping[str, str]) -> tuple[Clock, Clock] | None:
    """The two ends of "between 09:20 and 09:24 local"; None if it is no such span. Raises :class:`FigureError`."""
    match = _CLOCKS.match(text)
    if match is None or (match["zone"] is None and _CLOCK.match(text)):  # "09:24-03:00" is one time and its offset
        return None
    begin, end = (_clock(text, match, n, on, clocks, about=False) for n in (1, 2))
    if begin.instant_s > end.instant_s:
        raise FigureError(f"'{text}' runs backwards; give each time its date, as 2015-11-24 23:58")
    return begin, end


def _names(clocks: Collection[str]) -> str:
    return ", ".join(["Z", "an offset such as +02:00", *clocks])


def _named(name: str, clocks: Mapping[str, str]) -> tuple[str, timezone] | None:
    """The clock of a name as it is written in a file, and its distance from UTC; None if it is not known."""
    if name in clocks:
        return name, parse_offset(clocks[name])
    short = name.lower().strip("() ").removesuffix(" time")
    if short in _UTC_NAMES:
        return "Z", UTC
    if _OFFSET.fullmatch(name):
        return name, parse_offset(name)
    if short in clocks:
        return short, parse_offset(clocks[short])
    if loose := _LOOSE_OFFSET.fullmatch(short):
        written = f"{'+' if loose[1] == '+' else '-'}{int(loose[2]):02d}:{loose[3] or '00'}"
        return written, parse_offset(written)
    return None


def _clock(
    text: str, match: re.Match[str], n: int, on: date | None, clocks: Mapping[str, str], *, about: bool
) -> Clock:
    name = match["zone"]
    if name is None:
        raise FigureError(f"'{text}' does not say by which clock; add one of: {_names(clocks)}")
    named = _named(name, clocks)
    if named is None:
        close = closest(name, [*_UTC_NAMES, *clocks])
        hint = f"did you mean '{close}'? " if close else ""
        raise FigureError(
            f"'{name}' in '{text}' is no known clock; {hint}use one of: {_names(clocks)}; "
            f"or give '{name}' its offset under 'clocks'"
        )
    hour, minute, second = _digits(text, match, n)
    day = _day(text, match[f"date{n}"], on)
    seconds, fraction = int(second or 0), match[f"f{n}"] or ""
    instant = datetime(day.year, day.month, day.day, hour, minute, seconds, tzinfo=named[1]).timestamp()
    step = 10.0 ** -(len(fraction) - 1) if fraction else (1.0 if second else 60.0)
    if about and not second and minute % 10 == 0:
        step = 600.0
    printed = f"{hour:02d}:{minute:02d}{f':{seconds:02d}' if second else ''}{fraction}"
    dated = f"{match[f'date{n}']} " if match[f"date{n}"] else ""
    gap = "" if named[0] == "Z" else " "
    plain = f"{'about ' if about else ''}{dated}{printed}{gap}{named[0]}"
    return Clock(instant + float(fraction or 0.0), step, named[0] if named[0] in clocks else name, plain)


def _digits(text: str, match: re.Match[str], n: int) -> tuple[int, int, str | None]:
    """Hour of 24, minute and, if printed, second of a time of day."""
    hours, minutes, second = next(
        (match[f"{way}h{n}"], match[f"{way}m{n}"], match[f"{way}s{n}"])
        for way in ("", "h", "c")
        if match[f"{way}h{n}"] is not None
    )
    hour, minute = int(hours), int(minutes)
    if half := match[f"half{n}"]:
        if not 1 <= hour <= 12:
            raise FigureError(f"'{text}' is no time of day; before '{half.strip()}' hours run from 1 to 12")
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        raise FigureError(f"'{text}' is no time of day; hours run to 23, minutes and seconds to 59")
    return hour, minute, second


def _day(text: str, written: str | None, on: date | None) -> date:
    try:
        day = date.fromisoformat(written) if written else on
    except ValueError:
        raise FigureError(f"'{text}' has no real date; write it as 2015-11-24T07:24:05Z") from None
    if day is None:
        raise FigureError(f"'{text}' has no date; write it as 2015-11-24T07:24:05Z")
    return day
