"""The word that was meant: what an error offers instead of a name that is not known."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["closest", "nearest", "plain_id", "plain_letters"]

MOST_LISTED = 12
"""Known names that a message lists; the rest are counted."""


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to ``name``: the same but for capitals, a slip, or one with a word in common."""
    names = list(known)
    plain = {_plain(one): one for one in reversed(names)}
    wanted = _plain(name)
    if wanted in plain:
        return plain[wanted]
    close = difflib.get_close_matches(wanted, plain, n=1, cutoff=0.6)
    if close:
        return plain[close[0]]
    words = set(wanted.split())
    related = [one for one in plain if words & set(one.split())]
    return plain[difflib.get_close_matches(wanted, related, n=1, cutoff=0.0)[0]] if related else None


def nearest(name: str, known: Iterable[str]) -> str:
    """What would be right instead of an unknown name: the nearest known one, or all of them."""
    names = list(known)
    close = closest(name, names)
    if close is not None:
        return f"did you mean '{close}'?"
    listed = ", ".join(names[:MOST_LISTED])
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return f"use one of: {listed}{more}" if names else "none is defined in this file"


def plain_letters(text: str) -> str:
    """A text in small letters without marks: ``turkiye``."""
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def plain_id(name: str, taken: Iterable[str] = (), fallback: str = "entry") -> str:
    """An id of an incident file made of a name, small letters, digits and hyphens, unlike those ``taken``."""
    base = "-".join(re.findall(r"[a-z0-9]+", plain_letters(name)))[:50].strip("-") or fallback
    made, used, number = base, set(taken), 2
    while made in used:
        made, number = f"{base}-{number}", number + 1
    return made


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s_/-]+", name.casefold().strip()))
