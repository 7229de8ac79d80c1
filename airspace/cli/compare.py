"""``airspace compare``: every stated figure of every claim put to the same tests, claims side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from airspace.cli.comparetable import compare_page
from airspace.cli.options import edge_model_option, incident_argument, json_option
from airspace.cli.terminal import emit, emit_json, progress

if TYPE_CHECKING:
    from airspace.edges import EdgeModel

__all__ = ["compare"]


@click.command(short_help="Put the claims to the same tests, side by side.")
@incident_argument
@click.argument("claims", metavar="[CLAIM]...", nargs=-1)
@click.option(
    "--edition",
    "editions",
    metavar="ID|all",
    multiple=True,
    help="Border edition, or 'all' of them. Repeatable.  [default: all]",
)
@edge_model_option
@json_option
def compare(
    incident: str, claims: tuple[str, ...], editions: tuple[str, ...], edge_model: EdgeModel, as_json: bool
) -> None:
    """Put every stated figure of every claim to the same tests.

    CLAIM picks two or more claims by id; all are compared if none is named.

    \b
    airspace compare su24-2015
    airspace compare su24-2015 turkey russia --json

    A finding says whether figures can hold together, under which reading, and what would have to be true. There is
    no score and no winner, and nothing about law, fault or intent.
    """
    if len(set(claims)) == 1:
        raise click.UsageError("one claim alone is not compared; name two or more, or none for all")
    with progress("reading") as say:
        from airspace.casefile import load_incident
        from airspace.comparedoc import compare_document
        from airspace.comparison import compare as run
        from airspace.coverage import chosen_editions, incident_states
        from geodata.library import incident_path

        case = load_incident(incident_path(incident))
        asked = chosen_editions(editions, incident_states(case), every=True)
        found = run(case, tuple(dict.fromkeys(claims)), asked, edge_model, say)
        document = compare_document(found)
    if as_json:
        emit_json(document)
    else:
        emit(*compare_page(found))
