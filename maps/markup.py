"""The one door for outside text on its way into a page.

Text from an incident file, a track or a border registry is untrusted. It leaves Python through three exits:

- :func:`html` (and what is built on it: :func:`tag`, :func:`link`), for whatever a browser will read as
  HTML. Folium puts such text into HTML that stands in a JavaScript template literal, so the characters that
  mean something in HTML, in JavaScript strings and literals or in a Jinja template become numeric entities.
- :func:`json_island`, for text that our own script sets with ``textContent``.
- :func:`markdown`, for the files that a Markdown viewer will read: there such text is neither markup, nor HTML, nor
  a link, wherever in a line it stands.

What has passed is an :class:`Html`; a plain ``str`` given to :func:`tag` or to a layer is escaped, never
trusted. Colours, dash patterns and class names are not escaped but checked against the shapes allowed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

__all__ = [
    "Html",
    "case_link",
    "colour",
    "css_class",
    "dash",
    "dossier_link",
    "html",
    "is_complete_address",
    "join",
    "json_island",
    "link",
    "local_link",
    "markdown",
    "tag",
    "visible",
]


class Html(str):
    """HTML made by this module: markup of ours with outside text already escaped."""

    __slots__ = ()


# --- what a reader sees -------------------------------------------------------------------------------------

_REPLACEMENT = "\ufffd"


def _visible_table() -> dict[int, str]:
    """Characters that are shown as something else, because they would act instead of being read."""
    table = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}  # control pictures
    table[0x7F] = "\u2421"
    table |= dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)], _REPLACEMENT)
    table |= {plane + low: _REPLACEMENT for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)}
    acting = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, *range(0xFFF9, 0xFFFC)]
    acting += range(0xE0000, 0xE0080)
    table |= {code: f"[U+{code:04X}]" for code in acting}  # direction overrides and tags: said, not obeyed
    table |= {0x2028: "\n", 0x2029: "\n"}
    return table


_VISIBLE = _visible_table()


def visible(text: str) -> str:
    """``text`` as a reader should see it: control characters and direction overrides made visible.

    Line ends become ``\\n``. Joiners and direction marks that Arabic or Persian spelling needs stay.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_VISIBLE)


# --- exit one: HTML -----------------------------------------------------------------------------------------

_ENTITIES = {ord(character): f"&#{ord(character)};" for character in "\n<>&\"'`$\\{}"}


def html(text: object) -> Html:
    """``text`` as HTML that shows exactly :func:`visible` of it; an :class:`Html` is returned as it is.

    ``< > & " ' ` $ \\ { }`` and line ends become numeric entities, so the result is inert in HTML text, in a
    quoted attribute, in a JavaScript string or template literal, and as a Jinja template.
    """
    if isinstance(text, Html):
        return text
    return Html(visible(str(text)).translate(_ENTITIES))


def join(parts: Iterable[object], separator: object = "") -> Html:
    """The parts one after another, each through :func:`html`, as content of an HTML element.

    Words written from right to left are isolated (``<bdi>``), so that what stands after them keeps its place; a text
    that is mostly such words is isolated as a whole, so that its own digits and brackets keep theirs.
    """
    return Html(html(separator).join(_isolated(part) for part in parts))


_WRITTEN_LEFT = "\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_LEFTWARD = re.compile(
    rf"[{_WRITTEN_LEFT}](?:[^A-Za-z\u00c0-\u058f\n]*[{_WRITTEN_LEFT}])?[\u0300-\u036f\u200c-\u200f]*"
)
"""A stretch of letters of scripts written from right to left, with the signs and digits between them."""
_LETTERS_LEFT = re.compile(f"[{_WRITTEN_LEFT}]")
_SHORT = re.compile(r"[A-Z][a-z]")
_WORD, _DATE, _BREAK = re.compile(r"[^\W\d_]+"), re.compile(r"\d-\d"), re.compile(r"(: | · )")


def _isolated(part: object) -> Html:
    """A part as content of an element; text of ours or from outside alike, since either may hold the other."""
    if isinstance(part, Html):
        return part
    text = str(part)
    if not _LEFTWARD.search(text):
        return html(text)
    if _is_leftward(text):
        return Html(f'<bdi dir="rtl">{html(text)}</bdi>')
    if _BREAK.search(text):
        return Html("".join(_isolated(piece) for piece in _BREAK.split(text)))
    pieces, at = [], 0
    for found in _LEFTWARD.finditer(text):
        pieces += [html(text[at : found.start()]), "<bdi>", html(found.group()), "</bdi>"]
        at = found.end()
    return Html("".join([*pieces, html(text[at:])]))


def _is_leftward(text: str) -> bool:
    """Whether a text is written from right to left itself: most of its letters are, and what else stands in it are
    designations (A, NATO, Su-24). Another word, like a date, is of a sentence of ours round somebody's name."""
    left = len(_LETTERS_LEFT.findall(text))
    others = [word for word in _WORD.findall(_LETTERS_LEFT.sub(" ", text)) if word.upper() != word.lower()]
    ours = _DATE.search(text) is not None or any(word != word.upper() and not _SHORT.fullmatch(word) for word in others)
    return left > sum(map(len, others)) and not ours


_VOID = frozenset({"br", "hr", "input", "wbr"})
_TEXT = (
    "a abbr article aside b bdi blockquote button caption cite code dd details dfn div dl dt em figcaption "
    "figure footer h1 h2 h3 h4 header i label li main nav ol output p pre q s section small span strong sub "
    "summary sup table tbody td tfoot th thead time tr u ul"
)
_DRAWING = "circle defs desc g line path polygon polyline rect svg text title tspan"
_TAGS = _VOID.union(_TEXT.split(), _DRAWING.split())
_PLAIN = frozenset({"bdi", "desc", "text", "title", "tspan"})
"""Elements whose text holds no element of HTML, or is isolated already."""
_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
# Attributes that run script, load something or carry style; only the functions that make links write "href".
_REFUSED = re.compile(r"on.*|style|src.*|href|xlink.*|(form)?action|data|background|ping", re.IGNORECASE)


def tag(name: str, *children: object, **attributes: object) -> Html:
    """An HTML or SVG element of the allowed kinds, its children and attribute values escaped.

    ``class_`` and ``for_`` lose their underscore, other underscores become hyphens. ``True`` writes a bare
    attribute, ``None`` and ``False`` none. Raises ``ValueError`` for an element or attribute not allowed.
    """
    if name not in _TAGS:
        raise ValueError(f"element <{name}> is not one that pages use")
    opening = f"<{name}{_attributes(attributes)}>"
    if name in _VOID:
        return Html(opening)
    if name in _PLAIN:
        return Html(f"{opening}{''.join(html(child) for child in children)}</{name}>")
    return Html(f"{opening}{join(children)}</{name}>")


def _attributes(attributes: Mapping[str, object]) -> str:
    kept = ((key, value) for key, value in attributes.items() if value is not None and value is not False)
    return "".join(_attribute(key, value) for key, value in kept)


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    if not _ATTRIBUTE.fullmatch(name) or _REFUSED.fullmatch(name):
        raise ValueError(f"attribute {name!r} is not one that pages use")
    return f" {name}" if value is True else f' {name}="{html(value)}"'


# --- addresses ----------------------------------------------------------------------------------------------

_NEVER_IN_ADDRESS = re.compile(r"\.\.\.|…|[\s<>\"\\^`{|}]")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*", re.UNICODE)
_LOCAL = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?(?:#[A-Za-z0-9_.-]+)?")
_IN_DOSSIER = re.compile(r"(?:\.\./)?(?:[a-z]{2}/)?[A-Za-z0-9_-][A-Za-z0-9._-]*(?:#[A-Za-z0-9_.=-]+)?")

_IN_SITE = re.compile(r"(?:\.\./)?[a-z0-9][a-z0-9-]{0,63}/(?:[a-z]{2}/)?[A-Za-z0-9_-]+\.html")


def is_complete_address(address: str) -> bool:
    """Whether an address is http(s), names a host, and was not shortened with dots by whoever quoted it."""
    if len(address) > 2000 or address != visible(address) or _NEVER_IN_ADDRESS.search(address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port  # a port that is no number raises
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.username is not None or parts.password is not None:
        return False
    return _HOST.fullmatch(parts.hostname or "") is not None


def link(address: str, text: object | None = None) -> Html:
    """A link to an outside address, or the address as seen where it is not one that can be followed.

    Only a complete http(s) address becomes a link (:func:`is_complete_address`); one with "..." or another
    scheme is shown as text and never completed.
    """
    shown = html(address) if text is None else join([text])
    if is_complete_address(address):
        return Html(f'<a href="{html(address)}" rel="noopener noreferrer">{shown}</a>')
    seen = tag("span", address, class_="address")
    return seen if text is None else join([shown, seen], " ")


def local_link(target: str, text: object, **attributes: object) -> Html:
    """A link to a file beside the page or to a place in it (``"data.html#sources"``), by a plain name."""
    if not target or not _LOCAL.fullmatch(target):
        raise ValueError(f"{target!r} is not the name of a file beside the page")
    return Html(f'<a href="{target}"{_attributes(attributes)}>{join([text])}</a>')


def dossier_link(target: str, text: object, **attributes: object) -> Html:
    """A link to a file of the same dossier, by plain names: beside the page, in the folder of a language
    (``tr/index.html``), in the folder above (``../check.json``) or in another language's (``../ru/index.html``).
    """
    if not _IN_DOSSIER.fullmatch(target):
        raise ValueError(f"{target!r} is not the name of a file of the dossier")
    return Html(f'<a href="{target}"{_attributes(attributes)}>{join([text])}</a>')


def case_link(target: str, text: object, **attributes: object) -> Html:
    """A link from the first page of a site to a page of one of its dossiers, by plain names: in the folder of the
    incident (``su24-2015/index.html``) or of a language in it (``../su24-2015/ru/index.html``).
    """
    if not _IN_SITE.fullmatch(target):
        raise ValueError(f"{target!r} is not the name of a file of a dossier of the site")
    return Html(f'<a href="{target}"{_attributes(attributes)}>{join([text])}</a>')


# --- exit two: a JSON island --------------------------------------------------------------------------------

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_IN_STRINGS = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'`${}"}


def json_island(value: object) -> str:
    """JSON for a ``<script type="application/json">`` whose texts our own script sets with ``textContent``.

    ASCII only; inside strings ``< > & ' ` $ { }`` are ``\\u`` escapes, and every text is :func:`visible`.
    Raises ``ValueError`` for NaN or infinity, which JSON does not have.
    """
    text = json.dumps(_visible_strings(value), ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return _STRING.sub(lambda match: match.group().translate(_IN_STRINGS), text)


def _visible_strings(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(str(key)): _visible_strings(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_visible_strings(item) for item in value]
    return value


# --- exit three: Markdown -----------------------------------------------------------------------------------

_MARKS = re.compile(r"[\\`*_{}\[\]<>|~$#!@]|&(?=[#A-Za-z])|(?<={)%")
"""Characters that open or close something wherever they stand; an ampersand that begins an entity; ``{%``, which some
sites read as a command before they read Markdown."""

_LINKED = re.compile(r":(?=//)|\.(?=[^\s\d])|(?<!\d)\.(?=\d)")
"""What makes an address of a text: ``://``, and a full stop that neither ends a word nor stands between digits."""

_LINE_START = re.compile(r"\A(?:(?=[-+=:%])|[0-9]{1,9}(?=[.)](?:\s|\Z)))")
"""What makes a list, a heading, a definition or a table of a line."""


def markdown(text: object) -> str:
    """``text`` for a line of Markdown (CommonMark, GitHub's tables): shows :func:`visible` of it and does nothing.

    What could act is escaped with a backslash: everywhere the characters that open markup, HTML, entities, mathematics,
    cells or mentions; ``:`` and ``.`` where they would make a link of an address, ``- + = : % . )`` where they would
    make a list or a heading of a line. White space becomes one space, so that the text stays in its line.
    """
    line = re.sub(r"[ \t\n]+", " ", visible(str(text))).strip()
    line = _LINKED.sub(r"\\\g<0>", _MARKS.sub(r"\\\g<0>", line))
    return _LINE_START.sub(r"\g<0>\\", line, count=1)


# --- allow-lists --------------------------------------------------------------------------------------------


def _allowed(value: str, pattern: str, what: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise ValueError(f"{value!r} is not {what}")
    return value


def colour(value: str) -> str:
    """``value`` if it is a colour written ``#rrggbb``; raises ``ValueError`` otherwise."""
    return _allowed(value, r"#[0-9A-Fa-f]{6}", "a colour written #rrggbb")


def dash(value: str) -> str:
    """``value`` if it is a dash pattern such as ``"8 6"`` (pixels); raises ``ValueError`` otherwise."""
    return _allowed(value, r"\d{1,3}(?: \d{1,3}){1,7}", "a dash pattern of whole pixels")


def css_class(value: str) -> str:
    """``value`` if it is one or more lower-case class names; raises ``ValueError`` otherwise."""
    return _allowed(value, r"[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)*", "a class name")
