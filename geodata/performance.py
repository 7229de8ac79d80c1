"""Published performance of aircraft and missiles: every figure with its source, or marked as having none.

The data stand in ``performance.toml``; nothing is added here. Intervals are wide on purpose and say what is known of a
type, not what an aircraft did. Where sources contradict each other every published value is kept: below the lowest
no source disputes that the type can do it, above the highest none claims it, and between them they disagree.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

from geodata.errors import InputError, Problem

__all__ = [
    "QUANTITIES",
    "SOURCES",
    "Figure",
    "Kind",
    "Performance",
    "Source",
    "missiles",
    "performance",
    "read_performance",
]

Kind = Literal["aircraft", "missile"]

QUANTITIES: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "top_speed": {"m/s": 1.0, "km/h": 1 / 3.6, "kt": 1852 / 3600, "mph": 1609.344 / 3600},
    "mean_speed": {"m/s": 1.0, "km/h": 1 / 3.6},
    "ceiling": {"m": 1.0, "km": 1000.0, "ft": 0.3048},
    "mass": {"kg": 1.0, "t": 1000.0},
    "wing_area": {"m2": 1.0},
    "cl_max": {"1": 1.0},
    "load_factor": {"g": 1.0},
})  # fmt: skip
"""Quantities and the units each may be stated in, with the factor to the first one (SI; a load factor counts g).

Factors: international mile and foot (1959) and nautical mile (1929), all exact.
"""

FILE = "performance.toml"
_PRINTED = {"1": "", "m2": " m²"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was seen; date and address as seen, which may be in part or "not recorded"."""

    publisher: str
    date: str
    address: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a type: an interval in the first unit of its quantity, and in ``unit`` when printed.

    Either ``source`` is a key of :data:`SOURCES`, or ``unsourced`` is true and ``why`` says where it comes from.
    ``high_si`` is infinite where the source sets no upper end.
    """

    quantity: str
    low_si: float
    high_si: float
    unit: str
    source: str | None
    unsourced: bool
    why: str
    note: str

    @property
    def text(self) -> str:
        """The figure as stated: "1,315 km/h", "24 to 32 t", "50,000 ft or more"."""
        factor = QUANTITIES[self.quantity][self.unit]
        low, high = (f"{value / factor:,.10g}" for value in (self.low_si, self.high_si))
        unit = _PRINTED.get(self.unit, f" {self.unit}")
        if math.isinf(self.high_si):
            return f"{low}{unit} or more"
        return f"{low}{unit}" if low == high else f"{low} to {high}{unit}"


@dataclass(frozen=True, slots=True)
class Performance:
    """What is known of one type of aircraft or missile."""

    name: str
    aliases: tuple[str, ...]
    kind: Kind
    figures: tuple[Figure, ...]

    def of(self, quantity: str) -> tuple[Figure, ...]:
        """The figures of one quantity, in the order of the file; empty if there is none."""
        return tuple(figure for figure in self.figures if figure.quantity == quantity)

    def interval_si(self, quantity: str) -> tuple[float, float] | None:
        """From the lowest to the highest figure of a quantity, in the first unit of :data:`QUANTITIES`.

        Figures without a source count only where no figure has one. None if there is no figure at all.
        """
        known = self.of(quantity)
        taken = [figure for figure in known if not figure.unsourced] or known
        if not taken:
            return None
        return min(figure.low_si for figure in taken), max(figure.high_si for figure in taken)


def performance(type_name: str) -> Performance | None:
    """What is known of a type, by its name or an alias in any case; None if the data do not hold it."""
    return _by_name().get(_key(type_name))


def missiles() -> tuple[Performance, ...]:
    """All missiles of the data, in the order of the file."""
    return tuple(kind for kind in _library()[1] if kind.kind == "missile")


def read_performance(text: str, file: str = FILE) -> tuple[Mapping[str, Source], tuple[Performance, ...]]:
    """Sources by key, and types in order, of a text written like ``performance.toml``.

    Raises:
        InputError: it is no TOML, or figures in it are incomplete or cannot be; all such faults are named.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(file, f"no TOML: {error}", "see https://toml.io")) from error
    reader = _Reader(file)
    types = reader.document(document)
    if reader.problems:
        raise InputError(reader.problems)
    return MappingProxyType(reader.sources), types


def _key(name: str) -> str:
    return name.strip().casefold()


@cache
def _library() -> tuple[Mapping[str, Source], tuple[Performance, ...]]:
    return read_performance(resources.files("geodata").joinpath(FILE).read_text("utf-8"))


@cache
def _by_name() -> Mapping[str, Performance]:
    return {_key(name): kind for kind in _library()[1] for name in (kind.name, *kind.aliases)}


class _Reader:
    """Checks a parsed document part by part and remembers every fault."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}

    def fault(self, field: str, wrong: str, right: str) -> None:
        self.problems.append(Problem(self.file, wrong, right, field=field))

    def document(self, document: dict[str, Any]) -> tuple[Performance, ...]:
        self.keys(document, "the file", {"sources", "type"}, set())
        sources, entries = document.get("sources", {}), document.get("type", [])
        for key, entry in self.table(sources, "sources").items():
            field, source = f"sources.{key}", self.table(entry, f"sources.{key}")
            self.keys(source, field, {"publisher", "date", "address"}, set())
            self.sources[key] = Source(*(self.text(source, field, name) for name in ("publisher", "date", "address")))
        types = tuple(self.entry(entry, i + 1) for i, entry in enumerate(self.array(entries, "type")))
        names: dict[str, str] = {}
        for kind in types:
            for name in (kind.name, *kind.aliases):
                if _key(name) in names:
                    self.fault(f"type {kind.name}", f"'{name}' already names {names[_key(name)]}", "a name stands once")
                names[_key(name)] = kind.name
        return types

    def entry(self, value: object, number: int) -> Performance:
        entry = self.table(value, f"type {number}")
        field = f"type {entry.get('name', number)}"
        self.keys(entry, field, {"name", "kind"}, {"aliases", "figure"})
        kind: Kind = "missile" if entry.get("kind") == "missile" else "aircraft"
        if entry.get("kind") not in get_args(Kind):
            self.fault(field, f"kind is {entry.get('kind')!r}", f"one of: {', '.join(get_args(Kind))}")
        aliases = self.array(entry.get("aliases", []), f"{field}, aliases")
        if not all(isinstance(alias, str) for alias in aliases):
            self.fault(field, "an alias is no text", "write it in quotes")
        figures = self.array(entry.get("figure", []), f"{field}, figure")
        return Performance(
            self.text(entry, field, "name"), tuple(str(alias) for alias in aliases), kind,
            tuple(
                figure
                for i, item in enumerate(figures)
                if (figure := self.figure(item, f"{field}, figure {i + 1}")) is not None
            ),
        )  # fmt: skip

    def figure(self, value: object, field: str) -> Figure | None:
        entry = self.table(value, field)
        before = len(self.problems)
        self.keys(entry, field, {"quantity", "low", "high", "unit"}, {"source", "unsourced", "why", "note"})
        low, high = self.number(entry, field, "low"), self.number(entry, field, "high")
        if not (0 < low < math.inf and low <= high):
            self.fault(field, f"runs from {low:g} to {high:g}", "low is greater than 0 and not greater than high")
        quantity, unit = self.text(entry, field, "quantity"), self.text(entry, field, "unit")
        units = QUANTITIES.get(quantity)
        if units is None:
            self.fault(field, f"'{quantity}' is no quantity known here", f"one of: {', '.join(QUANTITIES)}")
        elif unit not in units:
            self.fault(field, f"'{unit}' is no unit of {quantity}", f"one of: {', '.join(units)}")
        source, unsourced = entry.get("source"), entry.get("unsourced", False)
        why = self.text(entry, field, "why") if "why" in entry else ""
        note = self.text(entry, field, "note") if "note" in entry else ""
        if (source is None) == (unsourced is not True):
            self.fault(field, "needs a source, or unsourced = true", "give one of the two, not both")
        elif source is None and not why:
            self.fault(field, "is unsourced without a why", "say where it comes from and why it is needed")
        elif source is not None and not (isinstance(source, str) and source in self.sources):
            self.fault(field, f"source {source!r} is not in [sources]", f"one of: {', '.join(self.sources)}")
        if units is None or len(self.problems) > before:
            return None
        factor = units[unit]
        return Figure(quantity, low * factor, high * factor, unit, source, bool(unsourced), why, note)

    def keys(self, table: dict[str, Any], field: str, needed: set[str], allowed: set[str]) -> None:
        for key in sorted(needed - table.keys()):
            self.fault(field, f"has no {key}", f"needed: {', '.join(sorted(needed))}")
        for key in sorted(table.keys() - needed - allowed):
            self.fault(field, f"'{key}' is not known", f"known: {', '.join(sorted(needed | allowed))}")

    def table(self, value: object, field: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.fault(field, "is no table", "write it as a TOML table")
        return {}

    def array(self, value: object, field: str) -> list[Any]:
        if isinstance(value, list):
            return value
        self.fault(field, "is no list", "write it as a TOML array")
        return []

    def text(self, table: dict[str, Any], field: str, key: str) -> str:
        value = table.get(key, "-")
        if isinstance(value, str) and value.strip():
            return value
        self.fault(field, f"{key} is {value!r}", "a text that is not empty")
        return "-"

    def number(self, table: dict[str, Any], field: str, key: str) -> float:
        value = table.get(key, 1)
        if isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value):
            return float(value)
        self.fault(field, f"{key} is {value!r}", "a number")
        return 1.0


SOURCES: Mapping[str, Source] = _library()[0]
"""The sources of the shipped data, by key."""
