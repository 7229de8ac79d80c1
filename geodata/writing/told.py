"""What several formats cannot carry, in sentences of one wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geodata.altitude import AltitudeReference, altitude_words
from geodata.errors import NothingToExportError
from geodata.export import ExportDocument, ExportTrack, references

__all__ = ["altitude_note", "counted", "fixes_only", "heights", "limits", "straight_lines", "tracks_to_write"]

NEAR_M = 1.0
"""Straight lines that leave the way by less are no loss worth a word."""


def counted(count: int, one: str) -> str:
    """A number with its noun: ``1 track``, ``3 tracks``."""
    return f"{count} {one}{'' if count == 1 else 's'}"


def altitude_note(reference: AltitudeReference) -> str:
    """What the heights of a track or a point are counted from, as a note in the file."""
    return f"Heights: {altitude_words(reference)}."


def heights(tracks: Iterable[ExportTrack], native: Iterable[AltitudeReference], how: str) -> Iterator[str]:
    """A sentence for each reference that a format has no word for; ``how`` says how such heights are written."""
    tracks, native = tuple(tracks), set(native)
    for reference in references(tracks):
        if reference not in native:
            number = sum(track.alt_m is not None and track.altitude_reference == reference for track in tracks)
            yield f"heights of {counted(number, 'track')} ({altitude_words(reference)}): {how}"


def limits(document: ExportDocument) -> Iterator[str]:
    """That limits of zones are only written as properties, where a zone has any."""
    number = sum(zone.lower_m is not None or zone.upper_m is not None for zone in document.zones)
    if number:
        yield f"vertical limits of {counted(number, 'zone')} are properties, not a shape in space"


def straight_lines(tracks: Iterable[ExportTrack]) -> Iterator[str]:
    """How far the straight lines of a format leave the geodesics that the legs are."""
    off_m = max((track.path.straight_off_m for track in tracks), default=0.0)
    if off_m >= NEAR_M:
        yield f"programs join fixes by straight lines in longitude and latitude: up to {off_m:,.0f} m off the legs"


def fixes_only(document: ExportDocument, name: str) -> Iterator[str]:
    """What a table of fixes leaves out: points and zones."""
    left = [
        counted(len(items), noun) for items, noun in ((document.points, "point"), (document.zones, "zone")) if items
    ]
    if left:
        yield f"{' and '.join(left)} left out: {name} holds fixes of tracks only"


def tracks_to_write(document: ExportDocument, name: str, *, timed: bool = False) -> tuple[ExportTrack, ...]:
    """The tracks that a format can carry; ``timed``: only those with times.

    Raises :class:`~geodata.errors.NothingToExportError` if there are none.
    """
    tracks = tuple(track for track in document.tracks if track.t_s is not None or not timed)
    if not tracks:
        needed = "tracks with times" if timed else "tracks"
        why = f"none of the {counted(len(document.tracks), 'track')} has any" if document.tracks else "there are none"
        raise NothingToExportError(f"nothing to write: {name} carries {needed}, and {why}; choose another format")
    return tracks
