"""How long a comparison takes, from cold: ``pytest benchmarks/bench_compare.py``.

The bar: ``airspace compare su24-2015`` on all five editions under 10 s, a fresh process with everything it imports
and loads. Its peer in the same run is ``airspace check --claim turkey --edition all`` of the same incident, which
solves four paths on five editions. Processor time, so that a busy machine fails no bar.
"""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

BAR_S = 10.0
COMMANDS = {
    "compare": ("compare", "su24-2015", "--json"),
    "check": ("check", "su24-2015", "--claim", "turkey", "--edition", "all", "--json"),
}


def children_s() -> float:
    """Processor time of all finished child processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cold(name: str) -> None:
    command = [sys.executable, "-m", "airspace.cli", *COMMANDS[name]]
    assert subprocess.run(command, capture_output=True, check=True).stdout


@pytest.mark.benchmark(timer=children_s, group="from cold")
@pytest.mark.parametrize("name", COMMANDS)
def test_from_cold(benchmark, name):
    benchmark.pedantic(cold, (name,), rounds=3)
    if name == "compare":
        assert benchmark.stats.stats.median < BAR_S
