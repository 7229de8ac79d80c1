"""Writes an export document in the formats of other programs: one module for each, loaded when it is asked for.

Each has ``write(document) -> bytes``, the same bytes for the same document, and ``losses(document)``: what the format
cannot carry of this document, one sentence each.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geodata.errors import NothingToExportError
from geodata.export import ExportDocument

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its title and the endings of its files, the usual one first."""

    module: str
    title: str
    endings: tuple[str, ...]

    def write(self, document: ExportDocument) -> bytes:
        """The bytes of the file. Raises :class:`~geodata.errors.NothingToExportError` if it can carry nothing of it."""
        if not (document.tracks or document.points or document.zones):
            raise NothingToExportError("nothing to write: there is no path, no place and no zone")
        written: bytes = importlib.import_module(self.module).write(document)
        return written

    def losses(self, document: ExportDocument) -> tuple[str, ...]:
        """What the format cannot carry of this document, one sentence each."""
        told: tuple[str, ...] = importlib.import_module(self.module).losses(document)
        return told


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "geojson": Format("geodata.writing.geojson", "GeoJSON (RFC 7946)", (".geojson", ".json")),
        "kml": Format("geodata.writing.kml", "KML with gx:Track", (".kml",)),
        "czml": Format("geodata.writing.czml", "CZML", (".czml", ".json")),
        "gpx": Format("geodata.writing.gpx", "GPX 1.1", (".gpx",)),
        "mf-json": Format("geodata.writing.mfjson", "OGC Moving Features JSON", (".mfjson", ".json")),
        "gpkg": Format("geodata.writing.gpkg", "GeoPackage", (".gpkg",)),
        "parquet": Format("geodata.writing.parquet", "GeoParquet", (".parquet", ".geoparquet")),
        "csv": Format("geodata.writing.table", "CSV", (".csv",)),
    }
)
"""By the name that ``airspace export --format`` knows."""
