"""One file that is written whole or not at all, and never over another without being told so."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import click

from airspace.cli.terminal import clean
from airspace.errors import OutputExistsError

__all__ = ["check_target", "write_whole"]


def check_target(target: Path, *, force: bool) -> None:
    """Raise :class:`~airspace.errors.OutputExistsError` if ``target`` may not be written."""
    if target.is_dir():
        raise OutputExistsError(f"{target} is a folder; give the name of a file")
    if target.exists() and not target.is_file():
        raise OutputExistsError(f"{target} is no regular file; give another --out")
    if target.is_file() and not force:
        raise OutputExistsError(f"{target} exists; add --force to replace it, or give another --out")


def write_whole(target: Path, data: bytes, *, force: bool) -> None:
    """Write ``data`` beside ``target`` and swap it in; folders on the way are made.

    Raises :class:`~airspace.errors.OutputExistsError` as :func:`check_target`; what the operating system refuses ends
    the command with status 1 and leaves nothing behind.
    """
    place = Path(os.path.realpath(target))
    draft: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".draft", dir=place.parent)
        draft = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        draft.chmod(0o666 & ~_umask())
        check_target(target, force=force)  # someone else may have been quicker
        draft.replace(place)
        draft = None
    except OutputExistsError:
        raise
    except OSError as error:
        raise click.ClickException(clean(f"cannot write {target}: {error.strerror or error}")) from error
    finally:
        if draft is not None:
            with contextlib.suppress(OSError):
                draft.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
