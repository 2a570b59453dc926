"""A small nbgrader course for the tests: one assignment of any instructor, with visible and hidden tests."""

from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

CONFIGURATION = Path(__file__).resolve().parents[2] / "course/nbgrader_config.py"
SQUARES = '''\
def squares(n):
    """The squares of 1 to n as a list."""
    ### BEGIN SOLUTION
    return [i * i for i in range(1, n + 1)]
    ### END SOLUTION'''
TEST_SQUARES = """\
assert squares(1) == [1]
### BEGIN HIDDEN TESTS
assert squares(3) == [1, 4, 9], "hidden expectation"
### END HIDDEN TESTS"""
MEAN = '''\
def mean(values):
    """The mean of a list."""
    ### BEGIN SOLUTION
    return sum(values) / len(values)
    ### END SOLUTION'''
TEST_MEAN = "assert mean([1, 2, 3]) == 2"
ESSAY = """\
One value far out moves the mean and leaves the median.

### BEGIN MARK SCHEME
- 1.5: names outliers
- 0.5: gives an example
Half points for a drawing alone.
### END MARK SCHEME"""


def cell(
    kind: str,
    source: str,
    grade_id: str | None = None,
    points: float | None = None,
    **flags: object,
) -> NotebookNode:
    made = getattr(nbformat.v4, f"new_{kind}_cell")(source)
    if grade_id is not None:
        meta = {
            "grade_id": grade_id,
            "schema_version": 3,
            "grade": False,
            "solution": False,
            "locked": False,
        }
        meta |= {"task": False} | flags
        if points is not None:
            meta |= {"grade": True, "points": points}
        made.metadata.nbgrader = nbformat.from_dict(meta)
    return made


def source_notebook() -> NotebookNode:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    notebook.cells = [
        cell("markdown", "# A small assignment"),
        cell("markdown", "## Squares"),
        cell("code", SQUARES, "squares", solution=True),
        cell("code", TEST_SQUARES, "test_squares", 3, locked=True),
        cell("markdown", "## Mean"),
        cell("code", MEAN, "mean", solution=True),
        cell("code", TEST_MEAN, "test_mean", 2, locked=True),
        cell("markdown", "## A question"),
        cell("markdown", ESSAY, "essay", 2, solution=True),
    ]
    return notebook


def make(root: Path, name: str = "small") -> Path:
    """A course folder with nothing but its source; release it with ``Course(root).release(name)``."""
    source = root / "source" / name
    source.mkdir(parents=True)
    nbformat.write(source_notebook(), source / f"{name}.ipynb")
    return root


def configure(root: Path, addition: str = "") -> None:
    """Give the course the configuration of ours, with an addition."""
    configuration = CONFIGURATION.read_text().replace('"../solutions"', '"source"')
    (root / CONFIGURATION.name).write_text(configuration + addition)


def released(root: Path, name: str = "small") -> NotebookNode:
    return nbformat.read(root / "release" / name / f"{name}.ipynb", as_version=4)


RIGHT = {
    "squares": "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]",
    "mean": "def mean(values):\n    return sum(values) / len(values)",
    "essay": "Outliers pull the mean.",
}


def answered(
    root: Path, answers: dict[str, str] | None = None, name: str = "small"
) -> NotebookNode:
    """The released notebook with answers written into the answer cells."""
    notebook = released(root, name)
    for one in notebook.cells:
        grade_id = one.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in (answers or {}):
            one.source = (answers or {})[grade_id]
    return notebook


def submit(
    root: Path,
    student: str,
    content: NotebookNode | bytes,
    name: str = "small",
    file: str | None = None,
) -> Path:
    """Put a notebook, or any bytes, where ``student`` hands it in."""
    path = root / "submitted" / student / name / (file or f"{name}.ipynb")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else nbformat.writes(content).encode())
    return path
