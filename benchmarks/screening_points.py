"""Which of 23 states does each point lie in? Ours beside an addition of the same arrays and beside peers.

    python benchmarks/screening_points.py [--quick] [--rounds N] [--only TEXT] [--to FILE]

Points uniformly over the box of the states around Turkey, the states with their territorial seas (``osm-maritime``).
All take turns, and the median of the rounds counts. A slow peer gets fewer points, so many as the table says. Peers
are called as their documentation calls them, on the edition's own polygons cut to the box, which are straight in
longitude and latitude and have fewer vertices than geodesic edges need: that favours them. Points are geometry
objects, tables and partitions before the clock starts, which favours them as well.

Agreement is another question: there Shapely gets the polygons with vertices added on their geodesic edges, so that it
answers the question that ours answers to within ``SAG_M``. Each point on which the two differ is listed with its
distance to the borders concerned, by the engine, and none may be farther than the tolerance.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from screening_common import GEOD, Row, alternate, border_distance_m, densified, options, peer, report, say, versions

from airspace.zone import Zone, national_zone

STATES = [
    "TUR", "SYR", "IRQ", "IRN", "ARM", "AZE", "GEO", "RUS", "UKR", "MDA", "ROU", "BGR",
    "GRC", "CYP", "LBN", "ISR", "PSE", "JOR", "MKD", "SRB", "HUN", "KAZ", "TKM",
]  # fmt: skip
EDITION = "osm-maritime"
BOX = (16.1, 24.8, 66.7, 52.4)
"""West, south, east, north: the box of these states but Russia and Kazakhstan, which reach across Asia."""
SAG_M = 0.01
"""How far Shapely's straight pieces may leave the geodesic, and so how near a border the two may differ."""
OURS, PLAIN, IN_PLACE = "airspace Screener.sets_at, one thread", "numpy.add", "numpy.add, out="
PREPARED = "shapely prepared + bounding boxes"
CLOSE_M = 1_000.0
LISTED = 20
AXES = ("lon", "lat")

Bits = np.ndarray


def main() -> int:
    asked = options(__doc__ or "", points=10_000_000)
    count = asked.points // (10 if asked.quick else 1)
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(BOX[0], BOX[2], count), rng.uniform(BOX[1], BOX[3], count)
    zones = [national_zone(state, EDITION) for state in STATES]
    shapes = np.array([shapely.clip_by_rect(zone.shape.geometry, *BOX) for zone in zones])
    out = np.empty_like(lon)
    tasks: dict[str, Callable[[], Any]] = {
        PLAIN: lambda: np.add(lon, lat),
        IN_PLACE: lambda: np.add(lon, lat, out=out),
    }
    sizes = {PLAIN: count, IN_PLACE: count}
    screener = ready(zones)
    if screener is not None:
        tasks[OURS], sizes[OURS] = (lambda: screener.sets_at(lon, lat)), count
    for name, (make, most) in PEERS.items():
        size = min(most // (10 if asked.quick else 1), count)
        points = shapely.points(lon[:size], lat[:size]) if make is not prepared else None
        tasks |= peer(lambda make=make, n=size, p=points: make(lon[:n], lat[:n], p, shapes), name, asked.only)  # type: ignore[misc]
        sizes[name] = size
    spent, results = alternate(tasks, asked.rounds)
    rows = [Row(name, CALLED[name], sizes[name], tuple(spent[name])) for name in tasks]
    remarks = [
        f"{len(STATES)} states of {EDITION}: {vertices([z.shape.geometry for z in zones]):,} "
        f"vertices, {vertices(shapes):,} of them within the box; {count:,} points",
        *beside_addition(spent, count),
        *agreement(results, sizes, screener, zones, lon, lat),
    ]
    report(rows, remarks, OURS, "points", asked.to)
    return 0


def beside_addition(spent: dict[str, list[float]], count: int) -> list[str]:
    """How ours stands to one addition of the same arrays, by rounds."""
    if OURS not in spent:
        return []
    taken = [ours / add for ours, add in zip(spent[OURS], spent[PLAIN], strict=True)]
    moved = 24 * count / min(spent[PLAIN]) / 1e9
    return [
        f"ours takes {statistics.median(taken):.1f} times one numpy.add, which moves 24 bytes a point, here "
        f"{moved:.0f} GB/s: the faster the memory, the greater this number"
    ]


def ready(zones: list[Zone]) -> Any:
    """Our screener, its index built and its code compiled; None where it is not installed."""
    try:
        from airspace.screening.screener import Screener
    except ImportError as error:
        say(f"left out: ours ({error})")
        return None
    screener = Screener.of(zones, STATES)
    screener.sets_at(np.array([35.0]), np.array([39.0]))
    return screener


def prepared(lon: np.ndarray, lat: np.ndarray, _: Any, shapes: np.ndarray) -> Callable[[], Bits]:
    shapely.prepare(shapes)
    boxes = shapely.bounds(shapes)

    def run() -> Bits:
        bits = np.zeros(lon.size, dtype=np.int64)
        for k, (west, south, east, north) in enumerate(boxes):
            near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
            bits[near[shapely.contains_xy(shapes[k], lon[near], lat[near])]] |= 1 << k
        return bits

    return run


def tree(_lon: np.ndarray, _lat: np.ndarray, points: np.ndarray, shapes: np.ndarray) -> Callable[[], Bits]:
    def run() -> Bits:
        index = shapely.STRtree(points)
        state, point = index.query(shapes, predicate="contains")
        return of_pairs(points.size, point, state)

    return run


def tree_of_states(_lon: np.ndarray, _lat: np.ndarray, points: np.ndarray, shapes: np.ndarray) -> Callable[[], Bits]:
    index = shapely.STRtree(shapes)

    def run() -> Bits:
        point, state = index.query(points, predicate="within")
        return of_pairs(points.size, point, state)

    return run


def geopandas_join(_lon: np.ndarray, _lat: np.ndarray, points: np.ndarray, shapes: np.ndarray) -> Callable[[], Bits]:
    import geopandas

    where, states = _frames(points, shapes)

    def run() -> Bits:
        joined = geopandas.sjoin(where, states, predicate="within")
        return of_pairs(points.size, joined["i"].to_numpy(), joined["k"].to_numpy())

    return run


def dask_join(_lon: np.ndarray, _lat: np.ndarray, points: np.ndarray, shapes: np.ndarray) -> Callable[[], Bits]:
    import dask_geopandas

    where, states = _frames(points, shapes)
    parts = dask_geopandas.from_geopandas(where, npartitions=4)

    def run() -> Bits:
        joined = dask_geopandas.sjoin(parts, states, predicate="within").compute()
        return of_pairs(points.size, joined["i"].to_numpy(), joined["k"].to_numpy())

    return run


def duckdb_join(_lon: np.ndarray, _lat: np.ndarray, points: np.ndarray, shapes: np.ndarray) -> Callable[[], Bits]:
    import pandas

    connection = duckdb_with_spatial()
    there = pandas.DataFrame({"i": np.arange(points.size), "x": shapely.get_x(points), "y": shapely.get_y(points)})
    states = pandas.DataFrame({"k": np.arange(shapes.size), "wkb": shapely.to_wkb(shapes)})
    connection.execute("CREATE TABLE points AS SELECT i, ST_Point(x, y) AS geom FROM there")
    connection.execute("CREATE TABLE states AS SELECT k, ST_GeomFromWKB(wkb) AS geom FROM states")
    del there, states

    def run() -> Bits:
        query = "SELECT p.i, s.k FROM points p JOIN states s ON ST_Contains(s.geom, p.geom)"
        found = connection.execute(query).fetchnumpy()
        return of_pairs(points.size, found["i"], found["k"])

    return run


def duckdb_constants(_lon: np.ndarray, _lat: np.ndarray, points: np.ndarray, shapes: np.ndarray) -> Callable[[], Bits]:
    """One query for each state: with a constant polygon DuckDB prepares it, which its join does not."""
    import pandas

    connection = duckdb_with_spatial()
    there = pandas.DataFrame({"i": np.arange(points.size), "x": shapely.get_x(points), "y": shapely.get_y(points)})
    connection.execute("CREATE TABLE points AS SELECT i, ST_Point(x, y) AS geom FROM there")
    del there
    wkb = shapely.to_wkb(shapes)

    def run() -> Bits:
        bits = np.zeros(points.size, dtype=np.int64)
        for k, polygon in enumerate(wkb):
            connection.execute("SET VARIABLE state = ST_GeomFromWKB(?)", [polygon])
            query = "SELECT i FROM points WHERE ST_Contains(getvariable('state'), geom)"
            bits[connection.execute(query).fetchnumpy()["i"]] |= 1 << k
        return bits

    return run


def duckdb_with_spatial() -> Any:
    """A connection of one thread with the spatial extension, which a package brings."""
    import duckdb
    from duckdb_extensions import import_extension

    import_extension("spatial")
    connection = duckdb.connect(config={"threads": 1})
    connection.load_extension("spatial")
    return connection


def sedona_join(_lon: np.ndarray, _lat: np.ndarray, points: np.ndarray, shapes: np.ndarray) -> Callable[[], Bits]:
    import sedonadb

    where, states = _frames(points, shapes)
    session = sedonadb.connect()
    session.create_data_frame(where).to_view("points")
    session.create_data_frame(states).to_view("states")

    def run() -> Bits:
        query = "SELECT p.i, s.k FROM points p JOIN states s ON ST_Contains(s.geometry, p.geometry)"
        found = session.sql(query).to_arrow_table()
        return of_pairs(points.size, found["i"].to_numpy(), found["k"].to_numpy())

    return run


def _frames(points: np.ndarray, shapes: np.ndarray) -> tuple[Any, Any]:
    import geopandas

    where = geopandas.GeoDataFrame({"i": np.arange(points.size)}, geometry=points, crs=4326)
    return where, geopandas.GeoDataFrame({"k": np.arange(shapes.size)}, geometry=shapes, crs=4326)


def of_pairs(size: int, point: np.ndarray, state: np.ndarray) -> Bits:
    """Pairs (point, state), each once, as one number of bits for each point."""
    return np.bincount(point, weights=np.exp2(state), minlength=size).astype(np.int64)


PEERS: dict[str, tuple[Callable[..., Callable[[], Bits]], int]] = {
    PREPARED: (prepared, 10_000_000),
    "shapely STRtree of the points": (tree, 1_000_000),
    "shapely STRtree of the states": (tree_of_states, 50_000),
    "geopandas.sjoin": (geopandas_join, 1_000_000),
    "dask_geopandas.sjoin, 4 partitions, threads": (dask_join, 1_000_000),
    "duckdb spatial join, one thread": (duckdb_join, 20_000),
    "duckdb spatial, a query for each state, one thread": (duckdb_constants, 200_000),
    "sedonadb": (sedona_join, 1_000_000),
}

CALLED = {
    OURS: versions("numba", "numpy"),
    PLAIN: versions("numpy") + ": `np.add(lon, lat)`",
    IN_PLACE: versions("numpy") + ": `np.add(lon, lat, out=out)`",
    PREPARED: versions("shapely") + ": `prepare`, then `contains_xy` on the points in each state's box",
    "shapely STRtree of the points": versions("shapely")
    + ": `STRtree(points).query(states, predicate='contains')`, tree built within the time",
    "shapely STRtree of the states": versions("shapely") + ": `STRtree(states).query(points, predicate='within')`",
    "geopandas.sjoin": versions("geopandas") + ": `sjoin(points, states, predicate='within')`",
    "dask_geopandas.sjoin, 4 partitions, threads": versions("dask-geopandas", "dask")
    + ": `sjoin(parts, states, predicate='within').compute()`",
    "duckdb spatial join, one thread": versions("duckdb", "duckdb-extension-spatial")
    + ": `JOIN ... ON ST_Contains(s.geom, p.geom)`",
    "duckdb spatial, a query for each state, one thread": versions("duckdb", "duckdb-extension-spatial")
    + ": `WHERE ST_Contains(getvariable('state'), geom)`, 23 times",
    "sedonadb": versions("sedonadb") + ": `JOIN ... ON ST_Contains(s.geometry, p.geometry)`",
}


def vertices(shapes: Any) -> int:
    return int(np.sum(shapely.get_num_coordinates(shapes)))


def agreement(
    results: dict[str, Any], sizes: dict[str, int], screener: Any, zones: list[Zone], lon: np.ndarray, lat: np.ndarray
) -> list[str]:
    """Remarks: do the peers agree among themselves, and ours with Shapely on geodesic edges?"""
    remarks = []
    plain = results.get(PREPARED)
    for name in PEERS:
        if name in results and plain is not None and name != PREPARED:
            differ = int((results[name] != plain[: sizes[name]]).sum())
            remarks.append(f"{name} differs from {PREPARED} at {differ} of {sizes[name]:,} points (same polygons)")
    shapes = np.array([shapely.clip_by_rect(densified(zone.shape.geometry, SAG_M), *BOX) for zone in zones])
    exact = prepared(lon, lat, None, shapes)()
    remarks.append(f"geodesic edges to {SAG_M} m: {vertices(shapes):,} vertices within the box")
    if plain is not None:
        planar = np.flatnonzero(plain != exact[: plain.size])
        worst = distances(planar, plain ^ exact, zones, lon, lat).max(initial=0.0)
        remarks.append(
            f"polygons straight in longitude and latitude give another answer at {planar.size:,} of "
            f"{plain.size:,} points, up to {worst:.1f} m from a border: another question, not another program"
        )
    if screener is None:
        return remarks
    remarks += differing("points of the box", results[OURS], exact, screener, zones, lon, lat)
    close_lon, close_lat = close_by(zones, lon.size // 20)
    close = screener.sets_at(close_lon, close_lat)
    wanted = prepared(close_lon, close_lat, None, shapes)()
    what = f"points from 1 mm to {CLOSE_M:g} m from a border"
    return remarks + differing(what, close, wanted, screener, zones, close_lon, close_lat)


def differing(
    what: str, sets: np.ndarray, exact: Bits, screener: Any, zones: list[Zone], lon: np.ndarray, lat: np.ndarray
) -> list[str]:
    """How many answers of ours differ from Shapely's, how far from a border, and each that is too far."""
    number = np.array([sum(1 << zone for zone in zones_of) for zones_of in screener.sets], dtype=np.int64)
    ours = number[sets]
    differ = np.flatnonzero(ours != exact)
    away = distances(differ, ours ^ exact, zones, lon, lat)
    beyond = np.flatnonzero(away > SAG_M)
    remarks = [
        f"of {lon.size:,} {what}, ours and shapely on geodesic edges differ at {differ.size:,}, the farthest "
        f"{away.max(initial=0.0) * 1e3:.2f} mm from the border; {beyond.size} are farther than {SAG_M * 1e3:g} mm"
    ]
    for i in beyond[:LISTED]:
        k = differ[i]
        remarks.append(f"    lon {float(lon[k])!r} lat {float(lat[k])!r}: {away[i] * 1e3:.3f} mm from the border")
    return remarks


def close_by(zones: list[Zone], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points beside places of the borders within the box, as many in each power of ten of distance."""
    rng = np.random.default_rng(11)
    a, b = (
        np.concatenate([np.stack([getattr(zone.edges, f"{axis}_{end}") for axis in AXES], axis=1) for zone in zones])
        for end in "ab"
    )
    margin = 0.1
    low, high = np.array(BOX[:2]) + margin, np.array(BOX[2:]) - margin
    within = np.flatnonzero(((a > low) & (a < high) & (np.abs(a - b) < 1)).all(axis=1))
    edge = rng.choice(within, count)
    on = a[edge] + rng.uniform(0, 1, (count, 1)) * (b[edge] - a[edge])
    way = np.exp(rng.uniform(np.log(1e-3), np.log(CLOSE_M), count))
    lon, lat, _ = GEOD.fwd(on[:, 0].copy(), on[:, 1].copy(), rng.uniform(0, 360, count), way)
    return np.asarray(lon), np.asarray(lat)


def distances(points: np.ndarray, other: np.ndarray, zones: list[Zone], lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """The greatest distance of each point to the borders of the states in whose bits the answers differ, metres."""
    away = np.zeros(points.size)
    for k, zone in enumerate(zones):
        mine = (other[points] >> k & 1).astype(bool)
        if mine.any():
            away[mine] = np.maximum(away[mine], border_distance_m(zone, lon[points[mine]], lat[points[mine]]))
    return away


if __name__ == "__main__":
    sys.exit(main())
