"""What would change a verdict: the smallest displacement, clock error or height error, other editions, other edges.

For a path that was built from statements the verdict on its own border is an input and no finding; there the answer
also names the inputs that the verdict comes from. Which side a verdict is on makes no difference to how it is asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, get_args

from airspace import numbers
from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.displacement import ACCURACY_M, Displacement, displacement
from airspace.edges import EdgeModel
from airspace.incident import ResolvedInput
from airspace.language import Later, _, language, mark, n_
from airspace.limitshift import ClockShift, HeightShift, clock_shift, height_shift
from airspace.terms import quantity_name, role_name, verdict_word
from airspace.track import Track
from airspace.violation import Verdict, check_violation
from airspace.wording import listed, sentence
from airspace.zone import Zone, zone_about
from geodata import editions as borders
from geodata.editions import DEFAULT_EDITION
from geodata.zones import ZoneShape

__all__ = ["EdgeAnswer", "EditionAnswer", "Flip", "HangsOn", "flip_of", "flips"]

DECIDING = ("length", "distance", "depth")
"""Roles of the inputs that put a path on its side of the border: without it the solver has no place for the path."""

DECIDING_DIP = "lasts"  # a path that dips is placed by its depth and its time inside together

OF_A_STAY = frozenset(
    {"length_inside", "depth", "duration_inside", "entry_time", "exit_time", "violation_count", "distance_north_of"}
)
"""Quantities that are of a stay, so that whoever states one says that there was one."""

OF_AN_APPROACH = frozenset({"closest_distance", "closest_time"})
"""Quantities of a path that stays outside, by their definition."""

TOLD_M = 2 * ACCURACY_M
"""Where the least shift is known less well than this, the sentence says so: mostly it is known to ``ACCURACY_M``."""

_EDGES = {
    "geodesic": mark("geodesics"),
    "rhumb": mark("rhumb lines"),
    "planar": mark("lines straight in longitude and latitude"),
}


@dataclass(frozen=True, slots=True)
class EditionAnswer:
    """The verdict of the same path on another edition.

    ``margin_m`` is None where height or time keeps it out. ``by_construction``: the path was built on that edition.
    """

    edition: str
    family: str
    verdict: Verdict
    margin_m: float | None
    decisive: bool
    by_construction: bool


@dataclass(frozen=True, slots=True)
class EdgeAnswer:
    """The verdict of the same path on the same border with another line between its vertices."""

    edge_model: EdgeModel
    verdict: Verdict
    margin_m: float | None
    flips: bool


@dataclass(frozen=True, slots=True)
class HangsOn:
    """An input that a path was built from.

    ``decides``: the verdict comes from it; if it is withdrawn there is no such path and the verdict is open.
    ``presumes``: it is of a stay (or of a path that stays outside), so it takes the verdict for granted.
    """

    role: str
    name: str
    stated: str
    kind: Literal["statement", "assumption"]
    ref: str
    decides: bool
    presumes: bool


@dataclass(frozen=True, slots=True)
class Flip:
    """What would change one verdict.

    ``displacement`` is None where there is none, and ``displacement_why`` says why. ``editions``: those on which the
    same path has the other verdict, the nearest to that of this one first. ``edge_models``: all but the one in use.
    ``hangs_on``: the inputs of the path where the verdict is by construction, else empty. ``held``: how many other
    editions the path was held against.
    """

    case: TrackCase
    result: TrackResult
    displacement: Displacement | None
    displacement_why: str | None
    clock: ClockShift
    altitude: HeightShift
    editions: tuple[EditionAnswer, ...]
    edge_models: tuple[EdgeAnswer, ...]
    by_construction: bool
    hangs_on: tuple[HangsOn, ...] = field(default=())
    held: int = 0

    @property
    def sentence(self) -> str:
        """All of it in plain words, a sentence or a few."""
        told = [self._lead(), self._moved()]
        told += [_(found.sentence) for found in (self.clock, self.altitude) if found.becomes is not None]
        told += [_drawn_otherwise(edge) for edge in self.edge_models if edge.flips]
        return " ".join(told)

    def _lead(self) -> str:
        found, edition = self.result.violation.verdict, self.result.edition
        verdict = verdict_word(found)
        if self.by_construction:
            return self._built(verdict)
        if edition is None:
            return _("It is {verdict}.", verdict=verdict)
        if self.result.decisive or found == "undetermined":
            return _("On the border of {edition} it is {verdict}.", edition=edition, verdict=verdict)
        return _(
            "On the border of {edition}, which cannot decide it, it is {verdict}.", edition=edition, verdict=verdict
        )

    def _built(self, verdict: str) -> str:
        decides = [given for given in self.hangs_on if given.decides]
        presumes = [_(given.name) for given in self.hangs_on if given.presumes and not given.decides]
        stated = listed([f"{given.name} ({_stated(given)})" for given in decides])
        names = listed([_(given.name) for given in decides])
        text = n_(
            "Built to be {verdict}: its {stated} says so",
            "Built to be {verdict}: its {stated} say so",
            len(decides), verdict=verdict, stated=stated,
        )  # fmt: skip
        if presumes:
            taken = n_("its {inputs} presumes it", "its {inputs} presume it", len(presumes), inputs=listed(presumes))
            text = _("{clause}, and {other_clause}", clause=text, other_clause=taken)
        open_ = _("Without the {inputs} there is no such path, and the verdict is open.", inputs=names)
        return f"{text}. {open_}"

    def _moved(self) -> str:
        if self.result.violation.verdict == "undetermined":
            return _("There is nothing to flip: {why}.", why=_(str(self.result.violation.why)))
        found = self.displacement
        if found is None:
            text = _("no displacement is given: {why}", why=_(str(self.displacement_why)))
        else:
            text = _(
                "moved {distance} toward {bearing} as a whole it would be {verdict}",
                distance=numbers.distance(found.told_m),
                bearing=numbers.bearing(found.bearing_deg),
                verdict=verdict_word(found.becomes),
            )
            if found.distance_m - found.at_least_m > TOLD_M:
                least = numbers.distance(math.floor(found.at_least_m))
                certain = _("that no shift does of less than {distance} is certain", distance=least)
                text = f"{text} ({certain})"
        return sentence("; ".join(filter(None, (text, self._elsewhere()))))

    def _elsewhere(self) -> str:
        other = verdict_word(_other(self.result.violation.verdict) or "")
        if not self.editions:
            if self.held == 0:
                return ""
            return n_(
                "on the other border it is not {verdict} as it stands",
                "on none of the {count} other borders is it {verdict} as it stands",
                self.held, verdict=other,
            )  # fmt: skip
        names = [answer.edition for answer in self.editions]
        text = n_(
            "on the border of {editions} it is {verdict} as it stands",
            "on the borders of {editions} it is {verdict} as it stands",
            len(names), editions=listed(names), verdict=other,
        )  # fmt: skip
        built = [answer.edition for answer in self.editions if answer.by_construction]
        weak = [answer.edition for answer in self.editions if not answer.decisive and not answer.by_construction]
        if built:
            on = _("on {editions} by construction", editions=listed(built))
            text = f"{text} ({on if len(names) > 1 else _('by construction')})"
        if weak:
            cannot = _("{editions} cannot decide it", editions=listed(weak))
            text = f"{text}; {cannot if len(names) > 1 else _('that border cannot decide it')}"
        return text


def flips(
    assessment: Assessment,
    zones: Sequence[ZoneShape] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Flip, ...]:
    """What would change the verdicts of an assessment.

    For each track and zone: on the edition that the track was solved on (else the default, else the first it was
    checked on), and on every edition that contradicts it.

    Args:
        zones: shapes for results that do not carry their own.
        progress: told in words what is being done.

    Raises:
        ValueError: a result without a shape, of a zone that is neither a state's nor among ``zones``.
    """
    found = []
    for case in assessment.cases:
        if case.track is None:
            continue
        mine = [r for r in assessment.results if (r.claim_id or "", r.track_id) == (case.claim_id, case.track_id)]
        for same in _by_zone(mine):
            for result in _asked(same):
                progress(" ".join(filter(None, (f"{case.claim_id}/{case.track_id}".strip("/"), result.edition))))
                found.append(flip_of(case, result, _zone(case.track, result, zones), same))
    return tuple(found)


def flip_of(case: TrackCase, result: TrackResult, zone: Zone, same: Sequence[TrackResult] = ()) -> Flip:
    """What would change one verdict.

    Args:
        zone: the zone that the result is about.
        same: results of the same track against the same zone on other editions.

    Raises:
        ValueError: a case without a path.
    """
    track, violation = case.track, result.violation
    if track is None:
        raise ValueError(f"track '{case.track_id}' has no path, so there is no verdict to flip")
    found, why = displacement(track, zone, violation)
    others = [r for r in same if r.edition != result.edition]
    built = "verdict" in result.by_construction
    return Flip(
        case,
        result,
        displacement=found,
        displacement_why=why,
        clock=clock_shift(track, zone, violation),
        altitude=height_shift(track, zone, violation),
        editions=_contradicting(result, others),
        edge_models=tuple(_edges(track, result, zone)),
        by_construction=built,
        hangs_on=_hangs_on(case, violation.verdict) if built else (),
        held=len(others),
    )


def _by_zone(results: Sequence[TrackResult]) -> list[list[TrackResult]]:
    """Results of one track apart by zone; each zone of a file by itself, be it of the same name as another."""
    national: dict[str, list[TrackResult]] = {}
    for result in results:
        if result.edition is not None:
            national.setdefault(result.zone, []).append(result)
    return [*national.values(), *([result] for result in results if result.edition is None)]


def _asked(same: Sequence[TrackResult]) -> list[TrackResult]:
    """The result that stands for a track, and those that contradict it."""
    held = {result.edition: result for result in same}
    first = held.get(same[0].solved_on) or held.get(DEFAULT_EDITION) or same[0]
    other = _other(first.violation.verdict)
    return [first, *(result for result in same if result.violation.verdict == other)]


def _other(verdict: Verdict) -> str | None:
    """The verdict that contradicts one; nothing contradicts an undetermined one."""
    return {"inside": "outside", "outside": "inside"}.get(verdict)


def _zone(track: Track, result: TrackResult, zones: Sequence[ZoneShape]) -> Zone:
    if result.edition is not None:
        return zone_about(result.zone, result.edition, result.edge_model, track)
    if result.shape is not None:
        return Zone.of(result.shape, result.edge_model)
    named = [Zone.of(shape, result.edge_model) for shape in zones if shape.name == result.zone]
    for zone in named:
        if len(named) == 1 or check_violation(track, zone) == result.violation:
            return zone
    raise ValueError(f"zone '{result.zone}' is not among the shapes given")


def _contradicting(result: TrackResult, others: Sequence[TrackResult]) -> tuple[EditionAnswer, ...]:
    wanted = _other(result.violation.verdict)
    found = []
    for r in others:
        if r.edition is not None and r.violation.verdict == wanted:
            family, built = borders.edition(r.edition).family, "verdict" in r.by_construction
            found.append(EditionAnswer(r.edition, family, r.violation.verdict, r.violation.margin_m, r.decisive, built))
    return tuple(sorted(found, key=lambda a: float("inf") if a.margin_m is None else abs(a.margin_m)))


def _edges(track: Track, result: TrackResult, zone: Zone) -> Iterator[EdgeAnswer]:
    wanted = _other(result.violation.verdict)
    models: tuple[EdgeModel, ...] = get_args(EdgeModel)
    for model in models:
        if model == result.edge_model:
            continue
        if result.edition is not None:
            found = check_violation(track, zone_about(result.zone, result.edition, model, track))
        else:
            found = check_violation(track, Zone.of(zone.shape, model))
        yield EdgeAnswer(model, found.verdict, found.margin_m, found.verdict == wanted)


def _hangs_on(case: TrackCase, verdict: Verdict) -> tuple[HangsOn, ...]:
    """The inputs of a reconstruction; left out is what is compared with the path and not built in."""
    inputs = case.reconstruction.inputs if case.reconstruction is not None else {}
    roles = (*DECIDING, DECIDING_DIP) if "depth" in inputs else DECIDING
    taken = OF_A_STAY if verdict == "inside" else OF_AN_APPROACH
    return tuple(
        HangsOn(
            role, Later(partial(_named, role, given)), given.text, given.kind, given.ref,
            decides=role in roles, presumes=given.quantity in taken,
        )
        for role, given in inputs.items()
        if role != "stated_course"
    )  # fmt: skip


def _drawn_otherwise(edge: EdgeAnswer) -> str:
    return sentence(
        _(
            "with the edges of the border drawn as {lines} it would be {verdict}",
            lines=_(_EDGES[edge.edge_model]), verdict=verdict_word(edge.verdict),
        )
    )  # fmt: skip


def _stated(given: HangsOn) -> str:
    stated = numbers.localised(given.stated)
    return _("{stated}, assumed", stated=stated) if given.kind == "assumption" else stated


def _named(role: str, given: ResolvedInput) -> str:
    """What an input is called: its quantity, and the place that this is measured from, if any, by its English id."""
    name = quantity_name(given.quantity) if given.quantity else role_name(role)
    place = (given.place or "").replace("_", " ").replace("-", " ") if language() == "en" else ""
    return f"{name} {place}".rstrip()
