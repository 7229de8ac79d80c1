"""``airspace dossier``: everything about an incident, from ``index.html``."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from airspace.cli.options import (
    LANGUAGES,
    force_option,
    incident_argument,
    languages_option,
    out_option,
    pdf_option,
    tiles_option,
)
from airspace.cli.pages import write_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from airspace.assessment import Assessment
    from maps.tiles import Tiles

__all__ = ["dossier"]

SUMMARY, PDF = "summary.html", "summary.pdf"

WORKERS = 2
"""Threads for what is drawn at random: most machines have two processors, and results do not depend on it."""


@click.command(short_help="Write the whole case, from index.html.")
@incident_argument
@out_option
@force_option
@tiles_option
@languages_option
@pdf_option
def dossier(incident: str, out: Path, force: bool, tiles: bool, languages: tuple[str, ...], pdf: bool) -> None:
    """Write the whole case: all claims on one clock, a map of each, claims x tests, findings, how sure each answer is,
    where the borders disagree, a report, a summary on one sheet, data and sources.

    \b
    airspace dossier su24-2015 --out out/su24-2015
    airspace dossier su24-2015 --out out/su24-2015 --lang tr --lang en --pdf

    Open index.html in a browser. Each page is one file and asks nothing of the network, unless --tiles is given.
    JSON documents are in English whatever the language of the pages.
    """
    from airspace.cli.printing import browser, pdf_of

    program = browser() if pdf else None  # before anything long is begun

    def render(assessment: Assessment, background: Tiles | None, say: Callable[[str], None]) -> dict[str, str | bytes]:
        from airspace.certainty import certainty
        from airspace.telling import tell
        from maps.dossier import dossier_files

        sure = certainty(assessment, workers=WORKERS, progress=say)
        told = {spoken: tell(assessment, sure, spoken, say) for spoken in dict.fromkeys(("en", *languages))}
        pages = {spoken: told[spoken] for spoken in languages}
        files: dict[str, str | bytes] = {
            **dossier_files(assessment, told["en"].comparison, sure, background, say, pages, PDF if program else None)
        }
        for name in [name for name in files if program and PurePosixPath(name).name == SUMMARY]:
            say(f"printing {name}")
            files[str(PurePosixPath(name).with_name(PDF))] = pdf_of(str(files[name]), str(program))
        return files

    write_pages(incident, (), out, render, force=force, tiles=tiles, languages=LANGUAGES)  # compare.html speaks all
