"""Fetch CesiumJS for the tests, through npm, once: it plays the CZML files that we write.

    .venv/bin/python scripts/cesium.py            fetch and check it, unless it is there
    .venv/bin/python scripts/cesium.py --check    exit 1 if it is not there

It is 6 MB, and no page of ours holds it, so it stands in the environment and not in the repository. The tarball is
checked against the integrity below, and what was kept of it against its SHA-256 each time a test uses it.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from vendor import Wanted, fetched

CESIUM = Wanted(
    package="cesium",
    version="1.145.0",
    integrity="sha512-6Azix8b5LPpoVSx8XQ6zPztpluJVmq+CEO3W2rOWxtc6bri6Nc9MvCYhKmTW1LAEwfisV7yzNgfulCXw9842+g==",
    licence="Apache-2.0",
    files={"Build/Cesium/Cesium.js": "Cesium.js"},
)
SHA256 = "dbb7a1606ef2150c7266eee6eb10bfeba1bd1351cdce1df85787a45491f482e3"
"""Of the one file that is kept; loading CZML and asking for positions needs no other."""

SCRIPT = Path(sys.prefix) / "share" / "cesium" / "Cesium.js"


def is_there() -> bool:
    """Whether the script is there, and is the one that was checked."""
    return SCRIPT.is_file() and hashlib.sha256(SCRIPT.read_bytes()).hexdigest() == SHA256


def fetch() -> None:
    """Fetch the package and keep its script. Raises ``ValueError`` for other bytes."""
    data = fetched(CESIUM)["Cesium.js"]
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise ValueError(f"Cesium.js of {CESIUM.version} has SHA-256 {found}")
    SCRIPT.parent.mkdir(parents=True, exist_ok=True)
    draft = SCRIPT.with_suffix(".draft")
    draft.write_bytes(data)
    draft.replace(SCRIPT)
    print(f"fetched {CESIUM.package} {CESIUM.version}: {SCRIPT.name}, {len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    if not is_there():
        if "--check" in sys.argv[1:]:
            sys.exit(1)
        try:
            fetch()
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            sys.exit(f"CesiumJS, which the tests need, was not fetched: {error}")
