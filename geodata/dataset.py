"""Positions of many flights in Parquet, read part by part: memory follows the size of a part, not of the data.

A data set is a file, a folder, a glob, or one of these as an address that fsspec reads
(:mod:`geodata.dataset_files`). Its files hold the same columns (:mod:`geodata.dataset_columns`); names of folders are
no columns. A part is one row group of one file. Nothing in a file is trusted.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import IO, TYPE_CHECKING

from geodata.altitude import AltitudeReference
from geodata.dataset_columns import FIELDS, WHOLE, Columns, Reading, columns_of, reading_of
from geodata.dataset_files import DataFile, files_of, opened, without_secrets
from geodata.dataset_order import Order, Ordering
from geodata.errors import AirspaceError
from geodata.fixes import Faults, shown
from geodata.reading.parquet import check_columns, unreadable

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema
    from pyarrow.parquet import FileMetaData, ParquetFile

__all__ = ["MAX_PARTS", "MAX_PART_ROWS", "Dataset", "Part", "open_dataset"]

MAX_PARTS = 100_000
"""Most row groups of a data set: ten thousand million rows in groups of 100,000."""
MAX_PART_ROWS = 100_000_000
"""Most rows of one row group; read whole they take 4 GB."""

_ROWS_AT_ONCE = 262_144
_BUFFER_BYTES = 1024 * 1024
"""A column of a row group is read in pieces of this size, so that a file of one large row group takes no more memory
than one of many. Not so over a network, where each piece is a question to a server."""
_MAGIC = b"PAR1"
_TAIL_BYTES = 8
_MAX_FOOTER = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A row group with at least one row.

    Args:
        file_number: index into the files of the data set.
        file: name of the file below the folder of the data set.
        row_group: its number in the file.
        rows: how many it has.
        first_row: number of its first row, counted from 0 over the data set.
    """

    file_number: int
    file: str
    row_group: int
    rows: int
    first_row: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set: what it consists of, and how its columns are read. It holds no file open and can be pickled.

    Args:
        where: what was asked for.
        files: in order of their names.
        parts: in order of files and row groups.
        readings: how each file's columns are read.
    """

    where: str
    files: tuple[DataFile, ...]
    parts: tuple[Part, ...]
    readings: tuple[Reading, ...]

    @property
    def rows(self) -> int:
        """Number of rows of all parts."""
        return self.parts[-1].first_row + self.parts[-1].rows

    @property
    def altitude_reference(self) -> AltitudeReference | None:
        """What the altitudes are counted from; ``None`` where there is no column of them."""
        return self.readings[0].alt_reference

    def read(self, part: Part, fields: Sequence[str] = WHOLE) -> Columns:
        """All rows of a part, or only some fields of ``WHOLE`` of them.

        Raises :class:`~geodata.errors.TrackFileError` where the file cannot be read, or was changed.
        """
        reading, wanted = self.readings[part.file_number], _wanted(fields)
        with self._parquet(part, wanted) as (file, faults):
            table = file.read_row_group(part.row_group, columns=reading.columns(wanted), use_threads=False)
            _check_rows(table.num_rows if wanted else part.rows, part, faults)
            return columns_of(table, reading, wanted, part.first_row, faults)

    def batches(self, part: Part, rows: int, fields: Sequence[str] = WHOLE) -> Iterator[Columns]:
        """The rows of a part, at most ``rows`` at a time; errors as for :meth:`read`."""
        reading, wanted = self.readings[part.file_number], _wanted(fields)
        with self._parquet(part, wanted) as (file, faults):
            done = 0
            for batch in self._raw(file, part, rows, reading.columns(wanted)):
                columns = columns_of(batch, reading, wanted, part.first_row + done, faults)
                done += columns.rows
                yield columns
            _check_rows(done, part, faults)

    def order(self, say: Callable[[int, int], None] = lambda _done, _rows: None) -> Order:
        """Whether the rows of each flight stand together; reads the column of flights, until they do not.

        ``say`` is told how many rows are done, and of how many. Errors as for :meth:`read`.
        """
        seen = Ordering()
        for part in self.parts:
            seen.begin_part()
            for columns in self.batches(part, _ROWS_AT_ONCE, ("flight",)):
                seen.add(columns)
            say(part.first_row + part.rows, self.rows)
            if not seen.contiguous:
                break
        return seen.result()

    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal digits, over the names and sizes of the files, their footers and how they are read.

        A footer says where each column stands, how long it is and mostly its least and greatest value; a copy of the
        files has the same, whatever its dates. Errors as for :meth:`read`.
        """
        digest = hashlib.sha256(b"airspace/dataset/1")
        for file, reading in zip(self.files, self.readings, strict=True):
            about = [file.name, file.size, hashlib.sha256(_footer_bytes(file)).hexdigest(), asdict(reading)]
            digest.update(json.dumps(about).encode() + b"\n")
        return digest.hexdigest()

    @contextmanager
    def _parquet(self, part: Part, wanted: Sequence[str]) -> Iterator[tuple[ParquetFile, Faults]]:
        """The file of a part, open; whatever pyarrow says of broken bytes becomes the one error."""
        import pyarrow.parquet as pq

        file, reading = self.files[part.file_number], self.readings[part.file_number]
        faults = Faults(f"{file.label}, row group {part.row_group}")
        coded = [name for name in reading.coded if name in reading.columns(wanted)]
        try:
            with opened(file) as stream:
                how = {"pre_buffer": False, "buffer_size": 0 if file.url else _BUFFER_BYTES}
                yield pq.ParquetFile(stream, metadata=_footer(file)[0], read_dictionary=coded, **how), faults
        except AirspaceError:
            raise
        except Exception as error:  # noqa: BLE001 - pyarrow raises many kinds on broken bytes, file systems their own
            raise unreadable(error, faults) from None

    def _raw(self, file: ParquetFile, part: Part, rows: int, columns: list[str]) -> Iterator[RecordBatch]:
        return file.iter_batches(  # type: ignore[no-any-return]
            batch_size=rows, row_groups=[part.row_group], columns=columns, use_threads=False
        )


def open_dataset(where: str, columns: Mapping[str, str] | None = None) -> Dataset:
    """Open a data set: find its files, look at their footers, settle which column holds what. No row is read.

    ``where`` is a Parquet file, a folder (all ``*.parquet`` below it, in the order of their names; hidden files and
    those that begin with ``_`` are left out), a glob, or one of these as an address for fsspec. ``columns`` names the
    column for a field of :data:`geodata.dataset_columns.FIELDS`. What is written only in the names of folders, as
    partitions are, is not read. Raises :class:`~geodata.errors.TrackFileError` for what is missing, broken, or differs
    between files, and :class:`~geodata.errors.MissingExtraError` for an address where fsspec is not installed.
    """
    mapped = columns or {}
    faults = Faults(without_secrets(where))
    unknown = [name for name in mapped if name not in FIELDS]
    if unknown:
        raise faults.stop(f"no field {shown(unknown[0])}", f"there are {', '.join(FIELDS)}")
    files = files_of(where)
    parts: list[Part] = []
    readings: list[Reading] = []
    rows = 0
    for number, file in enumerate(files):
        reading, sizes = _looked_at(file, mapped)
        readings.append(readings[0] if readings and reading == readings[0] else reading)
        _check_same(readings[0], reading, files[0], file)
        for group, size in enumerate(sizes):
            if size:
                parts.append(Part(number, file.name, group, size, rows))
                rows += size
        if len(parts) > MAX_PARTS:
            raise faults.stop(f"more than {MAX_PARTS} row groups", "write larger ones, or name a part of the files")
    if not parts:
        raise faults.stop("no rows", "a data set has at least one fix")
    return Dataset(where, files, tuple(parts), tuple(readings))


def _looked_at(file: DataFile, mapped: Mapping[str, str]) -> tuple[Reading, list[int]]:
    """How a file is read, and the number of rows of each row group."""
    faults = Faults(file.label)
    try:
        metadata, schema = _footer(file)
        check_columns(metadata, faults, MAX_PARTS)
        sizes = [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]
        if min(sizes, default=0) < 0 or max(sizes, default=0) > MAX_PART_ROWS:
            wrong = f"a row group of {max(sizes, key=abs)} rows"
            raise faults.stop(wrong, f"write row groups of some 100,000 to {MAX_PART_ROWS} rows")
        return reading_of(schema, mapped, faults), sizes
    except AirspaceError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        raise unreadable(error, faults) from None


@lru_cache(maxsize=8)
def _footer(file: DataFile) -> tuple[FileMetaData, Schema]:
    """What the end of a file says of it; kept, since each part of the file asks again."""
    import pyarrow.parquet as pq

    with opened(file) as stream:
        _check_ends(stream, Faults(file.label))
        parquet = pq.ParquetFile(stream, pre_buffer=False)
        return parquet.metadata, parquet.schema_arrow


def _check_ends(stream: IO[bytes], faults: Faults) -> None:
    """Refuse what is no Parquet by its first bytes, or ends before a footer; goes back to the beginning."""
    head = stream.read(len(_MAGIC))
    if not head:
        raise faults.stop("it is empty (0 bytes)", "copy or write it again")
    if head != _MAGIC:
        raise faults.stop("not Parquet by its first bytes", "see docs/screening.md for how to make Parquet of it")
    stream.seek(-len(_MAGIC), os.SEEK_END)
    if stream.read(len(_MAGIC)) != _MAGIC or stream.tell() < len(_MAGIC) + _TAIL_BYTES:
        raise faults.stop("it is cut off: no Parquet footer at its end", "copy or write it again")
    stream.seek(0)


def _footer_bytes(file: DataFile) -> bytes:
    faults = Faults(file.label)
    try:
        with opened(file) as stream:
            stream.seek(file.size - _TAIL_BYTES)
            length = int.from_bytes(stream.read(_TAIL_BYTES)[:4], "little")
            if length > min(_MAX_FOOTER, file.size - _TAIL_BYTES):
                raise faults.stop("no footer of Parquet at its end", "write the file again")
            stream.seek(file.size - _TAIL_BYTES - length)
            return bytes(stream.read(length))
    except AirspaceError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        raise unreadable(error, faults) from None


def _wanted(fields: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in fields if name not in WHOLE]
    if unknown:
        raise ValueError(f"no field {unknown[0]!r}: there are {', '.join(WHOLE)}")
    return tuple(fields)


def _check_rows(found: int, part: Part, faults: Faults) -> None:
    if found != part.rows:
        raise faults.stop(f"{found} rows where its footer says {part.rows}", "write the file again")


def _check_same(first: Reading, reading: Reading, first_file: DataFile, file: DataFile) -> None:
    """Refuse a file whose columns are others than those of the first, or hold something else."""
    faults = Faults(file.label)
    for what, mine, others in (
        ("flight", reading.flight, first.flight),
        ("time", reading.time, first.time),
        ("lon", reading.lon, first.lon),
        ("lat", reading.lat, first.lat),
        ("alt_m", reading.alt, first.alt),
        ("alt_m", reading.alt_as, first.alt_as),
        ("alt_m", reading.alt_reference, first.alt_reference),
        ("time", reading.time_as, first.time_as),
        ("geometry", reading.point, first.point),
        *zip(("flight", "time", "lon and lat"), reading.kinds, first.kinds, strict=True),
    ):
        if (mine or "").lower() != (others or "").lower():
            wrong = f"{_called(mine)} here, {_called(others)} in {first_file.name}"
            raise faults.stop(wrong, "give files of the same columns, or name the columns with --column", None, what)


def _called(what: str | None) -> str:
    return "nothing" if what is None else shown(what)
