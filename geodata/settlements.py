"""Names of settlements, for a reader to find the way on a map: never for a computation.

GeoNames' populated places of 1,000 people and more and smaller seats of administration, the world over, as
``geodata/build/settlements.py`` packed them. Coordinates are degrees on WGS84, longitude before latitude. A name says
nothing about whose a place is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geodata.errors import ChecksumError

__all__ = ["Gazetteer", "Settlement", "gazetteer", "near"]

PLACES = Path(__file__).parent / "places"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A place where people live (degrees, WGS84); ``population`` to two digits, None where the data have none."""

    name: str
    lon_deg: float
    lat_deg: float
    population: int | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The data set the names are from: where it comes from, what was changed and how it is credited."""

    title: str
    package: str
    version: str
    made_of: str
    edition_date: str
    licence: str
    licence_source: str
    notice: str
    changes: tuple[str, ...]
    note: str
    file: str
    settlements: int
    steps_per_deg: int
    sha256: str


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """What is known of the data set."""
    entry: dict[str, Any] = json.loads((PLACES / "registry.json").read_text("utf-8"))["settlements"]
    return Gazetteer(**{**entry, "changes": tuple(entry["changes"])})


def near(west_deg: float, south_deg: float, east_deg: float, north_deg: float, at_most: int) -> tuple[Settlement, ...]:
    """The settlements within a rectangle, the largest first; of the same size by name.

    ``east_deg`` below ``west_deg``, or beyond 180, crosses the antimeridian; longitudes are given as they lie from the
    west edge on, so beyond 180 where that is.

    Raises:
        ChecksumError: the shipped file is not the registered one.
    """
    table, lon, lat, population = _table()
    width = 360.0 if east_deg - west_deg >= 360 else (east_deg - west_deg) % 360
    inside = np.flatnonzero((lat >= south_deg) & (lat <= north_deg) & ((lon - west_deg) % 360 <= width))
    names = table.column("name").take(pa.array(inside)).to_pylist()
    found = [
        Settlement(
            name, round(west_deg + (float(lon[row]) - west_deg) % 360, 6), float(lat[row]), int(population[row]) or None
        )
        for name, row in zip(names, inside, strict=True)
    ]
    found.sort(key=lambda one: (-(one.population or 0), one.name, one.lon_deg, one.lat_deg))
    return tuple(found[:at_most])


@lru_cache(maxsize=1)
def _table() -> tuple[Any, NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]:
    """The file read once and verified: its table, longitudes, latitudes and populations."""
    known = gazetteer()
    content = (PLACES / known.file).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != known.sha256:
        raise ChecksumError(
            f"{known.file}: SHA-256 is {found}, but the registry says {known.sha256}; "
            "the names of settlements were altered or the registry is of another release: reinstall the package"
        )
    # as in geodata.editions: no dataset layer, no threads
    table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    lon, lat = (np.asarray(table.column(name), float) / known.steps_per_deg for name in ("lon", "lat"))
    return table, lon, lat, np.asarray(table.column("population"), np.int32)
