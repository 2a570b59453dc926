"""What is seen to before the first submission of a run is touched."""

import json

from autograder.grading.assignment import Assignment
from autograder.grading.contract.execution import LEVELS_THAT_HIDE, IsolationError
from autograder.grading.course import CourseError
from autograder.grading.run.execute import check_hidden, get_ready


def check_isolation(assignment: Assignment) -> None:
    """Refuse the run, not student by student, where this machine gives less than was asked for (CourseError)."""
    released = [json.dumps(notebook).encode() for notebook in assignment.released.values()]
    course = assignment.course
    try:
        given = get_ready(*released, lowest_level=assignment.allow_level)
        if given.level in LEVELS_THAT_HIDE:
            for folder in (course.root, course.folder("source", ".", assignment.name)):
                check_hidden(folder)
    except IsolationError as error:
        raise CourseError(str(error)) from error
