"""All findings about one claim: how it stands with itself, test by test with each derivation, and its statements."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from airspace.checks import check
from airspace.comparison import Comparison
from airspace.findings import WORDS, Finding
from airspace.language import _, mark, n_
from airspace.matrix import Cell
from airspace.readings import Stated, stated_figures
from airspace.terms import reading_name
from airspace.wording import as_printed, capital
from maps.evidence import source_html
from maps.findingcards import card, merged
from maps.findingstanding import standings
from maps.findingwords import (
    anchors,
    counts_text,
    legend,
    number_text,
    spoken,
    statement_anchor,
    test_title,
    word_mark,
)
from maps.markup import Html, join, local_link, tag
from maps.page import text_page
from maps.picture import claim_sign
from maps.scene import Scene
from maps.words import date_text

__all__ = ["findings_page"]

UNTESTABLE = "untestable"
"""The check whose findings are about statements one by one, not about combinations of readings."""

LEAD = mark(
    "Each finding opens to its derivation: the rule, the steps, the figures with their units, what was assumed, the "
    "readings and sources used, and what would have to be true instead."
)


def findings_page(scene: Scene, found: Comparison, claim_id: str, map_file: str) -> str:
    """The page of one claim; ``map_file`` is its map."""
    page = _Page(scene, found, claim_id)
    claim, style = found.incident.claims[claim_id], scene.styles[claim_id]
    ways = [
        local_link("index.html", _("Back to the case")),
        local_link("matrix.html", _("Claims × tests")),
        local_link(map_file, _("Map of this claim")),
    ]
    name = tag("strong", scene.name(claim_id), class_="claim")
    who = tag("p", claim_sign(scene, claim_id), " ", name, f": {claim.title}", class_=f"whose {style.css_class}")
    content = join(
        [
            tag("p", join(ways, " · "), class_="ways"),
            who,
            page.contents(),
            tag("h2", _("How it stands with itself"), id="standing"),
            standings(found, claim_id),
            *page.tests(),
            tag("h2", _("What it states"), id="statements"),
            tag("p", _("In our words, with each reading that was computed with and each test it took part in.")),
            page.statements(),
        ]
    )
    return text_page(
        _("Findings: {claim}", claim=scene.name(claim_id)),
        content,
        kicker=join([date_text(found.incident.date), found.incident.title], " · "),
        lead=_(LEAD),
        credits_=scene.credits(found.editions),
    )


class _Page:
    def __init__(self, scene: Scene, found: Comparison, claim_id: str) -> None:
        self.scene, self.found, self.claim_id = scene, found, claim_id
        self.incident = found.incident
        self.anchors = anchors(found)
        self.cells: dict[tuple[str, str], Cell] = {
            (row.check, row.test): row.cells[claim_id] for row in found.matrix if row.cells[claim_id].counts
        }

    def contents(self) -> Html:
        """The tests by word, each a link: the page at a glance."""
        lines = []
        for word in WORDS:
            keys = [key for key, cell in self.cells.items() if cell.finding == word]
            if keys:
                links = join([local_link(f"#{self.anchors[key]}", test_title(key[1])) for key in keys], "; ")
                lines.append(join([tag("dt", word_mark(word)), tag("dd", links)]))
        if not lines:
            return tag("p", _("No test found anything to say about this claim."))
        meanings = tag("details", tag("summary", _("What the words mean")), legend(), class_="meanings")
        return join([tag("dl", *lines, class_="glance"), meanings])

    # --- tests

    def tests(self) -> list[Html]:
        """A section for each check, and in it one for each test."""
        sections = []
        for check_id, keys in groupby(self.cells, key=lambda key: key[0]):
            what = check(check_id)
            head = [tag("h2", _(what.TITLE), id=f"check-{check_id}"), tag("p", _(what.QUESTION), class_="muted")]
            sections.append(tag("section", *head, *(self._test(key) for key in keys)))
        return sections

    def _test(self, key: tuple[str, str]) -> Html:
        cell, place = self.cells[key], self.anchors[key]
        across = tag("span", local_link(f"matrix.html#{place}", _("across the claims")), class_="across")
        number = f" {number_text(cell.value)}" if cell.value else ""
        head = [
            tag("h3", test_title(key[1])),
            tag("p", word_mark(cell.finding), tag("span", number, class_="number"), " ", across),
        ]
        if sum(cell.counts.values()) > 1 and key[0] != UNTESTABLE:
            head.append(tag("p", counts_text(cell.counts), self._passed_on(cell), class_="muted"))
        # what the claim's own speakers said first, what outlets made of it last
        groups = [
            self._group([f for f in cell.findings if f.word == word and f.is_of_variant is passed_on])
            for passed_on in (False, True)
            for word in WORDS
        ]
        return tag("section", *head, *groups, id=place, class_="test")

    @staticmethod
    def _passed_on(cell: Cell) -> str:
        count = sum(f.is_of_variant for f in cell.findings)
        if not count or count == len(cell.findings):
            return ""
        return " " + n_(
            "Not counted: {count} with a figure that an outlet passed on.",
            "Not counted: {count} with a figure that an outlet passed on.",
            count,
        )

    def _group(self, findings: Sequence[Finding]) -> Html | str:
        """Findings of one word: the first answer open to see, further ones behind a count."""
        if not findings:
            return ""
        cards = [card(self.incident, group) for group in merged(findings)]
        if len(cards) <= 2 or findings[0].check == UNTESTABLE:
            return join(cards)
        text = n_(
            "{count} more answer by other readings: {word}",
            "{count} more answers by other readings: {word}",
            len(cards) - 1,
            word=spoken(findings[0].word),
        )
        return join([cards[0], tag("details", tag("summary", text), *cards[1:], class_="more")])

    # --- statements

    def statements(self) -> Html:
        """Every statement with its speaker, date, sources, readings, and the tests it took part in."""
        readings: dict[str, list[Stated]] = {}
        for figure in stated_figures(self.incident, self.claim_id):
            readings.setdefault(figure.statement, []).extend(figure.readings)
        part: dict[str, list[tuple[str, str]]] = {}
        for key, cell in self.cells.items():
            for name in dict.fromkeys(s for f in cell.findings for s in f.statements):
                part.setdefault(name, []).append(key)
        ids = self.incident.claims[self.claim_id].statements
        return tag("ol", *(self._statement(s, readings.get(s, ()), part.get(s, ())) for s in ids), class_="statements")

    def _statement(self, name: str, readings: Sequence[Stated], part: Sequence[tuple[str, str]]) -> Html:
        statement = self.incident.statement(self.claim_id, name)
        who = statement.speaker or _("speaker not stated")
        when = f", {date_text(statement.said_on)}" if statement.said_on is not None else ""
        rows = [tag("li", _read(s), _note(s)) for s in readings]
        tested = join([self._link(key) for key in part if key[0] != UNTESTABLE], ", ")
        why = [
            local_link(f"#{self.anchors[key]}", _("why not all of it") if tested else _("see why"))
            for key in part
            if key[0] == UNTESTABLE
        ]
        tests: list[tuple[str | Html, Html]] = [(join([_("Tested in:"), " "]), tested)] if tested else []
        tests += [("; " if tested else join([_("Not tested:"), " "]), link) for link in why]
        return tag(
            "li",
            tag("p", tag("strong", capital(name.replace("-", " "))), ": ", statement.says, class_="says"),
            tag("ul", *rows) if rows else "",
            tag("p", *(piece for pair in tests for piece in pair), class_="tests") if tests else "",
            tag("p", f"{who}{when}. ", source_html(self.incident, statement.source_ids), class_="origin"),
            id=statement_anchor(name),
        )

    def _link(self, key: tuple[str, str]) -> Html:
        return local_link(f"#{self.anchors[key]}", join([test_title(key[1]), f" ({spoken(self.cells[key].finding)})"]))


def _read(stated: Stated) -> str:
    return _("read as {reading}: {figure}", reading=reading_name(stated.reading), figure=as_printed(stated))


def _note(stated: Stated) -> str:
    text = stated.derived or stated.note
    return f" ({text})" if text else ""
