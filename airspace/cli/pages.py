"""What ``map`` and ``dossier`` share: assess an incident on every edition, and write pages as one folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from airspace.cli.output import whole_folder, write_files
from airspace.cli.terminal import line, progress

if TYPE_CHECKING:
    from airspace.assessment import Assessment
    from maps.tiles import Tiles

__all__ = ["Render", "assessed", "background", "write_pages"]

Render = Callable[["Assessment", "Tiles | None", Callable[[str], None]], Mapping[str, str | bytes]]
"""From an assessment, tiles or none, and a place to say what is done, to names of files and what is in them."""

TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
TILES_CREDIT = "© OpenStreetMap contributors"


def write_pages(
    incident: str,
    claims: tuple[str, ...],
    out: Path,
    render: Render,
    *,
    force: bool,
    tiles: bool,
    languages: Sequence[str] = ("en",),
) -> None:
    """Assess ``incident`` on the editions that hold its states, and write what ``render`` makes of it to ``out``.

    The incident's own translations into ``languages`` are read first, so that a broken one is told at once.
    """
    with whole_folder(out, force=force) as draft, progress("reading") as say:
        files = render(assessed(incident, claims, languages, say), background(tiles=tiles), say)
        size = write_files(draft, files)
    line(f"{out}: {len(files)} file{'' if len(files) == 1 else 's'}, {size / 1e6:.1f} MB")
    line(f"open {out / next(iter(files))}")


def assessed(
    incident: str, claims: tuple[str, ...], languages: Sequence[str], say: Callable[[str], None]
) -> Assessment:
    """An incident (id, file or folder) on all editions that hold its states, once its own texts have been read."""
    from airspace.assessment import assess
    from airspace.casefile import load_incident
    from airspace.coverage import incident_editions
    from airspace.translated import own_texts
    from geodata.library import incident_path

    found = load_incident(incident_path(incident))
    for spoken in languages:
        own_texts(found, spoken)
    return assess(found, claims, incident_editions(found), progress=say)


def background(*, tiles: bool) -> Tiles | None:
    """The tiles to load behind a map, if any are asked for."""
    from maps.tiles import Tiles

    return Tiles(TILES, TILES_CREDIT) if tiles else None
