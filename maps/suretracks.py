"""How sure one path is, piece by piece: on each border, what would change it, what it hangs on, and by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from airspace import numbers
from airspace.certainty import TrackSure
from airspace.chance.montecarlo import Estimate
from airspace.chance.uncertainty import Scenario
from airspace.errorinputs import Input
from airspace.flip import Flip, HangsOn
from airspace.language import _, mark
from airspace.survey import EditionRow, Survey
from airspace.terms import edge_model_name, input_name, role_name, verdict_word
from airspace.wording import capital, sentence, slack
from maps.axes import shares
from maps.charts import StripRow, TornadoRow, interval_strip, tornado
from maps.markup import Html, join, tag
from maps.multiples import edition_panel, small_multiples
from maps.page import head_row
from maps.scene import Scene

__all__ = ["borders_html", "chances_html", "flip_html", "positions_vary", "swings_html"]

LEAST_SWING_M = 1.0
"""Inputs that move the margin by less are named, not drawn."""

MEASURED = mark("Share of the borders drawn on which the path as it stands is inside")
MEASURED_BOTH = mark("Share of the copies, with positions and borders drawn anew, that are inside")


# --- on each border -------------------------------------------------------------------------------------------


def borders_html(scene: Scene, track: TrackSure) -> Html:
    """The sentence, the path over each border, and the table of both questions."""
    if track.survey is None or track.result is None:
        return tag("p", _("The zone comes from a file, not from a border edition, so there is none to lay beside it."))
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
            cells = [tag("td", _("no path: {why}", why=_(row.at.why or "")), colspan=len(editions))]
        body.append(tag("tr", tag("th", f"{row.at.value_si:.0f}°", scope="row"), *cells))
    kind = role_name(rows[0].at.role)
    told = _(
        "The same on each {role} that was assumed: solved on its own border, then moved. Inside +, outside −.",
        role=kind,
    )
    head = head_row(capital(kind), *editions)
    return join([tag("p", told, class_="muted"), tag("table", head, tag("tbody", *body), class_="stacked courses")])


def _slack(margin_m: float | None) -> str:
    if margin_m is None:
        return "–"
    text = numbers.distance(margin_m)
    return f"+{text}" if margin_m > 0 else text


def _editions_table(found: Survey) -> Html:
    """A row for each edition: the path moved to it, and a path solved on it; reasons folded below."""
    family, moved, solved = _("Family"), _("Path moved there"), _("Solved there")
    head = head_row(_("Border"), family, moved, solved)
    rows, reasons = [], []
    for row in found.rows:
        own = row.edition == found.solved_on
        cells = (
            tag("th", row.edition, scope="row"),
            tag("td", row.family, data_name=family),
            tag("td", _moved(row, own=own), data_name=moved),
            tag("td", _solved(row), data_name=solved),
        )
        rows.append(tag("tr", *cells))
        if row.moved_why is not None and not row.moved_decisive:
            reasons.append(tag("li", f"{row.edition}: {_(row.moved_why)}."))
    why = tag("details", tag("summary", _("Why a border cannot decide")), tag("ul", *reasons)) if reasons else ""
    return join([tag("table", head, tag("tbody", *rows), class_="stacked editions"), why])


def _moved(row: EditionRow, *, own: bool) -> str:
    if row.moved is None:
        return _("not asked")
    text = f"{verdict_word(row.moved)}{_by(row.moved_margin_m)}"
    if own:
        return _("{answer}; built here, so an input", answer=text)
    return text if row.moved_decisive else _("undetermined; as drawn {answer}", answer=text)


def _by(margin_m: float | None) -> str:
    if margin_m is None:
        return ""
    return f", {slack(numbers.distance(abs(margin_m)), deep=margin_m > 0)}"


def _solved(row: EditionRow) -> str:
    if row.solved is None:
        return _("not asked")
    if not row.solved:
        why = _(row.nearest or row.solved_why or "") or _("the statements leave none")
        if row.missing_m is None:
            return _("no path: {why}", why=why)
        return _("no path, {distance} are missing: {why}", distance=numbers.distance(row.missing_m), why=why)
    text = f"{_('a path')}{_by(row.solved_margin_m)}"
    return f"{text} {_('(an input)')}" if row.solved_by_construction else text


# --- what would change it -------------------------------------------------------------------------------------


def flip_html(track: TrackSure) -> Html:
    """The sentence of the flip, a table of all that was asked, and the flips of the answers that contradict it."""
    flip = track.flip
    if flip is None:
        return tag("p", _("No path, so no answer to change."))
    rows = [tag("tr", tag("th", name, scope="row"), tag("td", text)) for name, text in _flip_rows(flip)]
    parts: list[object] = [tag("p", flip.sentence), tag("table", tag("tbody", *rows), class_="flip")]
    if track.other_flips:
        others = (tag("li", tag("strong", other.result.edition or other.result.zone), f": {other.sentence}")
                  for other in track.other_flips)  # fmt: skip
        parts.append(
            tag("details", tag("summary", _("The answers of the borders that contradict it")), tag("ul", *others))
        )
    return join(parts)


def _flip_rows(flip: Flip) -> list[tuple[str, str]]:
    found = flip.displacement
    if found is None:
        moved = _("none: {why}", why=_(flip.displacement_why or ""))
    else:
        moved = _(
            "{distance} toward {bearing}: {verdict}",
            distance=numbers.distance(found.told_m),
            bearing=numbers.bearing(found.bearing_deg),
            verdict=verdict_word(found.becomes),
        )
    clock, height = flip.clock, flip.altitude
    editions = [f"{answer.edition}{_by(answer.margin_m)}" for answer in flip.editions]
    edges = [f"{edge_model_name(edge.edge_model)}: {verdict_word(edge.verdict)}" for edge in flip.edge_models]
    rows = [
        (_("The path as a whole, moved"), moved),
        (_("The clock"), _shifted(clock.shift_s, "+.3f", "s", clock.becomes) or _(clock.sentence)),
        (_("The height"), _shifted(height.shift_m, "+.1f", "m", height.becomes) or _(height.sentence)),
        (_("Another border"), ", ".join(editions) if editions else _("none of those tried")),
        (_("Other lines between its points"), ", ".join(edges)),
    ]
    told = [_put_in(given) for given in flip.hangs_on if given.decides or given.presumes]
    if flip.hangs_on:
        rows.append((_("Put in, not found out"), ", ".join(told)))
    return rows


def _shifted(amount: float | None, form: str, unit: str, becomes: str | None) -> str:
    """A shift with its sign and unit, and what the verdict becomes; nothing where there is none."""
    if amount is None:
        return ""
    figure = numbers.localised(f"{abs(amount):{form[1:]}} {unit}")
    return f"{'-' if amount < 0 else '+'}{figure}: {verdict_word(str(becomes))}"


def _put_in(given: HangsOn) -> str:
    text = f"{_(given.name)} {numbers.localised(given.stated)}"
    return f"{text} {_('(assumed)')}" if given.kind == "assumption" else text


# --- what the margin hangs on ---------------------------------------------------------------------------------


def swings_html(track: TrackSure) -> Html:
    """The tornado; inputs that do not move the margin, and settings without a path, are named below it."""
    margin = track.result.violation.margin_m if track.result is not None else None
    moving = [s for s in track.swings if s.margin_low_m is not None and s.width_m >= LEAST_SWING_M]
    if margin is None or not moving:
        return tag("p", _("No input moves it by a metre."))
    rows = [
        TornadoRow(
            name=capital(_(swing.name)).rstrip("."),
            low=swing.margin_low_m or 0.0,
            high=swing.margin_high_m or 0.0,
            low_text=_(swing.at_low),
            high_text=_(swing.at_high),
            note=_(swing.note or ""),
            kind=swing.kind,
            by_construction=swing.by_construction,
        )
        for swing in moving
    ]
    still = [_(swing.name) for swing in track.swings if swing not in moving and swing.margin_low_m is not None]
    none = [
        tag("li", f"{_(swing.name)}: {', '.join(map(_, swing.no_path))}") for swing in track.swings if swing.no_path
    ]
    said: list[object] = [tornado(rows, margin, numbers.distance, _("the border"))]
    if still:
        text = _("Moves it by less than a metre: {inputs}.", inputs=", ".join(still))
        said.append(tag("p", text, class_="muted"))
    if none:
        said += [tag("p", _("With these settings no path meets the statements:"), class_="muted"), tag("ul", *none)]
    return join(said)


# --- by chance ------------------------------------------------------------------------------------------------


def positions_vary(tracks: Sequence[TrackSure]) -> bool:
    """Whether positions of a path are drawn at random beside the border."""
    drawn = [track.uncertain.found.copies.inputs for track in tracks if track.uncertain is not None]
    return any(inputs.position is not None or inputs.radar is not None for inputs in drawn)


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
        return tag("p", _("No path, so nothing to draw copies of."))
    measured = _(MEASURED_BOTH if positions_vary(tracks) else MEASURED)
    chart = interval_strip(rows, shares(), measured=measured, heads=(_("Path"), _("Share")))
    given = [tag("li", tag("strong", input_name(held.name)), f": {_input(held)}") for held in inputs.values()]
    said = [tag("p", sentence(_(note)), class_="muted") for note in notes]
    title = _("What was varied, and how (up to {count} copies)", count=numbers.number(copies, 1.0))
    return join([chart, *said, tag("details", tag("summary", title), tag("ul", *given))])


def _input(held: Input) -> str:
    told = {"text": _(held.text), "distribution": _(held.distribution)}
    if held.why:
        return _("{text}. Drawn: {distribution}. Why: {why}.", **told, why=_(held.why).rstrip("."))
    return _("{text}. Drawn: {distribution}. Source: {source}.", **told, source=_(held.source or "").rstrip("."))


def _chance(track: TrackSure, scenario: Scenario, *, many: bool, built: bool) -> StripRow:
    share, (low, high) = scenario.inside.share, scenario.inside.interval
    name = track.case.label
    if many and scenario.correlation_s is not None:
        lasting = scenario.correlation_s
        when = _("errors that never change")
        if not math.isinf(lasting):
            when = _("errors correlated over {duration}", duration=numbers.localised(f"{lasting:g} s"))
        name = f"{name}, {when}"
    verdict = verdict_word(track.result.violation.verdict) if track.result is not None else ""
    notes = [_("built to be {verdict}", verdict=verdict) if built else "", _ranges(scenario)]
    return StripRow(
        name=name,
        value=share if 0 < share < 1 else None,
        low=low,
        high=high,
        text=f"{_(scenario.inside.text)}: {_(scenario.inside.word)}",
        note="; ".join(note for note in notes if note),
    )


def _ranges(scenario: Scenario) -> str:
    """What the copies inside do, with the range that holds 95 % of them."""

    def said(name: str, found: Estimate | None, unit: str) -> str:
        if found is None or math.isnan(found.low):
            return ""
        return f"{name} {numbers.span(found.low, found.high, 1.0, unit)}"

    parts = [said(_("depth"), scenario.depth_m, "m"), said(_("time inside"), scenario.duration_s, "s")]
    told = ", ".join(part for part in parts if part)
    return _("of those inside, 95 %: {figures}", figures=told) if told else ""
