"""What would change a verdict, as a part of a JSON document. SI units in the keys; lon, lat in degrees, WGS84."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from airspace.displacement import ACCURACY_M
from airspace.flip import Flip

__all__ = ["flip_document"]


def flip_document(flip: Flip) -> dict[str, Any]:
    """One flip. ``displacement`` is null where there is none, and ``displacement_why`` says why."""
    result, found = flip.result, flip.displacement
    shift = None
    if found is not None:
        shift = {
            "distance_m": found.distance_m,
            "accuracy_m": ACCURACY_M,
            "at_least_m": found.at_least_m,
            "bearing_deg": found.bearing_deg,
            "from": {"lon": found.at[0], "lat": found.at[1]},
            "to": {"lon": found.to[0], "lat": found.to[1]},
            "becomes": found.becomes,
        }
    return {
        "claim": result.claim_id,
        "track": result.track_id,
        "zone": result.zone,
        "edition": result.edition,
        "edge_model": result.edge_model,
        "verdict": result.violation.verdict,
        "margin_m": result.violation.margin_m,
        "by_construction": flip.by_construction,
        "displacement": shift,
        "displacement_why": flip.displacement_why,
        "clock": asdict(flip.clock),
        "altitude": asdict(flip.altitude),
        "editions": [asdict(answer) for answer in flip.editions],
        "edge_models": [asdict(answer) for answer in flip.edge_models],
        "hangs_on": [asdict(given) for given in flip.hangs_on],
        "sentence": flip.sentence,
    }
