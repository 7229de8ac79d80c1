"""A page as one file: head, policy, styles, body, scripts. The only writer of whole documents.

Every page forbids itself all it does not need. The Content-Security-Policy names each script and each style by
its hash: no inline handler, no script from text, no evaluation, no connection, no font, no frame; pictures
only as ``data:``. ``style-src`` needs no 'unsafe-inline': Leaflet positions things through the CSSOM, which
the policy lets pass, and nothing here writes a ``style`` attribute (Folium's own popups would; see
:class:`maps.controls.Content`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import folium

from airspace.language import _, language
from maps.controls import Behaviour, assets_of
from maps.controlwords import control_words
from maps.languages import direction, language_switch
from maps.markup import Html, html, join, json_island, local_link, tag
from maps.selfcontained import asset, inlined, notices
from maps.theme import ClaimStyle, map_css, page_css, text_css
from maps.tiles import sources_of
from maps.vendored import vendored

__all__ = [
    "LegendItem",
    "Page",
    "definitions",
    "document",
    "facts",
    "head_row",
    "map_page",
    "maps_page",
    "text_page",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The parts of a document, in the language spoken. ``islands`` are JSON for our own scripts, by element id."""

    title: str
    body: Html
    body_class: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...] = ()
    first_scripts: tuple[str, ...] = ()
    islands: Mapping[str, object] = field(default_factory=dict)
    image_sources: tuple[str, ...] = ()
    language: str = field(default_factory=language)


def document(page: Page) -> str:
    """The page as HTML; the same page gives the same bytes.

    Raises ``ValueError`` where a style or script could end its element early, or a name is not plain.
    """
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", page.language):
        raise ValueError(f"{page.language!r} is no language tag")
    for text in (*page.styles, *page.first_scripts, *page.scripts):
        if re.search(r"</(script|style)|<!--|\r", text, re.IGNORECASE):
            raise ValueError("a style or script holds text that would end its element")
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(page)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{html(page.title)}</title>",
        *(f"<style>{text}</style>" for text in page.styles),
        *(f"<script>{text}</script>" for text in page.first_scripts),
    ]
    tail = [_island(name, value) for name, value in page.islands.items()]
    tail += [f"<script>{text}</script>" for text in page.scripts]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{page.language}" dir="{direction(page.language)}">',
            "<head>",
            *head,
            "</head>",
            f'<body class="{page.body_class}">',
            page.body,
            *tail,
            "</body>",
            "</html>\n",
        ]
    )


def _policy(page: Page) -> str:
    parts = {
        "default-src": ["'none'"],
        "script-src": _hashes((*page.first_scripts, *page.scripts)) or ["'none'"],
        "style-src": _hashes(page.styles) or ["'none'"],
        "img-src": ["data:", *sorted(set(page.image_sources))],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in parts.items())


def _hashes(texts: Iterable[str]) -> list[str]:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return [f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests]


def _island(name: str, value: object) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError(f"{name!r} is no name for an island")
    return f'<script type="application/json" id="{name}">{json_island(value)}</script>'


# --- pieces of a body ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A line of the legend; with layers, it is there while one of them is on the map and all its filters are."""

    swatch: Html
    text: object
    layers: tuple[Any, ...] = ()
    filters: tuple[Any, ...] = ()


def head_row(*titles: str) -> Html:
    """The head of a table: a cell for each column."""
    return tag("thead", tag("tr", *(tag("th", title, scope="col") for title in titles)))


def definitions(rows: Iterable[tuple[object, object]]) -> Html:
    """Name and value pairs, for a popup or a panel: figure, reading, speaker, source."""
    return tag("dl", *(join([tag("dt", name), tag("dd", value)]) for name, value in rows))


def facts(
    heading: object,
    *,
    sentence: object,
    built_from: object | None = None,
    kicker: object | None = None,
    style: ClaimStyle | None = None,
    details: Sequence[tuple[object, object]] = (),
) -> Html:
    """The panel of a map page: where and when, whose version, one sentence with the number, what it is built from.

    ``details`` are (summary, content) pairs, folded until asked for.
    """
    parts = [
        tag("p", kicker, class_="kicker") if kicker is not None else "",
        tag("h1", heading),
        tag("p", sentence, class_="sentence"),
        tag("p", built_from, class_="built") if built_from is not None else "",
        *(tag("details", tag("summary", summary), content) for summary, content in details),
    ]
    return tag("header", *parts, class_="facts" + (f" {style.css_class}" if style else ""))


def _credits(credits_: Sequence[object], *, libraries: bool, tiles: Sequence[str] = ()) -> Html:
    lines = [tag("li", credit) for credit in credits_]
    lines += [
        tag("li", _("The background is loaded from {source}; the server sees who asks for it.", source=source))
        for source in tiles
    ]
    parts = [tag("ul", *lines)]
    if libraries:
        names = "Leaflet (BSD-2-Clause), jQuery, geographiclib-geodesic (MIT)"
        parts.append(tag("details", tag("summary", names), tag("pre", notices())))
    return join(parts)


def _settings() -> Html:
    """The links to the page in other languages and the button between light and dark, for :file:`theme.js`."""
    named = {"id": "theme", "class_": "theme", "type": "button", "hidden": True}
    button = tag("button", **named, data_light=_("Light"), data_dark=_("Dark"))
    return tag("div", language_switch(), button, class_="settings")


# --- the two kinds of page ------------------------------------------------------------------------------------


def text_page(
    title: str,
    content: Html,
    *,
    kicker: object | None = None,
    lead: object | None = None,
    credits_: Sequence[object] = (),
    scripts: Sequence[str] = (),
    islands: Mapping[str, object] | None = None,
) -> str:
    """A page without a map: a heading, its text, and the credits of the data it uses.

    ``scripts`` are names of files in ``maps/assets``.
    """
    head = tag(
        "header",
        tag("p", kicker, class_="kicker") if kicker is not None else "",
        _settings(),
        tag("h1", title, id="text"),
        tag("p", lead, class_="lead") if lead is not None else "",
    )
    body = [local_link("#text", _("Skip to the text"), class_="skip"), tag("main", head, content)]
    if credits_:
        body.append(tag("footer", tag("h2", _("Data and licences")), _credits(credits_, libraries=False)))
    return document(
        Page(
            title=title,
            body=join(body),
            body_class="text-page",
            styles=(page_css() + text_css(),),
            scripts=tuple(asset(name) for name in (*scripts, "theme.js", "languages.js")),
            islands=islands or {},
        )
    )


_ALWAYS = ("words.js", "numbers.js", "angles.js", "scale.js", "buttons.js")
"""What the scripts of the map elements call."""


def map_page(
    map_: folium.Map,
    *,
    title: str,
    panel: Html,
    legend: Sequence[LegendItem],
    credits_: Sequence[object],
    islands: Mapping[str, object] | None = None,
    still: Html | None = None,
) -> str:
    """A Folium map as one file, with its panel, legend and credits; ``still`` is shown where no script runs.

    To be called once per map, in the :func:`maps.drawing.drawing` block that built it. Raises
    :class:`~airspace.errors.MissingAssetError` where the map wants a library that is not locked.
    """
    followed = [
        [list(item.layers), list(item.filters), f"legend-{number}"] for number, item in enumerate(legend) if item.layers
    ]
    Behaviour("airspaceLegend", followed).add_to(map_)
    figure: Any = map_.get_root()
    own = (vendored("geographiclib-geodesic.min.js"), *(asset(name) for name in (*_ALWAYS, *assets_of(figure))))
    tiles = tuple(sources_of(figure))
    parts = inlined(figure)
    lines = [
        tag("li", item.swatch, tag("span", item.text), id=f"legend-{number}") for number, item in enumerate(legend)
    ]
    key = tag("details", tag("summary", _("Legend")), tag("ul", *lines, tabindex=0), class_="legend", open=True)
    sources = tag(
        "details",
        tag("summary", _("Data and licences")),
        _credits(credits_, libraries=True, tiles=tiles),
        class_="credits",
    )
    stage = tag("div", Html(parts.body), key, class_="stage")
    side = tag("div", panel, tag("footer", sources, _settings()), class_="side")
    return document(
        Page(
            title=title,
            body=tag("main", side, stage, still or ""),
            body_class="map-page",
            styles=(*parts.styles, page_css(), map_css()),
            first_scripts=(asset("script.js"),),
            scripts=(*parts.scripts[:-1], *own, parts.scripts[-1], asset("theme.js"), asset("languages.js")),
            islands={"words": control_words(), **(islands or {})},
            image_sources=tiles,
        )
    )


def maps_page(
    figure: Any,
    body: Callable[[Sequence[Html]], Html],
    *,
    title: str,
    body_class: str,
    styles: Sequence[str],
    scripts: Sequence[str],
    islands: Mapping[str, object],
) -> str:
    """All Folium maps of one figure as one file; ``body`` is given the places of the maps, in their order.

    ``styles`` and ``scripts`` are texts; the scripts run when the maps are there. To be called in the
    :func:`maps.drawing.drawing` block that built the figure.
    """
    parts = inlined(figure)
    places = [Html(place) for place in re.findall(r'<div class="folium-map" id="\w+"\s*></div>', parts.body)]
    return document(
        Page(
            title=title,
            body=body(places),
            body_class=body_class,
            styles=tuple(dict.fromkeys((*parts.styles, page_css(), *styles))),
            first_scripts=(asset("script.js"),),
            scripts=(*parts.scripts, *scripts),
            islands=islands,
        )
    )
