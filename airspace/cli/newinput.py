"""What the options and the answers of ``airspace new`` may say, each checked by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import click

from airspace.cli.terminal import clean
from airspace.errors import FigureError

__all__ = ["BASES", "ID", "Given", "aircraft_of", "clock", "day", "one_line", "state"]

BASES = ("measured", "digitised", "illustrative")
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(slots=True)
class Given:
    """What the options say, and after them the answers."""

    title: str | None
    date: str | None
    place: str | None
    clocks: list[str]
    claimants: list[str]
    zone: str | None
    aircraft: list[str]
    say: list[str]
    track: str | None
    track_claim: str | None
    track_basis: str | None


def one_line(option: str, text: str | None) -> str:
    """A text without line breaks and control characters."""
    from airspace.fields import LINE_PATTERN

    made = " ".join((text or "").split())
    if not made or len(made) > 200 or not re.fullmatch(LINE_PATTERN, made):
        raise click.UsageError(f"{option}: give one line of 1 to 200 characters, without control characters.")
    return made


def day(text: str) -> dt.date:
    """A real date."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise click.UsageError(f"--date: '{clean(text)}' is no date; write it as 2015-11-24.")


def clock(text: str) -> tuple[str, str]:
    """Name and offset of ``local=+03:00``."""
    from airspace.units import parse_offset

    name, _, offset = text.partition("=")
    if not ID.fullmatch(name) or not offset:
        raise click.UsageError(f"--clock: '{clean(text)}' is no clock; write it as local=+03:00.")
    try:
        parse_offset(offset)
    except FigureError as error:
        raise FigureError(f"--clock: {error}") from error
    return name, offset


def state(option: str, text: str) -> str:
    """The three letters of a state that there is."""
    from airspace.states import STATE_HINT, nearest_state, state_names

    if text in state_names():
        return text
    near = nearest_state(text)
    hint = f"did you mean {near} ({state_names()[near]})?" if near else f"{STATE_HINT}."
    raise click.UsageError(f"{option}: '{clean(text)}' is no state; {hint}")


def aircraft_of(texts: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Type and state of each ``Su-24M, RUS``, by an id made of the type."""
    from airspace.nearest import plain_id

    found: dict[str, tuple[str, str]] = {}
    for text in texts:
        kind, comma, flag = text.rpartition(",")
        if not comma or not kind.strip():
            raise click.UsageError(
                f"--aircraft: '{clean(text)}' does not say whose it is; write type and state, such as 'Su-24M, RUS'."
            )
        found[plain_id(kind, found, "aircraft")] = one_line("--aircraft", kind), state("--aircraft", flag.strip())
    return found
