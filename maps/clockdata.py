"""What the comparison page computes with: paths, their points and their distances to the border, on one clock.

Places and instants are those of the engine: a path is given at its fixes and at enough points between them that a
straight line on the map strays from its geodesic by less than :data:`STRAYS_M`. Numbers are whole and coded as
differences: millionths of a degree, milliseconds, decimetres, centimetres a second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.geodesy import Floats
from airspace.language import LANGUAGES, speaking
from airspace.sensitivity import MovedRow
from airspace.separation import Separation, separation
from airspace.terms import basis_word
from airspace.track import Point, Track
from airspace.translated import own_texts, translated
from airspace.wording import state
from maps.clockstatus import clock_status, editions_status, speed_status, verdict_status
from maps.given import MarkKind, distance_is_input, figure_basis, time_is_input, times_put_in
from maps.scene import Scene

__all__ = ["PATH_DEGREES", "Courses", "Tellers", "claims_island", "clock_of", "first_aircraft", "points_of",
           "series_island", "shown_at_first", "timed"]  # fmt: skip

PATH_DEGREES: Final = 1e-6
STRAYS_M: Final = 0.1
LONGEST_M: Final = 2_000.0
EARTH_M: Final = 6_371_000.0
SHOWN_AT_MOST: Final = 4
AHEAD_S: Final = 5.0
ALONE_S: Final = 30.0  # room on either side of the one instant that all paths together have
"""So long before the first decisive instant the clock opens."""

DECISIVE: Final = ("entry", "exit", "deepest", "closest")
"""Points of a path that a verdict rests on."""

Courses = Mapping[tuple[str, str], Sequence[MovedRow]]
"""By claim and track, the path over the interval of its assumed course."""

T = TypeVar("T")


class Tellers:
    """The same case in every language of the page: one scene each, geometry and figures shared."""

    def __init__(self, assessment: Assessment) -> None:
        if assessment.incident is None:
            raise ValueError("claims are compared of an incident, not of a single track file")
        self.scenes = {
            spoken: Scene(translated(assessment, own_texts(assessment.incident, spoken))) for spoken in LANGUAGES
        }
        self.scene = self.scenes["en"]

    def each(self, say: Callable[[Scene], T]) -> dict[str, T]:
        """What ``say`` gives in each language, by language."""
        found = {}
        for spoken, scene in self.scenes.items():
            with speaking(spoken):
                found[spoken] = say(scene)
        return found


def timed(case: TrackCase) -> bool:
    """Whether a case has a path that has times, and so a place on the clock."""
    return case.track is not None and case.track.t_s is not None


def first_aircraft(scene: Scene) -> str | None:
    """The aircraft that most claims have a path of; of several the one that the incident's list names first.

    The order of the claims has no part in it.
    """
    claims: dict[str, set[str]] = {}
    for case in scene.assessment.cases:
        claims.setdefault(case.aircraft, set()).add(case.claim_id)
    listed = {aircraft: place for place, aircraft in enumerate(scene.incident.aircraft)}
    return min(claims, key=lambda one: (-len(claims[one]), listed.get(one, len(listed)), one), default=None)


def shown_at_first(scene: Scene) -> list[str]:
    """The claims that the page opens with: those with a timed path of the first aircraft, else with any path."""
    first = first_aircraft(scene)
    ids = list(scene.incident.claims)
    wanted = [c for c in ids if any(timed(case) and case.aircraft == first for case in scene.cases(c))]
    wanted = wanted or [c for c in ids if any(case.track is not None for case in scene.cases(c))] or ids
    return wanted[:SHOWN_AT_MOST]


def clock_of(scene: Scene) -> tuple[float, float, float] | None:
    """First and last second of the clock (since 1970), those of the paths, and where it stands at first.

    It stands ``AHEAD_S`` before the first decisive instant of all the paths that the page opens with, whichever claim's
    that is: exchanging the claims does not move it. None without a timed path.
    """
    tracks = [case.track for case in scene.assessment.cases if case.track is not None and timed(case)]
    ends = [_seconds(track, np.array([0.0, track.fixes - 1.0])) for track in tracks]
    if not ends:
        return None
    low, high = min(float(e[0]) for e in ends), max(float(e[1]) for e in ends)
    if low == high:
        return float(np.floor(low)) - ALONE_S, float(np.ceil(high)) + ALONE_S, low
    shown = [[case for case in scene.cases(claim_id) if case.track is not None] for claim_id in shown_at_first(scene)]
    opening = [case for cases in shown for case in cases[:1] if timed(case)]
    opening = opening or [case for cases in shown for case in cases if timed(case)]
    points = [point for case in opening for point in points_of(scene, case) if point["kind"] in DECISIVE]
    decisive = [point["t"] for point in points if point["t"] is not None]
    at = float(np.floor(min(decisive))) - AHEAD_S if decisive else low
    return float(np.floor(low)), float(np.ceil(high)), float(np.clip(at, low, high))


def _seconds(track: Track, u: Floats) -> Floats:
    seconds = track.seconds(u)
    assert seconds is not None and track.start is not None  # noqa: S101 - asked of timed paths only
    return np.asarray(track.start.timestamp() + seconds)


# --- paths ------------------------------------------------------------------------------------------------------------


def _steps(values: ArrayLike, unit: float) -> list[int]:
    """Whole numbers of a unit, the first and then differences."""
    whole = np.round(np.asarray(values, float) / unit).astype(np.int64)
    return [int(number) for number in np.diff(whole, prepend=0)]


def _points_along(track: Track, extra: Sequence[float]) -> Floats:
    """Leg coordinates of the fixes, of points between them and of ``extra``; close enough to be joined straight."""
    parts = [np.arange(track.fixes, dtype=float), np.asarray(extra, float)]
    for leg, length_m in enumerate(track.leg_length_m):
        lat = np.radians(min(89.0, float(np.abs(track.lat_deg[leg : leg + 2]).max())))
        step_m = min(LONGEST_M, float(np.sqrt(8 * EARTH_M * STRAYS_M / max(np.tan(lat), 0.1))))
        count = int(np.ceil(length_m / step_m))
        if count > 1:
            parts.append(leg + np.arange(1, count) / count)
    return np.unique(np.concatenate(parts))


def _path(scene: Scene, case: TrackCase, t0_s: float) -> dict[str, Any]:
    """One path: places, and where it has them instants, heights, speeds; its stays by index; its points."""
    track, result = case.track, scene.result(case)
    assert track is not None  # noqa: S101 - asked of cases with a path only
    stays = result.violation.incursions if result is not None else ()
    ends = [tuple(float(track.at_along(p.along_m)[0]) for p in (stay.start, stay.end)) for stay in stays]
    u = _points_along(track, [end for pair in ends for end in pair])
    lon, lat = track.position(u)
    height = track.altitude(u)
    found: dict[str, Any] = {
        "lng": _steps(np.unwrap(scene.detail.facing(lon), period=360.0), PATH_DEGREES),
        "lat": _steps(lat, PATH_DEGREES),
        "t": _steps(_seconds(track, u) - t0_s, 1e-3) if track.t_s is not None else None,
        "alt": _steps(height, 0.1) if height is not None else None,
        "speed": None,
        "stays": [[int(np.searchsorted(u, end)) for end in pair] for pair in ends],
        "points": points_of(scene, case),
        "measures": _measures(scene, case),
    }
    if track.t_s is not None and track.fixes > 1:
        leg, _ = track.split_leg(u)
        found["speed"] = _steps((track.leg_length_m / np.diff(track.t_s))[leg], 0.01)
    return found


def points_of(scene: Scene, case: TrackCase) -> list[dict[str, Any]]:
    """Entries, exits, deepest points, the closest approach and the warnings of a path, each with place and instant.

    ``input``: the distance was put in; ``timeInput``: the instant was.
    """
    result = scene.result(case)
    found = []
    if result is not None:
        given = _Given(scene, case, result)
        for stay in result.violation.incursions:
            found.append(_point(scene, "deepest", stay.deepest, given, stay.max_depth_m))
            found += [_point(scene, "entry", stay.entry, given)] if stay.entry is not None else []
            found += [_point(scene, "exit", stay.exit, given)] if stay.exit is not None else []
        near = result.violation.closest
        if near is not None:
            found.append(_point(scene, "closest", near.at, given, near.distance_m))
    return found + [_point(scene, "warning", mark.at, None, number=mark.number) for mark in case.warnings]


class _Given:
    """Which figures of the marks of a path were put in."""

    def __init__(self, scene: Scene, case: TrackCase, result: TrackResult) -> None:
        self._result = result
        self._times = times_put_in(scene.incident, case, result)

    def of(self, kind: str, t_s: float | None) -> dict[str, bool]:
        known: dict[str, MarkKind] = {"entry": "entry", "exit": "exit", "deepest": "deepest", "closest": "closest"}
        return {
            "input": kind in known and distance_is_input(self._result, known[kind]),
            "timeInput": time_is_input(self._times, kind, t_s),
        }


def _point(
    scene: Scene, kind: str, at: Point, given: _Given | None, distance_m: float | None = None, number: int | None = None
) -> dict[str, Any]:
    lon = float(scene.detail.facing(at.lon_deg))
    t_s = None if at.time is None else at.time.timestamp()
    return {
        "kind": kind, "lng": round(lon, 6), "lat": round(at.lat_deg, 6), "number": number,
        **(given.of(kind, t_s) if given is not None else {"input": False, "timeInput": False}),
        "t": None if t_s is None else round(t_s, 3),
        "alt": None if at.alt_m is None else round(at.alt_m, 1),
        "distance": None if distance_m is None else round(distance_m, 1),
    }  # fmt: skip


def _measures(scene: Scene, case: TrackCase) -> list[list[float]]:
    """From the deepest points and the closest approach to the border: longitude and latitude of both ends."""
    result = scene.result(case)
    if result is None:
        return []
    stays, near = result.violation.incursions, result.violation.closest
    ends = [(stay.deepest, stay.border_lon_deg, stay.border_lat_deg) for stay in stays]
    if near is not None:
        ends.append((near.at, near.border_lon_deg, near.border_lat_deg))
    return [
        [round(float(scene.detail.facing(at.lon_deg)), 6), round(at.lat_deg, 6),
         round(float(scene.detail.facing(lon)), 6), round(lat, 6)]
        for at, lon, lat in ends
    ]  # fmt: skip


def claims_island(tellers: Tellers, t0_s: float) -> list[dict[str, Any]]:
    """Every claim with its paths, names in every language."""
    scene = tellers.scene
    claims = []
    for claim_id in scene.incident.claims:
        style = scene.styles[claim_id]
        tracks = []
        for case in scene.cases(claim_id):
            if case.track is None:
                continue
            names = tellers.each(lambda told, case=case: _names(told, case))  # type: ignore[misc]
            dash = [int(step) for step in style.dash.split()] if case.basis != "measured" else None
            head = {"id": case.track_id, "aircraft": case.aircraft, "dash": dash, "names": names, **_bases(case),
                    "verdict": verdict_status(tellers.each, scene.result(case))}  # fmt: skip
            tracks.append({**head, **_path(scene, case, t0_s)})
        name = tellers.each(lambda told, claim_id=claim_id: told.name(claim_id))  # type: ignore[misc]
        claims.append({"id": claim_id, "css": style.css_class, "name": name, "tracks": tracks})
    return claims


def _bases(case: TrackCase) -> dict[str, str]:
    """What speed and altitude rest on."""
    return {"speedBasis": figure_basis(case, "speed"), "altBasis": figure_basis(case, "altitude")}


def _names(told: Scene, case: TrackCase) -> dict[str, str]:
    aircraft = told.incident.aircraft.get(case.aircraft)
    named = next(c for c in told.cases(case.claim_id) if c.track_id == case.track_id)
    return {
        "label": named.label,
        "aircraft": aircraft.label if aircraft is not None else case.aircraft,
        "type": aircraft.type if aircraft is not None else case.aircraft,
        "basis": basis_word(case.basis),
    }


# --- distances --------------------------------------------------------------------------------------------------------


def series_island(tellers: Tellers, courses: Courses) -> list[dict[str, Any]]:
    """The distance of every timed path to the border of the zone that its verdict is of."""
    scene, found = tellers.scene, []
    for case in scene.assessment.cases:
        result = scene.result(case)
        if not timed(case) or result is None or result.edition is None:
            continue
        rows = courses.get((case.claim_id, case.track_id), ())
        apart = separation(case, result.zone, scene.assessment.editions, rows)
        if apart is not None:
            found.append(_series(tellers, case, apart, result))
    return found


def _series(tellers: Tellers, case: TrackCase, apart: Separation, result: TrackResult) -> dict[str, Any]:
    scene, each = tellers.scene, tellers.each
    style, given = scene.styles[case.claim_id], _Given(scene, case, result)
    on_edition = {
        one.edition: one
        for one in scene.assessment.results
        if (one.claim_id, one.track_id, one.zone) == (case.claim_id, case.track_id, apart.zone) and one.edition
    }
    name = each(lambda told: told.name(case.claim_id))
    label = each(lambda told: _names(told, case)["label"])
    return {
        "claim": case.claim_id, "track": case.track_id, "aircraft": case.aircraft, "claimClass": style.css_class,
        "name": name, "label": label, "basis": case.basis,
        "zone": apart.zone, "zoneName": each(lambda _told: state(apart.zone)), **_bases(case),
        "verdict": verdict_status(each, result), "clock": clock_status(each, case),
        "speedOpen": speed_status(each, case), "editions": editions_status(each, apart, on_edition),
        "dash": [int(step) for step in style.dash.split()] if case.basis != "measured" else None,
        "role": apart.role, "values": apart.values, "tried": apart.tried,
        "marks": [
            {"kind": mark.kind, "index": mark.index, **given.of(mark.kind, float(apart.t_s[mark.index]))}
            for mark in apart.marks
        ],
        "t_s": _rounded(apart.t_s, 3), "own_m": _rounded(apart.own_m, 1),
        "editions_low_m": _rounded(apart.editions_low_m, 1), "editions_high_m": _rounded(apart.editions_high_m, 1),
        "assumption_low_m": _rounded(apart.assumption_low_m, 1),
        "assumption_high_m": _rounded(apart.assumption_high_m, 1),
        "alt_m": _rounded(apart.alt_m, 1), "speed_mps": _rounded(apart.speed_mps, 2),
    }  # fmt: skip


def _rounded(values: Floats | None, digits: int) -> list[float] | None:
    return None if values is None else [round(float(value), digits) for value in values]
