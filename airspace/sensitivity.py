"""What a reconstruction gives over the interval of an assumption, not only at the value taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from airspace.assessment import TrackCase
from airspace.edges import EdgeModel
from airspace.incident import Incident
from airspace.reconstruct import Reconstruction, reconstruct
from airspace.track import Track
from airspace.violation import Violation, check_violation
from airspace.zone import national_zone

__all__ = ["IntervalRow", "MovedRow", "over_assumption"]

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


@dataclass(frozen=True, slots=True)
class MovedRow:
    """The reconstruction at one value of an assumption, and its path moved to every edition.

    ``margins_m``: by edition, signed metres of slack, depth inside or minus distance outside; empty where no path fits.
    ``track``: that path; None where none fits.
    """

    at: IntervalRow
    margins_m: Mapping[str, float | None]
    track: Track | None = None


def over_assumption(
    incident: Incident, case: TrackCase, editions: Sequence[str], steps: int = 5, edge_model: EdgeModel = "geodesic"
) -> tuple[MovedRow, ...]:
    """Solve a track again at even steps over the interval of the assumption that sets its direction; move each path.

    ``edge_model`` is the one that the case was solved with: a step at the assumed value itself takes that solution.
    Empty if the track is given, or its direction is stated and not assumed.
    """
    rows = []
    for role, value, again in _solved_over(incident, case, steps, edge_model):
        names = dict.fromkeys((again.edition, *editions)) if again.track is not None else ()
        found = {name: _checked(again, name, edge_model) for name in names}
        at = IntervalRow(
            role, value, again.solutions, again.why, found.get(again.edition), again.figures, again.by_construction
        )
        margins = {name: violation.margin_m for name, violation in found.items() if name in editions and violation}
        rows.append(MovedRow(at, MappingProxyType(margins), again.track))
    return tuple(rows)


def _solved_over(
    incident: Incident, case: TrackCase, steps: int, edge_model: EdgeModel
) -> Iterator[tuple[str, float, Reconstruction]]:
    """Role, value and solution at even steps over the interval of the assumption that sets a track's direction."""
    solved = case.reconstruction
    if solved is None:
        return
    role = next((r for r in GEOMETRIC_ROLES if r in solved.inputs and solved.inputs[r].kind == "assumption"), None)
    if role is None:
        return
    for value in map(float, np.linspace(*solved.inputs[role].interval_si, steps)):
        again = solved
        if value != solved.inputs[role].value_si:
            again = reconstruct(incident, case.claim_id, case.track_id, solved.edition, edge_model, {role: value})
        yield role, value, again


def _checked(solved: Reconstruction, edition_id: str, edge_model: EdgeModel) -> Violation | None:
    if solved.track is None:
        return None
    return check_violation(solved.track, national_zone(solved.zone, edition_id, edge_model))
