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
from airspace.readings import Stated, together
from airspace.track import Track
from airspace.turns import Corner, corners, impulse_turn_deg, lead_m, needed_impulse_ns, radius_m, rounded, turn_time_s
from airspace.violation import check_violation
from airspace.wording import as_printed, listed, span
from geodata.performance import missiles

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Turns"
QUESTION = "What load do the turns ask for, and does a corner that is rounded as it can be flown change the crossing?"
RULE_LOAD = "A level turn of radius R at speed v asks a load factor of sqrt(1 + (v^2 / g R)^2)"
RULE_CORNER = (
    "A corner drawn as a point is flown as an arc of the radius that speed and load factor allow; only a crossing that "
    "this changes depends on the corner"
)
RULE_IMPULSE = (
    "To turn a mass m at speed v by an angle a at once takes an impulse of 2 m v sin(a / 2) if the speed stays, and at "
    "least m v sin(a) if it drops (m v from 90 degrees on); a missile brings at most its own mass times its speed. A "
    "pilot, or lift that is left, turns with a radius instead"
)
MISSILE_SPEED = Assumed(
    "missile-speed-at-hit",
    "1,000 m/s, from 300 to 1,500 m/s",
    1000.0,
    Interval(300.0, 1500.0),
    "no source gives it; wide on purpose, the answer turns on a factor of ten and more",
    "speed",
)
LOADS_SHOWN = (2.0, 4.0, 6.0)


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
    yield finding(
        "turn",
        f"load factor of the turn in {track.reconstruction.zone}",
        stated,
        word,
        RULE_LOAD,
        f"the reconstructed path '{track.label}' turns with a radius of {numbers.distance(figures['turn_radius_m'])} "
        f"at {asked:.2f} g; the type is given {limit[0]:g} g",
        claim=track.claim_id,
        computed={**figures, "load_factor_limit": [*limit]},
        number=f"{asked:.2f} g",
        steps=(
            f"speed {numbers.speed(figures['ground_speed_mps'], 0.3)}",
            f"radius {numbers.distance(figures['turn_radius_m'])}",
        ),
        assumed=tuple(
            f"{role.replace('_', ' ')}: {given.text}; {given.why}"
            for role, given in track.reconstruction.inputs.items()
            if given.kind == "assumption" and role in ("heading", "shape")
        ),
        would_hold_if=None if fits else "the speed was lower, the stay longer, or the path of another shape",
    )


def _given(case: Case, track: TrackCase) -> Iterator[Finding]:
    """Each corner of a given track with times, and the crossing of the rounded track."""
    if track.reconstruction is not None or track.track is None or track.track.t_s is None or track.track.fixes < 3:
        return
    type_ = case.performance([track.aircraft])
    limit = max_load_factor(type_) if type_ is not None else None
    bends = [c for c in corners(track.track) if c.speed_mps is not None]
    if limit is None or not bends:
        return
    tightest = max(bends, key=lambda c: c.load_factor or 0.0)
    asked = tightest.load_factor or 0.0
    turns = f"at least {asked:.1f} g" if math.isfinite(asked) else "more than any load: it turns back on the spot"
    word: Word = "consistent" if asked <= limit[0] else "indeterminate" if asked <= limit[1] else "inconsistent"
    yield Finding(
        track.claim_id,
        "turn",
        "corners of the track",
        (),
        word,
        RULE_LOAD,
        f"the tightest of {len(bends)} corners of '{track.label}' turns {abs(tightest.turn_deg):.0f}° to the "
        f"{tightest.side} and asks, at {numbers.speed(tightest.speed_mps, 1)}, {turns}; the type is given {limit[0]:g} "
        "g",
        computed={"track": track.track_id, "corners": [_corner(c) for c in bends], "load_factor_limit": [*limit]},
        number=f"{asked:.1f} g" if math.isfinite(asked) else "turns back",
        would_hold_if=None if word == "consistent" else "the fixes are less exact than they look",
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
    try:
        smooth = rounded(track, radius)
    except UnsupportedGeometryError as error:
        yield Finding(
            given.claim_id,
            "turn",
            f"crossing of {zone} with corners rounded",
            (),
            "indeterminate",
            RULE_CORNER,
            f"the corners of '{given.label}' cannot be rounded at {load:g} g: {error}",
            computed={"track": given.track_id, "radius_m": radius},
        )
        return
    for edition_id in case.editions:
        before, after = (check_violation(t, case.zone(zone, edition_id)).verdict for t in (track, smooth))
        if before != after:
            changed.append(f"{before} becomes {after} on {edition_id}")
    told = listed(changed) if changed else "the verdict stays on every edition"
    yield Finding(
        given.claim_id,
        "turn",
        f"crossing of {zone} with corners rounded",
        (),
        "indeterminate" if changed else "consistent",
        RULE_CORNER,
        f"'{given.label}' with its corners rounded at {load:g} g (radius {numbers.distance(radius)}): {told}",
        computed={"track": given.track_id, "radius_m": radius, "lead_m": lead_m(radius, angle), "changed": [*changed]},
        number=numbers.distance(radius),
        would_hold_if="the track was flown with its corners nearer to the drawn ones" if changed else None,
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
    takes = f"some {times:.0f} times the impulse of a missile" if math.isfinite(times) else "more than a missile"
    arcs = [(n, radius_m(speed.value_si, n), turn_time_s(speed.value_si, n, angle)) for n in LOADS_SHOWN]
    computed: dict[str, Value] = {
        "needed_impulse_ns": [needed.low, needed.high],
        "most_impulse_ns": brought,
        "most_turn_deg": most,
        "radius_m": {f"{n:g} g": r for n, r, _ in arcs},
    }
    makes = listed([f"{numbers.distance(r)} at {n:g} g" for n, r, _ in arcs])
    if alone:
        text = (
            f"a hit alone may turn the aircraft by {stated.text} at {speed.text}: the heaviest missile turns it by up "
            f"to {most:.1f}°, handed over whole at the greatest speed assumed"
        )
    else:
        text = (
            f"a hit alone cannot turn the aircraft by {stated.text}: that takes {takes}, which turns it by "
            f"{most:.1f}° at most. It does not exclude the turn: a pilot, or lift that is left, makes it with a radius "
            f"({makes})"
        )
    return finding(
        "turn",
        "turn as the effect of a hit",
        (stated, speed),
        "indeterminate" if alone else "consistent",
        RULE_IMPULSE,
        text,
        computed=computed,
        number=f"{most:.1f}° at most" if alone or math.isinf(times) else f"{times:.0f} times too small",
        assumed=(fast.line, f"mass: {mass[0]:,.0f} to {mass[1]:,.0f} kg"),
        steps=(
            as_printed(stated),
            as_printed(speed),
            f"impulse needed, the speed kept: {needed.low:.3g} N s"
            + (f" to {needed.high:.3g} N s" if math.isfinite(needed.high) else " or more"),
            f"impulse of the heaviest missile ({heaviest:g} kg) at {span(Interval.at(fast.interval.high), 'speed')}: "
            f"{brought:.3g} N s",
            *(f"turn of {angle:.0f}° at {n:g} g: radius {numbers.distance(r)}, {t:.1f} s" for n, r, t in arcs),
        ),
    )
