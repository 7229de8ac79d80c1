"""GeoParquet 1.1: one table of fixes as points in CRS84, heights in columns that name their reference."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.export import ExportDocument, altitude_column, plain_text
from geodata.writing.cut import span
from geodata.writing.rows import Rows, rows_of
from geodata.writing.told import fixes_only, straight_lines, tracks_to_write

__all__ = ["losses", "write"]


def write(document: ExportDocument) -> bytes:
    """The fixes as GeoParquet. Raises :class:`~geodata.errors.NothingToExportError` without tracks."""
    tracks = tracks_to_write(document, "Parquet")
    wanted = dict.fromkeys([*document.row_properties, *(name for track in tracks for name in track.properties)])
    rows = rows_of(tracks, tuple(wanted))
    columns: dict[str, pa.Array] = {
        "track": _texts(rows.track),
        "name": _texts(rows.name),
        "fix": pa.array(rows.fix, pa.int32()),
    }
    if rows.timed:
        columns["time"] = pa.array(rows.times, pa.timestamp("us", tz="UTC"))
    columns |= {"lon": pa.array(rows.lon_deg), "lat": pa.array(rows.lat_deg)}
    for reference, values in rows.alt_m.items():
        columns[altitude_column(reference)] = pa.array(values, mask=np.isnan(values))
    for name, held in rows.properties.items():
        if (name := plain_text(name)) not in columns:
            numbers = all(isinstance(value, int | float) for value in held if value is not None)
            columns[name] = pa.array(held, pa.float64()) if numbers else _texts(held)
    columns["geometry"] = pa.array(shapely.to_wkb(shapely.points(rows.lon_deg, rows.lat_deg)), pa.binary())
    table = pa.table(columns).replace_schema_metadata(_metadata(document, rows))
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd")
    written: bytes = out.getvalue().to_pybytes()
    return written


def losses(document: ExportDocument) -> tuple[str, ...]:
    """What a table of fixes cannot carry: points and zones."""
    return (*fixes_only(document, "Parquet"), *straight_lines(document.tracks))


def _texts(values: list[str] | list[str | int | float | None]) -> pa.Array:
    return pa.array([None if value is None else plain_text(value) for value in values], pa.string())


def _metadata(document: ExportDocument, rows: Rows) -> dict[str, str]:
    west, east = span((lon, lon) for lon in rows.lon_deg.tolist())
    geometry = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "bbox": [west, float(rows.lat_deg.min()), east, float(rows.lat_deg.max())],
    }  # no "crs": longitude and latitude on WGS84 (OGC:CRS84)
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
    return {
        "geo": json.dumps(geo),
        "title": plain_text(document.title),
        "description": plain_text(document.description),
        "credits": plain_text("\n".join(document.credits)),
        "generator": plain_text(document.generator),
    }
