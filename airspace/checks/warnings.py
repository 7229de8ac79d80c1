"""Warnings: where the aircraft was when it was warned, and whether the stated numbers of a warning fit each other."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from airspace import numbers
from airspace.assessment import TrackCase
from airspace.case import Case
from airspace.findings import Finding, Value, conflict_word, finding, interval_list
from airspace.geodesy import direct
from airspace.interval import Interval
from airspace.readings import Stated
from airspace.track import Point, Track
from airspace.violation import check_violation
from airspace.wording import as_printed, listed, span

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Warnings"
QUESTION = "Where was the aircraft at each warning, and do the stated numbers of the warnings fit each other?"
RULE_INSIDE = (
    "Warnings can be given before an entry: the time over which they were given is not the time inside, and need not "
    "fit into it"
)
RULE_SPACING = (
    "A number of warnings over a time is one every time / number or, counted from the first to the last, time / "
    "(number - 1)"
)
RULE_FIRST = (
    "Nothing is at the border sooner than its distance from it divided by its speed, here that of the stay inside"
)
SAME_SPEED = "speed on the approach: that of the stay inside, length / duration; no other is looked for"
RULE_PLACE = (
    "A position on the approach lies outside the zone, and no farther from it than the aircraft flies while it is "
    "warned"
)
RULE_MARKS = "Warnings laid evenly along the path before the entry; the spacing is an assumption"

LOOK_AHEAD_M = 20_000.0
"""How far beyond its distance from the border a course is held on."""


def run(case: Case, claim_id: str) -> list[Finding]:
    """Spacing, time inside, distance of the first warning, positions called, places along the reconstructed paths."""
    return [
        *_spacing(case, claim_id),
        *_time_inside(case, claim_id),
        *_first(case, claim_id),
        *_positions(case, claim_id),
        *(mark for track in case.tracks(claim_id) if track.warnings for mark in _marks(case, track)),
    ]


def _spacing(case: Case, claim_id: str) -> Iterator[Finding]:
    for count, over, every in case.combinations(
        claim_id, ("warnings_count",), ("warnings_span",), ("warnings_spacing",)
    ):
        if count.value_si <= 0:
            continue
        between = _every(count, over)
        fits = between.overlaps(every.interval)
        yield finding(
            "warnings",
            "one every so many seconds",
            (count, over, every),
            "consistent" if fits else conflict_word((count, over, every)),
            RULE_SPACING,
            f"{count.text} warnings in {over.text} are one every {span(between, 'duration', 1)}; stated: {every.text}",
            computed={"spacing_s": interval_list(between)},
            steps=tuple(as_printed(s) for s in (count, over, every)),
            number=span(between, "duration", 1),
            conflict=not fits,
            would_hold_if=None if fits else f"they were one every {span(between, 'duration', 1)}",
        )


def _every(count: Stated, over: Stated) -> Interval:
    number = count.interval
    gaps = Interval(max(number.low - 1, 1.0), number.high)
    return over.interval / gaps


def _time_inside(case: Case, claim_id: str) -> Iterator[Finding]:
    for count, over, stay in case.combinations(claim_id, ("warnings_count",), ("warnings_span",), ("duration_inside",)):
        if count.value_si <= 0:
            continue
        between = _every(count, over)
        room = stay.interval.high / between.low if between.low > 0 else math.inf
        during = min(count.value_si, math.floor(room) + 1) if math.isfinite(room) else count.value_si
        where = "the others before it" if during < count.value_si else "or before it"
        others = [s for s in case.readings(claim_id, "warnings_count") if s.statement != count.statement]
        beside = [f"beside it: {s.text} ({s.speaker}). {s.says}" for s in others]
        yield finding(
            "warnings",
            "warnings and time inside",
            (count, over, stay),
            "consistent",
            RULE_INSIDE,
            f"{count.text} warnings in {over.text} do not contradict {stay.text} inside: one every "
            f"{span(between, 'duration', 1)}, at most {during:.0f} of them within the stay, {where}",
            computed={"spacing_s": interval_list(between), "most_within_the_stay": during},
            steps=(*(as_printed(s) for s in (count, over, stay)), *beside),
            number=f"at most {during:.0f} inside",
        )


def _first(case: Case, claim_id: str) -> Iterator[Finding]:
    """The stated distance of the first warning against the flight at the speed that length and duration give."""
    lengths, stays = ("length_inside",), ("duration_inside",)
    for far, lead, length, stay in case.combinations(
        claim_id, ("first_warning_distance",), ("first_warning_lead", "warnings_span"), lengths, stays
    ):
        if stay.interval.high > 0 and lead.interval.high > 0:
            yield _reached(far, lead, length, stay)


def _reached(far: Stated, lead: Stated, length: Stated, stay: Stated) -> Finding:
    speed = length.interval / stay.interval
    way = speed * lead.interval
    fits = way.high >= far.interval.low
    taken = (far, lead, length, stay)
    asked = far.interval / lead.interval
    tail = "enough for" if fits else "less than"
    needs = f"the speed on the approach was {span(asked, 'speed')}, not that of the stay"
    if speed.high > 0:
        needs += f"; or the first warning came {span(far.interval / speed, 'duration')} before the border"
    return finding(
        "warnings",
        "distance of the first warning",
        taken,
        "consistent" if fits else conflict_word(taken),
        RULE_FIRST,
        f"{lead.text} at {span(speed, 'speed')} ({length.text} in {stay.text}) is {span(way, 'length')} of flight: "
        f"{tail} the stated distance of the first warning, {far.text}",
        computed={"way_m": interval_list(way), "speed_for_distance_mps": interval_list(asked)},
        steps=(*(as_printed(s) for s in taken), f"{far.text} in {lead.text} asks {span(asked, 'speed')}"),
        number=span(way, "length"),
        assumed=(SAME_SPEED,),
        conflict=not fits,
        would_hold_if=None if fits else needs,
    )


def _positions(case: Case, claim_id: str) -> Iterator[Finding]:
    """Positions said in a call, as candidates: outside, and near enough to have been flown from while warned."""
    zones = [s.zone for s in case.readings(claim_id, "entry_time", "length_inside", "depth") if case.has_border(s.zone)]
    spans = [s.interval.high for s in case.readings(claim_id, "warnings_span") if s.interval.high > 0]
    if not zones or not spans:
        return
    for called in case.readings(claim_id, "position"):
        away: dict[str, float] = {}
        inside = []
        places = {edition_id: case.place(called.place, edition_id) for edition_id in case.editions}
        for edition_id, place in places.items():
            if place is None:
                break
            edges = case.zone(str(zones[0]), edition_id).edges
            away[edition_id] = float(edges.nearest(np.array([place.lon_deg]), np.array([place.lat_deg])).distance_m[0])
            if edges.contains(np.array([place.lon_deg]), np.array([place.lat_deg]))[0]:
                inside.append(edition_id)
        else:
            yield _called(case, called, str(zones[0]), away, inside, max(spans))


def _called(case: Case, called: Stated, zone: str, away: dict[str, float], inside: list[str], most_s: float) -> Finding:
    reach = Interval(min(away.values()), max(away.values()))
    asked = reach.high / most_s
    computed: dict[str, Value] = {
        "distance_m": reach.low if len(away) == 1 else {**away},
        "inside_on": [*inside],
        "speed_to_border_mps": asked,
    }
    if inside:
        told = f"inside {zone} on {listed(inside)}: no place of an approach there; when is not stated"
    else:
        told = f"outside {zone} on every edition tried: a place of the approach; when is not stated, so no more follows"
    return finding(
        "warnings",
        "position called",
        (called,),
        "consistent" if not inside else "indeterminate",
        RULE_PLACE,
        f"the position called ({case.place_name(called.place)}) lies {span(reach, 'length')} from the border, {told}",
        computed=computed,
        steps=tuple(f"{name}: {numbers.distance(m)} from the border" for name, m in away.items()),
        number=span(reach, "length"),
    )


def _marks(case: Case, track: TrackCase) -> Iterator[Finding]:
    solved = track.reconstruction
    spec = case.incident.claims[track.claim_id].tracks[track.track_id].warnings
    if solved is None or spec is None or not track.warnings:
        return
    points = [mark.at for mark in track.warnings]
    edges = case.zone(solved.zone, solved.edition).edges
    away = edges.nearest(np.array([p.lon_deg for p in points]), np.array([p.lat_deg for p in points])).distance_m
    stated = [s for ref in (spec.count, spec.over) for s in case.by_ref(track.claim_id, ref)]
    reach = Interval(float(away.min()), float(away.max()))
    leads = sum(_leads_in(case, track, p, float(d)) for p, d in zip(points, away, strict=True))
    yield finding(
        "warnings",
        "where it was at each warning",
        stated,
        "indeterminate",
        RULE_MARKS,
        f"on the reconstructed path '{track.label}' the {len(points)} warnings fall {span(reach, 'length')} from the "
        f"border of {solved.zone}; from {leads} of them a course then held leads into it (the path is straight by "
        "construction)",
        claim=track.claim_id,
        computed={"track": track.track_id, "distance_m": [float(d) for d in away], "course_leads_in": leads},
        steps=tuple(
            f"warning {mark.number}, {numbers.utc(mark.at.time)}: {numbers.distance(float(d))} from the border"
            for mark, d in zip(track.warnings, away, strict=True)
        ),
        assumed=(f"spacing: {case.incident.resolve(track.claim_id, spec.spacing).text}, no source gives the instants",),
        number=span(reach, "length"),
    )


def _leads_in(case: Case, given: TrackCase, at: Point, away_m: float) -> bool:
    """Whether the course flown at a place, held on, leads into the zone within ``LOOK_AHEAD_M`` beyond its distance."""
    path, solved = given.track, given.reconstruction
    if path is None or solved is None:
        return False
    course = path.course_deg(float(path.at_along(at.along_m)[0]))
    lon, lat, _ = direct(at.lon_deg, at.lat_deg, course, [0.0, away_m + LOOK_AHEAD_M])
    return check_violation(Track("held on", lon, lat), case.zone(solved.zone, solved.edition)).verdict == "inside"
