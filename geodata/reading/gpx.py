"""Tracks from GPX 1.0 and 1.1: each segment of each ``trk``.

``ele`` is taken as metres above mean sea level, which is what the format means and receivers mostly write, unless an
extension ``altitude_reference`` of the track says otherwise. Waypoints
and routes are no flown path; they are left out, and a note says so. Read as a stream, so that a fault has its line and
a time that cannot be read is a fault; gpxpy turns such a time into none.
"""

from __future__ import annotations

from geodata.altitude import AltitudeReference
from geodata.basis import Basis, basis_of
from geodata.fixes import Columns, Faults, shown
from geodata.guard import MAX_NAME, Line, checked_marks, checked_tracks, read_xml
from geodata.reading.source import Source, stated_reference

__all__ = ["read_gpx"]

_POINT = ["trk", "trkseg", "trkpt"]
_BEGINS = {"trk", "trkseg", "trkpt", "wpt", "rtept"}
_ENDS = {"trk", "trkpt", "ele", "time", "name", "altitude_reference", "basis"}


def read_gpx(source: Source) -> list[Columns]:
    """Read the tracks of a GPX file: one for each segment that has points; WGS84 degrees and metres.

    Raises :class:`~geodata.errors.TrackFileError` where it is no GPX or has no track.
    """
    checked_marks(source.raw, b"<trkpt", source.faults)
    reader = _Gpx(source.faults)
    read_xml(source.raw, source.faults, reader)
    left_out = [f"{count} {what} left out" for what, count in reader.others.items() if count]
    if not reader.segments:
        wrong = f"no track points{f' ({left_out[0]})' if left_out else ''}"
        raise source.faults.stop(wrong, "a GPX track is trk, trkseg, trkpt")
    for segment in reader.segments:
        segment.notes += left_out
    return reader.segments


class _Gpx:
    """The elements of a GPX file on their way into columns."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.segments: list[Columns] = []
        self.others = {"waypoints": 0, "points of routes": 0}
        self._path: list[str] = []
        self._of_track = 0  # number of the first segment of this track
        self._begins = True  # whether the next point is the first of a segment
        self._name: str | None = None
        self._reference: AltitudeReference = "msl"
        self._basis: Basis | None = None
        self._point: dict[str, str] = {}
        self._line = 0

    def start(self, name: str, attributes: dict[str, str], line: Line) -> None:
        if not self._path and name != "gpx":
            raise self.faults.stop(f"the root element is {shown(name)}", "a GPX file begins with <gpx>", line())
        self._path.append(name)
        if name not in _BEGINS:
            return
        path = self._path[1:]
        if path == ["trk"]:
            self._of_track, self._name, self._reference, self._basis = len(self.segments), None, "msl", None
        elif path == ["trk", "trkseg"]:
            self._begins = True
        elif path == _POINT:
            self._point = {axis: attributes[axis] for axis in ("lon", "lat") if axis in attributes}
            self._line = line()
        elif path == ["wpt"]:
            self.others["waypoints"] += 1
        elif path == ["rte", "rtept"]:
            self.others["points of routes"] += 1

    def end(self, name: str, text: str, line: Line) -> None:
        path = self._path[1:] if name in _ENDS else None
        self._path.pop()
        if path is None:
            return
        if name in ("ele", "time") and path[:-1] == _POINT:
            self._point[name] = text.strip()
        elif path == _POINT:
            self._add()
        elif path == ["trk", "name"]:
            self._name = text.strip()[:MAX_NAME]
        elif path == ["trk", "extensions", "altitude_reference"]:
            self._reference = stated_reference(text, self.faults, line())
        elif path == ["trk", "extensions", "basis"]:
            self._basis = basis_of(text)
        elif path == ["trk"]:
            for segment in self.segments[self._of_track :]:
                segment.name, segment.reference, segment.basis = self._name, self._reference, self._basis

    def _add(self) -> None:
        if self._begins:
            self._begins = False
            self.segments.append(Columns(self.faults, _place, reference="msl"))
            checked_tracks(len(self.segments), self.faults)
        columns, point = self.segments[-1], self._point
        for axis in ("lon", "lat"):
            if axis not in point:
                self.faults.add("missing", "a trkpt has lon and lat, in degrees", self._line, f"trkpt {axis}")
        known = "lon" in point and "lat" in point
        position = (point["lon"], point["lat"], point.get("ele")) if known else None
        columns.add(self._line, position, point.get("time"))
        columns.bound(self._line)


def _place(at: int, what: str) -> tuple[int, str]:
    return at, {"lon": "trkpt lon", "lat": "trkpt lat", "alt_m": "ele"}.get(what, what)
