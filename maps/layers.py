"""From geometry to Folium layers: ground, borders, zones, paths, points and measures.

Arrays are lon/lat degrees on WGS84. A long leg must come densified (a geodesic is no straight line on this
map). Every text may come from outside: it passes :mod:`maps.markup` here, and :class:`~maps.markup.Html` is
taken as it is. Colours come from CSS classes, so that a page can be light or dark. To be used inside
:func:`maps.drawing.drawing`.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import folium
from folium.map import CustomPane
from numpy.typing import ArrayLike

from airspace.language import _
from maps import markup, primitives
from maps.controls import Behaviour, Graticule, Group, Section, switch_groups
from maps.markup import join, tag
from maps.overview import overview
from maps.shapes import Frame, drawn, positions
from maps.theme import ClaimStyle, EditionStyle
from maps.tiles import Tiles, TilesLayer

__all__ = [
    "area",
    "area_name",
    "base_map",
    "border",
    "finish",
    "group",
    "inside",
    "line_name",
    "measured",
    "path",
    "point",
    "ring",
    "zone",
]

Side = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
PointKind = Literal["entry", "exit", "deepest", "closest", "warning", "event", "place"]

# What lies over what, whatever is switched on when. Leaflet's own: tiles 200, paths 400, markers 600.
_PANES: Final = {"ground": 210, "zones": 250, "borders": 350, "rings": 380}


def base_map(
    frame: Frame, *, land: Any = None, world: Any = None, outline: Any = None, tiles: Tiles | None = None
) -> folium.Map:
    """An empty map that opens on ``frame``, on a ground of shapes or, if asked for, of tiles.

    ``land`` is land known well enough to be seen close by; ``world`` a coarse outline of the rest, shown only
    when the map is far out (see :func:`maps.shapes.elsewhere`); ``outline`` one of all land, for a small map of the
    surroundings. Finish with :func:`finish` when all layers are in.
    """
    centre = [(frame.south + frame.north) / 2, (frame.west + frame.east) / 2]
    options: Any = {"minZoom": 2, "maxZoom": 20, "zoomSnap": 0.25, "wheelPxPerZoomLevel": 90}
    options["attributionControl"] = False  # Leaflet's own begins with an emblem; furniture.js adds a plain one
    made = folium.Map(location=centre, tiles=None, zoom_start=10, zoom_control="topright", **options)
    for name, z_index in _PANES.items():
        CustomPane(name, z_index=z_index).add_to(made)
    Behaviour("airspaceFurniture").add_to(made)
    Behaviour("airspaceCoordinates").add_to(made)
    Behaviour("airspaceOpening", frame.corners).add_to(made)
    if outline is not None:
        Behaviour("airspaceOverview", *overview(outline, frame)).add_to(made)
    if tiles is not None:
        TilesLayer(tiles).add_to(made)
    else:
        for shape, css in ((world, "elsewhere"), (land, "land")):
            if shape is not None:
                primitives.geojson(drawn(shape).geometry, css, pane="ground", fill=True, stroke=False).add_to(made)
    return made


def finish(map_: folium.Map, *, grid_name: str | None = None) -> None:
    """Add the grid, the layer switch and what works on the layers; after the last of them is in."""
    Graticule(grid_name or _("Parallels and meridians")).add_to(map_)
    Behaviour("airspaceLayers", switch_groups(map_)).add_to(map_)
    Behaviour("airspaceMeasure").add_to(map_)
    Behaviour("airspacePermalink").add_to(map_)
    Behaviour("airspaceLabels").add_to(map_)


def group(
    map_: folium.Map,
    name: str,
    *,
    section: Section = "context",
    key: str | None = None,
    of: str | None = None,
    rank: int = 0,
    show: bool = True,
    listed: bool = True,
) -> folium.FeatureGroup:
    """A layer that the reader can switch; a name that is taken in its group of the switch gets a number behind it.

    ``section`` is that group and ``of`` whose layers it holds, where each has a group of its own; ``key`` is the
    layer's name in the address of the page, the same in every language (see :class:`maps.controls.Group`).
    """
    there = [child for child in map_._children.values() if isinstance(child, Group)]
    taken = {child.title for child in there if (child.section, child.of) == (section, of)}
    wanted, count = name, 1
    while wanted in taken:
        count += 1
        wanted = f"{name} ({count})"
    made = Group(wanted, key=key or f"layer-{len(there)}", section=section, of=of, rank=rank, show=show, listed=listed)
    made.add_to(map_)
    return made


# --- ground -------------------------------------------------------------------------------------------------


def zone(to: folium.FeatureGroup, shape: Any, *, css_class: str = "zone") -> None:
    """A zone's area, filled and without outline; the border is drawn by :func:`border`."""
    primitives.geojson(shape, css_class, pane="zones", fill=True, stroke=False).add_to(to)


def border(
    to: folium.FeatureGroup,
    shape: Any,
    name: object,
    *,
    credit: object | None = None,
    other: bool = False,
    edition: EditionStyle | None = None,
) -> None:
    """The outline of an area, or a line, named under the mouse; ``credit`` stands on the map while it is shown.

    ``other`` marks an edition beside the one that the page computes with; ``edition`` is how it is drawn where
    editions are compared, each by a dash pattern of its own.
    """
    lines = shape.boundary if shape.geom_type.endswith("Polygon") else shape
    css = "border compared" if edition else "border border-other" if other else "border"
    made = primitives.geojson(lines, css, pane="borders", attribution=credit)
    dash = edition.dash if edition else "1 4" if other else None
    if dash is not None:
        made.options["dashArray"] = markup.dash(dash)
    folium.Tooltip(join([name])).add_to(made)
    made.options["interactive"] = True
    made.add_to(to)


def area(
    to: folium.FeatureGroup,
    shape: Any,
    name: object,
    *,
    css_class: str = "area",
    popup: object = None,
    below: bool = False,
) -> None:
    """An area derived from statements: hatched outline, faint fill, named under the mouse; or ``below`` the borders."""
    made = primitives.geojson(drawn(shape).geometry, css_class, pane="zones" if below else "rings", fill=True)
    made.options["interactive"] = True
    folium.Tooltip(join([name])).add_to(made)
    if popup is not None:
        primitives.popup(popup).add_to(made)
    made.add_to(to)


def ring(to: folium.FeatureGroup, lon_deg: ArrayLike, lat_deg: ArrayLike, name: object) -> None:
    """A closed line through computed points, such as a geodesic circle; dotted, no fill."""
    points = positions(lon_deg, lat_deg)
    primitives.line(points + points[:1], "ring", weight=1.5, dash="2 5", pane="rings", tooltip=name).add_to(to)


def area_name(
    to: folium.FeatureGroup, lon_deg: float, lat_deg: float, name: str, *, when_far: bool = False, small: bool = False
) -> None:
    """The name of a state, set wide across its land; there close by, or else only when the map is far out.

    ``small``: plain small words in an area instead.
    """
    css = "area-name" + (" when-far" if when_far else "") + (" small" if small else "")
    icon = folium.DivIcon(html=tag("span", name), icon_size=(0, 0), class_name=css)
    primitives.marker(lon_deg, lat_deg, icon, interactive=False, keyboard=False).add_to(to)


# --- evidence -----------------------------------------------------------------------------------------------


def path(
    to: folium.FeatureGroup,
    lon_deg: ArrayLike,
    lat_deg: ArrayLike,
    style: ClaimStyle,
    *,
    dashed: bool = True,
    tooltip: object = None,
    popup: object = None,
    weight: float = 2.5,
) -> None:
    """A path with direction arrows; dashed unless it was measured. A wider line, unseen, takes mouse and finger."""
    points, dash = positions(lon_deg, lat_deg), style.dash if dashed else None
    line = primitives.line(points, f"{style.css_class} path", weight=weight, dash=dash, interactive=False)
    Behaviour("airspaceArrows", f"{style.css_class} arrow").add_to(line)
    line.add_to(to)
    primitives.line(points, "reach", weight=16, tooltip=tooltip, popup=popup).add_to(to)


def inside(
    to: folium.FeatureGroup,
    lon_deg: ArrayLike,
    lat_deg: ArrayLike,
    style: ClaimStyle,
    *,
    tooltip: object = None,
    popup: object = None,
    weight: float = 7,
) -> None:
    """The stretch of a path inside the zone: solid and thick; ``weight`` in pixels."""
    css = f"{style.css_class} inside"
    primitives.line(positions(lon_deg, lat_deg), css, weight=weight, tooltip=tooltip, popup=popup).add_to(to)


def line_name(to: folium.FeatureGroup, lon_deg: float, lat_deg: float, name: str, *, side: Side = "e") -> None:
    """The name of a line, printed beside one of its points."""
    text = tag("span", name, class_=f"label {markup.css_class(side)}")
    icon = folium.DivIcon(html=text, icon_size=(0, 0), class_name="point line-name")
    primitives.marker(lon_deg, lat_deg, icon, interactive=False, keyboard=False).add_to(to)


def point(
    to: folium.FeatureGroup,
    lon_deg: float,
    lat_deg: float,
    kind: PointKind,
    name: str,
    *,
    style: ClaimStyle | None = None,
    label: object = None,
    side: Side = "ne",
    popup: object = None,
) -> None:
    """A point that can be reached by mouse, finger and keyboard; ``name`` is its tooltip and its spoken name.

    A marker rather than a circle on the drawing: a circle has no place in the tab order. ``label`` is printed
    beside it, at ``side``.
    """
    parts = [tag("span", class_="dot"), tag("span", name, class_="spoken")]
    if label is not None:
        parts.append(tag("span", label, class_=f"label {markup.css_class(side)}", aria_hidden="true"))
    css = f"point {markup.css_class(kind)}" + (f" {style.css_class}" if style else "")
    icon = folium.DivIcon(html=join(parts), icon_size=(28, 28), icon_anchor=(14, 14), class_name=css)
    made = primitives.marker(lon_deg, lat_deg, icon, keyboard=popup is not None)
    folium.Tooltip(join([name]), sticky=False, direction="top", offset=[0, -8]).add_to(made)
    if popup is not None:
        primitives.popup(popup).add_to(made)
    made.add_to(to)


def measured(
    to: folium.FeatureGroup,
    start: tuple[float, float],
    end: tuple[float, float],
    label: object,
    *,
    style: ClaimStyle | None = None,
    side: Side = "e",
) -> None:
    """A measured distance between two (lon, lat) points: a thin line with its length printed at the middle."""
    lon, lat = (start[0], end[0]), (start[1], end[1])
    css = "measure" + (f" {style.css_class}" if style else "")
    primitives.line(positions(lon, lat), css, weight=1.5, interactive=False).add_to(to)
    text = tag("span", label, class_=f"label {markup.css_class(side)}")
    icon = folium.DivIcon(html=text, icon_size=(0, 0), class_name=f"point {css}")
    primitives.marker(sum(lon) / 2, sum(lat) / 2, icon, interactive=False, keyboard=False).add_to(to)
