"""What a track is reconstructed from: the refs of the statements and assumptions that constrain it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from airspace.fields import FigureText, Id, Iso3, Line, Model, Ref, Text
from airspace.inputspec import InputsSpec

__all__ = ["SOLVE_KINDS", "Crosses", "Dips", "Passes", "Solve", "SpeedTable", "TrackSpec", "Warnings", "ref_fields"]


class Crosses(Model):
    """A path through a zone: one unbroken stay of a stated length on an assumed course."""

    crosses: Iso3
    edition: Id
    within: Id
    course: Ref
    length: Ref
    enters: Ref | None = None
    lasts: Ref | None = None
    speed: Ref | None = None
    altitude: Ref | None = None
    lead_in: Ref
    lead_out: Ref
    north_limit: Ref | None = None

    @property
    def zone(self) -> str:
        """ISO 3166 alpha-3 code of the zone."""
        return self.crosses


class Passes(Model):
    """A path that stays outside a zone, at a stated closest distance."""

    passes: Iso3
    edition: Id
    within: Id
    course: Ref
    distance: Ref
    at: Ref | None = None
    speed: Ref | None = None
    altitude: Ref | None = None
    lead_in: Ref
    lead_out: Ref

    @property
    def zone(self) -> str:
        """ISO 3166 alpha-3 code of the zone."""
        return self.passes


class Dips(Model):
    """A path that goes into a zone to a stated depth for a stated time, and turns back."""

    dips: Iso3
    edition: Id
    within: Id
    depth: Ref
    lasts: Ref
    speed: Ref
    heading: Ref
    turn: Ref
    at: Ref | None = None
    shape: Ref
    stated_course: Ref | None = None
    altitude: Ref | None = None
    lead_in: Ref
    lead_out: Ref

    @property
    def zone(self) -> str:
        """ISO 3166 alpha-3 code of the zone."""
        return self.dips


SOLVE_KINDS = ("crosses", "passes", "dips")


def _solve_kind(value: object) -> str | None:
    kind = None
    if isinstance(value, Mapping):
        kind = next((kind for kind in SOLVE_KINDS if kind in value), None)
    elif isinstance(value, Crosses | Passes | Dips):
        kind = type(value).__name__.lower()
    return f"({kind})" if kind else None


Solve = Annotated[
    Annotated[Crosses, Tag("(crosses)")] | Annotated[Passes, Tag("(passes)")] | Annotated[Dips, Tag("(dips)")],
    Discriminator(
        _solve_kind,
        custom_error_type="solve_kind",
        custom_error_message="names none of crosses, passes, dips",
    ),
]


class Warnings(Model):
    """Warnings laid out along a reconstructed path; the spacing is an assumption and says so."""

    count: Ref
    over: Ref
    before: Literal["entry", "closest"]
    spacing: Ref


class TrackSpec(Model):
    """A path of a claim: given as a file beside the incident file, or reconstructed by ``solve``."""

    label: Line
    aircraft: Id
    basis: Literal["measured", "digitised", "reconstructed", "illustrative"]
    note: Text | None = None
    zones: Annotated[tuple[Iso3, ...], Field(max_length=20)] = ()
    solve: Solve | None = None
    file: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")] | None = None
    position_uncertainty: FigureText | None = None
    uncertainty: InputsSpec | None = None
    warnings: Warnings | None = None


class SpeedTable(Model):
    """Path length inside against speed, for a stated duration without a length."""

    label: Line
    kind: Literal["speed-length"]
    duration: Ref
    speeds: Annotated[tuple[FigureText, ...], Field(min_length=1, max_length=50)]
    why: Text


_PLAIN_FIELDS = {*SOLVE_KINDS, "edition", "within"}


def ref_fields(solve: Crosses | Passes | Dips) -> dict[str, str]:
    """The refs of a solve by role, in the order of its fields, without those left out."""
    fields = type(solve).model_fields
    return {name: ref for name in fields if name not in _PLAIN_FIELDS and (ref := getattr(solve, name)) is not None}
