"""Rows dealt into buckets by the name of their flight, where a data set has them in any order.

A part becomes one or more Arrow files, each with one batch for every bucket, so that a bucket is read from it without
the others. A bucket depends on the name alone: the same on every machine, in every run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from airspace.screening.plan import MOST_FLIGHT_ROWS, too_long
from airspace.screening.positions import Positions, joined
from airspace.screening.storage import Folder

__all__ = ["bucket_of", "deal", "gather"]

_SCHEMA = pa.schema(
    [
        ("flight", pa.string()),
        ("t_us", pa.int64()),
        ("no_time", pa.bool_()),
        ("lon_deg", pa.float64()),
        ("lat_deg", pa.float64()),
        ("alt_m", pa.float64()),
        ("row", pa.int64()),
    ]
)
_NUMBERS = ("t_us", "lon_deg", "lat_deg", "alt_m", "row")


def bucket_of(name: str, buckets: int) -> int:
    """The bucket of a flight: by a hash that is the same everywhere."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") % buckets


def deal(blocks: Iterable[Positions], buckets: int, folder: Folder, part: int) -> list[str]:
    """Write the rows of a part, block after block, into files with a batch for each bucket; the names of the files."""
    names: list[str] = []
    for number, block in enumerate(blocks):
        of_name = np.array([bucket_of(name, buckets) for name in block.names], dtype=np.int64)
        known = block.flight >= 0  # no flight: the first bucket, where it is set aside
        bucket = np.where(known, of_name[np.where(known, block.flight, 0)] if of_name.size else 0, 0)
        order = np.argsort(bucket, kind="stable")
        ends = np.searchsorted(bucket[order], np.arange(buckets + 1))
        names.append(f"rows-{part:06d}-{number:04d}.arrow")
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with folder.writing(names[-1]) as stream, pa.ipc.new_file(stream, _SCHEMA, options=options) as writer:
            for at in range(buckets):
                writer.write_batch(_batch(block, order[ends[at] : ends[at + 1]]))
    return names


def gather(folder: Folder, files: Sequence[str], bucket: int) -> Positions:
    """The rows of a bucket, from all files.

    Raises :class:`~airspace.errors.TrackFileError` for a flight longer than ``MOST_FLIGHT_ROWS``.
    """
    found: list[Positions] = []
    rows: dict[str, int] = {}
    for name in files:
        with folder.reading(name) as stream:
            piece = _positions(pa.ipc.open_file(stream).get_batch(bucket))
        for flight, count in zip(piece.names, np.bincount(piece.flight[piece.flight >= 0]).tolist(), strict=True):
            rows[flight] = rows.get(flight, 0) + count
            if rows[flight] > MOST_FLIGHT_ROWS:
                raise too_long(flight, rows[flight])
        found.append(piece)
    return joined(found)


def _batch(block: Positions, wanted: Any) -> pa.RecordBatch:
    flight = block.flight[wanted]
    named = pa.array(block.names, pa.string()).take(pa.array(flight, mask=flight < 0))
    numbers = {name: pa.array(getattr(block, name)[wanted]) for name in _NUMBERS}
    columns = {"flight": named, "no_time": pa.array(block.no_time[wanted]), **numbers}
    return pa.record_batch([columns[name] for name in _SCHEMA.names], schema=_SCHEMA)


def _positions(batch: pa.RecordBatch) -> Positions:
    coded = batch.column("flight").dictionary_encode()
    flight = coded.indices.fill_null(-1).to_numpy().astype(np.int64)
    numbers = {name: batch.column(name).to_numpy() for name in _NUMBERS}
    no_time = batch.column("no_time").to_numpy(zero_copy_only=False)
    return Positions(tuple(coded.dictionary.to_pylist()), flight, no_time=no_time, **numbers)
