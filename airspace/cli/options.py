"""Arguments and options that several commands share, so that a name means the same everywhere.

====================  ==========================================================================================
``INCIDENT``          an id of the library (``airspace incidents``), an incident file, or a folder with one
``--claim ID``        only this claim; repeatable
``--zone ZONE|FILE``  a state's airspace, what is made of it, or the zones of a file; repeatable
``--column F=COLUMN`` which column of a CSV or Parquet file holds a field of the track; repeatable
``--edition ID|all``  border edition to use (``airspace editions``); repeatable
``--edge-model``      how two neighbouring points of a border are joined: geodesic, rhumb, planar
``--json``            one JSON document on stdout and nothing else
``--out DIR``         folder to write; it is complete or not there
``--force``           replace what stands at ``--out``, if this program wrote it
``--tiles``           let pages load a background map from the network
``--pdf``             also print the summary as PDF, with the browser of the machine
``--lang en|tr|ru``   language of pages; JSON and the terminal always speak English
``--fail-on``         exit with status 3 if this verdict is among the results
``--inputs FILE``     what is not known of positions, clock and border (docs/uncertainty.md)
``--seed N``          start of the random numbers: the same seed gives the same result
``--workers N``       threads; no result depends on how many
====================  ==========================================================================================

A named thing that does not exist is no wrong usage: commands look names up themselves and end with status 1.
"""

from __future__ import annotations

from pathlib import Path

import click

__all__ = [
    "claim_option",
    "column_option",
    "data_column_option",
    "edge_model_option",
    "edition_option",
    "fail_on_option",
    "force_option",
    "incident_argument",
    "inputs_option",
    "json_option",
    "language_option",
    "languages_option",
    "out_option",
    "pdf_option",
    "seed_option",
    "tiles_option",
    "workers_option",
    "zone_option",
]

LANGUAGES = ("en", "tr", "ru")  # those of airspace.language, which is not loaded for a word of help
MOST_WORKERS = 64
MOST_SEED = 2**32 - 1


def _once(_ctx: click.Context, _param: click.Parameter, named: tuple[str, ...]) -> tuple[str, ...]:
    """What was named, each once, in the order it was named."""
    return tuple(dict.fromkeys(named))


incident_argument = click.argument("incident", metavar="INCIDENT")

claim_option = click.option(
    "--claim", "claims", metavar="ID", multiple=True, callback=_once, help="Only this claim. Repeatable."
)

zone_option = click.option(
    "--zone",
    "zones",
    metavar="ZONE|FILE",
    multiple=True,
    callback=_once,
    help="A state's airspace (TUR), what is made of it (IRN/sea-12NM, SYR/buffer-5mi), a zone of the incident by its "
    "id, or the zones of a file. Repeatable.",
)


def _columns(_ctx: click.Context, _param: click.Parameter, named: tuple[str, ...]) -> dict[str, str]:
    """Columns of one track by the field they hold."""
    if not named:
        return {}
    from geodata.reading.named import FIELDS

    return _by_field(named, FIELDS)


def _data_columns(_ctx: click.Context, _param: click.Parameter, named: tuple[str, ...]) -> dict[str, str]:
    """Columns of a data set of many flights by the field they hold."""
    if not named:
        return {}
    from geodata.dataset_columns import FIELDS

    return _by_field(named, FIELDS)


def _by_field(named: tuple[str, ...], fields: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in named:
        field, equals, column = text.partition("=")
        field = field.strip()
        if not equals or not column.strip():
            raise click.BadParameter(f"{text!r} is not FIELD=COLUMN, for instance lon=Longitude")
        if field not in fields:
            raise click.BadParameter(f"no field {field!r}; there are {', '.join(fields)}")
        if field in found:
            raise click.BadParameter(f"'{field}' is given twice")
        found[field] = column
    return found


column_option = click.option(
    "--column",
    "columns",
    metavar="FIELD=COLUMN",
    multiple=True,
    callback=_columns,
    help="Which column of a CSV or Parquet track holds a field: lon, lat, time, alt_m. Repeatable.",
)

data_column_option = click.option(
    "--column",
    "columns",
    metavar="FIELD=COLUMN",
    multiple=True,
    callback=_data_columns,
    help="Which column holds a field: flight, time, time_unix_s, lon, lat, alt_m. Repeatable.",
)

edition_option = click.option(
    "--edition",
    "editions",
    metavar="ID|all",
    multiple=True,
    help="Border edition, or 'all' that hold the zone (see: airspace editions). Repeatable.  "
    "[default: the first that holds the zone]",
)

edge_model_option = click.option(
    "--edge-model",
    type=click.Choice(["geodesic", "rhumb", "planar"]),
    default="geodesic",
    show_default=True,
    help="How two neighbouring points of a border or a track are joined.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")


def _folder(_ctx: click.Context, _param: click.Parameter, out: Path) -> Path:
    """A folder is written: a name that is a page's would become a folder that no browser opens."""
    if out.suffix.lower() in (".html", ".htm"):
        raise click.BadParameter(
            f"{str(out)!r} is the name of a page, and a folder is written; give {str(out.with_suffix(''))!r}"
        )
    return out


out_option = click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    callback=_folder,
    help="Folder to write: complete in the end, or not there.",
)

force_option = click.option("--force", is_flag=True, help="Replace what an earlier run wrote at --out.")

tiles_option = click.option("--tiles", is_flag=True, help="Let pages load a background map from the network.")

languages_option = click.option(
    "--lang",
    "languages",
    multiple=True,
    type=click.Choice(LANGUAGES),
    callback=lambda ctx, param, named: _once(ctx, param, named) or LANGUAGES,
    help="Language of pages: the first named in DIR, each other in a folder of it. Repeatable.  [default: all]",
)

language_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of pages."
)

pdf_option = click.option("--pdf", is_flag=True, help="Also print the summary as PDF (needs Chromium).")

fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(["inside", "outside", "undetermined"]),
    help="Exit with status 3 if a result has this verdict, decisive or not.",
)

inputs_option = click.option(
    "--inputs", "inputs_file", metavar="FILE", help="File of inputs: accuracy of positions, clock, border."
)

seed_option = click.option(
    "--seed", metavar="N", type=click.IntRange(0, MOST_SEED), help="Start of the random numbers.  [default: 1]"
)

workers_option = click.option(
    "--workers", metavar="N", type=click.IntRange(1, MOST_WORKERS), help="Threads to draw with.  [default: 1]"
)
