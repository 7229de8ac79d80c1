"""How findings are told on every page: words with their marks, names of tests, stable anchors, figures with units.

A finding's word is never told by colour alone: it is written out, and a mark of its own stands before it.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from airspace.comparison import Comparison, Consistency
from airspace.findings import WORDS, Finding, Value, Word
from airspace.ground import Ground
from airspace.incident import Incident
from airspace.interval import Interval
from airspace.language import _, mark, n_
from airspace.numbers import localised, not_available
from airspace.quantities import QUANTITIES
from airspace.readings import stated_figures
from airspace.terms import choice_word, event_word, quantity_name
from airspace.wording import as_stated, capital, placed, sentence, span, state
from maps.figurenames import figure_name
from maps.markup import Html, join, local_link, tag

__all__ = [
    "MEANINGS",
    "STATED_AND_COMMON",
    "alternatives",
    "anchors",
    "counts_text",
    "definition",
    "figure_text",
    "findings_file",
    "ground_figure",
    "ground_name",
    "ground_text",
    "legend",
    "named",
    "number_text",
    "spoken",
    "statement_anchor",
    "statement_links",
    "test_title",
    "told",
    "word_mark",
    "zones_named",
]

MEANINGS: Final[Mapping[Word, str]] = {
    "internally-inconsistent": mark("figures of one speaker cannot all hold together"),
    "inconsistent": mark("what is stated and what is allowed have no value in common"),
    "differ": mark("figures of different speakers of one side cannot all hold; none of them contradicts himself"),
    "indeterminate": mark("the answer turns on a reading, on the border used, or on what had to be assumed"),
    "consistent": mark("what is stated and what is allowed have values in common; not that it was so"),
    "untestable": mark("there is nothing to hold it against"),
}
"""What each word means, in the words of :mod:`airspace.findings`, short."""

_SPOKEN: Final[Mapping[Word, str]] = {
    "internally-inconsistent": mark("internally inconsistent"),
    "inconsistent": mark("inconsistent"),
    "differ": mark("differ"),
    "indeterminate": mark("indeterminate"),
    "consistent": mark("consistent"),
    "untestable": mark("untestable"),
}

_CROSS: Final = "M4.8 4.8l4.4 4.4M9.2 4.8l-4.4 4.4"
_MARKS: Final[Mapping[Word, str]] = {  # in a box of 14 by 14
    "internally-inconsistent": _CROSS,
    "inconsistent": _CROSS,
    "differ": "M4.2 5.6h5.6M4.2 8.4h5.6M8.6 3.6l-3.2 6.8",
    "indeterminate": "M7 1.5a5.5 5.5 0 0 1 0 11z",
    "consistent": "M4.2 5.6h5.6M4.2 8.4h5.6",
    "untestable": "M4.5 7h5",
}


def spoken(word: Word) -> str:
    """A finding's word as it is read: without its hyphen, in the language spoken."""
    return _(_SPOKEN[word])


def word_mark(word: Word, text: object | None = None) -> Html:
    """The mark and the word, in the word's colour. Raises ``KeyError`` for a word that is none."""
    drawn = tag("path", d=_MARKS[word])
    sign = tag("svg", tag("circle", cx=7, cy=7, r=5.5), drawn, viewBox="0 0 14 14", aria_hidden="true")
    return tag("span", sign, spoken(word) if text is None else text, class_=f"word {word}")


def legend() -> Html:
    """The words with their marks and meanings."""
    return tag("dl", *(join([tag("dt", word_mark(w)), tag("dd", _(MEANINGS[w]))]) for w in WORDS), class_="words")


# --- names --------------------------------------------------------------------------------------------------------


def findings_file(claim_id: str) -> str:
    """File name of the findings about a claim."""
    return f"findings-{claim_id}.html"


def statement_anchor(statement_id: str) -> str:
    """Where a statement stands on its claim's findings page; its figure, after a slash, is left out."""
    return f"statement-{statement_id.partition('/')[0]}"


def anchors(found: Comparison) -> dict[tuple[str, str], str]:
    """Where each (check, test) stands on a page, made of their words alone: the same in every run and on every page.

    Tests whose letters and digits are the same, or that have letters beyond a to z, get a few characters of a digest
    of their name.
    """
    plain = {(row.check, row.test): _slug("-".join((row.check, row.test))) for row in found.matrix}
    names = list(plain.values())
    return {
        key: name
        if names.count(name) == 1 and key[1].isascii()
        else f"{name}-{hashlib.sha256(key[1].encode()).hexdigest()[:8]}"
        for key, name in plain.items()
    }


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def zones_named(text: str) -> str:
    """A text of ours with the codes of states as their names: ``TUR`` is Turkey."""
    return re.sub(r"\b[A-Z]{3}\b", lambda match: state(match.group()), text)


def told(finding: Finding) -> str:
    """A finding's sentence as pages print it; one that quotes a statement is left as it is."""
    return sentence(finding.text if finding.check == "untestable" else zones_named(finding.text))


def alternatives(texts: Iterable[str]) -> str:
    """Readings of one figure beside each other, each once: ``1.15 mi or 1.15 NM``."""
    first, *others = dict.fromkeys(filter(None, texts)) or ("",)
    for other in others:
        first = _("{one} or {other}", one=first, other=other)
    return first


def number_text(value: str) -> str:
    """The number that decides, as pages print it: states by name, no unit parted from its figure."""
    return re.sub(r"(?<=\d) (?=(?:km|mi|NM|m|s|min|ft|h|t)\b)", "\u00a0", zones_named(value))


def test_title(test: str) -> str:
    """A test's name as a heading."""
    return capital(zones_named(test))


def named(incident: Incident, row: Consistency) -> dict[str, str]:
    """Statements of the solver's answers as a reader knows them: name and figure, several readings of it apart."""
    readings = {
        (figure.statement, s.reading): as_stated(s) if s.choice or s.text or s.place else ""
        for figure in stated_figures(incident, row.claim)
        for s in figure.readings
        if s.derived is None
    }
    said: dict[str, dict[str, None]] = {}
    for solution in row.solutions:
        for label, reading in solution.reading.items():
            text = readings.get((label.partition("/")[0], reading), "")
            said.setdefault(label, {}).update({text: None} if text else {})
    return {
        label: ", ".join(filter(None, (label.partition("/")[0].replace("-", " "), alternatives(texts))))
        for label, texts in said.items()
    }


def statement_links(names: Mapping[str, str], statements: Iterable[str], page: str = "") -> Html:
    """Statements in a row, each a link to where it stands, on this page or on another."""
    return join([local_link(f"{page}#{statement_anchor(s)}", names.get(s, s)) for s in statements], " + ")


def counts_text(counts: Mapping[Word, int]) -> str:
    """How many combinations of readings came out how."""
    total = sum(counts.values())
    if total == 1:
        return _("One combination of readings.")
    if len(counts) == 1:
        return n_(
            "The same in all {count} combination of readings.",
            "The same in all {count} combinations of readings.",
            total,
        )
    shares = ", ".join(_("{word} in {count}", word=spoken(w), count=counts[w]) for w in WORDS if w in counts)
    return n_(
        "{shares} of {count} combination of readings.",
        "{shares} of {count} combinations of readings.",
        total,
        shares=capital(shares),
    )


# --- what several claims state ------------------------------------------------------------------------------------


STATED_AND_COMMON: Final = mark("{figure} as stated, {range} fits all of them")
"""What several claims agree on; the terminal says it in the same words."""

_ON_A_SIDE: Final = (mark("fired from"), mark("fired at"), mark("hit"), mark("crash"))
"""Quantities that say on which side of a border something was, as they are told before the word of the side."""


def ground_name(ground: Ground, *, inline: bool = False) -> str:
    """The quantity in words, with the state it is of; with a capital letter unless it stands within a sentence."""
    name = quantity_name(ground.quantity)
    if ground.choice in ("inside", "outside"):
        name = ground.quantity.removesuffix("_side").replace("_", " ")
        name = _(name) if name in _ON_A_SIDE else quantity_name(name)
    if ground.of:
        name = _("{quantity} of the {part}", quantity=name, part=event_word(ground.of.replace("-", " ")))
    if ground.place:
        name = _("{quantity} from {place}", quantity=name, place=ground.place.replace("-", " "))
    if not inline:
        name = capital(name)
    return f"{name}, {state(ground.zone)}" if ground.zone and ground.choice is None else name


def ground_text(ground: Ground) -> str:
    """What is agreed on: the word shared, or what is stated and what all the figures allow."""
    figure = ground_figure(ground)
    if ground.choice is not None or ground.interval is None:
        return figure
    return _(STATED_AND_COMMON, figure=figure, range=span(ground.interval, ground.dimension))


def ground_figure(ground: Ground) -> str:
    """The word shared, or the least and the greatest value as stated."""
    if ground.choice is not None:
        word = choice_word(ground.choice)
        if ground.zone is None:
            return word
        if ground.choice in ("inside", "outside"):
            return placed(ground.choice, state(ground.zone))
        return f"{word} {state(ground.zone)}"
    return span(ground.stated, ground.dimension) if ground.stated is not None else ""


# --- figures ------------------------------------------------------------------------------------------------------

_DIMENSIONS: Final = {
    "_unix_s": "time",
    "_mps": "speed",
    "_m": "length",
    "_s": "duration",
    "_deg": "angle",
    "_count": "count",
}
_PLAIN_UNITS: Final = {"_kg": "kg", "_ns": "N s"}


def figure_text(key: str, value: Value) -> tuple[str, str]:
    """Name and figure of one entry of a finding: the unit in the key is taken out and written behind the value."""
    bare, statement = key.partition("/")[::2]
    end = next((suffix for suffix in (*_DIMENSIONS, *_PLAIN_UNITS) if bare.endswith(suffix)), "")
    name = figure_name(bare.removesuffix(end))
    shown = _shown(value, _DIMENSIONS.get(end), _PLAIN_UNITS.get(end, ""))
    return (f"{name} ({statement.replace('-', ' ')})" if statement else name), shown


def _shown(value: Value, dimension: str | None, unit: str) -> str:
    if isinstance(value, Mapping):
        return "; ".join(_entry(str(name), item, dimension, unit) for name, item in value.items()) or _("none")
    if isinstance(value, str):
        return choice_word(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Sequence):
        return _several(value, dimension, unit)
    if value is None or not math.isfinite(value):
        return not_available()
    return span(Interval.at(value), dimension) if dimension else localised(f"{value:.6g} {unit}".rstrip())


def _entry(name: str, item: Value, dimension: str | None, unit: str) -> str:
    if dimension is None and not unit:
        inner, shown = figure_text(name, item)
        return f"{inner}: {shown}"
    return f"{name}: {_shown(item, dimension, unit)}"


def _several(values: Sequence[Value], dimension: str | None, unit: str) -> str:
    """An interval where two ends in order carry a dimension, else the items in a row."""
    if dimension and len(values) == 2 and all(v is None or isinstance(v, int | float) for v in values):
        low, high = (
            end if v is None else float(v)  # type: ignore[arg-type]
            for v, end in zip(values, (-math.inf, math.inf), strict=True)
        )
        if low <= high:
            return span(Interval(low, high), dimension)
    return ", ".join(_shown(v, dimension, unit) for v in values) or _("none")


def definition(quantity: str) -> str:
    """What a quantity measures, from the registry."""
    return _(QUANTITIES[quantity].definition) if quantity in QUANTITIES else ""
