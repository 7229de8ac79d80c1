"""What an incident file says before any claim: sources, aircraft, areas, places, rings, assumptions."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

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
    title: Line | None = None
    date: Day | None = None
    url: Address | None = None
    grade: Annotated[str, Field(pattern=r"^[A-F][1-6]$")]
    why: Text

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
    type: Line
    state: Iso3
    note: Text | None = None


class Area(Model):
    """A box in which a place or a path is looked for: west, south, east, north in degrees."""

    bbox: tuple[Longitude, Latitude, Longitude, Latitude]
    why: Text


class FixedPlace(Model):
    """A place whose position a source gives."""

    name: Line
    lat: Latitude
    lon: Longitude
    elevation: FigureText | None = None
    source: Ids
    note: Text | None = None


class ExtremePlace(Model):
    """The outermost point of a zone within an area, taken from each edition anew."""

    name: Line
    derived: Literal["southernmost", "northernmost", "westernmost", "easternmost"]
    zone: Iso3
    within: Id
    note: Text | None = None


def _north_word(value: object) -> object:
    return "true" if value is True else value  # YAML reads an unquoted true as yes


North = Annotated[
    Literal["true", "magnetic"], BeforeValidator(_north_word), WithJsonSchema({"enum": ["true", True, "magnetic"]})
]


class BearingPlace(Model):
    """The point at a bearing and a range from another place."""

    name: Line
    derived: Literal["bearing-range"]
    origin: Annotated[Id, Field(alias="from")]
    bearing: FigureText
    range: FigureText
    north: North
    declination: Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)] | None = None
    why: Text
    source: Ids


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
    place: Id
    radius: FigureText
    source: Ids
    note: Text | None = None


class Assumption(Model):
    """What no one stated but a computation needs.

    ``value`` is a figure with its unit and then has an ``interval`` in that unit, or a choice in words and
    then has none but may name the ``alternatives``.
    """

    value: FigureText
    interval: tuple[IntervalEnd, IntervalEnd] | None = None
    alternatives: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    why: Text
    source: Ids = ()


def assumed_figure(
    assumption: Assumption, on: dt.date, clocks: Mapping[str, str]
) -> tuple[QuantityDimension, float, tuple[float, float]]:
    """Dimension, SI value and SI interval of an assumption; ("choice", nan, (nan, nan)) for one in words.

    Raises :class:`FigureError`.
    """
    known = dimensions_of(assumption.value)
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
