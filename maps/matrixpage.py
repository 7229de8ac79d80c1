"""Claims x tests: common ground and differences first, then one row for each test, a column for each claim.

Rows that do not separate the claims stand apart, folded and calm, each with the reason. There is no score.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from airspace.checks import check
from airspace.comparison import Comparison, Consistency
from airspace.ground import Ground
from airspace.language import _, mark, n_
from airspace.matrix import Cell, Row
from airspace.standing import conflicts_told, standing
from airspace.wording import as_stated, sentence, span
from maps.findingwords import (
    STATED_AND_COMMON,
    alternatives,
    anchors,
    counts_text,
    definition,
    findings_file,
    ground_figure,
    ground_name,
    legend,
    named,
    number_text,
    statement_links,
    test_title,
    told,
    word_mark,
)
from maps.markup import Html, join, local_link, tag
from maps.page import text_page
from maps.scene import Scene
from maps.words import date_text

__all__ = ["MATRIX", "matrix_page"]

MATRIX = "matrix.html"
APART = "untestable"
"""The check whose row is a list of statements, not a test: told below the tables."""

LEAD = mark(
    "What the claims share, what they state differently, and what each comes to under the same tests. There is no "
    "score and no winner, and nothing here decides on law, fault or intent."
)
HOW_TO_READ = mark(
    "One row is one test, one column one claim. A cell tells in a word whether the claim's own figures can hold, and "
    "the number that decides; open it for the sentence behind it."
)
READINGS = mark(
    "Where a figure can be read in several ways (which mile, which clock, what was measured), every combination of "
    "readings is tested, and the cell tells how many hold. A claim that states less can be tested less."
)
CALM = mark(
    "A test separates nothing where all claims come out the same, or where one claim alone states such figures and "
    "they can be."
)
PASSED_ON = mark(
    "An outlet passed a figure on with another value or another meaning. That says something of the outlet, not of the "
    "claim whose figure it is."
)
TOLD_CONFLICTS = 3
PLACE = "\ue000"
"""Stands in a sentence where a piece in bold goes: a character that no language has."""


def matrix_page(scene: Scene, found: Comparison) -> str:
    """The page of the comparison."""
    rows = [row for row in found.matrix if row.check != APART]
    passed_on = [row for row in rows if _is_passed_on(row)]
    own = [row for row in rows if not _is_passed_on(row)]
    telling, calm = [r for r in own if r.diagnostic], [r for r in own if not r.diagnostic]
    table = _Table(scene, found)
    content = join(
        [
            tag("p", local_link("index.html", _("Back to the case")), class_="ways"),
            _grounds(scene, found),
            tag("h2", _("Tests that separate the claims"), id="tests"),
            _reading_help(telling),
            table.of(telling) if telling else tag("p", _("None does.")),
            _folded("not-diagnostic", _not_separating(len(calm)), _(CALM), table, calm),
            _folded("passed-on", _on_passed(len(passed_on)), _(PASSED_ON), table, passed_on),
            _untestable(scene, found),
            tag("h2", _("Each claim with itself"), id="standing"),
            tag("p", _(STANDING)),
            tag("ul", *(_standing(scene, found, claim_id) for claim_id in found.claims), class_="standing"),
        ]
    )
    return text_page(
        _("Claims × tests"),
        content,
        kicker=join([date_text(found.incident.date), found.incident.title], " · "),
        lead=_(LEAD),
        credits_=scene.credits(found.editions),
    )


def _is_passed_on(row: Row) -> bool:
    """Whether every finding of the row is about a figure that an outlet passed on."""
    return all(f.is_of_variant for cell in row.cells.values() for f in cell.findings)


def _reading_help(telling: Sequence[Row]) -> Html:
    """How to read the table, and beside it what the words mean."""
    text = [tag("p", _(HOW_TO_READ)), tag("p", _(READINGS))]
    reasons = ""
    for why in dict.fromkeys(row.why for row in telling):
        reasons = _("{one}, or where {other}", one=reasons, other=why) if reasons else str(why)
    if reasons:
        text.append(tag("p", _("A test separates the claims where {reasons}.", reasons=reasons)))
    words = tag("details", tag("summary", _("What the words mean")), legend(), open=True, class_="meanings")
    return tag("div", tag("div", *text, class_="help"), words, class_="reading-help")


# --- common ground ------------------------------------------------------------------------------------------------


def _grounds(scene: Scene, found: Comparison) -> Html:
    agreed = [_ground(g, _agreed(scene, g)) for g in found.common_ground]
    disputed = [_ground(g, _stated(scene, g)) for g in found.disputed]
    none = tag("p", _("No quantity that claims of two sides state."))
    return tag(
        "div",
        tag("section", tag("h2", _("What they agree on"), id="agreed"), tag("dl", *agreed) if agreed else none),
        tag("section", tag("h2", _("What they state differently"), id="disputed"),
            tag("dl", *disputed) if disputed else none),
        class_="grounds",
    )  # fmt: skip


def _ground(ground: Ground, told: Html) -> Html:
    meaning = definition(ground.quantity)
    name = tag("dt", tag("abbr", ground_name(ground), title=meaning) if meaning else ground_name(ground))
    return join([name, tag("dd", told)])


def _agreed(scene: Scene, ground: Ground) -> Html:
    shared: Html = tag("strong", ground_figure(ground))
    if ground.choice is None and ground.interval is not None:
        # the figure, in bold, stands where the language has it
        told = _(STATED_AND_COMMON, range=span(ground.interval, ground.dimension), figure=PLACE)
        shared = join(told.split(PLACE, 1), shared)
    who = join([_claim(scene, claim_id) for claim_id in ground.claims], ", ")
    return join([tag("p", shared), tag("p", who, class_="who-says")])


def _stated(scene: Scene, ground: Ground) -> Html:
    """What each claim states, figures as printed; readings of a figure are alternatives."""
    lines = []
    for claim_id, stated in ground.by_claim.items():
        said = alternatives(as_stated(s) for s in stated if s.derived is None and (s.choice or s.text))
        lines.append(tag("p", _claim(scene, claim_id), ": ", said))
    return join(lines)


def _claim(scene: Scene, claim_id: str) -> Html:
    return tag("span", scene.name(claim_id), class_=f"claim {scene.styles[claim_id].css_class}")


# --- the table ----------------------------------------------------------------------------------------------------


class _Table:
    """Draws rows as a table; the same words, links and anchors in each."""

    def __init__(self, scene: Scene, found: Comparison) -> None:
        self.scene, self.found = scene, found
        self.anchors = anchors(found)

    def of(self, rows: Sequence[Row]) -> Html:
        """A table of rows, grouped by check, under a head that stays in sight."""
        silent = {c for c in self.found.claims if not any(row.cells[c].counts for row in rows)}
        head = [tag("th", _("Test"), scope="col", class_="test")]
        for claim_id in self.found.claims:
            style = self.scene.styles[claim_id].css_class
            named_ = local_link(findings_file(claim_id), self.scene.name(claim_id))
            head.append(
                tag("th", named_, scope="col", class_=f"claim {style}{' silent' if claim_id in silent else ''}")
            )
        bodies = [self._check(check_id, list(group)) for check_id, group in groupby(rows, key=lambda row: row.check)]
        return tag("table", tag("thead", tag("tr", *head)), *bodies, class_="matrix")

    def _check(self, check_id: str, rows: Sequence[Row]) -> Html:
        what = check(check_id)
        title = join([tag("strong", _(what.TITLE)), tag("span", _(what.QUESTION), class_="question")])
        width = len(self.found.claims) + 1
        head = tag("tr", tag("th", title, scope="rowgroup", colspan=width), class_="check")
        return tag("tbody", head, *(self._row(row) for row in rows))

    def _row(self, row: Row) -> Html:
        title = tag("span", test_title(row.test), class_="title")
        why = "" if row.diagnostic else tag("span", tag("em", _("not diagnostic:"), " "), row.why, class_="why")
        name = tag("th", title, why, scope="row", class_="test")
        cells = [self._cell(row, claim_id) for claim_id in self.found.claims]
        return tag("tr", name, *cells, id=self.anchors[row.check, row.test], class_=None if row.diagnostic else "calm")

    def _cell(self, row: Row, claim_id: str) -> Html:
        cell = row.cells[claim_id]
        who = tag("span", self.scene.name(claim_id), class_=f"who claim {self.scene.styles[claim_id].css_class}")
        if not cell.counts:
            return tag("td", who, tag("span", "– ", _("not stated"), class_="none"), class_="silent")
        place = f"{findings_file(claim_id)}#{self.anchors[row.check, row.test]}"
        return tag("td", who, _opening(cell, place))


def _opening(cell: Cell, place: str) -> Html:
    """A cell: word and number in plain sight; the sentence, the count, the grades and the way on in the fold."""
    number = join([tag("span", part, class_="number") for part in number_text(cell.value or "").split("; ") if part])
    grades = _("No source is named.")
    if cell.grades:
        grades = _("Grades of the sources: {grades}.", grades=", ".join(cell.grades))
    return tag(
        "details",
        tag("summary", word_mark(cell.finding), number, data_more=_("more"), data_less=_("less")),
        tag("p", _shorter(cell)),
        tag("p", counts_text(cell.counts), class_="muted"),
        tag("p", grades, class_="muted"),
        tag("p", local_link(place, _("Derivation and all readings"))),
    )


def _shorter(cell: Cell) -> str:
    """The sentence of the finding that the cell tells, without the count, which has a line of its own."""
    return next((told(f) for f in cell.findings if f.text and f.text in cell.text), sentence(cell.text))


def _not_separating(count: int) -> str:
    return n_("{count} test that does not separate the claims", "{count} tests that do not separate the claims", count)


def _on_passed(count: int) -> str:
    return n_(
        "{count} test of figures as outlets passed them on",
        "{count} tests of figures as outlets passed them on",
        count,
    )


def _folded(place: str, name: str, why: str, table: _Table, rows: Sequence[Row]) -> Html | str:
    """A table of rows that are asked for, under their number."""
    if not rows:
        return ""
    summary = tag("summary", tag("strong", name), tag("span", _("show"), class_="more"))
    return tag("details", summary, tag("p", why), table.of(rows), class_="calm-part", id=place)


# --- below the table ----------------------------------------------------------------------------------------------


def _untestable(scene: Scene, found: Comparison) -> Html | str:
    row = next((row for row in found.matrix if row.check == APART), None)
    if row is None:
        return ""
    place = anchors(found)[row.check, row.test]
    parts = []
    for claim_id, cell in row.cells.items():
        if cell.counts:
            count = sum(cell.counts.values())
            text = n_("{count} statement", "{count} statements", count)
            parts.append(
                tag("li", _claim(scene, claim_id), ": ", local_link(f"{findings_file(claim_id)}#{place}", text))
            )
    lead = _("Each is listed with the reason and with the datum that would settle it.")
    return join([tag("h2", _("What cannot be tested"), id=place), tag("p", lead), tag("ul", *parts, class_="inline")])


STANDING = mark(
    "Whether all testable figures of a claim can hold at once, over every combination of their readings. A claim may "
    "hold several speakers: a speaker who is consistent alone stands apart from the side as a whole."
)


def _standing(scene: Scene, found: Comparison, claim_id: str) -> Html:
    page = findings_file(claim_id)
    parts: list[object] = []
    for row in (r for r in found.consistency if r.claim == claim_id):
        who = _claim(scene, claim_id) if row.speaker is None else tag("strong", row.speaker)
        lines: list[object] = [tag("p", who, ": ", standing(row)), _conflicts(found, row, page)]
        parts.append(tag("div", *lines, class_="whole" if row.speaker is None else "speaker"))
    parts.append(
        tag(
            "p",
            local_link(f"{page}#standing", _("Under which readings, and what would have to give way")),
            class_="way",
        )
    )
    return tag("li", *parts)


def _conflicts(found: Comparison, row: Consistency, page: str) -> Html | str:
    """The sets of statements that cannot all hold, those found most often first."""
    names = named(found.incident, row)
    items = []
    for conflict, by, count in conflicts_told(row)[:TOLD_CONFLICTS]:
        share = tag("span", " ", _("({count} of {total}, {by})", count=count, total=row.combinations, by=by),
                    class_="muted")  # fmt: skip
        items.append(tag("li", statement_links(names, conflict, page), share))
    return join([tag("p", _("Cannot hold together:"), class_="muted"), tag("ul", *items)]) if items else ""
