"""What an assessment comes to, in figures set side by side and in short sentences.

Nothing here is a finding about a claim: stated figures stand beside computed ones, and how a path fares on
other borders is counted by independent families of editions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.incident import Incident
from airspace.language import _
from airspace.numbers import localised
from airspace.terms import role_name, verdict_word
from geodata import editions as borders

__all__ = ["Beside", "FamilyCount", "beside", "families_moved", "families_solved", "inputs_text", "moved_sentence"]


@dataclass(frozen=True, slots=True)
class Beside:
    """A stated figure that was no input of a path, beside what the path gives. SI values of one dimension."""

    statement: str
    reading: str
    says: str
    quantity: str
    dimension: str
    stated_text: str
    stated_si: float
    stated_interval_si: tuple[float, float]
    computed_si: float


_FROM_RESULT: Mapping[str, Callable[[TrackResult], float | None]] = {
    "depth": lambda r: r.violation.max_depth_m if r.violation.incursions else None,
    "length_inside": lambda r: r.violation.length_m if r.violation.incursions else None,
    "duration_inside": lambda r: r.violation.duration_s if r.violation.incursions else None,
    "closest_distance": lambda r: r.violation.closest_approach_m,
    "ground_speed": lambda r: r.violation.incursions[0].mean_speed_mps if r.violation.incursions else None,
}


def beside(incident: Incident, case: TrackCase, result: TrackResult) -> tuple[Beside, ...]:
    """Figures the same claimant states of the same aircraft and zone, next to what the path gives.

    Left out: statements that the path was built from, and other figures for a quantity that was an input.
    """
    inputs = case.reconstruction.inputs.values() if case.reconstruction else ()
    used_statements = {given.ref.partition("/")[0] for given in inputs}
    used_quantities = {given.quantity for given in inputs}
    found = []
    for statement_id in incident.claims[case.claim_id].statements:
        statement = incident.statement(case.claim_id, statement_id)
        if statement_id in used_statements or (statement.about and case.aircraft not in statement.about):
            continue
        for reading_id, reading in statement.readings.items():
            compute = _FROM_RESULT.get(reading.quantity)
            given = incident.resolve(case.claim_id, f"{statement_id}/{reading_id}")
            if compute is None or reading.quantity in used_quantities or given.zone not in (None, result.zone):
                continue
            value = compute(result)
            if value is not None:
                found.append(
                    Beside(
                        statement_id,
                        reading_id,
                        statement.says,
                        reading.quantity,
                        given.dimension,
                        given.text,
                        given.value_si,
                        given.interval_si,
                        value,
                    )
                )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """How one independent family of borders answers. ``answer`` is None where it is too coarse to.

    ``edition`` speaks for the family: the one a path was solved on, else the first in the registry.
    """

    family: str
    edition: str
    answer: Literal["inside", "outside", "undetermined", "path", "no path"]
    decisive: bool
    why: str | None


def families_moved(assessment: Assessment, claim_id: str, track_id: str, zone: str) -> tuple[FamilyCount, ...]:
    """The path as solved once, checked on each family's border."""
    rows: dict[str, FamilyCount] = {}
    for result in assessment.results:
        if (result.claim_id, result.track_id, result.zone) != (claim_id, track_id, zone) or result.edition is None:
            continue
        family = borders.edition(result.edition).family
        row = FamilyCount(family, result.edition, result.violation.verdict, result.decisive, result.why)
        if family not in rows or result.edition == result.solved_on:
            rows[family] = row
    return tuple(rows.values())


def families_solved(assessment: Assessment, claim_id: str, track_id: str) -> tuple[FamilyCount, ...]:
    """Whether each family's border allows a path that meets the statements."""
    rows: dict[str, FamilyCount] = {}
    for case, result in assessment.solved_again:
        if (case.claim_id, case.track_id) != (claim_id, track_id) or case.solved_on is None:
            continue
        family = borders.edition(case.solved_on).family
        why = case.reconstruction.why if case.reconstruction is not None else None
        decisive = result.decisive if result is not None else True
        row = FamilyCount(family, case.solved_on, "no path" if case.track is None else "path", decisive, why)
        rows.setdefault(family, row)
    return tuple(rows.values())


def moved_sentence(counts: tuple[FamilyCount, ...], solved_on: str | None) -> str:
    """How a path built on one border fares on the others, counted by family; what cannot decide is undetermined."""
    if not counts:
        return ""
    own = borders.edition(solved_on).family if solved_on is not None else None
    others = [count for count in counts if count.family != own]
    answers = [count.answer if count.decisive else "undetermined" for count in others]
    met = [(answer, answers.count(answer)) for answer in ("inside", "outside", "undetermined") if answer in answers]
    if not met:
        return ""
    told = ", ".join(_("{answer} on {count}", answer=verdict_word(answer), count=count) for answer, count in met)
    if solved_on is None:
        return _("Held against the {count} border families it is {answers}.", count=len(others), answers=told)
    return _(
        "Built on {edition}; moved to the {count} other border families it is {answers}.",
        edition=solved_on, count=len(others), answers=told,
    )  # fmt: skip


def inputs_text(case: TrackCase) -> tuple[tuple[str, str, bool], ...]:
    """What a path was built from: role, figure as stated, and whether it was assumed."""
    names = {stop.said.ref: stop.place.name for stop in case.stated.stops} if case.stated is not None else {}
    return tuple(
        (role_name(role), names.get(given.ref) or localised(given.text), given.kind == "assumption")
        for role, given in case.inputs.items()
        if role != "stated_course"  # compared with the path, not built in
    )
