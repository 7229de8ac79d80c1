"""How much of an answer is due to each input: one of them held at its expected value, the others drawn as before.

With the same seed the others draw the same numbers (:func:`airspace.chance.errormodel.draw`), so that what changes is
due to the input held and hardly to chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from airspace.chance.montecarlo import Estimate, propagate
from airspace.chance.probability import Proportion
from airspace.chance.uncertainty import Scenario, Uncertainty

__all__ = ["Held", "held_in", "sensitivity"]


@dataclass(frozen=True, slots=True)
class Held:
    """The answer with one input held.

    ``share_change``: share of copies inside, less what it was with nothing held. ``share_variance``: the part of the
    variance of the yes or no, p (1 - p), that goes; ``depth_variance`` and ``duration_variance``: the same of the depth
    and the duration over the copies inside. A part is below 0 where holding the input leaves copies that differ more,
    None where there is no variance or too few copies give one. ``effect``, the order of the rows, is the greatest of
    the size of the change and the three parts, 0 to 1.
    """

    name: str
    inside: Proportion
    depth_m: Estimate | None
    duration_s: Estimate | None
    share_change: float
    share_variance: float | None
    depth_variance: float | None
    duration_variance: float | None
    effect: float


def held_in(found: Uncertainty) -> Scenario:
    """The scenario in which inputs are held: that of the longest correlation, as errors then move the whole track."""
    return max(found.scenarios, key=lambda scenario: scenario.correlation_s or 0.0)


def sensitivity(
    found: Uncertainty, *, workers: int = 1, progress: Callable[[str], None] = lambda _: None
) -> tuple[Held, ...]:
    """A row for each input, the one with the greatest effect first; empty if there is one input or none.

    Each row is drawn with as many copies as the scenario of :func:`held_in` took, from the same seed.
    """
    copies, base = found.copies, held_in(found)
    given = copies.inputs.given
    if len(given) < 2:
        return ()
    rows = []
    for held in given:
        progress(f"{held.name} held")
        n = base.inside.trials
        samples = propagate(
            copies.batch(base.correlation_s, frozenset({held.name})),
            seed=found.seed,
            workers=workers,
            batch_size=copies.batch_copies,
            least=n,
            most=n,
            settle=("inside",),
        )
        rows.append(_row(held.name, base, Scenario.of(base.correlation_s, samples)))
    return tuple(sorted(rows, key=lambda row: -row.effect))  # stable: equal ones stay in the order of the inputs


def _row(name: str, base: Scenario, held: Scenario) -> Held:
    change = held.inside.share - base.inside.share
    before, after = (p.share * (1 - p.share) for p in (base.inside, held.inside))
    yes_or_no = 1 - after / before if before > 0 else None
    parts = yes_or_no, _gone(base.depth_m, held.depth_m), _gone(base.duration_s, held.duration_s)
    effect = max(abs(change), *(part for part in parts if part is not None), 0.0)
    return Held(name, held.inside, held.depth_m, held.duration_s, change, *parts, effect)


def _gone(base: Estimate | None, held: Estimate | None) -> float | None:
    """The part of a variance that goes; None where there is none, or too few copies give one (nor have an interval)."""
    if base is None or held is None or math.isnan(base.low) or math.isnan(held.low) or base.std == 0:
        return None
    return 1 - (held.std / base.std) ** 2
