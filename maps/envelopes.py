"""Uncertainty on a map: a family of paths, where along the border it enters and leaves, the shift that flips a verdict.

A family is the paths that meet a claim's statements among many drawn at random; its layers say so under the mouse.
Arrays are lon/lat degrees on WGS84. Outside text passes :mod:`maps.markup`. To be used inside
:func:`maps.drawing.drawing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import folium
import numpy as np
from numpy.typing import ArrayLike

from airspace import numbers
from airspace.assessment import TrackCase
from airspace.displacement import Displacement
from airspace.flip import Flip
from airspace.language import _, mark
from maps import layers, markup, primitives
from maps.controls import Behaviour
from maps.layers import Side
from maps.markup import tag
from maps.scene import Scene
from maps.shapes import positions
from maps.theme import ClaimStyle

__all__ = ["add_flip", "arrow", "band", "median", "members", "spread"]

SpreadKind = Literal["entry", "exit", "closest"]

SAMPLED = mark("family of paths that meet the statements; sampled")

SPREAD_WEIGHT = 12
MEMBER_WEIGHT = 0.75
MEDIAN_DASH = "1 4"


def arrow(
    to: folium.FeatureGroup,
    start: tuple[float, float],
    end: tuple[float, float],
    label: object,
    *,
    style: ClaimStyle,
    tooltip: object = None,
    side: Side = "e",
) -> None:
    """A shift from one (lon, lat) point to another, its text beyond its head: at its middle stands what is measured.

    In ink with a head at its end, where :func:`maps.layers.measured` is thin and in the claim's colour.
    """
    lon, lat = (start[0], end[0]), (start[1], end[1])
    points = positions(lon, lat)
    line = primitives.line(points, f"{style.css_class} flip", weight=2, interactive=False)
    Behaviour("airspaceArrows", f"{style.css_class} flip-head", True).add_to(line)
    line.add_to(to)
    if tooltip is not None:
        primitives.line(points, "reach", weight=16, tooltip=tooltip).add_to(to)
    text = tag("span", label, class_=f"label {markup.css_class(side)}")
    icon = folium.DivIcon(html=text, icon_size=(0, 0), class_name=f"point flip {style.css_class}")
    primitives.marker(*end, icon, interactive=False, keyboard=False).add_to(to)


def band(to: folium.FeatureGroup, polygon: Any, name: str, *, style: ClaimStyle, popup: object = None) -> None:
    """The area that a family's paths keep to, a lon/lat polygon; its edge is dashed, so that it is no zone."""
    css = f"{style.css_class} band"
    layers.area(to, polygon, f"{name}: {_(SAMPLED)}", css_class=css, popup=popup, below=True)


def members(to: folium.FeatureGroup, lon_deg: ArrayLike, lat_deg: ArrayLike, style: ClaimStyle) -> None:
    """Paths of a family, shape (paths, fixes), as thin as lines can be and deaf to the mouse."""
    css, lines = f"{style.css_class} member", _lines(zip(np.asarray(lon_deg), np.asarray(lat_deg), strict=True))
    primitives.line(lines, css, weight=MEMBER_WEIGHT, pane="rings", interactive=False).add_to(to)


def median(
    to: folium.FeatureGroup,
    lon_deg: ArrayLike,
    lat_deg: ArrayLike,
    name: str,
    *,
    style: ClaimStyle,
) -> None:
    """The middle of a family's paths; dotted, since it need be none of them."""
    css, points = f"{style.css_class} median", positions(lon_deg, lat_deg)
    primitives.line(points, css, weight=1.75, dash=MEDIAN_DASH, pane="rings", interactive=False).add_to(to)
    primitives.line(points, "reach", weight=14, tooltip=f"{name}: {_(SAMPLED)}", pane="rings").add_to(to)


def spread(
    to: folium.FeatureGroup,
    stretches: Iterable[tuple[ArrayLike, ArrayLike]],
    label: str,
    kind: SpreadKind,
    style: ClaimStyle,
    *,
    middle: tuple[float, float],
) -> None:
    """The stretches of border along which a family's paths enter or leave, and a mark at the (lon, lat) middle.

    ``stretches``: longitudes and latitudes of each. ``label`` names them under the mouse.
    """
    css, text = f"{style.css_class} spread {kind}", f"{label}: {_(SAMPLED)}"
    line = primitives.line(_lines(stretches), css, weight=SPREAD_WEIGHT, pane="rings", tooltip=text)
    line.options["lineCap"] = "butt"
    line.add_to(to)
    layers.point(to, *middle, "event", text, style=style)


def _lines(lines: Iterable[tuple[ArrayLike, ArrayLike]]) -> list[list[list[float]]]:
    return [positions(lon, lat) for lon, lat in lines]


def add_flip(scene: Scene, group: folium.FeatureGroup, case: TrackCase, flip: Flip) -> None:
    """The shift that flips a verdict, from the path's deepest (or closest) point; nothing where there is none."""
    found = flip.displacement
    if found is None:
        return
    far = numbers.distance(found.told_m)
    undecided = found.becomes == "undetermined"
    label = (
        _("{distance} would leave it undetermined", distance=far)
        if undecided
        else _("{distance} would flip it", distance=far)
    )
    tooltip = f"{case.label}: {flip.sentence}"
    arrow(group, found.at, found.to, label, style=scene.styles[case.claim_id], tooltip=tooltip, side=_beside(found))


def _beside(found: Displacement) -> Side:
    """The side of an arrow's end to which it points: there its text is clear of it."""
    sides: tuple[Side, ...] = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
    return sides[round(found.bearing_deg / 45.0) % 8]
