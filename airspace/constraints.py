"""What a track is reconstructed from: the refs of the statements and assumptions that constrain it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from airspace.fields import FigureText, Id, Iso3, Line, Model, Ref, Text, ZoneName
from airspace.inputspec import InputsSpec
from airspace.picturespec import PictureSpec

__all__ = [
    "MOST_STOPS",
    "SOLVE_KINDS",
    "STOP_ROLES",
    "Crosses",
    "Dips",
    "Passes",
    "Solve",
    "SpeedTable",
    "Stop",
    "Through",
    "TrackSpec",
    "Warnings",
    "ref_fields",
]

MOST_STOPS = 100
"""Stated positions of one path at most: what has more is a track file."""

STOP_ROLES = ("place", "at", "altitude")
"""What a stop names, in the order of its fields."""


class Crosses(Model):
    """A path through a zone: one unbroken stay of a stated length on an assumed course."""

    crosses: Iso3
    """State whose airspace the path goes through: three capital letters, such as TUR."""
    edition: Id
    """Border data the path is built on, such as osm-2026c (see: airspace editions)."""
    within: Id
    """Id of the area (under 'areas') in which the path is looked for."""
    course: Ref
    """Course over the ground: 'statement/reading' or 'assumption/name'."""
    length: Ref
    """Length of the stay inside: 'statement/reading' or 'assumption/name'."""
    enters: Ref | None = None
    """Time of the entry: 'statement/reading' or 'assumption/name'."""
    lasts: Ref | None = None
    """Duration of the stay: 'statement/reading' or 'assumption/name'."""
    speed: Ref | None = None
    """Speed over the ground: 'statement/reading' or 'assumption/name'."""
    altitude: Ref | None = None
    """Altitude: 'statement/reading' or 'assumption/name'."""
    lead_in: Ref
    """How much of the path is drawn before: 'assumption/name', a duration or a length."""
    lead_out: Ref
    """How much of the path is drawn after: 'assumption/name', a duration or a length."""
    north_limit: Ref | None = None
    """How far north of a place the path may reach: 'statement/reading'."""

    @property
    def zone(self) -> str:
        """ISO 3166 alpha-3 code of the zone."""
        return self.crosses


class Passes(Model):
    """A path that stays outside a zone, at a stated closest distance."""

    passes: Iso3
    """State whose airspace the path stays outside of: three capital letters, such as TUR."""
    edition: Id
    """Border data the path is built on, such as osm-2026c (see: airspace editions)."""
    within: Id
    """Id of the area (under 'areas') in which the path is looked for."""
    course: Ref
    """Course over the ground: 'statement/reading' or 'assumption/name'."""
    distance: Ref
    """Closest distance to the zone: 'statement/reading' or 'assumption/name'."""
    at: Ref | None = None
    """Time of the closest approach: 'statement/reading' or 'assumption/name'."""
    speed: Ref | None = None
    """Speed over the ground: 'statement/reading' or 'assumption/name'."""
    altitude: Ref | None = None
    """Altitude: 'statement/reading' or 'assumption/name'."""
    lead_in: Ref
    """How much of the path is drawn before: 'assumption/name', a duration or a length."""
    lead_out: Ref
    """How much of the path is drawn after: 'assumption/name', a duration or a length."""

    @property
    def zone(self) -> str:
        """ISO 3166 alpha-3 code of the zone."""
        return self.passes


class Dips(Model):
    """A path that goes into a zone to a stated depth for a stated time, and turns back."""

    dips: Iso3
    """State whose airspace the path goes into and leaves again: three capital letters, such as SYR."""
    edition: Id
    """Border data the path is built on, such as osm-2026c (see: airspace editions)."""
    within: Id
    """Id of the area (under 'areas') in which the path is looked for."""
    depth: Ref
    """Greatest depth inside: 'statement/reading' or 'assumption/name'."""
    lasts: Ref
    """Duration of the stay: 'statement/reading' or 'assumption/name'."""
    speed: Ref
    """Speed over the ground: 'statement/reading' or 'assumption/name'."""
    heading: Ref
    """Course halfway through: 'statement/reading' or 'assumption/name'."""
    turn: Ref
    """Side of the turn, left or right: 'statement/reading' or 'assumption/name'."""
    at: Ref | None = None
    """Time of the middle of the stay: 'statement/reading' or 'assumption/name'."""
    shape: Ref
    """Shape of the path inside: 'assumption/name', a choice in words."""
    stated_course: Ref | None = None
    """A stated course to compare with, not imposed: 'statement/reading'."""
    altitude: Ref | None = None
    """Altitude: 'statement/reading' or 'assumption/name'."""
    lead_in: Ref
    """How much of the path is drawn before: 'assumption/name', a duration or a length."""
    lead_out: Ref
    """How much of the path is drawn after: 'assumption/name', a duration or a length."""

    @property
    def zone(self) -> str:
        """ISO 3166 alpha-3 code of the zone."""
        return self.dips


class Stop(Model):
    """A place that a claim states for its aircraft; ``at`` and ``altitude`` for all stops of a path or for none."""

    place: Ref
    """Where it was: 'statement/reading' of a stated position."""
    at: Ref | None = None
    """When: 'statement/reading' or 'assumption/name'; for all stops or for none."""
    altitude: Ref | None = None
    """How high: 'statement/reading' or 'assumption/name'; for all stops or for none."""


class Through(Model):
    """A path through stated positions, joined by geodesics: no border is needed to build it, and no edition."""

    through: Annotated[tuple[Stop, ...], Field(min_length=1, max_length=MOST_STOPS)]
    """Stated positions in the order they were flown; one is enough."""


SOLVE_KINDS = ("crosses", "passes", "dips", "through")


def _solve_kind(value: object) -> str | None:
    kind = None
    if isinstance(value, Mapping):
        kind = next((kind for kind in SOLVE_KINDS if kind in value), None)
    elif isinstance(value, Crosses | Passes | Dips | Through):
        kind = type(value).__name__.lower()
    return f"({kind})" if kind else None


Solve = Annotated[
    Annotated[Crosses, Tag("(crosses)")]
    | Annotated[Passes, Tag("(passes)")]
    | Annotated[Dips, Tag("(dips)")]
    | Annotated[Through, Tag("(through)")],
    Discriminator(
        _solve_kind,
        custom_error_type="solve_kind",
        custom_error_message=f"names none of {', '.join(SOLVE_KINDS)}",
    ),
]


class Warnings(Model):
    """Warnings laid out along a reconstructed path; the spacing is an assumption and says so."""

    count: Ref
    """Number of warnings: 'statement/reading' or 'assumption/name'."""
    over: Ref
    """Time over which they were given: 'statement/reading' or 'assumption/name'."""
    before: Literal["entry", "closest"]
    """The event they were given before: entry, or closest for a path that stays outside."""
    spacing: Ref
    """How they were spaced: 'assumption/name'."""


class TrackSpec(Model):
    """A path of a claim: given as a file, traced on a ``picture``, or reconstructed by ``solve``."""

    label: Line
    """Name on the pages."""
    aircraft: Id
    """Id of the aircraft that flew it (under 'aircraft')."""
    basis: Literal["measured", "digitised", "reconstructed", "illustrative"]
    """How the path came to be: measured (a recording), digitised (read off a published picture), reconstructed
    (built by 'solve') or illustrative (drawn to show)."""
    note: Text | None = None
    """Anything a reader should know of it."""
    zones: Annotated[tuple[ZoneName, ...], Field(max_length=20)] = ()
    """Airspaces to check it against: three capital letters each, such as [TUR, SYR], or ids of the file's 'zones'."""
    solve: Solve | None = None
    """What the path is built from, for a reconstructed one."""
    file: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")] | None = None
    """Name of the track file, beside the incident file."""
    picture: PictureSpec | None = None
    """What was read off a published picture, for a digitised path without a file."""
    position_uncertainty: FigureText | None = None
    """How exact each fix is: a radius with its unit, such as 100 m."""
    uncertainty: InputsSpec | None = None
    """How exact positions, altitudes, clock and border are, each with its source or reason."""
    warnings: Warnings | None = None
    """Warnings laid along the path."""


class SpeedTable(Model):
    """Path length inside against speed, for a stated duration without a length."""

    label: Line
    """Name on the pages."""
    kind: Literal["speed-length"]
    """Always speed-length."""
    duration: Ref
    """The stated duration: 'statement/reading' or 'assumption/name'."""
    speeds: Annotated[tuple[FigureText, ...], Field(min_length=1, max_length=50)]
    """Speeds to try, with their unit, such as [400 km/h, 800 km/h]."""
    why: Text
    """Why these speeds."""


_PLAIN_FIELDS = {*SOLVE_KINDS, "edition", "within"}


def ref_fields(solve: Crosses | Passes | Dips | Through) -> dict[str, str]:
    """The refs of a solve by role, in the order of its fields, without those left out.

    Those of a path through stated positions are numbered from 1: ``place_1``, ``at_1``, ``altitude_1``, ``place_2``.
    """
    if isinstance(solve, Through):
        return {
            f"{name}_{number}": ref
            for number, stop in enumerate(solve.through, start=1)
            for name in STOP_ROLES
            if (ref := getattr(stop, name)) is not None
        }
    fields = type(solve).model_fields
    return {name: ref for name in fields if name not in _PLAIN_FIELDS and (ref := getattr(solve, name)) is not None}
