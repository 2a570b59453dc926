"""A lesson in Notebook 7: its figure moves, its number field and its questions answer."""

import pytest
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_lesson_2_runs_in_notebook_7(browser: Browser, address: str) -> None:
    base, token = address.split("lab?token=")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        page.goto(f"{base}notebooks/lessons/02_one_iteration.ipynb?token={token}")
        expect(page.get_by_role("heading", level=1, name="One iteration")).to_be_visible()
        expect(page.get_by_text("Python 3 (ipykernel)").first).to_be_visible()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        panel = page.locator(".course-panel").first
        field = panel.get_by_role("spinbutton", name="batch size")
        field.fill("1e1")
        field.press("Enter")
        expect(panel.locator(".course-sentence")).to_contain_text(
            "batch size 10: 5 steps per epoch"
        )
        player = panel.locator(".course-player")
        player.get_by_role("button", name="Back to the start").click()
        player.get_by_role("button", name="One frame on").click()
        expect(player.get_by_role("slider", name="Frame")).to_have_value("1")
        quiz = page.locator(".course-quiz").first
        quiz.get_by_role("radio").nth(1).check()
        expect(quiz.get_by_role("status")).to_contain_text("Right.")
    finally:
        page.close()
