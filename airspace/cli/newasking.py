"""The questions of ``airspace new`` on a terminal: what options did not give, each answer checked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from airspace.cli.newinput import BASES, Given, aircraft_of, clock, day, one_line, state
from airspace.cli.terminal import clean
from airspace.errors import AirspaceError

__all__ = ["ask"]


def ask(given: Given) -> None:
    """Ask on stderr for what is missing. An empty answer leaves out what may be left out."""
    given.title = given.title or _prompt("Title of the case", lambda text: one_line("title", text))
    given.date = given.date or _prompt("Day of the incident (2015-11-24)", lambda text: day(text).isoformat())
    given.place = given.place or _prompt("Where it happened, in words", lambda text: one_line("place", text))
    if len(given.claimants) < 2:  # who names two in options has named all
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
        question = f"Whose version is the track? ({clean(names)})"
        given.track_claim = _prompt(question, lambda text: _one(text, given.claimants))
    if given.track is not None and given.track_basis is None:
        question = "What the track is: measured (a recording), digitised (off a picture), illustrative (empty: that)"
        given.track_basis = _prompt(question, lambda text: _one(text, BASES), needed=False) or None


def _parties(given: Given) -> None:
    """Two parties, and those beyond; one named in other capitals is the same one."""
    while True:
        needed = len(given.claimants) < 2
        question = "A party with a version of its own" if needed else "Another party (empty: no more)"
        name = _prompt(question, lambda text: one_line("claimant", text), needed=needed)
        if not name:
            return
        if name.casefold() in (one.casefold() for one in given.claimants):
            click.echo("that one is named already", err=True)
        else:
            given.claimants.append(name)


def _figure(text: str, given: Given) -> str:
    """A stated figure that can be understood, as typed; that it is kept as words is said while it can be mended."""
    from airspace.stated import stated

    words = one_line("say", text)
    found = stated(words, given.zone, day(str(given.date)), dict(map(clock, given.clocks)))
    if found.quantity is None or not found.readings:
        click.echo(clean(" ".join(found.told)), err=True)
    return words


def _readable(text: str) -> str:
    from geodata import tracks

    tracks.read(Path(text))
    return text


def _one(text: str, known: Sequence[str]) -> str:
    if text not in known:
        raise click.UsageError(f"use one of: {', '.join(map(clean, known))}")
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
            said = error.message
        except AirspaceError as error:
            said = str(error)
        for fault in re.sub(r"^--[a-z-]+: ", "", said).splitlines():  # nobody typed an option here
            click.echo(clean(fault), err=True)
