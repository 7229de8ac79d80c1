"""Tracks from CSV: a header row that names the columns, in any order; further columns are ignored."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from geodata.basis import basis_of
from geodata.fixes import BadValueError, Columns, Faults, number
from geodata.guard import MAX_COLUMNS, checked_lines, checked_tracks
from geodata.reading.named import altitudes, clock_of, located, time_field
from geodata.reading.source import Source

__all__ = ["read_csv"]


def read_csv(source: Source) -> list[Columns]:
    """Read the rows of a CSV file, as one track or as those that a column ``track`` names; WGS84 degrees and metres
    (or feet, where a column's name says so).

    Raises :class:`~geodata.errors.TrackFileError` where the header or the quoting leaves no row readable.
    """
    faults = source.faults
    checked_lines(source.raw, faults)
    rows = _rows(source.text, faults)
    line, header = next(rows, (1, [""]))
    if len(header) > MAX_COLUMNS:
        raise faults.stop(f"{len(header)} columns", f"a table has at most {MAX_COLUMNS}", line)
    _check_separator(header, line, faults)
    table = _Table(located(header, source.columns, faults, line), "track" in source.columns, line, faults)
    table.basis_at = next((at for at, name in enumerate(header) if name.strip().lower() == "basis"), None)
    width = len(header)
    for line, row in rows:
        if len(row) != width:
            faults.add(f"{len(row)} values in this row", f"the header has {width} columns", line)
        else:
            table.add(line, [value.strip() for value in row])
    return list(table.tracks.values()) or [table.begun(None)]


class _Table:
    """Rows on their way into columns."""

    def __init__(self, found: dict[str, int], named: bool, line: int, faults: Faults) -> None:
        self.faults, self.tracks = faults, dict[str | None, Columns]()
        when, heights = time_field(found), altitudes(found, faults, line)
        self._lon, self._lat = found["lon"], found["lat"]
        self._time = None if when is None else found[when]
        self._clock = clock_of(when)
        self._track, self._named = found.get("track"), named
        self._reference, alt, self._unit_m = heights[0] if heights else ("unstated", "alt_m", 1.0)
        self._alt = found.get(alt)
        self._others = [(reference, name, unit, found[name]) for reference, name, unit in heights[1:]]
        self._fields = {"time": when or "time", "alt_m": alt}
        self.basis_at: int | None = None

    def begun(self, name: str | None) -> Columns:
        """The columns of a further track."""
        columns = Columns(self.faults, lambda at, what: (at, self._fields.get(what, what)), name, clock=self._clock)
        columns.reference = self._reference
        self.tracks[name] = columns
        checked_tracks(len(self.tracks), self.faults)
        return columns

    def add(self, line: int, values: list[str]) -> None:
        """Add the fix of one row."""
        if self._track is not None and not self._named and not self.tracks and _is_number(values[self._track]):
            self._track = None
        name = None if self._track is None else values[self._track]
        columns = self.tracks.get(name) or self.begun(name)
        if self.basis_at is not None and columns.basis is None:
            columns.basis = basis_of(values[self.basis_at])
        altitude = None if self._alt is None else values[self._alt]
        position = (values[self._lon], values[self._lat], altitude)
        columns.add(line, position, None if self._time is None else values[self._time])
        columns.alt[-1] *= self._unit_m
        for reference, field, unit, at in self._others:
            columns.add_other(line, reference, values[at], field)
            columns.others[reference][-1] *= unit
        columns.bound(line)


def _is_number(text: str) -> bool:
    try:
        number(text or "0")
    except BadValueError:
        return False
    return True


def _rows(text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if any(value.strip() for value in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise faults.stop(f"the CSV breaks off: {error}", "close every quote", reader.line_num) from None


def _check_separator(header: list[str], line: int, faults: Faults) -> None:
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            raise faults.stop(f"the columns are separated by {called}", "separate them by commas", line)
