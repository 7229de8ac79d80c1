"""National airspaces made ready for screening: indexed once, kept in the user's cache, loaded in less than a second.

What is kept is named by a digest of everything it was made from, so a stale index is never loaded: it is not found.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, overload

import numpy as np
import shapely

from airspace.edges import Edges
from airspace.geodesy import ecef
from airspace.layers import is_layer
from airspace.screening.cells import MOST_TOP_CELLS, PER_SUBCELL, CellIndex
from airspace.screening.pieces import PLANE_BOUND_M, Outline, outline
from airspace.screening.screener import Prepared, Screener
from airspace.screening.tree import LEAF, Tree
from airspace.zone import Zone, national_zone
from geodata import editions
from geodata.zones import ZoneShape, national

__all__ = ["CACHE_VARIABLE", "NationalZones", "cache_folder", "national_screener"]

CACHE_VARIABLE = "AIRSPACE_CACHE_DIR"
"""Environment variable that names the folder of kept indices."""

FORMAT = 4
"""Raised whenever the arrays change their meaning."""

MOST_KEPT = 8
"""Indices in the cache, of 5 MB for two states to 420 MB for the world; the one asked for longest ago goes first."""

MOST_HELD = 48
"""Zones that are held with their edges: a fifth of the world's."""


class NationalZones(Sequence[Zone]):
    """The airspaces of states in an edition, each loaded when it is asked for, the last few held.

    Args:
        states: ISO 3166 alpha-3 codes, or zones made of a state.
        edition: id of the edition.
        folder: where the edges of these states are kept, if they are: they are read sooner than made.
    """

    def __init__(self, states: Sequence[str], edition: str, folder: Path | None = None) -> None:
        self.states, self.edition, self.folder = tuple(states), edition, folder
        self._held: OrderedDict[int, Zone] = OrderedDict()

    def __len__(self) -> int:
        return len(self.states)

    @overload
    def __getitem__(self, at: int) -> Zone: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Zone, ...]: ...

    def __getitem__(self, at: int | slice) -> Zone | tuple[Zone, ...]:
        if isinstance(at, slice):
            return tuple(self[k] for k in range(*at.indices(len(self))))
        if at not in self._held:
            self._held[at] = self._made(range(len(self))[at])
            if len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(at)
        return self._held[at]

    def shape(self, at: int) -> ZoneShape:
        """The shape of a state's airspace and its facts, without edges; not for a zone made of a state."""
        return national(self.states[at], self.edition)

    def _made(self, at: int) -> Zone:
        if is_layer(self.states[at]) or self.folder is None:
            return national_zone(self.states[at], self.edition)
        try:
            edges = _load_edges(_edge_file(self.folder, at))
        except (OSError, ValueError, KeyError):
            return national_zone(self.states[at], self.edition)
        shape = self.shape(at)
        if shape.coast is not None:
            shapely.prepare(shape.coast)
        return Zone(shape, edges, "geodesic")


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
    folder = cache_folder() / f"screening-{_digest(states, edition)}"
    prepared = _load(folder) if keep else None
    if prepared is None:
        with _draft(folder) if keep else nullcontext() as draft:
            prepared = Prepared.of(_outlines(states, edition, say, draft), states)
            if draft is not None:
                _save(prepared, draft)
    return Screener(NationalZones(states, edition, folder if keep else None), states, prepared, limited=())


def _digest(states: Iterable[str], edition: str) -> str:
    made_of = [FORMAT, PLANE_BOUND_M, PER_SUBCELL, MOST_TOP_CELLS, LEAF, editions.edition(edition).sha256, *states]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:24]


def _outlines(states: Sequence[str], edition: str, say: Callable[[str], None], draft: Path | None) -> Iterator[Outline]:
    """Outlines made one by one, so that no more than one state's edges are held; ``draft`` is where these are kept."""
    for number, state in enumerate(states):
        say(f"indexing {state} ({number + 1} of {len(states)})")
        edges = national_zone(state, edition).edges if is_layer(state) else Edges.of(national(state, edition).geometry)
        if draft is not None:
            _save_edges(edges, _edge_file(draft, number))
        yield outline(edges)


def _edge_file(folder: Path, number: int) -> Path:
    return folder / "edges" / f"{number:05d}.npz"


def _save_edges(edges: Edges, file: Path) -> None:
    """Write edges but for their ECEF ends, which are made again as quickly."""
    with suppress(OSError):  # without them the zone is made anew when it is asked for
        file.parent.mkdir(exist_ok=True)
        np.savez(file, **{field.name: getattr(edges, field.name) for field in fields(Edges) if field.name not in "ab"})


def _load_edges(file: Path) -> Edges:
    with np.load(file, allow_pickle=False) as held:
        columns: dict[str, Any] = {name: held[name] for name in held.files}
    columns |= {"a": ecef(columns["lon_a"], columns["lat_a"]), "b": ecef(columns["lon_b"], columns["lat_b"])}
    return Edges(**columns)


def _arrays(prepared: Prepared) -> dict[str, Any]:
    cells = {f"cells-{name}": array for name, array in prepared.cells._asdict().items()}
    trees = {f"trees-{name}": array for name, array in prepared.trees._asdict().items()}
    return {"vertex": prepared.vertex, "vertex_first": prepared.vertex_first, **cells, **trees}


@contextmanager
def _draft(folder: Path) -> Iterator[Path | None]:
    """A folder to write into beside its place, swapped in at the end; None where nothing can be written."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    except OSError:
        yield None
        return
    try:
        yield draft
        draft.rename(folder)
        _drop_old(folder.parent)
    except OSError:  # another was quicker, or there is no room: the index is made anew next time
        pass
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _drop_old(cache: Path) -> None:
    """Remove the indices that were not asked for longest; who is reading one makes its zones anew."""
    kept = sorted(cache.glob("screening-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[MOST_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _save(prepared: Prepared, draft: Path) -> None:
    for name, array in _arrays(prepared).items():
        np.save(draft / f"{name}.npy", array)


def _load(folder: Path) -> Prepared | None:
    """The index of a folder; None if there is none, or none that can be read."""
    if not folder.is_dir():
        return None
    try:
        os.utime(folder)
        held = {path.stem: np.load(path, allow_pickle=False) for path in folder.glob("*.npy")}
        cells = CellIndex(*(held[f"cells-{name}"] for name in CellIndex._fields))
        trees = Tree(*(held[f"trees-{name}"] for name in Tree._fields))
        return Prepared(held["vertex"], held["vertex_first"], cells, trees)
    except (OSError, ValueError, KeyError):
        shutil.rmtree(folder, ignore_errors=True)
        return None
