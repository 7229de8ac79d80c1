"""A path through the positions that a claim states: its stops, joined by geodesics.

Nothing is solved. No border is needed to build the path, so it is one and the same on every edition and is held against
each as a given track is. Its stops are inputs; what lies between them is drawn and was stated by no one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np

from airspace.constraints import Through
from airspace.incident import Incident, ResolvedInput
from airspace.places import PlacePoint, place_point
from airspace.track import Track

__all__ = ["AT_STOP_M", "StatedPath", "StatedStop", "stated_path"]

AT_STOP_M = 0.01
"""A place of a path this near to a stop, along it, is the stop: an hour on, a double holds it to a micrometre."""


@dataclass(frozen=True, slots=True)
class StatedStop:
    """One stated position. ``at`` and ``altitude`` are None where the claim's path has none.

    ``radius_m``: how far the true place can lie from the one printed, by its digits; None where that is not known.
    """

    number: int
    place: PlacePoint
    said: ResolvedInput
    at: ResolvedInput | None
    altitude: ResolvedInput | None
    radius_m: float | None


@dataclass(frozen=True)
class StatedPath:
    """A path through stops. ``inputs`` by role (``place_1``, ``at_1``, ``altitude_1``, ``place_2``, ...).

    ``radius_m``: the widest of its stops'; None where that of none is known.
    """

    track: Track
    stops: tuple[StatedStop, ...]
    inputs: Mapping[str, ResolvedInput]
    radius_m: float | None

    def stop_at(self, along_m: float) -> StatedStop | None:
        """The stop that lies ``along_m`` from the first along the path, if one does."""
        apart = np.abs(self.track.along_m - along_m)
        nearest = int(np.argmin(apart))
        return self.stops[nearest] if apart[nearest] <= AT_STOP_M else None

    def shifts_s(self, at: datetime) -> tuple[float, float]:
        """By how many seconds an instant of the path can be earlier and later, by the intervals of its stops' times.

        Between two stops the time is linear in the way, and so are both ends. (0, 0) for a path without times.
        """
        timed = [stop.at for stop in self.stops if stop.at is not None]
        if not timed:
            return 0.0, 0.0
        nominal = [given.value_si for given in timed]
        ends = ([given.interval_si[end] - given.value_si for given in timed] for end in (0, 1))
        low, high = (float(np.interp(at.timestamp(), nominal, end)) for end in ends)
        return low, high

    def clock_at(self, at: datetime) -> ResolvedInput | None:
        """The time that an instant of the path hangs on: that of the nearest stop."""
        timed = [stop.at for stop in self.stops if stop.at is not None]
        if not timed:
            return None
        return min(timed, key=lambda given: abs(given.value_si - at.timestamp()))


def stated_path(incident: Incident, claim_id: str, track_id: str) -> StatedPath:
    """The path of a claim's track whose ``solve`` is ``through``; positions in degrees on WGS84.

    Raises:
        ValueError: the track is no such path.
        UnsupportedGeometryError: two stops lie nearly opposite each other on the globe.
    """
    solve = incident.claim(claim_id).tracks[track_id].solve
    if not isinstance(solve, Through):
        wrong = f"track '{track_id}' of claim '{claim_id}' goes through no stated positions"
        raise ValueError(wrong)  # noqa: TRY004 - not the type of an argument
    inputs = incident.inputs(claim_id, track_id)
    stops = tuple(_stop(incident, inputs, number) for number in range(1, len(solve.through) + 1))
    lon, lat = ([getattr(stop.place, name) for stop in stops] for name in ("lon_deg", "lat_deg"))
    altitudes = [stop.altitude.value_si for stop in stops if stop.altitude is not None]
    times = [stop.at.value_time for stop in stops if stop.at is not None and stop.at.value_time is not None]
    start = times[0].astimezone(UTC) if times else None
    track = Track(
        f"{claim_id}/{track_id}",
        np.array(lon),
        np.array(lat),
        np.array(altitudes) if altitudes else None,
        start,
        np.array([(time - times[0]).total_seconds() for time in times]) if times else None,
        "reconstructed",
    )
    known = [stop.radius_m for stop in stops if stop.radius_m is not None]
    return StatedPath(track, stops, MappingProxyType(inputs), max(known) if known else None)


def _stop(incident: Incident, inputs: Mapping[str, ResolvedInput], number: int) -> StatedStop:
    said = inputs[f"place_{number}"]
    place = place_point(incident, str(said.place))
    radius_m: float | None = getattr(place, "radius_m", None)
    at, altitude = inputs.get(f"at_{number}"), inputs.get(f"altitude_{number}")
    return StatedStop(number, place, said, at, altitude, radius_m or None)
