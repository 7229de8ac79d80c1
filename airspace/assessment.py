"""All tracks of an incident against the zones and border editions asked for.

Two questions are kept apart. *Moved*: the path solved on one edition, checked on every other as it is.
*Solved again*: on each edition, is there a path that meets the statements at all, and where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import numpy as np

from airspace.constraints import Through
from airspace.coverage import default_editions, states_of
from airspace.decisive import decisive
from airspace.edges import EdgeModel
from airspace.errors import LayerRefusedError, UnknownNameError, UnknownStateError
from airspace.filefaults import read_named
from airspace.incident import Incident, ResolvedInput, SpeedTable
from airspace.layers import SEEN_M, is_layer
from airspace.reconstruct import Reconstruction, reconstruct
from airspace.references import mixed_references
from airspace.stops import StatedPath, stated_path
from airspace.tracedpath import TracedPath, traced_path
from airspace.track import Basis, Point, Track
from airspace.units import parse_figure
from airspace.violation import Violation, check_violation
from airspace.zone import Zone, national_zone, zone_about
from airspace.zonerules import LeftOut, rule_ids, targets_of
from geodata import editions as borders
from geodata.editions import DEFAULT_EDITION
from geodata.tracks import TrackData
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
    """One track of one claim: given, ``traced`` on a picture, solved on an edition, or joined through the positions
    that the claim has ``stated``.

    ``track`` is None if no path fits.
    """

    claim_id: str
    track_id: str
    label: str
    aircraft: str
    basis: Basis
    solved_on: str | None
    reconstruction: Reconstruction | None
    track: Track | None
    warnings: tuple[WarningMark, ...]
    stated: StatedPath | None = None
    traced: TracedPath | None = None

    @property
    def inputs(self) -> Mapping[str, ResolvedInput]:
        """What the path was built from, by role; empty for a given track."""
        built = self.reconstruction or self.stated
        return built.inputs if built is not None else MappingProxyType({})

    @property
    def radius_m(self) -> float | None:
        """How far a true position can lie from the one told, by how the positions came to be; None where not known.

        A file's own ``position_uncertainty`` is not looked at.
        """
        origin = self.stated or self.traced
        return origin.radius_m if origin is not None else None


@dataclass(frozen=True)
class TrackResult:
    """One check. ``by_construction``: names of figures that repeat an input and so are no finding.

    ``decisive`` is False where the border edition cannot carry the verdict; ``why`` says so in words. ``shape``: the
    zone, where no edition gave it its shape; ``note``: what a reader has to know of the zone, if anything.
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
    shape: ZoneShape | None = None
    note: str | None = None


@dataclass(frozen=True)
class Assessment:
    """Everything computed for one incident (or for one track file, then ``incident`` is None).

    ``cases``: each track on the edition it was asked on. ``results``: those tracks on every edition asked
    for. ``solved_again``: each reconstructed track solved anew on each edition, with its own result. ``left_out``:
    zones that were named and not checked.
    """

    incident: Incident | None
    cases: tuple[TrackCase, ...]
    results: tuple[TrackResult, ...]
    solved_again: tuple[tuple[TrackCase, TrackResult | None], ...]
    editions: tuple[str, ...]
    claims: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def assess(
    incident: Incident,
    claims: Sequence[str] = (),
    editions: Sequence[str] = (),
    zones: Sequence[ZoneShape | str] = (),
    edge_model: EdgeModel = "geodesic",
    solve_again: bool = True,
    progress: Progress = lambda _: None,
) -> Assessment:
    """Reconstruct and check the tracks of an incident.

    Args:
        claims: ids of the claims to check; all if empty.
        editions: border editions to check on; the first that holds the states if none is named.
        zones: ISO 3166 alpha-3 codes or shapes to check against instead of those the statements name.
        solve_again: also solve each track anew on every edition but its own.
        progress: told in words what is being done.

    Raises:
        UnknownNameError: a claim, edition or state that is not there.
    """
    for claim_id in claims:
        incident.claim(claim_id)
    named = bool(editions)
    editions = tuple(editions) or default_editions(incident, zones)
    for edition_id in editions:
        borders.edition(edition_id)
    cases: list[TrackCase] = []
    results: list[TrackResult] = []
    again: list[tuple[TrackCase, TrackResult | None]] = []
    left: list[LeftOut] = []
    for claim_id in claims or tuple(incident.claims):
        for track_id in incident.claims[claim_id].tracks:
            progress(f"{claim_id}/{track_id}")
            case = track_case(incident, claim_id, track_id, None, edge_model)
            cases.append(case)
            own = (*incident.tested_zones(claim_id, track_id), *rule_ids(incident, claim_id, track_id))
            targets, out_of_date = targets_of(incident, zones or own)
            left += out_of_date
            results += _checked(case, targets, editions, edge_model, left, named=named, asked=bool(zones))
            if solve_again and case.reconstruction is not None:
                for edition_id in editions:
                    progress(f"{claim_id}/{track_id} solved on {edition_id}")
                    again.append(_solved_again(incident, case, edition_id, edge_model))
    asked = tuple(claims) or tuple(incident.claims)
    without = tuple(dict.fromkeys(left))
    return Assessment(incident, tuple(cases), tuple(results), tuple(again), tuple(editions), asked, without)


def assess_track(
    data: TrackData | Sequence[TrackData],
    zones: Sequence[ZoneShape | str],
    editions: Sequence[str] = (),
    edge_model: EdgeModel = "geodesic",
) -> Assessment:
    """Check the tracks of a file against zones; an ISO 3166 alpha-3 code is checked on every edition asked for: on
    the first that holds the states if none is.
    """
    named = bool(editions)
    editions = tuple(editions) or default_editions(None, zones)
    tracks = [track_of(each) for each in ([data] if isinstance(data, TrackData) else data)]
    cases = [TrackCase("", track.name, track.name, "", track.basis, None, None, track, ()) for track in tracks]
    left: list[LeftOut] = []
    results = [
        result for case in cases for result in _checked(case, zones, editions, edge_model, left, named=named, file=True)
    ]
    return Assessment(None, tuple(cases), tuple(results), (), tuple(editions), (), tuple(dict.fromkeys(left)))


def track_of(data: TrackData, basis: Basis | None = None) -> Track:
    """A track file's fixes as a track; without a basis given, the one that the file states, else measured."""
    return Track(
        data.name, data.lon_deg, data.lat_deg, data.alt_m, data.start, data.t_s,
        basis or data.basis or "measured", data.altitude_reference,
    )  # fmt: skip


def track_case(
    incident: Incident, claim_id: str, track_id: str, edition_id: str | None, edge_model: EdgeModel
) -> TrackCase:
    """A track of a claim: read from its file, or solved on an edition (None: the one its ``solve`` names)."""
    spec = incident.claims[claim_id].tracks[track_id]
    if isinstance(spec.solve, Through):
        joined = stated_path(incident, claim_id, track_id)
        return TrackCase(
            claim_id, track_id, spec.label, spec.aircraft, spec.basis, None, None, joined.track, (), joined
        )  # fmt: skip
    if spec.picture is not None:
        traced = traced_path(incident, claim_id, track_id)
        return TrackCase(
            claim_id, track_id, spec.label, spec.aircraft, spec.basis, None, None, traced.track, (), None, traced
        )  # fmt: skip
    if spec.solve is None:
        track = track_of(read_named(_track_file(incident, str(spec.file)), claim_id, track_id), spec.basis)
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
    left: list[LeftOut],
    *,
    named: bool,
    asked: bool = True,
    file: bool = False,
) -> list[TrackResult]:
    """The track against every zone on every edition; what an edition cannot answer goes to ``left``.

    Where no edition was ``named`` and the default cannot answer, the first that can is taken.

    Raises LayerRefusedError or UnknownStateError for a zone that was ``asked`` for and that none of the editions can
    answer; one that the incident itself names is then left out.
    """
    found: list[TrackResult] = []
    for target in targets if case.track is not None else ():
        refused: list[LayerRefusedError | UnknownStateError] = []
        before = len(found)
        tried: list[str | None] = [*editions] if isinstance(target, str) else [None]
        if isinstance(target, str) and is_layer(target) and not named:
            tried += [other for other in borders.holding(states_of([target])) if other not in editions]
        for number, edition_id in enumerate(tried):
            if number >= max(1, len(editions)) and len(found) > before:
                break
            try:
                found.append(_result(case, target, edition_id, edge_model, file))
            except (LayerRefusedError, UnknownStateError) as error:
                if not isinstance(target, str) or not is_layer(target):
                    raise
                refused.append(error)
                left.append(LeftOut(target, edition_id, str(error)))
        if refused and asked and len(found) == before:
            raise refused[0]
    return found


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
        zone = zone_about(target, edition_id or DEFAULT_EDITION, edge_model, case.track)
    else:
        zone = Zone.of(target, edge_model)
    violation = check_violation(case.track, zone)
    if isinstance(target, str) and is_layer(target) and abs(violation.margin_m or 0.0) > SEEN_M:
        # all of it, not the part about the path
        zone = national_zone(target, edition_id or DEFAULT_EDITION, edge_model)
        violation = check_violation(case.track, zone)
    judged_on = edition_id if isinstance(target, str) else None
    fit, why = decisive(
        violation, judged_on, case.basis, _asked_stay_m(case, target), case.stated is not None,
        state=next(iter(states_of([target])), None), heights=mixed_references(case.track, zone),
        known_to_m=case.radius_m,
    )  # fmt: skip
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
        shape=target if isinstance(target, ZoneShape) else None,
        note=zone.shape.note,
    )


def _by_construction(
    case: TrackCase, target: ZoneShape | str, edition_id: str | None, violation: Violation
) -> tuple[str, ...]:
    """On the border a path was solved on, its inputs come back; elsewhere only its speed does.

    Of a path through stated positions those come back, with their times, wherever a figure's place is such a stop.
    """
    solved = case.reconstruction
    if case.stated is not None:
        return _stops_told(case.stated, violation)
    if solved is None:
        return ()
    if target == solved.zone and edition_id == case.solved_on:
        return solved.by_construction
    timed = solved.track is not None and solved.track.t_s is not None
    return ("mean_speed_mps",) if timed and violation.incursions else ()


def _stops_told(stated: StatedPath, violation: Violation) -> tuple[str, ...]:
    """The names of the deepest points that are stops: not how deep they lie, which is a finding."""
    stays = violation.incursions
    if not stays or any(stated.stop_at(stay.deepest.along_m) is None for stay in stays):
        return ()
    return tuple(f"incursions.deepest.{name}" for name, there in (
        ("time", stated.track.t_s is not None), ("lon", True), ("lat", True), ("alt_m", stated.track.alt_m is not None)
    ) if there)  # fmt: skip


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
