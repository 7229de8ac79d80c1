"""The same run on workers of Dask, one of which is killed in the middle; and on storage that fsspec writes."""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

import distributed
import fsspec
import pytest
from screening_data import bytes_of, done, flights_table, refused, run, shuffled, square, write

from airspace.errors import ClusterError, TrackFileError
from airspace.screening import cluster as dask
from airspace.screening import settings
from airspace.screening.outputs import target_at
from airspace.screening.pace import Teller
from airspace.screening.run import screen
from airspace.screening.settings import Settings, zone_set
from geodata.zones import from_file

TABLE = flights_table(flights=24, fixes=16)
UNIT_ROWS = 20


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    return square(tmp_path)


@pytest.fixture(autouse=True)
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UNIT_ROWS", UNIT_ROWS)


def test_a_worker_killed_in_the_middle(tmp_path: Path, zone: Path) -> None:
    """Rows in any order, so both stages run; a worker goes in the second. Then what a worker refuses comes through."""
    tracks = write(tmp_path / "tracks.parquet", shuffled(TABLE), 40)
    done(tracks, "--zone", zone, "--out", tmp_path / "alone.parquet")
    asked = Settings(str(tracks), (), zone_set(from_file(zone), None), unit_rows=UNIT_ROWS)
    killed: list[int] = []
    options: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    options |= {"silence_logs": logging.CRITICAL}
    with distributed.LocalCluster(**options) as local:

        def kill_one(text: str) -> None:
            if text.startswith("screening: ") and "rows/s" in text and not killed:
                killed.append(next(iter(local.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        with dask.cluster(local.scheduler_address) as runner:
            target = target_at(str(tmp_path / "dask.parquet"))
            report = screen(asked, target, runner=runner, teller=Teller(kill_one, lambda _: None))
            assert killed and report.rows == TABLE.num_rows and report.flights == 24
            assert list(bytes_of(tmp_path / "dask.parquet").values()) == list(
                bytes_of(tmp_path / "alone.parquet").values()
            )
            broken = write(tmp_path / "broken.parquet", TABLE, 40)
            content = bytearray(broken.read_bytes())
            content[300:2000] = bytes(1700)
            broken.write_bytes(content)
            asked = Settings(str(broken), (), asked.zones, unit_rows=UNIT_ROWS)
            with pytest.raises(TrackFileError, match=r"broken\.parquet, row group"):
                screen(asked, target_at(str(tmp_path / "broken.csv")), runner=runner)
            assert not (tmp_path / "broken.csv").exists()


def test_no_cluster_is_said(tmp_path: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "CONNECT_S", 0.5)
    tracks = write(tmp_path / "tracks.parquet", TABLE)
    reason = refused(tracks, "--zone", zone, "--out", tmp_path / "out.csv", "--dask", "tcp://127.0.0.1:9")
    assert reason.startswith("no Dask cluster at tcp://127.0.0.1:9") and "--dask local" in reason
    with pytest.raises(ClusterError), dask.cluster("nonsense"):
        pass


def test_without_dask_the_extra_is_named(tmp_path: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)  # as if it were not installed
    tracks = write(tmp_path / "tracks.parquet", TABLE)
    reason = refused(tracks, "--zone", zone, "--out", tmp_path / "out.csv", "--dask", "local")
    assert "pip install 'airspace-incidents[dask]'" in reason


@pytest.mark.parametrize("mixed", [False, True])
def test_shared_storage(tmp_path: Path, zone: Path, mixed: bool) -> None:
    """Positions and output at addresses of fsspec: the same bytes; the work folder there goes."""
    tracks = write(tmp_path / "tracks.parquet", shuffled(TABLE) if mixed else TABLE, 40)
    done(tracks, "--zone", zone, "--out", tmp_path / "out.parquet")
    memory = fsspec.filesystem("memory")
    memory.pipe_file(f"/in-{mixed}/tracks.parquet", tracks.read_bytes())
    address = f"memory:///out-{mixed}/out.parquet"
    document = done(f"memory:///in-{mixed}/*.parquet", "--zone", zone, "--out", address)
    names = sorted(path.rpartition("/")[2] for path in memory.find(f"/out-{mixed}"))
    local = bytes_of(tmp_path / "out.parquet")
    assert names == sorted(local) and document["files"]["violations"] == address
    assert {name: memory.cat_file(f"/out-{mixed}/{name}") for name in names} == local
    assert "exists; add --force" in refused(tracks, "--zone", zone, "--out", address)
    assert run(tracks, "--zone", zone, "--out", address, "--force").exit_code == 0
