"""Faults of the track and zone files that an incident names, told where it names them.

Files are read here and not with the incident, so that a command that needs none of them does not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from airspace.errors import AirspaceError, InputError, TrackFileError
from airspace.incident import Incident
from airspace.inputspec import SpecFault
from airspace.zonerules import rule_targets
from airspace.zonespec import LayerRule
from geodata.errors import Problem
from geodata.tracks import TrackData, read

__all__ = ["file_faults", "read_named"]


def read_named(path: Path, claim_id: str, track_id: str) -> TrackData:
    """The track file of a claim's track. Raises :class:`TrackFileError` that tells the incident's field as well."""
    try:
        return read(path)
    except TrackFileError as error:
        field = f"claims.{claim_id}.tracks.{track_id}.file"
        raise TrackFileError(
            Problem(f"{field}: {fault.file}", fault.wrong, fault.right, fault.line, fault.field)
            for fault in error.problems
        ) from error


def file_faults(incident: Incident) -> Iterator[SpecFault]:
    """What is wrong in each track and zone file, as paths of the incident's keys; nothing without a folder."""
    if incident.folder is None:
        return
    for zone_id, rule in incident.zones.items():
        if not isinstance(rule, LayerRule):
            try:
                rule_targets(incident, zone_id)
            except AirspaceError as error:
                yield from _faults(("zones", zone_id, "file"), rule.file, error)
    for claim_id, claim in incident.claims.items():
        for track_id, track in claim.tracks.items():
            if track.file is not None:
                try:
                    read(incident.folder / track.file)
                except AirspaceError as error:
                    yield from _faults(("claims", claim_id, "tracks", track_id, "file"), track.file, error)


def _faults(path: tuple[str, ...], file: str, error: AirspaceError) -> Iterator[SpecFault]:
    """The faults of a file, each with the file's name, line and field before what is wrong."""
    if isinstance(error, InputError):
        for fault in error.problems:
            place = file if fault.line is None else f"{file}:{fault.line}"
            where = f"{place}: {fault.field}" if fault.field else place
            yield SpecFault(path, f"{where}: {fault.wrong}", fault.right)
    else:
        wrong, _sign, right = str(error).partition(". ")
        yield SpecFault(path, wrong, right or "mend the file, or name another")
