"""States by their three letters (ISO 3166 alpha-3), and the one that was meant by others.

Codes and names are those of CLDR, by way of Babel.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from airspace.nearest import plain_letters
from airspace.yamltree import Keys
from geodata.editions import registry

__all__ = ["STATE_HINT", "nearest_state", "state_faults", "state_names"]

STATE_HINT = "use the three capital letters of the state (ISO 3166 alpha-3), such as TUR"

_FIELDS = frozenset({"zone", "zones", "state", "crosses", "passes", "dips"})
_CODE = re.compile(r"([A-Z]{3})(?:/.*)?")
_NEAR = 0.6
# taken out of the standard (ISO 3166-3): an incident of 1983 may name SUN
_FORMER = frozenset(("ANT", "BUR", "CSK", "DDR", "FXX", "NTZ", "PCZ", "ROM", "SCG", "SUN", "TMP", "YMD", "YUG", "ZAR"))
_USERS_OWN = re.compile(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]")
"""Codes that ISO 3166-1 leaves to its users: no state has them, and a writer may give them to one that has no code."""


@lru_cache(maxsize=1)
def state_names() -> Mapping[str, str]:
    """English names by code, in the order of the codes."""
    from babel import Locale
    from babel.core import get_global

    names = Locale("en").territories
    aliases = get_global("territory_aliases").items()
    codes = {code: found[0] for code, found in aliases if re.fullmatch("[A-Z]{3}", code) and _is_current(code)}
    return MappingProxyType({code: str(names[two]) for code, two in sorted(codes.items()) if two in names})


def nearest_state(text: str, used: Collection[str] = ()) -> str | None:
    """The code that a wrong code, two letters or a name in one of the program's languages stands for, if one is near.

    Of codes equally near, one of ``used`` is taken.
    """
    from babel import Locale
    from babel.core import get_global

    from airspace.language import LANGUAGES

    known, said = state_names(), plain_letters(text)
    if said.upper() in known:
        return said.upper()
    aliases = get_global("territory_aliases")
    two = aliases.get(said.upper(), [said.upper()])[0]
    code = next((code for code in known if aliases[code][0] == two), None)
    if code is not None or len(said) <= 3:
        return code or _slip(said.upper(), used)
    names = {
        plain_letters(str(name)): code
        for spoken in LANGUAGES
        for code in known
        if (name := Locale.parse(spoken).territories.get(aliases[code][0])) is not None
    }
    alike = [name for name in names if name[0] == said[0]]
    close = difflib.get_close_matches(said, alike, n=1, cutoff=0.75)
    if close:
        return names[close[0]]
    return next((code for name, code in names.items() if said in name.split()), None)


def state_faults(data: Any) -> Iterator[tuple[Keys, str, str]]:
    """Where an incident's data name a state that there is not, or that no border holds: path, wrong, right."""
    named = list(_named(data, ()))
    every = registry().values()
    held = {code for edition in every for code in edition.states}
    used = {code for _, code, _ in named}
    known = {code for code in used if code in state_names() or code in held or not _is_current(code)}
    for path, code, edition_id in named:
        if code not in known:
            near = nearest_state(code, known)
            hint = f"did you mean '{near}' ({state_names()[near]})?" if near else STATE_HINT
            yield path, f"'{code}' is no state known here", hint
        elif code not in held and _is_measured(path):
            yield path, f"no border edition holds {code}", "name a state whose airspace can be checked"
        elif edition_id in registry() and code not in registry()[edition_id].states:
            right = f"use one of: {', '.join(edition.id for edition in every if code in edition.states)}"
            yield (*path[:-1], "edition"), f"edition '{edition_id}' does not hold {code}", right


def _is_current(code: str) -> bool:
    return code not in _FORMER and not _USERS_OWN.fullmatch(code)


def _is_measured(path: Keys) -> bool:
    """Whether a path is drawn across the border named there, or checked against it; a statement may name any."""
    return bool({"solve", "zones"} & set(path))


def _named(data: Any, path: Keys, edition: str = "") -> Iterator[tuple[Keys, str, str]]:
    """The codes where a state or its airspace is named: path, code, the edition of the same block."""
    if isinstance(data, dict):
        edition = str(data.get("edition", ""))
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        here = (*path, key)
        if isinstance(value, dict | list | tuple):
            yield from _named(value, here)
        elif isinstance(value, str) and _FIELDS & {key, path[-1] if path else ""}:
            code = _CODE.fullmatch(value)
            if code is not None:
                yield here, code[1], edition


def _slip(code: str, used: Collection[str]) -> str | None:
    """The known code that a wrong one is a slip of: letters turned round, or one of them wrong."""

    def near(other: str) -> tuple[bool, float, bool, bool]:
        alike = difflib.SequenceMatcher(None, code, other).ratio()
        return sorted(other) == sorted(code), alike, other in used, other[0] == code[:1]

    best = max(state_names(), key=near)
    return best if near(best)[0] or near(best)[1] >= _NEAR else None
