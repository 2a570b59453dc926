"""Every lesson opens in JupyterLab, runs without a word of complaint, and passes axe."""

import pytest

from tests.browser.figure import OWN_CONTROLS, Figure
from tests.lessons.executed import LESSONS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.mark.parametrize("lesson", LESSONS, ids=[x.path.stem for x in LESSONS])
def test_every_lesson_opens_runs_and_passes_axe(lab, lesson):
    lab.open(f"lessons/{lesson.path.name}")
    lab.run_all()
    lab.scroll_through()
    assert lab.page.locator(".jp-OutputArea-output[data-mime-type*='stderr']").count() == 0
    assert lab.page.locator(".course-quiz").count() == 3
    figure = Figure(lab)
    assert figure.canvas.evaluate("(canvas) => canvas.width") > 400
    for selector in OWN_CONTROLS:
        assert lab.axe(selector) == []
    lab.close()
