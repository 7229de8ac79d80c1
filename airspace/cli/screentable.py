"""The short report of a screening for the terminal."""

from __future__ import annotations

from typing import Any

from airspace.cli.terminal import grid, table, words

__all__ = ["screen_page"]


def screen_page(document: dict[str, Any]) -> list[Any]:
    """The parts of the page: what was read, what was found, what was set aside, where it stands."""
    read = f"{_count(document['rows'], 'row')} of {_count(document['flights'], 'flight')}"
    assumed = f"no line is drawn across a gap longer than {document['max_gap_s']:g} s; nothing is faster than "
    assumed += f"{document['max_speed_mps']:,g} m/s"
    rows: list[tuple[str, object]] = [
        ("read", read),
        ("zones", _zones(document)),
        ("incursions", _incursions(document)),
        ("gaps", _gaps(document)),
        ("set aside", _aside(document["aside"])),
        ("assumed", assumed),
        *zip(("written", "", ""), document["files"].values(), strict=True),
    ]
    parts: list[Any] = [grid(rows)]
    for by, counted in document["summaries"].items():
        title = f"By {by}: minutes and kilometres inside; gaps in which a zone must or may have been entered"
        parts += ["", words(title, "bold"), *_summary(by, counted)]
    return [*parts, "", words(_CLOSING)]


_CLOSING = "Geometric: where paths lie, and nothing about law, fault or intent."


MOST_SHOWN = 40
"""Rows of a summary that the terminal shows."""


def _summary(by: str, counted: list[dict[str, Any]]) -> list[Any]:
    """A summary as a table: durations in minutes, lengths and depths in kilometres; the longest stays first."""
    figures = ("incur-\nsions", "undeter-\nmined", "not\ndecisive", "min", "km", "km deep", "must", "may")
    shown = table((by, *figures), right=figures)  # a long name is wrapped, a figure never cut
    ordered = counted if by == "day" else sorted(counted, key=lambda row: -row["total_time_s"])
    for row in ordered[:MOST_SHOWN]:
        depth = row["max_depth_m"]
        shown.add_row(
            words(row[by]),
            f"{row['incursions']:,}",
            f"{row['undetermined']:,}",
            f"{row['not_decisive']:,}",
            _figure(row["total_time_s"] / 60),
            _figure(row["total_length_m"] / 1000),
            "-" if depth is None else _figure(depth / 1000),
            f"{row['gaps_must']:,}",
            f"{row['gaps_may']:,}",
        )
    more = len(counted) - MOST_SHOWN
    return [shown, *([words(f"... and {more:,} more: --json has all")] if more > 0 else [])]


def _figure(value: float) -> str:
    """A figure with a decimal, a large one without: eight of them stand beside a name on 80 columns."""
    return f"{value:,.1f}" if value < 9_999.95 else f"{value:,.0f}"


def _incursions(document: dict[str, Any]) -> str:
    weak = document["not_decisive"]
    return _listed(document["incursions"]) + (f"; of these, {weak:,} not decisive: see column why" if weak else "")


def _aside(counts: dict[str, int]) -> str:
    if not counts:
        return "none"
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in counts.items())
    return f"{_count(sum(counts.values()), 'position')}: {reasons}"


def _gaps(document: dict[str, Any]) -> str:
    count, answers = document["gap_count"], document["gaps"]
    if not count:
        return "none"
    pairs = f"{_count(count, 'gap')} x {_count(len(document['zones']), 'zone')}"
    return (
        f"{pairs}: must have been entered in {answers['must']:,}, may have been in {answers['may']:,}, "
        f"cannot have been in {answers['cannot']:,}"
    )


def _zones(document: dict[str, Any]) -> str:
    names = document["zones"]
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return shown if document["edition"] is None else f"{shown} ({document['edition']})"


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
