"""Folium's own elements as every layer uses them: a shape, a line, a marker, a popup, their text through markup.

What they mean on a map is said by :mod:`maps.layers` and :mod:`maps.envelopes`. To be used inside
:func:`maps.drawing.drawing`.
"""

from __future__ import annotations

import json
from typing import Any

import folium
import shapely
from folium.map import Layer
from folium.template import Template

from maps import markup
from maps.controls import Content
from maps.markup import html, join
from maps.shapes import coded, positions

__all__ = ["SHAPE_DEGREES", "Shape", "geojson", "line", "marker", "popup"]


SHAPE_DEGREES = 1e-6
"""What a whole number of a coded shape stands for: at most 0.11 m. ``shapes.js`` knows it too."""


class Shape(Layer):
    """An area or a line in lon/lat degrees, with Leaflet's options of a path.

    Folium's own element of this kind writes half a kilobyte of script about each shape, and every coordinate in full.
    Here each point is told as the step from the one before it (:func:`maps.shapes.coded`); a page is half as heavy.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = "
        "airspaceShape('{{ this.kind }}', {{ this.parts }}, {{ this.options|tojavascript }});"
        "{% endmacro %}"
    )
    asset = "shapes.js"

    def __init__(self, shape: Any, options: dict[str, object]) -> None:
        super().__init__(overlay=True, control=False)
        self._name = "Shape"
        self.kind = "area" if shape.geom_type.endswith("Polygon") else "line"
        self.parts = json.dumps([_rings(part) for part in shapely.get_parts(shape)], separators=(",", ":"))
        self.options = options


def _rings(part: Any) -> list[list[int]]:
    """The outer ring of an area and its holes, or the one line, coded."""
    lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
    points = (shapely.get_coordinates(line) for line in lines)
    return [coded(p[:, 0], p[:, 1], SHAPE_DEGREES) for p in points if len(p)]


def geojson(
    shape: Any,
    css_class: str,
    *,
    pane: str,
    fill: bool = False,
    stroke: bool = True,
    attribution: object | None = None,
) -> Shape:
    """A shape in lon/lat degrees, looks by its class; deaf to the mouse unless its options are set otherwise."""
    options = {"className": markup.css_class(css_class), "fill": fill, "stroke": stroke, "pane": pane}
    credit = {} if attribution is None else {"attribution": str(html(attribution))}
    return Shape(shape, options | {"interactive": False} | credit)


def line(
    points: list[list[float]] | list[list[list[float]]],
    css_class: str,
    *,
    weight: float,
    dash: str | None = None,
    pane: str | None = None,
    interactive: bool = True,
    tooltip: object = None,
    popup: object = None,
) -> Any:
    """A line, or several in one, through latitude-first points; ``weight`` in pixels; dashed ones have blunt ends."""
    made: Any = folium.PolyLine(  # type: ignore[no-untyped-call]
        points,
        class_name=markup.css_class(css_class),
        weight=weight,
        dash_array=None if dash is None else markup.dash(dash),
        line_cap="butt" if dash else "round",
        smooth_factor=0.4,
    )
    made.options |= {"interactive": interactive} | ({} if pane is None else {"pane": pane})
    if tooltip is not None:
        folium.Tooltip(join([tooltip])).add_to(made)
    if popup is not None:
        _popup(popup).add_to(made)
    return made


def marker(lon_deg: float, lat_deg: float, icon: folium.DivIcon, **options: Any) -> folium.Marker:
    """A marker at one point."""
    return folium.Marker(positions([lon_deg], [lat_deg])[0], icon=icon, **options)


def popup(content: object) -> folium.Popup:
    """A popup without inline style."""
    return folium.Popup(Content(content), max_width=320, min_width=200, max_height=360)


_popup = popup  # where a parameter has its name
