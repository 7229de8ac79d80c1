"""What the controls of a map say: the texts of the scripts in ``maps/assets``, and the titles of the layer groups.

A script holds no text that a reader sees. It takes each by its key from the island "words", which :mod:`maps.page` puts
into every map page; ``words.js`` reads it.
"""

from __future__ import annotations

from typing import Final

from airspace.language import _, language, mark, symbols

__all__ = ["control_words", "section_title"]

_WORDS: Final = {
    "map": mark("Map: {title}"),
    "zoom-in": mark("Zoom in"),
    "zoom-out": mark("Zoom out"),
    "home": mark("Back to where the map opened"),
    "full-screen": mark("Full screen"),
    "close": mark("Close"),
    "credits": mark("Data and licences"),
    "layers": mark("Layers"),
    "all": mark("All"),
    "none": mark("None"),
    "north-up": mark("North is up"),
    "overview": mark("Overview"),
    "overview-told": mark("Surroundings of the map, the part in view framed"),
    "measure": mark("Measure"),
    "measure-help": mark(
        "Click or tap to set points. By keyboard: arrows move the map, Enter sets a point at the cross-hair, Backspace "
        "takes the last one back, Escape ends."
    ),
    "first-point": mark("No point yet."),
    "next-point": mark("First point set; set the next."),
    "leg": mark("{distance} ({nautical}), initial course {course}"),
    "total": mark("Total: {distance} ({nautical})"),
    "take-back": mark("Take the last back"),
    "end": mark("End"),
    "copy-link": mark("Copy a link to this view"),
    "copied": mark("Link copied"),
    "in-address-bar": mark("The link stands in the address bar"),
}
_UNITS: Final = ("m", "km", "NM", "N", "S", "E", "W")  # translated with the numbers

_SECTIONS: Final = {
    "borders": mark("Borders by edition"),
    "zones": mark("Zones and rules"),
    "paths": mark("Paths"),
    "events": mark("Events and measures"),
    "flips": mark("What would flip it"),
    "families": mark("Families of paths"),
    "context": mark("Context"),
    "grid": mark("Grid"),
}


def control_words() -> dict[str, str]:
    """Text by key for the scripts of a map page, in the language spoken, with its signs between digits."""
    group, decimal = symbols(language())
    words = {key: _(text) for key, text in _WORDS.items()}
    letter = _("north")[:1].upper()
    return words | {unit: _(unit) for unit in _UNITS} | {"north": letter, "group": group, "decimal": decimal}


def section_title(section: str, of: str | None = None) -> str:
    """The title of a group of the layer switch (:data:`maps.controls.Section`); ``of`` whom, where there are many."""
    title = _(_SECTIONS[section])
    return title if of is None else f"{title}: {of}"
