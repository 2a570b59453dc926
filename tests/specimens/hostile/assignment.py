"""The assignment of the class of a hundred, and the limits under which it runs."""

import nbformat
from nbformat.notebooknode import NotebookNode

from tests.grading.small_course import cell
from tests.specimens.hostile.attacks.attack import RIGHT_SQUARE, RIGHT_TOTAL
from tests.specimens.hostile.honest import RIGHT_STEPS

NAME = "hundred"
LIMITS = {
    "cell_cpu": 3, "cell_wall": 6, "notebook_cpu": 20, "notebook_wall": 60, "grace": 1, "memory": 768 * 2**20,
    "processes": 32, "output": 100_000, "rich_output": 1_000_000, "file_size": 200 * 2**20, "disk": 256 * 2**20,
}  # fmt: skip
CONFIG = f"c = get_config()\nc.Execute.limits = {LIMITS!r}\n"

SETUP = "import os\nimport numpy as np\nfrom autograder import exercise"
TEST_SQUARE = (
    "assert square(3) == 9\n### BEGIN HIDDEN TESTS\n"
    "np.testing.assert_allclose(square(np.array([1.0, 2.0])), [1.0, 4.0])\n### END HIDDEN TESTS"
)
TEST_TOTAL = (
    "assert total([1]) == 1\n### BEGIN HIDDEN TESTS\n"
    "assert len(os.environ['AUTOGRADER_GRADING_SEED']) == 64\n"
    "hidden = [7, 35]\nassert total(hidden) == 42\n### END HIDDEN TESTS"
)
TEST_STEPS = "exercise('ps1.steps_per_epoch').grade(steps_per_epoch, points=3)"
HIDDEN = ("np.testing.assert_allclose(square", "hidden = [7", "total(hidden) == 42")


def source_notebook() -> NotebookNode:
    """The assignment: two functions with visible and hidden tests, one exercise of the course, one question."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    a1, a2, a3 = map(_with_marks, (RIGHT_SQUARE, RIGHT_TOTAL, RIGHT_STEPS))
    notebook.cells = [
        cell("code", SETUP, "setup", locked=True),
        cell("code", a1, "a1", solution=True),
        cell("code", TEST_SQUARE, "t1", 2, locked=True),
        cell("code", a2, "a2", solution=True),
        cell("code", TEST_TOTAL, "t2", 3, locked=True),
        cell("code", a3, "a3", solution=True),
        cell("code", TEST_STEPS, "t3", 3, locked=True),
        cell("markdown", "Which is which?", "essay", 2, solution=True),
    ]
    return notebook


def _with_marks(solution: str) -> str:
    """A function whose body the release leaves out."""
    head, body = solution.split("\n", 1)
    return f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
