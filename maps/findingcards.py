"""One finding as a fold: the answer in the summary; derivation, figures, readings and sources within.

Findings of one test that differ in nothing but the readings that took part share a fold, which lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from airspace.findings import Finding, Value, settling
from airspace.incident import Incident
from airspace.language import _, n_
from airspace.readings import Stated
from airspace.terms import reading_name
from airspace.wording import as_printed, capital, place_of, sentence
from maps.evidence import source_html
from maps.findingwords import figure_text, statement_anchor, told, word_mark, zones_named
from maps.markup import Html, join, local_link, tag

__all__ = ["card", "merged", "reading_text"]


def merged(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Findings that say the same of several combinations of readings, together, in the order they came."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for f in findings:
        same = (f.word, f.text, f.rule, f.would_hold_if or "", *f.steps, "|", *f.assumed, str(f.given), str(f.computed))
        groups.setdefault(same, []).append(f)
    return [tuple(group) for group in groups.values()]


def reading_text(finding: Finding) -> str:
    """The combination of readings of a finding: statement and reading, in words."""
    return "; ".join(f"{s.replace('-', ' ')}: {reading_name(r)}" for s, r in finding.reading.items())


def card(incident: Incident, group: Sequence[Finding]) -> Html:
    """The fold of one answer, given for one combination of readings or for several."""
    f = group[0]
    passed_on: Html | str = ""
    if f.is_of_variant:
        passed_on = tag("span", " ", _("(a figure that an outlet passed on)"), class_="muted")
    summary = tag("summary", word_mark(f.word), " ", tag("span", told(f), passed_on, class_="says"))
    parts: list[object] = [
        tag("p", sentence(f.rule), class_="rule"),
        _part(_("Derivation"), tag("ol", *(tag("li", zones_named(step)) for step in f.steps))) if f.steps else "",
        _figures(_("Stated"), f.given),
        _figures(_("Computed"), f.computed),
        _condition(f),
        _part(_("Assumed"), tag("ul", *(tag("li", text) for text in f.assumed))) if f.assumed else "",
        _readings(group),
        _sources(incident, group),
    ]
    return tag("details", summary, tag("div", *parts, class_="inside"), class_="finding")


def _condition(finding: Finding) -> Html | str:
    text = finding.would_hold_if
    if not text:
        return ""
    datum = settling(text)
    name = _("Would hold if") if datum is None else _("Would settle it")
    return _part(name, tag("p", sentence(zones_named(text if datum is None else datum))))


def _part(name: str, content: Html) -> Html:
    return join([tag("h4", name), content])


def _figures(name: str, values: Mapping[str, Value]) -> Html | str:
    rows = [figure_text(key, value) for key, value in values.items() if key not in ("statement", "why")]
    if not rows:
        return ""
    return _part(name, tag("dl", *(join([tag("dt", capital(n)), tag("dd", v)]) for n, v in rows)))


def _readings(group: Sequence[Finding]) -> Html | str:
    """The readings that took part: in full for one combination, as a list of combinations for several."""
    if len(group) == 1:
        rows = [_reading(s) for s in group[0].stated]
        return _part(_("Readings used"), tag("ul", *rows)) if rows else ""
    combinations = [tag("li", reading_text(f)) for f in group]
    used = list(dict.fromkeys(s for f in group for s in f.stated))
    every = join(
        [
            tag("ul", *combinations, class_="combinations"),
            tag("h4", _("Readings used")),
            tag("ul", *map(_reading, used)),
        ]
    )
    count = n_(
        "The same in {count} combination of readings", "The same in {count} combinations of readings", len(group)
    )
    return _part(count, every)


def _reading(stated: Stated) -> Html:
    where = local_link(f"#{statement_anchor(stated.statement)}", stated.statement.replace("-", " "))
    note = stated.derived or stated.note
    figure = _("read as {reading}: {figure}", reading=reading_name(stated.reading), figure=as_printed(stated))
    return tag(
        "li", where, f", {figure}", f" ({note})" if note else "", tag("span", f". {place_of(stated)}", class_="muted")
    )


def _sources(incident: Incident, group: Sequence[Finding]) -> Html | str:
    ids = tuple(dict.fromkeys(name for f in group for s in f.stated for name in s.source_ids))
    known = tuple(name for name in ids if name in incident.sources)
    return _part(_("Sources"), tag("p", source_html(incident, known))) if known else ""
