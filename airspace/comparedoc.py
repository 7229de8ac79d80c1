"""The comparison as the JSON document that the command line promises (``airspace/compare/1``).

Intervals are [low, high] in the SI unit that the key or the ``unit`` names; an open end is null. Times are ISO 8601 UTC
with Z; angles in degrees.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from airspace.comparison import Comparison, Consistency
from airspace.document import spaced, utc_text
from airspace.findings import CALENDAR, Finding
from airspace.ground import Ground
from airspace.interval import Interval
from airspace.matrix import Cell, Row
from airspace.solver import Nearest, Solution

__all__ = ["COMPARE_SCHEMA", "compare_document"]

COMPARE_SCHEMA = "airspace/compare/1"
_UNITS = {"length": "m", "altitude": "m", "duration": "s", "speed": "m/s", "angle": "deg", "time": "UTC", "count": "1"}


def compare_document(found: Comparison) -> dict[str, Any]:
    """The document of ``airspace compare --json``."""
    document: dict[str, Any] = spaced(
        {
            "schema": COMPARE_SCHEMA,
            "incident": found.incident.id,
            "claims": list(found.claims),
            "editions": list(found.editions),
            "common_ground": [_ground(ground) for ground in found.common_ground],
            "disputed": [_ground(ground) for ground in found.disputed],
            "findings": [_finding(finding) for finding in found.findings],
            "consistency": [_consistency(row) for row in found.consistency],
            "solver": [_solution(row, solution) for row in found.consistency for solution in row.solutions],
            "matrix": [_row(row) for row in found.matrix],
        }
    )
    return document


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "quantity": ground.quantity,
        "interval": _interval(ground.interval, ground.dimension),
        "claims": list(ground.claims),
        "unit": _UNITS.get(ground.dimension),
        "stated": _interval(ground.stated, ground.dimension),
        "choice": ground.choice,
        "aircraft": ground.aircraft,
        "zone": ground.zone,
        "of": ground.of,
        "place": ground.place,
        "by_claim": {
            claim: [
                {"statement": s.statement, "reading": s.reading, "text": s.choice or s.text,
                 "interval": _interval(s.interval, ground.dimension)}
                for s in stated
            ]
            for claim, stated in ground.by_claim.items()
        },
    }  # fmt: skip


def _interval(interval: Interval | None, dimension: str) -> list[float | str | None] | None:
    if interval is None or (math.isinf(interval.low) and math.isinf(interval.high)):
        return None
    return [_value(end, dimension) for end in (interval.low, interval.high)]


def _value(value: float, dimension: str) -> float | str | None:
    if not math.isfinite(value) or (dimension == "time" and value not in CALENDAR):
        return None
    return utc_text(datetime.fromtimestamp(value, UTC)) if dimension == "time" else value


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "claim": finding.claim,
        "check": finding.check,
        "test": finding.test,
        "statements": list(finding.statements),
        "reading": dict(finding.reading),
        "finding": finding.word,
        "stated": _plain(finding.given),
        "computed": _plain(finding.computed),
        "rule": finding.rule,
        "would_hold_if": finding.would_hold_if,
        "text": finding.text,
        "derivation": list(finding.steps),
        "assumed": list(finding.assumed),
        "speakers": list(dict.fromkeys(s.speaker for s in finding.stated)),
        "passed_on": finding.is_of_variant,
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as JSON; seconds since 1970 as UTC under a key that says so, infinities as null."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        name, mark, rest = key.partition("_unix_s")
        if mark:
            found[f"{name}_utc{rest}"] = [None if v is None else _value(v, "time") for v in value]
        else:
            found[key] = _finite(value)
    return found


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def _consistency(row: Consistency) -> dict[str, Any]:
    return {
        "claim": row.claim,
        "speaker": row.speaker,
        "combinations": row.combinations,
        "consistent": row.consistent,
        "consistent_if_bent": sum(s.consistent_if_bent for s in row.solutions),
        "fraction": row.consistent / row.combinations if row.combinations else 1.0,
    }


def _solution(row: Consistency, solution: Solution) -> dict[str, Any]:
    return {
        "claim": solution.claim,
        "speaker": row.speaker,
        "reading": dict(solution.reading),
        "consistent": solution.consistent,
        "conflicts": [
            {"statements": list(conflict), "by": by}
            for conflict, by in zip(solution.conflicts, solution.by, strict=True)
        ],
        "maximal_sets": [list(kept) for kept in solution.maximal_sets],
        "minimal_removals": [list(taken) for taken in solution.minimal_removals],
        "nearest": [_nearest(nearest) for nearest in solution.nearest],
    }


def _nearest(nearest: Nearest) -> dict[str, Any]:
    return {
        "statement": nearest.statement,
        "value": _value(nearest.value_si, nearest.dimension),
        "unit": _UNITS.get(nearest.dimension),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "test": row.test,
        "check": row.check,
        "diagnostic": row.diagnostic,
        "why": row.why,
        "cells": {claim: _cell(cell) for claim, cell in row.cells.items()},
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "finding": cell.finding,
        "value": cell.value,
        "text": cell.text,
        "tested": cell.tested,
        "counts": dict(cell.counts),
        "grades": list(cell.grades),
    }
