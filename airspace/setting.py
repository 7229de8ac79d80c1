"""What an incident file says before any claim: sources, aircraft, areas, places, rings, assumptions."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from airspace.errors import FigureError
from airspace.fields import Address, Day, FigureText, Id, Ids, IntervalEnd, Iso3, Latitude, Line, Longitude, Model, Text
from airspace.quantities import QuantityDimension
from airspace.units import Dimension, dimensions_of, parse_figure

__all__ = [
    "Aircraft",
    "Area",
    "Assumption",
    "BearingPlace",
    "ExtremePlace",
    "FixedPlace",
    "Place",
    "Ring",
    "Source",
    "assumed_figure",
]


class Source(Model):
    """Where a figure was read: publisher, date, address as seen, and its Admiralty grade with a reason."""

    publisher: Line
    """Who published it, such as the newspaper or the ministry."""
    title: Line | None = None
    """Title of the article or document."""
    date: Day | None = None
    """Day of publication, as 2015-11-24."""
    url: Address | None = None
    """Address as seen. It becomes a link if it is http(s) and complete; one with '...' stays text."""
    grade: Annotated[str, Field(pattern=r"^[A-F][1-6]$")]
    """Admiralty grade: a letter for the source, A (reliable) to E (unreliable), F (cannot be judged); a digit for
    the information, 1 (confirmed) to 5 (improbable), 6 (cannot be judged). For example C2."""
    why: Text
    """Reason for the grade, in one line."""

    @property
    def link(self) -> str | None:
        """The address if it is http(s) and complete, so that it can be followed; otherwise ``None``."""
        url = self.url
        if not url or "..." in url or not re.fullmatch(r"https?://[^\s\\<>\"'`{}|^…]+", url):
            return None
        try:
            parts = urlsplit(url)
            port_is_number = parts.port is None or parts.port > 0
        except ValueError:
            return None
        host = re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", parts.hostname or "")
        return url if host and port_is_number and "@" not in parts.netloc else None


class Aircraft(Model):
    """One aircraft of the incident."""

    label: Line
    """Name on the pages, such as 'Su-24M, second aircraft'."""
    type: Line
    """Type, such as Su-24M."""
    state: Iso3
    """State it belongs to: three capital letters (ISO 3166 alpha-3), such as RUS."""
    note: Text | None = None
    """Anything a reader should know of it."""


class Area(Model):
    """A box in which a place or a path is looked for: west, south, east, north in degrees."""

    bbox: tuple[Longitude, Latitude, Longitude, Latitude]
    """West, south, east, north in degrees on WGS84, such as [35.93, 35.75, 36.35, 36.10]."""
    why: Text
    """Why this box."""


class FixedPlace(Model):
    """A place whose position a source gives: ``lat`` and ``lon`` as numbers, or ``at`` as the source prints it."""

    model_config = ConfigDict(
        json_schema_extra={"allOf": [{"oneOf": [{"required": ["lat", "lon"]}, {"required": ["at"]}]}]}
    )

    name: Line
    """Name on the pages."""
    lat: Latitude | None = None
    """Latitude in degrees, north positive."""
    lon: Longitude | None = None
    """Longitude in degrees, east positive."""
    at: Line | None = None
    """Position as the source prints it, instead of lat and lon: 25°59'43"N 57°02'25"E, 40R CN 12345 67890, ..."""
    elevation: FigureText | None = None
    """Height above sea level with its unit, such as 157 ft."""
    source: Ids
    """Id of the source that gives the position, or a list of ids."""
    note: Text | None = None
    """Anything a reader should know of it."""


class ExtremePlace(Model):
    """The outermost point of a zone within an area, taken from each edition anew."""

    name: Line
    """Name on the pages."""
    derived: Literal["southernmost", "northernmost", "westernmost", "easternmost"]
    """Which end of the zone inside the area: southernmost, northernmost, westernmost or easternmost."""
    zone: Iso3
    """State whose airspace it is: three capital letters, such as TUR."""
    within: Id
    """Id of the area (under 'areas') in which the end is looked for."""
    note: Text | None = None
    """Anything a reader should know of it."""


def _north_word(value: object) -> object:
    return "true" if value is True else value  # YAML reads an unquoted true as yes


North = Annotated[
    Literal["true", "magnetic"], BeforeValidator(_north_word), WithJsonSchema({"enum": ["true", True, "magnetic"]})
]


class BearingPlace(Model):
    """The point at a bearing and a range from another place."""

    name: Line
    """Name on the pages."""
    derived: Literal["bearing-range"]
    """bearing-range: reckoned from another place."""
    origin: Annotated[Id, Field(alias="from")]
    """Id of the place it is reckoned from."""
    bearing: FigureText
    """Bearing as stated, such as 020 deg."""
    range: FigureText
    """Distance as stated, such as 26 NM."""
    north: North
    """Whether the bearing counts from true or from magnetic north."""
    declination: Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)] | None = None
    """Magnetic declination in degrees, east positive; only with 'north: magnetic', and computed if left out."""
    why: Text
    """Why it is read so."""
    source: Ids
    """Id of the source that states bearing and range, or a list of ids."""


def _place_kind(value: object) -> str:
    derived = value.get("derived") if isinstance(value, Mapping) else getattr(value, "derived", None)
    if derived is None:
        return "(fixed)"
    return "(bearing)" if derived == "bearing-range" else "(extreme)"


Place = Annotated[
    Annotated[FixedPlace, Tag("(fixed)")]
    | Annotated[ExtremePlace, Tag("(extreme)")]
    | Annotated[BearingPlace, Tag("(bearing)")],
    Discriminator(_place_kind),
]


class Ring(Model):
    """A circle of a stated radius about a place, drawn for context."""

    label: Line
    """Name on the pages."""
    place: Id
    """Id of the place in the middle."""
    radius: FigureText
    """Radius as stated, such as 400 km."""
    source: Ids
    """Id of the source that states the radius, or a list of ids."""
    note: Text | None = None
    """Anything a reader should know of it."""


class Assumption(Model):
    """What no one stated but a computation needs.

    ``value`` is a figure with its unit and then has an ``interval`` in that unit, or a choice in words and
    then has none but may name the ``alternatives``.
    """

    value: FigureText
    """A figure with its unit, such as 270 deg, or a choice in words."""
    interval: tuple[IntervalEnd, IntervalEnd] | None = None
    """Lowest and highest value in the unit of the value, such as [240, 300]; clock times in quotes."""
    alternatives: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    """For a choice in words: the other choices there were."""
    why: Text
    """Why this value and this interval, since no source states it."""
    source: Ids = ()
    """Id of a source it leans on, or a list of ids."""


def assumed_figure(
    assumption: Assumption, on: dt.date, clocks: Mapping[str, str]
) -> tuple[QuantityDimension, float, tuple[float, float]]:
    """Dimension, SI value and SI interval of an assumption; ("choice", nan, (nan, nan)) for one in words.

    Raises :class:`FigureError`.
    """
    known = dimensions_of(assumption.value, clocks)
    if not known:
        return "choice", math.nan, (math.nan, math.nan)
    dimension: Dimension = next(name for name in ("length", "altitude", *sorted(known)) if name in known)
    figure = parse_figure(assumption.value, dimension, on=on, clocks=clocks)
    if assumption.interval is None:
        raise FigureError(f"'{assumption.value}' has no interval; add interval: [low, high] in the unit of the value")
    low, high = (_end(end, figure.unit, dimension, on, clocks) for end in assumption.interval)
    if not low <= figure.value_si <= high:
        raise FigureError(f"'{assumption.value}' lies outside its interval; low <= value <= high must hold")
    return dimension, figure.value_si, (low, high)


def _end(end: float | str, unit: str, dimension: Dimension, on: dt.date, clocks: Mapping[str, str]) -> float:
    if isinstance(end, str):
        return parse_figure(end, dimension, on=on, clocks=clocks).value_si
    if dimension == "time":
        raise FigureError(f"{end:g} is no clock time; write the ends of the interval as 07:23:30Z")
    return parse_figure(f"1 {unit}" if dimension != "count" else "1", dimension).value_si * end
