"""How fast a run goes and how long it will take, in words."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["SILENT", "Pace", "Teller"]


@dataclass(frozen=True)
class Teller:
    """How a run tells what it is doing: ``say`` may be missed, ``note`` is for what a reader has to know."""

    say: Callable[[str], None]
    note: Callable[[str], None]


SILENT = Teller(lambda _: None, lambda _: None)
"""Tells nothing."""


@dataclass
class Pace:
    """Rows that are done of one piece of work.

    Args:
        doing: what is done, in words.
        total: rows of all of it.
        teller: who is told.
    """

    doing: str
    total: int
    teller: Teller
    _done: int = 0
    _skipped: int = 0
    _begun_s: float = field(default_factory=time.monotonic)

    def skipped(self, rows: int) -> None:
        """Rows that were done before, and say nothing of the rate."""
        self._skipped += rows
        self.teller.say(self.text())

    def did(self, rows: int) -> None:
        """More rows are done."""
        self.reached(self._done + rows)

    def reached(self, rows: int) -> None:
        """So many rows are done, without those that were skipped."""
        self._done = rows
        self.teller.say(self.text())

    def text(self) -> str:
        """Share, rate and time left, as far as they are known."""
        done = self._done + self._skipped
        parts = [f"{self.doing}: {done / max(self.total, 1):.0%} of {self.total:,} rows"]
        spent = time.monotonic() - self._begun_s
        if self._done and spent > 0:
            rate = self._done / spent
            parts.append(f"{rate:,.0f} rows/s")
            if done < self.total:
                parts.append(f"{_clock((self.total - done) / rate)} left")
        return ", ".join(parts)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    if whole < 100:
        return f"{whole} s"
    return f"{round(whole / 60)} min" if whole < 6000 else f"{whole / 3600:.1f} h"
