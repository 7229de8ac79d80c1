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
from airspace.readings import Stated, one_speaker, together
from airspace.turns import load_factor
from airspace.wording import as_printed, span, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Depth and time inside"
QUESTION = "What speed and what turn do the stated depth and time inside ask for?"
RULE = (
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
    as_stated = 2 * depth.value_si / stay.value_si if stay.value_si else None
    taken = (depth, stay) if speed is None else (depth, stay, speed)
    aircraft = tuple(a for a in depth.aircraft if a in stay.aircraft)
    type_ = case.performance(aircraft)
    ceiling = speed_ceiling_mps(type_) if type_ is not None else None
    computed: dict[str, Value] = {"least_speed_as_stated_mps": as_stated, "least_speed_mps": least.low}
    steps = [as_printed(s) for s in taken]
    rounded = f"{numbers.number(least.low * 3.6, 1)} km/h"
    asked, number = f"{rounded} with printed rounding", f"needs {rounded} with rounding"
    if as_stated is not None:
        kmh = f"{numbers.number(as_stated * 3.6, 1)} km/h"
        asked, number = f"{kmh} as stated, {asked}", f"needs {kmh} ({numbers.number(least.low * 3.6, 1)} with rounding)"
        steps.append(f"least path = 2 x depth; least speed = 2 x depth / time = {kmh} as stated")
    steps.append(f"with the rounding of both figures: {rounded}")
    wind = case.assumed(WIND)
    word, reason, needs = _judged(taken, least, speed, ceiling, wind.interval)
    tail = ""
    if speed is not None and word == "consistent":
        tail = _turn(case, aircraft, depth, stay, speed, computed, steps)
    text = f"{depth.text} deep in {stay.text} needs at least {asked}: {reason}{tail}"
    return finding(
        "intruder",
        f"depth and time inside {depth.zone}",
        taken,
        word,
        RULE,
        text,
        computed=computed,
        steps=tuple(steps),
        number=number,
        assumed=(wind.line,) if ceiling is not None else (),
        would_hold_if=needs,
        conflict=word not in ("consistent", "indeterminate", "untestable"),
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
        needs = f"the speed was {span(least, 'speed')}"
        if speed.interval.high > 0:
            needs += f", or the time inside at least {value(path_m / speed.interval.high, 'duration')}"
        return conflict_word(taken), f"the stated {speed.text} is too slow for that", needs
    if ceiling is not None and least.low > ceiling[1] + wind.high:
        word: Word = "inconsistent" if one_speaker(taken) else "differ"
        fastest = value(ceiling[1], "speed")
        needs = f"the time inside was at least {value(path_m / (ceiling[1] + wind.high), 'duration')}"
        return word, f"even with the wind above the highest top speed published for the type, {fastest}", needs
    if ceiling is not None and least.low > ceiling[0]:
        published = span(Interval(*ceiling), "speed")
        reason = f"the published top speeds of the type, {published}, and the wind decide whether it can fly that"
        return "indeterminate", reason, f"the type can fly {value(least.low, 'speed')}, or had the wind from behind"
    if speed is not None:
        return "consistent", f"the stated {speed.text} is enough", None
    if ceiling is None:
        return "untestable", "no performance figures of this type are at hand to hold it against", None
    return "consistent", "the type can fly that", None


def _turn(
    case: Case,
    aircraft: tuple[str, ...],
    depth: Stated,
    stay: Stated,
    speed: Stated,
    computed: dict[str, Value],
    steps: list[str],
) -> str:
    """The gentlest arc across a straight border, as an example that such a dip can be flown."""
    length = speed.value_si * stay.value_si
    if depth.value_si <= 0 or length <= 2 * depth.value_si:
        return ""
    radius, _, angle = straight_border_dip(depth.value_si, length, None)
    asked = load_factor(speed.value_si, radius)
    computed |= {"path_length_m": length, "one_arc_radius_m": radius, "one_arc_load_factor": asked}
    type_ = case.performance(aircraft)
    limit = max_load_factor(type_) if type_ is not None else None
    steps.append(
        f"for example one arc across a straight border: {numbers.distance(length)} of path, radius "
        f"{numbers.distance(radius)}, {2 * angle:.0f}° of turn, {asked:.2f} g"
    )
    if limit is not None:
        computed["load_factor_limit"] = [limit[0], limit[1]]
        steps.append(f"load factor limit of the type: {limit[0]:g} to {limit[1]:g}")
    return f", and a turn of {asked:.1f} g would do on a straight border"
