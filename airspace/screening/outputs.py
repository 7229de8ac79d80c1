"""The three files of a run: where they stand, how they are put together from units, and how all three appear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from airspace.errors import OutputExistsError
from airspace.screening.rows import SCHEMAS
from airspace.screening.storage import Folder, folder_at, is_address
from airspace.screening.work import COMMIT, read_json, write_json
from geodata.errors import InputError, Problem
from geodata.writing.streamed import TABLE_ENDINGS, table_writer

__all__ = ["Target", "commit", "is_committed", "merge", "pieces", "publish", "target_at"]

_SIDE_ENDINGS = {".geojson": ".csv", ".geoparquet": ".parquet"}


@dataclass(frozen=True)
class Target:
    """Where the files of a run go.

    Args:
        out: path or address of the main one, as given.
        folder: the folder of all three.
        names: name of the file of each table.
        ending: ending of the main one.
    """

    out: str
    folder: Folder
    names: Mapping[str, str]
    ending: str

    @property
    def work(self) -> Folder:
        """The work folder beside them."""
        return folder_at(f"{self.folder.where}/.{self.names['violations']}.work")

    def path(self, table: str) -> str:
        """Path or address of a table's file, beside the main one as it was given."""
        head = self.out[: len(self.out) - len(self.names["violations"])]
        return f"{head}{self.names[table]}"

    def check(self, *, force: bool) -> None:
        """Raise :class:`~airspace.errors.OutputExistsError` if a file stands there and may not be replaced."""
        for table, name in self.names.items():
            if not self.folder.has(name):
                continue
            if not self.folder.is_file(name):
                raise OutputExistsError(f"{self.path(table)} is no file; give another --out")
            if not force:
                raise OutputExistsError(f"{self.path(table)} exists; add --force to replace it, or give another --out")


def target_at(out: str) -> Target:
    """Where the files of a run go: ``out``, and beside it those of the gaps and of the positions set aside.

    Raises :class:`~geodata.errors.InputError` for an ending that no table is written to, or a folder that is not there.
    """
    head, slash, name = out.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    ending = f"{dot}{ending}".lower()
    if not stem or ending not in TABLE_ENDINGS:
        right = f"end it in {', '.join(TABLE_ENDINGS[:-1])} or {TABLE_ENDINGS[-1]}"
        raise InputError(Problem(out or "--out", "its ending does not say a format", right))
    folder = folder_at(head or slash or ".")
    if not is_address(out) and not folder.exists():
        raise InputError(Problem(out, f"there is no folder {head}", "make it first, or give another --out"))
    side = _SIDE_ENDINGS.get(ending, ending)
    names = {"violations": name, "gaps": f"{stem}.gaps{side}", "aside": f"{stem}.aside{side}"}
    return Target(out, folder, names, ending)


def merge(work: Folder, target: Target, units: Iterable[str], notes: Mapping[str, str]) -> None:
    """Put the tables of units together in the work folder, unit after unit, one unit's table in memory at a time."""
    for table, name in target.names.items():
        ending = "." + name.rpartition(".")[2].lower()
        with work.writing(_draft(table)) as stream:
            writer = table_writer(ending, stream, SCHEMAS[table], notes)
            for piece in pieces(work, table, units):
                writer.write(piece)
            writer.close()


def pieces(work: Folder, table: str, units: Iterable[str], only: str | None = None) -> Iterable[pa.Table]:
    """The tables of units, in order; ``only`` one column of them."""
    fields = None if only is None else [SCHEMAS[table].get_field_index(only)]
    options = pa.ipc.IpcReadOptions(included_fields=fields)
    for unit in units:
        with work.reading(f"{unit}.{table}.arrow") as stream:
            table_of_unit = pa.ipc.open_file(stream, options=options).read_all()
        yield table_of_unit


def commit(work: Folder) -> None:
    """Say that all files are complete and may appear."""
    write_json(work, COMMIT, {"complete": True})


def is_committed(work: Folder) -> bool:
    """Whether the files are complete, and some may have appeared."""
    return COMMIT in work.names() and bool(read_json(work, COMMIT))


def publish(work: Folder, target: Target) -> None:
    """Give the files their names, the main one last; what was given by a run that ended in the middle stays."""
    waiting = work.names()
    for table in ("aside", "gaps", "violations"):
        if _draft(table) in waiting:
            work.move(_draft(table), target.folder, target.names[table])


def _draft(table: str) -> str:
    return f"out.{table}"
