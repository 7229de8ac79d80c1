"""A background of map tiles from a server, only where someone asks for it; every other page asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import folium

from maps.drawing import elements
from maps.markup import html

__all__ = ["Tiles", "TilesLayer", "sources_of"]

_ADDRESS = re.compile(r"https://((?:\{s\}\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?)/[\w./~%?=&+-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile server: its address template with ``{z} {x} {y}`` (and ``{s}``), and the credit it asks for.

    Raises ``ValueError`` for an address that is not a plain https template.
    """

    address: str
    credit: str

    def __post_init__(self) -> None:
        if self._host() is None or not all(part in self.address for part in ("{z}", "{x}", "{y}")):
            raise ValueError(
                f"{self.address!r} is no tile address; write it like https://tile.example.org/{{z}}/{{x}}/{{y}}.png"
            )

    def _host(self) -> str | None:
        found = _ADDRESS.fullmatch(re.sub(r"\{[zxyr]\}", "0", self.address))
        return found.group(1) if found else None

    @property
    def source(self) -> str:
        """The host as a Content-Security-Policy names it."""
        return f"https://{self._host()}".replace("{s}", "*")


class TilesLayer(folium.TileLayer):
    """The tiles as a layer. Servers want to know who asks, so this one request carries the page's origin."""

    def __init__(self, tiles: Tiles) -> None:
        options: Any = {"referrerPolicy": "strict-origin-when-cross-origin"}
        super().__init__(tiles=tiles.address, attr=html(tiles.credit), name="Tiles", control=False, **options)
        self.source = tiles.source


def sources_of(root: Any) -> Iterator[str]:
    """The hosts that the tile layers of a Folium tree load from."""
    return (element.source for element in elements(root) if isinstance(element, TilesLayer))
