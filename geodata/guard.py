"""What stands between a file that is not trusted and its reader: ceilings, encodings, and nothing fetched.

Every ceiling is checked before the work it bounds: a file's size before it is read, the size of what an archive holds
before it is unpacked, the number of JSON values and XML elements before or while they are built. XML is read by expat
as a stream; a document type declaration is refused, and with it every entity, so that no text can grow and no other
file or address is opened.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from xml.parsers import expat

import numpy as np

from geodata.errors import TrackFileError
from geodata.fixes import MAX_FIXES, Faults, shown

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_DEPTH",
    "MAX_ELEMENTS",
    "MAX_JSON_COMMAS",
    "MAX_JSON_LISTS",
    "MAX_JSON_OBJECTS",
    "MAX_LINE",
    "MAX_MEMBERS",
    "MAX_NAME",
    "MAX_NAMES",
    "MAX_RATIO",
    "MAX_TAG",
    "MAX_TRACKS",
    "Line",
    "XmlReader",
    "checked_bytes",
    "checked_lines",
    "checked_marks",
    "checked_tracks",
    "parsed_json",
    "read_xml",
    "text_of",
    "unpacked",
]

MAX_BYTES = 64 * 1024 * 1024
"""Largest track file that is read, and the most that a compressed one may hold: a million fixes fit in it."""

MAX_DEPTH = 64
"""Deepest nesting of XML; a fix of a KML track stands six deep."""
MAX_ELEMENTS = 3_000_000
"""Most XML elements, and most attributes: the shortest fix of GPX with altitude and time, of which 880,000 fill a file,
has three of the one and two of the other."""
MAX_TAG = 64 * 1024
"""Longest XML tag with its attributes, bytes."""
MAX_NAMES = 10_000
"""Most names that elements and attributes have between them."""
MAX_LINE = 1024 * 1024
"""Longest line of a format that has one fix to a line, bytes."""
MAX_COLUMNS = 2_000
"""Most columns of a table."""

MAX_JSON_OBJECTS = 2_000_000
MAX_JSON_LISTS = 3_000_000
MAX_JSON_COMMAS = 6_000_000
"""Most of each in a JSON text. A fix costs at most three objects, one list and seven commas, and the largest file holds
640,000 of that kind; together they keep the parsed text below half a gigabyte."""

MAX_MEMBERS = 1_000
"""Most files in an archive."""
MAX_RATIO = 250
"""Most that a file in an archive may grow by, above a mebibyte; a KML of one place over and over grows by 150."""
MAX_TRACKS = 1_000
"""Most tracks of one file."""
MAX_NAME = 200
"""Longest name of a track, characters."""

_LONG_TAG = re.compile(rb"<[^<>]{%d}" % MAX_TAG)
_MIB = 1024 * 1024
_HEADER_LINES = 1_000
_SPLIT = "split the track or leave fixes out"
_HINTS = {
    "unbound prefix": "declare the prefix with xmlns in the first element",
    "no element found": "the file breaks off: save it again",
    "unclosed token": "the file breaks off: save it again",
    "mismatched tag": "close every element",
    "junk after document element": "an XML file holds one root element",
    "undefined entity": "write the character itself",
    "unknown encoding": "save it as UTF-8",
}


Line = Callable[[], int]
"""Tells the line that is being read; asking costs as much as reading an element."""


class XmlReader(Protocol):
    """What takes the elements of an XML text, in order; names come without their namespace."""

    def start(self, name: str, attributes: dict[str, str], line: Line) -> None:
        """An element begins; ``line`` tells where."""

    def end(self, name: str, text: str, line: Line) -> None:
        """An element ends; ``text`` is what stands in it after its last child."""


def checked_bytes(path: Path, faults: Faults) -> bytes:
    """The bytes of a file, once it is known to be a regular one of a size that is read.

    Raises :class:`~geodata.errors.TrackFileError`.
    """
    try:
        exists, regular = path.exists(), path.is_file()
        size = path.stat().st_size if regular else 0
    except (OSError, ValueError) as error:  # a name too long, or with a zero byte
        raise faults.stop(f"no file has such a name ({error})", "give the path of a track file") from None
    if not regular:
        raise faults.stop("not a regular file" if exists else "no such file", "give the path of a track file")
    if size > MAX_BYTES:
        raise faults.stop(f"larger than {MAX_BYTES // _MIB} MiB", _SPLIT)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise faults.stop(f"cannot be read: {error.strerror}", "give a readable file") from error
    if len(raw) > MAX_BYTES:  # it grew
        raise faults.stop(f"larger than {MAX_BYTES // _MIB} MiB", _SPLIT)
    if not raw.strip():
        raise faults.stop("the file is empty", "a track has at least one fix")
    return raw


def text_of(raw: bytes, faults: Faults, encoding: str = "utf-8-sig") -> str:
    """The text of a file in a format that is plain text.

    Raises :class:`~geodata.errors.TrackFileError` for other encodings and for binary data.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise faults.stop("the text is UTF-16", "save it as UTF-8")
    if b"\0" in raw:
        raise faults.stop("holds binary data", "a track is UTF-8 text")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise faults.stop(wrong, "save the file as UTF-8", line) from None
    if not text.strip():
        raise faults.stop("the file is empty", "a track has at least one fix")
    return text


def checked_lines(raw: bytes, faults: Faults) -> None:
    """Refuse a text of one fix a line that has more lines than there may be fixes.

    Raises :class:`~geodata.errors.TrackFileError` with their number.
    """
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    if lines > MAX_FIXES + _HEADER_LINES:
        raise faults.stop(f"{lines} lines, for more than {MAX_FIXES} fixes", _SPLIT)
    letters = np.frombuffer(raw, dtype=np.uint8)
    ends = np.flatnonzero((letters == ord("\n")) | (letters == ord("\r")))
    if np.diff(ends, prepend=-1, append=len(raw)).max() > MAX_LINE:
        raise faults.stop(f"a line of more than {MAX_LINE} bytes", "a fix is one line")


def checked_marks(raw: bytes, mark: bytes, faults: Faults) -> None:
    """Refuse XML in which what begins a fix stands more often than there may be fixes.

    Raises :class:`~geodata.errors.TrackFileError` with its number.
    """
    found = raw.count(mark)
    if found > MAX_FIXES:
        raise faults.stop(f"{found} times {mark.decode()[1:]!r}, for more than {MAX_FIXES} fixes", _SPLIT)


def checked_tracks(number: int, faults: Faults) -> None:
    """Refuse a file of more tracks than are read. Raises :class:`~geodata.errors.TrackFileError`."""
    if number > MAX_TRACKS:
        raise faults.stop(f"more than {MAX_TRACKS} tracks", "keep the tracks that matter")


def parsed_json(text: str, faults: Faults) -> dict[str, Any]:
    """The object that a JSON text holds.

    Raises :class:`~geodata.errors.TrackFileError` where it is not JSON, no object, or too much of it.
    """
    for sign, most, called in (
        ("{", MAX_JSON_OBJECTS, "objects"),
        ("[", MAX_JSON_LISTS, "lists"),
        (",", MAX_JSON_COMMAS, "values"),
    ):
        found = text.count(sign)
        if found > most:
            raise faults.stop(f"{found} {called}, more than {most}", _SPLIT)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise faults.stop(f"not JSON: {error.msg}", f"mend column {error.colno}", error.lineno) from None
    except RecursionError:
        raise faults.stop("nested too deeply", "a GeoJSON track is nested five levels deep") from None
    except ValueError as error:  # a number of thousands of digits
        raise faults.stop(f"not JSON: {error}", "write coordinates in degrees") from None
    if not isinstance(document, dict):
        raise faults.stop("not a GeoJSON object", 'it starts with {"type": ...', 1)
    return document


def read_xml(raw: bytes, faults: Faults, reader: XmlReader) -> None:
    """Give the elements of an XML text to ``reader``.

    Raises :class:`~geodata.errors.TrackFileError` for XML that is broken, that declares a document type or entities,
    that is nested too deeply or has too many elements, and for what ``reader`` refuses.
    """
    elements = raw.count(b"</") + raw.count(b"/>")
    if elements > MAX_ELEMENTS:
        raise faults.stop(f"{elements} elements, more than {MAX_ELEMENTS}", _SPLIT)
    attributes = raw.count(b"=")
    if attributes > MAX_ELEMENTS:
        raise faults.stop(f"{attributes} attributes, more than {MAX_ELEMENTS}", _SPLIT)
    if _LONG_TAG.search(raw):
        raise faults.stop(f"a tag of more than {MAX_TAG} bytes", "an element of a fix has two or three attributes")
    stream = _XmlStream(faults, reader)
    try:
        stream.parser.Parse(raw, True)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code) or "unreadable"
        right = _HINTS.get(said, "mend the XML at this place")
        raise faults.stop(f"not XML: {said}, column {error.offset + 1}", right, error.lineno) from None
    except (ValueError, LookupError) as error:
        if isinstance(error, TrackFileError):
            raise
        raise faults.stop(f"its encoding cannot be read: {shown(str(error))}", "save it as UTF-8") from None


class _XmlStream:
    """expat with nothing in it that can grow or fetch."""

    def __init__(self, faults: Faults, reader: XmlReader) -> None:
        self.faults, self.reader = faults, reader
        self.depth = self.elements = 0
        self.names: dict[str, str] = {}  # without their namespace
        self.text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text.append
        self.parser.StartDoctypeDeclHandler = self.declared
        self.parser.EntityDeclHandler = self.declared

    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            self.stop(f"elements are nested more than {MAX_DEPTH} deep", "take the wrapping away")
        if self.elements > MAX_ELEMENTS:
            self.stop(f"more than {MAX_ELEMENTS} elements", _SPLIT)
        if name not in self.names:
            self.names[name] = name.rpartition(" ")[2]
            if len(self.parser.intern) > MAX_NAMES:
                self.stop(f"elements of more than {MAX_NAMES} names", "a file of fixes has some twenty")
        self.text.clear()
        self.reader.start(self.names[name], attributes, self.line)

    def end(self, name: str) -> None:
        self.depth -= 1
        text = "".join(self.text)
        self.text.clear()
        self.reader.end(self.names[name], text, self.line)

    def declared(self, *_what: object) -> None:
        self.stop("the XML declares a document type", "take <!DOCTYPE ...> and its entities out")

    def stop(self, wrong: str, right: str) -> None:
        raise self.faults.stop(wrong, right, self.parser.CurrentLineNumber)


def unpacked(raw: bytes, faults: Faults, ending: str, main: str) -> bytes:
    """The one file with this ending in a zip archive; of several, the one called ``main``.

    Raises :class:`~geodata.errors.TrackFileError` for a broken archive, one that holds no such file or
    several, an archive in an archive, or more than is read.
    """
    members = raw.count(b"PK\x01\x02")  # the directory is not built for more
    if members > MAX_MEMBERS:
        raise faults.stop(f"an archive of {members} files", f"it holds one {ending} file and its pictures")
    return _opened(raw, faults, lambda archive: _member(archive, faults, ending, main))


def _opened(raw: bytes, faults: Faults, take: Callable[[zipfile.ZipFile], bytes]) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return take(archive)
    except TrackFileError:
        raise
    except Exception as error:  # noqa: BLE001 - zipfile and zlib raise many kinds on broken bytes
        kind = "" if isinstance(error, zipfile.BadZipFile) else f"{type(error).__name__}: "
        wrong = f"a broken archive ({kind}{shown(str(error))})"
        raise faults.stop(wrong, "zip the file again") from None


def _member(archive: zipfile.ZipFile, faults: Faults, ending: str, main: str) -> bytes:
    files = [member for member in archive.infolist() if not member.is_dir()]
    nested = [member.filename for member in files if member.filename.lower().endswith((".zip", ".kmz"))]
    if nested:
        raise faults.stop(f"an archive in the archive, {shown(nested[0])}", f"zip one {ending} file")
    found = [member for member in files if member.filename.lower().endswith(ending)]
    chosen = [member for member in found if member.filename.lower() == main] if len(found) > 1 else found
    if len(chosen) != 1:
        raise faults.stop(f"an archive with {len(found)} {ending} files", f"zip one {ending} file, called {main}")
    member = chosen[0]
    if member.file_size > MAX_BYTES:
        raise faults.stop(
            f"{shown(member.filename)} unpacks to {member.file_size} bytes", f"at most {MAX_BYTES} are read"
        )
    if member.file_size > max(_MIB, MAX_RATIO * member.compress_size):
        wrong = f"{shown(member.filename)} grows {member.file_size // max(member.compress_size, 1)} times when unpacked"
        raise faults.stop(wrong, f"at most {MAX_RATIO} times is a file of fixes")
    if member.flag_bits & 1:
        raise faults.stop(f"{shown(member.filename)} is encrypted", "zip it without a password")
    with archive.open(member) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise faults.stop(f"{shown(member.filename)} unpacks to too much", f"at most {MAX_BYTES} bytes are read")
    if content.startswith(b"PK\x03\x04"):
        raise faults.stop(f"{shown(member.filename)} is itself an archive", f"zip one {ending} file")
    return content
