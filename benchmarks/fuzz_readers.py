"""Every reader fed with broken files for a time: tracks, zones, incident files.

    .venv/bin/python benchmarks/fuzz_readers.py SECONDS [SEED]        (or: make fuzz SECONDS=600)

Files that can be read are broken at random: bytes flipped, pieces cut, doubled and taken from other files, words
swapped for others that mean something, values of JSON documents replaced. Whatever then happens other than a file read,
or an error of ``airspace.errors``, is a fault of the program: the file is kept, the traceback printed, the status 1.
Memory is capped, so that a file that takes too much is a fault too.
"""

from __future__ import annotations

import faulthandler
import io
import json
import random
import resource
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from hostile_files import GOOD_CSV, HEAD_IGC, TRACKS, ZONE, ZONES, B, gpx, kml, moving, parquet, zipped  # noqa: E402

from airspace.assessment import track_of  # noqa: E402
from airspace.casefile import validate_text  # noqa: E402
from airspace.errors import AirspaceError  # noqa: E402
from geodata import tracks, zones  # noqa: E402

MEMORY_BYTES = 4 * 1024**3
SLOW_S = 5.0
WHOLE = 12
"""How often a good file is taken for one that is broken already."""
COLUMNS = ({}, {}, {}, {"lon": "lat", "lat": "lon"}, {"track": "time"}, {"time": "ts", "alt_baro_ft": "x"})
WORDS = [
    *b"NaN|inf|-0|1e999|1e-999|null|true|[|]|{|}|,|\"|'|<a>|</a>|/>|&amp;|&x;|<![CDATA[|]]>|<!--".split(b"|"),
    *b"2015-11-24T07:24:05Z|2015-11-24T07:24:05|9999-12-31T23:59:59-14:00|0001-01-01T00:00:00+14:00|91".split(b"|"),
    *b"altitudeMode|absolute|when|gx:coord|trkpt|ele|Feature|MovingPoint|sequences|datetimes|track|-12".split(b"|"),
    *b"lon|lat|alt_m|alt_baro_ft|time_unix_s|AC R|AL FL200|AH UNL|V X=36:00:00 N 036:00:00 E|DA 10,0,90".split(b"|"),
    *b"<!DOCTYPE a>|\0|\xff|\xef\xbb\xbf|\n|\r\n| |\t|?|:|- |&a|*a|!!python/object|I023636LAD3737LOD|181".split(b"|"),
    b"9" * 400,
    b"1" * 5000,
    "\u202e\u0663".encode(),
]
VALUES: list[Any] = [None, True, 0, -1, 1.5, 1e308, float("nan"), 10**30, "", "x", "2015-11-24T07:24:05Z", [], {}, [[]]]
VALUES += [[36, 35], [36, 35, 1], {"type": "Point"}, "MovingPoint", "Linear", ["x"], "altitude_reference", "EPSG:3857"]

OPENAIR = b"""AC R
AN Ramp 1
AL GND
AH FL195
DP 36:00:00 N 036:00:00 E
DP 36:30:00 N 036:00:00 E
V X=36:20:00 N 036:20:00 E
V D=+
DB 36:30:00 N 036:20:00 E,36:20:00 N 036:30:00 E

AC D
V X=36:00:00 N 036:00:00 E
DC 5
"""

Reader = Callable[[Path], object]


def read_tracks(path: Path) -> None:
    """A track file, and what must hold of each track that is read from it."""
    columns = COLUMNS[path.stat().st_size % len(COLUMNS)] if path.suffix in tracks.WITH_COLUMNS else {}
    for data in tracks.read_all(path, columns):
        n = data.lon_deg.size
        assert n and data.lat_deg.shape == (n,) and np.isfinite(data.lon_deg).all() and np.isfinite(data.lat_deg).all()
        assert (np.abs(data.lon_deg) <= 180).all() and (np.abs(data.lat_deg) <= 90).all()
        assert (data.alt_m is None) == (data.altitude_reference is None)
        assert data.alt_m is None or (data.alt_m.shape == (n,) and np.isfinite(data.alt_m).all())
        assert data.t_s is None or (data.t_s.shape == (n,) and (np.diff(data.t_s) > 0).all())
        assert all(values.shape == (n,) for values in data.other_altitudes.values())
        track_of(data)


def read_incident(path: Path) -> None:
    """An incident file."""
    validate_text(path.read_bytes(), path.name)


def seeds() -> dict[str, list[tuple[str, bytes]]]:
    """Files by kind: name ending and bytes."""
    row = "<Placemark><name>a</name>{}</Placemark>"
    track = "<gx:Track><altitudeMode>absolute</altitudeMode><when>2015-11-24T07:24:05Z</when><when>2015-11-24T07:24:06Z"
    track += "</when><gx:coord>36 35 5</gx:coord><gx:coord>36.1 35 6</gx:coord></gx:Track>"
    point = (
        "<TimeStamp><when>2015-11-24T07:24:0{}Z</when></TimeStamp><Point><coordinates>36,35,{}</coordinates></Point>"
    )
    flown = kml(row.format(track) + row.format("<LineString><coordinates>36,35 37,36,1</coordinates></LineString>"))
    points = kml("".join(row.format(point.format(i, i)) for i in range(3)))
    fix = '<trkpt lat="35.{0}" lon="36"><ele>{0}</ele><time>2015-11-24T07:24:0{0}Z</time></trkpt>'
    line = {"type": "LineString", "coordinates": [[36, 35, 1], [36, 36, 2]]}
    times = ["2015-11-24T07:24:05Z", "2015-11-24T07:24:06Z"]
    feature = {"type": "Feature", "properties": {"times": times, "alt_baro_m": [1, 2]}, "geometry": line}
    trajectory = {"type": "Feature", "properties": {"datetimes": times, "name": "a"}, "geometry": line}
    moved = {"type": "Feature", "id": 1, "temporalGeometry": json.loads(moving()), "temporalProperties": [{}]}
    cut = {"type": "MultiLineString", "coordinates": [[[179, 1], [180, 1]], [[-180, 1], [-179, 1]]]}
    about = {"kind": "track", "times": [times, [times[1], "2015-11-24T07:24:07Z"]], "added_positions": [[1, 0]]}
    marked = [{"type": "Feature", "properties": about, "geometry": cut}, {**feature, "properties": {"kind": "place"}}]
    log = HEAD_IGC + b"HFALGALTGPS:ELL\r\nI013638TDS\r\n" + B.strip() + b"000\r\n" + B.replace(b"05", b"06", 1)
    found = [
        (".csv", GOOD_CSV.encode()),
        (
            ".csv",
            b"time_unix_s,lon,lat,alt_baro_ft,alt_ellipsoid_m,track\n0,36,35,1,2,a\n1,36,35,,3,b\n2,37,35,4,5,a\n",
        ),
        (".gpx", gpx("".join(fix.format(i) for i in range(1, 5)), '<?xml version="1.0" encoding="UTF-8"?>')),
        (".kml", flown),
        (".kml", points),
        (".kmz", zipped(("doc.kml", flown), ("a.png", b"x"))),
        (".json", json.dumps(feature, indent=1).encode()),
        (".json", json.dumps({"type": "FeatureCollection", "features": [trajectory, moved]}).encode()),
        (".geojson", json.dumps({"type": "FeatureCollection", "features": marked}).encode()),
        (".mfjson", moving(coordinates=[[36, 35, 1], [36, 36, 2]], interpolation="Linear")),
        (".igc", log),
        (".parquet", parquet(3, time=times + times[1:], alt_msl_m=[1.0, 2.0, 3.0], track=["a", "a", "b"])),
    ]
    found = found * WHOLE + [
        *((Path(name).suffix, raw) for name, raw, _ in TRACKS if len(raw) < 100_000),
    ]
    library = [
        (".yaml", path.read_bytes()) for path in sorted((ROOT / "geodata" / "incidents").glob("*/incident.yaml"))
    ]
    broken = [(".yaml", path.read_bytes()) for path in sorted((ROOT / "tests" / "broken_incidents").glob("*.yaml"))]
    return {"track": found, "zone": zone_seeds(), "incident": library * WHOLE + broken}


def zone_seeds() -> list[tuple[str, bytes]]:
    """Zones in every format."""
    import geopandas
    from shapely.geometry import shape

    frame = geopandas.GeoDataFrame({"name": ["a"], "upper_m": [100.0]}, geometry=[shape(ZONE)], crs=4326)
    found = [
        (".geojson", json.dumps({"type": "FeatureCollection", "features": [json.loads(frame.to_json())]}).encode())
    ]
    found.append((".geojson", frame.to_json().encode()))
    with tempfile.TemporaryDirectory() as place:
        for ending in (".gpkg", ".fgb", ".shp"):
            path = Path(place) / f"zone{ending}"
            frame.to_file(path, engine="pyogrio")
            found.append((ending, path.read_bytes()))
        shapefile = [
            (f"zone{end}", (Path(place) / f"zone{end}").read_bytes()) for end in (".shp", ".shx", ".dbf", ".prj")
        ]
        frame.to_parquet(Path(place) / "zone.parquet")
        found.append((".parquet", (Path(place) / "zone.parquet").read_bytes()))
    ring = "<coordinates>36,35 37,35 37,36 36,35</coordinates>"
    drawn = f"<Polygon><outerBoundaryIs><LinearRing>{ring}</LinearRing></outerBoundaryIs></Polygon>"
    area = kml(f"<Placemark><name>a</name>{drawn}</Placemark>")
    found += [(".kml", area), (".kmz", zipped(("doc.kml", area))), (".zip", zipped(*shapefile))]
    found += [(".txt", OPENAIR), (".openair", OPENAIR)]
    return found * WHOLE + [(Path(name).suffix, raw) for name, raw, _ in ZONES if len(raw) < 100_000]


def broken(rng: random.Random, raw: bytes, others: list[tuple[str, bytes]]) -> bytes:
    """The bytes with one to eight things wrong."""
    if raw[:1] in (b"{", b"[") and rng.random() < 0.5:
        raw = broken_json(rng, raw)
    if raw.startswith(b"PK") and rng.random() < 0.7:
        raw = broken_archive(rng, raw, others)
    for _ in range(rng.choice((0, 1, 1, 2, 3, 8))):
        raw = _once_broken(rng, raw, others)
    return raw[:2_000_000]


def _once_broken(rng: random.Random, raw: bytes, others: list[tuple[str, bytes]]) -> bytes:
    at, end = sorted((rng.randrange(len(raw) + 1), rng.randrange(len(raw) + 1)))
    end = min(end, at + rng.choice((1, 4, 40, 400, 10**6)))
    way = rng.randrange(8)
    if way == 0 and raw:
        flipped = bytearray(raw)
        for _ in range(rng.choice((1, 1, 4, 16))):
            flipped[rng.randrange(len(raw))] = rng.randrange(256)
        return bytes(flipped)
    if way == 1:
        return raw[:at]
    if way == 2:
        return raw[:at] + raw[end:]
    if way == 3:
        return raw[:end] + raw[at:end] * rng.choice((1, 1, 2, 50)) + raw[end:]
    if way == 4:
        other = rng.choice(others)[1]
        start = rng.randrange(len(other) + 1)
        return raw[:at] + other[start : start + rng.choice((4, 40, 400))] + raw[end:]
    if way == 5:
        lines = raw.split(b"\n")
        i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[i], lines[j] = lines[j], lines[i]
        return b"\n".join(lines)
    if way == 6:
        return raw[:at] + rng.choice(WORDS) + raw[at:]
    words = raw.split(rng.choice((b",", b" ", b"<", b'"', b"\n", b":")))
    sign = raw[len(words[0]) : len(words[0]) + 1] or b","
    words[rng.randrange(len(words))] = rng.choice(WORDS)
    return sign.join(words)


def broken_json(rng: random.Random, raw: bytes) -> bytes:
    """A document with one value replaced, taken away, or put elsewhere."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    holders = [document] if isinstance(document, dict | list) else []
    for holder in holders:
        values = list(holder.values()) if isinstance(holder, dict) else holder
        holders += [value for value in values if isinstance(value, dict | list)][: 5000 - len(holders)]
    for _ in range(rng.choice((1, 1, 2, 4))):
        holder = rng.choice(holders) if holders else []
        if not holder:
            continue
        key = rng.choice(list(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))
        value = rng.choice(VALUES)
        holder[key] = json.loads(json.dumps(value))
    try:
        return json.dumps(document).encode()
    except (ValueError, RecursionError):
        return raw


def broken_archive(rng: random.Random, raw: bytes, others: list[tuple[str, bytes]]) -> bytes:
    """An archive whose members are broken, and not its frame."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [(each.filename, archive.read(each)) for each in archive.infolist()[:20]]
    except Exception:  # noqa: BLE001 - broken before
        return raw
    return zipped(*((name, _once_broken(rng, data, others)) for name, data in members))


def main() -> int:
    """Break and read until the time is over; 0 if nothing unforeseen happened."""
    seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    warnings.simplefilter("ignore")
    faulthandler.enable()
    rng, kinds = random.Random(seed), seeds()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    readers: dict[str, Reader] = {"track": read_tracks, "zone": zones.from_file, "incident": read_incident}
    told: Counter[str] = Counter()
    faults: dict[str, int] = {}
    slowest, end, kept = (0.0, ""), time.monotonic() + seconds, Path(tempfile.mkdtemp(prefix="fuzz-"))
    print(f"what fails is kept in {kept}", flush=True)
    while time.monotonic() < end:
        kind = rng.choices(("track", "zone", "incident"), (85, 12, 3))[0]
        ending, raw = rng.choice(kinds[kind])
        path = kept / f"now-{kind}{ending}"  # stays behind if the process dies
        path.write_bytes(broken(rng, raw, kinds[kind]))
        began = time.process_time()  # the machine may be shared
        try:
            readers[kind](path)
            told[f"{kind}{ending} read"] += 1
        except AirspaceError as error:
            told[f"{kind}{ending} refused"] += 1
            assert str(error)
        except BaseException as error:  # noqa: BLE001 - that there is none is what is tested
            if isinstance(error, KeyboardInterrupt):
                break
            _keep(path, kept, faults, traceback.format_exc())
        took = time.process_time() - began
        if took > slowest[0]:
            slowest = (took, path.name)
        if took > SLOW_S:
            _keep(path, kept, faults, f"took {took:.1f} s\n")
    for name, count in sorted(told.items()):
        print(f"{count:8} {name}")
    print(f"{sum(told.values())} files, the slowest {slowest[0]:.2f} s ({slowest[1]}); {len(faults)} kinds of fault")
    return 1 if faults else 0


def _keep(path: Path, kept: Path, faults: dict[str, int], trace: str) -> None:
    """Keep a file and print what it led to, once for each kind."""
    lines = trace.strip().splitlines()
    places = [line for line in lines if line.startswith("  File")]
    last = lines[-1].partition(":")[0]
    kind = "\n".join([*places[-1:], last]) if places else f"slow {path.name}"
    faults[kind] = faults.get(kind, 0) + 1
    if faults[kind] == 1:
        copy = kept / f"fault-{len(faults)}{path.suffix}"
        copy.write_bytes(path.read_bytes())
        print(f"--- {copy} ({path.name})\n{trace}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
