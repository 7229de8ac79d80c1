"""Speed: what a stated length and a stated duration give together, and whether the aircraft can fly it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from airspace import atmosphere, numbers
from airspace.case import Assumed, Case
from airspace.envelope import assumptions_shown, speed_ceiling_mps, speed_floor_mps
from airspace.findings import Finding, Value, Word, conflict_word, finding, interval_list
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.readings import Stated, one_speaker
from airspace.terms import event_word
from airspace.wording import as_printed, as_stated, span

__all__ = ["QUESTION", "TITLE", "WIND", "run", "stated_altitude"]

TITLE = mark("Speed")
QUESTION = mark("What ground speed do the stated length and duration give together, and can the aircraft fly it?")
RULE = mark(
    "A length divided by the time it took is the mean ground speed; with the wind it is an air speed, and that has to "
    "lie between the slowest and the fastest that the type can fly"
)
RULE_STATED = mark("A length divided by the time it took is the mean ground speed, and that has to be the stated one")

WIND = Assumed(
    mark("wind"),
    mark("0 km/h, from -108 to 108"),
    0.0,
    Interval(-30.0, 30.0),
    mark("no source gives the wind at height; 30 m/s either way along the track is carried through every air speed"),
    "speed",
)
KNOT_MPS = 1852 / 3600

Pair = tuple[Stated, ...]


def run(case: Case, claim_id: str) -> list[Finding]:
    """Speeds from lengths and durations, against the envelope and against stated speeds."""
    found = []
    stretches = (("length_inside",), ("duration_inside",)), (("path_length",), ("path_duration",))
    for lengths, durations in stretches:
        for pair in case.combinations(claim_id, lengths, durations):
            if pair[1].interval.high > 0:
                found.append(_against_envelope(case, pair))
        for triple in case.combinations(claim_id, lengths, durations, ("ground_speed",)):
            if triple[1].interval.high > 0:
                found.append(_against_stated(triple))
    return found


def _test(length: Stated, *, stated: bool) -> str:
    if length.zone is not None:
        zone = length.zone
        return _("stated speed inside {zone}", zone=zone) if stated else _("speed inside {zone}", zone=zone)
    if length.of:
        stretch = event_word(length.of)
        if stated:
            return _("stated speed over the stretch '{stretch}'", stretch=stretch)
        return _("speed over the stretch '{stretch}'", stretch=stretch)
    return _("stated speed over the stated stretch") if stated else _("speed over the stated stretch")


def stated_altitude(case: Case, claim_id: str, aircraft: Sequence[str]) -> Interval | None:
    """All altitudes that a claim states for an aircraft, as one interval; None if it states none."""
    stated = [s for s in case.readings(claim_id, "altitude") if set(s.aircraft) & set(aircraft)]
    known = [s for s in stated if not s.variant_of] or stated
    return Interval.hull(s.interval for s in known) if known else None


def _against_envelope(case: Case, pair: Pair) -> Finding:
    length, duration = pair
    speed = length.interval / duration.interval
    wind = case.assumed(WIND)
    air = (speed - wind.interval).meet(Interval(0.0, float("inf"))) or Interval.at(0.0)
    aircraft = tuple(a for a in length.aircraft if a in duration.aircraft)
    height = stated_altitude(case, length.claim, aircraft)
    type_ = case.performance(aircraft)
    floor = speed_floor_mps(type_, None if height is None else height.middle) if type_ is not None else None
    ceiling = speed_ceiling_mps(type_) if type_ is not None else None
    word, reason, needs = _judged(pair, speed, air, wind.interval, floor, ceiling)
    said = span(speed, "speed")
    steps = [as_printed(length), as_printed(duration), _("ground speed = length / duration = {speed}", speed=said)]
    computed: dict[str, Value] = {"ground_speed_mps": interval_list(speed), "air_speed_mps": interval_list(air)}
    if duration.value_si > 0:
        computed["ground_speed_as_stated_mps"] = length.value_si / duration.value_si
        steps.append(_("from the figures as stated: {speed}", speed=_kmh(length.value_si / duration.value_si)))
    steps.append(_("air speed with the wind = {speed}", speed=span(air, "speed")))
    if height is not None:
        steps += _in_the_atmosphere(speed, height, computed)
    for name, limit in (("stall_estimate_mps", floor), ("published_top_speed_mps", ceiling)):
        if limit is not None:
            computed[name] = [limit[0], limit[1]]
    return finding(
        "speed",
        _test(length, stated=False),
        pair,
        word,
        _(RULE),
        _(
            "{length} in {duration} is {speed} over the ground: {reason}",
            length=as_stated(length),
            duration=as_stated(duration),
            speed=said,
            reason=reason,
        ),
        computed=computed,
        steps=tuple(steps),
        number=said,
        conflict=word in ("inconsistent", "differ"),
        assumed=(wind.line, *(assumptions_shown(type_) if type_ is not None else ())),
        would_hold_if=needs,
    )


def _kmh(speed_mps: float) -> str:
    """A speed to whole km/h."""
    return f"{numbers.number(speed_mps * 3.6, 1)} {numbers.unit_name('km/h')}"


Limits = tuple[float, float] | None


def _judged(
    pair: Pair, speed: Interval, air: Interval, wind: Interval, floor: Limits, ceiling: Limits
) -> tuple[Word, str, str | None]:
    """The word for a speed, the reason in words, and what would have to be true."""
    if floor is None and ceiling is None:
        return "untestable", _("no performance figures of this type are at hand to hold it against"), None
    slow, fast = floor or (0.0, 0.0), ceiling or (float("inf"), float("inf"))
    against: Word = "inconsistent" if one_speaker(pair) else "differ"
    if air.low > fast[1]:
        top = span(Interval.at(fast[1]), "speed")
        least = span(Interval.at(pair[0].interval.low / (fast[1] + wind.high)), "duration")
        needs = _(
            "the duration was at least {least}, or the length shorter in proportion, with that wind from behind",
            least=least,
        )
        if against == "inconsistent":
            reason = _("even with the wind above the highest top speed published for the type, {top}", top=top)
            return against, reason, needs
        reason = _(
            "even with the wind above the highest top speed published for the type, {top}, and the two figures are not "
            "of one speaker",
            top=top,
        )
        return against, reason, needs
    if air.high < slow[0]:
        low = span(Interval.at(slow[0]), "speed")
        needs = _("the air speed was at least {low}: a longer path, a shorter stay, or a stronger wind", low=low)
        return against, _("even with the wind below the lowest stall estimate of the type, {low}", low=low), needs
    sure = Interval(slow[1], fast[0]) if slow[1] <= fast[0] else None
    if sure is not None and speed.overlaps(sure):
        return "consistent", _("within what the type can fly"), None
    stall = span(Interval(*slow), "speed")
    if speed.low < slow[1]:
        reason = _(
            "within or below the estimate of the slowest level flight, {stall}; that estimate rests on assumptions and "
            "the wind is not known, so physics alone does not exclude it",
            stall=stall,
        )
        needs = _("the air speed was above {speed}", speed=span(Interval.at(slow[1]), "speed"))
        return "indeterminate", reason, needs
    published = span(Interval(*fast), "speed")
    reason = _("the published top speeds of the type contradict each other there, {published}", published=published)
    return "indeterminate", reason, None


def _in_the_atmosphere(speed: Interval, height: Interval, computed: dict[str, Value]) -> list[str]:
    """Mach number and calibrated air speed of a speed taken as air speed, in the standard atmosphere."""
    ends, alt = [speed.low, speed.high], height.middle
    mach = [float(atmosphere.mach(v, alt)) for v in ends]
    if not all(math.isfinite(m) for m in mach):
        return []  # above the heights of the standard atmosphere, or a speed without an upper end
    computed["altitude_m"], computed["mach"] = alt, [*mach]
    height_text = numbers.altitude(alt, 1)
    slowest, fastest = (numbers.localised(f"{m:.2f}") for m in mach)
    if mach[1] >= 1:
        line = _(
            "as air speed without wind at {height}: Mach {slowest} to {fastest} (standard atmosphere)",
            height=height_text,
            slowest=slowest,
            fastest=fastest,
        )
        return [line]
    calibrated = [float(atmosphere.calibrated_mps(v, alt)) for v in ends]
    computed["calibrated_mps"] = [*calibrated]
    line = _(
        "as air speed without wind at {height}: Mach {slowest} to {fastest}, calibrated {low} to {high} kt (standard "
        "atmosphere)",
        height=height_text,
        slowest=slowest,
        fastest=fastest,
        low=f"{calibrated[0] / KNOT_MPS:.0f}",
        high=f"{calibrated[1] / KNOT_MPS:.0f}",
    )
    return [line]


def _against_stated(triple: Pair) -> Finding:
    length, duration, stated = triple
    speed = length.interval / duration.interval
    fits = speed.overlaps(stated.interval)
    said = span(speed, "speed")
    figures = {"length": as_stated(length), "duration": as_stated(duration), "stated": as_stated(stated)}
    if fits and duration.value_si:
        text = _(
            "{length} in {duration} is {speed} as stated, {range} with the rounding; the stated {stated} lies within "
            "that, so it is no inconsistency",
            speed=_kmh(length.value_si / duration.value_si),
            range=said,
            **figures,
        )
    else:
        text = _("{length} in {duration} is {speed}; the stated speed is {stated}", speed=said, **figures)
    needs = stated.interval * duration.interval
    return finding(
        "speed",
        _test(length, stated=True),
        triple,
        "consistent" if fits else conflict_word(triple),
        _(RULE_STATED),
        text,
        computed={"ground_speed_mps": interval_list(speed)},
        number=said,
        conflict=not fits,
        steps=(*(as_printed(s) for s in triple), _("length / duration = {speed}", speed=said)),
        would_hold_if=None if fits else _("the length was {length}", length=span(needs, "length")),
    )
