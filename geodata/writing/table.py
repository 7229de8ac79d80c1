"""CSV: one table of fixes, with the columns that this program reads and the track of each fix.

``time``, ``lon``, ``lat``, a column of heights for each reference (``alt_m``, ``alt_baro_m``, ...), ``track`` with the
track's id, and the properties that the document wants in each row.
"""

from __future__ import annotations

import csv
import io
import math

from geodata.export import ExportDocument, altitude_column, clock_text, plain_text
from geodata.writing.rows import rows_of
from geodata.writing.told import counted, fixes_only, straight_lines, tracks_to_write

__all__ = ["cell", "losses", "write"]

_FORMULA = "=+-@\t"
"""A cell that begins with one of these is run by spreadsheets."""


def write(document: ExportDocument) -> bytes:
    """The fixes as UTF-8 CSV. Raises :class:`~geodata.errors.NothingToExportError` without tracks."""
    rows = rows_of(tracks_to_write(document, "CSV"), document.row_properties)
    columns: dict[str, list[str]] = {}
    if rows.timed:
        columns["time"] = ["" if time is None else clock_text(time) for time in rows.times]
    columns["lon"] = [repr(value) for value in rows.lon_deg.tolist()]
    columns["lat"] = [repr(value) for value in rows.lat_deg.tolist()]
    for reference, values in rows.alt_m.items():
        columns[altitude_column(reference)] = ["" if math.isnan(v) else repr(v) for v in values.tolist()]
    columns["track"] = [cell(value) for value in rows.track]
    columns |= {name: [cell(value) for value in values] for name, values in rows.properties.items()}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return out.getvalue().encode("utf-8", "replace")


def losses(document: ExportDocument) -> tuple[str, ...]:
    """What CSV cannot carry: all but fixes, and who is to be credited."""
    told = [*fixes_only(document, "CSV"), *straight_lines(document.tracks)]
    wanted = {name for track in document.tracks for name in track.properties} - set(document.row_properties)
    if wanted:
        told.append(
            f"names and {counted(len(wanted), 'property').replace('propertys', 'properties')} of tracks left out"
        )
    told += [f"no room for this credit, give it beside the file: {line}" for line in document.credits]
    return tuple(told)


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet runs as a formula; nothing for None."""
    text = "" if value is None else plain_text(value)
    return f"'{text}" if text.startswith(tuple(_FORMULA)) else text
