"""JavaScript libraries kept in ``maps/vendor``, each file locked by SHA-256 in ``vendored.toml``.

``scripts/vendor.py`` fetches them and writes the lock; nothing is fetched here.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from airspace.errors import ChecksumError, MissingAssetError

__all__ = ["vendored"]


@lru_cache(maxsize=1)
def _lock() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("maps").joinpath("vendor", "vendored.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def vendored(name: str) -> str:
    """The text of a locked script or style, without the address of its source map.

    Raises :class:`~airspace.errors.MissingAssetError` for a name that is not locked or not there and
    :class:`~airspace.errors.ChecksumError` for other bytes.
    """
    entry = _lock().get(name)
    if entry is None:
        raise MissingAssetError(f"maps/vendor has no locked {name}")
    try:
        data = files("maps").joinpath("vendor", name).read_bytes()
    except FileNotFoundError:
        raise MissingAssetError(f"maps/vendor lacks {name}") from None
    found = hashlib.sha256(data).hexdigest()
    if found != entry["sha256"]:
        raise ChecksumError(f"maps/vendor/{name} has SHA-256 {found}, not the locked {entry['sha256']}")
    text = data.decode("utf-8").replace("\r\n", "\n")
    return re.sub(r"(?m)^(//[#@] *sourceMappingURL=.*|/\*[#@] *sourceMappingURL=.*\*/)$", "", text).rstrip() + "\n"
