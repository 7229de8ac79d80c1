"""How sure a case is, as a JSON document (``airspace/sure/1``): what the pages say, to compute with.

Metres, seconds, degrees, longitude before latitude, WGS84, times UTC. The same file and seed give the same bytes.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from airspace.certainty import Certainty, ClaimSure, Shared, TrackSure
from airspace.chance.document import uncertainty_entries
from airspace.document import spaced
from airspace.families.document import family_document
from airspace.families.overlap import OneWay
from airspace.flipdoc import flip_document

__all__ = ["SURE_SCHEMA", "sure_document"]

SURE_SCHEMA = "airspace/sure/1"


def sure_document(found: Certainty) -> dict[str, Any]:
    """Claims with their tracks and families, and what families of two claims share."""
    document: dict[str, Any] = spaced(
        {
            "schema": SURE_SCHEMA,
            "incident": found.incident.id,
            "seed": found.seed,
            "claims": {claim_id: _claim(found, sure) for claim_id, sure in found.claims.items()},
            "shared": [_shared(shared) for shared in found.shared],
        }
    )
    return document


def _claim(found: Certainty, sure: ClaimSure) -> dict[str, Any]:
    return {
        "headline": sure.headline,
        "tracks": [_track(track) for track in sure.tracks],
        "families": family_document(found.incident, sure.claim_id, sure.families, found.seed)["families"],
    }


def _track(track: TrackSure) -> dict[str, Any]:
    flips = [flip for flip in (track.flip, *track.other_flips) if flip is not None]
    entries = uncertainty_entries([track.uncertain]) if track.uncertain is not None else []
    return {
        "track": track.case.track_id,
        "headline": track.headline,
        "survey": None if track.survey is None else {
            "zone": track.survey.zone,
            "solved_on": track.survey.solved_on,
            "sentence": track.survey.sentence,
            "editions": [asdict(row) for row in track.survey.rows],
        },
        "flips": [flip_document(flip) for flip in flips],
        "swings": [asdict(swing) for swing in track.swings],
        "over_course": [
            {"role": row.at.role, "value_deg": row.at.value_si, "why": row.at.why, "margins_m": dict(row.margins_m)}
            for row in track.over_course
        ],
        "uncertainty": entries[0] if entries else None,
    }  # fmt: skip


def _shared(shared: Shared) -> dict[str, Any]:
    def named(side: str, way: OneWay) -> dict[str, Any]:
        family = shared.first if side == "first" else shared.second
        return {
            "claim": family.case.claim,
            "family": family.case.id,
            "members": family.members.count,
            "allowed_by_the_other": int(way.allowed.size),
            "excluded_by": [list(names) for names in way.excluded_by],
        }

    return {"first": named("first", shared.overlap.forth), "second": named("second", shared.overlap.back)}
