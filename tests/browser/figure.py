"""A figure of a lesson on the page, and its parts as a reader finds them."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.jupyter import Lab

OWN_CONTROLS = (".course-player", ".course-panel", ".course-quiz")


class Figure:
    """The first player of the notebook in front, painted, and its parts."""

    def __init__(self, lab: Lab) -> None:
        self.panel = lab.panel.locator(".course-panel").first
        self.player = self.panel.locator(".course-player")
        self.range = self.player.get_by_role("slider", name="Frame")
        self.caption = self.player.locator(".course-player-caption")
        self.sentence = self.panel.locator(".course-sentence p")
        self.canvas = self.player.locator("canvas")
        expect(self.range).to_be_visible()
        expect(self.player).to_have_attribute("data-loads", re.compile("[1-9]"))
        self.player.scroll_into_view_if_needed()
        self.until("(canvas) => canvas.width > 400")  # 300 before the first picture

    def button(self, name: str) -> Locator:
        return self.player.get_by_role("button", name=name, exact=True)

    @property
    def frame(self) -> int:
        return int(self.range.input_value())

    def pixels(self) -> str:
        return str(self.canvas.evaluate("(canvas) => canvas.toDataURL()"))

    def until_pixels(self, sign: str, pixels: str) -> None:
        """Waits until the picture is the same ("===") as one seen before, or another ("!==")."""
        self.until(f"(canvas, seen) => canvas.toDataURL() {sign} seen", pixels)

    def until(self, condition: str, value: object = None) -> None:
        """Waits until a JavaScript condition on the canvas (and `value`) holds."""
        self.canvas.page.wait_for_function(
            f"([canvas, value]) => ({condition})(canvas, value)",
            arg=[self.canvas.element_handle(), value],
        )
