"""Every lesson's page moves without a kernel: by mouse, by keyboard, by a slider, and says so to everyone."""

import re

import pytest
from playwright.sync_api import expect

from tests.lessons.executed import LESSONS
from tests.site.reader import Figure, Reader

pytestmark = pytest.mark.site
EACH = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.path.stem)


def opened(reader: Reader, lesson) -> list[Figure]:
    reader.open(f"lessons/{lesson.path.stem}.html")
    reader.live()
    return [Figure(panel) for panel in reader.page.locator(".course-panel").all()]


@EACH
def test_a_lesson_paints_steps_plays_and_asks(reader, lesson):
    figures = opened(reader, lesson)
    assert figures
    for figure in figures:
        figure.player.scroll_into_view_if_needed()
        assert len(set(figure.pixels())) > 20
        figure.button("Back to the start").click()
        first = figure.pixels()
        figure.button("One frame on").click()
        assert figure.frame == 1
        assert figure.pixels() != first
        figure.range.press("ArrowRight")
        assert figure.frame == 2
        figure.button("Play").press("Enter")
        expect(figure.range).not_to_have_value("2")
    for quiz in reader.page.locator(".course-quiz").all():
        quiz.get_by_role("radio").first.check()
        expect(quiz.locator(".course-quiz-reason")).to_have_text(
            re.compile(r"[✓✗] (Right|Not so)\. \S+")
        )


@EACH
def test_a_slider_of_a_lesson_moves_its_figure_and_reset_brings_it_back(reader, lesson):
    figure = opened(reader, lesson)[0]
    figure.panel.scroll_into_view_if_needed()
    sentence, loads = figure.sentence.inner_text(), figure.loads
    control = figure.panel.locator(".noUi-handle").first
    field = figure.panel.locator("input[type=number], input[type=text]").first
    value = field.input_value()
    control.press("ArrowRight")
    expect(figure.player).not_to_have_attribute("data-loads", str(loads))
    assert figure.sentence.inner_text() != sentence
    assert field.input_value() != value
    figure.panel.get_by_role("button", name="Reset").click()
    expect(figure.sentence).to_have_text(sentence)


@EACH
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_nothing_to_say_about_a_lesson(reader, lesson, theme):
    reader.page.emulate_media(color_scheme=theme)
    opened(reader, lesson)
    assert reader.axe() == []
