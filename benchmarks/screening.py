"""All benchmarks of screening, one after the other, as one section of markdown.

    python benchmarks/screening.py [--quick] [--rounds N] [--into docs/screening-peers.md]

With ``--into`` the section takes the place of the one below the line "## Measured" of that page. Some 40 minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from screening_common import say, versions

HERE = Path(__file__).parent
HEADING = "## Measured\n"
PARTS = {
    "points": "### A. Which of 23 states does each point lie in?",
    "tracks": "### B. When did each flight enter and leave Turkey?",
    "depth": "### C. How far from the border does each point inside Turkey lie?",
    "memory": "### D. Parquet, memory, the index of the world",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--into", type=Path, help="page whose section is written anew")
    asked = parser.parse_args()
    sections = [about()]
    with tempfile.TemporaryDirectory() as temporary:
        for name, heading in PARTS.items():
            say(f"== {name}")
            target = Path(temporary) / f"{name}.md"
            command = [sys.executable, "-W", "ignore", HERE / f"screening_{name}.py", "--to", target]
            command += ["--rounds", str(asked.rounds), *(["--quick"] if asked.quick else [])]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            sections.append(f"{heading}\n\n{target.read_text('utf-8')}")
    sections.append(f"### E. Ours and the engine, flight by flight\n\n{agreement(quick=asked.quick)}")
    text = HEADING + "\n" + "\n\n".join(sections) + "\n"
    if asked.into is None:
        print(text)
    else:
        page = asked.into.read_text("utf-8")
        asked.into.write_text(page[: page.index(HEADING)] + text, "utf-8")
    return 0


def about() -> str:
    """The machine and the versions that all share."""
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} shared cores, "
        f"{versions('numpy', 'numba', 'pyproj', 'pyarrow', 'pandas')}. What a row is called as stands below each table."
    )


def agreement(*, quick: bool) -> str:
    command = [sys.executable, "-W", "ignore", HERE / "screening_agreement.py", *(["--quick"] if quick else [])]
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return "\n".join(f"- {line}" for line in found.stdout.splitlines()[:3])


if __name__ == "__main__":
    sys.exit(main())
