"""The questions of ``airspace new`` on a terminal: what options did not give, each answer checked at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from airspace.cli.newinput import Given, aircraft_of, clock, day, one_line, state
from airspace.cli.terminal import clean
from airspace.errors import AirspaceError

__all__ = ["ask"]


def ask(given: Given) -> None:
    """Ask on stderr for what is missing. An empty answer leaves out what may be left out."""
    given.title = given.title or _prompt("Title of the case", lambda text: one_line("title", text))
    given.date = given.date or _prompt("Day of the incident (2015-11-24)", lambda text: day(text).isoformat())
    given.place = given.place or _prompt("Where it happened, in words", lambda text: one_line("place", text))
    while len(given.claimants) < 2:
        name = _prompt("A party with a version of its own", lambda text: one_line("claimant", text))
        if name in given.claimants:
            click.echo("that one is named already", err=True)
        else:
            given.claimants.append(name)
    _parties(given)
    if given.zone is None:
        question = "Whose airspace is it about? (three letters, TUR; empty: not known)"
        given.zone = _prompt(question, lambda text: state("zone", text), needed=False) or None
    if not given.aircraft:
        question = "An aircraft: type and state (Su-24M, RUS; empty: none)"
        given.aircraft += _several(question, lambda text: next(iter(aircraft_of([text]))) and text)
    if not given.clocks:
        question = "A clock the statements use (local=+03:00; empty: none)"
        given.clocks += _several(question, lambda text: clock(text) and text)
    if not given.say:
        for name in given.claimants:
            question = f"What {clean(name)} states, one figure at a time (depth 1.36 miles; empty: no more)"
            given.say += [f"{name}: {said}" for said in _several(question, lambda text: _figure(text, given))]
    if given.track is None and given.aircraft:
        given.track = _prompt("A track file (empty: none)", _readable, needed=False) or None
    if given.track is not None and given.track_claim is None:
        names = ", ".join(given.claimants)
        given.track_claim = _prompt(f"Whose version is the track? ({clean(names)})", lambda text: _one(text, given))


def _parties(given: Given) -> None:
    """Parties beyond the second."""
    while name := _prompt("Another party (empty: no more)", lambda text: one_line("claimant", text), needed=False):
        if name not in given.claimants:
            given.claimants.append(name)


def _figure(text: str, given: Given) -> str:
    """A stated figure that can be understood, as typed."""
    from airspace.stated import stated

    words = one_line("say", text)
    stated(words, given.zone, day(str(given.date)), dict(map(clock, given.clocks)))
    return words


def _readable(text: str) -> str:
    from geodata import tracks

    tracks.read(Path(text))
    return text


def _one(text: str, given: Given) -> str:
    if text not in given.claimants:
        raise click.UsageError(f"use one of: {', '.join(map(clean, given.claimants))}")
    return text


def _several(question: str, checked: Callable[[str], str]) -> list[str]:
    found: list[str] = []
    while answer := _prompt(question, checked, needed=False):
        found.append(answer)
    return found


def _prompt(question: str, checked: Callable[[str], str], *, needed: bool = True) -> str:
    """An answer that passes its check; what is wrong with another is said, and it is asked again."""
    while True:
        answer = str(click.prompt(question, default="", show_default=False, err=True)).strip()
        if not answer and not needed:
            return ""
        try:
            return checked(answer)
        except click.UsageError as error:
            click.echo(clean(error.message), err=True)
        except AirspaceError as error:
            click.echo(clean(error), err=True)
