"""How sure the answers about a claim are: on which borders, by what margin, what would change them, which paths fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from airspace.certainty import Certainty, ClaimSure, TrackSure
from airspace.language import _, mark
from maps.markup import Html, join, local_link, tag
from maps.page import text_page
from maps.picture import claim_sign
from maps.scene import Scene
from maps.surefamilies import families_html, shared_html
from maps.suretracks import borders_html, chances_html, flip_html, positions_vary, swings_html
from maps.words import date_text

__all__ = ["sure_file", "sure_page"]

LEAD = mark(
    "Nothing here says which version happened. It says how far each answer carries: on which borders it holds, by how "
    "many metres, and what would have to be otherwise for it to turn."
)
READING = (
    (
        mark("Input, by construction"),
        mark("The path was built to have this: no finding. What it does on other borders is one."),
    ),
    (
        mark("Margin"),
        mark("Metres between the path and the other answer: how deep it goes, or how far off it stays."),
    ),
    (
        mark("Border families"),
        mark("Editions with a common ancestor count as one witness. Rival borders are never averaged."),
    ),
    (
        mark("Words for a probability"),
        mark(
            "Those of ICD 203: almost no chance 1–5 %, very unlikely 5–20 %, unlikely 20–45 %, roughly even chance "
            "45–55 %, likely 55–80 %, very likely 80–95 %, almost certain 95–99 %. They say how the draws fell, and "
            "never grade a source."
        ),
    ),
)


def sure_file(claim_id: str) -> str:
    """File name of the page of a claim."""
    return f"sure-{claim_id}.html"


def sure_page(scene: Scene, found: Certainty, claim_id: str, ways: Sequence[tuple[str, str]]) -> str:
    """The page of one claim; ``ways``: file and title of the pages it leads on to."""
    sure, claim, style = found.claims[claim_id], scene.incident.claims[claim_id], scene.styles[claim_id]
    name = tag("strong", scene.name(claim_id), class_="claim")
    who = tag("p", claim_sign(scene, claim_id), " ", name, f": {claim.title}", class_=f"whose {style.css_class}")
    parts = [
        tag("p", join([local_link(file, title) for file, title in ways], " · "), class_="ways"),
        who,
        tag("p", sure.headline, class_="headline"),
        tag("p", _(LEAD), class_="muted"),
        *(_section(*section) for section in _sections(scene, found, sure)),
        _reading(),
    ]
    return text_page(
        _("How sure: {claim}", claim=scene.name(claim_id)),
        tag("div", *parts, class_=f"sure {style.css_class}"),
        kicker=join([date_text(scene.incident.date), scene.incident.title], " · "),
        credits_=scene.credits(scene.assessment.editions),
    )


def _section(anchor: str, title: str, question: str, content: Html) -> Html:
    return tag("section", tag("h2", title, id=anchor), tag("p", question, class_="muted"), content)


def _sections(scene: Scene, found: Certainty, sure: ClaimSure) -> list[tuple[str, str, str, Html]]:
    drawn = [track for track in sure.tracks if track.result is not None]
    sections = []
    if drawn:
        sections = [
            (
                "borders",
                _("On each border"),
                _(
                    "Two questions: is the path as drawn still inside, or outside, on another border; and does that "
                    "border allow a path that meets the statements?"
                ),
                _each(drawn, lambda track: borders_html(scene, track)),
            ),
            (
                "flip",
                _("What would change it"),
                _("The smallest change that turns the answer."),
                _each(drawn, flip_html),
            ),
            (
                "swings",
                _("What the margin hangs on"),
                _("One input at a time over its interval, all others as they are. Swings do not add up."),
                _each(drawn, swings_html),
            ),
            (
                "chance",
                *_chance_heading(drawn),
                chances_html(drawn),
            ),
        ]
    if sure.families:
        text = _(
            "Paths drawn at random over the area from the assumptions named, and those kept that meet the statements."
        )
        sections.append(("paths", _("Paths that meet the statements"), text, families_html(sure.families)))
    if any(sure.claim_id in (s.first.case.claim, s.second.case.claim) for s in found.shared):
        text = _("Paths of one version held against the statements of another, on the same border.")
        sections.append(("shared", _("Paths that two versions allow"), text, shared_html(scene, found, sure.claim_id)))
    return sections


def _chance_heading(drawn: Sequence[TrackSure]) -> tuple[str, str]:
    if positions_vary(drawn):
        return _("If the border or the positions lie elsewhere"), _(
            "Copies of each path, its positions drawn at random as far off as they are known, against borders drawn at "
            "random about the one in use, as far off as borders are known to differ."
        )
    return _("If the border lies elsewhere"), _(
        "Copies of each path against borders drawn at random about the one in use, as far off as borders are known to "
        "differ."
    )


def _each(tracks: Sequence[TrackSure], shown: Callable[[TrackSure], Html]) -> Html:
    """The first path open to see, the others folded under their names."""
    first = join([tag("h3", tracks[0].case.label), shown(tracks[0])])
    rest = [tag("details", tag("summary", track.case.label), shown(track)) for track in tracks[1:]]
    return join([first, *rest])


def _reading() -> Html:
    rows = (join([tag("dt", _(name)), tag("dd", _(text))]) for name, text in READING)
    return tag("section", tag("h2", _("How to read this"), id="reading"), tag("dl", *rows, class_="words"))
