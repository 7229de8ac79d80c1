"""The files of a data set: one, those of a folder, those that a glob names, on this machine or where fsspec reads.

Folders are walked to their end; what is hidden or begins with ``_`` is left out, as writers of data sets expect. Names
of folders are names and nothing else: ``day=2015-11-24`` gives no column.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from geodata.errors import MissingExtraError, TrackFileError
from geodata.fixes import Faults, shown

__all__ = ["MAX_FILES", "DataFile", "files_of", "opened", "without_secrets"]

MAX_FILES = 100_000
"""Most files of a data set: a file for every five minutes of a year fits."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(::[A-Za-z][A-Za-z0-9+.-]*)*://")
_WILD = re.compile(r"[*?\[]")
_SECRET = re.compile(r"//[^/@]*@")
_ENDING = ".parquet"
_RIGHT = "give a Parquet file, a folder of *.parquet files, or a glob in quotes"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a data set.

    Args:
        name: path below the folder of the data set, with ``/``.
        place: path on this machine, or of fsspec's file system.
        size: bytes.
        changed: when it was last written, in nanoseconds since 1970; 0 where that is not known.
        url: what fsspec was given; ``None`` on this machine.
    """

    name: str
    place: str
    size: int
    changed: int = 0
    url: str | None = None

    @property
    def label(self) -> str:
        """What messages call the file."""
        return self.place if self.url is None else f"{_URL.match(self.url)[0]}{self.place.lstrip('/')}"  # type: ignore[index]


def without_secrets(where: str) -> str:
    """An address without what stands before an ``@`` in it: a name and a password are not printed."""
    return _SECRET.sub("//", where)


def files_of(where: str) -> tuple[DataFile, ...]:
    """The files of a data set, in the order of their names.

    ``where`` is a file, a folder, a glob (``**`` crosses folders), or one of these as an address that fsspec reads.
    Raises :class:`~geodata.errors.TrackFileError` where there is none, and
    :class:`~geodata.errors.MissingExtraError` for an address where fsspec is not installed.
    """
    faults = Faults(without_secrets(where) or "data set")
    try:
        found = _remote(where, faults) if _URL.match(where) else _local(where, faults)
    except (OSError, ValueError) as error:
        if isinstance(error, TrackFileError):
            raise
        said = shown(str(getattr(error, "strerror", None) or error))
        raise faults.stop(f"cannot be read: {said}", _RIGHT) from None
    return tuple(sorted(found, key=lambda file: file.name))


def opened(file: DataFile) -> IO[bytes]:
    """A file of a data set, open for reading, to be closed by the caller.

    Raises :class:`~geodata.errors.TrackFileError` where it was changed since the data set was opened, and what its file
    system raises where it cannot be read.
    """
    if file.url is not None:
        system, _ = _system(file.url, Faults(file.label))
        return cast(IO[bytes], system.open(file.place, "rb"))
    import pyarrow as pa

    state = Path(file.place).stat()
    if (state.st_size, state.st_mtime_ns) != (file.size, file.changed):
        raise Faults(file.label).stop("it was changed while it was in use", "start again when it is written whole")
    return cast(IO[bytes], pa.OSFile(file.place))  # not mapped: a file that is cut short would end the process


def _local(where: str, faults: Faults) -> list[DataFile]:
    path = Path(where)
    if not where.strip():
        raise faults.stop("no name", _RIGHT)
    if path.is_file():
        return [_measured(path, path.name)]
    if path.is_dir():
        return _some(_below(path, path, faults), faults, f"no *{_ENDING} file in this folder")
    if path.exists():
        raise faults.stop("not a regular file", _RIGHT)
    if not _WILD.search(where):
        raise faults.stop("no such file or folder", _RIGHT)
    root = Path(_fixed(where))
    files: list[Path] = []
    folders: list[Path] = []
    for each in glob.iglob(where, recursive=True):  # noqa: PTH207 - that of Path ends with folders for **
        kind = files if Path(each).is_file() else folders
        kind.append(Path(each))
        _bounded(len(files) + len(folders), faults)
    chosen = (_measured(file, _relative(file, root)) for file in files if not _left_out(_relative(file, root)))
    if not files:  # a glob of folders
        chosen = (file for folder in folders for file in _below(folder, root, faults))
    return _some({file.place: file for file in chosen}.values(), faults, "no file has such a name")


def _below(folder: Path, root: Path, faults: Faults) -> Iterator[DataFile]:
    """The Parquet files of a folder and those below it."""
    count = 0
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in names:
            file = Path(at) / name
            if name.lower().endswith(_ENDING) and not name.startswith((".", "_")) and file.is_file():
                count += 1
                _bounded(count, faults)
                yield _measured(file, _relative(file, root))


def _measured(path: Path, name: str) -> DataFile:
    state = path.stat()
    return DataFile(name, str(path), state.st_size, state.st_mtime_ns)


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _some(found: Iterable[DataFile], faults: Faults, wrong: str) -> list[DataFile]:
    files = list(found)
    if not files:
        raise faults.stop(wrong, _RIGHT)
    return files


def _bounded(count: int, faults: Faults) -> None:
    if count > MAX_FILES:
        raise faults.stop(f"more than {MAX_FILES} files", "write fewer and larger ones, or name a part of them")


def _fixed(pattern: str) -> str:
    """The folder that stands before the first part of a glob that can vary."""
    parts = pattern.split("/")
    first = next(at for at, part in enumerate(parts) if _WILD.search(part))
    return "/".join(parts[:first]) or ("/" if pattern.startswith("/") else ".")


def _left_out(name: str) -> bool:
    return any(part.startswith((".", "_")) for part in name.split("/"))


def _system(url: str, faults: Faults) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise MissingExtraError(f"reading {_URL.match(url)[0]}", "fsspec", "screen") from None  # type: ignore[index]
    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        raise faults.stop(f"fsspec cannot read it: {shown(str(error))}", "install the package that it names") from None
    except Exception as error:  # noqa: BLE001 - each file system raises its own
        raise faults.stop(f"fsspec cannot read it: {shown(str(error))}", "see the names fsspec knows") from None
    return system, str(path)


def _remote(where: str, faults: Faults) -> list[DataFile]:
    system, path = _system(where, faults)
    protocols = (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)
    if "file" in protocols:  # this machine, by its address
        return _local(path, faults)
    try:
        if _WILD.search(path):
            found, root = system.glob(path, detail=True), _fixed(path)
            if not any(about["type"] == "file" for about in found.values()):  # a glob of folders
                found = {k: v for folder in list(found) for k, v in system.find(folder, detail=True).items()}
                found = {k: v for k, v in found.items() if k.lower().endswith(_ENDING)}
        elif system.isfile(path):
            found, root = {path: system.info(path)}, path.rpartition("/")[0]
        elif system.isdir(path):
            found, root = system.find(path, detail=True), path
            found = {k: v for k, v in found.items() if k.lower().endswith(_ENDING)}
        else:
            raise faults.stop("no such file or folder", _RIGHT)
    except TrackFileError:
        raise
    except Exception as error:  # noqa: BLE001 - each file system raises its own
        said = shown(str(error))
        raise faults.stop(f"cannot be read ({type(error).__name__}: {said})", "look at the address") from None
    _bounded(len(found), faults)
    base = root.rstrip("/") + "/" if root.strip(".") else ""
    named = {place: place.removeprefix(base).lstrip("/") for place, about in found.items() if about["type"] == "file"}
    kept = (
        DataFile(name, place, int(found[place].get("size") or 0), 0, where)
        for place, name in named.items()
        if len(named) == 1 or not _left_out(name)
    )
    return _some(kept, faults, f"no *{_ENDING} file there")
