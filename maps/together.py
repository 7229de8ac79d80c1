"""All claims on one map, a layer for each path."""

from __future__ import annotations

import folium

from airspace.language import _
from airspace.terms import basis_word
from maps import layers
from maps.claim import add_borders, add_ground
from maps.drawing import drawing
from maps.evidence import INSIDE_WEIGHT, Drawn, add_case, add_context, evidence_legend, shown_first
from maps.markup import Html, join, tag
from maps.page import facts, map_page
from maps.scene import Scene
from maps.settlements import add_settlements, settlements_credit
from maps.signs import path_sign
from maps.still import claims_picture
from maps.words import built_from, date_text, path_sentence
from maps.zonelayers import add_zones

__all__ = ["together_page"]


def together_page(scene: Scene) -> str:
    """The page with every claim: the first path of each shown, the others in the switch."""
    incident = scene.incident
    with drawing():
        firsts = [cases[0] for claim_id in incident.claims if (cases := scene.cases(claim_id))]
        frame = scene.frame(firsts)
        map_ = scene.base(frame)
        add_ground(scene, map_, frame, firsts)
        legend = add_borders(scene, map_) + add_zones(scene, map_)
        drawn = [made for claim_id in reversed(scene.incident.claims) for made in _claim(scene, map_, claim_id)]
        order = list(incident.claims)
        legend += evidence_legend(scene, map_, sorted(drawn, key=lambda made: order.index(made[0].claim_id)))
        legend += add_context(scene, map_)
        legend += add_settlements(scene, map_, frame)
        layers.finish(map_)
        panel = facts(
            _("All claims on one map"),
            kicker=join([date_text(incident.date), incident.place], " · "),
            sentence=_sentence(scene),
            details=[(scene.name(claim_id), _claim_html(scene, claim_id)) for claim_id in incident.claims],
        )
        return map_page(
            map_,
            title=_("{incident}: all claims", incident=incident.title),
            panel=panel,
            legend=legend,
            credits_=[*scene.credits(scene.assessment.editions), settlements_credit()],
            still=claims_picture(scene),
        )


def _claim(scene: Scene, map_: folium.Map, claim_id: str) -> list[Drawn]:
    """A claim's paths; later claims are drawn first and thicker, so that where stays coincide each is seen."""
    cases = scene.cases(claim_id)
    shown = shown_first(scene, cases)
    weight = INSIDE_WEIGHT + 3 * list(scene.incident.claims).index(claim_id)
    drawn = []
    for number, case in enumerate(cases):
        name = scene.name(claim_id)
        first = number == 0 or case.aircraft != cases[0].aircraft
        group = add_case(scene, map_, case, of=name, show=first and shown[case.track_id], weight=weight)
        if group is not None:
            drawn.append((case, f"{name}: {case.label}", group))
    return drawn


def _sentence(scene: Scene) -> str:
    bases = {case.basis for case in scene.assessment.cases}
    if not bases:
        return _("No path can be built from what any claim states.")
    if bases == {"reconstructed"}:
        return _("Each path is reconstructed from what its own claimant stated; none is measured.")
    told = ", ".join(basis_word(basis) for basis in sorted(bases))
    return _("Paths are {bases}, not all alike; each says what it was reconstructed from or given as.", bases=told)


def _claim_html(scene: Scene, claim_id: str) -> Html:
    cases = scene.cases(claim_id)
    if not cases:
        return tag("p", _("No path can be built from what is stated."))
    style = scene.styles[claim_id]
    return join(
        tag(
            "section",
            tag("h2", path_sign(style, [case]), " ", case.label),
            tag("p", path_sentence(case, scene.result(case))),
            tag("p", built_from(case), class_="built"),
        )
        for case in cases
    )
