"""OGC Moving Features JSON (OGC 19-045r3): tracks with times as moving points.

Positions are two numbers, in CRS84; heights are a temporal property, whose name says what they are counted from
(``alt_m``, ``alt_baro_m``, ``alt_msl_m``, ``alt_ellipsoid_m``, ``alt_ground_m``), so that none is taken for another.
"""

from __future__ import annotations

import json
from typing import Any

from geodata.export import ExportDocument, ExportTrack, altitude_column
from geodata.writing.told import counted, fixes_only, straight_lines, tracks_to_write

__all__ = ["losses", "write"]

CRS = {"type": "Name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
TRS = {"type": "Name", "properties": {"name": "urn:ogc:data:time:iso8601"}}


def write(document: ExportDocument) -> bytes:
    """The document as UTF-8 JSON. Raises :class:`~geodata.errors.NothingToExportError` without a track with times."""
    head = {
        "type": "FeatureCollection",
        "crs": CRS,
        "trs": TRS,
        "title": document.title,
        "description": document.description,
        "credits": list(document.credits),
        "generator": document.generator,
    }
    tracks = tracks_to_write(document, "Moving Features JSON", timed=True)
    lines = ",\n".join(_text(_feature(track)) for track in tracks)
    return f'{_text(head)[:-1]}, "features": [\n{lines}\n]}}\n'.encode("utf-8", "replace")


def losses(document: ExportDocument) -> tuple[str, ...]:
    """What MF-JSON cannot carry: tracks without times, points, zones."""
    untimed = [track for track in document.tracks if track.t_s is None]
    told = [f"{counted(len(untimed), 'track')} without times left out: a moving point has times"] if untimed else []
    timed = [track for track in document.tracks if track.t_s is not None]
    return (*told, *straight_lines(timed), *fixes_only(document, "Moving Features JSON"))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _feature(track: ExportTrack) -> dict[str, Any]:
    clock = track.clock()
    feature: dict[str, Any] = {
        "type": "Feature",
        "id": track.id,
        "properties": {"id": track.id, "name": track.name, **track.properties},
        "temporalGeometry": {
            "type": "MovingPoint",
            "datetimes": clock,
            "coordinates": [list(p) for p in zip(track.lon_deg.tolist(), track.lat_deg.tolist(), strict=True)],
            "interpolation": "Linear",
        },
    }
    if track.alt_m is not None:
        values = {"type": "Measure", "form": "MTR", "values": track.alt_m.tolist(), "interpolation": "Linear"}
        feature["properties"]["altitude_reference"] = track.altitude_reference
        feature["temporalProperties"] = [{"datetimes": clock, altitude_column(track.altitude_reference): values}]
    return feature
