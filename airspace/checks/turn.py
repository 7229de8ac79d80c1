"""Turn: radius and load factor of each turn; corners drawn as points, rounded and held against the border again.

No aircraft flies a corner. A corner of a given track is rounded with the radius that its speed and the type's load
factor allow, and the crossing is tested again: only if the rounded path gives another answer does the corner matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from airspace import numbers
from airspace.assessment import TrackCase
from airspace.case import Assumed, Case
from airspace.envelope import max_load_factor
from airspace.errors import UnsupportedGeometryError
from airspace.findings import Finding, Value, Word, finding
from airspace.interval import Interval
from airspace.language import _, language, mark
from airspace.readings import Stated, together
from airspace.terms import choice_word, role_name, verdict_word
from airspace.track import Track
from airspace.turns import Corner, corners, impulse_turn_deg, lead_m, needed_impulse_ns, radius_m, rounded, turn_time_s
from airspace.violation import check_violation
from airspace.wording import as_printed, as_stated, listed, value
from geodata.performance import missiles

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Turns")
QUESTION = mark(
    "What load do the turns ask for, and does a corner that is rounded as it can be flown change the crossing?"
)
RULE_LOAD = mark("A level turn of radius R at speed v asks a load factor of sqrt(1 + (v^2 / g R)^2)")
RULE_CORNER = mark(
    "A corner drawn as a point is flown as an arc of the radius that speed and load factor allow; only a crossing that "
    "this changes depends on the corner"
)
RULE_IMPULSE = mark(
    "To turn a mass m at speed v by an angle a at once takes an impulse of 2 m v sin(a / 2) if the speed stays, and at "
    "least m v sin(a) if it drops (m v from 90 degrees on); a missile brings at most its own mass times its speed. A "
    "pilot, or lift that is left, turns with a radius instead"
)
MISSILE_SPEED = Assumed(
    mark("missile-speed-at-hit"),
    mark("1,000 m/s, from 300 to 1,500 m/s"),
    1000.0,
    Interval(300.0, 1500.0),
    mark("no source gives it; wide on purpose, the answer turns on a factor of ten and more"),
    "speed",
)
LOADS_SHOWN = (2.0, 4.0, 6.0)

Arc = tuple[float, float, float]
"""Load factor in g, radius in m, time in s."""


def run(case: Case, claim_id: str) -> list[Finding]:
    """Turns of reconstructed paths, corners of given tracks, turns said to be or not to be the effect of a hit."""
    found: list[Finding] = []
    for track in case.tracks(claim_id):
        found += [*_solved(case, track), *_given(case, track)]
    return [*found, *(f for s in case.readings(claim_id, "excluded_turn_angle") for f in _by_a_hit(case, s))]


def _solved(case: Case, track: TrackCase) -> Iterator[Finding]:
    """The load factor of a path that was solved with a turn: computed, not put in."""
    figures = track.reconstruction.figures if track.reconstruction is not None else {}
    type_ = case.performance([track.aircraft])
    limit = max_load_factor(type_) if type_ is not None else None
    if track.reconstruction is None or "load_factor" not in figures or limit is None:
        return
    asked = figures["load_factor"]
    stated = [s for given in track.reconstruction.inputs.values() for s in case.by_ref(track.claim_id, given.ref)]
    fits = asked <= limit[0]
    word: Word = "consistent" if fits else "indeterminate"  # one path of the stated values: another may ask less
    radius = numbers.distance(figures["turn_radius_m"])
    yield finding(
        "turn",
        _("load factor of the turn in {zone}", zone=track.reconstruction.zone),
        stated,
        word,
        _(RULE_LOAD),
        _(
            "the reconstructed path '{path}' turns with a radius of {radius} at {load}; the type is given {limit}",
            path=track.label,
            radius=radius,
            load=_g(f"{asked:.2f}"),
            limit=_g(f"{limit[0]:g}"),
        ),
        claim=track.claim_id,
        computed={**figures, "load_factor_limit": [*limit]},
        number=_g(f"{asked:.2f}"),
        steps=(
            _("speed {speed}", speed=numbers.speed(figures["ground_speed_mps"], 0.3)),
            _("radius {radius}", radius=radius),
        ),
        assumed=tuple(
            f"{role_name(role)}: {choice_word(given.choice) if given.choice else numbers.localised(given.text)}; "
            f"{given.why}"
            for role, given in track.reconstruction.inputs.items()
            if given.kind == "assumption" and role in ("heading", "shape")
        ),
        would_hold_if=None if fits else _("the speed was lower, the stay longer, or the path of another shape"),
    )


def _g(load: str) -> str:
    """A load factor, formatted with English signs, with its unit."""
    return f"{numbers.localised(load)} {numbers.unit_name('g')}"


def _given(case: Case, track: TrackCase) -> Iterator[Finding]:
    """Each corner of a given track with times, and the crossing of the rounded track."""
    if track.reconstruction is not None or track.track is None or track.track.t_s is None or track.track.fixes < 3:
        return
    if track.stated is not None:  # its corners are where the drawing joins two legs: no one said that it turned there
        return
    type_ = case.performance([track.aircraft])
    limit = max_load_factor(type_) if type_ is not None else None
    bends = [c for c in corners(track.track) if c.speed_mps is not None]
    if limit is None or not bends:
        return
    tightest = max(bends, key=lambda c: c.load_factor or 0.0)
    asked = tightest.load_factor or 0.0
    turns = _("more than any load: it turns back on the spot")
    if math.isfinite(asked):
        turns = _("at least {figure}", figure=_g(f"{asked:.1f}"))
    word: Word = "consistent" if asked <= limit[0] else "indeterminate" if asked <= limit[1] else "inconsistent"
    yield Finding(
        track.claim_id,
        "turn",
        _("corners of the track"),
        (),
        word,
        _(RULE_LOAD),
        _(
            "the tightest of {count} corners of '{path}' turns {angle}° to the {side} and asks, at {speed}, {load}; "
            "the type is given {limit}",
            count=len(bends),
            path=track.label,
            angle=f"{abs(tightest.turn_deg):.0f}",
            side=choice_word(tightest.side),
            speed=numbers.speed(tightest.speed_mps, 1),
            load=turns,
            limit=_g(f"{limit[0]:g}"),
        ),
        computed={"track": track.track_id, "corners": [_corner(c) for c in bends], "load_factor_limit": [*limit]},
        number=_g(f"{asked:.1f}") if math.isfinite(asked) else _("turns back"),
        would_hold_if=None if word == "consistent" else _("the fixes are less exact than they look"),
    )
    for zone in filter(case.has_border, case.incident.tested_zones(track.claim_id, track.track_id)):
        yield from _rounded(case, track, track.track, bends, limit[0], zone)


def _corner(corner: Corner) -> dict[str, Value]:
    return {
        "fix": float(corner.fix),
        "turn_deg": corner.turn_deg,
        "speed_mps": corner.speed_mps,
        "largest_radius_m": corner.largest_radius_m,
        "load_factor": corner.load_factor,
    }


def _rounded(
    case: Case, given: TrackCase, track: Track, bends: list[Corner], load: float, zone: str
) -> Iterator[Finding]:
    """The crossing again, with every corner rounded as tightly as the type can fly, and the lead that this takes."""
    speed = max(c.speed_mps or 0.0 for c in bends)
    radius = radius_m(speed, load)
    angle = max(abs(c.turn_deg) for c in bends)
    changed: list[str] = []
    said = {"path": given.label, "load": _g(f"{load:g}")}
    try:
        smooth = rounded(track, radius)
    except UnsupportedGeometryError as error:
        yield Finding(
            given.claim_id,
            "turn",
            _("crossing of {zone} with corners rounded", zone=zone),
            (),
            "indeterminate",
            _(RULE_CORNER),
            _("the corners of '{path}' cannot be rounded at {load}: {why}", why=error, **said),
            computed={"track": given.track_id, "radius_m": radius},
        )
        return
    for edition_id in case.editions:
        before, after = (check_violation(t, case.zone(zone, edition_id)).verdict for t in (track, smooth))
        if before != after:
            changed.append(
                _(
                    "{before} becomes {after} on {edition}",
                    before=verdict_word(before),
                    after=verdict_word(after),
                    edition=edition_id,
                )
            )
    told = listed(changed) if changed else _("the verdict stays on every edition")
    yield Finding(
        given.claim_id,
        "turn",
        _("crossing of {zone} with corners rounded", zone=zone),
        (),
        "indeterminate" if changed else "consistent",
        _(RULE_CORNER),
        _(
            "'{path}' with its corners rounded at {load} (radius {radius}): {told}",
            radius=numbers.distance(radius),
            told=told,
            **said,
        ),
        computed={"track": given.track_id, "radius_m": radius, "lead_m": lead_m(radius, angle), "changed": [*changed]},
        number=numbers.distance(radius),
        would_hold_if=_("the track was flown with its corners nearer to the drawn ones") if changed else None,
    )


def _by_a_hit(case: Case, stated: Stated) -> Iterator[Finding]:
    """A turn said not to be the effect of a hit: the impulse it takes against the most that a missile brings."""
    type_ = case.performance(stated.aircraft)
    mass = type_.interval_si("mass") if type_ is not None else None
    heaviest = max((m[1] for missile in missiles() if (m := missile.interval_si("mass")) is not None), default=None)
    speeds = [
        s
        for s in case.readings(stated.claim, "ground_speed")
        if s.of is None and not s.variant_of and s.value_si > 0 and together((stated, s))
    ]
    if mass is None or heaviest is None:
        return
    for speed in speeds:
        yield _held_against_a_hit(case, stated, speed, mass, heaviest)


def _held_against_a_hit(
    case: Case, stated: Stated, speed: Stated, mass: tuple[float, float], heaviest: float
) -> Finding:
    angle, fast = min(stated.value_si, 180.0), case.assumed(MISSILE_SPEED)
    needed = Interval(
        *(needed_impulse_ns(m, v, angle) for m, v in zip(mass, (speed.interval.low, speed.interval.high), strict=True))
    )
    brought = heaviest * max(fast.interval.high, 0.0)
    most = impulse_turn_deg(mass[0], speed.interval.low, brought) if speed.interval.low > 0 else 180.0
    alone = most >= angle
    usual = heaviest * fast.value_si
    times = needed_impulse_ns((mass[0] + mass[1]) / 2, speed.value_si, angle) / usual if usual > 0 else math.inf
    arcs = [(n, radius_m(speed.value_si, n), turn_time_s(speed.value_si, n, angle)) for n in LOADS_SHOWN]
    computed: dict[str, Value] = {
        "needed_impulse_ns": [needed.low, needed.high],
        "most_impulse_ns": brought,
        "most_turn_deg": most,
        "radius_m": {_g(f"{n:g}"): r for n, r, time in arcs},
    }
    number = _("{angle}° at most", angle=numbers.localised(f"{most:.1f}"))
    if not alone and math.isfinite(times):
        number = _("{times} times too small", times=f"{times:.0f}")
    return finding(
        "turn",
        _("turn as the effect of a hit"),
        (stated, speed),
        "indeterminate" if alone else "consistent",
        _(RULE_IMPULSE),
        _effect_told(stated, speed, most, times, arcs, alone=alone),
        computed=computed,
        number=number,
        assumed=(fast.line, _("mass: {low} to {high} kg", low=_whole(mass[0]), high=_whole(mass[1]))),
        steps=(
            as_printed(stated),
            as_printed(speed),
            _impulse_needed(needed),
            _(
                "impulse of the heaviest missile ({mass} kg) at {speed}: {impulse} N s",
                mass=numbers.localised(f"{heaviest:g}"),
                speed=value(fast.interval.high, "speed"),
                impulse=_scientific(brought),
            ),
            *(
                _(
                    "turn of {angle}° at {load}: radius {radius}, {time} s",
                    angle=f"{angle:.0f}",
                    load=_g(f"{n:g}"),
                    radius=numbers.distance(r),
                    time=numbers.localised(f"{t:.1f}"),
                )
                for n, r, t in arcs
            ),
        ),
    )


def _whole(amount: float) -> str:
    return numbers.localised(f"{amount:,.0f}")


def _scientific(amount: float) -> str:
    """Three digits, with a power of ten where the amount is great."""
    text = f"{amount:.3g}"
    digits, power, exponent = text.partition("e")
    if language() == "en" or not power:
        return numbers.localised(text)
    return f"{numbers.localised(digits)}·10^{int(exponent)}"


def _impulse_needed(needed: Interval) -> str:
    low = _scientific(needed.low)
    if math.isinf(needed.high):
        return _("impulse needed, the speed kept: {low} N s or more", low=low)
    return _("impulse needed, the speed kept: {low} N s to {high} N s", low=low, high=_scientific(needed.high))


def _effect_told(stated: Stated, speed: Stated, most: float, times: float, arcs: list[Arc], *, alone: bool) -> str:
    """Whether a hit alone can make a turn, and what else makes it."""
    said = {"turn": as_stated(stated), "most": numbers.localised(f"{most:.1f}")}
    if alone:
        return _(
            "a hit alone may turn the aircraft by {turn} at {speed}: the heaviest missile turns it by up to {most}°, "
            "handed over whole at the greatest speed assumed",
            speed=as_stated(speed),
            **said,
        )
    makes = listed([_("{radius} at {load}", radius=numbers.distance(r), load=_g(f"{n:g}")) for n, r, time in arcs])
    if math.isfinite(times):
        return _(
            "a hit alone cannot turn the aircraft by {turn}: that takes some {times} times the impulse of a missile, "
            "which turns it by {most}° at most. It does not exclude the turn: a pilot, or lift that is left, makes it "
            "with a radius ({radii})",
            times=f"{times:.0f}",
            radii=makes,
            **said,
        )
    return _(
        "a hit alone cannot turn the aircraft by {turn}: that takes more than a missile, which turns it by {most}° at "
        "most. It does not exclude the turn: a pilot, or lift that is left, makes it with a radius ({radii})",
        radii=makes,
        **said,
    )
