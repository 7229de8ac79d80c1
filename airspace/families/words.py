"""What a family of paths comes to, in a sentence or two."""

from __future__ import annotations

from typing import Final

from airspace.families.case import FLYABLE, Condition
from airspace.families.clash import Clash
from airspace.families.family import Family
from airspace.families.shape import Quantiles, distributions
from airspace.interval import Interval
from airspace.language import _, language, mark
from airspace.terms import quantity_name, role_name
from airspace.wording import listed, span

__all__ = ["TOLD", "called", "family_sentence", "stated_as"]

TOLD: Final[dict[str, tuple[str, str, float | None]]] = {
    "length_m": (mark("length inside"), "length", None),
    "depth_m": (mark("greatest depth"), "length", None),
    "closest_m": (mark("closest approach"), "length", None),
    "duration_s": (mark("time inside"), "duration", None),
    "speed_mps": (mark("ground speed"), "speed", None),
    "course_deg": (mark("course"), "angle", None),
}
"""Distributions as they are printed: name, dimension, known to."""


def family_sentence(family: Family) -> str:
    """One or two sentences: how many paths meet the statements, or which cannot all be met and how that is known."""
    if family.members.count:
        share, ranges = family.share.text, distributions(family)
        told = [_range(name, ranges[name]) for name in ("depth_m", "closest_m") if name in ranges]
        if not told:
            return _("{share} of the paths drawn meet all its statements.", share=share)
        return _(
            "{share} of the paths drawn meet all its statements; 90 % of them have {ranges}.",
            share=share, ranges=listed(told),
        )  # fmt: skip
    told = [_clash_text(family, clash) for clash in family.clashes]
    return " ".join(told) or _("No path drawn meets all its statements.")


def _clash_text(family: Family, clash: Clash) -> str:
    stated = stated_as(family)
    names = listed([stated.get(name, name) for name in clash.conditions])
    if len(clash.conditions) == 1:
        return _("No path has {statements}: {why}.", statements=names, why=clash.text)
    return _("No path has {statements} together: {why}.", statements=names, why=clash.text)


def _range(name: str, q: Quantiles) -> str:
    title, dimension, known_to = TOLD[name]
    return f"{_(title)} {span(Interval(q.low, q.high), dimension, known_to)}"


def stated_as(family: Family) -> dict[str, str]:
    """The conditions of a family by name, each as its statement and what this says."""
    return {c.name: f"{called(c)} ({c.told})" for c in family.case.conditions}


def called(condition: Condition) -> str:
    """What to call the statement of a condition: its id, which is English; in another language its quantity."""
    if language() == "en":
        return condition.statement.replace("-", " ")
    return role_name(FLYABLE) if condition.quantity == FLYABLE else quantity_name(condition.quantity)
