"""The root of the error tree, and what can go wrong while the world is read.

The whole tree is drawn in :mod:`airspace.errors`. Every message says what was wrong, where, and what
would be right, so that it can be printed as it stands.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "AirspaceError",
    "ChecksumError",
    "InputError",
    "MissingExtraError",
    "NothingToExportError",
    "OutputExistsError",
    "Problem",
    "TrackFileError",
    "UnknownEditionError",
    "UnknownNameError",
    "UnknownStateError",
    "ZoneFileError",
]


MOST_LISTED = 60
"""Known names that a message lists; of more it lists the ``MOST_NEAR`` that are most alike."""
MOST_NEAR = 8


class AirspaceError(Exception):
    """Root of all errors this software raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in an input: where it is, what is wrong and what would be right.

    ``line`` is 1-based; ``None`` where a line has no meaning (a directory, a binary file).
    """

    file: str
    wrong: str
    right: str
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        where = f"{place}: {self.field}" if self.field else place
        return f"{where}: {self.wrong}; {self.right}"


class InputError(AirspaceError, ValueError):
    """An input that cannot be used, with every fault found in it, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TrackFileError(InputError):
    """A track file that is broken or says something impossible."""


class ZoneFileError(InputError):
    """A zone file that is broken, or a shape that cannot be an airspace."""


class UnknownNameError(AirspaceError, LookupError):
    """A name that is not known, with the names that are and the nearest of them, or with ``right`` in their place."""

    def __init__(self, kind: str, name: str, known: Iterable[str], right: str | None = None) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        if right is not None:
            super().__init__(f"unknown {kind} '{name}'. {right}")
            return
        close = difflib.get_close_matches(name, self.known, n=1, cutoff=0.5)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        super().__init__(f"unknown {kind} '{name}'.{hint} Known: {_listed(name, self.known)}.{self._more()}")

    def _more(self) -> str:
        return ""

    def __str__(self) -> str:  # LookupError would print the repr
        return str(self.args[0])


def _listed(name: str, known: tuple[str, ...]) -> str:
    """All names, or of a long list those that look most like one."""
    if len(known) <= MOST_LISTED:
        return ", ".join(known) or "none"
    near = difflib.get_close_matches(name, known, n=MOST_NEAR, cutoff=0.0)
    return f"{', '.join(near)} and {len(known) - len(near)} more"


class UnknownEditionError(UnknownNameError):
    """A border edition that is not in the registry."""


class UnknownStateError(UnknownNameError):
    """A state that an edition does not hold; ``held_by`` are the ids of editions that do."""

    def __init__(self, kind: str, name: str, known: Iterable[str], held_by: Iterable[str] = ()) -> None:
        self.held_by = tuple(held_by)
        super().__init__(kind, name, known)

    def _more(self) -> str:
        return f" Editions that hold it: {', '.join(self.held_by)}." if self.held_by else ""


class ChecksumError(AirspaceError, OSError):
    """A shipped file whose bytes are not the ones that were registered."""


class NothingToExportError(AirspaceError, ValueError):
    """A document of which a format can carry nothing, or a shape that it cannot."""


class MissingExtraError(AirspaceError, ImportError):
    """An optional part of the program is not installed; the message says how to install it."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f"{what} needs {package}, which is not installed: pip install 'airspace-incidents[{extra}]'")


class OutputExistsError(AirspaceError, FileExistsError):
    """An output that exists already and is not to be overwritten without being told so."""
