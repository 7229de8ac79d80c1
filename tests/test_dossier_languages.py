"""One dossier in several languages: the same pages, each leading to itself in the others, the same figures."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

import pytest
from browser import Browser
from cases import filled, saved

from airspace.assessment import Assessment, assess
from airspace.casefile import load_incident
from airspace.certainty import Certainty, certainty
from airspace.language import speaking
from airspace.telling import Telling, tell
from maps.dossier import dossier_files
from maps.languages import direction, file_in, language_switch, rendering, shared
from maps.markup import tag
from maps.page import text_page

LANGUAGES = ("tr", "en", "ru")  # Turkish first, so that English is no exception
HOSTILE = "<img src=x onerror=window.PWN=1> {{ 7*7 }} ${window.PWN=1}"
CATALOGUE = f"""msgid "title"
msgstr "Olay {HOSTILE}"

msgid "claims.one.claimant"
msgstr "Birinci taraf"

msgid "claims.one.tracks.letter.label"
msgstr "Mektup وزارة 5"

msgid "claims.one.statements.length.says"
msgstr "uzunluk söylendi"
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, Certainty, dict[str, Telling]]:
    incident = filled(lambda place, most: place[-most:])
    del incident["claims"]["two"]["tracks"]["chase"]  # slow to solve
    path = saved(incident, tmp_path_factory.mktemp("case"))
    (path.parent / "tr.po").write_text(CATALOGUE, "utf-8")
    assessment = assess(load_incident(path), editions=("osm-2026c", "ne-10m"))
    sure = certainty(assessment)
    return assessment, sure, {spoken: tell(assessment, sure, spoken) for spoken in LANGUAGES}


@pytest.fixture(scope="module")
def folder(case: tuple[Assessment, Certainty, dict[str, Telling]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    assessment, sure, told = case
    root = tmp_path_factory.mktemp("dossier")
    for name, text in dossier_files(assessment, told["en"].comparison, sure, tellings=told, pdf="summary.pdf").items():
        place = root / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, "utf-8")
    for spoken in LANGUAGES:  # what the command line adds
        (root / file_in("summary.pdf", spoken, LANGUAGES)).write_bytes(b"%PDF-")
    return root


def pages(folder: Path) -> dict[str, list[str]]:
    """Names of pages by language."""
    found: dict[str, list[str]] = {spoken: [] for spoken in LANGUAGES}
    for path in sorted(folder.rglob("*.html")):
        where = path.relative_to(folder)
        found[where.parts[0] if len(where.parts) > 1 else LANGUAGES[0]].append(path.name)
    return found


def test_each_language_has_every_page_and_json_exists_once(folder: Path) -> None:
    found = pages(folder)
    once = {"compare.html"} & set(found["tr"])  # speaks all of them itself
    assert set(found["tr"]) - once == set(found["en"]) == set(found["ru"]) >= {"index.html", "summary.html"}
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json")) == [
        *("check.json", "compare.json", "sure.json")
    ]
    assert (folder / "en" / "report.md").is_file() and (folder / "ru" / "report.md").is_file()


def test_every_link_leads_to_a_file(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        markup = re.sub(r"<script.*?</script>", "", path.read_text("utf-8"), flags=re.DOTALL)
        targets = re.findall(r'href="([^"]*)"', markup)
        assert targets, path
        for target in targets:
            if not target.startswith(("https://", "http://", "#")):
                assert (path.parent / target.partition("#")[0]).is_file(), (path, target)


def test_every_page_leads_to_itself_in_the_other_languages(folder: Path) -> None:
    for spoken, names in pages(folder).items():
        for name in names:
            if name == "compare.html":
                continue
            place = PurePosixPath(file_in(name, spoken, LANGUAGES))
            text = (folder / place).read_text("utf-8")
            assert f'<html lang="{spoken}" dir="ltr">' in text
            (switch,) = re.findall(r'<nav class="languages".*?</nav>', text)
            links = dict(re.findall(r'<a href="([^"]*)" hreflang="([a-z]*)"', switch))
            there = {(folder / place.parent / target).resolve(): lang for target, lang in links.items()}
            assert there == {
                (folder / file_in(name, other, LANGUAGES)).resolve(): other for other in LANGUAGES if other != spoken
            }
            assert re.findall(r'aria-current="true" lang="([a-z]*)"', switch) == [spoken]


def test_own_texts_are_told_in_the_language_and_stay_text(folder: Path, browser: Browser) -> None:
    with browser.visit(folder / "index.html") as visit:
        text = visit.page.locator("body").inner_text()
        assert f"Olay {HOSTILE}" in text and "Birinci taraf" in text and "claims.two.claimant" in text
        visit.assert_calm()
    with browser.visit(folder / "claim-one.html") as visit:
        assert "Mektup وزارة 5" in " ".join(visit.switch().all_inner_texts())
        visit.use_everything()
        visit.assert_calm()
    assert "uzunluk söylendi" in (folder / "findings-one.html").read_text("utf-8")
    assert "Mektup" in (folder / "sure-one.html").read_text("utf-8"), "labels of what was computed before"
    for name in ("index.html", "claim-one.html", "findings-one.html", "sure-one.html"):
        assert not re.search("Olay|Birinci|Mektup|uzunluk", (folder / "en" / name).read_text("utf-8"))


def test_json_is_in_english(folder: Path) -> None:
    for name in ("check", "compare", "sure"):
        text = (folder / f"{name}.json").read_text("utf-8")
        assert not re.search("Olay|Birinci|Mektup|uzunluk", text), name
        assert json.loads(text)["incident"] == "small"


def test_figures_do_not_depend_on_the_language(case: tuple[Assessment, Certainty, dict[str, Telling]]) -> None:
    told = case[2]
    for telling in told.values():
        assert [r.violation for r in telling.assessment.results] == [r.violation for r in case[0].results]
        assert [(f.claim, f.check, f.word) for f in telling.comparison.findings] == [
            (f.claim, f.check, f.word) for f in told["en"].comparison.findings
        ]
        assert [dict(f.computed).keys() for f in telling.comparison.findings] == [
            dict(f.computed).keys() for f in told["en"].comparison.findings
        ]


def test_the_switch_keeps_the_place_in_the_page(folder: Path, browser: Browser) -> None:
    with browser.visit(folder / "findings-one.html") as visit:
        visit.page.evaluate("location.hash = 'standing'")
        link = visit.page.locator(".languages a[hreflang=ru]")
        link.focus()
        assert link.get_attribute("href") == "ru/findings-one.html#standing"
        visit.assert_calm()


def test_one_language_needs_no_switch(case: tuple[Assessment, Certainty, dict[str, Telling]]) -> None:
    assert language_switch() == "" and shared("check.json") == "check.json"
    with rendering("index.html", ("en",)):
        assert language_switch() == "" and 'class="languages"' not in text_page("A", tag("p", "b"))


def test_addresses_from_page_to_page() -> None:
    with speaking("ru"), rendering("data.html", ("en", "ru")):
        assert shared("check.json") == "../check.json"
        assert 'href="../data.html"' in language_switch()
    with speaking("en"), rendering("data.html", ("en", "ru")):
        assert shared("check.json") == "check.json"
        assert 'href="ru/data.html"' in language_switch()
    for spoken, languages in (("en", ("tr",)), ("en", ("en", "xx"))):
        with speaking(spoken), pytest.raises(ValueError, match="languages"), rendering("data.html", languages):
            pass


def test_directions_of_writing() -> None:
    assert [direction(spoken) for spoken in ("en", "tr", "ru", "ar", "fa-AF")] == ["ltr", "ltr", "ltr", "rtl", "rtl"]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("وزارة: 5 findings", '<bdi dir="rtl">وزارة</bdi>: 5 findings'),
        ("by وزارة الدفاع with שלום.", "by <bdi>وزارة الدفاع</bdi> with <bdi>שלום</bdi>."),
        ("<ب>", '<bdi dir="rtl">&#60;ب&#62;</bdi>'),
        ("1 كم من الحدود (النسخة A)", '<bdi dir="rtl">1 كم من الحدود (النسخة A)</bdi>'),
        ("كم (النسخة A): Su-24 path", '<bdi dir="rtl">كم (النسخة A)</bdi>: Su-24 path'),
        ("Su-24 سقطت قرب الحدود", '<bdi dir="rtl">Su-24 سقطت قرب الحدود</bdi>'),
        ("24 May 2015, وزارة الدفاع", "24 May 2015, <bdi>وزارة الدفاع</bdi>"),
        ("وزارة الدفاع, 2015-11-24", "<bdi>وزارة الدفاع</bdi>, 2015-11-24"),
        ("İğ Ёж Ω 5", "İğ Ёж Ω 5"),
    ],
)
def test_words_written_from_right_to_left_are_isolated(text: str, made: str) -> None:
    assert tag("p", text) == f"<p>{made}</p>"
    assert "<bdi>" not in tag("text", text) and "<bdi>" not in tag("p", "x", title=text)
