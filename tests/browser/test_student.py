"""A student in JupyterLab: a wrong answer, what it is told, the lesson that is named, a right answer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from autograder.cli.start import hand_out_all
from tests.browser.jupyter import Lab, jupyter_lab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WRONG = """\
def steps_per_epoch(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size
"""
RIGHT = """\
def steps_per_epoch(n_samples, batch_size, drop_last=False):
    full, rest = divmod(n_samples, batch_size)
    return full + (rest > 0 and not drop_last)
"""


@pytest.fixture
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Problem set 1 as `make lab` hands it out, open in JupyterLab."""
    root = tmp_path_factory.mktemp("my_work")
    hand_out_all(root)
    with jupyter_lab(root, tmp_path_factory.mktemp("jupyter")) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1200})
        lab = Lab(page, address)
        lab.open("ps1/ps1.ipynb")
        yield lab
        page.close()


def test_from_a_wrong_answer_by_the_lesson_that_it_names_to_a_right_one(opened: Lab) -> None:
    def checked(answer: str):
        opened.select("def steps_per_epoch")
        opened.run(answer)
        opened.select(".check(steps_per_epoch)")
        return opened.run()

    opened.select("import numpy")
    opened.run()
    told = checked(WRONG)
    expect(told).to_contain_text("you returned 2 steps, but full batches leave 2 samples over.")
    told.get_by_role("link", name="lesson 1").click()
    expect(opened.panel.get_by_role("heading", level=1)).to_contain_text("the ledger")
    opened.show("ps1/ps1.ipynb")
    expect(checked(RIGHT)).to_contain_text("✓ ps1.steps_per_epoch")
    opened.select("import numpy")
    expect(opened.run("progress()")).to_contain_text("steps_per_epoch")
    assert opened.errors == []
