"""Uncertainties as the entries of the JSON document of a check, under the key ``uncertainty``.

Times are ISO 8601 UTC with Z and microseconds; lengths metres, durations seconds. Neither the time a run took nor the
number of its workers is in it: the same seed gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from airspace.chance.heldinputs import Held, held_in
from airspace.chance.montecarlo import Estimate
from airspace.chance.probability import Proportion
from airspace.chance.run import ResultUncertainty
from airspace.chance.uncertainty import Scenario
from airspace.document import utc_text
from airspace.errorinputs import Input
from airspace.track import Track

__all__ = ["ALWAYS", "uncertainty_entries"]

ALWAYS = "always"
"""A correlation without end, as a file of inputs has it."""

_NBSP = "\u00a0"


def uncertainty_entries(rows: Sequence[ResultUncertainty]) -> list[dict[str, Any]]:
    """One entry for each result, in the order of the results."""
    return [_entry(row) for row in rows]


def _entry(row: ResultUncertainty) -> dict[str, Any]:
    found = row.found
    return {
        "claim": row.result.claim_id,
        "track": row.result.track_id,
        "zone": row.result.zone,
        "edition": row.result.edition,
        "by_construction": list(row.result.by_construction),
        "seed": found.seed,
        "n": found.n,
        "stopped": found.stopped,
        "inputs": [_input(given) for given in found.copies.inputs.given],
        "scenarios": [_scenario(scenario, row.track) for scenario in found.scenarios],
        "correlation_why": found.correlation_why,
        "sensitivity": [_held(held) for held in row.held],
        "sensitivity_correlation_s": _correlation(held_in(found).correlation_s) if row.held else None,
        "note": " ".join(row.notes) or None,
    }


def _input(given: Input) -> dict[str, Any]:
    return {
        "name": given.name,
        "stated": given.text,
        "distribution": given.distribution,
        "source": given.source,
        "why": given.why,
    }


def _scenario(scenario: Scenario, track: Track) -> dict[str, Any]:
    over_all = scenario.time_inside_s
    return {
        "correlation_s": _correlation(scenario.correlation_s),
        **_share(scenario.inside),
        "stopped": scenario.stopped,
        "time_inside_mean_s": None if over_all is None else over_all.mean,
        "duration_s": _estimate(scenario.duration_s),
        "length_m": _estimate(scenario.length_m),
        "depth_m": _estimate(scenario.depth_m),
        "entry_time": _instant(scenario.entry_s, track),
        "exit_time": _instant(scenario.exit_s, track),
    }


def _held(held: Held) -> dict[str, Any]:
    return {
        "held": held.name,
        **_share(held.inside),
        "depth_m": _estimate(held.depth_m),
        "duration_s": _estimate(held.duration_s),
        "share_change": held.share_change,
        "share_variance": held.share_variance,
        "depth_variance": held.depth_variance,
        "duration_variance": held.duration_variance,
        "effect": held.effect,
    }


def _share(inside: Proportion) -> dict[str, Any]:
    low, high = inside.interval
    return {
        "copies": inside.trials,
        "incursions": inside.successes,
        "share": inside.share,
        "share_low": low,
        "share_high": high,
        "probability_text": inside.text.replace(_NBSP, " "),
        "word": inside.word,
    }


def _correlation(correlation_s: float | None) -> float | str | None:
    return ALWAYS if correlation_s is not None and math.isinf(correlation_s) else correlation_s


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "copies": found.n,
        "std": _known(found.std),
        "mean": found.mean,
        "low": _known(found.low),
        "high": _known(found.high),
    }


def _instant(found: Estimate | None, track: Track) -> dict[str, Any] | None:
    """Seconds since the start of the track as times."""
    if found is None:
        return None
    ends = {
        name: None if math.isnan(value) else utc_text(track.time(value))
        for name, value in (("mean", found.mean), ("low", found.low), ("high", found.high))
    }
    return {"copies": found.n, "std_s": _known(found.std), **ends}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
