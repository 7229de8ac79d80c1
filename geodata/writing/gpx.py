"""GPX 1.1: tracks with ``ele`` and ``time``, points as waypoints.

``ele`` is by custom a height above mean sea level. Heights of another reference are written there too, with a comment
and an extension ``altitude_reference`` in the track, and never under another name.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import datetime

import gpxpy.gpx as gpx

from geodata.altitude import AltitudeReference
from geodata.basis import basis_of
from geodata.export import ExportDocument, ExportPoint, ExportTrack, Properties, plain_text
from geodata.writing.told import altitude_note, counted, heights, tracks_to_write

__all__ = ["NAMESPACE", "losses", "write"]

NAMESPACE = "urn:airspace:export:1"
"""Of the extensions: ``altitude_reference``, ``basis`` and ``id`` of a track."""

NATIVE: tuple[AltitudeReference, ...] = ("msl",)


def write(document: ExportDocument) -> bytes:
    """The document as UTF-8 XML. Raises :class:`~geodata.errors.NothingToExportError` without tracks and points."""
    tracks = document.tracks if document.points else tracks_to_write(document, "GPX")
    out = gpx.GPX()
    out.creator = _unquoted(document.generator) or "airspace"
    out.name, out.description = plain_text(document.title), plain_text(document.notes())
    out.nsmap["airspace"] = NAMESPACE
    out.tracks = [_track(track) for track in tracks]
    out.waypoints = [_waypoint(point) for point in document.points]
    return out.to_xml(version="1.1").encode("utf-8", "replace") + b"\n"


def losses(document: ExportDocument) -> tuple[str, ...]:
    """What GPX cannot carry: zones, and heights of other references than mean sea level."""
    told = list(heights(document.tracks, NATIVE, "GPX has no such reference; written as 'ele' with a note"))
    if document.zones:
        told.append(f"{counted(len(document.zones), 'zone')} left out: GPX has no areas")
    if any(track.colour for track in document.tracks):
        told.append("colours of tracks: GPX has none")
    return tuple(told)


def _track(track: ExportTrack) -> gpx.GPXTrack:
    made = gpx.GPXTrack(name=plain_text(track.name), description=plain_text(_lines(track.properties)))
    made.extensions.append(_extension("id", track.id))
    if basis_of(track.properties.get("basis")) is not None:
        made.extensions.append(_extension("basis", str(track.properties["basis"])))
    if track.alt_m is not None:
        made.extensions.append(_extension("altitude_reference", track.altitude_reference))
        if track.altitude_reference not in NATIVE:
            made.comment = altitude_note(track.altitude_reference)
    instants: Sequence[datetime | None] = track.instants() or ()
    alt = [None] * track.fixes if track.alt_m is None else track.alt_m.tolist()
    segment = gpx.GPXTrackSegment(
        [
            gpx.GPXTrackPoint(lat, lon, elevation=alt_m, time=when)
            for lon, lat, alt_m, when in zip(
                track.lon_deg.tolist(), track.lat_deg.tolist(), alt, instants or [None] * track.fixes, strict=True
            )
        ]
    )
    made.segments.append(segment)
    return made


def _waypoint(point: ExportPoint) -> gpx.GPXWaypoint:
    made = gpx.GPXWaypoint(
        point.lat_deg,
        point.lon_deg,
        elevation=point.alt_m,
        time=point.time,
        name=plain_text(point.name),
        description=plain_text(_lines(point.properties)) or None,
        type=plain_text(point.kind),
    )
    if point.alt_m is not None:
        made.extensions.append(_extension("altitude_reference", point.altitude_reference))
        if point.altitude_reference not in NATIVE:
            made.comment = altitude_note(point.altitude_reference)
    return made


def _lines(properties: Properties) -> str:
    return "\n".join(f"{name}: {value}" for name, value in properties.items())


def _extension(name: str, value: str) -> ET.Element:
    element = ET.Element(f"{{{NAMESPACE}}}{name}")
    element.text = _unquoted(value)
    return element


def _unquoted(text: str) -> str:
    """Text that needs no escaping: gpxpy writes attributes and extensions as they are."""
    return re.sub(r"[<>&\"']", "", plain_text(text))
