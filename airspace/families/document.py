"""Path families as the JSON document that the command line promises (``airspace/family/1``).

Intervals are [low, high] in the unit that ``unit`` names; an open end is null. Lengths are metres, durations seconds,
speeds metres per second, angles degrees; longitude before latitude, WGS84. No time and no number of workers stands in
it: the same file and seed give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from airspace.chance.probability import Proportion
from airspace.document import spaced
from airspace.families.case import FLYABLE, Condition
from airspace.families.clash import Clash
from airspace.families.family import BATCH, ENOUGH, MOST_DRAWS, MOST_TURNING, Family
from airspace.families.shape import (
    Envelope,
    Quantiles,
    Spread,
    distributions,
    drawn_members,
    envelope,
    spreads,
)
from airspace.geodesy import Floats
from airspace.incident import Incident
from airspace.interval import Interval
from airspace.quantities import QUANTITIES

__all__ = ["FAMILY_SCHEMA", "family_document"]

FAMILY_SCHEMA = "airspace/family/1"
_UNITS = {"length": "m", "duration": "s", "speed": "m/s", "angle": "deg", "count": "1"}


def family_document(incident: Incident, claim_id: str, found: Sequence[Family], seed: int) -> dict[str, Any]:
    """The document of ``airspace family --json``."""
    document: dict[str, Any] = spaced({
        "schema": FAMILY_SCHEMA,
        "incident": incident.id,
        "claim": claim_id,
        "seed": seed,
        "batch": BATCH,
        "enough_members": ENOUGH,
        "most_draws": MOST_DRAWS,
        "most_draws_turning": MOST_TURNING,
        "families": [_family(family) for family in found],
    })  # fmt: skip
    return document


def _family(family: Family) -> dict[str, Any]:
    case = family.case
    band = envelope(family)
    return {
        "family": case.id,
        "label": case.label,
        "note": case.note,
        "aircraft": case.aircraft,
        "zone": case.zone_state,
        "edition": case.edition,
        "area": case.area_id,
        "shape": "straight" if case.turn is None else "one turn",
        "assumed": list(case.assumed),
        "without": list(case.dropped),
        "draws": family.draws,
        "stopped": family.stopped,
        "share": _share(family.share),
        "members": family.members.count,
        "conditions": [_condition(family, condition) for condition in case.conditions],
        "empty_because": None if family.empty_because is None else [_clash(c) for c in family.empty_because],
        "distributions": {name: _quantiles(q) for name, q in distributions(family).items()},
        "along_border": {name: _spread(spread) for name, spread in spreads(family).items()},
        "envelope": None if band is None else _envelope(band),
        "drawn": [_member(family, int(index)) for index in drawn_members(family)],
    }


def _share(share: Proportion) -> dict[str, Any]:
    low, high = share.interval
    return {"found": share.successes, "draws": share.trials, "low": low, "high": high, "text": share.text}


def _condition(family: Family, condition: Condition) -> dict[str, Any]:
    known = QUANTITIES.get(condition.quantity)
    unit = "m/s" if condition.quantity == FLYABLE or known is None else _UNITS.get(known.dimension)
    return {
        "condition": condition.name,
        "quantity": condition.quantity,
        "stated": condition.text,
        "interval": _interval(condition.interval),
        "unit": unit,
        "alone": _share(family.alone[condition.name]),
        "left_out": _share(family.left_out[condition.name]),
    }


def _interval(interval: Interval) -> list[float | None]:
    return [end if math.isfinite(end) else None for end in (interval.low, interval.high)]


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "conditions": list(clash.conditions),
        "independent_of_draws": clash.rule is not None,
        "rule": clash.rule,
        "searched": clash.searched,
        "share": None if clash.share is None else _share(clash.share),
        "alone": clash.alone,
        "text": clash.text,
    }


def _quantiles(q: Quantiles) -> dict[str, Any]:
    return {"members": q.count, "p05": q.low, "p50": q.median, "p95": q.high}


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "from": {"lon": spread.from_lon_deg, "lat": spread.from_lat_deg},
        "along_m": _quantiles(spread.along_m),
        "points": [{"lon": lon, "lat": lat} for lon, lat in spread.points],
    }


def _envelope(band: Envelope) -> dict[str, Any]:
    lines = {"p05": band.low, "p50": band.median, "p95": band.high}
    return {
        "course_deg": band.course_deg,
        "station_m": band.station_m.tolist(),
        **{name: _line(*line) for name, line in lines.items()},
    }


def _line(lon: Floats, lat: Floats) -> list[list[float]]:
    return [[x, y] for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def _member(family: Family, index: int) -> dict[str, Any]:
    m = family.members

    def place(name: str) -> dict[str, float] | None:
        lon, lat = float(getattr(m, f"{name}_lon_deg")[index]), float(getattr(m, f"{name}_lat_deg")[index])
        return None if math.isnan(lon) else {"lon": lon, "lat": lat}

    def value(column: Floats) -> float | None:
        return float(column[index]) if math.isfinite(column[index]) else None

    return {
        "course_deg": value(m.path_course_deg),
        "offset_m": value(m.offset_m),
        "turn_deg": value(m.turn_deg),
        "radius_m": value(m.radius_m),
        "speed_mps": value(m.speed_mps),
        "length_m": value(m.length_m),
        "duration_s": value(m.duration_s),
        "depth_m": value(m.depth_m),
        "closest_approach_m": value(m.closest_m),
        "entry": place("entry"),
        "exit": place("exit"),
        "deepest": place("deepest"),
        "closest": place("closest"),
        "path": _line(m.lon_deg[index], m.lat_deg[index]),
    }
