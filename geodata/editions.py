"""The border, several times: data sets of different origin that can be swapped for one another.

No source here is surveyed or official. They differ by hundreds of metres, so a verdict that hangs on the
edition has to say so; :class:`Edition` carries what a reader needs to judge one. Some hold two states, others the
world: :func:`holding` says which have the states that are asked about. All coordinates are degrees on WGS84,
longitude before latitude. The data are made by the scripts in ``geodata/build``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely import MultiPolygon

from geodata.errors import ChecksumError, UnknownEditionError, UnknownStateError
from geodata.statefile import StateArea, StateFile

__all__ = [
    "DEFAULT_EDITION",
    "MEASURED_STATES",
    "DisputedStretch",
    "Edition",
    "StateArea",
    "StateFile",
    "default_for",
    "edition",
    "editions_of",
    "holding",
    "load",
    "near",
    "registry",
    "world_outline",
    "world_outline_notice",
]

DEFAULT_EDITION = "osm-2026c"
MEASURED_STATES: Final = ("TUR", "SYR")
"""The states on whose land border ``spacing_m`` and ``disagreement_m`` of every edition are measured."""
BORDERS = Path(__file__).parent / "borders"
_MOST_OF_A_THEATRE = 20


@dataclass(frozen=True, slots=True)
class DisputedStretch:
    """A stretch of boundary whose course is itself a political question.

    ``bbox`` is (west, south, east, north) in degrees on WGS84; ``state`` the ISO 3166 alpha-3 code of the
    state whose boundary it is, or ``None`` if it concerns every state.
    """

    name: str
    state: str | None
    bbox: tuple[float, float, float, float]
    note: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One border data set of one date: where it comes from, what it is worth and how it is credited.

    ``family`` names the common ancestor: two editions of one family are not two witnesses. ``spacing_m`` is
    the mean length of a segment of its Turkey-Syria land border, and ``disagreement_m`` the median, over the
    other families, of the mean separation of that border (geodesic metres, both directions averaged).
    ``elsewhere_spacing_m`` and ``elsewhere_disagreement_m`` are the like for the land borders of its other states,
    ``None`` if it has none (``geodata/build/measure_world.py``); :meth:`spacing_at` and :meth:`disagreement_at` choose.
    ``accuracy_m`` is what the source itself states, else ``None``. ``states``: codes of all states it holds.
    """

    id: str
    title: str
    family: str
    package: str
    version: str
    made_of: str
    point_of_view: str | None
    disputed: tuple[DisputedStretch, ...]
    edition_date: str
    licence: str
    notice: str
    sha256: str
    file: str
    spacing_m: float
    accuracy_m: float | None
    accuracy_source: str
    disagreement_m: float
    elsewhere_spacing_m: float | None
    elsewhere_disagreement_m: float | None
    with_sea: bool
    states: tuple[str, ...]
    repairs: tuple[str, ...]
    note: str

    @property
    def is_world(self) -> bool:
        """Whether it holds the world, and not the states of one theatre."""
        return len(self.states) > _MOST_OF_A_THEATRE

    def spacing_at(self, state: str | None) -> float:
        """Mean length of a segment, metres: of the Turkey-Syria border for these two (and None), else of all others."""
        elsewhere = None if state in (None, *MEASURED_STATES) else self.elsewhere_spacing_m
        return self.spacing_m if elsewhere is None else elsewhere

    def disagreement_at(self, state: str | None) -> float:
        """How far it lies from other families, metres: measured as :meth:`spacing_at` is."""
        elsewhere = None if state in (None, *MEASURED_STATES) else self.elsewhere_disagreement_m
        return self.disagreement_m if elsewhere is None else elsewhere


@lru_cache(maxsize=1)
def registry() -> Mapping[str, Edition]:
    """All editions by id, the default first."""
    return MappingProxyType({entry["id"]: _edition(entry) for entry in _document()["editions"]})


def edition(edition_id: str) -> Edition:
    """The edition of that id; :class:`UnknownEditionError` names the ids there are."""
    known = registry()
    if edition_id not in known:
        raise UnknownEditionError("edition", edition_id, known)
    return known[edition_id]


def holding(states: Iterable[str]) -> tuple[str, ...]:
    """Ids of the editions that hold all of these states (ISO 3166 alpha-3), in the order of the registry."""
    wanted = set(states)
    return tuple(this.id for this in registry().values() if wanted.issubset(this.states))


def default_for(states: Iterable[str]) -> str:
    """The first edition that holds all of these states; :data:`DEFAULT_EDITION` if none is named.

    Raises :class:`UnknownStateError`, with the nearest codes, for a state that no edition holds.
    """
    return editions_of(states)[0]


def editions_of(states: Iterable[str]) -> tuple[str, ...]:
    """:func:`holding`, never empty: raises :class:`UnknownStateError` if no edition holds all of these states."""
    wanted = tuple(dict.fromkeys(states))
    found = holding(wanted)
    if not found:
        known = {state for this in registry().values() for state in this.states}
        for state in wanted:
            if state not in known:
                raise UnknownStateError("state (no border edition holds it)", state, sorted(known))
        raise UnknownStateError("group of states (no one border edition holds all)", ", ".join(wanted), ())
    return found


def near(edition_id: str, west: float, south: float, east: float, north: float) -> tuple[str, ...]:
    """Codes of the states of an edition whose box meets a box in degrees, in the edition's order.

    Either box may cross the antimeridian: ``west`` greater than ``east``, or longitudes beyond 180.
    """
    states = load(edition_id)
    return tuple(code for code in states if _boxes_meet(states.box(code), (west, south, east, north)))


@lru_cache(maxsize=8)
def load(edition_id: str) -> StateFile:
    """The states of an edition by ISO 3166 alpha-3 code; the file is verified, a state decoded when it is asked for.

    Raises :class:`UnknownEditionError`, and :class:`ChecksumError` if the file is not the registered one.
    """
    this = edition(edition_id)
    return StateFile(_verified(this.file, this.sha256))


@lru_cache(maxsize=1)
def world_outline() -> MultiPolygon:
    """A coarse land outline of the world for base maps (lon/lat degrees): never for a measurement."""
    entry = _document()["world_outline"]
    content = pa.BufferReader(_verified(entry["file"], entry["sha256"]))
    (wkb,) = pq.ParquetFile(content).read(columns=["geometry"], use_threads=False).column("geometry").to_pylist()
    return shapely.from_wkb(wkb)


def world_outline_notice() -> str:
    """The credit line of :func:`world_outline`."""
    return str(_document()["world_outline"]["notice"])


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((BORDERS / "registry.json").read_text("utf-8"))
    return document


def _edition(entry: Mapping[str, Any]) -> Edition:
    stretches = tuple(
        DisputedStretch(item["name"], item["state"], tuple(item["bbox"]), item["note"]) for item in entry["disputed"]
    )
    lists = {"disputed": stretches, "states": tuple(entry["states"]), "repairs": tuple(entry["repairs"])}
    return Edition(**{**entry, **lists})


def _boxes_meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    if one[3] < other[1] or other[3] < one[1]:
        return False
    return (other[0] - one[0]) % 360 <= _width(one) or (one[0] - other[0]) % 360 <= _width(other)


def _width(box: tuple[float, ...]) -> float:
    """Degrees of longitude from the west side of a box eastward to its east side."""
    return 360.0 if box[2] - box[0] >= 360 else (box[2] - box[0]) % 360


def _verified(file: str, sha256: str) -> bytes:
    """The bytes of a shipped file; those hashed are those parsed."""
    content = (BORDERS / file).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ChecksumError(
            f"{file}: SHA-256 is {found}, but the registry says {sha256}; "
            "the border data were altered or the registry is of another release: reinstall the package"
        )
    return content
