"""A lesson that was run, saved and opened again; run as a whole; in a narrow window; and whose kernel is gone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.figure import Figure
from tests.browser.jupyter import LABEXTENSION, Lab, jupyter_lab

ROOT = Path(__file__).parents[2]
LESSON = "lessons/02_one_iteration.ipynb"
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

REOPEN = """
async ([path, start]) => {
  const app = window.jupyterapp;
  const panel = await app.commands.execute('docmanager:open', {
    path, factory: 'Notebook', kernelPreference: {shouldStart: start, canStart: start, autoStartDefault: start}});
  await panel.context.ready;
  if (start) await panel.sessionContext.ready;
  window.coursePanel = panel;
}
"""


@pytest.fixture(scope="module")
def saved(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Lesson 2, run, saved and closed, by a reader whom JupyterLab trusts."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "lessons", root / "lessons")
    with jupyter_lab(root, tmp_path_factory.mktemp("jupyter")) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        lab = Lab(page, address)
        with lab.notebook(LESSON):
            Figure(lab)
            page.evaluate("() => window.coursePanel.context.save()")
        yield lab
        page.close()


def reopen(lab: Lab, kernel: bool) -> None:
    lab.page.evaluate(REOPEN, [LESSON, kernel])
    lab.scroll_through()


@pytest.mark.parametrize("kernel", [True, False], ids=["new kernel", "no kernel"])
def test_a_saved_figure_shows_its_picture_and_says_how_to_move_it(saved, kernel):
    reopen(saved, kernel)
    still = saved.panel.locator(".course-still").first
    expect(still.locator("img")).to_be_visible()
    expect(still).to_contain_text("As it was saved. Run the cells from the top to move it.")
    expect(saved.panel.get_by_text("model not found")).to_have_count(0)
    expect(saved.panel.get_by_text("Loading widget")).to_have_count(0)
    if kernel:
        saved.run_all()
        assert Figure(saved).frame >= 0
        expect(saved.panel.locator(".course-still")).to_have_count(0)
    saved.close()


def test_after_running_all_the_reader_is_at_the_top(saved):
    reopen(saved, kernel=True)
    saved.run_all()
    expect(saved.panel.get_by_role("heading", level=1)).to_be_in_viewport()
    assert saved.page.evaluate("() => window.coursePanel.content.activeCellIndex") == 0
    saved.close()


def test_in_a_narrow_window_a_lesson_has_the_width_of_it(saved):
    collapsed = "() => window.jupyterapp.shell.leftCollapsed"
    page = saved.page
    reopen(saved, kernel=False)
    try:
        page.evaluate("() => window.jupyterapp.shell.expandLeft()")
        page.set_viewport_size({"width": 420, "height": 800})
        page.wait_for_function(collapsed)
        page.evaluate("() => window.jupyterapp.shell.expandLeft()")
        assert not page.evaluate(collapsed)  # the reader's own wish
        saved.close()
        reopen(saved, kernel=False)
        page.wait_for_function(collapsed)
    finally:
        page.set_viewport_size({"width": 1280, "height": 720})
        saved.close()


def test_a_figure_whose_kernel_is_gone_says_that_it_must_be_run_again(saved):
    reopen(saved, kernel=True)
    saved.run_all()
    figure = Figure(saved)
    saved.page.evaluate("() => window.coursePanel.sessionContext.session.kernel.restart()")
    expect(figure.sentence).to_have_text(
        "The kernel has stopped, so the controls move nothing. Run this cell again."
    )
    figure.button("One frame on").click()  # what is there still plays
    assert figure.frame == 1
    saved.run_all()
    expect(Figure(saved).sentence).to_contain_text("steps per epoch")
    saved.close()


BROKEN = """
async (source) => {
  const warned = [];
  console.warn = (text) => warned.push(text);
  new Function(source)();
  const extension = window._JUPYTERLAB["sgd-course"];
  const load = async () => (await extension.get())().default;
  extension.init({});
  const without = await load();
  const module = (exported) => ({"1.0": {get: async () => () => exported}});
  extension.init({"@jupyterlab/rendermime": module({}), "@jupyterlab/notebook": module({})});
  const strange = await load();
  for (const plugin of strange) plugin.activate({}, {}); // neither an application nor a registry
  return [without.length, strange.map((plugin) => plugin.id), warned.length, 'createRenderer' in {}];
}
"""


def test_in_a_jupyterlab_that_it_does_not_know_it_changes_nothing(browser):
    source = (LABEXTENSION / "static/remoteEntry.js").read_text("utf-8")
    page = browser.new_page()
    try:
        found = page.evaluate(BROKEN, source)
    finally:
        page.close()
    plugins = ["sgd-course:stills", "sgd-course:top", "sgd-course:narrow"]
    assert found == [0, plugins, 4, False]
