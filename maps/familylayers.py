"""A family of paths as one layer: its band, its middle, some of its members, where they enter and leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import folium
import numpy as np
import shapely

from airspace import numbers
from airspace.borderline import BorderLine
from airspace.families.family import Family
from airspace.families.shape import Quantiles, distributions, drawn_members, envelope, spreads
from airspace.families.words import family_sentence
from airspace.geodesy import Floats
from airspace.language import _, mark
from maps import layers
from maps.envelopes import SpreadKind, band, median, members, spread
from maps.markup import Html, join, tag
from maps.page import LegendItem, definitions
from maps.scene import NEAR_M, Scene
from maps.shapes import drawn
from maps.theme import swatch

__all__ = ["add_family", "family_legend"]

GAP_M = 300.0
"""Where no path enters along so much border, the stretch is drawn as two."""

_PLACES: Final[dict[str, tuple[SpreadKind, str]]] = {
    "entry": ("entry", mark("{path}: where 90 % of {count} paths enter")),
    "exit": ("exit", mark("{path}: where 90 % of {count} paths leave")),
    "closest": ("closest", mark("{path}: where 90 % of {count} paths come closest")),
}
_MEASURES: Final = (
    ("length_m", mark("Length inside"), "m", 1.0),
    ("depth_m", mark("Greatest depth"), "m", 1.0),
    ("closest_m", mark("Closest approach"), "m", 1.0),
    ("duration_s", mark("Time inside"), "s", 1.0),
    ("speed_mps", mark("Speed over ground"), "km/h", 3.6),
)


def add_family(scene: Scene, map_: folium.Map, family: Family, *, show: bool) -> folium.FeatureGroup | None:
    """One family as a layer; None if it has no member."""
    if not family.members.count:
        return None
    style, name = scene.styles[family.case.claim], family.case.label
    key = f"family.{family.case.claim}.{family.case.id}"
    group = layers.group(map_, name, section="families", key=key, show=show)
    popup = _popup(family)
    shape = envelope(family)
    if shape is not None and shape.station_m.size > 1:
        low, high = (np.column_stack(line) for line in (shape.low, shape.high))
        ring = shapely.make_valid(shapely.Polygon(np.concatenate([low, high[::-1]])))
        if np.isnan(family.members.length_m).all():  # all outside: what lies between them inside is none of theirs
            ring = shapely.difference(ring, scene.state_area(family.case.zone_state, family.case.edition))
        for part in shapely.get_parts(ring):
            if part.geom_type == "Polygon":
                band(group, part, _("{path}, 5 to 95 %", path=name), style=style, popup=popup)
    m = family.members
    some = drawn_members(family)
    members(group, m.lon_deg[some], m.lat_deg[some], style)
    if shape is not None and shape.station_m.size > 1:
        median(group, *shape.median, _("{path}, middle", path=name), style=style)
    _add_spreads(scene, group, family)
    return group


def _add_spreads(scene: Scene, group: folium.FeatureGroup, family: Family) -> None:
    """Where the middle 90 % of the members enter and leave, in as many stretches of border as there are."""
    line = BorderLine.of(family.case.zone.edges, family.case.area)
    if line is None:
        return
    m = family.members
    columns = {
        "entry": (m.entry_lon_deg, m.entry_lat_deg),
        "exit": (m.exit_lon_deg, m.exit_lat_deg),
        "closest": (m.closest_lon_deg, m.closest_lat_deg),
    }
    for name, found in spreads(family).items():
        kind, told = _PLACES[name]
        lon, lat = (column[~np.isnan(column)] for column in columns[name])
        along = np.sort(line.along_m(lon, lat))
        held = along[(along >= found.along_m.low) & (along <= found.along_m.high)]
        label = _(told, path=family.case.label, count=found.along_m.count)
        stretches = [_border_between(line, low, high) for low, high in _stretches(held)]
        spread(group, stretches, label, kind, scene.styles[family.case.claim], middle=found.points[1])


def _stretches(along_m: Floats) -> Iterator[tuple[float, float]]:
    """Ends of the runs of sorted places without a gap; one that stands alone is as long as half a gap."""
    for run in np.split(along_m, np.flatnonzero(np.diff(along_m) > GAP_M) + 1):
        if run.size:
            middle, half = (run[0] + run[-1]) / 2, max(float(run[-1] - run[0]), GAP_M / 2) / 2
            yield float(middle - half), float(middle + half)


def _border_between(line: BorderLine, low_m: float, high_m: float) -> tuple[Floats, Floats]:
    """The border between two places along it, as the vertices of its ring and both ends, thinned; for drawing."""
    whole = float(line.before_m[-1])
    along = line.sign * ((line.before_m[:-1] - line.zero_m + whole / 2) % whole - whole / 2)
    order = np.argsort(along, kind="stable")
    lon, lat = (column[line.first : line.last][order] for column in (line.edges.lon_a, line.edges.lat_a))
    along = along[order]
    at = np.concatenate([[low_m], along[(along > low_m) & (along < high_m)], [high_m]])
    points = shapely.LineString(np.column_stack([np.interp(at, along, lon), np.interp(at, along, lat)]))
    lon, lat = shapely.get_coordinates(drawn(points, near_m=NEAR_M).geometry).T
    return lon, lat


# --- words --------------------------------------------------------------------------------------------------


def _popup(family: Family) -> Html:
    found = distributions(family)
    rows: list[tuple[object, object]] = [
        (_(text), _span(found[name], unit, scale)) for name, text, unit, scale in _MEASURES if name in found
    ]
    held = "; ".join(f"{condition.name} ({condition.told})" for condition in family.case.conditions)
    assumed = "; ".join(str(text) for text in family.case.assumed)
    return join(
        [
            tag("h2", family.case.label),
            tag("p", family_sentence(family)),
            tag("p", _("90 % of the members lie between:")),
            definitions(rows),
            tag("p", _("Held against: {conditions}.", conditions=held)),
            tag("p", _("Drawn from: {inputs}.", inputs=assumed)),
        ]
    )


def _span(values: Quantiles, unit: str, scale: float) -> str:
    return numbers.span(values.low * scale, values.high * scale, 1.0, unit)


def family_legend(scene: Scene, groups: list[tuple[Family, folium.FeatureGroup]]) -> list[LegendItem]:
    """What the marks of the families mean, there while one of them is shown."""
    if not groups:
        return []
    style, shown = scene.styles[groups[0][0].case.claim], tuple(group for _, group in groups)
    texts = {
        "band": _("family of paths that meet the statements: 90 % of them, sampled"),
        "median": _("the middle of the family, no path of its own"),
        "member": _("some of its paths"),
        "spread": _("where 90 % of them enter, leave or come closest"),
    }
    return [LegendItem(swatch(kind, style), text, shown) for kind, text in texts.items()]
