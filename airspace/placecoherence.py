"""What a place of an incident says about itself that cannot be: positions and reckonings that cannot be read.

Each fault is a path of keys below the place; :mod:`airspace.coherence` adds where the place stands in the file.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from airspace.declination import FIRST_DAY, LAST_DAY, MODEL
from airspace.errors import FigureError
from airspace.inputspec import SpecFault
from airspace.positions import parse_position
from airspace.setting import BearingPlace, FixedPlace
from airspace.units import Dimension, parse_figure

__all__ = ["fixed_faults", "reckoned_faults"]


def fixed_faults(place: FixedPlace) -> Iterator[SpecFault]:
    """Faults of a place whose position a source gives."""
    typed = [name for name in ("lat", "lon") if getattr(place, name) is not None]
    if place.at is not None:
        if typed:
            wrong = f"a position as printed, and '{typed[0]}' beside it"
            yield SpecFault(("at",), wrong, "give either 'at', or 'lat' and 'lon' in degrees")
        try:
            parse_position(place.at)
        except FigureError as error:
            yield _fault("at", error)
    for name in ("lat", "lon"):
        if place.at is None and name not in typed:
            most, way = (90, "north") if name == "lat" else (180, "east")
            right = f"write degrees from -{most} to {most}, {way} positive; or the position as printed under 'at'"
            yield SpecFault((name,), f"'{name}' is missing", right)
    if place.elevation is not None:
        yield from _stated("elevation", place.elevation, "altitude")


def reckoned_faults(place: BearingPlace, on: dt.date) -> Iterator[SpecFault]:
    """Faults of a place at a bearing and a range; ``on`` is the day of the incident."""
    yield from _stated("bearing", place.bearing, "angle", ends=True)
    yield from _stated("range", place.range, "length", ends=True)
    if place.north == "true" and place.declination is not None:
        right = "give 'declination' in degrees (east positive) with 'north: magnetic', and only then"
        yield SpecFault(("north",), "a bearing from true north with a declination", right)
    if place.north == "magnetic" and place.declination is None and not FIRST_DAY <= on <= LAST_DAY:
        wrong = f"no declination is given, and {MODEL} has none for {on.isoformat()}"
        right = f"give 'declination' in degrees, east positive; it is computed from {FIRST_DAY.year} to {LAST_DAY.year}"
        yield SpecFault(("north",), wrong, right)


def _stated(name: str, text: str, dimension: Dimension, *, ends: bool = False) -> Iterator[SpecFault]:
    """The fault of a figure; with ``ends``, also where it has no upper end, so that it is no one place."""
    try:
        figure = parse_figure(text, dimension)
    except FigureError as error:
        yield _fault(name, error)
        return
    if ends and math.isinf(figure.interval_si.high):
        yield SpecFault((name,), f"'{text}' has no upper end, so it names no place", "write the figure alone")


def _fault(name: str, error: FigureError) -> SpecFault:
    wrong, _sign, right = str(error).partition("; ")
    return SpecFault((name,), wrong, right)
