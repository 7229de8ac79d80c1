"""Scales and marks of the small charts: SVG in shares of its width, so that a chart reflows and its type never shrinks.

A plot has no viewBox. Across it places are percentages, down it they are pixels from its middle: a phone gets the same
marks and the same size of letters on a shorter scale. Colours and widths of lines come from the page's style sheet.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from airspace import numbers
from maps.markup import Html, tag

__all__ = [
    "Scale",
    "cap",
    "decades",
    "dot",
    "edge_arrow",
    "plot",
    "ruler",
    "share_text",
    "shares",
    "span",
    "upright",
    "words",
]

TICKS = 6
"""At most so many figures on a scale; on a phone every other one is left out."""

LETTER = 1.03
"""Half the width of a letter in per cent of a plot's width on a phone (3.5 of 340 pixels): words nearer to an end of
the scale than half their width begin or end at their place instead of standing about it."""

_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Scale:
    """What a chart measures, from its left end to its right; ``text`` prints a value of it with its unit.

    ``log``: every step multiplies. ``figures``: those to print; if none are given, round ones are chosen. Raises
    ``ValueError`` for ends that are no scale.
    """

    low: float
    high: float
    text: Callable[[float], str]
    log: bool = False
    figures: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"a scale from {self.low!r} to {self.high!r} has no length")
        if self.log and self.low <= 0:
            raise ValueError(f"a logarithmic scale begins above zero, not at {self.low!r}")

    def at(self, value: float) -> float:
        """Per cent of the width, held within the scale. Raises ``ValueError`` for what is no number."""
        if math.isnan(value):
            raise ValueError("a value to draw is not a number")
        held = min(max(value, self.low), self.high)
        if self.log:
            return 100 * math.log(held / self.low) / math.log(self.high / self.low)
        return 100 * (held - self.low) / (self.high - self.low)

    def ticks(self) -> tuple[float, ...]:
        """Round values on the scale, :data:`TICKS` at most, no two of which are printed alike."""
        if self.figures:
            return self.figures
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            apart = max(1, math.ceil((last - first) / (TICKS - 1)))
            return tuple(10.0**power for power in range(last, first - 1, -apart))[::-1]
        decade = math.floor(math.log10((self.high - self.low) / TICKS))
        for step in (times * 10.0**power for power in range(decade, decade + 9) for times in (1, 2, 5)):
            first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
            values = tuple(number * step for number in range(first, last + 1))
            if len(values) <= TICKS and len({self.text(value) for value in values}) == len(values):
                return values
        return ()


def share_text(share: float) -> str:
    """A share of one as per cent, ``12.5 %``; for ticks, as round as they are."""
    return numbers.localised(f"{100 * share:.12g}{_NBSP}%")


def shares() -> Scale:
    """None to all, in per cent."""
    return Scale(0.0, 1.0, share_text, figures=(0.0, 0.25, 0.5, 0.75, 1.0))


def decades(low: float, high: float = 1.0, text: Callable[[float], str] = share_text) -> Scale:
    """A logarithmic scale, to be labelled as one; of shares up to all of them if nothing else is said."""
    return Scale(low, high, text, log=True)


# --- marks ------------------------------------------------------------------------------------------------------------


def plot(*parts: object, css: str = "plot") -> Html:
    """The strip a row is drawn in; the words beside it say the same, so that a reader of words misses nothing."""
    return tag("svg", *parts, class_=css, aria_hidden="true")


def _middle(x_percent: float, part: Html) -> Html:
    """A shape in pixels about a place on the middle line."""
    return tag("svg", part, x=_percent(x_percent), y="50%", class_="mid")


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def upright(scale: Scale, value: float, css: str) -> Html:
    """A line through the whole height of the plot."""
    x = _percent(scale.at(value))
    return tag("line", x1=x, x2=x, y1="0", y2="100%", class_=css)


def span(scale: Scale, low: float, high: float, css: str, height: int = 12) -> Html:
    """A bar on the middle line, from one value to another."""
    left, right = scale.at(low), scale.at(high)
    bar = tag("rect", x=_percent(left), width=_percent(right - left), y=-height / 2, height=height, class_=css)
    return tag("svg", bar, y="50%", class_="mid")


def cap(scale: Scale, value: float, css: str) -> Html:
    """A short upright at the end of an interval."""
    x = _percent(scale.at(value))
    return tag("svg", tag("line", x1=x, x2=x, y1=-6, y2=6, class_=css), y="50%", class_="mid")


def dot(scale: Scale, value: float, css: str, shape: str | None = None) -> Html:
    """A point on the middle line: a circle, or the shape given as the ``d`` of a path about (0, 0)."""
    drawn = tag("circle", r=4.5, class_=css) if shape is None else tag("path", d=shape, class_=css)
    return _middle(scale.at(value), drawn)


def edge_arrow(right: bool, css: str) -> Html:
    """At an end of the plot: what is drawn goes on beyond the scale."""
    return _middle(100.0 if right else 0.0, tag("path", d="M0 -7L8 0L0 7Z" if right else "M0 -7L-8 0L0 7Z", class_=css))


def words(scale: Scale, value: float, text: str, css: str, y: int) -> Html:
    """Words about a place on the scale; near its ends they begin or end there."""
    x, half = scale.at(value), LETTER * len(text)
    anchor = "start" if x < half else "end" if x > 100 - half else "middle"
    return tag("text", text, x=_percent(x), y=y, text_anchor=anchor, class_=css)


def ruler(scale: Scale, *more: object, y: int = 14) -> Html:
    """The figures of a scale, ``y`` pixels down, and what else stands with them."""
    ticks = scale.ticks()
    kept = ticks.index(0.0) % 2 if 0.0 in ticks else (len(ticks) - 1) % 2
    figures = [
        words(scale, tick, scale.text(tick), "tick" if number % 2 == kept else "tick minor", y)
        for number, tick in enumerate(ticks)
    ]
    return plot(*figures, *more, css="ruler")
