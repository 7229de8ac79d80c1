"""Layers of the page on which the borders disagree: disputed ground, every edition's border, thin paths, names."""

from __future__ import annotations

from collections.abc import Mapping

import folium
import numpy as np
import shapely

from airspace.assessment import TrackCase
from airspace.disagreement import Disputed
from airspace.geodesy import Floats
from airspace.language import _
from airspace.terms import basis_word
from airspace.wording import state
from geodata import editions as borders
from maps import layers
from maps.disputed import Ground, area_text, count_text, shade, witnesses
from maps.evidence import path_group, shown_first
from maps.markup import join, tag
from maps.page import LegendItem, definitions
from maps.scene import Scene, sampled
from maps.signs import is_point, path_sign
from maps.theme import disputed_swatch, edition_style, edition_swatch, swatch
from maps.words import path_sentence

__all__ = ["add_areas", "add_editions", "add_names", "add_paths"]

PATH_WEIGHT, STAY_WEIGHT = 1.25, 4.0
"""Pixels; thinner than on a claim's own map, since here the ground is the evidence."""

NAMED_SHARE = 44
"""An area has its count printed on it if a circle of a 44th of the frame's height as radius fits in."""

NAMES_EVERY_DEG = 0.002
"""How finely a place for a line's name is looked for."""

NAME_CLEAR_DEG = 2e-3
"""A state's name keeps this far off disputed ground, 200 m."""

SHARED_DEG = 3e-4
"""A point of one state's drawn outline this close to the other's lies on their common border, not on a coast."""


def add_areas(scene: Scene, map_: folium.Map, ground: Ground) -> list[LegendItem]:
    """The disputed areas, those of one count alike; areas about which only copies of one map differ apart."""
    first = state(ground.found.first)
    group = layers.group(map_, _("Disputed ground"), section="borders", key="disputed")
    frame = scene.frame(scene.assessment.cases)
    for area in ground.found.disputed:
        if area.between_families:
            name = _("In {state} on {families}", state=first, families=count_text(ground, area))
            css = f"disputed {shade(ground, *witnesses(area))}"
        else:
            name, css = _("Only editions of one family differ"), "disputed of-one-family"
        popup = join([tag("h2", name), definitions(_area_rows(ground, area))])
        layers.area(group, area.polygon, f"{name}: {area_text(area.area_m2)}", css_class=css, popup=popup, below=True)
        inner = shapely.maximum_inscribed_circle(area.polygon, tolerance=1e-4)
        if area.between_families and shapely.length(inner) > (frame.north - frame.south) / NAMED_SHARE:
            lon, lat = inner.coords[0]
            layers.area_name(group, lon, lat, _short_count(ground, area), small=True)
    box = ground.found.box
    layers.ring(group, [box.west, box.east, box.east, box.west], [box.south, box.south, box.north, box.north],
                _("The box in which the borders are compared"))  # fmt: skip
    return _areas_legend(ground, group)


def _short_count(ground: Ground, area: Disputed) -> str:
    """``3 of 4``, printed on an area."""
    return _("{part} of {whole}", part=witnesses(area)[0], whole=ground.families)


def _areas_legend(ground: Ground, group: folium.FeatureGroup) -> list[LegendItem]:
    first, zone = state(ground.found.first), [area for area in ground.found.disputed if area.between_families]
    counts = sorted({witnesses(area)[0] for area in zone if not witnesses(area)[1]})
    items = [
        (
            disputed_swatch(shade(ground, number, 0)),
            _("in {state} on {part} of {whole} families", state=first, part=number, whole=ground.families),
        )
        for number in counts
    ]
    if any(witnesses(area)[1] for area in zone):
        items.append((disputed_swatch(shade(ground, 1, 1)), _("a shade between: editions of one family differ too")))
    if len(zone) < len(ground.found.disputed):
        items.append((swatch("ring"), _("dotted: only editions of one family differ")))
    return [LegendItem(drawing_, text, (group,)) for drawing_, text in items]


def _area_rows(ground: Ground, area: Disputed) -> list[tuple[object, object]]:
    first, second = state(ground.found.first), state(ground.found.second)
    rows: list[tuple[object, object]] = [
        (_("Size"), area_text(area.area_m2)),
        (_("In {state} on", state=first), ", ".join(area.in_first)),
        (_("In {state} on", state=second), ", ".join(area.in_second)),
    ]
    if area.in_neither:
        rows.append((_("In neither on"), ", ".join(area.in_neither)))
    if area.in_both:
        rows.append((_("In both on"), ", ".join(area.in_both)))
    return rows


def add_editions(scene: Scene, map_: folium.Map, ground: Ground) -> list[LegendItem]:
    """Every edition's border, shown, with its id beside it where it lies farthest from the others."""
    legend = []
    common = {name: _common_border(scene, ground, name) for name in ground.found.editions}
    for number, name in enumerate(ground.found.editions):
        edition, style = borders.edition(name), edition_style(number)
        group = layers.group(map_, _(edition.title), section="borders", key=f"border.{name}")
        title = f"{name}: {_(edition.title)}"
        layers.border(group, scene.outline(name), title, credit=edition.notice, edition=style)
        place = _name_place(name, common)
        if place is not None:
            layers.line_name(group, *place, name)
        legend.append(LegendItem(edition_swatch(style), _("border of {edition}", edition=name), (group,)))
    return legend


def _common_border(scene: Scene, ground: Ground, edition: str) -> Floats:
    """Points of the two states' common border where the map opens, shape (n, 2)."""
    frame = scene.frame(scene.assessment.cases)
    window = shapely.box(frame.west, frame.south, frame.east, frame.north)
    one, other = (scene.state_area(code, edition).boundary for code in (ground.found.first, ground.found.second))
    line = shapely.segmentize(shapely.intersection(one, window), NAMES_EVERY_DEG)
    points = shapely.get_coordinates(line)
    near = shapely.distance(shapely.points(points), other) < SHARED_DEG
    return np.asarray(points[near], float)


def _name_place(edition: str, common: Mapping[str, Floats]) -> tuple[float, float] | None:
    """The point of an edition's border that is farthest from all others'."""
    own = common[edition]
    others = [points for name, points in common.items() if name != edition and len(points)]
    if not len(own) or not others:
        return None
    tree = shapely.STRtree(shapely.points(np.concatenate(others)))
    _near, away = tree.query_nearest(shapely.points(own), return_distance=True, all_matches=False)
    lon, lat = own[int(np.argmax(away))]
    return float(lon), float(lat)


def add_paths(scene: Scene, map_: folium.Map) -> list[LegendItem]:
    """The paths of the claims, thin; those that the claims' own maps open with are shown."""
    legend, stays = [], []
    for claim_id in scene.incident.claims:
        cases = scene.cases(claim_id)
        shown = shown_first(scene, cases)
        for number, case in enumerate(cases):
            if case.track is None:
                continue
            first = number == 0 or case.aircraft != cases[0].aircraft
            whose, style = scene.name(claim_id), scene.styles[claim_id]
            name = f"{whose}: {case.label}"
            group = path_group(scene, map_, case, of=whose, show=first and shown[case.track_id])
            _add_path(scene, group, case, name)
            legend.append(LegendItem(path_sign(style, [case]), name, (group,)))
            if scene.stays(case) and not is_point(case):
                stays.append(group)
    if any(case.basis == "reconstructed" for case in scene.assessment.cases):
        legend.append(LegendItem(swatch("path", dashed=False), _("thin and dashed: reconstructed, not measured")))
    if stays:
        legend.append(LegendItem(swatch("inside"), _("the stretch inside, on its own border"), tuple(stays)))
    return legend


def _add_path(scene: Scene, group: folium.FeatureGroup, case: TrackCase, name: str) -> None:
    assert case.track is not None  # noqa: S101 - drawn only if there is a path
    result, style = scene.result(case), scene.styles[case.claim_id]
    told = path_sentence(case, result)
    popup = join([tag("h2", name), tag("p", told)])
    layers.path(group, *sampled(case.track), style, dashed=case.basis != "measured",
                tooltip=f"{name}: {basis_word(case.basis)}", popup=popup, weight=PATH_WEIGHT)  # fmt: skip
    for stay in result.violation.incursions if result is not None else ():
        u0, u1 = (float(case.track.at_along(point.along_m)[0]) for point in (stay.start, stay.end))
        if u1 > u0:
            layers.inside(group, *sampled(case.track, u0, u1), style, tooltip=told, popup=popup, weight=STAY_WEIGHT)


def add_names(scene: Scene, map_: folium.Map, ground: Ground) -> None:
    """Names of the states on ground that no edition disputes."""
    frame = scene.frame(scene.assessment.cases)
    window = shapely.box(frame.west, frame.south, frame.east, frame.north)
    disputed = shapely.union_all([area.polygon for area in ground.found.disputed]).buffer(NAME_CLEAR_DEG)
    labels = layers.group(map_, "Names of states", listed=False)
    for code in scene.states(ground.found.editions[0]):
        place = scene.map_name_place(code, state(code), shapely.difference(window, disputed), scene.assessment.cases)
        if place is not None:
            layers.area_name(labels, *place, state(code))
