"""Section 1 of the report of a case: what is stated, by whom, and on what it is tested. Nothing here is a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from airspace import numbers
from airspace.comparison import Comparison
from airspace.coverage import incident_states, worth_state
from airspace.ground import Ground
from airspace.incident import Incident
from airspace.language import _, mark, n_
from airspace.numbers import localised
from airspace.paper import Cell, Item, Items, Listing, Paragraph, Part, Section, Table
from airspace.readings import Stated
from airspace.setting import Assumption
from airspace.terms import choice_word, event_word, quantity_name
from airspace.wording import as_stated, capital, sentence, span, state
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
        Section("1.1", _("The claims"), (Paragraph(_(_GRADES), minor=True), *claims)),
        Section("1.2", _("What the claims agree on"), _ground_parts(found, found.common_ground, names, _AGREED)),
        Section("1.3", _("What they state differently"), _ground_parts(found, found.disputed, names, _APART)),
        Section("1.4", _("Borders used"), _borders(editions, worth_state(incident_states(incident)))),
        Section("1.5", _("Assumptions"), _assumptions(incident)),
        Section("1.6", _("Not available"), _not_available(incident)),
    ]
    return Section("1", _("Factual information"), tuple(parts))


_GRADES = mark(
    "Statements are in our own words, with speaker, date and source. Sources are graded by the Admiralty code: "
    "reliability of the source A to F, credibility of the content 1 to 6; S1, S2 and so on are listed in Annex B."
)
_AGREED = mark("no quantity that claims of two claimants state leaves a common value")
_APART = mark("no quantity that claims of two claimants state is without a common value")


# --- 1.1 ----------------------------------------------------------------------------------------------------------


def source_names(incident: Incident) -> dict[str, str]:
    """Short names of the sources in the order of the file: S1, S2, ..."""
    return {source_id: f"S{number}" for number, source_id in enumerate(incident.sources, start=1)}


def _claim(incident: Incident, claim_id: str, names: Names) -> Section:
    claim, short = incident.claims[claim_id], source_names(incident)
    rows: list[tuple[Cell, ...]] = []
    for statement_id in claim.statements:
        statement = incident.statement(claim_id, statement_id)
        said_on = _("not stated") if statement.said_on is None else str(statement.said_on)
        sources = "; ".join(
            f"{incident.sources[s].publisher}, {incident.sources[s].grade} ({short[s]})"
            for s in statement.source_ids
            if s in incident.sources
        )
        speaker = statement.speaker or _("not stated")
        rows.append((statement_id, statement.says, speaker, said_on, sources or _("none named")))
    whose = _("Claimant: {claimant}.", claimant=claim.claimant)
    parts: list[Part] = [
        Paragraph(f"{whose} {sentence(claim.title)} {claim.summary or ''}".strip()),
        Table(
            (_("Name"), _("Statement"), _("Speaker"), _("Said on"), _("Source and grade")), tuple(rows),
            fold=n_("{count} statement", "{count} statements", len(rows)),
        ),
    ]  # fmt: skip
    return Section("", names[claim_id], tuple(parts), claim=claim_id)


# --- 1.2 and 1.3 --------------------------------------------------------------------------------------------------


def _ground_parts(found: Comparison, grounds: Sequence[Ground], names: Names, none: str) -> tuple[Part, ...]:
    if not grounds:
        return (Paragraph(sentence(_(none))),)
    common = any(_is_common(ground) for ground in grounds)
    head = (_("Quantity"), _("As stated"), *([_("Fits all")] if common else []))
    rows = []
    for ground in grounds:
        said = "; ".join(f"{names[claim]}: {_readings(stated)}" for claim, stated in ground.by_claim.items())
        row = (_quantity(found.incident, ground), said)
        rows.append((*row, _fits(ground)) if common else row)
    lead = _("Only quantities that claims of at least two claimants state; figures that outlets pass on are left out.")
    return (Paragraph(lead, minor=True), Table(head, tuple(rows)))


def _is_common(ground: Ground) -> bool:
    return ground.choice is not None or ground.interval is not None


def _quantity(incident: Incident, ground: Ground) -> str:
    name = quantity_name(ground.quantity)
    if ground.of is not None:
        name += f" ({event_word(ground.of.replace('-', ' '))})"
    if ground.zone is not None:
        name += f", {state(ground.zone)}"
    if ground.aircraft in incident.aircraft:
        name += f"; {incident.aircraft[str(ground.aircraft)].label}"
    return capital(name)


def _readings(stated: Sequence[Stated]) -> str:
    """The figures as printed, each once; a figure found by converting is no statement."""
    told = dict.fromkeys(as_stated(s) for s in stated if s.derived is None)
    return reduce(lambda items, last: _("{items} or {last}", items=items, last=last), told) if told else ""


def _fits(ground: Ground) -> str:
    if ground.choice is not None:
        return choice_word(ground.choice)
    return span(ground.interval, ground.dimension) if ground.interval is not None else _("nothing")


# --- 1.4 to 1.6 ---------------------------------------------------------------------------------------------------


def _borders(editions: Sequence[str], state: str | None) -> tuple[Part, ...]:
    known = [borders.edition(edition_id) for edition_id in editions]
    families = len({e.family for e in known})
    rows = tuple(
        (
            f"{_(e.title)} ({e.id})", e.family, _(e.edition_date),
            _("not stated") if e.accuracy_m is None else numbers.distance(e.accuracy_m),
            numbers.distance(e.disagreement_at(state)),
        )
        for e in known
    )  # fmt: skip
    parts: list[Part] = [
        Paragraph(f"{_data_sets(len(known), families)} {_(_WITNESSES)}"),
        Table(
            (
                *(_("Edition"), _("Family"), _("Date"), _("Accuracy, from its source")),
                _("Differs from other families by"),
            ),
            rows,
        ),
        Paragraph(_(_MEASURED if state is None else _MEASURED_ELSEWHERE), minor=True),
    ]
    views = [f"{e.id}: {_(e.point_of_view)}" for e in known if e.point_of_view]
    if views:
        parts.append(Listing(tuple(views), lead=_("Drawn from a point of view of its own:")))
    return tuple(parts)


_WITNESSES = mark(
    "None is surveyed or official. Two editions of one family are not two witnesses, so answers are counted by family."
)
_MEASURED = mark(
    "The last column is measured: the median, over the other families, of the mean distance between the two lines "
    "along the Turkey-Syria land border, the stretch on which the editions were compared."
)
_MEASURED_ELSEWHERE = mark(
    "The last column is measured: the mean distance between the two lines along those land borders of the world on "
    "which the editions were compared. Nothing was measured at sea."
)


def _data_sets(count: int, families: int) -> str:
    if families == 1:
        return n_(
            "{count} data set of {families} independent family.",
            "{count} data sets of {families} independent family.",
            count, families=families,
        )  # fmt: skip
    return n_(
        "{count} data set of {families} independent families.",
        "{count} data sets of {families} independent families.",
        count, families=families,
    )  # fmt: skip


def _assumptions(incident: Incident) -> tuple[Part, ...]:
    if not incident.assumptions:
        return (Paragraph(_("The incident file makes none.")),)
    rows = tuple(
        (name, localised(choice_word(a.value)), _interval(a), a.why) for name, a in incident.assumptions.items()
    )
    text = _(
        "What no one stated but a computation needs. Assumptions of the checks themselves stand with each check in "
        "section 2."
    )
    head = (_("Name"), _("Value"), _("Interval or alternatives"), _("Reason"))
    return (Paragraph(text, minor=True), Table(head, rows))


def _interval(assumption: Assumption) -> str:
    ends = (end if isinstance(end, str) else f"{end:g}" for end in assumption.interval or ("", ""))
    low, high = map(localised, ends)
    if not low:
        return ", ".join(assumption.alternatives) or _("none")
    return _("fixed") if low == high else _("{low} to {high}", low=low, high=high)


def _not_available(incident: Incident) -> tuple[Part, ...]:
    if not incident.not_available:
        return (Paragraph(_("The incident file names nothing.")),)
    items = tuple(Item(missing.what, missing.why) for missing in incident.not_available)
    return (Paragraph(_("No source seen gives:"), minor=True), Items(items))
