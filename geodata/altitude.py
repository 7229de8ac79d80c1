"""What an altitude is counted from. Heights of different references are kept apart and never converted.

``barometric``
    Pressure altitude: the height in the ICAO standard atmosphere (1013.25 hPa at zero) at which the measured pressure
    would be found. Flight levels, transponders and the pressure column of IGC files. Not a height: with the weather it
    is several hundred metres off one.
``msl``
    Height above mean sea level, which files mean as a geoid: ``ele`` of GPX ("elevation (in meters) of the point",
    GPX 1.1 schema; by custom above mean sea level, receivers differ), ``absolute`` of KML (OGC KML 2.3: above the
    vertical datum, WGS84 EGM96 geoid).
``ellipsoid``
    Height above the WGS84 ellipsoid: the third number of GeoJSON (RFC 7946, section 3.1.1) and the GNSS column of IGC
    files (FAI technical specification for GNSS flight recorders, appendix A). Off mean sea level by -107 to 85 m (the
    range of EGM96).
``ground``
    Height above the ground below: ``relativeToGround`` of KML.
``unstated``
    The file does not say.
"""

from __future__ import annotations

from typing import Literal, get_args

__all__ = [
    "ALTITUDE_FIELDS",
    "ALTITUDE_REFERENCES",
    "FOOT_M",
    "ORDER",
    "AltitudeReference",
    "altitude_reference",
    "altitude_words",
]

AltitudeReference = Literal["barometric", "msl", "ellipsoid", "ground", "unstated"]

ALTITUDE_REFERENCES: tuple[AltitudeReference, ...] = get_args(AltitudeReference)

ORDER: tuple[AltitudeReference, ...] = ("unstated", "barometric", "msl", "ellipsoid", "ground")
"""Which altitude of a file that has several is *the* altitude of its track: the first of these that it has. A column
that is just called the altitude comes first, since its writer meant it so; then pressure altitude, because flight
levels and most vertical limits are counted in it."""

FOOT_M = 0.3048
"""The international foot, exact (agreement of 1959)."""

_PREFIXES: dict[str, AltitudeReference] = {
    "alt": "unstated",
    "alt_baro": "barometric",
    "alt_msl": "msl",
    "alt_ellipsoid": "ellipsoid",
    "alt_ground": "ground",
}

ALTITUDE_FIELDS: dict[str, tuple[AltitudeReference, float]] = {
    f"{prefix}_{unit}": (reference, metres)
    for prefix, reference in _PREFIXES.items()
    for unit, metres in (("m", 1.0), ("ft", FOOT_M))
}
"""Name of a column -> the reference of the altitudes in it, and how many metres one unit of it is."""

_WORDS: dict[AltitudeReference, str] = {
    "barometric": "barometric, 1013.25 hPa",
    "msl": "above mean sea level",
    "ellipsoid": "above the WGS84 ellipsoid",
    "ground": "above ground",
    "unstated": "reference not stated",
}


def altitude_reference(stated: object) -> AltitudeReference | None:
    """The reference that goes by a word; ``None`` if none does."""
    return next((reference for reference in ALTITUDE_REFERENCES if reference == stated), None)


def altitude_words(reference: AltitudeReference) -> str:
    """What an altitude is counted from, in words."""
    return _WORDS[reference]
