"""A small distribution: columns over bins, with marked values, and the counts as a table that folds out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from airspace import numbers
from airspace.language import _
from maps.axes import Scale, ruler, upright, words
from maps.markup import Html, tag

__all__ = ["Mark", "histogram"]

COLUMN_HEIGHT = 96.0
"""Per cent of the drawing's height that the highest column takes."""

LINE = 17
"""Pixels from one line of words to the next: each mark has a line of its own, so that close ones can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A value marked on a distribution, with its name ("5 %") and how it is printed ("1,240 m")."""

    value: float
    name: str
    text: str


def histogram(
    edges: Sequence[float],
    counts: Sequence[float],
    unit_text: Callable[[float], str],
    marks: Sequence[Mark] = (),
    *,
    measured: str,
) -> Html:
    """Columns over bins whose areas are the counts, with marked values named above them; the counts fold out below.

    ``edges``: one more than ``counts``, rising. Raises ``ValueError`` otherwise.
    """
    if not counts:
        return Html("")
    if len(edges) != len(counts) + 1 or any(not low < high for low, high in pairwise(edges)) or min(counts) < 0:
        raise ValueError("a histogram needs rising edges, one more than its counts, and no count below zero")
    scale = Scale(edges[0], edges[-1], unit_text)
    said = "; ".join(f"{mark.name}: {mark.text}" for mark in marks)
    rows = [
        tag(
            "tr",
            tag("th", _("{low} to {high}", low=unit_text(low), high=unit_text(high)), scope="row"),
            tag("td", numbers.localised(f"{count:,.12g}")),
        )
        for (low, high), count in zip(pairwise(edges), counts, strict=True)
    ]
    return tag(
        "figure",
        tag("p", measured, class_="measured"),
        _names(scale, marks) if marks else "",
        tag("svg", *_columns(scale, edges, counts), *(upright(scale, mark.value, "mark") for mark in marks),
            class_="columns", role="img", aria_label=f"{measured}. {said}" if said else measured),
        ruler(scale),
        tag("details", tag("summary", _("The counts")), tag("table", *rows, class_="counts")),
        class_="histogram",
    )  # fmt: skip


def _columns(scale: Scale, edges: Sequence[float], counts: Sequence[float]) -> list[Html]:
    density = [count / (high - low) for (low, high), count in zip(pairwise(edges), counts, strict=True)]
    top = max(density) or 1.0
    columns = []
    for (low, high), value in zip(pairwise(edges), density, strict=True):
        left, right, height = scale.at(low), scale.at(high), COLUMN_HEIGHT * value / top
        columns.append(
            tag("rect", x=f"{left:.2f}%", width=f"{right - left:.2f}%", y=f"{100 - height:.2f}%",
                height=f"{height:.2f}%", class_="column")
        )  # fmt: skip
    return columns


def _names(scale: Scale, marks: Sequence[Mark]) -> Html:
    """The names of the marks, a line each, with a stem down to the columns."""
    height = LINE * len(marks) + 5
    parts = []
    for number, mark in enumerate(marks):
        x, y = f"{scale.at(mark.value):.2f}%", 14 + LINE * number
        parts.append(tag("line", x1=x, x2=x, y1=y + 4, y2=height, class_="mark"))
        parts.append(words(scale, mark.value, f"{mark.name}: {mark.text}", "mark-label", y))
    return tag("svg", *parts, class_="mark-names", height=height, aria_hidden="true")
