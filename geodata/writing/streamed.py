"""Tables written as they come, piece by piece, so that memory does not grow with rows: GeoParquet, CSV, GeoJSON.

A table may have one geometry, a column ``geometry`` of WKB in CRS84: the geometry of a GeoParquet file and of GeoJSON's
features; CSV leaves it out. Times are ISO 8601 in UTC with microseconds and Z where they are text. The same rows give
the same bytes, however they are cut into pieces.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import IO, Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.export import plain_text
from geodata.writing.table import cell

__all__ = ["GEOMETRY", "ROW_GROUP_ROWS", "TABLE_ENDINGS", "TableWriter", "table_writer"]

GEOMETRY = "geometry"
"""Name of the column that holds a geometry as WKB."""

ROW_GROUP_ROWS = 65_536
"""Rows of a row group of Parquet, and the most that are held while writing: some 20 MB of the widest table here."""

TABLE_ENDINGS = (".parquet", ".geoparquet", ".csv", ".geojson")
"""Endings of files that a table can be written to."""


class TableWriter(Protocol):
    """Takes a table in pieces."""

    def write(self, piece: pa.Table) -> None:
        """Take more rows, of the schema given at the start."""

    def close(self) -> None:
        """Write what is still held and the end of the file; the stream stays open."""


def table_writer(ending: str, stream: IO[bytes], schema: pa.Schema, notes: Mapping[str, str]) -> TableWriter:
    """A writer for a file of that ending, one of :data:`TABLE_ENDINGS`.

    ``notes``: what is said of the whole table, such as credits; CSV has no room for it. All geometries are points or
    groups of points.
    """
    if ending in (".parquet", ".geoparquet"):
        return _Parquet(stream, schema, notes)
    return _GeoJson(stream, schema, notes) if ending == ".geojson" else _Csv(stream, schema)


class _Parquet:
    def __init__(self, stream: IO[bytes], schema: pa.Schema, notes: Mapping[str, str]) -> None:
        kept = {name: plain_text(note) for name, note in notes.items()}
        self._schema = schema.with_metadata(kept)
        self._writer = pq.ParquetWriter(stream, self._schema, compression="zstd")
        self._spatial = GEOMETRY in schema.names
        self._waiting: list[pa.Table] = []
        self._rows = 0
        self._box: tuple[float, float, float, float] | None = None

    def write(self, piece: pa.Table) -> None:
        self._waiting.append(piece)
        self._rows += piece.num_rows
        if self._spatial and piece.num_rows:
            points = shapely.get_coordinates(shapely.from_wkb(piece[GEOMETRY].to_numpy()))
            low, high = points.min(axis=0), points.max(axis=0)
            west, south, east, north = self._box or (*low, *high)
            self._box = (
                min(west, low[0]), min(south, low[1]), max(east, high[0]), max(north, high[1])
            )  # fmt: skip
        while self._rows >= ROW_GROUP_ROWS:
            self._flush(ROW_GROUP_ROWS)

    def _flush(self, rows: int) -> None:
        held = pa.concat_tables(self._waiting)
        self._writer.write_table(held.slice(0, rows).cast(self._schema).combine_chunks(), row_group_size=rows)
        rest = held.slice(rows).combine_chunks()  # its own memory: the piece can go
        self._waiting, self._rows = ([rest], rest.num_rows) if rest.num_rows else ([], 0)

    def close(self) -> None:
        if self._rows:
            self._flush(self._rows)
        if self._spatial:
            geometry: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["MultiPoint"]}
            if self._box is not None:
                geometry["bbox"] = [float(side) for side in self._box]
            geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: geometry}}
            self._writer.add_key_value_metadata({"geo": json.dumps(geo)})  # no "crs": OGC:CRS84
        self._writer.close()


class _Csv:
    def __init__(self, stream: IO[bytes], schema: pa.Schema) -> None:
        self._stream = stream
        self._names = [name for name in schema.names if name != GEOMETRY]
        self._put([self._names])

    def _put(self, rows: Sequence[Sequence[object]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self._stream.write(text.getvalue().encode("utf-8", "replace"))

    def write(self, piece: pa.Table) -> None:
        for batch in piece.select(self._names).to_batches(max_chunksize=ROW_GROUP_ROWS):
            columns = [_cells(batch.column(name)) for name in self._names]
            self._put(list(zip(*columns, strict=True)))

    def close(self) -> None:
        self._stream.flush()


def _cells(column: pa.Array) -> list[Any]:
    """Values as CSV has them; texts that a spreadsheet would run are made harmless."""
    values = _plain(column)
    if pa.types.is_string(column.type):
        known = {value: cell(value) for value in set(values)}
        return [known[value] for value in values]
    if pa.types.is_boolean(column.type):
        return [None if value is None else "true" if value else "false" for value in values]
    return values


class _GeoJson:
    def __init__(self, stream: IO[bytes], schema: pa.Schema, notes: Mapping[str, str]) -> None:
        self._stream = stream
        self._names = [name for name in schema.names if name != GEOMETRY]
        self._spatial = GEOMETRY in schema.names
        self._first = True
        head = {"type": "FeatureCollection", **{name: plain_text(note) for name, note in notes.items()}}
        self._put(f'{_text(head)[:-1]}, "features": [')

    def _put(self, text: str) -> None:
        self._stream.write(text.encode("utf-8", "replace"))

    def write(self, piece: pa.Table) -> None:
        for batch in piece.to_batches(max_chunksize=ROW_GROUP_ROWS):
            columns = [_values(batch.column(name)) for name in self._names]
            shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False)) if self._spatial else ()
            for at, row in enumerate(zip(*columns, strict=True)):
                geometry = shapely.geometry.mapping(shapes[at]) if self._spatial else None
                properties = dict(zip(self._names, row, strict=True))
                feature = {"type": "Feature", "geometry": geometry, "properties": properties}
                self._put(f"{'' if self._first else ','}\n{_text(feature)}")
                self._first = False

    def close(self) -> None:
        self._put("\n]}\n")
        self._stream.flush()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _values(column: pa.Array) -> list[Any]:
    values = _plain(column)
    if pa.types.is_string(column.type):
        known = {value: None if value is None else plain_text(value) for value in set(values)}
        return [known[value] for value in values]
    return values


def _plain(column: pa.Array) -> list[Any]:
    """Values as Python has them, times as text."""
    if not pa.types.is_timestamp(column.type):
        values: list[Any] = column.to_pylist()
        return values
    instants = column.cast(pa.int64()).fill_null(0).to_numpy().astype("datetime64[us]")
    texts = np.char.add(np.datetime_as_string(instants, unit="us"), "Z").tolist()
    return [text if known else None for text, known in zip(texts, column.is_valid().to_pylist(), strict=True)]
