"""Counts by zone, day and flight, against a count in plain Python."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from airspace.screening.summary import BY, Summary, summarise

INSTANT = pa.timestamp("us", tz="UTC")
START = datetime(2015, 11, 24, 23, 59, 59, 999_999, tzinfo=UTC)
KEYS = {"zone": ("zone", "edition"), "day": ("day",), "flight": ("flight",)}


def stay(
    flight,
    zone,
    verdict="inside",
    start=START,
    duration_s=10.0,
    length_m=2000.0,
    max_depth_m=50.0,
    edition="e",
    decisive=True,
):
    return {
        "flight": flight, "zone": zone, "edition": edition, "verdict": verdict, "start_time": start,
        "duration_s": duration_s, "length_m": length_m, "max_depth_m": max_depth_m, "why": None, "decisive": decisive,
    }  # fmt: skip


def stays(rows):
    kinds = {
        "start_time": INSTANT,
        "decisive": pa.bool_(),
        **dict.fromkeys(("duration_s", "length_m", "max_depth_m"), pa.float64()),
    }
    names = stay("", "").keys()
    return pa.table({n: pa.array([row[n] for row in rows], kinds.get(n, pa.string())) for n in names})


def gap_table(rows):
    names = ("flight", "zone", "edition", "answer", "before_time")
    kinds = [pa.string()] * 4 + [INSTANT]
    return pa.table({n: pa.array([r[i] for r in rows], k) for i, (n, k) in enumerate(zip(names, kinds, strict=True))})


def test_worked_out_by_hand():
    first = [
        stay("A", "TUR"),
        stay("A", "SYR", "undetermined", length_m=0.0, max_depth_m=None, duration_s=0.0, decisive=False),
        stay("A", "TUR", start=START + timedelta(microseconds=1), max_depth_m=70.0, decisive=False),
    ]
    second = [
        stay("A", "TUR", duration_s=None),
        stay("B", "TUR"),
        stay("B", "land.geojson", edition=None, decisive=None),
    ]
    gaps = [("A", "TUR", "e", "must", START), ("A", "TUR", "e", "may", START), ("B", "SYR", "e", "may", START)]
    found = summarise([stays(first), stays([]), stays(second)], [gap_table(gaps), gap_table([])], BY)
    json.dumps(found)
    figures = ("incursions", "flights", "zones", "total_time_s", "total_length_m", "max_depth_m", "undetermined")
    figures += ("not_decisive", "gaps_must", "gaps_may")

    def table(by):
        return [tuple(row[name] for name in (*KEYS[by], *figures) if name != by + "s") for row in found[by]]

    assert table("zone") == [
        ("SYR", "e", 0, 0, 0.0, 0.0, None, 1, 1, 0, 1),
        ("TUR", "e", 4, 2, 30.0, 8000.0, 70.0, 0, 1, 1, 1),
        ("land.geojson", None, 1, 1, 10.0, 2000.0, 50.0, 0, 0, 0, 0),
    ]
    assert table("day") == [
        ("2015-11-24", 4, 2, 2, 30.0, 8000.0, 50.0, 1, 1, 1, 2),
        ("2015-11-25", 1, 1, 1, 10.0, 2000.0, 70.0, 0, 1, 0, 0),
    ]
    assert table("flight") == [
        ("A", 3, 1, 20.0, 6000.0, 70.0, 1, 2, 1, 1),
        ("B", 2, 2, 20.0, 4000.0, 50.0, 0, 0, 0, 1),
    ]


@pytest.mark.parametrize("by", BY)
def test_however_the_rows_are_dealt_to_tables_the_figures_are_the_same(by):
    rng = np.random.default_rng(8)
    rows = [
        stay(
            f"F{flight}", f"Z{rng.integers(4)}", str(rng.choice(["inside", "inside", "undetermined"])),
            START + timedelta(hours=float(rng.uniform(0, 90))), *map(float, rng.uniform(0, 1e4, 3)),
            decisive=[True, False, None][rng.integers(3)],
        )
        for flight in range(60)
        for _ in range(int(rng.integers(1, 9)))
    ]  # fmt: skip
    want = defaultdict(list)
    for row in rows:
        want[tuple({**row, "day": f"{row['start_time']:%Y-%m-%d}"}[name] for name in KEYS[by])].append(row)
    found = []
    for size in (1, 7, 1000):
        summary = Summary(by)
        for start in range(0, len(rows), size):
            summary.add_violations(stays(rows[start : start + size]))
        found.append(summary.rows())
    assert found[0] == found[1] == found[2]
    assert [tuple(row[name] for name in KEYS[by]) for row in found[0]] == sorted(want)
    for row in found[0]:
        group = want[tuple(row[name] for name in KEYS[by])]
        inside = [one for one in group if one["verdict"] == "inside"]
        assert row["incursions"] == len(inside)
        assert row["undetermined"] == len(group) - len(inside)
        assert row["not_decisive"] == [one["decisive"] for one in group].count(False)
        assert row.get("flights") == (None if by == "flight" else len({one["flight"] for one in inside}))
        assert row.get("zones") == (None if by == "zone" else len({one["zone"] for one in inside}))
        assert row["total_time_s"] == pytest.approx(sum(one["duration_s"] for one in inside), abs=1e-5)
        assert row["total_length_m"] == pytest.approx(sum(one["length_m"] for one in inside), abs=1e-2)
        assert row["max_depth_m"] == pytest.approx(max((one["max_depth_m"] for one in inside), default=None), abs=1e-3)
