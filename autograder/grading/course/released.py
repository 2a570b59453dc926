"""The notebook that students were given."""

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from autograder.grading.course.course import Course, CourseError


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


def _without_secrets(course: Course, notebook: NotebookNode) -> NotebookNode:
    """The instructor's notebook without solutions, hidden tests and mark schemes."""
    for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
        notebook, _ = step(config=course.config).preprocess(notebook, ResourcesDict(nbgrader={}))
    return notebook
