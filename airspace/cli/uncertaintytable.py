"""How sure each result of ``airspace check --uncertainty`` is, as text: from the entries of the JSON document.

Two answers are kept apart: how many copies come inside at all, and how long, far and deep those go that do. Figures
are rounded to what the sampling can carry; none of n is a bound and never 0 %.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from airspace.cli.figures import moment
from airspace.cli.terminal import grid, table, words

__all__ = ["uncertainty_page"]

MARK = "\u00a0*"  # stays with its figure
BAR = 8  # characters of a bar that is full
END_ERROR = 2.67
"""Standard error of an end of a 95 % interval, in standard deviations over the root of n: that of a normal quantile,
sqrt(0.975 * 0.025) over the density at 1.96."""

LEAST_M, LEAST_S = 1.0, 0.1  # no figure is printed finer than in the table of the check

_NAMES = (
    ("duration", "duration_s", "duration_s", LEAST_S, "s"),
    ("length", "length_m", "length_m", LEAST_M, "m"),
    ("depth", "depth_m", "max_depth_m", LEAST_M, "m"),
)
"""Name, key in a scenario, name by which it can be by construction, finest place, unit."""

_ALONG = ("position", "radar", "altitude")
"""Inputs of which a reader may ask over what time their errors are correlated."""

_CROOKED = (
    "errors that change from fix to fix make copies longer and more crooked than any aircraft flies: in rows other "
    "than 'always', length and depth and the share itself are upper figures"
)

Entry = Mapping[str, Any]
Row = tuple[str, object]


def uncertainty_page(document: Mapping[str, Any]) -> list[Any]:
    """The parts of the page; none for a document without uncertainties."""
    entries: Sequence[Entry] = document.get("uncertainty", ())
    if not entries:
        return []
    seed = entries[0]["seed"]
    parts: list[Any] = ["", words(f"How sure: copies drawn from what is not known, seed {seed}", "bold")]
    for entry in entries:
        parts += ["", words(_heading(entry), "bold")]
        many = len(entry["scenarios"]) > 1
        if many:
            parts.append(_over_correlation(entry))
        parts.append(grid(list(_spread(entry) if many else _single(entry)), indent=2))
        parts.append(grid(list(_facts(entry)), indent=2))
        if entry["sensitivity"]:
            parts += [grid([("held", _held(entry))], indent=2), _tornado(entry)]
    return [*parts, "", words("Inputs", "bold"), grid(_inputs(entries), indent=2), "", *_footnotes(entries)]


def _heading(entry: Entry) -> str:
    name = f"{entry['claim']} / {entry['track']}" if entry["claim"] else str(entry["track"])
    return f"{name}  against {entry['zone']}" + (f" on {entry['edition']}" if entry["edition"] else "")


def _single(entry: Entry) -> Iterator[Row]:
    """The one scenario, a row for each answer."""
    (scenario,) = entry["scenarios"]
    mark = _mark(entry, "verdict")
    yield "inside", f"{scenario['probability_text']}: {scenario['word']}{mark}"
    if scenario["time_inside_mean_s"] is not None:
        over = ", the mean over all copies" if scenario["incursions"] else ""
        yield "time inside", f"{_time_inside(scenario)}{over}{_mark(entry, 'duration_s')}"
    figures = list(_figures(entry, scenario))
    if figures:
        yield "if inside", "the mean, and within what 95 % of those copies lie:"
    yield from ((f"  {name}", text) for name, text in figures)


def _over_correlation(entry: Entry) -> Any:
    """The scenarios, a row for each correlation time."""
    made = table(("errors correlated over", "inside", "in words", "time inside"), right=("inside", "time inside"))
    for scenario in entry["scenarios"]:
        made.add_row(
            words(_correlation(scenario["correlation_s"])),
            words(f"{_share(scenario)}{_mark(entry, 'verdict')}"),
            words(scenario["word"]),
            words("-" if scenario["time_inside_mean_s"] is None else _time_inside(scenario)),
        )
    return made


def _spread(entry: Entry) -> Iterator[Row]:
    """What goes with the rows of the scenarios: the counts, and the figures of the copies that come inside."""
    for scenario in entry["scenarios"]:
        _, _, counts = scenario["probability_text"].partition(" (")
        figures = "".join(f"; {name} {text}" for name, text in _figures(entry, scenario))
        yield _correlation(scenario["correlation_s"]), f"{counts.removesuffix(')')}{figures}"
    yield "", "of the copies inside: the mean, and within what 95 % of those copies lie"


def _facts(entry: Entry) -> Iterator[Row]:
    yield "varied", ", ".join(given["name"].replace("_", " ") for given in entry["inputs"]) or "nothing"
    if entry["correlation_why"] and any(given["name"] in _ALONG for given in entry["inputs"]):
        yield "correlation", entry["correlation_why"]
    settled = (
        "settled" if entry["stopped"] == "settled" else "not settled: a share may be off by more than half a per cent"
    )
    yield "copies", f"{entry['n']:,}, {settled}"


def _figures(entry: Entry, scenario: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Duration, length, depth, entry and exit of the copies inside, as far as they are defined."""
    for name, key, fixed, least, unit in _NAMES:
        if scenario[key] is not None:
            yield name, f"{_interval(scenario[key], least)} {unit}{_mark(entry, fixed)}"
    for name, key in (("enters", "entry_time"), ("leaves", "exit_time")):
        found = scenario[key]
        if found is not None:
            some = f" in {found['copies']:,} copies" if found["copies"] < scenario["incursions"] else ""
            mark = _mark(entry, f"incursions.{key.removesuffix('_time')}.time")
            yield name, f"{_instants(found)}{some}{mark}"


def _mark(entry: Entry, name: str) -> str:
    return MARK if name in entry["by_construction"] else ""


def _correlation(correlation_s: float | str | None) -> str:
    if isinstance(correlation_s, str) or correlation_s is None:
        return str(correlation_s or "-")
    return f"{correlation_s:g} s" if correlation_s else "none"


def _share(found: Mapping[str, Any]) -> str:
    """The share without its counts."""
    return str(found["probability_text"]).partition(" (")[0]


def _time_inside(scenario: Mapping[str, Any]) -> str:
    """The mean over all copies; none of them inside is no 0.0 s."""
    from airspace import numbers

    if not scenario["incursions"]:
        return "no copy inside"
    mean_s = scenario["time_inside_mean_s"]
    return numbers.duration(mean_s, LEAST_S) if mean_s >= LEAST_S / 2 else f"< {numbers.duration(LEAST_S, LEAST_S)}"


def _known_to(std: float | None, copies: int, least: float) -> float:
    """What the sampling leaves open of the ends of an interval."""
    return max(least, END_ERROR * (std or 0.0) / math.sqrt(copies))


def _interval(found: Mapping[str, Any], least: float) -> str:
    """``16.8 (1.3 to 25.6)``; the mean alone where the copies are too few for an interval, or do not differ."""
    from airspace.numbers import number

    known_to = _known_to(found["std"], found["copies"], least)
    mean = number(found["mean"], known_to)
    if found["low"] is None:
        return f"{mean} (too few: {found['copies']:,})"
    low, high = number(found["low"], known_to), number(found["high"], known_to)
    return mean if low == high else f"{mean} ({low} to {high})"


def _instants(found: Mapping[str, Any]) -> str:
    places = 1 if _known_to(found["std_s"], found["copies"], LEAST_S) < 1 else 0
    mean, low, high = (
        None if found[name] is None else moment(datetime.fromisoformat(found[name]), places)
        for name in ("mean", "low", "high")
    )
    return f"{mean}" if low is None or low == high else f"{mean} ({low} to {high})"


def _held(entry: Entry) -> str:
    at = entry["sensitivity_correlation_s"]
    over = "" if at is None else f", errors correlated over: {_correlation(at)}"
    return f"one input at its expected value, the others drawn as before{over}"


def _tornado(entry: Entry) -> Any:
    """The answer with each input held, the one with most effect first."""
    made = table(("input", "inside", "depth, m", "duration, s", "effect"), right=("inside",))
    for row in entry["sensitivity"]:
        made.add_row(
            words(row["held"].replace("_", " ")),
            words(_share(row)),
            words("-" if row["depth_m"] is None else _interval(row["depth_m"], LEAST_M)),
            words("-" if row["duration_s"] is None else _interval(row["duration_s"], LEAST_S)),
            words(_bar(row["effect"])),
        )
    return made


def _bar(effect: float) -> str:
    drawn = min(1.0, effect)
    text = "none" if effect == 0 else "< 1 %" if effect < 0.01 else f"{100 * drawn:.0f} %"
    return f"{'━' * round(BAR * drawn)} {text}".strip()


def _inputs(entries: Sequence[Entry]) -> list[Row]:
    """Every input once, though several results may have it."""
    rows: dict[tuple[str, str], None] = {}
    for entry in entries:
        for given in entry["inputs"]:
            origin = [f"Source: {given['source']}." if given["source"] else ""]
            origin.append(f"Why: {given['why']}." if given["why"] else "")
            text = " ".join(filter(None, (f"{given['stated']}. Drawn: {given['distribution']}.", *origin)))
            rows[given["name"].replace("_", " "), text] = None
    return list(rows)


def _footnotes(entries: Sequence[Entry]) -> Iterator[Any]:
    rows: list[Row] = [("", note) for note in dict.fromkeys(e["note"] for e in entries) if note is not None]
    if any(entry["by_construction"] for entry in entries):
        rows.append((MARK.strip(), "by construction: drawn about an input of the reconstruction, so it is no finding"))
    rows.append(("", "inside: copies that enter at all. The share is of the copies; it is as good as the inputs are"))
    if any(isinstance(s["correlation_s"], float | int) for entry in entries for s in entry["scenarios"]):
        rows.append(("", _CROOKED))
    rows.append(("", "in words: the terms of ICD 203 for the share; they grade no source"))
    if any(entry["sensitivity"] for entry in entries):
        rows.append(
            (
                "",
                "effect of an input: by how much the share changes when it is held, or what part of the variance of "
                "inside or not, of the depth, of the duration goes, whichever is greatest",
            )
        )
    yield grid(rows)
