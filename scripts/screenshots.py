"""Draw the pictures of the documentation: pages of the dossier, opened in Chromium without a network.

    .venv/bin/python scripts/screenshots.py

Needs the tools of the tests (``make setup``) and chromium. Writes ``docs/pictures/*.png``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from airspace.cli import main as airspace

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SHOTS = {
    # picture: page of the site (with the place to begin at), width and height of the view in CSS pixels
    "index.png": ("su24-2015/index.html", 1200, 780),
    "claim-turkey.png": ("su24-2015/claim-turkey.html", 1200, 760),
    "matrix.png": ("su24-2015/matrix.html#tests", 1200, 1000),
    "sure.png": ("su24-2015/sure-turkey.html", 1200, 1000),
    "claim-iran.png": ("rq4a-2019/claim-iran.html", 1200, 760),
    "library.png": ("index.html", 1200, 1180),
}
MOST_BYTES = 250_000
"""A picture larger than this does not belong in the repository."""


def shoot(context: BrowserContext, address: str, picture: Path, size: tuple[int, int]) -> int:
    """One page as a picture, after its map has come to rest. Returns its size in bytes."""
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1_000)
    content = page.screenshot()
    page.close()
    if len(content) > MOST_BYTES:
        raise ValueError(f"{picture.name} has {len(content):,} bytes; at most {MOST_BYTES:,} belong in the repository")
    picture.write_bytes(content)
    return len(content)


def main() -> int:
    """Write every picture."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("no chromium on this machine (Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary) / "site"
        airspace(["dossier", "--all", "--out", str(folder), "--lang", "en"], standalone_mode=False)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(offline=True)
        for name, (page, width, height) in SHOTS.items():
            file, mark, place = page.partition("#")
            address = (folder / file).resolve().as_uri() + mark + place
            print(f"{name}: {shoot(context, address, PICTURES / name, (width, height)):,} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
