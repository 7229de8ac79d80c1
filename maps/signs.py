"""The sign of a path in legends and tables, as maps and pictures draw it."""

from __future__ import annotations

from collections.abc import Iterable

from airspace.assessment import TrackCase
from airspace.language import _
from airspace.terms import basis_word
from maps.markup import Html
from maps.theme import ClaimStyle, swatch

__all__ = ["is_point", "path_name", "path_sign"]


def is_point(case: TrackCase) -> bool:
    """Whether a case is one position, with no line to draw."""
    return case.track is not None and case.track.fixes == 1


def path_sign(style: ClaimStyle, cases: Iterable[TrackCase]) -> Html:
    """A claim's path, or several: dashed, solid if all are measured, a ring if each is one position."""
    own = [case for case in cases if case.track is not None]
    if own and all(map(is_point, own)):
        return swatch("point", style)
    return swatch("path", style, dashed=not own or any(case.basis != "measured" for case in own))


def path_name(case: TrackCase, name: str) -> str:
    """What a legend says of a path called ``name``: its basis, or that it is one position."""
    if not is_point(case):
        return _("{name}: {basis} path", name=name, basis=basis_word(case.basis))
    return _("{name}: stated position", name=name) if case.stated is not None else _("{name}: one position", name=name)
