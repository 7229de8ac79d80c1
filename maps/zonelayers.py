"""The zones and rules of an incident as layers of a map: dashed by kind, each with who relies on it and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import folium
import numpy as np
import shapely

from airspace import numbers
from airspace.errors import AirspaceError
from airspace.language import _, mark
from airspace.layers import layer_shape, layer_title, parse_layer, state_of
from airspace.zonerules import out_of_date, rule_targets
from airspace.zonespec import FileZone, LayerRule
from geodata import editions as borders
from geodata.limits import reference_named
from geodata.zones import ZoneShape
from maps import layers, markup, primitives
from maps.evidence import source_html
from maps.markup import Html, join, tag
from maps.page import LegendItem, definitions
from maps.scene import FAR_M, Scene
from maps.shapes import drawn
from maps.words import date_text, path_sentence

__all__ = ["add_zones", "zones_html"]

ON_AT_ONCE: Final = ("prohibited", "danger", "adiz")
"""Kinds that a map opens with whoever relies on them: a path is told by them."""

SEEN_TIMES, EDGE_M = 5.0, 10.0
"""The edge of a zone is drawn to 10 m in a frame five times as wide as that of the borders: it lies beyond them."""

_DASHES: Final = {
    "land": "1 3",
    "sea": "10 4",
    "contiguous": "10 4 2 4 2 4",
    "buffer": "6 4",
    "fir": "16 5",
    "adiz": "12 4 3 4",
    "prohibited": "3 3",
    "restricted": "5 3",
    "danger": "5 3 1 3",
    "other": "2 5",
}
_KINDS: Final = {
    "fir": mark("Flight information region"),
    "adiz": mark("Air defence identification zone"),
    "prohibited": mark("Prohibited area"),
    "restricted": mark("Restricted area"),
    "danger": mark("Danger area"),
    "other": mark("Other area"),
}
_REFERENCES: Final = {
    "barometric": mark("pressure altitude"),
    "msl": mark("above mean sea level"),
    "ellipsoid": mark("above the ellipsoid"),
    "ground": mark("above ground"),
    "unstated": mark("reference not stated"),
}


@dataclass(frozen=True)
class _Drawn:
    """A zone of the incident as it can be drawn: its outlines, or in words why there are none."""

    zone_id: str
    rule: LayerRule | FileZone
    shapes: tuple[ZoneShape, ...]
    why_not: str | None

    @property
    def kind(self) -> str:
        return parse_layer(self.rule.layer).kind if isinstance(self.rule, LayerRule) else self.rule.kind


def add_zones(scene: Scene, map_: folium.Map, claim_id: str | None = None) -> list[LegendItem]:
    """Every zone and rule of the incident as a layer; on a claim's map those it relies on are shown."""
    legend = []
    for zone in [_drawn(scene, name) for name in scene.incident.zones]:
        if not zone.shapes:
            continue
        in_force = out_of_date(scene.incident, zone.zone_id) is None
        show = in_force and (zone.kind in ON_AT_ONCE or claim_id in zone.rule.relied_on_by)
        name = zone.rule.label if in_force else _("{name} (not in force on the day)", name=zone.rule.label)
        group = layers.group(map_, name, section="zones", key=f"zone.{zone.zone_id}", show=show)
        popup = join([tag("h2", zone.rule.label), definitions(_rows(scene, zone))])
        for shape in zone.shapes:
            _outline(scene, group, shape, name, zone.kind, popup)
        legend.append(LegendItem(_swatch(zone.kind), name, (group,)))
    return legend


def _swatch(kind: str) -> Html:
    """A line as the edge of a zone of this kind is drawn."""
    line = tag("line", x1=1, y1=6, x2=33, y2=6, stroke_dasharray=markup.dash(_DASHES[kind]))
    return tag("svg", line, class_="swatch swatch-zone-edge", viewBox="0 0 34 12", aria_hidden="true")


def zones_html(scene: Scene, claim_id: str) -> Html | None:
    """The incident's zones that a claim relies on or its tracks are checked against; None if there are none."""
    tracks = scene.incident.claims[claim_id].tracks.values()
    named = {name for track in tracks for name in track.zones}
    rules = scene.incident.zones.items()
    told = [_drawn(scene, name) for name, rule in rules if name in named or claim_id in rule.relied_on_by]
    parts = [
        tag("section", tag("h2", zone.rule.label), definitions([*_rows(scene, zone), *_checked(scene, claim_id, zone)]))
        for zone in told
    ]
    return join(parts) if parts else None


def _checked(scene: Scene, claim_id: str, zone: _Drawn) -> list[tuple[object, object]]:
    """What the claim's paths do against the area of a file; against what editions draw, other tables tell."""
    found: list[tuple[object, object]] = []
    for case in scene.cases(claim_id):
        for result in scene.assessment.results:
            mine = (result.claim_id, result.track_id) == (case.claim_id, case.track_id)
            if mine and result.shape is not None and result.zone.partition(" ")[0] == zone.zone_id:
                found.append((case.label, path_sentence(case, result)))
    return found


def _drawn(scene: Scene, zone_id: str) -> _Drawn:
    rule = scene.incident.zones[zone_id]
    shapes: list[ZoneShape] = []
    why: str | None = None
    try:
        for target in rule_targets(scene.incident, zone_id):
            shapes.append(_on_some_edition(scene, target) if isinstance(target, str) else target)
    except AirspaceError as error:
        why = str(error)
    return _Drawn(zone_id, rule, tuple(shapes), why)


def _on_some_edition(scene: Scene, text: str) -> ZoneShape:
    """A zone made of a territory on the first edition that can answer: the page's own, then the others checked on."""
    frame = scene.detail
    box = tuple(float(side) for side in (frame.west, frame.south, frame.east, frame.north))
    fault: AirspaceError | None = None
    for edition in dict.fromkeys((scene.edition, *scene.assessment.editions, *borders.holding([state_of(text)]))):
        try:
            return layer_shape(text, edition, "geodesic", (box[0], box[1], box[2], box[3]))
        except AirspaceError as error:
            fault = error
    raise fault or AirspaceError(f"no edition draws '{text}'")


def _outline(scene: Scene, group: folium.FeatureGroup, shape: ZoneShape, name: str, kind: str, popup: Html) -> None:
    """The edge of a zone, dashed, named where the map opens; a seam of the antimeridian is none of it."""
    about = scene.detail.grown(SEEN_TIMES)
    edge = _without_seam(drawn(shape.geometry, about, near_m=EDGE_M, far_m=FAR_M).geometry.boundary)
    made = primitives.geojson(edge, "border zone-edge", pane="borders")
    made.options |= {"dashArray": markup.dash(_DASHES[kind]), "interactive": True}
    folium.Tooltip(join([name])).add_to(made)
    primitives.popup(popup).add_to(made)
    made.add_to(group)
    place = _name_place(scene, edge)
    if place is not None:
        layers.line_name(group, *place, name)


def _without_seam(edge: Any) -> Any:
    """The lines without stretches along the antimeridian."""
    kept = []
    for line in shapely.get_parts(edge):
        points = shapely.get_coordinates(line)
        on = np.abs(np.abs(points[:, 0]) - 180.0) < 1e-9
        cut = np.flatnonzero(on[1:] & on[:-1]) + 1
        kept += [shapely.LineString(piece) for piece in np.split(points, cut) if len(piece) > 1]
    return shapely.MultiLineString(kept)


def _name_place(scene: Scene, edge: Any) -> tuple[float, float] | None:
    """The point of a line nearest to the middle of where the map opens, if it is in view there."""
    frame = scene.frame(scene.assessment.cases)
    seen = shapely.intersection(edge, shapely.box(frame.west, frame.south, frame.east, frame.north))
    if seen.is_empty:
        return None
    middle = shapely.Point((frame.west + frame.east) / 2, (frame.south + frame.north) / 2)
    lon, lat = shapely.get_coordinates(shapely.shortest_line(seen, middle))[0]
    return float(lon), float(lat)


def _rows(scene: Scene, zone: _Drawn) -> list[tuple[object, object]]:
    """Everything that is known of a zone: what, who, since when, limits, where it comes from."""
    rule, incident = zone.rule, scene.incident
    what = layer_title(parse_layer(rule.layer)) if isinstance(rule, LayerRule) else _(_KINDS[rule.kind])
    rows: list[tuple[object, object]] = [(_("Kind"), what)]
    if rule.relied_on_by:
        rows.append((_("Relied on by"), ", ".join(scene.name(claim) for claim in rule.relied_on_by)))
    if rule.since is not None:
        rows.append((_("Since"), date_text(rule.since)))
    if rule.until is not None:
        rows.append((_("Until"), date_text(rule.until)))
    why = out_of_date(incident, zone.zone_id)
    if why is not None:
        rows.append((_("Not checked"), _("Not in force on the day of the incident: {why}.", why=why)))
    limits = _limits(zone.shapes)
    if limits:
        rows.append((_("Limits"), limits))
    rows.append((_("Why it is here"), rule.why))
    if isinstance(rule, LayerRule):
        for shape in zone.shapes:
            if shape.note is not None:
                rows.append((_("What it rests on"), _(shape.note)))
            if shape.edition is not None:
                rows.append((_("Drawn on"), _(borders.edition(shape.edition).title)))
    if zone.why_not is not None:
        rows.append((_("Not drawn"), zone.why_not))
    if rule.source:
        rows.append((_("Source"), source_html(incident, rule.source)))
    return rows


def _limits(shapes: Sequence[ZoneShape]) -> str | None:
    """The vertical limits of the first shape, each with what it is counted from."""
    for shape in shapes[:1]:
        if shape.lower_m is None and shape.upper_m is None:
            return None
        low, high = _("ground"), _("without limit")
        if shape.lower_m is not None:
            low = _height(shape.lower_m, shape.altitude_reference)
        if shape.upper_m is not None:
            high = _height(shape.upper_m, shape.upper_reference or shape.altitude_reference)
        return _("from {low} to {high}", low=low, high=high)
    return None


def _height(metres: float, reference: str | None) -> str:
    counted = _(_REFERENCES[reference_named(reference or "")])
    return _("{height} ({reference})", height=numbers.altitude(metres, 1.0), reference=counted)
