"""The texts of the comparison page that its scripts print: each in every language, chosen while the page is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from airspace.language import _, in_each, mark

__all__ = ["EVENTS", "KINDS", "TEXTS", "event_name", "kind_name", "script_texts"]

KINDS: Final[Mapping[str, str]] = {
    "entry": mark("Entry"),
    "exit": mark("Exit"),
    "deepest": mark("Deepest point"),
    "closest": mark("Closest approach"),
    "warning": mark("Warning {number}"),
    "hit": mark("Hit"),
    "launch": mark("Missile launch"),
    "crash": mark("Crash"),
    "take-off": mark("Take-off"),
    "engagement": mark("Engagement"),
    "detection": mark("Detection by radar"),
    "patrol-start": mark("Start of the patrol"),
    "patrol-end": mark("End of the patrol"),
}
"""Kinds of moments in words."""

EVENTS: Final[Mapping[str, str]] = {
    "entry": mark("entry"),
    "exit": mark("exit"),
    "deepest": mark("deepest point"),
    "closest": mark("closest approach"),
    "warning": mark("warning {number}"),
    "hit": mark("hit"),
    "take-off": mark("take-off"),
    "engagement": mark("engagement"),
    "detection": mark("detection by radar"),
    "patrol-start": mark("start of the patrol"),
    "patrol-end": mark("end of the patrol"),
}
"""Kinds of moments as they stand after the aircraft's name."""

TEXTS: Final[Mapping[str, str]] = {
    # clock
    "play": mark("Play"),
    "pause": mark("Pause"),
    "back": mark("Back 1 second (with Shift 10)"),
    "forward": mark("Forward 1 second (with Shift 10)"),
    "back_short": mark("−1 s"),
    "forward_short": mark("+1 s"),
    "previous": mark("Previous event"),
    "next": mark("Next event"),
    "slider": mark("Time"),
    "slider_now": mark("{date}, {time}"),
    "speed_choice": mark("Speed of the clock"),
    "zone_choice": mark("Clock that times are given in"),
    "clock_local": mark("local time"),
    "clock_named": mark("clock: {name}"),
    "at_event": mark("{time}: {event} ({claim})"),
    "at_event_of": mark("{time}: {event} ({claim}); {number} of {count} at this instant"),
    "no_event": mark("No further event."),
    "speed_times": mark("{count}×"),
    # maps
    "map_of": mark("Map: {claim}"),
    "zoom_in": mark("Zoom in"),
    "zoom_out": mark("Zoom out"),
    "home": mark("Start view"),
    "lock_on": mark("Maps move together"),
    "lock_off": mark("Maps move apart"),
    "lock_hint": mark("Move all maps together, or each on its own"),
    "position": mark("Position of the cross-hair"),
    "inside": mark("inside {state}, {distance} deep"),
    "outside": mark("outside {state}, {distance} from the border"),
    "as_built": mark("as built: {words}"),
    "as_drawn": mark("as drawn: {words}"),
    "undecided": mark("verdict undetermined: the border data cannot decide"),
    "untested": mark("tested against no airspace"),
    "status_of": mark("{name} · {label}"),
    "not_yet": mark("not on its path at this time"),
    "no_times": mark("no times stated: not on the clock"),
    "no_path_chosen": mark("no path chosen"),
    "altitude_not_stated": mark("altitude not stated"),
    "basis_stated": mark("{figure} stated"),
    "basis_assumed": mark("{figure} assumed"),
    "basis_computed": mark("{figure} computed"),
    "basis_given": mark("{figure} by the track"),
    # points
    "place": mark("Place"),
    "time": mark("Time"),
    "altitude": mark("Altitude"),
    "speed": mark("Speed over ground"),
    "distance": mark("Distance to the border"),
    "given": mark("{figure} (input)"),
    "computed": mark("{figure} (computed)"),
    "assumed": mark("{time} (assumed, even spacing)"),
    "not_stated": mark("not stated"),
    # page
    "title": mark("Compare on one clock"),
    "claims": mark("Claims"),
    "layers": mark("Layers and legend"),
    "language": mark("Language"),
    "light": mark("Light"),
    "dark": mark("Dark"),
    "link": mark("Copy link"),
    "link_copied": mark("Link to this view copied."),
    "link_by_hand": mark("The link is selected: copy it with Ctrl+C."),
    "link_field": mark("Link to this view"),
    "paths": mark("Paths"),
    "go_to": mark("Go to"),
    "go_to_event": mark("Go to {time}: {event} ({claim})"),
    "tabs": mark("Which map is in view"),
    "unit_m": mark("m"),
    "unit_km": mark("km"),
    "unit_kmh": mark("km/h"),
    "north": mark("N"),
    "south": mark("S"),
    "east": mark("E"),
    "west": mark("W"),
}
"""Texts by the key that a script asks for."""


def kind_name(kind: str, number: int | None = None) -> str:
    """A kind of moment in words; of a kind not known here its own name."""
    if kind not in KINDS:
        return kind.replace("-", " ")
    return _(KINDS[kind], number=number) if number is not None else _(KINDS[kind])


def event_name(kind: str, number: int | None, aircraft: str, place: str) -> str:
    """A moment in words: the aircraft, what it did and, if it is held against a border, whose; either may be empty."""
    if not aircraft:
        named = kind_name(kind, number)
    else:
        text = EVENTS.get(kind, kind.replace("-", " "))
        event = _(text, number=number) if number is not None else _(text)
        named = _("{aircraft}: {event}", aircraft=aircraft, event=event)
    return _("{event}, {place}", event=named, place=place) if place else named


def script_texts() -> dict[str, dict[str, str]]:
    """Every text of the scripts by language and key; moments' kinds as ``kind_entry`` and so on."""
    keyed = {**TEXTS, **{f"kind_{kind}": text for kind, text in KINDS.items()}}
    return in_each(lambda: {key: _(text) for key, text in keyed.items()})
