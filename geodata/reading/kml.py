"""Tracks from KML and KMZ: ``gx:Track`` (KML 2.3: ``Track``), timed Points, and LineStrings.

A Track lists ``when`` and ``coord`` in step. Points with a ``TimeStamp`` are the fixes of one track for each folder. A
LineString has no times. A file is read for the first of these kinds that it has; what it has of the others, marks of
events or drawings of the same path, is left out with a note. ``altitudeMode`` says what heights are counted from:
``absolute`` sea level, ``relativeToGround`` the ground; under ``clampToGround``, the default, they mean nothing and are
left out. ``Data`` called ``altitude_reference`` says it where KML has no word; a LineString with "track" for its
``kind`` is read beside Tracks. Nothing that a file links to is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from geodata.altitude import AltitudeReference
from geodata.basis import Basis, basis_of
from geodata.fixes import MAX_FIXES, Columns, Faults, shown
from geodata.guard import MAX_NAME, MAX_TRACKS, Line, checked_marks, checked_tracks, read_xml, unpacked
from geodata.reading.source import Source, stated_reference

__all__ = ["read_kml", "read_kmz"]

_SHAPE = "a track is a gx:Track, Points with TimeStamp, or a LineString"
_MODES: dict[str, AltitudeReference] = {"absolute": "msl", "relativeToGround": "ground"}
_TOKEN = re.compile(r"\S+")

Fix = tuple[int, tuple[str, str, str | None] | None, str | None]
"""Line, position and time of a fix."""


@dataclass(slots=True)
class _Shape:
    """A Track, a LineString or a Point as it is read; ``stamp`` is the time of its placemark."""

    kind: str
    line: int
    mode: str = "clampToGround"
    name: str | None = None
    stamp: str | None = None
    reference: AltitudeReference | None = None
    basis: Basis | None = None
    whens: list[tuple[int, str]] = field(default_factory=list)
    coords: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Holder:
    """An open Placemark, Folder or Document."""

    kind: str
    number: int
    name: str | None = None
    stamp: str | None = None
    reference: AltitudeReference | None = None
    basis: Basis | None = None
    is_track: bool = False  # its data say so, as those that we write do
    shapes: list[_Shape] = field(default_factory=list)


def read_kmz(source: Source) -> list[Columns]:
    """Read the one KML file in a KMZ archive; see :func:`read_kml`."""
    raw = unpacked(source.raw, source.faults, ".kml", "doc.kml")
    return read_kml(Source(source.path, raw, source.faults))


def read_kml(source: Source) -> list[Columns]:
    """Read the tracks of a KML file; WGS84 degrees and metres.

    Raises :class:`~geodata.errors.TrackFileError` where it is no KML or has no track.
    """
    faults = source.faults
    checked_marks(source.raw, b"<when", faults)
    reader = _Kml(faults)
    read_xml(source.raw, faults, reader)
    found = [
        _of_line(shape, faults) if shape.kind == "LineString" else _of_track(shape, faults) for shape in reader.tracks
    ]
    found = [columns for columns in found if columns.at]
    left_out = reader.left_out()
    timed = sum(len(shapes) for _, shapes in reader.points.values())
    if found and timed:
        left_out.append(_counted(timed, "point"))
    elif not found:
        checked_tracks(len(reader.points), faults)
        found = [_of_points(name, shapes, faults) for name, shapes in reader.points.values()]
    if found and reader.lines:
        left_out.append(_counted(reader.drawn, "line without times"))
    elif not found:
        checked_tracks(reader.drawn, faults)
        found = [_of_line(shape, faults) for shape in reader.lines]
    if not found and not faults:
        also = f" ({', '.join(left_out)})" if left_out else ""
        raise faults.stop(f"no track{also}", _SHAPE)
    for columns in found:
        columns.notes += [f"{what} left out" for what in left_out]
    return found


class _Kml:
    """The elements of a KML file on their way into shapes."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.tracks: list[_Shape] = []
        self.lines: list[_Shape] = []
        self.points: dict[int, tuple[str | None, list[_Shape]]] = {}
        self.untimed = self.links = self.drawn = 0
        self._path: list[str] = []
        self._holders: list[_Holder] = [_Holder("kml", 0)]
        self._numbers = 0
        self._shape: _Shape | None = None
        self._data = ""

    def left_out(self) -> list[str]:
        """What of the file is no track, in words."""
        points = [_counted(self.untimed, "point without time")] if self.untimed else []
        return points + ([_counted(self.links, "link to another file")] if self.links else [])

    def start(self, name: str, attributes: dict[str, str], line: Line) -> None:
        if not self._path and name != "kml":
            raise self.faults.stop(f"the root element is {shown(name)}", "a KML file begins with <kml>", line())
        self._path.append(name)
        if name in ("Document", "Folder", "Placemark") and self._shape is None:
            self._numbers += 1
            self._holders.append(_Holder(name, self._numbers))
        elif name in ("Track", "LineString", "Point") and self._shape is None:
            self._shape = _Shape(name, line())
        elif name == "Data":
            self._data = attributes.get("name", "")
        elif name == "NetworkLink":
            self.links += 1

    def end(self, name: str, text: str, line: Line) -> None:
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        holder, shape = self._holders[-1], self._shape
        if shape is not None:
            self._in_shape(shape, name, text.strip(), line, parent)
        elif name == "value" and parent == "Data" and self._data == "altitude_reference":
            holder.reference = stated_reference(text, self.faults, line())
        elif name == "value" and parent == "Data" and self._data == "basis":
            holder.basis = basis_of(text)
        elif name == "value" and parent == "Data" and self._data == "kind":
            holder.is_track = text.strip() == "track"
        elif name == "name" and parent == holder.kind:
            holder.name = text.strip()[:MAX_NAME] or None
        elif name == "when" and parent == "TimeStamp" and self._path[-2:-1] == [holder.kind]:
            holder.stamp = text.strip()
        elif name == holder.kind and len(self._holders) > 1:
            self._closed(self._holders.pop())

    def _in_shape(self, shape: _Shape, name: str, text: str, line: Line, parent: str) -> None:
        if name == shape.kind:
            self._shape = None
            self._holders[-1].shapes.append(shape)
        elif parent != shape.kind:
            return
        elif name == "altitudeMode":
            shape.mode = text
        elif name == "when" and shape.kind == "Track":
            shape.whens.append((line(), text))
        elif name == ("coord" if shape.kind == "Track" else "coordinates"):
            shape.coords.append((line(), text))

    def _closed(self, holder: _Holder) -> None:
        """A Placemark hands its shapes on, with its name and time; a folder gives its Points its name."""
        if holder.kind != "Placemark":
            if holder.number in self.points:
                self.points[holder.number] = (holder.name, self.points[holder.number][1])
            return
        for shape in holder.shapes:
            shape.name, shape.stamp, shape.reference = holder.name, holder.stamp, holder.reference
            shape.basis = holder.basis
            if shape.kind == "Track" or (holder.is_track and shape.kind == "LineString"):
                self.tracks.append(shape)
                checked_tracks(len(self.tracks), self.faults)
            elif shape.kind == "LineString":
                self.drawn += 1
                if self.drawn <= MAX_TRACKS:
                    self.lines.append(shape)
            elif shape.stamp is None:
                self.untimed += 1
            else:
                self.points.setdefault(self._holders[-1].number, (None, []))[1].append(shape)


def _of_track(shape: _Shape, faults: Faults) -> Columns:
    columns = _columns(shape.name, shape, faults)
    if shape.whens and len(shape.whens) != len(shape.coords):
        wrong = f"{len(shape.whens)} when for {len(shape.coords)} coord"
        raise faults.stop(wrong, "a Track has one coord for each when", shape.line, "Track")
    missing = 0
    for at, (line, text) in enumerate(shape.coords):
        when = shape.whens[at] if shape.whens else None
        if not text:
            missing += 1
            continue
        columns.add(line, _position(text.split(), line, faults), when[1] if when else None)
        if when and not when[1]:
            faults.add("empty", "give the time of each coord", when[0], "when")
        columns.bound(line)
    if missing:
        columns.notes.append(f"{_counted(missing, 'time')} without a position left out")
    return _heights(columns, shape.mode)


def _of_points(name: str | None, shapes: list[_Shape], faults: Faults) -> Columns:
    columns = _columns(name, shapes[0], faults)
    for shape in shapes:
        if shape.mode != shapes[0].mode:
            wrong = f"altitudeMode {shown(shape.mode)} after {shown(shapes[0].mode)}"
            faults.add(wrong, "the fixes of one track have one altitudeMode", shape.line, "Point")
        text = shape.coords[0][1] if shape.coords else ""
        columns.add(shape.line, _position(text.split(","), shape.line, faults), shape.stamp)
        if not shape.stamp:
            faults.add("empty", "give the time of each Point", shape.line, "TimeStamp")
        columns.bound(shape.line)
    return _heights(columns, shapes[0].mode)


def _of_line(shape: _Shape, faults: Faults) -> Columns:
    columns = _columns(shape.name, shape, faults)
    for line, text in shape.coords[:1]:
        first = line - text.count("\n")
        seen = 0
        for at, token in enumerate(_TOKEN.finditer(text)):
            if at >= MAX_FIXES:
                raise faults.stop(f"more than {MAX_FIXES} fixes", "split the track or leave fixes out", line)
            first, seen = first + text.count("\n", seen, token.start()), token.start()
            columns.add(first, _position(token.group().split(","), first, faults), None)
    if not columns.at and not faults:
        faults.add("no coordinates", "a LineString lists lon,lat or lon,lat,alt", shape.line, "LineString")
    return _heights(columns, shape.mode)


def _columns(name: str | None, shape: _Shape, faults: Faults) -> Columns:
    fields = {"time": "when", "alt_m": "altitude"}
    columns = Columns(faults, lambda at, what: (at, fields.get(what, what)), name=name)
    columns.basis = shape.basis
    columns.reference = shape.reference or _MODES.get(shape.mode, "unstated")
    return columns


def _position(parts: list[str], line: int, faults: Faults) -> tuple[str, str, str | None] | None:
    if not 2 <= len(parts) <= 3:
        faults.add(f"{shown(' '.join(parts))} is no position", "give lon, lat or lon, lat, altitude", line, "coord")
        return None
    return parts[0], parts[1], parts[2] if len(parts) == 3 else None


def _heights(columns: Columns, mode: str) -> Columns:
    """Leave heights out where the mode says that they mean nothing."""
    if mode not in _MODES:
        if any(alt not in (0.0, None) and alt == alt for alt in columns.alt):
            columns.notes.append(f"altitudes left out: altitudeMode is {shown(mode)[1:-1][:40]}")
        columns.alt_state = [0] * len(columns.alt)
    return columns


def _counted(number: int, noun: str) -> str:
    head, _, tail = noun.partition(" ")
    return f"{number} {noun}" if number == 1 else f"{number} {head}s{f' {tail}' if tail else ''}"
