"""The program's own terms as people read them, each in one place: verdicts, bases, quantities, roles, inputs.

A term is an id in code and in JSON documents, ``length_inside``; printed it is words, "length inside", in the language
spoken (:mod:`airspace.language`). A term that is not known here stays as it is.
"""

from __future__ import annotations

import re
from typing import Final

from airspace.language import _, language, mark
from airspace.numbers import localised

__all__ = [
    "basis_word",
    "choice_word",
    "edge_model_name",
    "event_word",
    "input_name",
    "quantity_name",
    "reading_name",
    "role_name",
    "verdict_word",
]

_VERDICTS: Final = (mark("inside"), mark("outside"), mark("undetermined"), mark("divided"))
_BASES: Final = (mark("measured"), mark("digitised"), mark("reconstructed"), mark("illustrative"))
_EDGE_MODELS: Final = (mark("geodesic"), mark("rhumb"), mark("planar"))
_INPUTS: Final = (mark("position"), mark("radar"), mark("altitude"), mark("clock"), mark("border"), mark("edge model"))

_ROLES: Final = (
    *(mark("course"), mark("heading"), mark("length"), mark("depth"), mark("distance"), mark("altitude")),
    *(mark("lasts"), mark("speed"), mark("lead in"), mark("lead out"), mark("north limit"), mark("enters")),
    *(mark("at"), mark("turn"), mark("shape"), mark("stated course"), mark("wind"), mark("flyable")),
)
"""What an input of a path is to it, and what a prior of a family of paths is."""

_QUANTITIES: Final = (
    *(mark("length inside"), mark("depth"), mark("duration inside"), mark("entry time"), mark("exit time")),
    *(mark("violation count"), mark("closest distance"), mark("closest time"), mark("distance from border")),
    *(mark("distance along course"), mark("position"), mark("distance north of"), mark("range"), mark("altitude")),
    *(mark("ground speed"), mark("course"), mark("turn side"), mark("turn angle"), mark("excluded turn angle")),
    *(mark("path length"), mark("path duration"), mark("fall height"), mark("take off time"), mark("cause")),
    *(mark("fired from side"), mark("fired at side"), mark("hit side"), mark("crash side"), mark("hit time")),
    *(mark("engagement time"), mark("detection time"), mark("tracked for"), mark("lead time"), mark("response time")),
    *(mark("preparation time"), mark("available time"), mark("patrol duration"), mark("patrol start")),
    *(mark("patrol end"), mark("launch range"), mark("crash distance"), mark("warnings count"), mark("warnings span")),
    *(mark("warnings spacing"), mark("first warning distance"), mark("first warning lead"), mark("weapon range")),
    *(mark("base distance"), mark("aircraft count"), mark("airspace width"), mark("distance from coast")),
    *(mark("distance from baseline"), mark("territorial sea breadth"), mark("bearing"), mark("landing time")),
    *(mark("fix time"), mark("flight duration"), mark("warning time")),
)
"""The quantities of :mod:`airspace.quantities`."""

_CHOICES: Final = (
    *(mark("left"), mark("right"), mark("air-to-air missile"), mark("ground fire"), mark("surface-to-air missile")),
    *(mark("collision"), mark("failure"), mark("other"), mark("even"), mark("least load factor")),
)

_EVENTS: Final = (
    *(mark("hit"), mark("target"), mark("launch"), mark("crash"), mark("fall"), mark("approach"), mark("detection")),
    *(mark("entry"), mark("exit"), mark("take-off"), mark("engagement"), mark("landing"), mark("collision")),
)
"""Events and stretches that figures are of, as incident files mostly name them."""


def _said(term: str, known: tuple[str, ...]) -> str:
    words = term.replace("_", " ")
    return _(words) if words in known else words


def verdict_word(verdict: str) -> str:
    """``inside``, ``outside``, ``undetermined``; ``divided`` where the editions of a family differ."""
    return _said(verdict, _VERDICTS)


def basis_word(basis: str) -> str:
    """What a track is: measured, digitised, reconstructed or illustrative."""
    return _said(basis, _BASES)


def edge_model_name(model: str) -> str:
    """The line between two points of a border: geodesic, rhumb or planar."""
    return _said(model, _EDGE_MODELS)


def input_name(name: str) -> str:
    """An input of the analysis of uncertainty (:data:`airspace.errorinputs.INPUT_NAMES`)."""
    return _said(name, _INPUTS)


_OF_STOP: Final = re.compile(r"(place|at|altitude)_(\d+)")
_STOPS: Final = {"place": mark("position {number}"), "at": mark("time {number}"), "altitude": mark("altitude {number}")}


def role_name(role: str) -> str:
    """What an input is to a path, ``lead_in``, or a prior to a family of paths; of the stop it is of, ``place_2``."""
    stop = _OF_STOP.fullmatch(role)
    return _(_STOPS[stop[1]], number=stop[2]) if stop is not None else _said(role, _ROLES)


def quantity_name(quantity: str) -> str:
    """A quantity of :mod:`airspace.quantities`."""
    return _said(quantity, _QUANTITIES)


def choice_word(choice: str) -> str:
    """One of the choices of a quantity that is stated in words, such as ``left`` or ``ground fire``."""
    words = choice.replace("_", " ")
    return _(words) if words in _CHOICES or words in _VERDICTS else choice  # else it is text of the incident file


_CONVERTED: Final = re.compile(r"(.+)-from-([\d.]+)-([a-z]+)")


def reading_name(reading: str) -> str:
    """A reading by its id, ``north-of-tip``; one of ours, ``statute-from-1.0-nm``, says what was converted."""
    match = _CONVERTED.fullmatch(reading)
    if match is None or language() == "en":
        return reading.replace("-", " ")
    name, number, unit = match.groups()
    figure = localised(f"{number} {'NM' if unit == 'nm' else unit}")
    return _("{reading} from {figure}", reading=name.replace("-", " "), figure=figure)


def event_word(event: str) -> str:
    """An event or a stretch of flight that a figure is of, such as ``hit``; an incident file may name others."""
    return _(event) if event in _EVENTS else event
