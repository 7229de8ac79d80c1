"""The texts of the charts over time, for their script: ``maps/assets/compare/strip.js`` asks for each by its key."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from airspace.language import _, mark

__all__ = ["strip_words"]

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": mark("Distance to the border over time"),
        "caption": mark(
            "One line for each path: how far it is from the border of the airspace that it is tested against, on the "
            "border data it was built on. Point at a chart or tap it to set the clock."
        ),
        "view": mark("Part shown"),
        "near": mark("Close up"),
        "whole": mark("Whole"),
        "inside": mark("inside"),
        "outside": mark("outside"),
        "border": mark("border"),
        "axis-distance": mark("Distance to the border, km"),
        "axis-altitude": mark("Altitude, m"),
        "axis-speed": mark("Speed over ground, km/h"),
        "told-distance": mark(
            "Chart of the distance to the border over time, one line for each path; the values at the marks are in the "
            "table."
        ),
        "told-altitude": mark("Chart of the altitude over time; the values at the marks are in the table."),
        "told-speed": mark("Chart of the speed over ground over time; the values at the marks are in the table."),
        "named": mark("{name}: {label}"),
        "against": mark("{label} · border of {zone}"),
        "value-inside": mark("{km} km inside"),
        "value-outside": mark("{km} km outside"),
        "no-path": mark("no path at this time"),
        "bands": mark("Shading"),
        "bands-all": mark("of all lines"),
        "bands-none": mark("none"),
        "band-editions": mark("same path on the other borders"),
        "band-assumption": mark("paths on the other assumed courses"),
        "no-altitude": mark("Without an altitude: {names}."),
        "no-speed": mark("Without a speed: {names}."),
        "more": mark("Altitude, speed, shading, values"),
        "table": mark("Values at the marks"),
        "column-version": mark("Version"),
        "column-path": mark("Path"),
        "column-moment": mark("Moment"),
        "column-time": mark("Time"),
        "column-distance": mark("Distance to the border"),
        "column-editions": mark("On the other border data sets"),
        "column-assumption": mark("Over the assumed course"),
        "column-altitude": mark("Altitude"),
        "column-speed": mark("Speed over ground"),
        "mark-entry": mark("entry"),
        "mark-exit": mark("exit"),
        "mark-deepest": mark("deepest point"),
        "mark-closest": mark("closest approach"),
        "range": mark("from {low} to {high}"),
        "none": mark("not available"),
        "metres": mark("{m} m"),
        "kmh": mark("{kmh} km/h"),
    }
)


def strip_words() -> dict[str, str]:
    """Texts in the language spoken, with their ``{names}`` left open, by the key the script asks for."""
    return {f"strip-{key}": _(text) for key, text in _WORDS.items()}
