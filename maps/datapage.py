"""The page of data and sources: borders, sources with their grades, assumptions, statements, what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from airspace import numbers
from airspace.coverage import incident_states
from airspace.language import _, n_
from airspace.terms import choice_word
from geodata import editions as borders
from maps.claim import statements_html
from maps.markup import Html, join, link, local_link, tag
from maps.page import text_page
from maps.scene import Scene
from maps.words import date_text

__all__ = ["data_page"]


def data_page(scene: Scene) -> str:
    """Everything the dossier rests on."""
    incident = scene.incident
    sections: list[object] = [
        tag("p", local_link("index.html", _("Back to the case"))),
        tag("h2", _("Borders"), id="borders"),
        tag("p", _borders_text(scene)),
        *(_edition(scene, edition_id) for edition_id in scene.assessment.editions),
        tag("h2", _("Assumptions"), id="assumptions"),
        tag("p", _("What no one stated but a path needs. Each stands on the maps it is used for.")),
        _assumptions(scene),
        tag("h2", _("Statements"), id="statements"),
    ]
    for claim_id in incident.claims:
        count = len(incident.claims[claim_id].statements)
        name = tag("span", scene.name(claim_id), class_=f"claim {scene.styles[claim_id].css_class}")
        sections.append(tag("details", tag("summary", name, f" ({count})"), statements_html(scene, claim_id)))
    sections += [
        tag("h2", _("Sources"), id="sources"),
        tag(
            "p",
            _("Graded by the Admiralty code: reliability of the source A to F, credibility of the content 1 to 6."),
        ),
        _sources(scene),
        tag("h2", _("Not available"), id="not-available"),
        tag("ul", *(tag("li", tag("strong", item.what), f": {item.why}") for item in incident.not_available)),
    ]
    return text_page(
        _("Data and sources"),
        join(sections),
        kicker=join([date_text(incident.date), incident.title], " · "),
        credits_=scene.credits(scene.assessment.editions),
    )


def _borders_text(scene: Scene) -> str:
    families = {borders.edition(e).family for e in scene.assessment.editions}
    count, own = len(scene.assessment.editions), len(families)
    return _(
        "{sets} of {families}. None is surveyed or official. Two of one family are not two witnesses.",
        sets=n_("{count} data set", "{count} data sets", count),
        families=n_("{count} independent family", "{count} independent families", own),
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[object]], css_class: str = "stacked") -> Html:
    top = tag("tr", *(tag("th", text, scope="col") for text in head))
    body = (tag("tr", *(tag("td", cell) for cell in row)) for row in rows)
    return tag("table", tag("thead", top), tag("tbody", *body), class_=css_class)


def _edition(scene: Scene, edition_id: str) -> Html:
    e = borders.edition(edition_id)
    accuracy = _(e.accuracy_source)
    accuracy = accuracy if e.accuracy_m is None else f"{numbers.distance(e.accuracy_m)} ({accuracy})"
    sea = _("included") if e.with_sea else _("not included: a coast decides nothing")
    length = numbers.distance(e.spacing_at(scene.worth_state))
    spacing = _("{distance} on the Turkey-Syria border", distance=length)
    if scene.worth_state is not None and e.elsewhere_spacing_m is not None:
        spacing = _("{distance} on average over the land borders that were measured", distance=length)
    named = incident_states(scene.incident)
    rows: list[tuple[str, object]] = [
        (_("Family"), e.family),
        (_("Package"), f"{_(e.package)} {e.version}"),
        (_("Made of"), _(e.made_of)),
        (_("Date"), _(e.edition_date)),
        (_("Licence"), e.licence),
        (_("Territorial sea"), sea),
        (_("Vertex every"), spacing),
        (_("Accuracy"), accuracy),
        (
            _("Differs from other families"),
            _("{distance} on average there", distance=numbers.distance(e.disagreement_at(scene.worth_state))),
        ),
        ("SHA-256", e.sha256),
    ]
    if e.point_of_view is not None:
        rows.append((_("Point of view"), _(e.point_of_view)))
    rows += [(_("Disputed: {stretch}", stretch=_(stretch.name)), _(stretch.note)) for stretch in e.disputed
             if stretch.state is None or stretch.state in named]
    rows += [(_("Repair"), _(repair)) for repair in e.repairs]
    if e.note:
        rows.append((_("Note"), _(e.note)))
    listed = tag("dl", *(join([tag("dt", name), tag("dd", value)]) for name, value in rows))
    return tag("details", tag("summary", f"{_(e.title)} ({e.id})"), listed)


def _assumptions(scene: Scene) -> Html:
    rows = []
    for name, assumption in scene.incident.assumptions.items():
        low, high = (end if isinstance(end, str) else f"{end:g}" for end in assumption.interval or ("", ""))
        interval = _("{low} to {high}", low=low, high=high) if low and high else low or high
        if low == high != "":
            interval = _("fixed")
        others = interval or ", ".join(assumption.alternatives)
        value = numbers.localised(choice_word(str(assumption.value)))
        rows.append((name, value, numbers.localised(others), assumption.why))
    head = (_("Name"), _("Value"), _("Interval or alternatives"), _("Why"))
    return _table(head, rows)


def _sources(scene: Scene) -> Html:
    rows = []
    for source in scene.incident.sources.values():
        title = f"{source.publisher}: {source.title}" if source.title is not None else source.publisher
        where = link(source.url) if source.url is not None else _("address not seen")
        date = _("no date seen") if source.date is None else str(source.date)
        rows.append((join([title, tag("br"), where]), date, source.grade, source.why))
    return _table((_("Source"), _("Date"), _("Grade"), _("Why this grade")), rows, "stacked sources")
