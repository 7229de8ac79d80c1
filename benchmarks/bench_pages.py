"""How heavy and how fast the comparison page is: bytes, time to load, time of one step of the clock.

    .venv/bin/python benchmarks/bench_pages.py

Opens the page of the first incident, and one of a made-up incident of 20 claims with 2,000 fixes each, all of them
shown and in sight, in Chromium without a network, and prints a table. A step is the time the page's scripts and its
drawing take, from the hand on the slider to the end of the frame that answers it; a frame adds the wait for its turn.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import DESKTOP, Browser, Visit, chromium  # noqa: E402 - found on the path set above

from airspace.assessment import Assessment, assess  # noqa: E402
from airspace.casefile import load_incident  # noqa: E402
from geodata.editions import registry  # noqa: E402
from geodata.library import incident_path  # noqa: E402
from maps.comparison import comparison_page  # noqa: E402

CLAIMS, FIXES, STEPS = 20, 2_000, 120
HIGH = (1440, 4_600)
"""A window in which all the maps of the made-up incident are in sight."""
MOST_COMPARED = 10
HEADS = ("MB", "load ms", "panes", "step ms", "95 %", "frame ms", "heap MB")

STEP = """async steps => {
    const slider = document.getElementById("slider"), times = [];
    const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    for (let i = 0; i < steps; i += 1) {
        await frame();
        const begun = performance.now();
        slider.value = Number(slider.max) * (0.2 + 0.6 * i / steps);
        slider.dispatchEvent(new Event("input"));
        const asked = performance.now();
        await new Promise(done => requestAnimationFrame(done));
        const answering = performance.now();
        await new Promise(done => setTimeout(done));
        times.push([asked - begun + performance.now() - answering, performance.now() - begun]);
    }
    const middle = n => times.map(t => t[n]).sort((a, b) => a - b);
    return [middle(0)[steps >> 1], middle(0)[Math.floor(steps * 0.95)], middle(1)[steps >> 1]];
}"""


def made_up(folder: Path) -> Assessment:
    """An incident in which every claim gives a measured track across the salient, weaving, a fix each second."""
    t = np.arange(FIXES)
    incident: dict[str, Any] = {
        "schema": "airspace/incident/1", "id": "made-up", "title": "Made up", "date": "2015-11-24", "place": "nowhere",
        "sources": {"none": {"publisher": "none", "date": "2015-11-24", "grade": "F6", "why": "made up"}},
        "aircraft": {"jet": {"label": "Jet", "type": "Su-24M", "state": "RUS"}},
        "claims": {},
    }  # fmt: skip
    for number in range(CLAIMS):
        lon = 36.6 - 0.9 * t / FIXES + 0.004 * np.sin(t / 40 + number)
        lat = 35.75 + 0.008 * number + 0.006 * np.cos(t / 55 + number)
        rows = [
            f"2015-11-24T07:{s // 60:02d}:{s % 60:02d}Z,{x:.6f},{y:.6f},6000"
            for s, x, y in zip(t, lon, lat, strict=True)
        ]
        (folder / f"track-{number}.csv").write_text("\n".join(["time,lon,lat,alt_m", *rows]), "utf-8")
        incident["claims"][f"claim-{number}"] = {
            "claimant": f"Party {number}", "title": "a track",
            "defaults": {"source": "none", "about": "jet", "speaker": "no one"},
            "statements": {"said": {"says": "a track was given"}},
            "tracks": {"given": {"label": "given", "aircraft": "jet", "basis": "measured", "zones": ["TUR"],
                                 "file": f"track-{number}.csv"}},
        }  # fmt: skip
    path = folder / "incident.yaml"
    path.write_text(json.dumps(incident), "utf-8")
    return assess(load_incident(path))


def measured(browser: Browser, name: str, file: Path, claims: int) -> str:
    """One line of the table."""
    with browser.visit(file, size=HIGH if claims > MOST_COMPARED else DESKTOP) as visit:
        loaded = load_ms(visit)
        shown = ",".join(visit.page.evaluate("[...document.querySelectorAll('.pane')].map(p => p.dataset.claim)"))
        visit.page.evaluate(
            "claims => { location.hash = `claims=${claims}`; }", shown if claims > MOST_COMPARED else ""
        )
        visit.page.wait_for_timeout(1_500)
        step, slow, frame = visit.page.evaluate(STEP, STEPS)
        panes = visit.page.locator(".pane:not([hidden])").count()
        heap = visit.page.evaluate("performance.memory.usedJSHeapSize / 1e6")
    cells = ((file.stat().st_size / 1e6, 2), (loaded, 0), (panes, 0), (step, 1), (slow, 1), (frame, 1), (heap, 0))
    return f"{name:<28}" + "".join(f"{value:>9,.{digits}f}" for value, digits in cells)


def load_ms(visit: Visit) -> float:
    """From the start of the navigation to the end of the page's scripts."""
    return float(visit.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))


def main() -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        folder = Path(temporary)
        began = time.perf_counter()
        pages = {
            "su24-2015": assess(
                load_incident(incident_path("su24-2015")), editions=tuple(registry()), solve_again=False
            )
        }
        pages[f"{CLAIMS} claims x {FIXES} fixes"] = made_up(folder)
        print(f"assessed in {time.perf_counter() - began:.1f} s")
        print(f"{'':<28}" + "".join(f"{head:>9}" for head in HEADS))
        for name, assessment in pages.items():
            file = folder / f"{len(name)}.html"
            file.write_text(comparison_page(assessment, {}), "utf-8")
            print(measured(browser, name, file, len(assessment.claims)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
