"""Little maps beside each other: the same path against one border edition each, in one frame and at one scale.

A map is SVG whose lines keep their width and whose words keep their size however small it is shown. Plane drawing about
the middle of the frame (:mod:`maps.plan`); every number printed comes from the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult
from airspace.language import _, mark
from airspace.terms import verdict_word
from geodata import editions as borders
from geodata.editions import Edition
from maps.markup import Html, tag
from maps.plan import BAR_LENGTHS_M, WIDTH, Plan, path_data
from maps.scene import Scene, sampled
from maps.shapes import Frame
from maps.theme import ClaimStyle, swatch
from maps.words import state

__all__ = ["Panel", "PanelLine", "PanelMark", "edition_panel", "small_multiples"]

ASPECT = 4 / 3
"""Width over height of a little map; the style sheet has the same."""

AT_LEAST_M = 4_000.0
"""A little map shows at least so much ground across."""

LineKind = Literal["border", "other", "path", "measured", "inside", "measure"]
MarkKind = Literal["point", "border-point"]
VerdictClass = Literal["inside", "outside", "undetermined"]


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A line of a little map (degrees, WGS84): a border, that of the edition the path was built on (``other``), a path
    (``measured``: drawn whole, not dashed), its stretch inside, or the way to the nearest border (``measure``)."""

    kind: LineKind
    lon_deg: ArrayLike
    lat_deg: ArrayLike


@dataclass(frozen=True, slots=True)
class PanelMark:
    """A point of a little map (degrees, WGS84): of the path, or of the border nearest to it."""

    kind: MarkKind
    lon_deg: float
    lat_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One little map with its words.

    ``areas``: the zone called ``zone_name``, tinted; Shapely polygons in degrees, clipped to what is seen. ``verdict``
    and ``caption`` are printed as they are, the class of the verdict chooses its mark. ``path_name`` and
    ``other_name``: what the legend calls the path and the faint border, of a path that was not reconstructed on one.
    """

    title: str
    subtitle: str
    verdict: str
    verdict_class: VerdictClass
    caption: str
    frame: Frame
    style: ClaimStyle
    zone_name: str
    areas: Sequence[Any] = ()
    lines: Sequence[PanelLine] = ()
    marks: Sequence[PanelMark] = ()
    path_name: str | None = None
    other_name: str | None = None


# --- drawing ----------------------------------------------------------------------------------------------------------


def small_multiples(panels: Sequence[Panel]) -> Html:
    """The little maps in a grid, three abreast and on a phone two, with a legend as the last of them."""
    if not panels:
        return Html("")
    cells = [tag("li", _panel(panel), class_=f"multiple {panel.style.css_class}") for panel in panels]
    kinds = {line.kind for panel in panels for line in panel.lines}
    return tag("ul", *cells, _legend(kinds, panels[0]), class_="multiples")


def _panel(panel: Panel) -> Html:
    told = _("{zone} on {edition}: {verdict}.", zone=panel.zone_name, edition=panel.title, verdict=panel.verdict)
    told = f"{told} {panel.caption}"
    words = tag(
        "figcaption",
        tag("p", _verdict_mark(panel.verdict_class), panel.verdict, class_="verdict"),
        tag("p", panel.caption, class_="measures") if panel.caption else "",
        tag("p", panel.subtitle, class_="note") if panel.subtitle else "",
    )
    return tag("figure", tag("h3", panel.title), _map(panel, told), words)


def _map(panel: Panel, told: str) -> Html:
    plan = Plan(panel.frame, ASPECT)
    shapes = [tag("path", d=_rings(plan, area), class_="panel-zone") for area in panel.areas]
    shapes += [_line(plan, line, panel.style) for line in panel.lines]
    chart = tag("svg", *shapes, viewBox=f"0 0 {WIDTH:.0f} {plan.height:.0f}", preserveAspectRatio="none")
    marks = [_mark(plan, mark) for mark in panel.marks]
    return tag("svg", chart, *marks, *_bar(plan), class_="panel", role="img", aria_label=told)


def _rings(plan: Plan, area: Any) -> str:
    rings = shapely.get_rings(area)
    return "".join(path_data(plan, shapely.get_coordinates(ring), close=True) for ring in rings)


def _line(plan: Plan, line: PanelLine, style: ClaimStyle) -> Html:
    points = np.column_stack([plan.frame.facing(line.lon_deg), np.asarray(line.lat_deg, float)])
    dash = style.dash if line.kind == "path" else None
    return tag("path", d=path_data(plan, points), class_=f"panel-{line.kind}", stroke_dasharray=dash)


def _mark(plan: Plan, mark: PanelMark) -> Html:
    x, y = plan.xy(float(plan.frame.facing(mark.lon_deg)), mark.lat_deg)
    at = {"cx": f"{100 * x / WIDTH:.2f}%", "cy": f"{100 * y / plan.height:.2f}%"}
    return tag("circle", **at, r=3.5 if mark.kind == "point" else 2, class_=f"panel-{mark.kind}")


def _bar(plan: Plan) -> list[Html]:
    """A scale bar of a round length, at most a third of the map; its words keep their size."""
    length_m = max((m for m in BAR_LENGTHS_M if m * plan.scale <= WIDTH / 3), default=BAR_LENGTHS_M[0])
    left, right = 97.0 - 100 * length_m * plan.scale / WIDTH, 97.0
    return [
        tag("line", x1=f"{left:.2f}%", x2=f"{right:.2f}%", y1="95%", y2="95%", class_="panel-bar"),
        tag("text", _length(length_m), x=f"{(left + right) / 2:.2f}%", y="95%", dy=-5, text_anchor="middle"),
    ]


def _length(length_m: float) -> str:
    return numbers.span(length_m / 1000, length_m / 1000, min(1.0, length_m / 1000), "km")


_VERDICT_MARKS = {
    "inside": tag("circle", cx=7, cy=7, r=5.5, class_="full"),
    "outside": tag("circle", cx=7, cy=7, r=5.5),
    "undetermined": tag(
        "g", tag("circle", cx=7, cy=7, r=5.5), tag("path", d="M7 1.5a5.5 5.5 0 0 1 0 11z", class_="full")
    ),
}


def _verdict_mark(verdict: VerdictClass) -> Html:
    return tag("svg", _VERDICT_MARKS[verdict], viewBox="0 0 14 14", aria_hidden="true")


def _legend(kinds: set[LineKind], panel: Panel) -> Html:
    """What the drawing means; only of the lines that are drawn."""
    meanings: tuple[tuple[LineKind, Html, str], ...] = (
        ("path", swatch("path", panel.style), panel.path_name or _("path, reconstructed")),
        ("measured", swatch("path", panel.style, dashed=False), _("path, measured")),
        ("inside", swatch("inside", panel.style), _("the stretch inside")),
        ("measure", swatch("measure", panel.style), _("to the nearest border")),
        ("border", swatch("border"), _("border of this edition")),
        ("other", swatch("border-other"), panel.other_name or _("border the path was built on")),
    )
    items = [tag("li", drawn, tag("span", text)) for kind, drawn, text in meanings if kind in kinds]
    items.append(tag("li", swatch("zone"), tag("span", panel.zone_name)))
    return tag("li", tag("ul", *items), class_="multiples-key")


# --- a path on an edition ---------------------------------------------------------------------------------------------


def edition_panel(scene: Scene, case: TrackCase, result: TrackResult) -> Panel:
    """The little map of a path as built, on the border edition of a result of it.

    The frame holds all that decides on any edition of the scene, so that the panels of one path lie side by side.
    Raises ``ValueError`` for a case without a path or a result on a zone that is no state of an edition.
    """
    if case.track is None or result.edition is None:
        raise ValueError("a little map needs a path and a border edition")
    frame = _frame(scene, case, result)
    edition, built_on = borders.edition(result.edition), case.solved_on or scene.edition
    window = Plan(frame, ASPECT).window
    zone = shapely.intersection(scene.state_area(result.zone, edition.id), window)
    areas = [part for part in shapely.get_parts(zone) if part.geom_type == "Polygon"]
    lines: list[PanelLine] = []
    if edition.id != built_on:
        lines += _lines("other", scene.state_area(result.zone, built_on).boundary, window)
    for area in scene.outlines(edition.id):
        lines += _lines("border", area.boundary, window)
    path = shapely.LineString(np.column_stack([frame.facing(sampled(case.track)[0]), sampled(case.track)[1]]))
    lines += _lines("measured" if case.basis == "measured" else "path", path, window)
    lines += _stays(case, result)
    marks = []
    for at, border in _slacks(result):
        lines.append(PanelLine("measure", [at[0], border[0]], [at[1], border[1]]))
        marks += [PanelMark("border-point", *border), PanelMark("point", *at)]
    verdict, verdict_class = _verdict(result)
    return Panel(
        title=edition.id,
        subtitle=f"{_(edition.title)}; {_worth(scene, edition)}",
        verdict=verdict,
        verdict_class=verdict_class,
        caption=_measures(result),
        frame=frame,
        style=scene.styles[case.claim_id],
        zone_name=state(result.zone),
        areas=areas,
        lines=lines,
        marks=marks,
        path_name=_PATHS.get(case.basis) and _(_PATHS[case.basis]),
        other_name=None if case.solved_on else _("border of {edition}", edition=built_on),
    )


_PATHS = {"digitised": mark("path, digitised"), "illustrative": mark("path, illustrative")}


def _frame(scene: Scene, case: TrackCase, result: TrackResult) -> Frame:
    same = [
        other
        for other in scene.assessment.results
        if (other.claim_id, other.track_id, other.zone) == (case.claim_id, case.track_id, result.zone)
    ]
    points = [point for other in same or [result] for point in _deciding(other)]
    if not points and case.track is not None:
        points = [(float(case.track.lon_deg[0]), float(case.track.lat_deg[0]))]
    lon, lat = zip(*points, strict=True)
    return Frame.around(lon, lat, margin=0.25, at_least_m=AT_LEAST_M)


def _deciding(result: TrackResult) -> list[tuple[float, float]]:
    ends = [(p.lon_deg, p.lat_deg) for stay in result.violation.incursions for p in (stay.start, stay.end)]
    return ends + [point for pair in _slacks(result) for point in pair]


def _slacks(result: TrackResult) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """From the deepest point of the deepest stay, or from the closest approach, to the border: what the margin is."""
    found = result.violation
    if found.incursions:
        stay = max(found.incursions, key=lambda one: one.max_depth_m)
        deep = stay.deepest
        return [((deep.lon_deg, deep.lat_deg), (stay.border_lon_deg, stay.border_lat_deg))]
    if found.closest is None:
        return []
    near = found.closest
    return [((near.at.lon_deg, near.at.lat_deg), (near.border_lon_deg, near.border_lat_deg))]


def _lines(kind: LineKind, shape: Any, window: Any) -> list[PanelLine]:
    seen = shapely.intersection(shape, window)
    joined = shapely.line_merge(seen) if seen.geom_type == "MultiLineString" else seen
    points = [shapely.get_coordinates(part) for part in shapely.get_parts(joined) if part.geom_type == "LineString"]
    return [PanelLine(kind, part[:, 0], part[:, 1]) for part in points]


def _stays(case: TrackCase, result: TrackResult) -> list[PanelLine]:
    assert case.track is not None  # noqa: S101 - a panel is made only of a path
    lines = []
    for stay in result.violation.incursions:
        u = [float(case.track.at_along(point.along_m)[0]) for point in (stay.start, stay.end)]
        lines.append(PanelLine("inside", *sampled(case.track, *u)))
    return lines


def _verdict(result: TrackResult) -> tuple[str, VerdictClass]:
    """The verdict as pages print it: an input says so; what the border cannot carry is undetermined."""
    if "verdict" in result.by_construction:
        return _("{figure} (input)", figure=verdict_word(result.violation.verdict)), result.violation.verdict
    shown: VerdictClass = result.violation.verdict if result.decisive else "undetermined"
    return verdict_word(shown), shown


def _measures(result: TrackResult) -> str:
    """The metres of the drawing; where the verdict is undetermined they are told as drawn, not as found."""
    found = result.violation

    def said(name: str, value_m: float) -> str:
        text = numbers.distance(value_m)
        return _("{figure} (input)", figure=text) if name in result.by_construction else text

    told = result.decisive or "verdict" in result.by_construction
    if found.incursions:
        depth, length = said("max_depth_m", found.max_depth_m), said("length_m", found.length_m)
        if told:
            return _("{depth} deep, {length} inside", depth=depth, length=length)
        return _("as drawn {depth} deep, {length} inside", depth=depth, length=length)
    if found.closest is not None:
        distance = said("closest_approach_m", found.closest.distance_m)
        if told:
            return _("{distance} from the border", distance=distance)
        return _("as drawn outside, {distance} from the border", distance=distance)
    if told:
        return _("not inside: {why}", why=found.why)
    return _("as drawn not inside: {why}", why=found.why)


def _worth(scene: Scene, edition: Edition) -> str:
    """How far an edition can be trusted: its stated accuracy, else how far it lies from the others."""
    if edition.accuracy_m is not None:
        return _("stated accuracy {distance}", distance=numbers.distance(edition.accuracy_m))
    apart = numbers.distance(edition.disagreement_at(scene.worth_state))
    return _("other families differ by {distance} on average", distance=apart)
