"""Small charts of plain numbers: what moves a result, values with their intervals, shares.

Static: no script and no style attribute. Each chart is a table whose rows hold a strip of drawing and, beside it, the
same in words and figures; on a phone the strip stands under its name at full width. Colours are those of the claim
whose class (:attr:`maps.theme.ClaimStyle.css_class`) an element around the chart carries, else the page's accent. An
empty list gives an empty :class:`~maps.markup.Html`. Texts are escaped by :mod:`maps.markup`, whatever they hold.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from airspace import numbers
from airspace.language import _
from maps.axes import Scale, cap, dot, edge_arrow, plot, ruler, shares, span, upright, words
from maps.markup import Html, join, tag

__all__ = ["BarRow", "StripRow", "TornadoRow", "bars", "interval_strip", "tornado"]

WIDER = 5.0
"""An end so many times as far from the reference as the next one, and as zero, would crush the rest: it is cut off."""

ROOM = 1.3
"""How far a scale that cuts an end off reaches, as a multiple of what it still shows whole."""

LEAST_WIDTH = 1.0
"""Per cent of the width: a narrower bar is drawn as a dot, to be seen at all."""


# --- the table that all share -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    name: object
    drawing: Sequence[object]
    told: object
    css: str | None = None


def _chart(
    css: str, heads: tuple[str, str, str], scale: Scale, rows: Iterable[_Row], head: Html, foot: Html | None = None
) -> Html:
    """Name, drawing, words: one row each, under a ruler, with the grid of the ruler behind the marks."""
    grid = [upright(scale, tick, "grid") for tick in scale.ticks()]
    lines = [
        tag(
            "tr",
            tag("th", row.name, scope="row", class_="name"),
            tag("td", plot(*grid, *row.drawing), class_="drawing"),
            tag("td", row.told, class_="told"),
            class_=row.css,
        )
        for row in rows
    ]
    top = tag(
        "tr",
        tag("th", heads[0], scope="col", class_="name"),
        tag("th", tag("span", heads[1], class_="measured"), head, scope="col", class_="drawing"),
        tag("th", heads[2], scope="col", class_="told"),
    )
    body = [tag("thead", top), tag("tbody", *lines)]
    if foot is not None:
        below = tag("tr", tag("td", class_="name"), tag("td", foot, class_="drawing"), tag("td", class_="told"))
        body.append(tag("tfoot", below, aria_hidden="true"))
    return tag("table", *body, class_=f"chart {css}")


def _named(name: str, *notes: str) -> Html:
    kept = [note for note in notes if note]
    return join([tag("span", name, class_="what"), tag("span", join(kept, " · "), class_="note") if kept else ""])


def _measured(scale: Scale, measured: str) -> str:
    """What a scale measures; a logarithmic one says so."""
    ticks = scale.ticks()
    if not scale.log or len(ticks) < 2:
        return _("{measured} (logarithmic scale)", measured=measured) if scale.log else measured
    times = numbers.number(ticks[1] / ticks[0], 1.0)
    return _(
        "{measured} (logarithmic scale: each step is {times} times the one before)", measured=measured, times=times
    )


# --- what moves a result ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoRow:
    """One input moved over its interval, the others held: what the result becomes.

    ``low``, ``high``: least and greatest result (one unit for all rows, usually metres of margin). ``low_text``,
    ``high_text``: the value of the input that gives each ("240°"). ``kind``: what the input is ("assumption").
    ``by_construction``: the result repeats this input, so that the bar is no finding.
    """

    name: str
    low: float
    high: float
    low_text: str = ""
    high_text: str = ""
    note: str = ""
    kind: str = ""
    by_construction: bool = False

    def flips(self, reference: float) -> bool:
        """Whether an end of the bar lies on the other side of zero than the reference, or on zero."""
        return len({(value > 0) - (value < 0) for value in (self.low, self.high, reference)}) > 1


def tornado(
    rows: Sequence[TornadoRow],
    reference: float,
    unit_text: Callable[[float], str],
    zero_label: str,
    *,
    measured: str | None = None,
    sides: tuple[str, str] | None = None,
) -> Html:
    """A bar for each input, about the result as computed, on a linear scale on which zero is a border.

    Rows stand in the order given. What lies beyond zero, seen from the reference, is drawn hollow, with a diamond where
    the bar crosses and a sentence in the row. Where an end lies more than :data:`WIDER` times as far from the reference
    as the rest, the scale ends before it: an arrow says so, and a line below; the row gives the end in figures.
    """
    if not rows:
        return Html("")
    scale, cut = _tornado_scale(rows, reference, unit_text)
    zero, (left, right) = scale.at(0.0), sides or (_("outside"), _("inside"))
    at_zero = []
    if zero > 15:
        at_zero.append(tag("text", f"◂ {left}", x=f"{zero:.2f}%", dx=-8, y=34, text_anchor="end", class_="side"))
    if zero < 85:
        at_zero.append(tag("text", f"{right} ▸", x=f"{zero:.2f}%", dx=8, y=34, text_anchor="start", class_="side"))
    head = ruler(scale, words(scale, 0.0, zero_label, "zero-label", 14), *at_zero, y=54)
    computed = _("as computed: {figure}", figure=unit_text(reference))
    foot = plot(words(scale, reference, computed, "reference-label", 16), css="ruler")
    heads = (_("What may vary"), measured or _("Margin"), _("At the ends"))
    table = _chart("tornado", heads, scale, [_tornado_row(row, reference, scale) for row in rows], head, foot)
    said = _("An arrow marks a bar that goes on beyond the scale; the row gives its ends.")
    return join([table, tag("p", said, class_="chart-note")]) if cut else table


def _tornado_scale(
    rows: Sequence[TornadoRow], reference: float, unit_text: Callable[[float], str]
) -> tuple[Scale, bool]:
    """A linear scale with zero and the reference on it, and whether it ends before a bar does."""
    ends = [value for row in rows for value in (row.low, row.high)]
    if not all(math.isfinite(value) for value in (*ends, reference)):
        raise ValueError("an end of a bar is not a finite number")
    reach = sorted((abs(value - reference) for value in ends), reverse=True)
    limit = math.inf
    for far, next_ in itertools.pairwise(reach[: len(reach) // 3 + 1]):  # at most a third of the ends
        kept = max(next_, abs(reference))
        if far > WIDER * kept > 0:
            limit = ROOM * kept
    low = min(0.0, reference, max(min(ends), reference - limit))
    high = max(0.0, reference, min(max(ends), reference + limit))
    room = 0.06 * (high - low) or 1.0
    scale = Scale(low - room, high + room, unit_text)
    return scale, min(ends) < scale.low or max(ends) > scale.high


def _tornado_row(row: TornadoRow, reference: float, scale: Scale) -> _Row:
    flips = row.flips(reference)
    drawing = [tag("rect", x=f"{scale.at(0.0):.2f}%", y=0, width=f"{100 - scale.at(0.0):.2f}%", height="100%",
                   class_="within")]  # fmt: skip
    drawing += [upright(scale, 0.0, "zero"), upright(scale, reference, "reference")]
    drawing += _tornado_bar(scale, *sorted((row.low, row.high)), right=reference > 0)
    told = [_end(row.low_text, scale.text(row.low))]
    if row.low != row.high or row.low_text != row.high_text:
        told.append(_end(row.high_text, scale.text(row.high)))
    if flips:
        told.append(tag("p", _flip_mark(), _("the verdict flips"), class_="flip"))
    if row.by_construction:
        told.append(tag("p", _("an input, by construction: no finding"), class_="note"))
    css = "flips" if flips else "holds"
    return _Row(
        _named(row.name, row.kind, row.note), drawing, join(told), f"{css} given" if row.by_construction else css
    )


def _tornado_bar(scale: Scale, low: float, high: float, *, right: bool) -> list[Html]:
    """A bar whose part on the reference's side of zero (``right`` of it, or left) is full and the rest hollow."""
    css = {side: "bar" if side == right else "bar beyond" for side in (True, False)}
    if scale.at(high) - scale.at(low) < LEAST_WIDTH:
        bar = [dot(scale, (low + high) / 2, css[low + high > 0])]
    else:
        parts = ((min(low, 0.0), min(high, 0.0), css[False]), (max(low, 0.0), max(high, 0.0), css[True]))
        bar = [span(scale, start, end, side) for start, end, side in parts if start < end]
    bar += [edge_arrow(False, css[False])] if low < scale.low else []
    bar += [edge_arrow(True, css[True])] if high > scale.high else []
    return [*bar, dot(scale, 0.0, "crossing", "M0 -6L6 0L0 6L-6 0Z")] if low < 0 < high else bar


def _end(given: str, result: str) -> Html:
    lead = [tag("span", given, ": ", class_="at")] if given else []
    return tag("p", *lead, tag("span", result, class_="result"))


def _flip_mark() -> Html:
    return tag("svg", tag("path", d="M6 0L12 6L6 12L0 6Z", class_="crossing"), viewBox="0 0 12 12", aria_hidden="true")


# --- values with intervals --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StripRow:
    """A value with the ends of its interval, and what is printed for it; ``value`` None: only a bound is known."""

    name: str
    value: float | None
    low: float
    high: float
    text: str
    note: str = ""


def interval_strip(
    rows: Sequence[StripRow],
    scale: Scale,
    *,
    measured: str,
    heads: tuple[str, str] | None = None,
) -> Html:
    """A dot and its interval for each quantity or scenario, on one scale.

    A row without a value has only an interval, with hollow ends; an end beyond the scale is an arrow.
    """
    if not rows:
        return Html("")
    drawn = [_Row(_named(row.name, row.note), _interval(row, scale), tag("p", row.text)) for row in rows]
    name, told = heads or ("", _("Value, 95 % interval"))
    return _chart("strip", (name, _measured(scale, measured), told), scale, drawn, ruler(scale))


def _interval(row: StripRow, scale: Scale) -> list[Html]:
    if row.low > row.high:
        raise ValueError(f"an interval from {row.low!r} to {row.high!r} runs backwards")
    parts = [span(scale, row.low, row.high, "interval", 4)]
    parts += [cap(scale, end, "interval-end") for end in (row.low, row.high) if scale.low <= end <= scale.high]
    parts += [edge_arrow(False, "interval")] if row.low < scale.low else []
    parts += [edge_arrow(True, "interval")] if row.high > scale.high else []
    shown = row.value is not None and scale.low <= row.value <= scale.high
    return [*parts, dot(scale, row.value, "value")] if shown and row.value is not None else parts


# --- shares -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """A share of one, and what is printed for it ("1,204 of 10,000")."""

    name: str
    share: float
    text: str
    note: str = ""


def bars(
    rows: Sequence[BarRow],
    scale: Scale | None = None,
    *,
    measured: str = "Share",
    heads: tuple[str, str] = ("", ""),
) -> Html:
    """A bar from the left end for each share: on per cent from none to all, or on the scale given."""
    if not rows:
        return Html("")
    over = shares() if scale is None else scale
    drawn = [_Row(_named(row.name, row.note), _share(row, over), tag("p", row.text)) for row in rows]
    return _chart("bars", (heads[0], _measured(over, measured or _("Share")), heads[1]), over, drawn, ruler(over))


def _share(row: BarRow, scale: Scale) -> list[Html]:
    """A bar; on a logarithmic scale, where a length means nothing, a dot on a stem, or an arrow for less."""
    if not scale.log:
        return [span(scale, scale.low, row.share, "bar")] if row.share > scale.low else []
    if row.share < scale.low:
        return [edge_arrow(False, "bar")]
    return [span(scale, scale.low, row.share, "stem", 2), dot(scale, row.share, "bar")]
