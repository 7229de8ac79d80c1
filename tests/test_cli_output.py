"""Folders are written whole or not at all, and only over what this program wrote."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest

from airspace.cli.output import MARKER, whole_folder
from airspace.errors import OutputExistsError


def write(target: Path, *names: str, force: bool = False) -> None:
    with whole_folder(target, force=force) as draft:
        for name in names:
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_text(name)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_with_its_parents(tmp_path: Path) -> None:
    write(tmp_path / "out" / "case", "index.html", "pages/claim.html")
    assert names(tmp_path) == {f"out/case/{name}" for name in ("index.html", "pages/claim.html", MARKER)}
    assert (tmp_path / "out" / "case").stat().st_mode & 0o777 == 0o777 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    write(tmp_path / "case", "index.html")
    assert "case/index.html" in names(tmp_path)


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "out" / "case", force=False) as draft:
        (draft / "index.html").write_text("half")
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_what_fails_leaves_the_old_output_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "case", "old.html")
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / "case", force=True) as draft:
        (draft / "new.html").write_text("half")
        raise KeyboardInterrupt
    assert names(tmp_path) == {"case/old.html", f"case/{MARKER}"}


def test_an_existing_output_is_replaced_only_by_force(tmp_path: Path) -> None:
    write(tmp_path / "case", "old.html")
    with pytest.raises(OutputExistsError, match="add --force"):
        write(tmp_path / "case", "new.html")
    assert "case/old.html" in names(tmp_path)
    write(tmp_path / "case", "new.html", force=True)
    assert names(tmp_path) == {"case/new.html", f"case/{MARKER}"}


@pytest.mark.parametrize("marker", [None, "", "[]", '{"schema": "other", "files": []}', '{"schema": 1}'])
def test_a_folder_of_someone_else_is_never_replaced(tmp_path: Path, marker: str | None) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    if marker is not None:
        (tmp_path / MARKER).write_text(marker)
    with pytest.raises(OutputExistsError, match="was not written by this program"):
        write(tmp_path, "index.html", force=True)
    assert "notes.txt" in names(tmp_path)


def test_files_added_to_an_output_are_not_thrown_away(tmp_path: Path) -> None:
    write(tmp_path / "case", "index.html")
    (tmp_path / "case" / "notes.txt").write_text("mine")
    with pytest.raises(OutputExistsError, match=r"did not write \(notes.txt\); move them away"):
        write(tmp_path / "case", "index.html", force=True)


def test_a_file_stands_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "case").write_text("mine")
    with pytest.raises(OutputExistsError, match="is not a folder"):
        write(tmp_path / "case", "index.html", force=True)


@pytest.mark.parametrize("target", [Path("/"), Path(), Path(".."), Path.home()])
def test_places_that_must_never_be_replaced(target: Path) -> None:
    with pytest.raises(OutputExistsError, match="no folder to replace"):
        write(target, "index.html", force=True)


def test_a_link_is_followed_to_the_folder_it_names(tmp_path: Path) -> None:
    write(tmp_path / "real", "old.html")
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link", "new.html", force=True)
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real" / "new.html").is_file()


def test_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(click.ClickException, match=r"cannot write .*: (Not a directory|File exists)"):
        write(tmp_path / "file" / "case", "index.html")
