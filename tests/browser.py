"""Drives Chromium without a network and writes down all that a page does: console, errors, requests, dialogs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Dialog, Locator, Page, sync_playwright

DESKTOP = (1440, 900)
PHONE = (390, 844)

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# Runs before anything of the page: what the policy stops is an error here, even where the console is silent.
WATCH = "addEventListener('securitypolicyviolation', e => console.error('policy', e.violatedDirective, e.blockedURI));"

# Each shape with the mouse over it and clicked; the texts of the popups that this opened.
USE = """shapes => shapes.flatMap(shape => {
    for (const event of ["mouseover", "mousemove", "click"])
        shape.dispatchEvent(new MouseEvent(event, {bubbles: true, clientX: 900, clientY: 500}));
    const opened = [...document.querySelectorAll(".leaflet-popup-content")].map(popup => popup.innerText);
    shape.dispatchEvent(new MouseEvent("mouseout", {bubbles: true}));
    return opened;
})"""


@dataclass
class Visit:
    """One page opened, with everything it did so far."""

    page: Page
    address: str
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def strayed(self) -> list[str]:
        """Requests beyond the file itself; pictures inside it are no requests."""
        return [url for url in self.requests if url.split("#")[0] != self.address and not url.startswith("data:")]

    def assert_calm(self) -> None:
        """No line in the console, no error, no dialog, no request beyond the file, no script from text."""
        said = {"console": self.console, "errors": self.errors, "dialogs": self.dialogs, "requests": self.strayed}
        assert not any(said.values()), said
        assert self.page.evaluate("window.PWN === undefined"), "text from data ran as script"

    def settle(self) -> None:
        """Let timers and animations of a quarter of a second finish."""
        self.page.wait_for_timeout(300)

    def switch(self) -> Locator:
        """The layer switch, unfolded: one label for each layer."""
        fold = self.page.locator(".leaflet-control-layers-toggle")
        if fold.get_attribute("aria-expanded") == "false":
            self.page.keyboard.press("Escape")  # a popup may lie over it
            fold.click()
        return self.page.locator(".leaflet-control-layers-overlays label")

    def fold_switch(self) -> None:
        """Fold the layer switch, so that it covers nothing."""
        fold = self.page.locator(".leaflet-control-layers-toggle")
        if fold.get_attribute("aria-expanded") == "true":
            fold.click()

    def use_everything(self) -> set[str]:
        """Open every fold, switch each layer on and off, and open each popup and tooltip with all layers on.

        Returns the texts of the popups.
        """
        self.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        if self.page.locator(".leaflet-control-layers").count():
            for which in ("input", "input", "input:not(:checked)"):
                self.switch().locator(which).evaluate_all("boxes => boxes.forEach(box => box.click())")
            self.fold_switch()
        shapes = self.page.locator("path.leaflet-interactive, .leaflet-marker-icon")
        opened: list[str] = shapes.evaluate_all(USE)
        if shapes.count():
            self.settle()  # popups glide
        return set(opened)

    def shot(self, path: Path, *, full: bool = False) -> None:
        """A picture of the view, or of the whole page."""
        self.page.screenshot(path=str(path), full_page=full)


class Browser:
    """Chromium with the network off."""

    def __init__(self, context: BrowserContext, folder: Path) -> None:
        self._context, self._folder, self._count = context, folder, 0

    @contextmanager
    def visit(
        self,
        what: str | Path,
        *,
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
        time_zone: str | None = None,
        script: bool = True,
    ) -> Iterator[Visit]:
        """Open a file, or text as a file, in a page of its own, with or without scripts; it is closed at the end."""
        if isinstance(what, str):
            self._count += 1
            path = self._folder / f"page-{self._count}.html"
            path.write_text(what, encoding="utf-8")
        else:
            path = what.resolve()
        page = self._context.new_page()
        try:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.add_init_script(WATCH)
            if time_zone is not None:
                clock = self._context.new_cdp_session(page)
                clock.send("Emulation.setTimezoneOverride", {"timezoneId": time_zone})
            if not script:
                self._context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
            visit = Visit(page, path.as_uri())
            self._listen(visit)
            page.goto(visit.address, wait_until="load")
            if page.locator(".leaflet-container, #play").count():
                visit.settle()
            yield visit
        finally:
            page.close()

    @staticmethod
    def _listen(visit: Visit) -> None:
        def dismiss(dialog: Dialog) -> None:
            visit.dialogs.append(dialog.message)
            dialog.dismiss()

        visit.page.on("console", lambda message: visit.console.append(f"{message.type}: {message.text}"))
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("dialog", dismiss)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the machine; ``RuntimeError`` if there is none, since a page untested is not tested."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise RuntimeError("no chromium on this machine: install it (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        profile = Path(folder) / "profile"
        options: dict[str, Any] = {"executable_path": program, "offline": True, "args": FLAGS}
        context = playwright.chromium.launch_persistent_context(str(profile), **options)
        try:
            yield Browser(context, Path(folder))
        finally:
            context.close()
