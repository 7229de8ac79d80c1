"""An incident as a document for other programs: its paths, places, crossings and zones, each saying what it is.

What is reconstructed is called so in its name; a verdict that repeats an input is marked "by construction"; a verdict
that the border is too coarse for is "undetermined". All texts are English, whatever the language of pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from airspace import __version__
from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.chords import chorded, with_antimeridian
from airspace.document import spaced
from airspace.geodesy import wrap_deg
from airspace.incident import Incident, ResolvedInput
from airspace.language import speaking
from airspace.places import place_point
from airspace.track import Point, Track
from airspace.zone import national_zone
from airspace.zonerules import rule_targets
from geodata import editions as borders
from geodata.altitude import ALTITUDE_REFERENCES, AltitudeReference
from geodata.export import ExportDocument, ExportPoint, ExportTrack, ExportZone, Value
from geodata.zones import ZoneShape

__all__ = ["ROW_PROPERTIES", "exported", "exported_track", "exported_zone"]

ROW_PROPERTIES = ("claim", "aircraft", "basis", "solved_on")
"""Properties of a track that stand in each row of a table of its fixes."""

KINDS: Mapping[str, str] = {
    "entry": "Entry into {zone}",
    "exit": "Exit from {zone}",
    "deepest": "Deepest point inside {zone}",
    "closest": "Closest approach to {zone}",
}


def exported(assessment: Assessment, colours: Mapping[str, str] | None = None) -> ExportDocument:
    """The document of an assessment of an incident on one edition.

    ``colours``: ``#rrggbb`` by claim. Raises :class:`ValueError` for the assessment of a track file, and
    :class:`~airspace.errors.UnsupportedGeometryError` for a path too long to be drawn.
    """
    incident = assessment.incident
    if incident is None:
        raise ValueError("a document is made of an incident")
    colours = colours or {}
    with speaking("en"):
        cases = [case for case in assessment.cases if case.track is not None]
        tracks = tuple(_track(incident, assessment, case, colours.get(case.claim_id)) for case in cases)
        points = [*_places(incident, assessment.editions[0])]
        for result in assessment.results:
            case = next(c for c in cases if (c.claim_id, c.track_id) == (result.claim_id, result.track_id))
            points += _events(incident, case, result, colours.get(case.claim_id))
        zones = tuple(_zones(incident, assessment))
        return ExportDocument(
            title=spaced(incident.title),
            description=_description(incident, assessment, tracks),
            tracks=tracks,
            points=tuple(points),
            zones=zones,
            credits=tuple(_credits(assessment)),
            generator=f"airspace {__version__}",
            row_properties=ROW_PROPERTIES,
        )


def exported_track(
    track: Track,
    track_id: str,
    name: str,
    properties: Mapping[str, Value],
    altitude_reference: AltitudeReference = "unstated",
    colour: str | None = None,
) -> ExportTrack:
    """A track for a document, with the chords that programs draw it by. Longitudes are brought into [-180, 180].

    Raises :class:`~airspace.errors.UnsupportedGeometryError` for a path too long to be drawn.
    """
    outside = abs(track.lon_deg) > 180.0
    lon_deg = track.lon_deg.copy()
    lon_deg[outside] = wrap_deg(track.lon_deg[outside])
    return ExportTrack(
        id=track_id,
        name=name,
        properties=dict(properties),
        lon_deg=lon_deg,
        lat_deg=track.lat_deg,
        alt_m=track.alt_m,
        altitude_reference=altitude_reference,
        start=track.start,
        t_s=track.t_s,
        path=chorded(track),
        colour=colour,
    )


def exported_zone(shape: ZoneShape, name: str, properties: Mapping[str, Value]) -> ExportZone:
    """A zone for a document, with vertices where its edges, which are geodesics, lead over the antimeridian."""
    return ExportZone(
        id=f"zone/{shape.name}",
        name=name,
        geometry=with_antimeridian(shape.geometry),
        lower_m=shape.lower_m,
        upper_m=shape.upper_m,
        altitude_reference=shape.altitude_reference,
        valid_from=shape.valid_from,
        valid_to=shape.valid_to,
        properties=dict(properties),
        upper_reference=shape.upper_reference,
    )


# --- tracks ---------------------------------------------------------------------------------------------------------


def _track(incident: Incident, assessment: Assessment, case: TrackCase, colour: str | None) -> ExportTrack:
    if case.track is None:
        raise ValueError(f"track '{case.track_id}' of claim '{case.claim_id}' has no path")
    properties: dict[str, Value] = {
        "claim": case.claim_id,
        "claimant": incident.claims[case.claim_id].claimant,
        "track": case.track_id,
        "aircraft": case.aircraft,
        "basis": case.basis,
    }
    if case.solved_on is not None:
        properties["solved_on"] = case.solved_on
    if case.radius_m is not None:
        properties["position_radius_m"] = case.radius_m
    properties |= _inputs(incident, case)
    results = [r for r in assessment.results if (r.claim_id, r.track_id) == (case.claim_id, case.track_id)]
    if results:
        properties["verdicts"] = "; ".join(_verdict(result) for result in results)
    fixed = dict.fromkeys(name for result in results for name in result.by_construction)
    if fixed:
        properties["by_construction"] = ", ".join(fixed)
    return exported_track(
        case.track,
        f"{case.claim_id}/{case.track_id}",
        spaced(_name(incident, case)),
        spaced(properties),
        _reference(case),
        colour,
    )


def _name(incident: Incident, case: TrackCase) -> str:
    """Whose path it is, what it is called, and how it came to be."""
    return f"{incident.claims[case.claim_id].claimant}: {case.label} ({case.basis})"


def _reference(case: TrackCase) -> AltitudeReference:
    """What the altitudes of a path are counted from; "unstated" where nothing says so."""
    stated = case.track.altitude_reference if case.track is not None else None
    return next((reference for reference in ALTITUDE_REFERENCES if reference == stated), "unstated")


def _inputs(incident: Incident, case: TrackCase) -> dict[str, Value]:
    """What a path was built from, and where that was said."""
    if not case.inputs:
        return {}
    told = [f"{role.replace('_', ' ')} {_input(given)}" for role, given in case.inputs.items()]
    ids = dict.fromkeys(source for given in case.inputs.values() for source in given.source_ids)
    sources = [_source(incident, source_id) for source_id in ids if source_id in incident.sources]
    found: dict[str, Value] = {"inputs": "; ".join(told)}
    return found | ({"sources": "; ".join(sources)} if sources else {})


def _input(given: ResolvedInput) -> str:
    said = given.text or given.place or "unnamed"
    return f"{said} (assumed)" if given.kind == "assumption" else f"{said} ({given.ref})"


def _source(incident: Incident, source_id: str) -> str:
    source = incident.sources[source_id]
    return " ".join(part for part in (source.publisher, str(source.date or ""), source.url or "") if part)


def _verdict(result: TrackResult) -> str:
    where = result.zone if result.edition is None else f"{result.zone} on {result.edition}"
    word = str(result.violation.verdict)
    if "verdict" in result.by_construction:
        word = f"{word} by construction"
    if result.decisive:
        return f"{where}: {word}"
    return f"{where}: undetermined ({result.why or 'the border cannot decide'}); as drawn {word}"


# --- points ---------------------------------------------------------------------------------------------------------


def _places(incident: Incident, edition_id: str) -> Iterator[ExportPoint]:
    for place_id in incident.places:
        place = place_point(incident, place_id, edition_id)
        properties: dict[str, Value] = {"how": place.how}
        if place.edition is not None:
            properties["edition"] = place.edition
        yield ExportPoint(
            id=f"place/{place_id}",
            name=spaced(place.name),
            kind="place",
            lon_deg=place.lon_deg,
            lat_deg=place.lat_deg,
            properties=spaced(properties),
        )


def _events(incident: Incident, case: TrackCase, result: TrackResult, colour: str | None) -> Iterator[ExportPoint]:
    """Where a path enters and leaves a zone, is deepest inside, or comes closest to it."""
    found = result.violation
    for number, stay in enumerate(found.incursions, start=1):
        figures: dict[str, Value] = {"depth_m": stay.max_depth_m, "length_m": stay.length_m}
        if stay.duration_s is not None:
            figures["duration_s"] = stay.duration_s
        for kind, at in (("entry", stay.entry), ("deepest", stay.deepest), ("exit", stay.exit)):
            if at is not None:
                yield _event(incident, case, result, kind, number, at, figures, colour)
    if found.closest is not None:
        figures = {"distance_m": found.closest.distance_m}
        yield _event(incident, case, result, "closest", 1, found.closest.at, figures, colour)


def _event(
    incident: Incident,
    case: TrackCase,
    result: TrackResult,
    kind: str,
    number: int,
    at: Point,
    figures: Mapping[str, Value],
    colour: str | None,
) -> ExportPoint:
    properties: dict[str, Value] = {
        "claim": case.claim_id,
        "track": case.track_id,
        "zone": result.zone,
        **({"edition": result.edition} if result.edition is not None else {}),
        "basis": case.basis,
        "verdict": _verdict(result),
        **figures,
        **({"by_construction": ", ".join(result.by_construction)} if result.by_construction else {}),
    }
    where = f"{result.zone}@{result.edition}" if result.edition is not None else result.zone
    return ExportPoint(
        id=f"{case.claim_id}/{case.track_id}/{where}/{kind}-{number}",
        name=spaced(f"{KINDS[kind].format(zone=result.zone)}, {_name(incident, case)}"),
        kind=kind,
        lon_deg=at.lon_deg,
        lat_deg=at.lat_deg,
        alt_m=at.alt_m,
        altitude_reference=_reference(case),
        time=at.time,
        properties=spaced(properties),
        colour=colour,
    )


# --- zones and credits ----------------------------------------------------------------------------------------------


def _zones(incident: Incident, assessment: Assessment) -> Iterator[ExportZone]:
    """Each zone that a path was tested against, whole."""
    tested = dict.fromkeys((result.zone, result.edition) for result in assessment.results)
    shapes = {result.zone: result.shape for result in assessment.results if result.shape is not None}
    rules = _rules(incident)
    for name, edition_id in tested:
        shape = national_zone(name, edition_id).shape if edition_id is not None else shapes[name]
        properties: dict[str, Value] = {"zone": name, "source": shape.source, **rules.get(name, {})}
        if edition_id is not None:
            properties["edition"] = edition_id
        if shape.note is not None:
            properties["note"] = shape.note
        named = name if edition_id is None else f"{name} on {edition_id}"
        yield exported_zone(shape, named, spaced(properties))


def _rules(incident: Incident) -> dict[str, dict[str, Value]]:
    """What the incident file says of its own zones, by the name that a zone has in a result."""
    found: dict[str, dict[str, Value]] = {}
    for zone_id, rule in incident.zones.items():
        told = {
            "rule": zone_id,
            "label": rule.label,
            "relied_on_by": ", ".join(rule.relied_on_by),
            "since": str(rule.since or ""),
            "until": str(rule.until or ""),
            "why": rule.why,
        }
        kept: dict[str, Value] = {name: str(value) for name, value in told.items() if value}
        for target in rule_targets(incident, zone_id):
            found[target if isinstance(target, str) else target.name] = kept
    return found


def _description(incident: Incident, assessment: Assessment, tracks: tuple[ExportTrack, ...]) -> str:
    built = sum(track.properties["basis"] == "reconstructed" for track in tracks)
    lines = [f"Incident {incident.id}, {incident.date}, {incident.place}."]
    if incident.summary:
        lines.append(incident.summary)
    if built:
        lines.append(
            f"{built} of the {len(tracks)} paths are reconstructed from what a party stated: they show what the "
            "statements come to if they hold, and are no evidence that they do. 'By construction': repeats an input."
        )
    used = dict.fromkeys(result.edition for result in assessment.results if result.edition is not None)
    if used:
        lines.append(f"Checked on the border edition{'s' * (len(used) > 1)} {', '.join(used)}.")
    lines.append("Verdicts are geometric.")
    return str(spaced(" ".join(lines)))


def _credits(assessment: Assessment) -> Iterator[str]:
    """Who is to be named, and under which licence the borders stand, for each edition that anything rests on."""
    used = [*assessment.editions, *(result.edition for result in assessment.results)]
    used += [case.solved_on for case in assessment.cases]
    for edition_id in dict.fromkeys(name for name in used if name is not None):
        this = borders.edition(edition_id)
        named = any(word in this.notice for word in (this.licence, this.licence.split("-")[0], "public domain"))
        yield str(spaced(f"Borders {this.id}: {this.notice}{'' if named else f' ({this.licence})'}"))
