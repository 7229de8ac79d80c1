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
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from airspace.constraints import Crosses, Dips, Passes, Solve, SpeedTable, Through, TrackSpec, Warnings, ref_fields
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
from airspace.zonespec import ZoneRule

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
    """What the figure measures: one of the registered quantities."""
    value: FigureText | None = None
    """The figure with its unit, as stated: '1.36 mi', '17 s', 'FL190', '09:24:05 local'."""
    zone: Iso3 | None = None
    """State whose airspace it is about: three capital letters, such as TUR."""
    place: Id | None = None
    """Id of the place it is about (under 'places')."""
    figure: Id | None = None
    """Name of the figure this is a reading of, where a statement has several of one kind."""
    of: Id | None = None
    """The event or stretch that is measured, such as hit, target or fall."""
    sense: Id | None = None
    """Readings with the same word here are taken together or not at all."""
    about: Ids = ()
    """Id of the aircraft, or a list of ids, where it is not the statement's."""
    note: Text | None = None
    """What this reading takes for granted."""


class Untestable(Model):
    """Why no computation can meet a statement, and which datum would settle it."""

    why: Text
    """Why no computation can meet the statement."""
    would_settle: Text
    """The datum that would settle it."""


class Defaults(Model):
    """What holds for every statement of a claim that does not say otherwise."""

    speaker: Line | None = None
    """Who said it, such as 'its Ministry of Defence'."""
    said_on: Day | None = None
    """Day on which it was said, as 2015-11-24."""
    source: Ids = ()
    """Id of the source (under 'sources'), or a list of ids."""
    about: Ids = ()
    """Id of the aircraft it is about (under 'aircraft'), or a list of ids."""
    via: Line | None = None
    """Outlet through which it came, if not the source's publisher."""


class Statement(Model):
    """One stated figure or fact, in our own words, with its readings.

    ``variant_of``: the statements of the same claim that this one passes on with another figure or another sense.
    """

    says: Text
    """What was stated, in your own words or as the bare figure. Quote no sentence."""
    variant_of: Ids = ()
    """Id of the statement of this claim that an outlet passes on with another figure, or a list of ids."""
    speaker: Line | None = None
    """Who said it, if not the claim's usual speaker."""
    said_on: Day | None = None
    """Day on which it was said, as 2015-11-24; null sets the claim's default aside."""
    source: Ids = ()
    """Id of the source (under 'sources'), or a list of ids."""
    via: Line | None = None
    """Outlet through which it came, if not the source's publisher."""
    about: Ids = ()
    """Id of the aircraft it is about, or a list of ids; [] sets the claim's default aside."""
    readings: Annotated[dict[Id, Reading], Field(max_length=20)] = Field(default_factory=dict)
    """How the figure can be understood: one entry for each unit, clock or meaning."""
    untestable: Untestable | None = None
    """Why no computation can meet the statement, and what would settle it."""


class Claim(Model):
    """One party's version."""

    claimant: Line
    """The party whose version this is."""
    title: Line
    """The version in one line."""
    summary: Text | None = None
    """The version in a few sentences."""
    defaults: Defaults = Defaults()
    """What holds for every statement that does not say otherwise."""
    statements: Annotated[dict[Id, Statement], Field(min_length=1, max_length=300)]
    """What the party states, one figure or fact each, by an id of yours."""
    tracks: Annotated[dict[Id, TrackSpec], Field(max_length=50)] = Field(default_factory=dict)
    """Paths of this version: given as a file, or built from statements."""
    tables: Annotated[dict[Id, SpeedTable], Field(max_length=50)] = Field(default_factory=dict)
    """What a duration without a length allows."""
    families: Annotated[dict[Id, FamilySpec], Field(max_length=20)] = Field(default_factory=dict)
    """Which figures all possible paths are held against."""


class NotAvailable(Model):
    """Something no source seen gives."""

    what: Line
    """What no source seen gives."""
    why: Text
    """Why it is missing."""


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
    """Always airspace/incident/1."""
    id: Id
    """Short name of the case: lower-case letters, digits and hyphens."""
    title: Line
    """Title of the case."""
    date: Day
    """Day of the incident, as 2015-11-24. Clock times fall on it."""
    place: Line
    """Where it happened, in words."""
    summary: Text | None = None
    """What happened, in a few neutral sentences."""
    clocks: Annotated[dict[Id, Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")]], Field(max_length=20)] = Field(
        default_factory=dict
    )
    """Local clocks by name, with their offset from UTC in quotes, such as local: "+02:00"."""
    sources: Annotated[dict[Id, Source], Field(min_length=1, max_length=1000)]
    """Where each figure was read, by an id of yours."""
    aircraft: Annotated[dict[Id, Aircraft], Field(max_length=200)] = Field(default_factory=dict)
    """The aircraft of the incident, by an id of yours."""
    areas: Annotated[dict[Id, Area], Field(max_length=100)] = Field(default_factory=dict)
    """Boxes in which a place or a path is looked for, by an id of yours."""
    places: Annotated[dict[Id, Place], Field(max_length=500)] = Field(default_factory=dict)
    """Positions that a source gives, or that follow from another place or a border."""
    rings: Annotated[dict[Id, Ring], Field(max_length=100)] = Field(default_factory=dict)
    """Circles about a place, for context."""
    assumptions: Annotated[dict[Id, Assumption], Field(max_length=300)] = Field(default_factory=dict)
    """What nobody stated but a computation needs: value, interval, reason."""
    zones: Annotated[dict[Id, ZoneRule], Field(max_length=50)] = Field(default_factory=dict)
    """Zones and rules that claims rely on: a rule of engagement, an ADIZ, a closed area, by an id of yours."""
    claims: Annotated[dict[Id, Claim], Field(min_length=1, max_length=50)]
    """The versions, one for each party, by an id of yours."""
    not_available: Annotated[tuple[NotAvailable, ...], Field(max_length=200)] = ()
    """What no source gives; it is printed with the case."""

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
        """The states a track is tested against: the solved one, those its inputs name, those it lists.

        Of the file's own zones :func:`airspace.zonerules.rule_ids` tells.
        """
        track = self.claim(claim_id).tracks[track_id]
        named = [track.solve.zone] if track.solve and not isinstance(track.solve, Through) else []
        named += [found.zone for found in self.inputs(claim_id, track_id).values() if found.zone]
        return tuple(dict.fromkeys([*named, *(name for name in track.zones if name.isupper())]))

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
