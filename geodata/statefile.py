"""States in a file of ``geodata/borders``, read one at a time: only what is asked for is decoded.

Two kinds of file. A *theatre* file is GeoParquet: rows ``iso3, name, role, geometry``, the role ``area`` or ``coast``.
A *world* file is Parquet with one state to a row and one row to a row group:

======================  ==========================================================================================
``iso3, name``          code and English name
``west ... north``      its box in degrees; ``west`` is greater than ``east`` where it crosses the antimeridian
``lon, lat``            vertices in steps of ``UNIT_DEG``, delta-coded; the vertex that closes a ring is left out
``rings, parts``        vertices of each ring; rings of each polygon, the outer one first
``coast``               edges in runs along the rings: first some that are no coast, then some that are, and so on
``exact, exact_coast``  instead of all these, WKB where coordinates are finer than the steps
======================  ==========================================================================================

Degrees on WGS84, longitude before latitude. A step of 1e-7 degree is 11 mm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from shapely import MultiLineString, MultiPolygon

__all__ = ["UNIT_DEG", "Box", "StateArea", "StateFile", "WorldRow", "box_of", "write_world"]

UNIT_DEG: Final = 1e-7
_UNITS: Final = 1e7  # dividing a whole number by it gives the double that its decimals read as; multiplying would not
_BOX: Final = ("west", "south", "east", "north")
_COLUMNS: Final = {
    **{name: pa.string() for name in ("iso3", "name")},
    **{name: pa.float64() for name in _BOX},
    **{name: pa.list_(pa.int32()) for name in ("lon", "lat", "rings", "parts", "coast")},
    **{name: pa.binary() for name in ("exact", "exact_coast")},
}

Ints = NDArray[np.int64]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west is greater than east for a box that crosses the antimeridian."""


@dataclass(frozen=True, slots=True)
class StateArea:
    """The area of one state in one edition (lon/lat degrees, WGS84).

    ``coast`` is the part of the outer boundary that no neighbouring state shares in a land-only edition;
    it is empty where the edition reaches to the limit of the territorial sea.
    """

    iso3: str
    name: str
    geometry: MultiPolygon
    coast: MultiLineString


@dataclass(frozen=True, slots=True)
class WorldRow:
    """One state to be written by :func:`write_world`.

    ``vertices``: steps of ``UNIT_DEG``, shape (n, 2), rings one after another without the closing vertex; ``rings`` and
    ``parts`` count vertices and rings; ``coast`` says of each edge, from its vertex to the next, whether it is coast.
    ``exact``: area and coast to be kept to the last bit instead.
    """

    iso3: str
    name: str
    box: Box
    vertices: Ints
    rings: Ints
    parts: Ints
    coast: NDArray[np.bool_]
    exact: tuple[MultiPolygon, MultiLineString] | None = None


class StateFile(Mapping[str, StateArea]):
    """The states of one file by code, in the file's order, each decoded when it is first asked for.

    Args:
        content: the bytes of the file, verified by the caller.
    """

    def __init__(self, content: bytes) -> None:
        # ParquetFile, since read_table imports the dataset layer (0.4 s). Without threads: those of pyarrow 26 may
        # still run when the interpreter ends, and then one process in twenty aborted ("terminate called without ...").
        self._file = pq.ParquetFile(pa.BufferReader(content))
        self._held: dict[str, StateArea] = {}
        self._rows: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._boxes: dict[str, Box] = {}
        self._parts: dict[tuple[str, str], bytes] = {}
        if "role" in self._file.schema_arrow.names:
            table = self._file.read(use_threads=False)
            columns = (table.column(name).to_pylist() for name in ("iso3", "name", "role", "geometry"))
            for iso3, name, role, shape in zip(*columns, strict=True):
                self._names[iso3] = name
                self._parts[iso3, role] = shape
        else:
            table = self._file.read(columns=["iso3", "name", *_BOX], use_threads=False)
            for row, (iso3, name, *box) in enumerate(zip(*(c.to_pylist() for c in table.columns), strict=True)):
                self._names[iso3], self._rows[iso3] = name, row
                self._boxes[iso3] = (box[0], box[1], box[2], box[3])

    def __getitem__(self, iso3: str) -> StateArea:
        if iso3 not in self._held:
            geometry, coast = self._decoded(iso3)
            self._held[iso3] = StateArea(iso3, self._names[iso3], geometry, coast)
        return self._held[iso3]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, iso3: object) -> bool:  # that of Mapping would decode the state
        return iso3 in self._names

    def name(self, iso3: str) -> str:
        """The English name of a state, without decoding its shape."""
        return self._names[iso3]

    def box(self, iso3: str) -> Box:
        """The box of a state; of a world file without decoding its shape."""
        if iso3 not in self._boxes:
            self._boxes[iso3] = box_of(shapely.get_coordinates(self[iso3].geometry)[:, 0], *self[iso3].geometry.bounds)
        return self._boxes[iso3]

    def _decoded(self, iso3: str) -> tuple[Any, Any]:
        if (iso3, "area") in self._parts:
            return shapely.from_wkb(self._parts[iso3, "area"]), _line(self._parts.get((iso3, "coast")))
        shapes = [name for name in _COLUMNS if name not in ("iso3", "name", *_BOX)]
        table = self._file.read_row_group(self._rows[iso3], columns=shapes, use_threads=False)
        exact = table.column("exact")[0].as_py()
        if exact is not None:
            return shapely.from_wkb(exact), _line(table.column("exact_coast")[0].as_py())
        lon, lat, rings, parts, runs = (
            _whole_numbers(table.column(name)[0].values) for name in ("lon", "lat", "rings", "parts", "coast")
        )
        return _decode(np.stack([lon, lat], axis=1) / _UNITS, rings, parts, runs)


def box_of(lon: NDArray[np.float64], west: float, south: float, east: float, north: float) -> Box:
    """The box of a shape from the longitudes of its vertices and its bounds in the plane.

    Where both ends of the plane are touched, it is turned about the widest gap between vertices, if that is wider than
    the way through the antimeridian.
    """
    if east - west <= 180.0:
        return west, south, east, north
    sorted_lon = np.unique(lon)
    k = int(np.argmax(np.diff(sorted_lon)))
    if sorted_lon[k + 1] - sorted_lon[k] > west + 360.0 - east:
        return float(sorted_lon[k + 1]), south, float(sorted_lon[k]), north
    return west, south, east, north


def write_world(path: Path, rows: Iterable[WorldRow]) -> None:
    """Write a world file: the same rows give the same bytes (for one version of pyarrow)."""
    schema = pa.schema(_COLUMNS, metadata={"unit_deg": "1e-7", "crs": "OGC:CRS84"})
    coded = {f"{name}.list.element": "DELTA_BINARY_PACKED" for name, kind in _COLUMNS.items() if pa.types.is_list(kind)}
    with pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=19, use_dictionary=False, write_statistics=False,
        column_encoding=coded,
    ) as writer:  # fmt: skip
        for row in rows:
            writer.write_table(pa.table({name: [value] for name, value in _cells(row).items()}, schema=schema))


def _cells(row: WorldRow) -> dict[str, Any]:
    cells: dict[str, Any] = {"iso3": row.iso3, "name": row.name, **dict(zip(_BOX, row.box, strict=True))}
    if row.exact is not None:
        area, coast = row.exact
        shapes = {"exact": shapely.to_wkb(area), "exact_coast": shapely.to_wkb(coast) if not coast.is_empty else None}
        return {**dict.fromkeys(_COLUMNS), **cells, **shapes}
    turns = np.flatnonzero(np.diff(row.coast, prepend=False, append=not row.coast[-1]))
    runs = np.diff(turns, prepend=0)
    lists: dict[str, Any] = {"rings": row.rings, "parts": row.parts, "coast": runs if row.coast.any() else []}
    return {**cells, "lon": row.vertices[:, 0], "lat": row.vertices[:, 1], **lists, "exact": None, "exact_coast": None}


def _whole_numbers(values: pa.Array) -> Ints:
    """A column's int32 values without ``to_numpy``, which imports pandas (0.3 s)."""
    data = values.buffers()[1]
    found = np.frombuffer(b"" if data is None else data, np.int32)
    return found[values.offset : values.offset + len(values)].astype(np.int64)


def _line(wkb: bytes | None) -> Any:
    return MultiLineString() if wkb is None else shapely.from_wkb(wkb)


def _decode(points: NDArray[np.float64], rings: Ints, parts: Ints, runs: Ints) -> tuple[Any, Any]:
    """Area and coast from vertices without the closing ones."""
    ring = np.repeat(np.arange(rings.size), rings)
    first = np.cumsum(rings) - rings
    closed = shapely.linearrings(points, indices=ring)  # closes each ring itself
    polygons = shapely.polygons(closed, indices=np.repeat(np.arange(parts.size), parts))
    area = MultiPolygon(list(polygons))
    if not runs.size:
        return area, MultiLineString()
    coast = np.repeat(np.arange(runs.size) % 2 == 1, runs)
    coast = np.concatenate([coast, np.zeros(len(points) - coast.size, dtype=bool)])
    lines: list[Any] = []
    for k in np.flatnonzero(np.logical_or.reduceat(coast, first)):
        held = slice(first[k], first[k] + rings[k])
        lines += _stretches(points[held], coast[held])
    return area, MultiLineString(lines)


def _stretches(points: NDArray[np.float64], coast: NDArray[np.bool_]) -> list[Any]:
    """The coast of one ring as lines; a closed one if all of it is coast."""
    if coast.all():
        return [shapely.LineString(np.concatenate([points, points[:1]]))]
    begin = int(np.flatnonzero(coast & ~np.roll(coast, 1))[0])  # so that no stretch goes over the ring's end
    points, coast = np.roll(points, -begin, axis=0), np.roll(coast, -begin)
    turns = np.flatnonzero(np.diff(coast, prepend=False, append=False))
    closed = np.concatenate([points, points[:1]])
    return [shapely.LineString(closed[a : b + 1]) for a, b in turns.reshape(-1, 2)]
