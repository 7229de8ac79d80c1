"""Coherence: a claim's figures for one thing held against each other, and outlets' transcriptions against the original.

One speaker who gives two figures contradicts himself; two speakers of one side differ. Whether two figures are of one
thing depends on the reading (the distance of the hit, or of the target), so every reading is tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations as pairs_of

from airspace import numbers
from airspace.case import Case
from airspace.findings import Finding, Value, Word, conflict_word, finding, unit_key
from airspace.language import _, mark
from airspace.readings import EACH_ITS_OWN, Stated, in_one_sense, together
from airspace.terms import event_word, quantity_name
from airspace.wording import as_printed, as_stated, place_of, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Coherence")
QUESTION = mark("Do the figures that one side gives for one thing agree, and were they passed on as they were said?")
RULE = mark(
    "Two figures for one thing agree if what their printing allows overlaps; one speaker is held against himself, two "
    "only differ"
)
RULE_PASSED_ON = mark(
    "A figure is passed on unchanged if each of the two printed values lies within the rounding of the other"
)
RULE_NEAREST = mark(
    "No point of a path is nearer to the border than the closest one, so the distance at the hit is not below it"
)
RULE_TWO_PLACES = mark("Distances of two different places from the border do not have to be equal")

_RATIOS = frozenset({"length", "altitude", "duration", "speed", "count"})


def run(case: Case, claim_id: str) -> list[Finding]:
    """Repeated figures, distances of events against the closest approach, transcriptions."""
    return [*_repeated(case, claim_id), *_nearest(case, claim_id), *_passed_on(case, claim_id)]


def _repeated(case: Case, claim_id: str) -> Iterator[Finding]:
    """Two statements that give the same quantity for the same aircraft, zone and event."""
    own = [s for f in case.figures(claim_id) for s in f.readings if not s.variant_of]
    stated = [s for s in own if s.quantity not in EACH_ITS_OWN]
    for one, other in pairs_of(stated, 2):
        same = (one.quantity, one.zone, one.of, one.place) == (other.quantity, other.zone, other.of, other.place)
        shared = set(one.aircraft) & set(other.aircraft) or one.aircraft == other.aircraft
        if same and shared and one.statement != other.statement and in_one_sense((one, other)):
            yield _same_thing(one, other)


def _same_thing(one: Stated, other: Stated) -> Finding:
    fits = one.choice == other.choice if one.choice is not None else one.interval.overlaps(other.interval)
    what = _what(one)
    word: Word = "consistent" if fits else conflict_word((one, other))
    times = None
    computed: dict[str, Value] = {}
    if one.choice is None and not fits:
        computed[unit_key("apart", "duration" if one.dimension == "time" else one.dimension)] = one.interval.gap(
            other.interval
        )
        small, big = sorted((one.value_si, other.value_si))
        if one.dimension in _RATIOS and small > 0:
            computed["ratio"] = times = big / small
    return finding(
        "coherence",
        _("{what}, said twice", what=what),
        (one, other),
        word,
        _(RULE),
        _both_told(what, one, other, word, times),
        computed=computed,
        steps=tuple(as_printed(s) for s in (one, other)),
        number=" / ".join(as_stated(s) for s in (one, other)),
        conflict=not fits,
        would_hold_if=None if fits else _needs(one, other),
    )


def _both_told(what: str, one: Stated, other: Stated, word: Word, times: float | None) -> str:
    """Both figures with their speakers, and whether they agree."""
    first, second = (f"{as_stated(s)} ({place_of(s)})" for s in (one, other))
    said = {"what": what, "one": first, "other": second}
    if word == "consistent":
        return _("{what}: {one} and {other} agree", **said)
    if times is None:
        if word == "differ":
            return _("{what}: {one} and {other} differ: two voices of one side", **said)
        return _("{what}: {one} and {other} do not agree: one speaker", **said)
    ratio = numbers.localised(f"{times:.2f}")
    if word == "differ":
        return _(
            "{what}: {one} and {other} differ: two voices of one side; one is {ratio} times the other",
            ratio=ratio,
            **said,
        )
    return _("{what}: {one} and {other} do not agree: one speaker; one is {ratio} times the other", ratio=ratio, **said)


def _what(stated: Stated) -> str:
    name = quantity_name(stated.quantity)
    if stated.of is not None:
        name += f" ({event_word(stated.of)})"
    return f"{name}, {stated.zone}" if stated.zone is not None else name


def _needs(one: Stated, other: Stated) -> str:
    if one.choice is not None:
        return _("one of the two was said of something else, or has been withdrawn")
    apart = value(one.interval.gap(other.interval), "duration" if one.dimension == "time" else one.dimension)
    return _("one of the two is of another thing, or off by at least {apart}", apart=apart)


def _nearest(case: Case, claim_id: str) -> Iterator[Finding]:
    """The closest approach against the distance at the hit, and distances of two different places."""
    at_hit = [s for s in case.readings(claim_id, "distance_from_border", of="hit") if not s.variant_of]
    for other in case.readings(claim_id, "closest_distance", "distance_from_border"):
        for hit in at_hit:
            if other.statement == hit.statement or other.zone != hit.zone or not together((other, hit)):
                continue
            if other.quantity == "closest_distance" and not other.variant_of and other.aircraft:
                yield _closest_and_hit(other, hit)
            elif other.quantity != "closest_distance" and other.of not in (None, "hit"):
                yield _two_places(other, hit)


def _closest_and_hit(closest: Stated, hit: Stated) -> Finding:
    fits = closest.interval.low <= hit.interval.high
    said: dict[str, object] = {
        "zone": closest.zone,
        "closest": as_stated(closest),
        "who": place_of(closest),
        "hit": as_stated(hit),
        "hit_who": place_of(hit),
    }
    if fits:
        text = _("closest to {zone} {closest} ({who}) and hit {hit} from it ({hit_who}) can both hold", **said)
    else:
        text = _("closest to {zone} {closest} ({who}) and hit {hit} from it ({hit_who}) cannot both hold", **said)
    return finding(
        "coherence",
        _("distance from the border, {zone}", zone=closest.zone),
        (closest, hit),
        "consistent" if fits else conflict_word((closest, hit)),
        _(RULE_NEAREST),
        text,
        steps=(as_printed(closest), as_printed(hit)),
        number=f"{as_stated(hit)} / {as_stated(closest)}",
        conflict=not fits,
        would_hold_if=None
        if fits
        else _(
            "{closest} is the distance of something else (such as the target), or the hit was at least {least} from "
            "the border",
            closest=as_stated(closest),
            least=value(closest.interval.low, "length"),
        ),
    )


def _two_places(other: Stated, hit: Stated) -> Finding:
    text = _(
        "{figure} is read as the distance of the {event} ({who}), {hit} as that of the hit ({hit_who}): two places, so "
        "the two agree",
        figure=as_stated(other),
        event=event_word(str(other.of)),
        who=place_of(other),
        hit=as_stated(hit),
        hit_who=place_of(hit),
    )
    return finding(
        "coherence",
        _("distance from the border, {zone}", zone=hit.zone),
        (other, hit),
        "consistent",
        _(RULE_TWO_PLACES),
        text,
        steps=(as_printed(other), as_printed(hit)),
        number=f"{as_stated(hit)} / {as_stated(other)}",
    )


def _passed_on(case: Case, claim_id: str) -> Iterator[Finding]:
    """Outlets' transcriptions against what they pass on: each figure against the readings of the same dimension."""
    figures = case.figures(claim_id)
    for variant in (f for f in figures if f.readings[0].variant_of):
        pairs = [
            (passed, s)
            for passed in variant.readings
            for f in figures
            if f.statement in passed.variant_of
            for s in f.readings
            if s.dimension == passed.dimension
        ]
        alike = [(passed, s) for passed, s in pairs if s.quantity == passed.quantity] or pairs
        if alike:
            yield _transcription(next((pair for pair in alike if _same_figure(*pair)), alike[0]))


def _same_figure(one: Stated, other: Stated) -> bool:
    if math.isnan(one.value_si):
        return (one.choice, one.place) == (other.choice, other.place)
    return one.value_si in other.interval and other.value_si in one.interval


def _transcription(pair: tuple[Stated, Stated]) -> Finding:
    variant, original = pair
    fits = _same_figure(variant, original)
    said, first = (as_stated(s) for s in pair)
    quantity = quantity_name(original.quantity)
    told = {"said": said, "who": variant.speaker, "first": first, "quantity": quantity}
    if fits:
        text = _("{said} ({who}) is {first} passed on, read as {quantity}", **told)
    else:
        text = _("{said} ({who}) is not the {quantity} of the statement that it passes on, {first}", **told)
    word: Word = "consistent" if fits else "differ"
    return finding(
        "coherence",
        _("{quantity}, as passed on", quantity=quantity),
        (variant, original),
        word,
        _(RULE_PASSED_ON),
        text,
        steps=(
            _("as passed on: {figure}", figure=as_printed(variant)),
            _("as first stated: {figure}", figure=as_printed(original)),
        ),
        number=f"{first} / {said}",
        conflict=not fits,
        would_hold_if=None if fits else _("it is a slip for {first}, or passes on another statement", first=first),
    )
