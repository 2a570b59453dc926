"""The notebook that students were given, and what those before it held.

A submission may be made from a release that was replaced since: nothing of that is its student's doing.
"""

import json

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from autograder.grading.contract.cells import grade_id
from autograder.grading.course.course import Course, CourseError
from autograder.grading.course.journal import write_whole

FILE = "releases.json"
MOST_KEPT = 20  # releases of one notebook
Release = dict[str, str]
"""The text of each named cell, by grade_id."""


def released_notebook(course: Course, assignment: str, name: str) -> NotebookNode:
    """The notebook that students were given; made from the instructor's own where no release folder is kept."""
    for step in ("release", "source"):
        path = course.folder(step, ".", assignment) / f"{name}.ipynb"
        if path.is_file():
            notebook = nbformat.read(path, as_version=4)
            return notebook if step == "release" else _without_secrets(course, notebook)
    raise CourseError(
        f"There is no released {name}.ipynb to compare with. Run: nbgrader generate_assignment {assignment}"
    )


def released_notebooks(course: Course, assignment: str) -> dict[str, NotebookNode]:
    """All of an assignment's, by name."""
    names = course.notebook_names(assignment)
    return {name: released_notebook(course, assignment, name) for name in names}


def _without_secrets(course: Course, notebook: NotebookNode) -> NotebookNode:
    """The instructor's notebook without solutions, hidden tests and mark schemes."""
    for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
        notebook, _ = step(config=course.config).preprocess(notebook, ResourcesDict(nbgrader={}))
    return notebook


def keep_release(course: Course, assignment: str, name: str, notebook: NotebookNode) -> None:
    """Add a notebook, as it is released now, to those that `releases` gives."""
    cells = {found: cell.source for cell in notebook.cells if (found := grade_id(cell))}
    kept = _all_releases(course, assignment)
    others = [release for release in kept.get(name, []) if release != cells]
    kept[name] = [*others, cells][-MOST_KEPT:]
    write_whole(course.state(assignment) / FILE, json.dumps(kept, indent=1) + "\n")


def releases(course: Course, assignment: str, name: str) -> list[Release]:
    """What the releases of one notebook held, the last one last; CourseError if it cannot be read."""
    return _all_releases(course, assignment).get(name, [])


def _all_releases(course: Course, assignment: str) -> dict[str, list[Release]]:
    path = course.state(assignment) / FILE
    if not path.is_file():
        return {}
    try:
        kept: dict[str, list[Release]] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise CourseError(
            f"{path} cannot be read; it holds what was released before. Remove it and try again."
        ) from error
    return kept
