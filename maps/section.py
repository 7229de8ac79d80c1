"""The vertical section along a path: altitude over distance, with the stretch inside, crossings and closest approach.

Altitudes are what a claim states or a track gives, never measured here; ground is not drawn, since no data of it are at
hand. The drawing is for the eye; the words below it say the same in figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import numpy as np

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult
from airspace.geodesy import Floats
from airspace.language import _, mark
from airspace.track import Point, Track
from maps.axes import Scale, ruler, upright, words
from maps.evidence import shown_first
from maps.markup import Html, join, tag
from maps.scene import Scene

__all__ = ["path_section", "sections"]

AROUND: Final = 3.0
"""So many times the stretch that decides is shown before it and after it, and never less than :data:`AT_LEAST_M`."""

AT_LEAST_M: Final = 4_000.0

WHOLE_UP_TO: Final = 1.5
"""A path no longer than so many times what would be shown of it is shown whole."""

HEADROOM: Final = 1.3
"""How far the scale of altitude reaches, as a multiple of the highest."""

STEPS_S: Final = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
MOST_TIMES: Final = 5

NO_ALTITUDE: Final = mark("no altitude stated")
_STATED, _ASSUMED = mark("(altitude as stated, not measured)"), mark("(altitude assumed, not measured)")
_GIVEN, _MEASURED = mark("(altitude as the given track has it)"), mark("(altitude as measured)")


def sections(scene: Scene, claim_id: str) -> Html | None:
    """A section for each path that the claim's map opens with; None for a claim without a path."""
    cases = scene.cases(claim_id)
    shown = shown_first(scene, cases)
    drawn = [path_section(scene, case) for case in cases if shown[case.track_id] and case.track is not None]
    return join(drawn) if any(drawn) else None


def path_section(scene: Scene, case: TrackCase) -> Html:
    """One path's section; empty without a path that leads anywhere."""
    track, result = case.track, scene.result(case)
    if track is None or not track.along_m[-1] > 0:
        return Html("")
    low_m, high_m = _seen(track, result)
    across = _fewer(Scale(low_m, high_m, _km))
    style = scene.styles[case.claim_id]
    figures = [_marks(result, across), _plot(case, result, across), ruler(across)]
    times = _times(track, low_m, high_m)
    if times:
        places = [words(across, along_m, text, "tick", 12) for along_m, text in times]
        figures.append(tag("svg", *places, class_="ruler", aria_hidden="true"))
    said = _("Across: distance along the path.") + (" " + _("Below it: UTC.") if times else "")
    if high_m - low_m < track.along_m[-1]:
        part, total = _km_along(high_m - low_m), _km_along(float(track.along_m[-1]))
        said += " " + _("Shown: {part} of {total}.", part=part, total=total)
    told = [tag("li", line) for line in _told(case, result)]
    caption = tag("figcaption", tag("p", said), tag("ul", *told) if told else "")
    figure = tag("figure", *figures, caption, class_=f"section {style.css_class}")
    return tag("section", tag("h2", case.label), figure)


# --- what is seen -----------------------------------------------------------------------------------------------------


def _seen(track: Track, result: TrackResult | None) -> tuple[float, float]:
    """The stretch of the path that is drawn, metres along it: round what decides, or all of a short path."""
    whole = float(track.along_m[-1])
    points = [point.along_m for point in _deciding(result)]
    if not points:
        return 0.0, whole
    room = max(AROUND * (max(points) - min(points)), AT_LEAST_M)
    low, high = max(0.0, min(points) - room), min(whole, max(points) + room)
    return (0.0, whole) if whole <= WHOLE_UP_TO * (high - low) else (low, high)


def _deciding(result: TrackResult | None) -> Iterator[Point]:
    if result is not None:
        for stay in result.violation.incursions:
            yield from (stay.start, stay.end)
        if result.violation.closest is not None:
            yield result.violation.closest.at


def _fewer(scale: Scale) -> Scale:
    """The same scale with so few figures that they stand apart in a narrow panel."""
    ticks = scale.ticks()
    return scale if len(ticks) <= MOST_TIMES else replace(scale, figures=ticks[len(ticks) % 2 :: 2])


def _km(value_m: float) -> str:
    """Kilometres with as many decimals as a tick has."""
    known = next((size for size in (1_000.0, 100.0, 10.0) if abs(value_m / size - round(value_m / size)) < 1e-6), 1.0)
    return f"{numbers.number(value_m / 1000, known / 1000)}\u00a0{numbers.unit_name('km')}"


def _times(track: Track, low_m: float, high_m: float) -> list[tuple[float, str]]:
    """Round times of day with their places along the path; none for a path without times."""
    if track.t_s is None or track.start is None:
        return []
    first, last = (float(np.interp(along, track.along_m, track.t_s)) for along in (low_m, high_m))
    since = track.start.timestamp()
    step = next((s for s in STEPS_S if (last - first) / s <= MOST_TIMES), STEPS_S[-1])
    count = range(int(np.ceil((since + first) / step)), int(np.floor((since + last) / step)) + 1)
    pattern = "%H:%M" if step >= 60 else "%H:%M:%S"
    return [
        (
            float(np.interp(n * step - since, track.t_s, track.along_m)),
            f"{datetime.fromtimestamp(n * step, UTC):{pattern}}",
        )
        for n in list(count)[: MOST_TIMES + 1]
    ]


# --- the drawing ------------------------------------------------------------------------------------------------------


def _marks(result: TrackResult | None, across: Scale) -> Html:
    """The words over the drawing: entry to the left of its line, exit to the right; or the closest approach."""
    parts: list[Html] = []
    stays = result.violation.incursions if result is not None else ()
    for stay in stays[:1]:
        for point, text, anchor, shift in ((stay.entry, _("Entry"), "end", 3), (stay.exit, _("Exit"), "start", -3)):
            if point is not None:
                x = f"{across.at(point.along_m):.2f}%"
                parts.append(tag("text", text, x=x, y=12, dx=shift, text_anchor=anchor, class_="said"))
    near = result.violation.closest if result is not None else None
    if near is not None:
        parts.append(words(across, near.at.along_m, _("Closest approach"), "said", 12))
    return tag("svg", *parts, class_="over", aria_hidden="true") if parts else Html("")


def _plot(case: TrackCase, result: TrackResult | None, across: Scale) -> Html:
    assert case.track is not None  # noqa: S101 - drawn only if there is a path
    parts: list[Html] = [upright(across, tick, "grid") for tick in across.ticks()]
    stays = result.violation.incursions if result is not None else ()
    for stay in stays:
        left, right = across.at(stay.start.along_m), across.at(stay.end.along_m)
        shade = {"x": f"{left:.2f}%", "width": f"{right - left:.2f}%"}
        parts.append(tag("rect", **shade, y=0, height="100%", class_="within-zone"))
    for point in (end for stay in stays for end in (stay.entry, stay.exit)):
        if point is not None:
            parts.append(upright(across, point.along_m, "crossing-line"))
    near = result.violation.closest if result is not None else None
    if near is not None:
        parts.append(upright(across, near.at.along_m, "nearest-line"))
    if case.track.alt_m is None:
        said = tag("text", _(NO_ALTITUDE), x=0, y="50%", dx=6, dy=4, class_="tick")
        return tag("svg", *parts, said, class_="profile low", aria_hidden="true")
    parts += _altitude(case, [stay.deepest for stay in stays], across)
    return tag("svg", *parts, class_="profile", aria_hidden="true")


def _altitude(case: TrackCase, deepest: Sequence[Point], across: Scale) -> list[Html]:
    """Lines of round altitudes, the path's altitude as a line, and its deepest points on it."""
    track = case.track
    assert track is not None and track.alt_m is not None  # noqa: S101 - asked for only where it is stated
    along = np.unique(np.concatenate([[across.low, across.high], track.along_m]))
    along = along[(along >= across.low) & (along <= across.high)]
    alt_m = _at(track, along)
    up = Scale(min(0.0, float(alt_m.min())), max(HEADROOM * float(alt_m.max()), 1.0), numbers.distance)
    parts: list[Html] = []
    for tick in [value for value in up.ticks() if up.low < value][:: 1 if len(up.ticks()) <= 4 else 2]:
        y = f"{100 - up.at(tick):.2f}%"
        parts.append(tag("line", x1="0", x2="100%", y1=y, y2=y, class_="grid"))
        parts.append(tag("text", up.text(tick), x=0, y=y, dy=-3, class_="tick"))
    dash = None if case.basis == "measured" else "6 4"
    data = "L".join(f"{10 * across.at(s):.1f} {100 - up.at(z):.2f}" for s, z in zip(along, alt_m, strict=True))
    line = tag("path", d=f"M{data}", class_="altitude", stroke_dasharray=dash)
    parts.append(tag("svg", line, viewBox="0 0 1000 100", preserveAspectRatio="none", class_="lines"))
    for point in deepest:
        if point.alt_m is not None:
            at = {"cx": f"{across.at(point.along_m):.2f}%", "cy": f"{100 - up.at(point.alt_m):.2f}%"}
            parts.append(tag("circle", **at, r=4, class_="deepest-point"))
    return parts


def _at(track: Track, along_m: Floats) -> Floats:
    assert track.alt_m is not None  # noqa: S101 - as above
    return np.asarray(np.interp(along_m, track.along_m, track.alt_m), float)


# --- the words --------------------------------------------------------------------------------------------------------


def _told(case: TrackCase, result: TrackResult | None) -> list[str]:
    """The same in figures: altitude and what it rests on, then every crossing, deepest point and closest approach."""
    assert case.track is not None  # noqa: S101 - told only if there is a path
    told = [_altitude_told(case)]
    for stay in result.violation.incursions if result is not None else ():
        told += [_("Entry at {place}", place=_place(stay.entry))] if stay.entry is not None else []
        depth = _said(result, "max_depth_m", stay.max_depth_m)
        told.append(_("Deepest at {place}, {depth} from the border", place=_place(stay.deepest), depth=depth))
        told += [_("Exit at {place}", place=_place(stay.exit))] if stay.exit is not None else []
    near = result.violation.closest if result is not None else None
    if near is not None:
        distance = _said(result, "closest_approach_m", near.distance_m)
        told.append(_("Closest at {place}, {distance} from the border", place=_place(near.at), distance=distance))
    return told


def _altitude_told(case: TrackCase) -> str:
    assert case.track is not None  # noqa: S101 - as above
    alt_m = case.track.alt_m
    if alt_m is None:
        return _("Altitude: {said}", said=_(NO_ALTITUDE))
    given = case.inputs.get("altitude") or case.inputs.get("altitude_1")
    if case.stated is not None and given is not None:
        told = [one for role, one in case.inputs.items() if role.startswith("altitude_")]
        given = next((one for one in told if one.kind == "assumption"), given)
    if given is not None:
        basis = _ASSUMED if given.kind == "assumption" else _STATED
    else:
        basis = _MEASURED if case.basis == "measured" else _GIVEN
    text = numbers.span(float(alt_m.min()), float(alt_m.max()), 1.0, "m")
    if given is not None and case.stated is None:
        stated = numbers.localised(given.text)
        text = text if stated.replace(" ", "\u00a0") == text else f"{stated} = {text}"
    return _("Altitude {figure} {basis}", figure=text, basis=_(basis))


def _said(result: TrackResult | None, name: str, value_m: float) -> str:
    text = numbers.distance(value_m)
    fixed = result is not None and name in result.by_construction
    return _("{figure} (input)", figure=text) if fixed else text


def _km_along(along_m: float) -> str:
    return f"{numbers.number(along_m / 1000, 0.1)}\u00a0{numbers.unit_name('km')}"


def _place(point: Point) -> str:
    place = _km_along(point.along_m)
    return place if point.time is None else f"{place}, {numbers.utc(point.time)}"
