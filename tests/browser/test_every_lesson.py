"""Every lesson opens in JupyterLab, runs without a word of complaint, and passes axe."""

import pytest
from playwright.sync_api import expect

from tests.browser.figure import OWN_CONTROLS, Figure
from tests.lessons.executed import LESSONS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.mark.parametrize("lesson", LESSONS, ids=[x.path.stem for x in LESSONS])
def test_every_lesson_opens_runs_and_passes_axe(lab, lesson):
    with lab.notebook(f"lessons/{lesson.path.name}") as notebook:
        lab.scroll_through()
        Figure(lab)
        expect(notebook.locator(".course-quiz")).to_have_count(3)
        expect(notebook.locator(".jp-OutputArea-output[data-mime-type*='stderr']")).to_have_count(0)
        labels = notebook.locator(".course-control .widget-label").all()
        cut = "(label) => label.scrollWidth > label.clientWidth || label.scrollHeight > label.clientHeight"
        assert [label.inner_text() for label in labels if label.evaluate(cut)] == []
        for selector in OWN_CONTROLS:
            assert lab.axe(selector) == []
