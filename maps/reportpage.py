"""The report of a case as a page: the tree of :mod:`airspace.report`, its contents first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Final

from airspace.certainty import Certainty
from airspace.comparison import Comparison
from airspace.language import _
from airspace.paper import Address, Cell, Commands, Item, Items, Listing, Paper, Paragraph, Part, Section, Table
from airspace.report import report
from maps.findingwords import word_mark
from maps.markup import Html, join, link, local_link, tag
from maps.page import text_page
from maps.scene import Scene
from maps.words import date_text

__all__ = ["MARKDOWN", "PAGE", "paper_of", "paper_page", "report_page"]

PAGE: Final = "report.html"
MARKDOWN: Final = "report.md"

Styles = Mapping[str, str]
"""CSS class of each claim."""


def paper_of(scene: Scene, comparison: Comparison, sure: Certainty | None = None) -> Paper:
    """The report of a scene's assessment and the comparison of its claims, for whoever prints it."""
    names = {claim_id: scene.name(claim_id) for claim_id in comparison.claims}
    return report(scene.assessment, comparison, names, sure)


def report_page(scene: Scene, comparison: Comparison, sure: Certainty | None = None) -> str:
    """The report as HTML; the same case gives the same bytes."""
    styles = {claim_id: style.css_class for claim_id, style in scene.styles.items()}
    return paper_page(paper_of(scene, comparison, sure), styles)


def paper_page(paper: Paper, styles: Styles) -> str:
    """A report as HTML; all of its text is outside text, but for the titles of sections without a number.

    ``styles``: the CSS class of each claim.
    """
    ways = (local_link("index.html", _("Back to the case")), local_link(MARKDOWN, _("This report as Markdown")))
    sections = (_section(section, 2, styles) for section in paper.sections)
    content = tag("div", tag("p", join(ways, " · ")), _contents(paper), *sections, class_="report")
    return text_page(
        paper.title,
        content,
        kicker=join([_("Report"), date_text(paper.date), paper.place], " · "),
        lead=paper.summary,
    )


def _contents(paper: Paper) -> Html:
    lines = []
    for section in paper.sections:
        inner = [tag("li", _leads_to(part)) for part in section.sections]
        lines.append(tag("li", _leads_to(section), tag("ul", *inner) if inner else ""))
    return tag("nav", tag("ul", *lines), class_="contents", aria_label=_("Contents"))


def _leads_to(section: Section) -> Html:
    return local_link(f"#{_anchor(section)}", _titled(section))


def _anchor(section: Section) -> str:
    """Where a section stands: by its number, or by its name, which is ours where there is no number."""
    if section.number:
        return f"s{section.number}"
    name = section.title if section.anchor is None else section.anchor
    plain = "-".join(re.findall(r"[a-z]+", name.lower()))
    return plain if plain and name.isascii() else f"s-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _titled(section: Section) -> str:
    return f"{section.number} {section.title}".strip()


def _section(section: Section, level: int, styles: Styles) -> Html:
    named = {"class_": f"claim {styles[section.claim]}"} if section.claim is not None else {}
    anchor = _anchor(section) if section.number or level == 2 else None
    title = tag(f"h{min(level, 4)}", tag("span", _titled(section), **named), id=anchor)
    return tag("section", title, *(_part(part, level + 1, styles) for part in section.parts))


def _part(part: Part, level: int, styles: Styles) -> Html:
    if isinstance(part, Section):
        return _section(part, level, styles)
    if isinstance(part, Items):
        return _items(part, level, styles)
    return _PRINTED[type(part)](part)


def _paragraph(part: Paragraph) -> Html:
    return tag("p", part.text, class_="muted" if part.minor else None)


def _cell(cell: Cell) -> object:
    return link(cell.url) if isinstance(cell, Address) else cell


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", cell) is not None


def _table(part: Table) -> Html:
    head = tag("tr", *(tag("th", text, scope="col") for text in part.head))
    rows = (
        tag(
            "tr",
            *(
                tag("td", _cell(cell), data_name=name, class_="day" if _is_day(cell) else None)
                for name, cell in zip(part.head, row, strict=True)
            ),
        )
        for row in part.rows
    )
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="stacked")
    return _folded(part.fold, table)


def _listing(part: Listing) -> Html:
    lines = tag("ul", *(tag("li", line) for line in part.lines))
    return _folded(part.fold, join([tag("p", part.lead, class_="muted"), lines]) if part.lead else lines)


def _folded(fold: str | None, content: Html) -> Html:
    return content if fold is None else tag("details", tag("summary", fold), content)


def _commands(part: Commands) -> Html:
    return tag("pre", "\n".join(part.lines), class_="commands")


_PRINTED: Final[Mapping[type, Callable[..., Html]]] = {
    Paragraph: _paragraph,
    Table: _table,
    Listing: _listing,
    Commands: _commands,
}


def _items(part: Items, level: int, styles: Styles) -> Html:
    lead = tag(f"h{min(level, 4)}", part.lead) if part.lead and part.fold is None else ""
    note = tag("p", part.note, class_="muted") if part.note else ""
    items = tag("ul", *(_item(item, styles) for item in part.items), class_="items")
    return _folded(part.fold, join([lead, note, items]))


def _item(item: Item, styles: Styles) -> Html:
    number = tag("span", item.number, class_="item-number") if item.number is not None else ""
    named = f"claim {styles[item.claim]}" if item.claim is not None else "what"
    plain = item.word is not None and item.claim is None  # a word that is explained: its mark says it already
    who = tag("span", item.head, class_=named) if not plain else ""
    mark = word_mark(item.word) if item.word is not None else ""
    notes = (_note(item, name, text) for name, text in item.notes)
    told = tag("div", tag("p", item.text), tag("div", *notes, class_="item-notes") if item.notes else "")
    anchor = f"f{item.number}" if item.number is not None else None
    return tag("li", tag("p", join([part for part in (number, who, mark) if part], " "), class_="who"), told, id=anchor)


def _note(item: Item, name: str, text: str | tuple[str, ...]) -> Html:
    named = tag("span", f"{name}: ", class_="name")
    if not isinstance(text, str):
        return join([tag("p", named), tag("ul", *(tag("li", line) for line in text))])
    led = name == _("Where") and item.see is not None
    return tag("p", named, local_link(f"#s{item.see}", text) if led else text)
