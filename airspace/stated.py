"""What a person types of a statement, ``inside for 17 seconds``, as a quantity and its readings.

The text begins with what is measured, in one of the words below or as the name of a quantity, and goes on with the
figure in the source's own units; :mod:`airspace.phrases` reads the figure. A text that begins otherwise is kept as
words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from airspace.errors import FigureError
from airspace.nearest import closest
from airspace.phrases import understand
from airspace.quantities import QUANTITIES, Quantity

__all__ = ["BEGINNINGS", "Stated", "stated"]

BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "inside for": ("duration_inside", "length_inside"),
    "inside": ("duration_inside", "length_inside"),
    "length inside": ("length_inside",),
    "length": ("length_inside",),
    "depth": ("depth",),
    "to a depth of": ("depth",),
    "entered at": ("entry_time",),
    "entered": ("entry_time",),
    "left at": ("exit_time",),
    "left": ("exit_time",),
    "closest": ("closest_distance", "closest_time"),
    "hit at": ("hit_time",),
    "took off at": ("take_off_time",),
    "altitude": ("altitude",),
    "at an altitude of": ("altitude",),
    "speed": ("ground_speed",),
    "at a speed of": ("ground_speed",),
    "course": ("course",),
    "on course": ("course",),
    "warnings": ("warnings_count",),
    "warned for": ("warnings_span",),
}
"""Words that a text can begin with, beside the names of quantities, and what they may measure."""

_BEFORE_A_FIGURE = ("entered", "left")
"""Beginnings that measure something only before a figure: "left engine failed" is kept as words."""
_FROM_COAST = re.compile(r"(.*\d.*?) (?:from|off) the coast", re.IGNORECASE)
_BETWEEN = re.compile(r"^(?:\s*[:=]\s*|\s+(?:of|was|is)\s+|\s+)")


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing stated: as typed, and if it could be told what is measured, its readings (value by id).

    ``told`` says in sentences how it was understood, or why it was not.
    """

    says: str
    quantity: str | None = None
    zone: str | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def stated(text: str, zone: str | None, on: dt.date, clocks: Mapping[str, str]) -> Stated:
    """What a text states; ``zone`` is the state whose airspace it is about, ``on`` the day of its clock times.

    Raises :class:`FigureError` for a text that names what is measured and then gives no figure of it.
    """
    says = " ".join(text.split())
    candidates, figure = _begun(says)
    if not candidates:
        return Stated(says, told=(f"is kept as words: {_why_words(says)}",))
    reading, quantity = _read(candidates, figure, on, clocks)
    if quantity.needs and zone is None:
        return Stated(says, told=(f"is kept as words: '{quantity.id}' needs the state whose airspace it is (--zone)",))
    readings: dict[str, str] = {}
    for choice, value, _ in reading:
        readings[_reading_id(choice, readings)] = value
    words = quantity.id.replace("_", " ")
    told = tuple(f"{'or' if i else 'is read'} as {words}: {said_back}" for i, (_, _, said_back) in enumerate(reading))
    return Stated(says, quantity.id, zone if quantity.needs else None, readings, told)


def _read(
    candidates: tuple[str, ...], figure: str, on: dt.date, clocks: Mapping[str, str]
) -> tuple[list[tuple[str, str, str]], Quantity]:
    """Choice, value and sentence of each reading of a figure, and the first quantity that it can be of."""
    first: FigureError | None = None
    for name in candidates:
        quantity = QUANTITIES[name]
        if quantity.dimension == "choice":
            if figure in quantity.choices:
                return [("", figure, figure)], quantity
            near = closest(figure, quantity.choices)
            hint = f"did you mean '{near}'? " if near else ""
            first = first or FigureError(f"'{figure}' is no {name}; {hint}use one of: {', '.join(quantity.choices)}")
        elif quantity.dimension != "place":
            try:
                found = understand(figure, on=on, clocks=clocks, dimension=quantity.dimension)
                return [(one.choice, one.value, one.said_back) for one in found], quantity
            except FigureError as error:
                first = first or error
    raise first or FigureError(f"'{figure}' is no figure of {candidates[0]}; write positions in the file")


def _begun(text: str) -> tuple[tuple[str, ...], str]:
    """What a text may measure by the words it begins with, and the rest of it."""
    if found := _FROM_COAST.fullmatch(text):
        return ("distance_from_coast",), found[1]
    low = text.casefold()
    usable = {name.replace("_", " "): (name,) for name, one in QUANTITIES.items() if "place" not in one.needs}
    names = {**usable, **{name: (name,) for (name,) in usable.values()}, **BEGINNINGS}
    for name in sorted(names, key=len, reverse=True):
        if low.startswith(name):
            rest = text[len(name) :]
            gap = _BETWEEN.match(rest)
            figure = rest[gap.end() :].strip() if gap else ""
            if figure and (name not in _BEFORE_A_FIGURE or figure[0].isdigit()):
                return names[name], figure
    return (), text


def _reading_id(choice: str, taken: Mapping[str, str]) -> str:
    """The id of a reading by the choice that it makes: ``statute``, ``thousands``; ``stated`` where there is none."""
    letters = "-".join(re.findall(r"[a-z0-9]+", choice.removesuffix(" miles").casefold()))[:40].strip("-") or "stated"
    return letters if letters not in taken else f"{letters}-{len(taken) + 1}"


def _why_words(text: str) -> str:
    """Why a text has no reading: what it begins with needs a place, or measures nothing."""
    for name in (name.replace("_", " ") for name, one in QUANTITIES.items() if "place" in one.needs):
        if text.casefold().replace("_", " ").startswith(f"{name} "):
            return f"a {name} needs a place; write that under 'places' in the file, and a reading that names it"
    return f"it does not begin with what is measured ({_hint(text)})"


def _hint(text: str) -> str:
    words = text.casefold().split()
    near = next((close for n in (2, 1) if (close := closest(" ".join(words[:n]), BEGINNINGS))), None)
    listed = "such as 'depth', 'inside for', 'entered at', 'altitude'"
    return f"did you mean '{near}'?" if near else listed
