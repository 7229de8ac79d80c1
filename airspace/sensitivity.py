"""What a reconstruction gives over the interval of an assumption, not only at the value taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from airspace.assessment import TrackCase
from airspace.edges import EdgeModel
from airspace.incident import Incident
from airspace.reconstruct import reconstruct
from airspace.violation import Violation, check_violation
from airspace.zone import national_zone

__all__ = ["IntervalRow", "over_assumption"]

GEOMETRIC_ROLES = ("course", "heading")
"""Roles that move the path over ground; the others move only its clock or its ends."""


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """The reconstruction at one value of an assumption: SI value, whether a path fits, its check and figures."""

    role: str
    value_si: float
    solutions: int
    why: str | None
    violation: Violation | None
    figures: Mapping[str, float]
    by_construction: tuple[str, ...]


def over_assumption(
    incident: Incident, case: TrackCase, steps: int = 5, edge_model: EdgeModel = "geodesic"
) -> tuple[IntervalRow, ...]:
    """Solve a track again at even steps over the interval of the assumption that sets its direction.

    ``edge_model`` is the one that the case was solved with: a step at the assumed value itself takes that solution.
    Empty if the track is given, or its direction is stated and not assumed.
    """
    solved = case.reconstruction
    if solved is None:
        return ()
    role = next((r for r in GEOMETRIC_ROLES if r in solved.inputs and solved.inputs[r].kind == "assumption"), None)
    if role is None:
        return ()
    rows = []
    for value in np.linspace(*solved.inputs[role].interval_si, steps):
        again = solved
        if value != solved.inputs[role].value_si:
            overrides = {role: float(value)}
            again = reconstruct(incident, case.claim_id, case.track_id, solved.edition, edge_model, overrides)
        found = None
        if again.track is not None:
            found = check_violation(again.track, national_zone(solved.zone, solved.edition, edge_model))
        row = IntervalRow(role, float(value), again.solutions, again.why, found, again.figures, again.by_construction)
        rows.append(row)
    return tuple(rows)
