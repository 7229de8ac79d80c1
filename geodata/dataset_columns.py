"""Which columns of a data set hold what, and their values as arrays.

A flight is named by text or by whole numbers, in a column ``flight``, or ``track`` where that is text. Names that only
look alike (a call sign, an address) are suggested and never guessed. Values are given as they stand: whether a position
can be right is decided where the data are cleaned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geodata.altitude import ALTITUDE_FIELDS, AltitudeReference
from geodata.dataset_times import time_kind, times
from geodata.fixes import Faults, shown
from geodata.guard import MAX_NAME
from geodata.reading.named import FIELDS as TRACK_FIELDS
from geodata.reading.named import altitudes, located, time_field
from geodata.reading.parquet import is_bytes, point_column

if TYPE_CHECKING:
    from pyarrow import Array, DataType, RecordBatch, Schema, Table

__all__ = ["FIELDS", "WHOLE", "Columns", "Reading", "columns_of", "reading_of"]

FIELDS = ("flight", *(name for name in TRACK_FIELDS if name != "track"))
"""Fields for which a column can be named."""
WHOLE = ("flight", "time", "lon", "lat", "alt_m")
"""What is read of each row, under the names by which a part of it can be asked for."""

_TEXT_BYTES = 4 * MAX_NAME
_POINT = 0
_WKB_POINTS = {
    21: (b"\x01\x01\x00\x00\x00",),
    29: (b"\x01\x01\x00\x00\x80", b"\x01\xe9\x03\x00\x00"),
}
"""How a Point in WKB begins, by its length: little-endian in the plane; with a height, as EWKB and as ISO write it."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the columns of a file are read.

    Args:
        flight, time: columns of these.
        time_as: the field that the times are, of ``geodata.reading.named.TIMES``.
        lon, lat, alt: columns of numbers; ``None`` where points hold them, or there is none.
        alt_as, alt_unit_m: the field that the altitudes are, and metres of one unit.
        alt_reference: what altitudes are counted from; ``None`` without altitudes.
        point: column of Points, where there are no columns of longitude and latitude.
        kinds: what flights, times and points are, in a word each; must be one in all files.
        coded: columns of text that are read as codes and their texts: those of flights.
    """

    flight: str
    time: str
    time_as: str
    lon: str | None
    lat: str | None
    alt: str | None
    alt_as: str | None
    alt_unit_m: float
    alt_reference: AltitudeReference | None
    point: str | None
    kinds: tuple[str, ...]
    coded: tuple[str, ...]

    def columns(self, wanted: Sequence[str]) -> list[str]:
        """The columns of the file that some of ``WHOLE`` need."""
        of = {"flight": self.flight, "time": self.time, "lon": self.lon, "lat": self.lat, "alt_m": self.alt}
        found = [of[name] or self.point for name in wanted]
        return list(dict.fromkeys(name for name in found if name is not None))


@dataclass(frozen=True, eq=False)
class Columns:
    """Rows of a data set as arrays of shape (n,), read-only; a field that was not asked for has shape (0,).

    Args:
        rows: n.
        first_row: number of the first row, counted from 0 over the data set.
        names: names of flights, of these rows.
        flight: index into ``names``; -1 where a row names no flight.
        t_us: microseconds since 1970 UTC; 0 where ``t_known`` is false.
        t_known: whether the time is given and can be read.
        lon_deg, lat_deg: WGS84 degrees as they stand in the file, whatever they are; NaN where there is none.
        alt_m: metres in the data set's altitude reference; NaN where there is none.
    """

    rows: int
    first_row: int
    names: tuple[str, ...] = ()
    flight: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    t_us: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    t_known: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    lon_deg: Floats = field(default_factory=lambda: np.zeros(0))
    lat_deg: Floats = field(default_factory=lambda: np.zeros(0))
    alt_m: Floats = field(default_factory=lambda: np.zeros(0))


def reading_of(schema: Schema, mapped: Mapping[str, str], faults: Faults) -> Reading:
    """How a file with this schema is read.

    ``mapped``: the column that a user named for a field of ``FIELDS``. Raises
    :class:`~geodata.errors.TrackFileError` with every column that is missing or of another type.
    """
    names = list(schema.names)
    point, reference = point_column(schema, faults)
    found = located(names, _with_flight(schema, mapped), faults, None, point is not None, ("flight", "time"))
    if "lon" in found and "lat" in found:
        point = None
    by_user = [name for name in ALTITUDE_FIELDS if name in mapped]
    heights = altitudes({name: found[name] for name in by_user or found}, faults, None)
    alt_as, alt_unit_m = (heights[0][1], heights[0][2]) if heights else (None, 1.0)
    when = time_field(found) or "time"
    column = {name: names[at] for name, at in found.items()}
    kinds = [
        _flight_kind(schema.field(column["flight"]).type, column["flight"], faults),
        time_kind(schema.field(column[when]).type, when, column[when], faults),
        "numbers" if point is None else _point_kind(schema.field(point).type, faults),
    ]
    for name in ((), ("lon", "lat"))[point is None] + ((alt_as,) if alt_as else ()):
        _check_number(schema.field(column[name]).type, name, column[name], faults)
    if faults:
        raise faults.error()
    lon, lat = (column["lon"], column["lat"]) if point is None else (None, None)
    alt_reference = heights[0][0] if heights else reference if point else None
    alt = column[alt_as] if alt_as else None
    texts = (column["flight"],) if is_bytes(schema.field(column["flight"]).type) else ()
    of_altitude = (alt, alt_as, alt_unit_m, alt_reference)
    return Reading(column["flight"], column[when], when, lon, lat, *of_altitude, point, tuple(kinds), texts)


def columns_of(
    rows: RecordBatch | Table, reading: Reading, wanted: Sequence[str], first_row: int, faults: Faults
) -> Columns:
    """Rows that were read as arrays; without a copy where the file holds doubles and none is missing.

    Raises :class:`~geodata.errors.TrackFileError` for a name of a flight that is too long and for times whose clock
    would have to be guessed.
    """
    found: dict[str, Any] = {}
    if "flight" in wanted:
        found["flight"], found["names"] = _flights(_whole(rows, reading.flight), faults, reading.flight)
    if "time" in wanted:
        column = _whole(rows, reading.time)
        found["t_us"], found["t_known"] = times(column, reading.time_as, faults, reading.time)
    of_points = [name for name in wanted if name in ("lon", "lat") or (name == "alt_m" and reading.alt is None)]
    if reading.point is not None and of_points:
        placed = dict(zip(("lon", "lat", "alt_m"), _points(_whole(rows, reading.point)), strict=True))
        found |= {_ARRAY[name]: placed[name] for name in of_points}
    else:
        for name in of_points:
            held = reading.lon if name == "lon" else reading.lat if name == "lat" else None
            found[_ARRAY[name]] = _numbers(_whole(rows, held)) if held else np.full(rows.num_rows, np.nan)
    if "alt_m" in wanted and reading.alt is not None:
        found["alt_m"] = _numbers(_whole(rows, reading.alt)) * reading.alt_unit_m
    for values in found.values():
        if isinstance(values, np.ndarray):
            values.flags.writeable = False
    return Columns(rows.num_rows, first_row, **found)


_ARRAY = {"lon": "lon_deg", "lat": "lat_deg", "alt_m": "alt_m"}


def _with_flight(schema: Schema, mapped: Mapping[str, str]) -> Mapping[str, str]:
    """The columns that a user named, and ``track`` for flights where it is text and nothing else is said."""
    plain = {name.strip().lower(): name for name in schema.names}
    if "flight" in mapped or "flight" in plain or "track" not in plain or schema.names.count(plain["track"]) > 1:
        return mapped
    return {**mapped, "flight": "track"} if _is_text(schema.field(plain["track"]).type) else mapped


def _is_text(kind: DataType) -> bool:
    import pyarrow as pa

    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return is_bytes(value) or value == pa.string_view()


def _flight_kind(kind: DataType, column: str, faults: Faults) -> str:
    import pyarrow as pa

    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (_is_text(kind) or pa.types.is_integer(value)):
        wrong = f"column {shown(column)} holds {str(kind)[:40]}, not names"
        faults.add(wrong, "write text or whole numbers, or name another: --column flight=COLUMN", None, "flight")
    return "text" if _is_text(kind) else "whole numbers"


def _point_kind(kind: DataType, faults: Faults) -> str:
    import pyarrow as pa

    if pa.types.is_struct(kind) and {"x", "y"} <= {kind.field(at).name for at in range(kind.num_fields)}:
        return "points"
    if not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        faults.add(f"geometry of type {str(kind)[:40]}", "write Points as WKB", None, "geometry")
    return "WKB"


def _check_number(kind: DataType, name: str, column: str, faults: Faults) -> None:
    import pyarrow as pa

    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)):
        wrong = f"column {shown(column)} holds {str(kind)[:40]}, not numbers"
        faults.add(wrong, "write decimal degrees and metres as numbers", None, name)


def _whole(rows: RecordBatch | Table, name: str) -> Array:
    """A column as one array."""
    import pyarrow as pa

    column = rows.column(name)
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.unify_dictionaries().chunks)


def _numbers(column: Array) -> Floats:
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.type != pa.float64():
        column = column.cast(pa.float64(), safe=False)
    if column.null_count:
        column = pc.fill_null(column, float("nan"))
    values: Floats = column.to_numpy(zero_copy_only=False)
    return values


def _flights(column: Array, faults: Faults, name: str) -> tuple[Ints, tuple[str, ...]]:
    """Codes of flights and their names; blanks around a name are no part of it, and a blank name is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    codes = pc.fill_null(coded.indices, -1) if coded.indices.null_count else coded.indices
    at: Ints = codes.to_numpy(zero_copy_only=False).astype(np.int64)
    values = coded.dictionary
    used = np.zeros(len(values) + 1, dtype=np.bool_)
    used[at] = True  # the last entry stands for none
    kept = np.flatnonzero(used[:-1])
    if kept.size < len(values):
        values = values.take(pa.array(kept))
    stated = _names(values, faults, name)
    order: dict[str, int] = {}
    new = np.full(used.size, -1, dtype=np.int64)
    new[kept] = [-1 if text is None else order.setdefault(text, len(order)) for text in stated]
    return new[at], tuple(order)


def _names(values: Array, faults: Faults, name: str) -> list[str | None]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_integer(values.type):
        return [None if value is None else str(value) for value in values.to_pylist()]
    plain = values.cast(pa.large_binary(), safe=False)
    longest = (pc.max(pc.binary_length(plain)).as_py() or 0) if len(plain) else 0
    texts = [] if longest > _TEXT_BYTES else [_text(raw) for raw in plain.to_pylist()]
    if longest > _TEXT_BYTES or any(len(text) > MAX_NAME for text in texts):
        wrong = f"column {shown(name)} holds a name of up to {longest} bytes"
        raise faults.stop(wrong, f"names of flights have at most {MAX_NAME} letters", None, "flight")
    return [text or None for text in texts]


def _text(raw: bytes | None) -> str:
    return " ".join((raw or b"").decode("utf-8", "replace").split())


def _points(column: Array) -> tuple[Floats, Floats, Floats]:
    """Longitudes, latitudes and heights of Points; NaN where there is no Point."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_struct(column.type):
        has = {column.type.field(at).name for at in range(column.type.num_fields)}
        x, y = (_numbers(pc.struct_field(column, name)) for name in ("x", "y"))
        return x, y, _numbers(pc.struct_field(column, "z")) if "z" in has else np.full(len(column), np.nan)
    given = column.drop_null()
    alike = _alike_points(given)
    found = _any_points(given) if alike is None else alike
    if not column.null_count:
        return found
    placed = np.full((3, len(column)), np.nan)
    placed[:, column.is_valid().to_numpy(zero_copy_only=False)] = found
    return placed[0], placed[1], placed[2]


def _alike_points(column: Array) -> tuple[Floats, Floats, Floats] | None:
    """Points that are all written the same way, as they mostly are; ``None`` where they are not."""
    import pyarrow as pa

    n = len(column)
    if not n:
        return None
    kind = np.int64 if pa.types.is_large_binary(column.type) else np.int32
    ends = np.frombuffer(column.buffers()[1], dtype=kind)[column.offset : column.offset + n + 1]
    length = int(ends[1] - ends[0])
    if length not in _WKB_POINTS or not (np.diff(ends) == length).all():
        return None
    raw = np.frombuffer(column.buffers()[2], dtype=np.uint8)[ends[0] : ends[-1]].reshape(n, length)
    head = raw[0, :5]
    if head.tobytes() not in _WKB_POINTS[length] or not (raw[:, :5] == head).all():
        return None
    numbers = np.ascontiguousarray(raw[:, 5:]).view("<f8")
    z = numbers[:, 2].copy() if length == 29 else np.full(n, np.nan)
    return numbers[:, 0].copy(), numbers[:, 1].copy(), z


def _any_points(column: Array) -> tuple[Floats, Floats, Floats]:
    import shapely

    raw = [None if each is None or len(each) > _TEXT_BYTES else each for each in column.to_pylist()]
    shapes = shapely.from_wkb(np.asarray(raw, dtype=object), on_invalid="ignore")
    point = (shapely.get_type_id(shapes) == _POINT) & ~shapely.is_empty(shapes)
    shapes = np.where(point, shapes, None)  # GEOS asks no other shape for its coordinates
    x, y, z = (get(shapes) for get in (shapely.get_x, shapely.get_y, shapely.get_z))
    return x, y, z
