"""Places of an incident as points: given ones, outermost points of a zone, points at a bearing and range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from airspace.errors import UnknownNameError
from airspace.geodesy import direct
from airspace.incident import ExtremePlace, FixedPlace, Incident
from airspace.units import parse_figure
from geodata.editions import DEFAULT_EDITION
from geodata.zones import national

__all__ = ["PlacePoint", "place_point"]


@dataclass(frozen=True, slots=True)
class PlacePoint:
    """A place on the globe. ``edition``: the border it was taken from, if it was."""

    id: str
    name: str
    lon_deg: float
    lat_deg: float
    edition: str | None
    how: str


def place_point(incident: Incident, place_id: str, edition_id: str = DEFAULT_EDITION) -> PlacePoint:
    """Where a place of the incident lies.

    Raises:
        UnknownNameError: no such place.
    """
    if place_id not in incident.places:
        raise UnknownNameError("place", place_id, incident.places)
    place = incident.places[place_id]
    if isinstance(place, FixedPlace):
        return PlacePoint(place_id, place.name, place.lon, place.lat, None, "given by its source")
    if isinstance(place, ExtremePlace):
        outermost = _outermost(incident, place, edition_id)
        return PlacePoint(place_id, place.name, *outermost, edition_id, f"{place.derived} vertex of {place.zone}")
    origin = place_point(incident, place.origin, edition_id)
    bearing = parse_figure(place.bearing, "angle").value_si
    if place.north == "magnetic":
        bearing += place.declination or 0.0
    reach = parse_figure(place.range, "length").value_si
    lon, lat, _ = direct(origin.lon_deg, origin.lat_deg, bearing, reach)
    how = f"{place.bearing} ({place.north} north) and {place.range} from {origin.name}"
    return PlacePoint(place_id, place.name, float(lon), float(lat), origin.edition, how)


def _outermost(incident: Incident, place: ExtremePlace, edition_id: str) -> tuple[float, float]:
    west, south, east, north = incident.areas[place.within].bbox
    points = shapely.get_coordinates(national(place.zone, edition_id).geometry)
    held = points[(points[:, 0] >= west) & (points[:, 0] <= east) & (points[:, 1] >= south) & (points[:, 1] <= north)]
    if held.size == 0:
        raise UnknownNameError(f"border vertex of {place.zone} in the area", place.within, ())
    column, sign = {
        "southernmost": (1, 1), "northernmost": (1, -1), "westernmost": (0, 1), "easternmost": (0, -1),
    }[place.derived]  # fmt: skip
    lon, lat = held[int(np.argmin(sign * held[:, column]))]
    return float(lon), float(lat)
