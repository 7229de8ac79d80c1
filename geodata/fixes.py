"""Fixes on their way from a file to a track: every value checked, every fault noted, nothing dropped.

Each track format reads its file into :class:`Columns`; what a value must be is decided here, once for all.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from geodata.errors import Problem, TrackFileError

__all__ = [
    "ABSENT",
    "FAULTY",
    "GIVEN",
    "MAX_FIXES",
    "MAX_SHOWN",
    "BadValueError",
    "Columns",
    "Faults",
    "Place",
    "latitude",
    "longitude",
    "microseconds",
    "moment",
    "number",
    "shown",
    "utc",
]

MAX_FIXES = 1_000_000
"""Most fixes of one track."""
MAX_SHOWN = 20
"""Faults of one file that are listed; the rest are counted."""

ABSENT, GIVEN, FAULTY = 0, 1, 2
"""State of an optional value of a fix."""

_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxdict, _SHORT.maxstring, _SHORT.maxlong = 2, 4, 2, 48, 40

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

T = TypeVar("T", int, float)

Place = Callable[[int, str], tuple[int | None, str | None]]
"""Line and field in a file of a value of the fix ``at``: ``place(at, "lat")``."""


class BadValueError(Exception):
    """A value that cannot be used, on its way to the list of faults."""

    def __init__(self, wrong: str, right: str) -> None:
        self.wrong, self.right = wrong, right
        super().__init__(wrong)


class Faults:
    """The faults of one file: the first as problems, the others as a number."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._problems)

    @property
    def full(self) -> bool:
        """Whether further faults are only counted, so that their place need not be found."""
        return len(self._problems) >= MAX_SHOWN

    def add(self, wrong: str, right: str, line: int | None = None, where: str | None = None) -> None:
        """Note a fault: what is wrong, what would be right, at which line and field."""
        if self.full:
            self._more += 1
        else:
            self._problems.append(Problem(self._file, wrong, right, line=line, field=where))

    def error(self) -> TrackFileError:
        """The error that carries what was noted."""
        problems = sorted(self._problems, key=lambda problem: problem.line or 0)
        if self._more:
            more = f"... and {self._more} more"
            problems.append(Problem(self._file, more, f"the first {MAX_SHOWN} are listed"))
        return TrackFileError(problems)

    def stop(self, wrong: str, right: str, line: int | None = None, where: str | None = None) -> TrackFileError:
        """Note a fault after which nothing further can be read, and return the error to raise."""
        self.add(wrong, right, line, where)
        return self.error()


def shown(value: object) -> str:
    """A value as it may stand in a message: short, shallow and without control characters."""
    return _SHORT.repr(value)


def utc(microseconds: int) -> str:
    """ISO-8601 text of a time given as microseconds since 1970 UTC."""
    return moment(microseconds).isoformat().replace("+00:00", "Z")


def moment(microseconds: int) -> datetime:
    """The UTC time of microseconds since 1970 UTC."""
    return _EPOCH + microseconds * _MICROSECOND


def number(raw: object) -> float:
    """A finite number from text or from JSON."""
    try:
        if not isinstance(raw, str | int | float) or isinstance(raw, bool):
            raise TypeError
        if isinstance(raw, str) and "_" in raw:  # Python takes 1_000 for a number
            raise ValueError
        value = float(raw)
    except (TypeError, ValueError, OverflowError):
        raise BadValueError(f"{shown(raw)} is not a number", "write a number such as 36.0251") from None
    if not math.isfinite(value):
        raise BadValueError(f"{shown(raw)} is not a finite number", "leave out fixes without a position")
    return value


def longitude(raw: object) -> float:
    """A longitude in degrees, brought into [-180, 180]."""
    value = number(raw)
    if abs(value) > 360:
        raise BadValueError(f"longitude {value:g} is outside -360 to 360", "give degrees east")
    if abs(value) > 180:
        value -= math.copysign(360.0, value)
    return value


def latitude(raw: object) -> float:
    """A latitude in degrees."""
    value = number(raw)
    if abs(value) > 90:
        raise BadValueError(f"latitude {value:g} is outside -90 to 90", "give degrees north")
    return value


def microseconds(raw: object) -> int:
    """A stated time as whole microseconds since 1970 UTC."""
    example = "write it like 2015-11-24T07:24:05Z"
    if not isinstance(raw, str):
        raise BadValueError(f"{shown(raw)} is not text", example)
    try:
        stated = datetime.fromisoformat(raw.strip())
    except ValueError:
        raise BadValueError(f"{shown(raw)} is not an ISO-8601 time", example) from None
    if stated.tzinfo is None:
        right = "end it with Z or an offset such as +02:00"
        raise BadValueError(f"{shown(raw)} has no offset from UTC", right)
    if _finer_than_microseconds(raw):
        raise BadValueError(f"{shown(raw)} is finer than a microsecond", "round it to six decimals")
    try:
        return (stated.astimezone(UTC) - _EPOCH) // _MICROSECOND
    except OverflowError:
        raise BadValueError(f"{shown(raw)} is outside the years 1 to 9999", example) from None


def _finer_than_microseconds(text: str) -> bool:
    _, dot, rest = text.replace(",", ".").partition(".")
    digits = rest[: next((i for i, c in enumerate(rest) if not c.isdigit()), len(rest))]
    return bool(dot) and bool(digits[6:].strip("0"))


@dataclass(slots=True)
class Columns:
    """Fixes as they are read, faulty ones included, so that every fault is found in one pass.

    ``at`` is what ``place`` wants to find a fix again: a line, or an index.
    """

    faults: Faults
    place: Place
    at: list[int] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    alt: list[float] = field(default_factory=list)
    alt_state: list[int] = field(default_factory=list)
    time: list[int] = field(default_factory=list)
    time_state: list[int] = field(default_factory=list)

    def add(self, at: int, position: tuple[object, object, object] | None, time: object) -> None:
        """Add one fix: longitude, latitude and altitude, and its time.

        ``None`` or blank text stands for an altitude or a time that is not given; ``None`` for the whole
        position where the reader has noted that there is none.
        """
        self.at.append(at)
        lon_deg = lat_deg = alt_m = math.nan
        state = FAULTY
        if position is not None:
            lon_deg, _ = self._take(at, "lon", longitude, position[0], math.nan)
            lat_deg, _ = self._take(at, "lat", latitude, position[1], math.nan)
            alt_m, state = self._optional(at, "alt_m", number, position[2], math.nan)
        self.lon.append(lon_deg)
        self.lat.append(lat_deg)
        self.alt.append(alt_m)
        self.alt_state.append(state)
        when, state = self._optional(at, "time", microseconds, time, 0)
        self.time.append(when)
        self.time_state.append(state)

    def note(self, at: int, what: str, wrong: str, right: str) -> None:
        """Note a fault of a value of the fix ``at``."""
        line, where = (None, None) if self.faults.full else self.place(at, what)
        self.faults.add(wrong, right, line, where)

    def _optional(self, at: int, what: str, parse: Callable[[object], T], raw: object, bad: T) -> tuple[T, int]:
        return (bad, ABSENT) if raw is None or raw == "" else self._take(at, what, parse, raw, bad)

    def _take(self, at: int, what: str, parse: Callable[[object], T], raw: object, bad: T) -> tuple[T, int]:
        try:
            return parse(raw), GIVEN
        except BadValueError as fault:
            self.note(at, what, fault.wrong, fault.right)
            return bad, FAULTY
