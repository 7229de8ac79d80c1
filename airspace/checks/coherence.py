"""Coherence: a claim's figures for one thing held against each other, and outlets' transcriptions against the original.

One speaker who gives two figures contradicts himself; two speakers of one side differ. Whether two figures are of one
thing depends on the reading (the distance of the hit, or of the target), so every reading is tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations as pairs_of

from airspace.case import Case
from airspace.findings import Finding, Value, Word, conflict_word, finding, unit_key
from airspace.readings import EACH_ITS_OWN, Stated, in_one_sense, together
from airspace.wording import as_printed, place_of, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Coherence"
QUESTION = "Do the figures that one side gives for one thing agree, and were they passed on as they were said?"
RULE = (
    "Two figures for one thing agree if what their printing allows overlaps; one speaker is held against himself, two "
    "only differ"
)
RULE_PASSED_ON = (
    "A figure is passed on unchanged if each of the two printed values lies within the rounding of the other"
)
RULE_NEAREST = (
    "No point of a path is nearer to the border than the closest one, so the distance at the hit is not below it"
)
RULE_TWO_PLACES = "Distances of two different places from the border do not have to be equal"

_LINKS: Mapping[Word, str] = {
    "consistent": "agree",
    "differ": "differ: two voices of one side",
    "internally-inconsistent": "do not agree: one speaker",
}
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
    said = [f"{s.choice or s.text} ({place_of(s)})" for s in (one, other)]
    word: Word = "consistent" if fits else conflict_word((one, other))
    link = _LINKS[word]
    computed: dict[str, Value] = {}
    if one.choice is None and not fits:
        computed[unit_key("apart", "duration" if one.dimension == "time" else one.dimension)] = one.interval.gap(
            other.interval
        )
        small, big = sorted((one.value_si, other.value_si))
        if one.dimension in _RATIOS and small > 0:
            computed["ratio"] = big / small
            link += f"; one is {big / small:.2f} times the other"
    return finding(
        "coherence",
        f"{what}, said twice",
        (one, other),
        word,
        RULE,
        f"{what}: {said[0]} and {said[1]} {link}",
        computed=computed,
        steps=tuple(as_printed(s) for s in (one, other)),
        number=" / ".join(s.choice or s.text for s in (one, other)),
        conflict=not fits,
        would_hold_if=None if fits else _needs(one, other),
    )


def _what(stated: Stated) -> str:
    name = stated.quantity.replace("_", " ")
    if stated.of is not None:
        name += f" ({stated.of})"
    return f"{name}, {stated.zone}" if stated.zone is not None else name


def _needs(one: Stated, other: Stated) -> str:
    if one.choice is not None:
        return "one of the two was said of something else, or has been withdrawn"
    apart = value(one.interval.gap(other.interval), "duration" if one.dimension == "time" else one.dimension)
    return f"one of the two is of another thing, or off by at least {apart}"


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
    joined = "can both hold" if fits else "cannot both hold"
    text = (
        f"closest to {closest.zone} {closest.text} ({place_of(closest)}) and hit {hit.text} from it ({place_of(hit)}) "
        f"{joined}"
    )
    return finding(
        "coherence",
        f"distance from the border, {closest.zone}",
        (closest, hit),
        "consistent" if fits else conflict_word((closest, hit)),
        RULE_NEAREST,
        text,
        steps=(as_printed(closest), as_printed(hit)),
        number=f"{hit.text} / {closest.text}",
        conflict=not fits,
        would_hold_if=None
        if fits
        else f"{closest.text} is the distance of something else (such as the target), or the hit was "
        f"at least {value(closest.interval.low, 'length')} from the border",
    )


def _two_places(other: Stated, hit: Stated) -> Finding:
    text = (
        f"{other.text} is read as the distance of the {other.of} ({place_of(other)}), {hit.text} as that of the hit "
        f"({place_of(hit)}): two places, so the two agree"
    )
    return finding(
        "coherence",
        f"distance from the border, {hit.zone}",
        (other, hit),
        "consistent",
        RULE_TWO_PLACES,
        text,
        steps=(as_printed(other), as_printed(hit)),
        number=f"{hit.text} / {other.text}",
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
    said, first = (s.text or str(s.place) for s in pair)
    quantity = original.quantity.replace("_", " ")
    if fits:
        text = f"{said} ({variant.speaker}) is {first} passed on, read as {quantity}"
    else:
        text = f"{said} ({variant.speaker}) is not the {quantity} of the statement that it passes on, {first}"
    word: Word = "consistent" if fits else "differ"
    return finding(
        "coherence",
        f"{original.quantity.replace('_', ' ')}, as passed on",
        (variant, original),
        word,
        RULE_PASSED_ON,
        text,
        steps=(f"as passed on: {as_printed(variant)}", f"as first stated: {as_printed(original)}"),
        number=f"{first} / {said}",
        conflict=not fits,
        would_hold_if=None if fits else f"it is a slip for {first}, or passes on another statement",
    )
