"""Every broken and hostile file of the tests, and those at the edge of the ceilings, each in a process of its own.

    .venv/bin/python benchmarks/hostile_files.py [NAME]...

prints the time and the memory that ``airspace check`` takes to refuse each. Ends with status 1 if one is not refused
in one clear error, takes more than 5 s (of processor time: the machine may be shared), or more than 1 GB.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from hostile_files import GOOD_CSV, TRACKS, ZONE, ZONES, heavy  # noqa: E402

MOST_S, MOST_BYTES = 5.0, 1e9
RUN = """
import re, time
from airspace.cli import main
try:
    main()
finally:
    print(time.process_time(), re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""
"""The program, and then what it took; what a process reports of its children counts memory of the parent's too."""


def cases(folder: Path) -> Iterator[tuple[str, list[str], str]]:
    """Name, arguments and a part of the error of each; one file stands in the folder at a time."""
    zone, track = folder / "good-zone.geojson", folder / "good-track.csv"
    zone.write_text(json.dumps(ZONE), encoding="utf-8")
    track.write_text(GOOD_CSV, encoding="utf-8")
    only = sys.argv[1:]
    made = [(name, lambda raw=raw: raw, told) for name, raw, told in TRACKS]
    for name, make, told in (*made, *heavy()):
        if only and name not in only:
            continue
        path = folder / name
        path.write_bytes(make())
        yield name, [str(path), "--zone", str(zone)], told
        path.unlink()
    for name, raw, told in () if only else ZONES:
        path = folder / name
        path.write_bytes(raw)
        yield f"zone {name}", [str(track), "--zone", str(path)], told
        path.unlink()


def run(arguments: list[str], errors: Path) -> tuple[int, str, float, float, int]:
    """Exit status, stderr, seconds by the clock and of the processor, and the most bytes that were resident."""
    command = [sys.executable, "-c", RUN, "check", *arguments]
    began = time.perf_counter()
    with errors.open("w") as stream:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=stream, cwd=ROOT, text=True, check=False)
    took = time.perf_counter() - began
    cpu, kib = done.stdout.split()
    return done.returncode, errors.read_text(), took, float(cpu), int(kib) * 1024


def main() -> int:
    """Run all; 0 if each was refused as it should be."""
    failed, most_s, most_cpu, most_bytes, count = [], 0.0, 0.0, 0, 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, arguments, told in cases(folder):
            code, stderr, took, cpu, size = run(arguments, folder / "stderr.txt")
            clear = code == 1 and stderr.startswith("Error:") and "Traceback" not in stderr and told in stderr
            fit = clear and cpu <= MOST_S and size <= MOST_BYTES
            failed += [] if fit else [name]
            count += 1
            most_s, most_cpu, most_bytes = max(most_s, took), max(most_cpu, cpu), max(most_bytes, size)
            first = stderr.strip().replace(str(folder) + "/", "").splitlines()[:2]
            print(f"{took:6.2f} s {cpu:6.2f} s {size / 1e6:6.0f} MB  {name}: {' '.join(first)[:110]}", flush=True)
            if not fit:
                print(f"    NOT FIT (status {code})", flush=True)
    print(
        f"{count} files; at most {most_s:.2f} s, {most_cpu:.2f} s of the processor, {most_bytes / 1e6:.0f} MB resident"
    )
    print("all refused in one clear error" if not failed else f"not fit: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
