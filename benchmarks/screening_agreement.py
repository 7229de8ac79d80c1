"""Random flights, screened all at once and checked one by one by the engine: do both say the same?

    python benchmarks/screening_agreement.py [--tracks 10000] [--seed 1] [--workers 2] [--engine]

Half of the flights have every fix within two kilometres of a border, many of them on its vertices or a hand's breadth
beside it; the others are legs of up to 300 km, stops, single fixes. Zones of several editions: round the antimeridian,
at 80 degrees north, in the thick of islands. Verdict, number of stays, what begins or ends inside and what only
touches must be the same; instants to 1 ms, depths and margins to 0.2 m, the rest to what follows from these. Every
disagreement is printed with all that is needed to see it again. Exit status 1 if there is one.

``--engine`` puts the engine in the place of our screener, to try this script.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from screening_common import GEOD, ROOT, say
from screening_random import random_track

sys.path.insert(0, str(ROOT / "tests"))

from screening_oracle import EngineScreener, stays_of, track_of

from airspace.screening.fixes import Fixes, Stretches
from airspace.violation import check_violation
from airspace.zone import Zone, national_zone
from geodata import editions

GROUPS = {
    "osm-2026c": ("TUR", "SYR"),
    "osm-maritime": ("RUS", "USA", "FJI", "NOR", "SJM", "GRC", "TUR"),
    "ne-10m": ("RUS", "USA", "FJI", "NOR", "SYR"),
    "dcw": ("TUR", "SYR", "IRQ"),
}
"""Zones by edition; only those that the edition holds are taken."""
INSTANT_US, DEPTH_M, PLACE_M, LENGTH_M, ALTITUDE_M = 1_000, 0.2, 0.5, 1.0, 0.5
"""A millisecond at 300 m/s is 0.3 m; a length has two ends; a climb of 100 m/s is 0.1 m."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The flights that are screened against the zones of one edition."""

    edition: str
    names: tuple[str, ...]
    zones: tuple[Zone, ...]
    stretches: Stretches
    kinds: tuple[str, ...]
    own: tuple[int, ...]


GROUP: list[Group] = []
"""The group in hand: child processes are forked and find it here."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tracks", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--show", type=int, default=20, help="disagreements that are printed in full")
    parser.add_argument("--quick", action="store_true", help="a twentieth of the tracks")
    parser.add_argument("--engine", action="store_true", help="the engine in our place")
    asked = parser.parse_args()
    tracks = max(len(GROUPS), asked.tracks // (20 if asked.quick else 1))
    rng = np.random.default_rng(asked.seed)
    worst: dict[str, float] = {}
    counts = dict.fromkeys(("flights", "pairs", "stays", "touches"), 0)
    wrong: list[str] = []
    for number, (edition, wanted) in enumerate(GROUPS.items()):
        share = tracks // len(GROUPS) + (number < tracks % len(GROUPS))
        group = made(edition, wanted, share, rng)
        compare(group, screener(group, engine=asked.engine), asked.workers, counts, worst, wrong)
    print(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    print("greatest differences: " + ", ".join(f"{name} {value:.3g}" for name, value in sorted(worst.items())))
    print(f"{len(wrong)} disagreements")
    for kind, count in Counter(map(_kind, wrong)).most_common():
        print(f"    {count:,} x {kind}")
    for text in wrong[: asked.show]:
        print(text)
    return 1 if wrong else 0


def _kind(text: str) -> str:
    """What sort of flight disagrees in what, of the head line of :func:`told`."""
    head = text.partition("\n")[0]
    flight, faults = head[head.index("(") + 1 :].split("): ", 1)
    plain = re.sub("stay [0-9]+: ", "", faults)
    plain = re.sub("differs by [^,]*", "differs by ..", plain)
    return f"{flight}: {plain}"


def made(edition: str, wanted: tuple[str, ...], count: int, rng: np.random.Generator) -> Group:
    """Random flights about the borders of zones of one edition."""
    names = tuple(name for name in wanted if name in editions.edition(edition).states)
    zones = tuple(national_zone(name, edition) for name in names)
    parts, kinds, own = [], [], []
    for _ in range(count):
        zone = int(rng.integers(len(zones)))
        kind, *columns = random_track(zones[zone].edges, rng)
        kinds.append(kind)
        own.append(zone)
        parts.append(columns)
    sizes = [len(columns[0]) for columns in parts]
    lon, lat, alt, t_us = (np.concatenate(column) for column in zip(*parts, strict=True))
    flights = tuple(f"{edition}-{i}" for i in range(count))
    flight = np.repeat(np.arange(count), sizes)
    fixes = Fixes(flights, flight, t_us, lon, lat, alt, np.arange(lon.size))
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Group(edition, names, zones, Stretches(fixes, first), tuple(kinds), tuple(own))


def screener(group: Group, *, engine: bool) -> Any:
    if engine:
        return EngineScreener.of(group.zones, group.names)
    from airspace.screening.screener import Screener

    return Screener.of(group.zones, group.names)


def compare(
    group: Group, ours: Any, workers: int, counts: dict[str, int], worst: dict[str, float], wrong: list[str]
) -> None:
    """Screen a group, check the same one by one, and add what differs to ``wrong``."""
    begin = time.perf_counter()
    found = ours.stays(group.stretches)
    say(f"{group.edition}: screened {group.stretches.count:,} flights in {time.perf_counter() - begin:.1f} s")
    by_pair: dict[tuple[int, int], list[Row]] = {}
    for row in rows_of(found):
        by_pair.setdefault((row["stretch"], row["zone"]), []).append(row)
    pairs = sorted(set(near_pairs(group)) | set(by_pair))
    GROUP[:] = [group]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for done, (pair, wanted) in enumerate(pool.imap(checked, pairs, chunksize=16), 1):
            if done % 500 == 0:
                say(f"{group.edition}: {done:,} of {len(pairs):,} checked, {len(wrong)} disagreements")
            mine = by_pair.get(pair, [])
            counts["pairs"] += 1
            counts["stays"] += sum(not row["touch"] for row in wanted)
            counts["touches"] += sum(row["touch"] for row in wanted)
            faults = differences(mine, wanted, worst)
            if faults:
                wrong.append(told(group, pair, faults, mine, wanted))
    counts["flights"] += group.stretches.count


def rows_of(found: Any) -> Iterator[Row]:
    names = [name for name in _NAMES if hasattr(found, name)]
    columns = [np.asarray(getattr(found, name)).tolist() for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


_NAMES = [
    "stretch", "zone", "verdict", "margin_m", "begins_inside", "ends_inside", "start_us", "end_us", "start_lon_deg",
    "start_lat_deg", "start_alt_m", "end_lon_deg", "end_lat_deg", "end_alt_m", "length_m", "duration_s", "max_depth_m",
    "deepest_us", "deepest_lon_deg", "deepest_lat_deg", "deepest_alt_m", "touch",
]  # fmt: skip


def near_pairs(group: Group) -> Iterator[tuple[int, int]]:
    """Each flight with its own zone and with every zone whose box it comes to."""
    fixes, first = group.stretches.fixes, group.stretches.first
    for stretch in range(group.stretches.count):
        part = slice(int(first[stretch]), int(first[stretch + 1]))
        lon, lat = np.unwrap(fixes.lon_deg[part], period=360.0), fixes.lat_deg[part]
        box = lon.min() - 0.1, lat.min() - 0.1, lon.max() + 0.1, lat.max() + 1.0
        near = editions.near(group.edition, *map(float, box))
        for zone, name in enumerate(group.names):
            if zone == group.own[stretch] or name in near:
                yield stretch, zone


def checked(pair: tuple[int, int]) -> tuple[tuple[int, int], list[Row]]:
    """What the engine says of a flight and a zone."""
    (group,) = GROUP
    return pair, stays_of(check_violation(track_of(group.stretches, pair[0]), group.zones[pair[1]]))


def differences(mine: list[Row], wanted: list[Row], worst: dict[str, float]) -> list[str]:
    """What differs by more than is allowed, in words; the greatest differences go to ``worst``."""
    if len(mine) != len(wanted):
        return [f"{len(mine)} stays, the engine {len(wanted)}"]
    faults = []
    for number, (one, other) in enumerate(zip(mine, wanted, strict=True)):
        for name in ("verdict", "touch", "begins_inside", "ends_inside"):
            if int(one[name]) != int(other[name]):
                faults.append(f"stay {number}: {name} {one[name]}, the engine {other[name]}")
        for name, gap, allowed in gaps(one, other):
            worst[name] = max(worst.get(name, 0.0), 0.0 if np.isnan(gap) else gap)
            if not gap <= allowed:
                faults.append(f"stay {number}: {name} differs by {gap:.6g}, allowed {allowed:g}")
    return faults


def gaps(one: Row, other: Row) -> Iterator[tuple[str, float, float]]:
    """Name, difference and what is allowed, of each figure of a stay; of a touch only those that are defined."""
    instants = () if other["touch"] else ("start_us", "end_us")  # a track may be as near at many an instant
    for name in instants:
        yield name, abs(one[name] - other[name]), INSTANT_US
    yield "duration_s", abs(one["duration_s"] - (other["duration_s"] or 0.0)), 2 * INSTANT_US / 1e6
    yield "length_m", abs(one["length_m"] - other["length_m"]), LENGTH_M
    for name in ("margin_m", "max_depth_m"):
        yield name, abs(one[name] - other[name]), DEPTH_M
    for end in () if other["touch"] else ("start", "end"):
        a, b = ((row[f"{end}_lon_deg"], row[f"{end}_lat_deg"]) for row in (one, other))
        yield f"{end}_place_m", float(GEOD.inv(*a, *b)[2]), PLACE_M
        if np.isnan(one[f"{end}_alt_m"]) != np.isnan(other[f"{end}_alt_m"]):
            yield f"{end}_alt_m", np.inf, 0.0
        elif not np.isnan(one[f"{end}_alt_m"]):
            yield f"{end}_alt_m", abs(one[f"{end}_alt_m"] - other[f"{end}_alt_m"]), ALTITUDE_M


def told(group: Group, pair: tuple[int, int], faults: list[str], mine: list[Row], wanted: list[Row]) -> str:
    """A disagreement with all that is needed to see it again."""
    fixes, first = group.stretches.fixes, group.stretches.first
    part = slice(int(first[pair[0]]), int(first[pair[0] + 1]))
    columns = {name: getattr(fixes, name)[part].tolist() for name in ("t_us", "lon_deg", "lat_deg", "alt_m")}
    lines = [
        f"--- {group.edition} {group.names[pair[1]]}, flight {pair[0]} ({group.kinds[pair[0]]}): {'; '.join(faults)}",
        *(f"    {name} = {values!r}" for name, values in columns.items()),
        *(f"    ours:   {row}" for row in mine),
        *(f"    engine: {row}" for row in wanted),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
