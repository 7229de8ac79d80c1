"""Kill a screening with SIGKILL at random moments, resume it each time, and compare bytes: ``--dask local`` too.

    .venv/bin/python benchmarks/screening_kill.py [--kills 20] [--rows 3000000] [--dask] [--seed 1]

One data set with rows in the order of flights and one with rows in any order; units of 100,000 rows. Each kill comes
after a random share of the time that a whole run takes, every second one counted from when the plan stands; the run is
then resumed to its end and its three files compared with those of the run that was not killed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

UNIT_ROWS = 100_000
COMMAND = f"""
from airspace.cli import main
from airspace.screening import settings
settings.UNIT_ROWS = {UNIT_ROWS}
main()
"""


def main() -> int:
    """Run it; the exit status is 1 if any file differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dask", action="store_true")
    asked = parser.parse_args()
    draw = random.Random(asked.seed)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = positions(asked.rows, asked.seed)
        for order in ("contiguous", "scattered"):
            path = folder / f"{order}.parquet"
            mixed = np.random.default_rng(asked.seed).permutation(table.num_rows)
            pq.write_table(table if order == "contiguous" else table.take(mixed), path, row_group_size=UNIT_ROWS)
            command = [sys.executable, "-c", COMMAND, "screen", str(path), "--zone", "TUR", "--zone", "SYR", "--force"]
            subprocess.run([*command, "--out", str(folder / "warm.parquet")], check=True, capture_output=True)
            begun = time.monotonic()
            subprocess.run([*command, "--out", str(folder / "whole.parquet")], check=True, capture_output=True)
            whole_s = time.monotonic() - begun
            wanted = digests(folder, "whole")
            more = ["--dask", "local"] if asked.dask else []
            kills = asked.kills // 2 if order == "contiguous" else asked.kills - asked.kills // 2
            for number in range(kills):
                after_s = draw.uniform(0.0, whole_s)
                planned = folder / ".out.parquet.work" / "plan.json" if number % 2 else None
                state = killed([*command, *more, "--out", str(folder / "out.parquet")], after_s, planned)
                done = subprocess.run(
                    [*command, *more, "--out", str(folder / "out.parquet")], check=True, capture_output=True, text=True
                )
                same = digests(folder, "out") == wanted and not (folder / ".out.parquet.work").exists()
                failed += not same
                told = next(
                    (line for line in done.stderr.splitlines() if line.startswith("going on")), "from its start"
                )
                verdict = "identical" if same else "DIFFERENT"
                print(f"{order} {number + 1}: {state} after {after_s:.2f} of {whole_s:.2f} s, {told}: {verdict}")
    print(f"{asked.kills} runs, {failed} different")
    return 1 if failed else 0


def killed(command: list[str], after_s: float, planned: Path | None) -> str:
    """Begin a run and kill it after a time: counted from its start, or from when its plan stands."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if planned is not None:
        while process.poll() is None and not planned.exists():
            time.sleep(0.001)
        after_s /= 4
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    return "killed" if process.wait() == -signal.SIGKILL else "done"


def digests(folder: Path, stem: str) -> list[str]:
    """SHA-256 of the three files of a run."""
    names = (f"{stem}.parquet", f"{stem}.gaps.parquet", f"{stem}.aside.parquet")
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names]


def positions(rows: int, seed: int) -> pa.Table:
    """Flights of 500 fixes over the Turkey-Syria border, ten seconds apart, one gap of an hour in every fourth."""
    draw = np.random.default_rng(seed)
    flights = rows // 500
    flight = np.repeat(np.arange(flights), 500)
    course = draw.uniform(0, 2 * np.pi, flights)
    step = np.tile(np.arange(500), flights)
    lon = draw.uniform(35.5, 42.0, flights)[flight] + np.sin(course)[flight] * 0.02 * step
    lat = draw.uniform(35.5, 38.0, flights)[flight] + np.cos(course)[flight] * 0.015 * step
    seconds = 1_448_349_845 + 10 * step + 60 * flight + np.where((flight % 4 == 0) & (step > 250), 3600, 0)
    names = pa.array([f"F{number:06d}" for number in range(flights)]).take(pa.array(flight))
    times = pa.array(seconds * 1_000_000, pa.timestamp("us", tz="UTC"))
    return pa.table({"flight": names, "time": times, "lon": lon, "lat": lat, "alt_m": np.full(flight.size, 9000.0)})


if __name__ == "__main__":
    sys.exit(main())
