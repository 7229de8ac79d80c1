"""Track files: CSV and GeoJSON in, plain arrays out.

A CSV file has a header row with the columns ``lon`` and ``lat`` and, if known, ``time`` and ``alt_m``, in
any order; other columns are ignored. A GeoJSON file holds one LineString (with ``properties.times`` if times
are known) or Points (with ``properties.time``); the third coordinate is the altitude. Longitudes and
latitudes are WGS84 degrees, altitudes metres, times ISO-8601 with ``Z`` or an offset from UTC.

A file is used whole or refused whole: :class:`~geodata.errors.TrackFileError` lists what is wrong with it,
where, and what would be right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.fixes import ABSENT, GIVEN, MAX_FIXES, MAX_SHOWN, Columns, Faults, moment, utc
from geodata.tracks_csv import read_csv
from geodata.tracks_geojson import read_geojson

__all__ = ["FORMATS", "MAX_BYTES", "MAX_FIXES", "MAX_SHOWN", "TrackData", "is_track_file", "read"]

MAX_BYTES = 64 * 1024 * 1024
"""Largest track file that is read: a million fixes fit in it."""

FORMATS: dict[str, Callable[[str, Faults], Columns]] = {
    ".csv": read_csv,
    ".geojson": read_geojson,
    ".json": read_geojson,
}
"""The reader of each file name ending, lower case."""


@dataclass(frozen=True, slots=True, eq=False)
class TrackData:
    """The fixes of one track, in the order of the file.

    ``start`` is the UTC time of the first fix and ``t_s`` the seconds since then, strictly increasing and
    exact to the microsecond; both are ``None`` for a track without times. ``lon_deg`` lies in [-180, 180].
    ``alt_m`` is ``None`` for a track without altitudes. All arrays have shape (n,), n >= 1, and are
    read-only.
    """

    name: str
    start: datetime | None
    t_s: NDArray[np.float64] | None
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    alt_m: NDArray[np.float64] | None
    source: str


def is_track_file(path: str | Path) -> bool:
    """Whether the ending of a file name is one that is read as a track."""
    return Path(path).suffix.lower() in FORMATS


def read(path: str | Path) -> TrackData:
    """Read a track file; its ending says which format it is.

    Raises :class:`~geodata.errors.TrackFileError` for a file that is missing, too large, or broken.
    """
    path = Path(path)
    faults = Faults(str(path))
    text = _text(path, faults)
    columns = FORMATS[path.suffix.lower()](text, faults)
    kept = _checked(columns)
    if faults:
        raise faults.error()
    return _track_data(columns, kept, path)


def _text(path: Path, faults: Faults) -> str:
    """The text of a file, once it is known to be one."""
    if not is_track_file(path):
        raise faults.stop("not a track by its file name ending", f"tracks end in {', '.join(FORMATS)}")
    try:
        if not path.is_file():
            wrong = "not a regular file" if path.exists() else "no such file"
            raise faults.stop(wrong, "give the path of a CSV or GeoJSON track")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise faults.stop(f"cannot be read: {error.strerror}", "give a readable file") from error
    if len(raw) > MAX_BYTES:
        raise faults.stop(f"larger than {MAX_BYTES // 2**20} MiB", "split the track or leave fixes out")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise faults.stop("the text is UTF-16", "save it as UTF-8")
    if b"\0" in raw:
        raise faults.stop("holds binary data", "a track is UTF-8 text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise faults.stop(wrong, "save the file as UTF-8", line) from None
    if not text.strip():
        raise faults.stop("the file is empty", "a track has at least one fix")
    return text


def _checked(columns: Columns) -> NDArray[np.bool_]:
    """Note what is wrong between fixes; return which of them to keep (a fix given twice counts once)."""
    if not columns.at and not columns.faults:
        columns.faults.add("no fixes", "a track has at least one fix")
    _all_or_none(columns, "time", columns.time_state)
    _all_or_none(columns, "alt_m", columns.alt_state)
    kept = np.ones(len(columns.at), dtype=bool)
    timed = np.flatnonzero(np.asarray(columns.time_state) == GIVEN)
    time = np.asarray(columns.time, dtype=np.int64)
    step = np.diff(time[timed])
    for i in np.flatnonzero(step < 0):
        before, at = int(time[timed[i]]), timed[i + 1]
        wrong = f"goes backwards, from {utc(before)} to {utc(int(time[at]))}"
        columns.note(columns.at[at], "time", wrong, "order the fixes by time")
    for i in np.flatnonzero(step == 0):
        before, at = timed[i], timed[i + 1]
        if _same_place(columns, int(before), int(at)):
            kept[at] = False
        else:
            wrong = f"{utc(int(time[at]))} has a second, different position"
            columns.note(columns.at[at], "time", wrong, "give one position for each time")
    return kept


def _all_or_none(columns: Columns, what: str, states: list[int]) -> None:
    if GIVEN in states and ABSENT in states:
        for at in (at for at, state in zip(columns.at, states, strict=True) if state == ABSENT):
            columns.note(at, what, "missing here, given for other fixes", "give it for all fixes or for none")


def _same_place(columns: Columns, i: int, j: int) -> bool:
    turn = abs(columns.lon[i] - columns.lon[j])
    same_altitude = columns.alt[i] == columns.alt[j] or columns.alt_state[i] == columns.alt_state[j] == ABSENT
    return turn in (0.0, 360.0) and columns.lat[i] == columns.lat[j] and same_altitude


def _track_data(columns: Columns, kept: NDArray[np.bool_], path: Path) -> TrackData:
    def array(values: list[float]) -> NDArray[np.float64]:
        chosen = np.asarray(values, dtype=np.float64)[kept]
        chosen.flags.writeable = False
        return chosen

    start = t_s = None
    if columns.time_state[0] == GIVEN:
        time = np.asarray(columns.time, dtype=np.int64)
        start = moment(int(time[0]))
        t_s = array(((time - time[0]) / 1e6).tolist())
    alt_m = array(columns.alt) if columns.alt_state[0] == GIVEN else None
    return TrackData(path.stem, start, t_s, array(columns.lon), array(columns.lat), alt_m, str(path))
