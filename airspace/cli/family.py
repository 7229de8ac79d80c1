"""``airspace family``: the paths that meet the statements of a claim, and what each statement does to them."""

from __future__ import annotations

import click

from airspace.cli.familytable import family_page
from airspace.cli.options import incident_argument, json_option, seed_option, workers_option
from airspace.cli.terminal import emit, emit_json, progress

__all__ = ["family"]


@click.command(short_help="Draw the paths that meet a claim's statements.")
@incident_argument
@click.option("--claim", metavar="ID", required=True, help="The claim.")
@click.option("--family", "chosen", metavar="ID", multiple=True, help="Only this family. Repeatable.")
@click.option(
    "--without",
    metavar="STATEMENT",
    multiple=True,
    help="Set a statement aside: its id, STATEMENT/READING, or 'flyable'. Repeatable.",
)
@click.option("--edition", metavar="ID", help="Border edition to draw on.  [default: that of each family]")
@seed_option
@workers_option
@json_option
def family(
    incident: str,
    claim: str,
    chosen: tuple[str, ...],
    without: tuple[str, ...],
    edition: str | None,
    seed: int | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Draw the paths that meet the statements of a claim.

    A claim rarely gives a track; it gives figures. Paths are drawn over an area, from priors that the page names, and
    those that meet the figures are kept: how many, where they enter and leave, and what each figure does.

    \b
    airspace family su24-2015 --claim turkey
    airspace family su24-2015 --claim leuven --without speed

    A share is one of drawn paths and depends on the priors. It is no probability that a claim holds.
    """
    with progress("reading") as say:
        from airspace.casefile import load_incident
        from airspace.families.document import family_document
        from airspace.families.family import DEFAULT_SEED, families
        from geodata.library import incident_path

        case = load_incident(incident_path(incident))
        names, start = tuple(dict.fromkeys(chosen)), DEFAULT_SEED if seed is None else seed
        found = families(case, claim, names, edition, without=without, seed=start, workers=workers or 1, progress=say)
        document = family_document(case, claim, found, start)
    if as_json:
        emit_json(document)
    else:
        emit(*family_page(document, case, found))
