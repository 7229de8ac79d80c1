"""The comparison page: every claim's map side by side, on one clock, in every language.

One file. Texts of the case stand in it in each language, all but one hidden; texts that scripts print come from
:mod:`maps.comparetexts`. Without script, and on paper, it is headings, sentences, still pictures and the table of
moments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import folium
import shapely
from branca.element import Figure

from airspace.assessment import Assessment, TrackCase
from airspace.certainty import Certainty
from airspace.language import LANGUAGES, NAMES, _, in_each, language, speaking
from airspace.moments import Moment
from maps.clockdata import (
    PATH_DEGREES,
    Courses,
    Tellers,
    claims_island,
    clock_of,
    series_island,
    shown_at_first,
)
from maps.clockground import Ground, ground_of, main_zone, region_of
from maps.clockmoments import moments_html, moments_island
from maps.comparelegend import claims_menu, layers_menu
from maps.comparetexts import script_texts
from maps.drawing import drawing
from maps.indexpage import claim_file
from maps.languages import file_in
from maps.markup import Html, dossier_link, join, tag
from maps.page import maps_page
from maps.said import said
from maps.scene import Scene
from maps.selfcontained import asset, notices
from maps.shapes import Frame
from maps.still import claim_picture
from maps.stripwords import strip_words
from maps.vendored import vendored
from maps.words import built_from, date_text, path_sentence, state

__all__ = ["comparison_page", "courses_of"]

LOCK: Final = "M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3 7h10v6.5H3z"
HOME: Final = "M1.5 8.5 8 2.5l6.5 6M4 7v6.5h8V7"
LINK: Final = "M6.5 9.5l3-3M7 5l2-2a3 3 0 0 1 4 4l-2 2M9 11l-2 2a3 3 0 0 1-4-4l2-2"
"""Signs of buttons, drawn on a square of 16."""

LIBRARIES: Final = "Leaflet (BSD-2-Clause), jQuery, uPlot, geographiclib-geodesic (MIT)"

SCRIPTS: Final = (
    "language.js", "clock.js", "search.js", "paths.js", "ground.js", "aircraft.js", "points.js", "evidence.js",
    "pane.js", "sync.js", "marks.js", "stripwords.js", "stripdraw.js", "stripchart.js", "stripkey.js", "striptable.js",
    "strip.js", "controls.js", "permalink.js", "main.js",
)  # fmt: skip
"""Of ``maps/assets/compare``, in the order in which they run."""


NAME_LETTER = 0.03
"""Width of a letter of a state's name, a share of what a map opens on: three maps stand abreast."""


def comparison_page(assessment: Assessment, courses: Courses, pages: Sequence[str] = ("en",)) -> str:
    """The page as one file; the same case gives the same bytes.

    Args:
        courses: each reconstructed path over the interval of its assumed course, for the bands of the strip.
        pages: languages in which the dossier has the other pages, the first of them in the folder itself.
    """
    tellers = Tellers(assessment)
    scene = tellers.scene
    frame = scene.frame([case for claim_id in shown_at_first(scene) for case in scene.cases(claim_id)[:1]])
    region = region_of(scene, assessment.cases)
    ground = ground_of(scene, region)
    found, rows, clocks = moments_island(tellers)
    island = _island(tellers, ground, frame, region, courses) | {"moments": rows, "clocks": clocks}
    drawable = [claim_id for claim_id in scene.incident.claims if any(c.track for c in scene.cases(claim_id))]
    with drawing():
        figure: Any = Figure()
        for _each in drawable:
            _empty_map(frame).add_to(figure)
        return maps_page(
            figure,
            lambda places: _body(tellers, ground, found, dict(zip(drawable, places, strict=True)), pages),
            title=script_texts()["en"]["title"],
            body_class="compare-page",
            styles=(
                vendored("uPlot.min.css"),
                asset("still.css") + asset("compare/strip.css") + asset("compare/compare.css"),
            ),
            scripts=(
                *(vendored(name) for name in ("uPlot.iife.min.js", "geographiclib-geodesic.min.js")),
                *(asset(name) for name in ("scale.js", *(f"compare/{name}" for name in SCRIPTS), "theme.js")),
            ),
            islands={"compare-data": island},
        )


def courses_of(certainty: Certainty) -> Courses:
    """Each path over the interval of its assumed course, as it was computed to see how sure it is."""
    return {
        (claim_id, track.case.track_id): track.over_course
        for claim_id, sure in certainty.claims.items()
        for track in sure.tracks
    }


def _empty_map(frame: Frame) -> folium.Map:
    """A Folium map without ground; everything on it is drawn by script from what the page holds once."""
    centre = [(frame.south + frame.north) / 2, (frame.west + frame.east) / 2]
    options: Any = {"minZoom": 3, "maxZoom": 19, "zoomSnap": 0.25, "wheelPxPerZoomLevel": 90}
    options |= {"zoomAnimation": False, "fadeAnimation": False, "markerZoomAnimation": False}
    return folium.Map(
        location=centre, tiles=None, zoom_start=11, zoom_control=False, attributionControl=False, **options
    )


def _island(tellers: Tellers, ground: Ground, frame: Frame, region: Frame, courses: Courses) -> dict[str, Any]:
    """All that the scripts need but the moments."""
    scene, strip = tellers.scene, in_each(strip_words)
    clock = clock_of(scene)
    t0_s, t1_s, at_s = clock if clock is not None else (0.0, 0.0, 0.0)
    box, zone = scene.detail, main_zone(scene)
    names = []
    for code in _states(scene):
        name = tellers.each(lambda _told, code=code: state(code))  # type: ignore[misc]
        longest = max(name.values(), key=len)
        place = scene.map_name_place(code, longest, _window(frame), scene.assessment.cases, NAME_LETTER)
        if place is not None:
            lng, lat = float(box.facing(place[0])), place[1]
            names.append({"lng": round(lng, 5), "lat": round(lat, 5), "name": name})
    return {
        "clock": {"t0": t0_s, "t1": t1_s, "at": at_s} if clock is not None else None,
        "title": tellers.each(lambda told: told.incident.title),
        "date": {spoken: _said_in(spoken, lambda: date_text(scene.incident.date)) for spoken in LANGUAGES},
        "home": frame.corners,
        "region": region.corners,
        "ground": {**ground.island, "names": names},
        "zone": None if zone is None else tellers.each(lambda _told: state(zone)),
        "degrees": PATH_DEGREES,
        "claims": claims_island(tellers, t0_s),
        "shown": shown_at_first(scene),
        "series": series_island(tellers, courses),
        "texts": {spoken: {**texts, **strip[spoken]} for spoken, texts in script_texts().items()},
    }


def _said_in(spoken: str, say: Callable[[], str]) -> str:
    with speaking(spoken):
        return say()


def _states(scene: Scene) -> list[str]:
    return list(scene.states(scene.assessment.editions[0]))


def _window(frame: Frame) -> Any:
    return shapely.box(frame.west, frame.south, frame.east, frame.north)


# --- the body ---------------------------------------------------------------------------------------------------------


def _body(
    tellers: Tellers, ground: Ground, found: Sequence[Moment], places: Mapping[str, Html], pages: Sequence[str]
) -> Html:
    scene = tellers.scene
    panes = [_pane(tellers, claim_id, places.get(claim_id), pages) for claim_id in scene.incident.claims]
    tabs = tag("nav", class_="tabs controls", id="tabs")
    below = [
        tag("section", said("h2", tellers.each(lambda _told: _("Altitude, speed and shading"))),
            tag("div", id="strip-more"), class_="controls"),
        moments_html(tellers, found),
        _notes(tellers),
        tag("footer", said("h2", tellers.each(lambda _told: _("Data and licences"))),
            tag("ul", *(tag("li", said("span", line)) for line in _credits(tellers))),
            tag("details", tag("summary", LIBRARIES), tag("pre", notices()), class_="controls")),
    ]  # fmt: skip
    stage = tag("div", _top(tellers, ground, pages), tabs, tag("div", *panes, class_="panes", id="panes"),
                class_="stage")  # fmt: skip
    return tag("main", stage, _deck(), tag("div", *below, class_="below"))


def _credits(tellers: Tellers) -> Iterator[dict[str, str]]:
    """Credit lines of the borders, each in every language."""
    lines = tellers.each(lambda told: told.credits(told.assessment.editions))
    for row in zip(*lines.values(), strict=True):
        yield dict(zip(lines, row, strict=True))


def _top(tellers: Tellers, ground: Ground, pages: Sequence[str]) -> Html:
    """Heading and tools; the tools are for readers with script."""
    back = tellers.each(lambda told: dossier_link(_page("index.html", pages), told.incident.title))
    title = tellers.each(lambda _told: _("Compare on one clock"))
    heading = tag("div", said("p", back, class_="kicker"), tag("h1", said("span", title)), class_="heading")
    languages = tag(
        "div",
        *(
            tag("button", spoken.upper(), type="button", lang=spoken, data_language=spoken, title=NAMES[spoken],
                aria_label=NAMES[spoken])
            for spoken in LANGUAGES
        ),
        class_="language-choice", role="group", data_say_label="language",
    )  # fmt: skip
    theme = tag("button", id="theme", class_="theme", type="button", hidden=True, data_light="Light", data_dark="Dark")
    settings = tag("div", languages, theme, class_="settings controls")
    tools = tag(
        "div", claims_menu(tellers), layers_menu(tellers, ground), _sign("lock", LOCK), _sign("home", HOME, "home"),
        _sign("copy", LINK, "link"),
        tag("span", tag("input", type="text", id="link-field", readonly=True, hidden=True,
                        data_say_label="link_field"), class_="link-field"),
        tag("span", id="told", class_="told-shortly", aria_hidden="true"),
        class_="tools controls",
    )  # fmt: skip
    return tag("header", heading, tools, settings, class_="top")


def _page(name: str, pages: Sequence[str]) -> str:
    """Where another page of the dossier stands, in the language spoken if the dossier has it."""
    return file_in(name, language() if language() in pages else pages[0], pages)


def _button(name: str, key: str | None = None, **attributes: object) -> Html:
    """A button that a script names and wires."""
    return tag("button", type="button", id=name, data_say=key, **attributes)


def _sign(name: str, drawn: str, key: str | None = None) -> Html:
    """A button with a sign and a word; on a phone the sign alone is seen."""
    sign = tag("svg", tag("path", d=drawn), viewBox="0 0 16 16", aria_hidden="true", class_="sign")
    return tag("button", sign, tag("span", class_="word-of", data_say=key), type="button", id=name)


def _deck() -> Html:
    """The strip and the clock: they stay in view."""
    time = tag("output", id="clock-time", class_="clock-time", aria_live="off")
    row = tag(
        "div",
        tag("button", type="button", id="play", class_="play"),
        _button("back", "back_short", data_say_label="back"),
        _button("forward", "forward_short", data_say_label="forward"),
        tag("div", tag("div", id="lanes", class_="lanes", aria_hidden="true"),
            tag("input", type="range", id="slider", data_say_label="slider"), class_="track"),
        time,
        tag("div", _button("previous", class_="step", data_say_label="previous"),
            _button("next", class_="step", data_say_label="next"),
            tag("span", id="speed-choice"), tag("span", id="zone-choice"), class_="choices"),
        class_="clock",
    )  # fmt: skip
    status = tag("p", role="status", id="status", class_="spoken")
    return tag("section", tag("div", id="strip", class_="strip"), row,
               tag("p", tag("output", id="position", data_say_label="position"), class_="position"), status,
               class_="deck controls", id="deck")  # fmt: skip


# --- panes ------------------------------------------------------------------------------------------------------------


def _pane(tellers: Tellers, claim_id: str, place: Html | None, pages: Sequence[str]) -> Html:
    """One claim: who, what follows, built from what; its map or why there is none."""
    style = tellers.scene.styles[claim_id]
    name = said("span", tellers.each(lambda told: told.incident.claims[claim_id].claimant), class_="name")
    title = said("span", tellers.each(lambda told: told.incident.claims[claim_id].title), class_="title")
    way = tellers.each(lambda _told: dossier_link(_page(claim_file(claim_id), pages), _("Map of this claim")))
    head = tag("header", tag("h2", name, " ", title, id=f"name-{claim_id}"),
               tag("div", said("span", way), tag("div", class_="paths controls"), class_="pane-tools"),
               *_told_html(tellers, claim_id), class_="pane-head")  # fmt: skip
    if place is None:
        content: list[object] = [_stated(tellers, claim_id)]
    else:
        frame = tag("div", place, tag("p", class_="pane-status"), class_="frame controls")
        still = tellers.each(lambda told: claim_picture(told, claim_id) or Html(""))
        content = [frame, said("div", still, class_="still-of")]
    return tag("article", head, *content, class_=f"pane {style.css_class}", id=f"pane-{claim_id}",
               data_claim=claim_id, data_drawn=place is not None)  # fmt: skip


def _told_html(tellers: Tellers, claim_id: str) -> list[Html]:
    """What each path gives and what it is built from; a script shows those of the chosen path."""
    cases = tellers.scene.cases(claim_id)
    if not cases:
        return [
            said("p", tellers.each(lambda _told: _("No path can be built from what is stated.")), class_="sentence")
        ]
    parts = []
    for case in cases:
        sentence = tellers.each(lambda told, case=case: _sentence(told, case))  # type: ignore[misc]
        built = tellers.each(lambda told, case=case: built_from(_same(told, case)))  # type: ignore[misc]
        label = tellers.each(lambda told, case=case: _same(told, case).label)  # type: ignore[misc]
        parts.append(tag("div", said("p", label, class_="path-label"), said("p", sentence, class_="sentence"),
                         said("p", built, class_="built"), class_="told", data_track=case.track_id))  # fmt: skip
    return parts


def _same(told: Scene, case: TrackCase) -> TrackCase:
    """The same case as another language has it."""
    return next(c for c in told.cases(case.claim_id) if c.track_id == case.track_id)


def _sentence(told: Scene, case: TrackCase) -> str:
    own = _same(told, case)
    return path_sentence(own, told.result(own))


def _stated(tellers: Tellers, claim_id: str) -> Html:
    """What a claim states that no path can be drawn from; what cannot be tested says why."""
    items = []
    for statement_id in tellers.scene.incident.claims[claim_id].statements:
        told = tellers.each(lambda one, which=statement_id: _statement(one, claim_id, which))  # type: ignore[misc]
        items.append(tag("li", said("div", told)))
    heading = said("h3", tellers.each(lambda _told: _("What is stated")))
    return tag("div", heading, tag("ol", *items), class_="stated", tabindex="0", role="group",
               aria_labelledby=f"name-{claim_id}")  # fmt: skip


def _statement(told: Scene, claim_id: str, statement_id: str) -> Html:
    statement = told.incident.statement(claim_id, statement_id)
    parts: list[object] = [tag("p", statement.says)]
    if statement.untestable is not None:
        parts.append(tag("p", _("Untestable: {why}", why=statement.untestable.why), class_="why"))
    return join(parts)


def _notes(tellers: Tellers) -> Html:
    """How to read the page, a sentence each."""
    keys = tellers.each(
        lambda _told: _(
            "While a map is in view, Space plays and stops the clock; the arrow keys step it by one second, "
            "with Shift by ten."
        )
    )
    lines = (
        lambda _told: _("Paths are drawn as their claimants' own figures give them; dashed paths are reconstructed."),
        lambda _told: _("Between two fixes a path runs straight at constant speed; no one knows where it was there."),
        lambda _told: _("A claim without times has no place on the clock: its path is drawn without an aircraft."),
    )
    heading = said("h2", tellers.each(lambda _told: _("How to read this page")))
    items = [tag("li", said("span", tellers.each(line))) for line in lines]
    items.append(tag("li", said("span", keys), class_="controls"))
    return tag("section", heading, tag("ul", *items), class_="notes")
