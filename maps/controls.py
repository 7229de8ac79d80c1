"""Folium elements of our own: calls of the scripts in ``maps/assets``, and popups without inline style.

An element that needs a script names it in ``asset``; :mod:`maps.page` puts each named script into the page.
To be built inside :func:`maps.drawing.drawing`, like everything of Folium.
"""

from __future__ import annotations

from typing import Any, Final

from branca.element import Element, MacroElement
from folium.map import Layer
from folium.template import Template

from maps.drawing import elements
from maps.markup import Html, html

__all__ = ["Behaviour", "Content", "Graticule", "assets_of"]

_FUNCTIONS: Final = {
    "airspaceArrows": "arrows.js",
    "airspaceCoordinates": "coordinates.js",
    "airspaceFurniture": "furniture.js",
    "airspaceLabels": "labels.js",
    "airspaceLegend": "legend.js",
    "airspaceOpening": "opening.js",
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


class Graticule(Layer):
    """Parallels and meridians, drawn by script to suit the view."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = airspaceGraticule();{% endmacro %}"
    )
    asset = "graticule.js"

    def __init__(self, name: str, *, show: bool = False) -> None:
        super().__init__(name=html(name), overlay=True, show=show)
        self._name = "Graticule"


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
