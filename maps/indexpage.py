"""The dossier's first page: the case in half a page."""

from __future__ import annotations

from airspace.certainty import Certainty, ClaimSure
from airspace.comparison import Comparison
from airspace.findings import WORDS
from airspace.matrix import FAILS, Cell, Row
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
from maps.markup import Html, join, local_link, tag
from maps.matrixpage import MATRIX
from maps.page import text_page
from maps.picture import picture
from maps.reportpage import MARKDOWN, PAGE
from maps.scene import Scene
from maps.surepage import sure_file
from maps.theme import swatch
from maps.words import date_text

__all__ = ["ALL_CLAIMS", "BORDERS", "CHECK", "COMPARE", "DATA", "SURE", "claim_file", "index_page", "telling"]

ALL_CLAIMS, BORDERS, DATA = "all-claims.html", "borders.html", "data.html"
CHECK, COMPARE, SURE = "check.json", "compare.json", "sure.json"

LIMITS = "Geometry and kinematics only: not law, not fault, not intent. The same tests run on every claim."
FIRST = 4
COLUMNS = ("Claim", "Says", "What follows from its own figures", "How sure")
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
    edition = editions.edition(scene.assessment.editions[0])
    caption = (
        "Dashed: reconstructed from statements. Thick: the stretch inside. Filled dots: warnings, even spacing "
        f"assumed. Border: {edition.title}; other borders differ from it by {edition.disagreement_m:,.0f} m on average."
    )
    content = join(
        [
            tag("figure", picture(scene), _key(scene), tag("figcaption", caption)),
            _agreed(found),
            _table(scene, found, sure),
            _ways(scene, borders=borders),
            _not_available(scene) if incident.not_available else "",
            tag("p", LIMITS, class_="limits"),
        ]
    )
    return text_page(
        incident.title,
        content,
        kicker=f"{date_text(incident.date)} · {incident.place}",
        lead=incident.summary,
        credits_=scene.credits(scene.assessment.editions),
    )


def _key(scene: Scene) -> Html:
    drawn = (claim_id for claim_id in scene.incident.claims if scene.cases(claim_id))
    items = (tag("li", swatch("path", scene.styles[c]), " ", scene.name(c)) for c in drawn)
    return tag("ul", *items, class_="key")


def _agreed(found: Comparison) -> Html:
    """What every claim that states it agrees on, in a line."""
    told = [f"{ground_name(ground).lower()} {ground_text(ground)}" for ground in found.common_ground]
    text = "; ".join(told) if told else "nothing that claims of two sides state"
    more = local_link(f"{MATRIX}#disputed", "What they state differently")
    return tag("p", tag("strong", "All that state it agree on: "), text, ". ", more, class_="agreed")


def _table(scene: Scene, found: Comparison, sure: Certainty) -> Html:
    head = tag("tr", *(tag("th", text, scope="col") for text in COLUMNS))
    rows = [_row(scene, found, sure.claims[claim_id]) for claim_id in scene.incident.claims]
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="stacked claims")


def _row(scene: Scene, found: Comparison, sure: ClaimSure) -> Html:
    claim_id = sure.claim_id
    claim, cases, style = scene.incident.claims[claim_id], scene.cases(claim_id), scene.styles[claim_id]
    count = f"map, {len(cases)} path{'s' if len(cases) > 1 else ''}" if cases else "what is stated, and why no path"
    name = join([swatch("path", style) if cases else "", " ", local_link(claim_file(claim_id), scene.name(claim_id)),
                 tag("span", count, class_="muted")])  # fmt: skip
    says = join([tag("p", tag("strong", claim.title)), tag("p", claim.summary) if claim.summary else ""])
    lines = [tag("p", line) for line in sure.brief]
    if sure.tracks or sure.families:
        lines.append(tag("p", local_link(sure_file(claim_id), "on each border, and what would change it")))
    cells = (tag("th", name, scope="row", class_="claim"), tag("td", says),
             tag("td", _follows(found, claim_id)), tag("td", *lines))  # fmt: skip
    return tag("tr", *cells, class_=style.css_class)


def _follows(found: Comparison, claim_id: str) -> Html:
    """The most telling findings of a claim, each a link to its derivation."""
    places, page, lines = anchors(found), findings_file(claim_id), []
    for row in telling(found, claim_id):
        cell = row.cells[claim_id]
        title = local_link(f"{page}#{places[row.check, row.test]}", test_title(row.test))
        lines.append(
            tag("li", word_mark(cell.finding), " ", title, f": {number_text(cell.value)}" if cell.value else "")
        )
    count = len(found.of(claim_id))
    none = "" if lines else tag("p", "Nothing that can be computed.")
    every = local_link(page, f"all {count} findings" if count != 1 else "the finding")
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
        (MATRIX, "Claims × tests", "what separates the claims, and what does not"),
        (PAGE, "Report", "facts, analysis, limits"),
        (ALL_CLAIMS, "All claims on one map", "every path, a layer each"),
        (BORDERS, "Where the borders disagree", f"what lies between {count} editions of the border"),
        (DATA, "Data and sources", f"{count} borders, {len(scene.incident.sources)} sources, every assumption"),
    ]
    files = (
        (COMPARE, "every finding under every reading"),
        (CHECK, "every track on every border"),
        (SURE, "margins, flips, families of paths"),
        (MARKDOWN, "the report as text"),
    )
    cards = (tag("li", local_link(target, title), tag("span", text, class_="muted"))
             for target, title, text in ways if borders or target != BORDERS)  # fmt: skip
    listed = join((join([local_link(name, name), f", {text}"]) for name, text in files), "; ")
    return join([tag("ul", *cards, class_="cards"), tag("p", "To compute with: ", listed, ".", class_="muted files")])


def _not_available(scene: Scene) -> Html:
    """The first few on one line, the rest and the reasons on demand."""
    items = scene.incident.not_available
    named = "; ".join(item.what for item in items[:FIRST])
    more = f"; {len(items) - FIRST} more" if len(items) > FIRST else ""
    listed = tag("ul", *(tag("li", tag("strong", item.what), f": {item.why}") for item in items))
    return tag("details", tag("summary", tag("strong", "Not available: "), f"{named}{more}"), listed)
