"""The starting file of a case: what a person told, written as an incident file with comments that say how to go on.

Nothing is made up: what was not told stands as an example in a comment, which takes effect once its ``#`` is taken
away. What was told is outside text and is written as quoted YAML, so that it stays plain data.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from airspace.incident import SCHEMA
from airspace.nearest import plain_id
from airspace.stated import Stated

__all__ = ["SCHEMA_FILE", "Asked", "GivenTrack", "case_text", "claim_ids"]

SCHEMA_FILE = "incident.schema.json"
"""The JSON Schema that stands beside the starting file and that its first line names for editors."""

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 .-]*[A-Za-z0-9])?")  # needs no quotes, but for the words below
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off"})

_EXAMPLES = """\
# What nobody stated but a computation needs: a value, an interval and the reason.
# assumptions:
#   example-course: {{value: 270 deg, interval: [240, 300], why: "The sources say east to west and no more."}}
#   example-lead: {{value: 1 min, interval: [1, 1], why: "Drawn before and after the stay; changes no test."}}

# Boxes in which a path is looked for: west, south, east, north in degrees.
# areas:
#   example-area: {{bbox: [35.93, 35.75, 36.35, 36.10], why: "The stretch of border that the statements name."}}

# Positions that a source gives.
# places:
#   example-base: {{name: "The base", at: "35°24'04\\"N 35°56'55\\"E", source: {source}}}

# What no source gives. It is printed with the case.
# not_available:
#   - {{what: "The recording of the radar", why: "No party published it."}}
"""

_STATEMENT_EXAMPLE = """\
      # example-length:
      #   says: "A length of 1.15 miles; which mile is not said."
      #   readings:
      #     statute: {{quantity: length_inside, zone: {zone}, value: "1.15 mi"}}
      #     nautical: {{quantity: length_inside, zone: {zone}, value: "1.15 NM"}}
      # example-lasted:
      #   says: "17 seconds."
      #   readings:
      #     stay: {{quantity: duration_inside, zone: {zone}, value: "17 s"}}
      # example-unmeasured:
      #   says: "The crew was warned."
      #   untestable: {{why: "No recording is public.", would_settle: "The recording of the radio."}}
"""

_PATH_EXAMPLE = """\
      # A path can be built from statements of this claim and assumptions (docs/incident-file.md, "Tracks"):
      # example-path:
      #   label: "Path that the statements leave room for"
      #   aircraft: {aircraft}
      #   basis: reconstructed
      #   solve: {{crosses: {zone}, edition: {edition}, within: example-area, course: assumption/example-course,
      #           length: example-length/statute, lasts: example-lasted/stay,
      #           lead_in: assumption/example-lead, lead_out: assumption/example-lead}}
"""


@dataclass(frozen=True, slots=True)
class GivenTrack:
    """A track file that stands beside the incident file; ``claimant`` is whose version it belongs to."""

    file: str
    claimant: str
    basis: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a new case. ``aircraft``: type and state (three letters) of each, by id."""

    id: str
    title: str
    date: dt.date
    place: str
    claimants: tuple[str, ...]
    clocks: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None
    aircraft: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    stated: Mapping[str, Sequence[Stated]] = field(default_factory=dict)
    track: GivenTrack | None = None


def claim_ids(claimants: Iterable[str]) -> dict[str, str]:
    """The id of each claimant's claim."""
    ids: dict[str, str] = {}
    for name in claimants:
        ids[name] = plain_id(name, [*ids.values(), "assumption"], "claim")
    return ids


def case_text(asked: Asked, edition: str) -> str:
    """The text of ``incident.yaml``; ``edition`` is the border edition that its example names."""
    ids = claim_ids(asked.claimants)
    sources = {claim: f"{claim}-statement" for claim in ids.values()}
    parts = [
        _head(asked),
        _sources(asked, ids, sources),
        _aircraft(asked),
        _EXAMPLES.format(source=next(iter(sources.values()))),
        _claims(asked, ids, sources, edition),
    ]
    return "\n".join(parts)


def _head(asked: Asked) -> str:
    clocks = ", ".join(f"{name}: {_quoted(offset)}" for name, offset in asked.clocks.items())
    clock_line = f"clocks: {{{clocks}}}" if clocks else '# clocks: {local: "+02:00"}'
    return f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
#
# One incident and the versions there are of it. A line that begins with # is a comment; an example in a comment
# takes effect when its # is taken away. Check the file as often as you like with "airspace validate". Each field
# is explained in docs/incident-file.md, the way from here to the pages in docs/tutorial.md.

schema: {SCHEMA}
id: {_text(asked.id)}
title: {_text(asked.title)}
date: {asked.date.isoformat()}
place: {_text(asked.place)}
# summary: "What happened, in a few neutral sentences."

# The clocks that the statements use, each with its offset from UTC.
{clock_line}
"""


def _sources(asked: Asked, ids: Mapping[str, str], sources: Mapping[str, str]) -> str:
    lines = [
        "# Where each figure was read: publisher, day and address as you saw them. The grade is a letter for the",
        "# source, A (reliable) to E (unreliable), and a digit for the information, 1 (confirmed) to 5 (improbable).",
        "# F6 says that neither can be judged: put your own judgement there, and its reason.",
        "sources:",
    ]
    for name, claim in ids.items():
        lines += [
            f"  {sources[claim]}:",
            f"    publisher: {_text(name)}",
            '    # title: "Title of the statement"',
            f"    # date: {asked.date.isoformat()}",
            '    # url: "https://example.org/statement"',
            "    grade: F6",
            '    why: "Not judged yet."',
        ]
    return "\n".join(lines) + "\n"


def _aircraft(asked: Asked) -> str:
    if not asked.aircraft:
        return '# aircraft:\n#   example-jet: {label: "The aircraft", type: "Su-24M", state: RUS}\n'
    lines = ["aircraft:"]
    for name, (kind, state) in asked.aircraft.items():
        lines.append(f"  {name}: {{label: {_quoted(kind)}, type: {_quoted(kind)}, state: {state}}}")
    return "\n".join(lines) + "\n"


def _claims(asked: Asked, ids: Mapping[str, str], sources: Mapping[str, str], edition: str) -> str:
    lines = [
        "# One version for each party. A statement is one figure or fact; each way to understand it is a reading.",
        "# What a source leaves open (which mile, which clock) gets one reading for each.",
        "claims:",
    ]
    about = next(iter(asked.aircraft), None)
    for place, (name, claim) in enumerate(ids.items()):
        lines += [
            f"  {claim}:",
            f"    claimant: {_text(name)}",
            f"    title: {_text(f'The version of {name}')}",
            '    # summary: "The version in a few sentences."',
            "    defaults:",
            f"      speaker: {_text(name)}",
            f"      # said_on: {asked.date.isoformat()}",
            f"      source: {sources[claim]}",
            *([f"      about: {about}"] if about else []),
            "    statements:",
            *_statements(asked.stated.get(name, ())),
        ]
        zone = asked.zone or "TUR"
        if place == 0:
            lines += _STATEMENT_EXAMPLE.format(zone=zone).splitlines()
        lines += _tracks(asked, name, about)
        if place == 0:
            example = _PATH_EXAMPLE.format(zone=zone, aircraft=about or "example-jet", edition=edition)
            has_tracks = asked.track is not None and asked.track.claimant == name
            lines += ([] if has_tracks else ["    # tracks:"]) + example.splitlines()
    return "\n".join(lines) + "\n"


def _statements(stated: Sequence[Stated]) -> list[str]:
    if not stated:
        return [
            "      version:",
            '        says: "Has a version of its own, of which no figure is written down here yet."',
            '        untestable: {why: "No figure is written down yet.", would_settle: "Its figures."}',
        ]
    lines: list[str] = []
    taken = ["assumption"]
    for one in stated:
        taken.append(plain_id(one.quantity or "said", taken))
        lines += [f"      {taken[-1]}:", f"        says: {_quoted(one.says)}"]
        if one.readings:
            lines.append("        readings:")
        for name, value in one.readings.items():
            zone = f"zone: {one.zone}, " if one.zone else ""
            lines.append(f"          {name}: {{quantity: {one.quantity}, {zone}value: {_quoted(value)}}}")
    return lines


def _tracks(asked: Asked, claimant: str, aircraft: str | None) -> list[str]:
    track = asked.track
    if track is None or track.claimant != claimant or aircraft is None:
        return []
    zones = f"        zones: [{asked.zone}]" if asked.zone else "        # zones: [TUR]"
    return [
        "    tracks:",
        f"      {plain_id(track.file.rpartition('.')[0], fallback='track')}:",
        f"        label: {_text(f'Track of the file {track.file}')}",
        f"        aircraft: {aircraft}",
        "        # What it is: measured (a recording), digitised (read off a picture) or illustrative (drawn to show).",
        f"        basis: {track.basis}",
        f"        file: {_text(track.file)}",
        zones,
        '        # position_uncertainty: "100 m"',
    ]


def _text(text: str) -> str:
    """A text as YAML, without quotes where it cannot be mistaken for anything else."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else _quoted(text)


def _quoted(text: str) -> str:
    """A text between double quotes, as JSON and YAML 1.2 both read it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f").replace("\u0085", "\\u0085")
