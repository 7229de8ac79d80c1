"""Tracks from CSV: a header row with ``lon``, ``lat`` and optionally ``time`` and ``alt_m``, in any order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from geodata.fixes import MAX_FIXES, Columns, Faults, shown

__all__ = ["read_csv"]

_COLUMNS = ("time", "lon", "lat", "alt_m")
_ALIKE = {
    "lon": ("longitude", "long", "lng", "x"),
    "lat": ("latitude", "y"),
}


def read_csv(text: str, faults: Faults) -> Columns:
    """Read the rows of a CSV text; WGS84 degrees and metres.

    Raises :class:`~geodata.errors.TrackFileError` where the header or the quoting leaves no row readable.
    """
    columns = Columns(faults, lambda at, what: (at, what))
    rows = _rows(text, faults)
    line, header = next(rows, (1, [""]))
    index = _header(header, line, faults)
    width = len(header)
    lon, lat, time, alt = index["lon"], index["lat"], index.get("time"), index.get("alt_m")
    for line, row in rows:
        if len(row) != width:
            faults.add(f"{len(row)} values in this row", f"the header has {width} columns", line)
        else:
            values = [value.strip() for value in row]
            alt_m = None if alt is None else values[alt]
            columns.add(line, (values[lon], values[lat], alt_m), None if time is None else values[time])
            if len(columns.at) > MAX_FIXES:
                raise faults.stop(f"more than {MAX_FIXES} fixes", "split the track or leave fixes out", line)
    return columns


def _rows(text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if any(value.strip() for value in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise faults.stop(f"the CSV breaks off: {error}", "close every quote", reader.line_num) from None


def _header(header: list[str], line: int, faults: Faults) -> dict[str, int]:
    """Where the columns of a track stand in a row."""
    names = [name.strip().lower() for name in header]
    for name in _COLUMNS:
        if names.count(name) > 1:
            raise faults.stop(f"column '{name}' stands twice", "name each column once", line)
    missing = [name for name in ("lon", "lat") if name not in names]
    if not missing:
        return {name: names.index(name) for name in _COLUMNS if name in names}
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            raise faults.stop(f"the columns are separated by {called}", "separate them by commas", line)
    for name in missing:
        alike = next((found for found in names if found in _ALIKE[name]), None)
        right = f"rename '{alike}' to '{name}'" if alike else "the first row names time,lon,lat,alt_m"
        faults.add(f"no column '{name}' in the header {shown(','.join(header))}", right, line)
    raise faults.error()
