"""One unit of work, from rows to its three tables: done alike in this process and by a worker of a cluster.

A unit reads what it needs, writes its own files into the work folder and gives back nothing but counts. Done twice, it
writes the same bytes over its own files.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from airspace.screening.clean import clean, split
from airspace.screening.gaps import gap_answers
from airspace.screening.plan import MOST_FLIGHT_ROWS, MOST_GROUP_ROWS, Plan, Span, spans, too_long
from airspace.screening.positions import Positions, joined
from airspace.screening.rows import aside_rows, gap_rows, violation_rows
from airspace.screening.screener import Screener
from airspace.screening.settings import Settings, ZoneSet, zones_of
from airspace.screening.shuffle import deal, gather
from airspace.screening.storage import Folder, folder_at
from airspace.screening.store import national_screener
from airspace.screening.work import Mark, mark_name, read_json, write_json
from airspace.screening.worth import worth
from geodata.dataset import Dataset
from geodata.dataset_columns import Columns

__all__ = ["Job", "Stage", "do", "screener_of", "unit_name", "unit_numbers"]

Stage = Literal["deal", "unit"]
"""Rows are dealt into buckets, where they are scattered; then the units are done."""


@dataclass(frozen=True)
class Job:
    """All that a worker has to know; it can be sent to another machine.

    Args:
        data: fingerprint of the positions.
        folder: path or address of the work folder.
    """

    settings: Settings
    dataset: Dataset
    plan: Plan
    data: str
    folder: str


def unit_numbers(plan: Plan, stage: Stage) -> range:
    """The numbers of the units of a stage."""
    if stage == "deal":
        return range(len(plan.rows) if plan.mode == "scattered" else 0)
    return range(plan.buckets if plan.mode == "scattered" else len(_spans(plan)))


def unit_name(number: int) -> str:
    """What the files of a unit are called by."""
    return f"unit-{number:06d}"


def do(job: Job, stage: Stage, number: int) -> Mark:
    """Do one unit, and mark it as done once its files are there.

    Raises:
        TrackFileError: positions that cannot be read, or that were changed since they were planned with.
    """
    folder = folder_at(job.folder)
    mark = _deal(job, folder, number) if stage == "deal" else _screen(job, folder, number)
    write_json(folder, mark_name(stage, number), mark)
    pa.default_memory_pool().release_unused()  # or memory would seem to grow with rows
    return mark


@lru_cache(maxsize=1)
def screener_of(zones: ZoneSet) -> Screener:
    """The index of the zones, made or loaded once by a process."""
    if zones.edition is not None and all(isinstance(zone, str) for zone in zones.zones):
        return national_screener(zones.names, zones.edition)
    return Screener.of(zones_of(zones), zones.names)


@lru_cache(maxsize=1)
def _spans(plan: Plan) -> tuple[Span, ...]:
    return spans(plan)


def _deal(job: Job, folder: Folder, number: int) -> Mark:
    blocks = _blocks(job.dataset, number)
    return {"rows": job.plan.rows[number], "files": deal(blocks, job.plan.buckets, folder, number)}


def _blocks(dataset: Dataset, number: int) -> Iterator[Positions]:
    """A part whole, or in blocks if it is large."""
    part = dataset.parts[number]
    if part.rows <= MOST_GROUP_ROWS:
        yield _positions(dataset.read(part))
        return
    for columns in dataset.batches(part, MOST_GROUP_ROWS // 4):
        yield _positions(columns)


def _screen(job: Job, folder: Folder, number: int) -> Mark:
    if job.plan.mode == "scattered":
        files = [name for at in unit_numbers(job.plan, "deal") for name in _dealt(folder, at)]
        positions = gather(folder, files, number)
    else:
        positions = _of_span(job.dataset, job.data, _spans(job.plan)[number])
    tables, mark = _tables(positions.sorted_names(), job.settings)
    for name, table in tables.items():
        file = f"{unit_name(number)}.{name}.arrow"
        with folder.writing(file) as stream, pa.ipc.new_file(stream, table.schema) as out:
            out.write_table(table)
    return mark


def _dealt(folder: Folder, part: int) -> Sequence[str]:
    files: list[str] = read_json(folder, mark_name("deal", part))["files"]
    return files


class _ReadOn(threading.local):
    """The part that the unit before read on into: the next unit begins with it. Each thread of a worker has its own."""

    def __init__(self) -> None:
        self.part: tuple[tuple[str, int], Positions] | None = None

    def take(self, data: str, number: int) -> Positions | None:
        held = self.part
        return held[1] if held is not None and held[0] == (data, number) else None


_read_on = _ReadOn()


def _of_span(dataset: Dataset, data: str, span: Span) -> Positions:
    """The rows of every flight that begins in a span."""
    own = [_read_on.take(data, at) or _part(dataset, at) for at in range(span.first, span.stop)]
    _read_on.part = None
    pieces = [joined(own).cut(span.skip, span.rows)]
    for at, rows in enumerate(span.heads, span.stop):
        part = _part(dataset, at)
        pieces.append(part.cut(0, rows))
        _read_on.part = (data, at), part
    return joined(pieces)


def _part(dataset: Dataset, number: int) -> Positions:
    part = dataset.parts[number]
    return _positions(dataset.read(part))


def _positions(columns: Columns) -> Positions:
    row = np.arange(columns.first_row, columns.first_row + columns.rows, dtype=np.int64)
    places = columns.lon_deg, columns.lat_deg, columns.alt_m
    return Positions(columns.names, columns.flight, columns.t_us, ~columns.t_known, *places, row)


def _tables(positions: Positions, settings: Settings) -> tuple[dict[str, pa.Table], Mark]:
    """The three tables of some flights, and their counts."""
    longest = np.bincount(positions.flight[positions.flight >= 0], minlength=1)
    if longest.max() > MOST_FLIGHT_ROWS:
        raise too_long(positions.names[int(longest.argmax())], int(longest.max()))
    fixes, aside = clean(positions, max_speed_mps=settings.max_speed_mps)
    stretches = split(fixes, settings.max_gap_s)
    screener = screener_of(settings.zones)
    stays = screener.stays(stretches)
    gaps = gap_answers(stretches, screener.zones, settings.max_speed_mps, screener.spheres)
    tables = {
        "violations": violation_rows(
            stretches, stays, settings.zones, partial(worth, screener, editions=settings.zones.editions)
        ),
        "gaps": gap_rows(stretches, gaps, settings.zones),
        "aside": aside_rows(aside),
    }
    mark: Mark = {
        "rows": positions.count,
        "flights": len(positions.names),
        "verdicts": _counts(tables["violations"]["verdict"]),
        "gaps": {**_counts(tables["gaps"]["answer"]), "cannot": gaps.cannot},
        "gap_count": gaps.gaps,
        "aside": aside.counts(),
    }
    return tables, mark


def _counts(column: Any) -> dict[str, int]:
    return {pair["values"]: pair["counts"] for pair in column.value_counts().to_pylist()}
