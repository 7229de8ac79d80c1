"""What tests of the comparison page share: its opening claims, its state, its island, a hand on its clock."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from browser import Visit

OPENED = ("turkey", "russia", "leuven")
"""The claims that the first incident's page opens with."""

STATE = """() => ({
    time: Number(document.getElementById("clock-time").dataset.t),
    shown: [...document.querySelectorAll(".pane:not([hidden])")].map((pane) => pane.dataset.claim),
    aircraft: [...document.querySelectorAll(".pane:not([hidden]) .aircraft:not([hidden])")]
        .map((one) => `${one.dataset.claim}/${one.dataset.track}`).sort(),
    layers: [...document.querySelectorAll("[data-layer]:checked")].map((box) => box.dataset.layer).sort(),
    locked: document.getElementById("lock").getAttribute("aria-pressed"),
    zone: document.querySelector("#zone-choice select").value,
    language: document.documentElement.lang,
})"""


def island(page: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="compare-data">(.*?)</script>', page.read_text("utf-8"))
    assert found is not None
    return dict(json.loads(found.group(1)))


def set_clock(visit: Visit, t_s: float) -> None:
    """As a hand on the slider does; the slider goes by tenths of a second."""
    visit.page.evaluate(
        """t => { const slider = document.getElementById("slider");
                  slider.value = t; slider.dispatchEvent(new Event("input")); }""",
        round(t_s, 1),
    )
    visit.page.wait_for_timeout(100)
