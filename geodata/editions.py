"""The border, several times: data sets of different origin that can be swapped for one another.

No source here is surveyed or official. They differ by hundreds of metres, so a verdict that hangs on the
edition has to say so; :class:`Edition` carries what a reader needs to judge one. All coordinates are
degrees on WGS84, longitude before latitude. The data are made by the scripts in ``geodata/build``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely import MultiLineString, MultiPolygon

from geodata.errors import ChecksumError, UnknownEditionError

__all__ = [
    "DEFAULT_EDITION",
    "DisputedStretch",
    "Edition",
    "StateArea",
    "edition",
    "load",
    "registry",
    "world_outline",
    "world_outline_notice",
]

DEFAULT_EDITION = "osm-2026c"
BORDERS = Path(__file__).parent / "borders"


@dataclass(frozen=True, slots=True)
class DisputedStretch:
    """A stretch of boundary whose course is itself a political question.

    ``bbox`` is (west, south, east, north) in degrees on WGS84; ``state`` the ISO 3166 alpha-3 code of the
    state whose boundary it is, or ``None`` if it concerns every state.
    """

    name: str
    state: str | None
    bbox: tuple[float, float, float, float]
    note: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One border data set of one date: where it comes from, what it is worth and how it is credited.

    ``family`` names the common ancestor: two editions of one family are not two witnesses. ``spacing_m`` is
    the mean length of a segment of its Turkey-Syria land border, and ``disagreement_m`` the median, over the
    other families, of the mean separation of that border (geodesic metres, both directions averaged).
    ``accuracy_m`` is what the source itself states, else ``None``.
    """

    id: str
    title: str
    family: str
    package: str
    version: str
    made_of: str
    point_of_view: str | None
    disputed: tuple[DisputedStretch, ...]
    edition_date: str
    licence: str
    notice: str
    sha256: str
    file: str
    spacing_m: float
    accuracy_m: float | None
    accuracy_source: str
    disagreement_m: float
    with_sea: bool
    repairs: tuple[str, ...]
    note: str


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


@lru_cache(maxsize=1)
def registry() -> Mapping[str, Edition]:
    """All editions by id, the default first."""
    return MappingProxyType({entry["id"]: _edition(entry) for entry in _document()["editions"]})


def edition(edition_id: str) -> Edition:
    """The edition of that id; :class:`UnknownEditionError` names the ids there are."""
    known = registry()
    if edition_id not in known:
        raise UnknownEditionError("edition", edition_id, known)
    return known[edition_id]


@lru_cache(maxsize=8)
def load(edition_id: str) -> Mapping[str, StateArea]:
    """The states of an edition by ISO 3166 alpha-3 code, read once and verified against its SHA-256.

    Raises :class:`UnknownEditionError`, and :class:`ChecksumError` if the file is not the registered one.
    """
    this = edition(edition_id)
    names: dict[str, str] = {}
    parts: dict[tuple[str, str], shapely.Geometry] = {}
    for iso3, name, role, geometry in _rows(this.file, this.sha256):
        names[iso3] = name
        parts[iso3, role] = geometry
    areas = {
        iso3: StateArea(iso3, name, parts[iso3, "area"], parts.get((iso3, "coast"), MultiLineString()))
        for iso3, name in names.items()
    }
    return MappingProxyType(areas)


@lru_cache(maxsize=1)
def world_outline() -> MultiPolygon:
    """A coarse land outline of the world for base maps (lon/lat degrees): never for a measurement."""
    entry = _document()["world_outline"]
    (row,) = _rows(entry["file"], entry["sha256"])
    return row[3]


def world_outline_notice() -> str:
    """The credit line of :func:`world_outline`."""
    return str(_document()["world_outline"]["notice"])


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((BORDERS / "registry.json").read_text("utf-8"))
    return document


def _edition(entry: Mapping[str, Any]) -> Edition:
    stretches = tuple(
        DisputedStretch(item["name"], item["state"], tuple(item["bbox"]), item["note"]) for item in entry["disputed"]
    )
    return Edition(**{**entry, "disputed": stretches, "repairs": tuple(entry["repairs"])})


def _rows(file: str, sha256: str) -> Iterator[tuple[str, str, str, Any]]:
    """(iso3, name, role, geometry) of a shipped GeoParquet file; the bytes hashed are the bytes parsed."""
    content = (BORDERS / file).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ChecksumError(
            f"{file}: SHA-256 is {found}, but the registry says {sha256}; "
            "the border data were altered or the registry is of another release: reinstall the package"
        )
    # ParquetFile, since read_table imports the dataset layer (0.4 s). Without threads: those of pyarrow 26 may still
    # run when the interpreter ends, and then one process in twenty aborted ("terminate called without ...").
    table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    columns = (table.column(name).to_pylist() for name in ("iso3", "name", "role"))
    yield from zip(*columns, shapely.from_wkb(table.column("geometry").to_pylist()), strict=True)
