from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, Visit, chromium

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.certainty import certainty
from airspace.language import LANGUAGES, speaking
from airspace.telling import tell
from geodata.editions import registry
from geodata.library import incident_path
from maps.dossier import dossier_files
from maps.scene import Scene
from maps.summarypage import summary_page


@pytest.fixture(scope="session", autouse=True)
def kept_indices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Indices of zones are kept with the other files of a test run, not in the user's cache."""
    root = tmp_path_factory.getbasetemp()
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "indices"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRSPACE_CACHE_DIR", str(folder))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium with the network off, once for all tests of a process. Missing, it is a failure, not a skip."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the first incident's dossier on every border, made once for all processes of a test run."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, part = root / "dossier", root / "dossier.part"
    with (root / "dossier.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            part.mkdir()
            incident = load_incident(incident_path("su24-2015"))
            editions = tuple(registry())
            assessment = assess(incident, editions=editions)
            sure = certainty(assessment, workers=2)  # the other process waits for it
            told = {spoken: tell(assessment, sure, spoken) for spoken in LANGUAGES}
            files = dossier_files(assessment, told["en"].comparison, sure)
            for name, text in files.items():
                (part / name).write_text(text, encoding="utf-8")
            (root / "sheets").mkdir()
            for spoken in LANGUAGES:
                with speaking(spoken):
                    sheet = summary_page(Scene(told[spoken].assessment), told[spoken].comparison, sure)
                (root / "sheets" / f"{spoken}.html").write_text(sheet, encoding="utf-8")
            part.rename(folder)
    return folder


@pytest.fixture(scope="session")
def comparison_file(dossier: Path) -> Path:
    """The comparison page of the first incident."""
    return dossier / "compare.html"


@pytest.fixture
def compared(browser: Browser, comparison_file: Path) -> Iterator[Visit]:
    """The comparison page of the first incident at a desk; whatever a test does with it, it stays calm."""
    with browser.visit(comparison_file) as visit:
        yield visit
        visit.settle()
        visit.assert_calm()


@pytest.fixture(scope="session")
def sheets(dossier: Path) -> Path:
    """The folder of the first incident's summary in each language, ``en.html`` and so on."""
    return dossier.parent / "sheets"
