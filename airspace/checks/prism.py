"""Prism: between two fixes and a speed bound, must, may or cannot an aircraft have entered a zone.

The speed that entering would have taken is published instead of a bare yes (:mod:`airspace.prism`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from airspace import numbers
from airspace.assessment import TrackCase
from airspace.case import Case
from airspace.checks.speed import WIND
from airspace.envelope import speed_ceiling_mps
from airspace.findings import Finding, Value, Word, finding
from airspace.interval import Interval
from airspace.places import place_point
from airspace.prism import Answer, track_alibis, whole
from airspace.readings import Stated
from airspace.track import Track
from airspace.units import parse_figure
from airspace.wording import as_printed, listed, span

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Reach between fixes"
QUESTION = "Between two known places and times, must, may or cannot the aircraft have entered the zone?"
RULE = (
    "Between two fixes an aircraft can only have been where the way from the first and on to the second is within its "
    "speed times the time between; the least speed that entering asks is the measure, not the line between the fixes"
)
RULE_REACH = (
    "From a known place and time a zone can be reached if its distance divided by the time is within the type's speed"
)

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
    radius = parse_figure(spec.position_uncertainty, "length").value_si if spec.position_uncertainty else 0.0
    for zone in case.incident.tested_zones(given.claim_id, given.track_id):
        answers: dict[str, Answer] = {}
        needed: dict[str, float] = {}
        for edition_id in case.editions:
            found = whole(track_alibis(track, case.zone(zone, edition_id).edges, bound, radius))
            answers[edition_id], needed[edition_id] = found.answer, found.required_speed_mps
            if found.impossible:
                yield _too_fast(case, given, track, bound)
                return
        yield _told(case, given, track, zone, bound, answers, needed)


def _too_fast(case: Case, given: TrackCase, track: Track, bound: float) -> Finding:
    """Fixes that contradict the speed bound: no prism joins them, so nothing follows of where it was."""
    assert track.t_s is not None  # noqa: S101 - only tracks with times come here
    fastest = float((track.leg_length_m / np.diff(track.t_s)).max())
    asked = f"{numbers.number(fastest * 3.6, 1)} km/h"
    return Finding(
        given.claim_id,
        "prism",
        "speed between fixes",
        (),
        "inconsistent",
        RULE,
        f"two fixes of '{given.label}' are {asked} apart, more than the {span(Interval.at(bound), 'speed')} that the "
        "type can have over the ground: one of them, or a time, is not right",
        computed={"track": given.track_id, "speed_mps": fastest, "speed_bound_mps": bound},
        number=asked,
        assumed=(case.assumed(WIND).line,),
        would_hold_if="a fix or a time of the track was another",
    )


def _told(
    case: Case,
    given: TrackCase,
    track: Track,
    zone: str,
    bound: float,
    answers: dict[str, Answer],
    needed: dict[str, float],
) -> Finding:
    stated = [s for s in case.readings(given.claim_id, *SAYS_INSIDE) if s.zone == zone and given.aircraft in s.aircraft]
    word = _word(set(answers.values()), stated)
    said = listed([f"{answer} on {edition}" for edition, answer in answers.items()])
    least, most = min(needed.values()), max(needed.values())
    speed = span(Interval(least, most), "speed")
    computed: dict[str, Value] = {
        "track": given.track_id,
        "answer": dict(answers),
        "required_speed_mps": dict(needed),
        "speed_bound_mps": bound,
    }
    text = (
        f"between the {track.fixes} fixes of '{given.label}', with at most {span(Interval.at(bound), 'speed')} over "
        f"the ground, the aircraft {said} have entered {zone}; to enter it needs {speed}"
    )
    return Finding(
        given.claim_id,
        "prism",
        f"reach of {zone} between fixes",
        tuple(stated[:1]),
        word,
        RULE,
        text,
        computed=computed,
        number=f"needs {speed}",
        conflict=False,
        assumed=(case.assumed(WIND).line,),
    )


def _word(answers: set[Answer], stated: list[Stated]) -> Word:
    """What an answer means for a claim that says the aircraft was inside, was not, or neither."""
    if len(answers) > 1 or answers == {"may"} or not stated:
        return "indeterminate"
    says_inside = any(s.interval.low > 0 for s in stated)
    return "consistent" if (answers == {"must"}) == says_inside else "inconsistent"


def _from_take_off(case: Case, claim_id: str) -> Iterator[Finding]:
    ends = case.readings(claim_id, "hit_time", "entry_time")
    zones = dict.fromkeys(
        s.zone for s in case.readings(claim_id, *SAYS_INSIDE, "closest_distance") if s.zone is not None
    )
    for off, end in product(case.readings(claim_id, "take_off_time"), ends):
        aircraft = [a for a in off.aircraft if a in end.aircraft]
        bound = _bound_mps(case, aircraft[0]) if aircraft else None
        if off.place is None or bound is None:
            continue
        for zone in zones:
            if case.has_border(zone) and any(
                s.zone == zone and set(s.aircraft) & set(aircraft)
                for s in case.readings(claim_id, *SAYS_INSIDE, "closest_distance")
            ):
                yield _reach(case, off, end, zone, bound)


def _reach(case: Case, off: Stated, end: Stated, zone: str, bound: float) -> Finding:
    away = []
    for edition_id in case.editions:
        place = place_point(case.incident, str(off.place), edition_id)
        edges = case.zone(zone, edition_id).edges
        away.append(float(edges.nearest(np.array([place.lon_deg]), np.array([place.lat_deg])).distance_m[0]))
    time = end.interval - off.interval
    distance = Interval(min(away), max(away))
    needed = distance / time if time.low > 0 else Interval(0.0, float("inf"))
    can = needed.low <= bound
    return finding(
        "prism",
        f"reach of {zone} from take-off",
        (off, end),
        "indeterminate" if can else "inconsistent",
        RULE_REACH,
        f"from {case.place_name(off.place)} at {off.text} the border of {zone}, {span(distance, 'length')} away, could "
        f"be reached by {end.text} at {span(needed, 'speed')}: this "
        f"{'excludes nothing' if can else 'is above the bound of ' + span(Interval.at(bound), 'speed')}",
        computed={
            "distance_m": [distance.low, distance.high],
            "required_speed_mps": [needed.low, needed.high],
            "speed_bound_mps": bound,
        },
        steps=(as_printed(off), as_printed(end), f"time between = {span(time, 'duration')}"),
        number=f"needs {numbers.number(needed.high * 3.6, 1)} km/h",
        assumed=(case.assumed(WIND).line,),
        would_hold_if=None if can else "the take-off was earlier, or from a nearer place",
    )
