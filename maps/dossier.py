"""The dossier: every page of a case, and the check behind it, as files that need nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from airspace.assessment import Assessment
from airspace.document import check_document
from airspace.edges import EdgeModel
from airspace.sensitivity import IntervalRow, over_assumption
from maps.claim import claim_page
from maps.datapage import data_page
from maps.indexpage import ALL_CLAIMS, CHECK, DATA, claim_file, index_page
from maps.scene import Scene
from maps.tiles import Tiles
from maps.together import together_page

__all__ = ["claim_maps", "dossier_files"]

Progress = Callable[[str], None]


def claim_maps(
    assessment: Assessment,
    claims: tuple[str, ...] = (),
    tiles: Tiles | None = None,
    progress: Progress = lambda _: None,
) -> dict[str, str]:
    """A map per claim and, where no claim is picked, one with all: file name to text."""
    scene = Scene(assessment, tiles)
    files = {}
    for claim_id in claims or tuple(scene.incident.claims):
        progress(f"map of {claim_id}")
        files[claim_file(claim_id)] = claim_page(scene, claim_id, {})
    if not claims:
        progress("map of all claims")
        files[ALL_CLAIMS] = together_page(scene)
    return files


def dossier_files(
    assessment: Assessment, tiles: Tiles | None = None, progress: Progress = lambda _: None
) -> dict[str, str]:
    """Every file of the dossier by name: index, maps, data and sources, the check as JSON."""
    scene = Scene(assessment, tiles)
    files: dict[str, str] = {}
    for claim_id in scene.incident.claims:
        progress(f"map of {claim_id}")
        files[claim_file(claim_id)] = claim_page(scene, claim_id, _intervals(scene, claim_id, progress))
    progress("map of all claims")
    files[ALL_CLAIMS] = together_page(scene)
    files[DATA] = data_page(scene)
    files[CHECK] = json.dumps(check_document(assessment), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return {"index.html": index_page(scene), **files}


def _intervals(scene: Scene, claim_id: str, progress: Progress) -> Mapping[str, tuple[IntervalRow, ...]]:
    """The reconstructions of a claim over the interval of their assumed course."""
    found = {}
    for case in scene.cases(claim_id):
        progress(f"{claim_id}/{case.track_id} over its assumed course")
        model: EdgeModel = scene.assessment.results[0].edge_model if scene.assessment.results else "geodesic"
        steps = 3 if case.reconstruction is not None and "heading" in case.reconstruction.inputs else 5
        found[case.track_id] = over_assumption(scene.incident, case, steps, model)
    return found
