"""The document of ``airspace check`` as tables: one per track, a row for each zone and edition.

What was an input of a reconstruction is marked and never looks like a finding; a verdict that the edition cannot
decide is printed as undetermined, with the reason in a footnote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from airspace.cli.figures import metres, moment, seconds
from airspace.cli.terminal import grid, table, words

__all__ = ["check_page"]

MARK = " *"
_HEADINGS = ("zone", "edition", "verdict", "stays", "duration", "length", "margin")

Result = Mapping[str, Any]


def check_page(document: Mapping[str, Any], notes: Mapping[tuple[str | None, str], Sequence[str]]) -> list[Any]:
    """The parts of the page; ``notes`` are remarks on a track by its claim and id."""
    parts: list[Any] = []
    reasons: list[str] = []
    for (claim, track), group in groupby(document["results"], key=lambda result: (result["claim"], result["track"])):
        results = list(group)
        parts += [*([""] if parts else []), words(_heading(claim, track, results), "bold")]
        parts.append(_table(results, reasons))
        stays = [(f"  {place}", text) for result in results for place, text in _stays(result)]
        remarks = [("  note", text) for text in notes.get((claim, track), ())]
        if stays or remarks:
            parts.append(grid([*stays, *remarks]))
    for claim, track in notes:
        if not any((result["claim"], result["track"]) == (claim, track) for result in document["results"]):
            parts += [*([""] if parts else []), words(_name(claim, track), "bold")]
            parts.append(grid([("  note", text) for text in notes[claim, track]]))
    return parts + _footnotes(document, reasons)


def _name(claim: str | None, track: str) -> str:
    return track if claim is None else f"{claim} / {track}"


def _heading(claim: str | None, track: str, results: Sequence[Result]) -> str:
    first = results[0]
    known = [first["aircraft"], first["basis"]]
    solved = sorted({result["solved_on"] for result in results if result["solved_on"]})
    if solved:
        known[-1] = f"{first['basis']} on {', '.join(solved)}"
    return f"{_name(claim, track)}  ({', '.join(part for part in known if part)})"


def _table(results: Sequence[Result], reasons: list[str]) -> Any:
    made = table(_HEADINGS, right=("stays", "duration", "length", "margin"), whole=("edition", "verdict"))
    for result in results:
        made.add_row(
            words(result["zone"]),
            words(result["edition"] or "-"),
            words(_verdict(result, reasons)),
            str(len(result["incursions"])),
            _marked(seconds(result["duration_s"]), result, "duration_s"),
            _marked(metres(result["length_m"]), result, "length_m"),
            _margin(result),
        )
    return made


def _marked(text: str, result: Result, *names: str) -> str:
    """A figure, with the mark if it merely repeats an input; without, as much space, so that columns stay even."""
    given = text != "-" and any(name in result["by_construction"] for name in names)
    return text + (MARK if given else " " * len(MARK))


def _verdict(result: Result, reasons: list[str]) -> str:
    """What the edition allows to be said, with the number of the footnote that says why no more."""
    verdict, why = result["verdict"], result["why"]
    decided = result["decisive"] and verdict != "undetermined"
    shown = str(verdict) if decided else "undetermined"
    if decided and "verdict" in result["by_construction"]:
        shown += MARK
    if why is None:
        return shown
    reason = f"geometrically {verdict}, but {why}" if shown.startswith("undet") and verdict != "undetermined" else why
    if reason not in reasons:
        reasons.append(reason)
    return f"{shown} [{reasons.index(reason) + 1}]"


def _margin(result: Result) -> str:
    if result["closest_approach_m"] is not None and not result["incursions"]:
        return _marked(f"{metres(result['closest_approach_m'])} off", result, "closest_approach_m", "margin_m")
    if result["incursions"]:
        return _marked(f"{metres(result['max_depth_m'])} deep", result, "max_depth_m", "margin_m")
    return _marked("-", result)


def _stays(result: Result) -> Iterator[tuple[str, str]]:
    """Entry and exit of each stay, in UTC, under the edition or zone file they were found on."""
    for stay in result["incursions"]:
        figures = [seconds(stay["duration_s"]), metres(stay["length_m"]), f"{metres(stay['max_depth_m'])} deep"]
        times = " to ".join(_end(result, stay, side) for side in ("entry", "exit"))
        place = f"{result['zone']} {result['edition'] or ''}".strip()
        yield place, f"{times}: {', '.join(figure for figure in figures if figure != '-')}"


def _end(result: Result, stay: Mapping[str, Any], side: str) -> str:
    crossing = stay[side]
    if crossing is None:
        return "begins inside" if side == "entry" else "ends inside"
    east, north = crossing["lon"], crossing["lat"]
    position = f"{abs(north):.4f}{'N' if north >= 0 else 'S'} {abs(east):.4f}{'E' if east >= 0 else 'W'}"
    if crossing["time"] is None:
        return position
    mark = MARK if f"incursions.{side}.time" in result["by_construction"] else ""
    return f"{moment(datetime.fromisoformat(crossing['time']), 1)}{mark} {position}"


def _footnotes(document: Mapping[str, Any], reasons: Sequence[str]) -> list[Any]:
    rows = [(f"[{number}]", text) for number, text in enumerate(reasons, 1)]
    if any(result["by_construction"] for result in document["results"]):
        rows.append((MARK.strip(), "by construction: an input of the reconstruction, so it is no finding"))
    models = sorted({result["edge_model"] for result in document["results"]} - {"geodesic"})
    rows += [("", f"border and track drawn as {model} lines") for model in models]
    rows.append(("", "times in UTC; margin: depth inside, or closest approach outside"))
    return ["", grid(rows)]
