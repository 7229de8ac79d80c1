"""How sure the answers of a case are, all of it together: on which borders, by what margin, and what would change it.

For each track of each claim: how it fares on every border edition (:mod:`airspace.survey`), what would flip its verdict
(:mod:`airspace.flip`), which input swings its margin (:mod:`airspace.swings`), what follows from what is not known of
border and positions (:mod:`airspace.chance`); and for each claim its families of paths (:mod:`airspace.families`).
Every part is asked of every claim alike, and nothing is added up to a score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product
from types import MappingProxyType

from airspace import numbers
from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.chance.run import ResultUncertainty, uncertainties
from airspace.chance.uncertainty import DEFAULT_SEED
from airspace.families.family import Family, families
from airspace.families.overlap import Overlap, overlap
from airspace.flip import Flip, flips
from airspace.incident import Incident
from airspace.language import _, mark, n_
from airspace.sensitivity import MovedRow, over_assumption
from airspace.survey import Survey, survey
from airspace.swings import PATH_MOVED, Swing, swings
from airspace.terms import role_name, verdict_word
from airspace.wording import listed, placed, sentence, slack, state

__all__ = ["Certainty", "ClaimSure", "Shared", "TrackSure", "certainty"]

Progress = Callable[[str], None]

NO_PATH = mark("No path can be built from what is stated, so nothing here can be more or less sure.")

COPIES = 10_000
"""Copies of each path: a share is then known to one per cent, which is finer than any page tells; what each input does
is told by the swings. ``airspace check --uncertainty`` goes on until the share settles."""


@dataclass(frozen=True)
class TrackSure:
    """How sure one track is. ``result``: on the edition it was solved on, or the first; None where no path fits.

    ``flip`` is of that result, ``other_flips`` of those that contradict it. ``over_course``: the path on each course of
    its assumption, held against every edition. What else needs a path is None, or empty, without one.
    """

    case: TrackCase
    result: TrackResult | None
    survey: Survey | None
    flip: Flip | None
    other_flips: tuple[Flip, ...]
    swings: tuple[Swing, ...]
    over_course: tuple[MovedRow, ...]
    uncertain: ResultUncertainty | None

    @property
    def headline(self) -> str:
        """One sentence: what the verdict is, on whose word, on how many borders, and what would change it."""
        if self.result is None or self.survey is None or self.flip is None:
            return _("No path fits, so there is nothing to be sure of.")
        parts = [_verdict(self.flip, self.result)]
        if (moved := _elsewhere(self.survey)) is not None:
            told = _("moved to the other border families it is {answers}", answers=moved)
            held = _("held against the border families it is {answers}", answers=moved)
            parts.append(held if self.survey.solved_on is None else told)
            if self.turns_on:
                turns = _(
                    "on {editions} that turns with the assumed {role}",
                    editions=listed(list(self.turns_on)), role=self._course,
                )  # fmt: skip
                parts[-1] = f"{parts[-1]} ({turns})"
        if self.flip.displacement is not None:
            found = self.flip.displacement
            parts.append(
                _(
                    "moved {distance} as a whole it would be {verdict}",
                    distance=numbers.distance(found.told_m), verdict=verdict_word(found.becomes),
                )
            )  # fmt: skip
        if (widest := self.widest) is not None:
            parts.append(_("what moves its margin most is {input}", input=widest))
        return sentence("; ".join(parts))

    @property
    def _course(self) -> str:
        """What the course that is assumed is to the path: its course or its heading."""
        return role_name(self.over_course[0].at.role)

    @property
    def turns_on(self) -> tuple[str, ...]:
        """Editions on which the path is inside on some courses of its assumption and outside on others."""
        margins: dict[str, list[float]] = {}
        for row in self.over_course:
            for name, margin_m in row.margins_m.items():
                margins.setdefault(name, []).extend([] if margin_m is None else [margin_m])
        return tuple(name for name, found in margins.items() if found and min(found) < 0 < max(found))

    @property
    def brief(self) -> tuple[str, ...]:
        """The headline in a few words each: on whose word, on how many borders, what would change it."""
        if self.result is None or self.survey is None or self.flip is None:
            return (_("No path fits."),)
        verdict = verdict_word(self.result.violation.verdict)
        decides = listed([_(given.name) for given in self.flip.hangs_on if given.decides])
        lines = [_("{verdict}, as it states ({inputs})", verdict=verdict, inputs=decides) if decides else verdict]
        if (moved := _elsewhere(self.survey)) is not None:
            told = _("moved to the other border families: {answers}", answers=moved)
            held = _("on the border families: {answers}", answers=moved)  # built on none of them
            lines.append(held if self.survey.solved_on is None else told)
        if self.turns_on:
            on = listed(list(self.turns_on))
            lines.append(_("on {editions} it turns with the assumed {role}", editions=on, role=self._course))
        if self.flip.displacement is not None:
            far = numbers.distance(self.flip.displacement.told_m)
            lines.append(_("{distance} would change it", distance=far))
        return tuple(sentence(line) for line in lines)

    @property
    def widest(self) -> str | None:
        """The input that moves the margin most, with the ends of the margin; None if nothing does."""
        moving = [s for s in self.swings if s.margin_low_m is not None and s.width_m >= 1.0]
        if not moving:
            return None
        first = moving[0]
        low, high = (_slack(v) for v in (first.margin_low_m, first.margin_high_m) if v is not None)
        name = _("border edition") if first.name == PATH_MOVED else _(first.name)
        return _("the {input} ({low} to {high})", input=name, low=low, high=high)


def _elsewhere(found: Survey) -> str | None:
    """``outside on 1 of 3, undetermined on 2``: what a border cannot decide is undetermined, whatever it draws."""
    answers = [family.answer if family.decisive else "undetermined" for family in found.moved]
    counts = [(answer, answers.count(answer)) for answer in ("inside", "outside", "divided", "undetermined")]
    met = [(verdict_word(answer), count) for answer, count in counts if count]
    if not met:
        return None
    first = _("{answer} on {count} of {of}", answer=met[0][0], count=met[0][1], of=len(answers))
    return ", ".join([first, *(_("{answer} on {count}", answer=answer, count=count) for answer, count in met[1:])])


def _slack(margin_m: float) -> str:
    """A margin in words: how deep, or how far off."""
    return slack(numbers.distance(abs(margin_m)), deep=margin_m > 0)


def _verdict(flip: Flip, result: TrackResult) -> str:
    """``inside Türkiye on osm-2026c, because its length inside (1.15 mi) says so``."""
    text = placed(result.violation.verdict, state(result.zone))
    if result.edition:
        text = _("{verdict} on {edition}", verdict=text, edition=result.edition)
    decides = [f"{given.name} ({numbers.localised(given.stated)})" for given in flip.hangs_on if given.decides]
    if decides:
        return n_(
            "{verdict}, because its {inputs} says so", "{verdict}, because its {inputs} say so",
            len(decides), verdict=text, inputs=listed(decides),
        )  # fmt: skip
    return text


@dataclass(frozen=True)
class ClaimSure:
    """How sure the answers about one claim are."""

    claim_id: str
    tracks: tuple[TrackSure, ...]
    families: tuple[Family, ...]

    @property
    def headline(self) -> str:
        """The headline of the first track, and which families are empty."""
        told = [self.tracks[0].headline] if self.tracks else []
        return " ".join([*told, *self._empty]) or _(NO_PATH)

    @property
    def brief(self) -> tuple[str, ...]:
        """The same in a few words each."""
        told = self.tracks[0].brief if self.tracks else ()
        return (*told, *self._empty) or (_(NO_PATH),)

    @property
    def _empty(self) -> tuple[str, ...]:
        count = sum(family.members.count == 0 for family in self.families)
        if not count:
            return ()
        if len(self.families) == 1:
            return (_("No path drawn meets its statements."),)
        of = len(self.families)
        return (_("Of {of} families of paths drawn to its statements {count} are empty.", of=of, count=count),)


@dataclass(frozen=True)
class Shared:
    """Two families of two claims, and which paths of the one the other allows."""

    first: Family
    second: Family
    overlap: Overlap


@dataclass(frozen=True)
class Certainty:
    """All claims of a case, and what the families of paths of two claims have in common."""

    incident: Incident
    claims: Mapping[str, ClaimSure]
    shared: tuple[Shared, ...]
    seed: int


def certainty(
    assessment: Assessment,
    *,
    seed: int = DEFAULT_SEED,
    workers: int = 1,
    progress: Progress = lambda _: None,
) -> Certainty:
    """Everything that says how sure an assessment of an incident is.

    Args:
        assessment: of an incident, on all editions that are to be tried; its claims are those told.
        seed: of everything drawn.

    Raises:
        ValueError: the assessment is of a track file.
    """
    incident = assessment.incident
    if incident is None:
        raise ValueError("how sure a case is, is asked of an incident")
    found_flips = flips(assessment, progress=lambda text: progress(f"what would change {text}"))
    own = tuple(result for case in assessment.cases if (result := _own(assessment, case)) is not None)
    drawn = uncertainties(
        replace(assessment, results=own), seed=seed, workers=workers, most=COPIES, hold=False, progress=progress
    )
    claims = {}
    for claim_id in assessment.claims or incident.claims:
        tracks = []
        for case in (c for c in assessment.cases if c.claim_id == claim_id):
            progress(f"what {claim_id}/{case.track_id} hangs on")
            tracks.append(_track(incident, assessment, case, found_flips, drawn))
        sampled: tuple[Family, ...] = ()
        if incident.claims[claim_id].families:
            sampled = families(
                incident, claim_id, seed=seed, workers=workers, progress=lambda text: progress(f"paths of {text}")
            )
        claims[claim_id] = ClaimSure(claim_id, tuple(tracks), sampled)
    return Certainty(incident, MappingProxyType(claims), _shared(claims), seed)


def _own(assessment: Assessment, case: TrackCase) -> TrackResult | None:
    """The result that stands for a track: on the edition and zone it was solved on, else the first."""
    mine = [r for r in assessment.results if (r.claim_id, r.track_id) == (case.claim_id, case.track_id)]
    zone = case.reconstruction.zone if case.reconstruction is not None else None
    return next((r for r in mine if r.edition == case.solved_on and r.zone == zone), mine[0] if mine else None)


def _track(
    incident: Incident,
    assessment: Assessment,
    case: TrackCase,
    found: tuple[Flip, ...],
    drawn: tuple[ResultUncertainty, ...],
) -> TrackSure:
    result = _own(assessment, case)
    model = assessment.results[0].edge_model if assessment.results else "geodesic"  # one for all
    courses = over_assumption(incident, case, assessment.editions, _steps(case), model)
    if result is None:
        return TrackSure(case, None, None, None, (), (), courses, None)
    mine = [flip for flip in found if (flip.case.claim_id, flip.case.track_id) == (case.claim_id, case.track_id)]
    return TrackSure(
        case,
        result,
        survey(assessment, case, result.zone) if result.edition is not None else None,
        next((flip for flip in mine if flip.result is result), None),
        tuple(flip for flip in mine if flip.result is not result and flip.result.zone == result.zone),
        swings(incident, case, assessment, model),
        courses,
        next((entry for entry in drawn if entry.result is result), None),
    )


def _steps(case: TrackCase) -> int:
    """Courses tried over an assumption: a path that dips takes 20 times as long to solve, so fewer."""
    return 3 if case.reconstruction is not None and "heading" in case.reconstruction.inputs else 5


def _shared(claims: Mapping[str, ClaimSure]) -> tuple[Shared, ...]:
    """What families of different claims about one aircraft on one border have in common; an empty one has nothing."""
    found = []
    for one, other in combinations(claims.values(), 2):
        for a, b in product(one.families, other.families):
            if _comparable(a) == _comparable(b) and a.members.count and b.members.count:
                found.append(Shared(a, b, overlap(a, b)))
    return tuple(found)


def _comparable(family: Family) -> tuple[str, str, str, str]:
    """What two families must have in common to be held against each other."""
    case = family.case
    return case.aircraft, case.edition, case.area_id, case.zone_state
