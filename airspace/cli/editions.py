"""``airspace editions``: the border editions, and what each is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from airspace.cli.options import json_option
from airspace.cli.terminal import emit, emit_json, grid, table, words

if TYPE_CHECKING:
    from geodata.editions import Edition

__all__ = ["editions"]


@click.command(short_help="List the border editions and their worth.")
@json_option
def editions(as_json: bool) -> None:
    """List the border editions: origin, licence, fineness, disputes.

    No edition is surveyed or official. Editions of one family share an origin: they are not two witnesses.
    Disagreement is the median separation of the Turkey-Syria land border from the other families. An edition
    of the world has figures of its other land borders too: they stand below, and hold for every other state.
    """
    from geodata.editions import registry

    known = list(registry().values())
    if as_json:
        emit_json({"schema": "airspace/editions/1", "editions": [_document(edition) for edition in known]})
        return
    overview = table(
        ("id", "family", "vertex spacing", "disagreement", "extent"),
        right=("vertex spacing", "disagreement"),
        whole=("id",),
    )
    for edition in known:
        overview.add_row(
            words(edition.id),
            words(edition.family),
            _metres(edition.spacing_m),
            _metres(edition.disagreement_m),
            f"{_held(edition)}, {'with sea' if edition.with_sea else 'land only'}",
        )
    parts: list[Any] = [overview]
    for edition in known:
        parts += ["", words(edition.id, "bold"), grid(_details(edition), indent=2)]
    emit(*parts)


def _held(edition: Edition) -> str:
    return "world" if edition.is_world else ", ".join(edition.states)


def _metres(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f} m"


def _details(edition: Edition) -> list[tuple[str, object]]:
    accuracy = edition.accuracy_source
    if edition.accuracy_m is not None:
        accuracy = f"{_metres(edition.accuracy_m)} ({accuracy})"
    rows: list[tuple[str, object]] = [
        ("title", edition.title),
        ("made of", edition.made_of),
        ("date", edition.edition_date),
        ("package", f"{edition.package}, {edition.version}"),
        ("licence", edition.licence),
        ("credit", edition.notice),
        ("holds", f"{len(edition.states)} states and territories" if edition.is_world else _held(edition)),
        ("accuracy", accuracy),
        ("point of view", edition.point_of_view or "none named by its maker"),
    ]
    if edition.elsewhere_spacing_m is not None:
        figures = f"vertex spacing {_metres(edition.elsewhere_spacing_m)}, "
        figures += f"disagreement {_metres(edition.elsewhere_disagreement_m)}"
        rows.append(("other borders", figures))
    for stretch in edition.disputed:
        rows.append(("disputed", f"{stretch.name} ({stretch.state or 'all states'}): {stretch.note}"))
    rows += [("repair", repair) for repair in edition.repairs]
    if edition.note:
        rows.append(("note", edition.note))
    rows.append(("SHA-256", f"{edition.sha256[:16]}... (whole with --json)"))
    return rows


def _document(edition: Edition) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(edition)
