"""Places of an incident as points: given ones, outermost points of a zone, points at a bearing and range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely

from airspace.declination import MODEL, Declination, declination
from airspace.errors import FigureError, UnknownNameError
from airspace.geodesy import direct, inverse
from airspace.incident import BearingPlace, ExtremePlace, FixedPlace, Incident
from airspace.interval import Interval
from airspace.language import Later, _, mark
from airspace.numbers import distance, localised
from airspace.positions import parse_position
from airspace.units import parse_figure
from geodata.editions import default_for
from geodata.zones import national

__all__ = ["PlacePoint", "place_point"]

_OUTERMOST = {
    "southernmost": mark("southernmost vertex of {zone}"),
    "northernmost": mark("northernmost vertex of {zone}"),
    "westernmost": mark("westernmost vertex of {zone}"),
    "easternmost": mark("easternmost vertex of {zone}"),
}


@dataclass(frozen=True, slots=True)
class PlacePoint:
    """A place on the globe, degrees on WGS84. ``edition``: the border it was taken from, if it was.

    ``radius_m`` is how far from the point the place can be by the digits it was stated in (``at``, or bearing and
    range); None where they are not known to say so: a position typed as numbers, or a vertex of a border.
    ``reckoned``: whether no one stated the position but its bearing and range from another place, told in ``how``.
    """

    id: str
    name: str
    lon_deg: float
    lat_deg: float
    edition: str | None
    how: str
    radius_m: float | None = None
    reckoned: bool = False

    def allows(self, distance_m: float) -> Interval:
        """The distances from something that the place can have, by its printed digits, where its point has one."""
        slack = self.radius_m or 0.0
        return Interval(max(0.0, distance_m - slack), distance_m + slack)


def place_point(incident: Incident, place_id: str, edition_id: str | None = None) -> PlacePoint:
    """Where a place of the incident lies; of a border on ``edition_id``, else on the first edition that holds it.

    Raises:
        UnknownNameError: no such place.
        FigureError: a position or figure that cannot be read; a file that was loaded has none.
    """
    if place_id not in incident.places:
        raise UnknownNameError("place", place_id, incident.places)
    place = incident.places[place_id]
    if isinstance(place, FixedPlace):
        return _fixed(place_id, place)
    if isinstance(place, ExtremePlace):
        edition_id = edition_id or default_for([place.zone])
        outermost = _outermost(incident, place, edition_id)
        return PlacePoint(place_id, place.name, *outermost, edition_id, _(_OUTERMOST[place.derived], zone=place.zone))
    return _reckoned(incident, place_id, place, place_point(incident, place.origin, edition_id))


def _fixed(place_id: str, place: FixedPlace) -> PlacePoint:
    if place.at is not None:
        found = parse_position(place.at)
        how = _(
            "given by its source as {position} ({notation}, good to {radius})",
            position=place.at,
            notation=_(found.notation),
            radius=distance(found.radius_m, _size(found.radius_m)),
        )
        return PlacePoint(place_id, place.name, found.lon_deg, found.lat_deg, None, how, found.radius_m)
    if place.lon is None or place.lat is None:
        raise FigureError(f"the place '{place_id}' has no position; give 'lat' and 'lon', or 'at'")
    return PlacePoint(place_id, place.name, place.lon, place.lat, None, _("given by its source"))


def _size(radius_m: float) -> float:
    """The place of the first digit of a radius, a metre at least."""
    return max(1.0, 10.0 ** (math.floor(math.log10(max(radius_m, 1.0))) - 1))


def _reckoned(incident: Incident, place_id: str, place: BearingPlace, origin: PlacePoint) -> PlacePoint:
    """The point at a bearing and a range, and how far from it the printed precision of both lets it be."""
    bearing, reach = parse_figure(place.bearing, "angle"), parse_figure(place.range, "length")
    turn, found = 0.0, None
    if place.north != "true":
        found = declination(origin.lon_deg, origin.lat_deg, incident.date) if place.declination is None else None
        turn = found.east_deg if found is not None else place.declination or 0.0
    how = Later(lambda: _reckoned_words(place, origin.name, found, incident.date))
    lon, lat, _azimuth = direct(origin.lon_deg, origin.lat_deg, bearing.value_si + turn, reach.value_si)
    turns, reaches = np.meshgrid(
        [bearing.interval_si.low, bearing.interval_si.high], [reach.interval_si.low, reach.interval_si.high]
    )  # of a sector the point that is farthest from a point within is a corner
    lons, lats, _azimuths = direct(origin.lon_deg, origin.lat_deg, turns.ravel() + turn, reaches.ravel())
    radius = float(inverse(lon, lat, lons, lats)[2].max()) + (origin.radius_m or 0.0)
    return PlacePoint(place_id, place.name, float(lon), float(lat), origin.edition, how, radius, reckoned=True)


def _reckoned_words(place: BearingPlace, origin: str, found: Declination | None, day: date) -> str:
    """From which bearing and range a place was reckoned; ``found``: the declination, where it was looked up."""
    said = {"bearing": localised(place.bearing), "range": localised(place.range), "place": origin}
    if place.north == "true":
        return _("{bearing} (true north) and {range} from {place}", **said)
    if found is None:
        return _("{bearing} (magnetic north) and {range} from {place}", **said)
    return _(
        "{bearing} (magnetic north; declination {declination} by {model} on {date}, standard error {error}) and "
        "{range} from {place}",
        declination=found.told(),
        error=localised(f"{found.sigma_deg:.1f}°"),
        model=MODEL,
        date=day.isoformat(),
        **said,
    )


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
