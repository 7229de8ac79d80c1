"""``airspace dossier``: everything about an incident, from ``index.html``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from airspace.cli.options import force_option, incident_argument, out_option, tiles_option
from airspace.cli.pages import write_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from airspace.assessment import Assessment
    from maps.tiles import Tiles

__all__ = ["dossier"]

WORKERS = 2
"""Threads for what is drawn at random: most machines have two processors, and results do not depend on it."""


@click.command(short_help="Write the whole case, from index.html.")
@incident_argument
@out_option
@force_option
@tiles_option
def dossier(incident: str, out: Path, force: bool, tiles: bool) -> None:
    """Write the whole case: index, claims x tests, findings, a map and how sure it is per claim, data and sources.

    \b
    airspace dossier su24-2015 --out out/su24-2015

    Open index.html in a browser. Each page is one file and asks nothing of the network, unless --tiles is given.
    """

    def render(assessment: Assessment, background: Tiles | None, say: Callable[[str], None]) -> Mapping[str, str]:
        from airspace.certainty import certainty
        from airspace.comparison import compare
        from maps.dossier import dossier_files

        if assessment.incident is None:
            raise ValueError("a dossier is made of an incident")
        comparison = compare(assessment.incident, editions=assessment.editions, progress=say, solved=assessment.cases)
        sure = certainty(assessment, workers=WORKERS, progress=say)
        return dossier_files(assessment, comparison, sure, background, say)

    write_pages(incident, (), out, render, force=force, tiles=tiles)
