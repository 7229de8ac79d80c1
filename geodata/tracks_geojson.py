"""Tracks from GeoJSON: one LineString with ``properties.times``, or Points with ``properties.time``."""

from __future__ import annotations

import json
from typing import Any

from geodata.errors import TrackFileError
from geodata.fixes import MAX_FIXES, Columns, Faults, shown
from geodata.jsontext import Lines

__all__ = ["read_geojson"]

Path = tuple[str | int, ...]

_SHAPE = "a track is one LineString, or Points"
_AXES = {"lon": 0, "lat": 1, "alt_m": 2}
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326", "OGC:1.3:CRS84")


def read_geojson(text: str, faults: Faults) -> Columns:
    """Read a GeoJSON text (geometry, Feature or FeatureCollection); WGS84 degrees and metres.

    Raises :class:`~geodata.errors.TrackFileError` where the text is not JSON or holds no track.
    """
    document = _parse(text, faults)
    source = _Source(Lines(text), faults)
    shapes = [shape for shape in source.features(document) if source.is_track(shape)]
    lines = [shape for shape in shapes if shape.kind == "LineString"]
    if not shapes:
        raise faults.error() if faults else faults.stop("no features", "a track has at least one fix")
    if lines and len(shapes) > 1:
        second = shapes[1]
        raise source.stop(second.path, "one file holds one track, and this is a second shape", _SHAPE)
    return source.line_string(lines[0]) if lines else source.points(shapes)


def _parse(text: str, faults: Faults) -> dict[str, Any]:
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


def _field(path: Path) -> str | None:
    """``features[3].geometry`` for a path."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or None


class _Shape:
    """A geometry with the properties of its feature, and where both stand."""

    def __init__(self, path: Path, geometry: Any, properties: Any, properties_path: Path) -> None:
        self.path = path
        self.geometry = geometry if isinstance(geometry, dict) else {}
        self.kind = self.geometry.get("type")
        self.properties = properties if isinstance(properties, dict) else {}
        self.properties_path = properties_path


class _Source:
    """One GeoJSON document on its way into columns."""

    def __init__(self, lines: Lines, faults: Faults) -> None:
        self.lines, self.faults = lines, faults

    def note(self, path: Path, wrong: str, right: str) -> None:
        line = None if self.faults.full else self.lines.line(path)
        self.faults.add(wrong, right, line, _field(path))

    def stop(self, path: Path, wrong: str, right: str) -> TrackFileError:
        self.note(path, wrong, right)
        return self.faults.error()

    def features(self, document: dict[str, Any]) -> list[_Shape]:
        """The shapes of a document, whatever their kind."""
        self._check_crs(document)
        kind = document.get("type")
        if kind == "FeatureCollection":
            features = document.get("features")
            if not isinstance(features, list):
                raise self.stop(("features",), "not a list", "a FeatureCollection lists its features")
            return [self._feature(feature, ("features", i)) for i, feature in enumerate(features)]
        if kind == "Feature":
            return [self._feature(document, ())]
        return [_Shape((), document, {}, ("properties",))]

    def _feature(self, feature: Any, path: Path) -> _Shape:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise self.stop(path, "not a Feature", 'each feature has "type": "Feature"')
        where = (*path, "geometry")
        return _Shape(where, feature.get("geometry"), feature.get("properties"), (*path, "properties"))

    def _check_crs(self, document: dict[str, Any]) -> None:
        crs = document.get("crs")
        if crs is None:
            return
        properties = crs.get("properties") if isinstance(crs, dict) else None
        name = properties.get("name") if isinstance(properties, dict) else None
        if not isinstance(name, str) or not name.upper().endswith(_WGS84):
            raise self.stop(("crs",), f"coordinates in {shown(name)}", "give WGS84 longitude and latitude")

    def is_track(self, shape: _Shape) -> bool:
        """Whether a shape can be a track or a fix of one; a fault is noted where it cannot."""
        if shape.kind not in ("LineString", "Point"):
            wrong = "no geometry" if shape.kind is None else f"{shown(shape.kind)} is no track"
            self.note((*shape.path, "type") if shape.geometry else shape.path, wrong, _SHAPE)
            return False
        if not isinstance(shape.geometry.get("coordinates"), list):
            self.note((*shape.path, "coordinates"), "not a list", "give [lon, lat] or [lon, lat, alt_m]")
            return False
        return True

    def line_string(self, shape: _Shape) -> Columns:
        """The fixes of a LineString and of the ``times`` of its feature."""
        positions, base = shape.geometry["coordinates"], (*shape.path, "coordinates")
        times_path = (*shape.properties_path, "times")
        times = shape.properties.get("times")
        if times is None:
            times = [None] * len(positions)
        elif not isinstance(times, list):
            raise self.stop(times_path, "not a list", "give one time for each position")
        elif len(times) != len(positions):
            wrong = f"{len(times)} times for {len(positions)} positions"
            raise self.stop(times_path, wrong, "give one time for each position")

        def place(at: int, what: str) -> tuple[int | None, str | None]:
            path = (*times_path, at) if what == "time" else (*base, at, _AXES[what])
            return self.lines.line(path), _field(path)

        columns = Columns(self.faults, place)
        self._bound(len(positions))
        for at, (position, time) in enumerate(zip(positions, times, strict=True)):
            self._add(columns, at, position, (*base, at), time)
        return columns

    def points(self, shapes: list[_Shape]) -> Columns:
        """The fixes of a list of Points, each with the ``time`` of its feature."""

        def place(at: int, what: str) -> tuple[int | None, str | None]:
            shape = shapes[at]
            axis = (*shape.path, "coordinates", _AXES.get(what, 0))
            path = (*shape.properties_path, "time") if what == "time" else axis
            return self.lines.line(path), _field(path)

        columns = Columns(self.faults, place)
        self._bound(len(shapes))
        for at, shape in enumerate(shapes):
            path = (*shape.path, "coordinates")
            self._add(columns, at, shape.geometry["coordinates"], path, shape.properties.get("time"))
        return columns

    def _bound(self, fixes: int) -> None:
        if fixes > MAX_FIXES:
            wrong = f"{fixes} fixes, more than {MAX_FIXES}"
            raise self.faults.stop(wrong, "split the track or leave fixes out")

    def _add(self, columns: Columns, at: int, position: Any, path: Path, time: Any) -> None:
        known = isinstance(position, list) and 2 <= len(position) <= 3
        if not known or any(isinstance(value, str) for value in position):
            self.note(path, f"{shown(position)} is no position", "give [lon, lat] or [lon, lat, alt_m]")
            columns.add(at, None, time)
        else:
            altitude = position[2] if len(position) == 3 else None
            columns.add(at, (position[0], position[1], altitude), time)
