"""The dossier's first page: the case in half a page."""

from __future__ import annotations

from airspace.summary import beside, families_moved, moved_sentence
from geodata import editions as borders
from maps.markup import Html, join, local_link, tag
from maps.page import text_page
from maps.picture import picture
from maps.scene import Scene
from maps.theme import swatch
from maps.words import beside_sentence, date_text, fits_text, path_sentence

__all__ = ["ALL_CLAIMS", "CHECK", "DATA", "claim_file", "index_page"]

ALL_CLAIMS, DATA, CHECK = "all-claims.html", "data.html", "check.json"


LIMITS = "Geometry and kinematics only: not law, not fault, not intent. The same tests run on every claim."
FIRST = 4
COLUMNS = ("Claim", "Says", "What a path built from it gives", "A path fits on")


def claim_file(claim_id: str) -> str:
    """File name of a claim's map."""
    return f"claim-{claim_id}.html"


def index_page(scene: Scene) -> str:
    """Picture, claims in a table, the ways on, and what is not available."""
    incident = scene.incident
    edition = borders.edition(scene.assessment.editions[0])
    caption = (
        "Dashed: reconstructed from statements. Thick: the stretch inside. Filled dots: warnings, even spacing "
        f"assumed. Border: {edition.title}; other borders differ from it by {edition.disagreement_m:,.0f} m on average."
    )
    content = join(
        [
            tag("figure", picture(scene), _key(scene), tag("figcaption", caption)),
            _table(scene),
            _ways(scene),
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


def _table(scene: Scene) -> Html:
    head = tag("tr", *(tag("th", text, scope="col") for text in COLUMNS))
    rows = [_row(scene, claim_id) for claim_id in scene.incident.claims]
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="stacked claims")


def _row(scene: Scene, claim_id: str) -> Html:
    claim, cases, style = scene.incident.claims[claim_id], scene.cases(claim_id), scene.styles[claim_id]
    count = f"map, {len(cases)} path{'s' if len(cases) > 1 else ''}" if cases else "what is stated, and why no path"
    name = join([swatch("path", style) if cases else "", " ", local_link(claim_file(claim_id), scene.name(claim_id)),
                 tag("span", count, class_="muted")])  # fmt: skip
    says = join([tag("p", tag("strong", claim.title)), tag("p", claim.summary) if claim.summary else ""])
    if not cases:
        gives: object = tag("p", "No path can be built: nothing that is stated can be drawn or tested.")
        fits: object = "untestable"
    else:
        case = cases[0]
        result = scene.result(case)
        lines: list[object] = [tag("p", tag("span", f"{case.label}: ", class_="muted"), path_sentence(case, result))]
        if result is not None:
            stated = beside_sentence(beside(scene.incident, case, result))
            lines.append(tag("p", stated, class_="claim") if stated else "")
            counts = families_moved(scene.assessment, claim_id, case.track_id, result.zone)
            lines.append(tag("p", moved_sentence(counts, case.solved_on), class_="muted"))
        gives = join(lines)
        fits = fits_text(scene.assessment, claim_id, case.track_id)
    cells = (tag("th", name, scope="row", class_="claim"), tag("td", says), tag("td", gives), tag("td", fits))
    return tag("tr", *cells, class_=style.css_class)


def _ways(scene: Scene) -> Html:
    borders_ = len(scene.assessment.editions)
    ways = (
        (ALL_CLAIMS, "All claims on one map", "every path, a layer each"),
        (DATA, "Data and sources", f"{borders_} borders, {len(scene.incident.sources)} sources, every assumption"),
        (CHECK, "The check as JSON", "every track on every border"),
    )
    cards = (tag("li", local_link(target, title), tag("span", text, class_="muted")) for target, title, text in ways)
    return tag("ul", *cards, class_="cards")


def _not_available(scene: Scene) -> Html:
    """The first few on one line, the rest and the reasons on demand."""
    items = scene.incident.not_available
    named = "; ".join(item.what for item in items[:FIRST])
    more = f"; {len(items) - FIRST} more" if len(items) > FIRST else ""
    listed = tag("ul", *(tag("li", tag("strong", item.what), f": {item.why}") for item in items))
    return tag("details", tag("summary", tag("strong", "Not available: "), f"{named}{more}"), listed)
