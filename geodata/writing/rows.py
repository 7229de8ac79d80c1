"""The fixes of all tracks of a document as one table, as CSV, GeoParquet and GeoPackage hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from geodata.altitude import AltitudeReference
from geodata.export import ExportTrack, Floats, Value, references

__all__ = ["Rows", "rows_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Columns of one length. ``alt_m`` by reference: NaN in rows of other tracks. ``times``: None where not known."""

    track: list[str]
    name: list[str]
    fix: list[int]
    lon_deg: Floats
    lat_deg: Floats
    times: list[datetime | None]
    alt_m: dict[AltitudeReference, Floats]
    properties: dict[str, list[Value | None]]

    @property
    def timed(self) -> bool:
        """Whether any row has a time."""
        return any(time is not None for time in self.times)


def rows_of(tracks: Sequence[ExportTrack], properties: Sequence[str]) -> Rows:
    """The fixes of tracks, one after the other, with those properties of their tracks that are named."""
    counts = [track.fixes for track in tracks]
    alt_m = {
        reference: np.concatenate(
            [
                track.alt_m
                if track.alt_m is not None and track.altitude_reference == reference
                else np.full(track.fixes, np.nan)
                for track in tracks
            ]
        )
        for reference in references(tracks)
    }

    def repeated(values: Sequence[Value | None]) -> list[Value | None]:
        return [value for value, count in zip(values, counts, strict=True) for _ in range(count)]

    return Rows(
        track=[str(value) for value in repeated([track.id for track in tracks])],
        name=[str(value) for value in repeated([track.name for track in tracks])],
        fix=[number for count in counts for number in range(count)],
        lon_deg=np.concatenate([track.lon_deg for track in tracks]),
        lat_deg=np.concatenate([track.lat_deg for track in tracks]),
        times=[time for track in tracks for time in _instants(track)],
        alt_m=alt_m,
        properties={name: repeated([track.properties.get(name) for track in tracks]) for name in properties},
    )


def _instants(track: ExportTrack) -> Sequence[datetime | None]:
    return track.instants() or [None] * track.fixes
