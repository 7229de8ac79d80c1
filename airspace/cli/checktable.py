"""The document of ``airspace check`` as tables: one per track, a row for each zone and edition.

What was an input of a reconstruction is marked and never looks like a finding; a verdict that the edition cannot
decide is printed as undetermined, with the reason in a footnote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from airspace.cli.figures import metres, moment, seconds
from airspace.cli.terminal import grid, table, words

if TYPE_CHECKING:
    from airspace.assessment import Assessment, TrackCase
    from airspace.summary import Beside

__all__ = ["check_page"]

MARK = " *"
ZONE_WIDTH = 5  # characters: a longer name is wrapped, so that at 80 columns the figures keep their room
_RESULT_OF = {
    "closest_distance": "closest_approach_m",
    "depth": "max_depth_m",
    "duration_inside": "duration_s",
    "ground_speed": "mean_speed_mps",
    "length_inside": "length_m",
}
_HEADINGS = ("zone", "edition", "verdict", "stays", "duration", "length", "margin")

Result = Mapping[str, Any]
Row = tuple[str, object]


def check_page(document: Mapping[str, Any], assessment: Assessment) -> list[Any]:
    """The parts of the page: for each track its figures, its stays, and what was solved."""
    parts: list[Any] = []
    reasons: list[str] = []
    for case in assessment.cases:
        mine = [
            result
            for result in document["results"]
            if (result["claim"] or "", result["track"]) == (case.claim_id, case.track_id)
        ]
        parts += [*([""] if parts else []), words(_heading(case), "bold")]
        parts += _tables(mine, reasons)
        rows = [row for result in mine for row in _stays(result)]
        rows += _turn(case) + _solved(case) + _beside(assessment, case) + _again(document, case)
        parts.append(grid(rows, indent=2))
    parts += _without_tracks(assessment, found=bool(parts))
    return parts + _footnotes(document, reasons) if assessment.cases else parts or [words("no tracks to check")]


def _without_tracks(assessment: Assessment, *, found: bool) -> list[Any]:
    """Claims from whose statements no path can be built: what is stated, and why it cannot be tested."""
    incident, parts = assessment.incident, list[Any]()
    for claim_id in assessment.claims:
        if incident is None or incident.claims[claim_id].tracks:
            continue
        parts += [*([""] if parts or found else []), words(f"{claim_id}  (no path can be built)", "bold")]
        rows: list[Row] = []
        for statement in incident.claims[claim_id].statements.values():
            if statement.untestable is not None:
                rows.append(("untestable", f"{statement.says} Why: {statement.untestable.why}."))
        parts.append(grid(rows, indent=2))
    return parts


def _heading(case: TrackCase) -> str:
    name = f"{case.claim_id} / {case.track_id}" if case.claim_id else case.track_id
    basis = f"{case.basis} on {case.solved_on}" if case.solved_on else case.basis
    return f"{name}  ({', '.join(filter(None, (case.aircraft, basis)))})"


def _solved(case: TrackCase) -> list[Row]:
    """What a path was built from, or why there is none."""
    from airspace.exactness import exactness_text
    from airspace.summary import inputs_text

    solved = case.reconstruction
    if solved is None and case.stated is None:
        exact = exactness_text(case)
        return [("positions", exact)] if exact else []
    given = [f"{role} {text}{' (assumed)' if assumed else ''}" for role, text, assumed in inputs_text(case)]
    rows: list[Row] = [("built from", ", ".join(given))]
    if solved is None:
        exact = exactness_text(case)
        return rows + ([("positions", exact)] if exact else [])
    if solved.track is None:
        rows.append(("no path", _no_path(solved.why, solved.nearest)))
    elif solved.solutions > 1:
        rows.append(("solutions", f"{solved.solutions}; {solved.rule}"))
    return rows


def _turn(case: TrackCase) -> list[Row]:
    """What a turn into a zone asks of the aircraft, and the course it crosses on: computed, next to the stated one."""
    figures = case.reconstruction.figures if case.reconstruction is not None else {}
    if "load_factor" not in figures or case.reconstruction is None:
        return []
    parts = [f"load factor {figures['load_factor']:.2f} g", f"radius {metres(figures['turn_radius_m'])}"]
    if "crossing_course_deg" in figures:
        parts.append(f"crosses the border on course {figures['crossing_course_deg']:.0f} deg")
    if "stated_course_deg" in figures:
        parts.append(f"stated course {figures['stated_course_deg']:.0f} deg")
    rows: list[Row] = [("turn", ", ".join(parts))]
    return rows + [("or", text) for text in case.reconstruction.alternatives]


def _no_path(why: str | None, nearest: str | None) -> str:
    return "; ".join(filter(None, (why, f"nearest: {nearest}" if nearest else None))) or "no reason given"


def _beside(assessment: Assessment, case: TrackCase) -> list[Row]:
    """What the same claimant states and the path was not built from, next to what the path gives."""
    from airspace.exactness import finer_text
    from airspace.summary import beside

    rows: list[Row] = []
    own = case.solved_on or next(iter(assessment.editions), None)
    for result in assessment.results:
        same = (result.claim_id, result.track_id) == (case.claim_id, case.track_id)
        if assessment.incident is None or not same or result.edition != own:
            continue
        finer = finer_text(case, result)
        rows += [(result.zone, finer)] if finer else []
        found = sorted(beside(assessment.incident, case, result), key=lambda row: row.quantity)
        for quantity, group in groupby(found, key=lambda row: row.quantity):
            of_it = list(group)
            stated = dict.fromkeys(_stated(row) for row in of_it)
            gives = _short(of_it[0].computed_si, of_it[0].dimension)
            mark = MARK if _RESULT_OF.get(quantity) in result.by_construction else ""
            what = quantity.replace("_", " ")
            rows.append(("also stated", f"{what} {', '.join(stated)}; this path gives {gives}{mark}"))
    return rows


def _stated(row: Beside) -> str:
    """A figure as stated, with its value in SI if it is stated in another unit."""
    if row.stated_text.endswith((" m", " s", " m/s")):
        return row.stated_text
    return f"{row.stated_text} ({_short(row.stated_si, row.dimension)})"


def _short(value: float, dimension: str) -> str:
    """A value without its interval."""
    if dimension == "length":
        return metres(value)
    if dimension == "duration":
        return seconds(value)
    return f"{value:,.0f} m/s" if dimension == "speed" else f"{value:,.0f}"


def _again(document: Mapping[str, Any], case: TrackCase) -> list[Row]:
    """Whether a path meets the statements when it is solved anew on another edition."""
    rows: list[Row] = []
    for solved in document["reconstructions"]:
        if (solved["claim"], solved["track"]) != (case.claim_id, case.track_id) or solved["edition"] == case.solved_on:
            continue
        result = solved["result"]
        if result is None:
            text = f"no path: {_no_path(solved['why'], solved['nearest'])}"
        else:
            text = f"a path exists, {_margin(result).strip()}"
        rows.append((f"anew on {solved['edition']}", text))
    return rows


def _tables(results: Sequence[Result], reasons: list[str]) -> Iterator[Any]:
    """One table; one for each zone, under its name, where a name of a zone made of a territory has no room in it."""
    if not any("/" in result["zone"] for result in results):
        yield from [_table(results, reasons)] if results else []
        return
    for name, of_it in groupby(results, key=lambda result: str(result["zone"])):
        yield words(f"  {name}")
        yield _table(list(of_it), reasons, named=False)


def _table(results: Sequence[Result], reasons: list[str], *, named: bool = True) -> Any:
    headings = _HEADINGS if named else _HEADINGS[1:]
    short = all(len(result["zone"]) <= ZONE_WIDTH for result in results)
    whole = headings[int(named and not short) : 2 + named]
    made = table(headings, right=("stays", "duration", "length", "margin"), whole=whole)
    bare = not any(result["by_construction"] for result in results)  # then no room is kept for marks
    for result in results:
        cells: list[Any] = [
            *([words(result["zone"])] if named else []),
            words(result["edition"] or "-"),
            words(_verdict(result, reasons)),
            str(len(result["incursions"])),
            _marked(seconds(result["duration_s"] if result["incursions"] else None), result, "duration_s"),
            _marked(metres(result["length_m"] if result["incursions"] else None), result, "length_m"),
            _margin(result),
        ]
        made.add_row(*(cell.rstrip() if bare and isinstance(cell, str) else cell for cell in cells))
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
    reason = str(why)
    if not decided and verdict != "undetermined":
        given = " by construction" if "verdict" in result["by_construction"] else ""
        reason = f"geometrically {verdict}{given}, but {why}"
    if reason not in reasons:
        reasons.append(reason)
    return f"{shown} [{reasons.index(reason) + 1}]"


def _margin(result: Result) -> str:
    if result["closest_approach_m"] is not None and not result["incursions"]:
        return _marked(f"{metres(result['closest_approach_m'])} off", result, "closest_approach_m", "margin_m")
    if result["incursions"]:
        return _marked(f"{metres(result['max_depth_m'])} deep", result, "max_depth_m", "margin_m")
    return _marked("-", result)


def _stays(result: Result) -> Iterator[Row]:
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
    rows += [("", f"edges of the border read as {model} lines") for model in models]
    notes: dict[tuple[str, str], list[str]] = {}
    for noted in document.get("zone_notes", ()):
        notes.setdefault((noted["zone"], noted["note"]), []).append(noted["edition"] or "")
    for (zone, note), editions in notes.items():
        where = "" if [known for known, _note in notes].count(zone) == 1 else f" on {', '.join(editions)}"
        rows.append(("", f"{zone}{where}: {note}"))
    rows.append(("", "times in UTC; margin: depth inside, or closest approach outside"))
    return ["", grid(rows)]
