"""Polygons out of a user's file, as degrees on WGS84. The file is not trusted.

Only formats that hold shapes and nothing else are opened: GeoJSON, GeoPackage, Shapefile, KML, FlatGeobuf and
GeoParquet, each known by its first bytes, not by its name, and OpenAir, known by its name and its records. Other
formats that GeoPandas could read are refused, because they can name further files, commands or addresses that reading
would follow. Nothing here needs a network.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from geodata import zones_openair
from geodata.errors import Problem, ZoneFileError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["MAX_BYTES", "MAX_VERTICES", "Feature", "features"]

MAX_BYTES = 512 * 1024 * 1024
"""Largest file, and the most that a compressed one may hold."""
MAX_VERTICES = 5_000_000
"""Most vertices of one file."""

KNOWN = "GeoJSON, GeoPackage, Shapefile (.shp, or zipped), KML, KMZ, FlatGeobuf, GeoParquet or OpenAir (.txt)"
_HEAD_BYTES = 65536
_CHUNK_BYTES = 1024 * 1024
_FORBIDDEN_IN_XML = (b"<!doctype", b"<!entity", b"<networklink", b"<ogr", b"opengis.net/gml")
_KML_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*<(?:\w+:)?kml[\s>]", re.DOTALL | re.IGNORECASE)
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NAMED_CRS = ("urn:ogc:def:crs:", "EPSG:", "OGC:")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its place in the file (from 1), its geometry (lon/lat degrees, WGS84; ``None`` if it has none),
    its properties by lower-case name (absent ones left out), and the coordinate system it was stated in."""

    at: int
    geometry: Any
    properties: dict[str, Any]
    crs: str


def features(path: Path) -> list[Feature]:
    """Every feature of the file, brought to WGS84.

    Raises :class:`~geodata.errors.ZoneFileError` if the file is missing, too large, of no known format, unreadable,
    or written in a coordinate system that cannot be brought to WGS84.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            _refuse(path, "not a file", f"name one file: {KNOWN}")
        if size > MAX_BYTES:
            _refuse(path, f"{size} bytes", f"a zone file has at most {MAX_BYTES} bytes")
        if size == 0:
            _refuse(path, "the file is empty", "it must hold at least one polygon")
        head = _head(path)
    except OSError as error:
        _refuse(path, f"cannot be read ({error.strerror or error})", f"name a readable file: {KNOWN}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the readers' asides; what matters is checked and refused
        return _features(path, path, head)


def _features(path: Path, shown: Path, head: bytes) -> list[Feature]:
    """Open the file at ``path`` by its first bytes; ``shown`` is the file the user named."""
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if text[:1] in (b"{", b"["):
        return _from_json(path, shown)
    if head.startswith(b"PK\x03\x04"):
        return _from_zip(path, shown)
    if head.startswith(b"PAR1"):
        return _from_parquet(path, shown)
    if text[:1] == b"<":
        _check_xml(path, shown, text)
    elif zones_openair.looks_like(shown, head.decode("latin-1")):
        return _from_openair(path, shown)
    elif not head.startswith((b"SQLite format 3\0", b"fgb\x03", b"\x00\x00\x27\x0a")):
        _refuse(shown, "not a format of shapes that is known here", f"give {KNOWN}")
    return _from_gdal(path, shown)


def _from_openair(path: Path, shown: Path) -> list[Feature]:
    found = zones_openair.airspaces(path, shown)
    return [Feature(at, each.geometry, each.properties, "OpenAir, WGS84") for at, each in enumerate(found, 1)]


def _from_json(path: Path, shown: Path) -> list[Feature]:
    content = path.read_bytes()
    if content.count(b"[") > 2 * MAX_VERTICES or content.count(b",") > 8 * MAX_VERTICES:
        _refuse(shown, "far too many values", f"a zone file has at most {MAX_VERTICES} vertices")
    try:
        document = json.loads(content, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        _refuse(shown, f"not JSON: {error.msg}", f"mend column {error.colno}", error.lineno)
    except RecursionError:
        _refuse(shown, "nested too deeply", "a GeoJSON zone is nested seven levels deep")
    except ValueError as error:  # a wrong encoding, NaN, a number of thousands of digits
        _refuse(shown, f"not JSON: {error}", "write UTF-8 text and finite numbers")
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        items = document["features"]
    elif kind == "Feature":
        items = [document]
    elif kind in ("Polygon", "MultiPolygon"):
        items = [{"geometry": document}]
    else:
        _refuse(shown, f"JSON, but no GeoJSON of polygons (type {kind!r:.40})", "give a FeatureCollection")
    return _frame(shown, items, _json_crs(shown, document.get("crs")))


def _frame(shown: Path, items: list[Any], crs: Any) -> list[Feature]:
    import geopandas
    from shapely.geometry import shape

    geometries, properties = [], []
    for at, item in enumerate(items, 1):
        try:
            geometry = item.get("geometry")
            geometries.append(None if geometry is None else shape(geometry))
            properties.append(dict(item.get("properties") or {}))
        except Exception as error:  # noqa: BLE001 - shapely raises whatever the malformed coordinates lead to
            _refuse(shown, f"feature {at} is malformed ({type(error).__name__}: {_said(error)})", "mend it")
    try:
        series = geopandas.GeoSeries(geometries, crs=crs)
    except RuntimeError as error:  # PROJ does not know the name
        _refuse(shown, f"its crs is unknown ({_said(error)})", "leave crs out and write WGS84 degrees")
    return _to_wgs84(shown, series, properties, first=1)


def _json_crs(shown: Path, stated: Any) -> Any:
    """The coordinate system of a GeoJSON file: WGS84, or what an old file names; never an address to fetch."""
    if stated is None:
        return "OGC:CRS84"
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.startswith(_NAMED_CRS) or len(name) > 100:
        _refuse(shown, "its crs is not a name", "leave crs out and write longitude, latitude on WGS84")
    return name


def _from_zip(path: Path, shown: Path) -> list[Feature]:
    """A zipped Shapefile or a KMZ: the one set of files unpacked aside, within bounds."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            members = [member for member in archive.infolist() if not member.is_dir()]
            mains = [m for m in members if m.filename.lower().endswith((".shp", ".kml"))]
            if len(mains) != 1:
                _refuse(shown, f"an archive with {len(mains)} .shp or .kml files", "zip exactly one")
            stem, ending = mains[0].filename[:-4], mains[0].filename[-4:].lower()
            parts = _SHAPEFILE_PARTS if ending == ".shp" else (".kml",)
            wanted = [m for m in members if m.filename[:-4] == stem and m.filename[-4:].lower() in parts]
            if sum(member.file_size for member in wanted) > MAX_BYTES:
                _refuse(shown, "the archive unpacks to too much", f"at most {MAX_BYTES} bytes")
            for member in wanted:  # zipfile stops at the stated size
                target = Path(folder) / f"zones{member.filename[-4:].lower()}"
                with archive.open(member) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
            main = Path(folder) / f"zones{ending}"
            return _features(main, shown, _head(main))
    except ZoneFileError:
        raise
    except Exception as error:  # noqa: BLE001 - zipfile raises many kinds on broken bytes
        _refuse(shown, f"a broken archive ({_said(error)})", "zip one Shapefile or one KML file again")


def _from_parquet(path: Path, shown: Path) -> list[Feature]:
    import geopandas
    import pyarrow.parquet as pq

    try:
        metadata = pq.ParquetFile(path).metadata  # not asked for columns: of a broken one, pyarrow ends the process
        if sum(metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups)) > MAX_BYTES:
            _refuse(shown, "unpacks to too much", f"at most {MAX_BYTES} bytes")
        frame = geopandas.read_parquet(path, use_threads=False)  # see geodata.editions
    except ZoneFileError:
        raise
    except Exception as error:  # noqa: BLE001 - pyarrow and geopandas raise many kinds on broken bytes
        _refuse(shown, f"no readable GeoParquet ({_said(error)})", "write it with GeoPandas or GDAL")
    return _rows(shown, frame, first=1)


def _check_xml(path: Path, shown: Path, text: bytes) -> None:
    """Only KML, without entities (they can blow up, or read other files) and without links to elsewhere."""
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            here = tail + chunk.replace(b"\0", b"").lower()  # UTF-16 too
            for word in _FORBIDDEN_IN_XML:
                if word in here:
                    _refuse(shown, f"XML with {word.decode().strip('<')!r}", "give plain KML")
            tail = here[-32:]
    if _KML_ROOT.match(text) is None:
        _refuse(shown, "XML that is not KML", f"give {KNOWN}")


def _from_gdal(path: Path, shown: Path) -> list[Feature]:
    import geopandas

    found: list[Feature] = []
    try:
        with _alone(path) as place:
            for layer in geopandas.list_layers(place)["name"]:
                frame = geopandas.read_file(place, layer=layer, engine="pyogrio", datetime_as_string=True)
                if "geometry" in frame:
                    found += _rows(shown, frame, first=len(found) + 1)
    except ZoneFileError:
        raise
    except Exception as error:  # noqa: BLE001 - the readers raise many kinds on broken bytes
        _refuse(shown, f"cannot be read ({_said(error)})", f"give {KNOWN}")
    return found


@contextmanager
def _alone(path: Path) -> Iterator[Path]:
    """A file that GDAL opens by what it is: a SQLite file is a GeoPackage only under that name."""
    endings = {b"SQLite": ".gpkg", b"fgb\x03": ".fgb", b"\x00\x00\x27\x0a": ".shp"}
    head = _head(path)
    ending = next((ending for magic, ending in endings.items() if head.startswith(magic)), ".kml")
    if path.suffix.lower() == ending:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"zones{ending}"
        shutil.copyfile(path, copy)
        yield copy


def _rows(shown: Path, frame: GeoDataFrame, first: int) -> list[Feature]:
    names = [name for name in frame.columns if name != frame.geometry.name]
    rows = frame[names].astype(object).to_dict("records")
    return _to_wgs84(shown, frame.geometry, rows, first)


def _to_wgs84(shown: Path, series: Any, properties: list[dict[Any, Any]], first: int) -> list[Feature]:
    import shapely

    vertices = int(shapely.get_num_coordinates(series.to_numpy()).sum())
    if vertices > MAX_VERTICES:
        _refuse(shown, f"{vertices} vertices", f"a zone file has at most {MAX_VERTICES} vertices")
    crs = "no coordinate system stated: taken as WGS84" if series.crs is None else str(series.crs.name)
    if series.crs is not None:
        try:
            series = series.to_crs("OGC:CRS84")
        except Exception as error:  # noqa: BLE001 - PROJ's errors have no common root here
            _refuse(shown, f"cannot be brought to WGS84 ({_said(error)})", "give longitude and latitude")
    return [
        Feature(at, geometry, {str(key).lower(): value for key, value in row.items() if _given(value)}, crs)
        for at, (geometry, row) in enumerate(zip(series, properties, strict=True), first)
    ]


def _given(value: Any) -> bool:
    """Whether a property is there: neither null nor a table's not-a-number."""
    return value is not None and not (isinstance(value, float) and value != value) and str(value) != "NaT"


def _said(error: Exception) -> str:
    """What a reader said of a broken file, short, printable and without the place of a copy."""
    words = str(error).replace(tempfile.gettempdir(), "")
    return "".join(letter if letter.isprintable() else " " for letter in words)[:120].strip()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _refuse(path: Path, wrong: str, right: str, line: int | None = None) -> NoReturn:
    raise ZoneFileError(Problem(path.name, wrong, right, line=line))
