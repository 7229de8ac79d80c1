"""GeoJSON that says which features are tracks (``properties.kind`` is "track"), as ``airspace export`` writes it.

Every other feature is left out, and a note says so. A track over the antimeridian is a MultiLineString whose lists are
nested like its positions; ``added_positions`` gives [part, number] of those that are no fixes.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from geodata.altitude import ALTITUDE_FIELDS
from geodata.fixes import Columns, shown
from geodata.guard import MAX_NAME, checked_tracks
from geodata.reading.geojson import read_geojson
from geodata.reading.jsonsource import JsonSource, Path

__all__ = ["is_marked", "read_marked"]

_LISTS = ("times", *(name for name in ALTITUDE_FIELDS if name.endswith("_m")))
_NESTED = "nest it like the positions of the MultiLineString"


def is_marked(document: dict[str, Any]) -> bool:
    """Whether a feature of a GeoJSON document says that it is a track."""
    features = document.get("features")
    return isinstance(features, list) and any(_kind(feature) == "track" for feature in features)


def read_marked(document: dict[str, Any], source: JsonSource) -> list[Columns]:
    """Read the features that say they are tracks, one track for each; WGS84 degrees and metres.

    Raises :class:`~geodata.errors.TrackFileError` where one is none.
    """
    source.check_crs(document)
    found: list[Columns] = []
    left_out: Counter[str] = Counter()
    for at, feature in enumerate(document["features"]):
        if _kind(feature) != "track":
            left_out["zone" if _kind(feature) == "zone" else "point"] += 1
            continue
        checked_tracks(len(found) + 1, source.faults)
        columns = read_geojson(_joined(feature, ("features", at), source), source, ("features", at))
        name = feature["properties"].get("name")
        columns.name = str(name)[:MAX_NAME] if isinstance(name, str) else None
        found.append(columns)
    for columns in found:
        columns.notes += [f"{count} {what}{'' if count == 1 else 's'} left out" for what, count in left_out.items()]
    return found


def _kind(feature: Any) -> object:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties.get("kind") if isinstance(properties, dict) else None


def _joined(feature: dict[str, Any], path: Path, source: JsonSource) -> dict[str, Any]:
    """The feature with the parts of a MultiLineString joined, without the positions that are no fixes."""
    geometry, properties = feature.get("geometry"), feature["properties"]
    if not isinstance(geometry, dict) or geometry.get("type") != "MultiLineString":
        return feature
    parts, where = geometry.get("coordinates"), (*path, "geometry", "coordinates")
    if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
        raise source.stop(where, "no list of lists", "a MultiLineString lists its lines")
    added = _added(properties.get("added_positions", []), path, source)
    joined = {"type": "LineString", "coordinates": _kept(parts, added)}
    lengths = [len(part) for part in parts]
    flat = dict(properties)
    for key in (key for key in _LISTS if properties.get(key) is not None):
        values = properties[key]
        nested = isinstance(values, list) and all(isinstance(part, list) for part in values)
        if not nested or [len(part) for part in values] != lengths:
            raise source.stop((*path, "properties", key), "not one value for each position", _NESTED)
        flat[key] = _kept(values, added)
    return {**feature, "geometry": joined, "properties": flat}


def _added(listed: Any, path: Path, source: JsonSource) -> set[tuple[int, int]]:
    try:
        return {(int(part), int(number)) for part, number in listed}
    except (TypeError, ValueError):
        where = (*path, "properties", "added_positions")
        raise source.stop(where, f"{shown(listed)} is no list of places", "give [part, number] for each") from None


def _kept(parts: list[list[Any]], added: set[tuple[int, int]]) -> list[Any]:
    return [value for i, part in enumerate(parts) for j, value in enumerate(part) if (i, j) not in added]
