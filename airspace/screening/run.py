"""A run from its first row to its three files: plan, units, merging, and going on where one before was ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Protocol

from airspace import __version__
from airspace.errors import Problem, TrackFileError
from airspace.screening.clean import REASONS
from airspace.screening.outputs import Target, commit, is_committed, merge, pieces, publish
from airspace.screening.pace import SILENT, Pace, Teller
from airspace.screening.plan import MOST_GROUP_ROWS, Plan, bucket_count
from airspace.screening.settings import Settings
from airspace.screening.summary import By, summarise
from airspace.screening.unit import Job, Stage, do, screener_of, unit_name, unit_numbers
from airspace.screening.work import Mark, Work, opened
from geodata import editions
from geodata.dataset import Dataset, open_dataset

__all__ = ["Report", "Runner", "here", "screen"]


class Runner(Protocol):
    """Does units somewhere, and says which are done, in any order."""

    def __call__(self, job: Job, stage: Stage, numbers: Sequence[int]) -> Iterable[tuple[int, Mark]]:
        """Do the units of those numbers."""


@dataclass(frozen=True)
class Report:
    """What came of a run.

    Args:
        rows, flights: how many were read.
        verdicts: incursions by verdict.
        not_decisive: incursions whose verdict the border edition cannot carry.
        gap_count: number of gaps that split a flight.
        gaps: pairs of a gap and a zone by answer: entered, possibly entered, not entered, at the bound on speed.
        aside: positions set aside by reason.
        files: path of each table.
        edition: border edition of the states; None for zones of files alone.
        zones: names of the zones.
        summaries: rows of each summary asked for.
    """

    rows: int
    flights: int
    verdicts: Mapping[str, int]
    not_decisive: int
    gap_count: int
    gaps: Mapping[str, int]
    aside: Mapping[str, int]
    files: Mapping[str, str]
    edition: str | None
    zones: tuple[str, ...]
    summaries: Mapping[str, list[dict[str, Any]]]


def here(job: Job, stage: Stage, numbers: Sequence[int]) -> Iterator[tuple[int, Mark]]:
    """Do units in this process, one after the other."""
    for number in numbers:
        yield number, do(job, stage, number)


def screen(
    settings: Settings,
    target: Target,
    *,
    force: bool = False,
    runner: Runner = here,
    teller: Teller = SILENT,
    summaries: Sequence[By] = (),
) -> Report:
    """Screen positions against zones and write the three files, all or none.

    Raises:
        OutputExistsError: a file stands there, or a work folder of someone else.
        TrackFileError: positions that cannot be read.
    """
    work_folder = target.work
    if not (work_folder.exists() and is_committed(work_folder)):
        target.check(force=force)
    teller.say("looking at the positions")
    dataset = open_dataset(settings.tracks, dict(settings.columns))
    _refuse_own(dataset, target)
    data = dataset.fingerprint()
    with opened(work_folder, settings.fingerprint(data), teller.note) as work:
        if not is_committed(work.folder):
            target.check(force=force)
            plan = _planned(work, dataset, settings, teller)
            marks = _all_units(Job(settings, dataset, plan, data, work.folder.where), work, runner, teller)
            teller.say("putting the files together")
            merge(work.folder, target, [unit_name(number) for number in sorted(marks)], _notes(settings))
            commit(work.folder)
        elif work.plan is None:
            raise TypeError("a work folder without a plan is never complete")
        else:
            marks = work.done("unit", len(unit_numbers(work.plan, "unit")))
        units = [unit_name(number) for number in sorted(marks)]
        stays, gaps = (pieces(work.folder, table, units) for table in ("violations", "gaps"))
        counted = summarise(stays, gaps, summaries) if summaries else {}
        publish(work.folder, target)
        report = _report(settings, target, marks.values(), _not_decisive(work, units), counted)
        work.finish()
    return report


def _refuse_own(dataset: Dataset, target: Target) -> None:
    """Refuse to write what would be read: over the positions, or among them."""
    outs = [Path(target.path(table)).absolute() for table in target.names]
    read = {str(Path(file.place).absolute()) for file in dataset.files if file.url is None}
    # a folder and a glob find what has another name than the files that are there now
    asked = Path(dataset.where).absolute()
    tables = [out for out in outs if out.suffix.lower() == ".parquet"]
    found = any(asked.resolve() in out.resolve().parents or _found_by(asked.parts, out.parts) for out in tables)
    if found or any(str(out) in read for out in outs):
        right = "give an --out in another folder"
        raise TrackFileError(Problem(target.out, "it would stand among the positions and be read as some", right))


def _found_by(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a glob, part by part, finds a path; ``**`` stands for any number of folders."""
    if not pattern or not parts:
        return not parts and all(part == "**" for part in pattern)
    if pattern[0] == "**":
        return _found_by(pattern[1:], parts) or _found_by(pattern, parts[1:])
    return fnmatchcase(parts[0], pattern[0]) and _found_by(pattern[1:], parts[1:])


def _planned(work: Work, dataset: Dataset, settings: Settings, teller: Teller) -> Plan:
    """The plan of the run before, or a new one."""
    if work.plan is not None:
        return work.plan
    rows = tuple(part.rows for part in dataset.parts)
    pace = Pace("looking at the order of flights", sum(rows), teller)
    contiguous = max(rows) <= MOST_GROUP_ROWS
    order = dataset.order(lambda done, _: pace.reached(done)) if contiguous else None
    if order is not None and order.contiguous:
        plan = Plan("contiguous", rows, order.leading, 0, settings.unit_rows)
    else:
        plan = Plan("scattered", rows, (), bucket_count(rows, settings.unit_rows), settings.unit_rows)
    unit_numbers(plan, "unit")  # refuses what cannot be done before anything is
    work.keep(plan)
    return plan


def _all_units(job: Job, work: Work, runner: Runner, teller: Teller) -> dict[int, Mark]:
    """Every unit done, now or by a run before; the marks of the units that have tables."""
    marks: dict[int, Mark] = {}
    for stage, doing in _STAGES.items():
        numbers = unit_numbers(job.plan, stage)
        marks = work.done(stage, len(numbers))
        if runner is here and stage == "unit" and len(marks) < len(numbers):
            teller.say("indexing the borders; the first time that zones are asked for takes longest")
            screener_of(job.settings.zones)  # before the clock runs, or the time left would be wrong
        if marks and (stage == "unit" or len(marks) < len(numbers)):
            teller.note(f"going on: {len(marks)} of {len(numbers)} units were done ({doing})")
        pace = Pace(doing, job.plan.total_rows, teller)
        pace.skipped(sum(mark["rows"] for mark in marks.values()))
        for number, mark in runner(job, stage, [number for number in numbers if number not in marks]):
            marks[number] = mark
            pace.did(mark["rows"])
    return marks


_STAGES: dict[Stage, str] = {"deal": "dealing rows out by flight", "unit": "screening"}


def _notes(settings: Settings) -> dict[str, str]:
    """What is said of a file as a whole."""
    edition = settings.zones.edition
    assumptions = f"longest gap {settings.max_gap_s:g} s, greatest speed {settings.max_speed_mps:g} m/s"
    notes = {
        "title": "Incursions",
        "description": f"Stays of flights in {', '.join(settings.zones.names)}, geometric; {assumptions}",
        "generator": f"airspace-incidents {__version__}",
    }
    if edition is not None:
        notes |= {"edition": edition, "credits": editions.edition(edition).notice}
    return notes


def _not_decisive(work: Work, units: Iterable[str]) -> int:
    """How many rows say that the border edition cannot carry their verdict."""
    return sum(
        piece["decisive"].to_pylist().count(False) for piece in pieces(work.folder, "violations", units, "decisive")
    )


def _report(
    settings: Settings,
    target: Target,
    marks: Iterable[Mark],
    not_decisive: int,
    summaries: Mapping[str, list[dict[str, Any]]],
) -> Report:
    totals: dict[str, Counter[str]] = {name: Counter() for name in ("verdicts", "gaps", "aside")}
    sums: Counter[str] = Counter()
    for mark in marks:
        sums.update({name: mark[name] for name in ("rows", "flights", "gap_count")})
        for name, total in totals.items():
            total.update(mark[name])
    return Report(
        rows=sums["rows"],
        flights=sums["flights"],
        not_decisive=not_decisive,
        gap_count=sums["gap_count"],
        verdicts={name: totals["verdicts"][name] for name in ("inside", "undetermined")},
        gaps={name: totals["gaps"][name] for name in ("must", "may", "cannot")},
        aside={name: totals["aside"][name] for name in REASONS if totals["aside"][name]},
        files={table: target.path(table) for table in target.names},
        edition=settings.zones.edition,
        zones=settings.zones.names,
        summaries=summaries,
    )
