"""What browser tests share: a window that is somebody's, and the eyes of axe."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


class Window:
    """One browser window: a person's, or a visitor's. Remembers every complaint of the console."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(locale=options.pop("locale", "en-GB"), **options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def be(self, role: str) -> "Window":
        """Become somebody of the demo in one click."""
        self.open("/demo/")
        self.page.click(f'form[action="/demo/be/{role}/"] button')
        return self

    def open(self, path: str) -> "Window":
        self.page.goto(f"{self.address}{path}")
        return self

    def live(self) -> "Window":
        """Wait until the page hears the house."""
        self.page.wait_for_selector('html[data-live-state="on"]')
        return self

    def faults(self, *, colours_alone: bool = False) -> list[str]:
        """What axe finds, as short sentences; in a window as tall as the page, where no bar hides anything."""
        size = self.page.viewport_size
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": tall + 200})
        self.page.evaluate(AXE)
        rules = ["color-contrast"] if colours_alone else RULES
        asked = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        found = self.page.evaluate(asked, rules)
        self.page.set_viewport_size(size)
        return [
            f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}"
            for v in found["violations"]
        ]

    def runs_sideways(self) -> bool:
        """Whether the page is wider than the window; a phone zooms out for it, so that its own width tells nothing."""
        wide = self.page.viewport_size["width"]
        return bool(self.page.evaluate("wide => document.documentElement.scrollWidth > wide", wide))

    def runs_sideways_at(self, widths: Iterable[int]) -> list[int]:
        """At which of these widths the page is wider than the window, as it stands; the window is then what it was."""
        size = self.page.viewport_size
        wider = []
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            wider += [width] if self.runs_sideways() else []
        self.page.set_viewport_size(size)
        return wider

    def close(self) -> None:
        self.context.close()
