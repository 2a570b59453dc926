"""The class that the benchmark of grading grades: an assignment, its submissions, a course around them.

A first NumPy notebook of 16 cells: six functions to write, a test for each, and a figure.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


@dataclass(frozen=True)
class Checkout:
    """A checkout of this project, and the programs of the environment that it is installed in."""

    root: Path
    programs: Path

    @property
    def config(self) -> str:
        """The configuration of its own course."""
        return (self.root / "course" / "nbgrader_config.py").read_text()


THIS = Checkout(Path(__file__).resolve().parents[1], Path(sys.executable).parent)

STOCK_CONFIG = """\
from pathlib import Path
c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.source_directory = "../solutions"
"""

# (name, reference solution, test), in the manner of a first NumPy assignment.
EXERCISES = (
    (
        "center",
        "def center(X):\n    return X - X.mean(axis=0)",
        "X = rng.normal(size=(50, 4))\n"
        "np.testing.assert_allclose(center(X).mean(axis=0), np.zeros(4), atol=1e-12)\n"
        "assert center(X).shape == X.shape",
    ),
    (
        "distances",
        "def distances(X, Y):\n"
        "    return np.sqrt(((X[:, None, :] - Y[None, :, :]) ** 2).sum(axis=-1))",
        "A, B = rng.normal(size=(30, 3)), rng.normal(size=(20, 3))\n"
        "D = distances(A, B)\n"
        "assert D.shape == (30, 20)\n"
        "np.testing.assert_allclose(D[0, 0], np.linalg.norm(A[0] - B[0]))",
    ),
    (
        "softmax",
        "def softmax(z):\n"
        "    e = np.exp(z - z.max(axis=-1, keepdims=True))\n"
        "    return e / e.sum(axis=-1, keepdims=True)",
        "Z = rng.normal(size=(8, 5)) * 100\n"
        "np.testing.assert_allclose(softmax(Z).sum(axis=-1), np.ones(8))\n"
        "assert (softmax(Z) >= 0).all()",
    ),
    (
        "fit_line",
        "def fit_line(x, y):\n"
        "    A = np.stack([x, np.ones_like(x)], axis=1)\n"
        "    return np.linalg.lstsq(A, y, rcond=None)[0]",
        "x = np.linspace(0, 1, 40)\n"
        "np.testing.assert_allclose(fit_line(x, 3 * x - 1), [3, -1], atol=1e-9)",
    ),
    (
        "batches",
        "def batches(n, size):\n    return [range(i, min(i + size, n)) for i in range(0, n, size)]",
        "assert [len(b) for b in batches(10, 4)] == [4, 4, 2]\n"
        "assert sorted(i for b in batches(10, 4) for i in b) == list(range(10))",
    ),
    (
        "descend",
        "def descend(gradient, w, lr, steps):\n"
        "    for _ in range(steps):\n        w = w - lr * gradient(w)\n    return w",
        "np.testing.assert_allclose(descend(lambda w: 2 * w, np.ones(3), 0.1, 100), 0, atol=1e-8)",
    ),
)


def assignment() -> Any:
    """The instructor's notebook: title, locked set-up, six exercises with a test each, a figure."""

    def cell(source: str, grade_id: str, **marks: Any) -> Any:
        meta = {"grade_id": grade_id, "schema_version": 3, "grade": False, "solution": False}
        meta |= {"locked": False, "task": False, **marks}
        return new_code_cell(source, metadata={"nbgrader": meta})

    setup = "import numpy as np\nrng = np.random.default_rng(0)"
    cells = [
        new_markdown_cell("# First steps with NumPy"),
        new_code_cell("import numpy as np\nimport matplotlib.pyplot as plt"),
        cell(setup, "setup", locked=True),
    ]
    for name, solution, test in EXERCISES:
        head, _, body = solution.partition("\n")
        marked = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        cells.append(cell(marked, name, solution=True))
        cells.append(cell(test, f"test-{name}", grade=True, locked=True, points=2))
    cells.append(new_code_cell("plt.plot(np.cumsum(np.random.default_rng(1).normal(size=200)))"))
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec})


def submissions(count: int) -> Iterable[tuple[str, Any]]:
    """Students and their notebooks: each has one exercise in seven wrong, some have none."""
    for number in range(count):
        notebook = assignment()
        for position, (name, solution, _) in enumerate(EXERCISES):
            wrong = position == number % 7
            head = solution.partition("\n")[0]
            source = f"{head}\n    return None" if wrong else solution
            for cell in notebook.cells:
                if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
                    cell.source = source
        yield f"s{number:03}", notebook


def start(checkout: Checkout, course: Path, *command: str) -> subprocess.Popen[bytes]:
    """Start a command in a course; it finds the programs of the checkout's environment first."""
    path = f"{checkout.programs}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(
        [str(checkout.programs / command[0]), *command[1:]],
        cwd=course,
        env={**os.environ, "PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def make_course(
    folder: Path, students: list[tuple[str, Any]], checkout: Checkout | None = THIS
) -> Path:
    """A course with the assignment released and the submissions in place; of stock nbgrader without a checkout."""
    source = folder / "solutions" / "ps" / "ps.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(assignment(), source)
    course = folder / "course"
    course.mkdir()
    (course / "nbgrader_config.py").write_text(checkout.config if checkout else STOCK_CONFIG)
    if start(checkout or THIS, course, "nbgrader", "generate_assignment", "ps").wait() != 0:
        raise SystemExit(f"nbgrader generate_assignment failed in {course}")
    for student, notebook in students:
        target = course / "submitted" / student / "ps" / "ps.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(notebook, target)
    return course
