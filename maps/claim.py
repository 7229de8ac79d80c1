"""One claim, one map: opened on the decisive place, with what each path was built from in plain sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import folium
import shapely

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult, speed_rows
from airspace.certainty import ClaimSure
from airspace.families.family import Family
from airspace.families.words import family_sentence
from airspace.language import _, n_
from airspace.sensitivity import IntervalRow
from airspace.summary import beside
from airspace.terms import choice_word, quantity_name, verdict_word
from airspace.wording import capital
from geodata import editions as borders
from maps import layers
from maps.drawing import drawing
from maps.envelopes import add_flip
from maps.evidence import Drawn, add_case, add_context, evidence_legend, shown_first, source_html
from maps.familylayers import add_family, family_legend
from maps.markup import Html, join, local_link, tag
from maps.page import LegendItem, facts, map_page
from maps.scene import NEAR_M, Scene
from maps.section import sections
from maps.settlements import add_settlements, settlements_credit
from maps.shapes import Frame
from maps.still import claim_picture
from maps.theme import swatch
from maps.words import (
    beside_sentence,
    built_from,
    date_text,
    exactness_sentence,
    path_sentence,
    si_text,
    state,
)
from maps.zonelayers import add_zones, zones_html

__all__ = ["add_borders", "add_ground", "claim_page", "statements_html"]


def add_ground(scene: Scene, map_: folium.Map, frame: Frame, cases: Sequence[TrackCase]) -> None:
    """The first zone that is tested, tinted, and the names of the states, clear of the paths."""
    box = shapely.box(frame.west, frame.south, frame.east, frame.north)
    tested = dict.fromkeys(result.zone for result in scene.assessment.results)
    held = borders.load(scene.edition)
    main = next((zone for zone in tested if zone in held), None)
    if main is not None:
        group = layers.group(map_, f"Airspace of {state(main)}", listed=False)
        layers.zone(group, scene.state_area(main))
    labels = layers.group(map_, "Names of states", listed=False)
    for code in scene.states():
        place = scene.map_name_place(code, state(code), box, cases)
        if place is not None:
            layers.area_name(labels, *place, state(code))


def add_borders(scene: Scene, map_: folium.Map) -> list[LegendItem]:
    """Every edition's border as a layer, the default one on."""
    legend = []
    for edition_id in scene.assessment.editions:
        edition = borders.edition(edition_id)
        other = edition_id != scene.edition
        title = _(edition.title)
        group = layers.group(map_, title, section="borders", key=f"border.{edition_id}", show=not other)
        layers.border(group, scene.outline(edition_id), title, credit=edition.notice, other=other)
        text = _("{edition}, drawn to {distance}", edition=title, distance=numbers.distance(NEAR_M))
        legend.append(LegendItem(swatch("border-other" if other else "border"), text, (group,)))
    return legend


def claim_page(
    scene: Scene,
    claim_id: str,
    intervals: Mapping[str, tuple[IntervalRow, ...]],
    findings: str | None = None,
    sure: ClaimSure | None = None,
    sure_page: str | None = None,
) -> str:
    """The page of one claim.

    Args:
        intervals: by track id, what its reconstruction gives over the interval of its assumed course.
        findings: file beside the page with the findings about the claim, if there is one.
        sure: how sure its verdicts are; without it the map shows no families and nothing that flips.
        sure_page: file beside the page that tells it at length, if there is one.
    """
    claim, cases = scene.incident.claims[claim_id], scene.cases(claim_id)
    with drawing():
        frame = scene.frame(cases)
        map_ = scene.base(frame)
        add_ground(scene, map_, frame, cases)
        legend = add_borders(scene, map_) + add_zones(scene, map_, claim_id)
        shown = shown_first(scene, cases)
        drawn: list[Drawn] = []
        for case in cases:
            group = add_case(scene, map_, case, show=shown[case.track_id])
            if group is not None:
                drawn.append((case, case.label, group))
        legend += evidence_legend(scene, map_, drawn)
        if sure is not None:
            legend += _add_flips(scene, map_, sure)
            legend += _add_families(scene, map_, sure)
        legend += add_context(scene, map_)
        legend += add_settlements(scene, map_, frame)
        layers.finish(map_)
        panel = facts(
            claim.title,
            kicker=_kicker(scene, claim_id, findings, sure_page),
            sentence=_sentence(scene, claim_id),
            built_from=built_from(cases[0]) if cases else None,
            style=scene.styles[claim_id],
            details=_details(scene, claim_id, intervals, sure),
        )
        return map_page(
            map_,
            title=f"{claim.claimant}: {claim.title}",
            panel=panel,
            legend=legend,
            credits_=[*scene.credits(scene.assessment.editions), settlements_credit()],
            still=claim_picture(scene, claim_id),
        )


def _add_flips(scene: Scene, map_: folium.Map, sure: ClaimSure) -> list[LegendItem]:
    """The smallest shift that flips each path's verdict, a layer each; that of the first path is shown."""
    groups: list[folium.FeatureGroup] = []
    for track in sure.tracks:
        if track.flip is not None and track.flip.displacement is not None:
            key = f"flip.{track.case.claim_id}.{track.case.track_id}"
            first = track is sure.tracks[0]
            groups.append(layers.group(map_, track.case.label, section="flips", key=key, show=first))
            add_flip(scene, groups[-1], track.case, track.flip)
    text = _("the smallest shift of the whole path that flips the verdict")
    return [LegendItem(swatch("arrow"), text, tuple(groups))] if groups else []


def _add_families(scene: Scene, map_: folium.Map, sure: ClaimSure) -> list[LegendItem]:
    """Every family that has a member as a layer; the first of them is shown."""
    drawn: list[tuple[Family, folium.FeatureGroup]] = []
    for family in sure.families:
        group = add_family(scene, map_, family, show=not drawn)
        if group is not None:
            drawn.append((family, group))
    return family_legend(scene, drawn)


def _kicker(scene: Scene, claim_id: str, findings: str | None, sure_page: str | None) -> Html:
    """Date and claimant; in a dossier also the ways back to the case and on to the findings."""
    parts: list[object] = [date_text(scene.incident.date), scene.incident.claims[claim_id].claimant]
    if findings is not None:
        parts += [local_link("index.html", _("case")), local_link(findings, _("findings"))]
    if sure_page is not None:
        parts.append(local_link(sure_page, _("how sure")))
    return join(parts, " · ")


def _sentence(scene: Scene, claim_id: str) -> str:
    """The one sentence of a claim's map: what its first path gives, beside what else it states."""
    cases = scene.cases(claim_id)
    if not cases:
        summary = scene.incident.claims[claim_id].summary or ""
        return f"{summary} {_('No path can be built from what is stated.')}".strip()
    case = cases[0]
    result = scene.result(case)
    text = path_sentence(case, result)
    if result is not None:
        text += f" {beside_sentence(beside(scene.incident, case, result))}"
    return text.strip()


def _details(
    scene: Scene, claim_id: str, intervals: Mapping[str, tuple[IntervalRow, ...]], sure: ClaimSure | None
) -> list[tuple[object, object]]:
    claim, cases = scene.incident.claims[claim_id], scene.cases(claim_id)
    found: list[tuple[object, object]] = []
    if cases:
        found.append((_("The paths ({count})", count=len(cases)), join([_path_html(scene, case) for case in cases])))
        found.append((_("On other borders"), _borders_table(scene, cases)))
    relied_on = zones_html(scene, claim_id)
    if relied_on is not None:
        found.append((_("Its zones and rules"), relied_on))
    drawn = sections(scene, claim_id)
    if drawn is not None:
        found.append((_("Vertical section"), drawn))
    if sure is not None:
        found += _sure_details(sure)
    courses = [(case, intervals[case.track_id]) for case in cases if intervals.get(case.track_id)]
    if courses:
        tables = [_interval_table(case, rows) for case, rows in courses]
        found.append((_("Over the assumed course"), join(tables)))
    found += [(table.label, _speed_table(scene, claim_id, name)) for name, table in claim.tables.items()]
    found.append((_("What is stated ({count})", count=len(claim.statements)), statements_html(scene, claim_id)))
    return found


def _sure_details(sure: ClaimSure) -> list[tuple[object, object]]:
    flips = [
        tag("li", tag("strong", track.case.label), ": ", track.flip.sentence)
        for track in sure.tracks
        if track.flip is not None
    ]
    told = [tag("li", tag("strong", family.case.label), ": ", family_sentence(family)) for family in sure.families]
    found: list[tuple[object, object]] = [(_("What would flip it"), tag("ul", *flips))] if flips else []
    return found + ([(_("Families of paths ({count})", count=len(told)), tag("ul", *told))] if told else [])


def _path_html(scene: Scene, case: TrackCase) -> Html:
    result, solved = scene.result(case), case.reconstruction
    note = scene.incident.claims[case.claim_id].tracks[case.track_id].note
    parts: list[object] = [tag("h2", case.label), tag("p", path_sentence(case, result))]
    parts.append(tag("p", built_from(case), class_="built"))
    exact = exactness_sentence(case, result)
    parts.append(tag("p", exact) if exact else "")
    if result is not None:
        stated = beside_sentence(beside(scene.incident, case, result))
        parts.append(tag("p", stated) if stated else "")
    if solved is not None:
        fits = n_("One path fits; {rule}.", "{count} paths fit; {rule}.", solved.solutions, rule=solved.rule)
        parts.append(tag("p", fits))
        shown = _figures(solved.figures)
        parts.append(tag("p", shown) if shown else "")
        parts += [tag("p", _("Or: {text}.", text=text)) for text in solved.alternatives]
    parts.append(tag("p", f"{capital(str(note))}.") if note else "")
    return tag("section", *parts)


def _deg(value_deg: float, known_to_deg: float) -> str:
    return f"{numbers.number(value_deg, known_to_deg)}°"


_FIGURES: Final[Mapping[str, Callable[[float], str]]] = {
    "course_at_entry_deg": lambda v: _("course at the entry {course}", course=_deg(v, 0.1)),
    "course_at_closest_deg": lambda v: _("course at the closest approach {course}", course=_deg(v, 0.1)),
    "crossing_course_deg": lambda v: _("enters on course {course}", course=_deg(v, 1)),
    "stated_course_deg": lambda v: _("stated course {course}", course=_deg(v, 1)),
    "turn_radius_m": lambda v: _("turn radius {distance}", distance=numbers.distance(v, 10)),
    "load_factor": lambda v: _("load factor {load} g", load=numbers.number(v, 0.01)),
}


def _figures(figures: Mapping[str, float]) -> str:
    texts = [_FIGURES[name](value) for name, value in figures.items() if name in _FIGURES]
    return _("Computed: {figures}.", figures=", ".join(texts)) if texts else ""


def _borders_table(scene: Scene, cases: tuple[TrackCase, ...]) -> Html:
    """Two questions kept apart: the path moved to a border, and a path solved on it."""
    parts = []
    for case in cases:
        mine = (r for r in scene.assessment.results if (r.claim_id, r.track_id) == (case.claim_id, case.track_id))
        tested = [result for result in mine if result.edition is not None]
        for zone in dict.fromkeys(result.zone for result in tested):
            parts.append(_zone_table(scene, case, [result for result in tested if result.zone == zone]))
    families = {borders.edition(e).family for e in scene.assessment.editions}
    count = len(scene.assessment.editions)
    note = _("The {count} borders belong to {families} independent families.", count=count, families=len(families))
    return join([*parts, tag("p", note)])


def _zone_table(scene: Scene, case: TrackCase, results: list[TrackResult]) -> Html:
    """One path against one zone on every border; reasons why a border cannot decide stand below."""
    rows, reasons = [], []
    for result in results:
        if result.edition is None:
            continue
        moved, weak = _verdict(result)
        solved = _solved_there(scene, case, result)
        cells = (tag("th", result.edition, scope="row"), tag("td", moved), tag("td", solved))
        rows.append(tag("tr", *cells, data_edition=result.edition))
        if weak:
            reasons.append(tag("li", f"{result.edition}: {result.why}."))
    head = tag(
        "tr", *(tag("th", text, scope="col") for text in (_("Border"), _("This path moved there"), _("Solved there")))
    )
    caption = tag("caption", f"{case.label}: {state(results[0].zone)}")
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows), data_track=case.track_id,
                data_zone=results[0].zone)  # fmt: skip
    why = tag("details", tag("summary", _("Why undetermined")), tag("ul", *reasons)) if reasons else ""
    return join([table, why])


def _solved_there(scene: Scene, case: TrackCase, result: TrackResult) -> str:
    if case.stated is not None:
        return _("the same: joined, not solved")
    if case.reconstruction is None:
        return _("given, not solved")
    if case.reconstruction.zone != result.zone:
        return "–"
    for again, anew in scene.assessment.solved_again:
        if (again.claim_id, again.track_id, again.solved_on) != (case.claim_id, case.track_id, result.edition):
            continue
        if again.track is None:
            why = again.reconstruction.nearest if again.reconstruction else _("no path fits")
            return _("none: {why}", why=why)
        deep = anew is not None and anew.violation.incursions and "max_depth_m" not in anew.by_construction
        if anew and deep:
            return _("path, deepest {distance}", distance=numbers.distance(anew.violation.max_depth_m))
        return _("path")
    return _("not solved")


def _verdict(result: TrackResult) -> tuple[str, bool]:
    """The verdict with its margin, and whether the border cannot decide it."""
    found, word = result.violation, verdict_word(result.violation.verdict)
    fixed = "verdict" in result.by_construction
    if fixed:
        word = _("{figure} (input)", figure=word)
    if found.margin_m is not None:
        word = _("{verdict} by {margin}", verdict=word, margin=numbers.distance(abs(found.margin_m)))
    if fixed or result.decisive:
        return word, not fixed and found.verdict == "undetermined"
    return _("undetermined ({verdict})", verdict=word), True


def _interval_table(case: TrackCase, rows: tuple[IntervalRow, ...]) -> Html:
    body = []
    for row in rows:
        found = row.violation
        if found is None:
            text = _("no path: {why}", why=row.why)
        elif found.incursions:
            text = _("deepest {distance}", distance=numbers.distance(found.max_depth_m))
        else:
            text = _("outside, closest {distance}", distance=numbers.distance(found.closest_approach_m))
        body.append(tag("tr", tag("th", f"{row.value_si:.0f}°", scope="row"), tag("td", text)))
    head = tag("tr", tag("th", _("Course"), scope="col"), tag("th", _("The path"), scope="col"))
    return tag("table", tag("caption", case.label), tag("thead", head), tag("tbody", *body))


def _speed_table(scene: Scene, claim_id: str, name: str) -> Html:
    table = scene.incident.claims[claim_id].tables[name]
    given = scene.incident.resolve(claim_id, table.duration)
    body = [
        tag("tr", tag("th", numbers.localised(row.speed_text), scope="row"),
            tag("td", numbers.span(row.length_low_m, row.length_high_m, 10, "m")))
        for row in speed_rows(scene.incident, claim_id, table)
    ]  # fmt: skip
    made = _("{duration} make", duration=numbers.localised(given.text))
    head = tag("tr", tag("th", _("At a speed of"), scope="col"), tag("th", made, scope="col"))
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
            figure = choice_word(given.text) if given.dimension == "choice" else numbers.localised(given.text)
            shown = f"{quantity_name(reading.quantity)}: {figure}{value}{place}"
            readings.append(tag("li", shown))
        who = statement.speaker or _("speaker not stated")
        when = f", {date_text(statement.said_on)}" if statement.said_on is not None else ""
        parts = [tag("p", statement.says, class_="says"), tag("ul", *readings) if readings else ""]
        if statement.untestable is not None:
            why, settle = statement.untestable.why, statement.untestable.would_settle
            parts.append(tag("p", _("Untestable: {why}. Would settle it: {settle}.", why=why, settle=settle)))
        parts.append(tag("p", f"{who}{when}. ", source_html(incident, statement.source_ids), class_="origin"))
        items.append(tag("li", *parts))
    return tag("ol", *items, class_="statements")
