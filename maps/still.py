"""Still pictures of the maps, for readers without script and for paper: the decisive place with what a map opens on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult
from airspace.language import _, mark
from airspace.track import Point
from geodata import editions as borders
from geodata.settlements import near
from maps.evidence import shown_first
from maps.given import MarkKind, distance_is_input, input_words, time_is_input, times_put_in
from maps.markup import Html, tag
from maps.scene import Scene, sampled
from maps.sheet import Sheet, Side
from maps.signs import is_point, path_name, path_sign
from maps.theme import edition_style, edition_swatch, swatch
from maps.words import state

__all__ = ["borders_picture", "claim_picture", "claims_picture"]

SETTLEMENTS = 6
"""At most so many settlements are named on a still picture."""

STAY_PX, NAME_SPACED = 7.0, 1.4
"""Width of the stretch inside; how much wider than bold words a state's name is set."""

NAME_LETTER = 0.016
"""Width of a letter of a state's name, a share of the picture's width on a wide page."""


def claim_picture(scene: Scene, claim_id: str) -> Html | None:
    """The paths that a claim's map opens with, on the default edition's border; None for a claim without a path."""
    cases = scene.cases(claim_id)
    shown = shown_first(scene, cases)
    drawn = [case for case in cases if shown[case.track_id] and case.track is not None]
    return _evidence(scene, drawn, scene.name(claim_id)) if drawn else None


def claims_picture(scene: Scene) -> Html | None:
    """The first path of each claim; None if there is no path at all."""
    firsts = (
        next((case for case in scene.cases(one) if case.track is not None), None) for one in scene.incident.claims
    )
    drawn = [case for case in firsts if case is not None]
    return _evidence(scene, drawn, scene.incident.title) if drawn else None


def borders_picture(scene: Scene) -> Html:
    """Every border edition near the decisive place, each by its dash, with the paths that the map opens with, thin."""
    cases = [case for case in scene.assessment.cases if case.track is not None]
    sheet = Sheet(scene.frame(cases))
    _ground(scene, sheet, cases)
    key = []
    for number, edition_id in enumerate(scene.assessment.editions):
        style = edition_style(number)
        sheet.border(scene.outline(edition_id), "still-edition", style.dash)
        key.append((edition_swatch(style), _(borders.edition(edition_id).title)))
    for claim_id in scene.incident.claims:
        own = scene.cases(claim_id)
        shown = shown_first(scene, own)
        first = next((case for case in own if shown[case.track_id] and case.track is not None), None)
        if first is not None and first.track is not None:
            style_, lines = scene.styles[claim_id], sampled(first.track)
            dash = style_.dash if first.basis != "measured" else None
            sheet.line(*lines, f"still-path thin {style_.css_class}", dash)
            sheet.arrows(*lines, f"still-arrow {style_.css_class}")
            key.append((path_sign(style_, [first]), _path_name(scene, first, several=True)))
    _names(scene, sheet, cases)
    _add_settlements(sheet)
    told = _("{incident}: the borders of all editions at the decisive place", incident=scene.incident.title)
    return _figure(sheet, told, key)


def _figure(sheet: Sheet, told: str, key: Sequence[tuple[Html, str]]) -> Html:
    sheet.bar()
    lines = (tag("li", drawing, tag("span", text)) for drawing, text in key)
    said = _("A still picture, north up. Where scripts run, an interactive map stands in its place.")
    return tag("figure", sheet.svg(told), tag("figcaption", tag("ul", *lines, class_="key"), tag("p", said)),
               class_="still")  # fmt: skip


# --- the ground -------------------------------------------------------------------------------------------------------


def _ground(scene: Scene, sheet: Sheet, cases: Sequence[TrackCase]) -> None:
    """Land, and the zone that the paths are tested against, tinted."""
    for code in scene.states(scene.land_edition):
        sheet.area(scene.state_area(code, scene.land_edition), "still-land")
    tested = [result.zone for case in cases if (result := scene.result(case)) is not None]
    if tested and tested[0] in borders.load(scene.edition):
        sheet.area(scene.state_area(tested[0]), "still-zone")


def _names(scene: Scene, sheet: Sheet, cases: Sequence[TrackCase]) -> None:
    for code in scene.states():
        for place in scene.name_places(code, sheet.window, cases, NAME_LETTER * len(state(code)))[:1]:
            sheet.words(*place, state(code), "still-state", ("middle",), NAME_SPACED)


def _add_settlements(sheet: Sheet) -> None:
    """The largest settlements that are seen, where their names have room."""
    west, south, east, north = sheet.window.bounds
    found = near(west, south, east, north, SETTLEMENTS)
    for one in found:
        sheet.dot(one.lon_deg, one.lat_deg, "still-settlement", 2)
    for one in found:
        sheet.words(one.lon_deg, one.lat_deg, one.name, "still-name", ("e", "w"))


def _path_name(scene: Scene, case: TrackCase, *, several: bool) -> str:
    """A path's name in the key, with its basis; the claim's name first where there are several."""
    name = f"{scene.name(case.claim_id)}: {case.label}" if several else case.label
    return path_name(case, name)


# --- the evidence -----------------------------------------------------------------------------------------------------


def _evidence(scene: Scene, cases: Sequence[TrackCase], name: str) -> Html:
    """Paths with their stays, points and measures; the first on top, later ones beneath it and thicker."""
    sheet = Sheet(scene.frame(cases))
    several = len({case.claim_id for case in cases}) > 1
    _ground(scene, sheet, cases)
    sheet.border(scene.outline(scene.edition), "still-border")
    for number, case in reversed(list(enumerate(cases))):
        _add_path(scene, sheet, case, number if several else 0)
    for case in cases:
        _add_points(scene, sheet, case)
    _names(scene, sheet, cases)
    for case in cases:
        _add_words(scene, sheet, case)
    _add_settlements(sheet)
    told = _("{name}: the decisive place with the paths that the map shows first", name=name)
    return _figure(sheet, told, _evidence_key(scene, cases, several=several))


def _evidence_key(scene: Scene, cases: Sequence[TrackCase], *, several: bool) -> list[tuple[Html, str]]:
    key = []
    for case in cases:
        drawing = path_sign(scene.styles[case.claim_id], [case])
        key.append((drawing, _path_name(scene, case, several=several)))
    style = None if several else scene.styles[cases[0].claim_id]
    if any(scene.stays(case) and not is_point(case) for case in cases):
        key.append((swatch("inside", style), _("the stretch inside")))
    if any(case.warnings for case in cases):
        key.append((swatch("warning", style), _("warnings, even spacing assumed")))
    key.append((swatch("border"), _(borders.edition(scene.edition).title)))
    return key


def _add_path(scene: Scene, sheet: Sheet, case: TrackCase, number: int) -> None:
    assert case.track is not None  # noqa: S101 - only cases with a path come here
    style, result = scene.styles[case.claim_id], scene.result(case)
    dash = style.dash if case.basis != "measured" else None
    sheet.line(*sampled(case.track), f"still-path {style.css_class}", dash)
    sheet.arrows(*sampled(case.track), f"still-arrow {style.css_class}")
    for stay in result.violation.incursions if result is not None else ():
        u0, u1 = (float(case.track.at_along(point.along_m)[0]) for point in (stay.start, stay.end))
        if u1 > u0:
            css = f"still-inside under-{min(number, 3)} {style.css_class}"
            sheet.line(*sampled(case.track, u0, u1), css)
            sheet.keep_off(*sampled(case.track, u0, u1), STAY_PX + 3 * min(number, 3))
    for start, end, _said in _measures(result):
        ends = np.array([start, end])
        sheet.line(ends[:, 0], ends[:, 1], f"still-measure {style.css_class}")


def _measures(result: TrackResult | None) -> list[tuple[tuple[float, float], tuple[float, float], str]]:
    """From each deepest point, or from the closest approach, to the border, with the distance as printed."""
    if result is None:
        return []

    found = [
        ((stay.deepest.lon_deg, stay.deepest.lat_deg), (stay.border_lon_deg, stay.border_lat_deg),
         input_words(numbers.distance(stay.max_depth_m), distance_is_input(result, "deepest")))
        for stay in result.violation.incursions
    ]  # fmt: skip
    closest = result.violation.closest
    if closest is not None:
        at = (closest.at.lon_deg, closest.at.lat_deg)
        border = (closest.border_lon_deg, closest.border_lat_deg)
        text = input_words(numbers.distance(closest.distance_m), distance_is_input(result, "closest"))
        found.append((at, border, text))
    return found


def _add_points(scene: Scene, sheet: Sheet, case: TrackCase) -> None:
    style, result = scene.styles[case.claim_id], scene.result(case)
    for warning in case.warnings:
        sheet.dot(warning.at.lon_deg, warning.at.lat_deg, f"still-warning {style.css_class}", 3)
    for stay in result.violation.incursions if result is not None else ():
        sheet.dot(stay.deepest.lon_deg, stay.deepest.lat_deg, f"still-deepest {style.css_class}", 3.5)
        for point in (stay.entry, stay.exit):
            if point is not None:
                sheet.dot(point.lon_deg, point.lat_deg, f"still-point {style.css_class}", 5)
    closest = result.violation.closest if result is not None else None
    if closest is not None:
        sheet.dot(closest.at.lon_deg, closest.at.lat_deg, f"still-point {style.css_class}", 5)


def _add_words(scene: Scene, sheet: Sheet, case: TrackCase) -> None:
    """Entry, exit and closest approach with their times, then the measured distances."""
    result = scene.result(case)
    if result is None:
        return
    css = f"still-label {scene.styles[case.claim_id].css_class}"
    for stay in result.violation.incursions:
        east = stay.end.lon_deg > stay.start.lon_deg
        ends: tuple[tuple[MarkKind, Point | None, str, str], ...] = (
            ("entry", stay.entry, mark("Entry {time}"), mark("Entry")),
            ("exit", stay.exit, mark("Exit {time}"), mark("Exit")),
        )
        for kind, point, with_time, without in ends:
            if point is not None:
                time = _time(scene, case, result, kind, point)
                text = _(without) if time is None else _(with_time, time=time)
                side: Side = "nw" if (point is stay.entry) == east else "ne"
                sheet.words(point.lon_deg, point.lat_deg, text, css, (side,))
    closest = result.violation.closest
    if closest is not None:
        time = _time(scene, case, result, "closest", closest.at)
        text = _("Closest") if time is None else _("Closest {time}", time=time)
        sheet.words(closest.at.lon_deg, closest.at.lat_deg, text, css, ("s",))
    for start, end, said in _measures(result):
        sheet.words((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, said, css, ("e", "w"))


def _time(scene: Scene, case: TrackCase, result: TrackResult, kind: MarkKind, at: Point) -> str | None:
    """The instant of a point as printed, marked where it was put in."""
    if at.time is None:
        return None
    given = time_is_input(times_put_in(scene.incident, case, result), kind, at.time.timestamp())
    return input_words(numbers.utc(at.time), given)
