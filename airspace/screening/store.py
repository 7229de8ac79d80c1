"""National airspaces made ready for screening: indexed once, kept in the user's cache, loaded in less than a second.

What is kept is named by a digest of everything it was made from, so a stale index is never loaded: it is not found.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, overload

import numpy as np

from airspace.edges import Edges
from airspace.layers import is_layer
from airspace.screening.cells import MOST_TOP_CELLS, PER_SUBCELL, CellIndex
from airspace.screening.pieces import PLANE_BOUND_M, Outline, outline
from airspace.screening.screener import Prepared, Screener
from airspace.screening.tree import LEAF, Tree
from airspace.zone import Zone, national_zone
from geodata import editions
from geodata.zones import national

__all__ = ["CACHE_VARIABLE", "NationalZones", "cache_folder", "national_screener"]

CACHE_VARIABLE = "AIRSPACE_CACHE_DIR"
"""Environment variable that names the folder of kept indices."""

FORMAT = 2
"""Raised whenever the arrays change their meaning."""


class NationalZones(Sequence[Zone]):
    """The airspaces of states in an edition, each loaded when it is asked for, the last few held."""

    def __init__(self, states: Sequence[str], edition: str) -> None:
        self.states, self.edition = tuple(states), edition

    def __len__(self) -> int:
        return len(self.states)

    @overload
    def __getitem__(self, at: int) -> Zone: ...

    @overload
    def __getitem__(self, at: slice) -> NationalZones: ...

    def __getitem__(self, at: int | slice) -> Zone | NationalZones:
        if isinstance(at, slice):
            return NationalZones(self.states[at], self.edition)
        return national_zone(self.states[at], self.edition)


def cache_folder() -> Path:
    """Where indices are kept: ``AIRSPACE_CACHE_DIR``, or ``airspace`` in the user's cache."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "airspace"


def national_screener(
    states: Sequence[str], edition: str, *, say: Callable[[str], None] = lambda _: None, keep: bool = True
) -> Screener:
    """A screener of the airspaces of states, or of zones made of them such as ``IRN/sea-12NM``, in one border edition.

    Args:
        states: ISO 3166 alpha-3 codes, or zones made of a state.
        edition: id of the edition.
        say: told what is being done.
        keep: whether the index is looked for in, and written to, the user's cache.

    Raises:
        UnknownStateError, UnknownEditionError, ChecksumError; UnsupportedGeometryError, see :class:`Prepared`.
    """
    zones = NationalZones(states, edition)
    folder = cache_folder() / f"screening-{_digest(states, edition)}"
    prepared = _load(folder) if keep else None
    if prepared is None:
        prepared = Prepared.of(_outlines(states, edition, say), states)
        if keep:
            _save(prepared, folder)
    return Screener(zones, states, prepared, limited=())


def _digest(states: Iterable[str], edition: str) -> str:
    made_of = [FORMAT, PLANE_BOUND_M, PER_SUBCELL, MOST_TOP_CELLS, LEAF, editions.edition(edition).sha256, *states]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:24]


def _outlines(states: Sequence[str], edition: str, say: Callable[[str], None]) -> Iterator[Outline]:
    """Outlines made one by one, so that no more than one state's edges are held at a time."""
    for number, state in enumerate(states, 1):
        say(f"indexing {state} ({number} of {len(states)})")
        edges = national_zone(state, edition).edges if is_layer(state) else Edges.of(national(state, edition).geometry)
        yield outline(edges)


def _arrays(prepared: Prepared) -> dict[str, Any]:
    cells = {f"cells-{field.name}": getattr(prepared.cells, field.name) for field in fields(CellIndex)}
    trees = {f"trees-{field.name}": getattr(prepared.trees, field.name) for field in fields(Tree)}
    return {"vertex": prepared.vertex, "vertex_first": prepared.vertex_first, **cells, **trees}


def _save(prepared: Prepared, folder: Path) -> None:
    """Write an index beside its place and swap it in; where that is not possible it is made anew next time."""
    draft: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
        for name, array in _arrays(prepared).items():
            np.save(draft / f"{name}.npy", array)
        draft.rename(folder)
    except OSError:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def _load(folder: Path) -> Prepared | None:
    """The index of a folder; None if there is none, or none that can be read."""
    if not folder.is_dir():
        return None
    try:
        held = {path.stem: np.load(path, allow_pickle=False) for path in folder.glob("*.npy")}
        cells = CellIndex(*(held[f"cells-{field.name}"] for field in fields(CellIndex)))
        trees = Tree(*(held[f"trees-{field.name}"] for field in fields(Tree)))
        return Prepared(held["vertex"], held["vertex_first"], cells, trees)
    except (OSError, ValueError, KeyError):
        shutil.rmtree(folder, ignore_errors=True)
        return None
