"""A folder on this machine or on storage that many machines share: files appear in it whole, or not at all.

Paths are this machine's; an address with ``://`` is fsspec's. On shared storage a name is as safe as its ``mv`` is:
object stores show an object when it is complete.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from airspace.errors import AirspaceError, InputError, MissingExtraError, Problem
from geodata.fixes import shown

__all__ = ["DRAFT", "Folder", "LocalFolder", "SharedFolder", "folder_at", "is_address"]

DRAFT = ".draft"
"""Ending of what is not complete yet, and is never read."""


class Folder(Protocol):
    """A folder that files are put into under a name once they are complete."""

    @property
    def where(self) -> str:
        """Its path or address."""

    def exists(self) -> bool:
        """Whether it is there."""

    def make(self) -> None:
        """Make it; the folder it stands in must be there."""

    def names(self) -> set[str]:
        """Names of the complete files in it."""

    def has(self, name: str) -> bool:
        """Whether there is anything of that name, a file or a folder."""

    def is_file(self, name: str) -> bool:
        """Whether there is a file of that name."""

    def reading(self, name: str) -> IO[bytes]:
        """A file, open for reading and seeking; the caller closes it."""

    def writing(self, name: str) -> contextlib.AbstractContextManager[IO[bytes]]:
        """A file to write: it gets its name, over one that has it, when the block ends well."""

    def move(self, name: str, target: Folder, new_name: str) -> None:
        """Give a file to another folder of the same storage, over what has that name there."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def remove_drafts(self) -> None:
        """Remove what a run that was ended left incomplete."""

    def remove_all(self) -> None:
        """Remove the folder and all in it."""


@dataclass(frozen=True)
class LocalFolder:
    """A folder of this machine; what it holds outlives a crash of the machine too."""

    path: Path

    @property
    def where(self) -> str:
        """Its path."""
        return str(self.path)

    def exists(self) -> bool:
        """Whether it is there, as a folder."""
        return self.path.is_dir()

    def make(self) -> None:
        """Make it, if it is not there."""
        self.path.mkdir(exist_ok=True)

    def names(self) -> set[str]:
        """Names of the complete files in it."""
        if not self.path.is_dir():
            return set()
        return {entry.name for entry in self.path.iterdir() if not entry.name.endswith(DRAFT)}

    def has(self, name: str) -> bool:
        """Whether there is anything of that name."""
        return os.path.lexists(self.path / name)

    def is_file(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return (self.path / name).is_file()

    def reading(self, name: str) -> IO[bytes]:
        """A file, open for reading."""
        return (self.path / name).open("rb")

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write: on the disk before it has its name."""
        draft = self.path / f".{name}.{uuid.uuid4().hex}{DRAFT}"
        try:
            with draft.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(self.path / name)
        except BaseException as error:
            with contextlib.suppress(OSError):
                draft.unlink()
            if isinstance(error, OSError) and not isinstance(error, AirspaceError):
                raise _unwritable(self.where, error) from error
            raise
        self._settle()

    def move(self, name: str, target: Folder, new_name: str) -> None:
        """Give a file to another folder of the same disk."""
        if not isinstance(target, LocalFolder):
            raise TypeError("files are moved within one storage")
        (self.path / name).replace(target.path / new_name)
        target._settle()

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self.path / name).unlink(missing_ok=True)

    def remove_drafts(self) -> None:
        """Remove what a run that was ended left incomplete."""
        for draft in self.path.glob(f".*{DRAFT}"):
            draft.unlink(missing_ok=True)

    def remove_all(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.path)

    def _settle(self) -> None:
        """Have the names on the disk too, where the system can."""
        with contextlib.suppress(OSError):
            handle = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


@dataclass(frozen=True)
class SharedFolder:
    """A folder of a file system of fsspec."""

    system: Any
    path: str

    @property
    def where(self) -> str:
        """Its address."""
        return str(self.system.unstrip_protocol(self.path))

    def exists(self) -> bool:
        """Whether it is there; an object store has a folder once there is something in it."""
        return bool(self.system.isdir(self.path))

    def make(self) -> None:
        """Make it, where the storage has folders."""
        self.system.makedirs(self.path, exist_ok=True)

    def names(self) -> set[str]:
        """Names of the complete files in it, asked anew."""
        self.system.invalidate_cache()
        try:
            found = self.system.ls(self.path, detail=False)
        except FileNotFoundError:
            return set()
        named = {str(entry).rstrip("/").rpartition("/")[2] for entry in found}
        return {name for name in named if not name.endswith(DRAFT)}

    def has(self, name: str) -> bool:
        """Whether there is anything of that name."""
        self.system.invalidate_cache()
        return bool(self.system.exists(f"{self.path}/{name}"))

    def is_file(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return bool(self.system.isfile(f"{self.path}/{name}"))

    def reading(self, name: str) -> IO[bytes]:
        """A file, open for reading."""
        opened: IO[bytes] = self.system.open(f"{self.path}/{name}", "rb")
        return opened

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write: what breaks off keeps a draft's name, whatever the storage made of it."""
        draft = f"{self.path}/.{name}.{uuid.uuid4().hex}{DRAFT}"
        try:
            with self.system.open(draft, "wb") as stream:
                yield stream
            self.system.mv(draft, f"{self.path}/{name}")
        except BaseException as error:
            with contextlib.suppress(OSError):
                self.system.rm_file(draft)
            if isinstance(error, OSError) and not isinstance(error, AirspaceError):
                raise _unwritable(self.where, error) from error
            raise

    def move(self, name: str, target: Folder, new_name: str) -> None:
        """Give a file to another folder of the same storage."""
        if not isinstance(target, SharedFolder):
            raise TypeError("files are moved within one storage")
        self.system.mv(f"{self.path}/{name}", f"{target.path}/{new_name}")

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            self.system.rm_file(f"{self.path}/{name}")

    def remove_drafts(self) -> None:
        """Nothing: another machine may be writing them."""

    def remove_all(self) -> None:
        """Remove the folder and all in it."""
        self.system.rm(self.path, recursive=True)


def _unwritable(where: str, error: OSError) -> InputError:
    """A disk that is full, a share that is gone: what is done so far is kept."""
    right = "mend that and give the same command again; it goes on where it was"
    return InputError(Problem(where, f"cannot be written ({error.strerror or shown(str(error))})", right))


def is_address(where: str) -> bool:
    """Whether a text is an address of fsspec and no path of this machine."""
    return "://" in where


def folder_at(where: str) -> Folder:
    """The folder of a path or an address, whether it is there or not.

    Raises :class:`~airspace.errors.MissingExtraError` for an address without fsspec, and
    :class:`~geodata.errors.InputError` for one that it cannot open.
    """
    if not is_address(where):
        return LocalFolder(Path(where).absolute())
    try:
        from fsspec.core import url_to_fs
        from fsspec.implementations.local import LocalFileSystem
    except ImportError as error:
        raise MissingExtraError(f"the address {where}", "fsspec", "screen") from error
    try:
        system, path = url_to_fs(where)
    except (ImportError, ValueError) as error:
        right = "install the package that it names, or give a path"
        raise InputError(Problem(where, f"fsspec cannot write there: {shown(str(error))}", right)) from error
    return LocalFolder(Path(path)) if isinstance(system, LocalFileSystem) else SharedFolder(system, path.rstrip("/"))
