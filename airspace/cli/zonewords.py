"""What ``--zone`` names: a state, what is made of it, the zones of a file, or a zone of the incident by its id."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from airspace.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Collection

    from geodata.zones import ZoneShape

__all__ = ["zones_asked"]

MOST_LETTERS = 60
"""Of a longer text no nearest state is sought: no name of one is that long."""


def zones_asked(
    asked: tuple[str, ...], *, ids: bool = False, words: tuple[str, ...] = ()
) -> tuple[ZoneShape | str, ...]:
    """The zones that words of the command line name; with ``ids`` a zone may be named as an incident names it.

    ``words`` are further words that the command takes, to be offered where one was meant.

    Raises :class:`~airspace.errors.UnknownNameError`, :class:`~airspace.errors.LayerError` and
    :class:`~airspace.errors.ZoneFileError`.
    """
    from airspace.fields import ID_PATTERN
    from airspace.layers import is_layer, parse_layer
    from geodata.editions import registry
    from geodata.zones import from_file

    states = {code for edition in registry().values() for code in edition.states}

    found: list[ZoneShape | str] = []
    for text in asked:
        looks_so = is_layer(text) or re.match(r"[A-Za-z]{2,3}\s*/\s*(land|sea|contiguous|buffer)\b", text) is not None
        if looks_so and not Path(text).exists():
            found.append(parse_layer(text).text)
        elif Path(text).exists() or Path(text).suffix or "/" in text:
            found += from_file(text)
        elif text in states or (ids and re.fullmatch(ID_PATTERN, text)):
            found.append(text)
        else:
            raise UnknownNameError("zone", text, sorted(states), _meant(text, states, words))
    return tuple(found)


def _meant(text: str, states: Collection[str], words: tuple[str, ...]) -> str:
    """What would be right instead: the word or state that was meant, or how a zone is written."""
    from airspace.nearest import closest
    from airspace.states import nearest_state, state_names

    if text in state_names():
        return "No border edition holds this state (see: airspace editions)"
    near = closest(text, words)
    if near is None and len(text) <= MOST_LETTERS:
        near = nearest_state(text, states)
    if near is None and text.isupper():  # a code with a letter too many; in small letters rather a file's name
        near = closest(text, states)
    if near in states or near in words:
        return f"Did you mean '{near}'?"
    return "States are three capital letters, such as TUR (see: airspace editions); a file needs its ending"
