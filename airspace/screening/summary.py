"""Incursions and gaps counted by zone, by day or by flight, from the tables of a run, one after the other.

Memory holds one row for each zone, day or flight, never the tables. Sums are taken in the order of the rows and cut to
what does not depend on it, so that the same rows give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["BY", "By", "Summary", "summarise"]

By = Literal["zone", "day", "flight"]

BY: tuple[By, ...] = get_args(By)
"""What can be counted by. The day is that of the entry in UTC, or of the last position before a gap."""

KEYS: Mapping[By, tuple[str, ...]] = {"zone": ("zone", "edition"), "day": ("day",), "flight": ("flight",)}
STAYS = ("flight", "zone", "edition", "verdict", "decisive", "start_time", "duration_s", "length_m", "max_depth_m")
GAPS = ("flight", "zone", "edition", "answer", "before_time")
MORE = (("duration_s", "sum"), ("length_m", "sum"), ("max_depth_m", "max"), ("not_decisive", "sum"))
TIME_DIGITS, LENGTH_DIGITS = 6, 3  # microseconds and millimetres: below them a sum depends on its order

Key = tuple[Any, ...]


@dataclass
class _Total:
    """One row in the making; ``flight`` is the one counted last."""

    incursions: int = 0
    flights: int = 0
    flight: str | None = None
    zones: set[Key] = field(default_factory=set)
    time_s: float = 0.0
    length_m: float = 0.0
    depth_m: float | None = None
    undetermined: int = 0
    not_decisive: int = 0
    must: int = 0
    may: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Add the stays of one flight in one zone."""
        self.incursions += row["count_all"]
        self.flights += row["flight"] != self.flight or self.flights == 0
        self.flight = row["flight"]
        self.zones.add((row["zone"], row["edition"]))
        self.time_s += row["duration_s_sum"] or 0.0
        self.length_m += row["length_m_sum"] or 0.0
        depths = [depth for depth in (self.depth_m, row["max_depth_m_max"]) if depth is not None]
        self.depth_m = max(depths, default=None)

    def row(self, by: By) -> dict[str, Any]:
        """Figures as plain values."""
        distinct = {"flight": self.flights, "zone": len(self.zones)}
        return {
            "incursions": self.incursions,
            **{f"{name}s": count for name, count in distinct.items() if name != by},
            "total_time_s": round(self.time_s, TIME_DIGITS),
            "total_length_m": round(self.length_m, LENGTH_DIGITS),
            "max_depth_m": None if self.depth_m is None else round(self.depth_m, LENGTH_DIGITS),
            "undetermined": self.undetermined,
            "not_decisive": self.not_decisive,
            "gaps_must": self.must,
            "gaps_may": self.may,
        }


class Summary:
    """A count that tables are added to.

    The rows of one flight must stand together in the order in which tables are added, as they do in the tables of a
    run: flights are told apart by that.
    """

    def __init__(self, by: By) -> None:
        self.by = by
        self._totals: dict[Key, _Total] = {}

    def add_violations(self, table: pa.Table) -> None:
        """Add stays: the columns ``STAYS``."""
        table = table.select(STAYS)
        weak = pc.fill_null(pc.invert(table["decisive"]), False)  # not judged is not weak
        table = table.append_column("not_decisive", pc.cast(weak, pa.int64()))
        for row in self._counted(table, "start_time", "verdict", MORE):
            total = self._total(row)
            total.not_decisive += row["not_decisive_sum"]
            if row["verdict"] == "inside":
                total.add(row)
            else:
                total.undetermined += row["count_all"]

    def add_gaps(self, table: pa.Table) -> None:
        """Add answers about gaps: columns flight, zone, edition, answer, before_time."""
        for row in self._counted(table.select(GAPS), "before_time", "answer", ()):
            total = self._total(row)
            if row["answer"] == "must":
                total.must += row["count_all"]
            else:
                total.may += row["count_all"]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each zone (and edition), day or flight in the order of their names, of plain values.

        ``incursions``: stays whose verdict is ``inside``; ``flights`` and ``zones``: how many flights and zones these
        are of; ``total_time_s``, ``total_length_m``: sums; ``max_depth_m``: None where there is none; ``undetermined``:
        stays with this verdict; ``not_decisive``: stays of either verdict that the border cannot carry;
        ``gaps_must``, ``gaps_may``: gaps in which a zone must or may have been entered, one for each zone.
        """
        order = sorted(self._totals, key=lambda key: [(part is not None, part or "") for part in key])
        keys = KEYS[self.by]
        return [dict(zip(keys, key, strict=True)) | self._totals[key].row(self.by) for key in order]

    def _counted(
        self, table: pa.Table, time: str, what: str, more: Sequence[tuple[str, str]]
    ) -> Iterable[Mapping[str, Any]]:
        """Rows of a flight, zone and verdict or answer, and of a day if that is asked for, in order of appearance."""
        groups = ["flight", "zone", "edition", what]
        if self.by == "day":
            day = pc.cast(pc.cast(table[time], pa.date32()), pa.string())
            table, groups = table.append_column("day", day), ["day", *groups]
        # one thread: the order of sums is that of the rows
        counted = table.group_by(groups, use_threads=False).aggregate([([], "count_all"), *more])
        return counted.to_pylist() if table.num_rows else ()

    def _total(self, row: Mapping[str, Any]) -> _Total:
        key = tuple(row[name] for name in KEYS[self.by])
        return self._totals.setdefault(key, _Total())


def summarise(
    violations: Iterable[pa.Table], gaps: Iterable[pa.Table], by: Sequence[By]
) -> dict[str, list[dict[str, Any]]]:
    """Rows of each summary asked for, from the tables of a run in their order; see :meth:`Summary.rows`."""
    summaries = [Summary(one) for one in by]
    for table in violations:
        for summary in summaries:
            summary.add_violations(table)
    for table in gaps:
        for summary in summaries:
            summary.add_gaps(table)
    return {summary.by: summary.rows() for summary in summaries}
