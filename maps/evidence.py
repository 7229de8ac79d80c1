"""A claim's paths drawn onto a map: path, stay, entry, exit, deepest point and its line, warnings, with sources."""

from __future__ import annotations

import folium

from airspace.assessment import TrackCase, TrackResult
from airspace.geodesy import inverse
from airspace.incident import Incident, ResolvedInput
from airspace.track import Point
from airspace.violation import ClosestApproach, Incursion
from maps import layers, numbers
from maps.markup import Html, join, link, tag
from maps.page import LegendItem, definitions
from maps.scene import Scene, sampled
from maps.theme import swatch
from maps.words import date_text, path_sentence, result_rows, si_text

__all__ = ["APART_M", "add_case", "add_context", "evidence_legend", "shown_first", "source_html", "source_rows"]

APART_M = 1_200.0
"""Of a claim's paths by one aircraft, those this far apart are all shown at first; nearer ones wait in the switch."""


def source_html(incident: Incident, source_ids: tuple[str, ...]) -> Html:
    """Publisher, date and grade of each source, linked where the address is complete."""
    parts = []
    for source_id in source_ids:
        source = incident.sources[source_id]
        name = source.publisher if source.date is None else f"{source.publisher}, {source.date}"
        shown = link(source.url, name) if source.link is not None and source.url else tag("span", name)
        parts.append(join([shown, " ", tag("abbr", source.grade, title=f"Admiralty grade: {source.why}")]))
    return join(parts, "; ")


def source_rows(incident: Incident, given: ResolvedInput) -> list[tuple[object, object]]:
    """Where an input comes from: figure, reading, speaker and source, or the reason of an assumption."""
    value = "" if given.value_si != given.value_si else f" = {si_text(given.value_si, given.dimension)}"
    rows: list[tuple[object, object]] = [("Figure", f"{given.text}{value}")]
    if given.kind == "assumption":
        rows.append(("Assumed because", given.why or ""))
    else:
        rows.append(("Statement", given.says or ""))
        rows.append(("Reading", given.ref.partition("/")[2]))
        if given.speaker is not None:
            said_on = f", {date_text(given.said_on)}" if given.said_on is not None else ""
            rows.append(("Speaker", f"{given.speaker}{said_on}"))
    if given.source_ids:
        rows.append(("Source", source_html(incident, given.source_ids)))
    return rows


def _inputs(scene: Scene, case: TrackCase, *roles: str) -> list[tuple[object, object]]:
    """Source rows of the inputs of these roles that the path has."""
    rows: list[tuple[object, object]] = []
    if case.reconstruction is not None:
        for role in roles:
            if role in case.reconstruction.inputs:
                rows += source_rows(scene.incident, case.reconstruction.inputs[role])
    return rows


def shown_first(scene: Scene, cases: tuple[TrackCase, ...]) -> dict[str, bool]:
    """Which paths a map opens with: the first of each aircraft, and others that lie well apart from it."""
    shown: dict[str, bool] = {}
    places: list[tuple[str, tuple[float, float]]] = []
    for case in cases:
        points = scene.decisive_points([case])
        if not points:
            shown[case.track_id] = False
            continue
        here = points[0]
        near = [p for aircraft, p in places if aircraft == case.aircraft and float(inverse(*p, *here)[2]) < APART_M]
        shown[case.track_id] = not near
        if not near:
            places.append((case.aircraft, here))
    return shown


def add_case(
    scene: Scene, map_: folium.Map, case: TrackCase, *, name: str, show: bool, labels: bool = True
) -> folium.FeatureGroup | None:
    """One path with all its evidence as a switchable layer; None if no path fits."""
    result = scene.result(case)
    if case.track is None:
        return None
    style = scene.styles[case.claim_id]
    group = layers.group(map_, name, show=show)
    made_of = _inputs(scene, case, "length", "distance", "depth", "lasts", "speed", "course", "heading")
    popup = join([tag("h3", name), tag("p", path_sentence(case, result)), definitions(made_of)])
    dashed = case.basis != "measured"
    layers.path(group, *sampled(case.track), style, dashed=dashed, tooltip=f"{name}: {case.basis}", popup=popup)
    if result is not None:
        rows = result_rows(scene.incident, case, result)
        for stay in result.violation.incursions:
            _add_stay(scene, group, case, result, stay, rows, labels=labels)
        if result.violation.closest is not None:
            _add_closest(scene, group, case, result.violation.closest, rows, labels=labels)
    for mark in case.warnings:
        _add_warning(scene, group, case, mark.number, mark.at)
    return group


def _time(point: Point) -> str:
    return "" if point.time is None else numbers.utc(point.time)


def _add_stay(
    scene: Scene,
    group: folium.FeatureGroup,
    case: TrackCase,
    result: TrackResult,
    stay: Incursion,
    rows: list[tuple[str, str]],
    *,
    labels: bool,
) -> None:
    assert case.track is not None  # noqa: S101 - drawn only if there is a path
    style, track = scene.styles[case.claim_id], case.track
    u0, u1 = (float(track.at_along(p.along_m)[0]) for p in (stay.start, stay.end))
    if u1 > u0:
        content = definitions(rows)
        layers.inside(group, *sampled(track, u0, u1), style, tooltip=path_sentence(case, result), popup=content)
    eastward = stay.end.lon_deg > stay.start.lon_deg
    for point, kind, word in ((stay.entry, "entry", "Entry"), (stay.exit, "exit", "Exit")):
        if point is None:
            continue
        when = _time(point)
        role = ("enters", "lasts") if kind == "exit" else ("enters",)
        known = [("Time", when or "not stated"), ("Place", numbers.coordinates(point.lon_deg, point.lat_deg))]
        if point.alt_m is not None:
            known.append(("Altitude", numbers.altitude(point.alt_m)))
        layers.point(
            group, point.lon_deg, point.lat_deg, "entry" if kind == "entry" else "exit",
            f"{word} {when}".strip(), style=style, label=(when.removesuffix(" UTC") or word) if labels else None,
            side="nw" if (kind == "entry") == eastward else "ne",
            popup=join([tag("h3", f"{word}: {case.label}"), definitions([*known, *_inputs(scene, case, *role)])]),
        )  # fmt: skip
    details = [("Time", _time(stay.deepest) or "not stated"), *rows]
    deep, border = stay.deepest, (stay.border_lon_deg, stay.border_lat_deg)
    text = numbers.distance(stay.max_depth_m)
    layers.measured(group, (deep.lon_deg, deep.lat_deg), border, text if labels else "", style=style, side="s")
    layers.point(
        group, deep.lon_deg, deep.lat_deg, "deepest", f"Deepest point: {text} from the border", style=style,
        popup=join([tag("h3", f"Deepest point: {case.label}"), definitions(details)]),
    )  # fmt: skip


def _add_closest(
    scene: Scene,
    group: folium.FeatureGroup,
    case: TrackCase,
    near: ClosestApproach,
    rows: list[tuple[str, str]],
    *,
    labels: bool,
) -> None:
    style, at = scene.styles[case.claim_id], near.at
    text = numbers.distance(near.distance_m)
    border = (near.border_lon_deg, near.border_lat_deg)
    layers.measured(group, (at.lon_deg, at.lat_deg), border, text if labels else "", style=style, side="e")
    details = [("Time", _time(at) or "not stated"), *rows, *_inputs(scene, case, "distance", "at")]
    layers.point(
        group, at.lon_deg, at.lat_deg, "closest", f"Closest approach: {text} from the border", style=style,
        label=_time(at).removesuffix(" UTC") or None if labels else None, side="s",
        popup=join([tag("h3", f"Closest approach: {case.label}"), definitions(details)]),
    )  # fmt: skip


def _add_warning(scene: Scene, group: folium.FeatureGroup, case: TrackCase, number: int, at: Point) -> None:
    spec = scene.incident.claims[case.claim_id].tracks[case.track_id].warnings
    rows: list[tuple[object, object]] = [("Time", f"{_time(at)} (assumed)")]
    if spec is not None:
        for ref in (spec.count, spec.over, spec.spacing):
            rows += source_rows(scene.incident, scene.incident.resolve(case.claim_id, ref))
    layers.point(
        group, at.lon_deg, at.lat_deg, "warning", f"Warning {number}, assumed even spacing, {_time(at)}",
        style=scene.styles[case.claim_id],
        popup=join([tag("h3", f"Warning {number}: place assumed, not stated"), definitions(rows)]),
    )  # fmt: skip


def add_context(scene: Scene, map_: folium.Map) -> list[LegendItem]:
    """Bases and ranges as one layer, places derived from statements as another; both off at first."""
    given = [place for place in scene.places if scene.is_given(place)]
    derived = [place for place in scene.places if not scene.is_given(place)]
    legend = []
    if given or scene.rings:
        group = layers.group(map_, "Bases and ranges", show=False)
        for place in given:
            layers.point(group, place.lon_deg, place.lat_deg, "place", place.name, label=place.name, side="e")
        for ring in scene.rings:
            layers.ring(group, ring.lon_deg, ring.lat_deg, f"{ring.label}. {ring.note or ''}")
        legend.append(LegendItem(swatch("place"), "Base, position from a source", group))
        legend.append(LegendItem(swatch("ring"), "Stated range", group))
    if derived:
        group = layers.group(map_, "Places derived from statements", show=False)
        for place in derived:
            rows = [("Derived from", place.how), ("Place", numbers.coordinates(place.lon_deg, place.lat_deg))]
            popup = join([tag("h3", place.name), definitions(rows)])
            layers.point(
                group, place.lon_deg, place.lat_deg, "place", place.name, label=place.name, side="e", popup=popup
            )
        legend.append(LegendItem(swatch("place"), "Place derived from a statement", group))
    return legend


def evidence_legend(
    scene: Scene, case: TrackCase, group: folium.FeatureGroup, *, name: str | None = None
) -> list[LegendItem]:
    """Legend lines of one path's layer."""
    style, result = scene.styles[case.claim_id], scene.result(case)
    lines = [LegendItem(swatch("path", style), f"{name or case.label}: {case.basis} path", group)]
    if result is not None and result.violation.incursions:
        lines.append(LegendItem(swatch("inside", style), "the stretch inside", group))
    if case.warnings:
        lines.append(LegendItem(swatch("warning", style), "warnings, even spacing assumed", group))
    return lines
