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
from airspace.language import _, mark
from airspace.readings import Stated
from airspace.terms import choice_word
from airspace.track import Point, Track
from airspace.violation import check_violation
from airspace.wording import as_printed, as_stated, listed, span

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Warnings")
QUESTION = mark("Where was the aircraft at each warning, and do the stated numbers of the warnings fit each other?")
RULE_INSIDE = mark(
    "Warnings can be given before an entry: the time over which they were given is not the time inside, and need not "
    "fit into it"
)
RULE_SPACING = mark(
    "A number of warnings over a time is one every time / number or, counted from the first to the last, time / "
    "(number - 1)"
)
RULE_FIRST = mark(
    "Nothing is at the border sooner than its distance from it divided by its speed, here that of the stay inside"
)
SAME_SPEED = mark("speed on the approach: that of the stay inside, length / duration; no other is looked for")
RULE_PLACE = mark(
    "A position on the approach lies outside the zone, and no farther from it than the aircraft flies while it is "
    "warned"
)
RULE_MARKS = mark("Warnings laid evenly along the path before the entry; the spacing is an assumption")

LOOK_AHEAD_M = 20_000.0
"""How far beyond its distance from the border a course is held on."""


def run(case: Case, claim_id: str) -> list[Finding]:
    """Spacing, time inside, distance of the first warning, positions called, places along the reconstructed paths."""
    return [
        *_spacing(case, claim_id),
        *_time_inside(case, claim_id),
        *_first(case, claim_id),
        *_positions(case, claim_id),
        *(found for track in case.tracks(claim_id) if track.warnings for found in _marks(case, track)),
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
            _("one every so many seconds"),
            (count, over, every),
            "consistent" if fits else conflict_word((count, over, every)),
            _(RULE_SPACING),
            _(
                "{count} warnings in {time} are one every {spacing}; stated: {stated}",
                count=as_stated(count),
                time=as_stated(over),
                spacing=span(between, "duration", 1),
                stated=as_stated(every),
            ),
            computed={"spacing_s": interval_list(between)},
            steps=tuple(as_printed(s) for s in (count, over, every)),
            number=span(between, "duration", 1),
            conflict=not fits,
            would_hold_if=None if fits else _("they were one every {spacing}", spacing=span(between, "duration", 1)),
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
        others = [s for s in case.readings(claim_id, "warnings_count") if s.statement != count.statement]
        beside = [
            _("beside it: {figure} ({who}). {says}", figure=as_stated(s), who=s.speaker, says=s.says) for s in others
        ]
        yield finding(
            "warnings",
            _("warnings and time inside"),
            (count, over, stay),
            "consistent",
            _(RULE_INSIDE),
            _inside_told((count, over, stay), between, during),
            computed={"spacing_s": interval_list(between), "most_within_the_stay": during},
            steps=(*(as_printed(s) for s in (count, over, stay)), *beside),
            number=_("at most {count} inside", count=f"{during:.0f}"),
        )


def _inside_told(taken: tuple[Stated, Stated, Stated], between: Interval, during: float) -> str:
    count, over, stay = map(as_stated, taken)
    spacing = span(between, "duration", 1)
    said = {"count": count, "time": over, "stay": stay, "spacing": spacing, "most": f"{during:.0f}"}
    if during < taken[0].value_si:
        return _(
            "{count} warnings in {time} do not contradict {stay} inside: one every {spacing}, at most {most} of them "
            "within the stay, the others before it",
            **said,
        )
    return _(
        "{count} warnings in {time} do not contradict {stay} inside: one every {spacing}, at most {most} of them "
        "within the stay, or before it",
        **said,
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
    needs = _("the speed on the approach was {speed}, not that of the stay", speed=span(asked, "speed"))
    if speed.high > 0:
        needs = _(
            "the speed on the approach was {speed}, not that of the stay; or the first warning came {time} before the "
            "border",
            speed=span(asked, "speed"),
            time=span(far.interval / speed, "duration"),
        )
    said = {
        "lead": as_stated(lead),
        "speed": span(speed, "speed"),
        "length": as_stated(length),
        "stay": as_stated(stay),
        "way": span(way, "length"),
        "distance": as_stated(far),
    }
    if fits:
        text = _(
            "{lead} at {speed} ({length} in {stay}) is {way} of flight: enough for the stated distance of the first "
            "warning, {distance}",
            **said,
        )
    else:
        text = _(
            "{lead} at {speed} ({length} in {stay}) is {way} of flight: less than the stated distance of the first "
            "warning, {distance}",
            **said,
        )
    asks = _(
        "{distance} in {time} asks {speed}",
        distance=as_stated(far),
        time=as_stated(lead),
        speed=span(asked, "speed"),
    )
    return finding(
        "warnings",
        _("distance of the first warning"),
        taken,
        "consistent" if fits else conflict_word(taken),
        _(RULE_FIRST),
        text,
        computed={"way_m": interval_list(way), "speed_for_distance_mps": interval_list(asked)},
        steps=(*(as_printed(s) for s in taken), asks),
        number=span(way, "length"),
        assumed=(_(SAME_SPEED),),
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
            known_to_m = max(place.radius_m or 0.0 for place in places.values() if place is not None)
            yield _called(case, called, str(zones[0]), away, inside, known_to_m, max(spans))


def _called(
    case: Case,
    called: Stated,
    zone: str,
    away: dict[str, float],
    inside: list[str],
    known_to_m: float,
    most_s: float,
) -> Finding:
    reach = Interval(max(0.0, min(away.values()) - known_to_m), max(away.values()) + known_to_m)
    either_side = [name for name, m in away.items() if 0.0 < m <= known_to_m]
    asked = reach.high / most_s
    computed: dict[str, Value] = {
        "distance_m": next(iter(away.values())) if len(away) == 1 else {**away},
        "inside_on": [*inside],
        "speed_to_border_mps": asked,
    }
    if known_to_m:
        computed |= {"known_to_m": known_to_m, "either_side_on": [*either_side]}
    said = {"place": case.place_name(called.place), "distance": span(reach, "length"), "zone": zone}
    if either_side:
        text = _(
            "the position called ({place}) lies {distance} from the border of {zone}: its figures as printed leave "
            "{radius} about it, so that on {editions} it can lie on either side, and whether it is a place of the "
            "approach is open",
            radius=numbers.distance(known_to_m),
            editions=listed(either_side),
            **said,
        )
    elif inside:
        text = _(
            "the position called ({place}) lies {distance} from the border, inside {zone} on {editions}: no place of "
            "an approach there; when is not stated",
            editions=listed(inside),
            **said,
        )
    else:
        text = _(
            "the position called ({place}) lies {distance} from the border, outside {zone} on every edition tried: a "
            "place of the approach; when is not stated, so no more follows",
            **said,
        )
    return finding(
        "warnings",
        _("position called"),
        (called,),
        "indeterminate" if inside or either_side else "consistent",
        _(RULE_PLACE),
        text,
        computed=computed,
        steps=tuple(
            _("{edition}: {distance} from the border", edition=name, distance=numbers.distance(m))
            for name, m in away.items()
        ),
        number=span(reach, "length"),
    )


def _marks(case: Case, track: TrackCase) -> Iterator[Finding]:
    solved = track.reconstruction
    spec = case.incident.claims[track.claim_id].tracks[track.track_id].warnings
    if solved is None or spec is None or not track.warnings:
        return
    points = [warning.at for warning in track.warnings]
    edges = case.zone(solved.zone, solved.edition).edges
    away = edges.nearest(np.array([p.lon_deg for p in points]), np.array([p.lat_deg for p in points])).distance_m
    stated = [s for ref in (spec.count, spec.over) for s in case.by_ref(track.claim_id, ref)]
    reach = Interval(float(away.min()), float(away.max()))
    leads = sum(_leads_in(case, track, p, float(d)) for p, d in zip(points, away, strict=True))
    text = _(
        "on the reconstructed path '{path}' the {count} warnings fall {distance} from the border of {zone}; from "
        "{leads} of them a course then held leads into it (the path is straight by construction)",
        path=track.label,
        count=len(points),
        distance=span(reach, "length"),
        zone=solved.zone,
        leads=leads,
    )
    given = case.incident.resolve(track.claim_id, spec.spacing)
    spacing = choice_word(given.choice) if given.choice else numbers.localised(given.text)
    yield finding(
        "warnings",
        _("where it was at each warning"),
        stated,
        "indeterminate",
        _(RULE_MARKS),
        text,
        claim=track.claim_id,
        computed={"track": track.track_id, "distance_m": [float(d) for d in away], "course_leads_in": leads},
        steps=tuple(
            _(
                "warning {number}, {time}: {distance} from the border",
                number=warning.number,
                time=numbers.utc(warning.at.time),
                distance=numbers.distance(float(d)),
            )
            for warning, d in zip(track.warnings, away, strict=True)
        ),
        assumed=(_("spacing: {spacing}, no source gives the instants", spacing=spacing),),
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
