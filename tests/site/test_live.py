"""The live notebooks end to end: a lesson moves, an exercise is checked, and what was done is there the next day."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.jupyter import Lab
from tests.site.server import Host

pytestmark = pytest.mark.live
START_SECONDS = 240  # Python starts in the browser, on a machine that may be busy
ANSWER = "def steps_per_epoch(n_samples, batch_size, drop_last=False):\n    return {}"


class Live(Lab):
    """JupyterLite in one page."""

    def __init__(self, page: Page, host: Host) -> None:
        page.set_default_timeout(START_SECONDS * 1000)
        super().__init__(page, host.address + "lite/lab/index.html")

    def done(self, text: str, source: str | None = None) -> str:
        """Runs the cell with `text` in it; what it showed."""
        self.select(text)
        active = "window.coursePanel.content.activeCell.model"
        self.page.evaluate(f"() => {{ {active}.sharedModel.execution_count = null; }}")
        outputs = self.run(source)
        self.page.wait_for_function(
            f"() => {active}.executionCount !== null"
            " && window.coursePanel.sessionContext.session.kernel.status === 'idle'"
        )
        self.page.wait_for_timeout(300)
        return "\n".join(outputs.all_inner_texts())

    def save(self) -> None:
        self.page.evaluate("async () => { await window.coursePanel.context.save(); }")

    def restart(self) -> None:
        self.page.evaluate(
            "async () => { await window.coursePanel.sessionContext.session.kernel.restart(); }"
        )


@pytest.fixture
def live(page, host):
    return Live(page, host)


def test_an_exercise_is_checked_and_remembered_without_matplotlib(live, page, host):
    first = len(host.sent)
    live.open("my_work/ps1/ps1.ipynb")
    live.done("import numpy")
    live.done("def steps_per_epoch", ANSWER.format("n_samples // batch_size"))
    assert "a tail is one more step" in live.done(".check(steps_per_epoch)")
    live.done("def steps_per_epoch", ANSWER.format("[0 for _ in iter(int, 1)]"))
    assert "still running when its time was up" in live.done(".check(steps_per_epoch)")
    right = "n_samples // batch_size if drop_last else -(-n_samples // batch_size)"
    live.done("def steps_per_epoch", ANSWER.format(right))
    assert "6 of 6" in live.done(".check(steps_per_epoch)")
    assert "hint 1 of 3" in live.done(
        ".check(steps_per_epoch)", 'exercise("ps1.steps_per_epoch").hint()'
    )
    live.save()
    assert not [path for path, _ in host.sent[first:] if "matplotlib-" in path]

    live.restart()
    assert "1 of" in live.done("import numpy", "from autograder import progress\nprogress()")
    live.save()
    page.reload()
    page.wait_for_function("() => window.jupyterapp")
    page.evaluate("async () => { await window.jupyterapp.restored }")
    live.open("my_work/ps1/ps1.ipynb")
    kept = (
        "() => [...window.coursePanel.content.model.cells].map((c) => c.sharedModel.source).join()"
    )
    assert right in page.evaluate(kept)
    assert "1 of" in live.done("from autograder import progress")


def test_a_lesson_moves_and_trains_again(live, page):
    live.open("my_work/lessons/02_one_iteration.ipynb")
    live.run_all(START_SECONDS)
    panel = live.panel.locator(".course-panel").first
    player = panel.locator(".course-player")
    expect(player).to_have_attribute("data-loads", re.compile("[1-9]"))
    sentence = panel.locator(".course-sentence p").inner_text()
    panel.get_by_role("slider", name="batch size").press("ArrowRight")
    expect(panel.locator(".course-sentence p")).not_to_have_text(sentence)
    player.get_by_role("button", name="Back to the start").click()
    player.get_by_role("button", name="Play").click()
    expect(player.get_by_role("slider", name="Frame")).not_to_have_value("0")


def test_the_page_says_when_the_browser_keeps_an_older_copy(live, page, host):
    live.open("my_work/ps1/ps1.ipynb")
    page.evaluate(
        "() => window.coursePanel.context.model.setMetadata('sgd_course_release', 'older')"
    )
    live.save()
    page.goto(host.address + "problem-sets/ps1.html")
    expect(page.locator(".course-open [role=status]")).to_contain_text("from an earlier release")


def test_the_page_says_nothing_of_a_copy_of_this_release(live, page, host):
    live.open("my_work/ps1/ps1.ipynb")
    live.save()
    page.goto(host.address + "problem-sets/ps1.html")
    expect(page.get_by_role("link", name="Open live")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.locator(".course-open [role=status]")).to_have_text("")


def test_no_other_host_is_asked(page, host):
    outside: list[str] = []
    own = (host.address, "data:", "blob:")
    page.on("request", lambda request: request.url.startswith(own) or outside.append(request.url))
    live = Live(page, host)
    live.open("my_work/ps1/ps1.ipynb")
    live.done("import numpy")
    assert not [
        url for url in outside if not url.startswith(host.address.removesuffix("sub/path/"))
    ]
