"""``airspace where``: whose airspace a point lies in, by border edition, and how far the nearest borders are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from airspace.cli.options import json_option
from airspace.cli.terminal import emit, emit_json, progress, table, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["where"]

NOTE = (
    "No edition is official. One that is land only ends at the coast: at sea it names no state, though the water may "
    "be one's, and its distances are to the coast."
)
WIDE = "sea of 200 NM"
"""What the registry calls a limit that is drawn so far out."""
SOUTH = "Antarctica is in no edition."


@click.command(short_help="Say whose airspace a point lies in.", context_settings={"ignore_unknown_options": True})
@click.argument("lon", metavar="LON")
@click.argument("lat", metavar="LAT")
@json_option
def where(lon: str, lat: str, as_json: bool) -> None:
    """Say whose airspace a point lies in, and how far the nearest borders are.

    LON and LAT are degrees on WGS84, longitude first; west and south are negative. Every border edition answers that
    can: those of the world anywhere, others where a border of their states is the nearest.

    \b
    airspace where 36.16 36.2
    airspace where -5.35 36.14 --json

    A state that is named is the one an edition draws there: a fact about a data set, not about law.
    """
    at = _degrees("LON", lon), _degrees("LAT", lat)
    with progress("reading"):
        from airspace.where import where_document

        document = where_document(*at)
    if as_json:
        emit_json(document)
        return
    emit(*_page(document["editions"], document["lon"], document["lat"]))


def _degrees(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        if text.startswith("-") and not text[1:2].isdigit():
            raise click.NoSuchOption(text) from None
        right = "write decimal degrees, such as 36.16; west and south are negative"
        raise click.UsageError(f"{name} '{text}' is no number; {right}") from None


def _page(found: Sequence[dict[str, Any]], lon_deg: float, lat_deg: float) -> list[Any]:
    from airspace.numbers import distance
    from geodata.editions import edition

    page = table(("edition", "extent", "in", "nearest borders"), whole=("edition", "extent"))
    for row in found:
        near = ", ".join(f"{border['state']} {distance(border['distance_m'])}" for border in row["nearest"])
        extent = "with sea" if edition(row["edition"]).with_sea else "land only"
        page.add_row(
            words(row["edition"]), extent, words(", ".join(row["states"]) or _none(row["edition"])), words(near)
        )
    notes = [NOTE, *([SOUTH] if lat_deg < -60.0 else []), *_wide_seas(found), *_contested(found, lon_deg, lat_deg)]
    return [page, words(" ".join(notes))]


def _wide_seas(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Where a point at sea lies in a sea that an edition draws to 200 NM, or nearest to one: what that is worth."""
    from geodata.editions import edition

    if any(row["states"] for row in found if not edition(row["edition"]).with_sea):
        return  # on land
    for row in found:
        states = row["states"] or [border["state"] for border in row["nearest"][:1]]
        wide = {one.state for one in edition(row["edition"]).disputed if one.name == WIDE}
        for state in filter(wide.__contains__, states):
            yield (
                f"{row['edition']} draws the sea of {state} out to 200 NM, and a territorial sea reaches 12 NM at the "
                f"most: check against {state}/sea-12NM too."
            )


def _contested(found: Sequence[dict[str, Any]], lon_deg: float, lat_deg: float) -> Iterator[str]:
    """The names of ground about the point that more than one state claims, or that an edition draws oddly."""
    from geodata.editions import edition

    names = []
    for row in found:
        states = {*row["states"], *(border["state"] for border in row["nearest"][:2])}
        for one in edition(row["edition"]).disputed:
            west, south, east, north = one.bbox
            if one.state in states and west <= lon_deg <= east and south <= lat_deg <= north and one.name != WIDE:
                names.append(one.name)
    if names:
        listed = ", ".join(dict.fromkeys(names))
        yield f"Disputed ground ({listed}): an edition draws it as its source does, which settles nothing."


def _none(edition_id: str) -> str:
    """An edition of a few states cannot say that a place lies in no state."""
    from geodata.editions import edition

    this = edition(edition_id)
    return "no state" if this.is_world else f"not {' or '.join(this.states)}"
