"""``airspace new``: a starting file for a case, from what is asked or given as options."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from airspace.cli.newasking import ask
from airspace.cli.newinput import BASES, ID, Given, aircraft_of, clock, day, one_line, state
from airspace.cli.output import whole_folder, write_files
from airspace.cli.terminal import clean, line
from airspace.errors import FigureError, UnknownNameError

if TYPE_CHECKING:
    from airspace.stated import Stated

__all__ = ["new", "on_terminal"]


@click.command(short_help="Begin a case: a commented starting file.")
@click.argument("case", metavar="ID")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder to write.  [default: ID]")
@click.option("--title", metavar="TEXT", help="Title of the case.")
@click.option("--date", metavar="DAY", help="Day of the incident: 2015-11-24.")
@click.option("--place", metavar="TEXT", help="Where it happened, in words.")
@click.option("--clock", "clocks", metavar="NAME=OFFSET", multiple=True, help="local=+03:00. Repeatable.")
@click.option("--claimant", "claimants", metavar="NAME", multiple=True, help="A party with a version. Two or more.")
@click.option("--zone", metavar="ISO3", help="Whose airspace it is about: three letters, TUR.")
@click.option("--aircraft", metavar="'TYPE, ISO3'", multiple=True, help="'Su-24M, RUS'. Repeatable.")
@click.option("--say", metavar="'NAME: TEXT'", multiple=True, help="What a claimant states, with its unit. Repeatable.")
@click.option("--track", metavar="FILE", help="A track file; it is copied beside the case.")
@click.option("--track-claim", metavar="NAME", help="The claimant whose version the track belongs to.")
@click.option("--track-basis", type=click.Choice(BASES), help="How it came to be.  [default: illustrative]")
@click.option("--force", is_flag=True, help="Replace an earlier start at --out, with all that was edited in it.")
def new(
    case: str,
    out: Path | None,
    title: str | None,
    date: str | None,
    place: str | None,
    clocks: tuple[str, ...],
    claimants: tuple[str, ...],
    zone: str | None,
    aircraft: tuple[str, ...],
    say: tuple[str, ...],
    track: str | None,
    track_claim: str | None,
    track_basis: str | None,
    force: bool,
) -> None:
    """Write the folder ID with a starting file, incident.yaml, that can be used as it stands and says in comments how
    to go on. On a terminal it asks for what is not given.

    \b
    airspace new my-case
    airspace new my-case --title "Two accounts of one flight" --date 2015-11-24 \\
        --place "Hatay" --clock local=+02:00 --zone TUR --claimant Turkey \\
        --claimant Russia --aircraft "Su-24M, RUS" \\
        --say "Turkey: depth 1.36 miles" --say "Turkey: inside for 17 seconds"

    What --say gives begins with what is measured: depth, length, inside for, entered at, left at, closest, altitude,
    speed, course, or a quantity of docs/incident-file.md. A figure that can be read in two ways gets two readings,
    which are said back. Nothing is made up: what is not given stands as an example in a comment.
    """
    given = Given(
        title, date, place, list(clocks), list(claimants), zone, list(aircraft), list(say), track, track_claim,
        track_basis,
    )  # fmt: skip
    if not ID.fullmatch(case):
        from airspace.nearest import plain_id

        wrong = f"'{clean(case)}' is no id: use lower-case letters, digits and hyphens"
        raise click.UsageError(f"{wrong}, such as {plain_id(case, fallback='my-case')}.")
    folder = out if out is not None else Path(case)
    with whole_folder(folder, force=force) as draft:
        _complete(given)
        files, told = _files(case, given)
        write_files(draft, files)
    for sentence in told:
        click.echo(clean(sentence), err=True)
    line(f"{folder}: {', '.join(files)}")
    line(f"next: open {folder / 'incident.yaml'} in an editor, then: airspace validate {folder}")


def _complete(given: Given) -> None:
    """Ask for what is missing on a terminal; elsewhere what must be given is wrong usage, all of it at once."""
    if on_terminal():
        ask(given)
        return
    needed = {"--title": given.title, "--date": given.date, "--place": given.place}
    missing = [name for name, value in needed.items() if not value]
    missing += ["--claimant (two or more)"] if len(given.claimants) < 2 else []
    if missing:
        raise click.UsageError(f"Give {', '.join(missing)}; on a terminal, airspace new asks for what is missing.")


def on_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _files(case: str, given: Given) -> tuple[dict[str, str | bytes], list[str]]:
    """The files of the folder by name, checked as ``airspace validate`` checks them, and how things were understood."""
    from airspace.casefile import validate_text
    from airspace.newcase import SCHEMA_FILE, Asked, GivenTrack, case_text
    from airspace.schema import schema_text

    spelled: dict[str, str] = {}
    for name in given.claimants:
        spelled.setdefault(name.casefold(), one_line("--claimant", name))
    claimants = tuple(spelled.values())
    if len(claimants) < 2:
        raise click.UsageError("Give --claimant at least twice, with two names: a case has two versions.")
    date, zone = day(str(given.date)), state("--zone", given.zone) if given.zone else None
    clocks, aircraft = dict(map(clock, given.clocks)), aircraft_of(given.aircraft)
    said, told = _said(given.say, claimants, zone, date, clocks)
    files: dict[str, str | bytes] = {}
    track = None
    if given.track is not None:
        if not aircraft:
            raise click.UsageError("Say which aircraft flew the track: --aircraft 'TYPE, ISO3'.")
        owner = _claimant(given.track_claim or "", claimants, "--track-claim")
        name, content, fixes = _track_file(given.track)
        track, files[name] = GivenTrack(name, owner, given.track_basis or "illustrative"), content
        told.append(f"{name}: {fixes}, basis '{track.basis}'")
    title, place = one_line("--title", given.title), one_line("--place", given.place)
    asked = Asked(case, title, date, place, claimants, clocks, zone, aircraft, said, track)
    text = case_text(asked, _edition(zone))
    validate_text(text)
    return {"incident.yaml": text, SCHEMA_FILE: schema_text(), **files}, told


def _said(
    say: list[str], claimants: tuple[str, ...], zone: str | None, date: dt.date, clocks: dict[str, str]
) -> tuple[dict[str, list[Stated]], list[str]]:
    """What each claimant states, and how each text was understood."""
    from airspace.stated import stated

    said: dict[str, list[Stated]] = {name: [] for name in claimants}
    told: list[str] = []
    for text in say:
        owner = next((name for name in claimants if text.casefold().startswith(f"{name.casefold()}:")), None)
        if owner is None:
            owner = _claimant(text.partition(":")[0].strip(), claimants, "--say")
        words = one_line("--say", text[len(owner) + 1 :])
        try:
            said[owner].append(stated(words, zone, date, clocks))
        except FigureError as error:
            raise FigureError(f"--say '{owner}: {words}': {error}") from error
        told += [f"{owner}: '{words}'", *(f"  {sentence}" for sentence in said[owner][-1].told)]
    return said, told


def _claimant(name: str, claimants: tuple[str, ...], option: str) -> str:
    if name in claimants:
        return name
    if not name:
        raise click.UsageError(f"{option}: name the claimant: {', '.join(map(clean, claimants))}.")
    raise UnknownNameError(f"claimant of {option}", clean(name), [clean(one) for one in claimants])


def _track_file(path: str) -> tuple[str, bytes, str]:
    """A track file's plain name, its bytes, and what is in it; it is read first, so that a broken one is told."""
    from airspace.nearest import plain_id
    from geodata import tracks

    found = tracks.read(path)
    place = Path(path)
    count = found.lon_deg.size
    fixes = f"{count} fix{'' if count == 1 else 'es'}, {'with times' if found.start else 'without times'}"
    return f"{plain_id(place.stem, fallback='track')}{place.suffix.lower()}", place.read_bytes(), fixes


def _edition(zone: str | None) -> str:
    from geodata.editions import DEFAULT_EDITION, default_for

    return default_for([zone]) if zone else DEFAULT_EDITION
