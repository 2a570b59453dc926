"""A visitor of the site, and what a test wants to do there."""

import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

from tests.site.server import Host

SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime < Infinity).map((one) => one.finished))"""


class Reader:
    """One page on the site. ``outside`` has the requests to other hosts, ``errors`` what the console reported."""

    def __init__(self, page: Page, host: Host) -> None:
        self.page, self.host = page, host
        self.outside: list[str] = []
        self.errors: list[str] = []
        self._first = len(host.sent)
        page.on("console", lambda said: self._heard(said))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))

    def faults(self) -> list[str]:
        """Everything that should not have happened."""
        missing = [f"missing: {path}" for path, size in self.host.sent[self._first :] if not size]
        return [*self.errors, *(f"asked: {url}" for url in self.outside), *missing]

    def open(self, place: str) -> None:
        """Opens a page of the site."""
        self.page.goto(self.host.address + place)

    def live(self) -> None:
        """Waits until every figure of the page lives."""
        expect(self.page.locator(".course-live")).to_have_count(0)
        for player in self.page.locator(".course-player").all():
            expect(player).to_have_attribute("data-loads", re.compile("[1-9]"))

    def received(self) -> int:
        """Bytes over the wire since this visitor came."""
        return sum(size for _, size in self.host.sent[self._first :])

    def axe(self) -> list[str]:
        """axe-core's violations on the page, one line each, when no colour is on its way to another."""
        self.page.evaluate(SETTLED)
        self.page.evaluate(AXE_SCRIPT)
        result = self.page.evaluate("() => axe.run()")
        return [
            f"{v['id']}: {v['help']}: {node['html'][:160]}"
            for v in result["violations"]
            for node in v["nodes"]
        ]

    def _heard(self, said: Any) -> None:
        if said.type == "error":
            self.errors.append(f"{said.text} ({said.location.get('url', '')})")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.host.address, "data:", "blob:")):
            self.outside.append(url)


class Figure:
    """One panel of a page, with its player and its controls."""

    def __init__(self, panel: Locator) -> None:
        self.panel = panel
        self.player = panel.locator(".course-player").first
        self.range = self.player.get_by_role("slider", name="Frame")
        self.sentence = panel.locator(".course-sentence p")
        self.note = panel.page.locator(".course-widget", has=panel).locator(".course-note")
        self.canvas = self.player.locator("canvas")

    def button(self, name: str) -> Locator:
        """A button of the transport bar."""
        return self.player.get_by_role("button", name=name, exact=True)

    @property
    def frame(self) -> int:
        """The frame that is shown."""
        return int(self.range.input_value())

    @property
    def loads(self) -> int:
        """How many runs the player has been given."""
        return int(self.player.get_attribute("data-loads") or 0)

    def pixels(self) -> str:
        """What the canvas shows."""
        return str(self.canvas.evaluate("(canvas) => canvas.toDataURL()"))
