"""Folders that are written whole or not at all.

A folder is built beside its place under another name and swapped in when it is complete; what goes wrong
before that leaves nothing behind. A marker file lists what this program wrote, so that ``--force`` replaces
earlier output of ours and never anybody else's files.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import click

from airspace.cli.terminal import clean
from airspace.errors import OutputExistsError

__all__ = ["MARKER", "whole_folder", "write_files"]

MARKER = ".airspace-output.json"
"""Stands in every folder that this program wrote and lists the files it put there."""

_SCHEMA = "airspace/output/1"


@contextlib.contextmanager
def whole_folder(target: Path, *, force: bool) -> Iterator[Path]:
    """A fresh folder to write into, which becomes ``target`` if nothing goes wrong.

    Raises :class:`~airspace.errors.OutputExistsError` before anything is built if ``target`` may not be
    written: it exists and ``force`` is not given, it was not written by this program, or files were added to
    it since. What the operating system refuses ends the command with status 1.
    """
    place = Path(os.path.realpath(target))
    with _refusals(target):
        _check(target, place, force=force)
        made = _make_parents(place.parent)
        draft = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".draft", dir=place.parent))
    try:
        yield draft
        with _refusals(target):
            _mark(draft)
            draft.chmod(0o777 & ~_umask())
            _check(target, place, force=force)  # someone else may have been quicker
            _swap(draft, place)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        for parent in made:
            with contextlib.suppress(OSError):  # no longer empty, so no longer ours to take away
                parent.rmdir()
        raise


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> int:
    """Write files by name below ``folder``, ``tr/index.html`` in a folder of its own; return their size in bytes.

    Text becomes UTF-8 with ``\\n`` at the ends of lines. Raises ``ValueError`` for a name that leads out of the folder.
    """
    size = 0
    for name, content in files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or not path.parts or {"..", "."} & set(name.split("/")) or "\\" in name:
            raise ValueError(f"{name!r} is no name of a file in a folder")
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        place.write_bytes(data)
        size += len(data)
    return size


@contextlib.contextmanager
def _refusals(target: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a message."""
    try:
        yield
    except OutputExistsError:
        raise
    except OSError as error:
        raise click.ClickException(clean(f"cannot write {target}: {error.strerror or error}")) from error


def _check(target: Path, place: Path, *, force: bool) -> None:
    here = Path.cwd()
    if place == place.parent or place == Path.home() or here.is_relative_to(place):
        raise OutputExistsError(f"{target} is no folder to replace; give a new folder below the current one")
    if not place.exists():
        return
    if not place.is_dir():
        raise OutputExistsError(f"{target} exists and is not a folder; give another --out")
    found = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_symlink() or not path.is_dir()}
    if not found and not any(place.iterdir()):
        return
    ours = _listed(place)
    if ours is None:
        raise OutputExistsError(f"{target} is not empty and was not written by this program; give another --out")
    if strange := sorted(found - ours - {MARKER}):
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise OutputExistsError(
            f"{target} holds files that this program did not write ({strange[0]}{more}); move them away"
        )
    if not force:
        raise OutputExistsError(f"{target} exists; add --force to replace it, or give another --out")


def _listed(place: Path) -> set[str] | None:
    """The files that the marker of a folder lists, or ``None`` if the folder has no marker of ours."""
    marker = place / MARKER
    if marker.is_symlink() or not marker.is_file():
        return None
    try:
        document = json.loads(marker.read_text("utf-8"))
        return set(document["files"]) if document["schema"] == _SCHEMA else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _mark(draft: Path) -> None:
    files = sorted(path.relative_to(draft).as_posix() for path in draft.rglob("*") if not path.is_dir())
    text = json.dumps({"schema": _SCHEMA, "files": files}, indent=1)
    (draft / MARKER).write_text(text + "\n", "utf-8")


def _make_parents(folder: Path) -> list[Path]:
    """Make ``folder`` and what is missing above it; return what was made, innermost first."""
    missing = []
    for parent in (folder, *folder.parents):
        if parent.exists():
            break
        missing.append(parent)
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _swap(draft: Path, place: Path) -> None:
    """Put ``draft`` where ``place`` is; the old folder goes only when the new one stands."""
    if not place.exists():
        draft.rename(place)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".old", dir=place.parent))
    place.rename(old)  # onto an empty folder
    try:
        draft.rename(place)
    except BaseException:
        old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
