"""``airspace show``: what an incident file says, claim by claim."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from airspace.cli.figures import figure
from airspace.cli.options import claim_option, incident_argument
from airspace.cli.terminal import emit, grid, words

if TYPE_CHECKING:
    from airspace.incident import Incident, ResolvedInput, ResolvedStatement, SpeedTable

__all__ = ["show"]


@click.command(short_help="Show claims, statements, readings, sources.")
@incident_argument
@claim_option
def show(incident: str, claims: tuple[str, ...]) -> None:
    """Show an incident: claims, statements, their readings in SI, and the sources.

    Each figure stands as it was stated, then in SI with the interval that its printed precision allows. A
    source's grade is its Admiralty code: reliability A to F, credibility 1 to 6.
    """
    from airspace.casefile import load_incident
    from geodata.library import incident_path

    found = load_incident(incident_path(incident))
    chosen = claims or tuple(found.claims)
    parts: list[Any] = _heading(found)
    for claim_id in chosen:
        parts += _claim(found, claim_id)
    if not claims:
        parts += _places(found) + _assumptions(found) + _not_available(found)
    parts += _sources(found, _cited(found, chosen) if claims else set(found.sources))
    emit(*parts)


def _title(text: str) -> list[Any]:
    return ["", words(text, "bold")]


def _heading(incident: Incident) -> list[Any]:
    rows: list[tuple[str, object]] = [("date", incident.date.isoformat()), ("place", incident.place)]
    rows += [("clock", f"{name} = UTC{offset}") for name, offset in incident.clocks.items()]
    rows += [
        ("aircraft", f"{name}: {craft.label} ({craft.type}, {craft.state})")
        for name, craft in incident.aircraft.items()
    ]
    if incident.summary:
        rows.append(("summary", incident.summary))
    return [words(f"{incident.id}: {incident.title}", "bold"), grid(rows, indent=2)]


def _claim(incident: Incident, claim_id: str) -> list[Any]:
    claim = incident.claim(claim_id)
    parts: list[Any] = _title(f"Claim {claim_id}: {claim.claimant}")
    parts.append(grid([("", claim.title), *([("", claim.summary)] if claim.summary else [])], indent=2))
    for statement_id in claim.statements:
        parts += _statement(incident, claim_id, incident.statement(claim_id, statement_id))
    for track_id, track in claim.tracks.items():
        rows: list[tuple[str, object]] = [("basis", track.basis), ("aircraft", track.aircraft)]
        if track.file:
            rows.append(("file", track.file))
        if track.picture is not None:
            rows += _picture(incident, claim_id, track_id)
        for role, found in incident.inputs(claim_id, track_id).items():
            rows.append((role.replace("_", " "), f"{found.ref}: {_value(found)}"))
        if track.note:
            rows.append(("note", track.note))
        parts += ["", words(f"  track {track_id}: {track.label}", "bold"), grid(rows, indent=4)]
    for table_id, speeds in claim.tables.items():
        rows = _speeds(incident, claim_id, speeds)
        parts += ["", words(f"  table {table_id}: {speeds.label}", "bold"), grid(rows, indent=4)]
    return parts


def _picture(incident: Incident, claim_id: str, track_id: str) -> list[tuple[str, object]]:
    """The picture a path was traced on, how well its control points fit, and how exact its fixes are."""
    from airspace.exactness import fit_text
    from airspace.tracedpath import traced_path

    traced = traced_path(incident, claim_id, track_id)
    fit, spec = traced.fit, traced.spec
    error = f"{spec.pixel_error.value} (assumed: {spec.pixel_error.why})"
    rows: list[tuple[str, object]] = [("picture", ", ".join(spec.source)), ("fit", fit_text(traced))]
    rows += [("picture's top", f"points to {fit.up_deg:.0f} deg"), ("picking error", error)]
    for number, point in enumerate(spec.control, start=1):
        apart, alone = float(fit.residual_m[number - 1]), float(fit.predicted_m[number - 1])
        name = point.at or incident.places[str(point.place)].name
        text = f"{name}: {apart:,.0f} m from the fit"
        if not math.isnan(alone):  # the other points hold the picture without it
            text += f", {alone:,.0f} m from the fit to the others"
        rows.append((f"control {number}", f"{text} ({point.note})" if point.note else text))
    return rows


def _speeds(incident: Incident, claim_id: str, speeds: SpeedTable) -> list[tuple[str, object]]:
    """What length inside a stated duration gives at each of some speeds."""
    from airspace.assessment import speed_rows

    rows: list[tuple[str, object]] = [
        (f"at {row.speed_text}", f"{row.length_low_m:,.0f} to {row.length_high_m:,.0f} m inside")
        for row in speed_rows(incident, claim_id, speeds)
    ]
    duration = incident.resolve(claim_id, speeds.duration)
    return [("duration", f"{duration.ref}: {_value(duration)}"), *rows, ("why", speeds.why)]


def _statement(incident: Incident, claim_id: str, statement: ResolvedStatement) -> list[Any]:
    rows: list[tuple[str, object]] = [("says", statement.says)]
    for reading_id, reading in statement.readings.items():
        found = incident.resolve(claim_id, f"{statement.id}/{reading_id}")
        about = " ".join(filter(None, (reading.zone, reading.place)))
        meaning = f"{reading.quantity.replace('_', ' ')}{f' ({about})' if about else ''}"
        rows.append((f"as {reading_id}", f"{meaning}: {_value(found)}" if reading.value else meaning))
    if statement.untestable:
        why = statement.untestable
        rows.append(("untestable", f"{why.why}; would be settled by: {why.would_settle}"))
    said = [statement.speaker, statement.said_on and statement.said_on.isoformat()]
    said += [f"via {statement.via}" if statement.via else None]
    rows.append(("said by", ", ".join(str(part) for part in said if part) or "not stated"))
    if statement.about:
        rows.append(("about", ", ".join(statement.about)))
    graded = [f"{source} [{incident.sources[source].grade}]" for source in statement.source_ids]
    rows.append(("source", ", ".join(graded) or "none"))
    return ["", words(f"  {statement.id}", "bold"), grid(rows, indent=4)]


def _value(found: ResolvedInput) -> str:
    """A figure as stated, and in SI where it is a number."""
    in_si = figure(found)
    stated = found.text or found.place or ""
    return f"{stated} = {in_si}" if in_si else stated


def _places(incident: Incident) -> list[Any]:
    """Where the places lie and how that is known; those taken from a border lie elsewhere on each edition."""
    from airspace import numbers
    from airspace.incident import BearingPlace, ExtremePlace
    from airspace.places import place_point

    rows: list[tuple[str, object]] = []
    for name, place in incident.places.items():
        if isinstance(place, ExtremePlace):
            rows.append((name, f"{place.name}: {place.derived} vertex of {place.zone} in the area '{place.within}'"))
            continue
        at = place_point(incident, name)
        where = numbers.coordinates(at.lon_deg, at.lat_deg, at.radius_m or 10.0)
        known = f", good to {numbers.distance(at.radius_m)}" if at.radius_m and isinstance(place, BearingPlace) else ""
        rows.append((name, f"{place.name}: {where}{known}; {at.how}"))
    return [*_title("Places"), grid(rows, indent=2)] if rows else []


def _assumptions(incident: Incident) -> list[Any]:
    if not incident.assumptions:
        return []
    any_claim = next(iter(incident.claims))
    rows = []
    for name, assumption in incident.assumptions.items():
        found = incident.resolve(any_claim, f"assumption/{name}")
        rows.append((name, f"{_value(found)}; {assumption.why}"))
    return [*_title("Assumptions: what no one stated but a computation needs"), grid(rows, indent=2)]


def _not_available(incident: Incident) -> list[Any]:
    if not incident.not_available:
        return []
    rows = [("-", f"{missing.what}: {missing.why}") for missing in incident.not_available]
    return [*_title("Not available in any source seen"), grid(rows, indent=2)]


def _cited(incident: Incident, claims: tuple[str, ...]) -> set[str]:
    return {
        source
        for claim_id in claims
        for statement_id in incident.claim(claim_id).statements
        for source in incident.statement(claim_id, statement_id).source_ids
    }


def _sources(incident: Incident, wanted: set[str]) -> list[Any]:
    rows: list[tuple[str, object]] = []
    for source_id, source in incident.sources.items():
        if source_id in wanted:
            date = source.date.isoformat() if source.date else "no date"
            named = ", ".join(filter(None, (source.publisher, source.title, date)))
            address = f" {source.url}" if source.url else ""
            rows.append((source_id, f"[{source.grade}] {named}.{address} Grade: {source.why}"))
    return [*_title("Sources"), grid(rows, indent=2)]
