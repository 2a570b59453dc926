"""Every lesson opens in JupyterLab, runs without a word of complaint, passes axe, and fits into small windows."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.figure import OWN_CONTROLS, Figure
from tests.browser.jupyter import Lab
from tests.lessons.executed import LESSONS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

# The width of each panel's view, the bottom of its play bar below the panel's top, and whatever sticks out.
MEASURE = """
(notebook) => {
  const view = notebook.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect();
  return [...notebook.querySelectorAll('.course-panel')].map((panel) => {
    const { top } = panel.getBoundingClientRect();
    const parts = [...panel.querySelectorAll('*')].map((e) => [e, e.getBoundingClientRect()]);
    const out = parts.filter(([e, r]) => r.width > 0 && r.right > view.right + 1 && !e.closest('.noUi-target'));
    return {
      bar: panel.querySelector('.course-player-bar').getBoundingClientRect().bottom - top,
      view: view.height,
      out: out.map(([e]) => String(e.className || e.tagName)),
    };
  });
}
"""
SIZES = {
    "low": (1280, 720),
    "narrow": (420, 800),
    "zoomed": (640, 360),
}  # CSS pixels; 200 % halves them


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
        assert_fits(lab, notebook)


def assert_fits(lab: Lab, notebook: Locator) -> None:
    """In a low window the play bar is in sight below its sliders; narrow or zoomed in, nothing is cut off."""
    size = lab.page.viewport_size
    assert size is not None
    try:
        for name, (width, height) in SIZES.items():
            lab.page.set_viewport_size({"width": width, "height": height})
            lab.page.wait_for_timeout(400)  # the canvas follows the window
            for panel in notebook.evaluate(MEASURE):
                assert panel["out"] == [], name
                assert name != "low" or panel["bar"] <= panel["view"]
    finally:
        lab.page.set_viewport_size(size)
