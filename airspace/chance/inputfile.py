"""A file of inputs of the uncertainty analysis, read from disk, with file, line and field of every fault in it.

The file is untrusted, and treated as an incident file is (:mod:`airspace.casefile`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from airspace.coherence import Fault
from airspace.errorinputs import Inputs
from airspace.errors import InputsFileError, Problem
from airspace.explain import explain
from airspace.inputspec import InputsSpec, position_from_radius, resolve
from airspace.yamltree import MAX_PROBLEMS, dotted, printable, read_tree

__all__ = ["MAX_BYTES", "SCHEMA", "InputsFile", "InputsSpec", "load_inputs", "position_from_radius", "validate_inputs"]

SCHEMA = "airspace/inputs/1"
MAX_BYTES = 100_000  # a file with every input and its reasons has two thousand

_BEGIN = f"write 'schema: {SCHEMA}'"


class InputsFile(InputsSpec):
    """The whole file: the name of its schema, and the inputs."""

    schema_: Literal["airspace/inputs/1"] = Field(alias="schema")


def load_inputs(path: str | Path) -> Inputs:
    """Read a file of inputs. Raises :class:`InputsFileError` with every fault found."""
    place = Path(path)
    shown = printable(place, 300)
    try:
        with place.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        _refuse(shown, f"cannot be read ({error.strerror or 'unknown reason'})", "give the path of a file of inputs")
    return validate_inputs(content, shown)


def validate_inputs(content: bytes, file: str = "inputs.yaml") -> Inputs:
    """Inputs from the bytes of their file; ``file`` is the name shown in faults.

    Raises:
        InputsFileError: with every fault found.
    """
    if len(content) > MAX_BYTES:
        _refuse(file, "the file is too long", f"at most {MAX_BYTES:,} bytes are read")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8 text"
        line = content.count(b"\n", 0, error.start) + 1
        raise InputsFileError(Problem(file, wrong, "save the file as UTF-8 text", line)) from None
    tree = read_tree(text, file)
    if tree.cut or not isinstance(tree.data, dict):
        if not tree.problems:
            wrong = "the file is empty" if tree.data is None else "the file is not a block of keys"
            _refuse(file, wrong, f"begin it with 'schema: {SCHEMA}'")
        raise InputsFileError(tree.problems)
    inputs, faults = _checked(tree.data)
    problems = tree.problems + [
        Problem(file, printable(wrong, 400), printable(right, 600), tree.line(keys), dotted(keys) or None)
        for keys, wrong, right in ((fault.path, fault.wrong, fault.right) for fault in faults)
    ]
    if problems or inputs is None:
        problems.sort(key=lambda problem: problem.line or 0)
        raise InputsFileError(dict.fromkeys(problems[:MAX_PROBLEMS]))
    return inputs


def _refuse(file: str, wrong: str, right: str) -> None:
    raise InputsFileError(Problem(file, wrong, right))


def _checked(data: dict[str, Any]) -> tuple[Inputs | None, list[Fault]]:
    """The inputs, or every fault: where entries are broken, the rest is still read."""
    try:
        spec = InputsFile.model_validate(data)
    except ValidationError as error:
        shape = [_begun(fault) for fault in explain(error, data, InputsFile)]
        broken = {fault.path[0] for fault in shape if fault.path}
        rest = {key: value for key, value in data.items() if key not in broken}
        found = resolve(InputsFile.model_validate({**rest, "schema": SCHEMA})).faults
        return None, shape + [Fault(*fault) for fault in found]
    inputs, found = resolve(spec)
    if inputs is not None and not inputs.given:
        return None, [
            Fault((), "no input is given", "give one of: position, radar, altitude, clock, border, edge_model")
        ]
    return inputs, [Fault(*fault) for fault in found]


def _begun(fault: Fault) -> Fault:
    return Fault(fault.path, fault.wrong, _BEGIN) if fault.path == ("schema",) else fault
