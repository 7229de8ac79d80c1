"""What is written to files for other programs: tracks, points and zones with plain properties, and who is credited.

A document is plain data on WGS84 (degrees, longitude before latitude; metres; UTC) that knows nothing of claims or
verdicts: whoever builds it puts those into names and properties. :mod:`geodata.writing` turns it into files. An
altitude keeps its reference (:mod:`geodata.altitude`); none is ever converted or given another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon

from geodata.altitude import ALTITUDE_FIELDS, ORDER, AltitudeReference

__all__ = [
    "ExportDocument",
    "ExportPath",
    "ExportPoint",
    "ExportTrack",
    "ExportZone",
    "Floats",
    "Properties",
    "Value",
    "altitude_column",
    "clock_text",
    "plain_text",
    "references",
]

Floats = NDArray[np.float64]
Value = str | int | float
Properties = Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class ExportPath:
    """The way of a track between and at its fixes, so close that a chord from one point to the next stays near it.

    ``fix`` holds the number of the fix that a point is, -1 for one between two. A leg over the antimeridian has a point
    on it, marked in ``over``. Arrays of one shape; ``alt_m`` and ``t_s`` as of the track.

    ``straight_off_m``: how far a straight line in longitude and latitude from fix to fix leaves this way, at most.
    """

    lon_deg: Floats
    lat_deg: Floats
    alt_m: Floats | None
    t_s: Floats | None
    fix: NDArray[np.int64]
    over: NDArray[np.bool_]
    straight_off_m: float


@dataclass(frozen=True, slots=True, eq=False)
class ExportTrack:
    """Fixes in order of time, at least one; longitudes in [-180, 180].

    ``t_s``: seconds since ``start`` (UTC), increasing; both None without times. ``colour``: ``#rrggbb``, for
    formats that carry a style. ``path``: the same way with points between.
    """

    id: str
    name: str
    properties: Properties
    lon_deg: Floats
    lat_deg: Floats
    alt_m: Floats | None
    altitude_reference: AltitudeReference
    start: datetime | None
    t_s: Floats | None
    path: ExportPath
    colour: str | None = None

    @property
    def fixes(self) -> int:
        """Number of fixes."""
        return int(self.lon_deg.size)

    def instants(self) -> list[datetime] | None:
        """UTC time of each fix, to the microsecond; None without times."""
        if self.start is None or self.t_s is None:
            return None
        first = self.start.astimezone(UTC)
        return [first + timedelta(microseconds=round(t * 1e6)) for t in self.t_s.tolist()]

    def clock(self) -> list[str] | None:
        """ISO 8601 time of each fix, UTC with microseconds and Z; None without times."""
        instants = self.instants()
        return None if instants is None else [clock_text(instant) for instant in instants]


@dataclass(frozen=True, slots=True)
class ExportPoint:
    """One place: of ``kind`` "place", "entry", "exit" and so on, with what is known of it."""

    id: str
    name: str
    kind: str
    lon_deg: float
    lat_deg: float
    alt_m: float | None = None
    altitude_reference: AltitudeReference = "unstated"
    time: datetime | None = None
    properties: Properties = field(default_factory=dict)
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class ExportZone:
    """An area with its limits in height and time; ``altitude_reference`` as its source has it.

    ``upper_reference``: what the upper limit is counted from, where that is something else.
    """

    id: str
    name: str
    geometry: MultiPolygon
    lower_m: float | None = None
    upper_m: float | None = None
    altitude_reference: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    properties: Properties = field(default_factory=dict)
    upper_reference: str | None = None

    def limits(self) -> dict[str, Value]:
        """What is known of the limits, by the names that zone files have for them; times as ISO 8601 text."""
        known = {
            "lower_m": self.lower_m,
            "upper_m": self.upper_m,
            "altitude_reference": self.altitude_reference,
            "upper_reference": self.upper_reference,
            "valid_from": None if self.valid_from is None else clock_text(self.valid_from),
            "valid_to": None if self.valid_to is None else clock_text(self.valid_to),
        }
        return {name: value for name, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """All that goes into one file.

    ``credits``: lines that must go wherever the data go. ``row_properties``: properties of a track that stand in each
    row of a table of its fixes.
    """

    title: str
    description: str
    tracks: tuple[ExportTrack, ...] = ()
    points: tuple[ExportPoint, ...] = ()
    zones: tuple[ExportZone, ...] = ()
    credits: tuple[str, ...] = ()
    generator: str = ""
    row_properties: tuple[str, ...] = ()

    def notes(self) -> str:
        """Description, credits and generator as one text of several lines."""
        return "\n".join(line for line in (self.description, *self.credits, self.generator) if line)


def clock_text(instant: datetime) -> str:
    """ISO 8601 in UTC with microseconds and Z."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain_text(text: object) -> str:
    """Text as XML and every other format here can hold it: line breaks and tabs, but no other control character.

    Half of a surrogate pair and the two non-characters that XML forbids become U+FFFD.
    """
    return "".join(_kept(character) for character in str(text))


def _kept(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return "\ufffd"
    return character if character in "\n\t" or 0x20 <= code < 0x7F or code >= 0xA0 else ""


def altitude_column(reference: AltitudeReference) -> str:
    """The name of a column of altitudes of that reference, in metres: ``alt_m``, ``alt_baro_m`` and so on."""
    return next(name for name, (its, metres) in ALTITUDE_FIELDS.items() if its == reference and metres == 1.0)


def references(tracks: Iterable[ExportTrack]) -> tuple[AltitudeReference, ...]:
    """The references of the altitudes of tracks, each once, in the order of :data:`geodata.altitude.ORDER`."""
    found = {track.altitude_reference for track in tracks if track.alt_m is not None}
    return tuple(reference for reference in ORDER if reference in found)
