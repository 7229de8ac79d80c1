"""KML 2.2 with gx:Track: each fix with its time, its height and what the height is counted from.

KML knows heights above mean sea level (``absolute``) and above ground (``relativeToGround``). A height of another
reference is written as ``absolute`` with a note and ``altitude_reference`` among the data, and never under another
name; a track without heights is ``clampToGround``.

Shapes are put into fastkml's document here: its own classes for them take minutes for a border.
"""

from __future__ import annotations

import html
import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import shapely

from geodata.altitude import AltitudeReference
from geodata.export import ExportDocument, ExportPoint, ExportTrack, ExportZone, Value, clock_text, plain_text
from geodata.writing.cut import cut_area
from geodata.writing.told import altitude_note, heights, limits

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="Package `lxml` missing")
    from fastkml import KML, config, data, styles, times
    from fastkml.containers import Document, Folder
    from fastkml.features import Placemark

__all__ = ["losses", "write"]

ET: Any = config.etree  # the XML library that fastkml found: lxml, or the one of Python

NATIVE: dict[AltitudeReference, str] = {"msl": "absolute", "ground": "relativeToGround"}
NO_HEIGHT = "clampToGround"
LINE_WIDTH = 3.0
FILL, EDGE = "40808080", "ff606060"  # aabbggrr: a quarter of grey, dark grey
_KML = "{http://www.opengis.net/kml/2.2}"
_GX = "{http://www.google.com/kml/ext/2.2}"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class _Drawn(NamedTuple):
    """A placemark and the shape that belongs into it."""

    placemark: Placemark
    shape: Any


def write(document: ExportDocument) -> bytes:
    """The document as UTF-8 XML."""
    groups = (
        ("Tracks", [_track(track) for track in document.tracks]),
        ("Points", [_point(point) for point in document.points]),
        ("Zones", [_zone(zone) for zone in document.zones]),
    )
    folders = [Folder(name=name, features=[each.placemark for each in group]) for name, group in groups if group]
    inside = Document(name=plain_text(document.title), description=_balloon(document.notes()), features=folders)
    tree: Any = KML(features=[inside]).etree_element()
    shapes = [each.shape for _, group in groups for each in group]
    for placemark, shape in zip(tree.iter(f"{_KML}Placemark"), shapes, strict=True):
        placemark.append(shape)
    text = str(ET.tostring(tree, encoding="unicode"))
    # fastkml writes a prefix before every name
    text = text.replace("<kml:", "<").replace("</kml:", "</").replace("xmlns:kml=", "xmlns=", 1)
    return _HEAD + text.encode("utf-8", "replace") + b"\n"


def losses(document: ExportDocument) -> tuple[str, ...]:
    """What KML cannot carry: heights of references it has no word for, limits of zones as shapes."""
    told = heights(document.tracks, NATIVE, "KML has no such reference; written as 'absolute' with a note")
    return (*told, *limits(document))


# --- placemarks -----------------------------------------------------------------------------------------------------


def _track(track: ExportTrack) -> _Drawn:
    mode = NO_HEIGHT if track.alt_m is None else NATIVE.get(track.altitude_reference, "absolute")
    alt_m = [0.0] * track.fixes if track.alt_m is None else track.alt_m.tolist()
    positions = list(zip(track.lon_deg.tolist(), track.lat_deg.tolist(), alt_m, strict=True))
    clock = track.clock()
    if clock is not None:
        shape = _shape(f"{_GX}Track", mode)
        for when in clock:
            ET.SubElement(shape, f"{_KML}when").text = when
        for position in positions:
            ET.SubElement(shape, f"{_GX}coord").text = " ".join(map(repr, position))
    elif track.fixes == 1:
        shape = _with_coordinates(_shape(f"{_KML}Point", mode), positions)
    else:
        shape = _shape(f"{_KML}LineString", mode, tessellate="1")
        _with_coordinates(shape, positions)
    rows: list[tuple[str, Value]] = [("id", track.id), ("kind", "track"), *track.properties.items()]
    rows += _reference(track.alt_m is not None, track.altitude_reference)
    note = "" if track.alt_m is None or track.altitude_reference in NATIVE else altitude_note(track.altitude_reference)
    style = None if track.colour is None else styles.LineStyle(color=_colour(track.colour), width=LINE_WIDTH)
    return _Drawn(_placemark(track.name, note, rows, [style] if style else []), shape)


def _point(point: ExportPoint) -> _Drawn:
    mode = NO_HEIGHT if point.alt_m is None else NATIVE.get(point.altitude_reference, "absolute")
    shape = _with_coordinates(_shape(f"{_KML}Point", mode), [(point.lon_deg, point.lat_deg, point.alt_m or 0.0)])
    rows: list[tuple[str, Value]] = [("id", point.id), ("kind", point.kind), *point.properties.items()]
    rows += _reference(point.alt_m is not None, point.altitude_reference)
    note = "" if point.alt_m is None or point.altitude_reference in NATIVE else altitude_note(point.altitude_reference)
    style = [styles.IconStyle(color=_colour(point.colour))] if point.colour else []
    stamp = None if point.time is None else times.TimeStamp(timestamp=_moment(point.time))
    return _Drawn(_placemark(point.name, note, rows, style, stamp), shape)


def _zone(zone: ExportZone) -> _Drawn:
    shape = ET.Element(f"{_KML}MultiGeometry")
    for part in cut_area(zone.geometry, zone.name).geoms:
        polygon = _shape(f"{_KML}Polygon", NO_HEIGHT, tessellate="1")
        for place, ring in (("outer", part.exterior), *(("inner", hole) for hole in part.interiors)):
            boundary = ET.SubElement(polygon, f"{_KML}{place}BoundaryIs")
            line = ET.SubElement(boundary, f"{_KML}LinearRing")
            _with_coordinates(line, shapely.get_coordinates(ring).tolist())
        shape.append(polygon)
    rows: list[tuple[str, Value]] = [("id", zone.id), ("kind", "zone")]
    rows += [*zone.properties.items(), *zone.limits().items()]
    style = [styles.LineStyle(color=EDGE, width=1.0), styles.PolyStyle(color=FILL)]
    return _Drawn(_placemark(zone.name, "", rows, style, _span(zone.valid_from, zone.valid_to)), shape)


def _placemark(
    name: str, note: str, rows: Iterable[tuple[str, Value]], style: Sequence[Any], when: Any = None
) -> Placemark:
    return Placemark(
        name=plain_text(name),
        description=_balloon(note) or None,
        extended_data=data.ExtendedData(
            elements=[data.Data(name=plain_text(key), value=plain_text(value)) for key, value in rows]
        ),
        styles=[styles.Style(styles=list(style))] if style else None,
        times=when,
    )


def _reference(known: bool, reference: AltitudeReference) -> list[tuple[str, Value]]:
    return [("altitude_reference", reference)] if known else []


def _span(first: datetime | None, last: datetime | None) -> times.TimeSpan | None:
    if first is None and last is None:
        return None
    begin, end = (None if instant is None else _moment(instant) for instant in (first, last))
    return times.TimeSpan(begin=begin, end=end)


def _moment(instant: datetime) -> times.KmlDateTime | None:
    return times.KmlDateTime.parse(clock_text(instant))


# --- shapes and texts -----------------------------------------------------------------------------------------------


def _shape(name: str, mode: str, tessellate: str | None = None) -> Any:
    element = ET.Element(name)
    if tessellate is not None:
        ET.SubElement(element, f"{_KML}tessellate").text = tessellate
    ET.SubElement(element, f"{_KML}altitudeMode").text = mode
    return element


def _with_coordinates(element: Any, positions: Iterable[Sequence[float]]) -> Any:
    text = " ".join(",".join(map(repr, position)) for position in positions)
    ET.SubElement(element, f"{_KML}coordinates").text = text
    return element


def _balloon(text: str) -> str:
    """Text for a description, which programs show as HTML: nothing in it is markup."""
    return html.escape(plain_text(text)).replace("\n", "<br>")


def _colour(colour: str) -> str:
    """``#rrggbb`` as KML writes it: opacity, blue, green, red."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"ff{blue}{green}{red}".lower()
