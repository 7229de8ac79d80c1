"""What happened when, by each claim: instants computed from its paths, stated by its speakers, and assumed.

All on one clock, seconds since 1970 (UTC), each with the interval that its words leave. Readings of one statement
stay apart: none is picked. An instant that repeats the input a path hangs on is by construction, and no finding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from airspace.assessment import TrackCase
from airspace.edges import EdgeModel
from airspace.incident import Incident, ResolvedInput
from airspace.readings import Stated, stated_figures
from airspace.separation import own_check, own_edition
from airspace.violation import Incursion
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
    the interval: that of the stated figure, or for a path that of the stated time its clock hangs on (``clock_ref``);
    None where a stated figure leaves it open. ``text``: the figure as stated. ``number``: of a warning, from 1. Basis
    "assumed": a warning, the instants of which no one stated. ``zone`` and ``edition``: what a computed instant is
    held against.
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
    clock = _clock(case)
    for zone in incident.tested_zones(case.claim_id, case.track_id):
        found = own_check(case.track, national_zone(zone, edition, edge_model))
        built = case.reconstruction is not None and case.reconstruction.zone == zone
        if found.closest is not None and (t := found.closest.at.time) is not None:
            fixed = built and clock is not None and abs(t.timestamp() - clock.value_si) <= AT_CLOCK_S
            yield _computed(case, "closest", t, clock, zone, edition, fixed=fixed)
        for stay in found.incursions:
            fixed = built and _hangs_on(stay, clock)
            if stay.entry is not None and stay.entry.time is not None:
                yield _computed(case, "entry", stay.entry.time, clock, zone, edition, fixed=fixed)
            if stay.exit is not None and stay.exit.time is not None:
                # a stay that lasts as stated, or is as long and as fast as stated, ends where the input says
                yield _computed(case, "exit", stay.exit.time, clock, zone, edition, fixed=fixed)
            if stay.deepest.time is not None:
                yield _computed(case, "deepest", stay.deepest.time, clock, zone, edition, fixed=False)
    yield from _warnings(incident, case, clock)


def _clock(case: TrackCase) -> ResolvedInput | None:
    """The input that a reconstructed path's times hang on; None for a given track."""
    inputs = case.reconstruction.inputs if case.reconstruction is not None else {}
    return next((inputs[role] for role in CLOCK_ROLES if role in inputs), None)


def _hangs_on(stay: Incursion, clock: ResolvedInput | None) -> bool:
    """Whether a stay is the one that the clock was set by: it begins or has its middle then."""
    if clock is None or stay.start.time is None or stay.end.time is None:
        return False
    return stay.start.time.timestamp() - AT_CLOCK_S <= clock.value_si <= stay.end.time.timestamp() + AT_CLOCK_S


def _shifted(t_s: float, clock: ResolvedInput | None) -> tuple[float, float]:
    """The instant with the clock at both ends of its interval: the whole path moves with it."""
    if clock is None or not all(map(math.isfinite, clock.interval_si)):
        return t_s, t_s
    low, high = clock.interval_si
    return t_s + low - clock.value_si, t_s + high - clock.value_si


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
