"""Track files in, plain arrays out: CSV, GeoJSON, Moving Features JSON, GPX, KML, KMZ, IGC, Parquet.

Longitudes and latitudes are WGS84 degrees, altitudes metres with what they are counted from, times instants with ``Z``
or an offset from UTC. What each format holds stands in its module of :mod:`geodata.reading` and in ``docs/formats.md``.

A file is used whole or refused whole: :class:`~geodata.errors.TrackFileError` lists what is wrong with it,
where, and what would be right. Nothing in it is trusted (:mod:`geodata.guard`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from geodata.altitude import ORDER, AltitudeReference
from geodata.basis import Basis
from geodata.fixes import ABSENT, GIVEN, MAX_FIXES, MAX_SHOWN, Columns, Faults, moment, shown, utc
from geodata.guard import MAX_BYTES, MAX_NAME, MAX_TRACKS, checked_bytes, checked_tracks
from geodata.reading.csvfile import read_csv
from geodata.reading.gpx import read_gpx
from geodata.reading.igc import read_igc
from geodata.reading.jsonfile import read_json
from geodata.reading.kml import read_kml, read_kmz
from geodata.reading.parquet import read_parquet
from geodata.reading.source import Source

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_FIXES",
    "MAX_SHOWN",
    "MAX_TRACKS",
    "WITH_COLUMNS",
    "TrackData",
    "is_track_file",
    "read",
    "read_all",
]

FORMATS: dict[str, Callable[[Source], list[Columns]]] = {
    ".csv": read_csv,
    ".geojson": read_json,
    ".geoparquet": read_parquet,
    ".gpx": read_gpx,
    ".igc": read_igc,
    ".json": read_json,
    ".kml": read_kml,
    ".kmz": read_kmz,
    ".mfjson": read_json,
    ".parquet": read_parquet,
}
"""The reader of each file name ending, lower case."""

WITH_COLUMNS = (".csv", ".parquet", ".geoparquet")
"""Endings of files whose columns can be named."""


@dataclass(frozen=True, slots=True, eq=False)
class TrackData:
    """The fixes of one track, in the order of the file.

    ``start`` is the UTC time of the first fix and ``t_s`` the seconds since then, strictly increasing and
    exact to the microsecond; both are ``None`` for a track without times. ``lon_deg`` lies in [-180, 180].
    ``alt_m`` is metres in ``altitude_reference``; both are ``None`` for a track without altitudes. Where a file has
    several altitudes, ``alt_m`` is the first in :data:`geodata.altitude.ORDER`, and ``other_altitudes`` keeps the
    others, metres, NaN where a fix has none. All arrays have shape (n,), n >= 1, and are read-only. ``notes`` says in
    words what of the file was not used; ``basis`` is how the track came to be, where the file says it.
    """

    name: str
    start: datetime | None
    t_s: NDArray[np.float64] | None
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    alt_m: NDArray[np.float64] | None
    source: str
    altitude_reference: AltitudeReference | None = None
    other_altitudes: Mapping[AltitudeReference, NDArray[np.float64]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    notes: tuple[str, ...] = ()
    basis: Basis | None = None


def is_track_file(path: str | Path) -> bool:
    """Whether the ending of a file name is one that is read as a track."""
    return Path(path).suffix.lower() in FORMATS


def read(path: str | Path, columns: Mapping[str, str] | None = None) -> TrackData:
    """Read a file that holds one track; its ending says which format it is.

    ``columns`` names the column of a CSV or Parquet file for a field of :data:`geodata.reading.named.FIELDS`.
    Raises :class:`~geodata.errors.TrackFileError` for a file that is missing, too large, or broken, or holds
    several tracks.
    """
    tracks = read_all(path, columns)
    if len(tracks) > 1:
        names = ", ".join(shown(track.name) for track in tracks[:_MOST_NAMED])
        more = f" and {len(tracks) - _MOST_NAMED} more" if len(tracks) > _MOST_NAMED else ""
        wrong = f"{len(tracks)} tracks: {names}{more}"
        raise Faults(str(path)).stop(wrong, "one track is wanted here: keep one in the file")
    return tracks[0]


def read_all(path: str | Path, columns: Mapping[str, str] | None = None) -> tuple[TrackData, ...]:
    """Read every track of a file, at least one; its ending says which format it is.

    A track alone in its file is called by the file's stem; others by their own name, or stem and number.
    ``columns`` as for :func:`read`. Raises :class:`~geodata.errors.TrackFileError` for a file that is missing, too
    large, or broken.
    """
    path = Path(path)
    faults = Faults(str(path))
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise faults.stop("not a track by its file name ending", f"tracks end in {', '.join(FORMATS)}")
    if columns and ending not in WITH_COLUMNS:
        raise faults.stop("columns are named for a file that has none", "--column is for CSV and Parquet")
    source = Source(path, checked_bytes(path, faults), faults, columns or {})
    found = FORMATS[ending](source)
    checked_tracks(len(found), faults)
    kept = [_checked(each) for each in found]
    if faults:
        raise faults.error()
    names = _names([each.name for each in found], path.stem)
    return tuple(_track_data(*each, str(path)) for each in zip(found, kept, names, strict=True))


_MOST_NAMED = 12


def _names(stated: list[str | None], stem: str) -> list[str]:
    """One name for each track, each once."""
    if len(stated) == 1:
        return [stem]
    names: dict[str, None] = {}
    for number, name in enumerate(stated, 1):
        own = " ".join((name or "").split())[:MAX_NAME] or f"{stem} {number}"
        again = 2
        unique = own
        while unique in names:
            unique, again = f"{own} ({again})", again + 1
        names[unique] = None
    return list(names)


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
    others = (values[i : i + 1] + values[j : j + 1] for values in columns.others.values() if len(values) > j)
    same_others = all(a == b or (a != a and b != b) for a, b in others)
    return turn in (0.0, 360.0) and columns.lat[i] == columns.lat[j] and same_altitude and same_others


def _track_data(columns: Columns, kept: NDArray[np.bool_], name: str, source: str) -> TrackData:
    def array(values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        chosen = np.asarray(values, dtype=np.float64)[kept]
        chosen.flags.writeable = False
        return chosen

    start = t_s = None
    if columns.time_state[0] == GIVEN:
        time = np.asarray(columns.time, dtype=np.int64)
        start = moment(int(time[0]))
        t_s = array((time - time[0]) / 1e6)
    heights: dict[AltitudeReference, NDArray[np.float64]] = {}
    if columns.alt_state[0] == GIVEN:
        heights[columns.reference] = array(columns.alt)
    for reference, values in columns.others.items():
        padded = values + [math.nan] * (len(columns.at) - len(values))
        if not np.isnan(padded).all():
            heights.setdefault(reference, array(padded))
    chosen = next((each for each in ORDER if each in heights and not np.isnan(heights[each]).any()), None)
    alt_m = None if chosen is None else heights.pop(chosen)
    others = MappingProxyType(heights)
    notes = tuple(dict.fromkeys(columns.notes))
    lon_deg, lat_deg = array(columns.lon), array(columns.lat)
    return TrackData(name, start, t_s, lon_deg, lat_deg, alt_m, source, chosen, others, notes, columns.basis)
