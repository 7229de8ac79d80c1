"""A screening that is ended at any moment and begun again writes the bytes of one that was not."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner
from screening_data import bytes_of, done, flights_table, refused, run, shuffled, square, write

from airspace.cli.group import INTERRUPTED
from airspace.screening import outputs, settings, work
from airspace.screening.storage import LocalFolder

TABLE = flights_table(flights=6, fixes=16)
KILLED = """
# One process that has loaded everything runs the command in children, each a process of its own, and kills them.
import os, pathlib, signal, sys, time
from airspace.cli import main
from airspace.screening import run, settings
settings.UNIT_ROWS = 20
folder, arguments = pathlib.Path(sys.argv[1]), sys.argv[2:]
def begin(out, *more):
    child = os.fork()
    if child == 0:
        main(["screen", *arguments, "--out", str(folder / out), *more])
    return child
def status_of(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert status_of(begin("whole.parquet")) == 0
for units in (1, 2, 4):
    child = begin("out.parquet")
    until = time.monotonic() + 30
    while len(list((folder / ".out.parquet.work").glob("unit-*.json"))) < units:
        assert time.monotonic() < until and os.waitpid(child, os.WNOHANG) == (0, 0)
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    assert status_of(child) == -signal.SIGKILL
assert status_of(begin("out.parquet")) == 0
"""


class Ended(BaseException):
    """The process is gone at this moment: nothing that follows in it happens."""


@pytest.fixture(params=["contiguous", "scattered"])
def tracks(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "UNIT_ROWS", 30)
    return write(tmp_path / "tracks.parquet", TABLE if request.param == "contiguous" else shuffled(TABLE), 16)


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    return square(tmp_path)


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_ended_at_every_step(tmp_path: Path, tracks: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before and in the middle of each file that is written, and at each that is moved or removed, over and over."""
    done(tracks, "--zone", zone, "--out", tmp_path / "whole.csv")
    wanted = list(bytes_of(tmp_path / "whole.csv").values())
    steps = 0
    left = 0

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Ended

    writing, move, remove = LocalFolder.writing, LocalFolder.move, LocalFolder.remove

    @contextlib.contextmanager
    def broken_writing(self: LocalFolder, name: str) -> Iterator[IO[bytes]]:
        step()
        try:
            with writing(self, name) as stream:
                yield stream
                step()
        except Ended:
            (self.path / f".{name}.half.draft").write_bytes(b"half")  # a killed process clears nothing away
            raise

    def broken_move(self: LocalFolder, name: str, target: LocalFolder, new_name: str) -> None:
        step()
        move(self, name, target, new_name)

    def broken_remove(self: LocalFolder, name: str) -> None:
        step()
        remove(self, name)

    monkeypatch.setattr(LocalFolder, "writing", broken_writing)
    monkeypatch.setattr(LocalFolder, "move", broken_move)
    monkeypatch.setattr(LocalFolder, "remove", broken_remove)
    arguments = ["screen", str(tracks), "--zone", str(zone), "--out", str(tmp_path / "out.csv")]
    from airspace.cli import main

    while steps < 1000:
        steps += 1
        left = steps  # a step later each time, on top of what the runs before have left
        with contextlib.suppress(Ended):
            result = CliRunner().invoke(main, arguments, catch_exceptions=False)
            if "exists; add --force" in result.output:
                break  # all three were there, and only the work folder was still to go
            assert result.exit_code == 0, result.output
            if left > 0:
                break
    assert list(bytes_of(tmp_path / "out.csv").values()) == wanted
    assert steps > 5
    left = 0
    done(tracks, "--zone", zone, "--out", tmp_path / "out.csv", "--force")
    assert list(bytes_of(tmp_path / "out.csv").values()) == wanted
    assert leftovers(tmp_path) == []


def test_killed_in_three_places(tmp_path: Path, zone: Path) -> None:
    """SIGKILL when the work folder has one unit, two, four; then the same command to its end."""
    tracks = write(tmp_path / "tracks.parquet", shuffled(TABLE), 16)
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(tracks), "--zone", str(zone)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert list(bytes_of(tmp_path / "out.parquet").values()) == list(bytes_of(tmp_path / "whole.parquet").values())
    assert ended.stderr.count("going on: ") == 3
    assert leftovers(tmp_path) == []


def begun(tmp_path: Path, tracks: Path, zone: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> Path:
    """A run that ended when its units were done."""
    with monkeypatch.context() as patch:
        patch.setattr(outputs, "table_writer", ended)
        with pytest.raises(Ended):
            run(tracks, "--zone", zone, "--out", tmp_path / "out.csv", *more)
    return tmp_path / ".out.csv.work"


def ended(*_: object) -> None:
    raise Ended


def test_finished_units_are_not_done_again(
    tmp_path: Path, tracks: Path, zone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun(tmp_path, tracks, zone, monkeypatch)
    (folder / "unit-000001.json").unlink()
    did: list[int] = []
    monkeypatch.setattr("airspace.screening.unit._screen", _noting(did))
    result = run(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    assert did == [1] and result.exit_code == 0
    assert "going on: " in result.stderr


def _noting(did: list[int]) -> Callable[..., work.Mark]:
    from airspace.screening import unit

    screen = unit._screen

    def noted(job: unit.Job, folder: LocalFolder, number: int) -> work.Mark:
        did.append(number)
        return screen(job, folder, number)

    return noted


def test_other_settings_begin_anew(tmp_path: Path, tracks: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(tmp_path, tracks, zone, monkeypatch)
    result = run(tracks, "--zone", zone, "--out", tmp_path / "out.csv", "--max-gap", "2 h")
    assert result.exit_code == 0 and "begun anew" in result.stderr
    done(tracks, "--zone", zone, "--out", tmp_path / "whole.csv", "--max-gap", "2 h")
    assert list(bytes_of(tmp_path / "out.csv").values()) == list(bytes_of(tmp_path / "whole.csv").values())


def test_other_positions_begin_anew(tmp_path: Path, tracks: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(tmp_path, tracks, zone, monkeypatch)
    write(tracks, flights_table(flights=6, fixes=16, seed=9), 16)
    result = run(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    assert result.exit_code == 0 and "begun anew" in result.stderr


def test_a_strange_folder_is_left_alone(tmp_path: Path, tracks: Path, zone: Path) -> None:
    folder = tmp_path / ".out.csv.work"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    assert "no work folder of this program" in refused(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_two_runs_at_once(tmp_path: Path, tracks: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun(tmp_path, tracks, zone, monkeypatch)
    handle = os.open(folder / "lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert "another run is at work" in refused(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    os.close(handle)
    assert json.loads((folder / "plan.json").read_text())["schema"] == work.SCHEMA
    assert run(tracks, "--zone", zone, "--out", tmp_path / "out.csv").exit_code == 0


def test_interrupted_by_hand(tmp_path: Path, tracks: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(outputs, "table_writer", _interrupt)
        result = run(tracks, "--zone", zone, "--out", tmp_path / "out.csv")
    assert result.exit_code == INTERRUPTED and "goes on where this one was" in result.stderr
    assert (tmp_path / ".out.csv.work" / "plan.json").is_file() and not (tmp_path / "out.csv").exists()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
