"""Untestable: what no computation can meet, why, and which datum would settle it."""

from __future__ import annotations

from airspace.case import Case
from airspace.findings import SETTLED, Finding
from airspace.language import _, mark
from airspace.terms import quantity_name
from airspace.wording import listed

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = mark("Untestable")
QUESTION = mark("What of this claim can no computation meet, and which datum would settle it?")
RULE = mark("Without a figure, or without anything to hold it against, a statement is neither met nor missed")


def run(case: Case, claim_id: str) -> list[Finding]:
    """A finding for each statement that says why, and for each that no other check found data for."""
    found = []
    for statement_id in case.incident.claims[claim_id].statements:
        statement = case.incident.statement(claim_id, statement_id)
        stated = tuple(f.readings[0] for f in case.figures(claim_id) if f.statement == statement_id)
        if statement.untestable is not None:
            why, settle = statement.untestable.why, statement.untestable.would_settle
        elif (claim_id, statement_id) in case.tested:
            continue
        else:
            why, settle = _no_other(listed([quantity_name(s.quantity) for s in stated]))
        found.append(
            Finding(
                claim_id,
                "untestable",
                _("cannot be tested"),
                stated,
                "untestable",
                _(RULE),
                _("{says} Not tested: {why}.", says=statement.says, why=why),
                given={"statement": statement_id, "why": why},
                would_hold_if=_(SETTLED, datum=settle),
                named=(statement_id,),
            )
        )
    return found


def _no_other(what: str) -> tuple[str, str]:
    """Why figures for some quantities are not tested, and what would settle them."""
    if not what:
        return (
            _("no other figure of this claim, and no data, to hold this figure against"),
            _("a second, independent figure for figure, or the recording it was taken from"),
        )
    return (
        _("no other figure of this claim, and no data, to hold this {what} against", what=what),
        _("a second, independent figure for {what}, or the recording it was taken from", what=what),
    )
