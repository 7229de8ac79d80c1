"""All tracks of an incident against the zones and border editions asked for.

Two questions are kept apart. *Moved*: the path solved on one edition, checked on every other as it is.
*Solved again*: on each edition, is there a path that meets the statements at all, and where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from airspace.decisive import decisive
from airspace.edges import EdgeModel
from airspace.errors import UnknownNameError
from airspace.incident import Incident, SpeedTable
from airspace.reconstruct import Reconstruction, reconstruct
from airspace.track import Basis, Point, Track
from airspace.units import parse_figure
from airspace.violation import Violation, check_violation
from airspace.zone import Zone, national_zone
from geodata import editions as borders
from geodata.editions import DEFAULT_EDITION
from geodata.tracks import TrackData, read
from geodata.zones import ZoneShape

__all__ = [
    "Assessment",
    "SpeedRow",
    "TrackCase",
    "TrackResult",
    "WarningMark",
    "assess",
    "assess_track",
    "speed_rows",
    "track_case",
    "track_of",
]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class WarningMark:
    """Where an aircraft would have been at one warning, the warnings being spaced as assumed."""

    number: int
    at: Point


@dataclass(frozen=True)
class TrackCase:
    """One track of one claim: given, or solved on an edition. ``track`` is None if no path fits."""

    claim_id: str
    track_id: str
    label: str
    aircraft: str
    basis: Basis
    solved_on: str | None
    reconstruction: Reconstruction | None
    track: Track | None
    warnings: tuple[WarningMark, ...]


@dataclass(frozen=True)
class TrackResult:
    """One check. ``by_construction``: names of figures that repeat an input and so are no finding.

    ``decisive`` is False where the border edition cannot carry the verdict; ``why`` says so in words.
    """

    claim_id: str | None
    track_id: str
    aircraft: str | None
    zone: str
    edition: str | None
    edge_model: EdgeModel
    basis: Basis
    solved_on: str | None
    by_construction: tuple[str, ...]
    decisive: bool
    why: str | None
    violation: Violation


@dataclass(frozen=True)
class Assessment:
    """Everything computed for one incident (or for one track file, then ``incident`` is None).

    ``cases``: each track on the edition it was asked on. ``results``: those tracks on every edition asked
    for. ``solved_again``: each reconstructed track solved anew on each edition, with its own result.
    """

    incident: Incident | None
    cases: tuple[TrackCase, ...]
    results: tuple[TrackResult, ...]
    solved_again: tuple[tuple[TrackCase, TrackResult | None], ...]
    editions: tuple[str, ...]
    claims: tuple[str, ...] = ()


def assess(
    incident: Incident,
    claims: Sequence[str] = (),
    editions: Sequence[str] = (DEFAULT_EDITION,),
    zones: Sequence[ZoneShape | str] = (),
    edge_model: EdgeModel = "geodesic",
    solve_again: bool = True,
    progress: Progress = lambda _: None,
) -> Assessment:
    """Reconstruct and check the tracks of an incident.

    Args:
        claims: ids of the claims to check; all if empty.
        editions: border editions to check on.
        zones: ISO 3166 alpha-3 codes or shapes to check against instead of those the statements name.
        solve_again: also solve each track anew on every edition but its own.
        progress: told in words what is being done.

    Raises:
        UnknownNameError: a claim, edition or state that is not there.
    """
    for claim_id in claims:
        incident.claim(claim_id)
    for edition_id in editions:
        borders.edition(edition_id)
    cases: list[TrackCase] = []
    results: list[TrackResult] = []
    again: list[tuple[TrackCase, TrackResult | None]] = []
    for claim_id in claims or tuple(incident.claims):
        for track_id in incident.claims[claim_id].tracks:
            progress(f"{claim_id}/{track_id}")
            case = track_case(incident, claim_id, track_id, None, edge_model)
            cases.append(case)
            targets = zones or incident.tested_zones(claim_id, track_id)
            results += _checked(case, targets, editions, edge_model)
            if solve_again and case.reconstruction is not None:
                for edition_id in editions:
                    progress(f"{claim_id}/{track_id} solved on {edition_id}")
                    again.append(_solved_again(incident, case, edition_id, edge_model))
    asked = tuple(claims) or tuple(incident.claims)
    return Assessment(incident, tuple(cases), tuple(results), tuple(again), tuple(editions), asked)


def assess_track(
    data: TrackData,
    zones: Sequence[ZoneShape | str],
    editions: Sequence[str] = (DEFAULT_EDITION,),
    edge_model: EdgeModel = "geodesic",
) -> Assessment:
    """Check one track file against zones; an ISO 3166 alpha-3 code is checked on every edition asked for."""
    track = track_of(data)
    case = TrackCase("", data.name, data.name, "", track.basis, None, None, track, ())
    results = [
        _result(case, target, edition_id, edge_model, file=True)
        for target in zones
        for edition_id in (editions if isinstance(target, str) else (None,))
    ]
    return Assessment(None, (case,), tuple(results), (), tuple(editions))


def track_of(data: TrackData, basis: Basis = "measured") -> Track:
    """A track file's fixes as a track."""
    return Track(data.name, data.lon_deg, data.lat_deg, data.alt_m, data.start, data.t_s, basis)


def track_case(
    incident: Incident, claim_id: str, track_id: str, edition_id: str | None, edge_model: EdgeModel
) -> TrackCase:
    """A track of a claim: read from its file, or solved on an edition (None: the one its ``solve`` names)."""
    spec = incident.claims[claim_id].tracks[track_id]
    if spec.solve is None:
        track = track_of(read(_track_file(incident, str(spec.file))), spec.basis)
        return TrackCase(claim_id, track_id, spec.label, spec.aircraft, spec.basis, None, None, track, ())
    solved = reconstruct(incident, claim_id, track_id, edition_id, edge_model)
    marks = _warnings(incident, claim_id, track_id, solved) if solved.track is not None else ()
    return TrackCase(
        claim_id, track_id, spec.label, spec.aircraft, spec.basis, solved.edition, solved, solved.track, marks
    )  # fmt: skip


def _track_file(incident: Incident, name: str) -> Path:
    if incident.folder is None:
        raise UnknownNameError("track file", name, ())
    return incident.folder / name


def _warnings(incident: Incident, claim_id: str, track_id: str, solved: Reconstruction) -> tuple[WarningMark, ...]:
    """Marks at even steps before the entry (or the closest approach): an assumption, and shown as one."""
    spec, track = incident.claims[claim_id].tracks[track_id].warnings, solved.track
    if spec is None or track is None or track.t_s is None or track.start is None:
        return ()
    count = round(incident.resolve(claim_id, spec.count).value_si)
    span_s = incident.resolve(claim_id, spec.over).value_si
    role = "enters" if spec.before == "entry" else "at"
    event = solved.inputs[role].value_time if role in solved.inputs else None
    if event is None:
        return ()
    event_s = (event - track.start) / timedelta(seconds=1)
    times = event_s - span_s * np.arange(count, 0, -1) / count
    kept = [(i, t) for i, t in enumerate(times, start=1) if t >= 0]
    return tuple(WarningMark(i, track.point(float(track.at_time(t)[0]))) for i, t in kept)


def _checked(
    case: TrackCase,
    targets: Iterable[ZoneShape | str],
    editions: Sequence[str],
    edge_model: EdgeModel,
) -> list[TrackResult]:
    if case.track is None:
        return []
    return [
        _result(case, target, edition_id, edge_model)
        for target in targets
        for edition_id in (editions if isinstance(target, str) else (None,))
    ]


def _solved_again(
    incident: Incident, case: TrackCase, edition_id: str, edge_model: EdgeModel
) -> tuple[TrackCase, TrackResult | None]:
    if edition_id == case.solved_on:
        again = case
    else:
        again = track_case(incident, case.claim_id, case.track_id, edition_id, edge_model)
    if again.track is None or again.reconstruction is None:
        return again, None
    return again, _result(again, again.reconstruction.zone, edition_id, edge_model)


def _result(
    case: TrackCase, target: ZoneShape | str, edition_id: str | None, edge_model: EdgeModel, file: bool = False
) -> TrackResult:
    assert case.track is not None  # noqa: S101 - callers leave out cases without a path
    if isinstance(target, str):
        zone = national_zone(target, edition_id or DEFAULT_EDITION, edge_model)
    else:
        zone = Zone.of(target, edge_model)
    violation = check_violation(case.track, zone)
    judged_on = edition_id if isinstance(target, str) else None
    fit, why = decisive(violation, judged_on, case.basis, _asked_stay_m(case, target))
    return TrackResult(
        claim_id=None if file else case.claim_id,
        track_id=case.track_id,
        aircraft=None if file else case.aircraft,
        zone=target if isinstance(target, str) else target.name,
        edition=edition_id if isinstance(target, str) else None,
        edge_model=edge_model,
        basis=case.basis,
        solved_on=case.solved_on,
        by_construction=_by_construction(case, target, edition_id, violation),
        decisive=fit,
        why=why,
        violation=violation,
    )


def _by_construction(
    case: TrackCase, target: ZoneShape | str, edition_id: str | None, violation: Violation
) -> tuple[str, ...]:
    """On the border a path was solved on, its inputs come back; elsewhere only its speed does."""
    solved = case.reconstruction
    if solved is None:
        return ()
    if target == solved.zone and edition_id == case.solved_on:
        return solved.by_construction
    timed = solved.track is not None and solved.track.t_s is not None
    return ("mean_speed_mps",) if timed and violation.incursions else ()


def _asked_stay_m(case: TrackCase, target: ZoneShape | str) -> float | None:
    """Length of the stay in this zone that a path was built to make; None if it was built for none."""
    solved = case.reconstruction
    if solved is None or target != solved.zone:
        return None
    if "length_taken_m" in solved.figures:
        return solved.figures["length_taken_m"]
    if "lasts" in solved.inputs and "speed" in solved.inputs:
        return solved.inputs["lasts"].value_si * solved.inputs["speed"].value_si
    return None


@dataclass(frozen=True, slots=True)
class SpeedRow:
    """How long a path a stated duration gives at a speed: the interval of the duration as printed."""

    speed_text: str
    speed_mps: float
    length_low_m: float
    length_high_m: float


def speed_rows(incident: Incident, claim_id: str, table: SpeedTable) -> tuple[SpeedRow, ...]:
    """Length inside against speed for a duration that comes without a length."""
    low_s, high_s = incident.resolve(claim_id, table.duration).interval_si
    rows = []
    for text in table.speeds:
        speed = parse_figure(text, "speed").value_si
        rows.append(SpeedRow(text, speed, speed * low_s, speed * high_s))
    return tuple(rows)
