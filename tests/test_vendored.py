from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from airspace.errors import ChecksumError, MissingAssetError
from maps import vendored as module
from maps.selfcontained import notices
from maps.vendored import vendored

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "maps" / "vendor"
LOCK = tomllib.loads((VENDOR / "vendored.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(LOCK))
def test_a_vendored_file_is_the_locked_one_and_can_stand_in_a_page(name: str) -> None:
    text = vendored(name)
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == LOCK[name]["sha256"]
    # what maps.page refuses in a style or script, and what a browser would fetch
    assert not re.search(r"</(script|style)|<!--|\r|sourceMappingURL|@import|url\(", text, re.IGNORECASE)


def test_every_file_of_the_folder_is_locked() -> None:
    assert {path.name for path in VENDOR.iterdir()} == {*LOCK, "vendored.toml"}


def test_every_vendored_library_has_its_licence_in_the_pages_and_the_package() -> None:
    for entry in LOCK.values():
        assert f"{entry['package'].lower()} {entry['version']} (http" in notices().lower()
        kept = {path.name.lower() for path in (ROOT / "licenses").iterdir()}
        assert f"{entry['licence']}-{entry['package']}.txt".lower() in kept


def test_other_bytes_and_unknown_names_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingAssetError, match="no locked"):
        vendored("nothing.js")
    monkeypatch.setattr(module, "_lock", lambda: {"uPlot.min.css": {"sha256": "0" * 64}})
    with pytest.raises(ChecksumError, match="not the locked"):
        vendored.__wrapped__("uPlot.min.css")


def test_the_source_map_is_dropped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = b"let a = 1;\n//# sourceMappingURL=a.js.map\n"
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "a.js").write_bytes(data)
    monkeypatch.setattr(module, "files", lambda package: tmp_path)
    monkeypatch.setattr(module, "_lock", lambda: {"a.js": {"sha256": hashlib.sha256(data).hexdigest()}})
    assert vendored.__wrapped__("a.js") == "let a = 1;\n"


def test_the_distribution_holds_the_folder() -> None:
    packaged = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    assert "vendor/*" in packaged["maps"]
