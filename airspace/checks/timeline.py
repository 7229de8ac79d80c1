"""Timeline: the order of stated instants, and the arithmetic of instants and durations, on one clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

from airspace.case import Case
from airspace.findings import Finding, Value, conflict_word, finding, in_calendar, interval_list
from airspace.interval import Interval
from airspace.readings import Stated, together
from airspace.wording import as_printed, listed, span

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Times"
QUESTION = "Do the stated instants and durations add up, and are they in an order that can be?"
RULE_SUM = (
    "An instant plus a duration is an instant, and durations of parts add up to that of the whole, within the rounding "
    "of each"
)
RULE_ORDER = (
    "A take-off is not after a detection, an entry or the hit, and an entry not after the exit or the hit, all on one "
    "clock (UTC)"
)
RULE_NEEDED = "What needs longer than there was cannot have been begun in time"

SUMS = (
    ("patrol", "patrol_start", "patrol_duration", "patrol_end"),
    ("time inside", "entry_time", "duration_inside", "exit_time"),
    ("response from the ground", "preparation_time", "path_duration", "response_time"),
)
"""Test, and the quantities of a + b = c."""

_HIT = ("hit_time", "engagement_time")
ORDER = (
    (("take_off_time",), ("detection_time", "entry_time", *_HIT)),
    (("entry_time",), ("exit_time", *_HIT)),
)
"""The first no later than any of the others. An aircraft may enter before it is seen, and be hit before it leaves."""


def run(case: Case, claim_id: str) -> list[Finding]:
    """Sums, the way from take-off to the hit, order, and what was needed against what there was."""
    return [*_sums(case, claim_id), *_under_radar(case, claim_id), *_order(case, claim_id), *_needed(case, claim_id)]


def _sums(case: Case, claim_id: str) -> Iterator[Finding]:
    for test, first, second, total in SUMS:
        for a, b, c in case.combinations(claim_id, (first,), (second,), (total,)):
            if c.dimension != "time" or in_calendar(a.interval + b.interval):
                yield _sum(test, a, b, c)


def _sum(test: str, a: Stated, b: Stated, c: Stated) -> Finding:
    given = a.interval + b.interval
    fits = given.overlaps(c.interval)
    said = span(Interval.at(a.value_si + b.value_si), c.dimension)
    needed = c.interval - a.interval
    word = "add up to" if fits else "do not add up to"
    return finding(
        "timeline",
        f"{test} adds up",
        (a, b, c),
        "consistent" if fits else conflict_word((a, b, c)),
        RULE_SUM,
        f"{a.text} and {b.text} give {said}: they {word} {c.text}",
        computed={"sum_unix_s" if c.dimension == "time" else "sum_s": interval_list(given)},
        steps=(*(as_printed(s) for s in (a, b, c)), f"sum = {span(given, c.dimension)}"),
        number=said,
        conflict=not fits,
        would_hold_if=None if fits else f"the {b.quantity.replace('_', ' ')} was {span(needed, 'duration')}",
    )


def _under_radar(case: Case, claim_id: str) -> Iterator[Finding]:
    """Take-off and the time to detection against the hit and how long the aircraft had then been on radar."""
    pools = (
        case.readings(claim_id, "take_off_time"),
        case.readings(claim_id, "lead_time", of="detection"),
        case.readings(claim_id, "hit_time"),
        case.readings(claim_id, "tracked_for"),
    )
    for off, lead, hit, tracked in filter(together, product(*pools)):
        seen, again = off.interval + lead.interval, hit.interval - tracked.interval
        if not in_calendar(seen, again):
            continue
        fits = seen.overlaps(again)
        ends = [span(Interval.at(v), "time") for v in (off.value_si + lead.value_si, hit.value_si - tracked.value_si)]
        yield finding(
            "timeline",
            "time on radar adds up",
            (off, lead, hit, tracked),
            "consistent" if fits else conflict_word((off, lead, hit, tracked)),
            RULE_SUM,
            f"take-off at {off.text} and {lead.text} give {ends[0]}; the hit at {hit.text} less {tracked.text} gives "
            f"{ends[1]}: {'they agree within the rounding' if fits else 'they do not agree'}",
            computed={"seen_unix_s": interval_list(seen), "tracked_since_unix_s": interval_list(again)},
            steps=tuple(as_printed(s) for s in (off, lead, hit, tracked)),
            number=f"{ends[0]} / {ends[1]}",
            conflict=not fits,
            would_hold_if=None if fits else f"the time on radar was {span(hit.interval - seen, 'duration')}",
        )


def _order(case: Case, claim_id: str) -> Iterator[Finding]:
    for earlier, later in ORDER:
        for first, second in case.combinations(claim_id, earlier, later):
            fits = first.interval.low <= second.interval.high
            told = (
                f"{_named(first)} ({span(first.interval, 'time')}) and {_named(second)} "
                f"({span(second.interval, 'time')})"
            )
            yield finding(
                "timeline",
                "order of events",
                (first, second),
                "consistent" if fits else conflict_word((first, second)),
                RULE_ORDER,
                f"{told} are {'in an order that can be' if fits else 'the wrong way round'}",
                steps=(as_printed(first), as_printed(second)),
                number=f"{first.text} / {second.text}",
                conflict=not fits,
                would_hold_if=None
                if fits
                else f"{_named(first)} was {span(Interval(-math.inf, second.interval.high), 'time')}",
            )


def _named(stated: Stated) -> str:
    return {"take_off_time": "take-off"}.get(stated.quantity, stated.quantity.removesuffix("_time"))


def _needed(case: Case, claim_id: str) -> Iterator[Finding]:
    for needed, there in case.combinations(claim_id, ("response_time",), ("available_time",)):
        short = needed.interval - there.interval
        computed: dict[str, Value] = {"short_by_s": interval_list(short)}
        in_time = short.low <= 0
        tail = (
            "could have been in time"
            if in_time
            else f"would have come {span(Interval(max(short.low, 0), short.high), 'duration')} late"
        )
        yield finding(
            "timeline",
            "time needed and time there was",
            (needed, there),
            "consistent",
            RULE_NEEDED,
            f"{listed([needed.text + ' needed', there.text + ' there'])}: a start from the ground {tail}",
            computed=computed,
            steps=(as_printed(needed), as_printed(there), f"difference = {span(short, 'duration')}"),
            number=span(short, "duration"),
        )
