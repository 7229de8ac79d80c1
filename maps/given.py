"""What was put into a path and so is no finding of it: one answer for every page and every party."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from airspace.assessment import TrackCase, TrackResult
from airspace.incident import Incident, ResolvedInput
from airspace.language import _
from airspace.moments import CLOCK_ROLES, moments

__all__ = [
    "FigureBasis",
    "MarkKind",
    "clock_input",
    "distance_is_input",
    "figure_basis",
    "input_words",
    "time_is_input",
    "times_put_in",
]

FigureBasis = Literal["stated", "assumed", "computed", "given"]
"""What a path's speed or altitude rests on; "given": the track's own file."""

MarkKind = Literal["entry", "exit", "deepest", "closest"]

SAME_S = 0.01  # one instant, reached by two ways of rounding


def input_words(figure: str, given: bool) -> str:
    """A figure as printed, marked if it was put in."""
    return _("{figure} (input)", figure=figure) if given else figure


def figure_basis(case: TrackCase, role: Literal["speed", "altitude"]) -> FigureBasis:
    """What a path's speed or altitude rests on: a statement, an assumption, the way and the time flown, or a file."""
    if case.reconstruction is None and case.stated is None:
        return "given"
    taken = case.inputs.get(role)
    if case.stated is not None and role == "altitude":
        told = [stop.altitude for stop in case.stated.stops if stop.altitude is not None]
        taken = next((given for given in told if given.kind == "assumption"), told[0] if told else None)
    if taken is None:
        return "computed"
    return "assumed" if taken.kind == "assumption" else "stated"


def clock_input(case: TrackCase) -> ResolvedInput | None:
    """The input that a reconstructed path's times hang on; None for a given track and one without times."""
    inputs = case.reconstruction.inputs if case.reconstruction is not None else {}
    return next((inputs[role] for role in CLOCK_ROLES if role in inputs), None)


def distance_is_input(result: TrackResult, kind: MarkKind) -> bool:
    """Whether the depth, or the closest distance, of a path repeats a figure that it was built from."""
    names = {"deepest": "max_depth_m", "closest": "closest_approach_m"}
    return names.get(kind, "") in result.by_construction


def times_put_in(incident: Incident, case: TrackCase, result: TrackResult) -> tuple[tuple[str, float], ...]:
    """Kind and instant (seconds since 1970, UTC) of those marks of a path whose times were put in, on the border of a
    result."""
    editions = () if result.edition is None else (result.edition,)
    found = moments(incident, (case,), editions, result.edge_model, (case.claim_id,))
    return tuple(
        (one.kind, one.t_s)
        for one in found
        if one.track_id == case.track_id and one.zone == result.zone and one.by_construction
    )


def time_is_input(times: Iterable[tuple[str, float]], kind: str, t_s: float | None) -> bool:
    """Whether the instant of a mark is one of those put in (:func:`times_put_in`)."""
    return t_s is not None and any(kind == one and abs(t_s - at_s) < SAME_S for one, at_s in times)
