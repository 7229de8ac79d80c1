"""How a data set is cut into units of work, each done by itself, so that memory does not grow with rows.

Where every flight's rows stand together, a unit is a run of parts, without the rows of the flight begun before it and
with those of the flight it ends in. Where they do not, rows are dealt into buckets by their flight's name first, and a
unit is a bucket.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from airspace.errors import Problem, TrackFileError

__all__ = ["MOST_FLIGHT_ROWS", "MOST_GROUP_ROWS", "Mode", "Plan", "Span", "bucket_count", "spans", "too_long"]

Mode = Literal["contiguous", "scattered"]

MOST_GROUP_ROWS = 4_000_000
"""Rows of a part that is read whole; a larger one is read in batches and dealt into buckets."""

MOST_FLIGHT_ROWS = 5_000_000
"""Most fixes of one flight: 58 days at one a second. It is held in memory whole."""


@dataclass(frozen=True)
class Plan:
    """The way a run goes.

    Args:
        mode: whether every flight's rows stand together.
        rows: rows of each part.
        leading: rows at the head of each part that belong to the flight begun before it; empty if scattered.
        buckets: number of buckets; 0 if contiguous.
        unit_rows: rows of a unit, about.
    """

    mode: Mode
    rows: tuple[int, ...]
    leading: tuple[int, ...]
    buckets: int
    unit_rows: int

    @property
    def total_rows(self) -> int:
        """Rows of the data set."""
        return sum(self.rows)

    def document(self) -> dict[str, Any]:
        """The plan as JSON has it."""
        return {
            "mode": self.mode, "rows": list(self.rows), "leading": list(self.leading),
            "buckets": self.buckets, "unit_rows": self.unit_rows,
        }  # fmt: skip

    @classmethod
    def read(cls, document: dict[str, Any]) -> Plan:
        """The plan of :meth:`document`."""
        rows, leading = tuple(document["rows"]), tuple(document["leading"])
        return cls(document["mode"], rows, leading, document["buckets"], document["unit_rows"])


@dataclass(frozen=True)
class Span:
    """A unit of a contiguous data set: every flight whose first row lies in parts ``first`` to ``stop`` - 1.

    Args:
        skip: rows at the head of these parts that belong to the flight begun before.
        heads: rows to read on at the head of the parts from ``stop``.
        rows: rows of its own parts.
    """

    first: int
    stop: int
    skip: int
    heads: tuple[int, ...]
    rows: int


def spans(plan: Plan) -> tuple[Span, ...]:
    """The units of a contiguous plan: parts in order, as many to a unit as fill ``unit_rows``, one at least.

    Raises :class:`~airspace.errors.TrackFileError` if a flight is longer than :data:`MOST_FLIGHT_ROWS`.
    """
    found: list[Span] = []
    first = 0
    while first < len(plan.rows):
        stop, rows = first + 1, plan.rows[first]
        while stop < len(plan.rows) and rows + plan.rows[stop] <= plan.unit_rows:
            rows += plan.rows[stop]
            stop += 1
        skip = sum(_run(plan, first, stop))
        heads = tuple(_run(plan, stop, len(plan.rows))) if skip < rows else ()
        if sum(heads) > MOST_FLIGHT_ROWS:
            raise too_long(None, sum(heads))
        found.append(Span(first, stop, skip, heads, rows))
        first = stop
    return tuple(found)


def _run(plan: Plan, first: int, stop: int) -> list[int]:
    """Leading rows of parts one after the other, up to the part in which the flight ends."""
    found: list[int] = []
    for at in range(first, stop):
        if plan.leading[at]:
            found.append(plan.leading[at])
        if plan.leading[at] < plan.rows[at]:
            break
    return found


def bucket_count(rows: Sequence[int], unit_rows: int) -> int:
    """Buckets for a data set of so many rows in its parts: about ``unit_rows`` in each."""
    return max(1, -(-sum(rows) // unit_rows))


def too_long(flight: str | None, rows: int) -> TrackFileError:
    """What is said of a flight that is longer than :data:`MOST_FLIGHT_ROWS`."""
    from geodata.fixes import shown

    name = "a flight" if flight is None else f"flight {shown(flight)}"
    wrong = f"{name} has more than {MOST_FLIGHT_ROWS:,} rows ({rows:,} were counted)"
    right = "name flights apart, for instance by day, or check which column --column flight=... names"
    return TrackFileError(Problem("the positions", wrong, right))
