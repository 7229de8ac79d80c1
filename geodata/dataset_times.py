"""A column of times as whole microseconds since 1970 UTC, many rows at once.

What a time may be is what it is in a track file (:mod:`geodata.reading.parquet`): timestamps with a zone, ISO-8601 text
with an offset, numbers counted from 1970. A value that is none is absent, not an error: among millions of rows it is
set aside with its reason. What is finer than a microsecond is cut to it; numbers with a fraction are rounded.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geodata.fixes import BadValueError, Faults, microseconds, shown
from geodata.reading.parquet import is_bytes

if TYPE_CHECKING:
    from pyarrow import Array, DataType

__all__ = ["FIRST_US", "LAST_US", "time_kind", "times"]

FIRST_US = microseconds("0001-01-01T00:00:00Z")
LAST_US = microseconds("9999-12-31T23:59:59.999999Z")
"""The first and last instant that is read, microseconds since 1970 UTC: years that ISO-8601 writes with four digits."""

_PER_SECOND = {"time_unix_s": 1, "time_unix_ms": 1_000}
_OF_UNIT_US = {"s": 1_000_000, "ms": 1_000, "us": 1}
_NS_OF_US = 1_000
_OFFSET = "end it with Z or an offset such as +02:00"
_PLAIN = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(Z|[+-](0[0-9]|1[0-9]|2[0-3])(:?[0-5][0-9])?)$"
)
"""Times that Arrow is sure to read; whatever else there is, Python reads one by one."""
_AT_ONCE = 8_192
_MOST_BYTES = 100
_LONGEST_SHOWN = 48
_FINER = re.compile(r"([.,]\d{6})\d+")

Times = tuple[NDArray[np.int64], NDArray[np.bool_]]


def time_kind(kind: DataType, field: str, column: str, faults: Faults) -> str:
    """What a column of times holds, in a word; a fault is noted where it cannot be read as ``field``."""
    import pyarrow as pa

    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    if field != "time":
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            return "numbers"
        wrong = f"column {shown(column)} holds {str(kind)[:40]}"
        faults.add(wrong, "count seconds or milliseconds as numbers", None, field)
    elif pa.types.is_timestamp(kind):
        if kind.tz is None:
            wrong = f"the times in column {shown(column)} have no zone"
            right = "write them as timestamps in UTC; which clock they follow is not guessed"
            name = repr(column) if len(repr(column)) <= _LONGEST_SHOWN else "'COLUMN'"
            right += f"; if it is UTC, with pandas: df[{name}] = df[{name}].dt.tz_localize('UTC')"
            faults.add(wrong, right, None, field)
        return "timestamps"
    elif is_bytes(value) or value == pa.string_view():
        return "text"
    else:
        right = "write timestamps with a zone, or ISO-8601 text with an offset"
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            right = f"say what is counted from 1970 UTC: --column time_unix_s={_short(column)}, or time_unix_ms"
        faults.add(f"column {shown(column)} holds {str(kind)[:40]}, not times", right, None, field)
    return "other"


def _short(column: str) -> str:
    return column if column.isidentifier() and len(column) <= 40 else "COLUMN"


def times(column: Array, field: str, faults: Faults, name: str) -> Times:
    """Microseconds since 1970 UTC, shape (n,), and whether each is known (where not, it is 0).

    Raises :class:`~geodata.errors.TrackFileError` for text without an offset from UTC.
    """
    import pyarrow as pa

    kind = column.type
    if pa.types.is_timestamp(kind):
        counts, valid = _whole(column.cast(pa.int64()))
        if kind.unit == "ns":
            return counts // _NS_OF_US, valid
        return _scaled(counts, valid, _OF_UNIT_US[kind.unit])
    if pa.types.is_integer(kind):
        return _scaled(*_whole(column), 1_000_000 // _PER_SECOND[field])
    if pa.types.is_floating(kind):
        return _rounded(column, 1_000_000 // _PER_SECOND[field])
    if not pa.types.is_dictionary(kind):
        return _joined(_as_text(column), faults, name)
    if len(column.dictionary) > len(column):  # that of a whole row group, for a few of its rows
        return _joined(_as_text(column.dictionary).take(column.indices), faults, name)
    at, valid = _whole(column.indices)
    values, known = _joined(_as_text(column.dictionary), faults, name)
    if not values.size:
        return np.zeros(at.size, dtype=np.int64), np.zeros(at.size, dtype=np.bool_)
    known_at = known[at] & valid
    return np.where(known_at, values[at], 0), known_at


def _as_text(column: Array) -> Array:
    import pyarrow as pa

    return column.cast(pa.large_string(), safe=False)


def _whole(column: Array) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Whole numbers, 0 where there is none, and where there is one."""
    import pyarrow.compute as pc

    if not column.null_count:
        values = column.to_numpy(zero_copy_only=False)
        kept = values if values.dtype == np.uint64 else values.astype(np.int64)
        return kept, np.ones(values.size, dtype=np.bool_)
    valid = column.is_valid().to_numpy(zero_copy_only=False)
    values = pc.fill_null(column, 0).to_numpy(zero_copy_only=False)
    return values if values.dtype == np.uint64 else values.astype(np.int64), valid


def _scaled(counts: NDArray[Any], valid: NDArray[np.bool_], unit_us: int) -> Times:
    low, high = -(-FIRST_US // unit_us), LAST_US // unit_us
    known = valid & (counts <= high)
    if counts.dtype != np.uint64:
        known &= counts >= low
    return np.where(known, counts, 0).astype(np.int64) * unit_us, known


def _rounded(column: Array, unit_us: int) -> Times:
    import pyarrow as pa

    with np.errstate(over="ignore"):  # what grows beyond all numbers is no time
        values = column.cast(pa.float64()).to_numpy(zero_copy_only=False) * float(unit_us)  # NaN where there is none
    known = (values >= float(FIRST_US)) & (values < float(LAST_US))
    return np.rint(np.where(known, values, 0.0)).astype(np.int64), known


def _joined(column: Array, faults: Faults, name: str) -> Times:
    """ISO-8601 text, in pieces, so that one odd time does not slow down all."""
    pieces = [_texts(column.slice(at, _AT_ONCE), faults, name) for at in range(0, len(column), _AT_ONCE)]
    if not pieces:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
    return np.concatenate([t_us for t_us, _ in pieces]), np.concatenate([known for _, known in pieces])


def _texts(column: Array, faults: Faults, name: str) -> Times:
    """Arrow reads what it can, and Python what is written otherwise."""
    import pyarrow as pa
    import pyarrow.compute as pc

    utc = pa.timestamp("us", tz="UTC")
    try:
        return _scaled(*_whole(pc.cast(column, utc).cast(pa.int64())), 1)
    except pa.ArrowInvalid:
        plain = pc.fill_null(pc.match_substring_regex(column, _PLAIN), False)
    counts, known = _whole(pc.cast(pc.if_else(plain, column, None), utc).cast(pa.int64()))
    counts = counts.copy()
    odd = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    coded = column.take(pa.array(odd)).dictionary_encode()
    values = [_one(raw, faults, name) for raw in coded.dictionary.cast(pa.large_binary()).to_pylist()]
    at, given = _whole(coded.indices)
    for row, value in zip(odd[given], at[given], strict=True):
        counts[row], known[row] = values[value] or 0, values[value] is not None
    return _scaled(counts, known, 1)


def _one(raw: bytes, faults: Faults, name: str) -> int | None:
    """Microseconds of a time that Arrow does not read; ``None`` for what is none."""
    text = _FINER.sub(r"\1", raw[:_MOST_BYTES].decode("utf-8", "replace"))
    try:
        return microseconds(text)
    except BadValueError as error:
        if _without_offset(text):
            raise faults.stop(error.wrong, _OFFSET, None, name) from None
        return None


def _without_offset(text: str) -> bool:
    """Whether this is a time that says no offset: to be refused, since its clock would be guessed."""
    try:
        return datetime.fromisoformat(text.strip()).tzinfo is None
    except ValueError:
        return False
