"""The result of a check as the JSON document that the command line promises (``airspace/check/1``).

Times are ISO 8601 UTC with Z and microseconds; lengths metres, durations seconds; degrees WGS84.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.incident import ResolvedInput
from airspace.positionsdoc import positions_entries
from airspace.track import Point
from airspace.violation import Incursion

__all__ = ["CHECK_SCHEMA", "check_document", "spaced", "utc_text"]

CHECK_SCHEMA = "airspace/check/1"


def utc_text(time: datetime) -> str:
    """ISO 8601 in UTC with microseconds and Z."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def spaced(value: Any) -> Any:
    """The texts with plain spaces: what keeps a number and its unit on one line of a page has no place in data."""
    if isinstance(value, str):
        return value.replace("\u00a0", " ")
    if isinstance(value, dict):
        return {key: spaced(item) for key, item in value.items()}
    return [spaced(item) for item in value] if isinstance(value, list) else value


def check_document(assessment: Assessment) -> dict[str, Any]:
    """The document of ``airspace check --json``.

    Beside ``results`` it holds ``reconstructions``: for every reconstructed track and edition whether a path
    meets the statements when solved on that edition, how many do, and what the one taken gives. With
    ``--uncertainty`` it has one key more, ``uncertainty`` (:mod:`airspace.chance.document`). Where there is something
    to say of zones it has ``zone_notes``, and ``left_out`` where zones that were named were not checked. Where
    positions are stated ones or were read off a picture it has ``positions`` (:mod:`airspace.positionsdoc`).
    """
    document: dict[str, Any] = {
        "schema": CHECK_SCHEMA,
        "incident": None if assessment.incident is None else assessment.incident.id,
        "results": [_result(result) for result in assessment.results],
        "reconstructions": [_solved(case, result) for case, result in assessment.solved_again],
    }
    notes = dict.fromkeys((result.zone, result.edition, result.note) for result in assessment.results if result.note)
    if notes:
        document["zone_notes"] = [
            {"zone": zone, "edition": edition, "note": f"{note}"} for zone, edition, note in notes
        ]  # fmt: skip
    if assessment.left_out:
        document["left_out"] = [
            {"zone": left.zone, "edition": left.edition, "why": f"{left.why}"} for left in assessment.left_out
        ]  # fmt: skip
    if positions := positions_entries(assessment.cases):
        document["positions"] = positions
    return document


def _result(result: TrackResult) -> dict[str, Any]:
    found = result.violation
    return {
        "claim": result.claim_id,
        "track": result.track_id,
        "aircraft": result.aircraft,
        "zone": result.zone,
        "edition": result.edition,
        "edge_model": result.edge_model,
        "basis": result.basis,
        "solved_on": result.solved_on,
        "by_construction": list(result.by_construction),
        "verdict": found.verdict,
        "decisive": result.decisive,
        "why": result.why,
        "margin_m": found.margin_m,
        "duration_s": found.duration_s,
        "length_m": found.length_m,
        "max_depth_m": found.max_depth_m,
        "closest_approach_m": found.closest_approach_m,
        "incursions": [_incursion(stay) for stay in found.incursions],
    }


def _incursion(stay: Incursion) -> dict[str, Any]:
    return {
        "entry": None if stay.entry is None else _point(stay.entry),
        "exit": None if stay.exit is None else _point(stay.exit),
        "duration_s": stay.duration_s,
        "length_m": stay.length_m,
        "max_depth_m": stay.max_depth_m,
        "deepest": _point(stay.deepest),
        "mean_speed_mps": stay.mean_speed_mps,
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "time": None if point.time is None else utc_text(point.time),
        "lon": point.lon_deg,
        "lat": point.lat_deg,
        "alt_m": point.alt_m,
    }


def _solved(case: TrackCase, result: TrackResult | None) -> dict[str, Any]:
    solved = case.reconstruction
    if solved is None:
        raise ValueError(f"track '{case.track_id}' is not reconstructed")
    return {
        "claim": case.claim_id,
        "track": case.track_id,
        "zone": solved.zone,
        "edition": solved.edition,
        "path_exists": solved.track is not None,
        "solutions": solved.solutions,
        "rule": solved.rule,
        "why": solved.why,
        "nearest": solved.nearest,
        "figures": dict(solved.figures),
        "inputs": {role: _input(given) for role, given in solved.inputs.items()},
        "alternatives": list(solved.alternatives),
        "result": None if result is None else _result(result),
    }


def _input(given: ResolvedInput) -> dict[str, Any]:
    return {"ref": given.ref, "kind": given.kind, "stated": given.text, **_figure(given)}


def _figure(given: ResolvedInput) -> dict[str, Any]:
    """Value and interval under a key that carries the unit; a choice in words has neither."""
    if given.value_time is not None:
        low, high = (utc_text(datetime.fromtimestamp(end, UTC)) for end in given.interval_si)
        return {"value_utc": utc_text(given.value_time), "interval_utc": [low, high]}
    if not math.isfinite(given.value_si):
        return {}
    unit = {"duration": "s", "speed": "mps", "angle": "deg", "count": "count"}.get(given.dimension, "m")
    ends = [end if math.isfinite(end) else None for end in given.interval_si]
    return {f"value_{unit}": given.value_si, f"interval_{unit}": ends}
