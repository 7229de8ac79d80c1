"""The language that pages speak: English, and translations of it kept as gettext catalogues.

English stands in the code and is the key. A text that a reader of a page sees is given to :func:`_` with its
figures apart, so that a translator sees the whole sentence::

    _("Outside {zone}; closest to the border {distance}.", zone=name, distance=numbers.distance(value_m))

Which language is spoken is a setting of the running context (:func:`speaking`), English unless set. JSON documents
and the command line always speak English. What is computed once and printed on several pages keeps its sentences as
:class:`Later`, which a page says again. Catalogues: ``airspace/locale/<language>/*.po``, one file for each part of
the program, and ``geodata/locale/<language>.po`` for what the registries of the shipped data say; plural forms as
gettext has them. Symbols of numbers and names of states are those of Unicode's CLDR, through Babel, which is loaded
only for a language other than English.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final, TypeVar

__all__ = [
    "LANGUAGES",
    "NAMES",
    "Later",
    "_",
    "catalogue",
    "country",
    "in_each",
    "language",
    "mark",
    "n_",
    "speaking",
    "symbols",
]

LANGUAGES: Final = ("en", "tr", "ru")
NAMES: Final[Mapping[str, str]] = {"en": "English", "tr": "Türkçe", "ru": "Русский"}
"""Each language in its own words."""

T = TypeVar("T")

_current: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The language that is spoken now."""
    return _current.get()


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """Within it, texts and numbers are in a language of :data:`LANGUAGES`; ``ValueError`` for another."""
    if spoken not in LANGUAGES:
        raise ValueError(f"no texts in the language {spoken!r}; there are {', '.join(LANGUAGES)}")
    token = _current.set(spoken)
    try:
        yield
    finally:
        _current.reset(token)


def in_each(make: Callable[[], T]) -> dict[str, T]:
    """What ``make`` gives in each language, by language."""
    found = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            found[spoken] = make()
    return found


class Later(str):
    """A text made while something is computed, and said anew in the language of whatever page prints it.

    As a value it is the English text, which is what JSON documents, comparisons and joins see; given to :func:`_`, or
    put into another text, it speaks the language spoken then. A copy made by ``copy`` or ``pickle`` is plain English::

        why = Later(lambda: _("no shift of up to {distance} takes the path out", distance=numbers.distance(limit_m)))
    """

    __slots__ = ("said",)
    said: Callable[[], str]

    def __new__(cls, said: Callable[[], str]) -> Later:
        """``said`` makes the text of :func:`_`, figures and all, whenever it is called."""
        with speaking("en"):
            made = super().__new__(cls, said())
        made.said = said
        return made

    def __str__(self) -> str:
        return self.said() if language() != "en" else str.__str__(self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (self[:],)


def _(message: str, /, **values: object) -> str:
    """``message`` in the language spoken, with ``values`` in place of its ``{names}``.

    A value is put in as it is: braces in it mean nothing. A text without a translation stays English; a test sees to
    it that none is left so.
    """
    spoken = _current.get()
    if isinstance(message, Later):
        return str(message)
    text = message if spoken == "en" or not message else catalogue(spoken).gettext(message)  # "" has the head
    return text.format(**values) if values else text


def n_(one: str, many: str, count: int, /, **values: object) -> str:
    """The form of a text for a count, with ``{count}`` and ``values`` in place.

    English needs two forms, Russian three, Turkish one for both.
    """
    if language() == "en":
        return (one if count == 1 else many).format(count=count, **values)
    return catalogue(language()).ngettext(one, many, count).format(count=count, **values)


def mark(message: str) -> str:
    """A text of a constant, given to :func:`_` where it is printed; here it stays as it is."""
    return message


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(spoken: str) -> gettext.NullTranslations:
    """All texts of a language: those of the program, and those of the registries of the shipped data."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    own = (file for file in files("airspace").joinpath("locale", spoken).iterdir() if file.name.endswith(".po"))
    parts = sorted(own, key=lambda file: file.name)
    whole: Any = None
    for part in (*parts, files("geodata").joinpath("locale", f"{spoken}.po")):
        with part.open("rb") as stream:
            read = read_po(stream, locale=spoken)
        if whole is None:
            whole = read
        else:
            for message in read:
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=len(LANGUAGES))
def symbols(spoken: str) -> tuple[str, str]:
    """The sign between thousands and the decimal sign of a language, as CLDR has them."""
    if spoken == "en":
        return ",", "."
    from babel import Locale

    signs = Locale.parse(spoken).number_symbols["latn"]
    return str(signs["group"]), str(signs["decimal"])


_CODES_BESIDE: Final = {"XKX": ("XK",)}  # user-assigned, so CLDR has the two letters only


@lru_cache(maxsize=1024)
def country(iso3: str, spoken: str) -> str | None:
    """The name of a state in a language, as CLDR has it; None for a code that it does not know."""
    from babel import Locale
    from babel.core import get_global

    alias = get_global("territory_aliases").get(iso3) or _CODES_BESIDE.get(iso3)
    name = Locale.parse(spoken).territories.get(alias[0]) if alias else None
    return None if name is None else str(name)
