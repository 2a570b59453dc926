"""Whose work was handed in, or collected again, since it was graded: a mark or a nought is not that work's."""

from contextlib import suppress

from autograder.grading.course import Course, CourseError
from autograder.grading.course.journal import Journal
from autograder.grading.course.planning import course_limits
from autograder.grading.course.released import released_notebook
from autograder.grading.intake.hand_in import find_hand_in


def ungraded(course: Course, assignment: str) -> set[str]:
    """The students whose work of now is not what was graded last; whom nbgrader's own command has graded since the
    last `autograder grade` is none of them."""
    found: set[str] = set()
    with suppress(CourseError):  # nothing released to compare with: then nothing can be graded
        names = course.notebook_names(assignment)
        released = {name: released_notebook(course, assignment, name) for name in names}
        journal, limits = Journal(course.state(assignment)), course_limits(course)
        for student in course.students(assignment):
            hand_in = find_hand_in(course, assignment, student, released, limits)
            if hand_in.missing or hand_in.blocked:
                continue
            kept, graded = journal.read(student), course.folder("autograded", student, assignment)
            others = graded.is_dir() and graded.stat().st_mtime > journal.moment(student)
            if not others and (kept is None or hand_in.fingerprint() not in kept[0]):
                found.add(student)
    return found
