"""A hundred thousand copies of a track at once, beside a loop of single checks: ``pytest benchmarks/bench_many.py -s``.

The track has ten legs, 54 km across the salient; the copies are moved by 500 m as a whole and by 100 m at each fix
(one standard deviation, east and north). The zone is Turkey in the default edition, indexed beforehand. Batches go to
two threads; what is laid ready once is reported apart. Ratios are those of the clock, which gain by the threads, and
those of processor time, which do not and are steadier on a machine that is shared.

The loop is timed on 300 of the copies and scaled up. A peer without depth is made of the same parts as the single
check: crossings, and the middle between two of them inside or not. Ratios are printed, and no time is asserted: what is
asserted is that both give the same figures, copy by copy.
"""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest

from airspace.geodesy import direct
from airspace.many.check import CopyCheck
from airspace.theatre import meetings
from airspace.track import Track
from airspace.violation import check_violation
from airspace.zone import national_zone

COPIES, LOOPED, WORKERS, BATCH = 100_000, 300, 2, 5_000
REACH_M = 5_000.0
ROUNDS = 7
START = datetime(2015, 11, 24, 7, 23, tzinfo=UTC)
LON, LAT = np.linspace(36.35, 35.75, 11), np.linspace(35.835, 35.825, 11)


@pytest.fixture(scope="module")
def zone():
    return national_zone("TUR")


@pytest.fixture(scope="module")
def track():
    return Track("salient", LON, LAT, None, START, np.linspace(0, 220, 11))


@pytest.fixture(scope="module")
def offsets():
    rng = np.random.default_rng(20151124)
    return [rng.normal(0, 500, (COPIES, 1)) + rng.normal(0, 100, (COPIES, 11)) for _ in range(2)]


@pytest.fixture(scope="module")
def check(track, zone, offsets):
    """Laid ready and warmed up; how long that takes is printed."""
    begin = time.perf_counter()
    made = CopyCheck(track, zone, REACH_M)
    laid = time.perf_counter() - begin
    run(made, offsets, depth=True, batch=BATCH)
    whole = time.perf_counter() - begin
    print(f"\nlaid ready in {laid:.2f} s; with a first run of all copies, which lays lists, {whole:.2f} s")
    return made


@pytest.fixture(scope="module")
def loops(track, zone, offsets):
    """Clock and processor seconds that each loop takes for all copies, scaled from a few; what it finds for these."""
    copies = [moved(track, *(o[i] for o in offsets)) for i in range(LOOPED)]
    taken = {}
    for name, single in (("with depth", check_violation), ("without depth", crossings_only)):
        single(copies[0], zone)
        clock, processor = time.perf_counter(), time.process_time()
        found = [single(copy, zone) for copy in copies]
        spent = time.perf_counter() - clock, time.process_time() - processor
        taken[name] = [seconds * COPIES / LOOPED for seconds in spent]
        if single is check_violation:
            violations = found
    return taken, violations


def moved(track, east, north):
    azi, way = np.degrees(np.arctan2(east, north)), np.hypot(east, north)
    lon, lat, _ = direct(track.lon_deg, track.lat_deg, azi, way)
    return Track("copy", lon, lat, None, track.start, track.t_s)


def crossings_only(track, zone):
    """Length and duration inside by the parts of the single check, without depth or tolerance."""
    nodes = np.unique(np.concatenate([[0.0], meetings(track, zone.edges), [track.fixes - 1.0]]))
    inside = zone.edges.contains(*track.position((nodes[1:] + nodes[:-1]) / 2))
    return np.diff(track.along(nodes))[inside].sum(), np.diff(track.seconds(nodes))[inside].sum()


def run(check, offsets, *, depth, batch):
    def part(first):
        return check.run(*(o[first : first + batch] for o in offsets), depth=depth)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(part, range(0, COPIES, batch)))


@pytest.mark.parametrize("depth", [False, True], ids=["without-depth", "with-depth"])
def test_copies(benchmark, check, loops, offsets, depth):
    benchmark.group = "100,000 copies"
    taken, _ = loops
    spent = []

    def timed():
        begin = time.process_time()
        found = run(check, offsets, depth=depth, batch=BATCH)
        spent.append(time.process_time() - begin)
        return found

    found = benchmark.pedantic(timed, rounds=ROUNDS)
    clock, processor = benchmark.stats.stats.median, statistics.median(spent)
    print(f"\n{clock:.2f} s by the clock, {processor:.2f} s of processor time", end="")
    for name, whole in taken.items():
        ratios = whole[0] / clock, whole[1] / processor
        benchmark.extra_info[f"loop {name}: clock, processor"] = ratios
        print(f"; a loop {name} takes {ratios[0]:,.0f} and {ratios[1]:,.0f} times as long", end="")
    assert sum(part.inside.size for part in found) == COPIES


def test_copies_in_batches(check, offsets):
    """Which batch size is best here: medians of rounds that take turns."""
    sizes = (1_000, 2_500, 5_000, 10_000, 25_000)
    for depth in (False, True):
        taken = {size: [] for size in sizes}
        for _ in range(3):
            for size in sizes:
                begin = time.perf_counter()
                found = run(check, offsets, depth=depth, batch=size)
                taken[size].append(time.perf_counter() - begin)
        print(f"\ndepth {depth}:", {size: round(statistics.median(times), 2) for size, times in taken.items()}, end="")
        assert len(found) == COPIES // sizes[-1]


def test_copies_agree_with_the_single_check(check, loops, offsets):
    """Copy by copy, to a metre and 5 ms; what is met is printed."""
    _, violations = loops
    found = check.run(*(o[:LOOPED] for o in offsets))
    wanted = np.array([[v.verdict == "inside", len(v.incursions), v.length_m, v.duration_s, v.max_depth_m] for v in violations])  # fmt: skip  # noqa: E501
    ends = np.array(
        [
            [np.nan if not v.incursions or p is None else (p.time - START).total_seconds() for p in ends]
            for v in violations
            for ends in [(v.incursions[0].entry, v.incursions[-1].exit) if v.incursions else (None, None)]
        ]
    )
    ours = np.stack([found.inside, found.stays, found.length_m, found.duration_s, found.max_depth_m], axis=1)
    gap = np.abs(ours - wanted).max(axis=0)
    late = np.abs(np.stack([found.entry_s, found.exit_s], axis=1) - ends)
    print(f"\nlength {gap[2]:.1e} m, duration {gap[3]:.1e} s, depth {gap[4]:.1e} m, ends {np.nanmax(late):.1e} s")
    assert gap[0] == gap[1] == 0
    assert np.array_equal(np.isnan(ends), np.isnan(np.stack([found.entry_s, found.exit_s], axis=1)))
    assert max(gap[2], gap[4]) < 1.0
    assert max(gap[3], np.nanmax(late)) < 5e-3
