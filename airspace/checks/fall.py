"""Fall: from the hit to the crash, forward and back, as a plausibility bracket and nothing more.

A ballistic coefficient is drawn and never a constant (:mod:`airspace.fall`, docs/fall.md): the model cannot place a hit
to better than about a third of the throw, so what it leaves open is never a contradiction.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from airspace import numbers
from airspace.assessment import TrackCase
from airspace.atmosphere import GRAVITY_MPS2, HIGHEST_M, LOWEST_M
from airspace.case import Assumed, Case
from airspace.checks.missile import STATED, points_of_hit, target_speed, targets_of
from airspace.checks.speed import stated_altitude
from airspace.edges import Edges
from airspace.fall import (
    FallPriors,
    Falls,
    crash_points,
    hit_points,
    matching,
    quantiles,
    sample_falls,
    speed_for_throw,
)
from airspace.findings import Finding, Value, Word, finding, interval_list
from airspace.geodesy import Floats
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.readings import Stated
from airspace.sweep import Area
from airspace.wording import as_printed, as_stated, listed, span, value

__all__ = ["QUESTION", "TITLE", "run"]

Flags = NDArray[np.bool_]

TITLE = mark("Fall (plausibility bracket)")
QUESTION = mark(
    "From where it was hit, where can it have come down, and back; do a stated fall's time and distance go together?"
)
RULE_VACUUM = mark("Without air a body falls g t^2 / 2 in a time t, whatever its speed along the ground")
RULE_BOTH = mark(
    "A body falls with drag: how far it is thrown and how long it takes both depend on its ballistic coefficient, "
    "which is drawn at random; both stated figures have to come out of the same fall"
)
RULE_FORWARD = mark(
    "Falls drawn from where the path puts the hit come down in a bracket of places; a stated crash outside the bracket "
    "is implausible for a fall without lift or thrust, and no more"
)
RULE_BACK = mark("Hits are drawn backwards from crash places that have the stated distance from the border")

GROUND = Assumed(
    mark("ground-height"), mark("500 m, from 0 to 1,500 m"), 500.0, Interval(0.0, 1500.0),
    mark("the crash place is not published; hills of the area of such an incident, wide on purpose"), "length",
)  # fmt: skip
ANY_COURSE = Interval(0.0, 360.0)
SAMPLES = 1_000
"""Falls drawn for each path: shares to one or two percent, where the model is worth a third of the throw."""

CLIMB_M = 7_000.0  # no climb of 10 degrees at 600 m/s gains more than 600 m; in a geopotential altitude 340 m are lost
SEED = 1
STEP_S = 2.0
"""Step of the integration here: places and times to 3e-4 (a test), far below anything the model can tell."""

ASSUMED, FROM_PATH = mark("assumed"), mark("from the length and duration of the path")
FALLEN = ("crash_side", "crash_distance")
GRID = 40  # places tried along each side of the area for crashes at a stated distance


def run(case: Case, claim_id: str) -> list[Finding]:
    """Stated falls, falls from the claim's own paths, hits back from the stated crash."""
    found = [*_in_vacuum(case, claim_id), *_stated_fall(case, claim_id)]
    targets = targets_of(case, claim_id)
    height = stated_altitude(case, claim_id, targets)
    crashes = [s for s in case.readings(claim_id, *FALLEN) if not s.variant_of and case.has_border(s.zone)]
    if height is None or not crashes or not _can_fall(case, height):
        return found
    for track in case.tracks(claim_id):
        if track.aircraft in targets and track.track is not None:
            found += _forward(case, track, height, crashes)
    falls, origin = _falls(case, target_speed(case, claim_id, targets), height)
    away = (s for s in crashes if s.quantity == "crash_distance")
    return [*found, *(f for s in away for f in _back(case, s, falls, origin, height))]


def _can_fall(case: Case, height: Interval) -> bool:
    """Whether all of a height lies above the ground and, with a climb of some kilometres, in air that is known."""
    ground = case.assumed(GROUND).interval
    return ground.low >= LOWEST_M and ground.high < height.low and height.high < HIGHEST_M - CLIMB_M


def _falls(case: Case, target: tuple[Interval, str], height: Interval) -> tuple[Falls, str]:
    """Falls drawn at random from a speed and a height, and the speed with its origin in words."""
    speed, origin = target
    ground = case.assumed(GROUND).interval
    top = min(speed.high, 600.0)  # beyond what any of these types is published to reach
    falls = sample_falls(
        height, ground, Interval(min(speed.low, top), top), FallPriors(), n=SAMPLES, seed=SEED, step_s=STEP_S
    )
    told = _("speed {speed}, {origin}", speed=span(Interval(min(speed.low, top), top), "speed"), origin=_(origin))
    return falls, told


def _assumed(case: Case, height: Interval, *more: str) -> tuple[str, ...]:
    priors = FallPriors()
    return (
        _("height at the hit: {height}, that which the claim states", height=span(height, "altitude")),
        _(
            "ballistic coefficient: {range} kg/m2, drawn log-uniformly; not even its order is known",
            range=span(priors.bc_kgpm2, "count"),
        ),
        _(
            "path angle at the hit: {angle}; wind {wind}, from anywhere",
            angle=span(priors.climb_deg, "angle"),
            wind=span(priors.wind_mps, "speed"),
        ),
        case.assumed(GROUND).line,
        *more,
    )


def _in_vacuum(case: Case, claim_id: str) -> Iterator[Finding]:
    for height, time in case.combinations(claim_id, ("fall_height",), ("path_duration",)):
        fallen = Interval(time.interval.low**2, time.interval.high**2) * (GRAVITY_MPS2 / 2)
        fits = fallen.overlaps(height.interval)
        yield finding(
            "fall",
            _("height fallen without air"),
            (height, time),
            "consistent" if fits else "indeterminate",
            _(RULE_VACUUM),
            _(
                "{time} of fall without air are {height} as stated, {range} with the rounding; stated: {stated}",
                time=as_stated(time),
                height=value(GRAVITY_MPS2 * time.value_si**2 / 2, "altitude"),
                range=span(fallen, "altitude"),
                stated=as_stated(height),
            ),
            computed={"height_m": [fallen.low, fallen.high]},
            steps=(
                as_printed(height),
                as_printed(time),
                _("g t^2 / 2 = {height}", height=span(fallen, "altitude")),
            ),
            number=span(fallen, "altitude"),
            assumed=(_("no air, and no speed up or down at the start: a fall in air takes longer"),),
            would_hold_if=None if fits else _("the fall was slowed or carried by air, or began with a climb or a dive"),
        )


def _stated_fall(case: Case, claim_id: str) -> Iterator[Finding]:
    """A stated distance and a stated time of one fall, from the stated height."""
    for throw, time in case.combinations(claim_id, ("path_length",), ("path_duration",)):
        falls_down = any(s.of == throw.of for s in case.readings(claim_id, "fall_height"))
        height = stated_altitude(case, claim_id, throw.aircraft)
        passed_on = throw.variant_of or time.variant_of
        if falls_down and not passed_on and height is not None and _can_fall(case, height):
            yield _both(case, throw, time, height)


def _both(case: Case, throw: Stated, time: Stated, height: Interval) -> Finding:
    falls, origin = _falls(case, target_speed(case, throw.claim, throw.aircraft), height)
    met = matching(falls, throw.interval, time.interval)
    ground = case.assumed(GROUND)
    dropped = math.sqrt(2 * (height.middle - ground.value_si) / GRAVITY_MPS2)
    speeds = {
        math.inf: throw.value_si / dropped,
        4000.0: speed_for_throw(height.middle, ground.value_si, throw.value_si, 4000.0),
    }
    asked = listed(
        [_("{speed} {drag}", speed=numbers.speed(v, 3), drag=_drag(bc)) for bc, v in speeds.items() if v is not None]
    )
    free = Interval(max(0.0, height.low - ground.interval.high), height.high - ground.interval.low)
    without_air = Interval(math.sqrt(2 * free.low / GRAVITY_MPS2), math.sqrt(2 * free.high / GRAVITY_MPS2))
    computed: dict[str, Value] = {
        "share_distance": met.share_throw,
        "share_time": met.share_time,
        "share_both": met.share_both,
        "bc_both_kgpm2": None if met.bc_both_kgpm2 is None else interval_list(met.bc_both_kgpm2),
        "speed_for_distance_mps": {_drag(bc): v for bc, v in speeds.items()},
        "time_without_air_s": interval_list(without_air),
    }
    text = _(
        "from {height} ({origin}): of the falls drawn, {far} come {distance} far, {long} take {time}, {both} do both. "
        "Without drag the fall takes {without_drag}; to come {distance} far it takes {asked}. Lift or thrust that is "
        "left carries as far at a lower speed, so the distance supports a speed only if the fall was ballistic",
        height=span(height, "altitude"),
        origin=origin,
        far=_part(met.share_throw),
        distance=as_stated(throw),
        long=_part(met.share_time),
        time=as_stated(time),
        both=_part(met.share_both),
        without_drag=span(without_air, "duration"),
        asked=asked,
    )
    return finding(
        "fall",
        _("distance and time of the fall"),
        (throw, time),
        "indeterminate",
        _(RULE_BOTH),
        text,
        computed=computed,
        steps=(as_printed(throw), as_printed(time), _drawn()),
        assumed=_assumed(case, height, _("{speed}, at the hit", speed=origin)),
        number=_("{part} meet both", part=_part(met.share_both)),
        would_hold_if=_("it fell with little drag, as a whole and without lift"),
    )


def _drawn() -> str:
    return _("{count} falls drawn, seed {seed}", count=numbers.localised(f"{SAMPLES:,}"), seed=SEED)


_PARTS = (
    (0.05, mark("hardly any ({share} in 100)")),
    (0.4, mark("some ({share} in 100)")),
    (0.6, mark("about half ({share} in 100)")),
    (0.95, mark("most ({share} in 100)")),
    (1.0, mark("nearly all ({share} in 100)")),
)


def _part(share: float) -> str:
    """A share of the falls drawn, a word first: it is a share of assumptions, and a bare percentage says too much."""
    if share in (0.0, 1.0):
        count = numbers.localised(f"{SAMPLES:,}")
        return _("none of {falls}", falls=count) if share == 0 else _("all of {falls}", falls=count)
    told = next(told for most, told in _PARTS if share <= most)
    printed = numbers.number(100 * share, 1)
    if share < 0.005:
        printed = _("under {share}", share=1)
    elif share >= 0.995:
        printed = _("over {share}", share=99)
    return _(told, share=printed)


def _drag(bc: float) -> str:
    if np.isinf(bc):
        return _("without drag")
    return _("with a ballistic coefficient of {coefficient} kg/m2", coefficient=numbers.localised(f"{bc:,.0f}"))


def _own_speed(case: Case, track: TrackCase) -> tuple[Interval, str]:
    """The ground speed that a path was built with: stated or assumed, or its length by its duration."""
    inputs = track.reconstruction.inputs if track.reconstruction is not None else {}
    if "speed" in inputs:
        origin = ASSUMED if inputs["speed"].kind == "assumption" else STATED
        return Interval(*inputs["speed"].interval_si), origin
    if "length" in inputs and "lasts" in inputs:
        length, lasts = (Interval(*inputs[role].interval_si) for role in ("length", "lasts"))
        if lasts.low >= 0 and lasts.high > 0:
            return length / lasts, FROM_PATH
    return target_speed(case, track.claim_id, (track.aircraft,))


def _forward(case: Case, track: TrackCase, height: Interval, crashes: list[Stated]) -> Iterator[Finding]:
    lon, lat = points_of_hit(case, track)
    if lon.size == 0 or track.track is None:
        return
    course = track.track.course_deg((track.track.fixes - 1) / 2)
    falls, origin = _falls(case, _own_speed(case, track), height)
    pick = np.random.default_rng(SEED).integers(0, lon.size, falls.speed_mps.size)
    x, y = crash_points(lon[pick], lat[pick], course, falls.descent.along_m, falls.descent.across_m)
    inside: dict[str, Flags] = {}
    away: dict[str, Floats] = {}
    for crash in crashes:
        zone, edges = str(crash.zone), case.zone(str(crash.zone), case.editions[0]).edges
        if zone not in inside:
            inside[zone] = edges.contains(x, y)
        if crash.quantity == "crash_distance" and zone not in away:
            away[zone] = edges.nearest(x, y, exact=False).distance_m
        beyond = np.where(inside[zone], -1.0, 1.0) * away.get(zone, np.ones(x.size))
        assumed = _assumed(
            case,
            height,
            _("hit: anywhere along the stay of the path, or at its closest approach; its course as reconstructed"),
            _("border edition: {edition}", edition=case.editions[0]),
        )
        yield _bracket(case, track, crash, beyond, falls, origin, assumed)


def _bracket(
    case: Case,
    track: TrackCase,
    crash: Stated,
    beyond_m: Floats,
    falls: Falls,
    origin: str,
    assumed: tuple[str, ...],
) -> Finding:
    """Crashes as distances beyond the border of the zone, negative inside, against one stated figure.

    For a stated side only the sign counts.
    """
    computed: dict[str, Value] = {"track": track.track_id, "edition": case.editions[0], "throw_m": [*falls.throw_m]}
    word: Word
    if crash.quantity == "crash_side":
        share = float(np.mean((beyond_m < 0) == (crash.choice == "inside")))
        word = "consistent" if share >= 0.05 else "indeterminate"
        test, number, told = _side_told(crash, share)
        computed["share"] = share
    else:
        low, middle, high = quantiles(beyond_m)
        word = "consistent" if Interval(low, high).overlaps(crash.interval) else "indeterminate"
        test = _("crash at a distance from {zone}", zone=crash.zone)
        number = _between(low, high, str(crash.zone))
        told = _(
            "9 in 10 come down {range}, the middle of all is {middle}; stated: {stated}",
            range=number,
            middle=_place(middle),
            stated=as_stated(crash),
        )
        computed["distance_m"] = [low, middle, high]
    return finding(
        "fall",
        test,
        (crash,),
        word,
        _(RULE_FORWARD),
        _(
            "hit on the reconstructed path '{path}' ({origin}): {told}. A bracket, not a place",
            path=track.label,
            origin=origin,
            told=told,
        ),
        computed=computed,
        steps=(as_printed(crash), _drawn(), _("throw {distance}", distance=_throws(falls))),
        assumed=assumed,
        number=number,
        would_hold_if=None if word == "consistent" else _("it flew on with lift or thrust, or was hit elsewhere"),
    )


def _side_told(crash: Stated, share: float) -> tuple[str, str, str]:
    """Test, number and sentence of a stated side of the crash."""
    said = {"part": _part(share), "zone": crash.zone}
    if crash.choice == "inside":
        return (
            _("crash inside {zone}", zone=crash.zone),
            _("{part} inside {zone}", **said),
            _("of the falls drawn, {part} come down inside {zone}, as stated", **said),
        )
    return (
        _("crash outside {zone}", zone=crash.zone),
        _("{part} outside {zone}", **said),
        _("of the falls drawn, {part} come down outside {zone}, as stated", **said),
    )


def _place(beyond_m: float) -> str:
    """How far beyond the border, negative inside, in words."""
    distance = numbers.distance(abs(beyond_m), 100)
    return _("{distance} inside", distance=distance) if beyond_m < 0 else _("{distance} outside", distance=distance)


def _between(low_m: float, high_m: float, zone: str) -> str:
    """From one distance beyond the border of a zone to another, negative inside."""
    low, high = (numbers.distance(abs(m), 100) for m in (low_m, high_m))
    if low_m < 0 <= high_m:
        return _("{low} inside to {high} outside {zone}", low=low, high=high, zone=zone)
    if low_m < 0:
        return _("{low} to {high} inside {zone}", low=low, high=high, zone=zone)
    return _("{low} to {high} outside {zone}", low=low, high=high, zone=zone)


def _throws(falls: Falls) -> str:
    low, _, high = falls.throw_m
    return span(Interval(low, high), "length", 0.1 if high >= 10_000 else 100)


def _back(case: Case, crash: Stated, falls: Falls, origin: str, height: Interval) -> Iterator[Finding]:
    """Hit points compatible with crashes at the stated distance outside the zone, and the share of them inside it."""
    places = _places_at(case, crash)
    if places is None:
        return
    random = np.random.default_rng(SEED)
    pick = random.integers(0, places[0].size, falls.speed_mps.size)
    assumed = case.courses[1] if case.courses is not None else None
    courses = assumed.interval if assumed is not None else ANY_COURSE
    course = random.uniform(courses.low, courses.high, falls.speed_mps.size)
    lon, lat = hit_points(places[0][pick], places[1][pick], course, falls.descent.along_m, falls.descent.across_m)
    named = {s.zone for f in case.figures(crash.claim) for s in f.readings if case.has_border(s.zone)}
    shares = {
        str(zone): float(np.mean(case.zone(str(zone), case.editions[0]).edges.contains(lon, lat)))
        for zone in sorted(str(zone) for zone in named)
    }
    yield finding(
        "fall",
        _("hit points behind a crash outside {zone}", zone=crash.zone),
        (crash,),
        "indeterminate",
        _(RULE_BACK),
        _back_told(crash, origin, courses, shares),
        computed={"share_by_zone": dict(shares), "crash_places": float(places[0].size), "throw_m": [*falls.throw_m]},
        steps=(as_printed(crash), _drawn(), _("throw {distance}", distance=_throws(falls))),
        assumed=_assumed(
            case,
            height,
            assumed.line if assumed is not None else _("course at the hit: any"),
            _(
                "crash: anywhere in the area at that distance outside {zone}, evenly; border edition {edition}",
                zone=crash.zone,
                edition=case.editions[0],
            ),
        ),
        number=_("{part} inside {zone}", part=_part(shares[str(crash.zone)]), zone=crash.zone),
        would_hold_if=_("the position of the crash was published"),
    )


def _back_told(crash: Stated, origin: str, courses: Interval, shares: Mapping[str, float]) -> str:
    """How many hits drawn back from a crash lie inside each zone."""
    said = {
        "distance": as_stated(crash),
        "zone": crash.zone,
        "origin": origin,
        "courses": span(courses, "angle"),
        "parts": listed([_("{part} lie inside {zone}", part=_part(s), zone=zone) for zone, s in shares.items()]),
    }
    if 0 < shares[str(crash.zone)] < 1:
        return _(
            "of hit points drawn back from crashes {distance} outside {zone} ({origin}, course {courses}) {parts}: the "
            "crash alone does not tell on which side it was hit",
            **said,
        )
    return _(
        "of hit points drawn back from crashes {distance} outside {zone} ({origin}, course {courses}) {parts}: the "
        "crash alone does not tell where",
        **said,
    )


def _places_at(case: Case, crash: Stated) -> tuple[Floats, Floats] | None:
    """Places of the area outside the zone whose distance from its border is the stated one, from an even grid."""
    if case.area is None:
        return None
    lon, lat, beyond = _grid(case.zone(str(crash.zone), case.editions[0]).edges, case.area[1])
    kept = (beyond >= crash.interval.low) & (beyond <= crash.interval.high)
    return (lon[kept], lat[kept]) if kept.any() else None


@lru_cache(maxsize=16)
def _grid(edges: Edges, box: Area) -> tuple[Floats, Floats, Floats]:
    """An even grid over an area, and how far beyond the border each place lies, negative inside."""
    lon, lat = np.array(list(product(np.linspace(box.west, box.east, GRID), np.linspace(box.south, box.north, GRID)))).T
    return lon, lat, np.where(edges.contains(lon, lat), -1.0, 1.0) * edges.nearest(lon, lat, exact=False).distance_m
