"""The incident file as a model: claims, their statements and readings, and what they rest on.

Everything here is plain data from an untrusted file: lengths and counts are bounded, ids are plain, nothing
is evaluated. Positions are degrees on WGS84. :mod:`airspace.casefile` reads the file and shows its faults
with their lines; :mod:`airspace.coherence` checks what one part says about another.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from airspace.constraints import Crosses, Dips, Passes, Solve, SpeedTable, TrackSpec, Warnings, ref_fields
from airspace.errors import UnknownNameError
from airspace.familyspec import FamilyPriors, FamilySpec
from airspace.fields import Day, FigureText, Id, Ids, Iso3, Line, Model, Text
from airspace.quantities import QUANTITIES, QuantityDimension
from airspace.setting import (
    Aircraft,
    Area,
    Assumption,
    BearingPlace,
    ExtremePlace,
    FixedPlace,
    Place,
    Ring,
    Source,
    assumed_figure,
)
from airspace.units import parse_figure

__all__ = [
    "SCHEMA",
    "Aircraft",
    "Area",
    "Assumption",
    "BearingPlace",
    "Claim",
    "Crosses",
    "Defaults",
    "Dips",
    "ExtremePlace",
    "FamilyPriors",
    "FamilySpec",
    "FixedPlace",
    "Incident",
    "NotAvailable",
    "Passes",
    "Place",
    "Reading",
    "ResolvedInput",
    "ResolvedStatement",
    "Ring",
    "Solve",
    "Source",
    "SpeedTable",
    "Statement",
    "TrackSpec",
    "Untestable",
    "Warnings",
    "json_schema",
]

SCHEMA = "airspace/incident/1"


class Reading(Model):
    """One machine interpretation of a figure of a statement: quantity, unit, zone or place.

    Readings of one ``figure`` are alternatives; figures are said together. Without a name, all readings of one
    dimension (all lengths, all durations) are of one figure. ``of`` names the event or the stretch that is measured
    (``hit``, ``target``, ``fall``); ``about`` the aircraft, where it is not that of the statement. ``sense`` ties
    readings of several figures of one speaker together: if one is read in that sense, so are the others that can be.
    """

    quantity: Line
    value: FigureText | None = None
    zone: Iso3 | None = None
    place: Id | None = None
    figure: Id | None = None
    of: Id | None = None
    sense: Id | None = None
    about: Ids = ()
    note: Text | None = None


class Untestable(Model):
    """Why no computation can meet a statement, and which datum would settle it."""

    why: Text
    would_settle: Text


class Defaults(Model):
    """What holds for every statement of a claim that does not say otherwise."""

    speaker: Line | None = None
    said_on: Day | None = None
    source: Ids = ()
    about: Ids = ()
    via: Line | None = None


class Statement(Model):
    """One stated figure or fact, in our own words, with its readings.

    ``variant_of``: the statements of the same claim that this one passes on with another figure or another sense.
    """

    says: Text
    variant_of: Ids = ()
    speaker: Line | None = None
    said_on: Day | None = None
    source: Ids = ()
    via: Line | None = None
    about: Ids = ()
    readings: Annotated[dict[Id, Reading], Field(max_length=20)] = Field(default_factory=dict)
    untestable: Untestable | None = None


class Claim(Model):
    """One party's version."""

    claimant: Line
    title: Line
    summary: Text | None = None
    defaults: Defaults = Defaults()
    statements: Annotated[dict[Id, Statement], Field(min_length=1, max_length=300)]
    tracks: Annotated[dict[Id, TrackSpec], Field(max_length=50)] = Field(default_factory=dict)
    tables: Annotated[dict[Id, SpeedTable], Field(max_length=50)] = Field(default_factory=dict)
    families: Annotated[dict[Id, FamilySpec], Field(max_length=20)] = Field(default_factory=dict)


class NotAvailable(Model):
    """Something no source seen gives."""

    what: Line
    why: Text


@dataclass(frozen=True, slots=True)
class ResolvedStatement:
    """A statement with the defaults of its claim filled in; ``via`` names the publishers if nothing else."""

    id: str
    says: str
    speaker: str | None
    said_on: dt.date | None
    source_ids: tuple[str, ...]
    via: str | None
    about: tuple[str, ...]
    readings: Mapping[str, Reading]
    untestable: Untestable | None
    variant_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResolvedInput:
    """A reading or an assumption, ready to compute with.

    ``value_si`` and ``interval_si`` are in the SI unit of ``dimension``: metres, seconds, metres per second;
    angles in degrees, times in seconds since 1970-01-01T00:00:00Z. Both are NaN for a choice in words
    (``choice``) and for a place (``place``). The upper end of an "at least" is infinite.
    """

    ref: str
    kind: Literal["statement", "assumption"]
    text: str
    dimension: QuantityDimension
    value_si: float
    value_time: dt.datetime | None
    interval_si: tuple[float, float]
    zone: str | None
    place: str | None
    says: str | None
    speaker: str | None
    said_on: dt.date | None
    source_ids: tuple[str, ...]
    why: str | None
    choice: str | None
    quantity: str | None


class Incident(Model):
    """One incident: everything its file says."""

    schema_id: Annotated[Literal["airspace/incident/1"], Field(alias="schema")]
    id: Id
    title: Line
    date: Day
    place: Line
    summary: Text | None = None
    clocks: Annotated[dict[Id, Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")]], Field(max_length=20)] = Field(
        default_factory=dict
    )
    sources: Annotated[dict[Id, Source], Field(min_length=1, max_length=1000)]
    aircraft: Annotated[dict[Id, Aircraft], Field(max_length=200)] = Field(default_factory=dict)
    areas: Annotated[dict[Id, Area], Field(max_length=100)] = Field(default_factory=dict)
    places: Annotated[dict[Id, Place], Field(max_length=500)] = Field(default_factory=dict)
    rings: Annotated[dict[Id, Ring], Field(max_length=100)] = Field(default_factory=dict)
    assumptions: Annotated[dict[Id, Assumption], Field(max_length=300)] = Field(default_factory=dict)
    claims: Annotated[dict[Id, Claim], Field(min_length=1, max_length=50)]
    not_available: Annotated[tuple[NotAvailable, ...], Field(max_length=200)] = ()

    _folder: Path | None = PrivateAttr(default=None)

    @property
    def folder(self) -> Path | None:
        """The folder the file was read from, where its track files stand."""
        return self._folder

    def claim(self, claim_id: str) -> Claim:
        """A claim by its id. Raises :class:`UnknownNameError`."""
        if claim_id not in self.claims:
            raise UnknownNameError("claim", claim_id, self.claims)
        return self.claims[claim_id]

    def statement(self, claim_id: str, statement_id: str) -> ResolvedStatement:
        """A statement with the defaults of its claim filled in. Raises :class:`UnknownNameError`."""
        claim = self.claim(claim_id)
        if statement_id not in claim.statements:
            raise UnknownNameError(f"statement of claim '{claim_id}'", statement_id, claim.statements)
        own, defaults = claim.statements[statement_id], claim.defaults
        stated = own.model_fields_set  # "said_on: null" and "about: []" set a default aside
        source_ids = own.source or defaults.source
        publishers = ", ".join(self.sources[name].publisher for name in source_ids if name in self.sources)
        return ResolvedStatement(
            id=statement_id,
            says=own.says,
            speaker=own.speaker or defaults.speaker,
            said_on=own.said_on if "said_on" in stated else defaults.said_on,
            source_ids=source_ids,
            via=own.via or defaults.via or publishers or None,
            about=own.about if "about" in stated else defaults.about,
            readings=own.readings,
            untestable=own.untestable,
            variant_of=own.variant_of,
        )

    def resolve(self, claim_id: str, ref: str) -> ResolvedInput:
        """What ``ref`` ("statement/reading" of this claim, or "assumption/NAME") stands for.

        Raises :class:`UnknownNameError` for a name that is not there and :class:`FigureError` for a figure
        that cannot be read; a file that :func:`airspace.casefile.load_incident` returned has neither.
        """
        head, _, tail = ref.partition("/")
        return self._assumed(ref, tail) if head == "assumption" else self._stated(claim_id, ref, head, tail)

    def inputs(self, claim_id: str, track_id: str) -> dict[str, ResolvedInput]:
        """The inputs of a reconstructed track by role ("length", "lead_in", ...); empty for a given one."""
        solve = self.claim(claim_id).tracks[track_id].solve
        roles = ref_fields(solve) if solve else {}
        return {role: self.resolve(claim_id, ref) for role, ref in roles.items()}

    def tested_zones(self, claim_id: str, track_id: str) -> tuple[str, ...]:
        """The zones a track is tested against: the solved one, those its inputs name, those it lists."""
        track = self.claim(claim_id).tracks[track_id]
        named = [track.solve.zone] if track.solve else []
        named += [found.zone for found in self.inputs(claim_id, track_id).values() if found.zone]
        return tuple(dict.fromkeys([*named, *track.zones]))

    def _assumed(self, ref: str, name: str) -> ResolvedInput:
        if name not in self.assumptions:
            raise UnknownNameError("assumption", name, self.assumptions)
        assumption = self.assumptions[name]
        dimension, value, interval = assumed_figure(assumption, self.date, self.clocks)
        return ResolvedInput(
            ref=ref,
            kind="assumption",
            text=assumption.value,
            dimension=dimension,
            value_si=value,
            value_time=dt.datetime.fromtimestamp(value, dt.UTC) if dimension == "time" else None,
            interval_si=interval,
            zone=None,
            place=None,
            says=None,
            speaker=None,
            said_on=None,
            source_ids=assumption.source,
            why=assumption.why,
            choice=assumption.value if dimension == "choice" else None,
            quantity=None,
        )

    def _stated(self, claim_id: str, ref: str, statement_id: str, reading_id: str) -> ResolvedInput:
        statement = self.statement(claim_id, statement_id)
        if reading_id not in statement.readings:
            raise UnknownNameError(f"reading of '{claim_id}/{statement_id}'", reading_id, statement.readings)
        reading = statement.readings[reading_id]
        quantity = QUANTITIES.get(reading.quantity)
        if quantity is None:
            raise UnknownNameError("quantity", reading.quantity, QUANTITIES)
        value, interval, time = math.nan, (math.nan, math.nan), None
        text = reading.value or ""
        if quantity.dimension != "place" and quantity.dimension != "choice":
            figure = parse_figure(text, quantity.dimension, on=self.date, clocks=self.clocks)
            value, interval, time = (
                figure.value_si,
                (figure.interval_si.low, figure.interval_si.high),
                figure.time,
            )
        return ResolvedInput(
            ref=ref,
            kind="statement",
            text=text,
            dimension=quantity.dimension,
            value_si=value,
            value_time=time,
            interval_si=interval,
            zone=reading.zone,
            place=reading.place,
            says=statement.says,
            speaker=statement.speaker,
            said_on=statement.said_on,
            source_ids=statement.source_ids,
            why=reading.note,
            choice=text if quantity.dimension == "choice" else None,
            quantity=quantity.id,
        )


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the incident file, as published in ``docs/incident.schema.json``."""
    body: dict[str, Any] = _closed(Incident.model_json_schema(by_alias=True))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "title": f"Incident file ({SCHEMA})"}


def _closed(node: Any) -> Any:
    """A schema whose blocks of ids refuse every other key, and whose descriptions are plain text."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    if "patternProperties" in closed:
        closed["additionalProperties"] = False
    if isinstance(closed.get("description"), str):
        closed["description"] = " ".join(closed["description"].replace("``", "'").split())
    return closed
