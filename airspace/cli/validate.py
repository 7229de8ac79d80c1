"""``airspace validate``: is this file usable, and if not, what is wrong with it, all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from airspace.cli.terminal import line

if TYPE_CHECKING:
    from geodata.tracks import TrackData

__all__ = ["validate"]


@click.command(short_help="Show every fault in a file.")
@click.argument("file", metavar="FILE")
def validate(file: str) -> None:
    """Check an incident file (or a folder with one, or a track file) and show every fault in it.

    \b
    airspace validate incident.yaml
    airspace validate radar.csv

    Exit status 0 if it can be used, 1 if not.
    """
    from geodata import tracks

    if tracks.is_track_file(file):
        line(f"{file}: a track, {_described(tracks.read(file))}")
        return
    from airspace.casefile import load_incident
    from geodata.library import incident_path

    found = load_incident(incident_path(file))
    statements = sum(len(claim.statements) for claim in found.claims.values())
    paths = sum(len(claim.tracks) for claim in found.claims.values())
    counts = [
        _count(len(found.claims), "claim"),
        _count(statements, "statement"),
        _count(len(found.sources), "source"),
        _count(paths, "track"),
    ]
    line(f"{file}: incident '{found.id}', {', '.join(counts)}; no fault found")


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
    parts.append("no altitudes" if track.alt_m is None else "with altitudes")
    return f"{', '.join(parts)}; no fault found"
