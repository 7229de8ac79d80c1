"""axe-core on every page of the dossier: WCAG 2.2 A and AA, light and dark, on a desk and on a phone.

The pages' own policy lets it pass: the script is handed to the page by the browser, not written into it.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import axe_playwright_python
from browser import PHONE, Browser, Visit

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
WCAG = frozenset({"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"})
ALL = {"type": "tag", "values": [*sorted(WCAG), "best-practice"]}
BY_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
BY_SIZE = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}

# Folds of one kind look alike, and so do the lines of a long list: of each kind on a page the first folds are opened
# and the others emptied, and lists of a text page are cut, so that axe has no page of a thousand lines to measure.
UNFOLD = """most => {
    const opened = new Map();
    for (const box of document.querySelectorAll("details")) {
        if (!box.isConnected) continue;
        const kind = `${box.parentElement.className}>${box.className}`, count = opened.get(kind) || 0;
        opened.set(kind, count + 1);
        if (count < most) box.open = true;
        else box.replaceChildren(...box.querySelectorAll(":scope > summary"));
    }
    for (const list of document.querySelectorAll(".text-page :is(ul, ol, dl, tbody)"))
        while (list.children.length > 6 * most) list.lastElementChild.remove();
}"""
MOST = 1

# A mark of a map is where its place is: WCAG 2.5.8 excepts a target whose presentation is essential, such as a pin.
ON_THE_MAP = ".leaflet-marker-icon, path.leaflet-interactive"


def audited(visit: Visit, only: dict[str, object]) -> tuple[list[str], list[str]]:
    """What axe finds on a page as it is now, a line for each element: what breaks a rule, and what it advises."""
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found: dict[str, Any] = visit.page.evaluate(f"axe.run(document, {json.dumps(options)})")
    where = visit.address.rpartition("/")[2]
    wrong: list[str] = []
    advice: list[str] = []
    for rule in found["violations"]:
        for node in rule["nodes"]:
            if rule["id"] == "target-size" and visit.page.locator(node["target"][0]).first.evaluate(
                "(element, marks) => element.matches(marks)", ON_THE_MAP
            ):
                continue
            line = f"{where}: {rule['id']}: {node['target']}: {' '.join(str(node['failureSummary']).split())}"
            (wrong if WCAG & set(rule["tags"]) else advice).append(line)
    return wrong, advice


def test_no_page_keeps_a_reader_out(browser: Browser, dossier: Path) -> None:
    wrong: list[str] = []
    advice: list[str] = []
    pages = sorted(dossier.glob("*.html"))
    assert len(pages) >= 20
    for path in pages:
        with browser.visit(path) as visit:
            visit.page.evaluate(AXE)
            visit.page.evaluate(UNFOLD, MOST)
            found, advised = audited(visit, ALL)
            visit.page.emulate_media(color_scheme="dark")
            dark, _ = audited(visit, BY_COLOUR)
            visit.page.emulate_media(color_scheme="light")
            visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            small, _ = audited(visit, BY_SIZE)
            visit.assert_calm()
        wrong += [*found, *(f"dark: {line}" for line in dark), *(f"phone: {line}" for line in small)]
        advice += advised
    if advice:
        warnings.warn("axe advises:\n" + "\n".join(advice), stacklevel=1)
    assert not wrong, "\n".join(wrong)


def test_axe_sees_what_is_wrong(browser: Browser) -> None:
    """The test above can fail: pale text, a picture without words, a box that only a mouse can scroll."""
    page = (
        "<!DOCTYPE html><html lang=en><title>A page</title><style>p{color:#ccc;background:#fff}"
        "div{height:40px;overflow:auto}i{display:block;height:200px}</style>"
        "<main><h1>A page</h1><p>Pale text</p><img src='data:,'><div><i></i>x</div></main></html>"
    )
    with browser.visit(page) as visit:
        visit.page.evaluate(AXE)
        found = " ".join(audited(visit, ALL)[0])
    assert all(rule in found for rule in ("color-contrast", "image-alt", "scrollable-region-focusable")), found


def test_a_reader_with_keys_alone_can_skip_to_the_text(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "index.html") as visit:
        visit.page.keyboard.press("Tab")
        focused = "document.activeElement.matches('.skip') && getComputedStyle(document.activeElement).outlineStyle"
        assert visit.page.evaluate(focused) == "solid"
        box = visit.page.locator(".skip").bounding_box()
        assert box is not None and box["y"] >= 0, "the link is seen while it has the focus"
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("location.hash") == "#text"
        assert visit.page.locator("#text").inner_text() == visit.page.locator("h1").inner_text()
