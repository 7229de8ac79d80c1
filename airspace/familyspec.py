"""Path families as the incident file writes them: which statements a path meets, and what it is drawn from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from airspace.fields import Id, Iso3, Line, Model, Ref, Text

__all__ = ["FAMILY_QUANTITIES", "MOST_CONSTRAINTS", "MOST_TURN_DEG", "FamilyPriors", "FamilySpec", "prior_fields"]

FAMILY_QUANTITIES = (
    "length_inside",
    "depth",
    "duration_inside",
    "distance_north_of",
    "closest_distance",
    "violation_count",
    "ground_speed",
    "course",
)
"""Quantities a drawn path can be held against; others say nothing of where a path lies or how fast it is flown."""

MOST_CONSTRAINTS = 8
"""Every subset of the constraints is counted: with what the type can fly these are 512 at most."""

MOST_TURN_DEG = 90.0
"""Greatest change of course along a drawn path: beyond it a path comes back over the area it was drawn across."""


class FamilyPriors(Model):
    """What paths are drawn from: each an assumption, or a statement of the same claim.

    ``course`` at the centre of the area; ``speed`` over ground (any without it); ``altitude`` at which the slowest
    flight is estimated (sea level without it); ``turn``: change of course along the path, positive to the right (none
    without it: straight paths); ``wind``: tail wind along the path, either sign (still air without it).
    """

    course: Ref
    """Course at the centre of the area: 'assumption/name' or 'statement/reading'."""
    speed: Ref | None = None
    """Speed over the ground: 'assumption/name' or 'statement/reading'."""
    altitude: Ref | None = None
    """Altitude at which the slowest flight is estimated: 'assumption/name' or 'statement/reading'."""
    turn: Ref | None = None
    """Change of course along the path, right positive: 'assumption/name' or 'statement/reading'."""
    wind: Ref | None = None
    """Tail wind along the path: 'assumption/name' or 'statement/reading'."""


class FamilySpec(Model):
    """The paths that meet some statements of a claim, on a border edition, over an area."""

    label: Line
    """Name on the pages."""
    aircraft: Id
    """Id of the aircraft (under 'aircraft')."""
    zone: Iso3
    """State whose airspace it is about: three capital letters, such as TUR."""
    edition: Id
    """Border data, such as osm-2026c (see: airspace editions)."""
    within: Id
    """Id of the area (under 'areas') that the paths are drawn across."""
    constraints: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=MOST_CONSTRAINTS)]
    """Readings of this claim that a path must meet, each as 'statement/reading'."""
    priors: FamilyPriors
    """What the paths are drawn from."""
    note: Text | None = None
    """Anything a reader should know of it."""


def prior_fields(priors: FamilyPriors) -> dict[str, str]:
    """The refs of the priors by role, without those left out."""
    fields = type(priors).model_fields
    return {name: ref for name in fields if (ref := getattr(priors, name)) is not None}
