"""A Folium figure as one file: every script and style inside it, no address left that a browser would fetch.

Folium names its libraries by address on public hosts. Here each address is locked to a file of an installed
package by SHA-256, or known as not needed, or an error (:class:`MissingAssetError`); nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from importlib.resources import files
from posixpath import dirname, join
from typing import Final

from branca.element import CssLink, Figure, JavascriptLink

from airspace.errors import ChecksumError, MissingAssetError
from maps.drawing import is_drawn_here

__all__ = ["Inlined", "asset", "inlined", "notices"]


# --- the lock: every address Folium may name --------------------------------------------------------------

_LEAFLET, _JQUERY = "xstatic.pkg.leaflet", "xstatic.pkg.jquery"
_JSDELIVR = "https://cdn.jsdelivr.net"

_ADDRESSES: Final = {
    f"{_JSDELIVR}/npm/leaflet@1.9.3/dist/leaflet.js": (_LEAFLET, "data/leaflet.js"),
    f"{_JSDELIVR}/npm/leaflet@1.9.3/dist/leaflet.css": (_LEAFLET, "data/leaflet.css"),
    "https://code.jquery.com/jquery-3.7.1.min.js": (_JQUERY, "data/jquery.min.js"),
}

_IMAGES = "data/images/"
_SHA256: Final = {
    "data/leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "data/leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
    _IMAGES + "layers.png": "1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6",
    _IMAGES + "layers-2x.png": "066daca850d8ffbef007af00b06eac0015728dee279c51f3cb6c716df7c42edf",
    _IMAGES + "marker-icon.png": "574c3a5cca85f4114085b6841596d62f00d7c892c7b03f28cbfa301deb1dc437",
    _IMAGES + "marker-icon-2x.png": "00179c4c1ee830d3a108412ae0d294f55776cfeb085c60129a39aa6fc4ae2528",
    _IMAGES + "marker-shadow.png": "264f5c640339f042dd729062cfc04c17f8ea0f29882b538e3848ed8f10edb4da",
    "data/jquery.min.js": "fc9a93dd241f6b045cbff0481cf4e1901becd0e12fb45166a8f17f95823f0b1a",
}

# Needed only by folium.Icon, which these maps do not use.
_NOT_NEEDED: Final = frozenset(
    {
        f"{_JSDELIVR}/npm/bootstrap@5.2.2/dist/js/bootstrap.bundle.min.js",
        f"{_JSDELIVR}/npm/bootstrap@5.2.2/dist/css/bootstrap.min.css",
        "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.js",
        "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.css",
        "https://netdna.bootstrapcdn.com/bootstrap/3.0.0/css/bootstrap-glyphicons.css",
        f"{_JSDELIVR}/npm/@fortawesome/fontawesome-free@6.2.0/css/all.min.css",
        f"{_JSDELIVR}/gh/python-visualization/folium/folium/templates/leaflet.awesome.rotate.min.css",
    }
)


@lru_cache(maxsize=16)
def _locked_bytes(package: str, path: str) -> bytes:
    try:
        data = files(package).joinpath(path).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        raise MissingAssetError(f"the package {package} is not installed or lacks {path}") from None
    found, expected = hashlib.sha256(data).hexdigest(), _SHA256.get(path)
    if expected is None:
        raise MissingAssetError(f"{package}/{path} is not locked: pages inline registered files only")
    if found != expected:
        raise ChecksumError(f"{package}/{path} has SHA-256 {found}, not the locked {expected}")
    return data


@lru_cache(maxsize=8)
def _locked_text(package: str, path: str) -> str:
    text = _locked_bytes(package, path).decode("utf-8").replace("\r\n", "\n")
    if path.endswith(".css"):
        return _CSS_URL.sub(lambda match: _css_url(package, path, match.group(1)), text)
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE).rstrip() + "\n"
    return text + _default_icon() if path == "data/leaflet.js" else text


_CSS_URL = re.compile(r"""url\(\s*['"]?([^'")]*)['"]?\s*\)""")


def _css_url(package: str, path: str, target: str) -> str:
    """A file of the package as a data: URI; addresses, fonts and old browsers' behaviours become nothing."""
    if re.match(r"#|[a-z]+:|//", target) or not target.endswith(".png"):
        return "none"
    return f"url({_data_uri(package, join(dirname(path), target))})"


def _data_uri(package: str, path: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_locked_bytes(package, path)).decode("ascii")


def _default_icon() -> str:
    """Leaflet looks for its marker pictures beside its style sheet; here they are in the page."""
    names = {"iconUrl": "marker-icon", "iconRetinaUrl": "marker-icon-2x", "shadowUrl": "marker-shadow"}
    pictures = {key: _data_uri(_LEAFLET, f"{_IMAGES}{name}.png") for key, name in names.items()}
    return f"L.Icon.Default.imagePath='';L.Icon.Default.mergeOptions({json.dumps(pictures)});\n"


def _at_address(address: str) -> str | None:
    """The text locked to an address, ``None`` if pages do without it."""
    if address in _NOT_NEEDED:
        return None
    if address not in _ADDRESSES:
        raise MissingAssetError(f"a page wants {address}, which no locked package provides")
    return _locked_text(*_ADDRESSES[address])


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """The text of one of our own scripts, styles or notices in ``maps/assets``."""
    try:
        return files("maps").joinpath("assets", name).read_text("utf-8")
    except FileNotFoundError:
        raise MissingAssetError(f"maps/assets has no {name}") from None


def notices() -> str:
    """Licence notices of the libraries whose code stands in a map page."""
    return asset("notices.txt")


# --- a figure, taken apart ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inlined:
    """What a page needs of a figure: style sheets, scripts in their order, and HTML for its place."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    body: str


class _Reader(HTMLParser):
    """Collects what stands in style and script elements; notes whether anything is loaded from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.loaded: list[str] = []
        self._into: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        loading = {"src", "href", "srcset", "data", "srcdoc"}
        self.loaded += [value or "" for key, value in attrs if key in loading]
        self._into = {"style": self.styles, "script": self.scripts}.get(tag)
        if self._into is not None:
            self._into.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the signature is the parser's
        self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


def inlined(figure: Figure) -> Inlined:
    """Render a figure, once, and put the bytes it names in place of their addresses.

    To be called in the :func:`~maps.drawing.drawing` block that the figure was built in, else ``RuntimeError``. Raises
    :class:`MissingAssetError` for an address that is not locked and :class:`ChecksumError` for other bytes.
    """
    if not is_drawn_here(figure):
        raise RuntimeError("a figure is built and rendered inside one drawing() block")
    for child in figure._children.values():
        child.render()
    styles: list[str] = []
    scripts: list[str] = []
    for element in figure.header._children.values():
        if isinstance(element, JavascriptLink | CssLink):
            text = _at_address(element.url)
            if text is not None:
                (scripts if isinstance(element, JavascriptLink) else styles).append(text)
            continue
        head = _refuse_loading(element.render())
        styles += head.styles
        scripts += head.scripts
    body = str(figure.html.render())
    if _refuse_loading(body).scripts:
        raise MissingAssetError("a figure's HTML brings its own script, which a page does not take over")
    scripts.append(_script_text(figure.script.render()))
    return Inlined(tuple(styles), tuple(scripts), body.strip())


def _refuse_loading(text: str) -> _Reader:
    read = _Reader(text)
    if read.loaded:
        raise MissingAssetError(f"a page wants {read.loaded[0]!r} by other means than a locked link")
    return read


def _script_text(text: str) -> str:
    """Script that cannot end its element early; the changes are void inside JavaScript strings."""
    lines = (line.strip() for line in text.replace("\r\n", "\n").split("\n"))
    whole = "\n".join(line for line in lines if line)
    return re.sub(r"<(?=/script)", r"<\\", whole, flags=re.IGNORECASE).replace("<!--", r"<\!--") + "\n"
