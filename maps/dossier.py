"""The dossier: every page of a case in each language, and the check behind it, as files that need nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from airspace.assessment import Assessment
from airspace.certainty import Certainty
from airspace.comparedoc import compare_document
from airspace.comparison import Comparison
from airspace.document import check_document
from airspace.language import _, speaking
from airspace.suredoc import sure_document
from airspace.telling import Telling
from maps.borderspage import borders_page
from maps.claim import claim_page
from maps.comparison import comparison_page, courses_of
from maps.datapage import data_page
from maps.findingspage import findings_page
from maps.findingwords import findings_file
from maps.indexpage import ALL_CLAIMS, BORDERS, CHECK, COMPARE, COMPARISON, DATA, SUMMARY, SURE, claim_file, index_page
from maps.languages import file_in, rendering
from maps.markdown import report_markdown
from maps.matrixpage import MATRIX, matrix_page
from maps.reportpage import MARKDOWN, PAGE, report_page
from maps.scene import Scene
from maps.summarypage import summary_page
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
    """A map per claim and, where no claim is picked, one with all, in the language spoken: file name to text."""
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
    tellings: Mapping[str, Telling] | None = None,
    pdf: str | None = None,
) -> dict[str, str]:
    """Every file of the dossier by name: pages, maps, the report in two forms, and the JSON of all results.

    Args:
        comparison: of the same incident, with all of its claims; like ``certainty``.
        tellings: the case in each language that pages are to speak, the first of them in the folder itself and each
            other in a folder of its name; English alone if None. JSON documents are of the case as it is given.
        pdf: name of the file beside each summary that will hold it as PDF, if there is to be one.
    """
    told = tellings or {"en": Telling(assessment, comparison, certainty)}
    files: dict[str, str] = {}
    for spoken, telling in told.items():
        say = progress if len(told) == 1 else _prefixed(progress, spoken)
        with speaking(spoken):
            pages = _Pages(telling, tuple(told), tiles, say, pdf).all()
        files |= {file_in(name, spoken, tuple(told)): text for name, text in pages.items()}
    progress("comparison on one clock")
    files[COMPARISON] = comparison_page(assessment, courses_of(certainty), tuple(told))
    files[CHECK] = _json(check_document(assessment))
    files[COMPARE] = _json(compare_document(comparison))
    files[SURE] = _json(sure_document(certainty))
    return files


def _prefixed(progress: Progress, spoken: str) -> Progress:
    return lambda text: progress(f"{spoken}: {text}")


class _Pages:
    """The pages of a case in the language spoken, one of ``languages``."""

    def __init__(
        self, telling: Telling, languages: tuple[str, ...], tiles: Tiles | None, progress: Progress, pdf: str | None
    ) -> None:
        self.telling, self.languages, self.say, self.pdf = telling, languages, progress, pdf
        self.scene = Scene(telling.assessment, tiles)
        self.files: dict[str, str] = {}

    def all(self) -> dict[str, str]:
        """Every page by file name, the index first."""
        scene, found, sure = self.scene, self.telling.comparison, self.telling.certainty
        with self._page(BORDERS, "map of the borders"):
            borders = borders_page(scene)
        with self._page(MATRIX):
            self.files[MATRIX] = matrix_page(scene, found)
        for claim_id in scene.incident.claims:
            self._claim(claim_id, borders=borders is not None)
        with self._page(ALL_CLAIMS, "map of all claims"):
            self.files[ALL_CLAIMS] = together_page(scene)
        if borders is not None:
            self.files[BORDERS] = borders
        with self._page(PAGE, "report"):
            self.files[PAGE] = report_page(scene, found, sure)
        self.files[MARKDOWN] = report_markdown(scene, found, sure)
        with self._page(SUMMARY):
            self.files[SUMMARY] = summary_page(scene, found, sure, self.pdf)
        with self._page(DATA):
            self.files[DATA] = data_page(scene)
        with self._page("index.html"):
            index = index_page(scene, found, sure, borders=borders is not None)
        return {"index.html": index, **self.files}

    def _claim(self, claim_id: str, *, borders: bool) -> None:
        """The pages of one claim: its map, what was found, how sure it is."""
        scene, sure, findings = self.scene, self.telling.certainty.claims[claim_id], findings_file(claim_id)
        map_file = claim_file(claim_id)
        sure_name = sure_file(claim_id) if sure.tracks or sure.families else None
        intervals = {track.case.track_id: tuple(row.at for row in track.over_course) for track in sure.tracks}
        with self._page(map_file, f"map of {claim_id}"):
            self.files[map_file] = claim_page(scene, claim_id, intervals, findings, sure, sure_name)
        with self._page(findings, f"findings about {claim_id}"):
            self.files[findings] = findings_page(scene, self.telling.comparison, claim_id, map_file)
        if sure_name is None:
            return
        with self._page(sure_name, f"how sure {claim_id} is"):
            ways = [
                ("index.html", _("Back to the case")),
                (map_file, _("Map of this claim")),
                (findings, _("Findings")),
                *([(BORDERS, _("Where the borders disagree"))] if borders else []),
            ]
            self.files[sure_name] = sure_page(scene, self.telling.certainty, claim_id, ways)

    @contextmanager
    def _page(self, name: str, told: str | None = None) -> Iterator[None]:
        """While a page is rendered: it is named, and told of."""
        if told is not None:
            self.say(told)
        with rendering(name, self.languages):
            yield


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
