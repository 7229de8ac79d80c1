"""``airspace incidents``: the library."""

from __future__ import annotations

import click

from airspace.cli.options import json_option
from airspace.cli.terminal import emit, emit_json, table, words

__all__ = ["incidents"]


@click.command()
@json_option
def incidents(as_json: bool) -> None:
    """List the incidents of the library.

    The id in the first column is what the other commands take as INCIDENT.
    """
    from airspace.casefile import load_incident
    from geodata.library import incident_ids, incident_path

    known = [load_incident(incident_path(incident_id)) for incident_id in incident_ids()]
    if as_json:
        rows = [
            {
                "id": found.id,
                "date": found.date.isoformat(),
                "title": found.title,
                "place": found.place,
                "claims": list(found.claims),
            }
            for found in known
        ]
        emit_json({"schema": "airspace/incidents/1", "incidents": rows})
        return
    listed = table(("id", "date", "incident", "claims"), whole=("id", "date"))
    for found in known:
        what = words(f"{found.title} ({found.place})")
        listed.add_row(words(found.id), found.date.isoformat(), what, words(", ".join(found.claims)))
    emit(listed)
