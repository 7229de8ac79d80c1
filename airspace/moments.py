"""What happened when, by each claim: instants computed from its paths, stated by its speakers, and assumed.

All on one clock, seconds since 1970 (UTC), each with the interval that its words leave. Readings of one statement
stay apart: none is picked. An instant that is the input a path hangs on is by construction, and no finding; so is the
end of a stay whose beginning and duration were put in. Where the path hangs on an assumption, so do all its instants.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from airspace.assessment import TrackCase
from airspace.constraints import Crosses, Passes
from airspace.edges import EdgeModel
from airspace.incident import Incident, ResolvedInput
from airspace.readings import Stated, stated_figures
from airspace.separation import own_check, own_edition
from airspace.stops import StatedPath
from airspace.zone import national_zone
from geodata.editions import DEFAULT_EDITION

__all__ = ["CLOCK_ROLES", "Moment", "MomentBasis", "moments"]

MomentBasis = Literal["computed", "stated", "assumed"]

CLOCK_ROLES = ("enters", "at")
"""Roles of the input that sets a reconstructed path's clock."""

AT_CLOCK_S = 1.0
"""An instant this near to the input that sets the clock is that input: a path is solved to less than a metre."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of one claim.

    ``kind``: ``entry``, ``exit``, ``deepest``, ``closest`` and ``warning`` of a path; of a statement its quantity
    without "time" (``hit``, ``take-off``, ``patrol-start``, ...). ``t_s``: seconds since 1970; ``low_s`` and ``high_s``
    the interval: that of the stated figure, or for a path that of the time its clock hangs on (``clock_ref``) and of
    nothing else, but for an exit by construction, to which the interval of the stated duration is added; None where a
    stated figure leaves it open. ``by_construction``: the instant was put in, itself or as entry and duration.
    ``text``: the figure as stated. ``number``: of a warning, from 1. Basis "assumed": a warning, the instants of which
    no one stated. ``zone`` and ``edition``: what a computed instant is held against.
    """

    kind: str
    basis: MomentBasis
    claim_id: str
    aircraft: tuple[str, ...]
    t_s: float
    low_s: float | None
    high_s: float | None
    by_construction: bool = False
    track_id: str | None = None
    zone: str | None = None
    edition: str | None = None
    clock_ref: str | None = None
    number: int | None = None
    statement: str | None = None
    reading: str | None = None
    text: str | None = None
    speaker: str | None = None

    @property
    def assumed_clock(self) -> bool:
        """Whether the path that an instant is computed from hangs on an assumed time: no one stated when it was."""
        return self.clock_ref is not None and self.clock_ref.startswith("assumption/")


def moments(
    incident: Incident,
    cases: Sequence[TrackCase],
    editions: Sequence[str] = (DEFAULT_EDITION,),
    edge_model: EdgeModel = "geodesic",
    claims: Sequence[str] = (),
) -> tuple[Moment, ...]:
    """Events of claims (all if empty) in order of time, those of one instant in the order of the file.

    Args:
        cases: the tracks; one without times has no events and is left out.
        editions: border editions asked for; a given track is held against the first of them.
    """
    order = {claim_id: number for number, claim_id in enumerate(claims or incident.claims)}
    found = [moment for claim_id in order for moment in _stated(incident, claim_id)]
    for case in cases:
        if case.claim_id in order:
            found += _of_track(incident, case, editions, edge_model)
    return tuple(sorted(found, key=lambda moment: (moment.t_s, order[moment.claim_id])))


# --- stated ---------------------------------------------------------------------------------------------------------


def _stated(incident: Incident, claim_id: str) -> Iterator[Moment]:
    for figure in stated_figures(incident, claim_id):
        for said in figure.readings:
            if said.dimension == "time":
                yield _moment(said)


def _moment(said: Stated) -> Moment:
    low, high = said.interval.low, said.interval.high
    return Moment(
        kind=said.quantity.removesuffix("_time").replace("_", "-"),
        basis="stated",
        claim_id=said.claim,
        aircraft=said.aircraft,
        t_s=said.value_si,
        low_s=low if math.isfinite(low) else None,
        high_s=high if math.isfinite(high) else None,
        zone=said.zone,
        statement=said.statement,
        reading=said.reading,
        text=said.text,
        speaker=said.speaker or None,
    )


# --- computed -------------------------------------------------------------------------------------------------------


def _of_track(incident: Incident, case: TrackCase, editions: Sequence[str], edge_model: EdgeModel) -> Iterator[Moment]:
    if case.track is None or case.track.t_s is None:
        return
    edition = own_edition(case, editions)
    if case.stated is not None:
        yield from _of_stops(incident, case, case.stated, edition, edge_model)
        return
    clock, solve = _clock(case), incident.claims[case.claim_id].tracks[case.track_id].solve
    for zone in incident.tested_zones(case.claim_id, case.track_id):
        found = own_check(case.track, national_zone(zone, edition, edge_model))
        built = case.reconstruction is not None and case.reconstruction.zone == zone
        near = found.closest.at.time if found.closest is not None else None
        if near is not None:
            fixed = built and isinstance(solve, Passes) and _is(near, clock)
            yield _computed(case, "closest", near, clock, zone, edition, fixed=fixed)
        for stay in found.incursions:
            enters = built and isinstance(solve, Crosses) and stay.entry is not None and _is(stay.entry.time, clock)
            if stay.entry is not None and stay.entry.time is not None:
                yield _computed(case, "entry", stay.entry.time, clock, zone, edition, fixed=enters)
            if stay.exit is not None and stay.exit.time is not None:
                yield _exit(case, stay.exit.time, clock, zone, edition, enters=enters)
            if stay.deepest.time is not None:
                yield _computed(case, "deepest", stay.deepest.time, clock, zone, edition, fixed=False)
    yield from _warnings(incident, case, clock)


def _of_stops(
    incident: Incident, case: TrackCase, stated: StatedPath, edition: str, edge_model: EdgeModel
) -> Iterator[Moment]:
    """What a path through stated positions meets: at a stop the time was put in, between two it lies between theirs."""
    for zone in incident.tested_zones(case.claim_id, case.track_id):
        found = own_check(stated.track, national_zone(zone, edition, edge_model))
        met = [("closest", found.closest.at)] if found.closest is not None else []
        for stay in found.incursions:
            met += [(kind, at) for kind, at in (("entry", stay.entry), ("exit", stay.exit)) if at is not None]
            met.append(("deepest", stay.deepest))
        for kind, at in met:
            if at.time is None:
                continue
            clock, (low, high) = stated.clock_at(at.time), stated.shifts_s(at.time)
            fixed = stated.stop_at(at.along_m) is not None
            moment = _computed(case, kind, at.time, clock, zone, edition, fixed=fixed)
            ends = (moment.t_s + low, moment.t_s + high) if math.isfinite(low + high) else (moment.t_s, moment.t_s)
            yield replace(moment, low_s=ends[0], high_s=ends[1])


def _clock(case: TrackCase) -> ResolvedInput | None:
    """The input that a reconstructed path's times hang on; None for a given track."""
    inputs = case.reconstruction.inputs if case.reconstruction is not None else {}
    return next((inputs[role] for role in CLOCK_ROLES if role in inputs), None)


def _is(at: datetime | None, clock: ResolvedInput | None) -> bool:
    """Whether an instant is the one that the clock was set by."""
    return at is not None and clock is not None and abs(at.timestamp() - clock.value_si) <= AT_CLOCK_S


def _shifted(t_s: float, clock: ResolvedInput | None) -> tuple[float, float]:
    """The instant with the clock at both ends of its interval: the whole path moves with it."""
    if clock is None or not all(map(math.isfinite, clock.interval_si)):
        return t_s, t_s
    low, high = clock.interval_si
    return t_s + low - clock.value_si, t_s + high - clock.value_si


def _exit(
    case: TrackCase, at: datetime, clock: ResolvedInput | None, zone: str, edition: str, *, enters: bool
) -> Moment:
    """The end of a stay; by construction if its beginning and its duration were put in, and then as open as both."""
    lasts = case.reconstruction.inputs.get("lasts") if case.reconstruction is not None else None
    fixed = enters and lasts is not None and clock is not None
    found = _computed(case, "exit", at, clock, zone, edition, fixed=fixed)
    if not fixed or lasts is None or found.low_s is None or found.high_s is None:
        return found
    low, high = lasts.interval_si
    if not (math.isfinite(low) and math.isfinite(high)):
        return found
    return replace(found, low_s=found.low_s + low - lasts.value_si, high_s=found.high_s + high - lasts.value_si)


def _computed(
    case: TrackCase, kind: str, at: datetime, clock: ResolvedInput | None, zone: str, edition: str, *, fixed: bool
) -> Moment:
    t_s = at.timestamp()
    low, high = _shifted(t_s, clock)
    return Moment(
        kind, "computed", case.claim_id, (case.aircraft,), t_s, low, high, fixed, case.track_id, zone, edition,
        None if clock is None else clock.ref,
    )  # fmt: skip


def _warnings(incident: Incident, case: TrackCase, clock: ResolvedInput | None) -> Iterator[Moment]:
    spec = incident.claims[case.claim_id].tracks[case.track_id].warnings
    for mark in case.warnings:
        if spec is None or mark.at.time is None:
            continue
        said = incident.resolve(case.claim_id, spec.count)
        statement, _, reading = spec.count.partition("/") if said.kind == "statement" else ("", "", "")
        t_s = mark.at.time.timestamp()
        low, high = _shifted(t_s, clock)
        yield Moment(
            "warning", "assumed", case.claim_id, (case.aircraft,), t_s, low, high, False, case.track_id,
            clock_ref=None if clock is None else clock.ref, number=mark.number, statement=statement or None,
            reading=reading or None, text=said.text, speaker=said.speaker,
        )  # fmt: skip
