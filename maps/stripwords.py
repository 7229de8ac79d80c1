"""The texts of the charts over time, for their scripts: ``maps/assets/compare/strip*.js`` ask for each by its key."""

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
        "inside-of": mark("inside {zone}"),
        "outside-of": mark("outside {zone}"),
        "border": mark("on the border"),
        "axis-distance": mark("Distance to the border of {zone}, km"),
        "axis-altitude": mark("Altitude, m"),
        "axis-speed": mark("Speed over ground, km/h"),
        "told-distance": mark(
            "Chart of the distance to the border of {zone} over time, one line for each path; the values at the marks "
            "are in the table."
        ),
        "told-altitude": mark("Chart of the altitude over time; the values at the marks are in the table."),
        "told-speed": mark("Chart of the speed over ground over time; the values at the marks are in the table."),
        "named": mark("{name}: {label}"),
        "value-inside": mark("{km} km inside"),
        "value-outside": mark("{km} km outside"),
        "value-inside-of": mark("{km} km inside {zone}"),
        "value-outside-of": mark("{km} km outside {zone}"),
        "value-border": mark("on the border of {zone}"),
        "as-built": mark("as built: {words}"),
        "as-drawn": mark("as drawn: {words}"),
        "undecided": mark("verdict undetermined"),
        "no-path": mark("no path at this time"),
        "bands": mark("Shading"),
        "bands-all": mark("of all lines"),
        "bands-none": mark("none"),
        "band-editions": mark(
            "same path on the other borders: data sets {count}, independent families {families}; of the data sets "
            "{weak} cannot decide"
        ),
        "band-course": mark("paths over the assumed course: {values} of {tried} values fit"),
        "band-heading": mark("paths over the assumed heading: {values} of {tried} values fit"),
        "band-clock": mark("how far the clock of the path may be off"),
        "no-altitude": mark("Without an altitude: {names}."),
        "no-speed": mark("Without a speed: {names}."),
        "more": mark("Altitude, speed, shading, values"),
        "table": mark("Values at the marks"),
        "column-version": mark("Version"),
        "column-path": mark("Path"),
        "column-moment": mark("Moment"),
        "column-time": mark("Time"),
        "column-zone": mark("Airspace"),
        "column-distance": mark("Distance to the border"),
        "column-editions": mark("On the other border data sets"),
        "column-assumption": mark("Over the assumed course or heading"),
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
        "given": mark("{figure} (input)"),
        "fixed": mark("by construction"),
        "basis-stated": mark("{figure} stated"),
        "basis-assumed": mark("{figure} assumed"),
        "basis-computed": mark("{figure} computed"),
        "basis-given": mark("{figure} by the track"),
        "notes": mark("What each line rests on"),
        "note-built": mark("Inside or outside {zone}: by construction, no finding."),
        "note-undecided": mark("Verdict undetermined: {why}."),
        "note-clock-stated": mark(
            "Its clock may be {earlier} s earlier to {later} s later: its time is stated as {text}."
        ),
        "note-clock-assumed": mark(
            "Its clock may be {earlier} s earlier to {later} s later: its time, {text}, is assumed."
        ),
        "note-speed": mark("Its speed is assumed: {text}, interval {low} to {high} km/h."),
        "note-editions": mark("Other border data sets: {count} ({names}); of these {weak} cannot decide."),
        "note-course": mark("Assumed course: {values} of {tried} values tried give a path that fits."),
        "note-heading": mark("Assumed heading: {values} of {tried} values tried give a path that fits."),
    }
)


def strip_words() -> dict[str, str]:
    """Texts in the language spoken, with their ``{names}`` left open, by the key the script asks for."""
    return {f"strip-{key}": _(text) for key, text in _WORDS.items()}
