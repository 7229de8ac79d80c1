"""Measure the land borders of the world in the two editions that hold it, and enter it in the registry.

Run after both are published. Natural Earth shares its vertices between neighbours, so its land borders are the edges
that exactly two states have. They are sampled at evenly spaced places; the nearest place on the border of either state
in the other edition is found in a plane about each cell of a degree and its distance measured on the WGS84 ellipsoid.
The Turkey-Syria border is left out: it has its own table (``measure.py``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geodata import editions
from geodata.build import publish
from geodata.statefile import StateFile

PLACES = 10_000
SHARED, OTHER = "ne-10m", "osm-maritime"
REACH_DEG = 1.0  # segments within this of a cell are looked at
KEY = 10**10
GEOD = Geod(ellps="WGS84")

Floats = NDArray[np.float64]


def main() -> None:
    """Measure and write ``elsewhere_spacing_m``, ``elsewhere_disagreement_m`` and the table ``world_land_borders``."""
    document = publish.read_registry()
    found = measured()
    for entry in document["editions"]:
        if entry["id"] in (SHARED, OTHER):
            entry["elsewhere_spacing_m"] = found["spacing_m"][entry["id"]]
            entry["elsewhere_disagreement_m"] = found["separation_m"]["mean"]
    document["world_land_borders"] = found
    publish.write_registry(document)


def measured(places: int = PLACES) -> dict[str, Any]:
    """The table ``world_land_borders`` from that many places."""
    edges, owners = shared_edges(editions.load(SHARED), set(editions.load(OTHER)))
    length = GEOD.inv(*edges.T)[2]
    pairs = {frozenset(pair) for pair in owners}
    at, edge = _sampled(edges, length, places)
    distance, of_other = _held_against(editions.load(OTHER), at, [owners[k] for k in edge])
    return {
        "method": (
            f"land borders that two states of {SHARED} share, but for that of TUR and SYR; {places} evenly spaced "
            f"places; distance on the WGS84 ellipsoid to the nearest border of either state in {OTHER}"
        ),
        "pairs": len(pairs),
        "length_m": round(float(length.sum())),
        "spacing_m": {
            SHARED: round(float(length.mean()), 1),
            OTHER: round(float(1 / np.mean(1 / of_other)), 1),  # places fall on a segment in proportion to its length
        },
        "separation_m": {
            "mean": round(float(distance.mean()), 1),
            "median": round(float(np.median(distance)), 1),
            "p95": round(float(np.percentile(distance, 95)), 1),
            "max": round(float(distance.max()), 1),
        },
    }


def shared_edges(states: StateFile, known: set[str]) -> tuple[Floats, list[tuple[str, str]]]:
    """Edges (west or south end first or not: as one of the two has them) that two states share, and which two."""
    codes = [code for code in states if code in known]
    found, owner = [], []
    for number, code in enumerate(codes):
        for ring in shapely.get_rings(shapely.get_parts(states[code].geometry)):
            points = shapely.get_coordinates(ring)
            found.append(np.concatenate([points[:-1], points[1:]], axis=1))
            owner.append(np.full(len(points) - 1, number))
    edges, of = np.concatenate(found), np.concatenate(owner)
    steps = np.round(edges * 1e7).astype(np.int64)
    key = np.sort(np.stack([steps[:, 0] * KEY + steps[:, 1], steps[:, 2] * KEY + steps[:, 3]], axis=1), axis=1)
    order = np.lexsort((of, key[:, 1], key[:, 0]))
    same = np.flatnonzero((key[order][1:] == key[order][:-1]).all(axis=1))
    kept, owners = [], []
    for k in same:
        pair = (codes[of[order[k]]], codes[of[order[k + 1]]])
        if set(pair) != set(editions.MEASURED_STATES):
            kept.append(order[k])
            owners.append(pair)
    return edges[kept], owners


def _sampled(edges: Floats, length: Floats, places: int) -> tuple[Floats, NDArray[np.int64]]:
    """Evenly spaced places along all edges, one after another, and the edge each is on."""
    along = np.concatenate([[0.0], np.cumsum(length)])
    wanted = (np.arange(places) + 0.5) * along[-1] / places
    edge = np.searchsorted(along, wanted, side="right") - 1
    azimuth = GEOD.inv(*edges[edge].T)[0]
    lon, lat, _ = GEOD.fwd(edges[edge, 0], edges[edge, 1], azimuth, wanted - along[edge])
    return np.stack([lon, lat], axis=1), edge


def _held_against(states: StateFile, at: Floats, owners: list[tuple[str, str]]) -> tuple[Floats, Floats]:
    """Distance of each place to the nearest border of its two states, and the length of the segment met there."""
    segments = {
        code: np.concatenate([_segments(ring) for ring in shapely.get_rings(shapely.get_parts(states[code].geometry))])
        for code in {code for pair in owners for code in pair}
    }
    cells: dict[tuple[Any, ...], list[int]] = {}
    for k, (x, y) in enumerate(np.floor(at)):
        cells.setdefault((owners[k], x, y), []).append(k)
    distance, met = np.full(len(at), np.inf), np.zeros(len(at))
    for (pair, x, y), members in cells.items():
        near = np.concatenate([_around(segments[code], x, y) for code in pair])
        if not len(near):
            raise SystemExit(f"no border of {pair} within {REACH_DEG} degree of the cell at {x}E {y}N")
        scale = np.array([np.cos(np.radians(y + 0.5)), 1.0])
        lines = shapely.linestrings(near.reshape(-1, 2, 2) * scale)
        places = shapely.points(at[members] * scale)
        which, hit = shapely.STRtree(lines).query_nearest(places, all_matches=False)
        feet = shapely.get_coordinates(shapely.shortest_line(places[which], lines[hit]))[1::2] / scale
        own = np.array(members)[which]
        distance[own] = GEOD.inv(*at[own].T, *feet.T)[2]
        met[own] = GEOD.inv(*near[hit].T)[2]
    return distance, met


def _segments(ring: Any) -> Floats:
    points = shapely.get_coordinates(ring)
    return np.concatenate([points[:-1], points[1:]], axis=1)


def _around(segments: Floats, x: float, y: float) -> Floats:
    low = np.minimum(segments[:, :2], segments[:, 2:]) <= (x + 1 + REACH_DEG, y + 1 + REACH_DEG)
    high = np.maximum(segments[:, :2], segments[:, 2:]) >= (x - REACH_DEG, y - REACH_DEG)
    return np.asarray(segments[low.all(axis=1) & high.all(axis=1)])


if __name__ == "__main__":
    main()
