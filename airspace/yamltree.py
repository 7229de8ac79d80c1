"""YAML 1.2 into plain data with the line of every entry, and nothing else.

Scalars become text, whole numbers, decimals, true/false or nothing, by the core schema of YAML 1.2, in which
``9:24:05``, ``no`` and ``2015-11-24`` are text. Tags and aliases are refused: the first can name objects, the
second make a small file vast. All text is untrusted.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from ruamel.yaml.events import MappingEndEvent, SequenceEndEvent  # isort: skip

from airspace.errors import Problem

__all__ = ["MAX_PROBLEMS", "Key", "Keys", "Tree", "dotted", "printable", "read_tree"]

MAX_DEPTH = 16  # the deepest field of a correct incident file stands at depth 8
MAX_PROBLEMS = 100
MAX_ENTRIES = 100_000  # the first incident of the library has some two thousand

Key = str | int
Keys = tuple[Key, ...]

_SURROGATE = re.compile("[\ud800-\udfff]")
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)


@dataclass(slots=True)
class Tree:
    """Plain data, the 1-based line of every path of keys in it, and the faults met while reading.

    ``cut`` says that reading stopped at the last of the faults, so that what is missing proves nothing.
    """

    data: Any = None
    cut: bool = False
    lines: dict[Keys, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, keys: Keys) -> int | None:
        """The line of a path, or of the nearest entry above it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys)


def printable(text: object, limit: int = 80) -> str:
    """Untrusted text, shortened and without control characters, for an error message."""
    shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in str(text)[: limit + 1])
    return shown if len(shown) <= limit else shown[:limit] + "..."


def dotted(keys: Keys) -> str:
    """A path of keys as a reader writes it: ``claims.turkey.statements.length``, ``speeds[2]``."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{printable(key)}" for key in keys).removeprefix(".")


class _Stop(Exception):  # noqa: N818 - not an error of the reader, but the end of a hopeless file
    pass


@dataclass(slots=True)
class _Level:
    """An open mapping or sequence, and the key whose value comes next."""

    keys: Keys
    value: dict[str, Any] | list[Any]
    key: str | None = None


def read_tree(text: str, file: str) -> Tree:
    """Parse YAML text. Faults are in ``Tree.problems``; ``Tree.data`` then holds what could be read."""
    builder = _Builder(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except _Stop:
        builder.tree.cut = True
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wrong = " ".join(part for part in (error.context, error.problem) if part)
        with suppress(_Stop):  # it can be one fault more than is listed
            builder.fault(mark.line + 1 if mark else None, (), f"not YAML: {printable(wrong, 300)}", "mend this line")
        builder.tree.cut = True
    except YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        with suppress(_Stop):
            builder.fault(line, (), "a control character stands in the text", "the file must be plain UTF-8 text")
        builder.tree.cut = True
    return builder.tree


class _Builder:
    def __init__(self, file: str) -> None:
        self.file, self.tree = file, Tree()
        self.stack: list[_Level] = []
        self.documents = self.entries = 0

    def fault(self, line: int | None, keys: Keys, wrong: str, right: str) -> None:
        self.tree.problems.append(Problem(self.file, wrong, right, line, dotted(keys) or None))
        if len(self.tree.problems) > MAX_PROBLEMS:
            raise _Stop

    def take(self, event: Event) -> None:
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.stack.pop()
            return
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop(event, "a second document begins ('---')", "one file describes one incident")
        if not isinstance(event, NodeEvent):
            return
        if isinstance(event, AliasEvent):
            self.stop(event, f"an alias (*{printable(event.anchor, 30)}) is used", "write the content out again")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.stop(event, f"a tag ('{printable(tag, 60)}') is used", "leave it out: the file is plain data")
        self.entries += 1
        if self.entries > MAX_ENTRIES or len(self.stack) > MAX_DEPTH:
            wrong = "there are too many entries" if self.entries > MAX_ENTRIES else "entries are nested too deeply"
            self.stop(event, wrong, f"at most {MAX_ENTRIES} entries, {MAX_DEPTH} levels deep")
        self.node(event)

    def stop(self, event: Event, wrong: str, right: str) -> None:
        keys = self.stack[-1].keys[:8] if self.stack else ()
        self.fault(event.start_mark.line + 1, keys, wrong, right)
        raise _Stop

    def node(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, ScalarEvent) and _SURROGATE.search(event.value):
            self.stop(event, "half of a surrogate pair stands in the text", "write the character itself")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            if not isinstance(event, ScalarEvent):
                self.stop(event, "a key is a list or a block", "a key is a word")
            self.key(top, str(event.value), line)
            return
        value: Any = {} if isinstance(event, MappingStartEvent) else []
        if isinstance(event, ScalarEvent):
            value = _scalar(event)
        keys = self.place(top, value, line)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.stack.append(_Level(keys, value))

    def key(self, top: _Level, name: str, line: int) -> None:
        keys = (*top.keys, name)
        if isinstance(top.value, dict) and name in top.value:
            wrong = f"the key '{printable(name)}' occurs twice, first on line {self.tree.lines[keys]}"
            self.fault(line, keys, wrong, "keep one, or give the second another name")
            top.key = ""  # its content is read and dropped under a name no field has
            return
        top.key = name
        self.tree.lines[keys] = line

    def place(self, top: _Level | None, value: Any, line: int) -> Keys:
        """Put a value where it belongs and return its path."""
        if top is None:
            self.tree.data = value
            self.tree.lines[()] = line
            return ()
        if isinstance(top.value, list):
            keys: Keys = (*top.keys, len(top.value))
            top.value.append(value)
            self.tree.lines[keys] = line
            return keys
        name, top.key = top.key or "", None
        keys = (*top.keys, name)
        if name:
            top.value[name] = value
        return keys


def _scalar(event: ScalarEvent) -> Any:
    text = str(event.value)
    if event.style is not None or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
