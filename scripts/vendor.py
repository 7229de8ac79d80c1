"""Fetch the JavaScript libraries that pages inline, through npm, and lock what was fetched.

    .venv/bin/python scripts/vendor.py            fetch, check, write maps/vendor/ with vendored.toml
    .venv/bin/python scripts/vendor.py --check    fetch, check, compare; write nothing, exit 1 on a difference

To add a library: an entry in ``WANTED`` (version and integrity as ``npm view NAME@VERSION dist.integrity`` prints
them), a run, its licence in ``maps/assets/notices.txt`` and ``licenses/``. Files are kept as the package has them.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).parent.parent / "maps" / "vendor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A package of the npm registry: its pinned tarball, and which of its files are kept (path in it -> name here)."""

    package: str
    version: str
    integrity: str
    licence: str
    files: dict[str, str]


WANTED = (
    Wanted(
        package="geographiclib-geodesic",
        version="2.2.0",
        integrity="sha512-cIedo9VTYb0DFufodgibDmVfsWe9EASqb/kUByl09xc6PZYvLvlc89BHCThtGTPf2OII/zWJGxsR3Uz6O7QOVw==",
        licence="MIT",
        files={"geographiclib-geodesic.min.js": "geographiclib-geodesic.min.js"},
    ),
    Wanted(
        package="uplot",
        version="1.6.32",
        integrity="sha512-KIMVnG68zvu5XXUbC4LQEPnhwOxBuLyW1AHtpm6IKTXImkbLgkMy+jabjLgSLMasNuGGzQm/ep3tOkyTxpiQIw==",
        licence="MIT",
        files={"dist/uPlot.iife.min.js": "uPlot.iife.min.js", "dist/uPlot.min.css": "uPlot.min.css"},
    ),
)


def fetched(wanted: Wanted) -> dict[str, bytes]:
    """The kept files of a package by their name here. Raises ``ValueError`` for a tarball with another hash."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"{wanted.package}@{wanted.version}", "--ignore-scripts", "--silent"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (tarball,) = Path(folder).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode("ascii")
        if f"sha512-{digest}" != wanted.integrity:
            raise ValueError(f"{wanted.package}@{wanted.version} has integrity sha512-{digest}")
        with tarfile.open(tarball) as archive:
            return {name: _member(archive, f"package/{path}") for path, name in wanted.files.items()}


def _member(archive: tarfile.TarFile, path: str) -> bytes:
    stream = archive.extractfile(path)
    if stream is None:
        raise ValueError(f"{path} is no file")
    return stream.read()


def lock_text(files: dict[str, bytes]) -> str:
    """The text of ``vendored.toml`` for the fetched files."""
    parts = ["# Written by scripts/vendor.py: the libraries in this folder, as the npm registry has them.\n"]
    for wanted in WANTED:
        for path, name in wanted.files.items():
            entry = {
                "package": wanted.package,
                "version": wanted.version,
                "licence": wanted.licence,
                "integrity": wanted.integrity,
                "path": path,
                "sha256": hashlib.sha256(files[name]).hexdigest(),
            }
            parts.append(f'["{name}"]\n' + "".join(f'{key} = "{value}"\n' for key, value in entry.items()))
    return "\n".join(parts)


def main(*, check: bool) -> int:
    """Fetch everything and write it, or compare it with what is there."""
    files = {name: data for wanted in WANTED for name, data in fetched(wanted).items()}
    files["vendored.toml"] = lock_text(files).encode("utf-8")
    different = [
        name for name, data in files.items() if not (TARGET / name).exists() or (TARGET / name).read_bytes() != data
    ]
    if check:
        print("\n".join(different) or "as fetched")
        return 1 if different else 0
    TARGET.mkdir(exist_ok=True)
    for name in different:
        (TARGET / name).write_bytes(files[name])
        print(f"{name}: {len(files[name]):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
