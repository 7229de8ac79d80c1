"""An incident's own texts in another language: what its authors put beside the incident file as ``tr.po``, ``ru.po``.

A gettext catalogue whose msgid is the English text of the file. Only prose is put in its place: titles, summaries, what
was said and why; never ids, figures, dates, addresses. What has no translation stays as it is. The catalogue is
outside text like the incident file itself.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar, cast

from airspace.errors import IncidentFileError, Problem
from airspace.fields import LINE_PATTERN, TEXT_PATTERN, Model
from airspace.incident import Incident
from airspace.yamltree import printable

if TYPE_CHECKING:
    from babel.messages.catalog import Message

__all__ = ["MAX_BYTES", "own_texts", "prose", "translated"]

MAX_BYTES = 2_000_000
MAX_CHARACTERS = 3_000  # a text of an incident file has at most 1,500; no language needs twice as many

PROSE: Final = frozenset(
    {
        *("title", "summary", "claimant", "label", "says", "why", "note", "would_settle", "what"),
        *("speaker", "publisher", "via", "name", "alternatives"),
    }
)
"""Names of fields that hold prose, in an incident file and in what is computed from it."""

_PROSE_OF_THE_INCIDENT: Final = PROSE | {"place"}  # elsewhere a place is an id
_LINE: Final = re.compile(r'\s*(?:#.*|(?:(?:msgid|msgid_plural|msgctxt|msgstr)(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"\s*)?')
_NAMING: Final = ("claimant", "speaker")

T = TypeVar("T")


def own_texts(incident: Incident, spoken: str) -> Mapping[str, str]:
    """An incident's own translations into a language, by English text; empty where its folder has no catalogue.

    Raises:
        IncidentFileError: the catalogue cannot be read, or gives two claimants or two speakers one name.
    """
    path = None if incident.folder is None else incident.folder / f"{spoken}.po"
    if path is None or spoken == "en" or not path.is_file():
        return MappingProxyType({})
    texts = _read(path, spoken)
    _tell_apart(incident, texts, path)
    return texts


def prose(incident: Incident) -> tuple[str, ...]:
    """Every text of an incident that can have a translation, each once, in the order of the file."""
    walk = _Walk({})
    walk.of(incident)
    return tuple(dict.fromkeys(text for _, text in walk.seen))


def translated(thing: T, texts: Mapping[str, str]) -> T:
    """An incident, or something computed from one, with its prose translated where ``texts`` has it.

    What is one object in several places stays one: walk what belongs together, as a tuple, in one call.
    """
    return cast(T, _Walk(texts).of(thing)) if texts else thing


class _Walk:
    """Goes through models, dataclasses, mappings and tuples; what holds no prose that changes is not copied."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.seen: list[tuple[str, str]] = []
        self._done: dict[int, tuple[Any, Any]] = {}  # the first keeps what the id is of alive

    def of(self, thing: Any) -> Any:
        """``thing`` translated; itself if nothing of it changes."""
        if isinstance(thing, str | int | float | bytes) or thing is None:
            return thing
        if id(thing) not in self._done:
            self._done[id(thing)] = (thing, self._copied(thing))
        return self._done[id(thing)][1]

    def _copied(self, thing: Any) -> Any:
        if isinstance(thing, Model):
            fields = {name: getattr(thing, name) for name in type(thing).model_fields}
            changed = self._changed(fields, _PROSE_OF_THE_INCIDENT if isinstance(thing, Incident) else PROSE)
            return thing.model_copy(update=changed) if changed else thing
        if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
            fields = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing) if field.init}
            changed = self._changed(fields, PROSE)
            return dataclasses.replace(thing, **changed) if changed else thing
        if isinstance(thing, dict | MappingProxyType):
            changed = self._changed(thing, frozenset())
            whole = {**thing, **changed}
            return thing if not changed else whole if isinstance(thing, dict) else MappingProxyType(whole)
        if type(thing) in (tuple, list):
            items = [self.of(item) for item in thing]
            return thing if all(a is b for a, b in zip(items, thing, strict=True)) else type(thing)(items)
        return thing

    def _changed(self, fields: Mapping[Any, Any], prose_names: frozenset[str]) -> dict[Any, Any]:
        changed = {}
        for name, value in fields.items():
            new = self._said(name, value) if name in prose_names else self.of(value)
            if new is not value:
                changed[name] = new
        return changed

    def _said(self, name: str, value: Any) -> Any:
        """Prose in its place: one text, or several in a row."""
        if isinstance(value, str):
            return self._put(name, value)
        if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            texts = tuple(self._put(name, item) for item in value)
            return value if texts == value else texts
        return self.of(value)

    def _put(self, name: str, value: str) -> str:
        self.seen.append((name, value))
        return self.texts.get(value, value)


def _tell_apart(incident: Incident, texts: Mapping[str, str], path: Path) -> None:
    """Who is who is known by name, so two names must not become one."""
    walk = _Walk({})
    walk.of(incident)
    for field in _NAMING:
        first: dict[str, str] = {}
        for name in dict.fromkeys(text for kind, text in walk.seen if kind == field):
            told = texts.get(name, name)
            if first.setdefault(told, name) != name:
                _refuse(
                    path,
                    f"'{first[told]}' and '{name}' are both called '{told}'",
                    f"give each {field} a name of its own",
                    None,
                )


# --- reading a catalogue ------------------------------------------------------------------------------------


def _read(path: Path, spoken: str) -> Mapping[str, str]:
    from babel.core import UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    lines = _decoded(path).split("\n")
    for number, line in enumerate(lines, start=1):
        if not _LINE.fullmatch(line):  # babel reads on where a quotation mark is missing, and drops a letter
            wrong = f"'{line[:60]}' is no line of a gettext catalogue"
            _refuse(path, wrong, 'write msgid "..." and msgstr "...", with \\" for a quotation mark in it', number)
    try:
        found = list(read_po(lines, locale=spoken, abort_invalid=True))
    except PoFileError as error:
        _refuse(path, f"no gettext catalogue: {error}", "see docs/languages.md", error.lineno)
    except (ValueError, LookupError, TypeError, AttributeError, UnknownLocaleError) as error:
        _refuse(path, f"its head cannot be read: {error}", "write no more than Language and Content-Type there", 1)
    texts: dict[str, str] = {}
    for message in found:
        if message.id:
            english, text = _checked(message, path)
            if text and not message.fuzzy:
                texts[english] = text
    return MappingProxyType(texts)


def _decoded(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            _refuse(path, f"the file has {size:,} bytes", f"at most {MAX_BYTES:,} are read", None)
        content = path.read_bytes()
    except OSError as error:
        _refuse(path, f"cannot be read ({error.strerror or 'unknown reason'})", "make it a file that can be", None)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8 text"
        _refuse(path, wrong, "save the file as UTF-8 text", content.count(b"\n", 0, error.start) + 1)


def _checked(message: Message, path: Path) -> tuple[str, str]:
    """Text and translation of an entry."""
    line = message.lineno
    if not isinstance(message.id, str) or not isinstance(message.string, str):
        _refuse(path, "an entry has plural forms", "texts of an incident have none: one msgid, one msgstr", line)
    if message.context:
        _refuse(path, "an entry has a msgctxt", "a text is known by its msgid alone", line)
    if len(message.string) > MAX_CHARACTERS:
        wrong = f"a translation has {len(message.string):,} characters"
        _refuse(path, wrong, f"at most {MAX_CHARACTERS:,} are read", line)
    pattern = TEXT_PATTERN if "\n" in message.id else LINE_PATTERN
    if message.string and not re.fullmatch(pattern, message.string):
        wrong = "a translation holds a line end, a control character or a mark that turns the direction of writing"
        _refuse(path, wrong, "write plain text, in one line where the English text is one", line)
    return message.id, message.string


def _refuse(path: Path, wrong: str, right: str, line: int | None) -> NoReturn:
    raise IncidentFileError(Problem(printable(path, 300), printable(wrong, 400), right, line))
