"""What grading one assignment needs to know of it."""

from dataclasses import dataclass, field
from functools import cached_property

from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.cells import grade_id
from autograder.grading.contract.limits import Limits
from autograder.grading.course import Course, deadlines
from autograder.grading.course.calibration_file import Calibration, load
from autograder.grading.course.deadlines import Deadline
from autograder.grading.course.planning import course_limits, course_visible
from autograder.grading.course.released import released_notebook
from autograder.grading.intake.submission import MAX_FOLDER_BYTES, Submission, find_submission
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
        released = {n: released_notebook(course, name, n) for n in course.notebook_names(name)}
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

    @property
    def grade_ids(self) -> dict[str, set[str]]:
        """The nbgrader cells of each notebook."""
        return {
            name: {found for cell in notebook.cells if (found := grade_id(cell))}
            for name, notebook in self.released.items()
        }

    @cached_property
    def calibration(self) -> Calibration:
        """What is known of its test cells when the first of its notebooks is prepared; read once."""
        return load(self.course, self.name)

    def find(self, student: str) -> Submission:
        """What this student handed in."""
        folder = self.course.folder("submitted", student, self.name)
        room = int(min(MAX_FOLDER_BYTES, self.limits.disk / 2, self.limits.file_size))
        return find_submission(student, folder, list(self.released), self.grade_ids, room)
