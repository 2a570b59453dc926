"""An instructor in JupyterLab: formgrader's button grades in sandbox and judge; a kernel can run in the sandbox."""

from collections.abc import Iterator

import nbformat
import pytest
from playwright.sync_api import Browser, expect

from autograder.grading.course import Course
from autograder.grading.rows import current_rows
from tests.browser.jupyter import Lab, jupyter_lab
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, submit

pytestmark = [pytest.mark.browser, pytest.mark.hostile, pytest.mark.timeout(240)]

LIAR = "class Nine(float):\n    def __eq__(self, other):\n        return True\ndef mean(values):\n    return Nine(9)"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course as an instructor has it, with the submissions of two students."""
    made = Course(small_course.make(tmp_path_factory.mktemp("instructor")))
    small_course.configure(made.root)
    made.release("small")
    submit(made.root, "ann", answered(made.root, RIGHT))
    submit(made.root, "eve", answered(made.root, RIGHT | {"mean": LIAR}))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, made.root / "look.ipynb")
    return made


@pytest.fixture(scope="module")
def opened(
    course: Course, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """JupyterLab in the course's folder, its kernels in the sandbox."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "autograder-sandbox")
        with jupyter_lab(course.root, tmp_path_factory.mktemp("jupyter")) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            yield Lab(page, address)
            page.close()


def test_formgraders_button_grades_in_sandbox_and_judge(opened: Lab, course: Course) -> None:
    opened.page.evaluate("() => { window.jupyterapp.commands.execute('nbgrader:open-formgrader') }")
    formgrader = opened.page.frame_locator("iframe")
    formgrader.get_by_role("link", name="2", exact=True).click()  # the number of submissions
    for student, points in (("ann", "5 / 7"), ("eve", "3 / 7")):
        row = formgrader.locator(f"tr:has(.student-id:text-is('{student}'))")
        row.locator(".autograde a").click()
        expect(formgrader.locator(".modal.in")).to_contain_text("Successfully autograded")
        formgrader.get_by_role("button", name="OK").click()
        expect(row.locator(".score")).to_have_text(points)
    rows = current_rows(course, "small")
    assert {row.student: row.score for row in rows} == {"ann": 5, "eve": 3}
    assert all(row.isolation.startswith("isolated") for row in rows)
    assert opened.errors == []


def test_a_notebook_s_kernel_runs_in_the_sandbox(opened: Lab) -> None:
    opened.open("look.ipynb")
    expect(opened.run("print(6 * 7)")).to_have_text("42")
    refused = opened.run("open('/etc/shadow')")
    expect(refused).to_contain_text("FileNotFoundError")
    refused = opened.run("import socket\nsocket.create_connection(('1.1.1.1', 53), 1)")
    expect(refused).to_contain_text("Address family not supported")
    drawn = opened.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    expect(drawn.locator("img")).to_be_visible()
    asked = opened.run("print('Hello', input('Your name? '))")
    opened.panel.locator(".jp-Stdin-input").fill("Ann")
    opened.panel.locator(".jp-Stdin-input").press("Enter")
    expect(asked.last).to_have_text("Hello Ann")
    endless = opened.run("print('begun')\nwhile True: pass")
    expect(endless).to_have_text("begun")
    opened.page.evaluate("() => { window.coursePanel.sessionContext.session.kernel.interrupt() }")
    expect(endless.last).to_contain_text("KeyboardInterrupt")
    ended = opened.run("import os\nos._exit(3)")
    expect(ended).to_contain_text("exit status 3")
    expect(opened.page.get_by_role("dialog")).to_contain_text("Kernel Restarting")
    opened.page.get_by_role("button", name="Ok", exact=True).click()
    expect(opened.run("print('begun again')")).to_have_text("begun again")
    opened.close()
