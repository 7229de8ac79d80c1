"""How one path fares on every border edition: held against each as it is, and solved anew on each.

Two questions, never mixed. *Moved*: is the path that was drawn once inside on another border. *Solved*: does that
border allow a path that meets the statements. Rival borders are scenarios, never averaged, and counted by independent
family. Margins are signed metres: how deep inside, or minus how far off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from airspace import numbers
from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.language import _, mark, n_
from airspace.terms import basis_word, verdict_word
from airspace.violation import Verdict
from airspace.wording import listed, sentence, slack, state
from geodata import editions as borders

__all__ = ["FEW_WORDS", "EditionRow", "FamilyAnswer", "Survey", "survey"]

FEW_WORDS = 60
"""What is said in more words than these is said in two sentences."""

Answer = Literal["inside", "outside", "undetermined", "divided"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition. A question that was not put to it has None in all its fields.

    ``moved_margin_m`` is None too where height or time keeps the path out. ``solved``: whether a path exists;
    if none does, ``solved_why`` says why, ``nearest`` what comes nearest, ``missing_m`` by how much it misses, where
    that is known. ``solved_by_construction``: the margin of a path solved here repeats an input. ``moved_at_coast``: an
    edition without a territorial sea was asked at a coast, so its answer says nothing.
    """

    edition: str
    family: str
    moved: Verdict | None = None
    moved_margin_m: float | None = None
    moved_decisive: bool | None = None
    moved_why: str | None = None
    solved: bool | None = None
    solved_margin_m: float | None = None
    solved_by_construction: bool | None = None
    solved_why: str | None = None
    nearest: str | None = None
    missing_m: float | None = None
    moved_at_coast: bool = False


@dataclass(frozen=True, slots=True)
class FamilyAnswer:
    """How an independent family answers for the moved path: its editions' verdict, or "divided" if they differ.

    ``margin_m`` is that of the edition nearest to the other answer, which is ``edition``; decisive if all are. Editions
    that end at the coast it turns on are left out, and if the family has no others it is ``at_coast``.
    """

    family: str
    edition: str
    answer: Answer
    margin_m: float | None
    decisive: bool
    at_coast: bool = False


@dataclass(frozen=True)
class Survey:
    """A path on all editions asked for. ``solved_on`` is None for a path that was given, not reconstructed."""

    claim_id: str
    track_id: str
    zone: str
    basis: str
    solved_on: str | None
    rows: tuple[EditionRow, ...]

    @property
    def moved(self) -> tuple[FamilyAnswer, ...]:
        """Answers of the families that the path was not built on."""
        own = borders.edition(self.solved_on).family if self.solved_on is not None else None
        held = [row for row in self.rows if row.moved is not None and row.family != own]
        return tuple(_answer([row for row in held if row.family == name]) for name in _families(held))

    @property
    def solved(self) -> tuple[tuple[str, bool], ...]:
        """Each family asked, and whether a path exists on any of its editions."""
        asked = [row for row in self.rows if row.solved is not None]
        return tuple((name, any(r.solved for r in asked if r.family == name)) for name in _families(asked))

    @property
    def sentence(self) -> str:
        """Both answers in plain words: one sentence, or two if they are many."""
        moved, anew = self._moved_sentence(), self._anew_text()
        told = "; ".join(text for text in (moved, anew) if text)
        if anew and len(told.split()) > FEW_WORDS:
            return f"{sentence(moved)} {sentence(anew)}"
        return sentence(told)

    def _moved_sentence(self) -> str:
        others, basis = len(self.moved), basis_word(self.basis)
        if self.solved_on is None:
            text = n_(
                "Held against {count} border family ({basis}), it is {answers}",
                "Held against {count} border families ({basis}), it is {answers}",
                others, basis=basis, answers=self._answers(),
            )  # fmt: skip
            return text.rstrip()  # no edition but its own, so no answer
        own = next((row for row in self.rows if row.edition == self.solved_on), None)
        if own is not None and own.solved is False:
            why = _none(own)
            return _("On {edition} no path meets the claim's statements: {why}", edition=self.solved_on, why=why)
        built = _("Built from the claim's statements on {edition} ({basis})", edition=self.solved_on, basis=basis)
        if not others:
            return _("{built}, it was held against no other border family", built=built)
        return n_(
            "{built}; moved to the other border family it is {answers}",
            "{built}; moved to the other border families it is {answers}",
            others, built=built, answers=self._answers(),
        )  # fmt: skip

    def _answers(self) -> str:
        """Verdicts counted, each with its distances, and those told apart that are finer than the border."""
        found = [family for family in self.moved if not family.at_coast]
        told: list[str] = []
        for answer in ANSWERS if found else ():
            same = [family for family in found if family.answer == answer]
            if same or answer == "inside":
                text = _("{answer} on {count}", answer=verdict_word(answer), count=len(same))
                if answer == "inside":
                    zone = state(self.zone)
                    text = _("inside {zone} on {count} of {of}", zone=zone, count=len(same), of=len(found))
                told.append(" ".join(filter(None, (text, _by(answer, same)))))
        fine = _too_fine(found)
        text = f"{', '.join(told)}{f', {fine}' if fine else ''}"
        coast = [family.edition for family in self.moved if family.at_coast]
        if not coast:
            return text
        return "; ".join(filter(None, (text, _("no answer on {editions}: no territorial sea", editions=listed(coast)))))

    def _anew_text(self) -> str:
        found = self.solved
        if not found or (len(found) == 1 and self.solved_on is not None):
            return ""
        with_path = [name for name, exists in found if exists]
        rows = [row for row in self.rows if row.solved is False and row.family not in with_path]
        none = [f"{row.edition} ({_none(row)})" for row in _first_of_family(rows) if row.edition != self.solved_on]
        if len(with_path) == len(found):
            text = _("solved anew, a path exists on all {count} families", count=len(found))
        else:
            text = _(
                "solved anew, a path exists on {count} of {of} families", count=len(with_path), of=len(found)
            )  # fmt: skip
        margins = self._range_text()
        text = f"{text} ({margins})" if margins else text
        return f"{text}; {_('none on {editions}', editions=listed(none))}" if none else text

    def _range_text(self) -> str:
        """Least and greatest margin of the paths solved anew, and whether it is an input."""
        rows = [row for row in self.rows if row.solved and row.solved_margin_m is not None]
        margins = [row.solved_margin_m for row in rows if row.solved_margin_m is not None]
        if not margins or min(margins) * max(margins) <= 0:
            return ""
        low, high = sorted(map(abs, (min(margins), max(margins))))
        text = slack(numbers.span(low, high, 1.0, "m"), deep=min(margins) > 0)
        return f"{text}, {_('by construction')}" if all(row.solved_by_construction for row in rows) else text


def survey(assessment: Assessment, case: TrackCase, zone: str | None = None) -> Survey:
    """One row for each edition of an assessment.

    Args:
        case: a track of the assessment.
        zone: ISO 3166 alpha-3 code of a state that the track was checked against. By default the one it was built for,
            else the first it was checked against.

    Raises:
        ValueError: the assessment does not check the track against that zone on any edition.
    """
    mine = [r for r in assessment.results if (r.claim_id or "", r.track_id) == (case.claim_id, case.track_id)]
    national = [result for result in mine if result.edition is not None]
    wanted = zone or (case.reconstruction.zone if case.reconstruction else national[0].zone if national else "")
    held = {result.edition: result for result in national if result.zone == wanted}
    again = {
        solved.solved_on: (solved, result)
        for solved, result in assessment.solved_again
        if (solved.claim_id, solved.track_id) == (case.claim_id, case.track_id)
        and solved.reconstruction is not None
        and solved.reconstruction.zone == wanted
    }
    if not held and not again:
        raise ValueError(f"track '{case.track_id}' is not checked against '{wanted}' on any border edition")
    rows = [_row(edition, held.get(edition), again.get(edition)) for edition in assessment.editions]
    return Survey(case.claim_id, case.track_id, wanted, case.basis, case.solved_on, tuple(rows))


def _row(edition: str, moved: TrackResult | None, again: tuple[TrackCase, TrackResult | None] | None) -> EditionRow:
    solved = again[0].reconstruction if again is not None else None
    result = again[1] if again is not None else None
    return EditionRow(
        edition,
        borders.edition(edition).family,
        moved=moved.violation.verdict if moved else None,
        moved_margin_m=moved.violation.margin_m if moved else None,
        moved_decisive=moved.decisive if moved else None,
        moved_why=moved.why if moved else None,
        solved=solved.track is not None if solved else None,
        solved_margin_m=result.violation.margin_m if result else None,
        solved_by_construction="margin_m" in result.by_construction if result else None,
        solved_why=solved.why if solved else None,
        nearest=solved.nearest if solved else None,
        missing_m=solved.missing_m if solved else None,
        moved_at_coast=moved is not None and "coast" in moved.violation.decided_at,
    )


def _families(rows: Sequence[EditionRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.family for row in rows))


def _first_of_family(rows: Sequence[EditionRow]) -> list[EditionRow]:
    return list({row.family: row for row in reversed(rows)}.values())[::-1]


def _answer(rows: Sequence[EditionRow]) -> FamilyAnswer:
    at_sea = [row for row in rows if not row.moved_at_coast]
    rows = at_sea or rows
    verdicts: set[Answer] = {row.moved for row in rows if row.moved is not None}
    nearest = min(rows, key=lambda row: float("inf") if row.moved_margin_m is None else abs(row.moved_margin_m))
    answer: Answer = verdicts.pop() if len(verdicts) == 1 else "divided"
    decisive = all(row.moved_decisive for row in rows)
    return FamilyAnswer(rows[0].family, nearest.edition, answer, nearest.moved_margin_m, decisive, not at_sea)


def _by(answer: str, found: Sequence[FamilyAnswer]) -> str:
    """``(by 455 m on dcw, 686 m on wdbii)``."""
    if not found:
        return ""
    if answer == "divided":
        return _("(among the editions of {families})", families=listed([family.family for family in found]))
    if answer == "undetermined":
        return _("(at the border on {editions})", editions=listed([family.edition for family in found]))
    told = [_apart(family) for family in found]
    return _("(by {distances})", distances=", ".join(told))


def _apart(family: FamilyAnswer) -> str:
    if family.margin_m is None:
        return _("height or time on {edition}", edition=family.edition)
    return _("{distance} on {edition}", distance=numbers.distance(abs(family.margin_m)), edition=family.edition)


def _too_fine(found: Sequence[FamilyAnswer]) -> str:
    """Which of the answers the borders cannot carry. The numbers stand beside it all the same."""
    fine = [family.edition for family in found if not family.decisive]
    if not fine:
        return ""
    if len(fine) == len(found) > 1:
        return _("which is finer than these borders can answer")
    return _("which is finer than {editions} can answer", editions=listed(fine))


def _none(row: EditionRow) -> str:
    """Why there is no path, at the length of a clause."""
    if row.missing_m is not None:
        return _("{distance} are missing", distance=numbers.distance(row.missing_m))
    return _(str(row.nearest or row.solved_why or mark("the statements leave none")))
