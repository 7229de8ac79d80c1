"""Section 2 of the report of a case: what each check computed, each claim with itself, the paths on the borders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from airspace import numbers
from airspace.answers import Answer, answers, spoken
from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.checks import CHECKS, check
from airspace.comparison import Comparison, Consistency
from airspace.exactness import exactness_text, finer_text, stop_text
from airspace.language import _, mark, n_
from airspace.matrix import FAILS, Row
from airspace.paper import Item, Items, Listing, Paragraph, Part, Section
from airspace.standing import conditions, conflicts_told, nearest_told, removals_told, standing
from airspace.summary import families_moved, families_solved, inputs_text, moved_sentence
from airspace.terms import basis_word, verdict_word
from airspace.wording import capital, listed, placed, sentence, state

__all__ = ["analysis", "check_places", "joined", "standing_place", "titled"]

Names = Mapping[str, str]

MOST_SETS: Final = 2
"""Sets of statements of an answer that is no conflict are told up to here, the others counted."""


def check_places(found: Comparison) -> dict[str, str]:
    """The number of the section of each check that found anything, in the order of the checks."""
    checks = {f.check for f in found.findings if f.word != "untestable"}
    ran = [check_id for check_id in CHECKS if check_id in checks]
    return {check_id: f"2.{number}" for number, check_id in enumerate(ran, start=1)}


def standing_place(found: Comparison) -> str:
    """The number of the section on how each claim stands with itself."""
    return f"2.{len(check_places(found)) + 1}"


def titled(test: str) -> str:
    """A test's name as a heading, codes of states as their names."""
    return capital(re.sub(r"\b[A-Z]{3}\b", lambda match: state(match.group()), test))


def joined(answer: Answer) -> str:
    """The sets of statements that took part and in how many combinations of readings; all of them for a conflict."""
    sets = answer.sets
    most = len(sets) if answer.word in FAILS else MOST_SETS
    told = "; ".join(" + ".join(names) for names in sets[:most])
    left = len(sets) - most
    if left > 0:
        told = n_(
            "{told}; and {count} more set of statements", "{told}; and {count} more sets of statements", left, told=told
        )
    return f"{told} ({answer.share})"


def analysis(assessment: Assessment, found: Comparison, names: Names) -> Section:
    """The analysis of a comparison and of the paths of the same incident."""
    places = check_places(found)
    paths = f"2.{len(places) + 2}"
    return Section(
        "2",
        _("Analysis"),
        (
            Paragraph(_(_METHOD), minor=True),
            *(_check(found, check_id, number, names) for check_id, number in places.items()),
            Section(standing_place(found), _("Each claim with itself"), _standing(found, names)),
            Section(paths, _("The reconstructed paths on the borders"), _paths(assessment, found, names)),
        ),
    )


_METHOD = mark(
    "A figure can have several readings: of its unit, its clock, its meaning. None is picked: every combination is "
    "tried, and an answer says in how many combinations it holds. Such a count weighs nothing: combinations are not "
    "equally likely, and it is no probability. Printed figures are intervals, as wide as their rounding."
)


# --- check by check -----------------------------------------------------------------------------------------------


def _check(found: Comparison, check_id: str, number: str, names: Names) -> Section:
    own = [f for f in found.findings if f.check == check_id and f.word != "untestable"]
    rules = tuple(sentence(rule) for rule in dict.fromkeys(f.rule for f in own))
    parts: list[Part] = [Paragraph(_(check(check_id).QUESTION), minor=True)]
    one = len(rules) == 1
    parts.append(Paragraph(_("Rule: {rule}", rule=rules[0])) if one else Listing(rules, lead=_("Rules:")))
    every = answers(own)
    for row in found.matrix:
        told = [a for claim in found.claims for a in every if (a.claim, a.test) == (claim, row.test)]
        if row.check == check_id and told:
            parts.append(_test(row, [a for a in told if not a.passed_on] or told, names))
    assumed = tuple(dict.fromkeys(sentence(line) for f in own for line in f.assumed))
    if assumed:
        parts.append(Listing(assumed, fold=_("Assumed by this check ({count})", count=len(assumed))))
    return Section(number, _(check(check_id).TITLE), tuple(parts))


def _test(row: Row, told: Sequence[Answer], names: Names) -> Items:
    """The answers of one test; where all are consistent, they may stay closed."""
    title = titled(row.test)
    agree = all(answer.word == "consistent" for answer in told)
    fold = f"{title}: {spoken('consistent')}" if agree else None
    return Items(tuple(_item(answer, names) for answer in told), title, _diagnostic(row), fold)


def _diagnostic(row: Row) -> str | None:
    """Why a test separates no claims; None where it does."""
    return None if row.diagnostic else _("Not diagnostic: {why}.", why=row.why)


def _item(answer: Answer, names: Names) -> Item:
    notes = [(_("Statements"), joined(answer))]
    if answer.would_hold_if is not None and answer.word != "consistent":
        name = _("Would be decided if") if answer.word == "indeterminate" else _("Would hold if")
        notes.append((name, answer.would_hold_if))
    claim = names[answer.claim]
    return Item(
        _("{claim}, as passed on", claim=claim) if answer.passed_on else claim,
        answer.number or answer.text, answer.word, notes=tuple(notes),
        claim=answer.claim, check=answer.check, test=answer.test, sets=answer.sets,
    )  # fmt: skip


# --- each claim with itself ---------------------------------------------------------------------------------------


def _standing(found: Comparison, names: Names) -> tuple[Part, ...]:
    text = _(
        "All statements of a claim that can be held against each other, taken together, under every combination of "
        "their readings; then each speaker who is in conflict with himself. Figures that outlets pass on are left "
        "out. The smallest sets to leave out say where a conflict sits, not which statement is at fault."
    )
    return (Paragraph(text, minor=True), Items(tuple(_stands(row, names) for row in found.consistency)))


def _stands(row: Consistency, names: Names) -> Item:
    of = row.combinations
    conflicts = [f"{' + '.join(c)}: {_found_by(by)} ({_share(n, of)})" for c, by, n in conflicts_told(row)]
    told = (
        (_("Cannot hold together"), conflicts),
        (_("All can hold"), list(conditions(row))),
        (_("The rest can hold without"), [f"{' + '.join(r)} ({_share(n, of)})" for r, n in removals_told(row)]),
        (_("Or with"), list(nearest_told(row))),
    )
    notes = tuple((name, lines[0] if len(lines) == 1 else tuple(lines)) for name, lines in told if lines)
    head = names[row.claim] if row.speaker is None else f"{names[row.claim]}: {row.speaker}"
    return Item(head, standing(row), notes=notes, claim=row.claim)


def _found_by(by: str) -> str:
    """How a conflict was found: in words, or the title of the check."""
    return _('by the check "{title}"', title=_(check(by).TITLE)) if by in CHECKS else by


def _share(count: int, of: int) -> str:
    return _("{count} of {of}", count=count, of=of)


# --- the paths ----------------------------------------------------------------------------------------------------


def _paths(assessment: Assessment, found: Comparison, names: Names) -> tuple[Part, ...]:
    cases = [case for case in assessment.cases if case.claim_id in found.claims]
    if not cases:
        return (Paragraph(_("No claim gives a path or enough to reconstruct one.")),)
    measured = sum(case.basis == "measured" for case in cases)
    count = n_(
        "{count} path, of which measured: {measured}.", "{count} paths, of which measured: {measured}.",
        len(cases), measured=measured,
    )  # fmt: skip
    text = f"{count} {_(_PATHS)}"
    return (Paragraph(text, minor=True), Items(tuple(_path(assessment, case, names) for case in cases)))


_PATHS = mark(
    "A reconstructed path shows what statements come to if they hold; it is no evidence that they do. Where the "
    "statements that a path was built from put it inside or outside, that is marked as by construction and is no "
    "finding. Two questions are kept apart: is the path, moved to other borders as it is, still inside; and is there, "
    "on each border, a path that meets the statements?"
)


def _path(assessment: Assessment, case: TrackCase, names: Names) -> Item:
    head = f"{names[case.claim_id]}: {case.label}"
    notes = []
    told = inputs_text(case) if case.stated is None else ()
    if case.stated is not None:
        stops = "; ".join(stop_text(case, stop.number) for stop in case.stated.stops)
        notes.append((_("Built through the claim's stated positions"), stops))
    stated = [f"{role} {text}" for role, text, assumed in told if not assumed]
    assumed = [f"{role} {text}" for role, text, assumed in told if assumed]
    if stated:
        notes.append((_("Built from"), "; ".join(stated)))
    if assumed:
        notes.append((_("Assumed"), "; ".join(assumed)))
    result = _own_result(assessment, case)
    exact = [text for text in (exactness_text(case), finer_text(case, result)) if text]
    if exact:
        notes.append((_("Positions"), " ".join(exact)))
    if result is None or case.track is None:
        why = case.reconstruction.why if case.reconstruction is not None else mark("no track is given")
        text = _("No path fits: {why}.", why=_(str(why or mark("the statements leave none"))))
    else:
        text = _verdict(result, case)
        moved = moved_sentence(families_moved(assessment, case.claim_id, case.track_id, result.zone), case.solved_on)
        if moved:
            notes.append((_("Moved"), moved))
    again = _solved_again(assessment, case)
    if again is not None:
        notes.append((_("Solved again"), again))
    return Item(head, text, notes=tuple(notes), claim=case.claim_id)


def _own_result(assessment: Assessment, case: TrackCase) -> TrackResult | None:
    """A path's result on the border it was built on, for the zone it was built for."""
    zone = case.reconstruction.zone if case.reconstruction is not None else None
    edition = case.solved_on or (assessment.editions[0] if assessment.editions else None)
    for result in assessment.results:
        same = (result.claim_id, result.track_id) == (case.claim_id, case.track_id)
        if same and result.edition == edition and zone in (None, result.zone):
            return result
    return None


def _verdict(result: TrackResult, case: TrackCase) -> str:
    found, fixed = result.violation, result.by_construction
    where = placed(found.verdict, state(result.zone))
    if "verdict" in fixed:
        text = _("{verdict} by construction", verdict=where)
    elif result.decisive:
        text = where
    else:
        why = _(str(result.why or mark("the border cannot decide")))
        open_ = verdict_word("undetermined")
        text = _("{undetermined} ({why}); as drawn {verdict}", undetermined=open_, why=why, verdict=where)
    basis = capital(basis_word(case.basis))
    lead = _("{basis}, on {edition}: {verdict}", basis=basis, edition=result.edition, verdict=text)
    figures = []
    if found.incursions:
        figures = [("length_m", _("length inside"), numbers.distance(found.length_m))]
        if found.duration_s is not None:
            figures.append(("duration_s", _("time inside"), numbers.duration(found.duration_s)))
        figures.append(("max_depth_m", _("greatest depth"), numbers.distance(found.max_depth_m)))
    elif found.closest_approach_m is not None:
        figures = [("closest_approach_m", _("closest to its border"), numbers.distance(found.closest_approach_m))]
    told = [f"{name} {value} ({_('input') if key in fixed else _('computed')})" for key, name, value in figures]
    return sentence(f"{lead}; {', '.join(told)}" if told else lead)


def _solved_again(assessment: Assessment, case: TrackCase) -> str | None:
    counts = families_solved(assessment, case.claim_id, case.track_id)
    if not counts:
        return None
    fits = [count for count in counts if count.answer == "path"]
    text = _("a path meets the statements on {count} of {of} border families", count=len(fits), of=len(counts))
    without = [
        f"{count.edition}{f' ({_(count.why)})' if count.why else ''}" for count in counts if count.answer != "path"
    ]
    return f"{text}; {_('none on {editions}', editions=listed(without))}" if without else text
