"""A still picture of the decisive place with every claim's path: SVG, drawn from the same data as the maps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import shapely

from airspace.assessment import TrackCase
from airspace.geodesy import Floats
from geodata.editions import DEFAULT_EDITION
from maps.evidence import shown_first
from maps.markup import Html, tag
from maps.scene import Scene, sampled
from maps.shapes import Frame
from maps.theme import ClaimStyle
from maps.words import state

__all__ = ["picture"]

WIDTH = 1000.0
M_PER_DEG = 111_320.0  # of latitude; the picture is a plane chart about its middle, for looking at only
BAR_LENGTHS_M = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


class _Chart:
    """Longitude and latitude to picture units, north up."""

    def __init__(self, frame: Frame, aspect: float) -> None:
        self.middle = (frame.west + frame.east) / 2, (frame.south + frame.north) / 2
        self.shrink = math.cos(math.radians(self.middle[1]))
        width_m = (frame.east - frame.west) * M_PER_DEG * self.shrink
        height_m = (frame.north - frame.south) * M_PER_DEG
        self.scale = WIDTH / max(width_m, height_m * aspect)
        self.height = WIDTH / aspect

    def xy(self, lon: Floats | float, lat: Floats | float) -> tuple[Any, Any]:
        """Picture coordinates."""
        x = (lon - self.middle[0]) * M_PER_DEG * self.shrink * self.scale + WIDTH / 2
        y = self.height / 2 - (lat - self.middle[1]) * M_PER_DEG * self.scale
        return x, y

    @property
    def window(self) -> Any:
        """The picture's area in longitude and latitude, with a little beyond its edge."""
        half_x = 0.52 * WIDTH / self.scale / M_PER_DEG / self.shrink
        half_y = 0.52 * self.height / self.scale / M_PER_DEG
        lon, lat = self.middle
        return shapely.box(lon - half_x, lat - half_y, lon + half_x, lat + half_y)


def picture(scene: Scene, aspect: float = 2.4) -> Html:
    """The picture for the dossier's first page; decorative lines carry classes, colours come from the page."""
    cases = [case for case in scene.assessment.cases if case.track is not None]
    chart = _Chart(scene.frame(_drawn(scene, cases)), aspect)
    parts: list[object] = [tag("title", _described(scene))]
    for name in dict.fromkeys(result.zone for result in scene.assessment.results[:1]):
        parts += _shape(chart, scene.state_area(name, DEFAULT_EDITION), "pic-zone", close=True)
        parts += _shape(chart, scene.state_area(name, DEFAULT_EDITION).boundary, "pic-border", close=False)
        parts.append(_name(chart, scene.state_area(name, DEFAULT_EDITION), state(name)))
    labels: list[tuple[float, float]] = []
    for case in _drawn(scene, cases):
        parts += _case(scene, chart, case, labels)
    parts += _bar(chart)
    return tag("svg", *parts, class_="picture", viewBox=f"0 0 {WIDTH:.0f} {chart.height:.0f}", role="img",
               preserveAspectRatio="xMidYMid slice")  # fmt: skip


def _drawn(scene: Scene, cases: Sequence[TrackCase]) -> list[TrackCase]:
    """The first path of each claim, and of each further aircraft the same claim speaks of."""
    chosen: list[TrackCase] = []
    for claim_id in scene.incident.claims:
        own = tuple(case for case in cases if case.claim_id == claim_id)
        shown = shown_first(scene, own)
        chosen += [c for i, c in enumerate(own) if shown[c.track_id] and (i == 0 or c.aircraft == own[0].aircraft)][:1]
    return chosen


def _described(scene: Scene) -> str:
    return f"{scene.incident.title}: the decisive place with the path of each claim, all reconstructed"


def _shape(chart: _Chart, shape: Any, css: str, *, close: bool) -> list[Html]:
    seen = shapely.intersection(shape, chart.window)
    found = []
    for part in shapely.get_parts(seen):
        rings = shapely.get_rings(part) if close and part.geom_type == "Polygon" else [part]
        path = "".join(_path(chart, shapely.get_coordinates(ring), close) for ring in rings)
        if path:
            found.append(tag("path", d=path, class_=css))
    return found


def _path(chart: _Chart, points: Floats, close: bool) -> str:
    x, y = chart.xy(points[:, 0], points[:, 1])
    text = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
    return f"M{text}{'Z' if close else ''}" if text else ""


def _name(chart: _Chart, area: Any, text: str) -> Html:
    seen = shapely.intersection(area, chart.window)
    if seen.is_empty:
        return Html("")
    lon, lat = shapely.maximum_inscribed_circle(seen, tolerance=0.001).coords[0]
    x, y = chart.xy(lon, lat)
    return tag("text", text.upper(), x=f"{x:.0f}", y=f"{y:.0f}", class_="pic-name", text_anchor="middle")


def _case(scene: Scene, chart: _Chart, case: TrackCase, labels: list[tuple[float, float]]) -> list[Html]:
    assert case.track is not None  # noqa: S101 - only cases with a path come here
    style, result = scene.styles[case.claim_id], scene.result(case)
    parts = [_line(chart, *sampled(case.track), style, "pic-path", style.dash if case.basis != "measured" else None)]
    if result is None:
        return parts
    for stay in result.violation.incursions:
        u = [float(case.track.at_along(p.along_m)[0]) for p in (stay.start, stay.end)]
        parts.append(_line(chart, *sampled(case.track, *u), style, "pic-inside", None))
        for point in (stay.entry, stay.exit):
            if point is not None:
                time = "" if point.time is None else f"{point.time:%H:%M:%S}"
                east = point.lon_deg >= (stay.start.lon_deg + stay.end.lon_deg) / 2
                parts += _point(chart, point.lon_deg, point.lat_deg, style, time, labels, above=True, east=east)
    near = result.violation.closest
    if near is not None:
        ends = chart.xy(near.at.lon_deg, near.at.lat_deg), chart.xy(near.border_lon_deg, near.border_lat_deg)
        parts.append(tag("path", d=f"M{ends[0][0]:.1f} {ends[0][1]:.1f}L{ends[1][0]:.1f} {ends[1][1]:.1f}",
                         class_=f"pic-measure {style.css_class}"))  # fmt: skip
        text = f"{near.distance_m / 1000:.1f} km from the border"
        parts += _point(chart, near.at.lon_deg, near.at.lat_deg, style, text, labels, above=False, east=None)
    return parts


def _line(chart: _Chart, lon: Floats, lat: Floats, style: ClaimStyle, css: str, dash: str | None) -> Html:
    x, y = chart.xy(lon, lat)
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    return tag("polyline", points=points, class_=f"{css} {style.css_class}", stroke_dasharray=dash)


def _point(
    chart: _Chart, lon: float, lat: float, style: ClaimStyle, text: str, labels: list[tuple[float, float]],
    *, above: bool, east: bool | None,
) -> list[Html]:  # fmt: skip
    """A ringed point; its label only where no other stands."""
    x, y = chart.xy(lon, lat)
    parts = [tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=5, class_=f"pic-point {style.css_class}")]
    free = all(abs(x - a) > 90 or abs(y - b) > 22 for a, b in labels)
    if text and free:
        labels.append((x, y))
        shift, anchor = {True: (8, "start"), False: (-8, "end"), None: (0, "middle")}[east]
        parts.append(tag("text", text, x=f"{x + shift:.1f}", y=f"{y + (-10 if above else 24):.1f}",
                         text_anchor=anchor, class_="pic-label"))  # fmt: skip
    return parts


def _bar(chart: _Chart) -> list[Html]:
    """A scale bar of a round length, about a sixth of the picture."""
    length = max((m for m in BAR_LENGTHS_M if m * chart.scale <= WIDTH / 6), default=BAR_LENGTHS_M[0])
    x1, y = WIDTH - 20.0, chart.height - 18.0
    x0 = x1 - length * chart.scale
    text = f"{length / 1000:g} km"
    return [
        tag("path", d=f"M{x0:.1f} {y - 5:.1f}V{y:.1f}H{x1:.1f}V{y - 5:.1f}", class_="pic-bar"),
        tag("text", text, x=f"{(x0 + x1) / 2:.1f}", y=f"{y - 8:.1f}", text_anchor="middle", class_="pic-label"),
    ]
