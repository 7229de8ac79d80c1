"""Missile: launch, hit and crash are three places and three times; who was where at each.

"Shot down in the airspace of X" can mean any of the three. Only necessary conditions are tested: a flight time from a
range and a mean speed, the way of the target meanwhile, on which side of a border a launcher can have been.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from airspace import numbers
from airspace.assessment import TrackCase
from airspace.case import Assumed, Case
from airspace.checks.speed import WIND, stated_altitude
from airspace.envelope import speed_ceiling_mps, speed_floor_mps
from airspace.findings import Finding, Value, Word, finding, interval_list
from airspace.geodesy import Floats, direct
from airspace.interval import NOT_NEGATIVE, Interval
from airspace.language import _, mark
from airspace.readings import Stated
from airspace.track import Point, Track
from airspace.violation import check_violation
from airspace.wording import as_printed, as_stated, listed, span

__all__ = ["QUESTION", "TITLE", "points_of_hit", "run", "target_speed", "targets_of"]

TITLE = mark("Missile")
QUESTION = mark("Launch, hit and crash are three places: where was who at each, as far as the stated figures go?")
RULE_FLIGHT = mark(
    "The missile flies its range at its mean speed, and the target flies on meanwhile, so it is hit elsewhere than "
    "where it was fired at"
)
RULE_SIDE = mark("Whoever is fired at inside is hit inside only if it is still inside when the missile arrives")
RULE_LAUNCHER = mark(
    "The launcher lies on a circle of the stated range about the target; the side follows only if all of the circle is "
    "on one side"
)

RULE_INSTANTS = mark(
    "The path says where the target is at each instant: at the launch, and at the hit a flight time later"
)

MISSILE_MEAN = Assumed(
    mark("missile-mean-speed"),
    mark("900 m/s, from 600 to 1,200 m/s"),
    900.0,
    Interval(600.0, 1200.0),
    mark("mean speed over the flight of a short- or medium-range missile; no citable source, wide on purpose"),
    "speed",
)
MISSILE_TIME = Assumed(
    mark("missile-flight-time"),
    mark("6 s, from 2 to 12 s"),
    6.0,
    Interval(2.0, 12.0),
    mark("used where a claim states no range: what 1 to 10 km take at the mean speeds assumed"),
    "duration",
)
AT_BORDER_M = 1.0  # an entry or an exit
STATED = mark("as stated")
FROM_STAY = mark("from its length and duration inside")
FLYABLE = mark("not stated: all that the type can fly")
BEARINGS = np.arange(0.0, 360.0, 2.0)


def run(case: Case, claim_id: str) -> list[Finding]:
    """Flight time and the target's way, side at the hit, side of the launcher."""
    found: list[Finding] = []
    for launch in case.readings(claim_id, "launch_range"):
        found.append(_flight(case, launch))
    for side, stay in case.combinations(claim_id, ("fired_at_side",), ("duration_inside",)):
        if side.choice == "inside" and side.zone == stay.zone and stay.interval.low > 0:
            found.append(_hit_side(case, side, stay))
    return [*found, *_instants(case, claim_id), *_launcher(case, claim_id)]


def _mean_speed(case: Case) -> Assumed:
    """The incident's own mean speed, where it is one; the default otherwise."""
    given = case.assumed(MISSILE_MEAN)
    return given if given.interval.low >= 0 and given.interval.high > 0 else MISSILE_MEAN


def targets_of(case: Case, claim_id: str) -> tuple[str, ...]:
    """Aircraft of which the claim says when, where or on which side they were hit."""
    said = case.readings(claim_id, "hit_time", "hit_side", "fired_at_side", "cause", "crash_side", "crash_distance")
    return tuple(dict.fromkeys(a for s in said for a in s.aircraft))


def target_speed(case: Case, claim_id: str, aircraft: tuple[str, ...]) -> tuple[Interval, str]:
    """Ground speed of a target as a claim allows it, and where it is from: stated, length and time, or all flyable.

    The origin is one of the texts above, in English; pages print it in their language.
    """
    speeds = [s for s in case.readings(claim_id, "ground_speed") if s.of is None and not s.variant_of]
    own = [s for s in speeds if set(s.aircraft) & set(aircraft)]
    if own:
        return Interval.hull(s.interval for s in own), STATED
    pairs = [
        p
        for p in case.combinations(claim_id, ("length_inside",), ("duration_inside",))
        if p[1].interval.low > 0 and set(p[0].aircraft) & set(aircraft) and not any(s.variant_of for s in p)
    ]
    one_voice = [p for p in pairs if p[0].who == p[1].who] or pairs
    if one_voice:
        return Interval.hull(p[0].interval / p[1].interval for p in one_voice), FROM_STAY
    type_ = case.performance(aircraft)
    wind = case.assumed(WIND).interval
    height = stated_altitude(case, claim_id, aircraft)
    floor = speed_floor_mps(type_, None if height is None else height.middle) if type_ is not None else None
    ceiling = speed_ceiling_mps(type_) if type_ is not None else None
    low, high = floor[0] + wind.low if floor else 0.0, ceiling[1] + wind.high if ceiling else math.inf
    return Interval(min(max(0.0, low), max(0.0, high)), max(0.0, high)), FLYABLE


def _flight(case: Case, launch: Stated) -> Finding:
    mean = _mean_speed(case)
    time = launch.interval / mean.interval
    targets = targets_of(case, launch.claim)
    speed, origin = target_speed(case, launch.claim, targets)
    way = speed * time
    text = _(
        "from {range} the missile flies {time}; the target ({speed}, {origin}) flies {way} meanwhile: where it was "
        "fired at is not where it was hit",
        range=as_stated(launch),
        time=span(time, "duration"),
        speed=span(speed, "speed"),
        origin=_(origin),
        way=span(way, "length"),
    )
    return finding(
        "missile",
        _("launch and hit"),
        (launch,),
        "indeterminate",
        _(RULE_FLIGHT),
        text,
        computed={
            "flight_time_s": interval_list(time),
            "target_way_m": interval_list(way),
            "target_speed_mps": interval_list(speed),
        },
        steps=(
            as_printed(launch),
            _("flight time = range / mean speed = {time}", time=span(time, "duration")),
            _("way = {way}", way=span(way, "length")),
        ),
        assumed=(mean.line, *((case.assumed(WIND).line,) if origin == FLYABLE else ())),
        number=f"{span(time, 'duration')}, {span(way, 'length')}",
        would_hold_if=_("the instants or positions of launch and hit were published"),
    )


def _hit_side(case: Case, side: Stated, stay: Stated) -> Finding:
    flight = case.assumed(MISSILE_TIME)
    left = stay.interval - flight.interval
    window = Interval(max(0.0, left.low), max(0.0, left.high))
    most = window.high / stay.interval.high if math.isfinite(window.high) else 1.0
    share = Interval(window.low / stay.interval.low, most)
    least, most_told = (numbers.localised(f"{end:.0%}") for end in (share.low, share.high))
    said = {"stay": as_stated(stay), "flight": span(flight.interval, "duration", 1)}
    if window.high <= 0:
        text = _(
            "fired at while inside for {stay}: with a flight time of {flight} it is hit inside at no instant: the "
            "missile flies longer than the stay lasts",
            **said,
        )
    else:
        text = _(
            "fired at while inside for {stay}: with a flight time of {flight} it is hit inside only if fired at in the "
            "first {window} of the stay ({low} to {high} of it); later, it is hit outside",
            window=span(window, "duration"),
            low=least,
            high=most_told,
            **said,
        )
    return finding(
        "missile",
        _("fired at inside {zone}, hit where", zone=side.zone),
        (side, stay),
        "indeterminate",
        _(RULE_SIDE),
        text,
        computed={"share_of_stay": [share.low, share.high], "launch_window_s": [window.low, window.high]},
        steps=(
            as_printed(side),
            as_printed(stay),
            _("time left for a hit inside = stay - flight time = {time}", time=span(left, "duration")),
        ),
        assumed=(flight.line,),
        number=_("hit inside for {low}–{high} of launch instants", low=least, high=most_told),
        would_hold_if=_("the instant of the launch was stated"),
    )


def _instants(case: Case, claim_id: str) -> Iterator[Finding]:
    """Where the target is at the launch and at the hit, along each timed path of the claim."""
    targets = targets_of(case, claim_id)
    ranges = case.readings(claim_id, "launch_range")
    flight = _flight_time(case, ranges[0] if ranges else None)
    for track in case.tracks(claim_id):
        path, solved = track.track, track.reconstruction
        if path is None or path.t_s is None or path.start is None or solved is None or track.aircraft not in targets:
            continue
        zone = case.zone(solved.zone, solved.edition)
        found = check_violation(path, zone)
        sides = [s for s in case.readings(claim_id, "fired_at_side") if s.zone == solved.zone and s.choice == "inside"]
        hits = [s for s in case.readings(claim_id, "hit_time") if track.aircraft in s.aircraft]
        if found.incursions and sides:
            launch = Interval(*(_seconds(path, p) for p in (found.incursions[0].start, found.incursions[0].end)))
            said, hit = sides[0], launch + flight
        elif found.closest is not None and hits:
            said, hit = hits[0], Interval.at(_seconds(path, found.closest.at))
            launch = hit - flight
        else:
            continue
        if launch.low >= 0 and hit.high <= float(path.t_s[-1]):  # beyond its ends a path says nothing
            yield _told(case, track, path, [said, *ranges[:1]], launch, hit)


def _flight_time(case: Case, launch: Stated | None) -> Interval:
    """Flight time of the missile: from a stated range and the mean speed, else assumed."""
    if launch is not None:
        return launch.interval / _mean_speed(case).interval
    return case.assumed(MISSILE_TIME).interval.meet(NOT_NEGATIVE) or MISSILE_TIME.interval


def _seconds(path: Track, at: Point) -> float:
    """Seconds since the start of a timed path at one of its points."""
    assert path.t_s is not None  # noqa: S101 - only timed paths come here
    return float(np.interp(at.along_m, path.along_m, path.t_s))


def _told(case: Case, given: TrackCase, path: Track, stated: list[Stated], launch: Interval, hit: Interval) -> Finding:
    """Instants, positions and distances from the border at the ends of both intervals, seconds since the start."""
    assert given.reconstruction is not None  # noqa: S101 - only solved paths come here
    zone, edition_id = given.reconstruction.zone, given.reconstruction.edition
    edges = case.zone(zone, edition_id).edges
    seconds = np.array([launch.low, launch.high, hit.low, hit.high])
    lon, lat = path.position(path.at_time(seconds))
    beyond = np.where(edges.contains(lon, lat), -1.0, 1.0) * edges.nearest(lon, lat).distance_m
    names = (_("launch, earliest"), _("launch, latest"), _("hit, earliest"), _("hit, latest"))
    places = [_beyond(float(d), zone) for d in beyond]
    at: list[Value] = [
        {"what": name, "lon": float(x), "lat": float(y), "beyond_border_m": float(d)}
        for name, x, y, d in zip(names, lon, lat, beyond, strict=True)
    ]
    flight = _mean_speed(case) if any(s.quantity == "launch_range" for s in stated) else case.assumed(MISSILE_TIME)
    ends = [_("from {one} to {other}", one=a, other=b) if a != b else a for a, b in (places[:2], places[2:])]
    if all(abs(d) <= AT_BORDER_M for d in beyond[:2]):
        ends[0] = _("anywhere along its stay inside {zone}", zone=zone)
    text = _(
        "on the reconstructed path '{path}' the target is at the launch {launch}, at the hit {hit}: launch and hit are "
        "two places, and 'shot down in' can mean either",
        path=given.label,
        launch=ends[0],
        hit=ends[1],
    )
    return finding(
        "missile",
        _("target at launch and at hit"),
        stated,
        "indeterminate",
        _(RULE_INSTANTS),
        text,
        computed={"track": given.track_id, "edition": edition_id, "at": at},
        steps=tuple(
            f"{name}: {numbers.utc(path.time(float(t)), 0.1)}, {numbers.coordinates(float(x), float(y))}, {place}"
            for name, t, x, y, place in zip(names, seconds, lon, lat, places, strict=True)
        ),
        assumed=(flight.line,),
        number=_("hit {place}", place=ends[1]),
        would_hold_if=_("the instants of launch and hit were stated"),
    )


def _beyond(beyond_m: float, zone: str) -> str:
    """How far beyond the border a place lies, negative inside, in words."""
    if abs(beyond_m) <= AT_BORDER_M:
        return _("at the border")
    distance = numbers.distance(abs(beyond_m), 10)
    if beyond_m > 0:
        return _("{distance} outside {zone}", distance=distance, zone=zone)
    return _("{distance} inside {zone}", distance=distance, zone=zone)


def _launcher(case: Case, claim_id: str) -> Iterator[Finding]:
    """Whether the stated range puts the launcher on one side, seen from where the claim's own paths put the target."""
    tracks = [t for t in case.tracks(claim_id) if t.aircraft in targets_of(case, claim_id) and t.track is not None]
    for launch, side in case.combinations(claim_id, ("launch_range",), ("fired_from_side",)):
        if not case.has_border(side.zone) or math.isinf(_flight_time(case, launch).high):
            continue
        flight = _flight_time(case, launch)
        rings = [ring for t in tracks if (ring := (t, *points_of_hit(case, t, flight)))[1].size]
        if rings:
            yield _ring(case, launch, side, rings)


def points_of_hit(case: Case, track: TrackCase, before_s: Interval | None = None) -> tuple[Floats, Floats]:
    """Where a claim's path puts the hit: along the stay if it goes inside, else at the closest approach.

    Args:
        before_s: seconds before the hit, for where it was fired at; on a stay that is along the stay too, and on a path
            without times where it was hit.
    """
    solved, path = track.reconstruction, track.track
    if path is None or solved is None:
        return np.empty(0), np.empty(0)
    found = check_violation(path, case.zone(solved.zone, solved.edition))
    if found.incursions:
        stay = found.incursions[0]
        start, end = (float(path.at_along(p.along_m)[0]) for p in (stay.start, stay.end))
        return path.position(np.linspace(start, end, 9))
    if found.closest is None:
        return np.empty(0), np.empty(0)
    if before_s is not None and path.t_s is not None:
        hit_s = _seconds(path, found.closest.at)
        return path.position(path.at_time(hit_s - np.linspace(before_s.low, before_s.high, 9)))
    return np.array([found.closest.at.lon_deg]), np.array([found.closest.at.lat_deg])


def _ring(case: Case, launch: Stated, side: Stated, rings: list[tuple[TrackCase, Floats, Floats]]) -> Finding:
    """Share of the directions about the target in which the launcher would be on the stated side, for each path."""
    shares: dict[str, Value] = {}
    for track, lon, lat in rings:
        reach = np.linspace(launch.interval.low, launch.interval.high, 5)
        at = np.meshgrid(np.arange(lon.size), BEARINGS, reach, indexing="ij")
        point = at[0].astype(np.int64).ravel()
        x, y, _back_deg = direct(lon[point], lat[point], at[1].ravel(), at[2].ravel())
        inside = case.zone(str(side.zone), case.editions[0]).edges.contains(x, y)
        shares[track.track_id] = float(np.mean(inside if side.choice == "inside" else ~inside))
    values = [float(v) for v in shares.values() if isinstance(v, float)]
    word: Word = "consistent" if min(values) == 1 else "indeterminate"  # the paths rest on an assumed course
    return finding(
        "missile",
        _("side of the launcher"),
        (launch, side),
        word,
        _(RULE_LAUNCHER),
        _ring_told(launch, side, [ring[0].label for ring in rings], values),
        computed={"share_of_directions": shares, "edition": case.editions[0]},
        steps=(as_printed(launch), as_printed(side), _("every second degree of bearing, five ranges, geodesic")),
        assumed=(
            _(
                "target at the launch: on the reconstructed paths, one course of each; along the stay inside, or a "
                "flight time before the closest approach, where it is then hit"
            ),
            _mean_speed(case).line,
            _(
                "directions: every second degree and five ranges, not between; border edition {edition}",
                edition=case.editions[0],
            ),
        ),
        number=numbers.span(100 * min(values), 100 * max(values), 1, "%"),
        would_hold_if=None if word == "consistent" else _("the position of the launcher was published"),
    )


def _ring_told(launch: Stated, side: Stated, labels: list[str], shares: list[float]) -> str:
    """In how many of all directions from each path's target the launcher lies on the stated side."""
    follows = _("so the range alone does not tell the side")
    if min(shares) == 1:
        follows = _("so for these paths the side follows")
    elif max(shares) == 0:
        follows = _("so for these paths it would have been on the other side")
    told = listed(
        [
            _("{share} from '{path}'", share=numbers.localised(f"{share:.0%}"), path=label)
            for label, share in zip(labels, shares, strict=True)
        ]
    )
    said = {"range": as_stated(launch), "zone": side.zone, "shares": told, "follows": follows}
    if side.choice == "inside":
        return _(
            "a launcher {range} from the target at the launch is inside {zone} in {shares} of all directions: "
            "{follows}",
            **said,
        )
    return _(
        "a launcher {range} from the target at the launch is outside {zone} in {shares} of all directions: {follows}",
        **said,
    )
