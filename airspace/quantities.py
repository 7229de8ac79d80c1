"""What a stated figure can measure: the one registry of quantities.

A reading names a quantity; its dimension says how the figure is read, ``needs`` what else the reading must
name, ``from_track`` how the same quantity follows from a track. A new quantity is one entry of ``_ALL``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from airspace.language import mark
from airspace.units import Dimension

__all__ = ["QUANTITIES", "Quantity", "QuantityDimension"]

QuantityDimension = Dimension | Literal["place", "choice"]
Need = Literal["zone", "place"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measurable thing a source can state.

    A reading of dimension ``place`` carries no figure, only its place; one of dimension ``choice`` carries
    one of ``choices``. ``from_track`` is ``None`` where a track alone does not give the quantity. ``definition`` is
    marked for translation.
    """

    id: str
    dimension: QuantityDimension
    definition: str
    from_track: str | None = None
    needs: frozenset[Need] = frozenset()
    choices: tuple[str, ...] = ()


_ZONE: frozenset[Need] = frozenset({"zone"})
_PLACE: frozenset[Need] = frozenset({"place"})
_SIDES = ("inside", "outside")

_ALL = (
    # how far and how long inside
    Quantity(
        "length_inside",
        "length",
        mark("Path length of one unbroken stay inside the zone."),
        "geodesic length of the stay",
        _ZONE,
    ),
    Quantity(
        "depth",
        "length",
        mark("Greatest distance from the path inside the zone to the nearest border."),
        "greatest geodesic distance to the border over the stay",
        _ZONE,
    ),
    Quantity(
        "duration_inside",
        "duration",
        mark("Time from entry to exit of one stay inside the zone."),
        "exit time minus entry time",
        _ZONE,
    ),
    Quantity(
        "entry_time",
        "time",
        mark("Instant at which the zone is entered."),
        "time of the first crossing inward",
        _ZONE,
    ),
    Quantity("exit_time", "time", mark("Instant at which the zone is left."), "time of the crossing outward", _ZONE),
    Quantity(
        "violation_count", "count", mark("Number of separate stays inside the zone."), "number of incursions", _ZONE
    ),
    # how near, from outside
    Quantity(
        "closest_distance",
        "length",
        mark("Least distance to the zone of a path that stays outside it."),
        "closest approach",
        _ZONE,
    ),
    Quantity(
        "closest_time",
        "time",
        mark("Instant of the closest approach to the zone."),
        "time of the closest approach",
        _ZONE,
    ),
    Quantity(
        "distance_from_border",
        "length",
        mark("Distance of one event (not of the path) from the zone's border."),
        "geodesic distance of the event's position to the border",
        _ZONE,
    ),
    Quantity(
        "distance_along_course",
        "length",
        mark("Distance of one event from the zone's border along a course."),
        None,
        _ZONE,
    ),
    Quantity(
        "distance_from_coast",
        "length",
        mark("Least distance of one event's place from the coast of the state, where its land ends."),
        "geodesic distance of the event's position to the coast",
        _ZONE,
    ),
    Quantity(
        "distance_from_baseline",
        "length",
        mark(
            "Distance of one event's place from the baseline that the breadth of the state's territorial sea is "
            "counted from; it lies at the coast or seaward of it."
        ),
        None,
        _ZONE,
    ),
    Quantity(
        "territorial_sea_breadth",
        "length",
        mark("Breadth of the state's territorial sea, counted from its baseline."),
        None,
        _ZONE,
    ),
    # position
    Quantity(
        "position",
        "place",
        mark("A point the aircraft is said to have been at."),
        "geodesic distance of the track to the place",
        _PLACE,
    ),
    Quantity(
        "distance_north_of",
        "length",
        mark("How far north of a place the path lies at its northernmost inside the zone."),
        "northing of the northernmost point of the stay over the place",
        _PLACE,
    ),
    Quantity("range", "length", mark("Distance from a place."), "geodesic distance to the place", _PLACE),
    Quantity(
        "bearing",
        "angle",
        mark("Direction in which a place sees the aircraft, from true north."),
        "azimuth from the place",
        _PLACE,
    ),
    # motion
    Quantity(
        "altitude",
        "altitude",
        mark("Height of flight above mean sea level, unless a flight level is stated."),
        "altitude of the track",
    ),
    Quantity("ground_speed", "speed", mark("Speed over the ground."), "leg length divided by leg duration"),
    Quantity("course", "angle", mark("Direction of flight over the ground, from true north."), "azimuth of a leg"),
    Quantity(
        "turn_side",
        "choice",
        mark("Side to which the aircraft turned."),
        "sign of the change of course",
        choices=("left", "right"),
    ),
    Quantity("turn_angle", "angle", mark("Change of course in one turn."), "change of course"),
    Quantity(
        "excluded_turn_angle", "angle", mark("Change of course said not to be possible as the effect of a hit alone.")
    ),
    Quantity(
        "path_length",
        "length",
        mark("Length of a stated stretch of flight or fall."),
        "geodesic length of the stretch",
    ),
    Quantity(
        "path_duration",
        "duration",
        mark("Time taken by a stated stretch of flight or fall."),
        "time along the stretch",
    ),
    Quantity("fall_height", "length", mark("Height fallen."), "difference of altitudes"),
    # events
    Quantity("take_off_time", "time", mark("Instant of take-off."), "time of the first fix"),
    Quantity("flight_duration", "duration", mark("Time from the take-off to the hit."), "last time minus first time"),
    Quantity("landing_time", "time", mark("Instant of landing."), "time of the last fix"),
    Quantity(
        "fix_time", "time", mark("Instant at which the aircraft is said to have been at a stated place or height.")
    ),
    Quantity(
        "cause",
        "choice",
        mark("What brought the aircraft down."),
        choices=("air-to-air missile", "ground fire", "surface-to-air missile", "collision", "failure", "other"),
    ),
    Quantity(
        "fired_from_side",
        "choice",
        mark("Side of the zone's border the launching aircraft was on."),
        None,
        _ZONE,
        _SIDES,
    ),
    Quantity(
        "fired_at_side",
        "choice",
        mark("Side of the zone's border the target was on at the launch."),
        None,
        _ZONE,
        _SIDES,
    ),
    Quantity(
        "hit_side", "choice", mark("Side of the zone's border the aircraft was on when hit."), None, _ZONE, _SIDES
    ),
    Quantity("crash_side", "choice", mark("Side of the zone's border on which the wreck fell."), None, _ZONE, _SIDES),
    Quantity("hit_time", "time", mark("Instant at which the aircraft was hit.")),
    Quantity("engagement_time", "time", mark("Instant at which interceptors engaged.")),
    Quantity("detection_time", "time", mark("Instant since which the aircraft was on a radar.")),
    Quantity("tracked_for", "duration", mark("How long the aircraft had been on a radar.")),
    Quantity("lead_time", "duration", mark("How long before another stated event this one was.")),
    Quantity("response_time", "duration", mark("Time needed from the order to the arrival.")),
    Quantity("preparation_time", "duration", mark("Time needed from the order to the take-off.")),
    Quantity("available_time", "duration", mark("Time there was between the first sign and the event.")),
    Quantity("patrol_duration", "duration", mark("How long a patrol lasted."), "last time minus first time"),
    Quantity("patrol_start", "time", mark("Instant at which a patrol began.")),
    Quantity("patrol_end", "time", mark("Instant at which a patrol ended.")),
    Quantity("launch_range", "length", mark("Distance from the launching aircraft to its target at launch.")),
    Quantity("crash_distance", "length", mark("Distance of the crash from the zone's border."), None, _ZONE),
    # warnings
    Quantity("warnings_count", "count", mark("Number of warnings given by radio.")),
    Quantity("warnings_span", "duration", mark("Time over which the warnings were given.")),
    Quantity("warning_time", "time", mark("Instant of one warning.")),
    Quantity("warnings_spacing", "duration", mark("Time between one warning and the next.")),
    Quantity(
        "first_warning_distance",
        "length",
        mark("Distance from the zone's border at the first warning."),
        "distance to the border at the time of the first warning",
        _ZONE,
    ),
    Quantity(
        "first_warning_lead",
        "duration",
        mark("Flight time left to the zone's border at the first warning."),
        "entry time minus the time of the first warning",
        _ZONE,
    ),
    # reach
    Quantity("weapon_range", "length", mark("Greatest distance a weapon system is said to reach.")),
    Quantity(
        "base_distance",
        "length",
        mark("Distance of a base from the zone's border."),
        "geodesic distance of the place to the border",
        _ZONE | _PLACE,
    ),
    Quantity("aircraft_count", "count", mark("Number of aircraft.")),
    Quantity(
        "airspace_width",
        "length",
        mark("Width of the zone where the path is said to have crossed it."),
        None,
        _ZONE,
    ),
)

QUANTITIES: Mapping[str, Quantity] = MappingProxyType({quantity.id: quantity for quantity in _ALL})
