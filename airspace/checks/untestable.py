"""Untestable: what no computation can meet, why, and which datum would settle it."""

from __future__ import annotations

from airspace.case import Case
from airspace.findings import Finding
from airspace.wording import listed

__all__ = ["QUESTION", "TITLE", "run"]

TITLE = "Untestable"
QUESTION = "What of this claim can no computation meet, and which datum would settle it?"
RULE = "Without a figure, or without anything to hold it against, a statement is neither met nor missed"


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
            what = listed([s.quantity.replace("_", " ") for s in stated]) if stated else "figure"
            why = f"no other figure of this claim, and no data, to hold this {what} against"
            settle = f"a second, independent figure for {what}, or the recording it was taken from"
        found.append(
            Finding(
                claim_id,
                "untestable",
                "cannot be tested",
                stated,
                "untestable",
                RULE,
                f"{statement.says} Not tested: {why}.",
                given={"statement": statement_id, "why": why},
                would_hold_if=f"it could be settled by: {settle}",
                named=(statement_id,),
            )
        )
    return found
