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
from maps.markup import html
from maps.shapes import positions

__all__ = ["Shape", "geojson", "line", "marker", "popup"]


class Shape(Layer):
    """A shape in lon/lat degrees, with Leaflet's options of a path.

    Folium's own element of this kind writes half a kilobyte of script about each shape and spaces between all numbers;
    a page with hundreds of small areas is a fifth lighter without.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.geoJson({{ this.geometry }}, {{ this.options|tojavascript }});"
        "{% endmacro %}"
    )

    def __init__(self, shape: Any, options: dict[str, object]) -> None:
        super().__init__(overlay=True, control=False)
        self._name = "Shape"
        self.geometry = json.dumps(shapely.geometry.mapping(shape), separators=(",", ":"), allow_nan=False)
        self.options = options


# Folium writes each shape with a blank behind every comma: a tenth of a page. Its template is told to leave them out.
_JSON: Any = folium.GeoJson._template.environment
_JSON.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}


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
        folium.Tooltip(html(tooltip)).add_to(made)
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
