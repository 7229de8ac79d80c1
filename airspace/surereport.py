"""How sure the answers are, as a part of the report: for each path its borders, what would change it, and by chance."""

from __future__ import annotations

from collections.abc import Mapping

from airspace.certainty import Certainty, TrackSure
from airspace.families.words import family_sentence
from airspace.language import _, mark
from airspace.paper import Item, Items, Listing, Paragraph, Part, Section

__all__ = ["HOW_SURE", "how_sure"]

HOW_SURE = "how-sure-and-what-would-change-this"
"""Where the section stands on a page, in whatever language."""

_LEAD = mark(
    "Rival borders are scenarios, counted by independent family and never averaged. What a path was built to have is "
    "no finding; what would change it, and on which borders it holds, is."
)


def how_sure(found: Certainty, names: Mapping[str, str]) -> Section:
    """The section. ``names``: what to call each claim, by id."""
    parts: list[Part] = [Paragraph(_(_LEAD), minor=True)]
    for claim_id, sure in found.claims.items():
        inner: list[Part] = [Paragraph(sure.headline)]
        items = tuple(_item(track) for track in sure.tracks if track.result is not None)
        if items:
            inner.append(Items(items))
        families = tuple(f"{family.case.label}: {family_sentence(family)}" for family in sure.families)
        if families:
            inner.append(Listing(families, lead=_("Paths that meet the statements, drawn at random:")))
        parts.append(Section("", names[claim_id], tuple(inner), claim=claim_id))
    return Section("", _("How sure, and what would change this"), tuple(parts), anchor=HOW_SURE)


def _item(track: TrackSure) -> Item:
    notes = []
    if track.flip is not None:
        notes.append((_("What would change this"), track.flip.sentence))
    if track.widest is not None:
        notes.append((_("What moves its margin most"), track.widest))
    if track.uncertain is not None:
        inside = track.uncertain.found.scenarios[-1].inside
        text = _("inside in {share}: {word}", share=inside.text, word=inside.word)
        notes.append((_("If the border is drawn at random about this one"), text))
    return Item(track.case.label, "" if track.survey is None else track.survey.sentence, notes=tuple(notes))
