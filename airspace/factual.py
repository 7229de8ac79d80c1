"""Section 1 of the report of a case: what is stated, by whom, and on what it is tested. Nothing here is a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airspace import numbers
from airspace.comparison import Comparison
from airspace.ground import Ground
from airspace.incident import Incident
from airspace.paper import Cell, Item, Items, Listing, Paragraph, Part, Section, Table
from airspace.readings import Stated
from airspace.setting import Assumption
from airspace.wording import sentence, span, state
from geodata import editions as borders

__all__ = ["factual", "source_names"]

Names = Mapping[str, str]


def factual(found: Comparison, editions: Sequence[str], names: Names) -> Section:
    """The factual information of a comparison.

    Args:
        editions: ids of the border editions that paths and tests were run on.
        names: what to call each claim.
    """
    incident = found.incident
    claims = tuple(_claim(incident, claim_id, names) for claim_id in found.claims)
    parts: list[Part] = [
        Section("1.1", "The claims", (Paragraph(_GRADES, minor=True), *claims)),
        Section("1.2", "What the claims agree on", _ground_parts(found, found.common_ground, names, _AGREED)),
        Section("1.3", "What they state differently", _ground_parts(found, found.disputed, names, _APART)),
        Section("1.4", "Borders used", _borders(editions)),
        Section("1.5", "Assumptions", _assumptions(incident)),
        Section("1.6", "Not available", _not_available(incident)),
    ]
    return Section("1", "Factual information", tuple(parts))


_GRADES = (
    "Statements are in our own words, with speaker, date and source. Sources are graded by the Admiralty code: "
    "reliability of the source A to F, credibility of the content 1 to 6; S1, S2 and so on are listed in Annex B."
)
_AGREED = "no quantity that claims of two claimants state leaves a common value"
_APART = "no quantity that claims of two claimants state is without a common value"


# --- 1.1 ----------------------------------------------------------------------------------------------------------


def source_names(incident: Incident) -> dict[str, str]:
    """Short names of the sources in the order of the file: S1, S2, ..."""
    return {source_id: f"S{number}" for number, source_id in enumerate(incident.sources, start=1)}


def _claim(incident: Incident, claim_id: str, names: Names) -> Section:
    claim, short = incident.claims[claim_id], source_names(incident)
    rows: list[tuple[Cell, ...]] = []
    for statement_id in claim.statements:
        statement = incident.statement(claim_id, statement_id)
        said_on = "not stated" if statement.said_on is None else str(statement.said_on)
        sources = "; ".join(
            f"{incident.sources[s].publisher}, {incident.sources[s].grade} ({short[s]})"
            for s in statement.source_ids
            if s in incident.sources
        )
        rows.append((statement_id, statement.says, statement.speaker or "not stated", said_on, sources or "none named"))
    parts: list[Part] = [
        Paragraph(f"Claimant: {claim.claimant}. {sentence(claim.title)} {claim.summary or ''}".strip()),
        Table(
            ("Name", "Statement", "Speaker", "Said on", "Source and grade"), tuple(rows),
            fold=f"{len(rows)} statement{'s' if len(rows) > 1 else ''}",
        ),
    ]  # fmt: skip
    return Section("", names[claim_id], tuple(parts), claim=claim_id)


# --- 1.2 and 1.3 --------------------------------------------------------------------------------------------------


def _ground_parts(found: Comparison, grounds: Sequence[Ground], names: Names, none: str) -> tuple[Part, ...]:
    if not grounds:
        return (Paragraph(sentence(none)),)
    common = any(_is_common(ground) for ground in grounds)
    head = ("Quantity", "As stated", "Fits all") if common else ("Quantity", "As stated")
    rows = []
    for ground in grounds:
        said = "; ".join(f"{names[claim]}: {_readings(stated)}" for claim, stated in ground.by_claim.items())
        row = (_quantity(found.incident, ground), said)
        rows.append((*row, _fits(ground)) if common else row)
    lead = "Only quantities that claims of at least two claimants state; figures that outlets pass on are left out."
    return (Paragraph(lead, minor=True), Table(head, tuple(rows)))


def _is_common(ground: Ground) -> bool:
    return ground.choice is not None or ground.interval is not None


def _quantity(incident: Incident, ground: Ground) -> str:
    name = ground.quantity.replace("_", " ")
    if ground.of is not None:
        name += f" ({ground.of.replace('-', ' ')})"
    if ground.zone is not None:
        name += f", {state(ground.zone)}"
    if ground.aircraft in incident.aircraft:
        name += f"; {incident.aircraft[str(ground.aircraft)].label}"
    return name[:1].upper() + name[1:]


def _readings(stated: Sequence[Stated]) -> str:
    """The figures as printed, each once; a figure found by converting is no statement."""
    return " or ".join(dict.fromkeys(s.choice or s.text for s in stated if s.derived is None))


def _fits(ground: Ground) -> str:
    if ground.choice is not None:
        return ground.choice
    return span(ground.interval, ground.dimension) if ground.interval is not None else "nothing"


# --- 1.4 to 1.6 ---------------------------------------------------------------------------------------------------


def _borders(editions: Sequence[str]) -> tuple[Part, ...]:
    known = [borders.edition(edition_id) for edition_id in editions]
    families = len({e.family for e in known})
    rows = tuple(
        (
            f"{e.title} ({e.id})", e.family, e.edition_date,
            "not stated" if e.accuracy_m is None else numbers.distance(e.accuracy_m),
            numbers.distance(e.disagreement_m),
        )
        for e in known
    )  # fmt: skip
    parts: list[Part] = [
        Paragraph(
            f"{len(known)} data set{'s' if len(known) > 1 else ''} of {families} independent "
            f"famil{'ies' if families > 1 else 'y'}. None is surveyed or official. Two editions of one family are "
            "not two witnesses, so answers are counted by family."
        ),
        Table(("Edition", "Family", "Date", "Accuracy, from its source", "Differs from other families by"), rows),
        Paragraph(
            "The last column is measured: the median, over the other families, of the mean distance between the two "
            "lines along the Turkey-Syria land border, the stretch on which the editions were compared.",
            minor=True,
        ),
    ]
    views = [f"{e.id}: {e.point_of_view}" for e in known if e.point_of_view]
    if views:
        parts.append(Listing(tuple(views), lead="Drawn from a point of view of its own:"))
    return tuple(parts)


def _assumptions(incident: Incident) -> tuple[Part, ...]:
    if not incident.assumptions:
        return (Paragraph("The incident file makes none."),)
    rows = tuple((name, a.value, _interval(a), a.why) for name, a in incident.assumptions.items())
    text = (
        "What no one stated but a computation needs. Assumptions of the checks themselves stand with each check in "
        "section 2."
    )
    return (Paragraph(text, minor=True), Table(("Name", "Value", "Interval or alternatives", "Reason"), rows))


def _interval(assumption: Assumption) -> str:
    low, high = (end if isinstance(end, str) else f"{end:g}" for end in assumption.interval or ("", ""))
    if not low:
        return ", ".join(assumption.alternatives) or "none"
    return "fixed" if low == high else f"{low} to {high}"


def _not_available(incident: Incident) -> tuple[Part, ...]:
    if not incident.not_available:
        return (Paragraph("The incident file names nothing."),)
    items = tuple(Item(missing.what, missing.why) for missing in incident.not_available)
    return (Paragraph("No source seen gives:", minor=True), Items(items))
