"""``airspace validate``: is this file usable, and if not, what is wrong with it, all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from airspace.cli.options import column_option
from airspace.cli.terminal import line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airspace.incident import Incident
    from geodata.tracks import TrackData

__all__ = ["validate"]


@click.command(short_help="Show every fault in a file.")
@click.argument("file", metavar="FILE")
@column_option
@click.option("--say", is_flag=True, help="Say every position and figure back, with what its digits allow.")
def validate(file: str, columns: dict[str, str], say: bool) -> None:
    """Check an incident file (or a folder with one, or a track file) and show every fault in it. The track and zone
    files that an incident names are read too.

    \b
    airspace validate incident.yaml
    airspace validate incident.yaml --say
    airspace validate radar.csv --column lon=Longitude --column lat=Latitude

    Exit status 0 if it can be used, 1 if not.
    """
    from geodata import tracks

    if tracks.is_track_file(file):
        if say:
            raise click.UsageError("--say is for incident files")
        found_tracks = tracks.read_all(file, columns)
        for track in found_tracks:
            called = "a track" if len(found_tracks) == 1 else f"track '{track.name}'"
            line(f"{file}: {called}, {_described(track)}")
        return
    if columns:
        raise click.UsageError("--column is for track files")
    from airspace.casefile import load_with_files
    from geodata.library import incident_path

    found = load_with_files(incident_path(file))
    statements = sum(len(claim.statements) for claim in found.claims.values())
    paths = sum(len(claim.tracks) for claim in found.claims.values())
    counts = [
        _count(len(found.claims), "claim"),
        _count(statements, "statement"),
        _count(len(found.sources), "source"),
        _count(paths, "track"),
    ]
    if say:
        for said in _said_back(found):
            line(said)
    line(f"{file}: incident '{found.id}', {', '.join(counts)}; no fault found")


def _said_back(incident: Incident) -> Iterator[str]:
    """Each position and each figure of each statement in one line, its place in the file first."""
    from airspace.phrases import understand
    from airspace.quantities import QUANTITIES

    for place_id in incident.places:
        yield f"places/{place_id}: {_position(incident, place_id)}".replace("\u00a0", " ")
    for claim_id, claim in incident.claims.items():
        for statement_id, statement in claim.statements.items():
            for reading_id, reading in statement.readings.items():
                dimension = QUANTITIES[reading.quantity].dimension
                if dimension != "place" and dimension != "choice" and reading.value is not None:
                    meant = understand(reading.value, incident.date, incident.clocks, dimension)[0]
                    yield f"{claim_id}/{statement_id}/{reading_id}: {meant.said_back}"


def _position(incident: Incident, place_id: str) -> str:
    """A place as ``25.99528 N 57.04028 E, known to 21 m, as degrees, minutes and seconds``."""
    from airspace.numbers import distance
    from airspace.places import place_point
    from airspace.positions import parse_position
    from airspace.setting import ExtremePlace, FixedPlace

    place = incident.places[place_id]
    if isinstance(place, ExtremePlace):
        return f"{place.name}: the {place.derived} vertex of {place.zone} in '{place.within}', on each edition anew"
    point = place_point(incident, place_id)
    north, east = "N" if point.lat_deg >= 0 else "S", "E" if point.lon_deg >= 0 else "W"
    told = f"{place.name}: {abs(point.lat_deg):.5f} {north} {abs(point.lon_deg):.5f} {east}"
    if point.radius_m is not None:
        told += f", known to {distance(point.radius_m)}"
    if isinstance(place, FixedPlace):
        return told + (f", as {parse_position(place.at).notation}" if place.at is not None else ", as typed in degrees")
    return f"{told}, as {point.how}" + (f", on {point.edition}" if point.edition else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _described(track: TrackData) -> str:
    fixes = track.lon_deg.size
    parts = ["1 fix" if fixes == 1 else f"{fixes} fixes"]
    if track.start is None or track.t_s is None:
        parts.append("no times")
    else:
        start = track.start.isoformat().replace("+00:00", "Z")
        parts.append(f"from {start} for {track.t_s[-1]:g} s")
    parts.append(_altitudes(track))
    return "; ".join([", ".join(parts), *track.notes, "no fault found"])


def _altitudes(track: TrackData) -> str:
    """What altitudes there are: ``with altitudes (barometric; also ellipsoid)``."""
    if track.altitude_reference is None:
        others = ", ".join(track.other_altitudes)
        return f"no altitudes for all fixes ({others} for some)" if others else "no altitudes"
    words = "reference not stated" if track.altitude_reference == "unstated" else track.altitude_reference
    also = f"; also {', '.join(track.other_altitudes)}" if track.other_altitudes else ""
    return f"with altitudes ({words}{also})"
