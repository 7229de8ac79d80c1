"""Columns with names, as in CSV and Parquet: which column of a file is which field of a track.

A field is found under its own name, or under the name a user gives for it. Names that look alike are never guessed:
the error says what to type.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from geodata.altitude import ALTITUDE_FIELDS, ORDER, AltitudeReference
from geodata.fixes import Faults, microseconds, shown, unix_time

__all__ = ["FIELDS", "TIMES", "altitudes", "clock_of", "located", "time_field"]

TIMES = ("time", "time_unix_s", "time_unix_ms")
FIELDS = ("lon", "lat", *TIMES, *ALTITUDE_FIELDS, "track")
"""Fields of a track that a column can hold. Times are ISO-8601 text, or counted from 1970 UTC. ``track`` says which
track a fix belongs to; a column of numbers under that name, if no user named it, is a course and left alone."""

_ALIKE = {
    "lon": ("longitude", "long", "lng", "x", "lon_deg", "longitude_deg", "boylam"),
    "lat": ("latitude", "y", "lat_deg", "latitude_deg", "enlem"),
    "flight": ("flight_id", "callsign", "icao24", "icao", "hex", "ident", "mmsi"),
    "time": ("timestamp", "time_utc", "datetime", "ts", "date_time"),
}
_SEVERAL = ("flight",)
"""Fields for which each column that may be meant is suggested: a call sign and an address are different answers."""
_MOST_LISTED = 12
_MOST_LETTERS = 40
_HARMLESS = " _-.:/()[]"


def located(
    names: Sequence[str],
    mapped: Mapping[str, str],
    faults: Faults,
    line: int | None,
    point: bool = False,
    needed: Sequence[str] = (),
) -> dict[str, int]:
    """Where the fields of a track stand among the columns ``names`` of a file.

    ``mapped``: the column that a user named for a field. ``point``: whether a geometry column holds the positions, so
    that ``lon`` and ``lat`` need none. ``needed``: further fields that must be there; ``time`` is met by any of
    ``TIMES``. Times, and altitudes of one reference, that a user named stand in the place of others. Raises
    :class:`~geodata.errors.TrackFileError` where a column is not there or stands twice.
    """
    plain = [name.strip().lower() for name in names]
    found: dict[str, int] = {}
    by_user = {_one_of(field) for field in mapped}
    for field in dict.fromkeys((*FIELDS, *needed)):
        if field not in mapped and _one_of(field) in by_user:
            continue
        wanted = mapped.get(field, field).strip().lower()
        if plain.count(wanted) > 1:
            raise faults.stop(f"column '{_short(wanted)}' stands twice", "name each column once", line)
        if wanted in plain:
            found[field] = plain.index(wanted)
        elif field in mapped:
            wrong = f"no column {shown(mapped[field])} for '{field}' among {_listed(names)}"
            near = difflib.get_close_matches(wanted, plain, n=1, cutoff=0.5)
            faults.add(wrong, _option(field, names[plain.index(near[0])] if near else None), line)
    for name in (*(() if point else ("lon", "lat")), *needed):
        met = TIMES if name == "time" else (name,)
        if not any(field in found or field in mapped for field in met):
            right = " or ".join(_option(name, column) for column in _alike(name, names, plain))
            faults.add(
                f"no column '{name}' among {_listed(names)}", right.replace(" or name it so, or type", " or"), line
            )
    if faults:
        raise faults.error()
    _once(found, TIMES, faults, line)
    return found


def time_field(found: Mapping[str, int]) -> str | None:
    """The field that holds the times; ``None`` without times."""
    return next((field for field in TIMES if field in found), None)


def clock_of(field: str | None) -> Callable[[object], int]:
    """How the values of a field of times are read."""
    per_second = {"time_unix_s": 1, "time_unix_ms": 1000}.get(field or "")
    return microseconds if per_second is None else partial(unix_time, per_second=per_second)


def altitudes(found: Mapping[str, int], faults: Faults, line: int | None) -> list[tuple[AltitudeReference, str, float]]:
    """The altitudes of a file: reference, field and metres of one unit; the first is the altitude of the track.

    Raises :class:`~geodata.errors.TrackFileError` where one is given twice, in metres and in feet.
    """
    chosen = []
    for reference in ORDER:
        fields = [field for field, (of, _) in ALTITUDE_FIELDS.items() if of == reference and field in found]
        _once(found, fields, faults, line)
        chosen += [(reference, field, ALTITUDE_FIELDS[field][1]) for field in fields]
    return chosen


def _once(found: Mapping[str, int], fields: Sequence[str], faults: Faults, line: int | None) -> None:
    given = [field for field in fields if field in found]
    if len(given) > 1:
        right = f"leave one of the columns out, or say which is meant: --column {given[0]}={given[0]}"
        raise faults.stop(f"both '{given[0]}' and '{given[1]}' are given", right, line)


def _one_of(field: str) -> str:
    """What a field says of a fix, whatever its unit."""
    return "time" if field in TIMES else ALTITUDE_FIELDS[field][0] if field in ALTITUDE_FIELDS else field


def _alike(field: str, names: Sequence[str], plain: Sequence[str]) -> list[str | None]:
    """The columns that most likely hold a field, mostly one: for a suggestion, never for reading."""
    named: list[str | None] = [names[plain.index(name)] for name in _ALIKE[field] if name in plain]
    if named:
        return named if field in _SEVERAL else named[:1]
    near = difflib.get_close_matches(field, plain, n=1, cutoff=0.6)
    within = [name for name in plain if field in name]
    chosen = next(iter(near or within), None)
    return [None if chosen is None else names[plain.index(chosen)]]


def _option(field: str, column: str | None) -> str:
    """What to type; a name that a shell could read as more than a name is not repeated."""
    name = "" if column is None else column.strip()
    if not 0 < len(name) <= _MOST_LETTERS or any(not c.isalnum() and c not in _HARMLESS for c in name):
        return f"name it so, or say which column it is: --column {field}=COLUMN"
    typed = f"{field}={name}" if all(c.isalnum() or c in "_-." for c in name) else f"'{field}={name}'"
    return f"name it so, or type --column {typed}"


def _short(name: str) -> str:
    return shown(name)[1:-1]


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(shown(name.strip()) for name in names[:_MOST_LISTED])
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return f"{listed}{more}"
