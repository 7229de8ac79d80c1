"""The first page of a site of several dossiers: every case with its picture, its claims and what the tests found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import shapely

from airspace.findings import WORDS
from airspace.language import _, language, n_
from airspace.telling import Telling
from geodata import editions
from maps.findingwords import spoken
from maps.indexpage import LIMITS
from maps.languages import file_in
from maps.markup import Html, case_link, join, tag
from maps.page import text_page
from maps.picture import claim_sign, picture
from maps.scene import Scene
from maps.words import date_text, untested_sentence

__all__ = ["library_page"]

THINNED_DEG = 0.4
"""How far the outline of the world is thinned for a picture of a thousand units: about one unit."""
SOUTH_DEG, NORTH_DEG = -58.0, 78.0
"""What the picture of the world shows; no state is claimed to have airspace beyond."""
PER_DEG = 1000.0 / 360.0
BESIDE = 31.0
"""Least distance between the marks of two cases, in units of the picture."""


def library_page(cases: Sequence[Telling], languages: Sequence[str]) -> str:
    """A page that leads to the dossier of each case, in the language spoken.

    Args:
        cases: as that language tells them, each to stand in a folder named by its incident's id.
        languages: of the site, the first in the folder itself; a dossier has the same.
    """
    scenes = [(Scene(case.assessment), case) for case in cases]
    articles = [_case(number, scene, case, languages) for number, (scene, case) in enumerate(scenes, 1)]
    count = n_("{count} incident", "{count} incidents", len(cases))
    lead = _("{incidents}, each as every side tells it, under the same tests.", incidents=count)
    credits_ = [line for scene, _telling in scenes for line in scene.credits([scene.edition])]
    content = join([_world(scenes), *articles, tag("p", _(LIMITS), class_="limits")])
    return text_page(
        _("Incidents in the airspace of states"), content, lead=lead, credits_=list(dict.fromkeys(credits_))
    )


def _case(number: int, scene: Scene, case: Telling, languages: Sequence[str]) -> Html:
    incident = scene.incident
    target = file_in("index.html", language(), languages)
    way = f"{incident.id}/{target}" if language() == languages[0] else f"../{incident.id}/{target}"
    head = tag("h2", tag("span", number, class_="number-of-case"), " ", case_link(way, incident.title))
    told = [tag("p", join([date_text(incident.date), incident.place], " · "), class_="kicker"), head]
    if incident.summary:
        told.append(tag("p", incident.summary))
    told.append(tag("ul", *(_claim(scene, case, claim_id) for claim_id in incident.claims), class_="versions"))
    drawn = tag("figure", picture(scene, aspect=1.5))
    return tag("article", drawn, tag("div", *told), class_="case")


def _claim(scene: Scene, case: Telling, claim_id: str) -> Html:
    """One side's version in a line, and how many tests of its figures came to which word."""
    style, claim = scene.styles[claim_id], scene.incident.claims[claim_id]
    cells = [row.cells[claim_id] for row in case.comparison.matrix]
    counts = Counter(cell.finding for cell in cells if cell.tested)
    words = [word for word in WORDS if word in counts]
    shares = ", ".join(_("{word} in {count}", word=spoken(word), count=counts[word]) for word in words)
    told = n_("{count} test: {shares}", "{count} tests: {shares}", sum(counts.values()), shares=shares)
    found = told if words else untested_sentence(scene.incident, scene.cases(claim_id), scene.result)
    sign = claim_sign(scene, claim_id) if scene.cases(claim_id) else Html("")
    parts = [sign, " ", tag("strong", claim.claimant, class_="version"), ": ", claim.title]
    return tag("li", *parts, tag("span", found, class_="muted"), class_=style.css_class)


def _world(scenes: Sequence[tuple[Scene, Telling]]) -> Html:
    """Where in the world each case lies: its number on the outline of the land."""
    land = shapely.intersection(
        shapely.simplify(editions.world_outline(), THINNED_DEG), shapely.box(-180.0, SOUTH_DEG, 180.0, NORTH_DEG)
    )
    parts = [tag("title", _("Where each incident took place"))]
    for part in shapely.get_parts(land):
        if part.geom_type == "Polygon" and part.area > THINNED_DEG**2:
            points = (f"{_x(lon):.0f} {_y(lat):.0f}" for lon, lat in shapely.get_coordinates(part.exterior))
            parts.append(tag("path", d=f"M{'L'.join(points)}Z", class_="pic-zone"))
    taken: list[tuple[float, float]] = []
    for number, (scene, _case_of) in enumerate(scenes, 1):
        frame = scene.frame(scene.assessment.cases)
        lon = (frame.west + frame.east) / 2  # a frame across the antimeridian runs beyond it
        x, y = _x((lon + 180.0) % 360.0 - 180.0), _y((frame.south + frame.north) / 2)
        while near := [a for a, b in taken if abs(x - a) < BESIDE and abs(y - b) < BESIDE]:
            x = min(near) - BESIDE  # two cases of one region stand side by side
        taken.append((x, y))
        parts.append(tag("circle", cx=f"{x:.0f}", cy=f"{y:.0f}", r=15, class_="world-case"))
        parts.append(tag("text", number, x=f"{x:.0f}", y=f"{y + 6:.0f}", text_anchor="middle", class_="world-number"))
    high = (NORTH_DEG - SOUTH_DEG) * PER_DEG
    return tag("svg", *parts, class_="world", viewBox=f"0 0 1000 {high:.0f}", role="img")


def _x(lon_deg: float) -> float:
    return (lon_deg + 180.0) * PER_DEG


def _y(lat_deg: float) -> float:
    return (NORTH_DEG - lat_deg) * PER_DEG
