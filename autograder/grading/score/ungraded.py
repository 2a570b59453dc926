"""Whose work was handed in, or collected again, since it was graded, and for whom it is due at another time now."""

from contextlib import suppress

from nbgrader.api import MissingEntry

from autograder.grading.course import Course, CourseError, deadlines
from autograder.grading.course.journal import Journal
from autograder.grading.course.planning import course_limits
from autograder.grading.course.released import released_notebooks
from autograder.grading.intake.hand_in import find_hand_in


def ungraded(course: Course, assignment: str) -> set[str]:
    """The students whose work of now is not what was graded last; whom nbgrader's own command has graded since the
    last `autograder grade` is none of them."""
    found: set[str] = set()
    with suppress(CourseError):  # nothing released to compare with: then nothing can be graded
        released = released_notebooks(course, assignment)
        journal, limits = Journal(course.state(assignment)), course_limits(course)
        for student in course.students(assignment):
            hand_in = find_hand_in(course, assignment, student, released, limits)
            if hand_in.missing or hand_in.blocked:
                continue
            kept = journal.read(student)
            if not _by_others(course, assignment, student, journal) and (
                kept is None or hand_in.fingerprint() not in kept[0]
            ):
                found.add(student)
    return found


def ruled_otherwise(course: Course, assignment: str) -> set[str]:
    """The students whose graded work was late, or in time, by other lines of the course's deadlines than hold now."""
    journal, found = Journal(course.state(assignment)), set()
    with suppress(MissingEntry):  # it was taken out of the gradebook
        deadline = deadlines.holding(course, assignment)
        for row in journal.all_rows():
            kept = journal.read(row.student)
            graded = row.exercises and not _by_others(course, assignment, row.student, journal)
            if graded and kept and kept[0].rpartition(":")[2] != deadline.digest(row.student):
                found.add(row.student)
    return found


def _by_others(course: Course, assignment: str, student: str, journal: Journal) -> bool:
    """Whether nbgrader's own command has graded a student since the last `autograder grade`."""
    graded = course.folder("autograded", student, assignment)
    return graded.is_dir() and graded.stat().st_mtime > journal.moment(student)
