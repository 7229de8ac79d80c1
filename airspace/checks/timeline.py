"""Timeline: the order of stated instants, and the arithmetic of instants and durations, on one clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

from airspace.case import Case
from airspace.findings import Finding, Value, conflict_word, finding, in_calendar, interval_list
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.readings import Stated, together
from airspace.terms import event_word, quantity_name
from airspace.wording import as_printed, as_stated, span

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Times")
QUESTION = mark("Do the stated instants and durations add up, and are they in an order that can be?")
RULE_SUM = mark(
    "An instant plus a duration is an instant, and durations of parts add up to that of the whole, within the rounding "
    "of each"
)
RULE_ORDER = mark(
    "A take-off is not after a detection, an entry or the hit, and an entry not after the exit or the hit, all on one "
    "clock (UTC)"
)
RULE_NEEDED = mark("What needs longer than there was cannot have been begun in time")

SUMS = (
    (mark("patrol adds up"), "patrol_start", "patrol_duration", "patrol_end"),
    (mark("time in the air adds up"), "take_off_time", "flight_duration", "hit_time"),
    (mark("time inside adds up"), "entry_time", "duration_inside", "exit_time"),
    (mark("response from the ground adds up"), "preparation_time", "path_duration", "response_time"),
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
    figures = {"first": as_stated(a), "second": as_stated(b), "total": as_stated(c), "sum": said}
    if fits:
        text = _("{first} and {second} give {sum}: they add up to {total}", **figures)
    else:
        text = _("{first} and {second} give {sum}: they do not add up to {total}", **figures)
    return finding(
        "timeline",
        _(test),
        (a, b, c),
        "consistent" if fits else conflict_word((a, b, c)),
        _(RULE_SUM),
        text,
        computed={"sum_unix_s" if c.dimension == "time" else "sum_s": interval_list(given)},
        steps=(*(as_printed(s) for s in (a, b, c)), _("sum = {sum}", sum=span(given, c.dimension))),
        number=said,
        conflict=not fits,
        would_hold_if=None
        if fits
        else _("the {quantity} was {needed}", quantity=quantity_name(b.quantity), needed=span(needed, "duration")),
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
            _("time on radar adds up"),
            (off, lead, hit, tracked),
            "consistent" if fits else conflict_word((off, lead, hit, tracked)),
            _(RULE_SUM),
            _radar_told((off, lead, hit, tracked), ends, fits=fits),
            computed={"seen_unix_s": interval_list(seen), "tracked_since_unix_s": interval_list(again)},
            steps=tuple(as_printed(s) for s in (off, lead, hit, tracked)),
            number=f"{ends[0]} / {ends[1]}",
            conflict=not fits,
            would_hold_if=None
            if fits
            else _("the time on radar was {needed}", needed=span(hit.interval - seen, "duration")),
        )


def _radar_told(taken: tuple[Stated, ...], ends: list[str], *, fits: bool) -> str:
    off, lead, hit, tracked = map(as_stated, taken)
    said = {"off": off, "lead": lead, "seen": ends[0], "hit": hit, "tracked": tracked, "since": ends[1]}
    if fits:
        return _(
            "take-off at {off} and {lead} give {seen}; the hit at {hit} less {tracked} gives {since}: they agree "
            "within the rounding",
            **said,
        )
    return _(
        "take-off at {off} and {lead} give {seen}; the hit at {hit} less {tracked} gives {since}: they do not agree",
        **said,
    )


def _order(case: Case, claim_id: str) -> Iterator[Finding]:
    for earlier, later in ORDER:
        for first, second in case.combinations(claim_id, earlier, later):
            fits = first.interval.low <= second.interval.high
            told = {
                "first": _named(first),
                "first_time": span(first.interval, "time"),
                "second": _named(second),
                "second_time": span(second.interval, "time"),
            }
            if fits:
                text = _("{first} ({first_time}) and {second} ({second_time}) are in an order that can be", **told)
            else:
                text = _("{first} ({first_time}) and {second} ({second_time}) are the wrong way round", **told)
            latest = span(Interval(-math.inf, second.interval.high), "time")
            yield finding(
                "timeline",
                _("order of events"),
                (first, second),
                "consistent" if fits else conflict_word((first, second)),
                _(RULE_ORDER),
                text,
                steps=(as_printed(first), as_printed(second)),
                number=f"{as_stated(first)} / {as_stated(second)}",
                conflict=not fits,
                would_hold_if=None if fits else _("{event} was {latest}", event=_named(first), latest=latest),
            )


def _named(stated: Stated) -> str:
    return event_word({"take_off_time": "take-off"}.get(stated.quantity, stated.quantity.removesuffix("_time")))


def _needed(case: Case, claim_id: str) -> Iterator[Finding]:
    for needed, there in case.combinations(claim_id, ("response_time",), ("available_time",)):
        short = needed.interval - there.interval
        computed: dict[str, Value] = {"short_by_s": interval_list(short)}
        in_time = short.low <= 0
        figures = {"needed": as_stated(needed), "there": as_stated(there)}
        if in_time:
            text = _("{needed} needed and {there} there: a start from the ground could have been in time", **figures)
        else:
            text = _(
                "{needed} needed and {there} there: a start from the ground would have come {late} late",
                late=span(Interval(max(short.low, 0), short.high), "duration"),
                **figures,
            )
        yield finding(
            "timeline",
            _("time needed and time there was"),
            (needed, there),
            "consistent",
            _(RULE_NEEDED),
            text,
            computed=computed,
            steps=(
                as_printed(needed),
                as_printed(there),
                _("difference = {difference}", difference=span(short, "duration")),
            ),
            number=span(short, "duration"),
        )
