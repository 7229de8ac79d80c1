"""Whether a border edition can carry a verdict: is it fine enough for the margin, and drawn finely enough to ask it.

Two tests of an edition, since it can fail either way. *Margin*: by how much the verdict could be wrong before it
flips, against how far the edition lies from others (or the accuracy it states). *Question*: how wide what is crossed
is, against the length of the straight segments the edition is drawn in. Lengths are metres over ground.
"""

from __future__ import annotations

from functools import partial

from airspace import numbers
from airspace.language import Later, _, mark
from airspace.track import Basis
from airspace.violation import Violation
from geodata import editions as borders
from geodata.editions import Edition

__all__ = ["SEGMENTS_ACROSS", "decisive"]

SEGMENTS_ACROSS = 2
"""A stay shorter than this many of an edition's mean segments is a question that the edition is too coarse for.

A path and the piece of border that it cuts off enclose an area. One straight segment encloses nothing with another
straight line: it takes two at the least. Where fewer than two fit across, whether the line bends there at all is a
matter of where its few points happened to be set. The same number follows from the sampling theorem: what is shorter
than two steps of a sampled line is not in the samples.
"""


_CUT = Later(lambda: _("a stay reaches to an end of the drawn path, and where that lies is an assumption"))
_COAST = Later(lambda: _("the nearest boundary is a coast, and this edition has no territorial sea"))
_SPANS = mark(
    "the edition is coarser than the question: its segments are {spacing} m long on average, and the stay of {width} m "
    "spans fewer than two of them"
)
_WOULD_SPAN = mark(
    "the edition is coarser than the question: its segments are {spacing} m long on average, and the stay of {width} m "
    "that was asked for would span fewer than two of them"
)
_BULGE = mark(
    "the edition is coarser than the question: its segments are {spacing} m long on average, and a bulge of land that "
    "reaches a path {width} m off can be lost between two of its points"
)
_DENT = mark(
    "the edition is coarser than the question: its segments are {spacing} m long on average, and a dent of the border "
    "that reaches a path {width} m inside can be lost between two of its points"
)


def decisive(
    violation: Violation,
    edition_id: str | None,
    basis: Basis,
    asked_stay_m: float | None = None,
    ends_stated: bool = False,
    *,
    state: str | None = None,
    heights: str | None = None,
    known_to_m: float | None = None,
) -> tuple[bool, str | None]:
    """Whether the border can carry the verdict, and if not, why.

    Args:
        edition_id: the edition checked on; None for a zone of the user's own, which is not judged.
        asked_stay_m: length of the stay that the path was built to make in this zone, on whichever edition; None if
            it was built for none.
        state: whose border it is (ISO 3166 alpha-3): an edition's worth was measured on one border, for other states
            the figures of its other borders stand in.
        ends_stated: the path's ends are positions that the claim states, and no assumption of whoever drew it.
        heights: why the track's heights cannot be held against the zone's limits, if they cannot
            (:func:`airspace.references.mixed_references`).
        known_to_m: how far the path's positions may lie from where they are stated, metres; None if nothing says so.
    """
    reasons = [] if violation.why is None else [violation.why]
    weak = violation.verdict == "undetermined"
    cut = any(stay.entry is None or stay.exit is None for stay in violation.incursions)
    if basis == "reconstructed" and cut and not ends_stated:
        weak = True
        reasons.append(_CUT)
    for kind in violation.decided_at:
        weak = True
        if kind == "coast":
            reasons.append(_COAST)
        else:
            reasons.append(Later(partial(_disputed, kind)))
    if heights is not None:
        weak = True
        reasons.append(heights)
    if edition_id is not None and violation.margin_m is not None:
        edition = borders.edition(edition_id)
        found = (
            _margin_fault(violation.margin_m, edition, state),
            _question_fault(violation, edition.spacing_at(state), asked_stay_m),
            _position_fault(violation.margin_m, known_to_m),
        )
        weak = weak or any(found)
        reasons += [reason for reason in found if reason is not None]
    return not weak, Later(lambda: "; ".join(map(_, reasons))) if reasons else None


def _disputed(kind: str) -> str:
    return _("a disputed stretch of the border decides ({kind})", kind=kind)


def _position_fault(margin_m: float, known_to_m: float | None) -> str | None:
    """The positions as stated may lie on either side. Their radius is a bound and the edition's worth an average, so
    each is held against the margin alone."""
    if known_to_m is None or abs(margin_m) >= known_to_m:
        return None
    return Later(
        lambda: _(
            "the positions as stated are known to {radius} m only, which is more than the margin of {margin} m",
            margin=numbers.number(abs(margin_m), 1.0), radius=numbers.number(known_to_m, 1.0),
        )
    )  # fmt: skip


def _margin_fault(margin_m: float, edition: Edition, state: str | None) -> str | None:
    """The edition is less exact than the margin is wide."""
    blur = edition.accuracy_m if edition.accuracy_m is not None else edition.disagreement_at(state)
    if abs(margin_m) >= blur:
        return None

    def said() -> str:
        margin, worth = numbers.number(abs(margin_m), 1.0), numbers.number(blur, 1.0)
        if edition.accuracy_m is not None:
            return _(
                "the edition is coarser than the margin of {margin} m: its stated accuracy is {accuracy} m",
                margin=margin, accuracy=worth,
            )  # fmt: skip
        return _(
            "the edition is coarser than the margin of {margin} m: its accuracy is not stated and it differs from "
            "other families by {apart} m on average",
            margin=margin, apart=worth,
        )  # fmt: skip

    return Later(said)


def _question_fault(violation: Violation, spacing_m: float, asked_stay_m: float | None) -> str | None:
    """The edition is drawn in segments too long for what is asked of it.

    What is asked has a width: inside, the deepest stay; one that the track's own end cuts short says little of how wide
    the land is, which is twice as deep as the deepest point at the least. Outside, the stay that the path was built to
    make, for the land that it crosses may be missing from the drawing; and if it was built for none, the bulge of land
    that would reach the path, taken as a half circle and so twice as wide as the path is off.
    """
    if violation.incursions:
        deep = max(violation.incursions, key=lambda stay: stay.max_depth_m)
        told_m, width_m, text = deep.length_m, deep.length_m, _SPANS
        if (deep.entry is None or deep.exit is None) and 2 * deep.max_depth_m > deep.length_m:
            told_m, width_m, text = deep.max_depth_m, 2 * deep.max_depth_m, _DENT
    elif asked_stay_m is not None:
        told_m, width_m, text = asked_stay_m, asked_stay_m, _WOULD_SPAN
    else:
        told_m = abs(violation.margin_m or 0.0)
        width_m, text = 2 * told_m, _BULGE
    if width_m >= SEGMENTS_ACROSS * spacing_m:
        return None
    return Later(lambda: _(text, spacing=numbers.number(spacing_m, 1.0), width=numbers.number(told_m, 1.0)))
