"""An instructor in JupyterLab: formgrader's button grades in sandbox and judge; a kernel can run in the sandbox."""

import subprocess
import sys
from collections.abc import Iterator

import nbformat
import pytest
from playwright.sync_api import Browser, expect

from autograder.grading.course import Course
from autograder.grading.score.current_rows import current_rows
from tests.browser.jupyter import Lab, jupyter_lab
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, submit

pytestmark = [pytest.mark.browser, pytest.mark.hostile, pytest.mark.timeout(240)]

ESSAYS = {
    "ida": "Because of outliers, which move the mean. <script>document.title = 'run'</script>",
    "joe": "Outliers move the mean.",
}
LIAR = "class Nine(float):\n    def __eq__(self, other):\n        return True\ndef mean(values):\n    return Nine(9)"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course as an instructor has it, with the submissions of two students."""
    made = Course(small_course.make(tmp_path_factory.mktemp("instructor")))
    small_course.configure(made.root)
    made.release("small")
    submit(made.root, "ann", answered(made.root, RIGHT))
    submit(made.root, "eve", answered(made.root, RIGHT | {"mean": LIAR}))
    for student, essay in ESSAYS.items():
        submit(made.root, student, answered(made.root, RIGHT | {"essay": essay}))
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
    formgrader.get_by_role("link", name="4", exact=True).click()  # the number of submissions
    for student, points in (("ann", "5 / 7"), ("eve", "3 / 7")):
        row = formgrader.locator(f"tr:has(.student-id:text-is('{student}'))")
        row.locator(".autograde a").click()
        expect(formgrader.locator(".modal.in")).to_contain_text("Successfully autograded")
        formgrader.get_by_role("button", name="OK").click()
        expect(row.locator(".score")).to_have_text(points)
    rows = current_rows(course, "small")
    graded = {row.student: row for row in rows if row.student in ("ann", "eve")}
    assert {student: row.score for student, row in graded.items()} == {"ann": 5, "eve": 3}
    assert all(row.isolation.startswith("isolated") for row in graded.values())
    assert opened.errors == []


def test_a_written_answer_is_read_beside_its_mark_scheme(
    opened: Lab, course: Course, browser: Browser
) -> None:
    """Ann and eve wrote the same, joe nearly; a tick gives points and a comment, and one click gives them to eve."""
    command = [
        sys.executable,
        "-m",
        "autograder.cli",
        "grade",
        "small",
        "--course",
        str(course.root),
    ]
    assert subprocess.run(command, check=False).returncode in (0, 1)
    with course.gradebook() as gradebook:
        ids = {s.student.id: s.id for s in gradebook.notebook_submissions("small", "small")}
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(OVERTAKEN)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(opened.address)  # the token makes a cookie here
    address = opened.address.partition("lab?")[0] + "formgrader/submissions/"
    page.goto(f"{address}{ids['ann']}/")
    reading = page.locator(".reading")
    expect(reading.locator("label")).to_have_text(
        ["+1.5names outliersalt-1", "+0.5gives an examplealt-2"]
    )
    expect(reading).to_contain_text("Answered in nearly the same words: submission")
    reading.get_by_label("names outliers").check()
    score, comment = page.locator("#essay"), page.locator("#essay-comment")
    expect(score).to_have_value("1.5")
    score.press("Alt+2")
    expect(score).to_have_value("2")
    expect(comment).to_have_value("+1.5: names outliers\n+0.5: gives an example")
    comment.press("Alt+2")
    expect(score).to_have_value("1.5")
    expect(page.get_by_text("leaves the median")).to_be_hidden()
    score.press("Alt+m")
    expect(page.get_by_text("leaves the median")).to_be_visible()
    same = page.get_by_role("button", name="the answer that is the same")
    _give(course, "eve", 0.5, "Read by a colleague.")
    same.click()
    expect(reading.locator("output")).to_contain_text(
        "1 read already and left as it is: submission"
    )
    assert _by_hand(course)["eve"] == (0.5, "Read by a colleague.")
    _give(course, "eve", None, None)
    same.click()
    expect(reading.locator("output")).to_contain_text("Given to submission")
    page.wait_for_function("!$.active")
    assert _by_hand(course) == {
        "ann": (1.5, NAMED),
        "eve": (1.5, NAMED),
        "ida": (None, None),
        "joe": (None, None),
    }
    page.reload()
    expect(reading.get_by_label("names outliers")).to_be_checked()
    expect(reading.get_by_label("gives an example")).not_to_be_checked()
    score.fill("1.25")
    reading.get_by_label("gives an example").check()
    expect(reading.locator(".typed")).to_contain_text("stay 1.25; what is ticked adds up to 2.")
    expect(score).to_have_value("1.25")
    reading.get_by_role("button", name="Give 2").click()
    expect(score).to_have_value("2")
    expect(reading.locator(".typed")).to_be_hidden()
    page.goto(f"{address}{ids['ida']}/")
    expect(reading.locator("a")).to_have_count(1)  # joe's: half the words are the same
    expect(page).not_to_have_title("run")
    # Formgrader's page takes MathJax from the network.
    assert [error for error in errors if "MathJax" not in error] == []
    page.close()


NAMED = "+1.5: names outliers"
# Two points take long to reach the server: what is saved after them would overtake them.
OVERTAKEN = """
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
  setTimeout(() => send.call(this, body), /"manual_score":2\\b/.test(body) ? 1000 : 0);
};
"""


def _give(course: Course, student: str, points: float | None, comment: str | None) -> None:
    """What another reader gave meanwhile; None takes it back."""
    with course.gradebook() as gradebook:
        gradebook.find_grade("essay", "small", "small", student).manual_score = points
        gradebook.find_comment("essay", "small", "small", student).manual_comment = comment
        gradebook.db.commit()


def _by_hand(course: Course) -> dict[str, tuple[float | None, str | None]]:
    """Each student's points and comment by a person."""
    with course.gradebook() as gradebook:
        return {
            one.student.id: (
                next(grade.manual_score for grade in one.grades if grade.name == "essay"),
                next(comment.manual_comment for comment in one.comments if comment.name == "essay"),
            )
            for one in gradebook.notebook_submissions("small", "small")
        }


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
