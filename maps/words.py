"""The sentences of the pages: short, neutral, each number with its unit, inputs never told as results."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from airspace import numbers
from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.incident import Incident, ResolvedInput
from airspace.summary import Beside, beside, families_solved
from airspace.wording import state
from geodata import editions as borders

__all__ = [
    "QUANTITY_WORDS",
    "beside_sentence",
    "built_from",
    "date_text",
    "edition_title",
    "fits_text",
    "input_text",
    "path_sentence",
    "result_rows",
    "si_text",
    "state",
]

QUANTITY_WORDS: Final = {
    "depth": "depth",
    "length_inside": "length inside",
    "duration_inside": "time inside",
    "closest_distance": "closest distance",
    "ground_speed": "ground speed",
}
ROLE_WORDS: Final = {"lasts": "duration", "enters": "entry time", "at": "time"}
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date_text(day: object) -> str:
    """A calendar day in words."""
    year, month, number = (int(part) for part in str(day).split("-"))
    return f"{number} {_MONTHS[month - 1]} {year}"


def edition_title(edition_id: str | None) -> str:
    """Title of a border edition."""
    return borders.edition(edition_id).title if edition_id is not None else "the zone given"


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
    return f"{value:g}"


def input_text(role: str, given: ResolvedInput) -> str:
    """One input of a path: role, figure as stated, and the interval of an assumption."""
    words = ROLE_WORDS.get(role, role.replace("_", " "))
    text = given.text
    if given.kind == "assumption" and all(math.isfinite(end) for end in given.interval_si):
        low, high = given.interval_si
        if low != high:
            text += f", interval {si_text(low, given.dimension)} to {si_text(high, given.dimension)}"
    return f"{words} {text}"


def built_from(case: TrackCase) -> str:
    """What a path was reconstructed from: the stated figures, then what had to be assumed."""
    if case.reconstruction is None:
        return f"A given track, basis: {case.basis}."
    stated: list[str] = []
    assumed: list[str] = []
    for role, given in case.reconstruction.inputs.items():
        if role in ("lead_in", "lead_out", "shape", "turn"):
            continue
        (assumed if given.kind == "assumption" else stated).append(input_text(role, given))
    text = f"Reconstructed from: {'; '.join(stated)}."
    return text + (f" Assumed: {'; '.join(assumed)}." if assumed else "")


def path_sentence(case: TrackCase, result: TrackResult | None) -> str:
    """What a path gives, inputs marked as inputs; where the border cannot carry the verdict, that comes first."""
    if result is None or case.track is None:
        solved = case.reconstruction
        return f"No path fits: {solved.why if solved else 'no track is given'}."
    text = _given_by(result)
    if result.decisive or "verdict" in result.by_construction:
        return text
    return f"Undetermined: {result.why or 'the border cannot decide'}. As drawn: {text}"


def _given_by(result: TrackResult) -> str:
    found, zone, fixed = result.violation, state(result.zone), set(result.by_construction)

    def said(name: str, text: str) -> str:
        return f"{text} (input)" if name in fixed else text

    if found.incursions:
        parts = [said("length_m", f"{numbers.distance(found.length_m)} inside {zone}")]
        if found.duration_s is not None:
            parts.append(said("duration_s", numbers.duration(found.duration_s)))
            speed = found.incursions[0].mean_speed_mps
            parts.append(f"so {numbers.speed(speed, 1 / 3.6)} over ground")
        depth = said("max_depth_m", numbers.distance(found.max_depth_m))
        return f"{', '.join(parts)}; at its deepest {depth} from the border."
    if found.closest is None:
        return f"Not inside {zone}: {found.why}."
    distance = said("closest_approach_m", numbers.distance(found.closest.distance_m))
    return f"Outside {zone}; closest to the border {distance}."


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
    word = QUANTITY_WORDS.get(first.quantity, first.quantity.replace("_", " "))
    stated = si_text(first.stated_si, first.dimension)
    ends = [si_text(end([row.stated_si for row in readings]), first.dimension) for end in (min, max)]
    if ends[0] != ends[1]:
        stated += f" (by other readings {ends[0]} to {ends[1]})"
    computed = si_text(first.computed_si, first.dimension)
    return f"The stated {word}, {first.stated_text}, is {stated}; this path's is {computed}."


def fits_text(assessment: Assessment, claim_id: str, track_id: str) -> str:
    """On how many independent families of borders a path meets the statements."""
    counts = families_solved(assessment, claim_id, track_id)
    if not counts:
        return "not reconstructed"
    fits = sum(count.answer == "path" for count in counts)
    return f"{fits} of {len(counts)} border families"


def result_rows(incident: Incident, case: TrackCase, result: TrackResult) -> list[tuple[str, str]]:
    """Name and value of each figure of a result, for a popup or a panel; inputs say so."""
    found, fixed = result.violation, set(result.by_construction)

    def said(name: str, text: str) -> str:
        return f"{text} (input)" if name in fixed else f"{text} (computed)"

    rows = [("Border", f"{edition_title(result.edition)}, {state(result.zone)}")]
    if found.incursions:
        rows.append(("Length inside", said("length_m", numbers.distance(found.length_m))))
        if found.duration_s is not None:
            rows.append(("Time inside", said("duration_s", numbers.duration(found.duration_s))))
        rows.append(("Greatest depth", said("max_depth_m", numbers.distance(found.max_depth_m))))
    elif found.closest is not None:
        rows.append(("Closest approach", said("closest_approach_m", numbers.distance(found.closest.distance_m))))
    for row in beside(incident, case, result):
        word = QUANTITY_WORDS.get(row.quantity, row.quantity)
        rows.append((f"Stated {word}", f"{row.stated_text} = {si_text(row.stated_si, row.dimension)}"))
    return rows
