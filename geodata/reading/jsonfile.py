"""Tracks from JSON: GeoJSON, or OGC Moving Features if the document has times of that kind."""

from __future__ import annotations

from geodata.fixes import Columns
from geodata.guard import parsed_json
from geodata.reading.geojson import read_geojson
from geodata.reading.jsonsource import JsonSource
from geodata.reading.marked import is_marked, read_marked
from geodata.reading.mfjson import is_moving, read_moving
from geodata.reading.source import Source

__all__ = ["read_json"]


def read_json(source: Source) -> list[Columns]:
    """Read a JSON file; what stands in it says whether it is GeoJSON or Moving Features.

    Raises :class:`~geodata.errors.TrackFileError` where it is not JSON or holds no track.
    """
    document = parsed_json(source.text, source.faults)
    json_source = JsonSource(source.text, source.faults)
    if is_moving(document):
        return read_moving(document, json_source)
    if is_marked(document):
        return read_marked(document, json_source)
    return [read_geojson(document, json_source)]
