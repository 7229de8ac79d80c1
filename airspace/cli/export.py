"""``airspace export``: an incident's paths, places, crossings and zones as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from airspace.cli.onefile import check_target, write_whole
from airspace.cli.options import claim_option, incident_argument
from airspace.cli.terminal import clean, line, progress

if TYPE_CHECKING:
    from airspace.incident import Incident
    from geodata.writing import Format

__all__ = ["FORMAT_NAMES", "export"]

FORMAT_NAMES = ("geojson", "kml", "czml", "gpx", "mf-json", "gpkg", "parquet", "csv")
"""Those of :data:`geodata.writing.FORMATS`, which is not loaded for a word of help."""


@click.command(short_help="Write paths, points and zones for other programs.")
@incident_argument
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMAT_NAMES),
    help="Format to write.  [default: by the ending of --out]",
)
@click.option("--out", metavar="FILE", required=True, type=click.Path(path_type=Path), help="File to write.")
@claim_option
@click.option("--edition", metavar="ID", help="Border edition to check on (see: airspace editions).")
@click.option("--force", is_flag=True, help="Replace a file that stands at --out.")
def export(
    incident: str, format_name: str | None, out: Path, claims: tuple[str, ...], edition: str | None, force: bool
) -> None:
    """Write an incident as a file for other programs: its paths, places, entries, exits and the zones tested.

    \b
    airspace export su24-2015 --out su24.kml
    airspace export su24-2015 --format mf-json --out su24.json --claim turkey

    What a format cannot carry is said on stderr, one line each. Heights keep what they are counted from.
    """
    from geodata.writing import FORMATS

    chosen = FORMATS[_format(format_name, out)]
    check_target(out, force=force)
    with progress("reading") as say:
        from airspace.assessment import assess
        from airspace.casefile import load_incident
        from airspace.exported import exported
        from geodata.library import incident_path

        found = load_incident(incident_path(incident))
        assessment = assess(found, claims, (edition,) if edition else (), solve_again=False, progress=say)
        say(f"writing {chosen.title}")
        document = exported(assessment, _colours(found))
        data, told = chosen.write(document), chosen.losses(document)
    write_whole(out, data, force=force)
    for loss in (*(left.sentence for left in assessment.left_out), *told):
        click.echo(clean(f"note: {loss}"), err=True)
    line(f"{out}: {chosen.title}, {len(data) / 1000:,.0f} kB")


def _format(name: str | None, out: Path) -> str:
    """The format asked for, or the one that the ending of the file says."""
    from geodata.writing import FORMATS

    if str(out) == "-":
        raise click.UsageError("a file is written whole or not at all, so not to stdout; give --out FILE")
    ending = out.suffix.lower()
    named = [known for known, its in FORMATS.items() if ending in its.endings]
    if name is None:
        first = next((known for known in named if FORMATS[known].endings[0] == ending), None)
        if first is None:
            endings = ", ".join(its.endings[0] for its in FORMATS.values())
            raise click.UsageError(f"{clean(out.name)} does not say its format; end it in {endings}, or add --format")
        return first
    _check_ending(FORMATS[name], named, name, out)
    return name


def _check_ending(wanted: Format, named: list[str], name: str, out: Path) -> None:
    """Refuse a name that says another format: no program would read such a file."""
    if named and name not in named:
        endings = " or ".join(wanted.endings)
        raise click.UsageError(f"{clean(out.name)} is no name for {wanted.title}; end it in {endings}")


def _colours(incident: Incident) -> dict[str, str]:
    """The colour of each claim, as the maps have it."""
    from maps.theme import claim_style

    return {claim: claim_style(number).colour.line for number, claim in enumerate(incident.claims)}
