"""The demo's course: made in a folder of its own, so that nobody's gradebook is touched."""

import ast
import copy
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from rich.console import Console

from autograder.demo.students import CLASS, Student
from autograder.grading.contract.results import Summary
from autograder.grading.course import CONFIG_FILE, Course, CourseError
from autograder.grading.pages import console as show
from autograder.grading.pages import export, report
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.material.new_course import new_course

ASSIGNMENT = "ps1"
IMPATIENT = """
# The demo does not wait long for the program that never ends.
c.Execute.limits = {"cell_cpu": 3.0, "cell_wall": 6.0}
"""


def run(
    folder: Path | None = None,
    jobs: int | None = None,
    console: Console | None = None,
) -> Summary:
    """Play the day and say what happens; returns the summary of the grading.

    The demo's own course is made in ``folder`` (a new temporary one by default) and stays there to be looked at.
    """
    console = console or Console()
    jupyter = "jupyter" if shutil.which("jupyter") else Path(sys.executable).with_name("jupyter")
    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise CourseError(f"{folder} is not empty. Name a new folder for the demo.")
    root = _make_course(folder or Path(tempfile.mkdtemp(prefix="autograder-demo-")))
    course = Course(root)
    show.quieten()
    console.print(f"A course in {root}", highlight=False)
    with console.status(f"Releasing {ASSIGNMENT}"):
        course.release(ASSIGNMENT)
    console.print(f"Released {ASSIGNMENT}: solutions and hidden tests are cut out.")
    _take_in(course)
    console.print(f"Took in a class of {len(CLASS)}.", highlight=False)
    options = GradeOptions(root, ASSIGNMENT, jobs=jobs, allow_level="none")
    with show.progress(console) as watcher:
        summary = grade_assignment(options, watcher)
    show.table(console, summary)
    page = report.write(course, ASSIGNMENT)
    marks = export.write_csv(course, ASSIGNMENT)
    places = {
        "Class report": page,
        "Feedback pages": course.folder("feedback", "*", ASSIGNMENT),
        "Marks": marks,
        "Gradebook": root / "gradebook.db",
        "In formgrader": f"cd {root} && {jupyter} lab    (menu Nbgrader, Formgrader)",
    }
    console.print()
    for name, place in places.items():
        console.print(f"{name:<15} {place}", highlight=False, soft_wrap=True)
    return summary


def _make_course(folder: Path) -> Path:
    new_course(folder)
    with (folder / CONFIG_FILE).open("a", encoding="utf-8") as config:
        config.write(IMPATIENT)
    return folder.resolve()


def _take_in(course: Course) -> None:
    """The roster into the gradebook, the files into the folder where nbgrader collects them."""
    released = course.folder("release", ".", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    with course.gradebook() as gradebook:
        for student in CLASS:
            gradebook.update_or_create_student(
                student.id, first_name=student.first_name, last_name=student.last_name
            )
    for student in CLASS:
        if student.file == "missing":
            continue
        notebook = _written(nbformat.read(released, as_version=4), student)
        if student.file == "cells copied and deleted":
            notebook = _mishandled(notebook)
        text = nbformat.writes(notebook)
        if student.file == "cut off":
            text = text[: len(text) * 2 // 3]
        folder = course.folder("submitted", student.id, ASSIGNMENT)
        folder.mkdir(parents=True)
        (folder / released.name).write_text(text, "utf-8")


def _written(notebook: NotebookNode, student: Student) -> NotebookNode:
    """The released notebook with the student's programs in the cells that ask for them."""
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if not meta.get("solution"):
            continue
        if cell.cell_type == "markdown":
            cell.source = student.answer
        else:
            for name in _functions(cell.source) & set(student.programs):
                cell.source = student.programs[name]
    return notebook


def _functions(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def _mishandled(notebook: NotebookNode) -> NotebookNode:
    """The first answer cell pasted twice, the last test deleted: what happens when cells are moved about."""
    cells = notebook.cells
    first = next(
        i for i, cell in enumerate(cells) if cell.metadata.get("nbgrader", {}).get("solution")
    )
    twin = copy.deepcopy(cells[first])
    twin.id = nbformat.v4.new_code_cell().id
    cells.insert(first + 1, twin)
    tests = [
        i
        for i, cell in enumerate(cells)
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    ]
    del cells[tests[-1]]
    return notebook
