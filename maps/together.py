"""All claims on one map, a layer for each path."""

from __future__ import annotations

from airspace.geodesy import inverse
from maps import layers
from maps.claim import add_borders, add_ground
from maps.drawing import drawing
from maps.evidence import APART_M, add_case, add_context, evidence_legend, shown_first
from maps.markup import Html, join, tag
from maps.page import facts, map_page
from maps.scene import Scene
from maps.theme import swatch
from maps.words import built_from, date_text, path_sentence

__all__ = ["together_page"]


def together_page(scene: Scene) -> str:
    """The page with every claim: the first path of each shown, the others in the switch."""
    incident = scene.incident
    with drawing():
        frame = scene.frame(scene.assessment.cases)
        map_ = scene.base(frame)
        add_ground(scene, map_, frame)
        legend = add_borders(scene, map_)
        labelled: list[tuple[float, float]] = []
        for claim_id in incident.claims:
            cases = scene.cases(claim_id)
            shown = shown_first(scene, cases)
            for number, case in enumerate(cases):
                name = f"{scene.name(claim_id)}: {case.label}"
                first = number == 0 or case.aircraft != cases[0].aircraft
                points = scene.decisive_points([case])
                apart = all(float(inverse(*place, *points[0])[2]) > APART_M for place in labelled) if points else False
                group = add_case(scene, map_, case, name=name, show=first and shown[case.track_id], labels=apart)
                if group is not None:
                    labelled += points[:1]
                    legend += evidence_legend(scene, case, group, name=name)
        legend += add_context(scene, map_)
        layers.finish(map_)
        panel = facts(
            "All claims on one map",
            kicker=f"{date_text(incident.date)} · {incident.place}",
            sentence="Each path is built from what its own claimant stated; none is measured.",
            details=[(scene.name(claim_id), _claim_html(scene, claim_id)) for claim_id in incident.claims],
        )
        return map_page(
            map_,
            title=f"{incident.title}: all claims",
            panel=panel,
            legend=legend,
            credits_=scene.credits(scene.assessment.editions),
        )


def _claim_html(scene: Scene, claim_id: str) -> Html:
    cases = scene.cases(claim_id)
    if not cases:
        return tag("p", "No path can be built from what is stated.")
    style = scene.styles[claim_id]
    return join(
        tag(
            "section",
            tag("h3", swatch("path", style), " ", case.label),
            tag("p", path_sentence(case, scene.result(case))),
            tag("p", built_from(case), class_="built"),
        )
        for case in cases
    )
