"""CZML, as CesiumJS plays it: a clock, a moving point and its way for each track with times, points, areas.

Heights in CZML are above the WGS84 ellipsoid, so only heights of that reference become heights of positions. All others
stay properties (``alt_m``, sampled like the position, beside ``altitude_reference``), and what has them lies on the
ground.

Cesium joins samples by chords through the Earth; the samples are the points of the track's path, its fixes and so many
between them that a chord stays within 1 m of the geodesic leg. A track without times is a line and no moving point.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely
from czml3 import Packet
from czml3.enums import ArcTypes, ClockRanges, HeightReferences, InterpolationAlgorithms
from czml3.properties import (
    Clock,
    Color,
    HeightReference,
    Label,
    Material,
    Path,
    Point,
    Polygon,
    Polyline,
    PolylineMaterial,
    Position,
    PositionList,
    PositionListOfLists,
    SolidColorMaterial,
)
from czml3.types import Cartesian2Value, TimeInterval

from geodata.altitude import AltitudeReference
from geodata.export import ExportDocument, ExportPoint, ExportTrack, ExportZone, Floats, Value, clock_text, plain_text
from geodata.writing.cut import cut_area
from geodata.writing.told import counted, heights, limits

__all__ = ["losses", "write"]

NATIVE: tuple[AltitudeReference, ...] = ("ellipsoid",)
GREY = "#808080"
SPEED_UP = 10.0
"""Seconds of the case in one second of the player."""


def write(document: ExportDocument) -> bytes:
    """The document as UTF-8 JSON."""
    packets = [
        _head(document),
        *(_track(track) for track in document.tracks),
        *(_point(point) for point in document.points),
        *(packet for zone in document.zones for packet in _zone(zone)),
    ]
    lines = ",\n".join(packet.dumps() for packet in packets)
    return f"[\n{lines}\n]\n".encode("utf-8", "replace")


def losses(document: ExportDocument) -> tuple[str, ...]:
    """What CZML cannot carry: heights that are not above the ellipsoid, motion without times, limits as shapes."""
    told = list(
        heights(
            document.tracks, NATIVE, "CZML heights are above the ellipsoid; kept as properties, drawn on the ground"
        )
    )
    untimed = sum(track.t_s is None for track in document.tracks)
    if untimed:
        told.append(f"{counted(untimed, 'track')} without times: drawn as lines, not as moving points")
    return (*told, *limits(document))


def _head(document: ExportDocument) -> Packet:
    spans = [(clock[0], clock[-1]) for track in document.tracks if (clock := track.clock()) is not None]
    player = None
    if spans:
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        player = Clock(
            interval=TimeInterval(start=first, end=last),
            currentTime=first,
            multiplier=SPEED_UP,
            range=ClockRanges.LOOP_STOP,
        )
    description = html.escape(plain_text(document.notes())).replace("\n", "<br>")
    return Packet(
        id="document", name=plain_text(document.title), version="1.0", description=description or None, clock=player
    )


def _track(track: ExportTrack) -> Packet:
    clock, path = track.clock(), track.path
    properties = _properties(track.properties.items())
    if track.alt_m is not None:
        properties["altitude_reference"] = track.altitude_reference
    if clock is None or path.t_s is None:
        if track.alt_m is not None and track.altitude_reference not in NATIVE:
            properties["alt_m"] = ", ".join(repr(value) for value in track.alt_m.tolist())
        return _still(track, properties)
    epoch, t_s = clock[0], np.round(path.t_s, 6)  # as the clock has them, or the last would lie after the end
    if path.alt_m is not None and track.altitude_reference not in NATIVE:
        samples = zip(t_s.tolist(), path.alt_m.tolist(), strict=True)
        numbers = [number for sample in samples for number in sample]
        properties["alt_m"] = {"epoch": epoch, "number": numbers, "interpolationAlgorithm": "LINEAR"}
    return Packet(
        id=plain_text(track.id),
        name=plain_text(track.name),
        availability=TimeInterval(start=epoch, end=clock[-1]),
        properties=properties,
        position=Position(
            epoch=epoch,
            interpolationAlgorithm=InterpolationAlgorithms.LINEAR,
            interpolationDegree=1,
            cartographicDegrees=_flat(t_s, path.lon_deg, path.lat_deg, _height(track, path.alt_m)),
        ),
        point=_dot(track.colour, 9.0, clamped=not _in_space(track)),
        path=Path(width=2.0, material=_line(track.colour)),
        label=_label(track.name, clamped=not _in_space(track)),
    )


def _still(track: ExportTrack, properties: dict[str, Any]) -> Packet:
    """A track without times: a line of geodesics, or a point."""
    name: dict[str, Any] = {"id": plain_text(track.id), "name": plain_text(track.name), "properties": properties}
    numbers = _flat(track.lon_deg, track.lat_deg, _height(track, track.alt_m))
    clamped = not _in_space(track)
    if track.fixes == 1:
        position = Position(cartographicDegrees=numbers)
        return Packet(**name, position=position, point=_dot(track.colour, 9.0, clamped=clamped))
    line = Polyline(
        positions=PositionList(cartographicDegrees=numbers),
        width=2.0,
        arcType=ArcTypes.GEODESIC,
        clampToGround=clamped,
        material=_line(track.colour),
    )
    return Packet(**name, polyline=line)


def _point(point: ExportPoint) -> Packet:
    properties = _properties([("kind", point.kind), *point.properties.items()])
    if point.time is not None:
        properties["time"] = clock_text(point.time)
    in_space = point.alt_m is not None and point.altitude_reference in NATIVE
    if point.alt_m is not None:
        properties["altitude_reference"] = point.altitude_reference
        if not in_space:
            properties["alt_m"] = point.alt_m
    height = point.alt_m if in_space and point.alt_m is not None else 0.0
    return Packet(
        id=plain_text(point.id),
        name=plain_text(point.name),
        properties=properties,
        position=Position(cartographicDegrees=[point.lon_deg, point.lat_deg, height]),
        point=_dot(point.colour, 6.0, clamped=not in_space),
    )


def _zone(zone: ExportZone) -> Iterator[Packet]:
    """One packet for each part of the area; parts of one zone differ by a number at the end of their ids."""
    properties = _properties([*zone.properties.items(), *zone.limits().items()])
    valid = None
    if zone.valid_from is not None and zone.valid_to is not None:
        valid = TimeInterval(start=clock_text(zone.valid_from), end=clock_text(zone.valid_to))
    for number, part in enumerate(cut_area(zone.geometry, zone.name).geoms, start=1):
        holes = [_ring(hole) for hole in part.interiors]
        yield Packet(
            id=plain_text(f"{zone.id}#{number}"),
            name=plain_text(zone.name),
            availability=valid,
            properties=properties,
            polygon=Polygon(
                positions=PositionList(cartographicDegrees=_ring(part.exterior)),
                holes=PositionListOfLists(cartographicDegrees=holes) if holes else None,
                arcType=ArcTypes.GEODESIC,
                material=Material(solidColor=SolidColorMaterial(color=_colour(GREY, 60))),
            ),
        )


def _ring(ring: shapely.LinearRing) -> list[float]:
    points = shapely.get_coordinates(ring)[:-1]
    return _flat(points[:, 0], points[:, 1], [0.0] * len(points))


def _in_space(track: ExportTrack) -> bool:
    return track.alt_m is not None and track.altitude_reference in NATIVE


def _height(track: ExportTrack, alt_m: Floats | None) -> Floats | list[float]:
    """Heights above the ellipsoid at the points of ``alt_m``'s own kind; zero where a track has none of these."""
    if alt_m is not None and _in_space(track):
        return alt_m
    size = track.path.lon_deg.size if alt_m is track.path.alt_m and track.t_s is not None else track.fixes
    return [0.0] * size


def _flat(*columns: Floats | list[float]) -> list[float]:
    """Rows of columns as one list."""
    lists = [column if isinstance(column, list) else column.tolist() for column in columns]
    return [number for row in zip(*lists, strict=True) for number in row]


def _properties(rows: Iterable[tuple[str, Value]]) -> dict[str, Any]:
    """Properties as Cesium takes them; a text that looks like a time or a reference stays a text."""
    return {
        plain_text(name): {"string": plain_text(value)} if isinstance(value, str) else {"number": value}
        for name, value in rows
    }


def _colour(colour: str | None, alpha: int = 255) -> Color:
    value = colour or GREY
    return Color(rgba=[int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16), alpha])


def _line(colour: str | None) -> PolylineMaterial:
    return PolylineMaterial(solidColor=SolidColorMaterial(color=_colour(colour)))


def _dot(colour: str | None, size: float, *, clamped: bool) -> Point:
    return Point(color=_colour(colour), pixelSize=size, heightReference=_held(clamped=clamped))


def _held(*, clamped: bool) -> HeightReference:
    """Whether something lies on the ground or at its own height."""
    return HeightReference(heightReference=HeightReferences.CLAMP_TO_GROUND if clamped else HeightReferences.NONE)


def _label(text: str, *, clamped: bool) -> Label:
    return Label(
        text=plain_text(text),
        font="13px sans-serif",
        heightReference=_held(clamped=clamped),
        pixelOffset=Cartesian2Value(values=[0, -18]),
    )
