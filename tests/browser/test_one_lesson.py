"""Lesson 2 in a real JupyterLab: mouse, keyboard, play, reset, a question, themes."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.figure import OWN_CONTROLS, Figure
from tests.browser.jupyter import Lab
from tests.lessons.executed import LESSONS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def first_picture(shared_lab: Lab) -> Iterator[str]:
    """Lesson 2, opened and run once for all tests that look at it; the picture its figure then shows."""
    with shared_lab.notebook("lessons/02_one_iteration.ipynb"):
        yield Figure(shared_lab).pixels()


@pytest.fixture
def lesson_2(first_picture: str, lab: Lab) -> Figure:
    """Lesson 2's figure as it is at the start."""
    lab.show("lessons/02_one_iteration.ipynb")
    figure = Figure(lab)
    figure.panel.get_by_role("button", name="Reset", exact=True).click()
    expect(figure.sentence).to_contain_text("batch size 12: 4 steps per epoch")
    figure.button("Back to the start").click()
    figure.until_pixels("===", first_picture)
    return figure


def test_player_by_mouse(lab, lesson_2):
    start = lesson_2.pixels()
    assert lesson_2.frame == 0
    lesson_2.button("One frame on").click()
    assert lesson_2.frame == 1
    assert lesson_2.pixels() != start
    expect(lesson_2.caption).to_contain_text("Batch: take the next 12 samples")
    lesson_2.button("One frame back").click()
    assert lesson_2.frame == 0
    assert lesson_2.pixels() == start
    box = lesson_2.range.bounding_box()
    lab.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    assert 22 <= lesson_2.frame <= 26
    lesson_2.button("Back to the start").click()
    assert lesson_2.frame == 0


def test_player_plays_pauses_and_stops_at_the_end(lab, lesson_2):
    lesson_2.player.get_by_label("Speed").select_option("8×")
    lesson_2.button("Play").click()
    expect(lesson_2.button("Pause")).to_be_visible()
    lab.page.wait_for_function(
        "(range) => Number(range.value) > 3", arg=lesson_2.range.element_handle()
    )
    lesson_2.button("Pause").click()
    stopped = lesson_2.frame
    lab.page.wait_for_timeout(300)
    assert lesson_2.frame == stopped
    lesson_2.button("Play").click()
    expect(lesson_2.button("Play")).to_be_visible(timeout=10_000)
    assert lesson_2.frame == 48
    expect(lesson_2.caption).to_contain_text("update 12 of 12")
    lesson_2.button("Play").click()
    assert lesson_2.frame < 48, "playing again starts over"
    lesson_2.button("Pause").click()


def test_player_by_keyboard(lab, lesson_2):
    lesson_2.range.focus()
    for _ in range(3):
        lab.page.keyboard.press("ArrowRight")
    assert lesson_2.frame == 3
    lab.page.keyboard.press("ArrowLeft")
    assert lesson_2.frame == 2
    assert "Forward" in lesson_2.range.get_attribute("aria-valuetext")
    lab.page.keyboard.press("End")
    assert lesson_2.frame == 48
    lab.page.keyboard.press("Home")
    lab.page.keyboard.press("Tab")
    lab.page.keyboard.press("Shift+Tab")
    lab.page.keyboard.press("Shift+Tab")
    expect(lesson_2.button("One frame on")).to_be_focused()
    lab.page.keyboard.press("Enter")
    assert lesson_2.frame == 1
    cells = lab.page.evaluate("() => window.coursePanel.content.model.cells.length")
    assert cells == len(LESSONS[2].cells), "no key reached the notebook's command mode"


def test_stepping_does_not_ask_the_kernel(lab, lesson_2):
    lab.page.wait_for_timeout(
        1500
    )  # the player tells the kernel once where it stands, a second later
    lab.page.evaluate(
        """() => {
          window.busy = 0;
          window.coursePanel.sessionContext.session.kernel.statusChanged.connect(
            (_, status) => { if (status === 'busy') window.busy += 1; });
        }"""
    )
    lesson_2.range.focus()
    for _ in range(20):
        lab.page.keyboard.down("ArrowRight")  # a key held down
    assert lesson_2.frame == 20
    lab.page.keyboard.up("ArrowRight")
    lab.page.wait_for_timeout(1500)
    assert lab.page.evaluate("() => window.busy") <= 1, "twenty steps, one note where it stopped"


def test_sliders_by_keyboard_and_number_field_and_reset(lab, lesson_2):
    before = lesson_2.pixels()
    handle = lesson_2.panel.get_by_role("slider", name="batch size")
    handle.focus()
    lab.page.keyboard.press("ArrowRight")
    expect(lesson_2.sentence).to_contain_text("batch size 13: 4 steps per epoch")
    field = lesson_2.panel.get_by_role("spinbutton", name="batch size")
    expect(field).to_have_value("13")
    field.fill("7")
    field.press("Enter")
    expect(lesson_2.sentence).to_contain_text("batch size 7: 7 steps per epoch, the last has 4")
    lesson_2.panel.get_by_role("button", name="Reset").click()
    expect(lesson_2.sentence).to_contain_text("batch size 12: 4 steps per epoch")
    expect(field).to_have_value("12")
    lesson_2.until_pixels("===", before)


def test_slider_by_mouse(lab, lesson_2):
    track = lesson_2.panel.locator(".noUi-base").first
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    lab.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    expect(lesson_2.sentence).to_contain_text(re.compile(r"batch size 2[2-5]: 2 steps per epoch"))


def test_dark_theme_repaints_the_figure(lab, lesson_2):
    light = lesson_2.pixels()
    lab.theme("JupyterLab Dark")
    try:
        lesson_2.until_pixels("!==", light)
        choice = lesson_2.panel.locator(".widget-dropdown select")
        expect(choice).to_have_css("background-image", "none")  # ipywidgets' arrow, always black
        for selector in OWN_CONTROLS:
            assert lab.axe(selector) == []
    finally:
        lab.theme("JupyterLab Light")
    lesson_2.until_pixels("===", light)


def test_question_by_keyboard_gives_the_reason(lab, lesson_2):
    quiz = lab.panel.locator(".course-quiz").first
    first = quiz.get_by_role("radio").first
    first.focus()
    lab.page.keyboard.press("Space")
    expect(quiz.get_by_role("status")).to_contain_text("Not so. The second batch holds other")
    lab.page.keyboard.press("ArrowDown")
    expect(quiz.get_by_role("status")).to_contain_text("Right. Measure the first batch again")
    expect(quiz.get_by_role("radio").nth(1)).to_be_checked()


def test_questions_are_answered_apart_and_their_source_is_out_of_sight(lab, lesson_2):
    quizzes = lab.panel.locator(".course-quiz")
    for number in range(3):
        quizzes.nth(number).get_by_role("radio").nth(number).check()
    for number in range(3):
        expect(quizzes.nth(number).get_by_role("radio").nth(number)).to_be_checked()
    sources = lab.panel.locator(".jp-CodeCell:has(.course-quiz) .jp-InputArea-editor")
    assert not any(source.is_visible() for source in sources.all())


def test_reduced_motion_is_respected(lab, lesson_2):
    lab.page.emulate_media(reduced_motion="reduce")
    try:
        lesson_2.player.get_by_label("Speed").select_option("8×")
        started = time.monotonic()
        lesson_2.button("Play").click()
        lab.page.wait_for_timeout(600)
        reached = lesson_2.frame
        assert reached <= time.monotonic() - started, "more than one frame a second"
        lesson_2.button("Pause").click()
    finally:
        lab.page.emulate_media(reduced_motion="no-preference")
        lesson_2.player.get_by_label("Speed").select_option("1×")
