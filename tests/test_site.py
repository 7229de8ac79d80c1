"""``airspace dossier --all``: a dossier of each incident, and the page that leads to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from browser import DESKTOP, PHONE, Browser
from cases import filled, saved
from click.testing import CliRunner

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.cli import main
from airspace.comparison import compare
from airspace.language import speaking
from airspace.telling import Telling
from maps import markup
from maps.languages import rendering
from maps.librarypage import library_page

LANGUAGES = ("en", "ru")
HOSTILE = "{{ 7*7 }} <img src=x onerror=alert(1)> ${alert(2)} `x`"


def case_of(folder: Path, incident: str, words: Any) -> Telling:
    made = {**filled(words), "id": incident}
    assessment = assess(load_incident(saved(made, folder / incident)), editions=("ne-10m",), solve_again=False)
    assert assessment.incident is not None
    found = compare(assessment.incident, editions=assessment.editions, solved=assessment.cases)
    return Telling(assessment, found, None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Telling]:
    folder = tmp_path_factory.mktemp("library")
    plain = case_of(folder, "plain-2001", lambda place, most: f"words of {place}"[-most:])
    return [plain, case_of(folder, "hostile-2002", lambda _place, most: HOSTILE[:most])]


@pytest.fixture(scope="module")
def pages(cases: list[Telling]) -> Mapping[str, str]:
    made = {}
    for spoken in LANGUAGES:
        with speaking(spoken), rendering("index.html", LANGUAGES):
            made[spoken] = library_page(cases, LANGUAGES)
    return made


def test_each_language_leads_to_the_dossiers_in_it(pages: Mapping[str, str]) -> None:
    links = {spoken: re.findall(r'<h2>.*?href="([^"]+)"', page) for spoken, page in pages.items()}
    assert links["en"] == ["plain-2001/index.html", "hostile-2002/index.html"]
    assert links["ru"] == ["../plain-2001/ru/index.html", "../hostile-2002/ru/index.html"]


def test_every_claim_stands_with_the_words_of_its_tests(cases: list[Telling], pages: Mapping[str, str]) -> None:
    articles = pages["en"].split('<article class="case">')[1:]
    for case, article in zip(cases, articles, strict=True):
        lines = re.findall(r"<li class=\"claim-\d+\">.*?</li>", article)
        assert len(lines) == len(case.comparison.claims)
        for claim_id, line in zip(case.comparison.claims, lines, strict=True):
            cells = [row.cells[claim_id] for row in case.comparison.matrix]
            counts = Counter(cell.finding.replace("-", " ") for cell in cells if cell.tested)
            assert dict(re.findall(r"(?:: |, )([a-z ]+) in (\d+)", line.split("muted")[1])) == {
                word: str(count) for word, count in counts.items()
            }


def test_no_line_of_the_world_runs_across_it(pages: Mapping[str, str]) -> None:
    world = re.search(r'<svg class="world".*?</svg>', pages["en"], re.DOTALL)
    assert world is not None
    for path in re.findall(r' d="M([^"]+)Z"', world[0]):
        across = [float(point.split()[0]) for point in path.split("L")]
        assert max(abs(b - a) for a, b in pairwise(across)) < 200.0


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_page_opens_calm_and_fits(
    browser: Browser, tmp_path: Path, pages: Mapping[str, str], size: tuple[int, int]
) -> None:
    (tmp_path / "index.html").write_text(pages["en"], "utf-8")
    with browser.visit(tmp_path / "index.html", size=size) as visit:
        visit.assert_calm()
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert visit.page.locator("svg.world .world-case").count() == 2
        assert "{{ 7*7 }}" in visit.page.locator("article").last.inner_text()


@pytest.mark.parametrize(
    "target", ["../../x/index.html", "index.html", "/x/index.html", "x/../index.html", "a/b/c.html"]
)
def test_links_out_of_a_site_are_refused(target: str) -> None:
    with pytest.raises(ValueError, match="of the site"):
        markup.case_link(target, "x")


def test_the_command_writes_a_folder_for_each_incident(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def told(assessment: Any, _sure: Any, spoken: str, _say: Any) -> Any:
        return SimpleNamespace(comparison=None, incident=assessment, spoken=spoken)

    def page(cases: list[Any], languages: Any) -> str:
        asked.append(([case.incident for case in cases], {case.spoken for case in cases}, languages))
        return "<p>every case</p>"

    monkeypatch.setattr("geodata.library.incident_ids", lambda: ("one", "two"))
    monkeypatch.setattr("airspace.cli.dossier.assessed", lambda incident, *_: incident)
    monkeypatch.setattr("airspace.certainty.certainty", lambda *_, **__: None)
    monkeypatch.setattr("airspace.telling.tell", told)
    monkeypatch.setattr("maps.dossier.dossier_files", lambda case, *_: {"index.html": f"<p>{case}</p>"})
    monkeypatch.setattr("maps.librarypage.library_page", page)
    out = tmp_path / "site"
    result = CliRunner().invoke(main, ["dossier", "--all", "--out", str(out), "--lang", "ru", "--lang", "en"])
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, f"{out}: 2 incidents, 4 files, 0.0 MB")
    assert (out / "two" / "index.html").read_text("utf-8") == "<p>two</p>"
    assert (out / "index.html").is_file() and (out / "en" / "index.html").is_file()
    assert asked == [(["one", "two"], {"ru"}, ("ru", "en")), (["one", "two"], {"en"}, ("ru", "en"))]


@pytest.mark.parametrize("arguments", [["--all", "su24-2015"], []])
def test_one_incident_or_all(tmp_path: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["dossier", *arguments, "--out", str(tmp_path / "site")])
    assert result.exit_code == 2 and "name one INCIDENT, or give --all" in result.stderr
    assert list(tmp_path.iterdir()) == []
