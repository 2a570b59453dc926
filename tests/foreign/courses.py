"""Grade solutions, stubs and nearly right answers of any nbgrader courses with stock nbgrader and with ours, and
print where they differ.

``make courses COURSES=folder`` takes a folder of checkouts. An assignment is any folder below it whose
notebooks have test cells and solutions. Nothing is written there; stock nbgrader runs their code without a
sandbox, so take courses that you trust, or a machine that you can lose.
"""

import argparse
import os
import re
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import find_kernel_specs
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.nbgraderformat import MetadataValidator
from traitlets.config import PyFileConfigLoader

from autograder.grading.contract.cells import about, grade_id, is_test
from autograder.grading.course import Course
from autograder.grading.course.calibration_file import load
from autograder.grading.course.course import use_own_programs
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.foreign.assignment import PYTHON
from tests.foreign.slips import slipped
from tests.grading import small_course

NAME = "a"
STUDENTS = ("solution", "slips", "stub")
LARGEST = 200_000_000  # bytes of an assignment's folder
STOCK = 'c = get_config()\nc.CourseDirectory.root = {root!r}\nc.CourseDirectory.course_id = "x"\n'
ANY_LANGUAGE = (
    "\nc.ClearSolutions.enforce_metadata = False"
    "\nc.ClearSolutions.code_stub = {n: 'YOUR CODE HERE' for n in"
    " ('bash', 'R', 'julia', 'octave', 'java', 'sas', 'sql', 'c++17')} | {'python': 'raise NotImplementedError()'}\n"
)
STUB = re.compile("YOUR CODE HERE|raise NotImplementedError")
Scores = dict[tuple[str, str, str], float | None]


@dataclass
class Line:
    """What came of one assignment."""

    assignment: str
    cells: int = 0
    shared: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    problem: str = ""

    def __str__(self) -> str:
        if self.problem:
            return f"{self.assignment[:60]:60} {self.problem[:90]}"
        times = " ".join(f"{seconds:6.1f}" for seconds in self.seconds.values())
        shared = len(self.shared)
        counts = f"{self.cells:5} {self.cells - shared:8} {shared:6} {len(self.differ):6}"
        text = f"{self.assignment[:60]:60} {counts} {times}"
        return "\n".join(
            [
                text,
                *(f"    shared {s}" for s in self.shared),
                *(f"    DIFFERS {d}" for d in self.differ),
            ]
        )


def assignments(folder: Path) -> Iterator[Path]:
    """The folders below that hold an instructor's notebooks."""
    parents = {
        path.parent for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
    }
    return (parent for parent in sorted(parents) if any(map(is_source, parent.glob("*.ipynb"))))


def is_source(path: Path) -> bool:
    """Whether a notebook has tests, and answers that are more than stubs."""
    try:
        cells = nbformat.read(path, as_version=4).cells
    except Exception:  # whatever lies in a foreign folder
        return False
    answers = [c.source for c in cells if about(c).get("solution") and c.cell_type == "code"]
    return any(map(is_test, cells)) and any(a.strip() and not STUB.search(a) for a in answers)


def compare(folder: Path, label: str) -> Line:
    """Grade one assignment with both."""
    line = Line(label)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size > LARGEST:
        line.problem = f"left out: {size / 1e6:.0f} MB"
        return line
    with tempfile.TemporaryDirectory(prefix="courses-", dir="/var/tmp") as root:
        found: dict[str, Scores] = {}
        for side in ("stock", "ours"):
            course = Path(root) / side
            try:
                prepare(folder, course, side)
                began = time.monotonic()
                grade(course, side)
            except Exception as error:
                text = " ".join(str(error).split())
                line.problem = f"{side}: {type(error).__name__}: {text}"
                return line
            line.seconds[side] = time.monotonic() - began
            found[side] = scores(course)
        known = load(Course(Path(root) / "ours"), NAME).notebooks
        for notebook, part in known.items():
            line.cells += len(part.cells)
            line.shared += [f"{notebook}/{c.grade_id}: {c.remark}" for c in part.cells if c.shared]
        for key in sorted(found["stock"].keys() | found["ours"].keys()):
            stock, ours = found["stock"].get(key), found["ours"].get(key)
            if stock != ours:
                line.differ.append(f"{'/'.join(key)}: stock {stock}, ours {ours}")
    return line


def prepare(folder: Path, course: Path, side: str) -> None:
    """A course with this assignment, released, its solution and its stub handed in."""
    source = course / "source" / NAME
    ignored = shutil.ignore_patterns(".git", ".ipynb_checkpoints")
    shutil.copytree(folder, source, ignore=ignored, symlinks=True)
    for path in source.glob("*.ipynb"):
        if not is_source(path):
            path.unlink()
            continue
        notebook = nbformat.read(path, as_version=4)
        use_installed_kernel(notebook)
        nbformat.write(MetadataValidator().upgrade_notebook_metadata(notebook), path)
    if side == "stock":
        text = STOCK.format(root=str(course)) + ANY_LANGUAGE
        (course / "nbgrader_config.py").write_text(text)
    else:
        small_course.configure(course, ANY_LANGUAGE)
    with inside(course):
        done = api(course).generate_assignment(NAME)
    if not done["success"]:
        raise RuntimeError(cause(str(done.get("log") or done.get("error"))))
    for student in STUDENTS:
        place = course / "submitted" / student / NAME
        shutil.copytree(course / "release" / NAME, place)
        for path in place.glob("*.ipynb") if student != "stub" else ():
            nbformat.write(solved(path, source / path.name, student == "slips"), path)


def use_installed_kernel(notebook: NotebookNode) -> None:
    """Where a Python kernel of another machine is asked for, take this machine's."""
    spec = notebook.metadata.get("kernelspec", {})
    if spec.get("language", "python") == "python" and spec.get("name") not in find_kernel_specs():
        notebook.metadata.kernelspec = nbformat.from_dict(PYTHON)


def cause(log: str) -> str:
    """The line of nbgrader's log that says what went wrong: the exception that ended it."""
    raised = re.findall(r"^ {4}(\w*(?:Error|Exception)\b.*)$", log, re.MULTILINE)
    return str(raised[-1]) if raised else log.strip().splitlines()[-1]


def solved(released: Path, source: Path, wrong: bool = False) -> NotebookNode:
    """The released notebook with the instructor's answers; with `wrong`, a slip in each of them."""
    own = {grade_id(c): c.source for c in nbformat.read(source, as_version=4).cells if grade_id(c)}
    notebook = nbformat.read(released, as_version=4)
    for cell in notebook.cells:
        if about(cell).get("solution"):
            lines = own[grade_id(cell)].splitlines()
            text = "\n".join(line for line in lines if "SOLUTION" not in line)
            cell.source = slipped(text) if wrong and cell.cell_type == "code" else text
    return notebook


def grade(course: Path, side: str) -> None:
    """Grade the submissions."""
    with inside(course):
        if side == "ours":
            grade_assignment(GradeOptions(course, NAME, jobs=1))
            return
        for student in STUDENTS:
            api(course).autograde(NAME, student)


def scores(course: Path) -> Scores:
    """The machine's points in the gradebook, by student, notebook and cell."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "x") as book:
        return {
            (submission.student.id, notebook.name, one.name): one.auto_score
            for submission in book.assignment_submissions(NAME)
            for notebook in submission.notebooks
            for one in notebook.grades
        }


def api(course: Path) -> NbGraderAPI:
    """nbgrader's commands, in this process."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    return NbGraderAPI(config=config)


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder, as nbgrader's commands expect."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.chdir(before)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("courses", type=Path, help="a folder of checkouts")
    folder = parser.parse_args().courses.resolve()
    use_own_programs()
    print(f"{'assignment':60} cells isolated shared differ  stock   ours (seconds)")
    lines = []
    for found in assignments(folder):
        lines.append(compare(found, str(found.relative_to(folder))))
        print(lines[-1], flush=True)
    cells = sum(line.cells for line in lines)
    shared = sum(len(line.shared) for line in lines)
    differ = [text for line in lines for text in line.differ]
    print(
        f"{len(lines)} assignments, {cells} test cells, {cells - shared} isolated, {len(differ)} points that differ"
    )
    lost = [text for text in differ if text.startswith("solution/")]
    return int(bool(lost))


if __name__ == "__main__":
    raise SystemExit(main())
