"""A still picture of the decisive place with every claim's path: SVG, drawn from the same data as the maps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from shapely import affinity

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult
from airspace.geodesy import Floats
from airspace.language import _
from airspace.terms import basis_word
from airspace.track import Point
from geodata import editions as borders
from maps.evidence import shown_first
from maps.given import MarkKind, distance_is_input, input_words, time_is_input, times_put_in
from maps.markup import Html, tag
from maps.picturelabels import PHONE, WIDE, Labels, Side, Size
from maps.plan import BAR_LENGTHS_M, WIDTH, Plan, path_data
from maps.scene import Scene, sampled
from maps.signs import path_sign
from maps.theme import ClaimStyle
from maps.words import state

__all__ = ["claim_sign", "drawn", "picture"]

MOSTLY_LAND = 0.9
"""Share of a picture from which on no coast is drawn."""


def picture(scene: Scene, aspect: float = 2.4, phone: Size = PHONE) -> Html:
    """The picture for the dossier's first page; decorative lines carry classes, colours come from the page.

    ``phone``: what a phone makes of it, its middle or (``SHEET``) its whole width.
    """
    cases = drawn(scene)
    chart = Plan(scene.frame(cases), aspect)
    parts: list[object] = [tag("title", _described(scene, cases))]
    for name in dict.fromkeys(result.zone for result in scene.assessment.results[:1]):
        if name in borders.load(scene.edition):
            parts += _shape(chart, scene.state_area(name), "pic-zone", close=True)
            parts += _shape(chart, scene.state_area(name).boundary, "pic-border", close=False)
    parts += _coast(scene, chart) if cases else _land(scene, chart)
    lines, labels = _lines(scene, chart, cases), Labels(chart.height, phone)
    for lon, lat in scene.decisive_points(cases):
        labels.keep_off(*chart.xy(lon, lat))
    marks = [] if cases else list(_places(scene, chart, labels))
    for case in cases:
        marks += _marks(scene, chart, case, labels)
    parts += [_name(scene, chart, code, cases, labels) for code in scene.states()]
    parts += [*lines, *marks, *labels.drawn, *_bar(chart)]
    return tag("svg", *parts, class_="picture", viewBox=f"0 0 {WIDTH:.0f} {chart.height:.0f}", role="img",
               preserveAspectRatio="xMidYMid slice")  # fmt: skip


def _land(scene: Scene, chart: Plan) -> Iterator[Html]:
    """Where no claim has a path: land and borders of the states about the place."""
    for code in scene.states(scene.land_edition):
        yield from _shape(chart, scene.state_area(code, scene.land_edition), "pic-zone", close=True)
    yield from _shape(chart, scene.outline(scene.edition), "pic-border", close=False)


def _coast(scene: Scene, chart: Plan) -> list[Html]:
    """Land and every border beneath paths over water: a zone reaches out to sea, so its border shows no coast."""
    states = scene.states(scene.land_edition)
    land = [shapely.intersection(scene.state_area(code, scene.land_edition), chart.window) for code in states]
    if sum(shapely.area(part) for part in land) > MOSTLY_LAND * shapely.area(chart.window):
        return []
    parts = [path for area in land for path in _shape(chart, area, "pic-land", close=True)]
    return [*parts, *_shape(chart, scene.outline(scene.edition), "pic-border", close=False)]


def _places(scene: Scene, chart: Plan, labels: Labels) -> Iterator[Html]:
    """Where no claim has a path: the places at which one puts an event."""
    for place in scene.event_places:
        x, y = (float(v) for v in chart.xy(place.lon_deg, place.lat_deg))
        style = scene.styles[_stated_by(scene, place.id)].css_class
        yield tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=5, class_=f"pic-point {style}")
        labels.keep_off(x, y)
        labels.put(x, y, [place.name], "s")


def _stated_by(scene: Scene, place_id: str) -> str:
    """The first claim with a statement about a place."""
    for claim_id, claim in scene.incident.claims.items():
        if any(r.place == place_id for said in claim.statements.values() for r in said.readings.values()):
            return claim_id
    raise ValueError(f"no claim states the place '{place_id}'")


def claim_sign(scene: Scene, claim_id: str) -> Html:
    """The sign of a claim: its paths as the picture draws them."""
    return path_sign(scene.styles[claim_id], [case for case in drawn(scene) if case.claim_id == claim_id])


def drawn(scene: Scene) -> list[TrackCase]:
    """The cases whose paths the picture shows: the first of each claim, and of each further aircraft it speaks of."""
    chosen: list[TrackCase] = []
    for claim_id in scene.incident.claims:
        own = tuple(case for case in scene.cases(claim_id) if case.track is not None)
        shown = shown_first(scene, own)
        chosen += [c for i, c in enumerate(own) if shown[c.track_id] and (i == 0 or c.aircraft == own[0].aircraft)][:1]
    return chosen


def _described(scene: Scene, cases: Sequence[TrackCase]) -> str:
    bases = ", ".join(basis_word(basis) for basis in sorted({case.basis for case in cases})) or _("no path")
    title = scene.incident.title
    return _("{incident}: the decisive place with a path of each claim ({bases})", incident=title, bases=bases)


def _shape(chart: Plan, shape: Any, css: str, *, close: bool) -> list[Html]:
    seen = shapely.intersection(shape, chart.window)
    found = []
    for part in shapely.get_parts(seen):
        rings = shapely.get_rings(part) if close and part.geom_type == "Polygon" else [part]
        path = "".join(path_data(chart, shapely.get_coordinates(ring), close=close) for ring in rings)
        if path:
            found.append(tag("path", d=path, class_=css))
    return found


def _name(scene: Scene, chart: Plan, code: str, cases: Sequence[TrackCase], labels: Labels) -> Html:
    """A state's name within what is seen of it, clear of paths and labels; on a phone too, where it has room there."""
    text = state(code)
    for size, share in ((labels.phone, labels.share), (WIDE, 1.0)):
        window = affinity.scale(chart.window, share, 1.0)
        wide, high = (room / (1.04 * WIDTH * share) for room in (size.capital * len(text), size.line))
        for place in scene.name_places(code, window, cases, wide, high):
            x, y = (float(v) for v in chart.xy(*place))
            if labels.has_room(x, y, text, size):
                roomy = " roomy" if size is WIDE else ""
                return tag("text", text, x=f"{x:.0f}", y=f"{y:.0f}", dy="0.35em", class_=f"pic-name{roomy}",
                           text_anchor="middle")  # fmt: skip
    return Html("")


def _lines(scene: Scene, chart: Plan, cases: Sequence[TrackCase]) -> list[Html]:
    """Paths and stays: the first claim on top, later ones beneath it and thicker, so that coinciding ones show."""
    parts: list[Html] = []
    for number, case in reversed(list(enumerate(cases))):
        assert case.track is not None  # noqa: S101 - only cases with a path come here
        style, result = scene.styles[case.claim_id], scene.result(case)
        dash = style.dash if case.basis != "measured" else None
        parts.append(_line(chart, *sampled(case.track), style, "pic-path", dash))
        for stay in result.violation.incursions if result is not None else ():
            u = [float(case.track.at_along(p.along_m)[0]) for p in (stay.start, stay.end)]
            parts.append(_line(chart, *sampled(case.track, *u), style, "pic-inside", None, 7 + 3.5 * number))
    return parts


def _marks(scene: Scene, chart: Plan, case: TrackCase, labels: Labels) -> list[Html]:
    """Warnings, entry and exit with their times, the closest approach with its distance."""
    style, result = scene.styles[case.claim_id], scene.result(case)
    parts: list[Html] = []
    for mark in case.warnings:
        x, y = chart.xy(mark.at.lon_deg, mark.at.lat_deg)
        parts.append(tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=4, class_=f"pic-warning {style.css_class}"))
    for stay in result.violation.incursions if result is not None else ():
        ends: tuple[tuple[MarkKind, Point | None], ...] = (("entry", stay.entry), ("exit", stay.exit))
        for kind, point in ends:
            if result is not None and point is not None:
                time = ""
                if point.time is not None:
                    times = times_put_in(scene.incident, case, result)
                    given = time_is_input(times, kind, point.time.timestamp())
                    time = input_words(f"{point.time:%H:%M:%S}", given)
                east = point.lon_deg >= (stay.start.lon_deg + stay.end.lon_deg) / 2
                parts.append(_point(chart, point, style, _in_lines(time), labels, "ne" if east else "nw"))
    for at, border, away_m, known in _to_border(result) if result is not None else ():
        (x0, y0), (x1, y1) = chart.xy(at.lon_deg, at.lat_deg), chart.xy(*border)
        parts.append(tag("path", d=f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}", class_=f"pic-measure {style.css_class}"))
        far = numbers.span(away_m / 1000, away_m / 1000, 0.1, "km")
        text = input_words(_("{distance} from the border", distance=far), known)
        parts.append(_point(chart, at, style, _in_lines(text, far), labels, "s"))
    return parts


def _in_lines(text: str, figure: str = "") -> str:
    """A label in short lines: its figure, the words beside it, and last, in brackets, what is said of it."""
    words = text.replace(" (", "\n(", 1)
    if figure:
        words = "\n".join(part.strip() for part in (words.replace(figure, f"\n{figure}\n", 1)).split("\n"))
    return "\n".join(line for line in words.split("\n") if line)


def _to_border(result: TrackResult) -> Iterator[tuple[Point, tuple[float, float], float, bool]]:
    """The closest approach, or a lone position inside: its border point, distance in m, whether it is an input."""
    for stay in result.violation.incursions:
        if not stay.length_m:  # a path of one fix has no entry to mark
            border = (stay.border_lon_deg, stay.border_lat_deg)
            yield stay.deepest, border, stay.max_depth_m, distance_is_input(result, "deepest")
    near = result.violation.closest
    if near is not None:
        border = (near.border_lon_deg, near.border_lat_deg)
        yield near.at, border, near.distance_m, distance_is_input(result, "closest")


def _line(
    chart: Plan, lon: Floats, lat: Floats, style: ClaimStyle, css: str, dash: str | None, width: float | None = None
) -> Html:
    x, y = chart.xy(lon, lat)
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    return tag("polyline", points=points, class_=f"{css} {style.css_class}", stroke_dasharray=dash, stroke_width=width)


def _point(chart: Plan, at: Point, style: ClaimStyle, text: str, labels: Labels, side: Side) -> Html:
    """A ringed point; its label beside it, or nearby where another has the place."""
    x, y = (float(v) for v in chart.xy(at.lon_deg, at.lat_deg))
    if text:
        labels.put(x, y, text.split("\n"), side)
    return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=5, class_=f"pic-point {style.css_class}")


def _bar(chart: Plan) -> list[Html]:
    """A scale bar of a round length, about a sixth of the picture."""
    length = max((m for m in BAR_LENGTHS_M if m * chart.scale <= WIDTH / 6), default=BAR_LENGTHS_M[0])
    x1, y = WIDTH - 20.0, chart.height - 18.0
    x0 = x1 - length * chart.scale
    text = numbers.span(length / 1000, length / 1000, min(1.0, length / 1000), "km")
    return [
        tag("path", d=f"M{x0:.1f} {y - 5:.1f}V{y:.1f}H{x1:.1f}V{y - 5:.1f}", class_="pic-bar"),
        tag("text", text, x=f"{(x0 + x1) / 2:.1f}", y=f"{y - 8:.1f}", text_anchor="middle", class_="pic-label"),
    ]
