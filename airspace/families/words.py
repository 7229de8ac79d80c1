"""What a family of paths comes to, in a sentence or two."""

from __future__ import annotations

from typing import Final

from airspace.families.clash import Clash
from airspace.families.family import Family
from airspace.families.shape import Quantiles, distributions
from airspace.interval import Interval
from airspace.wording import listed, span

__all__ = ["TOLD", "family_sentence", "stated_as"]

TOLD: Final[dict[str, tuple[str, str, float | None]]] = {
    "length_m": ("length inside", "length", None),
    "depth_m": ("greatest depth", "length", None),
    "closest_m": ("closest approach", "length", None),
    "duration_s": ("time inside", "duration", None),
    "speed_mps": ("ground speed", "speed", None),
    "course_deg": ("course", "angle", None),
}
"""Distributions as they are printed: name, dimension, known to."""


def family_sentence(family: Family) -> str:
    """One or two sentences: how many paths meet the statements, or which cannot all be met and how that is known."""
    if family.members.count:
        fitting = f"{family.share.text} of the paths drawn meet all its statements"
        ranges = distributions(family)
        told = [_range(name, ranges[name]) for name in ("depth_m", "closest_m") if name in ranges]
        return f"{fitting}{'; 90 % of them have ' + listed(told) if told else ''}."
    return " ".join(_clash_text(family, clash) for clash in family.clashes) or "No path drawn meets all its statements."


def _clash_text(family: Family, clash: Clash) -> str:
    stated = stated_as(family)
    names = listed([stated.get(name, name) for name in clash.conditions])
    which = f"No path has {names}" if len(clash.conditions) == 1 else f"No path has {names} together"
    return f"{which}: {clash.text}."


def _range(name: str, q: Quantiles) -> str:
    title, dimension, known_to = TOLD[name]
    return f"{title} {span(Interval(q.low, q.high), dimension, known_to)}"


def stated_as(family: Family) -> dict[str, str]:
    """The conditions of a family by name, each as its statement and what this says."""
    return {c.name: f"{c.statement.replace('-', ' ')} ({c.text})" for c in family.case.conditions}
