"""Folium's own elements as every layer uses them: a shape, a line, a marker, a popup, their text through markup.

What they mean on a map is said by :mod:`maps.layers` and :mod:`maps.envelopes`. To be used inside
:func:`maps.drawing.drawing`.
"""

from __future__ import annotations

from typing import Any

import folium
import shapely

from maps import markup
from maps.controls import Content
from maps.markup import html
from maps.shapes import positions

__all__ = ["geojson", "line", "marker", "popup"]


def geojson(
    shape: Any,
    css_class: str,
    *,
    pane: str,
    fill: bool = False,
    stroke: bool = True,
    attribution: object | None = None,
) -> folium.GeoJson:
    """A shape in lon/lat degrees, looks by its class; deaf to the mouse unless its options are set otherwise."""
    style = {"className": markup.css_class(css_class), "fill": fill, "stroke": stroke}
    credit: Any = {} if attribution is None else {"attribution": html(attribution)}
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": [feature]},
        style_function=lambda _: style,
        control=False,
        pane=pane,
        interactive=False,
        smooth_factor=1.0,
        **credit,
    )


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
