"""A claim's paths drawn onto a map: path, stay, entry, exit, deepest point and its line, warnings, with sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import folium

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult
from airspace.geodesy import inverse
from airspace.incident import Incident, ResolvedInput
from airspace.language import _
from airspace.places import PlacePoint
from airspace.stops import StatedStop
from airspace.terms import basis_word
from airspace.track import Point
from airspace.violation import ClosestApproach, Incursion
from maps import layers
from maps.controls import Behaviour
from maps.markup import Html, join, link, tag
from maps.page import LegendItem, definitions
from maps.scene import Scene, sampled
from maps.signs import is_point, path_name, path_sign
from maps.theme import swatch
from maps.words import date_text, path_sentence, result_rows, si_text

__all__ = [
    "INSIDE_WEIGHT",
    "Drawn",
    "add_case",
    "add_context",
    "evidence_legend",
    "path_group",
    "shown_first",
    "source_html",
]

APART_M = 1_200.0
"""Of a claim's paths by one aircraft, those this far apart are all shown at first; nearer ones wait in the switch."""

PLAIN = ("angle", "choice", "count", "place")
"""Dimensions whose figures stand for themselves: nothing to convert."""

SHAPING = ("length", "distance", "depth", "lasts", "speed", "course", "heading")
"""Roles of the inputs that a path's popup tells the origin of."""

INSIDE_WEIGHT = 7.0
"""Pixels that the stretch inside is drawn thick."""


def source_html(incident: Incident, source_ids: tuple[str, ...]) -> Html:
    """Publisher, date and grade of each source, linked where the address is complete."""
    parts = []
    for source_id in source_ids:
        source = incident.sources[source_id]
        name = source.publisher if source.date is None else f"{source.publisher}, {source.date}"
        shown = link(source.url, name) if source.link is not None and source.url else tag("span", name)
        parts.append(join([shown, " ", tag("abbr", source.grade, title=_("Admiralty grade: {why}", why=source.why))]))
    return join(parts, "; ")


def _source_rows(incident: Incident, given: ResolvedInput) -> list[tuple[object, object]]:
    """Where an input comes from: figure, reading, speaker and source, or the reason of an assumption."""
    value = "" if given.dimension in PLAIN else f" = {si_text(given.value_si, given.dimension)}"
    rows: list[tuple[object, object]] = [(_("Figure"), f"{numbers.localised(given.text)}{value}")]
    if given.kind == "assumption":
        rows.append((_("Assumed because"), given.why or ""))
    else:
        rows.append((_("Statement"), given.says or ""))
        rows.append((_("Reading"), given.ref.partition("/")[2]))
        if given.speaker is not None:
            said_on = f", {date_text(given.said_on)}" if given.said_on is not None else ""
            rows.append((_("Speaker"), f"{given.speaker}{said_on}"))
    if given.source_ids:
        rows.append((_("Source"), source_html(incident, given.source_ids)))
    return rows


def _inputs(scene: Scene, case: TrackCase, *roles: str) -> list[tuple[object, object]]:
    """Source rows of the inputs of these roles that the path has."""
    rows: list[tuple[object, object]] = []
    if case.reconstruction is not None:
        for role in roles:
            if role in case.reconstruction.inputs:
                rows += _source_rows(scene.incident, case.reconstruction.inputs[role])
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
    scene: Scene, map_: folium.Map, case: TrackCase, *, of: str | None = None, show: bool, weight: float = INSIDE_WEIGHT
) -> folium.FeatureGroup | None:
    """One path with all its evidence as a switchable layer; None if no path fits.

    ``of``: whose it is, where the map shows the paths of several. ``weight``: of the stretch inside, in pixels; where
    stays of several claims coincide, unequal ones show both.
    """
    result = scene.result(case)
    if case.track is None:
        return None
    style, name = scene.styles[case.claim_id], case.label if of is None else f"{of}: {case.label}"
    group = path_group(scene, map_, case, of=of, show=show)
    made_of = _inputs(scene, case, *SHAPING)
    made_of = made_of if case.stated is None else [row for stop in case.stated.stops for row in _stop_rows(scene, stop)]
    dashed = case.basis != "measured"
    popup = join([tag("h2", name), tag("p", path_sentence(case, result)), definitions(made_of)])
    layers.path(group, *sampled(case.track), style, dashed=dashed, tooltip=f"{name}: {basis_word(case.basis)}",
                popup=popup)  # fmt: skip
    if result is not None:
        rows = result_rows(scene.incident, case, result)
        for stay in result.violation.incursions:
            _add_stay(scene, group, case, result, stay, rows, weight)
        if result.violation.closest is not None:
            _add_closest(scene, group, case, result.violation.closest, rows)
    for stop in case.stated.stops if case.stated is not None else ():
        _add_stop(scene, group, case, stop)
    for warning in case.warnings:
        _add_warning(scene, group, case, warning.number, warning.at)
    return group


def path_group(
    scene: Scene, map_: folium.Map, case: TrackCase, *, of: str | None = None, show: bool
) -> folium.FeatureGroup:
    """The layer of a path: among the paths of ``of`` where the map shows those of several claims."""
    rank = list(scene.incident.claims).index(case.claim_id) if of is not None else 0
    key = f"path.{case.claim_id}.{case.track_id}"
    return layers.group(map_, case.label, section="paths", key=key, of=of, rank=rank, show=show)


def _time(point: Point) -> str:
    return "" if point.time is None else numbers.utc(point.time)


def _add_stay(
    scene: Scene,
    group: folium.FeatureGroup,
    case: TrackCase,
    result: TrackResult,
    stay: Incursion,
    rows: list[tuple[str, str]],
    weight: float,
) -> None:
    assert case.track is not None  # noqa: S101 - drawn only if there is a path
    style, track = scene.styles[case.claim_id], case.track
    u0, u1 = (float(track.at_along(p.along_m)[0]) for p in (stay.start, stay.end))
    if u1 > u0:
        content = join([tag("h2", case.label), definitions([*rows, *_inputs(scene, case, *SHAPING)])])
        layers.inside(
            group, *sampled(track, u0, u1), style, tooltip=path_sentence(case, result), popup=content, weight=weight
        )
    eastward = stay.end.lon_deg > stay.start.lon_deg
    for point, kind, word in ((stay.entry, "entry", _("Entry")), (stay.exit, "exit", _("Exit"))):
        if point is None:
            continue
        when = _time(point)
        role = ("enters", "lasts") if kind == "exit" else ("enters",)
        known = [
            (_("Time"), when or _("not stated")),
            (_("Place"), numbers.coordinates(point.lon_deg, point.lat_deg)),
        ]
        if point.alt_m is not None:
            known.append((_("Altitude"), numbers.altitude(point.alt_m)))
        layers.point(
            group, point.lon_deg, point.lat_deg, "entry" if kind == "entry" else "exit",
            f"{word} {when}".strip(), style=style, label=when.removesuffix(" UTC") or word,
            side="nw" if (kind == "entry") == eastward else "ne",
            popup=join([tag("h2", f"{word}: {case.label}"), definitions([*known, *_inputs(scene, case, *role)])]),
        )  # fmt: skip
    details = [(_("Time"), _time(stay.deepest) or _("not stated")), *rows]
    deep, border = stay.deepest, (stay.border_lon_deg, stay.border_lat_deg)
    text = numbers.distance(stay.max_depth_m)
    layers.measured(group, (deep.lon_deg, deep.lat_deg), border, text, style=style, side="s")
    layers.point(
        group, deep.lon_deg, deep.lat_deg, "deepest", _("Deepest point: {distance} from the border", distance=text),
        style=style, popup=join([tag("h2", f"{_('Deepest point')}: {case.label}"), definitions(details)]),
    )  # fmt: skip


def _add_closest(
    scene: Scene,
    group: folium.FeatureGroup,
    case: TrackCase,
    near: ClosestApproach,
    rows: list[tuple[str, str]],
) -> None:
    style, at = scene.styles[case.claim_id], near.at
    text = numbers.distance(near.distance_m)
    border = (near.border_lon_deg, near.border_lat_deg)
    layers.measured(group, (at.lon_deg, at.lat_deg), border, text, style=style, side="e")
    details = [(_("Time"), _time(at) or _("not stated")), *rows, *_inputs(scene, case, "distance", "at")]
    layers.point(
        group, at.lon_deg, at.lat_deg, "closest", _("Closest approach: {distance} from the border", distance=text),
        style=style, label=_time(at).removesuffix(" UTC") or None, side="s",
        popup=join([tag("h2", f"{_('Closest approach')}: {case.label}"), definitions(details)]),
    )  # fmt: skip


def _stop_rows(scene: Scene, stop: StatedStop) -> list[tuple[object, object]]:
    """A stated position with its place, and where position, time and altitude come from."""
    at = stop.place
    where = numbers.coordinates(at.lon_deg, at.lat_deg, stop.radius_m or 10.0)
    rows: list[tuple[object, object]] = [(_("Place"), f"{at.name}, {where}")]
    if at.reckoned:
        rows.append((_("Derived from"), at.how))
    rows += _source_rows(scene.incident, stop.said)[1:]
    for name, given in ((_("Time"), stop.at), (_("Altitude"), stop.altitude)):
        if given is not None:
            figure = numbers.localised(given.text)
            rows.append((name, _("{figure} (assumed)", figure=figure) if given.kind == "assumption" else figure))
    return rows


def _add_stop(scene: Scene, group: folium.FeatureGroup, case: TrackCase, stop: StatedStop) -> None:
    name = _("Stated position {number}: {place}", number=stop.number, place=stop.place.name)
    time = stop.at.value_time if stop.at is not None else None
    told: str | None = numbers.utc(time).removesuffix(" UTC") if time is not None else stop.place.name
    result = scene.result(case)
    near = result.violation.closest if result is not None else None
    if near is not None and case.stated is not None and case.stated.stop_at(near.at.along_m) is stop:
        told = None if time is not None else told  # the time stands at the mark of the closest approach
    layers.point(
        group, stop.place.lon_deg, stop.place.lat_deg, "event", name, style=scene.styles[case.claim_id],
        label=told, side="n",
        popup=join([tag("h2", f"{name}: {case.label}"), definitions(_stop_rows(scene, stop))]),
    )  # fmt: skip


def _add_warning(scene: Scene, group: folium.FeatureGroup, case: TrackCase, number: int, at: Point) -> None:
    spec = scene.incident.claims[case.claim_id].tracks[case.track_id].warnings
    rows: list[tuple[object, object]] = [(_("Time"), _("{figure} (assumed)", figure=_time(at)))]
    if spec is not None:
        for ref in (spec.count, spec.over, spec.spacing):
            rows += _source_rows(scene.incident, scene.incident.resolve(case.claim_id, ref))
    layers.point(
        group, at.lon_deg, at.lat_deg, "warning",
        _("Warning {number}, assumed even spacing, {time}", number=number, time=_time(at)),
        style=scene.styles[case.claim_id],
        popup=join([tag("h2", _("Warning {number}: place assumed, not stated", number=number)), definitions(rows)]),
    )  # fmt: skip


def add_context(scene: Scene, map_: folium.Map) -> list[LegendItem]:
    """Stated positions of events as a layer; bases and ranges, and places derived from statements, off at first."""
    events = scene.event_places
    given = [place for place in scene.places if scene.is_given(place) and place not in events]
    derived = [place for place in scene.places if not scene.is_given(place) and place not in events]
    legend = []
    if events:
        group = layers.group(map_, _("Stated positions of events"), key="stated", show=True)
        for place in events:
            _place_told(group, place)
        legend.append(LegendItem(swatch("place"), _("Stated position of an event"), (group,)))
    if given or scene.rings:
        group = layers.group(map_, _("Bases and ranges"), key="bases", show=False)
        for place in given:
            layers.point(group, place.lon_deg, place.lat_deg, "place", place.name, label=place.name, side="e")
        for ring in scene.rings:
            layers.ring(
                group, ring.lon_deg, ring.lat_deg, f"{ring.label} {numbers.localised(ring.radius)}. {ring.note or ''}"
            )
        legend.append(LegendItem(swatch("place"), _("Base, position from a source"), (group,)))
        legend.append(LegendItem(swatch("ring"), _("Stated range"), (group,)))
    if derived:
        group = layers.group(map_, _("Places derived from statements"), key="derived", show=False)
        for place in derived:
            _place_told(group, place)
        legend.append(LegendItem(swatch("place"), _("Place derived from a statement"), (group,)))
    return legend


def _place_told(group: folium.FeatureGroup, place: PlacePoint) -> None:
    """A place as a point whose popup tells what it is derived from."""
    rows = [(_("Derived from"), place.how), (_("Place"), numbers.coordinates(place.lon_deg, place.lat_deg))]
    popup = join([tag("h2", place.name), definitions(rows)])
    layers.point(group, place.lon_deg, place.lat_deg, "place", place.name, label=place.name, side="e", popup=popup)


Drawn = tuple[TrackCase, str, folium.FeatureGroup]
"""A path on a map: its case, its name there, its layer."""


def evidence_legend(scene: Scene, map_: folium.Map, drawn: Sequence[Drawn]) -> list[LegendItem]:
    """A line for each path, then one for each kind of mark, there while a path that carries it is shown.

    Marks of one kind can be switched off on all paths: each kind is a layer of the map, with no shape of its own.
    """
    lines = [
        LegendItem(
            path_sign(scene.styles[case.claim_id], [case]),
            path_name(case, name),
            (group,),
        )
        for case, name, group in drawn
    ]
    claims = {case.claim_id for case, _name, _group in drawn}
    style = scene.styles[claims.pop()] if len(claims) == 1 else None

    def add(swatch_: str, text: str, has: Callable[[TrackCase], object], kind: str = "", name: str = "") -> None:
        groups = tuple(group for case, _name, group in drawn if has(case))
        if groups:
            filters = (_filter(map_, kind, name),) if kind else ()
            lines.append(LegendItem(swatch(swatch_, style), text, groups, filters))

    def tested(case: TrackCase) -> bool:
        return scene.result(case) is not None

    def of_line(case: TrackCase) -> bool:
        return not is_point(case)

    add("inside", _("the stretch inside"), lambda case: of_line(case) and scene.stays(case))
    add("point", _("entry, exit or closest approach, UTC"), lambda case: of_line(case) and tested(case), "events",
        _("Entries, exits and nearest points"))  # fmt: skip
    add("stop", _("stated position, an input"), lambda case: of_line(case) and case.stated)
    add("measure", _("distance to the nearest border"), tested, "measures", _("Distances to the border"))
    add("warning", _("warnings, even spacing assumed"), lambda case: case.warnings, "warnings", _("Warnings"))
    return lines


def _filter(map_: folium.Map, kind: str, name: str) -> folium.FeatureGroup:
    """A layer that hides the marks of one kind while it is off."""
    group = layers.group(map_, name, section="events", key=kind)
    Behaviour("airspaceFilter", map_, kind).add_to(group)
    return group
