"""Prism: between two fixes and a speed bound, must, may or cannot an aircraft have entered a zone.

The speed that entering would have taken is published instead of a bare yes (:mod:`airspace.prism`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from airspace import numbers
from airspace.assessment import TrackCase
from airspace.case import Case
from airspace.checks.speed import WIND
from airspace.envelope import speed_ceiling_mps
from airspace.findings import Finding, Value, Word, finding, interval_list
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.prism import Answer, track_alibis, whole
from airspace.readings import Stated, one_speaker, together
from airspace.track import Track
from airspace.units import parse_figure
from airspace.wording import as_printed, as_stated, listed, span, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Reach between fixes")
QUESTION = mark("Between two known places and times, must, may or cannot the aircraft have entered the zone?")
RULE = mark(
    "Between two fixes an aircraft can only have been where the way from the first and on to the second is within its "
    "speed times the time between; the least speed that entering asks is the measure, not the line between the fixes"
)
RULE_REACH = mark(
    "From a known place and time a zone can be reached if its distance divided by the time is within the type's speed"
)

ANSWERS: Mapping[Answer, str] = {
    "must": mark("must on {edition}"),
    "may": mark("may on {edition}"),
    "cannot": mark("cannot on {edition}"),
}
SAYS_INSIDE = ("length_inside", "duration_inside", "entry_time", "depth", "violation_count")


def run(case: Case, claim_id: str) -> list[Finding]:
    """Given tracks with times, fix by fix; and the reach from a stated take-off."""
    given = [
        t for t in case.tracks(claim_id) if t.reconstruction is None and t.track is not None and t.track.t_s is not None
    ]
    return [*(f for t in given for f in _of_track(case, t)), *_from_take_off(case, claim_id)]


def _bound_mps(case: Case, aircraft: str) -> float | None:
    """Greatest ground speed: the highest top speed published, with the wind from behind."""
    type_ = case.performance([aircraft])
    ceiling = speed_ceiling_mps(type_) if type_ is not None else None
    return None if ceiling is None else ceiling[1] + case.assumed(WIND).interval.high


def _of_track(case: Case, given: TrackCase) -> Iterator[Finding]:
    spec = case.incident.claims[given.claim_id].tracks[given.track_id]
    bound = _bound_mps(case, given.aircraft)
    track = given.track
    if bound is None or track is None or track.fixes < 2:
        return
    radius = parse_figure(spec.position_uncertainty, "length").value_si if spec.position_uncertainty else None
    radius = given.radius_m or 0.0 if radius is None else radius
    for zone in filter(case.has_border, case.incident.tested_zones(given.claim_id, given.track_id)):
        answers: dict[str, Answer] = {}
        needed: dict[str, float] = {}
        for edition_id in case.editions:
            found = whole(track_alibis(track, case.zone(zone, edition_id).edges, bound, radius))
            answers[edition_id], needed[edition_id] = found.answer, found.required_speed_mps
            if found.impossible:
                yield _too_fast(case, given, track, bound)
                return
        yield _told(case, given, track, zone, bound, radius, answers, needed)


def _too_fast(case: Case, given: TrackCase, track: Track, bound: float) -> Finding:
    """Fixes that contradict the speed bound: no prism joins them, so nothing follows of where it was."""
    assert track.t_s is not None  # noqa: S101 - only tracks with times come here
    fastest = float((track.leg_length_m / np.diff(track.t_s)).max())
    asked = f"{numbers.number(fastest * 3.6, 1)} {numbers.unit_name('km/h')}"
    return Finding(
        given.claim_id,
        "prism",
        _("speed between fixes"),
        (),
        "inconsistent",
        _(RULE),
        _(
            "two fixes of '{path}' are {speed} apart, more than the {bound} that the type can have over the ground: "
            "one of them, or a time, is not right",
            path=given.label,
            speed=asked,
            bound=value(bound, "speed"),
        ),
        computed={"track": given.track_id, "speed_mps": fastest, "speed_bound_mps": bound},
        number=asked,
        assumed=(case.assumed(WIND).line,),
        would_hold_if=_("a fix or a time of the track was another"),
    )


def _told(
    case: Case,
    given: TrackCase,
    track: Track,
    zone: str,
    bound: float,
    radius: float,
    answers: dict[str, Answer],
    needed: dict[str, float],
) -> Finding:
    said_of = [s for s in case.readings(given.claim_id, *SAYS_INSIDE) if s.is_of(given.aircraft, zone)]
    stated = list({(s.statement, s.quantity): s for s in reversed(said_of)}.values())[::-1]
    word = _word(set(answers.values()), stated)
    least, most = min(needed.values()), max(needed.values())
    speed = span(Interval(least, most), "speed")
    computed: dict[str, Value] = {
        "track": given.track_id,
        "answer": dict(answers),
        "required_speed_mps": dict(needed),
        "speed_bound_mps": bound,
    }
    text = _(
        "between the {count} fixes of '{path}', with at most {bound} over the ground, the aircraft {answers} have "
        "entered {zone}; to enter it needs {speed}",
        count=track.fixes,
        path=given.label,
        bound=value(bound, "speed"),
        answers=listed([_(ANSWERS[answer], edition=edition) for edition, answer in answers.items()]),
        zone=zone,
        speed=speed,
    )
    fixes = _("fixes: taken as exact, since nothing is stated; times taken as exact")
    if radius > 0:
        fixes = _("fixes: within {radius}, as stated; times taken as exact", radius=numbers.distance(radius))
    return Finding(
        given.claim_id,
        "prism",
        _("reach of {zone} between fixes", zone=zone),
        tuple(stated),
        word,
        _(RULE),
        text,
        computed=computed,
        number=_("needs {speed}", speed=speed),
        conflict=False,
        assumed=(*_bounded(case, bound), fixes),
        would_hold_if=_("a fix or a time of the track was another") if word == "inconsistent" else None,
    )


def _bounded(case: Case, bound: float) -> tuple[str, str]:
    """What the greatest ground speed rests on."""
    return (
        _(
            "greatest ground speed: {bound}, the highest top speed published for the type with the wind from behind",
            bound=value(bound, "speed"),
        ),
        case.assumed(WIND).line,
    )


def _says_inside(stated: Stated) -> bool | None:
    """Whether a reading says that the zone was entered; None for one that holds either way ("at most 2 km deep")."""
    if stated.dimension == "time" or stated.interval.low > 0:
        return True
    return False if stated.value_si == 0 else None


def _word(answers: set[Answer], stated: list[Stated]) -> Word:
    """What an answer means for a claim that says the aircraft was inside, was not, or neither or both."""
    says = {_says_inside(s) for s in stated} - {None}
    if len(answers) > 1 or answers == {"may"} or len(says) != 1:
        return "indeterminate"
    return "consistent" if (answers == {"must"}) == (True in says) else "inconsistent"


def _from_take_off(case: Case, claim_id: str) -> Iterator[Finding]:
    ends = case.readings(claim_id, "hit_time", "entry_time")
    zones = dict.fromkeys(
        s.zone for s in case.readings(claim_id, *SAYS_INSIDE, "closest_distance") if s.zone is not None
    )
    for off, end in filter(together, product(case.readings(claim_id, "take_off_time"), ends)):
        aircraft = [a for a in off.aircraft if a in end.aircraft]
        bound = _bound_mps(case, aircraft[0]) if aircraft else None
        if off.place is None or bound is None:
            continue
        for zone in zones:
            said = [
                s
                for s in case.readings(claim_id, *SAYS_INSIDE, "closest_distance")
                if s.zone == zone and set(s.aircraft) & set(aircraft) and together((off, end, s))
            ]
            distance = _distance(case, off, zone) if case.has_border(zone) and said else None
            if distance is not None and end.interval.high > off.interval.low and end.zone in (None, zone):
                inside = [s for s in said if s.quantity in SAYS_INSIDE and _says_inside(s) and not s.variant_of]
                yield _reach(case, (off, end), inside, zone, bound, distance)


def _distance(case: Case, off: Stated, zone: str) -> Interval | None:
    """How far from the border a take-off is, over the editions; None for a place inside the zone, or not known."""
    away = []
    for edition_id in case.editions:
        place = case.place(off.place, edition_id)
        edges = case.zone(zone, edition_id).edges
        if place is None:
            return None
        lon, lat = np.array([place.lon_deg]), np.array([place.lat_deg])
        if edges.contains(lon, lat)[0]:
            return None
        away.append(float(edges.nearest(lon, lat).distance_m[0]))
    return Interval(min(away), max(away))


def _reach(
    case: Case, ends: tuple[Stated, Stated], inside: list[Stated], zone: str, bound: float, distance: Interval
) -> Finding:
    """The speed that reaching a zone asks; one too high speaks only against a claim that says it was entered."""
    off, end = ends
    time = end.interval - off.interval
    needed = distance / Interval(max(time.low, 0.0), time.high)
    can = needed.low <= bound
    against = not can and (bool(inside) or end.quantity == "entry_time")
    taken = (*ends, *inside[:1]) if against and end.quantity != "entry_time" else ends
    word: Word = "indeterminate" if can else "consistent"
    if against:
        word = "inconsistent" if one_speaker(taken) else "differ"
    least = span(Interval(needed.low, math.inf) if math.isinf(needed.high) else needed, "speed")
    return finding(
        "prism",
        _("reach of {zone} from take-off", zone=zone),
        taken,
        word,
        _(RULE_REACH),
        _(
            "from {place} at {off} the border of {zone}, {distance} away, could be reached by {end} at {least}: this "
            "{follows}",
            place=case.place_name(off.place),
            off=as_stated(off),
            zone=zone,
            distance=span(distance, "length"),
            end=as_stated(end),
            least=least,
            follows=_follows(bound, can=can, against=against),
        ),
        computed={
            "distance_m": [distance.low, distance.high],
            "required_speed_mps": interval_list(needed),
            "speed_bound_mps": bound,
        },
        steps=(as_printed(off), as_printed(end), _("time between = {time}", time=span(time, "duration"))),
        number=_("needs {speed}", speed=least),
        conflict=against,
        assumed=_bounded(case, bound),
        would_hold_if=_("the take-off was earlier, or from a nearer place") if against else None,
    )


def _follows(bound: float, *, can: bool, against: bool) -> str:
    """What a speed that reaching a zone asks comes to."""
    top = value(bound, "speed")
    if can:
        return _("excludes nothing")
    if against:
        return _("is above the bound of {top}", top=top)
    return _("is above the bound of {top}, so it cannot have entered by then, and the claim does not say so", top=top)
