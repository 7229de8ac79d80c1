"""A case on one sheet of paper: for a newsroom's desk or a court's file, and for whoever prints a PDF of it."""

from __future__ import annotations

from typing import Final

import airspace
from airspace.assessment import TrackCase
from airspace.certainty import Certainty
from airspace.comparison import Comparison
from airspace.incident import Incident
from airspace.language import _, language, n_
from airspace.matrix import Cell
from geodata import editions as borders
from geodata.library import incident_ids, incident_path
from maps.findingwords import ground_name, ground_text, number_text, test_title, word_mark
from maps.indexpage import LIMITS, telling
from maps.markup import Html, join, local_link, tag
from maps.page import text_page
from maps.picture import claim_sign, picture
from maps.picturelabels import SHEET
from maps.scene import Scene
from maps.words import built_from, date_text, path_sentence, state

__all__ = ["summary_page"]

ASPECT: Final = 3.3
"""Width over height of the picture: on paper there is less room down than across."""

FINDINGS: Final = 2
"""Findings of one claim on the sheet, those that say most."""

NAMED: Final = 8
"""Things not available that the sheet names; the others are counted."""

CLOSER: Final = (("closest", 4_300), ("closer", 3_500), ("close", 2_600))
"""How closely a sheet is set that has more characters than this; the least of type is as small as paper bears."""


def summary_page(scene: Scene, found: Comparison, sure: Certainty, pdf: str | None = None) -> str:
    """The sheet in the language spoken; ``pdf`` names the same sheet as PDF beside the page, if there is one.

    A case of five claims fits on one page of A4; one with many more flows on to further pages.
    """
    incident = scene.incident
    claims = [_claim(scene, found, sure, claim_id) for claim_id in incident.claims]
    ways = [local_link("index.html", _("Back to the case"))]
    if pdf is not None:
        ways.append(local_link(pdf, _("This sheet as PDF")))
    content = [
        tag("p", join(ways, " · "), class_="ways"),
        tag("figure", picture(scene, ASPECT, SHEET), tag("figcaption", _caption(scene))),
        tag("ul", *claims, class_="parties"),
        _agreed(found),
        _not_available(scene),
        tag("p", _(LIMITS), class_="limits"),
        _provenance(scene, sure),
    ]
    size = sum(len(text) for part in content[2:] for text in _texts(part))
    set_ = next((f" {name}" for name, least in CLOSER if size > least), "")
    return text_page(
        incident.title,
        tag("div", *content, class_=f"summary{set_}"),
        kicker=join([date_text(incident.date), incident.place], " · "),
    )


def _texts(part: Html) -> list[str]:
    """What of a part is text, near enough to know how much of it there is."""
    return [piece.partition(">")[2] for piece in part.split("<")]


def _caption(scene: Scene) -> str:
    edition = borders.edition(scene.assessment.editions[0])
    if all(case.track is None for case in scene.assessment.cases):
        return _("No path can be built from what any claim states. Border: {edition}.", edition=_(edition.title))
    zone = next((result.zone for result in scene.assessment.results), None)
    shaded = [] if zone is None else [_("Shaded: {zone}.", zone=state(zone))]
    text = _(
        "Dashed: reconstructed from statements. Thick: the stretch inside. Border: {edition}.", edition=_(edition.title)
    )
    return " ".join([*shaded, text])


def _claim(scene: Scene, found: Comparison, sure: Certainty, claim_id: str) -> Html:
    """A claim: whose and what, what its first path gives and rests on, what does not hold together, how sure."""
    claim, cases, style = scene.incident.claims[claim_id], scene.cases(claim_id), scene.styles[claim_id]
    name = scene.name(claim_id).removesuffix(f": {claim.title}")
    drawn = [claim_sign(scene, claim_id), " "] if cases else []
    head = tag("h2", *drawn, tag("span", name, class_="claim"), ": ", tag("span", claim.title, class_="says"))
    path = _path(scene, cases[0]) if cases else [tag("p", _("No path can be built from what is stated."))]
    told = [tag("li", _finding(row.cells[claim_id], row.test)) for row in telling(found, claim_id)[:FINDINGS]]
    body = tag("div", tag("div", *path), tag("ul", *told) if told else "", class_="pair")
    lines = sure.claims[claim_id].brief if cases else ()
    how = tag("p", tag("strong", _("How sure:")), " ", " ".join(str(line) for line in lines)) if lines else ""
    return tag("li", head, body, how, class_=style.css_class)


def _path(scene: Scene, case: TrackCase) -> list[Html]:
    return [tag("p", path_sentence(case, scene.result(case))), tag("p", built_from(case), class_="built")]


def _finding(cell: Cell, test: str) -> Html:
    number = f": {number_text(cell.value)}" if cell.value else ""
    return join([word_mark(cell.finding), " ", test_title(test), number])


def _agreed(found: Comparison) -> Html:
    told = [
        _("{quantity} {figure}", quantity=ground_name(ground, inline=True), figure=ground_text(ground))
        for ground in found.common_ground
    ]
    text = "; ".join(told) or _("nothing that claims of two sides state")
    return tag("p", tag("strong", _("All that state it agree on:")), " ", text, ".", class_="agreed")


def _not_available(scene: Scene) -> Html:
    items = scene.incident.not_available
    if not items:
        return Html("")
    named = [item.what for item in items[:NAMED]]
    if len(items) > NAMED:
        named.append(n_("{count} more", "{count} more", len(items) - NAMED))
    return tag("p", tag("strong", _("Not available:")), " ", "; ".join(named), ".", class_="absent")


def _provenance(scene: Scene, sure: Certainty) -> Html:
    """What made the sheet and from which data, and how to make it again: no time, so that it comes out the same."""
    editions = [borders.edition(edition_id) for edition_id in scene.assessment.editions]
    named = "; ".join(f"{e.id} ({_licence(e.licence)})" for e in editions)
    made = _("Made with airspace {version}; random draws from seed {seed}.", version=airspace.__version__,
             seed=sure.seed)  # fmt: skip
    again = f"airspace dossier {_named(scene.incident)} --out DIR --lang {language()}"
    return tag(
        "p",
        made,
        " ",
        _("Borders: {editions}.", editions=named),
        " ",
        editions[0].notice,
        ". ",
        _("To make it again:"),
        " ",
        tag("code", again),
        class_="provenance",
    )


def _named(incident: Incident) -> str:
    """What the command calls the case: an id of the library, or the folder that its author has."""
    known = incident.id in incident_ids() and incident.folder == incident_path(incident.id).resolve().parent
    return incident.id if known else "FOLDER"


def _licence(spdx: str) -> str:
    """A licence in short: the identifier, or that the data are in the public domain."""
    return _("public domain") if "public-domain" in spdx else spdx
