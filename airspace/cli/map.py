"""``airspace map``: one interactive map per claim, and one with all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from airspace.cli.options import (
    claim_option,
    force_option,
    incident_argument,
    language_option,
    out_option,
    tiles_option,
)
from airspace.cli.pages import write_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from airspace.assessment import Assessment
    from maps.tiles import Tiles

__all__ = ["map"]


@click.command(name="map", short_help="Draw a map per claim, and one with all.")
@incident_argument
@claim_option
@out_option
@force_option
@tiles_option
@language_option
def map(  # noqa: A001
    incident: str, claims: tuple[str, ...], out: Path, force: bool, tiles: bool, lang: str
) -> None:
    """Draw an incident: a map per claim and, unless claims are named, one with all.

    \b
    airspace map su24-2015 --claim turkey --claim russia --out maps

    Each page is one file and asks nothing of the network, unless --tiles is given.
    """

    def render(
        assessment: Assessment, background: Tiles | None, say: Callable[[str], None]
    ) -> Mapping[str, str | bytes]:
        from airspace.language import speaking
        from airspace.translated import own_texts, translated
        from maps.dossier import claim_maps

        if assessment.incident is None:
            raise ValueError("a map is made of an incident")
        told = translated(assessment, own_texts(assessment.incident, lang))
        with speaking(lang):
            return claim_maps(told, claims, background, say)

    write_pages(incident, claims, out, render, force=force, tiles=tiles, languages=(lang,))
