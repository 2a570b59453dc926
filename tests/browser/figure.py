"""A figure of a lesson on the page, and its parts as a reader finds them."""

from playwright.sync_api import Locator, expect

from tests.browser.jupyter import Lab

OWN_CONTROLS = (".course-player", ".course-panel", ".course-quiz")


class Figure:
    """The first player on the page and its parts."""

    def __init__(self, lab: Lab) -> None:
        self.panel = lab.page.locator(".course-panel").first
        self.player = self.panel.locator(".course-player")
        self.range = self.player.get_by_role("slider", name="Frame")
        self.caption = self.player.locator(".course-player-caption")
        self.sentence = self.panel.locator(".course-sentence p")
        self.canvas = self.player.locator("canvas")
        expect(self.range).to_be_visible()
        self.player.scroll_into_view_if_needed()

    def button(self, name: str) -> Locator:
        return self.player.get_by_role("button", name=name, exact=True)

    @property
    def frame(self) -> int:
        return int(self.range.input_value())

    def pixels(self) -> str:
        return str(self.canvas.evaluate("(canvas) => canvas.toDataURL()"))
