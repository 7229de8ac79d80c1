"""The comparison: every check on every claim, what the claims share, and which statements can hold together.

The same code runs on every claim in the order of the file, and nothing in it knows a party: exchanging the names of two
parties changes no number and no finding. There is no score and no winner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from airspace.assessment import TrackCase
from airspace.case import Case
from airspace.checks import CHECKS, check
from airspace.edges import EdgeModel
from airspace.findings import Finding
from airspace.ground import Ground, common_and_disputed
from airspace.incident import Incident
from airspace.matrix import Row, matrix
from airspace.readings import StatedFigure
from airspace.solver import Conflict, Solution, solve
from airspace.system import system_of

__all__ = ["Comparison", "Consistency", "compare"]


@dataclass(frozen=True, slots=True)
class Consistency:
    """How a claim, or one speaker of it, stands with itself.

    ``speaker`` is None for the claim as a whole; ``combinations``: of readings of the statements that are in some
    conflict, 0 where none is; ``consistent``: in how many of them all statements can hold.
    """

    claim: str
    speaker: str | None
    combinations: int
    consistent: int
    solutions: tuple[Solution, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything the comparison of an incident comes to."""

    incident: Incident
    claims: tuple[str, ...]
    editions: tuple[str, ...]
    common_ground: tuple[Ground, ...]
    disputed: tuple[Ground, ...]
    findings: tuple[Finding, ...]
    consistency: tuple[Consistency, ...]
    matrix: tuple[Row, ...]

    def of(self, claim_id: str) -> tuple[Finding, ...]:
        """The findings about one claim."""
        return tuple(f for f in self.findings if f.claim == claim_id)


def compare(
    incident: Incident,
    claims: Sequence[str] = (),
    editions: Sequence[str] = (),
    edge_model: EdgeModel = "geodesic",
    progress: Callable[[str], None] = lambda _: None,
    solved: Sequence[TrackCase] = (),
) -> Comparison:
    """Run every check on every claim and lay the claims side by side.

    Args:
        claims: ids of the claims to compare; all if empty.
        editions: border editions to test on; the first that holds the incident's states if none is named.
        progress: told in words what is being done.
        solved: tracks that were solved already with the same edge model: all of a claim or none.

    Raises:
        UnknownNameError: a claim, edition or state that is not there.
    """
    case = Case(incident, claims, editions, edge_model, progress, solved)
    findings: list[Finding] = []
    for check_id in CHECKS:
        for claim_id in case.claims:
            case.say(f"{check_id}: {claim_id}")
            found = check(check_id).run(case, claim_id)
            case.tested |= {(f.claim, s.statement) for f in found for s in f.stated if f.word != "untestable"}
            findings += found
    case.say("which statements hold together")
    common, disputed = common_and_disputed(case)
    different = _different(findings)
    return Comparison(
        incident=case.incident,
        claims=case.claims,
        editions=case.editions,
        common_ground=common,
        disputed=disputed,
        findings=different,
        consistency=tuple(row for claim in case.claims for row in _consistency(case, claim, findings)),
        matrix=matrix(case.incident, case.claims, different),
    )


def _different(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without combinations of readings that do not differ: the same test with the same figures and answer.

    Of such combinations the one with the fewest speakers stays, the first of them if there are several; and each that
    a statement would be left out without.
    """
    kept: dict[tuple[str, ...], Finding] = {}
    for f in findings:
        key = (f.claim, f.check, f.test, f.word, f.text)
        if key not in kept or len({s.who for s in f.stated}) < len({s.who for s in kept[key].stated}):
            kept[key] = f
    spoken = {(f.claim, name) for f in kept.values() for name in f.statements}
    stays = {id(f) for f in kept.values()}
    told = []
    for f in findings:
        own = {(f.claim, name) for name in f.statements}
        if id(f) in stays or not own <= spoken:
            told.append(f)
            spoken |= own
    return tuple(told)


def _consistency(case: Case, claim_id: str, findings: Sequence[Finding]) -> list[Consistency]:
    """The claim as a whole, then each speaker of it who is in conflict with himself."""
    system = system_of(case, claim_id)
    figures = [f for f in case.figures(claim_id) if not f.readings[0].variant_of]
    known = [
        Conflict(frozenset(f.stated), f.check)
        for f in findings
        if f.claim == claim_id and f.conflict and not f.is_of_variant and len(f.stated) > 1
    ]
    speakers: Mapping[str | None, list[StatedFigure]] = {
        None: figures,
        **{
            who: [f for f in figures if f.readings[0].who == who]
            for who in dict.fromkeys(f.readings[0].who for f in figures)
        },
    }
    found = []
    for who, own in speakers.items():
        inside = {s for f in own for s in f.readings}
        solutions = solve(system, own, [c for c in known if c.readings <= inside])
        if who is None or (solutions and len(speakers) > 2):
            good = sum(s.consistent for s in solutions)
            found.append(Consistency(claim_id, who, len(solutions), good, solutions))
    return found
