"""What grading one assignment needs to know of it."""

from dataclasses import dataclass, field
from functools import cached_property

from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.limits import Limits
from autograder.grading.course import Course, deadlines
from autograder.grading.course.calibration_file import Calibration, load
from autograder.grading.course.deadlines import Deadline
from autograder.grading.course.planning import course_limits, course_visible
from autograder.grading.course.released import Release, released_notebooks, releases
from autograder.grading.intake.hand_in import find_hand_in
from autograder.grading.intake.submission import Submission
from autograder.grading.nbgrader.conversion import check


@dataclass(frozen=True)
class Assignment:
    """What grading one assignment needs to know once: its notebooks as released, its points, its run."""

    course: Course
    name: str
    run: str
    allow_level: str
    limits: Limits
    released: dict[str, NotebookNode]
    max_score: float
    deadline: Deadline = field(default_factory=Deadline)
    visible: tuple[str, ...] = ()

    @classmethod
    def load(cls, course: Course, name: str, run: str, allow_level: str) -> "Assignment":
        """Read limits and released notebooks; CourseError for a wrong limit or an assignment never released."""
        limits = course_limits(course)
        released = released_notebooks(course, name)
        for notebook in released.values():
            check(notebook, name)
        deadline = deadlines.in_force(course, name)
        with course.gradebook() as gradebook:
            max_score = float(gradebook.find_assignment(name).max_score)
        return cls(
            course,
            name,
            run,
            allow_level,
            limits,
            released,
            max_score,
            deadline,
            course_visible(course),
        )

    @cached_property
    def calibration(self) -> Calibration:
        """What is known of its test cells when the first of its notebooks is prepared; read once."""
        return load(self.course, self.name)

    @cached_property
    def releases(self) -> dict[str, list[Release]]:
        """What the releases of each notebook held, the last one last."""
        return {name: releases(self.course, self.name, name) for name in self.released}

    def find(self, student: str) -> Submission:
        """What this student handed in."""
        return find_hand_in(self.course, self.name, student, self.released, self.limits)
