"""The checks: one file each, one line here each.

A check is a module with ``TITLE`` (its name on a page), ``QUESTION`` (what it asks, in a sentence), both marked for
translation, and
``run(case, claim_id)``, which returns the findings about one claim. It reads the case and nothing of other checks, so
the same code runs on every claim and the order of the lines is only the order in which findings are shown.
"""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from airspace.case import Case
from airspace.findings import Finding

__all__ = ["CHECKS", "Check", "check"]

CHECKS: tuple[str, ...] = (
    "speed",
    "depth-length",
    "geometry",
    "position",
    "distances",
    "warnings",
    "turn",
    "prism",
    "missile",
    "fall",
    "intruder",
    "timeline",
    "coherence",
    "untestable",
)
"""Ids in the order of the matrix; the module of a check has its id with underscores."""


class Check(Protocol):
    """What a module of this package offers."""

    TITLE: str
    QUESTION: str

    def run(self, case: Case, claim_id: str) -> list[Finding]:
        """The findings about one claim."""


def check(check_id: str) -> Check:
    """The check of that id."""
    return cast("Check", importlib.import_module(f"airspace.checks.{check_id.replace('-', '_')}"))
