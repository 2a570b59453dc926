"""What `nbgrader autograde` takes for the notebooks of a submission: what `autograder grade` takes for them."""

import os
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.converters.base import BaseConverter, NbGraderException

from autograder.grading.course import Course, CourseError
from autograder.grading.course.names import names_first
from autograder.grading.course.planning import course_limits
from autograder.grading.course.released import released_notebooks
from autograder.grading.intake.hand_in import find_hand_in
from autograder.grading.intake.reading import read_file


def find_notebooks(converter: Any) -> None:
    """In the place of `init_notebooks` of nbgrader's `Autograde`, which knows a notebook by its file's name alone.

    The path of each has the name under which the notebook was released; `SubmittedNotebook` opens its file.
    """
    directory = converter.coursedir
    assignment, wanted = directory.assignment_id, directory.notebook_id
    try:
        course = Course(Path(directory.root))
        released, limits = released_notebooks(course, assignment), course_limits(course)
        students = {
            str(course.folder("submitted", s, assignment)): s for s in course.students(assignment)
        }
    except CourseError as error:
        converter.log.error(str(error))
        raise NbGraderException(str(error)) from error
    converter.assignments = {}
    problem = ""
    for folder in names_first(converter._format_source(assignment, directory.student_id)):
        student = students.get(os.path.normpath(folder))
        if student is None:  # a file in the place of a folder
            continue
        submission = find_hand_in(course, assignment, student, released, limits)
        names = [name for name in sorted(submission.notebooks) if wanted in ("*", name)]
        if names:
            converter.assignments[folder] = [os.path.join(folder, f"{n}.ipynb") for n in names]
        else:
            problem = f"{student}: {submission.problem or f'{wanted}.ipynb is missing.'}"
            converter.log.warning(problem)
    if problem and not converter.assignments:
        raise NbGraderException(problem)
    if not converter.assignments:
        BaseConverter.init_notebooks(converter)  # says what it looked for


class SubmittedNotebook(NotebookExporter):  # type: ignore[misc]  # its package has no types
    """Reads the file that was handed in as a notebook, whatever it is called and however it is written."""

    def from_filename(
        self, filename: str, resources: ResourcesDict, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """The notebook after the steps of this exporter; UnreadableError where the file is none."""
        course, place = Course(Path.cwd()), resources["nbgrader"]
        assignment, student, name = place["assignment"], place["student"], place["notebook"]
        folder = course.folder("submitted", student, assignment)
        exported: tuple[str, ResourcesDict]
        if Path(filename).parent != folder:  # the second time: what the first has written
            exported = super().from_filename(filename, resources, **kwargs)
            return exported
        released = released_notebooks(course, assignment)
        submission = find_hand_in(course, assignment, student, released, course_limits(course))
        notebook, notes = read_file(submission.notebooks[name])
        place["notes"] = [*submission.notes, *notes]
        resources["metadata"] = ResourcesDict(name=name, path=str(folder))
        exported = self.from_notebook_node(notebook, resources, **kwargs)
        return exported
