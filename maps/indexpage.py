"""The dossier's first page: the case in half a page."""

from __future__ import annotations

from airspace.certainty import Certainty, ClaimSure
from airspace.comparison import Comparison
from airspace.findings import WORDS
from airspace.language import _, language, mark, n_
from airspace.matrix import FAILS, Cell, Row
from airspace.numbers import distance
from airspace.terms import basis_word
from geodata import editions
from maps.findingwords import (
    anchors,
    findings_file,
    ground_name,
    ground_text,
    number_text,
    test_title,
    word_mark,
)
from maps.languages import shared
from maps.markup import Html, dossier_link, join, local_link, tag
from maps.matrixpage import MATRIX
from maps.page import text_page
from maps.picture import claim_sign, drawn, picture
from maps.reportpage import MARKDOWN, PAGE
from maps.scene import Scene
from maps.signs import is_point
from maps.surepage import sure_file
from maps.words import date_text, untested_sentence

__all__ = [
    "ALL_CLAIMS",
    "BORDERS",
    "CHECK",
    "COMPARE",
    "COMPARISON",
    "DATA",
    "LIMITS",
    "SUMMARY",
    "SURE",
    "claim_file",
    "index_page",
    "telling",
]

ALL_CLAIMS, BORDERS, DATA, SUMMARY = "all-claims.html", "borders.html", "data.html", "summary.html"
COMPARISON = "compare.html"
CHECK, COMPARE, SURE = "check.json", "compare.json", "sure.json"

LIMITS = mark("Geometry and kinematics only: not law, not fault, not intent. The same tests run on every claim.")
FIRST = 4
COLUMNS = (mark("Claim"), mark("Says"), mark("What follows from its own figures"), mark("How sure"))
MOST_TOLD = 4
"""Findings of one claim that the table tells; the others stand on the claim's findings page."""


def claim_file(claim_id: str) -> str:
    """File name of a claim's map."""
    return f"claim-{claim_id}.html"


def index_page(scene: Scene, found: Comparison, sure: Certainty, *, borders: bool) -> str:
    """Picture, claims in a table, the ways on, and what is not available.

    ``borders``: whether there is a page on where the borders disagree.
    """
    incident = scene.incident
    content = join(
        [
            tag("figure", picture(scene), _key(scene), tag("figcaption", _caption(scene))),
            _agreed(found),
            _table(scene, found, sure),
            _ways(scene, borders=borders),
            _not_available(scene) if incident.not_available else "",
            tag("p", _(LIMITS), class_="limits"),
        ]
    )
    return text_page(
        incident.title,
        content,
        kicker=join([date_text(incident.date), incident.place], " · "),
        lead=incident.summary,
        credits_=scene.credits(scene.assessment.editions),
    )


def _caption(scene: Scene) -> str:
    """What the lines and dots mean, of those that are in the picture; and which border it shows."""
    edition, cases = editions.edition(scene.assessment.editions[0]), drawn(scene)
    if not any(case.track is not None for case in scene.assessment.cases):
        return _("No path can be built from what any claim states. Border: {edition}.", edition=_(edition.title))
    lines = [case for case in cases if not is_point(case)]
    dashed = sorted({case.basis for case in lines if case.basis != "measured"})
    said = []
    if dashed == ["reconstructed"]:
        said.append(_("Dashed: reconstructed from statements."))
    elif dashed:
        said.append(_("Dashed: {bases}.", bases=", ".join(map(basis_word, dashed))))
    if any(case.basis == "measured" for case in lines):
        said.append(_("Solid: measured."))
    if any(scene.stays(case) for case in lines):
        said.append(_("Thick: the stretch inside."))
    if any(case.warnings for case in cases):
        said.append(_("Filled dots: warnings, even spacing assumed."))
    away = distance(edition.disagreement_at(scene.worth_state))
    border = _(
        "Border: {edition}; other borders differ from it by {distance} on average where they run on land.",
        edition=_(edition.title),
        distance=away,
    )
    return " ".join([*said, border])


def _key(scene: Scene) -> Html:
    claims = dict.fromkeys(case.claim_id for case in drawn(scene))
    return tag("ul", *(tag("li", claim_sign(scene, c), " ", scene.name(c)) for c in claims), class_="key")


def _agreed(found: Comparison) -> Html:
    """What every claim that states it agrees on, in a line."""
    told = [
        _("{quantity} {figure}", quantity=ground_name(ground, inline=True), figure=ground_text(ground))
        for ground in found.common_ground
    ]
    text = "; ".join(told) if told else _("nothing that claims of two sides state")
    more = local_link(f"{MATRIX}#disputed", _("What they state differently"))
    return tag("p", tag("strong", _("All that state it agree on:"), " "), text, ". ", more, class_="agreed")


def _table(scene: Scene, found: Comparison, sure: Certainty) -> Html:
    head = tag("tr", *(tag("th", _(text), scope="col") for text in COLUMNS))
    rows = [_row(scene, found, sure.claims[claim_id]) for claim_id in scene.incident.claims]
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="stacked claims")


def _row(scene: Scene, found: Comparison, sure: ClaimSure) -> Html:
    claim_id = sure.claim_id
    claim, cases, style = scene.incident.claims[claim_id], scene.cases(claim_id), scene.styles[claim_id]
    count = n_("map, {count} path", "map, {count} paths", len(cases)) if cases else _("what is stated, and why no path")
    sign, way = claim_sign(scene, claim_id) if cases else "", local_link(claim_file(claim_id), scene.name(claim_id))
    name = join([sign, " ", way, tag("span", count, class_="muted")])
    says = join([tag("p", tag("strong", claim.title)), tag("p", claim.summary) if claim.summary else ""])
    lines = [tag("p", line) for line in sure.brief]
    if sure.tracks or sure.families:
        lines.append(tag("p", local_link(sure_file(claim_id), _("on each border, and what would change it"))))
    cells = (tag("th", name, scope="row", class_="claim"), tag("td", says),
             tag("td", _follows(scene, found, claim_id)), tag("td", *lines))  # fmt: skip
    return tag("tr", *cells, class_=style.css_class)


def _follows(scene: Scene, found: Comparison, claim_id: str) -> Html:
    """The most telling findings of a claim, each a link to its derivation."""
    places, page, lines = anchors(found), findings_file(claim_id), []
    for row in telling(found, claim_id):
        cell = row.cells[claim_id]
        title = local_link(f"{page}#{places[row.check, row.test]}", test_title(row.test))
        lines.append(
            tag("li", word_mark(cell.finding), " ", title, f": {number_text(cell.value)}" if cell.value else "")
        )
    count = len(found.of(claim_id))
    none = "" if lines else tag("p", untested_sentence(scene.incident, scene.cases(claim_id), scene.result))
    every = local_link(
        page, n_("all {count} finding", "all {count} findings", count) if count != 1 else _("the finding")
    )
    return join([none, tag("ul", *lines, class_="telling") if lines else "", tag("p", every)])


def telling(found: Comparison, claim_id: str) -> list[Row]:
    """The rows of the matrix that say most about a claim's own figures, what weighs most first.

    Order: the word; then whether the claims are separated; then whether it fails under some reading; then the order
    of the matrix. Left out: what only outlets passed on, what cannot be tested, a second test of the same statements
    or of some of them, and a second row of one check where nothing fails.
    """
    own = [row for row in found.matrix if _is_own(row.cells[claim_id])]
    own.sort(
        key=lambda row: (WORDS.index(row.cells[claim_id].finding), not row.diagnostic, not _fails(row.cells[claim_id]))
    )
    told: list[Row] = []
    seen: list[set[str]] = []
    calm: set[str] = set()
    for row in own:
        cell = row.cells[claim_id]
        statements = {s for f in cell.findings if not f.is_of_variant for s in f.statements}
        again = any(statements <= others for others in seen) or (not _fails(cell) and row.check in calm)
        if len(told) < MOST_TOLD and not again:
            told.append(row)
            seen.append(statements)
            calm |= set() if _fails(cell) else {row.check}
    return told


def _is_own(cell: Cell) -> bool:
    return cell.tested and not all(f.is_of_variant for f in cell.findings)


def _fails(cell: Cell) -> bool:
    return bool(FAILS & set(cell.counts))


def _ways(scene: Scene, *, borders: bool) -> Html:
    count = len(scene.assessment.editions)
    ways = [
        (COMPARISON, _("Compare on one clock"), _compares(scene)),
        (MATRIX, _("Claims × tests"), _("what separates the claims, and what does not")),
        (PAGE, _("Report"), _("facts, analysis, limits")),
        (SUMMARY, _("Summary"), _("the case on one sheet of paper")),
        (ALL_CLAIMS, _("All claims on one map"), _("every path, a layer each")),
        (BORDERS, _("Where the borders disagree"), _between(count)),
        (DATA, _("Data and sources"), _rests_on(scene)),
    ]
    files = (
        (COMPARE, _("every finding under every reading")),
        (CHECK, _("every track on every border")),
        (SURE, _("margins, flips, families of paths")),
        (MARKDOWN, _("the report as text")),
    )
    cards = (tag("li", _way(target, title), tag("span", text, class_="muted"))
             for target, title, text in ways if borders or target != BORDERS)  # fmt: skip
    listed = join((join([_file(name), f", {text}"]) for name, text in files), "; ")
    lead = join([_("To compute with:"), " "])
    return join([tag("ul", *cards, class_="cards"), tag("p", lead, listed, ".", class_="muted files")])


def _compares(scene: Scene) -> str:
    """What the comparison shows: maps, where there is a path to draw."""
    if any(case.track is not None for case in scene.assessment.cases):
        return _("a map for each claim, all at the same instant")
    return _("what each claim states, side by side; no path to draw")


def _way(target: str, title: str) -> Html:
    """A link to a page; the comparison stands once, and opens in the language of the page."""
    there = f"{shared(COMPARISON)}#lang={language()}" if target == COMPARISON else target
    return dossier_link(there, title)


def _between(count: int) -> str:
    return n_(
        "what lies between {count} edition of the border", "what lies between {count} editions of the border", count
    )


def _rests_on(scene: Scene) -> str:
    """What the page of data holds, counted."""
    count, sources = len(scene.assessment.editions), len(scene.incident.sources)
    return _(
        "{borders}, {sources}, every assumption",
        borders=n_("{count} border", "{count} borders", count),
        sources=n_("{count} source", "{count} sources", sources),
    )


def _file(name: str) -> Html:
    """A file to compute with: documents exist once, the report is in every language's folder."""
    return dossier_link(name if name == MARKDOWN else shared(name), name)


def _not_available(scene: Scene) -> Html:
    """The first few on one line, the rest and the reasons on demand."""
    items = scene.incident.not_available
    named = [item.what for item in items[:FIRST]]
    if len(items) > FIRST:
        named.append(n_("{count} more", "{count} more", len(items) - FIRST))
    listed = tag("ul", *(tag("li", tag("strong", item.what), f": {item.why}") for item in items))
    return tag("details", tag("summary", tag("strong", _("Not available:"), " "), "; ".join(named)), listed)
