"""The sentences of the pages: short, neutral, each number with its unit, inputs never told as results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Final

from airspace import numbers
from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.exactness import exactness_text, finer_text, picture_text, stop_text
from airspace.incident import Incident, ResolvedInput
from airspace.language import _, language, mark, n_
from airspace.summary import Beside, beside, families_solved
from airspace.terms import basis_word, quantity_name, role_name
from airspace.wording import state
from geodata import editions as borders

__all__ = [
    "QUANTITY_WORDS",
    "beside_sentence",
    "built_from",
    "date_text",
    "edition_title",
    "exactness_sentence",
    "fits_text",
    "input_text",
    "path_sentence",
    "result_rows",
    "si_text",
    "state",
    "untested_sentence",
]

QUANTITY_WORDS: Final = {
    "depth": mark("depth"),
    "length_inside": mark("length inside"),
    "duration_inside": mark("time inside"),
    "closest_distance": mark("closest distance"),
    "ground_speed": mark("ground speed"),
}
ROLE_WORDS: Final = {"lasts": mark("duration"), "enters": mark("entry time"), "at": mark("time")}
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date_text(day: object) -> str:
    """A calendar day in words."""
    year, month, number = (int(part) for part in str(day).split("-"))
    if language() == "en":
        return f"{number} {_MONTHS[month - 1]} {year}"
    from babel.dates import format_date

    return str(format_date(date(year, month, number), "long", locale=language()))


def edition_title(edition_id: str | None) -> str:
    """Title of a border edition in the language spoken."""
    return _(borders.edition(edition_id).title) if edition_id is not None else _("the zone given")


def si_text(value: float, dimension: str, known_to: float | None = None) -> str:
    """A computed or converted figure: metres, seconds, km/h, degrees."""
    if dimension in ("length", "altitude"):
        return numbers.distance(value, known_to or 1.0)
    if dimension == "duration":
        return numbers.duration(value, known_to or (0.1 if abs(value) < 60 else 1.0))
    if dimension == "speed":
        return numbers.speed(value, known_to or 1 / 3.6)
    if dimension == "angle":
        return f"{value:.0f}°"
    if dimension == "time":
        return numbers.utc(datetime.fromtimestamp(value, UTC))
    return numbers.localised(f"{value:g}")


def input_text(role: str, given: ResolvedInput) -> str:
    """One input of a path: role, figure as stated, and the interval of an assumption."""
    words = _(ROLE_WORDS[role]) if role in ROLE_WORDS else role_name(role)
    text = numbers.localised(given.text)
    if given.kind == "assumption" and all(math.isfinite(end) for end in given.interval_si):
        low, high = given.interval_si
        if low != high:
            ends = {"low": si_text(low, given.dimension), "high": si_text(high, given.dimension)}
            return _("{role} {figure}, interval {low} to {high}", role=words, figure=text, **ends)
    return f"{words} {text}"


def built_from(case: TrackCase) -> str:
    """What a path was reconstructed from: the stated figures, then what had to be assumed."""
    if case.stated is not None:
        stops = "; ".join(stop_text(case, stop.number) for stop in case.stated.stops)
        if len(case.stated.stops) == 1:
            return _("The claim's stated position: {stops}.", stops=stops)
        return _("Built through the claim's stated positions: {stops}. What lies between them is drawn.", stops=stops)
    if case.traced is not None:
        return picture_text(case.traced)
    if case.reconstruction is None:
        return _("A given track, basis: {basis}.", basis=basis_word(case.basis))
    stated: list[str] = []
    assumed: list[str] = []
    for role, given in case.reconstruction.inputs.items():
        if role in ("lead_in", "lead_out", "shape", "turn"):
            continue
        (assumed if given.kind == "assumption" else stated).append(input_text(role, given))
    text = _("Reconstructed from: {stated}.", stated="; ".join(stated))
    return f"{text} {_('Assumed: {assumed}.', assumed='; '.join(assumed))}" if assumed else text


def exactness_sentence(case: TrackCase, result: TrackResult | None) -> str:
    """How exact a path's positions are by their origin, and whether its margin is smaller; empty if not known."""
    return " ".join(text for text in (exactness_text(case), finer_text(case, result)) if text)


def path_sentence(case: TrackCase, result: TrackResult | None) -> str:
    """What a path gives, inputs marked as inputs; where the border cannot carry the verdict, that comes first."""
    if case.track is None:
        solved = case.reconstruction
        return _("No path fits: {why}.", why=solved.why if solved else _("no track is given"))
    if result is None:
        return _("Tested against no airspace.")
    text = _given_by(result)
    if result.decisive or "verdict" in result.by_construction:
        return text
    why = result.why or _("the border cannot decide")
    return _("Undetermined: {why}. As drawn: {sentence}", why=why, sentence=text)


def _given_by(result: TrackResult) -> str:
    found, zone, fixed = result.violation, state(result.zone), set(result.by_construction)

    def said(name: str, text: str) -> str:
        return _("{figure} (input)", figure=text) if name in fixed else text

    if found.incursions:
        stay = said("length_m", _("{length} inside {state}", length=numbers.distance(found.length_m), state=zone))
        depth = said("max_depth_m", numbers.distance(found.max_depth_m))
        if not found.length_m:  # a path of one fix
            return _("One position, inside {state}: {depth} from the border.", state=zone, depth=depth)
        if found.duration_s is None:
            return _("{stay}; at its deepest {depth} from the border.", stay=stay, depth=depth)
        return _(
            "{stay}, {duration}, so {speed} over ground; at its deepest {depth} from the border.",
            stay=stay,
            duration=said("duration_s", numbers.duration(found.duration_s)),
            speed=numbers.speed(found.incursions[0].mean_speed_mps, 1 / 3.6),
            depth=depth,
        )
    if found.closest is None:
        return _("Not inside {state}: {why}.", state=zone, why=found.why)
    distance = said("closest_approach_m", numbers.distance(found.closest.distance_m))
    return _("Outside {state}; closest to the border {distance}.", state=zone, distance=distance)


def beside_sentence(rows: Iterable[Beside]) -> str:
    """Stated figures that were no input and that the path does not give, one sentence for each quantity.

    The first reading is told with its conversion, the span of the others beside it.
    """
    apart: dict[str, list[Beside]] = {}
    for row in rows:
        low, high = row.stated_interval_si
        if not low <= row.computed_si <= high:
            apart.setdefault(row.quantity, []).append(row)
    return " ".join(_apart(readings) for readings in apart.values())


def _apart(readings: list[Beside]) -> str:
    first = readings[0]
    stated = si_text(first.stated_si, first.dimension)
    others = {si_text(row.stated_si, row.dimension): row.stated_si for row in readings}
    others.pop(stated)
    if len(others) == 1:
        stated = _("{figure} (by another reading {other})", figure=stated, other=next(iter(others)))
    elif others:
        low, high = (si_text(end(others.values()), first.dimension) for end in (min, max))
        stated = _("{figure} (by other readings {low} to {high})", figure=stated, low=low, high=high)
    return _(
        "The stated {quantity}, {figure}, is {stated}; this path's is {computed}.",
        quantity=_quantity(first.quantity),
        figure=numbers.localised(first.stated_text),
        stated=stated,
        computed=si_text(first.computed_si, first.dimension),
    )


def _quantity(quantity: str) -> str:
    return _(QUANTITY_WORDS[quantity]) if quantity in QUANTITY_WORDS else quantity_name(quantity)


def untested_sentence(
    incident: Incident, cases: Iterable[TrackCase], result_of: Callable[[TrackCase], TrackResult | None]
) -> str:
    """Of a claim none of whose figures is tested: what its paths give of the figures it states, if anything."""
    drawn = [case for case in cases if case.track is not None]
    if not drawn:
        return _("Nothing that can be computed.")
    pairs = [(case, result) for case in drawn if (result := result_of(case)) is not None]
    rows = {row.quantity: row for case, result in reversed(pairs) for row in reversed(beside(incident, case, result))}
    if not rows:
        return _("No test of its figures; its path is on its map.")
    return " ".join(
        _("Stated {quantity} {figure}; its path gives {computed}.", quantity=_quantity(row.quantity),
          figure=numbers.localised(row.stated_text), computed=si_text(row.computed_si, row.dimension))
        for row in reversed(rows.values())
    )  # fmt: skip


def fits_text(assessment: Assessment, claim_id: str, track_id: str) -> str:
    """On how many independent families of borders a path meets the statements."""
    counts = families_solved(assessment, claim_id, track_id)
    if not counts:
        return _("not reconstructed")
    fits = sum(count.answer == "path" for count in counts)
    return n_("{fits} of {count} border family", "{fits} of {count} border families", len(counts), fits=fits)


def result_rows(incident: Incident, case: TrackCase, result: TrackResult) -> list[tuple[str, str]]:
    """Name and value of each figure of a result, for a popup or a panel; inputs say so."""
    found, fixed = result.violation, set(result.by_construction)

    def said(name: str, text: str) -> str:
        return _("{figure} (input)", figure=text) if name in fixed else _("{figure} (computed)", figure=text)

    rows = [(_("Border"), f"{edition_title(result.edition)}, {state(result.zone)}")]
    if found.incursions:
        rows.append((_("Length inside"), said("length_m", numbers.distance(found.length_m))))
        if found.duration_s is not None:
            rows.append((_("Time inside"), said("duration_s", numbers.duration(found.duration_s))))
        rows.append((_("Greatest depth"), said("max_depth_m", numbers.distance(found.max_depth_m))))
    elif found.closest is not None:
        rows.append((_("Closest approach"), said("closest_approach_m", numbers.distance(found.closest.distance_m))))
    for row in beside(incident, case, result):
        name = _("Stated {quantity}", quantity=_quantity(row.quantity))
        rows.append((name, f"{numbers.localised(row.stated_text)} = {si_text(row.stated_si, row.dimension)}"))
    return rows
