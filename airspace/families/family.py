"""Path families: the paths that meet a claim's statements, as a sample of all that could be drawn.

A claim rarely gives a track; it gives constraints. Paths are drawn from stated priors over an area
(:mod:`airspace.families.draw`) and those kept that meet the statements (rejection, the simplest of the methods called
approximate Bayesian computation: S. Tavaré et al., Genetics 145 (1997) 505-518). What is reported is a share of *drawn*
paths and depends on the priors, which stand beside it; it is no probability that a claim holds.

Draws are taken in batches, each from ``SeedSequence(seed, spawn_key=(batch,))``, and counted in their order, so seed
and priors decide the members, whatever the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from airspace.chance.probability import Proportion
from airspace.errors import UnknownNameError
from airspace.families.case import FamilyCase, family_case, family_ids
from airspace.families.clash import Clash, clashes, rules
from airspace.families.draw import Ground, draw, ground
from airspace.families.measure import rows_of_batch
from airspace.families.members import Found, Members, found_in, members_of
from airspace.families.tally import SURVEY_BATCHES, Judged, Tally, judge
from airspace.incident import Incident

__all__ = [
    "BATCH",
    "DEFAULT_SEED",
    "ENOUGH",
    "MOST_DRAWS",
    "MOST_TURNING",
    "Family",
    "families",
    "family",
    "ground_of",
    "sample",
]

BATCH = 50_000
"""Paths of a batch."""

ENOUGH = 1_000
"""Members after which no more paths are drawn: the ends of a 5 to 95 % range are then known to about 1 %."""

MOST_DRAWS = 400_000
"""Paths drawn at most: a figure printed to a hundredth of a mile still finds some hundred members."""

MOST_TURNING = 200_000
"""Paths that turn drawn at most: each takes twice as long."""

DEFAULT_SEED = 1

LEAST_BEYOND_M, BEYOND_STEP_M, OPEN_BEYOND_M = 5_000.0, 5_000.0, 20_000.0
"""Paths are drawn this far beyond the area, or as far as the longest stated length rounded up to whole steps; where
paths go in and no length is stated, as far as the third: no stay up to twice that is cut off."""


@dataclass(frozen=True)
class Family:
    """The paths of one family on one border.

    Args:
        case: its conditions, priors, border and area.
        seed: of the draws.
        draws: paths drawn.
        members: at most ``ENOUGH`` of those that meet all conditions, the first drawn.
        share: of all draws, those that meet all conditions.
        alone: per condition, those that meet it by itself.
        left_out: per condition, those that meet all others.
        clashes: if there is no member, why; otherwise empty.
        stopped: "members" (enough were found), "draws" (the most were drawn), "rule" (no path can be a member).
    """

    case: FamilyCase
    seed: int
    draws: int
    members: Members
    share: Proportion
    alone: Mapping[str, Proportion]
    left_out: Mapping[str, Proportion]
    clashes: tuple[Clash, ...]
    stopped: Literal["members", "draws", "rule"]

    @property
    def empty_because(self) -> tuple[Clash, ...] | None:
        """Why there is no member; None if there is one."""
        return None if self.members.count else self.clashes


def family(
    incident: Incident,
    claim_id: str,
    family_id: str,
    edition: str | None = None,
    *,
    without: Collection[str] = (),
    seed: int = DEFAULT_SEED,
    workers: int = 1,
) -> Family:
    """A family of a claim on its own border edition, or on another, without some of its conditions.

    Raises:
        UnknownNameError: no such claim, family, edition or condition.
    """
    case = family_case(incident, claim_id, family_id, edition)
    _check_names([case], without)
    return sample(case.without(without), seed=seed, workers=workers)


def families(
    incident: Incident,
    claim_id: str,
    chosen: Collection[str] = (),
    edition: str | None = None,
    *,
    without: Collection[str] = (),
    seed: int = DEFAULT_SEED,
    workers: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Family, ...]:
    """Families of a claim in the order of the file, all if none is chosen; ``without`` holds for those that have it.

    Raises:
        UnknownNameError: as :func:`family`; a condition that none of them has.
    """
    known = family_ids(incident, claim_id)
    cases = [family_case(incident, claim_id, name, edition) for name in chosen or known]
    _check_names(cases, without)
    found = []
    for case in cases:
        progress(f"{claim_id}/{case.id}")
        found.append(sample(case.without(without), seed=seed, workers=workers))
    return tuple(found)


def _check_names(cases: list[FamilyCase], without: Collection[str]) -> None:
    """Refuse to set aside what no family asks for."""
    known = [name for case in cases for c in case.conditions for name in (c.statement, c.name)]
    for name in without:
        if name not in known:
            raise UnknownNameError("condition of these families", name, dict.fromkeys(known))


def ground_of(case: FamilyCase) -> Ground:
    """The area of a family laid ready; the same for families with the same border, area, reach and greatest turn."""
    stated = [c.interval for c in case.conditions if c.quantity in ("length_inside", "depth")]
    longest = max((end for each in stated for end in (each.low, each.high) if np.isfinite(end)), default=0.0)
    bounded = any(c.quantity == "length_inside" and np.isfinite(c.interval.high) for c in case.conditions)
    goes_in = any(c.needs_stay for c in case.conditions)
    least = OPEN_BEYOND_M if goes_in and not bounded else LEAST_BEYOND_M
    beyond = max(least, float(np.ceil(longest / BEYOND_STEP_M)) * BEYOND_STEP_M)
    turn = 0.0 if case.turn is None else max(abs(case.turn.low), abs(case.turn.high))
    return ground(case.zone, case.area, beyond, turn)


def sample(
    case: FamilyCase,
    *,
    seed: int = DEFAULT_SEED,
    workers: int = 1,
    enough: int = ENOUGH,
    most: int | None = None,
) -> Family:
    """Draw paths until enough meet all conditions, or the most are drawn.

    If a rule excludes every path, only what the tables need is drawn.

    Args:
        workers: threads; they change no number.
        enough: members asked for.
        most: paths drawn at most, in whole batches, at least one; ``MOST_DRAWS`` or ``MOST_TURNING`` if None.

    Raises:
        GeodesyError: the area is too large for one plane.
    """
    laid, excluded = ground_of(case), any(rules(case))
    if most is None:
        most = MOST_DRAWS if case.turn is None else MOST_TURNING
    batches = max(1, most // BATCH)
    if excluded:
        batches = min(batches, SURVEY_BATCHES)
    tally, found, drawn = Tally(case.conditions), None, 0
    for judged, part in _batches(case, laid, seed, batches, workers):
        tally.add(judged, BATCH)
        found, drawn = part if found is None else found.joined(part), drawn + BATCH
        if found.paths.count >= enough:
            break
    assert found is not None  # noqa: S101 - there is at least one batch
    kept = found.take(np.arange(min(found.paths.count, enough)))
    alone = {c.name: _share(tally, 1 << bit) for bit, c in enumerate(case.conditions)}
    left_out = {c.name: _share(tally, tally.everything ^ 1 << bit) for bit, c in enumerate(case.conditions)}
    return Family(
        case=case,
        seed=seed,
        draws=drawn,
        members=members_of(case, laid, kept),
        share=_share(tally, tally.everything),
        alone=MappingProxyType(alone),
        left_out=MappingProxyType(left_out),
        clashes=() if kept.paths.count else clashes(case, tally),
        stopped="rule" if excluded else "members" if found.paths.count >= enough else "draws",
    )


def _share(tally: Tally, chosen: int) -> Proportion:
    return Proportion(int(tally.found[chosen]), int(tally.draws[chosen]))


def _batches(case: FamilyCase, laid: Ground, seed: int, batches: int, workers: int) -> Iterator[tuple[Judged, Found]]:
    """The batches in their order, up to ``workers`` of them worked on at a time."""

    def one(batch: int) -> tuple[Judged, Found]:
        paths = draw(laid, case.course, case.turn, seed, batch, BATCH)
        rows = rows_of_batch(laid, case.course, case.turn, seed, batch, BATCH)
        judged = judge(case, laid, paths, rows, survey=batch < SURVEY_BATCHES)
        return judged, found_in(judged, paths)

    if workers <= 1:
        yield from map(one, range(batches))
        return
    with ThreadPoolExecutor(workers) as pool:
        for first in range(0, batches, workers):
            yield from pool.map(one, range(first, min(first + workers, batches)))
