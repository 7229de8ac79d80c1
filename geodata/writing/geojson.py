"""GeoJSON as RFC 7946 has it: tracks, points and zones in one FeatureCollection.

The third coordinate is a height above the ellipsoid and nothing else; heights of another reference stand in a property
that names it (``alt_m``, ``alt_baro_m``, ``alt_msl_m``, ``alt_ground_m``), one for each position. ``times`` likewise. A
track over the antimeridian is a MultiLineString whose lists are nested like its positions; ``added_positions`` gives
[part, number] of those that are no fixes but stand where it was cut.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import shapely

from geodata.export import ExportDocument, ExportPoint, ExportTrack, ExportZone, altitude_column, clock_text
from geodata.writing.cut import Part, cut_area, cut_line, span
from geodata.writing.told import limits, straight_lines

__all__ = ["losses", "write"]

Box = list[float]


def write(document: ExportDocument) -> bytes:
    """The document as UTF-8 JSON, one feature to a line."""
    features = [
        *(_track(track) for track in document.tracks),
        *(_point(point) for point in document.points),
        *(_zone(zone) for zone in document.zones),
    ]
    boxes = [feature["bbox"] for feature in features if "bbox" in feature]
    head: dict[str, Any] = {
        "type": "FeatureCollection",
        "title": document.title,
        "description": document.description,
        "credits": list(document.credits),
        "generator": document.generator,
    }
    if boxes:
        head["bbox"] = _around(boxes)
    lines = ",\n".join(_text(feature) for feature in features)
    return f'{_text(head)[:-1]}, "features": [\n{lines}\n]}}\n'.encode("utf-8", "replace")


def losses(document: ExportDocument) -> tuple[str, ...]:
    """What GeoJSON cannot carry: it draws straight lines, and zones have no height."""
    return (*straight_lines(document.tracks), *limits(document))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _track(track: ExportTrack) -> dict[str, Any]:
    parts = cut_line(track)
    single, whole = track.fixes == 1, len(parts) == 1
    positions = [_positions(track, part) for part in parts]
    kind = "Point" if single else "LineString" if whole else "MultiLineString"
    coordinates = positions[0][0] if single else positions[0] if whole else positions
    properties: dict[str, Any] = {"kind": "track", "name": track.name, **track.properties}
    height = altitude_column(track.altitude_reference)
    for name, values in (("times", _times(track, parts)), (height, _heights(track, parts))):
        if values is not None:
            key = "time" if single and name == "times" else name
            properties[key] = values[0][0] if single else values[0] if whole else values
    if track.alt_m is not None:
        properties["altitude_reference"] = track.altitude_reference
    added = [[i, j] for i, part in enumerate(parts) for j in part.added]
    if added:
        properties["added_positions"] = added
    boxes = [_box(part) for part in positions]
    return _feature(track.id, {"type": kind, "coordinates": coordinates}, properties, boxes)


def _positions(track: ExportTrack, part: Part) -> list[list[float]]:
    columns = [part.lon_deg, track.path.lat_deg[part.at].tolist()]
    if track.path.alt_m is not None and track.altitude_reference == "ellipsoid":
        columns.append(track.path.alt_m[part.at].tolist())
    return [list(position) for position in zip(*columns, strict=True)]


def _times(track: ExportTrack, parts: Sequence[Part]) -> list[list[str]] | None:
    if track.start is None or track.path.t_s is None:
        return None
    seconds = track.path.t_s
    return [
        [clock_text(track.start + timedelta(microseconds=round(t * 1e6))) for t in seconds[part.at].tolist()]
        for part in parts
    ]


def _heights(track: ExportTrack, parts: Sequence[Part]) -> list[list[float]] | None:
    if track.path.alt_m is None or track.altitude_reference == "ellipsoid":
        return None
    return [track.path.alt_m[part.at].tolist() for part in parts]


def _point(point: ExportPoint) -> dict[str, Any]:
    properties: dict[str, Any] = {"kind": point.kind, "name": point.name, **point.properties}
    if point.time is not None:
        properties["time"] = clock_text(point.time)
    position = [point.lon_deg, point.lat_deg]
    if point.alt_m is not None:
        properties["altitude_reference"] = point.altitude_reference
        if point.altitude_reference == "ellipsoid":
            position.append(point.alt_m)
        else:
            properties[altitude_column(point.altitude_reference)] = point.alt_m
    return _feature(point.id, {"type": "Point", "coordinates": position}, properties, [_box([position])])


def _zone(zone: ExportZone) -> dict[str, Any]:
    area = cut_area(zone.geometry, zone.name)
    properties: dict[str, Any] = {"kind": "zone", "name": zone.name, **zone.properties, **zone.limits()}
    rings = [[shapely.get_coordinates(ring).tolist() for ring in shapely.get_rings(part)] for part in area.geoms]
    boxes = [_box(part[0]) for part in rings]
    return _feature(zone.id, {"type": "MultiPolygon", "coordinates": rings}, properties, boxes)


def _feature(name: str, geometry: dict[str, Any], properties: dict[str, Any], boxes: list[Box]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "bbox": _around(boxes), "geometry": geometry, "properties": properties}


def _box(positions: Sequence[Sequence[float]]) -> Box:
    """Least and greatest of each coordinate: [west, south, (low,) east, north, (high)]."""
    array = np.asarray(positions)
    return [*array.min(axis=0).tolist(), *array.max(axis=0).tolist()]


def _around(boxes: list[Box]) -> Box:
    """The box around boxes; its west end is greater than its east end where it lies over the antimeridian."""
    ends = [(box[0], box[len(box) // 2]) for box in boxes]
    west, east = span([end for pair in ends for end in _unrolled(*pair)])
    south, north = min(box[1] for box in boxes), max(box[len(box) // 2 + 1] for box in boxes)
    spatial = [box for box in boxes if len(box) == 6]
    if not spatial:
        return [west, south, east, north]
    return [west, south, min(box[2] for box in spatial), east, north, max(box[5] for box in spatial)]


def _unrolled(west: float, east: float) -> list[tuple[float, float]]:
    return [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
