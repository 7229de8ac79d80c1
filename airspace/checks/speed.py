"""Speed: what a stated length and a stated duration give together, and whether the aircraft can fly it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from airspace import atmosphere, numbers
from airspace.case import Assumed, Case
from airspace.envelope import assumptions_shown, speed_ceiling_mps, speed_floor_mps
from airspace.findings import Finding, Value, Word, conflict_word, finding, interval_list
from airspace.interval import Interval
from airspace.readings import Stated, one_speaker
from airspace.wording import as_printed, span

__all__ = ["QUESTION", "TITLE", "WIND", "run", "stated_altitude"]

TITLE = "Speed"
QUESTION = "What ground speed do the stated length and duration give together, and can the aircraft fly it?"
RULE = (
    "A length divided by the time it took is the mean ground speed; with the wind it is an air speed, and that has to "
    "lie between the slowest and the fastest that the type can fly"
)
RULE_STATED = "A length divided by the time it took is the mean ground speed, and that has to be the stated one"

WIND = Assumed(
    "wind",
    "0 km/h, from -108 to 108",
    0.0,
    Interval(-30.0, 30.0),
    "no source gives the wind at height; 30 m/s either way along the track is carried through every air speed",
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


def _where(length: Stated) -> str:
    if length.zone is not None:
        return f"inside {length.zone}"
    return f"over the stretch '{length.of}'" if length.of else "over the stated stretch"


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
    steps = [as_printed(length), as_printed(duration), f"ground speed = length / duration = {said}"]
    computed: dict[str, Value] = {"ground_speed_mps": interval_list(speed), "air_speed_mps": interval_list(air)}
    if duration.value_si > 0:
        computed["ground_speed_as_stated_mps"] = length.value_si / duration.value_si
        steps.append(f"from the figures as stated: {numbers.number(length.value_si / duration.value_si * 3.6, 1)} km/h")
    steps.append(f"air speed with the wind = {span(air, 'speed')}")
    if height is not None:
        steps += _in_the_atmosphere(speed, height, computed)
    for name, limit in (("stall_estimate_mps", floor), ("published_top_speed_mps", ceiling)):
        if limit is not None:
            computed[name] = [limit[0], limit[1]]
    return finding(
        "speed",
        f"speed {_where(length)}",
        pair,
        word,
        RULE,
        f"{length.text} in {duration.text} is {said} over the ground: {reason}",
        computed=computed,
        steps=tuple(steps),
        number=said,
        conflict=word in ("inconsistent", "differ"),
        assumed=(wind.line, *(assumptions_shown(type_) if type_ is not None else ())),
        would_hold_if=needs,
    )


Limits = tuple[float, float] | None


def _judged(
    pair: Pair, speed: Interval, air: Interval, wind: Interval, floor: Limits, ceiling: Limits
) -> tuple[Word, str, str | None]:
    """The word for a speed, the reason in words, and what would have to be true."""
    if floor is None and ceiling is None:
        return "untestable", "no performance figures of this type are at hand to hold it against", None
    slow, fast = floor or (0.0, 0.0), ceiling or (float("inf"), float("inf"))
    against: Word = "inconsistent" if one_speaker(pair) else "differ"
    if air.low > fast[1]:
        top = span(Interval.at(fast[1]), "speed")
        least = span(Interval.at(pair[0].interval.low / (fast[1] + wind.high)), "duration")
        who = "" if against == "inconsistent" else ", and the two figures are not of one speaker"
        needs = f"the duration was at least {least}, or the length shorter in proportion, with that wind from behind"
        return against, f"even with the wind above the highest top speed published for the type, {top}{who}", needs
    if air.high < slow[0]:
        low = span(Interval.at(slow[0]), "speed")
        needs = f"the air speed was at least {low}: a longer path, a shorter stay, or a stronger wind"
        return against, f"even with the wind below the lowest stall estimate of the type, {low}", needs
    sure = Interval(slow[1], fast[0]) if slow[1] <= fast[0] else None
    if sure is not None and speed.overlaps(sure):
        return "consistent", "within what the type can fly", None
    stall = span(Interval(*slow), "speed")
    if speed.low < slow[1]:
        reason = (
            f"within or below the estimate of the slowest level flight, {stall}; that estimate rests on assumptions "
            "and the wind is not known, so physics alone does not exclude it"
        )
        return "indeterminate", reason, f"the air speed was above {span(Interval.at(slow[1]), 'speed')}"
    published = span(Interval(*fast), "speed")
    return "indeterminate", f"the published top speeds of the type contradict each other there, {published}", None


def _in_the_atmosphere(speed: Interval, height: Interval, computed: dict[str, Value]) -> list[str]:
    """Mach number and calibrated air speed of a speed taken as air speed, in the standard atmosphere."""
    ends, alt = [speed.low, speed.high], height.middle
    mach = [float(atmosphere.mach(v, alt)) for v in ends]
    if not all(math.isfinite(m) for m in mach):
        return []  # above the heights of the standard atmosphere, or a speed without an upper end
    computed["altitude_m"], computed["mach"] = alt, [*mach]
    line = f"as air speed without wind at {numbers.altitude(alt, 1)}: Mach {mach[0]:.2f} to {mach[1]:.2f}"
    if mach[1] < 1:
        calibrated = [float(atmosphere.calibrated_mps(v, alt)) for v in ends]
        computed["calibrated_mps"] = [*calibrated]
        line += f", calibrated {calibrated[0] / KNOT_MPS:.0f} to {calibrated[1] / KNOT_MPS:.0f} kt"
    return [f"{line} (standard atmosphere)"]


def _against_stated(triple: Pair) -> Finding:
    length, duration, stated = triple
    speed = length.interval / duration.interval
    fits = speed.overlaps(stated.interval)
    said = span(speed, "speed")
    if fits and duration.value_si:
        kmh = numbers.number(length.value_si / duration.value_si * 3.6, 1)
        text = (
            f"{length.text} in {duration.text} is {kmh} km/h as stated, {said} with the rounding; the stated "
            f"{stated.text} lies within that, so it is no inconsistency"
        )
    else:
        text = f"{length.text} in {duration.text} is {said}; the stated speed is {stated.text}"
    needs = stated.interval * duration.interval
    return finding(
        "speed",
        f"stated speed {_where(length)}",
        triple,
        "consistent" if fits else conflict_word(triple),
        RULE_STATED,
        text,
        computed={"ground_speed_mps": interval_list(speed)},
        number=said,
        conflict=not fits,
        steps=(as_printed(length), as_printed(duration), as_printed(stated), f"length / duration = {said}"),
        would_hold_if=None if fits else f"the length was {span(needs, 'length')}",
    )
