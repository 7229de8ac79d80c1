"""One claim, one map: opened on the decisive place, with what each path was built from in plain sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import folium
import shapely

from airspace.assessment import TrackCase, TrackResult, speed_rows
from airspace.intervals import IntervalRow
from airspace.summary import beside
from geodata import editions as borders
from geodata.editions import DEFAULT_EDITION
from maps import layers, numbers
from maps.drawing import drawing
from maps.evidence import add_case, add_context, evidence_legend, shown_first, source_html
from maps.markup import Html, join, tag
from maps.page import LegendItem, facts, map_page
from maps.scene import NEAR_M, Scene
from maps.shapes import Frame
from maps.theme import swatch
from maps.words import beside_sentence, built_from, date_text, edition_name, path_sentence, si_text, state

__all__ = ["add_borders", "add_ground", "claim_page", "statements_html"]


def add_ground(scene: Scene, map_: folium.Map, frame: Frame) -> None:
    """The zones that are tested, tinted, and the names of the states."""
    tested = dict.fromkeys(result.zone for result in scene.assessment.results)
    states = borders.load(DEFAULT_EDITION)
    main = next((zone for zone in tested if zone in states), None)
    if main is not None:
        group = layers.group(map_, f"Airspace of {state(main)}", listed=False)
        layers.zone(group, scene.state_area(main))
    labels = layers.group(map_, "Names of states", listed=False)
    for code in states:
        lon, lat = _name_place(scene, code, frame)
        layers.area_name(labels, lon, lat, state(code))


def _name_place(scene: Scene, code: str, frame: Frame) -> tuple[float, float]:
    """A place for a state's name inside the part of it that the map opens on."""
    seen = shapely.intersection(
        scene.state_area(code), shapely.box(frame.west, frame.south, frame.east, frame.north)
    )
    shape = scene.state_area(code) if seen.is_empty else seen
    lon, lat = shapely.maximum_inscribed_circle(shape, tolerance=0.001).coords[0]
    return float(lon), float(lat)


def add_borders(scene: Scene, map_: folium.Map) -> list[LegendItem]:
    """Every edition's border as a layer, the default one on."""
    legend = []
    for edition_id in scene.assessment.editions:
        edition = borders.edition(edition_id)
        other = edition_id != DEFAULT_EDITION
        group = layers.group(map_, f"Border: {edition_name(edition_id)}", show=not other)
        for number, area in enumerate(scene.outlines(edition_id)):
            credit = edition.notice if number == 0 else None
            layers.border(group, area, edition.title, credit=credit, other=other)
        text = f"{edition.title}, drawn to {NEAR_M:.0f} m"
        legend.append(LegendItem(swatch("border-other" if other else "border"), text, group))
    return legend


def claim_page(scene: Scene, claim_id: str, intervals: Mapping[str, tuple[IntervalRow, ...]]) -> str:
    """The page of one claim.

    Args:
        intervals: by track id, what its reconstruction gives over the interval of its assumed course.
    """
    incident, claim, cases = scene.incident, scene.incident.claims[claim_id], scene.cases(claim_id)
    with drawing():
        frame = scene.frame(cases)
        map_ = scene.base(frame)
        add_ground(scene, map_, frame)
        legend = add_borders(scene, map_)
        shown = shown_first(scene, cases)
        for case in cases:
            group = add_case(scene, map_, case, name=case.label, show=shown[case.track_id])
            if group is not None:
                legend += evidence_legend(scene, case, group)
        legend += add_context(scene, map_)
        layers.finish(map_)
        panel = facts(
            claim.title,
            kicker=f"{date_text(incident.date)} · {claim.claimant}",
            sentence=_sentence(scene, claim_id),
            built_from=built_from(cases[0]) if cases else None,
            style=scene.styles[claim_id],
            details=_details(scene, claim_id, intervals),
        )
        return map_page(
            map_,
            title=f"{claim.claimant}: {claim.title}",
            panel=panel,
            legend=legend,
            credits_=scene.credits(scene.assessment.editions),
        )


def _sentence(scene: Scene, claim_id: str) -> str:
    """The one sentence of a claim's map: what its first path gives, beside what else it states."""
    cases = scene.cases(claim_id)
    if not cases:
        return "No path can be built from what is stated."
    case = cases[0]
    result = scene.result(case)
    text = path_sentence(case, result)
    if result is not None:
        text += f" {beside_sentence(beside(scene.incident, case, result)[:1])}"
    return text.strip()


def _details(
    scene: Scene, claim_id: str, intervals: Mapping[str, tuple[IntervalRow, ...]]
) -> list[tuple[object, object]]:
    claim, cases = scene.incident.claims[claim_id], scene.cases(claim_id)
    found: list[tuple[object, object]] = []
    if cases:
        found.append((f"The paths ({len(cases)})", join([_path_html(scene, case) for case in cases])))
        found.append(("On other borders", _borders_table(scene, cases)))
    courses = [(case, intervals[case.track_id]) for case in cases if intervals.get(case.track_id)]
    if courses:
        found.append(("Over the assumed course", join([_interval_table(case, rows) for case, rows in courses])))
    found += [(table.label, _speed_table(scene, claim_id, name)) for name, table in claim.tables.items()]
    found.append((f"What is stated ({len(claim.statements)})", statements_html(scene, claim_id)))
    return found


def _path_html(scene: Scene, case: TrackCase) -> Html:
    result, solved = scene.result(case), case.reconstruction
    note = scene.incident.claims[case.claim_id].tracks[case.track_id].note
    parts: list[object] = [tag("h3", case.label), tag("p", path_sentence(case, result))]
    parts.append(tag("p", built_from(case), class_="built"))
    if result is not None:
        stated = beside_sentence(beside(scene.incident, case, result))
        parts.append(tag("p", stated) if stated else "")
        if not result.decisive:
            parts.append(tag("p", f"Undetermined: {result.why}."))
    if solved is not None:
        count = "one path fits" if solved.solutions == 1 else f"{solved.solutions} paths fit"
        parts.append(tag("p", f"{count.capitalize()}; {solved.rule}."))
        shown = _figures(solved.figures)
        parts.append(tag("p", shown) if shown else "")
        parts += [tag("p", f"Or: {text}.") for text in solved.alternatives]
    parts.append(tag("p", f"{note[:1].upper()}{note[1:]}.") if note else "")
    return tag("section", *parts)


_FIGURES: Final[Mapping[str, Callable[[float], str]]] = {
    "course_at_entry_deg": lambda v: f"course at the entry {v:.1f}°",
    "course_at_closest_deg": lambda v: f"course at the closest approach {v:.1f}°",
    "crossing_course_deg": lambda v: f"enters on course {v:.0f}°",
    "stated_course_deg": lambda v: f"stated course {v:.0f}°",
    "turn_radius_m": lambda v: f"turn radius {numbers.distance(v, 10)}",
    "load_factor": lambda v: f"load factor {v:.2f} g",
}


def _figures(figures: Mapping[str, float]) -> str:
    texts = [_FIGURES[name](value) for name, value in figures.items() if name in _FIGURES]
    return f"Computed: {', '.join(texts)}." if texts else ""


def _borders_table(scene: Scene, cases: tuple[TrackCase, ...]) -> Html:
    """Two questions kept apart: the path moved to a border, and a path solved on it."""
    again = {(case.track_id, case.solved_on): (case, result) for case, result in scene.assessment.solved_again
             if case.claim_id == cases[0].claim_id}  # fmt: skip
    parts = []
    for case in cases:
        rows = []
        for edition_id in scene.assessment.editions:
            result = scene.result(case, edition_id)
            moved = "–" if result is None else _verdict(result)
            solved, anew = again.get((case.track_id, edition_id), (None, None))
            fits = "given, not solved"
            if solved is not None and solved.track is None:
                fits = f"none: {solved.reconstruction.nearest if solved.reconstruction else ''}"
            elif anew is not None:
                deep = anew.violation.incursions and "max_depth_m" not in anew.by_construction
                fits = f"path, deepest {numbers.distance(anew.violation.max_depth_m)}" if deep else "path"
            rows.append(tag("tr", tag("th", edition_id, scope="row"), tag("td", moved), tag("td", fits)))
        head = tag("tr", tag("th", "Border", scope="col"), tag("th", "This path moved there", scope="col"),
                   tag("th", "Solved there", scope="col"))  # fmt: skip
        parts.append(tag("table", tag("caption", case.label), tag("thead", head), tag("tbody", *rows)))
    families = {borders.edition(e).family for e in scene.assessment.editions}
    note = f"The {len(scene.assessment.editions)} borders belong to {len(families)} independent families."
    return join([*parts, tag("p", note)])


def _verdict(result: TrackResult) -> str:
    found = result.violation
    margin = "" if found.margin_m is None else f" by {numbers.distance(abs(found.margin_m))}"
    text = f"{found.verdict}{margin}"
    if "verdict" in result.by_construction:
        return f"{text} (input)"
    return text if result.decisive else f"undetermined ({text}; too coarse)"


def _interval_table(case: TrackCase, rows: tuple[IntervalRow, ...]) -> Html:
    body = []
    for row in rows:
        found = row.violation
        if found is None:
            text = f"no path: {row.why}"
        elif found.incursions:
            text = f"deepest {numbers.distance(found.max_depth_m)}"
        else:
            text = f"outside, closest {numbers.distance(found.closest_approach_m)}"
        body.append(tag("tr", tag("th", f"{row.value_si:.0f}°", scope="row"), tag("td", text)))
    head = tag("tr", tag("th", "Course", scope="col"), tag("th", "The path", scope="col"))
    return tag("table", tag("caption", case.label), tag("thead", head), tag("tbody", *body))


def _speed_table(scene: Scene, claim_id: str, name: str) -> Html:
    table = scene.incident.claims[claim_id].tables[name]
    given = scene.incident.resolve(claim_id, table.duration)
    body = [
        tag("tr", tag("th", row.speed_text, scope="row"),
            tag("td", numbers.span(row.length_low_m, row.length_high_m, 10, "m")))
        for row in speed_rows(scene.incident, claim_id, table)
    ]  # fmt: skip
    head = tag("tr", tag("th", "At a speed of", scope="col"), tag("th", f"{given.text} make", scope="col"))
    return join([tag("table", tag("thead", head), tag("tbody", *body)), tag("p", table.why)])


def statements_html(scene: Scene, claim_id: str) -> Html:
    """Every statement of a claim: figure, readings, speaker, date, sources; untestable ones say why."""
    incident, items = scene.incident, []
    for statement_id in incident.claims[claim_id].statements:
        statement = incident.statement(claim_id, statement_id)
        readings = []
        for reading_id, reading in statement.readings.items():
            given = incident.resolve(claim_id, f"{statement_id}/{reading_id}")
            value = "" if given.value_si != given.value_si else f" = {si_text(given.value_si, given.dimension)}"
            place = f" ({given.place})" if given.place else ""
            shown = f"{reading.quantity.replace('_', ' ')}: {given.text}{value}{place}"
            readings.append(tag("li", shown))
        who = statement.speaker or "speaker not stated"
        when = f", {date_text(statement.said_on)}" if statement.said_on is not None else ""
        parts = [tag("p", statement.says, class_="says"), tag("ul", *readings) if readings else ""]
        if statement.untestable is not None:
            text = f"Untestable: {statement.untestable.why}. Would settle it: {statement.untestable.would_settle}."
            parts.append(tag("p", text))
        parts.append(tag("p", f"{who}{when}. ", source_html(incident, statement.source_ids), class_="origin"))
        items.append(tag("li", *parts))
    return tag("ol", *items, class_="statements")
