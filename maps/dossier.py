"""The dossier: every page of a case, and the check behind it, as files that need nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from airspace.assessment import Assessment
from airspace.certainty import Certainty
from airspace.comparedoc import compare_document
from airspace.comparison import Comparison
from airspace.document import check_document
from airspace.suredoc import sure_document
from maps.borderspage import borders_page
from maps.claim import claim_page
from maps.datapage import data_page
from maps.findingspage import findings_page
from maps.findingwords import findings_file
from maps.indexpage import ALL_CLAIMS, BORDERS, CHECK, COMPARE, DATA, SURE, claim_file, index_page
from maps.markdown import report_markdown
from maps.matrixpage import MATRIX, matrix_page
from maps.reportpage import MARKDOWN, PAGE, report_page
from maps.scene import Scene
from maps.surepage import sure_file, sure_page
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
    assessment: Assessment,
    comparison: Comparison,
    certainty: Certainty,
    tiles: Tiles | None = None,
    progress: Progress = lambda _: None,
) -> dict[str, str]:
    """Every file of the dossier by name: pages, maps, the report in two forms, and the JSON of all results.

    ``comparison`` and ``certainty`` are of the same incident as ``assessment`` and hold all of its claims.
    """
    scene = Scene(assessment, tiles)
    files: dict[str, str] = {MATRIX: matrix_page(scene, comparison)}
    progress("map of the borders")
    borders = borders_page(scene)
    for claim_id in scene.incident.claims:
        progress(f"map of {claim_id}")
        sure, findings = certainty.claims[claim_id], findings_file(claim_id)
        intervals = {track.case.track_id: tuple(row.at for row in track.over_course) for track in sure.tracks}
        sure_name = sure_file(claim_id) if sure.tracks or sure.families else None
        files[claim_file(claim_id)] = claim_page(scene, claim_id, intervals, findings, sure, sure_name)
        progress(f"findings about {claim_id}")
        files[findings] = findings_page(scene, comparison, claim_id, claim_file(claim_id))
        if sure_name is None:
            continue
        progress(f"how sure {claim_id} is")
        ways = [
            ("index.html", "Back to the case"),
            (claim_file(claim_id), "Map of this claim"),
            (findings, "Findings"),
            *([] if borders is None else [(BORDERS, "Where the borders disagree")]),
        ]
        files[sure_name] = sure_page(scene, certainty, claim_id, ways)
    progress("map of all claims")
    files[ALL_CLAIMS] = together_page(scene)
    if borders is not None:
        files[BORDERS] = borders
    progress("report")
    files[PAGE] = report_page(scene, comparison, certainty)
    files[MARKDOWN] = report_markdown(scene, comparison, certainty)
    files[DATA] = data_page(scene)
    files[CHECK] = _json(check_document(assessment))
    files[COMPARE] = _json(compare_document(comparison))
    files[SURE] = _json(sure_document(certainty))
    return {"index.html": index_page(scene, comparison, certainty, borders=borders is not None), **files}


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
