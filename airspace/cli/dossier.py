"""``airspace dossier``: everything about an incident, from ``index.html``."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from airspace.cli.options import (
    LANGUAGES,
    force_option,
    languages_option,
    out_option,
    pdf_option,
    tiles_option,
)
from airspace.cli.output import whole_folder, write_files
from airspace.cli.pages import assessed, background, write_pages
from airspace.cli.terminal import line, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from airspace.assessment import Assessment
    from airspace.telling import Telling
    from maps.tiles import Tiles

__all__ = ["dossier"]

SUMMARY, PDF = "summary.html", "summary.pdf"

WORKERS = 2
"""Threads for what is drawn at random: most machines have two processors, and results do not depend on it."""


@click.command(short_help="Write the whole case, from index.html.")
@click.argument("incident", metavar="[INCIDENT]", required=False)
@click.option("--all", "every", is_flag=True, help="Every incident of the library, as a site with an index.")
@out_option
@force_option
@tiles_option
@languages_option
@pdf_option
def dossier(
    incident: str | None, every: bool, out: Path, force: bool, tiles: bool, languages: tuple[str, ...], pdf: bool
) -> None:
    """Write the whole case: all claims on one clock, a map of each, claims x tests, findings, how sure each answer is,
    where the borders disagree, a report, a summary on one sheet, data and sources.

    \b
    airspace dossier su24-2015 --out out/su24-2015
    airspace dossier su24-2015 --out out/su24-2015 --lang tr --lang en --pdf
    airspace dossier --all --out out/site --lang en

    Open index.html in a browser. Each page is one file and asks nothing of the network, unless --tiles is given.
    JSON documents are in English whatever the language of the pages.
    """
    from airspace.cli.printing import browser

    if (incident is None) is not every:
        raise click.UsageError("name one INCIDENT, or give --all for every incident of the library")
    program = browser() if pdf else None  # before anything long is begun
    if incident is None:
        _site(out, languages, str(program) if program else None, force=force, tiles=tiles)
        return

    def render(assessment: Assessment, ground: Tiles | None, say: Callable[[str], None]) -> dict[str, str | bytes]:
        return _case(assessment, ground, languages, str(program) if program else None, say)[0]

    write_pages(incident, (), out, render, force=force, tiles=tiles, languages=LANGUAGES)  # compare.html speaks all


def _case(
    assessment: Assessment,
    ground: Tiles | None,
    languages: tuple[str, ...],
    program: str | None,
    say: Callable[[str], None],
) -> tuple[dict[str, str | bytes], dict[str, Telling]]:
    """Every file of a dossier by name, and the case as each language tells it; with a browser, summaries as PDF too."""
    from airspace.certainty import certainty
    from airspace.cli.printing import pdf_of
    from airspace.telling import tell
    from maps.dossier import dossier_files

    sure = certainty(assessment, workers=WORKERS, progress=say)
    told = {spoken: tell(assessment, sure, spoken, say) for spoken in dict.fromkeys(("en", *languages))}
    pages = {spoken: told[spoken] for spoken in languages}
    pdf = PDF if program else None
    files: dict[str, str | bytes] = {
        **dossier_files(assessment, told["en"].comparison, sure, ground, say, pages, pdf),
    }
    for name in [name for name in files if program and PurePosixPath(name).name == SUMMARY]:
        say(f"printing {name}")
        files[str(PurePosixPath(name).with_name(PDF))] = pdf_of(str(files[name]), str(program))
    return files, pages


def _site(out: Path, languages: tuple[str, ...], program: str | None, *, force: bool, tiles: bool) -> None:
    """A dossier of each incident of the library in a folder of its id, and the page that leads to them."""
    with whole_folder(out, force=force) as draft, progress("reading") as say:
        from airspace.language import speaking
        from geodata.library import incident_ids
        from maps.languages import file_in, rendering
        from maps.librarypage import library_page

        count = size = 0
        cases: list[dict[str, Telling]] = []
        for incident in incident_ids():
            say_of = _prefixed(say, incident)
            found = assessed(incident, (), LANGUAGES, say_of)
            files, told = _case(found, background(tiles=tiles), languages, program, say_of)
            cases.append(told)
            count, size = count + len(files), size + write_files(draft / incident, files)
        for spoken in languages:
            with speaking(spoken), rendering("index.html", languages):
                page = library_page([told[spoken] for told in cases], languages)
            count, size = count + 1, size + write_files(draft, {file_in("index.html", spoken, languages): page})
    line(f"{out}: {len(cases)} incidents, {count} files, {size / 1e6:.1f} MB")
    line(f"open {out / 'index.html'}")


def _prefixed(say: Callable[[str], None], incident: str) -> Callable[[str], None]:
    return lambda text: say(f"{incident}: {text}")
