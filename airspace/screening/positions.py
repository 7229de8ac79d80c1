"""Positions as they were read, before anything is said of them: columns of one length, and the names of flights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from airspace.screening.fixes import Floats, Ints

__all__ = ["Positions", "joined"]


@dataclass(frozen=True, eq=False)
class Positions:
    """n positions in any order.

    Args:
        names: of flights, each once.
        flight: shape (n,), index into ``names``; -1 for none.
        t_us: shape (n,), microseconds since 1970 UTC.
        no_time: shape (n,), where there is no time.
        lon_deg, lat_deg, alt_m: shape (n,), as given; NaN where there is none.
        row: shape (n,), row of the data set.
    """

    names: tuple[str, ...]
    flight: Ints
    t_us: Ints
    no_time: NDArray[np.bool_]
    lon_deg: Floats
    lat_deg: Floats
    alt_m: Floats
    row: Ints

    @property
    def count(self) -> int:
        """Number of positions."""
        return int(self.flight.size)

    def cut(self, first: int, stop: int) -> Positions:
        """The positions from ``first`` to before ``stop``."""
        columns = (getattr(self, field.name)[first:stop] for field in fields(self)[1:])
        return Positions(self.names, *columns)

    def sorted_names(self) -> Positions:
        """The same, with only the names that occur, in their order; ``flight`` counts by it."""
        occurs = np.zeros(len(self.names), dtype=np.bool_)
        occurs[self.flight[self.flight >= 0]] = True
        order = sorted(np.flatnonzero(occurs).tolist(), key=self.names.__getitem__)
        new = np.full(len(self.names) + 1, -1, dtype=np.int64)  # the last is for no flight
        new[order] = np.arange(len(order))
        columns = (getattr(self, field.name) for field in fields(self)[2:])
        return Positions(tuple(self.names[at] for at in order), new[self.flight], *columns)


def joined(pieces: Sequence[Positions]) -> Positions:
    """Positions of one or more pieces, one after the other; a flight of one name is one flight."""
    if len(pieces) == 1:
        return pieces[0]
    codes: dict[str, int] = {}
    flights: list[Ints] = []
    for piece in pieces:
        code = np.array([*(codes.setdefault(name, len(codes)) for name in piece.names), -1], dtype=np.int64)
        flights.append(code[piece.flight])
    columns = [np.concatenate([getattr(piece, field.name) for piece in pieces]) for field in fields(Positions)[2:]]
    return Positions(tuple(codes), np.concatenate(flights), *columns)
