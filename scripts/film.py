"""Draw the short moving picture of the README: the comparison page while its clock runs.

    .venv/bin/python scripts/film.py

Needs the tools of the tests (``make setup``), Pillow (the extra ``pictures``) and chromium. Writes
``docs/pictures/compare.gif``. Each frame is the page itself, set to an instant by its own address.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from airspace.cli import main as airspace

PICTURE = Path(__file__).parent.parent / "docs" / "pictures" / "compare.gif"
INCIDENT = "su24-2015"
SIZE = (1200, 800)
SHRUNK = (900, 600)
BEGIN = datetime(2015, 11, 24, 7, 23, 46, tzinfo=UTC)
STEP_S, FRAMES, FRAME_MS, LAST_MS = 2, 24, 180, 1600
"""Seconds of the incident between two frames, how many frames, and how long each stands."""

COLOURS = 96
MOST_BYTES = 250_000
"""A picture larger than this does not belong in the repository."""


def frames(page: Page, address: str) -> list[Image.Image]:
    """The page at each instant, smaller, in colours that all frames share."""
    shots = []
    for number in range(FRAMES):
        at = BEGIN + timedelta(seconds=number * STEP_S)
        query = f"#t={at:%Y-%m-%dT%H:%M:%S}Z&claims=turkey,russia&lang=en"
        if number == 0:
            page.goto(address + query, wait_until="load")
            page.wait_for_timeout(1_500)
        else:
            page.evaluate("address => { window.location.hash = address; }", query)
            page.wait_for_timeout(250)
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        shots.append(shot.resize(SHRUNK, Image.Resampling.LANCZOS))
    palette = shots[FRAMES // 2].quantize(COLOURS)
    return [shot.quantize(palette=palette, dither=Image.Dither.NONE) for shot in shots]


def main() -> int:
    """Write the moving picture."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("no chromium on this machine (Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary) / INCIDENT
        airspace(["dossier", INCIDENT, "--out", str(folder), "--lang", "en"], standalone_mode=False)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(offline=True).new_page()
        page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        drawn = frames(page, (folder / "compare.html").resolve().as_uri())
        browser.close()
    kept = io.BytesIO()
    times = [FRAME_MS] * (FRAMES - 1) + [LAST_MS]
    drawn[0].save(kept, "GIF", save_all=True, append_images=drawn[1:], duration=times, loop=0, optimize=True)
    if kept.tell() > MOST_BYTES:
        raise ValueError(f"the film has {kept.tell():,} bytes; at most {MOST_BYTES:,} belong in the repository")
    PICTURE.write_bytes(kept.getvalue())
    print(f"{PICTURE.name}: {kept.tell():,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
