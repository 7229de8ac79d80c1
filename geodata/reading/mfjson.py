"""Tracks from OGC Moving Features JSON (19-045r3), as movingpandas and MobilityDB write it too.

Read are a MovingPoint by itself, as ``temporalGeometry`` of a Feature, in ``sequences`` or in ``prisms``, and a
LineString with ``properties.datetimes`` (the Trajectory form). Times are ISO-8601 with an offset, or milliseconds since
1970 UTC. Interpolation is linear, or the file is refused. As in GeoJSON, the third number of a position is metres above
the WGS84 ellipsoid, unless ``properties.altitude_reference`` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from geodata.basis import basis_of
from geodata.fixes import Columns, microseconds, shown, unix_time
from geodata.reading.jsonsource import AXES, JsonSource, Path

__all__ = ["is_moving", "read_moving"]

_POINTS = ("MovingPoint", "MovingGeomPoint", "MovingGeogPoint")
_SHAPE = "a track is a MovingPoint, or a LineString with properties.datetimes"
_CALENDARS = ("iso8601", "iso-8601", "gregorian")


@dataclass(frozen=True)
class _Piece:
    """Positions and times of one stretch, and where they stand."""

    name: str | None
    shape: dict[str, Any]
    path: Path
    times: Any
    times_path: Path
    interpolation: Any
    properties: dict[str, Any]
    properties_path: Path
    groups: list[tuple[dict[str, Any], Path]] = field(default_factory=list)


def is_moving(document: dict[str, Any]) -> bool:
    """Whether a JSON document is Moving Features, and not plain GeoJSON."""
    features = document.get("features")
    if document.get("type") == "FeatureCollection" and isinstance(features, list):
        return any(_is_moving_feature(feature) for feature in features)
    return _is_moving_feature(document) or str(document.get("type")).startswith("Moving")


def _is_moving_feature(feature: Any) -> bool:
    if not isinstance(feature, dict):
        return False
    return "temporalGeometry" in feature or "datetimes" in _dict(feature.get("properties"))


def read_moving(document: dict[str, Any], source: JsonSource) -> list[Columns]:
    """Read a Moving Features document: one track for each moving point or stretch of it; WGS84 degrees and metres.

    Raises :class:`~geodata.errors.TrackFileError` where it holds no track.
    """
    _check(document, (), source)
    kind, found = document.get("type"), []
    if kind == "FeatureCollection":
        for at, feature in enumerate(document["features"]):
            path: Path = ("features", at)
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                raise source.stop(path, "not a Feature", 'each feature has "type": "Feature"')
            _check(feature, path, source)
            found += list(_of_feature(feature, path, source))
    elif kind == "Feature":
        found += list(_of_feature(document, (), source))
    else:
        found += list(_of_geometry(document, (), {}, (), None, source))
    if not found:
        raise source.stop((), "nothing moves in it", _SHAPE)
    source.bound(sum(len(piece.times) if isinstance(piece.times, list) else 1 for piece in found))
    return [_columns(piece, source) for piece in found]


def _of_feature(feature: dict[str, Any], path: Path, source: JsonSource) -> Iterator[_Piece]:
    properties, properties_path = _dict(feature.get("properties")), (*path, "properties")
    name = _name(feature, properties)
    if "temporalGeometry" in feature:
        groups = feature.get("temporalProperties")
        for piece in _of_geometry(
            feature["temporalGeometry"], (*path, "temporalGeometry"), properties, properties_path, name, source
        ):
            listed = enumerate(groups) if isinstance(groups, list) else ()
            piece.groups.extend((_dict(group), (*path, "temporalProperties", at)) for at, group in listed)
            yield piece
        return
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") != "LineString":
        raise source.stop((*path, "geometry"), "no LineString", _SHAPE)
    times_path = (*properties_path, "datetimes")
    yield _Piece(
        name, geometry, (*path, "geometry"), properties.get("datetimes"), times_path, None, properties, properties_path
    )  # fmt: skip


def _of_geometry(
    shape: Any, path: Path, properties: dict[str, Any], properties_path: Path, name: str | None, source: JsonSource
) -> Iterator[_Piece]:
    """The stretches of a temporal geometry."""
    kind = shape.get("type") if isinstance(shape, dict) else None
    parts: list[tuple[Any, Path]] = [(shape, path)]
    if kind == "MovingGeometryCollection":
        _check(shape, path, source)
        prisms = shape.get("prisms")
        parts = [(prism, (*path, "prisms", at)) for at, prism in enumerate(prisms if isinstance(prisms, list) else ())]
    for part, where in parts:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in _POINTS:
            raise source.stop((*where, "type"), f"{shown(kind)} is no moving point", _SHAPE)
        _check(part, where, source)
        way = part.get("interpolation") or part.get("interpolations")
        sequences = part.get("sequences")
        stretches: list[tuple[Any, Path]] = [(part, where)]
        if isinstance(sequences, list):
            stretches = [(sequence, (*where, "sequences", at)) for at, sequence in enumerate(sequences)]
        for stretch, at in stretches:
            if not isinstance(stretch, dict):
                raise source.stop(at, "not a sequence", _SHAPE)
            times = stretch.get("datetimes")
            yield _Piece(name, stretch, at, times, (*at, "datetimes"), way, properties, properties_path)


def _columns(piece: _Piece, source: JsonSource) -> Columns:
    positions, times = piece.shape.get("coordinates"), piece.times
    if not isinstance(times, list):  # one instant
        positions, times = [positions], [times]
    base = (*piece.path, "coordinates")
    if not isinstance(positions, list):
        raise source.stop(base, "not a list", "give [lon, lat] or [lon, lat, alt_m]")
    if len(times) != len(positions):
        wrong = f"{len(times)} datetimes for {len(positions)} positions"
        raise source.stop(piece.times_path, wrong, "give one time for each position")
    _check_interpolation(piece, len(positions), source)
    others = {key: (source_ref, values, path) for source_ref, key, values, path in _others(piece, times, source)}

    def place(at: int, what: str) -> tuple[int | None, str | None]:
        if what in others:
            return source.place((*others[what][2], at))
        return source.place((*piece.times_path, at) if what == "time" else (*base, at, AXES[what]))

    columns = Columns(source.faults, place, name=piece.name, clock=_moment)
    columns.reference = source.reference(piece.properties, piece.properties_path, "ellipsoid")
    columns.basis = basis_of(piece.properties.get("basis"))
    for at, (position, time) in enumerate(zip(positions, times, strict=True)):
        if time is None:
            source.note((*piece.times_path, at), "no time", "a moving point has a time for each position")
        source.add(columns, at, position, (*base, at), time)
        for key, (reference, values, _) in others.items():
            columns.add_other(at, reference, values[at], key)
    return columns


def _others(piece: _Piece, times: list[Any], source: JsonSource) -> Iterator[tuple[Any, str, list[Any], Path]]:
    """Further altitudes: lists of the Trajectory form, and temporal properties at the times of the positions."""
    for reference, key in source.others(piece.properties):
        yield reference, key, *_listed(piece.properties[key], (*piece.properties_path, key), times, source)
    for group, path in piece.groups:
        if group.get("datetimes") == times:
            for reference, key in source.others(group):
                values = _dict(group[key]).get("values")
                yield reference, key, *_listed(values, (*path, key, "values"), times, source)


def _listed(values: Any, path: Path, times: list[Any], source: JsonSource) -> tuple[list[Any], Path]:
    if not isinstance(values, list) or len(values) != len(times):
        raise source.stop(path, "not one value for each time", f"list {len(times)} values")
    return values, path


def _check(holder: dict[str, Any], path: Path, source: JsonSource) -> None:
    """Refuse another coordinate system, and another calendar."""
    source.check_crs(holder, path)
    trs = holder.get("trs")
    if trs is not None:
        properties = _dict(_dict(trs).get("properties"))
        named = str(properties.get("name", properties.get("href", "")))
        if not any(calendar in named.lower() for calendar in _CALENDARS):
            raise source.stop((*path, "trs"), f"times in {shown(named)}", "give UTC in the Gregorian calendar")


def _check_interpolation(piece: _Piece, fixes: int, source: JsonSource) -> None:
    ways = piece.interpolation if isinstance(piece.interpolation, list) else [piece.interpolation]
    for way in ways:
        if fixes > 1 and way is not None and str(way).lower() != "linear":
            where = (*piece.path, "interpolation")
            right = "a track moves linearly between its fixes; write Linear, or more fixes"
            raise source.stop(where, f"interpolation {shown(way)}", right)


def _moment(raw: object) -> int:
    return unix_time(raw, 1000) if isinstance(raw, int | float) else microseconds(raw)


def _name(feature: dict[str, Any], properties: dict[str, Any]) -> str | None:
    """What a feature calls itself: its name, its id, or the first property that is an id."""
    ids = (value for key, value in properties.items() if key.lower().endswith("id"))
    for value in (properties.get("name"), feature.get("id"), *ids):
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
