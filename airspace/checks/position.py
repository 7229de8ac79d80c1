"""Position: stated places and stated distances of one event, against each other, a coast and the territorial sea.

A coast is coarse and no edition has baselines: what is measured is one-sided and says so. Distances are measured on
editions of land; the limit of a territorial sea is a stated or assumed breadth off the coast, and besides, where an
edition draws it, that line. What another claim states is put beside, never used as if this claim had said it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from airspace import numbers
from airspace.case import Case
from airspace.errors import UnknownNameError
from airspace.findings import Finding, Word, conflict_word, finding, interval_list
from airspace.interval import Interval
from airspace.language import _, mark
from airspace.offshore import (
    FROM_LINE,
    RULE_ONE_SIDED,
    RULE_SIDE,
    Breadth,
    breadth_of,
    event_of,
    far,
    stated_side,
    with_side,
)
from airspace.positionmath import (
    FromCoast,
    FromLimit,
    Spot,
    between,
    coast_editions,
    derived_from,
    from_coast,
    from_edges,
    sea_editions,
    spot,
)
from airspace.readings import Stated, together
from airspace.terms import quantity_name
from airspace.wording import as_printed, as_stated, either, listed, span, value

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Places and distances")
QUESTION = mark(
    "Do the stated place and the stated distances of an event go together, and on which side of the limit of a "
    "territorial sea do they lie?"
)
RULE_PLACED = mark(
    "How far a stated place lies from a coast is a matter of measuring; a stated distance has to be that, within what "
    "both are printed to and the coast is drawn to"
)
RULE_BETWEEN = mark(
    "How far apart two stated places of one event lie, and in which direction, is a matter of measuring"
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """On which side of the limit a place lies by one edition: the margin is positive inside; ``sure`` of that side.

    ``interval_m``: the margin over all that the place as printed may be.
    """

    edition: str
    margin_m: float
    interval_m: Interval
    sure: bool
    line: str

    @property
    def side(self) -> str:
        return "inside" if self.margin_m > 0 else "outside"


def run(case: Case, claim_id: str) -> list[Finding]:
    """Places against distances and the limit of the territorial sea, distances alone, and other claims' places."""
    return [
        *_placed(case, claim_id),
        *_sides(case, claim_id),
        *_others(case, claim_id),
        *_stated_between(case, claim_id),
    ]


def _positions(case: Case, claim_id: str) -> Iterator[tuple[Stated, Spot]]:
    """The stated places of events, each with its point; those taken from a border are left to other checks."""
    for said in case.readings(claim_id, "position"):
        if said.of is not None:
            try:
                yield said, spot(case.incident, str(said.place))
            except UnknownNameError:
                continue


# --- a place and a distance ------------------------------------------------------------------------------------------


def _placed(case: Case, claim_id: str) -> Iterator[Finding]:
    for said, at in _positions(case, claim_id):
        for far_off in case.readings(claim_id, *FROM_LINE):
            same = far_off.of == said.of and said.zone in (None, far_off.zone)
            if same and together((said, far_off)):
                coasts = _coasts(case, str(far_off.zone), at)
                if coasts:
                    yield _held_against(said, far_off, at, coasts)


def _coasts(case: Case, zone: str, at: Spot) -> list[FromCoast]:
    found = (from_coast(zone, name, at) for name in coast_editions(zone, case.editions))
    return [one for one in found if one is not None and not one.on_land]


def _held_against(said: Stated, far_off: Stated, at: Spot, coasts: Sequence[FromCoast]) -> Finding:
    taken = (said, far_off)
    one_sided = far_off.quantity == "distance_from_baseline"
    allowed = Interval(far_off.interval.low, math.inf) if one_sided else far_off.interval
    apart = max(allowed.gap(c.interval_m) for c in coasts)
    nearly = [allowed.gap(c.interval_m) <= c.slack_m for c in coasts]
    word: Word = "consistent" if apart == 0 else "indeterminate" if any(nearly) else conflict_word(taken)
    reach = Interval.hull(c.interval_m for c in coasts)
    middle = coasts[0].distance_m
    where = {"place": at.name, "distance": far(middle), "zone": far_off.zone, "editions": listed(_names(coasts))}
    if one_sided:
        first = _(
            "{place} lies {distance} from the coast of {zone} on {editions}, and not farther from its baseline.",
            **where,
        )
    else:
        first = _("{place} lies {distance} from the coast of {zone} on {editions}.", **where)
    told = {"stated": as_stated(far_off), "allowed": span(far_off.interval, "length"), "apart": value(apart, "length")}
    if word == "consistent":
        second = _("Stated: {stated} ({allowed}), which agrees.", **told)
    elif word == "indeterminate":
        second = _(
            "Stated: {stated} ({allowed}), which is {apart} off: less than the coast is drawn to, so it is open.",
            **told,
        )
    else:
        second = _("Stated: {stated} ({allowed}), which is {apart} off.", **told)
    return finding(
        "position",
        _("stated place and stated distance, {zone}", zone=far_off.zone),
        taken,
        word,
        _(RULE_ONE_SIDED) if one_sided else _(RULE_PLACED),
        f"{first} {second}",
        computed={
            "distance_m": {c.edition: interval_list(c.interval_m) for c in coasts},
            "coast_spacing_m": {c.edition: c.spacing_m for c in coasts},
        },
        steps=(as_printed(far_off), *map(_coast_line, coasts), _alone(coasts)),
        number=far(middle),
        conflict=word not in ("consistent", "indeterminate"),
        would_hold_if=None
        if word == "consistent"
        else either(
            [
                _("the distance was {distance}", distance=span(reach, "length")),
                _("it was counted from another line or of another event"),
            ]
        ),
    )


def _names(found: Sequence[FromCoast | FromLimit | _Answer]) -> list[str]:
    return [one.edition for one in found]


def _coast_line(coast: FromCoast) -> str:
    return _(
        "{edition}: {distance} from the coast ({range} with the printing of the place); the coast is drawn in segments "
        "of {spacing} on average there",
        edition=coast.edition,
        distance=far(coast.distance_m),
        range=span(coast.interval_m, "length"),
        spacing=value(coast.spacing_m, "length"),
    )


def _alone(coasts: Sequence[FromCoast]) -> str:
    if len(coasts) == 1:
        return _("no second edition of land holds this coast, so nothing shows how far it is off")
    reach = Interval(min(c.distance_m for c in coasts), max(c.distance_m for c in coasts))
    return _("the editions of land lie {apart} apart in this", apart=value(reach.high - reach.low, "length"))


# --- the limit of the territorial sea --------------------------------------------------------------------------------


def _sides(case: Case, claim_id: str) -> Iterator[Finding]:
    for said, at in _positions(case, claim_id):
        if said.zone is None:
            continue
        breadth = breadth_of(case, claim_id, said.zone)
        answers = [_by_coast(coast, breadth) for coast in _coasts(case, said.zone, at)]
        for name in sea_editions(said.zone, case.editions):
            answers.append(_by_limit(from_edges(case.zone(said.zone, name).edges, said.zone, name, at), breadth))
        if answers:
            yield _side(said, at, answers, breadth, stated_side(case, said))


def _by_coast(coast: FromCoast, breadth: Breadth) -> _Answer:
    margin = breadth.interval_m - coast.interval_m
    middle = breadth.interval_m.middle - coast.distance_m
    told = {
        "edition": coast.edition,
        "distance": far(coast.distance_m),
        "margin": value(abs(middle), "length"),
        "spacing": value(coast.spacing_m, "length"),
    }
    if middle > 0:
        line = _(
            "{edition}: {distance} from the coast, {margin} inside the limit counted from it (segments of {spacing} "
            "there); from a baseline seaward of the coast, farther inside",
            **told,
        )
        return _Answer(coast.edition, middle, margin, margin.low > coast.slack_m, line)
    line = _(
        "{edition}: {distance} from the coast, {margin} outside the limit counted from it (segments of {spacing} "
        "there); a baseline so far seaward of the coast would put it inside",
        **told,
    )
    return _Answer(coast.edition, middle, margin, False, line)


def _by_limit(limit: FromLimit, breadth: Breadth) -> _Answer:
    off = abs(limit.margin_m)
    told = {"edition": limit.edition, "margin": value(off, "length"), "breadth": breadth.printed}
    if limit.margin_m > 0:
        line = _(
            "{edition}: {margin} inside the limit that it draws; with {breadth} that is at least {least} from the "
            "baseline it was drawn from",
            least=far(max(0.0, breadth.interval_m.low - off)),
            **told,
        )
    else:
        line = _(
            "{edition}: {margin} outside the limit that it draws; with {breadth} that is {least} from the baseline it "
            "was drawn from",
            least=far(breadth.interval_m.low + off),
            **told,
        )
    least = min(abs(limit.interval_m.low), abs(limit.interval_m.high))
    one_side = limit.interval_m.low > 0 or limit.interval_m.high < 0
    return _Answer(limit.edition, limit.margin_m, limit.interval_m, one_side and least > limit.blur_m, line)


def _side_word(answers: Sequence[_Answer], side: Stated | None, taken: Sequence[Stated]) -> Word:
    sides = {a.side for a in answers}
    if len(sides) > 1 or not any(a.sure for a in answers):
        return "indeterminate"
    if side is None or side.choice in sides:
        return "consistent"
    return conflict_word(taken) if all(a.sure for a in answers) else "indeterminate"


def _side(said: Stated, at: Spot, answers: Sequence[_Answer], breadth: Breadth, side: Stated | None) -> Finding:
    taken = (said,) if side is None else (said, side)
    word = _side_word(answers, side, taken)
    inside = [a for a in answers if a.side == "inside"]
    told = {"place": at.name, "zone": said.zone, "breadth": breadth.printed, "margin": span(_reach(answers), "length")}
    if 0 < len(inside) < len(answers):
        outside = [a for a in answers if a.side == "outside"]
        first = _(
            "{place} lies inside the limit of the territorial sea of {zone} ({breadth}) on {some} and outside it on "
            "{others}.",
            some=listed(_names(inside)),
            others=listed(_names(outside)),
            **told,
        )
    elif inside:
        first = _("{place} lies {margin} inside the limit of the territorial sea of {zone} ({breadth}).", **told)
    else:
        first = _(
            "{place} lies {margin} outside the limit of the territorial sea of {zone} ({breadth}), unless its "
            "baseline lies so far seaward; no edition holds baselines.",
            **told,
        )
    return finding(
        "position",
        _("the {event} and the territorial sea of {zone}, by its place", event=event_of(said), zone=said.zone),
        (*taken, *breadth.stated),
        word,
        _(RULE_SIDE),
        with_side(first, word, side),
        computed={"margin_m": {a.edition: a.margin_m for a in answers}},
        steps=(
            *(a.line for a in answers),
            _("breadth of the territorial sea: {breadth}, taken as exact", breadth=breadth.printed),
        ),
        number=_margin_number(answers),
        assumed=breadth.assumed,
        conflict=word not in ("consistent", "indeterminate"),
        would_hold_if=None if word == "consistent" else _("the line that the breadth is counted from is known there"),
    )


def _reach(answers: Sequence[_Answer]) -> Interval:
    """How far off the limit, on whichever side, over the editions and over all that the place as printed may be."""
    ends = [(a.interval_m.low, a.interval_m.high) if a.margin_m > 0 else
            (-a.interval_m.high, -a.interval_m.low) for a in answers]  # fmt: skip
    return Interval.hull(Interval(max(0.0, low), high) for low, high in ends)


def _margin_number(answers: Sequence[_Answer]) -> str:
    sides = {a.side for a in answers}
    if len(sides) > 1:
        return _("inside or outside by the edition")
    margin = span(_reach(answers), "length")
    return _("{margin} inside", margin=margin) if "inside" in sides else _("{margin} outside", margin=margin)


# --- two places of one event -----------------------------------------------------------------------------------------


def _others(case: Case, claim_id: str) -> Iterator[Finding]:
    """Each stated place beside those that the other claims state for the same event."""
    for said, at in _positions(case, claim_id):
        for other_id in case.claims:
            if case.incident.claims[other_id].claimant == case.incident.claims[claim_id].claimant:
                continue
            for other, there in _positions(case, other_id):
                same = other.of == said.of and together((said, other))
                ids = (str(said.place), str(other.place))
                made = derived_from(case.incident, *ids) or derived_from(case.incident, *reversed(ids))
                if same and not made and not (said.variant_of or other.variant_of):
                    yield _beside(said, at, other, there)


def _beside(said: Stated, at: Spot, other: Stated, there: Spot) -> Finding:
    metres, azimuth, reach = between(at, there)
    agree = reach.low == 0
    told = {
        "other": there.name,
        "who": other.speaker,
        "distance": far(metres),
        "bearing": numbers.bearing(azimuth),
        "place": at.name,
    }
    if agree:
        text = _("{other} ({who}) lies {distance} from {place}: one place, as far as they are printed", **told)
    else:
        text = _("{other} ({who}) lies {distance}, bearing {bearing}, from {place}: two places for one event", **told)
    return finding(
        "position",
        _("the {event}, placed by two versions", event=event_of(said)),
        (said,),
        "consistent" if agree else "indeterminate",
        _(RULE_BETWEEN),
        text,
        computed={"distance_m": metres, "bearing_deg": azimuth},
        steps=(_point_line(at), _point_line(there)),
        number=far(metres),
        would_hold_if=None if agree else _("one of the two places is not that of the event"),
    )


def _point_line(at: Spot) -> str:
    return _(
        "{place}: {position}, known to {radius} as printed",
        place=at.name,
        position=numbers.coordinates(*at.point),
        radius=value(at.radius_m, "length"),
    )


def _stated_between(case: Case, claim_id: str) -> Iterator[Finding]:
    """Stated ranges and bearings from a place against the stated places of the same event."""
    for said, at in _positions(case, claim_id):
        for given in case.readings(claim_id, "range", "bearing"):
            known = given.place is not None and not derived_from(case.incident, str(said.place), given.place)
            if given.of == said.of and known and together((said, given)):
                yield _as_given(case, said, at, given)


def _as_given(case: Case, said: Stated, at: Spot, given: Stated) -> Finding:
    origin = spot(case.incident, str(given.place))
    metres, azimuth, reach = between(origin, at)
    if given.quantity == "range":
        apart, measured, number = given.interval.gap(reach), far(metres), far(metres)
        off = value(apart, "length")
    else:
        swing = math.degrees(math.asin(min(1.0, (origin.radius_m + at.radius_m) / max(metres, 1e-3))))
        turned = (azimuth - given.interval.middle + 180.0) % 360.0 - 180.0
        apart = max(0.0, abs(turned) - (given.interval.high - given.interval.low) / 2 - swing)
        measured = number = numbers.bearing(azimuth)
        off = value(apart, "angle")
    taken = (said, given)
    fits = apart == 0
    told = {
        "place": at.name,
        "origin": origin.name,
        "measured": measured,
        "stated": as_stated(given),
        "who": given.speaker,
        "off": off,
    }
    if fits:
        text = _("from {origin}, {place} lies {measured}; stated: {stated} ({who}), which agrees", **told)
    else:
        text = _("from {origin}, {place} lies {measured}; stated: {stated} ({who}), which is {off} off", **told)
    return finding(
        "position",
        _("stated place and stated {quantity}", quantity=quantity_name(given.quantity)),
        taken,
        "consistent" if fits else conflict_word(taken),
        _(RULE_BETWEEN),
        text,
        computed={"distance_m": metres, "bearing_deg": azimuth},
        steps=(as_printed(given), _point_line(origin), _point_line(at)),
        number=number,
        conflict=not fits,
        would_hold_if=None if fits else _("one of the two is of another place"),
    )
