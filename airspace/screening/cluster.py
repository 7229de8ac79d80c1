"""The same units on the workers of Dask: one machine's, or many that share the storage of data and output.

A worker reads the positions itself, writes its unit's files into the work folder and sends back counts. Where one is
lost, its units are done again elsewhere; one that was done already is written over with the same bytes. So no row is
lost, and none counted twice.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from airspace import __version__
from airspace.errors import AirspaceError, ClusterError, InputError, MissingExtraError, Problem
from airspace.screening.run import Runner
from airspace.screening.unit import Job, Stage, do
from airspace.screening.work import Mark

__all__ = ["LOCAL", "cluster"]

LOCAL = "local"
"""Instead of an address: workers on this machine, one for each processor."""

MOST_TRIES = 6
"""Times that a unit is given out; one that ends so many workers would end the next too, for want of memory mostly."""

CONNECT_S = 30
"""Seconds to wait for a scheduler and its first worker."""


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Runner]:
    """A runner on the cluster at an address (``tcp://host:port``), or on this machine's processors (``local``).

    Raises:
        MissingExtraError: Dask is not installed.
        ClusterError: there is no scheduler, no worker, or one of another version.
    """
    distributed = _distributed()
    with contextlib.ExitStack() as stack:
        try:
            place: Any = address
            if address == LOCAL:
                count = os.cpu_count() or 1
                with _ctrl_c_ignored():  # by the workers, which have it from here; this process ends them
                    local = distributed.LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None)
                place = stack.enter_context(local)
            client = stack.enter_context(distributed.Client(place, timeout=CONNECT_S, set_as_default=False))
            client.wait_for_workers(1, timeout=CONNECT_S)
        except (OSError, RuntimeError, ValueError) as error:  # a time-out is an OSError
            said = str(error) or "no answer"
            raise ClusterError(f"no Dask cluster at {address} ({said}); start one, or write --dask local") from error
        _check_versions(client)
        yield _on(client)


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise MissingExtraError("--dask", "dask with distributed", "dask") from error


@contextlib.contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # which alone has signals
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _on(client: Any) -> Runner:
    def run(job: Job, stage: Stage, numbers: Sequence[int]) -> Iterable[tuple[int, Mark]]:
        return _run(client, job, stage, numbers)

    return run


def _run(client: Any, job: Job, stage: Stage, numbers: Sequence[int]) -> Iterator[tuple[int, Mark]]:
    """Give out units and take their counts as they come; a unit whose worker was lost is given out again."""
    distributed = _distributed()
    # a task, and no data given to workers: what tells how to make it stays with the scheduler if they are lost
    given = client.submit(_given, job, pure=False)
    units = {client.submit(_do, given, stage, number, pure=False): number for number in numbers}
    tries = dict.fromkeys(numbers, 1)
    waiting = distributed.as_completed(list(units), loop=client.loop)
    try:
        for future in waiting:
            number = units.pop(future)
            try:
                mark = future.result()
            except (distributed.KilledWorker, distributed.CancelledError, OSError) as error:
                if tries[number] >= MOST_TRIES:
                    wrong = f"unit {number} was given out {MOST_TRIES} times and came back from none ({error})"
                    raise ClusterError(f"{wrong}; look at the memory and the logs of the workers") from error
                tries[number] += 1
                if given.status != "finished":
                    given = client.submit(_given, job, pure=False)
                again = client.submit(_do, given, stage, number, pure=False)
                units[again] = number
                waiting.add(again)
                continue
            if isinstance(mark, _Refused):
                raise InputError(mark.problems) if mark.problems else ClusterError(mark.message)
            yield number, mark
    finally:
        with contextlib.suppress(Exception):  # the connection may be what has failed
            client.cancel(list(units))


def _given(job: Job) -> Job:
    return job


@dataclass(frozen=True)
class _Refused:
    """What a worker refused, in a form that travels: it would be refused on every other too."""

    problems: tuple[Problem, ...]
    message: str


def _do(job: Job, stage: Stage, number: int) -> Mark | _Refused:
    try:
        return do(job, stage, number)
    except InputError as error:
        return _Refused(error.problems, str(error))
    except AirspaceError as error:
        return _Refused((), str(error))


def _version() -> str:
    return __version__  # of the worker that this runs on: it is sent by its name


def _check_versions(client: Any) -> None:
    """Refuse workers of another release: they would answer otherwise."""
    try:
        found = client.run(_version)
    except Exception as error:
        raise ClusterError(f"a worker cannot load airspace-incidents ({error}); install it there too") from error
    others = sorted({version for version in found.values() if version != __version__})
    if others:
        raise ClusterError(f"workers have airspace-incidents {', '.join(others)}, and {__version__} is here")
