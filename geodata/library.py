"""The incident library: one folder per incident, each with its ``incident.yaml``.

Knows where the files stand and nothing of what they say; a new incident is a new folder.
"""

from __future__ import annotations

from pathlib import Path

from geodata.errors import InputError, Problem, UnknownNameError

__all__ = ["FILE_NAME", "incident_ids", "incident_path"]

FILE_NAME = "incident.yaml"
INCIDENT_ENDINGS = (".yaml", ".yml")
TRACK_ENDINGS = ".csv, .parquet, .geojson, .json, .mfjson, .gpx, .kml, .kmz, .igc"
_LIBRARY = Path(__file__).parent / "incidents"


def incident_ids() -> tuple[str, ...]:
    """The ids of the incidents of the library, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in _LIBRARY.glob(f"*/{FILE_NAME}")))


def incident_path(target: str) -> Path:
    """The incident file that a library id, a file or a folder holding one stands for.

    A library id wins over a file of the same name in the working directory; ``./name`` means the file. Raises
    :class:`UnknownNameError`, and :class:`InputError` for a folder without the file or a file of another kind.
    """
    known = incident_ids()
    if target in known:
        return _LIBRARY / target / FILE_NAME
    place = Path(target)
    if place.is_dir() and (place / FILE_NAME).is_file():
        return place / FILE_NAME
    if place.is_dir():
        raise InputError(Problem(target, f"a folder without {FILE_NAME}", "an incident folder holds that file"))
    if place.suffix and place.suffix.lower() not in INCIDENT_ENDINGS:
        endings = ", ".join(INCIDENT_ENDINGS)
        problem = "not an incident by its file name ending"
        raise InputError(Problem(target, problem, f"incidents end in {endings}, tracks in {TRACK_ENDINGS}"))
    if place.is_file():
        return place
    raise UnknownNameError("incident (no file or folder of that name either)", target, known)
