"""Colours, dash patterns and style sheets: one look for maps, charts and tables.

One colour and one dash pattern per claim, the same wherever the claim appears, so that neither colour alone
nor the legend is needed to follow one. The hues are those of Okabe and Ito (2008, "Color Universal Design"),
darkened on the light ground where the original has less than 3:1 contrast to it. None of them is red: red is
not a side. The ground is calm: sea lightest, land light grey, the zone in question one step
darker than either.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from maps import markup
from maps.markup import Html
from maps.selfcontained import asset

__all__ = [
    "CLAIM_COLOURS",
    "FINDINGS",
    "GROUND",
    "ClaimColour",
    "ClaimStyle",
    "EditionStyle",
    "claim_style",
    "disputed_class",
    "disputed_swatch",
    "edition_style",
    "edition_swatch",
    "map_css",
    "page_css",
    "swatch",
    "text_css",
]


@dataclass(frozen=True, slots=True)
class ClaimColour:
    """One hue in four uses: lines and text, on a light and on a dark ground (``#rrggbb``)."""

    name: str
    line: str
    text: str
    line_dark: str
    text_dark: str


CLAIM_COLOURS: Final = (
    ClaimColour("vermilion", "#d55e00", "#b34f00", "#ff8c42", "#ff9d5c"),
    ClaimColour("blue", "#0072b2", "#005f95", "#56b4e9", "#6cbfed"),
    ClaimColour("green", "#008f68", "#007a59", "#2cc79a", "#3fd0a5"),
    ClaimColour("purple", "#a9517f", "#97437a", "#e29bc4", "#e6a8cb"),
    ClaimColour("ochre", "#9a6a00", "#805800", "#e6b450", "#e8bc66"),
    ClaimColour("graphite", "#4a4f57", "#3a3e45", "#c9cdd2", "#d3d6da"),
)
_DASHES: Final = ("9 6", "9 4 2 4", "14 5", "4 4", "14 4 2 4 2 4")  # five against six hues: 30 pairs differ

GROUND: Final[Mapping[str, tuple[str, str]]] = {  # name: (light, dark)
    "paper": ("#fbfbf9", "#14171b"),
    "card": ("#ffffff", "#1c1f24"),
    "sea": ("#f9f9f7", "#181b20"),
    "land": ("#f2f1ed", "#20242b"),
    "zone": ("#7a6442", "#aab4cc"),  # laid over sea and land thinly, so that the coast stays visible
    "border": ("#77746b", "#888d95"),
    "border-other": ("#908c82", "#747a83"),
    "disputed": ("#575a8c", "#b3b6ec"),  # as the word "indeterminate"; laid on more thickly the more agree
    "rule": ("#dcdbd6", "#33373e"),
    "ink": ("#1c1d22", "#eceef0"),
    "muted": ("#565c68", "#a9aeb6"),
    "accent": ("#005f95", "#6cbfed"),
}

FINDINGS: Final[Mapping[str, tuple[str, str]]] = {  # word of a finding: text on paper and card (light, dark)
    "internally-inconsistent": ("#a3123a", "#ff8fa6"),
    "inconsistent": ("#a3123a", "#ff8fa6"),
    "differ": ("#7d2f4a", "#e9a3b6"),
    "indeterminate": ("#575a8c", "#b3b6ec"),
    "consistent": ("#1d6670", "#7ccdd6"),
    "untestable": ("#565c68", "#a9aeb6"),
}


@dataclass(frozen=True, slots=True)
class ClaimStyle:
    """How one claim is drawn: its number, colour, dash pattern and the CSS class that carries them."""

    number: int
    colour: ClaimColour
    dash: str

    @property
    def css_class(self) -> str:
        """The class that sets ``--claim`` and ``--claim-text`` to this claim's colours."""
        return f"claim-{self.number}"


def claim_style(index: int) -> ClaimStyle:
    """The style of the claim at ``index`` (from 0, in the order of the incident file)."""
    number = index % (len(CLAIM_COLOURS) * len(_DASHES))
    return ClaimStyle(number + 1, CLAIM_COLOURS[number % len(CLAIM_COLOURS)], _DASHES[number % len(_DASHES)])


@dataclass(frozen=True, slots=True)
class EditionStyle:
    """How a border edition is drawn where editions are compared: all in ink, told apart by dash and by label."""

    dash: str | None


_EDITION_DASHES: Final = (None, "12 4", "5 4", "1 4", "12 4 2 4", "5 3 1 3")


def edition_style(index: int) -> EditionStyle:
    """The style of the edition at ``index`` (from 0, in the order of the assessment)."""
    return EditionStyle(_EDITION_DASHES[index % len(_EDITION_DASHES)])


DISPUTED_STEPS: Final = 10
"""Shades of disputed ground: enough to tell halves of a witness apart among five."""


def disputed_class(share: float) -> str:
    """The class of ground that this share (above 0, at most 1) of the witnesses puts in the one state."""
    return f"disputed-{max(1, min(DISPUTED_STEPS, math.ceil(share * DISPUTED_STEPS - 1e-9)))}"  # less the last bit


def edition_swatch(style: EditionStyle) -> Html:
    """A line as :func:`edition_style` draws it."""
    pattern = style.dash
    line = markup.tag("line", x1=1, y1=6, x2=33, y2=6, stroke_dasharray=pattern and markup.dash(pattern))
    return markup.tag("svg", line, class_="swatch swatch-compared", viewBox="0 0 34 12", aria_hidden="true")


def disputed_swatch(css_class: str) -> Html:
    """A patch of ground of a :func:`disputed_class`."""
    patch = markup.tag("rect", x=1, y=1, width=32, height=10)
    named = f"swatch swatch-disputed {markup.css_class(css_class)}"
    return markup.tag("svg", patch, class_=named, viewBox="0 0 34 12", aria_hidden="true")


def swatch(kind: str, style: ClaimStyle | None = None, *, dashed: bool = True) -> Html:
    """A small drawing for legends and tables: ``path``, ``inside``, ``point``, ``stop``, ``warning``, ``border``,
    ``border-other``, ``zone``, ``measure``, ``ring``, ``place``; of a family of paths ``band``, ``median``, ``member``
    and ``spread``; ``arrow``, the shift that flips.

    Raises ``ValueError`` for another kind.
    """
    line = {"x1": 1, "y1": 6, "x2": 33, "y2": 6}
    pattern = style.dash if style and dashed else None
    shapes: dict[str, Html] = {
        "path": markup.tag("line", **line | _whole(pattern), stroke_dasharray=pattern),
        "inside": markup.tag("line", **line),
        "border": markup.tag("line", **line),
        "border-other": markup.tag("line", **line, stroke_dasharray="1 3"),
        "measure": markup.tag("line", **line),
        "ring": markup.tag("line", **line, stroke_dasharray="2 4"),
        "zone": markup.tag("rect", x=1, y=1, width=32, height=10),
        "point": markup.tag("circle", cx=17, cy=6, r=4),
        "warning": markup.tag("circle", cx=17, cy=6, r=3),
        "place": markup.tag("circle", cx=17, cy=6, r=2.5),
        "stop": markup.tag("path", d="M17 1.5 21.5 6 17 10.5 12.5 6z"),
    }
    shapes |= {
        "band": markup.tag("rect", x=1, y=1, width=32, height=10),
        "median": markup.tag("line", **line),
        "member": markup.tag("line", **line),
        "spread": markup.join([markup.tag("line", **line), markup.tag("path", d="M17 2.5 20.5 6 17 9.5 13.5 6z")]),
        "arrow": markup.tag("path", d="M1 6H25M24 1.5 33 6 24 10.5z"),
    }
    if kind not in shapes:
        raise ValueError(f"no swatch called {kind!r}; known: {', '.join(shapes)}")
    named = f"swatch swatch-{kind}" + (f" {style.css_class}" if style else "")
    return markup.tag("svg", shapes[kind], class_=named, viewBox="0 0 34 12", aria_hidden="true")


def _whole(pattern: str | None) -> dict[str, float]:
    """Ends of a line in a swatch that begins and ends with a whole dash."""
    if pattern is None:
        return {}
    steps = [int(step) for step in markup.dash(pattern).split()]
    periods = (34 - steps[0]) // sum(steps)
    length = periods * sum(steps) + steps[0] if periods else sum(steps) - steps[-1]
    return {"x1": (34 - length) / 2, "x2": (34 + length) / 2}


def page_css() -> str:
    """The style sheet every page carries: the colours, light and dark, and the type."""
    return _tokens() + asset("page.css")


def text_css() -> str:
    """What a page without a map needs on top of :func:`page_css`: charts."""
    return asset("charts.css")


def map_css() -> str:
    """What a map page needs on top of :func:`page_css`; stands after Leaflet's own style sheet."""
    return asset("map.css") + asset("still.css") + asset("section.css") + asset("settlements.css")


def _tokens() -> str:
    light, dark = _declarations(dark=False), _declarations(dark=True)
    claims = "".join(
        f".claim-{number + 1}{{--claim:var(--hue-{number % len(CLAIM_COLOURS) + 1});"
        f"--claim-text:var(--hue-{number % len(CLAIM_COLOURS) + 1}-text)}}\n"
        for number in range(len(CLAIM_COLOURS) * len(_DASHES))
    )
    shades = "".join(f".disputed-{n}{{--laid:{0.085 * n - 0.05:.3f}}}\n" for n in range(1, DISPUTED_STEPS + 1))
    words = "".join(f".word.{word}{{--word:var(--{word})}}\n" for word in FINDINGS)
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"  # paper is light for every reader
        f"{claims}{words}{shades}"
    )


def _declarations(*, dark: bool) -> str:
    pairs = {f"--{name}": colours[dark] for name, colours in GROUND.items()}
    pairs |= {f"--{word}": colours[dark] for word, colours in FINDINGS.items()}
    for number, hue in enumerate(CLAIM_COLOURS, start=1):
        pairs[f"--hue-{number}"] = hue.line_dark if dark else hue.line
        pairs[f"--hue-{number}-text"] = hue.text_dark if dark else hue.text
    return ";".join(f"{name}:{markup.colour(value)}" for name, value in pairs.items())
