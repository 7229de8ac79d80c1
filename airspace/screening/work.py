"""The folder that a run keeps its finished units in, so that one that was ended goes on where it was.

It stands beside the output as ``.NAME.work``, holds the plan of the run and a mark for every unit that is done, and
goes when the output is there. A unit's mark is written after its files, and every file is complete before it has its
name: whatever moment a run ends at, what has a mark can be relied on.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from airspace.errors import OutputExistsError, Problem, TrackFileError
from airspace.screening.plan import Plan
from airspace.screening.storage import Folder, LocalFolder

__all__ = ["COMMIT", "Mark", "Work", "mark_name", "opened", "read_json", "write_json"]

SCHEMA = "airspace/screen-work/1"
PLAN, LOCK, COMMIT = "plan.json", "lock", "commit.json"

Mark = dict[str, Any]
"""What is known of a unit that is done: its counts."""


@dataclass
class Work:
    """A work folder that is this run's alone."""

    folder: Folder
    fingerprint: str
    plan: Plan | None

    def keep(self, plan: Plan) -> None:
        """Write down the plan, without which nothing in the folder is used."""
        self.plan = plan
        write_json(self.folder, PLAN, {"schema": SCHEMA, "fingerprint": self.fingerprint, **plan.document()})

    def finish(self) -> None:
        """Remove the folder, its plan last, so that what is left of it at any moment is known for what it is."""
        _empty(self.folder)
        self.folder.remove_all()

    def done(self, stage: str, count: int) -> dict[int, Mark]:
        """Units of a stage that are done, with their marks."""
        names = self.folder.names()
        return {n: read_json(self.folder, name) for n in range(count) if (name := mark_name(stage, n)) in names}


def mark_name(stage: str, number: int) -> str:
    """Name of the file that says that a unit is done."""
    return f"{stage}-{number:06d}.json"


@contextlib.contextmanager
def opened(folder: Folder, fingerprint: str, note: Callable[[str], None]) -> Iterator[Work]:
    """The work folder, made or found; begun anew if it is of other data, zones or settings.

    Raises:
        OutputExistsError: the folder is someone else's, or another run is at work in it.
    """
    names = folder.names() if folder.exists() else set()
    known = _plan_of(folder, names)
    if known is None and names - {LOCK}:
        raise OutputExistsError(f"{folder.where} exists and is no work folder of this program; move it away")
    if not folder.exists():
        try:
            folder.make()
        except OSError as error:
            raise _refused(folder, error) from error
    with _alone(folder):
        folder.remove_drafts()
        known = _plan_of(folder, folder.names())  # another run may have been at work since
        if known is not None and known["fingerprint"] != fingerprint:
            note("begun anew: the work that was begun is of other positions, zones or settings")
            _empty(folder)
            known = None
        yield Work(folder, fingerprint, None if known is None else Plan.read(known))


def read_json(folder: Folder, name: str) -> dict[str, Any]:
    """A JSON document of a folder."""
    with folder.reading(name) as stream:
        document: dict[str, Any] = json.loads(stream.read())
    return document


def write_json(folder: Folder, name: str, document: dict[str, Any]) -> None:
    """Put a JSON document into a folder."""
    with folder.writing(name) as stream:
        stream.write(json.dumps(document, allow_nan=False).encode())


def _plan_of(folder: Folder, names: set[str]) -> dict[str, Any] | None:
    if PLAN not in names:
        return None
    try:
        document = read_json(folder, PLAN)
    except ValueError:
        return None
    return document if document.get("schema") == SCHEMA else None


def _empty(folder: Folder) -> None:
    """Remove all of it, marks before what they stand for and the plan last, should the run end in the middle."""
    for name in sorted(folder.names() - {LOCK, PLAN}, key=lambda name: not name.endswith(".json")):
        folder.remove(name)
    folder.remove(PLAN)


@contextlib.contextmanager
def _alone(folder: Folder) -> Iterator[None]:
    """Keep other runs of this machine out; shared storage has no lock."""
    if not isinstance(folder, LocalFolder):
        yield
        return
    import fcntl

    while True:
        handle = os.open(folder.path / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise OutputExistsError(f"another run is at work on this output ({folder.where}); wait for it") from None
        with contextlib.suppress(FileNotFoundError):
            if (folder.path / LOCK).stat().st_ino == os.fstat(handle).st_ino:
                break
        os.close(handle)  # the run before was just done, and took its folder with it
        folder.make()
    try:
        yield
    finally:
        os.close(handle)


def _refused(folder: Folder, error: OSError) -> TrackFileError:
    beside = folder.where.rpartition("/")[0] or "/"
    wrong = f"no file can be made in this folder ({error.strerror or error})"
    return TrackFileError(Problem(beside, wrong, "give an --out in a folder that can be written"))
