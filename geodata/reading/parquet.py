"""Tracks from Parquet and GeoParquet: named columns as in CSV, or a column of Point geometries.

Times are timestamps with a zone, ISO-8601 text, or numbers counted from 1970 UTC. What a file holds is taken from its
metadata before a row is read: how many rows, how large the columns, and in which coordinate system.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from geodata.altitude import AltitudeReference
from geodata.basis import basis_of
from geodata.errors import TrackFileError
from geodata.fixes import MAX_FIXES, BadValueError, Columns, Faults, moment, shown
from geodata.guard import MAX_BYTES, MAX_COLUMNS, MAX_NAME, checked_tracks
from geodata.reading.named import altitudes, clock_of, located, time_field
from geodata.reading.source import Source

if TYPE_CHECKING:
    from pyarrow import DataType, Schema, Table
    from pyarrow.parquet import FileMetaData

__all__ = ["check_columns", "is_bytes", "point_column", "read_parquet", "unreadable"]

_WGS84: dict[tuple[str, str], AltitudeReference] = {
    ("OGC", "CRS84"): "unstated",
    ("OGC", "CRS84H"): "ellipsoid",
    ("EPSG", "4326"): "unstated",
    ("EPSG", "4979"): "ellipsoid",
}
"""Authority and code of longitude and latitude on WGS84, and what its heights are counted from."""
_MAX_GROUPS = 10_000
_MOST_UNPACKED = 4 * MAX_BYTES
"""Most bytes of all columns, unpacked: a million rows of thirty."""
_TEXT_BYTES = 4 * MAX_NAME
_POINT_TYPES = (0,)
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_GEOMETRY = "geometry"


def read_parquet(source: Source) -> list[Columns]:
    """Read the rows of a Parquet file, as one track or as those that a column ``track`` names; degrees and metres.

    Raises :class:`~geodata.errors.TrackFileError` where it is no Parquet, has too many rows, or lacks the columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    faults = source.faults
    if not source.raw.startswith(b"PAR1"):
        raise faults.stop("not Parquet by its first bytes", "write it with pandas, GeoPandas or GDAL")
    try:
        file = pq.ParquetFile(pa.BufferReader(source.raw))
        _check_size(file.metadata, faults)
        names = list(file.schema_arrow.names)
    except TrackFileError:
        raise
    except Exception as error:  # noqa: BLE001 - pyarrow raises many kinds on broken bytes
        raise unreadable(error, faults) from None
    geometry, reference = point_column(file.schema_arrow, faults)
    found = located(names, source.columns, faults, None, point=geometry is not None)
    if "lon" in found and "lat" in found:
        geometry = None
    of_basis = [
        each for each in names if each.strip().lower() == "basis" and is_bytes(file.schema_arrow.field(each).type)
    ]
    chosen = [names[at] for at in found.values()] + ([geometry] if geometry else []) + of_basis[:1]
    try:
        texts = [name for name in chosen if is_bytes(file.schema_arrow.field(name).type)]
        with pq.ParquetFile(pa.BufferReader(source.raw), read_dictionary=texts) as again:
            table = again.read(columns=list(dict.fromkeys(chosen)), use_threads=False)
            reader = _Reader(table, {field: names[at] for field, at in found.items()}, found, faults)
            reader.of_basis = of_basis[0] if of_basis else None
            return reader.tracks(geometry, reference, "track" in source.columns)
    except TrackFileError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        raise unreadable(error, faults) from None


def unreadable(error: Exception, faults: Faults) -> TrackFileError:
    """The error that says what pyarrow said of bytes it cannot read."""
    said = shown(" ".join(str(error).split())[:48])
    return faults.stop(f"no readable Parquet ({type(error).__name__}: {said})", "write the file again")


def check_columns(metadata: FileMetaData, faults: Faults, most_groups: int = _MAX_GROUPS) -> None:
    """Refuse a file of more columns or row groups than are read; :class:`~geodata.errors.TrackFileError`."""
    if metadata.num_columns > MAX_COLUMNS or metadata.num_row_groups > most_groups:
        wrong = f"{metadata.num_columns} columns in {metadata.num_row_groups} row groups"
        raise faults.stop(wrong, f"at most {MAX_COLUMNS} and {most_groups} are read")


def _check_size(metadata: FileMetaData, faults: Faults) -> None:
    check_columns(metadata, faults)
    groups = [
        metadata.row_group(i) for i in range(metadata.num_row_groups)
    ]  # of a broken column, pyarrow ends the process
    size = sum(max(group.total_byte_size, 0) for group in groups)
    if size > _MOST_UNPACKED:
        raise faults.stop(f"the rows unpack to {size} bytes", f"at most {_MOST_UNPACKED} are read: leave columns out")
    rows = max(metadata.num_rows, sum(group.num_rows for group in groups))
    if rows > MAX_FIXES:
        raise faults.stop(f"{rows} rows, more than {MAX_FIXES} fixes", "split the track or leave fixes out")


def point_column(schema: Schema, faults: Faults) -> tuple[str | None, AltitudeReference]:
    """The column of geometries of a GeoParquet file, and what its heights are counted from.

    ``None`` where there is none. Raises :class:`~geodata.errors.TrackFileError` for other than WGS84 longitude and
    latitude, and for geometries that are not written as WKB or points.
    """
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return None, "unstated"
    try:
        described = json.loads(raw)
        column = described["primary_column"]
        about = described["columns"][column]
        encoding, crs = about["encoding"], about.get("crs", _DEFAULT_CRS)
        known = column in schema.names
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise faults.stop("its GeoParquet metadata cannot be read", "write it with GeoPandas or GDAL") from None
    if not known or encoding not in ("WKB", "point"):
        raise faults.stop(f"geometry {shown(column)} as {shown(encoding)}", "write Points as WKB")
    code = crs.get("id") if isinstance(crs, dict) else None
    pair = (str(code.get("authority")).upper(), str(code.get("code")).upper()) if isinstance(code, dict) else ("", "")
    if pair not in _WGS84:
        called = shown(crs.get("name")) if isinstance(crs, dict) else "no coordinate system"
        raise faults.stop(f"coordinates in {called}", "give WGS84 longitude and latitude (OGC:CRS84)")
    return str(column), _WGS84[pair]


_DEFAULT_CRS = {"id": {"authority": "OGC", "code": "CRS84"}}


def is_bytes(kind: DataType) -> bool:
    """Whether a column holds text or bytes."""
    import pyarrow as pa

    return any(
        test(kind)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    )


class _Reader:
    """The columns of a table on their way into fixes."""

    def __init__(self, table: Table, names: dict[str, str], found: dict[str, int], faults: Faults) -> None:
        self.table, self.names, self.found, self.faults = table, names, found, faults
        self.rows = table.num_rows
        self.of_basis: str | None = None

    def tracks(self, geometry: str | None, reference: AltitudeReference, named: bool) -> list[Columns]:
        """The tracks that the rows make, in the order of their first fix."""
        heights = altitudes(self.found, self.faults, None)
        when = time_field(self.found)
        times, clock = self._times(when)
        positions = self._points(geometry) if geometry else self._named_positions(heights[0] if heights else None)
        further = heights if geometry else heights[1:]
        others = [(each, field, unit, self._numbers(field)) for each, field, unit in further]
        if heights and not geometry:
            reference = heights[0][0]
        alt_field = _GEOMETRY if geometry else heights[0][1] if heights else "alt_m"
        fields = {"time": when or "time", "alt_m": alt_field}
        if geometry:
            fields |= {"lon": _GEOMETRY, "lat": _GEOMETRY}
        of_track = self._names_of_tracks(named)
        bases = None if self.of_basis is None else self._texts(self.of_basis)
        made: dict[str | None, Columns] = {}
        for row, position in enumerate(positions):
            name = None if of_track is None else of_track[row]
            if name not in made:
                place = _placing(fields)
                basis = None if bases is None else basis_of(bases[row])
                made[name] = Columns(self.faults, place, name, reference, clock, basis)
                checked_tracks(len(made), self.faults)
            columns = made[name]
            columns.add(row + 1, position, None if times is None else times[row])
            for other, field, unit, values in others:
                value = values[row]
                columns.add_other(row + 1, other, None if value is None else value * unit, field)
        return list(made.values()) or [Columns(self.faults, _placing(fields))]

    def _named_positions(self, height: tuple[AltitudeReference, str, float] | None) -> Iterator[tuple[Any, Any, Any]]:
        lon, lat = self._numbers("lon"), self._numbers("lat")
        alt: Sequence[float | None] = self._numbers(height[1]) if height else [None] * self.rows
        unit = height[2] if height else 1.0
        for at in range(self.rows):
            value = alt[at]
            yield lon[at], lat[at], None if value is None else value * unit

    def _numbers(self, field: str) -> Sequence[float | None]:
        """A column of numbers."""
        import pyarrow as pa

        column = self.table.column(self.names[field])
        types = pa.types
        if not (types.is_floating(column.type) or types.is_integer(column.type) or types.is_decimal(column.type)):
            wrong = f"column {shown(self.names[field])} holds {str(column.type)[:40]}, not numbers"
            raise self.faults.stop(wrong, "write decimal degrees and metres as numbers", None, field)
        values: Sequence[float | None] = column.cast(pa.float64(), safe=False).to_pylist()
        return values

    def _texts(self, name: str) -> list[Any]:
        """A column of text or bytes; its longest value is looked at before they are made."""
        import pyarrow.compute as pc

        column = self.table.column(name).combine_chunks()
        for chunk in getattr(column, "chunks", [column]):
            longest = pc.max(pc.binary_length(chunk.dictionary)).as_py() if len(chunk.dictionary) else 0
            if longest and longest > _TEXT_BYTES:
                wrong = f"column {shown(name)} holds values of {longest} bytes"
                raise self.faults.stop(wrong, f"times, names and points have at most {_TEXT_BYTES}")
        return list(column.to_pylist())

    def _times(self, field: str | None) -> tuple[list[Any] | None, Callable[[object], int]]:
        """The values of the column of times, and how one is read."""
        import pyarrow as pa

        if field is None:
            return None, clock_of(None)
        name = self.names[field]
        kind = self.table.column(name).type
        if pa.types.is_dictionary(kind) and field == "time":
            return self._texts(name), clock_of(field)
        if field != "time":
            return list(self._numbers(field) if pa.types.is_floating(kind) else self._whole(name)), clock_of(field)
        if not pa.types.is_timestamp(kind):
            wrong = f"column {shown(name)} holds {str(kind)[:40]}, not times"
            raise self.faults.stop(wrong, "write timestamps with a zone, or ISO-8601 text with an offset")
        if kind.tz is None:
            wrong = f"the times in column {shown(name)} have no zone"
            raise self.faults.stop(wrong, "write them as timestamps in UTC; which clock they follow is not guessed")
        per_second = _PER_SECOND[kind.unit]

        def clock(raw: object) -> int:
            return _microseconds(raw, per_second)

        return self.table.column(name).cast(pa.int64()).to_pylist(), clock

    def _whole(self, name: str) -> list[Any]:
        import pyarrow as pa

        column = self.table.column(name)
        if not pa.types.is_integer(column.type):
            raise self.faults.stop(f"column {shown(name)} holds {str(column.type)[:40]}", "count seconds as numbers")
        return list(column.to_pylist())

    def _points(self, name: str) -> Iterator[tuple[Any, Any, Any] | None]:
        """The positions of a column of Points; a fault is noted where there is none."""
        import numpy as np
        import pyarrow as pa
        import shapely

        column = self.table.column(name)
        if pa.types.is_struct(column.type):
            for at, value in enumerate(column.to_pylist(), 1):
                yield self._of_struct(value, at)
            return
        if not pa.types.is_dictionary(column.type):
            raise self.faults.stop(f"geometry of type {str(column.type)[:40]}", "write Points as WKB")
        raw = self._texts(name)
        shapes = shapely.from_wkb(np.asarray(raw, dtype=object), on_invalid="ignore")
        kinds, empty = shapely.get_type_id(shapes), shapely.is_empty(shapes)
        x, y, z = shapely.get_x(shapes), shapely.get_y(shapes), shapely.get_z(shapes)
        for at in range(self.rows):
            if kinds[at] not in _POINT_TYPES or empty[at]:
                wrong = "no geometry" if raw[at] is None else "not a Point"
                self.faults.add(wrong, "each row is one Point", None, f"row {at + 1}: {name}")
                yield None
            else:
                yield float(x[at]), float(y[at]), None if math.isnan(z[at]) else float(z[at])

    def _of_struct(self, value: Any, at: int) -> tuple[Any, Any, Any] | None:
        if not isinstance(value, dict) or "x" not in value or "y" not in value:
            self.faults.add("no geometry", "each row is one Point", None, f"row {at}: {_GEOMETRY}")
            return None
        return value["x"], value["y"], value.get("z")

    def _names_of_tracks(self, named: bool) -> list[str] | None:
        """Which track each row belongs to; numbers are a course unless a user named the column."""
        import pyarrow as pa

        if "track" not in self.names:
            return None
        name = self.names["track"]
        kind = self.table.column(name).type
        if pa.types.is_dictionary(kind):
            return [_text(value) for value in self._texts(name)]
        return [_text(value) for value in self._whole(name)] if named else None


def _text(value: object) -> str:
    return "" if value is None else value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _placing(fields: dict[str, str]) -> Callable[[int, str], tuple[int | None, str | None]]:
    return lambda row, what: (None, f"row {row}: {fields.get(what, what)}")


def _microseconds(raw: object, per_second: int) -> int:
    """A count of Arrow's as microseconds since 1970 UTC."""
    count = int(str(raw))
    whole, rest = divmod(count * 1_000_000, per_second)
    if rest:
        raise BadValueError(f"{count} ns since 1970 is finer than a microsecond", "round it to microseconds")
    try:
        moment(whole)
    except OverflowError:
        raise BadValueError(f"{count} is outside the years 1 to 9999", "give the seconds since 1970 UTC") from None
    return whole
