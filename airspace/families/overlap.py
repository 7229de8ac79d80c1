"""Two families held against each other: which paths of one version the other allows too, and what excludes the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from airspace.chance.probability import Proportion
from airspace.errors import UnsupportedGeometryError
from airspace.families.family import Family, ground_of
from airspace.families.measure import rows_of
from airspace.families.tally import Tally, judge

__all__ = ["OneWay", "Overlap", "overlap"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class OneWay:
    """The members of one family under the conditions of the other.

    ``share``: of the members, those that meet all conditions of the other; None if there is no member. ``allowed``:
    their numbers. ``excluded_by``: if there is none, the smallest sets of the other's conditions that no member meets.
    """

    share: Proportion | None
    allowed: Ints
    excluded_by: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Overlap:
    """Both ways: ``forth`` holds the members of the first under the second's conditions, ``back`` the reverse."""

    forth: OneWay
    back: OneWay


def overlap(first: Family, second: Family) -> Overlap:
    """Hold the members of each family against the conditions of the other.

    Only what the other states counts, and what its type can fly; not what its paths were drawn from. A path is allowed
    if one speed meets both.

    Raises:
        UnsupportedGeometryError: the families are of two borders or two areas.
    """
    if first.case.zone is not second.case.zone or first.case.area != second.case.area:
        names = (f"'{each.case.claim}/{each.case.id}'" for each in (first, second))
        raise UnsupportedGeometryError(
            f"families {' and '.join(names)} are drawn on two borders or over two areas; draw them on one edition and "
            "over one area to compare them"
        )
    return Overlap(_one_way(first, second), _one_way(second, first))


def _one_way(of: Family, under: Family) -> OneWay:
    found = of.members.found
    if not of.members.count:
        return OneWay(None, np.empty(0, np.int64), ())
    ground = ground_of(of.case)
    rows = rows_of(ground, found.paths)
    judged = judge(under.case, ground, found.paths, rows, survey=True)
    low, high = judged.low.copy(), judged.high.copy()
    low[-1], high[-1] = found.low_mps[rows.draw], found.high_mps[rows.draw]  # its own speeds stand for the prior
    judged = replace(judged, low=low, high=high)
    tally = Tally(under.case.conditions)
    tally.add(judged, of.members.count)
    allowed = np.unique(rows.draw[judged.meeting(tally.everything)])
    excluded = () if allowed.size else tuple(tally.names(chosen) for chosen in tally.clashes())
    return OneWay(Proportion(int(allowed.size), of.members.count), allowed, excluded)
