"""By how much each input of a reconstruction swings its margin, one at a time: a tornado, and no probability.

Margin: signed metres of slack on the edition a path was solved on, depth inside or minus distance outside. One input
runs over its interval, or is read in another way, while all others stay; the track is solved anew for each setting.
Inputs move together in life and their swings do not add up; the widest only says what the answer hangs on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import numpy as np

from airspace.assessment import Assessment, TrackCase
from airspace.edges import EdgeModel
from airspace.incident import Incident, ResolvedInput
from airspace.language import Later, _, mark
from airspace.numbers import distance, localised
from airspace.reconstruct import Reconstruction, reconstruct
from airspace.survey import EditionRow, survey
from airspace.terms import edge_model_name, role_name
from airspace.violation import check_violation
from airspace.wording import listed, value
from airspace.zone import national_zone

__all__ = ["COURSE_STEP_DEG", "Swing", "SwingKind", "swings"]

SwingKind = Literal["statement", "assumption", "reading", "edge model", "edition"]
EDGE_MODELS: tuple[EdgeModel, ...] = get_args(EdgeModel)

COURSE_STEP_DEG = 5.0
"""A course is tried this often, since what it does to a path over a crooked border need not be monotone. Over a stay of
3 km it is 260 m abeam, less than editions differ."""

DIRECTIONS = ("course", "heading")
EXTENTS = ("length", "depth", "distance")
PACES = ("lasts", "speed")
"""Roles that set a path's clock, and over it the length of a dip and of leads drawn by time."""
LEADS = ("lead_in", "lead_out")
SAME_FIGURE = ("quantity", "zone", "figure", "sense", "of")
"""What two readings have in common that read one figure of one statement."""

FIXED = mark("the margin repeats the stated figure, so its width is an input and no finding")
CLOCK_ONLY = mark("sets the clock and the drawn leads, not where the path lies; a longer lead can rule a path out")
ENDS_ONLY = mark("only the ends were tried, and all that was asked is whether there is a path")
OPEN_ENDED = mark("the figure is open at one end, which was not tried")

AT_MOST = mark("at the most: no margin changes by more than the path is moved")
POSITIONS = Later(lambda: _("positions, as exact as they are"))
PATH_MOVED = Later(lambda: _("border edition, path moved"))
EDITIONS_ANEW = Later(lambda: _("border edition, solved anew"))
EDGES_KEPT = Later(lambda: _("edge model, path kept"))
EDGES_ANEW = Later(lambda: _("edge model, solved anew"))


@dataclass(frozen=True, slots=True)
class Swing:
    """What one input does to the margin.

    ``low_text`` and ``high_text``: the ends it ran between. ``margin_low_m`` and ``margin_high_m``: the least and the
    greatest margin on any setting, ``at_low`` and ``at_high`` which settings these are; all four None (or empty) if
    there is no path on any. ``no_path``: the settings on which none exists. ``by_construction``: the margin repeats
    an input, so the swing is none of the border's.
    """

    name: str
    kind: SwingKind
    low_text: str
    high_text: str
    margin_low_m: float | None
    margin_high_m: float | None
    at_low: str
    at_high: str
    no_path: tuple[str, ...]
    by_construction: bool
    note: str | None

    @property
    def width_m(self) -> float:
        """Greatest less least margin; 0 if there is no path on any setting."""
        if self.margin_low_m is None or self.margin_high_m is None:
            return 0.0
        return self.margin_high_m - self.margin_low_m


def swings(
    incident: Incident, case: TrackCase, assessment: Assessment, edge_model: EdgeModel = "geodesic"
) -> tuple[Swing, ...]:
    """Every input of a reconstructed track that has more than one setting, the widest swing first.

    Args:
        case: a track of the assessment; for a given one there is nothing to solve and the answer is empty. One through
            stated positions, or traced on a picture, has its positions and the border.
        assessment: its editions are those tried.
        edge_model: the one that the case was solved with.
    """
    if case.stated is not None or case.traced is not None:
        return tuple(sorted(_of_positions(case, assessment), key=lambda swing: (-swing.width_m, swing.name)))
    if case.reconstruction is None:
        return ()
    run = _Run(incident, case, case.reconstruction, edge_model)
    found = [*_over_intervals(run), *_over_readings(run), *_over_edge_models(run), *_over_editions(run, assessment)]
    return tuple(sorted(found, key=lambda swing: (-swing.width_m, swing.name)))


Settings = dict[str, float | None]
"""Margin by setting in words; None where no path exists."""


class _Run:
    """A track that is solved again and again."""

    def __init__(self, incident: Incident, case: TrackCase, solved: Reconstruction, edge_model: EdgeModel) -> None:
        self.incident, self.case, self.solved, self.edge_model = incident, case, solved, edge_model
        self.fixed = "margin_m" in solved.by_construction
        self.base = self.margin(solved, edge_model)

    def margin(self, found: Reconstruction, edge_model: EdgeModel) -> float | None:
        """Margin of a solution on the border it was solved on; None without a path."""
        if found.track is None:
            return None
        return check_violation(found.track, national_zone(found.zone, found.edition, edge_model)).margin_m

    def again(
        self, overrides: Mapping[str, float | str], edge_model: EdgeModel | None = None, bend: bool = False
    ) -> float | None:
        """The margin with something changed. ``bend``: see ``near`` of :func:`reconstruct`, for a small change."""
        model, near = edge_model or self.edge_model, self.solved if bend else None
        claim_id, track_id = self.case.claim_id, self.case.track_id
        return self.margin(
            reconstruct(self.incident, claim_id, track_id, self.solved.edition, model, overrides, near), model
        )

    def swing(self, name: str, kind: SwingKind, margins: Settings, *notes: str, fixed: bool | None = None) -> Swing:
        """The swing over settings that are in order, their ends first and last."""
        fixed = self.fixed if fixed is None else fixed
        known = {text: margin for text, margin in margins.items() if margin is not None}
        low, high = (min(known, key=known.__getitem__), max(known, key=known.__getitem__)) if known else ("", "")
        texts = list(margins)
        told = [*notes, *([FIXED] if fixed else [])]
        return Swing(
            name, kind, texts[0], texts[-1], known.get(low), known.get(high), low, high,
            tuple(text for text in texts if margins[text] is None), fixed,
            Later(lambda: "; ".join(map(_, told))) if told else None,
        )  # fmt: skip


def _over_intervals(run: _Run) -> Iterator[Swing]:
    dips = run.solved.dip is not None
    for role, given in run.solved.inputs.items():
        if role not in (*DIRECTIONS, *EXTENTS, *PACES, *LEADS) or not math.isfinite(given.value_si):
            continue
        values = _values(given, fine=role in DIRECTIONS and not run.fixed)
        if len(values) < 2:
            continue
        bend = role in PACES
        margins: Settings = {}
        for v in values:
            margin_m = run.base if v == given.value_si else run.again({role: v}, bend=bend)
            margins[Later(partial(value, v, given.dimension))] = margin_m
        notes = [CLOCK_ONLY] if role in PACES and not dips else []
        notes += [ENDS_ONLY] if role in DIRECTIONS and run.fixed else []
        notes += [OPEN_ENDED] if not all(map(math.isfinite, given.interval_si)) else []
        yield run.swing(Later(partial(role_name, role)), given.kind, margins, *notes)


def _values(given: ResolvedInput, fine: bool) -> list[float]:
    """The settings of an interval in order: its ends, the value itself, and for a direction steps between."""
    low, high = (end if math.isfinite(end) else given.value_si for end in given.interval_si)
    if low == high:
        return []
    steps = math.ceil((high - low) / COURSE_STEP_DEG) if fine else 1
    return sorted({*map(float, np.linspace(low, high, steps + 1)), given.value_si})


def _over_readings(run: _Run) -> Iterator[Swing]:
    """The same figure of the same statement in another unit: readings of one quantity, zone, figure and aircraft."""
    case = run.case
    for role, given in run.solved.inputs.items():
        if given.kind != "statement" or role not in (*DIRECTIONS, *EXTENTS, *PACES, "north_limit"):
            continue
        name, _, used = given.ref.partition("/")
        statement = run.incident.statement(case.claim_id, name)
        own = statement.readings[used]
        margins: Settings = {Later(partial(_read_as, used, given.text)): run.base}
        for other, reading in statement.readings.items():
            same = all(getattr(reading, field) == getattr(own, field) for field in SAME_FIGURE)
            if other == used or not same or case.aircraft not in (reading.about or statement.about or (case.aircraft,)):
                continue
            margins[Later(partial(_read_as, other, str(reading.value)))] = run.again({role: f"{name}/{other}"})
        if len(margins) > 1:
            yield run.swing(Later(partial(_reading_of, role)), "reading", margins)


def _read_as(reading: str, figure: str) -> str:
    return f"{reading} ({localised(figure)})"


def _reading_of(role: str) -> str:
    return _("reading of {role}", role=role_name(role))


def _over_edge_models(run: _Run) -> Iterator[Swing]:
    """What line joins two vertices of the border: solved anew under each, and the drawn path held against each."""
    others = [model for model in EDGE_MODELS if model != run.edge_model]
    named = {model: Later(partial(edge_model_name, model)) for model in EDGE_MODELS}
    own: Settings = {named[run.edge_model]: run.base}
    anew: Settings = {**own, **{named[model]: run.again({}, model, bend=True) for model in others}}
    yield run.swing(EDGES_ANEW, "edge model", anew)
    if run.solved.track is not None:
        kept: Settings = {**own, **{named[model]: run.margin(run.solved, model) for model in others}}
        yield run.swing(EDGES_KEPT, "edge model", kept, fixed=False)


def _of_positions(case: TrackCase, assessment: Assessment) -> Iterator[Swing]:
    """A path that was not solved for: its positions as exact as they are, and the path on each border.

    No margin changes by more than the path is moved anywhere.
    """
    mine = ((r.claim_id, r.track_id) == (case.claim_id, case.track_id) for r in assessment.results if r.edition)
    rows = survey(assessment, case).rows if any(mine) else ()
    moved = {row.edition: row.moved_margin_m for row in _answering(rows) if row.moved_margin_m is not None}
    if moved and case.radius_m is not None:
        own, radius = next(iter(moved.values())), case.radius_m
        ends = [Later(partial(distance, end, radius / 10)) for end in (-radius, radius)]
        kind: SwingKind = "statement" if case.stated is not None else "reading"
        yield Swing(
            POSITIONS, kind, ends[0], ends[1], own - radius, own + radius, ends[0], ends[1], (), False, AT_MOST
        )  # fmt: skip
    if len(moved) > 1:
        coarse = [row.edition for row in rows if row.edition in moved and not row.moved_decisive]
        low, high = min(moved, key=moved.__getitem__), max(moved, key=moved.__getitem__)
        first, *_between, last = moved
        note = Later(partial(_finer, coarse)) if coarse else None
        yield Swing(PATH_MOVED, "edition", first, last, moved[low], moved[high], low, high, (), False, note)


def _over_editions(run: _Run, assessment: Assessment) -> Iterator[Swing]:
    """Both questions, as the assessment has answered them."""
    checked = any(
        (result.claim_id, result.track_id, result.zone) == (run.case.claim_id, run.case.track_id, run.solved.zone)
        for result in assessment.results
    )
    rows = survey(assessment, run.case, run.solved.zone).rows if checked else ()
    anew = {row.edition: row.solved_margin_m for row in _own_first(rows, run.solved.edition) if row.solved is not None}
    if len(anew) > 1:
        yield run.swing(EDITIONS_ANEW, "edition", anew)
    moved = [row for row in _own_first(_answering(rows), run.solved.edition) if row.moved_margin_m is not None]
    if len(moved) > 1:
        coarse = [row.edition for row in moved if not row.moved_decisive]
        notes = [Later(partial(_finer, coarse))] if coarse else []
        margins: Settings = {row.edition: row.moved_margin_m for row in moved}
        yield run.swing(PATH_MOVED, "edition", margins, *notes, fixed=False)


def _answering(rows: Sequence[EditionRow]) -> Sequence[EditionRow]:
    """Without editions asked at a coast that have no territorial sea: the way to a coast is another margin."""
    return [row for row in rows if not row.moved_at_coast] or rows


def _finer(coarse: list[str]) -> str:
    return _("finer than {editions} can answer", editions=listed(coarse))


def _own_first(rows: Sequence[EditionRow], edition: str) -> list[EditionRow]:
    return sorted(rows, key=lambda row: row.edition != edition)
