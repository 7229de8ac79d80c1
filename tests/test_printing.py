"""Pages as PDF: by the browser of the machine, with nothing of the machine in them."""

from __future__ import annotations

import getpass
import re
import socket
from pathlib import Path

import click
import pytest

from airspace.cli.printing import PROGRAMS, browser, pdf_of, settled

PAGE = """<!DOCTYPE html>
<html lang="tr"><head><meta charset="utf-8"><title>Sayfa İ</title></head><body><h1>Yayladağı</h1>
<p><a href="index.html">geri</a> <a class="x" href="../ru/index.html#a">RU</a> <a href="#here">burada</a>
<a href="https://example.org/a">kaynak</a></p><p id="here">son</p></body></html>
"""
WHOLE = "%PDF-1.4\\n1 0 obj\\n<</CreationDate (D:20260101000000+00'00')>>\\n%%EOF"


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf_of(PAGE, browser())


def test_the_same_page_gives_the_same_bytes(printed: bytes) -> None:
    assert pdf_of(PAGE, browser()) == printed
    assert pdf_of(PAGE.replace("son", "sonra"), browser()) != printed


def test_nothing_of_the_machine_or_the_hour_is_in_it(printed: bytes) -> None:
    for word in (b"file:", b"airspace-print", b"page.html", b"/tmp", b"/home", b"/Users", b"CreationDate", b"ModDate"):
        assert word not in printed, word
    assert not any(name in printed for name in (b"HeadlessChrome", b"Linux", b"Skia", b"/Producer"))
    strings = b" ".join(re.findall(rb"\((?:[^()\\]|\\.)*\)", printed))
    for name in (getpass.getuser(), socket.gethostname()):
        assert not re.search(rb"\b" + re.escape(name.encode()) + rb"\b", strings), name


def test_it_is_tagged_and_says_title_and_language(printed: bytes) -> None:
    assert "Sayfa İ".encode("utf-16-be").hex().upper().encode() in printed
    assert b"/Lang (tr)" in printed and b"/StructTreeRoot" in printed and b"/S /H1" in printed


def test_links_lead_out_and_nowhere_else(printed: bytes) -> None:
    assert re.findall(rb"/URI \(([^)]*)\)", printed) == [b"https://example.org/a"]


def test_a_page_gets_nothing_of_the_network() -> None:
    """Even one without the policy that every page of ours has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        here = f"http://127.0.0.1:{server.getsockname()[1]}"
        printed = pdf_of(
            f"""<!DOCTYPE html><html lang="en"><title>Asks</title><link rel="stylesheet" href="{here}/a.css">
            <h1>Asks</h1><img src="{here}/a.png" alt="a"><iframe src="{here}/a.html"></iframe>
            <script>fetch("{here}/a.json", {{mode: "no-cors"}}); navigator.sendBeacon("{here}/b", "x");</script>""",
            browser(),
        )
        assert b"/S /H1" in printed
        with pytest.raises(BlockingIOError):
            server.accept()


def test_dates_makers_and_identities_go_and_nothing_moves() -> None:
    made = (
        b"%PDF-1.4\n<</Title (a)/Creator (Some \\(X\\) browser)/Producer (Skia/PDF m1)\n"
        b"/CreationDate (D:20260101000000+00'00')\n/ModDate (D:20260101000000Z)>>\n"
        b"trailer <</ID [<0aF1> <22>]/Root 1 0 R>>\n%%EOF\n"
    )
    found = settled(made)
    assert len(found) == len(made) and found.find(b"/Root") == made.find(b"/Root")
    assert found.split() == [b"%PDF-1.4", b"<</Title", b"(a)", b">>", b"trailer", b"<<", b"/Root", b"1", b"0", b"R>>",
                             b"%%EOF"]  # fmt: skip


def program(folder: Path, does: str) -> str:
    """A browser that is none; it is given the place to print to as ``$target``."""
    path = folder / "chromium"
    find = 'for word in "$@"; do case "$word" in --print-to-pdf=*) target="${word#*=}";; esac; done\n'
    path.write_text(f"#!/bin/sh\n{find}{does}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("echo no display >&2; exit 3", "failed with status 3: no display"),
        ("echo nothing to print on >&2", "printed nothing: nothing to print on"),
        ("exit 0", "printed nothing: it gave no reason"),
        ('echo "<html>" > "$target"', "no whole PDF"),
        (f'printf "{WHOLE.removesuffix("%%EOF").replace("%", "%%")}" > "$target"', "no whole PDF"),
        ('printf "%%PDF-1.4 /URI (file:///x/index.html) %%%%EOF" > "$target"', "an address of this machine"),
        ('printf "%%PDF-1.4 ($target) %%%%EOF" > "$target"', "an address of this machine"),
        ("sleep 60", "has not printed after 0 s; it was stopped"),
    ],
)
def test_a_browser_that_fails_is_told_of(tmp_path: Path, does: str, told: str) -> None:
    limit_s = 0.3 if does == "sleep 60" else 60.0
    with pytest.raises(click.ClickException, match=re.escape(told)) as caught:
        pdf_of(PAGE, program(tmp_path, does), limit_s)
    assert caught.value.exit_code == 1


def test_what_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    with pytest.raises(click.ClickException, match="stopped"):
        pdf_of(PAGE, program(tmp_path, f'(sleep 1; echo x > "{mark}") & sleep 60'), 0.2)
    (tmp_path / "chromium").unlink()
    pdf_of(PAGE, browser())  # longer than the child would have slept
    assert not mark.exists()


def test_a_browser_is_found_by_each_of_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(click.ClickException, match="no browser to print with"):
        browser()
    for name in reversed(PROGRAMS):
        (tmp_path / name).write_text("#!/bin/sh\n", "utf-8")
        (tmp_path / name).chmod(0o755)
        assert browser() == str(tmp_path / name)


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match="cannot start"):
        pdf_of(PAGE, str(tmp_path / "nowhere"))
