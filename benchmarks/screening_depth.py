"""How far from Turkey's border does each point inside lie? Ours beside peers, and how wrong each is.

    python benchmarks/screening_depth.py [--quick] [--rounds N] [--only TEXT] [--to FILE]

Points uniformly over the inside of Turkey (``osm-2026c``). Errors are those on a sample of their own, as many points
within each band of distance (``BANDS_M``) as in any other, against a reference that shares nothing with our index:
the edges, cut to ``PIECE_M`` on the geodesic by pyproj, all those with an end within the distance of the nearest
vertex and half a piece (scipy's k-d tree on Earth-centred coordinates: none nearer can be missed), and on each of them
the nearest point by golden section over pyproj's own distances.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import shapely
from screening_common import GEOD, Row, alternate, densified, options, peer, report, say, versions

from airspace.zone import Zone, national_zone

STATE, EDITION = "TUR", "osm-2026c"
PIECE_M = 500.0
NEAR_M = 50_000.0
BANDS_M = (0.0, 10.0, 100.0, 1_000.0, 10_000.0, 50_000.0, 100_000.0, 200_000.0, 300_000.0)
PER_BAND = 250
GOLDEN_STEPS = 60
"""0.618 to the 60th of a piece of 500 m is 1e-10 m."""
CENTRE = (35.2, 39.05)
OURS = "airspace Screener.border_distance_m, one thread"

Distances = Callable[[], np.ndarray]


def main() -> int:
    asked = options(__doc__ or "", points=1_000_000)
    zone = national_zone(STATE, EDITION)
    polygon = densified(zone.shape.geometry, 1e-3)
    count = asked.points // (10 if asked.quick else 1)
    rng = np.random.default_rng(3)
    lon, lat = inside(polygon, count, rng)
    edges = pieces(zone.shape.geometry)
    sample = banded(polygon, edges, rng, PER_BAND // (10 if asked.quick else 1))
    reference = brute_force(*sample, edges)
    say(f"reference laid ready: {reference.size} points to {reference.max():,.0f} m from the border")
    screener = ready(zone)
    makers = {OURS: (partial(ours, screener), count)} if screener is not None else {}
    makers |= {name: (make, most // (10 if asked.quick else 1)) for name, (make, most) in PEERS.items()}
    tasks: dict[str, Distances] = {}
    errors: dict[str, str] = {}
    for name, (make, most) in makers.items():
        only = "" if name == OURS else asked.only
        tasks |= peer(lambda make=make, n=most: make(lon[:n], lat[:n], edges), name, only)  # type: ignore[misc]
        if name in tasks:
            say(f"errors of {name}")
            some = slice(None, None, max(1, reference.size // most))
            errors[name] = worst(make(sample[0][some], sample[1][some], edges)(), reference[some])
    spent, results = alternate(tasks, asked.rounds)
    rows = [Row(name, CALLED[name], results[name].size, tuple(spent[name]), errors[name]) for name in tasks]
    remarks = [
        f"{STATE} of {EDITION}: {shapely.get_num_coordinates(zone.shape.geometry):,} vertices, "
        f"{len(edges[0]):,} pieces of at most {PIECE_M:g} m; errors on {reference.size:,} points, "
        "as many in each band between "
        + ", ".join(f"{metres:g}" for metres in BANDS_M)
        + " m, slow peers on every so-manieth of them",
    ]
    report(rows, remarks, OURS, "points", asked.to)
    return 0


def ready(zone: Zone) -> Any:
    """Our screener, its index built and its code compiled; None where it is not installed."""
    try:
        from airspace.screening.screener import Screener
    except ImportError as error:
        say(f"left out: ours ({error})")
        return None
    screener = Screener.of([zone], [STATE])
    screener.border_distance_m(0, np.array([35.0, 36.0]), np.array([39.0, 38.0]))
    return screener


def inside(polygon: shapely.Geometry, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    shapely.prepare(polygon)
    west, south, east, north = polygon.bounds
    lon, lat = rng.uniform(west, east, 3 * count), rng.uniform(south, north, 3 * count)
    within = np.flatnonzero(shapely.contains_xy(polygon, lon, lat))[:count]
    return lon[within], lat[within]


def pieces(geometry: shapely.Geometry) -> tuple[np.ndarray, np.ndarray]:
    """Ends a, b of the border's edges, cut to at most ``PIECE_M`` on the geodesic: shape (e, 2) each, degrees."""
    rings = [shapely.get_coordinates(ring) for part in shapely.get_parts(geometry) for ring in shapely.get_rings(part)]
    a, b = (np.concatenate([ring[cut] for ring in rings]) for cut in (slice(None, -1), slice(1, None)))
    azimuth, _, length = GEOD.inv(*columns(a), *columns(b))
    parts = np.maximum(1, np.ceil(length / PIECE_M)).astype(int)
    edge = np.repeat(np.arange(parts.size), parts)
    step = np.arange(edge.size) - np.repeat(np.cumsum(parts) - parts, parts)
    made = np.stack(GEOD.fwd(*columns(a[edge]), azimuth[edge], length[edge] * step / parts[edge])[:2], axis=1)
    made[step == 0] = a
    end = np.roll(made, -1, axis=0)
    end[np.cumsum(parts) - 1] = b
    return made, end


def columns(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return points[:, 0].copy(), points[:, 1].copy()


def earth_centred(points: np.ndarray) -> np.ndarray:
    from pyproj import Transformer

    turn = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    return np.stack(turn.transform(points[:, 0], points[:, 1], np.zeros(len(points))), axis=1)


def banded(
    polygon: shapely.Geometry, edges: tuple[np.ndarray, np.ndarray], rng: np.random.Generator, each: int
) -> tuple[np.ndarray, np.ndarray]:
    """Points inside, ``each`` within every band of distance; the nearest bands by steps from places on the border."""
    from scipy.spatial import cKDTree

    lon, lat = inside(polygon, 40_000, rng)
    start, end = edges
    pick = rng.integers(0, len(start), 40_000)
    on = start[pick] + rng.uniform(0, 1, (pick.size, 1)) * (end[pick] - start[pick])
    step = np.exp(rng.uniform(np.log(0.1), np.log(20_000.0), pick.size))
    near_lon, near_lat, _ = GEOD.fwd(*columns(on), rng.uniform(0, 360, pick.size), step)
    within = shapely.contains_xy(polygon, near_lon, near_lat)
    lon, lat = np.append(lon, np.asarray(near_lon)[within]), np.append(lat, np.asarray(near_lat)[within])
    middles = earth_centred((start + end) / 2)
    rough = cKDTree(middles).query(earth_centred(np.stack([lon, lat], axis=1)))[0]
    rough[40_000:] = np.minimum(rough[40_000:], step[within])
    band = np.digitize(rough, BANDS_M) - 1
    chosen = np.concatenate([np.flatnonzero(band == i)[-each:] for i in range(len(BANDS_M) - 1)])
    return lon[chosen], lat[chosen]


def brute_force(lon: np.ndarray, lat: np.ndarray, edges: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Distance over ground from each point to the nearest place of the pieces, without our index or our feet."""
    from scipy.spatial import cKDTree

    start, end = edges
    tree = cKDTree(earth_centred(start))
    points = earth_centred(np.stack([lon, lat], axis=1))
    nearest = tree.query(points)[0]
    # A foot lies within half a piece of an end. Arcs over one chord c differ by c^3 / 24 (1 / Rmin^2 - 1 / Rmax^2),
    # 0.6 m at 300 km.
    found = tree.query_ball_point(points, nearest + PIECE_M / 2 + 1.0)
    owner = np.repeat(np.arange(lon.size), [len(near) for near in found])
    vertex = np.concatenate([np.asarray(near, dtype=int) for near in found])
    before = {tuple(place): i for i, place in enumerate(end)}
    into = np.array([before[tuple(place)] for place in start[vertex]])
    owner, edge = np.concatenate([owner, owner]), np.concatenate([vertex, into])
    distance = golden(lon[owner], lat[owner], start[edge], end[edge])
    least = np.full(lon.size, np.inf)
    np.minimum.at(least, owner, distance)
    return least


def golden(lon: np.ndarray, lat: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Least distance from each point to its piece, by golden section of the way along the piece."""
    azimuth, _, length = (np.asarray(v) for v in GEOD.inv(*columns(start), *columns(end)))
    a = columns(start)

    def away(along: np.ndarray) -> np.ndarray:
        x, y, _ = GEOD.fwd(*a, azimuth, along)
        return np.asarray(GEOD.inv(x, y, lon, lat)[2])

    ratio = (np.sqrt(5.0) - 1) / 2
    low, high = np.zeros_like(length), length.copy()
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = away(left), away(right)
    for _ in range(GOLDEN_STEPS):
        down = at_left < at_right
        low, high = np.where(down, low, left), np.where(down, right, high)
        probe = np.where(down, high - ratio * (high - low), low + ratio * (high - low))
        at_probe = away(probe)
        left, right = np.where(down, probe, right), np.where(down, left, probe)
        at_left, at_right = np.where(down, at_probe, at_right), np.where(down, at_left, at_probe)
    return np.minimum.reduce([at_left, at_right, away(np.zeros_like(length)), away(length)])


def worst(found: np.ndarray, reference: np.ndarray) -> str:
    """The greatest error within ``NEAR_M`` of the border and at all, in words."""
    error = np.abs(found - reference)
    return f"error {error[reference < NEAR_M].max():.2g} m within 50 km, {error.max():.2g} m at all"


def ours(screener: Any, lon: np.ndarray, lat: np.ndarray, _edges: Any) -> Distances:
    return lambda: np.asarray(screener.border_distance_m(0, lon, lat))


def one_projection(lon: np.ndarray, lat: np.ndarray, edges: tuple[np.ndarray, np.ndarray]) -> Distances:
    """All in one azimuthal equidistant plane about the middle of the state, and Shapely's tree of the edges."""
    turn = equidistant(*CENTRE)
    tree = shapely.STRtree(projected(turn, edges))

    def run() -> np.ndarray:
        points = shapely.points(*turn.transform(lon, lat))
        return np.asarray(tree.query_nearest(points, return_distance=True, all_matches=False)[1])

    return run


def projection_for_each(lon: np.ndarray, lat: np.ndarray, edges: tuple[np.ndarray, np.ndarray]) -> Distances:
    def run() -> np.ndarray:
        found = np.empty(lon.size)
        for i, (x, y) in enumerate(zip(lon, lat, strict=True)):
            found[i] = shapely.distance(shapely.Point(0, 0), projected(equidistant(x, y), edges)).min()
        return found

    return run


def equidistant(lon: float, lat: float) -> Any:
    from pyproj import Transformer

    plane = f"+proj=aeqd +lat_0={float(lat)!r} +lon_0={float(lon)!r} +ellps=WGS84"
    return Transformer.from_crs("EPSG:4326", plane, always_xy=True)


def projected(turn: Any, edges: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    ends = [np.stack(turn.transform(side[:, 0], side[:, 1]), axis=1) for side in edges]
    return shapely.linestrings(np.stack(ends, axis=1))


def to_vertices(lon: np.ndarray, lat: np.ndarray, edges: tuple[np.ndarray, np.ndarray]) -> Distances:
    """The naive way: to every vertex of the border cut to 500 m."""
    x, y = columns(edges[0])

    def run() -> np.ndarray:
        found = np.empty(lon.size)
        for i, (here, there) in enumerate(zip(lon, lat, strict=True)):
            found[i] = np.min(GEOD.inv(np.full(x.size, here), np.full(x.size, there), x, y)[2])
        return found

    return run


def on_a_sphere(lon: np.ndarray, lat: np.ndarray, edges: tuple[np.ndarray, np.ndarray]) -> Distances:
    import spherely

    start, end = edges
    first = np.flatnonzero(np.append(True, (start[1:] != end[:-1]).any(axis=1)))
    rings = [np.concatenate([ring, ring[:1]]) for ring in np.split(start, first[1:])]
    border = spherely.create_multilinestring([ring.tolist() for ring in rings])
    points = spherely.points(lon, lat)
    return lambda: np.asarray(spherely.distance(border, points))


PEERS: dict[str, tuple[Callable[..., Distances], int]] = {
    "one azimuthal equidistant plane, STRtree": (one_projection, 200_000),
    "an azimuthal equidistant plane for each point": (projection_for_each, 40),
    "pyproj Geod.inv to vertices every 500 m": (to_vertices, 100),
    "spherely": (on_a_sphere, 20_000),
}
CALLED = {
    OURS: versions("numba", "numpy"),
    "one azimuthal equidistant plane, STRtree": versions("pyproj", "shapely")
    + ": `Transformer.transform`, `STRtree(edges).query_nearest(points, return_distance=True)`",
    "an azimuthal equidistant plane for each point": versions("pyproj", "shapely")
    + ": a `Transformer` and `distance` to all edges for each",
    "pyproj Geod.inv to vertices every 500 m": versions("pyproj") + ": `Geod.inv` from each to all",
    "spherely": versions("spherely") + ": `distance(border, points)`, a sphere",
}


if __name__ == "__main__":
    sys.exit(main())
