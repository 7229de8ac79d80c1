"""The menus of the comparison page: which claims, which layers, and what each line and mark means."""

from __future__ import annotations

from airspace.language import _
from geodata import editions as borders
from maps.clockdata import Tellers, shown_at_first, timed
from maps.clockground import Ground
from maps.markup import Html, tag
from maps.said import said
from maps.signs import path_sign
from maps.theme import edition_style, edition_swatch, swatch

__all__ = ["claims_menu", "layers_menu", "mark_swatch"]


def mark_swatch(sign: str) -> Html:
    """A mark of the time line: computed solid, stated a bar, hollow what rests on an assumed time."""
    shapes = {
        "computed": tag("path", d="M17 1.5 21.5 6 17 10.5 12.5 6z", class_="mark-computed"),
        "on-assumed": tag("path", d="M17 1.5 21.5 6 17 10.5 12.5 6z", class_="mark-assumed"),
        "stated": tag("rect", x=6, y=3.5, width=22, height=5, rx=2, class_="mark-stated"),
        "assumed": tag("circle", cx=17, cy=6, r=3.5, class_="mark-assumed"),
    }
    return tag("svg", shapes[sign], class_="swatch-mark", viewBox="0 0 34 12", aria_hidden="true")


def claims_menu(tellers: Tellers) -> Html:
    """A box to tick for each claim."""
    scene, rows = tellers.scene, []
    chosen = shown_at_first(scene)
    for claim_id in scene.incident.claims:
        cases, style = scene.cases(claim_id), scene.styles[claim_id]
        name = said("span", tellers.each(lambda told, c=claim_id: told.name(c)))  # type: ignore[misc]
        if not any(case.track is not None for case in cases):
            why = said("small", tellers.each(lambda _told: _("no path: text only")))
        elif not any(timed(case) for case in cases):
            why = said("small", tellers.each(lambda _told: _("no times: not on the clock")))
        else:
            why = Html("")
        box = tag("input", type="checkbox", checked=claim_id in chosen, data_claim_box=claim_id)
        rows.append(tag("li", tag("label", box, path_sign(style, cases), tag("span", name, " ", why))))
    return _menu("claims", tag("ul", *rows))


def layers_menu(tellers: Tellers, ground: Ground) -> Html:
    """The layers of all maps with their signs, then the signs that go with the paths."""
    editions = []
    for number, edition_id in enumerate(tellers.scene.assessment.editions):
        title = said("span", tellers.each(lambda _told, e=edition_id: _(borders.edition(e).title)))  # type: ignore[misc]
        line = edition_swatch(edition_style(number))
        editions.append(_layer(f"border-{edition_id}", line, title, edition_id == tellers.scene.edition))
    drawn = tellers.each(
        lambda _told: _("Borders are drawn to {near} m near the decisive place, to {far} m away from it.",
                        near=f"{ground.near_m:.0f}", far=f"{ground.far_m:.0f}")
    )  # fmt: skip
    other = [
        _layer("names", Html(""), said("span", tellers.each(lambda _told: _("Names of states"))), True),
        _layer("events", swatch("point"), said("span", tellers.each(lambda _told: _("Entry, exit, warnings"))), True),
        _layer("labels", Html(""), said("span", tellers.each(lambda _told: _("Altitude and speed"))), True),
    ]
    signs = {
        "path": (swatch("path"), tellers.each(lambda _told: _("path: thick where it was flown, thin ahead"))),
        "inside": (swatch("inside"), tellers.each(lambda _told: _("the stretch inside, lit while it lasts"))),
        "measure": (swatch("measure"), tellers.each(lambda _told: _("distance to the nearest border"))),
        "computed": (mark_swatch("computed"), tellers.each(lambda _told: _("computed instant"))),
        "on-assumed": (mark_swatch("on-assumed"), tellers.each(lambda _told: _("computed on an assumed clock"))),
        "stated": (mark_swatch("stated"), tellers.each(lambda _told: _("stated time, as wide as it is open"))),
        "assumed": (mark_swatch("assumed"), tellers.each(lambda _told: _("assumed instant"))),
    }
    return _menu(
        "layers",
        tag("ul", *editions),
        said("p", drawn, class_="muted"),
        tag("ul", *other),
        tag(
            "ul",
            *(tag("li", sign, said("span", text), data_sign=name) for name, (sign, text) in signs.items()),
            class_="signs",
        ),
    )


def _layer(name: str, sign: Html, text: Html, shown: bool) -> Html:
    box = tag("input", type="checkbox", checked=shown, data_layer=name)
    return tag("li", tag("label", box, sign, text))


def _menu(name: str, *content: Html) -> Html:
    return tag("details", tag("summary", data_say=name), tag("div", *content, class_="menu-sheet"),
               class_="menu", id=f"menu-{name}")  # fmt: skip
