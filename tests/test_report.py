"""The report of a case: every finding in both forms, and no text from outside that does anything in either."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, PHONE, Browser
from cases import SKELETON, filled, saved
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import airspace.findings
from airspace.answers import answers
from airspace.assessment import Assessment, assess
from airspace.casefile import load_incident
from airspace.comparison import Comparison, compare
from airspace.findings import WORDS
from airspace.paper import Address, Commands, Item, Paper, Section
from airspace.report import MEANINGS, report
from geodata.editions import registry
from maps.markdown import paper_markdown, report_markdown
from maps.markup import html, is_complete_address, markdown, visible
from maps.reportpage import paper_page, report_page
from maps.scene import Scene

FAILS = {"inconsistent", "internally-inconsistent", "differ"}
STATES = {"TUR": "Türkiye", "SYR": "Syria"}
MILE_M = 1609.344  # international mile, 1959

ACTING = (
    "[x](javascript:window.PWN=1)",
    "![x](https://example.org/x.png)",
    "<img src=x onerror=window.PWN=1>",
    "</script><script>window.PWN=1</script>",
    "<script async",
    "<div onclick=window.PWN=1 x",
    "<!-- gone --> <https://example.org/> <a@example.org>",
    "`code` ``more`` ```",
    "**bold** __bold__ *it* _it_ ~~gone~~ ==mark==",
    "| a | b | \\| c \\\\| d",
    "# heading #",
    "- item",
    "+ item",
    "* item",
    "12. item",
    "3) item",
    "> quote",
    "~~~ fence",
    "---",
    "=== | ===",
    ":--- | ---:",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "\\",
    "ends in \\",
    "[ref]: https://example.org",
    "[^1]: note [^1]",
    "$x$ $$y$$ \\(z\\)",
    "{{ 6 * 7 }} {% if x %} ${window.PWN=1}",
    "www.example.org https://example.org/x mail@example.org",
    "- [ ] task",
    "\ta\n\n    code\r\n# b\u2028- c",
    "\u202etxt.exe\x00\x1b[31m",
    '" onmouseover="window.PWN=1" autofocus',
    "x " * 60 + "- 1. + === # > | ~~~ 12) - x " * 20,
)
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def small(words: Any) -> dict[str, Any]:
    """The incident of :mod:`cases` without the path that is slow to solve."""
    incident = filled(words)
    incident["assumptions"]["spacing"]["value"] = "even"
    del incident["claims"]["two"]["tracks"]["chase"]
    return incident


Case = tuple[Assessment, Comparison]


def computed(path: Path) -> Case:
    incident = load_incident(path)
    return assess(incident, editions=("osm-2026c",)), compare(incident, editions=("osm-2026c",))


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return computed(saved(small(lambda place, most: f"words of {place}"[:most]), tmp_path_factory.mktemp("calm")))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Each text field of the schema holds what acts in HTML or Markdown, as much of it as it takes."""
    everything, count = " ".join(ACTING[:-1]).replace("\t", " "), iter(range(10_000))
    everything = re.sub(r"[\x00\x1b\u2028\u202e\r\n]+", " ", everything)

    def words(_: str, most: int) -> str:
        start = everything.index(ACTING[next(count) % 20])
        return (everything[start:] + " " + everything[:start])[:most].strip()

    incident = small(words)
    incident["sources"]["linked"]["url"] = "javascript:window.PWN=1//[x](y)"
    return computed(saved(incident, tmp_path_factory.mktemp("hostile")))


def paper(case: Case) -> Paper:
    return report(*case, {claim: claim.upper() for claim in case[1].claims})


def tokens(text: str) -> list[Any]:
    """The reader's tokens, those within lines included."""
    return [inner for token in READER.parse(text) for inner in (token, *(token.children or ()))]


def elements(text: str) -> list[str]:
    """What a reader makes of it, without its text: the skeleton of the document."""
    plain = {"text", "text_special", "softbreak", "inline"}
    return [f"{token.type} {token.tag}" for token in tokens(text) if token.type not in plain]


def shown(text: str) -> str:
    return "".join(
        "\n" if t.type == "softbreak" else t.content
        for token in READER.parse(text)
        for t in token.children or ()
        if t.type in ("text", "text_special", "softbreak")
    )


# --- what it holds ------------------------------------------------------------------------------------------------


def test_findings_are_numbered_through_and_stand_in_both_forms(calm: Case) -> None:
    scene = Scene(calm[0])
    page, text = report_page(scene, calm[1]), " ".join(report_markdown(scene, calm[1]).split())
    items = list(report(*calm, {claim: scene.name(claim) for claim in calm[1].claims}).items())
    assert [item.number for item in items] == [f"3.{n}" for n in range(1, len(items) + 1)]
    assert len(items) > len(calm[1].claims)
    for item in items:
        assert f'id="f{item.number}"' in page
        assert html(item.text) in page
        assert f"- **{item.number} {markdown(item.head)}**" in text
        assert " ".join(markdown(item.text).split()) in text


def test_each_finding_with_a_conflict_is_told_as_one(calm: Case) -> None:
    items = list(paper(calm).items())
    conflicts = [f for f in calm[1].findings if f.conflict]
    assert len(conflicts) >= 2
    for f in conflicts:
        told = [i for i in items if (i.claim, i.check, i.test) == (f.claim, f.check, f.test) and f.statements in i.sets]
        assert told and {i.word for i in told} <= FAILS | {"indeterminate"}, f.text


def test_each_conflict_of_the_first_incident_stands_in_the_file(dossier: Path) -> None:
    text = (dossier / "report.md").read_text("utf-8").split("\n## 3 Findings")[1].split("\n## 4 ")[0]
    told = [" ".join(block.split()) for block in re.split(r"\n(?=- \*\*3\.)", text)[1:]]
    found = [f for f in json.loads((dossier / "compare.json").read_text("utf-8"))["findings"] if f["finding"] in FAILS]
    assert len(found) > 50
    for f in found:
        test = re.sub(r"\b(TUR|SYR)\b", lambda match: STATES[match.group()], f["test"])
        title = test[:1].upper() + test[1:]
        statements = " + ".join(f["statements"])
        hits = [
            t for t in told if f": {title} - Statements: " in t and re.search(rf"[:;] {re.escape(statements)}[ ;]", t)
        ]
        assert hits, (f["check"], title, statements)
        assert all(
            re.match(r"- \*\*3\.\d+ .*?\*\* \((inconsistent|internally inconsistent|differ|indet)", h) for h in hits
        )


def test_figures_are_those_of_the_printed_statements(dossier: Path) -> None:
    """1.36 mi deep and 1.15 mi long, each as wide as its printing, by hand."""
    text = (dossier / "report.md").read_text("utf-8").replace("\u00a0", " ")
    text = " ".join(text.split())
    low, high, twice = 1.145 * MILE_M, 1.155 * MILE_M, 2 * 1.355 * MILE_M
    assert f"the path is {low:,.0f}–{high:,.0f} m long and would have to be at least {twice:,.0f} m" in text
    assert "1,843–1,859 m long, at least 4,361 m needed" in text
    slow, fast = low / 17.5 * 3.6, high / 16.5 * 3.6
    assert f"{slow:.0f}–{fast:.0f} km/h" in text


def test_the_order_is_conflicts_then_open_then_consistent(calm: Case) -> None:
    findings = next(s for s in paper(calm).sections if s.number == "3")
    titles = [part.title for part in findings.parts if isinstance(part, Section)]
    claims = [f"Conflicts: {claim.upper()}" for claim in calm[1].claims]
    passed_on = "Conflicts: figures as passed on by outlets"
    assert titles == [*claims, passed_on, "Indeterminate", "Consistent", "Words"]
    rank = dict.fromkeys(FAILS, 0) | {"indeterminate": 1, "consistent": 2}
    ranks = [rank[item.word] for item in paper(calm).items() if item.word is not None]
    assert ranks == sorted(ranks) and set(ranks) >= {0, 2}


def test_each_answer_is_told_once_or_counted(calm: Case) -> None:
    items = [item for item in paper(calm).items() if item.word is not None]
    every = answers(calm[1].findings)
    assert sum(len(a.findings) for a in every) == sum(f.word != "untestable" for f in calm[1].findings)
    for answer in every:
        same = [i for i in items if (i.claim, i.test, i.sets) == (answer.claim, answer.test, answer.sets)]
        assert len(same) == 1 if answer.word != "consistent" else len(same) <= 1


def test_what_was_put_in_is_not_told_as_a_result(calm: Case) -> None:
    analysis = next(s for s in paper(calm).sections if s.number == "2")
    paths = analysis.sections[-1]
    texts = {item.head: item.text for part in paths.parts for item in getattr(part, "items", ())}
    cases = {f"{case.claim_id.upper()}: {case.label}": case for case in calm[0].cases}
    assert texts.keys() == cases.keys()
    for head, case in cases.items():
        given = case.reconstruction is None
        assert ("by construction" in texts[head]) != given, texts[head]
        assert given or "(input)" in texts[head]
    assert not any("by construction" in item.text for item in paper(calm).items() if item.word is None)


def test_the_words_are_those_of_the_findings() -> None:
    assert tuple(MEANINGS) == WORDS
    defined = " ".join((airspace.findings.__doc__ or "").replace("``", "").split())
    for word in WORDS:
        if word == "inconsistent":
            assert "inconsistent: they have none" in defined and MEANINGS[word].endswith("have no values in common")
        else:
            assert f"{word}: {MEANINGS[word]}" in defined


def test_it_speaks_of_no_guilt_and_names_no_winner(calm: Case, dossier: Path) -> None:
    for text in (paper_markdown(paper(calm)), (dossier / "report.md").read_text("utf-8")):
        assert not re.search(
            r"\b(prove[ns]?|lied|liar|illegal|guilty?|culprit|probabl[ey] true)\b", text, re.IGNORECASE
        )
        for word in ("score", "winner"):
            assert [m.group() for m in re.finditer(rf"\w+ {word}", text)] == [f"no {word}"]


def test_no_figure_hangs_on_a_name(calm: Case) -> None:
    """Claims with their names exchanged: the same findings, figures and numbers, under the other name."""
    one, two, *rest = calm[1].claims
    names = {claim: claim.upper() for claim in calm[1].claims}
    other = {**names, one: names[two], two: names[one]}
    for item, again in zip(report(*calm, names).items(), report(*calm, other).items(), strict=True):
        assert dataclasses.replace(again, head="") == dataclasses.replace(item, head="")
        assert (item.head, again.head) in {(names[c], other[c]) for c in (one, two, *rest)}


def test_untestable_statements_say_what_would_settle_them(calm: Case, dossier: Path) -> None:
    text = (dossier / "report.md").read_text("utf-8").split("\n## 4 ")[1].split("\n## 5 ")[0]
    rows = [[c.strip() for c in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("| ")]
    names = [row[0] for row in rows if row[0] not in ("Name", "---")]
    found = json.loads((dossier / "compare.json").read_text("utf-8"))["findings"]
    assert sorted(names) == sorted(" + ".join(f["statements"]) for f in found if f["finding"] == "untestable")
    assert all(len(row) == 4 and all(row) for row in rows)


def test_the_annex_gives_what_is_needed_to_do_it_again(dossier: Path) -> None:
    for name in ("report.md", "report.html"):
        text = (dossier / name).read_text("utf-8")
        assert all(edition.sha256 in text for edition in registry().values())
        assert "airspace compare su24-2015 --json" in text and "airspace dossier su24-2015 --out DIR" in text
        assert f"airspace {airspace.__version__}." in text


def test_the_same_case_gives_the_same_bytes(calm: Case, tmp_path: Path) -> None:
    """Here and in another process, whose hashes of text differ."""
    path = saved(small(lambda place, most: f"words of {place}"[:most]), tmp_path)
    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path; from maps.scene import Scene
from test_report import computed, report_markdown, report_page
case = computed(Path({str(path)!r})); scene = Scene(case[0])
sys.stdout.write(report_page(scene, case[1]) + report_markdown(scene, case[1]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    scene = Scene(calm[0])
    assert done.stdout.decode("utf-8") == report_page(scene, calm[1]) + report_markdown(scene, calm[1])


# --- as a page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_opens_calmly_and_its_links_lead_somewhere(browser: Browser, dossier: Path, size: Any) -> None:
    with browser.visit(dossier / "report.html", size=size) as visit:
        page = visit.page
        page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.locator("h1").count() == 1
        inner = page.locator("a[href^='#']").evaluate_all("all => all.map(a => a.getAttribute('href').slice(1))")
        assert len(inner) > 50
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)) and set(inner) <= set(ids)
        assert page.locator("li[id^='f3.'] .word svg").count() == page.locator("li[id^='f3.'] .word").count() > 30
        visit.assert_calm()


def test_hostile_text_is_read_on_the_page_and_not_run(browser: Browser, hostile: Case) -> None:
    with browser.visit(report_page(Scene(hostile[0]), hostile[1])) as visit:
        page = visit.page
        page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        assert page.locator("body script[src], iframe, img, link, [onerror], [onmouseover], [autofocus]").count() == 0
        assert page.locator("a[href^='javascript' i], main code, main em, main del").count() == 0
        assert page.title().split() == visible(hostile[1].incident.title).split()
        said = " ".join(page.locator("main").inner_text().split())
        for claim in hostile[1].incident.claims.values():
            assert " ".join(str(claim.summary).split()) in said
        visit.assert_calm()


def test_any_tree_makes_the_same_page(calm: Case) -> None:
    """Text of every kind in every place: the elements of the page are those that plain words make."""
    styles = dict.fromkeys(calm[1].claims, "claim-1")
    tags = re.compile(r"<(?:[a-z!/][^>\s]*)")
    plain = tags.findall(paper_page(replaced(paper(calm), "word", keep_titles=True), styles))
    for text in ACTING:
        page = paper_page(replaced(paper(calm), text, keep_titles=True), styles)
        assert tags.findall(page) == plain, text


# --- as Markdown --------------------------------------------------------------------------------------------------

ANY_TEXT = st.text(alphabet=st.characters(), max_size=60)
SPICED = st.lists(
    st.sampled_from(
        [*"\\`*_{}[]()#+-.!|<>&~$=:%^@\"' 1a\n\t\r", "  ", "www.", "://", "&lt;", "](", "<b>", "<div ", "1.", "---"]
    ),
    max_size=25,
).map("".join)
PLACES = {
    "paragraph": ("{}", ["paragraph_open p", "paragraph_close p"]),
    "item": ("- {}", ["bullet_list_open ul", "list_item_open li", "paragraph_open p"]),
    "heading": ("## {}", ["heading_open h2", "heading_close h2"]),
    "cell": ("| a | b |\n| --- | --- |\n| x | {} |", ["table_open table", "thead_open thead"]),
    "after words": ("**A {}** (b): {}", ["paragraph_open p", "strong_open strong"]),
}


@pytest.mark.parametrize("place", PLACES)
@given(text=ANY_TEXT | SPICED | st.sampled_from(ACTING))
def test_markdown_text_shows_itself_and_does_nothing(place: str, text: str) -> None:
    template, begins = PLACES[place]
    escaped = markdown(text)
    assert "\n" not in escaped
    if not escaped:
        return
    source = template.replace("{}", escaped)
    assert elements(source) == elements(template.replace("{}", "word"))
    assert elements(source)[: len(begins)] == begins
    expected = re.sub(r"[ \t\n]+", " ", visible(text)).strip()
    if place in ("paragraph", "item", "heading"):
        assert shown(source) == expected
    else:
        assert shown(source).count(expected) >= 1


def test_decimals_dates_and_sentences_stay_readable() -> None:
    plain = "1.15 mi at 09:24:05 on 2015-11-24 (C2), 379–406 km/h; 17 s. R & D, a/b + c - d = e: 5 %?"
    assert markdown(plain) == plain
    assert markdown("see www.example.org, http://a.b/c_d") == r"see www\.example\.org, http\://a\.b/c\_d"


def replaced(value: Any, text: str, keep_titles: bool = False) -> Any:
    """A tree with ``text`` in place of all its text; numbers, words and ids stay, and so does what is to be typed."""
    if isinstance(value, Address):
        return Address(text)
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(replaced(item, text, keep_titles) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type | Commands):
        kept = {"number", "word", "claim", "check", "test", "sets", "see", "date"}
        if keep_titles and isinstance(value, Section) and value.claim is None:
            kept.add("title")
        named = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        if isinstance(value, Item):  # the names of notes are ours
            named["notes"] = tuple((name, replaced(told, text)) for name, told in value.notes)
            kept.add("notes")
        return type(value)(**{k: v if k in kept else replaced(v, text, keep_titles) for k, v in named.items()})
    return value


@pytest.mark.parametrize("text", ACTING)
def test_any_tree_makes_the_same_document(calm: Case, text: str) -> None:
    """Text of every kind in every place: the document has the elements that plain words make, and no others."""
    assert elements(paper_markdown(replaced(paper(calm), text))) == elements(
        paper_markdown(replaced(paper(calm), "word"))
    )


def test_a_hostile_incident_is_inert_in_markdown(hostile: Case) -> None:
    text = report_markdown(Scene(hostile[0]), hostile[1])
    found = tokens(text)
    assert not {t.type for t in found} & {
        "html_block",
        "html_inline",
        "image",
        "code_inline",
        "fence",
        "em_open",
        "s_open",
    }
    assert not {t.type for t in found} & {"blockquote_open", "ordered_list_open", "hr", "hardbreak"}
    assert [t.content for t in found if t.type == "code_block"] == [
        "airspace compare small --json\nairspace dossier small --out DIR\n"
    ]
    assert [t.attrs["href"] for t in found if t.type == "link_open"] == []
    assert sum("window.PWN" in t.content for t in found if t.type == "text") > 100
    assert not re.search(r"(?<!\\)://|www\.|\{[{%]", text), "what other viewers make links or commands of"
    made = READER.render(text)
    assert "<script" not in made and "<img" not in made and "href" not in made


def test_only_complete_addresses_are_links(dossier: Path) -> None:
    incident = load_incident(Path(__file__).parent.parent / "geodata/incidents/su24-2015/incident.yaml")
    addresses = {source.url for source in incident.sources.values() if source.url is not None}
    complete = {url for url in addresses if is_complete_address(url)}
    text = (dossier / "report.md").read_text("utf-8")
    linked = {t.attrs["href"] for t in tokens(text) if t.type == "link_open"}
    assert linked == complete
    assert all(markdown(url) in text for url in addresses - complete)


def test_tables_have_as_many_cells_as_their_head(dossier: Path) -> None:
    made = READER.render((dossier / "report.md").read_text("utf-8"))
    tables = re.findall(r"<table>(.*?)</table>", made, re.DOTALL)
    assert len(tables) > 10
    for table in tables:
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        assert len({len(re.findall(r"<t[hd]", row)) for row in rows}) == 1
        assert re.search(r"<td>\s*</td>", table) is None


def test_lines_are_short_enough_to_read_as_they_are(dossier: Path) -> None:
    lines = (dossier / "report.md").read_text("utf-8").splitlines()
    prose = [line for line in lines if not line.startswith(("|", "#", "    "))]
    assert sum(len(line) > 110 for line in prose) < 0.01 * len(prose)
    assert SKELETON["id"] == "small" and max(map(len, prose)) < 140
