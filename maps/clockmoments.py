"""The moments of every claim, for the page's script and as a table: when, whose, what, and on what it rests."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from airspace import numbers
from airspace.language import _
from airspace.moments import Moment, moments
from airspace.wording import state
from maps.clockdata import Tellers, clock_of
from maps.comparelegend import mark_swatch
from maps.comparetexts import event_name
from maps.markup import Html, join, tag
from maps.said import said
from maps.scene import Scene

__all__ = ["moments_html", "moments_island"]

WIDE_S = 2.0
"""An interval narrower than this is not printed beside its instant: clocks here show whole seconds."""


def moments_island(tellers: Tellers) -> tuple[list[Moment], list[dict[str, Any]], list[dict[str, Any]]]:
    """The moments of every claim, the same for the page's script, and the clocks to read them by."""
    scene = tellers.scene
    found = list(moments(scene.incident, scene.assessment.cases, scene.assessment.editions))
    types = _told_by_type(scene, found)
    rows = [
        {
            "kind": m.kind, "basis": m.basis, "sign": _sign(m), "claim": m.claim_id, "track": m.track_id,
            "name": tellers.each(lambda told, m=m: _event(told, m, types)),  # type: ignore[misc]
            "t": round(m.t_s, 3),
            "low": None if m.low_s is None else round(m.low_s, 3),
            "high": None if m.high_s is None else round(m.high_s, 3),
        }
        for m in found
    ]  # fmt: skip
    clocks = [{"id": name, "text": text, "seconds": _ahead_s(text)} for name, text in scene.incident.clocks.items()]
    return found, rows, clocks


def _ahead_s(offset: str) -> int:
    """How far a clock such as ``+03:00`` is ahead of UTC, in seconds."""
    return round((datetime.strptime(offset, "%z").utcoffset() or timedelta(0)).total_seconds())


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
    types = _told_by_type(tellers.scene, found)
    rows = [_row(tellers, number, moment, types) for number, moment in enumerate(found)]
    table = tag("table", tag("thead", tag("tr", *cells)), tag("tbody", *rows), class_="moments")
    title = said("h2", tellers.each(lambda _told: _("Events in order of time")))
    return tag("details", tag("summary", title), table, class_="events", open=True, id="events")


def _row(tellers: Tellers, number: int, moment: Moment, types: Mapping[str, bool]) -> Html:
    scene = tellers.scene
    style = scene.styles[moment.claim_id]
    time = tag("time", _utc(moment.t_s), datetime=_iso(moment.t_s), data_t=f"{moment.t_s:.3f}")
    if _wide(moment):
        ends = (moment.low_s or 0.0, moment.high_s or 0.0)
        span = "\u2013".join(_utc(end) for end in ends)
        time = join([time, tag("small", span, data_low=f"{ends[0]:.3f}", data_high=f"{ends[1]:.3f}")])
    name = said("span", tellers.each(lambda told: told.name(moment.claim_id)))
    rests = said("span", tellers.each(lambda told: _rests_on(told, moment)))
    clock = clock_of(scene)
    inside = clock is not None and clock[0] <= moment.t_s <= clock[1]
    button = tag("button", type="button", data_go=number) if inside else ""
    cells = (
        tag("td", time), tag("td", name, class_="claim"), tag("td", *_what(tellers, moment, types)),
        tag("td", mark_swatch(_sign(moment)), rests), tag("td", button, class_="controls"),
    )  # fmt: skip
    other = moment.track_id is not None and moment.track_id != _first(scene, moment.claim_id)
    css = style.css_class + (" other-path" if other else "")
    return tag("tr", *cells, class_=css, data_moment=number)


def _wide(moment: Moment) -> bool:
    return moment.low_s is not None and moment.high_s is not None and moment.high_s - moment.low_s > WIDE_S


def _sign(moment: Moment) -> str:
    """Its mark on the time line: what is computed on an assumed clock is as hollow as what is assumed."""
    return "on-assumed" if moment.basis == "computed" and moment.assumed_clock else moment.basis


def _what(tellers: Tellers, moment: Moment, types: Mapping[str, bool]) -> list[Html]:
    event = said("span", tellers.each(lambda told: _event(told, moment, types)), class_="event")
    if moment.track_id is None:
        return [event]
    return [event, said("small", tellers.each(lambda told: _path_label(told, moment)))]


def _event(told: Scene, moment: Moment, types: Mapping[str, bool]) -> str:
    """Of which aircraft, what, and against whose border."""
    aircraft = [told.incident.aircraft[one] for one in moment.aircraft]
    names = [one.type if types[one.type] else one.label for one in aircraft]
    place = state(moment.zone) if moment.zone is not None else ""
    return event_name(moment.kind, moment.number, ", ".join(dict.fromkeys(names)), place)


def _told_by_type(scene: Scene, found: Sequence[Moment]) -> dict[str, bool]:
    """By type of aircraft, whether its name alone tells of which one: all its moments are of one aircraft at least."""
    common: dict[str, set[str]] = {}
    for moment in found:
        for kind in {scene.incident.aircraft[one].type for one in moment.aircraft}:
            own = {one for one in moment.aircraft if scene.incident.aircraft[one].type == kind}
            common[kind] = common.get(kind, own) & own
    return {kind: bool(shared) for kind, shared in common.items()}


def _path_label(told: Scene, moment: Moment) -> str:
    return next(case.label for case in told.cases(moment.claim_id) if case.track_id == moment.track_id)


def _first(scene: Scene, claim_id: str) -> str | None:
    """The path of a claim that the page opens with."""
    return next((case.track_id for case in scene.cases(claim_id) if case.track is not None), None)


def _rests_on(told: Scene, moment: Moment) -> str:
    if moment.basis == "stated":
        return _stated(told, moment)
    if moment.basis == "assumed":
        return _("assumed: even spacing")
    zone = state(moment.zone) if moment.zone is not None else ""
    if moment.assumed_clock and moment.clock_ref is not None:
        return _assumed_clock(told, moment, moment.clock_ref, zone)
    if moment.by_construction:
        return _("computed; its time is an input. Zone: {zone}", zone=zone)
    if _wide(moment):
        return _("computed; the interval is of its clock only. Zone: {zone}", zone=zone)
    return _("computed. Zone: {zone}", zone=zone)


def _stated(told: Scene, moment: Moment) -> str:
    """The figure as stated; where a note says how it is taken, that it is read from the figure, and how."""
    statement = told.incident.statement(moment.claim_id, moment.statement or "")
    figure, who = numbers.localised(moment.text or ""), statement.speaker or _("speaker not stated")
    reading = statement.readings.get(moment.reading or "")
    if reading is not None and reading.note is not None:
        return _("read from: {figure}; {speaker}. Note: {note}", figure=figure, speaker=who, note=reading.note)
    return _("stated: {figure}; {speaker}", figure=figure, speaker=who)


def _assumed_clock(told: Scene, moment: Moment, ref: str, zone: str) -> str:
    """That no one stated when the path was flown, and what was assumed instead."""
    clock = told.incident.resolve(moment.claim_id, ref)
    time = f"{_utc(clock.value_si)}Z"
    if not all(map(math.isfinite, clock.interval_si)):
        return _("computed; its clock is assumed ({time}). Zone: {zone}", time=time, zone=zone)
    interval = "\u2013".join(_utc(end) for end in clock.interval_si)
    return _("computed; its clock is assumed ({time}, {interval}). Zone: {zone}",
             time=time, interval=interval, zone=zone)  # fmt: skip


def _utc(t_s: float) -> str:
    return numbers.utc(datetime.fromtimestamp(t_s, UTC)).removesuffix(" UTC")


def _iso(t_s: float) -> str:
    return datetime.fromtimestamp(t_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
