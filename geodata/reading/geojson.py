"""Tracks from GeoJSON: one LineString with ``properties.times``, or Points with ``properties.time``.

The third number of a position is metres above the WGS84 ellipsoid (RFC 7946), unless ``properties.altitude_reference``
says otherwise. Further altitudes stand in properties such as ``alt_baro_m``; where one is called ``alt_m``, the
reference is its own, and the third number stays what RFC 7946 says.
"""

from __future__ import annotations

from typing import Any

from geodata.altitude import AltitudeReference
from geodata.basis import basis_of
from geodata.fixes import Columns, shown
from geodata.reading.jsonsource import AXES, JsonSource, Path

__all__ = ["read_geojson"]

_SHAPE = "a track is one LineString, or Points"
_RFC_7946: AltitudeReference = "ellipsoid"


def read_geojson(document: dict[str, Any], source: JsonSource, at: Path = ()) -> Columns:
    """Read a GeoJSON document (geometry, Feature or FeatureCollection); WGS84 degrees and metres.

    ``at``: where it stands in the file. Raises :class:`~geodata.errors.TrackFileError` where it holds no track.
    """
    reader = _Reader(source, at)
    shapes = [shape for shape in reader.features(document) if reader.is_track(shape)]
    lines = [shape for shape in shapes if shape.kind == "LineString"]
    if not shapes:
        raise (
            source.faults.error()
            if source.faults
            else source.faults.stop("no features", "a track has at least one fix")
        )
    if lines and len(shapes) > 1:
        raise source.stop(shapes[1].path, "one file holds one track, and this is a second shape", _SHAPE)
    return reader.line_string(lines[0]) if lines else reader.points(shapes)


class _Shape:
    """A geometry with the properties of its feature, and where both stand."""

    def __init__(self, path: Path, geometry: Any, properties: Any, properties_path: Path) -> None:
        self.path = path
        self.geometry = geometry if isinstance(geometry, dict) else {}
        self.kind = self.geometry.get("type")
        self.properties = properties if isinstance(properties, dict) else {}
        self.properties_path = properties_path


class _Reader:
    """One GeoJSON document on its way into columns."""

    def __init__(self, source: JsonSource, at: Path) -> None:
        self.source, self.at = source, at

    def features(self, document: dict[str, Any]) -> list[_Shape]:
        """The shapes of a document, whatever their kind."""
        self.source.check_crs(document)
        kind = document.get("type")
        if kind == "FeatureCollection":
            features = document.get("features")
            if not isinstance(features, list):
                raise self.source.stop(("features",), "not a list", "a FeatureCollection lists its features")
            return [self._feature(feature, ("features", i)) for i, feature in enumerate(features)]
        if kind == "Feature":
            return [self._feature(document, self.at)]
        return [_Shape((), document, {}, ("properties",))]

    def _feature(self, feature: Any, path: Path) -> _Shape:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise self.source.stop(path, "not a Feature", 'each feature has "type": "Feature"')
        where = (*path, "geometry")
        return _Shape(where, feature.get("geometry"), feature.get("properties"), (*path, "properties"))

    def is_track(self, shape: _Shape) -> bool:
        """Whether a shape can be a track or a fix of one; a fault is noted where it cannot."""
        if shape.kind not in ("LineString", "Point"):
            wrong = "no geometry" if shape.kind is None else f"{shown(shape.kind)} is no track"
            self.source.note((*shape.path, "type") if shape.geometry else shape.path, wrong, _SHAPE)
            return False
        if not isinstance(shape.geometry.get("coordinates"), list):
            path = (*shape.path, "coordinates")
            self.source.note(path, "not a list", "give [lon, lat] or [lon, lat, alt_m]")
            return False
        return True

    def line_string(self, shape: _Shape) -> Columns:
        """The fixes of a LineString and of the ``times`` of its feature."""
        positions, base = shape.geometry["coordinates"], (*shape.path, "coordinates")
        times = self._list(shape, "times", len(positions)) or [None] * len(positions)
        others = {key: reference for reference, key in self.source.others(shape.properties)}
        heights = {key: self._list(shape, key, len(positions)) or [] for key in others}

        def place(at: int, what: str) -> tuple[int | None, str | None]:
            key = "times" if what == "time" else what
            listed = what == "time" or what in others
            return self.source.place((*shape.properties_path, key, at) if listed else (*base, at, AXES[what]))

        columns = Columns(self.source.faults, place, basis=basis_of(shape.properties.get("basis")))
        columns.reference = self._reference(shape)
        self.source.bound(len(positions))
        for at, (position, time) in enumerate(zip(positions, times, strict=True)):
            self.source.add(columns, at, position, (*base, at), time)
            for key, values in heights.items():
                columns.add_other(at, others[key], values[at], key)
        return columns

    def _reference(self, shape: _Shape) -> AltitudeReference:
        stated = self.source.reference(shape.properties, shape.properties_path, _RFC_7946)
        return _RFC_7946 if shape.properties.get("alt_m") is not None else stated

    def _list(self, shape: _Shape, key: str, length: int) -> list[Any] | None:
        """A property that lists one value for each position; ``None`` where it is not there."""
        values, path = shape.properties.get(key), (*shape.properties_path, key)
        if values is None:
            return None
        one = "time" if key == "times" else "value"
        if not isinstance(values, list):
            raise self.source.stop(path, "not a list", f"give one {one} for each position")
        if len(values) != length:
            wrong = f"{len(values)} {one}s for {length} positions"
            raise self.source.stop(path, wrong, f"give one {one} for each position")
        return values

    def points(self, shapes: list[_Shape]) -> Columns:
        """The fixes of a list of Points, each with the ``time`` of its feature."""

        def place(at: int, what: str) -> tuple[int | None, str | None]:
            shape = shapes[at]
            if what in AXES:
                return self.source.place((*shape.path, "coordinates", AXES[what]))
            return self.source.place((*shape.properties_path, what))

        columns = Columns(self.source.faults, place)
        self.source.bound(len(shapes))
        for at, shape in enumerate(shapes):
            reference = self._reference(shape)
            if at and reference != columns.reference:
                where = (*shape.properties_path, "altitude_reference")
                self.source.note(where, f"{reference} after {columns.reference}", "one track has one reference")
            columns.reference = reference
            columns.basis = columns.basis or basis_of(shape.properties.get("basis"))
            path = (*shape.path, "coordinates")
            self.source.add(columns, at, shape.geometry["coordinates"], path, shape.properties.get("time"))
            for other, key in self.source.others(shape.properties):
                columns.add_other(at, other, shape.properties[key], key)
        return columns
