"""An incident file read from disk, with file, line and field of every fault in it.

The file is untrusted: more than 2 MB, bytes that are not UTF-8 text, tags, aliases and repeated keys are
refused in words (:mod:`airspace.yamltree`). All faults of a file are shown, not the first: where entries are
broken, the rest is still checked.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from airspace.coherence import Fault, faults
from airspace.errors import IncidentFileError, Problem
from airspace.explain import explain
from airspace.fields import ID_PATTERN
from airspace.filefaults import file_faults
from airspace.incident import SCHEMA, Incident
from airspace.yamltree import MAX_PROBLEMS, Keys, Tree, dotted, printable, read_tree

__all__ = ["MAX_BYTES", "load_incident", "load_with_files", "validate_text"]

MAX_BYTES = 2_000_000  # the first incident of the library, with some hundred statements, is below 100 kB

_SECTIONS = ("sources", "aircraft", "areas", "places", "rings", "assumptions", "clocks", "zones")
_STAND_IN_ID = "stands-in-for-a-broken-entry"
_STAND_INS: dict[str, Any] = {"schema": SCHEMA, "id": "x", "title": "x", "date": "2000-01-01", "place": "x"}


def load_incident(path: str | Path) -> Incident:
    """Read an incident file, or the ``incident.yaml`` of a folder. Raises :class:`IncidentFileError`."""
    place, shown = _place(path)
    return validate_text(_content(place, shown), shown, place.resolve().parent)


def load_with_files(path: str | Path) -> Incident:
    """:func:`load_incident`, and every track and zone file that it names is read too.

    Raises :class:`IncidentFileError`: faults of those files stand at the fields of the incident file that name them.
    """
    place, shown = _place(path)
    content = _content(place, shown)
    incident = validate_text(content, shown, place.resolve().parent)
    if found := [Fault(*fault) for fault in file_faults(incident)]:
        tree = read_tree(_decoded(content, shown), shown)
        raise IncidentFileError(dict.fromkeys(_problem(fault, tree, shown) for fault in found[:MAX_PROBLEMS]))
    return incident


def _place(path: str | Path) -> tuple[Path, str]:
    """The incident file that a path stands for, and its name as faults show it."""
    place = Path(path)
    if place.is_dir():
        place = place / "incident.yaml"
    return place, printable(place, 300)


def _content(place: Path, shown: str) -> bytes:
    try:
        size = place.stat().st_size
        if size > MAX_BYTES:
            _refuse(shown, f"the file has {size:,} bytes", f"at most {MAX_BYTES:,} are read")
        return place.read_bytes()
    except OSError as error:
        _refuse(shown, f"cannot be read ({error.strerror or 'unknown reason'})", "give the path of an incident file")


def validate_text(content: str | bytes, file: str = "incident.yaml", folder: Path | None = None) -> Incident:
    """An incident from the text of its file; ``file`` is the name shown in faults, ``folder`` where its files stand.

    Raises :class:`IncidentFileError` with every fault found.
    """
    tree = read_tree(_decoded(content, file), file)
    if tree.cut or not isinstance(tree.data, dict):
        if not tree.problems:
            wrong = "the file is empty" if tree.data is None else "the file is not a block of keys"
            _refuse(file, wrong, f"begin it with 'schema: {SCHEMA}'")
        raise IncidentFileError(tree.problems)
    incident: Incident | None = None
    try:
        incident = Incident.model_validate(tree.data)
        incident._folder = folder
        found = faults(incident)
    except ValidationError as error:
        shape = explain(error, tree.data)
        found = shape + _faults_of_the_rest(tree.data, [fault.path for fault in shape])
    problems = tree.problems + [_problem(fault, tree, file) for fault in found]
    if problems or incident is None:
        problems.sort(key=lambda problem: problem.line or 0)
        raise IncidentFileError(dict.fromkeys(problems[:MAX_PROBLEMS]))
    return incident


def _refuse(file: str, wrong: str, right: str) -> NoReturn:
    raise IncidentFileError(Problem(file, wrong, right))


def _decoded(content: str | bytes, file: str) -> str:
    if isinstance(content, bytes):
        if len(content) > MAX_BYTES:
            _refuse(file, f"the file has {len(content):,} bytes", f"at most {MAX_BYTES:,} are read")
        if b"\x00" in content:
            _refuse(file, "the file is binary (it contains a zero byte)", "an incident file is plain UTF-8 text")
        raw = content
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            wrong = f"byte {error.start} (0x{raw[error.start]:02x}) is not UTF-8 text"
            line = raw.count(b"\n", 0, error.start) + 1
            raise IncidentFileError(Problem(file, wrong, "save the file as UTF-8 text", line)) from None
    return content


def _problem(fault: Fault, tree: Tree, file: str) -> Problem:
    wrong, right = printable(fault.wrong, 400), printable(fault.right, 600)
    return Problem(file, wrong, right, tree.line(fault.path), dotted(fault.path) or None)


def _faults_of_the_rest(data: dict[str, Any], broken: list[Keys]) -> list[Fault]:
    """The faults between the entries that are whole, where others are broken."""
    rest: dict[str, Any] = copy.deepcopy(data)
    spared: set[Keys] = set()
    for keys in broken:
        if len(keys) == 1 and keys[0] in _STAND_INS:
            rest[str(keys[0])] = _STAND_INS[str(keys[0])]
        elif (entry := _entry(keys)) is not None:
            spared |= {entry} if re.fullmatch(ID_PATTERN, str(entry[-1])) else {entry, entry[:-1]}
            _drop(rest, entry)
        elif keys:
            rest.pop(str(keys[0]), None)
    if rest.get("sources") == {}:
        rest["sources"] = {_STAND_IN_ID: {"publisher": "x", "grade": "F6", "why": "x"}}
    for claim in rest["claims"].values() if isinstance(rest.get("claims"), dict) else ():
        if isinstance(claim, dict) and claim.get("statements") == {}:
            claim["statements"] = {_STAND_IN_ID: {"says": "x"}}
    try:
        incident = Incident.model_validate(rest)
    except ValidationError:
        return []  # too little is left to judge
    return [fault for fault in faults(incident, spared) if _STAND_IN_ID not in fault.path]


def _entry(keys: Keys) -> Keys | None:
    """The smallest entry around a path that can be left out without breaking what surrounds it."""
    if len(keys) >= 6 and keys[0] == "claims" and keys[2] == "statements" and keys[4] == "readings":
        return keys[:6]
    if len(keys) >= 4 and keys[0] == "claims" and keys[2] in ("statements", "tracks", "tables", "families"):
        return keys[:4]
    return keys[:2] if len(keys) >= 2 and (keys[0] in _SECTIONS or keys[0] == "claims") else None


def _drop(data: Any, entry: Keys) -> None:
    for key in entry[:-1]:
        data = data.get(key) if isinstance(data, dict) else None
    if isinstance(data, dict):
        data.pop(entry[-1], None)
