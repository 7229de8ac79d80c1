"""How sure one path is, piece by piece: on each border, what would change it, what it hangs on, and by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from airspace import numbers
from airspace.certainty import TrackSure
from airspace.chance.montecarlo import Estimate
from airspace.chance.uncertainty import Scenario
from airspace.errorinputs import Input
from airspace.flip import Flip
from airspace.survey import EditionRow, Survey
from airspace.wording import sentence
from maps.axes import shares
from maps.charts import StripRow, TornadoRow, interval_strip, tornado
from maps.markup import Html, join, tag
from maps.multiples import edition_panel, small_multiples
from maps.page import head_row
from maps.scene import Scene

__all__ = ["borders_html", "chances_html", "flip_html", "swings_html"]

LEAST_SWING_M = 1.0
"""Inputs that move the margin by less are named, not drawn."""

MEASURED = "Share of the borders drawn on which the path as it stands is inside"


# --- on each border -------------------------------------------------------------------------------------------


def borders_html(scene: Scene, track: TrackSure) -> Html:
    """The sentence, the path over each border, and the table of both questions."""
    if track.survey is None or track.result is None:
        return tag("p", "The zone comes from a file, not from a border edition, so there is none to lay beside it.")
    case, zone = track.case, track.result.zone
    panels = [
        edition_panel(scene, case, result)
        for result in scene.assessment.results
        if (result.claim_id, result.track_id, result.zone) == (case.claim_id, case.track_id, zone)
        and result.edition is not None
    ]
    return join(
        [tag("p", track.survey.sentence), small_multiples(panels), _editions_table(track.survey), _courses_table(track)]
    )


def _courses_table(track: TrackSure) -> Html:
    """The path on each course of the assumption, solved on its own border and moved to the others."""
    rows = track.over_course
    editions = list(dict.fromkeys(name for row in rows for name in row.margins_m))
    if not editions:
        return Html("")
    body = []
    for row in rows:
        cells = [tag("td", _slack(row.margins_m.get(name)), data_name=name) for name in editions]
        if not row.margins_m:
            cells = [tag("td", f"no path: {row.at.why}", colspan=len(editions))]
        body.append(tag("tr", tag("th", f"{row.at.value_si:.0f}°", scope="row"), *cells))
    kind = rows[0].at.role
    told = f"The same on each {kind} that was assumed: solved on its own border, then moved. Inside +, outside −."
    head = head_row(kind.capitalize(), *editions)
    return join([tag("p", told, class_="muted"), tag("table", head, tag("tbody", *body), class_="stacked courses")])


def _slack(margin_m: float | None) -> str:
    if margin_m is None:
        return "–"
    text = numbers.distance(margin_m)
    return f"+{text}" if margin_m > 0 else text


def _editions_table(found: Survey) -> Html:
    """A row for each edition: the path moved to it, and a path solved on it; reasons folded below."""
    head = head_row("Border", "Family", "Path moved there", "Solved there")
    rows, reasons = [], []
    for row in found.rows:
        own = row.edition == found.solved_on
        cells = (
            tag("th", row.edition, scope="row"),
            tag("td", row.family, data_name="Family"),
            tag("td", _moved(row, own=own), data_name="Path moved there"),
            tag("td", _solved(row), data_name="Solved there"),
        )
        rows.append(tag("tr", *cells))
        if row.moved_why is not None and not row.moved_decisive:
            reasons.append(tag("li", f"{row.edition}: {row.moved_why}."))
    why = tag("details", tag("summary", "Why a border cannot decide"), tag("ul", *reasons)) if reasons else ""
    return join([tag("table", head, tag("tbody", *rows), class_="stacked editions"), why])


def _moved(row: EditionRow, *, own: bool) -> str:
    if row.moved is None:
        return "not asked"
    text = f"{row.moved}{_by(row.moved_margin_m)}"
    if own:
        return f"{text}; built here, so an input"
    return text if row.moved_decisive else f"undetermined; as drawn {text}"


def _by(margin_m: float | None) -> str:
    if margin_m is None:
        return ""
    return f", {numbers.distance(abs(margin_m))} {'deep' if margin_m > 0 else 'off'}"


def _solved(row: EditionRow) -> str:
    if row.solved is None:
        return "not asked"
    if not row.solved:
        missing = f", {numbers.distance(row.missing_m)} are missing" if row.missing_m is not None else ""
        return f"no path{missing}: {row.nearest or row.solved_why or 'the statements leave none'}"
    fixed = " (an input)" if row.solved_by_construction else ""
    return f"a path{_by(row.solved_margin_m)}{fixed}"


# --- what would change it -------------------------------------------------------------------------------------


def flip_html(track: TrackSure) -> Html:
    """The sentence of the flip, a table of all that was asked, and the flips of the answers that contradict it."""
    flip = track.flip
    if flip is None:
        return tag("p", "No path, so no answer to change.")
    rows = [tag("tr", tag("th", name, scope="row"), tag("td", text)) for name, text in _flip_rows(flip)]
    parts: list[object] = [tag("p", flip.sentence), tag("table", tag("tbody", *rows), class_="flip")]
    if track.other_flips:
        others = (tag("li", tag("strong", other.result.edition or other.result.zone), f": {other.sentence}")
                  for other in track.other_flips)  # fmt: skip
        parts.append(
            tag("details", tag("summary", "The answers of the borders that contradict it"), tag("ul", *others))
        )
    return join(parts)


def _flip_rows(flip: Flip) -> list[tuple[str, str]]:
    found = flip.displacement
    if found is None:
        moved = f"none: {flip.displacement_why}"
    else:
        moved = f"{numbers.distance(found.told_m)} toward {numbers.bearing(found.bearing_deg)}: {found.becomes}"
    clock, height = flip.clock, flip.altitude
    editions = [f"{answer.edition}{_by(answer.margin_m)}" for answer in flip.editions]
    edges = [f"{edge.edge_model}: {edge.verdict}" for edge in flip.edge_models]
    rows = [
        ("The path as a whole, moved", moved),
        ("The clock", clock.sentence if clock.shift_s is None else f"{clock.shift_s:+.3f} s: {clock.becomes}"),
        ("The height", height.sentence if height.shift_m is None else f"{height.shift_m:+.1f} m: {height.becomes}"),
        ("Another border", ", ".join(editions) if editions else "none of those tried"),
        ("Other lines between its points", ", ".join(edges)),
    ]
    if flip.hangs_on:
        told = (f"{given.name} {given.stated}{' (assumed)' if given.kind == 'assumption' else ''}"
                for given in flip.hangs_on if given.decides or given.presumes)  # fmt: skip
        rows.append(("Put in, not found out", ", ".join(told)))
    return rows


# --- what the margin hangs on ---------------------------------------------------------------------------------


def swings_html(track: TrackSure) -> Html:
    """The tornado; inputs that do not move the margin, and settings without a path, are named below it."""
    margin = track.result.violation.margin_m if track.result is not None else None
    moving = [s for s in track.swings if s.margin_low_m is not None and s.width_m >= LEAST_SWING_M]
    if margin is None or not moving:
        return tag("p", "No input moves it by a metre.")
    rows = [
        TornadoRow(
            name=sentence(swing.name).rstrip("."),
            low=swing.margin_low_m or 0.0,
            high=swing.margin_high_m or 0.0,
            low_text=swing.at_low,
            high_text=swing.at_high,
            note=swing.note or "",
            kind=swing.kind,
            by_construction=swing.by_construction,
        )
        for swing in moving
    ]
    still = [swing.name for swing in track.swings if swing not in moving and swing.margin_low_m is not None]
    none = [tag("li", f"{swing.name}: {', '.join(swing.no_path)}") for swing in track.swings if swing.no_path]
    said: list[object] = [tornado(rows, margin, numbers.distance, "the border")]
    said += [tag("p", f"Moves it by less than a metre: {', '.join(still)}.", class_="muted")] if still else []
    if none:
        said += [tag("p", "With these settings no path meets the statements:", class_="muted"), tag("ul", *none)]
    return join(said)


# --- by chance ------------------------------------------------------------------------------------------------


def chances_html(tracks: Sequence[TrackSure]) -> Html:
    """The share of copies inside, a row for each path and correlation time, with what was varied and why."""
    rows: list[StripRow] = []
    inputs: dict[tuple[str, str], Input] = {}
    notes: dict[str, None] = {}
    copies = 0
    for track in tracks:
        entry = track.uncertain
        if entry is None:
            continue
        many = len(entry.found.scenarios) > 1
        built = track.flip is not None and track.flip.by_construction
        rows += [_chance(track, scenario, many=many, built=built) for scenario in entry.found.scenarios]
        inputs |= {(given.name, given.text): given for given in entry.found.copies.inputs.given}
        notes |= dict.fromkeys(entry.notes)
        copies = max(copies, *(scenario.inside.trials for scenario in entry.found.scenarios))
    if not rows:
        return tag("p", "No path, so nothing to draw copies of.")
    chart = interval_strip(
        rows,
        shares(),
        measured="Share of the borders drawn on which the path as it stands is inside",
        heads=("Path", "Share"),
    )
    given = [tag("li", tag("strong", held.name.replace("_", " ")), f": {_input(held)}") for held in inputs.values()]
    said = [tag("p", sentence(note), class_="muted") for note in notes]
    varied = tag("details", tag("summary", f"What was varied, and how (up to {copies:,} copies)"), tag("ul", *given))
    return join([chart, *said, varied])


def _input(held: Input) -> str:
    because = f"Why: {held.why}" if held.why else f"Source: {held.source}"
    return f"{held.text}. Drawn: {held.distribution}. {because.rstrip('.')}."


def _chance(track: TrackSure, scenario: Scenario, *, many: bool, built: bool) -> StripRow:
    share, (low, high) = scenario.inside.share, scenario.inside.interval
    when = ""
    if many and scenario.correlation_s is not None:
        always = scenario.correlation_s == float("inf")
        when = ", errors that never change" if always else f", errors correlated over {scenario.correlation_s:g} s"
    verdict = track.result.violation.verdict if track.result is not None else ""
    notes = [f"built to be {verdict}" if built else "", _ranges(scenario)]
    return StripRow(
        name=f"{track.case.label}{when}",
        value=share if 0 < share < 1 else None,
        low=low,
        high=high,
        text=f"{scenario.inside.text}: {scenario.inside.word}",
        note="; ".join(note for note in notes if note),
    )


def _ranges(scenario: Scenario) -> str:
    """What the copies inside do, with the range that holds 95 % of them."""

    def said(name: str, found: Estimate | None, unit: str) -> str:
        if found is None or math.isnan(found.low):
            return ""
        return f"{name} {numbers.span(found.low, found.high, 1.0, unit)}"

    parts = [said("depth", scenario.depth_m, "m"), said("time inside", scenario.duration_s, "s")]
    told = ", ".join(part for part in parts if part)
    return f"of those inside, 95 %: {told}" if told else ""
