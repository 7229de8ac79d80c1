"""The report of a case in the order of an accident report: factual information, analysis, findings, limits.

The order is that of ICAO Annex 13 (Aircraft Accident and Incident Investigation, appendix on the format of the final
report) without causes and recommendations: what a computation can say ends with findings. Everything is taken from an
assessment and a comparison; nothing here knows a party or an incident, and nothing depends on the time of day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import airspace
from airspace import numbers
from airspace.analysis import analysis, check_places, joined, standing_place, titled
from airspace.answers import Answer, answers, spoken
from airspace.assessment import Assessment
from airspace.certainty import Certainty
from airspace.checks import CHECKS, check
from airspace.comparison import Comparison
from airspace.coverage import incident_states, worth_state
from airspace.factual import factual, source_names
from airspace.findings import WORDS, Finding, Word, settling
from airspace.incident import Incident
from airspace.language import _, mark, n_
from airspace.matrix import FAILS
from airspace.paper import Address, Cell, Commands, Item, Items, Listing, Paper, Paragraph, Part, Section, Table
from airspace.standing import standing
from airspace.surereport import how_sure
from airspace.terms import edge_model_name
from airspace.wording import listed, sentence, state
from geodata import editions as borders

__all__ = ["MEANINGS", "report"]

Names = Mapping[str, str]

MEANINGS: Final[Mapping[Word, str]] = {
    "internally-inconsistent": mark("figures of one speaker cannot all hold together"),
    "inconsistent": mark("what is stated and what is allowed have no values in common"),
    "differ": mark("figures of different speakers of one side cannot; none of them contradicts himself"),
    "indeterminate": mark(
        "the answer turns within the interval of an input, between border editions, or between readings"
    ),
    "consistent": mark('what is stated and what is allowed have values in common; not "it was so"'),
    "untestable": mark("there is nothing to hold the statement against"),
}
"""What each word means, as :mod:`airspace.findings` defines it."""

REPEATS: Final = "coherence"
"""The check that holds repeated figures against each other: its agreements are counted, not listed one by one."""


def report(assessment: Assessment, found: Comparison, names: Names, sure: Certainty | None = None) -> Paper:
    """The report as a tree of plain text.

    Args:
        assessment: the paths of the incident on the border editions.
        found: the comparison of its claims.
        names: what to call each claim, by id.
        sure: how sure its answers are; without it the report has no section on that.
    """
    editions = tuple(dict.fromkeys((*assessment.editions, *found.editions)))
    sections = (
        _scope(found, names),
        factual(found, editions, names),
        analysis(assessment, found, names),
        _findings(found, names),
        *([how_sure(sure, names)] if sure is not None else []),
        _untestable(found, names),
        _limits(assessment, found, editions),
        _annex(assessment, found, editions),
    )
    incident = found.incident
    return Paper(incident.title, incident.date, incident.place, incident.summary, sections)


# --- question and scope -------------------------------------------------------------------------------------------


def _scope(found: Comparison, names: Names) -> Section:
    claims = [names[claim_id] for claim_id in found.claims]
    lines = (
        _(
            "Under test: {claims}. The same tests run on every claim, in the order of the incident file; exchanging "
            "the names of two parties changes no number and no finding.",
            claims=listed(claims),
        ),
        _(
            "Each figure that is stated is held against the other figures of the same claim, against the motion of an "
            "aircraft, and against the border on several independent editions."
        ),
        _(
            "A finding says whether figures can hold together, under which reading, and what would have to be true. It "
            "does not say what happened. There is no score and no winner."
        ),
        _("Not decided here: law, fault and intent, and who is to be believed."),
        _(
            "Paths are reconstructed from statements where no track is published. What was an input of a path is no "
            "finding."
        ),
    )
    first = _("Section 3 is the result and can be read first; sections 1 and 2 say what it rests on.")
    question = _("Can what each party states be so, by its own figures, by the motion of an aircraft and by the map?")
    parts = (Paragraph(question), Listing(lines), Paragraph(first, minor=True))
    return Section("", _("Question and scope"), parts, anchor="question-and-scope")


# --- 3 findings ---------------------------------------------------------------------------------------------------


class _Numbered:
    """Counts the findings: 3.1, 3.2, ..."""

    def __init__(self) -> None:
        self.count = 0

    def next(self) -> str:
        self.count += 1
        return f"3.{self.count}"


def _findings(found: Comparison, names: Names) -> Section:
    every, number = answers(found.findings), _Numbered()
    own = [a for a in every if not a.passed_on]
    parts: list[Part] = [Paragraph(_(_ORDER), minor=True)]
    for claim_id in found.claims:
        lead = Item(
            names[claim_id], _together(found, claim_id, own), number=number.next(), claim=claim_id,
            see=standing_place(found), notes=((_("Where"), f"{standing_place(found)} {_('Each claim with itself')}"),),
        )  # fmt: skip
        fails = [a for word in WORDS for a in own if a.word == word and a.claim == claim_id and word in FAILS]
        items = (lead, *(_item(found, a, names, number) for a in fails))
        title = _("Conflicts: {claim}", claim=names[claim_id])
        parts.append(Section("", title, (Items(items),), claim=claim_id))
    parts += _rest(found, every, names, number)
    return Section("3", _("Findings"), (*parts, _words(found)))


_ORDER = mark(
    "Conflicts first, by claim in the order of the incident file; then what the data leave open; then what is "
    "consistent. Where an answer covers several combinations of readings, the sentence tells the first."
)
_PASSED = mark("An outlet passed on a figure otherwise than the statement it cites. This counts for no claim.")
_CONSISTENT = mark(
    "Consistent means that figures have values in common, not that it was so. A test that is not diagnostic does not "
    "separate the claims."
)


def _together(found: Comparison, claim_id: str, own: Sequence[Answer]) -> str:
    """How a claim stands with itself as a whole; that nothing of it was tested, where nothing was."""
    if not any(answer.claim == claim_id for answer in own):
        return _("No statement of this claim could be tested: see section 4.")
    whole = next(row for row in found.consistency if row.claim == claim_id and row.speaker is None)
    return _("Taken together: {answer}", answer=standing(whole))


def _rest(found: Comparison, every: Sequence[Answer], names: Names, number: _Numbered) -> list[Part]:
    """Figures passed on otherwise, what is indeterminate, what is consistent."""
    diagnostic = {(row.check, row.test): row.diagnostic for row in found.matrix}
    mixed = {(a.claim, a.check, a.test) for a in every if not a.passed_on and a.word != "consistent"}
    passed = [a for a in every if a.passed_on and a.word in FAILS]
    turns = [a for a in every if a.word == "indeterminate"]
    agree = [a for a in every if a.word == "consistent" and not a.passed_on and (a.claim, a.check, a.test) not in mixed]
    told = [a for a in agree if a.check != REPEATS or diagnostic[a.check, a.test]]
    parts: list[Part] = []
    for title, lead, chosen in (
        (_("Conflicts: figures as passed on by outlets"), _(_PASSED), passed),
        (_("Indeterminate"), "", turns),
        (_("Consistent"), _(_CONSISTENT), told),
    ):
        inner: list[Part] = [Paragraph(lead, minor=True)] if lead and chosen else []
        items = tuple(_item(found, a, names, number) for a in chosen)
        fold = None if chosen is turns else n_("{count} finding", "{count} findings", len(items))
        inner.append(Items(items, fold=fold) if items else Paragraph(_("None.")))
        if chosen is told and len(agree) > len(told):
            count, place = len(agree) - len(told), check_places(found)[REPEATS]
            text = _("Of the figures given more than once, {count} more agree: see {place}.", count=count, place=place)
            inner.append(Paragraph(text, minor=True))
        parts.append(Section("", title, tuple(inner)))
    return parts


def _item(found: Comparison, answer: Answer, names: Names, number: _Numbered) -> Item:
    place = check_places(found)[answer.check]
    row = next(r for r in found.matrix if (r.check, r.test) == (answer.check, answer.test))
    where = f"{place} {_(check(answer.check).TITLE)}: {titled(answer.test)}"
    notes = [(_("Where"), where)]
    if answer.word != "consistent":
        notes.append((_("Statements"), joined(answer)))
    elif not row.diagnostic:
        notes.append((_("Not diagnostic"), row.why))
    return Item(
        names[answer.claim], sentence(answer.text), answer.word, number.next(), tuple(notes),
        answer.claim, answer.check, answer.test, answer.sets, see=place,
    )  # fmt: skip


def _words(found: Comparison) -> Section:
    items = [Item(spoken(word), _(MEANINGS[word]), word) for word in WORDS]
    zones = dict.fromkeys(s.zone for f in found.findings for s in f.stated if s.zone is not None)
    codes = tuple(f"{zone}: {state(zone)}" for zone in zones if state(zone) != zone)
    others = (
        _(
            "not diagnostic: a test that comes out the same for all claims it could be run on, so it does not "
            "separate them"
        ),
        _("combination of readings: one reading taken for each figure that took part"),
        _("by construction: an input of a reconstructed path, so no finding"),
        _("family: border editions with a common ancestor, which are one witness"),
        *codes,
    )
    return Section("", _("Words"), (Items(tuple(items)), Listing(others)))


# --- 4 untestable -------------------------------------------------------------------------------------------------


def _untestable(found: Comparison, names: Names) -> Section:
    head = (_("Name"), _("Statement"), _("Why"), _("What would settle it"))
    parts: list[Part] = [Paragraph(_("Neither met nor missed: nothing to hold the statement against."), minor=True)]
    for claim_id in found.claims:
        own = [f for f in found.of(claim_id) if f.word == "untestable"]
        if own:
            table = Table(head, tuple(_open(found.incident, f) for f in own))
            parts.append(Section("", names[claim_id], (table,), claim=claim_id))
    if len(parts) == 1:
        parts.append(Paragraph(_("None: every statement could be held against something.")))
    return Section("4", _("Untestable"), tuple(parts))


def _open(incident: Incident, finding: Finding) -> tuple[Cell, ...]:
    says = " ".join(incident.statement(finding.claim, name).says for name in finding.statements)
    why = finding.given.get("why")
    settle = settling(finding.would_hold_if) or finding.would_hold_if or _("not known")
    return (" + ".join(finding.statements), says, why if isinstance(why, str) else finding.text, settle)


# --- 5 limits -----------------------------------------------------------------------------------------------------


_STRAIGHT = mark(
    "Straight paths: where a path across the border was searched, it was straight at one speed. That none fits does "
    "not exclude a bent one, unless the rule says so for any path."
)
_FALL = mark(
    "Fall: the fall model is a plausibility bracket. It draws drag and wind at random, knows nothing of lift or thrust "
    "that is left, and places neither a hit nor a crash."
)
_NOT_TESTED = mark(
    "Not tested: whatever section 4 lists; versions that no party has given; whether figures of different speakers "
    "have a common origin; whether a source renders its speaker rightly (its grade is the file's)."
)


def _borders_apart(least: str, most: str) -> str:
    if least == most:
        return _(
            "Borders: no edition is surveyed. They lie {most} from the other families on average where that was "
            "measured, and more in places. An answer that turns between them is indeterminate.",
            most=most,
        )
    return _(
        "Borders: no edition is surveyed. They lie {least} to {most} from the other families on average where that "
        "was measured, and more in places. An answer that turns between them is indeterminate.",
        least=least,
        most=most,
    )


def _limits(assessment: Assessment, found: Comparison, editions: Sequence[str]) -> Section:
    known = [borders.edition(edition_id) for edition_id in editions]
    asked_of = worth_state(incident_states(assessment.incident)) if assessment.incident else None
    apart = [e.disagreement_at(asked_of) for e in known]
    ran = {f.check for f in found.findings if f.word != "untestable"}
    bases = [case.basis for case in assessment.cases if case.claim_id in found.claims]
    idle = [_(check(check_id).TITLE) for check_id in CHECKS if check_id not in ran and check_id != "untestable"]
    lines = [
        _borders_apart(numbers.distance(min(apart)), numbers.distance(max(apart))),
        _(
            "Paths: {count} of {of} are measured. A reconstructed path is as good as its statements.",
            count=bases.count("measured"), of=len(bases),
        ),
        _(
            "Printed precision: a figure is taken as wide as its rounding (5 km is 4.5 to 5.5 km). A speaker who "
            "rounded more coarsely than he printed would widen it."
        ),
        _(
            "Assumptions: what no one stated is an interval of ours, with or without a source as it says. Outside it "
            "nothing was computed."
        ),
    ]  # fmt: skip
    if ran & {"geometry", "warnings"}:
        lines.insert(1, _(_STRAIGHT))
    if "fall" in ran:
        lines.append(_(_FALL))
    if idle:
        lines.append(_("Not run for want of figures: {checks}.", checks=listed(idle)))
    lines.append(_(_NOT_TESTED))
    return Section("5", _("Limits"), (Listing(tuple(lines)),))


# --- annex --------------------------------------------------------------------------------------------------------


def _annex(assessment: Assessment, found: Comparison, editions: Sequence[str]) -> Section:
    incident = found.incident
    known = [borders.edition(edition_id) for edition_id in editions]
    data = Table(
        (_("Edition"), _("Package"), "SHA-256"), tuple((e.id, f"{_(e.package)} {e.version}", e.sha256) for e in known)
    )  # fmt: skip
    credits_ = Listing(tuple(f"{_(e.title)}: {e.notice}" for e in known), lead=_("Credits and licences:"))
    short = source_names(incident)
    sources = tuple(
        (
            short[source_id],
            s.publisher if s.title is None else f"{s.publisher}: {s.title}",
            _("no date seen") if s.date is None else str(s.date),
            s.grade,
            s.why,
            _("address not seen") if s.url is None else Address(s.url),
        )
        for source_id, s in incident.sources.items()
    )
    head = (_("No."), _("Source"), _("Date"), _("Grade"), _("Why this grade"), _("Address"))
    models = dict.fromkeys(str(result.edge_model) for result in assessment.results) or ("geodesic",)
    made = Paragraph(
        _(
            "airspace {version}. Edges of borders and legs of paths: {models}, on WGS84. The same software, data and "
            "incident file give the same report, byte for byte; no time of making is written into it.",
            version=airspace.__version__, models=listed([edge_model_name(model) for model in models]),
        )
    )  # fmt: skip
    commands = Commands((f"airspace compare {incident.id} --json", f"airspace dossier {incident.id} --out DIR"))
    inner = (
        Section("A", _("Border editions"), (data, credits_)),
        Section("B", _("Sources"), (Table(head, sources, fold=_source_count(len(sources))),)),
        Section("C", _("Software, and how to get the same again"), (made, commands)),
    )
    return Section("", _("Annex"), inner, anchor="annex")


def _source_count(count: int) -> str:
    return n_("{count} source", "{count} sources", count)
