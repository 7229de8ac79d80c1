"""Fixes on their way from a file to a track: every value checked, every fault noted, nothing dropped.

Each track format reads its file into :class:`Columns`; what a value must be is decided here, once for all.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from geodata.altitude import AltitudeReference
from geodata.basis import Basis
from geodata.errors import Problem, TrackFileError

__all__ = [
    "ABSENT",
    "FAULTY",
    "GIVEN",
    "MAX_COUNTED",
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
    "unix_time",
    "utc",
]

MAX_FIXES = 1_000_000
"""Most fixes of one track."""
MAX_SHOWN = 20
"""Faults of one file that are listed; the rest are counted."""
MAX_COUNTED = 10_000
"""Faults after which a file is read no further."""

ABSENT, GIVEN, FAULTY = 0, 1, 2
"""State of an optional value of a fix."""

_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxdict, _SHORT.maxstring, _SHORT.maxlong = 2, 4, 2, 48, 40

_NUMBERS = (str, float, int)  # and no kind of them: true is no number
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
_SHORTEST_FINE = len("20151124T072405.0000000")  # without its offset; times are written shorter mostly

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
        """Note a fault: what is wrong, what would be right, at which line and field.

        Raises :class:`~geodata.errors.TrackFileError` once there are more than ``MAX_COUNTED``.
        """
        if self.full:
            self._more += 1
            if self._more > MAX_COUNTED:
                raise self.error()
        else:
            self._problems.append(Problem(self._file, wrong, right, line=line, field=where))

    def error(self) -> TrackFileError:
        """The error that carries what was noted."""
        problems = sorted(self._problems, key=lambda problem: problem.line or 0)
        if self._more:
            more = f"... and {'at least ' if self._more > MAX_COUNTED else ''}{self._more} more"
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
        if type(raw) not in _NUMBERS or (type(raw) is str and "_" in raw):  # Python takes 1_000 for a number
            raise TypeError
        value = float(raw)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise BadValueError(f"{shown(raw)} is not a number", "write a number such as 36.0251") from None
    if not math.isfinite(value):
        raise BadValueError(f"{shown(raw)} is not a finite number", "leave out fixes without a position")
    return value


def longitude(raw: object) -> float:
    """A longitude in degrees, brought into [-180, 180]."""
    value = number(raw)
    if -180.0 <= value <= 180.0:
        return value
    if abs(value) > 360:
        raise BadValueError(f"longitude {value:g} is outside -360 to 360", "give degrees east")
    return value - math.copysign(360.0, value)


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
    if len(raw) > _SHORTEST_FINE and _finer_than_microseconds(raw):
        raise BadValueError(f"{shown(raw)} is finer than a microsecond", "round it to six decimals")
    count: int = (stated - _EPOCH) // _MICROSECOND
    if not _FIRST <= count <= _LAST:
        raise BadValueError(f"{shown(raw)} is outside the years 1 to 9999", example)
    return count


def unix_time(raw: object, per_second: int) -> int:
    """A time counted from 1970 UTC, ``per_second`` to the second, as whole microseconds since then."""
    example = "write it like 1448349845 in seconds or 1448349845000 in milliseconds since 1970 UTC"
    try:
        if not isinstance(raw, str | int | float) or isinstance(raw, bool) or "_" in (text := str(raw).strip()):
            raise ValueError
        if len(text) > 40:  # digits without end would be multiplied below
            raise ValueError
        exact = Decimal(text) * (1_000_000 // per_second)
        if not exact.is_finite() or abs(exact) > Decimal(10) ** 18:
            raise ValueError
    except (ValueError, ArithmeticError):
        raise BadValueError(f"{shown(raw)} is no time counted from 1970", example) from None
    whole = int(exact)
    if whole != exact:
        raise BadValueError(f"{shown(raw)} is finer than a microsecond", "round it to microseconds")
    try:
        moment(whole)
    except OverflowError:
        raise BadValueError(f"{shown(raw)} is outside the years 1 to 9999", example) from None
    return whole


def _finer_than_microseconds(text: str) -> bool:
    _, dot, rest = text.replace(",", ".").partition(".")
    digits = rest[: next((i for i, c in enumerate(rest) if not c.isdigit()), len(rest))]
    return bool(dot) and bool(digits[6:].strip("0"))


@dataclass(slots=True)
class Columns:
    """Fixes of one track as they are read, faulty ones included, so that every fault is found in one pass.

    ``at`` is what ``place`` wants to find a fix again: a line, or an index. ``alt`` is metres in ``reference``;
    ``others`` are further altitudes of the same fixes, metres, NaN where a fix has none. ``name`` is what the file
    calls the track, ``notes`` what a reader of it should know, in words. ``clock`` is how a time is read, ``basis``
    what the file says of how the track came to be.
    """

    faults: Faults
    place: Place
    name: str | None = None
    reference: AltitudeReference = "unstated"
    clock: Callable[[object], int] = microseconds
    basis: Basis | None = None
    notes: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    alt: list[float] = field(default_factory=list)
    alt_state: list[int] = field(default_factory=list)
    time: list[int] = field(default_factory=list)
    time_state: list[int] = field(default_factory=list)
    others: dict[AltitudeReference, list[float]] = field(default_factory=dict)

    def add(self, at: int, position: tuple[object, object, object] | None, time: object) -> None:
        """Add one fix: longitude, latitude and altitude, and its time.

        ``None`` or blank text stands for an altitude or a time that is not given; ``None`` for the whole
        position where the reader has noted that there is none.
        """
        self.at.append(at)
        try:  # nearly every fix is whole; the others are read again, value by value, to find all that is wrong
            if position is None:
                raise BadValueError("no position", "")
            lon, lat, alt = position
            lon_deg, lat_deg = longitude(lon), latitude(lat)
            alt_m, state = (math.nan, ABSENT) if alt is None or alt == "" else (number(alt), GIVEN)
            when, timed = (0, ABSENT) if time is None or time == "" else (self.clock(time), GIVEN)
        except BadValueError:
            lon_deg, lat_deg, alt_m, state, when, timed = self._faulty(at, position, time)
        self.lon.append(lon_deg)
        self.lat.append(lat_deg)
        self.alt.append(alt_m)
        self.alt_state.append(state)
        self.time.append(when)
        self.time_state.append(timed)

    def _faulty(
        self, at: int, position: tuple[object, object, object] | None, time: object
    ) -> tuple[float, float, float, int, int, int]:
        """A fix with something wrong in it: what of it can be read, every fault noted."""
        lon_deg = lat_deg = alt_m = math.nan
        state = FAULTY
        if position is not None:
            lon_deg, _ = self._take(at, "lon", longitude, position[0], math.nan)
            lat_deg, _ = self._take(at, "lat", latitude, position[1], math.nan)
            alt_m, state = self._optional(at, "alt_m", number, position[2], math.nan)
        when, timed = self._optional(at, "time", self.clock, time, 0)
        return lon_deg, lat_deg, alt_m, state, when, timed

    def add_other(self, at: int, reference: AltitudeReference, raw: object, called: str = "altitude") -> None:
        """Add a further altitude of the fix added last, metres; ``called`` is its field in the file."""
        values = self.others.setdefault(reference, [])
        values += [math.nan] * (len(self.at) - 1 - len(values))
        values.append(self._optional(at, called, number, raw, math.nan)[0])

    def bound(self, line: int | None = None) -> None:
        """Raise :class:`~geodata.errors.TrackFileError` if there are more fixes than are read."""
        if len(self.at) > MAX_FIXES:
            raise self.faults.stop(f"more than {MAX_FIXES} fixes", "split the track or leave fixes out", line)

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
