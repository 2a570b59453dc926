"""Whether the three places agree that hold an assignment's cells: its source, its release, the gradebook.

`nbgrader generate_assignment` writes release and gradebook from the source. Edited since, or released in
part, they differ, and a run would grade with other tests than its instructor reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from nbgrader.utils import is_grade, is_locked

from autograder.grading.contract.cells import SOLUTIONS_CLOSED, grade_id
from autograder.grading.course.course import Course, CourseError

Cells = dict[str, str]


def disagreements(
    course: Course, assignment: str, released: Mapping[str, NotebookNode]
) -> Iterator[str]:
    """A sentence for each thing that the instructor should know before grading, with what mends it.

    Raises CourseError where the gradebook has other cells than the release: no mark would be right.
    """
    command = f"nbgrader generate_assignment {assignment}"
    recorded = _in_gradebook(course, assignment)
    for name, notebook in released.items():
        own, kept = recorded.get(name, {}), _cells(notebook)
        release = course.folder("release", ".", assignment) / f"{name}.ipynb"
        if not release.is_file():
            yield (
                f"There is no {release}; submissions are compared with the instructor's notebook. "
                f"To write it: {command}"
            )
        elif _without_hidden(course, own) != kept:
            odd = sorted(_different(_without_hidden(course, own), kept))
            raise CourseError(
                f"The gradebook and {release} differ in {_listed(odd)}. They were not written by the same "
                f"release. Run: {command}"
            )
        source = course.folder("source", ".", assignment) / f"{name}.ipynb"
        if source.is_file():
            own_cells = {name: own[name] for name in own if name != SOLUTIONS_CLOSED}
            changed = sorted(_different(own_cells, _cells(_without_solutions(course, source))))
            if changed:
                yield (
                    f"{source} was changed in {_listed(changed)} and not released since: grading uses the "
                    f"cells as they were released. To release it again: {command}"
                )


def _in_gradebook(course: Course, assignment: str) -> dict[str, Cells]:
    """The test cells and locked cells of each notebook as the gradebook has them."""
    with course.gradebook() as gradebook:
        return {
            notebook.name: {
                str(cell.name): str(cell.source)
                for cell in notebook.source_cells
                if cell.locked or cell.name in {grade.name for grade in notebook.grade_cells}
            }
            for notebook in gradebook.find_assignment(assignment).notebooks
        }


def _cells(notebook: NotebookNode) -> Cells:
    """The test cells and locked cells of a notebook."""
    return {
        name: cell.source
        for cell in notebook.cells
        if (name := grade_id(cell)) and (is_locked(cell) or is_grade(cell))
    }


def _without_solutions(course: Course, path: object) -> NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    step = ClearSolutions(config=course.config)
    cleared, _ = step.preprocess(notebook, ResourcesDict(nbgrader={}))
    return cleared


def _without_hidden(course: Course, cells: Cells) -> Cells:
    """What students are given of these cells."""
    left = {}
    for name, source in cells.items():
        cell = nbformat.v4.new_code_cell(source, metadata={"nbgrader": {"grade": True}})
        for step in (ClearHiddenTests, ClearMarkScheme):
            cell, _ = step(config=course.config).preprocess_cell(
                cell, ResourcesDict(nbgrader={}), 0
            )
        left[name] = cell.source
    return left


def _different(one: Cells, other: Cells) -> set[str]:
    return {name for name in {**one, **other} if one.get(name) != other.get(name)}


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"cell{'s' if len(names) > 1 else ''} {', '.join(names[:3])}{more}"
