"""The moments of every claim as a table, in the order of time: when, whose, what, and on what it rests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from airspace import numbers
from airspace.language import _
from airspace.moments import Moment
from airspace.wording import state
from maps.clockdata import Tellers, clock_of
from maps.comparelegend import mark_swatch
from maps.comparetexts import kind_name
from maps.markup import Html, join, tag
from maps.said import said
from maps.scene import Scene

__all__ = ["moments_html"]

WIDE_S = 2.0
"""An interval narrower than this is not printed beside its instant: clocks here show whole seconds."""


def moments_html(tellers: Tellers, found: Sequence[Moment]) -> Html:
    """The table, in a fold; where a script runs, a button at each moment sets the clock to it."""
    heads = (
        tellers.each(lambda _told: _("Time")),
        tellers.each(lambda _told: _("Claim")),
        tellers.each(lambda _told: _("Event")),
        tellers.each(lambda _told: _("What it rests on")),
    )
    cells = [tag("th", said("span", head), scope="col") for head in heads]
    cells[0] = tag("th", said("span", heads[0]), " ", tag("span", "UTC", data_zone_name=True), scope="col")
    cells.append(tag("th", tag("span", class_="spoken", data_say="go_to"), scope="col", class_="controls"))
    rows = [_row(tellers, number, moment) for number, moment in enumerate(found)]
    table = tag("table", tag("thead", tag("tr", *cells)), tag("tbody", *rows), class_="moments")
    title = said("h2", tellers.each(lambda _told: _("Events in order of time")))
    return tag("details", tag("summary", title), table, class_="events", open=True, id="events")


def _row(tellers: Tellers, number: int, moment: Moment) -> Html:
    scene = tellers.scene
    style = scene.styles[moment.claim_id]
    wide = moment.low_s is not None and moment.high_s is not None and moment.high_s - moment.low_s > WIDE_S
    time = tag("time", _utc(moment.t_s), datetime=_iso(moment.t_s), data_t=f"{moment.t_s:.3f}")
    if wide:
        ends = (moment.low_s or 0.0, moment.high_s or 0.0)
        span = "\u2013".join(_utc(end) for end in ends)
        time = join([time, tag("small", span, data_low=f"{ends[0]:.3f}", data_high=f"{ends[1]:.3f}")])
    name = said("span", tellers.each(lambda told: told.name(moment.claim_id)))
    rests = said("span", tellers.each(lambda told: _rests_on(told, moment)))
    clock = clock_of(scene)
    inside = clock is not None and clock[0] <= moment.t_s <= clock[1]
    button = tag("button", type="button", data_go=number) if inside else ""
    cells = (
        tag("td", time), tag("td", name, class_="claim"), tag("td", *_event(tellers, moment)),
        tag("td", mark_swatch(moment.basis), rests), tag("td", button, class_="controls"),
    )  # fmt: skip
    other = moment.track_id is not None and moment.track_id != _first(scene, moment.claim_id)
    css = style.css_class + (" other-path" if other else "")
    return tag("tr", *cells, class_=css, data_moment=number)


def _event(tellers: Tellers, moment: Moment) -> list[Html]:
    event = said("span", tellers.each(lambda _told: kind_name(moment.kind, moment.number)), class_="event")
    if moment.track_id is None:
        return [event]
    return [event, said("small", tellers.each(lambda told: _path_label(told, moment)))]


def _path_label(told: Scene, moment: Moment) -> str:
    return next(case.label for case in told.cases(moment.claim_id) if case.track_id == moment.track_id)


def _first(scene: Scene, claim_id: str) -> str | None:
    """The path of a claim that the page opens with."""
    return next((case.track_id for case in scene.cases(claim_id) if case.track is not None), None)


def _rests_on(told: Scene, moment: Moment) -> str:
    if moment.basis == "stated":
        who = _speaker(told, moment)
        return _("stated: {figure}; {speaker}", figure=numbers.localised(moment.text or ""), speaker=who)
    if moment.basis == "assumed":
        return _("assumed: even spacing")
    zone = state(moment.zone) if moment.zone is not None else ""
    if moment.by_construction:
        return _("computed; its time is an input. Zone: {zone}", zone=zone)
    return _("computed. Zone: {zone}", zone=zone)


def _speaker(told: Scene, moment: Moment) -> str:
    statement = told.incident.statement(moment.claim_id, moment.statement or "")
    return statement.speaker or _("speaker not stated")


def _utc(t_s: float) -> str:
    return numbers.utc(datetime.fromtimestamp(t_s, UTC)).removesuffix(" UTC")


def _iso(t_s: float) -> str:
    return datetime.fromtimestamp(t_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
