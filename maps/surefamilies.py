"""Families of paths on a page: how many meet the statements, which statement excludes how many, and what they share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from airspace import numbers
from airspace.certainty import Certainty, Shared
from airspace.chance.probability import Proportion
from airspace.families.family import Family
from airspace.families.overlap import OneWay
from airspace.families.shape import distributions, spreads
from airspace.families.words import TOLD, called, family_sentence, stated_as
from airspace.interval import Interval
from airspace.language import _
from airspace.wording import span
from maps.axes import decades
from maps.charts import BarRow, bars
from maps.histogram import Mark, histogram
from maps.markup import Html, join, tag
from maps.page import head_row
from maps.scene import Scene

__all__ = ["families_html", "shared_html"]

LEAST_SHARE = 1e-6
"""Left end of the logarithmic scale of shares: one path in a million."""

BINS = 30  # of a histogram: some of 1,000 members in each, and wide enough to see on a phone


def families_html(found: Sequence[Family]) -> Html:
    """Each family: its sentence, what each statement excludes, its ranges, and where it crosses the border."""
    return join([_family(family, first=number == 0) for number, family in enumerate(found)])


def _family(family: Family, *, first: bool) -> Html:
    parts: list[object] = [tag("p", family_sentence(family)), _acceptance(family)]
    if family.members.count:
        parts += [_ranges(family), _crossings(family)]
    lines = (tag("li", _(line)) for line in family.case.assumed)
    parts.append(tag("details", tag("summary", _("What the paths were drawn from")), tag("ul", *lines)))
    title = family.case.label if family.members.count else f"{family.case.label} {_('(no path)')}"
    if first or not family.members.count:
        return tag("section", tag("h3", title), *parts, class_="family")
    return tag("details", tag("summary", title), *parts, class_="family")


def _acceptance(family: Family) -> Html:
    """How many of the drawn paths meet each statement alone, all but it, and all."""
    rows = [
        BarRow(
            name=called(c), share=family.alone[c.name].share, text=_short(family.alone[c.name]),
            note=_("{figure}; all the others, without it: {share}", figure=c.told,
                   share=_short(family.left_out[c.name])),
        )
        for c in family.case.conditions
    ]  # fmt: skip
    rows.append(BarRow(name=_("all together"), share=family.share.share, text=_short(family.share), note=_("members")))
    measured = _("Share of {count} paths drawn", count=numbers.number(family.draws, 1.0))
    return bars(rows, decades(LEAST_SHARE), measured=measured, heads=(_("Statement"), _("Met by")))


def _short(share: Proportion) -> str:
    return _(share.text).partition(" (")[0]


def _ranges(family: Family) -> Html:
    rows = [
        tag(
            "tr", tag("th", _(TOLD[name][0]), scope="row"),
            *(tag("td", span(Interval.at(v), TOLD[name][1], TOLD[name][2])) for v in (q.low, q.median, q.high)),
        )
        for name, q in distributions(family).items()
        if name in TOLD and q.low >= 0
    ]  # fmt: skip
    head = head_row(_("Of the members"), _("5 % below"), _("middle"), _("95 % below"))
    return tag("table", head, tag("tbody", *rows), class_="ranges")


def _crossings(family: Family) -> Html:
    """Where the members enter, or come closest, along the border."""
    found, parts = spreads(family), []
    for kind, title in (
        ("entry", _("Where they enter")),
        ("exit", _("Where they leave")),
        ("closest", _("Border nearest to them")),
    ):
        if kind not in found:
            continue
        counts, edges = np.histogram(found[kind].ways_m / 1000, bins=BINS)
        q = found[kind].along_m
        marks = [
            Mark(value=value / 1000, name=name, text=_along(value))
            for name, value in (("5 %", q.low), ("50 %", q.median), ("95 %", q.high))
        ]
        measured = _("{title}: km along the border from its southernmost point in the area, east positive", title=title)
        parts.append(
            histogram(edges.tolist(), counts.tolist(), lambda v: numbers.number(v, 1.0), marks, measured=measured)
        )
    return join(parts)


def _along(way_m: float) -> str:
    figure = f"{numbers.number(abs(way_m) / 1000, 0.1)} {numbers.unit_name('km')}"
    return _("{distance} east", distance=figure) if way_m >= 0 else _("{distance} west", distance=figure)


# --- two versions ---------------------------------------------------------------------------------------------


def shared_html(scene: Scene, found: Certainty, claim_id: str) -> Html:
    """For each pair of families with this claim in it: which paths of the one the other's statements allow."""
    rows = []
    against, allowed, excluded = _("Held against"), _("Allowed"), _("Excluded by")
    for shared in found.shared:
        for own, other, way in _both(shared):
            if own.case.claim != claim_id:
                continue
            rows.append(
                tag(
                    "tr", tag("th", own.case.label, scope="row"),
                    tag("td", f"{scene.name(other.case.claim)}: {other.case.label}", data_name=against),
                    tag("td", _allowed(way), data_name=allowed, class_="figure-of"),
                    tag("td", _excluded(other, way), data_name=excluded),
                )
            )  # fmt: skip
    head = head_row(_("Its paths"), against, allowed, excluded)
    return tag("table", head, tag("tbody", *rows), class_="stacked shared")


def _both(shared: Shared) -> tuple[tuple[Family, Family, OneWay], tuple[Family, Family, OneWay]]:
    return (
        (shared.first, shared.second, shared.overlap.forth),
        (shared.second, shared.first, shared.overlap.back),
    )


def _allowed(way: OneWay) -> str:
    if way.share is None:
        return _("no paths")
    trials = numbers.number(way.share.trials, 1.0)
    if not way.allowed.size:
        return _("none of {count}", count=trials)
    return _("{count} of {total}", count=numbers.number(int(way.allowed.size), 1.0), total=trials)


def _excluded(other: Family, way: OneWay) -> str:
    stated = stated_as(other)
    return "; ".join(" + ".join(stated.get(name, name) for name in names) for names in way.excluded_by)
