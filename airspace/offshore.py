"""What checks of places and distances at sea share: the breadth of a territorial sea, stated sides, units at sea.

Lengths are metres. No data set here holds baselines; what stands in for them says so where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass

from airspace import numbers
from airspace.case import Assumed, Case
from airspace.findings import Word
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.readings import Stated, together
from airspace.terms import event_word
from airspace.units import MILE_M, NAUTICAL_MILE_M
from airspace.wording import as_stated

__all__ = [
    "BREADTH",
    "FROM_LINE",
    "RULE_ONE_SIDED",
    "RULE_SIDE",
    "Breadth",
    "breadth_of",
    "event_of",
    "far",
    "stated_side",
    "with_side",
]

RULE_ONE_SIDED = mark(
    "A baseline lies at the coast or seaward of it, so a distance from the baseline is not greater than that from the "
    "coast; no edition holds baselines, and the coast stands in for them"
)
RULE_SIDE = mark(
    "What is nearer to the coast than the breadth of the territorial sea lies within it, wherever the baseline is; "
    "what is farther off lies outside it only as far as the baseline does not lie seaward of the coast"
)
BREADTH = Assumed(
    mark("territorial-sea-breadth"),
    mark("12 NM"),
    12 * NAUTICAL_MILE_M,
    Interval.at(12 * NAUTICAL_MILE_M),
    mark(
        "the greatest breadth that article 3 of the UN Convention on the Law of the Sea allows; the claim states none"
    ),
    "length",
)
FROM_LINE = ("distance_from_coast", "distance_from_baseline")
SIDES = {"hit_side": "hit", "crash_side": "crash"}
"""Quantities that say on which side an event was, and the event where they name none."""


def far(metres: float) -> str:
    """A distance at sea in the three units that are mixed up there: ``15.2 km (8.2 NM, 9.4 statute miles)``."""
    km, nautical, statute = (numbers.localised(f"{metres / unit:,.1f}") for unit in (1000.0, NAUTICAL_MILE_M, MILE_M))
    return _("{km} km ({nautical} NM, {statute} statute miles)", km=km, nautical=nautical, statute=statute)


@dataclass(frozen=True, slots=True)
class Breadth:
    """The breadth of a territorial sea: metres, as printed, and who stated it or the line of the assumption."""

    interval_m: Interval
    printed: str
    stated: tuple[Stated, ...]
    assumed: tuple[str, ...]


def breadth_of(case: Case, claim_id: str, zone: str) -> Breadth:
    """The breadth of a state's territorial sea for a claim: as it states it, or assumed."""
    own = [s for s in case.readings(claim_id, "territorial_sea_breadth") if s.zone == zone and not s.variant_of]
    if own:  # a treaty's round figure is exact: 12 NM is no 11.5 to 12.5
        return Breadth(Interval.at(own[0].value_si), as_stated(own[0]), (own[0],), ())
    given = case.assumed(BREADTH)
    return Breadth(given.interval, numbers.localised(f"{given.value_si / NAUTICAL_MILE_M:g} NM"), (), (given.line,))


def stated_side(case: Case, said: Stated) -> Stated | None:
    """What the claim says of the side on which that event was, if it does."""
    for side in case.readings(said.claim, *SIDES):
        if side.zone == said.zone and (side.of or SIDES[side.quantity]) == said.of and together((said, side)):
            return side
    return None


def with_side(first: str, word: Word, side: Stated | None) -> str:
    """The answer, and the stated side beside it."""
    if side is None:
        return first
    if word == "consistent":
        return f"{first} {_('Stated: {side}, which agrees.', side=as_stated(side))}"
    if word == "indeterminate":
        return f"{first} {_('Stated: {side}, which stays open.', side=as_stated(side))}"
    return f"{first} {_('Stated: {side}, which does not agree.', side=as_stated(side))}"


def event_of(stated: Stated) -> str:
    """The event that a figure is of, in words."""
    return event_word(stated.of or SIDES.get(stated.quantity, "hit"))
