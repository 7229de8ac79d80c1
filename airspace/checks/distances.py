"""Distances: what stated distances from a coast, instants, heights and the reach of weapons ask of each other.

No place is needed for any of it. A distance from a coast is one-sided for what lies beyond a baseline; a least way over
a known time is a least mean speed; a weapon on shore reaches no farther out than its range; two stated heights are a
mean rate of climb. What another claim states is put beside, never used as if this claim had said it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from airspace import numbers
from airspace.case import Assumed, Case
from airspace.checks.speed import WIND
from airspace.envelope import speed_ceiling_mps
from airspace.findings import Finding, Word, conflict_word, finding, interval_list
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.offshore import (
    FROM_LINE,
    RULE_ONE_SIDED,
    RULE_SIDE,
    Breadth,
    breadth_of,
    event_of,
    stated_side,
    with_side,
)
from airspace.readings import Stated, together
from airspace.terms import choice_word, quantity_name
from airspace.units import FOOT_M
from airspace.wording import as_printed, as_stated, span, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Distances, times and reach")
QUESTION = mark(
    "On which side of the limit of a territorial sea do stated distances lie, and do distances, times, heights and the "
    "reach of a weapon go together?"
)
RULE_TWO = mark("Two distances of one event from one line can both hold only if what their printing allows overlaps")
RULE_WAY = mark("Whoever is so far from the coast and lands ashore later has flown at least that far in between")
RULE_REACH = mark("A weapon on the shore hits nothing that is farther from the shore than its range")
RULE_CLIMB = mark(
    "The height between two stated instants changes at a mean rate, and no aircraft climbs or descends faster than it "
    "flies"
)
RULE_OUT = mark(
    "Between leaving a territorial sea and a later event outside lies at least the distance of the event less the "
    "breadth of the territorial sea"
)
ON_SHORE = Assumed(
    mark("weapon-on-shore"),
    mark("at the coast or behind it"),
    0.0,
    Interval.at(0.0),
    mark("a weapon fired from the ground stands there; one on a ship or an island would be nearer"),
    "length",
)
GROUND_FIRED = ("ground fire", "surface-to-air missile")


def run(case: Case, claim_id: str) -> list[Finding]:
    """Distances against the breadth and those of other claims, the way to a landing, reach, climb and descent."""
    return [
        *_distances(case, claim_id),
        *_two_versions(case, claim_id),
        *_ways(case, claim_id),
        *_reaches(case, claim_id),
        *_climbs(case, claim_id),
    ]


def _distances(case: Case, claim_id: str) -> Iterator[Finding]:
    """Stated distances against the breadth, without any map."""
    for far_off in case.readings(claim_id, *FROM_LINE):
        if far_off.of is None or far_off.zone is None:
            continue
        breadth = breadth_of(case, claim_id, far_off.zone)
        margin = breadth.interval_m - far_off.interval
        side = stated_side(case, far_off)
        taken = (far_off,) if side is None else (far_off, side)
        # inside by the coast is inside by any baseline; outside by the coast is not yet outside by the baseline
        open_ = margin.low <= 0 <= margin.high
        outside_by_coast = margin.high < 0 and far_off.quantity == "distance_from_coast"
        where = "inside" if margin.low > 0 else "outside"
        word: Word = "consistent"
        if open_:
            word = "indeterminate"
        elif side is not None and side.choice != where:
            word = "indeterminate" if outside_by_coast else conflict_word(taken)
        yield finding(
            "distances",
            _(
                "the {event} and the territorial sea of {zone}, by its distance",
                event=event_of(far_off),
                zone=far_off.zone,
            ),
            (*taken, *breadth.stated),
            word,
            _(RULE_SIDE),
            with_side(_distance_told(far_off, margin, breadth.printed, open_=open_), word, side),
            computed={"margin_m": interval_list(margin)},
            steps=(
                as_printed(far_off),
                _("breadth of the territorial sea: {breadth}, taken as exact", breadth=breadth.printed),
            ),
            number=_off(margin),
            assumed=breadth.assumed,
            conflict=word not in ("consistent", "indeterminate"),
            would_hold_if=None if word == "consistent" else _("the line that the distance is counted from is known"),
        )


def _off(margin: Interval) -> str:
    if margin.low <= 0 <= margin.high:
        return _("at the limit")
    reach = span(Interval(*sorted((abs(margin.low), abs(margin.high)))), "length")
    return _("{margin} inside", margin=reach) if margin.low > 0 else _("{margin} outside", margin=reach)


def _distance_told(far_off: Stated, margin: Interval, printed: str, *, open_: bool) -> str:
    reach = span(Interval(*sorted((abs(margin.low), abs(margin.high)))), "length")
    told = {
        "stated": as_stated(far_off),
        "line": quantity_name(far_off.quantity),
        "who": far_off.speaker,
        "zone": far_off.zone,
        "breadth": printed,
        "margin": reach,
    }
    if open_:
        return _(
            "{line} {stated} ({who}): the printing leaves it on either side of the limit of the territorial sea of "
            "{zone} ({breadth}).",
            **told,
        )
    if margin.low > 0:
        return _(
            "{line} {stated} ({who}): {margin} inside the limit of the territorial sea of {zone} ({breadth}).", **told
        )
    if far_off.quantity == "distance_from_coast":
        return _(
            "{line} {stated} ({who}): {margin} outside the limit of the territorial sea of {zone} ({breadth}) as far "
            "as the baseline is the coast; to be inside, the baseline would have to lie so far seaward.",
            **told,
        )
    return _(
        "{line} {stated} ({who}): {margin} outside the limit of the territorial sea of {zone} ({breadth}).", **told
    )


# --- two distances of one event --------------------------------------------------------------------------------------


def _two_versions(case: Case, claim_id: str) -> Iterator[Finding]:
    """Each stated distance beside those that the other claims state for the same event and state."""
    for own in case.readings(claim_id, *FROM_LINE):
        for other_id in case.claims:
            if case.incident.claims[other_id].claimant == case.incident.claims[claim_id].claimant:
                continue
            for other in case.readings(other_id, *FROM_LINE):
                same = own.of is not None and (own.of, own.zone) == (other.of, other.zone)
                if same and together((own, other)) and not (own.variant_of or other.variant_of):
                    yield _two(own, other)


def _two(own: Stated, other: Stated) -> Finding:
    lines = {own.quantity: own, other.quantity: other}
    apart = own.interval.gap(other.interval)
    seaward = None
    if len(lines) == 2:
        from_base, off_coast = lines["distance_from_baseline"], lines["distance_from_coast"]
        apart = max(0.0, from_base.interval.low - off_coast.interval.high)
        seaward = max(0.0, off_coast.interval.low - from_base.interval.high)
    told = {
        "line": quantity_name(own.quantity),
        "own": as_stated(own),
        "other_line": quantity_name(other.quantity),
        "other": as_stated(other),
        "who": other.speaker,
        "apart": value(apart, "length"),
        "seaward": value(seaward or 0.0, "length"),
    }
    if apart > 0:
        text = _("{line} {own}, and {other_line} {other} ({who}): at least {apart} apart, so not both can hold", **told)
    elif seaward:
        text = _(
            "{line} {own}, and {other_line} {other} ({who}): both can hold if the baseline lies at least {seaward} "
            "seaward of the coast there",
            **told,
        )
    else:
        text = _("{line} {own}, and {other_line} {other} ({who}): both can hold", **told)
    return finding(
        "distances",
        _("distance of the {event} from {zone}, two versions", event=event_of(own), zone=own.zone),
        (own,),
        "consistent" if apart == 0 else "indeterminate",
        _(RULE_ONE_SIDED) if len(lines) == 2 else _(RULE_TWO),
        text,
        computed={"apart_m": apart},
        steps=(as_printed(own), as_printed(other)),
        number=value(apart, "length") if apart else f"{as_stated(own)} / {as_stated(other)}",
        would_hold_if=None if apart == 0 else _("one of the two is off, or of another event"),
    )


# --- least way, least speed ------------------------------------------------------------------------------------------


def _ways(case: Case, claim_id: str) -> Iterator[Finding]:
    """From an event off a coast to a landing on it, and from the limit of the territorial sea out to an event."""
    for far_off in case.readings(claim_id, *FROM_LINE):
        for then in (s for s in case.readings(claim_id, "hit_time") if (s.of or "hit") == far_off.of):
            for other in case.readings(claim_id, "landing_time", "exit_time"):
                shared = set(far_off.aircraft) & set(then.aircraft) & set(other.aircraft)
                if not shared or other.zone != far_off.zone or not together((far_off, then, other)):
                    continue
                if other.quantity == "landing_time":
                    time = other.interval - then.interval
                    if time.low > 0:
                        yield _landing(case, (far_off, then, other), time, tuple(sorted(shared)))
                else:
                    time = then.interval - other.interval
                    breadth = breadth_of(case, claim_id, str(far_off.zone))
                    way = far_off.interval - breadth.interval_m
                    if time.low > 0 and way.low > 0:
                        yield _outward((other, then, far_off), time, way, breadth)


def _landing(case: Case, taken: tuple[Stated, Stated, Stated], time: Interval, aircraft: tuple[str, ...]) -> Finding:
    far_off, then, landed = taken
    needed = far_off.interval / time
    type_ = case.performance(aircraft)
    top = speed_ceiling_mps(type_) if type_ is not None else None
    wind = case.assumed(WIND)
    word: Word = "untestable"
    if top is not None:
        within, beyond = top[0] + wind.interval.low, top[1] + wind.interval.high
        above = conflict_word(taken) if needed.low > beyond else "indeterminate"
        word = "consistent" if needed.low <= within else above
    least = span(Interval(needed.low, math.inf), "speed")
    text = _(
        "{line} {stated} at {then} and a landing ashore at {landed}, {time} later: a mean speed over the ground of "
        "{least}; published top speed: {top}",
        line=quantity_name(far_off.quantity),
        stated=as_stated(far_off),
        then=as_stated(then),
        landed=as_stated(landed),
        time=span(time, "duration"),
        least=least,
        top=_top(top),
    )
    return finding(
        "distances",
        _("speed from the {event} to the landing", event=event_of(far_off)),
        taken,
        word,
        _(RULE_WAY),
        text,
        computed={"least_speed_mps": interval_list(needed)},
        steps=(
            *(as_printed(s) for s in taken),
            _("time between = {time}", time=span(time, "duration")),
            _("least mean speed = distance / time = {speed}", speed=span(needed, "speed")),
        ),
        number=least,
        assumed=(wind.line,),
        conflict=word not in ("consistent", "indeterminate", "untestable"),
        would_hold_if=None if word == "consistent" else _("the time between was longer, or the distance less"),
    )


def _top(top: tuple[float, float] | None) -> str:
    """A published top speed, or that there is none."""
    return span(Interval(*top), "speed") if top is not None else numbers.not_available()


def _outward(taken: tuple[Stated, Stated, Stated], time: Interval, way: Interval, breadth: Breadth) -> Finding:
    left, then, far_off = taken
    outward = way / time
    return finding(
        "distances",
        _("way from the exit to the {event}", event=event_of(far_off)),
        (*taken, *breadth.stated),
        "consistent",
        _(RULE_OUT),
        _(
            "left {zone} at {left} and {event} at {then}, {time} later, {way} beyond the limit ({breadth}): on average "
            "{speed} outward; at a higher speed it did not fly straight out",
            zone=far_off.zone,
            left=as_stated(left),
            event=event_of(far_off),
            then=as_stated(then),
            time=span(time, "duration"),
            way=span(way, "length"),
            breadth=breadth.printed,
            speed=span(outward, "speed"),
        ),
        computed={"speed_mps": interval_list(outward)},
        steps=(
            *(as_printed(s) for s in taken),
            _("time between = {time}", time=span(time, "duration")),
            _("distance less breadth = {way}", way=span(way, "length")),
        ),
        number=_("{speed} outward", speed=span(outward, "speed")),
        assumed=breadth.assumed,
    )


# --- reach -----------------------------------------------------------------------------------------------------------


def _reaches(case: Case, claim_id: str) -> Iterator[Finding]:
    """Ranges of weapons on shore against distances of the hit: both of this claim, or one of it and one of another."""
    for reach, cause in _weapons(case, claim_id):
        for far_off in _hits(case, claim_id, reach):
            yield _reach(far_off, reach, cause, (far_off, reach))
    claimants = {name: claim.claimant for name, claim in case.incident.claims.items()}
    for other_id in (name for name in case.claims if claimants[name] != claimants[claim_id]):
        for reach, cause in _weapons(case, other_id):
            for far_off in _hits(case, claim_id, reach):
                yield _reach(far_off, reach, cause, (far_off,))
        for reach, cause in _weapons(case, claim_id):
            for far_off in _hits(case, other_id, reach):
                yield _reach(far_off, reach, cause, (reach,))


def _weapons(case: Case, claim_id: str) -> Iterator[tuple[Stated, Stated]]:
    """Each stated range with what the claim says brought the aircraft down, where that is fired from the ground."""
    for reach in case.readings(claim_id, "weapon_range"):
        for cause in case.readings(claim_id, "cause"):
            if cause.choice in GROUND_FIRED and set(cause.aircraft) & set(reach.aircraft):
                yield reach, cause


def _hits(case: Case, claim_id: str, reach: Stated) -> Iterator[Stated]:
    for far_off in case.readings(claim_id, *FROM_LINE):
        if far_off.of == "hit" and set(far_off.aircraft) & set(reach.aircraft):
            yield far_off


def _reach(far_off: Stated, reach: Stated, cause: Stated, taken: tuple[Stated, ...]) -> Finding:
    """``taken``: the two figures, or the one of them that is the claim's own."""
    fits = far_off.interval.low <= reach.interval.high
    own = len(taken) > 1
    told = {
        "line": quantity_name(far_off.quantity),
        "stated": as_stated(far_off),
        "who": far_off.speaker,
        "range": as_stated(reach),
        "weapon": choice_word(str(cause.choice)),
        "range_who": reach.speaker,
    }
    if fits:
        text = _(
            "{line} of the hit {stated} ({who}): within the range of {range} stated for {weapon} ({range_who})", **told
        )
    else:
        text = _(
            "{line} of the hit {stated} ({who}): {apart} beyond the range of {range} stated for {weapon} "
            "({range_who}), so not both can hold for a weapon on shore",
            apart=value(far_off.interval.low - reach.interval.high, "length"),
            **told,
        )
    word: Word = "consistent" if fits else conflict_word(taken) if own else "indeterminate"
    return finding(
        "distances",
        _("reach of the weapon from the shore"),
        taken,
        word,
        _(RULE_REACH),
        text,
        computed={"apart_m": far_off.interval.gap(Interval(0.0, reach.interval.high))},
        steps=(as_printed(far_off), as_printed(reach), as_printed(cause)),
        number=f"{as_stated(far_off)} / {as_stated(reach)}",
        assumed=(ON_SHORE.line,),
        conflict=own and not fits,
        would_hold_if=None if fits else _("the weapon was another one, or stood seaward of the coast"),
    )


# --- climb and descent -----------------------------------------------------------------------------------------------


def _climbs(case: Case, claim_id: str) -> Iterator[Finding]:
    """Heights at stated instants of one flight, one after the other."""
    fixes: dict[tuple[str, ...], list[tuple[Stated, Stated]]] = {}
    for height in case.readings(claim_id, "altitude"):
        times = [s for f in case.figures(claim_id) for s in f.readings if s.dimension == "time"]
        for at in times:
            if height.of is not None and (at.statement, at.of) == (height.statement, height.of):
                fixes.setdefault(height.aircraft, []).append((at, height))
    for aircraft, known in fixes.items():
        steps = sorted(known, key=lambda pair: pair[0].value_si)
        if len(steps) > 1:
            yield _climb(case, steps, aircraft)


def _climb(case: Case, fixes: Sequence[tuple[Stated, Stated]], aircraft: tuple[str, ...]) -> Finding:
    taken = tuple(s for pair in fixes for s in pair)
    rates: list[Interval] = []
    lines = []
    for (then, low), (after, high) in pairwise(fixes):
        time = Interval(max(0.0, after.interval.low - then.interval.high), after.interval.high - then.interval.low)
        change = high.interval - low.interval
        mean = (high.value_si - low.value_si) / max(after.value_si - then.value_si, 1e-9)
        steepest = max(abs(change.low), abs(change.high)) / time.low if time.low > 0 else math.inf
        least = change.gap(Interval.at(0.0)) / time.high if time.high > 0 else 0.0
        rates.append(Interval(least, steepest))
        lines.append(_rate_line((then, low), (after, high), mean))
    type_ = case.performance(aircraft)
    top = speed_ceiling_mps(type_) if type_ is not None else None
    sharpest = max(rates, key=lambda rate: rate.low)
    word: Word = "untestable"
    if top is not None:
        word = (
            "consistent"
            if sharpest.low <= top[0]
            else conflict_word(taken)
            if sharpest.low > top[1]
            else "indeterminate"
        )
    means = [
        abs((b[1].value_si - a[1].value_si) / max(b[0].value_si - a[0].value_si, 1e-9)) for a, b in pairwise(fixes)
    ]
    text = _(
        "{count} stated heights in {time}: the steepest mean rate between two of them is {rate}; no rate exceeds the "
        "top speed of the type, published as {top}",
        count=len(fixes),
        time=span(Interval.at(fixes[-1][0].value_si - fixes[0][0].value_si), "duration"),
        rate=_rate(max(means)),
        top=_top(top),
    )
    return finding(
        "distances",
        _("climb and descent between stated instants"),
        taken,
        word,
        _(RULE_CLIMB),
        text,
        computed={"climb_rates_mps": [interval_list(rate) for rate in rates]},
        steps=tuple(lines),
        number=_rate(max(means)),
        conflict=word not in ("consistent", "indeterminate", "untestable"),
        would_hold_if=None if word == "consistent" else _("one of the heights or instants is off"),
    )


def _rate(rate_mps: float) -> str:
    metres, feet = (
        numbers.localised(f"{rate:,.{places}f}")
        for rate, places in ((abs(rate_mps), 1), (abs(rate_mps) * 60 / FOOT_M, 0))
    )
    return _("{metres} m/s ({feet} ft/min)", metres=metres, feet=feet)


def _rate_line(one: tuple[Stated, Stated], other: tuple[Stated, Stated], mean_mps: float) -> str:
    told = {
        "then": as_stated(one[0]),
        "low": as_stated(one[1]),
        "after": as_stated(other[0]),
        "high": as_stated(other[1]),
        "rate": _rate(mean_mps),
    }
    if mean_mps < 0:
        return _("{then} {low}, {after} {high}: down at {rate} on average", **told)
    return _("{then} {low}, {after} {high}: up at {rate} on average", **told)
