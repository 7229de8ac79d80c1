"""What ``--zone`` names: a state, what is made of it, the zones of a file, or a zone of the incident by its id."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from airspace.errors import UnknownNameError

if TYPE_CHECKING:
    from geodata.zones import ZoneShape

__all__ = ["zones_asked"]


def zones_asked(asked: tuple[str, ...], *, ids: bool = False) -> tuple[ZoneShape | str, ...]:
    """The zones that words of the command line name; with ``ids`` a zone may be named as an incident names it.

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
            raise UnknownNameError("zone (no file of that name either)", text, sorted(states))
    return tuple(found)
