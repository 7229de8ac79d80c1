"""Folium elements of our own: calls of the scripts in ``maps/assets``, and popups without inline style.

An element that needs a script names it in ``asset``; :mod:`maps.page` puts each named script into the page. Layers say
to which group of the layer switch they belong (:class:`Group`).
To be built inside :func:`maps.drawing.drawing`, like everything of Folium.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

import folium
from branca.element import Element, MacroElement
from folium.map import Layer
from folium.template import Template

from maps.controlwords import section_title
from maps.drawing import elements
from maps.markup import Html, html, visible

__all__ = ["Behaviour", "Content", "Graticule", "Group", "Section", "assets_of", "switch_groups"]

Section = Literal["borders", "zones", "paths", "events", "flips", "families", "context", "grid"]
"""The groups of the layer switch, in its order."""

_FUNCTIONS: Final = {
    "airspaceArrows": "arrows.js",
    "airspaceCoordinates": "coordinates.js",
    "airspaceFilter": "filter.js",
    "airspaceFurniture": "furniture.js",
    "airspaceLabels": "labels.js",
    "airspaceLayers": "layerswitch.js",
    "airspaceLegend": "legend.js",
    "airspaceMeasure": "measure.js",
    "airspaceOpening": "opening.js",
    "airspaceOverview": "overview.js",
    "airspacePermalink": "permalink.js",
    "airspaceSettlements": "settlements.js",
}


class Behaviour(MacroElement):
    """Calls one of our functions with the parent's variable and some plain arguments (or Folium elements).

    Raises ``KeyError`` for a function that ``maps/assets`` does not define.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "{{ this.function }}({{ this._parent.get_name() }}"
        "{% for argument in this.arguments %}, {{ argument|tojavascript }}{% endfor %});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, *arguments: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Behaviour"
        self.asset = _FUNCTIONS[function]
        self.function = function
        self.arguments = arguments


class Group(folium.FeatureGroup):
    """A layer that the reader can switch.

    Args:
        key: its name in the address of a page, the same in every language.
        section: the group of the switch that it stands in; ``of`` is whose it is, where each has a group of its own.
        rank: its place among the groups of its section.
    """

    def __init__(
        self, name: str, *, key: str, section: Section, of: str | None = None, rank: int = 0, show: bool, listed: bool
    ) -> None:
        super().__init__(name=html(name), show=show, control=listed)
        self.key, self.section, self.of, self.rank = key, section, of, rank
        self.title = name


class Graticule(Layer):
    """Parallels and meridians, drawn by script to suit the view."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = airspaceGraticule();{% endmacro %}"
    )
    asset = "graticule.js"
    key, section, of, rank = "grid", "grid", None, 0

    def __init__(self, name: str, *, show: bool = False) -> None:
        super().__init__(name=html(name), overlay=True, show=show)
        self._name = "Graticule"
        self.title = name


def switch_groups(map_: folium.Map) -> list[list[object]]:
    """The layers of a map as ``layerswitch.js`` takes them: section, title and layers (with key and name) of each.

    A layer that says nothing of itself stands in the last section but one, "context".
    """
    order = get_args(Section)
    found: dict[tuple[int, int, str], list[object]] = {}
    layers = [
        child for child in map_._children.values() if isinstance(child, Layer) and child.control and child.overlay
    ]
    for number, layer in enumerate(layers):
        section = getattr(layer, "section", "context")
        title = section_title(section, getattr(layer, "of", None))
        name = str(getattr(layer, "title", layer.layer_name))
        entry = [layer, visible(getattr(layer, "key", f"layer-{number}")), visible(name)]
        found.setdefault((order.index(section), getattr(layer, "rank", 0), title), []).append(entry)
    places = sorted(found, key=lambda place: place[:2])  # of one rank in the order in which they were drawn
    return [[order[place[0]], visible(place[2]), found[place]] for place in places]


class Content(Element):
    """The inside of a popup. Folium's own carries a style attribute, which the page's policy forbids."""

    def __init__(self, content: object) -> None:
        super().__init__()
        self._name = "Content"
        self._content = html(content)

    def render(self, **_: object) -> Html:
        """The content in an element of its own; it has passed the door of :mod:`maps.markup`."""
        return Html(f'<div class="popup">{self._content}</div>')


def assets_of(root: Any) -> tuple[str, ...]:
    """The scripts that a Folium tree needs of ``maps/assets``, each once, in a fixed order."""
    return tuple(sorted({element.asset for element in elements(root) if getattr(element, "asset", None)}))
