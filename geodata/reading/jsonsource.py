"""A JSON document on its way into columns: where its values stand, its coordinate system, its altitudes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geodata.altitude import ALTITUDE_FIELDS, ALTITUDE_REFERENCES, AltitudeReference, altitude_reference
from geodata.errors import TrackFileError
from geodata.fixes import MAX_FIXES, Columns, Faults, shown
from geodata.jsontext import Lines

__all__ = ["AXES", "JsonSource", "Path", "dotted"]

Path = tuple[str | int, ...]
"""Keys and numbers on the way from the top of a document to a value."""

AXES = {"lon": 0, "lat": 1, "alt_m": 2}
"""Where the parts of a position stand."""

_WGS84 = ("CRS84", "CRS84H", "EPSG::4326", "EPSG:4326", "EPSG/0/4326", "EPSG::4979", "EPSG:4979", "EPSG/0/4979")
_WANTED = "give WGS84 longitude and latitude"


def dotted(path: Path) -> str | None:
    """``features[3].geometry`` for a path."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or None


class JsonSource:
    """One JSON document on its way into columns."""

    def __init__(self, text: str, faults: Faults) -> None:
        self.lines, self.faults = Lines(text), faults

    def note(self, path: Path, wrong: str, right: str) -> None:
        """Note a fault of the value at ``path``."""
        line = None if self.faults.full else self.lines.line(path)
        self.faults.add(wrong, right, line, dotted(path))

    def stop(self, path: Path, wrong: str, right: str) -> TrackFileError:
        """Note a fault after which nothing further can be read, and return the error to raise."""
        self.note(path, wrong, right)
        return self.faults.error()

    def place(self, path: Path) -> tuple[int | None, str | None]:
        """Line and field of a value."""
        return self.lines.line(path), dotted(path)

    def check_crs(self, holder: dict[str, Any], path: Path = ()) -> None:
        """Raise :class:`~geodata.errors.TrackFileError` if ``holder`` names a system that is not WGS84 lon/lat."""
        crs = holder.get("crs")
        if crs is None:
            return
        properties = crs.get("properties") if isinstance(crs, dict) else None
        named = properties.get("name", properties.get("href")) if isinstance(properties, dict) else None
        if not isinstance(named, str) or not named.upper().endswith(_WGS84):
            raise self.stop((*path, "crs"), f"coordinates in {shown(named)}", _WANTED)

    def reference(self, properties: dict[str, Any], path: Path, default: AltitudeReference) -> AltitudeReference:
        """What the altitudes are counted from: ``altitude_reference`` of the properties, where they have one."""
        stated = properties.get("altitude_reference", default)
        known = altitude_reference(stated)
        if known is None:
            right = f"write one of {', '.join(ALTITUDE_REFERENCES)}"
            self.note((*path, "altitude_reference"), f"{shown(stated)} is no reference", right)
        return known or default

    def others(self, properties: dict[str, Any]) -> Iterator[tuple[AltitudeReference, str]]:
        """Reference and key of the altitudes, in metres, among the properties: ``alt_baro_m`` and the like.

        ``alt_m`` is counted from what ``altitude_reference`` says.
        """
        for key, (reference, unit) in ALTITUDE_FIELDS.items():
            if unit == 1.0 and properties.get(key) is not None:
                named = altitude_reference(properties.get("altitude_reference")) if key == "alt_m" else None
                yield named or reference, key

    def bound(self, fixes: int) -> None:
        """Raise :class:`~geodata.errors.TrackFileError` if there are more fixes than are read."""
        if fixes > MAX_FIXES:
            wrong = f"{fixes} fixes, more than {MAX_FIXES}"
            raise self.faults.stop(wrong, "split the track or leave fixes out")

    def add(self, columns: Columns, at: int, position: Any, path: Path, time: Any) -> None:
        """Add the fix that a position and a time are; ``path`` leads to the position."""
        known = isinstance(position, list) and 2 <= len(position) <= 3
        if not known or any(isinstance(value, str) for value in position):
            self.note(path, f"{shown(position)} is no position", "give [lon, lat] or [lon, lat, alt_m]")
            columns.add(at, None, time)
        else:
            altitude = position[2] if len(position) == 3 else None
            columns.add(at, (position[0], position[1], altitude), time)
