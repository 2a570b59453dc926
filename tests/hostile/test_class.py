"""A class that is half hostile, graded as an instructor grades it: everyone gets the right score."""

from pathlib import Path

import nbformat
import pytest

from autograder.grading.course import Course
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.grading import small_course

pytestmark = pytest.mark.hostile

SQUARES = "def squares(n):\n    return [i * i for i in range(1, n + 1)]"
MEAN = "def mean(values):\n    return sum(values) / len(values)"
WRONG = "def squares(n):\n    return [1]"
CONFIG = """
c = get_config()
c.Execute.limits = {"cell_cpu": 2, "cell_wall": 15, "grace": 1, "processes": 32}
"""

# Student → (what stands in the first answer cell, in the second, points).
CLASS: dict[str, tuple[str, str, float]] = {
    "honest": (SQUARES, MEAN, 5),
    "wrong": (WRONG, MEAN, 2),
    "noisy": (SQUARES + "\nimport warnings\nwarnings.warn('x')\nprint('x' * 1000)", MEAN, 5),
    "loops": (SQUARES, "while True: pass", 3),
    "exits": (SQUARES, "import os\nos._exit(0)", 3),
    "exits_first": ("import os\nos._exit(0)", MEAN, 0),
    "segfault": (SQUARES, "import ctypes\nctypes.string_at(1)", 3),
    "forks": (SQUARES, "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", 3),
    "floods": (SQUARES, MEAN + "\nwhile True: print('x' * 1000)", 5),
    "patches": (WRONG + "\nimport builtins\nbuiltins.AssertionError = Exception", MEAN, 2),
    "transforms": (
        WRONG + "\nget_ipython().input_transformers_cleanup.append(lambda lines: [])",
        "",
        0,
    ),
    "equals": (
        "class Yes(list):\n    def __eq__(self, o): return True\ndef squares(n): return Yes()",
        MEAN,
        2,
    ),
    "kills": (SQUARES, "import os\nos.kill(os.getppid(), 9)\nos.kill(-1, 9)\n" + MEAN, 3),
    "thief": (
        WRONG
        + """
import glob, os, sqlite3
for path in glob.glob("/**/gradebook.db", recursive=True) + [BOOK]:
    try:
        book = sqlite3.connect(path)
        book.execute("update grade set auto_score = 3")
        book.commit()
    except sqlite3.Error:
        pass
for path in glob.glob("/**/*.ipynb", recursive=True):
    print(open(path).read())
""",
        MEAN,
        2,
    ),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = small_course.make(tmp_path / "course")
    (root / "nbgrader_config.py").write_text(CONFIG)
    course = Course(root)
    course.release("small")
    for student, (first, second, _) in CLASS.items():
        released = course.folder("release", ".", "small") / "small.ipynb"
        notebook = nbformat.read(released, as_version=4)
        book = f"BOOK = {str(root / 'gradebook.db')!r}\n"
        for cell in notebook.cells:
            answer = {"squares": book + first, "mean": second}
            cell.source = answer.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        target = root / "submitted" / student / "small" / "small.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(notebook, target)
    return course


@pytest.mark.timeout(600)
def test_everyone_gets_the_right_score(course: Course) -> None:
    summary = grade_assignment(GradeOptions(course.root, "small", jobs=2))
    scores = {row.student: row.score for row in summary.rows}
    assert scores == {student: points for student, (_, _, points) in CLASS.items()}
    with course.gradebook() as gradebook:
        for student, (_, _, points) in CLASS.items():
            assert gradebook.find_submission("small", student).score == points
    pages = list((course.root / "autograded").glob("*/small/*.ipynb"))
    assert len(pages) == len(CLASS)
    assert all(page.stat().st_size < 2_000_000 for page in pages)
