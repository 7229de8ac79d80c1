"""``airspace screen``: which flights of many positions entered which zones, when, and how deep."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from airspace.cli.options import data_column_option, json_option
from airspace.cli.screentable import screen_page
from airspace.cli.terminal import clean, emit, emit_json, progress
from airspace.cli.zonewords import zones_asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airspace.screening.run import Runner
    from airspace.screening.settings import Settings
    from airspace.screening.summary import By

__all__ = ["screen"]

QUIET_S = 10.0
"""Seconds between two lines about the rate where stderr is no terminal."""


@click.command(short_help="Screen many flights against zones.")
@click.argument("tracks", metavar="TRACKS")
@click.option(
    "--zone",
    "zones",
    metavar="ZONE|FILE|world",
    multiple=True,
    required=True,
    help="A state's airspace (TUR), what is made of it (IRN/sea-12NM), the zones of a file, or every state of the "
    "edition. Repeatable.",
)
@click.option(
    "--edition",
    metavar="ID",
    help="Border edition (see: airspace editions).  [default: the first that holds the states; "
    "osm-maritime for the world]",
)
@click.option(
    "--out",
    metavar="FILE",
    required=True,
    help="File to write: .parquet, .csv or .geojson. Gaps and positions set aside go beside it.",
)
@data_column_option
@click.option("--max-gap", metavar="DURATION", help="A longer gap splits a flight, such as '2 min'.  [default: 10 min]")
@click.option(
    "--max-speed",
    metavar="SPEED",
    help="Greatest ground speed that is possible, such as '300 m/s'.  [default: 1000 m/s]",
)
@click.option(
    "--summary",
    "summaries",
    type=click.Choice(["zone", "day", "flight"]),
    multiple=True,
    callback=lambda _ctx, _param, named: tuple(dict.fromkeys(named)),
    help="Also a table by zone, day or flight. Repeatable.",
)
@click.option("--dask", metavar="ADDRESS|local", help="Do the work on a Dask cluster, or on all processors.")
@json_option
@click.option("--force", is_flag=True, help="Replace the files that stand at --out.")
def screen(
    tracks: str,
    zones: tuple[str, ...],
    edition: str | None,
    out: str,
    columns: dict[str, str],
    max_gap: str | None,
    max_speed: str | None,
    summaries: tuple[By, ...],
    dask: str | None,
    as_json: bool,
    force: bool,
) -> None:
    """Find which flights of many positions entered which zones.

    TRACKS holds one position to a row: flight, time, lon, lat, alt_m. It is a Parquet file, a folder of them,
    a glob in quotes, or an address that fsspec reads. Rows may be in any order.

    \b
    airspace screen day.parquet --zone TUR --zone SYR --out incursions.parquet
    airspace screen 'year/*.parquet' --zone world --out world.parquet
    airspace screen day.parquet --zone area.geojson --out area.csv
    airspace screen day.parquet --zone TUR --out a.csv --column flight=icao24

    One row for each incursion; beside it what gaps hide, and which positions were set aside and why. A run that
    was ended goes on where it was when the same command is given again.
    """
    with progress("reading") as say:
        from airspace.screening.outputs import target_at
        from airspace.screening.pace import Teller
        from airspace.screening.run import screen as run

        _check_columns(columns)
        target = target_at(out)
        settings = _settings(_reached(tracks, dask), zones, edition, columns, max_gap, max_speed)
        teller = Teller(_spoken(say), lambda text: click.echo(clean(text), err=True))
        try:
            if dask is not None:
                say("looking for the Dask cluster")
            with _runner(dask) as runner:
                report = run(settings, target, force=force, runner=runner, teller=teller, summaries=summaries)
        except KeyboardInterrupt:
            teller.note("stopped; the same command goes on where this one was")
            raise
    document = _document(settings, report)
    _warn(document)
    if as_json:
        emit_json(document)
    else:
        emit(*screen_page(document))


def _settings(
    tracks: str,
    zones: tuple[str, ...],
    edition: str | None,
    columns: dict[str, str],
    max_gap: str | None,
    max_speed: str | None,
) -> Settings:
    from airspace.screening.clean import DEFAULT_MAX_SPEED_MPS
    from airspace.screening.settings import MAX_GAP_S, UNIT_ROWS, WORLD, Settings, zone_set

    asked: list[Any] = []
    for zone in dict.fromkeys(zones):
        asked += (WORLD,) if zone == WORLD else zones_asked((zone,), words=(WORLD,))
    return Settings(
        tracks=tracks,
        columns=tuple(sorted(columns.items())),
        zones=zone_set(asked, edition),
        max_gap_s=MAX_GAP_S if max_gap is None else _figure(max_gap, "duration", "--max-gap"),
        max_speed_mps=DEFAULT_MAX_SPEED_MPS if max_speed is None else _figure(max_speed, "speed", "--max-speed"),
        unit_rows=UNIT_ROWS,
    )


def _check_columns(columns: dict[str, str]) -> None:
    """Refuse one column for two fields: one of them is a slip, and the answers would look right."""
    of: dict[str, str] = {}
    for field, column in columns.items():
        if column in of:
            raise click.BadParameter(
                f"column {column!r} is named for {of[column]} and for {field}", param_hint="--column"
            )
        of[column] = field


MANY_ASIDE = 0.05
"""Share set aside, but for duplicates, above which the reader is told: a wrong column or speed does that."""


def _warn(document: dict[str, Any]) -> None:
    counts = {reason: count for reason, count in document["aside"].items() if reason != "duplicate"}
    aside, rows = sum(counts.values()), document["rows"]
    if aside > MANY_ASIDE * rows:
        most = max(counts, key=counts.__getitem__)
        text = f"Warning: {aside / rows:.0%} of the positions were set aside, not as duplicates, most as '{most}'; "
        text += f"look at {document['files']['aside']}, and whether --column and --max-speed are right"
        click.echo(clean(text), err=True)


def _reached(tracks: str, dask: str | None) -> str:
    """The positions as workers reach them, whatever folder they run in."""
    from airspace.screening.storage import is_address

    return tracks if dask is None or is_address(tracks) else os.path.abspath(tracks)  # noqa: PTH100 - as it is written


def _figure(text: str, dimension: Any, option: str) -> float:
    from airspace.errors import FigureError
    from airspace.units import parse_figure

    try:
        value = parse_figure(text, dimension).value_si
    except FigureError as error:
        raise FigureError(f"{option}: {error}") from None
    if not value > 0:
        raise FigureError(f"{option}: '{text}' is no {dimension} here; it must be greater than 0")
    return value


@contextlib.contextmanager
def _runner(address: str | None) -> Iterator[Runner]:
    if address is None:
        from airspace.screening.run import here

        yield here
        return
    from airspace.screening.cluster import LOCAL, cluster

    if (
        address != LOCAL and re.fullmatch(r"([a-z]+://)?[^/\s]+:[0-9]+/?", address) is None
    ):  # Dask takes a minute for it
        right = "write tcp://HOST:PORT, or local for the processors of this machine"
        raise click.BadParameter(f"'{clean(address)}' is no address of a Dask scheduler; {right}", param_hint="--dask")
    with cluster(address) as runner:
        yield runner


def _spoken(say: Callable[[str], None]) -> Callable[[str], None]:
    """Progress on a terminal; a line now and then where stderr is a file."""
    if sys.stderr.isatty():
        return say
    last = time.monotonic()

    def now_and_then(text: str) -> None:
        nonlocal last
        if time.monotonic() - last >= QUIET_S:
            last = time.monotonic()
            click.echo(clean(text), err=True)

    return now_and_then


def _document(settings: Settings, report: Any) -> dict[str, Any]:
    return {
        "schema": "airspace/screen/1",
        "tracks": settings.tracks,
        "zones": list(report.zones),
        "edition": report.edition,
        "max_gap_s": settings.max_gap_s,
        "max_speed_mps": settings.max_speed_mps,
        "rows": report.rows,
        "flights": report.flights,
        "incursions": dict(report.verdicts),
        "not_decisive": report.not_decisive,
        "gap_count": report.gap_count,
        "gaps": dict(report.gaps),
        "aside": dict(report.aside),
        "files": dict(report.files),
        "summaries": dict(report.summaries),
    }
