"""Pages as PDF, by the Chromium of the machine: without a network, tagged, and the same page gives the same bytes.

What a browser would leave in the file beside the page is taken out of it: the time, the program's name and version,
and addresses of the folder in which it was printed.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import click

from airspace.cli.terminal import clean

__all__ = ["PROGRAMS", "browser", "pdf_of", "settled"]

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
"""Names under which the browser is looked for, in this order."""

TIMEOUT_S: Final = 60.0
_WORDS: Final = 300  # characters of what a browser said that an error repeats

_FLAGS: Final = (
    *("--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions"),
    *("--disable-quic", "--disable-sync", "--disable-background-networking", "--disable-component-update"),
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a page asks for nothing, and would not get it
    *("--no-pdf-header-footer", "--export-tagged-pdf"),
)

_LOCAL_LINK = re.compile(r'(<a\b[^>]*?) href="(?!https?://|#)[^"]*"')
"""A link to a file beside the page: on paper it leads nowhere, and the browser would write out the folder."""

_MACHINE = re.compile(rb"/URI ?\(file:")

_DATED = re.compile(rb"/(?:CreationDate|ModDate) ?\(D:[^()]*\)")
_MAKER = re.compile(rb"/(?:Creator|Producer) ?\((?:[^()\\]|\\.)*\)")
_IDENTITY = re.compile(rb"/ID ?\[ ?<[0-9A-Fa-f]*> ?<[0-9A-Fa-f]*> ?\]")


def browser() -> str:
    """The program that prints. Ends the command with status 1 if the machine has none."""
    for name in PROGRAMS:
        program = shutil.which(name)
        if program is not None:
            return program
    raise click.ClickException(
        f"no browser to print with: none of {', '.join(PROGRAMS)} is installed; install one "
        "(Debian: apt-get install chromium), or leave out --pdf and print summary.html from any browser"
    )


def pdf_of(page: str, program: str, timeout_s: float = TIMEOUT_S) -> bytes:
    """A page as PDF, printed by ``program``; the same page gives the same bytes on the same machine.

    Ends the command with status 1 if the program fails, takes more than ``timeout_s`` seconds, or prints no PDF.
    """
    with tempfile.TemporaryDirectory(prefix="airspace-print-") as name:
        folder = Path(name)
        source, target = folder / "page.html", folder / "page.pdf"
        source.write_text(_LOCAL_LINK.sub(r"\1", page), "utf-8", newline="\n")
        asked = [program, *_FLAGS, *(["--no-sandbox"] if _is_root() else []), f"--user-data-dir={folder / 'profile'}",
                 f"--print-to-pdf={target}", source.as_uri()]  # fmt: skip
        said = _run(asked, folder, timeout_s)
        if not target.is_file():
            raise click.ClickException(f"{program} printed nothing: {said or 'it gave no reason'}")
        printed = settled(target.read_bytes())
    if _MACHINE.search(printed) or os.fsencode(folder.name) in printed:
        raise click.ClickException(f"{program} wrote an address of this machine into the PDF; leave out --pdf")
    return printed


def settled(pdf: bytes) -> bytes:
    """A PDF without the time it was made, what made it, and a random identity; its other bytes stay in their places.

    Raises ``click.ClickException`` if it is no whole PDF.
    """
    if not pdf.startswith(b"%PDF-") or not pdf.rstrip().endswith(b"%%EOF"):
        raise click.ClickException("what the browser printed is no whole PDF")
    for pattern in (_DATED, _MAKER, _IDENTITY):
        pdf = pattern.sub(lambda found: b" " * len(found.group()), pdf)
    return pdf


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(asked: list[str], folder: Path, timeout_s: float) -> str:
    """Run the browser in a group of processes of its own, so that none of it is left over; what it said last."""
    environment = {**os.environ, "HOME": str(folder), "TZ": "UTC"}
    try:
        running = subprocess.Popen(  # noqa: S603 - a program of the machine, arguments of ours
            asked, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder,
            env=environment, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise click.ClickException(f"cannot start {asked[0]} ({error.strerror or 'unknown reason'})") from error
    try:
        _, said = running.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise click.ClickException(f"{asked[0]} has not printed after {timeout_s:.0f} s; it was stopped") from error
    finally:
        _stop(running)
    told = clean(said.decode("utf-8", "replace")[-_WORDS:]).strip()
    if running.returncode != 0:
        raise click.ClickException(f"{asked[0]} failed with status {running.returncode}: {told or 'it gave no reason'}")
    return told


def _stop(running: subprocess.Popen[bytes]) -> None:
    """End what is left of a program and of its children."""
    if running.poll() is None or hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # all of it has ended
            os.killpg(running.pid, signal.SIGKILL)
    running.wait()
