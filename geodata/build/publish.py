"""Write one edition as GeoParquet and enter it in the registry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS
from shapely import Geometry, MultiLineString, MultiPolygon

from geodata import statefile

__all__ = ["BORDERS", "ORDER", "Row", "publish", "publish_world", "read_registry", "write_parquet", "write_registry"]

BORDERS = Path(__file__).parents[1] / "borders"
REGISTRY = BORDERS / "registry.json"
ORDER = ("osm-2026c", "osm-maritime", "dcw", "wdbii", "ne-10m")
MEASURED = ("spacing_m", "disagreement_m", "elsewhere_spacing_m", "elsewhere_disagreement_m")
NAMES = {"TUR": "Türkiye", "SYR": "Syria"}

Row = tuple[str, str, str, Geometry]  # iso3, name, role, geometry


def publish(
    entry: dict[str, Any], areas: dict[str, MultiPolygon], coasts: dict[str, MultiLineString] | None = None
) -> None:
    """Write an edition's file and its registry entry; what ``measure`` fills in is kept from before."""
    rows: list[Row] = []
    for iso3, area in areas.items():
        rows.append((iso3, NAMES[iso3], "area", area))
        if coasts:
            rows.append((iso3, NAMES[iso3], "coast", coasts[iso3]))
    path = BORDERS / f"{entry['id']}.parquet"
    write_parquet(path, rows)
    _enter(entry, path, list(areas))


def publish_world(entry: dict[str, Any], rows: Sequence[statefile.WorldRow]) -> None:
    """Write the file of an edition that holds the world, and its registry entry as :func:`publish` does."""
    path = BORDERS / f"{entry['id']}.parquet"
    statefile.write_world(path, rows)
    _enter(entry, path, [row.iso3 for row in rows])


def _enter(entry: dict[str, Any], path: Path, states: list[str]) -> None:
    document = read_registry()
    before = {old["id"]: old for old in document["editions"]}
    entry |= {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "states": states}
    for field in MEASURED:
        entry.setdefault(field, before.get(entry["id"], {}).get(field))
    before[entry["id"]] = entry
    document["editions"] = [before[name] for name in ORDER if name in before]
    write_registry(document)
    print(f"{path.name}: {path.stat().st_size} bytes, {len(states)} states")


def write_parquet(path: Path, rows: Iterable[Row]) -> str:
    """Write rows as GeoParquet 1.0 (zstd, WKB, OGC:CRS84); the SHA-256 of the file is returned."""
    iso3, names, roles, geometries = zip(*rows, strict=True)
    bounds = [float(value) for value in shapely.total_bounds(list(geometries))]
    column = {
        "encoding": "WKB",
        "geometry_types": sorted({geometry.geom_type for geometry in geometries}),
        "crs": CRS.from_user_input("OGC:CRS84").to_json_dict(),
        "orientation": "counterclockwise",
        "bbox": bounds,
    }
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = pa.table(
        {
            "iso3": pa.array(iso3, pa.string()),
            "name": pa.array(names, pa.string()),
            "role": pa.array(roles, pa.string()),
            "geometry": pa.array([shapely.to_wkb(geometry) for geometry in geometries], pa.binary()),
        }
    ).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, path, compression="zstd", compression_level=19, use_dictionary=False, write_statistics=False)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_registry() -> dict[str, Any]:
    """The registry as a document; an empty one before the first edition is published."""
    if not REGISTRY.exists():
        return {"schema": "airspace/borders/1", "editions": []}
    document: dict[str, Any] = json.loads(REGISTRY.read_text("utf-8"))
    return document


def write_registry(document: dict[str, Any]) -> None:
    """Write the registry, readable and with a final newline."""
    REGISTRY.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
