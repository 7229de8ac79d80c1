"""Names of settlements on a map, to find the way by; nothing is computed from them."""

from __future__ import annotations

import folium

from airspace.language import _
from geodata.settlements import Settlement, gazetteer, near
from maps import layers
from maps.controls import Behaviour
from maps.markup import visible
from maps.page import LegendItem
from maps.scene import Scene
from maps.shapes import Frame
from maps.theme import swatch

__all__ = ["AT_MOST", "add_settlements", "settlements_about", "settlements_credit"]

AT_MOST = 60
"""Settlements on a page."""

CLOSE, WIDE, CLOSE_SHARE = 3.0, 12.0, 40
"""Up to so many stand in a rectangle of so many times the frame; the largest of a wider one fill up the rest."""

TOWN = 20_000
"""From so many people on a place is named also when the map is far out."""


def add_settlements(scene: Scene, map_: folium.Map, frame: Frame) -> list[LegendItem]:
    """Settlements about a frame as a layer, shown at first; the incident has no say in them.

    To be called inside :func:`maps.drawing.drawing`, before the layers are finished.
    """
    found = settlements_about(frame)
    if not found or scene.tiles is not None:  # tiles have names of their own
        return []
    group = layers.group(map_, _("Settlements"), key="settlements")
    places = [[one.lat_deg, one.lon_deg, visible(one.name), int((one.population or 0) >= TOWN)] for one in found]
    Behaviour("airspaceSettlements", places).add_to(group)
    return [LegendItem(swatch("place"), _("Settlement, for orientation"), (group,))]


def settlements_about(frame: Frame) -> list[Settlement]:
    """Those close by, villages too, and the largest farther out: the largest first, :data:`AT_MOST` in all."""
    close, wide = frame.grown(CLOSE), frame.grown(WIDE)
    found = list(near(close.west, close.south, close.east, close.north, CLOSE_SHARE))
    # the two rectangles begin at different edges: the same place may be given a whole circle apart
    names = {(one.name, round(one.lon_deg % 360, 4), one.lat_deg) for one in found}
    for one in near(wide.west, wide.south, wide.east, wide.north, AT_MOST):
        if len(found) < AT_MOST and (one.name, round(one.lon_deg % 360, 4), one.lat_deg) not in names:
            found.append(one)
    return sorted(found, key=lambda one: (-(one.population or 0), one.name, one.lat_deg))


def settlements_credit() -> str:
    """The credit line of the names."""
    return gazetteer().notice
