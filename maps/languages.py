"""The same page in other languages: where each stands, and the row of links to them.

The first language of a dossier stands in the folder itself, each other in a folder of its name. What exists once (JSON
documents, the comparison page) stands in the folder itself. Which page is being rendered is a setting of the running
context (:func:`rendering`); outside of one a page has no other language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from airspace.language import LANGUAGES, NAMES, _, language
from maps.markup import Html, dossier_link, join, tag

__all__ = ["direction", "file_in", "language_switch", "rendering", "shared"]

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class _Rendered:
    """The page being rendered: its file name in each language's folder, and the languages, the first one's first."""

    name: str
    languages: tuple[str, ...]


_rendered: ContextVar[_Rendered | None] = ContextVar("rendered", default=None)


@contextmanager
def rendering(name: str, languages: Sequence[str]) -> Iterator[None]:
    """Within it, the page ``name`` is rendered in the language spoken, one of ``languages``."""
    unknown = [spoken for spoken in languages if spoken not in LANGUAGES]
    if unknown or language() not in languages:
        raise ValueError(f"{language()!r} of {', '.join(languages)}: not languages a page can have")
    token = _rendered.set(_Rendered(name, tuple(languages)))
    try:
        yield
    finally:
        _rendered.reset(token)


def file_in(name: str, spoken: str, languages: Sequence[str]) -> str:
    """Where a page stands in the dossier: ``index.html`` in the first language, ``tr/index.html`` in another."""
    return name if spoken == languages[0] else f"{spoken}/{name}"


def shared(name: str) -> str:
    """The address, from the page being rendered, of a file that exists once for all languages."""
    here = _rendered.get()
    return name if here is None or language() == here.languages[0] else f"../{name}"


def language_switch() -> Html:
    """Links to the page being rendered in each language; nothing where there is only one.

    ``languages.js`` takes along the part of the address after ``#``.
    """
    here = _rendered.get()
    if here is None or len(here.languages) < 2:
        return Html("")
    links = []
    for spoken in here.languages:
        named = {"lang": spoken, "title": NAMES[spoken]}
        if spoken == language():
            links.append(tag("span", spoken.upper(), aria_current="true", **named))
        else:
            links.append(dossier_link(_from_here(here, spoken), spoken.upper(), hreflang=spoken, **named))
    return tag("nav", join(links, " "), class_="languages", aria_label=_("Languages"))


def _from_here(here: _Rendered, spoken: str) -> str:
    target = file_in(here.name, spoken, here.languages)
    return target if language() == here.languages[0] else f"../{target}"


def direction(spoken: str) -> str:
    """In which direction a language is written: ``ltr`` or ``rtl``."""
    return "rtl" if spoken.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
