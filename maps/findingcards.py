"""One finding as a fold: the answer in the summary; derivation, figures, readings and sources within.

Findings of one test that differ in nothing but the readings that took part share a fold, which lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from airspace.findings import Finding, Value
from airspace.incident import Incident
from airspace.readings import Stated
from airspace.wording import as_printed, place_of, sentence
from maps.evidence import source_html
from maps.findingwords import capital, figure_text, statement_anchor, told, word_mark, zones_named
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
    return "; ".join(f"{s.replace('-', ' ')}: {r.replace('-', ' ')}" for s, r in finding.reading.items())


def card(incident: Incident, group: Sequence[Finding]) -> Html:
    """The fold of one answer, given for one combination of readings or for several."""
    f = group[0]
    passed_on = tag("span", " (a figure that an outlet passed on)", class_="muted") if f.is_of_variant else ""
    summary = tag("summary", word_mark(f.word), " ", tag("span", told(f), passed_on, class_="says"))
    parts: list[object] = [
        tag("p", sentence(f.rule), class_="rule"),
        _part("Derivation", tag("ol", *(tag("li", zones_named(step)) for step in f.steps))) if f.steps else "",
        _figures("Stated", f.given),
        _figures("Computed", f.computed),
        _condition(f),
        _part("Assumed", tag("ul", *(tag("li", text) for text in f.assumed))) if f.assumed else "",
        _readings(group),
        _sources(incident, group),
    ]
    return tag("details", summary, tag("div", *parts, class_="inside"), class_="finding")


_SETTLED = "it could be settled by: "


def _condition(finding: Finding) -> Html | str:
    text = finding.would_hold_if
    if not text:
        return ""
    name = "Would settle it" if text.startswith(_SETTLED) else "Would hold if"
    return _part(name, tag("p", sentence(zones_named(text.removeprefix(_SETTLED)))))


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
        return _part("Readings used", tag("ul", *rows)) if rows else ""
    combinations = [tag("li", reading_text(f)) for f in group]
    used = list(dict.fromkeys(s for f in group for s in f.stated))
    every = join(
        [tag("ul", *combinations, class_="combinations"), tag("h4", "Readings used"), tag("ul", *map(_reading, used))]
    )
    return _part(f"The same in {len(group)} combinations of readings", every)


def _reading(stated: Stated) -> Html:
    where = local_link(f"#{statement_anchor(stated.statement)}", stated.statement.replace("-", " "))
    note = stated.derived or stated.note
    figure = f", read as {stated.reading.replace('-', ' ')}: {as_printed(stated)}" + (f" ({note})" if note else "")
    return tag("li", where, figure, tag("span", f". {place_of(stated)}", class_="muted"))


def _sources(incident: Incident, group: Sequence[Finding]) -> Html | str:
    ids = tuple(dict.fromkeys(name for f in group for s in f.stated for name in s.source_ids))
    known = tuple(name for name in ids if name in incident.sources)
    return _part("Sources", tag("p", source_html(incident, known))) if known else ""
