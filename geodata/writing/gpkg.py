"""GeoPackage: layers ``tracks``, ``fixes``, ``points`` and ``zones`` in EPSG:4326, and a table ``credits``.

Geometry is flat (longitude, latitude): heights stand in columns that name their reference. ``time`` has the
milliseconds that GeoPackage knows, ``time_utc`` beside it the microseconds, as text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio import raw

from geodata.export import ExportDocument, altitude_column, clock_text, plain_text
from geodata.writing.cut import cut_area, line_shape
from geodata.writing.rows import rows_of
from geodata.writing.told import limits, straight_lines, tracks_to_write

__all__ = ["losses", "write"]

CRS = "EPSG:4326"
VERSION = "1.3"
"""Of GeoPackage: 1.4, the newest, makes programs warn that were released before 2024, and nothing here needs it."""
STILL = "2000-01-01T00:00:00.000Z"
"""The time of change that GDAL writes, held still so that the same document gives the same bytes."""
LIMITS = ("lower_m", "upper_m", "altitude_reference", "upper_reference", "valid_from", "valid_to")
_UTC = 100  # how GDAL counts time zones: 100 is UTC

Columns = Mapping[str, Sequence[Any]]


def write(document: ExportDocument) -> bytes:
    """The document as a GeoPackage. Raises :class:`~geodata.errors.NothingToExportError` for an empty document."""
    if not document.points and not document.zones:
        tracks_to_write(document, "GeoPackage")
    with tempfile.TemporaryDirectory() as folder, _held_still():
        path = Path(folder) / "export.gpkg"
        for layer in (_tracks, _fixes, _points, _zones, _credits):
            layer(document, path)
        return path.read_bytes()


def losses(document: ExportDocument) -> tuple[str, ...]:
    """What a GeoPackage cannot carry: microseconds in a column of times, geodesic legs, limits as shapes."""
    timed = any(track.t_s is not None for track in document.tracks) or any(point.time for point in document.points)
    told = ["column 'time' holds milliseconds; 'time_utc' beside it, a text, the microseconds"] if timed else []
    return (*told, *straight_lines(document.tracks), *limits(document))


@contextmanager
def _held_still() -> Iterator[None]:
    wanted = {"OGR_CURRENT_DATE": STILL, "OGR_SQLITE_SYNCHRONOUS": "OFF"}  # the draft need not survive a power cut
    before = {name: pyogrio.get_gdal_config_option(name) for name in wanted}
    pyogrio.set_gdal_config_options(wanted)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def _tracks(document: ExportDocument, path: Path) -> None:
    tracks = [track for track in document.tracks if track.fixes > 1]
    clocks = [track.instants() for track in tracks]
    names = dict.fromkeys(name for track in tracks for name in track.properties)
    columns: dict[str, Sequence[Any]] = {
        "track": [track.id for track in tracks],
        "name": [track.name for track in tracks],
        **{name: [track.properties.get(name) for track in tracks] for name in names},
        "begins_utc": [None if clock is None else clock_text(clock[0]) for clock in clocks],
        "ends_utc": [None if clock is None else clock_text(clock[-1]) for clock in clocks],
        "altitude_reference": [None if track.alt_m is None else track.altitude_reference for track in tracks],
        "colour": [track.colour for track in tracks],
    }
    _layer(path, "tracks", "MultiLineString", [line_shape(track) for track in tracks], columns)


def _fixes(document: ExportDocument, path: Path) -> None:
    if not document.tracks:
        return
    rows = rows_of(document.tracks, document.row_properties)
    columns: dict[str, Sequence[Any]] = {"track": rows.track, "fix": rows.fix}
    if rows.timed:
        columns |= _times(rows.times)
    columns |= {altitude_column(reference): values.tolist() for reference, values in rows.alt_m.items()}
    columns |= rows.properties
    _layer(path, "fixes", "Point", shapely.points(rows.lon_deg, rows.lat_deg), columns)


def _points(document: ExportDocument, path: Path) -> None:
    points = document.points
    names = dict.fromkeys(name for point in points for name in point.properties)
    columns: dict[str, Sequence[Any]] = {
        "id": [point.id for point in points],
        "name": [point.name for point in points],
        "kind": [point.kind for point in points],
        "alt_m": [point.alt_m for point in points],
        "altitude_reference": [None if point.alt_m is None else point.altitude_reference for point in points],
        **_times([point.time for point in points]),
        **{name: [point.properties.get(name) for point in points] for name in names},
    }
    _layer(path, "points", "Point", [shapely.Point(p.lon_deg, p.lat_deg) for p in points], columns)


def _zones(document: ExportDocument, path: Path) -> None:
    zones = document.zones
    names = dict.fromkeys(name for zone in zones for name in zone.properties)
    known = [zone.limits() for zone in zones]
    columns: dict[str, Sequence[Any]] = {
        "id": [zone.id for zone in zones],
        "name": [zone.name for zone in zones],
        **{name: [its.get(name) for its in known] for name in LIMITS},
        **{name: [zone.properties.get(name) for zone in zones] for name in names},
    }
    _layer(path, "zones", "MultiPolygon", [cut_area(zone.geometry, zone.name) for zone in zones], columns)


def _credits(document: ExportDocument, path: Path) -> None:
    rows = [
        ("title", document.title),
        ("description", document.description),
        *(("credit", line) for line in document.credits),
        ("generator", document.generator),
    ]
    _layer(path, "credits", None, None, {"what": [what for what, _ in rows], "text": [text for _, text in rows]})


def _times(instants: Sequence[datetime | None]) -> Columns:
    return {"time": instants, "time_utc": [None if instant is None else clock_text(instant) for instant in instants]}


def _layer(path: Path, name: str, kind: str | None, shapes: Any, columns: Columns) -> None:
    """Append a layer, unless it has no rows; a column of which nothing is known is left out."""
    kept = {
        plain_text(key): _array(values) for key, values in columns.items() if any(value is not None for value in values)
    }
    if not kept:
        return
    raw.write(
        path,
        None if shapes is None else np.asarray(shapely.to_wkb(shapes), dtype=object),
        list(kept.values()),
        list(kept),
        layer=name,
        driver="GPKG",
        dataset_options={"VERSION": VERSION},
        geometry_type=kind,
        crs=None if kind is None else CRS,
        append=path.exists(),
        promote_to_multi=False,
        gdal_tz_offsets={key: np.full(len(v), _UTC) for key, v in kept.items() if v.dtype.kind == "M"},
    )


def _array(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """A column as GDAL takes it: times, numbers where all are, else text."""
    known = [value for value in values if value is not None]
    if all(isinstance(value, datetime) for value in known):
        plain = [None if v is None else v.astimezone(UTC).replace(tzinfo=None) for v in values]
        return np.array(plain, dtype="datetime64[ms]")
    if all(isinstance(value, int) for value in known) and len(known) == len(values):
        return np.array(values, dtype=np.int64)
    if all(isinstance(value, int | float) for value in known):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.array([None if value is None else plain_text(value) for value in values], dtype=object)
