"""Statements taken apart into figures, and each figure into its readings, ready to compute with.

A *figure* is one number (or one choice of words) of a statement; its *readings* are alternatives of unit, clock or
meaning. Nothing is picked here: whoever tests a claim goes through all combinations.

One reading is found and not written in the file: a length that is a round figure of another unit to
``ROUND_SHARE`` may have been rounded there and converted, and is then known only as well as the round figure.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from airspace.incident import Incident, Reading, ResolvedStatement
from airspace.interval import Interval
from airspace.language import _
from airspace.numbers import localised
from airspace.quantities import QUANTITIES, QuantityDimension
from airspace.units import FOOT_M, MILE_M, NAUTICAL_MILE_M, parse_figure

__all__ = [
    "EACH_ITS_OWN",
    "ROUND_SHARE",
    "Stated",
    "StatedFigure",
    "combinations",
    "in_one_sense",
    "one_speaker",
    "round_figure",
    "stated_figures",
    "together",
]

ROUND_SHARE = 0.001
"""How near to a round figure of another unit a length must be to look converted: 1.15 mi is 1.00 NM to 0.07 %."""

EACH_ITS_OWN = frozenset(
    {
        *("aircraft_count", "course", "distance_along_course", "fix_time", "lead_time", "position", "turn_angle"),
        *("turn_side", "warning_time"),
    }
)
"""Quantities that name an event of their own each time: two figures for them are not two figures for one thing."""

_UNITS_M = {"km": 1000.0, "mi": MILE_M, "NM": NAUTICAL_MILE_M, "ft": FOOT_M}
_THOUSANDS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"
_PRINTED = re.compile(rf"(?P<number>{_THOUSANDS}|\d+(?:[.,]\d+)?)\s*(?P<unit>km|mi|NM|ft)\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """One reading of one figure of a statement.

    ``value_si`` and ``interval`` in the SI unit of the dimension (metres, seconds, metres per second, degrees, seconds
    since 1970); NaN and without limit for a choice in words or a place. ``offers``: the senses in which the figure
    can be read. ``derived`` says where a reading that the file does not hold comes from.
    """

    claim: str
    statement: str
    figure: str
    reading: str
    quantity: str
    dimension: QuantityDimension
    text: str
    value_si: float
    interval: Interval
    choice: str | None
    zone: str | None
    place: str | None
    of: str | None
    aircraft: tuple[str, ...]
    says: str
    speaker: str
    said_on: dt.date | None
    source_ids: tuple[str, ...]
    note: str | None
    variant_of: tuple[str, ...]
    sense: str | None
    offers: frozenset[str]
    derived: str | None = None

    @property
    def who(self) -> str:
        """The speaker without the occasion, which stands in brackets: two occasions are one speaker."""
        return self.speaker.partition(" (")[0].strip()

    @property
    def named(self) -> str:
        """Statement, with its reading where the reading says more."""
        return f"{self.statement} ({self.text})" if self.text else self.statement

    def is_of(self, aircraft: str | None, zone: str | None = None) -> bool:
        """Whether the reading speaks of this aircraft, and of this zone if one is asked for."""
        return (aircraft is None or aircraft in self.aircraft) and zone in (None, self.zone)


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One figure of a statement with all its readings, of which there is at least one."""

    claim: str
    statement: str
    figure: str
    readings: tuple[Stated, ...]


def stated_figures(incident: Incident, claim_id: str) -> tuple[StatedFigure, ...]:
    """Every figure of a claim, in the order of the file."""
    found = []
    for statement_id in incident.claim(claim_id).statements:
        statement = incident.statement(claim_id, statement_id)
        figures: dict[str, list[Stated]] = {}
        for reading_id, reading in statement.readings.items():
            stated = _stated(incident, claim_id, statement, reading_id, reading)
            figures.setdefault(stated.figure, []).extend([stated, *_converted(stated)])
        found += [StatedFigure(claim_id, statement_id, name, tuple(all_)) for name, all_ in figures.items()]
    return tuple(found)


def _figure_of(reading: Reading) -> str:
    """The figure that a reading is of: the one it names, or all of its dimension; words are of one quantity."""
    quantity = QUANTITIES[reading.quantity]
    return reading.figure or (quantity.id if quantity.dimension == "choice" else quantity.dimension)


def _stated(
    incident: Incident, claim_id: str, statement: ResolvedStatement, reading_id: str, reading: Reading
) -> Stated:
    figure = _figure_of(reading)
    offers = frozenset(r.sense for r in statement.readings.values() if r.sense is not None and _figure_of(r) == figure)
    given = incident.resolve(claim_id, f"{statement.id}/{reading_id}")
    dimension = QUANTITIES[reading.quantity].dimension
    low, high = given.interval_si
    return Stated(
        claim=claim_id,
        statement=statement.id,
        figure=figure,
        reading=reading_id,
        quantity=reading.quantity,
        dimension=dimension,
        text=given.text,
        value_si=given.value_si,
        interval=Interval(-math.inf, math.inf) if math.isnan(given.value_si) else Interval(low, high),
        choice=given.choice,
        zone=reading.zone,
        place=reading.place,
        of=reading.of,
        aircraft=reading.about or statement.about,
        says=statement.says,
        speaker=statement.speaker or "",
        said_on=statement.said_on,
        source_ids=statement.source_ids,
        note=reading.note,
        variant_of=statement.variant_of,
        sense=reading.sense,
        offers=offers,
    )


def _converted(stated: Stated) -> Iterator[Stated]:
    """The readings of a length that looks as if it had been rounded in another unit and converted."""
    if stated.dimension != "length":
        return
    for unit, number, off in round_figure(stated.text):
        figure = parse_figure(f"{number} {unit}", "length")
        derived = _(
            "{figure} is {round} to {share}: it may have been rounded there and converted",
            figure=localised(stated.text),
            round=localised(f"{number} {unit}"),
            share=localised(f"{off:.2%}"),
        )
        yield replace(
            stated,
            reading=f"{stated.reading}-from-{number}-{unit.lower()}",
            value_si=figure.value_si,
            interval=figure.interval_si,
            text=_("{figure} ({round} converted)", figure=stated.text, round=f"{number} {unit}"),
            derived=derived,
        )


def round_figure(text: str) -> list[tuple[str, str, float]]:
    """Units in which a printed length is a figure with one significant digit less: (unit, figure, share it is off).

    A figure of less than three digits is never one: every figure is near to some number of one digit.
    """
    match = _PRINTED.fullmatch(text.strip())
    if match is None:
        return []
    number = match["number"].replace(",", "" if re.fullmatch(_THOUSANDS, match["number"]) else ".")  # 1,150 or 1,15
    digits = len(number.replace(".", "").lstrip("0").rstrip("0" if "." not in number else ""))
    found = []
    for unit, size_m in _UNITS_M.items():
        if unit == match["unit"] or digits < 3:
            continue
        value = float(number) * _UNITS_M[match["unit"]] / size_m
        places = digits - 2 - math.floor(math.log10(value * (1 + ROUND_SHARE)))
        rounded = round(value, places)
        off = abs(value / rounded - 1)
        if off <= ROUND_SHARE:
            found.append((unit, f"{rounded:.{max(0, places)}f}", off))
    return found


def combinations(figures: Iterable[StatedFigure], *wanted: Sequence[str]) -> Iterator[tuple[Stated, ...]]:
    """Every way to take one reading for each wanted group of quantities, from different figures.

    Readings of one combination speak of a common aircraft (or of none), of one zone where they name one, and of one
    event or stretch; a speed that names no stretch is taken as held along any.
    """
    known = list(figures)
    pools = [[s for f in known for s in f.readings if s.quantity in group] for group in wanted]
    own = {f.statement: {s.quantity for g in known if g.statement == f.statement for s in g.readings} for f in known}
    for chosen in product(*pools):
        if not _as_passed_on(chosen, own):
            continue
        keys = {(s.statement, s.figure) for s in chosen}
        zones = {s.zone for s in chosen if s.zone is not None}
        stretches = {s.of for s in chosen if s.quantity != "ground_speed"}
        held = {s.of for s in chosen if s.quantity == "ground_speed" and s.of is not None}
        of_one = len(stretches) <= 1 and (not stretches or held <= stretches)
        if len(keys) == len(chosen) and len(zones) <= 1 and of_one and together(chosen):
            yield chosen


def _as_passed_on(chosen: Sequence[Stated], own: Mapping[str, set[str]]) -> bool:
    """Whether a statement that passes on another is taken whole: with its own figures wherever it has them."""
    passed_on = {s.statement for s in chosen if s.variant_of}
    return all(s.statement == name or s.quantity not in own[name] for name in passed_on for s in chosen)


def _common(chosen: Sequence[Stated]) -> bool:
    """Whether all readings speak of a common aircraft, or none of any."""
    sets = [set(s.aircraft) for s in chosen]
    return bool(set.intersection(*sets)) or not any(sets)


def together(chosen: Sequence[Stated]) -> bool:
    """Whether readings can be meant together: of a common aircraft (or none of any), and in senses that go together."""
    return _common(chosen) and in_one_sense(chosen)


def in_one_sense(chosen: Sequence[Stated]) -> bool:
    """Whether no reading is taken in a sense that another figure of the same speaker offers and is not taken in."""
    return all(
        a.sense == b.sense or a.who != b.who or (a.sense not in b.offers and b.sense not in a.offers)
        for number, a in enumerate(chosen)
        for b in chosen[number + 1 :]
    )


def one_speaker(chosen: Iterable[Stated]) -> bool:
    """Whether all readings come from one speaker."""
    return len({s.who for s in chosen}) == 1
