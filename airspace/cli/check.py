"""``airspace check``: did a track enter a zone, when, how long, how deep, by what margin, and how sure is that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from airspace.cli.checktable import check_page
from airspace.cli.options import (
    claim_option,
    column_option,
    edge_model_option,
    edition_option,
    fail_on_option,
    inputs_option,
    json_option,
    seed_option,
    workers_option,
    zone_option,
)
from airspace.cli.terminal import clean, emit, emit_json, progress
from airspace.cli.uncertaintytable import uncertainty_page
from airspace.cli.zonewords import zones_asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from airspace.assessment import Assessment
    from airspace.edges import EdgeModel
    from airspace.errorinputs import Inputs
    from geodata.zones import ZoneShape

__all__ = ["check"]

FOUND = 3
"""Exit status if a result has the verdict that ``--fail-on`` names."""


@click.command(short_help="Check tracks against zones.")
@click.argument("target", metavar="TARGET")
@claim_option
@zone_option
@column_option
@edition_option
@edge_model_option
@fail_on_option
@click.option("--uncertainty", is_flag=True, help="Also how sure: draw what is not known, many times.")
@inputs_option
@seed_option
@workers_option
@json_option
@click.pass_context
def check(
    ctx: click.Context,
    target: str,
    claims: tuple[str, ...],
    zones: tuple[str, ...],
    columns: dict[str, str],
    editions: tuple[str, ...],
    edge_model: EdgeModel,
    fail_on: str | None,
    uncertainty: bool,
    inputs_file: str | None,
    seed: int | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Check tracks against zones.

    TARGET is an incident (library id, file or folder), whose tracks are checked against the zones its
    statements name, or a track file, which needs --zone: CSV, GeoJSON, MF-JSON, GPX, KML, KMZ, IGC or Parquet.

    \b
    airspace check su24-2015 --edition all
    airspace check su24-2015 --claim turkey --json
    airspace check radar.csv --zone TUR --zone danger-area.geojson
    airspace check radar.csv --zone IRN/sea-12NM --zone SYR/buffer-5mi
    airspace check radar.csv --zone TUR --column lon=Long --column lat=Lat
    airspace check radar.csv --zone TUR --uncertainty --inputs accuracy.yaml

    A verdict is geometric: it says where a path lies, and nothing about law, fault or intent.
    """
    from airspace.document import check_document
    from geodata.tracks import is_track_file

    is_file = is_track_file(target)
    if is_file and claims:
        raise click.UsageError("--claim is for incidents; a track file has no claims")
    if columns and not is_file:
        raise click.UsageError("--column is for track files")
    if is_file and not zones:
        raise click.UsageError("a track file needs --zone ISO3 or --zone FILE")
    for option, given in (("--inputs", inputs_file), ("--seed", seed), ("--workers", workers)):
        if given is not None and not uncertainty:
            raise click.UsageError(f"{option} goes with --uncertainty")
    run = partial(_track, columns) if is_file else _incident
    with progress("reading") as say:
        inputs = _inputs(inputs_file)
        asked = zones_asked(zones, ids=not is_file)
        assessment = run(target, claims, editions, asked, edge_model, say)
        for left in assessment.left_out:
            click.echo(clean(left.sentence), err=True)
        document = check_document(assessment)
        if uncertainty:
            document["uncertainty"] = _uncertainty(assessment, inputs, seed, workers, say)
    if as_json:
        emit_json(document)
    else:
        emit(*check_page(document, assessment), *uncertainty_page(document))
    if fail_on and any(result["verdict"] == fail_on for result in document["results"]):
        ctx.exit(FOUND)


def _incident(
    target: str,
    claims: tuple[str, ...],
    editions: tuple[str, ...],
    zones: tuple[ZoneShape | str, ...],
    edge_model: EdgeModel,
    say: Callable[[str], None],
) -> Assessment:
    from airspace.assessment import assess
    from airspace.casefile import load_incident
    from airspace.coverage import chosen_editions, incident_states, states_of
    from geodata.library import incident_path

    found = load_incident(incident_path(target))
    asked = chosen_editions(editions, states_of(zones) if zones else incident_states(found)) if editions else ()
    return assess(found, claims, asked, zones, edge_model, progress=say)


def _track(
    columns: dict[str, str],
    target: str,
    claims: tuple[str, ...],  # noqa: ARG001 - both kinds of target are run alike
    editions: tuple[str, ...],
    zones: tuple[ZoneShape | str, ...],
    edge_model: EdgeModel,
    say: Callable[[str], None],
) -> Assessment:
    from airspace.assessment import assess_track
    from airspace.coverage import chosen_editions, states_of
    from geodata import tracks

    found = tracks.read_all(target, columns)
    for track in found:
        for note in track.notes:
            click.echo(clean(f"{track.name}: {note}"), err=True)
    say(f"checking {', '.join(track.name for track in found[:3])}")
    asked = chosen_editions(editions, states_of(zones)) if editions else ()
    return assess_track(found, zones, asked, edge_model)


def _inputs(file: str | None) -> Inputs | None:
    from airspace.chance.inputfile import load_inputs

    return None if file is None else load_inputs(file)


def _uncertainty(
    assessment: Assessment,
    inputs: Inputs | None,
    seed: int | None,
    workers: int | None,
    say: Callable[[str], None],
) -> list[dict[str, Any]]:
    from airspace.chance.document import uncertainty_entries
    from airspace.chance.run import uncertainties
    from airspace.chance.uncertainty import DEFAULT_SEED

    chosen = DEFAULT_SEED if seed is None else seed
    return uncertainty_entries(uncertainties(assessment, inputs, seed=chosen, workers=workers or 1, progress=say))
