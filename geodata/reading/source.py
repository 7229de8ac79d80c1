"""A track file on its way to its reader: its bytes, its faults, and what the user said of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from geodata.altitude import ALTITUDE_REFERENCES, AltitudeReference, altitude_reference
from geodata.fixes import Faults, shown
from geodata.guard import text_of

__all__ = ["Source", "stated_reference"]


@dataclass(frozen=True)
class Source:
    """A file that is to be read as one or more tracks.

    ``raw`` is its content, within the ceilings of :mod:`geodata.guard`; ``columns`` names the column of the file for
    a field of a track, where a user did.
    """

    path: Path
    raw: bytes
    faults: Faults
    columns: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The content as UTF-8 text. Raises :class:`~geodata.errors.TrackFileError` if it is none."""
        return text_of(self.raw, self.faults)


def stated_reference(text: str, faults: Faults, line: int) -> AltitudeReference:
    """What altitudes are counted from, by a word in a file; a fault is noted where it is none."""
    known = altitude_reference(text.strip())
    if known is None:
        right = f"write one of {', '.join(ALTITUDE_REFERENCES)}"
        faults.add(f"{shown(text.strip())} is no reference", right, line, "altitude_reference")
    return known or "unstated"
