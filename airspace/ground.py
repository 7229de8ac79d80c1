"""What the claims agree on and what they dispute: one quantity as different claims state it, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from airspace.case import Case
from airspace.interval import Interval
from airspace.quantities import QUANTITIES
from airspace.readings import EACH_ITS_OWN, Stated

__all__ = ["Ground", "common_and_disputed"]

TOGETHER = {"engagement_time": "hit_time"}
"""Quantities that are one event: an engagement and a hit, which no clock in such statements can tell apart."""

MOST_TRIES = 5_000
Key = tuple[str, str, str, str, str]
"""Quantity, aircraft, zone, of, and the place that it is measured from."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One quantity as several claims state it.

    ``interval``: what all of them allow (None if nothing, or for a choice in words); ``stated``: least and greatest
    value as stated; ``choice``: the word they share; ``by_claim``: the readings of each claim.
    """

    quantity: str
    dimension: str
    aircraft: str | None
    zone: str | None
    of: str | None
    place: str | None
    interval: Interval | None
    stated: Interval | None
    choice: str | None
    by_claim: Mapping[str, tuple[Stated, ...]]

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims that state the quantity."""
        return tuple(self.by_claim)


def common_and_disputed(case: Case) -> tuple[tuple[Ground, ...], tuple[Ground, ...]]:
    """Quantities on which all claims that state them leave a common value, and those on which they do not.

    Only what claims of at least two claimants state counts; figures passed on by an outlet are left out.
    """
    common: list[Ground] = []
    disputed: list[Ground] = []
    seen: set[tuple[object, ...]] = set()
    for key, by_claim in _side_by_side(case):
        mark = (key[0], key[2:], *(tuple(s.statement for s in v) for v in by_claim.values()))
        if mark in seen:
            continue  # the same statements, made of two aircraft
        seen.add(mark)
        ground = _ground(key, by_claim)
        (common if ground.choice is not None or ground.interval is not None else disputed).append(ground)
    return tuple(common), tuple(disputed)


def _side_by_side(case: Case) -> Iterator[tuple[Key, dict[str, tuple[Stated, ...]]]]:
    found: dict[Key, dict[str, list[Stated]]] = {}
    for claim_id in case.claims:
        for figure in case.figures(claim_id):
            for s in figure.readings:
                if s.variant_of or s.quantity in EACH_ITS_OWN:
                    continue
                place = s.place if "place" in QUANTITIES[s.quantity].needs else None
                quantity = TOGETHER.get(s.quantity, s.quantity)
                for aircraft in s.aircraft or ("",):
                    key = (quantity, aircraft, s.zone or "", s.of or "", place or "")
                    found.setdefault(key, {}).setdefault(claim_id, []).append(s)
    for key, by_claim in found.items():
        if len({case.incident.claims[c].claimant for c in by_claim}) > 1:
            yield key, {c: tuple(v) for c, v in by_claim.items()}


def _ground(key: Key, by_claim: Mapping[str, Sequence[Stated]]) -> Ground:
    every = [s for v in by_claim.values() for s in v]
    choice, interval, stated = None, None, None
    if every[0].choice is not None:
        shared = set.intersection(*({s.choice for s in v} for v in by_claim.values()))
        choice = next(iter(sorted(c for c in shared if c is not None)), None)
    else:
        best = _overlap(list(by_claim.values()))
        interval = best[0] if best is not None else None
        values = [s.value_si for s in (best[1] if best is not None else every)]
        stated = Interval(min(values), max(values))
    quantity, *of_what = key
    aircraft, zone, of, place = (part or None for part in of_what)
    readings = {claim: tuple(v) for claim, v in by_claim.items()}
    return Ground(quantity, str(every[0].dimension), aircraft, zone, of, place, interval, stated, choice, readings)


def _overlap(pools: list[Sequence[Stated]]) -> tuple[Interval, list[Stated]] | None:
    """What one reading of each claim leaves in common, and those readings: of the first combination that does."""
    for chosen in islice(product(*pools), MOST_TRIES):
        left: Interval | None = chosen[0].interval
        for s in chosen[1:]:
            left = left.meet(s.interval) if left is not None else None
        if left is not None and (left.low < left.high or any(s.interval.low == s.interval.high for s in chosen)):
            return left, list(chosen)  # a common end of two roundings is no agreement
    return None
