"""Where a stated place lies: from a state's coast, from the limit of its territorial sea, from another place.

A place is known as well as it is printed: a :class:`Spot` is the point with the ends of what its printing leaves.
Lengths are geodesic metres, positions degrees on WGS84. A coast is measured on editions of land alone; an edition that
reaches to the limit of the territorial sea says on which side of that limit a place lies, and holds no coast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from airspace.edges import Edges
from airspace.geodesy import Floats, direct, ecef, foot, inverse
from airspace.incident import BearingPlace, Incident
from airspace.interval import Interval
from airspace.places import PlacePoint, place_point
from airspace.units import parse_figure
from airspace.zone import national_zone
from geodata import editions as borders
from geodata.editions import DEFAULT_EDITION

__all__ = [
    "FromCoast",
    "FromLimit",
    "Spot",
    "between",
    "coast_editions",
    "derived_from",
    "from_coast",
    "from_edges",
    "sea_editions",
    "spot",
]

NEAR_M = 50_000.0
"""So much of the coast about the nearest point of it tells how finely it is drawn there."""

CHORD_SLACK = 0.01
"""A coast's edges of up to 100 km sag from their chords by 200 m at most; edges within a hundredth are measured."""

CHORD_SLACK_M = 2_000.0
_WINDS = 8  # points about a place on the circle that its printing leaves
_STEPS = 5  # of a bearing's interval: a sector of 45 degrees is followed to 2 % of the range


@dataclass(frozen=True, slots=True)
class Spot:
    """A stated place and what its printing leaves: its point first, then the ends, in degrees on WGS84.

    ``radius_m``: no end is farther from the point.
    """

    id: str
    name: str
    lon_deg: Floats
    lat_deg: Floats
    radius_m: float

    @property
    def point(self) -> tuple[float, float]:
        """Longitude and latitude as stated, degrees."""
        return float(self.lon_deg[0]), float(self.lat_deg[0])


@dataclass(frozen=True, slots=True)
class FromCoast:
    """How far a spot lies from the coast of a state on one edition of land.

    ``distance_m`` is that of the point, ``interval_m`` over all of the spot. ``spacing_m`` is the mean length of the
    coast's segments about the nearest point, ``blur_m`` what the edition is known to be off (its stated accuracy, or
    how far it lies from others); ``on_land``: the point lies on the state's own land.
    """

    edition: str
    distance_m: float
    interval_m: Interval
    on_land: bool
    spacing_m: float
    blur_m: float

    @property
    def slack_m(self) -> float:
        """By how much the distance could be wrong: the edition's blur, or land lost between two of its points."""
        return max(self.spacing_m, self.blur_m)


@dataclass(frozen=True, slots=True)
class FromLimit:
    """On which side of a state's boundary a spot lies on one edition, and how far from it.

    ``margin_m`` is positive inside and negative outside, as of a track.
    """

    edition: str
    margin_m: float
    interval_m: Interval
    blur_m: float


@dataclass(frozen=True, slots=True)
class _Coast:
    """The segments of a coast: ends in degrees and ECEF, shape (n,) and (n, 3), and their lengths in metres."""

    lon_a: Floats
    lat_a: Floats
    lon_b: Floats
    lat_b: Floats
    a: Floats
    b: Floats
    length_m: Floats


def spot(incident: Incident, place_id: str, edition_id: str = DEFAULT_EDITION) -> Spot:
    """A place with what its printing leaves: a circle about a position, or the ends of bearing and range.

    Raises:
        UnknownNameError: no such place, or a border it is taken from that the edition does not hold.
    """
    at = place_point(incident, place_id, edition_id)
    place = incident.places[place_id]
    if isinstance(place, BearingPlace):
        return _sector(incident, place, at, edition_id)
    if not at.radius_m:  # a vertex of a border, or a position that does not say how exact it is
        return _spot(at, np.empty(0), np.empty(0))
    lon, lat, _azimuth = direct(at.lon_deg, at.lat_deg, np.arange(0.0, 360.0, 360.0 / _WINDS), at.radius_m)
    return _spot(at, lon, lat)


def _spot(at: PlacePoint, lon: Floats, lat: Floats) -> Spot:
    lons, lats = np.append(at.lon_deg, lon), np.append(at.lat_deg, lat)
    away = inverse(at.lon_deg, at.lat_deg, lons, lats)[2]
    return Spot(at.id, at.name, lons, lats, float(away.max()))


def _sector(incident: Incident, place: BearingPlace, at: PlacePoint, edition_id: str) -> Spot:
    """What bearing and range leave about the point, from where they are reckoned."""
    origin = spot(incident, place.origin, edition_id)
    azimuth, _, reach = inverse(*origin.point, at.lon_deg, at.lat_deg)
    bearing, length = parse_figure(place.bearing, "angle"), parse_figure(place.range, "length")
    turns = np.linspace(bearing.interval_si.low, bearing.interval_si.high, _STEPS) - bearing.value_si
    ends = np.array([length.interval_si.low, length.value_si, length.interval_si.high])
    far = ends[np.isfinite(ends)] - length.value_si
    turn, more = (part.ravel() for part in np.meshgrid(turns, far))
    origins = [
        direct(lon, lat, azimuth + turn, np.maximum(0.0, reach + more))
        for lon, lat in zip(origin.lon_deg, origin.lat_deg, strict=True)
    ]
    return _spot(at, np.concatenate([o[0] for o in origins]), np.concatenate([o[1] for o in origins]))


def derived_from(incident: Incident, place_id: str, other_id: str) -> bool:
    """Whether a place is reckoned from another one (or is that one): its distance from there is then an input."""
    place, steps = incident.places.get(place_id), 0
    while place_id != other_id and isinstance(place, BearingPlace) and steps < len(incident.places):
        place_id, steps = place.origin, steps + 1
        place = incident.places.get(place_id)
    return place_id == other_id


# --- distances -------------------------------------------------------------------------------------------------------


def between(one: Spot, other: Spot) -> tuple[float, float, Interval]:
    """Distance in metres and bearing in degrees from one point to the other, and the distances that both spots leave.

    The least is that of the points less both radii, the greatest with both added: no end of a spot is farther off.
    """
    azimuth, _, length = inverse(*one.point, *other.point)
    slack = one.radius_m + other.radius_m
    metres = float(length)
    return metres, float(azimuth) % 360.0, Interval(max(0.0, metres - slack), metres + slack)


def coast_editions(state: str, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Editions of land that hold that state: of those asked for or, if none of them does, of all."""
    return _asked_first(state, asked, with_sea=False)


def sea_editions(state: str, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Editions that reach to the limit of that state's territorial sea: of those asked for or, if none is, of all."""
    return _asked_first(state, asked, with_sea=True)


def _asked_first(state: str, asked: tuple[str, ...], *, with_sea: bool) -> tuple[str, ...]:
    fit = tuple(name for name in borders.holding((state,)) if borders.edition(name).with_sea == with_sea)
    return tuple(name for name in fit if name in asked) or fit


def from_coast(state: str, edition_id: str, at: Spot) -> FromCoast | None:
    """How far a spot lies from a state's coast on an edition of land; None if that has no coast of the state."""
    coast = _coast(state, edition_id)
    if coast is None:
        return None
    away, lon, lat = zip(
        *(_nearest(coast, float(x), float(y)) for x, y in zip(at.lon_deg, at.lat_deg, strict=True)), strict=True
    )
    on_land = national_zone(state, edition_id).edges.contains(at.lon_deg[:1], at.lat_deg[:1])
    return FromCoast(
        edition=edition_id,
        distance_m=away[0],
        interval_m=Interval(min(away), max(away)),
        on_land=bool(on_land[0]),
        spacing_m=_spacing(coast, lon[0], lat[0]),
        blur_m=_blur_m(edition_id, state),
    )


def from_edges(edges: Edges, state: str, edition_id: str, at: Spot) -> FromLimit:
    """On which side of a state's boundary, as an edition has it, a spot lies, and how far from it."""
    away = edges.nearest(at.lon_deg, at.lat_deg).distance_m
    margin = np.where(edges.contains(at.lon_deg, at.lat_deg), away, -away)
    reach = Interval(float(margin.min()), float(margin.max()))
    return FromLimit(edition_id, float(margin[0]), reach, _blur_m(edition_id, state))


def _blur_m(edition_id: str, state: str) -> float:
    """What an edition is known to be off: the accuracy that it states, else how far it lies from others."""
    this = borders.edition(edition_id)
    return this.accuracy_m if this.accuracy_m is not None else this.disagreement_at(state)


@lru_cache(maxsize=32)
def _coast(state: str, edition_id: str) -> _Coast | None:
    area = borders.load(edition_id)[state]
    if area.coast.is_empty:
        return None
    lines = [shapely.get_coordinates(line) for line in area.coast.geoms]
    start, end = (np.concatenate(part) for part in ([xy[:-1] for xy in lines], [xy[1:] for xy in lines]))
    lon_a, lat_a, lon_b, lat_b = start[:, 0], start[:, 1], end[:, 0], end[:, 1]
    length = inverse(lon_a, lat_a, lon_b, lat_b)[2]
    return _Coast(lon_a, lat_a, lon_b, lat_b, ecef(lon_a, lat_a), ecef(lon_b, lat_b), length)


def _nearest(coast: _Coast, lon: float, lat: float) -> tuple[float, float, float]:
    """Distance to the coast in metres, and its nearest point: chords sift, geodesics measure."""
    chord = _to_chords(ecef(lon, lat), coast)
    close = np.flatnonzero(chord <= chord.min() * (1 + CHORD_SLACK) + CHORD_SLACK_M)
    feet = foot(lon, lat, coast.lon_a[close], coast.lat_a[close], coast.lon_b[close], coast.lat_b[close])
    best = int(np.argmin(feet.distance_m))
    return float(feet.distance_m[best]), float(feet.lon_deg[best]), float(feet.lat_deg[best])


def _to_chords(point: Floats, coast: _Coast) -> Floats:
    along = coast.b - coast.a
    square = np.einsum("ij,ij->i", along, along)
    share = np.einsum("ij,ij->i", point - coast.a, along) / np.where(square == 0, 1.0, square)
    gap = point - coast.a - np.clip(share, 0.0, 1.0)[:, None] * along
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", gap, gap)))


def _spacing(coast: _Coast, lon: float, lat: float) -> float:
    """Mean length of the segments that begin, end or pass within ``NEAR_M`` of a point of the coast."""
    near = coast.length_m[_to_chords(ecef(lon, lat), coast) <= NEAR_M]
    return float(near.mean()) if near.size else math.nan
