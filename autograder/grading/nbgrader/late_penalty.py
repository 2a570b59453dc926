"""nbgrader's plug-in for lateness: what the course's ``deadlines.toml`` says that it costs."""

from typing import Any

from nbgrader.plugins import BasePlugin

from autograder.grading.course import deadlines
from autograder.grading.course.course import Course


class LatePenalty(BasePlugin):  # type: ignore[misc]  # its package has no types
    """Takes a share of the points for each day begun; nothing without a rule in the file.

    In ``nbgrader_config.py``:
    ``c.AssignLatePenalties.plugin_class = "autograder.grading.nbgrader.late_penalty.LatePenalty"``
    """

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points that lateness costs one notebook of ``score`` points; None for nothing.

        Days are those of the calendar, which the seconds do not say: due date and time are the gradebook's.
        """
        course: Any = Course(self.config.CourseDirectory.root)
        deadline = deadlines.read(course, self.parent.assignment_id)
        if deadline.rule is None or student_id in deadline.excused:
            return None
        submission = self.parent.gradebook.find_submission(self.parent.assignment_id, student_id)
        late = deadline.late_by(submission.duedate, submission.timestamp)
        return score * deadline.rule.share(late)
