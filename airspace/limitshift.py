"""How far off a clock or a height would have to be to flip a verdict: only where the zone has limits in time or height.

A path keeps its place; all its times, or all its heights, are moved by one amount. Over the stretches of the path that
would be inside but for the limit, time and height each run over an interval, so which amounts bring one of them within
the limits is a union of intervals, and the least amount that leaves or enters the union follows by arithmetic. What is
left of a stay at a limit can be too shallow to count, so the place of the flip is then narrowed by the single check, to
``RESOLUTION``, and verified by it on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from airspace.language import Later, _
from airspace.terms import verdict_word
from airspace.track import Track
from airspace.violation import TOLERANCE_M, Incursion, Verdict, Violation, check_violation
from airspace.wording import value
from airspace.zone import Zone

__all__ = ["RESOLUTION", "ClockShift", "HeightShift", "clock_shift", "height_shift"]

RESOLUTION = 0.001
"""Seconds or metres to which a flip is narrowed: finer than any clock or altimeter tells."""

STEPS = 32  # places tried between the amount at which a stay reaches a limit and the one at which it is past it

NO_CLOCK = Later(lambda: _("No error of a clock moves the path over ground."))
NO_HEIGHT = Later(
    lambda: _("The zone has no limits in height, so no error of a height takes the path out of it or into it.")
)
NO_TIMES = Later(lambda: _("The zone holds for a time only, but the track has no times."))
NO_ALTITUDES = Later(lambda: _("The zone has limits in height, but the track has no heights."))
OPEN = Later(lambda: _("The verdict is undetermined as it stands."))

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ClockShift:
    """``shift_s``: what all times would have to be later by (earlier if negative); None if no amount flips."""

    shift_s: float | None
    becomes: Verdict | None
    sentence: str


@dataclass(frozen=True, slots=True)
class HeightShift:
    """``shift_m``: what all heights would have to be greater by (less if negative); None if no amount flips."""

    shift_m: float | None
    becomes: Verdict | None
    sentence: str


def clock_shift(track: Track, zone: Zone, violation: Violation) -> ClockShift:
    """The least error of the clock that flips the verdict, in seconds."""
    start, low, high = track.start, zone.shape.valid_from, zone.shape.valid_to
    if low is None and high is None:
        return ClockShift(None, None, NO_CLOCK)
    if violation.verdict == "undetermined" or start is None:
        return ClockShift(None, None, NO_TIMES if start is None else OPEN)

    def moved(shift: float) -> Track:
        return replace(track, start=start + timedelta(microseconds=round(shift * 1e6)))

    def seconds(end: datetime | None, endless: float) -> float:
        return endless if end is None else (end - start).total_seconds()

    without = Zone(replace(zone.shape, valid_from=None, valid_to=None), zone.edges, zone.edge_model)
    spans = [(seconds(s.start.time, 0.0), seconds(s.end.time, 0.0)) for s in _stays(track, without)]
    found = _least(spans, (seconds(low, -math.inf), seconds(high, math.inf)), moved, zone)
    if found is None:
        return ClockShift(None, None, Later(partial(_at_any_time, violation.verdict)))
    return ClockShift(*found, Later(partial(_timed, *found)))


def _at_any_time(verdict: Verdict) -> str:
    return _("At whatever time it was flown, the path is {verdict}.", verdict=verdict_word(verdict))


def _timed(shift_s: float, becomes: Verdict) -> str:
    amount, verdict = value(abs(shift_s), "duration"), verdict_word(becomes)
    if shift_s > 0:
        return _("With every time {amount} later it would be {verdict}.", amount=amount, verdict=verdict)
    return _("With every time {amount} earlier it would be {verdict}.", amount=amount, verdict=verdict)


def height_shift(track: Track, zone: Zone, violation: Violation) -> HeightShift:
    """The least error of the height, the same all along the path, that flips the verdict, in metres."""
    alt, low, high = track.alt_m, zone.shape.lower_m, zone.shape.upper_m
    if not zone.has_vertical_limits:
        return HeightShift(None, None, NO_HEIGHT)
    if violation.verdict == "undetermined" or alt is None:
        return HeightShift(None, None, NO_ALTITUDES if alt is None else OPEN)

    def moved(shift: float) -> Track:
        return replace(track, alt_m=alt + shift)

    def span(stay: Incursion) -> Span:
        held = alt[(track.along_m >= stay.start.along_m) & (track.along_m <= stay.end.along_m)]
        every = [*held, *(end.alt_m for end in (stay.start, stay.end) if end.alt_m is not None)]
        return float(min(every)), float(max(every))

    without = Zone(replace(zone.shape, lower_m=None, upper_m=None), zone.edges, zone.edge_model)
    spans = [span(stay) for stay in _stays(track, without)]
    limits = (-math.inf if low is None else low, math.inf if high is None else high)
    found = _least(spans, limits, moved, zone)
    if found is None:
        return HeightShift(None, None, Later(partial(_at_any_height, violation.verdict)))
    return HeightShift(*found, Later(partial(_raised, *found)))


def _at_any_height(verdict: Verdict) -> str:
    return _("At whatever height it was flown, the path is {verdict}.", verdict=verdict_word(verdict))


def _raised(shift_m: float, becomes: Verdict) -> str:
    amount, verdict = value(abs(shift_m), "altitude"), verdict_word(becomes)
    if shift_m > 0:
        return _("Flown {amount} higher all along it would be {verdict}.", amount=amount, verdict=verdict)
    return _("Flown {amount} lower all along it would be {verdict}.", amount=amount, verdict=verdict)


def _stays(track: Track, zone: Zone) -> tuple[Incursion, ...]:
    return tuple(stay for stay in check_violation(track, zone).incursions if stay.max_depth_m > TOLERANCE_M)


def _least(
    spans: Sequence[Span], limits: Span, moved: Callable[[float], Track], zone: Zone
) -> tuple[float, Verdict] | None:
    """The least amount that flips, and what the verdict becomes; None if none does.

    Args:
        spans: what time or height runs over in each stay that there would be without the limits.
        limits: lower and upper; infinite where there is none.
        moved: the track with an amount added.
    """

    def enters(amount: float) -> bool:
        found = check_violation(moved(amount), zone)
        return bool(found.incursions) and found.max_depth_m > TOLERANCE_M

    was = enters(0.0)
    joint = [(limits[0] - high, limits[1] - low) for low, high in spans]
    flips = [_refined(nominal, spans, limits, enters, leaving=was) for nominal in _nominal(joint, leaving=was)]
    known = [amount for amount in flips if amount is not None]
    if not known:
        return None
    least = min(known, key=abs)
    return least, check_violation(moved(least), zone).verdict


def _nominal(joint: Sequence[Span], *, leaving: bool) -> list[float]:
    """Amounts, at most one each way, at which a union of intervals that holds zero is left, or one entered."""
    if not leaving:
        above = [low for low, _ in joint if 0 < low < math.inf]
        below = [high for _, high in joint if -math.inf < high < 0]
        return [*([min(above)] if above else []), *([max(below)] if below else [])]
    ends = []
    for sign in (1.0, -1.0):
        end = 0.0
        for low, high in sorted((min(sign * a, sign * b), max(sign * a, sign * b)) for a, b in joint):
            if low <= end:
                end = max(end, high)
        ends.append(sign * end)
    return [end for end in ends if math.isfinite(end)]


def _refined(
    nominal: float, spans: Sequence[Span], limits: Span, enters: Callable[[float], bool], *, leaving: bool
) -> float | None:
    """The flip by the single check near where arithmetic has it; None if what lies beyond is too shallow to count.

    A stay reaches a limit at the nominal amount, and lies past it once the amount has changed by as much as it spans:
    on the way back to zero if the verdict was inside, away from it if outside.
    """
    away = math.copysign(1.0, nominal)
    into = -away if leaving else away
    out = nominal - into * RESOLUTION
    widest = max(high - low for low, high in spans)
    if math.isfinite(limits[1] - limits[0]):
        widest += limits[1] - limits[0]
    tried = (out + into * (2 * RESOLUTION + widest * step / STEPS) for step in range(STEPS + 1))
    inner = next((amount for amount in tried if enters(amount)), 0.0 if leaving else None)
    if inner is None:
        return None
    while abs(inner - out) > RESOLUTION:
        middle = (inner + out) / 2
        inner, out = (middle, out) if enters(middle) else (inner, middle)
    return out if leaving else inner
