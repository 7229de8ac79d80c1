"""Intruder: a stated depth and a stated time inside ask for a least speed, and a turn of some load.

Made for the aircraft said to have dipped into a zone and turned back, and run on every aircraft with such figures. The
least speed holds on any border; the turn is that of one arc across a straight one, and says so.
"""

from __future__ import annotations

import math

from airspace import numbers
from airspace.case import Case
from airspace.checks.speed import WIND
from airspace.dip import straight_border_dip
from airspace.envelope import max_load_factor, speed_ceiling_mps
from airspace.findings import Finding, Value, Word, conflict_word, finding
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.readings import Stated, one_speaker, together
from airspace.turns import load_factor
from airspace.wording import as_printed, as_stated, span, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Depth and time inside")
QUESTION = mark("What speed and what turn do the stated depth and time inside ask for?")
RULE = mark(
    "Going in to a depth and out again is a path of at least twice that depth, so depth and time inside ask for a "
    "least mean speed, on any border"
)


def run(case: Case, claim_id: str) -> list[Finding]:
    """Every combination of a depth and a time inside, with a stated speed where there is one."""
    found = []
    for depth, stay in case.combinations(claim_id, ("depth",), ("duration_inside",)):
        if stay.interval.high <= 0:
            continue
        speeds: list[Stated | None] = [
            s
            for s in case.readings(claim_id, "ground_speed")
            if s.of is None and not s.variant_of and together((depth, stay, s))
        ]
        found += [_finding(case, depth, stay, speed) for speed in speeds or [None]]
    return found


def _finding(case: Case, depth: Stated, stay: Stated, speed: Stated | None) -> Finding:
    least = Interval(2 * depth.interval.low, math.inf) / stay.interval
    mean = 2 * depth.value_si / stay.value_si if stay.value_si else None
    taken = (depth, stay) if speed is None else (depth, stay, speed)
    aircraft = tuple(a for a in depth.aircraft if a in stay.aircraft)
    type_ = case.performance(aircraft)
    ceiling = speed_ceiling_mps(type_) if type_ is not None else None
    computed: dict[str, Value] = {"least_speed_as_stated_mps": mean, "least_speed_mps": least.low}
    steps = [as_printed(s) for s in taken]
    bare = numbers.number(least.low * 3.6, 1)
    rounded = f"{bare} {numbers.unit_name('km/h')}"
    kmh = None if mean is None else f"{numbers.number(mean * 3.6, 1)} {numbers.unit_name('km/h')}"
    if kmh is not None:
        steps.append(_("least path = 2 x depth; least speed = 2 x depth / time = {speed} as stated", speed=kmh))
    steps.append(_("with the rounding of both figures: {speed}", speed=rounded))
    wind = case.assumed(WIND)
    word, reason, needs = _judged(taken, least, speed, ceiling, wind.interval)
    if speed is not None and word == "consistent":
        reason = _turn(case, aircraft, taken, speed, computed, steps) or reason
    number = _("needs {speed} with rounding", speed=rounded)
    if kmh is not None:
        number = _("needs {speed} ({rounded} with rounding)", speed=kmh, rounded=bare)
    return finding(
        "intruder",
        _("depth and time inside {zone}", zone=depth.zone),
        taken,
        word,
        _(RULE),
        _told(depth, stay, kmh, rounded, reason),
        computed=computed,
        steps=tuple(steps),
        number=number,
        assumed=(wind.line,) if ceiling is not None else (),
        would_hold_if=needs,
        conflict=word not in ("consistent", "indeterminate", "untestable"),
    )


def _told(depth: Stated, stay: Stated, kmh: str | None, rounded: str, reason: str) -> str:
    said = {"depth": as_stated(depth), "stay": as_stated(stay), "rounded": rounded, "reason": reason}
    if kmh is None:
        return _("{depth} deep in {stay} needs at least {rounded} with printed rounding: {reason}", **said)
    return _(
        "{depth} deep in {stay} needs at least {speed} as stated, {rounded} with printed rounding: {reason}",
        speed=kmh,
        **said,
    )


def _judged(
    taken: tuple[Stated, ...],
    least: Interval,
    speed: Stated | None,
    ceiling: tuple[float, float] | None,
    wind: Interval,
) -> tuple[Word, str, str | None]:
    path_m = 2 * taken[0].interval.low
    if speed is not None and speed.interval.high < least.low:
        needs = _("the speed was {speed}", speed=span(least, "speed"))
        if speed.interval.high > 0:
            time = value(path_m / speed.interval.high, "duration")
            needs = _(
                "the speed was {speed}, or the time inside at least {time}", speed=span(least, "speed"), time=time
            )
        return conflict_word(taken), _("the stated {speed} is too slow for that", speed=as_stated(speed)), needs
    if ceiling is not None and least.low > ceiling[1] + wind.high:
        word: Word = "inconsistent" if one_speaker(taken) else "differ"
        fastest = value(ceiling[1], "speed")
        time = value(path_m / (ceiling[1] + wind.high), "duration")
        reason = _("even with the wind above the highest top speed published for the type, {top}", top=fastest)
        return word, reason, _("the time inside was at least {time}", time=time)
    if ceiling is not None and least.low > ceiling[0]:
        published = span(Interval(*ceiling), "speed")
        reason = _(
            "the published top speeds of the type, {published}, and the wind decide whether it can fly that",
            published=published,
        )
        needs = _("the type can fly {speed}, or had the wind from behind", speed=value(least.low, "speed"))
        return "indeterminate", reason, needs
    if speed is not None:
        return "consistent", _("the stated {speed} is enough", speed=as_stated(speed)), None
    if ceiling is None:
        return "untestable", _("no performance figures of this type are at hand to hold it against"), None
    return "consistent", _("the type can fly that"), None


def _turn(
    case: Case,
    aircraft: tuple[str, ...],
    taken: tuple[Stated, ...],
    speed: Stated,
    computed: dict[str, Value],
    steps: list[str],
) -> str:
    """The gentlest arc across a straight border, as an example that such a dip can be flown; empty if there is none."""
    depth, stay = taken[:2]
    length = speed.value_si * stay.value_si
    if depth.value_si <= 0 or length <= 2 * depth.value_si:
        return ""
    radius, _flat_m, angle = straight_border_dip(depth.value_si, length, None)
    asked = load_factor(speed.value_si, radius)
    computed |= {"path_length_m": length, "one_arc_radius_m": radius, "one_arc_load_factor": asked}
    type_ = case.performance(aircraft)
    limit = max_load_factor(type_) if type_ is not None else None
    steps.append(
        _(
            "for example one arc across a straight border: {length} of path, radius {radius}, {angle}° of turn, {load} "
            "g",
            length=numbers.distance(length),
            radius=numbers.distance(radius),
            angle=f"{2 * angle:.0f}",
            load=numbers.localised(f"{asked:.2f}"),
        )
    )
    if limit is not None:
        computed["load_factor_limit"] = [limit[0], limit[1]]
        low, high = (numbers.localised(f"{end:g}") for end in limit)
        steps.append(_("load factor limit of the type: {low} to {high}", low=low, high=high))
    return _(
        "the stated {speed} is enough, and a turn of {load} g would do on a straight border",
        speed=as_stated(speed),
        load=numbers.localised(f"{asked:.1f}"),
    )
